"""What every store on a database reads of logs that it holds in part (`held.py`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.held import Held, Run, read_run
from musterbook.ledger.tree import Frontier
from musterbook.store.rows import entry_of
from musterbook.store.shared_statements import SharedStatements, shared_statements
from musterbook.store.statements import Statements
from musterbook.terms.errors import Tampered


class KeptHeld(ABC):
    """Logs in part, for reading."""

    _says: Statements

    @abstractmethod
    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of one question, on a connection of its own."""

    @property
    def _shares(self) -> SharedStatements:
        return shared_statements(self._says.dialect)

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        rows = self._all(self._shares.excerpt_logs)
        if not all(isinstance(log, bytes) for (log,) in rows):  # a page that went bad may have taken a key
            raise Tampered("store.damaged", file="book", said="a log without its key")
        return frozenset(log.hex() for (log,) in rows)

    def held(self, log: str) -> list[Held]:
        """The places known of a log in part, behind its whole beginning."""
        rows = self._all(self._shares.excerpts, (bytes.fromhex(log),))
        return [Held(seq, Digest(digest.hex()), body) for seq, digest, body in rows]

    def runs(self, log: str) -> list[Run]:
        """How they were shown."""
        return [read_run(*row) for row in self._all(self._shares.shown, (bytes.fromhex(log),))]

    def tree_at(self, log: str, size: int) -> Frontier | None:
        """The tree of a log at a size where a checkpoint of it is here, and at none; None elsewhere."""
        if size == 0:
            return Frontier()
        rows = self._all(self._shares.tree_at, (bytes.fromhex(log), size))
        return Frontier.from_bytes(*rows[0]) if rows else None

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """Entries of which only digest, log and place may be known here."""
        return {one.digest: (log, one.seq) for log in self.in_part() for one in self.held(log) if one.body is None}

    def _entry(self, digest: Digest, body: bytes) -> Entry:
        """The entry whose bytes lie here."""
        return entry_of(digest, body)

    def _held_entries(self, log: str, start: int, until: int | None) -> Iterator[Entry]:
        end = until if until is not None else 2**62
        for one in self.held(log):
            if one.body is not None and start <= one.seq < end:
                yield self._entry(one.digest, one.body)
