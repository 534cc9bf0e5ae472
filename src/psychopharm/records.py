"""One row of each table in data/, as a frozen object with a name for every column."""

import re
from dataclasses import dataclass


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

        >>> from psychopharm.parameters import source
        >>> source("alldredge_2001").short
        'Alldredge 2001'
        """
        first = re.sub(r"( [A-Z-]{1,4})+$", "", self.authors.partition(",")[0])      # without initials
        return f"{first} {self.year or ''}".strip()

    @property
    def where(self):
        """Where to find it: its DOI as a web address, or its address.

        >>> from psychopharm.parameters import source
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
class RatingItem:
    """An item of the Hamilton rating scale of depression, its loadings on the four factors, and the sums that count it."""

    key: str
    subject: str
    number: int
    name: str
    max_points: int
    core: float
    anxiety: float
    sleep: float
    body: float
    hamd6: str
    core4: str
    sleep_items: str
    anxiety_somatisation: str
    status: str
    source: str
    note: str


@dataclass(frozen=True)
class ItemEffect:
    """The effect of a kind of drug on one item: value is seen after rounding, shift_points is what the model moves before it."""

    key: str
    subject: str
    profile: str
    item: str
    value: float
    unit: str
    low: float | None
    high: float | None
    range_meaning: str
    shift_points: float
    population: str
    status: str
    source: str
    other_sources: str
    note: str


@dataclass(frozen=True)
class SymptomLink:
    """A link between two symptoms, the same both ways, in the model in which symptoms cause each other."""

    key: str
    subject: str
    first: str
    second: str
    weight: float
    status: str
    source: str
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
         "claims": Claim, "glossary": Term, "questions": Question, "answers": Answer, "pretest": Pretest, "knock_ins": KnockIn,
         "rating_items": RatingItem, "item_effects": ItemEffect, "symptom_links": SymptomLink}
