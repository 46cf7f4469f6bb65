"""What any store does with a frame that arrives: what `chain.judge` must know, and the proof when a log has forked."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from musterbook.ledger.branches import Branched, judge_branch
from musterbook.ledger.chain import Accepted, Fork, TurnedAway, judge
from musterbook.ledger.entry import Entry, digest_of, read_entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.forks import ForkProof, Side, fork_proof, read_fork_proof, side_of
from musterbook.ledger.log import Copy, Frame
from musterbook.ledger.signing import Checkpoint, cosignature_lines, read_checkpoint, read_cosignature
from musterbook.ledger.tree import Frontier, Tree
from musterbook.store.growth import Tip
from musterbook.terms.errors import Malformed, Tampered

Verdict = Accepted | TurnedAway | Fork | Branched

TURNED_AWAY_BYTES_MAX: Final = 1024**3
"""Of what was turned away the newest GiB is kept; ids go on counting, so how many there ever were stays known."""


BRANCH_BYTES_MAX: Final = 64 * 1024**2
"""Of a log that forked: a liar may sign branches without end, and every one of them says the same of him."""


class Reading(Protocol):
    """What is read of a store while judging."""

    @property
    def operation(self) -> str:
        """Name of the operation."""
        ...

    def logs(self) -> Mapping[str, str]:
        """Every log."""
        ...

    def entries(self, log: str | None = None, start: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Stored entries."""
        ...

    def digests(self, log: str, start: int = 0, until: int | None = None) -> Iterator[Digest]:
        """The digests of the entries of a log."""
        ...

    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """Its checkpoints."""
        ...

    def inclusion(self, log: str, seq: int, size: int) -> list[bytes]:
        """The proof that an entry is in the log at a size."""
        ...


def copy_of(store: Reading, tip: Tip, *, forked_at: int | None) -> Copy:
    """What `judge` must know of one log."""
    log = tip.log

    def digest_at(seq: int) -> Digest:
        return next(store.digests(log, seq, seq + 1))

    def frontier_at(size: int) -> Frontier:
        frontier = Frontier()
        for digest in store.digests(log, 0, size):
            frontier.append(bytes.fromhex(digest))
        return frontier

    return Copy(store.operation, log, tip.frontier, tip.last, digest_at, frontier_at, forked_at=forked_at)


def judged(store: Reading, tip: Tip, frame: Frame, *, forked_at: int | None, branches: Sequence[Frame]) -> Verdict:
    """The verdict on a frame: by `chain.judge`, or beyond the place of a fork by `branches.judge_branch`.

    Args:
        store: what is here.
        tip: where the log goes on.
        frame: what arrived.
        forked_at: the place where two views of the log part, when that is known.
        branches: frames of the log's other branches here.
    """
    copy = copy_of(store, tip, forked_at=forked_at)
    if forked_at is None or tip.size < forked_at:
        return judge(copy, frame)
    verdict = judge_branch(copy, frame, branches)
    if isinstance(verdict, Branched) and verdict.entries:
        kept = sum(len(body) for one in (*branches, frame) for body in one.bodies)
        if kept > BRANCH_BYTES_MAX:
            return TurnedAway("log.branches-full", have=tip.size)
    return verdict


def read_proof(operation: str, raw: bytes) -> ForkProof:
    """The fork that bytes prove, of this operation; Malformed or Tampered as for `read_fork_proof`."""
    proof = read_fork_proof(raw)
    if any(checkpoint.operation != operation for checkpoint in proof.checkpoints):
        raise Malformed.because("checkpoint.other-operation", log=proof.log[:16])
    return proof


def inside(
    store: Reading, log: str, notes: Iterable[str], *, begun: Frontier, size: int
) -> Iterator[tuple[Checkpoint, Frontier] | Malformed | Tampered]:
    """Of checkpoints at sizes we have entries for, each with our tree there; what does not hold, as its error.

    Args:
        store: what is here.
        log: whose checkpoints they are.
        notes: the notes as they came.
        begun: our tree at a size that none of them lies below.
        size: how many entries of the log we have.
    """
    read: list[Checkpoint] = []
    for note in notes:
        try:
            read.append(read_checkpoint(note, log=log))
        except (Malformed, Tampered) as found:
            yield found
    frontier = begun.copy()
    for checkpoint in sorted(read, key=lambda one: one.size):
        if checkpoint.operation != store.operation:
            yield Malformed.because("checkpoint.other-operation", log=log[:16])
        elif max(1, frontier.size) <= checkpoint.size <= size:
            frontier.extend([bytes.fromhex(one) for one in store.digests(log, frontier.size, checkpoint.size)])
            ours = frontier.root().hex() == checkpoint.root
            yield (checkpoint, frontier.copy()) if ours else Tampered("verify.root", log=log[:16], size=checkpoint.size)


def proof_of(store: Reading, frame: Frame, fork: Fork) -> tuple[int, bytes] | None:
    """Where a log forked and the proof of it; None when what is here does not prove it by itself.

    With the place known, both entries under their checkpoints prove it. Otherwise two checkpoints of one size with two
    roots do, and since the place is not known, nothing of the log stands: place 0.
    """
    try:
        if fork.seq is None:
            ours = _note_at(store, fork.log, fork.theirs.size)
            proof = fork_proof(fork.log, 0, (Side(ours), Side(fork.theirs.note))) if ours else None
            return (0, proof) if proof else None
        return fork.seq, fork_proof(fork.log, fork.seq, (_our_side(store, fork), _their_side(store, frame, fork)))
    except (Malformed, Tampered):
        return None


def held_cosignatures(store: Reading, checkpoint: Checkpoint, note: str) -> list[tuple[str, str]]:
    """Witness and line of those cosignatures behind a note that hold and whose witness is a log known here."""
    witnesses = {log[:16]: log for log in store.logs()}
    held = []
    for line in cosignature_lines(note):
        name = line.split(" ")[1] if line.count(" ") == 2 else ""
        witness = witnesses.get(name.rpartition("/")[2])
        try:
            if witness is not None:
                held.append((witness, read_cosignature(line, checkpoint, witness=witness).line))
        except (Malformed, Tampered):
            continue
    return held


def entries_beside(store: Reading, branches: Sequence[Frame], log: str, place: int) -> Iterator[Entry]:
    """The entries of branches that are not of the branch that came first, each once."""
    known = set(store.digests(log, place))
    for entry in (read_entry(body) for frame in branches for body in frame.bodies):
        if entry.seq >= place and entry.digest not in known:
            known.add(entry.digest)
            yield entry


def parted(forks: Mapping[str, tuple[int, Sequence[Frame]]]) -> list[tuple[str, int, str]]:
    """What is known of forks, from the place of each and the frames of its other branches: as a store says it."""
    ends = {log: [str(digest_of(one.bodies[-1])) for one in frames] or [""] for log, (_, frames) in forks.items()}
    return sorted((log, forks[log][0], last) for log, lasts in ends.items() for last in lasts)


def held_lines(store: Reading, checkpoint: Checkpoint, lines: Iterable[str]) -> list[tuple[str, str]]:
    """The same for lines that came by themselves."""
    return held_cosignatures(store, checkpoint, "\n\n\n" + "".join(f"{line}\n" for line in lines))


def not_known(lines: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those cosignature lines whose witness has no line among the known ones; one a witness is enough."""
    witnesses = {line.split(" ")[1] for line in known}
    return [line for line in lines if line.count(" ") == 2 and line.split(" ")[1] not in witnesses]


def kept_bytes(frame: Frame) -> bytes:
    """A frame as it is kept when it is turned away: note, a zero byte, then u32 length and bytes of each entry."""
    return frame.note.encode("utf-8", "surrogatepass") + b"\x00" + listed_bytes(frame)


def listed_bytes(frame: Frame) -> bytes:
    """The entries of a frame, u32 length and bytes of each."""
    return b"".join(struct.pack("<I", len(body)) + body for body in frame.bodies)


def read_listed(raw: bytes) -> tuple[bytes, ...]:
    """The entries that `listed_bytes` wrote."""
    bodies, at = [], 0
    while at < len(raw):
        (length,) = struct.unpack_from("<I", raw, at)
        bodies.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return tuple(bodies)


def _note_at(store: Reading, log: str, size: int) -> str:
    for note in islice(store.notes(log, size), 1):
        if read_checkpoint(note, log=log).size == size:
            return note
    return ""


def _our_side(store: Reading, fork: Fork) -> Side:
    seq = fork.seq or 0
    checkpoint = read_checkpoint(next(store.notes(fork.log, seq + 1)), log=fork.log)
    entry = next(store.entries(fork.log, seq, seq + 1))
    return side_of(entry, store.inclusion(fork.log, seq, checkpoint.size), checkpoint)


def _their_side(store: Reading, frame: Frame, fork: Fork) -> Side:
    seq = fork.seq or 0
    before: Sequence[Digest] = list(store.digests(fork.log, 0, frame.start))
    tree = Tree(bytes.fromhex(digest) for digest in (*before, *(entry.digest for entry in fork.entries)))
    return side_of(fork.entries[seq - frame.start], tree.inclusion(seq, fork.theirs.size), fork.theirs)
