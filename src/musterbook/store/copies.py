"""Reading a book file: what `kept` reads, beside a writer in this process or another."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from musterbook.store.disk import check_local
from musterbook.store.engine import driver_of, reading_engine
from musterbook.store.failures import said_plainly
from musterbook.store.kept import Kept
from musterbook.store.migrating import check_version
from musterbook.store.seal import check_seal
from musterbook.store.statements import FOR_SQLITE
from musterbook.store.tables import tables
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection

BOOK_NAME: Final = "book.db"


class SqliteCopies(Kept):
    """What a book file holds, for reading."""

    _says = FOR_SQLITE

    def __init__(self, path: Path, readers: Engine) -> None:
        Kept.__init__(self)  # and not whatever stands behind it where a store that writes is made of both
        self.path = path
        self._readers = readers

    def close(self) -> None:
        """Close every connection that reads."""
        self._readers.dispose()

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._reading() as driver:
            return driver.execute(statement, values).fetchall()

    def _beneath_contents(self) -> Iterator[Tampered]:
        try:
            check_seal(self.path, up_to_bytes=self.path.stat().st_size)
        except Tampered as found:
            yield found
        if any(said != "ok" for (said,) in self._all("PRAGMA integrity_check")):
            yield Tampered("store.damaged", file=self.path.name, said="integrity_check")
        for table in tables.sorted_tables:  # bits turned over in the text of a table's columns are not looked for above
            here = {row[1] for row in self._all(f'PRAGMA table_info("{table.name}")')}
            if not here.issuperset(table.columns.keys()):
                yield Tampered("store.damaged", file=self.path.name, said=table.name)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with said_plainly(self.path), self._readers.connect() as connection:
            yield driver_of(connection)


def open_copies(folder: Path) -> SqliteCopies:
    """The book in a folder for reading only; the folder itself may be read-only.

    A cleanly closed book in a folder where nothing can be written is read without locks. Refused when there is none.
    """
    path = folder / BOOK_NAME
    if not path.exists():
        raise Refused(Objection("store.no-book", values={"folder": str(folder)}))
    check_local(folder)
    log = path.with_name(path.name + "-wal")
    alone = not os.access(folder, os.W_OK) and not (log.exists() and log.stat().st_size)
    copies = SqliteCopies(path, reading_engine(path, immutable=alone))
    with copies._reading() as driver:  # noqa: SLF001  the file is ours before anything is asked of it
        check_version(driver)
    return copies
