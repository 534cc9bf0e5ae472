"""From a hand on a control to a picture and a sentence: one call turns a figure into an experiment.

    explore(one_tablet, dose=choice("single_dose"), hours=slider("hours_since_tablet"), axis=choice("level_axis"))

A figure is built once; a move only changes what is inside its axes, which is drawn over a stored background and sent
as one small picture together with its sentence. A move notes the newest values; one paint follows on the main loop of
the kernel, so a burst of moves costs one paint and the picture never lags behind the hand.
"""

import asyncio
import html
import inspect
import io
import traceback
from base64 import b64encode
from dataclasses import dataclass
from math import log10
from pathlib import Path

import anywidget
import ipywidgets as widgets
import matplotlib
import traitlets
from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from psychopharm import checks
from psychopharm.figures.style import Look
from psychopharm.parameters import control, level, parameter, rows, source

HERE = Path(__file__).parent
CSS_PX_PER_INCH = 96
HEIGHT_PX, NARROW_HEIGHT_PX = 420, 520
REST_S = 0.2              # how long the hand rests before the opened working is written anew
SHOWN_AT_ONCE = 4         # options that stand side by side; more go into a list


@dataclass(frozen=True)
class Knob:
    """A control of an explorer: its row of data/controls.csv, its widget, and where it starts."""

    row: object
    widget: object
    start: object


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
                                        readout_format=".4g", **_named(row))
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
    make = widgets.ToggleButtons if len(options) <= SHOWN_AT_ONCE else widgets.Dropdown
    return Knob(row, make(options=options, value=row.start, **_named(row)), row.start)


def explore(build, preset_names=None, **knobs):
    """Show a figure that answers to controls.

    build: a function of psychopharm.figures that takes (figure, look) and returns (update, trace).
    knobs: slider(...) or choice(...) for each argument of update, in reading order.
    preset_names: which presets of data/presets.csv to offer; all of this figure where it is left out.
    Raises ValueError where the controls do not fit the figure.
    """
    Explorer(build, preset_names, **knobs).show()


def result(build, name, **values):
    """Show, folded until opened, the still picture and sentence of one state: what a reader without a kernel would miss.

    build: a function of psychopharm.figures.   name: what stands on the fold.   values: a position for each control.
    """
    look = Look()
    with matplotlib.rc_context(look.settings()):
        figure = _figure(look)
        update, _ = build(figure, look)
        _fit(build, update, values)
        canvas = Canvas(figure, look)
        view = update(**values)
    display({"text/html": f"<details><summary>{html.escape(name)}</summary>{_still(canvas, view)}</details>", "text/plain": view.sentence}, raw=True)


class Explorer:
    """A figure, its controls, and what joins them; `explore` makes one and shows it."""

    def __init__(self, build, preset_names=None, **knobs):
        self.build, self.knobs, self.look = build, knobs, Look()
        self.picture = Picture(controls=[dict(name=name, label=_named(knob.row)["description"], unit=knob.row.unit, tooltip=knob.row.tooltip)
                                         for name, knob in knobs.items()])
        self.picture.on_msg(self._told)
        try:
            self.loop = asyncio.get_running_loop()          # in a kernel; a script has none and paints at once
        except RuntimeError:
            self.loop = None
        self.waiting = self.held = self.open = self.brief = False
        self.note = ""
        self._build_figure()
        self.buttons = {name: self._button(name, values) for name, values in self._presets(preset_names).items()}
        self.view = self.update(**self.values)               # an error here belongs to the cell that called
        self._send(self.view)
        for name, knob in knobs.items():
            knob.widget.add_class("explore-control").add_class(f"explore-control-{name}")
            knob.widget.observe(self._moved, "value")
        self.root = self._root()

    @property
    def values(self):
        return {name: knob.widget.value for name, knob in self.knobs.items()}

    def show(self):
        """Display the still face for readers without a kernel, and the live one."""
        display({"text/html": self.still(), "text/plain": self.view.sentence}, raw=True)
        display(self.root)

    def still(self):
        """The present picture with its text alternative and sentence, as HTML that needs no kernel."""
        return f'<div class="explore-static">{_still(self.canvas, self.view)}</div>'

    def go(self, values, name):
        """Put the controls where a preset or the reset wants them, with one paint at the end."""
        before = self.values
        unmoved = all(before[key] == value for key, value in values.items())
        self.held = True
        for key, value in values.items():
            self.knobs[key].widget.value = value
        self.held = False
        self.note = f"Nothing moves: the controls already stand at '{name}'. " if unmoved else ""
        if self.trace is not None and not unmoved:
            self.trace(**before)                             # so that what the preset changes can be seen
        self._moved()

    def working(self):
        """What stands behind the picture, as HTML: table, sources, model, code."""
        return "".join((_table(self.view), _sources(self.view), _model(self.view), _code(self.view)))

    def _build_figure(self):
        with matplotlib.rc_context(self.look.settings()):
            figure = _figure(self.look)
            self.update, self.trace = self.build(figure, self.look)
            _fit(self.build, self.update, self.knobs)
            if self.trace is not None:
                self.trace(**{name: knob.start for name, knob in self.knobs.items()})
            self.canvas = Canvas(figure, self.look)

    def _presets(self, names):
        mine = [row for row in rows("presets") if row.explorer == self.build.__name__]
        offered = list(dict.fromkeys(row.name for row in mine))
        chosen = offered if names is None else [checks.known("preset", name, offered) for name in names]
        return {name: {row.control: _position(row.position) for row in mine if row.name == name} for name in chosen}

    def _button(self, name, values):
        sets = ", ".join(f"{self.knobs[key].row.label}: {self._shown(key, value)}" for key, value in values.items())
        button = widgets.Button(description=name, layout=widgets.Layout(width="auto"), tooltip=f"Sets {sets}")
        button.on_click(lambda _: self.go(values, name))
        return button

    def _shown(self, key, value):
        """A position as a person reads it: the label of an option, or a number with its unit."""
        knob = self.knobs[key]
        labels = {option: label for label, option in getattr(knob.widget, "options", ())}
        return labels.get(value) or f"{value:g} {knob.row.unit}".strip()

    def _root(self):
        """All widgets of the explorer; a figure without controls is live too, for its theme, width and working."""
        if not self.knobs:
            return widgets.Box([self.picture]).add_class("explore-live").add_class("explore-waiting")
        reset = self._button("Reset", {name: knob.start for name, knob in self.knobs.items()})
        presets = widgets.HBox([*self.buttons.values(), reset]).add_class("explore-presets")
        controls = widgets.VBox([*(knob.widget for knob in self.knobs.values()), presets]).add_class("explore-controls")
        body = widgets.Box([controls, self.picture]).add_class("explore-body")
        return widgets.Box([body]).add_class("explore-live").add_class("explore-waiting")

    def _moved(self, change=None):
        if self.held:
            return
        self.brief = change is not None and hasattr(change.owner, "step")     # a slider is moved often: few words then
        if change is not None:
            self.note = ""
        if self.loop is None:
            self._paint()
        elif not self.waiting:
            self.waiting = True
            self.loop.call_soon_threadsafe(self._paint)

    def _paint(self):
        """Draw the newest values; an error is said in one sentence and reaches the log of the run."""
        self.waiting = False
        try:
            self.view = self.update(**self.values)
            self._send(self.view)
        except Exception as problem:
            self.picture.send_state_of(sentence=f"This position cannot be shown: {problem}", said=f"This position cannot be shown: {problem}", failed=True)
            traceback.print_exc()

    def _send(self, view):
        sentence, said = (" ".join(part for part in (self.note + text, view.goal) if part)
                          for text in (view.sentence, self.brief and view.said or view.sentence))
        self.picture.send_state_of(png=self.canvas.png(), alt=view.sentence, sentence=sentence, said=said, reached=bool(view.goal), failed=False)
        if self.open:
            self._write_working()

    def _write_working(self):
        if self.loop is None:
            self.picture.working = self.working()
            return
        if getattr(self, "rest", None):
            self.rest.cancel()
        self.rest = self.loop.call_later(REST_S, lambda: setattr(self.picture, "working", self.working()))

    def _told(self, _, message, buffers):
        """What the browser says: where the figure stands, and whether the working is open."""
        act = {"stage": self._set_stage, "working": self._set_open}[message["kind"]]
        if self.loop is None:
            act(message)
        else:
            self.loop.call_soon_threadsafe(act, message)

    def _set_stage(self, message):
        look = Look(theme=message["theme"], width_px=int(message["width"]), pixel_ratio=float(message["ratio"]))
        if look != self.look:
            self.look = look
            self._build_figure()
            self._paint()
        self.root.remove_class("explore-waiting")

    def _set_open(self, message):
        self.open = message["open"]
        if self.open:
            self.picture.working = self.working()


class Picture(anywidget.AnyWidget):
    """The picture, its sentence, the live region for screen readers, and the script that names the controls."""

    _esm = HERE / "explore.js"
    _css = HERE / "explore.css"
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    working = traitlets.Unicode().tag(sync=True)
    reached = traitlets.Bool().tag(sync=True)
    failed = traitlets.Bool().tag(sync=True)
    controls = traitlets.List().tag(sync=True)

    def send_state_of(self, **state):
        """Set several traits in one message, so that picture and sentence change together."""
        with self.hold_sync():
            for name, value in state.items():
                setattr(self, name, value)


class Canvas:
    """A figure that is drawn once; afterwards only what is inside its axes is drawn anew, over the stored background.

    Labels are dear to draw and seldom change, so each is kept as a piece of picture until its text or place is another.
    """

    def __init__(self, figure, look):
        self.figure, self.look, self.background = figure, look, None
        self.agg = FigureCanvasAgg(figure)
        self.agg.draw()
        figure.set_layout_engine("none")                    # laid out once: nothing jumps afterwards

    def png(self):
        """The present state as PNG bytes."""
        if self.background is None or self.figure.stale:
            self._draw_background()
        self.agg.restore_region(self.background)
        for axes, artist in self.moving:
            axes.draw_artist(artist)
        for axes, label in self.labels:
            self._stamp(axes, label)
        picture = io.BytesIO()
        Image.frombuffer("RGBA", self.agg.get_width_height(physical=True), self.agg.buffer_rgba()).convert("RGB").save(
            picture, "png", compress_level=1)
        return picture.getvalue()

    def _draw_background(self):
        with matplotlib.rc_context(self.look.settings()):
            inside = [(axes, artist) for axes in self.figure.axes for artist in _inside(axes)]
            for _, artist in inside:
                artist.set_animated(True)
            self.agg.draw()
        self.moving = sorted((pair for pair in inside if not isinstance(pair[1], Text)), key=lambda pair: pair[1].get_zorder())
        self.labels = [pair for pair in inside if isinstance(pair[1], Text)]
        self.stamps = {}
        self.background = self.agg.copy_from_bbox(self.figure.bbox)

    def _stamp(self, axes, label):
        state = (label.get_text(), label.get_position(), label.get_visible())
        kept, piece = self.stamps.get(label, (None, None))
        if kept == state:
            if piece is not None:
                self.agg.restore_region(piece)
            return
        axes.draw_artist(label)
        box = label.get_bbox_patch().get_window_extent() if label.get_text() else None
        self.stamps[label] = state, self.agg.copy_from_bbox(box) if box is not None else None


def _fit(build, update, given):
    """Raise ValueError unless the update takes just the controls that are given."""
    wanted = list(inspect.signature(update).parameters)
    if sorted(wanted) != sorted(given):
        raise ValueError(f"{build.__name__} takes the controls {', '.join(wanted) or 'none'}, but was given {', '.join(given) or 'none'}; "
                         "name one control for each.")


def _figure(look):
    height_px = NARROW_HEIGHT_PX if look.narrow else HEIGHT_PX
    return Figure(dpi=CSS_PX_PER_INCH * look.pixel_ratio, layout="constrained",
                  figsize=(look.width_px / CSS_PX_PER_INCH, height_px / CSS_PX_PER_INCH))


def _still(canvas, view):
    """Picture with text alternative, and sentence, as HTML that needs no kernel."""
    sentence, picture = html.escape(view.sentence), b64encode(canvas.png()).decode()
    return (f'<img alt="{sentence}" src="data:image/png;base64,{picture}" width="{canvas.look.width_px}" '
            f'style="max-width: 100%; height: auto"><p>{sentence}</p>')


def _inside(axes):
    return (*axes.lines, *axes.collections, *axes.patches, *axes.images, *axes.texts)


def _position(text):
    """A position as it stands in a table: a whole number, a number, or the key of an option."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _named(row):
    """Label with unit, tooltip and layout of a control."""
    label = f"{row.label} ({row.unit})" if row.unit else row.label
    return dict(description=label, tooltip=row.tooltip, style={"description_width": "initial"}, layout=widgets.Layout(width="auto"))


def _options(row):
    """Pairs (label, key): rows of a group of a table, or the pairs named in the row itself."""
    table, _, group = row.options.partition(": ")
    if table in ("patients", "regimens") and ";" not in row.options:
        return [(one.label, one.key) for one in rows(table) if one.group == group]
    return [tuple(pair.split(": ")[::-1]) for pair in row.options.split("; ")]


def _table(view):
    import pandas                                            # here, so that models and pictures stand without it
    table = pandas.DataFrame(view.table).to_html(index=False, border=0, float_format=lambda number: f"{number:.4g}")
    return _section("Table", "The plotted values", table)


def _sources(view):
    lines = [(f"{one.name} ({one.symbol})", one) for one in map(parameter, view.parameters)]
    lines += [(f"Published: {one.name}, {one.analyte}, {one.people} people", one) for one in map(level, view.levels)]
    body = "".join(f"<tr><td>{html.escape(name)}</td><td>{one.value:g} {'' if one.unit == '1' else html.escape(one.unit)}</td>"
                   f"<td>{html.escape(_spread(one))}</td><td>{one.status}</td><td>{_reference(one.source)}</td></tr>" for name, one in lines)
    head = "".join(f"<th>{name}</th>" for name in ("number", "value", "low to high", "status", "source"))
    return _section("Sources", "The numbers behind the picture", f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _spread(one):
    ends = " to ".join(f"{end:g}" for end in (one.low, one.high) if end is not None)
    return f"{ends} ({one.range_meaning})" if ends else one.range_meaning


def _model(view):
    return _section("Model", "The functions behind the picture", "".join(
        f"<pre>{html.escape(inspect.getsource(function))}</pre>" for function in view.functions))


def _code(view):
    return _section("Code", "To paste into a cell: the value at the reading line", f"<pre>{html.escape(view.code)}</pre>")


def _section(name, about, content):
    """A part of the working in a scroller that a keyboard can reach."""
    content = content.replace("<th>", '<th scope="col">')
    return (f'<h4>{name}</h4><div class="explore-scroller" role="region" tabindex="0" data-lm-suppress-shortcuts="true" aria-label="{about}">'
            f"{content}</div>")


def _reference(key):
    one = source(key)
    where = f"https://doi.org/{one.doi}" if one.doi else one.address
    text = html.escape(" ".join(str(part) for part in (one.authors, one.year) if part))
    return f'<a href="{html.escape(where)}" target="_blank" rel="noopener">{text}</a>' if where.startswith("http") else text
