"""A quantitative course on diazepam and antidepressants: models, figures and explorers.

>>> from psychopharm.parameters import parameter
>>> parameter("diazepam_clearance_man").unit
'mL/min/kg'
"""
