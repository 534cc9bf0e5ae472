"""How tightly drugs bind their targets: affinity, selectivity, and what a table of affinities does not know.

At balance a drug at the free concentration C binds the share C / (C + K) of a target (models/occupancy.py); K, written Ki or Kd, is
the concentration at which half is bound. The smaller K, the higher the affinity: the tighter the drug binds. That is all K says. It does
not tell whether the drug activates or blocks the target, how much of it reaches the brain, or whether it helps anybody.

Left out: metabolites that bind too, the slow approach to balance, drugs that bind for good.
Sources of the values: tatsumi_1997, pdsp, gtopdb, bang_andersen_2011; they stand in data/affinities.csv.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter, rows

STATES = ("measured", "beyond", "limit", "irreversible", "allosteric", "no record")


def pki(ki_nM):
    """Affinity on a logarithmic scale [1]: pKi = 9 - log10(Ki / nM). One more is a tenth of the concentration.

    ki_nM: Ki or Kd [nM], any shape. Raises ValueError unless it is above 0.

    >>> [round(float(one), 2) for one in pki([1, 25, 10_000])]
    [9.0, 7.6, 5.0]
    """
    checks.positive(ki_nM=ki_nM)
    return 9 - np.log10(ki_nM)


def selectivity(ki_nM, other_ki_nM):
    """How many times more tightly a drug binds one target than another [1]: K of the other target over K of the one.

    ki_nM, other_ki_nM: Ki or Kd at the two targets [nM]; they broadcast. Raises ValueError unless both are above 0.

    Paroxetine at the serotonin transporter against the noradrenaline transporter (tatsumi_1997):

    >>> round(float(selectivity(0.13, other_ki_nM=40)))
    308
    """
    checks.positive(ki_nM=ki_nM, other_ki_nM=other_ki_nM)
    ki, other = checks.alike(ki_nM=ki_nM, other_ki_nM=other_ki_nM)
    return other / ki


@dataclass(frozen=True)
class Cell:
    """What is known of one drug at one target. ki_nM is a number only where the state is measured; from_nM is what a tighter binding would have been below.

    measured: ki_nM was measured.   beyond: tested, and nothing bound below the ceiling of the map.   limit: tested only up to from_nM,
    and nothing bound.   irreversible: it does not let go, so that no constant describes it.   allosteric: it binds beside the site of
    the transmitter.   no record: the table has none; that does not mean that the drug does not bind.
    """

    drug: str
    target: str
    state: str
    ki_nM: float | None = None
    from_nM: float | None = None
    records: int = 0
    source: str = ""


def cell(drug, target):
    """The Cell of a drug and a target: its preferred record in data/affinities.csv.

    Raises ValueError for a drug or target of which the table has no record at all.

    >>> cell("sertraline", "SERT").ki_nM, cell("bupropion", "NET").state, cell("diazepam", "GABA-A").state
    (0.29, 'beyond', 'allosteric')
    """
    checks.known("drug", drug, DRUGS)
    checks.known("target", target, TARGETS)
    return _cells()[drug, target]


def records(drug, target):
    """All records with a measured number for a drug at a target, as Affinity objects, tightest first: how far laboratories agree.

    >>> [one.value for one in records("amitriptyline", "SERT")]
    [4.3, 26.8, 141.0]
    """
    checks.known("drug", drug, DRUGS)
    checks.known("target", target, TARGETS)
    found = [one for one in rows("affinities") if (one.drug, one.target, one.relation) == (drug, target, "equal")]
    return tuple(sorted(found, key=lambda one: one.value))


def reached(cells, conc_nM):
    """The cells of which more than half is bound at a free concentration, that is those with a measured Ki below it.

    cells: Cell objects.   conc_nM: free concentration at the target [nM], one number above 0. A cell without a measured number is never among them.

    >>> [one.drug for one in reached([cell("sertraline", "DAT"), cell("diazepam", "D2")], conc_nM=100)]
    ['sertraline']
    """
    checks.one_number(conc_nM=conc_nM)
    return [one for one in cells if one.state == "measured" and one.ki_nM < conc_nM]


DRUGS = tuple(sorted({one.drug for one in rows("affinities")}))
TARGETS = tuple(sorted({one.target for one in rows("affinities")}))


@cache
def _cells():
    ceiling = parameter("affinity_map_ceiling_nM").value
    found = {(one.drug, one.target): _cell(one, ceiling) for one in rows("affinities") if one.preferred == "yes"}
    return {(drug, target): found.get((drug, target), Cell(drug, target, "no record")) for drug in DRUGS for target in TARGETS}


def _cell(one, ceiling_nM):
    if one.value is None:
        return Cell(one.drug, one.target, one.relation, records=one.records, source=one.source)
    if one.value >= ceiling_nM:
        return Cell(one.drug, one.target, "beyond", from_nM=ceiling_nM, records=one.records, source=one.source)
    if one.relation == "above":
        return Cell(one.drug, one.target, "limit", from_nM=one.value, records=one.records, source=one.source)
    return Cell(one.drug, one.target, "measured", ki_nM=one.value, records=one.records, source=one.source)
