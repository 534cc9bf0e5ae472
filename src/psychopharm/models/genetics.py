"""How a genotype changes the clearance of diazepam.

Diazepam leaves by CYP2C19, by CYP3A4 and by other routes that run side by side, so clearances add: with the shares
f19 + f3A4 + fother = 1 and an enzyme activity of 1 in a normal metaboliser, the clearance is multiplied by

    f19 A19 + f3A4 A3A4 + fother

Sources: andersson_1990, caraco_1995; nordiazepam has shares of its own (zhang_1990, wan_1996, qin_1999).
"""

from psychopharm import checks
from psychopharm.parameters import parameter

ACTIVITY = {"PM": "cyp2c19_activity_pm", "IM": "cyp2c19_activity_im", "NM": "cyp2c19_activity_nm"}


def clearance_factor(share_cyp2c19, share_cyp3a4, share_other, cyp2c19_activity, cyp3a4_activity=1.0):
    """Factor on clearance [1] of routes side by side; arguments [1] broadcast.

    >>> float(clearance_factor(0.5, 0.35, 0.15, cyp2c19_activity=0))
    0.5
    """
    arguments = dict(share_cyp2c19=share_cyp2c19, share_cyp3a4=share_cyp3a4, share_other=share_other,
                     cyp2c19_activity=cyp2c19_activity, cyp3a4_activity=cyp3a4_activity)
    checks.zero_or_more(**arguments)
    share_cyp2c19, share_cyp3a4, share_other, cyp2c19_activity, cyp3a4_activity = checks.alike(**arguments)
    return share_cyp2c19 * cyp2c19_activity + share_cyp3a4 * cyp3a4_activity + share_other


def metaboliser_factors(cyp2c19):
    """Factors on the clearance of diazepam and of nordiazepam in a metaboliser of CYP2C19: PM (poor), IM, NM (normal).

    >>> metaboliser_factors("PM")
    (0.5, 0.6)
    """
    activity = parameter(ACTIVITY[checks.known("CYP2C19 metaboliser", cyp2c19, ACTIVITY)]).value
    return tuple(float(clearance_factor(*(parameter(f"{drug}_fraction_{route}").value for route in ("cyp2c19", "cyp3a4", "other")), activity))
                 for drug in ("diazepam", "nordiazepam"))
