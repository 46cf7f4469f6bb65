"""Tables of pairs, read and written as they stream by: the documented columns are used, every other column is kept.

Section 8 of identity.md. A byte-order mark, rows of uneven length and cells that look like formulas are met here.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from musterbook.biometrics.names.scoring import Score, Side
from musterbook.terms.errors import Fault, Malformed

ROWS_AT_ONCE: Final = 2_000
"""A block: small enough that processes end together, large enough that what is compared repeats in it."""
WANTED: Final = ("name_a", "name_b")
ADDED: Final = ("name_p", "record_p", "decision", "reasons")
FORMULA: Final = frozenset("=+-@\t\r")


@dataclass(slots=True)
class Sheet:
    """A table being read: its columns, and how many rows were not as long as they."""

    columns: list[str]
    rows: Iterator[list[str]]
    file: str
    uneven: int = 0
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {column: place for place, column in reversed(list(enumerate(self.columns)))}

    def cell(self, row: list[str], column: str) -> str:
        """A cell of a row; empty where there is no such column."""
        place = self._places.get(column)
        return row[place] if place is not None else ""

    def blocks(self) -> Iterator[list[list[str]]]:
        """The rows, 2,000 at a time."""
        while block := list(islice(self.rows, ROWS_AT_ONCE)):
            yield block

    def pairs(self, block: list[list[str]]) -> list[tuple[Side, Side]]:
        """The two sides of each row of a block."""
        sides = ((f"name_{side}", f"dob_{side}", f"nat_{side}", f"pob_{side}") for side in "ab")
        columns = [
            [
                [""] * len(block) if place is None else [row[place] for row in block]
                for place in map(self._places.get, side)
            ]
            for side in sides
        ]
        return list(zip(*(map(Side, *side) for side in columns), strict=True))


@contextmanager
def reading(path: Path, wanted: Iterable[str] = WANTED) -> Iterator[Sheet]:
    """A table (.csv, or packed as .csv.gz) open for reading.

    Raises:
        Malformed: not UTF-8, empty, damaged, or columns of `wanted` are missing (all are listed).
    """
    with _open(path) as stream:
        lines = csv.reader(stream)
        header = next(_guarded(lines, path.name), None)
        if header is None:
            raise Malformed(Fault("names.empty", file=path.name))
        columns = [column.strip() for column in header]
        lacking = [column for column in wanted if column not in columns]
        if lacking:
            listed = ", ".join(lacking)
            raise Malformed(Fault("names.columns-missing", file=path.name, row=1, values={"columns": listed}))
        sheet = Sheet(columns, iter(()), path.name)
        sheet.rows = _rows(sheet, _guarded(lines, path.name))
        yield sheet


@contextmanager
def writing(path: Path, columns: list[str]) -> Iterator[TextIO]:
    """A table open for writing; it takes its place only when it is whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            stream.write(as_text([columns]))
            yield stream
        os.replace(part, path)  # noqa: PTH105  the same either way
    finally:
        part.unlink(missing_ok=True)


def as_text(rows: Iterable[list[str]]) -> str:
    """Rows as they stand in a table."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def scored_row(row: list[str], score: Score) -> list[str]:
    """A row with what was found after it; cells that a spreadsheet would take for formulas begin with a quote."""
    found = (_chance(score.name_p), _chance(score.record_p), score.decision, "; ".join(map(str, score.reasons)))
    return [f"'{cell}" if cell[:1] in FORMULA else cell for cell in (*row, *found)]


def quoted(cell: str) -> str:
    """A cell that cannot be taken for a formula."""
    return f"'{cell}" if cell[:1] in FORMULA else cell


def _chance(chance: float | None) -> str:
    return "" if chance is None else f"{chance:.4f}"


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(sheet: Sheet, lines: Iterator[list[str]]) -> Iterator[list[str]]:
    width = len(sheet.columns)
    for row in lines:
        if not row:
            continue
        if len(row) != width:
            sheet.uneven += 1
            row = [*row, *[""] * (width - len(row))][:width]  # noqa: PLW2901  the row as it counts from here on
        yield row


def _guarded(lines: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """The lines; what is wrong with the file itself is said as a fault with its row."""
    row = 0
    while True:
        row += 1
        try:
            line = next(lines)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise Malformed(Fault("names.not-utf-8", file=file, row=row)) from error
        except (csv.Error, EOFError, gzip.BadGzipFile) as error:
            raise Malformed(Fault("names.damaged", file=file, row=row)) from error
        yield line
