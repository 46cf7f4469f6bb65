"""Files of questions, and answers to them."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.custody.sheets.answers import (
    Answer,
    answers_json,
    asked,
    by_reader,
    flags_of,
    lacking,
    only_asked,
    orders_called_for,
    raised,
    read_answer,
    read_answers,
)
from musterbook.custody.sheets.known import built_in, sheets_in
from musterbook.custody.sheets.prefill import Standing, from_last, prefilled
from musterbook.custody.sheets.questions import NOT_KNOWN, read_questionnaire
from musterbook.custody.sheets.warnings import kinds_of_warning
from musterbook.ledger.canonical import canonical, read_canonical
from musterbook.terms.errors import Malformed

SHARED = Path(__file__).parents[3] / "../shared/data/custody/escort-sheet-1.toml"
ESCORT = built_in()["escort-sheet-1"]
DAY = datetime(2026, 1, 20, 9, tzinfo=UTC)
SMALL = """
version = 3
sections = ["risk"]
[[question]]
key = "dog"
section = "risk"
kind = "choice"
ask.en = "Is there a dog?"
ask.ar = "هل هناك كلب؟"
options = ["yes", "no", "not-known"]
flag = "alert"
reviewed = ["ar"]
prefill = true
[[question]]
key = "bites"
section = "risk"
kind = "many"
ask.en = "Whom does it bite?"
ask.ar = "من يعض؟"
options = ["cats", "people"]
asked_if = "dog=yes"
"""


def said(**answers: str) -> dict[str, Answer]:
    """Answers to the escort sheet; an underscore stands for a dash, two for the dots of a list."""
    return dict(read_answer(ESCORT, key.replace("__", "."), text) for key, text in answers.items())


@pytest.mark.skipif(not SHARED.exists(), reason="the sheet everyone shares is not on this machine")
def test_the_sheet_asks_what_the_shared_one_asks_and_adds_only_how_it_is_told() -> None:
    shared = tomllib.loads(SHARED.read_text("utf-8"))
    text = resources.files("musterbook.custody.sheets").joinpath("escort-sheet-1.toml").read_text("utf-8")
    ours = tomllib.loads(text)

    kept = [
        {name: one[name] for name in theirs} for one, theirs in zip(ours["question"], shared["question"], strict=True)
    ]

    assert kept == shared["question"]
    assert read_questionnaire(SHARED.read_text("utf-8")).digest == ESCORT.digest


def test_the_escort_sheet_has_63_questions_of_the_public_framework_and_12_of_ours() -> None:
    assert [sum(one.equal for one in ESCORT.questions), len(ESCORT.questions)] == [63, 75]


def test_every_question_with_a_flag_and_every_warning_has_a_sentence() -> None:
    assert [one.key for whole in built_in().values() for one in whole.questions if one.flag and not one.tell] == []
    assert all(kind.sentence("ar") == kind.sentence("en") for kind in kinds_of_warning().values())


def test_a_child_has_a_sheet_of_its_own_that_treats_doubt_about_age_as_youth() -> None:
    youth = built_in()["youth-sheet-1"]

    path, answer = read_answer(youth, "age-decided", "not-known")

    assert "standard" not in youth.by_key["looked-at"].options
    assert orders_called_for(youth, {path: answer}) == {"possible-child"}
    assert orders_called_for(youth, {path: Answer(("no",))}) == {"possible-child"}
    assert flags_of(youth, {path: answer}) == {"alert"}


def test_a_wording_nobody_reviewed_is_not_shown() -> None:
    whole = read_questionnaire(SMALL)

    assert whole.by_key["dog"].wording("ar") == "هل هناك كلب؟"
    assert whole.by_key["bites"].wording("ar") == "Whom does it bite?"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("version = 3", 'version = "x"', "questions.no-version"),
        ('kind = "many"', 'kind = "several"', "questions.unknown-word"),
        ('flag = "alert"', 'flag = "red"', "questions.unknown-word"),
        ('section = "risk"', 'section = "else"', "questions.unknown-word"),
        ('ask.en = "Is there a dog?"', "", "questions.no-key-or-wording"),
        ('key = "bites"', 'key = "dog"', "questions.twice"),
        ('options = ["cats", "people"]', "", "questions.no-options"),
        ('asked_if = "dog=yes"', 'asked_if = "cat=yes"', "questions.condition"),
        ('asked_if = "dog=yes"', 'asked_if = "bites=cats"', "questions.condition"),
        ('flag = "alert"', 'flag = "alert"\nreader = "clinician"\ncalls_for = { yes = "hold" }', "questions.calls-for"),
        ('flag = "alert"', 'flag = "alert"\nreader = "clinician"', "questions.condition"),
        ('flag = "alert"', 'calls_for = { yes = "lunch" }', "questions.calls-for"),
        ('asked_if = "dog=yes"', 'part_of = "cat"', "questions.no-such"),
        ("version = 3", "version = ", "questions.not-toml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_of_questions_is_named(old: str, new: str, rule: str) -> None:
    with pytest.raises(Malformed) as malformed:
        read_questionnaire(SMALL.replace(old, new), file="dog-sheet-3.toml")

    assert rule in {one.rule for one in malformed.value.faults}
    assert {one.file for one in malformed.value.faults} == {"dog-sheet-3.toml"}


def test_an_operation_may_bring_its_own_sheet_but_not_under_a_name_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "dog-sheet-3.toml").write_text('sheet = "dog-sheet"\n' + SMALL, encoding="utf-8")
    assert sorted(sheets_in(tmp_path)) == ["dog-sheet-3", *sorted(built_in())]

    (tmp_path / "x-sheet-1.toml").write_text(SMALL.replace("version = 3", "version = 1"), encoding="utf-8")

    with pytest.raises(Malformed):
        sheets_in(tmp_path)


def test_not_knowing_asks_what_yes_asks_and_raises_what_yes_raises() -> None:
    sure, unsure, safe = (said(has_concealed_items=word) for word in ("yes", "not-known", "no"))

    assert ["concealed-items" in asked(ESCORT, one) for one in (sure, unsure, safe)] == [True, True, False]
    assert flags_of(ESCORT, said(escape_risk="not known")) == {"alert"}
    assert orders_called_for(ESCORT, said(held_separately="not-known")) == {"keep-apart"}


def test_a_list_is_asked_by_its_key_until_it_has_a_line_and_then_by_the_parts_of_each_line() -> None:
    known = said(prescribed_medication="yes")
    assert "medication-details" in lacking(ESCORT, known)

    known |= said(medication_details__2__medication_carrier="escort")

    lines = [path for path in lacking(ESCORT, known) if path.startswith("medication-details")]
    assert len(lines) == 7
    assert "medication-details.2.medication-name" in lines
    assert "medication-details.2.medication-name" not in lacking(
        ESCORT, known, elsewhere=["medication-details.2.medication-name"]
    )


def test_an_answer_that_is_no_longer_asked_for_is_left_out() -> None:
    known = said(has_concealed_items="no", concealed_items="hid-drugs", escape_risk="no")

    assert sorted(only_asked(ESCORT, known)) == ["escape-risk", "has-concealed-items"]


def test_answers_are_parted_by_who_may_read_them() -> None:
    parts = by_reader(ESCORT, said(escape_risk="no", pregnant="no", current_offences="none, held by mistake"))

    assert {reader: sorted(part) for reader, part in parts.items()} == {
        "all": ["escape-risk"], "clinician": ["pregnant"], "security": ["current-offences"],
    }  # fmt: skip
    assert flags_of(ESCORT, said(pregnant="yes")) == frozenset()


def test_flags_come_gravest_first_and_a_good_answer_raises_none() -> None:
    known = said(requires_special_vehicle="yes", escape_risk="yes", food_water_clothing="yes", fit_to_fly="air")

    assert [question.key for question, _ in raised(ESCORT, known)] == ["escape-risk", "requires-special-vehicle"]
    assert [question.key for question, _ in raised(ESCORT, said(food_water_clothing="no"))] == ["food-water-clothing"]


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("escape-risk", "perhaps", "sheet.not-an-option"), ("shoe-size", "44", "sheet.no-such-question"),
        ("child-date-of-birth", "2015-02-30", "sheet.not-a-date"),
        ("child-date-of-birth", "1.2.15", "sheet.not-a-date"),
        ("medication-details.1.medication-time-next-given", "25:00", "sheet.not-a-time"),
        ("medication-details.99.medication-name", "x", "sheet.no-such-question"),
        ("medication-name", "x", "sheet.no-such-question"), ("medication-details", "pills", "sheet.list-wants-rows"),
        ("language-spoken", "x" * 2001, "sheet.text-length"),
        ("risk-to-other-people", "staff, cats", "sheet.not-an-option"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_named_without_being_repeated(path: str, text: str, rule: str) -> None:
    with pytest.raises(Malformed) as malformed:
        read_answer(ESCORT, path, text)

    (fault,) = malformed.value.faults
    assert (fault.rule, fault.column) == (rule, path)
    assert text not in fault.values.values()


def test_answers_are_read_as_people_type_them() -> None:
    assert read_answer(ESCORT, "Escape Risk", " Not known ") == ("escape-risk", Answer((NOT_KNOWN,)))
    assert said(child_date_of_birth="٢٠١٥-٠٣")["child-date-of-birth"].given == ("2015-03",)
    assert said(risk_to_other_people="women; staff")["risk-to-other-people"].given == ("staff", "women")


def test_a_new_sheet_copies_what_may_be_copied_and_says_from_where_and_when() -> None:
    last = said(
        escape_risk="yes", arsonist="not-known", visible_injuries_now="yes", complaint_now="yes", age_doubt="no",
        property_being_moved="yes", language_spoken="Arabic", pregnant="yes",
    )  # fmt: skip
    orders = [Standing("keep-apart", DAY.replace(day=4)), Standing("warning:fire", DAY.replace(day=5))]

    new = prefilled(ESCORT, last, DAY, orders)

    assert {key: (one.given[0], one.copied_from, one.copied_on) for key, one in new.items()} == {
        "escape-risk": ("yes", "sheet", "2026-01-20"), "language-spoken": ("Arabic", "sheet", "2026-01-20"),
        "held-separately": ("yes", "keep-apart", "2026-01-04"), "arsonist": ("yes", "warning", "2026-01-05"),
    }  # fmt: skip


def test_a_copy_of_a_copy_keeps_the_day_of_the_first() -> None:
    once = from_last(ESCORT, said(escape_risk="yes"), DAY)

    twice = from_last(ESCORT, once, DAY.replace(day=25))

    assert twice["escape-risk"].copied_on == "2026-01-20"


@given(
    st.dictionaries(st.sampled_from(list(ESCORT.by_key)), st.sampled_from(["yes", "no", "not-known", "x"]), max_size=30)
)
def test_whatever_is_answered_the_sheet_comes_to_an_end_and_its_bytes_read_back(typed: dict[str, str]) -> None:
    known: dict[str, Answer] = {}
    for key, text in typed.items():
        try:
            path, answer = read_answer(ESCORT, key, text)
        except Malformed:
            continue
        known[path] = answer
    for _ in range(len(ESCORT.questions)):
        missing = lacking(ESCORT, known)
        known |= {path: Answer((NOT_KNOWN,)) for path in missing}
        if not missing:
            break

    kept = only_asked(ESCORT, known)

    assert lacking(ESCORT, kept) == []
    assert sorted(kept) == sorted(asked(ESCORT, kept))
    assert read_answers(read_canonical(canonical({"answers": answers_json(kept)}))["answers"]) == kept
