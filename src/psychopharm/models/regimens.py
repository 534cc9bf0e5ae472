"""From a published regimen to levels over days: the same tablet at the same hours of every day."""

import numpy as np

from psychopharm import checks
from psychopharm.models.kinetics import concentrations

HOURS_PER_DAY = 24


def hours_of(regimen):
    """The hours of a day at which a repeated Regimen is taken, counted from the first dose of the day.

    >>> from psychopharm.parameters import regimen
    >>> hours_of(regimen("twice_2.5mg"))
    [0, 12]
    """
    if not getattr(regimen, "hours", ""):
        raise ValueError(f"regimen must be a repeated Regimen, but is {getattr(regimen, 'key', regimen)!r}; choose one with hours from data/regimens.csv.")
    return [int(hour) for hour in regimen.hours.split()]


def regular_levels(body, regimen, days):
    """Hourly plasma levels of diazepam and nordiazepam [ng/mL] from the first dose on.

    Levels add up: what is taken at 0, 5 and 10 h is three times one tablet a day, the second and third curve shifted.
    body: Body of one person or of people.   regimen: a repeated Regimen.   days: how many [1].
    Returns shape (2, 24 days) or (people, 2, 24 days).

    >>> from psychopharm.models.patients import body
    >>> from psychopharm.parameters import regimen
    >>> regular_levels(body("man_30"), regimen("daily_5mg"), days=3).shape
    (2, 72)
    """
    checks.whole(1, days=days)
    hours = hours_of(regimen)
    once_a_day = concentrations(body, [regimen.dose_mg] * days, interval_h=HOURS_PER_DAY, samples=HOURS_PER_DAY)
    levels = np.zeros_like(once_a_day)
    for hour in hours:
        levels[..., hour:] += once_a_day[..., :once_a_day.shape[-1] - hour]
    return levels
