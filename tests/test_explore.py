"""Every explorer of every lesson: each control moved everywhere, each sentence held against the model."""

import html
import io
import random
import re
from dataclasses import replace

import matplotlib
import nbformat
import numpy as np
import pytest
from lessons import LESSONS
from PIL import Image

from psychopharm import explore
from psychopharm.explore import Explorer, choice, controls, slider
from psychopharm.figures.kinetics import many_tablets, one_tablet
from psychopharm.models import genetics, kinetics, patients
from psychopharm.models.patients import body
from psychopharm.models.population import virtual_people
from psychopharm.models.regimens import regular_levels
from psychopharm.parameters import Control, control, parameter, patient, regimen, rows


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
    """Minimum, maximum and middle of a slider; every option of a choice."""
    if hasattr(widget, "options"):
        return [value for _, value in widget.options]
    steps = round((widget.max - widget.min) / widget.step)
    return [widget.min, widget.max, widget.min + steps // 2 * widget.step]


def pixels(explorer):
    return np.asarray(Image.open(io.BytesIO(explorer.picture.png)).convert("RGB"))


def state(explorer):
    return pixels(explorer).tobytes(), explorer.picture.sentence


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
    for _ in range(30 if explorer.knobs else 0):
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


@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_the_working_names_every_number_with_unit_range_status_and_source(imports, source):
    explorer = make(imports, source)
    working = explorer.working()
    for title in ("Table", "Sources", "Model", "Code"):
        assert f"<h4>{title}</h4>" in working
    lengths = {len(column) for column in explorer.view.table.values()}
    assert len(lengths) == 1
    assert explorer.view.parameters and explorer.view.functions
    for function in explorer.view.functions:
        assert f"def {function.__name__}(" in working
    for key in explorer.view.parameters:
        assert html.escape(parameter(key).name) in working


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
            said = re.findall(r"\d+", explorer.view.sentence)
            assert all(f"{number:.0f}" in said for number in numbers), (numbers, explorer.view.sentence)


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
    return Explorer(many_tablets, regimen=choice("regimen"), person=choice("person"), day=slider("day"))


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
    assert says.startswith(f"{hours:g} h after {mg:g} mg: {diazepam:.0f} ng/mL of diazepam in plasma, {100 * diazepam / peak:.0f} % of its peak")
    assert says.endswith(
        f"({'90 % of virtual people'}: {low:.0f} to {high:.0f}); {kinetics.effect_site(person, [mg], 80, 1600)[at]:.0f} at the effect site; "
        f"{nordiazepam:.0f} of nordiazepam. Of the dose {waiting + gut:.0f} % is in the gut, {centre:.0f} % in blood and fast organs, {tissue:.0f} % in tissue; "
        f"{94 - waiting - gut - centre - tissue:.0f} % has been broken down, and 6 % never reaches the blood.")
    assert ("still rising" in says) == (0 < diazepam and hours < peak_h)
    short = explorer.view.said
    assert f"{hours:g} h: {diazepam:.0f} ng/mL, {100 * diazepam / peak:.0f} % of the peak." in short and len(short.split()) <= 25


def test_the_pace_starts_quick_and_ends_at_the_half_life_of_elimination():
    paces = [float(re.search(r"halves it in ([\d.]+) h", tablet_at(hours).view.sentence).group(1)) for hours in (3, 5, 12, 24, 48)]
    assert paces == sorted(paces)
    assert 1 < paces[0] < 3
    assert paces[-1] == round(float(kinetics.half_lives(body("man_30"))["elimination"]), 1)


def test_nothing_is_marked_before_it_is_found():
    explorer = tablet_at(1.0)
    assert "half" not in explorer.view.sentence.replace("halves", "")
    marks = [text.get_text() for text in explorer.canvas.figure.axes[0].texts]
    assert not any("half" in mark for mark in marks)
    early = tablets()
    early.go({"day": 3}, "here")
    assert "since day" not in early.view.sentence and "Plasma holds more diazepam than nordiazepam." in early.view.sentence
    assert not any(text.get_text().startswith("day ") for text in early.canvas.figure.axes[1].texts)


def test_the_goal_of_one_tablet_is_reached_at_half_of_the_peak_and_nowhere_else():
    explorer = tablet()
    peak, peak_h = kinetics.single_dose_peak(body("man_30"), 10)
    reached = [hours for hours in np.arange(0, 60.25, 0.25) if explorer.update(dose="single_10mg", hours=hours, axis="linear").goal]
    levels = kinetics.concentrations(body("man_30"), [10], 61, 244)[0]
    assert len(reached) == 1 and reached[0] > peak_h
    assert abs(levels[int(reached[0] * 4)] / peak - 0.5) < 0.03
    assert "Goal reached" in tablet_at(reached[0]).picture.sentence
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


def test_a_preset_leaves_a_trace_of_the_state_before_it():
    explorer = tablets()
    before = explorer.canvas.figure.axes[0].lines[0].get_ydata().copy()
    explorer.go({"regimen": "daily_10mg"}, "twice")
    assert (explorer.canvas.figure.axes[0].lines[0].get_ydata() == before).all()
    explorer.go({"person": "man_75"}, "older")
    np.testing.assert_allclose(explorer.canvas.figure.axes[0].lines[0].get_ydata(), 2 * before)


def test_a_slider_is_announced_in_few_words_and_a_choice_in_full():
    explorer = tablets()
    explorer.knobs["day"].widget.value = 20
    assert explorer.picture.said == explorer.view.said and len(explorer.picture.said.split()) <= 25
    explorer.knobs["person"].widget.value = "man_75"
    assert explorer.picture.said == explorer.picture.sentence


def at(plan):
    explorer = tablets()
    explorer.go({"regimen": plan, "day": 60}, "here")
    return explorer


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
        Explorer(local(low_fails=True), day=slider("day"))


def test_an_error_later_is_one_sentence_in_the_explorer_and_a_traceback_in_the_log(capsys, monkeypatch):
    knob = slider("day")
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
    (lambda: Explorer(one_tablet, dose=slider("day"), hours=slider("hours_since_tablet"), axis=choice("level_axis")),
     "dose has the control 'day', which cannot stand at 'single_10mg' as '10 mg, just swallowed' needs; give another control."),
    (lambda: Explorer("one_tablet"), "build must be a function of psychopharm.figures, but is 'one_tablet'; give its name without quotes."),
])
def test_a_wrong_control_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError) as problem:
        call()
    assert str(problem.value) == sentence


def test_controls_that_do_not_fit_the_figure_are_named():
    with pytest.raises(ValueError, match=r"many_tablets takes the controls regimen, person, day, but was given day; name one control for each\."):
        Explorer(many_tablets, day=slider("day"))


@pytest.mark.parametrize("call, sentence", [
    (lambda: slider("dya"), "No control 'dya'. Did you mean 'day'?"),
    (lambda: slider("person"), "'person' is not a slider but a choice; use choice('person')."),
    (lambda: choice("day"), "'day' is not a choice but a slider; use slider('day')."),
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
    assert widget.description == "Free diazepam (nM)"


def test_every_control_has_a_label_with_its_unit_and_a_tooltip():
    for row in rows("controls"):
        widget = (slider if row.kind == "slider" else choice)(row.key).widget
        assert widget.description == (f"{row.label} ({row.unit})" if row.unit else row.label)
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
