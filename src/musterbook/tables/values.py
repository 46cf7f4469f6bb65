"""What a read cell may be, and what is said of one that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from types import UnionType
from typing import Final, Literal

from musterbook.tables.sheet import Cell, CellError
from musterbook.terms.errors import Value as FaultValue

DateOrder = Literal["day-first", "month-first"]


@dataclass(frozen=True, slots=True)
class Birth:
    """The earliest and latest possible day of a birth; the same day twice when it is known to the day."""

    low: date
    high: date


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of every local day, in minutes after midnight; runs over midnight when `until` is not after `since`."""

    since_minute: int
    until_minute: int


Value = str | int | bool | Decimal | date | datetime | Birth | tuple[str, ...] | tuple[Window, ...] | None


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a cell gave no value: a rule, the class of what stands there, and values that give nothing personal away."""

    rule: str
    found: str
    values: Mapping[str, FaultValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaning:
    """What the whole column, the file and the operation say about how one cell is to be read.

    Attributes:
        order: day-first or month-first where the column (or the person asked) shows it; None is undecided.
        swapped: the spreadsheet seems to have turned some days into months: date cells are then not believed.
        day_shift: see `Sheet.day_shift`.
        zone: the operation's zone, for times written without one.
        today: no birth lies after it; None does not check.
    """

    order: DateOrder | None = None
    swapped: bool = False
    day_shift: int = 0
    zone: tzinfo | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a folder's tables are to be read.

    Attributes:
        zone: the operation's zone, for times written without an offset.
        dates: the answer to "which comes first, day or month?", used only where a column does not show it itself.
        today: births after it are faults; None leaves that unasked.
    """

    zone: tzinfo | None = None
    dates: DateOrder | None = None
    today: date | None = None


_CLASSES: Final[tuple[tuple[type | UnionType, str], ...]] = (
    (CellError, "excel-error"),
    (bool, "yes-no"),
    (date, "date"),
    (time | timedelta, "time"),
    (str, "text"),
)


def class_of(cell: Cell) -> str:
    """The class of what stands in a cell, which may be told where the cell itself may not."""
    for kind, name in _CLASSES:
        if isinstance(cell, kind):
            return name
    if not isinstance(cell, int | float):
        return "empty"
    if cell < 0:
        return "negative-number"
    return "number" if float(cell).is_integer() else "fraction"
