"""What stands of all a copy holds: store, rights and ledger joined over entries, forked branches, and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.reading import Chains
from musterbook.ledger.standing import Standing
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.signatures import SignatureCheck


def alike(before: Sequence[Entry], now: Sequence[Entry]) -> int:
    """How many entries two readings of a book begin with alike: what was folded of so many need not be folded again.

    An entry that follows a copy of a repeated act may come to follow the one that stands: then it is another.
    """
    for at, (one, other) in enumerate(zip(before, now, strict=False)):
        if one.digest != other.digest or one.act.after != other.act.after:
            return at
    return min(len(before), len(now))


def chains_of(entries: Iterable[Entry]) -> Chains:
    """Each person's chain among entries that stand."""
    chains = Chains()
    for entry in entries:
        chains.add(entry)
    return chains


class Tells(Protocol):
    """What is asked of a copy to say what stands of it."""

    def entries(self) -> Iterable[Entry]:
        """Every entry, of a log that forked those of the branch that came first."""
        ...

    def branch_entries(self) -> Iterable[Entry]:
        """The entries of its other branches."""
        ...

    def parted(self) -> Sequence[tuple[str, int, str]]:
        """Logs that forked, each with its place."""
        ...

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """Entries of which only digest, log and place are known."""
        ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was read of a store and what was written since, so that nothing need be asked of a disk.

    Attributes:
        stored: every entry, in any order: beyond a fork no branch of it is another's better.
        forks: logs that forked, each with its place.
        known: entries of which only digest, log and place are known.
    """

    stored: Sequence[Entry]
    forks: Mapping[str, int]
    known: Mapping[Digest, tuple[str, int]]

    def entries(self) -> list[Entry]:
        """Every entry, by log and place."""
        return sorted(self.stored, key=lambda one: (one.log, one.seq))

    def branch_entries(self) -> Sequence[Entry]:
        """They are among the others."""
        return ()

    def parted(self) -> list[tuple[str, int, str]]:
        """Logs that forked, each with its place."""
        return [(log, place, "") for log, place in self.forks.items()]

    def known_by_digest(self) -> Mapping[Digest, tuple[str, int]]:
        """Entries of which only digest, log and place are known."""
        return self.known


def what_stands(store: Tells, *, register_log: str, holds: SignatureCheck) -> tuple[Entitlement, Standing]:
    """The judge of everything stored, and what stands of it.

    No branch of a log that forked may bear on what others may: which of them came first to this copy is chance.
    """
    entries = list(store.entries())
    forks = {log: place for log, place, _ in store.parted()}
    branches = list(store.branch_entries()) if forks else []
    agreed = [one for one in entries if one.seq < forks.get(one.log, one.seq + 1)] if forks else entries
    parted = [one for one in entries if one.seq >= forks.get(one.log, one.seq + 1)] if forks else []
    judge = Entitlement.of(agreed, register_log=register_log, holds=holds, beside=(*parted, *branches))
    known = store.known_by_digest()
    beyond = frozenset(digest for digest, (log, seq) in known.items() if seq < forks.get(log, seq + 1))
    return judge, Standing.of(
        [*entries, *branches], verdict=judge.verdict, forks=forks, adopted=judge.adopted, beyond=beyond
    )  # fmt: skip
