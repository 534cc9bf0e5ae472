"""One cell, one rhythm, one network: what GABA, and a benzodiazepine behind it, does to nerve cells in a circuit. All three are illustrations."""

from functools import cache

import numpy as np

from psychopharm.figures.parts import Curves, EndLabels, Reading, keep_apart, set_top, title_of
from psychopharm.figures.view import View
from psychopharm.models import circuit, reversal, seizure
from psychopharm.parameters import evidence, parameter, source, target

PERCENT = 100
CONDUCTANCE_NS, PER_NS = 10, 20                     # the axis reaches beyond the slider, for the drug; points on each nS
RATE_LIMITS = (120, 260)                            # Hz
VOLTAGES = (-82, -34)                               # mV
LITTLE_MV = 0.5                                     # a pull on the resting cell that is hardly one
ALIKE_MV, ALIKE_HZ = 1.5, 0.05                      # closer than this two potentials, or two rates, are called the same
PULLED_MV, SLOWED_HZ = 2, 1                         # the goal: E_GABA at least so far above rest, and the cell at least so much slower
NEURON_KEYS = ("lif_leak_conductance_nS", "lif_leak_reversal_mV", "lif_threshold_mV", "lif_reset_mV", "lif_capacitance_pF", "lif_refractory_ms")
CHLORIDE_KEYS = ("chloride_outside_mM", "bicarbonate_inside_mM", "bicarbonate_outside_mM", "bicarbonate_chloride_permeability_ratio")

FREQUENCIES = np.arange(5, 40.1, 0.25)              # Hz
BANDS = {"motor": (15, 25), "eeg": (13, 31), "alpha": (8, 13)}
MOST_POWER = 3.0
TWO_NAMES_PX = 18                                   # between names that always stand one upon the other
MARKED = 1.5                                        # the goal: power in the band of the study at least so many times as high
RHYTHM_KEYS = ("beta_tau_e_ms", "beta_tau_i_ms", "beta_self_excitation", "beta_loop_gain", "beta_self_inhibition", "beta_bzd_tau_i_gain", "beta_bzd_loop_gain")
STUDY, SHARE_TARGET = "beta_rhythm_diazepam", "P17_10mg"

DRAWN_MS = 3                                        # a point of the network is drawn so often
RUNS, STOPPED = 0.9, 0.5                            # late activity above and below which a seizure runs, or does not
REVERSALS = {"normal": "seizure_normal_reversal_mV", "raised": "seizure_raised_reversal_mV"}
NETWORK_KEYS = ("seizure_weight_e_to_e", "seizure_weight_i_to_e", "seizure_weight_e_to_i", "seizure_weight_i_to_i", "seizure_input_e", "seizure_tau_ms",
                "seizure_slope_e", "seizure_threshold_e", "seizure_slope_i", "seizure_threshold_i", "seizure_normal_reversal_mV", "lif_threshold_mV")
TRIAL = "status_epilepticus_stopped"


# One cell

def one_circuit(fig, look):
    """How often a nerve cell fires, and where its voltage rests, against the GABA-A conductance that acts on it.

    Returns (update, trace); update takes gaba_nS (conductance), chloride_inside_mM, input_pA (excitatory current) and drug (none, diazepam).
    """
    top, bottom = fig.subplots(2, 1, sharex=True, height_ratios=(1, 1))
    grid_nS = np.arange(CONDUCTANCE_NS * PER_NS + 1) / PER_NS
    top.set_title("How often the cell fires")
    top.set(ylabel="Hz", ylim=(0, RATE_LIMITS[-1]))
    bottom.set_title(title_of(look, "Dotted: voltage without input", "dashed: E_GABA"))
    bottom.set(ylabel="mV", xlabel="GABA-A conductance (nS)", ylim=VOLTAGES, xlim=(0, CONDUCTANCE_NS * (1.62 if look.narrow else 1.22)), xticks=range(0, CONDUCTANCE_NS + 1, 2))
    curves = Curves(grid_nS, {"rate": (top, "firing", {"linestyle": "-"}), "voltage": (bottom, "firing", {"linestyle": ":"})}, look)
    level = {name: panel.plot([0, CONDUCTANCE_NS], [0, 0], **look.line(what, **style))[0] for name, panel, what, style in (
        ("no GABA", top, "reading", {"linestyle": (0, (2, 2)), "linewidth": 1.2}), ("E_GABA", bottom, "GABA", {"linewidth": 1.6}),
        ("threshold", bottom, "reading", {"linewidth": 1.0}), ("rest", bottom, "reading", {"linewidth": 1.0, "linestyle": "-."}))}
    cell = circuit.neuron()
    level["threshold"].set_ydata([cell.threshold_mV] * 2)
    level["rest"].set_ydata([cell.leak_reversal_mV] * 2)
    undrugged, = top.plot([], [], **look.marker("firing"))
    drug_label = top.text(0.15, 0, "", va="top", **look.text("diazepam"))
    end = 1.01 * CONDUCTANCE_NS
    rates = EndLabels(top, end, {"rate": "firing", "no GABA": "reading"}, look)
    voltages = EndLabels(bottom, end, {"E_GABA": "GABA", "threshold": "reading", "rest": "reading"}, look)
    reading = Reading((top, bottom), curves.lines, look)

    def trace(chloride_inside_mM, input_pA, **_):
        curves.trace(_cell_curves(chloride_inside_mM, input_pA))

    def update(gaba_nS, chloride_inside_mM, input_pA, drug):
        drawn, cell_now = _cell_curves(chloride_inside_mM, input_pA), _cell_now(gaba_nS, chloride_inside_mM, input_pA, drug)
        set_top(top, RATE_LIMITS, drawn["rate"].max())
        curves.move(drawn)
        level["no GABA"].set_ydata([cell_now["without"]] * 2)
        level["E_GABA"].set_ydata([cell_now["E"]] * 2)
        rates.stand_at({"rate": drawn["rate"][-1], "no GABA": cell_now["without"]}, {"rate": "with GABA", "no GABA": f"no GABA: {cell_now['without']:.0f}"})
        voltages.stand_at({"E_GABA": cell_now["E"], "threshold": cell.threshold_mV, "rest": cell.leak_reversal_mV},
                          {"E_GABA": f"E_GABA {cell_now['E']:.0f}", "threshold": f"threshold {cell.threshold_mV:.0f}", "rest": f"rest {cell.leak_reversal_mV:.0f}"})
        reading.stand_at(cell_now["g"], int(round(cell_now["g"] * PER_NS)))
        undrugged.set_data(([gaba_nS], [cell_now["undrugged"]]) if drug == "diazepam" else ([], []))
        drug_label.set(text=("" if drug == "none" else f"diazepam: {gaba_nS:g} nS become {cell_now['g']:.1f}" if gaba_nS else "diazepam: no GABA to strengthen"), y=0.97 * top.get_ylim()[1])
        return View(
            _cell_sentence(cell_now, gaba_nS, chloride_inside_mM, input_pA, drug), said=_cell_said(cell_now, gaba_nS, chloride_inside_mM, input_pA, drug),
            table={"GABA-A conductance (nS)": grid_nS, "rate (Hz)": drawn["rate"], "rate without GABA (Hz)": np.full(grid_nS.size, cell_now["without"]),
                   "voltage without input (mV)": drawn["voltage"], "E_GABA (mV)": np.full(grid_nS.size, cell_now["E"])},
            parameters=(*NEURON_KEYS, *CHLORIDE_KEYS, *(["bzd_decay_factor"] if drug == "diazepam" else [])),
            functions=(circuit.membrane_mV, circuit.firing_rate_Hz, reversal.gaba_reversal_mV),
            code=("from psychopharm.models.circuit import firing_rate_Hz\nfrom psychopharm.models.reversal import gaba_reversal_mV\n\n"
                  f"firing_rate_Hz(gaba_nS={cell_now['g']:g}, reversal_mV=gaba_reversal_mV({chloride_inside_mM:g}), input_pA={input_pA:g})        # [Hz]"),
            goal=_cell_goal(cell_now, chloride_inside_mM), result=_cell_result(cell_now, chloride_inside_mM))

    return update, trace


@cache
def _cell_curves(chloride_mM, input_pA):
    """Rate [Hz], and voltage without input [mV], on the grid of conductances."""
    grid_nS, e_mV = np.arange(CONDUCTANCE_NS * PER_NS + 1) / PER_NS, reversal.gaba_reversal_mV(chloride_mM)
    return {"rate": circuit.firing_rate_Hz(grid_nS, e_mV, input_pA), "voltage": circuit.membrane_mV(grid_nS, e_mV, 0)}


@cache
def _cell_now(gaba_nS, chloride_mM, input_pA, drug):
    """What holds at one conductance: g with the drug [nS], E_GABA and the resting voltage [mV], rates with GABA, without it, without the drug [Hz]."""
    g = gaba_nS * (parameter("bzd_decay_factor").value if drug == "diazepam" else 1)
    e_mV = float(reversal.gaba_reversal_mV(chloride_mM))
    rate, without, undrugged = (float(rate) for rate in circuit.firing_rate_Hz([g, 0, gaba_nS], e_mV, input_pA))
    return {"g": g, "E": e_mV, "rate": rate, "without": without, "undrugged": undrugged, "voltage": float(circuit.membrane_mV(g, e_mV, 0))}


def _cell_sentence(now, gaba_nS, chloride_mM, input_pA, drug):
    factor = parameter("bzd_decay_factor").value
    where = f"With {chloride_mM:g} mM of chloride inside, the reversal potential E_GABA is {_signed(now['E'])} mV, {_beside(now['E'])}."
    if not gaba_nS:
        empty = f" Diazepam changes nothing: {factor:g} times no conductance is none." if drug == "diazepam" else ""
        return f"No GABA, and {input_pA:g} pA of input: the cell fires at {now['without']:.0f} Hz. {where}{empty}"
    by_drug = f", made {now['g']:.1f} nS by diazepam ({now['undrugged']:.0f} Hz without the drug)" if drug == "diazepam" else ""
    return (f"{gaba_nS:g} nS of GABA-A conductance{by_drug}, {input_pA:g} pA of input: the cell fires at {now['rate']:.0f} Hz, "
            f"without GABA at {now['without']:.0f} Hz. {where} {_verdict(now)}")


def _signed(number, digits=0):
    """A number whose sign is a word, since many screen readers skip a minus."""
    return f"{'minus ' if round(number, digits) < 0 else ''}{abs(number):.{digits}f}"


def _beside(e_mV):
    """Where E_GABA lies, in words."""
    cell = circuit.neuron()
    return " and ".join(f"{abs(e_mV - other):.0f} mV {'above' if e_mV >= other else 'below'} {name}"
                        for name, other in (("rest", cell.leak_reversal_mV), ("threshold", cell.threshold_mV)))


def _verdict(now):
    """What GABA does to this cell, in one sentence."""
    change, above_rest = now["rate"] - now["without"], now["E"] - circuit.neuron().leak_reversal_mV
    if not now["rate"] and not now["without"]:
        return f"The cell is silent either way; GABA holds it at {_signed(now['voltage'], 1)} mV."
    if abs(change) < ALIKE_HZ:
        return "GABA changes nothing here: pull and leak cancel."
    if change > 0:
        return "GABA excites: it brings the cell to threshold sooner."
    if above_rest < -ALIKE_MV:
        return "GABA hyperpolarises: it pulls the voltage below rest and slows the cell."
    if above_rest <= ALIKE_MV:
        return "GABA shunts: it hardly moves the voltage at rest, but makes the membrane leakier, so that the input lifts it less."
    return f"GABA shunts: it pulls the resting cell up to {_signed(now['voltage'], 1)} mV and still slows it, since the membrane is leakier."


def _cell_said(now, gaba_nS, chloride_mM, input_pA, drug):
    inside = f"chloride {chloride_mM:g} mM, input {input_pA:g} pA"
    if not gaba_nS:
        return f"No GABA, {inside}: the cell fires at {now['without']:.0f} a second.{' Diazepam changes nothing.' if drug == 'diazepam' else ''}"
    conductance = f"Diazepam: GABA {now['g']:.1f} nS" if drug == "diazepam" else f"GABA {gaba_nS:g} nS"
    pull = now["voltage"] - circuit.neuron().leak_reversal_mV
    moves = "hardly moves the resting cell" if abs(pull) < LITTLE_MV else f"pulls the resting cell {'up' if pull > 0 else 'down'}"
    return f"{conductance}, {inside}: GABA {moves}; it fires at {now['rate']:.0f} a second, without GABA {now['without']:.0f}."


def _cell_goal(now, chloride_mM):
    """Shunting: the voltage at rest goes up, the rate goes down."""
    rest = circuit.neuron().leak_reversal_mV
    if not now["g"] or now["E"] < rest + PULLED_MV or now["rate"] > now["without"] - SLOWED_HZ:
        return ""
    return (f"Goal reached: chloride {chloride_mM:g} mM: GABA pulls the resting cell up {now['voltage'] - rest:.1f} mV, "
            f"and slows it from {now['without']:.0f} to {now['rate']:.0f} Hz.")


def _cell_result(now, chloride_mM):
    """What answers the question of the lesson: with E_GABA above threshold, does the cell fire less or more?"""
    if not now["g"] or now["E"] <= circuit.neuron().threshold_mV or now["rate"] <= now["without"]:
        return ""
    return f"with {chloride_mM:g} mM of chloride the cell fires more with GABA: {now['rate']:.0f} instead of {now['without']:.0f} Hz"


# The beta rhythm

def beta_rhythm(fig, look):
    """Power of the waves of two populations against frequency, without a drug and with a share of the benzodiazepine sites occupied.

    Returns (update, trace); update takes occupancy [percent] and band (motor, eeg, alpha), in which power is added up.
    """
    ax = fig.subplots()
    ax.set_title(title_of(look, "Power of the waves", "shaded: gained in the band"))
    ax.set(ylabel="power (1: highest without drug)", xlabel="frequency (Hz)", ylim=(0, MOST_POWER), xlim=(5, 62 if look.narrow else 49), xticks=range(5, 41, 5))
    span = ax.axvspan(*BANDS["motor"], facecolor=look.colour("faint"), alpha=0.16, linewidth=0)
    gained = ax.fill_between(FREQUENCIES, np.zeros(FREQUENCIES.size), **look.band("diazepam"))
    curves = Curves(FREQUENCIES, {"without": (ax, "untreated"), "with": (ax, "diazepam")}, look)
    labels = EndLabels(ax, 40.3, {"without": "untreated", "with": "diazepam"}, look)
    peaks = {name: ax.plot([], [], color=look.colour(what), marker=marker, linestyle="none", markersize=6)[0]
             for name, what, marker in (("without", "untreated", "D"), ("with", "diazepam", "o"))}
    band_label = ax.text(0, 0.98 * MOST_POWER, "", ha="center", va="top", **look.text())
    peak_label = ax.text(0, 0, "", ha="center", va="bottom", **look.text("diazepam"))
    measured, = ax.plot([], [], **look.marker("published", clip_on=False, in_layout=False))         # on the axis: a frequency alone was published
    measured_label = ax.text(0.99 * ax.get_xlim()[1], 0.9 * MOST_POWER, "", va="top", ha="right", **look.text("published"))
    reference, study = _spectrum(0), evidence(STUDY)
    published = ("○ published:", "about 1 Hz lower,", "much more power", f"({source(study.source).short})")
    published = "\n".join(published if look.narrow else (" ".join(published[:2]), " ".join(published[2:])))

    def trace(occupancy, **_):
        curves.trace({"with": _spectrum(occupancy)["power"]})

    def update(occupancy, band):
        drugged, (low, high) = _spectrum(occupancy), BANDS[band]
        ratio = drugged["bands"][band] / reference["bands"][band]
        inside = (FREQUENCIES >= low) & (FREQUENCIES <= high)
        gained.set_data(FREQUENCIES, reference["power"], drugged["power"], where=inside)
        span.set(x=low, width=high - low)
        curves.move({"without": reference["power"], "with": drugged["power"]})
        labels.stand_at({"without": reference["power"][-1], "with": drugged["power"][-1]}, {"without": "no drug", "with": "with drug"})
        keep_apart(list(labels.labels.values()), TWO_NAMES_PX)
        for name, one in (("without", reference), ("with", drugged)):
            peaks[name].set_data([one["peak"]], [one["highest"]])
        band_label.set(text=f"{low}-{high} Hz", x=(low + high) / 2)
        shift = drugged["peak"] - reference["peak"]
        peak_label.set(text=f"{drugged['peak']:.1f} Hz", position=(drugged["peak"], drugged["highest"] + 0.05))
        measured.set_data(([reference["peak"] - 1], [0]) if occupancy else ([], []))
        measured_label.set_text(published if occupancy else "")
        return View(
            _rhythm_sentence(occupancy, band, drugged["peak"], shift, ratio), said=_rhythm_said(occupancy, band, drugged["peak"], ratio),
            table={"frequency (Hz)": FREQUENCIES, "power without drug (1)": reference["power"], "power with the drug (1)": drugged["power"]},
            parameters=RHYTHM_KEYS, evidence=(STUDY,), functions=(circuit.power_spectrum, circuit.peak_frequency_Hz, circuit.band_power),
            code=("from psychopharm.models.circuit import band_power, ei_pair\n\n"
                  f"band_power({low}, {high}, ei_pair({occupancy / PERCENT:g})) / band_power({low}, {high}, ei_pair(0))        # times as high"),
            goal=f"Goal reached: at {occupancy:g} % occupied the power of {low} to {high} Hz waves is {ratio:.2g} times as high."
            if band == "motor" and float(f"{ratio:.2g}") >= MARKED else "")        # as it is said

    return update, trace


@cache
def _spectrum(occupancy):
    """Power over the highest without drug, on the grid [1]; frequency [Hz] and height of the peak; power in each band [Hz]."""
    without, pair = circuit.ei_pair(0), circuit.ei_pair(occupancy / PERCENT)
    one = circuit.power_spectrum(circuit.peak_frequency_Hz(without), without)
    peak = circuit.peak_frequency_Hz(pair)
    return {"power": circuit.power_spectrum(FREQUENCIES, pair) / one, "peak": peak, "highest": float(circuit.power_spectrum(peak, pair) / one),
            "bands": {band: circuit.band_power(*ends, pair) / float(one) for band, ends in BANDS.items()}}


def _rhythm_sentence(occupancy, band, peak_Hz, shift_Hz, ratio):
    low, high = BANDS[band]
    now = "no drug" if not occupancy else f"{occupancy:g} % of the benzodiazepine sites occupied"
    shift = f", {-shift_Hz:.1f} Hz lower than without" if occupancy else ""
    model = f"With {now} the peak is at {peak_Hz:.1f} Hz{shift}; the power of {low} to {high} Hz waves is {_times(ratio)} without drug."
    if band == "motor":
        return f"{model} In {evidence(STUDY).people} people after diazepam it increased dramatically, about 1 Hz lower ({source(evidence(STUDY).source).short}); the model was fitted to that."
    if band == "eeg":
        share = target(SHARE_TARGET)
        return (f"{model} In people 10 mg raised the share of these waves by {share.published} percentage points, while test scores fell ({source(share.source).short}): "
                "more beta is not more alert.")
    return f"{model} These are alpha waves, not beta; the model was not fitted to them."


def _rhythm_said(occupancy, band, peak_Hz, ratio):
    return f"{occupancy:g} % occupied: peak {peak_Hz:.1f} Hz, power of {BANDS[band][0]} to {BANDS[band][1]} Hz waves {_times(ratio)} without."


def _times(ratio):
    """A ratio in words that tell none from little."""
    return f"{ratio:.2g} times that" if f"{ratio:.2g}" != "1" else "the same as"


# A seizure-prone network

def seizure_pair(fig, look):
    """Active excitatory cells of a seizure-prone network over three seconds, and how strong inhibition is in it.

    Returns (update, trace); update takes share_left (inhibition left [percent]), gain (inhibition by a benzodiazepine [percent of without]),
    start (quiet, running) and reversal_potential (normal, raised).
    """
    top, bottom = fig.subplots(2, 1, height_ratios=(7, 2))
    time_s = np.arange(0, seizure.DURATION_MS + 1, DRAWN_MS) / 1000
    top.set_title(title_of(look, "Excitatory cells that are active", "dashed: late mean"))
    top.set(ylabel="% of the cells", xlabel="time (s)", ylim=(0, 105), xlim=(0, 3.9 if look.narrow else 3.55), xticks=(0, 0.5, 1, 1.5, 2, 2.5, 3))
    bottom.set_title(title_of(look, "Strength of inhibition"))
    bottom.set(xlabel="times normal; below 0 GABA excites" if look.narrow else "times that of the normal network; below 0 GABA excites", ylim=(-1, 1), xlim=(-0.8, 2.6), yticks=[])
    curves = Curves(time_s, {"activity": (top, "firing", {"linestyle": "-", "linewidth": 1.4})}, look)
    mean, = top.plot([], [], **look.line("reading", linewidth=1.6, linestyle=(0, (4, 2))))
    mean_label = top.text(3.04, 0, "", va="center", **look.text())
    for place in (0, 1):
        bottom.axvline(place, color=look.colour("faint"), linewidth=1.2, linestyle="-" if place == 0 else "--")
    bar, = bottom.plot([], [], color=look.colour("GABA"), linewidth=7, solid_capstyle="butt")
    by_drug, = bottom.plot([], [], color=look.colour("diazepam"), linewidth=7, linestyle=(0, (0.6, 0.3)))
    bar_label = bottom.text(0, 0.62, "", va="center", ha="center", **look.text())

    def trace(share_left, gain, start, reversal_potential):
        curves.trace({"activity": PERCENT * _course(_strength(share_left, gain, reversal_potential), start)["drawn"]})

    def update(share_left, gain, start, reversal_potential):
        strength, without = (_strength(share_left, factor, reversal_potential) for factor in (gain, PERCENT))
        course = _course(strength, start)
        drawn, late = PERCENT * course["drawn"], PERCENT * course["late"]
        curves.move({"activity": drawn})
        mean.set_data([time_s[-1] / 2, time_s[-1]], [late, late])
        mean_label.set(text=f"{late:.0f} %\n{'seizure' if course['late'] > RUNS else 'bursts'}", y=min(late, 92))
        bar.set_data([0, without], [0, 0])
        by_drug.set_data([without, strength], [0, 0])
        bar_label.set(text=f"{strength:.2f}" + (" with the drug" if gain > PERCENT else ""), x=min(max(strength, 0.1 if look.narrow else -0.2), 1.7 if look.narrow else 2.0))
        return View(
            _network_sentence(course, strength, share_left, gain, start, reversal_potential), said=_network_said(course, strength, start),
            table={"time (s)": time_s, "active excitatory cells (%)": drawn, "active inhibitory cells (%)": PERCENT * course["inhibitory"]},
            parameters=(*NETWORK_KEYS, *(["seizure_raised_reversal_mV"] if reversal_potential == "raised" else []),
                        *(["seizure_start_e", "seizure_start_i"] if start == "quiet" else ["seizure_share_left"])),
            evidence=(TRIAL,) if gain > PERCENT else (), functions=(seizure.inhibition, seizure.activity, seizure.late_activity),
            code=("from psychopharm.models.seizure import inhibition, late_activity, running_seizure\n\n"
                  f"strength = float(inhibition(share_left={share_left / PERCENT:g}, gain={gain / PERCENT:g}, reversal_mV={_reversal(reversal_potential):g}))\n"
                  f"{PERCENT} * late_activity(strength, start={'None' if start == 'quiet' else 'running_seizure()'})        # % of the excitatory cells"),
            goal=f"Goal reached: with inhibition at {strength:.2f} of normal the seizure that ran has stopped; without the drug it runs on."
            if start == "running" and course["late"] < STOPPED and _course(without, start)["late"] > RUNS else "")

    return update, trace


def _reversal(reversal_potential):
    return parameter(REVERSALS[reversal_potential]).value


def _strength(share_left, gain, reversal_potential):
    return float(seizure.inhibition(share_left / PERCENT, gain / PERCENT, _reversal(reversal_potential)))


@cache
def _course(strength, start):
    """Active shares of excitatory (drawn) and inhibitory cells at the times drawn, and the late mean of the excitatory ones [0 to 1]."""
    path = seizure.activity(strength, None if start == "quiet" else seizure.running_seizure())
    every = round(DRAWN_MS / seizure.STEP_MS)
    return {"drawn": path[0, ::every], "inhibitory": path[1, ::every], "late": float(path[0, path.shape[1] // 2:].mean())}


def _network_sentence(course, strength, share_left, gain, start, reversal_potential):
    drug = f", strengthened {gain / PERCENT:g} times by a benzodiazepine," if gain > PERCENT else ""
    trial = evidence(TRIAL)
    shares = [PERCENT * events / people for events, people in ((trial.treated_events, trial.treated_people), (trial.control_events, trial.control_people))]
    published = (f" In people with status epilepticus, seizures had stopped on arrival in {shares[0]:.1f} % after diazepam, {shares[1]:.1f} % after a dummy injection "
                 f"({source(trial.source).short})." if gain > PERCENT else "")
    return (f"{share_left:g} % of the inhibition is left{drug} and E_GABA is {_signed(_reversal(reversal_potential))} mV: {_signed(strength, 2)} times the normal strength"
            f"{', so GABA excites' if strength < 0 else ''}. Started {'quiet' if start == 'quiet' else 'in a seizure'}, {PERCENT * course['late']:.0f} % of the excitatory "
            f"cells are active later on: {_outcome(course, strength, start)}.{published} An illustration.")


def _outcome(course, strength, start):
    if start == "quiet":
        return "a seizure has begun" if course["late"] > RUNS else "no seizure, but bursts"
    if course["late"] < STOPPED:
        return "the seizure has stopped"
    return "the seizure runs on, though from a quiet start none would begin" if _course(strength, "quiet")["late"] < STOPPED else "the seizure runs on"


def _network_said(course, strength, start):
    return f"Inhibition {_signed(strength, 2)} of normal: {PERCENT * course['late']:.0f} % of the cells active; {_outcome(course, strength, start)}."
