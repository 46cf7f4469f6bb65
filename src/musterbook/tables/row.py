"""Rows and tables: what reading a sheet gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from musterbook.tables.sheet import Notice, Sheet
from musterbook.tables.values import Value
from musterbook.terms.errors import Fault, Malformed

T = TypeVar("T", bound=Value)


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: its number in the file, and a value or None (unknown) for every column of the table.

    Where a header is missing its column is None too, so that a row always has every column of its schema.
    """

    number: int
    cells: Mapping[str, Value]

    def __getitem__(self, column: str) -> Value:
        """The value of `column`, None for unknown; KeyError for a column the table does not have."""
        return self.cells[column]

    def get(self, column: str, kind: type[T]) -> T | None:
        """The value of `column` if known; TypeError when the schema promises another kind (a fault of the caller)."""
        found = self.cells[column]
        if found is None or isinstance(found, kind):
            return found
        raise TypeError(f"{column} holds {type(found).__name__}, not {kind.__name__}")

    def must(self, column: str, kind: type[T]) -> T:
        """The value of a required column."""
        found = self.get(column, kind)
        if found is None:
            raise TypeError(f"{column} is empty; ask with get")
        return found

    def listed(self, column: str) -> tuple[str, ...]:
        """The words of a list column; none where the cell was empty."""
        found = self.cells[column]
        return tuple(part for part in found if isinstance(part, str)) if isinstance(found, tuple) else ()

    def wild(self, prefix: str) -> dict[str, Value]:
        """Known values of a wildcard column by what follows the prefix: `identifier_isn` → `isn`."""
        return {
            name.removeprefix(prefix): value
            for name, value in self.cells.items()
            if name.startswith(prefix) and value is not None
        }


@dataclass(frozen=True, slots=True)
class Table:
    """What reading one file of the operation folder gave.

    Attributes:
        name, file: the table and its file.
        rows: the good rows in file order. None when the header has a fault: nothing in the file is then sure.
        faults: everything that must be mended, in file order.
        notices: everything left out, filled or guessed.
        matched: header as written → column name.
        digest: SHA-256 of the file's bytes; empty when it could not be opened.
        sheet, header_row: where the table was found, for sending bad rows back; None when it was not.
    """

    name: str
    file: str
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    notices: tuple[Notice, ...] = ()
    matched: Mapping[str, str] | None = None
    digest: str = ""
    sheet: Sheet | None = None
    header_row: int | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lacks_columns(self) -> bool:
        """Whether it is hardly this table: it has no header like it, or lacks a column that is needed."""
        return self.header_row is None or any(fault.rule == "column.missing" for fault in self.faults)

    def sound(self) -> tuple[Row, ...]:
        """All rows of a table without a fault; Malformed with every fault otherwise."""
        if self.faults:
            raise Malformed.of(self.faults)
        return self.rows
