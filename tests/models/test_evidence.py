"""A share, a difference and their intervals agree with the formulas of Wilson and Newcombe, and narrow as more people are counted."""


import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sentences import anything, or_one_sentence

from psychopharm.models.evidence import difference_with_interval, share_with_interval

Z = 1.959963984540054          # of a normal distribution, 95 % lie within


@st.composite
def counts(draw):
    people = draw(st.integers(1, 500))
    return draw(st.integers(0, people)), people


def test_newcombes_example_comes_out():
    share, low, high = share_with_interval(81, 263)          # Newcombe 1998 Stat Med 17:857, method 3
    assert share == pytest.approx(81 / 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(counts())
def test_the_ends_are_the_shares_from_which_the_count_lies_just_196_standard_errors_away(count):
    events, people = count
    share, low, high = share_with_interval(events, people)
    for end in (low, high):
        assert abs(share - end) == pytest.approx(Z * np.sqrt(end * (1 - end) / people), abs=1e-7)


@given(counts())
def test_the_interval_is_that_of_a_library_of_statistics(count):
    theirs = binomtest(*count).proportion_ci(method="wilson")
    assert share_with_interval(*count)[1:] == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@given(counts())
def test_the_share_lies_in_its_interval_and_the_interval_between_nobody_and_all(count):
    share, low, high = share_with_interval(*count)
    assert -1e-12 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1 + 1e-12
    assert low < high


@given(counts())
def test_those_without_the_event_have_the_mirrored_interval(count):
    events, people = count
    share, low, high = share_with_interval(events, people)
    assert share_with_interval(people - events, people) == pytest.approx((1 - share, 1 - high, 1 - low), abs=1e-9)


@given(counts(), st.integers(2, 20))
def test_more_people_with_the_same_share_have_a_narrower_interval(count, times):
    events, people = count
    _, low, high = share_with_interval(events, people)
    _, low_of_more, high_of_more = share_with_interval(times * events, times * people)
    assert high_of_more - low_of_more < high - low


@pytest.mark.parametrize("events, people, message", [
    (3, 0, "people must be a whole number of 1 or more, but is 0; give for example 1."),
    (2.5, 10, "events must be a whole number of 0 or more, but is 2.5; give for example 0."),
    (-1, 10, "events must be a whole number of 0 or more, but is -1; give for example 0."),
    (11, 10, "events must lie from 0 to 10, but is 11; give a number in that range."),
])
def test_a_count_that_cannot_be_is_answered_in_a_sentence(events, people, message):
    with pytest.raises(ValueError) as caught:
        share_with_interval(events, people)
    assert str(caught.value) == message


# The difference of two shares

def test_newcombes_example_of_a_difference_comes_out():
    difference, low, high = difference_with_interval(56, 70, 48, 80)         # Newcombe 1998 Stat Med 17:873, method 10
    assert difference == pytest.approx(0.2)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(counts(), counts())
def test_a_difference_lies_in_its_interval_and_the_interval_between_none_and_all(one, other):
    difference, low, high = difference_with_interval(*one, *other)
    assert difference == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert -1 - 1e-9 <= low < difference + 1e-12 and difference - 1e-12 < high <= 1 + 1e-9
    assert low < high


@given(counts(), counts())
def test_the_groups_in_the_other_order_have_the_mirrored_difference(one, other):
    difference, low, high = difference_with_interval(*one, *other)
    assert difference_with_interval(*other, *one) == pytest.approx((-difference, -high, -low), abs=1e-12)


@given(counts(), counts(), st.integers(2, 20))
def test_more_people_with_the_same_difference_have_a_narrower_interval(one, other, times):
    _, low, high = difference_with_interval(*one, *other)
    _, low_of_more, high_of_more = difference_with_interval(*(times * count for count in (*one, *other)))
    assert high_of_more - low_of_more < high - low


def test_a_count_of_the_second_group_that_cannot_be_is_answered_in_a_sentence():
    with pytest.raises(ValueError, match="events must lie from 0 to 10, but is 11"):
        difference_with_interval(3, 10, 11, 10)


@given(*[st.one_of(anything, st.integers(0, 500))] * 4)
def test_whatever_comes_in_the_answer_is_three_shares_or_one_sentence(events, people, other_events, other_people):
    for function, arguments in ((share_with_interval, (events, people)), (difference_with_interval, (events, people, other_events, other_people))):
        with or_one_sentence():
            found = function(*arguments)
            assert len(found) == 3 and all(-1 <= part <= 1 for part in found)
