"""What of a row a caller may see: rows about people he need not know of are left out, and such numbers in others too.

Pages ask `looking` and `by_right`; so does this, row by row, and nothing else decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Final, TypeVar, cast

from musterbook.console.looking import Looker
from musterbook.console.source import PersonRow

R = TypeVar("R")
Sees = Callable[[str], bool]
OF_ONE: Final = ("number", "person")
"""Fields that say whom a row is about."""
OF_MANY: Final = ("numbers", "missing", "over", "substitutes", "seats")
"""Fields that name people beside what the row is about, as numbers or as rows of their own."""


def sees_of(looker: Looker, people: Callable[[], Iterable[PersonRow]]) -> Sees:
    """Whether the looker needs to know of a number; of one that is nobody's he does not, unless he sees everyone."""
    if not looker.asked or looker.needs is None or looker.sees("", ""):
        return lambda _: True
    holders = {row.number: row.custodian for row in people()}
    return lambda number: number in holders and looker.sees(number, holders[number])


def seen_rows(rows: Iterable[R], sees: Sees) -> list[R]:
    """The rows about people he needs to know of, without the numbers of others."""
    return [seen_row(row, sees) for row in rows if _about(row, sees)]


def seen_row(row: R, sees: Sees) -> R:
    """One row without the numbers of people he need not know of; and so every row inside it."""
    if isinstance(row, Mapping):
        return cast("R", {name: _inside(name, value, sees) for name, value in row.items()})
    if not is_dataclass(row) or isinstance(row, type):
        return row
    told = {field.name: getattr(row, field.name) for field in fields(row)}
    seen = {name: _inside(name, value, sees) for name, value in told.items()}
    changed = {name: value for name, value in seen.items() if value is not told[name]}
    return replace(row, **changed) if changed else row


def _inside(name: str, value: object, sees: Sees) -> object:
    """The value of one field, without whom he need not know of."""
    if isinstance(value, tuple | list) and value:
        if all(isinstance(one, str) for one in value):
            return tuple(one for one in value if sees(one)) if name in OF_MANY else value
        if is_dataclass(value[0]):
            return tuple(seen_rows(value, sees))
    return seen_row(value, sees) if is_dataclass(value) or isinstance(value, Mapping) else value


def _about(row: object, sees: Sees) -> bool:
    for name in OF_ONE:
        number = getattr(row, name, "")
        if isinstance(number, str) and number and not sees(number):
            return False
    return True
