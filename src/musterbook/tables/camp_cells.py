"""Kinds of cells in counts of camps: people, births by month or year, bands of ages; never a day of birth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from musterbook.tables.letters import cleaned
from musterbook.tables.numbers import Whole
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread, Value, class_of
from musterbook.terms.digits import latin_digits

_NUMBER: Final = re.compile(r"\d+")
_FEWER: Final = re.compile(r"^(?:<|less than|fewer than|under|أقل من)\s*(\d{1,3})$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_MONTH: Final = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})", re.ASCII)
_MONTH_LAST: Final = re.compile(r"(\d{1,2})[-/.]((?:19|20)\d{2})", re.ASCII)
_FULL: Final = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{8}", re.ASCII)
_BAND: Final = re.compile(r"(\d{1,3})\s*(?:-|to|_|until|إلى)\s*(\d{1,3})", re.IGNORECASE)
_ABOVE: Final = re.compile(r"(\d{1,3})\s*(?:\+|plus|and over|and above|or more|فأكثر|فما فوق)", re.IGNORECASE)
_BELOW: Final = re.compile(r"(?:<|under|below|less than|أقل من|دون)\s*(\d{1,3})", re.IGNORECASE)
_YEARS_OLD: Final = re.compile(r"\s*(?:y|yr|yrs|years?|years old|سنة|سنوات)\.?$", re.IGNORECASE)
MONTHS: Final = range(1, 13)


@dataclass(frozen=True)
class People:
    """How many people: a whole number. Where one is only about right, it says which low, best and high would do."""

    shape: str = "whole number"
    whole: Whole = field(default=Whole(), repr=False)

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The number; `~300` and `<5` are Unread, with a range to write instead."""
        found = self.whole.read(cell, leaning)
        if not isinstance(found, Unread) or not isinstance(cell, str):
            return found
        text = latin_digits(cleaned(cell))
        fewer = _FEWER.match(text)
        if fewer is not None:
            most = max(0, int(fewer[1]) - 1)
            return Unread("number.about-people", "number", {"low": min(1, most), "best": (most + 1) // 2, "high": most})
        numbers = _NUMBER.findall(text.replace(",", ""))
        if found.rule != "number.about" or not numbers:
            return found
        return Unread("number.about-people", "number", dict(zip(("low", "best", "high"), _about(numbers), strict=True)))

    def show(self, value: Value) -> str:
        """Latin digits, nothing between."""
        return str(value)


@dataclass(frozen=True)
class BornIn:
    """A month or a year of birth. Days of birth are turned into months where they are known, and stay there."""

    shape: str = "YYYY-MM or YYYY"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """`2010-03` or `2010`; a spreadsheet's own cell for the first of a month is the month."""
        del leaning
        if isinstance(cell, date):
            return f"{cell:%Y-%m}" if cell.day == 1 else Unread("birth.to-the-day", "date")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if isinstance(cell, bool) or not isinstance(cell, int | str):
            return Unread("birth.not-month-or-year", class_of(cell))
        text = latin_digits(cleaned(str(cell)))
        if not text:
            return None
        if _YEAR.fullmatch(text):
            return text
        month, turned = _MONTH.fullmatch(text), _MONTH_LAST.fullmatch(text)
        year, number = (month[1], int(month[2])) if month else (turned[2], int(turned[1])) if turned else ("", 0)
        if number in MONTHS:
            return f"{year}-{number:02}"
        return Unread("birth.to-the-day" if _FULL.fullmatch(text) else "birth.not-month-or-year", "text")

    def show(self, value: Value) -> str:
        """As it is kept."""
        return str(value)


@dataclass(frozen=True)
class AgeBand:
    """Whole ages from the first to the last, both within, `12-17`, or an open band, `60+`."""

    shape: str = "12-17 or 60+"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The band; `under 5` is `0-4`. Spreadsheets turn `12-17` into a date, and then it is asked about."""
        del leaning
        if isinstance(cell, bool) or not isinstance(cell, str | int):
            return Unread("band.became-a-date" if isinstance(cell, date) else "band.not-a-band", class_of(cell))
        text = latin_digits(cleaned(str(cell))).replace("–", "-").replace("—", "-").replace("−", "-")
        text = _YEARS_OLD.sub("", text)
        band, above, below = _BAND.fullmatch(text), _ABOVE.fullmatch(text), _BELOW.fullmatch(text)
        if band is not None and int(band[1]) <= int(band[2]):
            return f"{int(band[1])}-{int(band[2])}"
        if above is not None:
            return f"{int(above[1])}+"
        if below is not None and int(below[1]):
            return f"0-{int(below[1]) - 1}"
        return Unread("band.not-a-band", "text") if text else None

    def show(self, value: Value) -> str:
        """As it is kept."""
        return str(value)


def _about(numbers: list[str]) -> tuple[int, int, int]:
    """What `about 300` may mean: as far as its last figure that is not nought reaches; of `280-320` its ends."""
    if len(numbers) > 1:
        low, high = sorted(map(int, numbers[:2]))
        return low, (low + high) // 2, high
    number = int(numbers[0])
    reach = 10 ** (len(numbers[0]) - len(numbers[0].rstrip("0"))) if number else 0
    return max(0, number - reach // 2), number, number + reach // 2
