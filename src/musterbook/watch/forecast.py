"""One forecast: what is said of one site on one day, how sure it is, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

Value = str | int

FIGHTING: Final = "fighting"
NEAR: Final = "near"
LINE: Final = "line"
LOSS: Final = "loss"
LAYERS: Final = (LOSS, LINE, FIGHTING, NEAR)
"""What is forecast: custody lost; hostile ground reaching the site; lethal fighting within 25 km; within 15 km."""


class Because(NamedTuple):
    """A reason: the rule that names its sentence, and the values in it, by name."""

    rule: str
    values: tuple[tuple[str, Value], ...] = ()


class Forecast(NamedTuple):
    """What is said of one site on one day.

    Attributes:
        site: its id.
        day: everything known by the end of this day (UTC) was used, and nothing known later.
        layer: one of `LAYERS`.
        horizon_days: from the end of that day on.
        p: the chance that it happens within them.
        low: how low it may be.
        high: how high it may be.
        reasons: the weightiest first.
    """

    site: str
    day: date
    layer: str
    horizon_days: int
    p: float
    low: float
    high: float
    reasons: tuple[Because, ...]


def because(rule: str, **values: Value | None) -> Because:
    """A reason; a value that is None is left out."""
    return Because(rule, tuple((name, value) for name, value in values.items() if value is not None))


def weighs(name: str, size: float, mark: str) -> Because:
    """That something makes a loss so many times as likely; `mark` says on what the number rests."""
    return because("why.times", what=name, times=f"{size:.2g}" if size < TWO_DIGITS else f"{size:,.0f}", mark=mark)


def way(name: str, share: str, days: float) -> Because:
    """That a site may be lost in one way, whose own chance within so many days is `share`, in words."""
    return because("why.way", what=name, share=share, days=round(days))


def unknown(remarks: Iterable[str]) -> list[Because]:
    """What an outlook had to do without, of its remarks: what the chance supposes in its stead."""
    return [because(LACKED[code]) for code in remarks if code in LACKED]


TWO_DIGITS: Final = 100

LACKED: Final[Mapping[str, str]] = {
    "guards-unknown": "why.guards-unknown", "base-unknown": "why.camp", "violence-unknown": "why.violence-unknown",
}  # fmt: skip
"""Remarks that say what the chance was made without, and the rules of their sentences."""
