"""A trial of simulated people moves what it says and nothing else, tests as scipy does, and refuses bad input in one sentence."""

import inspect
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import t, ttest_ind
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models.scales import NAMES, SCALES, rated, total
from psychopharm.models.trials import (
    ARM,
    FEWEST,
    HIGHEST_CUTOFF,
    PROFILES,
    SEED,
    STOPPED,
    Arm,
    Outcome,
    Trial,
    calibrated_shifts,
    odds_ratio,
    outcome,
    people_seen,
    points_held,
    power,
    remitted,
    repeated_trials,
    responded,
    shifts,
    taken_in,
    trial,
)
from psychopharm.parameters import parameter, rows

SEEN = 75_000          # of each arm; about 110 000 of both are taken in. The targets look at the same people
profiles, scale_names = st.sampled_from(PROFILES), st.sampled_from(list(SCALES))
strengths, cutoffs, sizes = st.floats(0, 3), st.integers(0, HIGHEST_CUTOFF), st.integers(FEWEST, 300)
trials = st.builds(trial, profiles, strengths, cutoffs, sizes)


def same(one, other):
    return all((getattr(one, field.name) == getattr(other, field.name)).all() for field in fields(one))


def stated(profile):
    return np.array([{row.item: row.value for row in rows("item_effects") if row.profile == profile}[name] for name in NAMES])


def of_totals(dummy, drug):
    """A Trial whose arms have these totals at the end, all on the first item, and 4 at the start."""
    arms = []
    for totals in (dummy, drug):
        end = np.zeros((len(totals), 17))
        end[:, 0] = totals
        arms.append(Arm(4 * np.eye(17)[[0] * len(totals)], end))
    return Trial(*arms, arms[1])


# The same people each time

@given(profiles, profiles, strengths, strengths, cutoffs, sizes)
def test_another_drug_or_strength_meets_the_same_people_who_end_the_same_without_it(profile, other, strength, strength_of_other, cutoff, people):
    one, two = trial(profile, strength, cutoff, people), trial(other, strength_of_other, cutoff, people)
    assert same(one.dummy, two.dummy) and (one.drug.first == two.drug.first).all()


@given(profiles, strengths, strengths, st.sampled_from(STOPPED))
def test_a_move_of_strength_changes_nothing_on_items_that_the_drug_does_not_shift(profile, one, other, stopped):
    still = shifts(profile) == 0
    few, many = (trial(profile, strength, stopped=stopped) for strength in (one, other))
    assert still.any() and (few.drug.end[:, still] == many.drug.end[:, still]).all()


@given(profiles, strengths, cutoffs, st.integers(FEWEST, ARM // 2))
def test_the_first_of_twice_as_many_people_are_those_of_the_smaller_trial(profile, strength, cutoff, people):
    small, large = trial(profile, strength, cutoff, people), trial(profile, strength, cutoff, 2 * people)
    for arm in ("dummy", "drug", "same_on_drug"):
        assert same(getattr(small, arm), Arm(getattr(large, arm).first[:people], getattr(large, arm).end[:people]))


@pytest.mark.parametrize("cutoff, people", [(0, FEWEST), (18, 100), (18, ARM), (HIGHEST_CUTOFF, ARM)])
def test_people_are_taken_in_in_their_order_and_only_from_the_cutoff_on(cutoff, people):
    for taken, seen in zip(taken_in(cutoff, people), people_seen()):
        assert len(taken.first) == len(taken.start) == len(taken.end) == len(taken.leaves) == people
        assert (taken.start >= cutoff).all() and (total(taken.first) == taken.start).all()
        assert (taken.leaves == seen.leaves[seen.start >= cutoff][:people]).all()


def test_the_arms_are_of_different_people_and_alike_as_groups():
    dummy, drug = people_seen()
    assert not np.isin(dummy.leaves, drug.leaves).any()
    assert_allclose(dummy.first.mean(axis=0), drug.first.mean(axis=0), atol=0.05)          # four standard errors of a difference


def test_a_drug_of_no_strength_is_the_dummy_pill():
    for profile in PROFILES:
        none = trial(profile, 0)
        assert same(none.same_on_drug, none.dummy) and outcome(none).true_difference == 0
        assert abs(outcome(none).difference) < 0.7          # three standard errors: chance remains between different people


def test_what_all_trials_share_cannot_be_written_to():
    for shared in (people_seen()[0].end, taken_in(20, 50)[1].leaves, trial("ssri").dummy.first, shifts("ssri")):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 0


# What a drug moves

@given(strengths, cutoffs, sizes)
def test_the_drug_without_a_core_effect_leaves_core4_and_the_mood_item_of_everybody_exactly(strength, cutoff, people):
    found = trial("anxiolytic_hypnotic", strength, cutoff, people)
    for scale in ("Core4", "mood"):
        assert (total(found.same_on_drug.end, scale) == total(found.dummy.end, scale)).all()
        assert outcome(found, scale).true_difference == 0


@given(profiles, st.floats(0, 1.5), st.floats(0, 1.5))
def test_the_stronger_the_drug_the_lower_every_persons_items_that_it_lowers(profile, weaker, more):
    weak, strong = (trial(profile, strength).same_on_drug.end for strength in (weaker, weaker + more))
    up, down = shifts(profile) < 0, shifts(profile) > 0
    assert (strong[:, down] <= weak[:, down]).all() and (strong[:, up] >= weak[:, up]).all()


def test_the_true_difference_grows_with_the_strength_but_less_and_less_since_nobody_falls_below_zero():
    for profile in PROFILES:
        effects = [outcome(trial(profile, strength)).true_difference for strength in (0, 0.5, 1, 1.5, 2, 3)]
        assert (np.diff(effects) > 0).all()
        assert effects[2] < 2 * effects[1] + 0.05 and effects[5] < 3 * effects[2]


def test_the_higher_the_cutoff_the_more_everybody_falls_without_any_drug():
    """In part a high score was chance, and goes; and who scores high has farther to fall. Time, care and hope are the same for all."""
    falls = [outcome(trial("ssri", cutoff=cutoff)).dummy_change for cutoff in (0, 18, 24)]
    assert falls[0] + 0.5 < falls[1] < falls[2] - 0.5


@pytest.mark.parametrize("profile", PROFILES)
def test_the_items_move_as_the_table_states_in_many_people(profile):
    """Within 0.03, as published for mood and anxiety; with 110 000 people the standard error is at most 0.003."""
    end = np.concatenate([arm.end[arm.start >= parameter("trial_inclusion_points").value] for arm in people_seen(SEEN)])
    without, given_drug = rated(end), rated(end - shifts(profile))
    assert len(end) >= 100_000
    assert_allclose((without.mean(axis=0) - given_drug.mean(axis=0)) / without.std(axis=0), stated(profile), atol=0.03)


@pytest.mark.parametrize("profile", PROFILES)
def test_the_shifts_of_the_table_are_those_calculated_anew(profile):
    """Within 0.025 points. The table was made with other random numbers; at this count those of a shift have a standard error of 0.001
    to 0.006, the largest for sleep, where most who take the drug score 0 and a point of shift moves few. That of the table adds to it.
    """
    assert_allclose(calibrated_shifts(profile, SEEN), shifts(profile), atol=0.025)


def test_shifts_calculated_anew_give_just_the_stated_effects_in_the_same_people():
    """Rounding moves one person at a time: 15 000 people of this count give steps of 0.0001."""
    end = np.concatenate([arm.end[arm.start >= parameter("trial_inclusion_points").value] for arm in people_seen()])
    without = rated(end)
    for profile in PROFILES:
        moved = without - rated(end - calibrated_shifts(profile))
        assert_allclose(moved.mean(axis=0) / without.std(axis=0), stated(profile), atol=3e-4)


def test_what_is_abolished_on_some_items_is_what_they_hold_at_the_end():
    sleep = ("sleep_early", "sleep_middle", "sleep_late")
    assert_allclose(points_held(sleep), total(trial("ssri").dummy.end, "sleep").mean())
    assert_allclose(points_held(NAMES), total(trial("ssri").dummy.end).mean())
    assert points_held([*sleep, "sleep_late"]) == points_held(sleep) > points_held(sleep, 0) > points_held(()) == 0


# People who stopped

@pytest.mark.parametrize("profile", PROFILES)
def test_people_left_out_by_chance_leave_the_difference_about_unchanged_but_make_it_less_certain(profile):
    everybody, left_out = (outcome(trial(profile, stopped=stopped)) for stopped in ("nobody", "left out"))
    assert_allclose(left_out.true_difference, everybody.true_difference, rtol=0.05)
    assert abs(left_out.difference - everybody.difference) < 0.4          # two standard errors of what a quarter of 2000 people adds
    assert left_out.high - left_out.low > 1.1 * (everybody.high - everybody.low)


@pytest.mark.parametrize("profile", PROFILES)
def test_people_counted_as_unchanged_shrink_the_difference_to_about_the_share_that_stays(profile):
    stay = 1 - parameter("trial_people_stopping").value
    everybody, unchanged = (outcome(trial(profile, stopped=stopped)) for stopped in ("nobody", "unchanged"))
    assert_allclose(unchanged.true_difference / everybody.true_difference, stay, atol=0.03)
    assert_allclose(unchanged.dummy_change / everybody.dummy_change, stay, atol=0.05)


def test_the_same_people_leave_whatever_the_drug_and_a_quarter_of_them():
    found = {stopped: trial("neurosteroid", stopped=stopped) for stopped in STOPPED}
    assert_allclose(len(found["left out"].dummy.end) / ARM, 0.75, atol=0.03)
    left = taken_in()[0].leaves < 0.25
    assert (found["unchanged"].dummy.end[left] == found["unchanged"].dummy.first[left]).all()
    assert (found["unchanged"].same_on_drug.end[left] == found["unchanged"].dummy.first[left]).all()
    assert (found["unchanged"].dummy.end[~left] == found["left out"].dummy.end).all()
    assert (found["left out"].dummy.end == found["nobody"].dummy.end[~left]).all()


# The test of a trial

@given(trials, scale_names)
def test_the_t_test_and_its_interval_are_those_of_a_library_of_statistics(found, scale):
    mine = outcome(found, scale)
    dummy, drug = (total(arm.end, scale) for arm in (found.dummy, found.drug))
    theirs = ttest_ind(dummy, drug)
    interval = theirs.confidence_interval(0.95)
    assert_allclose((mine.difference, mine.low, mine.high, mine.p), (dummy.mean() - drug.mean(), *interval, theirs.pvalue), rtol=1e-9, atol=1e-12)


def test_arms_of_another_size_are_weighed_by_their_people():
    mine = outcome(of_totals([0, 1, 2, 3, 4], [0, 0, 2]))
    theirs = ttest_ind([0, 1, 2, 3, 4], [0, 0, 2])
    assert_allclose((mine.p, mine.low), (theirs.pvalue, theirs.confidence_interval().low))
    pooled = np.sqrt((4 * 2.5 + 2 * 4 / 3) / 6)          # variances 2.5 and 4/3 with 4 and 2 degrees of freedom
    assert_allclose(mine.standardised, (2 - 2 / 3) / pooled)


def test_one_arm_in_which_all_end_alike_is_tested_without_a_warning_and_two_are_refused(recwarn):
    one = outcome(of_totals([3, 3, 3], [1, 2, 3]))          # t = 1 / sqrt(1 / 2 * 2 / 3), 4 degrees of freedom
    assert_allclose((one.difference, one.standardised, one.p), (1, np.sqrt(2), 2 * t.sf(np.sqrt(3), 4)))
    assert not recwarn.list
    for totals in ([3, 3], [3, 3]), ([3, 3], [1, 1]):
        with pytest.raises(ValueError, match="all of one trial end with the same"):
            outcome(of_totals(*totals))


@given(trials)
def test_a_trial_counts_responses_and_remissions_as_they_are_defined(found):
    for arm in (found.dummy, found.drug):
        first, end = arm.first.sum(axis=1), arm.end.sum(axis=1)
        assert_allclose(responded(arm), np.mean(2 * end <= first))
        assert_allclose(remitted(arm), np.mean(end <= 7))


def test_half_of_the_points_just_counts_as_a_response_and_seven_points_as_remission():
    arm = Arm(np.full((3, 17), 1.0), np.zeros((3, 17)))
    arm.first[:, 0] = [0, 2, 0]          # totals of 16, 18, 16
    arm.end[:, :4] = [[4, 4, 0, 0], [4, 3, 2, 0], [4, 3, 0, 0]]          # of 8, 9, 7
    assert (responded(arm), remitted(arm)) == (1, 1 / 3)
    arm.end[:, 16] += 1
    assert (responded(arm), remitted(arm)) == (1 / 3, 0)


def test_counting_responders_makes_more_of_a_small_difference():
    """Two points of 52 on average become half as many odds again to respond, since many stand near the line."""
    found = trial("ssri")
    assert outcome(found).true_difference < 2.3
    assert 1.3 < odds_ratio(responded(found.same_on_drug), responded(found.dummy)) < 1.8


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_an_odds_ratio_turned_around_is_its_inverse(share, comparison):
    assert_allclose(odds_ratio(share, comparison) * odds_ratio(comparison, share), 1)
    assert_allclose(odds_ratio(1 - share, 1 - comparison), odds_ratio(comparison, share))


# Many trials

@pytest.mark.parametrize("scale", ["HAM-D17", "mood"])
def test_repeated_trials_are_what_a_loop_of_single_ones_gives(scale):
    found = trial("ssri", people=500, stopped="left out")
    totals = [total(arm.end, scale) for arm in (found.dummy, found.drug)]
    drawn = [end[np.random.default_rng((SEED, which)).integers(0, len(end), (40, 25))] for which, end in enumerate(totals)]
    differences, p = repeated_trials(found, 25, scale, trials=40)
    assert_allclose(differences, [one.mean() - other.mean() for one, other in zip(*drawn)], atol=1e-12)
    assert_allclose(p, [ttest_ind(one, other).pvalue for one, other in zip(*drawn)], rtol=1e-9)


def test_repeated_trials_are_the_same_each_time_and_small_ones_get_no_nan():
    found = trial("ssri", people=50)
    for once, again in zip(repeated_trials(found, FEWEST), repeated_trials(found, FEWEST)):
        assert (once == again).all() and np.isfinite(once).all()


def test_the_differences_of_many_trials_lie_around_that_of_the_large_one():
    found = trial("ssri")
    differences, _ = repeated_trials(found, 100)
    large = outcome(found)
    error = np.sqrt(2 / 100) * abs(large.difference / large.standardised)
    assert_allclose(differences.mean(), large.difference, atol=4 * error / np.sqrt(1000))
    assert_allclose(differences.std(), error, rtol=0.1)


@pytest.mark.parametrize("profile, scale", [("ssri", "HAM-D17"), ("ssri", "HAM-D6"), ("anxiolytic_hypnotic", "HAM-D17"), ("anxiolytic_hypnotic", "sleep")])
@pytest.mark.parametrize("people", [25, 100, 200])
def test_the_share_of_trials_that_find_something_is_that_of_the_closed_form(profile, scale, people):
    """Within 0.05: three standard errors of a share of 1000 trials; totals are nearly normal."""
    found = trial(profile)
    _, p = repeated_trials(found, people, scale)
    assert_allclose((p < 0.05).mean(), power(outcome(found, scale).standardised, people), atol=0.05)


def test_where_there_is_no_effect_one_trial_in_twenty_finds_one():
    found = of_totals([0, 1, 1, 2, 2, 2, 3, 3, 4], [0, 1, 1, 2, 2, 2, 3, 3, 4])
    _, p = repeated_trials(found, 50)
    assert 0.03 < (p < 0.05).mean() < 0.07
    assert_allclose(power(0, 50), 0.05)


def test_power_is_that_of_a_printed_table():
    """Cohen 1992, two groups of equal size at 0.05: 26, 64 and 393 people in each find a large, medium and small effect in 80 of 100."""
    for people, effect in ((26, 0.8), (64, 0.5), (393, 0.2)):
        assert_allclose(power(effect, people), 0.8, atol=0.01)


@given(st.floats(-5, 5), st.integers(2, 10**6))
def test_power_is_a_share_alike_for_harm_and_help_and_grows_with_people(effect, people):
    assert 0.05 - 1e-9 <= power(effect, people) <= 1 + 1e-9
    assert power(effect, people) == power(-effect, people)
    assert power(effect, min(2 * people, 10**6)) >= power(effect, people) - 1e-9


# Bad input

SSRI = trial("ssri", people=20)
BAD = {
    "a drug of no profile": (lambda: trial("snri"), "No profile 'snri'. Did you mean 'ssri'?"),
    "two strengths": (lambda: trial("ssri", [1, 2]), "strength must be one number, but is [1, 2]; call the function once for each."),
    "strength in percent": (lambda: trial("ssri", 50), "strength must lie from 0 to 3, but is 50; give a number in that range."),
    "a harmful strength": (lambda: trial("ssri", -1), "strength must lie from 0 to 3, but is -1; give a number in that range."),
    "a strength in words": (lambda: trial("ssri", "1"), "strength must be a number or an array of numbers, but is '1'; give it without a unit."),
    "a cutoff that few reach": (lambda: trial("ssri", cutoff=30), "cutoff must lie from 0 to 24, but is 30; give a number in that range."),
    "two cutoffs": (lambda: taken_in([18, 20]), "cutoff must be one number, but is [18, 20]; call the function once for each."),
    "one person": (lambda: trial("ssri", people=1), "people must be a whole number of 10 or more, but is 1; give for example 10."),
    "half a person": (lambda: trial("ssri", people=20.5), "people must be a whole number of 10 or more, but is 20.5; give for example 10."),
    "too many people": (lambda: trial("ssri", people=3000), "people must lie from 10 to 2000, but is 3000; give a number in that range."),
    "another rule": (lambda: trial("ssri", stopped="last"), "No rule for people who stopped 'last'. Choose from 'nobody', 'left out', 'unchanged'."),
    "few people seen": (lambda: people_seen(10), "count must be a whole number of 1000 or more, but is 10; give for example 1000."),
    "a country seen": (lambda: people_seen(10**8), "count must lie from 1000 to 300000, but is 1e+08; give a number in that range."),
    "shifts of a drug": (lambda: shifts("diazepam"), "No profile 'diazepam'. Choose from 'ssri', 'anxiolytic_hypnotic', 'neurosteroid'."),
    "shifts of two drugs": (lambda: shifts(["ssri"]), "No profile ['ssri']. Did you mean 'ssri'?"),
    "shifts calculated for a drug": (lambda: calibrated_shifts("ssris"), "No profile 'ssris'. Did you mean 'ssri'?"),
    "outcome of numbers": (lambda: outcome([1, 2]), "found must be a Trial, as trial() gives, but is of the type list; make one with psychopharm.models.trials.trial."),
    "outcome on another scale": (lambda: outcome(SSRI, "HAM-D7"), "No scale 'HAM-D7'. Did you mean 'HAM-D17'?"),
    "outcome of one person": (lambda: outcome(of_totals([1], [1, 2])), "found must have two or more people who are counted in each arm, but has 1 and 2; take in more."),
    "response of a trial": (lambda: responded(SSRI), "arm must be an Arm, such as trial().drug, but is of the type Trial; make one with psychopharm.models.trials.trial."),
    "remission of nothing": (lambda: remitted(None), "arm must be an Arm, such as trial().drug, but is of the type NoneType; make one with psychopharm.models.trials.trial."),
    "odds of everybody": (lambda: odds_ratio(1, 0.5), "share and comparison must lie between 0 and 1, but are 1 and 0.5; an odds ratio needs both outcomes in both groups."),
    "odds of nothing": (lambda: odds_ratio(None, 0.5), "share must be a number or an array of numbers, but is None; give it without a unit."),
    "odds of two": (lambda: odds_ratio(0.5, [0.5, 0.4]), "comparison must be one number, but is [0.5, 0.4]; call the function once for each."),
    "an item of another scale": (lambda: points_held(("mood", "sleeps")), "No item 'sleeps'. Did you mean 'sleep_late'?"),
    "an item without a list": (lambda: points_held("mood"), "items must be a tuple or list of names, but is 'mood'; write one name as (name,)."),
    "repeats of an outcome": (lambda: repeated_trials(outcome(SSRI), 10), "found must be a Trial, as trial() gives, but is of the type Outcome; "
                              "make one with psychopharm.models.trials.trial."),
    "repeats without people": (lambda: repeated_trials(SSRI, 0), "people must be a whole number of 10 or more, but is 0; give for example 10."),
    "repeats of crowds": (lambda: repeated_trials(SSRI, 10**6), "people must lie from 10 to 2000, but is 1e+06; give a number in that range."),
    "no repeats": (lambda: repeated_trials(SSRI, 10, trials=0), "trials must be a whole number of 1 or more, but is 0; give for example 1."),
    "repeats without end": (lambda: repeated_trials(SSRI, 10, trials=10**6), "trials must lie from 1 to 5000, but is 1e+06; give a number in that range."),
    "an outcome in which all are alike": (lambda: outcome(of_totals([2, 2], [1, 1])), "found must have people who end with different totals, but all of one trial "
                                          "end with the same; take more people or another scale."),
    "repeats of people who are alike": (lambda: repeated_trials(of_totals([0] * 99 + [1], [0] * 100), 10), "found must have people who end with different totals, but "
                                        "all of one trial end with the same; take more people or another scale."),
    "repeats where nobody is counted": (lambda: repeated_trials(of_totals([], [1]), 10), "found must have people who are counted in both arms, but has 0 and 1; take in more."),
    "power of two": (lambda: power([0.3, 0.5], 50), "standardised must be one number, but is [0.3, 0.5]; call the function once for each."),
    "power in percent": (lambda: power(50, 50), "standardised must lie from -5 to 5, but is 50; give a number in that range."),
    "power of one person": (lambda: power(0.5, 1), "people must be a whole number of 2 or more, but is 1; give for example 2."),
    "power of mankind": (lambda: power(0.5, 10**10), "people must lie from 2 to 1e+06, but is 1e+10; give a number in that range."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


number = st.floats(0, 3)
LIKELY = {"profile": profiles, "cutoff": cutoffs, "people": sizes, "stopped": st.sampled_from(STOPPED), "found": trials, "scale": scale_names,
          "arm": st.builds(lambda found: found.drug, trials), "items": st.lists(st.sampled_from(NAMES), max_size=4), "count": st.integers(1000, 2000),
          "trials": st.integers(1, 20), "share": st.floats(0, 1), "comparison": st.floats(0, 1)}


@pytest.mark.parametrize("function", [people_seen, shifts, calibrated_shifts, trial, taken_in, outcome, responded, remitted, odds_ratio, points_held, repeated_trials, power],
                         ids=lambda function: function.__name__)
@settings(max_examples=50)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(*3 * [LIKELY.get(name, number)], anything), label=name) for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        if isinstance(found, Trial):
            found = [array for arm in vars(found).values() for array in vars(arm).values()]
        elif isinstance(found, Outcome):
            found = list(vars(found).values())
        elif function in (people_seen, taken_in):
            found = [array for arm in found for array in vars(arm).values()]
        assert all(np.isfinite(np.asarray(part, float)).all() for part in (found if isinstance(found, (list, tuple)) else [found]))
