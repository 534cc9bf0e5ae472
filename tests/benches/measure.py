"""What all benches share: CPU time of a call, the machine, and the table of what was measured beside its bar."""

import platform
import time

import numpy as np
import scipy


def cpu_ms(call, runs):
    """The smallest CPU time of several runs [ms]."""
    best = float("inf")
    for _ in range(runs):
        begin = time.process_time()
        call()
        best = min(best, time.process_time() - begin)
    return 1000 * best


def show(lines):
    """Print the machine, and lines of (name, measured, bar)."""
    print(f"{platform.processor() or platform.machine()}, {platform.system()}; Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}\n")
    width = max(len(line[0]) for line in lines)
    print(f"{'':{width}}  {'measured':>14}  bar")
    for name, measured, bar in lines:
        print(f"{name:{width}}  {measured:>14}  {bar}")
