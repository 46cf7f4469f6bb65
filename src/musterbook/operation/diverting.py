"""Diverting: a serial under way is taken to another place than its manifest names; what stands against it is said.

Joins custody with every gate. Nobody changes hands by it: who is aboard stays with the escort until both sign there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from musterbook.custody.diversions import Diversion
from musterbook.custody.facts import Diverted
from musterbook.custody.reasons import check_reason, reasons
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.lift.manifests import Manifest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.lift_situation import Course
from musterbook.operation.places import Place
from musterbook.operation.serial_moves import Judged
from musterbook.operation.serials import bound_for, destination_at, escort_of, mode_of, serial_named
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Move
from musterbook.terms.people import PersonId

ENDS: Final = ("staging", "receiving", "site")
"""What a place may be where a serial can be set down, the likeliest first."""


def aboard(book: Book, manifest: Manifest) -> frozenset[PersonId]:
    """Who of a serial is with its escort now."""
    return manifest.people & book.reading(Roll).answered_for(escort_of(book, manifest.carrier))


def ways_out(book: Book, manifest: Manifest) -> list[Place]:
    """Places a serial could be taken to instead: all but where it is bound; it may turn back to where it came from."""
    bound = bound_for(book, manifest)
    found = (one for one in book.places.sites.values() if one.custodian != bound and one.part in ENDS)
    return sorted(found, key=lambda one: (ENDS.index(one.part), one.site))


def told_end(manifest: Manifest, diversion: Diversion | None, course: Course | None) -> tuple[CustodianId, datetime]:
    """Whither a serial goes and when it should be there: as its manifest says, or as was told last."""
    if diversion is None:
        return manifest.receiver, manifest.arrives_at
    later = course is not None and course.slips and course.slips[-1].at > diversion.at
    return diversion.to, manifest.arrives_at if later else diversion.arrives_at


def why_diverted() -> Sequence[str]:
    """The closed list of reasons, sorted."""
    return sorted(reasons()["diverted"])


def divert(book: Book, manifest: Manifest, to: str, *, arrives_at: datetime, now: datetime) -> Judged:
    """The serial set down elsewhere, asked of every gate as an arrival there.

    `to` is a place of the operation, or the custodian there.

    Raises:
        Malformed: nobody is aboard; there is no such place; it is bound there already; it would be there before now.
    """
    people, custodian = aboard(book, manifest), _custodian(book, to)
    if not people:
        raise Malformed.because("serial.not-under-way", serial=manifest.serial)
    if custodian == bound_for(book, manifest):
        raise Malformed.because("serial.bound-there", serial=manifest.serial, to=to)
    if arrives_at < now:
        raise Malformed.because("serial.arrives-in-the-past", serial=manifest.serial)
    move = Move(
        people=people, giver=escort_of(book, manifest.carrier), receiver=custodian, at=arrives_at, stage="arriving",
        destination=destination_at(book, custodian), mode=mode_of(book, manifest.carrier), serial=manifest.serial,
        day=arrives_at.astimezone(book.settings.zone).date().isoformat(),
    )  # fmt: skip
    return Judged(
        "divert", manifest.serial, manifest.leaves_at, arrives_at, len(people), (), tuple(objections_to(book, move)),
        target=custodian, named=tuple(sorted(people)),
    )  # fmt: skip


def write_divert(
    book: Book, acting: Acting, serial: str, to: CustodianId, *, arrives_at: datetime, because: str
) -> Entry:
    """Write that a serial goes elsewhere; Malformed when the reason is not in the list, or nobody ever sat there."""
    check_reason("diverted", because)
    serial_named(book, serial)
    return book.write(acting.draft(Diverted(serial=serial, to=to, arrives_at=arrives_at, because=because)))


def _custodian(book: Book, to: str) -> CustodianId:
    place = book.places.sites.get(to)
    if place is not None:
        return place.custodian
    if book.places.place_of(CustodianId(to)) is None:
        raise Malformed.because("serial.no-such-place", to=to, known=", ".join(sorted(book.places.sites)))
    return CustodianId(to)
