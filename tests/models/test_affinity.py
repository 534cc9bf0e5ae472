"""Affinity keeps its limits and signs, what is known stays apart from what is not, and bad input is refused in one sentence."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import assert_one_sentence, or_one_sentence

from psychopharm.models import affinity
from psychopharm.models.affinity import Cell, cell, pki, reached, records, selectivity
from psychopharm.parameters import parameter, rows

constants = st.floats(1e-3, 1e6)


def test_a_tenth_of_the_concentration_is_one_more_of_pki():
    assert_allclose(pki([10_000, 1000, 1, 0.1]), [5, 6, 9, 10])


@given(constants, constants)
def test_the_other_target_has_the_inverse_selectivity(one, other):
    assert_allclose(selectivity(one, other) * selectivity(other, one), 1)


def test_the_printed_ratios_of_paroxetine_and_desipramine_come_out():
    assert round(float(selectivity(cell("paroxetine", "SERT").ki_nM, cell("paroxetine", "NET").ki_nM))) == 308
    assert round(float(selectivity(17.6, 0.8)), 3) == 0.045


def test_every_drug_has_a_cell_at_every_target_and_only_a_measured_one_has_a_number():
    ceiling = parameter("affinity_map_ceiling_nM").value
    cells = [cell(drug, target) for drug in affinity.DRUGS for target in affinity.TARGETS]
    assert {one.state for one in cells} == set(affinity.STATES)
    preferred = {(row.drug, row.target): row for row in rows("affinities") if row.preferred == "yes"}
    for one in cells:
        row = preferred.get((one.drug, one.target))
        assert (one.state == "no record") == (row is None)
        assert (one.ki_nM is not None) == (one.state == "measured")
        assert (one.from_nM is not None) == (one.state in ("beyond", "limit"))
        if one.state == "measured":
            assert one.ki_nM == row.value < ceiling and row.relation == "equal"


@pytest.mark.parametrize("drug, target, state", [
    ("sertraline", "DAT", "measured"), ("bupropion", "NET", "beyond"), ("diazepam", "D2", "beyond"), ("imipramine", "5-HT7", "limit"),
    ("phenelzine", "MAO-A", "irreversible"), ("diazepam", "GABA-A", "allosteric"), ("diazepam", "SERT", "no record")])
def test_what_is_known_of_a_cell_stays_apart_from_what_is_not(drug, target, state):
    assert cell(drug, target).state == state


def test_a_censored_cell_is_reached_at_no_concentration():
    cells = [replace(cell("sertraline", "SERT"), state=state, ki_nM=None) for state in affinity.STATES if state != "measured"]
    assert reached(cells, 1e9) == []
    assert reached([Cell("a", "b", "measured", 5.0)], 5.0) == [] and len(reached([Cell("a", "b", "measured", 5.0)], 5.1)) == 1


def test_the_laboratories_of_a_pair_stand_in_order_and_the_preferred_is_one_of_them():
    found = records("amitriptyline", "SERT")
    assert [(one.value, one.source) for one in found] == [(4.3, "tatsumi_1997"), (26.8, "pdsp"), (141, "gtopdb")]
    assert (found[1].low, found[1].high) == (2.8, 1200)
    assert records("diazepam", "D2") == () == records("phenelzine", "MAO-A")


def test_a_table_without_a_ceiling_keeps_its_large_numbers(monkeypatch):
    affinity._cells.cache_clear()
    monkeypatch.setattr(affinity, "parameter", lambda key: replace(parameter(key), value=1e9))
    try:
        assert cell("bupropion", "NET").ki_nM == 52_000
        assert cell("diazepam", "D2").state == "limit"
    finally:
        affinity._cells.cache_clear()


@pytest.mark.parametrize("call, sentence", [
    (lambda: pki(0), "ki_nM must be above 0, but is 0; give a positive number."),
    (lambda: selectivity(1, -2), "other_ki_nM must be above 0, but is -2; give a positive number."),
    (lambda: cell("sertralin", "SERT"), "No drug 'sertralin'. Did you mean 'sertraline'?"),
    (lambda: cell("sertraline", "SERTT"), "No target 'SERTT'. Did you mean 'SERT'?"),
    (lambda: records("xyz", "SERT"), "No drug 'xyz'. Choose from 'agomelatine', 'alprazolam', 'amitriptyline', 'bupropion', 'buspirone', 'citalopram', 'clomipramine', 'desipramine' and others."),
    (lambda: reached([], [1, 2]), "conc_nM must be one number, but is [1, 2]; call the function once for each."),
])
def test_bad_input_gets_one_sentence(call, sentence):
    assert_one_sentence(call, sentence)


number = st.one_of(st.floats(-2, 1e6), st.floats(), st.sampled_from([0, 1, 5e-324, 1.7e308]))
anything = st.one_of(st.none(), st.text(max_size=3), number, st.integers(-5, 5), st.booleans(), st.lists(st.one_of(number, st.text(max_size=2)), max_size=3))


@pytest.mark.parametrize("function", [pki, selectivity, cell, records, reached], ids=lambda function: function.__name__)
@given(anything, anything)
def test_whatever_comes_in_there_is_an_answer_or_one_sentence(function, one, other):
    given_ = {pki: (one,), reached: ([cell("sertraline", "SERT")], other)}.get(function, (one, other))
    with or_one_sentence():
        with np.errstate(over="ignore"):
            function(*given_)


def test_the_fuzz_reaches_every_function_of_the_model():
    public = {name for name, value in vars(affinity).items() if inspect.isfunction(value) and value.__module__ == affinity.__name__ and name[0] != "_"}
    assert public == {"pki", "selectivity", "cell", "records", "reached"}
