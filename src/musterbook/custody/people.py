"""People: what the book says of each number, beside whose account it is on. Codes and digests, never particulars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from musterbook.custody.facts import (
    Amended,
    Banded,
    IdentifierNoted,
    Linked,
    Merged,
    Registered,
    Unlinked,
    Unmerged,
)
from musterbook.custody.handovers import Handovers
from musterbook.custody.incidents.facts import Photographed
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId, custodian_of, part_of
from musterbook.terms.people import PersonId

MILESTONES: Final = (
    "registered", "offered", "handing-over", "with-escort", "staging", "received", "departed", "unaccounted",
)  # fmt: skip
"""The furthest word the book has for someone."""

_WORD_OF_ROLE: Final[Mapping[str, str]] = {
    "site": "registered", "escort": "with-escort", "staging": "staging", "receiving": "received",
}  # fmt: skip
_INVERSE: Final[Mapping[str, str]] = {"parent-of": "child-of", "guardian-of": "ward-of"}


@dataclass(frozen=True, slots=True)
class Link:
    """Someone who belongs to this person: `relation` is what this person is to him."""

    other: PersonId
    relation: str
    entry: Digest


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number some other system knows the person by; `value` is the digest of the sealed number."""

    scheme: str
    issuer: str
    value: Digest
    standing: str
    at: datetime


@dataclass(slots=True)
class Person:
    """What was written about one number.

    Attributes:
        number: the number.
        registered: digest of the first registration in reading order, by whom, when and how; None when there is none.
        particulars: digest of the newest particulars.
        photograph: digest of the newest one, taken for itself or with a band.
        bands: bands put on, oldest first; the last one answers.
        links: who belongs to him and was not unlinked.
        identifiers: other systems' numbers, oldest first.
        absorbed_by: the number this one was merged into; it keeps answering.
        absorbs: numbers merged into this one.
    """

    number: PersonId
    registered: Digest | None = None
    registered_by: CustodianId | None = None
    registered_at: datetime | None = None
    how: str = ""
    place: str = ""
    particulars: Digest | None = None
    photograph: Digest | None = None
    bands: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    absorbed_by: PersonId | None = None
    absorbs: list[PersonId] = field(default_factory=list)

    @property
    def band(self) -> str:
        """The band that answers now; empty when none was put on."""
        return self.bands[-1] if self.bands else ""


class People:
    """Everyone the book names in a fact of custody about a person."""

    def __init__(self) -> None:
        self._people: dict[PersonId, Person] = {}
        self._of_band: dict[str, PersonId] = {}
        self._linked: set[PersonId] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The people of `entries`, which stand in reading order."""
        people = cls()
        for entry in entries:
            people.add(entry)
        return people

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, Registered):
            self._register(entry, fact)
        elif isinstance(fact, Amended):
            self._one(fact.person).particulars = fact.particulars
        elif isinstance(fact, Banded):
            self._band(fact.person, fact.band)
            self._one(fact.person).photograph = fact.image or self._one(fact.person).photograph
        elif isinstance(fact, Photographed):
            self._one(fact.person).photograph = fact.image
        elif isinstance(fact, IdentifierNoted):
            noted = Identifier(fact.scheme, fact.issuer, fact.value, fact.standing, entry.happened_at)
            self._one(fact.person).identifiers.append(noted)
        elif isinstance(fact, Linked | Unlinked):
            self._link(entry, fact)
        elif isinstance(fact, Merged | Unmerged):
            self._merge(fact)
        return True

    def __len__(self) -> int:
        return len(self._people)

    def get(self, number: PersonId) -> Person | None:
        """What was written about one number; None when nothing was."""
        return self._people.get(number)

    def numbers(self) -> list[PersonId]:
        """Every number, sorted."""
        return sorted(self._people)

    @property
    def linked(self) -> AbstractSet[PersonId]:
        """Everyone to whom somebody belongs."""
        return self._linked

    def kept(self, number: PersonId) -> PersonId:
        """The number that stands for this one after all mergings; itself when it was never merged."""
        seen = {number}
        while (one := self._people.get(number)) is not None and one.absorbed_by not in (None, *seen):
            number = one.absorbed_by or number
            seen.add(number)
        return number

    def of_band(self, band: str) -> tuple[PersonId, bool] | None:
        """Whose band this is, and whether it still answers; None for a band the book does not know (F08)."""
        number = self._of_band.get(band)
        return None if number is None else (number, self._people[number].band == band)

    def _one(self, number: PersonId) -> Person:
        found = self._people.get(number)
        if found is None:
            found = self._people[number] = Person(number)
        return found

    def _register(self, entry: Entry, fact: Registered) -> None:
        one = self._one(fact.person)
        if one.registered is None:
            one.registered, one.registered_by, one.registered_at = entry.digest, entry.by, entry.happened_at
            one.how, one.place, one.particulars = fact.how, fact.place, fact.particulars
            if fact.band:
                self._band(fact.person, fact.band)

    def _band(self, number: PersonId, band: str) -> None:
        self._one(number).bands.append(band)
        self._of_band[band] = number

    def _link(self, entry: Entry, fact: Linked | Unlinked) -> None:
        inverse = _INVERSE.get(fact.relation, fact.relation)
        for number, other, relation in (
            (fact.person, fact.other, fact.relation),
            (fact.other, fact.person, inverse),
        ):
            one = self._one(number)
            one.links = [link for link in one.links if (link.other, link.relation) != (other, relation)]
            if isinstance(fact, Linked):
                one.links.append(Link(other, relation, entry.digest))
            (self._linked.add if one.links else self._linked.discard)(number)

    def _merge(self, fact: Merged | Unmerged) -> None:
        keeps, absorbed = self._one(fact.keeps), self._one(fact.absorbs)
        if fact.absorbs in keeps.absorbs:
            keeps.absorbs.remove(fact.absorbs)
        absorbed.absorbed_by = None
        if isinstance(fact, Merged) and fact.keeps != fact.absorbs:
            absorbed.absorbed_by = fact.keeps
            keeps.absorbs.append(fact.absorbs)


def milestone(
    person: PersonId, roll: Roll, roles: Mapping[CustodianId, str], handovers: Handovers | None = None
) -> str | None:
    """The furthest word the book has for someone, one of `MILESTONES`; None when he is not registered.

    Args:
        person: whom.
        roll: where everyone is.
        roles: what kind each custodian is: site, escort, staging or receiving; others count as a site.
        handovers: to tell `offered` from the account he is still on.
    """
    account = roll.where.get(person)
    if account is None:
        return None
    custodian, part = custodian_of(account), part_of(account)
    if custodian is None:
        return "departed"
    if part != "in-hand":
        return part
    if handovers is not None and any(
        person in one.outstanding and one.giver == custodian and one.stage == "offered"
        for one in handovers.about(person)
    ):
        return "offered"
    return _WORD_OF_ROLE.get(roles.get(custodian, "site"), "registered")
