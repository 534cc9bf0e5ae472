"""Two clocks: drawn up to the time that is read, told with the numbers of the models, and silent about the answer before it is found."""

from functools import cache

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import clocks as figure
from psychopharm.figures.clocks import two_clocks
from psychopharm.models import kinetics, onset
from psychopharm.models.clocks import antidepressant_level
from psychopharm.models.occupancy import site_occupancy, transporter_occupancy
from psychopharm.models.patients import body, eeg_constants
from psychopharm.parameters import evidence, parameter, rows

TIMES = figure._times()
WEEK = 168


@cache
def built():
    return Explorer(two_clocks, hours=slider("hours_since_first_tablet"), drug=choice("clock_treatment"), evidence=choice("clock_evidence"))


def clocks(**values):
    """The one explorer of these tests, put to its start and from there to some values."""
    explorer = built()
    explorer.go({**{name: knob.start for name, knob in explorer.knobs.items()}, **values}, "here")
    return explorer


def everywhere(explorer, drug="both", evidence="models"):
    return [(time_h, explorer.update(hours=time_h, drug=drug, evidence=evidence)) for time_h in TIMES]


def markers(explorer):
    """Places of all published points in the picture: (hours, height)."""
    return [place for axes in explorer.canvas.figure.axes for line in axes.lines if line.get_markersize() == 7
            for place in zip(np.atleast_1d(line.get_xdata()), np.atleast_1d(line.get_ydata()))]


def test_the_slider_reaches_a_second_a_minute_a_week_and_half_a_year():
    assert 0.99 < TIMES[0] * 3600 < 1.01 and 180 < TIMES[-1] / 24 < 186
    for hours in (1 / 60, WEEK):
        assert np.abs(TIMES / hours - 1).min() < 0.01
    assert figure._nearest(WEEK) == np.abs(TIMES - WEEK).argmin()


def test_the_default_shows_nothing_of_the_answer():
    explorer = clocks()
    assert not explorer.view.result and not explorer.view.goal and not explorer.view.evidence and not markers(explorer)
    assert explorer.view.table["time since the first tablet"] == ["1 second", "10 seconds", "1 minute"]
    assert "benefit 0 % of that at six weeks" in explorer.view.sentence


@pytest.mark.parametrize("hours", [0.0168, 1, 24, WEEK, 1012, 4400])
def test_no_line_and_no_point_lies_beyond_the_reading_line(hours):
    explorer = clocks(hours=hours)
    now_h = TIMES[figure._nearest(hours)]
    faint = explorer.look.colour("faint")
    for axes in explorer.canvas.figure.axes:
        assert all(np.max(line.get_xdata()) <= now_h * 1.001 for line in axes.lines if len(line.get_xdata()) and line.get_color() != faint)
    assert all(place[0] <= now_h * 1.001 for place in markers(explorer))


@pytest.mark.parametrize("hours", [0.0168, 0.5, 1, 4, 24, WEEK, 1012, 4400])
def test_the_sentence_says_what_the_models_say(hours):
    sentence, time_h = clocks(hours=hours).view.sentence, TIMES[figure._nearest(hours)]
    person, minutes = body("man_30"), np.arange(72 * 60)
    level, site = (curve[:minutes.size] for curve in (kinetics.concentrations(person, [10], 96, 96 * 60)[0], kinetics.effect_site(person, [10], 96, 96 * 60)))
    rise = kinetics.eeg_rise(site, *eeg_constants())
    if time_h < 47:
        free = kinetics.free_nM(np.interp(time_h * 60, minutes, level), 0.015, parameter("diazepam_molar_mass_g_per_mol").value)
        assert f"{figure._pct(100 * site_occupancy(free, 29.5))} % of benzodiazepine sites filled" in sentence
        assert f"EEG effect {figure._pct(100 * np.interp(time_h * 60, minutes, rise) / rise.max())} % of its peak" in sentence
    newest = time_h if time_h < 72 else time_h // 24 * 24 + 12
    assert f"{figure._pct(100 * transporter_occupancy(antidepressant_level(newest)))} % of transporters filled" in sentence
    found = onset.course(0.8, days=185)
    at_six_weeks = np.interp(42, found.time_d, found.benefit)
    assert f"benefit {figure._pct(100 * np.interp(time_h / 24, found.time_d, found.benefit) / at_six_weeks)} % of that at six weeks" in sentence
    assert f"{figure._pct(100 * np.interp(time_h / 24, found.time_d, found.desensitised))} % of autoreceptors desensitised" in sentence


def test_the_neurons_slow_within_hours_and_are_back_in_two_to_three_weeks():
    firing = dict(zip(TIMES, figure._courses()["firing"]))
    assert firing[TIMES[0]] > 99.9
    assert min(value for time_h, value in firing.items() if time_h < 6) < 65
    back = min(time_h for time_h, value in firing.items() if time_h > 24 and value >= 95)
    assert 10 <= back / 24 <= 21


def test_firing_has_no_step_where_the_first_days_pass_into_the_weeks():
    firing, filled = figure._courses()["firing"], figure._courses()["transporters"]
    for days in (1, 3):
        at = figure._nearest(24 * days)
        assert abs(firing[at + 1] - firing[at - 1]) < 3
    first = TIMES < 24
    assert np.corrcoef(firing[first], np.maximum.accumulate(filled[first]))[0, 1] < -0.99                    # on the first day the neurons follow the transporters
    slow = onset.course(0.8, days=185)
    np.testing.assert_allclose(firing[TIMES >= 72], 100 * np.interp(TIMES[TIMES >= 72] / 24, slow.time_d, slow.firing), rtol=1e-3)


def test_the_benefit_is_gradual_and_never_silent_after_the_first_day():
    benefit = figure._courses()["benefit"]
    assert (np.diff(benefit) >= 0).all() and (benefit[TIMES > 24] > 3).all()
    assert benefit[figure._nearest(WEEK)] == pytest.approx(30, abs=1)
    assert (figure._courses()["benefit low"] <= benefit + 1e-9).all() and (benefit <= figure._courses()["benefit high"] + 1e-9).all()


def test_the_goal_is_reached_where_diazepam_has_gone_and_less_than_half_of_the_benefit_is_there():
    explorer, courses = clocks(), figure._courses()
    reached = [time_h for time_h, view in everywhere(explorer) if view.goal]
    wanted = TIMES[(TIMES > 2) & (courses["EEG"] < 5) & (courses["benefit"] < 50)]
    assert reached == list(wanted) and 24 < reached[0] < WEEK < reached[-1] < 21 * 24
    assert "Goal reached" in clocks(hours=WEEK).picture.sentence
    for drug, shown in (("diazepam", "models"), ("antidepressant", "models"), ("both", "people"), ("both", "rats")):
        assert not explorer.update(hours=WEEK, drug=drug, evidence=shown).goal
    assert [name for name, preset in explorer._presets(None).items() if clocks(**preset).view.goal] == ["a week"]
    assert clocks(hours=40).view.goal == "Goal reached: after 40 hours the EEG effect is below 5 % of its peak (4), and benefit at 6 % of six weeks."


def test_the_answer_is_given_at_about_one_week_and_nowhere_else():
    explorer = clocks()
    answered = [(time_h, view.result) for time_h, view in everywhere(explorer) if view.result]
    assert [time_h for time_h, _ in answered] == [time_h for time_h in TIMES if 160 <= time_h <= 176] and len(answered) == 3
    assert len({answer for _, answer in answered}) == 1
    assert not explorer.update(hours=161, drug="both", evidence="people").result         # the published share has not come yet
    assert explorer.update(hours=WEEK, drug="antidepressant", evidence="models").result.startswith("about 30 % of the six-week benefit is there after one week")
    assert "one third" in explorer.update(hours=WEEK, drug="both", evidence="people").result
    assert not explorer.update(hours=WEEK, drug="diazepam", evidence="models").result


def test_each_published_result_appears_when_its_time_has_come():
    for before, after, place in ((3.5, 4.5, (4, 73.5)), (160, WEEK, (WEEK, 33)), (70, 75, (72, 40)), (640, 700, (672, 80)), (0.7, 0.8, (0.75, figure.EEG_HEIGHT))):
        assert place not in markers(clocks(hours=before))
        assert place in markers(clocks(hours=after))
    assert (12, figure.EEG_HEIGHT) in markers(clocks(hours=13)) and (12, figure.EEG_HEIGHT) not in markers(clocks(hours=11))
    assert len(markers(clocks(hours=4400))) == 9


def test_only_what_was_measured_in_people_has_no_line_and_no_rat():
    explorer = clocks(hours=4400, evidence="people")
    people, faint = explorer.view, explorer.look.colour("faint")
    assert not any(len(line.get_xdata()) > 2 and line.get_color() != faint for axes in explorer.canvas.figure.axes for line in axes.lines)
    assert people.parameters == ("transporter_occupancy_smallest_dose_pct",) and "rat" not in people.sentence
    with_rats = clocks(hours=4400, evidence="rats").view
    assert set(with_rats.evidence) - set(people.evidence) == {"rat_desensitised_day_3", "rat_desensitised_day_21", "rat_firing_back_day"}
    for key in ("clock_transporter_4h", "rat_desensitised_day_21"):
        assert f"{evidence(key).low:.0f} to {evidence(key).high:.0f} %" in with_rats.sentence
    assert "nothing yet" in clocks(evidence="people").view.sentence


PLACES = {"sites": "benzodiazepine sites filled (%)", "sites low": "sites, low of range (%)", "sites high": "sites, high of range (%)",
          "EEG": "effect in the EEG (% of its peak)", "transporters": "transporters filled (%)", "firing": "firing of serotonin neurons (% of before)",
          "desensitised": "autoreceptors desensitised (%)", "benefit": "benefit (% of six weeks)", "benefit low": "benefit, low of range (%)",
          "benefit high": "benefit, high of range (%)"}


@pytest.mark.parametrize("hours", [1 / 3600, 0.0168, 1, 13, WEEK, 300, 4400])
def test_the_table_gives_each_drawn_curve_at_named_times_and_agrees_with_it(hours):
    explorer = clocks(hours=hours)
    table, last = explorer.view.table, figure._nearest(hours)
    named = table.pop("time since the first tablet")
    assert set(table) == set(PLACES.values()) and len(set(named)) == len(named) <= 28
    unit_h = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1, "day": 24, "week": WEEK, "month": 730.5}
    times = [float(words.split()[0]) * unit_h[words.split()[1].rstrip("s")] for words in named]
    assert times == sorted(times) and times[-1] == pytest.approx(TIMES[last], rel=0.06)
    drawn = [np.asarray(line.get_ydata()) for axes in explorer.canvas.figure.axes for line in axes.lines
             if len(line.get_xdata()) == last + 1 and line.get_color() != explorer.look.colour("faint")]
    for name, title in PLACES.items():
        curve = figure._courses()[name][:last + 1]
        here = [int(np.abs(TIMES[:last + 1] / time_h - 1).argmin()) for time_h in times]
        assert all(np.isclose(curve[max(at - 2, 0):at + 3], value).any() for at, value in zip(here, table[title]))
        assert table[title][-1] == curve[-1] and title and (" " in name or any(np.array_equal(line, curve) for line in drawn) or last < 2)
    assert hours < 1 or max(table["sites, high of range (%)"]) == figure._courses()["sites high"].max()          # the edge of the band stands in it too


def test_with_people_or_rats_the_table_has_a_row_for_each_published_result():
    for shown, many in (("people", 5), ("rats", 8)):
        view = clocks(hours=4400, evidence=shown).view
        assert list(view.table) == ["measured", "value", "range", "in", "source"] and {len(column) for column in view.table.values()} == {many}
        assert ("rats" in view.table["in"]) == (shown == "rats")
    at = view.table["measured"].index(evidence("rat_desensitised_day_21").name)
    assert [column[at] for column in view.table.values()][1:] == ["70 %", "60 to 80 %", "rats", "Le Poul 1995"]
    assert clocks(evidence="people").view.table["value"] == ["nothing yet"]


def test_what_is_said_with_people_names_the_newest_result():
    for hours, newest in ((0.5, "nothing yet"), (1, "EEG changed from 0.75 hours on"), (4.5, "transporters 69 to 78 % filled after 4 hours"),
                          (7, "transporters 58 to 70 % filled after 6 hours"), (13, "EEG changed from 0.75 to 12 hours"),
                          (WEEK, "a third of the six-week benefit in week 1"), (4400, "transporters 80 % filled after 4 weeks")):
        assert clocks(hours=hours, evidence="people").view.said.endswith(f", people, both drugs; newest: {newest}.")
    assert clocks(hours=75, evidence="rats").view.said.endswith("newest: in rats 40 % of neurons desensitised on day 3.")


def test_with_people_the_sentence_names_all_that_was_measured_in_them_and_no_firing():
    says = clocks(hours=1012, evidence="people").view.sentence
    assert all(words in says for words in ("transporters 69 to 78 % filled", "EEG changed", "benefit in week 1")) and "fir" not in says.replace("first tablet", "")


def test_bands_and_lines_are_explained_only_where_they_are_drawn():
    for shown in ("people", "rats", "models"):
        explorer = clocks(hours=WEEK, evidence=shown)
        titles = " ".join(axes.get_title(loc="left") for axes in explorer.canvas.figure.axes)
        assert ("band" in titles) == ("models" in titles) == (shown == "models")
        assert not any("channel" in text.get_text() for axes in explorer.canvas.figure.axes for text in axes.texts)


@pytest.mark.parametrize("drug", ["both", "diazepam", "antidepressant"])
@pytest.mark.parametrize("shown", ["people", "rats", "models"])
def test_no_sentence_is_long_and_every_number_is_one_that_a_person_says(drug, shown):
    told = [view for _, view in everywhere(clocks(), drug, shown)]
    assert max(len(view.sentence.split()) for view in told) <= 70 and max(len(view.sentence) for view in told) <= 400
    assert max(len(view.said.split()) for view in told) <= 25 and max(len(view.goal.split()) for view in told) <= 25
    assert all("e+" not in view.sentence and "nan" not in view.sentence for view in told)


def test_a_time_is_said_as_a_person_says_it():
    assert [figure._since(hours) for hours in (1 / 3600, 0.0168, 0.5, 1, 4, 24, WEEK, 1008, 4383)] == [
        "1 second", "1 minute", "30 minutes", "1 hour", "4 hours", "24 hours", "7 days", "6 weeks", "6 months"]


def test_the_parameters_of_each_drug_are_named():
    assert set(figure.KEYS_OF["antidepressant"]) >= {row.key for row in rows("parameters", "clocks")}
    assert clocks(drug="diazepam").view.parameters == figure.KEYS_OF["diazepam"]


def test_a_move_in_time_draws_no_axis_anew(monkeypatch):
    explorer = clocks(hours=1)
    drawn = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
    for hours in (2, 24, WEEK, 1012, 4400):
        explorer.knobs["hours"].widget.value = hours
    assert not drawn


def test_the_working_lists_each_published_result_only_when_it_is_in_the_picture():
    name = evidence("clock_benefit_week_1").name
    assert name not in clocks(hours=24).working() and name in clocks(hours=WEEK).working()


def test_each_step_of_the_slider_has_a_time_of_its_own_in_words():
    words = [figure._since(time_h) for time_h in TIMES]
    assert len(set(words)) == len(words) and words[0] == "1 second" and words[-1] == "6 months"


def test_with_people_or_rats_it_is_said_when_the_next_result_comes():
    for hours, drug, end in ((0.0168, "both", "nothing yet. The first result that is drawn here comes after 45 minutes."), (1, "both", "The next comes after 4 hours."),
                             (1, "diazepam", "hours on. The next comes after 12 hours."), (13, "diazepam", "to 12 hours. No later result is drawn here."),
                             (0.0168, "antidepressant", "nothing yet. The first result that is drawn here comes after 4 hours.")):
        assert clocks(hours=hours, drug=drug, evidence="people").view.sentence.endswith(end)
