"""What a situation report is made of: figures, and the lines, tables and sections they stand in. No sentences.

Every number has a key, the moment it is true of, the question that gives it, and the head of the book it was folded
from (casework.md section 6). A part of a report is only ever made of figures, names, codes and moments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from musterbook.ledger.facts import Digest

Value: TypeAlias = int | str | None
"""A whole number; a chance in decimals as text; None where nobody knows."""

Heads: TypeAlias = Mapping[str, tuple[int, str]]
"""Size and root of every log, as `Store.heads` gives them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a report.

    Attributes:
        key: its name, the same in every report.
        value: what the book says; None where it says nothing.
        as_of: the moment it is true of.
        query: the question, which `Sources.ask` answers.
        heads: the head of the book that was asked.
    """

    key: str
    value: Value
    as_of: datetime
    query: str
    heads: Digest

    @property
    def name(self) -> str:
        """The question without what it is asked of: under it stands the definition."""
        return self.query.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Said:
    """What is no number: a name of the book, a code that has words, or a moment; `ar` is a name's Arabic form."""

    kind: Literal["name", "code", "moment"]
    text: str
    ar: str = ""


Cell: TypeAlias = Figure | Said | None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: its code, and what is put in. `loud` ones are printed so that nobody misses them."""

    code: str
    put_in: Mapping[str, Figure | Said] = field(default_factory=dict, hash=False)
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; `columns` are codes, as many as each row has cells."""

    code: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Part: TypeAlias = Line | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report. `marking` says who may read it."""

    name: str
    parts: tuple[Part, ...]
    marking: str = ""

    def figures(self) -> Iterator[Figure]:
        """Every figure in it, in order."""
        for part in self.parts:
            cells = part.put_in.values() if isinstance(part, Line) else (one for row in part.rows for one in row.cells)
            yield from (one for one in cells if isinstance(one, Figure))


@dataclass(frozen=True, slots=True)
class Report:
    """A situation report.

    Attributes:
        number: how it is called, `SITREP-0007`.
        operation, marking, exercise: whose it is.
        recipient: the agency it is for; empty for principals, who read all of it.
        as_of: the moment everything is true of, unless a figure says another.
        since: the moment changes are counted from.
        zone: IANA name of the local time.
        head, heads: the head of the book, and size and root of each log under it.
        sections: in the order of casework.md section 6.
        dropped: how many portions the recipient may not read.
        outside: small counts are hidden in it (`outside.py`).
    """

    number: str
    operation: str
    marking: str
    exercise: bool
    recipient: str
    as_of: datetime
    since: datetime
    zone: str
    head: Digest
    heads: Heads = field(hash=False)
    sections: tuple[Section, ...] = ()
    dropped: int = 0
    outside: bool = False

    def figures(self) -> dict[str, Figure]:
        """Every figure by its key, in the order in which they stand."""
        return {one.key: one for section in self.sections for one in section.figures()}
