"""Parts that many pictures share: the reading line, and labels that do not touch."""

import numpy as np

LABEL_GAP_PX = 15


class Reading:
    """The upright line at which curves are read, across all panels, with a dot on each curve."""

    def __init__(self, panels, lines, look):
        """lines: name, or (panel, name) -> the curve that is read; look: the stage."""
        self.uprights = [panel.axvline(0, **look.line("reading", linewidth=1.2)) for panel in panels]
        self.dots = [(line, line.axes.plot([], [], "o", color=line.get_color(), markersize=6)[0]) for line in lines.values()]

    def stand_at(self, x, index):
        """Move to x, which is the point number index of every curve."""
        for upright in self.uprights:
            upright.set_xdata([x, x])
        for line, dot in self.dots:
            dot.set_data([x], [line.get_ydata()[index]])


def keep_apart(labels, gap_px=LABEL_GAP_PX):
    """Move labels of one panel up or down around their common middle until no two touch, on any scale."""
    axes, gap = labels[0].axes, gap_px * labels[0].figure.dpi / 96
    labels = sorted(labels, key=lambda label: label.get_position()[1])
    wanted = [axes.transData.transform((0, label.get_position()[1]))[1] for label in labels]
    placed = wanted[:1]
    for y in wanted[1:]:
        placed.append(max(y, placed[-1] + gap))
    shift = np.mean(wanted) - np.mean(placed)
    for label, y in zip(labels, placed):
        label.set_y(axes.transData.inverted().transform((0, y + shift))[1])
