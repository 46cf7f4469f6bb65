"""The manifest of an offer: one canonical list both sides sign, frozen as things stood at the handover."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from musterbook.ledger.entry import canonical
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on a manifest.

    Attributes:
        person: the number.
        band: the band on the wrist.
        codes: class codes by name, such as `sex` or `child`.
        seat: place on the carrier; empty when seats are free.
        medicine: whether medicine travels with him.
        seals: seals of his property.
        frozen: digests of particulars, sheet and photograph as they are now, by name.
    """

    person: PersonId
    band: str = ""
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    seat: str = ""
    medicine: bool = False
    seals: tuple[str, ...] = ()
    frozen: Mapping[str, Digest] = field(default_factory=dict, hash=False)


def manifest_bytes(*, handover: str, giver: CustodianId, receiver: CustodianId, seats: Iterable[Seat]) -> bytes:
    """The canonical bytes of a manifest, its people sorted by number; Malformed when a number stands twice."""
    ordered = sorted(seats, key=lambda seat: seat.person)
    for one, next_one in pairwise(ordered):
        if one.person == next_one.person:
            raise Malformed.because("manifest.twice", person=one.person)
    return canonical({
        "giver": giver, "handover": handover, "people": [_row(seat) for seat in ordered], "receiver": receiver, "v": 1,
    })  # fmt: skip


def manifest_digest(manifest: bytes) -> Digest:
    """What the offer quotes: SHA-256 of the manifest's bytes."""
    return Digest(hashlib.sha256(manifest).hexdigest())


def _row(seat: Seat) -> dict[str, object]:
    return {
        "band": seat.band,
        "codes": dict(seat.codes),
        "frozen": dict(seat.frozen),
        "medicine": seat.medicine,
        "person": seat.person,
        "seals": sorted(seat.seals),
        "seat": seat.seat,
    }
