"""The tables in data/ keep their rules, are described in full, and travel with the package.

Each rule is a function that takes the tables and returns what is wrong, in sentences. One test per rule holds it to the
tables as they are; one test spoils a copy of the tables in many ways and sees each way noticed.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import fields
from itertools import pairwise
from math import log10
from pathlib import Path
from tokenize import TokenError

import frictionless
import pint
import pytest

from psychopharm import parameters
from psychopharm.records import KINDS

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
STATUSES = ["verified", "derived", "teaching choice", "unchecked"]
DOI = r"10\.\d{4,9}/[^\s\"<>]+"
ANTIDOTE = r"(?i)flumazenil|naloxone|naltrexone"
DOSE = r"(?i)\d\s*(mg|[µμ]g|ug|mcg|g|(milli|micro)?grams?)\b"
VERDICT = r"(?i)\b(support|simplif|contest|mislead|disput|overstat|exaggerat|prove|myth)"
ALIKE = ("sex", "age_y", "weight_kg", "excess_weight_kg", "liver", "cyp2c19")

UNITS = pint.UnitRegistry()
UNITS.define("percentage_point = 0.01")          # the units that pint does not know, all here


# Reading

def kind_of(path, folder):
    """parameters/kinetics.csv holds parameters, levels.csv holds levels."""
    inside = path.relative_to(folder)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def records(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read_tables(folder):
    """All rows as {kind: [{column: text}]}, read without psychopharm."""
    tables = {}
    for path in sorted(folder.rglob("*.csv")):
        tables.setdefault(kind_of(path, folder), []).extend(records(path))
    return tables


def header(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def name_of(row):
    columns = ("key",) if "key" in row else ("question", "answer") if "answer" in row else ("explorer", "name", "control")
    return "/".join(row[column] for column in columns)


def number(text):
    return float(text) if text else None


def having(tables, *columns):
    """The kinds of tables that have these columns, so that a new table need not be named here."""
    return [kind for kind, found in tables.items() if found and set(columns) <= set(found[0])]


def named(tables, *kinds):
    """Triples (kind, name, row) of the given kinds."""
    return [(kind, name_of(row), row) for kind in kinds for row in tables[kind]]


TABLES = read_tables(DATA)


# The rules for numbers

def range_problems(tables):
    problems = []
    for kind, name, row in named(tables, *having(tables, "low", "high")):
        ends = [number(row[column]) for column in ("low", "value", "high") if row.get(column)]
        if ends != sorted(ends):
            problems.append(f"{kind}: {name} is not in the order low, value, high")
    return problems


def reason_problems(tables):
    """A blank end of a range says why: there is no spread, or the range is open on that side."""
    problems = []
    for kind, name, row in named(tables, *having(tables, "range_meaning")):
        if not (row["low"] and row["high"]) and not re.search(r"\b(no|not|without|known)\b", row["range_meaning"]):
            problems.append(f"{kind}: {name} has a blank end, and range_meaning does not say why")
    for kind, name, row in named(tables, "targets"):
        for column, word in (("low", "below"), ("high", "above")):
            if not row[column] and not re.search(rf"\b{word}\b", row["rule"]):
                problems.append(f"{kind}: {name} has a blank {column}, and rule does not say '{word}'")
    return problems


def unit_problems(tables):
    problems = []
    for kind, name, row in named(tables, *having(tables, "unit", "status"), "controls"):
        if row["unit"] == "" and row.get("kind") == "choice":
            continue
        try:
            if row["unit"] == "":
                raise ValueError
            UNITS.parse_units(row["unit"])
        except (pint.PintError, ValueError, TokenError):
            problems.append(f"{kind}: {name} has the unit '{row['unit']}', which is none; 1 stands for no unit")
    return problems


def percent_problems(tables):
    """A rule 'within N % of the published mean' gives low and high, and the mean is the one in levels.csv."""
    problems, levels = [], {row["key"]: row for row in tables["levels"]}
    for kind, name, row in named(tables, "targets"):
        rule = re.match(r"within (\d+) % of the published mean", row["rule"])
        if not rule:
            continue
        mean, part = float(row["published"].split()[0]), int(rule[1]) / 100
        if abs(number(row["low"]) - mean * (1 - part)) > 1e-9 * mean or abs(number(row["high"]) - mean * (1 + part)) > 1e-9 * mean:
            problems.append(f"{kind}: {name} does not lie {rule[0]}")
        level = levels.get(f"plateau_{name.removeprefix('L_')}")
        if level is None or number(level["value"]) != mean or level["unit"] != row["unit"]:
            problems.append(f"{kind}: {name} differs from levels.csv")
    return problems


# The rules for keys, statuses and sources

def key_problems(tables):
    problems = []
    for kind in tables:
        for name, count in Counter(name for _, name, _ in named(tables, kind)).items():
            if count > 1:
                problems.append(f"{kind}: {name} stands there {count} times")
    return problems


def status_problems(tables):
    """The word is one of the four, and it agrees with the source."""
    checked = {row["key"]: row["checked"] for row in tables["sources"]}
    problems = []
    for kind, name, row in named(tables, *having(tables, "status")):
        if row["status"] not in STATUSES:
            problems.append(f"{kind}: {name} has the unknown status '{row['status']}'")
        if row["status"] == "teaching choice" and row["source"] != "course":
            problems.append(f"{kind}: {name} is a teaching choice of another source than the course")
        if row["status"] == "verified" and (row["source"] == "course" or checked.get(row["source"]) != "yes"):
            problems.append(f"{kind}: {name} is verified by a source that nobody read")
    return problems


def fact_problems(tables):
    """No unchecked number is used or shown; a claim may be unchecked, but then gives no number."""
    shown = {"parameters": lambda row: row["model"], "claims": lambda row: re.search(r"\d", row["evidence"])}
    return [f"{kind}: {name} is unchecked" for kind, name, row in named(tables, *having(tables, "status"))
            if row["status"] == "unchecked" and shown.get(kind, bool)(row)]


def source_problems(tables):
    used = {key for kind in tables for _, _, row in named(tables, kind)
            for key in (row.get("source"), *row.get("other_sources", "").split()) if key}
    listed = [row["key"] for row in tables["sources"]]
    problems = [f"sources: {key} is used but not listed" for key in used - set(listed)]
    problems += [f"sources: {key} is listed but not used" for key in set(listed) - used]
    if listed != sorted(listed, key=lambda key: (key != "course", key)):
        problems.append("sources: the keys are not in order")
    for row in tables["sources"]:
        if row["checked"] not in ("yes", "no"):
            problems.append(f"sources: {row['key']} has neither yes nor no in checked")
        if not row["year"] and "no year" not in row["note"]:
            problems.append(f"sources: {row['key']} has no year, and note does not say why")
    return problems


def doi_problems(tables):
    dois = {row["key"]: row["doi"] for row in tables["sources"] if row["doi"]}
    problems = [f"sources: {key} has an ill-formed DOI" for key, doi in dois.items() if not re.fullmatch(DOI, doi)]
    seen = Counter(doi.lower() for doi in dois.values())
    problems += [f"sources: {key} shares its DOI" for key, doi in dois.items() if seen[doi.lower()] > 1]
    for row in tables["sources"]:
        if row["address"].startswith("https://doi.org/") and row["address"] != f"https://doi.org/{row['doi']}":
            problems.append(f"sources: {row['key']} has the address of another DOI")
    return problems


# The rules for claims and questions

def claim_problems(tables):
    """C01 to C37, each in a lesson on its sentence; both sides where it is contested, only there; the words to be rated give no verdict."""
    problems, lessons = [], {row["key"]: row for row in tables["lessons"]}
    if sorted(row["key"] for row in tables["claims"]) != [f"C{number:02}" for number in range(1, 38)]:
        problems.append("claims: the keys are not C01 to C37, once each")
    for kind, name, row in named(tables, "claims"):
        if [bool(row[column]) for column in ("one_side", "other_side", "decides")] != 3 * [row["verdict"] == "contested"]:
            problems.append(f"{kind}: {name} is {row['verdict']}, which does not fit its sides")
        if re.search(VERDICT, row["claim"]):
            problems.append(f"{kind}: {name} gives its verdict away")
        first, _, last = lessons.get(row["lesson"], {"sentences": "0"})["sentences"].partition("-")
        if not int(first) <= int(row["sentence"]) <= int(last or first):
            problems.append(f"{kind}: {name} is of no lesson on sentence {row['sentence']}")
    return problems


def glossary_problems(tables):
    lessons = {row["key"] for row in tables["lessons"]}
    return [f"{kind}: {name} is of no lesson" for kind, name, row in named(tables, "glossary") if row["lesson"] not in lessons]


def is_of_pretest(question):
    return question["role"] in ("before", "reason")


def question_problems(tables):
    """Every question has answers that fit its form, and the reasoning that is shown after it."""
    problems, answers = [], {}
    lessons, claims = ({row["key"] for row in tables[kind]} for kind in ("lessons", "claims"))
    for row in tables["answers"]:
        answers.setdefault(row["question"], []).append(row)
    for kind, name, row in named(tables, "questions"):
        given = answers.get(name, [])
        right = sum(answer["right"] == "yes" for answer in given)
        if row["form"] == "choice" and (len(given) < 3 or right != 1):
            problems.append(f"{kind}: {name} has no three answers with one right among them")
        if row["form"] == "number" and right != 1:
            problems.append(f"{kind}: {name} has no single right number")
        if row["form"] == "sentence" and given:
            problems.append(f"{kind}: {name} asks for a sentence, but has answers")
        problems += [f"{kind}: {name} has {problem}" for problem in span_problems(given, row["form"])]
        if is_of_pretest(row) == bool(row["reasoning"]):
            problems.append(f"{kind}: {name} has {'a' if row['reasoning'] else 'no'} reasoning, which does not fit its role")
        if len(row["reasoning"].split()) > 90:
            problems.append(f"{kind}: {name} has a reasoning of more than 90 words")
        if row["lesson"] not in lessons or row["claim"] and row["claim"] not in claims:
            problems.append(f"{kind}: {name} names a lesson or claim that does not exist")
    return problems


def span_problems(answers, form):
    """Numbers have two ends and do not overlap; the options of a choice have none."""
    spans = [(number(answer["low"]), number(answer["high"])) for answer in answers]
    if form != "number":
        return ["options with numbers"] if any(end is not None for span in spans for end in span) else []
    if any(low is None or high is None or low > high for low, high in spans):
        return ["a range without two ends in order"]
    return ["ranges that overlap"] if any(one[1] >= other[0] for one, other in pairwise(sorted(spans))) else []


def answer_problems(tables):
    """Every wrong answer has a hint of at most 45 words; a right one has none, nor has any in the test before the lessons."""
    problems, questions = [], {row["key"]: row for row in tables["questions"]}
    for kind, name, row in named(tables, "answers"):
        if row["question"] not in questions:
            problems.append(f"{kind}: {name} answers no question")
            continue
        if bool(row["hint"]) != (row["right"] == "no" and not is_of_pretest(questions[row["question"]])):
            problems.append(f"{kind}: {name} has {'a' if row['hint'] else 'no'} hint, which does not fit")
        if len(row["hint"].split()) > 45:
            problems.append(f"{kind}: {name} has a hint of more than 45 words")
    return problems


def pretest_problems(tables):
    """Six pairs, each in versions A and B, of a question and a reason that are asked nowhere else."""
    problems, roles = [], {row["key"]: row["role"] for row in tables["questions"]}
    versions = {}
    for kind, name, row in named(tables, "pretest"):
        versions.setdefault(row["pair"], []).append(row["version"])
        if (roles.get(row["question"]), roles.get(row["reason"])) != ("before", "reason"):
            problems.append(f"{kind}: {name} does not ask a question and then for a reason")
    if len(versions) != 6 or any(sorted(each) != ["A", "B"] for each in versions.values()):
        problems.append("pretest: there are not six pairs, each with versions A and B")
    asked = Counter(row[column] for row in tables["pretest"] for column in ("question", "reason"))
    problems += [f"pretest: {key} is asked {asked[key]} times" for _, key, row in named(tables, "questions")
                 if is_of_pretest(row) and asked[key] != 1]
    return problems


# The rules for doses and people

def pair_problems(tables):
    """Two people of the panel who differ in exactly the one column that is named, or one of them alone."""
    problems, panel = [], {row["key"]: row for row in tables["patients"] if row["group"] == "panel"}
    for kind, name, row in named(tables, "pairs"):
        first, second = panel.get(row["first"]), panel.get(row["second"])
        if first is None or second is None:
            problems.append(f"{kind}: {name} has somebody outside the panel")
        elif [column for column in ALIKE if first[column] != second[column]] != ([row["differs"]] if row["differs"] else []):
            problems.append(f"{kind}: {name} does not differ in '{row['differs']}' alone")
    return problems


def regimen_problems(tables):
    problems = []
    for kind, name, row in named(tables, "regimens"):
        if number(row["dose_mg"]) is None or number(row["dose_mg"]) < 0:
            problems.append(f"{kind}: {name} has no dose of 0 or more")
        hours = row["hours"].split(" ") if row["hours"] else []
        if not all(re.fullmatch(r"\d+", hour) and int(hour) < 24 for hour in hours):
            problems.append(f"{kind}: {name} has an hour that is no whole number from 0 to 23")
        elif any(int(one) >= int(next_one) for one, next_one in pairwise(hours)):
            problems.append(f"{kind}: {name} has hours that do not ascend")
        if (row["group"] == "repeated") != bool(hours):
            problems.append(f"{kind}: {name} is {row['group']}, which does not fit its hours")
    return problems


def level_problems(tables):
    """A peak follows a single dose and has no day; a mean belongs to a repeated one and to a day."""
    groups, fitting = {row["key"]: row["group"] for row in tables["regimens"]}, [("peak", "single", False), ("mean", "repeated", True)]
    return [f"{kind}: {name} has a summary, a regimen and a day that do not fit" for kind, name, row in named(tables, "levels")
            if (row["summary"], groups.get(row["regimen"]), bool(row["day"])) not in fitting]


def affinity_problems(tables):
    """A number stands where it was measured or tried, and only there; each drug and target has one preferred record; a drug has one class."""
    problems, preferred, classes = [], Counter(), {}
    for kind, name, row in named(tables, "affinities"):
        has_number = row["relation"] in ("equal", "above")
        if bool(row["value"]) != has_number or (row["measure"] == "none") == has_number or (row["value"] and number(row["value"]) <= 0):
            problems.append(f"{kind}: {name} is '{row['relation']}', which does not fit its number")
        if classes.setdefault(row["drug"], row["drug_class"]) != row["drug_class"]:
            problems.append(f"{kind}: {row['drug']} has two classes")
        preferred[row["drug"], row["target"]] += row["preferred"] == "yes"
    return problems + [f"affinities: {drug} at {target} has {count} preferred records" for (drug, target), count in preferred.items() if count != 1]


def link_problems(tables):
    """Two symptoms have one link at most, and none has a link with itself."""
    links = {name: frozenset((row["first"], row["second"])) for _, name, row in named(tables, "symptom_links")}
    problems = [f"symptom_links: {name} links a symptom with itself" for name, pair in links.items() if len(pair) < 2]
    return problems + [f"symptom_links: {name} stands there as another link" for name, pair in links.items() if list(links.values()).count(pair) > 1]


def antidote_problems(tables):
    """An antidote may be named, but never with an amount of it: not in the same cell, and not as the number of its row."""
    problems = []
    for kind, name, row in named(tables, *tables):
        is_amount = row.get("dose_mg") or re.match(DOSE, f"1 {row.get('unit', '')}")
        if any(re.search(ANTIDOTE, cell) and (is_amount or re.search(DOSE, cell)) for cell in row.values()):
            problems.append(f"{kind}: {name} gives a dose of an antidote")
    return problems


# The rules for controls and presets

def options_of(control, tables):
    """The keys that a choice offers: rows of a group of a table, or those named in the control itself."""
    if ";" not in control["options"]:
        table, _, group = control["options"].partition(": ")
        kind, _, subject = table.partition("/")
        return [row["key"] for row in tables.get(kind, []) if row.get("group") == group and subject in ("", row.get("subject"))]
    pairs = control["options"].split("; ")
    return [pair.split(": ")[0] for pair in pairs] if all(re.fullmatch(r"[^\s:]+: [^:]+", pair) for pair in pairs) else []


def is_legal(control, position, tables):
    """Whether a control can stand at that position."""
    if control["kind"] == "choice":
        return position in options_of(control, tables)
    try:
        place, low, high, step = (float(text) for text in (position, control["low"], control["high"], control["step"]))
    except ValueError:
        return False
    return low <= place <= high and is_whole(steps_from_low(control, place, low) / step)


def steps_from_low(control, place, low):
    """How far a place lies above the low end: the difference, or on a logarithmic scale the powers of ten."""
    return log10(place / low) if control["scale"] == "logarithmic" and low > 0 else place - low


def is_whole(ratio):
    return abs(ratio - round(ratio)) < 1e-9


def control_problems(tables):
    problems, known = [], {row["key"] for row in tables["parameters"]}
    for kind, name, row in named(tables, "controls"):
        is_slider = row["kind"] == "slider"
        if any(bool(row[column]) != is_slider for column in ("low", "high", "step", "scale")) or bool(row["options"]) == is_slider:
            problems.append(f"{kind}: {name} has cells that do not fit a {row['kind']}")
            continue
        if is_slider:
            low, high, step = (float(row[column]) for column in ("low", "high", "step"))
            if low >= high or step <= 0 or not is_whole(steps_from_low(row, high, low) / step):
                problems.append(f"{kind}: {name} has a step that does not divide its range")
                continue
            if row["scale"] == "logarithmic" and low <= 0:
                problems.append(f"{kind}: {name} is logarithmic, but not above 0")
        elif not options_of(row, tables):
            problems.append(f"{kind}: {name} has options that name neither a group of a table nor pairs")
            continue
        if row["options"].startswith("patients: ") and row["options"] != "patients: panel":
            problems.append(f"{kind}: {name} offers people outside the panel")
        if not is_legal(row, row["start"], tables):
            problems.append(f"{kind}: {name} starts where it cannot stand")
        if row["parameter"] and row["parameter"] not in known:
            problems.append(f"{kind}: {name} names no parameter")
    return problems


def preset_problems(tables):
    """Each position is legal, and the presets of an explorer move the same controls.

    A preset calls a control as the explorer does, by a word of its key (dose for single_dose). Where no key has that word,
    any control may be meant.
    """
    problems, moved = [], {}
    for kind, name, row in named(tables, "presets"):
        meant = [control for control in tables["controls"] if row["control"] in (control["key"], *control["key"].split("_"))]
        if not any(is_legal(control, row["position"], tables) for control in meant or tables["controls"]):
            problems.append(f"{kind}: {name} stands at the impossible position '{row['position']}'")
        moved.setdefault(row["explorer"], {}).setdefault(row["name"], set()).add(row["control"])
    return problems + [f"presets: those of {explorer} move different controls" for explorer, presets in moved.items()
                       if len(set(map(frozenset, presets.values()))) > 1]


# The tables keep the rules

def test_every_number_lies_within_its_range():
    assert range_problems(TABLES) == []


def test_a_blank_end_of_a_range_has_a_stated_reason():
    assert reason_problems(TABLES) == []


def test_every_unit_is_one_that_pint_can_read():
    assert unit_problems(TABLES) == []


def test_a_target_within_some_percent_of_a_published_level_agrees_with_that_level():
    assert percent_problems(TABLES) == []


def test_keys_are_unique_across_all_tables_of_a_kind():
    assert key_problems(TABLES) == []


def test_every_status_is_one_of_the_four_words_and_fits_the_source():
    assert status_problems(TABLES) == []


def test_no_unchecked_value_is_used_by_a_model_or_shown_as_a_fact():
    assert fact_problems(TABLES) == []


def test_every_source_used_is_listed_and_every_source_listed_is_used():
    assert source_problems(TABLES) == []


def test_dois_are_well_formed_and_differ():
    assert doi_problems(TABLES) == []


def test_every_claim_is_worded_without_its_verdict_and_has_both_sides_where_it_is_contested():
    assert claim_problems(TABLES) == []


def test_every_term_is_of_a_lesson():
    assert glossary_problems(TABLES) == []


def test_every_question_has_answers_and_a_reasoning_that_fit():
    assert question_problems(TABLES) == []


def test_every_wrong_answer_has_a_short_hint():
    assert answer_problems(TABLES) == []


def test_the_test_before_the_lessons_has_six_pairs_in_two_versions():
    assert pretest_problems(TABLES) == []


def test_the_people_of_a_pair_differ_in_one_thing():
    assert pair_problems(TABLES) == []


def test_every_regimen_has_a_dose_and_ascending_hours():
    assert regimen_problems(TABLES) == []


def test_every_published_level_fits_its_regimen():
    assert level_problems(TABLES) == []


def test_every_affinity_has_a_number_where_one_was_measured_and_every_cell_one_preferred_record():
    assert affinity_problems(TABLES) == []


def test_every_two_symptoms_have_one_link_at_most():
    assert link_problems(TABLES) == []


def test_no_dose_of_an_antidote_stands_in_data():
    texts = {path.name: [{"key": f"line {i}", "text": line} for i, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)]
             for path in DATA.rglob("*") if path.suffix in (".md", ".json")}
    assert antidote_problems(TABLES | texts) == []


def test_every_control_can_stand_where_it_starts():
    assert control_problems(TABLES) == []


def test_every_preset_puts_controls_where_they_can_stand():
    assert preset_problems(TABLES) == []


def spoilt(kind, name, cells):
    """A copy of the tables with other cells in one row; without cells the row is gone."""
    tables = {each: [dict(row) for row in rows] for each, rows in TABLES.items()}
    row, = [row for row in tables[kind] if name_of(row) == name]
    assert set(cells) <= set(row)
    row.update(cells)
    if not cells:
        tables[kind].remove(row)
    return tables


PEAK = "one_tablet/10 mg, at the peak/"


@pytest.mark.parametrize("rule, kind, name, cells, problem", [
    pytest.param(*case[1:], id=case[0]) for case in [
        ("a value below its range", range_problems, "parameters", "diazepam_clearance_man", {"value": "0.2"}, "not in the order"),
        ("a value above its range", range_problems, "levels", "peak_10mg_korttila", {"value": "300"}, "not in the order"),
        ("a value above its only end", range_problems, "levels", "peak_10mg_korttila", {"low": "", "value": "300"}, "not in the order"),
        ("a range upside down", range_problems, "targets", "P01", {"low": "500"}, "not in the order"),
        ("a range upside down of a finding", range_problems, "findings", "nordiazepam_plateau_day", {"high": "4"}, "not in the order"),
        ("a value outside an interval", range_problems, "evidence", "response_or_escitalopram", {"low": "2"}, "not in the order"),
        ("a blank end of an interval", reason_problems, "evidence", "response_or_escitalopram", {"low": ""}, "does not say why"),
        ("a blank end", reason_problems, "parameters", "diazepam_clearance_man", {"low": ""}, "does not say why"),
        ("a reason gone", reason_problems, "levels", "peak_10mg_greenblatt", {"range_meaning": "mean +- SD"}, "does not say why"),
        ("a blank low of a target", reason_problems, "targets", "G12_order_IM", {"low": "", "high": "1"}, "does not say 'below'"),
        ("a blank high of a target", reason_problems, "targets", "P01", {"high": ""}, "does not say 'above'"),
        ("a unit misspelt", unit_problems, "parameters", "diazepam_clearance_man", {"unit": "mL/min/kgs"}, "which is none"),
        ("a unit with a number", unit_problems, "levels", "peak_5mg_ochs", {"unit": "10 ng/mL"}, "which is none"),
        ("a unit cut short", unit_problems, "targets", "P01", {"unit": "(ng/mL"}, "which is none"),
        ("no unit", unit_problems, "targets", "P07", {"unit": ""}, "which is none"),
        ("no unit of a share", unit_problems, "evidence", "natural_remission_3_months", {"unit": ""}, "which is none"),
        ("a unit of a finding misspelt", unit_problems, "findings", "nordiazepam_plateau_day", {"unit": "dayz"}, "which is none"),
        ("no unit of a slider", unit_problems, "controls", "day_of_tablets", {"unit": ""}, "which is none"),
        ("a level changed beside its target", percent_problems, "levels", "plateau_5mg_control", {"value": "99"}, "differs"),
        ("a low that is not the percentage", percent_problems, "targets", "L_5mg_control", {"low": "60"}, "does not lie"),
        ("a high that is not the percentage", percent_problems, "targets", "L_5mg_control", {"high": "130"}, "does not lie"),
        ("a level gone beside its target", percent_problems, "levels", "plateau_5mg_control", {}, "differs"),
        ("a key twice", key_problems, "parameters", "eeg_hill", {"key": "eeg_ec50_ng_per_mL"}, "2 times"),
        ("a claim twice", key_problems, "claims", "C02", {"key": "C01"}, "C01 stands there 2 times"),
        ("an answer twice", key_problems, "answers", "anyway_one_person/yes", {"answer": "no"}, "2 times"),
        ("a control twice in a preset", key_problems, "presets", PEAK + "dose", {"control": "hours"}, "2 times"),
        ("another word for a status", status_problems, "parameters", "eeg_hill", {"status": "checked"}, "unknown status"),
        ("a status with a capital", status_problems, "regimens", "daily_5mg", {"status": "Verified"}, "unknown status"),
        ("a choice of a study", status_problems, "parameters", "eeg_hill", {"status": "teaching choice"}, "teaching choice of"),
        ("verified by the course", status_problems, "targets", "P21", {"status": "verified"}, "nobody read"),
        ("verified by an unread source", status_problems, "sources", "klotz_1975", {"checked": "no"}, "nobody read"),
        ("a claim of another status", status_problems, "claims", "C10", {"status": "sure"}, "unknown status"),
        ("a claim verified by an unread source", status_problems, "sources", "blanco_2018", {"checked": "no"}, "C27 is verified by"),
        ("a result of another status", status_problems, "evidence", "natural_remission_3_months", {"status": "sure"}, "unknown status"),
        ("a knock-in that nobody read", status_problems, "sources", "low_2000", {"checked": "no"}, "a2_H101R_anxiolysis is verified by"),
        ("a knock-in that the course chose", status_problems, "knock_ins", "a2_H101R_anxiolysis", {"status": "teaching choice"}, "choice of"),
        ("an unchecked knock-in", fact_problems, "knock_ins", "a2_H101R_anxiolysis", {"status": "unchecked"}, "is unchecked"),
        ("an item that was measured", status_problems, "rating_items", "guilt", {"status": "verified"}, "nobody read"),
        ("an item of a study", status_problems, "rating_items", "guilt", {"source": "boschloo_2023"}, "teaching choice of"),
        ("an unchecked item", fact_problems, "rating_items", "guilt", {"status": "unchecked"}, "is unchecked"),
        ("an effect that nobody read", status_problems, "sources", "boschloo_2023", {"checked": "no"}, "ssri_mood is verified by"),
        ("an effect that the course chose", status_problems, "item_effects", "ssri_mood", {"status": "teaching choice"}, "teaching choice of"),
        ("an unchecked effect", fact_problems, "item_effects", "ssri_mood", {"status": "unchecked"}, "is unchecked"),
        ("an effect outside its range", range_problems, "item_effects", "ssri_guilt", {"value": "0.5"}, "not in the order"),
        ("an effect without an interval or a reason", reason_problems, "item_effects", "ssri_mood", {"range_meaning": "?"}, "does not say why"),
        ("no unit of an effect", unit_problems, "item_effects", "ssri_mood", {"unit": ""}, "which is none"),
        ("a finding that the course chose", status_problems, "findings", "nordiazepam_plateau_day", {"status": "teaching choice"}, "choice of"),
        ("an unchecked claim with numbers", fact_problems, "claims", "C10", {"status": "unchecked"}, "is unchecked"),
        ("an unchecked result", fact_problems, "evidence", "natural_remission_3_months", {"status": "unchecked"}, "is unchecked"),
        ("an unchecked parameter of a model", fact_problems, "parameters", "eeg_hill", {"status": "unchecked"}, "is unchecked"),
        ("an unchecked level", fact_problems, "levels", "peak_5mg_ochs", {"status": "unchecked"}, "is unchecked"),
        ("an unchecked target", fact_problems, "targets", "P01", {"status": "unchecked"}, "is unchecked"),
        ("an unchecked regimen", fact_problems, "regimens", "daily_5mg", {"status": "unchecked"}, "is unchecked"),
        ("a source misspelt", source_problems, "targets", "P01", {"source": "greenblat_1989"}, "greenblat_1989 is used but not"),
        ("a further source misspelt", source_problems, "parameters", "nordiazepam_volume", {"other_sources": "post"}, "post is used but"),
        ("a source of a claim misspelt", source_problems, "claims", "C10", {"source": "whitford_2013"}, "whitford_2013 is used but"),
        ("a further source of a claim misspelt", source_problems, "claims", "C10", {"other_sources": "furukawa"}, "furukawa is used but"),
        ("a source of a result misspelt", source_problems, "evidence", "natural_remission_3_months", {"source": "white"}, "white is used but"),
        ("a source gone", source_problems, "sources", "friedman_1992", {}, "friedman_1992 is used but not listed"),
        ("a source that nothing uses", source_problems, "findings", "dose_level_spread_fold", {"source": "course"}, "mandelli_1978 is listed but not"),
        ("sources out of order", source_problems, "sources", "klotz_1975", {"key": "a_1975"}, "not in order"),
        ("a source without a year", source_problems, "sources", "klotz_1975", {"year": ""}, "has no year"),
        ("a source checked somehow", source_problems, "sources", "klotz_1975", {"checked": "in part"}, "neither yes nor no"),
        ("a DOI with its address", doi_problems, "sources", "klotz_1975", {"doi": "https://doi.org/10.1172/JCI107938"}, "ill-formed"),
        ("a DOI with a blank", doi_problems, "sources", "klotz_1975", {"doi": "10.1172/JCI 107938"}, "ill-formed"),
        ("a DOI twice", doi_problems, "sources", "klotz_1975", {"doi": "10.1002/JCPH.1726"}, "shares its DOI"),
        ("the address of another DOI", doi_problems, "sources", "zhang_1990", {"doi": "10.1038/clpt.1990.18"}, "of another DOI"),
        ("a claim gone", claim_problems, "claims", "C37", {}, "not C01 to C37"),
        ("a claim of another name", claim_problems, "claims", "C37", {"key": "C38"}, "not C01 to C37"),
        ("a contested claim with one side", claim_problems, "claims", "C09", {"other_side": ""}, "does not fit its sides"),
        ("a contested claim that nothing decides", claim_problems, "claims", "C09", {"decides": ""}, "does not fit its sides"),
        ("a claim with a side that is not contested", claim_problems, "claims", "C01", {"one_side": "Yes."}, "does not fit its sides"),
        ("a claim no longer contested", claim_problems, "claims", "C09", {"verdict": "supported"}, "does not fit its sides"),
        ("a claim with its verdict", claim_problems, "claims", "C01", {"claim": "It is a myth that Valium works."}, "gives its verdict away"),
        ("a claim in another lesson", claim_problems, "claims", "C01", {"lesson": "02_antidepressants"}, "of no lesson on sentence 1"),
        ("a claim in no lesson", claim_problems, "claims", "C01", {"lesson": "01_valium"}, "of no lesson on sentence 1"),
        ("a claim of another sentence", claim_problems, "claims", "C10", {"sentence": "6"}, "of no lesson on sentence 6"),
        ("a term of no lesson", glossary_problems, "glossary", "trial", {"lesson": "00_start"}, "of no lesson"),
        ("a choice with numbers", question_problems, "answers", "anyway_one_person/yes", {"low": "1"}, "options with numbers"),
        ("a choice with two right answers", question_problems, "answers", "anyway_one_person/yes", {"right": "yes"}, "no three answers"),
        ("a choice without a right answer", question_problems, "answers", "anyway_one_person/unknown", {"right": "no"}, "no three answers"),
        ("a choice of two", question_problems, "answers", "whose_body_cirrhosis/without", {}, "no three answers"),
        ("a number with two right rows", question_problems, "answers", "anyway_dummy_pill/same", {"right": "yes"}, "no single right number"),
        ("a number without a right row", question_problems, "answers", "anyway_dummy_pill/right", {}, "no single right number"),
        ("a range without an end", question_problems, "answers", "anyway_dummy_pill/right", {"high": ""}, "without two ends"),
        ("a range upside down of an answer", question_problems, "answers", "anyway_dummy_pill/right", {"low": "42"}, "without two ends"),
        ("two ranges that overlap", question_problems, "answers", "anyway_dummy_pill/same", {"low": "41"}, "ranges that overlap"),
        ("a sentence with answers", question_problems, "questions", "anyway_one_person", {"form": "sentence"}, "but has answers"),
        ("a question without a reasoning", question_problems, "questions", "anyway_one_person", {"reasoning": ""}, "has no reasoning"),
        ("a reasoning before the lessons", question_problems, "questions", "half_life_A", {"reasoning": "So."}, "has a reasoning, which"),
        ("a long reasoning", question_problems, "questions", "anyway_one_person", {"reasoning": 91 * "so "}, "more than 90 words"),
        ("a question of no lesson", question_problems, "questions", "half_life_A", {"lesson": "01"}, "does not exist"),
        ("a question on no claim", question_problems, "questions", "anyway_one_person", {"claim": "C38"}, "does not exist"),
        ("an answer to no question", answer_problems, "answers", "anyway_one_person/yes", {"question": "anyway"}, "answers no question"),
        ("a wrong answer without a hint", answer_problems, "answers", "anyway_one_person/yes", {"hint": ""}, "has no hint"),
        ("a right answer with a hint", answer_problems, "answers", "anyway_one_person/unknown", {"hint": "Yes."}, "has a hint, which"),
        ("a hint before the lessons", answer_problems, "answers", "half_life_A/a", {"hint": "No."}, "has a hint, which"),
        ("a hint after a reason", answer_problems, "answers", "half_life_A_why/a", {"hint": "No."}, "has a hint, which"),
        ("a long hint", answer_problems, "answers", "anyway_one_person/yes", {"hint": 46 * "so "}, "more than 45 words"),
        ("a pair of one version", pretest_problems, "pretest", "half_life_B", {}, "not six pairs"),
        ("a version twice", pretest_problems, "pretest", "half_life_B", {"version": "A"}, "not six pairs"),
        ("a seventh pair", pretest_problems, "pretest", "half_life_B", {"pair": "other"}, "not six pairs"),
        ("a reason for a question", pretest_problems, "pretest", "half_life_B", {"question": "half_life_B_why"}, "and then for a reason"),
        ("a question for a reason", pretest_problems, "pretest", "half_life_B", {"reason": "half_life_B"}, "and then for a reason"),
        ("a question asked twice", pretest_problems, "pretest", "half_life_B", {"question": "half_life_A"}, "half_life_A is asked 2 times"),
        ("a question never asked", pretest_problems, "pretest", "half_life_B", {}, "half_life_B is asked 0 times"),
        ("a pair with somebody outside the panel", pair_problems, "pairs", "gene", {"second": "p14_old"}, "outside the panel"),
        ("a pair with nobody", pair_problems, "pairs", "gene", {"first": "nobody"}, "outside the panel"),
        ("a pair that differs in something else", pair_problems, "pairs", "gene", {"differs": "liver"}, "'liver' alone"),
        ("a pair that differs in two things", pair_problems, "pairs", "gene", {"first": "man_50"}, "'cyp2c19' alone"),
        ("a pair that is not said to differ", pair_problems, "pairs", "gene", {"differs": ""}, "'' alone"),
        ("a pair of one person", pair_problems, "pairs", "gene", {"second": "man_30"}, "'cyp2c19' alone"),
        ("a negative dose", regimen_problems, "regimens", "daily_5mg", {"dose_mg": "-5"}, "no dose"),
        ("no dose", regimen_problems, "regimens", "daily_5mg", {"dose_mg": ""}, "no dose"),
        ("hours that descend", regimen_problems, "regimens", "three_5mg", {"hours": "0 10 5"}, "do not ascend"),
        ("an hour twice", regimen_problems, "regimens", "three_5mg", {"hours": "0 5 5"}, "do not ascend"),
        ("an hour of the next day", regimen_problems, "regimens", "three_5mg", {"hours": "0 12 24"}, "no whole number"),
        ("half an hour", regimen_problems, "regimens", "three_5mg", {"hours": "0 5.5 10"}, "no whole number"),
        ("hours with commas", regimen_problems, "regimens", "three_5mg", {"hours": "0,5,10"}, "no whole number"),
        ("a repeated dose without hours", regimen_problems, "regimens", "daily_5mg", {"hours": ""}, "does not fit its hours"),
        ("a single dose with hours", regimen_problems, "regimens", "single_5mg", {"hours": "0"}, "does not fit its hours"),
        ("a peak of a repeated dose", level_problems, "levels", "peak_5mg_ochs", {"regimen": "daily_5mg"}, "do not fit"),
        ("a mean without a day", level_problems, "levels", "plateau_5mg_control", {"day": ""}, "do not fit"),
        ("a peak with a day", level_problems, "levels", "peak_5mg_ochs", {"day": "1"}, "do not fit"),
        ("an affinity outside its range", range_problems, "affinities", "amitriptyline_SERT_pdsp", {"value": "2"}, "not in the order"),
        ("an affinity without a range or a reason", reason_problems, "affinities", "amitriptyline_SERT_tatsumi", {"range_meaning": "?"}, "does not say why"),
        ("an affinity in an odd unit", unit_problems, "affinities", "amitriptyline_SERT_tatsumi", {"unit": "nMol"}, "which is none"),
        ("an affinity that nobody read", status_problems, "affinities", "amitriptyline_SERT_tatsumi", {"source": "course"}, "nobody read"),
        ("an unchecked affinity", fact_problems, "affinities", "amitriptyline_SERT_tatsumi", {"status": "unchecked"}, "is unchecked"),
        ("a number for what does not let go", affinity_problems, "affinities", "phenelzine_MAOA_chiuccariello", {"value": "5"}, "does not fit its number"),
        ("a measurement without a number", affinity_problems, "affinities", "amitriptyline_SERT_tatsumi", {"value": ""}, "does not fit its number"),
        ("a measurement of nothing", affinity_problems, "affinities", "amitriptyline_SERT_tatsumi", {"measure": "none"}, "does not fit its number"),
        ("an affinity of zero", affinity_problems, "affinities", "amitriptyline_SERT_tatsumi", {"value": "0"}, "does not fit its number"),
        ("two preferred records", affinity_problems, "affinities", "amitriptyline_SERT_pdsp", {"preferred": "yes"}, "has 2 preferred"),
        ("no preferred record", affinity_problems, "affinities", "amitriptyline_SERT_tatsumi", {"preferred": "no"}, "has 0 preferred"),
        ("a drug of two classes", affinity_problems, "affinities", "amitriptyline_SERT_tatsumi", {"drug_class": "SSRI"}, "two classes"),
        ("a link of a symptom with itself", link_problems, "symptom_links", "mood_guilt", {"second": "mood"}, "with itself"),
        ("a link twice", link_problems, "symptom_links", "mood_guilt", {"first": "interest", "second": "mood"}, "as another link"),
        ("a link that nobody read", status_problems, "symptom_links", "mood_guilt", {"status": "verified"}, "nobody read"),
        ("an unchecked link", fact_problems, "symptom_links", "mood_guilt", {"status": "unchecked"}, "is unchecked"),
        ("a dose of an antidote in a note", antidote_problems, "patients", "man_30", {"note": "Naloxone 0.4 mg helps"}, "antidote"),
        ("a dose of an antidote by unit", antidote_problems, "parameters", "eeg_hill", {"name": "flumazenil", "unit": "mg"}, "antidote"),
        ("an antidote per kg", antidote_problems, "parameters", "eeg_hill", {"name": "flumazenil", "unit": "µg/kg"}, "antidote"),
        ("a dose of an antidote in a source", antidote_problems, "sources", "klotz_1975", {"title": "Flumazenil, 2 µg/kg"}, "antidote"),
        ("an antidote as a regimen", antidote_problems, "regimens", "single_5mg", {"label": "flumazenil"}, "antidote"),
        ("a start outside the range", control_problems, "controls", "day_of_tablets", {"start": "0"}, "cannot stand"),
        ("a start beside the steps", control_problems, "controls", "day_of_tablets", {"start": "1.5"}, "cannot stand"),
        ("a start that is no option", control_problems, "controls", "person", {"start": "man_31"}, "cannot stand"),
        ("a start outside the group", control_problems, "controls", "single_dose", {"start": "daily_5mg"}, "cannot stand"),
        ("a start of a list", control_problems, "controls", "level_axis", {"start": "log"}, "cannot stand"),
        ("a step that does not divide", control_problems, "controls", "day_of_tablets", {"step": "7"}, "does not divide"),
        ("a step of zero", control_problems, "controls", "day_of_tablets", {"step": "0"}, "does not divide"),
        ("a range upside down of a slider", control_problems, "controls", "day_of_tablets", {"low": "61"}, "does not divide"),
        ("a slider without a step", control_problems, "controls", "day_of_tablets", {"step": ""}, "do not fit a slider"),
        ("a choice without options", control_problems, "controls", "person", {"options": ""}, "do not fit a choice"),
        ("a logarithm of zero", control_problems, "controls", "hours_since_tablet", {"scale": "logarithmic"}, "not above 0"),
        ("options of no table", control_problems, "controls", "person", {"options": "people: panel"}, "neither a group"),
        ("options of no group", control_problems, "controls", "person", {"options": "patients: panels"}, "neither a group"),
        ("a list without labels", control_problems, "controls", "level_axis", {"options": "linear; logarithmic"}, "nor pairs"),
        ("people outside the panel", control_problems, "controls", "person",
         {"options": "patients: reference", "start": "p08_obese"}, "outside the panel"),
        ("a parameter misspelt", control_problems, "controls", "day_of_tablets", {"parameter": "eeg_hil"}, "names no parameter"),
        ("a preset outside a range", preset_problems, "presets", PEAK + "hours", {"position": "61"}, "impossible position"),
        ("a preset beside the steps", preset_problems, "presets", PEAK + "hours", {"position": "1.05"}, "impossible position"),
        ("a preset without a regimen", preset_problems, "presets", PEAK + "dose", {"position": "single_15mg"}, "impossible position"),
        ("a preset of another group", preset_problems, "presets", PEAK + "dose", {"position": "daily_5mg"}, "impossible position"),
        ("a preset of another list", preset_problems, "presets", PEAK + "axis", {"position": "1"}, "impossible position"),
        ("a preset of a person outside the panel", preset_problems, "presets", "many_tablets/5 mg once a day/person",
         {"position": "p14_old"}, "impossible position"),
        ("a preset of a nameless control", preset_problems, "presets", PEAK + "dose", {"control": "x", "position": "y"}, "impossible"),
        ("a preset that lacks a control", preset_problems, "presets", PEAK + "dose", {}, "move different controls"),
    ]])
def test_a_spoilt_table_is_noticed(rule, kind, name, cells, problem):
    assert any(problem in found for found in rule(spoilt(kind, name, cells)))


def test_a_pair_gone_from_the_test_before_the_lessons_is_noticed():
    five = [row for row in TABLES["pretest"] if row["pair"] != "half_life"]
    assert "pretest: there are not six pairs, each with versions A and B" in pretest_problems(TABLES | {"pretest": five})


def test_what_is_allowed_is_no_problem():
    assert antidote_problems(spoilt("parameters", "eeg_hill", {"name": "Affinity of flumazenil", "unit": "nmol/L"})) == []
    assert fact_problems(spoilt("parameters", "eeg_hill", {"status": "unchecked", "model": ""})) == []
    assert fact_problems(spoilt("parameters", "eeg_hill", {"note": "1.2 has been reported (unchecked)"})) == []
    assert fact_problems(spoilt("claims", "C10", {"status": "unchecked", "evidence": "Not found."})) == []
    assert reason_problems(spoilt("targets", "P01", {"low": "", "rule": "order only: below 460"})) == []


# The files

def file_problems(name, content):
    """What is wrong with the bytes of a file: csv.writer would write a table just so."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return [f"{name} is not UTF-8"]
    problems = [f"{name} {problem}" for problem, found in {
        "has a byte-order mark": text.startswith("\ufeff"),
        "has a line end other than LF": "\r" in text,
        "has a blank at the end of a line": re.search(r"[ \t]$", text, re.M),
        "does not end with one LF": not text.endswith("\n") or text.endswith("\n\n"),
    }.items() if found]
    if name.endswith(".csv"):
        rows, written = list(csv.reader(io.StringIO(text, newline=""))), io.StringIO(newline="")
        csv.writer(written, lineterminator="\n").writerows(rows)
        if written.getvalue() != text:
            problems.append(f"{name} is not as csv.writer writes it")
        if any(len(row) != len(rows[0]) for row in rows):
            problems.append(f"{name} has a row of another length")
        if any(cell != cell.strip() or "\n" in cell for row in rows for cell in row):
            problems.append(f"{name} has a cell with a blank around it or a line end in it")
    return problems


def test_every_file_is_utf_8_with_unix_line_ends_and_as_csv_writer_writes_it():
    files = [path for path in DATA.rglob("*") if path.suffix in (".csv", ".json", ".md")]
    assert len(files) > len(TABLES)
    assert [problem for path in files for problem in file_problems(path.name, path.read_bytes())] == []


@pytest.mark.parametrize("content, problem", [
    pytest.param(b"a,b\n1,\xb5\n", "not UTF-8", id="Latin-1"),
    pytest.param(b"\xef\xbb\xbfa,b\n1,2\n", "byte-order mark", id="a byte-order mark"),
    pytest.param(b"a,b\r\n1,2\r\n", "other than LF", id="line ends of Windows"),
    pytest.param(b"a,b\n1,2 \n", "blank at the end", id="a blank at the end of a line"),
    pytest.param(b"a,b\n1 ,2\n", "blank around", id="a blank at the end of a cell"),
    pytest.param(b'a,b\n"1\n0",2\n', "line end in it", id="a line end in a cell"),
    pytest.param(b"a,b\n1,2", "end with one LF", id="no last line end"),
    pytest.param(b"a,b\n1,2\n\n", "end with one LF", id="an empty last line"),
    pytest.param(b'a,b\n1,"2"\n', "not as csv.writer", id="quotes without need"),
    pytest.param(b"a,b\n1,2,3\n", "another length", id="a comma too many"),
])
def test_a_spoilt_file_is_noticed(content, problem):
    assert file_problems("x.csv", b"a,b\n1,2\n") == []
    assert any(problem in found for found in file_problems("x.csv", content))


# The Data Package

def package_problems(folder):
    """What frictionless finds wrong in the package in a folder: 'levels: foreign-key: Row at position ...'."""
    try:
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    except frictionless.FrictionlessException as error:
        return [f"package: {one.type}: {one.message}" for one in error.reasons or [error.error]]
    return [f"package: {error.type}: {error.message}" for error in report.errors] + [
        f"{task.name}: {error.type}: {error.message}" for task in report.tasks for error in task.errors]


def description_problems(folder):
    """Each table is one resource, described by the schema of its kind, which has what the code reads and says what it means."""
    twice = []

    def block(pairs):                        # json keeps the last of two keys without a word
        twice.extend(f"{name} stands twice in a block of datapackage.json" for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return dict(pairs)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"), object_pairs_hook=block)
    schema_of = {resource["path"]: resource["schema"] for resource in package["resources"]}
    there = {path.relative_to(folder).as_posix(): f"schemas/{kind_of(path, folder)}.json" for path in folder.rglob("*.csv")}
    problems = twice + [f"{path} is no resource" for path in there.keys() - schema_of.keys()]
    problems += [f"{path} has the schema {schema}" for path, schema in schema_of.items() if schema != there.get(path, schema)]
    problems += [f"{path} is a resource twice" for path, count in Counter(r["path"] for r in package["resources"]).items() if count > 1]
    problems += [] if [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"] else ["the licence is not CC-BY-4.0"]
    problems += [f"the package has no {word}" for word in ("name", "title", "description") if not package.get(word)]
    problems += [f"{r['path']} has no {word}" for r in package["resources"] for word in ("title", "description") if not r.get(word)]
    for path in sorted((folder / "schemas").glob("*.json")):
        if path.stem not in KINDS:
            problems.append(f"{path.stem} is the schema of no table")
            continue
        schema = json.loads(path.read_text(encoding="utf-8"))
        names = [field["name"] for field in schema["fields"]]
        if names != [field.name for field in fields(KINDS[path.stem])]:
            problems.append(f"{path.stem} has other columns than the code")
        problems += [f"{path.stem}: {field['name']} is not described" for field in schema["fields"]
                     if not (field["title"] and field["description"])]
        problems += [f"{path.stem}: {field['name']} has other statuses" for field in schema["fields"]
                     if field["name"] == "status" and field["constraints"]["enum"] != STATUSES]
        keys = {key["fields"]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
        if "source" in names and keys.get("source") != "sources":
            problems.append(f"{path.stem}: source does not point to sources")
    return problems


def test_frictionless_finds_the_package_valid():
    assert package_problems(DATA) == []


def test_every_table_is_described_once_with_the_columns_that_the_code_reads():
    assert description_problems(DATA) == []


@pytest.fixture
def copied(tmp_path):
    """A copy of data/, free to be spoilt."""
    return shutil.copytree(DATA, tmp_path / "data")


def leave_only(folder, file):
    """Leave in the package a table and those that it refers to, since all of them take seconds."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    kept = next(resource for resource in package["resources"] if resource["path"] == file)
    keys = json.loads((folder / kept["schema"]).read_text(encoding="utf-8")).get("foreignKeys", [])
    wanted = {kept["name"], *(key["reference"]["resource"] for key in keys)}
    package["resources"] = [resource for resource in package["resources"] if resource["name"] in wanted]
    path.write_text(json.dumps(package), encoding="utf-8")
    assert package_problems(folder) == []


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("file, old, new, problem", [
    pytest.param(*case[1:], id=case[0]) for case in [
        ("a source that is not there", "parameters/kinetics.csv", ",greenblatt_1989,", ",greenblat_1989,", "foreign-key"),
        ("a target of no source", "targets/kinetics.csv", ",klotz_1975,", ",klotz_1957,", "foreign-key"),
        ("a regimen of no source", "regimens.csv", ",ochs_1983,", ",ochs_83,", "foreign-key"),
        ("a level of no regimen", "levels.csv", ",daily_5mg,", ",daily_6mg,", "foreign-key"),
        ("a relation in other words", "affinities.csv", ",above,", ",over,", "constraint-error"),
        ("a loading above 1", "rating_items.csv", ",0.645,", ",1.645,", "constraint-error"),
        ("an eighteenth item", "rating_items.csv", ",17,", ",18,", "constraint-error"),
        ("an effect on no item", "item_effects.csv", ",mood,", ",moods,", "foreign-key"),
        ("an effect of no source", "item_effects.csv", ",boschloo_2023,", ",boschlo_2023,", "foreign-key"),
        ("an effect of another kind of drug", "item_effects.csv", ",ssri,", ",snri,", "constraint-error"),
        ("a link with a negative weight", "symptom_links.csv", ",1.4,", ",-1.4,", "constraint-error"),
        ("an affinity of no source", "affinities.csv", ",gtopdb,", ",gtodb,", "foreign-key"),
        ("a level of no person", "levels.csv", ",man_50,", ",man_51,", "foreign-key"),
        ("a key twice", "patients.csv", "\nwoman_30,", "\nman_30,", "primary-key"),
        ("a preset twice", "presets.csv", "hours,1\n", "dose,1\n", "primary-key"),
        ("a key with a blank", "patients.csv", "\nman_30,", "\nman 30,", "constraint-error"),
        ("a status in other words", "levels.csv", ",verified,", ",sure,", "constraint-error"),
        ("a verdict in other words", "claims.csv", ",contested,", ",open,", "constraint-error"),
        ("a sentence of no document", "claims.csv", "\nC37,19,", "\nC37,20,", "constraint-error"),
        ("a claim of no source", "claims.csv", ",whiteford_2013,", ",whiteford,", "foreign-key"),
        ("a third sex", "patients.csv", ",m,", ",x,", "constraint-error"),
        ("an unknown liver", "patients.csv", ",cirrhosis,NM", ",ill,NM", "constraint-error"),
        ("an unknown metaboliser", "patients.csv", ",NM,", ",XM,", "constraint-error"),
        ("an unknown group", "regimens.csv", ",repeated,", ",often,", "constraint-error"),
        ("an unknown kind of control", "controls.csv", ",choice,", ",dial,", "constraint-error"),
        ("an unknown scale", "controls.csv", ",linear,,", ",square,,", "constraint-error"),
        ("an unknown summary", "levels.csv", ",peak,", ",top,", "constraint-error"),
        ("an unknown role", "targets/kinetics.csv", ",fitted,", ",fit,", "constraint-error"),
        ("a negative dose", "regimens.csv", ",2.5,", ",-2.5,", "constraint-error"),
        ("a level without people", "levels.csv", ",48,", ",0,", "constraint-error"),
        ("a population left out", "regimens.csv", ",11 healthy volunteers,", ",,", "constraint-error"),
        ("a DOI twice", "sources.csv", ",10.1038/clpt.1990.12,", ",10.1038/clpt.1980.40,", "unique-error"),
        ("a word for a number", "patients.csv", ",70,", ",seventy,", "type-error"),
        ("half a person", "levels.csv", ",48,", ",48.5,", "type-error"),
        ("checked in other words", "sources.csv", ",yes,", ",maybe,", "type-error"),
        ("another column", "regimens.csv", "key,subject,label,", "key,subject,name,", "incorrect-label"),
        ("a column too many", "regimens.csv", ",note\n", ",note,more\n", "extra-label"),
        ("a resource without its file", "datapackage.json", '"path": "levels.csv"', '"path": "level.csv"', "error"),
        ("a resource twice", "datapackage.json", '"name": "levels"', '"name": "regimens"', "not unique"),
    ]])
def test_frictionless_notices_a_spoilt_table(copied, file, old, new, problem):
    if file.endswith(".csv"):
        leave_only(copied, file)
    spoil(copied / file, old, new)
    assert any(problem in found for found in package_problems(copied))


@pytest.mark.parametrize("file, old, new, problem", [
    pytest.param(*case[1:], id=case[0]) for case in [
        ("a table left out", "datapackage.json", '"path": "levels.csv"', '"path": "gone.csv"', "levels.csv is no resource"),
        ("a table twice", "datapackage.json", '"path": "levels.csv"', '"path": "regimens.csv"', "a resource twice"),
        ("the schema of another table", "datapackage.json", '"schemas/levels.json"', '"schemas/targets.json"', "has the schema"),
        ("a line of a resource too many", "datapackage.json", '"path": "levels.csv"', '"path": "levels.csv", "name": "more"', "name stands twice"),
        ("another licence", "datapackage.json", "CC-BY-4.0", "CC0-1.0", "the licence is not"),
        ("no title", "datapackage.json", '"title": "Numbers of the course psychopharm"', '"title": ""', "has no title"),
        ("no description", "datapackage.json", '"description": "Every', '"summary": "Every', "has no description"),
        ("a column that the code does not read", "schemas/levels.json", '"name": "analyte"', '"name": "drug"', "other columns"),
        ("a column without a meaning", "schemas/levels.json", '"What was measured, in words."', '""', "not described"),
        ("a fifth status", "schemas/levels.json", '"unchecked"]', '"unchecked", "sure"]', "other statuses"),
        ("a source that points nowhere", "schemas/levels.json", '{"fields": "source",', '{"fields": "note",', "does not point"),
    ]])
def test_a_spoilt_description_is_noticed(copied, file, old, new, problem):
    spoil(copied / file, old, new)
    assert any(problem in found for found in description_problems(copied))


# The page about the tables

def readme_problems(folder):
    """What README.md and the tables do not have in common."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    told = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        if heading := re.match(r"`(.+)`\n", section):
            told[heading[1]] = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.M))
    problems, there = [], {}
    for path in folder.rglob("*.csv"):
        kind = kind_of(path, folder)
        name = f"{kind}/" if path.parent != folder else path.name
        meanings = {field["name"]: field["description"]
                    for field in json.loads((folder / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))["fields"]}
        there[name] = {column: meanings.get(column) for column in header(path)}
    problems += [f"{name} is not on the page" for name in there.keys() - told.keys()]
    problems += [f"{name} does not exist" for name in told.keys() - there.keys()]
    for name in there.keys() & told.keys():
        problems += [f"{name}: {column} is not on the page" for column in there[name].keys() - told[name].keys()]
        problems += [f"{name}: {column} does not exist" for column in told[name].keys() - there[name].keys()]
        problems += [f"{name}: {column} has another meaning in its schema" for column in there[name].keys() & told[name].keys()
                     if there[name][column] != told[name][column]]
    problems += [] if re.findall(r"^- \*\*(.+?)\*\*: ", text, re.M) == STATUSES else ["the four statuses are not on the page"]
    for path in re.findall(r"`([\w/]*[./][\w./]*)`", text):
        if not ((folder / path).exists() or (ROOT / path).exists()):
            problems.append(f"{path} does not exist")
    return problems


def test_the_readme_names_every_table_and_column_and_nothing_else():
    assert readme_problems(DATA) == []


@pytest.mark.parametrize("old, new, problem", [
    pytest.param("## `levels.csv`", "## Levels", "levels.csv is not on the page", id="a table left out"),
    pytest.param("## `levels.csv`", "## `heights.csv`", "heights.csv does not exist", id="a table that is not there"),
    pytest.param("| `analyte` |", "| analyte |", "analyte is not on the page", id="a column left out"),
    pytest.param("| `analyte` |", "| `drug` |", "drug does not exist", id="a column that is not there"),
    pytest.param("What a control shows.", "A name.", "another meaning", id="another meaning"),
    pytest.param("- **derived**:", "- derived:", "the four statuses", id="a status left out"),
    pytest.param("`schemas/`", "`schemes/`", "schemes/ does not exist", id="a folder that is not there"),
])
def test_a_spoilt_readme_is_noticed(copied, old, new, problem):
    spoil(copied / "README.md", old, new)
    assert any(problem in found for found in readme_problems(copied))


def test_a_new_table_schema_or_column_without_its_description_is_noticed(copied):
    shutil.copy(copied / "targets" / "kinetics.csv", copied / "targets" / "receptors.csv")
    shutil.copy(copied / "schemas" / "levels.json", copied / "schemas" / "receptors.json")
    assert description_problems(copied) == ["targets/receptors.csv is no resource", "receptors is the schema of no table"]
    spoil(copied / "regimens.csv", "key,subject,label,", "key,subject,name,")
    assert "regimens.csv: name is not on the page" in readme_problems(copied)


# What the code loads

def unread(tables, loaded):
    """The rows that the code does not load, or not as they are written; loaded is {kind: frozen objects}."""
    found = []
    for kind in sorted(tables.keys() | loaded.keys()):
        there = [tuple(row.values()) for row in tables.get(kind, [])]
        got = [tuple(str(getattr(row, field.name)) for field in fields(row)) for row in loaded.get(kind, [])]
        same = len(there) == len(got) and all(map(alike, there, got))
        found += [] if same else [kind]
    return found


def alike(texts, values):
    return len(texts) == len(values) and all(
        text == value or (text == "" and value == "None") or (text and value != "None" and is_number(text) and float(text) == float(value))
        for text, value in zip(texts, values))


def is_number(text):
    return bool(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text))


def test_the_code_loads_every_row_of_every_file():
    assert unread(TABLES, {kind: parameters.rows(kind) for kind in KINDS}) == []


def test_a_file_that_the_code_does_not_load_is_noticed(copied, monkeypatch):
    loaded = {kind: parameters.rows(kind) for kind in KINDS}
    assert unread(TABLES | {"orphan": [{"key": "a"}]}, loaded) == ["orphan"]
    assert unread(spoilt("levels", "peak_5mg_ochs", {}), loaded) == ["levels"]
    assert unread(spoilt("levels", "peak_5mg_ochs", {"value": "158"}), loaded) == ["levels"]
    assert unread(spoilt("levels", "peak_5mg_ochs", {"note": "x"}), loaded) == ["levels"]
    assert unread(TABLES, loaded | {"levels": loaded["levels"][::-1]}) == ["levels"]
    shutil.copy(copied / "regimens.csv", copied / "targets.csv")         # beside the folder targets/: never read
    monkeypatch.setattr(parameters, "DATA", copied)
    assert unread(read_tables(copied), {"targets": parameters.rows.__wrapped__("targets")} | {
        kind: loaded[kind] for kind in loaded if kind != "targets"}) == ["targets"]


@pytest.mark.parametrize("door, kind, misspelt, right", [
    ("parameter", "parameter", "diazepam_clearence_man", "diazepam_clearance_man"),
    ("source", "source", "zhang_1991", "zhang_1990"),
    ("patient", "patient", "man_3", "man_30"),
    ("regimen", "regimen", "daily_5", "daily_5mg"),
    ("level", "level", "peak_5mg_och", "peak_5mg_ochs"),
    ("finding", "finding", "eeg_change_ends_10mg", "eeg_change_ends_10mg_h"),
    ("target", "target", "P17_10m", "P17_10mg"),
    ("control", "control", "person_", "person"),
    ("rows", "table", "parameter", "parameters"),
])
def test_an_unknown_name_is_answered_with_the_nearest_one(door, kind, misspelt, right):
    with pytest.raises(ValueError) as caught:
        getattr(parameters, door)(misspelt)
    assert str(caught.value) == f"No {kind} '{misspelt}'. Did you mean '{right}'?"


def heavy_imports(first=""):
    """Which of pandas and matplotlib a fresh interpreter has after it loaded all tables."""
    code = f"""{first}
import sys
from psychopharm.parameters import rows
from psychopharm.records import KINDS
assert all(rows(kind) for kind in KINDS)
print(*sorted({{"pandas", "matplotlib"}} & set(sys.modules)))"""
    done = subprocess.run([sys.executable, "-B", "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.split()


def test_loading_all_tables_imports_neither_pandas_nor_matplotlib():
    assert heavy_imports() == []


def test_an_import_of_matplotlib_would_be_noticed():
    assert heavy_imports("import matplotlib") == ["matplotlib"]


# The wheel

def install(folder, old="", new=""):
    """Build a wheel without network from a copy of the checkout, unpack it, and return where; pyproject.toml may be spoilt."""
    copy, target = folder / "checkout", folder / "installed"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in ("src", "data"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    spoil(copy / "pyproject.toml", old, new)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-B", "-c", build, str(folder)], cwd=copy, check=True, capture_output=True)
    wheel, = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(target)
    return target


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    return install(tmp_path_factory.mktemp("wheel"))


def differing_files(target):
    """The files of data/ that a wheel lacks, has beyond, or carries changed."""
    here, there = ({(path.relative_to(folder).as_posix(), path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
                   for folder in (DATA, target / "psychopharm" / "data"))
    return sorted({name for name, _ in here ^ there})


def test_a_built_wheel_carries_data_byte_for_byte(installed):
    assert differing_files(installed) == []


def test_a_wheel_without_tables_would_be_noticed(tmp_path):
    assert "parameters/kinetics.csv" in differing_files(install(tmp_path, '"**/*.csv", "**/*.json"', '"**/*.json"'))


def test_a_wheel_with_a_changed_table_would_be_noticed(tmp_path, installed):
    target = shutil.copytree(installed, tmp_path / "installed")
    spoil(target / "psychopharm" / "data" / "levels.csv", ",406,", ",407,")
    assert differing_files(target) == ["levels.csv"]


def test_an_installed_wheel_reads_its_own_tables(installed):
    code = "from psychopharm import parameters as p; print(p.DATA, p.parameter('diazepam_central_volume_L').value, sep='|')"
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=installed, check=True, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(installed)})
    folder, value = done.stdout.strip().split("|")
    assert Path(folder).samefile(installed / "psychopharm" / "data")
    assert value == str(parameters.parameter("diazepam_central_volume_L").value)
