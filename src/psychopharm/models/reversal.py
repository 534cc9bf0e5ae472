"""The voltage at which the current through a channel turns round: Nernst for one ion, and for the two that pass the GABA-A receptor.

A channel that chloride alone passes pulls the membrane towards the Nernst potential of chloride. The GABA-A receptor also lets
bicarbonate out, which pulls its reversal potential up. Concentrations in mM, temperature in degrees Celsius, potentials in mV, inside
against outside. Left out: other anions, activity coefficients, and that a long current changes the concentrations themselves.
Sources: the equations are physics; the concentrations stand in data/parameters/synapse.csv.
"""

import numpy as np

from psychopharm import checks
from psychopharm.parameters import parameter

GAS_CONSTANT_J_PER_MOL_K = 8.314462618
FARADAY_C_PER_MOL = 96485.33212
ZERO_CELSIUS_K = 273.15
MV_PER_V = 1000.0
BODY_TEMPERATURE_C = 37.0
COLDEST_C, HOTTEST_C = 0.0, 45.0          # beyond these no nerve cell works


def nernst_mV(inside_mM, outside_mM, charge, temperature_C=BODY_TEMPERATURE_C):
    """Potential at which an ion does not move on balance [mV]: E = RT/(zF) ln(outside/inside).

    inside_mM, outside_mM: concentrations [mM], numbers or arrays whose shapes fit together.   charge: z, such as -1 for chloride.
    temperature_C: 0 to 45 degrees Celsius.   Returns the shape of the concentrations.
    Raises ValueError for a concentration of zero or less, another temperature, or a charge that is not 1, 2, -1 or -2.

    >>> round(float(nernst_mV(inside_mM=7, outside_mM=130, charge=-1)), 1)
    -78.1
    """
    if isinstance(charge, bool) or not isinstance(charge, (int, float)) or charge not in (-2, -1, 1, 2):
        raise ValueError(f"charge must be -2, -1, 1 or 2, but is {charge!r}; give for example -1 for chloride.")
    checks.positive(inside_mM=inside_mM, outside_mM=outside_mM)
    inside, outside, _ = checks.alike(inside_mM=inside_mM, outside_mM=outside_mM, temperature_C=temperature_C)
    return _thermal_mV(temperature_C) / charge * (np.log(outside) - np.log(inside))


def gaba_reversal_mV(chloride_inside_mM, chloride_outside_mM=None, bicarbonate_inside_mM=None, bicarbonate_outside_mM=None,
                     permeability_ratio=None, temperature_C=BODY_TEMPERATURE_C):
    """Reversal potential of the GABA-A receptor [mV]: E = RT/F ln((Cl_i + p HCO3_i) / (Cl_o + p HCO3_o)).

    chloride_inside_mM, and the other concentrations: in the cell and outside it [mM], numbers or arrays whose shapes fit together.
    permeability_ratio: p, how easily bicarbonate passes compared with chloride [1], 0 or more; 0 leaves the Nernst potential of chloride.
    Whatever is not given is the number in data/parameters/synapse.csv.   temperature_C: 0 to 45 degrees Celsius.
    Raises ValueError for a chloride concentration of zero or less, a negative number elsewhere, another temperature.

    >>> [round(float(gaba_reversal_mV(chloride))) for chloride in (7, 20)]
    [-69, -47]
    """
    given = {"chloride_outside_mM": chloride_outside_mM, "bicarbonate_inside_mM": bicarbonate_inside_mM,
             "bicarbonate_outside_mM": bicarbonate_outside_mM, "bicarbonate_chloride_permeability_ratio": permeability_ratio}
    chloride_outside, bicarbonate_inside, bicarbonate_outside, ratio = (
        parameter(key).value if value is None else value for key, value in given.items())
    checks.positive(chloride_inside_mM=chloride_inside_mM, chloride_outside_mM=chloride_outside)
    checks.zero_or_more(bicarbonate_inside_mM=bicarbonate_inside, bicarbonate_outside_mM=bicarbonate_outside, permeability_ratio=ratio)
    chloride_in, chloride_out, bicarbonate_in, bicarbonate_out, ratio, _ = checks.alike(
        chloride_inside_mM=chloride_inside_mM, chloride_outside_mM=chloride_outside, bicarbonate_inside_mM=bicarbonate_inside,
        bicarbonate_outside_mM=bicarbonate_outside, permeability_ratio=ratio, temperature_C=temperature_C)
    return _thermal_mV(temperature_C) * (np.log(chloride_in + ratio * bicarbonate_in) - np.log(chloride_out + ratio * bicarbonate_out))


def _thermal_mV(temperature_C):
    """RT/F [mV]."""
    checks.between(COLDEST_C, HOTTEST_C, temperature_C=temperature_C)
    return MV_PER_V * GAS_CONSTANT_J_PER_MOL_K * (np.asarray(temperature_C, float) + ZERO_CELSIUS_K) / FARADAY_C_PER_MOL
