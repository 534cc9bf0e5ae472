"""What the table of affinities gives for each row of data/targets/affinity.csv."""

from psychopharm.models.affinity import TARGETS, cell, reached, selectivity
from psychopharm.parameters import parameter


def _serotonin_over_noradrenaline(drug):
    return selectivity(cell(drug, "SERT").ki_nM, cell(drug, "NET").ki_nM)


def _diazepam_cells():
    """How many monoamine, histamine, acetylcholine and adrenaline targets diazepam binds below the ceiling of the map."""
    return len(reached([cell("diazepam", target) for target in TARGETS], parameter("affinity_map_ceiling_nM").value))


MODEL = {
    "T1_08_paroxetine": lambda: _serotonin_over_noradrenaline("paroxetine"),
    "T1_08_citalopram": lambda: _serotonin_over_noradrenaline("citalopram"),
    "T1_08_desipramine": lambda: _serotonin_over_noradrenaline("desipramine"),
    "T1_09": _diazepam_cells,
}
