"""What a reader looks up: the map of the lessons, the glossary, and tables that are easy to read."""

import zlib
from pathlib import Path

from IPython.display import Markdown

from psychopharm.parameters import rows, source

LONG = 60                 # letters in a cell, from which its column is kept wide


def lesson_map(folder="."):
    """The lessons in their order, with the question of each and the sentences of the document that it examines.

    folder: where the notebooks stand; a lesson whose notebook is there is a link, another one is marked as planned.

    >>> lesson_map("nowhere").data.splitlines()[2]
    '| 0 | The question | How could Valium seem to work where an antidepressant did not? (planned) | 5 | 45 |'
    """
    head = "| lesson | section of the document | the question it answers | sentences | minutes |\n|---|---|---|---|---|\n"
    return Markdown(head + "\n".join(
        f"| {one.number} | {one.section} | {_link(one, Path(folder))} | {one.sentences} | {one.minutes} |" for one in rows("lessons")))


def glossary(folder="."):
    """The terms of the course in alphabetical order, each with the lesson that defines it, as a link where its notebook is there."""
    places = {one.key: one for one in rows("lessons")}
    return Markdown("\n".join(
        f"- **{one.term}**: {one.definition} ({_place(places[one.lesson], Path(folder))})" for one in sorted(rows("glossary"), key=lambda one: one.term.lower())))


def readable(frame):
    """A pandas table with its words set left, blanks where there is nothing, sources by name, and no digits that mean nothing.

    >>> import pandas
    >>> "nan" in readable(pandas.DataFrame({"value": [0.25, None]})).to_html()
    False
    """
    left = [{"selector": "td, th", "props": "text-align: left; vertical-align: top; white-space: normal"}]
    wide = {name: [{"selector": "td", "props": "min-width: 18em"}] for name in frame if frame[name].astype(str).str.len().max() > LONG}
    name = f"{zlib.crc32(frame.to_csv().encode()):x}"          # the same for the same table: stored outputs do not change
    if "source" in frame:
        frame = frame.assign(source=[source(key).short for key in frame["source"]])
    if frame.index.name:                                       # into the row of the columns' names: a row of its own would be blank but for it
        frame = frame.rename_axis(index=None, columns=frame.index.name)
    return frame.style.set_uuid(name).set_table_styles(left).set_table_styles(wide, overwrite=False).format(_shown)


def _shown(cell):
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.0f}" if abs(cell) >= 1000 else f"{cell:.4g}"
    return str(cell)


def _link(one, folder):
    return f"[{one.title}]({one.key}.ipynb)" if (folder / f"{one.key}.ipynb").exists() else f"{one.title} (planned)"


def _place(one, folder):
    return f"[lesson {one.number}]({one.key}.ipynb)" if (folder / f"{one.key}.ipynb").exists() else f"lesson {one.number}"
