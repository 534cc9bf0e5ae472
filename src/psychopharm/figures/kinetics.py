"""Pictures of diazepam in the body. Each is built once; its update moves the lines and says what is then to be seen."""

from functools import cache

import numpy as np

from psychopharm.figures.parts import Curves, Drop, EndLabels, Reading, set_top, title_of
from psychopharm.figures.view import View
from psychopharm.models import kinetics
from psychopharm.models.patients import body
from psychopharm.models.population import virtual_people
from psychopharm.models.regimens import HOURS_PER_DAY, hours_of, regular_levels
from psychopharm.parameters import patient, regimen, rows, source
from psychopharm.targets.kinetics import level_of

HOURS = 60                # after one tablet
SAMPLES_PER_HOUR = 4
DAYS = 60                 # of regular tablets
REFERENCE = "man_30"
BAND = (5, 95)            # percentiles of the virtual people: 90 % of them lie between
BAND_NAME = "90 % of virtual people"
CLOSE = 0.3               # what counts as close to a published level whose spread is not given, as in data/targets
LINEAR_TOP, LOGARITHMIC = 600, (3, 1000)
ONCE, TWICE = "daily_5mg", "daily_10mg"      # the regimens that the lesson compares
LEVEL_LIMITS = (600, 1200, 3000, 6000)      # few, so that two regimens mostly stand on one scale

DIAZEPAM_KEYS = (
    "diazepam_oral_bioavailability", "diazepam_absorption_rate_per_h", "diazepam_absorption_lag_h", "diazepam_central_volume_L",
    "diazepam_peripheral_volume_L", "diazepam_intercompartmental_clearance_L_per_h",
    "nordiazepam_formation_fraction", "diazepam_molar_mass_g_per_mol", "nordiazepam_molar_mass_g_per_mol", "nordiazepam_volume",
    "nordiazepam_clearance")
PEOPLE_KEYS = ("virtual_subjects_count", "between_subject_sd_ln_clearance", "between_subject_sd_ln_volume",
               "between_subject_correlation_clearance_volume", "between_subject_sd_ln_absorption")
MAN_KEYS = ("diazepam_clearance_man",)
AGE_KEYS = ("diazepam_clearance_age_slope_man", "diazepam_volume_age_slope", "nordiazepam_clearance_age_factor", "nordiazepam_volume_exponent")
WOMAN_KEYS = ("diazepam_clearance_woman", "diazepam_volume_woman_man_ratio")


def one_tablet(fig, look):
    """Plasma level, effect site and metabolite after one tablet, and where in the body the dose is.

    Returns (update, trace); update takes dose (key of a single regimen), hours since the tablet, and axis (linear, logarithmic).
    """
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    time_h, end = np.arange(HOURS * SAMPLES_PER_HOUR + 1) / SAMPLES_PER_HOUR, HOURS + 0.6
    top.set_title(title_of(look, "Level in plasma; dotted: effect site", f"band: {BAND_NAME}"))
    top.set(ylabel="ng/mL", ylim=LOGARITHMIC)
    bottom.set_title("Where the diazepam is")
    bottom.set(ylabel="% of the dose", xlabel="time since the tablet (h)", ylim=(0, 100), xlim=(0, HOURS + (34 if look.narrow else 14)),
               xticks=range(0, HOURS + 1, 12))

    curves = Curves(time_h, {**{name: (top, name) for name in ("diazepam", "effect site", "nordiazepam")},
                             **{name: (bottom, name) for name in ("gut", "centre", "tissue", "broken down")}}, look)
    band = top.fill_between(time_h, np.zeros(time_h.size), **look.band("diazepam"))
    levels, places = (EndLabels(panel, end, {name: name for name in names}, look)
                      for panel, names in ((top, ("diazepam", "nordiazepam")), (bottom, ("centre", "tissue", "broken down"))))
    gut_label = bottom.text(1.2, 88, "", va="center", **look.text("gut"))
    reading = Reading((top, bottom), curves.lines, look)
    half, = top.plot([], [], **look.line("reading", linewidth=1.2, linestyle=(0, (2, 2))))
    half_label = top.text(0, 0, "", va="bottom", ha="left", **look.text())
    measured = top.plot([], [], **look.marker("published"))[0]
    measured_label = top.text(0, 0, "", va="top", **look.text("published"))

    def trace(dose, **_):
        course = _after_one_tablet(dose)
        curves.trace({name: course[name] for name in ("diazepam", "nordiazepam", "centre", "tissue")} if regimen(dose).dose_mg else {})

    def update(dose, hours, axis):
        course, dose_mg = _after_one_tablet(dose), regimen(dose).dose_mg
        _set_level_axis(top, axis)
        band.set_data(time_h, course["low"], course["high"])
        curves.move(course)
        here = int(round(hours * SAMPLES_PER_HOUR))
        reading.stand_at(hours, here)
        for labels in (levels, places):
            labels.stand_at({name: course[name][-1] for name in labels.labels} if dose_mg else {})
        gut_label.set_text("gut" if dose_mg else "")
        peak, half_h, wait_h = course["peak"], course["half time"], course["half time"] - course["peak time"]
        found = bool(dose_mg) and abs(hours - half_h) <= 0.5 / SAMPLES_PER_HOUR       # the goal: nothing is marked before it is found
        half.set_data([0, half_h, half_h] if found else [], [peak / 2, peak / 2, top.get_ylim()[0]] if found else [])
        half_label.set(text=f"half the peak at {half_h:.1f} h" if found else "", position=(half_h + 0.6, peak / 2))
        drawn = [level for level in rows("levels", "kinetics") if level.regimen == dose and level.summary == "peak"]
        measured.set_data([course["peak time"]] * len(drawn), [level.value for level in drawn])
        measured_label.set(text=f"published peaks{'' if look.narrow else ' (their times are not compared)'}:\n" + "\n".join(f"{level.value:.0f} {source(level.source).short}" for level in drawn)
                           if drawn else "", position=(14, 0.97 * top.get_ylim()[1]))
        return View(
            _one_tablet_sentence(course, dose_mg, hours, here, axis), said=_one_tablet_said(course, dose_mg, hours, here),
            table={"time (h)": time_h, "diazepam (ng/mL)": course["diazepam"], "low of band (ng/mL)": course["low"],
                   "high of band (ng/mL)": course["high"], "effect site (ng/mL)": course["effect site"],
                   "nordiazepam (ng/mL)": course["nordiazepam"], "gut (% of dose)": course["gut"], "blood and fast organs (% of dose)": course["centre"],
                   "tissue (% of dose)": course["tissue"], "broken down (% of dose)": course["broken down"]},
            parameters=(*parameters_of(REFERENCE), "effect_site_half_time_min"), levels=tuple(level.key for level in drawn),
            functions=(kinetics.rate_matrix, kinetics.concentrations, kinetics.effect_site, kinetics.amounts),
            code=f'from psychopharm.models.kinetics import concentrations\nfrom psychopharm.models.patients import body\n\n'
                 f'diazepam, nordiazepam = concentrations(body("{REFERENCE}"), [{dose_mg:g}], interval_h={HOURS + 1}, '
                 f'samples={(HOURS + 1) * SAMPLES_PER_HOUR})\ndiazepam[{here}]        # at {hours:g} h [ng/mL]',
            goal=f"Goal reached. Exactly half comes {half_h:.1f} h after the tablet, {wait_h:.1f} h after the peak." if found else "",
            result=f"the level is at half of its peak {wait_h:.1f} h after the peak" if found else "")

    return update, trace


def _set_level_axis(ax, scale):
    """Give the axis of levels its scale and limits, if it has others."""
    if scale == "logarithmic" and ax.get_yscale() != "log":
        ax.set(yscale="log", ylim=LOGARITHMIC, ylabel="ng/mL (logarithmic)")
        ax.set_yticks((3, 10, 30, 100, 300, 1000), labels=("3", "10", "30", "100", "300", "1000"))
        ax.minorticks_off()
    elif scale == "linear" and (ax.get_yscale(), ax.get_ylim()) != ("linear", (0, LINEAR_TOP)):
        ax.set(yscale="linear", ylim=(0, LINEAR_TOP), ylabel="ng/mL")


@cache
def _after_one_tablet(dose):
    """Curves after one tablet by name: levels [ng/mL] and shares of the dose [%]; its peak, and the time of half of it."""
    dose_mg, samples = regimen(dose).dose_mg, (HOURS + 1) * SAMPLES_PER_HOUR
    shown, time_h = slice(0, HOURS * SAMPLES_PER_HOUR + 1), np.arange(HOURS * SAMPLES_PER_HOUR + 1) / SAMPLES_PER_HOUR
    person, crowd = body(REFERENCE), virtual_people(body(REFERENCE))
    diazepam, nordiazepam = kinetics.concentrations(person, [dose_mg], HOURS + 1, samples)[:, shown]
    low, high = np.percentile(kinetics.concentrations(crowd, [dose_mg], HOURS + 1, samples)[:, 0, shown], BAND, axis=0)
    share = 100 * bool(dose_mg)
    gut, centre, tissue = kinetics.amounts(person, [1.0], HOURS + 1, samples)[:, shown] * share
    gut = np.where(time_h < person.absorption_lag_h, share * person.bioavailability, gut)        # swallowed, not yet absorbed
    peak, peak_h = kinetics.single_dose_peak(person, dose_mg)
    return {"diazepam": diazepam, "nordiazepam": nordiazepam, "low": low, "high": high,
            "effect site": kinetics.effect_site(person, [dose_mg], HOURS + 1, samples)[shown],
            "gut": gut, "centre": centre, "tissue": tissue, "broken down": share * person.bioavailability - gut - centre - tissue,
            "never absorbed": share * (1 - person.bioavailability), "pace": np.gradient(np.log(np.maximum(diazepam, 1e-300)), time_h),
            "peak": peak, "peak time": peak_h, "half time": _time_of_half(diazepam, time_h, peak, peak_h)}


def _time_of_half(curve, time_h, peak, peak_h):
    """The first time after the peak at which the curve is at half of it [h]; the end of the picture where it is not."""
    after = (time_h > peak_h) & (curve <= peak / 2)
    if not peak or not after.any():
        return float(time_h[-1])
    last = int(np.argmax(after))
    return float(np.interp(-peak / 2, -curve[last - 1:last + 1], time_h[last - 1:last + 1]))


def _one_tablet_sentence(course, dose_mg, hours, here, axis):
    scale = " Logarithmic axis." if axis == "logarithmic" else ""
    if not dose_mg:
        return f"No tablet has been taken: at {hours:g} h there is no diazepam in plasma, at the effect site or in tissue.{scale}"
    now = {name: curve[here] for name, curve in course.items() if np.ndim(curve)}
    pace = f", {_pace(now['pace'])}" if hours > course["peak time"] else ", still rising" if now["diazepam"] > 0 else ""
    return (f"{hours:g} h after {dose_mg:g} mg: {now['diazepam']:.0f} ng/mL in plasma, {100 * now['diazepam'] / course['peak']:.0f} % of peak"
            f"{pace} ({BAND_NAME}: {now['low']:.0f} to {now['high']:.0f}). Dose (%): gut {now['gut']:.0f}, blood and fast organs {now['centre']:.0f}, "
            f"tissue {now['tissue']:.0f}, broken down {now['broken down']:.0f}, never in blood {course['never absorbed']:.0f}.{scale}")


def _one_tablet_said(course, dose_mg, hours, here):
    if not dose_mg:
        return f"{hours:g} h, no tablet taken."
    pace = f", {_pace(course['pace'][here])}" if hours > course["peak time"] else ""
    return (f"{hours:g} h: {course['diazepam'][here]:.0f} ng/mL, {100 * course['diazepam'][here] / course['peak']:.0f} % of peak{pace}. "
            f"Gut {course['gut'][here]:.0f} %, blood {course['centre'][here]:.0f}, tissue {course['tissue'][here]:.0f}, broken down {course['broken down'][here]:.0f}.")


def _pace(slope):
    """How fast the level falls, from the slope of its logarithm [1/h]."""
    return f"halving in {-np.log(2) / slope:.1f} h"


def many_tablets(fig, look):
    """Levels over sixty days of regular tablets, and how far each substance is on its way to its plateau.

    Returns (update, trace); update takes regimen (key of a repeated one), person (key of the panel) and the day that is read.
    """
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    days = np.arange(1, DAYS + 1)
    top.set_title(title_of(look, "Mean level of the day", f"band: {BAND_NAME}"))
    top.set(ylabel="ng/mL", ylim=(0, LEVEL_LIMITS[-1]))
    bottom.set_title("On the way to the plateau")
    bottom.set(ylabel="% of plateau", xlabel="day since the first tablet", ylim=(0, 109), xlim=(0, DAYS + (32 if look.narrow else 12 if look.roomy else 18)),
               xticks=(1, *range(10, DAYS + 1, 10)), yticks=(0, 50, 90))
    both, end = ("diazepam", "nordiazepam"), DAYS + 0.6
    curves = Curves(days, {(ax, name): (ax, name) for ax in (top, bottom) for name in both}, look)
    people = top.fill_between(days, np.zeros(DAYS), **look.band("diazepam"))
    swing = Curves(days, {name: (top, "diazepam", {"linewidth": 0.9}) for name in ("lowest", "highest")}, look)
    labels = EndLabels(top, end, {"diazepam": "diazepam", "nordiazepam": "nordiazepam", "lowest": "diazepam", "highest": "diazepam"}, look)
    bottom.axhline(90, **look.line("reading", linewidth=1.0, linestyle=(0, (2, 2))))
    drops = {name: Drop(bottom, name, share, look) for name, share in zip(both, (0.11, 0.31))}
    reading = Reading((top, bottom), curves.lines, look)
    measured = {name: top.plot([], [], **look.marker(name))[0] for name in both}
    measured_label = top.text(0, 0, "", va="bottom", ha="left", **look.text("published"))

    def heights(course):
        return {(ax, name): course[name] if ax is top else 100 * course[name] / course["plateau"][name] for ax in (top, bottom) for name in both}

    def trace(regimen, person, **_):
        curves.trace(heights(daily_course(regimen, person)))

    def update(regimen, person, day):
        course = daily_course(regimen, person)
        set_top(top, LEVEL_LIMITS, max(course["high"].max(), course["highest"].max(), course["nordiazepam"].max()))
        people.set_data(days, course["low"], course["high"])
        drawn_at = heights(course)
        curves.move(drawn_at)
        swing.move(course)
        reading.stand_at(day, day - 1)
        for name, ready in course["ready"].items():
            drops[name].stand_at(ready, 90, f"day {ready}" if ready <= day else "", gap=0.6)       # not before the reading line has reached it
        labels.stand_at({name: course[name][-1] for name in labels.labels})
        drawn = [level for level in rows("levels", "kinetics") if (level.regimen, level.person, level.summary) == (regimen, person, "mean")]
        for name in both:
            found = [level for level in drawn if level.analyte == name]
            measured[name].set_data([level.day for level in found], [level.value for level in found])
        measured_label.set(text=source(drawn[0].source).short if drawn else "",
                           position=(drawn[0].day, max(level.value for level in drawn) + 0.03 * top.get_ylim()[1]) if drawn else (0, 0))
        return View(
            _many_tablets_sentence(course, regimen, person, day),
            said=f"Day {day}: {course['diazepam'][day - 1]:.0f} ng/mL of diazepam, {course['nordiazepam'][day - 1]:.0f} of nordiazepam; "
                 f"{drawn_at[bottom, 'diazepam'][day - 1]:.0f} and {drawn_at[bottom, 'nordiazepam'][day - 1]:.0f} % of their plateaus.",
            table={"day": days, "diazepam, mean of the day (ng/mL)": course["diazepam"], "lowest of the day (ng/mL)": course["lowest"],
                   "highest of the day (ng/mL)": course["highest"], "low of the people's band (ng/mL)": course["low"],
                   "high of the people's band (ng/mL)": course["high"], "nordiazepam, mean of the day (ng/mL)": course["nordiazepam"],
                   "diazepam (% of plateau)": drawn_at[bottom, "diazepam"], "nordiazepam (% of plateau)": drawn_at[bottom, "nordiazepam"]},
            parameters=parameters_of(person), levels=tuple(level.key for level in drawn),
            functions=(kinetics.rate_matrix, regular_levels, kinetics.steady_state),
            code=f'from psychopharm.models.patients import body\nfrom psychopharm.models.regimens import regular_levels\n'
                 f'from psychopharm.parameters import regimen\n\nlevels = regular_levels(body("{person}"), regimen("{regimen}"), days={DAYS})\n'
                 f'levels.reshape(2, {DAYS}, 24).mean(axis=2)[:, {day - 1}]        # diazepam and nordiazepam on day {day} [ng/mL]',
            values={"day": f"day {day}"}, goal=_many_tablets_goal(course, day), result=_twice_the_dose(regimen, person, day))

    return update, trace


@cache
def daily_course(regimen_key, person_key):
    """Daily levels [ng/mL] of a person and of the people around, the plateau, and the first day within a tenth of it."""
    person, plan = body(person_key), regimen(regimen_key)
    diazepam, nordiazepam = regular_levels(person, plan, DAYS).reshape(2, DAYS, HOURS_PER_DAY)
    crowd = regular_levels(virtual_people(person), plan, DAYS)[:, 0].reshape(-1, DAYS, HOURS_PER_DAY).mean(axis=2)
    low, high = np.percentile(crowd, BAND, axis=0)
    daily_mg = plan.dose_mg * len(hours_of(plan))
    end = kinetics.steady_state(person, daily_mg, interval_h=HOURS_PER_DAY)       # means depend on the daily dose alone
    means = {"diazepam": diazepam.mean(axis=1), "nordiazepam": nordiazepam.mean(axis=1)}
    plateau = {"diazepam": end.diazepam_mean, "nordiazepam": end.nordiazepam_mean}
    ready = {name: int(np.argmax(mean > 0.9 * plateau[name])) + 1 if mean[-1] > 0.9 * plateau[name] else DAYS + 1 for name, mean in means.items()}
    ahead = means["nordiazepam"] > means["diazepam"]
    return {**means, "lowest": diazepam.min(axis=1), "highest": diazepam.max(axis=1), "low": low, "high": high, "plateau": plateau,
            "ready": ready, "overtakes": int(np.argmax(ahead)) + 1 if ahead.any() else None}


def _many_tablets_sentence(course, regimen_key, person_key, day):
    """What day `day` shows; what comes later is not told."""
    more = (f"Plasma has held more nordiazepam than diazepam since day {course['overtakes']}." if course["overtakes"] and course["overtakes"] <= day
            else "Plasma holds more diazepam than nordiazepam.")
    now = {name: course[name][day - 1] for name in ("diazepam", "nordiazepam", "lowest", "highest", "low", "high")}
    return (f"Day {day} of {regimen(regimen_key).label}, {patient(person_key).label}: {now['diazepam']:.0f} ng/mL of diazepam on average "
            f"(within the day {now['lowest']:.0f} to {now['highest']:.0f}; {BAND_NAME}: {now['low']:.0f} to {now['high']:.0f}), "
            f"{way_to_plateau(course, 'diazepam', day)}; {now['nordiazepam']:.0f} of nordiazepam, {way_to_plateau(course, 'nordiazepam', day)}. {more}")


def way_to_plateau(course, name, day):
    """How far a substance has come by that day, in words; the plateau is not told before it is reached."""
    on, plateau = course["ready"][name], course["plateau"][name]
    if on <= day:
        return f"within a tenth of its plateau of {plateau:.0f} since day {on}"
    return f"at {100 * course[name][day - 1] / plateau:.0f} % of its plateau"


def _twice_the_dose(regimen_key, person_key, day):
    """What answers the question of the lesson: how twice the dose changes the plateau and the day on which it is reached."""
    if regimen_key != TWICE:
        return ""
    once, twice = daily_course(ONCE, person_key), daily_course(TWICE, person_key)
    if day < twice["ready"]["diazepam"]:
        return ""
    return (f"with twice the dose the plateau is {twice['plateau']['diazepam']:.0f} instead of {once['plateau']['diazepam']:.0f} ng/mL, "
            f"and it is reached on {'the same day, ' if once['ready'] == twice['ready'] else ''}day {twice['ready']['diazepam']}")


def _many_tablets_goal(course, day):
    if day != course["overtakes"]:
        return ""
    return f"Goal reached: day {day} is the first with more nordiazepam than diazepam in plasma."


def published_levels(fig, look):
    """Published plasma levels beside what the model gives for the same tablets.

    The peaks 406 and 157 ng/mL and the ratio 91/67 were used to fit the model, no plateau of diazepam was.

    Returns (update, None); update takes no control.
    """
    levels = rows("levels", "kinetics")
    model = [level_of(level) for level in levels]
    names = [f"{level.name}: {level.analyte}" if level.summary == "mean" else level.name for level in levels]
    ax = fig.subplots()
    place = np.arange(len(levels))[::-1]
    ax.set(xlabel="plasma level (ng/mL), logarithmic" if look.roomy or look.narrow else "ng/mL, logarithmic", xscale="log", xlim=(20, 1000), ylim=(-0.6, len(levels) - 0.2), yticks=place,
           yticklabels=[] if look.narrow else [f"{name} ({source(level.source).short})" for name, level in zip(names, levels)])
    ax.set_xticks((20, 50, 100, 200, 500, 1000), labels=("20", "50", "100", "200", "500", "1000"))
    ax.minorticks_off()
    ax.tick_params(axis="y", length=0, labelsize=10)
    title = "Open circle: published. Line: model, lowest to highest; bar: mean. Right: their ratio" if look.roomy else (
        "Open circle: published; line and bar: model\nRight: model over published")
    fig.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold", color=look.colour("ink"))
    for y, name, level, (mean, least, most) in zip(place, names, levels, model):
        ax.plot([least, most], [y, y], **look.line(level.analyte, linewidth=3))
        ax.plot([mean], [y], "|", color=look.colour(level.analyte), markersize=14, markeredgewidth=3)
        spread = [[level.value - level.low], [level.high - level.value]] if level.low is not None else None
        ax.errorbar([level.value], [y], xerr=spread, capsize=4, **look.marker("published"))
        ax.text(1100, y, f"{mean / level.value:.2f}", va="center", clip_on=False, **look.text())
        if look.narrow:
            ax.text(20.5, y + 0.28, name, va="bottom", **look.text())

    def update():
        ratios = np.array([mean / level.value for level, (mean, _, _) in zip(levels, model)])
        low, high = int(ratios.argmin()), int(ratios.argmax())
        close = int((np.abs(ratios - 1) <= CLOSE).sum())
        calculated = sum(level.status == "derived" for level in levels)
        return View(
            f"Of {len(levels)} levels ({len(levels) - calculated} measured, {calculated} calculated from a published clearance) the model comes within {100 * CLOSE:.0f} % of {close}. "
            f"It is furthest below at '{names[low]}' of {source(levels[low].source).short} ({model[low][0]:.0f} against {levels[low].value:.0f} ng/mL) and furthest "
            f"above at '{names[high]}' of {source(levels[high].source).short} ({model[high][0]:.0f} against {levels[high].value:.0f} ng/mL).",
            table={"level": names, "source": [source(level.source).short for level in levels], "people": [level.people for level in levels],
                   "published (ng/mL)": [level.value for level in levels], "model mean (ng/mL)": [mean for mean, _, _ in model],
                   "model lowest (ng/mL)": [least for _, least, _ in model], "model highest (ng/mL)": [most for _, _, most in model],
                   "model over published": ratios},
            parameters=(*DIAZEPAM_KEYS, *MAN_KEYS, *WOMAN_KEYS, *AGE_KEYS, "diazepam_clearance_age_slope_woman", "cirrhosis_clearance_factor", "diazepam_volume_per_excess_kg",
                        "nordiazepam_volume_per_excess_kg"),
            levels=tuple(level.key for level in levels), functions=(level_of,),
            code="from psychopharm.parameters import rows\nfrom psychopharm.targets.kinetics import level_of\n\n"
                 "[(level.key, level.value, round(level_of(level)[0])) for level in rows(\"levels\")]")

    return update, None


def parameters_of(person_key):
    """Keys of all parameters behind the levels of a person and of the people around."""
    person, keys = patient(person_key), list(DIAZEPAM_KEYS)
    keys += WOMAN_KEYS if person.sex == "f" else MAN_KEYS
    if person.age_y != patient(REFERENCE).age_y:
        keys += AGE_KEYS if person.sex == "m" else (*AGE_KEYS, "diazepam_clearance_age_slope_woman")
    elif person.sex == "f":
        keys += ["nordiazepam_volume_exponent"]
    if person.excess_weight_kg:
        keys += ["diazepam_volume_per_excess_kg", "nordiazepam_volume_per_excess_kg"]
    if person.liver == "cirrhosis":
        keys += ["cirrhosis_clearance_factor"]
    keys += [f"{drug}_fraction_{route}" for drug in ("diazepam", "nordiazepam") for route in ("cyp2c19", "cyp3a4", "other")]
    return tuple(dict.fromkeys((*keys, f"cyp2c19_activity_{person.cyp2c19.lower()}", *PEOPLE_KEYS)))


def diazepam_parameters_of(person_key):
    """Those of them that matter for diazepam alone."""
    return tuple(key for key in parameters_of(person_key) if not key.startswith("nordiazepam"))
