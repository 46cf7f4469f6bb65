"""Serials: the trips of the adopted plan as the book has them, and their people offered to the escort and onward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from musterbook.custody.diversions import Diversions
from musterbook.custody.roll import Roll
from musterbook.eligibility.classes import Classes
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.handing_over import Handing
from musterbook.operation.numbering import Blocks
from musterbook.operation.receiving import concerns
from musterbook.terms.custodians import CustodianId, in_hand
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.terms.times import zulu


def serial_named(book: Book, serial: str) -> Manifest:
    """The manifest of a serial; Malformed when nobody was ever seated on it."""
    manifest = book.reading(Manifests).serials.get(serial)
    if manifest is None:
        raise Malformed.because("serial.unknown", serial=serial)
    return manifest


def next_handover(book: Book, giver: CustodianId) -> str:
    """The next reference of a giver's own block."""
    return str(book.reading(Blocks).next_numbers(giver, "handovers", 1)[0])


def handing_of(
    book: Book, acting: Acting, serial: str, *, to: CustodianId, onward: bool, kind: str,
    people: Sequence[PersonId], due_by: datetime,
) -> Handing:  # fmt: skip
    """What is offered when a serial's people go to its escort; or, onward, the escort's people to the place of arrival.

    Malformed: no such serial, or the giver holds nobody of it.
    """
    reference = next_handover(book, acting.by)
    if not serial:
        return Handing(
            reference, frozenset(people), to, due_by, stage="boarding", kind=kind,
            destination=book.settings.destination or to,
        )  # fmt: skip
    manifest = serial_named(book, serial)
    held = book.reading(Roll).on(in_hand(acting.by))
    chosen = frozenset(people) or manifest.people & held
    if not chosen:
        raise Malformed.because("serial.nobody-held", serial=serial, custodian=acting.by)
    escort = escort_of(book, manifest.carrier)
    end = bound_for(book, manifest)
    return Handing(
        reference, chosen, to or (end if onward else escort), due_by,
        stage="arriving" if onward else "boarding", destination=destination_at(book, end), kind=kind,
        mode=mode_of(book, manifest.carrier), serial=serial, carrier=manifest.carrier,
        aboard=frozenset() if onward else book.reading(Roll).on(in_hand(escort)),
    )  # fmt: skip


def concerns_beside(book: Book, acting: Acting, handing: Handing) -> list[Objection]:
    """What the watch would have whoever offers people know of the place they go to; it stops nothing."""
    manifest = book.reading(Manifests).serials.get(handing.serial)
    move = handing.as_move(acting.by, acting.at, acting.at.astimezone(book.settings.zone).date().isoformat())
    return concerns(book, move, arrives_at=None if manifest is None else max(manifest.arrives_at, acting.at))


def bound_for(book: Book, manifest: Manifest) -> CustodianId:
    """Whoever takes a serial's people at the end: as its manifest says, or where it was diverted to."""
    diversion = book.reading(Diversions).by_serial.get(manifest.serial)
    return diversion.to if diversion is not None else manifest.receiver


def destination_at(book: Book, end: CustodianId) -> CustodianId:
    """Whom agreements are about when people are set down at `end`: a receiving facility, else the operation's own."""
    if book.places.parts.get(end) == "receiving":
        return end
    return book.settings.destination or end


def escort_of(book: Book, carrier: str) -> CustodianId:
    """The custodian of those aboard a carrier."""
    return next((escort for escort, name in book.places.carriers.items() if name == carrier), CustodianId(carrier))


def mode_of(book: Book, carrier: str) -> str:
    """How a carrier travels: heli, fixed or road."""
    rows = book.places.rows("fleet")
    return next((row.must("mode", str) for row in rows if row.must("carrier", str) == carrier), "road")


def runs_of(book: Book, carrier: str, since: datetime, until: datetime) -> list[Manifest]:
    """The serials a carrier is to run with people between two moments, by time of leaving."""
    told = (one for one in book.reading(Manifests).serials.values() if one.carrier == carrier)
    found = [
        one for one in told if one.people and not one.scrubbed and one.leaves_at < until and one.arrives_at > since
    ]
    return sorted(found, key=lambda one: (one.leaves_at, one.serial))


def listed(book: Book) -> list[dict[str, Any]]:
    """Every serial as a row, by time of leaving."""
    rows = sorted(book.reading(Manifests).serials.values(), key=lambda one: (one.leaves_at, one.serial))
    return [
        {"serial": one.serial, "carrier": one.carrier, "giver": one.giver, "receiver": bound_for(book, one),
         "leaves": zulu(one.leaves_at), "arrives": zulu(one.arrives_at), "seats": one.seats,
         "seated": len(one.people), "scrubbed": one.scrubbed}
        for one in rows
    ]  # fmt: skip


def identity_standing(book: Book, people: Iterable[PersonId]) -> dict[str, int]:
    """How many are who they are by papers seen, by a custodian's word, or by their own claim alone (F35)."""
    classes = book.reading(Classes)
    counted = Counter(classes.codes(person).identity for person in people)
    return {standing: counted[standing] for standing in sorted(counted)}


def manifest_of(book: Book, serial: str) -> dict[str, Any]:
    """One serial with the numbers of its people."""
    one = serial_named(book, serial)
    return {
        "serial": one.serial, "carrier": one.carrier, "giver": one.giver, "receiver": bound_for(book, one),
        "leaves": zulu(one.leaves_at), "arrives": zulu(one.arrives_at), "seats": one.seats,
        "people": sorted(one.people), "plan": one.plan, "scrubbed": one.scrubbed,
        "identity": identity_standing(book, one.people),
    }  # fmt: skip
