"""The picture of one cause or a network: what it says is what the model says, and no stage is shown before it is reached."""

import re

import matplotlib
import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import causes as pictures
from psychopharm.figures.causes import cause_or_network
from psychopharm.models.causes import CAUSES, STAGES, at_stage_ends, episode, symptoms, symptoms_present
from psychopharm.parameters import control, parameter, rows

MOOD = symptoms().index("mood")
STATES = [(cause, cut, stage) for cause in CAUSES for cut in range(0, 101, 5) for stage in STAGES]


@pytest.fixture(scope="module")
def picture():
    return Explorer(cause_or_network, cause=choice("cause_of_symptoms"), cut=slider("symptom_cut"), stage=choice("treatment_stage"))


def at(explorer, cause, cut, stage):
    return explorer.update(cause=cause, cut=cut, stage=stage)


def shown(explorer, cause, cut, stage):
    explorer.go({"cause": cause, "cut": cut, "stage": stage}, "here")
    return explorer.canvas.figure.axes


def test_at_first_nothing_is_taken_away_and_nothing_is_answered(picture):
    assert [control(key).start for key in ("cause_of_symptoms", "symptom_cut", "treatment_stage")] == ["common", "0", "before"]
    view = at(picture, "common", 0, "before")
    assert view.sentence == ("Low mood 58 %; 5.8 of 10 symptoms present on average. Poor sleep 58 %, anxiety 58 %, before a drug that will take away nothing. "
                             "One common cause. A concept, fitted to nobody's data.")
    assert not view.result and not view.goal


def test_without_a_cut_no_picture_of_depression_answers_at_any_stage(picture):
    for cause in CAUSES:
        for stage in STAGES:
            view = at(picture, cause, 0, stage)
            assert not view.result and not view.goal and "takes away 0" not in view.sentence
        assert "All symptoms are as before." in at(picture, cause, 0, "after").sentence


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("cut", [0, 10, 15, 60, 100])
@pytest.mark.parametrize("stage", STAGES)
def test_the_sentence_says_what_the_model_says(picture, cause, cut, stage):
    found, here = episode(cause, cut / 100), STAGES.index(stage)
    present, percent = symptoms_present(found), 100 * at_stage_ends(found)
    view = at(picture, cause, cut, stage)
    says = view.sentence
    told = {name: f"{percent[symptoms().index(name)][here]:.0f} %" + (f" (before: {percent[symptoms().index(name)][0]:.0f} %)" if here else "")
            for name in ("mood", "sleep", "anxiety")}
    before = f" (before: {present[0]:.1f})" if here else ""
    assert says.startswith(f"Low mood {told['mood']}; {present[here]:.1f} of 10 symptoms present on average{before}.")
    assert f"Poor sleep {told['sleep']}, anxiety {told['anxiety']}, {('before a drug that', 'while a drug', 'long after a drug that')[here]} " in says
    assert view.said.startswith(f"Low mood {percent[MOOD][here]:.0f} %") and view.said.endswith(f"{('before the drug', 'while it is taken', 'long after it')[here]}.")
    assert says.endswith("A concept, fitted to nobody's data.")
    assert ("Mood has not moved." in says) == (stage == "during" and (cause == "common" or cut == 0))
    assert ("Mood is better while the drug is taken." in says) == (stage == "during" and cause != "common" and cut > 0)
    assert ("the episode stays over without the drug" in says) == (stage == "after" and cause == "tight" and cut >= 15)
    assert ("All symptoms are as before." in says) == (stage == "after" and not (cause == "tight" and cut >= 15))
    assert (f"{cut} % of both" in says) == (cut > 0)


def test_sentences_stay_short_and_differ_in_every_state(picture):
    views = [at(picture, *state) for state in STATES]
    assert len({view.sentence for view in views}) == len({view.said for view in views}) == len(STATES)
    assert max(len(view.sentence.split()) for view in views) <= 75 and max(len(view.said.split()) for view in views) <= 25
    assert not any("nan" in view.sentence for view in views)


def test_no_position_gives_advice_or_names_a_dose(picture):
    for state in STATES:
        view = at(picture, *state)
        words = " ".join((view.sentence, view.said, view.goal, view.result)).lower()
        assert not re.search(r"\b(mg|dose|tablet|you|should|diazepam|benzodiazepine|weeks?|days?)\b", words)


def test_what_is_left_long_after_is_answered_just_where_the_tightly_linked_network_stays_well(picture):
    answered = {state: result for state in STATES if (result := at(picture, *state).result)}
    assert set(answered) == {("tight", cut, "after") for cut in range(15, 101, 5)}
    assert set(answered.values()) == {"long after the drug, tightly linked symptoms: 0.3 of 10 (before: 5.9); loosely linked ones: 5.3 of 10 (before: 5.3); "
                                      "with one common cause: 5.8 of 10 (before: 5.8)"}


def test_the_goal_is_the_smallest_cut_after_which_the_tightly_linked_network_stays_well(picture):
    reached = [state for state in STATES if at(picture, *state).goal]
    assert reached == [("tight", 15, "after")]
    left = {cut: round(symptoms_present(episode("tight", cut / 100))[2], 1) for cut in range(0, 101, 5)}
    assert min(cut for cut, number in left.items() if number < 1) == 15
    goal = at(picture, *reached[0]).goal
    assert goal == "Goal reached: tightly linked, long after the drug: 0.3 of 10 symptoms at 15 %, but 5.9 at 10 %." and len(goal.split()) <= 25
    assert "0.3 of 10" in at(picture, "tight", 15, "after").sentence and "5.9 of 10" in at(picture, "tight", 10, "after").sentence


def test_the_buttons_answer_nothing(picture):
    for preset in picture._presets(None).values():
        view = picture.update(**preset)
        assert preset["stage"] == "during" and not view.result and not view.goal


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_drawn_and_listed_only_once_it_is_reached(picture, stage):
    stages, _ = shown(picture, "tight", 60, stage)
    reached = STAGES.index(stage) + 1
    faint = matplotlib.colors.to_rgba(picture.look.colour("faint"))
    lines = [line for line in stages.lines if len(line.get_xdata()) == 3 and matplotlib.colors.to_rgba(line.get_color()) != faint]
    assert len(lines) == 11
    assert all(np.isfinite(line.get_ydata()).sum() == reached for line in lines)
    assert sum(name.endswith("(%)") for name in picture.view.table) == reached
    assert all(label.get_position()[0] < reached for label in stages.texts if label.get_text() in pictures.END_NAMES.values())


def test_the_table_has_a_row_for_each_symptom_and_tells_the_links_of_a_network_in_words(picture):
    table = at(picture, "tight", 60, "after").table
    percent = 100 * at_stage_ends(episode("tight", 0.6))
    assert list(table) == ["symptom", "before the drug (%)", "while it is taken (%)", "long after it (%)", "linked with, strongest first"]
    assert table["symptom"][:3] == ["poor sleep (the drug acts here)", "anxiety (the drug acts here)", "low mood"] and table["symptom"][-1] == "all ten, on average"
    for stage, name in enumerate(("before the drug (%)", "while it is taken (%)", "long after it (%)")):
        told = dict(zip(table["symptom"], table[name]))
        assert told["poor sleep (the drug acts here)"] == round(percent[symptoms().index("sleep")][stage])
        assert told["poor concentration"] == round(percent[symptoms().index("concentration")][stage]) and told["all ten, on average"] == round(percent[:, stage].mean())
    linked = dict(zip(table["symptom"], table["linked with, strongest first"]))
    assert linked["poor sleep (the drug acts here)"] == "fatigue, anxiety, poor concentration, low mood" and linked["low mood"].startswith("less interest, guilt, anxiety,")
    assert sum(words.count(",") + 1 for name, words in linked.items() if words != "none of its own") == 2 * len(rows("symptom_links"))
    assert "linked with, strongest first" not in at(picture, "common", 60, "after").table


def test_a_disc_is_as_large_as_its_symptom_is_often_present_and_the_two_the_drug_acts_on_are_square(picture):
    shown(picture, "loose", 60, "during")
    _, ring = picture.canvas.figure.axes
    chance = at_stage_ends(episode("loose", 0.6))[:, 1]
    areas = sorted((line.get_markersize() / pictures.NODE_PX) ** 2 for line in ring.lines if line.get_zorder() == 4)
    np.testing.assert_allclose(areas, sorted(chance))
    assert sum(line.get_marker() == "s" for line in ring.lines if line.get_zorder() == 4) == 2


def test_links_are_shown_in_a_network_and_a_cause_where_there_is_one(picture):
    count = len(rows("symptom_links"))
    widths = {}
    for cause in CAUSES:
        _, ring = shown(picture, cause, 0, "before")
        drawn = [line for line in ring.lines if line.get_zorder() == 1 and line.get_visible()]
        widths[cause] = [line.get_linewidth() for line in drawn if line.get_linestyle() == "-"]
        assert len(widths[cause]) == (0 if cause == "common" else count)
        assert ("cause" in [text.get_text() for text in ring.texts if text.get_visible()]) == (cause == "common") == bool(len(drawn) - len(widths[cause]))
    np.testing.assert_allclose(widths["tight"], 2 * np.array(widths["loose"]))


def test_what_is_over_follows_the_number_of_the_table(picture, monkeypatch):
    monkeypatch.setattr(pictures, "parameter", lambda key: type("", (), {"value": 0.1})() if key == "episode_over_symptoms" else parameter(key))
    assert not at(picture, "tight", 60, "after").result and "Some symptoms are left." in at(picture, "tight", 60, "after").sentence


@pytest.mark.parametrize("cause", CAUSES)
def test_the_working_lists_the_numbers_of_the_picture_shown_and_no_other(cause, monkeypatch):
    from psychopharm.models import causes as model
    whole = symptoms_present(episode(cause, 0.6))
    start = model.network_course(2, 4, 0.4, 0.6).time[-1]
    for key in {row.key for row in rows("parameters", "causes")} - {"episode_over_symptoms", "network_treatment_cut"}:
        with monkeypatch.context() as patch:
            patch.setattr(model, "parameter", lambda name, key=key: type("", (), {"value": parameter(name).value * (1.05 if name == key else 1)})())
            moved = episode(cause, 0.6)
        differs = not np.array_equal(symptoms_present(moved), whole)
        if key == "network_stage_length":                    # long enough: the ends of the stages are at rest
            assert parameter(key).value * len(STAGES) == start
        else:
            assert differs == (key in pictures.KEYS[cause]), key


def test_a_move_draws_no_axis_anew(picture, monkeypatch):
    shown(picture, "tight", 60, "during")
    drawn = []
    monkeypatch.setattr(picture.canvas.agg, "draw", lambda: drawn.append(1))
    for name, positions in (("cut", (0, 15, 100)), ("cause", CAUSES), ("stage", STAGES)):
        for position in positions:
            picture.knobs[name].widget.value = position
    assert not drawn
