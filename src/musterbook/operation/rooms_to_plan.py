"""Rooms to plan for: how many people each receiving place can still take in, from each moment on.

Joins custody (beds, reservations, the roll) with lift. Where the operation asks for beds the planner promises none that
the gate would refuse: what is working, certified and in use, less whom the place answers for and what it keeps for
others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from musterbook.custody.beds.places import OpenedPlaces
from musterbook.custody.beds.reservations import Reservation, Reservations
from musterbook.custody.handovers import Handovers
from musterbook.custody.lastroll import lost_now
from musterbook.custody.roll import Roll
from musterbook.lift.manifests import Manifests
from musterbook.operation.book import Book
from musterbook.operation.making_room import room_of
from musterbook.operation.places import Place
from musterbook.terms.custodians import CustodianId, custodian_of

UNSAID: Final = 1_000_000
"""Room of a place of which nobody said how many it can take."""
Rooms = Mapping[str, Sequence[tuple[datetime, int]]]


def rooms_to_plan(
    book: Book, origins: AbstractSet[CustodianId], ends: AbstractSet[CustodianId], *, at: datetime, epoch: datetime
) -> Rooms:
    """For each receiving site the people it can have taken in since `epoch`, in all, from each moment on.

    Beds that a place keeps for the people of `origins` are theirs; those it keeps for others are free again when their
    reservation lapses. A place that is lost takes nobody more. Whoever came since `epoch`, or is under way, is of the
    plan and counts among those it can take.
    """
    found: dict[str, Sequence[tuple[datetime, int]]] = {}
    for place in book.places.sites.values():
        if place.custodian in ends:
            steps = _steps(book, place, origins, at, epoch)
            found[place.site] = [(moment, max(0, room)) for moment, room in steps]
    return found


def _steps(
    book: Book, place: Place, origins: AbstractSet[CustodianId], at: datetime, epoch: datetime
) -> list[tuple[datetime, int]]:
    """Running totals: what is free for the plan at its beginning, and more as the reservations of others lapse."""
    came = _came_since(book, place.custodian, epoch)
    if place.custodian in lost_now(book.reading(Roll)):
        return [(epoch, came)]
    if not book.settings.custody.beds_asked or not book.reading(OpenedPlaces).of_custodian(place.custodian):
        held = len(book.reading(Roll).answered_for(place.custodian))
        return [(epoch, (UNSAID if place.capacity is None else place.capacity) - held + came)]
    room, kept = room_of(book, place.custodian, at), book.reading(Reservations).at(place.custodian)
    ours = sum(one.left(at) for one in kept if _is_for(book, one, origins))
    beyond = 0 if room.certified is None else max(0, room.working - room.certified)
    total = room.free + ours + room.uncovered + came - beyond
    steps = [(epoch, total)]
    others = (one for one in kept if one.left(at) and not _is_for(book, one, origins))
    for one in sorted(others, key=lambda one: one.until):
        total += one.left(at)
        steps.append((one.until, total))
    return steps


def _came_since(book: Book, custodian: CustodianId, epoch: datetime) -> int:
    """How many came there out of somebody's hands since then; whoever was only registered there is not of the plan."""
    roll = book.reading(Roll)
    came = (roll.held_since(person) for person in roll.answered_for(custodian))
    return sum(one is not None and one.at > epoch and custodian_of(one.from_account) is not None for one in came)


def _is_for(book: Book, one: Reservation, origins: AbstractSet[CustodianId]) -> bool:
    """Whether a reservation's lot is of these origins: one of them by name, or a serial or handover of theirs."""
    if one.lot in origins:
        return True
    serial = book.reading(Manifests).serials.get(one.lot)
    givers = {serial.giver} if serial is not None else {
        called.giver for called in book.reading(Handovers).called(one.lot)
    }  # fmt: skip
    return bool(givers & origins)
