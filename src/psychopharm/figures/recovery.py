"""Pictures of getting better with nothing done: people chosen for a high score and scored again, and treatments without effect in a row."""

import numpy as np
from matplotlib.patches import Rectangle

from psychopharm.checks import known
from psychopharm.figures.parts import Curves, EndLabels
from psychopharm.figures.view import View
from psychopharm.models.course import MONTHS, WEEKS_PER_MONTH, remitted_share, well_share, works_first
from psychopharm.models.regression import chosen_share, expected_change, measured_twice
from psychopharm.parameters import evidence, parameter, source

# People scored twice
PEOPLE, DRAWN = 10_000, 1000               # so many that they follow the formula closely; dots for all of them would lie on one another
RTM_KEYS = ("rtm_population_mean", "rtm_population_sd")
ASKED_KEYS = ("rtm_cutoff", "rtm_reliability")                     # the state that the lesson asks about
MUCH = 3                   # points by which the mean falls when the goal is reached
SHORT = {"chosen": "chosen", "not chosen": "others", "everybody": "all"}
SCORES = (-7, 42)          # ends of both axes; simulated scores have no floor
# Treatments in a row
RELAPSE = {"none": None, "went_on": "relapse_went_on_52_weeks", "stopped": "relapse_stopped_52_weeks"}
RELAPSE_WORDS = {"went_on": "on a drug", "stopped": "after its slow stop"}
ORDER, NUMBERS = ("1st", "2nd", "3rd", "4th"), ("One treatment", "Two treatments", "Three treatments", "Four treatments")
CURVE_MONTHS = np.arange(16)
LAST_MONTH = 15.5
ROOM_PX = 28               # a name such as 2nd needs so much
TOP = 80                   # of 100 people, where the axis of the months ends
ASKED_WEEKS, ASKED_NUMBER = 12, 2
HALF = 50                  # of 100 people: the goal
EVIDENCE = tuple(f"natural_remission_{months}_months" for months in MONTHS)


def measured_again(fig, look):
    """The same simulated people scored twice with nothing done between, and those chosen for a high first score.

    Returns (update, trace); update takes cutoff (least first score of those chosen [points]; 0 leaves nobody out) and
    reliability (correlation of the two scores).
    """
    dots, means = fig.subplots(2, 1, height_ratios=(1.7, 1)) if look.narrow else fig.subplots(1, 2, width_ratios=(1.6, 1))
    dots.set_title(f"{DRAWN:,} of {PEOPLE:,} simulated people\nfilled: chosen; line: no change")
    dots.set(xlabel="first score (points)", ylabel="second score (points)", xlim=SCORES, ylim=SCORES, xticks=range(0, 41, 10), yticks=range(0, 41, 10))
    means.set_title("Mean of each group")
    means.set(ylabel="mean score (points)", xlim=(-0.25, 1.9 if look.narrow else 2.4), ylim=SCORES, yticks=range(0, 41, 10))
    means.set_xticks((0, 1), labels=("first", "second") if look.narrow else ("first\nscore", "second\nscore"))
    small = {"linestyle": "none", "marker": "o", "markersize": 3.6 if look.narrow else 4.4, "markeredgewidth": 0.6}
    rest, = dots.plot([], [], **small, markeredgecolor=look.colour("faint"), markerfacecolor=look.colour("paper"))
    dots.plot(SCORES, SCORES, **look.line("reading", linewidth=1.2))
    chosen_dots, = dots.plot([], [], **small, markeredgecolor=look.colour("paper"), markerfacecolor=look.colour("untreated"))
    cut = dots.axvline(0, **look.line("reading", linewidth=1.4, linestyle=(0, (4, 2))))
    slopes = Curves((0, 1), {name: (means, what, {"marker": "o", "linestyle": dashes})
                             for name, what, dashes in (("not chosen", "rival", ":"), ("everybody", "reading", (0, (4, 2))), ("chosen", "untreated", "-"))}, look)
    labels = EndLabels(means, 1.1, {"chosen": "untreated", "everybody": "reading", "not chosen": "rival"}, look)

    def trace(cutoff, reliability):
        slopes.trace(_means(_groups(cutoff, reliability)))

    def update(cutoff, reliability):
        reliability = round(float(reliability), 2)                 # a slider adds up its steps
        groups = _groups(cutoff, reliability)
        first, second = groups["everybody"]
        first, second = first[:DRAWN], second[:DRAWN]
        inside = _chosen(first, cutoff)
        chosen_dots.set_data(first[inside], second[inside])
        rest.set_data(first[~inside], second[~inside])
        cut.set(xdata=[cutoff, cutoff], visible=bool(cutoff))      # at 0 nobody is left out
        here = _means(groups)
        slopes.move(here)
        labels.stand_at({name: ends[1] for name, ends in here.items()}, {name: f"{SHORT[name]}: {ends[1]:.1f}" for name, ends in here.items()})
        formula = _by_formula(cutoff, reliability, groups)
        asked = (cutoff, reliability) == tuple(parameter(key).value for key in ASKED_KEYS)
        return View(
            _again_sentence(cutoff, reliability, groups, formula), said=_again_said(cutoff, reliability, groups),
            table=_again_table(groups, formula), parameters=(*RTM_KEYS, "rtm_reliability"),
            functions=(expected_change, chosen_share, measured_twice),
            code=_again_code(cutoff, reliability), goal=_again_goal(cutoff, reliability, groups),
            values={"cutoff": f"{cutoff} point{'' if cutoff == 1 else 's'} or more" if cutoff else "everybody",
                    "reliability": f"{reliability:g}, {_reliability_words(reliability)}"},
            result=f"the mean of those chosen falls by {_fall(groups['chosen']):.1f} points, though nothing was done" if asked else "")

    return update, trace


def _groups(cutoff, reliability):
    """Name of a group that somebody is in -> first and second scores [points]; at a cutoff of 0 everybody is chosen."""
    first, second = measured_twice(PEOPLE, *(parameter(key).value for key in RTM_KEYS), reliability)
    inside = _chosen(first, cutoff)
    groups = {"chosen": (first[inside], second[inside]), "not chosen": (first[~inside], second[~inside]), "everybody": (first, second)}
    return {name: scores for name, scores in groups.items() if len(scores[0])}


def _chosen(first, cutoff):
    return first >= cutoff if cutoff else np.ones(first.size, bool)


def _by_formula(cutoff, reliability, groups):
    """How far the mean of each group is expected to fall [points]; those not chosen rise by as much as keeps everybody where they were."""
    if not cutoff:
        return dict.fromkeys(groups, 0.0)
    mean, sd = (parameter(key).value for key in RTM_KEYS)
    fall, share = float(expected_change(cutoff, mean, sd, reliability)), float(chosen_share(cutoff, mean, sd))
    return {"chosen": fall, "not chosen": -fall * share / (1 - share), "everybody": 0.0}


def _means(groups):
    """The lines of the right panel: name -> mean first and second score; without a choice there is one group."""
    return {name: (first.mean(), second.mean()) for name, (first, second) in groups.items() if name == "everybody" or "not chosen" in groups}


def _fall(scores):
    """How many points lower the second mean is than the first, as it is printed."""
    first, second = scores
    return round(float((first - second).mean()), 1) + 0.0          # no minus before a zero


def _moved(fall, decimals=1):
    """A change of a mean in words; fall [points]."""
    shown = round(fall, decimals)
    return f"{abs(shown):.{decimals}f} points {'lower' if shown > 0 else 'higher'}" if shown else "no change"


def _again_sentence(cutoff, reliability, groups, formula):
    first, second = groups["chosen"]
    mean, sd = (parameter(key).value for key in RTM_KEYS)
    end = f"Reliability {reliability:g}, {_reliability_words(reliability)}. Not the people of the trial: mean {mean:g}, spread {sd:g} points."
    if "not chosen" not in groups:
        return (f"The mean of everybody is {first.mean():.2f}, and then {second.mean():.2f}: a change of 0 points. {PEOPLE:,} simulated people are scored twice, "
                f"with nothing done between; nobody is left out. {end}")
    by_formula = f"{formula['chosen']:.2f}" if formula["chosen"] else "0"
    fall, others = (_moved(_fall(groups[name])) for name in ("chosen", "not chosen"))
    return (f"Mean of those chosen: {fall} the second time ({by_formula} by formula), from {first.mean():.2f} to {second.mean():.2f}; nothing was done. "
            f"Chosen are {first.size:,} of {PEOPLE:,} simulated people, for a first score of {cutoff} or more. The others: {others}; "
            f"everybody stays at {groups['everybody'][1].mean():.1f}. {end}")


def _again_said(cutoff, reliability, groups):
    first, second = groups["chosen"]
    who = f"{first.size:,} chosen at {cutoff} or more" if "not chosen" in groups else "everybody"
    moved = _moved(_fall(groups["chosen"]))
    return f"{moved[0].upper()}{moved[1:]}: {first.mean():.2f}, then {second.mean():.2f}; {who}, reliability {reliability:g}."


def _again_table(groups, formula):
    lines = _means(groups)
    return {"group": list(lines), "people": [f"{groups[name][0].size:,}" for name in lines],
            "mean of the first scores (points)": [ends[0] for ends in lines.values()],
            "mean of the second scores (points)": [ends[1] for ends in lines.values()],
            "second mean against the first": [_moved(_fall(groups[name])) for name in lines],
            "the same by the formula": [_moved(formula[name], 2) for name in lines]}


def _again_code(cutoff, reliability):
    mean, sd = (parameter(key).value for key in RTM_KEYS)
    if not cutoff:
        return (f"from psychopharm.models.regression import measured_twice\n\nfirst, second = measured_twice({PEOPLE}, {mean:g}, {sd:g}, {reliability:g})\n"
                "abs((first - second).mean())        # points lower, if nobody is left out")
    return (f"from psychopharm.models.regression import expected_change\n\n"
            f"expected_change({cutoff}, {mean:g}, {sd:g}, {reliability:g})        # points lower on average, by the formula")


def _again_goal(cutoff, reliability, groups):
    fall = _fall(groups["chosen"])
    if fall < MUCH:
        return ""
    return (f"Goal reached: nothing is done, and yet the mean of the {groups['chosen'][0].size:,} chosen at {cutoff} or more falls by {fall:.1f} points "
            f"(reliability {reliability:g}).")


def _reliability_words(reliability):
    if reliability == 1:
        return "the same score twice"
    return "much chance of the day" if reliability < 0.6 else "some chance of the day" if reliability < 0.85 else "little chance of the day"


def one_after_another(fig, look):
    """Remission of people who are not treated, and the weeks in which treatments without any effect are tried one after another.

    Returns (update, trace); update takes weeks (for each treatment), number (of treatments, 1 to 4) and relapse (key of RELAPSE).
    """
    course, counts = fig.subplots(2, 1, height_ratios=(2, 1)) if look.narrow else fig.subplots(1, 2, width_ratios=(1.8, 1))
    course.set_title(f"100 people, treated without effect\nopen marks: {source(evidence(EVIDENCE[0]).source).short}")
    course.set(xlabel="months (grey: weeks of a treatment)", ylabel="of 100 people", xlim=(0, LAST_MONTH), ylim=(0, TOP), xticks=range(0, 16, 3))
    counts.set_title("It seems to work in")
    counts.set(xlim=(0, 105), ylim=(len(ORDER) - 0.4, -0.6), xticks=range(0, 101, 50), xlabel="of 100 who come to it")
    counts.set_yticks(range(len(ORDER)), labels=ORDER)
    counts.tick_params(axis="y", length=0)
    counts.grid(axis="y", visible=False)
    bands = [course.add_patch(Rectangle((0, 0), 0, TOP, facecolor=look.colour("faint"), alpha=0.34 if n % 2 else 0.16, linewidth=0)) for n in range(len(ORDER))]
    names = [course.text(0, TOP - 2, "", ha="center", va="top", **look.text()) for _ in ORDER]
    before = course.axvline(0, **look.trace("reading"))
    curves = Curves(CURVE_MONTHS, {"have remitted": (course, "untreated", {"linestyle": "-"}), "are well": (course, "untreated", {"linestyle": "--"})}, look)
    course.plot(MONTHS, [evidence(key).value for key in EVIDENCE], **look.marker("published"))
    ends, = course.plot([], [], "o", color=look.colour("untreated"), markersize=7)
    course.text(LAST_MONTH - 0.2, 64, "have remitted", ha="right", va="bottom", **look.text("untreated"))
    well = course.text(LAST_MONTH - 0.2, 0, "", ha="right", va="top", **look.text("untreated"))
    month_px = look.width_px * (0.82 if look.narrow else 0.53) / LAST_MONTH
    rooms = [counts.add_patch(Rectangle((0, n - 0.3), 100, 0.6, facecolor="none", edgecolor=look.colour("untreated"), linewidth=1.2)) for n in range(len(ORDER))]
    bars = [counts.add_patch(Rectangle((0, n - 0.3), 0, 0.6, facecolor=look.colour("untreated"), linewidth=0)) for n in range(len(ORDER))]
    told = [counts.text(0, n, "", va="center", **look.text("untreated")) for n in range(len(ORDER))]

    def trace(weeks, number, relapse):
        before.set_xdata([number * weeks / WEEKS_PER_MONTH] * 2)
        curves.trace(_lines(relapse))

    def update(weeks, number, relapse):
        known("relapse", relapse, RELAPSE)
        of_all, of_those = (100 * share for share in works_first(weeks, number))
        each = weeks / WEEKS_PER_MONTH
        lines = _lines(relapse)
        for n in range(len(ORDER)):
            tried = n < number
            bands[n].set(x=n * each, width=each * tried)
            name = f"{ORDER[n]}\n" if each * month_px > ROOM_PX else ""
            names[n].set(text=f"{name}{of_all[n]:.0f}" if tried else "", x=(n + 0.5) * each)
            rooms[n].set_visible(tried)
            bars[n].set_width(of_those[n] if tried else 0)
            told[n].set(text=f"{of_those[n]:.0f}" if tried else "", x=of_those[n] + 3 if tried else 0)
        curves.move(lines)
        well.set(text="are well" if "are well" in lines else "", y=lines["are well"][-1] - 5 if "are well" in lines else 0)
        at_end = _lines(relapse, number * each)
        ends.set_data([number * each] * len(at_end), list(at_end.values()))
        state = {"weeks": weeks, "number": number, "relapse": relapse}
        found = {"all": of_all, "those": of_those, "remitted": at_end["have remitted"], "well": at_end.get("are well")}
        return View(
            _row_sentence(state, found), said=_row_said(state, found), table=_row_table(state, found),
            parameters=(RELAPSE[relapse],) if RELAPSE[relapse] else (), evidence=EVIDENCE,
            functions=(works_first, remitted_share, *((well_share,) if RELAPSE[relapse] else ())),
            code=f"from psychopharm.models.course import works_first\n\n100 * works_first({weeks}, {number})[1]        # of 100 people who come to each treatment",
            goal=_row_goal(state, found), values={"weeks": f"{weeks} weeks each", "number": NUMBERS[number - 1].lower()},
            result=f"the second seems to work in {of_those[1]:.0f} of 100 people who come to it" if number >= ASKED_NUMBER and weeks == ASKED_WEEKS else "")

    return update, trace


def _lines(relapse, months=CURVE_MONTHS):
    """People of 100 who have remitted and, where relapse is counted, who are well at each time."""
    lines = {"have remitted": 100 * remitted_share(months)}
    if RELAPSE[relapse]:
        lines["are well"] = 100 * well_share(months, parameter(RELAPSE[relapse]).value / 100)
    return lines


def _row_sentence(state, found):
    weeks, number, relapse = state.values()
    remitted, published = round(float(found["remitted"])), [f"{evidence(key).value:g}" for key in EVIDENCE]
    which = f"one treatment without effect, {weeks} weeks, seems" if number == 1 else f"{NUMBERS[number - 1].lower()} without effect, {weeks} weeks each, seem"
    seems = "." if number == 1 else f": {_row_seems(found)}."
    end = " Relapse is not counted."
    if RELAPSE[relapse]:
        one = parameter(RELAPSE[relapse])
        end = f" With relapse as {RELAPSE_WORDS[relapse]} ({one.value:g} % in a year, {source(one.source).short}) {found['well']:.0f} are well."
    return (f"In all, {which} to have worked in {remitted} of 100 people{seems} {100 - remitted} have not remitted. "
            f"Untreated, {', '.join(published[:-1])} and {published[-1]} of 100 remit within {', '.join(map(str, MONTHS[:-1]))} and {MONTHS[-1]} months "
            f"({source(evidence(EVIDENCE[0]).source).short}).{end}")


def _row_seems(found):
    """In how many people each treatment seems to work, of all, and behind the first of those who come to it."""
    of_those = ("", *(f" ({share:.0f}{' of 100 who come' if n == 0 else ''})" for n, share in enumerate(found["those"][1:])))
    return ", ".join(f"{order} in {share:.0f}{more}" for order, share, more in zip(ORDER, found["all"], of_those))


def _row_said(state, found):
    weeks, number, relapse = state.values()
    last = f"{ORDER[number - 1]} in {found['those'][-1]:.0f} of 100 who come; " if number > 1 else ""
    well = f"; {found['well']:.0f} well, {parameter(RELAPSE[relapse]).value:g} % relapse" if RELAPSE[relapse] else ""
    return f"Worked, it seems, in {found['remitted']:.0f} of 100; {last}{number} times {weeks} weeks{well}."


def _row_table(state, found):
    """A row for each treatment that is tried."""
    weeks, number, relapse = state.values()
    ends = weeks * np.arange(number + 1)
    lines = _lines(relapse, ends / WEEKS_PER_MONTH)
    unwell = 100 - lines["have remitted"]
    table = {"treatment": ORDER[:number], "weeks": [f"{start} to {end}" for start, end in zip(ends, ends[1:])], "come to it (of 100)": unwell[:-1],
             "seems to work in (of 100)": found["all"], "seems to work in (of 100 who come to it)": found["those"], "not yet remitted after it (of 100)": unwell[1:]}
    return {name: column if name in ("treatment", "weeks") else [round(float(share)) for share in column]
            for name, column in {**table, **({"well after it, with relapse (of 100)": lines["are well"][1:]} if RELAPSE[relapse] else {})}.items()}


def _row_goal(state, found):
    remitted = round(float(found["remitted"]))
    if remitted < HALF:
        return ""
    return f"Goal reached: {NUMBERS[state['number'] - 1].lower()} without any effect, {state['weeks']} weeks each, seem to have worked in {remitted} of 100 people."
