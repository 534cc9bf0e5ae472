"""The synapse is exact, loses no receptor, keeps its limits and signs, and refuses bad input in one sentence."""

import inspect
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import odeint, solve_ivp
from scipy.linalg import expm
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models import synapse
from psychopharm.models.synapse import (Pulse, Response, Scheme, brief_pulse, five_state, jones_westbrook, open_probability, q10_factor, response,
                                        square_pulse, step_to, time_to_a_third_ms, two_exponentials_pS, two_state, unbinding_factor)

SCHEMES = {"seven states": jones_westbrook(), "with a drug": jones_westbrook("neurosteroid", 1.0), "warm": jones_westbrook(temperature_C=37),
           "five states": five_state(), "two states": two_state()}
PULSES = {"brief": brief_pulse(), "square": square_pulse(), "step": step_to(0.3)}

occupancies = st.floats(0, 1)
schemes = st.builds(jones_westbrook, st.sampled_from(synapse.LIGANDS), occupancies, st.floats(22, 37))
pulses = st.builds(Pulse, st.floats(0.01, 3), st.lists(st.floats(0, 10), max_size=6).map(tuple), st.floats(0, 10))


def step_by_step(scheme, pulse, step_ms, samples):
    """The same by scipy's matrix exponential, from one sample or change of GABA to the next."""
    edges = pulse.step_ms * np.arange(len(pulse.concentrations_mM) + 1)
    state, now, found = np.eye(len(scheme.rates_per_ms))[0], 0.0, []
    for time in step_ms * np.arange(samples):
        for until in (*edges[(edges > now) & (edges < time)], time):
            middle = (now + until) / 2
            step = int(middle // pulse.step_ms)
            conc = pulse.concentrations_mM[step] if step < len(pulse.concentrations_mM) else pulse.after_mM
            state = expm((scheme.rates_per_ms + conc * scheme.gaba_rates_per_mM_ms) * (until - now)) @ state
            now = until
        found.append(state[list(scheme.open_states)].sum())
    return np.array(found)


@pytest.mark.parametrize("pulse", PULSES)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("step_ms", [0.07, 0.5, 13])
def test_the_samples_are_those_of_a_matrix_exponential_from_one_to_the_next(scheme, pulse, step_ms):
    found = open_probability(SCHEMES[scheme], PULSES[pulse], step_ms, 40)
    assert_allclose(found, step_by_step(SCHEMES[scheme], PULSES[pulse], step_ms, 40), atol=1e-13)


@settings(max_examples=30)
@given(schemes, pulses, st.floats(0.01, 5), st.integers(1, 25))
def test_any_pulse_gives_what_a_matrix_exponential_gives_and_a_share(scheme, pulse, step_ms, samples):
    found = open_probability(scheme, pulse, step_ms, samples)
    assert found.shape == (samples,) and found[0] == 0
    assert ((found > -1e-15) & (found < 1)).all()
    assert_allclose(found, step_by_step(scheme, pulse, step_ms, samples), atol=1e-11)


def test_a_solver_of_differential_equations_agrees():
    scheme, times = SCHEMES["seven states"], np.arange(0, 100, 0.5)
    later = times[times >= 1] - 1
    start = solve_ivp(lambda _, x: (scheme.rates_per_ms + scheme.gaba_rates_per_mM_ms) @ x, (0, 1), np.eye(7)[0], rtol=1e-10, atol=1e-12).y[:, -1]
    after = odeint(lambda x, _: scheme.rates_per_ms @ x, start, later, rtol=1e-10, atol=1e-12)
    assert_allclose(open_probability(scheme, square_pulse(), 0.5, len(times))[times >= 1], after[:, [3, 5]].sum(1), atol=1e-8)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_receptor_is_lost_or_made_and_every_move_has_a_rate_of_zero_or_more(scheme):
    scheme = SCHEMES[scheme]
    for rates in (scheme.rates_per_ms, scheme.gaba_rates_per_mM_ms):
        assert_allclose(rates.sum(0), 0, atol=1e-12)
        assert (rates - np.diag(rates.diagonal()) >= 0).all()


def test_the_seven_states_are_joined_as_the_scheme_says_and_nothing_else_is():
    scheme = SCHEMES["seven states"]
    joined = {(before, after): rate for (after, before), rate in np.ndenumerate(scheme.rates_per_ms) if after != before and rate}
    assert joined == {(1, 0): 1, (2, 1): 2, (1, 3): 0.15, (3, 1): 1.5, (1, 4): 0.045, (4, 1): 0.014, (2, 5): 3, (5, 2): 0.4, (2, 6): 12, (6, 2): 0.07}
    assert {(before, after): rate for (after, before), rate in np.ndenumerate(scheme.gaba_rates_per_mM_ms) if after != before and rate} == {(0, 1): 12, (1, 2): 6}


def test_two_states_fall_as_one_exponential_that_hand_and_paper_give():
    scheme = two_state()
    found = open_probability(scheme, square_pulse(), 1, 30)
    assert_allclose(found[1], 5 / 5.18 * (1 - np.exp(-5.18)))
    assert_allclose(found[1:], found[1] * np.exp(-0.18 * np.arange(29)))
    assert_allclose(time_to_a_third_ms(scheme, square_pulse()), 1 / 0.18, rtol=1e-6)
    whole = response(scheme, square_pulse())
    assert_allclose([whole.peak_ms, whole.peak], [1, found[1]], rtol=1e-6)
    assert_allclose(whole.decay_ms, 1 / 0.18, rtol=1e-5)


@pytest.mark.parametrize("pulse", ["brief", "square"])
def test_peak_and_area_are_those_of_a_fine_grid(pulse):
    for scheme in SCHEMES.values():
        fine = open_probability(scheme, PULSES[pulse], 0.001, 400_001)
        top, whole = int(fine.argmax()), response(scheme, PULSES[pulse])
        assert_allclose([whole.peak, whole.peak_ms], [fine[top], top * 0.001], rtol=1e-5, atol=0.002)
        assert_allclose(whole.charge_ms, np.trapezoid(fine, dx=0.001), rtol=1e-6)
        assert_allclose(whole.decay_ms, np.trapezoid(fine[top:], dx=0.001) / fine[top], rtol=3e-4)      # the grid misses the peak by half a step
        assert_allclose(time_to_a_third_ms(scheme, PULSES[pulse]), (np.argmax(fine[top:] < fine[top] / np.e)) * 0.001, atol=0.003)


@pytest.mark.parametrize("ligand", synapse.LIGANDS)
@pytest.mark.parametrize("temperature_C", [22, 35])
def test_half_the_step_of_the_brief_pulse_changes_the_numbers_shown_by_less_than_half_their_last_digit(ligand, temperature_C):
    found = []
    for step_ms in (0.02, 0.01):
        without, drug = (response(jones_westbrook(ligand, share, temperature_C), brief_pulse(step_ms)) for share in (0.0, 1.0))
        ratios = [getattr(drug, what) / getattr(without, what) for what in ("peak", "decay_ms", "charge_ms")]
        found.append([100 * without.peak, 100 * drug.peak, without.decay_ms, drug.decay_ms, *ratios])
    assert (np.abs(np.subtract(*found)) < [0.05, 0.05, 0.5, 0.5, 0.005, 0.005, 0.005]).all()


@settings(max_examples=20)
@given(st.sampled_from(synapse.LIGANDS), st.sampled_from(sorted(PULSES)[:1] + ["square"]), occupancies, occupancies)
def test_more_drug_raises_peak_length_and_charge(ligand, pulse, one, other):
    less, more = (response(jones_westbrook(ligand, share), PULSES[pulse]) for share in sorted((one, other)))
    for what in ("peak", "decay_ms", "charge_ms"):
        assert getattr(more, what) >= getattr(less, what) * (1 - 1e-6)


def test_a_synapse_saturated_by_gaba_gains_length_and_hardly_any_height():
    for pulse, least, most in ((brief_pulse(), 1.10, 1.15), (square_pulse(), 1.005, 1.02)):
        without, drug = (response(jones_westbrook(occupancy=share), pulse) for share in (0.0, 1.0))
        assert least < drug.peak / without.peak < most
        assert drug.decay_ms / without.decay_ms > 1.6


def test_a_tenth_of_a_millisecond_gives_less_than_a_third_of_a_millisecond_as_published():
    """Figure 3 of the source of the rates: 1 mM for 0.1 ms and for 1 ms."""
    short, long = (response(jones_westbrook(), Pulse(length, (1.0,), 0.0)).peak for length in (0.1, 1.0))
    assert 0.2 < short / long < 1 / 3


def test_all_rates_twice_as_fast_is_the_same_course_in_half_the_time():
    scheme = jones_westbrook()
    faster = Scheme(2 * scheme.rates_per_ms, 2 * scheme.gaba_rates_per_mM_ms, scheme.open_states)
    assert_allclose(open_probability(faster, Pulse(0.5, (1.0,), 0.0), 0.25, 100), open_probability(scheme, square_pulse(), 0.5, 100), atol=1e-13)


def test_warmth_makes_every_rate_of_the_seven_states_as_much_faster():
    cool, warm = jones_westbrook(), jones_westbrook(temperature_C=32)
    assert_allclose(warm.rates_per_ms, 2.1 * cool.rates_per_ms)
    assert_allclose(warm.gaba_rates_per_mM_ms, 2.1 * cool.gaba_rates_per_mM_ms)


def test_without_gaba_nothing_opens():
    assert not open_probability(jones_westbrook(), step_to(0), 1, 50).any()


def test_the_first_level_peaks_at_its_conductance_and_the_drug_leaves_the_peak():
    time = np.linspace(0, 200, 200_001)
    for ligand, factor in (("benzodiazepine", 1.63), ("neurosteroid", 6.5)):
        for share in (0, 0.5, 1):
            curve = two_exponentials_pS(time, ligand, share)
            assert_allclose(curve.max(), 300, rtol=1e-5)
            late = np.log(curve[30_000] / curve[40_000]) / 10
            assert_allclose(1 / late, 5.5 * (1 + (factor - 1) * share), rtol=1e-3)


def test_warmth_shortens_both_times_of_the_first_level_by_the_q10():
    time = np.linspace(0, 50, 501)
    assert_allclose(two_exponentials_pS(time, temperature_C=25), two_exponentials_pS(time / 2.1, temperature_C=35), rtol=1e-9)
    assert q10_factor(22) == 1
    assert_allclose(q10_factor(37), 2.1 ** 1.5)


def test_unbinding_slows_in_proportion_to_occupancy():
    assert [unbinding_factor("benzodiazepine", share) for share in (0, 0.5, 1)] == [1, 1.5, 2]
    assert unbinding_factor("neurosteroid", 1) == 20
    assert_allclose(jones_westbrook("neurosteroid", 1).rates_per_ms[1, 2], 0.1)


BAD = {
    "another drug": (lambda: jones_westbrook("benzodiazepin"), "No ligand 'benzodiazepin'. Did you mean 'benzodiazepine'?"),
    "more than every receptor": (lambda: jones_westbrook(occupancy=1.2), "occupancy must lie from 0 to 1, but is 1.2; give a number in that range."),
    "two occupancies": (lambda: jones_westbrook(occupancy=[0, 1]), "occupancy must be one number, but is [0, 1]; call the function once for each."),
    "a cold slice": (lambda: jones_westbrook(temperature_C=10), "temperature_C must lie from 22 to 37, but is 10; give a number in that range."),
    "a step that does not fit": (lambda: brief_pulse(0.03), "step_ms must divide 2 ms into at most 100,000 whole steps, but is 0.03; give for example 0.02."),
    "a step too fine": (lambda: brief_pulse(1e-9), "step_ms must divide 2 ms into at most 100,000 whole steps, but is 1e-09; give for example 0.02."),
    "a concentration that is no list": (lambda: Pulse(1, 1.0, 0), "concentrations_mM must be a list with one concentration for each step, but is 1.0; "
                                        "for one step give (1.0,)."),
    "negative GABA": (lambda: step_to(-1), "after_mM must lie from 0 to 1000, but is -1; give a number in that range."),
    "half a sample": (lambda: open_probability(jones_westbrook(), square_pulse(), 1, 0.5), "samples must be a whole number of 1 or more, but is 0.5; give for example 1."),
    "no time between samples": (lambda: open_probability(jones_westbrook(), square_pulse(), 0, 5), "step_ms must be above 0, but is 0; give a positive number."),
    "a scheme by name": (lambda: response("seven", square_pulse()), "scheme must be a Scheme, but is 'seven'; build one with jones_westbrook()."),
    "a pulse by name": (lambda: response(jones_westbrook(), "brief"), "pulse must be a Pulse, but is 'brief'; build one with brief_pulse() or square_pulse()."),
    "no window": (lambda: response(jones_westbrook(), square_pulse(), 0), "window_ms must be above 0, but is 0; give a positive number."),
    "no GABA": (lambda: response(jones_westbrook(), step_to(0)), "pulse must open some channels, but opens none; give a pulse with GABA."),
    "a response that stays": (lambda: time_to_a_third_ms(two_state(), step_to(1)),
                              "The response must fall to 1/e of its peak within window_ms, but does not by 400; give a longer window."),
    "a time before the pulse": (lambda: two_exponentials_pS(-1), "time_ms must be 0 or more, but is -1; give 0 or a positive number."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


MEANT = {"scheme": schemes, "pulse": pulses, "ligand": st.sampled_from(synapse.LIGANDS), "occupancy": occupancies, "temperature_C": st.floats(22, 37),
         "measured_C": st.floats(22, 37), "window_ms": st.floats(1, 1000), "samples": st.integers(1, 8)}
PUBLIC = [function for name, function in vars(synapse).items() if callable(function) and not name.startswith("_") and function.__module__ == synapse.__name__
          and not isinstance(function, type)] + [Pulse]


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
@settings(max_examples=60)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {}
    for name in inspect.signature(function).parameters:
        meant = MEANT.get(name, st.floats(0, 50))
        arguments[name] = data.draw(st.one_of(meant, meant, anything), label=name)
    with or_one_sentence():
        found = function(**arguments)
        parts = [getattr(found, field.name) for field in fields(found)] if isinstance(found, (Scheme, Pulse, Response)) else [found]
        assert all(np.isfinite(np.asarray(part, float)).all() for part in parts)
