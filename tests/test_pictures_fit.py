"""The pictures of every lesson at the widths that a page gives them: nothing written is cut, no name of a panel or an axis is written over."""

from itertools import combinations

import pytest
from test_explore import EXPLORERS, make

from psychopharm.figures.style import Look

LAB_PX = 565              # the cell of a lesson in JupyterLab at 1280 x 720; just not narrow
SLACK_PX = 1              # outlines of letters are smooth


@pytest.mark.parametrize("width_px", [340, LAB_PX, 720])
@pytest.mark.parametrize("imports, source", EXPLORERS)
def test_nothing_written_is_cut_and_no_name_of_a_panel_or_axis_is_written_over(imports, source, width_px):
    explorer = make(imports, source)
    explorer.look = Look(width_px=width_px)
    explorer._build_figure()
    wrong = {}
    for values in states(explorer):
        explorer.update(**values)
        for fault in faults(explorer.canvas.figure):
            wrong.setdefault(fault, values)
    assert not wrong


def states(explorer):
    """The start and each preset, and from each every end of one control."""
    start = {name: knob.start for name, knob in explorer.knobs.items()}
    for first in (start, *({**start, **preset} for preset in explorer._presets(None).values())):
        yield first
        for name, knob in explorer.knobs.items():
            for end in ends(knob.widget):
                yield {**first, name: end}


def ends(widget):
    """The options of a choice, or the ends and the middle of a slider."""
    if hasattr(widget, "options"):
        return [option for _, option in widget.options]
    low, high = widget.min, widget.max
    places = low, (low + high) / 2, high
    return [widget.base ** place for place in places] if hasattr(widget, "base") else [type(widget.value)(place) for place in places]


def faults(figure):
    """What is cut by the edge of the figure, and which names are written over."""
    named, others = boxes(figure)
    for text, box in (*named, *others):
        if box.x0 < -SLACK_PX or box.y0 < -SLACK_PX or box.x1 > figure.bbox.x1 + SLACK_PX or box.y1 > figure.bbox.y1 + SLACK_PX:
            yield f"cut: {text}"
    for (text, box), (other, beneath) in (*combinations(named, 2), *((one, two) for one in named for two in others)):
        if box.padded(-SLACK_PX).overlaps(beneath):
            yield f"{text} and {other} overlap"


def boxes(figure):
    """(text, its box [px]) of titles and names of axes, and of all else that is written: labels and ticks."""
    renderer = figure.canvas.get_renderer()
    named = [text for axes in figure.axes for text in (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label) if text.get_visible()]
    named = [text for text in (*named, *([figure._suptitle] if figure._suptitle else [])) if text.get_text()]
    labels = [text for axes in figure.axes for text in axes.texts if text.get_text() and text.get_visible()]
    ticks = [tick for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) if axes.axison and axis.get_visible() for tick in axis.get_ticklabels()
             if tick.get_text() and axis.get_view_interval().min() <= tick.get_position()[axis is axes.yaxis] <= axis.get_view_interval().max()]
    return tuple([(text.get_text(), text.get_window_extent(renderer)) for text in group] for group in (named, labels + ticks))
