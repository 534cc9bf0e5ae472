"""The test before the lessons: six pairs of an answer and a reason, each with a confidence; no key is shown.

There are two versions of equal weight. The answers make one short code, which the student may keep for the last lesson.

>>> kept = Kept("A", ((1, 2, 3), (4, 4, 1), (0, 0, 0), (2, 3, 0), (1, 1, 1), (3, 2, 2)))
>>> code_of(kept)
'A3197-0052-2570-Q'
>>> kept_in("A3197-0052-2570-Q") == kept
True
"""

import secrets
from dataclasses import dataclass

from psychopharm.parameters import lesson, question, rows
from psychopharm.questions.ask import how_sure, part_of
from psychopharm.questions.form import Form, still_parts
from psychopharm.questions.judge import SURE, answers

PAIRS, MOST = 6, 4        # pairs of a version; options of a question, so that a pair has (4 + 1) * (4 + 1) * (3 + 1) = 100 states
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"        # of the last place; 23 is a prime, so that every slip in one digit changes it
NEXT, SKIP = ["next", "Next"], ["skip", "Skip this one"]


@dataclass(frozen=True)
class Kept:
    """A version, and for each pair the places of answer, reason and confidence, counted from 1; 0 where it was skipped."""

    version: str
    places: tuple


def code_of(kept):
    """The short code of what was kept: the version, two digits a pair, and a letter that notices a slip."""
    digits = "".join(f"{answer * 20 + reason * 4 + sure:02d}" for answer, reason, sure in kept.places)
    return f"{kept.version}{digits[:4]}-{digits[4:8]}-{digits[8:]}-{_letter(kept.version + digits)}"


def kept_in(code):
    """What a code holds; capitals, dashes and blanks do not matter.

    >>> kept_in("A3197-0052-2570-R")
    Traceback (most recent call last):
    ...
    ValueError: The code 'A3197-0052-2570-R' has a slip in it; compare it with what you wrote down.
    """
    plain = "".join(sign for sign in str(code).upper() if sign.isalnum())
    version, digits, letter = plain[:1], plain[1:-1], plain[-1:]
    if version not in ("A", "B") or len(digits) != 2 * PAIRS or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"The code must be A or B, {2 * PAIRS} digits and a letter, but is {code!r}; copy it from the end of the test.")
    if letter != _letter(version + digits):
        raise ValueError(f"The code {code!r} has a slip in it; compare it with what you wrote down.")
    numbers = [int(digits[i:i + 2]) for i in range(0, 2 * PAIRS, 2)]
    return Kept(version, tuple((number // 20, number % 20 // 4, number % 4) for number in numbers))


def _letter(text):
    return LETTERS[sum(place * (ord(sign) - 47) for place, sign in enumerate(text, 1)) % len(LETTERS)]


def before_the_lessons():
    """Show one version of the test before the lessons, chosen by chance."""
    BeforeTheLessons(secrets.choice("AB")).show()


class BeforeTheLessons:
    """The test on the screen, one pair at a time."""

    def __init__(self, version):
        self.version, self.places = version, []
        self.pairs = [row for row in rows("pretest") if row.version == version]
        self.form = Form(self.pressed)
        self._next()

    def show(self):
        told = f"{PAIRS} questions, each with a reason; run the lesson to answer them."
        self.form.show(f"{still_parts('Before the lessons', [])}<p>{told}</p>", told)

    def pressed(self, button, given):
        """Keep the pair on the screen and go to the next."""
        if button == "next" and not given["answer"]:
            self.form.say("Choose an answer first, or skip this one.")
            return
        pair = self.pairs[len(self.places)]
        self.places.append((0, 0, 0) if button == "skip" else (
            _place(given["answer"], [row.answer for row in answers(pair.question)]),
            _place(given["reason"], [row.answer for row in answers(pair.reason)]), _place(given["sure"], [key for key, _ in SURE])))
        self._next()

    def _next(self):
        done = len(self.places)
        if done == len(self.pairs):
            self._end()
            return
        pair = self.pairs[done]
        with self.form.hold_sync():
            self.form.turn = done
            self.form.title = f"Before the lessons: question {done + 1} of {len(self.pairs)}"
            self.form.parts = [part_of(question(pair.question)), part_of(question(pair.reason), "reason"), how_sure()]
            self.form.buttons = [NEXT, SKIP]
            self.form.say(f"Question {done + 1} of {len(self.pairs)}." if done else "")

    def _end(self):
        where = "; ".join(f"{i}: lesson {lesson(pair.lesson).number}" for i, pair in enumerate(self.pairs, 1))
        with self.form.hold_sync():
            self.form.turn = len(self.pairs)
            self.form.title, self.form.parts, self.form.buttons = "Before the lessons: done", [], []
            self.form.say(f"Your code is {code_of(Kept(self.version, tuple(self.places)))}. Write it down if you like: in the last lesson it shows what you have learned. "
                          f"Nothing else keeps your answers. The lessons answer the questions: {where}. If you take one of these medicines, nothing here is a reason "
                          "to stop: talk to the person who prescribed it first.", "kept")


def _place(given, options):
    return options.index(given) + 1 if given in options else 0
