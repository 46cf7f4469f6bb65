"""Provenance: in whose hands a thing was, by offer and acceptance; a gap is listed, never repaired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from musterbook.evidence.facts import ItemAdded, ItemPassed
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class Held:
    """One custodian's time with a thing.

    Attributes:
        custodian: who had it.
        since: from when, in the world's time.
        place: where he took it.
        seal: the number on the bag he took; empty when nobody said.
        entry: the entry by which he had it.
        until: when the next had it; None while he has it.
    """

    custodian: CustodianId
    since: datetime
    place: str
    seal: str
    entry: Digest
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something in a thing's way that does not add up.

    Attributes:
        item: of which thing.
        rule: `giver-did-not-hold`, `no-offer`, `not-the-receiver`, `seal-differs`, `before-the-offer` or
            `not-accepted`.
        at: when.
        giver: who gave it, or was to; empty when nobody is named.
        receiver: who took it, or was to.
        entry: the entry that shows it.
    """

    item: str
    rule: str
    at: datetime
    giver: str
    receiver: str
    entry: Digest


class Provenance:
    """Every thing's way from hand to hand."""

    def __init__(self) -> None:
        self._held: dict[str, list[Held]] = defaultdict(list)
        self._gaps: dict[str, list[Gap]] = defaultdict(list)
        self._offers: dict[Digest, Entry] = {}
        self._taken: set[Digest] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The ways after these entries."""
        provenance = cls()
        for entry in entries:
            provenance.add(entry)
        return provenance

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case ItemAdded() as fact if fact.item not in self._held:
                self._held[fact.item].append(Held(entry.by, fact.acquired_at, fact.acquired_where, "", entry.digest))
            case ItemPassed(offer=None) as fact:
                self._offer(fact, entry)
            case ItemPassed() as fact:
                self._accept(fact, entry)
        return True

    def way(self, item: str) -> tuple[Held, ...]:
        """Everyone who had the thing, oldest first."""
        return tuple(self._held.get(item, ()))

    def holder(self, item: str) -> CustodianId | None:
        """Who has it now; None for a thing nobody added."""
        way = self._held.get(item)
        return way[-1].custodian if way else None

    def gaps(self, item: str) -> tuple[Gap, ...]:
        """What does not add up in a thing's way, oldest first; an offer nobody accepted is one."""
        waiting = [
            self._gap(item, "not-accepted", offer, str(offer.by), str(offer.fact.to))
            for digest, offer in self._offers.items()
            if digest not in self._taken and isinstance(offer.fact, ItemPassed) and offer.fact.item == item
        ]
        return tuple(sorted([*self._gaps.get(item, ()), *waiting], key=lambda one: (one.at, one.entry)))

    def offer_to(self, item: str, receiver: CustodianId) -> Digest | None:
        """The newest offer of a thing to somebody that nobody has accepted."""
        found = [
            digest
            for digest, offer in self._offers.items()
            if digest not in self._taken
            and isinstance(offer.fact, ItemPassed)
            and (offer.fact.item, offer.fact.to) == (item, receiver)
        ]
        return found[-1] if found else None

    def _offer(self, fact: ItemPassed, entry: Entry) -> None:
        self._offers[entry.digest] = entry
        if self.holder(fact.item) != entry.by:
            self._note(fact.item, "giver-did-not-hold", entry, str(entry.by), str(fact.to))

    def _accept(self, fact: ItemPassed, entry: Entry) -> None:
        """The receiver has it, whatever does not add up: that he has it is a truth."""
        offer = self._offers.get(fact.offer) if fact.offer else None
        about = offer.fact if offer is not None and isinstance(offer.fact, ItemPassed) else None
        giver = str(offer.by) if offer is not None else ""
        if offer is None or about is None or about.item != fact.item or offer.digest in self._taken:
            self._note(fact.item, "no-offer", entry, giver, str(entry.by))
        else:
            self._taken.add(offer.digest)
            if about.to != entry.by:
                self._note(fact.item, "not-the-receiver", entry, giver, str(entry.by))
            if about.seal != fact.seal:
                self._note(fact.item, "seal-differs", entry, giver, str(entry.by))
            if entry.happened_at < offer.happened_at:
                self._note(fact.item, "before-the-offer", entry, giver, str(entry.by))
        way = self._held[fact.item]
        if way:
            way[-1] = replace(way[-1], until=entry.happened_at)
        way.append(Held(entry.by, entry.happened_at, fact.place, fact.seal, entry.digest))

    def _note(self, item: str, rule: str, entry: Entry, giver: str, receiver: str) -> None:
        self._gaps[item].append(self._gap(item, rule, entry, giver, receiver))

    @staticmethod
    def _gap(item: str, rule: str, entry: Entry, giver: str, receiver: str) -> Gap:
        return Gap(item, rule, entry.happened_at, giver, receiver, entry.digest)
