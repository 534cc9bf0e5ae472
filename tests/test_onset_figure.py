"""The pictures of the weeks: what they say is what the model says, and nothing is marked before it is found."""

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import onset as pictures
from psychopharm.figures.onset import early_or_lag, pindolol_weeks, raphe_neuron
from psychopharm.models.onset import EXPLANATIONS, benefit_share, course, recovery_d
from psychopharm.parameters import control, evidence, parameter

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
                                    "0 % of its autoreceptors are desensitised. Forebrain serotonin: 1.0 times that before. No benefit is to come.")
    assert not neuron.view.result and not neuron.view.goal
    assert [control(key).start for key in ("onset_transporters_filled", "onset_explanation", "onset_day", "onset_autoreceptors_blocked")] == ["0", "both", "0", "0"]


@pytest.mark.parametrize("occupancy, model, day, pindolol", [(80, "both", 1, 0), (85, "desensitisation", 42, 0), (85, "homeostasis", 42, 0), (50, "both", 10, 30)])
def test_the_sentence_says_what_the_model_says(neuron, occupancy, model, day, pindolol):
    found = course(occupancy / 100, model=model, antagonist=pindolol / 100)
    says, back = at(neuron, occupancy, model, day, pindolol).sentence, recovery_d(found)
    assert f"fires at {100 * np.interp(day, found.time_d, found.firing):.0f} % of before" in says
    assert f"{100 * np.interp(day, found.time_d, found.desensitised):.0f} % of its autoreceptors" in says
    assert f"Forebrain serotonin: {np.interp(day, found.time_d, found.forebrain):.1f} times that before" in says
    assert f"{100 * np.interp(day, found.time_d, benefit_share(found)):.0f} % of the six-week benefit" in says
    assert (f"back at 95 % since day {back:.1f}" in says) == (back <= day)
    assert ("not yet back" in says or "not back at 95 % within six weeks" in says) == (back > day)
    assert ("by pindolol" in says) == bool(pindolol)


def test_sentences_stay_short_at_every_end(neuron):
    for state in STATES:
        view = at(neuron, *state)
        assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25, state
        assert "nan" not in view.sentence and "inf" not in view.sentence.replace("infin", "")


def test_the_answer_is_that_of_the_model_and_stands_in_the_state_asked_about_alone(neuron):
    firing = 100 * course(0.8).firing[2]
    assert round(firing) == 59
    answered = {state: result for state in STATES if (result := at(neuron, *state).result)}
    assert answered == {(80, "both", 1, 0): f"on day 1 the neuron fires at {firing:.0f} % of before"}


def test_the_goal_is_the_one_setting_that_agrees_with_all_three_findings_in_rats(neuron):
    reached = [state for state in STATES if at(neuron, *state).goal]
    assert reached == [(85, "both", 21, 0), (85, "both", 42, 0)]
    goal = at(neuron, 85, "both", 42).goal
    assert goal.startswith("Goal reached: with both changes and 85 % filled, firing is back on day 14.9, with 37 % desensitised on day 3 and 73 % on day 21")
    assert f"At 50 % it would be back on day {recovery_d(course(0.5)):.1f}" in goal


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
            differs = any(not np.array_equal(getattr(moved, name), getattr(whole, name)) for name in ("firing", "forebrain", "desensitised", "benefit"))
            assert differs == (key in pictures.KEYS[model]), (model, key)


def test_the_benefit_without_blocked_uptake_is_none_even_with_pindolol(neuron):
    view = at(neuron, 0, "both", 21, 90)
    assert not np.any(view.table["benefit (% of week 6)"]) and "No benefit is to come" in view.sentence


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
    assert "in week 5 and week 6" in view.sentence and "week 4" not in view.sentence


def test_the_curve_with_a_lag_misses_the_gaps_and_the_early_one_does_not():
    view = Explorer(early_or_lag).view
    table = view.table
    squares = {name: sum((np.asarray(table[f"{name} (points)"]) - table["gap (points)"]) ** 2) for name in ("early curve", "curve with a lag")}
    assert f"sum of squares of {squares['early curve']:.2f}" in view.sentence and f"14 days by {squares['curve with a lag']:.2f}" in view.sentence
    assert squares["early curve"] < 1e-9 < 1 < squares["curve with a lag"]
