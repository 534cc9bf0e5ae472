"""From a hand on a control to a picture and a sentence: one call turns a figure into an experiment.

    explore(one_tablet, dose=choice("single_dose"), hours=slider("hours_since_tablet"), axis=choice("level_axis"))

A figure is built once; a move only changes what is inside its axes, which is drawn over a stored background and sent
as one small picture together with its sentence. A move notes the newest values; one paint follows on the main loop of
the kernel, so a burst of moves costs one paint and the picture never lags behind the hand.
"""

from psychopharm.explore.controls import choice, slider
from psychopharm.explore.explorer import Explorer, explore, result

__all__ = ["Explorer", "choice", "explore", "result", "slider"]
