"""One cell, one rhythm and one seizure-prone network: limits, signs, closed forms against slow simulations, and one sentence for bad input."""

import inspect
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad, solve_ivp
from scipy.optimize import minimize_scalar
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models import circuit, seizure
from psychopharm.models.circuit import EIPair, Neuron, band_power, ei_pair, firing_rate_Hz, membrane_mV, neuron, peak_frequency_Hz, power_spectrum, rheobase_pA
from psychopharm.models.reversal import gaba_reversal_mV
from psychopharm.models.seizure import Network, activity, inhibition, late_activity, network, running_seizure

CELL = neuron()
cells = st.builds(Neuron, leak_conductance_nS=st.floats(1, 50), leak_reversal_mV=st.floats(-90, -60), threshold_mV=st.floats(-54, -40),
                  reset_mV=st.floats(-80, -56), capacitance_pF=st.floats(20, 800), refractory_ms=st.floats(0.5, 6))
gabas, reversals, currents = st.floats(0, 30), st.floats(-90, -30), st.floats(-100, 900)
damped = dict(tau_e_ms=st.floats(2, 30), tau_i_ms=st.floats(2, 60), self_excitation=st.floats(0, 1), loop_gain=st.floats(0.1, 10), self_inhibition=st.floats(0.05, 2))
pairs = st.builds(EIPair, **damped)


# The cell

def simulated_rate(g, e, current, cell, seconds=2.0, step_ms=0.001):
    """The rate counted in steps so small that each is exact to a millionth."""
    v, waiting, spikes, first, last = cell.reset_mV, 0.0, 0, None, None
    for k in range(int(seconds * 1000 / step_ms)):
        if waiting > 0:
            waiting -= step_ms
            continue
        v += step_ms / cell.capacitance_pF * (cell.leak_conductance_nS * (cell.leak_reversal_mV - v) + g * (e - v) + current)
        if v >= cell.threshold_mV:
            v, waiting, spikes, last = cell.reset_mV, cell.refractory_ms, spikes + 1, k
            first = k if first is None else first
    return (spikes - 1) / ((last - first) * step_ms / 1000) if spikes > 1 else 0.0


@pytest.mark.parametrize("g, e, current", [(0, -69, 300), (2, -69, 300), (2, -47, 300), (5, -80, 500)])
def test_the_rate_is_that_of_a_cell_followed_step_by_step(g, e, current):
    assert_allclose(firing_rate_Hz(g, e, current), simulated_rate(g, e, current, CELL, seconds=0.3), rtol=2e-3)


def test_gaba_below_threshold_slows_although_it_pulls_up_and_above_threshold_speeds():
    assert [round(float(rate), 1) for rate in firing_rate_Hz([0, 2, 2], [-69, -69, -47], 300)] == [70.8, 60.4, 77.5]
    assert membrane_mV(2, -69, 0) > membrane_mV(0, -69, 0) and firing_rate_Hz(2, -69, 300) < firing_rate_Hz(0, -69, 300)
    assert membrane_mV(2, -62, 0) > -69 and firing_rate_Hz(2, -62, 300) < firing_rate_Hz(0, -62, 300) - 1


@given(cells, gabas, reversals, currents)
def test_gaba_with_a_reversal_above_threshold_never_slows_and_below_reset_never_speeds(cell, g, e, current):
    with_gaba, without = firing_rate_Hz(g, e, current, cell), firing_rate_Hz(0, e, current, cell)
    if e >= cell.threshold_mV:
        assert with_gaba >= without * (1 - 1e-9)
    if e <= min(cell.reset_mV, cell.leak_reversal_mV):
        assert with_gaba <= without * (1 + 1e-9)


@given(cells, gabas, reversals, currents)
def test_the_cell_fires_just_above_its_rheobase(cell, g, e, current):
    least = rheobase_pA(g, e, cell)
    assert firing_rate_Hz(g, e, least - 0.01, cell) == 0 < firing_rate_Hz(g, e, least + 0.01, cell)
    assert (firing_rate_Hz(g, e, current, cell) > 0) == (current > least) or abs(current - least) < 1e-6


@given(cells, gabas, reversals, currents)
def test_the_rate_stays_below_that_of_the_refractory_time_and_the_voltage_between_its_ends(cell, g, e, current):
    assert 0 <= firing_rate_Hz(g, e, current, cell) < 1000 / cell.refractory_ms
    low, high = sorted((e, cell.leak_reversal_mV))
    assert low - 1e-9 <= membrane_mV(g, e, 0, cell) <= high + 1e-9


def test_more_input_is_a_higher_rate_and_arrays_give_what_numbers_give():
    rates = firing_rate_Hz(2, -69, np.arange(0, 700, 10))
    assert rates.shape == (70,) and (np.diff(rates) >= 0).all() and rates[0] == 0 < rates[-1]
    assert rates[30] == firing_rate_Hz(2, -69, 300)


def test_high_chloride_inside_turns_gaba_from_slowing_to_speeding_once():
    chloride = np.arange(4, 31)
    change = np.sign(firing_rate_Hz(2, gaba_reversal_mV(chloride), 300) - firing_rate_Hz(0, -69, 300))
    assert change[0] == -1 and change[-1] == 1 and (np.diff(change) >= 0).all()


# The rhythm

@given(pairs, st.floats(0, 200))
def test_the_spectrum_is_the_response_of_the_two_equations(pair, frequency):
    """E and I to a wave of strength 1 by solving the linear equations, with b = c."""
    c, s = np.sqrt(pair.loop_gain), 2j * np.pi * frequency / 1000
    system = np.array([[s * pair.tau_e_ms + 1 - pair.self_excitation, c], [-c, s * pair.tau_i_ms + 1 + pair.self_inhibition]])
    assert_allclose(power_spectrum(frequency, pair), abs(np.linalg.solve(system, [1, 0])[0]) ** 2, rtol=1e-8)


@given(pairs)
def test_the_peak_is_the_highest_point(pair):
    peak = peak_frequency_Hz(pair)
    highest = power_spectrum(peak, pair)
    assert highest >= power_spectrum(np.linspace(0, 300, 20001), pair).max() * (1 - 1e-9)
    if peak > 1:
        near = minimize_scalar(lambda f: -float(power_spectrum(f, pair)), bounds=(0.9 * peak, 1.1 * peak), method="bounded", options={"xatol": 1e-8})
        assert_allclose(near.x, peak, rtol=1e-3)


@given(pairs, st.floats(1, 40), st.floats(1, 40))
def test_power_in_a_band_is_the_area_under_the_spectrum(pair, low, width):
    area = quad(lambda f: float(power_spectrum(f, pair)), low, low + width, points=[min(max(peak_frequency_Hz(pair), low), low + width)], limit=400)[0]
    assert_allclose(band_power(low, low + width, pair), area, rtol=1e-6)


def test_with_all_sites_occupied_beta_rises_the_peak_falls_and_alpha_stays():
    without, drugged = ei_pair(0), ei_pair(1)
    assert (round(peak_frequency_Hz(without), 1), round(peak_frequency_Hz(drugged), 1)) == (21.5, 20.3)
    ratios = [round(band_power(*ends, drugged) / band_power(*ends, without), 2) for ends in ((15, 25), (13, 30), (8, 13))]
    assert ratios == [1.92, 1.69, 1.04]


def test_the_rhythm_is_that_of_a_simulated_pair_driven_by_noise():
    pair, step_ms, rng = ei_pair(0), 0.5, np.random.default_rng(1)
    c, count = np.sqrt(pair.loop_gain), 2 ** 18
    noise, e, i, path = rng.normal(size=count) / np.sqrt(step_ms), 0.0, 0.0, np.empty(count)
    for k in range(count):
        e, i = (e + step_ms / pair.tau_e_ms * ((pair.self_excitation - 1) * e - c * i + noise[k]),
                i + step_ms / pair.tau_i_ms * (c * e - (1 + pair.self_inhibition) * i))
        path[k] = e
    power = (np.abs(np.fft.rfft(path.reshape(-1, 4096))) ** 2).mean(axis=0)
    hertz = np.fft.rfftfreq(4096, step_ms / 1000)
    in_band = lambda low, high: power[(hertz >= low) & (hertz < high)].sum()
    assert_allclose(in_band(15, 25) / in_band(30, 40), band_power(15, 25, pair) / band_power(30, 40, pair), rtol=0.25)
    assert abs(hertz[np.convolve(power, np.ones(9), "same").argmax()] - peak_frequency_Hz(pair)) < 2.5


# The network

def test_the_network_bursts_runs_away_and_is_rescued():
    assert round(late_activity(1), 2) == 0.11
    late = {gain: late_activity(float(inhibition(0.7, gain, -69))) for gain in (1, 1.1, 1.15)}
    assert late[1] > 0.9 and late[1.1] > 0.9 and late[1.15] < 0.5
    assert late_activity(float(inhibition(0.7, 2, -47))) > 0.9


def test_a_seizure_that_runs_needs_more_than_one_that_is_prevented():
    late = {gain: late_activity(float(inhibition(0.7, gain, -69)), running_seizure()) for gain in (1, 1.15, 1.3)}
    assert late[1] > 0.9 and late[1.15] > 0.9 and late[1.3] < 0.5


def test_more_inhibition_never_brings_a_seizure_back():
    for start in (None, running_seizure()):
        runs = [late_activity(q, start) > 0.5 for q in np.arange(0.5, 2.5, 0.1)]
        assert runs[0] and not runs[-1] and sum(np.diff(np.array(runs, int)) != 0) == 1


def euler(strength, step_ms, start=(0.1, 0.05)):
    """Mean activity of the last half of three seconds by Euler's method."""
    net, (e, i), path = network(), start, []
    rises = lambda x, s, th: 1 / (1 + np.exp(-s * (x - th))) - 1 / (1 + np.exp(s * th))
    for _ in range(int(3000 / step_ms)):
        path.append(e)
        in_e = net.weight_e_to_e * e - net.weight_i_to_e * strength * i + net.input_e
        in_i = net.weight_e_to_i * e - net.weight_i_to_i * i
        e, i = e + step_ms / net.tau_ms * (rises(in_e, net.slope_e, net.threshold_e) - e), i + step_ms / net.tau_ms * (rises(in_i, net.slope_i, net.threshold_i) - i)
    return np.mean(path[len(path) // 2:])


@pytest.mark.parametrize("strength", [1, 0.805, 0.7, -0.41])
def test_half_the_step_changes_no_mean(strength):
    finer = activity(strength, step_ms=0.5)[0]
    assert abs(finer[finer.size // 2:].mean() - late_activity(strength)) < 1e-3


def test_eulers_method_misses_the_rescued_network_in_steps_of_half_a_millisecond_and_nears_it_in_smaller_ones():
    true = late_activity(0.805)
    coarse, fine = euler(0.805, 0.5), euler(0.805, 0.05)
    assert round(coarse, 2) == 0.19 and round(true, 2) == 0.15
    assert abs(fine - true) < 0.01 < abs(coarse - true)


def test_the_path_is_that_of_a_general_solver():
    net, rises = network(), lambda x, s, th: 1 / (1 + np.exp(-s * (x - th))) - 1 / (1 + np.exp(s * th))

    def slopes(_, state):
        e, i = state
        return [(rises(net.weight_e_to_e * e - net.weight_i_to_e * 0.9 * i + net.input_e, net.slope_e, net.threshold_e) - e) / net.tau_ms,
                (rises(net.weight_e_to_i * e - net.weight_i_to_i * i, net.slope_i, net.threshold_i) - i) / net.tau_ms]
    found = solve_ivp(slopes, (0, 100), (0.1, 0.05), method="DOP853", rtol=1e-10, atol=1e-12, t_eval=np.arange(101)).y
    assert_allclose(activity(0.9, duration_ms=100), found, atol=2e-3)
    assert_allclose(activity(0.9, duration_ms=100, step_ms=0.25)[:, ::4], found, atol=1e-5)


def test_the_driving_force_sets_the_strength_of_inhibition():
    assert inhibition(1, 1, -69) == 1 and inhibition(0.5, 2, -69) == 1
    assert inhibition(1, 1, -52) == 0 > inhibition(1, 1, -47)


@given(st.floats(-5, 5), st.tuples(st.floats(0, 1), st.floats(0, 1)))
@settings(max_examples=20)
def test_no_more_than_all_cells_are_ever_active(strength, start):
    path = activity(strength, start, duration_ms=200)
    assert path.shape == (2, 201) and (path[:, 0] == start).all()
    assert path.min() > -0.01 and path.max() <= 1


def test_a_state_that_stands_still_is_one_that_does_not_move():
    end = activity(0.7)[:, -1]
    assert_allclose(activity(0.7, end, duration_ms=50), np.tile(end[:, None], 51), atol=1e-12)


BAD = {
    "a negative conductance": (lambda: firing_rate_Hz(-1, -69, 300), "gaba_nS must lie from 0 to 100000, but is -1; give a number in that range."),
    "a potential in volts turned round": (lambda: membrane_mV(2, 690, 0), "reversal_mV must lie from -150 to 100, but is 690; give a number in that range."),
    "an endless current": (lambda: firing_rate_Hz(2, -69, float("inf")), "input_pA must be finite, but is inf; replace the missing or endless value."),
    "shapes that do not fit": (lambda: firing_rate_Hz([1, 2], [-69, -47, -50], 300), "gaba_nS and reversal_mV and input_pA must have shapes that fit together, but have "
                               "(2,) and (3,) and (); give single numbers or arrays of one shape."),
    "no cell": (lambda: firing_rate_Hz(2, -69, 300, "cell"), "cell must be a Neuron, but is 'cell'; build one with psychopharm.models.circuit.neuron."),
    "a reset above threshold": (lambda: replace(CELL, reset_mV=-50), "reset_mV must lie below threshold_mV, but is -50 against -52; give a lower one."),
    "two thresholds": (lambda: replace(CELL, threshold_mV=[-52, -50]), "threshold_mV must be one number, but is [-52, -50]; call the function once for each."),
    "more than all sites": (lambda: ei_pair(1.2), "occupancy must lie from 0 to 1, but is 1.2; give a number in that range."),
    "two occupancies": (lambda: ei_pair([0, 1]), "occupancy must be one number, but is [0, 1]; call the function once for each."),
    "a pair that runs away": (lambda: replace(ei_pair(0), self_excitation=3), "self_excitation must be small enough for a rhythm that dies down by itself, but is 3; give a smaller one."),
    "a pair of arrays": (lambda: replace(ei_pair(0), loop_gain=[1, 2]), "The constants of an EIPair must be single numbers; build one pair for each."),
    "no pair": (lambda: power_spectrum(20, 0.5), "pair must be an EIPair, but is 0.5; build one with psychopharm.models.circuit.ei_pair."),
    "a band turned round": (lambda: band_power(25, 15, ei_pair(0)), "low_Hz must be one number below high_Hz, but is 25 against 15; give a lower one."),
    "a share in per cent": (lambda: inhibition(70, 1, -69), "share_left must lie from 0 to 1, but is 70; give a number in that range."),
    "two strengths": (lambda: activity([1, 2]), "strength must be one number, but is [1, 2]; call the function once for each."),
    "one start": (lambda: activity(1, [0.1]), "start must be two numbers, E and I, but is [0.1]; give for example (0.1, 0.05)."),
    "too long a step": (lambda: activity(1, step_ms=5), "step_ms must be at most 2, a fifth of the time constant, but is 5; give a smaller one."),
    "no time": (lambda: activity(1, duration_ms=0.1), "duration_ms must hold 1 to 100000 steps, but is 0.1 with steps of 1; give another duration."),
    "no network": (lambda: activity(1, net="net"), "net must be a Network, but is 'net'; build one with psychopharm.models.seizure.network."),
    "a network of arrays": (lambda: replace(network(), input_e=[1, 2]), "The constants of a Network must be single numbers; build one network for each."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


wild = st.floats(1e-2, 1e3)
networks = st.builds(Network, **{field.name: st.floats(0.01, 100) for field in fields(Network)} | {"tau_ms": st.floats(0.5, 1e3)})
OBJECTS = {"cell": st.one_of(st.none(), cells), "net": st.one_of(st.none(), networks), "pair": st.builds(EIPair, **damped | {"tau_e_ms": wild, "tau_i_ms": wild})}
SHORT = {"duration_ms": st.floats(0.1, 300), "step_ms": st.floats(0.05, 2)}          # a fuzz of long paths would take minutes
PUBLIC = [function for module in (circuit, seizure) for name, function in vars(module).items()
          if inspect.isfunction(inspect.unwrap(function)) and not name.startswith("_") and function.__module__ == module.__name__ and not isinstance(function, type)]


def test_every_public_function_is_fuzzed():
    assert {function.__name__ for function in PUBLIC} >= {"firing_rate_Hz", "ei_pair", "band_power", "activity", "late_activity", "inhibition", "network", "neuron"}


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
@settings(max_examples=40)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(*[SHORT.get(name, OBJECTS.get(name, st.floats(-80, 60)))] * 3, anything), label=name)
                 for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        assert np.isfinite(np.asarray(list(vars(found).values()) if hasattr(found, "__dict__") else found, float)).all()
