"""From a person of the fixed panel to the constants of kinetics: sex, age, weight, liver and genotype.

A person of weight W (without excess) and excess weight X:

    CL   = W c exp(b (age - 30)) k_liver k_gene                  c, b by sex
    V1, V2, CLd = reference x W/70 x v,  v = r exp(bV (age - 30)), r = 1 in men;  then kD X is added to V2
    VN   = vN W v^p + kN X
    CLN  = cN W exp(q bman (age - 30)) k_liver k_geneN

Clearance follows the weight without the excess: fat holds diazepam, it does not break it down (abernethy_1983).
Sources disagree whether clearance falls with age in men: klotz_1975 and herman_1996 found no fall, greenblatt_1980_cpt
and divoll_1983 38 and 48 % in old men; the slope used lies between.
"""

from functools import cache
from math import exp, log

from psychopharm.models.genetics import metaboliser_factors
from psychopharm.models.kinetics import Body
from psychopharm.parameters import parameter, patient
from psychopharm.records import Patient

L_PER_H = 0.06            # 1 mL/min = 0.06 L/h
REFERENCE_WEIGHT_KG = 70
REFERENCE_AGE_Y = 30


def body(key):
    """The Body of a person in data/patients.csv.

    >>> round(body("man_30").clearance_L_per_h, 3), body("man_30").central_volume_L
    (1.512, 16.0)
    >>> body("men_30")
    Traceback (most recent call last):
    ...
    ValueError: No patient 'men_30'. Did you mean 'man_30'?
    """
    return _body_of(patient(key))


def body_of(person):
    """The Body of a Patient object, whose age, sex, weights, liver and genotype set clearances and volumes.

    >>> from psychopharm.parameters import patient
    >>> body_of(patient("man_30")) == body("man_30")
    True
    """
    if not isinstance(person, Patient):
        raise ValueError(f"person must be a Patient, but is {person!r}; take one with psychopharm.parameters.patient.")
    return _body_of(person)


@cache
def _body_of(person):
    sex = {"m": "man", "f": "woman"}[person.sex]
    years = person.age_y - REFERENCE_AGE_Y
    weight, excess = person.weight_kg, person.excess_weight_kg
    liver = _value("cirrhosis_clearance_factor") if person.liver == "cirrhosis" else 1.0
    gene, gene_nordiazepam = metaboliser_factors(person.cyp2c19)

    clearance = weight * _value(f"diazepam_clearance_{sex}") * exp(_value(f"diazepam_clearance_age_slope_{sex}") * years)
    clearance_nordiazepam = weight * _value("nordiazepam_clearance") * exp(
        _value("nordiazepam_clearance_age_factor") * _value("diazepam_clearance_age_slope_man") * years)
    volume = (_value("diazepam_volume_woman_man_ratio") if sex == "woman" else 1.0) * exp(_value("diazepam_volume_age_slope") * years)
    size = weight / REFERENCE_WEIGHT_KG * volume
    return Body(
        clearance_L_per_h=L_PER_H * clearance * liver * gene,
        central_volume_L=_value("diazepam_central_volume_L") * size,
        tissue_volume_L=_value("diazepam_peripheral_volume_L") * size + _value("diazepam_volume_per_excess_kg") * excess,
        distribution_clearance_L_per_h=_value("diazepam_intercompartmental_clearance_L_per_h") * size,
        absorption_rate_per_h=_value("diazepam_absorption_rate_per_h"),
        absorption_lag_h=_value("diazepam_absorption_lag_h"),
        bioavailability=_value("diazepam_oral_bioavailability"),
        nordiazepam_mg_per_mg=_value("nordiazepam_formation_fraction")
        * _value("nordiazepam_molar_mass_g_per_mol") / _value("diazepam_molar_mass_g_per_mol"),
        nordiazepam_volume_L=_value("nordiazepam_volume") * weight * volume ** _value("nordiazepam_volume_exponent")
        + _value("nordiazepam_volume_per_excess_kg") * excess,
        nordiazepam_clearance_L_per_h=L_PER_H * clearance_nordiazepam * liver * gene_nordiazepam,
        effect_rate_per_h=log(2) / (_value("effect_site_half_time_min") / 60),
    )


def eeg_constants():
    """Emax [percentage points], EC50 [ng/mL] and Hill exponent [1] of `kinetics.eeg_rise`, from the tables.

    >>> eeg_constants()
    (25.0, 300.0, 2.0)
    """
    return _value("eeg_max_rise_pct_points"), _value("eeg_ec50_ng_per_mL"), _value("eeg_hill")


def _value(key):
    return parameter(key).value
