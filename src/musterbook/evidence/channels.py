"""Channels: what every check of a redacted item found, channel by channel, and whether the check counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.evidence.facts import Redacted, RedactionChecked
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a redacted item.

    Attributes:
        fact: the channels with what was found in each.
        officers: who checked.
        at: when.
        entry: its entry.
        own: the redactor checked his own work, so that it does not count.
    """

    fact: RedactionChecked
    officers: tuple[str, ...]
    at: datetime
    entry: Digest
    own: bool


class Channels:
    """Every check in the book."""

    def __init__(self) -> None:
        self._redactors: dict[str, frozenset[str]] = {}
        self._checks: dict[str, list[Check]] = defaultdict(list)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The checks after these entries."""
        channels = cls()
        for entry in entries:
            channels.add(entry)
        return channels

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        officers = tuple(one.officer for one in entry.signed)
        match entry.fact:
            case Redacted() as fact:
                self._redactors[fact.into] = frozenset(officers)
            case RedactionChecked() as fact:
                own = bool(self._redactors.get(fact.item, frozenset()) & set(officers))
                self._checks[fact.item].append(Check(fact, officers, entry.happened_at, entry.digest, own))
        return True

    def checks(self, item: str) -> tuple[Check, ...]:
        """Every check of an item, oldest first."""
        return tuple(self._checks.get(item, ()))
