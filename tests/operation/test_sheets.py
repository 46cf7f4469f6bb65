"""Escort sheets on a book: filled in, signed, doubted, sealed to those who may read them, and asked for at the gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.roll import Roll
from musterbook.custody.settings import CustodySettings
from musterbook.custody.sheets.answers import Answer, read_answer
from musterbook.custody.sheets.facts import SheetCompleted
from musterbook.custody.sheets.sheets import Sheets
from musterbook.eligibility.facts import KeptApart
from musterbook.operation import sheets, sheets_watching
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.sheets_kept import drafts, questionnaire
from musterbook.operation.sheets_loading import read_answers_table
from musterbook.operation.sheets_shown import shown, stages_of
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, MORNING, TABLES, WILLOW, acting, open_small_book

OFFICERS = (
    *TABLES["officers"], ("c.doctor", "willow", "clinician"), ("s.guard", "desk", "security-officer"),
)  # fmt: skip
LATER = MORNING + timedelta(hours=3)
NO = "not-known"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """One book for all: each test takes people of its own from it."""
    found = open_small_book(tmp_path_factory.mktemp("sheets"), changed={"officers": OFFICERS})
    found.settings = replace(found.settings, custody=CustodySettings(sheet_age_hours=24))
    yield found
    found.close()


@pytest.fixture(scope="module")
def people(shared: Book) -> Iterator[PersonId]:
    """People at Willow, one after another."""
    return iter(sorted(shared.reading(Roll).on(in_hand(WILLOW))))


def fill(book: Book, person: PersonId, **said: str) -> None:
    """Answer everything that is asked, with what is said or `no`, and with not-known where there is no `no`."""
    sheets.answer(book, {person: [(key.replace("_", "-"), text) for key, text in said.items()]}, now=MORNING)
    for _ in range(5):
        lacks = sheets.missing(book, drafts(book, [person])[person])
        if not lacks:
            return
        plain = []
        for path in lacks:
            try:
                read_answer(questionnaire(book, "escort-sheet-1"), path, "no")
                plain.append((path, "no"))
            except Malformed:
                plain.append((path, NO))
        sheets.answer(book, {person: plain}, now=MORNING)


def signed(book: Book, person: PersonId, *, minutes: int = 60, **said: str) -> None:
    """A sheet filled in, completed and confirmed."""
    fill(book, person, **{"observation_level": "standard", "fit_to_fly": "air", **said})
    site = acting("w.officer/site-officer", WILLOW, minutes=minutes)
    sheets.complete(book, site, [person])
    sheets.confirm(book, site.then(site.at + timedelta(minutes=1)), [person])


def why(book: Book, person: PersonId) -> list[tuple[str, object]]:
    move = Move(frozenset((person,)), WILLOW, CustodianId("bus-1"), LATER, day="2026-01-21")
    return [
        (one.rule, one.values.get("why") or one.values.get("order"))
        for one in objections_to(book, move)
        if one.rule.startswith("custody.sheet")
    ]


def test_a_sheet_is_begun_here_alone_and_becomes_a_fact_when_everything_asked_is_answered(
    shared: Book, people: Iterator[PersonId]
) -> None:
    person = next(people)
    assert why(shared, person) == [("custody.sheet", "empty")]

    sheets.begin(shared, [person], now=MORNING)
    assert stages_of(shared, [person]) == {person: "begun"}
    with pytest.raises(Refused) as refused:
        sheets.complete(shared, acting("w.officer/site-officer", WILLOW, minutes=60), [person])
    assert refused.value.objections[0].rule == "sheet.lacking"
    assert not any(isinstance(one.fact, SheetCompleted) and person in one.named() for one in shared.entries())

    signed(shared, person)

    assert stages_of(shared, [person]) == {person: "confirmed"}
    assert drafts(shared, [person]) == {}
    assert why(shared, person) == []


def test_what_only_clinicians_may_read_is_read_by_nobody_else_not_even_by_who_wrote_it(
    shared: Book, people: Iterator[PersonId]
) -> None:
    person = next(people)
    signed(shared, person, pregnant="no", escape_risk="yes")
    doctor, guard = (acting(who, WILLOW, minutes=200) for who in ("c.doctor/clinician", "w.officer/site-officer"))

    plain = {line.path: line.answer for line in shown(shared, person, LATER).lines}
    opened = shown(shared, person, LATER, acting=doctor, because="asked before the flight")

    assert plain["pregnant"] is None
    assert {line.path: line.answer for line in opened.lines}["pregnant"] == Answer(("no",))
    with pytest.raises(Refused):
        shown(shared, person, LATER, acting=guard, because="asked before the flight")


def test_a_doubted_answer_shows_both_versions_and_an_amended_one_what_it_was(
    shared: Book, people: Iterator[PersonId]
) -> None:
    person = next(people)
    signed(shared, person, escape_risk="no", arsonist="no")
    site, escort = (acting("w.officer/site-officer", WILLOW, minutes=minutes) for minutes in (90, 100))

    sheets.doubt(shared, escort, person, "escape-risk", because="a rope in the bag", instead="yes")
    sheets.amend(shared, site.then(LATER), person, [("arsonist", "yes")])

    found = shown(shared, person, LATER)
    lines = {line.path: line for line in found.lines}
    assert lines["escape-risk"].answer == Answer(("no",))
    assert [(one.instead, one.because) for one in lines["escape-risk"].doubts] == [(("yes",), "a rope in the bag")]
    assert [one.given for one, _ in lines["arsonist"].earlier] == [("no",)]
    assert found.stage == "amended"


def test_words_on_a_sheet_do_not_replace_an_order(shared: Book, people: Iterator[PersonId]) -> None:
    person, other = next(people), next(people)
    signed(shared, person, held_separately="yes", release_status="not-for-release", observation_level="hourly")
    assert [order for _, order in why(shared, person)] == ["hold", "keep-apart", "watch"]

    sheets_watching.set_watch(
        shared, acting("w.officer/site-officer", WILLOW, minutes=120), person, "hourly", signs="said so himself"
    )
    order = KeptApart(pair=frozenset((person, other)), reach="carrier", because="FEUD")
    shared.write(acting("s.guard/security-officer", DESK, minutes=120).draft(order))

    assert [order for _, order in why(shared, person)] == ["hold"]


def test_the_next_sheet_begins_with_the_last_and_what_stands_and_never_with_injuries(
    shared: Book, people: Iterator[PersonId]
) -> None:
    person = next(people)
    signed(shared, person, escape_risk="yes", visible_injuries_now="yes", pregnant="no")
    sheets_watching.warn(shared, acting("w.officer/site-officer", WILLOW, minutes=130), person, "fire")

    paper = sheets.begin(shared, [person], now=LATER)[person]

    assert paper.answers["escape-risk"] == Answer(("yes",), "sheet", "2026-01-21")
    assert paper.answers["arsonist"] == Answer(("yes",), "warning", "2026-01-21")
    assert "visible-injuries-now" not in paper.answers
    assert "pregnant" in paper.elsewhere

    kept = sheets.answer(shared, {person: [("escape-risk", "yes")]}, now=LATER)[person]
    assert kept.answers["escape-risk"] == Answer(("yes",))


def test_a_table_of_answers_names_each_bad_cell_and_keeps_the_good_rows(
    shared: Book, people: Iterator[PersonId], tmp_path: Path
) -> None:
    one, two = next(people), next(people)
    wide = tmp_path / "wide.csv"
    wide.write_text(f"person,escape-risk,arsonist\n{one},no,no\n{two},perhaps,no\nXXX,no,no\n", encoding="utf-8")
    long = tmp_path / "long.csv"
    long.write_text(f"person,question,answer\n{two},escape-risk,no\n{two},shoe-size,44\n", encoding="utf-8")
    whole = questionnaire(shared, "escort-sheet-1")

    read, told = (read_answers_table(shared, path, whole) for path in (wide, long))

    assert read.answers == {one: [("escape-risk", "no"), ("arsonist", "no")]}
    assert [(fault.row, fault.column) for fault in read.faults] == [(3, "escape-risk"), (4, "person")]
    assert told.answers == {two: [("escape-risk", "no")]}
    assert [(fault.row, fault.column) for fault in told.faults] == [(3, "shoe-size")]
    wide.write_text(f"person,shoe-size\n{one},44\n", encoding="utf-8")
    with pytest.raises(Malformed):
        read_answers_table(shared, wide, whole)


def test_many_are_completed_and_confirmed_by_one_act_each(shared: Book, people: Iterator[PersonId]) -> None:
    many = [next(people) for _ in range(3)]
    for person in many:
        fill(shared, person, observation_level="standard", fit_to_fly="air")
    site = acting("w.officer/site-officer", WILLOW, minutes=140)

    completed = sheets.complete(shared, site, many)
    confirmed = sheets.confirm(shared, site.then(LATER), many)

    assert [len(completed), len(confirmed)] == [1, 1]
    assert {shared.reading(Sheets).stage(one) for one in many} == {"confirmed"}
