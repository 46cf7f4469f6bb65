"""The store of a simulated node: the one an operation has, on a machine that can be lost without closing anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from musterbook.rehearsal.simulator.cast import OPERATION
from musterbook.store.engine import Opening
from musterbook.store.failures import said_plainly
from musterbook.store.keeping import Doubt
from musterbook.store.sqlite import SqliteStore


class SimulatedStore(SqliteStore):
    """The store, on a machine that can be lost without closing anything.

    Nobody else writes its file, so an answer stands until something is written: asking SQLite again what it said
    before was the largest cost of a world.
    """

    def __init__(self, folder: Path, opening: Opening) -> None:
        self._kept: sqlite3.Connection | None = None
        self._said: dict[tuple[str, tuple[object, ...]], list[Any]] = {}
        super().__init__(folder, operation=OPERATION, opening=opening)

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question, on one connection that is kept: borrowing it anew costs more than the question."""
        asked = statement, tuple(values)
        if asked not in self._said:
            with said_plainly(self.path):
                if self._kept is None:
                    self._kept = self._opening(f"file:{self.path}?mode=ro")
                self._said[asked] = self._kept.execute(statement, values).fetchall()
        return list(self._said[asked])

    @contextmanager
    def _begin(self) -> Iterator[None]:
        self._said.clear()
        with super()._begin():
            yield

    def _make_durable(self) -> None:
        try:
            super()._make_durable()
        finally:
            self._said.clear()

    def _give_up(self) -> None:
        self._said.clear()
        super()._give_up()

    def _recovered(self, doubt: Doubt) -> bool:
        self._let_go()
        return super()._recovered(doubt)

    def _let_go(self) -> None:
        self._said.clear()
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def abandon(self) -> None:
        """The process is gone: connections with it, nothing folded back, nothing sealed."""
        self._let_go()
        self._give_up()
        self._writers.dispose()
        self._readers.dispose()
        self._lock.release()
