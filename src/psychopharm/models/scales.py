"""The Hamilton rating scale of depression with 17 items (HAM-D17), item by item, in simulated people.

Four factors stand behind the items: core (mood, guilt, interest), anxiety, sleep and body. In person p item i has the latent value

    z_ip = sum_k lambda_ik f_kp + u_i e_ip         f ~ N(0, Phi),  e ~ N(0, 1),  u_i = sqrt(1 - lambda_i Phi lambda_i')

and the rater gives the whole points y_ip = round(m_i + s_i z_ip), between 0 and the most that the item allows. m_i and s_i are
such that the rounded scores have the mean and the spread of data/parameters/scales.csv.

Nobody's items were measured for this: means, spreads and loadings are teaching choices, set so that the sums match published ones
(data/targets/scales.csv). The scale is simulated; nothing here rates a person.
"""

from functools import cache

import numpy as np
from scipy.optimize import root
from scipy.special import ndtr

from psychopharm import checks
from psychopharm.parameters import parameter, rows

FACTORS = ("core", "anxiety", "sleep", "body")
ITEMS = rows("rating_items")
NAMES = tuple(item.key for item in ITEMS)
MAX_POINTS = np.array([item.max_points for item in ITEMS])
LOADINGS = np.array([[getattr(item, factor) for factor in FACTORS] for item in ITEMS])
SCALES = {"HAM-D17": (True,) * len(ITEMS), "mood": tuple(item.key == "mood" for item in ITEMS),
          **{scale: tuple(getattr(item, column) == "yes" for item in ITEMS)
             for scale, column in {"HAM-D6": "hamd6", "Core4": "core4", "sleep": "sleep_items", "anxiety_somatisation": "anxiety_somatisation"}.items()}}


def factor_correlation():
    """Phi, the correlations of the four factors [1], shape (4, 4).

    >>> factor_correlation()[0].tolist()
    [1.0, 0.3, 0.2, 0.3]
    """
    upper = np.array([[parameter(f"{one}_{other}_correlation").value if i < j else 0 for j, other in enumerate(FACTORS)]
                      for i, one in enumerate(FACTORS)])
    return np.eye(len(FACTORS)) + upper + upper.T


@cache
def own_spread():
    """u, the part of each item's latent spread that is its own [1], shape (17,).

    >>> round(float(own_spread()[0]), 3)
    0.764
    """
    found = np.sqrt(1 - np.einsum("ij,jk,ik->i", LOADINGS, factor_correlation(), LOADINGS))
    found.setflags(write=False)          # one array serves all
    return found


def score_moments(middle, spread, most):
    """Mean and SD of an item's points, if its latent value is normal and is rounded to 0, 1, ... most [points].

    A score is above k where middle + spread z is above k + 1/2.

    middle, spread: m and s before rounding [points], s above 0.   most: highest score, a whole number from 1 to 100 [points].
    Raises ValueError for a middle or spread that is not one finite number, a spread of zero or less, or another most.

    An item with three scores, symmetric around 1: one in four people scores 0, one in four 2.

    >>> [round(part, 3) for part in score_moments(1, 0.5 / 0.67449, 2)]
    [1.0, 0.707]
    """
    checks.finite(middle=middle)
    checks.single(middle=middle)
    checks.one_number(spread=spread)
    checks.whole(1, most=most)
    checks.between(1, 100, most=most)
    below = np.arange(most)
    above = ndtr((middle - below - 0.5) / spread)            # share of people with more than so many points
    mean = above.sum()
    variance = ((2 * below + 1) * above).sum() - mean ** 2
    return float(mean), float(np.sqrt(max(variance, 0)))     # where all have the same points it may come out just below 0


@cache
def scaling():
    """m and s of every item [points], shape (2, 17): solved so that the rounded scores have the mean and SD of the table.

    >>> scaling()[:, 0].round(2).tolist()
    [2.55, 0.52]
    """
    found = []
    for item in ITEMS:
        wanted = [parameter(f"{item.key}_item_{part}_points").value for part in ("mean", "sd")]
        solved = root(lambda guess: np.subtract(score_moments(guess[0], np.exp(guess[1]), item.max_points), wanted), (wanted[0], np.log(wanted[1])))
        if not solved.success:
            raise ValueError(f"No latent value gives the item {item.key} a mean of {wanted[0]} and an SD of {wanted[1]} points; "
                             "the spread must fit between 0 and the most points: change data/parameters/scales.csv.")
        found.append((solved.x[0], np.exp(solved.x[1])))
    found = np.array(found).T
    found.setflags(write=False)
    return found


def scores(latent, shift_points=0):
    """Points of every item [points], shape (..., 17), from its latent value; a shift lowers it before rounding.

    latent: z, shape (..., 17).   shift_points: how far a treatment lowers each item [points], which broadcasts with latent.
    Raises ValueError for other shapes or a value that is not finite.

    >>> scores(np.zeros(17))[:3].tolist()
    [3.0, 2.0, 1.0]
    """
    checks.finite(shift_points=shift_points)
    latent, shift_points = checks.alike(latent=_of_items("latent", latent), shift_points=shift_points)
    middle, spread = scaling()
    return rated(middle + spread * latent - shift_points)


def rated(unrounded):
    """Whole points between 0 and the most of each item, from values before rounding [points], shape (..., 17).

    Just half a point goes to the even number. Raises ValueError for another shape or a value that is not finite.

    >>> rated(np.full(17, 2.6))[:4].tolist()
    [3.0, 3.0, 3.0, 2.0]
    """
    return np.rint(np.clip(_of_items("unrounded", unrounded), 0, MAX_POINTS))


def _of_items(name, values):
    """The values as an array of finite numbers with one place for each item, or a sentence that says why not."""
    checks.finite(**{name: values})
    values = np.asarray(values)
    if values.shape[-1:] != (len(ITEMS),):
        raise ValueError(f"{name} must have {len(ITEMS)} items in its last place, but has the shape {values.shape}; give one number for each item.")
    return values


def total(points, scale="HAM-D17"):
    """Sum of the items that a scale counts [points], shape (...), from points of all items, shape (..., 17).

    scale: one of SCALES. Raises ValueError for another scale or shape, or points that are not finite.

    >>> float(total(np.ones(17))), float(total(np.ones(17), "HAM-D6"))
    (17.0, 6.0)
    """
    checks.known("scale", scale, SCALES)
    return _of_items("points", points) @ np.asarray(SCALES[scale], float)


def expected_points(factors):
    """Mean points of every item [points], shape (17,), over people who all have these factors and differ by the items' own parts.

    The share of such people with more than k points is Phi((m + s (lambda f) - k - 1/2) / (s u)).

    factors: values of core, anxiety, sleep and body in SD from the mean of people before a trial, shape (4,).
    Raises ValueError for other shapes or a value that is not finite.

    >>> float(expected_points((0, 0, 0, 0)).sum().round(1))
    20.5
    """
    checks.finite(factors=factors)
    factors = np.asarray(factors, float)
    if factors.shape != (len(FACTORS),):
        raise ValueError(f"factors must be {len(FACTORS)} numbers, for {', '.join(FACTORS)}, but has the shape {factors.shape}; give one for each.")
    middle, spread = scaling()
    centre = middle + spread * (LOADINGS @ factors)
    below = np.arange(MAX_POINTS.max())[:, None]
    above = ndtr((centre - below - 0.5) / (spread * own_spread()))
    return np.where(below < MAX_POINTS, above, 0).sum(axis=0)


def cronbach_alpha(points):
    """How far items agree, alpha = k/(k-1) (1 - sum of the items' variances / variance of their sum) [1].

    points: shape (people, items), two or more of each. Raises ValueError for another shape or where all people have the same sum.

    Three items that always agree:

    >>> cronbach_alpha([[0, 0, 0], [1, 1, 1], [2, 2, 2]])
    1.0
    """
    checks.finite(points=points)
    points = np.asarray(points, float)
    if points.ndim != 2 or min(points.shape) < 2:
        raise ValueError(f"points must have two or more people in rows and two or more items in columns, but has the shape {points.shape}; give a table.")
    items, of_sum = points.shape[1], points.sum(axis=1).var()
    if not of_sum:
        raise ValueError("points must have sums that differ between people, but all are the same; give people who differ.")
    return float(items / (items - 1) * (1 - points.var(axis=0).sum() / of_sum))
