"""Occupancy keeps its limits and signs, goes back and forth, agrees with the printed numbers, and refuses bad input in one sentence."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import assert_one_sentence, or_one_sentence

from psychopharm.models import occupancy as model
from psychopharm.models.occupancy import (TARGETS, Curve, competing_occupancy, curve_of, curves_in_range, dose_for_occupancy, occupancy,
                                          reduction, site_occupancy, transporter_occupancy)

curves = st.builds(Curve, largest=st.floats(0.05, 1), half_dose=st.floats(0.01, 20))
doses = st.floats(0, 1e4)
ratios = st.floats(0.05, 20)
concentrations, constants = st.floats(0, 1e6), st.floats(1e-3, 1e6)
SSRI = curve_of("ssri")


@given(curves, doses, ratios)
def test_the_share_filled_lies_between_nothing_and_the_largest(curve, dose, ratio):
    share = occupancy(dose, curve, ratio)
    assert 0 <= share <= curve.largest
    assert occupancy(0, curve, ratio) == 0


@given(curves, doses, st.floats(1.01, 5))
def test_more_dose_fills_more_but_never_in_proportion(curve, dose, factor):
    before, after = occupancy([dose, factor * dose], curve)
    assert before <= after <= factor * before + 1e-12


@given(curves)
def test_half_of_the_largest_is_filled_at_the_half_dose_and_nearly_all_far_above_it(curve):
    assert_allclose(occupancy(curve.half_dose, curve), curve.largest / 2)
    assert_allclose(occupancy(1e4 * curve.half_dose, curve), curve.largest, rtol=2e-4)


@given(curves, st.floats(0, 0.99), ratios)
def test_the_dose_for_a_share_fills_that_share(curve, part, ratio):
    share = part * curve.largest
    assert_allclose(occupancy(dose_for_occupancy(share, curve, ratio), curve, ratio), share, atol=1e-12)


@given(curves, doses, ratios)
def test_an_exposure_acts_as_so_much_more_dose(curve, dose, ratio):
    assert_allclose(occupancy(dose, curve, ratio), occupancy(dose * ratio, curve))


# Sites, at a concentration

@given(constants, concentrations, concentrations)
def test_more_of_a_drug_fills_more_sites_and_never_all(half, one, other):
    less, more = sorted((one, other))
    assert 0 <= site_occupancy(less, half) <= site_occupancy(more, half) <= 1
    assert site_occupancy(0, half) == 0
    assert_allclose(site_occupancy(half, half), 0.5)


@given(constants, concentrations)
def test_filled_and_unfilled_sites_stand_as_concentration_and_constant(half, conc):
    share = site_occupancy(conc, half)
    assert_allclose(share * half, (1 - share) * conc, rtol=1e-6, atol=1e-9 * half)


def test_eighty_percent_takes_four_times_the_constant():
    assert_allclose(site_occupancy([1, 4, 9, 99], 1), [0.5, 0.8, 0.9, 0.99])
    assert site_occupancy(np.ones((3, 1)), np.ones(4)).shape == (3, 4)


def test_no_number_is_too_large_or_too_small():
    assert site_occupancy(1e308, 1e308) == 0.5 and site_occupancy(1e308, 1e-308) == 1 and site_occupancy(1e-308, 1e308) == 0
    assert_allclose(competing_occupancy([1e308, 1e308, 0], [1e-308, 1e-308, 1]), [0.5, 0.5, 0])
    assert_allclose(competing_occupancy([0, 0], [1, 1]), [0, 0])


@given(st.lists(st.tuples(concentrations, constants), min_size=1, max_size=5))
def test_drugs_that_exclude_one_another_share_what_is_filled(drugs):
    conc, half = np.array(drugs).T
    shares = competing_occupancy(conc, half)
    assert_allclose(shares, conc / half / (1 + (conc / half).sum()), rtol=1e-9, atol=1e-300)
    assert shares.sum() <= 1 + 1e-12
    assert (shares <= site_occupancy(conc, half) + 1e-12).all()
    assert_allclose(competing_occupancy([conc[0]], [half[0]])[0], site_occupancy(conc[0], half[0]), rtol=1e-9, atol=1e-300)


def test_many_mixtures_are_worked_out_at_once():
    assert_allclose(competing_occupancy([[1, 0], [1, 1]], [1, 1]), [[1 / 2, 0], [1 / 3, 1 / 3]])


# Ways down, and printed numbers

@given(curves, st.floats(0.05, 20), st.integers(1, 12), st.sampled_from(["dose", "occupancy"]))
def test_a_reduction_ends_at_nothing_and_its_steps_add_up(curve, dose, steps, equal):
    at, shares = reduction(dose, curve, steps, equal)
    assert at.shape == shares.shape == (steps + 1,)
    assert at[-1] == shares[-1] == 0
    assert_allclose([at[0], -np.diff(at).sum(), -np.diff(shares).sum()], [dose, dose, occupancy(dose, curve)], rtol=1e-9)
    even, uneven = (at, shares) if equal == "dose" else (shares, at)
    assert_allclose(-np.diff(even), even[0] / steps, rtol=1e-9)
    falls = -np.diff(uneven)
    assert (np.diff(falls) >= -1e-12).all() if equal == "dose" else (np.diff(falls) <= 1e-12 * dose).all()


def test_the_curve_of_ssris_passes_through_the_measured_share_and_doubling_adds_six_points():
    assert_allclose(transporter_occupancy([1, 2]), [0.80, 1.85 / 2.15625])
    assert round(100 * float(transporter_occupancy(2))) == 86
    assert_allclose(SSRI.largest, 0.925)
    assert_allclose(SSRI.half_dose, 0.15625)                # by hand: 92.5/80 - 1


def test_half_of_vortioxetine_and_of_moclobemide_is_where_it_was_measured():
    assert_allclose(occupancy(8.5 / 5, curve_of("vortioxetine")), 0.5)
    assert_allclose(occupancy(450 / 300, curve_of("moclobemide")), 0.742, atol=0.001)


@pytest.mark.parametrize("target", TARGETS)
def test_the_curves_in_range_bound_the_curve_and_stay_within_all_of_the_target(target):
    dose = np.linspace(0, 4, 81)
    band = np.array([occupancy(dose, curve) for curve in curves_in_range(target)])
    assert (band.min(axis=0) <= occupancy(dose, curve_of(target)) + 1e-12).all()
    assert (band.max(axis=0) >= occupancy(dose, curve_of(target)) - 1e-12).all()
    assert band.max() <= 1


def test_moclobemide_at_the_ends_of_its_range_gives_the_published_spread():
    shares = [100 * float(occupancy(450 / 300, curve)) for curve in curves_in_range("moclobemide")]
    assert_allclose(sorted(shares), [65.9, 82.6], atol=0.1)


def test_a_threefold_exposure_fills_little_more():
    assert round(float(transporter_occupancy(1, 3.3)), 2) == 0.88                   # by hand: 0.925 x 3.3 / (3.3 + 0.15625)


def test_the_last_equal_step_of_dose_empties_most_and_the_last_equal_step_of_occupancy_is_the_smallest_in_dose():
    _, shares = reduction(1, SSRI, 4, "dose")
    assert [round(float(100 * fall)) for fall in -np.diff(shares)] == [3, 6, 14, 57]
    at, _ = reduction(1, SSRI, 4, "occupancy")
    assert [round(float(100 * step)) for step in -np.diff(at)] == [71, 17, 8, 4]


@pytest.mark.parametrize("call, sentence", [
    (lambda: occupancy(-1, SSRI), "relative_dose must lie from 0 to 1e+06, but is -1; give a number in that range."),
    (lambda: occupancy(1, SSRI, 0), "exposure must lie from 1e-06 to 1e+06, but is 0; give a number in that range."),
    (lambda: occupancy(1, 0.9), "curve must be a Curve, but is 0.9; take one with curve_of."),
    (lambda: occupancy([1, 2], SSRI, [1, 2, 3]),
     "relative_dose and exposure must have shapes that fit together, but have (2,) and (3,); give single numbers or arrays of one shape."),
    (lambda: dose_for_occupancy(0.95, SSRI), "share must be below 0.925, the most that this curve fills, but is 0.95; give a smaller share."),
    (lambda: site_occupancy(float("nan"), 1), "conc_nM must be finite, but is nan; replace the missing or endless value."),
    (lambda: site_occupancy(-1, 1), "conc_nM must be 0 or more, but is -1; give 0 or a positive number."),
    (lambda: site_occupancy(19, 0), "half_conc_nM must be above 0, but is 0; give a positive number."),
    (lambda: site_occupancy([1, 2], [1, 2, 3]),
     "conc_nM and half_conc_nM must have shapes that fit together, but have (2,) and (3,); give single numbers or arrays of one shape."),
    (lambda: competing_occupancy([1, -1], [1, 1]), "conc_nM must be 0 or more, but is -1; give 0 or a positive number."),
    (lambda: competing_occupancy(1, 1), "conc_nM and half_conc_nM must have one number for each substance, but are single numbers; for one call site_occupancy."),
    (lambda: curve_of("SSRI"), "No target 'SSRI'. Choose from 'ssri', 'vortioxetine', 'moclobemide'."),
    (lambda: curves_in_range("moclobemid"), "No target 'moclobemid'. Did you mean 'moclobemide'?"),
    (lambda: reduction(1, SSRI, 0, "dose"), "steps must be a whole number of 1 or more, but is 0; give for example 1."),
    (lambda: reduction(1, SSRI, 4, "doses"), "No kind of equal steps 'doses'. Did you mean 'dose'?"),
    (lambda: Curve(1.2, 1), "largest must lie from 1e-06 to 1, but is 1.2; give a number in that range."),
])
def test_bad_input_gets_one_sentence(call, sentence):
    assert_one_sentence(call, sentence)


garbage = st.one_of(st.none(), st.text(max_size=3), st.floats(), st.integers(-3, 3), st.lists(st.floats(), max_size=3),
                    st.sampled_from([SSRI, "ssri", {}]))


@pytest.mark.parametrize("function", [value for name, value in vars(model).items() if inspect.isfunction(value) and not name.startswith("_")
                                      and value.__module__ == model.__name__], ids=lambda function: function.__name__)
@given(data=st.data())
def test_nothing_but_a_number_or_one_sentence_comes_back(function, data):
    given_ = [data.draw(garbage) for _ in inspect.signature(function).parameters]
    with or_one_sentence():
        found = function(*given_)
        flat = np.ravel(found[0] if function is reduction else found)
        assert function in (curve_of, curves_in_range) or np.isfinite(flat.astype(float)).all()
