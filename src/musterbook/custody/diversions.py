"""Diversions: which serials under way go to another custodian than their manifest names, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.custody.facts import Diverted
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId


@dataclass(frozen=True, slots=True)
class Diversion:
    """Where a serial goes now: said when, to whom, when it should be there, and the reason of the closed list."""

    entry: Digest
    at: datetime
    to: CustodianId
    arrives_at: datetime
    because: str


class Diversions:
    """The last diversion of each serial, by name."""

    def __init__(self) -> None:
        self.by_serial: dict[str, Diversion] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The diversions in `entries`."""
        diversions = cls()
        for entry in entries:
            diversions.add(entry)
        return diversions

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        match entry.fact:
            case Diverted(serial=serial, to=to, arrives_at=arrives_at, because=because):
                self.by_serial[serial] = Diversion(entry.digest, entry.happened_at, to, arrives_at, because)
        return True
