"""Manifests as lists: who is seated on a serial now, its digest, when it freezes, who is stopped, who could go instead.

Joins lift with custody and eligibility: the same gates answer here as at boarding.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.ledger.facts import Digest
from musterbook.lift.choosing import next_in_turn
from musterbook.lift.manifests import Manifest, Manifests
from musterbook.operation.book import Book
from musterbook.operation.gates import objections_to
from musterbook.operation.lift_situation import Progress
from musterbook.operation.naming import who_may
from musterbook.operation.serials import escort_of, mode_of
from musterbook.terms.custodians import in_hand
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

NOTICE: Final = {"heli": timedelta(minutes=120), "fixed": timedelta(minutes=120), "road": timedelta(minutes=240)}
"""How long before it leaves a serial is committed: the freeze line (judged; lift.md section 2)."""
SUBSTITUTES_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """A manifest as it stands now, asked of every gate.

    Attributes:
        digest: over serial, carrier, hours and numbers: another list has another digest.
        frozen_at: when it is committed, by the freeze line of its mode.
        objections: what a gate would say if these people boarded at `asked_at`.
        substitutes: who of the giver would be asked for a freed seat, the most urgent first.
    """

    manifest: Manifest
    digest: Digest
    frozen_at: datetime
    asked_at: datetime
    objections: tuple[Objection, ...] = ()
    substitutes: tuple[PersonId, ...] = ()


def list_digest(manifest: Manifest) -> Digest:
    """SHA-256 over what a load master holds in his hand: serial, carrier, ends, hours, seats and numbers in order."""
    said = {
        "serial": manifest.serial, "carrier": manifest.carrier, "giver": manifest.giver, "receiver": manifest.receiver,
        "leaves": manifest.leaves_at.isoformat(), "arrives": manifest.arrives_at.isoformat(), "seats": manifest.seats,
        "escorts": manifest.escorts, "people": sorted(manifest.people),
    }  # fmt: skip
    return Digest(hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest())


def freezes_at(book: Book, manifest: Manifest) -> datetime:
    """The hour from which a change needs a second look: notice of the carrier's mode before it leaves."""
    return manifest.leaves_at - NOTICE.get(mode_of(book, manifest.carrier), NOTICE["road"])


def boarding_of(book: Book, manifest: Manifest, people: frozenset[PersonId], *, at: datetime) -> Move:
    """The move these people would make if they boarded the serial at `at`."""
    destination = book.settings.destination or manifest.receiver
    if manifest.receiver != destination and book.places.parts.get(manifest.receiver) == "receiving":
        destination = manifest.receiver
    return Move(
        people=people, giver=manifest.giver, receiver=escort_of(book, manifest.carrier), at=at, stage="boarding",
        destination=destination, mode=mode_of(book, manifest.carrier), serial=manifest.serial,
        day=at.astimezone(book.settings.zone).date().isoformat(),
    )  # fmt: skip


def listed(book: Book, serial: str, *, now: datetime) -> Listed | None:
    """A serial's manifest asked of every gate at the hour it leaves, or now if that is past; None if nobody sits on it.

    Only those whom the giver still holds are asked about: whoever has boarded has passed the gates.
    """
    manifest = book.reading(Manifests).serials.get(serial)
    if manifest is None:
        return None
    at = max(manifest.leaves_at, now)
    waiting = manifest.people & book.reading(Roll).on(in_hand(manifest.giver))
    return Listed(
        manifest=manifest,
        digest=list_digest(manifest),
        frozen_at=freezes_at(book, manifest),
        asked_at=at,
        objections=_asked(book, manifest, waiting, at=at),
        substitutes=substitutes(book, manifest, at=at) if waiting else (),
    )


def stopped(book: Book, manifest: Manifest, *, now: datetime) -> int:
    """How many of those who wait for a serial a gate would stop; all of them when one objects to the whole trip."""
    waiting = manifest.people & book.reading(Roll).on(in_hand(manifest.giver))
    objections = _asked(book, manifest, waiting, at=max(manifest.leaves_at, now))
    if any(one.person is None for one in objections):
        return len(waiting)
    return len({one.person for one in objections})


def _asked(book: Book, manifest: Manifest, waiting: frozenset[PersonId], *, at: datetime) -> tuple[Objection, ...]:
    return tuple(objections_to(book, boarding_of(book, manifest, waiting, at=at))) if waiting else ()


def substitutes(book: Book, manifest: Manifest, *, at: datetime) -> tuple[PersonId, ...]:
    """Who would be asked for a freed seat, the most urgent first (`lift.choosing`).

    They are held by the giver, seated nowhere, free to go, kept apart from nobody aboard, and were not taken off.
    """
    manifests = book.reading(Manifests)
    course = book.reading(Progress).courses.get(manifest.serial)
    off = frozenset[PersonId]().union(*(one.people for one in course.offs)) if course else frozenset[PersonId]()
    destination = boarding_of(book, manifest, frozenset(), at=at).destination or manifest.receiver
    waiting = {one for one in book.reading(Roll).on(in_hand(manifest.giver)) if _waits_on(manifests, one, at)}
    able = who_may(book, manifest.giver, destination, at=at, taken=off | waiting, aboard=manifest.people)
    return tuple(next_in_turn(able, aboard=manifest.people)[:SUBSTITUTES_MAX])


def _waits_on(manifests: Manifests, person: PersonId, at: datetime) -> bool:
    return any(manifests.serials[serial].arrives_at >= at for serial in manifests.serials_of(person))
