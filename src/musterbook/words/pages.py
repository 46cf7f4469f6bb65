"""The words of the console's pages, by key: English here, other languages by a catalogue of the same keys later.

Templates and page code hold keys only. A counted sentence has two forms, `key.one` and `key.other`; a language with
more forms of the plural will bring its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from musterbook.words.page_words import EN

LANGUAGES: Final[Mapping[str, str]] = {"en": "English"}
"""Languages a page can be read in, each with its own name for itself."""

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb"})

Value = str | int | float


def page(key: str, /, **values: Value) -> str:
    """The words for `key`, with `values` put in; counts get thousands marks. KeyError if nobody wrote them."""
    return EN[key].format(**{name: _said(value) for name, value in values.items()})


def known(key: str, /) -> str:
    """The words for a key made of a code from the book; the code itself when it is new to this version."""
    return EN.get(key) or key.rpartition(".")[2].replace("-", " ")


def counted(key: str, number: int, /, **values: Value) -> str:
    """The words for `number` of something: `key.one` or `key.other`."""
    return page(f"{key}.{'one' if number == 1 else 'other'}", n=number, **values)


def digits(number: int | None) -> str:
    """A count as screens show it, `5,704`; a dash when there is none."""
    return "—" if number is None else f"{number:,}".replace("-", "−")


def direction(language: str) -> str:
    """Which way the language is written: `rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def minutes(number: int | None) -> str:
    """A length of time in the two largest units that matter: `3 d 4 h`, `2 h 05 min`, `12 min`."""
    if number is None:
        return "—"
    days, rest = divmod(abs(number), 1440)
    hours, left = divmod(rest, 60)
    if days:
        return page("length.days", days=days, hours=hours)
    return page("length.hours", hours=hours, minutes=f"{left:02d}") if hours else page("length.minutes", minutes=left)


def clock(moment: datetime) -> str:
    """Hours and minutes of a moment in Zulu, `01:07Z`."""
    return f"{moment.astimezone(UTC):%H:%M}Z"


def _said(value: Value) -> str | float:
    return f"{value:,}" if isinstance(value, int) else value
