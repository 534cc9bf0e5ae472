"""Parts that many pictures share: curves with their traces, names at their ends, drop-lines, places, and the reading line."""

import numpy as np

from psychopharm.figures.style import NAMES

LABEL_GAP_PX = 15


class Curves:
    """Lines that move, each over a faint trace of the state before."""

    def __init__(self, x, places, look):
        """x: where all curves have their points.   places: name -> (panel, what) or (panel, what, keywords of the line); look: the stage."""
        self.x = x
        self.traces, self.lines = {}, {}
        for keep, style in ((self.traces, look.trace), (self.lines, look.line)):       # the traces first, so that they lie beneath
            for name, (panel, what, *more) in places.items():
                keep[name], = panel.plot([], [], **style(what), scalex=False)
                keep[name].set(**(more[0] if more else {}))

    def move(self, heights):
        """heights: name -> the curve, one number for each x; a curve without them is hidden."""
        self._set(self.lines, heights)

    def trace(self, heights):
        """The same for the faint traces."""
        self._set(self.traces, heights)

    def _set(self, lines, heights):
        for name, line in lines.items():
            line.set_data(*((self.x, heights[name]) if name in heights else ([], [])))


class EndLabels:
    """The names of curves at their right ends, in one panel, which never touch."""

    def __init__(self, panel, x, styles, look):
        """styles: name -> substance or place of style.py."""
        self.panel = panel
        self.labels = {name: panel.text(x, 0, "", va="center", **look.text(what)) for name, what in styles.items()}

    def stand_at(self, heights, texts=None):
        """heights: name -> where its curve ends; a name without one is hidden.   texts: name -> what to write, if not the name."""
        shown, floor = [], self.panel.get_ylim()[0]
        for name, label in self.labels.items():
            label.set_text((texts or NAMES).get(name, name) if name in heights else "")
            if name in heights:
                label.set_y(max(heights[name], floor))
                shown.append(label)
        if shown:
            keep_apart(shown)


class Drop:
    """An upright line from a curve down to the axis, with its label; blank until what it marks is found."""

    def __init__(self, panel, what, label_share, look, **line):
        """what: substance or place of style.py.   label_share: how high the label stands, as a share of the panel."""
        self.panel, self.label_share = panel, label_share
        self.line, = panel.plot([], [], **look.line(what, linewidth=1.4, **line))
        self.label = panel.text(0, 0, "", va="center", ha="left", **look.text(what))

    def stand_at(self, x, top, text, gap):
        """Stand at x, up to top, with the text at gap beside it; no text hides both."""
        self.line.set_data(*(([x, x], [0, top]) if text else ([], [])))
        self.label.set(text=text, position=(x + gap, self.label_share * self.panel.get_ylim()[1]))


class Reading:
    """The upright line at which curves are read, across all panels, with a dot on each curve."""

    def __init__(self, panels, lines, look):
        """lines: name, or (panel, name) -> the curve that is read; look: the stage."""
        self.uprights = [panel.axvline(0, **look.line("reading", linewidth=1.2)) for panel in panels]
        self.dots = [(line, line.axes.plot([], [], "o", color=line.get_color(), markersize=6)[0]) for line in lines.values()]

    def stand_at(self, x, index):
        """Move to x, which is the point number index of every curve; a hidden curve has no dot."""
        for upright in self.uprights:
            upright.set_xdata([x, x])
        for line, dot in self.dots:
            heights = line.get_ydata()
            dot.set_data(([x], [heights[index]]) if len(heights) else ([], []))


class Places:
    """Places in rows, such as people or molecules: the first are full, the next empty, and those behind are not there."""

    def __init__(self, panel, count, row, empty, full):
        """count: of places.   row: how many stand in a row.   empty, full: keywords of their marks."""
        self.y, self.x = np.divmod(np.arange(count), row)
        self.empty, = panel.plot([], [], **empty)
        self.full, = panel.plot([], [], **full)

    def show(self, full, of):
        """So many full, of so many that are there."""
        self.mark(self.full, 0, full)
        self.mark(self.empty, full, of)

    def mark(self, line, first, behind):
        """Let a line of marks stand at the places from the first to the one before behind."""
        line.set_data(self.x[first:behind], self.y[first:behind])


def title_of(look, *parts):
    """The parts of a title in one line, or on a narrow stage one under another."""
    return ("\n" if look.narrow else "; ").join(parts)


def set_top(ax, limits, highest):
    """Let the axis end at the first of a few limits that is high enough, if it does not yet."""
    limit = next((limit for limit in limits if limit >= highest), limits[-1])
    if ax.get_ylim()[1] != limit:
        ax.set_ylim(0, limit)


def keep_apart(labels, gap_px=LABEL_GAP_PX):
    """Move labels of one panel up or down until no two touch, on any scale: those in each other's way stand around their middle."""
    axes, gap = labels[0].axes, gap_px * labels[0].figure.dpi / 96
    labels = sorted(labels, key=lambda label: label.get_position()[1])
    stacks = []                                              # heights wanted by labels that stand on one another
    for label in labels:
        stacks.append([axes.transData.transform((0, label.get_position()[1]))[1]])
        while len(stacks) > 1 and np.mean(stacks[-1]) - np.mean(stacks[-2]) < gap * (len(stacks[-1]) + len(stacks[-2])) / 2:
            top = stacks.pop()
            stacks[-1] += top
    placed = [np.mean(stack) + gap * (i - (len(stack) - 1) / 2) for stack in stacks for i in range(len(stack))]
    for label, y in zip(labels, placed):
        label.set_y(axes.transData.inverted().transform((0, y))[1])
