"""How fast and how exact the receptor is: measured, not asserted.

    .venv/bin/python tests/benches/bench_receptor.py

Prints the machine, the versions, and one table: the curve of the picture, its concentrations for half of the effect, the error against
fifty digits, and a move of the explorer with and without its picture. CPU times are the smallest of several runs.
"""

import time

import mpmath
import numpy as np
from measure import cpu_ms, show

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures import receptor as figure
from psychopharm.models.receptor import ec50_uM, ligand, open_probability
from psychopharm.parameters import parameter

GABA_UM = np.concatenate([[0], np.logspace(-3, 3, 301)[1:]])


def error():
    """Largest relative error of the share of open channels against fifty digits, over GABA, with diazepam and flumazenil."""
    with mpmath.workdps(50):
        gaba, drug, blocker = (ligand(name) for name in ("GABA", "diazepam", "flumazenil"))
        worst = mpmath.mpf(0)
        for conc in GABA_UM:
            x, d, f = mpmath.mpf(float(conc)) / mpmath.mpf(gaba.kd), mpmath.mpf(19) / mpmath.mpf(drug.kd), mpmath.mpf(30) / mpmath.mpf(blocker.kd)
            q = ((1 + x) / (1 + x / mpmath.mpf(gaba.ratio))) ** gaba.sites * (1 + d + f) / (1 + d / mpmath.mpf(drug.ratio) + f)
            truth = 1 / (1 + mpmath.mpf(parameter("gaba_a_closed_open_ratio").value) * q)
            worst = max(worst, abs(mpmath.mpf(float(open_probability(conc, 19, 30))) / truth - 1))
        return float(worst)


def moves(explorer):
    """CPU of a new state of the model behind a move, and of a whole move with its picture [ms], median of many."""
    steps, whole = iter(10 ** (np.arange(0, 150) / 50)), []
    for drug_nM in [float(next(steps)) for _ in range(60)]:
        begin = time.process_time()
        explorer.knobs["drug_nM"].widget.value = drug_nM
        whole.append(1000 * (time.process_time() - begin))
    models = [cpu_ms(lambda: figure._state("diazepam", float(next(steps)), 0, "all"), 1) for _ in range(60)]
    return float(np.median(models)), float(np.median(whole))


def main():
    explorer = Explorer(figure.one_receptor, gaba=slider("gaba_concentration"), drug=choice("receptor_ligand"), drug_nM=slider("ligand_concentration"),
                        flumazenil=slider("flumazenil_concentration"), subtype=choice("receptor_subtype"), axis=choice("channel_axis"))
    models, whole = moves(explorer)
    lines = [
        ("error against fifty digits", f"{error():.1e}", "1e-12"),
        ("one curve of 301 points, CPU", f"{cpu_ms(lambda: open_probability(GABA_UM, 19), 200):.3f} ms", "0.2 ms"),
        ("one concentration for half of the effect, CPU", f"{cpu_ms(lambda: ec50_uM(19), 200):.3f} ms", "0.2 ms"),
        ("a new state of the model behind a move, CPU", f"{models:.2f} ms", "15 ms"),
        ("a whole move with its picture, CPU", f"{whole:.1f} ms", ""),
    ]
    show(lines)


if __name__ == "__main__":
    main()
