"""Pictures of the Hamilton rating scale of depression: one total from many items, and what a drug that abolished some of them would take away.

All scores are those of simulated people; nothing here rates anybody.
"""

from functools import cache

import numpy as np

from psychopharm.figures.style import HATCHES
from psychopharm.figures.view import View
from psychopharm.models.scales import FACTORS, ITEMS, LOADINGS, NAMES, SCALES, expected_points, total
from psychopharm.models.trials import points_held
from psychopharm.parameters import evidence, source

SCALE_KEYS = (*(f"{item.key}_item_{part}_points" for item in ITEMS for part in ("mean", "sd")),
              *(f"{one}_{other}_correlation" for i, one in enumerate(FACTORS) for other in FACTORS[i + 1:]))

# An item belongs to the factor on which it loads most; lack of insight loads on none, and is added to the items of the body.
GROUP_OF = [factor if loadings.any() else "body" for factor, loadings in zip(np.take(FACTORS, LOADINGS.argmax(axis=1)), LOADINGS)]
ROWS = sorted(range(len(ITEMS)), key=lambda i: FACTORS.index(GROUP_OF[i]))       # from the top down
GROUP_NAMES = {"core": "core items", "anxiety": "anxiety items", "sleep": "sleep items", "body": "body and insight"}
SHORT_NAMES = {"suicide": "suicidal thoughts", "sleep_early": "falling asleep", "sleep_middle": "waking at night", "sleep_late": "waking early", "work": "work, interests",
               "slowing": "slowing", "psychic_anxiety": "anxiety in mind", "somatic_anxiety": "anxiety in body", "appetite": "appetite", "fatigue": "tiredness",
               "health_worry": "health worry", "weight": "weight loss"}           # where there is little room
COUNTS = ("no", "one", "two", "three", "four", "five")
SCALE_NAMES = {"HAM-D17": "HAM-D17", "HAM-D6": "HAM-D6", "Core4": "Core4", "mood": "mood item"}
SHORT_OF = {"HAM-D17": "the HAM-D17", "Core4": "the Core4"}          # the two that stand beside the one shown
START = (0, 0, 0)          # the mean of people before a trial
MOST_POINTS, MOST_TOTAL = 4, 36
FELL = (4.5, 5.5)          # the lesson asks about a total that falls by 5 points
SAME_TOTAL, OTHER_CORE = 0.5, 2                # the goal: so near to the total at the start, with Core4 so far from its own [points]
ONE_WAY, OTHER_WAY = (-3, 0, 0), (0, -2, -2)   # two ways in which the total falls by about 5

SLEEP = ("sleep_early", "sleep_middle", "sleep_late")
ANXIETY = ("psychic_anxiety", "somatic_anxiety")
AGITATION = ("agitation",)
PARTS = {"sleep": SLEEP, "anxiety": ANXIETY, "agitation": AGITATION}
REMOVED = {"sleep": ("sleep",), "five": ("sleep", "anxiety"), "six": ("sleep", "anxiety", "agitation")}
REMOVED_WORDS = {"sleep": "the three items of sleep", "five": "the five items of sleep and anxiety", "six": "the six items of sleep, anxiety and agitation"}
REMOVED_SHORT = {"sleep": "sleep", "five": "sleep, anxiety", "six": "sleep, anxiety, agitation"}
ALPRAZOLAM, SSRIS = "alprazolam_points", "ssri_points_jakobsen"
TRIAL_KEYS = ("trial_change_mean_sd", "trial_change_spread_sd", "trial_factor_change_sd", "trial_item_error_correlation")
ASKED = {"share": 100, "items": "six", "cutoff": 18}       # what the lesson asks about
SHARE_STEP = 5
MOST_FEWER, MOST_LEFT = 8.2, 20


# One total

def one_total(fig, look):
    """Mean points of the 17 items in simulated people with the same factors, and the sum of those that a scale counts.

    Returns (update, trace); update takes core, anxiety and sleep (each in SD from the mean of people before a trial; the factor body
    stays 0) and scale (HAM-D17, HAM-D6, Core4, mood). Items stand under the factor on which they load most.
    """
    items, whole = fig.subplots(2, 1, height_ratios=(19, 4))
    _head(fig, look, ("Simulated people: mean points of items,", "grouped by their main factor"),
          ("Filled: counted by the scale.", "Pale: most possible. Grey stroke: before"))
    height = {i: len(ROWS) - 1 - row for row, i in enumerate(ROWS)}
    items.set(xlim=(0, MOST_POINTS * (1.45 if look.narrow else 1.35)), ylim=(-0.6, len(ROWS) - 0.4), yticks=list(height.values()))
    items.set_xticks(range(MOST_POINTS + 1), [*map(str, range(MOST_POINTS)), f"{MOST_POINTS} points"])
    items.set_yticklabels([SHORT_NAMES.get(ITEMS[i].key, ITEMS[i].name) if look.narrow else ITEMS[i].name for i in ROWS])
    whole.set(xlabel="points, added up", xlim=(0, MOST_TOTAL), ylim=(-0.5, 1.55), yticks=())
    for ax in (items, whole):
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
    for i, y in height.items():
        items.barh(y, ITEMS[i].max_points, height=0.78, facecolor="none", edgecolor=look.colour("grid"))
    bars = {i: items.barh(y, 0, height=0.6, linewidth=1.2)[0] for i, y in height.items()}
    stack = {factor: whole.barh(0, 0, height=0.8, **_filled(look, factor))[0] for factor in FACTORS}
    before, = items.plot([], [], **_stroke(look, 13))
    total_before, = whole.plot([], [], **_stroke(look, 30))
    sums = {factor: items.text(MOST_POINTS + 0.1, np.mean([height[i] for i in ROWS if GROUP_OF[i] == factor]), "", va="center", **look.text(factor)) for factor in FACTORS}
    between = "\n" if look.narrow else ": "
    label = whole.text(0.2, 1.05, "", va="center", **look.text(fontweight="bold"))

    shown = {"scale": "HAM-D17"}

    def trace(core, anxiety, sleep, **_):
        points = _points(core, anxiety, sleep)
        before.set_data(points, [height[i] for i in range(len(ITEMS))])
        total_before.set_data([total(points, shown["scale"])], [0])         # on the scale that is now shown: totals of two scales do not compare

    def update(core, anxiety, sleep, scale):
        points, parts = _points(core, anxiety, sleep), _parts(core, anxiety, sleep, scale)
        for i, bar in bars.items():
            bar.set_width(points[i])
            bar.set(**(_filled if SCALES[scale][i] else _open)(look, GROUP_OF[i]))
        shown["scale"], left = scale, 0
        for factor, bar in stack.items():
            bar.set(x=left, width=parts[factor])
            left += parts[factor]
            sums[factor].set_text(f"{factor}{between}{f'{parts[factor]:.1f}' if _counts(scale, factor) else 'none'}")
        label.set_text(f"{SCALE_NAMES[scale]}: {left:.1f} points")
        state = {"core": core, "anxiety": anxiety, "sleep": sleep, "scale": scale}
        return View(
            _total_sentence(state), said=_total_said(state), table=_total_table(points, scale), parameters=SCALE_KEYS, functions=(expected_points, total),
            code=_total_code(state), goal=_total_goal(state), result=_total_result(state),
            values={name: _severity(state[name]) for name in ("core", "anxiety", "sleep")})

    return update, trace


def _head(fig, look, *lines):
    """Write titles over the whole figure: each line in one, or on a narrow stage its parts one under another."""
    text = "\n".join(("\n" if look.narrow else " ").join(parts) for parts in lines)
    fig.suptitle(text, x=0.01, ha="left", fontsize=10, fontweight="bold", color=look.colour("ink"))


def _filled(look, factor):
    return {"facecolor": look.colour(factor), "edgecolor": look.colour("ink"), "hatch": HATCHES[factor]}


def _open(look, factor):
    return {"facecolor": look.colour("paper"), "edgecolor": look.colour(factor), "hatch": ""}


def _stroke(look, size):
    return {"color": look.colour("faint"), "marker": "|", "markersize": size, "markeredgewidth": 2, "linestyle": "none"}


@cache
def _points(core, anxiety, sleep):
    return expected_points((core, anxiety, sleep, 0))


def _counts(scale, factor):
    """Whether a scale counts any item of a group."""
    return any(counted for counted, group in zip(SCALES[scale], GROUP_OF) if group == factor)


def _named(scale):
    """The groups that a scale counts, with how many of their items, by factor."""
    many = {factor: sum(counted and group == factor for counted, group in zip(SCALES[scale], GROUP_OF)) for factor in FACTORS}
    return {factor: f"{name} ({COUNTS[many[factor]]})" for factor, name in GROUP_NAMES.items() if many[factor]}


def _parts(core, anxiety, sleep, scale):
    """Points that the counted items of each group add to the total, by factor."""
    counted = _points(core, anxiety, sleep) * SCALES[scale]
    return {factor: float(counted[[group == factor for group in GROUP_OF]].sum()) for factor in FACTORS}


def _shown_total(factors, scale):
    """Total as it is shown, in tenths of a point."""
    return round(float(total(_points(*factors), scale)), 1)


def _change(factors, scale):
    """How far the total shown is above that shown for the start [points]."""
    return round(_shown_total(factors, scale) - _shown_total(START, scale), 1)


def _changes(factors, scale):
    """How far the points of each group shown are above those shown for the start, by factor."""
    now, start = _parts(*factors, scale), _parts(*START, scale)
    return {factor: round(round(now[factor], 1) - round(start[factor], 1), 1) for factor in FACTORS}


def _factors(state):
    return state["core"], state["anxiety"], state["sleep"]


# The words

def _signed(number, digits=1):
    """A number with its sign, and 0 without."""
    return f"{number:+.{digits}f}".replace("-", "−") if round(number, digits) else f"{0:.{digits}f}"


def _sd(number):
    """A position of a slider with its sign."""
    return f"{number:+g}".replace("-", "−") if number else "0"


def _severity(number):
    if not number:
        return "as the mean before a trial"
    return f"{abs(number):g} SD {'worse' if number > 0 else 'milder'} than the mean"


def _first_large(words):
    return words[0].upper() + words[1:]


def _where(state):
    return ", ".join(f"{name} {_sd(state[name])}" for name in ("core", "anxiety", "sleep"))


def _than_at_start(change, at_start):
    """A change beside the start, in words; what stands after the number of points."""
    return ", as at the start" if not change else f", {abs(change):.1f} {'more' if change > 0 else 'fewer'} than at the start ({at_start:.1f})"


def _total_sentence(state):
    factors, scale = _factors(state), state["scale"]
    now, changes, groups = _parts(*factors, scale), _changes(factors, scale), _named(scale)
    parts = [f"{name} {now[factor]:.1f}" + (f" ({_signed(changes[factor])})" if changes[factor] else "") for factor, name in groups.items()]
    exact = round(sum(round(now[factor], 1) for factor in groups), 1) == _shown_total(factors, scale)
    alone = "mood" if scale == "mood" else "four of the five core items"
    made_of = f"made up{'' if exact else ', rounded,'} of {', '.join(parts)}" if len(parts) > 1 else f"all of it {alone}"
    also = {"HAM-D17": "the HAM-D17", "Core4": "the Core4, four of these core items,"}
    others = [f"{words} {_shown_total(factors, name):.1f} (at the start {_shown_total(START, name):.1f})" for name, words in also.items() if name != scale]
    return (f"{_first_large(SCALE_NAMES[scale])}: {_shown_total(factors, scale):.1f} points"
            f"{_than_at_start(_change(factors, scale), _shown_total(START, scale))}, {made_of}. {_first_large('; '.join(others))}. "
            f"Simulated people with {_where(state)} SD from the mean before a trial.")


def _total_said(state):
    factors, scale = _factors(state), state["scale"]
    other = "Core4" if scale == "HAM-D17" else "HAM-D17"
    change = _change(factors, scale)
    beside = "as at the start" if not change else f"{abs(change):.1f} {'more' if change > 0 else 'fewer'}"
    return (f"{_first_large(SCALE_NAMES[scale])} {_shown_total(factors, scale):.1f}, {beside}; {SHORT_OF[other]} {_shown_total(factors, other):.1f}. "
            f"{_where(state).capitalize()} SD.")


def _total_table(points, scale):
    start = _points(*START)
    return {"item": [ITEMS[i].name for i in ROWS], "group": [GROUP_NAMES[GROUP_OF[i]] for i in ROWS],
            f"counted by {SCALE_NAMES[scale]}": ["yes" if SCALES[scale][i] else "no" for i in ROWS],
            "mean points": [points[i] for i in ROWS], "mean points at the start": [start[i] for i in ROWS], "most points": [ITEMS[i].max_points for i in ROWS]}


def _total_code(state):
    core, anxiety, sleep = _factors(state)
    chosen = f'print(total(points, "{state["scale"]}"))\n' if state["scale"] != "Core4" else ""
    return ("from psychopharm.models.scales import expected_points, total\n\n"
            f"points = expected_points(({core:g}, {anxiety:g}, {sleep:g}, 0))        # core, anxiety, sleep, body [SD]\n{chosen}"
            'total(points, "Core4")        # points')


def _total_goal(state):
    """Said where the HAM-D17 shown is that of the start, or nearly, and Core4 is not."""
    factors = _factors(state)
    if abs(_change(factors, "HAM-D17")) > SAME_TOTAL or abs(_change(factors, "Core4")) < OTHER_CORE:
        return ""
    shown = "; ".join(f"{name} {_shown_total(factors, scale):.1f}, at the start {_shown_total(START, scale):.1f}" for scale, name in SHORT_OF.items())
    return f"Goal reached: {_where(state)} SD: {shown}."


def _total_result(state):
    """What answers the prediction: what the fall is made of, and another way to the same fall."""
    factors, fall = _factors(state), -_change(_factors(state), "HAM-D17")
    if not FELL[0] <= fall <= FELL[1]:
        return ""
    changes = _changes(factors, "HAM-D17")
    parts = ", ".join(f"{name} {_signed(changes[factor])}" for factor, name in GROUP_NAMES.items())
    by_core = -changes["core"] > fall / 2
    other, words = (OTHER_WAY, "anxiety and sleep alone, both at −2 SD,") if by_core else (ONE_WAY, "core alone, at −3 SD,")
    return f"{fall:.1f} points fewer: {parts}; {words} would take off {-_change(other, 'HAM-D17'):.1f}"


# A ceiling

def scale_ceiling(fig, look):
    """Points that a drug would take from the total if it abolished some items and did nothing else, beside published effects.

    Returns (update, trace); update takes share (percent of the points held on these items that go), items (sleep, five, six) and
    cutoff (lowest HAM-D17 total with which people are taken in). The simulated people are those of the dummy arm.
    """
    effects, left = fig.subplots(2, 1, height_ratios=(3.4, 2))
    _head(fig, look, ("Bars: simulated people, an invented drug.", "Grey stroke: before"), ("Open marks: published, with 95 % interval",))
    effects.set(xlabel="points fewer than on the dummy pill", xlim=(-0.1, MOST_FEWER), ylim=(-0.5, 2.75), yticks=(), xticks=range(int(MOST_FEWER) + 1))
    left.set(xlabel="mean total at the end (points, HAM-D17)", xlim=(-0.1 * MOST_LEFT / MOST_FEWER, MOST_LEFT), ylim=(-0.5, 1.85), yticks=(), xticks=range(0, MOST_LEFT + 1, 4))
    for ax in (effects, left):
        ax.grid(axis="y", visible=False)
    for y, (key, name) in enumerate(((SSRIS, "SSRIs"), (ALPRAZOLAM, "alprazolam"))):
        fewer, low, high = _published(key)
        effects.plot([low, high], [y, y], color=look.colour("published"), linewidth=1.8, marker="|", markersize=9, markeredgewidth=1.8)
        effects.plot([fewer], [y], **look.marker("published"))
        effects.text(0, y + 0.38, f"{name}: {fewer:.1f} ({low:.1f} to {high:.1f}), {source(evidence(key).source).short}", va="center", **look.text("published"))
    fewer, low, high = _published(ALPRAZOLAM)
    for x, dashes in ((low, (0, (1, 2))), (fewer, (0, (4, 3))), (high, (0, (1, 2)))):
        effects.plot([x, x], [1, 2.22], color=look.colour("published"), linewidth=1, linestyle=dashes)
    stack = {part: effects.barh(2, 0, height=0.4, **_filled(look, "sleep" if part == "sleep" else "anxiety"))[0] for part in PARTS}
    name = effects.text(0, 2.45, "", va="center", **look.text())
    totals = {who: left.barh(y, 0, height=0.4, facecolor=look.colour("placebo"), edgecolor=look.colour("ink"))[0] for y, who in enumerate(("drug", "dummy"))}
    names = {who: left.text(0, y + 0.45, "", va="center", **look.text()) for y, who in enumerate(("drug", "dummy"))}
    before, = effects.plot([], [], **_stroke(look, 26))
    total_before, = left.plot([], [], **_stroke(look, 24))

    def trace(share, items, cutoff):
        found = _ceiling(share, items, cutoff)
        before.set_data([found["fewer"]], [2])
        total_before.set_data([found["left"], found["dummy"]], [0, 1])

    def update(share, items, cutoff):
        found, start = _ceiling(share, items, cutoff), 0
        for part, bar in stack.items():
            bar.set(x=start, width=found["parts"].get(part, 0))
            start += found["parts"].get(part, 0)
        name.set_text(f"{REMOVED_SHORT[items]}: {share} % gone, {found['fewer']:.1f} fewer")
        totals["dummy"].set_width(found["dummy"])
        totals["drug"].set_width(found["left"])
        names["dummy"].set_text(f"dummy pill: {found['dummy']:.1f}; taken in at {cutoff} or more")
        names["drug"].set_text(f"invented drug: {found['left']:.1f}")
        state = {"share": share, "items": items, "cutoff": cutoff}
        return View(
            _ceiling_sentence(state, found), said=_ceiling_said(state, found), table=_ceiling_table(items, found), parameters=(*SCALE_KEYS, *TRIAL_KEYS),
            evidence=(ALPRAZOLAM, SSRIS), functions=(points_held,), code=_ceiling_code(state), goal=_ceiling_goal(state, found),
            values={"share": f"{share} % of {REMOVED_WORDS[items]}", "cutoff": f"{cutoff} points or more"},
            result=f"the total falls by {found['fewer']:.1f} points, from {found['dummy']:.1f} to {found['left']:.1f}" if state == ASKED else "")

    return update, trace


def _published(key):
    """Points fewer than on the dummy pill, and the ends of the interval from the lower to the higher."""
    row = evidence(key)                                      # printed as drug minus dummy pill
    return -row.value, -row.high, -row.low


@cache
def _held(part, cutoff):
    return points_held(PARTS[part], cutoff)


@cache
def _dummy_total(cutoff):
    return points_held(NAMES, cutoff)


def _ceiling(share, items, cutoff):
    """What one setting gives [points]: parts that go, their sum, the total on the dummy pill and what is left of it."""
    parts = {part: share / 100 * _held(part, cutoff) for part in REMOVED[items]}
    fewer, dummy = sum(parts.values()), _dummy_total(cutoff)
    return {"parts": parts, "fewer": fewer, "dummy": dummy, "left": dummy - fewer}


def _beside_alprazolam(fewer):
    """Where a number of points lies beside the published effect of alprazolam, both as shown."""
    mean, low, high = (round(part, 1) for part in _published(ALPRAZOLAM))
    shown = round(fewer, 1)
    if shown < low:
        return "below the published interval of alprazolam"
    beside = "at its mean" if shown == mean else f"{abs(shown - mean):.1f} {'above' if shown > mean else 'below'} its mean"
    return f"inside the published interval of alprazolam, {beside}" if shown <= high else "above the published interval of alprazolam"


def _ceiling_sentence(state, found):
    numbers = "; ".join("{} {:.1f} ({:.1f} to {:.1f})".format(name, *_published(key)) for key, name in ((ALPRAZOLAM, "alprazolam"), (SSRIS, "SSRIs")))
    rest = " These items hold no more." if state["share"] == 100 else ""
    return (f"{found['fewer']:.1f} points fewer than on the dummy pill, {found['left']:.1f} left of {found['dummy']:.1f} on the HAM-D17; "
            f"{_beside_alprazolam(found['fewer'])}. An invented drug takes away "
            f"{state['share']} % of the points still scored on {REMOVED_WORDS[state['items']]}, and nothing else.{rest} "
            f"Published, points fewer: {numbers}. Simulated people, taken in from {state['cutoff']} points.")


def _ceiling_said(state, found):
    return (f"{found['fewer']:.1f} points fewer, {found['left']:.1f} left; {_beside_alprazolam(found['fewer']).partition(',')[0]}. "
            f"{_first_large(REMOVED_SHORT[state['items']])}: {state['share']} % gone, taken in at {state['cutoff']}.")


def _ceiling_table(items, found):
    published = {"alprazolam": ALPRAZOLAM, "SSRIs": SSRIS}
    modelled = {**{f"points fewer: {part} items" if part != "agitation" else "points fewer: agitation": points for part, points in found["parts"].items()},
                "points fewer: invented drug in all": found["fewer"], "points left: dummy pill": found["dummy"], "points left: invented drug": found["left"]}
    return {"what": [*modelled, *(f"points fewer: {name}" for name in published)],
            "points": [*modelled.values(), *(_published(key)[0] for key in published.values())],
            "95 % interval": [*("none" for _ in modelled), *("{:.1f} to {:.1f}".format(*_published(key)[1:]) for key in published.values())],
            "source": [*("model" for _ in modelled), *(source(evidence(key).source).short for key in published.values())]}


def _ceiling_code(state):
    names = sum((PARTS[part] for part in REMOVED[state["items"]]), ())
    return ("from psychopharm.models.trials import points_held\n\n"
            f"items = {names}\n"
            f"{state['share'] / 100:g} * points_held(items, {state['cutoff']})        # points fewer")


def _ceiling_goal(state, found):
    """Said at the lowest share of the six items that, as shown, enters the published interval of alprazolam."""
    low, lower_share = round(_published(ALPRAZOLAM)[1], 1), max(state["share"] - SHARE_STEP, 0)
    lower = _ceiling(lower_share, state["items"], state["cutoff"])["fewer"]
    if state["items"] != "six" or round(found["fewer"], 1) < low or round(lower, 1) >= low:
        return ""
    return (f"Goal reached: {state['share']} % of the six items, taken in at {state['cutoff']}: {found['fewer']:.1f} points fewer, {lower:.1f} at {lower_share} %; "
            f"the interval begins at {low:.1f}.")
