"""What every store on a database reads alike: entries, checkpoints, heads and proofs, in its dialect's statements."""

from __future__ import annotations

from abc import abstractmethod
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Table, select

from musterbook.ledger.entry import NO_DIGEST, Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import Checkpoint, read_checkpoint
from musterbook.ledger.tree import Frontier, Tree
from musterbook.store.growth import Tip, moment
from musterbook.store.kept_shared import KeptShared
from musterbook.store.statements import Statements, sql
from musterbook.terms.errors import Malformed, Tampered

PAGE_ENTRIES: Final = 2_000
"""Rows fetched at a time, so that no reader holds a snapshot for long and the write-ahead log can be folded back."""


class Kept(KeptShared):
    """What a database holds of a book, for reading. Each dialect says how it is asked."""

    _says: Statements

    def __init__(self) -> None:
        self._trees: dict[str, Tree] = {}

    @abstractmethod
    def close(self) -> None:
        """Close every connection that reads."""

    def listen(self, heard: Callable[[], None]) -> Callable[[], None]:
        """Have `heard` called, from another thread, whenever anybody has written; how to end that.

        Files tell nobody: there it is never called, and whoever wants to know looks again.
        """
        del heard
        return lambda: None

    @abstractmethod
    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question, on a connection of its own."""

    @abstractmethod
    def _beneath_contents(self) -> Iterator[Tampered]:
        """What is wrong beneath the tables: pages, files, indexes."""

    def logs(self) -> dict[str, str]:
        """Every log here, with the name of its node as far as known."""
        return self._of_each_log(self._says.logs)

    @property
    def operation(self) -> str:
        """Name of the operation every checkpoint here is of; empty while no log is here."""
        origin = next(iter(self._of_each_log(self._says.origins).values()), None)
        if origin is None:
            return ""
        _, _, operation = origin.partition("/")
        if not operation:
            raise Tampered("store.damaged", file="book", said="a log of no operation")
        return operation.split("/")[0]

    def _of_each_log(self, statement: str) -> dict[str, str]:
        """What is told of each log; a page of the file that went bad may have taken the log's own key."""
        rows = self._all(statement)
        if not all(isinstance(log, bytes) and isinstance(told, str) for log, told in rows):
            raise Tampered("store.damaged", file="book", said="a log without its key")
        return {log.hex(): told for log, told in rows}

    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Stored entries by log and sequence: of every log, or of one, from `start` up to but not with `until`."""
        parts = self.in_part()
        for one in sorted(self.logs()) if log is None else (log,):
            for _, digest, body in self.rows(one, start, until):
                yield self._entry(Digest(digest.hex()), body)
            if one in parts:
                yield from self._held_entries(one, start, until)

    def rows_of(self, table: Table) -> list[tuple[Any, ...]]:
        """Every row of a table, without the numbers that a database gives by itself."""
        return [tuple(row) for row in self._all(sql(select(*given_columns(table)), self._says.dialect))]

    def arrival_of(self, log: str, seq: int) -> tuple[int, str]:
        """When an entry was received, in milliseconds since 1970, and from whom."""
        ((received_at, came_from),) = self._all(self._says.arrival, (bytes.fromhex(log), seq))
        return received_at, came_from

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
            raw = (bytes.fromhex(digest),)
            for (kept,) in self._all(self._says.received, raw) or self._all(self._shares.excerpt_received, raw):
                found[digest] = moment(kept)
        return found

    def checkpoints(self, log: str, start: int = 0) -> Iterator[Checkpoint]:
        """The checkpoints of a log from size `start` on, smallest first, their signatures checked."""
        for note in self.notes(log, start):
            yield read_checkpoint(note, log=log)

    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """The same as signed notes, as they lie here."""
        for (note,) in self._all(self._says.notes, (bytes.fromhex(log), start)):
            yield note

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned this checkpoint, in order of witness."""
        return [line for (line,) in self._all(self._says.cosignatures, (bytes.fromhex(log), size))]

    def inclusion(self, log: str, seq: int, size: int) -> list[bytes]:
        """The proof that an entry is in the log at a size."""
        return self._tree(log).inclusion(seq, size)

    def consistency(self, log: str, smaller: int, size: int) -> list[bytes]:
        """The proof that a log at a size begins with the log at a smaller one."""
        return self._tree(log).consistency(smaller, size)

    def forks(self) -> Mapping[str, bytes]:
        """The proof of every fork known, by log."""
        return {log.hex(): proof for log, _, proof in self._all(self._says.forks)}

    def turned_away(self) -> list[tuple[datetime, str, str, bytes]]:
        """What was not taken in: when, from whom, by which rule, and its bytes; oldest first."""
        rows = self._all(self._says.turned_away)
        return [(moment(kept), came_from, rule, raw) for kept, came_from, rule, raw in rows]

    def tip(self, log: str) -> Tip:
        """Where a log goes on, from its newest checkpoint: no entry is hashed again."""
        rows = self._all(self._says.newest, (bytes.fromhex(log),))
        if not rows:
            return Tip(log, Frontier())
        size, _, kept = rows[0]
        last = self._all(self._says.digest_at, (bytes.fromhex(log), size - 1))
        return Tip(log, Frontier.from_bytes(size, kept), Digest(last[0][0].hex()) if last else NO_DIGEST)

    def damage(self) -> Iterator[Tampered | Malformed]:
        """What is wrong with the database itself, apart from what its entries and checkpoints say.

        What its own checks find beneath the tables (in a file the seal and every page), and the columns of checkpoints.
        """
        found = list(self._beneath_contents())
        yield from found
        if any(one.rule == "store.damaged" for one in found):
            return
        for log in self._unknown_logs():
            yield Tampered("verify.unknown-log", log=log[:16])
        for log, origin in self._of_each_log(self._says.origins).items():
            for size, root, note, kept in self._all(self._says.checkpoints, (bytes.fromhex(log),)):
                if not _agree(origin, size, root, note, kept):
                    yield Tampered("verify.column", log=log[:16], size=size)

    def _unknown_logs(self) -> list[str]:
        """Logs of which something lies here, and which no row of `log` names."""
        known = self.logs()
        return [log.hex() for (log,) in self._all(self._says.all_checkpoint_logs) if log.hex() not in known]

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
            rows = self._all(self._says.entries, (bytes.fromhex(log), start, min(end, start + PAGE_ENTRIES)))
            if not rows:
                return
            yield from rows
            start += PAGE_ENTRIES


def given_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table without those that a database fills by itself."""
    return [one for one in table.columns if table.autoincrement_column is not one]


def _agree(origin: str, size: int, root: bytes, note: str, kept: bytes) -> bool:
    """Whether the columns of a checkpoint repeat what its note says."""
    try:
        whole = Frontier.from_bytes(size, kept).root() == root
    except Malformed:
        return False
    return whole and note.split("\n")[:3] == [origin, str(size), b64encode(root).decode()]
