"""The store of a simulated node: the one an operation has, on a machine that can be lost without closing anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.rehearsal.simulator.answers import Answers
from musterbook.rehearsal.simulator.cast import OPERATION
from musterbook.store.engine import Opening
from musterbook.store.failures import said_plainly
from musterbook.store.keeping import Doubt
from musterbook.store.rows import entry_of
from musterbook.store.sqlite import SqliteStore


class SimulatedStore(SqliteStore):
    """The store, on a machine that can be lost without closing anything.

    Nobody else writes its file, so an answer stands until something is written on which it rests (`answers.py`).
    """

    def __init__(self, folder: Path, opening: Opening) -> None:
        self._kept: sqlite3.Connection | None = None
        self._answers = Answers()
        super().__init__(folder, operation=OPERATION, opening=opening)

    @property
    def changes(self) -> int:
        """Another whenever something may read otherwise than before."""
        return self._answers.changes

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question, on one connection that is kept: borrowing it anew costs more than the question."""
        asked = tuple(values)
        rows = self._answers.find(statement, asked)
        if rows is None:
            with said_plainly(self.path):
                if self._kept is None:
                    self._kept = self._opening(f"file:{self.path}?mode=ro")
                rows = self._kept.execute(statement, asked).fetchall()
            self._answers.keep(statement, asked, rows)
        return list(rows)

    def _entry(self, digest: Digest, body: bytes) -> Entry:
        """The entry; copies of one world have the same by the dozen, and read each once."""
        return read_once(digest, body)

    def _tell(self, statement: str, values: Sequence[object] = ()) -> None:
        self._answers.note(statement, [values])
        super()._tell(statement, values)

    def _tell_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        listed = list(rows)
        self._answers.note(statement, listed)
        super()._tell_many(statement, listed)

    def _make_durable(self) -> None:
        try:
            super()._make_durable()
        finally:
            self._answers.forget()

    def _give_up(self) -> None:
        self._answers.forget()
        super()._give_up()

    def _recovered(self, doubt: Doubt) -> bool:
        self._let_go()
        return super()._recovered(doubt)

    def _let_go(self) -> None:
        self._answers.forget_all()
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


@lru_cache(maxsize=4096)
def read_once(digest: Digest, body: bytes) -> Entry:
    """An entry; the same bytes are read once for all copies of a world."""
    return entry_of(digest, body)
