"""A small form: groups of choices, numbers or sentences, buttons, and one message that screen readers announce."""

import html
from pathlib import Path

import anywidget
import traitlets
from IPython.display import display

HERE = Path(__file__).parent


class Form(anywidget.AnyWidget):
    """Shows parts and buttons; what is filled in reaches Python only when a button is pressed, and is kept nowhere else.

    parts: dicts with name, legend, kind (choice, number or sentence), options [(key, label)], unit, and inline where short
    options stand side by side.
    buttons: pairs (name, label).   message: what is said; announced.   panel: HTML shown beneath, not announced.
    turn: number of the page; a press on an earlier one is ignored.
    """

    _esm = HERE / "form.js"
    _css = HERE / "form.css"
    title = traitlets.Unicode().tag(sync=True)
    parts = traitlets.List().tag(sync=True)
    buttons = traitlets.List().tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    tone = traitlets.Unicode().tag(sync=True)
    panel = traitlets.Unicode().tag(sync=True)
    turn = traitlets.Int().tag(sync=True)

    def __init__(self, pressed, **state):
        """pressed: called with the name of the button and {part: what is filled in, blank where nothing is}."""
        super().__init__(**state)
        self.pressed = pressed
        self.on_msg(self._told)

    def say(self, message, tone=""):
        """Show and announce a message. tone: right, again, kept or blank; it only adds to what the words say."""
        with self.hold_sync():
            self.message, self.tone = message, tone

    def show(self, still, plain=""):
        """Display the still face for readers without a kernel, in HTML and in plain text, and the live one."""
        display({"text/html": f'<div class="form-static">{still}</div>', "text/plain": plain or _plain(self)}, raw=True)
        display(self)

    def _told(self, _, message, buffers):
        if message["turn"] != self.turn:                     # pressed on a page that is gone
            return
        given = {part["name"]: str(message["given"].get(part["name"], "")).strip() for part in self.parts}
        self.pressed(message["button"], given)


def still_parts(title, parts):
    """The parts as HTML that needs no kernel; a form without its answers."""
    listed = "".join(f"<p><strong>{html.escape(part['legend'])}</strong></p>" + (
        f"<ul>{''.join(f'<li>{html.escape(label)}</li>' for _, label in part['options'])}</ul>" if part["kind"] == "choice" else
        f"<p>(a number in {html.escape(part['unit'])})</p>" if part["kind"] == "number" else "<p>(a sentence of your own)</p>") for part in parts)
    return f"<p><em>{html.escape(title)}</em></p>{listed}"


def _plain(form):
    return "\n".join([form.title, *(f"{part['legend']} {' / '.join(label for _, label in part['options'])}".strip() for part in form.parts)])
