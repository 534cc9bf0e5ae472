"""What the curves of dose and occupancy give for each row of data/targets/occupancy.csv, in percent."""

from psychopharm.models.occupancy import PERCENT, curve_of, occupancy
from psychopharm.parameters import parameter


def _filled(target, relative_dose):
    return PERCENT * occupancy(relative_dose, curve_of(target))


def _filled_by_mg(target, dose_mg):
    """At the dose of a published study."""
    return _filled(target, dose_mg / parameter(f"{target}_smallest_dose_mg").value)


MODEL = {
    "T1_01": lambda: _filled("ssri", 1),
    "T1_03": lambda: _filled("ssri", 1),
    "T1_05": lambda: _filled_by_mg("vortioxetine", 10),
    "T1_06": lambda: _filled_by_mg("moclobemide", 450),
    "T1_06_high": lambda: _filled_by_mg("moclobemide", 1050),
}
