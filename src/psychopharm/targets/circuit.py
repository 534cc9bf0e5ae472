"""What the model neuron, the beta rhythm and the seizure-prone network give for each row of data/targets/circuit.csv."""

from psychopharm.models import circuit, seizure
from psychopharm.parameters import parameter


def _value(key):
    return parameter(key).value


def _rate_ratio(reversal_key):
    """Rate with GABA over the rate without."""
    conductance_nS, current_pA, reversal_mV = (_value(key) for key in ("lif_gaba_conductance_nS", "lif_input_current_pA", reversal_key))
    return circuit.firing_rate_Hz(conductance_nS, reversal_mV, current_pA) / circuit.firing_rate_Hz(0, reversal_mV, current_pA)


def _late(gain, reversal_key="seizure_normal_reversal_mV"):
    return seizure.late_activity(float(seizure.inhibition(_value("seizure_share_left"), gain, _value(reversal_key))))


MODEL = {
    "S10_none": lambda: circuit.firing_rate_Hz(0, _value("seizure_normal_reversal_mV"), _value("lif_input_current_pA")),
    "S10_shunts": lambda: _rate_ratio("seizure_normal_reversal_mV"),
    "S10_excites": lambda: _rate_ratio("seizure_raised_reversal_mV"),
    "S11_beta": lambda: circuit.band_power(15, 25, circuit.ei_pair(1)) / circuit.band_power(15, 25, circuit.ei_pair(0)),
    "S11_shift": lambda: circuit.peak_frequency_Hz(circuit.ei_pair(1)) - circuit.peak_frequency_Hz(circuit.ei_pair(0)),
    "S12_runs": lambda: _late(1),
    "S12_rescued": lambda: _late(1.15),
    "S12_depolarising": lambda: _late(2, "seizure_raised_reversal_mV"),
}
