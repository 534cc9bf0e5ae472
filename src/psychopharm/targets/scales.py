"""What the simulated scale gives before anyone is chosen, for each row of data/targets/scales.csv."""

import numpy as np

from psychopharm.models.scales import SCALES, cronbach_alpha, total
from psychopharm.models.trials import people_seen

COUNT = 75_000          # of each arm: chance moves a mean total by a hundredth of a point


def points_at_first():
    """Points of all items of everybody who is seen, before anyone is chosen [points], shape (150 000, 17).

    >>> points_at_first().shape
    (150000, 17)
    """
    return np.concatenate([arm.first for arm in people_seen(COUNT)])


def alpha(scale):
    """How far the items of a scale agree in these people [1].

    >>> round(alpha("HAM-D17"), 1)
    0.7
    """
    return cronbach_alpha(points_at_first()[:, SCALES[scale]])


MODEL = {
    "T3_01_mean": lambda: total(points_at_first()).mean(),
    "T3_01_sd": lambda: total(points_at_first()).std(),
    "T3_02_mean": lambda: total(points_at_first(), "HAM-D6").mean(),
    "T3_02_sd": lambda: total(points_at_first(), "HAM-D6").std(),
    "T3_03": lambda: alpha("anxiety_somatisation"),
}
