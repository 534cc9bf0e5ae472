"""The simulated rating scale has the means, spreads and sums of its tables, agrees with its closed form, and refuses bad input in one sentence."""

import inspect
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import norm
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models import scales
from psychopharm.models.scales import (
    FACTORS,
    ITEMS,
    LOADINGS,
    MAX_POINTS,
    NAMES,
    SCALES,
    cronbach_alpha,
    expected_points,
    factor_correlation,
    own_spread,
    rated,
    scaling,
    score_moments,
    scores,
    total,
)
from psychopharm.models.trials import people_seen
from psychopharm.parameters import parameter

SEEN = 75_000          # of each arm; the targets look at the same people
OWN = np.random.default_rng(1).standard_normal((100_000, len(ITEMS)))
z = st.floats(-4, 4)
latents = st.lists(z, min_size=17, max_size=17)


def in_table(part):
    return np.array([parameter(f"{name}_item_{part}_points").value for name in NAMES])


def counted(scale):
    return [item.number for item, inside in zip(ITEMS, SCALES[scale]) if inside]


# Items

def test_the_items_of_many_people_have_the_means_and_spreads_of_the_table():
    points = np.concatenate([arm.first for arm in people_seen(SEEN)])           # 150 000 people: the standard error of a mean is 0.002 points
    assert_allclose(points.mean(axis=0), in_table("mean"), atol=0.01)
    assert_allclose(points.std(axis=0), in_table("sd"), atol=0.01)


def test_the_latent_values_after_rounding_have_just_the_means_and_spreads_of_the_table():
    for one, middle, spread, mean, sd in zip(ITEMS, *scaling(), in_table("mean"), in_table("sd")):
        assert_allclose(score_moments(middle, spread, one.max_points), (mean, sd), rtol=1e-9)


def test_items_that_share_a_factor_go_together_as_their_loadings_say():
    """Before rounding: lambda_i Phi lambda_j; rounding to whole points hides some of it, and never turns it around."""
    points = np.concatenate([arm.first for arm in people_seen(SEEN)])
    latent, seen = LOADINGS @ factor_correlation() @ LOADINGS.T, np.corrcoef(points.T)
    apart = ~np.eye(len(ITEMS), dtype=bool)
    assert (seen[apart] < latent[apart] + 0.01).all() and (seen[apart] > 0.4 * latent[apart] - 0.01).all()
    assert seen[NAMES.index("mood"), NAMES.index("work")] > 2 * seen[NAMES.index("mood"), NAMES.index("sleep_late")]


def test_the_factors_and_an_items_own_part_make_up_a_spread_of_one():
    assert_allclose(np.diag(LOADINGS @ factor_correlation() @ LOADINGS.T) + own_spread() ** 2, 1)
    assert_allclose(factor_correlation(), factor_correlation().T)
    assert np.linalg.eigvalsh(factor_correlation()).min() > 0.5
    assert own_spread()[NAMES.index("insight")] == 1          # loads on nothing


def test_the_moments_of_one_item_are_those_worked_out_by_hand():
    """m 1.2, s 1, most 2: 0 below 0.5, 2 above 1.5. Phi(-0.7) = 0.2420 score 0, 1 - Phi(0.3) = 0.3821 score 2, the rest, 0.3759, 1."""
    mean, sd = score_moments(1.2, 1, 2)
    assert round(mean, 4) == round(0.3759 + 2 * 0.3821, 4) == 1.1401
    assert round(sd, 3) == round((0.3759 + 4 * 0.3821 - 1.1401**2) ** 0.5, 3)


@given(st.floats(-10, 20), st.floats(0.01, 10), st.integers(1, 6))
def test_the_moments_are_those_of_the_shares_with_each_score(middle, spread, most):
    edges = norm.cdf(np.concatenate([[-np.inf], np.arange(most) + 0.5, [np.inf]]), middle, spread)
    share, points = np.diff(edges), np.arange(most + 1)
    mean, sd = score_moments(middle, spread, most)
    assert_allclose(mean, share @ points, atol=1e-9)
    assert_allclose(sd**2, share @ (points - mean) ** 2, atol=1e-9)
    assert 0 <= mean <= most and 0 <= sd <= most / 2 + 1e-9


def test_an_item_on_which_all_score_the_same_has_a_spread_of_zero_and_not_the_root_of_a_tiny_negative_number():
    assert score_moments(1.91, 0.05, 2) == pytest.approx((2, 0), abs=1e-7)          # here rounding makes the variance -4e-16


@given(latents, st.floats(0, 5), st.floats(0, 5))
def test_points_are_whole_lie_between_none_and_the_most_and_never_rise_as_the_shift_grows(latent, one, more):
    few, fewer = scores(latent, one), scores(latent, one + more)
    assert (few == np.rint(few)).all() and (fewer >= 0).all() and (few <= MAX_POINTS).all()
    assert (fewer <= few).all()


def test_a_shift_lowers_an_item_before_rounding_so_that_small_ones_are_seen_only_near_an_edge():
    middle, spread = scaling()
    latent = (2.4 - middle) / spread          # every item stands at 2.4 points before rounding
    assert (scores(latent) == 2).all()
    assert (scores(latent, 0.8) == 2).all() and (scores(latent, 1) == 1).all()
    shift = np.zeros(17)
    shift[3] = 1
    assert np.flatnonzero(scores(latent) - scores(latent, shift)).tolist() == [3]


def test_an_item_at_its_end_hides_what_lies_beyond():
    assert (rated(MAX_POINTS + 5) == MAX_POINTS).all() and (rated(np.full(17, -5)) == 0).all()
    assert (rated(MAX_POINTS + 5) == rated(MAX_POINTS + 4)).all()


# Sums

def test_each_sum_counts_its_own_items():
    assert [item.number for item in ITEMS] == list(range(1, 18)) and MAX_POINTS.sum() == 52
    assert {scale: counted(scale) for scale in SCALES} == {
        "HAM-D17": list(range(1, 18)), "mood": [1], "HAM-D6": [1, 2, 7, 8, 10, 13], "Core4": [1, 2, 3, 7], "sleep": [4, 5, 6],
        "anxiety_somatisation": [10, 11, 12, 13, 15, 17]}


@given(latents, st.sampled_from(list(SCALES)))
def test_a_total_is_the_sum_of_the_points_of_its_items(latent, scale):
    points = scores(latent)
    assert total(points, scale) == sum(points[number - 1] for number in counted(scale))
    assert total([points, 2 * points], scale).tolist() == [total(points, scale), 2 * total(points, scale)]


def test_a_mean_total_is_the_sum_of_the_mean_items():
    assert_allclose(sum(in_table("mean")), 20.6)
    points = np.concatenate([arm.first for arm in people_seen(SEEN)])
    assert_allclose(total(points).mean(), 20.6, atol=0.04)          # standard error 0.012
    assert total(points).max() <= 52 and total(points).min() >= 0


# The closed form

@pytest.mark.parametrize("factors", [(0, 0, 0, 0), (1, 0, 0, 0), (-2, 1, 0.5, -1), (3, 3, 3, 3)])
def test_the_expected_points_of_people_with_the_same_factors_are_those_of_a_simulation(factors):
    points = scores(LOADINGS @ factors + own_spread() * OWN)          # 100 000 people: standard error of a mean at most 0.003
    assert_allclose(expected_points(factors), points.mean(axis=0), atol=0.015)


def test_the_expected_points_averaged_over_the_factors_are_the_means_of_the_table():
    nodes, weights = np.polynomial.hermite_e.hermegauss(7)          # of a standard normal, seven points a factor
    shape = np.linalg.cholesky(factor_correlation())
    mean = sum(np.prod([weights[i] for i in place]) * expected_points(shape @ nodes[list(place)]) for place in product(range(7), repeat=4))
    assert_allclose(mean / weights.sum() ** 4, in_table("mean"), atol=1e-3)


@given(st.lists(z, min_size=4, max_size=4), st.integers(0, 3), st.floats(0.01, 2))
def test_more_of_a_factor_raises_the_items_that_load_on_it_and_no_other(factors, which, more):
    higher = np.array(factors) + more * np.eye(4)[which]
    rise = expected_points(higher) - expected_points(factors)
    loads = LOADINGS[:, which] > 0
    assert (rise[~loads] == 0).all() and (rise[loads] >= 0).all() and rise.sum() > 0


# Alpha

def test_alpha_is_the_one_worked_out_by_hand():
    """Two items, 0 1 2 and 0 2 1: variances 2/3 each, sums 0 3 3 with variance 2; 2 (1 - (4/3)/2) = 2/3."""
    assert_allclose(cronbach_alpha([[0, 0], [1, 2], [2, 1]]), 2 / 3)


def test_items_that_have_nothing_in_common_have_an_alpha_of_zero_and_copies_one_of_one():
    dice = np.random.default_rng(2).standard_normal((100_000, 6))
    assert abs(cronbach_alpha(dice)) < 0.02
    assert_allclose(cronbach_alpha(np.tile(dice[:, :1], 4)), 1)
    assert_allclose(cronbach_alpha(3 * dice + 1), cronbach_alpha(dice))


@given(st.integers(2, 12), st.floats(0.05, 1))
def test_items_that_all_go_together_equally_have_the_alpha_of_spearman_and_brown(count, together):
    """k r / (1 + (k - 1) r), here with a correlation of r in the sample itself."""
    dice = np.random.default_rng(count).standard_normal((50, count))
    deviations = np.linalg.qr(dice - dice.mean(axis=0))[0]          # columns of mean 0, length 1, at right angles
    shape = np.linalg.cholesky(np.full((count, count), together) + (1 - together + 1e-12) * np.eye(count))
    assert_allclose(cronbach_alpha(deviations @ shape.T), count * together / (1 + (count - 1) * together), rtol=1e-6)


def test_what_all_trials_share_cannot_be_written_to():
    for shared in (own_spread(), scaling()):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 0


# Bad input

BAD = {
    "sixteen items": (lambda: total(np.ones(16)), "points must have 17 items in its last place, but has the shape (16,); give one number for each item."),
    "one point": (lambda: total(3), "points must have 17 items in its last place, but has the shape (); give one number for each item."),
    "points that are missing": (lambda: total([float("nan")] * 17), "points must be finite, but is nan; replace the missing or endless value."),
    "another scale": (lambda: total(np.ones(17), "HAM-D7"), "No scale 'HAM-D7'. Did you mean 'HAM-D17'?"),
    "scales in a list": (lambda: total(np.ones(17), ["mood"]), "No scale ['mood']. Did you mean 'mood'?"),
    "no latent value": (lambda: scores([float("inf")] * 17), "latent must be finite, but is inf; replace the missing or endless value."),
    "one latent value": (lambda: scores(0.5), "latent must have 17 items in its last place, but has the shape (); give one number for each item."),
    "a shift in words": (lambda: scores(np.zeros(17), "1"), "shift_points must be a number or an array of numbers, but is '1'; give it without a unit."),
    "two shifts": (lambda: scores(np.zeros(17), [1, 2]), "latent and shift_points must have shapes that fit together, but have (17,) and (2,); "
                   "give single numbers or arrays of one shape."),
    "points of two items": (lambda: rated([1, 2]), "unrounded must have 17 items in its last place, but has the shape (2,); give one number for each item."),
    "three factors": (lambda: expected_points((0, 0, 0)), "factors must be 4 numbers, for core, anxiety, sleep, body, but has the shape (3,); give one for each."),
    "a factor without a value": (lambda: expected_points((0, 0, 0, None)), "factors must be a number or an array of numbers, but is (0, 0, 0, None); give it without a unit."),
    "no spread": (lambda: score_moments(1, 0, 2), "spread must be above 0, but is 0; give a positive number."),
    "two spreads": (lambda: score_moments(1, [1, 2], 2), "spread must be one number, but is [1, 2]; call the function once for each."),
    "two middles": (lambda: score_moments([1, 2], 1, 2), "middle must be one number, but is [1, 2]; call the function once for each."),
    "no middle": (lambda: score_moments(float("nan"), 1, 2), "middle must be finite, but is nan; replace the missing or endless value."),
    "an item without points": (lambda: score_moments(1, 1, 0), "most must be a whole number of 1 or more, but is 0; give for example 1."),
    "an item without end": (lambda: score_moments(1, 1, 10**9), "most must lie from 1 to 100, but is 1e+09; give a number in that range."),
    "alpha of one person": (lambda: cronbach_alpha([[1, 2, 3]]), "points must have two or more people in rows and two or more items in columns, but has the shape (1, 3); "
                            "give a table."),
    "alpha of words": (lambda: cronbach_alpha("agree"), "points must be a number or an array of numbers, but is 'agree'; give it without a unit."),
    "alpha of people alike": (lambda: cronbach_alpha([[1, 2], [2, 1]]), "points must have sums that differ between people, but all are the same; give people who differ."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


def test_a_mean_that_no_latent_value_can_give_gets_one_clear_sentence(monkeypatch):
    """An item that allows 2 points cannot have a mean of 1 and a spread of 2 points."""
    monkeypatch.setattr(scales, "parameter", lambda key: type("Parameter", (), {"value": 2.0 if key.endswith("sd_points") else 1.0}))
    monkeypatch.setattr(scales, "ITEMS", ITEMS[3:4])
    with pytest.raises(ValueError, match="No latent value gives the item sleep_early a mean of 1.0 and an SD of 2.0 points; the spread must fit"):
        scaling.__wrapped__()


LIKELY = {"latent": latents, "shift_points": st.floats(-2, 2), "unrounded": latents, "points": st.one_of(latents, st.lists(st.lists(z, min_size=3, max_size=3), min_size=2)),
          "scale": st.sampled_from(list(SCALES)), "factors": st.lists(z, min_size=len(FACTORS), max_size=len(FACTORS)), "most": st.integers(1, 6)}


@pytest.mark.parametrize("function", [score_moments, scores, rated, total, expected_points, cronbach_alpha], ids=lambda function: function.__name__)
@settings(max_examples=60)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(*3 * [LIKELY.get(name, z)], anything), label=name)
                 for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        assert np.isfinite(np.asarray(found, float)).all()
