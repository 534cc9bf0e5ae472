"""The pictures of lesson 00: people drawn are people counted, and nothing is told before it is found."""

import io
import re

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from PIL import Image

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.course import natural_course, two_groups
from psychopharm.figures.style import COLOURS
from psychopharm.models.course import helped_by_drug, response_on_drug
from psychopharm.parameters import evidence, rows

DRUGS = [key for _, key in choice("antidepressant").widget.options]
AWAY = (-17, -3, 0, 4, 13)                  # ends, start and between of the control of the dummy pill


def groups(**values):
    explorer = Explorer(two_groups, drug=choice("antidepressant"), placebo=slider("placebo_response"), shown=choice("groups_shown"))
    if values:
        explorer.go(values, "here")
    return explorer


def untreated(months="0"):
    explorer = Explorer(natural_course, months=choice("months_untreated"))
    explorer.go({"months": months}, "here")
    return explorer


def drawn(explorer, panel):
    """How many people of a panel are filled, open and ringed, and the places of the filled ones."""
    look, found = explorer.look, {}
    paper = to_rgba(look.colour("paper"))
    for line in explorer.canvas.figure.axes[panel].lines:
        places = [tuple(place) for place in np.transpose(line.get_data()) if np.isfinite(place).all()]
        if line.get_linestyle() == "None":
            face = line.get_markerfacecolor()
            found["ringed" if face == "none" else "open" if to_rgba(face) == paper else "filled"] = places
    return found


def panel_of(explorer, word):
    return next(number for number, axes in enumerate(explorer.canvas.figure.axes) if word in axes.get_title(loc="left"))


@pytest.mark.parametrize("drug", DRUGS)
@pytest.mark.parametrize("placebo", AWAY)
def test_the_sentence_of_both_groups_says_what_the_model_says(drug, placebo):
    view = groups(drug=drug, placebo=placebo, shown="both").view
    odds, on_dummy = evidence(f"response_or_{drug}"), 37 + placebo
    low, on_drug, high = (100 * response_on_drug(on_dummy / 100, ratio) for ratio in (odds.low, odds.value, odds.high))
    least, most = helped_by_drug(on_dummy / 100, on_drug / 100)
    outside = "" if 35 <= on_dummy <= 40 else " (published: 35 to 40)"
    assert view.sentence == (
        f"After six to eight weeks {on_drug:.0f} of 100 people on {drug} are much better (95 % interval {low:.0f} to {high:.0f}), and {on_dummy} of 100 others "
        f"on a dummy pill{outside}: {round(on_drug) - on_dummy} more with the drug ({round(low) - on_dummy} to {round(high) - on_dummy}). The drug made the "
        f"difference for at least {100 * least:.0f}, at most {100 * most:.0f}: {100 * least:.0f} only if nobody would have been better on the dummy pill but not on "
        f"the drug. Who they are stays unseen.")
    assert view.said == f"Much better: {on_drug:.0f} of 100 on {drug} ({low:.0f} to {high:.0f}), {on_dummy} on the dummy pill, {round(on_drug) - on_dummy} more."
    assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 20
    assert view.table["much better (of 100)"] == [round(on_drug), on_dummy]
    assert view.table["95 % interval of much better"][0] == f"{low:.0f} to {high:.0f}"
    assert view.evidence == (f"response_or_{drug}", "placebo_response")


@pytest.mark.parametrize("drug", DRUGS)
@pytest.mark.parametrize("placebo", AWAY)
@pytest.mark.parametrize("shown", ["alone", "both"])
def test_as_many_people_are_drawn_as_the_sentence_counts(drug, placebo, shown):
    explorer = groups(drug=drug, placebo=placebo, shown=shown)
    on_drug, low, high = map(int, re.search(r"(\d+) of 100 people on .* interval (\d+) to (\d+)", explorer.view.sentence).groups())
    people = drawn(explorer, panel_of(explorer, "antidepressant"))
    assert [len(people["filled"]), len(people["open"]), len(people["ringed"])] == [on_drug, 100 - on_drug, high - low]
    assert not set(people["filled"]) & set(people["open"])
    assert people["ringed"] == sorted(people["filled"] + people["open"], key=lambda place: (place[1], place[0]))[low:high]
    other = drawn(explorer, panel_of(explorer, "dummy pill"))
    said = re.search(r"and (\d+) of 100 others", explorer.view.sentence)
    on_dummy = int(said.group(1)) if said else None
    assert (shown == "both") == bool(said)
    assert [len(other["filled"]), len(other["open"]), len(other["ringed"])] == ([on_dummy, 100 - on_dummy, 0] if said else [0, 0, 0])


def test_the_first_picture_shows_nobody_on_the_dummy_pill_and_tells_no_number_of_them():
    explorer = groups()
    assert explorer.view.sentence == ("After six to eight weeks 50 of 100 people on escitalopram are much better (95 % interval 47 to 52). "
                                      "One group cannot show how many of the 50 are better because of the drug.")
    panel = explorer.canvas.figure.axes[panel_of(explorer, "dummy pill")]
    assert not any(np.isfinite(np.asarray(line.get_ydata(), float)).any() for line in panel.lines)
    assert [text.get_text() for text in panel.texts if text.get_text()] == ["not shown yet"]
    labels = [f"{knob.widget.description} {knob.widget.tooltip} {knob.widget.value}" for knob in explorer.knobs.values()]
    shown = " ".join([explorer.view.sentence, explorer.view.said, str(explorer.view.table), *labels,
                      *(text.get_text() for axes in explorer.canvas.figure.axes for text in axes.texts)])
    assert "37" not in shown and "13" not in shown
    assert not explorer.view.result and not explorer.view.goal


def test_the_prediction_is_answered_only_beside_the_group_it_asks_for():
    answered = {(drug, placebo, shown): groups().update(drug=drug, placebo=placebo, shown=shown).result
                for drug in DRUGS for placebo in AWAY for shown in ("alone", "both")}
    assert {state for state, said in answered.items() if said} == {(drug, 0, "both") for drug in DRUGS}
    assert answered["escitalopram", 0, "both"] == "37 of 100 on the dummy pill are much better, against 50 on the antidepressant"


def test_the_goal_is_a_difference_of_ten_or_fewer_between_groups_that_are_shown():
    explorer, reached = groups(), set()
    for drug in DRUGS:
        for placebo in range(-17, 14):
            assert not explorer.update(drug=drug, placebo=placebo, shown="alone").goal
            view = explorer.update(drug=drug, placebo=placebo, shown="both")
            on_drug, on_dummy = view.table["much better (of 100)"]
            assert bool(view.goal) == (on_drug - on_dummy <= 10)
            reached |= {(drug, placebo)} if view.goal else set()
    assert {("reboxetine", 0), ("fluoxetine", 0), ("escitalopram", -17)} <= reached and ("escitalopram", 0) not in reached
    for values in explorer._presets(None).values():
        assert not explorer.update(**values).goal, "a preset gives the goal away"
    assert groups(drug="reboxetine", shown="both").picture.sentence.endswith(
        "Goal reached: 45 of 100 are much better, and the drug makes a difference of only 8. How many get better does not say how much a drug does.")


def test_the_choice_offers_every_antidepressant_with_an_odds_ratio_in_adults_and_no_other():
    published = {row.key.removeprefix("response_or_") for row in rows("evidence", "course")
                 if row.key.startswith("response_or_") and row.population == "adults with major depression"}
    assert set(DRUGS) == published
    assert all(row.status in ("verified", "derived") for row in rows("evidence", "course") if row.key.startswith("response_or_"))


def test_the_two_groups_stand_in_panels_of_their_own_and_no_person_in_both():
    explorer = groups(shown="both")
    titles = [axes.get_title(loc="left") for axes in explorer.canvas.figure.axes]
    assert titles[:2] == ["100 people on a dummy pill", "100 others, on an antidepressant"]
    boxes = [axes.get_window_extent() for axes in explorer.canvas.figure.axes[:2]]
    assert boxes[0].x1 < boxes[1].x0                          # the dummy pill on the left, as the hints of the questions say


def test_a_dashed_line_keeps_the_count_before_and_only_where_it_differs():
    explorer = groups(drug="amitriptyline", shown="both")
    edges = [axes.lines[0] for axes in explorer.canvas.figure.axes[:2]]
    assert all(line.get_linestyle() == "--" for line in edges)
    assert len(edges[0].get_xdata()) == 0                     # 37 on the dummy pill, as before
    assert list(edges[1].get_ydata()) == [4.5] * 4            # below the fifth row: 50
    explorer.go({"placebo": 10}, "more")
    assert list(edges[0].get_xdata()) == [-0.5, 6.5, 6.5, 9.5] and list(edges[0].get_ydata()) == [3.5, 3.5, 2.5, 2.5]        # after 37
    explorer.go({"shown": "alone"}, "one")
    assert len(edges[0].get_xdata()) == 0


def test_people_in_place_of_a_difference_get_one_sentence():
    with pytest.raises(ValueError, match=r"placebo must lie from -17 to 13, but is 37; give a number in that range\."):
        groups().update(drug="escitalopram", placebo=37, shown="both")


@pytest.mark.parametrize("months, count", [("0", 0), ("3", 23), ("6", 32), ("12", 53)])
def test_the_natural_course_shows_the_published_numbers_and_no_other(months, count):
    explorer = untreated(months)
    view, people = explorer.view, drawn(explorer, 0)
    assert view.sentence.startswith(f"Within {months} months, without treatment, {count} of 100 people had reached remission; who stayed well is not counted. " if count else
                                    "At the start 0 of 100 people have reached remission: ")
    assert "a model of 19 studies" in view.sentence and "probably over-represented, and they may not hold for severe depression" in view.sentence
    assert "Not to be set beside the groups of a trial" in view.sentence
    assert (len(people["filled"]), len(people["open"])) == (count, 100 - count)
    assert not people["ringed"]                               # no interval is published
    assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 20
    assert view.said == (f"Within {months} months {count} of 100 had reached remission." if count else "At the start nobody has reached remission.")
    assert view.table["had reached remission (of 100)"] == [0, 23, 32, 53][:len(view.table["months"])]
    assert view.table["months"][-1] == int(months)
    assert not view.goal and not view.result                  # nobody is cheered for leaving depression untreated
    assert "recovered less often" in evidence(f"natural_remission_{months}_months").certainty if count else True


@pytest.mark.parametrize("months, edge", [("0", []), ("3", []), ("6", [2.5, 2.5, 1.5, 1.5]), ("12", [3.5, 3.5, 2.5, 2.5])])
def test_the_natural_course_keeps_a_dashed_line_at_the_published_time_before(months, edge):
    assert list(untreated(months).canvas.figure.axes[0].lines[0].get_ydata()) == edge           # below 23 and below 32


def test_months_may_be_given_as_numbers_too():
    assert untreated().update(months=6).sentence == untreated("6").view.sentence


def test_a_time_without_a_published_number_is_refused():
    with pytest.raises(ValueError, match="No evidence 'natural_remission_4_months'"):
        untreated().update(months=4)


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize("what", ["antidepressant", "placebo", "untreated"])
def test_the_colour_of_each_group_can_be_read_as_text(theme, what):
    def light(colour):
        part = np.array(to_rgba(colour)[:3])
        return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722) + 0.05
    pair = sorted((light(COLOURS[theme][what]), light(COLOURS[theme]["paper"])))
    assert pair[1] / pair[0] >= 4.5


@pytest.mark.parametrize("width", [340, 560, 720, 900])
@pytest.mark.parametrize("theme", COLOURS)
def test_no_word_of_the_pictures_is_cut_off_or_small(width, theme):
    for explorer, values in ((groups(), {"drug": "escitalopram", "placebo": -17, "shown": "both"}), (untreated(), {"months": "12"})):
        explorer._told(None, {"kind": "stage", "theme": theme, "width": width, "ratio": 1}, [])
        explorer.go(values, "here")
        figure = explorer.canvas.figure
        for axes in figure.axes:
            for text in (*axes.texts, axes._left_title):
                if text.get_text():
                    box = text.get_window_extent(explorer.canvas.agg.get_renderer())
                    assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 and box.y0 >= 0 and box.y1 <= figure.bbox.y1, text.get_text()
                    assert text.get_fontsize() >= 10
                    if text in axes.texts:
                        assert box.x1 <= axes.get_window_extent().x1 + 1, text.get_text()


def test_people_do_not_touch_each_other_on_any_stage():
    for width in (340, 720):
        explorer = groups(shown="both")
        explorer._told(None, {"kind": "stage", "theme": "light", "width": width, "ratio": 1}, [])
        axes = explorer.canvas.figure.axes[0]
        step = np.abs(axes.transData.transform((1, 1)) - axes.transData.transform((0, 0)))
        person = next(line for line in axes.lines if line.get_linestyle() == "None").get_markersize() * 96 / 72
        assert step[1] > person and step[0] > 0.62 * person     # a person is 0.62 as wide as high


def test_a_move_draws_no_axis_anew(monkeypatch):
    explorer = groups(shown="both")
    anew = []
    monkeypatch.setattr(explorer.canvas.agg, "draw", lambda: anew.append(1))
    for placebo in range(-17, 14):
        explorer.knobs["placebo"].widget.value = placebo
    for drug in DRUGS:
        explorer.knobs["drug"].widget.value = drug
    explorer.knobs["shown"].widget.value = "alone"
    assert not anew


def test_a_picture_shows_the_same_after_many_moves_as_when_drawn_at_once():
    moved, fresh = groups(), groups()
    moved.go({"drug": "reboxetine", "shown": "both"}, "there")
    moved.go({"placebo": 9}, "there")
    moved.traced = fresh.traced
    for explorer in (moved, fresh):
        for name, value in {"drug": "sertraline", "placebo": 5, "shown": "both"}.items():
            explorer.knobs[name].widget.value = value
    first, second = (np.asarray(Image.open(io.BytesIO(explorer.picture.png))) for explorer in (moved, fresh))
    assert (first == second).all()
