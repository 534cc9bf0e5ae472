"""How fast the trial of simulated people is: measured, not asserted.

    .venv/bin/python tests/benches/bench_trials.py

CPU times are the smallest of several runs. A move of an explorer is a trial of 2000 people in each arm with its outcome on three scales;
its bars are 8 ms, and four times what drawing its random numbers takes, which a move does not do. The bar of many trials is a
loop that asks scipy for each.
"""

from itertools import cycle

import numpy as np
from measure import cpu_ms, show
from scipy.stats import ttest_ind

from psychopharm.models import trials
from psychopharm.models.scales import total
from psychopharm.models.trials import ARM, PROFILES, calibrated_shifts, outcome, people_seen, power, repeated_trials, trial

SHOWN = ("HAM-D17", "HAM-D6", "Core4")
NUMBERS = 43          # random normal numbers a person: 4 factors and 17 errors at the start, 1 shared change, 4 changes, 17 new errors
STRENGTHS = cycle(np.arange(0, 1.51, 0.05).round(2).tolist())


def move(**more):
    """One move of the slider: another strength each time, so that nothing can be remembered."""
    found = trial("ssri", next(STRENGTHS), **more)
    return [outcome(found, scale) for scale in SHOWN]


def looped(found, people):
    """The same many trials, one call of scipy each."""
    dummy, drug = (total(arm.end)[trials._drawn(1000, people, len(arm.end), which)] for which, arm in enumerate((found.dummy, found.drug)))
    return [ttest_ind(*pair).pvalue for pair in zip(dummy, drug)]


def anew(function, call):
    """The call with nothing remembered from before."""
    function.cache_clear()
    return call()


def main():
    dice, found = np.random.default_rng(0), trial("ssri")
    drawing = cpu_ms(lambda: dice.standard_normal((2, ARM, NUMBERS)), 50)
    moved, many, loop = cpu_ms(move, 200), cpu_ms(lambda: repeated_trials(found, 100), 50), cpu_ms(lambda: looped(found, 100), 2)
    error = np.abs(repeated_trials(found, 100)[1] - looped(found, 100)).max()
    show([
        ("two arms of 2000, trial and outcome on three scales", f"{moved:.2f} ms", "8 ms"),
        ("  in times of drawing its random numbers", f"{moved / drawing:.2f}", "at most 4"),
        ("  with people who stopped counted as unchanged", f"{cpu_ms(lambda: move(stopped='unchanged'), 100):.2f} ms", "8 ms"),
        ("  at a cutoff not seen before", f"{cpu_ms(lambda: anew(trials._taken_in, move), 50):.2f} ms", "15 ms"),
        ("1000 trials of two arms of 100", f"{many:.2f} ms", ""),
        ("  a loop of ttest_ind over them", f"{loop / many:.0f} times as long", "at least 12 times"),
        ("  largest difference of a p", f"{error:.0e}", "1e-12"),
        ("  at a number of people not seen before", f"{cpu_ms(lambda: anew(trials._drawn, lambda: repeated_trials(found, 100)), 20):.2f} ms", "15 ms"),
        ("power, closed form", f"{cpu_ms(lambda: power(0.3, 100), 50):.2f} ms", "15 ms"),
        ("all people seen, once", f"{cpu_ms(lambda: anew(trials._people_seen, people_seen), 5):.0f} ms", ""),
        *((f"shifts of three drugs calculated anew, {count} seen of each arm",
           f"{cpu_ms(lambda: [calibrated_shifts(profile, count) for profile in PROFILES], 2):.0f} ms", "") for count in (10_000, 75_000)),
    ])


if __name__ == "__main__":
    main()
