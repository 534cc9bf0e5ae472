"""Dose and occupancy: how many of a hundred transporters a dose fills, and what each step down to nothing empties."""

import numpy as np

from psychopharm.figures.parts import Places, keep_apart, title_of
from psychopharm.figures.view import View
from psychopharm.models.occupancy import PERCENT, curve_of, curves_in_range, occupancy, reduction
from psychopharm.parameters import evidence, parameter, source

# doses below that of the hand at which the curve is drawn; they are few and round, since each is a row of the table
DRAWN = 80                # points of the curve
READ_AT = np.array([0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3])
MOST = 4                  # the highest multiple of a dose
SITES = 100
STEPS = 4                 # of a reduction
ASKED = 2                 # the multiple that the lesson asks about
STEEP = 15                # the goal: halving the dose empties at least so many of 100
FAR = 2                   # from so many half-filling doses the first of four equal steps of occupancy is at least five times the last in dose
PRESCRIBER = "Nobody changes a dose without the person who prescribes it."
NAMES = {"ssri": "an SSRI or SNRI", "vortioxetine": "vortioxetine", "moclobemide": "moclobemide"}
PLACES = {"ssri": "serotonin transporters", "vortioxetine": "serotonin transporters", "moclobemide": "molecules of monoamine oxidase A"}
CURVES = {**{drug: drug for drug in PLACES}, "ssri": "SSRI or SNRI"}
SHORT = {"ssri": "transporters", "vortioxetine": "transporters", "moclobemide": "molecules of MAO-A"}
PARAMETERS = {"ssri": ("transporter_occupancy_smallest_dose_pct", "transporter_occupancy_largest_pct"),
              **{drug: (f"{drug}_half_dose_mg", f"{drug}_smallest_dose_mg") for drug in ("vortioxetine", "moclobemide")}}
TITLES = {**{steps: ("Filled in the brain", "band: ranges of the constants") for steps in ("none", "dose")},
          "occupancy": ("Filled in the brain", "equal steps, no scale of dose")}
NOTHING = np.zeros(2)     # of a line or a band that is not drawn
RESPONSE, DOWN = "ssri_dose_and_response", "reduction_and_occupancy"


def dose_and_occupancy(fig, look):
    """The share of its target that a drug fills, up to the dose of the hand, and a hundred places of that target, filled or empty.

    Equal steps of occupancy stand without the curve and without an axis of dose, so that nobody can read fractions of a dose from them.
    Returns (update, trace); update takes dose (multiple of the smallest usual dose), target (one of models.occupancy.TARGETS) and
    steps (none, or the kind of equal steps of models.occupancy.reduction).
    """
    top, bottom = fig.subplots(2, 1, height_ratios=(2.6, 1) if look.narrow else (3, 1))
    crowded = not look.roomy
    end = MOST + (1.5 if look.narrow else 1.1 if crowded else 0.85)
    title = top.set_title(title_of(look, *TITLES["none"]))
    top.set(ylabel="filled (%)", xlabel="dose (smallest usual dose = 1)", xlim=(0, end), ylim=(0, 100), xticks=range(MOST + 1))
    last_x = end - (1.85 if look.narrow else 1.0 if crowded else 0.7)           # where the name of the curve still has room
    band = top.fill_between(NOTHING, NOTHING, **look.band("antidepressant"))
    before, = top.plot([], [], **look.trace("antidepressant"), scalex=False)
    before.set(linestyle="--")
    curve, = top.plot([], [], **look.line("antidepressant"), scalex=False)
    rungs, = top.plot([], [], **look.line("reading", linewidth=1.1, linestyle=(0, (3, 3))), scalex=False)
    dots, = top.plot([], [], "o", color=look.colour("antidepressant"), markersize=6, clip_on=False, in_layout=False)
    spreads, = top.plot([], [], **look.line("published", linewidth=1.6, linestyle="-"), scalex=False)
    measured, = top.plot([], [], **look.marker("published"))
    labels = [top.text(0, 0, "", va="center", **look.text("reading")) for _ in range(STEPS)]
    name = top.text(0, 0, "", va="center", **look.text("antidepressant"))
    in_doses = [top.text(0.25, 0, "", va="center", **look.text("reading")) for _ in range(2)]
    credit = top.text(end - 0.05 if crowded and not look.narrow else MOST - 0.1, 3, "", va="bottom", ha="right", **look.text("published"))
    sites = Sites(bottom, look)
    drawn = {"doses": True}

    def trace(dose, target, **_):
        at, share, _, _ = _curve(target, dose)
        before.set_data(*((at, share) if drawn["doses"] else (NOTHING, NOTHING)))

    def update(dose, target, steps):
        at, share, low, high = _curve(target, dose)
        has_doses = steps != "occupancy"
        if drawn["doses"] != has_doses:                      # the axis is part of the background, which is drawn anew
            top.xaxis.set_visible(has_doses)
            title.set_text(title_of(look, *TITLES[steps]))
            drawn["doses"] = has_doses
        curve.set_data(*((at, share) if has_doses else (NOTHING, NOTHING)))
        band.set_data(*((at, low, high) if has_doses else (NOTHING, NOTHING, NOTHING)))
        doses, shares = _stops(dose, target, steps)
        rungs.set_data(*_rungs(doses, shares, MOST if steps != "none" else 0))
        dots.set_data(doses, shares)
        falls = _falls(shares)
        _name_the_falls(labels, shares, falls if steps != "none" and dose else [])
        _name_in_doses(in_doses, shares, "" if has_doses or not dose else _by_far(dose, target))
        name.set(text=f"{CURVES[target]}\n{share[-1]:.0f} %" if steps == "none" else "", position=(min(dose + 0.08, last_x), max(share[-1] - 13, 10)))
        shown = [one for one in _published(target) if one["from"] <= dose and has_doses]
        measured.set_data([one["dose"] for one in shown], [one["share"] for one in shown])
        spreads.set_data(*_crosses(shown))
        credit.set_text(_credit(shown, look.narrow))
        sites.show(share[-1], SHORT[target])
        state = {"dose": dose, "target": target, "steps": steps, "share": share[-1], "low": low[-1], "high": high[-1], "shares": shares, "falls": falls}
        above = target == "ssri" and dose >= ASKED and has_doses
        return View(
            _sentence(**state), said=_said(**state),
            table=_read(target, dose) if steps == "none" or not dose else _table_of_steps(target, steps, doses, shares, falls),
            parameters=PARAMETERS[target],
            evidence=(*[one["key"] for one in shown if one["key"]], *([RESPONSE] if above else []), *([DOWN] if steps != "none" else [])),
            functions=(occupancy, curve_of, curves_in_range, *([reduction] if steps == "dose" else [])), code=_code(dose, target, steps),
            values={"dose": _at(dose)}, goal=_goal(**state),
            result=f"at twice the smallest usual dose {share[-1]:.0f} % are filled, {share[-1] - _filled(target, 1):.0f} of 100 more"
            if target == "ssri" and dose == ASKED else "")

    return update, trace


class Sites:
    """A hundred places of a target, filled or open, and what they are."""

    def __init__(self, ax, look):
        row = 20 if look.narrow else 25
        ax.set(xlim=(-0.75, row - 0.25), ylim=(SITES // row - 0.3, -1.9), xticks=(), yticks=())
        ax.grid(False)
        ax.spines[:].set_visible(False)
        size = 8 if look.narrow else 9
        mark = {"color": look.colour("antidepressant"), "linestyle": "none", "marker": "o", "markersize": size, "markeredgewidth": 1.3}
        self.places = Places(ax, SITES, row, empty={**mark, "markerfacecolor": look.colour("paper")}, full=mark)
        self.label = ax.text(-0.5, -1.2, "", va="center", **look.text("antidepressant", fontweight="bold"))

    def show(self, share, called):
        """Fill as many as the share [%], rounded, and say it above them."""
        count = round(share)
        self.places.show(count, SITES)
        self.label.set_text(f"filled: {count} of 100 {called}")


def _filled(target, dose):
    return PERCENT * occupancy(dose, curve_of(target))


def _band(target, doses):
    """The share filled at each dose [%], and the ends of its band [%]."""
    ends = PERCENT * np.array([occupancy(doses, curve) for curve in (curve_of(target), *curves_in_range(target))])
    return ends[0], ends.min(axis=0), ends.max(axis=0)


def _curve(target, dose):
    """Doses up to that of the hand, the share filled at each [%], and the ends of its band [%], as they are drawn."""
    at = dose * np.linspace(0, 1, DRAWN) ** 2                # closer together where the curve bends
    return at, *_band(target, at)


def _read(target, dose):
    """The same at round doses and that of the hand, for the table."""
    at = np.append(READ_AT[READ_AT < dose], dose)
    return dict(zip(("dose (smallest usual dose = 1)", "filled (%)", "low of band (%)", "high of band (%)"), (at, *_band(target, at))))


def _stops(dose, target, steps):
    """Doses at which the curve is read, and the shares there [%]: the dose and half of it, or the way down to nothing.

    Equal steps of occupancy stand at the axis of shares: how much of a dose each takes is not to be read from the picture.
    """
    if steps == "none" or not dose:
        doses = np.array([dose, dose / 2])
        return doses, _filled(target, doses)
    if steps == "occupancy":
        return np.zeros(STEPS + 1), _filled(target, dose) * np.linspace(1, 0, STEPS + 1)
    doses, shares = reduction(dose, curve_of(target), STEPS, steps)
    return doses, PERCENT * shares


def _by_far(dose, target):
    """How much larger the first of four equal steps of occupancy is than the last, in dose and in words."""
    return "by far the" if dose >= FAR * curve_of(target).half_dose else "the"


def _table_of_steps(target, steps, doses, shares, falls):
    """A row for where the way down starts, and one for each step; doses only where the steps are equal in dose."""
    step = {"step": ["start", *(f"step {number}" for number in range(1, STEPS + 1))]}
    filled = {"filled (%)": shares, "emptied by the step (of 100)": np.append(0, falls)}
    if steps == "occupancy":
        return step | filled
    _, low, high = _band(target, doses)
    return step | {"dose (smallest usual dose = 1)": doses} | filled | {"low of band (%)": low, "high of band (%)": high}


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


def _name_in_doses(labels, shares, by_far):
    """Write at the first and the last of equal steps of occupancy, in words alone, what they are in dose."""
    for label, (upper, lower), word in zip(labels, (shares[:2], shares[-2:]), ("largest", "smallest")):
        label.set(text=f"in dose {by_far} {word}" if by_far else "", position=(0.25, (upper + lower) / 2))
    if by_far:
        keep_apart(labels)


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


def _at(dose):
    return "the smallest usual dose" if dose == 1 else f"{dose:g} times the smallest usual dose"


def _sentence(dose, target, steps, share, low, high, shares, falls):
    if not dose:
        usual, half = _filled(target, np.array([1, 0.5]))
        way = {"none": f" The smallest usual dose fills {usual:.0f} of them, and half of that dose {half:.0f} of them.",
               "dose": f" There is no dose to divide into equal steps. {PRESCRIBER}",
               "occupancy": f" There is nothing to empty in equal steps. {PRESCRIBER}"}[steps]
        return f"Without {NAMES[target]}, 0 of 100 {PLACES[target]} are filled.{way}"
    first = f"At {_at(dose)} of {NAMES[target]}, {share:.0f} of 100 {PLACES[target]} are filled"
    spread = f"({low:.0f} to {high:.0f} over the ranges of the constants)"
    if steps == "none":
        beyond = (f" However high the dose, at most {PERCENT * curve_of(target).largest:g}. In trials response rises no further above a middle dose, "
                  "while more people stop.") if target == "ssri" and dose >= ASKED else ""
        return f"{first} {spread}. Half of that dose fills {shares[1]:.0f}, that is {_fewer(shares)} fewer.{beyond}"
    if steps == "dose":
        _, least, most = _band(target, dose / STEPS)
        return (f"{first} {spread}. Down to nothing in four equal steps of dose, the steps empty {_listed(falls)} "
                f"(the last {least:.0f} to {most:.0f} over the ranges of the constants). {PRESCRIBER}")
    by_far = _by_far(dose, target)
    return (f"{first}. In four equal steps of occupancy each empties {falls[0]:.0f}; in dose, the first step is {by_far} largest and the last {by_far} smallest. "
            f"How large each is differs so much between people and drugs that no number is given here. {PRESCRIBER}")


def _fewer(shares):
    """How many of 100 half of the dose fills fewer, as the rounded shares say."""
    return round(shares[0]) - round(shares[1])


def _listed(numbers):
    *most, last = (f"{number:.0f}" for number in numbers)
    return f"{', '.join(most)} and {last}"


def _said(dose, steps, share, shares, falls, **_):
    if not dose:
        return "No dose: none filled."
    if steps == "none":
        return f"At {_at(dose)}, {share:.0f} of 100 are filled; half of that dose fills {shares[1]:.0f}."
    way = f"equal steps of dose empty {_listed(falls)}" if steps == "dose" else f"each equal step of occupancy empties {falls[0]:.0f}"
    return f"Dose {dose:g}: {share:.0f} filled; {way}. {PRESCRIBER}"


def _code(dose, target, steps):
    if steps == "none" or not dose:
        return ("from psychopharm.models.occupancy import curve_of, occupancy\n\n"
                f'100 * occupancy([{dose:g}, {dose / 2:g}], curve_of("{target}"))        # % filled by the dose, and by half of it')
    if steps == "occupancy":
        return ("from psychopharm.models.occupancy import curve_of, occupancy\n\n"
                f'100 * occupancy({dose:g}, curve_of("{target}")) / {STEPS}        # % emptied by each step')
    return ("from psychopharm.models.occupancy import curve_of, reduction\n\n"
            f'doses, shares = reduction({dose:g}, curve_of("{target}"), steps={STEPS}, equal="dose")\n'
            "100 * (shares[:-1] - shares[1:])        # % emptied by each step")


def _goal(dose, target, steps, shares, **_):
    """Halving that empties many, found where few would look: far below the smallest usual dose."""
    if target != "ssri" or steps != "none" or _fewer(shares) < STEEP:
        return ""
    return (f"Goal reached: halving {_at(dose)} empties {_fewer(shares)} of 100 transporters; "
            f"halving the smallest usual dose itself empties {_fewer(_filled(target, np.array([1, 0.5])))}.")
