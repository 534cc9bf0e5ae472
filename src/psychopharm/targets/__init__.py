"""Models held to published results: what a model gives for each row of data/targets, and whether it hits.

>>> row = {row["key"]: row for row in results("kinetics")}["P01"]
>>> round(row["model"]), row["hit"]
(361, True)
"""

from importlib import import_module

import numpy as np

from psychopharm.parameters import rows


def results(subject):
    """One dict per target of a subject: key, quantity, published, low, high, unit, model (the number), hit, role, source.

    subject: name of a file in data/targets. Raises ValueError for another.
    """
    targets = rows("targets", subject)
    model = import_module(f"psychopharm.targets.{subject}").MODEL
    return [_result(target, float(model[target.key]())) for target in targets]


def _result(target, found):
    low = -np.inf if target.low is None else target.low
    high = np.inf if target.high is None else target.high
    return {"key": target.key, "quantity": target.quantity, "published": target.published, "low": target.low, "high": target.high,
            "unit": target.unit, "model": found, "hit": bool(low <= found <= high), "role": target.role, "source": target.source}
