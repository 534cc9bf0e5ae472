"""The picture of one receptor says what the model says, keeps its goal and its answer to itself, and moves without drawing anew."""

import itertools

import numpy as np
import pytest
from test_explore import positions

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.receptor import one_receptor
from psychopharm.models.occupancy import site_occupancy
from psychopharm.models.receptor import ec50_uM, ligand, open_probability
from psychopharm.parameters import parameter

START = {"gaba": 10 ** 0.66, "drug": "diazepam", "drug_nM": 10 ** 1.28, "flumazenil": 0, "subtype": "all", "axis": "linear"}
DRUGS = [key for _, key in choice("receptor_ligand").widget.options]


def receptor(**values):
    explorer = Explorer(one_receptor, gaba=slider("gaba_concentration"), drug=choice("receptor_ligand"), drug_nM=slider("ligand_concentration"),
                        flumazenil=slider("flumazenil_concentration"), subtype=choice("receptor_subtype"), axis=choice("channel_axis"))
    explorer.go(values, "here")
    return explorer


def grid(name):
    """All positions of a logarithmic slider."""
    widget = slider(name).widget
    return [float(10 ** power) for power in np.arange(widget.min, widget.max + 1e-9, widget.step)]


def count(channels):
    return f"{channels:.2g}" if channels < 10 else f"{channels:.0f}"


def words(explorer):
    """All that stands written in the panels."""
    return [text.get_text() for axes in explorer.canvas.figure.axes for text in axes.texts if text.get_text()]


# The sentence

@pytest.mark.parametrize("gaba", [0.001, 10 ** 0.66, 1000])
@pytest.mark.parametrize("drug_nM", [0.1, 10 ** 1.28, 10_000])
@pytest.mark.parametrize("flumazenil", [0, 300])
def test_the_sentence_says_what_the_model_says_at_all_ends(gaba, drug_nM, flumazenil):
    explorer, really = receptor(), 0 if gaba == 0.001 else gaba
    for drug, subtype in itertools.product(DRUGS, ("all", "a3")):
        view = explorer.update(**{**START, "gaba": gaba, "drug": drug, "drug_nM": drug_nM, "flumazenil": flumazenil, "subtype": subtype})
        site = drug in ("diazepam", "inverse_agonist")
        one = ligand("diazepam_a3" if (drug, subtype) == ("diazepam", "a3") else drug)
        given = dict(drug_nM=drug_nM, flumazenil_nM=flumazenil, drug=one) if site else dict(further_uM=drug_nM / 1000, further=one)
        alone, open_now = (10_000 * float(share) for share in (open_probability(really), open_probability(really, **given)))
        start = "No GABA" if really == 0 else f"{gaba:.3g} µM GABA" if gaba < 1000 else "1,000 µM GABA"
        amount = f"{drug_nM:.3g}" if drug_nM < 1000 else f"{drug_nM:,.0f}"
        assert view.sentence.startswith(f"{start}: {count(alone)} of 10,000 channels are open without a drug, {count(open_now)} with {amount} nM of {drug.replace('_', ' ')} (")
        most = [10_000 * float(open_probability(1e12, **given)), 8998]
        assert f"Half of GABA's effect needs {float(ec50_uM(**given)):.3g} µM, 26 without a drug; GABA opens at most {most[0]:.0f} channels, {most[1]} without." in view.sentence
        blocked = flumazenil / 12
        filled = drug_nM / one.kd if site else 0
        assert f"({flumazenil} nM) fills {100 * blocked / (1 + blocked + filled):.0f} %" in view.sentence
        if site:
            assert f"fills {100 * filled / (1 + blocked + filled):.0f} % of the benzodiazepine sites" in view.sentence
        said, beyond, _ = view.sentence.partition(" Above 1,000 nM diazepam also acts elsewhere, which is left out.")
        assert bool(beyond) == (drug == "diazepam" and drug_nM == 10_000)
        assert said.endswith("All subtypes; linear axis." if subtype == "all" else "Receptors with α3; linear axis." if drug == "diazepam" else
                                      f"Receptors with α3, the same numbers for {drug.replace('_', ' ')}; linear axis.")
        assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25
        blocked_too = f", {flumazenil} nM of flumazenil" if flumazenil else ""
        assert f"{amount} nM of {drug.replace('_', ' ')}{blocked_too}: {count(open_now)} of 10,000 open, {count(alone)} without. " in view.said
        assert view.said.endswith("All subtypes, linear axis." if subtype == "all" else "Alpha 3, linear axis.")


def test_the_first_picture_shows_the_peak_after_10_mg_and_not_the_answer():
    explorer = receptor()
    assert explorer.values == START
    assert "925 with 19.1 nM of diazepam" in explorer.view.sentence and "Diazepam fills 39 % of the benzodiazepine sites" in explorer.view.sentence
    assert round(float(site_occupancy(START["drug_nM"], ligand("diazepam").kd)), 2) == 0.39
    assert not explorer.view.result and not explorer.view.goal and not any("ceiling" in word for word in words(explorer))


def test_the_range_in_the_sentence_is_that_of_the_constants():
    view = receptor().view
    least, most = ({end: getattr(parameter(key), end) for end in ("low", "high")} for key in ("diazepam_kd_closed_nM", "diazepam_open_closed_ratio"))
    ends = [10_000 * float(open_probability(START["gaba"], START["drug_nM"], drug=type(ligand("diazepam"))(least[end], most[end]))) for end in ("high", "low")]
    assert f"(plausible range {ends[0]:.0f} to {ends[1]:.0f})" in view.sentence
    assert "(teaching range" in receptor(drug="inverse_agonist").view.sentence


# The answer and the goal

def test_the_answer_stands_only_where_much_diazepam_meets_no_gaba():
    explorer = receptor()
    for axis in ("linear", "logarithmic"):
        assert explorer.update(**{**START, "gaba": 0.001, "drug_nM": 1000, "axis": axis}).result == "2 of 10,000 channels are open with diazepam, 0.5 without"
    for other in ({"gaba": 0.001 * 10 ** 0.02}, {"drug": "etomidate"}, {"drug_nM": 10 ** 2.98}, {"flumazenil": 5}, {"subtype": "a1"}):
        assert not explorer.update(**{**START, "gaba": 0.001, "drug_nM": 1000, **other}).result


def test_the_goal_is_the_ceiling_of_diazepam_and_no_other_drug_reaches_it():
    explorer, reached = receptor(), {}
    for drug, gaba, drug_nM in itertools.product(DRUGS, grid("gaba_concentration")[::10], grid("ligand_concentration")[::25]):
        if explorer.update(**{**START, "drug": drug, "gaba": gaba, "drug_nM": drug_nM}).goal:
            reached.setdefault(drug, []).append((gaba, drug_nM))
    assert set(reached) == {"diazepam"} and len(reached["diazepam"]) >= 4
    for gaba, drug_nM in reached["diazepam"]:
        none, some, ten, endless = (10_000 * float(open_probability(gaba, amount)) for amount in (0, drug_nM, 10 * drug_nM, 1e12))
        assert some - none > (endless - none) / 2 and ten - some < 100 and endless < 5000 and 3 <= gaba <= 8
    assert min(drug_nM for _, drug_nM in reached["diazepam"]) > 200


def test_the_goal_is_reached_at_about_5_uM_with_all_that_the_lesson_asks_for_and_not_with_a_trace_of_the_drug():
    explorer, near = receptor(), [gaba for gaba in grid("gaba_concentration") if 4 < gaba < 6]
    for gaba, drug_nM in itertools.product(near, grid("ligand_concentration")[::5]):
        some, ten = (10_000 * float(open_probability(gaba, amount)) for amount in (drug_nM, 10 * drug_nM))
        assert bool(explorer.update(**{**START, "gaba": gaba, "drug_nM": drug_nM}).goal) == (ten - some < 100 and drug_nM > 30)
    for gaba in (0.001, 1.0, 1000):                           # the first thing that the lesson has the hand do, and two ends
        assert not explorer.update(**{**START, "gaba": gaba, "drug_nM": 1000.0}).goal


def test_what_is_said_on_the_way_does_not_answer_the_question_about_ten_times_as_much():
    explorer = receptor()
    for power in np.arange(2.4, 4.01, 0.02):
        view = explorer.update(**{**START, "drug_nM": 10 ** power})
        assert view.goal and len(view.goal.split()) <= 25
        assert ("add fewer than 100." in view.goal) == (power >= 2.92)


def test_the_ceiling_is_marked_when_it_is_found():
    explorer = receptor(drug_nM=10 ** 2.5)
    assert explorer.view.goal == "Goal reached: with 316 nM of diazepam 1492 of 10,000 channels are open; ten times as much would add 77."
    assert "ceiling: 1578" in words(explorer)
    for preset in receptor()._presets(None).values():
        assert not receptor(**preset).view.goal


# The picture

@pytest.mark.parametrize("gaba", [0.001, 1.0, 10 ** 0.66, 10 ** 2.94])
def test_nothing_is_drawn_or_tabulated_of_less_gaba_than_is_at_hand(gaba):
    explorer = receptor(gaba=gaba)
    top, faint = explorer.canvas.figure.axes[0], explorer.look.colour("faint")
    curves = [line for line in top.lines if len(line.get_xdata()) > 2 and line.get_color() != faint]
    assert len(curves) == 2 and all(np.isclose(line.get_xdata()[0], gaba) for line in curves)
    assert np.isclose(top.collections[0].get_paths()[0].vertices[:, 0].min(), gaba)
    table = explorer.view.table["GABA (µM)"]
    assert len(table) == len(curves[0].get_xdata()) and np.isclose(table[0], 0 if gaba == 0.001 else gaba)
    halves = [text.get_text() for text in top.texts if text.get_text().startswith("half at")]
    assert len(halves) == (2 if gaba < 16 else 0)


def test_the_first_picture_holds_no_curve_at_no_gaba():
    explorer = receptor()
    starts = [line.get_xdata()[0] for line in explorer.canvas.figure.axes[0].lines if len(line.get_xdata()) > 2]
    assert len(starts) >= 2 and min(starts) > 4 and explorer.view.table["GABA (µM)"][0] > 4


def test_curves_stop_at_the_values_of_the_model_and_the_first_point_is_no_gaba():
    explorer = receptor(gaba=0.001, drug="etomidate", drug_nM=10_000)
    table = explorer.view.table
    assert table["GABA (µM)"][0] == 0 and table["GABA (µM)"][-1] == 1000
    np.testing.assert_allclose(table["open with etomidate (of 10,000)"], 10_000 * open_probability(table["GABA (µM)"], further_uM=10, further=ligand("etomidate")))
    assert (table["low of band (of 10,000)"] <= table["open with etomidate (of 10,000)"]).all()
    assert (table["high of band (of 10,000)"] >= table["open with etomidate (of 10,000)"]).all()


@pytest.mark.parametrize("drug, flumazenil, shares", [("diazepam", 0, (39, 0)), ("diazepam", 120, (6, 86)), ("etomidate", 120, (0, 91))])
def test_the_bar_of_the_sites_is_as_wide_as_the_shares(drug, flumazenil, shares):
    explorer = receptor(drug=drug, flumazenil=flumazenil)
    bar = {(patch.get_facecolor()[:3], patch.get_hatch()): patch for patch in explorer.canvas.figure.axes[1].patches}
    widths = sorted(round(patch.get_width()) for patch in bar.values() if patch.get_width() < 100)
    assert [width for width in widths if width] == sorted(share for share in shares if share)


@pytest.mark.parametrize("drug_nM, flumazenil, above", [(1000.0, 60, "flumazenil 13"), (10 ** 1.28, 120, "diazepam 6"), (1000.0, 5, "flumazenil 1"), (0.1, 5, "diazepam under 1"),
                                                        (10 ** 1.28, 0, ""), (10 ** 0.5, 2, "diazepam 8, flumazenil 13")])
def test_a_small_part_of_the_sites_has_its_name_above_the_bar(drug_nM, flumazenil, above):
    bottom = receptor(drug_nM=drug_nM, flumazenil=flumazenil).canvas.figure.axes[1]
    assert [text.get_text() for text in bottom.texts if text.get_position()[1] > 1] == [above]


def test_what_is_said_changes_with_axis_subtype_and_flumazenil():
    explorer = receptor(drug="etomidate")
    said = {explorer.update(**{**START, "drug": "etomidate", "axis": axis, "subtype": subtype, "flumazenil": flumazenil}).said
            for axis, subtype, flumazenil in itertools.product(("linear", "logarithmic"), ("all", "a1", "a2", "a3", "a5"), (0, 5, 300))}
    assert len(said) == 30


def test_half_effects_are_marked_at_their_concentrations_and_labels_stand_apart():
    for drug in DRUGS:
        explorer = receptor(drug=drug)
        axes = explorer.canvas.figure.axes[0]
        drops = sorted(line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2 and line.get_ydata()[1] > 1 and line.get_xdata()[0] == line.get_xdata()[1]
                       and line.get_transform() == axes.transData)
        site = drug in ("diazepam", "inverse_agonist")
        given = dict(drug_nM=START["drug_nM"]) | dict(drug=ligand(drug)) if site else dict(further_uM=START["drug_nM"] / 1000, further=ligand(drug))
        np.testing.assert_allclose(drops, sorted([float(ec50_uM()), float(ec50_uM(**given))]))
        labels = [text for text in axes.texts if text.get_text().startswith("half at")]
        places = {text.get_ha(): text.get_position()[0] for text in labels}
        assert places["right"] < drops[0] <= drops[1] < places["left"]


def test_the_axis_says_its_scale_and_a_few_of_10_000_stand_apart_on_the_logarithmic_one():
    explorer = receptor(gaba=0.001, drug_nM=1000.0, axis="logarithmic")
    axes = explorer.canvas.figure.axes[0]
    assert (axes.get_yscale(), axes.get_ylabel()) == ("log", "channels (logarithmic)")
    two, half = (axes.transData.transform((1, channels))[1] for channels in (2, 0.5))
    assert two - half > 15
    explorer.knobs["axis"].widget.value = "linear"
    assert (axes.get_yscale(), axes.get_ylabel(), axes.get_ylim()) == ("linear", "channels", (0, 12_800))


@pytest.mark.parametrize("key", ["gaba", "drug", "drug_nM", "flumazenil", "subtype"])
def test_a_move_draws_no_axis_anew(key, monkeypatch):
    explorer = receptor(axis="logarithmic")
    drawn = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    for position in positions(explorer.knobs[key].widget):
        explorer.knobs[key].widget.value = position
    assert not drawn


@pytest.mark.parametrize("drug", DRUGS)
def test_the_sources_are_the_numbers_that_move_the_channels(drug):
    keys = receptor(drug=drug).view.parameters
    assert {"gaba_a_closed_open_ratio", "gaba_kd_closed_uM", "flumazenil_kd_brain_nM"} < set(keys)
    assert any(key.startswith(drug) for key in keys) and not any(key.startswith(tuple(set(DRUGS) - {drug})) for key in keys)
    assert all(parameter(key).status != "unchecked" for key in keys)
