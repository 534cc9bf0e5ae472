"""The picture of the depletion studies draws the people whom the studies counted, and answers nothing before a transmitter is lowered."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from psychopharm.explore import Explorer, choice
from psychopharm.figures.depletion import BESIDE, COUNTS, GROUPS, LOWERED, OTHERS, depletion
from psychopharm.figures.style import COLOURS
from psychopharm.models.evidence import share_with_interval
from psychopharm.parameters import evidence, rows, source

STATES = list(itertools.product(GROUPS, LOWERED))
PRINTED = {  # as in the abstracts: people with symptoms, people
    "sham": {"never": None, "no_drug": (0, 15), "serotonergic": (0, 15), "noradrenergic": (0, 15)},
    "serotonin": {"never": (0, 19), "no_drug": (10, 15), "serotonergic": (8, 15), "noradrenergic": (1, 15)},
    "catecholamines": {"never": (0, 8), "no_drug": (10, 14), "serotonergic": (1, 9), "noradrenergic": (5, 5)}}
PRINTED_OTHERS = {("sham", "no_drug"): (1, 13), ("serotonin", "never"): (6, 20), ("serotonin", "no_drug"): (7, 61), ("serotonin", "serotonergic"): (63, 133)}


def shown(**values):
    explorer = Explorer(depletion, people=choice("depletion_people"), lowered=choice("depletion_lowered"))
    if values:
        explorer.go(values, "here")
    return explorer


def marks(explorer, marker):
    """Shares at which open marks of one kind stand, from the row above down."""
    found = [line for line in explorer.canvas.figure.axes[0].lines if line.get_marker() == marker and len(line.get_xdata())]
    return [line.get_xdata()[0] for line in sorted(found, key=lambda line: -line.get_ydata()[0])]


def people_drawn(explorer):
    """How many people of the lower panel are filled, and how many open."""
    paper, count = to_rgba(explorer.look.colour("paper")), {}
    for line in explorer.canvas.figure.axes[1].lines:
        count["open" if to_rgba(line.get_markerfacecolor()) == paper else "filled"] = int(np.isfinite(line.get_ydata()).sum())
    return count["filled"], count["open"]


@pytest.mark.parametrize("lowered", LOWERED)
def test_the_counts_are_those_of_the_studies(lowered):
    explorer = shown(lowered=lowered)
    counts = [count for count in PRINTED[lowered].values() if count]
    assert marks(explorer, "o") == pytest.approx([100 * events / people for events, people in counts])
    assert marks(explorer, "D") == pytest.approx([100 * PRINTED_OTHERS[lowered, group][0] / PRINTED_OTHERS[lowered, group][1] for group in GROUPS if (lowered, group) in PRINTED_OTHERS])
    labels = [text.get_text() for text in explorer.canvas.figure.axes[0].texts if re.search(r"\d of|no count", text.get_text())]
    beside = [text.get_text() for text in explorer.canvas.figure.axes[0].texts if text.get_text().startswith("other report: ")]
    assert beside == [f"other report: {BESIDE[key]}" for group in GROUPS for (state, other), (key, _) in OTHERS.items() if (state, other) == (lowered, group)]
    assert labels == ["no count" if count is None else "{} of {}".format(*count) for count in PRINTED[lowered].values()]


@pytest.mark.parametrize("lowered", LOWERED)
def test_each_bar_ends_at_the_interval_of_its_count(lowered):
    explorer = shown(lowered=lowered)
    bars = {tuple(line.get_xdata()) for line in explorer.canvas.figure.axes[0].lines if len(line.get_xdata()) == 2}
    counts = [*PRINTED[lowered].values(), *(count for (state, _), count in PRINTED_OTHERS.items() if state == lowered)]
    wanted = {tuple(100 * end for end in share_with_interval(*count)[1:]) for count in counts if count}
    np.testing.assert_allclose(sorted(bars), sorted(wanted))


@pytest.mark.parametrize("people, lowered", STATES)
def test_as_many_people_are_drawn_as_the_sentence_counts(people, lowered):
    explorer = shown(people=people, lowered=lowered)
    view, count = explorer.view, PRINTED[lowered][people]
    assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25
    if count is None:
        assert "people were not counted" in view.sentence and people_drawn(explorer) == (0, 0)
        assert view.said == "Sham drink: in people never depressed no change was seen; they were not counted."
        return
    events, everybody = count
    low, high = (100 * end for end in share_with_interval(*count)[1:])
    assert f"in {events} of {everybody} people ({low:.0f} to {high:.0f} of 100, 95 % interval; " in view.sentence
    assert people_drawn(explorer) == (events, everybody - events)
    assert f" in {events} of {everybody} {'' if people == 'never' else 'who '}{GROUPS[people]}." in view.said
    assert ("Other report (" in view.said) == ((lowered, people) in PRINTED_OTHERS) == view.said.endswith("): {} of {}.".format(*PRINTED_OTHERS.get((lowered, people), (0, 0))))
    assert ("mood fell" in view.sentence) == (people == "never")


@pytest.mark.parametrize("people, lowered", STATES)
def test_every_other_group_and_every_other_report_of_the_chosen_one_is_in_the_sentence(people, lowered):
    sentence = shown(people=people, lowered=lowered).view.sentence
    for group, count in PRINTED[lowered].items():
        if group != people:
            assert f"{GROUPS[group]} not counted" in sentence if count is None else "{} {} of {}".format(GROUPS[group], *count) in sentence
    other = PRINTED_OTHERS.get((lowered, people))
    assert bool(re.search(r"; (in another study|in pooled reports|with depression in the family)", sentence)) == bool(other)
    if other:
        assert "in {} of {} ({})".format(*other, source(evidence(OTHERS[lowered, people][0]).source).short) in sentence


def test_the_first_picture_lowers_nothing_and_tells_no_count_of_a_lowered_transmitter():
    explorer = shown()
    assert explorer.values == {"people": "serotonergic", "lowered": "sham"}
    words = " ".join([explorer.view.sentence, explorer.view.said, str(explorer.view.table), *(text.get_text() for axes in explorer.canvas.figure.axes for text in axes.texts)])
    for count in (*PRINTED["serotonin"].values(), *PRINTED["catecholamines"].values()):
        assert "{} of {}".format(*count) not in words.replace("0 of 15", "").replace("1 of 13", "")
    assert not explorer.view.result and not explorer.view.goal


def test_the_prediction_is_answered_where_serotonin_is_lowered_and_nowhere_else():
    answered = {state for state in STATES if shown().update(*state).result}
    assert answered == {(people, "serotonin") for people in GROUPS}
    assert shown().update("never", "serotonin").result == (
        "0 of 19 never depressed, 10 of 15 recovered without a drug and 8 of 15 recovered on a serotonin drug; in pooled reports "
        "7 of 61 without a drug or fully recovered, and 63 of 133 recently treated")


def test_the_goal_is_the_drug_group_that_needs_noradrenaline_and_no_preset_gives_it_away():
    assert [state for state in STATES if shown().update(*state).goal] == [("noradrenergic", "catecholamines")]
    goal = shown().update("noradrenergic", "catecholamines").goal
    assert goal == ("Goal reached: on noradrenaline drugs symptoms came back in 5 of 5 with noradrenaline and dopamine lowered, "
                    "in 1 of 15 with serotonin lowered.")
    explorer = shown()
    for values in explorer._presets(None).values():
        assert not explorer.update(**values).goal


def test_counts_come_from_verified_or_derived_rows_and_say_what_was_counted():
    used = {key for groups in COUNTS.values() for key, _ in groups.values()} | {key for key, _ in OTHERS.values()}
    for key in used:
        row = evidence(key)
        assert row.status in ("verified", "derived") and source(row.source).checked == "yes" and row.outcome and row.certainty
    assert used <= {row.key for row in rows("evidence", "antidepressants")}


@pytest.mark.parametrize("lowered", LOWERED)
def test_the_table_says_the_same_as_the_picture(lowered):
    table = shown(lowered=lowered).view.table
    assert table["people with symptoms"] == ["not counted" if count is None else count[0] for count in PRINTED[lowered].values()]
    for number, count in enumerate(PRINTED[lowered].values()):
        if count:
            assert [table[name][number] for name in ("people with symptoms, per 100", "low end of the interval, per 100", "high end of the interval, per 100")] == pytest.approx([100 * part for part in share_with_interval(*count)])


def test_a_cross_keeps_the_shares_before():
    explorer = shown(lowered="serotonin")
    assert marks(explorer, "x") == pytest.approx([0, 0, 0])          # of the sham drink; one group was not counted then
    explorer.go({"lowered": "catecholamines"}, "next")
    assert marks(explorer, "x") == pytest.approx([0, 100 * 10 / 15, 100 * 8 / 15, 100 / 15])


def test_a_group_that_nobody_studied_gets_one_sentence():
    with pytest.raises(ValueError, match="No people 'nevr'. Did you mean 'never'"):
        shown().update("nevr", "sham")
    with pytest.raises(ValueError, match="No lowered 'dopamine'"):
        shown().update("never", "dopamine")


@pytest.mark.parametrize("width", [340, 560, 720, 900])
@pytest.mark.parametrize("theme", COLOURS)
def test_no_word_is_cut_off_or_small(width, theme):
    explorer = shown()
    explorer._told(None, {"kind": "stage", "theme": theme, "width": width, "ratio": 1}, [])
    for people, lowered in (("never", "sham"), ("no_drug", "serotonin"), ("noradrenergic", "catecholamines")):       # the longest of each label
        explorer.go({"people": people, "lowered": lowered}, "there")
        for axes in explorer.canvas.figure.axes:
            for text in (*axes.texts, axes._left_title):
                if text.get_text():
                    box = text.get_window_extent(explorer.canvas.agg.get_renderer())
                    assert box.x0 >= 0 and box.x1 <= explorer.canvas.figure.bbox.x1 and box.y0 >= 0 and box.y1 <= explorer.canvas.figure.bbox.y1, text.get_text()
                    assert text.get_fontsize() >= 10
                    if text in axes.texts:
                        assert box.x1 <= axes.get_window_extent().x1 + 1, text.get_text()


def test_a_move_draws_no_axis_anew(monkeypatch):
    explorer, anew = shown(), []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: anew.append(1))
    for people, lowered in STATES:
        explorer.knobs["people"].widget.value = people
        explorer.knobs["lowered"].widget.value = lowered
    assert not anew
