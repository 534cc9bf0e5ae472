"""Questions that a lesson asks: a choice, a number or a sentence, with a hint for each wrong answer.

    ask("one_tablet_half_of_peak")

Answers stay in the memory of the running notebook: nothing is stored or sent, and nothing is counted.
"""

from psychopharm.questions.ask import ask, check, predicted
from psychopharm.questions.pretest import before_the_lessons

__all__ = ["ask", "before_the_lessons", "check", "predicted"]
