"""One JupyterLab and one Chromium for all browser tests, and each lesson opened and run once.

The server sees copies of the notebooks in a temporary folder and keeps its settings there, so nothing in the tree is written.
All tests that need the server stand in one module, so that pytest-xdist gives them to one process: a second server would only slow the first.
"""

import hashlib
import json
import math
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from lessons import LESSONS
from playwright.sync_api import expect, sync_playwright

import psychopharm.explore
from psychopharm import claims
from psychopharm.parameters import rows
from psychopharm.questions.ask import Asking
from psychopharm.questions.form import Form
from psychopharm.questions.pretest import BeforeTheLessons

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-background-timer-throttling", "--disable-renderer-backgrounding")
SETTINGS = {"apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
            "docmanager-extension/plugin": {"autosave": False}}
FOLDERS = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
           "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
WAIT_MS = 60_000          # how long anything may take on a busy machine
WIDE = (1280, 720, 1)     # width and height of the window in CSS pixels, device pixels per CSS pixel

NOTEBOOK_OPEN = """() => { const panel = window.jupyterapp?.shell.currentWidget;
  return Boolean(panel?.context?.isReady && panel.content?.widgets?.length && panel.revealed !== undefined); }"""
KERNEL_IDLE = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle'"
# Lab can ignore 'Run All' in its first seconds, so this is asked until a cell has run.
RUN_ALL = """async () => { const { content, context } = window.jupyterapp.shell.currentWidget;
  await context.sessionContext.session.kernel.requestKernelInfo();
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  return content.widgets.some(cell => cell.model.executionCount); }"""
NUMBER_CELLS = """() => { const cells = window.jupyterapp.shell.currentWidget.content.widgets;
  cells.forEach((cell, i) => { cell.node.dataset.cell = i; if (cell.model.type === 'code') cell.model.clearExecution(); }); }"""
SCROLL = """async cell => { const { content } = window.jupyterapp.shell.currentWidget;
  await content.scrollToItem(cell, 'start'); }"""
PIXELS = """async image => { await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL(); }"""
FITS_STAGE = """image => image.complete && image.naturalWidth > 0
  && Math.abs(image.naturalWidth - Number(image.getAttribute('width')) * Math.min(Math.max(devicePixelRatio, 1), 2)) <= 1
  && Math.abs(Number(image.getAttribute('width')) - Math.min(Math.max(image.parentElement.clientWidth, 280), 820)) < 20"""


class Lab:
    """A JupyterLab server of its own."""

    def __init__(self, folder):
        self.folder, self.notebooks = folder, folder / "notebooks"
        self.notebooks.mkdir()
        for notebook in LESSONS:
            shutil.copy(notebook, self.notebooks)
        for name, values in SETTINGS.items():
            file = folder / "settings/@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.token = secrets.token_hex(16)
        own = {name: str(folder / value) for name, value in FOLDERS.items()}
        with (folder / "log").open("w") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={self.address.rpartition(':')[2]}",
                 "--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.notebooks}", f"--IdentityProvider.token={self.token}",
                 "--LanguageServerManager.autodetect=False", "--LabApp.news_url=", "--expose-app-in-browser"],
                env={**os.environ, **own}, stdout=log, stderr=subprocess.STDOUT)

    def ready(self):
        try:
            with urllib.request.urlopen(f"{self.address}/api/status?token={self.token}", timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    def wait(self):
        for _ in range(600):
            if self.ready():
                return self
            try:
                self.server.wait(0.2)                        # it has ended: it will never be ready
                break
            except subprocess.TimeoutExpired:
                pass
        pytest.fail("JupyterLab did not start: " + (self.folder / "log").read_text()[-2000:])

    def close(self):
        self.server.terminate()
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def open(self, browser, name):
        """A page with this notebook of the server's folder."""
        width, height, ratio = WIDE
        page = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=ratio).new_page()
        page.set_default_timeout(WAIT_MS)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(f"{error} {error.stack}"))
        page.on("console", lambda message: page.complaints.append(f"{message.text} ({message.location['url']})") if message.type == "error" else None)
        page.goto(f"{self.address}/lab/tree/{name}?token={self.token}&reset", wait_until="domcontentloaded")
        page.wait_for_function(NOTEBOOK_OPEN)
        return page

    def run(self, browser, name):
        """A page with this notebook, all its cells run by a kernel."""
        page = self.open(browser, name)
        page.wait_for_function(KERNEL_IDLE)
        page.evaluate(NUMBER_CELLS)
        page.wait_for_function(RUN_ALL, timeout=5 * WAIT_MS)
        return page


class Experiment:
    """An explorer on a page, and its twin in this process, which says what is to be expected.

    Whatever the page's controls do, the twin's are told too; both then have to say the same sentence.
    """

    def __init__(self, page, cell, place, twin):
        self.page, self.cell, self.twin = page, cell, twin
        self.root = page.locator(f"[data-cell='{cell}'] .explore-live").nth(place)
        self.still = page.locator(f"[data-cell='{cell}'] .explore-static").nth(place)
        self.image = self.root.locator(".explore-picture > img")
        self.sentence = self.root.locator(".explore-sentence")
        self.said = self.root.get_by_role("status")
        self.working = self.root.locator("details.explore-working")
        self.summary = self.root.locator("summary")
        self.sliders = [name for name, knob in twin.knobs.items() if knob.row.kind == "slider"]

    def __repr__(self):
        return f"{self.twin.build.__name__} in cell {self.cell}"

    def show(self):
        """Scroll to it, and wait until the kernel has answered."""
        self.page.evaluate(SCROLL, self.cell)
        expect(self.page.locator(f"[data-cell='{self.cell}']")).to_be_visible()
        expect(self.root).to_be_visible()
        expect(self.root).not_to_have_class(re.compile("explore-waiting"))
        self.close_working()
        self.fits()
        return self

    def fits(self):
        """Wait until the picture is the one for this width, pixel ratio and theme."""
        self.page.wait_for_function(FITS_STAGE, arg=self.image.element_handle())

    def control(self, name):
        return self.root.locator(f".explore-control-{name}")

    def handle(self, name):
        return self.control(name).get_by_role("slider")

    def readout(self, name):
        return self.control(name).locator(".widget-readout")

    def position(self, name):
        """Where a slider stands on the page, as its value in Python."""
        shown, slider = float(self.readout(name).inner_text().replace("\N{MINUS SIGN}", "-")), self.twin.knobs[name].widget
        if self.twin.knobs[name].row.scale == "logarithmic":
            return 10 ** (slider.min + round((math.log10(shown) - slider.min) / slider.step) * slider.step)
        return slider.min + round((shown - slider.min) / slider.step) * slider.step

    def shown(self, name):
        """What a control shows: the position of a slider, the label of a choice."""
        if name in self.sliders:
            return pytest.approx(self.position(name))
        label = self.control(name).evaluate(
            "control => control.querySelector('select')?.selectedOptions[0].label ?? control.querySelector('[aria-pressed=true]')?.innerText")
        return label and label.replace("\N{NO-BREAK SPACE}", " ")

    def expected(self, name):
        widget = self.twin.knobs[name].widget
        return widget.value if name in self.sliders else widget.label

    def agrees(self):
        """Wait until the page says what Python computes for these controls."""
        expect(self.sentence).to_have_text(self.twin.picture.sentence)

    def press(self, button):
        """Press a preset, or Reset, here and in the twin."""
        start = {name: knob.start for name, knob in self.twin.knobs.items()}
        self.root.get_by_role("button", name=button, exact=True).click()
        self.twin.go(self.twin._presets([button])[button] if button in self.twin.buttons else start, button)

    def reset(self):
        """Put all controls where they start, wherever they stand."""
        if self.twin.knobs:
            self.press("Reset")
            self.press("Reset")
        self.agrees()

    def pixels(self):
        """A hash of the picture as it is decoded."""
        return hashlib.sha256(self.image.evaluate(PIXELS).encode()).hexdigest()

    def opened(self):
        return self.working.get_attribute("open") is not None

    def open_working(self):
        if not self.opened():
            self.summary.press("Enter")
        expect(self.working.locator("pre").last).to_be_visible()

    def close_working(self):
        if self.opened():
            self.summary.press("Enter")
        expect(self.working.locator("pre").last).not_to_be_visible()


class Sheet:
    """A form on a page, and its twin in this process, which is told the same presses and then has to say the same message."""

    def __init__(self, page, cell, twin):
        self.page, self.cell, self.twin = page, cell, twin
        self.root = page.locator(f"[data-cell='{cell}'] .form-live")
        self.still = page.locator(f"[data-cell='{cell}'] .form-static")
        self.message = self.root.get_by_role("status")
        self.panel = self.root.locator(".form-panel")

    def __repr__(self):
        return f"{self.twin.title} in cell {self.cell}"

    @property
    def asked(self):
        """The question of data/questions, or None for the claims and the test before the lessons."""
        return getattr(self.behind, "asked", None)

    @property
    def behind(self):
        """What answers a button in the twin, such as an Asking."""
        return getattr(self.twin.pressed, "__self__", None)

    def show(self):
        """Scroll to it."""
        self.page.evaluate(SCROLL, self.cell)
        expect(self.root).to_be_visible()
        return self

    def part(self, name):
        """The group of choices, or the box, of a part."""
        part = next(part for part in self.twin.parts if part["name"] == name)
        return self.root.get_by_role("group" if part["kind"] == "choice" else "textbox", name=part["legend"], exact=True)

    def button(self, name):
        return self.root.get_by_role("button", name=dict(self.twin.buttons)[name], exact=True)

    def told(self, name, **given):
        """Press a button in the twin alone; what is not given is blank."""
        self.twin.pressed(name, {part["name"]: given.get(part["name"], "") for part in self.twin.parts})

    def press(self, name, **given):
        """Fill in, press a button, here and in the twin, and see that both say the same."""
        for part, value in given.items():
            if next(one for one in self.twin.parts if one["name"] == part)["kind"] == "choice":
                self.part(part).locator(f"input[value='{value}']").check()
            else:
                self.part(part).fill(value)
        self.button(name).click()
        self.told(name, **given)
        self.agrees()

    def agrees(self):
        """Wait until the page says what Python says to these presses."""
        expect(self.message).to_have_text(self.twin.message)
        expect(self.message).to_have_attribute("data-tone", self.twin.tone)


class Lesson:
    """A notebook that was opened and run, with its explorers and its forms."""

    def __init__(self, path, page, made, forms):
        self.path, self.page = path, page
        cells = [cell for cell, _ in made]
        self.experiments = [Experiment(page, cell, cells[:i].count(cell), twin) for i, (cell, twin) in enumerate(made)]
        self.forms = [Sheet(page, cell, twin) for cell, twin in forms]
        for sheet in self.forms:
            if isinstance(sheet.behind, BeforeTheLessons):   # each run chooses one of two versions by chance
                asked = sheet.root.locator("legend").first.text_content()
                sheet.twin = next(form for form in (BeforeTheLessons(version).form for version in "AB") if form.parts[0]["legend"] == asked)
        self.devtools = page.context.new_cdp_session(page)
        self.stands, self.theme_now = WIDE, "Light"

    def sheets(self, *roles, form=None):
        """The forms of questions with one of these roles, and of this form."""
        return [sheet for sheet in self.forms if sheet.asked and sheet.asked.role in roles and form in (None, sheet.asked.form)]

    def window(self, width, height, ratio):
        """Give the window a size, and a number of device pixels per CSS pixel, as zooming does."""
        if self.stands == (width, height, ratio):
            return                                           # another size costs a new picture of every explorer
        self.stands = width, height, ratio
        self.devtools.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": False})
        self.page.wait_for_function("([width, ratio]) => innerWidth === width && devicePixelRatio === ratio", arg=[width, ratio])

    def theme(self, name):
        if self.theme_now == name:
            return
        self.theme_now = name
        self.page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", f"JupyterLab {name}")
        self.page.wait_for_function("light => document.body.dataset.jpThemeLight === light", arg=str(name == "Light").lower())


def twins(path):
    """Pairs (number of its cell, Explorer) and pairs (number of its cell, Form) of a notebook, made here by running its cells."""
    made, forms, namespace = [], [], {}

    def explore(*arguments, **knobs):
        made.append((number, psychopharm.explore.Explorer(*arguments, **knobs)))
        made[-1][1].loop = None                              # that of Playwright; without one, each move paints at once

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psychopharm.explore, "explore", explore)
        patch.setattr(psychopharm.explore, "result", lambda *_, **__: None)
        patch.setattr(Form, "show", lambda form, *_: forms.append((number, form)))
        for number, cell in enumerate(nbformat.read(path, 4).cells):
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{path.name}, cell {number}", "exec"), namespace)
    return made, forms


@pytest.fixture(scope="module")          # its event loop must not outlive the module: explorers of later tests would wait for it
def browser(chromium):
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def lab(chromium, tmp_path_factory):
    started = Lab(tmp_path_factory.mktemp("lab"))
    yield started.wait()
    started.close()


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def opened(request, lab, browser):
    """A lesson as the test before has left it."""
    with ThreadPoolExecutor() as pool:
        made = pool.submit(twins, request.param)             # while the kernel runs the same cells
        page = lab.run(browser, request.param.name)
    yield Lesson(request.param, page, *made.result())
    page.context.close()


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def stored(request):
    """The path of a notebook as it is stored."""
    return request.param


@pytest.fixture
def lesson(opened):
    """The lesson in a wide window and the light theme."""
    opened.window(*WIDE)
    opened.theme("Light")
    return opened


@pytest.fixture
def forgotten():
    """Room for ratings and predictions in this process, which are forgotten before and after."""
    forget()
    yield
    forget()


def forget():
    claims._ratings.clear()
    for row in rows("questions"):
        if row.role == "predict":
            Asking(row).pressed("skip", {})
