"""A story's places, reservations and roll, and what the gate of beds says of a move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservations
from musterbook.custody.beds.room import Room, beds_objection, room_at
from musterbook.custody.lastroll import lost_now
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.ledger.reading import in_order
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

KARKH, HASAKAH = CustodianId("karkh"), CustodianId("hasakah")


def at(clock: str, day: str = "2026-01-21") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+00:00")


def entries(text: str, *, upon: Sequence[Entry] = ()) -> list[Entry]:
    return in_order([*upon, *told(text, upon=upon)])


def people(first: int, last: int) -> str:
    return ",".join(f"D-{number:04}" for number in range(first, last + 1))


def registered(site: str, first: int, last: int) -> str:
    return "\n".join(f"05:00 {site} custody.registered person=D-{n:04}" for n in range(first, last + 1)) + "\n"


def room(book: Sequence[Entry], clock: str, custodian: CustodianId = KARKH) -> Room:
    return room_at(
        custodian, at(clock), places=OpenedPlaces.of(book), reservations=Reservations.of(book),
        answered_for=Roll.of(book).answered_for, lost=custodian in lost_now(Roll.of(book)),
    )  # fmt: skip


def lacks(
    book: Sequence[Entry], clock: str, first: int, last: int, *, handover: str = "", serial: str = "",
    giver: str = "hasakah", to: CustodianId = KARKH,
) -> dict[str, str | int | None]:  # fmt: skip
    """What the gate says of people in a row; nothing when they may go."""
    who = frozenset(PersonId(f"D-{number:04}") for number in range(first, last + 1))
    move = Move(who, CustodianId(giver), to, at(clock), destination=to, handover=handover, serial=serial)
    found = beds_objection(
        move, to, places=OpenedPlaces.of(book), reservations=Reservations.of(book),
        answered_for=Roll.of(book).answered_for, lost=lost_now(Roll.of(book)).get(to),
    )  # fmt: skip
    return {} if found is None else dict(found.values)
