"""What a store of logs can do, whatever it is made of: the Protocol that memory, SQLite and PostgreSQL satisfy.

A store holds the logs it writes (those whose private key it was given) and copies of others' logs. Both go through
`chain.judge`; nothing else appends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from musterbook.ledger.entry import Act, Entry, Signature
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import Checkpoint
from musterbook.ledger.tree import Frontier
from musterbook.terms.errors import MusterbookError


@dataclass(frozen=True, slots=True)
class Frame:
    """A run of consecutive entries of one log that ends at a checkpoint: the unit in which entries arrive.

    Attributes:
        log: whose entries they are.
        start: sequence of the first.
        size: size of the log after the last, which the checkpoint signs.
        note: the checkpoint; lines of cosignatures may follow its own.
        bodies: the bytes of each entry.
    """

    log: str
    start: int
    size: int
    note: str
    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy has of one log, as far as judging what comes next needs it.

    Attributes:
        operation: name of the operation every checkpoint must be of.
        log: the log.
        frontier: the tree so far; its size is how many entries we have.
        last: digest of our last entry, or `NO_DIGEST`.
        digest_at: digest of our entry at a place; asked only where a frame overlaps what we have.
        frontier_at: our tree at a size below our own; asked only there too.
        ahead: checkpoints of this log that we saw (when others told what they have) and whose entries we lack.
        forked_at: the first place where two signed views of this log differ, once that is proved.
    """

    operation: str
    log: str
    frontier: Frontier
    last: Digest
    digest_at: Callable[[int], Digest]
    frontier_at: Callable[[int], Frontier]
    ahead: Sequence[Checkpoint] = ()
    forked_at: int | None = None

    @property
    def size(self) -> int:
        """How many entries we have."""
        return self.frontier.size


class HeldPlace(Protocol):
    """One place of a log that is here in part."""

    @property
    def seq(self) -> int:
        """The place."""
        ...

    @property
    def digest(self) -> Digest:
        """The digest there."""
        ...

    @property
    def body(self) -> bytes | None:
        """The entry's bytes; None where only its digest is here."""
        ...


class Reads(Protocol):
    """What a book is folded from: logs that can be read, and what is known of their forks."""

    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Stored entries by log and sequence: of every log, or of one, from `start` up to but not with `until`."""
        ...

    def own_logs(self) -> Sequence[str]:
        """Open logs whose keys are here, in order of opening."""
        ...

    def heads(self) -> Mapping[str, tuple[int, str]]:
        """Size and root (hexadecimal) of every log."""
        ...

    def forks(self) -> Mapping[str, bytes]:
        """The proof of every fork known, by log."""
        ...

    def parted(self) -> Sequence[tuple[str, int, str]]:
        """What is known of forks, sorted: for each log its place, and with it the last digest of each branch frame."""
        ...

    def in_part(self) -> frozenset[str]:
        """Logs of which this copy may hold only some entries."""
        ...

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """Entries that are not here and are shown to be in their logs: digest → log and place."""
        ...

    def branch_entries(self) -> Iterator[Entry]:
        """Entries of logs that forked which are in another branch than the one that came first here."""
        ...


class Store(Reads, Protocol):
    """Logs, kept so that what was acknowledged is still there."""

    def tree_at(self, log: str, size: int) -> Frontier | None:
        """The tree of a log in part at a size where this copy has a checkpoint; None elsewhere."""
        ...

    def held(self, log: str) -> Sequence[HeldPlace]:
        """The places known of a log in part, behind its whole beginning."""
        ...

    def erase(self, log: str, places: Iterable[int]) -> int:
        """Erase the bytes of entries of a log in part that may be held no longer; how many."""
        ...

    @property
    def operation(self) -> str:
        """Name of the operation every checkpoint here is of."""
        ...

    def append(
        self,
        log: str,
        acts: Sequence[tuple[Act, Sequence[Signature]]],
        *,
        at: datetime,
        register: tuple[int, str],
    ) -> list[Entry]:
        """Write acts at the end of a log of ours, under one checkpoint; returns when they are durable.

        Raises:
            Refused: the disk is full, or the store does not have the log's key.
            Tampered: what was read back is not what was written.
        """
        ...

    def ingest(self, frame: Frame, *, came_from: str, at: datetime) -> object:
        """Judge a frame and keep it if it is accepted; the verdict of `chain.judge`. All of it or nothing."""
        ...

    def keep_checkpoints(self, log: str, notes: Iterable[str]) -> Sequence[MusterbookError]:
        """Keep checkpoints at sizes we have entries for, if the root is ours; what does not hold of the others."""
        ...

    def received_at(self, entries: Iterable[Digest]) -> Mapping[Digest, datetime]:
        """When this store took the entries in, by its own clock."""
        ...

    def checkpoints(self, log: str, start: int = 0) -> Iterator[Checkpoint]:
        """The checkpoints of a log from size `start` on, smallest first."""
        ...

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned this checkpoint, in order of witness."""
        ...

    def inclusion(self, log: str, seq: int, size: int) -> list[bytes]:
        """The proof that an entry is in the log at a size."""
        ...

    def consistency(self, log: str, smaller: int, size: int) -> list[bytes]:
        """The proof that a log at a size begins with the log at a smaller one."""
        ...

    def room_left(self) -> int:
        """Free bytes where the store lies."""
        ...

    def close(self) -> None:
        """Close it; nothing may be asked of it afterwards."""
        ...

    def keep_fork(self, proof: bytes) -> bool:
        """Keep the proof of a fork if it proves one lower than any known; whether it was kept."""
        ...
