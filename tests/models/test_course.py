"""Two groups: shares from odds ratios and back, limits that no split of the people can leave; remission without treatment, and relapse."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from sentences import assert_one_sentence, or_one_sentence

from psychopharm.models import course
from psychopharm.models.course import WEEKS_PER_MONTH, helped_by_drug, relapsed_share, remitted_share, response_on_drug, well_share, works_first

share = st.floats(0, 1)
ratio = st.floats(1e-6, 1e6)


def test_the_printed_example_of_the_cochrane_handbook_is_met():
    assert round(1000 * (0.3 - response_on_drug(0.3, 0.73))) == 62           # version 5.1, section 12.5.4.3: 62 fewer per 1000


@given(st.floats(1e-6, 1 - 1e-6), ratio)
def test_the_odds_on_the_drug_are_the_odds_ratio_times_those_on_the_dummy_pill(p0, odds_ratio):
    p = response_on_drug(p0, odds_ratio)
    assert_allclose(p * (1 - p0), odds_ratio * p0 * (1 - p), rtol=1e-6, atol=1e-9)       # multiplied out, since 1 - p may be tiny


@given(share, ratio)
def test_a_share_on_the_drug_is_a_share_and_lies_on_the_side_that_the_odds_ratio_says(p0, odds_ratio):
    p = response_on_drug(p0, odds_ratio)
    assert 0 <= p <= 1
    assert p >= p0 - 1e-12 if odds_ratio >= 1 else p <= p0 + 1e-12


@given(share, ratio)
def test_an_odds_ratio_and_its_reciprocal_undo_each_other(p0, odds_ratio):
    middle = response_on_drug(p0, odds_ratio)
    if 1e-6 < middle < 1 - 1e-6:
        assert_allclose(response_on_drug(middle, 1 / odds_ratio), p0, rtol=1e-6)


def test_nobody_and_everybody_stay_what_they_are_and_an_odds_ratio_of_one_changes_nothing():
    for odds_ratio in (1e-9, 1, 2.13, 1e9):
        assert response_on_drug(0, odds_ratio) == 0
        assert response_on_drug(1, odds_ratio) == 1
    p0 = np.linspace(0, 1, 101)
    assert_allclose(response_on_drug(p0, 1), p0, rtol=1e-12)


def test_more_on_the_dummy_pill_and_a_higher_odds_ratio_both_mean_more_on_the_drug():
    p0, ratios = np.linspace(0.01, 0.99, 99), np.array([0.5, 1, 1.37, 1.68, 2.13])
    found = response_on_drug(p0[:, None], ratios)
    assert found.shape == (99, 5)
    assert (np.diff(found, axis=0) > 0).all() and (np.diff(found, axis=1) > 0).all()
    assert found[35, 3] == response_on_drug(p0[35], 1.68)


@given(share, share)
def test_the_limits_of_those_helped_are_shares_and_at_least_the_difference(p0, p1):
    least, greatest = helped_by_drug(p0, p1)
    assert 0 <= least <= greatest + 1e-15 and greatest <= min(p1, 1 - p0)
    assert least >= p1 - p0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_no_split_of_people_leaves_the_limits(people):
    """Each of the people would be better or not on the dummy pill, and better or not on the drug."""
    dummy, drug = np.array(people).T
    least, greatest = helped_by_drug(dummy.mean(), drug.mean())
    helped, harmed = (drug & ~dummy).mean(), (dummy & ~drug).mean()
    assert least - 1e-12 <= helped <= greatest + 1e-12
    if drug.mean() >= dummy.mean():
        assert (abs(helped - least) < 1e-12) == (harmed == 0)             # the least is met just where nobody did better on the dummy pill


@given(st.integers(0, 100), st.integers(0, 100))
def test_both_limits_are_met_by_some_split_of_a_hundred_people(dummy, drug):
    place = np.arange(100)
    first, last = place < drug, place >= 100 - drug
    better_on_dummy = place < dummy
    least, greatest = helped_by_drug(dummy / 100, drug / 100)
    assert_allclose([(first & ~better_on_dummy).mean(), (last & ~better_on_dummy).mean()], [least, greatest], atol=1e-12)


def test_limits_of_many_groups_at_once_are_those_of_each():
    p0, p1 = np.array([0.2, 0.37, 0.9]), np.array([[0.5], [0.1]])
    least, greatest = helped_by_drug(p0, p1)
    assert least.shape == greatest.shape == (2, 3)
    assert (least[1, 2], greatest[1, 2]) == helped_by_drug(0.9, 0.1)


def test_the_curve_of_remission_passes_through_the_published_points_and_its_hazard_is_constant_between_them():
    assert_allclose(remitted_share([0, 3, 6, 12]), [0, 0.23, 0.32, 0.53], rtol=1e-12)
    hazard = -np.log(1 - remitted_share(np.arange(0, 31, 1.5)))
    slopes = np.diff(hazard) / 1.5
    for months, ends in (((0, 3), (0, 0.23)), ((3, 6), (0.23, 0.32)), ((6, 30), (0.32, 0.53))):
        by_hand = np.log((1 - ends[0]) / (1 - ends[1])) / (min(months[1], 12) - months[0])
        assert_allclose(slopes[int(months[0] / 1.5):int(months[1] / 1.5)], by_hand, rtol=1e-9)      # beyond a year the last slope goes on


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_remission_without_treatment_is_a_share_that_never_falls(months, more):
    assert 0 <= remitted_share(months) <= remitted_share(months + more) <= 1


def test_the_second_of_two_treatments_without_effect_as_worked_out_by_hand():
    """12 weeks are 2.76 months: the first piece of the hazard ends 0.24 months into the second treatment."""
    end = 12 / WEEKS_PER_MONTH
    first = 1 - 0.77 ** (end / 3)
    second = 1 - 0.77 ** ((3 - end) / 3) * (0.68 / 0.77) ** ((2 * end - 3) / 3)
    of_all, of_those_who_come = works_first(12, 2)
    assert_allclose(of_those_who_come, [first, second], rtol=1e-12)
    assert_allclose(of_all, [first, (1 - first) * second], rtol=1e-12)
    assert (100 * of_those_who_come).round().tolist() == [21, 12] and (100 * of_all).round().tolist() == [21, 9]


@given(st.floats(0, 1000), st.integers(1, 20))
def test_all_who_remit_while_treatments_are_tried_are_credited_to_just_one(weeks_each, number):
    of_all, of_those_who_come = works_first(weeks_each, number)
    assert of_all.shape == of_those_who_come.shape == (number,)
    ends = remitted_share(np.arange(number + 1) * weeks_each / WEEKS_PER_MONTH)
    assert_allclose(of_all, np.diff(ends), atol=1e-12)
    assert_allclose(of_those_who_come * (1 - ends[:-1]), of_all, atol=1e-12)
    assert (of_all <= of_those_who_come + 1e-15).all()


def test_the_order_in_which_they_are_tried_as_people_who_remit_at_random_live_it():
    """Half a million people, each with a month of remission of their own, try three treatments of 12 weeks."""
    drawn, people = np.random.default_rng(4).exponential(size=500_000), 500_000
    grid = np.linspace(0, 60, 6001)
    month = np.interp(drawn, -np.log1p(-remitted_share(grid)), grid)
    tried = np.floor(month * WEEKS_PER_MONTH / 12)
    of_all, of_those_who_come = works_first(12, 3)
    assert_allclose([(tried == n).sum() / people for n in range(3)], of_all, atol=0.003)
    assert_allclose([(tried == n).sum() / (tried >= n).sum() for n in range(3)], of_those_who_come, atol=0.003)


def test_relapse_meets_its_share_after_a_year_and_forgets_how_long_somebody_was_well():
    assert_allclose(relapsed_share([0, 12, 24], 0.56), [0, 0.56, 1 - 0.44 ** 2], rtol=1e-12)
    assert_allclose(1 - relapsed_share(7, 0.39), (1 - relapsed_share(3, 0.39)) * (1 - relapsed_share(4, 0.39)), rtol=1e-12)
    assert relapsed_share([[1], [2]], [0, 0.5, 0.99]).shape == (2, 3) and not relapsed_share(50, 0).any()


def test_without_relapse_all_who_have_remitted_are_well():
    months = np.linspace(0, 40, 81)
    assert_allclose(well_share(months, 0), remitted_share(months), atol=1e-12)


@pytest.mark.parametrize("relapse", [0.1, 0.39, 0.56, 0.99])
def test_the_share_that_is_well_agrees_with_a_general_solver(relapse):
    months, mu = np.linspace(0, 30, 61), -np.log(1 - relapse) / 12

    def slope(t, well):
        low, high, length = ((0, 0.23, 3) if t < 3 else (0.23, 0.32, 3) if t < 6 else (0.32, 0.53, 6))
        return np.log((1 - low) / (1 - high)) / length * (1 - well) - mu * well
    theirs = solve_ivp(slope, (0, 30), [0], t_eval=months, rtol=1e-8, atol=1e-10, max_step=0.05).y[0]
    assert_allclose(well_share(months, relapse), theirs, atol=2e-4)          # the solver steps over the kinks


@given(st.floats(0, 500), st.floats(0, 0.98), st.floats(0, 0.01))
def test_the_more_relapse_the_fewer_are_well_and_never_more_than_have_remitted(months, relapse, more):
    assert 0 <= well_share(months, relapse + more) <= well_share(months, relapse) + 1e-12 <= remitted_share(months) + 2e-12


BAD = {
    "more than everybody": (lambda: response_on_drug(1.2, 2), "placebo_share must lie from 0 to 1, but is 1.2; give a number in that range."),
    "people instead of a share": (lambda: response_on_drug(37, 1.68), "placebo_share must lie from 0 to 1, but is 37; give a number in that range."),
    "no odds ratio": (lambda: response_on_drug(0.3, 0), "odds_ratio must be above 0, but is 0; give a positive number."),
    "an odds ratio in words": (lambda: response_on_drug(0.3, "1.68"), "odds_ratio must be a number or an array of numbers, but is '1.68'; give it without a unit."),
    "a missing share": (lambda: response_on_drug([0.3, float("nan")], 2), "placebo_share must be finite, but is nan; replace the missing or endless value."),
    "shapes that do not fit": (lambda: response_on_drug([0.1, 0.2], [1, 2, 3]), "placebo_share and odds_ratio must have shapes that fit together, "
                               "but have (2,) and (3,); give single numbers or arrays of one shape."),
    "fewer than nobody": (lambda: helped_by_drug(0.3, -0.1), "drug_share must lie from 0 to 1, but is -0.1; give a number in that range."),
    "limits of shapes that do not fit": (lambda: helped_by_drug([0.1, 0.2], [0.1, 0.2, 0.3]), "placebo_share and drug_share must have shapes that fit "
                                         "together, but have (2,) and (3,); give single numbers or arrays of one shape."),
    "a month before": (lambda: remitted_share([3, -1]), "months must be 0 or more, but is -1; give 0 or a positive number."),
    "weeks in a list": (lambda: works_first([8, 12], 2), "weeks_each must be one number, but is [8, 12]; call the function once for each."),
    "a wait without end": (lambda: works_first(1001, 2), "weeks_each must lie from 0 to 1000, but is 1001; give a number in that range."),
    "half a treatment": (lambda: works_first(12, 1.5), "number must be a whole number of 1 or more, but is 1.5; give for example 1."),
    "far too many treatments": (lambda: works_first(12, 101), "number must lie from 1 to 100, but is 101; give a number in that range."),
    "everybody relapses": (lambda: relapsed_share(12, 1), "share_per_year must lie from 0 to 0.99, but is 1; give a number in that range."),
    "relapse in percent": (lambda: well_share(12, 39), "relapse_per_year must lie from 0 to 0.99, but is 39; give a number in that range."),
    "two kinds of relapse": (lambda: well_share(12, [0, 0.39]), "relapse_per_year must be one number, but is [0, 0.39]; call the function once for each."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


number = st.one_of(st.floats(-2, 2), st.floats(), st.sampled_from([0, 1, 5e-324, 1.7e308]))
anything = st.one_of(st.none(), st.text(max_size=3), number, st.integers(-5, 5), st.booleans(), st.lists(st.one_of(number, st.text(max_size=2)), max_size=3))


FUNCTIONS = [response_on_drug, helped_by_drug, remitted_share, works_first, relapsed_share, well_share]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
@settings(max_examples=300)
@given(st.data())
def test_whatever_comes_in_the_answer_is_a_share_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(anything, share, st.integers(1, 9)), label=name) for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        assert all(((0 <= np.asarray(one)) & (np.asarray(one) <= 1)).all() for one in np.atleast_1d(found))


def test_the_fuzz_reaches_every_function_of_the_model():
    public = {name for name, value in vars(course).items() if inspect.isfunction(value) and value.__module__ == course.__name__ and not name.startswith("_")}
    assert public == {function.__name__ for function in FUNCTIONS}
