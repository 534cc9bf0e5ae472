"""Tablets taken once a day: how the level in blood climbs from the first tablet to the plateau.

One compartment, all rates proportional to amounts: a tablet is absorbed at the rate ka and eliminated at k = ln 2 / half-life.
One tablet gives, from its lag on,

    c(t) = 24 k ka/(ka - k) (exp(-k t) - exp(-ka t))

with t the time since then, and levels of tablets add up. The factor 24 k makes the mean level on the plateau 1, so that a
level is the dose which, taken every day for long, would keep blood there: 0.5 is the plateau of half the tablet.

Left out: metabolites, distribution, a delay between blood and brain.
Source: sogaard_2005; the values stand in data/parameters/clocks.csv.
"""

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

TABLET_EVERY_H = 24
KEYS = ("escitalopram_half_life_h", "escitalopram_absorption_rate_per_h", "escitalopram_absorption_lag_h")


def daily_level(time_h, half_life_h, absorption_rate_per_h, lag_h=0.0):
    """Level in blood under one tablet a day, as a share of its mean on the plateau.

    n tablets before the newest are a geometric sum: exp(-k s) (1 - q^(n + 1))/(1 - q), with s the time since the newest and q = exp(-24 k).
    time_h: time since the first tablet [h], any shape.   half_life_h, absorption_rate_per_h: one number each [h], [1/h].
    lag_h: how much later a tablet begins to be absorbed [h], one number.
    Returns the shape of time_h.
    Raises ValueError for a negative time or lag, a constant of zero or less, and an absorption no faster than elimination.

    Four hours after the first tablet half of the plateau is there; after ten days all of it, from 0.76 before a tablet to 1.22 after:

    >>> daily_level([0, 4, 240], half_life_h=30, absorption_rate_per_h=1.1).round(2)
    array([0.  , 0.51, 0.76])
    >>> daily_level(np.arange(240, 264), half_life_h=30, absorption_rate_per_h=1.1).mean().round(2)
    np.float64(1.0)
    """
    checks.zero_or_more(time_h=time_h, lag_h=lag_h)
    checks.one_number(half_life_h=half_life_h, absorption_rate_per_h=absorption_rate_per_h)
    out = np.log(2) / half_life_h
    checks.single(lag_h=lag_h)
    if absorption_rate_per_h <= out:
        raise ValueError(f"absorption_rate_per_h must be above ln 2 / half_life_h = {out:.3g}, but is {absorption_rate_per_h:g}; "
                         "give a faster absorption or a longer half-life.")
    absorbed_h = np.maximum(np.asarray(time_h, float) - lag_h, 0)
    earlier, since_newest_h = np.divmod(absorbed_h, TABLET_EVERY_H)
    left, waiting = (np.exp(-rate * since_newest_h) * np.expm1(-rate * TABLET_EVERY_H * (earlier + 1)) / np.expm1(-rate * TABLET_EVERY_H)
                     for rate in (out, absorption_rate_per_h))
    return TABLET_EVERY_H * out * absorption_rate_per_h / (absorption_rate_per_h - out) * (left - waiting)


def antidepressant_level(time_h):
    """The same with the constants of escitalopram, the example of the course: a share of the plateau of the smallest usual dose.

    >>> antidepressant_level([0.5, 4, 24]).round(2)
    array([0.  , 0.52, 0.33])
    """
    return daily_level(time_h, *(parameter(key).value for key in KEYS))
