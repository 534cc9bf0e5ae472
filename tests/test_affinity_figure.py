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


def test_every_sentence_counts_what_the_table_of_the_view_holds():
    for drugs, conc, shown, _, view in VIEWS:
        on_map = [line for line in zip(*view.table.values()) if line[0] == "map"]
        assert len(on_map) == len(drugs_of(drugs)) * len(TARGETS)
        missing = sum(line[3] == "no record" for line in on_map)
        known = [(line[1], line[2], float(line[4])) for line in on_map if line[4]]
        half = sum(ki < conc for *_, ki in known)
        at_sert = sum(ki < conc for _, target, ki in known if target == "SERT")
        start = re.match(r"(\d+) drugs at 15 targets: (\d+) cells tested, (\d+) without a record. At ([\d.]+) nM, (\d+) are more than half bound; "
                         r"the serotonin transporter \(SERT\) by (\d+) of (\d+) drugs\.", view.sentence)
        assert [float(found) for found in start.groups()] == [len(drugs_of(drugs)), len(on_map) - missing, missing, conc, half, at_sert, len(drugs_of(drugs))]
        assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25
        assert "Diazepam: none of 3 tested transmitter sites below 10000 nM." in view.sentence


def test_a_cell_without_a_measured_number_has_none_in_the_table_and_is_never_bound():
    for drugs in SETS:
        view = the_map(drugs=drugs, conc_nM=10_000.0).view
        for part, drug, target, known, ki, _, number, bound, named in zip(*view.table.values()):
            if part == "map" and known != "measured":
                assert (ki, bound) == ("", "")
            assert (known == "no record") == (number == 0) == (named == "")


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
    answer = the_map(shown="benefit").view.result
    assert answer == ("Paroxetine binds SERT 68 times more tightly than venlafaxine; odds ratios of response 1.72 (1.60 to 1.86) and 1.72 (1.57 to 1.88)")
    assert round(8.9 / 0.13) == 68
    assert the_map(shown="benefit", drugs="other").view.result.startswith("Vortioxetine binds SERT 100 times more tightly than trazodone")
    assert "No odds ratios to compare" in the_map(shown="benefit", drugs="rest").view.sentence


def test_the_goal_is_two_drugs_tenfold_apart_of_which_the_looser_has_the_higher_odds_ratio():
    explorer = the_map()
    reached_at = [conc for conc in np.logspace(-1, 4, 51) if explorer.update(drugs="well_known", conc_nM=conc, shown="benefit", pair="amitriptyline_SERT").goal]
    assert 0.13 < min(reached_at) and max(reached_at) < 8.9 and 1.0 in reached_at and 100.0 not in np.round(reached_at, 6)
    ratios = [evidence(f"response_or_{drug}") for drug in ("sertraline", "amitriptyline")]
    assert ratios[1].low > ratios[0].high and cell("amitriptyline", "SERT").ki_nM / cell("sertraline", "SERT").ki_nM > 10
    assert the_map(shown="benefit", conc_nM=1.0).view.goal == (
        "Goal reached: 1 nM binds more than half of SERT for sertraline and not for amitriptyline, yet amitriptyline has the higher odds ratio, 2.13 against 1.60.")
    assert not the_map(shown="affinity", conc_nM=1.0).view.goal


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
    assert the_map().view.sentence.endswith("Amitriptyline at SERT in 3 sources: 4.3, 26.8, 141 nM, 33-fold.")


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
