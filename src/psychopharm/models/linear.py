"""Any linear compartment model with four states, solved exactly: dx/dt = M x, with doses that enter at regular times.

The state one step later is the matrix exponential of that step times the state now, so there is no error of step size,
and equal rates need no care. People stand on the first axis; every function takes one model or many at once.
"""

from dataclasses import dataclass
from math import ceil, factorial, log2

import numpy as np

LONGEST_STEP = 0.25       # in units of 1/rate of the fastest rate: within it a short Taylor series is exact
IDENTITY = np.eye(4)
TAYLOR = [1 / factorial(order) for order in range(12)]
FINEST_GRID = 9           # 2^9 points are the most that are stored for one person
PEAK_TERMS = 8            # enough within half a step
ORDERS = np.arange(PEAK_TERMS + 1.0)
FACTORIALS = np.cumprod(np.maximum(ORDERS, 1))


def outputs(rates, rows, dose_state, doses, lag_h, interval_h, samples):
    """Outputs rows @ x at regular times. The loop runs over doses, never over times or people.

    rates: M [1/h], shape (4, 4) or (people, 4, 4).   rows: what turns a state into outputs, (outputs, 4) or (people, outputs, 4).
    dose_state: the state that a dose of 1 adds, (4,) or (people, 4).   doses: amounts at 0, interval_h ..., (doses,) or (people, doses).
    lag_h: how much later each dose arrives [h].   samples: points in each interval, from its start.
    Returns shape (outputs, times) or (people, outputs, times).

    >>> decay = np.diag([-np.log(2), 0, 0, 0])
    >>> outputs(decay, IDENTITY[:1], IDENTITY[0], [8, 0], lag_h=0, interval_h=2, samples=2).round(6)
    array([[8., 4., 2., 1.]])
    """
    doses = np.asarray(doses, float)
    step = interval_h / samples
    whole_intervals, lag_h = divmod(lag_h, interval_h)
    late = min(int(whole_intervals), doses.shape[-1])
    doses = np.concatenate([np.zeros(doses.shape[:-1] + (late,)), doses[..., :doses.shape[-1] - late]], axis=-1)
    first = ceil(lag_h / step - 1e-9)                             # the first sample that a dose can reach

    one_step, to_first = exponential(rates * step), exponential(rates * max(first * step - lag_h, 0.0))
    reach, power = rows[..., None, :, :], one_step                # output after 0, 1, 2 ... steps: (..., samples, outputs, 4)
    while reach.shape[-3] < samples:
        reach = np.concatenate([reach, reach @ power[..., None, :, :]], axis=-3)
        power = power @ power
    reach = np.moveaxis(reach[..., :samples, :, :], -3, -1)
    at_first = to_first @ dose_state[..., None]
    from_dose = np.zeros(reach.shape[:-2] + (1, samples))
    from_dose[..., first:] = np.swapaxes(at_first[..., None, :, :], -1, -2) @ reach[..., :samples - first]

    over_interval = np.linalg.matrix_power(one_step, samples)
    gained = (np.linalg.matrix_power(one_step, samples - first) @ at_first)[..., 0]
    states = _states_at_doses(over_interval, gained, doses)
    parts = states[..., None, :, :] @ np.concatenate([reach, from_dose], axis=-2)
    return parts.reshape(parts.shape[:-2] + (-1,))


def exponential(matrix):
    """exp of one matrix, or of each of a stack: divide by a power of two, take the series, square as often.

    >>> exponential(np.diag([0.0, 1.0, -1.0, -30.0])).diagonal().round(6)
    array([1.      , 2.718282, 0.367879, 0.      ])
    """
    size = float(np.abs(matrix).sum(-1).max())
    squarings = max(0, ceil(log2(size / LONGEST_STEP))) if size else 0
    total = _series(matrix / 2 ** squarings)
    for _ in range(squarings):
        total = total @ total
    return total


@dataclass(frozen=True)
class Steps:
    """A short step [h], and exp(M step), exp(2 M step), exp(4 M step) ... over a whole span."""

    step_h: float
    powers: list


def doubled_steps(rates, span_h):
    """Steps that double until they span span_h, the first of them short for the fastest rate.

    >>> doubled_steps(np.diag([-1.0, 0, 0, 0]), 2).step_h
    0.25
    """
    fastest = -float(rates.min())                 # only the diagonal is negative
    count = max(1, ceil(log2(fastest * span_h / LONGEST_STEP)))
    step = span_h / 2 ** count
    powers = [_series(rates * step)]
    for _ in range(count):
        powers.append(powers[-1] @ powers[-1])
    return Steps(step, powers)


def highest(rates, row, start, steps):
    """The highest output row @ x within the span of the steps, and its time [h]; x begins at start.

    The best of a grid; where the grid is too coarse for the fastest rate, bisection on the slope; then Newton on a Taylor series.

    >>> rise_and_fall = np.array([[-2.0, 0, 0, 0], [2.0, -1.0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    >>> level, time = highest(rise_and_fall, IDENTITY[1], IDENTITY[0], doubled_steps(rise_and_fall, 4))
    >>> round(float(level), 6), round(float(time / np.log(2)), 6)
    (0.5, 1.0)
    """
    step, powers = steps.step_h, steps.powers
    skipped = max(0, len(powers) - 1 - FINEST_GRID)
    points = 2 ** (len(powers) - 1 - skipped)
    states = np.empty(start.shape + (points,))
    states[..., 0] = start
    for level, power in enumerate(powers[skipped:-1]):
        half = 2 ** level
        states[..., half:2 * half] = power @ states[..., :half]
    best = (row[..., None, :] @ states)[..., 0, :].argmax(-1)
    if skipped:
        best = np.maximum(best - 1, 0)                        # the peak lies within the next two steps of the grid
    state = states[np.arange(len(best)), :, best] if best.ndim else states[:, best]
    passed = best * 2.0 ** skipped

    derivatives = [row[..., None, :]]
    for _ in range(PEAK_TERMS):
        derivatives.append(derivatives[-1] @ rates)
    for level in range(skipped, -1, -1) if skipped else ():
        later = (powers[level] @ state[..., None])[..., 0]
        rises = np.vecdot(derivatives[1][..., 0, :], later) > 0
        state = np.where(rises[..., None], later, state)
        passed = passed + rises * 2.0 ** level

    series = np.vecdot(np.concatenate(derivatives, axis=-2), state[..., None, :]) / FACTORIALS
    slope, bend = series[..., 1:] * ORDERS[1:], series[..., 2:] * (ORDERS[2:] * ORDERS[1:-1])
    offset = -slope[..., 0] / bend[..., 0]
    for _ in range(2):
        power = offset[..., None] ** ORDERS
        offset = offset - np.vecdot(slope, power[..., :-1]) / np.vecdot(bend, power[..., :-2])
    return np.vecdot(series, offset[..., None] ** ORDERS), passed * step + offset


def _states_at_doses(over_interval, gained, doses):
    """The state just before each dose, and the dose itself: shape (..., doses, 5).

    x(k+1) = E x(k) + g d(k). People stand on the last axis meanwhile, which keeps each of the steps one sum over them.
    """
    across = np.ascontiguousarray(np.moveaxis(over_interval, (-2, -1), (0, 1)))      # (4, 4, people)
    gained = np.moveaxis(gained, -1, 0)
    doses = np.moveaxis(doses, -1, 0)
    count, people = len(doses), np.broadcast_shapes(gained.shape[1:], doses.shape[1:])
    states = np.empty((count, 5) + people)
    states[:, 4] = doses.reshape(doses.shape + (1,) * (len(people) - doses.ndim + 1))
    state = np.zeros((4,) + people)
    for k in range(count):
        states[k, :4] = state
        state = np.einsum("ij...,j...->i...", across, state) + gained * doses[k]
    return np.ascontiguousarray(np.moveaxis(states, (0, 1), (-2, -1)))


def _series(matrix):
    """exp of small matrices, of which no row sums to much more than LONGEST_STEP: the Taylor series to the eleventh power.

    In numpy alone and for a whole stack at once, since scipy.linalg.expm works through a stack one by one, each ten times dearer.
    """
    square = matrix @ matrix
    cube = square @ matrix
    total = 0.0
    for order in (9, 6, 3, 0):                    # I/order! + M/(order+1)! + M^2/(order+2)!, and M^3 times what is already there
        part = IDENTITY * TAYLOR[order] + matrix * TAYLOR[order + 1] + square * TAYLOR[order + 2]
        total = part + cube @ total if order < 9 else part
    return total
