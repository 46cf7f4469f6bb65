"""Judging a copy in which a log forked: every version from its bytes, what two people adopted of them, and the rest.

Such a copy is judged with all its entries in memory: versions of one log do not lie one behind the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from musterbook.custody.roll import Roll
from musterbook.ledger.branches import Branched, judge_branch
from musterbook.ledger.entry import NO_DIGEST, Entry, digest_of, read_entry_stored
from musterbook.ledger.log import Copy, Frame
from musterbook.ledger.signing import read_checkpoint
from musterbook.ledger.standing import Standing
from musterbook.ledger.tree import Frontier
from musterbook.operation.verifying_stream import Judged
from musterbook.rights.entitlement import Entitlement
from musterbook.rights.signatures import SignatureCheck


class Parted(Protocol):
    """A copy with the frames of other versions of its logs beside it."""

    def logs(self) -> Mapping[str, str]:
        """Every log."""
        ...

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log, of the version that came first."""
        ...

    def branches(self, log: str) -> Sequence[Frame]:
        """The frames of its other versions, in the order in which each goes on."""
        ...


def other_versions(copy: Parted, forks: Mapping[str, int]) -> tuple[list[Entry], list[str]]:
    """The entries of other versions of logs that forked, each once, and logs one of whose frames does not hold."""
    found: list[Entry] = []
    broken: list[str] = []
    for log, place in forks.items():
        taken: list[Frame] = []
        ours = _Ours(copy, log, place)
        for frame in copy.branches(log):
            operation = read_checkpoint(frame.note, log=log).operation
            verdict = judge_branch(ours(operation), frame, taken)
            if not isinstance(verdict, Branched):
                broken.append(log)
                continue
            taken.append(frame)
            found += verdict.entries
    return found, sorted(set(broken))


def judged_forked(
    copy: Parted, beside: Iterable[Entry], register_log: str, holds: SignatureCheck, forks: Mapping[str, int]
) -> tuple[Entitlement, Judged]:
    """Who judges, and what the copy comes to: neither version of a log counts but for what two people adopted."""
    entries = [*_entries(copy), *beside]
    agreed = [one for one in entries if one.seq < forks.get(one.log, one.seq + 1)]
    parted = [one for one in entries if one.seq >= forks.get(one.log, one.seq + 1)]
    judge = Entitlement.of(agreed, register_log=register_log, holds=holds, beside=parted)
    standing = Standing.of(entries, verdict=judge.verdict, forks=forks, adopted=judge.adopted)
    aside = Counter(f"{one.reason} {one.rule or one.reason}" for one in standing.not_standing)
    return judge, Judged(len(standing.entries), aside, Roll.of(standing.entries), None)


def agreed_root(copy: Parted, log: str, size: int) -> str:
    """The root of a log over its first entries, on which all versions agree."""
    return _Ours(copy, log, size).frontier_at(size).root().hex()


def _entries(copy: Parted) -> Iterator[Entry]:
    for log in copy.logs():
        yield from (read_entry_stored(body, digest_of(body)) for body in copy.bodies(log))


class _Ours:
    """What this copy has of one log, for `judge_branch`."""

    def __init__(self, copy: Parted, log: str, place: int) -> None:
        self._copy, self._log, self._place = copy, log, place
        self._digests = [digest_of(body) for body in copy.bodies(log)]

    def __call__(self, operation: str) -> Copy:
        digests = self._digests
        return Copy(
            operation, self._log, self.frontier_at(len(digests)), digests[-1] if digests else NO_DIGEST,
            digests.__getitem__, self.frontier_at, forked_at=self._place,
        )  # fmt: skip

    def frontier_at(self, size: int) -> Frontier:
        """The tree over so many entries."""
        frontier = Frontier()
        frontier.extend([bytes.fromhex(digest) for digest in self._digests[:size]])
        return frontier
