"""The book as it stood at named heads and as of a moment: what a report is folded from, now or when it is checked.

Heads are a size and a root for every log. A copy that has less, or other bytes, cannot make the report again and says
so; what came later is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Reads, Store
from musterbook.ledger.tree import Frontier
from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Heads
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection


def book_at(book: Book, moment: datetime, heads: Heads | None = None) -> Book:
    """The book at `heads` (its own where None), of what had happened by `moment`; itself where nothing is left out.

    Raises:
        Refused: this copy does not have all that the heads name.
        Tampered: a log of that size has another root here.
    """
    own = book.store.heads()
    if (heads is None or heads == own) and all(entry.happened_at <= moment for entry in book.entries()):
        return book
    return _BookAt(book, own if heads is None else heads, moment)


class _BookAt(Book):
    """A copy of the book that ends at heads and at a moment; nothing can be written in it."""

    def __init__(self, book: Book, heads: Heads, moment: datetime) -> None:
        cut: Reads = _Cut(book.store, heads)
        super().__init__(
            cast("Store", cut), book.settings, register_log=book.register_log,
            papers=book.papers, places=book.places, holds=book.holds,
            own_logs=book.own_logs,
        )  # fmt: skip
        self._happened = [entry for entry in super().entries() if entry.happened_at <= moment]

    def entries(self) -> Sequence[Entry]:
        """What stood in the world by then, in reading order."""
        return self._happened


@dataclass
class _Cut:
    """A store that ends at heads."""

    whole: Store
    ends: Heads

    def __post_init__(self) -> None:
        own = self.whole.heads()
        for log, (size, root) in self.ends.items():
            have = own.get(log, (0, ""))[0]
            if have < size:
                raise Refused(Objection("report.not-here", values={"log": log[:16], "size": size, "have": have}))
            if self._root(log, size, own) != root:
                raise Tampered("report.other-heads", log=log[:16], size=size)

    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """The entries up to the heads, and those beyond a fork where a log ends: what was adopted by then stands.

        A forked log's head is where its versions part, so that it cannot grow; who adopts lies in a log that is cut.
        """
        places = {forked: place for forked, place, _ in self.whole.parted()}
        for one in sorted(self.ends) if log is None else (log,):
            size = self.ends.get(one, (0, ""))[0]
            ends = [end for end in (until, None if size >= places.get(one, size + 1) else size) if end is not None]
            yield from self.whole.entries(one, start, min(ends, default=None))

    def heads(self) -> Heads:
        """Where it ends."""
        return self.ends

    def forks(self) -> Mapping[str, bytes]:
        """The forks known today: what a fork puts aside is put aside in old reports as well."""
        return self.whole.forks()

    def parted(self) -> Sequence[tuple[str, int, str]]:
        """The same of their branches."""
        return self.whole.parted()

    def in_part(self) -> frozenset[str]:
        """The same of logs that are here in part."""
        return self.whole.in_part()

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """The same of what is known by digest alone."""
        return self.whole.known_by_digest()

    def branch_entries(self) -> Iterator[Entry]:
        """The same of what is in them."""
        return self.whole.branch_entries()

    def received_at(self, entries: Iterable[Digest]) -> Mapping[Digest, datetime]:
        """Nothing: when something came to one copy is no part of what stands at the heads."""
        del entries
        return {}

    def own_logs(self) -> Sequence[str]:
        """None: nothing is written here."""
        return ()

    def _root(self, log: str, size: int, own: Heads) -> str:
        """The root of our log at a size."""
        if own[log][0] == size:
            return own[log][1]
        if log in self.whole.in_part():
            known = self.whole.tree_at(log, size)
            return known.root().hex() if known is not None else ""
        tree = Frontier()
        tree.extend([bytes.fromhex(entry.digest) for entry in self.whole.entries(log, 0, size)])
        return tree.root().hex()
