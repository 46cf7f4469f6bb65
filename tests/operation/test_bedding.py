"""Beds on a book: opened from the folder, asked for, reserved, given out by proposal and by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.facts import Accepted, Offered
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.eligibility.facts import Held
from musterbook.ledger.facts import Digest
from musterbook.operation import bedding, making_room, overriding
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.asking_gates import said_of
from musterbook.operation.book import Book
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, HARBOUR, MORNING, TABLES, WILLOW, acting, fill

BEDS = (
    ("place", "bed", "kind", "out_of_use"),
    *(("HRB", f"A-1-{cell}/{bed}", "dormitory-place", "") for cell in (1, 2) for bed in (1, 2)),
    ("HRB", "A-2-1", "juvenile", ""), ("HRB", "A-3-1", "MEDICAL", ""),
    ("HRB", "B-1-1", "LOCATE_FLAT_CELL", "yes"), ("HRB", "B-1-2", "CSU", ""),
)  # fmt: skip
"""Eight beds: four in two dormitories, one for a boy, one for the sick, one out of use, one that is not counted."""
CHANGED = {"beds": BEDS, "officers": (*TABLES["officers"], ("h.governor", "harbour", "governor"))}


def folder(at: Path) -> Path:
    place = fill(at / "willow", CHANGED)
    settings = place / "operation.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[custody]\nbeds_asked = true\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = folder(tmp_path_factory.mktemp("beds"))
    book = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    yield book
    book.close()


def test_a_book_with_beds(opened: Book) -> None:
    """One long day on one book: opening it costs more than everything that is asked of it."""
    _opened_from_the_folder(opened)
    _reserved(opened)
    people = _brought(opened)
    _given_out(opened, people)
    _by_hand(opened, people)


def _opened_from_the_folder(book: Book) -> None:
    (harbour,) = book.reading(OpenedPlaces).of_custodian(HARBOUR)

    assert (harbour.maximum, harbour.working, harbour.out_of_use, len(harbour.beds)) == (400, 7, 1, 8)
    assert making_room.room_of(book, HARBOUR, MORNING).free == 6
    held = frozenset(sorted(book.reading(Roll).on(in_hand(WILLOW)))[:5])
    move = Move(held, WILLOW, HARBOUR, MORNING, destination=HARBOUR, handover="WLW-1")
    assert [one.values["lack"] for one in making_room.beds_objections(book, move)] == ["none"]


def _reserved(book: Book) -> None:
    officer = acting("h.officer/receiving-officer", HARBOUR, minutes=1)
    until = MORNING + timedelta(hours=8)
    with pytest.raises(Refused, match=r"beds\.none-free"):
        making_room.reserve(book, officer, "HRB", count=7, lot="WLW-1", until=until)
    with pytest.raises(Refused, match=r"beds\.not-his-place"):
        making_room.reserve(
            book, acting("w.officer/site-officer", WILLOW, minutes=1), "HRB", count=1, lot="WLW-1", until=until
        )
    with pytest.raises(Malformed, match=r"call\.not-after"):
        making_room.reserve(book, officer, "HRB", count=1, lot="WLW-1", until=MORNING)
    making_room.reserve(book, officer, "HRB", count=6, lot="WLW-1", until=until)

    assert making_room.room_of(book, HARBOUR, MORNING + timedelta(minutes=2)).free == 0


def _brought(book: Book) -> list[PersonId]:
    """Six men come: the gate has nothing against them, and nobody of them has a bed."""
    classes = book.reading(Classes)
    men = [one for one in sorted(book.reading(Roll).where) if classes.codes(one).child == "no"][:6]
    move = Move(frozenset(men), WILLOW, HARBOUR, MORNING + timedelta(minutes=3), destination=HARBOUR, handover="WLW-1")
    assert making_room.beds_objections(book, move) == []
    offer = book.write(
        acting("w.officer/site-officer", WILLOW, minutes=4).draft(
            Offered(
                handover="WLW-1", manifest=Digest("0" * 64), people=frozenset(men), receiver=HARBOUR,
                due_by=MORNING + timedelta(hours=4),
            )
        )
    )  # fmt: skip
    book.write(
        acting("h.officer/receiving-officer", HARBOUR, minutes=90).draft(
            Accepted(handover="WLW-1", offer=offer.digest, people=frozenset(men)), after=(offer.digest,)
        )
    )
    lines = bedding.lines_of(book, HARBOUR, MORNING + timedelta(minutes=91)).counts()
    assert (lines["in_hand"], lines["in_today"], lines["in_reception"], lines["no_bed"]) == (6, 6, 6, 0)
    assert bedding.lines_of(book, WILLOW, MORNING + timedelta(minutes=91)).counts()["out_today"] == 6
    return men


def _given_out(book: Book, men: list[PersonId]) -> None:
    """Four get the dormitories; for two only beds of other kinds are left, and each bed says why it is not theirs."""
    proposal = bedding.proposed(book, "HRB")

    assert list(proposal.placed) == men[:4]
    assert [one.person for one in proposal.refused] == men[4:]
    why = {why.because: why.beds for why in proposal.refused[0].why}
    assert (why["taken"], why["out-of-use"], why["not-counted"]) == (4, 1, 1)
    assert sum(one.beds for one in proposal.refused[0].why) == len(BEDS) - 1, "each bed has its reason"
    bedding.assign(book, acting("h.officer/receiving-officer", HARBOUR, minutes=95), "HRB", proposal.placed)
    assert bedding.lines_of(book, HARBOUR, MORNING + timedelta(minutes=96)).counts()["in_reception"] == 2


def _by_hand(book: Book, men: list[PersonId]) -> None:
    officer = acting("h.officer/receiving-officer", HARBOUR, minutes=100)
    with pytest.raises(Malformed, match=r"beds\.nobody-lies-there"):
        bedding.assign(book, officer, "HRB", {men[4]: "B-1-1"})
    with pytest.raises(Malformed, match=r"beds\.no-such-bed"):
        bedding.assign(book, officer, "HRB", {men[4]: "Z-9"})
    bedding.assign(book, officer, "HRB", {men[4]: "A-3-1", men[5]: "A-1-1/1"})

    (double,) = [one for one in discrepancies_of(book).open if one.kind == "two-in-a-bed"]
    assert double.values["bed"] == "A-1-1/1"
    assert double.owner == HARBOUR
    bedding.assign(book, officer.then(MORNING + timedelta(minutes=101)), "HRB", {men[5]: ""})
    assert [one for one in discrepancies_of(book).open if one.kind == "two-in-a-bed"] == []
    lines = bedding.lines_of(book, HARBOUR, MORNING + timedelta(minutes=102)).counts()
    assert (lines["in_reception"], lines["no_bed"]) == (0, 1), "he had a bed and has none now"


ALL_ASKED = """
[custody]
identity_check_hours = 4
sheet_age_hours = 24
authority_gate = true
condition_hours = 12
medicine_hours = 24
property_asked = true
beds_asked = true

[eligibility]
fitness_hours = 72
"""


def test_a_forward_site_cut_off_judges_as_the_desk_does_and_an_override_passes_one_gate_alone(tmp_path: Path) -> None:
    place = fill(tmp_path / "willow", CHANGED)
    settings = place / "operation.toml"
    settings.write_text(settings.read_text("utf-8") + ALL_ASKED, encoding="utf-8")
    desk = open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1))
    people = sorted(desk.reading(Roll).on(in_hand(WILLOW)))
    shutil.copytree(place / "book", tmp_path / "forward")
    forward = open_book(tmp_path / "forward", read_only=True)
    asked = Move(
        frozenset(people[:3]), WILLOW, HARBOUR, MORNING + timedelta(hours=1), destination=HARBOUR, handover="W1",
        serial="S1", kind="emergency", day="2026-01-21",
    )  # fmt: skip

    desk.write(acting("d.doctor/clinician", DESK, minutes=5).draft(
        Held(person=people[9], ground="medical", authority="clinician")))  # fmt: skip
    making_room.reserve(desk, acting("h.officer/receiving-officer", HARBOUR, minutes=6), "HRB", count=1, lot="W9",
                        until=MORNING + timedelta(hours=9))  # fmt: skip

    here, there = said_of(forward, asked), said_of(desk, asked)
    assert [(one.gate.rule, one.verdict, one.objections) for one in here] == [
        (one.gate.rule, one.verdict, one.objections) for one in there
    ]
    before = {one.gate.rule for one in there if one.verdict == "objects"}
    assert {"custody.beds", "custody.identity-check", "custody.authority", "eligibility.fitness"} <= before
    _passes_one_gate(desk, asked, before)
    desk.close()
    forward.close()


def _passes_one_gate(book: Book, asked: Move, before: set[str]) -> None:
    """Out of danger two people on the spot let those named pass; nobody lets anyone pass the gate of identity."""
    two = acting({"w.officer": "site-officer", "o.desk": "operation-desk"}, WILLOW, minutes=30)
    with pytest.raises(Refused, match=r"override\.nobody-may"):
        overriding.override(
            book, two, "custody.identity-check", asked.people, because="fire", serial="S1", in_danger=True
        )
    with pytest.raises(Refused, match=r"override\.not-without"):
        overriding.override(book, two, "eligibility.fitness", asked.people, because="fire", serial="S1", in_danger=True)
    overriding.override(book, two, "custody.beds", asked.people, because="fire", serial="S1", in_danger=True)

    after = {one.gate.rule for one in said_of(book, asked) if one.verdict == "objects"}
    assert before - after == {"custody.beds"}
    (told,) = overriding.overrides_told(book, asked.at)
    assert (told["in_danger"], len(told["people"]), sorted(told["signers"])) == (True, 3, ["o.desk", "w.officer"])


def test_a_site_with_more_places_working_than_it_has_is_a_fault_with_its_row(tmp_path: Path) -> None:
    head, *rows = TABLES["sites"]
    sites = ((*head, "working", "certified"), (*rows[0], "61", "50"), (*rows[1], "300", "500"))
    found = read_folder(fill(tmp_path / "willow", {"sites": sites}), today=MORNING).faults

    assert [(one.rule, one.row, one.column) for one in found] == [
        ("beds.more-than", 2, "working"), ("beds.more-than", 3, "certified"),
    ]  # fmt: skip
