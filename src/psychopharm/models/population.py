"""People differ: a crowd of virtual people around one person.

Clearance, volume and absorption rate of person i are those of the given body times exp(eta), with eta normal:

    CL_i = CL exp(eta_CL)      V_i = V exp(eta_V)      ka_i = ka exp(eta_ka)

eta_CL and eta_V are correlated; V1, V2, CLd and VN share eta_V, and the clearance of nordiazepam shares eta_CL.
The random numbers are fixed, so that two pictures differ by what was changed and not by the dice.
Sources: herman_1996, troy_1995.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

SEED = 1963               # any fixed number; this is the year in which diazepam came on the market


def standard_draws(count):
    """Three independent standard normal numbers for each of count people: shape (3, count), always the same.

    >>> standard_draws(200).shape
    (3, 200)
    """
    checks.whole(1, count=count)
    return _draws(count)


@cache
def _draws(count):
    draws = np.random.default_rng(SEED).standard_normal((count, 3)).T
    draws.setflags(write=False)
    return draws


def virtual_people(body, count=None):
    """A Body with arrays of length count: people around the person given.

    count: number of people [1]; as many as the table says where it is left out.
    Raises ValueError where the body already holds several people, or count is not a whole number of 1 or more.

    >>> from psychopharm.models.patients import body
    >>> virtual_people(body("man_30")).shape
    (200,)
    """
    if getattr(body, "shape", None) != ():
        raise ValueError(f"body must be the Body of one person, but is {body!r}; build it with psychopharm.models.patients.body.")
    count = int(parameter("virtual_subjects_count").value) if count is None else count
    first, second, third = standard_draws(count)
    correlation = parameter("between_subject_correlation_clearance_volume").value
    clearance = np.exp(parameter("between_subject_sd_ln_clearance").value * first)
    volume = np.exp(parameter("between_subject_sd_ln_volume").value * (correlation * first + np.sqrt(1 - correlation ** 2) * second))
    absorption = np.exp(parameter("between_subject_sd_ln_absorption").value * third)
    return replace(
        body,
        clearance_L_per_h=body.clearance_L_per_h * clearance,
        nordiazepam_clearance_L_per_h=body.nordiazepam_clearance_L_per_h * clearance,
        central_volume_L=body.central_volume_L * volume,
        tissue_volume_L=body.tissue_volume_L * volume,
        distribution_clearance_L_per_h=body.distribution_clearance_L_per_h * volume,
        nordiazepam_volume_L=body.nordiazepam_volume_L * volume,
        absorption_rate_per_h=body.absorption_rate_per_h * absorption,
    )
