"""Reading a book file: entries, checkpoints, heads and proofs, beside a writer in this process or another."""

from __future__ import annotations

import os
import sqlite3
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, bindparam, func, select, union

from musterbook.ledger.entry import NO_DIGEST, Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import Checkpoint, head_of, read_checkpoint
from musterbook.ledger.tree import Frontier, Tree
from musterbook.store.disk import check_local
from musterbook.store.engine import driver_of, reading_engine
from musterbook.store.failures import said_plainly
from musterbook.store.growth import Tip, moment
from musterbook.store.migrating import check_version
from musterbook.store.rows import entry_of
from musterbook.store.seal import check_seal
from musterbook.store.tables import (
    checkpoint_table,
    cosignature_table,
    entry_table,
    fork_table,
    log_table,
    sql,
    turned_away_table,
)
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.moves import Objection

BOOK_NAME: Final = "book.db"
PAGE_ENTRIES: Final = 2_000
"""Rows fetched at a time, so that no reader holds a snapshot for long and the write-ahead log can be folded back."""


class SqliteCopies:
    """What a book file holds, for reading."""

    def __init__(self, path: Path, readers: Engine) -> None:
        self.path = path
        self._readers = readers
        self._trees: dict[str, Tree] = {}

    def close(self) -> None:
        """Close every connection that reads."""
        self._readers.dispose()

    def logs(self) -> dict[str, str]:
        """Every log here, with the name of its node as far as known."""
        return {log.hex(): node for log, node in self._all(_LOGS)}

    @property
    def operation(self) -> str:
        """Name of the operation every checkpoint here is of; empty while no log is here."""
        rows = self._all(_ORIGINS)
        return str(rows[0][1]).split("/")[1] if rows else ""

    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Stored entries by log and sequence: of every log, or of one, from `start` up to but not with `until`."""
        for one in sorted(self.logs()) if log is None else (log,):
            for _, digest, body in self.rows(one, start, until):
                yield entry_of(Digest(digest.hex()), body)

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log, in sequence."""
        for _, _, body in self.rows(log, start, until):
            yield body

    def digests(self, log: str, start: int = 0, until: int | None = None) -> Iterator[Digest]:
        """The digests of the entries of a log, in sequence."""
        for _, digest, _ in self.rows(log, start, until):
            yield Digest(digest.hex())

    def received_at(self, entries: Iterable[Digest]) -> Mapping[Digest, datetime]:
        """When this store took the entries in, by its own clock; those not here are left out."""
        found = {}
        for digest in entries:
            for (kept,) in self._all(_RECEIVED, (bytes.fromhex(digest),)):
                found[digest] = moment(kept)
        return found

    def heads(self) -> dict[str, tuple[int, str]]:
        """Size and root (hexadecimal) of every log that has entries."""
        newest = {log: self._all(_NEWEST, (bytes.fromhex(log),)) for log in self.logs()}
        return {log: (rows[0][0], rows[0][1].hex()) for log, rows in sorted(newest.items()) if rows}

    def head(self) -> Digest:
        """The head of the book, by which two copies are compared."""
        return head_of(self.heads())

    def checkpoints(self, log: str, start: int = 0) -> Iterator[Checkpoint]:
        """The checkpoints of a log from size `start` on, smallest first, their signatures checked."""
        for note in self.notes(log, start):
            yield read_checkpoint(note, log=log)

    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """The same as signed notes, as they lie here."""
        for (note,) in self._all(_NOTES, (bytes.fromhex(log), start)):
            yield note

    def sizes(self, log: str, start: int = 0) -> list[int]:
        """The sizes of a log at which it has a checkpoint, from `start` on."""
        return [size for (size,) in self._all(_SIZES, (bytes.fromhex(log), start))]

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned this checkpoint, in order of witness."""
        return [line for (line,) in self._all(_COSIGNATURES, (bytes.fromhex(log), size))]

    def inclusion(self, log: str, seq: int, size: int) -> list[bytes]:
        """The proof that an entry is in the log at a size."""
        return self._tree(log).inclusion(seq, size)

    def consistency(self, log: str, smaller: int, size: int) -> list[bytes]:
        """The proof that a log at a size begins with the log at a smaller one."""
        return self._tree(log).consistency(smaller, size)

    def forks(self) -> Mapping[str, bytes]:
        """The proof of every fork known, by log."""
        return {log.hex(): proof for log, _, proof in self._all(_FORKS)}

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ, once that is proved."""
        return next((seq for forked, seq, _ in self._all(_FORKS) if forked.hex() == log), None)

    def turned_away(self) -> list[tuple[datetime, str, str, bytes]]:
        """What was not taken in: when, from whom, by which rule, and its bytes; oldest first."""
        return [(moment(kept), came_from, rule, raw) for kept, came_from, rule, raw in self._all(_TURNED_AWAY)]

    def tip(self, log: str) -> Tip:
        """Where a log goes on, from its newest checkpoint: no entry is hashed again."""
        rows = self._all(_NEWEST, (bytes.fromhex(log),))
        if not rows:
            return Tip(log, Frontier())
        size, _, kept = rows[0]
        last = self._all(_DIGEST_AT, (bytes.fromhex(log), size - 1))
        return Tip(log, Frontier.from_bytes(size, kept), Digest(last[0][0].hex()) if last else NO_DIGEST)

    def damage(self) -> Iterator[Tampered | Malformed]:
        """What is wrong with the file itself, apart from what its entries and checkpoints say.

        The seal of a cleanly closed file, SQLite's own check of every page, and the columns of checkpoints.
        """
        try:
            check_seal(self.path, up_to_bytes=self.path.stat().st_size)
        except Tampered as found:
            yield found
        for (said,) in self._all("PRAGMA integrity_check"):
            if said != "ok":
                yield Tampered("store.damaged", file=self.path.name, said="integrity_check")
                return
        origins = {log.hex(): origin for log, origin in self._all(_ORIGINS)}
        for log in self._all(_ALL_CHECKPOINT_LOGS):
            if log[0].hex() not in origins:
                yield Tampered("verify.unknown-log", log=log[0].hex()[:16])
        for log, origin in origins.items():
            for size, root, note, kept in self._all(_CHECKPOINTS, (bytes.fromhex(log),)):
                if not _agree(origin, size, root, note, kept):
                    yield Tampered("verify.column", log=log[:16], size=size)

    def _tree(self, log: str) -> Tree:
        """The whole tree of a log, carried on from where it was."""
        tree = self._trees.setdefault(log, Tree())
        for digest in self.digests(log, tree.size):
            tree.append(bytes.fromhex(digest))
        return tree

    def rows(self, log: str, start: int = 0, until: int | None = None) -> Iterator[tuple[int, bytes, bytes]]:
        """Sequence, digest and bytes of each entry of a log, as the columns hold them."""
        end = until if until is not None else 2**62
        while start < end:
            rows = self._all(_ENTRIES, (bytes.fromhex(log), start, min(end, start + PAGE_ENTRIES)))
            if not rows:
                return
            yield from rows
            start += PAGE_ENTRIES

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question, on a connection of its own."""
        with self._reading() as driver:
            return driver.execute(statement, values).fetchall()

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


def _agree(origin: str, size: int, root: bytes, note: str, kept: bytes) -> bool:
    """Whether the columns of a checkpoint repeat what its note says."""
    try:
        whole = Frontier.from_bytes(size, kept).root() == root
    except Malformed:
        return False
    return whole and note.split("\n")[:3] == [origin, str(size), b64encode(root).decode()]


_LOGS: Final = sql(select(log_table.c.log, log_table.c.node))
_ORIGINS: Final = sql(select(log_table.c.log, log_table.c.origin).order_by(log_table.c.log))
_ENTRIES: Final = sql(
    select(entry_table.c.seq, entry_table.c.digest, entry_table.c.body)
    .where(
        entry_table.c.log == bindparam("log"),
        entry_table.c.seq >= bindparam("start"),
        entry_table.c.seq < bindparam("until"),
    )
    .order_by(entry_table.c.seq)
)
_RECEIVED: Final = sql(select(entry_table.c.received_at).where(entry_table.c.digest == bindparam("digest")))
_DIGEST_AT: Final = sql(
    select(entry_table.c.digest).where(entry_table.c.log == bindparam("log"), entry_table.c.seq == bindparam("seq"))
)
_OTHERS: Final = checkpoint_table.alias("others")
_NEWEST: Final = sql(
    select(checkpoint_table.c.size, checkpoint_table.c.root, checkpoint_table.c.range).where(
        checkpoint_table.c.log == bindparam("log"),
        checkpoint_table.c.size
        == select(func.max(_OTHERS.c.size)).where(_OTHERS.c.log == checkpoint_table.c.log).scalar_subquery(),
    )
)
_NOTES: Final = sql(
    select(checkpoint_table.c.note)
    .where(checkpoint_table.c.log == bindparam("log"), checkpoint_table.c.size >= bindparam("start"))
    .order_by(checkpoint_table.c.size)
)
_CHECKPOINTS: Final = sql(
    select(checkpoint_table.c.size, checkpoint_table.c.root, checkpoint_table.c.note, checkpoint_table.c.range)
    .where(checkpoint_table.c.log == bindparam("log"))
    .order_by(checkpoint_table.c.size)
)
_ALL_CHECKPOINT_LOGS: Final = sql(
    union(select(checkpoint_table.c.log), select(entry_table.c.log), select(cosignature_table.c.log))
)
_SIZES: Final = sql(
    select(checkpoint_table.c.size)
    .where(checkpoint_table.c.log == bindparam("log"), checkpoint_table.c.size >= bindparam("start"))
    .order_by(checkpoint_table.c.size)
)
_COSIGNATURES: Final = sql(
    select(cosignature_table.c.line)
    .where(cosignature_table.c.log == bindparam("log"), cosignature_table.c.size == bindparam("size"))
    .order_by(cosignature_table.c.witness)
)
_FORKS: Final = sql(select(fork_table.c.log, fork_table.c.seq, fork_table.c.proof))
_TURNED_AWAY: Final = sql(
    select(
        turned_away_table.c.received_at, turned_away_table.c.came_from, turned_away_table.c.rule,
        turned_away_table.c.bytes,
    ).order_by(turned_away_table.c.id)
)  # fmt: skip
