"""Judging what arrives: does a frame go on from what we have of its log? Nothing is appended past this function.

In this order, and each block of `judge` carries its number (ledger.md section 5):

1. Size and framing: as many entries as the frame says, within its limits, and a checkpoint of this log and operation.
2. The log is not one that is proved to have forked, unless we lack entries from before the place where its views part
   (`branches.judge_branch` judges what comes beyond). Whether the register knows it decides only what stands.
3. Every entry is canonical and has the fields of entry format 1.
4. Sequence: the entries are of this log, without gap, and begin at or below our own size.
5. Each entry names the digest of the one before it; where the frame overlaps what we have, the entries are ours.
6. The root over our entries and these is the one the checkpoint says.
7. The checkpoint is signed by the log's key.
8. It is consistent with every checkpoint of this log that we ever saw.

LEFT TO THE CALLER: to store an accepted frame in one transaction or not at all; to keep the bytes of what is turned
away within bounds and alarm the keeper; to make and gossip the proof of a fork (`forks.fork_proof`), for which both
branches' bytes are needed; and everything that only decides standing: act signatures, rights, links (`standing.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from musterbook.ledger.entry import NO_DIGEST, Entry, read_entry
from musterbook.ledger.log import Copy, Frame
from musterbook.ledger.signing import Checkpoint, checkpoint_holds, parse_checkpoint
from musterbook.ledger.tree import Frontier
from musterbook.terms.errors import Malformed

FRAME_ENTRIES_MAX: Final = 2_000
FRAME_BYTES_MAX: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Accepted:
    """The frame goes on from what we have.

    Attributes:
        entries: those we did not have yet, in sequence; none when the frame brought nothing new.
        checkpoint: the checkpoint it ends at.
        frontier: the tree after the last entry of the frame.
    """

    entries: tuple[Entry, ...]
    checkpoint: Checkpoint
    frontier: Frontier


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Nothing of the frame may be stored.

    Attributes:
        rule: what did not hold; `frame.gap` means that entries from `have` on are needed first.
        seq: the entry at fault, where one is.
        have: how many entries of the log we have.
        signed: the log's own key signed this frame's checkpoint although the frame does not fit: look for a fork.
    """

    rule: str
    seq: int | None = None
    have: int = 0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Fork:
    """The log's key signed two views that differ. The log takes nothing more; both branches are quarantined.

    Attributes:
        log: the log.
        seq: the first place where they differ; None when only two roots are known to differ, and the place must be
            looked for by `forks.first_difference`.
        theirs: the checkpoint that came with the frame.
        entries: the frame's entries.
        ours: a checkpoint seen before that it contradicts, where it is one we have no entries for.
    """

    log: str
    seq: int | None
    theirs: Checkpoint
    entries: tuple[Entry, ...]
    ours: Checkpoint | None = None


class Unfit(Exception):
    """The frame is turned away."""

    def __init__(self, rule: str, seq: int | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.seq = seq


def judge(copy: Copy, frame: Frame) -> Accepted | TurnedAway | Fork:
    """Whether `frame` may be stored behind what `copy` says we have of its log. Never raises for what arrived."""
    try:
        checkpoint = framed(copy, frame)
    except Unfit as unfit:
        return TurnedAway(unfit.rule, unfit.seq, copy.size)
    # Asked before the rest, because a frame that is signed and does not fit is a sign of a fork.
    signed = checkpoint_holds(checkpoint)
    try:
        return _judge_framed(copy, frame, checkpoint, signed=signed)
    except Unfit as unfit:
        return TurnedAway(unfit.rule, unfit.seq, copy.size, signed)


def _judge_framed(copy: Copy, frame: Frame, checkpoint: Checkpoint, *, signed: bool) -> Accepted | Fork:
    # (1) Size and framing were judged in `framed`.

    # (2) A forked log takes nothing more than what all its views have in common, in whichever of them that comes.
    _require(copy.forked_at is None or copy.size < copy.forked_at, "log.forked", copy.forked_at)

    # (3) Canonical, and of the format.
    entries = tuple(canonical_entry(body, frame.start + place) for place, body in enumerate(frame.bodies))

    # (4) Of this log, without gap.
    _check_sequence(copy, frame, entries)

    # (5) Each names the one before; the overlap is ours, or differs from a place on.
    _check_prev(copy, frame, entries)
    differs_at = first_not_ours(copy, entries)

    # (6) The root over ours and these. A signed root that is not ours at a size we have is a fork.
    frontier, roots = _grown(copy, frame, entries)
    if frontier.root().hex() != checkpoint.root:
        _require(signed and not _our_root(copy, checkpoint), "frame.root")
        return Fork(copy.log, None, checkpoint, entries)

    # (7) Signed by the log's key.
    _require(signed, "checkpoint.signature")

    # (8) Consistent with what we have, and with what others showed us of this log.
    if differs_at is not None:
        return Fork(copy.log, differs_at, checkpoint, entries)
    for seen in copy.ahead:
        if roots.get(seen.size, seen.root) != seen.root:
            return Fork(copy.log, None, checkpoint, entries, seen)

    new = tuple(entry for entry in entries if entry.seq >= copy.size)
    return Accepted(new, checkpoint, frontier)


def _require(held: bool, rule: str, seq: int | None = None) -> None:  # noqa: FBT001  it reads as a sentence
    if not held:
        raise Unfit(rule, seq)


def framed(copy: Copy, frame: Frame) -> Checkpoint:
    """Step 1: the checkpoint of a frame that keeps the limits and is of this log and operation; Unfit otherwise."""
    if frame.log != copy.log:
        raise Unfit("frame.other-log")
    count = len(frame.bodies)
    if not 0 <= frame.start < frame.size or count != frame.size - frame.start:
        raise Unfit("frame.count")
    if count > FRAME_ENTRIES_MAX or sum(map(len, frame.bodies)) > FRAME_BYTES_MAX:
        raise Unfit("frame.too-large")
    try:
        checkpoint = parse_checkpoint(frame.note, log=frame.log)
    except Malformed as malformed:
        raise Unfit(malformed.faults[0].rule) from None
    if checkpoint.operation != copy.operation:
        raise Unfit("checkpoint.other-operation")
    if checkpoint.size != frame.size:
        raise Unfit("frame.other-size")
    return checkpoint


def canonical_entry(body: bytes, seq: int) -> Entry:
    """Step 3 for one entry; Unfit when it is not canonical."""
    try:
        return read_entry(body)
    except Malformed as malformed:
        raise Unfit(malformed.faults[0].rule, seq) from None


def _check_sequence(copy: Copy, frame: Frame, entries: tuple[Entry, ...]) -> None:
    if frame.start > copy.size:
        raise Unfit("frame.gap", frame.start)
    for seq, entry in enumerate(entries, frame.start):
        if entry.log != copy.log:
            raise Unfit("entry.other-log", seq)
        if entry.seq != seq:
            raise Unfit("entry.sequence", seq)


def _check_prev(copy: Copy, frame: Frame, entries: tuple[Entry, ...]) -> None:
    before = NO_DIGEST
    if frame.start:
        before = copy.last if frame.start == copy.size else copy.digest_at(frame.start - 1)
    if entries[0].prev != before:
        raise Unfit("entry.prev", frame.start)
    for earlier, later in pairwise(entries):
        if later.prev != earlier.digest:
            raise Unfit("entry.prev", later.seq)


def first_not_ours(copy: Copy, entries: tuple[Entry, ...]) -> int | None:
    """The first place where the frame has another entry than we have."""
    overlap = (entry for entry in entries if entry.seq < copy.size)
    return next((entry.seq for entry in overlap if copy.digest_at(entry.seq) != entry.digest), None)


def _grown(copy: Copy, frame: Frame, entries: tuple[Entry, ...]) -> tuple[Frontier, dict[int, str]]:
    """The tree after the frame, and its roots at the sizes of checkpoints seen before."""
    frontier = copy.frontier.copy() if frame.start == copy.size else copy.frontier_at(frame.start).copy()
    wanted, roots = {seen.size for seen in copy.ahead}, dict[int, str]()
    for entry in entries:
        frontier.append(bytes.fromhex(entry.digest))
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root().hex()
    return frontier, roots


def _our_root(copy: Copy, checkpoint: Checkpoint) -> bool:
    """Whether the checkpoint's root may be ours at its size: it is, or the size lies beyond what we have."""
    if checkpoint.size > copy.size:
        return True
    ours = copy.frontier if checkpoint.size == copy.size else copy.frontier_at(checkpoint.size)
    return ours.root().hex() == checkpoint.root
