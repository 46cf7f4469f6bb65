"""How a log of ours grows: acts become entries behind the last one, in runs that each fit a frame.

A checkpoint stands at the end of every run, so that every frame can end at one (ledger.md section 7): a run is at
most 1,000 entries and 3 MiB, a frame at most 2,000 and 4 MiB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import NO_DIGEST, Act, Entry, Signature
from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import Checkpoint, make_checkpoint
from musterbook.ledger.tree import Frontier
from musterbook.store.quick_entry import entry_written
from musterbook.store.strict import check_behind, digests_of
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection

Signed = tuple[Act, Sequence[Signature]]
"""An act and the signatures under it."""

RUN_ENTRIES_MAX: Final = 1_000
RUN_BYTES_MAX: Final = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a log goes on: the tree so far and the digest of the last entry."""

    log: str
    frontier: Frontier
    last: Digest = NO_DIGEST

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return self.frontier.size

    def after(self, digests: Sequence[bytes]) -> Tip:
        """The tip once entries of these digests, 32 bytes each, follow."""
        frontier = self.frontier.copy()
        frontier.extend(digests)
        return Tip(self.log, frontier, Digest(digests[-1].hex()) if digests else self.last)


def runs_of(
    tip: Tip, acts: Sequence[Signed], *, take: Callable[[Sequence[Entry]], None], first: int = RUN_ENTRIES_MAX
) -> Iterator[list[Entry]]:
    """The entries that put `acts` behind `tip`, in runs that each get a checkpoint. Malformed when one is too large.

    Args:
        tip: where the log goes on.
        acts: what is to follow, with the signatures under each.
        take: is given the entries of a run in order, a part as soon as it is made: a server can be at work on it while
            the next is made here.
        first: how many entries the first part of a run has; each further one has twice as many as the one before.
    """
    run: list[Entry] = []
    log, prev, weight = tip.log, tip.last, 0
    taken, due = 0, first
    for seq, (act, signatures) in enumerate(acts, tip.size):
        entry = entry_written(act, log=log, seq=seq, prev=prev, signed=signatures)
        weight += len(entry.body)
        if run and (len(run) == RUN_ENTRIES_MAX or weight > RUN_BYTES_MAX):
            take(run[taken:])
            yield run
            run, weight, taken, due = [], len(entry.body), 0, first
        elif len(run) == due:
            take(run[taken:])
            taken, due = due, 3 * due - 2 * taken
        run.append(entry)
        prev = entry.digest
    if run:
        take(run[taken:])
        yield run


def check_made(run: Sequence[Entry]) -> None:
    """Judge bytes of ours by the strict road, while the store may still be at work on them; `check_in_place` follows.

    These are the steps of `chain.judge` that can fail for entries we made ourselves: canonical and of entry format 1,
    in sequence, `prev`; root and signature are made from the digests next.

    Raises:
        Malformed, Tampered: the act cannot be an entry.
    """
    first = run[0]
    before = [first.prev, *[one.digest for one in run[:-1]]]
    for found in check_behind([one.body for one in run], before, log=first.log, seq=first.seq).values():
        raise found


def named_digests(run: Sequence[Entry]) -> list[bytes]:
    """The digests by which entries are named, 32 bytes each."""
    raw = bytes.fromhex
    return [raw(one.digest) for one in run]


def check_in_place(run: Sequence[Entry], digests: Sequence[bytes], bodies: Sequence[bytes]) -> None:
    """Whether what lies in the store is what was judged, byte for byte, before it is signed.

    It is hashed anew from the bytes that lie there, and the hashes must be the names the entries got when they were
    made (`digests`, 32 bytes each): so the judged bytes, those in the store and those that were named are the same.

    Raises:
        Tampered: what lies there is not what was written.
    """
    if bodies != [one.body for one in run] or digests_of(bodies) != digests:
        raise Tampered("store.read-back-differs", log=run[0].log[:16], seq=run[0].seq)


def checkpoint_of(
    tip: Tip, key: Ed25519PrivateKey, *, operation: str, at: datetime, register: tuple[int, str]
) -> Checkpoint:
    """The signed checkpoint at a tip."""
    return make_checkpoint(
        key, operation=operation, size=tip.size, root=tip.frontier.root().hex(), at=at, register=register, log=tip.log
    )


def key_needed(keys: dict[str, Ed25519PrivateKey], log: str) -> Ed25519PrivateKey:
    """The private key of a log; Refused when it is not here."""
    key = keys.get(log)
    if key is None:
        raise Refused(Objection("store.no-key", values={"log": log[:16]}))
    return key


def milliseconds(at: datetime) -> int:
    """A moment as the store keeps it: milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def moment(kept: int) -> datetime:
    """The moment `milliseconds` kept."""
    return datetime.fromtimestamp(kept / 1000, UTC)
