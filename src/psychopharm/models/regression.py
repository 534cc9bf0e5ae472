"""Regression to the mean: people chosen for a high score, and scored again with nothing done between.

A score is partly lasting and partly chance of the day. Two scores of one person have the correlation r, the reliability, and
the same normal distribution. Whoever is chosen for a high first score had on average luck of one sign, which does not come
again: the expected second score is mu + r (first - mu). With a = (cutoff - mu) / sigma, phi and Phi of the normal distribution,

    E[first - second | first >= cutoff] = (1 - r) sigma phi(a) / (1 - Phi(a))

Scores here are simulated and belong to nobody. They are not rounded and have no floor; those of a scale have.
Source: truncated normal distribution; mean, spread and reliability are choices of the course (data/parameters/course.csv).
"""

from functools import cache
from math import sqrt

import numpy as np
from scipy.special import erfcx, ndtr

from psychopharm import checks

SEED = 1960               # that of models/trials.py, and not chosen for what its people show: pictures take so many that the formula holds closely
LARGEST, SMALLEST_SD = 1000, 0.001                     # points; no scale has so many, or spreads so little
MOST_PEOPLE = 1_000_000


def expected_change(cutoff, mean, sd, reliability):
    """How many points lower the second score is on average than the first, in those chosen for a first score of cutoff or more.

    The equation stands at the top of this file. phi(a) / (1 - Phi(a)) is computed as sqrt(2 / pi) / erfcx(a / sqrt 2), which
    stays exact where 1 - Phi(a) is too small for a computer. A positive number is a fall; nothing was done to cause it.

    cutoff: the least first score of those chosen [points, -1000 to 1000].   mean: mu, of everybody [points, the same].
    sd: sigma, of everybody [points, 0.001 to 1000].   reliability: r, correlation of the two scores [0 to 1].
    All may be arrays, which broadcast. Returns [points]. Raises ValueError for a number outside these ranges.

    >>> round(float(expected_change(18, 15, 6, 0.7)), 2)
    2.05
    """
    a, sd, reliability = _standardised(cutoff, mean, sd, reliability)
    with np.errstate(over="ignore"):                         # far below everybody, where nobody is left out
        return (1 - reliability) * sd * sqrt(2 / np.pi) / erfcx(a / sqrt(2))


def chosen_share(cutoff, mean, sd):
    """Share of people with a first score of cutoff or more [0 to 1]: 1 - Phi(a). Arguments as for `expected_change`.

    >>> round(float(chosen_share(18, 15, 6)), 2)
    0.31
    """
    a, _, _ = _standardised(cutoff, mean, sd, 1)
    return ndtr(-a)


def measured_twice(count, mean, sd, reliability):
    """First and second scores of simulated people, between which nothing happens: two arrays of length count [points].

    second = mu + r (first - mu) + sqrt(1 - r^2) sigma e, with e normal and independent of the first. The draws are fixed and
    standardised: the people are the same whatever is asked about them, and all of them together have just the mean, spread
    and correlation given, so that nothing changes as long as everybody is chosen.

    count: of people [whole number, 3 to 1000000].   mean, sd, reliability: as for `expected_change`, one number each.
    Returns (first, second). Raises ValueError for a number outside these ranges, or an array.

    >>> first, second = measured_twice(10_000, 15, 6, 0.7)
    >>> round(float(abs((first - second).mean())), 2), round(float((first - second)[first >= 18].mean()), 2)
    (0.0, 2.05)
    """
    checks.whole(3, count=count)
    checks.between(3, MOST_PEOPLE, count=count)
    checks.single(mean=mean, sd=sd, reliability=reliability)
    _standardised(0, mean, sd, reliability)
    lasting, chance = _draws(count)
    return mean + sd * lasting, mean + sd * (reliability * lasting + sqrt(1 - reliability ** 2) * chance)


@cache
def _draws(count):
    """Two rows of count numbers, normal, each with mean 0 and standard deviation 1, and without correlation."""
    lasting, chance = np.random.default_rng(SEED).standard_normal((2, count))
    lasting -= lasting.mean()
    chance -= chance.mean()
    chance -= lasting * (lasting @ chance) / (lasting @ lasting)
    draws = np.array([lasting / lasting.std(), chance / chance.std()])
    draws.setflags(write=False)
    return draws


def _standardised(cutoff, mean, sd, reliability):
    """The cutoff in standard deviations above the mean, and the other two as arrays; or ValueError."""
    checks.between(-LARGEST, LARGEST, cutoff=cutoff, mean=mean)
    checks.between(SMALLEST_SD, LARGEST, sd=sd)
    checks.between(0, 1, reliability=reliability)
    cutoff, mean, sd, reliability = checks.alike(cutoff=cutoff, mean=mean, sd=sd, reliability=reliability)
    return (cutoff - mean) / sd, sd, reliability
