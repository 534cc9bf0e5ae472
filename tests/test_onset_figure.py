"""The pictures of the weeks: what they say is what the model says, and nothing is marked before it is found."""

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import onset as pictures
from psychopharm.figures.onset import pindolol_weeks, raphe_neuron
from psychopharm.models.onset import EXPLANATIONS, course, recovery_d
from psychopharm.parameters import control, evidence, parameter, target

STATES = [(occupancy, model, day, pindolol) for occupancy in range(0, 95, 5) for model in EXPLANATIONS for day in (0, 1, 21, 42) for pindolol in (0, 50, 90)]


@pytest.fixture(scope="module")
def neuron():
    return Explorer(raphe_neuron, asked=None, occupancy=slider("onset_transporters_filled"), model=choice("onset_explanation"), day=slider("onset_day"),
                    pindolol=slider("onset_autoreceptors_blocked"))


def at(explorer, occupancy, model, day, pindolol=0):
    return explorer.update(occupancy=occupancy, model=model, day=day, pindolol=pindolol)


def test_at_first_no_transporter_is_filled_and_nothing_is_answered(neuron):
    neuron.go({"occupancy": 0, "model": "both", "day": 0, "pindolol": 0}, "start")
    assert neuron.view.sentence == ("Day 0 (the first hours) with no transporter filled; explanation: both changes. The neuron fires at 100 % of before; "
                                    "0 % of its autoreceptors are desensitised. Forebrain serotonin is as before.")
    assert not neuron.view.result and not neuron.view.goal
    assert [control(key).start for key in ("onset_transporters_filled", "onset_explanation", "onset_day", "onset_autoreceptors_blocked")] == ["0", "both", "0", "0"]


@pytest.mark.parametrize("occupancy, model, day, pindolol", [(80, "both", 1, 0), (85, "desensitisation", 42, 0), (85, "homeostasis", 42, 0), (50, "both", 10, 30)])
def test_the_sentence_says_what_the_model_says(neuron, occupancy, model, day, pindolol):
    found = course(occupancy / 100, model=model, antagonist=pindolol / 100)
    says, back = at(neuron, occupancy, model, day, pindolol).sentence, recovery_d(found)
    assert f"fires at {100 * np.interp(day, found.time_d, found.firing):.0f} % of before" in says
    assert f"{100 * np.interp(day, found.time_d, found.desensitised):.0f} % of its autoreceptors" in says
    assert f"Forebrain serotonin is {np.interp(day, found.time_d, found.forebrain):.1f} times that before." in says
    assert (f"back at 95 % since day {back:.1f}" in says) == (back <= day)
    assert ("not yet back" in says or "not back at 95 % within six weeks" in says) == (back > day)
    assert ("by pindolol" in says) == bool(pindolol)


def test_sentences_stay_short_at_every_end(neuron):
    for state in STATES:
        view = at(neuron, *state)
        assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25, state
        assert "nan" not in view.sentence and "inf" not in view.sentence.replace("infin", "")


def test_the_answer_is_that_of_the_model_and_stands_wherever_the_curve_asked_about_is_drawn(neuron):
    firing = 100 * course(0.8).firing[2]
    assert round(firing) == 59
    answered = {state: result for state in STATES if (result := at(neuron, *state).result)}
    assert answered == {(80, "both", day, 0): f"on day 1 the neuron fires at {firing:.0f} % of before" for day in (0, 1, 21, 42)}


def test_the_answer_about_benefit_which_a_later_section_asks_for_is_nowhere(neuron):
    assert len(neuron.canvas.figure.axes) == 2
    for state in STATES:
        view = at(neuron, *state)
        assert not any("benefit" in words.lower() for words in (view.sentence, view.said, view.goal, view.result, view.code, *view.table)), state
    assert "benefit_time_constant_d" not in neuron.view.parameters


def test_the_goal_is_the_one_setting_that_agrees_with_all_three_findings_in_rats(neuron):
    reached = [state for state in STATES if at(neuron, *state).goal]
    assert reached == [(85, "both", 21, 0), (85, "both", 42, 0)]
    goal = at(neuron, 85, "both", 42).goal
    assert goal == "Goal reached: both changes, 85 % filled: 37 % desensitised on day 3, 73 % on day 21, firing back on day 14.9." and len(goal.split()) <= 25


@pytest.mark.parametrize("occupancy, model, day, told", [
    (80, "both", 21, " Of three findings in rats one fails: firing is back on day 10.7, too early."),
    (90, "both", 21, " Of three findings in rats one fails: firing is not back by day 21, too late."),
    (90, "both", 42, " Of three findings in rats one fails: firing is back on day 27.6, too late."),
    (80, "both", 20, ""), (85, "both", 42, ""), (85, "homeostasis", 42, ""), (0, "both", 42, "")])
def test_a_near_miss_says_which_finding_in_rats_fails(neuron, occupancy, model, day, told):
    says = at(neuron, occupancy, model, day).sentence
    assert says.partition(" Of three")[1:] == told.partition(" Of three")[1:] and not at(neuron, occupancy, model, day, 10).goal


def test_one_finding_is_called_failing_just_where_two_of_three_hold(neuron):
    for occupancy, model, day in {state[:3] for state in STATES}:
        weeks = course(occupancy / 100, model=model)
        shares = [target(key).low <= weeks.desensitised[2 * on] <= target(key).high for key, on in (("T2_01", 3), ("T2_02", 21))]
        agree = sum(shares) + (14 <= recovery_d(weeks) <= 21)
        view = at(neuron, occupancy, model, day)
        judged = day >= 21 and occupancy > 0
        assert ("one fails" in view.sentence) == (judged and agree == 2) and bool(view.goal) == (judged and agree == 3), (occupancy, model, day)


def test_what_is_said_begins_with_the_explanation_and_differs_in_every_state(neuron):
    said = {at(neuron, *state).said for state in STATES}
    assert len(said) == len(STATES)
    assert at(neuron, 85, "both", 21).said == "Both changes, 85 % filled, day 21: firing 98 %, back since day 14.9; 73 % desensitised; serotonin 3.5 times."


def test_the_day_of_recovery_is_marked_only_once_it_has_come(neuron):
    for day, marked in ((14, False), (15, True)):
        neuron.go({"occupancy": 85, "model": "both", "day": day, "pindolol": 0}, "here")
        texts = [text.get_text() for axes in neuron.canvas.figure.axes for text in axes.texts]
        assert ("back: day 14.9" in texts) == marked


def test_the_marks_of_rats_stand_where_they_were_published(neuron):
    panel, = [axes for axes in neuron.canvas.figure.axes if "raphe" in axes.get_title(loc="left")]
    drawn = [tuple(map(list, line.get_data())) for line in panel.lines if len(line.get_xdata()) <= 2]
    late, back = evidence("rat_desensitised_day_21"), evidence("rat_firing_back_day")
    assert ([3], [40]) in drawn and ([21, 21], [late.low, late.high]) in drawn and ([back.low, back.high], [100, 100]) in drawn
    assert (late.low, late.high, back.low, back.high) == (60, 80, 14, 21)


def test_the_working_lists_the_numbers_of_the_explanation_shown_and_no_other(monkeypatch):
    from psychopharm.models import onset
    keys = {key for listed in pictures.KEYS.values() for key in listed}
    for model in EXPLANATIONS:
        whole = course(0.8, model=model)
        for key in keys:
            with monkeypatch.context() as patch:
                patch.setattr(onset, "_value", lambda name, key=key: parameter(name).value * (1.02 if name == key else 1))
                moved = course(0.8, model=onset._neuron.__wrapped__(model))
            differs = any(not np.array_equal(getattr(moved, name), getattr(whole, name)) for name in ("firing", "forebrain", "desensitised"))
            assert differs == (key in pictures.KEYS[model]), (model, key)


def test_a_move_draws_no_axis_anew(neuron, monkeypatch):
    neuron.go({"occupancy": 80, "model": "both", "day": 10, "pindolol": 0}, "here")
    drawn = []
    monkeypatch.setattr(neuron.canvas.agg, "draw", lambda: drawn.append(1))
    for name, positions in (("day", (0, 20, 42)), ("occupancy", (50, 85)), ("model", EXPLANATIONS), ("pindolol", (30, 60))):
        for position in positions:
            neuron.knobs[name].widget.value = position
    assert not drawn


def test_pindolol_by_week_prints_the_published_odds_ratios_and_where_they_may_be_chance():
    view = Explorer(pindolol_weeks).view
    assert view.table["odds ratio"] == [2.39, 2.39, 1.94, 1.59, 1.42, 1.28]
    assert "week 1: 2.4 (1.4 to 4.1); week 2: 2.4 (1.7 to 3.3); week 3" in view.sentence and "no difference, in week 5 and week 6." in view.sentence
    assert view.said == "Pindolol added: odds ratio of response 2.4 in week 1, 1.3 in week 6, where the interval includes no difference."
    assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25
