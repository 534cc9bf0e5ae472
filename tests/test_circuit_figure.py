"""The three explorers of the circuit say what the models say, keep their answers until they are found, and draw what they tabulate."""

import itertools
import re

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.circuit import beta_rhythm, one_circuit, seizure_pair
from psychopharm.models import circuit, seizure
from psychopharm.models.circuit import band_power, ei_pair, firing_rate_Hz, membrane_mV, peak_frequency_Hz
from psychopharm.models.reversal import gaba_reversal_mV
from psychopharm.parameters import parameter, rows

FACTOR = parameter("bzd_decay_factor").value
MAKE = {
    "cell": lambda: Explorer(one_circuit, gaba_nS=slider("gaba_conductance"), chloride_inside_mM=slider("chloride_inside"),
                             input_pA=slider("input_current"), drug=choice("cell_benzodiazepine")),
    "rhythm": lambda: Explorer(beta_rhythm, occupancy=slider("rhythm_occupancy"), band=choice("rhythm_band")),
    "network": lambda: Explorer(seizure_pair, share_left=slider("inhibition_left"), gain=slider("inhibition_gain"), start=choice("network_start"),
                                reversal_potential=choice("network_reversal"))}
EXPLORERS = {name: make() for name, make in MAKE.items()}          # update leaves the controls where they are


def cell(gaba_nS=0, chloride_inside_mM=7, input_pA=300, drug="none"):
    return EXPLORERS["cell"].update(gaba_nS=gaba_nS, chloride_inside_mM=chloride_inside_mM, input_pA=input_pA, drug=drug)


def rhythm(occupancy=0, band="motor"):
    return EXPLORERS["rhythm"].update(occupancy=occupancy, band=band)


def network(share_left=100, gain=100, start="quiet", reversal_potential="normal"):
    return EXPLORERS["network"].update(share_left=share_left, gain=gain, start=start, reversal_potential=reversal_potential)


@pytest.mark.parametrize("name", MAKE)
def test_the_first_picture_answers_nothing_and_reaches_no_goal(name):
    view = MAKE[name]().view
    assert not view.goal and not view.result


ENDS = {"cell": itertools.product((0, 0.1, 3, 6), (4, 7, 8, 13, 14, 20, 30), (0, 180, 300, 600), ("none", "diazepam")),
        "rhythm": itertools.product((0, 1, 50, 100), ("motor", "eeg", "alpha")),
        "network": itertools.product((50, 70, 86, 100), (100, 115, 130, 250), ("quiet", "running"), ("normal", "raised"))}


@pytest.mark.parametrize("name, make", [("cell", cell), ("rhythm", rhythm), ("network", network)])
def test_every_sentence_is_short(name, make):
    for position in ENDS[name]:
        view = make(*position)
        assert len(view.sentence.split()) <= 75, view.sentence
        assert len(view.said.split()) <= 25, view.said
        assert len(view.goal.split()) <= 25, view.goal
        assert "-0 " not in view.sentence and "minus 0 " not in view.sentence and "nan" not in view.sentence
        assert not re.search(r"-\d|×", view.sentence + view.said + view.goal + view.result), view.sentence          # signs stand in words


# One cell

@pytest.mark.parametrize("gaba, chloride, current, drug", list(itertools.product((0.1, 2, 6), (4, 7, 10, 20), (300, 600), ("none", "diazepam"))))
def test_the_sentence_of_the_cell_says_what_the_model_says(gaba, chloride, current, drug):
    g, e = gaba * (FACTOR if drug == "diazepam" else 1), gaba_reversal_mV(chloride)
    with_gaba, without = firing_rate_Hz(g, e, current), firing_rate_Hz(0, e, current)
    says = cell(gaba, chloride, current, drug).sentence
    assert f"the cell fires at {with_gaba:.0f} Hz, without GABA at {without:.0f} Hz. With {chloride:g} mM of chloride inside, the reversal potential E_GABA is minus {-e:.0f} mV" in says
    assert (f"made {g:.1f} nS by diazepam ({firing_rate_Hz(gaba, e, current):.0f} Hz without the drug)" in says) == (drug == "diazepam")


def test_the_verdict_follows_the_two_rates_and_the_rest():
    for gaba, chloride, current in itertools.product((0.5, 2, 6), range(4, 31), (0, 100, 180, 300, 600)):
        e = gaba_reversal_mV(chloride)
        change = firing_rate_Hz(gaba, e, current) - firing_rate_Hz(0, e, current)
        says = cell(gaba, chloride, current).sentence
        silent = firing_rate_Hz(gaba, e, current) == firing_rate_Hz(0, e, current) == 0
        assert ("silent either way" in says) == silent
        assert ("GABA excites" in says) == (change >= 0.05)
        slows = change <= -0.05
        assert ("GABA hyperpolarises" in says) == (slows and e < -71.5)
        assert ("GABA shunts: it hardly" in says) == (slows and -71.5 <= e <= -68.5)
        assert ("GABA shunts: it pulls" in says) == (slows and e > -68.5)


def test_diazepam_without_gaba_changes_nothing():
    assert cell(0, drug="diazepam").sentence.startswith(cell(0).sentence)
    assert cell(0, drug="diazepam").sentence.endswith("Diazepam changes nothing: 1.63 times no conductance is none.")


def test_the_answer_about_chloride_waits_for_gaba_and_a_reversal_above_threshold():
    answered = {(gaba, chloride) for gaba, chloride in itertools.product((0, 0.1, 2, 6), range(4, 31)) if cell(gaba, chloride).result}
    assert answered == {(gaba, chloride) for gaba, chloride in itertools.product((0.1, 2, 6), range(4, 31)) if gaba_reversal_mV(chloride) > -52}
    assert cell(2, 20).result == "with 20 mM of chloride the cell fires more with GABA: 77 instead of 71 Hz"
    assert (round(float(firing_rate_Hz(2, gaba_reversal_mV(20), 300))), round(float(firing_rate_Hz(0, -47, 300)))) == (77, 71)


def test_the_goal_of_the_cell_is_shunting_with_a_pull_upwards():
    reached = [chloride for chloride in range(4, 31) if cell(2, chloride).goal]
    wanted = [chloride for chloride in range(4, 31)
              if gaba_reversal_mV(chloride) >= -68 and firing_rate_Hz(2, gaba_reversal_mV(chloride), 300) <= firing_rate_Hz(0, -69, 300) - 1]
    assert reached == wanted and 7 not in reached and 20 not in reached and 10 in reached
    assert cell(2, 10).goal == (f"Goal reached: chloride 10 mM: GABA pulls the resting cell up {membrane_mV(2, gaba_reversal_mV(10), 0) + 70:.1f} mV, "
                                "and slows it from 71 to 66 Hz.")
    assert not cell(0, 10).goal


@pytest.mark.parametrize("gaba, chloride, drug, said", [
    (2, 10, "none", "GABA 2 nS, chloride 10 mM, input 300 pA: GABA pulls the resting cell up; it fires at 66 a second, without GABA 71."),
    (2, 4, "diazepam", "Diazepam: GABA 3.3 nS, chloride 4 mM, input 300 pA: GABA pulls the resting cell down; it fires at 39 a second, without GABA 71."),
    (2, 7, "none", "GABA 2 nS, chloride 7 mM, input 300 pA: GABA hardly moves the resting cell; it fires at 60 a second, without GABA 71."),
    (0, 7, "none", "No GABA, chloride 7 mM, input 300 pA: the cell fires at 71 a second."),
    (0, 7, "diazepam", "No GABA, chloride 7 mM, input 300 pA: the cell fires at 71 a second. Diazepam changes nothing.")])
def test_what_is_said_of_the_cell_gives_the_direction_and_the_rate(gaba, chloride, drug, said):
    assert cell(gaba, chloride, 300, drug).said == said


def test_the_levels_of_the_cell_are_drawn_where_they_lie():
    explorer = MAKE["cell"]()
    explorer.go({"gaba_nS": 2, "chloride_inside_mM": 20}, "here")
    top, bottom = explorer.canvas.figure.axes
    flat = {round(float(line.get_ydata()[0]), 2) for line in bottom.lines if len(line.get_ydata()) == 2 and line.get_ydata()[0] == line.get_ydata()[1]}
    assert flat >= {-52, -70, round(float(gaba_reversal_mV(20)), 2)}
    dots = {(round(float(line.get_xdata()[0]), 2), round(float(line.get_ydata()[0]), 1)) for line in top.lines if len(line.get_xdata()) == 1}
    assert (2, round(float(firing_rate_Hz(2, gaba_reversal_mV(20), 300)), 1)) in dots


@pytest.mark.parametrize("drug", ["none", "diazepam"])
def test_the_sources_of_the_cell_are_the_parameters_that_it_uses(drug):
    listed = set(cell(2, 10, drug=drug).parameters)
    fixed = {row.key for row in rows("parameters", "circuit") if row.model == "neuron"} - {"lif_input_current_pA", "lif_gaba_conductance_nS"}
    assert fixed <= listed and ("bzd_decay_factor" in listed) == (drug == "diazepam")


# The rhythm

@pytest.mark.parametrize("occupancy, band", list(itertools.product((0, 1, 39, 100), ("motor", "eeg", "alpha"))))
def test_the_sentence_of_the_rhythm_says_what_the_model_says(occupancy, band):
    low, high = {"motor": (15, 25), "eeg": (13, 31), "alpha": (8, 13)}[band]
    pair = ei_pair(occupancy / 100)
    says = rhythm(occupancy, band).sentence
    assert f"the peak is at {peak_frequency_Hz(pair):.1f} Hz" in says
    ratio = band_power(low, high, pair) / band_power(low, high, ei_pair(0))
    assert f"the power of {low} to {high} Hz waves is {f'{ratio:.2g} times that' if f'{ratio:.2g}' != '1' else 'the same as'} without drug." in says
    assert rhythm(0, band).said.endswith("waves the same as without.")
    assert (f"{peak_frequency_Hz(ei_pair(0)) - peak_frequency_Hz(pair):.1f} Hz lower" in says) == (occupancy > 0)


def test_beta_waves_are_not_called_alertness():
    assert rhythm(39, "eeg").sentence.endswith("10 mg raised the share of these waves by 15.2 percentage points, while test scores fell (Friedman 1992): "
                                               "more beta is not more alert.")


def test_the_goal_of_the_rhythm_is_half_as_much_power_again_in_the_band_of_the_study():
    reached = [occupancy for occupancy in range(101) if rhythm(occupancy).goal]
    ratio = [band_power(15, 25, ei_pair(occupancy / 100)) / band_power(15, 25, ei_pair(0)) for occupancy in range(101)]
    assert reached == [occupancy for occupancy in range(101) if round(ratio[occupancy], 1) >= 1.5] and 0 < len(reached) < 101
    assert not rhythm(100, "alpha").goal and not rhythm(100, "eeg").goal          # the second has as much power, but is not asked for


def test_the_published_shift_is_marked_one_hertz_below_the_peak_and_only_with_the_drug():
    explorer = MAKE["rhythm"]()
    marker, = [line for line in explorer.canvas.figure.axes[0].lines if line.get_markersize() == 7]
    assert not len(marker.get_xdata())
    explorer.go({"occupancy": 50}, "here")
    np.testing.assert_allclose(marker.get_xdata(), [peak_frequency_Hz(ei_pair(0)) - 1])
    assert any("Jensen 2005" in text.get_text() for text in explorer.canvas.figure.axes[0].texts)


# The network

@pytest.mark.parametrize("share, gain, start, reversal", [
    (100, 100, "quiet", "normal"), (70, 100, "quiet", "normal"), (70, 115, "quiet", "normal"), (70, 115, "running", "normal"),
    (70, 130, "running", "normal"), (70, 200, "quiet", "raised"), (50, 250, "running", "normal")])
def test_the_sentence_of_the_network_says_what_the_model_says(share, gain, start, reversal):
    strength = float(seizure.inhibition(share / 100, gain / 100, -69 if reversal == "normal" else -47))
    late = seizure.late_activity(strength, None if start == "quiet" else seizure.running_seizure())
    says = network(share, gain, start, reversal).sentence
    assert f"{'minus ' if strength < 0 else ''}{abs(strength):.2f} times the normal strength" in says and f"{100 * late:.0f} % of the excitatory cells are active later on" in says
    outcome = {("quiet", True): "a seizure has begun", ("quiet", False): "no seizure, but bursts",
               ("running", True): "the seizure runs on", ("running", False): "the seizure has stopped"}[start, late > 0.9]
    assert outcome in says
    assert ("so GABA excites" in says) == (strength < 0)
    assert ("42.6 % after diazepam, 21.1 % after a dummy injection (Alldredge 2001)" in says) == (gain > 100)


def test_every_position_of_the_network_is_clearly_a_seizure_or_none():
    for share, gain, start in itertools.product(range(50, 101, 5), range(100, 251, 15), ("quiet", "running")):
        late = float(re.search(r"(\d+) % of the excitatory", network(share, gain, start).sentence)[1])
        assert late > 90 or late < 50, (share, gain, start)


def test_what_prevents_a_seizure_need_not_stop_one_and_the_sentence_says_so():
    assert "though from a quiet start none would begin" in network(70, 115, "running").sentence
    assert "though" not in network(70, 105, "running").sentence


def test_the_goal_of_the_network_is_a_seizure_stopped_by_the_drug():
    reached = [gain for gain in range(100, 251, 5) if network(70, gain, "running").goal]
    stops = [gain for gain in range(100, 251, 5) if seizure.late_activity(0.7 * gain / 100, seizure.running_seizure()) < 0.5]
    assert reached == stops and 115 not in reached and 130 in reached
    assert not any(network(70, gain, "quiet").goal or network(70, gain, "running", "raised").goal for gain in range(100, 251, 25))
    assert not network(100, 150, "running").goal                     # there the seizure stops without the drug too


def test_the_network_is_drawn_in_per_cent_with_its_late_mean():
    explorer = MAKE["network"]()
    top, bottom = explorer.canvas.figure.axes
    dashed, = [line for line in top.lines if len(line.get_xdata()) == 2]
    np.testing.assert_allclose(dashed.get_ydata(), 100 * seizure.late_activity(1.0))
    drawn = explorer.view.table["active excitatory cells (%)"]
    np.testing.assert_allclose(drawn, 100 * seizure.activity(1.0)[0, ::3])
    explorer.go({"share_left": 70, "gain": 200, "reversal_potential": "raised"}, "here")
    bars = [tuple(np.round(line.get_xdata(), 3)) for line in bottom.lines if line.get_linewidth() == 7]
    assert bars == [(0, round(0.7 * -5 / 17, 3)), (round(0.7 * -5 / 17, 3), round(1.4 * -5 / 17, 3))]


@pytest.mark.parametrize("name, model", [("rhythm", "rhythm"), ("network", "seizure")])
def test_the_sources_of_rhythm_and_network_are_their_parameters(name, model):
    keys = {row.key for row in rows("parameters", "circuit") if row.model == model}
    seen = set(MAKE[name]().view.parameters)
    if name == "network":
        seen |= set(network(70, 115, "running", "raised").parameters)
        keys -= {"seizure_gain"}                                     # the control itself
    assert keys <= seen


@pytest.mark.parametrize("name, key, preset", [("cell", "gaba_nS", {}), ("cell", "drug", {"gaba_nS": 2}), ("rhythm", "occupancy", {}), ("rhythm", "band", {}),
                                               ("network", "gain", {"share_left": 70}), ("network", "reversal_potential", {})])
def test_a_move_draws_no_axis_anew(name, key, preset, monkeypatch):
    explorer = MAKE[name]()
    explorer.go(preset, "here")
    drawn = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    widget = explorer.knobs[key].widget
    for position in [option for _, option in widget.options] if hasattr(widget, "options") else (widget.min, widget.max):
        widget.value = position
    assert not drawn


def test_the_constants_of_the_models_stand_in_the_tables():
    assert circuit.neuron().capacitance_pF == parameter("lif_capacitance_pF").value
    assert seizure.network().weight_i_to_e == parameter("seizure_weight_i_to_e").value
