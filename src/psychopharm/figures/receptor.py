"""One kind of receptor: how many of 10,000 channels are open, over GABA, without a drug and with one."""

from functools import cache, lru_cache

import numpy as np

from psychopharm.figures.parts import Curves, EndLabels, Reading, title_of
from psychopharm.figures.view import View
from psychopharm.models.occupancy import competing_occupancy, site_occupancy
from psychopharm.models.receptor import LIGANDS, Ligand, ec50_uM, ligand, open_probability
from psychopharm.parameters import parameter

CHANNELS = 10_000
LEAST_UM, DECADES, STEPS_PER_DECADE = 0.001, 6, 50        # the positions of the slider of GABA, of which the lowest counts as none
ENDLESS = 1e12            # nM or uM; at such a concentration a curve has reached its end
MUCH_NM = 999             # diazepam from here on answers the prediction, which asks for 1000 nM without GABA
NEAR_UM, ADDED, MOST_OPEN = (3, 8), 100, CHANNELS / 2      # the goal: about 5 uM of GABA, so few channels added by ten times the drug, most still shut
LIMITS = {"linear": (0, 1.28 * CHANNELS), "log": (0.1, 20 * CHANNELS)}              # with room for what is told above the curves
TICKS = {"linear": range(0, CHANNELS + 1, 2000), "log": (0.1, 1, 10, 100, 1000, 10_000)}
HALF_LABELS = {"linear": {"alone": 0.27, "with": 0.4}, "log": {"alone": 0.27, "with": 0.08}}       # how high, so that they cover no curve
AT_THE_SITE = ("diazepam", "inverse_agonist")             # drugs that compete with flumazenil
SHORT = {"inverse agonist": "inv. agonist"}               # on a narrow stage
ASKED_NM = 800            # from here on the goal does not say how many, since the lesson asks it of 1000 nM
LABELLED_SHARE = {True: 40, False: 17}      # percent; a part of the bar of this share has room for its name, on a narrow stage and on a wide one


def one_receptor(fig, look):
    """Open channels of 10,000 over GABA, without a drug and with one, and what sits on the benzodiazepine sites.

    The curves begin at the GABA at hand, so that nothing is shown of less GABA, or of none, before the hand has gone there.
    Returns (update, trace); update takes gaba [uM; the lowest position is none], drug (diazepam, inverse_agonist, neurosteroid, etomidate),
    drug_nM, flumazenil [nM], subtype (all, a1, a2, a3, a5) and axis (linear, logarithmic).
    """
    top, bottom = _panels(fig, look)
    shown_uM = np.maximum(_gaba_uM(), LEAST_UM)
    curves = Curves(shown_uM, {"alone": (top, "GABA"), **{_words(drug): (top, _words(drug)) for drug in ("diazepam", "inverse_agonist", "neurosteroid", "etomidate")}}, look)
    band = top.fill_between(shown_uM, np.zeros(shown_uM.size), **look.band("diazepam"))
    labels = EndLabels(top, shown_uM[-1] * 1.15, {"alone": "GABA", **{name: name for name in curves.lines if name != "alone"}}, look)
    halves = {what: (top.plot([], [], **look.line(what, linewidth=1.4, linestyle=(0, (2, 2))))[0],
                     top.text(1, 0, "", va="center", transform=top.get_xaxis_transform(), **look.text(what))) for what in ("GABA", "reading")}
    ceiling, = top.plot([], [], **look.line("reading", linewidth=1.2, linestyle=(0, (6, 3))))
    ceiling_label = top.text(LEAST_UM * 1.2, 1, "", va="bottom", ha="left", **look.text())
    told = top.text(LEAST_UM * 1.2, 0.97, "", va="top", ha="left", transform=top.get_xaxis_transform(), **look.text())
    reading = Reading((top,), curves.lines, look)
    bars = {name: bottom.barh([0.5], [0], height=0.8, facecolor=look.colour(name), edgecolor=look.colour("ink"), hatch=hatch)[0]
            for name, hatch in (("diazepam", ""), ("inverse agonist", ""), ("flumazenil", "//"))}
    bottom.barh([0.5], [100], height=0.8, facecolor="none", edgecolor=look.colour("faint"))
    bar_labels = {name: bottom.text(0, 0.5, "", va="center", ha="center", **look.text()) for name in ("drug", "flumazenil", "empty")}
    small = bottom.text(0, 1.45, "", va="center", ha="left", **look.text())

    def trace(gaba, drug, drug_nM, flumazenil, subtype, **_):
        here = _place(gaba)
        curves.x = shown_uM[here:]
        curves.trace({_words(drug): _state(drug, drug_nM, flumazenil, subtype)["with"][here:]})

    def update(gaba, drug, drug_nM, flumazenil, subtype, axis):
        state, name = _state(drug, drug_nM, flumazenil, subtype), _words(drug)
        scale = {"linear": "linear", "logarithmic": "log"}[axis]
        if top.get_yscale() != scale:
            _set_scale(top, scale)
        here = _place(gaba)
        curves.x = shown_uM[here:]
        curves.move({"alone": state["alone"][here:], name: state["with"][here:]})
        band.set_data(curves.x, state["low"][here:], state["high"][here:])
        band.set_facecolor(look.colour(name))
        labels.stand_at({"alone": state["alone"][-1], name: state["with"][-1]},
                        {"alone": "alone" if look.narrow else "GABA alone", name: f"+ {SHORT.get(name, name) if look.narrow else name}"})
        _mark_halves(halves, state, look.colour(name), scale, look.narrow, shown_uM[here])
        reading.stand_at(shown_uM[here], 0)
        now = _at(here, drug, drug_nM, flumazenil, subtype)
        told.set_text(f"{_receptors(subtype)}, {_gaba_in_words(here)}:\n{_count(now['alone'])} → {_count(now['with'])} of 10,000 open")
        found = _is_goal(here, drug, now)
        ceiling.set_data(([LEAST_UM, top.get_xlim()[1]], [now["ceiling"]] * 2) if found else ([], []))
        ceiling_label.set(text=f"ceiling: {_count(now['ceiling'])}" if found else "", y=now["ceiling"])
        _fill(bars, bar_labels, small, state, name, LABELLED_SHARE[look.narrow])
        return View(
            _sentence(here, now, state, drug, drug_nM, flumazenil, subtype, axis), said=_said(here, now, drug, drug_nM, flumazenil, subtype, axis), table=_table(here, state, name),
            parameters=_parameters(drug, subtype), functions=(open_probability, ec50_uM, competing_occupancy if drug in AT_THE_SITE else site_occupancy),
            code=_code(here, drug, drug_nM, flumazenil, subtype),
            values={"gaba": _gaba_in_words(here), "drug_nM": f"{_amount(drug_nM)} nM"}, goal=_goal(now, drug_nM) if found else "",
            result=f"{_count(now['with'])} of 10,000 channels are open with diazepam, {_count(now['alone'])} without"
            if here == 0 and drug == "diazepam" and drug_nM > MUCH_NM and flumazenil == 0 and subtype == "all" else "")

    return update, trace


def _panels(fig, look):
    """The panels of the open channels, and of what sits on the benzodiazepine sites, with their axes."""
    top, bottom = fig.subplots(2, 1, height_ratios=(7, 1))
    top.set_title(title_of(look, "Open channels, of 10,000", "band: plausible range"))
    top.set(xscale="log", xlim=(LEAST_UM / 1.5, LEAST_UM * 10 ** (DECADES + (3.4 if look.narrow else 1.5 if look.roomy else 2.3))), xlabel="GABA (µM, logarithmic)")
    top.set_xticks(10.0 ** np.arange(-3, 4), labels=("none", "" if look.narrow else "0.01", "0.1", "" if look.narrow else "1", "10", "" if look.narrow else "100", "1000"))
    top.minorticks_off()
    _set_scale(top, "linear")
    bottom.set_title("Benzodiazepine sites")
    bottom.set(xlim=(0, 100), ylim=(0, 1.9), xlabel="share of the sites (%)", yticks=[])
    bottom.grid(False)
    bottom.spines["left"].set_visible(False)
    return top, bottom


@cache
def _gaba_uM():
    """All positions of the slider of GABA [uM]; the first one is none."""
    gaba = LEAST_UM * 10 ** (np.arange(DECADES * STEPS_PER_DECADE + 1) / STEPS_PER_DECADE)
    gaba[0] = 0
    return gaba


def _channels(gaba_uM, drug, one, drug_nM, flumazenil_nM):
    """Open channels of 10,000 with a drug whose Ligand is one."""
    if drug in AT_THE_SITE:
        return CHANNELS * open_probability(gaba_uM, drug_nM, flumazenil_nM, drug=one)
    return CHANNELS * open_probability(gaba_uM, 0, flumazenil_nM, drug_nM / 1000, further=one)


@lru_cache(64)            # there are too many positions to keep them all
def _state(drug, drug_nM, flumazenil_nM, subtype):
    """Curves by name [channels], half-effects of GABA [uM], shares of the benzodiazepine sites [percent]."""
    one, gaba = ligand(_ligand_name(drug, subtype)), _gaba_uM()
    weak, strong = _range_of(drug, subtype)
    edges = [_channels(gaba, drug, each, drug_nM, flumazenil_nM) for each in (weak, strong)]
    site = drug in AT_THE_SITE
    blocker = ligand("flumazenil")
    by_drug, by_flumazenil = competing_occupancy([drug_nM, flumazenil_nM], [one.kd, blocker.kd]) if site else (0.0, site_occupancy(flumazenil_nM, blocker.kd))
    return {"alone": CHANNELS * open_probability(gaba), "with": _channels(gaba, drug, one, drug_nM, flumazenil_nM),
            "low": np.minimum(*edges), "high": np.maximum(*edges), "half alone": float(ec50_uM()),
            "most alone": float(CHANNELS * open_probability(ENDLESS)), "most with": float(_channels(ENDLESS, drug, one, drug_nM, flumazenil_nM)),
            "half with": float(ec50_uM(drug_nM, flumazenil_nM, drug=one) if site else ec50_uM(0, flumazenil_nM, drug_nM / 1000, further=one)),
            "by drug": 100 * float(by_drug), "by flumazenil": 100 * float(by_flumazenil)}


def _range_of(drug, subtype):
    """The drug with the numbers at the ends of their ranges: with the least effect, and with the most."""
    kd, ratio = (parameter(key) for key in LIGANDS[_ligand_name(drug, subtype)][:2])
    least, most = (ratio.high, ratio.low) if ratio.value < 1 else (ratio.low, ratio.high)
    sites = ligand(drug).sites
    return Ligand(kd.high, least, sites), Ligand(kd.low, most, sites)


def _at(here, drug, drug_nM, flumazenil_nM, subtype):
    """Open channels at one position of GABA: alone, with the drug, with ten times the drug, with the drug in endless amounts."""
    state, one = _state(drug, drug_nM, flumazenil_nM, subtype), ligand(_ligand_name(drug, subtype))
    ten, endless = (float(_channels(_gaba_uM()[here], drug, one, amount, flumazenil_nM)) for amount in (10 * drug_nM, ENDLESS))
    return {**{name: float(state[name][here]) for name in ("alone", "with", "low", "high")}, "tenfold": ten, "ceiling": endless}


def _is_goal(here, drug, now):
    """Near the ceiling of diazepam, with little GABA; a trace of the drug adds little at ten times as much too, and is not meant."""
    return (drug == "diazepam" and NEAR_UM[0] <= _gaba_uM()[here] <= NEAR_UM[1] and now["ceiling"] < MOST_OPEN
            and now["tenfold"] - now["with"] < ADDED and now["with"] - now["alone"] > (now["ceiling"] - now["alone"]) / 2)


def _goal(now, drug_nM):
    added = f"{now['tenfold'] - now['with']:.0f}" if drug_nM < ASKED_NM else f"fewer than {ADDED}"
    return f"Goal reached: with {_amount(drug_nM)} nM of diazepam {now['with']:.0f} of 10,000 channels are open; ten times as much would add {added}."


def _place(gaba_uM):
    """Number of a position of the slider of GABA."""
    return int(round(np.log10(gaba_uM / LEAST_UM) * STEPS_PER_DECADE))


def _ligand_name(drug, subtype):
    return f"diazepam_{subtype}" if drug == "diazepam" and subtype != "all" else drug


def _set_scale(panel, scale):
    """Give the axis of channels its scale, ticks, limits and name."""
    panel.set_yscale(scale)
    panel.set_ylabel("channels" if scale == "linear" else "channels (logarithmic)")
    panel.set_yticks(TICKS[scale], labels=[f"{tick:,g}" for tick in TICKS[scale]])
    panel.minorticks_off()
    panel.set_ylim(LIMITS[scale])


def _mark_halves(halves, state, colour, scale, narrow, least_uM):
    """Drop-lines at half of the effect of GABA, each with its label on the side away from the other; none where no curve is drawn."""
    drug_is_left = state["half with"] <= state["half alone"]
    before, gap = ("", 1.5) if narrow else ("half at ", 1.2)
    for what, name, left in (("GABA", "alone", not drug_is_left), ("reading", "with", drug_is_left)):
        line, label = halves[what]
        x = state[f"half {name}"]
        drawn = x >= least_uM
        line.set_data(*(([x, x], [LIMITS[scale][0], (state[name][0] + state[f"most {name}"]) / 2]) if drawn else ([], [])))
        label.set(text=f"{before}{_amount(x)} µM" if drawn else "", x=x / gap if left else x * gap, y=HALF_LABELS[scale][name], ha="right" if left else "left")
    halves["reading"][0].set_color(colour)
    halves["reading"][1].set_color(colour)


def _fill(bars, labels, small, state, name, labelled):
    """The bar of the sites: drug, flumazenil, empty, with the name of each; small parts that are filled have theirs above the bar."""
    edge, above = 0.0, []
    for part, share in (("drug", state["by drug"]), ("flumazenil", state["by flumazenil"]), ("empty", 100 - state["by drug"] - state["by flumazenil"])):
        text = name if part == "drug" else part
        labels[part].set(text=f"{text} {share:.0f}" if share >= labelled else "", x=edge + share / 2)
        if 0 < share < labelled and part != "empty":
            above.append((edge, f"{text} {share:.0f}" if share >= 0.5 else f"{text} under 1"))
        for bar in (bars[each] for each in bars if each == text):
            bar.set(x=edge, width=share)
        edge += share
    for other in {"diazepam", "inverse agonist"} - {name}:
        bars[other].set_width(0)
    middle = above and above[0][0] > 50                       # a label that begins far to the right ends at the right edge instead
    small.set(text=", ".join(text for _, text in above), x=100 if middle else above[0][0] if above else 0, ha="right" if middle else "left")


def _words(drug):
    return drug.replace("_", " ")


def _receptors(subtype):
    return "All subtypes" if subtype == "all" else f"Receptors with α{subtype[1:]}"


def _gaba_in_words(here):
    return f"{_amount(_gaba_uM()[here])} µM GABA" if here else "no GABA"


def _count(channels):
    """Channels of 10,000: whole ones, but two digits of a few."""
    return f"{channels:.2g}" if channels < 10 else f"{channels:.0f}"


def _amount(conc):
    """A concentration to three digits, or a whole number, never as a power of ten."""
    return f"{conc:.3g}" if conc < 1000 else f"{conc:,.0f}"


def _sentence(here, now, state, drug, drug_nM, flumazenil_nM, subtype, axis):
    name = _words(drug)
    gaba = _gaba_in_words(here)
    spread = "plausible" if parameter(LIGANDS[drug][0]).status != "teaching choice" else "teaching"
    site = f"{name} fills {state['by drug']:.0f} % of the benzodiazepine sites, and flumazenil" if drug in AT_THE_SITE else f"{name} has sites of its own; of the benzodiazepine sites flumazenil"
    left_out = " Above 1,000 nM diazepam also acts elsewhere, which is left out." if drug == "diazepam" and drug_nM > 1001 else ""
    same = f", the same numbers for {name}" if subtype != "all" and drug != "diazepam" else ""
    return (f"{gaba[0].upper()}{gaba[1:]}: {_count(now['alone'])} of 10,000 channels are open without a drug, {_count(now['with'])} with "
            f"{_amount(drug_nM)} nM of {name} ({spread} range {_count(now['low'])} to {_count(now['high'])}). {site[0].upper()}{site[1:]} ({flumazenil_nM:g} nM) fills "
            f"{state['by flumazenil']:.0f} %. Half of GABA's effect needs {_amount(state['half with'])} µM, {_amount(state['half alone'])} without a drug; "
            f"GABA opens at most {_count(state['most with'])} channels, {_count(state['most alone'])} without. "
            f"{_receptors(subtype)}{same}; {axis} axis.{left_out}")


def _said(here, now, drug, drug_nM, flumazenil_nM, subtype, axis):
    """What a move has changed, in few words, with something of every control."""
    blocked = f", {flumazenil_nM:g} nM of flumazenil" if flumazenil_nM else ""
    of, gaba = "All subtypes" if subtype == "all" else f"Alpha {subtype[1:]}", _gaba_in_words(here)
    return (f"{gaba[0].upper()}{gaba[1:]}, {_amount(drug_nM)} nM of {_words(drug)}{blocked}: {_count(now['with'])} of 10,000 open, "
            f"{_count(now['alone'])} without. {of}, {axis} axis.")


def _table(here, state, name):
    return {"GABA (µM)": _gaba_uM()[here:], "open without a drug (of 10,000)": state["alone"][here:], f"open with {name} (of 10,000)": state["with"][here:],
            "low of band (of 10,000)": state["low"][here:], "high of band (of 10,000)": state["high"][here:]}


def _parameters(drug, subtype):
    keys = ["gaba_a_closed_open_ratio"]
    for name in ("GABA", _ligand_name(drug, subtype), "flumazenil"):
        keys += [key for key in LIGANDS[name] if key]
    return tuple(keys)


def _code(here, drug, drug_nM, flumazenil_nM, subtype):
    given = f"gaba_uM={_gaba_uM()[here]:.6g}, "
    if drug in AT_THE_SITE:
        given += f'drug_nM={drug_nM:.6g}, flumazenil_nM={flumazenil_nM:g}, drug=ligand("{_ligand_name(drug, subtype)}")'
    else:
        given += f'further_uM={drug_nM / 1000:.6g}, further=ligand("{drug}")'
    return f"from psychopharm.models.receptor import ligand, open_probability\n\n10_000 * open_probability({given})        # open channels of 10,000"
