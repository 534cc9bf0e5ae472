"""The pictures of getting better with nothing done: what they say is what the models say, and nothing is answered before it is asked."""

import numpy as np
import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.recovery import DRAWN, PEOPLE, RELAPSE, measured_again, one_after_another
from psychopharm.models.course import WEEKS_PER_MONTH, remitted_share, well_share, works_first
from psychopharm.models.regression import expected_change, measured_twice
from psychopharm.parameters import evidence, parameter

SCORED = [(cutoff, reliability) for cutoff in (0, 1, 12, 17, 18, 19, 26) for reliability in (0.4, 0.7, 0.95, 1.0)]
TRIED = [(weeks, number, relapse) for weeks in range(4, 17, 2) for number in range(1, 5) for relapse in RELAPSE]


@pytest.fixture(scope="module")
def scored():
    return Explorer(measured_again, cutoff=slider("second_look_cutoff"), reliability=slider("second_look_reliability"))


@pytest.fixture(scope="module")
def tried():
    return Explorer(one_after_another, weeks=slider("weeks_each"), number=slider("treatments_tried"), relapse=choice("recovery_relapse"))


def again(explorer, cutoff, reliability):
    return explorer.update(cutoff=cutoff, reliability=reliability)


def row(explorer, weeks, number, relapse="none"):
    return explorer.update(weeks=weeks, number=number, relapse=relapse)


def start(explorer):
    explorer.go({name: knob.start for name, knob in explorer.knobs.items()}, "start")
    return explorer.view


# People scored twice

def test_at_first_everybody_is_looked_at_again_and_nothing_is_answered(scored):
    view = start(scored)
    assert scored.values == {"cutoff": 0, "reliability": 0.7}
    assert view.sentence == ("The mean of everybody is 15.00, and then 15.00: a change of 0 points. 10,000 simulated people are scored twice, with nothing done "
                             "between; nobody is left out. Reliability 0.7, some chance of the day. Not the people of the trial: mean 15, spread 6 points.")
    assert "chosen" not in view.sentence + view.said
    assert not view.result and not view.goal


@pytest.mark.parametrize("cutoff, reliability", [(12, 0.7), (18, 0.7), (18, 1.0), (23, 0.4)])
def test_the_sentence_about_two_scores_says_what_people_and_formula_say(scored, cutoff, reliability):
    first, second = measured_twice(PEOPLE, 15, 6, reliability)
    inside, view = first >= cutoff, again(scored, cutoff, reliability)
    fall, others = ((first - second)[group].mean() for group in (inside, ~inside))
    formula = expected_change(cutoff, 15, 6, reliability)
    moved = f"{fall:.1f} points lower" if fall > 0.05 else "no change"
    assert view.sentence.startswith(f"Mean of those chosen: {moved} the second time ({f'{formula:.2f}' if formula else '0'} by formula), "
                                    f"from {first[inside].mean():.2f} to {second[inside].mean():.2f}; nothing was done. "
                                    f"Chosen are {inside.sum():,} of 10,000 simulated people, for a first score of {cutoff} or more. "
                                    f"The others: {f'{-others:.1f} points higher' if others < -0.05 else 'no change'}; everybody stays at 15.0.")
    assert view.said.startswith(moved[0].upper() + moved[1:])
    assert view.table["group"] == ["chosen", "not chosen", "everybody"] and view.table["people"] == [f"{inside.sum():,}", f"{(~inside).sum():,}", "10,000"]
    assert view.table["second mean against the first"][0] == moved and view.table["second mean against the first"][2] == "no change"


def test_the_people_follow_the_formula_closely_and_nobody_is_left_without_one(scored):
    """So many people are simulated that no seed need be chosen for its people."""
    for cutoff in (12, 15, 18, 20):
        first, second = measured_twice(PEOPLE, 15, 6, 0.7)
        assert abs((first - second)[first >= cutoff].mean() - expected_change(cutoff, 15, 6, 0.7)) < 0.1
        lower, higher, same = again(scored, cutoff, 0.7).table["the same by the formula"]
        assert lower == f"{expected_change(cutoff, 15, 6, 0.7):.2f} points lower" and same == "no change"
        assert abs(float(higher.removesuffix(" points higher")) - (second - first)[first < cutoff].mean()) < 0.1


def test_the_number_of_the_reliability_is_told_with_its_words(scored):
    told = [again(scored, 18, reliability).values["reliability"] for reliability in (0.4, 0.7, 0.9, 1.0)]
    assert told == ["0.4, much chance of the day", "0.7, some chance of the day", "0.9, little chance of the day", "1, the same score twice"]
    assert again(scored, 1, 0.7).values["cutoff"] == "1 point or more"


def test_sentences_stay_short_and_what_is_said_changes_with_every_move(scored, tried):
    for explorer, ask, states in ((scored, again, SCORED), (tried, row, TRIED)):
        views = [ask(explorer, *state) for state in states]
        for view in views:
            assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25 and len(view.goal.split()) <= 25, view.sentence
            assert "nan" not in view.sentence and "-0.0" not in view.sentence
        assert len({view.said for view in views}) == len({view.sentence for view in views}) == len(views)


def test_the_fall_is_answered_just_where_the_lesson_asks(scored):
    answered = {state: again(scored, *state).result for state in SCORED if again(scored, *state).result}
    assert answered == {(18, 0.7): "the mean of those chosen falls by 2.1 points, though nothing was done"}
    assert again(scored, 18, 0.1 * 3 + 0.4).result                     # a slider adds up its steps


def test_the_goal_is_a_fall_of_three_points_as_the_sentence_prints_it(scored):
    reached = set()
    for cutoff in range(27):
        for reliability in (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 1.0):
            view, (first, second) = again(scored, cutoff, reliability), measured_twice(PEOPLE, 15, 6, reliability)
            fall = round((first - second)[first >= cutoff].mean(), 1) if cutoff else 0
            assert bool(view.goal) == (fall >= 3), (cutoff, reliability)
            assert not view.goal or f"falls by {fall:.1f} points" in view.goal and f"{fall:.1f} points lower" in view.sentence
            reached |= {reliability} if view.goal else set()
    assert reached == {0.4, 0.5, 0.6, 0.7, 0.75}


def test_those_chosen_are_filled_to_the_right_of_the_line(scored):
    scored.go({"cutoff": 20, "reliability": 0.7}, "here")
    dots = scored.canvas.figure.axes[0]
    rest, same, chosen, cut = dots.lines
    first, second = (scores[:DRAWN] for scores in measured_twice(PEOPLE, 15, 6, 0.7))
    assert (np.sort(chosen.get_xdata()) == np.sort(first[first >= 20])).all() and (rest.get_xdata() < 20).all()
    assert len(rest.get_xdata()) + len(chosen.get_xdata()) == DRAWN
    assert list(cut.get_xdata()) == [20, 20] and cut.get_visible() and list(same.get_xdata()) == list(same.get_ydata())
    low, high = dots.get_xlim()
    assert low < min(first.min(), second.min()) and max(first.max(), second.max()) < high
    start(scored)
    assert len(chosen.get_xdata()) == DRAWN and not cut.get_visible()


def test_nobody_falls_off_the_axes_at_any_reliability(scored):
    low, high = scored.canvas.figure.axes[0].get_ylim()
    for reliability in np.arange(0.4, 1.01, 0.05):
        second = measured_twice(PEOPLE, 15, 6, min(1, reliability))[1][:DRAWN]
        assert low < second.min() and second.max() < high


# Treatments in a row

def test_at_first_one_treatment_is_tried_and_the_second_is_nowhere(tried):
    view = start(tried)
    assert tried.values == {"weeks": 8, "number": 1, "relapse": "none"}
    assert view.sentence == ("In all, one treatment without effect, 8 weeks, seems to have worked in 15 of 100 people. 85 have not remitted. "
                             "Untreated, 23, 32 and 53 of 100 remit within 3, 6 and 12 months (Whiteford 2013). Relapse is not counted.")
    assert not view.result and not view.goal
    assert "2nd" not in view.sentence + view.said + str(view.table)


@pytest.mark.parametrize("weeks, number, relapse", [(8, 1, "stopped"), (12, 2, "none"), (12, 2, "went_on"), (16, 4, "stopped")])
def test_the_sentence_about_treatments_in_a_row_says_what_the_model_says(tried, weeks, number, relapse):
    of_all, of_those = (100 * share for share in works_first(weeks, number))
    months, says = weeks * number / WEEKS_PER_MONTH, row(tried, weeks, number, relapse).sentence
    assert ("2nd" in says) == (number > 1)
    if number > 1:
        assert f"1st in {of_all[0]:.0f}, 2nd in {of_all[1]:.0f} ({of_those[1]:.0f} of 100 who come)" in says
    for n in range(2, number):
        assert f"{('3rd', '4th')[n - 2]} in {of_all[n]:.0f} ({of_those[n]:.0f})" in says
    remitted = round(float(100 * remitted_share(months)))
    assert f"effect, {weeks} weeks" in says and f"to have worked in {remitted} of 100 people" in says and f"{100 - remitted} have not remitted." in says
    assert f"Worked, it seems, in {remitted} of 100;" in row(tried, weeks, number, relapse).said
    if RELAPSE[relapse]:
        one = parameter(RELAPSE[relapse])
        assert f"({one.value:g} % in a year, Lewis 2021) {100 * well_share(months, one.value / 100):.0f} are well." in says
    assert ("Relapse is not counted" in says) == (relapse == "none")


def test_the_second_is_answered_just_where_the_lesson_asks(tried):
    answered = {state: row(tried, *state).result for state in TRIED if row(tried, *state).result}
    assert set(answered) == {state for state in TRIED if state[0] == 12 and state[1] >= 2}
    assert set(answered.values()) == {"the second seems to work in 12 of 100 people who come to it"}


def test_the_goal_is_half_of_all_people(tried):
    reached = {state[:2] for state in TRIED if row(tried, *state).goal}
    assert reached == {(16, 3), (12, 4), (14, 4), (16, 4)}
    assert row(tried, 12, 4).goal == "Goal reached: four treatments without any effect, 12 weeks each, seem to have worked in 50 of 100 people."
    assert "seem to have worked in 50 of 100 people" in row(tried, 12, 4).sentence


def test_the_published_points_stand_where_they_were_published(tried):
    drawn = [tuple(map(list, line.get_data())) for line in tried.canvas.figure.axes[0].lines]
    assert ([3, 6, 12], [evidence(f"natural_remission_{months}_months").value for months in (3, 6, 12)]) in drawn
    assert [evidence(f"natural_remission_{months}_months").value for months in (3, 6, 12)] == [23, 32, 53]


def test_a_grey_band_and_a_bar_stand_for_each_treatment_that_is_tried(tried):
    for weeks, number in ((8, 1), (12, 2), (16, 4)):
        tried.go({"weeks": weeks, "number": number, "relapse": "none"}, "here")
        course, counts = tried.canvas.figure.axes
        bands = [(band.get_x(), band.get_width()) for band in course.patches]
        bars = counts.patches[4:]                                # the first four are the hundred people each
        np.testing.assert_allclose(bands[:number], [(n * weeks / WEEKS_PER_MONTH, weeks / WEEKS_PER_MONTH) for n in range(number)])
        np.testing.assert_allclose([bar.get_width() for bar in bars], [*100 * works_first(weeks, number)[1], *[0] * (4 - number)])
        assert all(width == 0 for _, width in bands[number:])


def test_the_table_has_a_row_for_each_treatment_and_no_blank(tried):
    assert row(tried, 12, 2, "stopped").table == {
        "treatment": ("1st", "2nd"), "weeks": ["0 to 12", "12 to 24"], "come to it (of 100)": [100, 79], "seems to work in (of 100)": [21, 9],
        "seems to work in (of 100 who come to it)": [21, 12], "not yet remitted after it (of 100)": [79, 69],
        "well after it, with relapse (of 100)": [round(float(100 * well_share(weeks / WEEKS_PER_MONTH, 0.56))) for weeks in (12, 24)]}
    assert "well after it, with relapse (of 100)" not in row(tried, 12, 2).table
    for state in TRIED:
        assert {len(column) for column in row(tried, *state).table.values()} == {state[1]}


def test_an_unknown_relapse_gets_one_sentence(tried):
    with pytest.raises(ValueError, match="No relapse 'ever'"):
        row(tried, 8, 1, "ever")


def test_a_move_draws_no_axis_anew(scored, tried, monkeypatch):
    drawn = []
    for explorer, moves in ((scored, {"cutoff": (18, 26, 0), "reliability": (0.4, 1.0)}),
                            (tried, {"weeks": (4, 16), "number": (4, 1), "relapse": ("stopped", "none")})):
        start(explorer)
        monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: drawn.append(1))
        for name, positions in moves.items():
            for position in positions:
                explorer.knobs[name].widget.value = position
    assert not drawn
