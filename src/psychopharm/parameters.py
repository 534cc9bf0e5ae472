"""The tables in data/ as frozen objects: every number with its unit, spread, meaning, status and source.

>>> clearance = parameter("diazepam_clearance_man")
>>> clearance.value, clearance.unit, clearance.low, clearance.high, clearance.status
(0.36, 'mL/min/kg', 0.29, 0.49, 'derived')
>>> source(clearance.source).year
1989
"""

import csv
from dataclasses import fields
from functools import cache
from pathlib import Path

from psychopharm.checks import known
from psychopharm.records import KINDS

_HERE = Path(__file__).resolve().parent
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parents[1] / "data"     # a wheel, or a checkout


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


def item_effect(key):
    """The ItemEffect of that key."""
    return _one("item_effects", "item effect", key)


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
