"""A map of how tightly drugs bind their targets: what it knows, what it does not know, and what it cannot tell."""

from functools import cache

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import IdentityTransform

from psychopharm.figures.view import View
from psychopharm.models.affinity import cell, occupancy, reached, records, selectivity
from psychopharm.parameters import evidence, rows, source

CONTRAST = "diazepam"     # stands last in every set
SETS = {                  # the keys are those of the control
    "well_known": ("paroxetine", "sertraline", "fluoxetine", "citalopram", "venlafaxine", "amitriptyline", "bupropion"),
    "SSRI": ("paroxetine", "sertraline", "fluoxetine", "citalopram", "fluvoxamine"),
    "SNRI": ("duloxetine", "venlafaxine", "desvenlafaxine", "milnacipran", "reboxetine", "bupropion"),
    "tricyclic": ("clomipramine", "imipramine", "amitriptyline", "desipramine", "nortriptyline", "doxepin"),
    "other": ("vortioxetine", "vilazodone", "mirtazapine", "mianserin", "trazodone", "nefazodone", "agomelatine"),
    "rest": ("phenelzine", "tranylcypromine", "ketamine", "quetiapine", "buspirone", "alprazolam"),
}
TARGETS = ("SERT", "NET", "DAT", "MAO-A", "GABA-A", "5-HT1A", "5-HT2A", "5-HT2C", "5-HT3", "D2", "H1", "M1", "alpha1A", "alpha2A", "MT1")
NAMES = {"alpha1A": "α1A", "alpha2A": "α2A"}
BENEFIT = "benefit"       # of the choice; its column holds odds ratios
ROWS = 8                  # drugs in the largest set
TRANSPORTER = "SERT"
TENFOLD, HUNDREDFOLD = 10, 100
LABORATORIES = {"tatsumi_1997": "Tatsumi", "pdsp": "PDSP", "gtopdb": "GtoPdb"}
LOWEST_NM, HIGHEST_NM = 0.01, 20_000
ROOM = 60                 # from the end of a bar to the end of the axis, as a factor: words beside the bar fit
CROWDED_PX = 650          # below this width a cell has no room for four signs
KNOWN = {"measured": "measured", "beyond": "tested, nothing below 10000 nM", "limit": "tested, nothing up to {:g} nM", "irreversible": "binds for good",
         "allosteric": "binds beside the site of the transmitter", "no record": "no record"}
MARKS = {"beyond": "○", "irreversible": "∞", "allosteric": "◆", "no record": "?"}


def affinity_map(fig, look):
    """Ki of a set of drugs at fifteen targets, the cells that a free concentration more than half binds, and what laboratories find of one pair.

    Drugs stand below one another, on a narrow stage beside one another. Returns (update, None); update takes drugs (a key of SETS),
    conc_nM (free concentration [nM]), shown ("affinity", "bound" or "benefit") and pair (drug_target).
    """
    grid, panel = fig.subplots(2, 1, height_ratios=(5.2, 1) if look.narrow else (3, 1))
    fig.suptitle(_legend(look), x=0.01, ha="left", fontsize=10, color=look.colour("ink"))
    along, across = (ROWS, len(TARGETS) + 1) if look.narrow else (len(TARGETS) + 1, ROWS)
    grid.set(xlim=(-0.5, along - 0.5), ylim=(across - 0.5, -0.5))
    grid.grid(False)
    grid.spines[:].set_visible(False)
    grid.tick_params(length=0, labelsize=10, bottom=False, labelbottom=False, labeltop=True)
    names = [*(NAMES.get(target, target) for target in TARGETS), ""]
    name_drugs, name_targets = (grid.set_xticks, grid.set_yticks) if look.narrow else (grid.set_yticks, grid.set_xticks)
    upright = {"rotation": 90, "va": "bottom"}
    name_targets(range(len(names)), names, **({} if look.narrow else upright))
    name_drugs(range(ROWS), ["tranylcypromine"] * ROWS, **(upright if look.narrow else {}))          # the longest, so that the layout has room
    benefit = grid.text(*((-0.6, len(TARGETS)) if look.narrow else (len(TARGETS), -0.6)), "",
                        **(dict(ha="right", va="center") if look.narrow else dict(ha="center", va="bottom", rotation=90)), **look.text("ink"))
    filled, frames, hatched, marked = (grid.add_patch(PathPatch(Path(np.empty((0, 2))), **how)) for how in (
        {"facecolor": look.colour("antidepressant"), "edgecolor": "none"}, {"facecolor": "none", "edgecolor": look.colour("faint"), "linewidth": 0.8},
        {"facecolor": "none", "edgecolor": look.colour("faint"), "linewidth": 0, "hatch": "///"},
        {"facecolor": "none", "edgecolor": look.colour("ink"), "linewidth": 2.2}))
    inks = {name: grid.add_patch(PathPatch(Path(np.empty((0, 2))), transform=IdentityTransform(), facecolor=look.colour(name), edgecolor="none"))
            for name in ("ink", "paper", "faint")}

    panel.set(xscale="log", xlim=(LOWEST_NM, HIGHEST_NM), ylim=(len(LABORATORIES) - 0.4, -0.6), yticks=range(len(LABORATORIES)),
              yticklabels=LABORATORIES.values(), xlabel="Ki or Kd in nM (logarithmic)")
    panel.set_xticks([0.01, 0.1, 1, 10, 100, 1000, 10_000], ["0.01", "0.1", "1", "10", "100", "1000", "10000"])
    panel.minorticks_off()
    panel.tick_params(axis="y", length=0)
    panel.set_title("The framed pair; bar: all records" if look.narrow else "The framed pair in several sources; bar: all records")
    bars = [panel.plot([], [], color=look.colour("published"), linewidth=1.4, marker="|", markersize=7)[0] for _ in LABORATORIES]
    points = [panel.plot([], [], **look.marker("published"))[0] for _ in LABORATORIES]
    values = [panel.text(1, y, "", va="center", **look.text("published")) for y in range(len(LABORATORIES))]
    pair_name = panel.text(0.012, len(LABORATORIES) - 1, "", va="center", ha="left", **look.text("antidepressant"))
    reading = panel.axvline(1, **look.line("reading", linewidth=1.2))
    drawn = {}

    def update(drugs, conc_nM, shown, pair):
        chosen = drugs_of(drugs)
        if drawn.get("drugs") != drugs:                      # the names are part of the background, which is drawn anew
            name_drugs(range(ROWS), [*chosen, *[""] * (ROWS - len(chosen))], **(upright if look.narrow else {}))
            drawn["drugs"] = drugs
        cells = [[cell(drug, target) for target in TARGETS] for drug in chosen]
        odds = {drug: _odds_ratio(drug) for drug in chosen}
        _draw_cells(grid, filled, frames, hatched, inks, cells, odds, conc_nM, shown, look)
        benefit.set_text(("odds" if look.narrow else "odds ratio") if shown == BENEFIT else "")
        drug, target = pair.split("_")
        marked.set_path(_boxes(((chosen.index(drug), TARGETS.index(target)),) if drug in chosen else (), look.narrow))
        found = records(drug, target)
        by_source = {one.source: one for one in found}
        for bar, point, text, key in zip(bars, points, values, LABORATORIES):
            _draw_record(bar, point, text, by_source.get(key), list(LABORATORIES).index(key), look)
        pair_name.set_text(pair.replace("_", " at "))
        reading.set_xdata([conc_nM, conc_nM])
        flat = [one for row in cells for one in row]
        told = _told(chosen, flat, odds, conc_nM, shown)
        return View(
            f"{told['sentence']} {_pair_sentence(pair, found)}", said=told["said"], table=_table(chosen, flat, found, odds, conc_nM, shown),
            parameters=("affinity_map_ceiling_nM",), evidence=told["evidence"], functions=(cell, reached, records, selectivity, occupancy), code=told["code"],
            goal=told["goal"], result=told["result"])

    return update, None


def drugs_of(key):
    """The drugs of a set, tightest at the serotonin transporter first, then those without a number there; diazepam last.

    >>> drugs_of("SSRI")
    ('paroxetine', 'sertraline', 'fluoxetine', 'citalopram', 'fluvoxamine', 'diazepam')
    """
    return (*sorted(SETS[key], key=lambda drug: cell(drug, TRANSPORTER).ki_nM or np.inf), CONTRAST)


def _legend(look):
    if look.narrow:
        return "Ki in nM (k: 1000): the smaller, the tighter.\nOr % bound. Filled: more than half. ?: no record.\n○: nothing below 10k. ∞: for good. ◆: own site."
    filled = "Filled: over half." if look.width_px < CROWDED_PX else "Filled: more than half bound."
    return (f"Number: Ki in nM (k: 1000), the smaller the tighter; or % bound. {filled}\n"
            "?: no record.  ○: nothing below 10k.  ∞: binds for good.  ◆: has a site of its own.")


# Drawing

def _draw_cells(grid, filled, frames, hatched, inks, cells, odds, conc_nM, shown, look):
    """Boxes in the units of the axes, and all texts as outlines in pixels, which cost far less than labels."""
    boxes, texts = {"filled": [], "frames": [], "hatched": []}, {name: [] for name in inks}
    for i, row in enumerate(cells):
        for j, one in enumerate(row):
            is_reached = bool(reached([one], conc_nM))
            boxes["filled" if is_reached else "frames"].append((i, j))
            if one.state in ("irreversible", "allosteric"):
                boxes["hatched"].append((i, j))
            ink = "paper" if is_reached else "faint" if one.state == "no record" else "ink"
            texts[ink].append((i, j, _written(one, conc_nM, shown, look)))
        if shown == BENEFIT:
            ratio = odds[row[0].drug]
            texts["ink" if ratio else "faint"].append((i, len(TARGETS), f"{ratio.value:.2f}" if ratio else "?"))
    for patch, name in ((filled, "filled"), (frames, "frames"), (hatched, "hatched")):
        patch.set_path(_boxes(tuple(boxes[name]), look.narrow))
    size_px = 10 * grid.figure.dpi / 72
    for name, patch in inks.items():
        places = np.array([(i, j) if look.narrow else (j, i) for i, j, _ in texts[name]], float).reshape(-1, 2)
        outlines = [_outline(text, size_px) for *_, text in texts[name]]
        patch.set_path(_joined(outlines, grid.transData.transform(places)))


def _written(one, conc_nM, shown, look):
    if one.state == "limit":
        return f">{_short(one.from_nM, look)}"
    if one.state != "measured":
        return MARKS[one.state]
    if shown == "bound":
        return f"{100 * occupancy(conc_nM, one.ki_nM):.0f}"
    return _short(one.ki_nM, look)


def _short(ki_nM, look):
    """Two digits, which is more than two laboratories agree on; where cells are narrow, less."""
    rounded, crowded = float(f"{ki_nM:.2g}"), not look.narrow and look.width_px < CROWDED_PX
    if rounded >= 1000:
        return f"{rounded / 1000:.0f}k" if crowded else f"{rounded / 1000:g}k"
    return f"{rounded:g}".removeprefix("0" if crowded else "")


@cache
def _boxes(places, narrow):
    """One path around all boxes: (drug, target) pairs."""
    if not places:
        return Path(np.empty((0, 2)))
    corners = np.array([(-0.46, -0.44), (0.46, -0.44), (0.46, 0.44), (-0.46, 0.44), (-0.46, -0.44)])
    centres = np.array([place if narrow else place[::-1] for place in places], float)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path((centres[:, None] + corners).reshape(-1, 2), codes * len(places))


@cache
def _outline(text, size_px):
    """Vertices around 0, and codes, of a text whose digits are size_px high as a font counts."""
    path = TextPath((0, 0), text, size=size_px)
    box, digit = path.get_extents(), TextPath((0, 0), "0", size=size_px).get_extents()
    return path.vertices - ((box.x0 + box.x1) / 2, (digit.y0 + digit.y1) / 2), path.codes


def _joined(outlines, places):
    if not outlines:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate([vertices + place for (vertices, _), place in zip(outlines, np.round(places))]), np.concatenate([codes for _, codes in outlines]))


def _draw_record(bar, point, text, record, y, look):
    """A record of the pair: its number, and its lowest and highest; its words stand on the right, or on the left where that side is too short."""
    if record is None:
        bar.set_data([], [])
        point.set_data([], [])
        text.set(text="no record", position=(30, y), ha="left")
        return
    ends = [end for end in (record.low, record.high) if end is not None]
    bar.set_data(ends, [y] * len(ends))
    point.set_data([record.value], [y])
    low, high = min([record.value, *ends]), max([record.value, *ends])
    on_the_right = HIGHEST_NM / high > ROOM
    many = "" if record.records == 1 else f" ({record.records})" if look.narrow else f" ({record.records} records)"
    text.set(text=f"{record.value:g}{many}", position=(1.7 * high if on_the_right else low / 1.7, y), ha="left" if on_the_right else "right")


# Words

def _odds_ratio(drug):
    """The published odds ratio of response of a drug against a dummy pill; None where none is known."""
    found = [one for one in rows("evidence") if one.key == f"response_or_{drug}"]
    return evidence(found[0].key) if found else None


def _told(chosen, cells, odds, conc_nM, shown):
    tested = [one for one in cells if one.state != "no record"]
    at_transporter = [one for one in cells if one.target == TRANSPORTER and one.state == "measured"]
    bound = [one.drug for one in reached(at_transporter, conc_nM)]
    contrast = [one for one in tested if one.drug == CONTRAST and one.state != "allosteric"]
    start = (f"{len(chosen)} drugs at {len(TARGETS)} targets: {len(tested)} cells tested, {len(cells) - len(tested)} without a record. "
             f"At {_plain(conc_nM)} nM, {len(reached(cells, conc_nM))} are more than half bound; the serotonin transporter (SERT) by {len(bound)} of {len(chosen)} drugs.")
    end = f"Diazepam: {len(reached(contrast, np.finfo(float).max)) or 'none'} of {len(contrast)} tested transmitter sites below 10000 nM."
    told = {"goal": "", "result": "", "evidence": (), "said": f"{_plain(conc_nM)} nM: more than half of SERT bound by {len(bound)} of {len(chosen)} drugs.",
            "code": f"from psychopharm.models.affinity import cell, reached\n\ndrugs = {list(chosen)}\n"
                    f'len(reached([cell(drug, "{TRANSPORTER}") for drug in drugs], conc_nM={conc_nM:.6g}))        # bind more than half of it'}
    measured = [one for one in cells if one.state == "measured"]
    if shown == "affinity":
        tightest = min(measured, key=lambda one: one.ki_nM)
        middle = f"Tightest of all: {tightest.drug} at {NAMES.get(tightest.target, tightest.target)}, {tightest.ki_nM:g} nM."
    if shown == "bound":
        shares = [100 * occupancy(conc_nM, one.ki_nM) for one in measured]
        middle = f"Shares bound: {min(shares):.0f} to {max(shares):.0f} %."
        if "bupropion" in chosen:
            seen = evidence("bupropion_dat_occupancy")
            told["evidence"] = (seen.key,)
            middle += f" In people, bupropion was on {seen.value:g} % ({seen.low:g} to {seen.high:g} %) of DAT."
    if shown == BENEFIT:
        told["evidence"] = tuple(one.key for one in odds.values() if one)
        compared = _hundredfold(at_transporter, odds)
        middle = "No odds ratios to compare."
        if compared:
            middle = f"{_compared(*compared, odds)}."
            told["result"] = _compared(*compared, odds)
        told["goal"] = _goal(at_transporter, bound, odds, conc_nM)
    return told | {"sentence": f"{start} {middle} {end}"}


def _plain(conc_nM):
    """A concentration to three digits, never as a power of ten."""
    return f"{float(f'{conc_nM:.3g}'):g}"


def _hundredfold(cells, odds):
    """Of the drugs with a number at the transporter and an odds ratio, the two whose affinities are nearest to a hundredfold apart."""
    known = sorted((one for one in cells if odds[one.drug]), key=lambda one: one.ki_nM)
    pairs = [(tight, loose) for i, tight in enumerate(known) for loose in known[i + 1:]]
    return min(pairs, key=lambda pair: abs(np.log(selectivity(pair[0].ki_nM, pair[1].ki_nM) / HUNDREDFOLD)), default=None)


def _compared(tight, loose, odds):
    times = selectivity(tight.ki_nM, loose.ki_nM)
    return (f"{tight.drug.capitalize()} binds SERT {times:.0f} times more tightly than {loose.drug}; odds ratios of response "
            f"{_ratio(odds[tight.drug])} and {_ratio(odds[loose.drug])}")


def _ratio(one):
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def _goal(cells, bound, odds, conc_nM):
    """Said where the concentration parts two drugs tenfold apart at the transporter, of which the looser has the higher odds ratio."""
    found = [(tight, loose) for tight in cells for loose in cells
             if tight.drug in bound and loose.drug not in bound and odds[tight.drug] and odds[loose.drug]
             and selectivity(tight.ki_nM, loose.ki_nM) >= TENFOLD and odds[loose.drug].low > odds[tight.drug].value]
    if not found:
        return ""
    tight, loose = max(found, key=lambda pair: odds[pair[1].drug].value - odds[pair[0].drug].value)
    return (f"Goal reached: {_plain(conc_nM)} nM binds more than half of SERT for {tight.drug} and not for {loose.drug}, "
            f"yet {loose.drug} has the higher odds ratio, {odds[loose.drug].value:.2f} against {odds[tight.drug].value:.2f}.")


def _pair_sentence(pair, found):
    values = ", ".join(f"{one.value:g}" for one in found)
    return f"{pair.replace('_', ' at ').capitalize().replace('sert', 'SERT').replace('dat', 'DAT')} in {len(found)} sources: {values} nM, {selectivity(found[0].value, found[-1].value):.2g}-fold."


def _table(chosen, cells, found, odds, conc_nM, shown):
    """A row for each cell, then one for each record of the pair."""
    lines = [("map", one.drug, NAMES.get(one.target, one.target), KNOWN[one.state].format(one.from_nM), f"{one.ki_nM:g}" if one.ki_nM else "", "", one.records,
              f"{100 * occupancy(conc_nM, one.ki_nM):.0f}" if one.ki_nM else "", source(one.source).short if one.source else "") for one in cells]
    lines += [("sources", one.drug, one.target, one.measure, f"{one.value:g}", f"{one.low:g} to {one.high:g}" if one.low is not None else "", one.records,
               f"{100 * occupancy(conc_nM, one.value):.0f}", source(one.source).short) for one in found]
    columns = dict(zip(("part", "drug", "target", "what is known", "Ki or Kd (nM)", "lowest to highest (nM)", "records", f"bound at {_plain(conc_nM)} nM (%)", "source"), zip(*lines)))
    if shown == BENEFIT:
        columns["odds ratio of response (95 % interval)"] = [_ratio(_odds_ratio(drug)) if _odds_ratio(drug) else "no number" for drug in columns["drug"]]
    return columns
