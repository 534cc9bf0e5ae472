"""What a body does with diazepam: absorption, distribution, metabolism, solved exactly.

Four compartments, all rates proportional to amounts (mg, L, h):

    gut          dG/dt = -ka G
    centre       dA/dt =  ka G - (CL + CLd)/V1 A + CLd/V2 T
    tissue       dT/dt =  CLd/V1 A - CLd/V2 T
    nordiazepam  dN/dt =  f CL/V1 A - CLN/VN N

A dose D enters the gut as F D, one lag time after it is taken. Concentrations are total plasma
concentrations in ng/mL, 1000 A/V1 and 1000 N/VN. Because the equations are linear, the state one step
later is the matrix exponential of that step times the state now, with no error of step size; this holds
with equal rates too, where sums of exponentials break down.

Left out: the small rise after meals, inhibition by the metabolite, very high doses.
Sources: greenblatt_1989, ochs_1982, klotz_1975, abernethy_1983; the values stand in data/parameters/kinetics.csv.
"""

from dataclasses import dataclass, fields
from math import ceil, log, log2

import numpy as np

from psychopharm import checks
from psychopharm.models import linear

NG_PER_ML = 1000.0        # 1 mg/L = 1000 ng/mL
PEOPLE_AT_ONCE = 500      # keeps the memory of summaries constant, however many people there are


@dataclass(frozen=True)
class Body:
    """The constants that say how a body handles diazepam; each one number, or an array over people.

    Clearances in L/h, volumes in L, rates in 1/h, the lag in h (one number for all);
    bioavailability and the mg of nordiazepam made per mg of diazepam cleared have no unit.
    Build one from the tables with `psychopharm.models.patients.body`.
    """

    clearance_L_per_h: float
    central_volume_L: float
    tissue_volume_L: float
    distribution_clearance_L_per_h: float
    absorption_rate_per_h: float
    absorption_lag_h: float
    bioavailability: float
    nordiazepam_mg_per_mg: float
    nordiazepam_volume_L: float
    nordiazepam_clearance_L_per_h: float
    effect_rate_per_h: float

    def __post_init__(self):
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        checks.zero_or_more(absorption_lag_h=values.pop("absorption_lag_h"))
        checks.between(0, 1, bioavailability=values["bioavailability"])
        checks.positive(**values)
        if np.ndim(self.absorption_lag_h):
            raise ValueError("absorption_lag_h must be one number for all people, but is an array; give a single number.")
        try:
            shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        except ValueError:
            sizes = sorted({np.size(value) for value in values.values()})
            raise ValueError(f"The constants of a Body must have one length, but have {sizes}; give one number or one per person.") from None
        if len(shape) > 1:
            raise ValueError(f"The constants of a Body must have one axis, people, but have shape {shape}; give a flat array.")
        object.__setattr__(self, "shape", shape)

    def some(self, people):
        """The same constants for a slice of the people."""
        return Body(**{field.name: value[people] if np.ndim(value := getattr(self, field.name)) else value for field in fields(self)})


def concentrations(body, doses_mg, interval_h, samples):
    """Plasma concentrations of diazepam and nordiazepam at regular times.

    body: Body of one person or of people.
    doses_mg: dose at 0, interval_h, 2 interval_h ... [mg], shape (doses,) or (people, doses); 0 where none is taken.
    interval_h: time between two doses [h].   samples: points in each interval, from its start.
    Returns [ng/mL], shape (2, times) or (people, 2, times); times are k interval_h / samples.
    Raises ValueError for a negative dose, an interval of zero or less, fewer than one sample.

    >>> from psychopharm.models.patients import body
    >>> diazepam, nordiazepam = concentrations(body("man_30"), [10], interval_h=24, samples=24)
    >>> [round(float(c)) for c in diazepam[:4]]
    [0, 361, 275, 186]
    """
    return _levels(rate_matrix(body), plasma_rows(body), body, doses_mg, interval_h, samples)


def effect_site(body, doses_mg, interval_h, samples):
    """Concentration at the effect site [ng/mL], which follows plasma with a delay: dCe/dt = ke (C - Ce).

    Arguments as for `concentrations`; returns shape (times,) or (people, times).

    >>> from psychopharm.models.patients import body
    >>> [round(float(c)) for c in effect_site(body("man_30"), [10], interval_h=24, samples=24)[:4]]
    [0, 350, 289, 195]
    """
    _be_a_body(body)
    gain = body.effect_rate_per_h * NG_PER_ML / body.central_volume_L
    return _followed(body, gain, body.effect_rate_per_h, doses_mg, interval_h, samples)


def eliminated(body, doses_mg, interval_h, samples):
    """Diazepam eliminated since the first dose [mg]: clearance times level, added up over time, dE/dt = CL C.

    Clearance is a volume a time; only times a level is it an amount a time. On the plateau of regular doses that amount is what
    reaches the blood, whatever the clearance.
    Arguments as for `concentrations`; returns shape (times,) or (people, times).

    >>> from psychopharm.models.patients import body
    >>> [round(float(mg), 2) for mg in eliminated(body("man_30"), [10], interval_h=24, samples=24)[:4]]
    [0.0, 0.32, 0.81, 1.15]
    """
    _be_a_body(body)
    return _followed(body, body.clearance_L_per_h / body.central_volume_L, 0.0, doses_mg, interval_h, samples)


def amounts(body, doses_mg, interval_h, samples):
    """Amounts of unchanged diazepam in gut, centre and tissue [mg].

    Arguments as for `concentrations`; returns shape (3, times) or (people, 3, times). What was absorbed and is
    in none of the three has been eliminated.

    >>> from psychopharm.models.patients import body
    >>> [round(float(a), 1) for a in amounts(body("man_30"), [10], interval_h=24, samples=24)[:, 3]]
    [0.0, 3.0, 5.2]
    """
    rates = rate_matrix(body)
    rows = np.broadcast_to(np.eye(3, 4), body.shape + (3, 4))
    return _levels(rates, rows, body, doses_mg, interval_h, samples)


def rate_matrix(body):
    """The matrix M of d(gut, centre, tissue, nordiazepam)/dt = M (gut, centre, tissue, nordiazepam) [1/h].

    Returns shape (4, 4) or (people, 4, 4).

    >>> from psychopharm.models.patients import body
    >>> rate_matrix(body("man_30")).shape
    (4, 4)
    """
    _be_a_body(body)
    out = body.clearance_L_per_h / body.central_volume_L
    to_tissue = body.distribution_clearance_L_per_h / body.central_volume_L
    back = body.distribution_clearance_L_per_h / body.tissue_volume_L
    matrix = np.zeros(body.shape + (4, 4))
    matrix[..., 0, 0] = -np.asarray(body.absorption_rate_per_h)
    matrix[..., 1, 0] = body.absorption_rate_per_h
    matrix[..., 1, 1] = -(out + to_tissue)
    matrix[..., 1, 2] = back
    matrix[..., 2, 1] = to_tissue
    matrix[..., 2, 2] = -back
    matrix[..., 3, 1] = body.nordiazepam_mg_per_mg * out
    matrix[..., 3, 3] = -body.nordiazepam_clearance_L_per_h / body.nordiazepam_volume_L
    return matrix


def plasma_rows(body):
    """What turns a state [mg] into plasma concentrations of diazepam and nordiazepam [ng/mL per mg].

    Returns shape (2, 4) or (people, 2, 4).

    >>> from psychopharm.models.patients import body
    >>> plasma_rows(body("man_30"))[0]
    array([ 0. , 62.5,  0. ,  0. ])
    """
    _be_a_body(body)
    rows = np.zeros(body.shape + (2, 4))
    rows[..., 0, 1] = NG_PER_ML / body.central_volume_L
    rows[..., 1, 3] = NG_PER_ML / body.nordiazepam_volume_L
    return rows


@dataclass(frozen=True)
class HalfLives:
    """Half-lives [h] of distribution and elimination of diazepam, and of nordiazepam by itself."""

    distribution_h: float
    elimination_h: float
    nordiazepam_h: float


def half_lives(body):
    """HalfLives of a Body: numbers, or arrays over people.

    The two of diazepam are ln 2 over the roots a, b of the plasma curve: a + b = (CL + CLd)/V1 + CLd/V2, a b = CL CLd/(V1 V2).

    >>> from psychopharm.models.patients import body
    >>> found = half_lives(body("man_30"))
    >>> round(float(found.distribution_h), 1), round(float(found.elimination_h), 1), round(float(found.nordiazepam_h), 1)
    (0.9, 38.3, 57.8)
    """
    _be_a_body(body)
    fast, slow = _disposition_rates(body)
    return HalfLives(distribution_h=np.log(2) / fast, elimination_h=np.log(2) / slow,
                     nordiazepam_h=np.log(2) * body.nordiazepam_volume_L / body.nordiazepam_clearance_L_per_h)


def exposure(body, dose_mg):
    """Area under the curve of diazepam and of nordiazepam after one dose, to infinity [ng h/mL].

    F D/CL, and for nordiazepam F D f/CLN.

    >>> from psychopharm.models.patients import body
    >>> [round(float(area)) for area in exposure(body("man_30"), 10)]
    [6217, 8222]
    """
    _be_a_body(body)
    checks.zero_or_more(dose_mg=dose_mg)
    absorbed = NG_PER_ML * _dose(body, dose_mg)[..., 0]
    return absorbed / body.clearance_L_per_h, absorbed * body.nordiazepam_mg_per_mg / body.nordiazepam_clearance_L_per_h


def single_dose_peak(body, dose_mg):
    """Peak of diazepam in plasma after one dose, and its time: (ng/mL, h since the dose was taken).

    >>> from psychopharm.models.patients import body
    >>> [round(float(x), 2) for x in single_dose_peak(body("man_30"), 10)]
    [361.41, 1.03]
    """
    checks.zero_or_more(dose_mg=dose_mg)
    rates, start = rate_matrix(body), _dose(body, 1.0)
    slow = _disposition_rates(body)[1]
    horizon = float(np.max(1 / np.minimum(body.absorption_rate_per_h, slow)))     # no peak comes later than this
    peak, time = linear.highest(rates, plasma_rows(body)[..., 0, :], start, linear.doubled_steps(rates, horizon))
    return peak * (_dose(body, dose_mg)[..., 0] / start[..., 0]), time + body.absorption_lag_h


@dataclass(frozen=True)
class SteadyState:
    """Plasma levels on the plateau of regular dosing [ng/mL], the time of the peak [h after a dose], and the
    accumulation: the mean level on the plateau over the mean in the first interval [1]."""

    diazepam_peak: float
    diazepam_trough: float
    diazepam_mean: float
    nordiazepam_mean: float
    peak_time_h: float
    accumulation: float


def steady_state(body, dose_mg, interval_h):
    """Summaries of the plateau that regular doses reach.

    The state x at the start of absorption repeats itself: x = (I - exp(M interval))^-1 dose.
    body: Body of one person or of people.   dose_mg: every dose [mg].   interval_h: time between doses [h].
    Returns SteadyState of numbers or of arrays over people.
    Raises ValueError for a dose or interval of zero or less, and where the lag is longer than the interval.

    >>> from psychopharm.models.patients import body
    >>> plateau = steady_state(body("man_30"), 5, interval_h=8)
    >>> round(float(plateau.diazepam_mean)), round(float(plateau.nordiazepam_mean))
    (389, 514)
    """
    _be_a_body(body)
    checks.positive(dose_mg=dose_mg)
    checks.one_number(interval_h=interval_h)
    if body.absorption_lag_h >= interval_h:
        raise ValueError(f"interval_h must be longer than the absorption lag of {body.absorption_lag_h:g} h, but is {interval_h:g}; "
                         "give a longer interval.")
    if body.shape and body.shape[0] > PEOPLE_AT_ONCE:
        parts = [slice(i, i + PEOPLE_AT_ONCE) for i in range(0, body.shape[0], PEOPLE_AT_ONCE)]
        done = [steady_state(body.some(part), dose_mg, interval_h) for part in parts]
        return SteadyState(*(np.concatenate([getattr(one, field.name) for one in done]) for field in fields(SteadyState)))
    rates, row, dose = rate_matrix(body), plasma_rows(body)[..., 0, :], _dose(body, dose_mg)
    steps = linear.doubled_steps(rates, interval_h)
    start = np.linalg.solve(linear.IDENTITY - steps.powers[-1], dose[..., None])[..., 0]
    peak, time = linear.highest(rates, row, start, steps)
    absorbed = dose[..., 0]
    left = steps.powers[-1][..., :3, 0].sum(-1) * absorbed                     # of the first dose, after one interval
    mean = NG_PER_ML * absorbed / (body.clearance_L_per_h * interval_h)
    return SteadyState(
        diazepam_peak=peak, diazepam_trough=np.vecdot(row, start - dose), diazepam_mean=mean,
        nordiazepam_mean=mean * body.clearance_L_per_h * body.nordiazepam_mg_per_mg / body.nordiazepam_clearance_L_per_h,
        peak_time_h=time + body.absorption_lag_h, accumulation=absorbed / (absorbed - left))


def time_to_plateau_h(body, fraction=0.9):
    """Time on a steady intake until diazepam and nordiazepam reach a fraction of their plateau [h].

    A steady intake u brings the state to (I - exp(M t)) (-M^-1 u); what is still missing falls to 1 - fraction at the
    time returned, found by bisection to within a second. It depends on the body, not on the dose.
    Returns shape (2,) or (people, 2).

    >>> from psychopharm.models.patients import body
    >>> [round(float(t) / 24, 1) for t in time_to_plateau_h(body("man_30"))]
    [5.1, 11.1]
    """
    if not (isinstance(fraction, (int, float)) and 0 < fraction < 1):
        raise ValueError(f"fraction must lie between 0 and 1, but is {fraction!r}; give for example 0.9.")
    rates, rows = rate_matrix(body), plasma_rows(body)
    plateau = -np.linalg.solve(rates, _dose(body, 1)[..., None])                     # of an intake of 1 mg/h
    missing = np.broadcast_to(plateau[..., None, :, 0], body.shape + (2, 4))          # one state for each output
    wanted = (1 - fraction) * (rows * missing).sum(-1)
    slowest = float(np.min(np.minimum(_disposition_rates(body)[1], np.minimum(
        body.absorption_rate_per_h, body.nordiazepam_clearance_L_per_h / body.nordiazepam_volume_L))))
    doublings = ceil(log2((3 - log(1 - fraction)) * 4 / slowest))
    span, count = 2.0 ** doublings, max(1, doublings + 12)
    powers = [linear.exponential(rates * span * 2.0 ** -count)]
    for _ in range(count):
        powers.append(powers[-1] @ powers[-1])
    time = np.zeros(body.shape + (2,))
    for level in range(count, -1, -1):
        later = missing @ np.swapaxes(powers[level], -1, -2)
        still_missing = (rows * later).sum(-1) > wanted
        missing = np.where(still_missing[..., None], later, missing)
        time += still_missing * span * 2.0 ** (level - count)
    return time + body.absorption_lag_h


def eeg_rise(conc_ng_per_mL, max_rise_points, ec50_ng_per_mL, hill):
    """Rise of the share of 13-31 Hz waves in the EEG [percentage points]: Emax C^n / (C^n + EC50^n).

    conc_ng_per_mL: diazepam at the effect site [ng/mL], any shape; the constants broadcast against it.
    Source: friedman_1992.

    >>> round(float(eeg_rise(361, max_rise_points=25, ec50_ng_per_mL=300, hill=2)), 1)
    14.8
    """
    checks.zero_or_more(conc_ng_per_mL=conc_ng_per_mL)
    checks.positive(max_rise_points=max_rise_points, ec50_ng_per_mL=ec50_ng_per_mL, hill=hill)
    level, most, half, hill = checks.alike(conc_ng_per_mL=conc_ng_per_mL, max_rise_points=max_rise_points, ec50_ng_per_mL=ec50_ng_per_mL, hill=hill)
    with np.errstate(divide="ignore", over="ignore"):                    # no drug: 1/0, and no effect
        return most / (1 + (half / level) ** hill)


def free_nM(conc_ng_per_mL, unbound_fraction, molar_mass_g_per_mol):
    """Free concentration [nM] of a substance of which a share is bound to plasma protein: 1000 fu C / M.

    conc_ng_per_mL: total concentration in plasma [ng/mL].   unbound_fraction: fu, share that is not bound [0 to 1]; 1 gives the total.
    molar_mass_g_per_mol: M [g/mol]. 1 ng/mL is 1 ug/L, and 1 ug/L over 1 g/mol is 1000 nM. The arguments broadcast.
    Raises ValueError for a negative concentration, a share outside 0 to 1, a molar mass of zero or less.
    Sources: greenblatt_1980_cpt and greenblatt_1983 for diazepam.

    >>> round(float(free_nM(361, unbound_fraction=0.015, molar_mass_g_per_mol=284.7)), 1)
    19.0
    """
    checks.zero_or_more(conc_ng_per_mL=conc_ng_per_mL)
    checks.between(0, 1, unbound_fraction=unbound_fraction)
    checks.positive(molar_mass_g_per_mol=molar_mass_g_per_mol)
    level, share, mass = checks.alike(conc_ng_per_mL=conc_ng_per_mL, unbound_fraction=unbound_fraction, molar_mass_g_per_mol=molar_mass_g_per_mol)
    return 1000 * share * level / mass


def _be_a_body(body):
    if not isinstance(body, Body):
        raise ValueError(f"body must be a Body, but is {body!r}; build one with psychopharm.models.patients.body.")


def _dose(body, dose_mg):
    """The state right after a dose has entered the gut."""
    if np.ndim(dose_mg) and np.shape(dose_mg) != body.shape:
        raise ValueError(f"dose_mg must be one number, or one per person, but has shape {np.shape(dose_mg)} for people {body.shape}; give a single number.")
    state = np.zeros(body.shape + (4,))
    state[..., 0] = body.bioavailability * np.asarray(dose_mg)
    return state


def _disposition_rates(body):
    """The two rates of the plasma curve of diazepam, fast and slow [1/h]."""
    out = body.clearance_L_per_h / body.central_volume_L
    to_tissue = body.distribution_clearance_L_per_h / body.central_volume_L
    back = body.distribution_clearance_L_per_h / body.tissue_volume_L
    total = out + to_tissue + back
    fast = (total + np.sqrt(total ** 2 - 4 * out * back)) / 2
    return fast, out * back / fast                # the product of the roots, so that no digits cancel


def _followed(body, gain, loss, doses_mg, interval_h, samples):
    """What follows the amount A in the centre in place of nordiazepam: dX/dt = gain A - loss X."""
    rates, row = rate_matrix(body), np.zeros(body.shape + (1, 4))
    rates[..., 3, :] = 0
    rates[..., 3, 1], rates[..., 3, 3] = gain, -np.asarray(loss)
    row[..., 3] = 1
    return _levels(rates, row, body, doses_mg, interval_h, samples)[..., 0, :]


def _levels(rates, rows, body, doses_mg, interval_h, samples):
    """Outputs rows @ state at all samples, after checks of the doses."""
    checks.one_number(interval_h=interval_h)
    checks.whole(1, samples=samples)
    checks.zero_or_more(doses_mg=doses_mg)
    doses = np.asarray(doses_mg, float)
    if not doses.ndim:
        raise ValueError(f"doses_mg must be a list with one dose for each interval, but is {doses_mg!r}; for one dose give [{doses_mg!r}].")
    if doses.ndim not in (1, 1 + len(body.shape)) or (doses.ndim == 2 and doses.shape[0] not in (1, *body.shape)):
        raise ValueError(f"doses_mg must have one row, or one row per person, but has shape {doses.shape} for people {body.shape}; "
                         "give shape (doses,) or (people, doses).")
    return linear.outputs(rates, rows, _dose(body, 1.0), doses, body.absorption_lag_h, interval_h, samples)
