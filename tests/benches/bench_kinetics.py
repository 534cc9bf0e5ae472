"""How fast and how exact the kinetics are: measured, not asserted.

    .venv/bin/python tests/benches/bench_kinetics.py

Prints the machine, the versions, and one table: 90 days of three tablets a day, hourly, parent and metabolite, against the
bars of the course and against the general solvers of scipy (and libroadrunner, where it is installed) in the same run.
CPU times are the smallest of several runs; the solvers get rtol = atol = 1e-8.
"""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from measure import cpu_ms, show
from scipy.integrate import odeint, solve_ivp

from psychopharm.models import kinetics
from psychopharm.models.patients import body
from psychopharm.models.population import virtual_people

sys.path += [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "models")]
from test_kinetics import EQUAL_RATES, exact  # noqa: E402  the fifty-digit solution lives beside its tests

DAYS, INTERVAL_H, SAMPLES = 90, 8, 8
DOSES = [5.0] * (DAYS * 24 // INTERVAL_H)
MAN = body("man_30")


def with_solver(solver):
    """The same levels by a general solver, dose after dose; returns (2, times)."""
    rates, rows = kinetics.rate_matrix(MAN), kinetics.plasma_rows(MAN)
    lag, state, levels = MAN.absorption_lag_h, np.zeros(4), []
    for dose in DOSES:
        levels.append(rows @ state)
        state = solver(rates, state, [0, lag])[-1] + [MAN.bioavailability * dose, 0, 0, 0]
        path = solver(rates, state, [0, *(np.arange(1, SAMPLES + 1) * INTERVAL_H / SAMPLES - lag)])
        levels.extend(rows @ point for point in path[1:-1])
        state = path[-1]
    return np.array(levels).T


def by_odeint(rates, state, times):
    return odeint(lambda x, _: rates @ x, state, times, rtol=1e-8, atol=1e-8, Dfun=lambda *_: rates)


def by_solve_ivp(rates, state, times):
    return solve_ivp(lambda _, x: rates @ x, (times[0], times[-1]), state, "LSODA", times, rtol=1e-8, atol=1e-8).y.T


def roadrunner_ms():
    """CPU time of libroadrunner for one person [ms], or None where it is not installed."""
    if importlib.util.find_spec("roadrunner") is None or importlib.util.find_spec("antimony") is None:
        return None
    import antimony
    import roadrunner
    antimony.loadAntimonyString(f"""
        model m; G=0; A=0; T=0; N=0;
        G -> A; {MAN.absorption_rate_per_h}*G;  A -> T; {MAN.distribution_clearance_L_per_h / MAN.central_volume_L}*A;
        T -> A; {MAN.distribution_clearance_L_per_h / MAN.tissue_volume_L}*T;
        A -> {MAN.nordiazepam_mg_per_mg} N; {MAN.clearance_L_per_h / MAN.central_volume_L}*A;
        N -> ; {MAN.nordiazepam_clearance_L_per_h / MAN.nordiazepam_volume_L}*N;
        at (time >= {MAN.absorption_lag_h}): G = G + {MAN.bioavailability * DOSES[0]};
        end""")
    model = roadrunner.RoadRunner(antimony.getSBMLString("m"))
    model.integrator.relative_tolerance = model.integrator.absolute_tolerance = 1e-8

    def run():
        model.reset()
        for k in range(len(DOSES)):
            model.simulate(k * INTERVAL_H, (k + 1) * INTERVAL_H, SAMPLES + 1)
            model["G"] = model["G"] + MAN.bioavailability * DOSES[0]
    return cpu_ms(run, 2)


def error():
    """Largest error against fifty digits, over the peak, for rates apart and equal."""
    worst = 0.0
    for person in EQUAL_RATES.values():
        truth = exact(person, DOSES, INTERVAL_H, SAMPLES)
        found = kinetics.concentrations(person, DOSES, INTERVAL_H, SAMPLES)
        for output in range(2):
            worst = max(worst, float(max(abs(float(level) - row[output]) for level, row in zip(found[output], truth)) / max(row[output] for row in truth)))
    return worst


def memory_mb(people):
    """Peak memory of a fresh interpreter that summarises so many people [MB]."""
    code = ("import resource\nfrom psychopharm.models.patients import body\nfrom psychopharm.models.population import virtual_people\n"
            "from psychopharm.models.kinetics import steady_state\n"
            f"steady_state(virtual_people(body('man_30'), {people}), 5, 8)\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)")
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def import_s(modules, runs=7):
    """Smallest wall time of a fresh interpreter that imports modules [s]."""
    best = float("inf")
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)
        best = min(best, time.perf_counter() - begin)
    return best


def main():
    people = virtual_people(MAN, 1000)
    output = kinetics.concentrations(people, DOSES, INTERVAL_H, SAMPLES)
    thousand = cpu_ms(lambda: kinetics.concentrations(people, DOSES, INTERVAL_H, SAMPLES), 7)
    copy = cpu_ms(output.copy, 7)
    one = cpu_ms(lambda: kinetics.concentrations(MAN, DOSES, INTERVAL_H, SAMPLES), 50)
    summary = cpu_ms(lambda: [kinetics.steady_state(MAN, 5, INTERVAL_H) for _ in range(50)], 9) / 50
    crowd = virtual_people(MAN, 100_000)
    many = cpu_ms(lambda: kinetics.steady_state(crowd, 5, INTERVAL_H), 2)
    solver, other = cpu_ms(lambda: with_solver(by_odeint), 3), cpu_ms(lambda: with_solver(by_solve_ivp), 1)
    difference = np.abs(with_solver(by_odeint) - kinetics.concentrations(MAN, DOSES, INTERVAL_H, SAMPLES)).max()
    roadrunner = roadrunner_ms()
    models = import_s("psychopharm.models.patients, psychopharm.models.population, psychopharm.models.regimens")
    bare = import_s("numpy, scipy.linalg")

    lines = [
        ("error against fifty digits, also with equal rates, over the peak", f"{error():.1e}", "1e-12"),
        ("1000 people, CPU each", f"{thousand:.1f} us", "30 us"),
        ("  over a numpy copy of the output", f"{thousand / copy:.1f}", "12"),
        ("  odeint over it, one person", f"{solver / (thousand / 1000):.0f}", "at least 2000"),
        ("  solve_ivp (LSODA) over it, one person", f"{other / (thousand / 1000):.0f}", ""),
        ("  libroadrunner over it, one person", f"{roadrunner / (thousand / 1000):.0f}" if roadrunner else "not installed", ""),
        ("one person, CPU", f"{one:.2f} ms", "1.5 ms"),
        ("summaries of one person on the plateau, CPU", f"{summary:.3f} ms", "0.1 ms"),
        ("100,000 people, summaries, CPU", f"{many / 1000:.2f} s", "5 s"),
        ("  peak memory", f"{memory_mb(100_000):.0f} MB", "300 MB"),
        ("  peak memory of 10,000 people", f"{memory_mb(10_000):.0f} MB", ""),
        ("import of the models over numpy + scipy.linalg", f"{models - bare:+.3f} s", "+0.1 s"),
        ("largest difference from odeint", f"{difference:.1e} ng/mL", ""),
    ]
    show(lines)


if __name__ == "__main__":
    main()
