"""Dose and occupancy: how many of a hundred transporters a dose fills, and what each step down to nothing empties."""

import numpy as np

from psychopharm.figures.parts import keep_apart, title_of
from psychopharm.figures.view import View
from psychopharm.models.occupancy import PERCENT, curve_of, curves_in_range, occupancy, reduction
from psychopharm.parameters import evidence, parameter, source

POINTS = 81               # of the curve, from no dose to the one of the hand
MOST = 4                  # the highest multiple of a dose
SITES = 100
STEPS = 4                 # of a reduction
ASKED = 2                 # the multiple that the lesson asks about
STEEP = 15                # the goal: halving the dose empties at least so many of 100
PRESCRIBER = "Nobody changes a dose without the person who prescribes it."
NAMES = {"ssri": "an SSRI or SNRI", "vortioxetine": "vortioxetine", "moclobemide": "moclobemide"}
PLACES = {"ssri": "serotonin transporters", "vortioxetine": "serotonin transporters", "moclobemide": "molecules of monoamine oxidase A"}
CURVES = {**{drug: drug for drug in PLACES}, "ssri": "SSRI or SNRI"}
SHORT = {"ssri": "transporters", "vortioxetine": "transporters", "moclobemide": "molecules of MAO-A"}
PARAMETERS = {"ssri": ("transporter_occupancy_smallest_dose_pct", "transporter_occupancy_largest_pct"),
              **{drug: (f"{drug}_half_dose_mg", f"{drug}_smallest_dose_mg") for drug in ("vortioxetine", "moclobemide")}}
RESPONSE, DOWN = "ssri_dose_and_response", "reduction_and_occupancy"


def dose_and_occupancy(fig, look):
    """The share of its target that a drug fills, up to the dose of the hand, and a hundred places of that target, filled or empty.

    Returns (update, trace); update takes dose (multiple of the smallest usual dose), target (one of models.occupancy.TARGETS) and
    steps (none, or the kind of equal steps of models.occupancy.reduction).
    """
    top, bottom = fig.subplots(2, 1, height_ratios=(2.6, 1) if look.narrow else (3, 1))
    top.set_title(title_of(look, "Filled in the brain", "band: ranges of the constants"))
    end = MOST + (1.5 if look.narrow else 0.85)
    top.set(ylabel="filled (%)", xlabel="dose (smallest usual dose = 1)", xlim=(0, end), ylim=(0, 100), xticks=range(MOST + 1))
    last_x = end - (1.85 if look.narrow else 0.7)           # where the name of the curve still has room
    nothing = np.zeros(POINTS)
    band = top.fill_between(nothing, nothing, **look.band("antidepressant"))
    before, = top.plot([], [], **look.trace("antidepressant"), scalex=False)
    before.set(linestyle="--")
    curve, = top.plot([], [], **look.line("antidepressant"), scalex=False)
    rungs, = top.plot([], [], **look.line("reading", linewidth=1.1, linestyle=(0, (3, 3))), scalex=False)
    dots, = top.plot([], [], "o", color=look.colour("antidepressant"), markersize=6)
    spreads, = top.plot([], [], **look.line("published", linewidth=1.6, linestyle="-"), scalex=False)
    measured, = top.plot([], [], **look.marker("published"))
    labels = [top.text(0, 0, "", va="center", **look.text("reading")) for _ in range(STEPS)]
    name = top.text(0, 0, "", va="center", **look.text("antidepressant"))
    credit = top.text(MOST - 0.05, 3, "", va="bottom", ha="right", **look.text("published"))
    places = Places(bottom, look)

    def trace(dose, target, **_):
        at, share, _, _ = _curve(target, dose)
        before.set_data(at, share)

    def update(dose, target, steps):
        at, share, low, high = _curve(target, dose)
        curve.set_data(at, share)
        band.set_data(at, low, high)
        doses, shares = _stops(dose, target, steps)
        rungs.set_data(*_rungs(doses, shares, MOST if steps != "none" else 0))
        dots.set_data(doses, shares)
        falls = _falls(shares)
        _name_the_falls(labels, shares, falls if steps != "none" else [])
        name.set(text=f"{CURVES[target]}\n{share[-1]:.0f} %" if steps == "none" else "", position=(min(dose + 0.08, last_x), max(share[-1] - 13, 10)))
        shown = [one for one in _published(target) if one["from"] <= dose]
        measured.set_data([one["dose"] for one in shown], [one["share"] for one in shown])
        spreads.set_data(*_crosses(shown))
        credit.set_text(_credit(shown, look.narrow))
        places.show(share[-1], SHORT[target])
        state = {"dose": dose, "target": target, "steps": steps, "share": share[-1], "low": low[-1], "high": high[-1],
                 "doses": doses, "shares": shares, "falls": falls}
        above = target == "ssri" and dose >= ASKED
        return View(
            _sentence(**state), said=_said(**state),
            table={"dose (smallest usual dose = 1)": at, "filled (%)": share, "low of band (%)": low, "high of band (%)": high},
            parameters=PARAMETERS[target],
            evidence=(*[one["key"] for one in shown if one["key"]], *([RESPONSE] if above else []), *([DOWN] if steps != "none" else [])),
            functions=(occupancy, curve_of, curves_in_range, *([reduction] if steps != "none" else [])), code=_code(dose, target, steps),
            goal=_goal(**state),
            result=f"at twice the smallest usual dose {share[-1]:.0f} % are filled, {share[-1] - _filled(target, 1):.0f} of 100 more"
            if target == "ssri" and dose == ASKED else "")

    return update, trace


class Places:
    """A hundred places of a target in fixed rows: the first are filled, the others open."""

    def __init__(self, ax, look):
        row = 20 if look.narrow else 25
        place = np.arange(SITES)
        self.x, self.y = place % row, place // row
        ax.set(xlim=(-0.75, row - 0.25), ylim=(SITES // row - 0.3, -1.9), xticks=(), yticks=())
        ax.grid(False)
        ax.spines[:].set_visible(False)
        size = 8 if look.narrow else 9
        mark = {"color": look.colour("antidepressant"), "linestyle": "none", "marker": "o", "markersize": size, "markeredgewidth": 1.3}
        self.open, = ax.plot([], [], **mark, markerfacecolor=look.colour("paper"))
        self.filled, = ax.plot([], [], **mark)
        self.label = ax.text(-0.5, -1.2, "", va="center", **look.text("antidepressant", fontweight="bold"))

    def show(self, share, called):
        """Fill as many as the share [%], rounded, and say it above them."""
        count = round(share)
        filled = np.arange(SITES) < count
        self.filled.set_data(self.x[filled], self.y[filled])
        self.open.set_data(self.x[~filled], self.y[~filled])
        self.label.set_text(f"filled: {count} of 100 {called}")


def _filled(target, dose):
    return PERCENT * occupancy(dose, curve_of(target))


def _curve(target, dose):
    """Doses from 0 to the dose, the share filled at each [%], and the ends of its band [%]."""
    at = dose * np.linspace(0, 1, POINTS) ** 2               # close together where the curve is steep
    ends = PERCENT * np.array([occupancy(at, curve) for curve in (curve_of(target), *curves_in_range(target))])
    return at, ends[0], ends.min(axis=0), ends.max(axis=0)


def _stops(dose, target, steps):
    """Doses at which the curve is read, and the shares there [%]: the dose and half of it, or the way down to nothing."""
    if steps == "none" or not dose:
        doses = np.array([dose, dose / 2])
        return doses, _filled(target, doses)
    doses, shares = reduction(dose, curve_of(target), STEPS, steps)
    return doses, PERCENT * shares


def _falls(shares):
    return shares[:-1] - shares[1:]


def _rungs(doses, shares, right):
    """Lines from the axis of doses up to each stop, and on to the right or to the axis of shares: x and y."""
    x, y = [], []
    for dose, share in zip(doses, shares):
        x += [dose, dose, right, np.nan]
        y += [0, share, share, np.nan]
    return x, y


def _name_the_falls(labels, shares, falls):
    """Write beside the rungs what each step empties."""
    for label in labels:
        label.set_text("")
    for number, (label, fall) in enumerate(zip(labels, falls), 1):
        label.set(text=f"step {number}: {-fall:.0f}".replace("-", "−"), position=(MOST + 0.06, (shares[number - 1] + shares[number]) / 2))
    if len(falls):
        keep_apart(labels[:len(falls)])


def _published(target):
    """What was measured, each with its dose, where the doses begin and end, its share [%] with low and high, and by whom."""
    if target == "ssri":
        smallest, high = parameter(PARAMETERS[target][0]), evidence("high_dose_transporter_occupancy")
        unknown = {"who": f"{source(high.source).short} (doses not given)"}                 # in the abstract
        return [_measured(smallest, 1, 1, ""), _measured(high, ASKED, MOST, high.key) | unknown]
    unit = parameter(f"{target}_smallest_dose_mg").value
    if target == "vortioxetine":
        half = parameter(PARAMETERS[target][0])
        return [{"key": "", "dose": half.value / unit, "from": half.value / unit, "to": half.value / unit, "share": 50.0, "low": 50.0, "high": 50.0,
                 "who": source(half.source).short}]
    return [_measured(evidence(f"{which}_dose_mao_a_occupancy"), first, last, f"{which}_dose_mao_a_occupancy")
            for which, first, last in (("low", 300 / unit, 600 / unit), ("high", 900 / unit, 1200 / unit))]


def _measured(row, first, last, key):
    low, high = (row.value if end is None else end for end in (row.low, row.high))
    return {"key": key, "dose": (first + last) / 2, "from": first, "to": last, "share": row.value, "low": low, "high": high,
            "who": source(row.source).short}


def _credit(shown, narrow):
    """Whose measurements are drawn, in lines short enough for the stage."""
    authors = ", ".join(dict.fromkeys(one["who"] for one in shown))
    if not shown:
        return ""
    return "○ " + authors.replace(", ", ",\n").replace(" (", "\n(") if narrow else f"○ published: {authors}"


def _crosses(shown):
    """The ranges of dose and share of what was measured, as lines: x and y."""
    x, y = [], []
    for one in shown:
        x += [one["from"], one["to"], np.nan, one["dose"], one["dose"], np.nan]
        y += [one["share"], one["share"], np.nan, one["low"], one["high"], np.nan]
    return x, y


def _at(dose, target):
    unit = "smallest dose of the study" if target == "moclobemide" else "smallest usual dose"
    return f"the {unit}" if dose == 1 else f"{dose:g} times the {unit}"


def _sentence(dose, target, steps, share, low, high, doses, shares, falls):
    if not dose:
        way = {"none": "", "dose": " There is no dose to divide into equal steps.", "occupancy": " There is nothing to empty in equal steps."}[steps]
        return f"Without {NAMES[target]}, 0 of 100 {PLACES[target]} are filled.{way}"
    first = (f"At {_at(dose, target)} of {NAMES[target]}, {share:.0f} of 100 {PLACES[target]} are filled "
             f"({low:.0f} to {high:.0f} over the ranges of the constants).")
    if steps == "none":
        beyond = (f" However high the dose, at most {PERCENT * curve_of(target).largest:g}. In trials response rises no further above 20 to 40 mg "
                  "of fluoxetine or its equivalent, while more people stop.") if target == "ssri" and dose >= ASKED else ""
        return f"{first} Half of that dose fills {shares[1]:.0f}, that is {round(share) - round(shares[1])} fewer.{beyond}"
    if steps == "dose":
        return f"{first} Down to nothing in four equal steps of dose, the steps empty {_listed(falls)}: the last is the largest. {PRESCRIBER}"
    return (f"{first} In four equal steps of occupancy each empties {falls[0]:.0f}, and they take {_listed(PERCENT * _falls(doses) / dose)} % "
            f"of the dose: the last is the smallest. {PRESCRIBER}")


def _listed(numbers):
    *most, last = (f"{number:.0f}" for number in numbers)
    return f"{', '.join(most)} and {last}"


def _said(dose, target, steps, share, shares, falls, doses, **_):
    start = f"{dose:g} times: {share:.0f} of 100 filled"
    if not dose:
        return "No dose: none filled."
    return start + {"none": f"; half of that dose fills {shares[1]:.0f}.", "dose": f"; equal steps of dose empty {_listed(falls)}.",
                    "occupancy": f"; equal steps of occupancy take {_listed(PERCENT * _falls(doses) / dose)} % of the dose."}[steps]


def _code(dose, target, steps):
    if steps == "none" or not dose:
        return ("from psychopharm.models.occupancy import curve_of, occupancy\n\n"
                f'100 * occupancy([{dose:g}, {dose / 2:g}], curve_of("{target}"))        # % filled by the dose, and by half of it')
    last = ("100 * (shares[:-1] - shares[1:])        # % emptied by each step" if steps == "dose" else
            "100 * (doses[:-1] - doses[1:]) / doses[0]        # % of the dose that each step takes")
    return ("from psychopharm.models.occupancy import curve_of, reduction\n\n"
            f'doses, shares = reduction({dose:g}, curve_of("{target}"), steps={STEPS}, equal="{steps}")\n{last}')


def _goal(dose, target, steps, falls, **_):
    """Halving that empties many, found where few would look: far below the smallest usual dose."""
    if target != "ssri" or steps != "none" or falls[0] < STEEP:
        return ""
    usual = _filled(target, 1) - _filled(target, 0.5)
    return (f"Goal reached: halving {_at(dose, target)} empties {falls[0]:.0f} of 100 transporters; "
            f"halving the smallest usual dose itself empties {usual:.0f}.")
