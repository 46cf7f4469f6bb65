"""Custody as other registers read it: handovers as NIEM's justice domain has them, people moved in EDXL-TEP's shape.

Numbers leave by default; names beside them only where they are asked for, with all that asking for names asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from musterbook.custody.handovers import Handover, Handovers
from musterbook.custody.people import milestone
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.exports.leaving import Made, Wanted, in_order, leave
from musterbook.operation.exports.names import Claims, known_to, open_names
from musterbook.operation.serials import bound_for, mode_of
from musterbook.tables.formats import Custody, Handed, Stamp, Subject, Tracked, justice, tracking
from musterbook.terms.custodians import CustodianId, custodian_of
from musterbook.terms.people import PersonId

Named = dict[PersonId, Claims]
MOVING: Final = frozenset(("offered", "handing-over", "with-escort"))
"""Milestones of somebody whom a serial moves, or is about to."""


def export_handovers(
    book: Book, acting: Acting, *, to: str, custodian: CustodianId, names: bool = False, because: str = ""
) -> tuple[Entry, bytes]:
    """Every handover a custodian gave or took, for one reader's register; `names` beside numbers where asked for."""
    shown = [one for one in book.reading(Handovers).all() if custodian in (one.giver, one.receiver)]
    people = known_to(book, acting, {person for one in shown for person in _of(one)})
    named = open_names(book, acting, people, because) if names else {}

    def make(stamp: Stamp) -> Made:
        handed = [_handed(book, one, people, named, stamp) for one in shown]
        return Made(justice(stamp, handed), len(handed), frozenset(named))

    return leave(book, acting, Wanted(to, f"handovers:{custodian}", "niem"), make)


def export_moved(
    book: Book, acting: Acting, *, to: str, custodian: CustodianId, names: bool = False, because: str = ""
) -> tuple[Entry, bytes]:
    """Everyone a custodian answers for, or is to get: where he is, what moves him, and when he is expected."""
    handovers, roll = book.reading(Handovers), book.reading(Roll)
    people = known_to(book, acting, roll.answered_for(custodian) | handovers.still_to_arrive(custodian))
    named = open_names(book, acting, people, because) if names else {}

    def make(stamp: Stamp) -> Made:
        rows = [_tracked(book, one, named.get(one, {})) for one in in_order(people, stamp.export)]
        return Made(tracking(stamp, rows), len(rows), frozenset(named))

    return leave(book, acting, Wanted(to, f"moved:{custodian}", "tep"), make)


def _of(one: Handover) -> frozenset[PersonId]:
    return one.people | one.accepted


def _handed(book: Book, one: Handover, people: Iterable[PersonId], named: Named, stamp: Stamp) -> Handed:
    mine = _of(one) & frozenset(people)
    return Handed(
        one.reference, one.offered.move, one.stage, one.accepted_at or one.let_go_at or one.at,
        _custody(book, one.giver), _custody(book, one.receiver),
        [_subject(book, person, named.get(person, {})) for person in in_order(mine, stamp.export)],
    )  # fmt: skip


def _custody(book: Book, custodian: CustodianId) -> Custody:
    place = book.places.place_of(custodian)
    return Custody(custodian, place.name if place is not None else "")


def _subject(book: Book, person: PersonId, claims: Claims) -> Subject:
    codes = book.reading(Classes).codes(person)
    return Subject(
        person, claims.get("name") or claims.get("name_ar", ""), claims.get("born", ""),
        codes.sex if codes.sex != "unknown" else "",
        codes.nationality if claims and codes.nationality != "unknown" else "",
    )  # fmt: skip


def _tracked(book: Book, person: PersonId, claims: Claims) -> Tracked:
    roll = book.reading(Roll)
    since, account = roll.held_since(person), roll.where[person]
    word = milestone(person, roll, book.places.parts, book.reading(Handovers)) or ""
    codes = book.reading(Classes).codes(person)
    still = Tracked(
        person, since.at if since else roll.history(person)[-1].at, str(custodian_of(account) or account), word,
        name=claims.get("name") or claims.get("name_ar", ""), sex=codes.sex if codes.sex != "unknown" else "",
        born=claims.get("born", ""),
    )  # fmt: skip
    serial = last_serial(book.reading(Manifests), person)
    if serial is None or word not in MOVING:
        return still
    return replace(
        still, serial=serial.serial, carrier=serial.carrier, mode=mode_of(book, serial.carrier),
        leaves_at=serial.leaves_at, expected_at=serial.arrives_at, bound_for=bound_for(book, serial),
    )  # fmt: skip


def last_serial(manifests: Manifests, person: PersonId) -> Manifest | None:
    """The last serial someone is seated on that runs; None when there is none."""
    seated = (one for one in manifests.serials.values() if person in one.people and not one.scrubbed)
    return max(seated, key=lambda one: one.leaves_at, default=None)
