"""How much of its target a drug fills: receptors, transporters or an enzyme, at a concentration or at a dose.

One kind of site in balance with a drug is filled as a hyperbola, C / (C + K), and so is a target seen against the daily dose, since the
level is proportional to the dose once it is steady:

    share filled = a d / (d + b)        d dose, a the largest share, b the dose at which half of a is filled

Doses are multiples of the smallest usual dose, so d has no unit. Two measured bounds give the curve of SSRIs and SNRIs: 80 % are filled
at d = 1 (meyer_2004), hence b = a/0.80 - 1, and a lies between the plateau that was measured, about 85 % (meyer_2001, voineskos_2007), and
all of the transporters; the middle is used. Vortioxetine (stenkrona_2013) and moclobemide at monoamine oxidase A (chiuccariello_2015)
have a = 1. sorensen_2022 finds the hyperbola in all studies taken together.

Left out: differences between drugs and between parts of the brain, the hours since the tablet, and what the filled share does for mood:
occupancy is not effect. Sources and ranges of the values stand in data/parameters/occupancy.csv.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

PERCENT = 100
LEAST, MOST = 1e-6, 1e6       # doses, exposures and concentrations lie between, so that no product outgrows a float
TARGETS = ("ssri", "vortioxetine", "moclobemide")


@dataclass(frozen=True)
class Curve:
    """A hyperbola of dose and occupancy: the largest share that is filled, and the dose, in multiples, that fills half of that."""

    largest: float
    half_dose: float

    def __post_init__(self):
        checks.one_number(largest=self.largest, half_dose=self.half_dose)
        checks.between(LEAST, 1, largest=self.largest)
        checks.between(LEAST, MOST, half_dose=self.half_dose)


def curve_of(target):
    """The Curve of a target, from the tables.

    target: "ssri" (an SSRI or SNRI, at the serotonin transporter), "vortioxetine" (there too), "moclobemide" (at monoamine oxidase A).
    Raises ValueError for another.

    >>> curve_of("ssri")
    Curve(largest=0.925, half_dose=0.15625)
    """
    return _curves(checks.known("target", target, TARGETS))[0]


def curves_in_range(target):
    """The Curves of a target with one constant at a time at an end of its range, as a tuple; they bound its band of uncertainty.

    >>> [round(float(100 * occupancy(1, curve))) for curve in curves_in_range("ssri")]
    [76, 85, 80, 80]
    """
    return _curves(checks.known("target", target, TARGETS))[1:]


@cache
def _curves(target):
    """The curve with the values of the tables, then those with one constant at an end of its range."""
    if target == "ssri":
        at_one, largest = parameter("transporter_occupancy_smallest_dose_pct"), parameter("transporter_occupancy_largest_pct")
        pairs = [(at_one.value, largest.value), (at_one.low, largest.value), (at_one.high, largest.value),
                 (at_one.value, largest.low), (at_one.value, largest.high)]
        return tuple(Curve(most / PERCENT, most / one - 1) for one, most in pairs)
    half, unit = parameter(f"{target}_half_dose_mg"), parameter(f"{target}_smallest_dose_mg")
    return tuple(Curve(1.0, dose_mg / unit.value) for dose_mg in (half.value, half.low, half.high))


def occupancy(relative_dose, curve, exposure=1.0):
    """Share of a target that is filled: a x d / (x d + b), with the dose d and the exposure x.

    relative_dose: daily dose in multiples of the smallest usual dose [1], 0 to 1e6, number or array.   curve: Curve.
    exposure: level in the body relative to that of most people on the same dose [1], such as that of a genotype; number or array, 1e-6 to 1e6.
    Returns the share [1] in the shape of dose and exposure together. Assumes that the level is steady and proportional to the dose.
    Raises ValueError for numbers outside, or shapes that do not fit together.

    >>> [round(float(share), 2) for share in occupancy([0, 1, 2], curve_of("ssri"))]
    [0.0, 0.8, 0.86]
    """
    checks.between(0, MOST, relative_dose=relative_dose)
    checks.between(LEAST, MOST, exposure=exposure)
    dose, ratio = checks.alike(relative_dose=relative_dose, exposure=exposure)
    reached = dose * ratio
    return _be_a_curve(curve).largest * reached / (reached + curve.half_dose)


def transporter_occupancy(relative_dose, exposure=1.0):
    """Share of the serotonin transporters that an SSRI or SNRI fills; arguments as for `occupancy`. What the model of the onset starts from.

    >>> round(float(transporter_occupancy(1)), 2), round(float(transporter_occupancy(1, exposure=3.3)), 2)
    (0.8, 0.88)
    """
    return occupancy(relative_dose, curve_of("ssri"), exposure)


def dose_for_occupancy(share, curve, exposure=1.0):
    """The dose that fills a share, the other way round: d = b s / (x (a - s)).

    share: share filled [1], from 0 to below the largest of the curve, number or array.   curve, exposure: as for `occupancy`.
    Returns the dose in multiples of the smallest usual dose [1]. Raises ValueError for a share that no dose reaches.

    >>> round(float(dose_for_occupancy(0.4, curve_of("ssri"))), 2)
    0.12
    """
    checks.between(0, 1, share=share)
    checks.between(LEAST, MOST, exposure=exposure)
    wanted, ratio = checks.alike(share=share, exposure=exposure)
    if wanted.max() >= _be_a_curve(curve).largest:
        raise ValueError(f"share must be below {curve.largest:g}, the most that this curve fills, but is {wanted.max():g}; give a smaller share.")
    return curve.half_dose * wanted / (ratio * (curve.largest - wanted))


def site_occupancy(conc_nM, half_conc_nM):
    """Share of one kind of site that a drug or transmitter fills at balance while nothing else competes [0 to 1]: C / (C + K).

    conc_nM: concentration C [nM], 0 or more.   half_conc_nM: the one that fills half, K [nM], above 0: for a free concentration the
    dissociation constant, Kd or Ki; otherwise in whatever the concentration is measured. Numbers or arrays, which broadcast.
    Raises ValueError for a negative concentration, or a constant that is not above 0.

    >>> [round(float(share), 2) for share in site_occupancy([0, 0.29, 2.9], half_conc_nM=0.29)]
    [0.0, 0.5, 0.91]
    """
    checks.zero_or_more(conc_nM=conc_nM)
    checks.positive(half_conc_nM=half_conc_nM)
    conc, half = checks.alike(conc_nM=conc_nM, half_conc_nM=half_conc_nM)
    with np.errstate(divide="ignore", over="ignore"):        # nothing there: K/0, and an empty site
        return 1 / (1 + half / conc)


def competing_occupancy(conc_nM, half_conc_nM):
    """Shares of one kind of site that several substances fill when they exclude one another [0 to 1]: (C_i / K_i) / (1 + sum of all C_j / K_j).

    conc_nM: concentration of each [nM], shape (substances,) or (..., substances).   half_conc_nM: K of each [nM], likewise; see `site_occupancy`.
    Returns the share of each, in the shape of both; the rest of the sites is empty. Raises ValueError for a single number, a negative
    concentration, or a constant that is not above 0.

    Diazepam at 19 nM and flumazenil at 120 nM, which share a site:

    >>> [round(float(share), 2) for share in competing_occupancy([19, 120], half_conc_nM=[29.5, 12])]
    [0.06, 0.86]
    """
    checks.zero_or_more(conc_nM=conc_nM)
    checks.positive(half_conc_nM=half_conc_nM)
    conc, half = checks.alike(conc_nM=conc_nM, half_conc_nM=half_conc_nM)
    if not (conc.ndim or half.ndim):
        raise ValueError("conc_nM and half_conc_nM must have one number for each substance, but are single numbers; for one call site_occupancy.")
    with np.errstate(divide="ignore"):                       # nothing there: a logarithm of 0, and an empty site
        ratios = np.log(conc) - np.log(half)
    largest = np.maximum(ratios.max(axis=-1, keepdims=True), 0)          # taken out, so that no ratio is too large a number
    ratios = np.exp(ratios - largest)
    return ratios / (np.exp(-largest) + ratios.sum(axis=-1, keepdims=True))


def reduction(relative_dose, curve, steps, equal):
    """Doses and shares filled on the way from a dose down to nothing, in equal steps of dose or of occupancy.

    relative_dose: where it starts [1], one number, 1e-6 to 1e6.   curve: Curve.   steps: how many, at least 1.   equal: "dose" or "occupancy".
    Returns (doses, shares), each of shape (steps + 1,), from the start down to 0. It is a picture of the curve: it holds no time and no
    amount, and nobody changes a dose without the person who prescribes it.

    >>> doses, shares = reduction(1, curve_of("ssri"), steps=4, equal="dose")
    >>> [round(float(100 * step)) for step in shares[:-1] - shares[1:]]
    [3, 6, 14, 57]
    """
    checks.one_number(relative_dose=relative_dose)
    checks.between(LEAST, MOST, relative_dose=relative_dose)
    checks.whole(1, steps=steps)
    left = np.linspace(1, 0, steps + 1)
    if checks.known("kind of equal steps", equal, ("dose", "occupancy")) == "dose":
        doses = relative_dose * left
        return doses, occupancy(doses, curve)
    shares = occupancy(relative_dose, curve) * left
    return dose_for_occupancy(shares, curve), shares


def _be_a_curve(curve):
    if not isinstance(curve, Curve):
        raise ValueError(f"curve must be a Curve, but is {curve!r}; take one with curve_of.")
    return curve
