"""What a student meets in the browser: every explorer of every lesson, in JupyterLab with a kernel, without one, and as an HTML page."""

import io
import itertools
import re
import shutil
import statistics
import time
from base64 import b64decode
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from lessons import LESSONS
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import expect

from psychopharm.parameters import rows

SENTENCE_PX = 14          # the smallest text of a sentence
TARGET_PX = 24            # the smallest side of what a finger or pointer has to hit
REST_MS = 150             # a burst of keys has no gap as long as this; the explorer takes 200 ms for rest
CONTROLS = "[role=slider], .widget-readout, button, select, summary"
ZOOMED = (640, 360, 2)    # a window of 1280 x 720 at 200 %

# Steps of the Tab key through an explorer: numbers each control in the order of the document, and says which has the focus.
NUMBER_STOPS = """(root, controls) => [...root.querySelectorAll(controls)].map((stop, i) => { stop.dataset.stop = i; return i; })"""
FOCUSED = "root => root.contains(document.activeElement) ? Number(document.activeElement.dataset.stop ?? -1) : null"

LISTEN = """root => { const now = () => performance.now(), heard = root.heard = { changes: [], said: [] };
  new MutationObserver(() => heard.changes.push(now())).observe(root.querySelector('.explore-sentence'), { childList: true });
  const said = root.querySelector('[role=status]');
  new MutationObserver(records => records.forEach(record => record.addedNodes.length && heard.said.push(said.textContent)))
    .observe(said, { childList: true, characterData: true, subtree: true }); }"""

# Everything in an explorer that reaches over its edge, or hides a part of itself. What is inside a scroller may be as wide as it likes.
SPILLS = """root => { const edge = root.getBoundingClientRect(), found = [];
  for (const each of [root, ...root.querySelectorAll('*')]) {
    if (each.parentElement.closest('.explore-scroller') || each.matches('.explore-said, .noUi-base, .noUi-base :not(.noUi-handle)')) continue;
    const box = each.getBoundingClientRect();
    if (!box.width || !each.checkVisibility()) continue;
    const name = `${each.tagName}.${each.className} "${each.textContent.slice(0, 40)}"`;
    if (box.left < edge.left - 1 || box.right > edge.right + 1) found.push(`${name} reaches over the edge`);
    if (!each.matches('.explore-scroller, select, .slider-container, .noUi-target') && each.clientWidth && each.scrollWidth > each.clientWidth + 1)
      found.push(`${name} holds ${each.scrollWidth} px in ${each.clientWidth}`);
  }
  return found; }"""

# The height of the tallest of these sentences, the sentence, and the height that the stylesheet keeps for it.
HEIGHTS = """(sentence, texts) => { const copy = sentence.cloneNode();
  copy.removeAttribute('style');
  sentence.parentElement.append(copy);
  copy.style.width = `${sentence.clientWidth}px`;
  const kept = parseFloat(getComputedStyle(copy).minHeight);
  copy.style.minHeight = '0px';
  const heights = texts.map(text => { copy.textContent = text; return copy.clientHeight; }), tallest = Math.max(...heights);
  copy.remove();
  return [tallest, texts[heights.indexOf(tallest)], kept]; }"""

# How high an explorer and its picture are in each frame, and how many pictures came.
WATCH = """root => { const image = root.querySelector('.explore-picture > img'), seen = root.seen = { on: true, heights: [], pictures: new Set() };
  const look = () => { if (!seen.on) return;
    seen.pictures.add(image.src);
    seen.heights.push(`${root.getBoundingClientRect().height} ${image.getBoundingClientRect().height}`);
    requestAnimationFrame(look); };
  look(); }"""
WATCHED = "root => { root.seen.on = false; return { heights: [...new Set(root.seen.heights)], pictures: root.seen.pictures.size }; }"

# Lab's body has no height of its own and hides what reaches over it: axe-core takes everything for hidden and finds nothing to judge.
SHOW_BODY = "() => { document.body.style.overflow = 'visible'; }"
# And it gives up on contrast inside Lab's scrollers. So the colours are judged in a copy: the explorer, its ancestors without what else they hold, all styles.
COPY = """root => { const styles = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText));
  let page = root.outerHTML;
  for (let each = root.parentElement; each; each = each.parentElement) {
    const tag = each.cloneNode(false).outerHTML.replace(/<[/][^<]*$/, '');
    const head = `<head><title>Copy</title><style>${styles.join('\\n')}</style></head>`;
    page = `${tag}${each === document.documentElement ? head : ''}${page}</${each.localName}>`;
  }
  return `<!DOCTYPE html>${page}`; }"""
UNROLLED = """html, body, body :has(.explore-live) { display: block !important; position: static !important; overflow: visible !important;
    height: auto !important; width: auto !important; max-width: none !important; contain: none !important;
    content-visibility: visible !important; visibility: visible !important }
  .explore-scroller { max-height: none !important; overflow: visible !important }
  .explore-live { max-width: none !important }
  .explore-scroller pre { white-space: pre-wrap !important }
  .explore-scroller tr:nth-child(n+4) { display: none }
  .explore-live select { background-image: none !important }"""      # the arrow on a list is a picture, on which no text is judged

NEXT_FRAME = "() => new Promise(requestAnimationFrame)"

HEAR_KERNEL = """() => { const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
  window.heard = [];
  kernel.iopubMessage.connect((_, message) => { if (message.header.msg_type === 'stream') window.heard.push(message.content.text); }); }"""
OUTPUTS = "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.outputs ? cell.model.outputs.toJSON() : [])"
SCROLL = "cell => window.jupyterapp.shell.currentWidget.content.scrollToItem(cell, 'start')"
SAVED = "() => JSON.stringify(window.jupyterapp.shell.currentWidget.context.model.toJSON())"
CORNER = """image => { const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  return Math.max(...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)); }"""


def notebook_with(*sources):
    """The text of a notebook with these cells, and with a kernel of this environment."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.writes(notebook)


def axe_finds(experiment):
    """What axe-core objects to in an explorer: all but contrast where it stands, and contrast in a copy, where nothing may be left unjudged."""
    page, where = experiment.page, f"[data-cell='{experiment.cell}'] .explore-live"
    page.evaluate(SHOW_BODY)
    result = Axe().run(page, context={"include": [[where]]}, options={"rules": {"color-contrast": {"enabled": False}}}).response
    page.evaluate("() => { document.body.style.overflow = ''; }")
    rules = {"image-alt", "summary-name"} | ({"button-name"} if experiment.twin.knobs else set()) | (
        {"aria-input-field-name", "aria-valid-attr-value"} if experiment.sliders else set())
    assert rules <= {rule["id"] for rule in result["passes"]}
    found = result["violations"]

    copy = page.context.new_page()
    copy.set_viewport_size({"width": 4000, "height": 2000})  # where no table is cut off
    copy.set_content(experiment.root.evaluate(COPY))
    copy.add_style_tag(content=UNROLLED)
    result = Axe().run(copy, context={"include": [[".explore-live"]]}, options={"runOnly": ["color-contrast"]}).response
    copy.close()
    found += result["violations"] + result["incomplete"]
    objections = [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]
                  if "too short" not in node["failureSummary"]]                # a number of one digit
    judged = [node["html"] for rule in result["passes"] for node in rule["nodes"]]
    kinds = ("label", "button", "select", "p", "summary", *(("th", "td", "pre", "a", "h4") if experiment.opened() else ()))
    return objections + [f"no contrast judged of any {kind}" for kind in kinds
                         if experiment.root.locator(kind).count() and not any(html.startswith((f"<{kind} ", f"<{kind}>")) for html in judged)]


def sentences(twin):
    """The sentences of an explorer: each option of its choices with up to 61 positions of its sliders, and each preset pressed twice."""
    def said(values):
        view = twin.update(**values)
        return " ".join(part for part in (view.sentence, view.goal) if part)

    positions = []
    for knob in twin.knobs.values():
        widget = knob.widget
        if knob.row.kind == "slider":
            steps = np.linspace(widget.min, widget.max, min(61, round((widget.max - widget.min) / widget.step) + 1))
            positions.append((10 ** steps if knob.row.scale == "logarithmic" else steps.astype(type(widget.value))).tolist())
        else:
            positions.append([value for _, value in widget.options])
    found = {said(dict(zip(twin.knobs, values))) for values in itertools.product(*positions)}
    start = {name: knob.start for name, knob in twin.knobs.items()}
    return sorted(found | {f"Nothing moves: the controls already stand at '{name}'. {said(start | preset)}"
                           for name, preset in (twin._presets(None) | {"Reset": {}}).items()})


class StillFaces(HTMLParser):
    """The still faces of explorers in an HTML page: pairs (alt of the picture, text)."""

    def __init__(self, page):
        super().__init__()
        self.faces, self.inside = [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "div":
            self.inside = "explore-static" in (attributes.get("class") or "")
            if self.inside:
                self.faces.append([None, ""])
        elif tag == "img" and self.inside:
            self.faces[-1][0] = attributes.get("alt")

    def handle_data(self, data):
        if self.inside:
            self.faces[-1][1] += data

    def handle_endtag(self, tag):
        if tag == "div":
            self.inside = False


# With a kernel

def test_every_cell_runs_without_an_error_or_a_warning(lesson):
    outputs = list(itertools.chain(*lesson.page.evaluate(OUTPUTS)))
    assert [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"] == []
    code = [cell for cell in nbformat.read(lesson.path, 4).cells if cell.cell_type == "code" and cell.source.strip()]
    ran = lesson.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.executionCount).length")
    assert ran == len(code)


def test_every_explorer_lives_and_shows_one_picture(lesson):
    for experiment in lesson.experiments:
        experiment.show()
        expect(experiment.still).to_be_hidden()
        experiment.agrees()
    one_picture_each(lesson, lesson.page)
    assert lesson.page.locator(".explore-live").count() == len(lesson.experiments)


def test_every_picture_has_a_text_alternative(lesson):
    pictures = lesson.page.locator(".jp-OutputArea img").all()
    assert len(pictures) >= len(lesson.experiments)
    assert [picture for picture in pictures if not (picture.get_attribute("alt") or "").strip()] == []
    for experiment in lesson.experiments:
        expect(experiment.show().image).to_have_attribute("alt", experiment.twin.picture.alt)


def one_picture_each(lesson, page):
    cells = [experiment.cell for experiment in lesson.experiments]
    for cell in cells:
        page.evaluate(SCROLL, cell)
        expect(page.locator(f"[data-cell='{cell}'] :is(.explore-static, .explore-live) img:visible")).to_have_count(cells.count(cell))


# Keyboard

def test_tab_reaches_every_control_in_reading_order(lesson):
    for experiment in lesson.experiments:
        experiment.show()
        stops = experiment.root.evaluate(NUMBER_STOPS, CONTROLS)
        assert len(stops) > len(experiment.twin.knobs)
        experiment.root.locator("[data-stop='0']").focus()
        lesson.page.keyboard.press("Shift+Tab")
        assert experiment.root.evaluate(FOCUSED) is None     # now the focus comes from outside
        for _ in range(10):                                  # there may be buttons of Lab before
            lesson.page.keyboard.press("Tab")
            if experiment.root.evaluate(FOCUSED) is not None:
                break
        reached = [experiment.root.evaluate(FOCUSED)]
        for _ in stops:
            lesson.page.keyboard.press("Tab")
            reached.append(experiment.root.evaluate(FOCUSED))
        assert reached == [*stops, None], experiment


def test_an_arrow_key_changes_picture_and_sentence_to_what_python_computes(lesson):
    for experiment in lesson.experiments:
        experiment.show().reset()
        for name in experiment.sliders[:1]:
            before, said_before = experiment.pixels(), experiment.sentence.inner_text()
            experiment.handle(name).press("ArrowRight")
            widget = experiment.twin.knobs[name].widget
            widget.value = widget.value * 10 ** widget.step if experiment.twin.knobs[name].row.scale == "logarithmic" else widget.value + widget.step
            experiment.agrees()
            assert experiment.shown(name) == widget.value
            assert experiment.sentence.inner_text() != said_before
            assert experiment.pixels() != before


def test_every_slider_says_its_own_sentence_after_page_up_and_end(lesson):
    for experiment in lesson.experiments:
        experiment.show().reset()
        for name in experiment.sliders:
            for key in ("PageUp", "End"):
                experiment.handle(name).press(key)
                experiment.twin.knobs[name].widget.value = experiment.position(name)
                experiment.agrees()


def test_a_burst_of_keys_is_announced_once(lesson):
    for experiment in lesson.experiments:
        experiment.show().reset()
        for name in experiment.sliders[:1]:
            for _ in range(8):                               # a stall of a busy machine makes two bursts of one: try again
                expect(experiment.said).to_have_text(experiment.twin.picture.said)
                experiment.root.evaluate(LISTEN)
                experiment.handle(name).focus()
                for _ in range(10):
                    lesson.page.keyboard.press("ArrowRight")
                experiment.twin.knobs[name].widget.value = experiment.position(name)
                experiment.agrees()
                expect(experiment.said).to_have_text(experiment.twin.picture.said)
                heard = experiment.root.evaluate("root => root.heard")
                if max((after - before for before, after in itertools.pairwise(heard["changes"])), default=0) < REST_MS:
                    break
            assert heard["said"] == [experiment.twin.picture.said], experiment
            expect(experiment.sentence).to_have_attribute("aria-hidden", "true")     # else it would be read twice


def test_letters_typed_in_a_control_leave_the_notebook_as_it_is(lesson):
    state = """() => { const { content } = window.jupyterapp.shell.currentWidget;
      return [content.widgets.length, content.activeCellIndex, content.mode, content.widgets.map(cell => cell.model.type).join()]; }"""
    for experiment in lesson.experiments:
        experiment.show().open_working()
        lesson.page.evaluate("cell => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = cell; }", experiment.cell)
        before = lesson.page.evaluate(state)
        stops = experiment.root.locator(f"{CONTROLS}, .explore-scroller, .explore-scroller a")
        kinds = {}
        for stop in stops.all():
            kinds.setdefault(stop.evaluate("stop => stop.tagName + stop.classList[0] + stop.role"), stop)
        assert len(kinds) >= 3 + (len(experiment.twin.knobs) > 0)
        for stop in kinds.values():
            stop.focus()
            for letter in "abdd":
                lesson.page.keyboard.press(letter)
            assert lesson.page.evaluate(state) == before, stop.evaluate("stop => stop.outerHTML.slice(0, 200)")
        experiment.close_working()
        experiment.reset()


# Names and sizes

def test_every_control_has_a_name_and_every_slider_says_its_unit(lesson):
    for experiment in lesson.experiments:
        experiment.show().reset()
        for control in experiment.root.locator(CONTROLS).all():
            expect(control).to_have_accessible_name(re.compile(r"\w"))
        for name, knob in experiment.twin.knobs.items():
            label = knob.widget.description
            named = experiment.control(name).get_by_role("slider").or_(experiment.control(name).get_by_role("combobox")).or_(
                experiment.control(name).get_by_role("group", name=label, exact=True))
            expect(named).to_have_accessible_name(label)
            expect(named).to_have_accessible_description(knob.row.tooltip)
        for name in experiment.sliders:
            experiment.handle(name).press("ArrowRight")
            unit = experiment.twin.knobs[name].row.unit
            text = experiment.handle(name).get_attribute("aria-valuetext")
            assert text.split() == [experiment.readout(name).inner_text(), *unit.split()]
        experiment.reset()


def test_every_control_is_large_enough_to_hit(lesson):
    for experiment in lesson.experiments:
        for control in experiment.show().root.locator("[role=slider], .widget-readout, button, select, summary").all():
            box = control.bounding_box()
            assert min(box["width"], box["height"]) >= TARGET_PX, control.evaluate("control => control.outerHTML.slice(0, 200)")


# Presets and working

def test_presets_move_the_controls_say_when_nothing_moves_and_reset_leads_back(lesson):
    for experiment in lesson.experiments:
        experiment.show().reset()
        start = {name: experiment.expected(name) for name in experiment.twin.knobs}
        for preset in experiment.twin.buttons:
            before, stood = experiment.pixels(), experiment.twin.values
            experiment.press(preset)
            experiment.agrees()
            for name in experiment.twin.knobs:
                assert experiment.shown(name) == experiment.expected(name), preset
            assert experiment.pixels() != before or experiment.twin.values == stood
            experiment.press(preset)
            experiment.agrees()
            expect(experiment.sentence).to_contain_text("Nothing moves")
        experiment.reset()
        assert {name: experiment.shown(name) for name in experiment.twin.knobs} == start


def test_the_working_opens_by_keyboard_and_shows_table_sources_model_and_code(lesson):
    addresses = {f"https://doi.org/{one.doi}" if one.doi else one.address for one in rows("sources")}
    for experiment in lesson.experiments:
        experiment.show().reset()
        twin, working = experiment.twin, experiment.working
        experiment.open_working()
        expect(working.locator("pre").last).to_have_text(twin.view.code)
        expect(working.get_by_role("heading")).to_have_text(["Table", "Sources", "Model", "Code"])
        for title, scroller in zip(("table", "table", "pre", "pre"), working.get_by_role("region").all(), strict=True):
            expect(scroller).to_have_accessible_name(re.compile(r"\w"))
            expect(scroller.locator(title).first).to_be_visible()
            lesson.page.keyboard.press("Tab")
            while not scroller.evaluate("scroller => scroller === document.activeElement"):      # links come between
                assert working.evaluate("working => working.contains(document.activeElement)")
                lesson.page.keyboard.press("Tab")
        plotted, numbers = working.locator("table").all()
        expect(plotted.locator("thead th")).to_have_text(list(twin.view.table))
        expect(plotted.locator("tbody tr")).to_have_count(len(next(iter(twin.view.table.values()))))
        expect(numbers.locator("tbody tr")).to_have_count(len(twin.view.parameters) + len(twin.view.levels))
        links = working.get_by_role("link").evaluate_all("links => links.map(link => link.href)")
        assert set(links) <= addresses
        assert any(link.startswith("https://doi.org/10.") for link in links)
        assert experiment.root.evaluate(SPILLS) == []
        for name in experiment.sliders[:1]:                  # the opened working follows, and stays where it was scrolled to
            table = working.get_by_role("region").first
            table.evaluate("table => table.scrollTo(0, 100)")
            experiment.handle(name).press("End")
            twin.knobs[name].widget.value = experiment.position(name)
            expect(working.locator("pre").last).to_have_text(twin.view.code)
            assert table.evaluate("table => table.scrollTop") == 100
        experiment.close_working()


# axe-core

@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_no_violation(wide, theme):
    wide.theme(theme)
    for experiment in wide.experiments:
        experiment.show().reset()
        picture = experiment.image.element_handle()
        wide.page.wait_for_function(f"([image, dark]) => ({CORNER})(image) < 128 === dark", arg=[picture, theme == "Dark"])
        experiment.open_working()                             # which holds all that the closed one shows, and more
        assert axe_finds(experiment) == [], experiment
        experiment.close_working()


# Room

def fits_its_room(experiment):
    """Nothing spills, and text is shown at its full size."""
    experiment.show()
    experiment.open_working()
    assert experiment.root.evaluate(SPILLS) == [], experiment
    assert experiment.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    experiment.close_working()
    size = experiment.sentence.evaluate("sentence => parseFloat(getComputedStyle(sentence).fontSize)")
    assert size >= SENTENCE_PX
    natural, ratio = experiment.image.evaluate("image => [image.naturalWidth, devicePixelRatio]")
    assert experiment.image.bounding_box()["width"] >= 0.999 * natural / ratio


def test_nothing_spills_and_text_keeps_its_size_at_200_percent(wide):
    wide.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    wide.window(*ZOOMED)
    for experiment in wide.experiments:
        fits_its_room(experiment)


def test_nothing_spills_and_text_keeps_its_size_at_360_pixels(wide):
    wide.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    for experiment in wide.experiments:
        wide.window(480, 800, 1)
        width = experiment.show().root.bounding_box()["width"]
        wide.window(480 + 360 - round(width), 800, 1)
        wide.page.wait_for_function("root => Math.round(root.getBoundingClientRect().width) === 360", arg=experiment.root.element_handle())
        fits_its_room(experiment)


def test_controls_picture_and_sentence_are_seen_together_at_1280_by_720(lesson):
    visible = lesson.page.locator(".jp-NotebookPanel-notebook .jp-WindowedPanel-outer").bounding_box()["height"]
    for experiment in lesson.experiments:
        experiment.show().reset()
        picture, sentence = experiment.image.bounding_box(), experiment.sentence.bounding_box()
        controls = [control.bounding_box() for control in experiment.root.locator(".explore-controls").locator("button, .explore-control").all()]
        parts = [picture, sentence, *controls]
        assert max(part["y"] + part["height"] for part in parts) - min(part["y"] for part in parts) <= visible, experiment
        assert sentence["y"] >= picture["y"] + picture["height"]
        assert all(part["x"] + part["width"] <= picture["x"] for part in controls) or all(
            part["y"] + part["height"] <= picture["y"] for part in controls)


# Dragging

def ink(frame, box):
    """The share of a picture that is not paper, in a frame of the window."""
    picture = np.asarray(Image.open(io.BytesIO(b64decode(frame))).convert("L"), dtype=int)
    x, y, width, height = (int(box[side]) for side in ("x", "y", "width", "height"))
    part = picture[y + 2:y + height - 2, x + 2:x + width - 2]
    return (abs(part - np.median(part)) > 40).mean()


def test_a_drag_shows_no_blank_frame_keeps_the_height_and_ends_at_the_last_value(lesson):
    frames, page = [], lesson.page
    lesson.devtools.on("Page.screencastFrame", lambda frame: frames.append(frame))
    for experiment in lesson.experiments:
        experiment.show().reset()
        for preset in list(experiment.twin.buttons)[:1]:
            experiment.press(preset)
            experiment.agrees()
        for name in experiment.sliders[:1]:
            experiment.handle(name).hover()
            track, picture = experiment.control(name).locator(".noUi-target").bounding_box(), experiment.image.bounding_box()
            frames.clear()
            experiment.root.evaluate(WATCH)
            lesson.devtools.send("Page.startScreencast", {"format": "png"})
            page.mouse.down()
            ends, acknowledged = time.monotonic() + 2, 0
            for there in itertools.cycle([*range(5, 95, 3), *range(95, 5, -3)]):
                page.mouse.move(track["x"] + track["width"] * there / 100, track["y"] + track["height"] / 2)
                page.evaluate(NEXT_FRAME)
                for frame in frames[acknowledged:]:
                    lesson.devtools.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
                    acknowledged += 1
                if time.monotonic() > ends:
                    break
            page.mouse.up()
            lesson.devtools.send("Page.stopScreencast")
            experiment.twin.knobs[name].widget.value = experiment.position(name)
            experiment.agrees()
            seen = experiment.root.evaluate(WATCHED)
            assert seen["pictures"] > 5
            assert len(seen["heights"]) == 1, experiment
            inks = [ink(frame["data"], picture) for frame in frames]
            assert len(inks) > 5
            assert min(inks) > 0.5 * statistics.median(inks) > 0, experiment


@pytest.mark.parametrize("width", [1280, 480])
def test_no_sentence_outgrows_the_lines_that_are_kept_for_it(wide, width):
    wide.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    wide.window(width, 800, 1)
    for experiment in wide.experiments:
        texts = sorted(sentences(experiment.twin), key=len)[-40:]
        height, text, kept = experiment.show().sentence.evaluate(HEIGHTS, texts)
        assert height <= kept, text


# An error

FAILING = '''
from psychopharm.explore import explore, slider
from psychopharm.figures.view import View


def fragile(fig, look):
    line, = fig.subplots().plot([0, 0], [0, 1])

    def update(hours):
        if hours == 0.5:
            raise ArithmeticError("the model has no value at half an hour")
        line.set_xdata([hours, hours])
        return View(f"The line stands at {hours:g} h.")

    return update, None


explore(fragile, hours=slider("hours_since_tablet"))
'''


def test_an_error_is_said_in_a_sentence_reaches_the_kernels_output_and_passes(lab, browser):
    (lab.notebooks / "failing.ipynb").write_text(notebook_with(FAILING))
    page = lab.run(browser, "failing.ipynb")
    root = page.locator(".explore-live")
    sentence, image, handle = root.locator(".explore-sentence"), root.locator(".explore-picture > img"), root.get_by_role("slider")
    expect(root).to_be_visible()
    page.evaluate(HEAR_KERNEL)
    handle.press("ArrowRight")
    expect(sentence).to_have_text("The line stands at 0.25 h.")
    expect(image).to_have_css("opacity", "1")
    handle.press("ArrowRight")
    expect(sentence).to_have_text("This position cannot be shown: the model has no value at half an hour")
    expect(root.get_by_role("status")).to_have_text("This position cannot be shown: the model has no value at half an hour")
    expect(root.locator(".explore-picture")).to_have_class(re.compile("explore-failed"))
    assert float(image.evaluate("image => getComputedStyle(image).opacity")) < 0.5
    page.wait_for_function("() => window.heard.join('').includes('ArithmeticError: the model has no value at half an hour')")
    handle.press("ArrowRight")
    expect(sentence).to_have_text("The line stands at 0.75 h.")
    expect(root.locator(".explore-picture")).not_to_have_class(re.compile("explore-failed"))
    expect(image).to_have_css("opacity", "1")
    page.context.close()


# Without a kernel

def test_the_html_page_of_a_stored_lesson_has_every_picture_and_sentence(stored, browser, tmp_path):
    shows_still_faces(browser, tmp_path, nbformat.read(stored, 4))


def test_the_html_page_of_a_lesson_saved_after_a_run_has_every_picture_and_sentence(lesson, browser, tmp_path):
    saved = nbformat.reads(lesson.page.evaluate(SAVED), 4)
    assert any("application/vnd.jupyter.widget-view+json" in out.get("data", {}) for cell in saved.cells for out in cell.get("outputs", []))
    shows_still_faces(browser, tmp_path, saved)


def shows_still_faces(browser, folder, notebook):
    """Export a notebook to an HTML page, and look at it without a network."""
    expected = [out.data["text/plain"] for cell in notebook.cells for out in cell.get("outputs", [])
                if "explore-static" in out.get("data", {}).get("text/html", "")]
    assert len(expected) == sum(cell.cell_type == "code" and re.search(r"^explore\(", cell.source, re.MULTILINE) is not None for cell in notebook.cells)
    body, _ = HTMLExporter().from_notebook_node(notebook)
    assert [(alt, text.strip()) for alt, text in StillFaces(body).faces] == [(sentence, sentence) for sentence in expected]
    (folder / "lesson.html").write_text(body)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "lesson.html").as_uri(), wait_until="domcontentloaded")
    faces = page.locator(".explore-static")
    expect(faces).to_have_count(len(expected))
    for face, sentence in zip(faces.all(), expected):
        expect(face.locator("img")).to_be_visible()
        face.locator("img").evaluate("image => image.decode()")
        expect(face.locator("p")).to_have_text(sentence)
    expect(page.locator("body")).not_to_contain_text(re.compile("model not found|error displaying widget|loading widget", re.IGNORECASE))
    empty = "boxes => boxes.filter(box => box.clientHeight > 4 && !box.innerText.trim() && !box.querySelector('img')).map(box => box.outerHTML)"
    assert page.locator(".jp-OutputArea-output:visible").evaluate_all(empty) == []
    context.close()


@pytest.mark.parametrize("lesson", LESSONS[:1], indirect=True, ids=lambda path: path.stem)       # the wiring is that of every lesson
def test_a_saved_lesson_opened_without_a_kernel_shows_its_still_faces(lesson, lab, browser):
    saved = nbformat.reads(lesson.page.evaluate(SAVED), 4)
    saved.metadata = {"kernelspec": {"name": "none", "display_name": "None", "language": "none"}}      # Lab asks which to start instead
    (lab.notebooks / f"restored_{lesson.path.name}").write_text(nbformat.writes(saved))
    page = lab.open(browser, f"restored_{lesson.path.name}")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("no kernel", re.IGNORECASE)).click()
    still_faces_are_shown(page, len(lesson.experiments))
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel ?? null") is None
    page.context.close()


@pytest.mark.parametrize("lesson", LESSONS[:1], indirect=True, ids=lambda path: path.stem)       # the wiring is that of every lesson
def test_a_lesson_whose_kernel_is_started_anew_shows_its_still_faces_until_it_is_run(lesson, lab, browser):
    shutil.copy(lesson.path, lab.notebooks / f"again_{lesson.path.name}")
    page = lab.run(browser, f"again_{lesson.path.name}")
    for experiment in lesson.experiments:
        page.evaluate(SCROLL, experiment.cell)
        expect(page.locator(f"[data-cell='{experiment.cell}'] .explore-live").first).to_be_visible()
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    still_faces_are_shown(page, len(lesson.experiments))
    one_picture_each(lesson, page)
    page.context.close()


def still_faces_are_shown(page, count):
    faces = page.locator(".explore-static")
    expect(faces).to_have_count(count)
    for face in faces.all():
        face.scroll_into_view_if_needed()
        expect(face.locator("img")).to_be_visible()
        face.locator("img").evaluate("image => image.decode()")
        expect(face.locator("p")).to_have_text(re.compile(r"\w"))


def test_nothing_was_complained_of_in_the_console(lesson):
    assert lesson.page.complaints == []
