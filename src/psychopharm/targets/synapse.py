"""What the schemes of a synapse and the Nernst equation give for each row of data/targets/synapse.csv."""

from psychopharm.models import reversal
from psychopharm.models.synapse import brief_pulse, five_state, jones_westbrook, response, square_pulse, step_to, time_to_a_third_ms, two_state
from psychopharm.parameters import parameter


def _ratio(what, pulse, ligand="benzodiazepine"):
    """A number of the response with the drug at every receptor, over that without."""
    with_drug, without = (getattr(response(jones_westbrook(ligand, occupancy), pulse), what) for occupancy in (1.0, 0.0))
    return with_drug / without


def _peak_of_a_step(conc_mM):
    return response(jones_westbrook(), step_to(conc_mM)).peak


def _chloride_mV():
    return reversal.nernst_mV(parameter("chloride_inside_mM").value, parameter("chloride_outside_mM").value, charge=-1)


MODEL = {
    "S01": lambda: 100 * _peak_of_a_step(1.0) / _peak_of_a_step(100.0),
    "S03_five_state": lambda: time_to_a_third_ms(five_state(), square_pulse()),
    "S03_two_state": lambda: time_to_a_third_ms(two_state(), square_pulse()),
    "S04": lambda: 100 * _ratio("decay_ms", brief_pulse()),
    "S05": lambda: 100 * _ratio("peak", brief_pulse()),
    "S07": lambda: _ratio("decay_ms", brief_pulse(), "neurosteroid") / _ratio("decay_ms", brief_pulse()),
    "S08": lambda: _ratio("peak", square_pulse()),
    "S09": _chloride_mV,
}
