"""A common cause and a network of symptoms: limits, signs, what rests and what tips, and a general solver beside the model."""

import inspect
from math import exp, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad, solve_ivp
from sentences import assert_one_sentence, or_one_sentence

from psychopharm.models.causes import (
    CAUSES,
    TREATED,
    Episode,
    at_stage_ends,
    episode,
    latent_course,
    latent_symptoms,
    links,
    network_course,
    symptoms,
    symptoms_present,
)
from psychopharm.parameters import parameter, rows

MOOD, SLEEP, ANXIETY = (symptoms().index(name) for name in ("mood", "sleep", "anxiety"))
shares = st.floats(0, 1)
drives = st.floats(0, 5)


def sigma(z):
    return 1 / (1 + np.exp(-z))


def slopes(chance, coupling, threshold, stress, cut):
    """dx/dt as the science page writes it, link by link from the table."""
    drive = dict.fromkeys(symptoms(), 0.0)
    for link in rows("symptom_links"):
        drive[link.first] += link.weight * chance[symptoms().index(link.second)]
        drive[link.second] += link.weight * chance[symptoms().index(link.first)]
    return np.array([(1 - cut if name in TREATED else 1) * sigma(coupling * drive[name] + stress - threshold) - x for name, x in zip(symptoms(), chance)])


@pytest.mark.parametrize("coupling, threshold, stress, cut", [(2, 4, 0.4, 0.6), (2, 4, 0.4, 0.12), (1, 2, 0.4, 0.6), (5, 3, 1, 0.9), (0, 0, 0, 0.5)])
def test_the_network_agrees_with_a_general_solver_of_another_kind(coupling, threshold, stress, cut):
    found = network_course(coupling, threshold, stress, cut, stage_length=40, points=20)
    now = np.ones(10)
    for stage, share in enumerate((0, cut, 0)):
        theirs = solve_ivp(lambda _, x, share=share: slopes(x, coupling, threshold, stress, share), (0, 40), now, "DOP853", np.linspace(0, 40, 21), rtol=1e-11, atol=1e-12).y
        assert_allclose(found.chance[:, 20 * stage + 1:20 * (stage + 1) + 1], theirs[:, 1:], atol=1e-6)
        now = theirs[:, -1]
    assert_allclose(found.time, np.arange(61) * 2.0)


def test_the_network_gives_what_the_euler_rule_of_the_reference_gave():
    for coupling, threshold, printed in ((2, 4, 0.32), (1, 2, 5.28)):
        x = np.ones(10)
        for cut in (0, 0.6, 0):
            for _ in range(400):
                x = x + 0.2 * slopes(x, coupling, threshold, 0.4, cut)
        assert round(x.sum(), 2) == printed == round(symptoms_present(network_course(coupling, threshold, 0.4, 0.6))[2], 2)


def test_without_links_every_symptom_stands_alone_as_worked_out_by_hand():
    """sigma(0.4 - 2) = 0.168; the drug leaves 0.4 of it in sleep and anxiety, and nothing else moves."""
    before, during, after = at_stage_ends(network_course(0, 2, 0.4, 0.6)).T
    assert_allclose(before, sigma(-1.6), atol=1e-7)
    assert round(before[0], 3) == 0.168
    assert_allclose(during / before, [0.4 if name in TREATED else 1 for name in symptoms()], atol=1e-6)
    assert_allclose(after, before, atol=1e-7)


@pytest.mark.parametrize("cause", CAUSES)
def test_every_stage_ends_at_rest(cause):
    found = episode(cause, 0.6)
    if cause == "common":
        return
    numbers = [parameter(f"network_{name}").value for name in (f"coupling_{cause}", f"threshold_{cause}", "stress")]
    for chance, cut in zip(at_stage_ends(found).T, (0, 0.6, 0)):
        assert_allclose(slopes(chance, *numbers, cut), 0, atol=1e-6)


@given(drives, drives, st.floats(0, 2), shares)
@settings(max_examples=40)
def test_chances_stay_chances_and_a_drug_never_makes_more_symptoms_than_before(coupling, threshold, stress, cut):
    found = network_course(coupling, threshold, stress, cut)
    assert (found.chance >= -1e-6).all() and (found.chance <= 1 + 1e-6).all()
    before, during, after = at_stage_ends(found).T
    assert (during <= before + 1e-5).all() and (after <= before + 1e-5).all()
    assert (during[[SLEEP, ANXIETY]] <= 1 - cut + 1e-6).all()


@given(shares, shares)
@settings(max_examples=20)
def test_the_larger_the_cut_the_fewer_symptoms_while_it_is_taken(one, other):
    less, more = sorted((one, other))
    for cause in CAUSES:
        assert symptoms_present(episode(cause, more))[1] <= symptoms_present(episode(cause, less))[1] + 1e-6


def test_what_a_drug_on_sleep_and_anxiety_does_to_mood_depends_on_the_picture():
    mood = {cause: at_stage_ends(episode(cause, 0.6))[MOOD] for cause in CAUSES}
    assert mood["common"][0] == mood["common"][1] == mood["common"][2]
    assert mood["loose"][1] < 0.8 * mood["loose"][0] and abs(mood["loose"][2] - mood["loose"][0]) < 1e-6
    assert mood["tight"][1] < 0.1 * mood["tight"][0] and mood["tight"][2] < 0.1 * mood["tight"][0]


def test_only_the_tightly_linked_network_can_stay_well_and_only_from_a_cut_of_about_an_eighth():
    over = parameter("episode_over_symptoms").value
    stays = {cause: [percent for percent in range(0, 101, 5) if symptoms_present(episode(cause, percent / 100))[2] < over] for cause in CAUSES}
    assert stays == {"common": [], "loose": [], "tight": list(range(15, 101, 5))}
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if symptoms_present(episode("tight", middle))[2] < over else (middle, high)
    assert 0.10 < high < 0.12


def test_what_the_notes_of_the_table_say_of_other_numbers_holds():
    assert symptoms_present(network_course(2, 2, 0.4, 1))[2] > 8          # the other threshold: the symptoms never end
    assert symptoms_present(network_course(1, 4, 0.4, 0))[0] < 1          # and no episode lasts
    assert symptoms_present(network_course(2, 4, 0.2, 0))[0] < 1
    assert symptoms_present(network_course(2, 4, 1.0, 0.6))[2] > 5


def test_a_common_cause_worked_out_by_hand():
    """theta 1.2: sigma(1.44 - 1) = 0.608; the drug leaves 0.4 of it in sleep and anxiety."""
    chance = latent_symptoms(1.2, cut=0.6)
    assert round(chance[MOOD], 3) == 0.608
    assert_allclose(chance / chance[MOOD], [0.4 if name in TREATED else 1 for name in symptoms()])
    assert latent_symptoms([0, 1], cut=0.6).shape == (10, 2) and latent_symptoms(np.zeros((2, 3))).shape == (10, 2, 3)


def test_the_average_over_people_is_that_of_numerical_quadrature():
    average, _ = quad(lambda theta: sigma(1.2 * theta - 1) * exp(-(theta - 1.2) ** 2 / 2) / sqrt(2 * pi), -12, 14)
    before, during, after = at_stage_ends(latent_course(0.25)).T
    assert_allclose(before, average, rtol=1e-6)
    assert_allclose(during[[SLEEP, ANXIETY]], 0.75 * average, rtol=1e-6)
    assert (after == before).all()


def test_the_links_are_those_of_the_table_and_the_same_both_ways():
    assert len(symptoms()) == 10 and set(TREATED) < set(symptoms())
    assert_allclose(links(), links().T)
    assert not np.diag(links()).any()
    assert links().sum() == pytest.approx(2 * sum(link.weight for link in rows("symptom_links")))
    assert (links() > 0).sum() == 2 * len(rows("symptom_links")) == 36
    with pytest.raises(ValueError, match="read-only"):
        links()[0, 0] = 1


def test_the_number_of_points_changes_no_number():
    few, many = (network_course(2, 4, 0.4, 0.15, points=points) for points in (1, 400))
    assert_allclose(at_stage_ends(few), at_stage_ends(many), atol=1e-7)
    assert few.ends == (1, 2, 3) and many.ends == (400, 800, 1200) and few.time[-1] == many.time[-1] == 240


BAD = {
    "percent": (lambda: episode("tight", 60), "cut must lie from 0 to 1, but is 60; give a number in that range."),
    "two cuts": (lambda: episode("common", [0.1, 0.2]), "cut must be one number, but is [0.1, 0.2]; call the function once for each."),
    "a cut in words": (lambda: latent_symptoms(1, cut="0.6"), "cut must be a number or an array of numbers, but is '0.6'; give it without a unit."),
    "no cut": (lambda: latent_course(float("nan")), "cut must be finite, but is nan; replace the missing or endless value."),
    "another picture": (lambda: episode("latent", 0.6), "No picture of depression 'latent'. Choose from 'common', 'loose', 'tight'."),
    "a cause without end": (lambda: latent_symptoms(1e9), "theta must lie from -50 to 50, but is 1e+09; give a number in that range."),
    "a negative coupling": (lambda: network_course(-1, 4, 0.4, 0.6), "coupling must lie from 0 to 50, but is -1; give a number in that range."),
    "no time": (lambda: network_course(2, 4, 0.4, 0.6, stage_length=0), "stage_length must be above 0, but is 0; give a positive number."),
    "no point": (lambda: network_course(2, 4, 0.4, 0.6, points=0), "points must be a whole number of 1 or more, but is 0; give for example 1."),
    "symptoms of numbers": (lambda: symptoms_present([1, 2]), "found must be an Episode, but is [1, 2]; make one with psychopharm.models.causes.episode."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_clear_sentence(name):
    assert_one_sentence(*BAD[name])


number = st.one_of(st.floats(-1e9, 1e9), st.floats(0, 1), st.sampled_from([float("nan"), float("inf"), -float("inf")]))
anything = st.one_of(st.none(), st.text(max_size=3), number, st.integers(-5, 5), st.booleans(), st.lists(st.one_of(number, st.text(max_size=2)), max_size=3))
LIKELY = {"cut": shares, "cause": st.sampled_from(CAUSES), "coupling": st.floats(0, 50), "threshold": st.floats(0, 50), "stress": st.floats(0, 50),
          "stage_length": st.floats(0.1, 10_000), "points": st.integers(1, 20), "theta": st.floats(-50, 50), "found": st.builds(latent_course, shares)}


@pytest.mark.parametrize("function", [network_course, latent_symptoms, latent_course, episode, at_stage_ends, symptoms_present], ids=lambda function: function.__name__)
@settings(max_examples=60)
@given(st.data())
def test_whatever_comes_in_the_answer_is_finite_or_one_sentence(function, data):
    arguments = {name: data.draw(st.one_of(LIKELY[name], LIKELY[name], LIKELY[name], anything), label=name) for name in inspect.signature(function).parameters}
    with or_one_sentence():
        found = function(**arguments)
        chances = found.chance if isinstance(found, Episode) else np.asarray(found)
        assert np.isfinite(chances).all() and (chances >= -1e-6).all() and (chances <= 10 + 1e-6).all()
