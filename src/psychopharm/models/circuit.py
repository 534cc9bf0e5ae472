"""One nerve cell with a GABA conductance, and the rhythm of an excitatory and an inhibitory population that answer each other.

The cell is a leaky integrate-and-fire neuron whose inhibition is a conductance, so that GABA both pulls the voltage and makes the membrane
leakier. The rhythm is a linear pair driven by noise, whose spectrum has a closed form. Conductances in nS, currents in pA, potentials in mV.

How far to trust them: qualitatively. That GABA slows the cell below, and speeds it above, a certain reversal potential is physics; the
rates in Hz belong to chosen constants. Of the rhythm only the direction and rough size of the shift of beta waves were fitted (jensen_2005).
Left out: spikes of single synapses, dendrites, adaptation, the other rhythms of the brain, everything that chloride does over time.
Sources: the constants are choices of this course in data/parameters/circuit.csv; reversal potentials come from models/reversal.py.
"""

from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

MS_PER_S = 1000.0
LOWEST_MV, HIGHEST_MV = -150.0, 100.0      # beyond these no membrane stands
LARGEST_PA, LARGEST_NS = 1e5, 1e5
HIGHEST_HZ = 1000.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(256)     # enough for a peak as narrow as a thousandth of the band


@dataclass(frozen=True)
class Neuron:
    """The constants of the cell: leak [nS] and its reversal, the resting potential [mV]; threshold and reset [mV]; capacitance [pF];
    refractory time [ms]. Build the one of the tables with `neuron`."""

    leak_conductance_nS: float
    leak_reversal_mV: float
    threshold_mV: float
    reset_mV: float
    capacitance_pF: float
    refractory_ms: float

    def __post_init__(self):
        checks.one_number(leak_conductance_nS=self.leak_conductance_nS, capacitance_pF=self.capacitance_pF, refractory_ms=self.refractory_ms)
        for name in ("leak_reversal_mV", "threshold_mV", "reset_mV"):
            checks.between(LOWEST_MV, HIGHEST_MV, **{name: getattr(self, name)})
            checks.single(**{name: getattr(self, name)})
        if self.reset_mV >= self.threshold_mV:
            raise ValueError(f"reset_mV must lie below threshold_mV, but is {self.reset_mV:g} against {self.threshold_mV:g}; give a lower one.")


@cache
def neuron():
    """The Neuron of data/parameters/circuit.csv.

    >>> neuron().leak_reversal_mV, neuron().threshold_mV
    (-70.0, -52.0)
    """
    return Neuron(**{field.name: parameter(f"lif_{field.name}").value for field in fields(Neuron)})


def membrane_mV(gaba_nS, reversal_mV, input_pA, cell=None):
    """Where the membrane potential settles if the cell does not fire [mV]: (gL EL + g EGABA + I) / (gL + g).

    gaba_nS: steady GABA-A conductance g [nS], 0 or more.   reversal_mV: its reversal potential EGABA [mV], -150 to 100.
    input_pA: steady excitatory current I [pA].   The three are numbers or arrays whose shapes fit together.   cell: a Neuron; the one of
    the tables if none is given.   Raises ValueError for other numbers.

    >>> [round(float(v), 1) for v in membrane_mV(gaba_nS=[0, 2], reversal_mV=-60, input_pA=0)]
    [-70.0, -68.3]
    """
    cell, gaba, reversal, current = _given(cell, gaba_nS, reversal_mV, input_pA)
    return (cell.leak_conductance_nS * cell.leak_reversal_mV + gaba * reversal + current) / (cell.leak_conductance_nS + gaba)


def firing_rate_Hz(gaba_nS, reversal_mV, input_pA, cell=None):
    """How often the cell fires [Hz], exactly: 0 where the membrane settles at or below threshold, otherwise

        1000 / (t_ref + C/g ln((V - Vr) / (V - Vth))),   g = gL + gaba [nS], C [pF], t_ref [ms], V from `membrane_mV`.

    Arguments as for `membrane_mV`. Trust the signs, not the numbers: the constants of the cell are chosen.

    >>> [round(float(rate), 1) for rate in firing_rate_Hz(gaba_nS=[0, 2, 2], reversal_mV=[-69, -69, -47], input_pA=300)]
    [70.8, 60.4, 77.5]
    """
    cell, gaba, reversal, current = _given(cell, gaba_nS, reversal_mV, input_pA)
    above_mV = membrane_mV(gaba, reversal, current, cell) - cell.threshold_mV
    fires = above_mV > 0
    with np.errstate(over="ignore"):                                     # just above threshold the cell waits for ever, and the rate is 0
        rise = np.log1p((cell.threshold_mV - cell.reset_mV) / np.where(fires, above_mV, 1.0))
    interval_ms = cell.refractory_ms + cell.capacitance_pF / (cell.leak_conductance_nS + gaba) * rise
    return np.where(fires, MS_PER_S / interval_ms, 0.0)


def rheobase_pA(gaba_nS, reversal_mV, cell=None):
    """The smallest steady current that makes the cell fire [pA]: gL (Vth - EL) + g (Vth - EGABA); below 0 it fires without any.

    Arguments as for `membrane_mV`.

    >>> [round(float(current)) for current in rheobase_pA(gaba_nS=[0, 2, 2], reversal_mV=[-69, -69, -47])]
    [180, 214, 170]
    """
    cell, gaba, reversal, _ = _given(cell, gaba_nS, reversal_mV, 0.0)
    return cell.leak_conductance_nS * (cell.threshold_mV - cell.leak_reversal_mV) + gaba * (cell.threshold_mV - reversal)


@dataclass(frozen=True)
class EIPair:
    """An excitatory (E) and an inhibitory (I) population: time constants [ms], and the weights of E on itself, of the loop E to I to E
    (one number, the product of both ways), and of I on itself [1]. Build one with `ei_pair`."""

    tau_e_ms: float
    tau_i_ms: float
    self_excitation: float
    loop_gain: float
    self_inhibition: float

    def __post_init__(self):
        checks.one_number(tau_e_ms=self.tau_e_ms, tau_i_ms=self.tau_i_ms)
        checks.zero_or_more(self_excitation=self.self_excitation, loop_gain=self.loop_gain, self_inhibition=self.self_inhibition)
        if any(np.ndim(getattr(self, field.name)) for field in fields(self)):
            raise ValueError("The constants of an EIPair must be single numbers; build one pair for each.")
        damping, stiffness = _damping_and_stiffness(self)
        if not (damping > 0 and stiffness > 0):
            raise ValueError("self_excitation must be small enough for a rhythm that dies down by itself, "
                             f"but is {self.self_excitation:g}; give a smaller one.")


def ei_pair(occupancy=0):
    """The EIPair of data/parameters/circuit.csv at an occupancy of the benzodiazepine site [0 to 1].

    The drug lengthens inhibition, tau_i (1 + 0.6 o), and strengthens it, loop gain (1 + 0.4 o): both factors were chosen so that beta
    waves change as published (jensen_2005).

    >>> ei_pair(occupancy=1).tau_i_ms
    32.0
    """
    checks.between(0, 1, occupancy=occupancy)
    checks.single(occupancy=occupancy)
    return EIPair(
        tau_e_ms=_value("beta_tau_e_ms"), tau_i_ms=_value("beta_tau_i_ms") * (1 + _value("beta_bzd_tau_i_gain") * occupancy),
        self_excitation=_value("beta_self_excitation"), loop_gain=_value("beta_loop_gain") * (1 + _value("beta_bzd_loop_gain") * occupancy),
        self_inhibition=_value("beta_self_inhibition"))


def power_spectrum(frequency_Hz, pair):
    """Power of the excitatory population at each frequency, driven by white noise of strength 1 [1].

    |H|^2 = |(s tI + 1 + d) / ((s tE + 1 - a)(s tI + 1 + d) + bc)|^2 with s = 2 pi i f, times in seconds; a = self-excitation, bc = loop gain,
    d = self-inhibition.   frequency_Hz: 0 to 1000 Hz, any shape.   pair: an EIPair.   Qualitative: only compare spectra with each other.

    >>> without, with_drug = (power_spectrum(20, ei_pair(occupancy)) for occupancy in (0, 1))
    >>> round(float(with_drug / without), 1)
    2.4
    """
    _be_a_pair(pair)
    checks.between(0, HIGHEST_HZ, frequency_Hz=frequency_Hz)
    s = 2j * np.pi * np.asarray(frequency_Hz, float) / MS_PER_S          # per ms, like the time constants
    inhibition = s * pair.tau_i_ms + 1 + pair.self_inhibition
    return np.abs(inhibition / ((s * pair.tau_e_ms + 1 - pair.self_excitation) * inhibition + pair.loop_gain)) ** 2


def peak_frequency_Hz(pair):
    """The frequency of the highest power [Hz], exactly: where the slope of |H|^2 is 0, the root of a quadratic; 0 where power only falls.

    >>> [round(peak_frequency_Hz(ei_pair(occupancy)), 1) for occupancy in (0, 1)]
    [21.5, 20.3]
    """
    _be_a_pair(pair)
    c, tau_i, tau = 1 + pair.self_inhibition, pair.tau_i_ms, pair.tau_e_ms * pair.tau_i_ms
    damping, stiffness = _damping_and_stiffness(pair)
    linear = damping ** 2 - 2 * stiffness * tau                          # |H|^2 = (tau_i^2 x + c^2) / (tau^2 x^2 + linear x + stiffness^2), x = w^2
    under_root = (tau * c ** 2) ** 2 + tau_i ** 2 * ((tau_i * stiffness) ** 2 - c ** 2 * linear)
    if under_root <= (tau * c ** 2) ** 2:
        return 0.0
    return float(MS_PER_S / (2 * np.pi) * np.sqrt((np.sqrt(under_root) - tau * c ** 2) / (tau * tau_i ** 2)))


def band_power(low_Hz, high_Hz, pair):
    """Power between two frequencies: the integral of |H|^2 over them [Hz], by Gauss-Legendre quadrature.

    >>> with_drug, without = (band_power(15, 25, ei_pair(occupancy)) for occupancy in (1, 0))
    >>> round(with_drug / without, 2)
    1.92
    """
    checks.between(0, HIGHEST_HZ, low_Hz=low_Hz, high_Hz=high_Hz)
    if np.ndim(low_Hz) or np.ndim(high_Hz) or low_Hz >= high_Hz:
        raise ValueError(f"low_Hz must be one number below high_Hz, but is {low_Hz!r} against {high_Hz!r}; give a lower one.")
    half = (high_Hz - low_Hz) / 2
    return float(half * np.sum(WEIGHTS * power_spectrum(low_Hz + half * (NODES + 1), pair)))


def _given(cell, gaba_nS, reversal_mV, input_pA):
    """The cell and the three arguments as arrays, after their checks."""
    if not isinstance(cell, Neuron | None):
        raise ValueError(f"cell must be a Neuron, but is {cell!r}; build one with psychopharm.models.circuit.neuron.")
    checks.between(0, LARGEST_NS, gaba_nS=gaba_nS)
    checks.between(LOWEST_MV, HIGHEST_MV, reversal_mV=reversal_mV)
    checks.between(-LARGEST_PA, LARGEST_PA, input_pA=input_pA)
    return cell or neuron(), *checks.alike(gaba_nS=gaba_nS, reversal_mV=reversal_mV, input_pA=input_pA)


def _be_a_pair(pair):
    if not isinstance(pair, EIPair):
        raise ValueError(f"pair must be an EIPair, but is {pair!r}; build one with psychopharm.models.circuit.ei_pair.")


def _damping_and_stiffness(pair):
    """The pair follows tE tI x'' + damping x' + stiffness x = noise; both are above 0 where a disturbance dies down."""
    excitation, inhibition = 1 - pair.self_excitation, 1 + pair.self_inhibition
    return pair.tau_e_ms * inhibition + pair.tau_i_ms * excitation, excitation * inhibition + pair.loop_gain


def _value(key):
    return parameter(key).value
