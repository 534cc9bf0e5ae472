"""Pictures of the weeks with an antidepressant: one raphe neuron and the explanations of its recovery, and pindolol by week."""

from functools import cache

import numpy as np

from psychopharm.figures.parts import Curves, Drop, EndLabels, Reading
from psychopharm.figures.view import View
from psychopharm.models.onset import course, recovery_d
from psychopharm.parameters import evidence, source, target

DAYS, POINTS_PER_DAY = 42, 2
RATS, EARLY_DAY, LATE_DAY = ("rat_desensitised_day_3", "rat_desensitised_day_21", "rat_firing_back_day"), 3, 21
WEEKS = range(1, 7)
LEFT_FROM_D = 20           # a later recovery has its label on the left, clear of the line of the last day
ASKED, ASKED_DAY = {"occupancy": 80, "model": "both", "pindolol": 0}, 1      # what the lesson asks about; the curve holds that day wherever the hand stands
NAMED = {"both": "both changes", "desensitisation": "desensitisation only", "homeostasis": "homeostasis only"}
SHARED_KEYS = ("raphe_sert_clearance_fraction", "forebrain_sert_clearance_fraction", "autoreceptor_tone", "autoreceptor_cooperativity")
DESENSITISATION_KEYS = ("desensitisation_time_constant_d", "autoreceptor_residual_function", "desensitisation_drive_constant")
KEYS = {"both": (*SHARED_KEYS, *DESENSITISATION_KEYS, "homeostasis_time_constant_d"), "homeostasis": (*SHARED_KEYS, "homeostasis_time_constant_d"),
        "desensitisation": (*SHARED_KEYS, "desensitisation_only_time_constant_d", "desensitisation_only_residual", "desensitisation_drive_constant")}


def raphe_neuron(fig, look):
    """Firing of a raphe neuron, its desensitised autoreceptors and serotonin in the forebrain over six weeks of blocked uptake.

    Benefit, a label of the model, is left to the picture of two clocks, since the lesson asks for it there.

    Returns (update, trace); update takes occupancy (percent of transporters filled), model (both, desensitisation, homeostasis),
    day (0 to 42) and pindolol (percent of autoreceptors blocked).
    """
    panels = neuron, serotonin = fig.subplots(2, 1, height_ratios=(2.2, 1)) if look.narrow else fig.subplots(1, 2, width_ratios=(2, 1))
    time_d = np.arange(DAYS * POINTS_PER_DAY + 1) / POINTS_PER_DAY
    early, late, back = map(evidence, RATS)
    crowded = not look.roomy
    between = ",\n" if crowded else ", "
    neuron.set_title("One serotonin neuron of the raphe\ncircle and bars: rats" + ("" if look.narrow else f" ({source(early.source).short}{between}{source(back.source).short})"))
    neuron.set(ylabel="%" if look.narrow else "firing (% of before), desensitised (%)", ylim=(0, 145))
    serotonin.set_title("Serotonin\nin the forebrain" if crowded and not look.narrow else "Serotonin in the forebrain")
    serotonin.set(ylabel="times before", ylim=(0, 6))
    for panel in panels:
        room = 20 if look.narrow else 1 if panel is serotonin else 17 if crowded else 12
        panel.set(xticks=range(0, DAYS + 1, 14 if crowded and panel is serotonin else 7), xlim=(0, DAYS + room), xlabel="day")
    neuron.plot([EARLY_DAY], [early.value], **look.marker("published"))
    bar = {"color": look.colour("published"), "linewidth": 2.2, "markersize": 10, "markeredgewidth": 2.2}
    neuron.plot([LATE_DAY, LATE_DAY], [late.low, late.high], marker="_", **bar)
    neuron.plot([back.low, back.high], [100, 100], marker="|", **bar)

    curves = Curves(time_d, {"firing": (neuron, "firing"), "desensitised": (neuron, "firing", {"linestyle": ":"}),
                             "forebrain": (serotonin, "serotonin")}, look)
    labels = EndLabels(neuron, DAYS + 0.6, {"firing": "firing", "desensitised": "firing"}, look)
    explained = neuron.text(1, 138, "", va="top", **look.text())
    recovered = Drop(neuron, "reading", 0.06, look, linestyle=(0, (2, 2)))
    reading = Reading(panels, curves.lines, look)

    def trace(occupancy, model, pindolol, **_):
        curves.trace(_weeks(occupancy, model, pindolol))

    def update(occupancy, model, day, pindolol):
        weeks = _weeks(occupancy, model, pindolol)
        curves.move(weeks)
        labels.stand_at({"firing": weeks["firing"][-1], "desensitised": weeks["desensitised"][-1]})
        explained.set_text(f"explanation: {NAMED[model]}")
        seen = 0 < weeks["back"] <= day
        late = weeks["back"] > LEFT_FROM_D
        recovered.label.set_ha("right" if late else "left")
        recovered.stand_at(weeks["back"] if seen else 0, 95, f"back: day {weeks['back']:.1f}" if seen else "", -0.8 if late else 0.8)
        here = day * POINTS_PER_DAY
        reading.stand_at(day, here)
        now = {name: curve[here] for name, curve in weeks.items() if np.ndim(curve)}
        state = {"occupancy": occupancy, "model": model, "day": day, "pindolol": pindolol}
        return View(
            _sentence(state, weeks, now), said=_said(state, weeks, now),
            table={"day": time_d, "firing (% of before)": weeks["firing"], "desensitised (%)": weeks["desensitised"],
                   "forebrain serotonin (times before)": weeks["forebrain"]},
            parameters=KEYS[model], evidence=RATS, functions=(course, recovery_d), code=_code(state), goal=_goal(state, weeks),
            values={"day": f"day {day}"}, result=f"on day {ASKED_DAY} the neuron fires at {weeks['firing'][ASKED_DAY * POINTS_PER_DAY]:.0f} % of before"
            if {name: state[name] for name in ASKED} == ASKED else "")

    return update, trace


@cache
def _weeks(occupancy, model, pindolol):
    """Curves over six weeks by name: firing and desensitised [%], forebrain serotonin [times before]; and when firing is back [d]."""
    found = course(occupancy / 100, DAYS, 1 / POINTS_PER_DAY, model, pindolol / 100)
    return {"firing": 100 * found.firing, "desensitised": 100 * found.desensitised, "forebrain": found.forebrain, "back": recovery_d(found)}


def _misses(weeks, day):
    """What does not agree with the findings in rats, in words: the shares desensitised on two days, which hit their targets or not, and the day of recovery."""
    early, late, back = map(evidence, RATS)
    missed = []
    for on_day, key, rats in ((EARLY_DAY, "T2_01", f"about {early.value:g} %"), (LATE_DAY, "T2_02", f"{late.low:g} to {late.high:g} %")):
        share = weeks["desensitised"][on_day * POINTS_PER_DAY]
        if not target(key).low <= share / 100 <= target(key).high:
            missed.append(f"{share:.0f} % desensitised on day {on_day}, in rats {rats}")
    if weeks["back"] < back.low:
        missed.append(f"firing is back on day {weeks['back']:.1f}, too early")
    if weeks["back"] > back.high:
        missed.append(f"firing is back on day {weeks['back']:.1f}, too late" if weeks["back"] <= day else f"firing is not back by day {back.high:g}, too late")
    return missed


def _sentence(state, weeks, now):
    filled = f"{state['occupancy']} % of transporters filled" if state["occupancy"] else "no transporter filled"
    blocked = f", {state['pindolol']} % of autoreceptors blocked by pindolol" if state["pindolol"] else ""
    missed = _misses(weeks, state["day"]) if _can_be_judged(state) else []
    near = f" Of three findings in rats one fails: {missed[0]}." if len(missed) == 1 else ""
    return (f"Day {state['day']}{' (the first hours)' if not state['day'] else ''} with {filled}{blocked}; explanation: {NAMED[state['model']]}. "
            f"The neuron fires at {now['firing']:.0f} % of before{_recovery(state['day'], weeks, ' at 95 %')}; {now['desensitised']:.0f} % of its autoreceptors are desensitised. "
            f"Forebrain serotonin is {_forebrain(now, ' that before')}.{near}")


def _can_be_judged(state):
    """Whether the day has come by which all three findings in rats are known, and nothing blocks autoreceptors from without."""
    return state["day"] >= LATE_DAY and state["occupancy"] and not state["pindolol"]


def _forebrain(now, that=""):
    """Serotonin in the forebrain in words, beside that before."""
    return f"{now['forebrain']:.1f} times{that}" if f"{now['forebrain']:.1f}" != "1.0" else "as before"


def _recovery(day, weeks, level=""):
    """What is known by that day about when firing came back."""
    if not weeks["back"]:
        return ""
    if weeks["back"] <= day:
        return f", back{level} since day {weeks['back']:.1f}"
    return f", not yet back{level}" if day < DAYS else f", not back{level} within six weeks"


def _said(state, weeks, now):
    pindolol = f", {state['pindolol']} % pindolol" if state["pindolol"] else ""
    return (f"{NAMED[state['model']].capitalize()}, {state['occupancy']} % filled{pindolol}, day {state['day']}: firing {now['firing']:.0f} %{_recovery(state['day'], weeks)}; "
            f"{now['desensitised']:.0f} % desensitised; serotonin {_forebrain(now)}.")


def _goal(state, weeks):
    """Said once the day has come by which all three findings in rats can be judged."""
    if not _can_be_judged(state) or _misses(weeks, state["day"]):
        return ""
    early, late = (weeks["desensitised"][day * POINTS_PER_DAY] for day in (EARLY_DAY, LATE_DAY))
    return (f"Goal reached: {NAMED[state['model']]}, {state['occupancy']} % filled: {early:.0f} % desensitised on day {EARLY_DAY}, {late:.0f} % on day {LATE_DAY}, "
            f"firing back on day {weeks['back']:.1f}.")


def _code(state):
    more = f", antagonist={state['pindolol'] / 100:g}" if state["pindolol"] else ""
    return (f'from psychopharm.models.onset import course\n\nweeks = course({state["occupancy"] / 100:g}, model="{state["model"]}"{more})\n'
            f"100 * weeks.firing[{state['day'] * POINTS_PER_DAY}]        # on day {state['day']} [% of before]")


def pindolol_weeks(fig, look):
    """Odds ratios of response with pindolol added to an antidepressant, by week, with their 95 % intervals; a still picture.

    Returns (update, None); update takes no control.
    """
    weeks = {week: evidence(f"pindolol_response_week_{week}") for week in WEEKS}
    ax = fig.subplots()
    ax.set_title(f"Pindolol added to an antidepressant\nopen marks: {source(weeks[1].source).short}, 95 % interval")
    ax.set(xlabel="week", ylabel="odds ratio of response (logarithmic)", yscale="log", ylim=(0.7, 5), xlim=(0.5, 6.8), xticks=list(WEEKS))
    ax.set_yticks((1, 2, 4), labels=("1", "2", "4"))
    ax.minorticks_off()
    ax.axhline(1, **look.line("reading", linewidth=1.2))
    ax.text(0.6, 0.95, "1: pindolol adds nothing", va="top", **look.text())
    for week, one in weeks.items():
        ax.errorbar([week], [one.value], yerr=[[one.value - one.low], [one.high - one.value]], ecolor=look.colour("published"), elinewidth=1.6, capsize=4,
                    **look.marker("published"))
        ax.text(week + (0.22 if look.narrow else 0.12), one.value, f"{one.value:.2g}", va="center", **look.text())

    def update():
        each = "; ".join(f"week {week}: {one.value:.2g} ({one.low:.2g} to {one.high:.2g})" for week, one in weeks.items())
        unsure = [week for week, one in weeks.items() if one.low <= 1 <= one.high]
        return View(
            f"Odds of response with pindolol added, over those with a dummy pill added (95 % interval): {each}. "
            f"The interval includes 1, no difference, in {' and '.join(f'week {week}' for week in unsure)}. The advantage comes early and fades.",
            said=f"Pindolol added: odds ratio of response {weeks[1].value:.2g} in week 1, {weeks[6].value:.2g} in week 6, where the interval includes no difference.",
            table={"week": list(weeks), "odds ratio": [one.value for one in weeks.values()], "low of 95 % interval": [one.low for one in weeks.values()],
                   "high of 95 % interval": [one.high for one in weeks.values()]},
            evidence=tuple(one.key for one in weeks.values()), functions=(evidence,),
            code='from psychopharm.parameters import evidence\n\nevidence("pindolol_response_week_1").value        # in week 1')

    return update, None
