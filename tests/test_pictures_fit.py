"""The pictures of lessons 02 to 04 at the widths that a page gives them: nothing written is cut, no name of a panel or an axis is written over."""

from itertools import combinations

import pytest

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.affinity import affinity_map
from psychopharm.figures.anxiety import anxiety_by_class, benzodiazepines_in_depression
from psychopharm.figures.causes import cause_or_network
from psychopharm.figures.circuit import beta_rhythm, one_circuit, seizure_pair
from psychopharm.figures.clocks import two_clocks
from psychopharm.figures.depletion import depletion
from psychopharm.figures.occupancy import dose_and_occupancy
from psychopharm.figures.onset import pindolol_weeks, raphe_neuron
from psychopharm.figures.receptor import one_receptor
from psychopharm.figures.recovery import measured_again, one_after_another
from psychopharm.figures.scales import one_total, scale_ceiling
from psychopharm.figures.style import Look
from psychopharm.figures.synapse import one_synapse
from psychopharm.figures.trials import many_trials, two_arms

LAB_PX = 565              # the cell of a lesson in JupyterLab at 1280 x 720; just not narrow
SLACK_PX = 1              # outlines of letters are smooth
CONTROLS = {
    affinity_map: {"drugs": choice("affinity_drugs"), "conc_nM": slider("affinity_concentration"), "shown": choice("affinity_shown"), "pair": choice("affinity_pair")},
    dose_and_occupancy: {"dose": slider("dose_multiple"), "target": choice("occupied_target"), "steps": choice("reduction_steps")},
    depletion: {"people": choice("depletion_people"), "lowered": choice("depletion_lowered")},
    one_receptor: {"gaba": slider("gaba_concentration"), "drug": choice("receptor_ligand"), "drug_nM": slider("ligand_concentration"),
                   "flumazenil": slider("flumazenil_concentration"), "subtype": choice("receptor_subtype"), "axis": choice("channel_axis")},
    raphe_neuron: {"occupancy": slider("onset_transporters_filled"), "model": choice("onset_explanation"), "day": slider("onset_day"),
                   "pindolol": slider("onset_autoreceptors_blocked")},
    two_clocks: {"hours": slider("hours_since_first_tablet"), "drug": choice("clock_treatment"), "evidence": choice("clock_evidence")},
    one_synapse: {"occupancy_pct": slider("synapse_occupancy"), "pulse": choice("gaba_pulse"), "ligand": choice("synapse_ligand"),
                  "temperature_C": slider("synapse_temperature")},
    one_circuit: {"gaba_nS": slider("gaba_conductance"), "chloride_inside_mM": slider("chloride_inside"), "input_pA": slider("input_current"),
                  "drug": choice("cell_benzodiazepine")},
    beta_rhythm: {"occupancy": slider("rhythm_occupancy"), "band": choice("rhythm_band")},
    seizure_pair: {"share_left": slider("inhibition_left"), "gain": slider("inhibition_gain"), "start": choice("network_start"),
                   "reversal_potential": choice("network_reversal")},
    measured_again: {"cutoff": slider("second_look_cutoff"), "reliability": slider("second_look_reliability")},
    one_after_another: {"weeks": slider("weeks_each"), "number": slider("treatments_tried"), "relapse": choice("recovery_relapse")},
    cause_or_network: {"cause": choice("cause_of_symptoms"), "cut": slider("symptom_cut"), "stage": choice("treatment_stage")},
    anxiety_by_class: {"synthesis": choice("anxiety_synthesis"), "shown": choice("anxiety_shown")},
    benzodiazepines_in_depression: {},
    one_total: {"core": slider("severity_core"), "anxiety": slider("severity_anxiety"), "sleep": slider("severity_sleep"), "scale": choice("rating_scale")},
    scale_ceiling: {"share": slider("items_removed"), "items": choice("removed_items"), "cutoff": slider("trial_inclusion")},
    two_arms: {"profile": choice("profile"), "strength": slider("effect_strength"), "scale": choice("rating_scale"), "cutoff": slider("trial_inclusion"),
               "people": slider("people_per_arm"), "stopped": choice("people_stopped")},
    many_trials: {"people": slider("people_per_trial"), "profile": choice("profile"), "scale": choice("rating_scale"), "strength": slider("effect_strength")},
    pindolol_weeks: {}}


@pytest.mark.parametrize("width_px", [340, LAB_PX, 720])
@pytest.mark.parametrize("build", CONTROLS, ids=lambda build: build.__name__)
def test_nothing_written_is_cut_and_no_name_of_a_panel_or_axis_is_written_over(build, width_px):
    explorer = Explorer(build, **CONTROLS[build])
    explorer.look = Look(width_px=width_px)
    explorer._build_figure()
    wrong = {}
    for values in states(explorer):
        explorer.update(**values)
        for fault in faults(explorer.canvas.figure):
            wrong.setdefault(fault, values)
    assert not wrong


def states(explorer):
    """The start and each preset, and from each every end of one control."""
    start = {name: knob.start for name, knob in explorer.knobs.items()}
    for first in (start, *({**start, **preset} for preset in explorer._presets(None).values())):
        yield first
        for name, knob in explorer.knobs.items():
            for end in ends(knob.widget):
                yield {**first, name: end}


def ends(widget):
    """The options of a choice, or the ends and the middle of a slider."""
    if hasattr(widget, "options"):
        return [option for _, option in widget.options]
    low, high = widget.min, widget.max
    places = low, (low + high) / 2, high
    return [widget.base ** place for place in places] if hasattr(widget, "base") else [type(widget.value)(place) for place in places]


def faults(figure):
    """What is cut by the edge of the figure, and which names are written over."""
    named, others = boxes(figure)
    for text, box in (*named, *others):
        if box.x0 < -SLACK_PX or box.y0 < -SLACK_PX or box.x1 > figure.bbox.x1 + SLACK_PX or box.y1 > figure.bbox.y1 + SLACK_PX:
            yield f"cut: {text}"
    for (text, box), (other, beneath) in (*combinations(named, 2), *((one, two) for one in named for two in others)):
        if box.padded(-SLACK_PX).overlaps(beneath):
            yield f"{text} and {other} overlap"


def boxes(figure):
    """(text, its box [px]) of titles and names of axes, and of all else that is written: labels and ticks."""
    renderer = figure.canvas.get_renderer()
    named = [text for axes in figure.axes for text in (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label) if text.get_visible()]
    named = [text for text in (*named, *([figure._suptitle] if figure._suptitle else [])) if text.get_text()]
    labels = [text for axes in figure.axes for text in axes.texts if text.get_text() and text.get_visible()]
    ticks = [tick for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) if axis.get_visible() for tick in axis.get_ticklabels()
             if tick.get_text() and axis.get_view_interval().min() <= tick.get_position()[axis is axes.yaxis] <= axis.get_view_interval().max()]
    return tuple([(text.get_text(), text.get_window_extent(renderer)) for text in group] for group in (named, labels + ticks))
