"""Assigned: who lies in which bed. Two in one bed is a discrepancy of that place, and nobody is turned out for it.

An assignment lasts as long as its custodian answers for the person, from the hour he came. Whoever was handed on and
came back has no bed until he is given one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from musterbook.custody.beds.facts import BedAssigned
from musterbook.custody.findings import Found, discrepancy_id
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

TWO_IN_A_BED: Final = "two-in-a-bed"

HeldSince = Callable[[PersonId], tuple[CustodianId, datetime] | None]
"""Who answers for someone, and since when; None when nobody does."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Someone was given a bed.

    Attributes:
        person: who.
        custodian: who gave it to him.
        place: where.
        bed: its name there; empty when he was taken out of his bed and given no other.
        since: when.
        reservation: the reservation it comes out of, where one was named.
        entry: the entry that says so.
    """

    person: PersonId
    custodian: CustodianId
    place: str
    bed: str
    since: datetime
    reservation: str
    entry: Digest


class Beds:
    """The last bed of everyone who was ever given one."""

    def __init__(self) -> None:
        self._last: dict[PersonId, Lying] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The beds of `entries`, which stand in reading order."""
        beds = cls()
        for entry in entries:
            beds.add(entry)
        return beds

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        fact = entry.fact
        if isinstance(fact, BedAssigned):
            for one in fact.beds:
                self._last[one.person] = Lying(
                    one.person, entry.by, fact.place, one.bed, entry.happened_at, fact.reservation, entry.digest
                )
        return True

    def last(self, person: PersonId) -> Lying | None:
        """What was last said of someone's bed, wherever he is now."""
        return self._last.get(person)

    def of_person(self, person: PersonId, held: HeldSince) -> Lying | None:
        """The bed someone has where he is held; None when he has none there."""
        one = self._last.get(person)
        holder = held(person) if one is not None and one.bed else None
        if one is None or holder is None:
            return None
        custodian, since = holder
        return one if custodian == one.custodian and one.since >= since else None

    def had_one(self, person: PersonId, held: HeldSince) -> bool:
        """Whether someone was given a bed where he is held, even if it was taken from him since."""
        one, holder = self._last.get(person), held(person)
        return one is not None and holder is not None and one.custodian == holder[0] and one.since >= holder[1]

    def lying(self, held: HeldSince) -> Iterator[Lying]:
        """Everyone who has a bed where he is held, by number."""
        for person in sorted(self._last):
            one = self.of_person(person, held)
            if one is not None:
                yield one

    def in_beds(self, place: str, held: HeldSince) -> dict[str, tuple[PersonId, ...]]:
        """Bed of a place → who lies in it, by number."""
        found: dict[str, tuple[PersonId, ...]] = {}
        for one in self.lying(held):
            if one.place == place:
                found[one.bed] = (*found.get(one.bed, ()), one.person)
        return found

    def doubled(self, held: HeldSince) -> tuple[Found, ...]:
        """Every two people in one bed, as a discrepancy about the one with the lower number."""
        together: dict[tuple[CustodianId, str, str], list[Lying]] = {}
        for one in self.lying(held):
            together.setdefault((one.custodian, one.place, one.bed), []).append(one)
        return tuple(
            _found(first, other)
            for _, lying in sorted(together.items())
            for at, first in enumerate(lying)
            for other in lying[at + 1 :]
        )

    def assigned_from(self, reservation: str) -> int:
        """How many people were last given a bed out of a reservation."""
        return Counter(one.reservation for one in self._last.values())[reservation]


def _found(first: Lying, other: Lying) -> Found:
    """One bed, two people: the entries that gave it to them contradict each other."""
    entries = tuple(sorted({first.entry, other.entry}))
    later = max(first, other, key=lambda one: (one.since, one.entry))
    return Found(
        discrepancy_id(TWO_IN_A_BED, first.person, (*entries, Digest(other.person))), TWO_IN_A_BED, first.person,
        first.custodian, None, entries, later.entry, later.since,
        {"place": first.place, "bed": first.bed, "with": other.person},
    )  # fmt: skip
