"""The list of sources at the end of a lesson."""

from IPython.display import Markdown

from psychopharm.parameters import rows, source


def references(subject):
    """The sources of all numbers of a subject, numbered, with DOI or address.

    >>> [line for line in references("kinetics").data.splitlines() if "Klotz U, Avant" in line][0][:70]
    '14. Klotz U, Avant GR, Hoyumpa A, Schenker S, Wilkinson GR (1975). The'
    """
    used = {key for kind in ("parameters", "targets", "findings") for row in rows(kind, subject)
            for key in (row.source, *getattr(row, "other_sources", "").split())}
    used |= {row.source for kind in ("levels", "regimens") for row in rows(kind)}
    listed = sorted((source(key) for key in used - {"course"}), key=lambda one: one.key)
    return Markdown("\n".join(f"{number}. {_entry(one)}" for number, one in enumerate(listed, 1)))


def _entry(one):
    where = f"[doi:{one.doi}](https://doi.org/{one.doi})" if one.doi else f"[{one.address}]({one.address})"
    year = f" ({one.year})" if one.year else ""
    doubt = f" ({one.note})" if one.note else ""
    return f"{one.authors}{year}. {one.title}. {one.journal}. {where}{doubt}"
