"""How far counts of people can be trusted: a share, the difference of two shares, and the intervals around them.

Sources: Wilson EB (1927) J Am Stat Assoc 22:209-212, for the interval of a share, which stays between 0 and 1 for small
groups too; Newcombe RG (1998) Stat Med 17:873-890, method 10, for the interval of a difference, built from two of these.
"""

from math import hypot, sqrt
from statistics import NormalDist

from psychopharm import checks

Z = NormalDist().inv_cdf(0.975)              # 1.96: so many standard errors reach 95 % of a normal distribution


def share_with_interval(events, people):
    """Share of people with an event [0 to 1], and the 95 % interval of Wilson around it.

    The interval holds the shares p of the many from whom people were drawn that fit the count: those with
    |events / people - p| <= 1.96 sqrt(p (1 - p) / people); with s = events / people, n = people and z = 1.96 they lie from low to high of

        (s + z^2/2n -+ z sqrt(s (1 - s)/n + z^2/4n^2)) / (1 + z^2/n)

    It knows of chance only, not of faults of a study.

    events: people who had the event [whole number].   people: all people counted [whole number, 1 or more].
    Returns (share, low, high). Raises ValueError unless both are whole numbers and events lie from 0 to people.

    Status epilepticus stopped in 29 of 68 people who were given diazepam (alldredge_2001):

    >>> [round(100 * part, 1) for part in share_with_interval(29, 68)]
    [42.6, 31.6, 54.5]
    """
    checks.whole(0, events=events)
    checks.whole(1, people=people)
    checks.between(0, people, events=events)
    share, spare = events / people, Z * Z / people
    middle, reach = share + spare / 2, sqrt(spare * (share * (1 - share) + spare / 4))
    return share, max(0.0, (middle - reach) / (1 + spare)), min(1.0, (middle + reach) / (1 + spare))


def difference_with_interval(events, people, other_events, other_people):
    """Share of one group less the share of another [-1 to 1], and the 95 % interval of Newcombe around the difference.

    With shares p and q and their Wilson intervals p1 to p2 and q1 to q2, the interval of p - q runs from
    p - q - sqrt((p - p1)^2 + (q2 - q)^2) to p - q + sqrt((p2 - p)^2 + (q - q1)^2). If it holds 0, the difference may be
    chance. It assumes that the groups are of different people, and knows of chance only, not of faults of a study.

    events, other_events: people of each group who had the event [whole number].   people, other_people: all people of it.
    Returns (difference, low, high). Raises ValueError for counts that share_with_interval refuses.

    Status epilepticus stopped in 29 of 68 people on diazepam and in 15 of 71 on a dummy injection (alldredge_2001):

    >>> [round(100 * part, 1) for part in difference_with_interval(29, 68, 15, 71)]
    [21.5, 6.0, 35.7]
    """
    share, low, high = share_with_interval(events, people)
    other, other_low, other_high = share_with_interval(other_events, other_people)
    difference = share - other
    return difference, difference - hypot(share - low, other_high - other), difference + hypot(high - share, other - other_low)
