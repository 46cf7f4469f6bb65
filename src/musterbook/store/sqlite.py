"""A store in a SQLite file: one writer, any number of readers, and nothing acknowledged before it is durable.

Before a checkpoint is signed, the bytes just inserted are read again inside the open transaction and hashed: a bit
flipped between hashing and storing would otherwise be signed for ever. And a COMMIT that fails is *unknown*, not
failed: SQLite may have written it before it reported the error. The rule for that (ledger.md section 6) stands here,
in `_commit` and `_settle`, and nowhere else.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, overload

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine

from musterbook.ledger.chain import Accepted, Fork, judge
from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import Checkpoint, parse_checkpoint, public_of
from musterbook.ledger.tree import Frontier
from musterbook.store.arrival import (
    TURNED_AWAY_BYTES_MAX,
    Verdict,
    copy_of,
    held_cosignatures,
    inside,
    kept_bytes,
    proof_of,
)
from musterbook.store.copies import BOOK_NAME, SqliteCopies, open_copies
from musterbook.store.disk import check_local, check_writable, room_left_bytes
from musterbook.store.engine import (
    WRITER_SETTINGS,
    Opening,
    Settings,
    driver_of,
    open_file,
    reading_engine,
    writing_engine,
)
from musterbook.store.failures import said_plainly
from musterbook.store.growth import Tip, check_in_place, checkpoint_of, key_needed, milliseconds, runs_of
from musterbook.store.lock import FolderLock
from musterbook.store.migrating import bring_up
from musterbook.store.seal import check_seal, drop_seal, write_seal
from musterbook.store.statements import (
    ADD_CHECKPOINT,
    ADD_CHECKPOINT_ONCE,
    ADD_COSIGNATURE,
    ADD_ENTRY,
    ADD_FORK,
    ADD_LOG,
    ADD_TURNED_AWAY,
    BODIES_FROM,
    CHECKPOINT_BELOW,
    DIGEST_AT,
    DROP_OLDEST_TURNED_AWAY,
    TURNED_AWAY_BYTES,
)
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

_SAYS = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A COMMIT that failed: what would be there if it had not."""

    log: str
    seq: int
    digest: Digest


class SqliteStore(SqliteCopies):
    """The book in `folder`, open for writing. Use `open_store`; close it, so that it can be sealed.

    Args:
        folder: where `book.db` lies, or will.
        operation: name of the operation, for a new file; an existing one must be of the same.
        opening: how connections are opened; by the standard driver unless the disk is a simulated one.
    """

    def __init__(self, folder: Path, *, operation: str = "", opening: Opening = open_file) -> None:
        check_local(folder)
        check_writable(folder)
        path = folder / BOOK_NAME
        self._opening = opening
        self._lock = FolderLock(folder)
        try:
            self._open(path, operation)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, path: Path, operation: str) -> None:
        check_seal(path)
        drop_seal(path)
        with said_plainly(path):
            self._writers = writing_engine(path, opening=self._opening)
            bring_up(self._writers, path)
            self._writer: Connection | None = self._writers.connect()
        super().__init__(path, reading_engine(path, opening=self._opening))
        self._beneath: sqlite3.Connection | None = None
        self._writing = threading.RLock()
        self._keys: dict[str, Ed25519PrivateKey] = {}
        self._tips: dict[str, Tip] = {}
        self._doubt: _Doubt | None = None
        known = super().operation
        if known and operation and known != operation:
            raise Refused(Objection("store.other-operation", values={"file": known, "asked": operation}))
        self._operation = known or operation

    @property
    def operation(self) -> str:
        """Name of the operation every checkpoint here is of."""
        return self._operation

    def close(self) -> None:
        """Close the book: the write-ahead log is folded back and the closed file sealed."""
        with self._writing:
            super().close()
            with contextlib.suppress(MusterbookError):
                self._fold_back()
            write_seal(self.path)
            self._lock.release()

    def _fold_back(self) -> None:
        """Close the connection that writes as the last one, so that SQLite folds the log back and removes it."""
        with said_plainly(self.path):
            self._connection().close()
        self._writer = self._beneath = None
        self._writers.dispose()

    def room_left(self) -> int:
        """Free bytes on the disk under the book; `disk` says below which figures to warn and to refuse offers."""
        return room_left_bytes(self.path.parent)

    def create_log(self, key: Ed25519PrivateKey, node: str) -> str:
        """Open a log of ours under a new private key; its id. The same key again is Refused."""
        log = public_of(key)
        if not self._operation:
            raise Refused(Objection("store.no-operation"))
        with self._writing, self._in_one_transaction():
            if log in self.logs():
                raise Refused(Objection("store.log-exists", values={"log": log[:16]}))
            self._keep_log(log, node)
            self._driver().execute("COMMIT")
        return self.hold_key(key)

    def hold_key(self, key: Ed25519PrivateKey) -> str:
        """Write a log of ours from now on with its private key, held in memory only; the log's id."""
        log = public_of(key)
        if log not in self.logs():
            raise Refused(Objection("store.unknown-log", values={"log": log[:16]}))
        self._keys[log] = key
        return log

    def own_logs(self) -> Sequence[str]:
        """Open logs whose keys are here, in order of opening."""
        return list(self._keys)

    def append(
        self,
        log: str,
        acts: Sequence[tuple[Act, Sequence[Signature]]],
        *,
        at: datetime,
        register: tuple[int, str],
    ) -> list[Entry]:
        """Write acts at the end of a log of ours; returns when all of them are durable, or none is there.

        One transaction, and one checkpoint for every run of `growth.runs_of`: hardly ever more than one.

        Raises:
            Refused: no key, disk full, not recorded, or not known yet whether it was.
            Tampered: what was read back is not what was written; the log takes nothing more.
        """
        key = key_needed(self._keys, log)
        with self._writing:
            self._settle()
            tip = self._tip(log)
            made: list[Entry] = []
            with self._in_one_transaction():
                for run in runs_of(tip, acts):
                    self._keep_entries(run, received_at=milliseconds(at), came_from="")
                    tip = tip.after(self._read_back(run))
                    self._keep_checkpoint(
                        checkpoint_of(tip, key, operation=self._operation, at=at, register=register), tip
                    )
                    made += run
            if made:
                self._commit(made[-1])
                self._tips[log] = tip
        return made

    def ingest(self, frame: Frame, *, came_from: str, at: datetime) -> Verdict:
        """Judge a frame and keep it if it is accepted; the verdict of `chain.judge`. All of it or nothing.

        What is turned away is kept beside the book, the newest GiB of it; a gap keeps nothing, as it will come again.

        Raises:
            Malformed: the frame's note is no checkpoint, and this store has no operation yet.
            Refused: the disk is full, not recorded, or not known yet, as for `append`.
        """
        with self._writing:
            self._settle()
            self._operation = self._operation or parse_checkpoint(frame.note, log=frame.log).operation
            verdict = judge(copy_of(self, self._tip(frame.log), forked_at=self.forked_at(frame.log)), frame)
            received_at = milliseconds(at)
            with self._in_one_transaction():
                if isinstance(verdict, Accepted):
                    self._keep_accepted(frame, verdict, received_at=received_at, came_from=came_from)
                elif isinstance(verdict, Fork) and (proof := proof_of(self, frame, verdict)):
                    self._driver().execute(ADD_FORK, (bytes.fromhex(frame.log), *proof))
                    self._keys.pop(frame.log, None)
                elif isinstance(verdict, Fork) or verdict.rule != "frame.gap":
                    rule = "log.forked" if isinstance(verdict, Fork) else verdict.rule
                    self._keep_turned_away(received_at, came_from, rule, kept_bytes(frame))
            self._commit(verdict.entries[-1] if isinstance(verdict, Accepted) and verdict.entries else None)
            if isinstance(verdict, Accepted) and verdict.entries:
                self._keys.pop(frame.log, None)  # ours went on elsewhere: we never write in it again
                self._tips[frame.log] = Tip(frame.log, verdict.frontier, verdict.entries[-1].digest)
        return verdict

    def keep_checkpoints(self, log: str, notes: Iterable[str]) -> list[Malformed | Tampered]:
        """Keep checkpoints at sizes we have entries for, if the root is ours; what does not hold of the others.

        Nothing of a log that forked is taken. Refused as for `append`.
        """
        failures, told = list[Malformed | Tampered](), list(notes)
        with self._writing:
            self._settle()
            if self.forked_at(log) is not None:
                return failures
            with self._in_one_transaction():
                for one in inside(self, log, told, begun=self._tree_before(log, told), size=self._tip(log).size):
                    if isinstance(one, tuple):
                        self._keep_checkpoint(one[0], Tip(log, one[1]), statement=ADD_CHECKPOINT_ONCE)
                    else:
                        failures.append(one)
            self._commit(None)
        return failures

    def _tree_before(self, log: str, notes: Iterable[str]) -> Frontier:
        """Our tree at the last checkpoint here at or below the first of these sizes."""
        sizes = [int(line) for note in notes if (line := note.partition("\n")[2].partition("\n")[0]).isdecimal()]
        found = self._driver().execute(CHECKPOINT_BELOW, (bytes.fromhex(log), min([*sizes, 2**62]))).fetchone()
        return Frontier.from_bytes(*found) if found else Frontier()

    def _keep_accepted(self, frame: Frame, verdict: Accepted, *, received_at: int, came_from: str) -> None:
        if frame.log not in self.logs():
            self._keep_log(frame.log, "")
        if verdict.entries:
            self._keep_entries(verdict.entries, received_at=received_at, came_from=came_from)
        if frame.size not in self.sizes(frame.log, frame.size)[:1]:
            self._keep_checkpoint(verdict.checkpoint, Tip(frame.log, verdict.frontier))
        for witness, line in held_cosignatures(self, verdict.checkpoint, frame.note):
            self._driver().execute(ADD_COSIGNATURE, (bytes.fromhex(frame.log), frame.size, witness, line))

    def _keep_turned_away(self, received_at: int, came_from: str, rule: str, raw: bytes) -> None:
        driver = self._driver()
        driver.execute(ADD_TURNED_AWAY, (received_at, came_from, rule, raw))
        while (driver.execute(TURNED_AWAY_BYTES).fetchone()[0] or 0) > TURNED_AWAY_BYTES_MAX:
            driver.execute(DROP_OLDEST_TURNED_AWAY)

    def _tip(self, log: str) -> Tip:
        if log not in self._tips:
            self._tips[log] = self.tip(log)
        return self._tips[log]

    def _keep_log(self, log: str, node: str) -> None:
        self._driver().execute(ADD_LOG, (bytes.fromhex(log), node, None, f"musterbook/{self._operation}/{log[:16]}"))

    def _keep_entries(self, entries: Sequence[Entry], *, received_at: int, came_from: str) -> None:
        log = bytes.fromhex(entries[0].log)
        raw = bytes.fromhex
        rows = ((log, one.seq, raw(one.digest), one.body, received_at, came_from) for one in entries)
        self._driver().executemany(ADD_ENTRY, rows)

    def _keep_checkpoint(self, checkpoint: Checkpoint, tip: Tip, *, statement: str = ADD_CHECKPOINT) -> None:
        self._driver().execute(
            statement,
            (
                bytes.fromhex(checkpoint.log), checkpoint.size, bytes.fromhex(checkpoint.root), checkpoint.note,
                tip.frontier.to_bytes(),
            ),
        )  # fmt: skip

    def _read_back(self, run: Sequence[Entry]) -> list[bytes]:
        """Judge what the open transaction really holds; its digests.

        A log in which something else lies than was written takes nothing more.
        """
        first = run[0]
        rows = self._driver().execute(BODIES_FROM, (bytes.fromhex(first.log), first.seq)).fetchall()
        try:
            return check_in_place(run, [body for (body,) in rows])
        except Tampered:
            self._keys.pop(first.log, None)
            raise

    def _connection(self) -> Connection:
        """The one connection that writes; opened again when it had to be given up."""
        if self._writer is None:
            self._writer = self._writers.connect()
        return self._writer

    def _driver(self) -> sqlite3.Connection:
        """The driver beneath it, which runs the statements of the hot path as Core compiled them once."""
        if self._writer is None or self._beneath is None:
            self._beneath = driver_of(self._connection())
        return self._beneath

    @contextmanager
    def _in_one_transaction(self) -> Iterator[None]:
        """Everything inside, or nothing: COMMIT is left to `_commit`."""
        try:
            with said_plainly(self.path):
                self._driver().execute("BEGIN IMMEDIATE")
                yield
        except BaseException:
            self._give_up()
            raise

    def _commit(self, last: Entry | None) -> None:
        """Make the open transaction durable. An error leaves a doubt, which is settled at once if it can be.

        Without a `last` entry the transaction may be tried again whatever became of it, and nothing is in doubt.

        Raises:
            Refused: `store.not-recorded`: certain; the same act may be tried again under its id.
                `store.not-known-yet`: nothing more may be written until it is known.
        """
        try:
            with said_plainly(self.path):
                self._driver().execute("COMMIT")
        except BaseException as failed:
            if last is None:
                self._give_up()
                raise
            _SAYS.warning("commit of log %s at %d failed: %s", last.log[:16], last.seq, type(failed).__name__)
            self._doubt = _Doubt(last.log, last.seq, last.digest)
            if not isinstance(failed, Exception):
                raise
            if not self._settle():
                raise Refused(Objection("store.not-recorded", values={"log": last.log[:16], "seq": last.seq})) from None

    def _settle(self) -> bool:
        """Find out what became of a COMMIT that failed: True when it is there (or there was no doubt), False when not.

        Everything in memory is dropped and the file opened anew, so that recovery runs. What is found counts only when
        it can be folded into the file and synced there: a page that only the cache holds, or a frame that a later
        crash could raise from the dead, is gone or durable after that. Refused `store.not-known-yet` otherwise.
        """
        if self._doubt is None:
            return True
        doubt = self._doubt
        self._tips.clear()
        self._give_up()
        self._readers.dispose()
        try:
            found = _recovered(self.path, doubt, self._opening)
        except (MusterbookError, OSError):
            raise Refused(Objection("store.not-known-yet", values={"log": doubt.log[:16], "seq": doubt.seq})) from None
        self._doubt = None
        return found

    def _give_up(self) -> None:
        """Roll back and close the connection that writes."""
        writer, self._writer, self._beneath = self._writer, None, None
        if writer is not None:
            writer.invalidate()
            writer.close()


@overload
def open_store(folder: Path, *, operation: str = "", read_only: Literal[False] = False) -> SqliteStore: ...
@overload
def open_store(folder: Path, *, operation: str = "", read_only: Literal[True]) -> SqliteCopies: ...
@overload
def open_store(folder: Path, *, operation: str = "", read_only: bool) -> SqliteStore | SqliteCopies: ...


def open_store(folder: Path, *, operation: str = "", read_only: bool = False) -> SqliteStore | SqliteCopies:
    """The book in a folder: for writing, one process at a time, or only for reading, beside a writer.

    For reading the folder itself may be read-only. Refused when there is no book to read, when another process writes
    here, when the folder lies on a network share or may not be written; Tampered when the closed file was changed.
    """
    return open_copies(folder) if read_only else SqliteStore(folder, operation=operation)


def _recovered(path: Path, doubt: _Doubt, opening: Opening) -> bool:
    """Whether the entry in doubt is in the file, once that is certain and durable; Refused while it is not.

    Alone in exclusive mode SQLite rebuilds its index from the log file itself, so an entry not found then is in no
    frame that could rise again. With readers in other processes the log must be folded back and cut to nothing first,
    which needs room on the disk. One that is found must be synced in any case: folding back does that.
    """
    try:
        return _found(path, doubt, writing_engine(path, _EXCLUSIVE, opening=opening), cut_first=False)
    except Refused:
        return _found(path, doubt, writing_engine(path, opening=opening), cut_first=True)


def _found(path: Path, doubt: _Doubt, engine: Engine, *, cut_first: bool) -> bool:
    with said_plainly(path), engine.connect() as connection:
        driver = driver_of(connection)
        if cut_first:
            _cut_log(driver)
        row = driver.execute(DIGEST_AT, (bytes.fromhex(doubt.log), doubt.seq)).fetchone()
        there = row is not None and row[0].hex() == doubt.digest
        if there and not cut_first:
            _cut_log(driver)
    return there


def _cut_log(driver: sqlite3.Connection) -> None:
    """Fold the write-ahead log into the file, sync, and cut it to nothing; Refused when someone reads just then."""
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Refused(Objection("store.busy"))


_EXCLUSIVE: Final[Settings] = (("locking_mode", "exclusive"), *WRITER_SETTINGS)
