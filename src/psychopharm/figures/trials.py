"""Pictures of a trial on a rating scale: one drug against a dummy pill on four scales, and the same trial done a thousand times.

All people are simulated. Two effects on items are published, the others assumed; the strength of the effects is a control for that reason.
"""

from functools import cache

import numpy as np
from matplotlib.patches import Patch, Rectangle

from psychopharm.figures.parts import set_top
from psychopharm.figures.scales import COUNTS, GROUP_OF, SCALE_KEYS, SCALE_NAMES
from psychopharm.figures.style import HATCHES
from psychopharm.figures.view import View
from psychopharm.models.scales import FACTORS, NAMES, SCALES
from psychopharm.models.trials import SIGNIFICANT, outcome, power, repeated_trials, responded, trial
from psychopharm.parameters import evidence, item_effect, parameter, rows, source

PUBLISHED, COUNTED = "ssri_points_jakobsen", "ssri_mood_item_trials"
ROWS = {"HAM-D17": "HAM-D17\nall 17 items", "HAM-D6": "HAM-D6\nsix items", "Core4": "Core4\nfour core items", "mood": "depressed mood\none item"}
NAMED = {"HAM-D17": "the HAM-D17", "HAM-D6": "the HAM-D6", "Core4": "the Core4", "mood": "the mood item"}
PROFILES = {"ssri": "SSRI", "anxiolytic_hypnotic": "calming pill", "neurosteroid": "neurosteroid-like pill"}
SHORT = PROFILES | {"neurosteroid": "neurosteroid-like"}
LOOKS = {"ssri": "antidepressant", "anxiolytic_hypnotic": "benzodiazepine", "neurosteroid": "neurosteroid"}
STOPS = {"nobody": "nobody", "left_out": "left out", "unchanged": "unchanged"}         # what is done about people who stop, as the model names it
EFFECTS = {profile: tuple(row.key for row in rows("item_effects") if row.profile == profile and row.value) for profile in PROFILES}
KIND = np.array([FACTORS.index(group) for group in GROUP_OF])        # which kind each item is
ASKED = {"profile": "anxiolytic_hypnotic", "strength": 1, "scale": "HAM-D17"}        # what the lesson asks about
STEP = 0.25                # of the strength: what is one step weaker
ENDS = (-1.8, 5.5), (-3, 8.5), (-5.8, 14)            # of the axis of points: the first that holds everything is taken
TOP, BAR, TRUE_AT, TRIAL_AT, PUBLISHED_AT = 3.05, 0.34, 0.06, -0.3, 0.42      # height of the first row and of a bar, and where things stand in a row
TRIALS, WELL_PLANNED = 1000, 80                    # as many trials are done; a trial is often planned to be one of so many in 100
FEW, ASKED_PEOPLE = 125, 100                       # people in each arm of the goal and of the prediction
HEIGHTS, ROUNDING = (125, 200, 300, 400, 600, 800), 1e-3     # of the axis of trials; and how far edges lie below the round differences that small trials find
BINS = {"HAM-D17": (-7.6, 12, 0.4), "HAM-D6": (-3, 6, 0.2), "Core4": (-2.88, 4.4, 0.16), "mood": (-1.2, 1.45, 0.08)}       # ends and width [points]
BANDS = {"HAM-D17": 2, "HAM-D6": 1, "Core4": 0.8, "mood": 0.4}          # width of the bands of results in the table [points]
CHANGE_KEYS = ("trial_change_mean_sd", "trial_change_spread_sd", "trial_factor_change_sd", "trial_item_error_correlation")


def two_arms(fig, look):
    """One trial of a drug against a dummy pill: points fewer on four scales, in truth and as the trial finds on one of them, and who responded.

    Returns (update, trace); update takes profile (key of PROFILES), strength (0 to 1.5 times the assumed effects), scale (key of ROWS),
    cutoff (14 to 24 points), people (25 to 2000 in each arm) and stopped (key of STOPS).
    """
    points, responders = fig.subplots(2, 1, height_ratios=(4.6, 1))
    place = {scale: TOP if scale == "HAM-D17" else len(ROWS) - 1 - i for i, scale in enumerate(ROWS)}
    _scales(points, look, place)
    labels = [kind if kind != "core" or look.narrow else "core with slowing" for kind in FACTORS]
    fig.legend(handles=[Patch(label=label, **_fill(look, kind)) for label, kind in zip(labels, FACTORS)], loc="outside lower center", ncols=len(FACTORS), frameon=False,
               fontsize=10, labelcolor=look.colour("ink"), handlelength=1.6, columnspacing=0.8 if look.narrow else 1.6)
    chosen = points.add_patch(Rectangle((0, 0), 1, 0.96, fill=False, edgecolor=look.colour("ink"), linewidth=1.4, transform=points.get_yaxis_transform()))
    before = {scale: points.plot([], [], linestyle="none", marker="|", markersize=20, markeredgewidth=1.6, color=look.colour("faint"))[0] for scale in ROWS}
    bars = {(scale, kind): points.add_patch(Rectangle((0, y + TRUE_AT - BAR / 2), 0, BAR, **_fill(look, kind))) for scale, y in place.items() for kind in FACTORS}
    truths = {scale: points.plot([], [], linestyle="none", marker="|", markersize=17, markeredgewidth=2.4, color=look.colour("ink"))[0] for scale in ROWS}
    values = {scale: points.text(0, y + TRUE_AT, "", va="center", **look.text()) for scale, y in place.items()}
    interval, = points.plot([], [], linewidth=2.4)
    mark, = points.plot([], [], linestyle="none", marker="o", markersize=9)
    caption = points.text(0.015, 0.985, "", va="top", transform=points.transAxes, **look.text(fontweight="bold"))
    shares, counts = _responders(responders, look)

    def trace(profile, strength, cutoff, **_):
        for scale, (true, _) in _truth(profile, strength, cutoff).items():
            before[scale].set_data([true], [place[scale] + TRUE_AT])

    def update(profile, strength, scale, cutoff, people, stopped):
        state = {"profile": profile, "strength": strength, "scale": scale, "cutoff": cutoff, "people": people, "stopped": stopped}
        truth, (found, responding) = _truth(profile, strength, cutoff), _found(profile, strength, cutoff, people, STOPS[stopped])
        one = found[scale]
        _widen(points, min(one.low, *(kinds[kinds < 0].sum() for _, kinds in truth.values())), max(one.high, *(kinds[kinds > 0].sum() for _, kinds in truth.values())))
        gap = 0.012 * np.diff(points.get_xlim())[0]
        for name, (true, kinds) in truth.items():
            _stack([bars[name, kind] for kind in FACTORS], kinds)
            truths[name].set_data([true], [place[name] + TRUE_AT])
            values[name].set(text=f"{_shown(true)}", x=max(kinds[kinds > 0].sum(), true) + gap)
        colour, y = look.colour(LOOKS[profile]), place[scale]
        chosen.set_y(y - 0.49)
        chosen.set_height(1.18 if scale == "HAM-D17" else 0.96)
        interval.set_data([one.low, one.high], [y + TRIAL_AT, y + TRIAL_AT])
        mark.set_data([one.difference], [y + TRIAL_AT])
        for line in (interval, mark):
            line.set_color(colour)
        caption.set_text(f"{SHORT[profile]}, effects ×{strength:g};{_between(look)}"
                         + f"the trial finds {_shown(one.difference)} ({_shown(one.low)} to {_shown(one.high)})")
        for arm, name in (("drug", SHORT[profile]), ("dummy", "dummy pill")):
            shares[arm].set_width(100 * responding[arm])
            counts[arm].set(text=f"{name}: {100 * responding[arm]:.0f}", x=100 * responding[arm] + 1.5)
        shares["drug"].set(facecolor=colour, edgecolor=colour)
        return View(
            _sentence(state, one, truth, responding), said=_said(state, one, truth), table=_table(state, found, truth, responding), parameters=_keys(stopped), evidence=(PUBLISHED,),
            effects=EFFECTS[profile], functions=(trial, outcome, responded), code=_code(state), goal=_goal(state, truth), result=_result(state, truth),
            values={"strength": f"{strength:g} times the assumed effects", "people": f"{people:,} people in each arm", "cutoff": f"{cutoff} points or more"})

    return update, trace


@cache
def _truth(profile, strength, cutoff):
    """Scale -> (points fewer in truth, how many of them from each kind of item, shape (4,)): the same people with and without the drug, nobody stopping."""
    whole = trial(profile, strength, cutoff)
    saved = whole.dummy.end.mean(axis=0) - whole.same_on_drug.end.mean(axis=0)
    found = {}
    for scale in ROWS:
        kinds = np.bincount(KIND, saved * np.array(SCALES[scale]), len(FACTORS))
        found[scale] = outcome(whole, scale).true_difference, kinds
    return found


@cache
def _found(profile, strength, cutoff, people, stopped):
    """What one trial reports: scale -> Outcome, and arm -> the share that responded."""
    found = trial(profile, strength, cutoff, people, stopped)
    return {scale: outcome(found, scale) for scale in ROWS}, {"drug": responded(found.drug), "dummy": responded(found.dummy)}


# The picture of two arms

def _fill(look, kind):
    """Keywords of a bar that stands for a kind of item: its colour, and hatches on paper for all but the first."""
    return {"facecolor": look.colour("paper") if HATCHES[kind] else look.colour(kind), "edgecolor": look.colour(kind), "hatch": HATCHES[kind], "linewidth": 1.2}


def _between(look):
    """What stands between the two parts of a caption: on a stage without room the second begins a new line."""
    return " " if look.roomy else "\n"


def _scales(ax, look, place):
    """The rows of the scales, and the published difference of SSRIs above the first."""
    mean, low, high = _published()
    y = place["HAM-D17"] + PUBLISHED_AT
    ax.set_title("Bar: in truth, by kind of item. Grey: before\nCircle: the trial, 95 % interval" if look.narrow else
                 "Bar: in truth, by kind of item. Grey line: your last setting\nCircle: what the trial finds, with its 95 % interval")
    ax.set(xlabel="points fewer than on the dummy pill", xlim=ENDS[0], ylim=(-0.55, TOP + (1.55 if look.narrow else 1.15 if look.roomy else 1.95)), yticks=list(place.values()))
    ax.set_yticklabels([] if look.narrow else list(ROWS.values()))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.axvline(0, **look.line("reading", linewidth=1.2))
    ax.plot([low, high], [y, y], color=look.colour("published"), linewidth=1.8)
    ax.plot([mean], [y], **look.marker("published", marker="D"))
    ax.text(high + 0.1, y, f"SSRIs, published{f' ({source(evidence(PUBLISHED).source).short})' if look.roomy else ''}", va="center", **look.text("published"))
    for scale, height in place.items() if look.narrow else ():
        ax.text(0.015, height + TRUE_AT, scale, va="center", transform=ax.get_yaxis_transform(), **look.text())


def _responders(ax, look):
    """Bars and labels of the two arms: people of 100 whose total fell by half or more."""
    ax.set(xlabel="of 100 people, total at least halved", xlim=(0, 140 if look.narrow else 115), xticks=range(0, 101, 20), ylim=(-0.6, 1.6), yticks=())
    ax.grid(axis="y", visible=False)
    shares = {arm: ax.add_patch(Rectangle((0, y - 0.36), 0, 0.72, **look_of)) for arm, y, look_of in (
        ("drug", 1, {"linewidth": 1.2}), ("dummy", 0, {"facecolor": look.colour("paper"), "edgecolor": look.colour("placebo"), "linestyle": "--", "linewidth": 1.6}))}
    return shares, {arm: ax.text(0, y, "", va="center", **look.text()) for arm, y in (("drug", 1), ("dummy", 0))}


def _stack(bars, widths):
    """Bars end to end: those above zero to the right of it, those below to the left."""
    right = left = 0.0
    for bar, width in zip(bars, widths):
        bar.set_x(right if width > 0 else left + width)
        bar.set_width(abs(width))
        bar.set_visible(abs(width) > 0)
        right, left = right + max(width, 0), left + min(width, 0)


def _widen(ax, low, high):
    """Let the axis have the first ends between which everything lies, if it does not yet."""
    ends = next((ends for ends in ENDS if ends[0] < low and high < ends[1]), ENDS[-1])
    if ax.get_xlim() != ends:
        ax.set_xlim(ends)


# The words of two arms

def _shown(points):
    """Points to one place, with a true minus and no minus before zero."""
    text = f"{points:.1f}"
    return text.replace("-", "" if float(text) == 0 else "−")


def _fewer(points):
    return f"{_shown(abs(points))} points {'more' if float(f'{points:.1f}') < 0 else 'fewer'}"


def _of_chance(p):
    """What p means: how often chance alone would give so much, not how likely it is that chance did."""
    return "rare by chance" if p < SIGNIFICANT else "not rare by chance"


def _chance(p):
    return f"{_of_chance(p)} ({'p below 0.001' if p < 0.001 else f'p = {p:.3f}' if p < 0.1 else f'p = {p:.2f}'})"


def _who_stops(stopped):
    share = f"{100 * parameter('trial_people_stopping').value:.0f} % stop"
    return {"nobody": "nobody stops", "left_out": f"{share}, left out", "unchanged": f"{share}, unchanged"}[stopped]


def _effects(profile, strength):
    """How strong the effects of a profile are, and which of them were published, in words."""
    published = sum(item_effect(key).status == "verified" for key in EFFECTS[profile])
    return f"{strength:g} times the assumed effects" + (f" ({COUNTS[published]} published)" if published else "")


@cache
def _kinds(profile):
    """The kinds of item in words; core is called slowing where that is all of it that moves, since Core4 does not count it."""
    moved = {item_effect(key).item for key in EFFECTS[profile]} & {name for name, group in zip(NAMES, GROUP_OF) if group == "core"}
    return ["slowing" if kind == "core" and moved == {"slowing"} else kind for kind in FACTORS]


def _counted(scale):
    """Which kinds of item a scale counts, as places in FACTORS."""
    return [i for i in range(len(FACTORS)) if np.any((KIND == i) & np.array(SCALES[scale]))]


def _parts(state, kinds):
    """How many points come from each kind of item that a scale counts; blank where it counts one kind, or none changes."""
    counted, names = _counted(state["scale"]), _kinds(state["profile"])
    return f" ({', '.join(f'{names[i]} {_shown(kinds[i])}' for i in counted)})" if len(counted) > 1 and kinds.any() else ""


def _published():
    """Points by which SSRIs were found lower than a dummy pill: mean and interval, printed as drug less dummy pill."""
    row = evidence(PUBLISHED)
    return -row.value, -row.high, -row.low


def _sentence(state, one, truth, responding):
    true, kinds = truth[state["scale"]]
    name = PROFILES[state["profile"]]
    published = "Published for SSRIs: {} ({} to {}, {}). ".format(*map(_shown, _published()), source(evidence(PUBLISHED).source).short)
    return (f"{name[0].upper()}{name[1:]}, {SCALE_NAMES[state['scale']]}: found {_fewer(one.difference)} than on the dummy pill (95 % interval "
            f"{_shown(one.low)} to {_shown(one.high)}), {_chance(one.p)}; in truth{'' if state['stopped'] == 'nobody' else ', nobody stopping,'} "
            f"{_shown(true)}{_parts(state, kinds)}. {published if state['scale'] == 'HAM-D17' else ''}Total at least halved: {100 * responding['drug']:.0f} of 100, "
            f"dummy pill {100 * responding['dummy']:.0f}. {_effects(state['profile'], state['strength'])}. Simulated arms of {state['people']:,}, "
            f"from {state['cutoff']} points; {_who_stops(state['stopped'])}.")


def _said(state, one, truth):
    true, _ = truth[state["scale"]]
    rule = {"nobody": "nobody stops", "left_out": "leavers omitted", "unchanged": "leavers unchanged"}[state["stopped"]]
    short = SHORT[state["profile"]]
    return (f"Found: {_fewer(one.difference).replace(' points', '')} on {NAMED[state['scale']]}, {_of_chance(one.p)}; in truth {_shown(true)}. "
            f"{short[0].upper()}{short[1:]} times {state['strength']:g}, {state['people']:,} an arm, from {state['cutoff']}, {rule}.")


def _table(state, found, truth, responding):
    """A row for each scale, and one for what was published."""
    names = _kinds(state["profile"])
    columns = {"scale": [*(name.replace("\n", ", ") for name in ROWS.values()), f"SSRIs, published, HAM-D17 ({source(evidence(PUBLISHED).source).short})"],
               "found (points fewer)": [found[scale].difference for scale in ROWS], "low of 95 % interval (points)": [found[scale].low for scale in ROWS],
               "high of 95 % interval (points)": [found[scale].high for scale in ROWS]}
    for column, number in zip(list(columns.values())[1:], _published()):
        column.append(number)
    columns["in truth (points fewer)"] = [*(_shown(truth[scale][0]) for scale in ROWS), "not known"]
    for i, name in enumerate(names):
        columns[f"of these {name} (points)"] = [*(_shown(truth[scale][1][i]) if i in _counted(scale) else "not counted" for scale in ROWS), "not known"]
    halved = f"{100 * responding['drug']:.0f}, dummy pill {100 * responding['dummy']:.0f}"
    return columns | {"of 100, total at least halved": [halved, *("only for the HAM-D17" for _ in list(ROWS)[1:]), "not known"]}


def _keys(stopped):
    return (*CHANGE_KEYS, "trial_inclusion_points", *(("trial_people_stopping",) if stopped != "nobody" else ()), *SCALE_KEYS)


def _code(state):
    return ("from psychopharm.models.trials import outcome, responded, trial\n\n"
            f'found = trial("{state["profile"]}", {state["strength"]:g}, cutoff={state["cutoff"]}, people={state["people"]}, stopped="{STOPS[state["stopped"]]}")\n'
            f'outcome(found, "{state["scale"]}").difference        # points fewer than on the dummy pill\n'
            "100 * responded(found.drug)        # people of 100 whose total is at least halved")


def _goal(state, truth):
    """Said at the smallest strength at which the calming pill is, in truth, within the published interval of SSRIs on the whole scale."""
    _, low, high = (float(f"{points:.1f}") for points in _published())
    if (state["profile"], state["scale"]) != ("anxiolytic_hypnotic", "HAM-D17") or not state["strength"]:
        return ""
    here, weaker = (float(f"{found['HAM-D17'][0]:.1f}") for found in (truth, _truth(state["profile"], state["strength"] - STEP, state["cutoff"])))
    if not low <= here <= high or weaker >= low:
        return ""
    return (f"Goal reached: at strength {state['strength']:g} the calming pill takes {here:.1f} points off the HAM-D17, "
            f"SSRIs published {low:.1f} to {high:.1f}; at {state['strength'] - STEP:g} only {weaker:.1f}.")


def _result(state, truth):
    if any(state[name] != value for name, value in ASKED.items()):
        return ""
    ssri = _truth("ssri", 1, state["cutoff"])
    return (f"{_shown(truth['HAM-D17'][0])} points against {_shown(ssri['HAM-D17'][0])} of the SSRI profile; "
            f"on the Core4 {_shown(truth['Core4'][0])} against {_shown(ssri['Core4'][0])}")


def many_trials(fig, look):
    """What a thousand trials of one drug find, how many of them are statistically significant, and the published counts once trials are as large.

    Returns (update, trace); update takes people (25 to 250 in each arm), profile (key of PROFILES), scale (key of ROWS) and
    strength (0 to 1.5 times the assumed effects).
    """
    differences, shares = fig.subplots(2, 1, height_ratios=(2.4, 1))
    differences.set_title(f"{TRIALS:,} simulated trials" + ("\nFilled: significant. Striped: not" if look.narrow else
                          ": what each finds\nFilled: statistically significant. Striped: not. Grey: your last setting"))
    differences.set(xlabel="points fewer than on the dummy pill", ylabel="trials", ylim=(0, HEIGHTS[0]))
    before = differences.stairs([0], [0, 1], color=look.colour("faint"), linewidth=1.4, zorder=3)
    missed = differences.stairs([0], [0, 1], fill=True, facecolor=look.colour("paper"), edgecolor=look.colour("rival"), hatch="///", linewidth=1.2)
    significant = differences.stairs([0], [0, 1], fill=True)
    differences.axvline(0, **look.line("reading", linewidth=1.2))
    truth = differences.axvline(0, **look.line("reading", linewidth=2, linestyle=(0, (3, 2)), zorder=4))
    caption = differences.text(0.015, 0.97, "", va="top", transform=differences.transAxes, **look.text(fontweight="bold"))
    bar, formula, count, published, condition = _shares(shares, look)

    def trace(people, profile, scale, strength):
        edges = np.arange(*BINS[scale])
        before.set_data(_repeated(people, profile, scale, strength)["all"], edges)
        before.set_visible(differences.get_xlim() == (edges[0], edges[-1]))       # on another scale points are others

    def update(people, profile, scale, strength):
        state = {"people": people, "profile": profile, "scale": scale, "strength": strength}
        found, colour, edges = _repeated(**state), look.colour(LOOKS[profile]), np.arange(*BINS[scale])
        if differences.get_xlim() != (edges[0], edges[-1]):
            differences.set_xlim(edges[0], edges[-1])
        set_top(differences, HEIGHTS, 1.3 * found["all"].max())
        significant.set_data(found["significant"], edges)
        significant.set(facecolor=colour, edgecolor=colour)
        missed.set_data(found["all"], edges, found["significant"])
        truth.set_xdata([found["true"], found["true"]])
        caption.set_text(f"{SHORT[profile]}, effects ×{strength:g};{_between(look)}dashed: in truth {_shown(found['true'])}")
        bar.set_width(found["share"])
        bar.set(facecolor=colour, edgecolor=colour)
        formula.set_xdata([found["formula"], found["formula"]])
        count.set(text=f"{found['share']:.0f}", x=max(found["share"], found["formula"]) + 1.5)
        compared = _can_be_compared(state)
        for artist in published:
            artist.set_visible(compared)
        condition.set_visible(not compared)
        return View(
            _many_sentence(state, found), said=_many_said(state, found),
            table=_many_table(scale, found), parameters=_keys("nobody"), evidence=(COUNTED,) if compared else (), effects=EFFECTS[profile],
            functions=(trial, repeated_trials, power),
            code=_many_code(state), goal=_many_goal(state, found), result=_many_result(state, found),
            values={"people": f"{people} people in each arm", "strength": f"{strength:g} times the assumed effects"})

    return update, trace


@cache
def _repeated(people, profile, scale, strength):
    """By name: trials in each bin, all and significant; how many of 100 are significant, as simulated and by the formula; the true difference and the
    middle 90 % of those found [points]; and for all trials and each band of results how many of 100 it holds, how many of 100 are significant and lie in it,
    and the mean of these in words [points]."""
    large = trial(profile, strength)
    one = outcome(large, scale)
    differences, p = repeated_trials(large, people, scale, TRIALS)
    edges, significant = np.arange(*BINS[scale]) - ROUNDING, p < SIGNIFICANT
    inner = BANDS[scale] * np.arange(-1, 4) - ROUNDING
    bands = [np.full(TRIALS, True), *(np.digitize(differences, inner) == i for i in range(len(inner) + 1))]
    return {"all": np.histogram(differences, edges)[0], "significant": np.histogram(differences[significant], edges)[0], "true": one.true_difference,
            "share": 100 * float(significant.mean()), "formula": 100 * power(one.standardised, people), "ends": np.percentile(differences, (5, 95)),
            "bands": [(round(100 * float(band.mean()), 1), round(100 * float((band & significant).mean()), 1),
                       _shown(differences[band & significant].mean()) if (band & significant).any() else "none") for band in bands]}


def _shares(ax, look):
    """The bar of the simulated share, the tick of the formula, the label of both, the marks of what was published, and when these are shown."""
    row = evidence(COUNTED)
    ax.set(xlabel="of 100 trials, statistically significant" + ("" if look.narrow else " (tick: by the formula for power)"), xlim=(0, 110), ylim=(-0.75, 1.6),
           xticks=range(0, 101, 20), yticks=(1, 0), yticklabels=("simulated", "published"))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    bar = ax.add_patch(Rectangle((0, 0.68), 0, 0.64, linewidth=1.2))
    formula, = ax.plot([0, 0], [0.5, 1.5], color=look.colour("ink"), linewidth=2.4)
    published = [ax.plot([value], [0], **look.marker("published", marker="D"))[0] for value in (row.control_value, row.value)]
    for value, name in ((row.control_value, "17 items"), (row.value, "mood")):
        published.append(ax.text(value - (6 if look.narrow else 2.5), 0, f"{name} {value:.0f}", ha="right", va="center", **look.text("published")))
    condition = ax.text(2, 0, f"shown for the SSRI ×1,{chr(10) if look.narrow else ' '}{ASKED_PEOPLE} people or more", va="center", **look.text())
    return bar, formula, ax.text(0, 1, "", va="center", **look.text()), published, condition


def _can_be_compared(state):
    """Whether the simulated trials are like the published ones: an SSRI as it was measured, in trials at least as large as the lesson asks about."""
    return state["profile"] == "ssri" and state["strength"] == 1 and state["people"] >= ASKED_PEOPLE


def _many_sentence(state, found):
    name = PROFILES[state["profile"]]
    row = evidence(COUNTED)
    published = (f" Published SSRI trials: {row.control_value:.0f} of 100 comparisons by all 17 items, {row.value:.0f} by mood alone ({source(row.source).short})."
                 if _can_be_compared(state) else "")
    low, high = found["ends"]
    return (f"{found['share']:.0f} of 100 trials are statistically significant, by the formula {found['formula']:.0f}: {TRIALS:,} trials, {state['people']} simulated people "
            f"in each arm. {name[0].upper()}{name[1:]} on {NAMED[state['scale']]}: in truth {_fewer(found['true'])} than on the dummy pill; the trials find "
            f"{_shown(low)} to {_shown(high)} points (90 % of them). {_effects(state['profile'], state['strength'])}.{published}")


def _many_said(state, found):
    short = SHORT[state["profile"]]
    return (f"{found['share']:.0f} of 100 trials significant on {NAMED[state['scale']]}; in truth {_fewer(found['true'])}. "
            f"{short[0].upper()}{short[1:]} times {state['strength']:g}, {state['people']} an arm.")


def _many_table(scale, found):
    """A row for all trials and one for each band of results: the shape of the picture."""
    step = BANDS[scale]
    names = [f"{step:g} or more points more", f"up to {step:g} points more", f"0 to {step:g} points fewer", f"{step:g} to {2 * step:g} points fewer",
             f"{2 * step:g} to {3 * step:g} points fewer", f"{3 * step:g} or more points fewer"]
    return {"what a trial finds": ["all trials", *names], "of 100 trials": [count for count, _, _ in found["bands"]],
            "significant, of 100 trials": [significant for _, significant, _ in found["bands"]],
            "mean of the significant (points fewer)": [mean for _, _, mean in found["bands"]]}


def _many_code(state):
    return ("from psychopharm.models.trials import repeated_trials, trial\n\n"
            f'differences, p = repeated_trials(trial("{state["profile"]}", {state["strength"]:g}), {state["people"]}, "{state["scale"]}")\n'
            "100 * (p < 0.05).mean()        # of 100 trials")


def _many_goal(state, found):
    """Said where the SSRI is found as often as trials are planned for, with few people: no sum of all 17 items does that."""
    if state["profile"] != "ssri" or state["strength"] != 1 or state["people"] > FEW or round(found["share"]) < WELL_PLANNED:
        return ""
    whole = _repeated(state["people"], "ssri", "HAM-D17", 1)["share"]
    return (f"Goal reached: judged by {NAMED[state['scale']]}, {found['share']:.0f} of 100 trials find the SSRI with {state['people']} people an arm; "
            f"by the HAM-D17 {whole:.0f}.")


def _many_result(state, found):
    asked = {"people": ASKED_PEOPLE, "profile": "ssri", "scale": "HAM-D17", "strength": 1}
    return f"{found['share']:.0f} of 100 trials find a statistically significant difference" if state == asked else ""
