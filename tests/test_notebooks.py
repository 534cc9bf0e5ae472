"""Every lesson is kept in one form, stores what readers without a kernel need, and keeps the rules of safety."""

import html
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from canonical import KEPT, canonical, text_of
from lessons import LESSONS
from test_explore import make

from psychopharm.explore import choice, explorer
from psychopharm.parameters import patient, regimen, rows
from psychopharm.questions import form

ROOT = Path(__file__).parents[1]
LINES, WORDS_PER_LINE = 6, 15
HELP = ("not medical advice", "do not change or stop", "doctor", "local emergency number", "findahelpline.com")
UNSAFE = {
    "a dose for the reader": r"\byour (own )?(dose|tablets?|medicines? dose|regimen)\b|\bhow much (should|can) (you|i) take\b",
    "a recommendation": r"\b(we|i) recommend\b|\byou should (take|stop|start|reduce|increase)\b|\brecommended (dose|for you)\b",
    "a lethal or antidote dose": r"\blethal dose\b|\bLD50\b|\b(flumazenil|naloxone)\b[^.]*\b\d+(\.\d+)? ?(mg|ug|µg)\b",
    "a conversion between benzodiazepines": r"\bequivalent (to|of) \d+(\.\d+)? mg\b|\bdiazepam equivalents? of \d",
    "safety at the wheel": r"\bsafe to drive\b",
    "words that wound": r"\b(abusers?|addicts?|drug abuse|committed suicide|failed the (drug|treatment)|the mentally ill|schizophrenics|depressives|alcoholics?)\b",
    "a schedule of a taper": r"\b(reduce|taper|cut)\b[^.]*\bby \d+(\.\d+)? ?(mg|%) (a|per|every) (day|week|two weeks|month)\b",
    "a score of oneself": r"\b(score|rate) (yourself|your own (mood|symptoms|anxiety))\b",
}
WRITES = r"\.to_(csv|excel|json|parquet|pickle|html)\(|\bopen\(|\.savefig\(|\.write_(text|bytes)\(|%%writefile|^\s*[!%]"


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def unsafe(text):
    """The names of the rules that a text breaks."""
    return [name for name, pattern in UNSAFE.items() if re.search(pattern, text, re.IGNORECASE)]


def found(text):
    """The words that break a rule, with what stands around them."""
    return [text[max(0, match.start() - 40):match.end() + 40] for pattern in UNSAFE.values() for match in re.finditer(pattern, text, re.IGNORECASE)]


lessons = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@lessons
def test_a_lesson_is_committed_in_its_one_form(path):
    assert path.read_text(encoding="utf-8") == text_of(canonical(read(path))), f"run: python tests/canonical.py notebooks/{path.name}"


@pytest.mark.parametrize("change", ["an output where none belongs", "a number of a run", "a blank at the end of a line", "metadata", "a live widget", "a place in memory"])
def test_any_other_form_is_noticed(change):
    notebook = read(LESSONS[0])
    plain = next(cell for cell in code(notebook) if not KEPT & set(cell.metadata.get("tags", [])))
    shown = next(cell for cell in code(notebook) if "shown" in cell.metadata.get("tags", []))
    if change == "an output where none belongs":
        plain.outputs = [nbformat.v4.new_output("stream", text="hello")]
    elif change == "a number of a run":
        shown.execution_count = 99
    elif change == "a blank at the end of a line":
        notebook.cells[0].source = "# A title \n\ntext"
    elif change == "metadata":
        notebook.metadata["widgets"] = {"state": {}}
    elif change == "a place in memory":
        shown.outputs = [nbformat.v4.new_output("display_data", data={"text/plain": "<Styler at 0x7f0acfeabf50>"})]
    else:
        shown.outputs.append(nbformat.v4.new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}}))
    assert text_of(notebook) != text_of(canonical(notebook))


@lessons
def test_every_checked_cell_has_a_stored_answer_and_there_are_several(path):
    checked = [cell for cell in code(read(path)) if "nbval-check-output" in cell.metadata.get("tags", [])]
    assert len(checked) >= 5, f"tag five or more cells nbval-check-output; this lesson has {len(checked)}"
    for cell in checked:
        assert cell.outputs and cell.execution_count, f"nothing is compared in: {cell.source}"
        assert not any("image/png" in output.get("data", {}) or "<img" in str(output.get("data", {})) for output in cell.outputs)


@lessons
def test_every_picture_of_a_lesson_is_stored_with_its_sentence_of_today(path):
    notebook = read(path)
    imports = "\n".join(cell.source for cell in code(notebook) if cell.source.startswith(("import", "from")))
    explorers = [cell for cell in code(notebook) if cell.source.startswith("explore(")]
    assert explorers
    for cell in explorers:
        data = cell.outputs[0].data
        sentence = make(imports, cell.source).view.sentence
        assert data["text/plain"] == sentence, f"run: python tests/canonical.py notebooks/{path.name}"
        assert f'<img alt="{html.escape(sentence)}"' in data["text/html"] and f"<p>{html.escape(sentence)}</p>" in data["text/html"]
        assert len(cell.outputs) == 1
    for cell in code(notebook):
        if cell.source.startswith("result("):
            assert cell.outputs[0].data["text/html"].startswith("<details><summary>")


@lessons
def test_every_question_claim_and_folded_picture_is_stored_as_it_is_today(path, monkeypatch):
    notebook, shown = read(path), []
    for module in (explorer, form):
        monkeypatch.setattr(module, "display", lambda *what, **_: shown.append(what[0]))
    names = {}
    exec("\n".join(cell.source for cell in code(notebook) if cell.source.startswith(("import", "from"))), names)
    for cell in code(notebook):
        if cell.source.startswith(("ask(", "rate(", "weigh(", "result(", "before_the_lessons(")):
            shown.clear()
            eval(cell.source, names)
            stored, today = cell.outputs[0].data, shown[0]
            assert stored["text/plain"] == today["text/plain"], f"run: python tests/canonical.py notebooks/{path.name}"
            if not cell.source.startswith("result("):        # its picture may differ by a pixel from machine to machine
                assert stored["text/html"] == today["text/html"], f"run: python tests/canonical.py notebooks/{path.name}"


@lessons
def test_a_lesson_tells_more_than_it_codes(path):
    notebook = read(path)
    sources = [cell.source for cell in code(notebook)]
    lines = sum(len(source.splitlines()) for source in sources)
    words = len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\$\$?[^$]*\$\$?|\]\([^)]*\)", " ", prose(notebook))))
    assert words >= WORDS_PER_LINE * lines
    for source in sources:
        assert len(source.splitlines()) <= LINES
        assert not re.search(r"\b(def|class|lambda)\b|\bplt\b|pyplot|\.plot\(|import \*|ipywidgets", source)
        assert not re.search(WRITES, source, re.MULTILINE)


@lessons
def test_a_lesson_opens_with_a_question_and_the_help_box(path):
    first = read(path).cells[0].source
    assert re.match(r"# .+\?\n", first)
    for words in HELP:
        assert words in first.replace("\n> ", " ")


STEPS = ("### The situation", 'ask(', "### Explore", "explore(", "### Observe", "ask(", "### Explain", "result(", "### Check", "ask(", "leaves out.**")
PARTS = ("# ", "## After this lesson you can", "import", "rate(", "### The situation", 'DataFrame(rows("', "weigh(", "## Sources", "references(")
TEMPLATE = ROOT / "notebooks" / "_template.ipynb"
lessons_and_template = pytest.mark.parametrize("path", [*LESSONS, TEMPLATE], ids=lambda path: path.stem)


def missing_in_order(wanted, cells):
    """The first of the wanted beginnings (or phrases) that does not come in a cell at or after that of the one before; None if all do."""
    place = 0
    for mark in wanted:
        found = next((i for i, cell in enumerate(cells[place:], place) if mark in cell.source), None)
        if found is None:
            return mark
        place = found + (mark.endswith("("))              # two calls stand in two cells
    return None


@lessons_and_template
def test_a_lesson_has_its_parts_in_order(path):
    cells = read(path).cells
    missing = missing_in_order(PARTS, cells)
    assert missing is None, f"no cell with '{missing}' at its place in the order of parts"
    assert re.search(r"^\*\*Lesson \d of 9: .+\*\* Plan about .+ (minutes|hour)", cells[0].source, re.M)
    assert cells[1].source.startswith("## After this lesson you can")
    if path.stem != "00_start_here":
        assert missing_in_order(("weigh(", "Exercises", "check(", "## Sources"), cells) is None


@lessons_and_template
def test_every_idea_of_a_lesson_takes_the_six_steps_in_order(path):
    cells = read(path).cells
    begins = [i for i, cell in enumerate(cells) if "### The situation" in cell.source]
    assert begins
    for begin, end in zip(begins, [*begins[1:], len(cells)]):
        assert missing_in_order(STEPS, cells[begin:end]) is None, cells[begin].source.splitlines()[0]
        explained = next(cell.source for cell in cells[begin:end] if "### Explain" in cell.source)
        assert "### Explain\n<details><summary>" in explained
        for refutation in (r"\*\*What you saw", r"\*\*The tempting answer", r"(It|They) tempts?\b"):
            assert re.search(refutation, explained), f"{refutation} is missing in: {explained[:80]}"


@lessons
def test_nothing_of_the_template_is_left_in_a_lesson(path):
    notebook = read(path)
    number = next(row.number for row in rows("lessons") if row.key == path.stem)
    assert f"**Lesson {number} of 9: " in notebook.cells[0].source
    for words in ("This is a template", "**verb**", "up to three questions from earlier lessons", "Which question does this lesson answer"):
        assert words not in prose(notebook)


def test_a_missing_step_is_noticed():
    cells = read(LESSONS[0]).cells
    assert missing_in_order(PARTS, [cell for cell in cells if "weigh(" not in cell.source]) == "weigh("
    assert missing_in_order(PARTS, cells[::-1]) is not None


@lessons_and_template
def test_a_link_appears_only_where_its_target_exists(path):
    for target in re.findall(r"\]\(([^)]+)\)", prose(read(path))):
        assert target.startswith("https://") or (path.parent / target).exists(), target


@lessons
def test_a_lesson_breaks_no_rule_of_safety(path):
    notebook = read(path)
    assert unsafe(prose(notebook)) == [], found(prose(notebook))
    for cell in code(notebook):
        for output in cell.outputs:
            shown = output.get("data", {}).get("text/plain", "") or output.get("text", "")
            assert unsafe(shown) == []


@pytest.mark.parametrize("name, text", [
    ("a dose for the reader", "Enter your dose."), ("a recommendation", "You should take it at night."),
    ("a lethal or antidote dose", "Give flumazenil, that is 0.2 mg."), ("a conversion between benzodiazepines", "This is equivalent to 10 mg of diazepam."),
    ("safety at the wheel", "After 8 h you are safe to drive."), ("words that wound", "Addicts take more."),
    ("a schedule of a taper", "Then reduce by 2 mg every week."), ("a score of oneself", "Now rate your own mood."),
])
def test_each_rule_of_safety_can_be_broken(name, text):
    assert name in unsafe(text)


def test_what_a_control_says_breaks_no_rule_of_safety():
    for row in (*rows("controls"), *rows("presets"), *rows("regimens"), *rows("patients")):
        assert unsafe(" ".join(str(value) for value in vars(row).values())) == []


def test_what_questions_claims_evidence_and_terms_say_breaks_no_rule_of_safety():
    for kind in ("questions", "answers", "claims", "glossary", "evidence", "findings"):
        for row in rows(kind):
            text = " ".join(str(value) for value in vars(row).values())
            assert unsafe(text) == [], found(text)


def test_the_only_people_are_the_panel_and_the_only_doses_are_published():
    for row in rows("controls"):
        if row.kind == "choice" and row.options.startswith("patients"):
            assert all(patient(key).group == "panel" for _, key in choice(row.key).widget.options)
        if row.kind == "choice" and row.options.startswith("regimens"):
            assert all(regimen(key).source != "course" or not regimen(key).dose_mg for _, key in choice(row.key).widget.options)
        if row.kind == "slider":
            assert row.unit not in ("mg", "mg/day", "kg", "year"), f"{row.key}: a dose, weight or age of a person is a choice, never a free number"


@lessons
def test_explorers_of_a_lesson_offer_people_and_doses_only_as_choices(path):
    notebook = read(path)
    imports = "\n".join(cell.source for cell in code(notebook) if cell.source.startswith(("import", "from")))
    for cell in code(notebook):
        if cell.source.startswith("explore("):
            for name, knob in make(imports, cell.source).knobs.items():
                assert knob.row in rows("controls")
                if re.search("dose|regimen|person|patient", name):
                    assert knob.row.kind == "choice" or (name == "dose" and knob.row.unit == "1"), "a dose in mg is a choice; a multiple may be a slider"


@pytest.mark.parametrize("installed, sentence", [
    (True, "The course is ready.\n"),
    (False, "The package psychopharm is not installed here: open a terminal in the folder of the course, type  python -m pip install -e .  and restart the kernel.\n")])
def test_the_first_cell_of_the_course_says_in_one_sentence_whether_it_is_installed(installed, sentence, monkeypatch, capsys):
    first = code(read(LESSONS[0]))[0].source
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object() if installed and name == "psychopharm" else None)
    exec(first, {})
    assert capsys.readouterr().out == sentence
    assert not re.search("^(from|import) psychopharm", first, re.M)


def test_a_lesson_is_written_in_its_one_form_by_one_command(tmp_path):
    scrap = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell("# A question?  "), nbformat.v4.new_code_cell("1 + 1", metadata={"tags": ["nbval-check-output"]}),
        nbformat.v4.new_code_cell("2 + 2")])
    path = tmp_path / "98_scrap.ipynb"
    nbformat.write(scrap, path)
    done = subprocess.run([sys.executable, ROOT / "tests" / "canonical.py", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    written = read(path)
    assert path.read_text(encoding="utf-8") == text_of(canonical(written))
    assert [bool(cell.outputs) for cell in code(written)] == [True, False]
