"""The book as it stood at named heads and as of a moment: what a report is folded from, now or when it is checked.

Heads are a size and a root for every log. A copy that has less, or other bytes, cannot make the report again and says
so; what came later is left out.

A forked log's head never lies beyond the place where its versions part. So heads that do lie beyond it are of a copy
that did not know of the fork: it had one version, which is looked for by its root, and it counted that version as it
counted any log. So does whoever makes the report again, as soon as that version is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    versions: dict[str, Sequence[Entry]] = field(init=False, default_factory=dict)
    """Of logs that are known today to have forked, and were not then: the version that was counted, from that place."""

    def __post_init__(self) -> None:
        own, places = self.whole.heads(), {log: place for log, place, _ in self.whole.parted()}
        for log, (size, root) in self.ends.items():
            version = self._version(log, places[log], size, root) if size > places.get(log, size) else None
            if version is not None:
                self.versions[log] = version
                continue
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
            version = self.versions.get(one)
            known = places[one] if version is not None else size
            ends = [end for end in (until, None if size == places.get(one) else known) if end is not None]
            yield from self.whole.entries(one, start, min(ends, default=None))
            yield from (entry for entry in version or () if start <= entry.seq and (until is None or entry.seq < until))

    def heads(self) -> Heads:
        """Where it ends."""
        return self.ends

    def forks(self) -> Mapping[str, bytes]:
        """The forks known today: what a fork puts aside is put aside in old reports as well."""
        return {log: proof for log, proof in self.whole.forks().items() if log not in self.versions}

    def parted(self) -> Sequence[tuple[str, int, str]]:
        """The same of their branches."""
        return [one for one in self.whole.parted() if one[0] not in self.versions]

    def in_part(self) -> frozenset[str]:
        """The same of logs that are here in part."""
        return self.whole.in_part()

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """The same of what is known by digest alone."""
        return self.whole.known_by_digest()

    def branch_entries(self) -> Iterator[Entry]:
        """The same of what is in them."""
        return (one for one in self.whole.branch_entries() if one.log not in self.versions)

    def received_at(self, entries: Iterable[Digest]) -> Mapping[Digest, datetime]:
        """Nothing: when something came to one copy is no part of what stands at the heads."""
        del entries
        return {}

    def own_logs(self) -> Sequence[str]:
        """None: nothing is written here."""
        return ()

    def _version(self, log: str, place: int, size: int, root: str) -> Sequence[Entry] | None:
        """The entries from the place on of the version that had this root at this size; None where it is not here."""
        if log in self.whole.in_part():
            return None
        beside = (one for one in self.whole.branch_entries() if one.log == log)
        known = {one.digest: one for one in (*self.whole.entries(log, place), *beside)}
        before = Frontier()
        before.extend([bytes.fromhex(entry.digest) for entry in self.whole.entries(log, 0, place)])
        for last in (one for one in known.values() if one.seq == size - 1):
            version = [last]
            while version[-1].seq > place and version[-1].prev in known:
                version.append(known[version[-1].prev])
            version.reverse()
            tree = before.copy()
            tree.extend([bytes.fromhex(one.digest) for one in version])
            if version[0].seq == place and tree.root().hex() == root:
                return version
        return None

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
