"""Two pictures of what a depression is, and what each says of a drug that acts on sleep and anxiety alone: a concept, fitted to nobody's data.

One common cause. A hidden strength theta brings about every symptom by itself, and no symptom acts on another:

    P(symptom i) = k_i sigma(a theta - b),   theta normal over people,   sigma(z) = 1/(1 + exp(-z))

A network. Symptoms drive each other over links w_ij, which are the same both ways, and there is no cause behind them:

    dx_i/dt = -x_i + k_i sigma(c sum_j w_ij x_j + stress - b),   x_i(0) = 1

x_i is the chance that symptom i is present, and stress what drives every symptom from outside, such as burdens of life. The drug sets
k = 1 - cut for sleep and anxiety while it is taken; all other k are 1. Three stages of one length follow each other: before, while taken,
after. Where coupling c is strong, the network has two states in which it can rest, with most symptoms and with few, and a push can carry
it from one to the other; where it is weak, it has one.

Time has no unit: 1 is the time in which a symptom without drive fades to 1/e. The network is solved with LSODA of scipy, whose steps adapt.
The idea is that of cramer_2016, who drew chances where this model moves averages; all constants are choices of the course and stand in
data/parameters/causes.csv, the links in data/symptom_links.csv. Which picture is right, and of whom, is not known.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.integrate import odeint
from scipy.special import expit

from psychopharm import checks
from psychopharm.parameters import parameter, rows

STAGES = ("before", "during", "after")
CAUSES = ("common", "loose", "tight")      # one common cause; a loosely and a tightly linked network
TREATED = ("sleep", "anxiety")
TOLERANCE = 1e-9                           # of LSODA, relative and absolute
NODES = 40                                 # of the Gauss-Hermite rule over theta
LARGEST_DRIVE = 50                         # of coupling, threshold and stress; sigma is 0 or 1 long before
LONGEST_STAGE = 10_000


@dataclass(frozen=True)
class Episode:
    """An episode and its treatment: time [no unit]; chance that each symptom is present [0 to 1], symptoms in the order of `symptoms` by
    times; and where in time the stages before, during and after end (three indices)."""

    time: np.ndarray
    chance: np.ndarray
    ends: tuple


@cache
def symptoms():
    """The ten symptoms, in the order in which the table of links names them.

    >>> symptoms()[0], len(symptoms()), [symptoms().index(treated) for treated in TREATED]
    ('mood', 10, [6, 7])
    """
    return tuple(dict.fromkeys(name for link in rows("symptom_links") for name in (link.first, link.second)))


@cache
def links():
    """The weights w_ij of the links between symptoms, a symmetric array of 10 by 10 [no unit]; 0 where there is no link.

    >>> float(links()[symptoms().index("sleep"), symptoms().index("mood")])
    0.5
    """
    weights = np.zeros((len(symptoms()), len(symptoms())))
    for link in rows("symptom_links"):
        pair = symptoms().index(link.first), symptoms().index(link.second)
        weights[pair] = weights[pair[::-1]] = link.weight
    weights.flags.writeable = False          # one array serves all
    return weights


def network_course(coupling, threshold, stress, cut, stage_length=None, points=80):
    """The Episode of a network of symptoms that starts with all of them present; the equation stands at the top of this file.

    coupling, threshold, stress: c, b and stress, one number each, from 0 to 50 [no unit].
    cut: share by which the drug cuts sleep and anxiety while it is taken [0 to 1].
    stage_length: of each of the three stages [no unit], above 0; by default that of data/parameters.   points: of each stage.
    Raises ValueError for a number outside these limits or an array.

    >>> [round(float(number), 2) for number in symptoms_present(network_course(2, 4, 0.4, 0.6))]
    [5.91, 0.27, 0.32]
    >>> [round(float(number), 2) for number in symptoms_present(network_course(1, 2, 0.4, 0.6))]
    [5.28, 3.14, 5.28]
    """
    stage_length = parameter("network_stage_length").value if stage_length is None else stage_length
    checks.single(coupling=coupling, threshold=threshold, stress=stress, cut=cut, stage_length=stage_length)
    checks.between(0, LARGEST_DRIVE, coupling=coupling, threshold=threshold, stress=stress)
    checks.between(0, 1, cut=cut)
    checks.positive(stage_length=stage_length)
    checks.between(0, LONGEST_STAGE, stage_length=stage_length)
    checks.whole(1, points=points)
    weights, within = coupling * links(), np.linspace(0, stage_length, points + 1)

    def slopes(chance, _, kept):
        return kept * expit(weights @ chance + (stress - threshold)) - chance

    now, stages = np.ones(len(symptoms())), []
    for kept in (_kept(0), _kept(cut), _kept(0)):
        found = odeint(slopes, now, within, args=(kept,), rtol=TOLERANCE, atol=TOLERANCE)
        now = found[-1]
        stages.append(found[1:] if stages else found)
    return _episode(np.concatenate(stages).T, stage_length, points)


def latent_symptoms(theta, cut=0.0):
    """The chance of each symptom with a common cause of strength theta: k_i sigma(a theta - b).

    theta: strength of the cause, any shape, from -50 to 50 [no unit].   cut: share by which the drug cuts sleep and anxiety, one number [0 to 1].
    Returns the chances [0 to 1], symptoms in the order of `symptoms` by the shape of theta.

    >>> [round(float(chance), 2) for chance in latent_symptoms(1.2, cut=0.6)[[0, 6]]]
    [0.61, 0.24]
    """
    checks.single(cut=cut)
    checks.between(-LARGEST_DRIVE, LARGEST_DRIVE, theta=theta)
    checks.between(0, 1, cut=cut)
    chance = expit(parameter("common_cause_slope").value * np.asarray(theta, float) - parameter("common_cause_threshold").value)
    return np.multiply.outer(_kept(cut), chance)


def latent_course(cut):
    """The Episode of people with one common cause, averaged over its strength by a Gauss-Hermite rule; the drug leaves the cause as it is.

    cut: share by which the drug cuts sleep and anxiety while it is taken, one number [0 to 1].
    Returns an Episode with one time a stage, its end, since nothing but the stage changes.

    >>> [round(float(number), 2) for number in symptoms_present(latent_course(0.6))]
    [5.85, 5.15, 5.85]
    """
    nodes, weights = hermegauss(NODES)
    theta = parameter("common_cause_mean").value + parameter("common_cause_sd").value * nodes
    untreated, treated = (latent_symptoms(theta, share) @ weights / weights.sum() for share in (0, cut))
    stages = [untreated, untreated, treated, untreated]      # the first is the start, as in a network
    return _episode(np.transpose(stages), parameter("network_stage_length").value, points=1)


def episode(cause, cut):
    """The Episode under a picture of depression with the constants of data/parameters: common (one common cause), loose or tight (networks).

    cut: share by which the drug cuts sleep and anxiety while it is taken, one number [0 to 1].
    Raises ValueError for another cause or a share outside 0 to 1.

    >>> [round(float(chance), 2) for chance in at_stage_ends(episode("tight", 0.6))[symptoms().index("mood")]]
    [0.97, 0.04, 0.04]
    >>> episode("hidden", 0.6)
    Traceback (most recent call last):
    ...
    ValueError: No picture of depression 'hidden'. Choose from 'common', 'loose', 'tight'.
    """
    if checks.known("picture of depression", cause, CAUSES) == "common":
        return latent_course(cut)
    return network_course(parameter(f"network_coupling_{cause}").value, parameter(f"network_threshold_{cause}").value,
                          parameter("network_stress").value, cut)


def at_stage_ends(found):
    """The chance of each symptom [0 to 1] at the end of each stage, symptoms in the order of `symptoms` by the stages before, during, after.

    >>> [round(float(chance), 2) for chance in at_stage_ends(episode("loose", 0.6))[symptoms().index("mood")]]
    [0.82, 0.56, 0.82]
    """
    if not isinstance(found, Episode):
        raise ValueError(f"found must be an Episode, but is {found!r}; make one with psychopharm.models.causes.episode.")
    return found.chance[:, list(found.ends)]


def symptoms_present(found):
    """How many of the ten symptoms are present on average at the end of each stage: before, during, after.

    >>> [round(float(number), 1) for number in symptoms_present(episode("loose", 0.6))]
    [5.3, 3.1, 5.3]
    """
    return at_stage_ends(found).sum(axis=0)


def _kept(cut):
    """k_i of each symptom with that cut."""
    return np.array([1 - cut if name in TREATED else 1.0 for name in symptoms()])


def _episode(chance, stage_length, points):
    stages = len(STAGES)
    return Episode(time=np.linspace(0, stages * stage_length, stages * points + 1), chance=chance, ends=tuple(points * (stage + 1) for stage in range(stages)))
