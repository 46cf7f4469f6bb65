"""Readings of a whole book that a terminal shows, and a console that holds the book open gives at once.

Each is quick where the book was read before: whoever serves two hundred screens gives one between two of their frames.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book

Told = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reading shows: as JSON, as lines in the language that is spoken, and the exit code of the command."""

    told: Told
    lines: Sequence[str]
    code: int = 0


def situation(book: Book, at: datetime) -> Shown:
    """Totals, sites, and what is open."""
    from musterbook.cli.render import situation_lines  # noqa: PLC0415  heavy
    from musterbook.operation.situation import situation as read  # noqa: PLC0415  heavy

    now = read(book, at)
    return Shown(now.told(), situation_lines(now), 6 if now.totals.discrepancies else 0)


def unaccounted(book: Book, at: datetime) -> Shown:
    """Everyone on a suspense account, with whose it is."""
    from musterbook.operation.rolls import in_suspense  # noqa: PLC0415  heavy

    del at
    rows = in_suspense(book)
    told = [{"custodian": custodian, "people": numbers} for custodian, numbers in rows]
    lines = [f"{number}  {custodian}" for custodian, numbers in rows for number in numbers]
    return Shown(told, lines or [in_words("nobody")])


def overdue(book: Book, at: datetime) -> Shown:
    """Handovers nobody accepted in time, and discrepancies whose clock has run out."""
    from musterbook.operation.rolls import overdue_told  # noqa: PLC0415  heavy

    told = overdue_told(book, at)
    lines = [
        in_words("{what}  {owner}  {minutes} min late", what=row["what"], owner=row["owner"], minutes=row["minutes"])
        for row in told
    ]
    return Shown(told, lines or [in_words("nothing is overdue")], 6 if told else 0)


def waiting(book: Book, at: datetime) -> Shown:
    """Entries that do not stand, each with the one reason why."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    del at
    rows = book.not_standing()
    told = [
        {"digest": one.entry.digest, "kind": one.entry.act.kind, "reason": one.reason, "rule": one.rule,
         "says": sentence(one)}
        for one in rows
    ]  # fmt: skip
    lines = [f"{one.entry.digest[:8]}  {one.reason:<14} {sentence(one)}" for one in rows]
    return Shown(told, lines or [in_words("everything stands")])


READINGS: Final[Mapping[str, Callable[[Book, datetime], Shown]]] = {
    "situation": situation, "unaccounted": unaccounted, "overdue": overdue, "waiting": waiting,
}  # fmt: skip
