"""Two drugs on one time axis, from a second to half a year: what each fills, and what of it can be measured in people."""

from dataclasses import replace
from functools import cache

import numpy as np

from psychopharm.figures.kinetics import REFERENCE, diazepam_parameters_of
from psychopharm.figures.parts import Curves, EndLabels, Reading
from psychopharm.figures.view import View
from psychopharm.models import clocks, kinetics, onset
from psychopharm.models.occupancy import site_occupancy, transporter_occupancy
from psychopharm.models.patients import body, eeg_constants
from psychopharm.parameters import control, evidence, finding, parameter, regimen, source

DOSE = "single_10mg"
CONTROL = "hours_since_first_tablet"         # its steps are the points of every curve
DAY_H, WEEK_H = 24, 168
MINUTES, HOURS_IN_MINUTES = 60, 48           # diazepam is computed by the minute for two days, then by the hour
SETTLED_H = 72            # from here the level of daily tablets is drawn twelve hours after the newest, not its rise and fall
UNITS = ((1 / 3600, "second", 60), (1 / 60, "minute", 60), (1, "hour", 48), (DAY_H, "day", 14), (WEEK_H, "week", 9), (730.5, "month", 99))
NEAR = 1.001              # so much earlier a time counts as reached
TRIALS_D = 42             # the trials behind the benefit lasted six weeks
GONE, HALF = 5, 50        # the goal: the effect of diazepam below so many % of its peak, the benefit below so many % of six weeks
TICKS_H = {1 / 3600: "1 s", 1 / 60: "1 min", 1: "1 h", 24: "1 day", 168: "1 week", 730: "\n1 month", 4383: "6 months"}
MIDDLE_TICKS_H = {1 / 3600: "1 s", 1 / 60: "1 min", 1: "1 h", 24: "1 day", 168: "\n1 week", 4383: "6 months"}
NARROW_TICKS_H = {1 / 3600: "1 s", 1 / 60: "1 min", 1: "1 h", 24: "1 d", 168: "\n1 wk", 4383: "6 mo"}

DRUG_OF = {"sites": "diazepam", "EEG": "diazepam", "transporters": "antidepressant", "firing": "antidepressant", "desensitised": "antidepressant",
           "benefit": "antidepressant"}
PLACE_OF = {"sites": (0, "diazepam"), "transporters": (0, "antidepressant"), "firing": (0, "firing"), "desensitised": (0, "serotonin"),
            "EEG": (1, "effect site", {"linestyle": "-"}), "benefit": (1, "antidepressant", {"linestyle": (0, (7, 2))})}
LABELS = {"sites": "benzodiazepine sites", "transporters": "transporters filled", "firing": "neurons firing (rats)", "desensitised": "desensitised (rats)",
          "EEG": "diazepam: EEG", "benefit": "antidepressant: benefit"}
SHORT_LABELS = {"sites": "BZ sites", "transporters": "transporter", "firing": "firing", "desensitised": "desensit.", "EEG": "EEG", "benefit": "benefit"}
MIDDLE_LABELS = {"sites": "diazepam's sites", "transporters": "transporters", "firing": "firing (rats)", "desensitised": "desensitised (rats)",
                 "EEG": "EEG effect", "benefit": "benefit"}
AFTER_4_WEEKS = "transporter_occupancy_smallest_dose_pct"
# published: key of data/evidence, once of data/parameters -> curve, hours since the first tablet, measured in
MEASURED = {"clock_transporter_4h": ("transporters", 4, "people"), "clock_transporter_6h": ("transporters", 6, "people"),
            AFTER_4_WEEKS: ("transporters", 4 * WEEK_H, "people"), "rat_desensitised_day_3": ("desensitised", 3 * DAY_H, "rats"),
            "rat_desensitised_day_21": ("desensitised", 21 * DAY_H, "rats"), "clock_benefit_week_1": ("benefit", WEEK_H, "people")}
EEG_CHANGED, FIRING_BACK = "clock_eeg", "rat_firing_back_day"      # published as times, not heights
EEG_LAST = "eeg_change_ends_10mg_h"          # of data/findings: until when the EEG was changed
EEG_HEIGHT = 112          # % of the axis at which the hours of a changed EEG are drawn
SHORT = 2                 # a list of so few results leaves room to say that no more follow
LEAST_PCT = 0.005         # less than so many % is drawn and listed as nothing
WEEK_ONE_H = (160, 176)   # times at which the answer about the first week is given
NAMED_H = {"1 second": 1 / 3600, "10 seconds": 10 / 3600, "1 minute": 1 / 60, "5 minutes": 1 / 12, "10 minutes": 1 / 6, "20 minutes": 1 / 3, "30 minutes": 0.5,
           "1 hour": 1, "2 hours": 2, "3 hours": 3, "4 hours": 4, "6 hours": 6, "8 hours": 8, "12 hours": 12, "1 day": 24, "2 days": 48, "3 days": 72,
           "1 week": 168, "2 weeks": 336, "3 weeks": 504, "4 weeks": 672, "6 weeks": 1008, "2 months": 1461, "3 months": 2192, "6 months": 4383}       # rows of the table
TITLES = {"people": "○ people", "rats": "○ people, □ rats", "models": "○ people, □ rats, lines: models"}
DRUGS = {"both": "both drugs", "diazepam": "diazepam", "antidepressant": "antidepressant"}
TOUCH = {"both": "What both drugs touch", "diazepam": "What diazepam touches", "antidepressant": "What the antidepressant touches"}
PHRASES = {               # how a result stands in the sentence; of the transporters the first and the last
    "clock_transporter_4h": "transporters {0.low:.0f} to {0.high:.0f} % filled after 4 hours",
    AFTER_4_WEEKS: "{0.value:g} % after 4 weeks", EEG_CHANGED: "EEG changed from {0.low:g}{1}",
    "clock_benefit_week_1": "a third of the six-week benefit in week 1",
    "rat_desensitised_day_3": "in rats {0.value:g} % of neurons desensitised on day 3",
    "rat_desensitised_day_21": "{0.low:g} to {0.high:g} % on day 21",
    FIRING_BACK: "firing back by day {0.low:g} to {0.high:g}"}
NEWEST = {                # how it is said when it is the newest of all
    **PHRASES, "clock_transporter_6h": "transporters {0.low:g} to {0.high:g} % filled after 6 hours",
    AFTER_4_WEEKS: "transporters {0.value:g} % filled after 4 weeks", "rat_desensitised_day_21": "in rats {0.low:g} to {0.high:g} % of neurons desensitised on day 21",
    FIRING_BACK: "in rats firing back by day {0.low:g} to {0.high:g}"}
KEYS_OF = {
    "diazepam": (*diazepam_parameters_of(REFERENCE), "diazepam_unbound_fraction", "diazepam_kd_closed_nM", "effect_site_half_time_min",
                 "eeg_max_rise_pct_points", "eeg_ec50_ng_per_mL", "eeg_hill"),
    "antidepressant": (*clocks.KEYS, AFTER_4_WEEKS, "transporter_occupancy_largest_pct", "raphe_sert_clearance_fraction",
                       "forebrain_sert_clearance_fraction", "autoreceptor_tone", "autoreceptor_cooperativity", "autoreceptor_residual_function",
                       "desensitisation_drive_constant", "desensitisation_time_constant_d", "homeostasis_time_constant_d", "benefit_time_constant_d")}


def two_clocks(fig, look):
    """Diazepam once and an antidepressant every day on one logarithmic time axis, drawn up to the time that is read.

    Returns (update, trace); update takes hours since the first tablet, drug (diazepam, antidepressant, both) and evidence
    (people: only what was measured in people; rats: and in rats; models: and the lines of models).
    """
    panels = top, bottom = _panels(fig, look)
    time_h, shortest = _times(), _times()[0]
    headings = [panel.set_title(title) for panel, title in zip(panels, _headings("both", "models", look))]
    curves = Curves(time_h, {name: (panels[panel], *rest) for name, (panel, *rest) in PLACE_OF.items()}, look)
    bands = {name: panels[PLACE_OF[name][0]].fill_between(time_h, np.zeros(time_h.size), **look.band(PLACE_OF[name][1])) for name in ("sites", "benefit")}
    markers = {key: _marker(panels[PLACE_OF[_curve_of(key)][0]], key, look) for key in (*MEASURED, EEG_CHANGED, FIRING_BACK)}
    labels = [EndLabels(panel, 1, {name: what for name, (place, what, *_) in PLACE_OF.items() if panels[place] is panel}, look) for panel in panels]
    notes = [panel.text(shortest * 1.3, 152 if look.narrow else 50, "", va="center", ha="left", **look.text()) for panel in panels]
    trials, = bottom.plot([], [], **look.line("reading", linewidth=1.0, linestyle=(0, (2, 2))))
    trials_label = bottom.text(TRIALS_D * DAY_H * 1.1, 50, "", va="center", ha="left", rotation=90, **look.text())
    reading = Reading(panels, curves.lines, look)
    written = SHORT_LABELS if look.narrow else LABELS if look.roomy else MIDDLE_LABELS

    def heights(drug, shown, last):
        return {name: curve[:last + 1] for name, curve in _courses().items() if name in DRUG_OF and shown == "models" and drug in ("both", DRUG_OF[name])}

    def trace(hours, drug, evidence):
        last = _nearest(hours)
        curves.x = time_h[:last + 1]
        curves.trace(heights(drug, evidence, last))

    def update(hours, drug, evidence):
        last = _nearest(hours)
        now_h, drawn = time_h[last], heights(drug, evidence, last)
        curves.x = time_h[:last + 1]
        curves.move(drawn)
        for name, band in bands.items():
            band.set_data(curves.x, *((_courses()[f"{name} {end}"][:last + 1] for end in ("low", "high")) if name in drawn else np.zeros((2, last + 1))))
        found = _published(now_h, drug, evidence)
        for key, (line, whiskers) in markers.items():
            places = _places(key, now_h) if key in found else ([], [], [], [])
            line.set_data(*places[:2])
            whiskers.set_data(*places[2:])
        for one in labels:
            for label in one.labels.values():
                label.set_x(now_h * 1.25)
            one.stand_at({name: curve[-1] for name, curve in drawn.items() if name in one.labels}, written)
        over = drug != "diazepam" and now_h >= 2 * TRIALS_D * DAY_H       # later, so that the label has room
        trials.set_data(*(([TRIALS_D * DAY_H] * 2, [0, 100]) if over else ([], [])))
        trials_label.set_text("trials end" if over else "")
        reading.stand_at(now_h, -1)
        for panel, note in enumerate(notes):
            note.set_text(_cited([key for key in found if PLACE_OF[_curve_of(key)][0] == panel], 2 if look.narrow else 1))
        for heading, title in zip(headings, _headings(drug, evidence, look)):
            if heading.get_text() != title:
                heading.set_text(title)                      # draws the whole picture anew, so only where a choice was moved
        now = {name: curve[last] for name, curve in _courses().items()}
        return View(
            _sentence(now_h, now, drug, evidence, found), said=_said(now_h, now, drug, evidence, found), table=_table(last, drug) if evidence == "models" else _results(found, now_h),
            parameters=_parameters(drug, evidence, found), evidence=tuple(key for key in found if key != AFTER_4_WEEKS),
            functions=_functions(drug, evidence), code=_code(now_h, drug, evidence, found),
            values={"hours": _since(now_h)}, goal=_goal(now_h, now, drug, evidence), result=_result(last, drug, evidence))

    return update, trace


def _panels(fig, look):
    """The panels of what the drugs touch, and of what shows in people, with their axes."""
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    time_h, ticks = _times(), NARROW_TICKS_H if look.narrow else TICKS_H if look.roomy else MIDDLE_TICKS_H
    top.set(ylabel="% filled, % of before", ylim=(-16, 185 if look.narrow else 116), yticks=(0, 50, 100))
    bottom.set(ylabel="% of peak,\n% of six weeks", ylim=(-16, 185 if look.narrow else 124), yticks=(0, 50, 100), xscale="log",
               xlim=(time_h[0], time_h[-1] * (900 if look.narrow else 250 if look.roomy else 400)), xlabel="time since the first tablet (logarithmic)")
    bottom.set_xticks(list(ticks), labels=list(ticks.values()))
    bottom.minorticks_off()
    return top, bottom


@cache
def _times():
    """The times at which the slider can stand [h]."""
    row = control(CONTROL)
    return row.low * 10 ** np.arange(0, np.log10(row.high / row.low) + row.step / 2, row.step)


def _nearest(hours):
    """Number of the time that is closest to it by factors."""
    return int(np.abs(np.log(_times() / hours)).argmin())


def _drawn_h(time_h):
    """Where daily tablets are read: at the time itself, after three days twelve hours after the newest tablet."""
    return np.where(np.asarray(time_h) < SETTLED_H, time_h, time_h // DAY_H * DAY_H + DAY_H / 2)


@cache
def _courses():
    """All curves by name [%] at `_times`; of sites and benefit also the ends of the band."""
    time_h = _times()
    return {name: np.where(curve < LEAST_PCT, 0, curve) for name, curve in (_diazepam(time_h) | _antidepressant(time_h)).items()}


def _diazepam(time_h):
    dose_mg, person, free = regimen(DOSE).dose_mg, body(REFERENCE), parameter("diazepam_unbound_fraction")
    plasma, site = (_read(curve, person, dose_mg, time_h) for curve in (lambda *given: kinetics.concentrations(*given)[0], kinetics.effect_site))
    rise = kinetics.eeg_rise(site, *eeg_constants())
    mass, kd_nM = (parameter(key).value for key in ("diazepam_molar_mass_g_per_mol", "diazepam_kd_closed_nM"))
    filled, low, high = (100 * site_occupancy(kinetics.free_nM(plasma, share, mass), kd_nM) for share in (free.value, free.low, free.high))
    return {"sites": filled, "sites low": low, "sites high": high, "EEG": 100 * rise / rise.max()}


def _read(curve, person, dose_mg, time_h):
    """A curve after one tablet at any times: by the minute for two days, then by the hour."""
    last = int(time_h[-1]) + 2
    fine = curve(person, [dose_mg], HOURS_IN_MINUTES, HOURS_IN_MINUTES * MINUTES)
    coarse = curve(person, [dose_mg], last, last)
    return np.where(time_h < HOURS_IN_MINUTES - 1, np.interp(time_h * MINUTES, np.arange(fine.size), fine), np.interp(time_h, np.arange(last), coarse))


def _antidepressant(time_h):
    """Transporters follow the level. Neurons adapt as if the usual share were filled all along; at first they follow the most that was filled until then,
    and over three days, until the level has settled, their curve passes from the one to the other, without a step at each tablet."""
    filled = transporter_occupancy(clocks.antidepressant_level(_drawn_h(time_h)))
    usual, days = float(transporter_occupancy(1)), float(time_h[-1]) / DAY_H
    slow = onset.course(usual, days=days)
    at_once = np.array([onset.course(float(share), days=0.5).firing[0] for share in np.maximum.accumulate(filled[time_h < SETTLED_H])])
    firing, desensitised = (np.interp(time_h / DAY_H, slow.time_d, values) for values in (slow.firing, slow.desensitised))
    settled = time_h[:at_once.size] / SETTLED_H
    firing[:at_once.size] = settled * firing[:at_once.size] + (1 - settled) * at_once
    constant = parameter("benefit_time_constant_d")
    benefits = [_benefit(time_h, usual, days, time_d) for time_d in (constant.value, constant.low, constant.high)]
    return {"transporters": 100 * filled, "firing": 100 * firing, "desensitised": 100 * desensitised, "benefit": benefits[0],
            "benefit low": np.min(benefits, axis=0), "benefit high": np.max(benefits, axis=0)}


def _benefit(time_h, filled, days, time_constant_d):
    """Benefit as a share of that at six weeks [%]."""
    found = onset.course(filled, days=days, model=replace(onset.neuron(), benefit_rate_per_d=1 / time_constant_d))
    return 100 * np.interp(time_h / DAY_H, found.time_d, found.benefit) / np.interp(TRIALS_D, found.time_d, found.benefit)


# What was published, and whether its time has come

def _published(now_h, drug, shown):
    """Keys of the published results whose time has come, for the drugs and the kind of evidence that are shown."""
    return tuple(key for key in (*MEASURED, EEG_CHANGED, FIRING_BACK)
                 if _first_h(key) <= now_h * NEAR and (_measured_in(key) == "people" or shown != "people") and drug in ("both", DRUG_OF[_curve_of(key)]))


@cache
def _row(key):
    """A published result as it stands in data."""
    if key == AFTER_4_WEEKS:
        return parameter(key)
    if key == EEG_CHANGED:
        return replace(evidence(key), high=finding(EEG_LAST).value)
    return evidence(key)


def _first_h(key):
    """The hour at which a result begins to show."""
    if key in MEASURED:
        return MEASURED[key][1]
    return _row(key).low * (1 if key == EEG_CHANGED else DAY_H)


def _curve_of(key):
    return MEASURED[key][0] if key in MEASURED else "EEG" if key == EEG_CHANGED else "firing"


def _measured_in(key):
    return MEASURED[key][2] if key in MEASURED else "people" if key == EEG_CHANGED else "rats"


def _places(key, now_h):
    """Where a published result stands: hours and heights of its points, and of the line that is its range."""
    row = _row(key)
    if key in MEASURED:
        hours = MEASURED[key][1]
        return [hours], [row.value], *(([hours] * 2, [row.low, row.high]) if row.low is not None else ([], []))
    factor, height, points = (1, EEG_HEIGHT, (row.low, row.high)) if key == EEG_CHANGED else (DAY_H, 100, (row.value,))
    reached = [factor * point for point in points if factor * point <= now_h]
    return reached, [height] * len(reached), [factor * row.low, min(factor * row.high, now_h)], [height] * 2


def _marker(panel, key, look):
    """Open points of published results, round for people and square for rats, and the line of their range."""
    what = PLACE_OF[_curve_of(key)][1]
    whiskers, = panel.plot([], [], **look.line(what, linewidth=1.6, linestyle="-"))
    points, = panel.plot([], [], **look.marker(what, marker="s" if _measured_in(key) == "rats" else "o"))
    return points, whiskers


# In words

def _headings(drug, shown, look):
    """What the two panels show: of what, and from whom; bands and dashes only where there are lines of models."""
    dashed = " (dashed: teaching choices)" if shown == "models" and drug != "diazepam" and not look.narrow else ""
    of = {"diazepam": "free diazepam", "antidepressant": "delay of benefit", "both": "free diazepam, delay of benefit"}[drug]
    bands = ("band" if drug != "both" else "bands") + ": range" + ("" if look.narrow else f" of {of}")
    return f"{TOUCH[drug]}\n{TITLES[shown]}{dashed}", "\n".join(("What shows in people", *([bands] if shown == "models" else [])))


def _since(hours):
    """A time as a person says it: in two digits, or in three where the slider has a neighbour of the same two."""
    place, times = _nearest(hours), _times()
    beside = [_with_digits(time_h, 2) for time_h in times[max(place - 1, 0):place + 2]]
    words = _with_digits(times[place], 2)
    return words if beside.count(words) == 1 else _with_digits(times[place], 3)


def _with_digits(hours, digits):
    for unit_h, name, most in UNITS:
        number = f"{hours / unit_h:.{digits}g}"
        if float(number) < most:
            return f"{number} {name}{'' if number == '1' else 's'}"
    raise ValueError(f"hours must be below 99 months, but is {hours:g}; give an earlier time.")


def _sentence(now_h, now, drug, shown, found):
    start = f"{_since(now_h)} after the first tablet"
    if shown != "models":
        return f"{start}, {DRUGS[drug]}, measured in people{' or rats' if shown == 'rats' else ''} by then: {_measured(found, now_h)}.{_next(now_h, drug, shown)}"
    told = [f"{start}, by models."]
    if drug != "antidepressant":
        told.append(f"Diazepam, one tablet: {_pct(now['sites'])} % of benzodiazepine sites filled{_range(now, 'sites')}, EEG effect {_pct(now['EEG'])} % of its peak.")
    if drug != "diazepam":
        told.append(f"Antidepressant, daily: {_pct(now['transporters'])} % of transporters filled; serotonin neurons, as in rats, fire at {now['firing']:.0f} % of before, "
                    f"{_pct(now['desensitised'])} % of autoreceptors desensitised; benefit {_pct(now['benefit'])} % of that at six weeks{_range(now, 'benefit')}"
                    f"{', when trials ended' if now_h >= TRIALS_D * DAY_H else ''}.")
    return " ".join(told)


def _range(now, name):
    """The ends of a band in brackets, where they differ."""
    low, high = (_pct(now[f"{name} {end}"]) for end in ("low", "high"))
    return f" ({low} to {high} %)" if low != high else ""


def _pct(share):
    """A share in words that tell a little from nothing."""
    return "under 1" if 0.005 <= share < 0.95 else f"{share:.0f}"


def _measured(found, now_h):
    """The published results whose time has come, in words: first of people, then of rats."""
    return "; ".join(_in_words(key, PHRASES, now_h) for key in PHRASES if key in found) or "nothing yet"


def _in_words(key, phrases, now_h):
    """One published result; of the change of the EEG its end only once that has come."""
    row = _row(key)
    return phrases[key].format(row, (f" to {row.high:g} hours" if row.high <= now_h * NEAR else " hours on") if key == EEG_CHANGED else "")


def _next(now_h, drug, shown):
    """When the next published result comes, or the end of one that lasts, in words; after the last of many, nothing."""
    of_all = _published(_times()[-1], drug, shown)
    ends = [*map(_first_h, of_all), *(_row(key).high for key in of_all if key == EEG_CHANGED)]
    coming = [time_h for time_h in ends if time_h > now_h * NEAR]
    if not coming:
        return " No later result is drawn here." if len(ends) <= SHORT else ""
    if len(coming) == len(ends):
        return f" The first result that is drawn here comes after {_with_digits(min(coming), 2)}."
    return f" The next comes after {_with_digits(min(coming), 2)}."


def _newest(found, now_h):
    """The published result that came last, in words."""
    last = max(found, key=lambda key: _row(key).high if key == EEG_CHANGED and _row(key).high <= now_h * NEAR else _first_h(key), default=None)
    return _in_words(last, NEWEST, now_h) if last else "nothing yet"


def _said(now_h, now, drug, shown, found):
    start = _since(now_h)
    if shown != "models":
        return f"{start}, {'people' if shown == 'people' else 'people and rats'}, {DRUGS[drug]}; newest: {_newest(found, now_h)}."
    diazepam = f" Diazepam: sites {_pct(now['sites'])} %, EEG {_pct(now['EEG'])} % of peak." if drug != "antidepressant" else ""
    other = f" Antidepressant: transporters {_pct(now['transporters'])} %, benefit {_pct(now['benefit'])} %." if drug != "diazepam" else ""
    return f"{start}.{diazepam}{other}"


def _cited(found, row):
    """The sources of the points in a panel, those of people and those of rats in lines of their own, so many names in a line."""
    signed = {"○": [], "□": []}
    for key in found:
        signed["□" if _measured_in(key) == "rats" else "○"].append(source(_row(key).source).short)
    return "\n".join(f"{sign} {_in_rows(list(dict.fromkeys(names)), row)}" for sign, names in signed.items() if names)


def _in_rows(names, row):
    """Names in lines of so many."""
    return ",\n    ".join(", ".join(names[i:i + row]) for i in range(0, len(names), row))


def _table(last, drug):
    """The curves at named times up to now, at the peak of diazepam, and now; the first column says the time in words."""
    courses, time_h = _courses(), _times()
    rows = {_nearest(hours): words for words, hours in NAMED_H.items() if _nearest(hours) <= last}
    for extra in (int(courses["sites"][:last + 1].argmax()), last):
        rows.setdefault(extra, _since(time_h[extra]))
    places = sorted(rows)
    names = {"sites": "benzodiazepine sites filled (%)", "sites low": "sites, low of range (%)", "sites high": "sites, high of range (%)",
             "EEG": "effect in the EEG (% of its peak)", "transporters": "transporters filled (%)", "firing": "firing of serotonin neurons (% of before)",
             "desensitised": "autoreceptors desensitised (%)", "benefit": "benefit (% of six weeks)", "benefit low": "benefit, low of range (%)",
             "benefit high": "benefit, high of range (%)"}
    return {"time since the first tablet": [rows[place] for place in places],
            **{title: courses[name][places] for name, title in names.items() if drug in ("both", DRUG_OF[name.partition(" ")[0]])}}


def _results(found, now_h):
    """One row for each published result whose time has come, in the order of these times."""
    rows = sorted(found, key=_first_h)
    values, ranges = zip(*(_amounts(key, now_h) for key in rows)) if rows else (["nothing yet"], [""])
    return {"measured": [_row(key).name for key in rows] or [""], "value": list(values), "range": list(ranges), "in": [_measured_in(key) for key in rows] or [""],
            "source": [source(_row(key).source).short for key in rows] or [""]}


def _amounts(key, now_h):
    """A published result and its range, in words."""
    row = _row(key)
    if key in MEASURED:
        return f"{row.value:g} %", f"{row.low:g} to {row.high:g} %" if row.low is not None else "none given"
    if key == EEG_CHANGED:
        return _in_words(key, {key: "from {0.low:g}{1}"}, now_h), ""
    return f"{row.value:g} days", f"{row.low:g} to {row.high:g} days"


def _parameters(drug, shown, found):
    if shown != "models":
        return tuple(key for key in found if key == AFTER_4_WEEKS)
    return tuple(key for name, keys in KEYS_OF.items() if drug in ("both", name) for key in keys)


def _functions(drug, shown):
    if shown != "models":
        return ()
    of_drug = {"diazepam": (kinetics.concentrations, kinetics.effect_site, kinetics.free_nM, site_occupancy, kinetics.eeg_rise),
               "antidepressant": (clocks.daily_level, clocks.antidepressant_level, transporter_occupancy, onset.course)}
    return tuple(function for name, functions in of_drug.items() if drug in ("both", name) for function in functions)


def _code(now_h, drug, shown, found):
    if shown != "models":
        return f"from psychopharm.parameters import evidence\n\n[evidence(key).value for key in {[key for key in found if key != AFTER_4_WEEKS]}]        # what was published by then"
    if drug == "diazepam":
        interval, samples = (HOURS_IN_MINUTES, HOURS_IN_MINUTES * MINUTES) if now_h < HOURS_IN_MINUTES - 1 else (int(_times()[-1]) + 2,) * 2
        return ("import numpy as np\nfrom psychopharm.models.kinetics import concentrations, free_nM\nfrom psychopharm.models.patients import body\n"
                "from psychopharm.models.occupancy import site_occupancy\nfrom psychopharm.parameters import parameter\n\n"
                'share, mass, kd = (parameter(key).value for key in ("diazepam_unbound_fraction", "diazepam_molar_mass_g_per_mol", "diazepam_kd_closed_nM"))\n'
                f'total = concentrations(body("{REFERENCE}"), [10], interval_h={interval}, samples={samples})[0]\n'
                f"total_now = np.interp({now_h:.6g}, np.arange({samples}) * {interval} / {samples}, total)\n"
                f"100 * site_occupancy(free_nM(total_now, share, mass), kd)        # of the benzodiazepine sites [%]")
    return ("from psychopharm.models.clocks import antidepressant_level\nfrom psychopharm.models.occupancy import transporter_occupancy\n\n"
            f"100 * transporter_occupancy(antidepressant_level({float(_drawn_h(now_h)):.6g}))        # of the transporters [%]")


def _goal(now_h, now, drug, shown):
    """One tablet of diazepam has come and gone, and less than half of the antidepressant's benefit is there."""
    if (drug, shown) != ("both", "models") or now_h < 2 or now["EEG"] >= GONE or now["benefit"] >= HALF:
        return ""
    return (f"Goal reached: after {_since(now_h)} the EEG effect is below {GONE} % of its peak ({_pct(now['EEG'])}), "
            f"and benefit at {_pct(now['benefit'])} % of six weeks.")


def _result(last, drug, shown):
    if not WEEK_ONE_H[0] <= _times()[last] <= WEEK_ONE_H[1] or drug == "diazepam" or (shown != "models" and last < _nearest(WEEK_H)):
        return ""
    if shown == "models":
        return f"about {_courses()['benefit'][_nearest(WEEK_H)]:.0f} % of the six-week benefit is there after one week, by the model; in 28 trials it was about one third"
    return "one third of the six-week benefit was there after one week, in 28 trials"
