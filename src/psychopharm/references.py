"""The list of sources at the end of a lesson."""

from IPython.display import Markdown

from psychopharm.claims import claims_of
from psychopharm.parameters import rows, source, subjects_of
from psychopharm.records import KINDS

WITH_SOURCES = tuple(kind for kind, row in KINDS.items() if "source" in row.__dataclass_fields__)


def references(*subjects, lesson=None):
    """The sources of all numbers of some subjects and of the claims of a lesson, numbered, each title a link.

    subjects: names of files in data/parameters, data/evidence and the like.   lesson: key in data/lessons.csv.
    Raises ValueError where a subject has no numbers, a lesson no claims, or neither is given.

    >>> [line for line in references("kinetics").data.splitlines() if "Klotz U, Avant" in line][0][4:55]
    'Klotz U, Avant GR, Hoyumpa A, Schenker S, Wilkinson'
    """
    if not (subjects or lesson):
        raise ValueError("No subject and no lesson is given; name at least one.")
    used = {one for claim in (claims_of(lesson) if lesson else ()) for one in _sources(claim)}
    for subject in subjects:
        found = {one for kind in WITH_SOURCES for row in _of(kind, subject) for one in _sources(row)}
        if not found:
            raise ValueError(f"No numbers on the subject {subject!r}; give the name of a file in data/parameters or data/evidence.")
        used |= found
    listed = sorted((source(key) for key in used - {"course"}), key=lambda one: one.key)
    return Markdown("\n".join(f"{number}. {_entry(one)}" for number, one in enumerate(listed, 1)))


def _sources(row):
    return row.source, *getattr(row, "other_sources", "").split()


def _of(kind, subject):
    """The rows of a kind on a subject; none where it has no table on it."""
    return rows(kind, subject) if subject in subjects_of(kind) else ()


def _entry(one):
    year = f" ({one.year})" if one.year else ""
    doubt = f" ({one.note})" if one.note else ""
    doi = f" doi:{one.doi}" if one.doi else ""
    return f"{one.authors}{year}. [{one.title}]({one.where}). {one.journal}.{doi}{doubt}"
