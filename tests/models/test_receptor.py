"""The receptor keeps its limits and signs, meets the published numbers, and refuses bad input in one sentence."""

import inspect
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models import kinetics, receptor
from psychopharm.models.occupancy import site_occupancy
from psychopharm.models.patients import body
from psychopharm.models.receptor import Ligand, ec, ec50_uM, energy_kcal_per_mol, ligand, lost_effects, open_probability, shut_for_each_open
from psychopharm.parameters import finding, parameter, rows

DIAZEPAM, FLUMAZENIL, GABA = ligand("diazepam"), ligand("flumazenil"), ligand("GABA")
amount, more = st.floats(0, 1e4), st.floats(1.01, 100)
openers = st.builds(Ligand, kd=st.floats(0.01, 1e3), ratio=st.floats(1e-3, 0.9), sites=st.integers(1, 3))


# Against the same receptor counted state by state

def counted(gaba_uM, drug_nM, flumazenil_nM, further_uM, drug, further):
    """Share of open channels by adding up every state: which sites hold what, and whether the channel is open."""
    weights = {"shut": 0.0, "open": 0.0}
    for state in weights:
        at = {name: one.kd * (one.ratio if state == "open" else 1) for name, one in
              (("GABA", GABA), ("drug", drug), ("flumazenil", FLUMAZENIL), ("further", further))}
        site = [1, drug_nM / at["drug"], flumazenil_nM / at["flumazenil"]]
        sites = [[1, gaba_uM / at["GABA"]]] * GABA.sites + [site] + [[1, further_uM / at["further"]]] * further.sites
        weights[state] = sum(np.prod(held) for held in itertools.product(*sites)) * (parameter("gaba_a_closed_open_ratio").value if state == "shut" else 1)
    return weights["open"] / sum(weights.values())


@given(amount, amount, amount, amount, openers, openers)
def test_the_share_of_open_channels_is_that_of_all_states_added_up(gaba, drug_nM, blocker, other, drug, further):
    assert_allclose(open_probability(gaba, drug_nM, blocker, other, drug, further), counted(gaba, drug_nM, blocker, other, drug, further), rtol=1e-9)


# Limits and signs

@given(amount, amount, more)
def test_more_gaba_and_more_diazepam_open_more_channels_and_more_inverse_agonist_fewer(gaba, drug_nM, factor):
    assert open_probability(gaba * factor + 0.1, drug_nM) > open_probability(gaba, drug_nM)
    assert open_probability(gaba, drug_nM * factor + 1) > open_probability(gaba, drug_nM)
    inverse = ligand("inverse_agonist")
    assert open_probability(gaba, drug_nM * factor + 1, drug=inverse) < open_probability(gaba, drug_nM, drug=inverse)


@given(amount, st.floats(1e-2, 1e6), openers)
def test_no_amount_of_a_drug_at_the_site_multiplies_the_odds_by_more_than_its_ceiling(gaba, drug_nM, drug):
    gain = shut_for_each_open(gaba) / shut_for_each_open(gaba, drug_nM, drug=drug)
    assert 1 <= gain <= 1 / drug.ratio * (1 + 1e-12)
    assert_allclose(shut_for_each_open(gaba) / shut_for_each_open(gaba, 1e15, drug=drug), 1 / drug.ratio, rtol=1e-6)


def test_four_times_nothing_is_nothing_but_etomidate_opens_channels_by_itself():
    channels = [10_000 * float(open_probability(0, drug_nM)) for drug_nM in (0, 1000)]
    assert [f"{number:.1f}" for number in channels] == ["0.5", "2.0"]
    assert open_probability(0, further_uM=1e9) > 0.3 > 1000 * open_probability(0, 1e9)


def test_diazepam_is_92_per_cent_of_the_way_to_its_ceiling_at_300_nM_and_hardly_moves_the_maximum():
    none, some, all_of_it = (float(open_probability(4.6, drug_nM)) for drug_nM in (0, 300, 1e9))
    assert round((some - none) / (all_of_it - none), 2) == 0.92
    assert 1 < open_probability(1e9, 1e9) / open_probability(1e9) < 1.09


def test_a_ratio_of_0_20_gives_the_published_shift_and_the_energy_of_its_paper():
    wanted = replace(DIAZEPAM, ratio=0.20)
    assert round(float(ec50_uM() / ec50_uM(1000, drug=wanted)), 2) == 2.52
    assert round(float(energy_kcal_per_mol(0.20)), 2) == 0.94
    assert energy_kcal_per_mol(1) == 0 and energy_kcal_per_mol(1.7) < 0


@given(amount, amount, st.floats(0, 1e4))
def test_flumazenil_changes_nothing_alone_and_a_drug_beside_it_needs_more(gaba, drug_nM, blocker):
    assert_allclose(open_probability(gaba, 0, blocker), open_probability(gaba), rtol=1e-12)
    assert_allclose(open_probability(gaba, drug_nM * (1 + blocker / FLUMAZENIL.kd), blocker), open_probability(gaba, drug_nM), rtol=1e-9)


# From the body to the receptor

def test_from_a_tablet_to_the_receptor_in_one_call_each():
    peak, _ = kinetics.single_dose_peak(body("man_30"), 10)
    free = kinetics.free_nM(peak, parameter("diazepam_unbound_fraction").value, parameter("diazepam_molar_mass_g_per_mol").value)
    filled, shift = site_occupancy(free, DIAZEPAM.kd), ec50_uM() / ec50_uM(free)
    assert (round(float(free)), round(float(filled), 2), round(float(shift), 1)) == (19, 0.39, 1.6)
    by_subtype = [float(ec50_uM() / ec50_uM(free, drug=ligand(f"diazepam_{subtype}"))) for subtype in receptor.SUBTYPES]
    assert [round(min(by_subtype), 1), round(max(by_subtype), 1)] == [1.2, 1.5]


# Concentrations for a part of the effect

@given(st.floats(0.1, 99.9), amount, amount, openers)
def test_at_its_ec_a_ligand_has_gone_that_part_of_its_way(percent, gaba, drug_nM, further):
    shut = shut_for_each_open(gaba, drug_nM)
    here = open_probability(gaba, drug_nM, 0, ec(percent, further, shut), further=further)
    none, most = 1 / (1 + shut), 1 / (1 + shut * further.ratio ** further.sites)
    assert_allclose((here - none) / (most - none), percent / 100, rtol=1e-5)


def test_gaba_alone_reaches_a_twentieth_of_its_effect_at_4_6_uM():
    assert round(float(ec(5, GABA, shut_for_each_open(0))), 1) == 4.6
    assert round(float(ec(50, DIAZEPAM, shut_for_each_open(6.0))), 1) == 24.3


def test_the_half_effects_of_the_subtypes_are_those_of_the_published_table():
    ec20 = ec(20, GABA, shut_for_each_open(0))
    for subtype in receptor.SUBTYPES:
        assert round(float(ec(50, ligand(f"diazepam_{subtype}"), shut_for_each_open(ec20)))) == finding(f"diazepam_ec50_{subtype}_nM").value


# Knock-in mice

def test_what_a_mutation_takes_away_stands_in_the_table_and_sources_agree_about_it():
    assert [lost_effects(mutation) for mutation in ("a1_H101R", "a2_H101R", "a3_H126R", "a5_H105R", "only_a2_sensitive")] == [
        ("sedation", "amnesia"), ("anxiolysis",), (), ("sedative_tolerance",), ("anxiolysis",)]
    told = {}
    for row in rows("knock_ins"):
        assert told.setdefault((row.mutation, row.effect), row.retained) == row.retained


# Bad input

BAD = {
    "negative GABA": (lambda: open_probability(-1), "gaba_uM must be 0 or more, but is -1; give 0 or a positive number."),
    "negative flumazenil": (lambda: open_probability(1, 1, -3), "flumazenil_nM must be 0 or more, but is -3; give 0 or a positive number."),
    "shapes that do not fit": (lambda: open_probability([1, 2], [1, 2, 3]), "gaba_uM and drug_nM and flumazenil_nM and further_uM must have shapes that fit together, "
                               "but have (2,) and (3,) and () and (); give single numbers or arrays of one shape."),
    "the name of a drug": (lambda: open_probability(1, 1, drug="diazepam"), "drug must be a Ligand, but is 'diazepam'; take one with psychopharm.models.receptor.ligand."),
    "the name of a further drug": (lambda: ec50_uM(further="etomidate"), "further must be a Ligand, but is 'etomidate'; take one with psychopharm.models.receptor.ligand."),
    "an unknown drug": (lambda: ligand("diazepan"), "No ligand 'diazepan'. Did you mean 'diazepam'?"),
    "the whole effect": (lambda: ec(100, GABA, 2e4), "percent must lie between 0 and 100, but is 100; give for example 50."),
    "more than the whole effect": (lambda: ec(101, GABA, 2e4), "percent must lie from 0 to 100, but is 101; give a number in that range."),
    "half of no effect": (lambda: ec(50, FLUMAZENIL, 2e4), "of must be a Ligand whose ratio is not 1, but it binds shut and open channels alike; give one that has an effect."),
    "the effect of a name": (lambda: ec(50, "GABA", 2e4), "of must be a Ligand, but is 'GABA'; take one with psychopharm.models.receptor.ligand."),
    "no ratio": (lambda: energy_kcal_per_mol(0), "ratio must be above 0, but is 0; give a positive number."),
    "a Ligand without affinity": (lambda: Ligand(0, 0.5), "kd must be above 0, but is 0; give a positive number."),
    "a Ligand with half a site": (lambda: Ligand(1, 0.5, 0.5), "sites must be a whole number of 1 or more, but is 0.5; give for example 1."),
    "an unknown mutation": (lambda: lost_effects("a1_H101K"), "No mutation 'a1_H101K'. Did you mean 'a1_H101R'?"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


PUBLIC = [function for name, function in vars(receptor).items() if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == receptor.__name__]


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
@settings(max_examples=60)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    sensible = {"drug": openers, "further": openers, "of": openers, "name": st.sampled_from(list(receptor.LIGANDS)), "mutation": st.just("a1_H101R")}
    arguments = {name: data.draw(st.one_of(anything, sensible.get(name, st.floats(0.001, 1e6)), sensible.get(name, st.floats(0.001, 99))), label=name)
                 for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        assert isinstance(found, (Ligand, tuple)) or np.isfinite(np.asarray(found, float)).all()
