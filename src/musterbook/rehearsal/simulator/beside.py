"""Beside a node's book: which entries another may hold of it, and the sealed things, as an operation has both.

What the product asks of the book in a folder is asked here of the book in memory, and again whenever it has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from musterbook.operation.allowing import AllowedTo, allowed_to
from musterbook.operation.book import Book
from musterbook.operation.book_now import Shape, shape_of
from musterbook.operation.carrying_sealed import SealedBeside
from musterbook.rehearsal.simulator.wiring import AnyStore
from musterbook.store.sealed import SealedStore
from musterbook.sync.carrying import NOTHING_SEALED, Sealed
from musterbook.sync.copies import Identity
from musterbook.sync.exchange import SealedBlob


class Beside:
    """What a node gives others of its book, and the sealed things beside it.

    Args:
        book: the node's book as it is now.
        store: its store while it is up.
        sealed: what is sealed at it; None where nothing is.
        identity: who it is.
        gave: is told of everything sealed that is given, to the node of which log, as the book is then.
    """

    def __init__(
        self, book: Callable[[], Book], store: AnyStore, sealed: SealedStore | None, identity: Identity,
        gave: Callable[[Book, str, Sequence[SealedBlob]], None] = lambda _book, _log, _blobs: None,
    ) -> None:  # fmt: skip
        self._book, self._store, self._identity = book, store, identity
        self._known: dict[str, AllowedTo | None] = {}
        self._of: Shape | None = None
        self._changes = -1
        self._opened, self._gave = sealed, gave
        self._carries: Sealed = NOTHING_SEALED

    def allows(self, log: str) -> AllowedTo | None:
        """What the node of a log may hold; None when it may hold everything."""
        node = self.now().register.node_of(log)
        if node is None or not node.partial:
            return None
        if log not in self._known:
            self._known[log] = allowed_to(self._book(), log)
        return self._known[log]

    def give(self, log: str, digests: Sequence[str]) -> Sequence[SealedBlob]:
        """Sealed things that the node of a log may have."""
        given = self._carrying().give(log, digests)
        if given:
            self._gave(self._book(), log, given)
        return given

    def lacking(self, digests: Sequence[str]) -> Sequence[str]:
        """Those of these that this node is to hold and has not."""
        return self._carrying().lacking(digests)

    def wanted(self) -> Sequence[str]:
        """What entries here name, of people this node is to hold, and is not here."""
        return self._carrying().wanted()

    def for_node(self, log: str) -> Sequence[str]:
        """What is here and the node of a log is to hold."""
        return self._carrying().for_node(log)

    def keep(self, blob: SealedBlob) -> str:
        """Keep one that came; the rule by which it is turned away, or nothing."""
        return self._carrying().keep(blob)

    def _carrying(self) -> Sealed:
        self.now()
        return self._carries

    def now(self) -> Book:
        """The book as it is now."""
        book = self._book()
        if self._store.changes == self._changes:
            return book
        self._changes, shape = self._store.changes, shape_of(self._store)
        if shape != self._of:
            self._known, self._of = {}, shape
            sealed = self._opened
            if sealed is not None:
                self._carries = SealedBeside(self._book, lambda: nullcontext(sealed), self._identity.key)
        return book
