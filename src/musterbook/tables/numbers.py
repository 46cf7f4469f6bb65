"""Kinds of cells that hold numbers: counts, measures, degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from musterbook.tables.letters import cleaned
from musterbook.tables.sheet import Cell
from musterbook.tables.values import Leaning, Unread, Value, class_of
from musterbook.terms.digits import latin_digits

_PLAIN: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_BY_COMMAS: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BY_SPACES: Final = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_COMMA_MARK: Final = re.compile(r"[+-]?\d+,\d+")
_BY_POINTS: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ABOUT: Final = re.compile(r"^(?:~|≈|about|approx\.?|circa|c\.|حوالي|نحو|تقريبا)|[+~?]$|\d\s*[-–]\s*\d")
_HEMISPHERE: Final = re.compile(r"(.*?)\s*°?\s*([NSEW])", re.IGNORECASE)


@dataclass(frozen=True)
class Whole:
    """A count: a whole number, thousands parted or not, in Latin, Arabic-Indic or Persian digits."""

    least: int = 0
    most: int = 10_000_000
    shape: str = "whole number"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The number; `1.200` is asked about, for it is twelve hundred to some and one and a fifth to others."""
        del leaning
        number = _number(cell, whole=True)
        if number is None or isinstance(number, Unread):
            return number
        if number != number.to_integral_value():
            return Unread("number.not-whole", "fraction")
        outside = _outside(number, Decimal(self.least), Decimal(self.most))
        return outside or int(number)

    def show(self, value: Value) -> str:
        """Latin digits, nothing between."""
        return str(value)


@dataclass(frozen=True)
class Measure:
    """A measure: a decimal number in the unit that the column's name says."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10_000_000)
    above: bool = False
    """The measure must lie above `least`, not on it."""
    shape: str = "number"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The number, exactly as written."""
        del leaning
        number = _number(cell, whole=False)
        if number is None or isinstance(number, Unread):
            return number
        if self.above and number == self.least:
            return Unread("number.too-small", "number", {"above": str(self.least)})
        return _outside(number, self.least, self.most) or number

    def show(self, value: Value) -> str:
        """Latin digits, a point for the decimals, no exponent."""
        return f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class Degrees:
    """Latitude (`most` 90) or longitude (`most` 180) in decimal degrees; `36.48 N` is understood."""

    most: int = 90
    shape: str = "decimal degrees"

    def read(self, cell: Cell, leaning: Leaning) -> Value | Unread:
        """The degrees, north and east positive."""
        sign = 1
        if isinstance(cell, str):
            text = latin_digits(cleaned(cell)).rstrip("°")
            match = _HEMISPHERE.fullmatch(text)
            if match:
                if match.group(2).upper() not in ("NS" if self.most == 90 else "EW"):
                    return Unread("degrees.other-axis", "text")
                sign = -1 if match.group(2).upper() in "SW" else 1
            cell = match.group(1) if match else text
        found = Measure(Decimal(-self.most), Decimal(self.most)).read(cell, leaning)
        return found * sign if isinstance(found, Decimal) else found

    def show(self, value: Value) -> str:
        """Latin digits, a point for the decimals."""
        return Measure().show(value)


def _number(cell: Cell, *, whole: bool) -> Decimal | Unread | None:
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return Unread("number.not-a-number", class_of(cell))
    if isinstance(cell, int | float):
        number = Decimal(repr(cell))
        return number if number.is_finite() else Unread("number.not-a-number", "number")
    text = latin_digits(cleaned(cell)).replace("−", "-").replace("\u00a0", " ").replace("\u202f", " ")
    if not text:
        return None
    return _typed(text, whole=whole)


def _typed(text: str, *, whole: bool) -> Decimal | Unread:  # noqa: PLR0911  one return for each writing understood
    """A number typed as text; Unread where one writing has two readings."""
    if _BY_COMMAS.fullmatch(text):
        if not whole and text.count(",") == 1 and "." not in text:
            return Unread("number.two-readings", "number-in-two-readings")
        return Decimal(text.replace(",", ""))
    if _PLAIN.fullmatch(text):
        if whole and _BY_POINTS.fullmatch(text):
            return Unread("number.two-readings", "number-in-two-readings")
        return Decimal(text)
    if _BY_SPACES.fullmatch(text):
        return Decimal(re.sub("[ '’]", "", text).replace(",", "."))
    if _COMMA_MARK.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _BY_POINTS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _ABOUT.search(text.casefold()) and any(sign.isdigit() for sign in text):
        return Unread("number.about", "about-a-number")
    return Unread("number.not-a-number", "text")


def _outside(number: Decimal, least: Decimal, most: Decimal) -> Unread | None:
    if number < 0 <= least:
        return Unread("number.negative", "negative-number", {"least": str(least)})
    if number < least:
        return Unread("number.too-small", "number", {"least": str(least)})
    if number > most:
        return Unread("number.too-large", "number", {"most": str(most)})
    return None
