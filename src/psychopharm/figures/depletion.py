"""A picture of what happens to mood when transmitters are lowered for some hours: published counts of people, and no model.

The groups come from several small studies, which counted differently; each row of the table says what was counted.
"""

from matplotlib.patches import Rectangle

from psychopharm.checks import known
from psychopharm.figures.course import PERSON
from psychopharm.figures.parts import Places
from psychopharm.figures.view import View
from psychopharm.models.evidence import share_with_interval
from psychopharm.parameters import evidence, source

GROUPS = {"never": "never depressed", "no_drug": "recovered without a drug",
          "serotonergic": "recovered on a serotonin drug", "noradrenergic": "recovered on a noradrenaline drug"}
LOWERED = {"sham": "Nothing is lowered: a sham drink", "serotonin": "Serotonin is lowered for some hours",
           "catecholamines": "Noradrenaline and dopamine are lowered for some hours"}
# (key of the evidence, its columns): the count of each group, and what other reports of such people counted
TREATED, SHAM = ("treated_events", "treated_people"), ("control_events", "control_people")
COUNTS = {lowered: {group: (f"depletion_{'serotonin' if lowered == 'sham' else lowered}_{group}", SHAM if lowered == "sham" else TREATED)
                    for group in GROUPS} for lowered in LOWERED}
OTHERS = {("sham", "no_drug"): ("depletion_catecholamines_no_drug", SHAM), ("serotonin", "never"): ("depletion_serotonin_family", TREATED),
          ("serotonin", "no_drug"): ("depletion_pooled_recovered", TREATED), ("serotonin", "serotonergic"): ("depletion_pooled_treated", TREATED)}
OTHER_WORDS = {"depletion_catecholamines_no_drug": "in another study with sham tablets", "depletion_serotonin_family": "with depression in the family",
               "depletion_pooled_recovered": "in pooled reports of people on no drug or fully recovered",
               "depletion_pooled_treated": "in pooled reports of people recently recovered in part on a drug"}
BESIDE = {"depletion_catecholamines_no_drug": "with sham tablets", "depletion_serotonin_family": "depression in the family",          # where there is little room
          "depletion_pooled_recovered": "pooled, no drug or fully well", "depletion_pooled_treated": "pooled, partly recovered"}
MOST, ROW = 20, 10         # as many people in a group, and in a row of a narrow stage
ABOVE, BELOW = 0.08, 0.27  # a row holds its count, and below it that of other reports
LEFT, COUNT_AT, RIGHT = -3, 104, 128             # ends of the axis, so that marks at 0 are whole, and where counts are written
CROSSED = ("serotonin", "catecholamines")        # what the goal compares


def depletion(fig, look):
    """Of four groups of people, how many had symptoms when transmitters were lowered, with 95 % intervals, and the chosen group person by person.

    Returns (update, trace); update takes people (key of GROUPS) and lowered (sham, serotonin, catecholamines).
    """
    shares, persons = fig.subplots(2, 1, height_ratios=(3.4, 1))
    place = {group: y for y, group in zip(range(len(GROUPS) - 1, -1, -1), GROUPS)}
    _rows(shares, look, place)
    before = {group: shares.plot([], [], linestyle="none", marker="x", markersize=7, color=look.colour("faint"))[0] for group in GROUPS}
    bars = {name: _points(shares, look, marker, width) for name, marker, width in (("one study", "o", 1.8), ("other reports", "D", 1.2))}
    counted = {group: shares.text(COUNT_AT, y + ABOVE, "", va="center", **look.text()) for group, y in place.items()}
    named = {group: shares.text(0, y - BELOW, "", va="center", **look.text("published")) for group, y in place.items()}
    chosen = shares.add_patch(Rectangle((LEFT + 0.5, 0), RIGHT - LEFT - 1, 0.92, fill=False, edgecolor=look.colour("ink"), linewidth=1.4))
    places, label = _room(persons, look)

    def trace(lowered, **_):
        for group, line in before.items():
            count = _count(*COUNTS[lowered][group])
            line.set_data(([], []) if count is None else ([100 * count[0] / count[1]], [place[group] + ABOVE]))

    def update(people, lowered):
        known("people", people, GROUPS)
        known("lowered", lowered, LOWERED)
        counts = {group: _count(*COUNTS[lowered][group]) for group in GROUPS}
        others = {group: _count(*OTHERS[lowered, group]) if (lowered, group) in OTHERS else None for group in GROUPS}
        for name, found, shift in (("one study", counts, ABOVE), ("other reports", others, -BELOW)):
            for group, y in place.items():
                _move(*bars[name][group], found[group], y + shift)
        for group, text in counted.items():
            text.set_text("no count" if counts[group] is None else "{} of {}".format(*counts[group]))
        for group, text in named.items():
            _name(text, BESIDE[OTHERS[lowered, group][0]] if others[group] else "", others[group], look)
        chosen.set_y(place[people] - 0.46)
        places.show(*(counts[people] or (0, 0)))
        label.set_text(f"{GROUPS[people]}: " + ("nobody counted" if counts[people] is None else "{} of {}".format(*counts[people])))
        used = tuple(dict.fromkeys(key for key, _ in (*COUNTS[lowered].values(), *(pair for state, pair in OTHERS.items() if state[0] == lowered))))
        return View(
            _sentence(people, lowered, counts, others), said=_said(people, lowered, counts, others), table=_table(lowered, counts, others), evidence=used,
            functions=(share_with_interval,), code=_code(people, lowered, counts), goal=_goal(people, lowered), result=_result(lowered, counts))

    return update, trace


def _count(key, columns):
    """(people with the outcome, people) of one group of a study; None where they were not counted."""
    row = evidence(key)
    events, people = (getattr(row, column) for column in columns)
    return None if events is None else (events, people)


def _of_hundred(count):
    """Share and the ends of its interval [of 100 people]."""
    return [100 * part for part in share_with_interval(*count)]


# The picture

def _rows(ax, look, place):
    ax.set(xlabel="people with symptoms or lower mood, of 100", xlim=(LEFT, RIGHT), ylim=(-0.55, len(GROUPS) - (0.3 if look.narrow else 0.45)),
           xticks=range(0, 101, 20), yticks=list(place.values()))
    names = {group: name.replace("recovered ", "recovered\n") for group, name in GROUPS.items()}
    ax.set_yticklabels([] if look.narrow else list(names.values()))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    rest = "Bar: 95 % interval.", "Grey cross: your last setting."
    ax.set_title("Circle: one study. Diamond: other reports.\n" + ("\n" if look.narrow else " ").join(rest))
    for group, y in place.items() if look.narrow else ():
        ax.text(2, y + 0.31, GROUPS[group], va="center", **look.text())


def _points(ax, look, marker, width):
    """For each group a bar of its interval and an open mark of its share."""
    return {group: (ax.plot([], [], color=look.colour("published"), linewidth=width)[0],
                    ax.plot([], [], **look.marker("published", marker=marker, markersize=8 if marker == "o" else 6))[0]) for group in GROUPS}


def _move(bar, mark, count, y):
    share, low, high = _of_hundred(count) if count else (None, None, None)
    bar.set_data(([low, high], [y, y]) if count else ([], []))
    mark.set_data(([share], [y]) if count else ([], []))


def _name(text, people, count, look):
    """Write at the right end of the bar of other reports which people they are about."""
    if not people:
        text.set_text("")
        return
    *_, high = _of_hundred(count)
    text.set(text=f"other report: {people}" if look.roomy else people, position=(high + 2, text.get_position()[1]))


def _room(ax, look):
    """Places for the people of one group: filled where symptoms came, open where not."""
    columns = ROW if look.narrow else MOST
    ax.set(xlim=(-0.7, columns - 0.3), ylim=(MOST // columns - 0.4, -1.1), xticks=(), yticks=())
    ax.grid(False)
    ax.spines[:].set(visible=True, color=look.colour("faint"))
    person = {"linestyle": "none", "marker": PERSON, "markersize": 17, "markeredgecolor": look.colour("ink"), "markeredgewidth": 1.1}
    places = Places(ax, MOST, columns, empty={**person, "markerfacecolor": look.colour("paper")}, full={**person, "markerfacecolor": look.colour("ink")})
    return places, ax.text(-0.5, -0.75, "", va="center", **look.text(fontweight="normal" if look.narrow else "bold"))


# The words

def _shown(group, count):
    return f"{GROUPS[group]} not counted" if count is None else f"{GROUPS[group]} {count[0]} of {count[1]}"


def _who(group):
    return source(evidence(group).source).short


def _sentence(people, lowered, counts, others):
    key, _ = COUNTS[lowered][people]
    count, other = counts[people], others[people]
    what = "mood fell" if people == "never" else "symptoms came back"
    if count is None:
        here = f"no change of mood was seen, and people were not counted ({_who(key)})"
    else:
        _, low, high = _of_hundred(count)
        here = f"{what} in {count[0]} of {count[1]} people ({low:.0f} to {high:.0f} of 100, 95 % interval; {_who(key)})"
    if lowered == "catecholamines" and people == "never":
        here += ", serotonin lowered too"
    beside = ""
    if other:
        name, _ = OTHERS[lowered, people]
        beside = f"; {OTHER_WORDS[name]} in {other[0]} of {other[1]} ({_who(name)})"
    rest = ", ".join(_shown(group, counts[group]) for group in GROUPS if group != people)
    return f"{LOWERED[lowered]}. {GROUPS[people].capitalize()}: {here}{beside}. The others: {rest}. Small studies that counted differently."


def _said(people, lowered, counts, others):
    start = {"sham": "Sham drink", "serotonin": "Serotonin lowered", "catecholamines": "Noradrenaline and dopamine lowered"}[lowered]
    if counts[people] is None:
        return f"{start}: in people {GROUPS[people]} no change was seen; they were not counted."
    what = "mood fell" if people == "never" else "symptoms came back"
    who = GROUPS[people] if people == "never" else f"who {GROUPS[people]}"
    other = f" Other report ({BESIDE[OTHERS[lowered, people][0]]}): {{}} of {{}}.".format(*others[people]) if others[people] else ""
    return f"{start}: {what} in {{}} of {{}} {who}.{other}".format(*counts[people])


def _table(lowered, counts, others):
    def numbers(part):
        return ["not counted" if count is None else part(count) for count in counts.values()]
    rows = [evidence(key) for key, _ in COUNTS[lowered].values()]
    return {
        "group": [row.population for row in rows], "what was taken": [row.comparison or "sham drink" if lowered == "sham" else row.treatment for row in rows],
        "what was counted": [row.outcome for row in rows],
        "people with symptoms": numbers(lambda count: count[0]), "people studied": numbers(lambda count: count[1]),
        "people with symptoms, per 100": numbers(lambda count: _of_hundred(count)[0]),
        "low end of the interval, per 100": numbers(lambda count: _of_hundred(count)[1]),
        "high end of the interval, per 100": numbers(lambda count: _of_hundred(count)[2]),
        "other reports": ["none here" if others[group] is None else
                          "{} of {}, {} ({})".format(*others[group], OTHER_WORDS[OTHERS[lowered, group][0]], _who(OTHERS[lowered, group][0])) for group in GROUPS],
        "limits": [row.certainty for row in rows], "source": [source(row.source).short for row in rows], "year": [source(row.source).year for row in rows]}


def _code(people, lowered, counts):
    key, columns = COUNTS[lowered][people]
    if counts[people] is None:
        return f'from psychopharm.parameters import evidence\n\nevidence("{COUNTS[lowered]["serotonergic"][0]}").control_people        # of another group; this one was not counted'
    return ("from psychopharm.models.evidence import share_with_interval\nfrom psychopharm.parameters import evidence\n\n"
            f'study = evidence("{key}")\n'
            f"tuple(100 * part for part in share_with_interval(study.{columns[0]}, study.{columns[1]})[1:])        # of 100 people")


def _goal(people, lowered):
    """What is said where the benefit of a drug is lost although serotonin is not lowered; blank elsewhere."""
    if (people, lowered) != ("noradrenergic", "catecholamines"):
        return ""
    serotonin, catecholamines = ("{} of {}".format(*_count(*COUNTS[which][people])) for which in CROSSED)
    return (f"Goal reached: on noradrenaline drugs symptoms came back in {catecholamines} with noradrenaline and dopamine lowered, "
            f"in {serotonin} with serotonin lowered.")


def _result(lowered, counts):
    if lowered != "serotonin":
        return ""
    return (f"{counts['never'][0]} of {counts['never'][1]} never depressed, {counts['no_drug'][0]} of {counts['no_drug'][1]} recovered without a drug "
            f"and {counts['serotonergic'][0]} of {counts['serotonergic'][1]} recovered on a serotonin drug; in pooled reports "
            f"{_pooled('depletion_pooled_recovered')} without a drug or fully recovered, and {_pooled('depletion_pooled_treated')} recently treated")


def _pooled(key):
    return "{} of {}".format(*_count(key, TREATED))
