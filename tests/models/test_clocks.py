"""Daily tablets add up, reach their plateau, wait for their lag, and fill the transporters as scans of people show."""


import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models.clocks import antidepressant_level, daily_level
from psychopharm.models.occupancy import transporter_occupancy
from psychopharm.parameters import evidence

constants = st.tuples(st.floats(5, 200), st.floats(0.3, 5), st.floats(0, 30))
times = st.lists(st.floats(0, 4400), min_size=1, max_size=20).map(np.array)


def one_by_one(time_h, half_life_h, absorption_rate_per_h, lag_h):
    """The same as a plain sum over all tablets that have begun to be absorbed."""
    out = np.log(2) / half_life_h
    since = np.asarray(time_h, float)[..., None] - lag_h - 24 * np.arange(200)
    curves = np.where(since > 0, np.exp(-out * np.maximum(since, 0)) - np.exp(-absorption_rate_per_h * np.maximum(since, 0)), 0)
    return (24 * out * absorption_rate_per_h / (absorption_rate_per_h - out) * curves).sum(-1)


@given(times, constants)
def test_the_level_is_the_sum_of_all_tablets(time_h, values):
    assert_allclose(daily_level(time_h, *values), one_by_one(time_h, *values), rtol=1e-9, atol=1e-12)


@given(constants)
def test_nothing_is_there_before_the_lag_and_something_after(values):
    *_, lag_h = values
    assert daily_level(lag_h, *values) == 0
    assert daily_level(lag_h + 1, *values) > 0


@given(st.floats(5, 60), st.floats(0.3, 5), st.floats(0, 5))
def test_the_mean_on_the_plateau_is_one(half_life_h, absorption_rate_per_h, lag_h):
    late = 24 * 150 + np.arange(2400) / 100 + 0.005
    assert daily_level(late, half_life_h, absorption_rate_per_h, lag_h).mean() == pytest.approx(1, abs=2e-4)


def test_the_highest_level_after_one_tablet_comes_after_three_to_four_hours_as_published():
    time_h = np.arange(0, 12, 0.01)
    assert 3 <= time_h[antidepressant_level(time_h).argmax()] <= 4


def test_four_hours_after_the_first_tablet_as_many_transporters_are_filled_as_scans_found():
    published = evidence("clock_transporter_4h")
    assert published.low <= 100 * transporter_occupancy(antidepressant_level(4)) <= published.high


@pytest.mark.parametrize("arguments, sentence", [
    ((-1, 30, 1.4), "time_h must be 0 or more, but is -1; give 0 or a positive number."),
    ((float("nan"), 30, 1.4), "time_h must be finite, but is nan; replace the missing or endless value."),
    (("an hour", 30, 1.4), "time_h must be a number or an array of numbers, but is 'an hour'; give it without a unit."),
    ((1, 0, 1.4), "half_life_h must be above 0, but is 0; give a positive number."),
    ((1, [30, 40], 1.4), "half_life_h must be one number, but is [30, 40]; call the function once for each."),
    ((1, 30, -1), "absorption_rate_per_h must be above 0, but is -1; give a positive number."),
    ((1, 30, 0.02), "absorption_rate_per_h must be above ln 2 / half_life_h = 0.0231, but is 0.02; give a faster absorption or a longer half-life."),
    ((1, 30, 1.4, -0.5), "lag_h must be 0 or more, but is -0.5; give 0 or a positive number."),
    ((1, 30, 1.4, [0.5, 1]), "lag_h must be one number, but is [0.5, 1]; call the function once for each."),
])
def test_what_makes_no_sense_is_refused_in_one_sentence(arguments, sentence):
    assert_one_sentence(lambda: daily_level(*arguments), sentence)


@given(st.one_of(anything, times), st.one_of(anything, st.floats(5, 200)), st.one_of(anything, st.floats(0.3, 5)), st.one_of(anything, st.floats(0, 30)))
def test_whatever_comes_in_the_answer_is_a_level_or_one_sentence(time_h, half_life_h, absorption_rate_per_h, lag_h):
    for function, arguments in ((daily_level, (time_h, half_life_h, absorption_rate_per_h, lag_h)), (antidepressant_level, (time_h,))):
        with or_one_sentence():
            found = function(*arguments)
            assert np.isfinite(found).all() and (np.asarray(found) >= -1e-9).all()
