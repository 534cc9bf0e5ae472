"""What the pictures of depression give for each row of data/targets/causes.csv."""

from psychopharm.models.causes import at_stage_ends, episode, symptoms, symptoms_present
from psychopharm.parameters import parameter


def _example(cause):
    return episode(cause, parameter("network_treatment_cut").value)


def _mood_ratio(cause):
    before, during, _ = at_stage_ends(_example(cause))[symptoms().index("mood")]
    return during / before


MODEL = {
    "T5_09_stays": lambda: symptoms_present(_example("tight"))[2],
    "T5_09_relapses": lambda: symptoms_present(_example("loose"))[2],
    "T5_09_mood_loose": lambda: _mood_ratio("loose"),
    "T5_09_mood_common": lambda: _mood_ratio("common"),
}
