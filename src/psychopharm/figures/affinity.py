"""A map of how tightly drugs bind their targets: what it knows, what it does not know, and what it cannot tell."""

from functools import cache

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import IdentityTransform

from psychopharm.figures.view import View
from psychopharm.models.affinity import cell, reached, records, selectivity
from psychopharm.models.occupancy import site_occupancy
from psychopharm.parameters import evidence, rows, source

CONTRAST = "diazepam"     # stands last in every set
SAID = {"well_known": "Well known", "SSRI": "SSRIs", "SNRI": "SNRIs", "tricyclic": "Tricyclics", "other": "Others", "rest": "Rest"}
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
SPOKEN = {"alpha1A": "alpha 1A", "alpha2A": "alpha 2A"}
BENEFIT = "benefit"       # of the choice; its column holds odds ratios
ROWS = 8                  # drugs in the largest set
ODDS_AT = len(TARGETS) + 0.15                   # where the odds ratios stand, clear of the last cell
TRANSPORTER = "SERT"
HUNDREDFOLD = 100
PRINTED = "cipriani_2018" # source of the odds ratios that the publication prints; the others are calculated from its data
COLLECTIONS = {"pdsp": "PDSP", "gtopdb": "GtoPdb"}
LABORATORIES = {"tatsumi_1997": "Tatsumi", **COLLECTIONS}
LOWEST_NM, HIGHEST_NM = 0.01, 20_000
ROOM = 60                 # from the end of a bar to the end of the axis, as a factor: words beside the bar fit
CROWDED_PX = 650          # below this width a cell has no room for four signs
KNOWN = {"beyond": "none up to {:,.0f} nM", "limit": "none up to {:,.0f} nM", "irreversible": "binds for good", "allosteric": "site of its own", "no record": "no record"}
MARKS = {"beyond": "○", "irreversible": "∞", "allosteric": "◆", "no record": "?"}


def affinity_map(fig, look):
    """Ki of a set of drugs at fifteen targets, the cells that a free concentration more than half binds, and what laboratories find of one pair.

    Drugs stand below one another, on a narrow stage beside one another. Returns (update, None); update takes drugs (a key of SETS),
    conc_nM (free concentration [nM]), shown ("affinity", "bound" or "benefit") and pair (drug_target).
    """
    grid, panel = fig.subplots(2, 1, height_ratios=(5.2, 1) if look.narrow else (3, 1))
    fig.suptitle(_legend(look), x=0.01, ha="left", fontsize=10, color=look.colour("ink"))
    along, across = (ROWS, ODDS_AT + 1) if look.narrow else (ODDS_AT + 1, ROWS)
    grid.set(xlim=(-0.5, along - 0.5), ylim=(across - 0.5, -0.5))
    grid.grid(False)
    grid.spines[:].set_visible(False)
    grid.tick_params(length=0, labelsize=10, bottom=False, labelbottom=False, labeltop=True)
    names = [*(NAMES.get(target, target) for target in TARGETS), ""]
    name_drugs, name_targets = (grid.set_xticks, grid.set_yticks) if look.narrow else (grid.set_yticks, grid.set_xticks)
    upright = {"rotation": 90, "va": "bottom"}
    name_targets(range(len(names)), names, **({} if look.narrow else upright))
    name_drugs(range(ROWS), ["tranylcypromine"] * ROWS, **(upright if look.narrow else {}))          # the longest, so that the layout has room
    benefit = grid.text(*((-0.6, ODDS_AT) if look.narrow else (ODDS_AT, -0.6)), "",
                        **(dict(ha="right", va="center") if look.narrow else dict(ha="center", va="bottom", rotation=90)), **look.text("ink"))
    patches = {name: grid.add_patch(PathPatch(Path(np.empty((0, 2))), **how)) for name, how in {
        "filled": {"facecolor": look.colour("antidepressant"), "edgecolor": "none"},
        "frames": {"facecolor": "none", "edgecolor": look.colour("faint"), "linewidth": 0.8},
        "hatched": {"facecolor": "none", "edgecolor": look.colour("faint"), "linewidth": 0, "hatch": "///"},
        "pair": {"facecolor": "none", "edgecolor": look.colour("ink"), "linewidth": 2.2}}.items()}
    inks = {name: grid.add_patch(PathPatch(Path(np.empty((0, 2))), transform=IdentityTransform(), facecolor=look.colour(name), edgecolor="none"))
            for name in ("ink", "paper", "faint")}

    _set_axis(panel, look)
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
        _draw_cells(grid, patches, inks, cells, odds, conc_nM, shown, look)
        benefit.set_text(("odds" if look.narrow else "odds ratio") if shown == BENEFIT else "")
        drug, target = pair.split("_")
        patches["pair"].set_path(_boxes(((chosen.index(drug), TARGETS.index(target)),) if drug in chosen else (), look.narrow))
        found = records(drug, target)
        by_source = {one.source: one for one in found}
        for bar, point, text, key in zip(bars, points, values, LABORATORIES):
            _draw_record(bar, point, text, by_source.get(key), list(LABORATORIES).index(key), look)
        pair_name.set_text(pair.replace("_", " at "))
        reading.set_xdata([conc_nM, conc_nM])
        flat = [one for row in cells for one in row]
        shown_records = [one.key for one in rows("affinities") if one.drug in chosen and one.target in TARGETS and one.preferred == "yes"]
        told = _told(chosen, flat, odds, conc_nM, shown)
        return View(
            f"{told['sentence']} {_spread(found)}.", said=_said(drugs, flat, found, conc_nM, shown), table=_table(cells, found, odds, conc_nM, shown),
            parameters=("affinity_map_ceiling_nM",), evidence=told["evidence"],
            affinities=tuple(dict.fromkeys([*(one.key for one in found), *shown_records])), functions=(cell, reached, records, selectivity, site_occupancy), code=told["code"],
            values={"conc_nM": f"{_plain(conc_nM)} nM"}, goal=told["goal"], result=told["result"])

    return update, None


def drugs_of(key):
    """The drugs of a set, tightest at the serotonin transporter first, then those without a number there; diazepam last.

    >>> drugs_of("SSRI")
    ('paroxetine', 'sertraline', 'fluoxetine', 'citalopram', 'fluvoxamine', 'diazepam')
    """
    return (*sorted(SETS[key], key=lambda drug: cell(drug, TRANSPORTER).ki_nM or np.inf), CONTRAST)


def _legend(look):
    if look.narrow:
        return "Ki in nM (k: 1000): small is tight. ?: no record.\nOr % bound. Filled: more than half. ◆: own site.\n○: none to 10k. >1k: none to 1k. ∞: binds for good."
    if look.width_px < CROWDED_PX:
        return ("Number: Ki in nM (k: 1000), the smaller the tighter; or % bound. Filled: over half.\n"
                "?: no record. ○: none up to 10k. >1k: none up to 1k. ∞: for good. ◆: own site.")
    return ("Number: Ki in nM (k: 1000), the smaller the tighter; or % bound. Filled: more than half bound.\n"
            "?: no record.  ○: none up to 10k.  >1k: none up to 1k.  ∞: binds for good.  ◆: a site of its own.")


def _set_axis(panel, look):
    """The axis of the panel that shows what laboratories find of one pair."""
    panel.set(xscale="log", xlim=(LOWEST_NM, HIGHEST_NM), ylim=(len(LABORATORIES) - 0.4, -0.6), yticks=range(len(LABORATORIES)),
              yticklabels=LABORATORIES.values(), xlabel="Ki or Kd in nM (logarithmic)")
    panel.set_xticks([0.01, 0.1, 1, 10, 100, 1000, 10_000], ["0.01", "0.1", "1", "10", "100", "1000", "10,000"])
    panel.minorticks_off()
    panel.tick_params(axis="y", length=0)
    panel.set_title("Bar: all records. Line: your nM" if look.narrow else "One pair. Bar: all records. Upright line: your concentration" if look.width_px < CROWDED_PX
                    else "One pair in several sources; bar: all records; upright line: your concentration")


# Drawing

def _draw_cells(grid, patches, inks, cells, odds, conc_nM, shown, look):
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
            texts["ink" if ratio else "faint"].append((i, ODDS_AT, f"{ratio.value:.2f}" if ratio else "?"))
    for name, where in boxes.items():
        patches[name].set_path(_boxes(tuple(where), look.narrow))
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
        return f"{100 * site_occupancy(conc_nM, one.ki_nM):.0f}"
    return _short(one.ki_nM, look)


def _short(ki_nM, look):
    """Two digits, which is more than two laboratories agree on; where cells are narrow, less."""
    rounded, crowded = float(f"{ki_nM:.2g}"), look.width_px < CROWDED_PX
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
    """Sentence but for the pair, goal, result, evidence and code."""
    at_transporter = [one for one in cells if one.target == TRANSPORTER]
    bound = reached(at_transporter, conc_nM)
    measured = [one for one in cells if one.state == "measured"]
    told = {"goal": "", "result": "", "evidence": (),
            "code": f"from psychopharm.models.affinity import cell, reached\n\ndrugs = {list(chosen)}\n"
                    f'len(reached([cell(drug, "{TRANSPORTER}") for drug in drugs], conc_nM={conc_nM:.6g}))        # bind more than half of it'}
    start = f"At {_plain(conc_nM)} nM, {len(bound)} of {len(chosen)} drugs {'binds' if len(bound) == 1 else 'bind'} more than half of the serotonin transporter (SERT)."
    if shown == BENEFIT:
        told["evidence"] = tuple(one.key for one in odds.values() if one)
        compared = _hundredfold([one for one in at_transporter if one.state == "measured"], odds)
        told["result"] = _compared(*compared, odds) if compared else ""
        told["goal"] = _goal(at_transporter, odds, conc_nM)
        return told | {"sentence": f"{start} {told['result'][:1].upper()}{told['result'][1:] or 'No odds ratios to compare'}."}
    tested = [one for one in cells if one.state != "no record"]
    start += f" Of {len(tested)} tested cells {len(reached(cells, conc_nM))} are more than half bound; {len(cells) - len(tested)} have no record."
    if shown == "affinity":
        tightest = min(measured, key=lambda one: one.ki_nM)
        contrast = [one for one in tested if one.drug == CONTRAST and one.state != "allosteric"]
        return told | {"sentence": f"{start} Tightest: {tightest.drug} at {NAMES.get(tightest.target, tightest.target)}, {tightest.ki_nM:g} nM. Diazepam binds at "
                                   f"{len(reached(contrast, np.finfo(float).max)) or 'none'} of {len(contrast)} receptors tested up to 10,000 nM."}
    shares = [100 * site_occupancy(conc_nM, one.ki_nM) for one in measured]
    start += f" Shares bound: {min(shares):.0f} to {max(shares):.0f} %."
    if "bupropion" in chosen:
        seen = evidence("bupropion_dat_occupancy")
        told["evidence"] = (seen.key,)
        start += f" In people, bupropion was on {seen.value:g} % ({seen.low:g} to {seen.high:g} %) of DAT."
    return told | {"sentence": start}


def _said(drugs, cells, found, conc_nM, shown):
    """Which drugs bind more than half of the transporter, what is shown, and how far the sources of the pair lie apart."""
    bound = [one.drug for one in reached([one for one in cells if one.target == TRANSPORTER], conc_nM)]
    what = {"affinity": "", "bound": ", shares bound", BENEFIT: ", odds ratios"}[shown]
    return f"{SAID[drugs]}, {_plain(conc_nM)} nM{what}: over half of SERT bound by {', '.join(bound) or 'none'}. {_pair_name(found)}: {_fold(found)}."


def _plain(conc_nM):
    """A concentration to three digits, never as a power of ten."""
    return f"{float(f'{conc_nM:.3g}'):,.15g}"


def _hundredfold(cells, odds):
    """Of the drugs with a number at the transporter and an odds ratio, the two whose affinities are nearest to a hundredfold apart."""
    known = sorted((one for one in cells if odds[one.drug]), key=lambda one: one.ki_nM)
    pairs = [(tight, loose) for i, tight in enumerate(known) for loose in known[i + 1:]]
    return min(pairs, key=lambda pair: abs(np.log(selectivity(pair[0].ki_nM, pair[1].ki_nM) / HUNDREDFOLD)), default=None)


def _compared(tight, loose, odds):
    times = selectivity(tight.ki_nM, loose.ki_nM)
    return (f"{tight.drug} binds SERT {times:.0f} times more tightly than {loose.drug}; odds ratios of response "
            f"{_ratio(odds[tight.drug])} and {_ratio(odds[loose.drug])}")


def _ratio(one):
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def _goal(cells, odds, conc_nM):
    """Said where the concentration parts two drugs at the transporter, of which the one that is not more than half bound has the higher odds ratio."""
    known = [one for one in cells if odds[one.drug]]
    bound = reached(known, conc_nM)
    found = [(one, other) for one in bound for other in known if _is_not_bound(other, conc_nM) and odds[other.drug].value > odds[one.drug].value]
    if not found:
        return ""
    one, other = (odds[each.drug] for each in max(found, key=lambda pair: odds[pair[1].drug].value - odds[pair[0].drug].value))
    overlap = " (the intervals overlap)" if one.high >= other.low else ""
    return (f"Goal reached: {_plain(conc_nM)} nM fills more than half of SERT with {one.treatment}, not with {other.treatment}; "
            f"odds ratios {one.value:.2f} and {other.value:.2f}{overlap}.")


def _is_not_bound(one, conc_nM):
    """Whether at most half is bound: a constant that is not below the concentration, or a test up to it that found nothing."""
    lowest = one.ki_nM or one.from_nM
    return lowest is not None and lowest >= conc_nM


def _pair_name(found):
    return f"{found[0].drug.capitalize()} at {found[0].target}"


def _fold(found):
    return f"{selectivity(found[0].value, found[-1].value):.2g}-fold apart"


def _spread(found):
    *most, last = (f"{one.value:g}" for one in found)
    return f"{_pair_name(found)}: {', '.join(most)} and {last} nM, {_fold(found)}"


def _table(cells, found, odds, conc_nM, shown):
    """A row for each drug and a column for each target, in words; then a row for each source of the pair, under its target alone."""
    def words(ki_nM):
        share = f"{100 * site_occupancy(conc_nM, ki_nM):.0f} % bound" if shown == "bound" else f"{'more' if ki_nM < conc_nM else 'less'} than half bound"
        return f"{ki_nM:,.15g} nM, {share}"

    def of_all(one):
        return f"; {one.records} records, {one.low:,.15g} to {one.high:,.15g} nM" if one.low is not None else ""

    columns = {"drug, or drug and source": [row[0].drug for row in cells] + [f"{one.drug} at {one.target}, {_where(one)}" for one in found],
               f"targets more than half bound at {_plain(conc_nM)} nM": [len(reached(row, conc_nM)) for row in cells] + [int(one.value < conc_nM) for one in found]}
    for j, target in enumerate(TARGETS):
        columns[SPOKEN.get(target, target)] = [words(row[j].ki_nM) if row[j].ki_nM else KNOWN[row[j].state].format(row[j].from_nM or 0) for row in cells]
        columns[SPOKEN.get(target, target)] += [words(one.value) + of_all(one) if one.target == target else "" for one in found]
    columns["sources"] = [", ".join(sorted({_where(one) for one in row if one.source})) for row in cells] + [_where(one) for one in found]
    if shown == BENEFIT:
        columns["odds ratio of response (95 % interval)"] = [_cited(odds[row[0].drug]) for row in cells] + [""] * len(found)
    return columns


def _where(one):
    return COLLECTIONS.get(one.source, source(one.source).short)


def _cited(ratio):
    """An odds ratio in words, with where it comes from."""
    if ratio is None:
        return "no number"
    return f"{_ratio(ratio)}, {'as printed' if ratio.source == PRINTED else 'calculated from the open data'}"
