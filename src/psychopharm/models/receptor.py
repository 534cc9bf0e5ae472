"""One GABA-A receptor: how GABA and drugs share the work of opening its channel.

A channel is shut or open; what binds better to the open channel keeps it open (two states, co-agonists):

    Po  = 1 / (1 + L qG qD qX)                       share of channels that are open
    q   = ((1 + [A]/K) / (1 + [A]/(c K)))^n          GABA, and a drug at a site of its own: n sites
    qD  = (1 + [D]/K_D + [F]/K_F) / (1 + [D]/(c_D K_D) + [F]/(c_F K_F))        drug and flumazenil share one site

K is the dissociation constant of the shut channel, c K that of the open one: c below 1 opens, c = 1 only blocks the site, c above 1
shuts. No concentration of a drug multiplies the odds of being open by more than 1/c^n: that is its ceiling, its efficacy. K is the
affinity for the shut channel; potency, the EC50, follows from K, c and the GABA that is there. The energies -RT ln c of all that is
bound add.

Left out: desensitisation; the second, micromolar effect of diazepam (walters_2000), which also binds where etomidate does
(mcgrath_2020). L cannot be told from the published numbers; K_G and c_G belong to the L of the tables. Changing L alone does not
reproduce mutants that open spontaneously, so the model is not for mutants.
Sources: forman_2011, dawson_2006, mcgrath_2020, ghansah_1999; the values stand in data/parameters/receptor.csv.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter, rows

GAS_KCAL_PER_MOL_K = 1.987204e-3
ROOM_K = 295.0
SUBTYPES = ("a1", "a2", "a3", "a5")
LIGANDS = {              # name -> the keys of its dissociation constant, of its ratio, and of its number of sites; one site without a key
    "GABA": ("gaba_kd_closed_uM", "gaba_open_closed_ratio", "gaba_site_count"),
    "diazepam": ("diazepam_kd_closed_nM", "diazepam_open_closed_ratio", None),
    **{f"diazepam_{subtype}": (f"diazepam_kd_closed_{subtype}_nM", f"diazepam_open_closed_ratio_{subtype}", None) for subtype in SUBTYPES},
    "flumazenil": ("flumazenil_kd_brain_nM", "flumazenil_open_closed_ratio", None),
    "inverse_agonist": ("inverse_agonist_kd_closed_nM", "inverse_agonist_open_closed_ratio", None),
    "etomidate": ("etomidate_kd_closed_uM", "etomidate_open_closed_ratio", "etomidate_site_count"),
    "neurosteroid": ("neurosteroid_kd_closed_uM", "neurosteroid_open_closed_ratio", "neurosteroid_site_count"),
}


@dataclass(frozen=True)
class Ligand:
    """What binds to the receptor: K of the shut channel [unit of its concentration], c = K of the open over the shut one, n sites."""

    kd: float
    ratio: float
    sites: int = 1

    def __post_init__(self):
        checks.one_number(kd=self.kd)
        checks.one_number(ratio=self.ratio)
        checks.whole(1, sites=self.sites)


def ligand(name):
    """The Ligand of that name in the tables; K in uM for GABA, etomidate and neurosteroid, in nM for what binds to the benzodiazepine site.

    name: GABA, diazepam, diazepam_a1, _a2, _a3, _a5 (receptors of one subtype), flumazenil, inverse_agonist, etomidate, neurosteroid.

    >>> ligand("diazepam")
    Ligand(kd=29.5, ratio=0.25, sites=1)
    >>> ligand("valium")
    Traceback (most recent call last):
    ...
    ValueError: No ligand 'valium'. Choose from 'GABA', 'diazepam', 'diazepam_a1', 'diazepam_a2', 'diazepam_a3', 'diazepam_a5', 'flumazenil', \
'inverse_agonist' and others.
    """
    return _ligand(checks.known("ligand", name, LIGANDS))


@cache
def _ligand(name):
    kd, ratio, sites = LIGANDS[name]
    return Ligand(parameter(kd).value, parameter(ratio).value, int(parameter(sites).value) if sites else 1)


def open_probability(gaba_uM, drug_nM=0.0, flumazenil_nM=0.0, further_uM=0.0, drug=None, further=None):
    """Share of channels that are open at balance [0 to 1]; times 10,000 it is channels of 10,000.

    gaba_uM: GABA [uM].   drug_nM: drug at the benzodiazepine site [nM].   flumazenil_nM: flumazenil, at the same site [nM].
    further_uM: a drug at a site of its own [uM]. All free concentrations; they broadcast.
    drug: Ligand at the benzodiazepine site; diazepam where it is left out.   further: Ligand of further_uM; etomidate where it is left out.
    Raises ValueError for a negative concentration.

    >>> round(float(10_000 * open_probability(gaba_uM=4.6)))
    452
    >>> round(float(10_000 * open_probability(gaba_uM=4.6, drug_nM=19)))
    934
    """
    return 1 / (1 + shut_for_each_open(gaba_uM, drug_nM, flumazenil_nM, further_uM, drug, further))


def shut_for_each_open(gaba_uM, drug_nM=0.0, flumazenil_nM=0.0, further_uM=0.0, drug=None, further=None):
    """Shut channels for each open one, L qG qD qX; arguments as for `open_probability`.

    >>> float(shut_for_each_open(gaba_uM=0))
    20000.0
    >>> round(float(shut_for_each_open(gaba_uM=0, drug_nM=1000)))
    5110
    """
    checks.zero_or_more(gaba_uM=gaba_uM, drug_nM=drug_nM, flumazenil_nM=flumazenil_nM, further_uM=further_uM)
    gaba, dose, antagonist, other = checks.alike(gaba_uM=gaba_uM, drug_nM=drug_nM, flumazenil_nM=flumazenil_nM, further_uM=further_uM)
    at_site, elsewhere, blocker = _or(drug, "diazepam", "drug"), _or(further, "etomidate", "further"), ligand("flumazenil")
    bound, blocked = dose / at_site.kd, antagonist / blocker.kd
    site = (1 + bound + blocked) / (1 + bound / at_site.ratio + blocked / blocker.ratio)
    return parameter("gaba_a_closed_open_ratio").value * _factor(ligand("GABA"), gaba) * site * _factor(elsewhere, other)


def ec(percent, of, shut):
    """The concentration of a ligand at which the share of open channels has gone so many per cent of its way [unit of the ligand's K].

    The way leads from none of the ligand to a saturating concentration: with r^n = (1/Po - 1) / shut, C = K (1 - r) / (r/c - 1).
    percent: above 0, below 100.   of: the Ligand.   shut: shut channels for each open one with everything but this ligand,
    from `shut_for_each_open`. percent and shut broadcast. A ligand with c = 1 goes nowhere, which is refused.

    >>> round(float(ec(5, ligand("GABA"), shut_for_each_open(gaba_uM=0))), 1)
    4.6
    >>> round(float(ec(50, ligand("diazepam"), shut_for_each_open(gaba_uM=4.6))), 1)        # nM
    26.0
    """
    _be_a_ligand("of", of)
    checks.positive(shut=shut)
    checks.between(0, 100, percent=percent)
    share, shut = checks.alike(percent=percent, shut=shut)
    if not ((share > 0) & (share < 100)).all():
        raise ValueError(f"percent must lie between 0 and 100, but is {percent!r}; give for example 50.")
    if of.ratio == 1:
        raise ValueError("of must be a Ligand whose ratio is not 1, but it binds shut and open channels alike; give one that has an effect.")
    none, most = 1 / (1 + shut), 1 / (1 + shut * of.ratio ** of.sites)
    there = none + (most - none) * share / 100
    root = ((1 - there) / there / shut) ** (1 / of.sites)
    return of.kd * (1 - root) / (root / of.ratio - 1)


def ec50_uM(drug_nM=0.0, flumazenil_nM=0.0, further_uM=0.0, drug=None, further=None):
    """The concentration of GABA at which half of its effect is reached, with the drugs that are there [uM]; arguments as for `open_probability`.

    >>> round(float(ec50_uM()), 1), round(float(ec50_uM() / ec50_uM(drug_nM=19)), 2)
    (26.0, 1.58)
    """
    return ec(50, ligand("GABA"), shut_for_each_open(0.0, drug_nM, flumazenil_nM, further_uM, drug, further))


def energy_kcal_per_mol(ratio):
    """Energy by which one bound ligand favours the open channel, -RT ln c at 295 K [kcal/mol]; below 0 it favours the shut one.

    ratio: c, the dissociation constant of the open over that of the shut channel, any shape.

    >>> round(float(energy_kcal_per_mol(0.25)), 2)
    0.81
    """
    checks.positive(ratio=ratio)
    return 0.0 - GAS_KCAL_PER_MOL_K * ROOM_K * np.log(ratio)


def lost_effects(mutation):
    """The effects of diazepam that mice with a mutation have lost altogether, by the rows of data/knock_ins.csv, in their order.

    What nobody tested is not among them, nor what is lost in part.

    >>> lost_effects("a1_H101R")
    ('sedation', 'amnesia')
    >>> lost_effects("a3_H126R")
    ()
    """
    checks.known("mutation", mutation, dict.fromkeys(row.mutation for row in rows("knock_ins")))
    return tuple(dict.fromkeys(row.effect for row in rows("knock_ins") if row.mutation == mutation and row.retained == "no"))


def _factor(one, conc):
    """q of a ligand at sites of its own."""
    return ((1 + conc / one.kd) / (1 + conc / one.kd / one.ratio)) ** one.sites


def _or(given, name, argument):
    if given is None:
        return ligand(name)
    return _be_a_ligand(argument, given)


def _be_a_ligand(argument, given):
    if not isinstance(given, Ligand):
        raise ValueError(f"{argument} must be a Ligand, but is {given!r}; take one with psychopharm.models.receptor.ligand.")
    return given
