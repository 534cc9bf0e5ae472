"""From plasma to the brain: how much of a drug is free to leave the blood, and how the effect follows."""

from dataclasses import replace
from functools import cache

import numpy as np

from psychopharm.figures.kinetics import BAND, BAND_NAME, REFERENCE, diazepam_parameters_of
from psychopharm.figures.parts import Curves, EndLabels, Reading, title_of
from psychopharm.figures.view import View
from psychopharm.models import kinetics
from psychopharm.models.patients import body, eeg_constants
from psychopharm.models.population import virtual_people
from psychopharm.parameters import parameter, regimen, rows, source

HOURS = 12                # after one tablet
SAMPLES_PER_HOUR = 10
MINUTES = 60              # in an hour; the time of a peak is read to the minute
LEVELS, RISES = (0.1, 1000), (0, 25)        # ng/mL, percentage points
ASKED = "single_10mg"     # the dose that the lesson asks about
LATE_MIN = 30             # the goal: the effect peaks at least so much later than the level


def to_the_brain(fig, look):
    """Diazepam in plasma after one tablet, all of it and the free part, free diazepam at the effect site, and the change of the EEG.

    Returns (update, trace); update takes dose (key of a single regimen), shown (total, free), delay_min (half-time of the delay
    between plasma and effect site) and hours since the tablet.
    """
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    time_h = np.arange(HOURS * SAMPLES_PER_HOUR + 1) / SAMPLES_PER_HOUR
    per_ng = kinetics.free_nM(1.0, 1.0, _mass())
    top.set_title(title_of(look, "Diazepam in plasma", f"band: {BAND_NAME}"))
    top.set(ylabel="ng/mL (logarithmic)", yscale="log", ylim=LEVELS)
    top.set_yticks((0.1, 1, 10, 100, 1000), labels=("0.1", "1", "10", "100", "1000"))
    top.minorticks_off()
    right = top.secondary_yaxis("right", functions=(lambda level: level * per_ng, lambda amount: amount / per_ng))
    right.set_ylabel("nM (logarithmic)")
    right.set_yticks((1, 10, 100, 1000), labels=("1", "10", "100", "1000"))
    right.minorticks_off()
    bottom.set_title("13-31 Hz waves in the EEG")
    bottom.set(ylabel="rise (% points)", xlabel="time since the tablet (h)", ylim=RISES, xlim=(0, HOURS + (5.5 if look.narrow else 2)),
               xticks=range(0, HOURS + 1, 2))
    right_end, share = 0.99 * bottom.get_xlim()[1], parameter("diazepam_unbound_fraction")
    curves = Curves(time_h, {"total": (top, "diazepam"), "free": (top, "diazepam", {"linestyle": (0, (7, 2))}), "effect site": (top, "effect site"),
                             "EEG": (bottom, "effect site", {"linestyle": "-"})}, look)
    edges = Curves(time_h, {name: (top, "diazepam", {"linewidth": 1.0, "linestyle": (0, (3, 3))}) for name in ("least free", "most free")}, look)
    people, shares, effects = (panel.fill_between(time_h, np.zeros(time_h.size), **look.band(what, strength))
                               for panel, what, strength in ((top, "diazepam", 0.22), (top, "diazepam", 0.08), (bottom, "effect site", 0.22)))
    labels = EndLabels(top, HOURS + 0.1, {"total": "diazepam", "free": "diazepam", "effect site": "effect site"}, look)
    share_label = top.text(right_end, 0.9 * LEVELS[1], "", va="top", ha="right", **look.text("diazepam"))
    measured, = bottom.plot([], [], **look.marker("published", clip_on=False, in_layout=False))        # whole also at 0
    measured_label = bottom.text(0.1, 0.97 * RISES[1], "", va="top", ha="left", **look.text("published"))
    delay_label = bottom.text(right_end, 0.78 * RISES[1], "", va="top", ha="right", **look.text("effect site"))
    between, = bottom.plot([], [], **look.line("effect site", linewidth=1.4, linestyle=(0, (3, 3))))
    reading = Reading((top, bottom), curves.lines, look)

    def heights(course, shown):
        drawn = ("total", "EEG") if shown == "total" else ("total", "free", "effect site", "EEG")
        return {name: course[name] for name in drawn if course["dose mg"]}

    def trace(dose, shown, delay_min, **_):
        curves.trace(heights(_after(dose, delay_min), shown))

    def update(dose, shown, delay_min, hours):
        course = _after(dose, delay_min)
        with_free, taken, drawn = shown == "free", bool(course["dose mg"]), heights(course, shown)
        share_label.set_text(f"dashed: {100 * share.low:g} to {100 * share.high:g} % free" if with_free else "")
        curves.move(drawn)
        edges.move(course if with_free and taken else {})
        people.set_data(time_h, course["low"], course["high"])
        nothing = np.zeros(time_h.size)
        shares.set_data(time_h, *((course["least free"], course["most free"]) if with_free else (nothing, nothing)))
        effects.set_data(time_h, course["EEG low"], course["EEG high"])
        labels.stand_at({name: curve[-1] for name, curve in drawn.items() if name != "EEG"})
        published = next((target for target in rows("targets", "kinetics") if target.key == f"P17_{course['dose mg']:g}mg"), None)
        measured.set_data(([course["effect peak h"]], [float(published.published)]) if published else ([], []))
        measured_label.set_text(f"○ published{'' if look.narrow else ' peak'}: {published.published} ({source(published.source).short})" if published else "")
        late_min = MINUTES * (course["effect peak h"] - course["peak h"])
        found, height = taken and late_min >= LATE_MIN, course["EEG"].max()            # nothing is marked before it is found
        between.set_data(*(([course["peak h"]] * 2 + [course["effect peak h"]] * 2, [0, height, height, 0]) if found else ([], [])))
        delay_label.set_text(f"{'delay' if look.narrow else 'half-time of the delay'}: {delay_min:g} min" + (f"\npeak {late_min:.0f} min late" if found else ""))
        here = int(round(hours * SAMPLES_PER_HOUR))
        reading.stand_at(hours, here)
        now = {name: curve[here] for name, curve in course.items() if np.ndim(curve)}
        return View(
            _sentence(course, now, with_free, delay_min, hours), said=_said(course, now, with_free, hours, delay_min), table=_table(course, time_h, with_free),
            parameters=(*diazepam_parameters_of(REFERENCE), *(["diazepam_unbound_fraction"] if with_free else []),
                        "effect_site_half_time_min", "eeg_max_rise_pct_points", "eeg_ec50_ng_per_mL", "eeg_hill"),
            functions=(kinetics.concentrations, *([kinetics.free_nM] if with_free else []), kinetics.effect_site, kinetics.eeg_rise),
            code=_code(course, with_free, here, hours),
            goal=f"Goal reached: with a half-time of {delay_min:g} min the effect peaks {late_min:.0f} min after the level." if found else "",
            result=f"of {now['total']:.0f} ng/mL, {now['free']:.1f} are free, that is {_nM(now['free']):.0f} nM"
            if dose == ASKED and with_free and abs(hours - course["peak h"]) <= 0.5 / SAMPLES_PER_HOUR else "")

    return update, trace


def _mass():
    return parameter("diazepam_molar_mass_g_per_mol").value


def _nM(level):
    """Diazepam in nM, from ng/mL."""
    return kinetics.free_nM(level, 1.0, _mass())


@cache
def _after(dose, delay_min):
    """Curves after one tablet by name: total, free and effect site [ng/mL], their bands, EEG [percentage points]; the times of two peaks [h]."""
    dose_mg, share = regimen(dose).dose_mg, parameter("diazepam_unbound_fraction")
    person = _delayed(body(REFERENCE), delay_min)
    total, site = (curve(person, [dose_mg], HOURS + 1, (HOURS + 1) * MINUTES)[..., :HOURS * MINUTES + 1]
                   for curve in (lambda *given: kinetics.concentrations(*given)[0], kinetics.effect_site))
    drawn = slice(None, None, MINUTES // SAMPLES_PER_HOUR)
    total_h = total[drawn]
    (low, high), (site_low, site_high) = dose_mg * _levels_of_people(), dose_mg * _sites_of_people(delay_min)
    rise, rise_low, rise_high = (kinetics.eeg_rise(level, *eeg_constants()) for level in (site[drawn], site_low, site_high))
    return {"dose mg": dose_mg, "total": total_h, "low": low, "high": high, "free": share.value * total_h, "least free": share.low * total_h,
            "most free": share.high * total_h, "effect site": share.value * site[drawn], "EEG": rise, "EEG low": rise_low, "EEG high": rise_high,
            "peak h": kinetics.single_dose_peak(person, dose_mg)[1], "effect peak h": site.argmax() / MINUTES,
            "effect peak": float(kinetics.eeg_rise(site.max(), *eeg_constants()))}


def _delayed(person, delay_min):
    return replace(person, effect_rate_per_h=np.log(2) * MINUTES / delay_min)


@cache
def _levels_of_people():
    """Ends of the band of levels in plasma after 1 mg [ng/mL], shape (2, times)."""
    levels = kinetics.concentrations(virtual_people(body(REFERENCE)), [1.0], HOURS + 1, (HOURS + 1) * SAMPLES_PER_HOUR)[:, 0]
    return np.percentile(levels, BAND, axis=0)[:, :HOURS * SAMPLES_PER_HOUR + 1]


@cache
def _sites_of_people(delay_min):
    """Ends of the band of levels at the effect site after 1 mg [ng/mL of plasma in balance with it], shape (2, times)."""
    levels = kinetics.effect_site(_delayed(virtual_people(body(REFERENCE)), delay_min), [1.0], HOURS + 1, (HOURS + 1) * SAMPLES_PER_HOUR)
    return np.percentile(levels, BAND, axis=0)[:, :HOURS * SAMPLES_PER_HOUR + 1]


def _sentence(course, now, with_free, delay_min, hours):
    if not course["dose mg"]:
        return (f"No tablet has been taken: at {hours:g} h there is no diazepam in plasma{', neither bound nor free' if with_free else ''}, "
                f"and the EEG is as before. Half-time of the delay: {delay_min:g} min.")
    plasma = f"{hours:g} h after {course['dose mg']:g} mg: {now['total']:.0f} ng/mL of diazepam in plasma ({_nM(now['total']):.0f} nM"
    rise = (f"The share of 13-31 Hz waves in the EEG is up by {now['EEG']:.1f} percentage points ({BAND_NAME}: {now['EEG low']:.1f} to {now['EEG high']:.1f}")
    if not with_free:
        return (f"{plasma}; {BAND_NAME}: {now['low']:.0f} to {now['high']:.0f} ng/mL). {rise}; half-time of the delay: {delay_min:g} min). "
                f"{_largest(course)}.")
    share = parameter("diazepam_unbound_fraction")
    return (f"{plasma}). Free: {now['free']:.2g} ng/mL, {_nM(now['free']):.2g} nM ({_nM(now['least free']):.2g} to {_nM(now['most free']):.2g} nM "
            f"at {100 * share.low:g} to {100 * share.high:g} % free); at the effect site {_nM(now['effect site']):.2g} nM, "
            f"half-time of the delay {delay_min:g} min. {rise}). {_largest(course)}.")


def _largest(course):
    return f"The effect is largest at {course['effect peak h']:.1f} h: {course['effect peak']:.1f} points"


def _said(course, now, with_free, hours, delay_min):
    if not course["dose mg"]:
        return f"{hours:g} h, no tablet taken. Delay: {delay_min:g} min."
    free = f", {_nM(now['free']):.2g} nM free" if with_free else ""
    return f"{hours:g} h: {now['total']:.0f} ng/mL in plasma{free}; EEG up {now['EEG']:.1f} points. {_largest(course)}."


def _table(course, time_h, with_free):
    free = {} if not with_free else {
        "free (ng/mL)": course["free"], "least free (ng/mL)": course["least free"], "most free (ng/mL)": course["most free"],
        "free (nM)": _nM(course["free"]), "free at the effect site (ng/mL)": course["effect site"]}
    return {"time (h)": time_h, "total (ng/mL)": course["total"], "low of band (ng/mL)": course["low"], "high of band (ng/mL)": course["high"],
            "total (nM)": _nM(course["total"]), **free, "EEG rise (percentage points)": course["EEG"],
            "low of its band (percentage points)": course["EEG low"], "high of its band (percentage points)": course["EEG high"]}


def _code(course, with_free, here, hours):
    level = (f'total = concentrations(body("{REFERENCE}"), [{course["dose mg"]:g}], interval_h={HOURS + 1}, samples={(HOURS + 1) * SAMPLES_PER_HOUR})[0]\n')
    if not with_free:
        return ("from psychopharm.models.kinetics import concentrations\nfrom psychopharm.models.patients import body\n\n"
                f"{level}total[{here}]        # at {hours:g} h [ng/mL]")
    return ("from psychopharm.models.kinetics import concentrations, free_nM\nfrom psychopharm.models.patients import body\n"
            f"from psychopharm.parameters import parameter\n\n{level}"
            'share, mass = parameter("diazepam_unbound_fraction").value, parameter("diazepam_molar_mass_g_per_mol").value\n'
            f"free_nM(total[{here}], share, mass)        # at {hours:g} h [nM]")
