"""A sheet: cells as they stand in a file, with the row numbers a person sees there. Nothing is interpreted yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from string import ascii_letters, digits
from typing import Final

from musterbook.terms.errors import Value as FaultValue

FILE_BYTES_MAX: Final = 50 * 1024 * 1024
ROWS_MAX: Final = 200_000
ROWS_AROUND: Final = 50
"""Titles, a header and totals that may stand beside the rows of a full table."""
ERROR_CODES: Final = frozenset(
    {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What Excel writes for a failed formula, whatever language it speaks, into a workbook; LibreOffice adds `Err:502`."""
CELLS_MAX: Final = 6_000_000
"""Rows times columns: a sheet is held whole, about 100 bytes a cell."""


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose formula failed in the spreadsheet: `#REF!`, `#N/A` and their like. Never a value, never empty."""

    code: str


Cell = str | int | float | bool | date | datetime | time | timedelta | CellError | None
"""What stands in one cell; None is an empty one."""


STANDS: Final = frozenset(ascii_letters + digits) - {"E"}
"""A text that begins so stands for itself; `cell_of` need not look, where hundreds of thousands of cells pass."""


def cell_of(text: str) -> Cell:
    """The cell a text stands for: None for blanks, an error for the words spreadsheets write for a failed formula."""
    if not text or text.isspace():
        return None
    if text in ERROR_CODES or (text.startswith("Err:") and text[4:].isdigit()):
        return CellError(text)
    return text


@dataclass(frozen=True, slots=True)
class Notice:
    """Something said about a file that stops nothing: an encoding guessed, a totals row left out, a column not known.

    Same shape as a `Fault`, so that the same door makes its sentence.
    """

    rule: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    values: Mapping[str, FaultValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number in the file, from 1, and its cells from the first column on."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the row."""
        return all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file.

    Attributes:
        file: name of the file, without its folder.
        name: name of the sheet; of a text file, the name of the file without its ending.
        lines: the rows, blank ones too, in file order.
        hidden: the sheet is hidden in its workbook.
        columns_hidden: 0-based columns that the workbook hides; they are read like any other.
        merged: ((first row, first column), (last row, last column)), 0-based and inclusive.
        day_shift: days to add to a bare Excel day number (1,462 in a workbook that counts from 1904).
        broken: numbers of rows that hold bytes which are no letters in the file's encoding.
        notices: what is to be said about the file.
    """

    file: str
    name: str
    lines: tuple[Line, ...]
    hidden: bool = False
    columns_hidden: frozenset[int] = frozenset()
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    day_shift: int = 0
    broken: frozenset[int] = frozenset()
    notices: tuple[Notice, ...] = ()

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(line.cells) for line in self.lines), default=0)
