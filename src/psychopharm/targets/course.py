"""What regression to the mean and the natural course give for each row of data/targets/course.csv."""

from psychopharm.models.course import remitted_share
from psychopharm.models.regression import expected_change
from psychopharm.parameters import parameter


def fall_of_those_chosen():
    """Points by which the example of the course falls between two scorings, with nothing done between.

    >>> round(float(fall_of_those_chosen()), 2)
    2.05
    """
    return expected_change(*(parameter(f"rtm_{name}").value for name in ("cutoff", "population_mean", "population_sd", "reliability")))


MODEL = {"T3_19": fall_of_those_chosen, **{f"T3_20_{months}": lambda months=months: 100 * remitted_share(months) for months in (3, 6, 12)}}
