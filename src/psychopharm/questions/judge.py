"""What an answer is worth, and what is said about it.

>>> judge("one_tablet_half_of_peak", "38").right
False
"""

import re
import reprlib
from dataclasses import dataclass
from math import isfinite
from numbers import Real

from psychopharm.checks import known
from psychopharm.parameters import question, rows

SURE = (("guess", "a guess"), ("fairly", "fairly sure"), ("very", "very sure"))


@dataclass(frozen=True)
class Judgement:
    """label: the answer as a person reads it.   right: whether it is.   hint: where it fails; blank for a right one."""

    label: str
    right: bool
    hint: str


def answers(key):
    """The rows of data/answers of one question, in their order; none for a sentence."""
    return tuple(row for row in rows("answers") if row.question == question(key).key)


def judge(key, given):
    """The Judgement of an answer.

    given: the name of an option, or a number, also as text, in the unit of the question.
    Raises ValueError where it is neither.

    >>> judge("free_in_plasma", "19").hint[:19]
    '19 is the answer in'
    """
    asked = question(key)
    if asked.form == "number":
        return _judge_number(asked, _number(asked, given))
    options = {row.answer: row for row in answers(key)}
    chosen = options[known(f"answer to '{key}'", given, list(options))]
    return Judgement(chosen.label, chosen.right == "yes", chosen.hint)


def right_answer(key):
    """The label of the right answer; for a number, what to say in its place."""
    return next(row.label for row in answers(key) if row.right == "yes")


def _judge_number(asked, value):
    label = f"{value:g} {asked.unit}"
    rows_of = answers(asked.key)
    for row in rows_of:
        if row.low <= value <= row.high:
            return Judgement(label, row.right == "yes", row.hint)
    right = next(row for row in rows_of if row.right == "yes")
    side, nearest = ("low", right.low) if value < right.low else ("high", right.high)
    return Judgement(label, False, f"{label} is too {side}{_factor(value, nearest)}. Read the question once more: which quantity does it ask for, and in which unit?")


def _factor(value, nearest):
    """By how much a number is off, in words; nothing where a factor says little."""
    factor = max(value / nearest, nearest / value) if min(value, nearest) > 0 else 1
    return "" if factor < 1.5 else f", by a factor of about {factor:.{0 if factor >= 10 else 1}f}"


def _number(asked, given):
    """The number given; a unit or % behind it is left out, and a comma may stand for the point."""
    text = str(given).replace("\N{MINUS SIGN}", "-").strip().removesuffix(asked.unit).removesuffix("%").strip()
    if isinstance(given, Real) and isfinite(given):
        return float(given)
    if not re.fullmatch(r"-?\d+([.,]\d+)?", text, re.ASCII) or re.search(r",\d{3}$", text):
        raise ValueError(f"The answer must be a number in {asked.unit}, but is {reprlib.repr(given)}; write for example 1.5 or 1500.")
    return float(text.replace(",", "."))
