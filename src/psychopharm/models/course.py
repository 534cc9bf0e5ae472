"""What two groups of a trial say about the people in them, and what they leave open.

A trial counts who is better in two groups of different people. Nobody is seen both with and without the drug, so a
published odds ratio gives a second group beside a first one, and only limits for the people whom the drug helped.

Sources: Cochrane Handbook 5.1, section 12.5.4.3, for the share behind an odds ratio; the limits are those of Frechet for
two events whose overlap is not known.
"""

import numpy as np

from psychopharm import checks


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
