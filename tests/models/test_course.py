"""Two groups: shares from odds ratios and back, and limits that no split of the people can leave."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import assert_one_sentence

from psychopharm.models import course
from psychopharm.models.course import helped_by_drug, response_on_drug

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
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


number = st.one_of(st.floats(-2, 2), st.floats(), st.sampled_from([0, 1, 5e-324, 1.7e308]))
anything = st.one_of(st.none(), st.text(max_size=3), number, st.integers(-5, 5), st.booleans(), st.lists(st.one_of(number, st.text(max_size=2)), max_size=3))


@pytest.mark.parametrize("function", [response_on_drug, helped_by_drug], ids=lambda function: function.__name__)
@settings(max_examples=300)
@given(st.data())
def test_whatever_comes_in_the_answer_is_a_share_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(anything, share), label=name) for name in inspect.signature(function).parameters}
    try:
        found = function(**arguments)
    except ValueError as problem:
        assert re.fullmatch(r"[^\n]+; [^\n]+\.", str(problem)), str(problem)
    else:
        assert all(((0 <= np.asarray(one)) & (np.asarray(one) <= 1)).all() for one in np.atleast_1d(found))


def test_the_fuzz_reaches_every_function_of_the_model():
    public = {name for name, value in vars(course).items() if inspect.isfunction(value) and value.__module__ == course.__name__}
    assert public == {"response_on_drug", "helped_by_drug"}
