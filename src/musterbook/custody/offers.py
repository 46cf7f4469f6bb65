"""Offers: what of each offer the posting rules go on to ask, the newest as objects and older ones packed.

An offer of a year ago is hardly ever asked about again, but may be: a late acceptance, somebody taken back. So none is
forgotten; one that was not asked about for long lies packed in some two hundred bytes until it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from musterbook.custody.facts import Offered
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

WHOLE: Final = 32_768
"""So many offers, those asked about last, stay as objects."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An acceptance that was read: by whom, whom it takes, and whom it says are not taken."""

    entry: Digest
    by: CustodianId
    taken: frozenset[PersonId]
    denied: frozenset[PersonId]


@dataclass(slots=True)
class Offer:
    """An offer the book has, and who of it is still to be accepted (None until anybody answers it).

    `reached` says whether reading has come to it: what the giver signs about a reference is about offers before it.
    `answers` are the acceptances read so far.
    """

    entry: Digest
    giver: CustodianId
    handover: str
    receiver: CustodianId
    people: frozenset[PersonId]
    outstanding: set[PersonId] | None = None
    reached: bool = False
    answers: list[Answer] = field(default_factory=list)

    def settle(self, people: Iterable[PersonId]) -> set[PersonId]:
        """These were answered for; who is still outstanding."""
        if self.outstanding is None:
            self.outstanding = set(self.people)
        self.outstanding.difference_update(people)
        return self.outstanding


class Offers:
    """Every offer of a book, by the digest of its entry and by the reference its giver uses.

    An offer got from here may be changed; one kept beside this over other questions may have been packed meanwhile.

    Args:
        whole: how many of those asked about last stay as objects, at least.
    """

    def __init__(self, *, whole: int = WHOLE) -> None:
        self._most = whole
        self._whole: dict[Digest, Offer] = {}
        self._packed: dict[bytes, bytes] = {}
        self._called: dict[int, bytes | tuple[bytes, ...]] = {}

    def know(self, entry: Entry, fact: Offered) -> None:
        """An offer is part of the book, whether or not reading has come to it."""
        name = bytes.fromhex(entry.digest)
        if entry.digest in self._whole or name in self._packed:
            return
        by = entry.act.by
        self._keep(Offer(entry.digest, by, fact.handover, fact.receiver, fact.people))
        reference = hash((by, fact.handover))
        known = self._names(reference)
        self._called[reference] = (*known, name) if known else name

    def get(self, digest: Digest) -> Offer | None:
        """The offer whose entry has this digest; None when the book does not have it."""
        offer = self._whole.pop(digest, None)
        if offer is not None:
            self._whole[digest] = offer  # asked about last
            return offer
        packed = self._packed.pop(_name(digest), None) if self._packed else None
        if packed is None:
            return None
        offer = _unpacked(digest, packed)
        self._keep(offer)
        return offer

    def __contains__(self, digest: Digest) -> bool:
        return digest in self._whole or (bool(self._packed) and _name(digest) in self._packed)

    def __getitem__(self, digest: Digest) -> Offer:
        offer = self.get(digest)
        if offer is None:
            raise KeyError(digest)
        return offer

    def called(self, giver: CustodianId, reference: str) -> list[Offer]:
        """The giver's offers of this reference that reading has come to, in the order known."""
        offers = [self[Digest(name.hex())] for name in self._names(hash((giver, reference)))]
        # Two references may share a hash; what counts is what the offers themselves say.
        return [one for one in offers if one.reached and (one.giver, one.handover) == (giver, reference)]

    def _keep(self, offer: Offer) -> None:
        self._whole[offer.entry] = offer
        if len(self._whole) >= 2 * self._most:
            for digest in list(self._whole)[: self._most]:
                offer, name = self._whole.pop(digest), bytes.fromhex(digest)
                kept = next(one for one in self._names(hash((offer.giver, offer.handover))) if one == name)
                self._packed[kept] = _packed(offer)

    def _names(self, reference: int) -> tuple[bytes, ...]:
        known = self._called.get(reference, ())
        return (known,) if isinstance(known, bytes) else known


def _name(digest: Digest) -> bytes:
    """The digest as bytes; what is none names nothing."""
    try:
        return bytes.fromhex(digest)
    except ValueError:
        return b""


def _packed(offer: Offer) -> bytes:
    people = sorted(offer.people)
    told = [
        offer.giver, offer.handover, offer.receiver, people,
        None if offer.outstanding is None else sorted(offer.outstanding), offer.reached,
        [
            [one.entry, one.by, None if one.taken == offer.people else sorted(one.taken), sorted(one.denied)]
            for one in offer.answers
        ],
    ]  # fmt: skip
    return json.dumps(told, separators=(",", ":")).encode()


def _unpacked(digest: Digest, raw: bytes) -> Offer:
    giver, handover, receiver, people, outstanding, reached, answers = json.loads(raw)
    everyone = frozenset[PersonId](people)
    return Offer(
        digest, giver, handover, receiver, everyone, None if outstanding is None else set(outstanding), reached,
        [
            Answer(entry, by, everyone if taken is None else frozenset(taken), frozenset(denied))
            for entry, by, taken, denied in answers
        ],
    )  # fmt: skip
