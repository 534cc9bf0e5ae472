"""One question in a lesson: the form, what is said to each answer, and what was predicted."""

from dataclasses import dataclass

from psychopharm.parameters import question
from psychopharm.questions.form import Form, still_parts
from psychopharm.questions.judge import SURE, answers, judge, right_answer

TITLES = {"retrieve": "From an earlier lesson, without notes", "predict": "Predict", "observe": "Observe", "check": "Check"}
CHECK, SKIP = ("check", "Check my answer"), ("skip", "Skip: show me")
KEEP, PASS = ("check", "Keep my prediction"), ("skip", "Skip: I'd rather look")
COMPARE = ("check", "Compare")


@dataclass(frozen=True)
class Prediction:
    """What was predicted: the answer as a person reads it, how sure (may be blank), whether it was right, and the hint."""

    label: str
    sure: str
    right: bool
    hint: str

    def said(self):
        """The prediction in a few words.

        >>> Prediction("about 38 hours", "very sure", False, "").said()
        'You said: about 38 hours, very sure.'
        """
        return f"You said: {self.label}{', ' + self.sure if self.sure else ''}."


_predictions = {}         # of the running notebook only


def ask(key):
    """Show a question of data/questions.

    A first wrong answer gets a hint, a second one or a right one the whole reasoning. A prediction is only kept: the
    experiment below it sets it beside what the model shows. Every question can be skipped.
    """
    asked = question(key)
    if asked.role not in TITLES:
        raise ValueError(f"'{key}' has the role {asked.role}, which is not asked in this way; give a question with the role {' or '.join(TITLES)}.")
    Asking(asked).show()


def check(key, answer):
    """Say what a number that the reader's own code gives is worth.

    answer: the number, in the unit of the question; None while there is none.
    """
    asked = question(key)
    if asked.role != "exercise":
        raise ValueError(f"'{key}' is no exercise; show it with ask('{key}').")
    if answer is None:
        print("Nothing to check yet: put your answer in the place of None, and run the cell again.")
        return
    judged = judge(key, answer)
    print(f"Right. {asked.reasoning}" if judged.right else f"Not yet. {judged.hint}")


def predicted(key):
    """The Prediction given to a question in this notebook, or None."""
    return _predictions.get(question(key).key)


class Asking:
    """A question on the screen, and how often it was missed."""

    def __init__(self, asked):
        self.asked, self.missed = asked, set()               # the wrong answers given; the same one twice counts once
        parts = [part_of(asked)]
        if asked.role == "predict":
            parts.append(how_sure())
        buttons = (KEEP, PASS) if asked.role == "predict" else (COMPARE,) if asked.form == "sentence" else (CHECK, SKIP)
        self.form = Form(self.pressed, title=TITLES[asked.role], parts=parts, buttons=[list(button) for button in buttons])
        if asked.key in _predictions:                        # the cell is run again
            self.form.message = f"Kept before. {_predictions[asked.key].said()}"

    def show(self):
        self.form.show(still_parts(self.form.title, self.form.parts[:1]))

    def pressed(self, button, given):
        """Answer a button."""
        if self.asked.form == "sentence":
            if not given["answer"]:
                self.form.say("Write a sentence of your own first; a few words will do.")
                return
            self.form.say(f"A sentence to compare with yours: {self.asked.reasoning}", "kept")
        elif self.asked.role == "predict":
            self._keep(button, given)
        elif button == "skip":
            self.form.say(f"The answer: {self._solution()}", "kept")
        else:
            self._check(given["answer"])

    def _check(self, given):
        judged = self._judged(given)
        if judged is None:
            return
        if judged.right:
            self.form.say(f"Right. {self.asked.reasoning}", "right")
            return
        self.missed.add(judged.label)
        if len(self.missed) == 1:
            self.form.say(f"Not yet. {judged.hint}", "again")
        else:
            self.form.say(f"The answer: {self._solution()}", "again")

    def _solution(self):
        """The right answer and the whole reasoning, which may begin with it."""
        label = right_answer(self.asked.key).rstrip(".")
        begins = self.asked.reasoning.lower().startswith(label.lower()[:12])
        return self.asked.reasoning if begins else f"{label}. {self.asked.reasoning}"

    def _keep(self, button, given):
        if button == "skip":
            _predictions.pop(self.asked.key, None)
            self.form.say("Skipped. The experiment below shows it.", "kept")
            return
        judged = self._judged(given["answer"])
        if judged is not None:
            kept = Prediction(judged.label.rstrip("."), dict(SURE).get(given["sure"], ""), judged.right, judged.hint)
            _predictions[self.asked.key] = kept
            self.form.say(f"Kept. {kept.said()} Now find out with the experiment below: it sets your prediction beside what it shows.", "kept")

    def _judged(self, given):
        """The judgement, or None after a sentence that says what is missing."""
        if not given:
            self.form.say("Choose an answer first, or skip." if self.asked.form == "choice" else f"Write a number in {self.asked.unit} first, or skip.")
            return None
        try:
            return judge(self.asked.key, given)
        except ValueError as problem:
            self.form.say(str(problem))
            return None


def how_sure():
    """The part of a form that asks for the confidence."""
    return {"name": "sure", "legend": "How sure are you?", "kind": "choice", "options": [list(pair) for pair in SURE], "unit": "", "inline": True}


def part_of(asked, name="answer"):
    """A question as a part of a form; its answers without what is right."""
    options = [[row.answer, row.label] for row in answers(asked.key)] if asked.form == "choice" else []
    return {"name": name, "legend": asked.text, "kind": asked.form, "options": options, "unit": asked.unit}
