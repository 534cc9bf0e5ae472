"""The picture of one synapse says what the model says, hides the answer until it is found, and draws experiments where they belong."""

import itertools

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.synapse import one_synapse
from psychopharm.models.synapse import LIGANDS, brief_pulse, jones_westbrook, open_probability, response, square_pulse
from psychopharm.parameters import parameter, rows

START = {"occupancy_pct": 0, "pulse": "brief", "ligand": "benzodiazepine", "temperature_C": 22}
GIVEN = {"brief": brief_pulse(), "square": square_pulse()}
NAMES = {"brief": "Brief pulse of GABA, as at a synapse", "square": "Square pulse of GABA, 1 mM for 1 ms"}


def synapse(**values):
    explorer = Explorer(one_synapse, occupancy_pct=slider("synapse_occupancy"), pulse=choice("gaba_pulse"), ligand=choice("synapse_ligand"),
                        temperature_C=slider("synapse_temperature"))
    explorer.go(values, "here")
    return explorer


def responses(occupancy_pct, pulse, ligand, temperature_C):
    """(without, with the drug)."""
    return [response(jones_westbrook(ligand, share / 100, temperature_C), GIVEN[pulse]) for share in (0, occupancy_pct)]


def everywhere():
    return [dict(zip(START, values)) for values in itertools.product((0, 37, 89, 90, 100), GIVEN, LIGANDS, (22, 25, 26, 33, 37))]


def test_the_sentence_says_what_the_model_says():
    explorer = synapse()
    for values in everywhere()[::3]:
        without, drug = responses(**values)
        height, length, charge = (getattr(drug, what) / getattr(without, what) for what in ("peak", "decay_ms", "charge_ms"))
        view = explorer.update(**values)
        assert view.sentence.startswith(
            f"{NAMES[values['pulse']]}, at {values['temperature_C']} °C; {values['ligand']} on {values['occupancy_pct']} % of the receptors. "
            f"At the peak {100 * drug.peak:.1f} % of them are open (without the drug {100 * without.peak:.1f} %): {height:.2f} times the height. "
            f"The decay takes {drug.decay_ms:.0f} ms (without {without.decay_ms:.0f} ms): {length:.2f} times the length. The charge is {charge:.2f} times as large.")
        assert f"{height:.2f} times the height, {length:.2f} times the length, {charge:.2f} times the charge." in view.said
        assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25


def test_the_first_picture_answers_nothing():
    explorer = synapse()
    assert explorer.values == START
    assert not explorer.view.result and not explorer.view.goal and "ublished" not in explorer.view.sentence
    assert explorer.view.sentence.count("1.00 times") == 3
    assert not any("peak" in text.get_text() or "published" in text.get_text() for axes in explorer.canvas.figure.axes for text in axes.texts)


def test_the_prediction_is_answered_by_the_square_pulse_with_a_benzodiazepine_on_nearly_every_receptor_alone():
    explorer = synapse()
    answered = [values for values in everywhere() if explorer.update(**values).result]
    assert answered == [values for values in everywhere() if (values["pulse"], values["ligand"]) == ("square", "benzodiazepine") and values["occupancy_pct"] >= 90]
    without, drug = responses(100, "square", "benzodiazepine", 22)
    assert drug.peak / without.peak < 1.02 < 1.6 < drug.decay_ms / without.decay_ms
    assert explorer.update(**{**START, "pulse": "square", "occupancy_pct": 100}).result == "its length, 1.69 times; its height hardly, 1.01 times"


def test_the_goal_is_half_as_much_charge_again_without_a_higher_peak():
    explorer = synapse()
    for values in everywhere():
        without, drug = responses(**values)
        reached = round(drug.charge_ms / without.charge_ms, 2) >= 1.5 and round(drug.peak / without.peak, 2) <= 1.02
        assert bool(explorer.update(**values).goal) == reached
    assert not any(explorer.update(**{**START, "occupancy_pct": share}).goal for share in range(0, 101, 10))            # not with the brief pulse
    assert synapse(pulse="square", occupancy_pct=100).view.goal == "Goal reached: 1.70 times the charge, at 1.01 times the peak."


def test_a_peak_that_is_said_to_be_1_02_times_as_high_counts_as_not_more_than_2_per_cent():
    without, drug = responses(100, "square", "neurosteroid", 22)
    assert 1.02 < drug.peak / without.peak < 1.025
    view = synapse(pulse="square", ligand="neurosteroid", occupancy_pct=100).view
    assert "1.02 times the height" in view.sentence and "at 1.02 times the peak" in view.goal


@pytest.mark.parametrize("found, occupancy_pct", [(True, 100), (False, 10)])
def test_peak_and_length_are_marked_once_they_are_found(found, occupancy_pct):
    top = synapse(pulse="square", occupancy_pct=occupancy_pct).canvas.figure.axes[0]
    dots, = [line for line in top.lines if line.get_marker() == "o"]
    wanted = [100 * one.peak for one in responses(occupancy_pct, "square", "benzodiazepine", 22)] if found else []
    np.testing.assert_allclose(dots.get_ydata(), wanted)
    assert any("length" in text.get_text() for text in top.texts) == found


def test_the_curves_are_the_open_probabilities_at_the_times_of_the_table():
    table = synapse(occupancy_pct=60, ligand="neurosteroid", temperature_C=30).view.table
    times = table["time (ms)"]
    assert times[0] == 0 and times[-1] == 60 and (np.diff(times) > 0).all()
    for name, share in (("without drug (% of receptors)", 0.0), ("with neurosteroid (% of receptors)", 0.6)):
        samples = open_probability(jones_westbrook("neurosteroid", share, 30), brief_pulse(), 0.01, 6001)
        np.testing.assert_allclose(table[name], 100 * samples[np.round(times * 100).astype(int)], rtol=1e-9, atol=1e-12)


def test_the_bars_end_at_the_ratios_and_the_numbers_beside_them_say_so():
    values = {**START, "occupancy_pct": 80, "temperature_C": 30}
    without, drug = responses(**values)
    bottom = synapse(**values).canvas.figure.axes[1]
    ratios = [drug.peak / without.peak, drug.decay_ms / without.decay_ms, drug.charge_ms / without.charge_ms]
    bars = [line for line in bottom.lines if line.get_linewidth() == 5 and len(line.get_xdata())]
    np.testing.assert_allclose([line.get_xdata() for line in bars], [[1, ratio] for ratio in ratios])
    assert [f"×{ratio:.2f}" for ratio in ratios] == [text.get_text() for text in bottom.texts[:3]]


PUBLISHED = {      # height and length as the abstracts print them, with their intervals
    ("brief", "benzodiazepine", 22): ([(1.38, 0), (1.63, 1)], "○ published: zolpidem (Perrais 1999)"),
    ("brief", "benzodiazepine", 35): ([(1, 0)], "○ published: zolpidem (Perrais 1999)"),
    ("brief", "benzodiazepine", 29): ([], ""),
    ("square", "benzodiazepine", 22): ([(1, 0)], "○ published: zolpidem (Perrais 1999)"),
    ("square", "benzodiazepine", 35): ([], ""),
    ("brief", "neurosteroid", 22): ([(1, 0), (6.5, 1)], "○ published: alphaxalone (Harrison 1987)"),
    ("square", "neurosteroid", 22): ([], "")}


@pytest.mark.parametrize("pulse, ligand, temperature_C", PUBLISHED)
def test_experiments_stand_open_beside_the_model_where_they_were_done_and_nowhere_else(pulse, ligand, temperature_C):
    points, label = PUBLISHED[pulse, ligand, temperature_C]
    for occupancy_pct in (100, 50):
        bottom = synapse(occupancy_pct=occupancy_pct, pulse=pulse, ligand=ligand, temperature_C=temperature_C).canvas.figure.axes[1]
        marker, = [line for line in bottom.lines if line.get_marker() == "o"]
        assert list(zip(marker.get_xdata(), marker.get_ydata())) == (points if occupancy_pct == 100 else [])
        assert bottom.texts[3].get_text() == (label if occupancy_pct == 100 else "")


def test_the_intervals_are_those_of_the_sources():
    drawn = {}
    for ligand in LIGANDS:
        bottom = synapse(occupancy_pct=100, ligand=ligand).canvas.figure.axes[1]
        drawn[ligand] = [tuple(np.round(line.get_xdata(), 9)) for line in bottom.lines if line.get_linewidth() == 1.6 and len(line.get_xdata())]
    assert drawn == {"benzodiazepine": [(1.12, 1.64), (1.49, 1.77)], "neurosteroid": [(5, 8)]}
    assert parameter("bzd_decay_factor").low == 1.49 and parameter("neurosteroid_decay_factor").high == 8


def test_every_parameter_of_the_receptor_is_named():
    used = {row.key for row in rows("parameters", "synapse") if row.key.startswith(("jw_", "cleft_", "square_")) or row.key.endswith("unbinding_factor")}
    assert used | {"ipsc_decay_q10", "ipsc_window_ms"} == set(synapse().view.parameters)


@pytest.mark.parametrize("key", ["occupancy_pct", "ligand"])
def test_a_move_inside_the_axes_draws_no_axis_anew(key, monkeypatch):
    explorer, drawn = synapse(), []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    for position in {"occupancy_pct": (30, 100), "ligand": ("neurosteroid",)}[key]:
        explorer.knobs[key].widget.value = position
    assert not drawn
