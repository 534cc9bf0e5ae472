"""A seizure-prone network: two populations that excite and inhibit each other, and run away where inhibition fails.

    tau dE/dt = -E + S_E(w_EE E - w_EI q I + P)         tau dI/dt = -I + S_I(w_IE E - w_II I)
    S(x) = 1/(1 + exp(-s (x - th))) - 1/(1 + exp(s th))

E and I are the active shares of the excitatory and the inhibitory cells; q is the strength of inhibition, 1 in the normal network. Seizures
are the state in which nearly all cells are active at once and inhibition no longer ends it.

How far to trust it: it is an illustration. It shows why strengthening inhibition can prevent or end a seizure, why that takes more once
the seizure runs, and why it fails where GABA excites. No number of it is measured: the form is that of wilson_cowan_1972 without their
refractory term, the constants are the set that is widely reprinted from there, and the threshold of q belongs to them.
Left out: space, spread, the many cells of a brain, the end of seizures by themselves, and what the drug does elsewhere.

Solved by the classical Runge-Kutta method in steps of 1 ms: halving them changes no mean activity by more than 0.001. Euler's method in steps
of 0.5 ms does not suffice: it gives 0.19 for a rescued network whose mean is 0.15.
"""

from dataclasses import dataclass, fields
from functools import cache
from math import tanh

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

DURATION_MS, STEP_MS = 3000, 1.0
MOST_STEPS = 100_000
STEPS_PER_TAU = 5         # the least for which the method is stable whatever the weights
STRONGEST = 10.0          # inhibition, in units of the normal one
LOWEST_MV, HIGHEST_MV = -150.0, 100.0


@dataclass(frozen=True)
class Network:
    """The constants of the network: weights w [1], named by who acts on whom, as in `weight_e_to_i`; input P to E [1]; time constant [ms]; slopes s
    and thresholds th of the two S [1]. Build the one of the tables with `network`."""

    weight_e_to_e: float
    weight_i_to_e: float
    weight_e_to_i: float
    weight_i_to_i: float
    input_e: float
    tau_ms: float
    slope_e: float
    threshold_e: float
    slope_i: float
    threshold_i: float

    def __post_init__(self):
        checks.one_number(tau_ms=self.tau_ms, slope_e=self.slope_e, slope_i=self.slope_i)
        others = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in ("tau_ms", "slope_e", "slope_i")}
        checks.between(0, 1000, **others)
        if any(np.ndim(value) for value in others.values()):
            raise ValueError("The constants of a Network must be single numbers; build one network for each.")


@cache
def network():
    """The Network of data/parameters/circuit.csv.

    >>> network().weight_e_to_e, network().weight_i_to_e
    (16.0, 12.0)
    """
    return Network(**{field.name: parameter(f"seizure_{field.name}").value for field in fields(Network)})


def inhibition(share_left, gain, reversal_mV):
    """The strength q of inhibition, in units of the normal network [1]: share left x gain x (Vth - EGABA) / (Vth - EGABA of the normal network).

    share_left: the share of inhibition that is left [0 to 1].   gain: factor by a benzodiazepine [1 to 10].   reversal_mV: EGABA [mV], -150 to 100.
    The last factor is the driving force of chloride at threshold: below 0, GABA excites.   Numbers or arrays whose shapes fit together.
    Raises ValueError for other numbers.

    >>> [round(float(q), 2) for q in inhibition(share_left=0.7, gain=[1, 1.15, 2], reversal_mV=[-69, -69, -47])]
    [0.7, 0.8, -0.41]
    """
    checks.between(0, 1, share_left=share_left)
    checks.between(1, 10, gain=gain)
    checks.between(LOWEST_MV, HIGHEST_MV, reversal_mV=reversal_mV)
    share, factor, reversal = checks.alike(share_left=share_left, gain=gain, reversal_mV=reversal_mV)
    threshold, normal = parameter("lif_threshold_mV").value, parameter("seizure_normal_reversal_mV").value
    return share * factor * (threshold - reversal) / (threshold - normal)


def activity(strength, start=None, duration_ms=DURATION_MS, step_ms=STEP_MS, net=None):
    """Active shares of the excitatory and the inhibitory cells over time [0 to 1], shape (2, times).

    strength: q of `inhibition` [1], one number from -10 to 10.   start: the pair (E, I) at time 0, each 0 to 1; the quiet one of the tables
    if none is given.   duration_ms, step_ms: times are 0, step, 2 step ... [ms]; a step is at most a fifth of the time constant.
    net: a Network; the one of the tables if none is given.   Raises ValueError for other numbers.

    >>> [round(float(activity(q)[0, -1]), 2) for q in (0.7, -0.41)]
    [0.99, 0.99]
    """
    checks.between(-STRONGEST, STRONGEST, strength=strength)
    checks.single(strength=strength)
    if not isinstance(net, Network | None):
        raise ValueError(f"net must be a Network, but is {net!r}; build one with psychopharm.models.seizure.network.")
    net = net or network()
    start = _quiet() if start is None else start
    checks.between(0, 1, start=start)
    if np.shape(start) != (2,):
        raise ValueError(f"start must be two numbers, E and I, but is {start!r}; give for example (0.1, 0.05).")
    checks.one_number(duration_ms=duration_ms, step_ms=step_ms)
    if step_ms * STEPS_PER_TAU > net.tau_ms:
        raise ValueError(f"step_ms must be at most {net.tau_ms / STEPS_PER_TAU:g}, a fifth of the time constant, but is {step_ms:g}; give a smaller one.")
    steps = round(min(duration_ms / step_ms, 2 * MOST_STEPS))
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"duration_ms must hold 1 to {MOST_STEPS} steps, but is {duration_ms:g} with steps of {step_ms:g}; give another duration.")
    return _solved(net, float(strength), (float(start[0]), float(start[1])), steps, float(step_ms))


def late_activity(strength, start=None, net=None):
    """Mean active share of the excitatory cells over the last half of three seconds [0 to 1]: near 1 the seizure runs, below 0.5 it does not.

    Arguments as for `activity`.

    >>> [round(late_activity(float(inhibition(0.7, gain, -69))), 2) for gain in (1, 1.15)]
    [0.99, 0.15]
    """
    excitatory = activity(strength, start, net=net)[0]
    return float(excitatory[excitatory.size // 2:].mean())


@cache
def running_seizure():
    """The state (E, I) in which a seizure runs: where the network with the default loss of inhibition ends without treatment.

    >>> [round(share, 2) for share in running_seizure()]
    [0.99, 1.0]
    """
    return tuple(float(share) for share in activity(parameter("seizure_share_left").value)[:, -1])


def _quiet():
    return parameter("seizure_start_e").value, parameter("seizure_start_i").value


def _solved(net, strength, start, steps, step_ms):
    """Runge-Kutta steps of the fourth order, in plain numbers, which here are faster than arrays; a state that stands still is not solved on."""
    w_ee, w_ei, w_ie, w_ii, given = net.weight_e_to_e, net.weight_i_to_e * strength, net.weight_e_to_i, net.weight_i_to_i, net.input_e
    half_e, half_i, th_e, th_i = net.slope_e / 2, net.slope_i / 2, net.threshold_e, net.threshold_i
    none_e, none_i = tanh(-half_e * th_e), tanh(-half_i * th_i)                # S(x) = (tanh(s (x - th)/2) - tanh(-s th/2)) / 2, which never overflows

    def slopes(e, i):
        return (0.5 * (tanh(half_e * (w_ee * e - w_ei * i + given - th_e)) - none_e) - e,
                0.5 * (tanh(half_i * (w_ie * e - w_ii * i - th_i)) - none_i) - i)

    path, (e, i), h = np.empty((2, steps + 1)), start, step_ms / net.tau_ms
    path[:, 0] = e, i
    half, sixth = h / 2, h / 6
    for k in range(1, steps + 1):
        e1, i1 = slopes(e, i)
        e2, i2 = slopes(e + half * e1, i + half * i1)
        e3, i3 = slopes(e + half * e2, i + half * i2)
        e4, i4 = slopes(e + h * e3, i + h * i3)
        e += sixth * (e1 + 2 * (e2 + e3) + e4)
        i += sixth * (i1 + 2 * (i2 + i3) + i4)
        path[0, k] = e
        path[1, k] = i
        if -1e-14 < e1 < 1e-14 and -1e-14 < i1 < 1e-14:
            path[:, k:] = [[e], [i]]
            break
    return path
