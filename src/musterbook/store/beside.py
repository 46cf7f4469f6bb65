"""The small file beside a book, for what is no fact yet: bands read, counts not opened, sheets being typed.

Each room keeps tables of its own in it. It is its owner's alone, and goes nowhere else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

NAME: Final = "scans.db"
_WAIT_SECONDS: Final = 10


class Beside:
    """Tables in that file; without a folder, as with a book in a server's database, in memory alone.

    Attributes:
        tables: the statements that make them where they are not there.
    """

    tables: ClassVar[str]

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / NAME if folder is not None else None
        self._alone: sqlite3.Connection | None = None
        self._made = False

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if self._path is None:
            self._alone = self._alone or self._based(":memory:")
            yield self._alone
            return
        if not self._path.exists():
            self._path.touch(mode=0o600)
            self._made = False
        base = self._based(str(self._path))
        try:
            yield base
        finally:
            base.close()

    def _based(self, path: str) -> sqlite3.Connection:
        base = sqlite3.connect(path, isolation_level=None, timeout=_WAIT_SECONDS, check_same_thread=False)
        base.execute("pragma synchronous = full")
        base.execute("pragma secure_delete = on")  # what was typed or counted and is forgotten is overwritten
        if not self._made:
            base.executescript(self.tables)
            self._made = True
        return base
