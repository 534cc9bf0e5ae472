"""Pictures of diazepam in the body. Each is built once; its update moves the lines and says what is then to be seen."""

from functools import cache

import numpy as np

from psychopharm.figures.parts import Reading, keep_apart
from psychopharm.figures.style import NAMES
from psychopharm.figures.view import View
from psychopharm.models import kinetics
from psychopharm.models.patients import body
from psychopharm.models.population import virtual_people
from psychopharm.models.regimens import HOURS_PER_DAY, hours_of, regular_levels
from psychopharm.parameters import patient, regimen, rows
from psychopharm.targets import level_of

HOURS = 60                # after one tablet
SAMPLES_PER_HOUR = 4
DAYS = 60                 # of regular tablets
REFERENCE = "man_30"
BAND = (5, 95)            # percentiles of the virtual people: 90 % of them lie between
BAND_NAME = "90 % of virtual people"
CLOSE = 0.3               # what counts as close to a published level whose spread is not given, as in data/targets
LINEAR_TOP, LOGARITHMIC = 600, (3, 1000)
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
    time_h = np.arange(HOURS * SAMPLES_PER_HOUR + 1) / SAMPLES_PER_HOUR
    top.set_title(f"Level in plasma; dotted: effect site; band: {BAND_NAME}" if not look.narrow else "Level in plasma; dotted: effect site")
    top.set(ylabel="ng/mL", ylim=LOGARITHMIC)
    bottom.set_title("Where the diazepam of the tablet is")
    bottom.set(ylabel="% of the dose", xlabel="time since the tablet (h)", ylim=(0, 100), xlim=(0, HOURS + (30 if look.narrow else 14)),
               xticks=range(0, HOURS + 1, 12))

    before = {name: ax.plot(time_h, np.full(time_h.size, np.nan), **look.trace(name))[0]
              for ax, name in ((top, "diazepam"), (top, "nordiazepam"), (bottom, "centre"), (bottom, "tissue"))}
    band = top.fill_between(time_h, np.zeros(time_h.size), **look.band("diazepam"))
    lines = {name: ax.plot(time_h, np.zeros(time_h.size), **look.line(name))[0] for ax, name in (
        (top, "diazepam"), (top, "effect site"), (top, "nordiazepam"),
        (bottom, "gut"), (bottom, "centre"), (bottom, "tissue"), (bottom, "broken down"))}
    labels = {name: lines[name].axes.text(HOURS + 0.6, 0, "", va="center", **look.text(name))
              for name in ("diazepam", "nordiazepam", "centre", "tissue", "broken down")}
    gut_label = bottom.text(1.2, 88, "", va="center", **look.text("gut"))
    reading = Reading((top, bottom), lines, look)
    half, = top.plot([], [], **look.line("reading", linewidth=1.2, linestyle=(0, (2, 2))))
    half_label = top.text(0, 0, "", va="bottom", ha="left", **look.text())
    measured = top.plot([], [], **look.marker("published"))[0]
    measured_label = top.text(0, 0, "", va="top", **look.text("published"))

    def trace(dose, **_):
        curves = _after_one_tablet(dose)
        for name, line in before.items():
            line.set_ydata(curves[name] if regimen(dose).dose_mg else np.full(time_h.size, np.nan))

    def update(dose, hours, axis):
        curves, dose_mg = _after_one_tablet(dose), regimen(dose).dose_mg
        _set_level_axis(top, axis)
        floor = top.get_ylim()[0]
        band.set_data(time_h, curves["low"], curves["high"])
        here = int(round(hours * SAMPLES_PER_HOUR))
        for name, line in lines.items():
            line.set_ydata(curves[name])
        reading.stand_at(hours, here)
        for name, label in labels.items():
            label.set(y=max(curves[name][-1], floor), text=NAMES.get(name, name) if dose_mg else "")
        keep_apart([labels["centre"], labels["tissue"], labels["broken down"]])
        keep_apart([labels["diazepam"], labels["nordiazepam"]])
        gut_label.set_text("gut" if dose_mg else "")
        peak, half_h = curves["peak"], curves["half time"]
        found = bool(dose_mg) and abs(hours - half_h) <= 0.5 / SAMPLES_PER_HOUR       # the goal: nothing is marked before it is found
        half.set_data([0, half_h, half_h] if found else [], [peak / 2, peak / 2, floor] if found else [])
        half_label.set(text=f"half the peak at {half_h:.1f} h" if found else "", position=(half_h + 0.6, peak / 2))
        drawn = [level for level in rows("levels", "kinetics") if level.regimen == dose and level.summary == "peak"]
        measured.set_data([curves["peak time"]] * len(drawn), [level.value for level in drawn])
        measured_label.set(text="published peaks (their times are not compared):\n" + "\n".join(f"{level.value:.0f} {level.source}" for level in drawn)
                           if drawn else "", position=(14, 0.97 * top.get_ylim()[1]))
        return View(
            _one_tablet_sentence(curves, dose_mg, hours, here, axis), said=_one_tablet_said(curves, dose_mg, hours, here),
            table={"time (h)": time_h, "diazepam (ng/mL)": curves["diazepam"], "low of band (ng/mL)": curves["low"],
                   "high of band (ng/mL)": curves["high"], "effect site (ng/mL)": curves["effect site"],
                   "nordiazepam (ng/mL)": curves["nordiazepam"], "gut (% of dose)": curves["gut"], "blood and fast organs (% of dose)": curves["centre"],
                   "tissue (% of dose)": curves["tissue"], "broken down (% of dose)": curves["broken down"]},
            parameters=(*_parameters_of(REFERENCE), "effect_site_half_time_min"), levels=tuple(level.key for level in drawn),
            functions=(kinetics.rate_matrix, kinetics.concentrations, kinetics.effect_site, kinetics.amounts),
            code=f'from psychopharm.models.kinetics import concentrations\nfrom psychopharm.models.patients import body\n\n'
                 f'diazepam, nordiazepam = concentrations(body("{REFERENCE}"), [{dose_mg:g}], interval_h={HOURS + 1}, '
                 f'samples={(HOURS + 1) * SAMPLES_PER_HOUR})\ndiazepam[{here}]        # at {hours:g} h [ng/mL]',
            goal=f"Goal reached. Exactly half comes {half_h:.1f} h after the tablet, {half_h - curves['peak time']:.1f} h after the peak." if found else "")

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


def _one_tablet_sentence(curves, dose_mg, hours, here, axis):
    scale = " The level axis is logarithmic." if axis == "logarithmic" else ""
    if not dose_mg:
        return f"No tablet has been taken: at {hours:g} h there is no diazepam in plasma, at the effect site or in tissue.{scale}"
    now = {name: curve[here] for name, curve in curves.items() if np.ndim(curve)}
    pace = (f", falling at a pace that halves it in {-np.log(2) / now['pace']:.1f} h" if hours > curves["peak time"] else
            ", still rising" if now["diazepam"] > 0 else "")
    return (f"{hours:g} h after {dose_mg:g} mg: {now['diazepam']:.0f} ng/mL of diazepam in plasma, {100 * now['diazepam'] / curves['peak']:.0f} % of its peak"
            f"{pace} ({BAND_NAME}: {now['low']:.0f} to {now['high']:.0f}); {now['effect site']:.0f} at the effect site; {now['nordiazepam']:.0f} of nordiazepam. "
            f"Of the dose {now['gut']:.0f} % is in the gut, {now['centre']:.0f} % in blood and fast organs, {now['tissue']:.0f} % in tissue; "
            f"{now['broken down']:.0f} % has been broken down, and {curves['never absorbed']:.0f} % never reaches the blood.{scale}")


def _one_tablet_said(curves, dose_mg, hours, here):
    if not dose_mg:
        return f"{hours:g} h, no tablet taken."
    return (f"{hours:g} h: {curves['diazepam'][here]:.0f} ng/mL, {100 * curves['diazepam'][here] / curves['peak']:.0f} % of the peak. Gut {curves['gut'][here]:.0f} %, "
            f"blood {curves['centre'][here]:.0f} %, tissue {curves['tissue'][here]:.0f} %, broken down {curves['broken down'][here]:.0f} %.")


def many_tablets(fig, look):
    """Levels over sixty days of regular tablets, and how far each substance is on its way to its plateau.

    Returns (update, trace); update takes regimen (key of a repeated one), person (key of the panel) and the day that is read.
    """
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    days = np.arange(1, DAYS + 1)
    top.set_title(f"Mean level of the day; band: {BAND_NAME}" if not look.narrow else "Mean level of the day")
    top.set(ylabel="ng/mL", ylim=(0, LEVEL_LIMITS[-1]))
    bottom.set_title("On the way to the plateau")
    bottom.set(ylabel="% of plateau", xlabel="day since the first tablet", ylim=(0, 109), xlim=(0, DAYS + (26 if look.narrow else 12)),
               xticks=(1, *range(10, DAYS + 1, 10)), yticks=(0, 50, 90))
    both = ("diazepam", "nordiazepam")
    before = {(ax, name): ax.plot(days, np.full(DAYS, np.nan), **look.trace(name))[0] for ax in (top, bottom) for name in both}
    people = top.fill_between(days, np.zeros(DAYS), **look.band("diazepam"))
    swing = [top.plot(days, np.zeros(DAYS), **look.line("diazepam", linewidth=0.9))[0] for _ in range(2)]
    lines = {(ax, name): ax.plot(days, np.zeros(DAYS), **look.line(name))[0] for ax in (top, bottom) for name in both}
    labels = {name: top.text(DAYS + 0.6, 0, name, va="center", **look.text(name)) for name in both}
    extremes = [top.text(DAYS + 0.6, 0, name, va="center", **look.text("diazepam")) for name in ("lowest", "highest")]
    bottom.axhline(90, **look.line("reading", linewidth=1.0, linestyle=(0, (2, 2))))
    drops = {name: bottom.plot([], [], **look.line(name, linewidth=1.4))[0] for name in both}
    drop_labels = {name: bottom.text(0, 12 if name == "diazepam" else 34, "", va="center", ha="left", **look.text(name)) for name in both}
    reading = Reading((top, bottom), lines, look)
    measured = {name: top.plot([], [], **look.marker(name))[0] for name in both}
    measured_label = top.text(0, 0, "", va="bottom", ha="left", **look.text("published"))

    def curves_of(course, name, ax):
        return course[name] if ax is top else 100 * course[name] / course["plateau"][name]

    def trace(regimen, person, **_):
        course = _many_tablets(regimen, person)
        for (ax, name), line in before.items():
            line.set_ydata(curves_of(course, name, ax))

    def update(regimen, person, day):
        course = _many_tablets(regimen, person)
        limit = next((limit for limit in LEVEL_LIMITS if limit >= max(course["high"].max(), course["most"].max(), course["nordiazepam"].max())),
                     LEVEL_LIMITS[-1])
        if top.get_ylim()[1] != limit:
            top.set_ylim(0, limit)
        people.set_data(days, course["low"], course["high"])
        swing[0].set_ydata(course["least"])
        swing[1].set_ydata(course["most"])
        for (ax, name), line in lines.items():
            line.set_ydata(curves_of(course, name, ax))
        reading.stand_at(day, day - 1)
        for name in both:
            labels[name].set_y(course[name][-1])
            ready = course["ready"][name]
            there = ready <= day                             # nothing is marked before the reading line has reached it
            drops[name].set_data([ready, ready] if there else [], [0, 90] if there else [])
            drop_labels[name].set(text=f"day {ready}" if there else "", x=ready + 0.6)
        extremes[0].set_y(course["least"][-1])
        extremes[1].set_y(course["most"][-1])
        keep_apart([*labels.values(), *extremes])
        drawn = [level for level in rows("levels", "kinetics") if (level.regimen, level.person, level.summary) == (regimen, person, "mean")]
        for name in both:
            found = [level for level in drawn if level.analyte == name]
            measured[name].set_data([level.day for level in found], [level.value for level in found])
        measured_label.set(text=drawn[0].source if drawn else "",
                           position=(drawn[0].day, max(level.value for level in drawn) + 0.03 * limit) if drawn else (0, 0))
        return View(
            _many_tablets_sentence(course, regimen, person, day),
            said=f"Day {day}: {course['diazepam'][day - 1]:.0f} ng/mL of diazepam, {course['nordiazepam'][day - 1]:.0f} of nordiazepam; "
                 f"{curves_of(course, 'diazepam', bottom)[day - 1]:.0f} and {curves_of(course, 'nordiazepam', bottom)[day - 1]:.0f} % of their plateaus.",
            table={"day": days, "diazepam, mean of the day (ng/mL)": course["diazepam"], "lowest of the day (ng/mL)": course["least"],
                   "highest of the day (ng/mL)": course["most"], "low of the people's band (ng/mL)": course["low"],
                   "high of the people's band (ng/mL)": course["high"], "nordiazepam, mean of the day (ng/mL)": course["nordiazepam"],
                   "diazepam (% of plateau)": curves_of(course, "diazepam", bottom), "nordiazepam (% of plateau)": curves_of(course, "nordiazepam", bottom)},
            parameters=_parameters_of(person), levels=tuple(level.key for level in drawn),
            functions=(kinetics.rate_matrix, regular_levels, kinetics.steady_state),
            code=f'from psychopharm.models.patients import body\nfrom psychopharm.models.regimens import regular_levels\n'
                 f'from psychopharm.parameters import regimen\n\nlevels = regular_levels(body("{person}"), regimen("{regimen}"), days={DAYS})\n'
                 f'levels.reshape(2, {DAYS}, 24).mean(axis=2)[:, {day - 1}]        # diazepam and nordiazepam on day {day} [ng/mL]',
            goal=_many_tablets_goal(course, day))

    return update, trace


@cache
def _many_tablets(regimen_key, person_key):
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
    return {**means, "least": diazepam.min(axis=1), "most": diazepam.max(axis=1), "low": low, "high": high, "plateau": plateau,
            "ready": ready, "overtakes": int(np.argmax(ahead)) + 1 if ahead.any() else None}


def _many_tablets_sentence(course, regimen_key, person_key, day):
    """What day `day` shows; what comes later is not told."""
    i, plateau = day - 1, course["plateau"]
    way = {name: f"within a tenth of its plateau of {plateau[name]:.0f} since day {on}" if on <= day else f"at {100 * course[name][i] / plateau[name]:.0f} % of its plateau"
           for name, on in course["ready"].items()}
    more = (f"Plasma has held more nordiazepam than diazepam since day {course['overtakes']}." if course["overtakes"] and course["overtakes"] <= day
            else "Plasma holds more diazepam than nordiazepam.")
    return (f"Day {day} of {regimen(regimen_key).label}, {patient(person_key).label}: {course['diazepam'][i]:.0f} ng/mL of diazepam on average "
            f"(within the day {course['least'][i]:.0f} to {course['most'][i]:.0f}; {BAND_NAME}: {course['low'][i]:.0f} to {course['high'][i]:.0f}), {way['diazepam']}; "
            f"{course['nordiazepam'][i]:.0f} of nordiazepam, {way['nordiazepam']}. {more}")


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
    ax.set(xlabel="plasma level (ng/mL), logarithmic", xscale="log", xlim=(20, 1000), ylim=(-0.6, len(levels) - 0.2), yticks=place,
           yticklabels=[] if look.narrow else [f"{name} ({level.source})" for name, level in zip(names, levels)])
    ax.set_xticks((20, 50, 100, 200, 500, 1000), labels=("20", "50", "100", "200", "500", "1000"))
    ax.minorticks_off()
    ax.tick_params(axis="y", length=0, labelsize=10)
    title = "Open circle: published; line and bar: model\nRight: model over published" if look.narrow else (
        "Open circle: published. Line: model, lowest to highest; bar: mean. Right: their ratio")
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
            f"It is furthest below at '{names[low]}' of {levels[low].source} ({model[low][0]:.0f} against {levels[low].value:.0f} ng/mL) and furthest "
            f"above at '{names[high]}' of {levels[high].source} ({model[high][0]:.0f} against {levels[high].value:.0f} ng/mL).",
            table={"level": names, "source": [level.source for level in levels], "people": [level.people for level in levels],
                   "published (ng/mL)": [level.value for level in levels], "model mean (ng/mL)": [mean for mean, _, _ in model],
                   "model lowest (ng/mL)": [least for _, least, _ in model], "model highest (ng/mL)": [most for _, _, most in model],
                   "model over published": ratios},
            parameters=(*DIAZEPAM_KEYS, *MAN_KEYS, *WOMAN_KEYS, *AGE_KEYS, "diazepam_clearance_age_slope_woman", "cirrhosis_clearance_factor", "diazepam_volume_per_excess_kg",
                        "nordiazepam_volume_per_excess_kg"),
            levels=tuple(level.key for level in levels), functions=(level_of,),
            code="from psychopharm.parameters import rows\nfrom psychopharm.targets import level_of\n\n"
                 "[(level.key, level.value, round(level_of(level)[0])) for level in rows(\"levels\")]")

    return update, None


def _parameters_of(person_key):
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
