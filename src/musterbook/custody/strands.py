"""Strands: the newest entries of everyone's chain, kept cheaply, to see at once whose chain forks.

Nearly always a chain is a line and its newest entry one digest; only for people whose chain forks are the whole chains
built (`ledger.reading.Chains`).
"""

from __future__ import annotations

from collections.abc import Sequence

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Chains
from musterbook.terms.people import PersonId


class Strands:
    """Heads of everyone's chain, and who ever had more than one."""

    def __init__(self) -> None:
        self._heads: dict[PersonId, Digest | tuple[Digest, ...]] = {}
        self.forked: set[PersonId] = set()

    def add(self, entry: Entry) -> None:
        """Put an entry at the end of the chains of those it names."""
        fact = entry.act.fact
        if not fact.in_chain:
            return
        named, after = fact.named(), entry.act.after
        heads = self._heads
        if not set(map(heads.get, named)) <= {None, *after}:
            for person in self.forked_by(entry):
                rest = tuple(head for head in self.heads(person) if head not in after)
                heads[person] = tuple(sorted((*rest, entry.digest)))
                self.forked.add(person)
                named -= {person}
        heads.update(dict.fromkeys(named, entry.digest))

    def forked_by(self, entry: Entry) -> frozenset[PersonId]:
        """Those it names whose newest entries it does not all follow."""
        after = {None, *entry.act.after}
        named = entry.act.fact.named()
        if set(map(self._heads.get, named)) <= after:
            return frozenset()
        return frozenset(person for person in named if not after.issuperset(self.heads(person)))

    def heads(self, person: PersonId) -> tuple[Digest, ...]:
        """The newest entries of someone's chain, sorted."""
        head = self._heads.get(person, ())
        return head if isinstance(head, tuple) else (head,)

    def of_forked(self, entries: Sequence[Entry]) -> tuple[Chains, dict[PersonId, list[Entry]]]:
        """The chains of everyone whose chain ever forked, and his entries in reading order."""
        chains = Chains()
        strands: dict[PersonId, list[Entry]] = {person: [] for person in self.forked}
        if not self.forked:
            return chains, strands
        for entry in entries:
            if entry.fact.in_chain and not self.forked.isdisjoint(named := entry.fact.named()):
                chains.add(entry)
                for person in named & self.forked:
                    strands[person].append(entry)
        return chains, strands
