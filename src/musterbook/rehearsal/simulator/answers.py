"""What a database answered, kept until something is written on which the answer rests.

Nobody but one writer changes a simulated file, so asking SQLite the same again was the largest cost of a world. What an
answer rests on is told from its question: the tables it names, and the log, where it asks for the rows of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from musterbook.store.tables import tables

_NAMED: Final = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)")
_OF_ONE_LOG: Final = re.compile(r"\bWHERE\s+\(?\w+\.log = \?")
_LOG_FIRST: Final = re.compile(r"^INSERT INTO \w+ \(log,|^UPDATE \w+ SET .* WHERE \w+\.log = \?")
_ALL_LOGS: Final = b""

Place = tuple[str, bytes]
"""A table, and the log whose rows are meant; no log for all of them."""


class Answers:
    """Answers by question, and the places each rests on.

    Attributes:
        changes: how many times anything was written that might change an answer.
    """

    def __init__(self) -> None:
        self._known: dict[Place, dict[tuple[str, tuple[object, ...]], list[Any]]] = {}
        self._written: set[Place] = set()
        self.changes = 0

    def find(self, statement: str, values: tuple[object, ...]) -> list[Any] | None:
        """What was answered to this, if it still holds."""
        known = self._known.get(_rests_on(statement, values))
        return None if known is None else known.get((statement, values))

    def keep(self, statement: str, values: tuple[object, ...], rows: list[Any]) -> None:
        """What was answered; not kept where nothing tells what it rests on."""
        place = _rests_on(statement, values)
        if place[0]:
            self._known.setdefault(place, {})[statement, values] = rows

    def note(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Something is being written: it counts once `forget` says that it may."""
        table, of_one_log = _written_by(statement)
        if not table:
            self._written.add(("", _ALL_LOGS))
        for values in rows:
            first = values[0] if of_one_log else None
            self._written.add((table, first if isinstance(first, bytes) else _ALL_LOGS))

    def forget(self) -> None:
        """What was noted is there now, or may be: drop every answer that rests on it."""
        if not self._written:
            return
        self.changes += 1
        if any(not table for table, _ in self._written):
            self.forget_all()
            return
        logs = {log for _, log in self._written}
        touched = {table for table, _ in self._written}
        for place in list(self._known):
            table, log = place
            alike = log == _ALL_LOGS or log in logs or _ALL_LOGS in logs
            if alike and not touched.isdisjoint(table.split()):
                del self._known[place]
        self._written.clear()

    def forget_all(self) -> None:
        """Nothing is known any more."""
        self.changes += 1
        self._known.clear()
        self._written.clear()


def _rests_on(statement: str, values: tuple[object, ...]) -> Place:
    """The tables a question names, with a space between, and the log if it asks for one; no table if none is told."""
    named, of_one_log = _asked(statement)
    log = values[0] if of_one_log and values else None
    return named, log if isinstance(log, bytes) else _ALL_LOGS


@lru_cache(maxsize=256)
def _asked(statement: str) -> tuple[str, bool]:
    named = set(_NAMED.findall(statement))
    known = named and named <= tables.tables.keys()
    return " ".join(sorted(named)) if known else "", bool(_OF_ONE_LOG.search(statement))


@lru_cache(maxsize=256)
def _written_by(statement: str) -> tuple[str, bool]:
    named = _NAMED.findall(statement)
    known = bool(named) and named[0] in tables.tables
    return named[0] if known else "", bool(_LOG_FIRST.search(statement))
