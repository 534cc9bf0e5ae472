"""What trials of simulated people give for each row of data/targets/trials.csv.

A trial compares different people, and chance is in its difference. Here the same people are looked at with and without the drug, as
many as there are.
"""

from functools import lru_cache

import numpy as np

from psychopharm.models.scales import NAMES, rated
from psychopharm.models.trials import Arm, Trial, odds_ratio, outcome, people_seen, responded, shifts
from psychopharm.parameters import parameter

COUNT = 75_000          # seen for each arm, of whom about 110 000 are taken in: chance moves an item's effect by less than 0.01
SLEEP_ANXIETY_AGITATION = ("sleep_early", "sleep_middle", "sleep_late", "agitation", "psychic_anxiety", "somatic_anxiety")


@lru_cache(maxsize=3)
def with_and_without(profile):
    """A Trial in which both arms are the same people: everybody who is taken in, without the drug and with it.

    >>> both = with_and_without("ssri")
    >>> bool((both.dummy.first == both.drug.first).all()), len(both.dummy.first) > 100_000
    (True, True)
    """
    cutoff = parameter("trial_inclusion_points").value
    first, end = (np.concatenate([getattr(arm, when)[arm.start >= cutoff] for arm in people_seen(COUNT)]) for when in ("first", "end"))
    drug = Arm(first, rated(end - shifts(profile)))
    return Trial(Arm(first, rated(end)), drug, drug)


def seen(profile, scale="HAM-D17"):
    """The Outcome on one scale of the same people with and without the drug: above 0, the drug helps.

    >>> round(seen("ssri").difference, 1)
    2.0
    """
    return outcome(with_and_without(profile), scale)


def item_effect(profile, item):
    """Mean points fewer on an item with the drug, over the SD of the item without it [1].

    >>> round(item_effect("ssri", "mood"), 1)
    0.4
    """
    without, given = (arm.end[:, NAMES.index(item)] for arm in (with_and_without(profile).dummy, with_and_without(profile).drug))
    return float((without.mean() - given.mean()) / without.std())


def points_of_sleep_anxiety_and_agitation():
    """Mean points at the end that three items of sleep, two of anxiety and agitation hold without a drug [points].

    >>> round(points_of_sleep_anxiety_and_agitation(), 1)
    5.2
    """
    return float(with_and_without("ssri").dummy.end[:, [name in SLEEP_ANXIETY_AGITATION for name in NAMES]].sum(axis=1).mean())


def response_ratio(profile):
    """Odds of response with the drug over those without it [1].

    >>> round(response_ratio("anxiolytic_hypnotic"), 1)
    1.8
    """
    return odds_ratio(responded(with_and_without(profile).drug), responded(with_and_without(profile).dummy))


MODEL = {
    "T3_05": lambda: 100 * responded(with_and_without("ssri").dummy),
    "T3_06": lambda: -seen("ssri").dummy_change,
    "T3_07_mood": lambda: -item_effect("ssri", "mood"),
    "T3_07_anxiety": lambda: -item_effect("ssri", "psychic_anxiety"),
    "T3_08": lambda: -seen("ssri").difference,
    "T3_11": lambda: seen("ssri", "HAM-D6").standardised / seen("ssri").standardised,
    "T3_13_points": lambda: seen("anxiolytic_hypnotic").difference,
    "T3_13_response": lambda: response_ratio("anxiolytic_hypnotic"),
    "T3_14_core4": lambda: seen("anxiolytic_hypnotic", "Core4").difference,
    "T3_14_mood": lambda: seen("anxiolytic_hypnotic", "mood").difference,
    "T3_15": points_of_sleep_anxiety_and_agitation,
    "T3_18": lambda: seen("neurosteroid", "HAM-D6").standardised - seen("neurosteroid", "anxiety_somatisation").standardised,
}
