"""What a program asks of a list: filters, order, from where on, how many, as of when, in which shape."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, Final, get_type_hints

from litestar import Request

from musterbook.console.api.collections import Collection
from musterbook.console.asked import Asked, asked_of
from musterbook.terms.errors import Malformed

Ask = Request[Any, Any, Any]
LIMIT_MOST: Final = 1_000
LIMIT: Final = 100
PAGING: Final = ("after", "limit", "sort")
_PLAIN: Final = (str, int, bool, float)
_TRUTH: Final = {True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a list: `first` of how many there are under the same filters, and the cursor to go on from."""

    rows: tuple[Any, ...]
    total: int
    after: str | None


@cache
def columns_of(row: type) -> tuple[str, ...]:
    """Fields of a row that hold one plain value: it can be filtered and ordered by them."""
    if not is_dataclass(row):
        return ()
    hints = get_type_hints(row)
    return tuple(one.name for one in fields(row) if _is_plain(hints[one.name]))


def known_to(collection: Collection) -> tuple[str, ...]:
    """Every filter a list knows."""
    return tuple(dict.fromkeys((*PAGING, *collection.also, *columns_of(collection.row))))


def asked_for(request: Ask, known: Sequence[str]) -> Asked:
    """What is asked, in the shape that `Accept` names; Malformed for a filter that is not known."""
    asked = asked_of(request, known=tuple(known))
    wants_csv = "text/csv" in request.headers.get("accept", "")
    return replace(asked, path=request.url.path, shape="csv" if wants_csv else "json")


def part_of(collection: Collection, asked: Asked, rows: Sequence[Any]) -> Part:
    """The part of a list that is asked for.

    Raises:
        Malformed: an order by no field of the row, a limit that is none, or a cursor of another list.
    """
    columns = columns_of(collection.row)
    wanted = {name: value for name, value in asked.filters.items() if name in columns}
    chosen = [row for row in rows if all(_said(getattr(row, name)) == value for name, value in wanted.items())]
    if sort := asked.filters.get("sort"):
        column = sort.removeprefix("-")
        if column not in columns:
            raise Malformed.because("console.unknown-filter", name=f"sort={sort[:40]}", known=", ".join(columns))
        chosen.sort(key=lambda row: _ordered(getattr(row, column)), reverse=sort.startswith("-"))
    limit = asked.number("limit", least=1, most=LIMIT_MOST, otherwise=LIMIT)
    start = _place(collection, chosen, asked.filters.get("after", ""))
    shown = tuple(chosen[start : start + limit])
    more = start + limit < len(chosen)
    return Part(shown, len(chosen), _cursor(collection, chosen, start + limit - 1) if more else None)


def key_of(collection: Collection, row: object) -> str:
    """The name of a row in addresses."""
    found = row[collection.key] if isinstance(row, Mapping) else getattr(row, collection.key)
    return str(found)


def cursor_of(text: str) -> str:
    """A cursor in the form it travels in: letters that need no escaping in an address."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(said: str) -> tuple[str, int]:
    """What a cursor names, and which of several; Malformed when nobody here made it."""
    try:
        text = base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode()
        name, _, which = text.rpartition("~")
        return name, int(which)
    except (binascii.Error, ValueError):
        raise Malformed.because("api.cursor", text=said[:20]) from None


def _cursor(collection: Collection, rows: Sequence[Any], place: int) -> str:
    """The row at a place, by its name and which of those with this name it is."""
    name = key_of(collection, rows[place])
    return cursor_of(f"{name}~{sum(key_of(collection, row) == name for row in rows[:place])}")


def _place(collection: Collection, rows: Sequence[Any], after: str) -> int:
    if not after:
        return 0
    name, which = read_cursor(after)
    places = [place for place, row in enumerate(rows) if key_of(collection, row) == name]
    if which >= len(places) or which < 0:
        raise Malformed.because("api.cursor", text=after[:20])
    return places[which] + 1


def _said(value: object) -> str:
    return _TRUTH[value] if isinstance(value, bool) else str(value)


def _ordered(value: object) -> tuple[bool, Any]:
    """Nothing comes last."""
    return value is None, value if value is not None else 0


def _is_plain(hint: object) -> bool:
    return hint in _PLAIN or (getattr(hint, "__origin__", None) is not None and _is_words(hint))


def _is_words(hint: object) -> bool:
    """Whether a hint is a closed list of words."""
    return all(isinstance(one, str) for one in getattr(hint, "__args__", (0,)))
