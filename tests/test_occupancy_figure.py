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
def test_equal_steps_of_dose_say_what_the_model_says_with_the_range_of_the_last(explorer, target, dose):
    view = at(explorer, dose, target, "dose")
    _, shares = reduction(dose, curve_of(target), 4, "dose")
    *most, last = (f"{-100 * fall:.0f}" for fall in np.diff(shares))
    ends = [100 * float(occupancy(dose / 4, curve)) for curve in curves_in_range(target)]
    assert f"the steps empty {', '.join(most)} and {last} (the last {min(ends):.0f} to {max(ends):.0f} over the ranges of the constants)." in view.sentence
    assert f"empty {', '.join(most)} and {last}." in view.said and "largest" not in view.sentence
    np.testing.assert_allclose(view.table["emptied by the step (of 100)"], [0, *-100 * np.diff(shares)])
    assert [label for label in drawn(explorer)[0] if label.startswith("step")] == [f"step {i}: −{-100 * fall:.0f}" for i, fall in enumerate(np.diff(shares), 1)]


@pytest.mark.parametrize("target", TARGETS)
def test_equal_steps_of_occupancy_give_no_fraction_of_a_dose_anywhere(explorer, target):
    for dose in (0.05, 0.35, 1, 3.35, 4):
        view = at(explorer, dose, target, "occupancy")
        share = 100 * float(occupancy(dose, curve_of(target)))
        labels, lines = drawn(explorer)
        assert f"each empties {share / 4:.0f};" in view.sentence and "no number is given here" in view.sentence
        told = " ".join([view.sentence, view.said, view.goal, view.result, view.code, *labels, *map(str, view.table["step"])])
        allowed = {f"{dose:g}", f"{share:.0f}", f"{share / 4:.0f}", "100", *"01234"}
        assert set(re.findall(r"\d+(?:\.\d+)?", told)) <= allowed and "%" not in view.sentence
        assert not any("dose" in column for column in view.table) and reduction not in view.functions
        assert not explorer.canvas.figure.axes[0].xaxis.get_visible()
        assert all(set(line[np.isfinite(line)]) <= {0, 4} for line in lines), "a dose of a step can be read from the picture"
        doses, _ = reduction(dose, curve_of(target), 4, "occupancy")
        assert ("by far" in view.sentence) <= (doses[0] - doses[1] >= 5 * doses[3] * 0.999)
    assert at(explorer, 1, target, "none").table["dose (smallest usual dose = 1)"][-1] == 1 and explorer.canvas.figure.axes[0].xaxis.get_visible()


def test_every_way_down_sends_to_the_prescriber_for_the_eye_and_the_ear(explorer):
    for steps in ("dose", "occupancy"):
        for dose in DOSES[1:]:
            view = explorer.update(dose=dose, target="ssri", steps=steps)
            assert view.sentence.endswith(PRESCRIBER) and view.said.endswith(PRESCRIBER) and len(view.said.split()) <= 25


def test_the_same_words_name_the_unit_of_dose_everywhere(explorer):
    for target in TARGETS:
        told = at(explorer, 1, target).sentence + at(explorer, 2, target).said + explorer.canvas.figure.axes[0].get_xlabel()
        assert told.count("smallest usual dose") == 3 and "usual smallest" not in told and "of the study" not in told


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


def test_the_goal_counts_what_the_sentence_says(explorer):
    views = {dose: explorer.update(dose=dose, target="ssri", steps="none") for dose in DOSES[1:]}
    fewer = {dose: int(re.search(r"that is (\d+) fewer", view.sentence).group(1)) for dose, view in views.items()}
    reached = [dose for dose, view in views.items() if view.goal]
    assert reached == [dose for dose, count in fewer.items() if count >= 15] and 0.4 in reached and max(reached) < 0.5
    for dose in reached:
        assert views[dose].goal.endswith(f"empties {fewer[dose]} of 100 transporters; halving the smallest usual dose itself empties {fewer[1]}.")
        assert len(views[dose].goal.split()) <= 25
    assert not any(explorer.update(dose=dose, target="vortioxetine", steps="none").goal for dose in DOSES)


@pytest.mark.parametrize("dose", [0, 0.05, 1, 4])
def test_the_table_reads_the_drawn_curve_at_round_doses(explorer, dose):
    table = at(explorer, dose).table
    drawn_at, drawn_share = explorer.canvas.figure.axes[0].lines[1].get_data()
    doses = table["dose (smallest usual dose = 1)"]
    assert len(doses) <= 20 and doses[-1] == drawn_at[-1] == dose
    np.testing.assert_allclose(table["filled (%)"], 100 * occupancy(doses, curve_of("ssri")))
    np.testing.assert_allclose(np.interp(doses, drawn_at, drawn_share), table["filled (%)"], atol=0.2)


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
                told = view.sentence + view.said + view.goal + " ".join(drawn(explorer)[0])
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
