"""What the kinetics, the covariates and the genes give for each row of data/targets/kinetics.csv."""

from dataclasses import replace

import numpy as np

from psychopharm.models import kinetics
from psychopharm.models.patients import body, body_of, eeg_constants
from psychopharm.models.regimens import HOURS_PER_DAY, regular_levels
from psychopharm.parameters import level, patient, regimen


def level_of(published):
    """What the model gives for a row of data/levels.csv [ng/mL]: mean, lowest and highest of the day of the study.

    For the peak of a single dose all three are that peak.

    >>> from psychopharm.parameters import level
    >>> [round(float(x)) for x in level_of(level("plateau_5mg_control"))]
    [150, 120, 265]
    """
    person, plan = body(published.person), regimen(published.regimen)
    if published.summary == "peak":
        return (kinetics.single_dose_peak(person, plan.dose_mg)[0],) * 3
    that_day = regular_levels(person, plan, published.day)[["diazepam", "nordiazepam"].index(published.analyte), -HOURS_PER_DAY:]
    return that_day.mean(), that_day.min(), that_day.max()


def _half_life(person, which="elimination_h"):
    return getattr(kinetics.half_lives(person if isinstance(person, kinetics.Body) else body(person)), which)


def _half_life_of_man(age_y):
    return _half_life(body_of(replace(patient("man_30"), age_y=age_y)))


def _intermediate():
    return body_of(replace(patient("man_30"), cyp2c19="IM"))


def _eeg(dose_mg):
    return kinetics.eeg_rise(kinetics.single_dose_peak(body("man_30"), dose_mg)[0], *eeg_constants())


def _plateau_ratio(person="man_30"):
    plateau = kinetics.steady_state(body(person), 2, 24)
    return plateau.nordiazepam_mean / plateau.diazepam_mean


def _difference_from_solver():
    """Largest difference over ten days, hourly and with missed doses, from a general solver of differential equations, over the peak."""
    person, doses = body("man_30"), [5, 0, 5, 10, 0, 0, 5, 5, 5, 5]
    rates, rows = kinetics.rate_matrix(person), kinetics.plasma_rows(person)
    state, found = np.zeros(4), [np.zeros((2, 1))]
    for dose in doses:
        before = _solved(rates, state, [person.absorption_lag_h])
        after = _solved(rates, before[:, -1] + [person.bioavailability * dose, 0, 0, 0], np.arange(1, 25) - person.absorption_lag_h)
        found.append(rows @ after)
        state = after[:, -1]
    found = np.concatenate(found, axis=1)[:, :-1]
    exact = kinetics.concentrations(person, doses, interval_h=24, samples=24)
    return np.abs(exact - found).max() / exact.max()


def _solved(rates, state, times_h):
    from scipy.integrate import solve_ivp                    # here, since pictures import this file and would wait for it
    return solve_ivp(lambda _, x: rates @ x, (0, times_h[-1]), state, method="DOP853", t_eval=times_h, rtol=1e-12, atol=1e-14).y


def _area_ratio():
    """Area of the hundredth interval, measured on the curve by Simpson's rule, over the area of a single dose."""
    from scipy.integrate import simpson                      # here, as above
    person, interval_h, samples = body("man_30"), 8, 400
    curve = kinetics.concentrations(person, [5] * 101, interval_h, samples)[0, -2 * samples:]
    return simpson(curve[:samples + 1], dx=interval_h / samples) / kinetics.exposure(person, 5)[0]


MODEL = {
    "P01": lambda: kinetics.single_dose_peak(body("man_30"), 10)[0],
    "P02": lambda: kinetics.single_dose_peak(body("man_30"), 5)[0],
    "P03": lambda: kinetics.single_dose_peak(body("man_30"), 10)[1],
    "P04": lambda: _half_life("man_30"),
    "P05": lambda: _half_life("man_30", "distribution_h"),
    "P06_30": lambda: _half_life_of_man(30),
    "P06_50": lambda: _half_life_of_man(50),
    "P06_70": lambda: _half_life_of_man(70),
    "P06_80": lambda: _half_life_of_man(80),
    "P07": lambda: _half_life("cirrhosis") / _half_life("man_50"),
    "P08_half_life": lambda: _half_life("p08_obese") / _half_life("p08_control"),
    "P08_clearance": lambda: body("p08_obese").clearance_L_per_h / body("p08_control").clearance_L_per_h,
    "P10": _plateau_ratio,
    "P10_controls": lambda: _plateau_ratio("p08_control"),
    "P14_diazepam": lambda: _half_life("p14_old") / _half_life("p14_young"),
    "P14_nordiazepam": lambda: _half_life("p14_old", "nordiazepam_h") / _half_life("p14_young", "nordiazepam_h"),
    "P17_2mg": lambda: _eeg(2),
    "P17_5mg": lambda: _eeg(5),
    "P17_10mg": lambda: _eeg(10),
    "P21": _difference_from_solver,
    "P23": _area_ratio,
    "G01": lambda: _half_life("poor_metaboliser") / _half_life("man_30"),
    "G02": lambda: body("poor_metaboliser").clearance_L_per_h / body("man_30").clearance_L_per_h,
    "G11": lambda: _half_life("poor_metaboliser", "nordiazepam_h") / _half_life("man_30", "nordiazepam_h"),
    "G12_order_IM": lambda: _half_life(_intermediate()) / _half_life("man_30"),
    "G12_order_PM": lambda: _half_life("poor_metaboliser") / _half_life(_intermediate()),
    "G12_ratio": lambda: _half_life("poor_metaboliser") / _half_life("man_30"),
    **{f"L_{name}": lambda name=name: level_of(level(f"plateau_{name}"))[0] for name in (
        "2mg_control", "2mg_control_nordiazepam", "2mg_obese", "2mg_obese_nordiazepam",
        "5mg_control", "5mg_control_nordiazepam", "5mg_cirrhosis", "5mg_cirrhosis_nordiazepam")},
}
