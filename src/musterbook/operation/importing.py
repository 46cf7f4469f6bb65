"""Importing: a table of people looked through, shown, and taken in row by row; what is wrong goes back with the reason.

Joins the tables with newcomers. Nothing is written before the table was read whole. The book remembers a table by the
digest of its bytes: the same file twice, at whatever node, writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from musterbook.custody.facts import TableTakenIn
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.intake import number_newcomers
from musterbook.operation.newcomers import ComingIn, come_in, numbered
from musterbook.operation.row_by_row import RowByRow
from musterbook.tables import SCHEMAS, DateOrder, Reading, Row, Table, read_table, write_rejected
from musterbook.terms.errors import Fault, Malformed
from musterbook.terms.people import PersonId, read_number


@dataclass(frozen=True, slots=True)
class Looked:
    """A table looked through.

    Attributes:
        table: what reading it gave: good rows, faults, notices, and which header means which column.
        repeats: rows whose number the book has already; they are not taken in again.
        before: when the same file was taken in before, its entry.
        begun: row → the number its person got when this file was taken in and that was cut short.
    """

    table: Table
    repeats: tuple[int, ...]
    before: Entry | None
    begun: Mapping[int, PersonId] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[int, ...]:
        """The good rows but for those the book has from elsewhere."""
        return tuple(row.number for row in self.table.rows if row.number not in self.repeats)

    @property
    def coming(self) -> ComingIn:
        """Whom they bring; whoever was registered when it was cut short, with his number."""
        rows = [row for row in self.table.rows if row.number not in self.repeats]
        said = [numbered(_said(row)) for row in rows]
        for row, claims in zip(rows, said, strict=True):
            claims.update({"number": self.begun[row.number]} if row.number in self.begun else {})
        return ComingIn(tuple(said), tuple(self.table.faults))

    def told(self) -> dict[str, Any]:
        """What was found, as JSON: no name and no number of anybody."""
        return {
            "file": self.table.file, "digest": self.table.digest, "columns": dict(self.table.matched or {}),
            "good": len(self.table.rows), "faulty": len({fault.row for fault in self.table.faults if fault.row}),
            "repeats": list(self.repeats), "begun": len(self.begun),
            "taken_in_before": self.before.digest if self.before else "",
        }  # fmt: skip


def look_through(book: Book, path: Path, *, dates: DateOrder | None = None) -> Looked:
    """Read a table like people.csv and hold it against the book; nothing is written.

    Raises:
        Malformed: it cannot be read as such a table at all.
    """
    table = read_table(path, SCHEMAS["people"], Reading(zone=book.settings.zone, dates=dates))
    if table.header_row is None or table.lacks_columns:
        raise Malformed.of(table.faults or (Fault("people.nobody", file=path.name),))
    where, begun = book.reading(Roll).where, RowByRow(book, table.digest).registered(row.number for row in table.rows)
    repeats = tuple(row.number for row in table.rows if _number(row) in where and row.number not in begun)
    return Looked(table, repeats, taken_in(book, table.digest), begun)


def taken_in(book: Book, digest: str) -> Entry | None:
    """The entry that says a file of this digest was taken in; None when none does."""
    for entry in book.entries():
        if isinstance(entry.fact, TableTakenIn) and entry.fact.content == digest:
            return entry
    return None


def take_in(
    book: Book, acting: Acting, looked: Looked, *, how: str, papers: Acting | None = None
) -> list[PersonId]:  # fmt: skip
    """Register whom a table brings, and write that it was taken in: the numbers they got.

    Nobody comes of a file that was taken in before, and nothing is written then. What was cut short is gone on with:
    each row's acts are in the book once, wherever it stopped.
    """
    if taken_in(book, looked.table.digest) is not None:
        return []
    coming = looked.coming
    numbers = [one.number for one in number_newcomers(book, acting, coming.rows)]
    if numbers:
        once = RowByRow(book, looked.table.digest)
        once.numbered(dict(zip(numbers, looked.rows, strict=True)))
        rows = tuple({**row, "number": number} for row, number in zip(coming.rows, numbers, strict=True))
        come_in(book, acting, replace(coming, rows=rows), how=how, papers=papers, once=once)
    told = looked.told()
    fact = TableTakenIn(
        content=Digest(looked.table.digest), rows=told["good"] + told["faulty"], taken=len(numbers),
        faulty=told["faulty"],
    )  # fmt: skip
    book.write(acting.draft(fact))
    return numbers


def send_back(looked: Looked, path: Path, reason: Callable[[Fault], str]) -> int:
    """Write the rows that were not taken in as the same sheet with a reason column; how many. None, and no file."""
    repeats = [Fault("import.repeat", row=number, column="number") for number in looked.repeats]
    return write_rejected(path, replace(looked.table, faults=(*looked.table.faults, *repeats)), reason)


def _said(row: Row) -> dict[str, Any]:
    cells: Mapping[str, Any] = row.cells
    return {name: value for name, value in cells.items() if value is not None}


def _number(row: Row) -> PersonId | None:
    said = row.get("number", str)
    return read_number(said) if said else None
