"""How fast and how exact the synapse is: measured, not asserted.

    .venv/bin/python tests/benches/bench_synapse.py

Prints the machine, the versions, and one table: 2000 samples of the seven states over 400 ms after a brief and a square pulse, against
the bar of the course and against odeint of scipy in the same run; the summary; the error against scipy's matrix exponential from one
sample to the next; and what half the step of the brief pulse changes. CPU times are the smallest of several runs; odeint gets
rtol = atol = 1e-8 and the Jacobian.
"""

import numpy as np
from measure import cpu_ms, show
from scipy.integrate import odeint
from scipy.linalg import expm

from psychopharm.models.synapse import brief_pulse, jones_westbrook, open_probability, response, square_pulse

STEP_MS, SAMPLES = 0.2, 2000
PULSES = {"brief pulse": brief_pulse(), "square pulse": square_pulse()}
SCHEME = jones_westbrook(occupancy=1.0)


def piece_by_piece(pulse, solve):
    """The response at the samples; solve(rates, state, times) carries the states over one piece of constant GABA. Samples fall on its ends."""
    times, state, found = STEP_MS * np.arange(SAMPLES), np.eye(7)[0], np.zeros(SAMPLES)
    edges = [*(pulse.step_ms * np.arange(len(pulse.concentrations_mM) + 1)), times[-1]]
    for start, end, conc in zip(edges, edges[1:], (*pulse.concentrations_mM, pulse.after_mM)):
        inside = (times > start + 1e-9) & (times < end + 1e-9)
        rates = SCHEME.rates_per_ms + conc * SCHEME.gaba_rates_per_mM_ms
        path = solve(rates, state, np.concatenate([[start], np.clip(times[inside], start, end), [end]]))
        found[inside], state = path[1:-1, list(SCHEME.open_states)].sum(1), path[-1]
    return found


def by_odeint(rates, state, times):
    return odeint(lambda x, _: rates @ x, state, times, rtol=1e-8, atol=1e-8, Dfun=lambda *_: rates)


def by_expm(rates, state, times):
    path = [state]
    for gap in np.diff(times):
        path.append(expm(rates * gap) @ path[-1])
    return np.array(path)


def ratios(step_ms):
    """Peak, length and charge with a benzodiazepine at every receptor, over those without."""
    without, drug = (response(jones_westbrook(occupancy=share), brief_pulse(step_ms)) for share in (0.0, 1.0))
    return [getattr(drug, what) / getattr(without, what) for what in ("peak", "decay_ms", "charge_ms")]


def main():
    lines = []
    for name, pulse in PULSES.items():
        one = cpu_ms(lambda pulse=pulse: open_probability(SCHEME, pulse, STEP_MS, SAMPLES), 300)
        solver = cpu_ms(lambda pulse=pulse: piece_by_piece(pulse, by_odeint), 5)
        found = open_probability(SCHEME, pulse, STEP_MS, SAMPLES)
        lines += [(f"{name}: {SAMPLES} samples, CPU", f"{one:.2f} ms", "0.3 ms"), ("  odeint over it", f"{solver / one:.0f}", ""),
                  ("  summary (peak, length, charge), CPU", f"{cpu_ms(lambda pulse=pulse: response(SCHEME, pulse), 100):.2f} ms", ""),
                  ("  largest difference from scipy's expm, over the peak", f"{np.abs(found - piece_by_piece(pulse, by_expm)).max() / found.max():.0e}", "1e-12"),
                  ("  largest difference from odeint, over the peak", f"{np.abs(found - piece_by_piece(pulse, by_odeint)).max() / found.max():.0e}", "")]
    for what, coarse, fine in zip(("peak", "length", "charge"), ratios(0.02), ratios(0.01)):
        lines.append((f"times as much {what} with the drug, in steps of 0.02 and 0.01 ms", f"{coarse:.4f}, {fine:.4f}", "differ by < 0.005"))
    show(lines)


if __name__ == "__main__":
    main()
