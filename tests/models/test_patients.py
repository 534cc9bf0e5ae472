"""Bodies of the panel follow the published covariates, and people around them spread as they should."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import assert_one_sentence

from psychopharm.models import genetics, population, regimens
from psychopharm.models.kinetics import half_lives, steady_state
from psychopharm.models.patients import body, body_of
from psychopharm.parameters import parameter, patient, regimen, rows


def test_the_reference_man_has_the_constants_of_the_tables():
    man = body("man_30")
    assert round(man.clearance_L_per_h / 0.06, 1) == 25.2
    assert (man.central_volume_L, man.tissue_volume_L, man.distribution_clearance_L_per_h) == (16, 59, 8.4)
    assert round(man.nordiazepam_clearance_L_per_h / 0.06, 1) == 15.4
    assert round(man.nordiazepam_volume_L) == 77


@pytest.mark.parametrize("key", [one.key for one in rows("patients")])
def test_every_person_of_the_table_has_a_body_whose_half_life_is_plausible(key):
    assert 20 < half_lives(body(key)).elimination_h < 150


@pytest.mark.parametrize("sex", ["m", "f"])
def test_the_half_life_grows_with_age(sex):
    ages = [half_lives(body_of(replace(patient("man_30"), sex=sex, age_y=age))).elimination_h for age in (20, 35, 50, 65, 80)]
    assert ages == sorted(ages)


def test_excess_weight_lengthens_the_half_life_and_leaves_clearance_and_plateau_as_they_are():
    lean, heavy = body("man_30"), body("obesity")
    assert heavy.clearance_L_per_h == lean.clearance_L_per_h
    assert steady_state(heavy, 5, 8).diazepam_mean == steady_state(lean, 5, 8).diazepam_mean
    assert half_lives(heavy).elimination_h > 2 * half_lives(lean).elimination_h


def test_cirrhosis_lowers_clearance_and_raises_the_plateau_by_the_same_factor():
    factor = parameter("cirrhosis_clearance_factor").value
    assert body("cirrhosis").clearance_L_per_h == pytest.approx(factor * body("man_50").clearance_L_per_h)
    assert steady_state(body("man_50"), 5, 8).diazepam_mean == pytest.approx(factor * steady_state(body("cirrhosis"), 5, 8).diazepam_mean)


def test_the_shares_of_the_routes_add_up_to_one():
    for drug in ("diazepam", "nordiazepam"):
        assert sum(parameter(f"{drug}_fraction_{route}").value for route in ("cyp2c19", "cyp3a4", "other")) == pytest.approx(1)
    assert genetics.metaboliser_factors("NM") == pytest.approx((1, 1))


@given(st.floats(0, 3), st.floats(0, 3))
def test_more_enzyme_never_means_less_clearance(less, more):
    less, more = sorted((less, more))
    assert genetics.clearance_factor(0.5, 0.35, 0.15, less) <= genetics.clearance_factor(0.5, 0.35, 0.15, more)


def test_virtual_people_spread_around_the_person_as_the_table_says():
    man, crowd = body("man_30"), population.virtual_people(body("man_30"), 20_000)
    log = {name: np.log(getattr(crowd, name) / getattr(man, name)) for name in ("clearance_L_per_h", "central_volume_L", "absorption_rate_per_h")}
    wanted = {"clearance_L_per_h": "clearance", "central_volume_L": "volume", "absorption_rate_per_h": "absorption"}
    for name, values in log.items():
        assert values.std() == pytest.approx(parameter(f"between_subject_sd_ln_{wanted[name]}").value, rel=0.03)
        assert abs(values.mean()) < 0.02
    correlation = np.corrcoef(log["clearance_L_per_h"], log["central_volume_L"])[0, 1]
    assert correlation == pytest.approx(parameter("between_subject_correlation_clearance_volume").value, abs=0.03)


def test_the_same_people_come_every_time_and_a_larger_crowd_begins_with_them():
    few, many = population.standard_draws(50), population.standard_draws(200)
    assert (few == many[:, :50]).all()
    assert parameter("virtual_subjects_count").value >= 200


def test_the_volumes_of_a_person_go_together():
    crowd, man = population.virtual_people(body("man_30"), 50), body("man_30")
    ratio = crowd.central_volume_L / man.central_volume_L
    for name in ("tissue_volume_L", "distribution_clearance_L_per_h", "nordiazepam_volume_L"):
        np.testing.assert_allclose(getattr(crowd, name) / getattr(man, name), ratio)


def test_the_levels_of_a_regimen_repeat_themselves_on_the_plateau():
    levels = regimens.regular_levels(body("man_30"), regimen("three_5mg"), days=60)
    np.testing.assert_allclose(levels[:, -24:], levels[:, -48:-24], rtol=1e-3)
    daily = regimens.regular_levels(body("man_30"), regimen("daily_10mg"), days=200)[:, -24 * 7:].mean(axis=1)
    plateau = steady_state(body("man_30"), 10, 24)
    np.testing.assert_allclose(daily, [plateau.diazepam_mean, plateau.nordiazepam_mean], rtol=0.02)      # hourly samples, not an integral


BAD = {
    "an unknown person": (lambda: body("men_30"), "No patient 'men_30'. Did you mean 'man_30'?"),
    "an unknown number": (lambda: parameter("diazepam_clearance_men"), "No parameter 'diazepam_clearance_men'. Did you mean 'diazepam_clearance_man'?"),
    "the beginning of a number": (lambda: parameter("diazepam_clearance"), "No parameter 'diazepam_clearance'. Did you mean 'diazepam_clearance_man' or "
                                  "'diazepam_clearance_age_slope_man' or 'diazepam_clearance_woman'?"),
    "a subject of people": (lambda: rows("patients", "kinetics"), "patients has no subjects, but was asked for 'kinetics'; leave the subject out."),
    "an unknown subject": (lambda: rows("levels", "kinetic"), "No subject of levels 'kinetic'. Did you mean 'kinetics'?"),
    "an unknown genotype": (lambda: genetics.metaboliser_factors("XX"), "No CYP2C19 metaboliser 'XX'. Choose from 'PM', 'IM', 'NM'."),
    "a negative activity": (lambda: genetics.clearance_factor(0.5, 0.35, 0.15, -1), "cyp2c19_activity must be 0 or more, but is -1; give 0 or a positive number."),
    "shares of two shapes": (lambda: genetics.clearance_factor([1, 2], [1, 2, 3], 0, 1), "share_cyp2c19 and share_cyp3a4 and share_other and cyp2c19_activity and "
                             "cyp3a4_activity must have shapes that fit together, but have (2,) and (3,) and () and () and (); give single numbers or arrays of one shape."),
    "a crowd of a key": (lambda: population.virtual_people("man_30"), "body must be the Body of one person, but is 'man_30'; build it with psychopharm.models.patients.body."),
    "the key of a regimen": (lambda: regimens.regular_levels(body("man_30"), "daily_5mg", 3), "regimen must be a repeated Regimen, but is 'daily_5mg'; choose one with hours from data/regimens.csv."),
    "half a person": (lambda: population.virtual_people(body("man_30"), 0.5), "count must be a whole number of 1 or more, but is 0.5; give for example 1."),
    "no people": (lambda: population.standard_draws(0), "count must be a whole number of 1 or more, but is 0; give for example 1."),
    "a single dose every day": (lambda: regimens.hours_of(regimen("single_5mg")), "regimen must be a repeated Regimen, but is 'single_5mg'; choose one with hours from data/regimens.csv."),
    "no days": (lambda: regimens.regular_levels(body("man_30"), regimen("daily_5mg"), 0), "days must be a whole number of 1 or more, but is 0; give for example 1."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


def test_a_crowd_is_made_around_one_person_only():
    with pytest.raises(ValueError, match="body must be the Body of one person"):
        population.virtual_people(population.virtual_people(body("man_30"), 3))
