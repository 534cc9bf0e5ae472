"""How fast and how exact the network of symptoms is: measured, not asserted.

    .venv/bin/python tests/benches/bench_causes.py

Prints, for a cut that ends the episode soon and one that ends it late, the CPU time, the largest error along the way against DOP853 at a
tolerance of 1e-12, and the symptoms left: by the model, by the general solvers of scipy, and by the Euler rule of the reference results. CPU times
are the smallest of several runs. The bar for the model part of one move of an explorer is 15 ms.
"""

import numpy as np
from measure import cpu_ms
from scipy.integrate import solve_ivp

from psychopharm.models import causes

COUPLING, THRESHOLD, STRESS, LENGTH, POINTS = 2, 4, 0.4, 80, 80


def slopes(chance, kept):
    return kept / (1 + np.exp(-(COUPLING * causes.links() @ chance + STRESS - THRESHOLD))) - chance


def by_solver(cut, method, tolerance):
    """Chances at the times of `network_course` by solve_ivp, one stage after another."""
    now, stages = np.ones(10), [np.ones((10, 1))]
    for share in (0, cut, 0):
        kept = causes._kept(share)
        found = solve_ivp(lambda _, x, kept=kept: slopes(x, kept), (0, LENGTH), now, method, np.linspace(0, LENGTH, POINTS + 1), rtol=tolerance, atol=tolerance).y
        now = found[:, -1]
        stages.append(found[:, 1:])
    return np.concatenate(stages, axis=1)


def by_euler(cut, step=0.2):
    now, states = np.ones(10), [np.ones(10)]
    for share in (0, cut, 0):
        kept = causes._kept(share)
        for _ in range(round(LENGTH / step)):
            now = now + step * slopes(now, kept)
            states.append(now)
    return np.array(states[::round(LENGTH / POINTS / step)]).T


def main():
    for cut in (0.6, 0.12):
        truth = by_solver(cut, "DOP853", 1e-12)
        print(f"tightly linked network, cut {100 * cut:g} %; bar: 15 ms CPU\n{'':34} CPU ms  largest error  left after")
        ways = {"network_course": lambda: causes.network_course(COUPLING, THRESHOLD, STRESS, cut, LENGTH, POINTS).chance}
        ways |= {f"solve_ivp {method}, tolerance {tolerance:g}": (lambda method=method, tolerance=tolerance: by_solver(cut, method, tolerance))
                 for method, tolerance in (("LSODA", 1e-9), ("RK45", 1e-6), ("DOP853", 1e-12))}
        ways["Euler, step 0.2"] = lambda: by_euler(cut)
        for name, call in ways.items():
            found = call()
            print(f"{name:34} {cpu_ms(call, 10):6.2f}  {np.abs(found - truth).max():13.1e}  {found[:, -1].sum():.6f}")
        print()
    print(f"one common cause: {cpu_ms(lambda: causes.latent_course(0.6), 50):.2f} ms")


if __name__ == "__main__":
    main()
