"""Pictures of the weeks with an antidepressant: one raphe neuron and the explanations of its recovery, and pindolol by week."""

from functools import cache

import numpy as np

from psychopharm.figures.parts import Curves, Drop, EndLabels, Reading, set_top, title_of
from psychopharm.figures.view import View
from psychopharm.models.onset import benefit_share, course, early_curve, fitted, late_curve, recovery_d
from psychopharm.parameters import evidence, parameter, rows, source

DAYS, POINTS_PER_DAY = 42, 2
RATS, EARLY_DAY, LATE_DAY = ("rat_desensitised_day_3", "rat_desensitised_day_21", "rat_firing_back_day"), 3, 21
WEEKS = range(1, 7)
ASKED = {"occupancy": 80, "model": "both", "day": 1, "pindolol": 0}        # the state that the lesson asks about
ALSO_SHOWN = 50           # another share filled, percent, that is set beside the one that agrees with the rats
NAMED = {"both": "both changes", "desensitisation": "desensitisation only", "homeostasis": "homeostasis only"}
BENEFIT_TOPS = (110, 200, 1000)             # percent; more than 100 only where much pindolol comes with little uptake blocked
CURVE_KEYS = ("onset_gap_points", "drug_placebo_separation_time_constant_d", "onset_lag_d")
SHARED_KEYS = ("raphe_sert_clearance_fraction", "forebrain_sert_clearance_fraction", "autoreceptor_tone", "autoreceptor_cooperativity", "benefit_time_constant_d")
DESENSITISATION_KEYS = ("desensitisation_time_constant_d", "autoreceptor_residual_function", "desensitisation_drive_constant")
KEYS = {"both": (*SHARED_KEYS, *DESENSITISATION_KEYS, "homeostasis_time_constant_d"), "homeostasis": (*SHARED_KEYS, "homeostasis_time_constant_d"),
        "desensitisation": (*SHARED_KEYS, "desensitisation_only_time_constant_d", "desensitisation_only_residual", "desensitisation_drive_constant")}


def raphe_neuron(fig, look):
    """Firing of a raphe neuron, its desensitised autoreceptors, serotonin in the forebrain and benefit over six weeks of blocked uptake.

    Returns (update, trace); update takes occupancy (percent of transporters filled), model (both, desensitisation, homeostasis),
    day (0 to 42) and pindolol (percent of autoreceptors blocked).
    """
    panels = fig.subplot_mosaic([["neuron"], ["serotonin"], ["benefit"]] if look.narrow else [["neuron", "serotonin"], ["neuron", "benefit"]],
                                **({"height_ratios": (2.6, 1, 1)} if look.narrow else {"width_ratios": (1.7, 1)}))
    neuron, serotonin, benefit = (panels[name] for name in ("neuron", "serotonin", "benefit"))
    time_d = np.arange(DAYS * POINTS_PER_DAY + 1) / POINTS_PER_DAY
    early, late, back = map(evidence, RATS)
    neuron.set_title("One serotonin neuron of the raphe\ncircle and bars: rats" + ("" if look.narrow else f" ({source(early.source).short}, {source(back.source).short})"))
    neuron.set(ylabel="%" if look.narrow else "firing (% of before), desensitised (%)", ylim=(0, 145))
    serotonin.set_title("Serotonin in the forebrain")
    serotonin.set(ylabel="times before", ylim=(0, 6))
    benefit.set_title("Benefit, a label")
    benefit.set(ylabel="% of week 6", ylim=(0, BENEFIT_TOPS[0]))
    for name, panel in panels.items():
        panel.set(xticks=range(0, DAYS + 1, 7), xlim=(0, DAYS + (20 if look.narrow else 12 if name == "neuron" else 1)))
        panel.set_xlabel("day" if name == "benefit" or (name == "neuron" and not look.narrow) else "")
    neuron.plot([EARLY_DAY], [early.value], **look.marker("published"))
    bar = {"color": look.colour("published"), "linewidth": 2.2, "markersize": 10, "markeredgewidth": 2.2}
    neuron.plot([LATE_DAY, LATE_DAY], [late.low, late.high], marker="_", **bar)
    neuron.plot([back.low, back.high], [100, 100], marker="|", **bar)

    curves = Curves(time_d, {"firing": (neuron, "firing"), "desensitised": (neuron, "firing", {"linestyle": ":"}),
                             "forebrain": (serotonin, "serotonin"), "benefit": (benefit, "antidepressant")}, look)
    labels = EndLabels(neuron, DAYS + 0.6, {"firing": "firing", "desensitised": "firing"}, look)
    explained = neuron.text(1, 138, "", va="top", **look.text())
    recovered = Drop(neuron, "reading", 0.06, look, linestyle=(0, (2, 2)))
    reading = Reading(tuple(panels.values()), curves.lines, look)

    def trace(occupancy, model, pindolol, **_):
        curves.trace(_weeks(occupancy, model, pindolol))

    def update(occupancy, model, day, pindolol):
        weeks = _weeks(occupancy, model, pindolol)
        set_top(benefit, BENEFIT_TOPS, weeks["benefit"].max())
        curves.move(weeks)
        labels.stand_at({"firing": weeks["firing"][-1], "desensitised": weeks["desensitised"][-1]})
        explained.set_text(f"explanation: {NAMED[model]}")
        seen = 0 < weeks["back"] <= day
        recovered.stand_at(weeks["back"] if seen else 0, 95, f"back: day {weeks['back']:.1f}" if seen else "", 0.8)
        here = day * POINTS_PER_DAY
        reading.stand_at(day, here)
        now = {name: curve[here] for name, curve in weeks.items() if np.ndim(curve)}
        state = {"occupancy": occupancy, "model": model, "day": day, "pindolol": pindolol}
        return View(
            _sentence(state, weeks, now), said=_said(state, weeks, now),
            table={"day": time_d, "firing (% of before)": weeks["firing"], "desensitised (%)": weeks["desensitised"],
                   "forebrain serotonin (times before)": weeks["forebrain"], "benefit (% of week 6)": weeks["benefit"]},
            parameters=KEYS[model], evidence=RATS, functions=(course, recovery_d, benefit_share), code=_code(state), goal=_goal(state, weeks),
            result=f"on day 1 the neuron fires at {now['firing']:.0f} % of before" if state == ASKED else "")

    return update, trace


@cache
def _weeks(occupancy, model, pindolol):
    """Curves over six weeks by name: firing, desensitised and benefit [%], forebrain serotonin [times before]; and when firing is back [d]."""
    found = course(occupancy / 100, DAYS, 1 / POINTS_PER_DAY, model, pindolol / 100)
    lasting = benefit_share(found) if occupancy else np.zeros(found.time_d.size)          # without blocked uptake there is no six-week benefit
    return {"firing": 100 * found.firing, "desensitised": 100 * found.desensitised, "forebrain": found.forebrain, "benefit": 100 * lasting,
            "back": recovery_d(found)}


def _agrees_with_rats(weeks):
    """Whether firing is back within the published days, and what is desensitised on days 3 and 21 hits its targets."""
    back, limits = evidence(RATS[2]), {target.key: target for target in rows("targets", "onset")}
    desensitised = {key: weeks["desensitised"][day * POINTS_PER_DAY] / 100 for key, day in (("T2_01", EARLY_DAY), ("T2_02", LATE_DAY))}
    return back.low <= weeks["back"] <= back.high and all(limits[key].low <= share <= limits[key].high for key, share in desensitised.items())


def _sentence(state, weeks, now):
    filled = f"{state['occupancy']} % of transporters filled" if state["occupancy"] else "no transporter filled"
    blocked = f", {state['pindolol']} % of autoreceptors blocked by pindolol" if state["pindolol"] else ""
    benefit = f"{now['benefit']:.0f} % of the six-week benefit is there; that is a label, no symptom score" if state["occupancy"] else "No benefit is to come"
    return (f"Day {state['day']}{' (the first hours)' if not state['day'] else ''} with {filled}{blocked}; explanation: {NAMED[state['model']]}. "
            f"The neuron fires at {now['firing']:.0f} % of before{_recovery(state['day'], weeks)}; {now['desensitised']:.0f} % of its autoreceptors are desensitised. "
            f"Forebrain serotonin: {now['forebrain']:.1f} times that before. {benefit}.")


def _recovery(day, weeks):
    """What is known by that day about when firing came back."""
    if not weeks["back"]:
        return ""
    if weeks["back"] <= day:
        return f", back at 95 % since day {weeks['back']:.1f}"
    return ", not yet back at 95 %" if day < DAYS else ", not back at 95 % within six weeks"


def _said(state, weeks, now):
    benefit = f"; {now['benefit']:.0f} % of the benefit" if state["occupancy"] else ""
    return (f"Day {state['day']}: firing {now['firing']:.0f} %{_recovery(state['day'], weeks)}; {now['desensitised']:.0f} % desensitised; "
            f"serotonin {now['forebrain']:.1f} times{benefit}.")


def _goal(state, weeks):
    """Said once the day has come by which all three findings in rats can be judged."""
    if state["pindolol"] or state["day"] < LATE_DAY or not _agrees_with_rats(weeks):
        return ""
    other = _weeks(ALSO_SHOWN, state["model"], 0)["back"]
    return (f"Goal reached: with {NAMED[state['model']]} and {state['occupancy']} % filled, firing is back on day {weeks['back']:.1f}, with "
            f"{weeks['desensitised'][EARLY_DAY * POINTS_PER_DAY]:.0f} % desensitised on day {EARLY_DAY} and {weeks['desensitised'][LATE_DAY * POINTS_PER_DAY]:.0f} % on day {LATE_DAY}, as in rats. "
            f"At {ALSO_SHOWN} % it would be back on day {other:.1f}; in rats the dose made no clear difference, which no explanation here gives.")


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
    ax.set_title(title_of(look, "Pindolol added to an antidepressant", f"open marks: {source(weeks[1].source).short}, 95 % interval"))
    ax.set(xlabel="week", ylabel="odds ratio of response (logarithmic)", yscale="log", ylim=(0.7, 5), xlim=(0.5, 6.8), xticks=list(WEEKS))
    ax.set_yticks((1, 2, 4), labels=("1", "2", "4"))
    ax.minorticks_off()
    ax.axhline(1, **look.line("reading", linewidth=1.2))
    ax.text(0.6, 0.95, "1: pindolol adds nothing", va="top", **look.text())
    for week, one in weeks.items():
        ax.errorbar([week], [one.value], yerr=[[one.value - one.low], [one.high - one.value]], ecolor=look.colour("published"), elinewidth=1.6, capsize=4,
                    **look.marker("published"))
        ax.text(week + 0.12, one.value, f"{one.value:.2g}", va="center", **look.text())

    def update():
        each = ", ".join(f"{one.value:.2g} ({one.low:.2g} to {one.high:.2g})" for one in weeks.values())
        unsure = [week for week, one in weeks.items() if one.low <= 1 <= one.high]
        return View(
            f"Odds of response with pindolol added, over those with a dummy pill added, in weeks 1 to 6 (95 % interval): {each}. "
            f"The interval includes 1, no difference, in {' and '.join(f'week {week}' for week in unsure)}. The advantage comes early and fades.",
            table={"week": list(weeks), "odds ratio": [one.value for one in weeks.values()], "low of 95 % interval": [one.low for one in weeks.values()],
                   "high of 95 % interval": [one.high for one in weeks.values()]},
            evidence=tuple(one.key for one in weeks.values()), functions=(evidence,),
            code='from psychopharm.parameters import evidence\n\nevidence("pindolol_response_week_1").value        # in week 1')

    return update, None


def early_or_lag(fig, look):
    """Weekly gaps between an antidepressant and the dummy pill, made by the course without noise, and the two curves fitted to them; a still picture.

    Returns (update, None); update takes no control.
    """
    gap, time_constant_d, lag_d = (parameter(key).value for key in CURVE_KEYS)
    week, smooth = np.array(WEEKS), np.linspace(0, WEEKS[-1], 121)
    gaps = early_curve(7 * week, gap, time_constant_d)
    early, late = fitted(7 * week, gaps), fitted(7 * week, gaps, lag_d)
    ax = fig.subplots()
    ax.set_title(title_of(look, "Gap to the dummy pill", "squares: made by the course"))
    ax.set(xlabel="week", ylabel="points of the scale", xlim=(0, 8 if look.narrow else 7.2), ylim=(0, 2), xticks=range(0, 7))
    ax.plot(smooth, early_curve(7 * smooth, *early[:2]), **look.line("antidepressant"))
    ax.plot(smooth, late_curve(7 * smooth, *late[:2], lag_d), **look.line("rival"))
    for one, height in zip(week, gaps):
        ax.plot([one], [height], **look.marker("antidepressant", marker="s"))
    ax.text(0.2, 1.2, "early", **look.text("antidepressant"))
    ax.text(3.4, 0.9, f"with a lag of {lag_d:g} days", **look.text("rival"))

    def update():
        return View(
            f"Weekly gaps that begin at once, as the course made them, without noise. The best early curve misses them by a sum of squares of {early[2]:.2f}; "
            f"the best curve with a lag of {lag_d:g} days by {late[2]:.2f}, since it has no gap in weeks 1 and 2. With published gaps of 28 trials, too, "
            f"a model of early response fitted best ({source('taylor_2006').short}).",
            table={"week": list(week), "gap (points)": gaps, "early curve (points)": early_curve(7 * week, *early[:2]),
                   "curve with a lag (points)": late_curve(7 * week, *late[:2], lag_d)},
            parameters=CURVE_KEYS, functions=(early_curve, late_curve, fitted),
            code=f"from psychopharm.models.onset import early_curve, fitted\n\nweeks = [{', '.join(f'{7 * one}' for one in week)}]        # in days\n"
                 f"fitted(weeks, early_curve(weeks, {gap:g}, {time_constant_d:g}), lag_d={lag_d:g})[2]        # sum of squares")

    return update, None
