"""The explorer of dose and occupancy: what its sentence, its marks and its goal say, held against the model."""

import re

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.occupancy import PRESCRIBER, dose_and_occupancy
from psychopharm.models.occupancy import TARGETS, curve_of, curves_in_range, occupancy, reduction
from psychopharm.parameters import control, evidence, parameter, rows

DOSES = np.round(np.arange(0, 4.05, 0.05), 2)


def fresh():
    return Explorer(dose_and_occupancy, dose=slider("dose_multiple"), target=choice("occupied_target"), steps=choice("reduction_steps"))


@pytest.fixture(scope="module")
def explorer():
    return fresh()


def at(explorer, dose=1.0, target="ssri", steps="none"):
    explorer.go({"dose": dose, "target": target, "steps": steps}, "here")
    return explorer.view


def drawn(explorer):
    """Text and lines of the upper panel that can be seen."""
    axes = explorer.canvas.figure.axes[0]
    return [text.get_text() for text in axes.texts if text.get_text()], [np.asarray(line.get_xdata(), float) for line in axes.lines]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dose", [0.05, 0.5, 1, 2, 3.35, 4])
def test_the_sentence_says_what_the_model_says(explorer, target, dose):
    view = at(explorer, dose, target)
    now, half = 100 * occupancy([dose, dose / 2], curve_of(target))
    band = [100 * float(occupancy(dose, curve)) for curve in curves_in_range(target)]
    assert f"{now:.0f} of 100" in view.sentence and f"({min(band):.0f} to {max(band):.0f} over the ranges" in view.sentence
    assert f"Half of that dose fills {half:.0f}, that is {round(now) - round(half)} fewer." in view.sentence
    assert f"{now:.0f} of 100" in view.said


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dose", [0.05, 1, 4])
def test_the_steps_down_say_what_the_model_says_and_send_to_the_prescriber(explorer, target, dose):
    for steps in ("dose", "occupancy"):
        view = at(explorer, dose, target, steps)
        doses, shares = reduction(dose, curve_of(target), 4, steps)
        uneven = -np.diff(shares) if steps == "dose" else -np.diff(doses) / dose
        *most, last = (f"{100 * step:.0f}" for step in uneven)
        assert f"{', '.join(most)} and {last}" in view.sentence
        assert view.sentence.endswith(PRESCRIBER)
        labels, _ = drawn(explorer)
        written = [label for label in labels if label.startswith("step")]
        assert written == [f"step {i}: −{-100 * fall:.0f}" for i, fall in enumerate(np.diff(shares), 1)]


def test_before_the_hand_moves_nothing_shows_what_twice_the_dose_fills():
    explorer = fresh()
    view = explorer.view
    texts, lines = drawn(explorer)
    assert "86" not in view.sentence + view.said + " ".join(texts) and not view.result and not view.goal
    assert all(np.nanmax(line) <= 1 for line in lines if line.size)
    assert max(view.table["filled (%)"]) == pytest.approx(80)


def test_the_prediction_is_answered_at_twice_the_dose_of_an_ssri_and_nowhere_else(explorer):
    answered = [(dose, target) for dose in DOSES for target in TARGETS if explorer.update(dose=dose, target=target, steps="none").result]
    assert answered == [(2, "ssri")]
    assert at(explorer, 2.0).result == "at twice the smallest usual dose 86 % are filled, 6 of 100 more"


def test_the_goal_is_reached_far_below_the_smallest_usual_dose_only(explorer):
    reached = [dose for dose in DOSES if explorer.update(dose=dose, target="ssri", steps="none").goal]
    falls = {dose: float(np.diff(100 * occupancy([dose / 2, dose], curve_of("ssri")))[0]) for dose in DOSES}
    assert reached == [dose for dose in DOSES if falls[dose] >= 15] and reached and max(reached) < 0.5
    assert not any(explorer.update(dose=dose, target="vortioxetine", steps="none").goal for dose in DOSES)
    assert "halving the smallest usual dose itself empties 10." in explorer.update(dose=reached[0], target="ssri", steps="none").goal


def test_published_values_appear_once_the_hand_has_reached_their_dose(explorer):
    def credit(**state):
        at(explorer, **state)
        return next((text for text in drawn(explorer)[0] if text.startswith("○")), "")
    assert credit(dose=0.95) == ""
    assert credit(dose=1.0) == "○ published: Meyer 2004"
    assert credit(dose=1.95) == "○ published: Meyer 2004"
    assert credit(dose=2.0) == "○ published: Meyer 2004, Voineskos 2007 (doses not given)"
    assert credit(dose=1.0, target="moclobemide") == "○ published: Chiuccariello 2015"
    assert credit(dose=1.7, target="vortioxetine") == "○ published: Stenkrona 2013"


def test_the_published_values_stand_where_they_were_measured(explorer):
    def markers(**state):
        at(explorer, **state)
        line, = [line for line in explorer.canvas.figure.axes[0].lines if line.get_markersize() == 7]
        return list(zip(line.get_xdata(), line.get_ydata()))
    smallest, high = parameter("transporter_occupancy_smallest_dose_pct"), evidence("high_dose_transporter_occupancy")
    assert markers(dose=2.0) == [(1, smallest.value), (3, high.value)]
    assert markers(dose=3.0, target="moclobemide") == [(1.5, 74.2), (3.5, 83.8)]
    assert markers(dose=4.0, target="vortioxetine") == [(1.7, 50)]


@pytest.mark.parametrize("dose", [0, 0.05, 1, 4])
def test_as_many_of_the_hundred_places_are_filled_as_the_sentence_says(explorer, dose):
    view = at(explorer, dose)
    open_, filled = explorer.canvas.figure.axes[1].lines
    assert len(filled.get_xdata()) + len(open_.get_xdata()) == 100
    assert f" {len(filled.get_xdata())} of 100" in view.sentence


def test_no_state_gives_an_amount_of_a_drug_as_a_dose_to_take_or_a_time(explorer):
    for target in TARGETS:
        for steps in ("none", "dose", "occupancy"):
            for dose in (0, 1, 4):
                view = at(explorer, dose, target, steps)
                told = (view.sentence + view.said + view.goal + " ".join(drawn(explorer)[0])).replace("20 to 40 mg of fluoxetine", "")
                assert not re.search(r"\bmg\b|\b(day|week|month|every|then take)s?\b", told)
                assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25
    texts = [row.tooltip + row.label + row.options for key in ("dose_multiple", "occupied_target", "reduction_steps") for row in [control(key)]]
    assert not any("mg" in text for text in texts) and len([row for row in rows("presets") if row.explorer == "dose_and_occupancy"]) == 12


def test_what_is_drawn_from_a_trial_or_a_view_is_named_among_the_sources(explorer):
    assert at(explorer, 1).evidence == ()
    assert at(explorer, 2).evidence == ("high_dose_transporter_occupancy", "ssri_dose_and_response")
    assert at(explorer, 1, "ssri", "dose").evidence == ("reduction_and_occupancy",)


def test_a_move_of_the_dose_draws_no_axis_anew(explorer, monkeypatch):
    at(explorer)
    count = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: count.append(1))
    for dose in (0.0, 0.5, 2.0, 4.0):
        for target in TARGETS:
            at(explorer, dose, target)
    assert not count
