"""What a student meets in the browser: every explorer and form of every lesson, in JupyterLab with a kernel, without one, and as an HTML page."""

import functools
import html
import io
import itertools
import json
import math
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

from psychopharm.claims import claims_of
from psychopharm.parameters import question, rows
from psychopharm.questions.judge import answers
from psychopharm.questions.pretest import BeforeTheLessons, Kept, kept_in

SENTENCE_PX = 14          # the smallest text of a sentence
TARGET_PX = 24            # the smallest side of what a finger or pointer has to hit
REST_MS = 150             # a burst of keys has no gap as long as this; the explorer takes 200 ms for rest
LINE_PX = 22.5            # the height of a line of a sentence
POSITIONS = 400           # so many of an explorer with many controls take seconds
CONTROLS = "[role=slider], .widget-readout, button, select, summary"
FOCUSABLE = "input, textarea, select, button, a, summary, [tabindex]"
LIVE = ".explore-live, .form-live"
ALIVE = {"include": [[".explore-live"], [".form-live"]]}       # the same for axe-core
ZOOMED = (640, 360, 2)    # a window of 1280 x 720 at 200 %

# Steps of the Tab key through an explorer: numbers each control in the order of the document, and says which has the focus.
NUMBER_STOPS = """(root, controls) => [...root.querySelectorAll(controls)].map((stop, i) => { stop.dataset.stop = i; return i; })"""
FOCUSED = "root => root.contains(document.activeElement) ? Number(document.activeElement.dataset.stop ?? -1) : null"

LISTEN = """root => { const now = () => performance.now(), heard = root.heard = { changes: [], said: [], news: [] };
  new MutationObserver(() => heard.changes.push(now())).observe(root.querySelector('.explore-sentence'), { childList: true });
  for (const [region, texts] of [['[role=status]', heard.said], ['.explore-news', heard.news]].map(([each, texts]) => [root.querySelector(each), texts]))
    new MutationObserver(records => records.forEach(record => record.addedNodes.length && texts.push(region.textContent)))
      .observe(region, { childList: true, characterData: true, subtree: true }); }"""

SAID_NEWS = "([root, text]) => root.heard.news.some(each => each.includes(text))"

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

# The height and the text of the lowest and of the tallest of these sentences, and the height that the stylesheet keeps for them.
HEIGHTS = """(sentence, texts) => { const copy = sentence.cloneNode();
  copy.removeAttribute('style');
  sentence.parentElement.append(copy);
  copy.style.width = `${sentence.clientWidth}px`;
  const kept = parseFloat(getComputedStyle(copy).minHeight);
  copy.style.minHeight = '0px';
  const heights = texts.map(text => { copy.textContent = text; return copy.clientHeight; });
  copy.remove();
  return [Math.min, Math.max].flatMap(end => { const height = end(...heights); return [height, texts[heights.indexOf(height)]]; }).concat(kept); }"""

# How high an explorer and its picture are in each frame, and how many pictures came.
WATCH = """root => { const image = root.querySelector('.explore-picture > img'), seen = root.seen = { on: true, heights: [], pictures: new Set() };
  const look = () => { if (!seen.on) return;
    seen.pictures.add(image.src);
    seen.heights.push([root.getBoundingClientRect().height, image.getBoundingClientRect().height]);
    requestAnimationFrame(look); };
  look(); }"""
WATCHED = "root => { root.seen.on = false; return { heights: root.seen.heights, pictures: root.seen.pictures.size }; }"

# Lab's body has no height of its own and hides what reaches over it: axe-core takes everything for hidden and finds nothing to judge.
SHOW_BODY = "() => { document.body.style.overflow = 'visible'; }"
# And it gives up on contrast inside Lab's scrollers. So the colours are judged in a copy: what lives, its ancestors without what else they hold, all styles.
COPY = """live => { const styles = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText));
  const around = (page, each, inside) => `${each.cloneNode(false).outerHTML.replace(/<[/][^<]*$/, '')}${inside ?? ''}${page}</${each.localName}>`;
  const parts = [...document.querySelectorAll(live)].map(root => {
    let page = root.outerHTML;
    for (let each = root.parentElement; each !== document.body; each = each.parentElement) page = around(page, each);
    return page; });
  const head = `<head><title>Copy</title><style>${styles.join('\\n')}</style></head>`;
  return `<!DOCTYPE html>${around(around(parts.join(''), document.body), document.documentElement, head)}`; }"""
UNROLLED = """html, body, body :has(.explore-live, .form-live) { display: block !important; position: static !important; overflow: visible !important;
    height: auto !important; width: auto !important; max-width: none !important; contain: none !important;
    content-visibility: visible !important; visibility: visible !important }
  .explore-scroller { max-height: none !important; overflow: visible !important }
  .explore-live { max-width: none !important }
  .explore-scroller pre { white-space: pre-wrap !important }
  .explore-scroller :is(tr:nth-child(n+4):not(:has(a)), tr:has(a) ~ tr:has(a) ~ tr) { display: none }"""     # a few rows of a kind are enough

NOTEBOOK = """() => { const { content } = window.jupyterapp.shell.currentWidget;
  return [content.widgets.length, content.activeCellIndex, content.mode, content.widgets.map(cell => cell.model.type).join()]; }"""
NEXT_FRAME = "async root => { await new Promise(requestAnimationFrame); return root.seen.pictures.size; }"

HEAR_KERNEL = """() => { const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
  window.heard = [];
  kernel.iopubMessage.connect((_, message) => { if (message.header.msg_type === 'stream') window.heard.push(message.content.text); }); }"""
OUTPUTS = "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.outputs ? cell.model.outputs.toJSON() : [])"
SCROLL = "cell => window.jupyterapp.shell.currentWidget.content.scrollToItem(cell, 'start')"
SAVED = "() => JSON.stringify(window.jupyterapp.shell.currentWidget.context.model.toJSON())"
CORNER = """image => { const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  return Math.max(...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)); }"""


# The wiring is that of every lesson, and the first one has a control of each kind.
on_the_first_lesson = pytest.mark.parametrize("opened", LESSONS[:1], indirect=True, ids=lambda path: path.stem)


def notebook_with(*sources):
    """The text of a notebook with these cells, and with a kernel of this environment."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.writes(notebook)


def axe_finds(lesson):
    """What axe-core objects to in a lesson where it stands; contrast is judged elsewhere."""
    page = lesson.page
    page.evaluate(SHOW_BODY)
    result = Axe().run(page, context=ALIVE, options={"rules": {"color-contrast": {"enabled": False}}}).response
    page.evaluate("() => { document.body.style.overflow = ''; }")
    judged = {rule["id"]: " ".join(node["html"] for node in rule["nodes"]) for rule in result["passes"]}
    assert {"image-alt", "summary-name", "button-name", "aria-input-field-name", "aria-valid-attr-value", "label"} <= set(judged)
    assert judged["image-alt"].count("<img") == len(lesson.experiments)
    assert judged["label"].count("<input") + judged["label"].count("<textarea") == page.locator(".form-live :is(input, textarea)").count()
    return objections(result["violations"])


def axe_finds_pale(lesson):
    """What axe-core objects to in the colours of a lesson; nothing may be left unjudged."""
    copy = lesson.page.context.new_page()
    copy.set_viewport_size({"width": 4000, "height": 2000})  # where no table is cut off
    copy.set_content(lesson.page.evaluate(COPY, LIVE))
    copy.add_style_tag(content=UNROLLED)
    result = Axe().run(copy, context=ALIVE, options={"runOnly": ["color-contrast"]}).response
    count = copy.locator(LIVE).count()
    copy.close()
    assert count == len(lesson.experiments) + len(lesson.forms)
    judged = [node["html"] for rule in result["passes"] for node in rule["nodes"]]
    kinds = ("label", "legend", "button", "select", "p", "summary", "th", "td", "pre", "a", "h4", "textarea", "div")
    return objections(result["violations"] + result["incomplete"]) + [
        f"no contrast judged of any {kind}" for kind in kinds if not any(html.startswith((f"<{kind} ", f"<{kind}>")) for html in judged)]


def objections(rules):
    return [f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in rules for node in rule["nodes"]
            if "too short" not in node["failureSummary"]]    # a number of one digit


@functools.cache
def sentences(twin):
    """The sentences of an explorer: each option of its choices with some positions of its sliders, and each preset pressed twice."""
    def said(values):
        view = twin.update(**values)
        return " ".join(part for part in (view.sentence, view.goal) if part)

    found = {said(values) for values in positions(twin)}
    start = {name: knob.start for name, knob in twin.knobs.items()}
    return sorted(found | {f"Nothing moves: the controls already stand at '{name}'. {said(start | preset)}"
                           for name, preset in (twin._presets(None) | ({"Reset": {}} if twin.knobs else {})).items()})


def positions(twin):
    """Where the controls of an explorer may stand, as dicts: all options, and of a slider as many places as POSITIONS leaves room for, at least both ends."""
    for most in (21, 8, 5, 3, 2):
        each = [places(knob, most) for knob in twin.knobs.values()]
        if math.prod(map(len, each)) <= POSITIONS:
            break
    return [dict(zip(twin.knobs, values)) for values in itertools.product(*each)]


def places(knob, most=None):
    """Where a control may stand; of a slider all places, or so many."""
    widget = knob.widget
    if knob.row.kind == "choice":
        return [value for _, value in widget.options]
    steps = round((widget.max - widget.min) / widget.step)
    chosen = widget.min + widget.step * np.unique(np.linspace(0, steps, most or steps + 1).astype(int))
    return (10 ** chosen if knob.row.scale == "logarithmic" else chosen.astype(type(widget.value))).tolist()


class StillFaces(HTMLParser):
    """The still faces in an HTML page: pairs (alt of the picture, text) of explorers, and the texts of forms."""

    def __init__(self, page):
        super().__init__()
        self.explorers, self.forms, self.inside = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "div":
            self.inside = {"explore-static": self.explorers, "form-static": self.forms}.get(attributes.get("class"))
            if self.inside is not None:
                self.inside.append([None, ""])
        elif tag == "img" and self.inside is not None:
            self.inside[-1][0] = attributes.get("alt")

    def handle_data(self, data):
        if self.inside is not None:
            self.inside[-1][1] += data

    def handle_endtag(self, tag):
        if self.inside is not None:
            self.inside[-1][1] += "\n"
        if tag == "div":
            self.inside = None


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

@on_the_first_lesson
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


def test_every_control_moved_by_keys_says_what_python_computes(lesson):
    for experiment in lesson.experiments:
        experiment.show().reset()
        for name in experiment.sliders[:1]:
            before, said_before = experiment.pixels(), experiment.sentence.inner_text()
            widget, row = experiment.twin.knobs[name].widget, experiment.twin.knobs[name].row
            key, step = ("ArrowLeft", -widget.step) if widget.value == row.high else ("ArrowRight", widget.step)     # one may start at its upper end
            experiment.handle(name).press(key)
            widget.value = widget.value * 10 ** step if row.scale == "logarithmic" else widget.value + step
            experiment.agrees()
            assert experiment.shown(name) == widget.value
            assert experiment.sentence.inner_text() != said_before
            assert experiment.pixels() != before
        for name, knob in experiment.twin.knobs.items():
            for key in ("PageDown", "End") if name in experiment.sliders else ("End",):
                press(experiment, name, key)
                knob.widget.value = experiment.position(name) if name in experiment.sliders else places(knob)[-1]
                experiment.agrees()
            assert experiment.shown(name) == experiment.expected(name)


def press(experiment, name, key):
    """Press a key in a slider or a list; of options side by side, press the last."""
    control = experiment.control(name)
    if name in experiment.sliders:
        experiment.handle(name).press(key)
    elif control.locator("select").count():
        control.locator("select").press(key)
    else:
        control.get_by_role("button").last.press("Enter")


@on_the_first_lesson
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


@on_the_first_lesson
def test_letters_typed_in_a_control_leave_the_notebook_as_it_is(lesson):
    tried = set()                                            # one control of each kind in a lesson
    for experiment in lesson.experiments:
        experiment.show()
        if not tried:
            experiment.open_working()
        kinds = {}
        for stop in experiment.root.locator(f"{CONTROLS}, .explore-scroller, .explore-scroller a").all():
            kinds.setdefault(stop.evaluate("stop => stop.tagName + stop.classList[0] + stop.role"), stop)
        assert len(kinds) >= (1 if tried else 3) + (len(experiment.twin.knobs) > 0)
        for kind in kinds.keys() - tried:
            leaves_the_notebook_as_it_is(lesson.page, experiment.cell, kinds[kind], "abdd")
        tried |= kinds.keys()
        experiment.close_working()
        experiment.reset()


def leaves_the_notebook_as_it_is(page, cell, field, letters):
    """Type letters that would be commands of the notebook, had the field not the focus."""
    page.evaluate("cell => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = cell; }", cell)
    before = page.evaluate(NOTEBOOK)
    field.focus()
    page.keyboard.type(letters)
    assert page.evaluate(NOTEBOOK) == before, field.evaluate("field => field.outerHTML.slice(0, 200)")


# Names and sizes

@on_the_first_lesson
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
            experiment.twin.knobs[name].widget.value = experiment.position(name)
            _, words = experiment.twin.picture.values.get(name, (None, f"{experiment.readout(name).inner_text()} {experiment.twin.knobs[name].unit}".strip()))
            expect(experiment.handle(name)).to_have_attribute("aria-valuetext", words)
        experiment.reset()


def test_every_control_is_large_enough_to_hit(lesson):
    for experiment in lesson.experiments:
        for control in experiment.show().root.locator("[role=slider], .widget-readout, button, select, summary").all():
            box = control.bounding_box()
            assert min(box["width"], box["height"]) >= TARGET_PX, control.evaluate("control => control.outerHTML.slice(0, 200)")


# Presets and working

@on_the_first_lesson
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


@on_the_first_lesson
def test_the_working_opens_by_keyboard_and_shows_table_sources_model_and_code(lesson):
    addresses = {f"https://doi.org/{one.doi}" if one.doi else one.address for one in rows("sources")}
    for experiment in lesson.experiments:
        experiment.show().reset()
        twin, working = experiment.twin, experiment.working
        experiment.open_working()
        expect(working.locator("pre").last).to_have_text(twin.view.code)
        expect(working.get_by_role("heading")).to_have_text(["Table", "Sources", "Model", "Code"])
        between = 0                                          # links of the scroller before
        for title, scroller in zip(("table", "table", "pre", "pre"), working.get_by_role("region").all(), strict=True):
            expect(scroller).to_have_accessible_name(re.compile(r"\w"))
            expect(scroller.locator(title).first).to_be_visible()
            if experiment is lesson.experiments[0]:
                for _ in range(between + 1):
                    lesson.page.keyboard.press("Tab")
                expect(scroller).to_be_focused()
            between = scroller.locator("a").count()
        plotted, numbers = working.locator("table").all()
        expect(plotted.locator("thead th")).to_have_text(list(twin.view.table))
        expect(plotted.locator("tbody tr")).to_have_count(len(next(iter(twin.view.table.values()))))
        expect(numbers.locator("tbody tr")).to_have_count(len(twin.view.parameters) + len(twin.view.levels) + len(twin.view.evidence))
        links = working.get_by_role("link").evaluate_all("links => links.map(link => link.href)")
        assert set(links) <= addresses
        assert any(link.startswith("https://doi.org/10.") for link in links)
        assert experiment.root.evaluate(SPILLS) == []
        for name in experiment.sliders[:1]:                  # the opened working follows, and stays where it was scrolled to
            table = working.get_by_role("region").first
            scrolled = table.evaluate("table => { table.scrollTo(0, 100); return table.scrollTop; }")          # a short table cannot be scrolled
            experiment.handle(name).press("End")
            twin.knobs[name].widget.value = experiment.position(name)
            expect(working.locator("pre").last).to_have_text(twin.view.code)
            assert table.evaluate("table => table.scrollTop") == scrolled
        experiment.close_working()


# axe-core

def test_axe_finds_no_violation(lesson):
    untouched = lesson.sheets("predict")[0]
    missed, *_, told = [sheet for form in ("choice", "number")           # not the first ones, which are tried below
                        for sheet in lesson.sheets("retrieve", "observe", "check", form=form)[1:]]
    missed.show().press("check", answer=wrong(missed))
    told.show().press("skip")
    assert untouched.twin.message == "" and missed.twin.message.startswith("Not yet. ") and told.twin.message.startswith("The answer: ")
    opened = next(one for one in lesson.experiments if one.twin.view.evidence or one.twin.view.levels)           # its working holds links
    opened.show().open_working()                              # what differs in the others is text
    assert axe_finds_pale(lesson) == []
    assert axe_finds(lesson) == []
    opened.close_working()


@on_the_first_lesson
def test_axe_finds_no_pale_colour_in_the_dark_theme_and_every_picture_is_dark(opened):
    opened.experiments[0].show().open_working()
    opened.theme("Dark")
    for experiment in opened.experiments:
        opened.page.wait_for_function(f"image => ({CORNER})(image) < 128", arg=experiment.image.element_handle())
    assert axe_finds_pale(opened) == []
    opened.experiments[0].close_working()


def wrong(sheet, nth=0):
    """A wrong answer to the question of a form, as it is filled in."""
    missed = [one for one in answers(sheet.asked.key) if one.right == "no"][nth]
    return missed.answer if sheet.asked.form == "choice" else f"{(missed.low + missed.high) / 2:g}"


# Room

def everything_fits(lesson):
    """Nothing spills, and text is shown at its full size."""
    for experiment in lesson.experiments:
        experiment.show()
        if experiment is lesson.experiments[0]:               # what differs in the others stands in scrollers
            experiment.open_working()
        assert experiment.root.evaluate(SPILLS) == [], experiment
        experiment.close_working()
        size = experiment.sentence.evaluate("sentence => parseFloat(getComputedStyle(sentence).fontSize)")
        assert size >= SENTENCE_PX
        natural, ratio = experiment.image.evaluate("image => [image.naturalWidth, devicePixelRatio]")
        assert experiment.image.bounding_box()["width"] >= 0.999 * natural / ratio
    for sheet in lesson.forms:
        assert sheet.root.evaluate(SPILLS) == [], sheet
    assert min(lesson.page.locator(".form-live").evaluate_all("all => all.map(each => parseFloat(getComputedStyle(each).fontSize))")) >= SENTENCE_PX
    assert lesson.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width, outgrown, empty", [(1280, 1, 4), (480, 4, 5)])
def test_the_lines_kept_for_a_sentence_are_neither_far_too_few_nor_far_too_many(opened, width, outgrown, empty):
    opened.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    opened.window(width, 800, 1)
    for experiment in opened.experiments:
        by_length = sorted(sentences(experiment.twin), key=len)
        lowest, shortest, tallest, longest, kept = experiment.show().sentence.evaluate(HEIGHTS, by_length[:20] + by_length[-40:])
        assert tallest - kept <= outgrown * LINE_PX or not experiment.twin.knobs, longest
        assert kept - lowest <= empty * LINE_PX, shortest


def test_nothing_spills_and_text_keeps_its_size_at_360_pixels(opened):
    opened.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    opened.window(480, 800, 1)
    first, *others = (each.root for each in (*opened.experiments, *opened.forms))
    opened.window(480 + 360 - round(first.bounding_box()["width"]), 800, 1)
    for root in (first, *others):
        opened.page.wait_for_function("root => Math.round(root.getBoundingClientRect().width) === 360", arg=root.element_handle())
    everything_fits(opened)


def test_nothing_spills_and_text_keeps_its_size_at_200_percent(opened):
    opened.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    opened.window(*ZOOMED)
    everything_fits(opened)


def test_controls_picture_and_sentence_are_seen_together_at_1280_by_720(lesson):
    visible = lesson.page.locator(".jp-NotebookPanel-notebook .jp-WindowedPanel-outer").bounding_box()["height"]
    for experiment in (one for one in lesson.experiments if one.twin.knobs):
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


def test_a_drag_shows_no_blank_frame_never_shrinks_the_page_and_ends_at_the_last_value(lesson):
    frames, page = [], lesson.page
    lesson.devtools.on("Page.screencastFrame", lambda frame: frames.append(frame))
    for experiment in [one for one in lesson.experiments if one.sliders][:1]:
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
            began, acknowledged, pictures = time.monotonic(), 0, 0
            for there in itertools.cycle([*range(5, 95, 3), *range(95, 5, -3)]):
                page.mouse.move(track["x"] + track["width"] * there / 100, track["y"] + track["height"] / 2)
                pictures = experiment.root.evaluate(NEXT_FRAME)
                for frame in frames[acknowledged:]:
                    lesson.devtools.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})
                    acknowledged += 1
                seconds = time.monotonic() - began
                if seconds > 0.6 and pictures > 8 and len(frames) > 8 or seconds > 10:
                    break
            page.mouse.up()
            lesson.devtools.send("Page.stopScreencast")
            experiment.twin.knobs[name].widget.value = experiment.position(name)
            experiment.agrees()
            seen = experiment.root.evaluate(WATCHED)
            assert seen["pictures"] > 5
            heights, pictures = np.array(seen["heights"]).T
            assert len(set(pictures)) == 1 and list(heights) == sorted(heights) and heights[-1] - heights[0] <= 3 * LINE_PX, experiment
            inks = [ink(frame["data"], picture) for frame in frames]
            assert len(inks) > 5
            assert min(inks) > 0.5 * statistics.median(inks) > 0, experiment


# Forms

# Whose side is too small to hit, counting the line of a label, and what a letter typed in it would be a command of the notebook.
SMALL = """(root, side) => [...root.querySelectorAll('input, textarea, button')].filter(each => {
  const box = (each.closest('label') ?? each).getBoundingClientRect(); return Math.min(box.width, box.height) < side; }).map(each => each.outerHTML)"""
LOUD = """(root, focusable) => [...root.querySelectorAll(focusable)].filter(each => each.dataset.lmSuppressShortcuts !== 'true')
  .map(each => each.outerHTML)"""

# Text of the page outside the still faces, shown or not, with all that the fields hold.
PAGE = """() => { const copy = document.body.cloneNode(true);
  copy.querySelectorAll('.form-static').forEach(face => face.remove());
  return copy.innerHTML + [...document.querySelectorAll('input, textarea')].map(field => field.value); }"""


def test_every_form_lives_with_a_name_for_each_field_and_a_place_for_its_message(lesson):
    assert lesson.page.locator(".form-live").count() == len(lesson.forms)
    for sheet in lesson.forms:
        expect(sheet.show().still).to_be_hidden()
        for part in sheet.twin.parts:
            expect(sheet.part(part["name"])).to_have_count(1)
            if part["kind"] == "choice":
                names = sheet.part(part["name"]).get_by_role("radio").evaluate_all("radios => radios.map(radio => radio.labels[0].textContent)")
                assert names == [label for _, label in part["options"]]
            if part["kind"] == "number":
                expect(sheet.part(part["name"])).to_have_accessible_description(part["unit"])
        expect(sheet.root.get_by_role("button")).to_have_text([label for _, label in sheet.twin.buttons])
        expect(sheet.root.locator("[role=status]")).to_have_count(1)
        expect(sheet.message).to_have_css("display", "block")
        assert sheet.root.evaluate(SMALL, TARGET_PX) == []
        assert sheet.root.evaluate(LOUD, FOCUSABLE) == []


def focused(sheet):
    """The field or button of a form that has the focus."""
    found = sheet.root.locator(":focus")
    expect(found).to_have_count(1)
    return found


def tab_into(sheet):
    """Reach the first field of a form with the Tab key, from before it."""
    first = sheet.root.locator(FOCUSABLE).and_(sheet.page.locator(":not([tabindex='-1'])")).first
    first.focus()
    sheet.page.keyboard.press("Shift+Tab")
    expect(sheet.root.locator(":focus")).to_have_count(0)
    while not sheet.root.locator(":focus").count():          # there may be buttons of Lab before
        sheet.page.keyboard.press("Tab")
    expect(first).to_be_focused()


def choose(sheet, part, answer):
    """Choose with the arrow keys, from the radio of this part that has the focus."""
    keyboard, wanted = sheet.page.keyboard, sheet.part(part).locator(f"input[value='{answer}']")
    assert focused(sheet).evaluate("(radio, group) => group.contains(radio)", sheet.part(part).element_handle())
    keyboard.press("Space")
    for _ in range(sheet.part(part).get_by_role("radio").count()):
        if wanted.is_checked():
            break
        keyboard.press("ArrowDown")
    expect(wanted).to_be_checked()
    expect(wanted).to_be_focused()


def test_by_keyboard_a_first_miss_gets_the_hint_and_a_second_one_the_reasoning(lesson):
    keyboard = lesson.page.keyboard
    sheet = lesson.sheets("retrieve", "observe", "check", form="choice")[0]
    tab_into(sheet.show())
    leaves_the_notebook_as_it_is(lesson.page, sheet.cell, focused(sheet), "abdd")
    for nth, key, told in ((0, "Space", "hint"), (1, "Enter", "reasoning")):
        choose(sheet, "answer", wrong(sheet, nth))
        keyboard.press("Tab")
        expect(sheet.button("check")).to_be_focused()
        leaves_the_notebook_as_it_is(lesson.page, sheet.cell, focused(sheet), "abdd")
        keyboard.press(key)
        sheet.told("check", answer=wrong(sheet, nth))
        sheet.agrees()
        hint = next(one.hint for one in answers(sheet.asked.key) if one.answer == wrong(sheet, nth))
        assert sheet.twin.message.endswith(hint if told == "hint" else sheet.asked.reasoning)
        keyboard.press("Shift+Tab")


def test_by_keyboard_a_number_is_checked_with_enter_and_typing_it_leaves_the_notebook_as_it_is(lesson):
    for sheet in lesson.sheets("retrieve", "observe", "check", form="number")[:1]:
        tab_into(sheet.show())
        box = focused(sheet)
        leaves_the_notebook_as_it_is(lesson.page, sheet.cell, box, "abdd12")
        expect(box).to_have_value("abdd12")
        right = next(one for one in answers(sheet.asked.key) if one.right == "yes")
        for typed, said in (("abdd12", "must be a number"), (wrong(sheet), "Not yet. "), (wrong(sheet, 1), "The answer: "),
                            (f"{right.high:g}", sheet.asked.reasoning)):
            box.press("ControlOrMeta+a")
            lesson.page.keyboard.type(typed)
            lesson.page.keyboard.press("Enter")
            sheet.told("check", answer=typed)
            sheet.agrees()
            assert said in sheet.twin.message
            expect(box).to_be_focused()


def test_a_prediction_stands_beside_the_result_and_is_announced_once(lesson, forgotten):
    results = {experiment: position_of_the_result(experiment.twin) for experiment in lesson.experiments if experiment.twin.asked}
    assert results
    for experiment, shows in list(results.items())[:1]:
        sheet = next(sheet for sheet in lesson.sheets("predict") if sheet.asked.key == experiment.twin.asked)
        sheet.show().press("check", answer=wrong(sheet), sure="very")
        experiment.show().reset()
        twin = experiment.twin
        experiment.root.evaluate(LISTEN)
        for name in shows:
            stand_at(experiment, name, shows[name])
        expect(experiment.said).to_have_text(twin.picture.said)
        beside = experiment.root.locator(".explore-beside")
        expect(beside).to_have_text(twin.picture.beside)
        assert re.fullmatch(r"You said: .*, very sure\. Here: .*", twin.picture.beside)
        lesson.page.wait_for_function(SAID_NEWS, arg=[experiment.root.element_handle(), twin.picture.beside])
        news = experiment.root.evaluate("root => root.heard.news")               # a rest between two moves empties the region again
        assert [twin.picture.beside in each for each in news].count(True) == 1, experiment
        sheet.show().press("skip")
        experiment.press("Reset")
        expect(beside).to_be_empty()


def position_of_the_result(twin):
    """Where the controls of an explorer show what was to be predicted: one move from its start or from one of its presets."""
    start = twin.values
    for near in ({}, *twin._presets(None).values()):
        for name in twin.knobs:
            for place in places(twin.knobs[name]):
                values = start | near | {name: place}
                if twin.update(**values).result:
                    twin.update(**start)
                    return values
    raise AssertionError(f"no result of {twin.build.__name__} is near its start or a preset")


def stand_at(experiment, name, value):
    """Put a control where it is wanted, as a student would: a click on a choice, a number typed behind a slider."""
    widget = experiment.twin.knobs[name].widget
    if widget.value == value:
        return
    widget.value = value
    if name in experiment.sliders:
        experiment.readout(name).fill(f"{value:g}")
        experiment.readout(name).press("Enter")
    elif experiment.control(name).locator("select").count():
        experiment.control(name).locator("select").select_option(widget.label)
    else:
        experiment.control(name).get_by_role("button", name=widget.label, exact=True).click()
    experiment.agrees()


@on_the_first_lesson
def test_the_test_before_the_lessons_goes_by_keyboard_from_page_to_page_and_ends_with_a_code(lesson):
    sheet, = [sheet for sheet in lesson.forms if isinstance(sheet.behind, BeforeTheLessons)]
    keyboard, test, kept = lesson.page.keyboard, sheet.behind, []
    tab_into(sheet.show())
    for page in range(6):
        expect(sheet.root.locator(".form-title")).to_have_text(sheet.twin.title)
        expect(sheet.root.locator("input").first).to_be_focused()
        names = sheet.root.locator("input").evaluate_all("fields => fields.map(field => field.getAttributeNames().join(' '))")
        assert set(names) == {"type name value data-lm-suppress-shortcuts"}
        assert not re.search("hint|reasoning|correct|right|wrong", sheet.root.evaluate("root => root.outerHTML.replaceAll(/>[^<]+</g, '><')"))
        places = [(page + i) % len(part["options"]) for i, part in enumerate(sheet.twin.parts)]
        chosen = {part["name"]: part["options"][place][0] for part, place in zip(sheet.twin.parts, places)}
        for name in chosen:
            choose(sheet, name, chosen[name])
            keyboard.press("Tab")
        expect(sheet.button("next")).to_be_focused()
        if page == 2:
            keyboard.press("Tab")
        kept.append((0, 0, 0) if page == 2 else tuple(place + 1 for place in places))
        keyboard.press("Enter")
        sheet.told("skip" if page == 2 else "next", **chosen)
        sheet.agrees()
    code = re.search(r"Your code is (\S+)\.", sheet.message.inner_text())[1]
    assert kept_in(code) == Kept(test.version, tuple(kept))
    expect(sheet.root.locator(".form-title")).to_be_focused()            # not lost, and not on the page of Lab
    expect(sheet.root.get_by_role("button")).to_have_count(0)


def test_ratings_stand_beside_the_verdicts_which_are_nowhere_before(lesson, forgotten):
    rating, weighing = [sheet for sheet in lesson.forms if sheet.asked is None and not isinstance(sheet.behind, BeforeTheLessons)]
    expect(weighing.show().panel).to_be_hidden()
    claims, page = claims_of(lesson.path.stem), html.unescape(lesson.page.evaluate(PAGE))
    assert not [claim.key for claim in claims if claim.verdict_note in page or claim.wording in page.replace(claim.claim, "")]
    assert weighing.still.locator("details[open]").count() == 0
    rating.show().press("keep", **{claims[0].key: "contested"})
    weighing.show().press("show")
    expect(weighing.panel.get_by_role("heading")).to_have_text([f"“{claim.claim}”" for claim in claims])
    expect(weighing.panel).to_contain_text(f"You said contested; the evidence says {claims[0].verdict}. {claims[0].verdict_note}")
    assert weighing.panel.inner_text().count("You said") == 1
    for claim in claims:
        expect(weighing.panel).to_contain_text(claim.verdict_note)
    assert weighing.panel.get_by_role("link").count() >= len(claims)
    assert weighing.panel.get_by_role("link").evaluate_all("links => links.every(link => link.target === '_blank')")     # the lesson stays open
    assert weighing.root.evaluate(LOUD, FOCUSABLE) == []
    assert weighing.root.evaluate(SPILLS) == []


def test_a_saved_lesson_holds_no_answer_and_no_message(lesson, lab, forgotten):
    predictions, checked = ([sheet for form in ("choice", "number", "sentence") for sheet in lesson.sheets(*roles, form=form)[-1:]]
                            for roles in (("predict",), ("retrieve", "observe", "check")))
    for sheet in (*predictions, *checked):
        given = {"choice": wrong(sheet) if sheet.asked.form == "choice" else "", "number": "8765.25", "sentence": "Because of seven blue herons."}
        sheet.show().press("check", answer=given[sheet.asked.form], **({"sure": "guess"} if sheet in predictions else {}))
    assert {sheet.asked.form for sheet in (*predictions, *checked)} >= {"choice", "number", "sentence"}
    lesson.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lesson.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    text = (lab.notebooks / lesson.path.name).read_text()
    assert "widget-view+json" in text                        # it is the file of the lesson that was run
    assert not [word for word in ("herons", "8765.25", "You said", "Not yet") if word in text]
    assert not [sheet for sheet in lesson.forms if sheet.twin.message and json.dumps(sheet.twin.message[:50], ensure_ascii=False)[1:-1] in text]
    assert "widgets" not in nbformat.reads(text, 4).metadata
    for sheet in predictions:
        sheet.show().press("skip")


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
    expected = [out.data["text/plain"] for out in outputs_with("explore-static", notebook)]
    assert len(expected) == calls_of("explore", notebook)
    body, _ = HTMLExporter().from_notebook_node(notebook)
    faces = StillFaces(body)
    assert [(alt, text.strip()) for alt, text in faces.explorers] == [(sentence, sentence) for sentence in expected]
    assert len(faces.forms) == calls_of("ask|rate|weigh|before_the_lessons", notebook)
    asked = re.findall(r'^ask\("(\w+)"', "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"), re.MULTILINE)
    assert len(asked) > 3
    for row in map(question, asked):
        face, = [text for _, text in faces.forms if row.text in text]
        options = face.replace(row.text, "")
        told = [re.search(rf"\b{re.escape(one.label)}(?!\w)", options) is not None for one in answers(row.key)]
        assert all(told) if row.form == "choice" else not any(told)
        assert row.reasoning not in html.unescape(body)
        assert not any(one.hint and one.hint in html.unescape(body) for one in answers(row.key))
    (folder / "lesson.html").write_text(body)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "lesson.html").as_uri(), wait_until="domcontentloaded")
    pictures = page.locator(".explore-static")
    expect(pictures).to_have_count(len(expected))
    for face, sentence in zip(pictures.all(), expected):
        expect(face.locator("img")).to_be_visible()
        face.locator("img").evaluate("image => image.decode()")
        expect(face.locator("p")).to_have_text(sentence)
    expect(page.locator(".form-static:visible")).to_have_count(len(faces.forms))
    expect(page.locator(".form-static details[open]")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(re.compile("model not found|error displaying widget|loading widget", re.IGNORECASE))
    empty = "boxes => boxes.filter(box => box.clientHeight > 4 && !box.innerText.trim() && !box.querySelector('img')).map(box => box.outerHTML)"
    assert page.locator(".jp-OutputArea-output:visible").evaluate_all(empty) == []
    context.close()


def outputs_with(face, notebook):
    return [out for cell in notebook.cells for out in cell.get("outputs", []) if face in out.get("data", {}).get("text/html", "")]


def calls_of(names, notebook):
    return sum(cell.cell_type == "code" and re.search(rf"^({names})\(", cell.source, re.MULTILINE) is not None for cell in notebook.cells)


@on_the_first_lesson
def test_a_saved_lesson_opened_without_a_kernel_shows_its_still_faces(lesson, lab, browser):
    saved = nbformat.reads(lesson.page.evaluate(SAVED), 4)
    saved.metadata = {"kernelspec": {"name": "none", "display_name": "None", "language": "none"}}      # Lab asks which to start instead
    (lab.notebooks / f"restored_{lesson.path.name}").write_text(nbformat.writes(saved))
    page = lab.open(browser, f"restored_{lesson.path.name}")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("no kernel", re.IGNORECASE)).click()
    still_faces_are_shown(page, lesson)
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel ?? null") is None
    page.context.close()


@on_the_first_lesson
def test_a_lesson_whose_kernel_is_started_anew_shows_its_still_faces_until_it_is_run(lesson, lab, browser):
    shutil.copy(lesson.path, lab.notebooks / f"again_{lesson.path.name}")
    page = lab.run(browser, f"again_{lesson.path.name}")
    for each in (*lesson.experiments, *lesson.forms):
        page.evaluate(SCROLL, each.cell)
        expect(page.locator(f"[data-cell='{each.cell}'] :is({LIVE})").first).to_be_visible()
    expect(page.locator(".form-static:visible")).to_have_count(0)
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    still_faces_are_shown(page, lesson)
    one_picture_each(lesson, page)
    page.context.close()


def still_faces_are_shown(page, lesson):
    pictures = page.locator(".explore-static")
    expect(pictures).to_have_count(len(lesson.experiments))
    for face in pictures.all():
        face.scroll_into_view_if_needed()
        expect(face.locator("img")).to_be_visible()
        face.locator("img").evaluate("image => image.decode()")
        expect(face.locator("p")).to_have_text(re.compile(r"\w"))
    expect(page.locator(".form-static:visible")).to_have_count(len(lesson.forms))
    expect(page.locator(f":is({LIVE}):visible")).to_have_count(0)


def test_nothing_was_complained_of_in_the_console(lesson):
    assert lesson.page.complaints == []
