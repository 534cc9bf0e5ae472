"""The pictures of drugs against anxiety, and of benzodiazepines in depression, draw the published numbers and tell no more than a state shows."""

import re

import matplotlib
import pytest

from psychopharm.explore import Explorer, choice
from psychopharm.explore.canvas import figure_for
from psychopharm.figures import anxiety as picture
from psychopharm.figures.style import Look
from psychopharm.parameters import evidence, source

LOOKS = [Look(theme, width) for theme, width in (("light", 720), ("light", 565), ("dark", 340))]
STATES = [(synthesis, shown) for synthesis in picture.SYNTHESES for shown in picture.SHOWN]
CONFIDENCE = {"gad_slee_duloxetine": (3.13, 2.13, 4.13), "gad_slee_venlafaxine": (2.69, 1.89, 3.5), "gad_slee_escitalopram": (2.45, 1.63, 3.27),
              "gad_slee_pregabalin": (2.79, 1.91, 3.69), "gad_slee_quetiapine": (3.6, 2.39, 4.83)}       # as printed in the abstract of Slee 2019, turned round


def built(look=LOOKS[0], build=picture.anxiety_by_class):
    with matplotlib.rc_context(look.settings()):
        figure = figure_for(look)
        matplotlib.backends.backend_agg.FigureCanvasAgg(figure)
        return figure, *build(figure, look)


def marks(axes):
    """Places of the open marks that stand in the picture, from above: (effect, place)."""
    return sorted(((line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_marker() in ("s", "^", "o", "D") and len(line.get_xdata())), key=lambda mark: mark[1])


def bars(axes):
    """Ends of the intervals that stand in the picture, by place."""
    return {line.get_ydata()[0]: tuple(line.get_xdata()) for line in axes.lines
            if line.get_marker() == "None" and line.get_linewidth() == 1.8 and len(line.get_xdata())}


def crosses(axes):
    return [line for line in axes.lines if line.get_marker() == "x" and len(line.get_xdata())]


def words(figure):
    return [text.get_text() for text in figure.findobj(matplotlib.text.Text) if text.get_text() and text.get_visible()]


# Drugs against anxiety

def test_the_effects_of_the_three_classes_are_displayed_exactly_as_printed():
    for look in LOOKS:                                                   # T3-22: 0.50, 0.33 and 0.36 of Gomez 2018
        figure, update, _ = built(look)
        view = update("gomez", "ssri")
        assert "benzodiazepines 0.50" in view.sentence and "SSRIs 0.33" in view.sentence and "SNRIs 0.36" in view.sentence
        assert [f"{effect:.2f}" for effect, _ in marks(figure.axes[0])] == ["0.50", "0.36", "0.33"]
        shown = " ".join(words(figure))
        assert all(re.search(rf"\b{number} \({trials} trials", shown) for number, trials in (("0.50", 23), ("0.36", 17), ("0.33", 16)))


@pytest.mark.parametrize("synthesis, shown", STATES)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_mark_and_bar_stands_where_its_row_says_and_nothing_else_is_drawn(look, synthesis, shown):
    figure, update, _ = built(look)
    view = update(synthesis, shown)
    wanted = [(key, place) for key, kind, place, _ in picture.SYNTHESES[synthesis] if key and picture.SHOWN.index(kind) <= picture.SHOWN.index(shown)]
    sign = -1 if synthesis == "slee" else 1
    found = marks(figure.axes[0])
    assert [effect for effect, _ in found] == pytest.approx([sign * evidence(key).value for key, _ in wanted])
    assert [place for _, place in found] == [place for _, place in wanted]
    drawn = bars(figure.axes[0])
    assert set(drawn) == ({place for _, place in wanted} if synthesis == "slee" else set())
    for key, place in wanted if synthesis == "slee" else ():
        effect, low, high = CONFIDENCE[key]
        assert drawn[place] == (low, high) and f"{effect:.2f} ({low:.2f} to {high:.2f})" in view.sentence
    assert all(f"{abs(evidence(key).value):.2f}" in view.sentence for key, _ in wanted)
    assert set(view.evidence) >= {key for key, _ in wanted}
    assert {len(column) for column in view.table.values()} == {len(picture._rows(synthesis, shown))}
    assert source(picture.SOURCES[synthesis]).short in words(figure)
    assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25 and len(view.goal.split()) <= 25


def test_two_units_never_share_an_axis():
    figure, update, trace = built()
    axes, = figure.axes
    update("hidalgo", "all")
    trace("gomez", "ssri")
    assert "standard deviations" in axes.get_xlabel() and sorted(cross.get_xdata()[0] for cross in crosses(axes)) == [0.33, 0.36, 0.5]
    update("slee", "all")
    trace("gomez", "ssri")
    assert "points" in axes.get_xlabel() and not crosses(axes)
    update("gomez", "all")
    trace("slee", "all")
    assert "standard deviations" in axes.get_xlabel() and not crosses(axes)


def test_whether_an_ssri_works_is_not_told_before_ssris_are_shown():
    figure, update, _ = built()
    for synthesis in picture.SYNTHESES:
        for shown in ("benzodiazepine", "snri"):
            view = update(synthesis, shown)
            assert not view.result and "SSRI" not in view.sentence + view.said + view.goal
            assert all(not text.startswith(("0.33", "0.36 (16", "escitalopram")) for text in words(figure))
    start = Explorer(picture.anxiety_by_class, synthesis=choice("anxiety_synthesis"), shown=choice("anxiety_shown"))
    assert start.values == {"synthesis": "gomez", "shown": "benzodiazepine"} and not start.view.result and not start.view.goal
    assert "SSRIs lowered anxiety by 0.33 standard deviations more than a dummy pill" in update("gomez", "ssri").result
    assert "escitalopram lowered anxiety by 2.45 points more than a dummy pill (1.63 to 3.27" in update("slee", "all").result


def test_the_goal_is_reached_where_two_syntheses_put_two_classes_in_opposite_order_and_nowhere_else():
    _, update, _ = built()
    reached = [state for state in STATES if update(*state).goal]
    assert reached == [("hidalgo", shown) for shown in ("snri", "ssri", "all")]
    hidalgo, gomez = evidence("gad_hidalgo_snri").value - evidence("gad_hidalgo_benzodiazepines").value, evidence("gad_gomez_snri").value - evidence("anxiety_class_effect").value
    assert hidalgo > 0 > gomez
    assert update("hidalgo", "snri").goal == ("Goal reached: Hidalgo 2007 puts SNRIs (0.42) before benzodiazepines (0.38); Gomez 2018 puts them behind (0.36, 0.50).")


def test_all_that_is_shown_is_told_the_largest_first_and_what_is_said_of_overlap_is_true():
    _, update, _ = built()
    for state in STATES:
        view, rows = update(*state), [row for row in picture._rows(*state) if row["found"]]
        told = [row["called"] for row in sorted(rows, key=lambda row: -row["effect"])]
        for words in (view.sentence, view.said):
            places = [words.lower().index(f"{name} {row['effect']:.2f}".lower()) for name in told for row in rows if row["called"] == name]
            assert places == sorted(places) and len(places) == len(rows)           # everything shown, the largest effect first
        assert view.table["drug or class"][:len(rows)] == [row["name"] for row in sorted(rows, key=lambda row: -row["effect"])]
    assert update("hidalgo", "ssri").said == "SNRIs (venlafaxine) 0.42, benzodiazepines 0.38, SSRIs 0.36 standard deviations better than a dummy pill (Hidalgo 2007)."
    assert max(low for _, low, _ in CONFIDENCE.values()) < min(high for *_, high in CONFIDENCE.values()) and "All intervals overlap" in update("slee", "all").sentence
    assert "about 50 people on the drug in each" in update("gomez", "benzodiazepine").sentence          # 1149 / 23


@pytest.mark.parametrize("wrong", [{"synthesis": "cochrane", "shown": "ssri"}, {"synthesis": "gomez", "shown": "tricyclic"}])
def test_an_unknown_synthesis_or_class_is_refused_in_a_sentence(wrong):
    _, update, _ = built()
    with pytest.raises(ValueError, match="cochrane|tricyclic"):
        update(**wrong)


# Benzodiazepines in depression

@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_each_measure_has_its_panel_and_right_is_better_with_the_benzodiazepine(look):
    figure, update, trace = built(look, picture.benzodiazepines_in_depression)
    view = update()
    assert trace is None
    assert [axes.get_xlabel() for axes in figure.axes] == ["points lower (van Marwijk 2012)", "more of 100 people respond (van Marwijk 2012)", "standard deviations lower (Ogawa 2019)"]
    numbers = [[(5.34, 3.2, 7.48), (-0.25, -1.43, 0.93)], [(32, 22, 42), (-11, -24, 1)], [(0.25, 0.03, 0.46), (0.18, -0.03, 0.4), (0.21, -0.35, 0.76)]]      # as printed, turned round
    for axes, wanted in zip(figure.axes, numbers):
        assert [effect for effect, _ in marks(axes)] == pytest.approx([effect for effect, _, _ in wanted])
        ends = [bar.get_segments()[0][:, 0] for bar in axes.collections]
        assert [end for bar in ends for end in bar] == pytest.approx([end for _, *both in wanted for end in both])
    columns = [view.table[name] for name in ("with the benzodiazepine", "one end of the interval", "the other end")]
    told = [tuple(f"{abs(number):.{0 if isinstance(row[0], int) else 2}f} {'better' if number > 0 else 'worse'}" for number in row) for panel in numbers for row in panel]
    assert list(zip(*columns)) == told
    assert view.sentence == (
        "Alprazolam (2012): against a dummy pill 5.34 points better (95 % interval 3.20 to 7.48), 32 more of 100 respond (22 to 42); "
        "against older antidepressants 0.25 points worse (1.43 worse to 0.93 better), 11 fewer of 100 respond (24 fewer to 1 more). Its maker paid for every trial. "
        "Added to an antidepressant (2019): 0.25 standard deviations better (0.03 to 0.46) in weeks 1 to 4, later no clear difference. Harms are not shown.")
    assert "paid for by the maker" in evidence("alprazolam_points").certainty
    assert len(view.sentence.split()) <= 75 and len(view.said.split()) <= 25 and "only in weeks 1 to 4" in view.said
    assert not any("-" in word for word in [view.sentence, view.said, *(cell for column in columns for cell in column)])


def test_the_results_in_words_stand_in_order_of_year_and_have_no_number_that_could_be_drawn():
    found = [evidence(key) for key in picture.IN_WORDS]
    years = [source(one.source).year for one in found]
    assert years == sorted(years) and years[0] == 1978 and years[-1] == 2018
    assert [one.name[:5] for one in found] == [f"{year}," for year in years]
    assert all(one.measure == "result in words" and one.value is None and one.certainty for one in found)


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("build", [picture.anxiety_by_class, picture.benzodiazepines_in_depression], ids=lambda build: build.__name__)
def test_no_word_stands_on_another_and_all_are_large_enough(look, build):
    figure, update, _ = built(look, build)
    for state in STATES if build is picture.anxiety_by_class else [()]:
        update(*state)
        figure.canvas.draw()
        texts = [text for axes in figure.axes for text in axes.texts if text.get_text()]
        boxes = [text.get_window_extent() for text in texts]
        assert all(text.get_fontsize() >= 10 for text in texts)
        for number, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:number]), (state, texts[number])
