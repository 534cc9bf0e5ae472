"""One serotonin neuron of the raphe over six weeks of blocked uptake: firing, serotonin, its brake, and a label for benefit.

Blocking a share occ of the transporters multiplies serotonin by g_r = 1/(1 - rho_r occ) around the neuron and by
g_f = 1/(1 - rho_f occ) in the forebrain. Serotonin around the neuron brakes it through autoreceptors (5-HT1A), so that its
firing F (1 before treatment) solves at every moment

    F (1 + alpha R (1 - ant) (F g_r)^h) = H (1 + alpha)

Two things adapt slowly, and a third follows:

    dR/dt = (R_inf - R)/tau_d,  R_inf = 1 - (1 - R_min) x/(x + K_R),  x = max(F g_r - 1, 0)       autoreceptors desensitise
    dH/dt = (1 - F)/tau_H                                                                         homeostasis of the drive
    dM/dt = (ln(F g_f) - M)/tau_m                                                                 benefit

from R = H = 1, M = 0. Rivals leave out one of the first two. The method is the classical Runge-Kutta rule of fourth order.

M is no symptom score, and tau_m is a label for what is not known: nobody has measured how serotonin leads to benefit. Serotonin
is relative to before, and the constants come from rats or are choices of the course.
Sources: le_poul_1995, czachura_2000, commons_2019, taylor_2006; the values stand in data/parameters/onset.csv.
"""

from dataclasses import dataclass, fields
from functools import cache
from math import ceil, exp, inf, log

import numpy as np
from scipy.interpolate import CubicSpline

from psychopharm import checks
from psychopharm.parameters import parameter

EXPLANATIONS = ("both", "desensitisation", "homeostasis")     # why firing returns: both changes, or one of them alone
BACK = 0.95               # firing counts as recovered at this share of before
CLOSE_ENOUGH = 1e-13      # step of Newton's rule at which firing is solved, against firing
SLOW_STEPS = 0.5          # longest step, over the shortest time in which anything changes
MOST_STEPS = 20_000       # a course of so many steps takes a quarter of a second
LARGEST_GAP = 1000        # points; no scale has so many
TIME_CONSTANTS_D = (0.1, 1000)              # where the time constant of a curve is looked for


@dataclass(frozen=True)
class Neuron:
    """The constants of a raphe neuron and of what follows it; rates in 1/d, 0 for a change that does not happen; the others without unit."""

    raphe_uptake_share: float
    forebrain_uptake_share: float
    autoreceptor_tone: float
    cooperativity: float
    residual_function: float
    half_drive: float
    desensitisation_rate_per_d: float
    homeostasis_rate_per_d: float
    benefit_rate_per_d: float

    def __post_init__(self):
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in values.items():
            if np.ndim(value):
                raise ValueError(f"{name} must be one number, but is {value!r}; make one Neuron for each.")
        shares = {name: values.pop(name) for name in ("raphe_uptake_share", "forebrain_uptake_share")}
        checks.between(0, 0.99, **shares)
        checks.between(0, 1, residual_function=values.pop("residual_function"))
        checks.between(0.1, 10, cooperativity=values.pop("cooperativity"))
        checks.positive(half_drive=values.pop("half_drive"))
        checks.zero_or_more(**values)


@dataclass(frozen=True)
class Course:
    """What blocked uptake does to a neuron, as arrays of one length: time [d]; firing, and serotonin around the neuron (raphe)
    and in the forebrain, each relative to before [1]; share of autoreceptors desensitised [0 to 1]; benefit M [no unit]."""

    time_d: np.ndarray
    firing: np.ndarray
    raphe: np.ndarray
    forebrain: np.ndarray
    desensitised: np.ndarray
    benefit: np.ndarray


def neuron(model="both"):
    """The Neuron of an explanation: both, desensitisation (only) or homeostasis (only).

    >>> neuron("both").desensitisation_rate_per_d, neuron("homeostasis").desensitisation_rate_per_d
    (0.25, 0.0)
    >>> neuron("either")
    Traceback (most recent call last):
    ...
    ValueError: No explanation 'either'. Choose from 'both', 'desensitisation', 'homeostasis'.
    """
    return _neuron(checks.known("explanation", model, EXPLANATIONS))


@cache
def _neuron(model):
    alone = model == "desensitisation"
    return Neuron(
        raphe_uptake_share=_value("raphe_sert_clearance_fraction"), forebrain_uptake_share=_value("forebrain_sert_clearance_fraction"),
        autoreceptor_tone=_value("autoreceptor_tone"), cooperativity=_value("autoreceptor_cooperativity"),
        residual_function=_value("desensitisation_only_residual" if alone else "autoreceptor_residual_function"),
        half_drive=_value("desensitisation_drive_constant"),
        desensitisation_rate_per_d=0.0 if model == "homeostasis" else
        1 / _value("desensitisation_only_time_constant_d" if alone else "desensitisation_time_constant_d"),
        homeostasis_rate_per_d=0.0 if alone else 1 / _value("homeostasis_time_constant_d"),
        benefit_rate_per_d=1 / _value("benefit_time_constant_d"))


def course(occupancy, days=42, step_d=0.5, model="both", antagonist=0.0):
    """The Course of a raphe neuron from the moment at which uptake is blocked; the equations stand at the top of this file.

    occupancy: share of serotonin transporters filled, one number [0 to 1], as `occupancy.transporter_occupancy` gives it.
    days: length [d].   step_d: longest step [d]; a shorter one changes no printed number.
    model: an explanation (both, desensitisation, homeostasis), or a Neuron.
    antagonist: share of autoreceptors that a second drug such as pindolol blocks [0 to 1].
    Returns a Course with the first point at 0, just after uptake is blocked, and the last at days.
    Raises ValueError for a share outside 0 to 1, an array, a length or step of zero or less, an unknown explanation, too long or too short a step.

    >>> found = course(0.8)
    >>> [round(float(100 * found.firing[2 * day])) for day in (0, 1, 21)]
    [52, 59, 101]
    >>> [round(float(100 * found.desensitised[2 * day])) for day in (3, 21)]
    [37, 72]
    """
    checks.single(occupancy=occupancy, antagonist=antagonist)
    checks.between(0, 1, occupancy=occupancy, antagonist=antagonist)
    checks.one_number(days=days, step_d=step_d)
    constants = model if isinstance(model, Neuron) else neuron(model)
    if days / step_d > MOST_STEPS:
        raise ValueError(f"days must be at most {MOST_STEPS} steps of step_d, but is {days / step_d:.3g}; give fewer days or a longer step.")
    steps = ceil(days / step_d - 1e-9)                       # so that 42 steps of a rounded 42nd do not become 43
    step = days / steps
    fastest = max(constants.desensitisation_rate_per_d, constants.benefit_rate_per_d,
                  constants.homeostasis_rate_per_d * (1 + constants.autoreceptor_tone))          # without a brake firing follows the drive so fast
    if step * fastest > SLOW_STEPS:
        raise ValueError(f"step_d must be at most {SLOW_STEPS / fastest:.3g} for these constants, but is {step:.3g}; give a shorter step.")

    around, ahead = _gains(float(occupancy), constants)
    free = 1.0 - float(antagonist)
    state, states, firings = (1.0, 1.0, 0.0), [], []
    for _ in range(steps + 1):
        firing, first = _rates(state, around, ahead, free, constants)
        states.append(state)
        firings.append(firing)
        _, second = _rates(_moved(state, first, step / 2), around, ahead, free, constants)
        _, third = _rates(_moved(state, second, step / 2), around, ahead, free, constants)
        _, fourth = _rates(_moved(state, third, step), around, ahead, free, constants)
        state = tuple(now + step / 6 * (a + 2 * b + 2 * c + d) for now, a, b, c, d in zip(state, first, second, third, fourth))
    autoreceptors, _, benefit = np.array(states).T
    firing = np.array(firings)
    return Course(time_d=np.linspace(0, days, steps + 1), firing=firing, raphe=firing * around, forebrain=firing * ahead,
                  desensitised=1 - autoreceptors, benefit=benefit)


def recovery_d(found, level=BACK):
    """The first time at which firing is at least level times that before treatment [d]; inf if not within the Course.

    A cubic spline goes through the points, so that the time does not depend on the step.

    >>> round(recovery_d(course(0.8)), 1), round(recovery_d(course(0.85)), 1), recovery_d(course(0.85, model="homeostasis"))
    (10.7, 14.9, inf)
    """
    _be_a_course(found)
    checks.one_number(level=level)
    if found.firing[0] >= level:
        return 0.0
    times = CubicSpline(found.time_d, found.firing).solve(level, extrapolate=False)
    return float(times[0]) if times.size else inf


def benefit_share(found):
    """Benefit at each time over that at the end of the same Course [1]; zeros where there is none at the end.

    It says how fast benefit comes, not how large it is.

    >>> round(float(benefit_share(course(0.8))[14]), 2)
    0.3
    """
    _be_a_course(found)
    return found.benefit / found.benefit[-1] if found.benefit[-1] > 0 else np.zeros(found.benefit.size)


# Two curves for the gap between an antidepressant and the dummy pill

def early_curve(time_d, gap, time_constant_d):
    """A gap that begins at once and grows ever more slowly: d (1 - exp(-t/tau)).

    time_d: t [d], may be an array.   gap: d, where it leads to [points].   time_constant_d: tau [d].   Returns [points].

    >>> round(float(early_curve(7, 2, 20)), 2)
    0.59
    """
    return late_curve(time_d, gap, time_constant_d, lag_d=0)


def late_curve(time_d, gap, time_constant_d, lag_d):
    """The rival: nothing until lag_d, then the same growth, d (1 - exp(-max(0, t - lag)/tau)). Arguments as for `early_curve`.

    >>> [round(float(points), 2) for points in late_curve([7, 14, 28], 2, 20, lag_d=14)]
    [0.0, 0.0, 1.01]
    """
    checks.zero_or_more(time_d=time_d, gap=gap, lag_d=lag_d)
    checks.positive(time_constant_d=time_constant_d)
    time_d, gap, time_constant_d, lag_d = checks.alike(time_d=time_d, gap=gap, time_constant_d=time_constant_d, lag_d=lag_d)
    with np.errstate(over="ignore"):                         # long past the end of the rise
        return gap * -np.expm1(-np.maximum(0, time_d - lag_d) / time_constant_d)


def fitted(time_d, gaps, lag_d=0.0):
    """The curve with that lag which comes closest to gaps: (gap, time constant [d], sum of squares).

    For every tau the best d is known, d = sum(y s)/sum(s s) with s = 1 - exp(-max(0, t - lag)/tau); tau is then searched in
    ln tau, from 0.1 to 1000 d.
    time_d: times [d].   gaps: gaps measured then [points], as many.   lag_d: 0 for the early curve.
    Raises ValueError where times and gaps do not fit together, or where no time comes after the lag.

    >>> weeks = [7, 14, 21, 28, 35, 42]
    >>> [round(float(number), 3) for number in fitted(weeks, early_curve(weeks, 2, 20))]
    [2.0, 20.0, 0.0]
    """
    from scipy.optimize import minimize_scalar               # here, since nothing that a lesson shows needs it, and its import takes long
    checks.zero_or_more(time_d=time_d, lag_d=lag_d)
    checks.between(-LARGEST_GAP, LARGEST_GAP, gaps=gaps)
    checks.single(lag_d=lag_d)
    time_d, gaps = checks.alike(time_d=time_d, gaps=gaps)
    if time_d.shape != gaps.shape or not (time_d > lag_d).any():
        raise ValueError(f"time_d and gaps must be of one length with a time after the lag, but have {time_d.size} and {gaps.size} numbers "
                         f"and a lag of {lag_d:g} d; give a gap for each time.")

    def size(time_constant_d):
        shape = late_curve(time_d, 1.0, time_constant_d, lag_d)
        return (gaps * shape).sum() / (shape * shape).sum()

    def squares(log_tau):
        return ((gaps - late_curve(time_d, size(exp(log_tau)), exp(log_tau), lag_d)) ** 2).sum()

    best = minimize_scalar(squares, bounds=tuple(log(tau) for tau in TIME_CONSTANTS_D), method="bounded", options={"xatol": 1e-9})
    return float(size(exp(best.x))), exp(best.x), float(best.fun)


def _be_a_course(found):
    if not isinstance(found, Course):
        raise ValueError(f"found must be a Course, but is {found!r}; make one with psychopharm.models.onset.course.")


def _gains(occupancy, constants):
    """How many times blocked uptake multiplies the serotonin around the neuron, and that in the forebrain, at equal firing."""
    return 1 / (1 - constants.raphe_uptake_share * occupancy), 1 / (1 - constants.forebrain_uptake_share * occupancy)


def _rates(state, around, ahead, free, constants):
    """Firing in a state (R, H, M), and how fast the three change [1/d]."""
    autoreceptors, drive, benefit = state
    firing = _firing(drive * (1 + constants.autoreceptor_tone), constants.autoreceptor_tone * autoreceptors * free, around, constants.cooperativity)
    excess = max(firing * around - 1, 0.0)
    rest = 1 - (1 - constants.residual_function) * excess / (excess + constants.half_drive)
    return firing, (constants.desensitisation_rate_per_d * (rest - autoreceptors), constants.homeostasis_rate_per_d * (1 - firing),
                    constants.benefit_rate_per_d * (log(firing * ahead) - benefit))


def _firing(unbraked, brake, around, power):
    """F of F (1 + brake (F around)^power) = unbraked, by Newton's rule from above, which falls to it without a jump."""
    if brake <= 0:
        return unbraked
    slope = brake * around ** power
    firing = min(unbraked, (unbraked / slope) ** (1 / (power + 1)))
    while True:
        braked = slope * firing ** power
        step = (firing * (1 + braked) - unbraked) / (1 + (power + 1) * braked)
        firing -= step
        if step <= CLOSE_ENOUGH * firing:
            return firing


def _moved(state, rates, by):
    return tuple(now + by * rate for now, rate in zip(state, rates))


def _value(key):
    return parameter(key).value
