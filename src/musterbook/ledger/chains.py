"""Order and chains: in which order entries are read, and each person's chain of entries. Links go before clocks."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.terms.people import PersonId

OrderKey = tuple[float, str, int, Digest]


def order_key(entry: Entry) -> OrderKey:
    """What decides between entries that do not follow each other: the world's time, the log, the place in it.

    So what one node wrote within a second is read as it was written. Two entries at one place of one log are a fork,
    and only between those the digest decides.
    """
    return entry.act.happened_at.timestamp(), entry.log, entry.seq, entry.digest


ReadingKey = tuple[OrderKey, ...]
"""Where an entry stands in reading order among entries whose parents are all there, as a key that never changes."""


def reading_key(entry: Entry, parents: Iterable[ReadingKey]) -> ReadingKey:
    """The place of an entry that follows entries at these places.

    By its own key alone it may come before its last parent. It is then read right behind that parent, among others
    that had to wait, by their own keys: so the parent's place is kept as far as it goes beyond the entry's own key.
    """
    own = order_key(entry)
    kept = max(parents, default=())
    while kept and kept[-1] < own:
        kept = kept[:-1]
    return (*kept, own)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """`entries` in reading order: links first, then `happened_at`, then log and place in it.

    Links to entries that are not among them bind nothing. When sorting by time already puts every parent before its
    children, that is the order; otherwise the earliest entry whose parents are all placed comes next.
    """
    by_time = sorted(entries, key=order_key)
    here = {entry.digest for entry in by_time}
    placed: set[Digest] = set()
    for entry in by_time:
        for parent in entry.act.after:
            if parent not in placed and parent in here:
                return _links_first(by_time, here)
        placed.add(entry.digest)
    return by_time


def _links_first(by_time: Sequence[Entry], here: set[Digest]) -> list[Entry]:
    waits = {entry.digest: sum(parent in here for parent in entry.act.after) for entry in by_time}
    children: dict[Digest, list[Entry]] = {}
    for entry in by_time:
        for parent in entry.act.after:
            children.setdefault(parent, []).append(entry)
    ready = [(order_key(entry), entry) for entry in by_time if waits[entry.digest] == 0]
    heapq.heapify(ready)
    ordered = []
    while ready:
        _, entry = heapq.heappop(ready)
        ordered.append(entry)
        for child in children.get(entry.digest, ()):
            waits[child.digest] -= 1
            if waits[child.digest] == 0:
                heapq.heappush(ready, (order_key(child), child))
    return ordered


class Chains:
    """Each person's chain: the entries of kinds `in_chain` that name him, each following those it links to.

    Almost always a chain is a line. It forks when two writers knew nothing of each other; `forked` then names him, and
    `follows` tells for two of his entries whether one knew of the other.
    """

    def __init__(self) -> None:
        self._heads: dict[PersonId, tuple[Digest, ...]] = {}
        self._parents: dict[PersonId, dict[Digest, tuple[Digest, ...]]] = {}
        self._names: dict[Digest, frozenset[PersonId]] = {}
        self.forked: set[PersonId] = set()

    def add(self, entry: Entry) -> frozenset[PersonId]:
        """Put an entry into the chains of those it names; those whose chain forks by it, or forked before."""
        if not entry.fact.in_chain:
            return frozenset()
        named = entry.fact.named()
        self._names[entry.digest] = named
        after = entry.act.after
        followed: dict[PersonId, list[Digest]] | None = None
        for person in named:
            heads = self._heads.get(person, ())
            if len(after) == 1 and heads == after:
                self._parents[person][entry.digest] = after
                self._heads[person] = (entry.digest,)
                continue
            followed = followed if followed is not None else self._followed(named, after)
            parents = tuple(followed.get(person, ()))
            self._parents.setdefault(person, {})[entry.digest] = parents
            rest = tuple(head for head in heads if head not in parents)
            if rest:
                self.forked.add(person)
            self._heads[person] = tuple(sorted((*rest, entry.digest)))
        return named & self.forked

    def heads(self, person: PersonId) -> tuple[Digest, ...]:
        """The newest entries of his chain, sorted: what the next act about him must follow."""
        return self._heads.get(person, ())

    def heads_of(self, people: Iterable[PersonId]) -> tuple[Digest, ...]:
        """The newest entries of everyone's chain together, sorted, each once."""
        return tuple(sorted({head for person in people for head in self.heads(person)}))

    def parents(self, person: PersonId, digest: Digest) -> tuple[Digest, ...]:
        """The entries of his chain that this one follows directly."""
        return self._parents.get(person, {}).get(digest, ())

    def follows(self, person: PersonId, later: Digest, earlier: Digest) -> bool:
        """Whether `later` knew of `earlier`, over any number of links of his chain. Nothing follows itself."""
        parents = self._parents.get(person, {})
        seen: set[Digest] = set()
        ahead = list(parents.get(later, ()))
        while ahead:
            one = ahead.pop()
            if one == earlier:
                return True
            if one not in seen:
                seen.add(one)
                ahead.extend(parents.get(one, ()))
        return False

    def chain(self, person: PersonId) -> Mapping[Digest, tuple[Digest, ...]]:
        """All entries of his chain, each with those it follows."""
        return self._parents.get(person, {})

    def _followed(self, named: frozenset[PersonId], after: Iterable[Digest]) -> dict[PersonId, list[Digest]]:
        """For each of `named`, which of these entries name him; one look at each entry, not one for every person."""
        followed: dict[PersonId, list[Digest]] = {}
        for one in after:
            for person in named & self._names.get(one, frozenset()):
                followed.setdefault(person, []).append(one)
        return followed
