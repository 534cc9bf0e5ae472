"""Pictures of drugs against anxiety, and of benzodiazepines in depression: published results with their intervals, and no model.

To the right always means that people fared better with the drug, whatever sign a source prints.
"""

import numpy as np

from psychopharm.checks import known
from psychopharm.figures.parts import title_of
from psychopharm.figures.view import View
from psychopharm.parameters import evidence, source

SHOWN = ("benzodiazepine", "snri", "ssri", "all")                       # each shows one class more than the one before
CLASSES = {"benzodiazepine": "benzodiazepines", "snri": "SNRIs", "ssri": "SSRIs", "all": "others"}
MARKS = {"benzodiazepine": ("benzodiazepine", "s"), "snri": ("antidepressant", "^"), "ssri": ("antidepressant", "o"), "all": ("published", "D")}
# for each synthesis (key of the evidence or None where no number was read, class, place from above, name)
SYNTHESES = {
    "gomez": (("anxiety_class_effect", "benzodiazepine", 0, "benzodiazepines"), ("gad_gomez_snri", "snri", 1.5, "SNRIs"),
              ("gad_gomez_ssri", "ssri", 3, "SSRIs"), ("gad_gomez_all", "all", 4, "all three together")),
    "hidalgo": (("gad_hidalgo_benzodiazepines", "benzodiazepine", 0, "benzodiazepines"), ("gad_hidalgo_snri", "snri", 1.5, "SNRIs (venlafaxine)"),
                ("gad_hidalgo_ssri", "ssri", 3, "SSRIs"), ("gad_hidalgo_pregabalin", "all", 4, "pregabalin"),
                ("gad_hidalgo_antihistamine", "all", 5, "hydroxyzine"), ("gad_hidalgo_azapirone", "all", 6, "buspirone")),
    "slee": ((None, "benzodiazepine", 0, "benzodiazepines"), ("gad_slee_duloxetine", "snri", 1, "duloxetine"), ("gad_slee_venlafaxine", "snri", 2, "venlafaxine"),
             ("gad_slee_escitalopram", "ssri", 3, "escitalopram"), ("gad_slee_quetiapine", "all", 4, "quetiapine"), ("gad_slee_pregabalin", "all", 5, "pregabalin"))}
SOURCES = {"gomez": "gomez_2018", "hidalgo": "hidalgo_2007", "slee": "slee_2019"}
PLACES = {"benzodiazepine": (0,), "snri": (1, 2), "ssri": (3,), "all": (4, 5, 6)}
BETWEEN = (0.5, 2.5, 3.5)                              # where the lines between classes lie
# unit -> (ends of the axis, the same on a narrow stage, ticks, name of the axis); wide ends leave room for words beside the marks
AXES = {"1": ((-0.03, 1.0), (-0.03, 0.63), (0, 0.2, 0.4, 0.6), "less anxiety than on a dummy pill\n(standard deviations)"),
        "points": ((-0.25, 8.4), (-0.25, 5.3), (0, 1, 2, 3, 4, 5), "less anxiety than on a dummy pill\n(points of the Hamilton anxiety scale)")}
NOT_READ = "no number read"


def anxiety_by_class(fig, look):
    """How much drugs lower anxiety in generalised anxiety disorder, against a dummy pill, as three syntheses of trials found it.

    Returns (update, trace); update takes synthesis (gomez, hidalgo, slee) and shown (the last class shown: benzodiazepine, snri, ssri, all).
    """
    ax = fig.subplots()
    ax.set(ylim=(6.6, -0.95), yticks=[np.mean(places) for places in PLACES.values()], yticklabels=[] if look.narrow else list(CLASSES.values()))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_title(title_of(look, "Mark: mean effect", "bar: 95 % interval, where read") + "\nGrey cross: before, in the same unit")
    ax.set_xlabel(AXES["1"][-1])                           # here too, so that the layout leaves room for it
    for y in BETWEEN:
        ax.axhline(y, color=look.colour("faint"), linewidth=0.6)
    ax.axvline(0, **look.line("reading", linewidth=1.2))
    kinds = [kind for kind, several in PLACES.items() for _ in several]
    crosses = [ax.plot([], [], linestyle="none", marker="x", markersize=6, color=look.colour("faint"))[0] for _ in kinds]
    bars = [ax.plot([], [], **look.line(MARKS[kind][0], linestyle="-", linewidth=1.8))[0] for kind in kinds]
    marks = [ax.plot([], [], **look.marker(MARKS[kind][0], marker=MARKS[kind][1], markersize=9))[0] for kind in kinds]
    labels = [ax.text(0, 0, "", va="center", **look.text()) for _ in kinds]
    named = ax.text(0.99, -0.7, "", transform=ax.get_yaxis_transform(), ha="right", va="center", **look.text(fontweight="bold"))
    axis = {"unit": ""}                                    # of the present axis: what stands in another unit is not drawn on it

    def drawn(synthesis, shown):
        """A row for each place of the picture, None where nothing stands."""
        found = []
        for kind, several in PLACES.items():
            mine = [row for row in _rows(synthesis, shown) if row["class"] == kind]
            found += mine + [None] * (len(several) - len(mine))
        return found

    def trace(synthesis, shown):
        same = _unit(synthesis) == axis["unit"]
        for cross, row in zip(crosses, drawn(synthesis, shown)):
            cross.set_data(([row["effect"]], [row["place"]]) if same and row and row["key"] else ([], []))

    def update(synthesis, shown):
        known("synthesis", synthesis, SYNTHESES)
        known("shown", shown, SHOWN)
        if _unit(synthesis) != axis["unit"]:
            axis["unit"] = _unit(synthesis)
            wide, narrow, ticks, name = AXES[axis["unit"]]
            ax.set(xlim=narrow if look.narrow else wide, xticks=ticks, xlabel=name)
        for bar, mark, label, row in zip(bars, marks, labels, drawn(synthesis, shown)):
            read = row is not None and row["key"] is not None
            bar.set_data(([row["low"], row["high"]], [row["place"]] * 2) if read and row["low"] is not None else ([], []))
            mark.set_data(([row["effect"]], [row["place"]]) if read else ([], []))
            _name(label, row, look)
        named.set_text(source(SOURCES[synthesis]).short)
        rows = _rows(synthesis, shown)
        return View(
            _sentence(synthesis, rows), said=_said(synthesis, rows), table=_table(synthesis, rows), evidence=_evidence(synthesis, rows), functions=(evidence,),
            code=_code(synthesis), goal=_goal(synthesis, shown), result=_result(synthesis, shown))

    return update, trace


def _rows(synthesis, shown):
    """What a synthesis found, up to the class that is shown last: a dict for each drug or class, with effects that are positive where the drug did better."""
    rows = []
    for key, kind, place, name in SYNTHESES[synthesis]:
        if SHOWN.index(kind) <= SHOWN.index(shown):
            found = evidence(key) if key else None
            effect, low, high = _better(found) if found else (None, None, None)
            called = f"{name} ({CLASSES[kind][:-1]})" if kind in ("snri", "ssri") and CLASSES[kind] not in name else name
            rows.append({"key": key, "class": kind, "place": place, "name": name, "called": called, "unit": _unit(synthesis), "found": found,
                         "effect": effect, "low": low, "high": high})
    return rows


def _better(found):
    """Effect and the ends of its interval, turned so that more is better: fewer points of a scale count as positive."""
    if found.unit == "points" or found.source == "ogawa_2019":
        return -found.value, *(None if end is None else -end for end in (found.high, found.low))
    return found.value, found.low, found.high


def _unit(synthesis):
    return "points" if synthesis == "slee" else "1"


def _name(label, row, look):
    """Write beside a mark, or on a narrow stage above it, whose it is and how much."""
    if row is None:
        label.set_text("")
        return
    found = row["found"]
    own = (row["called"] if look.narrow else row["name"]) if look.narrow or row["name"] not in CLASSES.values() else ""
    number = NOT_READ if found is None else f"{row['effect']:.2f}"
    behind = f" ({_behind(row, look.roomy and row['class'] != 'all')})" if found and found.source == "gomez_2018" else ""
    gap = (0.2 if row["unit"] == "points" else 0.03)
    place = (gap, row["place"] - 0.3) if look.narrow else ((row["high"] or row["effect"] or 0) + gap, row["place"])
    label.set(text=f"{own} {number}{behind}".strip(), position=place)


def _behind(row, people=True):
    """How many trials stand behind a number, and how many people."""
    found = row["found"]
    of_all = row["class"] == "all"                         # there the people on a dummy pill are counted too
    return f"{found.trials} {'studies' if of_all else 'trials'}" + (f", {found.people:,} people {'in both arms' if of_all else 'treated'}" if people else "")


# The words

def _largest_first(rows):
    """The rows that have a number, the largest effect first."""
    return sorted((row for row in rows if row["found"]), key=lambda row: -row["effect"])


def _in_words(row):
    number = f"{row['called']} {row['effect']:.2f}"
    if row["low"] is not None:
        return f"{number} ({row['low']:.2f} to {row['high']:.2f})"
    return f"{number} ({_behind(row)})" if row["found"].source == "gomez_2018" else number


def _sentence(synthesis, rows):
    read = _largest_first(rows)
    listed, where = "; ".join(map(_in_words, read)), f"Generalised anxiety disorder, {source(SOURCES[synthesis]).short}"
    order = ", largest first" if len(read) > 1 else ""
    if synthesis == "slee":
        many = evidence("gad_slee_duloxetine")
        overlap = " All intervals overlap." if len(read) > 1 and max(row["low"] for row in read) < min(row["high"] for row in read) else ""
        found = f"Points of the Hamilton anxiety scale fewer than on a dummy pill (95 % credible interval){order}: {listed}.{overlap} " if read else ""
        return f"{found}For benzodiazepines no number was read in its abstract. {where}, a network of {many.trials} trials with {many.people:,} people."
    start = f"Less anxiety than on a dummy pill, in standard deviations{order}: {listed}."
    if synthesis == "hidalgo":
        return f"{start} No interval stands in the abstract, nor how many trials tested each. {where}, {evidence('gad_hidalgo_all').trials} trials."
    few = evidence("anxiety_class_effect")
    return (f"{start} No interval stands in the abstract. Trials of benzodiazepines were small: about {few.people / few.trials:.0f} people on the drug in each. "
            f"{where}.")


def _said(synthesis, rows):
    short, read = source(SOURCES[synthesis]).short, _largest_first(rows)
    if not read:
        return f"Benzodiazepines: {NOT_READ} ({short})."
    unit = "points" if synthesis == "slee" else "standard deviations"
    unread = "; benzodiazepines not read" if len(read) < len(rows) else ""
    listed = ", ".join("{called} {effect:.2f}".format(**row) for row in read)
    return f"{listed[0].upper()}{listed[1:]} {unit} better than a dummy pill{unread} ({short})."


def _table(synthesis, rows):
    """The same rows, the largest effect first and what was not read last; numbers as they are spoken."""
    rows = _largest_first(rows) + [row for row in rows if row["found"] is None]

    def printed(part):
        return [NOT_READ if row["found"] is None else "not in the abstract" if row[part] is None else f"{row[part]:.2f}" for row in rows]

    def counted(part):
        whole = " in the network" if synthesis == "slee" else ""
        return [NOT_READ if row["found"] is None else "not given by class" if getattr(row["found"], part) is None else f"{getattr(row['found'], part):,}{whole}"
                for row in rows]

    one = source(SOURCES[synthesis])
    unit = "points" if synthesis == "slee" else "standard deviations"
    return {"drug or class": [row["name"] for row in rows], "class": ["all or others" if row["class"] == "all" else CLASSES[row["class"]] for row in rows],
            f"less anxiety than on a dummy pill ({unit})": printed("effect"), "low end of the interval": printed("low"), "high end of the interval": printed("high"),
            "trials": counted("trials"), "people": counted("people"), "limits": [NOT_READ if row["found"] is None else row["found"].certainty for row in rows],
            "source": [one.short] * len(rows), "year": [one.year] * len(rows)}


def _evidence(synthesis, rows):
    """Keys of what is drawn; where nothing is yet, of the row that names the size of the network, and of that of the whole."""
    return tuple(dict.fromkeys([row["key"] for row in rows if row["key"]] + {"slee": ["gad_slee_duloxetine"], "hidalgo": ["gad_hidalgo_all"], "gomez": []}[synthesis]))


def _code(synthesis):
    start = "from psychopharm.parameters import evidence\n\n"
    if synthesis == "slee":
        return start + 'evidence("gad_slee_duloxetine").trials        # of all drugs in the network'
    if synthesis == "hidalgo":
        return start + 'evidence("gad_hidalgo_benzodiazepines").value        # benzodiazepines [standard deviations]'
    return start + 'group = evidence("anxiety_class_effect")\ngroup.people / group.trials        # people on a benzodiazepine in a trial, on average'


def _goal(synthesis, shown):
    """Said where two classes stand in the order opposite to that of another synthesis."""
    if synthesis != "hidalgo" or shown == "benzodiazepine":
        return ""
    here, there = ([evidence(SYNTHESES[which][row][0]).value for row in (1, 0)] for which in ("hidalgo", "gomez"))
    return (f"Goal reached: {source(SOURCES['hidalgo']).short} puts SNRIs ({here[0]:.2f}) before benzodiazepines ({here[1]:.2f}); "
            f"{source(SOURCES['gomez']).short} puts them behind ({there[0]:.2f}, {there[1]:.2f}).")


def _result(synthesis, shown):
    """Whether an SSRI works, once SSRIs are shown."""
    if SHOWN.index(shown) < SHOWN.index("ssri"):
        return ""
    row = next(row for row in _rows(synthesis, shown) if row["class"] == "ssri")
    short = source(SOURCES[synthesis]).short
    if synthesis == "slee":
        return f"the SSRI {row['name']} lowered anxiety by {row['effect']:.2f} points more than a dummy pill ({row['low']:.2f} to {row['high']:.2f}, {short})"
    return f"SSRIs lowered anxiety by {row['effect']:.2f} standard deviations more than a dummy pill ({short})"


# Benzodiazepines in depression

# (name of the axis, its ends, the same on a narrow stage, ticks, factor, decimals, rows: key and name)
PANELS = (
    ("points lower", (-2.6, 15), (-2.6, 8.5), (-2, 0, 2, 4, 6, 8), 1, 2,
     (("alprazolam_points", "alprazolam against dummy pill"), ("alprazolam_antidepressant_points", "alprazolam against antidepressant"))),
    ("more of 100 people respond", (-32, 86), (-32, 48), (-20, 0, 20, 40), 100, 0,
     (("alprazolam_response", "alprazolam against dummy pill"), ("alprazolam_antidepressant_response", "alprazolam against antidepressant"))),
    ("standard deviations lower", (-0.45, 1.45), (-0.45, 0.85), (-0.4, 0, 0.4, 0.8), 1, 2,
     (("benzodiazepine_added_weeks_1_to_4", "added, weeks 1 to 4"), ("benzodiazepine_added_weeks_5_to_12", "added, weeks 5 to 12"),
      ("benzodiazepine_added_later", "added, after week 12"))))
BETTER = "better", "worse"
IN_WORDS = ("benzodiazepines_1978", "benzodiazepines_1985", "depression_trial", "benzodiazepines_1995", "clonazepam_added_2000", "clonazepam_added_2002",
            "clonazepam_added_2010", "depression_class_review")            # results without a number to draw, in order of year; lessons list them beside the picture


def benzodiazepines_in_depression(fig, look):
    """Benzodiazepines in depression, as far as trials were summed up with intervals: alone, and added to an antidepressant; a still picture.

    Each measure has a panel of its own. Returns (update, None); update takes no control.
    """
    panels = fig.subplots(len(PANELS), 1, height_ratios=[len(rows) for *_, rows in PANELS])
    lines = "Right of 0: better with the benzodiazepine.", "Added: to an antidepressant.", "Mark: effect. Bar: 95 % interval."
    title = "\n".join(lines) if look.narrow else f"{lines[0]} {lines[2]}\n{lines[1]} Antidepressant: mostly tricyclic."
    fig.suptitle(title, x=0.01, ha="left", fontsize=10, fontweight="bold", color=look.colour("ink"))
    for ax, (name, wide, narrow, ticks, factor, decimals, rows) in zip(panels, PANELS):
        ax.set(xlabel=f"{name} ({source(evidence(rows[0][0]).source).short})", xlim=narrow if look.narrow else wide, xticks=ticks,
               ylim=(len(rows) - 0.5, -0.7 if look.narrow else -0.5), yticks=range(len(rows)), yticklabels=[] if look.narrow else [words for _, words in rows])
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        ax.axvline(0, **look.line("reading", linewidth=1.2))
        for y, (key, words) in enumerate(rows):
            found = evidence(key)
            effect, low, high = (factor * part for part in _better(found))
            ax.errorbar(effect, y, xerr=[[effect - low], [high - effect]], capsize=4, elinewidth=1.8, **look.marker("benzodiazepine", marker="s"))
            number = _number(effect, decimals)
            if look.narrow:
                ax.text(narrow[0], y - 0.38, f" {words}: {number}", va="center", **look.text())
            else:
                behind = f"; {found.trials} {'trial' if found.trials == 1 else 'trials'}, {found.people:,} people" if look.roomy else ""
                ax.text(high + 0.02 * (wide[1] - wide[0]), y, number + behind, va="center", **look.text())

    def update():
        drawn = [(evidence(key), words, factor, name) for name, _, _, _, factor, _, rows in PANELS for key, words in rows]
        ends = [[factor * part for part in _better(found)] for found, _, factor, _ in drawn]
        return View(
            _depression_sentence(), said=_depression_said(),
            table={"comparison": [words for _, words, _, _ in drawn], "unit": [name for *_, name in drawn],
                   **{name: [_told(each[part], 0 if factor == 100 else 2) for each, (_, _, factor, _) in zip(ends, drawn)]
                      for part, name in enumerate(("with the benzodiazepine", "one end of the interval", "the other end"))},
                   "trials": [found.trials for found, *_ in drawn], "people": [f"{found.people:,}" for found, *_ in drawn],
                   "limits": [found.certainty for found, *_ in drawn], "source": [source(found.source).short for found, *_ in drawn],
                   "year": [source(found.source).year for found, *_ in drawn]},
            evidence=(*(found.key for found, *_ in drawn), "alprazolam_antidepressant_response_ratio"), functions=(evidence,),
            code='from psychopharm.parameters import evidence\n\n100 * evidence("alprazolam_response").value        # more of 100 people respond')

    return update, None


def _depression_numbers():
    """Effect and interval of each row, more is better."""
    return [_better(evidence(key)) for *_, rows in PANELS for key, _ in rows]


def _depression_sentence():
    placebo, older, response, fewer, early, *later = _depression_numbers()
    no_more = all(low < 0 < high for _, low, high in later)
    people = [_told(100 * number, 0, ("more", "fewer")) for number in fewer]
    years = [source(key).year for key in ("van_marwijk_2012", "ogawa_2019")]
    return (f"Alprazolam ({years[0]}): against a dummy pill {_span(placebo, 'points better', 2, '95 % interval ')}, "
            f"{_span([100 * number for number in response], 'more of 100 respond', 0)}; against older antidepressants {_told(older[0], 2, BETTER, 'points ')} "
            f"({_told(older[1])} to {_told(older[2])}), {people[0]} of 100 respond ({people[1]} to {people[2]}). "
            f"Its maker paid for every trial. Added to an antidepressant ({years[1]}): {_span(early, 'standard deviations better')} in weeks 1 to 4"
            f"{', later no clear difference' if no_more else ''}. Harms are not shown.")


def _depression_said():
    placebo, older, *_, early, middle, late = _depression_numbers()
    clear = [weeks for weeks, numbers in zip(("weeks 1 to 4", "weeks 5 to 12", "later weeks"), (early, middle, late)) if numbers[1] > 0]
    return (f"Alprazolam {_told(placebo[0], 2, BETTER, 'points ')} than a dummy pill, {_told(older[0])} than antidepressants. "
            f"Added: clearly better only in {' and '.join(clear)}.")


def _span(numbers, unit, decimals=2, interval=""):
    """Effect with its unit, and its interval; both ends on the side of the benzodiazepine."""
    effect, low, high = (f"{number:.{decimals}f}" for number in numbers)
    return f"{effect} {unit} ({interval}{low} to {high})"


def _told(number, decimals=2, words=BETTER, unit=""):
    """A number without its sign, which is told by one of two words: above 0 and below."""
    return f"{abs(number):.{decimals}f} {unit}{words[0] if number > 0 else words[1]}"


def _number(number, decimals=2):
    return f"{number:.{decimals}f}".replace("-", "−")
