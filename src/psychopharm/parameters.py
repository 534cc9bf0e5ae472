"""The tables in data/ as frozen objects: every number with its unit, spread, meaning, status and source.

>>> clearance = parameter("diazepam_clearance_man")
>>> clearance.value, clearance.unit, clearance.low, clearance.high, clearance.status
(0.36, 'mL/min/kg', 0.29, 0.49, 'derived')
>>> source(clearance.source).year
1989
"""

import csv
import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from psychopharm.checks import known

_HERE = Path(__file__).resolve().parent
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parents[1] / "data"     # a wheel, or a checkout


@dataclass(frozen=True)
class Parameter:
    """A number that a model uses. Its symbol is its name in the equations; low and high mean what range_meaning says."""

    key: str
    name: str
    symbol: str
    value: float
    unit: str
    low: float | None
    high: float | None
    range_meaning: str
    population: str
    status: str
    source: str
    other_sources: str
    model: str
    note: str


@dataclass(frozen=True)
class Finding:
    """A published result that no model uses and no target tests; lessons show it beside the model."""

    key: str
    name: str
    value: float
    unit: str
    low: float | None
    high: float | None
    range_meaning: str
    people: int | None
    population: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Level:
    """A published plasma level that no model was fitted to, and the regimen and person that the model compares with it."""

    key: str
    subject: str
    name: str
    analyte: str
    regimen: str
    person: str
    summary: str
    day: int | None
    value: float
    unit: str
    low: float | None
    high: float | None
    range_meaning: str
    people: int
    population: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Affinity:
    """One record of how tightly a drug binds a target; relation says what value is, and that it is blank where no number describes the binding."""

    key: str
    subject: str
    drug: str
    drug_class: str
    target: str
    value: float | None
    unit: str
    relation: str
    low: float | None
    high: float | None
    range_meaning: str
    records: int
    measure: str
    population: str
    preferred: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Target:
    """A published number that a correct model reproduces: it hits from low to high, as rule says."""

    key: str
    quantity: str
    published: str
    unit: str
    low: float | None
    high: float | None
    rule: str
    role: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Source:
    """A publication or document. checked says whether its title or abstract was read, note which details were not."""

    key: str
    authors: str
    year: int | None
    title: str
    journal: str
    doi: str
    address: str
    checked: str
    note: str

    @property
    def short(self):
        """The source as a text names it.

        >>> source("alldredge_2001").short
        'Alldredge 2001'
        """
        first = re.sub(r"( [A-Z-]{1,4})+$", "", self.authors.partition(",")[0])      # without initials
        return f"{first} {self.year or ''}".strip()

    @property
    def where(self):
        """Where to find it: its DOI as a web address, or its address.

        >>> source("amato_2010").where[:16]
        'https://doi.org/'
        """
        return f"https://doi.org/{self.doi}" if self.doi else self.address


@dataclass(frozen=True)
class Patient:
    """One of the fixed people of the course. Weight is without the excess weight; the panel is what a control offers."""

    key: str
    label: str
    sex: str
    age_y: float
    weight_kg: float
    excess_weight_kg: float
    liver: str
    cyp2c19: str
    group: str
    note: str


@dataclass(frozen=True)
class Regimen:
    """A dose that a published study gave; the only doses a control offers. hours says when in a day it is taken."""

    key: str
    subject: str
    label: str
    dose_mg: float
    hours: str
    group: str
    population: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Control:
    """What a hand can move: a slider from low to high, or a choice among options."""

    key: str
    kind: str
    label: str
    unit: str
    start: str
    low: float | None
    high: float | None
    step: float | None
    scale: str
    options: str
    tooltip: str
    parameter: str


@dataclass(frozen=True)
class Preset:
    """One control's position in a named state of an explorer."""

    explorer: str
    name: str
    control: str
    position: str


@dataclass(frozen=True)
class Lesson:
    """One lesson of the course; a ready one is the notebook of the name key. sentences are those of the document."""

    key: str
    number: int
    section: str
    sentences: str
    title: str
    minutes: int


@dataclass(frozen=True)
class Pair:
    """Two people of the panel who differ in one column of their table; the first again where nobody stands beside."""

    key: str
    label: str
    first: str
    second: str
    differs: str
    group: str


@dataclass(frozen=True)
class Evidence:
    """A published result of a trial, review or guideline; a result in words, or advice, stands in certainty and has no value."""

    key: str
    name: str
    population: str
    treatment: str
    comparison: str
    outcome: str
    measure: str
    value: float | None
    control_value: float | None
    unit: str
    low: float | None
    high: float | None
    range_meaning: str
    trials: int | None
    people: int | None
    treated_events: int | None
    treated_people: int | None
    control_events: int | None
    control_people: int | None
    certainty: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class Claim:
    """A claim of the document in the course's own words, with verdict, evidence, and both sides where it is contested."""

    key: str
    sentence: int
    section: str
    lesson: str
    claim: str
    verdict: str
    verdict_note: str
    evidence: str
    one_side: str
    other_side: str
    decides: str
    wording: str
    status: str
    source: str
    other_sources: str
    note: str


@dataclass(frozen=True)
class KnockIn:
    """Whether mice in which a mutation makes some receptors insensitive to diazepam keep one of its effects: yes, no or partly."""

    key: str
    subject: str
    mutation: str
    effect: str
    retained: str
    source: str
    status: str
    note: str


@dataclass(frozen=True)
class Term:
    """A term, defined where it first appears in the lessons."""

    key: str
    term: str
    forms: str
    definition: str
    lesson: str


@dataclass(frozen=True)
class Question:
    """A question of a lesson; its answers are rows of their own. form is choice, number or sentence."""

    key: str
    lesson: str
    role: str
    form: str
    text: str
    unit: str
    outcome: str
    concept: str
    belief: str
    claim: str
    reasoning: str


@dataclass(frozen=True)
class Answer:
    """An answer to a question: an option of a choice, or the numbers from low to high; hint says where it fails."""

    question: str
    answer: str
    label: str
    low: float | None
    high: float | None
    right: str
    hint: str


@dataclass(frozen=True)
class Pretest:
    """One version of one pair of the test before the lessons: keys of the question and of the one that asks why."""

    key: str
    pair: str
    version: str
    question: str
    reason: str
    lesson: str


KINDS = {"parameters": Parameter, "findings": Finding, "evidence": Evidence, "levels": Level, "affinities": Affinity, "targets": Target, "sources": Source,
         "patients": Patient, "pairs": Pair, "regimens": Regimen, "controls": Control, "presets": Preset, "lessons": Lesson,
         "claims": Claim, "glossary": Term, "questions": Question, "answers": Answer, "pretest": Pretest, "knock_ins": KnockIn}


@cache
def rows(kind, subject=None):
    """All rows of a kind of table, or those of one subject, as a tuple of frozen objects in the order of the files.

    >>> len(rows("patients"))
    12
    >>> rows("parameters", "kinetics")[0].key
    'diazepam_molar_mass_g_per_mol'
    """
    known("table", kind, KINDS)
    files = sorted((DATA / kind).glob("*.csv")) or [DATA / f"{kind}.csv"]          # a folder has one file a subject
    found = [(file.stem, _row(KINDS[kind], record)) for file in files for record in _records(file)]
    subjects = {getattr(row, "subject", stem) for stem, row in found}
    if subject is not None and "subject" not in KINDS[kind].__dataclass_fields__ and not (DATA / kind).is_dir():
        raise ValueError(f"{kind} has no subjects, but was asked for {subject!r}; leave the subject out.")
    if subject is not None:
        known(f"subject of {kind}", subject, sorted(subjects))
    return tuple(row for stem, row in found if subject in (None, getattr(row, "subject", stem)))


def subjects_of(kind):
    """The subjects of a kind of table: the files of its folder, or what its column subject names.

    >>> "kinetics" in subjects_of("levels")
    True
    """
    known("table", kind, KINDS)
    return {file.stem for file in (DATA / kind).glob("*.csv")} or {row.subject for row in rows(kind) if hasattr(row, "subject")}


def parameter(key):
    """The Parameter of that key.

    >>> parameter("diazepam_clearence_man")
    Traceback (most recent call last):
    ...
    ValueError: No parameter 'diazepam_clearence_man'. Did you mean 'diazepam_clearance_man'?
    """
    return _one("parameters", "parameter", key)


def source(key):
    """The Source of that key."""
    return _one("sources", "source", key)


def patient(key):
    """The Patient of that key."""
    return _one("patients", "patient", key)


def regimen(key):
    """The Regimen of that key."""
    return _one("regimens", "regimen", key)


def level(key):
    """The published Level of that key."""
    return _one("levels", "level", key)


def finding(key):
    """The published Finding of that key."""
    return _one("findings", "finding", key)


def target(key):
    """The Target of that key."""
    return _one("targets", "target", key)


def control(key):
    """The Control of that key."""
    return _one("controls", "control", key)


def pair(key):
    """The Pair of that key."""
    return _one("pairs", "pair", key)


def evidence(key):
    """The published Evidence of that key."""
    return _one("evidence", "evidence", key)


def affinity(key):
    """The Affinity of that key."""
    return _one("affinities", "affinity", key)


def claim(key):
    """The Claim of that key."""
    return _one("claims", "claim", key)


def question(key):
    """The Question of that key."""
    return _one("questions", "question", key)


def lesson(key):
    """The Lesson of that key."""
    return _one("lessons", "lesson", key)


@cache
def _index(kind):
    return {row.key: row for row in rows(kind)}


def _one(kind, word, key):
    return _index(kind)[known(word, key, _index(kind))]


def _records(file):
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _row(kind, record):
    """A record of strings as a frozen object: numbers become numbers, a blank number becomes None."""
    return kind(**{field.name: _typed(field.type, record[field.name]) for field in fields(kind)})


def _typed(wanted, text):
    if wanted is str:
        return text
    if text == "":
        return None
    return int(text) if wanted in (int, int | None) else float(text)
