"""What happens to people with depression over time, and what two groups of a trial say about it.

A trial counts who is better in two groups of different people. Nobody is seen both with and without the drug, so a
published odds ratio gives a second group beside a first one, and only limits for the people whom the drug helped.

Without any treatment people remit too. A published share F by some month has the cumulative hazard H = -ln(1 - F); here H
runs in straight lines through the published points, and its last slope goes on:

    F(t) = 1 - exp(-H(t)),   H = 0, -ln(1 - 0.23), -ln(1 - 0.32), -ln(1 - 0.53) at 0, 3, 6, 12 months

Between the points the straight lines are a choice, and so is all that lies beyond a year. Where relapse is counted, it has
a constant hazard, and people who have relapsed remit again with the hazard of that month.

Sources: Cochrane Handbook 5.1, section 12.5.4.3, for the share behind an odds ratio; the limits are those of Frechet for
two events whose overlap is not known; whiteford_2013 for remission without treatment (data/evidence/course.csv), lewis_2021
for relapse (data/parameters/course.csv).
"""

from functools import cache

import numpy as np

from psychopharm import checks
from psychopharm.parameters import evidence

MONTHS = (3, 6, 12)                      # the published points of remission without treatment
WEEKS_PER_MONTH = 365.25 / 12 / 7
LONGEST_WEEKS, MOST_TREATMENTS = 1000, 100
MOST_RELAPSE = 0.99                      # of a year; if everybody relapsed, the hazard would have no end


def response_on_drug(placebo_share, odds_ratio):
    """Share of people who are better on a drug [0 to 1], from the share on the dummy pill and the odds ratio of the drug.

    The odds on the drug are OR times those on the dummy pill, o = p0 / (1 - p0), so that p = OR o / (1 + OR o).

    placebo_share: p0, share of people who are better on the dummy pill [0 to 1].   odds_ratio: OR, drug against dummy pill [1].
    Both may be arrays, which broadcast. Raises ValueError for a share outside 0 to 1 or an odds ratio of zero or less.

    The example of the handbook, an event that becomes rarer: 30 of 100 without and 24 of 100 with a treatment of odds ratio 0.73.

    >>> round(float(response_on_drug(0.3, 0.73)), 3)
    0.238
    """
    checks.between(0, 1, placebo_share=placebo_share)
    checks.positive(odds_ratio=odds_ratio)
    p0, ratio = checks.alike(placebo_share=placebo_share, odds_ratio=odds_ratio)
    raised = ratio * p0                                      # the odds times 1 - p0, so that a share of 1 needs no endless odds
    return raised / (1 - p0 + raised)


def helped_by_drug(placebo_share, drug_share):
    """Least and greatest share of all people [0 to 1] who are better only because of the drug, given the shares of two groups.

    With p0 better on the dummy pill and p1 better on the drug, the people who would be better on the drug and not on the
    dummy pill are at least max(0, p1 - p0) and at most min(p1, 1 - p0). The trial cannot tell where between: that depends on
    how many would be better on both, which it never sees. The least holds only if nobody would be better on the dummy pill
    and not on the drug; the greatest, if as few as possible would be better on both.

    placebo_share: p0.   drug_share: p1; both [0 to 1], and both may be arrays, which broadcast.
    Returns (least, greatest). Raises ValueError for a share outside 0 to 1.

    >>> least, greatest = helped_by_drug(0.37, 0.5)
    >>> round(float(least), 2), round(float(greatest), 2)
    (0.13, 0.5)
    """
    checks.between(0, 1, placebo_share=placebo_share, drug_share=drug_share)
    p0, p1 = checks.alike(placebo_share=placebo_share, drug_share=drug_share)
    return np.maximum(0, p1 - p0), np.minimum(p1, 1 - p0)


# Getting better without treatment, and relapse

def remitted_share(months):
    """Share of people with depression who have remitted without treatment [0 to 1], whether or not they stayed well.

    F(t) = 1 - exp(-H(t)), with H as at the top of this file.
    months: t [months], may be an array.   Returns [0 to 1], of the same shape. Raises ValueError for a time below 0.
    Source: whiteford_2013, a model for adults in primary care; mild and moderate depression is probably over-represented.

    >>> [round(float(100 * share)) for share in remitted_share([0, 3, 6, 9, 12])]
    [0, 23, 32, 43, 53]
    """
    checks.zero_or_more(months=months)
    return -np.expm1(-_cumulative_hazard(months))


def works_first(weeks_each, number):
    """How often each of several treatments without any effect is the first that seems to work, tried one after another.

    Everybody starts the first at month 0 and spends weeks_each on it, then as long on the next. None of them does anything.
    A treatment seems to work if a person's own remission falls in its weeks; whoever has remitted tries no other. With S = 1 - F,
    n-th treatment from a to b:

        of all people  S(a) - S(b)            of those who come to it, that is, have not remitted by a  1 - S(b) / S(a)

    The published shares rise faster from month 6 to 12 (H by 0.06 a month) than from 3 to 6 (0.04), so that a third or a fourth
    treatment of 12 weeks seems to work more often than the second: that is in the data, not in the treatments.

    weeks_each: one number [weeks].   number: how many treatments [whole number].
    Returns (of all, of those who come), two arrays of length number, both [0 to 1].
    Raises ValueError for a time that is no single number from 0 to 1000 weeks, or other than 1 to 100 treatments.

    >>> of_all, of_those_who_come = works_first(12, 2)
    >>> (100 * of_all).round().tolist(), (100 * of_those_who_come).round().tolist()
    ([21.0, 9.0], [21.0, 12.0])
    """
    _one_within(LONGEST_WEEKS, weeks_each=weeks_each)
    checks.whole(1, number=number)
    checks.between(1, MOST_TREATMENTS, number=number)
    hazard = _cumulative_hazard(np.arange(number + 1) * (weeks_each / WEEKS_PER_MONTH))
    come, within = np.exp(-hazard[:-1]), -np.expm1(-np.diff(hazard))
    return come * within, within


def relapsed_share(months, share_per_year):
    """Share of people who are well at first and have relapsed [0 to 1], with a constant hazard: 1 - (1 - s)^(t / 12).

    months: t [months].   share_per_year: s, share that relapses within a year [0 to 0.99]; both may be arrays, which broadcast.
    Raises ValueError for a time below 0 or a share outside 0 to 0.99.

    >>> round(float(relapsed_share(6, 0.56)), 2)
    0.34
    """
    checks.zero_or_more(months=months)
    checks.between(0, MOST_RELAPSE, share_per_year=share_per_year)
    months, share = checks.alike(months=months, share_per_year=share_per_year)
    return -np.expm1(months / 12 * np.log1p(-share))


def well_share(months, relapse_per_year):
    """Share of people who are well at a time [0 to 1], if none is treated, and those who have remitted can relapse.

    Two states, ill and well, and everybody is ill at 0: dW/dt = lambda (1 - W) - mu W. The hazard of remission, lambda, is
    constant between the published points, so that W goes exponentially to lambda / (lambda + mu) with the rate lambda + mu.
    It assumes that people who have relapsed remit again as those do who are still ill at that month.

    months: t [months], may be an array.   relapse_per_year: share of the well that relapses within a year [0 to 0.99]; one number.
    Returns [0 to 1], of the shape of months. Raises ValueError for a time below 0 or a share outside 0 to 0.99.

    >>> [round(float(100 * share)) for share in well_share([3, 6, 12], 0.39)]
    [22, 28, 43]
    """
    checks.zero_or_more(months=months)
    _one_within(MOST_RELAPSE, relapse_per_year=relapse_per_year)
    knots, _, slopes = _pieces()
    relapse = -np.log1p(-relapse_per_year) / 12
    rates = slopes + relapse
    rests = slopes / rates                                   # where each piece leads to
    well = [0.0]                                             # at each knot
    for rest, rate, length in zip(rests, rates, np.diff(knots)):
        well.append(rest + (well[-1] - rest) * np.exp(-rate * length))
    months = np.asarray(months, float)
    piece = np.searchsorted(knots, months, side="right") - 1
    return rests[piece] + (np.array(well)[piece] - rests[piece]) * np.exp(-rates[piece] * (months - knots[piece]))


@cache
def _pieces():
    """Where the pieces of the cumulative hazard begin [months], its value there, and its slope from there on [1/month]."""
    knots = np.array([0, *MONTHS], float)
    hazards = -np.log1p(-np.array([0, *(evidence(f"natural_remission_{months}_months").value / 100 for months in MONTHS)]))
    slopes = np.diff(hazards) / np.diff(knots)
    return knots, hazards, np.append(slopes, slopes[-1])


def _cumulative_hazard(months):
    knots, hazards, slopes = _pieces()
    months = np.asarray(months, float)
    piece = np.searchsorted(knots, months, side="right") - 1
    return hazards[piece] + slopes[piece] * (months - knots[piece])


def _one_within(high, **arguments):
    """Raise ValueError unless every argument is one number from 0 to high."""
    checks.single(**arguments)
    checks.between(0, high, **arguments)
