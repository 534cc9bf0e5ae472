"""The map of affinities: every cell says what the table knows, a move is quick, and the benefit stands on it only when it is asked for."""

import io
import itertools
import re

import matplotlib
import numpy as np
import pytest
from matplotlib.path import Path
from PIL import Image

from psychopharm.explore import choice, slider
from psychopharm.explore.canvas import Canvas, figure_for
from psychopharm.explore.explorer import Explorer
from psychopharm.figures import affinity as picture
from psychopharm.figures.affinity import SETS, TARGETS, affinity_map, drugs_of
from psychopharm.figures.style import Look
from psychopharm.models.affinity import cell, records
from psychopharm.parameters import evidence, rows

CONTROLS = {"drugs": "affinity_drugs", "shown": "affinity_shown", "pair": "affinity_pair"}
OPTIONS = {name: [key for _, key in choice(control).widget.options] for name, control in CONTROLS.items()}
CONCENTRATIONS = (0.1, 1.0, 100.0, 10_000.0)


def the_map(**values):
    explorer = Explorer(affinity_map, conc_nM=slider("affinity_concentration"), **{name: choice(key) for name, key in CONTROLS.items()})
    explorer.go(values, "here")
    return explorer


def views():
    explorer = the_map()
    for drugs, shown, pair, conc in itertools.product(*OPTIONS.values(), CONCENTRATIONS):
        yield drugs, conc, shown, pair, explorer.update(drugs=drugs, conc_nM=conc, shown=shown, pair=pair)


VIEWS = list(views())


def test_the_sets_and_pairs_of_the_controls_are_those_of_the_table():
    assert OPTIONS["drugs"] == list(SETS)
    for pair in OPTIONS["pair"]:
        assert len(records(*pair.split("_"))) >= 2
    used = [drug for drugs in SETS.values() for drug in drugs]
    assert set(used) | {"diazepam"} == {row.drug for row in rows("affinities")}, "a drug of the table is in no set"


@pytest.mark.parametrize("drugs", SETS)
def test_the_tightest_at_the_serotonin_transporter_stand_first_and_diazepam_last(drugs):
    chosen = drugs_of(drugs)
    known = [cell(drug, "SERT").ki_nM for drug in chosen[:-1]]
    numbers = [ki for ki in known if ki]
    assert numbers == sorted(numbers) == known[:len(numbers)] and chosen[-1] == "diazepam" and len(chosen) <= 8


def on_the_map(view, drugs):
    """Words of the cells in the table: drug -> target -> words."""
    spoken = [picture.SPOKEN.get(target, target) for target in TARGETS]
    names = next(iter(view.table.values()))
    return {drug: dict(zip(TARGETS, (view.table[name][names.index(drug)] for name in spoken))) for drug in drugs_of(drugs)}


def test_every_sentence_counts_what_the_table_of_the_view_holds():
    for drugs, conc, shown, pair, view in VIEWS:
        words = [one for row in on_the_map(view, drugs).values() for one in row.values()]
        assert len(words) == len(drugs_of(drugs)) * len(TARGETS)
        half = view.table[f"targets more than half bound at {conc:,g} nM"][:len(drugs_of(drugs))]
        bound = [drug for drug in drugs_of(drugs) if (cell(drug, "SERT").ki_nM or 1e9) < conc]
        start = f"At {conc:,g} nM, {len(bound)} of {len(drugs_of(drugs))} drugs {'binds' if len(bound) == 1 else 'bind'} more than half of the serotonin transporter (SERT)."
        assert view.sentence.startswith(start)
        missing = words.count("no record")
        counts = f" Of {len(words) - missing} tested cells {sum(half)} are more than half bound; {missing} have no record."
        assert (counts in view.sentence) == (shown != "benefit")
        assert ("Diazepam binds at none of 3 receptors tested up to 10,000 nM." in view.sentence) == (shown == "affinity")
        assert len(view.sentence.split()) <= 60 and len(view.said.split()) <= 25 and len(view.goal.split()) <= 25
        assert "10000" not in view.sentence + view.said + view.goal


def test_what_is_announced_names_the_drugs_at_the_transporter_and_differs_at_every_position():
    said = [view.said for *_, view in VIEWS]
    assert len(set(said)) == len(said)
    assert the_map(shown="bound", conc_nM=1.0).view.said == (
        "Well known, 1 nM, shares bound: over half of SERT bound by paroxetine, sertraline, fluoxetine. Amitriptyline at SERT: 33-fold apart.")


@pytest.mark.parametrize("drugs", SETS)
def test_the_table_says_in_words_what_stands_in_each_cell(drugs):
    explorer = the_map()
    for shown, conc in itertools.product(OPTIONS["shown"], (2.3, 10_000.0)):
        words = on_the_map(explorer.update(drugs=drugs, conc_nM=conc, shown=shown, pair="amitriptyline_SERT"), drugs)
        for drug, target in itertools.product(drugs_of(drugs), TARGETS):
            one = cell(drug, target)
            share = f"{100 * conc / (conc + one.ki_nM):.0f} % bound" if one.ki_nM and shown == "bound" else f"{'more' if (one.ki_nM or 1e9) < conc else 'less'} than half bound"
            wanted = {"measured": f"{one.ki_nM or 0:,g} nM, {share}", "beyond": "none up to 10,000 nM", "limit": f"none up to {one.from_nM or 0:,.0f} nM",
                      "irreversible": "binds for good", "allosteric": "site of its own", "no record": "no record"}[one.state]
            assert words[drug][target] == wanted


@pytest.mark.parametrize("pair", OPTIONS["pair"])
def test_each_source_of_the_pair_is_a_row_of_the_table_under_its_target(pair):
    drug, target = pair.split("_")
    table, found = the_map(pair=pair).view.table, records(drug, target)
    names = next(iter(table.values()))
    assert all(name.startswith(f"{drug} at {target}, ") for name in names[-len(found):]) and len(set(names)) == len(names) == len(drugs_of("well_known")) + len(found)
    for one, words in zip(found, table[target][-len(found):]):
        assert words.startswith(f"{one.value:,g} nM, ") and (f"{one.records} records, {one.low:,g} to {one.high:,g} nM" in words if one.low is not None else "records" not in words)
    assert not any(table[other][row] for other in ("SERT", "NET", "DAT", "H1") if other != target for row in range(-len(found), 0))


def test_an_odds_ratio_says_whether_it_is_printed_or_calculated():
    view = the_map(shown="benefit", drugs="tricyclic").view
    ratios = dict(zip(next(iter(view.table.values())), view.table["odds ratio of response (95 % interval)"]))
    assert list(view.table)[-1] == "odds ratio of response (95 % interval)" and ratios["diazepam"] == "no number"
    assert ratios["amitriptyline"] == "2.13 (1.89 to 2.41), as printed" and ratios["clomipramine"] == "1.54 (1.26 to 1.88), calculated from the open data"
    printed = {drug for drugs in SETS for drug in drugs_of(drugs) if (one := picture._odds_ratio(drug)) and one.status == "verified"}
    assert printed == {"amitriptyline", "reboxetine"} and "2.10" in evidence("response_or_amitriptyline").note


@pytest.mark.parametrize("narrow", [False, True])
def test_the_filled_boxes_are_those_with_a_constant_below_the_concentration(narrow):
    explorer = the_map(conc_nM=30.0)
    if narrow:
        explorer._told(None, {"kind": "stage", "theme": "light", "width": 340, "ratio": 1}, [])
    filled = explorer.canvas.figure.axes[0].patches[0].get_path()
    centres = filled.vertices.reshape(-1, 5, 2)[:, :4].mean(axis=1)
    there = {tuple(int(round(part)) for part in (place if narrow else place[::-1])) for place in centres}
    wanted = {(i, j) for i, drug in enumerate(drugs_of("well_known")) for j, target in enumerate(TARGETS) if (cell(drug, target).ki_nM or 1e9) < 30}
    assert there == wanted and len(wanted) > 5


def test_the_benefit_is_nowhere_before_it_is_asked_for():
    for *_, shown, _, view in VIEWS:
        said = "odds ratio" in view.sentence + view.said + " ".join(view.table)
        assert bool(view.result) <= (shown == "benefit") and bool(view.goal) <= (shown == "benefit") and said == (shown == "benefit")
        assert any(key.startswith("response_or") for key in view.evidence) <= (shown == "benefit")
    texts = [text.get_text() for text in the_map().canvas.figure.axes[0].texts]
    assert not any("odds" in text for text in texts)
    assert "odds ratio" in [text.get_text() for text in the_map(shown="benefit").canvas.figure.axes[0].texts]


def test_the_answer_sets_two_drugs_near_a_hundredfold_apart_beside_their_odds_ratios():
    view = the_map(shown="benefit").view
    assert view.result == "paroxetine binds SERT 68 times more tightly than venlafaxine; odds ratios of response 1.72 (1.60 to 1.86) and 1.72 (1.57 to 1.88)"
    assert f" P{view.result[1:]}. " in view.sentence and round(8.9 / 0.13) == 68
    assert the_map(shown="benefit", drugs="other").view.result.startswith("vortioxetine binds SERT 100 times more tightly than trazodone")
    assert "No odds ratios to compare." in the_map(shown="benefit", drugs="rest").view.sentence


def pairs_of_the_goal(drugs, conc_nM):
    """Two drugs, one more than half bound at SERT and the other known not to be, of which the other has the higher odds ratio."""
    ratio = {drug: picture._odds_ratio(drug) for drug in drugs_of(drugs)}
    ki = {drug: cell(drug, "SERT").ki_nM or (1e6 if cell(drug, "SERT").state == "beyond" else None) for drug in ratio}
    known = [drug for drug in ratio if ratio[drug] and ki[drug]]
    return {(one, other) for one in known for other in known if ki[one] < conc_nM <= ki[other] and ratio[other].value > ratio[one].value}


@pytest.mark.parametrize("drugs", SETS)
def test_the_goal_is_reached_wherever_its_text_is_true_and_nowhere_else(drugs):
    explorer = the_map()
    for conc in np.logspace(-1, 4, 51):
        goal = explorer.update(drugs=drugs, conc_nM=conc, shown="benefit", pair="amitriptyline_SERT").goal
        pairs = pairs_of_the_goal(drugs, conc)
        assert bool(goal) == bool(pairs)
        if goal:
            one, other = re.search(r"SERT with (\w+), not with (\w+);", goal).groups()
            assert (one, other) in pairs
            low, high = evidence(f"response_or_{other}").low, evidence(f"response_or_{one}").high
            assert goal.endswith(" (the intervals overlap).") == (low <= high)
        assert not explorer.update(drugs=drugs, conc_nM=conc, shown="affinity", pair="amitriptyline_SERT").goal


def test_the_goal_names_both_drugs_and_an_open_circle_counts_as_not_bound():
    assert the_map(shown="benefit", conc_nM=1.0).view.goal == (
        "Goal reached: 1 nM fills more than half of SERT with fluoxetine, not with amitriptyline; odds ratios 1.51 and 2.13.")
    assert the_map(shown="benefit", drugs="other", conc_nM=10.0).view.goal == (
        "Goal reached: 10 nM fills more than half of SERT with vortioxetine, not with mirtazapine; odds ratios 1.65 and 1.81 (the intervals overlap).")
    assert not the_map(shown="benefit", drugs="rest", conc_nM=1.0).view.goal


def test_what_each_sign_of_the_map_means_stands_in_its_key_at_every_width():
    for width in (340, 560, 720):
        for mark in ("?:", "○:", ">1k:", "∞:", "◆:"):
            assert mark in picture._legend(Look("light", width))


def test_what_was_measured_in_people_stands_beside_the_share_that_the_constant_gives():
    assert "In people, bupropion was on 14 % (6 to 22 %) of DAT." in the_map(shown="bound").view.sentence
    assert "In people" not in the_map(shown="bound", drugs="SSRI").view.sentence


@pytest.mark.parametrize("pair", OPTIONS["pair"])
def test_the_records_of_the_pair_are_drawn_at_their_numbers(pair):
    panel, found = the_map(pair=pair).canvas.figure.axes[1], records(*pair.split("_"))
    drawn = sorted(line.get_xdata()[0] for line in panel.lines if line.get_markersize() == 7 and line.get_marker() == "o" and len(line.get_xdata()))
    assert drawn == [one.value for one in found]
    bars = [tuple(line.get_xdata()) for line in panel.lines if line.get_marker() == "|" and len(line.get_xdata())]
    assert bars == [(one.low, one.high) for one in found if one.low is not None]
    low, high = panel.get_xlim()
    assert all(low < end < high for one in found for end in (one.value, one.low or one.value, one.high or one.value))


def test_the_spread_of_amitriptyline_is_thirty_threefold():
    assert the_map().view.sentence.endswith(" Amitriptyline at SERT: 4.3, 26.8 and 141 nM, 33-fold apart.")


@pytest.mark.parametrize("theme", ("light", "dark"))
@pytest.mark.parametrize("width", (340, 360, 560, 720))
def test_no_word_leaves_the_picture_or_is_smaller_than_ten_points(width, theme):
    look = Look(theme, width)
    with matplotlib.rc_context(look.settings()):
        figure = figure_for(look)
        update, _ = affinity_map(figure, look)
        canvas = Canvas(figure, look)
        for drugs, pair in zip(itertools.cycle(SETS), OPTIONS["pair"]):
            update(drugs=drugs, conc_nM=100.0, shown="benefit", pair=pair)
            canvas.png()
            renderer = canvas.agg.get_renderer()
            for text in figure.findobj(matplotlib.text.Text):
                if text.get_text() and text.get_visible():
                    box = text.get_window_extent(renderer)
                    assert text.get_fontsize() >= 10 and box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, text.get_text()


@pytest.mark.parametrize("width", (340, 360, 560, 640, 720))
def test_what_is_written_in_a_cell_fits_into_it(width):
    look = Look("light", width)
    with matplotlib.rc_context(look.settings()):
        figure = figure_for(look)
        affinity_map(figure, look)
        Canvas(figure, look)
    (left, _), (right, _) = figure.axes[0].transData.transform([(0, 0), (1, 0)])
    for drug, target, shown in itertools.product({drug for key in SETS for drug in drugs_of(key)}, TARGETS, ("affinity", "bound")):
        text = picture._written(cell(drug, target), 10_000.0, shown, look)
        vertices, codes = picture._outline(text, 10 * figure.dpi / 72)
        assert np.ptp(vertices[codes != Path.CLOSEPOLY, 0]) <= right - left, text


def test_a_move_draws_no_axis_anew_unless_the_drugs_change(monkeypatch):
    explorer, drawn = the_map(), []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    for name, values in {"conc_nM": (0.1, 3.0, 10_000.0), "shown": OPTIONS["shown"], "pair": OPTIONS["pair"]}.items():
        for value in values:
            explorer.knobs[name].widget.value = value
    assert not drawn


def test_after_many_moves_the_picture_is_the_one_drawn_at_once():
    moved = the_map()
    for values in ({"drugs": "tricyclic", "conc_nM": 3.0}, {"drugs": "other", "shown": "benefit"}, {"drugs": "SSRI", "shown": "bound", "pair": "sertraline_DAT", "conc_nM": 10.0}):
        moved.go(values, "here")
    fresh = the_map(drugs="SSRI", shown="bound", pair="sertraline_DAT", conc_nM=10.0)
    pictures = [np.asarray(Image.open(io.BytesIO(one.picture.png)).convert("RGB")) for one in (moved, fresh)]
    assert (pictures[0] == pictures[1]).all()
