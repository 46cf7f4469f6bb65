"""Agencies: who takes part in the call, who speaks for each, and what each may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from musterbook.coordination.facts import AgencyJoined, AgencyLeft
from musterbook.ledger.entry import Entry


@dataclass(frozen=True, slots=True)
class Agency:
    """A participant.

    Attributes:
        name: its short name.
        lead, deputy, principal: officers who speak for it, in that order, and who answers for it above them.
        reads: markings it may read.
        joined_at: since when it takes part.
        left_at: since when it does not; None while it does.
    """

    name: str
    lead: str
    deputy: str
    principal: str
    reads: frozenset[str]
    joined_at: datetime
    left_at: datetime | None = None

    def takes_part(self, now: datetime) -> bool:
        """Whether it takes part at a moment."""
        return self.joined_at <= now and (self.left_at is None or now < self.left_at)

    def speaks(self, officer: str) -> bool:
        """Whether an officer may speak for it: its lead, its deputy or its principal."""
        return bool(officer) and officer in {self.lead, self.deputy, self.principal}


class Agencies:
    """Every agency in the book."""

    def __init__(self) -> None:
        self._named: dict[str, Agency] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The agencies after these entries."""
        agencies = cls()
        for entry in entries:
            agencies.add(entry)
        return agencies

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. Joining again changes who speaks and reads."""
        match entry.fact:
            case AgencyJoined() as fact:
                before = self._named.get(fact.agency)
                since = before.joined_at if before is not None and before.left_at is None else entry.happened_at
                self._named[fact.agency] = Agency(
                    fact.agency, fact.lead, fact.deputy, fact.principal, fact.reads, since
                )
            case AgencyLeft(agency=name) if name in self._named:
                self._named[name] = replace(self._named[name], left_at=entry.happened_at)
        return True

    def all(self) -> tuple[Agency, ...]:
        """Every agency there ever was, by name."""
        return tuple(self._named[name] for name in sorted(self._named))

    def taking_part(self, now: datetime) -> tuple[Agency, ...]:
        """Those who take part at a moment, by name."""
        return tuple(one for one in self.all() if one.takes_part(now))

    def agency(self, name: str) -> Agency | None:
        """One agency by its name."""
        return self._named.get(name)
