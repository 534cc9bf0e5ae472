"""What the model of one receptor gives for each row of data/targets/receptor.csv."""

import numpy as np
from scipy.optimize import brentq

from psychopharm.models.receptor import SUBTYPES, ec, ec50_uM, energy_kcal_per_mol, ligand, lost_effects, open_probability, shut_for_each_open

SATURATING = 1e7          # nM or uM; at such a concentration the open probability is its limit to six digits or more
EC5_UM = 4.6              # GABA in the study of R07, as a share of its own maximum
BLOCKING_NM = (30, 100, 300, 1000)


def _energies():
    return [energy_kcal_per_mol(ligand(name).ratio) for name in ("diazepam", *(f"diazepam_{subtype}" for subtype in SUBTYPES))]


def _gaba_ec20():
    return ec(20, ligand("GABA"), shut_for_each_open(0))


def _largest_rise(subtype):
    """Largest rise of the share of open channels by diazepam at receptors of one subtype, GABA at its EC20 [percent]."""
    return 100 * (open_probability(_gaba_ec20(), SATURATING, drug=ligand(f"diazepam_{subtype}")) / open_probability(_gaba_ec20()) - 1)


def _half_effect_nM(subtype):
    return ec(50, ligand(f"diazepam_{subtype}"), shut_for_each_open(_gaba_ec20()))


def _schild_slope():
    """Slope of log(dose ratio - 1) over log flumazenil; the dose ratio is read from the curves, at equal shares of open channels."""
    wanted = open_probability(EC5_UM, 30)

    def needed_nM(flumazenil_nM):
        return brentq(lambda diazepam_nM: open_probability(EC5_UM, diazepam_nM, flumazenil_nM) - wanted, 1, 1e6, xtol=1e-9)
    ratios = [needed_nM(blocking) / needed_nM(0) for blocking in BLOCKING_NM]
    return np.polyfit(np.log10(BLOCKING_NM), np.log10(np.array(ratios) - 1), 1)[0]


def _synergy():
    """Rise by neurosteroid and diazepam together over the sum of their single rises."""
    gaba_uM, diazepam_nM, steroid_uM, steroid = 3, 30, 0.3, ligand("neurosteroid")
    none = open_probability(gaba_uM)
    one, other, both = (open_probability(gaba_uM, drug, 0, further, further=steroid) - none
                        for drug, further in ((diazepam_nM, 0), (0, steroid_uM), (diazepam_nM, steroid_uM)))
    return both / (one + other)


MODEL = {
    "R01": ec50_uM,
    "R02": lambda: open_probability(SATURATING),
    "R03": lambda: open_probability(0),
    "R04": lambda: open_probability(0, SATURATING),
    "R05": lambda: ec50_uM() / ec50_uM(1000),
    "R06": lambda: open_probability(SATURATING, SATURATING) / open_probability(SATURATING),
    "R07": lambda: ec(50, ligand("diazepam"), shut_for_each_open(EC5_UM)),
    **{f"R08_{subtype}": lambda subtype=subtype: _largest_rise(subtype) for subtype in SUBTYPES},
    **{f"R09_{one}_over_{other}": lambda one=one, other=other: _half_effect_nM(one) / _half_effect_nM(other)
       for one, other in (("a2", "a5"), ("a1", "a2"), ("a3", "a1"))},
    "R10_least": lambda: min(_energies()),
    "R10_most": lambda: max(_energies()),
    "R13_efficacy": lambda: open_probability(0, further_uM=SATURATING) / open_probability(SATURATING),
    "R13_ec50": lambda: ec(50, ligand("etomidate"), shut_for_each_open(0)),
    "R13_shift": lambda: ec50_uM() / ec50_uM(further_uM=3.2),
    "R14_slope": _schild_slope,
    "R14_alone": lambda: open_probability(EC5_UM, flumazenil_nM=300) / open_probability(EC5_UM),
    "R16_a1": lambda: len(lost_effects("a1_H101R")),
    "R16_a2": lambda: len(lost_effects("a2_H101R")),
    "R16_a3": lambda: len(lost_effects("a3_H126R")),
    "R17": _synergy,
}
