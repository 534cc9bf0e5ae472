"""A trial of a drug against a dummy pill, in simulated people who are rated item by item before and after.

People are seen in the order in which they come, and are taken in if their total is high enough. From start to end all factors of a
person change by one shared amount and each by a little of its own, whatever the pill:

    f' = f + G + eta      e' = rho e + sqrt(1 - rho^2) new      y' = round(m + s z' - shift)

G ~ N(-1.45, 1.40) holds time, care and hope. A drug lowers items by the shifts of data/item_effects.csv, times a strength.
The random numbers are fixed: a move changes the effect and not the dice. Each person of the dummy arm can also be given the drug,
which no trial can do: the difference between the two ends of the same people is the true effect in them.

Constants: data/parameters/trials.csv and scales.csv, teaching choices tuned to published totals (data/targets/trials.csv).
"""

import warnings
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.stats import nct, t, ttest_ind

from psychopharm import checks
from psychopharm.models.scales import FACTORS, ITEMS, LOADINGS, NAMES, factor_correlation, own_spread, rated, scaling, scores, total
from psychopharm.parameters import parameter, rows

SEED = 1960               # any fixed number; this is the year in which the scale was published
SEEN = 10_000             # people who come to be seen, in each arm
FEWEST_SEEN, MOST_SEEN = 1000, 300_000              # below, an item may have no spread; above, they fill a computer's memory
FEWEST, ARM = 10, 2000    # people in an arm: in fewer all may score alike, and more are not taken in at the highest cutoff
HIGHEST_CUTOFF = 24       # points
MOST_TRIALS = 5000        # that are repeated at once
PROFILES = tuple(dict.fromkeys(row.profile for row in rows("item_effects")))
STOPPED = ("nobody", "left out", "unchanged")       # what is done about people who leave before the end
CONFIDENCE = 0.95
SIGNIFICANT = 0.05
NO_SHARE = 1e-12          # nearer to 0 or 1 an odds ratio is without end


@dataclass(frozen=True)
class People:
    """People who come to be seen for one arm, in their order: points at the start, values before rounding at the end, and who leaves first."""

    first: np.ndarray         # points, shape (people, 17)
    start: np.ndarray         # their totals, shape (people,)
    end: np.ndarray           # m + s z' without any drug [points], shape (people, 17)
    leaves: np.ndarray        # from 0 to 1: the first to leave has the lowest number

    def __post_init__(self):
        for array in vars(self).values():
            array.setflags(write=False)          # all trials share them


def people_seen(count=SEEN):
    """The People of the dummy arm and those of the drug arm, count of each, always the same.

    count: from 1000 to 300 000. Raises ValueError for another.

    >>> dummy, drug = people_seen()
    >>> dummy.first.shape, bool((dummy.start == drug.start).all())
    ((10000, 17), False)
    """
    checks.whole(FEWEST_SEEN, count=count)
    checks.between(FEWEST_SEEN, MOST_SEEN, count=count)
    return _people_seen(int(count))


@lru_cache(maxsize=2)
def _people_seen(count):
    random = np.random.default_rng(SEED)
    return _people(count, random), _people(count, random)


def _people(count, random):
    mean, spread, own, error = (parameter(key).value for key in ("trial_change_mean_sd", "trial_change_spread_sd", "trial_factor_change_sd",
                                                                 "trial_item_error_correlation"))
    factors = random.standard_normal((count, len(FACTORS))) @ np.linalg.cholesky(factor_correlation()).T
    errors = random.standard_normal((count, len(ITEMS)))
    changed = factors + random.normal(mean, spread, (count, 1)) + random.normal(0, own, factors.shape)
    new_errors = error * errors + np.sqrt(1 - error ** 2) * random.standard_normal(errors.shape)
    first = scores(factors @ LOADINGS.T + own_spread() * errors)
    middle, width = scaling()
    return People(first, total(first), middle + width * (changed @ LOADINGS.T + own_spread() * new_errors), random.random(count))


def shifts(profile):
    """How far a kind of drug lowers each item before rounding [points], shape (17,), at a strength of 1.

    profile: one of PROFILES. Raises ValueError for another.

    >>> shifts("anxiolytic_hypnotic")[:3].tolist()
    [0.0, 0.0, 0.0]
    """
    return _shifts(checks.known("profile", profile, PROFILES))


@cache
def _shifts(profile):
    shift = {row.item: row.shift_points for row in rows("item_effects") if row.profile == profile}
    found = np.array([shift[name] for name in NAMES])
    found.setflags(write=False)
    return found


def calibrated_shifts(profile, count=SEEN):
    """The same, calculated anew: the shifts for which the items' effects after rounding are those of data/item_effects.csv.

    An effect is the points fewer than without the drug at the end, over the SD of the item without it. More people seen make it
    more exact: count of each arm, of whom about three in four are taken in. Where an effect is zero, so is the shift.
    Raises ValueError for another profile or a count that people_seen refuses.

    >>> float(calibrated_shifts("ssri")[0].round(1))
    0.3
    """
    checks.known("profile", profile, PROFILES)
    wanted = {row.item: row.value for row in rows("item_effects") if row.profile == profile}
    cutoff = parameter("trial_inclusion_points").value
    taken = np.concatenate([arm.end[arm.start >= cutoff] for arm in people_seen(count)])
    mean, spread = (part(rated(taken), axis=0) for part in (np.mean, np.std))
    found = []
    for i, item in enumerate(ITEMS):
        ends, above = np.sort(taken[:, i]), np.arange(item.max_points) + 0.5          # sorted, to count at once who lies above

        def miss(shift):
            given = item.max_points - np.searchsorted(ends, above + shift).sum() / len(ends)
            return (mean[i] - given) / spread[i] - wanted[item.key]
        found.append(brentq(miss, -item.max_points, item.max_points) if wanted[item.key] else 0.0)
    return np.array(found)


@dataclass(frozen=True)
class Arm:
    """Points of all items of the people who are counted in an arm, at the start and at the end [points], both of shape (people, 17)."""

    first: np.ndarray
    end: np.ndarray


@dataclass(frozen=True)
class Trial:
    """The dummy arm, the drug arm, and the people of the dummy arm as they would have ended on the drug."""

    dummy: Arm
    drug: Arm
    same_on_drug: Arm


def trial(profile, strength=1, cutoff=None, people=ARM, stopped="nobody"):
    """A trial of one kind of drug with so many people in each arm.

    profile: one of PROFILES.   strength: times the effects of the table, 0 to 3 [1].   cutoff: the lowest total with which people
    are taken in, 0 to 24 [points]; that of the table where it is left out.   people: taken into each arm, 10 to 2000.
    stopped: nobody leaves, or some of each arm, by chance alone, are "left out", or are counted with their first points, "unchanged".
    Raises ValueError for anything else.

    >>> one = trial("ssri", people=100)
    >>> one.drug.end.shape, bool((total(one.dummy.first) >= 18).all())
    ((100, 17), True)
    """
    checks.finite(strength=strength)
    checks.single(strength=strength)
    checks.between(0, 3, strength=strength)
    checks.known("rule for people who stopped", stopped, STOPPED)
    shift = strength * shifts(profile)
    dummy, drug = taken_in(cutoff, people)
    return Trial(_counted(dummy, 0, stopped), _counted(drug, shift, stopped), _counted(dummy, shift, stopped))


def taken_in(cutoff=None, people=ARM):
    """The first people of both arms with a total of at least cutoff at the start, as two People.

    cutoff, people: as for a trial. The first n of 2n people are those of n. Raises ValueError where a trial does.

    >>> [round(float(arm.start.mean()), 1) for arm in taken_in(18)]
    [22.7, 22.7]
    """
    cutoff = parameter("trial_inclusion_points").value if cutoff is None else cutoff
    checks.finite(cutoff=cutoff)
    checks.single(cutoff=cutoff)
    checks.between(0, HIGHEST_CUTOFF, cutoff=cutoff)
    checks.whole(FEWEST, people=people)
    checks.between(FEWEST, ARM, people=people)
    return tuple(People(arm.first[:people], arm.start[:people], arm.end[:people], arm.leaves[:people]) for arm in _taken_in(float(cutoff)))


@lru_cache(maxsize=64)
def _taken_in(cutoff):
    found = []
    for arm in people_seen():
        chosen = np.flatnonzero(arm.start >= cutoff)[:ARM]
        found.append(People(arm.first[chosen], arm.start[chosen], arm.end[chosen], arm.leaves[chosen]))
    return tuple(found)


def _counted(people, shift, stopped):
    """An Arm: points at the end with this shift, once the rule for people who stopped is applied."""
    end, left = rated(people.end - shift), people.leaves < parameter("trial_people_stopping").value
    if stopped == "left out":
        return Arm(people.first[~left], end[~left])
    if stopped == "unchanged":
        end[left] = people.first[left]
    return Arm(people.first, end)


@dataclass(frozen=True)
class Outcome:
    """What a trial reports on one scale. A difference is positive where people on the drug end lower."""

    dummy_change: float       # mean points fewer at the end than at the start, dummy arm
    drug_change: float
    difference: float         # mean points at the end, dummy arm minus drug arm
    low: float                # ends of the 95 % interval of the difference
    high: float
    p: float                  # two-sided p of the t test
    standardised: float       # the difference over the pooled SD at the end [1]
    true_difference: float    # the same people with and without the drug [points]


def outcome(found, scale="HAM-D17"):
    """The Outcome of a Trial on one scale, with the t test and its interval for equal variances.

    scale: one of psychopharm.models.scales.SCALES. Raises ValueError for another, where an arm has fewer than two people, or where
    everybody in both ends with the same total: then there is nothing to test.

    >>> result = outcome(trial("ssri"), "Core4")
    >>> round(result.true_difference, 1)
    1.0
    """
    _is_a(Trial, found=found)
    ends = [total(arm.end, scale) for arm in (found.dummy, found.drug)]
    firsts = [total(arm.first, scale) for arm in (found.dummy, found.drug)]
    if min(map(len, ends)) < 2:
        raise ValueError(f"found must have two or more people who are counted in each arm, but has {len(ends[0])} and {len(ends[1])}; take in more.")
    tested = _t_test(*ends)
    low, high = tested.confidence_interval(CONFIDENCE)
    difference = ends[0].mean() - ends[1].mean()
    pooled = np.sqrt(np.average([end.var(ddof=1) for end in ends], weights=[len(end) - 1 for end in ends]))
    changes = [first.mean() - end.mean() for first, end in zip(firsts, ends)]
    true = ends[0].mean() - total(found.same_on_drug.end, scale).mean()
    return Outcome(*map(float, (*changes, difference, low, high, tested.pvalue, difference / pooled, true)))


def _t_test(dummy, drug):
    """The t test of scipy along the last axis, for equal variances."""
    if not (np.ptp(dummy, axis=-1) + np.ptp(drug, axis=-1)).all():
        raise ValueError("found must have people who end with different totals, but all of one trial end with the same; take more people or another scale.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)          # scipy warns where one arm is all alike; the other is not
        return ttest_ind(dummy, drug, axis=-1)


def _is_a(kind, **arguments):
    for name, value in arguments.items():
        if not isinstance(value, kind):
            such = "a Trial, as trial() gives," if kind is Trial else "an Arm, such as trial().drug,"
            raise ValueError(f"{name} must be {such} but is of the type {type(value).__name__}; make one with psychopharm.models.trials.trial.")


def responded(arm):
    """Share of an arm whose total at the end is at most half of that at the start [0 to 1].

    >>> responded(trial("ssri").dummy) < responded(trial("ssri").drug)
    True
    """
    _is_a(Arm, arm=arm)
    return float((total(arm.end) <= total(arm.first) / 2).mean())


def remitted(arm):
    """Share of an arm whose total at the end is at or below the line for remission, 7 points [0 to 1].

    >>> remitted(trial("ssri").dummy) < responded(trial("ssri").dummy)
    True
    """
    _is_a(Arm, arm=arm)
    return float((total(arm.end) <= parameter("remission_points").value).mean())


def odds_ratio(share, comparison):
    """Odds of a share over those of a comparison, (p / (1 - p)) / (q / (1 - q)); both above 0 and below 1.

    Raises ValueError for other shares.

    >>> odds_ratio(0.5, 0.25)
    3.0
    """
    checks.finite(share=share, comparison=comparison)
    checks.single(share=share, comparison=comparison)
    if not all(NO_SHARE < one < 1 - NO_SHARE for one in (share, comparison)):
        raise ValueError(f"share and comparison must lie between 0 and 1, but are {share!r} and {comparison!r}; an odds ratio needs both outcomes in both groups.")
    return share / (1 - share) / (comparison / (1 - comparison))


def points_held(items, cutoff=None):
    """Mean points at the end that the dummy arm holds on some items: what a drug would take away that abolished them [points].

    items: tuple or list of items, keys of data/rating_items.csv.   cutoff: as for a trial.
    Raises ValueError for anything else.

    >>> round(points_held(("sleep_early", "sleep_middle", "sleep_late")), 1)
    2.0
    """
    if not isinstance(items, (tuple, list)):
        raise ValueError(f"items must be a tuple or list of names, but is {items!r}; write one name as (name,).")
    for item in items:
        checks.known("item", item, NAMES)
    dummy, _ = taken_in(cutoff)
    return float(rated(dummy.end)[:, [name in items for name in NAMES]].sum(axis=1).mean())


def repeated_trials(found, people, scale="HAM-D17", trials=1000):
    """Differences [points] and p of many trials with so many people in each arm, shape (trials,) each.

    The people of each are drawn, with replacement, from the two arms of one large Trial, always the same ones. p is that of outcome.

    people: 10 to 2000 in each arm.   scale: as for outcome.   trials: 1 to 5000. Raises ValueError for anything else, or where outcome does.

    >>> differences, p = repeated_trials(trial("ssri"), 100)
    >>> differences.shape, bool((p < SIGNIFICANT).mean() > 0.3)
    ((1000,), True)
    """
    _is_a(Trial, found=found)
    checks.whole(FEWEST, people=people)
    checks.between(FEWEST, ARM, people=people)
    checks.whole(1, trials=trials)
    checks.between(1, MOST_TRIALS, trials=trials)
    sizes = len(found.dummy.end), len(found.drug.end)
    if not min(sizes):
        raise ValueError(f"found must have people who are counted in both arms, but has {sizes[0]} and {sizes[1]}; take in more.")
    dummy, drug = (total(arm.end, scale)[_drawn(trials, people, len(arm.end), which)] for which, arm in enumerate((found.dummy, found.drug)))
    return dummy.mean(axis=-1) - drug.mean(axis=-1), _t_test(dummy, drug).pvalue


@lru_cache(maxsize=4)
def _drawn(trials, people, size, which):
    drawn = np.random.default_rng((SEED, which)).integers(0, size, (trials, people))
    return drawn.astype(np.uint16)          # a quarter of the memory; no arm has more people


def power(standardised, people):
    """Share of trials with p below 0.05 in the two-sided t test [0 to 1], by the noncentral t distribution.

    standardised: true difference over the SD in each arm, from -5 to 5 [1].   people: in each arm, 2 to a million.
    Scores are taken as normal with one SD. Raises ValueError for anything else.

    The example of every textbook: 64 people in each arm find a difference of half an SD in 80 of 100 trials.

    >>> round(power(0.5, 64), 2)
    0.8
    """
    checks.finite(standardised=standardised)
    checks.single(standardised=standardised)
    checks.between(-5, 5, standardised=standardised)
    checks.whole(2, people=people)
    checks.between(2, 10**6, people=people)
    freedom, shift = 2 * people - 2, abs(standardised) * np.sqrt(people / 2)
    limit = t.ppf(1 - SIGNIFICANT / 2, freedom)
    wrong_way = nct.cdf(-limit, freedom, shift) if shift < 8 else 0.0          # farther out it is below 1e-16, and scipy may give nan
    return float(nct.sf(limit, freedom, shift) + wrong_way)
