"""Every explorer of every lesson: each control moved everywhere, each sentence held against the model."""

import html
import io
import itertools
import random
import re
from dataclasses import replace

import matplotlib
import nbformat
import numpy as np
import pint
import pytest
from lessons import LESSONS
from PIL import Image

from psychopharm import explore
from psychopharm.explore import Explorer, choice, controls, slider
from psychopharm.figures.bodies import whose_body
from psychopharm.figures.brain import to_the_brain
from psychopharm.figures.kinetics import many_tablets, one_tablet
from psychopharm.figures.receptor import one_receptor
from psychopharm.models import genetics, kinetics, patients
from psychopharm.models.patients import body
from psychopharm.models.population import virtual_people
from psychopharm.models.regimens import regular_levels
from psychopharm.parameters import affinity, control, evidence, item_effect, parameter, patient, regimen, rows
from psychopharm.parameters import source as source_of
from psychopharm.records import Control


def explorer_cells():
    """(lesson, source of the import cells, source of the explorer's cell) of every explorer in every lesson."""
    for path in LESSONS:
        code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        imports = "\n".join(source for source in code if source.startswith(("import", "from")))
        for source in code:
            if source.startswith("explore("):
                name = source.removeprefix("explore(").partition(",")[0].rstrip(")")
                yield pytest.param(imports, source, id=f"{path.stem}-{name}")


EXPLORERS = list(explorer_cells())


def make(imports, source):
    names = {}
    exec(imports, names)
    names["explore"] = Explorer
    return eval(source, names)


def positions(widget):
    """Minimum, maximum and middle of a slider, whose ends are powers where it is logarithmic; every option of a choice."""
    if hasattr(widget, "options"):
        return [value for _, value in widget.options]
    steps = round((widget.max - widget.min) / widget.step)
    found = [widget.min, widget.max, widget.min + steps // 2 * widget.step]
    return [widget.base ** power for power in found] if hasattr(widget, "base") else found


def pixels(explorer):
    return np.asarray(Image.open(io.BytesIO(explorer.picture.png)).convert("RGB"))


def state(explorer):
    return explorer.picture.png, explorer.view.sentence          # the same pixels are written as the same bytes


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_every_control_moves_picture_and_sentence_without_error_or_warning(imports, source, capsys, recwarn):
    explorer = make(imports, source)
    for start_from in ({}, *explorer_presets(explorer)):
        explorer.go(start_from, "a preset")
        for name, knob in explorer.knobs.items():
            back = knob.widget.value
            for position in positions(knob.widget):
                before, moved = state(explorer), position != knob.widget.value
                knob.widget.value = position
                assert not explorer.picture.failed
                if moved:
                    picture, sentence = state(explorer)
                    assert picture != before[0], f"{name} at {position} leaves the picture as it was"
                    assert sentence != before[1], f"{name} at {position} leaves the sentence as it was"
            knob.widget.value = back
    assert capsys.readouterr().err == ""
    assert not recwarn.list


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_pairs_of_controls_at_random_positions_give_a_picture(imports, source, capsys):
    explorer, dice = make(imports, source), random.Random(1)
    for _ in range(15 if explorer.knobs else 0):
        for knob in dice.sample(list(explorer.knobs.values()), min(2, len(explorer.knobs))):
            knob.widget.value = dice.choice(positions(knob.widget))
        assert not explorer.picture.failed
        assert explorer.picture.alt in explorer.picture.sentence
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_every_button_moves_the_controls_or_says_that_nothing_moves(imports, source):
    explorer = make(imports, source)
    for button in buttons(explorer):
        button.click()
        first = dict(explorer.values)
        button.click()
        assert explorer.values == first
        assert explorer.picture.sentence.startswith(f"Nothing moves: the controls already stand at '{button.description}'.")
        assert explorer.view.sentence in explorer.picture.sentence
    if explorer.knobs:
        assert buttons(explorer)[-1].description == "Reset"
        assert explorer.values == {name: knob.start for name, knob in explorer.knobs.items()}
        assert 2 <= len(explorer.buttons) <= 4
        assert len(explorer.knobs) <= 6


def test_another_last_digit_from_the_page_is_no_move():
    explorer = Explorer(one_receptor, gaba=slider("gaba_concentration"), drug=choice("receptor_ligand"), drug_nM=slider("ligand_concentration"),
                        flumazenil=slider("flumazenil_concentration"), subtype=choice("receptor_subtype"), axis=choice("channel_axis"))
    start = explorer.knobs["gaba"].start
    explorer.knobs["gaba"].widget.value = np.nextafter(start, 0)
    buttons(explorer)[-1].click()
    assert explorer.picture.sentence.startswith("Nothing moves")
    explorer.knobs["gaba"].widget.value = 1.001 * start
    buttons(explorer)[-1].click()
    assert not explorer.picture.sentence.startswith("Nothing moves")


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_the_working_names_every_number_with_unit_range_status_and_source(imports, source):
    explorer = make(imports, source)
    working = explorer.working()
    for title in ("Table", "Sources", "Model", "Code"):
        assert f"<h4>{title}</h4>" in working
    lengths = {len(column) for column in explorer.view.table.values()}
    assert len(lengths) == 1
    for table in re.findall("<table.*?</table>", working, re.S):
        head, *body = re.findall("<tr.*?</tr>", table, re.S)
        assert "<td" not in head and head.count("<th") == head.count('<th scope="col">')
        assert all(re.findall(r"<(?:th|td)[^>]*>", row)[0] == '<th scope="row">' and row.count("<th") == 1 for row in body)
    assert (explorer.view.parameters or explorer.view.evidence) and explorer.view.functions
    for function in explorer.view.functions:
        assert f"def {function.__name__}(" in working
    for key in explorer.view.parameters:
        assert html.escape(parameter(key).name) in working
    for key in explorer.view.evidence:
        assert html.escape(evidence(key).name) in working
    for key in explorer.view.affinities:
        one = affinity(key)
        assert f"Published: {one.drug} at {html.escape(one.target)}, {one.measure}" in working and html.escape(source_of(one.source).where) in working
    for key in explorer.view.effects:
        one, items = item_effect(key), {row.key: row.name for row in rows("rating_items")}
        amount = f"{one.value:g}".replace("-", "−")
        item = re.escape(html.escape(items[one.item]))
        assert re.search(rf"Effect in SD: (SSRI|calming pill|neurosteroid-like pill), {item}</th><td>{amount} </td><td>[^<]+</td><td>{one.status}</td>", working), key


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_every_curve_of_the_picture_stands_in_the_table(imports, source):
    explorer = make(imports, source)
    if not explorer.knobs:                                    # a still picture has points, no curves
        assert len(explorer.canvas.figure.axes[0].lines) >= len(next(iter(explorer.view.table.values())))
        return
    for preset in ({}, *explorer_presets(explorer)):
        explorer.go(preset, "a preset")
        columns = [np.asarray(column, float) for column in explorer.view.table.values() if not isinstance(column[0], str)]
        faint = matplotlib.colors.to_rgba(explorer.look.colour("faint"))
        for axes in explorer.canvas.figure.axes:
            for line in axes.lines:
                drawn = np.asarray(line.get_ydata(), float)
                if len(drawn) == len(columns[0]) > 2 and matplotlib.colors.to_rgba(line.get_color()) != faint:
                    assert any(np.allclose(drawn, column) for column in columns), f"{line} of {axes.get_title(loc='left')} is in no column"
            for band in axes.collections:
                ends = band.get_paths()[0].vertices[:, 1]
                for end in (ends.min(), ends.max()):
                    assert any(np.isclose(column, end).any() for column in columns), "an edge of the band is in no column"


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_the_code_to_paste_gives_a_number_of_the_sentence(imports, source):
    explorer = make(imports, source)
    for preset in ({}, *explorer_presets(explorer)):
        explorer.go(preset, "a preset")
        *before, last = explorer.view.code.splitlines()
        names = {}
        exec("\n".join(before), names)
        found = eval(last, names)
        if isinstance(found, list):                           # (key, published, model) of every row
            for numbers, column in zip(list(zip(*found))[1:], ("published (ng/mL)", "model mean (ng/mL)")):
                assert list(numbers) == [round(number) for number in explorer.view.table[column]]
            continue
        numbers = np.ravel(found)
        if "No tablet" not in explorer.view.sentence:
            said = re.findall(r"\d+(?:\.\d+)?", explorer.view.sentence)
            assert all({f"{number:.0f}", f"{number:.1f}", f"{number:.2g}"} & set(said) for number in numbers), (numbers, explorer.view.sentence)


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_every_preset_moves_just_what_it_names(imports, source):
    explorer = make(imports, source)
    for preset in explorer_presets(explorer):
        before = explorer.values
        explorer.go(preset, "a preset")
        assert explorer.values == {**before, **preset}


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_the_still_face_carries_the_sentence_twice_as_alternative_and_as_text(imports, source):
    explorer = make(imports, source)
    assert html.unescape(explorer.still()).count(explorer.view.sentence) == 2
    assert re.search(r'src="data:image/png;base64,[A-Za-z0-9+/=]{1000,}"', explorer.still())


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_dark_and_narrow_stages_draw_the_same_sentence(imports, source):
    explorer = make(imports, source)
    light = pixels(explorer)
    explorer._told(None, {"kind": "stage", "theme": "dark", "width": 340, "ratio": 2}, [])
    dark = pixels(explorer)
    assert dark.mean() < 80 < light.mean()
    assert dark.shape[1] == 680
    assert explorer.view.sentence in explorer.picture.sentence
    assert "explore-waiting" not in explorer.root._dom_classes


def buttons(explorer):
    """Presets and reset, as they stand on the screen."""
    return explorer.root.children[0].children[0].children[-1].children if explorer.knobs else ()


def explorer_presets(explorer):
    return [] if not explorer.knobs else list(explorer._presets(None).values())


# The numbers in the sentences

def tablet():
    return Explorer(one_tablet, dose=choice("single_dose"), hours=slider("hours_since_tablet"), axis=choice("level_axis"))


def tablets():
    return Explorer(many_tablets, regimen=choice("regimen"), person=choice("person"), day=slider("day_of_tablets"))


@pytest.mark.parametrize("dose", ["single_2mg", "single_5mg", "single_10mg"])
@pytest.mark.parametrize("hours", [0, 0.25, 1, 3, 30, 60])
def test_the_sentence_of_one_tablet_says_what_the_model_says(dose, hours):
    explorer = tablet()
    explorer.go({"dose": dose, "hours": hours}, "here")
    mg, at = regimen(dose).dose_mg, int(hours * 20)
    person = body("man_30")
    diazepam, nordiazepam = kinetics.concentrations(person, [mg], 80, 1600)[:, at]
    gut, centre, tissue = kinetics.amounts(person, [mg], 80, 1600)[:, at] * 100 / mg
    peak, peak_h = kinetics.single_dose_peak(person, mg)
    crowd = kinetics.concentrations(virtual_people(person), [mg], 80, 1600)[:, 0, at]
    low, high = np.percentile(crowd, (5, 95))
    waiting = 94 if hours < 0.2 else 0
    says = explorer.view.sentence
    assert says.startswith(f"{hours:g} h after {mg:g} mg: {diazepam:.0f} ng/mL in plasma, {100 * diazepam / peak:.0f} % of peak")
    assert says.endswith(
        f"(90 % of virtual people: {low:.0f} to {high:.0f}). Dose (%): gut {waiting + gut:.0f}, blood and fast organs {centre:.0f}, "
        f"tissue {tissue:.0f}, broken down {94 - waiting - gut - centre - tissue:.0f}, never in blood 6.")
    assert ("still rising" in says) == (0 < diazepam and hours < peak_h)
    assert ("halving in" in says) == (hours > peak_h)
    np.testing.assert_allclose([explorer.view.table[f"{what} (ng/mL)"][int(hours * 4)] for what in ("effect site", "nordiazepam")],
                               [kinetics.effect_site(person, [mg], 80, 1600)[at], nordiazepam], atol=1e-9)
    explorer.knobs["axis"].widget.value = "logarithmic"
    assert len(explorer.view.sentence.split()) <= 45 and explorer.view.sentence == f"{says} Logarithmic axis."
    short = explorer.view.said
    assert f"{hours:g} h: {diazepam:.0f} ng/mL, {100 * diazepam / peak:.0f} % of peak" in short and ("halving in" in short) == (hours > peak_h) and len(short.split()) <= 25


def test_the_pace_starts_quick_and_ends_at_the_half_life_of_elimination():
    paces = [float(re.search(r"halving in ([\d.]+) h", tablet_at(hours).view.sentence).group(1)) for hours in (3, 5, 12, 24, 48)]
    assert paces == sorted(paces)
    assert 1 < paces[0] < 3
    assert paces[-1] == round(float(kinetics.half_lives(body("man_30")).elimination_h), 1)


def test_nothing_is_marked_before_it_is_found():
    explorer = tablet_at(1.0)
    assert "half" not in explorer.view.sentence and not explorer.view.result
    marks = [text.get_text() for text in explorer.canvas.figure.axes[0].texts]
    assert not any("half" in mark for mark in marks)
    early = tablets()
    early.go({"day": 3}, "here")
    assert "since day" not in early.view.sentence and "Plasma holds more diazepam than nordiazepam." in early.view.sentence
    assert not days_marked(early)


def days_marked(explorer):
    """Labels and drop-lines of the lower panel that mark a day."""
    axes, reading = explorer.canvas.figure.axes[1], explorer.look.colour("reading")
    drops = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1] and line.get_color() != reading]
    return [text.get_text() for text in axes.texts if text.get_text().startswith("day ")] + [line.get_xdata()[0] for line in drops]


def test_the_goal_of_one_tablet_is_reached_at_half_of_the_peak_and_nowhere_else():
    explorer = tablet()
    peak, peak_h = kinetics.single_dose_peak(body("man_30"), 10)
    reached = [hours for hours in np.arange(0, 60.25, 0.25) if explorer.update(dose="single_10mg", hours=hours, axis="linear").goal]
    levels = kinetics.concentrations(body("man_30"), [10], 61, 244)[0]
    assert len(reached) == 1 and reached[0] > peak_h
    assert abs(levels[int(reached[0] * 4)] / peak - 0.5) < 0.03
    assert "Goal reached" in tablet_at(reached[0]).picture.sentence
    half_h = np.interp(-peak / 2, -levels[5:], np.arange(5, len(levels)) / 4)
    assert tablet_at(reached[0]).view.result == f"the level is at half of its peak {half_h - peak_h:.1f} h after the peak"
    assert [hours for hours in np.arange(0, 60.25, 0.25) if explorer.update(dose="single_10mg", hours=hours, axis="linear").result] == reached
    assert any("half the peak" in text.get_text() for text in tablet_at(reached[0]).canvas.figure.axes[0].texts)


def tablet_at(hours):
    explorer = tablet()
    explorer.go({"dose": "single_10mg", "hours": hours}, "here")
    return explorer


@pytest.mark.parametrize("plan", [one.key for one in rows("regimens") if one.group == "repeated"])
@pytest.mark.parametrize("person", ["man_30", "woman_75", "obesity", "cirrhosis"])
@pytest.mark.parametrize("day", [1, 30, 60])
def test_the_sentence_of_many_tablets_says_what_the_model_says(plan, person, day):
    explorer = tablets()
    explorer.go({"regimen": plan, "person": person, "day": day}, "here")
    diazepam, nordiazepam = regular_levels(body(person), regimen(plan), 150).reshape(2, 150, 24)
    crowd = regular_levels(virtual_people(body(person)), regimen(plan), day)[:, 0, -24:].mean(axis=1)
    means = diazepam.mean(axis=1), nordiazepam.mean(axis=1)
    low, high = np.percentile(crowd, (5, 95))
    sentence = explorer.view.sentence
    assert sentence.startswith(
        f"Day {day} of {regimen(plan).label}, {patient(person).label}: {means[0][day - 1]:.0f} ng/mL of diazepam on average (within the day "
        f"{diazepam[day - 1].min():.0f} to {diazepam[day - 1].max():.0f}; 90 % of virtual people: {low:.0f} to {high:.0f}), ")
    assert f"; {means[1][day - 1]:.0f} of nordiazepam, " in sentence
    daily_mg = regimen(plan).dose_mg * len(regimen(plan).hours.split())
    plateau = kinetics.steady_state(body(person), daily_mg, 24)
    for mean, end in zip(means, (plateau.diazepam_mean, plateau.nordiazepam_mean)):
        on = int(np.argmax(mean > 0.9 * end)) + 1
        said = f"within a tenth of its plateau of {end:.0f} since day {on}" if on <= day else f"at {100 * mean[day - 1] / end:.0f} % of its plateau"
        assert said in sentence
    ahead = int(np.argmax(means[1] > means[0])) + 1
    assert (f"Plasma has held more nordiazepam than diazepam since day {ahead}." in sentence) == (ahead <= day)
    assert bool(explorer.view.goal) == (day == ahead)


@pytest.mark.parametrize("person", [one.key for one in rows("patients") if one.group == "panel"])
def test_the_sources_of_many_tablets_are_the_parameters_that_move_its_person(person, monkeypatch):
    explorer = tablets()
    explorer.go({"person": person}, "here")
    for key in {row.key for row in rows("parameters", "kinetics") if row.model in ("kinetics", "covariates", "genetics")}:
        monkeypatch.setattr(patients, "_value", lambda name, key=key: parameter(name).value * (1.01 if name == key else 1))
        monkeypatch.setattr(genetics, "parameter", lambda name, key=key: replace(parameter(name), value=parameter(name).value * (1.01 if name == key else 1)))
        moved = patients._body_of.__wrapped__(patient(person)) != body(person)
        listed = key in explorer.view.parameters
        assert listed or not moved, f"{key} moves the levels of {person} and is not listed"
        silent = key.endswith("_fraction_cyp2c19")            # a share of an enzyme that a poor metaboliser lacks
        assert moved or silent or not listed or parameter(key).value == 0, f"{key} is listed and does not move the levels of {person}"


def test_the_goal_of_many_tablets_is_reached_on_the_day_of_overtaking():
    explorer = tablets()
    reached = [day for day in range(1, 61) if explorer.update(regimen="daily_5mg", person="man_30", day=day).goal]
    assert reached == [8]
    assert [day for day in range(1, 61) if explorer.update(regimen="daily_5mg", person="man_75", day=day).goal] == [16]


def test_the_lowest_and_highest_of_the_day_stand_where_the_model_has_them():
    explorer = tablets()
    day = regular_levels(body("man_30"), regimen("daily_5mg"), 60)[0].reshape(60, 24)
    drawn = [line.get_ydata() for line in explorer.canvas.figure.axes[0].lines if len(line.get_ydata()) == 60]
    for wanted in (day.min(axis=1), day.max(axis=1), day.mean(axis=1)):
        assert any(np.allclose(line, wanted) for line in drawn)
    people = regular_levels(virtual_people(body("man_30")), regimen("daily_5mg"), 60)[:, 0].reshape(-1, 60, 24).mean(axis=2)
    np.testing.assert_allclose(explorer.view.table["low of the people's band (ng/mL)"], np.percentile(people, 5, axis=0))
    np.testing.assert_allclose(explorer.view.table["high of the people's band (ng/mL)"], np.percentile(people, 95, axis=0))


def test_the_band_of_one_tablet_holds_nine_tenths_of_the_virtual_people():
    explorer = tablet_at(3.0)
    crowd = kinetics.concentrations(virtual_people(body("man_30")), [10], 61, 244)[:, 0, :241]
    ends = np.percentile(crowd, 5, axis=0), np.percentile(crowd, 95, axis=0)
    band = explorer.canvas.figure.axes[0].collections[0].get_paths()[0].vertices
    for end, column in zip(ends, ("low of band (ng/mL)", "high of band (ng/mL)")):
        np.testing.assert_allclose(explorer.view.table[column], end, atol=1e-9)
        for hour in (12, 120):
            assert np.isclose(band[np.isclose(band[:, 0], hour / 4), 1], end[hour]).any()


def test_published_points_are_drawn_at_their_published_values():
    explorer = tablet_at(3.0)
    points = next(line for line in explorer.canvas.figure.axes[0].lines if line.get_marker() == "o" and line.get_markersize() == 7)
    assert list(points.get_ydata()) == [one.value for one in rows("levels") if one.regimen == "single_10mg"]


def test_labels_stand_in_the_order_of_their_lines_and_do_not_touch():
    explorer = tablets()
    for values in ({"person": "cirrhosis", "regimen": "three_5mg"}, {"person": "man_30", "regimen": "nightly_2mg"}):
        explorer.go(values, "here")
        axes = explorer.canvas.figure.axes[0]
        ends = {"diazepam": "diazepam, mean of the day (ng/mL)", "nordiazepam": "nordiazepam, mean of the day (ng/mL)",
                "lowest": "lowest of the day (ng/mL)", "highest": "highest of the day (ng/mL)"}
        places = {text.get_text(): axes.transData.transform(text.get_position())[1] for text in axes.texts if text.get_text() in ends}
        heights = {name: explorer.view.table[column][-1] for name, column in ends.items()}
        assert sorted(places, key=places.get) == sorted(heights, key=heights.get)
        gaps = np.diff(sorted(places.values()))
        assert (gaps > 14.9).all()


def test_twice_the_dose_is_twice_the_plateau_on_the_same_day():
    pattern = r"plateau of (\d+) since day (\d+); \d+ of nordiazepam, within a tenth of its plateau of (\d+) since day (\d+)"
    found = [re.search(pattern, at(plan).view.sentence).groups() for plan in ("daily_5mg", "daily_10mg")]
    (low, day, low_n, day_n), (high, same, high_n, same_n) = ([int(number) for number in numbers] for numbers in found)
    assert (day, day_n) == (same, same_n)
    assert abs(high - 2 * low) <= 1 and abs(high_n - 2 * low_n) <= 1


def test_the_answer_about_twice_the_dose_is_that_of_the_model_and_waits_for_its_day():
    explorer = tablets()
    answers = {day: explorer.update(regimen="daily_10mg", person="man_30", day=day).result for day in range(1, 61)}
    plateaus = [kinetics.steady_state(body("man_30"), mg, 24).diazepam_mean for mg in (5, 10)]
    levels = [regular_levels(body("man_30"), regimen(plan), 60)[0].reshape(60, 24).mean(axis=1) for plan in ("daily_5mg", "daily_10mg")]
    once, twice = (int(np.argmax(level > 0.9 * plateau)) + 1 for level, plateau in zip(levels, plateaus))
    assert once == twice
    assert set(list(answers.values())[:twice - 1]) == {""}
    assert set(list(answers.values())[twice - 1:]) == {
        f"with twice the dose the plateau is {plateaus[1]:.0f} instead of {plateaus[0]:.0f} ng/mL, and it is reached on the same day, day {twice}"}
    assert not any(explorer.update(regimen="daily_5mg", person="man_30", day=day).result for day in range(1, 61))


def test_a_preset_leaves_a_trace_of_the_state_before_it():
    explorer = tablets()
    before = explorer.canvas.figure.axes[0].lines[0].get_ydata().copy()
    explorer.go({"regimen": "daily_10mg"}, "twice")
    assert (explorer.canvas.figure.axes[0].lines[0].get_ydata() == before).all()
    explorer.go({"person": "man_75"}, "older")
    np.testing.assert_allclose(explorer.canvas.figure.axes[0].lines[0].get_ydata(), 2 * before)


def test_every_move_is_announced_in_few_words():
    explorer = tablets()
    for name, position in (("day", 20), ("person", "man_75")):
        explorer.knobs[name].widget.value = position
        assert explorer.picture.said == explorer.view.said and len(explorer.picture.said.split()) <= 25


def test_a_goal_is_shown_while_it_lasts_and_is_no_part_of_what_every_move_says():
    explorer = tablets()
    for day, reached in ((7, False), (8, True), (9, False)):
        explorer.knobs["day"].widget.value = day
        assert explorer.picture.said == explorer.view.said and bool(explorer.picture.goal) == reached
        assert explorer.picture.goal == explorer.view.goal and ("Goal reached" in explorer.picture.sentence) == reached


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_a_position_of_equal_factors_is_said_in_words_that_belong_to_it(imports, source):
    explorer = make(imports, source)
    for name, knob in explorer.knobs.items():
        if hasattr(knob.widget, "base"):
            told = set()
            for position in positions(knob.widget):
                knob.widget.value = position
                at, words = explorer.picture.values[name]
                assert at == position and not re.search(r"\de[+-]?\d", words)
                told.add(words)
            assert len(told) == 3


def test_positions_with_a_meaning_are_said_in_words():
    from psychopharm.figures import affinity, clocks, occupancy, onset, receptor
    gaba, drug_nM = slider("gaba_concentration"), slider("ligand_concentration")
    one = Explorer(receptor.one_receptor, gaba=gaba, drug=choice("receptor_ligand"), drug_nM=drug_nM, flumazenil=slider("flumazenil_concentration"),
                   subtype=choice("receptor_subtype"), axis=choice("channel_axis"))
    gaba.widget.value, drug_nM.widget.value = 0.001, 10_000
    assert {name: words for name, (_, words) in one.picture.values.items()} == {"gaba": "no GABA", "drug_nM": "10,000 nM"}
    weeks = Explorer(onset.raphe_neuron, occupancy=slider("onset_transporters_filled"), model=choice("onset_explanation"), day=slider("onset_day"),
                     pindolol=slider("onset_autoreceptors_blocked"))
    weeks.go({"day": 21}, "here")
    assert weeks.picture.values == {"day": [21, "day 21"]}
    dose = Explorer(occupancy.dose_and_occupancy, dose=slider("dose_multiple"), target=choice("occupied_target"), steps=choice("reduction_steps"))
    dose.go({"dose": 0.5}, "here")
    assert dose.picture.values["dose"] == [0.5, "0.5 times the smallest usual dose"]
    two = Explorer(clocks.two_clocks, hours=slider("hours_since_first_tablet"), drug=choice("clock_treatment"), evidence=choice("clock_evidence"))
    assert two.picture.values["hours"][1] == "1 minute"
    map_ = Explorer(affinity.affinity_map, drugs=choice("affinity_drugs"), conc_nM=slider("affinity_concentration"), shown=choice("affinity_shown"),
                    pair=choice("affinity_pair"))
    map_.go({"conc_nM": 10_000.0}, "here")
    assert map_.picture.values["conc_nM"] == [10_000, "10,000 nM"]


def at(plan):
    explorer = tablets()
    explorer.go({"regimen": plan, "day": 60}, "here")
    return explorer


# Two people

def bodies(**values):
    explorer = Explorer(whose_body, regimen=choice("regimen"), pair=choice("pair"), day=slider("day_of_tablets"))
    explorer.go(values, "here")
    return explorer


def balance(person, plan, days):
    """Diazepam eliminated on each day [mg], by what was absorbed and what is still in the body."""
    taken = np.zeros((days + 1, 24))
    taken[:, [int(hour) for hour in plan.hours.split()]] = plan.dose_mg
    inside = kinetics.amounts(person, taken.ravel(), 1, 1).sum(axis=0)[::24]
    return taken.sum(axis=1)[:days] * person.bioavailability - np.diff(inside)


@pytest.mark.parametrize("two", [one for one in rows("pairs")], ids=lambda two: two.key)
def test_the_sentence_of_two_people_says_what_the_model_says(two):
    explorer = bodies()
    for plan, day in itertools.product([one for one in rows("regimens") if one.group == "repeated"], (1, 12, 60)):
        daily_mg, levels = plan.dose_mg * len(plan.hours.split()), []
        told = f"Day {day} of {plan.label}."
        for key in dict.fromkeys((two.first, two.second)):
            person, label = body(key), patient(key).label
            level = regular_levels(person, plan, 60)[0].reshape(60, 24).mean(axis=1)
            low, high = np.percentile(regular_levels(virtual_people(person), plan, day)[:, 0, -24:].mean(axis=1), (5, 95))
            end = kinetics.steady_state(person, daily_mg, 24).diazepam_mean
            on = int(np.argmax(level > 0.9 * end)) + 1
            way = f"within a tenth of its plateau of {end:.0f} since day {on}" if on <= day else f"at {100 * level[day - 1] / end:.0f} % of its plateau"
            apart = label.removeprefix(f"{patient(two.first).label}, ")
            name = label if apart == label or not levels else f"The same, a {apart}" if two.key == "gene" else f"The same with {apart}"
            told += (f" {name[0].upper()}{name[1:]}: {level[day - 1]:.0f} ng/mL{'' if levels else ' of diazepam'} ({'' if levels else '90 % of virtual people: '}"
                     f"{low:.0f} to {high:.0f}), {balance(person, plan, 60)[day - 1]:.1f} mg eliminated a day, half-life {kinetics.half_lives(person).elimination_h:.0f} h, {way}.")
            levels.append(level[day - 1])
        told += f" Second level: {levels[1] / levels[0]:.1f} times the first." if len(levels) == 2 else f" {0.94 * daily_mg:.1f} mg reach the blood a day."
        view = explorer.update(regimen=plan.key, pair=two.key, day=day)
        assert view.sentence == told
        assert len(told.split()) <= 82 and len(view.said.split()) <= 25
        assert all(f"{level:.0f} ng/mL" in view.said for level in levels)


def test_the_first_picture_of_two_people_shows_one_and_answers_nothing():
    explorer = bodies()
    assert explorer.values["pair"] == "alone"
    assert [one.first for one in rows("pairs") if one.first == one.second] == ["man_50"]
    top = explorer.canvas.figure.axes[0]
    assert sum(len(line.get_ydata()) == 60 and line.get_color() != explorer.look.colour("faint") for line in top.lines) == 1
    assert [band.get_visible() for band in top.collections] == [True, False]
    for day in (1, 30, 60):
        view = explorer.update(regimen="daily_5mg", pair="alone", day=day)
        assert not view.result and not view.goal and "Second" not in view.sentence
        assert not any("cirrhosis" in text for text in (view.sentence, view.code, *view.table))


def test_what_is_eliminated_rises_to_what_reaches_the_blood_whatever_the_clearance():
    for two in rows("pairs"):
        table = bodies(pair=two.key, day=60).view.table
        for column, values in table.items():
            if column.endswith("eliminated (mg a day)"):
                assert (np.diff(values) > 0).all() and (values < table["reaching the blood (mg a day)"]).all()
                assert values[-1] > 0.995 * 4.7


def test_the_answer_about_cirrhosis_is_that_of_the_model_and_waits_for_both_plateaus():
    explorer = bodies()
    answers = {day: explorer.update(regimen="daily_5mg", pair="liver", day=day).result for day in range(1, 61)}
    settled = next(day for day in range(1, 61) if min(balance(body(key), regimen("daily_5mg"), 60)[day - 1] for key in ("man_50", "cirrhosis")) >= 0.99 * 4.7)
    assert [day for day, answer in answers.items() if answer] == list(range(settled, 61))
    assert answers[60] == "the man without cirrhosis eliminates 4.7 mg a day and the man with cirrhosis 4.7, at a level 1.9 times as high"
    plateaus = [kinetics.steady_state(body(key), 5, 24).diazepam_mean for key in ("man_50", "cirrhosis")]
    assert round(plateaus[1] / plateaus[0], 1) == 1.9
    for plan in ("nightly_2mg", "twice_2.5mg", "daily_10mg", "three_5mg"):
        amounts = re.findall(r"([\d.]+) mg a day and the man with cirrhosis ([\d.]+),", explorer.update(regimen=plan, pair="liver", day=60).result)
        assert amounts and amounts[0][0] == amounts[0][1], plan
    assert not any(explorer.update(regimen="daily_5mg", pair=one.key, day=60).result for one in rows("pairs") if one.key != "liver")


def test_the_goal_of_two_people_is_reached_with_the_same_plateau_and_another_half_life_alone():
    explorer = bodies()
    reached = {one.key: [day for day in range(1, 61) if explorer.update(regimen="daily_5mg", pair=one.key, day=day).goal] for one in rows("pairs")}
    assert [key for key, days in reached.items() if days] == ["fat"]
    lean, heavy = (kinetics.half_lives(body(key)).elimination_h for key in ("man_30", "obesity"))
    end = kinetics.steady_state(body("obesity"), 5, 24).diazepam_mean
    late = regular_levels(body("obesity"), regimen("daily_5mg"), 60)[0].reshape(60, 24).mean(axis=1) > 0.9 * end
    assert reached["fat"] == list(range(int(np.argmax(late)) + 1, 61))
    assert bodies(pair="fat", day=60).view.goal == (f"Goal reached with the men of 30 years, without and with excess weight: plateaus of {end:.0f} and {end:.0f} ng/mL, "
                                                    f"half-lives of {lean:.0f} and {heavy:.0f} h.")


def test_no_day_of_two_people_is_marked_before_it_is_reached():
    assert not days_marked(bodies(pair="liver", day=7)) and "since day" not in bodies(pair="liver", day=7).view.sentence
    assert days_marked(bodies(pair="liver", day=8)) == ["day 8", 8]
    assert sorted(days_marked(bodies(pair="liver", day=14)), key=str) == [14, 8, "day 14", "day 8"]


def test_the_two_people_differ_in_line_and_band_and_not_in_colour_alone():
    explorer = bodies(pair="gene", day=20)
    top = explorer.canvas.figure.axes[0]
    means = [line for line in top.lines if len(line.get_ydata()) == 60 and line.get_linewidth() == 2]
    assert [line.get_linestyle() for line in means] == ["-", "--"]
    labels = {text.get_text(): text.get_position()[1] for text in top.texts}
    for line, key, label in zip(means, ("man_30", "poor_metaboliser"), ("with CYP2C19", "no CYP2C19")):
        assert np.isclose(labels[label], line.get_ydata()[-1])
        np.testing.assert_allclose(line.get_ydata(), regular_levels(body(key), regimen("daily_5mg"), 60)[0].reshape(60, 24).mean(axis=1))


def test_the_published_plateaus_of_both_men_are_drawn_at_their_values():
    top = bodies(pair="liver").canvas.figure.axes[0]
    drawn = [(line.get_marker(), *line.get_xdata(), *line.get_ydata()) for line in top.lines if line.get_markersize() == 7 and len(line.get_xdata())]
    assert drawn == [("o", 22, 98), ("s", 22, 165)]
    assert any(text.get_text() == "published: ○ 98 □ 165 (Ochs 1983)" for text in top.texts)


@pytest.mark.parametrize("two", [one.key for one in rows("pairs")])
def test_the_sources_of_two_people_are_the_parameters_that_move_their_diazepam(two, monkeypatch):
    explorer = bodies(pair=two)
    people = dict.fromkeys((one.first, one.second) for one in rows("pairs") if one.key == two)
    for key in {row.key for row in rows("parameters", "kinetics") if row.model in ("kinetics", "covariates", "genetics")}:
        monkeypatch.setattr(patients, "_value", lambda name, key=key: parameter(name).value * (1.01 if name == key else 1))
        monkeypatch.setattr(genetics, "parameter", lambda name, key=key: replace(parameter(name), value=parameter(name).value * (1.01 if name == key else 1)))
        moved = any(kinetics.concentrations(patients._body_of.__wrapped__(patient(one)), [5], 24, 4)[0, -1] != kinetics.concentrations(body(one), [5], 24, 4)[0, -1]
                    for pair in people for one in pair)
        assert key in explorer.view.parameters or not moved, f"{key} moves the levels of {two} and is not listed"
    assert not any(key.startswith("nordiazepam") for key in explorer.view.parameters)


# To the brain

def brain(**values):
    explorer = Explorer(to_the_brain, dose=choice("single_dose"), shown=choice("shown_concentrations"), delay_min=slider("effect_delay"),
                        hours=slider("hours_since_tablet_fine"))
    explorer.go(values, "here")
    return explorer


def delayed(person, delay_min):
    return replace(person, effect_rate_per_h=np.log(2) * 60 / delay_min)


@pytest.mark.parametrize("dose", ["single_2mg", "single_5mg", "single_10mg"])
def test_the_sentence_on_the_way_to_the_brain_says_what_the_model_says(dose):
    explorer, mg, nM = brain(), regimen(dose).dose_mg, 1000 / 284.7
    for delay_min, hours in itertools.product((1, 5, 26), (0, 0.7, 1, 12)):
        at, person = round(hours * 60), delayed(body("man_30"), delay_min)
        crowd = virtual_people(person)
        total, site = kinetics.concentrations(person, [mg], 13, 780)[0, at], kinetics.effect_site(person, [mg], 13, 780)[at]
        low, high = np.percentile(kinetics.concentrations(crowd, [mg], 13, 130)[:, 0, at // 6], (5, 95))
        site_low, site_high = np.percentile(kinetics.effect_site(crowd, [mg], 13, 130)[:, at // 6], (5, 95))
        course = kinetics.effect_site(person, [mg], 13, 780)[:721]
        largest = f"The effect is largest at {course.argmax() / 60:.1f} h: {kinetics.eeg_rise(course.max(), 25, 300, 2):.1f} points."
        rise, rise_low, rise_high = (kinetics.eeg_rise(level, 25, 300, 2) for level in (site, site_low, site_high))
        start = f"{hours:g} h after {mg:g} mg: {total:.0f} ng/mL of diazepam in plasma ({total * nM:.0f} nM"
        end = f"The share of 13-31 Hz waves in the EEG is up by {rise:.1f} percentage points (90 % of virtual people: {rise_low:.1f} to {rise_high:.1f}"
        all_of_it, with_free = (explorer.update(dose=dose, shown=shown, delay_min=delay_min, hours=hours) for shown in ("total", "free"))
        assert all_of_it.sentence == f"{start}; 90 % of virtual people: {low:.0f} to {high:.0f} ng/mL). {end}; half-time of the delay: {delay_min} min). {largest}"
        assert with_free.sentence == (
            f"{start}). Free: {total * 0.015:.2g} ng/mL, {total * 0.015 * nM:.2g} nM ({total * 0.009 * nM:.2g} to {total * 0.027 * nM:.2g} nM at 0.9 to 2.7 % free); "
            f"at the effect site {site * 0.015 * nM:.2g} nM, half-time of the delay {delay_min} min. {end}). {largest}")
        assert len(with_free.sentence.split()) <= 75 and len(with_free.said.split()) <= 25


def test_the_first_picture_on_the_way_to_the_brain_holds_no_free_drug():
    explorer = brain()
    assert explorer.values == {"dose": "none", "shown": "total", "delay_min": 5, "hours": 0}
    for values in ({}, {"dose": "single_10mg", "hours": 1}):
        explorer.go(values, "here")
        assert "free" not in explorer.view.sentence + explorer.view.said + explorer.view.code and not any("free" in column for column in explorer.view.table)
        assert "diazepam_unbound_fraction" not in explorer.view.parameters and not explorer.view.result
        assert not any("free" in text.get_text() for text in explorer.canvas.figure.axes[0].texts)


def test_the_answer_about_free_drug_is_that_of_the_model_and_stands_at_the_peak_alone():
    explorer = brain()
    hours = [step / 10 for step in range(121)]
    answered = [hour for hour in hours if explorer.update(dose="single_10mg", shown="free", delay_min=5, hours=hour).result]
    peak_h = kinetics.single_dose_peak(body("man_30"), 10)[1]
    assert answered == [min(hours, key=lambda hour: abs(hour - peak_h))]
    assert brain(dose="single_10mg", shown="free", hours=answered[0]).view.result == "of 361 ng/mL, 5.4 are free, that is 19 nM"
    level = kinetics.concentrations(body("man_30"), [10], 13, 130)[0, 10]
    assert (round(level), round(level * 0.015, 1), round(level * 0.015 * 1000 / 284.7)) == (361, 5.4, 19)
    for other in (dict(dose="single_10mg", shown="total"), dict(dose="single_5mg", shown="free"), dict(dose="none", shown="free")):
        assert not any(explorer.update(delay_min=5, hours=hour, **other).result for hour in hours)


def test_the_goal_on_the_way_to_the_brain_is_an_effect_half_an_hour_behind_the_level():
    explorer = brain()
    reached = {delay: explorer.update(dose="single_10mg", shown="total", delay_min=delay, hours=1.0).goal for delay in range(1, 27)}
    peak_h = kinetics.single_dose_peak(body("man_30"), 10)[1]
    late = {delay: kinetics.effect_site(delayed(body("man_30"), delay), [10], 13, 780).argmax() - 60 * peak_h for delay in reached}
    assert [delay for delay, goal in reached.items() if goal] == [delay for delay, minutes in late.items() if minutes >= 30]
    assert reached[26] == f"Goal reached: with a half-time of 26 min the effect peaks {late[26]:.0f} min after the level."
    assert not explorer.update(dose="none", shown="total", delay_min=26, hours=1.0).goal
    for delay, found in ((15, False), (16, True)):
        bottom = brain(dose="single_10mg", delay_min=delay).canvas.figure.axes[1]
        assert any(len(line.get_xdata()) == 4 for line in bottom.lines) == found
        assert any("late" in text.get_text() for text in bottom.texts) == found


def test_both_axes_of_concentration_name_the_same_amount():
    units = pint.UnitRegistry()
    explorer = brain(dose="single_10mg", shown="free", hours=1)
    table = explorer.view.table
    for what in ("total", "free"):
        moles = (table[f"{what} (ng/mL)"] * units("ng/mL") / (284.7 * units("g/mol"))).to("nmol/L").magnitude
        np.testing.assert_allclose(table[f"{what} (nM)"], moles)
    top = explorer.canvas.figure.axes[0]
    right, = top.child_axes
    np.testing.assert_allclose(np.array(right.get_ylim()) / np.array(top.get_ylim()), 1000 / 284.7)
    assert (top.get_yscale(), right.get_yscale(), right.get_ylabel()) == ("log", "functionlog", "nM (logarithmic)")


def test_the_edges_of_the_free_band_are_the_range_of_the_unbound_fraction():
    explorer = brain(dose="single_5mg", shown="free")
    top, share = explorer.canvas.figure.axes[0], parameter("diazepam_unbound_fraction")
    total = explorer.view.table["total (ng/mL)"]
    drawn = [line.get_ydata() for line in top.lines if len(line.get_ydata()) == len(total)]
    for part in (share.low, share.value, share.high):
        assert any(np.allclose(line, part * total) for line in drawn)
    assert any(text.get_text() == "dashed: 0.9 to 2.7 % free" for text in top.texts)


def test_the_published_rises_of_the_eeg_are_drawn_where_the_dose_fits():
    for dose, rise in (("single_2mg", 0), ("single_5mg", 7.3), ("single_10mg", 15.2)):
        bottom = brain(dose=dose).canvas.figure.axes[1]
        marker, = [line for line in bottom.lines if line.get_markersize() == 7]
        assert list(marker.get_ydata()) == [rise] and any(f"{rise} (Friedman 1992)" in text.get_text() for text in bottom.texts)
    assert not len([line for line in brain().canvas.figure.axes[1].lines if line.get_markersize() == 7][0].get_ydata())


@pytest.mark.parametrize("make_one, key", [(bodies, "day"), (brain, "hours"), (brain, "delay_min"), (brain, "shown"), (bodies, "pair")])
def test_a_move_of_the_new_explorers_draws_no_axis_anew(make_one, key, monkeypatch):
    explorer = make_one()
    explorer.go({"pair": "liver"} if make_one is bodies else {"dose": "single_10mg"}, "here")
    drawn = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    for position in positions(explorer.knobs[key].widget):
        explorer.knobs[key].widget.value = position
    assert not drawn


# The wiring

def local(low_fails=False):
    """A small figure of the test's own: one line, one slider."""
    from psychopharm.figures.view import View

    def plain(fig, look):
        line, = fig.subplots().plot([0, 1], [0, 1])

        def update(day):
            if day < 10 and low_fails:
                raise ValueError("day must be 10 or more, but is 1; give 10.")
            line.set_ydata([0, day / 60])
            return View(f"The line ends at {day}.", table={"day": [day]})
        return update, None
    return plain


def test_an_error_at_the_very_first_picture_belongs_to_the_cell():
    with pytest.raises(ValueError, match="day must be 10 or more"):
        Explorer(local(low_fails=True), day=slider("day_of_tablets"))


def test_an_error_later_is_one_sentence_in_the_explorer_and_a_traceback_in_the_log(capsys, monkeypatch):
    knob = slider("day_of_tablets")
    knob.widget.value = 30
    explorer = Explorer(local(low_fails=True), day=knob)
    knob.widget.value = 1
    assert explorer.picture.failed
    assert explorer.picture.sentence == "This position cannot be shown: day must be 10 or more, but is 1; give 10."
    assert "Traceback" in capsys.readouterr().err
    knob.widget.value = 40
    assert not explorer.picture.failed and explorer.picture.sentence == "The line ends at 40."


@pytest.mark.parametrize("call, sentence", [
    (lambda: Explorer(one_tablet, dose="single_10mg", hours=slider("hours_since_tablet"), axis=choice("level_axis")),
     "dose must be a control, but is 'single_10mg'; give slider(...) or choice(...)."),
    (lambda: Explorer(one_tablet, dose=choice("regimen"), hours=slider("hours_since_tablet"), axis=choice("level_axis")),
     "dose has the control 'regimen', which cannot stand at 'single_10mg' as '10 mg, just swallowed' needs; give another control."),
    (lambda: Explorer(one_tablet, dose=slider("day_of_tablets"), hours=slider("hours_since_tablet"), axis=choice("level_axis")),
     "dose has the control 'day_of_tablets', which cannot stand at 'single_10mg' as '10 mg, just swallowed' needs; give another control."),
    (lambda: Explorer("one_tablet"), "build must be a function of psychopharm.figures, but is 'one_tablet'; give its name without quotes."),
])
def test_a_wrong_control_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError) as problem:
        call()
    assert str(problem.value) == sentence


def test_controls_that_do_not_fit_the_figure_are_named():
    with pytest.raises(ValueError, match=r"many_tablets takes the controls regimen, person, day, but was given day; name one control for each\."):
        Explorer(many_tablets, day=slider("day_of_tablets"))


@pytest.mark.parametrize("call, sentence", [
    (lambda: slider("day_of_tablet"), "No control 'day_of_tablet'. Did you mean 'day_of_tablets'?"),
    (lambda: slider("person"), "'person' is not a slider but a choice; use choice('person')."),
    (lambda: choice("day_of_tablets"), "'day_of_tablets' is not a choice but a slider; use slider('day_of_tablets')."),
    (lambda: explore.result(one_tablet, "A picture", dose="single_10mg"), "one_tablet takes the controls dose, hours, axis, but was given dose; name one control for each."),
    (lambda: Explorer(one_tablet, ["10 mg at the peak"], dose=choice("single_dose"), hours=slider("hours_since_tablet"), axis=choice("level_axis")),
     "No preset '10 mg at the peak'. Did you mean '10 mg, at the peak'?"),
])
def test_a_wrong_name_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError) as problem:
        call()
    assert str(problem.value) == sentence


def test_a_slider_in_equal_factors_starts_and_ends_where_its_row_says():
    row = Control("made_up", "slider", "Free diazepam", "nM", "19", 0.1, 1000.0, 0.02, "logarithmic", "", "A made-up control.", "")
    widget = controls.slider_of(row).widget
    assert (widget.value, widget.min, widget.max) == (19, -1, 3)
    assert widget.readout_format == ".4r"                    # digits, never a power of ten: 10,000 is shown as 10000
    assert widget.description == "Free diazepam (nM)"


def test_every_control_has_a_label_with_its_unit_and_a_tooltip():
    for row in rows("controls"):
        widget = (slider if row.kind == "slider" else choice)(row.key).widget
        assert widget.description == (f"{row.label} ({row.unit})" if row.unit not in ("", "1") else row.label)
        assert widget.tooltip == control(row.key).tooltip and len(row.tooltip) > 20


def test_a_move_inside_the_axes_draws_no_axis_anew(monkeypatch):
    explorer = tablets()
    drawn = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    for day in range(2, 30):
        explorer.knobs["day"].widget.value = day
    assert not drawn


def test_a_burst_of_moves_in_a_running_loop_costs_one_picture():
    import asyncio

    async def burst():
        explorer = tablets()
        painted = []
        paint = explorer._paint
        explorer._paint = lambda: (painted.append(1), paint())
        for day in range(2, 30):
            explorer.knobs["day"].widget.value = day
        await asyncio.sleep(0.05)
        return painted, explorer.picture.sentence
    painted, sentence = asyncio.run(burst())
    assert len(painted) == 1 and sentence.startswith("Day 29 of")


def test_the_picture_sent_is_the_picture_drawn():
    explorer = tablets()
    sent = np.asarray(Image.open(io.BytesIO(explorer.canvas.png())))
    assert (sent == np.asarray(explorer.canvas.agg.buffer_rgba())).all()


def test_a_picture_shows_the_same_after_many_moves_as_when_drawn_at_once():
    moved, fresh = tablets(), tablets()
    for day in (40, 3, 17):
        moved.knobs["day"].widget.value = day
    fresh.knobs["day"].widget.value = 17
    assert (pixels(moved) == pixels(fresh)).all()
