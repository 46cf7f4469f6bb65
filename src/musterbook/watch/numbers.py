"""Numbers with a point in a book that has none: written as text, as short as they read back the same."""

from __future__ import annotations

import math
import re
from typing import Final

from musterbook.ledger.facts import Number
from musterbook.terms.errors import Fault, Malformed

__all__ = ["Number", "number", "value_of"]

_SHAPE: Final = re.compile(r"-?[0-9]{1,309}(\.[0-9]{1,20})?(e[+-]?[0-9]{1,3})?")


def number(value: float) -> Number:
    """A finite number as the book writes it; ValueError for one that is not finite."""
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    text = repr(float(value))
    return Number(text.removesuffix(".0"))


def value_of(said: Number, *, least: float = -math.inf, most: float = math.inf, field: str = "") -> float:
    """The number that a fact says; Malformed where it is none, or lies outside what it can be."""
    value = float(said) if _SHAPE.fullmatch(said) else math.nan
    if not (math.isfinite(value) and least <= value <= most):
        bounds = {"setting": field, "value": said[:20], "least": f"{least:g}", "most": f"{most:g}"}
        raise Malformed(Fault("settings.out-of-bounds", column=field, values=bounds))
    return value
