"""Kinetics is exact, keeps its limits and signs, conserves mass, and refuses bad input in one sentence."""

import inspect
from dataclasses import fields, replace

import mpmath
import numpy as np
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from sentences import anything, assert_one_sentence, or_one_sentence

from psychopharm.models import genetics, kinetics, linear, patients, population, regimens
from psychopharm.models.kinetics import Body, amounts, concentrations, effect_site, eliminated, exposure, half_lives, single_dose_peak, steady_state
from psychopharm.models.patients import body
from psychopharm.models.population import virtual_people

MAN = body("man_30")
FAST, SLOW = (float(rate) for rate in kinetics._disposition_rates(MAN))
EQUAL_RATES = {
    "all rates apart": MAN,
    "absorption as fast as distribution": replace(MAN, absorption_rate_per_h=FAST),
    "nordiazepam as slow as diazepam": replace(MAN, nordiazepam_clearance_L_per_h=SLOW * MAN.nordiazepam_volume_L),
    "absorption and nordiazepam as slow as diazepam": replace(
        MAN, absorption_rate_per_h=SLOW, nordiazepam_clearance_L_per_h=SLOW * MAN.nordiazepam_volume_L),
}

positive = st.floats(0.05, 20)
bodies = st.builds(
    Body, clearance_L_per_h=positive, central_volume_L=st.floats(2, 100), tissue_volume_L=st.floats(2, 300),
    distribution_clearance_L_per_h=positive, absorption_rate_per_h=st.floats(0.05, 10), absorption_lag_h=st.integers(0, 3000).map(lambda thousandths: thousandths / 1000),
    bioavailability=st.floats(0.1, 1), nordiazepam_mg_per_mg=st.floats(0.1, 1), nordiazepam_volume_L=st.floats(5, 300),
    nordiazepam_clearance_L_per_h=positive, effect_rate_per_h=st.floats(0.5, 20))
doses = st.lists(st.sampled_from([0.0, 2.0, 5.0, 10.0]), min_size=1, max_size=12)


def exact(person, doses_mg, interval_h, samples):
    """Levels with fifty digits, by one matrix exponential per sample."""
    with mpmath.workdps(50):
        number = {field.name: mpmath.mpf(float(getattr(person, field.name))) for field in fields(Body)}
        v1, v2, vn = (number[name] for name in ("central_volume_L", "tissue_volume_L", "nordiazepam_volume_L"))
        out, to, back = number["clearance_L_per_h"] / v1, number["distribution_clearance_L_per_h"] / v1, number["distribution_clearance_L_per_h"] / v2
        ka = number["absorption_rate_per_h"]
        rates = mpmath.matrix([[-ka, 0, 0, 0], [ka, -out - to, back, 0], [0, to, -back, 0],
                               [0, number["nordiazepam_mg_per_mg"] * out, 0, -number["nordiazepam_clearance_L_per_h"] / vn]])
        step = mpmath.mpf(interval_h) / samples
        whole, late = mpmath.expm(rates * step), mpmath.expm(rates * (step - number["absorption_lag_h"]))
        state, levels = mpmath.matrix(4, 1), []
        for k in range(len(doses_mg) * samples):
            levels.append([1000 * state[1] / v1, 1000 * state[3] / vn])
            state = whole * state
            if k % samples == 0:
                state += late * mpmath.matrix([number["bioavailability"] * doses_mg[k // samples], 0, 0, 0])
        return levels


@pytest.mark.parametrize("name", EQUAL_RATES)
def test_ninety_days_hourly_agree_with_fifty_digit_arithmetic(name):
    person = EQUAL_RATES[name]
    truth = exact(person, [5] * 270, 8, 8)
    for found in (concentrations(person, [5] * 270, 8, 8), concentrations(as_people(person), [5] * 270, 8, 8)[1]):
        for output in range(2):
            error = max(abs(mpmath.mpf(float(level)) - row[output]) for level, row in zip(found[output], truth))
            assert error <= 1e-12 * max(row[output] for row in truth)


def missed_by_a_grid(person, step_h):
    """What the highest point of a grid may miss of a peak: the peak is at most half a step away, where the slope is none."""
    return (-kinetics.rate_matrix(person).min() * step_h) ** 2 / 4 + 1e-9


def as_people(person, count=3):
    return replace(person, clearance_L_per_h=np.full(count, person.clearance_L_per_h))


@given(bodies, doses)
def test_nothing_is_lost_and_nothing_appears(person, doses_mg):
    hours, samples = 12, 6
    gut, centre, tissue = amounts(person, doses_mg, hours, samples)
    times = np.arange(len(doses_mg) * samples) * hours / samples
    taken = sum(dose * (times >= k * hours + person.absorption_lag_h) for k, dose in enumerate(doses_mg)) * person.bioavailability
    inside = gut + centre + tissue
    assert (inside >= -1e-12).all()
    assert (inside <= taken + 1e-9 * (1 + taken)).all()


@given(bodies, doses)
def test_what_is_absorbed_is_in_the_body_or_eliminated(person, doses_mg):
    hours, samples = 12, 6
    left, inside = eliminated(person, doses_mg, hours, samples), amounts(person, doses_mg, hours, samples).sum(axis=0)
    times = np.arange(len(doses_mg) * samples) * hours / samples
    arrived = sum(dose * (times >= k * hours + person.absorption_lag_h) for k, dose in enumerate(doses_mg)) * person.bioavailability
    assert_allclose(left + inside, arrived, atol=1e-9 * (1 + sum(doses_mg)))
    assert (left >= 0).all() and (np.diff(left) >= -1e-12 * (1 + sum(doses_mg))).all()


@given(bodies)
def test_elimination_is_clearance_times_level(person):
    samples = 4000
    left, level = eliminated(person, [10], 48, samples), concentrations(person, [10], 48, samples)[0]
    by_hand = person.clearance_L_per_h * (level[1:] + level[:-1]) / 2 * 48 / samples / 1000
    assert_allclose(left[-1] - left[0], by_hand.sum(), rtol=2e-3, atol=1e-9)


def test_on_the_plateau_what_reaches_the_blood_is_eliminated_whatever_the_clearance():
    for share in (0.25, 1, 4):
        person = replace(MAN, clearance_L_per_h=share * MAN.clearance_L_per_h)
        by_day = np.diff(eliminated(person, [5] * 400, 24, 1))
        assert_allclose(by_day[-1], 5 * MAN.bioavailability, rtol=1e-6)
        assert_allclose(by_day[-1], person.clearance_L_per_h * steady_state(person, 5, 24).diazepam_mean * 24 / 1000, rtol=1e-6)
    assert not eliminated(MAN, [0, 0], 24, 4).any()


@given(bodies)
def test_all_that_is_absorbed_is_eliminated_in_the_end(person):
    area = exposure(person, 10)[0]
    assert_allclose(area * person.clearance_L_per_h / 1000, 10 * person.bioavailability, rtol=1e-12)


@given(bodies, doses, doses)
def test_two_courses_together_give_the_sum_of_both(person, first, second):
    size = max(len(first), len(second))
    first, second = (np.pad(course, (0, size - len(course))) for course in (first, second))
    together = concentrations(person, first + second, 8, 4)
    assert_allclose(together, concentrations(person, first, 8, 4) + concentrations(person, second, 8, 4), atol=1e-9 * (1 + together.max()))


@given(bodies, st.integers(1, 6))
def test_the_grid_does_not_change_the_answer(person, finer):
    coarse, fine = concentrations(person, [5, 0, 10], 12, 4), concentrations(person, [5, 0, 10], 12, 4 * finer)
    assert_allclose(fine[:, ::finer], coarse, atol=1e-10 * (1 + coarse.max()))


@given(bodies)
def test_doses_at_irregular_times_may_stand_on_a_finer_grid(person):
    regular = concentrations(person, [5, 10], 12, 12)
    irregular = concentrations(person, [5] + [0] * 11 + [10] + [0] * 11, 1, 1)
    assert_allclose(irregular, regular, atol=1e-10 * (1 + regular.max()))


@given(bodies)
def test_the_effect_site_never_rises_above_the_peak_of_plasma_and_becomes_plasma_where_there_is_no_delay(person):
    plasma = concentrations(person, [10], 48, 480)[0]
    assert effect_site(person, [10], 48, 480).max() <= single_dose_peak(person, 10)[0] * (1 + 1e-9)
    assert_allclose(effect_site(replace(person, effect_rate_per_h=1e6), [10], 48, 480), plasma, atol=2e-3 * plasma.max() + 1e-9)


@given(bodies, st.sampled_from([6, 8, 12, 24]))
def test_summaries_of_the_plateau_agree_with_the_curve(person, interval_h):
    if person.absorption_lag_h >= interval_h:
        return
    found = steady_state(person, 5, interval_h)
    slowest = min(float(kinetics._disposition_rates(person)[1]), person.absorption_rate_per_h)
    before = int(np.ceil(32 / slowest / interval_h)) + 1
    samples = 2400
    last = concentrations(person, [5] * before, interval_h, 1)[0, -1]           # the level just before the next dose
    rates = kinetics.rate_matrix(person)
    assert found.diazepam_trough <= last * (1 + 1e-6)
    assert found.diazepam_trough <= found.diazepam_mean <= found.diazepam_peak
    assert person.absorption_lag_h <= found.peak_time_h
    assert found.accumulation >= 1
    one_step = linear.exponential(rates * (interval_h / samples))
    start = np.linalg.solve(np.eye(4) - np.linalg.matrix_power(one_step, samples), [person.bioavailability * 5, 0, 0, 0])
    curve = [start]
    for _ in range(samples):
        curve.append(one_step @ curve[-1])
    levels = np.array(curve)[:, 1] * 1000 / person.central_volume_L
    assert_allclose(found.diazepam_peak, levels.max(), rtol=missed_by_a_grid(person, interval_h / samples))
    assert found.diazepam_peak >= levels.max() * (1 - 1e-9)
    assert_allclose(found.diazepam_trough, levels.min(), rtol=1e-6)


def test_the_peak_of_the_plateau_is_exact_with_equal_rates():
    for person in EQUAL_RATES.values():
        found = steady_state(person, 5, 8)
        with mpmath.workdps(30):
            rates = mpmath.matrix(kinetics.rate_matrix(person).tolist())
            whole = mpmath.expm(rates * 8)
            start = mpmath.lu_solve(mpmath.eye(4) - whole, mpmath.matrix([person.bioavailability * 5, 0, 0, 0]))
            time = mpmath.mpf(float(found.peak_time_h - person.absorption_lag_h))
            level = lambda t: (mpmath.expm(rates * t) * start)[1] * 1000 / person.central_volume_L
            assert abs(level(time) / mpmath.mpf(float(found.diazepam_peak)) - 1) < 1e-11
            assert max(level(time + mpmath.mpf(d)) for d in ("0.001", "-0.001")) < level(time)


@given(bodies)
def test_the_peak_of_a_single_dose_is_the_top_of_its_curve(person):
    peak, time = single_dose_peak(person, 10)
    curve = concentrations(person, [10], 240, 48000)[0]
    assert peak >= curve.max() * (1 - 1e-9)
    if time < 240:
        assert_allclose(curve.max(), peak, rtol=missed_by_a_grid(person, 0.005))
        assert abs(int(curve.argmax()) * 0.005 - time) <= 0.01 + 0.01 * time


def test_levels_follow_the_dose_in_proportion_and_start_from_nothing():
    one, two = concentrations(MAN, [5], 24, 24), concentrations(MAN, [10], 24, 24)
    assert_allclose(two, 2 * one)
    assert one[0, 0] == one[1, 0] == 0
    assert not concentrations(MAN, [0, 0], 24, 24).any()


def test_accumulation_is_the_plateau_over_the_first_interval():
    at_once = replace(MAN, absorption_lag_h=0)
    first = concentrations(at_once, [5, 0], 8, 4000)[0, :4001]
    area = (first[1:] + first[:-1]).sum() / 2 * 8 / 4000
    plateau = steady_state(at_once, 5, 8)
    assert_allclose(plateau.accumulation, plateau.diazepam_mean * 8 / area, rtol=1e-5)


def test_no_dose_has_a_peak_of_zero():
    assert single_dose_peak(MAN, 0)[0] == 0


def test_nothing_arrives_before_the_lag_is_over():
    late = replace(MAN, absorption_lag_h=2.5)
    levels = concentrations(late, [10], 24, 24)[0]
    assert not levels[:3].any() and levels[3] > 0
    assert_allclose(concentrations(late, [10] + [0] * 23, 1, 1)[0], levels, atol=1e-10)


def test_a_longer_lag_only_shifts_the_curve():
    shifted = concentrations(replace(MAN, absorption_lag_h=MAN.absorption_lag_h + 3), [10], 48, 48)
    assert_allclose(shifted[:, 3:], concentrations(MAN, [10], 48, 48)[:, :-3], atol=1e-10)


def test_the_half_life_of_elimination_is_the_slope_of_the_late_curve():
    curve = concentrations(MAN, [10], 400, 400)[0]
    late = np.log(2) / np.log(curve[200] / curve[201])
    assert_allclose(late, half_lives(MAN).elimination_h, rtol=1e-6)


def test_more_clearance_means_less_exposure_and_more_volume_means_the_same():
    assert exposure(replace(MAN, clearance_L_per_h=2 * MAN.clearance_L_per_h), 10)[0] == exposure(MAN, 10)[0] / 2
    larger = replace(MAN, tissue_volume_L=3 * MAN.tissue_volume_L)
    assert steady_state(larger, 5, 8).diazepam_mean == steady_state(MAN, 5, 8).diazepam_mean
    assert half_lives(larger).elimination_h > 1.5 * half_lives(MAN).elimination_h


def test_at_the_time_to_the_plateau_nine_tenths_are_there():
    hours, samples = 24 * 60, 20
    hourly = concentrations(replace(MAN, absorption_lag_h=0), [1.0] * hours, 1, samples).reshape(2, hours, samples).mean(axis=2)
    plateau = steady_state(replace(MAN, absorption_lag_h=0), 1.0, 1)
    times = kinetics.time_to_plateau_h(replace(MAN, absorption_lag_h=0))
    for level, mean, time in zip(hourly, (plateau.diazepam_mean, plateau.nordiazepam_mean), times):
        assert abs(np.interp(time, np.arange(hours) + 0.5, level / mean) - 0.9) < 0.005


def test_people_together_give_what_each_gives_alone():
    crowd = virtual_people(MAN, 40)
    together, summaries = concentrations(crowd, [5, 0, 5], 8, 8), steady_state(crowd, 5, 8)
    for i in (0, 17, 39):
        alone = crowd.some(i)
        assert_allclose(together[i], concentrations(alone, [5, 0, 5], 8, 8), rtol=1e-11, atol=1e-12)
        assert_allclose(summaries.diazepam_peak[i], steady_state(alone, 5, 8).diazepam_peak, rtol=1e-11)
        assert_allclose(eliminated(crowd, [5, 0, 5], 8, 8)[i], eliminated(alone, [5, 0, 5], 8, 8), rtol=1e-11, atol=1e-12)
    assert together.shape == (40, 2, 24)


def test_summaries_of_many_people_do_not_depend_on_how_they_are_divided(monkeypatch):
    crowd = virtual_people(MAN, 25)
    whole = steady_state(crowd, 5, 8)
    monkeypatch.setattr(kinetics, "PEOPLE_AT_ONCE", 7)
    for field in fields(kinetics.SteadyState):
        assert_allclose(getattr(steady_state(crowd, 5, 8), field.name), getattr(whole, field.name), rtol=1e-9)


def test_each_person_may_take_doses_of_their_own():
    crowd = virtual_people(MAN, 2)
    levels = concentrations(crowd, [[5, 5], [0, 10]], 24, 24)
    assert_allclose(levels[1], concentrations(crowd.some(1), [0, 10], 24, 24), rtol=1e-11, atol=1e-12)


def test_the_eeg_effect_is_half_at_its_ec50_and_never_above_its_maximum():
    assert kinetics.eeg_rise(300, 25, 300, 2) == 12.5
    assert kinetics.eeg_rise(0, 25, 300, 2) == 0
    assert (np.diff(kinetics.eeg_rise(np.arange(0, 2000, 50), 25, 300, 2)) > 0).all()
    assert kinetics.eeg_rise(1e6, 25, 300, 2) <= 25


def test_the_free_concentration_is_a_share_of_the_total_in_moles():
    units = pint.UnitRegistry()
    moles = (361 * units("ng/mL") / (284.7 * units("g/mol"))).to("nmol/L").magnitude
    assert_allclose(kinetics.free_nM(361, 1, 284.7), moles)
    assert_allclose(kinetics.free_nM([0, 361, 722], 0.015, 284.7), [0, 0.015 * moles, 0.03 * moles])
    assert kinetics.free_nM(361, 0, 284.7) == 0
    assert kinetics.free_nM(361, 0.015, 2 * 284.7) == kinetics.free_nM(361, 0.015, 284.7) / 2


BAD = {
    "a negative dose": (lambda: concentrations(MAN, [-3], 8, 8), "doses_mg must be 0 or more, but is -3; give 0 or a positive number."),
    "a missing dose": (lambda: concentrations(MAN, [float("nan")], 8, 8), "doses_mg must be finite, but is nan; replace the missing or endless value."),
    "a dose in words": (lambda: concentrations(MAN, ["5 mg"], 8, 8), "doses_mg must be a number or an array of numbers, but is ['5 mg']; give it without a unit."),
    "no dose": (lambda: concentrations(MAN, [], 8, 8), "doses_mg must be 0 or more, but is empty; give 0 or a positive number."),
    "no interval": (lambda: concentrations(MAN, [5], 0, 8), "interval_h must be above 0, but is 0; give a positive number."),
    "half a sample": (lambda: concentrations(MAN, [5], 8, 0.5), "samples must be a whole number of 1 or more, but is 0.5; give for example 1."),
    "doses of other people": (lambda: concentrations(virtual_people(MAN, 3), [[5], [5]], 8, 8), "doses_mg must have one row, or one row per person, but has shape (2, 1) "
                              "for people (3,); give shape (doses,) or (people, doses)."),
    "no dose on the plateau": (lambda: steady_state(MAN, 0, 8), "dose_mg must be above 0, but is 0; give a positive number."),
    "an interval within the lag": (lambda: steady_state(MAN, 5, 0.1), "interval_h must be longer than the absorption lag of 0.2 h, but is 0.1; give a longer interval."),
    "the whole plateau": (lambda: kinetics.time_to_plateau_h(MAN, 1), "fraction must lie between 0 and 1, but is 1; give for example 0.9."),
    "a body without clearance": (lambda: replace(MAN, clearance_L_per_h=0), "clearance_L_per_h must be above 0, but is 0; give a positive number."),
    "more than all absorbed": (lambda: replace(MAN, bioavailability=1.4), "bioavailability must lie from 0 to 1, but is 1.4; give a number in that range."),
    "two lags": (lambda: replace(MAN, absorption_lag_h=np.array([0.1, 0.2])), "absorption_lag_h must be one number for all people, but is an array; give a single number."),
    "people of two lengths": (lambda: replace(MAN, clearance_L_per_h=np.ones(2), central_volume_L=np.ones(3)),
                              "The constants of a Body must have one length, but have [1, 2, 3]; give one number or one per person."),
    "people on two axes": (lambda: replace(MAN, clearance_L_per_h=np.ones((2, 2))),
                           "The constants of a Body must have one axis, people, but have shape (2, 2); give a flat array."),
    "the key of a person": (lambda: half_lives("man_30"), "body must be a Body, but is 'man_30'; build one with psychopharm.models.patients.body."),
    "doses of nobody": (lambda: exposure(MAN, [5, 10]), "dose_mg must be one number, or one per person, but has shape (2,) for people (); give a single number."),
    "a dose that is no list": (lambda: concentrations(MAN, 10, 24, 24), "doses_mg must be a list with one dose for each interval, but is 10; for one dose give [10]."),
    "two intervals": (lambda: steady_state(MAN, 5, [8, 12]), "interval_h must be one number, but is [8, 12]; call the function once for each."),
    "intervals in a list": (lambda: concentrations(MAN, [10], [24], 24), "interval_h must be one number, but is [24]; call the function once for each."),
    "a negative level": (lambda: kinetics.eeg_rise(-1, 25, 300, 2), "conc_ng_per_mL must be 0 or more, but is -1; give 0 or a positive number."),
    "a negative total": (lambda: kinetics.free_nM(-1, 0.015, 284.7), "conc_ng_per_mL must be 0 or more, but is -1; give 0 or a positive number."),
    "a share in per cent": (lambda: kinetics.free_nM(361, 1.5, 284.7), "unbound_fraction must lie from 0 to 1, but is 1.5; give a number in that range."),
    "a molecule without mass": (lambda: kinetics.free_nM(361, 0.015, 0), "molar_mass_g_per_mol must be above 0, but is 0; give a positive number."),
    "an elimination of nobody": (lambda: eliminated("man_30", [5], 8, 8), "body must be a Body, but is 'man_30'; build one with psychopharm.models.patients.body."),
    "an exposure of nothing": (lambda: exposure(MAN, -1), "dose_mg must be 0 or more, but is -1; give 0 or a positive number."),
    "a negative single dose": (lambda: single_dose_peak(MAN, -1), "dose_mg must be 0 or more, but is -1; give 0 or a positive number."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


PUBLIC = [function for module in (kinetics, genetics, population, regimens, patients) for name, function in vars(module).items()
          if callable(function) and not name.startswith("_") and function.__module__ == module.__name__ and not isinstance(function, type)]
wild = st.floats(1e-2, 1e3)
wild_bodies = st.builds(Body, **{field.name: wild for field in fields(Body)} | {"bioavailability": st.floats(1e-3, 1), "absorption_lag_h": st.floats(0, 100)})


@pytest.mark.parametrize("function", PUBLIC, ids=lambda function: function.__name__)
@settings(max_examples=60)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    names = list(inspect.signature(function).parameters)
    arguments = {name: data.draw(st.one_of(wild_bodies, wild_bodies, wild_bodies, anything) if name == "body" else st.one_of(anything, st.floats(0, 50), st.integers(1, 8)), label=name)
                 for name in names}
    with or_one_sentence():
        found = function(**arguments)
        numbers = [vars(found)] if hasattr(found, "__dict__") else [dict(enumerate(np.atleast_1d(np.asarray(found, float)).flat))]
        assert all(np.isfinite(np.asarray(number, float)).all() for group in numbers for number in group.values())
