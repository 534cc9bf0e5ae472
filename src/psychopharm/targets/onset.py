"""What the raphe neuron and the two curves of onset give for each row of data/targets/onset.csv."""

from statistics import NormalDist

import numpy as np

from psychopharm.models.onset import benefit_share, course, early_curve, fitted, recovery_d
from psychopharm.parameters import parameter

WEEKS_D = 7 * np.arange(1, 7)


def response_ratio(share):
    """Share whose score has halved by week 1 with an antidepressant over that on the dummy pill, if so much of the benefit is there.

    The score falls by a normal amount; the antidepressant adds share times the gap that it leads to.

    >>> round(float(response_ratio(0.3)), 2)
    1.28
    """
    fall, spread, start, gap = (parameter(key).value for key in ("week_one_placebo_change_points", "week_one_placebo_sd_points",
                                                                 "trial_baseline_points", "onset_gap_points"))
    on_drug, on_dummy = (1 - NormalDist(fall + more, spread).cdf(start / 2) for more in (share * gap, 0))
    return on_drug / on_dummy


def weekly_gaps():
    """The gaps of weeks 1 to 6 that begin at once, without noise [points].

    >>> [round(float(gap), 2) for gap in weekly_gaps()]
    [0.59, 1.01, 1.3, 1.51, 1.65, 1.76]
    """
    return early_curve(WEEKS_D, parameter("onset_gap_points").value, parameter("drug_placebo_separation_time_constant_d").value)


def _example(**more):
    return course(parameter("onset_occupancy").value, **more)


def _on_day(curve, found, day):
    return np.interp(day, found.time_d, curve)


def _advantage_of_the_early_curve():
    late = fitted(WEEKS_D, weekly_gaps(), lag_d=parameter("onset_lag_d").value)[2]
    return late - fitted(WEEKS_D, weekly_gaps())[2]


MODEL = {
    "T2_01": lambda: _on_day(_example().desensitised, _example(), 3),
    "T2_02": lambda: _on_day(_example().desensitised, _example(), 21),
    "T2_03_80": lambda: recovery_d(_example()),
    "T2_03_85": lambda: recovery_d(course(0.85)),
    "T2_05_ratio": lambda: recovery_d(course(0.85, model="desensitisation")) / recovery_d(course(0.5, model="desensitisation")),
    "T2_05_homeostasis": lambda: _on_day(_example(model="homeostasis").firing, _example(), 21),
    "T2_07": lambda: response_ratio(_on_day(benefit_share(_example()), _example(), 7)),
    "T2_08": _advantage_of_the_early_curve,
}
