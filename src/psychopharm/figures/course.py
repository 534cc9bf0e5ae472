"""Pictures of people with depression, counted out of a hundred. Each is built once; its update fills and empties places."""

from matplotlib.path import Path

from psychopharm import checks
from psychopharm.figures.parts import Places
from psychopharm.figures.view import View
from psychopharm.models.course import helped_by_drug, response_on_drug
from psychopharm.parameters import control, evidence

PEOPLE, ROW = 100, 10     # a hundred people in rows of ten, in fixed places
ABOVE = 1.9               # rows left free for the count above them
POINTS_PER_PX = 0.75
USUAL = "placebo_response"                  # the published share that is much better on a dummy pill, and the control that departs from it
FEW_MORE = 10                               # the goal of two groups: the drug makes a difference of no more people than these
MONTHS = (3, 6, 12)                         # the published points of the natural course; between them nothing is known


def two_groups(fig, look):
    """A hundred people on an antidepressant and a hundred others on a dummy pill, at the end of a trial.

    Returns (update, trace); update takes drug (key of an option of the control antidepressant), placebo (how many more or
    fewer of 100 than usual are much better on the dummy pill) and shown (alone, both).
    """
    panels = fig.subplot_mosaic([["placebo", "antidepressant"], ["key", "key"]], height_ratios=(3.5, 1) if look.narrow else (7, 1))
    key = panels.pop("key")
    groups = {name: People(ax, look, name, 0.47 * look.width_px, 360 if look.narrow else 330) for name, ax in panels.items()}
    for name, title in (("placebo", "100 people\non a dummy pill"), ("antidepressant", "100 others,\non an antidepressant")):
        panels[name].set_title(title if look.narrow else title.replace("\n", " "))
    hidden = panels["placebo"].text((ROW - 1) / 2, (ROW - 1) / 2, "", ha="center", va="center", **look.text())
    _key(key, look, look.width_px, {
        "much better: score at least halved": ("filled",), "not much better": ("open",),
        "inside the 95 % interval": ("open", "ring"), "dashed line: the count before": ("edge",)}, columns=1 if look.narrow else 2)

    def trace(drug, placebo, **_):
        for name, count in _group_counts(drug, placebo)[0].items():
            groups[name].trace(count)

    def update(drug, placebo, shown):
        counts, low, high = _group_counts(drug, placebo)
        both = shown == "both"
        for name, called in (("antidepressant", drug), ("placebo", "dummy pill")):
            seen = both or name == "antidepressant"
            groups[name].show(counts[name] if seen else None, f"{called}: {counts[name]}{'' if look.narrow else ' much better'}" if seen else "")
        groups["antidepressant"].ring(low, high)
        hidden.set_text("" if both else "not shown yet")
        on_drug, on_dummy = counts["antidepressant"], counts["placebo"]
        found = both and on_drug - on_dummy <= FEW_MORE
        odds = evidence(_trials_of(drug))
        return View(
            _two_groups_sentence(drug, placebo, both, counts, low, high),
            said=f"Much better: {on_drug} of 100 on {drug} ({low} to {high})" + (f", {on_dummy} on the dummy pill, {on_drug - on_dummy} more." if both else "."),
            table=_group_table(drug, both, counts, low, high), evidence=(odds.key, USUAL),
            functions=(response_on_drug, helped_by_drug) if both else (response_on_drug,),
            code=f"from psychopharm.models.course import response_on_drug\n\n"
                 f"100 * response_on_drug({on_dummy / 100:g}, [{odds.low:g}, {odds.value:g}, {odds.high:g}])        # of 100 people on {drug}",
            goal=f"Goal reached: {on_drug} of 100 are much better, and the drug makes a difference of only {on_drug - on_dummy}. "
                 "How many get better does not say how much a drug does." if found else "",
            result=f"{on_dummy} of 100 on the dummy pill are much better, against {on_drug} on the antidepressant" if both and not placebo else "")

    return update, trace


def _trials_of(drug):
    return f"response_or_{drug}"


def _group_counts(drug, placebo):
    """People of 100 who are much better in each group, and the ends of the interval of the group on the drug."""
    hand = control(USUAL)
    checks.between(hand.low, hand.high, placebo=placebo)     # a count of people in place of a difference would pass unseen
    odds, on_dummy = evidence(_trials_of(drug)), evidence(USUAL).value + placebo
    low, on_drug, high = (round(100 * float(share)) for share in response_on_drug(on_dummy / 100, [odds.low, odds.value, odds.high]))
    return {"antidepressant": on_drug, "placebo": round(on_dummy)}, low, high


def _group_table(drug, both, counts, low, high):
    shown = slice(0, 2 if both else 1)
    return {"group": [f"antidepressant ({drug})", "dummy pill"][shown], "much better (of 100)": [*counts.values()][shown],
            "not much better (of 100)": [PEOPLE - count for count in counts.values()][shown],
            "95 % interval of much better": [f"{low} to {high}", "set by hand"][shown]}


def _two_groups_sentence(drug, placebo, both, counts, low, high):
    on_drug, on_dummy, usual = counts["antidepressant"], counts["placebo"], evidence(USUAL)
    start = f"After six to eight weeks {on_drug} of 100 people on {drug} are much better (95 % interval {low} to {high})"
    if not both:
        trial = f", in a trial where {abs(placebo)} {'more' if placebo > 0 else 'fewer'} of 100 than usual get better on a dummy pill" if placebo else ""
        return f"{start}{trial}. One group cannot show how many of the {on_drug} are better because of the drug."
    least, most = (round(100 * float(share)) for share in helped_by_drug(on_dummy / 100, on_drug / 100))
    outside = "" if usual.low <= on_dummy <= usual.high else f" (published: {usual.low:g} to {usual.high:g})"
    return (f"{start}, and {on_dummy} of 100 others on a dummy pill{outside}: {on_drug - on_dummy} more with the drug "
            f"({low - on_dummy} to {high - on_dummy}). The drug made the difference for at least {least}, at most {most}: {least} only if "
            f"nobody would have been better on the dummy pill but not on the drug. Who they are stays unseen.")


def natural_course(fig, look):
    """A hundred people with depression who are not treated, and how many reach remission within the three times for which a number is published.

    Returns (update, None), since the line of the time before stands in for a trace; update takes months (0, 3, 6 or 12, as a number or as text).
    """
    room, legend = fig.subplots(2, 1, height_ratios=(4.4, 1)) if look.narrow else fig.subplots(1, 2, width_ratios=(1.3, 1))
    share = 1 if look.narrow else 0.55
    people = People(room, look, "untreated", share * look.width_px, 390)
    room.set_title("100 people with depression, not treated")
    _key(legend, look, look.width_px * (share if look.narrow else 1 - share), {
        "had reached remission": ("filled",), "had not": ("open",), "dashed line: the time before": ("edge",)},
        room=3 if look.narrow else 12)

    def update(months):
        months = int(months)
        count, seen = _recovered(months), [month for month in (0, *MONTHS) if month <= months]
        people.show(count, f"within {months} months: {count}" if months else f"at the start: {count}")
        people.trace(_recovered(seen[-2]) if months else 0)
        return View(
            _natural_sentence(months, count), said=f"Within {months} months {count} of 100 had reached remission." if months else "At the start nobody has reached remission.",
            table={"months": seen, "had reached remission (of 100)": [_recovered(month) for month in seen],
                   "had not (of 100)": [PEOPLE - _recovered(month) for month in seen]},
            evidence=tuple(_remission_at(month) for month in seen[1:] or MONTHS[:1]), functions=(evidence,),
            code="0        # of 100 people, at the start" if not months else
                 f'from psychopharm.parameters import evidence\n\nevidence("{_remission_at(months)}").value        # of 100 people')

    return update, None


def _remission_at(months):
    return f"natural_remission_{months}_months"


def _recovered(months):
    """People of 100 who had reached remission within so many months; who stayed well is not counted."""
    return round(evidence(_remission_at(months)).value) if months else 0


def _natural_sentence(months, count):
    when = f"Within {months} months, without treatment, {count} of 100 people had reached remission; who stayed well is not counted" if months else (
        "At the start 0 of 100 people have reached remission: all have depression, and nobody is treated")
    return (f"{when}. The numbers come from a model of {evidence(_remission_at(MONTHS[0])).trials} studies, for adults in primary care; mild and moderate "
            "depression is probably over-represented, and they may not hold for severe depression. "
            "Not to be set beside the groups of a trial: other people, another outcome, up to a year against eight weeks.")


# People as marks

def _person():
    """A head over shoulders, as the outline of a mark."""
    body = [(-0.62, -1), (-0.62, -0.35), (-0.62, 0.2), (0, 0.2), (0.62, 0.2), (0.62, -0.35), (0.62, -1), (-0.62, -1)]
    curve = [Path.MOVETO, Path.LINETO, *[Path.CURVE3] * 4, Path.LINETO, Path.CLOSEPOLY]
    return Path.make_compound_path(Path.circle((0, 0.66), 0.34), Path(body, curve))


def _ring():
    """A ring around one person that leaves the neighbours free."""
    circle = Path.unit_circle()
    return Path(circle.vertices * (0.68, 1), circle.codes)


PERSON, RING, RING_SIZE = _person(), _ring(), 1.32         # the ring is that much higher than a person
KEY_SIZE = 13             # height of a person in the key, in points


class People:
    """A hundred people in a panel of their own: filled if better, open if not, ringed where an interval leaves it open."""

    def __init__(self, ax, look, what, width_px, height_px):
        """what: the group, for its colour; width_px, height_px: room for its rows."""
        self.size = POINTS_PER_PX * min(width_px / (ROW + 0.5), 0.74 * height_px / (PEOPLE // ROW + ABOVE))
        ax.set(xlim=(-0.75, ROW - 0.25), ylim=(PEOPLE // ROW - 0.3, -ABOVE), xticks=(), yticks=())
        ax.grid(False)
        ax.spines[:].set(visible=True, color=look.colour("faint"))
        marks = _marks(look, what, self.size)
        self.before, = ax.plot([], [], **marks["edge"])
        self.places = Places(ax, PEOPLE, ROW, empty=marks["open"], full=marks["filled"])
        self.ringed, = ax.plot([], [], **marks["ring"])
        self.label = ax.text(-0.5, -1.15, "", va="center", **look.text(what, fontweight="bold"))
        self.count = None

    def show(self, count, label):
        """Fill the first places, so that the count stands above them; with None nobody is shown."""
        self.count = count
        self.places.show(count or 0, 0 if count is None else PEOPLE)
        self.label.set_text(label)

    def ring(self, low, high):
        """Ring the places between the ends of an interval."""
        self.places.mark(self.ringed, low, high)

    def trace(self, count):
        """Mark how far the filled places reached before, if that differs from now and was anybody."""
        self.before.set_data(([], []) if not count or self.count in (None, count) else _edge(count))


def _edge(count):
    """The line that parts the first places from the rest: x and y of its corners."""
    rows, over = divmod(count, ROW)
    return [-0.5, over - 0.5, over - 0.5, ROW - 0.5], [rows + (0.5 if over else -0.5)] * 2 + [rows - 0.5] * 2


def _marks(look, what, size):
    """Keywords of each mark of a person, by name."""
    icon = {"linestyle": "none", "marker": PERSON, "markersize": size, "markeredgecolor": look.colour(what), "markeredgewidth": 1.1}
    return {"filled": {**icon, "markerfacecolor": look.colour(what)}, "open": {**icon, "markerfacecolor": look.colour("paper")},
            "ring": {**icon, "marker": RING, "markersize": RING_SIZE * size, "markeredgecolor": look.colour("ink"), "markerfacecolor": "none"},
            "edge": {**look.trace("placebo"), "alpha": 1, "linewidth": 1.4}}


def _key(ax, look, width_px, entries, columns=1, room=None):
    """What the marks mean: words -> names of the marks, in columns; room: for how many rows, if more than are filled."""
    marks, rows = _marks(look, "ink", KEY_SIZE), len(entries) // columns
    ax.set(xlim=(0, width_px), ylim=(room or rows, 0))
    ax.axis("off")
    for number, (words, names) in enumerate(entries.items()):
        x, y = number // rows * width_px / columns, number % rows + 0.5
        for name in names:
            ax.plot([x + 4, x + 24] if name == "edge" else [x + 14], [y, y] if name == "edge" else [y], **marks[name])
        ax.text(x + 32, y, words, va="center", **look.text())
