"""The reading order of a book that is too large to hold: what orders entries is kept in arrays, the entries are not.

Entries are given by log and sequence and get numbers in that order, their places. Of each some hundred bytes are kept:
its moment, its digest, its act's name and what it follows. The order is that of `chains.in_order`, place for place; a
test holds the two against each other. Whoever has the order reads the entries again, one by one.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

NOT_HERE: Final = -1
"""Instead of a place: an entry that is followed and is not among these."""

_WORDS: Final = 4
_AT_ONCE: Final = 1 << 20
Places = NDArray[np.int64]


class Seen:
    """What orders entries, taken from each once, by log and sequence."""

    def __init__(self) -> None:
        self._digests = bytearray()
        self._moments = array("d")
        self._names = bytearray()
        self._after = bytearray()
        self._counts = array("I")

    def __len__(self) -> int:
        return len(self._moments)

    def add(self, entry: Entry) -> None:
        """The next entry of its log, or the first of the next log."""
        act = entry.act
        self._digests += bytes.fromhex(entry.digest)
        self._moments.append(act.happened_at.timestamp())
        self._names += bytes.fromhex(act.id.replace("-", ""))
        for parent in act.after:
            self._after += bytes.fromhex(parent)
        self._counts.append(len(act.after))

    def links(self) -> Links:
        """Everything seen, with each entry that is followed found among them."""
        return Links(
            _words(self._digests), np.frombuffer(self._moments, np.float64), _words(self._after),
            np.frombuffer(self._counts, np.uint32),
        )  # fmt: skip

    def repeated(self) -> list[list[int]]:
        """Places of entries that bear the name of one act, for every act that has several, in order."""
        names = np.frombuffer(self._names, ">u8").reshape(-1, 2)
        order = np.lexsort((names[:, 1], names[:, 0]))
        same = np.flatnonzero((names[order][1:] == names[order][:-1]).all(axis=1))
        groups: list[list[int]] = []
        for at in same.tolist():
            first, second = int(order[at]), int(order[at + 1])
            if groups and groups[-1][-1] == first:
                groups[-1].append(second)
            else:
                groups.append([first, second])
        return [sorted(group) for group in groups]


class Links:
    """Who follows whom, by places."""

    def __init__(
        self, digests: NDArray[np.uint64], moments: NDArray[np.float64], after: NDArray[np.uint64],
        counts: NDArray[np.uint32],
    ) -> None:  # fmt: skip
        self._digests = digests
        self._moments = moments
        self._sorted = np.argsort(digests[:, 0], kind="stable").astype(np.int32)
        # In this machine's own order of bytes: an array in another is copied whole at each search.
        self._first_words = digests[self._sorted, 0].astype(np.uint64)
        self._begins = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
        self._parents = self._found(after)

    def __len__(self) -> int:
        return len(self._digests)

    def digest(self, place: int) -> Digest:
        """The digest of the entry at a place."""
        return Digest(self._digests[place].tobytes().hex())

    def place(self, digest: Digest) -> int:
        """The place of the entry with this digest; `NOT_HERE` when it is not among these."""
        try:
            raw = bytes.fromhex(digest)
        except ValueError:
            return NOT_HERE
        if len(raw) != 8 * _WORDS or not len(self):
            return NOT_HERE
        return int(self._found(_words(raw))[0])

    def parents(self, place: int) -> Sequence[int]:
        """The places of those that an entry follows, in the order it names them."""
        found: list[int] = self._parents[self._begins[place] : self._begins[place + 1]].tolist()
        return found

    def through(self, twins: Mapping[int, int]) -> None:
        """Whatever follows a key of `twins` follows its value instead."""
        for replayed, first in twins.items():
            self._parents[self._parents == replayed] = first

    def loose(self, standing: bytearray, here: bytearray) -> int:
        """The first place marked in `standing` that follows one not marked in `here`; `NOT_HERE` when there is none."""
        stands, marked = np.frombuffer(standing, bool), np.append(np.frombuffer(here, bool), False)
        children = np.repeat(np.arange(len(self)), np.diff(self._begins))
        found = np.flatnonzero(stands[children] & ~marked[self._parents])  # the last mark is that of NOT_HERE
        return int(children[found[0]]) if len(found) else NOT_HERE

    def in_order(self) -> Places:
        """All places in reading order: links first, then the moment, then log and place in it."""
        by_time = np.argsort(self._moments, kind="stable")
        rank = np.empty(len(by_time), np.int64)
        rank[by_time] = np.arange(len(by_time))
        children = np.repeat(np.arange(len(self)), np.diff(self._begins))
        here = self._parents != NOT_HERE
        late = rank[self._parents[here]] > rank[children[here]]
        return self._links_first(by_time, rank, children[here], self._parents[here]) if late.any() else by_time

    def ranks(self) -> Places:
        """For each place, when it is read."""
        order = self.in_order()
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        return ranks

    def _links_first(self, by_time: Places, rank: Places, children: Places, parents: NDArray[np.int32]) -> Places:
        """The earliest whose parents are all placed comes next; `rank` is how early each is."""
        waits = np.bincount(children, minlength=len(rank)).astype(np.int32)
        by_parent = np.argsort(parents, kind="stable")
        held, begins = children[by_parent], np.searchsorted(parents[by_parent], np.arange(len(rank) + 1))
        ready: list[int] = rank[waits == 0].tolist()
        heapq.heapify(ready)
        ordered = np.empty(len(rank), np.int64)
        count = 0
        while ready:
            place = int(by_time[heapq.heappop(ready)])
            ordered[count] = place
            count += 1
            for child in held[begins[place] : begins[place + 1]].tolist():
                waits[child] -= 1
                if waits[child] == 0:
                    heapq.heappush(ready, int(rank[child]))
        return ordered[:count]

    def _found(self, wanted: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The place of each digest, four words each."""
        found = np.full(len(wanted), NOT_HERE, np.int32)
        for begins in range(0, len(wanted), _AT_ONCE):
            some = wanted[begins : begins + _AT_ONCE]
            at = np.searchsorted(self._first_words, some[:, 0].astype(np.uint64))
            left = np.arange(len(some))
            while len(left):  # once, but for digests of which others share the first word
                left = left[at[left] < len(self)]
                left = left[self._first_words[at[left]] == some[left, 0]]
                places = self._sorted[at[left]]
                same = (self._digests[places] == some[left]).all(axis=1)
                found[begins + left[same]] = places[same]
                left = left[~same]
                at[left] += 1
        return found


def _words(raw: bytes | bytearray) -> NDArray[np.uint64]:
    """Digests end to end as rows of four words whose order is that of their bytes."""
    return np.frombuffer(raw, ">u8").reshape(-1, _WORDS)


def by_order(places: Places) -> Iterator[int]:
    """The places one by one, as numbers of Python."""
    for begins in range(0, len(places), _AT_ONCE):
        yield from places[begins : begins + _AT_ONCE].tolist()
