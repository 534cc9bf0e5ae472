"""How fast the circuit models are, and how exact the path of the seizure-prone network is: measured, not asserted.

    .venv/bin/python tests/benches/bench_circuit.py

CPU times are the smallest of several runs. The bar for the model part of one move of an explorer is 15 ms.
"""

import numpy as np
from measure import cpu_ms, show
from scipy.integrate import solve_ivp

from psychopharm.models import circuit, seizure


def solved(strength):
    """Three seconds of the network by a general solver, at the times of `activity`."""
    net, rises = seizure.network(), lambda x, s, th: 1 / (1 + np.exp(-s * (x - th))) - 1 / (1 + np.exp(s * th))

    def slopes(_, state):
        e, i = state
        return [(rises(net.weight_e_to_e * e - net.weight_i_to_e * strength * i + net.input_e, net.slope_e, net.threshold_e) - e) / net.tau_ms,
                (rises(net.weight_e_to_i * e - net.weight_i_to_i * i, net.slope_i, net.threshold_i) - i) / net.tau_ms]
    return solve_ivp(slopes, (0, seizure.DURATION_MS), (0.1, 0.05), method="LSODA", rtol=1e-9, atol=1e-11, t_eval=np.arange(seizure.DURATION_MS + 1)).y


def mean_error():
    """Largest difference of the late mean from the solver's, for three strengths of inhibition."""
    return max(abs(solved(q)[0, 1500:].mean() - seizure.late_activity(q)) for q in (1.0, 0.805, 0.7))


def main():
    conductances, frequencies = np.linspace(0, 10, 201), np.arange(5, 40.1, 0.25)
    pair = circuit.ei_pair(1)
    lines = [
        ("firing rate at 201 conductances", f"{cpu_ms(lambda: circuit.firing_rate_Hz(conductances, -69, 300), 200):.2f} ms", "15 ms"),
        ("spectrum at 141 frequencies and power in three bands", f"{cpu_ms(lambda: (circuit.power_spectrum(frequencies, pair), [circuit.band_power(8, high, pair) for high in (13, 25, 31)]), 200):.2f} ms", "15 ms"),
        ("three seconds of the network, bursting", f"{cpu_ms(lambda: seizure.activity(1.0), 15):.1f} ms", "15 ms"),
        ("three seconds of the network, in a seizure", f"{cpu_ms(lambda: seizure.activity(0.7), 15):.1f} ms", "15 ms"),
        ("  LSODA of scipy over the bursting one", f"{cpu_ms(lambda: solved(1.0), 2) / cpu_ms(lambda: seizure.activity(1.0), 5):.0f}", ""),
        ("largest error of a late mean", f"{mean_error():.1e}", "1e-3"),
    ]
    show(lines)


if __name__ == "__main__":
    main()
