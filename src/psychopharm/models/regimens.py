"""From a published regimen to the doses of kinetics: which hours of which days a tablet is taken."""

from math import gcd

import numpy as np

from psychopharm import checks
from psychopharm.models.kinetics import concentrations

HOURS_PER_DAY = 24
SAMPLES_PER_DAY = 24      # hourly


def daily_doses(regimen):
    """Doses of one day on the coarsest regular grid that holds them: (doses [mg], interval [h]).

    >>> from psychopharm.parameters import regimen
    >>> daily_doses(regimen("twice_2.5mg"))
    ([2.5, 2.5], 12)
    """
    if not regimen.hours:
        raise ValueError(f"regimen must be a repeated one, but '{regimen.key}' is a single dose; choose one with hours.")
    hours = [int(hour) for hour in regimen.hours.split()]
    interval_h = gcd(HOURS_PER_DAY, *hours)
    return [regimen.dose_mg if hour in hours else 0.0 for hour in range(0, HOURS_PER_DAY, interval_h)], interval_h


def regular_levels(body, regimen, days):
    """Hourly plasma levels of diazepam and nordiazepam [ng/mL] from the first dose on.

    body: Body of one person or of people.   regimen: a repeated Regimen.   days: how many [1].
    Returns shape (2, 24 days) or (people, 2, 24 days).

    >>> from psychopharm.models.patients import body
    >>> from psychopharm.parameters import regimen
    >>> regular_levels(body("man_30"), regimen("daily_5mg"), days=3).shape
    (2, 72)
    """
    checks.whole(1, days=days)
    doses, interval_h = daily_doses(regimen)
    return concentrations(body, np.tile(doses, days), interval_h, samples=interval_h)
