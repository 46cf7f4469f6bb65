"""Rows of room and beds, from one book at one moment: what is free, what is promised, why a bed is not somebody's."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from musterbook.console.care_rows import BedlessRow, BedRow, BedsView, PlaceView, ReservationRow, RoomRow
from musterbook.console.shown_acts import shown_act
from musterbook.custody.beds.facts import BedAssigned, BedsReleased, BedsReserved, PlaceOpened
from musterbook.custody.beds.places import NOT_COUNTED, Opened, OpenedPlaces
from musterbook.operation.bedding import lines_of, proposed, refusals_of, taken_of
from musterbook.operation.book import Book
from musterbook.operation.making_room import reservations_told, room_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.words.say import without_rule

WORKED_THROUGH: Final = 100
"""So many people without a bed are gone through bed by bed for a page; the command line goes through all."""


def beds_view(book: Book, live: Book, now: datetime) -> BedsView:
    """Room in every place, the tightest first. `live` is the same book now, whose register says who may sign."""
    custodians = sorted({one.custodian for one in book.reading(OpenedPlaces).all()})
    rooms = [_room(book, one, now) for one in custodians]
    kept = [row for one in custodians for row in reservation_rows(book, one, now)]
    acts = (
        shown_act(live, "open", "", PlaceOpened, "place open", "PLACE", "--working", "NUMBER"),
        shown_act(live, "reserve", "", BedsReserved, "beds reserve", *RESERVE),
    )
    return BedsView(
        tuple(sorted(rooms, key=lambda row: (row.free, row.custodian))),
        tuple(sorted(kept, key=lambda row: (not row.lapsed, row.until, row.reservation))), acts,
    )  # fmt: skip


RESERVE: Final = ("PLACE", "NUMBER", "--for", "SERIAL", "--until", "TIME")


def place_view(book: Book, live: Book, name: str, now: datetime) -> PlaceView | None:
    """One place, by its name or that of a custodian who has only one; None when nobody opened it."""
    opened = _opened(book, name)
    if opened is None:
        return None
    taken, day = taken_of(book, opened.place), lines_of(book, opened.custodian, now)
    bedless = sorted(day.no_bed | day.in_reception)
    beds = tuple(
        BedRow(bed.name, bed.kind_of, bed.cell, taken.get(bed.name, ()), bed.out_of_use,
               bed.kind_of not in NOT_COUNTED)
        for bed in sorted(opened.beds.values(), key=lambda one: one.name)
    )  # fmt: skip
    return PlaceView(
        opened.place, opened.kind_of, opened.custodian, opened.since, _room(book, opened.custodian, now), day.counts(),
        beds, _kinds(beds), _bedless(book, opened, bedless), len(bedless),
        reservation_rows(book, opened.custodian, now), _acts(live, opened),
    )  # fmt: skip


def reservation_rows(book: Book, custodian: CustodianId, now: datetime) -> tuple[ReservationRow, ...]:
    """Reservations at a custodian's places that keep beds, or lapsed with beds still open."""
    return tuple(_reservation(custodian, one) for one in reservations_told(book, custodian, now))


def _opened(book: Book, name: str) -> Opened | None:
    places = book.reading(OpenedPlaces)
    of_custodian = places.of_custodian(CustodianId(name))
    return places.get(name) or (of_custodian[0] if len(of_custodian) == 1 else None)


def _acts(live: Book, opened: Opened) -> tuple[Any, ...]:
    place, by = opened.place, opened.custodian
    return (
        shown_act(live, "reserve", place, BedsReserved, "beds reserve", place, *RESERVE[1:], by=by),
        shown_act(
            live, "release", place, BedsReleased, "beds release", "RESERVATION", "--because", "REASON", by=by
        ),
        shown_act(live, "assign", place, BedAssigned, "beds assign", place, by=by),
        shown_act(live, "open", place, PlaceOpened, "place open", place, "--working", "NUMBER", by=by),
    )  # fmt: skip


def _room(book: Book, custodian: CustodianId, now: datetime) -> RoomRow:
    room = room_of(book, custodian, now)
    opened = book.reading(OpenedPlaces).of_custodian(custodian)
    named = any(one.beds for one in opened)
    day = lines_of(book, custodian, now) if named else None
    sites = (one.place for one in opened if one.place in book.places.sites)
    return RoomRow(
        custodian, tuple(one.place for one in opened), next(sites, ""), room.maximum, room.working, room.certified,
        room.out_of_use, room.answered_for, room.reserved, room.displaced, room.uncovered, room.leaving, room.free,
        room.promisable, len(day.no_bed | day.in_reception) if day is not None else 0, room.over_certified,
        room.lost,
    )  # fmt: skip


def _bedless(book: Book, opened: Opened, people: list[PersonId]) -> tuple[BedlessRow, ...]:
    """For each of the first of them, the bed the proposal gives him, or every reason against the beds there are."""
    if not opened.beds or not people:
        return ()
    proposal = proposed(book, opened.place, people[:WORKED_THROUGH])
    why: dict[PersonId, list[str]] = {}
    for one in refusals_of(proposal):
        if one.person is not None:
            said = without_rule(Objection(one.rule, None, one.values))
            why.setdefault(one.person, []).append(said)
    return tuple(
        BedlessRow(one, proposal.placed.get(one, ""), tuple(why.get(one, ()))) for one in people[:WORKED_THROUGH]
    )


def _kinds(beds: tuple[BedRow, ...]) -> tuple[tuple[str, int, int, int], ...]:
    """Kind of bed, how many, how many of them out of use, how many taken."""
    counts: dict[str, list[int]] = {}
    for bed in beds:
        row = counts.setdefault(bed.kind, [0, 0, 0])
        row[0] += 1
        row[1] += bed.out_of_use
        row[2] += bool(bed.people)
    return tuple((kind, row[0], row[1], row[2]) for kind, row in sorted(counts.items()))


def _reservation(custodian: CustodianId, one: dict[str, Any]) -> ReservationRow:
    return ReservationRow(
        one["reservation"], one["place"], custodian, one["lot"], one["kind"], one["count"], one["left"],
        one["under_way"], one["came"], one["given_back"], datetime.fromisoformat(one["until"]), one["lapsed"],
        one["displaced_from"],
    )  # fmt: skip
