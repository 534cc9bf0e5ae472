"""The list of sources at the end of a lesson."""

from IPython.display import Markdown

from psychopharm.parameters import rows, source

KINDS_WITH_SUBJECTS = ("parameters", "targets", "findings", "levels", "regimens")


def references(subject):
    """The sources of all numbers of a subject, numbered, with DOI or address.

    >>> [line for line in references("kinetics").data.splitlines() if "Klotz U, Avant" in line][0][:70]
    '14. Klotz U, Avant GR, Hoyumpa A, Schenker S, Wilkinson GR (1975). The'
    """
    used = {key for kind in KINDS_WITH_SUBJECTS for row in _of(kind, subject) for key in (row.source, *getattr(row, "other_sources", "").split())}
    if not used:
        raise ValueError(f"No numbers on the subject {subject!r}; give the name of a file in data/parameters.")
    listed = sorted((source(key) for key in used - {"course"}), key=lambda one: one.key)
    return Markdown("\n".join(f"{number}. {_entry(one)}" for number, one in enumerate(listed, 1)))


def _of(kind, subject):
    """The rows of a kind on a subject; none where it has no table on it."""
    try:
        return rows(kind, subject)
    except ValueError:
        return ()


def _entry(one):
    where = f"[doi:{one.doi}](https://doi.org/{one.doi})" if one.doi else f"[{one.address}]({one.address})"
    year = f" ({one.year})" if one.year else ""
    doubt = f" ({one.note})" if one.note else ""
    return f"{one.authors}{year}. {one.title}. {one.journal}. {where}{doubt}"
