"""The reversal potential keeps its limits and signs, agrees with numbers worked out by hand, and refuses bad input in one sentence."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models import reversal
from psychopharm.models.reversal import gaba_reversal_mV, nernst_mV

concentration = st.floats(0.1, 500)


def test_the_reference_results_come_out():
    assert round(float(nernst_mV(7, 130, charge=-1)), 1) == -78.1
    assert [round(float(gaba_reversal_mV(chloride))) for chloride in (7, 20)] == [-69, -47]


def test_a_tenfold_gradient_gives_61_mV_at_body_temperature_and_58_mV_in_a_cool_room():
    assert_allclose(nernst_mV(1, 10, charge=1), 61.54, atol=0.01)             # 8.314 J/(mol K) x 310.15 K / 96485 C/mol x ln 10
    assert_allclose(nernst_mV(1, 10, charge=1, temperature_C=20), 58.17, atol=0.01)


@given(concentration, concentration)
def test_opposite_charges_have_opposite_potentials_and_two_charges_half(inside, outside):
    one = nernst_mV(inside, outside, charge=1)
    assert_allclose(nernst_mV(inside, outside, charge=-1), -one)
    assert_allclose(nernst_mV(inside, outside, charge=2), one / 2)
    assert_allclose(nernst_mV(outside, inside, charge=1), -one, atol=1e-12)


@given(concentration)
def test_equal_concentrations_need_no_potential(conc):
    assert nernst_mV(conc, conc, charge=-1) == 0


@given(concentration, concentration, st.floats(0, 45))
def test_without_permeability_to_bicarbonate_only_chloride_counts(inside, outside, temperature_C):
    assert_allclose(gaba_reversal_mV(inside, outside, permeability_ratio=0, temperature_C=temperature_C),
                    nernst_mV(inside, outside, charge=-1, temperature_C=temperature_C), atol=1e-9)


@given(st.floats(1, 40), st.floats(0, 1))
def test_with_permeability_the_potential_lies_between_those_of_the_two_ions(chloride, ratio):
    ends = sorted((float(nernst_mV(chloride, 130, charge=-1)), float(nernst_mV(16, 26, charge=-1))))
    assert ends[0] - 1e-9 <= gaba_reversal_mV(chloride, permeability_ratio=ratio) <= ends[1] + 1e-9


def test_more_chloride_inside_raises_the_potential_past_the_threshold_of_a_neuron():
    levels = gaba_reversal_mV(np.linspace(4, 30, 27))
    assert (np.diff(levels) > 0).all()
    assert levels[0] < -69 and levels[-1] > -40


def test_arrays_of_one_shape_go_together():
    assert gaba_reversal_mV([[7, 20], [10, 30]], [120, 130]).shape == (2, 2)


BAD = {
    "no chloride inside": (lambda: gaba_reversal_mV(0), "chloride_inside_mM must be above 0, but is 0; give a positive number."),
    "a negative permeability": (lambda: gaba_reversal_mV(7, permeability_ratio=-0.1), "permeability_ratio must be 0 or more, but is -0.1; give 0 or a positive number."),
    "a temperature in kelvin": (lambda: nernst_mV(7, 130, -1, temperature_C=310), "temperature_C must lie from 0 to 45, but is 310; give a number in that range."),
    "no charge": (lambda: nernst_mV(7, 130, charge=0), "charge must be -2, -1, 1 or 2, but is 0; give for example -1 for chloride."),
    "shapes that do not fit": (lambda: nernst_mV([1, 2], [1, 2, 3], -1), "inside_mM and outside_mM and temperature_C must have shapes that fit together, "
                               "but have (2,) and (3,) and (); give single numbers or arrays of one shape."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


PUBLIC = [function for name, function in vars(reversal).items() if callable(function) and not name.startswith("_") and function.__module__ == reversal.__name__]


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
@settings(max_examples=100)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(anything, st.floats(0.1, 40), st.sampled_from([-1, 1])), label=name) for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        assert np.isfinite(found).all()
