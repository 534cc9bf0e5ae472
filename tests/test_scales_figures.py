"""The pictures of the rating scale: what they say is what the model says, and no answer stands there before it is found."""

import itertools
import re

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import scales as pictures
from psychopharm.figures.scales import one_total, scale_ceiling
from psychopharm.models.scales import ITEMS, NAMES, SCALES, expected_points, total
from psychopharm.models.trials import points_held
from psychopharm.parameters import control, evidence, parameter

COARSE = (-3, -1.5, 0, 0.25, 1.5, 3)
SETTINGS = [(core, anxiety, sleep, scale) for core, anxiety, sleep in itertools.product(COARSE, repeat=3) for scale in ("HAM-D17", "HAM-D6", "Core4", "mood")]
CUTOFFS = range(14, 25)
SIX = ("sleep_early", "sleep_middle", "sleep_late", "psychic_anxiety", "somatic_anxiety", "agitation")
HELD = {"sleep": SIX[:3], "five": SIX[:5], "six": SIX}
CEILINGS = [(share, items, cutoff) for share in (0, 5, 50, 100) for items in HELD for cutoff in CUTOFFS]


@pytest.fixture(scope="module")
def whole():
    return Explorer(one_total, core=slider("severity_core"), anxiety=slider("severity_anxiety"), sleep=slider("severity_sleep"), scale=choice("rating_scale"))


@pytest.fixture(scope="module")
def ceiling():
    return Explorer(scale_ceiling, share=slider("items_removed"), items=choice("removed_items"), cutoff=slider("trial_inclusion"))


def at(explorer, *state):
    return explorer.update(**dict(zip(explorer.knobs, state)))


def written(explorer):
    return [text.get_text() for axes in explorer.canvas.figure.axes for text in axes.texts]


def shown(factors, scale):
    return round(float(total(expected_points((*factors, 0)), scale)), 1)


# One total

def test_at_first_everybody_is_at_the_mean_and_nothing_is_answered(whole):
    whole.go({"core": 0, "anxiety": 0, "sleep": 0, "scale": "HAM-D17"}, "start")
    assert [control(key).start for key in ("severity_core", "severity_anxiety", "severity_sleep", "rating_scale")] == ["0", "0", "0", "HAM-D17"]
    assert whole.view.sentence == ("HAM-D17: 20.5 points, as at the start, made up, rounded, of core items (five) 8.5, anxiety items (four) 5.2, sleep items (three) 3.3, "
                                   "body and insight (five) 3.6. The Core4, four of these core items, 7.7 (at the start 7.7). "
                                   "Simulated people with core 0, anxiety 0, sleep 0 SD from the mean before a trial.")
    assert whole.view.said == "HAM-D17 20.5, as at the start; the Core4 7.7. Core 0, anxiety 0, sleep 0 SD."
    assert not whole.view.result and not whole.view.goal
    assert "fewer" not in whole.view.sentence + whole.view.said


@pytest.mark.parametrize("core, anxiety, sleep, scale", [(0, -2, -2, "HAM-D17"), (-3, 0, 0, "HAM-D6"), (3, 3, 3, "Core4"), (-3, -3, -3, "mood"), (1.5, 0, -1.5, "HAM-D17")])
def test_the_sentence_says_the_total_and_what_each_group_adds(whole, core, anxiety, sleep, scale):
    points, says = expected_points((core, anxiety, sleep, 0)), at(whole, core, anxiety, sleep, scale).sentence
    name = {"mood": "Mood item"}.get(scale, scale)
    change = round(shown((core, anxiety, sleep), scale) - shown((0, 0, 0), scale), 1)
    assert f"{name}: {total(points, scale):.1f} points, {abs(change):.1f} {'more' if change > 0 else 'fewer'} than at the start ({shown((0, 0, 0), scale):.1f})" in says
    members = {"core items": NAMES[:3] + NAMES[6:8], "anxiety items": ("agitation", "psychic_anxiety", "somatic_anxiety", "health_worry"),
               "sleep items": NAMES[3:6], "body and insight": ("appetite", "fatigue", "sexual", "weight", "insight")}
    counted = {group: [NAMES.index(item) for item in items if SCALES[scale][NAMES.index(item)]] for group, items in members.items()}
    for group, places in counted.items():
        several = sum(map(bool, counted.values())) > 1
        number = ("no", "one", "two", "three", "four", "five")[len(places)]
        assert (f"{group} ({number}) {points[places].sum():.1f}" in says) == bool(places and several), group
    for other in {"HAM-D17", "Core4"} - {scale}:
        assert f"he {other}{', four of these core items,' if other == 'Core4' else ''} {total(points, other):.1f} (at the start" in says


def test_the_groups_of_items_add_up_to_the_total_on_every_scale(whole):
    for core, anxiety, sleep, scale in SETTINGS:
        assert sum(pictures._parts(core, anxiety, sleep, scale).values()) == pytest.approx(total(expected_points((core, anxiety, sleep, 0)), scale))


def test_an_item_belongs_to_the_factor_on_which_it_loads_most():
    for item, group in zip(ITEMS, pictures.GROUP_OF):
        loadings = {factor: getattr(item, factor) for factor in ("core", "anxiety", "sleep", "body")}
        assert loadings[group] == max(loadings.values()) or not any(loadings.values()), item.key
    assert pictures.GROUP_OF[NAMES.index("insight")] == "body"


def test_sentences_of_a_total_stay_short_and_what_is_said_differs_in_every_state(whole):
    views = {state: at(whole, *state) for state in SETTINGS}
    assert max(len(view.sentence.split()) for view in views.values()) <= 75 and max(len(view.said.split()) for view in views.values()) <= 25
    assert len({view.said for view in views.values()}) == len({view.sentence for view in views.values()}) == len(SETTINGS)
    assert not any(re.search(r"nan|-\d|−0\.0|\+0\.0", view.sentence + view.result) for view in views.values())


def test_bars_are_as_long_as_their_items_and_filled_where_the_scale_counts_them(whole):
    at(whole, 1, -0.5, -1.5, "HAM-D6")
    items, sums = whole.canvas.figure.axes
    points, paper = expected_points((1, -0.5, -1.5, 0)), whole.look.colour("paper")
    bars = items.patches[len(ITEMS):]                        # behind them stand the frames of the most points
    places = [round(bar.get_y() + bar.get_height() / 2) for bar in bars]
    assert sorted(places) == list(range(len(ITEMS)))
    labels = {tick: label.get_text() for tick, label in zip(items.get_yticks(), items.get_yticklabels())}
    for bar, place in zip(bars, places):
        i = [item.name for item in ITEMS].index(labels[place])
        assert bar.get_width() == pytest.approx(points[i])
        open_bar = np.allclose(bar.get_facecolor()[:3], [int(paper[k:k + 2], 16) / 255 for k in (1, 3, 5)])
        assert open_bar != SCALES["HAM-D6"][i], ITEMS[i].key
    assert sum(bar.get_width() for bar in sums.patches) == pytest.approx(total(points, "HAM-D6"))
    assert sums.patches[-1].get_x() + sums.patches[-1].get_width() == pytest.approx(total(points, "HAM-D6"))
    assert {"core: 8.8", "anxiety: 1.9", "sleep: none", "body: 1.6", "HAM-D6: 12.4 points"} <= set(written(whole))


def test_the_faint_total_stands_on_the_scale_that_is_shown(whole):
    for scale in ("HAM-D17", "mood"):
        whole.go({"core": 1, "anxiety": 1, "sleep": 1, "scale": "HAM-D17"}, "one")
        whole.go({"core": -1, "anxiety": -1, "sleep": -1, "scale": scale}, "other")
        before, = whole.canvas.figure.axes[1].lines
        assert before.get_xdata()[0] == pytest.approx(total(expected_points((1, 1, 1, 0)), scale))


def test_the_parts_of_a_fall_are_the_same_in_the_result_and_the_sentence_and_a_sum_that_rounding_moves_is_called_rounded(whole):
    answered = 0
    for core, anxiety, sleep, _ in SETTINGS[::4]:
        view = at(whole, core, anxiety, sleep, "HAM-D17")
        parts = dict(re.findall(r"(core items|anxiety items|sleep items|body and insight) \(\w+\) (\d+\.\d)", view.sentence))
        shown_total = float(re.match(r"HAM-D17: (\d+\.\d) points", view.sentence).group(1))
        assert (round(sum(map(float, parts.values())), 1) == shown_total) != (", rounded, of" in view.sentence)
        for group, change in re.findall(r"(core items|anxiety items|sleep items|body and insight) ([+−]?\d+\.\d)", view.result):
            answered += 1
            assert (f"{group} (" in view.sentence) and ((f"({change})" in view.sentence.partition(group)[2].partition(", ")[0]) == (change != "0.0")), (core, anxiety, sleep)
    assert answered > 20


@pytest.mark.parametrize("state, begins, other", [((0, -2, -2), "5.1 points fewer: core items 0.0, anxiety items −2.5, sleep items −2.6, body and insight 0.0;", "core alone, at −3 SD, would take off 5.2"),
                                                  ((-3, 0, 0), "5.2 points fewer: core items −4.4, anxiety items −0.3,", "anxiety and sleep alone, both at −2 SD, would take off 5.1")])
def test_a_fall_of_five_points_is_told_with_its_parts_and_with_another_way_to_it(whole, state, begins, other):
    result = at(whole, *state, "HAM-D17").result
    assert result.startswith(begins) and result.endswith(other)
    assert round(20.5 - shown((-3, 0, 0), "HAM-D17"), 1) == 5.2 and round(20.5 - shown((0, -2, -2), "HAM-D17"), 1) == 5.1


def test_the_answer_about_the_fall_stands_just_where_the_total_fell_by_about_five(whole):
    for core, anxiety, sleep, scale in SETTINGS:
        fall = 20.5 - shown((core, anxiety, sleep), "HAM-D17")
        assert bool(at(whole, core, anxiety, sleep, scale).result) == (4.45 < fall < 5.55), (core, anxiety, sleep)


def test_no_preset_answers_or_reaches_the_goal_and_two_hide_different_illnesses_under_one_total(whole, ceiling):
    presets = whole._presets(None)
    for explorer, chosen in ((whole, presets), (ceiling, ceiling._presets(None))):
        for preset in chosen.values():
            view = explorer.update(**{**{name: knob.start for name, knob in explorer.knobs.items()}, **preset})
            assert not view.result and not view.goal, preset
    low, sleepless = ((preset["core"], preset["anxiety"], preset["sleep"]) for preset in (presets["low mood, good sleep"], presets["much anxiety, little sleep"]))
    assert (low, sleepless) == ((1.5, 0, -1.5), (-1.5, 1.5, 1.5))
    assert (shown(low, "HAM-D17"), shown(sleepless, "HAM-D17")) == (21.6, 21.8) and (shown(low, "Core4"), shown(sleepless, "Core4")) == (9.8, 5.7)


def test_the_goal_of_one_total_is_reached_where_the_total_stays_and_core_does_not(whole):
    for state in [*SETTINGS, (1.5, -0.5, -1.75, "HAM-D6"), (-1.5, 1.5, 0.5, "mood")]:
        *factors, _ = state
        stays = abs(shown(factors, "HAM-D17") - 20.5) < 0.55
        moves = abs(shown(factors, "Core4") - 7.7) > 1.95
        view = at(whole, *state)
        assert bool(view.goal) == (stays and moves), state
        assert len(view.goal.split()) <= 25
        for number in re.findall(r"\d+\.\d", view.goal.partition("SD:")[2]):
            assert number in view.sentence
    assert at(whole, 1.5, -0.5, -1.75, "HAM-D6").goal == ("Goal reached: core +1.5, anxiety −0.5, sleep −1.75 SD: the HAM-D17 20.5, at the start 20.5; the Core4 9.8, at the start 7.7.")


def test_positions_of_severity_are_told_in_words(whole):
    assert at(whole, 1.5, -2, 0, "HAM-D17").values == {"core": "1.5 SD worse than the mean", "anxiety": "2 SD milder than the mean", "sleep": "as the mean before a trial"}


# A ceiling

def test_at_first_no_item_is_removed_and_nothing_is_answered(ceiling):
    ceiling.go({"share": 0, "items": "six", "cutoff": 18}, "start")
    assert [control(key).start for key in ("items_removed", "removed_items", "trial_inclusion")] == ["0", "six", "18"]
    assert control("trial_inclusion").start == f"{parameter('trial_inclusion_points').value:g}"
    held = f"{points_held(SIX, 18):.1f}"
    assert held == "5.2"
    for words in (ceiling.view.sentence, ceiling.view.said, *written(ceiling), *map(str, ceiling.view.table["points"])):
        assert held not in words
    assert not ceiling.view.result and not ceiling.view.goal


@pytest.mark.parametrize("share, items, cutoff", [(100, "six", 18), (65, "six", 24), (50, "sleep", 14), (100, "five", 23), (0, "sleep", 24)])
def test_the_sentence_of_the_ceiling_says_what_the_model_says(ceiling, share, items, cutoff):
    fewer, dummy = share / 100 * points_held(HELD[items], cutoff), points_held(NAMES, cutoff)
    view = at(ceiling, share, items, cutoff)
    assert view.sentence.startswith(f"{fewer:.1f} points fewer than on the dummy pill, {dummy - fewer:.1f} left of {dummy:.1f} on the HAM-D17;")
    assert f" An invented drug takes away {share} %" in view.sentence
    assert view.sentence.endswith(f"Published, points fewer: alprazolam 5.3 (3.2 to 7.5); SSRIs 1.9 (1.4 to 2.5). Simulated people, taken in from {cutoff} points.")
    assert view.said.startswith(f"{fewer:.1f} points fewer, {dummy - fewer:.1f} left;")
    assert ("hold no more" in view.sentence) == (share == 100)


def test_the_ceiling_of_six_items_rises_with_the_first_scores_and_hardly_reaches_the_published_mean(ceiling):
    most = {cutoff: at(ceiling, 100, "six", cutoff).table["points"][3] for cutoff in CUTOFFS}
    assert [round(most[cutoff], 1) for cutoff in (18, 21, 23)] == [5.2, 5.6, 5.9] and list(most.values()) == sorted(most.values())
    assert round(at(ceiling, 100, "five", 18).table["points"][2], 1) == 4.6
    mean, low = -evidence("alprazolam_points").value, -evidence("alprazolam_points").high
    assert (mean, low) == (5.34, 3.2) and low < most[18] < mean < most[21]
    assert "inside the published interval of alprazolam, 0.1 below its mean" in at(ceiling, 100, "six", 18).sentence
    assert "0.6 above its mean" in at(ceiling, 100, "six", 23).sentence
    assert "at its mean" in at(ceiling, 100, "six", 19).sentence
    assert "below the published interval" in at(ceiling, 60, "six", 18).sentence


def test_the_answer_about_the_ceiling_stands_at_all_six_items_gone_and_the_usual_cutoff_only(ceiling):
    answered = {state: result for state in CEILINGS if (result := at(ceiling, *state).result)}
    assert answered == {(100, "six", 18): "the total falls by 5.2 points, from 14.9 to 9.7"}


def test_the_goal_of_the_ceiling_is_the_lowest_share_that_enters_the_published_interval(ceiling):
    for cutoff in CUTOFFS:
        reached = [share for share in range(0, 105, 5) if at(ceiling, share, "six", cutoff).goal]
        assert reached == [min(share for share in range(0, 105, 5) if round(share / 100 * points_held(SIX, cutoff), 1) >= 3.2)]
        assert not any(at(ceiling, share, "five", cutoff).goal for share in range(0, 105, 5))
    goal = at(ceiling, 65, "six", 18).goal
    assert goal == "Goal reached: 65 % of the six items, taken in at 18: 3.4 points fewer, 3.1 at 60 %; the interval begins at 3.2." and len(goal.split()) <= 25


def test_sentences_of_the_ceiling_stay_short_and_what_is_said_differs_in_every_state(ceiling):
    views = {state: at(ceiling, *state) for state in CEILINGS}
    assert max(len(view.sentence.split()) for view in views.values()) <= 75 and max(len(view.said.split()) for view in views.values()) <= 25
    assert len({view.said for view in views.values()}) == len({view.sentence for view in views.values()}) == len(CEILINGS)


def test_published_effects_are_open_marks_where_they_were_published_with_their_sources(ceiling):
    panel = ceiling.canvas.figure.axes[0]
    marks = {float(line.get_xdata()[0]): line for line in panel.lines if line.get_marker() == "o"}
    intervals = [tuple(line.get_xdata()) for line in panel.lines if line.get_marker() == "|" and len(line.get_xdata()) == 2]
    assert sorted(marks) == [1.94, 5.34] and sorted(intervals) == [(1.37, 2.5), (3.2, 7.48)]
    assert all(line.get_markerfacecolor() == ceiling.look.colour("paper") for line in marks.values())
    assert {"alprazolam: 5.3 (3.2 to 7.5), van Marwijk 2012", "SSRIs: 1.9 (1.4 to 2.5), Jakobsen 2017"} <= set(written(ceiling))


def test_the_parts_of_the_bar_add_up_and_what_is_left_is_drawn(ceiling):
    at(ceiling, 80, "five", 20)
    effects, left = ceiling.canvas.figure.axes
    assert [bar.get_width() for bar in effects.patches] == pytest.approx([0.8 * points_held(SIX[:3], 20), 0.8 * points_held(SIX[3:5], 20), 0])
    assert effects.patches[1].get_x() == pytest.approx(effects.patches[0].get_width())
    dummy = points_held(NAMES, 20)
    assert sorted(bar.get_width() for bar in left.patches) == pytest.approx([dummy - 0.8 * points_held(SIX[:5], 20), dummy])


def test_a_move_draws_no_axis_anew(whole, ceiling, monkeypatch):
    for explorer, moves in ((whole, {"core": (-3, 2), "sleep": (1, -1), "scale": ("mood", "HAM-D6")}), (ceiling, {"share": (40, 100), "items": ("sleep", "five"), "cutoff": (14, 24)})):
        for name, knob in explorer.knobs.items():
            knob.widget.value = knob.start
        drawn = []
        monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
        for name, positions in moves.items():
            for position in positions:
                explorer.knobs[name].widget.value = position
        assert not drawn


def test_the_working_names_every_number_behind_the_items(whole, ceiling):
    keys = at(whole, 0, 0, 0, "mood").parameters
    assert len(set(keys)) == len(keys) == 2 * len(ITEMS) + 6 and all(parameter(key).model == "scales" for key in keys)
    assert {key for key in at(ceiling, 0, "six", 18).parameters if key not in keys} == {"trial_change_mean_sd", "trial_change_spread_sd", "trial_factor_change_sd",
                                                                                      "trial_item_error_correlation"}
