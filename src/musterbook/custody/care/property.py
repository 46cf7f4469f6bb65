"""Property: which bag of whose is under which seal, where it is, and whom an offer may not name because of it.

What was sealed under a number that turned out to be another's follows the number that stands (custody.md section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from musterbook.custody.care.facts import PropertyKeptBack, PropertyOpened, PropertyReturned, PropertySealed
from musterbook.custody.facts import Accepted, HandoverException, Merged, Offered, Unmerged
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, Objection
from musterbook.terms.people import PersonId

RULE: Final = "custody.property"
MARKS: Final = ("signed", "thumb", "refused", "unable")
"""What stands in the owner's place on the list: his signature, his thumb, that he refused, that he could not."""


@dataclass(slots=True)
class SealedBag:
    """One bag and what became of it.

    Attributes:
        person: whose it is.
        seal: the seal on it now; the earlier ones are in `opened`.
        kinds, money: what is in it.
        at: the custodian who has it.
        sealed_at: when it was first sealed, and `mark` how its owner signed.
        opened: each seal that was broken: which, when, why.
        kept_at: the place where it stays behind; empty when it travels.
        returned_at: when its owner had it again, and `returned_mark` how he signed.
        missing, broken: what a receiver said of it at a handover.
    """

    person: PersonId
    seal: str
    kinds: str
    money: str
    at: CustodianId
    sealed_at: datetime
    mark: str
    opened: list[tuple[str, datetime, str]] = field(default_factory=list)
    kept_at: str = ""
    returned_at: datetime | None = None
    returned_mark: str = ""
    missing: bool = False
    broken: bool = False

    @property
    def travels(self) -> bool:
        """Whether it has to go where its owner goes."""
        return self.returned_at is None and not self.kept_at and not self.missing


class Property:
    """Every bag. A reading."""

    def __init__(self) -> None:
        self._bags: dict[PersonId, list[SealedBag]] = {}
        self._offers: dict[Digest, Offered] = {}
        self._into: dict[PersonId, PersonId] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The bags after these entries."""
        told = cls()
        for entry in entries:
            told.add(entry)
        return told

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        fact = entry.fact
        if isinstance(fact, Offered):
            if fact.seals:
                self._offers[entry.digest] = fact
        elif isinstance(fact, Accepted):
            offer = self._offers.get(fact.offer)
            if offer is not None:
                self._carry(offer, fact.people, fact.exceptions, entry.by)
        elif isinstance(fact, PropertySealed):
            for one in fact.bags:
                bag = SealedBag(one.person, one.seal, one.kinds, one.money, entry.by, entry.happened_at, one.mark)
                self._bags.setdefault(one.person, []).append(bag)
        elif isinstance(fact, PropertyOpened | PropertyReturned | PropertyKeptBack):
            self._change(entry, fact)
        elif isinstance(fact, Merged | Unmerged):
            self._into.pop(fact.absorbs, None)
            if isinstance(fact, Merged) and self.owner(fact.keeps) != fact.absorbs:
                self._into[fact.absorbs] = fact.keeps
        return True

    def of_person(self, person: PersonId) -> tuple[SealedBag, ...]:
        """Someone's bags, in the order they were sealed; those of every number that turned out to be his among them."""
        return tuple(sorted((bag for _, bag in self._of((person,))), key=lambda bag: (bag.sealed_at, bag.seal)))

    def owner(self, person: PersonId) -> PersonId:
        """Whose a number's bags are: the number it was found to be the same man as, itself where there is none."""
        while person in self._into:
            person = self._into[person]
        return person

    def owners(self) -> frozenset[PersonId]:
        """Everyone who ever had something sealed, each by the number that stands."""
        return frozenset(self.owner(person) for person in self._bags)

    def seals_of(self, people: Iterable[PersonId], at: CustodianId) -> frozenset[str]:
        """The seals that have to travel with these people and are in this custodian's hands."""
        return frozenset(bag.seal for _, bag in self._of(people) if bag.travels and bag.at == at)

    def objections(self, move: Move) -> list[Objection]:
        """Gate `custody.property`: a bag of his is sealed and here, and is neither offered with him nor kept back."""
        return [
            Objection(RULE, person, {"seal": bag.seal, "custodian": bag.at})
            for person, bag in sorted(self._of(move.people), key=lambda one: (one[0], one[1].sealed_at, one[1].seal))
            if bag.travels and bag.at == move.giver and bag.seal not in move.seals
        ]

    def _carry(
        self, offer: Offered, people: frozenset[PersonId], exceptions: Iterable[HandoverException], to: CustodianId
    ) -> None:
        """Bags named in the offer go where their owners go, but for those the receiver did not find."""
        said = {one.seal: one.code for one in exceptions if one.seal}
        for _, bag in self._of(people):
            if bag.seal not in offer.seals or not bag.travels:
                continue
            bag.missing = said.get(bag.seal) == "seal-missing"
            bag.broken = bag.broken or said.get(bag.seal) == "seal-broken"
            if not bag.missing:
                bag.at = to

    def _change(self, entry: Entry, fact: PropertyOpened | PropertyReturned | PropertyKeptBack) -> None:
        if isinstance(fact, PropertyOpened):
            bag = self._bag(fact.person, fact.seal)
            if bag is not None:
                bag.opened.append((fact.seal, entry.happened_at, fact.because))
                bag.seal = fact.resealed or bag.seal
            return
        for one in fact.bags:
            bag = self._bag(one.person, one.seal)
            if bag is None:
                continue
            if isinstance(fact, PropertyKeptBack):
                bag.kept_at, bag.at = fact.place, entry.by
            else:
                bag.returned_at, bag.missing = entry.happened_at, False
                bag.returned_mark = next(back.mark for back in fact.bags if back.seal == one.seal)

    def _of(self, people: Iterable[PersonId]) -> Iterator[tuple[PersonId, SealedBag]]:
        """Each bag of these people with whose it is; hardly anybody has a second number."""
        asked = frozenset(people)
        former = [number for number in self._into if self.owner(number) in asked - {number}]
        for number in (*asked, *former):
            for bag in self._bags.get(number, ()):
                yield self.owner(number) if number in former else number, bag

    def _bag(self, person: PersonId, seal: str) -> SealedBag | None:
        """Someone's newest bag under this seal, on whichever of his numbers; None when nobody sealed one."""
        return next((bag for bag in reversed(self.of_person(person)) if bag.seal == seal), None)
