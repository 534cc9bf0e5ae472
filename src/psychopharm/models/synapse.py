"""One inhibitory synapse: how GABA opens the receptors across the cleft, and how a drug makes them stay open for longer.

Two levels. The first describes the current by a rise and a decay. The second follows the receptors through the seven states of Jones
and Westbrook: unbound, with one and with two GABA bound; the last two open and desensitise:

    R <-> AR <-> A2R      AR <-> AR* (open)      AR <-> AD      A2R <-> A2R* (open)      A2R <-> A2D

While the GABA in the cleft is constant the states obey dx/dt = (M0 + c M1) x, so that a matrix exponential carries them over any time
without an error of step size. Time in ms, GABA in mM; the response is the share of receptors that are open.

A benzodiazepine slows unbinding: the rate koff is divided by 1 + (f - 1) occupancy. f was chosen so that the response lasts as much
longer as perrais_1999 measured; that the peak hardly grows where GABA comes in plenty follows. A neurosteroid does the same more
strongly. Left out: several synapses, GABA that lingers, changes of gating by the drug, and what slow desensitisation does to later pulses.
Sources: mozrzymas_2003, otis_1992, destexhe_1998; the values stand in data/parameters/synapse.csv.
"""

from dataclasses import dataclass
from math import ceil, exp, isclose, log, log2

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

STEP_MS = 0.02            # of the brief pulse; half of it changes the numbers shown by less than half of their last digit
LONGEST_STEP = 0.125      # in units of 1/rate: within it the Taylor series below is exact
COLDEST_C, WARMEST_C = 22.0, 37.0                      # between them the Q10 was measured
IPSC_TEMPERATURE_C = 35.0                              # at which the decay of the first level was measured
MOST_MM = 1000.0          # no solution holds more
TAYLOR = np.array([[1, 1, 1 / 2, 0], [1 / 6, 1 / 24, 1 / 120, 0], [1 / 720, 1 / 5040, 1 / 40320, 1 / 362880]])
AT_ONCE = 50              # matrices, few enough that memory is used again instead of asked for
COARSE_SAMPLES = 1000     # over the window, before a peak is sought between two of them
ZOOMS, ZOOM_POINTS = 4, 21                             # each zoom makes the interval ten times shorter
LIGANDS = ("benzodiazepine", "neurosteroid")


@dataclass(frozen=True, eq=False)
class Scheme:
    """A receptor as states and rates: dx/dt = (rates + c gaba_rates) x, starting in state 0.

    rates_per_ms: without GABA [1/ms], shape (states, states).   gaba_rates_per_mM_ms: what each mM of GABA adds [1/(mM ms)], the same shape.
    open_states: numbers of the states that let chloride through.
    """

    rates_per_ms: np.ndarray
    gaba_rates_per_mM_ms: np.ndarray
    open_states: tuple


@dataclass(frozen=True)
class Pulse:
    """GABA in the cleft: concentrations_mM, each for step_ms, and after_mM from then on."""

    step_ms: float
    concentrations_mM: tuple
    after_mM: float

    def __post_init__(self):
        checks.one_number(step_ms=self.step_ms)
        checks.between(0, MOST_MM, after_mM=self.after_mM)
        if not isinstance(self.concentrations_mM, (tuple, list)):
            raise ValueError(f"concentrations_mM must be a list with one concentration for each step, but is {self.concentrations_mM!r}; for one step give (1.0,).")
        if self.concentrations_mM:
            checks.between(0, MOST_MM, concentrations_mM=self.concentrations_mM)

    @property
    def end_ms(self):
        return self.step_ms * len(self.concentrations_mM)


@dataclass(frozen=True)
class Response:
    """Peak of the open probability [1], its time [ms], the weighted decay time [ms] and the charge: the area to the end of the window [ms]."""

    peak: float
    peak_ms: float
    decay_ms: float
    charge_ms: float


def jones_westbrook(ligand="benzodiazepine", occupancy=0.0, temperature_C=COLDEST_C):
    """The Scheme of seven states: R, AR, A2R, AR*, AD, A2R*, A2D.

    ligand: "benzodiazepine" or "neurosteroid", which slows the unbinding of GABA.   occupancy: share of receptors with the drug [0 to 1].
    temperature_C: 22 to 37; all rates are multiplied by Q10^((T - 22)/10), a choice of this course: the Q10 was measured for the decay alone.
    Raises ValueError for another ligand, occupancy or temperature.   Source: mozrzymas_2003.

    >>> scheme = jones_westbrook(occupancy=1.0)
    >>> float(scheme.rates_per_ms[0, 1])           # AR -> R, half of 1/ms
    0.5
    """
    warmth = q10_factor(temperature_C, _value("jw_temperature_C"))
    on, off = _value("jw_binding_rate_per_mM_ms"), _value("jw_unbinding_rate_per_ms") / unbinding_factor(ligand, occupancy)
    resting, bound, full, open_1, slow_1, open_2, slow_2 = range(7)
    gating = {(bound, open_1): "jw_opening_rate_single_per_ms", (open_1, bound): "jw_closing_rate_single_per_ms",
              (bound, slow_1): "jw_desensitisation_rate_single_per_ms", (slow_1, bound): "jw_resensitisation_rate_single_per_ms",
              (full, open_2): "jw_opening_rate_double_per_ms", (open_2, full): "jw_closing_rate_double_per_ms",
              (full, slow_2): "jw_desensitisation_rate_double_per_ms", (slow_2, full): "jw_resensitisation_rate_double_per_ms"}
    rates = {(bound, resting): off, (full, bound): 2 * off} | {move: _value(key) for move, key in gating.items()}
    return Scheme(warmth * _matrix(7, rates), warmth * _matrix(7, {(resting, bound): 2 * on, (bound, full): on}), (open_1, open_2))


def five_state():
    """The Scheme of destexhe_1998 with five states: C0, C1, C2, O1, O2; a check of the seven by an independent one.

    >>> five_state().open_states
    (3, 4)
    """
    rates = {(1, 0): "d96_kb1_per_ms", (2, 1): "d96_kb2_per_ms", (1, 3): "d96_a1_per_ms", (3, 1): "d96_b1_per_ms",
             (2, 4): "d96_a2_per_ms", (4, 2): "d96_b2_per_ms"}
    per_mM = 1000.0                                    # the source counts GABA in uM
    binding = {(0, 1): per_mM * _value("d96_kf1_per_uM_ms"), (1, 2): per_mM * _value("d96_kf2_per_uM_ms")}
    return Scheme(_matrix(5, {move: _value(key) for move, key in rates.items()}), _matrix(5, binding), (3, 4))


def two_state():
    """The Scheme of two states, closed and open, that large networks use.   Source: destexhe_1998.

    >>> round(1 / float(two_state().rates_per_ms[0, 1]), 1)
    5.6
    """
    return Scheme(_matrix(2, {(1, 0): _value("two_state_unbinding_rate_per_ms")}),
                  _matrix(2, {(0, 1): _value("two_state_binding_rate_per_mM_ms")}), (1,))


def unbinding_factor(ligand, occupancy):
    """How many times slower GABA unbinds: 1 + (f - 1) occupancy; f is 2 for a benzodiazepine and 20 for a neurosteroid.

    >>> unbinding_factor("benzodiazepine", 0.5)
    1.5
    """
    return _grown(ligand, occupancy, {"benzodiazepine": "bzd_unbinding_factor", "neurosteroid": "neurosteroid_unbinding_factor"})


def q10_factor(temperature_C, measured_C=COLDEST_C):
    """How much faster than at measured_C a rate is: Q10^((T - measured)/10).   Source: otis_1992, for 22 to 37 degrees.

    >>> round(q10_factor(32), 1)
    2.1
    """
    for name, value in {"temperature_C": temperature_C, "measured_C": measured_C}.items():
        checks.one_number(**{name: value})
        checks.between(COLDEST_C, WARMEST_C, **{name: value})
    return _value("ipsc_decay_q10") ** ((temperature_C - measured_C) / 10)


def brief_pulse(step_ms=STEP_MS):
    """GABA as after the release of one vesicle: A exp(-t/tau), in steps up to 2 ms, and none after that.

    step_ms: length of a step [ms], of which a whole number makes 2 ms; each step has the concentration of its middle.
    Source: mozrzymas_2003.

    >>> [round(float(conc), 2) for conc in brief_pulse().concentrations_mM[:3]], round(brief_pulse().end_ms, 9)
    ([0.9, 0.74, 0.61], 2.0)
    """
    checks.one_number(step_ms=step_ms)
    cut_ms, peak_mM, decay_ms = _value("cleft_gaba_cut_ms"), _value("cleft_gaba_peak_mM"), _value("cleft_gaba_decay_ms")
    count = round(cut_ms / step_ms) if step_ms > cut_ms * 1e-5 else 0
    if not count or not isclose(count * step_ms, cut_ms, rel_tol=1e-9):
        raise ValueError(f"step_ms must divide {cut_ms:g} ms into at most 100,000 whole steps, but is {step_ms:g}; give for example {STEP_MS:g}.")
    middles = (np.arange(count) + 0.5) * step_ms
    return Pulse(step_ms, tuple((peak_mM * np.exp(-middles / decay_ms)).tolist()), 0.0)


def square_pulse():
    """GABA as from a pipette: 1 mM, which nearly saturates the receptor, for 1 ms.

    >>> square_pulse()
    Pulse(step_ms=1.0, concentrations_mM=(1.0,), after_mM=0.0)
    """
    return Pulse(_value("square_pulse_ms"), (_value("square_pulse_mM"),), 0.0)


def step_to(conc_mM):
    """GABA that comes and stays.   conc_mM: its concentration [mM].

    >>> step_to(0.1).after_mM
    0.1
    """
    return Pulse(1.0, (), conc_mM)


def open_probability(scheme, pulse, step_ms, samples):
    """Share of receptors that are open, at times 0, step_ms, 2 step_ms ... from the start of the pulse.

    scheme: Scheme.   pulse: Pulse.   step_ms: time between two samples [ms].   samples: how many.
    Returns shape (samples,). The loop runs over the steps of the pulse, never over the samples.
    Raises ValueError for a step of zero or less and fewer than one sample.

    >>> open_probability(jones_westbrook(), square_pulse(), step_ms=1, samples=4).round(3).tolist()
    [0.0, 0.17, 0.128, 0.1]
    """
    _be_those(scheme, pulse)
    checks.one_number(step_ms=step_ms)
    checks.whole(1, samples=samples)
    start, end_state, after = _through(scheme, pulse)
    first = min(samples, ceil(pulse.end_ms / step_ms - 1e-9))                  # the first sample after the pulse
    during = _inside(start, pulse, np.arange(first) * step_ms)[:, list(scheme.open_states)].sum(-1)
    if first == samples:
        return during
    state = _exponential(after * max(first * step_ms - pulse.end_ms, 0.0)) @ end_state
    rows, power = np.zeros((1, len(state))), _exponential(after * step_ms)    # the response 0, 1, 2 ... steps later, as rows
    rows[0, list(scheme.open_states)] = 1
    while len(rows) ** 2 < samples - first:
        rows, power = np.concatenate([rows, rows @ power]), power @ power
    states = state[None]                                                      # and the states after none, one, two ... times so many steps
    while len(states) * len(rows) < samples - first:
        states, power = np.concatenate([states, states @ power.T]), power @ power
    return np.concatenate([during, (states @ rows.T).ravel()[:samples - first]])


def response(scheme, pulse, window_ms=None):
    """Response of a Scheme to a Pulse: peak, time of the peak, weighted decay time and charge, exact but for the place of the peak.

        decay = integral of the response from its peak to the end of the window, over the peak      charge = integral from the start

    window_ms: end of the window, from the start of the pulse [ms]; the number in data/parameters/synapse.csv if not given.
    Assumes one peak. Raises ValueError for a window of zero or less, and where no channel opens, so that there is no peak.

    >>> without, with_drug = (response(jones_westbrook(occupancy=share), brief_pulse()) for share in (0.0, 1.0))
    >>> round(with_drug.peak / without.peak, 2), round(with_drug.decay_ms / without.decay_ms, 2)
    (1.12, 1.66)
    """
    _be_those(scheme, pulse)
    window_ms = _value("ipsc_window_ms") if window_ms is None else window_ms
    checks.one_number(window_ms=window_ms)
    through = _through(scheme, pulse)
    peak_ms, peak = _peak(scheme, pulse, through, window_ms)
    at_peak, at_end = _states(pulse, through, np.array([peak_ms, window_ms]))[:, -1]
    return Response(peak=peak, peak_ms=peak_ms, decay_ms=float(at_end - at_peak) / peak, charge_ms=float(at_end))


def time_to_a_third_ms(scheme, pulse, window_ms=None):
    """Time from the peak of the response until it has fallen to 1/e, 37 per cent, of it [ms].

    Arguments as for `response`. Raises ValueError also where it does not fall so far within the window.

    >>> round(time_to_a_third_ms(five_state(), square_pulse()), 1)
    5.3
    """
    _be_those(scheme, pulse)
    window_ms = _value("ipsc_window_ms") if window_ms is None else window_ms
    checks.one_number(window_ms=window_ms)
    through = _through(scheme, pulse)
    peak_ms, peak = _peak(scheme, pulse, through, window_ms)
    low, high = peak_ms, window_ms
    for zoom in range(ZOOMS + 2):
        times = np.linspace(low, high, ZOOM_POINTS)
        fallen = _open_at(scheme, pulse, through, times) <= peak / np.e
        if not fallen.any():
            raise ValueError(f"The response must fall to 1/e of its peak within window_ms, but does not by {window_ms:g}; give a longer window.")
        after = max(1, int(fallen.argmax()))
        low, high = times[after - 1], times[after]
    return float(high - peak_ms)


def two_exponentials_pS(time_ms, ligand="benzodiazepine", occupancy=0.0, temperature_C=IPSC_TEMPERATURE_C):
    """Conductance of one synapse, the first level [pS]: g B (exp(-t/td) - exp(-t/tr)), B such that the peak is g.

    time_ms: since GABA was released [ms], 0 or more, any shape.   ligand and occupancy: the drug multiplies td by 1 + (f - 1) occupancy;
    the peak stays.   temperature_C: 22 to 37; both times are divided by Q10^((T - 35)/10).
    Sources: otis_1992, perrais_1999, harrison_1987.

    >>> two_exponentials_pS([0, 1.32, 10]).round().tolist()
    [0.0, 300.0, 68.0]
    """
    checks.zero_or_more(time_ms=time_ms)
    slower = _grown(ligand, occupancy, {"benzodiazepine": "bzd_decay_factor", "neurosteroid": "neurosteroid_decay_factor"})
    warmth = q10_factor(temperature_C, IPSC_TEMPERATURE_C)
    decay, rise = _value("ipsc_decay_ms") * slower / warmth, _value("ipsc_rise_ms") / warmth
    peak_ms = decay * rise / (decay - rise) * log(decay / rise)
    time = np.asarray(time_ms, float)
    return _value("ipsc_peak_conductance_pS") * (np.exp(-time / decay) - np.exp(-time / rise)) / (exp(-peak_ms / decay) - exp(-peak_ms / rise))


def _value(key):
    return parameter(key).value


def _grown(ligand, occupancy, keys):
    """1 + (f - 1) occupancy."""
    checks.known("ligand", ligand, LIGANDS)
    checks.single(occupancy=occupancy)
    checks.between(0, 1, occupancy=occupancy)
    return 1 + (_value(keys[ligand]) - 1) * float(occupancy)


def _matrix(states, rates):
    """Rates as a matrix: (from, to) -> rate; every column sums to 0, since no receptor is lost."""
    matrix = np.zeros((states, states))
    for (before, after), rate in rates.items():
        matrix[after, before] += rate
        matrix[before, before] -= rate
    return matrix


def _be_those(scheme, pulse):
    if not isinstance(scheme, Scheme):
        raise ValueError(f"scheme must be a Scheme, but is {scheme!r}; build one with jones_westbrook().")
    if not isinstance(pulse, Pulse):
        raise ValueError(f"pulse must be a Pulse, but is {pulse!r}; build one with brief_pulse() or square_pulse().")


def _with_charge(scheme, concs_mM):
    """M0 + c M1 for each concentration, with one more state that adds up the response: shape (concentrations, states + 1, states + 1)."""
    states = len(scheme.rates_per_ms)
    matrix = np.zeros((len(concs_mM), states + 1, states + 1))
    matrix[:, :states, :states] = scheme.rates_per_ms + np.asarray(concs_mM, float)[:, None, None] * scheme.gaba_rates_per_mM_ms
    matrix[:, states, list(scheme.open_states)] = 1
    return matrix


def _through(scheme, pulse):
    """(matrices and states at the starts of the steps of the pulse), the state at its end, and the matrix from then on."""
    matrices = _with_charge(scheme, (*pulse.concentrations_mM, pulse.after_mM))
    state = np.zeros(matrices.shape[-1])
    state[0] = 1
    states = [state]
    during = matrices[:-1] * pulse.step_ms
    for some in range(0, len(during), AT_ONCE):
        for one_step in _exponential(during[some:some + AT_ONCE]):
            states.append(one_step.dot(states[-1]))
    return (matrices[:-1], np.array(states[:-1])), states[-1], matrices[-1]


def _inside(start, pulse, times_ms):
    """States at times within the pulse: from the start of each one's step on."""
    matrices, states = start
    if not len(times_ms):
        return np.empty((0, matrices.shape[-1]))
    step = np.clip((times_ms / pulse.step_ms + 1e-9).astype(int), 0, len(states) - 1)
    rest = times_ms - step * pulse.step_ms
    rest[rest < 1e-9 * pulse.step_ms] = 0.0                                   # samples that fall on the start of a step cost nothing
    return (_exponential(matrices[step] * rest[:, None, None]) @ states[step][..., None])[..., 0]


def _states(pulse, through, times_ms):
    """States at any times, in order."""
    start, end_state, after = through
    early = times_ms < pulse.end_ms
    late = _exponential(after * (times_ms[~early] - pulse.end_ms)[:, None, None]) @ end_state
    return np.concatenate([_inside(start, pulse, times_ms[early]), late])


def _open_at(scheme, pulse, through, times_ms):
    return _states(pulse, through, times_ms)[:, list(scheme.open_states)].sum(-1)


def _peak(scheme, pulse, through, window_ms):
    """Time and height of the one peak within the window: the best of a grid, then of finer grids around it."""
    step_ms = window_ms / COARSE_SAMPLES
    best = int(open_probability(scheme, pulse, step_ms, COARSE_SAMPLES + 1).argmax())
    low, high = max(best - 1, 0) * step_ms, min(best + 1, COARSE_SAMPLES) * step_ms
    for _ in range(ZOOMS):
        times = np.linspace(low, high, ZOOM_POINTS)
        heights = _open_at(scheme, pulse, through, times)
        best = int(heights.argmax())
        low, high = times[max(best - 1, 0)], times[min(best + 1, ZOOM_POINTS - 1)]
    if not heights[best] > 0:
        raise ValueError("pulse must open some channels, but opens none; give a pulse with GABA.")
    return float(times[best]), float(heights[best])


def _exponential(matrix):
    """exp of one matrix, or of each of a stack: divide by a power of two, take the series to the ninth power, square as often."""
    size = float(np.abs(matrix).sum(-1).max(initial=0.0))
    if not size:
        return matrix + np.eye(matrix.shape[-1])
    squarings = max(0, ceil(log2(size / LONGEST_STEP)))
    powers = np.empty((4, *matrix.shape))
    powers[0], powers[1] = np.eye(matrix.shape[-1]), matrix / 2 ** squarings
    for order in (2, 3):
        np.matmul(powers[order - 1], powers[1], out=powers[order])
    lowest, middle, highest = (TAYLOR @ powers.reshape(4, -1)).reshape(3, *matrix.shape)           # the series is lowest + M^3 (middle + M^3 highest)
    total = lowest + powers[3] @ (middle + powers[3] @ highest)
    for _ in range(squarings):
        total = total @ total
    return total
