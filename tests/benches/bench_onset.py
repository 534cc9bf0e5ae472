"""How fast and how exact the onset model is: measured, not asserted.

    .venv/bin/python tests/benches/bench_onset.py

Prints the machine, the versions, and two tables: 42 days with four steps, with the numbers that lessons print, beside the general
solvers of scipy in the same run; and the Euler rule with a quarter of a day, by which the reference results were once made.
CPU times are the smallest of several runs.
"""

import numpy as np
from measure import cpu_ms
from scipy.integrate import solve_ivp

from psychopharm.models import onset
from psychopharm.models.onset import benefit_share, course, neuron, recovery_d

BAR_MS = 5.0
OCCUPANCY = 0.8
AROUND, AHEAD = onset._gains(OCCUPANCY, neuron())


def of_states(time_d, states):
    """The Course through states (R, H, M) that another method found."""
    firing = np.array([onset._rates(tuple(state), AROUND, AHEAD, 1.0, neuron())[0] for state in states])
    return onset.Course(np.asarray(time_d), firing, firing * AROUND, firing * AHEAD, 1 - states[:, 0], states[:, 2])


def slopes(_, state):
    return onset._rates(state, AROUND, AHEAD, 1.0, neuron())[1]


def by_solver(method, tolerance):
    """The same 42 days by solve_ivp, at the same points."""
    time_d = np.linspace(0, 42, 85)
    return of_states(time_d, solve_ivp(slopes, (0, 42), (1, 1, 0), method, time_d, rtol=tolerance, atol=tolerance).y.T)


def by_euler(step_d=0.25):
    """The same by the Euler rule."""
    states = [np.array([1.0, 1.0, 0.0])]
    for _ in range(round(42 / step_d)):
        states.append(states[-1] + step_d * np.array(slopes(0, tuple(states[-1]))))
    return of_states(np.arange(len(states)) * step_d, np.array(states))


def printed(found):
    """What lessons print, with two digits more than they print."""
    def at(curve, day):
        return np.interp(day, found.time_d, curve)
    return (f"{100 * at(found.firing, 0):7.2f} {100 * at(found.firing, 1):7.2f} {100 * at(found.desensitised, 3):7.2f} {100 * at(found.desensitised, 21):7.2f} "
            f"{recovery_d(found):8.3f} {at(found.forebrain, 42):7.4f} {100 * at(benefit_share(found), 7):7.2f}")


def main():
    truth = by_solver("DOP853", 1e-12)
    print(f"42 days at {100 * OCCUPANCY:g} % of transporters filled; bar: {BAR_MS:g} ms CPU\n")
    print(f"{'':34} CPU ms  largest error  F0 (%)  F1 (%)  D3 (%) D21 (%)  t95 (d) S_f(42) week 1 (%)")
    ways = {f"course, step {step:g} d{' (default)' if step == 0.5 else ''}": (lambda step=step: course(OCCUPANCY, step_d=step)) for step in (0.8, 0.5, 0.25, 0.125)}
    ways |= {f"solve_ivp {method}, tolerance {tolerance:g}": (lambda method=method, tolerance=tolerance: by_solver(method, tolerance))
             for method, tolerance in (("RK45", 1e-6), ("LSODA", 1e-6), ("DOP853", 1e-12))}
    ways["Euler, step 0.25 d"] = by_euler
    for name, call in ways.items():
        found = call()
        error = np.abs(np.interp(truth.time_d, found.time_d, found.firing) - truth.firing).max() if len(found.time_d) != 85 else np.abs(found.firing - truth.firing).max()
        print(f"{name:34} {cpu_ms(call, 20):6.2f}  {error:13.1e} {printed(found)}")
    print("\nThe error of a step that is no divisor of half a day is that of reading between points.")
    print(f"firing alone, solved once: {1e3 * cpu_ms(lambda: onset._firing(1.4, 0.4, AROUND, 2.0), 200):.1f} us")


if __name__ == "__main__":
    main()
