"""One synapse: how high, how long and how large the response to one release of GABA is, without and with a drug."""

import re
from functools import cache

import numpy as np

from psychopharm.figures.parts import Curves, EndLabels, set_top, title_of
from psychopharm.figures.view import View
from psychopharm.models import synapse
from psychopharm.parameters import parameter, rows, source, target

END_MS, FINE_END_MS, FINE_MS, COARSE_MS = 60, 5, 0.05, 0.5           # fine where the response rises
LIMITS = (8, 20)                                 # % of receptors
TIMES = (0.75, 16)                               # times as much as without the drug
WHAT = {"height": "peak", "length": "decay_ms", "charge": "charge_ms"}
PULSES = {"brief": synapse.brief_pulse, "square": synapse.square_pulse}
PULSE_NAMES = {"brief": "Brief pulse of GABA, as at a synapse", "square": "Square pulse of GABA, 1 mM for 1 ms"}
MEASURED_WITH = {"benzodiazepine": "zolpidem", "neurosteroid": "alphaxalone"}
LONGER = {"benzodiazepine": "bzd_decay_factor", "neurosteroid": "neurosteroid_decay_factor"}           # how many times the decay time, as published
COLOURS = {"benzodiazepine": "diazepam", "neurosteroid": "neurosteroid"}
MUCH, SAME_PEAK = 1.5, 1.02                      # the goal: charge, and peak, over those without the drug
ALL_PCT = 90                                     # from this share on, experiments with much drug stand beside the model
ROOM_C, BODY_C = 25, 33                          # up to the first an experiment at room temperature stands beside it, from the second one at 35 degrees
PARAMETERS = tuple(row.key for row in rows("parameters", "synapse") if row.model == "synapse_jones_westbrook") + ("ipsc_decay_q10",)


def one_synapse(fig, look):
    """Share of receptors that are open after one pulse of GABA, and height, length and charge as multiples of those without the drug.

    Returns (update, trace); update takes occupancy_pct (receptors with the drug), pulse (brief, square), ligand (benzodiazepine,
    neurosteroid) and temperature_C.
    """
    top, bottom = _panels(fig, look)
    time_ms = _drawn(np.arange(round(END_MS / FINE_MS) + 1) * FINE_MS)
    curves = Curves(time_ms, {"without": (top, "GABA", {"linestyle": (0, (2, 2))}), **{ligand: (top, what) for ligand, what in COLOURS.items()}}, look)
    curves.lines["without"].set_zorder(2.6)                     # dashed and on top, so that the other shows through
    labels = EndLabels(top, END_MS + 0.6, {"without": "GABA", **COLOURS}, look)
    bars = {ligand: [bottom.plot([], [], **look.line(what, linewidth=5, linestyle="-", solid_capstyle="butt"))[0] for _ in WHAT] for ligand, what in COLOURS.items()}
    numbers = [bottom.text(TIMES[1] * 0.97, y, "", va="center", ha="right", **look.text()) for y in range(len(WHAT))]
    intervals = [bottom.plot([], [], **look.line("published", linewidth=1.6, linestyle="-"))[0] for _ in WHAT]
    measured, = bottom.plot([], [], **look.marker("published"))
    measured_label = bottom.text(1.03, len(WHAT), "", va="center", ha="left", **look.text("published"))
    peaks, = top.plot([], [], "o", color=look.colour("ink"), markersize=6)
    found_label = top.text(0.1 * END_MS, 0, "", va="top", ha="left", **look.text())

    def heights(pulse, ligand, occupancy_pct, temperature_C):
        return {"without": _course(pulse, temperature_C)["curve"], ligand: _course(pulse, temperature_C, ligand, occupancy_pct)["curve"]}

    def trace(occupancy_pct, pulse, ligand, temperature_C):
        curves.trace(heights(pulse, ligand, occupancy_pct, temperature_C))

    def update(occupancy_pct, pulse, ligand, temperature_C):
        without, drug = _course(pulse, temperature_C), _course(pulse, temperature_C, ligand, occupancy_pct)
        times = {name: getattr(drug["response"], what) / getattr(without["response"], what) for name, what in WHAT.items()}
        drawn = heights(pulse, ligand, occupancy_pct, temperature_C)
        set_top(top, LIMITS, max(curve.max() for curve in drawn.values()))
        curves.move(drawn)
        labels.stand_at({name: max(curve[-1], 0.08 * top.get_ylim()[1]) for name, curve in drawn.items()},       # clear of the axis
                        {"without": "without drug", ligand: ligand})
        for name, three in bars.items():
            for y, bar in enumerate(three):
                bar.set_data(*(([1, list(times.values())[y]], [y, y]) if name == ligand else ([], [])))
        for number, ratio in zip(numbers, times.values()):
            number.set_text(f"×{ratio:.2f}")
        published = _published(pulse, ligand, occupancy_pct, temperature_C)
        for y, (name, line) in enumerate(zip(WHAT, intervals)):
            low_high = published["times"].get(name, (None,))[1:]
            line.set_data(*((low_high, [y, y]) if low_high else ([], [])))
        measured.set_data([middle for middle, *_ in published["times"].values()], [list(WHAT).index(name) for name in published["times"]])
        measured_label.set_text(f"○ published{'' if look.narrow else ': ' + published['drug']} ({published['source']})" if published["times"] else "")
        found = round(times["charge"], 2) >= MUCH and round(times["height"], 2) <= SAME_PEAK          # as they are said; nothing is marked before it is found
        ends = [without["response"], drug["response"]] if found else []
        peaks.set_data([one.peak_ms for one in ends], [100 * one.peak for one in ends])
        found_label.set(y=0.97 * top.get_ylim()[1], text=f"● peak ×{times['height']:.2f}\nlength ×{times['length']:.2f}" if found else "")
        return View(
            _sentence(pulse, ligand, occupancy_pct, temperature_C, without["response"], drug["response"], times, published),
            said=(f"{ligand.capitalize()} on {occupancy_pct:g} % of receptors, {pulse} pulse, {temperature_C:g} °C: {times['height']:.2f} times the height, "
                  f"{times['length']:.2f} times the length, {times['charge']:.2f} times the charge."),
            table={"time (ms)": time_ms, "without drug (% of receptors)": drawn["without"], f"with {ligand} (% of receptors)": drawn[ligand]},
            parameters=(*PARAMETERS, *([LONGER[ligand]] if "length" in published["times"] else [])), functions=(synapse.jones_westbrook, PULSES[pulse], synapse.open_probability, synapse.response),
            code=("from psychopharm.models.synapse import jones_westbrook, response\n"
                  f"from psychopharm.models.synapse import {PULSES[pulse].__name__}\n\n"
                  f'receptor = jones_westbrook("{ligand}", occupancy={occupancy_pct / 100:g}, temperature_C={temperature_C:g})\n'
                  f"response(receptor, {PULSES[pulse].__name__}()).decay_ms        # length of the response [ms]"),
            goal=f"Goal reached: {times['charge']:.2f} times the charge, at {times['height']:.2f} times the peak." if found else "",
            result=(f"its length, {times['length']:.2f} times; its height hardly, {times['height']:.2f} times"
                    if pulse == "square" and ligand == "benzodiazepine" and occupancy_pct >= ALL_PCT else ""))

    return update, trace


def _panels(fig, look):
    """The panels of the response, and of what the drug makes of it, with their axes."""
    top, bottom = fig.subplots(2, 1, height_ratios=(3, 2))
    top.set_title(title_of(look, "Receptors that are open", "one pulse of GABA"))
    top.set(ylabel="open (% of receptors)", xlabel="time since GABA was released (ms)", ylim=(0, LIMITS[-1]),
            xlim=(0, END_MS * (1.62 if look.narrow else 1.24 if look.roomy else 1.3)), xticks=range(0, END_MS + 1, 20))
    top.locator_params(axis="y", nbins=4, integer=True)
    bottom.set_title("With the drug")
    bottom.set(xlabel="times as much as without it (logarithmic)", xscale="log", xlim=TIMES, ylim=(3.6, -0.6))
    bottom.set_yticks(range(3), labels=WHAT)
    bottom.set_xticks((1, 2, 5, 10), labels=("1", "2", "5", "10"))
    bottom.minorticks_off()
    bottom.grid(visible=False, axis="y")
    bottom.axvline(1, **look.line("GABA", linewidth=1.4))
    return top, bottom


def _drawn(samples):
    """The samples that are drawn: all of the rise, then fewer."""
    fine, every = round(FINE_END_MS / FINE_MS), round(COARSE_MS / FINE_MS)
    return np.concatenate([samples[:fine], samples[fine::every]])


@cache
def _course(pulse, temperature_C, ligand="benzodiazepine", occupancy_pct=0):
    """The drawn curve [% of receptors], and the Response."""
    scheme, given = synapse.jones_westbrook(ligand, occupancy_pct / 100, temperature_C), PULSES[pulse]()
    samples = synapse.open_probability(scheme, given, FINE_MS, round(END_MS / FINE_MS) + 1)
    return {"curve": 100 * _drawn(samples), "response": synapse.response(scheme, given)}


def _published(pulse, ligand, occupancy_pct, temperature_C):
    """What experiments with much drug found, where the controls stand near to them: name -> (middle, low, high), or (1,) for no change; and whose."""
    at_room, times, longer = temperature_C <= ROOM_C, {}, parameter(LONGER[ligand])
    if occupancy_pct >= ALL_PCT and ligand == "benzodiazepine":
        if pulse == "brief" and at_room:
            times = {"height": _higher(), "length": (longer.value, longer.low, longer.high)}
        elif (pulse == "square" and at_room) or (pulse == "brief" and temperature_C >= BODY_C):
            times = {"height": (1.0,)}
    elif occupancy_pct >= ALL_PCT and pulse == "brief" and at_room:
        times = {"height": (1.0,), "length": (longer.value, longer.low, longer.high)}
    return {"times": times, "source": source(longer.source).short, "drug": MEASURED_WITH[ligand]}


def _higher():
    """(middle, low, high) of the peak with zolpidem, as multiples; the target says it as 138 +- 26 %."""
    middle, spread = map(float, re.findall(r"\d+", target("S05").published))
    return middle / 100, (middle - spread) / 100, (middle + spread) / 100


def _sentence(pulse, ligand, occupancy_pct, temperature_C, without, drug, times, published):
    told = [f"{name} " + ("unchanged" if len(numbers) == 1 else "{:.2f} times ({:.2f} to {:.2f})".format(*numbers)) for name, numbers in published["times"].items()]
    return (f"{PULSE_NAMES[pulse]}, at {temperature_C:g} °C; {ligand} on {occupancy_pct:g} % of the receptors. "
            f"At the peak {100 * drug.peak:.1f} % of them are open (without the drug {100 * without.peak:.1f} %): {times['height']:.2f} times the height. "
            f"The decay takes {drug.decay_ms:.0f} ms (without {without.decay_ms:.0f} ms): {times['length']:.2f} times the length. The charge is {times['charge']:.2f} times as large."
            + (f" Published for {published['drug']}: {', '.join(told)}." if told else ""))
