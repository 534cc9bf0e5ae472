"""The pictures of trials: what they say is what the model says, and neither prediction is answered before its settings are found."""

import itertools
import re

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import trials as pictures
from psychopharm.figures.scales import GROUP_OF
from psychopharm.figures.trials import STOPS, many_trials, two_arms
from psychopharm.models.scales import NAMES, SCALES
from psychopharm.models.trials import PROFILES, STOPPED, outcome, power, repeated_trials, responded, trial
from psychopharm.parameters import control, evidence, rows

SHOWN = ("HAM-D17", "HAM-D6", "Core4", "mood")
STRENGTHS = (0, 0.25, 0.5, 0.75, 1, 1.25, 1.5)
STATES = [*itertools.product(PROFILES, (0, 0.25, 1, 1.5), SHOWN, (14, 18, 24), (25, 200), STOPS), ("ssri", 1, "HAM-D17", 18, 2000, "nobody")]
MANY = list(itertools.product((25, 100, 250), PROFILES, SHOWN, STRENGTHS))


@pytest.fixture(scope="module")
def arms():
    return Explorer(two_arms, profile=choice("profile"), strength=slider("effect_strength"), scale=choice("rating_scale"), cutoff=slider("trial_inclusion"),
                    people=slider("people_per_arm"), stopped=choice("people_stopped"))


@pytest.fixture(scope="module")
def many():
    return Explorer(many_trials, people=slider("people_per_trial"), profile=choice("profile"), scale=choice("rating_scale"), strength=slider("effect_strength"))


def at(explorer, profile="ssri", strength=1, scale="HAM-D17", cutoff=18, people=200, stopped="nobody"):
    return explorer.update(profile=profile, strength=strength, scale=scale, cutoff=cutoff, people=people, stopped=stopped)


def repeated(explorer, people=25, profile="ssri", scale="HAM-D17", strength=1):
    return explorer.update(people=people, profile=profile, scale=scale, strength=strength)


def shown(points):
    return f"{points:.1f}".replace("-0.0", "0.0").replace("-", "−")


def test_every_option_of_the_controls_is_one_that_the_picture_knows():
    for key, known in (("profile", PROFILES), ("rating_scale", SHOWN), ("people_stopped", tuple(STOPS))):
        assert tuple(option for _, option in choice(key).widget.options) == known
    assert tuple(STOPS.values()) == STOPPED
    assert (control("people_per_arm").low, control("people_per_arm").high) == (25, 2000)
    assert [control(key).start for key in ("profile", "effect_strength", "people_per_arm", "people_stopped", "people_per_trial")] == ["ssri", "1", "200", "nobody", "25"]


def test_the_first_trial_is_that_of_the_ssri_and_answers_nothing(arms):
    arms.go({name: knob.start for name, knob in arms.knobs.items()}, "start")
    assert arms.view.sentence == (
        "SSRI, HAM-D17: found 2.3 points fewer than on the dummy pill (95 % interval 0.9 to 3.8), rare by chance (p = 0.002); in truth 2.0 (core 1.1, anxiety 0.6, "
        "sleep 0.2, body 0.1). Published for SSRIs: 1.9 (1.4 to 2.5, Jakobsen 2017). Total at least halved: 42 of 100, dummy pill 35. "
        "1 times the assumed effects (two published). Simulated arms of 200, from 18 points; nobody stops.")
    assert arms.view.said == "Found: 2.3 fewer on the HAM-D17, rare by chance; in truth 2.0. SSRI times 1, 200 an arm, from 18, nobody stops."
    assert not arms.view.goal and not arms.view.result
    assert not any("calming" in words for words in (arms.view.sentence, arms.view.said, arms.view.code, *arms.view.table))


@pytest.mark.parametrize("state", STATES[::17])
def test_the_sentence_and_table_say_what_the_model_says(arms, state):
    profile, strength, scale, cutoff, people, stopped = state
    view, found = at(arms, *state), trial(profile, strength, cutoff, people, STOPS[stopped])
    one, true = outcome(found, scale), outcome(trial(profile, strength, cutoff), scale).true_difference
    way = "more" if shown(one.difference).startswith("−") else "fewer"
    begins = {"ssri": "SSRI", "anxiolytic_hypnotic": "Calming pill", "neurosteroid": "Neurosteroid-like pill"}[profile] + f", {scale.replace('mood', 'mood item')}: "
    assert view.sentence.startswith(f"{begins}found {shown(one.difference).lstrip('−')} points {way} than on the dummy pill (95 % interval {shown(one.low)} to {shown(one.high)}), ")
    assert view.said.startswith(f"Found: {shown(one.difference).lstrip('−')} {way} on the ")
    for says in (view.sentence, view.said):
        assert ("not rare by chance" in says) == (one.low <= 0 <= one.high) and "rare by chance" in says
    assert f"; in truth{'' if stopped == 'nobody' else ', nobody stopping,'} {shown(true)}" in view.sentence and f"in truth {shown(true)}." in view.said
    assert ("Published for SSRIs: 1.9 (1.4 to 2.5, Jakobsen 2017)." in view.sentence) == (scale == "HAM-D17")
    halved = f"{100 * responded(found.drug):.0f} of 100, dummy pill {100 * responded(found.dummy):.0f}"
    assert f"Total at least halved: {halved}." in view.sentence and view.table["of 100, total at least halved"][0] == halved.replace(" of 100", "")
    place = SHOWN.index(scale)
    np.testing.assert_allclose([view.table[name][place] for name in ("found (points fewer)", "low of 95 % interval (points)", "high of 95 % interval (points)")],
                               [one.difference, one.low, one.high])
    assert view.table["in truth (points fewer)"][place] == shown(true)


def test_p_is_rounded_but_not_away():
    assert [pictures._chance(p) for p in (1e-9, 0.00099, 0.0016, 0.0496, 0.0504, 0.24, 0.996)] == [
        "rare by chance (p below 0.001)", "rare by chance (p below 0.001)", "rare by chance (p = 0.002)", "rare by chance (p = 0.050)", "not rare by chance (p = 0.050)",
        "not rare by chance (p = 0.24)", "not rare by chance (p = 1.00)"]


def test_the_table_ends_with_what_was_published_for_ssris(arms):
    table, row = at(arms, "neurosteroid").table, evidence("ssri_points_jakobsen")
    assert [column[-1] for column in table.values()][:4] == ["SSRIs, published, HAM-D17 (Jakobsen 2017)", -row.value, -row.high, -row.low]
    assert {column[-1] for column in list(table.values())[4:]} == {"not known"}


def test_the_kinds_of_item_add_up_to_the_true_difference_and_no_scale_counts_a_kind_that_it_lacks(arms):
    whole = trial("anxiolytic_hypnotic", 1, 18)
    saved = (whole.dummy.end - whole.same_on_drug.end).mean(axis=0)
    for scale, (true, kinds) in pictures._truth("anxiolytic_hypnotic", 1, 18).items():
        assert np.isclose(kinds.sum(), true) and np.isclose(true, saved[list(SCALES[scale])].sum())
    table = at(arms, "anxiolytic_hypnotic").table
    names = [f"of these {kind} (points)" for kind in ("slowing", "anxiety", "sleep", "body")]
    assert [table[name][:4] for name in names] == [
        [*2 * [shown(saved[NAMES.index("slowing")])], "0.0", "0.0"],
        [*(shown(kinds_of(saved, "anxiety", scale)) for scale in ("HAM-D17", "HAM-D6")), *2 * ["not counted"]],
        [shown(saved[list(SCALES["sleep"])].sum()), *3 * ["not counted"]],
        [*(shown(kinds_of(saved, "body", scale)) for scale in ("HAM-D17", "HAM-D6")), *2 * ["not counted"]]]


def kinds_of(saved, group, scale):
    return saved[[counted and one == group for counted, one in zip(SCALES[scale], GROUP_OF)]].sum()


def test_what_the_calming_pill_does_to_the_core_is_called_slowing_where_it_is_counted(arms):
    for profile, scale in itertools.product(PROFILES, SHOWN):
        view, calming = at(arms, profile, scale=scale), profile == "anxiolytic_hypnotic"
        assert ("slowing −0.1" in view.sentence) == (calming and scale in ("HAM-D17", "HAM-D6"))
        assert ("core " in view.sentence) == (not calming and scale in ("HAM-D17", "HAM-D6"))
        assert ("of these slowing (points)" in view.table) == calming


def test_the_answer_about_the_calming_pill_stands_just_where_the_lesson_asks(arms):
    answered = {state: result for state in STATES if (result := at(arms, *state).result)}
    assert set(answered) == {state for state in STATES if state[:3] == ("anxiolytic_hypnotic", 1, "HAM-D17")}
    assert at(arms, "anxiolytic_hypnotic").result == "2.5 points against 2.0 of the SSRI profile; on the Core4 0.0 against 1.0"


@pytest.mark.parametrize("cutoff", range(14, 25))
def test_the_goal_is_the_smallest_strength_at_which_the_calming_pill_is_inside_the_published_interval(arms, cutoff):
    published = evidence("ssri_points_jakobsen")
    inside = [strength for strength in STRENGTHS if round(-published.high, 1) <= round(outcome(trial("anxiolytic_hypnotic", strength, cutoff)).true_difference, 1)
              <= -published.low]
    reached = [strength for strength in STRENGTHS if at(arms, "anxiolytic_hypnotic", strength, cutoff=cutoff).goal]
    assert reached == inside[:1] == [0.5]
    goal = at(arms, "anxiolytic_hypnotic", 0.5).goal
    assert goal == "Goal reached: at strength 0.5 the calming pill takes 1.4 points off the HAM-D17, SSRIs published 1.4 to 2.5; at 0.25 only 0.7."
    assert len(goal.split()) <= 25


def test_the_goal_is_reached_by_no_other_drug_and_on_no_other_scale(arms):
    assert not any(at(arms, profile, strength, scale).goal for profile, strength, scale in itertools.product(PROFILES, STRENGTHS, SHOWN)
                   if (profile, scale) != ("anxiolytic_hypnotic", "HAM-D17"))


def test_sentences_of_one_trial_stay_short_at_every_end(arms):
    for state in STATES:
        view = at(arms, *state)
        assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25, state
        assert "Simulated arms of" in view.sentence and "nan" not in view.sentence and "-" not in view.sentence.replace("HAM-D", "").replace("Neurosteroid-like", "")


def test_what_is_said_of_one_trial_differs_with_every_control(arms):
    for first in (("ssri", 1, "HAM-D17", 18, 200, "nobody"), ("anxiolytic_hypnotic", 0, "mood", 24, 2000, "unchanged")):
        others = [(*first[:i], value, *first[i + 1:]) for i, value in enumerate(("neurosteroid", 0.5, "Core4", 20, 225, "left_out"))]
        assert at(arms, *first).said not in {at(arms, *other).said for other in others}


def test_the_effects_called_published_are_those_that_the_table_calls_verified(arms, many):
    published = {(row.profile, row.item) for row in rows("item_effects") if row.status == "verified"}
    assert published == {("ssri", "mood"), ("ssri", "psychic_anxiety")}
    for profile in PROFILES:
        for says in (at(arms, profile, 0.5).sentence, repeated(many, profile=profile, strength=0.5).sentence):
            assert "0.5 times the assumed effects" in says and ("(two published)" in says) == (profile == "ssri")


def test_every_effect_on_an_item_that_moves_it_stands_in_the_working(arms, many):
    for profile in PROFILES:
        moving = {row.key for row in rows("item_effects") if row.profile == profile and row.value}
        assert set(at(arms, profile).effects) == set(repeated(many, profile=profile).effects) == moving and len(moving) > 5
    arms.go({"profile": "ssri"}, "here")
    assert re.search("Effect in SD: SSRI, depressed mood</th><td>0.4 </td><td>interval not known: not in the abstract</td><td>verified</td><td>.*Boschloo", arms.working())
    arms.go({"profile": "anxiolytic_hypnotic"}, "here")
    assert re.search("Effect in SD: calming pill, slowed thought and movement</th><td>−0.1 </td><td>−0.15 to 0 .*?</td><td>teaching choice</td>", arms.working())


def test_the_published_difference_of_ssris_is_drawn_at_its_value(arms):
    panel = arms.canvas.figure.axes[0]
    drawn = [list(line.get_xdata()) for line in panel.lines if line.get_color() == arms.look.colour("published")]
    assert [1.37, 2.5] in [sorted(line) for line in drawn] and [1.94] in drawn


@pytest.mark.parametrize("people, stopped, profile, strength", [(25, "nobody", "neurosteroid", 1.5), (25, "unchanged", "ssri", 0), (2000, "left_out", "anxiolytic_hypnotic", 1)])
def test_the_trial_and_the_truth_lie_inside_the_axis(arms, people, stopped, profile, strength):
    for cutoff, scale in itertools.product((14, 19, 24), SHOWN):
        view = at(arms, profile, strength, scale, cutoff, people, stopped)
        low, high = arms.canvas.figure.axes[0].get_xlim()
        place = SHOWN.index(scale)
        assert low < view.table["low of 95 % interval (points)"][place] and view.table["high of 95 % interval (points)"][place] < high
        assert max(float(points) for points in view.table["in truth (points fewer)"][:4]) < high


def test_a_move_of_one_trial_draws_no_axis_anew(arms, monkeypatch):
    arms.go({"profile": "ssri", "strength": 1, "scale": "HAM-D17", "cutoff": 18, "people": 400, "stopped": "nobody"}, "here")
    drawn = []
    monkeypatch.setattr(arms.canvas.agg, "draw", lambda: drawn.append(1))
    for name, places in (("people", (300, 2000)), ("cutoff", (20, 18)), ("strength", (0.5, 1.25, 0)), ("scale", SHOWN), ("stopped", STOPS), ("profile", PROFILES[:2])):
        for position in places:
            arms.knobs[name].widget.value = position
    assert not drawn


# Many trials

def test_at_first_trials_are_too_small_and_nothing_is_answered(many):
    many.go({name: knob.start for name, knob in many.knobs.items()}, "start")
    assert many.view.sentence == (
        "15 of 100 trials are statistically significant, by the formula 17: 1,000 trials, 25 simulated people in each arm. SSRI on the HAM-D17: in truth 2.0 points fewer "
        "than on the dummy pill; the trials find −1.4 to 5.6 points (90 % of them). 1 times the assumed effects (two published).")
    assert many.view.said == "15 of 100 trials significant on the HAM-D17; in truth 2.0 points fewer. SSRI times 1, 25 an arm."
    assert not many.view.goal and not many.view.result and not many.view.evidence
    assert not any(text.get_visible() and text.get_text() in ("17 items 44", "mood 91") for text in many.canvas.figure.axes[1].texts)


@pytest.mark.parametrize("people, profile, scale, strength", MANY[::11])
def test_the_share_of_many_trials_is_that_of_the_model_beside_the_formula(many, people, profile, scale, strength):
    view, large = repeated(many, people, profile, scale, strength), trial(profile, strength)
    one, (differences, p) = outcome(large, scale), repeated_trials(large, people, scale)
    assert view.sentence.startswith(f"{100 * (p < 0.05).mean():.0f} of 100 trials are statistically significant, by the formula {100 * power(one.standardised, people):.0f}:")
    assert f"in truth {shown(one.true_difference)} points fewer" in view.sentence
    assert f"the trials find {' to '.join(shown(end) for end in np.percentile(differences, (5, 95)))} points" in view.sentence


@pytest.mark.parametrize("people, profile, scale, strength", MANY[::11])
def test_the_table_of_many_trials_gives_the_shape_of_their_results(many, people, profile, scale, strength):
    differences, p = repeated_trials(trial(profile, strength), people, scale)
    names, counts, significant, means = repeated(many, people, profile, scale, strength).table.values()
    assert names[0] == "all trials" and (counts[0], significant[0]) == (100, round(100 * (p < 0.05).mean(), 1))
    step = float(re.match("[0-9.]+", names[1]).group())
    assert names[1:] == [f"{step:g} or more points more", f"up to {step:g} points more", f"0 to {step:g} points fewer", f"{step:g} to {2 * step:g} points fewer",
                         f"{2 * step:g} to {3 * step:g} points fewer", f"{3 * step:g} or more points fewer"]
    ends = [-np.inf, -step, 0, step, 2 * step, 3 * step, np.inf]
    for low, high, count, sure, mean in zip(ends, ends[1:], counts[1:], significant[1:], means[1:]):
        inside = (differences > low - 1e-6) & (differences < high - 1e-6)
        assert (count, sure) == (round(100 * inside.mean(), 1), round(100 * (inside & (p < 0.05)).mean(), 1))
        assert mean == (shown(differences[inside & (p < 0.05)].mean()) if sure else "none")


def test_no_trial_falls_off_the_picture(many):
    for state in MANY:
        repeated(many, *state)
        bars = [patch.get_data() for patch in many.canvas.figure.axes[0].patches]
        missed, significant = bars[1], bars[2]
        assert missed.values.sum() == 1000 and (missed.baseline == significant.values).all() and (significant.values <= missed.values).all(), state
        assert missed.values.max() < many.canvas.figure.axes[0].get_ylim()[1]


def test_the_answer_about_half_of_trials_stands_in_one_state_alone(many):
    answered = {state: result for state in MANY if (result := repeated(many, *state).result)}
    assert answered == {(100, "ssri", "HAM-D17", 1): "51 of 100 trials find a statistically significant difference"}


def test_published_counts_appear_for_the_ssri_as_measured_once_trials_are_large(many):
    for state in MANY:
        view = repeated(many, *state)
        compared = state[0] >= 100 and state[1] == "ssri" and state[3] == 1
        marks = {text.get_text() for text in many.canvas.figure.axes[1].texts if text.get_visible()}
        assert ("Published SSRI trials: 44 of 100 comparisons by all 17 items, 91 by mood alone (Hieronymus 2016)." in view.sentence) == compared == bool(view.evidence)
        assert ({"17 items 44", "mood 91"} <= marks) == compared
    row = evidence("ssri_mood_item_trials")
    assert (round(100 * 14 / 32), round(100 * 29 / 32)) == (row.control_value, row.value) == (44, 91)


def test_the_goal_of_many_trials_needs_a_better_scale_and_few_people(many):
    people = range(25, 251, 25)
    reached = [state for state in itertools.product(people, PROFILES, SHOWN, STRENGTHS) if repeated(many, *state).goal]
    assert reached == [(125, "ssri", scale, 1) for scale in ("HAM-D6", "Core4", "mood")]
    goal = repeated(many, 125, scale="mood").goal
    assert goal == "Goal reached: judged by the mood item, 86 of 100 trials find the SSRI with 125 people an arm; by the HAM-D17 59." and len(goal.split()) <= 25


def test_without_any_effect_about_five_of_a_hundred_trials_are_significant(many):
    for people, scale in itertools.product((25, 100, 250), SHOWN):
        view = repeated(many, people, scale=scale, strength=0)
        assert "in truth 0.0 points fewer" in view.sentence
        assert 3 < view.table["significant, of 100 trials"][0] < 8 and "by the formula 5:" in view.sentence


def test_sentences_of_many_trials_stay_short_and_differ_in_every_state(many):
    views = [repeated(many, *state) for state in MANY]
    assert all(len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25 for view in views)
    assert len({view.said for view in views}) == len({view.sentence for view in views}) == len(MANY)
