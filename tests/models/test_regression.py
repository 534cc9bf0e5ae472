"""Regression to the mean: the closed form, the simulated people beside it, and what bad input gets."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.stats import norm
from sentences import assert_one_sentence, or_one_sentence

from psychopharm.models import regression
from psychopharm.models.regression import chosen_share, expected_change, measured_twice

cutoffs, reliabilities = st.floats(-20, 60), st.floats(0, 1)


def test_the_example_of_the_course_is_met():
    assert round(float(expected_change(18, 15, 6, 0.7)), 2) == 2.05
    assert round(float(chosen_share(18, 15, 6)), 3) == 0.309


@pytest.mark.parametrize("cutoff", [-5, 12, 15, 18, 24, 33])
def test_the_closed_form_is_the_mean_of_the_truncated_normal_by_integration(cutoff):
    a = (cutoff - 15) / 6
    above, _ = quad(lambda z: z * norm.pdf(z), a, 12)
    assert_allclose(expected_change(cutoff, 15, 6, 0.7), 0.3 * 6 * above / norm.sf(a), rtol=1e-7)
    assert_allclose(chosen_share(cutoff, 15, 6), norm.sf(a), rtol=1e-12)


@pytest.mark.parametrize("reliability", [0, 0.4, 0.7, 1])
@pytest.mark.parametrize("cutoff", [5, 12, 18, 24])
def test_simulated_people_fall_as_the_closed_form_says(cutoff, reliability):
    first, second = measured_twice(400_000, 15, 6, reliability)
    chosen = first >= cutoff
    assert_allclose((first - second)[chosen].mean(), expected_change(cutoff, 15, 6, reliability), atol=0.05)
    assert_allclose(chosen.mean(), chosen_share(cutoff, 15, 6), atol=0.003)


@given(cutoffs, st.floats(0.5, 20), st.floats(0, 0.99), st.floats(0.001, 0.01))
def test_those_chosen_fall_the_more_the_stricter_the_choice_and_the_less_reliable_the_score(cutoff, sd, reliability, less):
    fall = expected_change(cutoff, 15, sd, reliability)
    assert fall >= 0
    assert expected_change(cutoff + 1, 15, sd, reliability) >= fall
    assert expected_change(cutoff, 15, sd, max(0, reliability - less)) >= fall
    assert expected_change(cutoff, 15, sd, 1) == 0


@given(st.floats(-1000, 1000), st.floats(-1000, 1000), st.floats(0.001, 1000), reliabilities)
def test_far_from_everybody_the_fall_stays_exact(cutoff, mean, sd, reliability):
    """Far above the mean those chosen stand just above the cutoff, so that they fall by nearly (1 - r) of its distance from the mean."""
    fall, a = expected_change(cutoff, mean, sd, reliability), (cutoff - mean) / sd
    assert np.isfinite(fall)
    if a > 10:
        assert_allclose(fall, (1 - reliability) * sd * (a + 1 / a), rtol=3e-4)
    if a < -40:
        assert fall == 0


def test_all_people_together_have_just_the_mean_the_spread_and_the_reliability_asked_for():
    for count in (3, 10, 1000):
        for scores in measured_twice(count, 15, 6, 0.7):
            assert_allclose((scores.mean(), scores.std()), (15, 6), rtol=1e-12)
        assert_allclose(np.corrcoef(*measured_twice(count, 15, 6, 0.7))[0, 1], 0.7, rtol=1e-9)


def test_the_same_people_come_whatever_is_asked_about_them():
    first, second = measured_twice(1000, 15, 6, 0.7)
    assert (first == measured_twice(1000, 15, 6, 0.4)[0]).all()
    assert (second == measured_twice(1000, 15, 6, 0.7)[1]).all()
    assert_allclose(measured_twice(1000, 15, 6, 1)[1], first)
    assert_allclose(measured_twice(1000, 20, 3, 0.7)[1], 20 + (second - 15) / 2)


def test_many_at_once_are_those_of_each():
    falls = expected_change(np.array([[12], [18]]), 15, 6, [0.4, 0.7, 1])
    assert falls.shape == (2, 3) and falls[1, 1] == expected_change(18, 15, 6, 0.7)


BAD = {
    "a cutoff in words": (lambda: expected_change("18", 15, 6, 0.7), "cutoff must be a number or an array of numbers, but is '18'; give it without a unit."),
    "no end": (lambda: expected_change(float("-inf"), 15, 6, 0.7), "cutoff must be finite, but is -inf; replace the missing or endless value."),
    "no spread": (lambda: expected_change(18, 15, 0, 0.7), "sd must lie from 0.001 to 1000, but is 0; give a number in that range."),
    "reliability in percent": (lambda: expected_change(18, 15, 6, 70), "reliability must lie from 0 to 1, but is 70; give a number in that range."),
    "shapes that do not fit": (lambda: expected_change([1, 2], 15, [1, 2, 3], 0.7), "cutoff and mean and sd and reliability must have shapes that fit together, "
                               "but have (2,) and () and (3,) and (); give single numbers or arrays of one shape."),
    "a mean too far": (lambda: chosen_share(18, 1001, 6), "mean must lie from -1000 to 1000, but is 1001; give a number in that range."),
    "two people": (lambda: measured_twice(2, 15, 6, 0.7), "count must be a whole number of 3 or more, but is 2; give for example 3."),
    "a country": (lambda: measured_twice(10**8, 15, 6, 0.7), "count must lie from 3 to 1e+06, but is 1e+08; give a number in that range."),
    "two reliabilities": (lambda: measured_twice(10, 15, 6, [0.4, 0.7]), "reliability must be one number, but is [0.4, 0.7]; call the function once for each."),
    "less than no reliability": (lambda: measured_twice(10, 15, 6, -0.1), "reliability must lie from 0 to 1, but is -0.1; give a number in that range."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


number = st.one_of(st.floats(-2000, 2000), st.floats(), st.sampled_from([0, 1, 5e-324, 1.7e308]))
anything = st.one_of(st.none(), st.text(max_size=3), number, st.integers(-5, 50), st.booleans(), st.lists(st.one_of(number, st.text(max_size=2)), max_size=3))
FUNCTIONS = [expected_change, chosen_share, measured_twice]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
@settings(max_examples=300)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(anything, st.floats(0.01, 1), st.integers(3, 50)), label=name) for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        assert np.isfinite(found).all()


def test_the_fuzz_reaches_every_function_of_the_model():
    public = {name for name, value in vars(regression).items()
              if inspect.isfunction(value) and value.__module__ == regression.__name__ and not name.startswith("_")}
    assert public == {function.__name__ for function in FUNCTIONS}
