"""The explorer: a figure, its controls, and what joins them."""

import asyncio
import html
import inspect
import traceback
from math import isclose
from pathlib import Path

import anywidget
import ipywidgets as widgets
import matplotlib
import traitlets
from IPython.display import display

from psychopharm import checks
from psychopharm.explore.canvas import Canvas, figure_for, still
from psychopharm.explore.controls import Knob
from psychopharm.explore.working import working
from psychopharm.figures.style import Look
from psychopharm.parameters import question, rows
from psychopharm.questions import predicted

HERE = Path(__file__).parent
REST_S = 0.2              # how long the hand rests before the opened working is written anew


def explore(build, preset_names=None, asked=None, **knobs):
    """Show a figure that answers to controls.

    build: a function of psychopharm.figures that takes (figure, look) and returns (update, trace).
    knobs: slider(...) or choice(...) for each argument of update, in reading order.
    preset_names: which presets of data/presets.csv to offer; all of this figure where it is left out.
    asked: key of the question that asks for a prediction; the explorer sets it beside what it shows.
    Raises ValueError where the controls do not fit the figure.
    """
    Explorer(build, preset_names, asked, **knobs).show()


def result(build, name, **values):
    """Show, folded until opened, the still picture and sentence of one state: what a reader without a kernel would miss.

    build: a function of psychopharm.figures.   name: what stands on the fold.   values: a position for each control.
    """
    look = Look()
    with matplotlib.rc_context(look.settings()):
        figure = figure_for(look)
        update, _ = build(figure, look)
        _fit(build, update, values)
        canvas = Canvas(figure, look)
        view = update(**values)
    display({"text/html": f"<details><summary>{html.escape(name)}</summary>{still(canvas, view)}</details>", "text/plain": view.sentence}, raw=True)


class Explorer:
    """A figure, its controls, and what joins them; `explore` makes one and shows it."""

    def __init__(self, build, preset_names=None, asked=None, **knobs):
        for name, knob in knobs.items():
            if not isinstance(knob, Knob):
                raise ValueError(f"{name} must be a control, but is {knob!r}; give slider(...) or choice(...).")
        if not callable(build):
            raise ValueError(f"build must be a function of psychopharm.figures, but is {build!r}; give its name without quotes.")
        self.build, self.knobs, self.look = build, knobs, Look()
        if asked and question(asked).role != "predict":
            raise ValueError(f"asked must be the key of a prediction, but '{asked}' has the role {question(asked).role}; give another question.")
        self.asked = asked
        self.rest = None
        self.picture = Picture(controls=[dict(name=name, label=knob.widget.description, unit=knob.unit, tooltip=knob.row.tooltip)
                                         for name, knob in knobs.items()])
        self.picture.on_msg(self._told)
        try:
            self.loop = asyncio.get_running_loop()          # in a kernel; a script has none and paints at once
        except RuntimeError:
            self.loop = None
        self.waiting = self.held = self.open = False
        self.note = self.compared = ""
        self.traced = {name: knob.start for name, knob in knobs.items()}     # the state that the faint line shows
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
        return f'<div class="explore-static">{still(self.canvas, self.view)}</div>'

    def go(self, values, name):
        """Put the controls where a preset or the reset wants them, with one paint at the end."""
        before = self.values
        unmoved = all(_alike(before[key], value) for key, value in values.items())
        self.held = True
        for key, value in values.items():
            self.knobs[key].widget.value = value
        self.held = False
        self.note = f"Nothing moves: the controls already stand at '{name}'." if unmoved else ""
        if not unmoved:
            self.traced = before                             # so that what the preset changes can be seen
        self._moved()

    def working(self):
        """What stands behind the present picture, as HTML."""
        return working(self.view)

    def _build_figure(self):
        with matplotlib.rc_context(self.look.settings()):
            figure = figure_for(self.look)
            self.update, self.trace = self.build(figure, self.look)
            _fit(self.build, self.update, self.knobs)
            self.canvas = Canvas(figure, self.look)

    def _presets(self, names):
        mine = [row for row in rows("presets") if row.explorer == self.build.__name__]
        offered = list(dict.fromkeys(row.name for row in mine))
        chosen = offered if names is None else [checks.known("preset", name, offered) for name in names]
        return {name: {row.control: self._position(row) for row in mine if row.name == name} for name in chosen}

    def _position(self, preset):
        """The value of one control in a preset, if the control can take it."""
        knob = self.knobs[preset.control]
        try:
            value = knob.position(preset.position)
        except ValueError:                                   # words where a slider needs a number
            value = None
        if not knob.can_stand(value):
            raise ValueError(f"{preset.control} has the control '{knob.row.key}', which cannot stand at {preset.position!r} as '{preset.name}' needs; "
                             "give another control.")
        return value

    def _button(self, name, values):
        sets = ", ".join(f"{self.knobs[key].row.label}: {self._shown(key, value)}" for key, value in values.items())
        button = widgets.Button(description=name, layout=widgets.Layout(width="auto"), tooltip=f"Sets {sets}")
        button.on_click(lambda _: self.go(values, name))
        return button

    def _shown(self, key, value):
        """A position as a person reads it: the label of an option, or a number with its unit."""
        knob = self.knobs[key]
        labels = {option: label for label, option in getattr(knob.widget, "options", ())}
        return labels.get(value) or f"{value:g} {knob.unit}".strip().replace("-", "−")

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
        if self.trace is not None:
            self.trace(**self.traced)
        shown = _joined(view.sentence, view.goal)
        beside = self._beside(view)
        news = beside if view.result and beside != self.compared else ""     # said once, when it first appears
        self.compared = beside if view.result else self.compared
        values = {name: [self.values[name], words] for name, words in view.values.items()}
        self.picture.send_state_of(png=self.canvas.png(), alt=shown, sentence=_joined(self.note, shown), said=_joined(self.note, view.said or view.sentence),
                                   goal=view.goal, news=news, beside=beside, values=values, failed=False)
        if self.open:
            self._write_working()

    def _beside(self, view):
        """The prediction, and beside it what the picture shows; blank without a prediction."""
        told = predicted(self.asked) if self.asked else None
        if told is None:
            return ""
        if not view.result:
            return told.said()
        return f"{told.said()} Here: {view.result}. {'So it is.' if told.right else told.hint}"

    def _write_working(self):
        if self.loop is None:
            self.picture.working = self.working()
            return
        if self.rest:
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

    _esm = HERE / "explorer.js"
    _css = HERE / "explorer.css"
    png = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)
    news = traitlets.Unicode().tag(sync=True)
    beside = traitlets.Unicode().tag(sync=True)
    working = traitlets.Unicode().tag(sync=True)
    failed = traitlets.Bool().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)             # control -> [position, what it means in words]

    def send_state_of(self, **state):
        """Set several traits in one message, so that picture and sentence change together."""
        with self.hold_sync():
            for name, value in state.items():
                setattr(self, name, value)


def _joined(*parts):
    return " ".join(part for part in parts if part)


def _alike(one, other):
    """Whether two positions are the same; a page sends a logarithmic slider back with another last digit."""
    return isclose(one, other, rel_tol=1e-9) if isinstance(one, float) else one == other


def _fit(build, update, given):
    """Raise ValueError unless the update takes just the controls that are given."""
    wanted = list(inspect.signature(update).parameters)
    if sorted(wanted) != sorted(given):
        raise ValueError(f"{build.__name__} takes the controls {', '.join(wanted) or 'none'}, but was given {', '.join(given) or 'none'}; "
                         "name one control for each.")
