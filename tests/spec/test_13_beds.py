"""Beds: a place says how many it can take, keeps beds for a lot, and nobody boards for a place that has none.

A reservation lapses by itself. Making room is a move of its own: those who make room count where they go.
"""

from __future__ import annotations

from musterbook.custody.beds.assigned import Beds
from musterbook.custody.beds.assigning import Guest, Rules, propose
from musterbook.custody.beds.lines import day_lines, held_since
from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.roll import Roll
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId
from tests.custody.beds.making import KARKH, at, entries, lacks, room

OPEN = """
05:00 karkh   custody.place-opened  place=karkh custodian=karkh kind_of=prison maximum=6 working=4 out_of_use=1
05:00 hasakah custody.registered    person=D-0001
05:00 hasakah custody.registered    person=D-0002
05:00 hasakah custody.registered    person=D-0003
"""
RESERVED = f"""{OPEN}
05:30 karkh   custody.beds-reserved reservation=R1 place=karkh count=2 for=H1 until=2026-01-21T12:00:00+00:00
"""
ARRIVED = f"""{RESERVED}
06:00 hasakah custody.offered       handover=H1 people=D-0001,D-0002 receiver=karkh
08:00 karkh   custody.accepted      handover=H1 people=D-0001,D-0002
"""


def free(text: str, clock: str) -> int:
    """Beds of karkh that nobody has and nobody was promised."""
    return room(entries(text), clock).free


def lack(text: str, clock: str, first: int, last: int) -> str:
    """What karkh lacks for these people of handover H1, offered at that hour; empty when they may board."""
    return str(lacks(entries(text), clock, first, last, handover="H1").get("lack", ""))


def in_bed(text: str) -> dict[str, str]:
    """Who lies in which bed."""
    book = entries(text)
    return {one.person: one.bed for one in Beds.of(book).lying(held_since(Roll.of(book)))}


def doubled(text: str) -> list[str]:
    """Beds two people lie in."""
    book = entries(text)
    return [str(one.values["bed"]) for one in Beds.of(book).doubled(held_since(Roll.of(book)))]


def test_free_is_what_works_less_what_is_out_of_use_taken_or_promised() -> None:
    assert free(OPEN, "06:00") == 3
    assert free(RESERVED, "06:00") == 1


def test_nobody_boards_for_a_place_that_keeps_no_bed_for_him() -> None:
    assert lack(OPEN, "06:00", 1, 2) == "none"
    assert lack(RESERVED, "06:00", 1, 2) == ""
    assert lack(RESERVED, "06:00", 1, 3) == "too-few"


def test_a_reservation_lapses_by_itself_and_the_next_offer_is_objected_to() -> None:
    assert lack(RESERVED, "12:00", 1, 2) == "lapsed"
    assert free(RESERVED, "12:00") == 3


def test_whoever_is_accepted_is_answered_for_and_no_longer_reserved_for() -> None:
    found = room(entries(ARRIVED), "08:00")

    assert (found.answered_for, found.reserved, found.free) == (2, 0, 1)


def test_two_in_one_bed_is_a_discrepancy_until_one_is_given_another() -> None:
    both = f"""{ARRIVED}
        08:30 karkh custody.bed-assigned place=karkh beds=D-0001:A-1-1
        08:40 karkh custody.bed-assigned place=karkh beds=D-0002:A-1-1
    """
    moved = f"{both}\n08:50 karkh custody.bed-assigned place=karkh beds=D-0002:A-1-2"

    assert doubled(both) == ["A-1-1"]
    assert doubled(moved) == []
    assert in_bed(moved) == {"D-0001": "A-1-1", "D-0002": "A-1-2"}


def test_whoever_is_handed_on_leaves_his_bed() -> None:
    gone = f"""{ARRIVED}
        08:30 karkh custody.bed-assigned place=karkh beds=D-0001:A-1-1
        09:00 karkh custody.offered  handover=K1 people=D-0001 receiver=taji
        10:00 taji  custody.accepted handover=K1 people=D-0001
    """

    assert in_bed(gone) == {}


def test_the_day_has_lines_nobody_types() -> None:
    book = entries(f"{ARRIVED}\n08:30 karkh custody.bed-assigned place=karkh beds=D-0001:A-1-1")
    day = day_lines(KARKH, at("09:00"), at("09:00").tzinfo, roll=Roll.of(book), beds=Beds.of(book))  # type: ignore[arg-type]  # it has one

    assert day.counts() == {
        "in_hand": 2, "unlock": 0, "in_today": 2, "out_today": 0, "in_reception": 1, "no_bed": 0,
        "still_to_arrive": 0, "out_temporarily": 0,
    }  # fmt: skip


def test_the_sick_come_first_then_the_smallest_cell_and_nobody_near_whom_he_may_not_be() -> None:
    book = entries(
        "05:00 karkh custody.place-opened place=karkh custodian=karkh kind_of=prison maximum=3 working=3 "
        "beds=A-1-1/1:dormitory-place,A-1-1/2:dormitory-place,A-2-1:MEDICAL"
    )
    (karkh,) = OpenedPlaces.of(book).of_custodian(CustodianId("karkh"))
    one, two, sick = (PersonId(f"D-000{n}") for n in (1, 2, 3))
    guests = [
        Guest(one, ("dormitory-place",), "man"), Guest(two, ("dormitory-place",), "man"),
        Guest(sick, ("MEDICAL", "dormitory-place"), "man", first=True),
    ]  # fmt: skip

    together = propose(karkh, {}, guests, Rules())
    apart = propose(karkh, {}, guests, Rules(apart={one: {two: "cell"}, two: {one: "cell"}}))

    assert together.placed == {one: "A-1-1/1", two: "A-1-1/2", sick: "A-2-1"}
    assert apart.placed == {one: "A-1-1/1", sick: "A-2-1"}
    assert [(why.because, why.beds) for why in apart.refused[0].why] == [
        ("kept-apart", 1),
        ("other-kind", 1),
        ("taken", 1),
    ]


def test_whoever_finds_no_bed_may_take_that_of_one_who_finds_another() -> None:
    book = entries(
        "05:00 karkh custody.place-opened place=karkh custodian=karkh kind_of=prison maximum=2 working=2 "
        "beds=A-1-1:women,A-1-2:family"
    )
    (karkh,) = OpenedPlaces.of(book).of_custodian(CustodianId("karkh"))
    either, women = PersonId("D-0001"), PersonId("D-0002")
    guests = [Guest(either, ("women", "family"), ""), Guest(women, ("women", "MEDICAL"), "")]

    assert propose(karkh, {}, guests, Rules()).placed == {either: "A-1-2", women: "A-1-1"}
