"""What every store on a database reads for sharing: sizes and roots of logs, forks with their branches, and peers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.held import tree_before
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import head_of
from musterbook.ledger.tree import Frontier
from musterbook.store.arrival import entries_beside, read_listed
from musterbook.store.kept_held import KeptHeld
from musterbook.store.peers import Peer, read_peer
from musterbook.store.statements import Statements

ALL: Final = 2**62


class KeptShared(KeptHeld):
    """What others may ask of a copy in a database."""

    _says: Statements

    @abstractmethod
    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question, on a connection of its own."""

    @property
    @abstractmethod
    def operation(self) -> str:
        """Name of the operation every checkpoint here is of."""

    @abstractmethod
    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Stored entries by log and sequence."""

    @abstractmethod
    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """The checkpoints of a log as signed notes."""

    @abstractmethod
    def inclusion(self, log: str, seq: int, size: int) -> list[bytes]:
        """The proof that an entry is in the log at a size."""

    @abstractmethod
    def logs(self) -> dict[str, str]:
        """Every log here, with the name of its node as far as known."""

    @abstractmethod
    def digests(self, log: str, start: int = 0, until: int | None = None) -> Iterator[Digest]:
        """The digests of the entries of a log, in sequence."""

    def heads(self) -> dict[str, tuple[int, str]]:
        """Size and root (hexadecimal) of every log that has entries; of one that forked, up to where its views part."""
        newest = {log: self._all(self._says.newest, (bytes.fromhex(log),)) for log in self.logs()}
        heads = {log: (rows[0][0], rows[0][1].hex()) for log, rows in sorted(newest.items()) if rows}
        parts = self.in_part()
        for log, place, _ in self._all(self._says.forks):
            size = min(place, heads.get(log.hex(), (0, ""))[0])
            tree = tree_before(self, log.hex(), place) if log.hex() in parts else None
            if log.hex() in parts and tree is None:
                size, _ = self.newest_note(log.hex(), size)
            heads[log.hex()] = size, tree.root().hex() if tree else self.root_at(log.hex(), size) or ""
        return {log: head for log, head in sorted(heads.items()) if head[0]}

    def head(self) -> Digest:
        """The head of the book, by which two copies are compared."""
        return head_of(self.heads())

    def size_of(self, log: str) -> int:
        """How many entries of a log are here; of one that forked, of the branch that came first."""
        rows = self._all(self._says.newest, (bytes.fromhex(log),))
        return int(rows[0][0]) if rows else 0

    def root_at(self, log: str, size: int) -> str | None:
        """The root of a log when it had so many entries; None when they are not here."""
        rows = self._all(self._shares.range_below, (bytes.fromhex(log), size))
        if size <= 0:
            return None
        frontier = Frontier.from_bytes(*rows[0]) if rows else Frontier()
        frontier.extend([bytes.fromhex(digest) for digest in self.digests(log, frontier.size, size)])
        return frontier.root().hex() if frontier.size == size else None

    def sizes(self, log: str, start: int = 0, most: int | None = None) -> list[int]:
        """The sizes of a log at which it has a checkpoint, from `start` on; the first `most`, or all."""
        limit = ALL if most is None else most
        return [size for (size,) in self._all(self._shares.sizes, (bytes.fromhex(log), start, limit))]

    def newest_note(self, log: str, most: int) -> tuple[int, str]:
        """Size and note of the newest checkpoint at or below a size; (0, "") when there is none."""
        rows = self._all(self._shares.note_below, (bytes.fromhex(log), most))
        return (rows[0][0], rows[0][1]) if rows else (0, "")

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ, once that is proved."""
        return next((seq for forked, seq, _ in self._all(self._says.forks) if forked.hex() == log), None)

    def branches(self, log: str) -> list[Frame]:
        """The frames of a forked log beside the branch that came first."""
        rows = self._all(self._shares.branches, (bytes.fromhex(log),))
        return [Frame(log, start, size, note, read_listed(raw)) for start, size, note, raw in rows]

    def parted(self) -> list[tuple[str, int, str]]:
        """What is known of forks, sorted: for each log its place, and with it the last digest of each branch frame."""
        rows = self._all(self._shares.parted)
        return sorted((log.hex(), place, last.hex() if last else "") for log, place, last in rows)

    def branch_entries(self) -> Iterator[Entry]:
        """The entries of such frames, each once; those of the branch that came first are among `entries`."""
        for log, place, _ in self._all(self._says.forks):
            yield from entries_beside(self, self.branches(log.hex()), log.hex(), place)

    def peers(self) -> list[Peer]:
        """The nodes this one has met, by log."""
        return [read_peer(row) for row in self._all(self._shares.peers)]
