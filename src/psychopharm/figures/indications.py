"""A picture of what diazepam is used for: of 100 people, how many had the outcome that a trial names, with it and with a dummy.

To have the outcome is not to be helped by the drug: many of those on the dummy had it too.
"""

import numpy as np

from psychopharm.figures.parts import title_of
from psychopharm.figures.view import View
from psychopharm.models.evidence import difference_with_interval, share_with_interval
from psychopharm.parameters import evidence, source

COMPARISONS = ("status_epilepticus_stopped", "anxiety_improved_6_weeks", "alcohol_withdrawal_improved", "back_pain_1_week")
NULL_TRIAL = {"anxiety_improved_6_weeks": "anxiety_null_trial"}          # a later trial of the same use that found no clear difference
GROUPS = {"diazepam": ("treated_events", "treated_people", "value"), "placebo": ("control_events", "control_people", "control_value")}
ABOVE = {"diazepam": 0.13, "placebo": -0.13}      # of a row: the two groups of a comparison lie one above the other
WORDS = ("none", "one", "two", "three", "four")
NO_SIZES = "sizes of the groups not known"


def indications(fig, look):
    """Of 100 people in each group of four trials, how many had the outcome named, with diazepam and with placebo, and the 95 % intervals.

    Where the sizes of the groups are not known there is no interval, and the square is open too.
    Returns (update, None); update takes no control.
    """
    trials = [evidence(key) for key in COMPARISONS]
    shares = [{group: _of_hundred(trial, group) for group in GROUPS} for trial in trials]
    ax = fig.subplots()
    place = np.arange(len(trials))[::-1]
    names = ["\n".join((f"{trial.name} ({source(trial.source).short}):", trial.outcome, *(f"{later}, later: no clear difference" for later in _later(trial)))) for trial in trials]
    ax.set(xlabel="people with the outcome named, of 100", xlim=(0, 100), ylim=(-0.45, len(trials) - (0.25 if look.narrow else 0.5)), yticks=place,
           yticklabels=[] if look.narrow else names)
    ax.tick_params(axis="y", length=0, labelsize=10)
    ax.grid(axis="y", visible=False)
    fig.suptitle("Square: diazepam. Circle: placebo.\n" + title_of(look, "Bar: 95 % interval", f"without one: {NO_SIZES}"), x=0.01, ha="left",
                 fontsize=10, fontweight="bold", color=look.colour("ink"))
    for y, name, trial, groups in zip(place, names, trials, shares):
        counted = _sizes_known(trial)
        face = look.colour("diazepam" if counted else "paper")
        marks = {"diazepam": look.marker("diazepam", marker="s", markerfacecolor=face), "placebo": look.marker("placebo")}
        ax.plot([share for share, _, _ in groups.values()], [y + ABOVE[group] for group in groups], color=look.colour("faint"),
                linewidth=1, linestyle="-" if counted else "--")
        for group, (share, low, high) in groups.items():
            if counted:
                ax.errorbar(share, y + ABOVE[group], xerr=[[share - low], [high - share]], capsize=4, **marks[group])
                ax.text(high + 1.5, y + ABOVE[group], f"{share:.0f}", va="center", **look.text(group))
            else:
                left = share == min(groups.values())[0]                # clear of the line to the other group
                ax.plot(share, y + ABOVE[group], **marks[group])
                ax.text(share + (-3 if left else 3), y + ABOVE[group], f"{share:.0f}", va="center", ha="right" if left else "left", **look.text(group))
        if look.narrow:
            ax.text(1, y + 0.25, name, va="bottom", **look.text())

    def update():
        return View(
            _sentence(trials, shares), table=_table(trials, shares), evidence=COMPARISONS, functions=(share_with_interval, difference_with_interval),
            code="from psychopharm.models.evidence import share_with_interval\nfrom psychopharm.parameters import evidence\n\n"
                 f'trial = evidence("{COMPARISONS[0]}")\n'
                 "tuple(100 * part for part in share_with_interval(trial.treated_events, trial.treated_people))        # of 100 people")

    return update, None


def _sizes_known(trial):
    return None not in (trial.treated_people, trial.control_people)


def _later(trial):
    """The source of a later trial that did not find the difference again, as a tuple of one or none."""
    return (source(evidence(NULL_TRIAL[trial.key]).source).short,) if trial.key in NULL_TRIAL else ()


def _of_hundred(trial, group):
    """Share of a group with the outcome and the ends of its interval [of 100 people]; without ends where its size is not known."""
    events, people, printed = (getattr(trial, column) for column in GROUPS[group])
    return tuple(100 * part for part in share_with_interval(events, people)) if _sizes_known(trial) else (printed, None, None)


def _may_be_chance(trial):
    """Whether the 95 % interval of the difference includes no difference."""
    _, low, high = difference_with_interval(trial.treated_events, trial.treated_people, trial.control_events, trial.control_people)
    return low <= 0 <= high


def _table(trials, shares):
    table = {"what was counted": [f"{trial.name}: {trial.outcome}" for trial in trials], "source": [source(trial.source).short for trial in trials]}
    for group, columns in GROUPS.items():
        table |= {f"{group}: {name}": [_known(getattr(trial, column)) for trial in trials] for name, column in zip(("with the outcome", "people"), columns)}
        table |= {f"{group}: {name}": [_known(numbers[group][part]) for numbers in shares]
                  for part, name in enumerate(("of 100", "low (of 100)", "high (of 100)"))}
    return table | {"limits": [trial.certainty for trial in trials]}


def _known(number):
    return "not known" if number is None else number


def _sentence(trials, shares):
    parts = [f"{trial.name}, {trial.outcome}: {_shown(groups['diazepam'])} with diazepam, {_shown(groups['placebo'])} with placebo "
             f"({source(trial.source).short}{'' if _sizes_known(trial) else f'; {NO_SIZES}'}){''.join(f', and a later trial ({later}) found no clear difference' for later in _later(trial))}"
             for trial, groups in zip(trials, shares)]
    higher = sum(groups["diazepam"][0] > groups["placebo"][0] for groups in shares)
    lower = sum(groups["diazepam"][0] < groups["placebo"][0] for groups in shares)
    unsure = " and ".join(trial.name.lower() for trial in trials if _sizes_known(trial) and _may_be_chance(trial))
    return (f"People with the outcome named, of 100 (95 % interval). {'. '.join(parts)}. "
            f"The share is higher with diazepam in {WORDS[higher]} and lower in {WORDS[lower]}; in {unsure} the gap may be chance.")


def _shown(numbers):
    share, low, high = numbers
    return f"{share:.0f}" if low is None else f"{share:.0f} ({low:.0f} to {high:.0f})"
