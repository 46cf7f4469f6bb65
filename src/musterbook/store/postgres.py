"""A store in PostgreSQL: several processes over one book, and for each log one that writes.

Whoever holds the key of a log holds its advisory lock for as long as he holds the key, and whoever takes in a frame of
another log holds that log's for as long as it takes. The lock belongs to the session, so it outlives nobody, and it is
what makes a lost COMMIT knowable: as long as the server is still at work on it, the lost session has the lock, and
whoever gets the lock sees what became of it.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.pq import TransactionStatus

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import public_of
from musterbook.store.address import Address
from musterbook.store.disk import room_left_bytes
from musterbook.store.keeping import Doubt, Keeping
from musterbook.store.postgres_columns import column_of, take_columns
from musterbook.store.postgres_copies import PostgresCopies, channel_of
from musterbook.store.postgres_failures import said_plainly
from musterbook.store.postgres_line import Line, open_line
from musterbook.store.session_rights import EVERYTHING
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

TOGETHER: Final = 4
"""From so many entries on they go as columns in one statement, which costs about what COPY does (0932, 1005)."""

_COLUMNS: Final = (
    "INSERT INTO entry (log, seq, digest, body, received_at, came_from) "
    "SELECT %s, %s + place - 1, digest, body, %s, %s "
    "FROM unnest(%b::bytea[], %b::bytea[]) WITH ORDINALITY AS new(digest, body, place)"
)
_BODIES_LYING: Final = b"SELECT array_agg(body ORDER BY seq) FROM entry WHERE log = %s AND seq >= %s"
_HOLDERS: Final = (
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND (classid::bigint << 32) | objid::bigint = %s"
)


class PostgresStore(PostgresCopies, Keeping):
    """The book at `address`, open for writing. Use `opening.open_store`.

    Args:
        address: where it lies.
        operation: name of the operation, for a new book; an existing one must be of the same.
        folder: the book's folder, whose disk is watched; None where nothing lies in one.
    """

    _first_part: ClassVar[int] = 32  # the server is at work on it while the next is made here (decision 1068)

    def __init__(self, address: Address, *, operation: str = "", folder: Path | None = None) -> None:
        self._folder = folder
        self._writer: Line | None = None
        self._locked: Counter[str] = Counter()
        self._piped = contextlib.ExitStack()
        # Said when a transaction begins: what it may see, and whom to tell, who hears it only after COMMIT.
        self._said_first = f"{EVERYTHING.named()}, pg_notify('{channel_of(address)}', '')".encode()
        PostgresCopies.__init__(self, address)
        try:
            Keeping.__init__(self, operation)
            self._line()
        except BaseException:
            self._lines.close()
            raise

    def close(self) -> None:
        """End every session; with them go the locks."""
        with self._writing:
            PostgresCopies.close(self)
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()

    def room_left(self) -> int:
        """Free bytes on the disk of the folder; how much the server has left its own keeper watches."""
        return 2**62 if self._folder is None else room_left_bytes(self._folder)

    def hold_key(self, key: Ed25519PrivateKey) -> str:
        """Write a log of ours from now on; Refused `store.in-use` while another process writes it."""
        log = public_of(key)
        if log not in self._keys and log in self.logs():
            with self._writing:
                self._lock(log)
        return super().hold_key(key)

    @contextmanager
    def _alone_in(self, log: str) -> Iterator[None]:
        self._lock(log)
        try:
            if log not in self._keys:
                self._tips.pop(log, None)  # another process may have taken something in since
            yield
        finally:
            if log not in self._keys or self._locked[log] > 1:
                self._unlock(log)

    def _keep_log(self, log: str, node: str) -> None:
        super()._keep_log(log, node)
        self._line().execute(EVERYTHING.named().encode())  # the session may now see the new log too

    def _keep_entries(self, entries: Sequence[Entry], *, received_at: int, came_from: str) -> None:
        if len(entries) < TOGETHER:
            super()._keep_entries(entries, received_at=received_at, came_from=came_from)
            return
        first = entries[0]
        columns = column_of([bytes.fromhex(one.digest) for one in entries]), column_of([one.body for one in entries])
        self._tell(_COLUMNS, (bytes.fromhex(first.log), first.seq, received_at, came_from, *columns))

    def _bodies_lying(self, log: str, start: int) -> Callable[[], Sequence[bytes]]:
        asked = self._line().cursor(binary=True).execute(_BODIES_LYING, (bytes.fromhex(log), start))
        return lambda: (asked.fetchone() or (None,))[0] or []

    def _tell(self, statement: str, values: Sequence[object] = ()) -> None:
        self._line().execute(statement.encode(), values or None)

    def _tell_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        with self._line().cursor() as cursor:
            cursor.executemany(statement.encode(), rows)

    def _asked(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._line().cursor(binary=True) as cursor:
            return cursor.execute(statement.encode(), values or None).fetchall()

    @contextmanager
    def _begin(self) -> Iterator[None]:
        # Nothing waits for an answer it does not need, COMMIT neither (decisions 1005 and 0957).
        with said_plainly(self.address):
            line = self._line()
            self._piped.enter_context(line.pipeline())
            line.execute(b"BEGIN")
            line.execute(self._said_first)
            yield

    def _make_durable(self) -> None:
        line = self._writer
        assert line is not None, "a transaction is ended in the session in which it was begun"
        with said_plainly(self.address), self._piped:
            line.execute(b"COMMIT")

    def _is_undone(self) -> bool:
        # Where a statement before COMMIT was refused the server passes COMMIT over, and says it waits for ROLLBACK.
        line = self._writer
        return line is not None and not line.closed and line.info.transaction_status is TransactionStatus.INERROR

    def _give_up(self) -> None:
        with contextlib.suppress(psycopg.Error):
            self._piped.close()
        writer = self._writer
        if writer is None:
            return
        try:
            writer.execute(b"ROLLBACK")
        except psycopg.Error:
            self._writer = None
            with contextlib.suppress(psycopg.Error):
                writer.close()

    def _recovered(self, doubt: Doubt) -> bool:
        """Whether the entry in doubt is there: certain once the log's lock is ours, for a lost session still holds it.

        What another session can see of a commit is durable already, since `synchronous_commit` was read back.
        """
        with self._alone_in(doubt.log):
            rows = self._all(self._says.digest_at, (bytes.fromhex(doubt.log), doubt.seq))
        return bool(rows) and rows[0][0].hex() == doubt.digest

    def _line(self) -> Line:
        """The one session that writes; opened again, with its locks, when it was lost."""
        if self._writer is None or self._writer.closed:
            known = {log: self._tips[log].last for log in self._keys if log in self._tips}
            self._writer = open_line(self.address)
            take_columns(self._writer)
            try:
                for log in sorted(self._locked):
                    self._seize(log)
            except BaseException:
                writer, self._writer = self._writer, None
                writer.close()
                raise
            for log, last in known.items():
                self._check_ours(log, last)
        return self._writer

    def _check_ours(self, log: str, last: Digest) -> None:
        """While a session is lost so is its lock: a log that somebody else wrote meanwhile is not ours any more."""
        tip = self.tip(log)
        if tip.last != last and (self._doubt is None or tip.last != self._doubt.digest):
            self._keys.pop(log, None)
            self._tips.pop(log, None)

    def _lock(self, log: str) -> None:
        self._line()
        if not self._locked[log]:
            self._seize(log)
        self._locked[log] += 1

    def _seize(self, log: str) -> None:
        assert self._writer is not None, "a lock belongs to a session"
        try:
            self._writer.execute("SELECT pg_advisory_lock(%s)", [_lock_of(log)])
        except psycopg.errors.LockNotAvailable:
            holder = self._writer.execute(_HOLDERS, [_lock_of(log)]).fetchone()
            values: dict[str, str | int] = {"folder": str(self.address)}
            values |= {"process": int(holder[0])} if holder else {}
            raise Refused(Objection("store.in-use", values=values)) from None
        except psycopg.Error:
            with said_plainly(self.address):
                raise

    def _unlock(self, log: str) -> None:
        self._locked[log] -= 1
        if self._locked[log] <= 0:
            del self._locked[log]
            if self._writer is not None and not self._writer.closed:
                with contextlib.suppress(psycopg.Error):  # a lost session has no lock to give back
                    self._writer.execute("SELECT pg_advisory_unlock(%s)", [_lock_of(log)])


def _lock_of(log: str) -> int:
    """The number of a log's lock: the first 64 bits of its public key, with a sign."""
    return int.from_bytes(bytes.fromhex(log[:16]), "big", signed=True)
