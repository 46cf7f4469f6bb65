"""Unexpected arrivals: people nobody had announced, each with who took him in and whether his number was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.custody.facts import Merged, Registered, Unmerged
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Unexpected:
    """Somebody who stood at a door and was on no list.

    `known_as` is the number he turned out to have had, once two people said so; None while nobody knows.
    """

    person: PersonId
    by: CustodianId
    at: datetime
    place: str
    entry: Digest
    known_as: PersonId | None = None


class UnexpectedArrivals:
    """Everyone registered as unexpected, in the order in which they came."""

    def __init__(self) -> None:
        self._came: dict[PersonId, Unexpected] = {}
        self._same: dict[PersonId, PersonId] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The unexpected arrivals in `entries`, which stand in reading order."""
        arrivals = cls()
        for entry in entries:
            arrivals.add(entry)
        return arrivals

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        match entry.fact:
            case Registered(person=person, how="unexpected", place=place):
                self._came.setdefault(person, Unexpected(person, entry.by, entry.happened_at, place, entry.digest))
            case Merged(keeps=keeps, absorbs=absorbs):
                self._same[keeps], self._same[absorbs] = absorbs, keeps
            case Unmerged(keeps=keeps, absorbs=absorbs):
                self._same.pop(keeps, None)
                self._same.pop(absorbs, None)
        return True

    def all(self) -> tuple[Unexpected, ...]:
        """Everyone, whoever he turned out to be."""
        return tuple(
            Unexpected(one.person, one.by, one.at, one.place, one.entry, self._same.get(one.person))
            for one in self._came.values()
        )

    def nobody_knows(self) -> tuple[Unexpected, ...]:
        """Those who were found to be nobody on the register yet."""
        return tuple(one for one in self.all() if one.known_as is None)
