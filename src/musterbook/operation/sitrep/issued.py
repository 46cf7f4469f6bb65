"""Issued: the reports that left and the statements that were cleared. A reading; and issuing one more report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.coordination.facts import ReportIssued, StatementCleared
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Report


@dataclass(frozen=True, slots=True)
class Cleared:
    """A statement that may be said in public; `signers` in the order in which they signed."""

    fact: StatementCleared
    at: datetime
    signers: tuple[str, ...]
    entry: Digest


class Issued:
    """Every report issued and every statement cleared, in order."""

    def __init__(self) -> None:
        self.reports = 0
        self.statements: dict[str, Cleared] = {}
        self._last: dict[str, datetime] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Those of `entries`, which stand in reading order."""
        issued = cls()
        for entry in entries:
            issued.add(entry)
        return issued

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; of two statements of one name the first counts."""
        match entry.fact:
            case ReportIssued() as fact:
                self.reports += 1
                self._last[fact.recipient] = max(fact.as_of, self._last.get(fact.recipient, fact.as_of))
            case StatementCleared() as fact:
                signers = tuple(one.officer for one in entry.signed)
                self.statements.setdefault(fact.statement, Cleared(fact, entry.happened_at, signers, entry.digest))
        return True

    def last_to(self, recipient: str) -> datetime | None:
        """As of when the last report to this recipient was; None when there was none."""
        return self._last.get(recipient)


def issue(book: Book, acting: Acting, report: Report, text: bytes) -> Entry:
    """Write that a report leaves, with every whole number in it; `text`, its JSON, is kept beside the book."""
    digest = Digest(hashlib.sha256(text).hexdigest())
    book.papers.keep(digest, text)
    numbers = {key: one.value for key, one in report.figures().items() if isinstance(one.value, int)}
    return book.write(
        acting.draft(
            ReportIssued(
                report=report.number, recipient=report.recipient, as_of=report.as_of, text=digest, heads=report.head,
                figures=numbers,
            )
        )
    )  # fmt: skip
