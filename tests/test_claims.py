"""The claims of the document: rated first, weighed at the end, and each treated in one lesson."""

import html
import json
import re

import nbformat
import pandas
import pytest
from lessons import LESSONS

from psychopharm import claims
from psychopharm.claims import claims_of, rate, weigh
from psychopharm.contents import glossary, lesson_map, readable
from psychopharm.parameters import question, rows
from psychopharm.questions import form
from psychopharm.questions.judge import answers
from psychopharm.references import references

TREATED = {"00_start_here": ["C10"], "01_diazepam": ["C01", "C02", "C03", "C04"], "02_antidepressants": ["C05", "C06", "C07", "C08", "C09"],
           "03_mechanisms_of_action": ["C11", "C12", "C13", "C14", "C15"], "04_underlying_condition": ["C16", "C17", "C18", "C19"],
           "05_individual_differences": ["C20", "C21", "C22"], "06_types_of_depression": ["C23", "C24", "C25", "C26"],
           "07_risk_of_dependence": ["C27", "C28", "C29", "C30"], "08_seeking_care": ["C31", "C32", "C33", "C34", "C35", "C36", "C37"]}


@pytest.fixture
def shown(monkeypatch):
    """The forms that a call displays, with their still faces."""
    kept = []
    monkeypatch.setattr(form.Form, "show", lambda self, still: kept.append((self, still)))
    yield kept
    claims._ratings.clear()


def test_each_of_the_37_claims_is_treated_in_one_lesson():
    assert {key: [claim.key for claim in claims_of(key)] for key in TREATED} == TREATED
    assert sum(map(len, TREATED.values())) == len(rows("claims")) == 37


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_its_claims_rated_before_it_and_weighed_at_its_end(path):
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    first, last = code.index(f'rate("{path.stem}")'), code.index(f'weigh("{path.stem}")')
    experiments = [i for i, source in enumerate(code) if source.startswith("explore(")]
    assert first < min(experiments) and last > max(experiments)


@pytest.mark.parametrize("key", TREATED)
def test_no_verdict_is_shown_while_claims_are_rated(key, shown):
    rate(key)
    (form_, still), = shown
    state = json.dumps([form_.title, form_.parts, form_.message, form_.panel, still], ensure_ascii=False)
    for claim in claims_of(key):
        assert claim.claim in [part["legend"] for part in form_.parts] and html.escape(claim.claim) in still
        assert claim.verdict_note not in state and claim.evidence not in state and claim.wording not in state.replace(claim.claim, "")


@pytest.mark.parametrize("key", TREATED)
def test_at_the_end_rating_verdict_evidence_and_fairer_wording_stand_together(key, shown):
    rate(key)
    weigh(key)
    (rating, _), (weighing, still) = shown
    first = claims_of(key)[0]
    rating.pressed("keep", {claim.key: "misleading" if claim is first else "" for claim in claims_of(key)})
    assert rating.message.startswith(f"Kept: 1 of {len(claims_of(key))} rated.")
    assert weighing.panel == ""
    weighing.pressed("show", {})
    assert f"You said misleading; the evidence says <strong>{first.verdict}</strong>." in weighing.panel
    for claim in claims_of(key):
        for text in (claim.claim, claim.verdict_note, claim.evidence, claim.wording, claim.one_side, claim.other_side, claim.decides):
            assert html.escape(text) in weighing.panel and html.escape(text) in still
    assert still.startswith("<details><summary>")


def test_a_contested_claim_shows_both_sides_and_what_would_decide(shown):
    weigh("02_antidepressants")
    (weighing, _), = shown
    weighing.pressed("show", {})
    contested = [claim for claim in claims_of("02_antidepressants") if claim.verdict == "contested"]
    assert contested
    assert weighing.panel.count("<em>One side.</em>") == weighing.panel.count("<em>What would decide.</em>") == len(contested)


def test_an_unknown_lesson_or_one_without_claims_gets_one_sentence():
    with pytest.raises(ValueError, match="No lesson '01_diazepan'. Did you mean '01_diazepam'"):
        rate("01_diazepan")
    with pytest.raises(ValueError, match="No claim is examined in '09_case_conference'; give the key of another lesson."):
        weigh("09_case_conference")


# The map and the glossary

def test_the_map_links_the_lessons_that_are_there_and_marks_the_others(tmp_path):
    (tmp_path / "01_diazepam.ipynb").touch()
    lines = lesson_map(tmp_path).data.splitlines()[2:]
    assert len(lines) == len(rows("lessons")) == 10
    assert "](01_diazepam.ipynb)" in lines[1] and "(planned)" not in lines[1]
    assert all("(planned)" in line and "](" not in line for i, line in enumerate(lines) if i != 1)


def test_the_map_has_every_sentence_of_the_document_and_the_title_of_every_notebook():
    examined = set()
    for row in rows("lessons"):
        first, _, last = row.sentences.partition("-")
        examined |= set(range(int(first), int(last or first) + 1))
    assert examined == set(range(1, 20))
    for path in LESSONS:
        title = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
        assert title == next(row.title for row in rows("lessons") if row.key == path.stem)


def test_the_glossary_lists_every_term_once_in_order():
    terms = re.findall(r"^- \*\*(.+?)\*\*", glossary().data, re.M)
    assert terms == sorted((row.term for row in rows("glossary")), key=str.lower)


def test_a_readable_table_has_one_row_of_headings_and_a_heading_in_each_row():
    frame = pandas.DataFrame({"name": ["peak", "mean"], "value": [406.0, 91.0], "source": ["friedman_1992", "friedman_1992"]})
    for table, first in ((frame.set_index("name"), "name"), (frame, "&nbsp;")):
        head, body = re.search("<thead>(.*)</thead>.*<tbody>(.*)</tbody>", readable(table).to_html(), re.S).groups()
        assert head.count("<tr") == 1 and re.findall(">([^<]+)</th>", head) == [first, *readable(table).data.columns]
        assert [re.findall("<th[^>]*row_heading", row) != [] for row in re.findall("<tr.*?</tr>", body, re.S)] == [True, True]


def test_the_link_of_a_source_is_its_title_and_the_doi_stands_as_text():
    lines, linked = references("kinetics", "course").data.splitlines(), 0
    for line in lines:
        title, where = re.fullmatch(r"\d+\. .*?\. \[(.*)\]\((http\S+)\)\. .*", line).groups()
        one, = [one for one in rows("sources") if one.title == title and one.where == where]
        assert "http" not in line.replace(where, "", 1) and (f" doi:{one.doi}" in line) == bool(one.doi)
        linked += bool(one.doi)
    assert 0 < linked < len(lines)


def forms_of(term):
    words = (term.term, *filter(None, term.forms.split("; ")))
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, words))})(?![\w-])", re.I)


def told(path):
    """What a reader meets in a lesson after its outcomes, in order: prose, and the questions where they are asked."""
    for cell in nbformat.read(path, as_version=4).cells[2:]:
        if cell.cell_type == "markdown":
            yield re.sub(r"\]\([^)]*\)|`[^`]*`", "]", cell.source)
        for key in re.findall(r'\bask\("(\w+)"', cell.source if cell.cell_type == "code" else ""):
            yield " ".join((question(key).text, *(one.label for one in answers(key) if question(key).form == "choice")))


@pytest.mark.parametrize("term", rows("glossary"), ids=lambda term: term.key)
def test_a_term_is_defined_where_it_first_appears(term):
    for path in LESSONS:
        for text in told(path):
            found = forms_of(term).search(text)
            if found:
                assert path.stem == term.lesson, f"{term.term} already appears in {path.stem}: {text[max(0, found.start() - 60):found.end() + 40]}"
                assert text[found.start() - 2:found.start()] == "**", f"used before it is explained: {text[max(0, found.start() - 60):found.end() + 40]}"
                return
    assert term.lesson not in [path.stem for path in LESSONS], f"{term.term} appears nowhere"
