"""Two people who differ in one thing, on the same tablets: who has more of the drug, and who eliminates more of it."""

from functools import cache

import numpy as np

from psychopharm.figures.kinetics import BAND_NAME, DAYS, LEVEL_LIMITS, daily_course, diazepam_parameters_of, way_to_plateau
from psychopharm.figures.parts import Curves, Drop, EndLabels, Reading, set_top, title_of
from psychopharm.figures.view import View
from psychopharm.models import kinetics
from psychopharm.models.patients import body
from psychopharm.models.regimens import HOURS_PER_DAY, hours_of, regular_levels
from psychopharm.parameters import pair, patient, regimen, rows, source

PANEL_OF = {"diazepam": 0, "eliminated": 1}
MG_LIMITS = (6, 18)                              # mg a day
SAME_PLATEAU, OTHER_HALF_LIFE = 0.05, 1.5        # the goal: plateaus within this share, half-lives that differ by this factor
SETTLED = 0.99            # share of its plateau from which a level is said to stand on it
SECOND = {"linestyle": (0, (7, 2))}              # the second person is dashed, in every panel
WORDS = {"normal": "normal liver", "cirrhosis": "cirrhosis", "NM": "with CYP2C19", "PM": "no CYP2C19"}


def whose_body(fig, look):
    """Mean level of each day in one or two people on the same tablets, and how much diazepam each of them eliminates in a day.

    Returns (update, trace); update takes regimen (key of a repeated one), pair (key of data/pairs.csv) and the day that is read.
    """
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    days = np.arange(1, DAYS + 1)
    top.set_title(title_of(look, "Mean level of diazepam in plasma", f"bands: {BAND_NAME}"))
    top.set(ylabel="ng/mL", ylim=(0, LEVEL_LIMITS[-1]))                # the widest numbers, so that the layout has room for them
    bottom.set_title("Diazepam eliminated in a day")
    bottom.set(ylabel="mg a day", xlabel="day since the first tablet", ylim=(0, MG_LIMITS[-1]), xlim=(0, DAYS + (32 if look.narrow else 14)),
               xticks=(1, *range(10, DAYS + 1, 10)))
    bottom.locator_params(axis="y", integer=True)
    curves = Curves(days, {(i, name): ((top, bottom)[panel], "diazepam", SECOND if i else {}) for name, panel in PANEL_OF.items() for i in (0, 1)}, look)
    bands = [top.fill_between(days, np.zeros(DAYS), **look.band("diazepam", strength)) for strength in (0.22, 0.08)]
    edges = Curves(days, {name: (top, "diazepam", {"linewidth": 1.0, **SECOND}) for name in ("low", "high")}, look)
    labels = EndLabels(top, DAYS + 0.6, {0: "diazepam", 1: "diazepam"}, look)
    intake, = bottom.plot([1, DAYS], [0, 0], **look.line("reading", linewidth=1.0, linestyle=(0, (2, 2))))
    intake_label = bottom.text(DAYS + 0.6, 0, "", va="center", **look.text())
    drops = [Drop(bottom, "diazepam", share, look, **line) for share, line in ((0.12, {}), (0.36, SECOND))]
    reading = Reading((top, bottom), curves.lines, look)
    measured = [top.plot([], [], **look.marker("diazepam", marker=marker))[0] for marker in "os"]
    measured_label = top.text(1, 0, "", va="top", ha="left", **look.text("published"))

    def heights(people):
        return {(i, name): one[name] for i, one in enumerate(people) for name in PANEL_OF}

    def trace(regimen, pair, **_):
        curves.trace(heights(_people(regimen, pair)))

    def update(regimen, pair, day):
        people = _people(regimen, pair)
        set_top(top, LEVEL_LIMITS, max(one["high"].max() for one in people))
        set_top(bottom, MG_LIMITS, 1.2 * people[0]["intake"])
        curves.move(heights(people))
        bands[1].set_visible(len(people) == 2)
        for band, one in zip(bands, (*people, people[0])):
            band.set_data(days, one["low"], one["high"])
        edges.move(people[1] if len(people) == 2 else {})
        labels.stand_at({i: one["diazepam"][-1] for i, one in enumerate(people)}, {i: one["short"] for i, one in enumerate(people)})
        mg = people[0]["intake"]
        intake.set_ydata([mg, mg])
        intake_label.set(y=mg, text=f"{mg:.1f} reach\nthe blood")
        for i, drop in enumerate(drops):
            ready = people[i]["ready"]["diazepam"] if i < len(people) else DAYS + 1
            drop.stand_at(ready, 0.9 * mg, f"day {ready}" if ready <= day else "", gap=0.6)       # not before the reading line has reached it
        reading.stand_at(day, day - 1)
        drawn = [[level for level in rows("levels", "kinetics") if (level.regimen, level.person, level.analyte) == (regimen, one["key"], "diazepam")]
                 for one in people]
        for marker, levels in zip(measured, (*drawn, [])):
            marker.set_data([level.day for level in levels], [level.value for level in levels])
        published = [(sign, level) for sign, levels in zip("○□", drawn) for level in levels]
        told = " ".join(f"{sign} {level.value:.0f}" for sign, level in published)
        measured_label.set(text=f"published: {told} ({source(published[0][1].source).short})" if published else "", y=0.98 * top.get_ylim()[1])
        return View(
            _sentence(people, regimen, day), said=_said(people, day), table=_table(people, days),
            parameters=tuple(dict.fromkeys(key for one in people for key in diazepam_parameters_of(one["key"]))),
            levels=tuple(level.key for _, level in published),
            functions=(kinetics.eliminated, kinetics.half_lives, kinetics.steady_state, regular_levels),
            code=_code(people, regimen, day), values={"day": f"day {day}"}, goal=_goal(people, pair, day), result=_result(people, pair, day))

    return update, trace


@cache
def _people(regimen_key, pair_key):
    """For each person of a pair the daily course, and the mg of diazepam that reach the blood and are eliminated in a day."""
    plan, two = regimen(regimen_key), pair(pair_key)
    daily_mg = plan.dose_mg * len(hours_of(plan))
    return [{**daily_course(regimen_key, key), "key": key, "label": patient(key).label, "short": _short(patient(key), two.differs),
             "eliminated": _eliminated_a_day(body(key), plan), "intake": body(key).bioavailability * daily_mg,
             "half life": kinetics.half_lives(body(key)).elimination_h} for key in dict.fromkeys((two.first, two.second))]


def _eliminated_a_day(person, plan):
    """Diazepam eliminated on each day [mg]; what each hour of the day brings adds up."""
    one_dose_a_day = kinetics.eliminated(person, [plan.dose_mg] * (DAYS + 1), HOURS_PER_DAY, HOURS_PER_DAY)
    total = sum(np.concatenate([np.zeros(hour), one_dose_a_day])[:one_dose_a_day.size] for hour in hours_of(plan))
    return np.diff(total[::HOURS_PER_DAY])


def _short(person, differs):
    """What tells one person of a pair from the other, as a label in the picture."""
    if differs == "excess_weight_kg":
        return f"{person.excess_weight_kg:g} kg excess"
    return WORDS[getattr(person, differs)] if differs in ("liver", "cyp2c19") else f"{person.age_y:g} years"


def _sentence(people, regimen_key, day):
    """What day `day` shows; what comes later is not told."""
    first, *second = people
    names = [first["label"], *(_beside(first["label"], one["label"]) for one in second)]
    told = []
    for name, one in zip(names, people):
        now = {key: one[key][day - 1] for key in ("diazepam", "low", "high", "eliminated")}
        of_drug, of_people = (" of diazepam", f"{BAND_NAME}: ") if one is first else ("", "")
        told.append(f"{name[0].upper()}{name[1:]}: {now['diazepam']:.0f} ng/mL{of_drug} ({of_people}{now['low']:.0f} to {now['high']:.0f}), "
                    f"{now['eliminated']:.1f} mg eliminated a day, half-life {one['half life']:.0f} h, {way_to_plateau(one, 'diazepam', day)}.")
    last = (f"Second level: {second[0]['diazepam'][day - 1] / first['diazepam'][day - 1]:.1f} times the first." if second
            else f"{first['intake']:.1f} mg reach the blood a day.")
    return f"Day {day} of {regimen(regimen_key).label}. {' '.join(told)} {last}"


def _beside(first, second):
    """The second person by what sets him or her apart."""
    apart = second.removeprefix(f"{first}, ")
    return second if apart == second else f"The same{', a' if apart.endswith('metaboliser') else ' with'} {apart}"


def _said(people, day):
    levels = ", ".join(f"{one['short']} {one['diazepam'][day - 1]:.0f} ng/mL" for one in people)
    return f"Day {day}: {levels}; {' and '.join(format(one['eliminated'][day - 1], '.1f') for one in people)} mg eliminated a day."


def _table(people, days):
    table = {"day": days}
    for one in people:
        who = one["label"]
        table |= {f"{who}: mean of the day (ng/mL)": one["diazepam"], f"{who}: low of band (ng/mL)": one["low"], f"{who}: high of band (ng/mL)": one["high"],
                  f"{who}: eliminated (mg a day)": one["eliminated"]}
    return table | {"reaching the blood (mg a day)": np.full(days.size, people[0]["intake"])}


def _code(people, regimen_key, day):
    names = ("first", "second")[:len(people)]
    levels = "\n".join(f'{name} = regular_levels(body("{one["key"]}"), regimen("{regimen_key}"), days={DAYS})[0].reshape({DAYS}, 24)'
                       for name, one in zip(names, people))
    return ("from psychopharm.models.patients import body\nfrom psychopharm.models.regimens import regular_levels\n"
            "from psychopharm.parameters import regimen\n\n"
            f"{levels}\n{', '.join(f'{name}[{day - 1}].mean()' for name in names)}        # mean level of diazepam on day {day} [ng/mL]")


def _goal(people, pair_key, day):
    """Same plateau, another half-life: said once both are within a tenth of their plateaus."""
    if len(people) == 1 or any(one["ready"]["diazepam"] > day for one in people):
        return ""
    (first, second), (short, long) = ([one["plateau"]["diazepam"] for one in people], [one["half life"] for one in people])
    if abs(second / first - 1) > SAME_PLATEAU or max(short, long) < OTHER_HALF_LIFE * min(short, long):
        return ""
    return f"Goal reached with the {pair(pair_key).label}: plateaus of {first:.0f} and {second:.0f} ng/mL, half-lives of {short:.0f} and {long:.0f} h."


def _result(people, pair_key, day):
    """What answers the question of the lesson: who eliminates more in a day, the man with or the man without cirrhosis."""
    if pair_key != "liver" or any(one["eliminated"][day - 1] < SETTLED * one["intake"] for one in people):
        return ""
    without, ill = people
    return (f"the man without cirrhosis eliminates {without['eliminated'][day - 1]:.1f} mg a day and the man with cirrhosis {ill['eliminated'][day - 1]:.1f}, "
            f"at a level {ill['diazepam'][day - 1] / without['diazepam'][day - 1]:.1f} times as high")
