"""The table of indications agrees with itself, and its picture draws every trial where its counts, or its printed shares, put it."""

import re

import matplotlib
import numpy as np
import pytest

from psychopharm.explore.canvas import figure_for
from psychopharm.figures import indications as picture
from psychopharm.figures.style import Look
from psychopharm.models.evidence import difference_with_interval, share_with_interval
from psychopharm.parameters import evidence, rows, source

LOOKS = [Look(theme, width) for theme in ("light", "dark") for width in (340, 560, 720)]
WITH_COUNTS = [row for row in rows("evidence") if row.treated_events is not None]
IN_WORDS = ("guideline", "result in words")
TWO_NUMBERS = ("share", "median change")              # one for each group; the other measures compare already
COUNTED = ("status_epilepticus_stopped", "alcohol_withdrawal_improved", "back_pain_1_week")


def drawn(look):
    """The figure on a stage, and its view."""
    with matplotlib.rc_context(look.settings()):
        figure = figure_for(look)
        matplotlib.backends.backend_agg.FigureCanvasAgg(figure)
        update, trace = picture.indications(figure, look)
        view = update()
        figure.canvas.draw()
    assert trace is None
    return figure, view


def luminance(colour):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in matplotlib.colors.to_rgb(colour)]
    return np.dot(linear, (0.2126, 0.7152, 0.0722))


# The tables

@pytest.mark.parametrize("row", rows("evidence"), ids=lambda row: row.key)
def test_a_row_has_a_number_in_its_range_or_says_that_it_has_none(row):
    ends = [end for end in (row.low, row.value, row.high) if end is not None]
    assert ends == sorted(ends)
    assert (row.value is None) == (row.measure in IN_WORDS)
    if None in (row.low, row.high):
        assert re.search(r"\b(no|not)\b", row.range_meaning)


@pytest.mark.parametrize("row", rows("evidence"), ids=lambda row: row.key)
def test_a_row_says_how_sure_it_is(row):
    assert row.status in ("verified", "derived")                 # nothing unchecked is shown as a fact
    assert source(row.source).checked == "yes"
    if row.status == "derived":
        assert re.search("calculated|lies within|the numbers here", row.note)
    if "as a class" in row.name:
        assert "class" in row.certainty


@pytest.mark.parametrize("row", WITH_COUNTS, ids=lambda row: row.key)
def test_counts_fit_the_people_and_the_printed_share(row):
    assert row.treated_events <= row.treated_people
    assert row.control_events is None or row.control_events <= row.control_people
    if row.measure == "share":
        assert 100 * row.treated_events / row.treated_people == pytest.approx(row.value, abs=0.5)
    if row.control_value is not None:
        assert 100 * row.control_events / row.control_people == pytest.approx(row.control_value, abs=0.5)
    if row.people is not None:
        assert row.treated_people + (row.control_people or 0) <= row.people


@pytest.mark.parametrize("row", rows("evidence"), ids=lambda row: row.key)
def test_a_measure_that_does_not_compare_has_the_number_of_the_comparison_beside_it(row):
    assert (row.control_value is not None) == (row.measure in TWO_NUMBERS and bool(row.comparison))


# The picture

def counts_of(row):
    """Events and people of each group; of one whose size is not known the printed share alone."""
    if row.treated_people is None:
        return {"diazepam": (row.value,), "placebo": (row.control_value,)}
    return {"diazepam": (row.treated_events, row.treated_people), "placebo": (row.control_events, row.control_people)}


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_mark_stands_at_its_share_and_every_bar_ends_at_its_interval(look):
    figure, _ = drawn(look)
    axes, = figure.axes
    marks = [line for line in axes.lines if line.get_marker() in ("s", "o")]
    bars = [bar.get_segments()[0][:, 0] for bar in axes.collections]
    wanted = [counts for row in map(evidence, picture.COMPARISONS) for counts in counts_of(row).values()]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx([100 * counts[0] / counts[1] if len(counts) == 2 else counts[0] for counts in wanted])
    intervals = [share_with_interval(*counts)[1:] for counts in wanted if len(counts) == 2]
    assert [end for bar in bars for end in bar] == pytest.approx([100 * end for interval in intervals for end in interval])
    assert [mark.get_marker() for mark in marks] == ["s", "o"] * 4
    labels = [text for text in axes.texts if re.fullmatch(r"\d+", text.get_text())]
    assert [float(label.get_text()) for label in labels] == [round(mark.get_xdata()[0]) for mark in marks]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_groups_of_unknown_size_have_no_bar_and_an_open_square(theme):
    look = Look(theme)
    figure, _ = drawn(look)
    axes, = figure.axes
    known = {key: evidence(key).treated_people is not None for key in picture.COMPARISONS}
    assert [key for key, is_known in known.items() if is_known] == list(COUNTED)
    assert len(axes.collections) == 2 * len(COUNTED)
    paper = matplotlib.colors.to_rgb(look.colour("paper"))
    filled = [matplotlib.colors.to_rgb(line.get_markerfacecolor()) != paper for line in axes.lines if line.get_marker() in ("s", "o")]
    assert filled == [each for is_known in known.values() for each in (is_known, False)]
    assert "sizes of the groups not known" in figure.get_suptitle()


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_picture_calls_nobody_helped_and_names_the_trial_without_a_difference(look):
    figure, view = drawn(look)
    words = " ".join([text.get_text() for text in figure.findobj(matplotlib.text.Text)] + [view.sentence, *view.table])
    assert "helped" not in words and "people with the outcome named, of 100" in words
    assert "Hackett 2003" in words and "a later trial (Hackett 2003) found no clear difference" in view.sentence
    assert evidence("anxiety_null_trial").source == "hackett_2003" and "Hackett 2003" in evidence("anxiety_improved_6_weeks").certainty

@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_all_words_stand_inside_the_picture_apart_and_large_enough(look):
    figure, _ = drawn(look)
    texts = [text for text in figure.findobj(matplotlib.text.Text) if text.get_text().strip() and text.get_visible()]
    boxes = [text.get_window_extent() for text in texts]
    for text, box in zip(texts, boxes):
        assert text.get_fontsize() >= 10
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 + 1 and figure.bbox.y0 <= box.y0 and box.y1 <= figure.bbox.y1, text
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:number]), texts[number]
    marks = [line.get_window_extent() for line in figure.axes[0].lines if line.get_marker() in ("s", "o")]
    assert not any(mark.overlaps(box) for mark in marks for box in boxes)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("group", picture.GROUPS)
def test_the_hues_of_both_groups_can_be_read_on_the_paper(theme, group):
    look = Look(theme)
    bright, dim = sorted((luminance(look.colour(group)), luminance(look.colour("paper"))), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_the_sentence_the_table_and_the_code_to_paste_say_the_same():
    _, view = drawn(Look())
    names = ("with the outcome", "people", "of 100", "low (of 100)", "high (of 100)")
    for number, key in enumerate(picture.COMPARISONS):
        for group, counts in counts_of(evidence(key)).items():
            column = [view.table[f"{group}: {name}"][number] for name in names]
            if len(counts) == 1:
                assert column == ["not known", "not known", counts[0], "not known", "not known"]
                assert f"{counts[0]:.0f} with {group}" in view.sentence
                continue
            share, low, high = (100 * part for part in share_with_interval(*counts))
            assert f"{share:.0f} ({low:.0f} to {high:.0f}) with {group}" in view.sentence
            assert column == pytest.approx([*counts, share, low, high])
    assert "placebo (Rickels 2000; sizes of the groups not known)" in view.sentence
    *before, last = view.code.splitlines()
    names = {}
    exec("\n".join(before), names)
    assert "{:.0f} ({:.0f} to {:.0f}) with diazepam".format(*eval(last, names)) in view.sentence
    assert view.evidence == picture.COMPARISONS and view.parameters == ()
    assert {len(column) for column in view.table.values()} == {4}


def test_the_sentence_counts_no_votes_but_says_which_gaps_may_be_chance():
    _, view = drawn(Look())
    assert view.sentence.endswith("The share is higher with diazepam in three and lower in one; "
                                  "in acute alcohol withdrawal and acute low back pain the gap may be chance.")
    chance = {}
    for key in COUNTED:
        _, low, high = difference_with_interval(*(count for counts in counts_of(evidence(key)).values() for count in counts))
        chance[key] = low < 0 < high
    assert chance == {"status_epilepticus_stopped": False, "alcohol_withdrawal_improved": True, "back_pain_1_week": True}
