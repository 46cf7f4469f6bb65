"""Making room: places are opened, beds reserved for a lot and given back, and an offer without beds is objected to.

Joins custody (places, reservations, the roll) with the places of the folder. A reservation is a decision of whoever
receives, so it can be refused; that more people came than there are beds is written like everything that happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from musterbook.custody.beds.assigned import Beds
from musterbook.custody.beds.facts import BedsReleased, BedsReserved, PlaceOpened
from musterbook.custody.beds.lines import held_since
from musterbook.custody.beds.places import Bed, Opened, OpenedPlaces
from musterbook.custody.beds.reservations import Reservation, Reservations
from musterbook.custody.beds.room import RULE, Room, beds_objection, room_at
from musterbook.custody.findings import Found
from musterbook.custody.lastroll import lost_now
from musterbook.custody.reasons import check_reason
from musterbook.custody.roll import Roll
from musterbook.eligibility.gates import gate
from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.beyond import beyond_this_copy
from musterbook.operation.book import Book
from musterbook.operation.coordinating import must_follow, must_say, next_name
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Move, Objection

OVER: Final = "beds.none-free"


def beds_objections(book: Book, move: Move) -> list[Objection]:
    """`custody.beds`, where the operation asks for it: the place at the end of the way has no beds for these people.

    Carriers and countries have no beds; whoever only passes through them is asked at the end of his way.
    """
    if not book.settings.custody.beds_asked or not gate(RULE).asked(move):
        return []
    to = move.destination or move.receiver
    if book.places.parts.get(to) == "escort" or to in book.places.without_place:
        return []
    roll = book.reading(Roll)
    found = beds_objection(
        move, to, places=book.reading(OpenedPlaces), reservations=reservations_of(book),
        answered_for=roll.answered_for, beyond=beyond_this_copy(book), lost=lost_now(roll).get(to),
    )  # fmt: skip
    return [] if found is None else [found]


def room_of(book: Book, custodian: CustodianId, at: datetime) -> Room:
    """The lines of a custodian's places at a moment."""
    roll = book.reading(Roll)
    return room_at(
        custodian, at, places=book.reading(OpenedPlaces), reservations=reservations_of(book),
        answered_for=roll.answered_for, beyond=beyond_this_copy(book), lost=custodian in lost_now(roll),
    )  # fmt: skip


def reservations_of(book: Book) -> Reservations:
    """Every reservation, with what a whole copy said of those whom a partial one does not hold."""
    return book.reading(Reservations).with_those_not_here(beyond_this_copy(book))


def doubled(roll: Roll, beds: Beds) -> Iterable[Found]:
    """Every two people in one bed."""
    return beds.doubled(held_since(roll))


def filled_in(book: Book, place: str, given: Mapping[str, int | None]) -> dict[str, Any]:
    """What is said of a place now, with what was said before, or with the folder's capacity, where it is not.

    `given` are maximum, working, certified and out_of_use, each None where nothing is said.

    Raises:
        Malformed: nobody ever said how many people it can take.
    """
    known, site = book.reading(OpenedPlaces).get(place), book.places.sites.get(place)
    before: dict[str, int | None] = {}
    if known is not None:
        before = {name: getattr(known, name) for name in given}
    elif site is not None:
        before = {"maximum": site.capacity}
    said = {name: value if value is not None else before.get(name) for name, value in given.items()}
    most = said["maximum"] if said["maximum"] is not None else said["working"]
    if most is None:
        raise Malformed.because("beds.how-many", place=place)
    working = most if said["working"] is None else said["working"]
    return {**said, "maximum": most, "working": working, "out_of_use": said["out_of_use"] or 0}


def open_place(
    book: Book, acting: Acting, place: str, *, maximum: int, working: int, certified: int | None = None,
    out_of_use: int = 0, kind: str = "", custodian: CustodianId | None = None, beds: Iterable[Bed] | None = None,
) -> Entry:  # fmt: skip
    """Say how many people a place can take. Beds that were named stay named unless others are given.

    Raises:
        Malformed: a number below 0; more working or certified than the maximum, or more out of use than working; a kind
            of place or bed that is not in the lists; a bed named twice.
        Refused: somebody else's place: only its custodian, or the desk, may open it.
    """
    known = book.reading(OpenedPlaces).get(place)
    owner = custodian or _owner(book, place, known, acting)
    if acting.by not in (owner, book.settings.desk):
        raise Refused(Objection("beds.not-his-place", values={"place": place, "custodian": owner, "by": acting.by}))
    kept = list(beds) if beds is not None else list(known.beds.values()) if known is not None else []
    said = kind or (known.kind_of if known is not None else _kind_in_folder(book, place))
    fact = PlaceOpened(
        place=place, custodian=owner, kind_of=check_reason("place_kind", said), maximum=maximum, working=working,
        certified=certified, out_of_use=out_of_use, beds={one.name: one.kind_of for one in kept} or None,
        beds_out_of_use=frozenset(one.name for one in kept if one.out_of_use),
    )  # fmt: skip
    _check_place(fact, kept)
    return book.write(acting.draft(fact))


def reserve(
    book: Book, acting: Acting, place: str, *, count: int, lot: str, until: datetime, kind: str = "",
    displaced_from: str = "",
) -> Entry:  # fmt: skip
    """Keep beds of a place for a lot until a time.

    Beds of people who have others reserved elsewhere, because their custodian makes room, may be promised; nobody
    boards for them before they are empty.

    Raises:
        Malformed: nobody opened the place; no bed, no lot, or a time that has passed; a kind that is not in the list.
        Refused: somebody else's place, or fewer beds than that can be promised.
    """
    opened = opened_place(book, place)
    if acting.by != opened.custodian:
        values = {"place": place, "custodian": opened.custodian, "by": acting.by}
        raise Refused(Objection("beds.not-his-place", values=values))
    if count < 1:
        raise Malformed.because("beds.count", count=count)
    must_say(lot=lot)
    must_follow("until", until, acting.at)
    if kind:
        check_reason("bed_kind", kind)
    room = room_of(book, opened.custodian, acting.at)
    promised = min(room.promisable, _left_of_kind(book, opened, kind, acting.at)) if kind else room.promisable
    if count > promised:
        short = count - max(0, promised)
        raise Refused(Objection(OVER, values={"place": place, "count": count, "free": promised, "short": short}))
    name = next_name(book, acting, "BEDS", [one.name for one in book.reading(Reservations).all()])
    return book.write(
        acting.draft(
            BedsReserved(
                reservation=name, place=place, count=count, for_=lot, until=until, kind_of=kind,
                displaced_from=displaced_from,
            )
        )
    )  # fmt: skip


def release(book: Book, acting: Acting, reservation: str, *, because: str, count: int = 0) -> Entry:
    """Give a reservation back, wholly or so many of its beds.

    Raises:
        Malformed: there is none of that name, it keeps nothing any more, or fewer beds than that; no reason.
        Refused: it is somebody else's.
    """
    one = reservation_named(book, reservation)
    if acting.by != one.custodian:
        values = {"place": one.place, "custodian": one.custodian, "by": acting.by}
        raise Refused(Objection("beds.not-his-place", values=values))
    must_say(because=because)
    if not 0 <= count <= one.open or one.open == 0:
        raise Malformed.because("beds.not-kept", reservation=reservation, count=count or one.count, kept=one.open)
    return book.write(acting.draft(BedsReleased(reservation=reservation, because=because, count=count)))


def opened_place(book: Book, place: str) -> Opened:
    """A place by name, or the only one of a custodian; Malformed when nobody opened it."""
    places = book.reading(OpenedPlaces)
    found = places.get(place)
    if found is None:
        of_custodian = places.of_custodian(CustodianId(place))
        found = of_custodian[0] if len(of_custodian) == 1 else None
    if found is None:
        known = ", ".join(one.place for one in places.all())
        raise Malformed.because("beds.no-such-place", place=place, known=known or None)
    return found


def reservation_named(book: Book, name: str) -> Reservation:
    """A reservation by name; Malformed when there is none."""
    found = reservations_of(book).named(name)
    if found is None:
        known = ", ".join(one.name for one in book.reading(Reservations).all())
        raise Malformed.because("beds.no-such-reservation", reservation=name, known=known or None)
    return found


def reservations_told(book: Book, custodian: CustodianId, at: datetime) -> list[dict[str, Any]]:
    """The reservations at a custodian's places that keep beds, or lapsed with beds still open, in the order made."""
    return [
        {"reservation": one.name, "place": one.place, "lot": one.lot, "kind": one.kind_of, "count": one.count,
         "left": one.left(at), "under_way": len(one.bound), "came": len(one.came), "given_back": one.given_back,
         "displaced_from": one.displaced_from, "until": one.until.isoformat(), "lapsed": one.has_lapsed(at)}
        for one in reservations_of(book).at(custodian)
        if one.open
    ]  # fmt: skip


def _left_of_kind(book: Book, opened: Opened, kind: str, at: datetime) -> int:
    """Beds of a kind at a place that nobody lies in and nobody was promised; all it has where none is named."""
    if not opened.beds:
        return opened.in_use
    here = book.reading(Beds).in_beds(opened.place, held_since(book.reading(Roll)))
    free = sum(bed.kind_of == kind and bed.name not in here for bed in opened.usable())
    kept = (one for one in reservations_of(book).at(opened.custodian) if one.place == opened.place)
    return free - sum(one.left(at) for one in kept if one.kind_of == kind)


def _owner(book: Book, place: str, known: Opened | None, acting: Acting) -> CustodianId:
    if known is not None:
        return known.custodian
    site = book.places.sites.get(place)
    return site.custodian if site is not None else acting.by


def _kind_in_folder(book: Book, place: str) -> str:
    rows = (row for row in book.places.rows("sites") if row.must("site", str) == place)
    return next((row.must("kind", str) for row in rows), "field-holding")


def _check_place(fact: PlaceOpened, beds: Sequence[Bed]) -> None:
    faults = [
        Fault("beds.below-nothing", values={"what": column, "value": value})
        for column in ("maximum", "working", "certified", "out_of_use")
        if (value := getattr(fact, column)) is not None and value < 0
    ]
    for less, more in (("working", "maximum"), ("certified", "maximum"), ("out_of_use", "working")):
        low, high = getattr(fact, less), getattr(fact, more)
        if low is not None and low > high:
            faults.append(Fault("beds.more-than", values={"what": less, "value": low, "of": more, "most": high}))
    for kind in sorted({one.kind_of for one in beds}):
        check_reason("bed_kind", kind)
    twice = [name for name, times in Counter(one.name for one in beds).items() if times > 1]
    faults += [Fault("beds.named-twice", values={"bed": name}) for name in sorted(twice)]
    if faults:
        raise Malformed.of(faults)
