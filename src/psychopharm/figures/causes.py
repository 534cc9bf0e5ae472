"""A picture of what "treats the cause" may mean: one common cause or a network of symptoms, before, while and long after a drug on sleep and anxiety.

All of it is a concept, fitted to nobody's data; the stages have no length in days.
"""

from functools import cache

import numpy as np
from matplotlib.patches import Rectangle

from psychopharm.checks import known
from psychopharm.figures.parts import Curves, EndLabels
from psychopharm.figures.view import View
from psychopharm.models.causes import CAUSES, STAGES, TREATED, at_stage_ends, episode, latent_course, links, network_course, symptoms, symptoms_present
from psychopharm.parameters import control, parameter, rows

NAMED = {"common": "one common cause", "loose": "loosely linked symptoms", "tight": "tightly linked symptoms"}
SHORT = {"common": "One cause", "loose": "Loosely linked", "tight": "Tightly linked"}
SYMPTOM_NAMES = {"mood": "low mood", "interest": "less interest", "guilt": "guilt", "suicide": "thoughts of\nsuicide", "fatigue": "fatigue",
                 "concentration": "poor con-\ncentration", "sleep": "poor sleep", "anxiety": "anxiety", "appetite": "appetite", "psychomotor": "restless\nor slowed"}
ROUND = ("mood", "interest", "fatigue", "concentration", "sleep", "anxiety", "psychomotor", "appetite", "suicide", "guilt")     # clockwise from the top
HUES = {"mood": "core", "anxiety": "anxiety", "sleep": "sleep"}          # the other symptoms share one
END_NAMES = {"all": "all ten", "mood": "low mood", "anxiety": "anxiety", "sleep": "poor sleep"}
KEYS = {"common": ("common_cause_mean", "common_cause_sd", "common_cause_slope", "common_cause_threshold", "episode_over_symptoms"),
        **{cause: (f"network_coupling_{cause}", f"network_threshold_{cause}", "network_stress", "network_stage_length", "episode_over_symptoms")
           for cause in ("loose", "tight")}}
STAGE_NAMES = {"before": "before the drug", "during": "while it is taken", "after": "long after it"}
DRUG_NOW = {"before": "drug not yet taken", "during": "drug taken", "after": "drug stopped"}
MOOD = symptoms().index("mood")
NODE_PX, HUB_PX = 17, 15   # across
LINK_WIDTH = 1.0           # of a link of weight 1 in a network of coupling 1
NAME_PT, BESIDE_PT = 15, 11                # how far a name stands above or below, or beside its symptom [points]
LOWEST, LOWEST_NARROW = 11, 20             # [%]
TOP, WINDOW = 112, (0.5, 1.5)              # of the axis [%]; where the drug is taken, among the stages


def cause_or_network(fig, look):
    """The chance of ten symptoms before, while and long after a drug that acts on sleep and anxiety alone, and what joins the symptoms.

    Only the stages up to the chosen one are drawn, so that the reader can say first what the next will show.

    Returns (update, trace); update takes cause (common, loose, tight), cut (percent of sleep and anxiety taken away) and stage (before,
    during, after).
    """
    stages, ring = fig.subplots(2, 1, height_ratios=(1, 1.1)) if look.narrow else fig.subplots(1, 2, width_ratios=(1.15, 1))
    _stages(stages, look)
    dots = {"marker": "o", "markersize": 5}
    others = [name for name in symptoms() if name not in HUES]
    curves = Curves(np.arange(len(STAGES)), {
        **{name: (stages, "body", {"linewidth": 0.8, "marker": "o", "markersize": 2.5}) for name in others},
        **{name: (stages, HUES[name], dots) for name in ("sleep", "anxiety", "mood")},
        "all": (stages, "reading", {**dots, "linewidth": 3, "markersize": 7})}, look)
    lowest = LOWEST_NARROW if look.narrow else LOWEST        # of the middle of four names on one another, which keeps them off the axis
    labels = EndLabels(stages, 0, {name: HUES.get(name, "ink") for name in END_NAMES}, look)
    network = Ring(ring, look)

    def trace(cause, cut, stage):
        shown = _curves(cause, cut, STAGES.index(stage) + 1)
        curves.trace({name: shown[name] for name in ("all", "mood")})

    def update(cause, cut, stage):
        known("cause", cause, CAUSES)
        known("stage", stage, STAGES)
        reached = STAGES.index(stage) + 1
        shown = _curves(cause, cut, reached)
        curves.move(shown)
        labels.stand_at({name: max(shown[name][reached - 1], lowest) for name in END_NAMES}, END_NAMES)
        for label in labels.labels.values():
            label.set_x(reached - 1 + 0.12)
        chance, present = _ends(cause, cut)
        network.show(cause, chance[:, reached - 1], f"{NAMED[cause]}\n{DRUG_NOW[stage]} ({cut} %)")
        return View(
            _sentence(cause, cut, stage, chance, present), said=_said(cause, cut, stage, chance[MOOD], present),
            table=_table(cause, shown, reached), parameters=KEYS[cause],
            functions=(latent_course, symptoms_present) if cause == "common" else (network_course, symptoms_present),
            code=_code(cause, cut, stage), values={"cut": f"{cut} % of sleep and anxiety symptoms"},
            goal=_goal(cause, cut, stage, present), result=_result(cause, cut, stage))

    return update, trace


@cache
def _ends(cause, cut):
    """(chance of each symptom, symptoms present of ten), each at the end of the stages."""
    found = episode(cause, cut / 100)
    return at_stage_ends(found), symptoms_present(found)


def _curves(cause, cut, reached):
    """Percent by symptom, and of all ten on average, at each stage; nothing behind the one reached."""
    chance, _ = _ends(cause, cut)
    percent = 100 * np.vstack([chance, chance.mean(axis=0)])
    percent[:, reached:] = np.nan
    return dict(zip((*symptoms(), "all"), percent))


def _is_over(present):
    """Whether fewer symptoms are left long after the drug than an episode has, as the sentence counts them."""
    return round(present[-1], 1) < parameter("episode_over_symptoms").value


# The picture

class Ring:
    """Ten symptoms in a ring, filled as far as each is present, and what joins them: links, or a cause in the middle."""

    def __init__(self, ax, look):
        ax.set(xlim=(-2.1, 2.1), ylim=(-2.4 if look.narrow else -2.05, 1.5), xticks=(), yticks=())
        ax.grid(False)
        ax.spines[:].set_visible(False)
        ax.set_title("Fuller: more often present\nsquares: the drug acts here")
        place = {name: (np.sin(angle), np.cos(angle)) for name, angle in zip(ROUND, 2 * np.pi * np.arange(len(ROUND)) / len(ROUND))}
        line = {"color": look.colour("body"), "zorder": 1}
        self.links = {link.key: (link.weight, *ax.plot(*zip(place[link.first], place[link.second]), **line)) for link in rows("symptom_links")}
        self.spokes = [*(ax.plot(*zip((0, 0), at), linewidth=1.4, linestyle="--", **line)[0] for at in place.values()),
                       ax.plot([0], [0], marker="D", markersize=HUB_PX, color=look.colour("ink"), zorder=2)[0],
                       ax.text(0, -0.37, "cause", ha="center", va="center", **look.text(fontweight="bold"))]
        self.discs = {}
        for name, at in place.items():
            colour, marker = look.colour(HUES.get(name, "body")), "s" if name in TREATED else "o"
            ax.plot(*at, marker=marker, markersize=NODE_PX, color=look.colour("paper"), markeredgecolor=colour, markeredgewidth=1.6, zorder=3)
            self.discs[name], = ax.plot(*at, marker=marker, color=colour, markeredgecolor="none", zorder=4)
            _name_node(ax, name, at, look)
        self.state = ax.text(0, -2.05 if look.narrow else -1.75, "", ha="center", va="center", **look.text())

    def show(self, cause, chance, text):
        """cause: which picture.   chance: of each symptom, in the order of `symptoms` [0 to 1].   text: what to write beneath."""
        for part in self.spokes:
            part.set_visible(cause == "common")
        for weight, line in self.links.values():
            line.set(visible=cause != "common", linewidth=0 if cause == "common" else LINK_WIDTH * weight * parameter(f"network_coupling_{cause}").value)
        for name, now in zip(symptoms(), chance):
            self.discs[name].set_markersize(NODE_PX * np.sqrt(max(now, 0)))         # its area is the chance
        self.state.set_text(text)


def _name_node(ax, name, at, look):
    """Write the name of a symptom outside the ring."""
    x, y = at
    side = 0 if abs(x) < 0.1 else np.sign(x)
    ax.annotate(SYMPTOM_NAMES[name], at, (BESIDE_PT * side, 0 if side else NAME_PT * np.sign(y)), textcoords="offset points",
                ha={0: "center", 1: "left", -1: "right"}[side], va="center", **look.text(HUES.get(name, "ink"), linespacing=0.9))


def _stages(ax, look):
    ax.set(xlim=(-0.25, 2.85 if look.roomy else 3.1), ylim=(0, TOP), xticks=range(len(STAGES)), yticks=range(0, 101, 25),
           ylabel="symptom present (%)" if look.narrow else "chance that a symptom is present (%)")
    ax.set_xticklabels(("before\nthe drug", "while\ntaken", "long\nafter"))
    ax.set_title("A concept, fitted to nobody's data\nthin: the other seven symptoms")
    ax.add_patch(Rectangle((WINDOW[0], 0), WINDOW[1] - WINDOW[0], TOP, zorder=0, **look.band("benzodiazepine", 0.13)))
    ax.text(1, 106, "drug", ha="center", va="center", color=look.colour("benzodiazepine"))


# The words

def _sentence(cause, cut, stage, chance, present):
    """chance: of each symptom by stages.   present: symptoms of ten by stages."""
    here = STAGES.index(stage)

    def now(name):
        percent = [f"{100 * share:.0f} %" for share in chance[symptoms().index(name)]]
        return percent[here] + (f" (before: {percent[0]})" if here else "")

    before = f" (before: {present[0]:.1f})" if here else ""
    return (f"Low mood {now('mood')}; {present[here]:.1f} of 10 symptoms present on average{before}. {_outcome(cut, stage, chance[MOOD], present)}"
            f"Poor sleep {now('sleep')}, anxiety {now('anxiety')}, {_when(cut, stage)}. {NAMED[cause].capitalize()}. A concept, fitted to nobody's data.")


def _when(cut, stage):
    """The stage in words, with what the drug takes away."""
    away = f"{cut} % of both" if cut else "nothing"
    return {"before": f"before a drug that will take away {away}", "during": f"while a drug takes away {away}",
            "after": f"long after a drug that took away {away}"}[stage]


def _outcome(cut, stage, mood, present):
    """What the stage shows beside that before, in words; blank before the drug."""
    was, here = (f"{100 * mood[place]:.0f}" for place in (0, STAGES.index(stage)))
    if stage == "before":
        return ""
    if stage == "during":
        return "Mood has not moved. " if was == here else "Mood is better while the drug is taken. "
    if _is_over(present):
        return "In this model the episode stays over without the drug. "
    return "All symptoms are as before. " if was == here else "Some symptoms are left. "


def _said(cause, cut, stage, mood, present):
    here = STAGES.index(stage)
    before = f", before {100 * mood[0]:.0f} %" if here else ""
    return f"Low mood {100 * mood[here]:.0f} %{before}; {present[here]:.1f} of 10 symptoms. {SHORT[cause]}, {cut} % taken away, {STAGE_NAMES[stage]}."


def _table(cause, shown, reached):
    """A row for each symptom, those the drug acts on first, and a column for each stage reached; in a network also what a symptom is linked with."""
    order = sorted(symptoms(), key=lambda name: name not in TREATED)
    table = {"symptom": [f"{_plain(name)} (the drug acts here)" if name in TREATED else _plain(name) for name in order] + ["all ten, on average"],
             **{f"{words} (%)": [round(float(shown[name][stage])) for name in (*order, "all")] for stage, words in enumerate(list(STAGE_NAMES.values())[:reached])}}
    return table if cause == "common" else {**table, "linked with, strongest first": [*map(_linked, order), "none of its own"]}


def _linked(name):
    """The symptoms that a symptom is linked with, in words, the strongest link first."""
    weights = links()[symptoms().index(name)]
    return ", ".join(_plain(symptoms()[other]) for other in np.argsort(-weights, kind="stable") if weights[other])


def _plain(name):
    """The name of a symptom in one line."""
    return SYMPTOM_NAMES[name].replace("con-\n", "con").replace("\n", " ")


def _code(cause, cut, stage):
    return (f'from psychopharm.models.causes import episode, symptoms_present\n\npresent = symptoms_present(episode("{cause}", {cut / 100:g}))\n'
            f"round(present[{STAGES.index(stage)}], 1)        # {stage} the drug [symptoms of 10]")


def _goal(cause, cut, stage, present):
    """What is said at the smallest cut after which the tightly linked network stays well."""
    step = int(control("symptom_cut").step)
    if (cause, stage) != ("tight", "after") or not _is_over(present) or _is_over(_ends(cause, cut - step)[1]):
        return ""
    return (f"Goal reached: tightly linked, long after the drug: {present[-1]:.1f} of 10 symptoms at {cut} %, "
            f"but {_ends(cause, cut - step)[1][-1]:.1f} at {cut - step} %.")


def _result(cause, cut, stage):
    if stage != "after" or not _is_over(_ends(cause, cut)[1]):
        return ""
    left = {name: "{2:.1f} of 10 (before: {0:.1f})".format(*_ends(name, cut)[1]) for name in CAUSES}
    return (f"long after the drug, tightly linked symptoms: {left['tight']}; loosely linked ones: {left['loose']}; "
            f"with one common cause: {left['common']}")
