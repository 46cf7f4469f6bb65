"""Ends: what custody says of each person that ends or suspends his cases: handed over, received, died, escaped.

A room may not ask another; so the operation reads custody here and passes it to the cases. Only handovers of the kind
`repatriation` count: most people of a country are never returned to it by being moved to a place in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Self

from musterbook.custody.facts import Accepted, Departed, Merged, Offered, Recovered, TakenBack, Unmerged, Withdrawn
from musterbook.custody.facts import Refused as RefusedOffer
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.repatriation.case import End
from musterbook.terms.countries import COUNTRIES
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

CountryOf = Callable[[CustodianId], str]
RETURN = "repatriation"


class Ends:
    """What custody says of everyone's cases. A reading."""

    def __init__(self, country_of: CountryOf) -> None:
        self._country_of = country_of
        self._to: dict[Digest, str] = {}
        self._ends: dict[PersonId, dict[str, End]] = {}
        self._former: dict[PersonId, set[PersonId]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry], country_of: CountryOf) -> Self:
        """The ends after these entries; `country_of` says for which country a custodian acts, or nothing."""
        ends = cls(country_of)
        for entry in entries:
            ends.add(entry)
        return ends

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Offered(move="repatriation") as fact:
                country = self._country_of(CustodianId(fact.destination or fact.receiver))
                self._to[entry.digest] = country
                self._put(fact.people, "handed-over", entry.happened_at, country)
            case Accepted() as fact if self._to.get(fact.offer) and self._country_of(entry.by) == self._to[fact.offer]:
                self._put(fact.people, "received", entry.happened_at, self._to[fact.offer])
            case RefusedOffer(offer=offer, people=people) if offer in self._to:
                self._take(people, "handed-over")
            case Withdrawn(people=people) | TakenBack(people=people):
                self._take(people, "handed-over")
            case Departed() as fact:
                self._leave(fact, entry.happened_at)
            case Recovered(person=person):
                self._ends.pop(person, None)
            case Merged(keeps=keeps, absorbs=absorbs):
                self._former.setdefault(keeps, set()).add(absorbs)
            case Unmerged(absorbs=absorbs):
                for former in self._former.values():
                    former.discard(absorbs)
        return True

    def ends_of(self, person: PersonId) -> tuple[End, ...]:
        """What custody says of him under any of his numbers, the earliest first."""
        found = [end for number in self._numbers(person) for end in self._ends.get(number, {}).values()]
        return tuple(sorted(found, key=lambda one: one.at))

    def _numbers(self, person: PersonId) -> set[PersonId]:
        """The number and all that were merged into it."""
        found, new = {person}, {person}
        while new:
            new = {former for number in new for former in self._former.get(number, ())} - found
            found |= new
        return found

    def _put(self, people: Iterable[PersonId], kind: str, at: datetime, country: str) -> None:
        for person in people:
            self._ends.setdefault(person, {})[kind] = End(kind, at, country)

    def _take(self, people: Iterable[PersonId], kind: str) -> None:
        for person in people:
            self._ends.get(person, {}).pop(kind, None)

    def _leave(self, fact: Departed, at: datetime) -> None:
        """Repatriated without a handover: to the country its authority names, or the one he was handed over to."""
        if fact.outcome == "repatriated":
            handed = self._ends.get(fact.person, {}).get("handed-over")
            named = fact.authority.strip().upper()
            country = named if named in COUNTRIES else handed.country if handed is not None else ""
            self._put((fact.person,), "received", at, country)
        elif fact.outcome in ("deceased", "escaped"):
            self._put((fact.person,), "died" if fact.outcome == "deceased" else "escaped", at, "")
