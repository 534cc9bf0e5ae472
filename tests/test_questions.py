"""Questions: every answer has its hint, the numbers come from the models, and nothing is shown before it is asked for."""

import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lessons import LESSONS

from psychopharm.explore import Explorer, choice, slider
from psychopharm.figures.kinetics import daily_course, many_tablets, one_tablet
from psychopharm.models import kinetics, onset, receptor, scales, trials
from psychopharm.models.affinity import cell, pki, selectivity
from psychopharm.models.course import response_on_drug, works_first
from psychopharm.models.occupancy import curve_of, site_occupancy, transporter_occupancy
from psychopharm.models.patients import body
from psychopharm.models.regression import expected_change
from psychopharm.parameters import evidence, parameter, question, regimen, rows
from psychopharm.questions import ask, check, coverage, predicted, pretest
from psychopharm.questions.ask import Asking
from psychopharm.questions.judge import answers, judge, right_answer

ASKED = [row for row in rows("questions") if row.role not in ("before", "reason")]
ON_SCREEN = [row for row in ASKED if row.role != "exercise"]
CHOICES = [row for row in ASKED if row.form == "choice"]
SIX_ITEMS = ("sleep_early", "sleep_middle", "sleep_late", "psychic_anxiety", "somatic_anxiety", "agitation")
NUMBERS = [row for row in ASKED if row.form == "number"]


def by_key(questions):
    return pytest.mark.parametrize("asked", questions, ids=lambda row: row.key)


def notebook(path):
    return nbformat.read(path, as_version=4)


def asked_in(path):
    """Keys of the questions that a lesson asks, in their order."""
    source = "\n".join(cell.source for cell in notebook(path).cells if cell.cell_type == "code")
    return re.findall(r'\b(?:ask|check)\("(\w+)"', source)


# The tables and the lessons

@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_asks_each_of_its_questions_once_and_no_other(path):
    asked, meant = asked_in(path), [row.key for row in ASKED if row.lesson == path.stem]
    never, foreign = sorted(set(meant) - set(asked)), sorted(set(asked) - set(meant))
    assert sorted(asked) == sorted(meant), f"never asked: {never}; asked, but of another lesson or none: {foreign}; asked twice: {len(asked) - len(set(asked))}"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_outcome_of_a_lesson_is_asked(path):
    promised = next(cell.source for cell in notebook(path).cells if cell.source.startswith("## After this lesson you can"))
    outcomes = set(re.findall(r"^(\d)\. \*\*", promised, re.M))
    assert 3 <= len(outcomes) <= 5
    asked = {row.outcome for row in ASKED if row.lesson == path.stem and row.role != "retrieve"}
    assert asked == outcomes, f"no question asks {sorted(outcomes - asked)}; questions ask {sorted(asked - outcomes)}, which is no outcome"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_prediction_stands_right_before_an_experiment_that_knows_it(path):
    code = [cell.source for cell in notebook(path).cells if cell.cell_type == "code"]
    for i, source in enumerate(code):
        for key in re.findall(r'^ask\("(\w+)"\)', source):
            if question(key).role == "predict":
                assert f'asked="{key}"' in code[i + 1]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_lesson_and_no_stored_output_tells_a_hint_or_a_reasoning(path):
    text = json.dumps(notebook(path), ensure_ascii=False)
    for row in rows("questions"):
        assert not row.reasoning or row.reasoning[:40] not in text
        assert not any(one.hint and one.hint[:40] in text for one in answers(row.key))


def test_every_row_of_the_test_before_the_lessons_is_used():
    used = {key for row in rows("pretest") for key in (row.question, row.reason)}
    assert used == {row.key for row in rows("questions") if row.role in ("before", "reason")}


@by_key(CHOICES)
def test_every_wrong_choice_gets_its_own_hint_with_a_question_to_try_again(asked):
    hints = [one.hint for one in answers(asked.key) if one.right == "no"]
    assert len(set(hints)) == len(hints) >= 2
    for hint in hints:
        assert hint.endswith("?"), f"a hint must end with a question: {hint}"
        assert len(hint.split()) <= 45
        assert not re.search(r"\b(wrong|mistake|you (failed|forgot|should))\b", hint, re.I)


MODEL = {
    "anyway_dummy_pill": lambda: evidence("placebo_response").value,
    "anyway_read_difference": lambda: 100 * response_on_drug(evidence("placebo_response").value / 100, evidence("response_or_escitalopram").value) - evidence("placebo_response").value,
    "whose_body_same_plateau": lambda: kinetics.half_lives(body("obesity")).elimination_h / kinetics.half_lives(body("man_30")).elimination_h,
    "natural_year": lambda: evidence("natural_remission_12_months").value,
    "retrieve_difference": lambda: 60 - 52,
    "one_tablet_half_of_peak": lambda: half_of_peak_h() - kinetics.single_dose_peak(body("man_30"), 10)[1],
    "many_tablets_three_quarters": lambda: 2 * 20,
    "free_in_plasma": lambda: kinetics.single_dose_peak(body("man_30"), 10)[0] * parameter("diazepam_unbound_fraction").value,
    "exercise_half_life": lambda: 0.693 * volume_L("cirrhosis") / body("cirrhosis").clearance_L_per_h,
    "exercise_plateau": lambda: kinetics.steady_state(body("woman_75"), 10, 24).diazepam_mean,
    "occupancy_doubled": lambda: 100 * transporter_occupancy(2),
    "occupancy_half": lambda: 100 * site_occupancy(3, 1),
    "exercise_triple": lambda: 100 * transporter_occupancy(3),
    "exercise_selectivity": lambda: selectivity(bupropion_nM("DAT"), bupropion_nM("SERT")),
    "receptor_without_gaba": lambda: 10_000 * receptor.open_probability(0, drug_nM=1000),
    "raphe_day_one": lambda: 100 * onset.course(transporter_occupancy(1)).firing[2],
    "clock_first_week": lambda: 100 * onset.benefit_share(onset.course(transporter_occupancy(1)))[14],
    "exercise_sites": lambda: 100 * site_occupancy(free_after_nM(5), parameter("diazepam_kd_closed_nM").value),
    "exercise_shift": lambda: receptor.ec50_uM() / receptor.ec50_uM(drug_nM=100),
    "trial_observe": lambda: true_effect("anxiolytic_hypnotic", "HAM-D6"),
    "trial_ceiling": lambda: trials.points_held(SIX_ITEMS),
    "measured_again": lambda: expected_change(*(parameter(f"rtm_{part}").value for part in ("cutoff", "population_mean", "population_sd", "reliability"))),
    "second_treatment": lambda: 100 * works_first(12, 2)[1][1],
    "half_of_trials": lambda: found_by("HAM-D17"),
    "power_observe": lambda: found_by("mood"),
    "exercise_core": lambda: fall_of_the_core("HAM-D6"),
    "exercise_share": lambda: share_in_the_core(1.5),
}
WRONG = {       # what a named slip gives
    ("anyway_read_difference", "drug"): lambda: 100 * response_on_drug(evidence("placebo_response").value / 100, evidence("response_or_escitalopram").value),
    ("anyway_dummy_pill", "share"): lambda: MODEL["anyway_dummy_pill"]() / 100,
    ("anyway_read_difference", "share"): lambda: MODEL["anyway_read_difference"]() / 100,
    ("natural_year", "share"): lambda: MODEL["natural_year"]() / 100,
    ("retrieve_difference", "share"): lambda: MODEL["retrieve_difference"]() / 100,
    ("whose_body_same_plateau", "hours"): lambda: kinetics.half_lives(body("obesity")).elimination_h - kinetics.half_lives(body("man_30")).elimination_h,
    ("whose_body_same_plateau", "upside_down"): lambda: 1 / MODEL["whose_body_same_plateau"](),
    ("whose_body_same_plateau", "days"): lambda: ready_day("obesity") / ready_day("man_30"),
    ("whose_body_same_plateau", "levels"): lambda: plateau("obesity") / plateau("man_30"),
    ("exercise_half_life", "other_volume"): lambda: 0.693 * volume_L("man_30") / body("cirrhosis").clearance_L_per_h,
    ("anyway_dummy_pill", "difference"): lambda: MODEL["anyway_read_difference"](),
    ("anyway_read_difference", "dummy"): lambda: MODEL["anyway_dummy_pill"](),
    ("anyway_read_difference", "percent"): lambda: 100 * 13 / 37,
    ("natural_year", "still"): lambda: 100 - MODEL["natural_year"](),
    ("retrieve_difference", "all"): lambda: 60,
    ("retrieve_difference", "dummy"): lambda: 52,
    ("retrieve_difference", "ratio"): lambda: 60 / 52,
    ("many_tablets_three_quarters", "one"): lambda: 20,
    ("many_tablets_three_quarters", "three_quarters"): lambda: 0.75 * 20,
    ("many_tablets_three_quarters", "line"): lambda: 1.5 * 20,
    ("exercise_half_life", "exact"): lambda: kinetics.half_lives(body("cirrhosis")).elimination_h,
    ("exercise_plateau", "cirrhosis"): lambda: kinetics.steady_state(body("cirrhosis"), 10, 24).diazepam_mean,
    ("exercise_plateau", "no_brackets"): lambda: MODEL["exercise_plateau"]() * 24 ** 2,
    ("natural_year", "three"): lambda: evidence("natural_remission_3_months").value,
    ("natural_year", "six"): lambda: evidence("natural_remission_6_months").value,
    ("one_tablet_half_of_peak", "elimination"): lambda: kinetics.half_lives(body("man_30")).elimination_h,
    ("one_tablet_half_of_peak", "half_of_it"): lambda: kinetics.half_lives(body("man_30")).elimination_h / 2,
    ("one_tablet_half_of_peak", "minutes"): lambda: 60 * MODEL["one_tablet_half_of_peak"](),
    ("one_tablet_half_of_peak", "distribution"): lambda: kinetics.half_lives(body("man_30")).distribution_h,
    ("one_tablet_half_of_peak", "since_tablet"): lambda: half_of_peak_h(),
    ("many_tablets_three_quarters", "minutes"): lambda: 60 * 40,
    ("many_tablets_three_quarters", "nearly"): lambda: 20 * 3.32,
    ("free_in_plasma", "total"): lambda: kinetics.single_dose_peak(body("man_30"), 10)[0],
    ("free_in_plasma", "nM"): lambda: MODEL["free_in_plasma"]() * 1000 / parameter("diazepam_molar_mass_g_per_mol").value,
    ("exercise_half_life", "man_30"): lambda: 0.693 * volume_L("man_30") / body("man_30").clearance_L_per_h,
    ("exercise_half_life", "man_50"): lambda: 0.693 * volume_L("man_50") / body("man_50").clearance_L_per_h,
    ("exercise_half_life", "no_ln2"): lambda: volume_L("cirrhosis") / body("cirrhosis").clearance_L_per_h,
    ("exercise_half_life", "centre"): lambda: 0.693 * body("cirrhosis").central_volume_L / body("cirrhosis").clearance_L_per_h,
    ("exercise_half_life", "upside_down"): lambda: body("cirrhosis").clearance_L_per_h / volume_L("cirrhosis"),
    ("exercise_half_life", "minutes"): lambda: 60 * MODEL["exercise_half_life"](),
    ("exercise_plateau", "half"): lambda: MODEL["exercise_plateau"]() / 2,
    ("exercise_plateau", "all_absorbed"): lambda: MODEL["exercise_plateau"]() / body("woman_75").bioavailability,
    ("exercise_plateau", "mg_per_L"): lambda: MODEL["exercise_plateau"]() / 1000,
    ("exercise_plateau", "no_interval"): lambda: MODEL["exercise_plateau"]() * 24,
    ("exercise_plateau", "minutes"): lambda: MODEL["exercise_plateau"]() / 60,
    ("exercise_plateau", "man_30"): lambda: kinetics.steady_state(body("man_30"), 10, 24).diazepam_mean,
    ("occupancy_doubled", "same"): lambda: 100 * transporter_occupancy(1),
    ("occupancy_doubled", "half_of_rest"): lambda: 100 - (100 - 100 * transporter_occupancy(1)) / 2,
    ("occupancy_doubled", "too_many"): lambda: 2 * 100 * transporter_occupancy(1),
    ("occupancy_doubled", "share"): lambda: transporter_occupancy(2),
    ("occupancy_half", "triple"): lambda: 3 * 50,
    ("occupancy_half", "series"): lambda: 100 * (1 - 0.5 ** 3),
    ("occupancy_half", "two"): lambda: 100 * site_occupancy(2, 1),
    ("occupancy_half", "share"): lambda: site_occupancy(3, 1),
    ("exercise_triple", "share"): lambda: transporter_occupancy(3),
    ("exercise_triple", "triple"): lambda: 3 * 100 * transporter_occupancy(1),
    ("exercise_triple", "one"): lambda: 100 * transporter_occupancy(1),
    ("exercise_triple", "two"): lambda: 100 * transporter_occupancy(2),
    ("exercise_triple", "no_plateau"): lambda: 100 * site_occupancy(3, curve_of("ssri").half_dose),
    ("exercise_selectivity", "upside_down"): lambda: bupropion_nM("DAT") / bupropion_nM("SERT"),
    ("exercise_selectivity", "difference"): lambda: bupropion_nM("SERT") - bupropion_nM("DAT"),
    ("exercise_selectivity", "pki"): lambda: pki(bupropion_nM("DAT")) - pki(bupropion_nM("SERT")),
    ("raphe_day_one", "share"): lambda: MODEL["raphe_day_one"]() / 100,
    ("clock_first_week", "line"): lambda: 100 / 6,
    ("exercise_sites", "share"): lambda: MODEL["exercise_sites"]() / 100,
    ("exercise_sites", "ten"): lambda: 100 * site_occupancy(free_after_nM(10), parameter("diazepam_kd_closed_nM").value),
    ("exercise_sites", "half"): lambda: 50 * site_occupancy(free_after_nM(10), parameter("diazepam_kd_closed_nM").value),
    ("exercise_sites", "total"): lambda: 100 * site_occupancy(free_after_nM(5, share=1), parameter("diazepam_kd_closed_nM").value),
    ("exercise_shift", "upside_down"): lambda: 1 / MODEL["exercise_shift"](),
    ("exercise_shift", "tablet"): lambda: receptor.ec50_uM() / receptor.ec50_uM(drug_nM=free_after_nM(10)),
    ("exercise_shift", "thousand"): lambda: receptor.ec50_uM() / receptor.ec50_uM(drug_nM=1000),
    ("exercise_shift", "difference"): lambda: receptor.ec50_uM() - receptor.ec50_uM(drug_nM=100),
    ("trial_observe", "zero"): lambda: true_effect("anxiolytic_hypnotic", "Core4"),
    ("trial_observe", "ssri"): lambda: true_effect("ssri", "HAM-D6"),
    ("trial_observe", "whole"): lambda: true_effect("anxiolytic_hypnotic", "HAM-D17"),
    ("trial_ceiling", "start"): lambda: trials.taken_in()[0].first[:, [scales.NAMES.index(item) for item in SIX_ITEMS]].sum(axis=1).mean(),
    ("trial_ceiling", "most"): lambda: sum(item.max_points for item in scales.ITEMS if item.key in SIX_ITEMS),
    ("second_treatment", "of_all"): lambda: 100 * works_first(12, 2)[0][1],
    ("second_treatment", "first"): lambda: 100 * works_first(12, 2)[0][0],
    ("half_of_trials", "chance"): lambda: 100 * trials.SIGNIFICANT,
    ("power_observe", "total"): lambda: found_by("HAM-D17"),
    ("exercise_core", "core4"): lambda: fall_of_the_core("Core4"),
    ("exercise_core", "all_items"): lambda: fall_of_the_core("HAM-D17"),
    ("exercise_core", "after"): lambda: scales.total(scales.expected_points((-1, 0, 0, 0)), "HAM-D6"),
    ("exercise_share", "at_one"): lambda: share_in_the_core(1),
    ("exercise_share", "calming"): lambda: 100 * true_effect("anxiolytic_hypnotic", "Core4", 1.5) / true_effect("anxiolytic_hypnotic", "HAM-D17", 1.5),
    ("exercise_share", "share"): lambda: MODEL["exercise_share"]() / 100,
    ("exercise_share", "points"): lambda: true_effect("ssri", "Core4", 1.5),
}


# answers that stand for a belief, not for a slip of arithmetic: any number in the range means the same
GUESSES = {"none", "less", "some", "more", "same", "rest", "hours", "most_of_a_day", "longer", "much", "half", "all"}


def ready_day(person):
    """The first day on which a person is within a tenth of the plateau of diazepam."""
    return daily_course("daily_5mg", person)["ready"]["diazepam"]


def plateau(person):
    return kinetics.steady_state(body(person), 5, 24).diazepam_mean


def true_effect(profile, scale, strength=1):
    return trials.outcome(trials.trial(profile, strength), scale).true_difference


def share_in_the_core(strength):
    return 100 * true_effect("ssri", "Core4", strength) / true_effect("ssri", "HAM-D17", strength)


def found_by(scale):
    """In how many of 100 trials of an SSRI with 100 people in each arm p is below 0.05 on a scale."""
    return 100 * (trials.repeated_trials(trials.trial("ssri"), 100, scale)[1] < trials.SIGNIFICANT).mean()


def fall_of_the_core(scale):
    before, after = (scales.total(scales.expected_points((core, 0, 0, 0)), scale) for core in (0, -1))
    return before - after


def bupropion_nM(target):
    """How tightly bupropion binds a target."""
    return cell("bupropion", target).ki_nM


def free_after_nM(dose_mg, share=None):
    """Free diazepam at the peak of one tablet."""
    peak = kinetics.single_dose_peak(body("man_30"), dose_mg)[0]
    return kinetics.free_nM(peak, share or parameter("diazepam_unbound_fraction").value, parameter("diazepam_molar_mass_g_per_mol").value)


def volume_L(person):
    return body(person).central_volume_L + body(person).tissue_volume_L


def half_of_peak_h():
    """Hours after the tablet at which the falling level is half of its peak."""
    person, samples = body("man_30"), 3600
    levels = kinetics.concentrations(person, [10], 24, 24 * samples)[0]
    top = int(levels.argmax())
    return (top + int((levels[top:] <= levels.max() / 2).argmax())) / samples


@by_key(NUMBERS)
def test_the_right_number_is_what_the_model_gives(asked):
    assert asked.key in MODEL, f"add the model's number of {asked.key} to MODEL"
    assert judge(asked.key, float(MODEL[asked.key]())).right


@by_key(NUMBERS)
def test_every_slip_with_an_origin_is_worked_out(asked):
    for one in answers(asked.key):
        assert one.right == "yes" or (asked.key, one.answer) in WRONG or one.answer in GUESSES, f"add what the slip {asked.key}/{one.answer} gives to WRONG"


@pytest.mark.parametrize("key, slip", WRONG, ids=lambda name: name)
def test_a_slip_of_a_known_origin_is_recognised(key, slip):
    hint = next(one.hint for one in answers(key) if one.answer == slip)
    judged = judge(key, float(WRONG[key, slip]()))
    assert not judged.right and judged.hint == hint and len(hint.split()) <= 45


# What is said

@by_key([row for row in NUMBERS if row.key != "anyway_dummy_pill"])
def test_a_number_of_unknown_origin_is_called_too_high_or_too_low_with_its_factor(asked):
    right = float(MODEL[asked.key]())
    assert re.search(r"is too high, by a factor of about \d", judge(asked.key, 7.7 * right).hint) or judge(asked.key, 7.7 * right).hint in known_hints(asked)
    assert re.search(r"is too low, by a factor of about \d", judge(asked.key, right / 700).hint) or judge(asked.key, right / 700).hint in known_hints(asked)
    assert "is too low" in judge(asked.key, -3).hint


def known_hints(asked):
    return [one.hint for one in answers(asked.key)]


def test_a_comma_may_stand_for_the_point_and_a_word_gets_one_sentence():
    assert judge("one_tablet_half_of_peak", "2,0").right
    assert judge("one_tablet_half_of_peak", "2 h").right and judge("anyway_dummy_pill", "37%").right and judge("one_tablet_half_of_peak", 2.0).right
    assert judge("exercise_half_life", "\N{MINUS SIGN}96").label == "-96 h"
    for given_answer in ("two", "", "nan", "inf", float("nan"), "1,000", "1_0", "35-40", "\N{SUPERSCRIPT TWO}", "1e3", "9" * 50_000 + "x"):
        with pytest.raises(ValueError, match=r"The answer must be a number in h, but is .{0,60}; write for example 1\.5 or 1500\."):
            judge("one_tablet_half_of_peak", given_answer)
    with pytest.raises(ValueError, match="No answer to 'one_tablet_where' 'tisue'. Did you mean 'tissue'"):
        judge("one_tablet_where", "tisue")


@by_key([row for row in ON_SCREEN if row.form == "choice" and row.role != "predict"])
def test_a_first_miss_gets_the_hint_and_a_second_one_the_reasoning(asked):
    on_screen = Asking(asked)
    wrong, other = [one for one in answers(asked.key) if one.right == "no"][:2]
    for _ in range(2):                                       # a second press on the same answer is no second miss
        on_screen.pressed("check", {"answer": wrong.answer})
        assert on_screen.form.message == f"Not yet. {wrong.hint}"
    on_screen.pressed("check", {"answer": other.answer})
    assert on_screen.form.message == f"The answer: {solution(asked)}"
    right = next(one for one in answers(asked.key) if one.right == "yes")
    on_screen.pressed("check", {"answer": right.answer})
    assert on_screen.form.message == f"Right. {asked.reasoning}"


def solution(asked):
    """The right answer and the reasoning, without saying the answer twice."""
    label = right_answer(asked.key).rstrip(".")
    return asked.reasoning if asked.reasoning.lower().startswith(label.lower()[:12]) else f"{label}. {asked.reasoning}"


@by_key(ON_SCREEN)
def test_before_an_answer_nothing_about_it_has_left_python(asked):
    state = json.dumps({name: value for name, value in Asking(asked).form.get_state().items() if name not in ("_esm", "_css")})
    assert asked.reasoning[:30] not in state
    assert not any(one.hint and one.hint[:30] in state for one in answers(asked.key))
    assert set(Asking(asked).form.parts[0]) == {"name", "legend", "kind", "options", "unit"}      # not what is right


@by_key([row for row in ON_SCREEN if row.form != "sentence"])
def test_every_question_can_be_skipped_and_says_what_is_missing(asked):
    on_screen = Asking(asked)
    on_screen.pressed("check", {"answer": "", "sure": ""})
    assert on_screen.form.message.endswith("first, or skip.")
    on_screen.pressed("skip", {"answer": "", "sure": ""})
    assert on_screen.form.message == ("Skipped. The experiment below shows it." if asked.role == "predict" else
                                      f"The answer: {solution(asked)}")


def test_a_sentence_is_answered_with_one_to_compare():
    asked = question("one_tablet_why")
    on_screen = Asking(asked)
    assert [label for _, label in on_screen.form.buttons] == ["Compare"]
    on_screen.pressed("check", {"answer": ""})
    assert on_screen.form.message == "Write a sentence of your own first; a few words will do."
    on_screen.pressed("check", {"answer": "Because it moves."})
    assert on_screen.form.message == f"A sentence to compare with yours: {asked.reasoning}"


def test_a_prediction_is_kept_without_a_verdict_and_can_be_changed_or_taken_back():
    on_screen = Asking(question("many_tablets_double"))
    on_screen.pressed("check", {"answer": "sooner", "sure": "very"})
    assert on_screen.form.message.startswith("Kept. You said: sooner, and as high, very sure. Now find out")
    assert predicted("many_tablets_double").right is False
    on_screen.pressed("check", {"answer": "same", "sure": ""})
    assert predicted("many_tablets_double").said() == "You said: after the same time, and twice as high."
    on_screen.pressed("skip", {"answer": "same", "sure": ""})
    assert predicted("many_tablets_double") is None


def test_a_question_of_the_wrong_kind_gets_one_sentence():
    with pytest.raises(ValueError, match="'half_life_A' has the role before, which is not asked in this way"):
        ask("half_life_A")
    with pytest.raises(ValueError, match=r"'one_tablet_where' is no exercise; show it with ask\('one_tablet_where'\)\."):
        check("one_tablet_where", 3)
    with pytest.raises(ValueError, match="No question 'one_tablet_wher'. Did you mean 'one_tablet_where'"):
        ask("one_tablet_wher")


def test_an_exercise_says_what_a_number_is(capsys):
    for answer, start in ((None, "Nothing to check yet"), (95.9, "Right. His liver"), (138.4, "Not yet. That is volume over clearance"), (700, "Not yet. 700 h is too high")):
        check("exercise_half_life", answer)
        assert capsys.readouterr().out.startswith(start)


# Predictions beside what an experiment shows

@pytest.fixture
def predictions():
    """Room for predictions that are forgotten after the test."""
    yield
    for row in ON_SCREEN:
        if row.role == "predict":
            Asking(row).pressed("skip", {"answer": "", "sure": ""})


def test_prediction_and_result_stand_side_by_side_only_where_the_result_is_shown(predictions):
    explorer = Explorer(one_tablet, None, "one_tablet_half_of_peak", dose=choice("single_dose"), hours=slider("hours_since_tablet"), axis=choice("level_axis"))
    assert explorer.picture.beside == ""
    Asking(question("one_tablet_half_of_peak")).pressed("check", {"answer": "38", "sure": "very"})
    explorer.go({"dose": "single_10mg", "hours": 1.0}, "here")
    assert explorer.picture.beside == "You said: 38 h, very sure." and "You said" not in explorer.picture.said
    explorer.go({"hours": 3.0}, "here")
    told = explorer.picture.beside
    hint = next(one.hint for one in answers("one_tablet_half_of_peak") if one.answer == "elimination")
    assert told == f"You said: 38 h, very sure. Here: {explorer.view.result}. {hint}" and explorer.picture.news == told
    explorer._moved()
    assert explorer.picture.news == "" and told not in explorer.picture.said, "it is announced once"


def test_a_right_prediction_is_said_to_be_so(predictions):
    explorer = Explorer(many_tablets, None, "many_tablets_double", regimen=choice("regimen"), person=choice("person"), day=slider("day_of_tablets"))
    Asking(question("many_tablets_double")).pressed("check", {"answer": "same", "sure": "guess"})
    explorer.go({"regimen": "daily_10mg", "day": 30}, "here")
    assert explorer.picture.beside.startswith("You said: after the same time, and twice as high, a guess. Here: ")
    assert explorer.picture.beside.endswith(" So it is.")
    assert regimen("daily_10mg").dose_mg == 2 * regimen("daily_5mg").dose_mg


# The test before the lessons

places = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3))


@given(st.sampled_from("AB"), st.lists(places, min_size=6, max_size=6))
def test_a_code_gives_back_what_was_kept(version, kept):
    before = pretest.Kept(version, tuple(kept))
    code = pretest.code_of(before)
    assert pretest.kept_in(code) == pretest.kept_in(f" {code.lower().replace('-', ' ')} ") == before
    assert len(code) <= 18


@given(st.lists(places, min_size=6, max_size=6), st.integers(1, 12), st.integers(1, 9))
def test_a_slip_in_one_digit_of_a_code_is_noticed(kept, place, change):
    plain = pretest.code_of(pretest.Kept("A", tuple(kept))).replace("-", "")
    slipped = plain[:place] + str((int(plain[place]) + change) % 10) + plain[place + 1:]
    with pytest.raises(ValueError, match="has a slip in it; compare it with what you wrote down"):
        pretest.kept_in(slipped)


@pytest.mark.parametrize("code", ["", "C0000-0000-0000-A", "A12", None, 7, "A00000000000²A"])
def test_what_is_no_code_gets_one_sentence(code):
    with pytest.raises(ValueError, match="The code must be A or B, 12 digits and a letter, but is"):
        pretest.kept_in(code)


@pytest.mark.parametrize("version", ["A", "B"])
def test_the_test_before_the_lessons_shows_no_key_and_ends_with_a_code(version):
    test = pretest.BeforeTheLessons(version)
    said = []
    assert {row.version for row in test.pairs} == {version}
    for i, pair in enumerate(test.pairs):
        options = [answers(key) for key in (pair.question, pair.reason)]
        assert [part["legend"] for part in test.form.parts] == [question(pair.question).text, question(pair.reason).text, "How sure are you?"]
        assert 3 <= len(options[0]) <= pretest.MOST and 3 <= len(options[1]) <= pretest.MOST
        if i == 0:
            test.pressed("next", {"answer": "", "reason": "", "sure": ""})
            assert test.form.message == "Choose an answer first, or skip this one."
        test.pressed("skip" if i == 2 else "next", {"answer": options[0][1].answer, "reason": options[1][0].answer, "sure": "fairly"})
        said.append(test.form.message)
    assert said[:5] == [f"Question {i} of 6." for i in range(2, 7)]
    code = re.search(r"Your code is (\S+)\.", test.form.message)[1]
    assert pretest.kept_in(code) == pretest.Kept(version, tuple((0, 0, 0) if i == 2 else (2, 1, 2) for i in range(6)))
    assert not re.search("right|wrong|correct", test.form.message, re.I)
    assert "nothing here is a reason to stop" in test.form.message


def test_a_press_on_a_page_that_is_gone_is_ignored():
    test = pretest.BeforeTheLessons("A")
    press = {"button": "next", "given": {"answer": "a"}, "turn": 0}
    test.form._told(None, press, [])
    test.form._told(None, press, [])                         # the second half of a double click
    assert len(test.places) == 1
    for turn in range(1, 6):
        test.form._told(None, {**press, "turn": turn}, [])
    test.form._told(None, press, [])
    assert len(test.places) == 6


def test_both_versions_are_drawn(monkeypatch):
    drawn = set()
    monkeypatch.setattr(pretest.BeforeTheLessons, "show", lambda self: drawn.add(self.version))
    for _ in range(60):
        pretest.before_the_lessons()
    assert drawn == {"A", "B"}


def test_the_longest_option_is_not_the_right_one_more_often_than_by_chance():
    longest = 0
    keys = [key for row in rows("pretest") for key in (row.question, row.reason)]
    for key in keys:
        lengths = {one.right: max(len(other.label) for other in answers(key) if other.right == one.right) for one in answers(key)}
        longest += lengths["yes"] > lengths["no"]
    assert longest <= len(keys) / 3


def test_the_two_versions_ask_the_same_pairs_and_the_right_answer_has_no_favourite_place():
    a, b = ([row for row in rows("pretest") if row.version == version] for version in "AB")
    assert [row.pair for row in a] == [row.pair for row in b]
    for one, other in zip(a, b):
        assert question(one.question).concept == question(other.question).concept
    places = [[one.right for one in answers(key)].index("yes") for row in (*a, *b) for key in (row.question, row.reason)]
    assert all(2 <= places.count(place) <= 10 for place in range(4))


# What is never asked, or asked once

def test_what_is_asked_less_than_twice_is_listed(capsys):
    listed = coverage.rarely_asked()
    assert all(re.search(": (never asked|asked once)$", line) for line in listed)
    twice = [row.belief for row in ASKED].count("half-life is how long a drug works")
    assert twice >= 2 and not any("half-life is how long a drug works" in line for line in listed)
    assert not any("claim C10" in line for line in listed) and "claim C01: never asked" in listed


def test_every_belief_of_the_lesson_on_the_body_meets_a_question():
    met = {row.belief for row in rows("questions") if row.lesson == "01_diazepam"}
    for belief in ("half-life is how long a drug works", "longer half-life means higher plateau", "old people accumulate because the liver fails",
                   "total is free", "more free share means more effect for good", "clearance is the rate of elimination"):
        assert belief in met
