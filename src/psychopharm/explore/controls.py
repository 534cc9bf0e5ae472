"""Controls from data/controls.csv: what a hand can move, with label, unit, tooltip, start and ends."""

from dataclasses import dataclass
from math import log10

import ipywidgets as widgets

from psychopharm.parameters import control, rows

SHOWN_AT_ONCE, LETTERS = 4, 60         # options that stand side by side, and letters in all of them; more go into a list


@dataclass(frozen=True)
class Knob:
    """A control of an explorer: its row of data/controls.csv, its widget, and where it starts."""

    row: object
    widget: object
    start: object

    @property
    def unit(self):
        """The unit as people read it: a number that has none shows none."""
        return shown_unit(self.row)

    def position(self, text):
        """A position as it stands in a table, as a value of the widget."""
        return type(self.start)(float(text)) if self.row.kind == "slider" else text

    def can_stand(self, value):
        """Whether the widget can take a value."""
        if self.row.kind == "choice":
            return value in [key for _, key in self.widget.options]
        return isinstance(value, (int, float)) and self.row.low <= value <= self.row.high


def slider(key):
    """A slider as data/controls.csv describes it.

    >>> slider("hours_since_tablet").widget.description
    'Time since the tablet (h)'
    """
    row = control(key)
    if row.kind != "slider":
        raise ValueError(f"'{key}' is not a slider but a {row.kind}; use {row.kind}('{key}').")
    return slider_of(row)


def slider_of(row):
    """The slider of a Control row: in equal steps, or in equal factors where its scale is logarithmic (step in powers of ten)."""
    if row.scale == "logarithmic":
        widget = widgets.FloatLogSlider(value=float(row.start), min=log10(row.low), max=log10(row.high), step=row.step,
                                        readout_format=".4r", **_named(row))
    elif row.step.is_integer():
        widget = widgets.IntSlider(value=int(row.start), min=int(row.low), max=int(row.high), step=int(row.step), **_named(row))
    else:
        widget = widgets.FloatSlider(value=float(row.start), min=row.low, max=row.high, step=row.step, readout_format=".2f", **_named(row))
    return Knob(row, widget, widget.value)


def choice(key):
    """A choice as data/controls.csv describes it; its options are rows of a table, or named there.

    >>> [label for label, _ in choice("level_axis").widget.options]
    ['linear', 'logarithmic']
    """
    row = control(key)
    if row.kind != "choice":
        raise ValueError(f"'{key}' is not a choice but a {row.kind}; use {row.kind}('{key}').")
    options = _options(row)
    few = len(options) <= SHOWN_AT_ONCE and sum(len(label) for label, _ in options) <= LETTERS
    make = widgets.ToggleButtons if few else widgets.Dropdown
    return Knob(row, make(options=options, value=row.start, **_named(row)), row.start)


def shown_unit(row):
    """The unit of a Control row; blank where it is 1, that is, where the number has none."""
    return "" if row.unit == "1" else row.unit


def _named(row):
    """Label with unit, tooltip and layout of a control."""
    unit = shown_unit(row)
    label = f"{row.label} ({unit})" if unit else row.label
    return dict(description=label, tooltip=row.tooltip, style={"description_width": "initial"}, layout=widgets.Layout(width="auto"))


def _options(row):
    """Pairs (label, key): rows of a group of a table, or the pairs named in the row itself."""
    table, _, group = row.options.partition(": ")
    kind, _, subject = table.partition("/")
    if kind in ("patients", "pairs", "regimens") and ";" not in row.options:
        return [(one.label, one.key) for one in rows(kind, subject or None) if one.group == group]
    return [tuple(pair.split(": ")[::-1]) for pair in row.options.split("; ")]
