"""Checks at the public door. A message names the argument, the rule, the value given and the remedy."""

from difflib import get_close_matches
from math import inf

import numpy as np


def positive(**arguments):
    """Raise ValueError unless every argument is a finite number, or an array of them, above zero.

    >>> positive(interval_h=8)
    >>> positive(interval_h=0)
    Traceback (most recent call last):
    ...
    ValueError: interval_h must be above 0, but is 0; give a positive number.
    """
    for name, value in arguments.items():
        if type(value) in (int, float) and 0 < value < inf:          # the usual case, kept fast
            continue
        number = _numbers(name, value)
        if number.size == 0 or not (number > 0).all():
            raise ValueError(f"{name} must be above 0, but is {_shown(number, number <= 0)}; give a positive number.")


def zero_or_more(**arguments):
    """Raise ValueError unless every argument is a finite number, or an array of them, of zero or more.

    >>> zero_or_more(dose_mg=-3)
    Traceback (most recent call last):
    ...
    ValueError: dose_mg must be 0 or more, but is -3; give 0 or a positive number.
    """
    for name, value in arguments.items():
        number = _numbers(name, value)
        if number.size == 0 or not (number >= 0).all():
            raise ValueError(f"{name} must be 0 or more, but is {_shown(number, number < 0)}; give 0 or a positive number.")


def finite(**arguments):
    """Raise ValueError unless every argument is a finite number, or an array of them.

    >>> finite(latent=float("nan"))
    Traceback (most recent call last):
    ...
    ValueError: latent must be finite, but is nan; replace the missing or endless value.
    """
    for name, value in arguments.items():
        _numbers(name, value)


def between(low, high, **arguments):
    """Raise ValueError unless every argument lies from low to high, both included.

    >>> between(0, 1, bioavailability=1.4)
    Traceback (most recent call last):
    ...
    ValueError: bioavailability must lie from 0 to 1, but is 1.4; give a number in that range.
    """
    for name, value in arguments.items():
        number = _numbers(name, value)
        inside = (number >= low) & (number <= high)
        if number.size == 0 or not inside.all():
            raise ValueError(f"{name} must lie from {low:g} to {high:g}, but is {_shown(number, ~inside)}; "
                             "give a number in that range.")


def whole(low, **arguments):
    """Raise ValueError unless every argument is one whole number of at least low.

    >>> whole(1, samples=2.5)
    Traceback (most recent call last):
    ...
    ValueError: samples must be a whole number of 1 or more, but is 2.5; give for example 1.
    """
    for name, value in arguments.items():
        good = isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value >= low
        if not good:
            raise ValueError(f"{name} must be a whole number of {low} or more, but is {value!r}; give for example {low}.")


def alike(**arguments):
    """Return the arguments as float arrays; raise ValueError unless they are finite numbers whose shapes fit together.

    >>> alike(a=[1, 2], b=[1, 2, 3])
    Traceback (most recent call last):
    ...
    ValueError: a and b must have shapes that fit together, but have (2,) and (3,); give single numbers or arrays of one shape.
    """
    arrays = [np.asarray(_numbers(name, value), float) for name, value in arguments.items()]
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        raise ValueError(f"{' and '.join(arguments)} must have shapes that fit together, but have "
                         f"{' and '.join(str(array.shape) for array in arrays)}; give single numbers or arrays of one shape.") from None
    return arrays


def known(kind, name, choices):
    """Return name if it is one of the choices; otherwise raise ValueError, which suggests the nearest one.

    >>> known("patient", "man_3", ["man_30", "woman_30"])
    Traceback (most recent call last):
    ...
    ValueError: No patient 'man_3'. Did you mean 'man_30'?
    """
    if isinstance(name, str) and name in choices:
        return name
    begun = [choice for choice in choices if isinstance(name, str) and name and choice.startswith(f"{name}_")][:3]
    near = begun or get_close_matches(str(name), list(choices), n=1, cutoff=0.5)
    if near:
        remedy = f"Did you mean {' or '.join(map(repr, near))}?"
    else:
        remedy = f"Choose from {', '.join(map(repr, list(choices)[:8]))}{' and others' if len(choices) > 8 else ''}."
    raise ValueError(f"No {kind} {name!r}. {remedy}")


def single(**arguments):
    """Raise ValueError if an argument is an array or a list; what else it must be, the other checks say.

    >>> single(strength=[0.5, 1])
    Traceback (most recent call last):
    ...
    ValueError: strength must be one number, but is [0.5, 1]; call the function once for each.
    """
    for name, value in arguments.items():
        if np.ndim(value):
            raise ValueError(f"{name} must be one number, but is {value!r}; call the function once for each.")


def one_number(**arguments):
    """Raise ValueError unless every argument is one finite number above zero.

    >>> one_number(interval_h=[8, 12])
    Traceback (most recent call last):
    ...
    ValueError: interval_h must be one number, but is [8, 12]; call the function once for each.
    """
    single(**arguments)
    positive(**arguments)


def _numbers(name, value):
    """The value as an array of finite floats, or a sentence that says why it is none."""
    try:
        number = np.asarray(value)
        if number.dtype.kind not in "iuf":
            raise TypeError
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number or an array of numbers, but is {value!r}; give it without a unit.") from None
    if not np.isfinite(number).all():
        raise ValueError(f"{name} must be finite, but is {_shown(number, ~np.isfinite(number))}; replace the missing or endless value.")
    return number


def _shown(number, wrong):
    """The first offending value, for a message."""
    return f"{number[wrong].flat[0]:g}" if number.size else "empty"
