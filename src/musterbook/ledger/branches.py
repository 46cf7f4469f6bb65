"""Branches: what arrives of a log that is proved to have forked, beyond the place where its signed views part.

Nothing there stands. It is kept nevertheless, every branch of it, because two people may adopt entries by their digests
and because honest copies that have exchanged everything must hold the same. So a frame is judged as `chain.judge` does,
against the branch it goes on from: our own, one that came before, or a new one that begins at or below the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from musterbook.ledger.chain import (
    Fork,
    TurnedAway,
    Unfit,
    canonical_entry,
    first_not_ours,
    framed,
)
from musterbook.ledger.entry import NO_DIGEST, Entry, read_entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Copy, Frame
from musterbook.ledger.signing import Checkpoint, checkpoint_holds
from musterbook.ledger.tree import Frontier


@dataclass(frozen=True, slots=True)
class Branched:
    """The frame is of a branch of a forked log.

    Attributes:
        entries: those that were in no branch here yet; none when it brought nothing new.
        checkpoint: the checkpoint it ends at.
    """

    entries: tuple[Entry, ...]
    checkpoint: Checkpoint


def judge_branch(copy: Copy, frame: Frame, branches: Sequence[Frame]) -> Branched | TurnedAway | Fork:
    """Whether a frame is signed and goes on from a branch of a log that forked; a lower place is a fork again.

    Args:
        copy: what we have of the log; its `forked_at` is known and all entries below it are here.
        frame: what arrived.
        branches: the frames of the log's other branches that are here.
    """
    try:
        return _judge(copy, frame, framed(copy, frame), branches)
    except Unfit as unfit:
        return TurnedAway(unfit.rule, unfit.seq, copy.size)


def _judge(copy: Copy, frame: Frame, checkpoint: Checkpoint, branches: Sequence[Frame]) -> Branched | Fork:
    if not checkpoint_holds(checkpoint):
        raise Unfit("checkpoint.signature")
    place = copy.forked_at or 0
    entries = tuple(canonical_entry(body, seq) for seq, body in enumerate(frame.bodies, frame.start))
    for seq, entry in enumerate(entries, frame.start):
        if (entry.log, entry.seq) != (copy.log, seq):
            raise Unfit("entry.sequence", seq)
    for earlier, later in pairwise(entries):
        if later.prev != earlier.digest:
            raise Unfit("entry.prev", later.seq)
    known = _known(copy, place, branches)
    frontier = _before(copy, place, known, entries[0])
    frontier.extend([bytes.fromhex(entry.digest) for entry in entries])
    if frontier.root().hex() != checkpoint.root:
        raise Unfit("frame.root")
    lower = first_not_ours(copy, entries)
    if lower is not None and lower < place:
        return Fork(copy.log, lower, checkpoint, entries)
    new = tuple(entry for entry in entries if entry.seq >= place and entry.digest not in known)
    return Branched(new, checkpoint)


def _known(copy: Copy, place: int, branches: Sequence[Frame]) -> dict[Digest, Digest]:
    """Every entry from the place on, in whichever branch, with the one before it."""
    known: dict[Digest, Digest] = {}
    before = copy.digest_at(place - 1) if place else NO_DIGEST
    for seq in range(place, copy.size):
        digest = copy.digest_at(seq)
        known[digest] = before
        before = digest
    for frame in branches:
        for entry in map(read_entry, frame.bodies):
            if entry.seq >= place:
                known.setdefault(entry.digest, entry.prev)
    return known


def _before(copy: Copy, place: int, known: dict[Digest, Digest], first: Entry) -> Frontier:
    """The tree before the frame's first entry, along the branch it names; Unfit when that is not here."""
    behind: list[Digest] = []
    prev = first.prev
    while prev in known:
        behind.append(prev)
        prev = known[prev]
    start = first.seq - len(behind)
    if behind and start != place:
        raise Unfit("entry.prev", first.seq)
    if start > place:
        raise Unfit("frame.gap", first.seq)
    ours = copy.digest_at(start - 1) if start else NO_DIGEST
    if prev != ours:
        raise Unfit("entry.prev", first.seq)
    frontier = copy.frontier_at(start).copy()
    frontier.extend([bytes.fromhex(digest) for digest in reversed(behind)])
    return frontier
