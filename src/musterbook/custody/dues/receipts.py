"""Receipts: who got one from whoever holds him now, in which language, and for whom it is kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple, Self

from musterbook.custody.dues.facts import ReceiptGiven
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

MARKS: Final = ("given", "refused", "unable")
"""How someone took it: with his mark, without because he would not, or because he could not give one."""


class Given(NamedTuple):
    """One receipt of one person."""

    at: datetime
    by: CustodianId
    receipt: Digest
    language: str
    mark: str
    read_aloud: bool
    kept_by: str


class Receipts:
    """Every receipt anybody got."""

    def __init__(self) -> None:
        self._given: dict[PersonId, list[Given]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The receipts in these entries."""
        receipts = cls()
        for entry in entries:
            receipts.add(entry)
        return receipts

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        if isinstance(entry.fact, ReceiptGiven):
            for one in entry.fact.receipts:
                given = Given(
                    entry.happened_at, entry.by, one.receipt, one.language, one.mark, one.read_aloud, one.kept_by
                )
                self._given.setdefault(one.person, []).append(given)
        return True

    def of_person(self, person: PersonId) -> tuple[Given, ...]:
        """Someone's receipts, oldest first."""
        return tuple(sorted(self._given.get(person, ())))

    def has(self, person: PersonId, *, holder: CustodianId, since: datetime) -> bool:
        """Whether someone got a receipt from whoever holds him, since he came to hold him."""
        return any(one.by == holder and one.at >= since for one in self._given.get(person, ()))
