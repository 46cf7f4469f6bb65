"""Changing a serial, a carrier or the plan in force: judged, refused where something stands against it, then written.

Every door comes here, so that what a form refuses the command refuses too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from musterbook.ledger.entry import Entry
from musterbook.lift.facts import CarrierWithdrawn
from musterbook.lift.manifests import Manifest
from musterbook.operation import adopting, diverting, planning, seating, serial_moves
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.serial_moves import Judged
from musterbook.operation.serials import serial_named
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was written.

    Attributes:
        entries: what was written, in order.
        judged: what speaks against it all the same, at the hours that were written.
    """

    entries: tuple[Entry, ...]
    judged: Judged


def slip(
    book: Book, acting: Acting, serial: str, *, leaves_at: datetime, arrives_at: datetime | None, because: str,
    seen: str = "",
) -> Changed:  # fmt: skip
    """A serial runs at other hours; it arrives as much later as it leaves later, unless another hour is said.

    Raises:
        Malformed: it would arrive before it leaves, or nobody was ever seated on it.
        Refused: its list is another by now than `seen`, or it is about to leave and nobody signs second.
    """
    manifest = serial_named(book, serial)
    judged = serial_moves.slip(book, manifest, leaves_at=leaves_at, now=acting.at)
    judged = replace(judged, arrives_at=arrives_at or judged.arrives_at)
    if judged.arrives_at <= judged.leaves_at:
        hours = zulu(judged.leaves_at), zulu(judged.arrives_at)
        raise Malformed.because("cli.arrives-before-it-leaves", leaves=hours[0], arrives=hours[1])
    _guard(manifest, judged, acting, seen)
    entry = serial_moves.write_slip(
        book, acting, serial, leaves_at=judged.leaves_at, arrives_at=judged.arrives_at, because=because
    )
    return Changed((entry,), judged)


def scrub(book: Book, acting: Acting, serial: str, *, because: str, seen: str = "") -> Changed:
    """A serial does not run; its people keep their place and lose their seats. Raises as `slip`."""
    manifest = serial_named(book, serial)
    judged = serial_moves.scrub(book, manifest, now=acting.at)
    _guard(manifest, judged, acting, seen)
    return Changed((serial_moves.write_scrub(book, acting, serial, because=because),), judged)


def reseat(
    book: Book, acting: Acting, serial: str, *, onto: str, people: Collection[PersonId], because: str, seen: str = ""
) -> Changed:
    """People of a serial sit on another one, all of them where nobody is named.

    Raises:
        Refused: a gate objects to one of them there, or as for `slip`.
        Malformed: nobody of them sits there.
    """
    source, target = serial_named(book, serial), serial_named(book, onto)
    going = frozenset(people) or source.people
    judged = serial_moves.reseat(book, source, target, going, now=acting.at)
    _guard(source, judged, acting, seen)
    _refuse(judged.objections)
    written = serial_moves.write_reseat(book, acting, serial, onto, going, because=because)
    if not written:
        raise Malformed.because("cli.nobody-to-reseat", serial=serial)
    return Changed(tuple(written), judged)


def divert(
    book: Book, acting: Acting, serial: str, *, to: str, arrives_at: datetime, because: str, seen: str = ""
) -> Changed:
    """A serial under way goes to another place; its people stay with the escort until both sign there.

    Raises:
        Refused: its list is another by now than `seen`.
        Malformed: no such place, or the reason is not in the list.
    """
    manifest = serial_named(book, serial)
    _refuse(adopting.moved_on(manifest, seen))
    judged = diverting.divert(book, manifest, to, arrives_at=arrives_at, now=acting.at)
    entry = diverting.write_divert(
        book, acting, serial, CustodianId(judged.target), arrives_at=judged.arrives_at, because=because
    )
    return Changed((entry,), judged)


def withdraw_carrier(
    book: Book, acting: Acting, carrier: str, *, because: str, until: datetime, since: datetime | None = None
) -> Entry:
    """A carrier cannot be had for some time, from now on unless another hour is said.

    Raises:
        Malformed: the operation has no such carrier, or it would be back before it was gone.
    """
    known = sorted(row.must("carrier", str) for row in book.places.rows("fleet"))
    if carrier not in known:
        raise Malformed.because("carrier.unknown", carrier=carrier, known=", ".join(known))
    begins = since or acting.at
    if until <= begins:
        raise Malformed.because("carrier.back-before-gone", since=zulu(begins), until=zulu(until))
    return book.write(acting.draft(CarrierWithdrawn(carrier=carrier, because=because, from_=begins, until=until)))


def adopt(
    book: Book, desk: Acting, planner: Acting, plan: str, *, because: str, seen: str = ""
) -> list[tuple[str, int]]:
    """Adopt a proposed plan and seat people on its serials.

    Returns:
        As `seating.adopt_and_seat`.

    Raises:
        Refused: another plan is in force than was seen, or a second key is wanted.
    """
    digest, _ = planning.proposed_as(book, plan)
    _refuse(adopting.stands_against(book, digest, desk, seen=seen))
    changed = adopting.changed_serials(book, digest, now=desk.at)
    return seating.adopt_and_seat(book, desk, planner, digest, because=because, changed=changed)


def _guard(manifest: Manifest, judged: Judged, acting: Acting, seen: str) -> None:
    _refuse(adopting.stands_against_change(manifest, judged, acting, seen=seen))


def _refuse(against: Collection[Objection]) -> None:
    if against:
        raise Refused(*against)
