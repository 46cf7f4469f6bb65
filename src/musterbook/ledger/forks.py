"""Forks: the proof that a log's key signed two views that differ, which convinces anyone who has the log's id alone.

Either two entries at the same place, or two subtrees over the same places, each shown to be under a checkpoint the log
signed; or two signed checkpoints of one size with two roots. The proof travels with, or before, the bytes of both
branches.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from musterbook.ledger.entry import Entry, canonical, digest_of, read_canonical, read_entry
from musterbook.ledger.facts import Json
from musterbook.ledger.signing import Checkpoint, cosignature_lines, read_checkpoint
from musterbook.ledger.tree import inclusion_holds, subtrees_before
from musterbook.terms.errors import Malformed, Tampered

_SIDE_WITH_ENTRY: Final = {"entry", "inclusion", "note"}
_SIDE_WITH_DIGEST: Final = {"digest", "inclusion", "note"}
_SIDE_WITH_SUBTREE: Final = {*_SIDE_WITH_DIGEST, "leaves"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two views.

    Attributes:
        note: the checkpoint; lines of cosignatures may follow its own, and then convict the cosigner too.
        inclusion: the proof that the entry stands under it; empty when there is only the checkpoint.
        entry: the bytes of the entry at the place, where they are at hand.
        digest: its digest, or the root of a subtree that begins at the place; empty when there is only the checkpoint.
        leaves: how many places that covers, a power of two.
    """

    note: str
    inclusion: tuple[bytes, ...] = ()
    entry: bytes | None = None
    digest: str = ""
    leaves: int = 1


@dataclass(frozen=True, slots=True)
class ForkProof:
    """A proved fork.

    Attributes:
        log: the log that forked.
        seq: a place where the two views differ, or where a subtree begins in which they do.
        place: up to where they are proved to be alike; behind it nothing of the log stands. `seq` where all that is
            left of it in both trees has the same roots; else where the first subtree begins that has not, and 0 where
            there are only two checkpoints.
        sides: the two views.
        checkpoints: their checkpoints.
        cosigned: for each side the lines of those who cosigned it, unchecked.
    """

    log: str
    seq: int
    place: int
    sides: tuple[Side, Side]
    checkpoints: tuple[Checkpoint, Checkpoint]
    cosigned: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def first(self) -> bool:
        """Whether `seq` is proved to be the first place where the two views differ."""
        return self.place == self.seq and bool(self.sides[0].digest) and self.sides[0].leaves == 1


def fork_proof(log: str, seq: int, sides: tuple[Side, Side]) -> bytes:
    """The canonical bytes of a fork proof, checked before they are given out.

    Raises:
        Malformed, Tampered: it would not prove anything, as for `read_fork_proof`.
    """
    raw = canonical({"log": log, "seq": seq, "sides": [_side_json(side) for side in sides], "v": 1})
    read_fork_proof(raw)
    return raw


def without_entries(raw: bytes) -> bytes:
    """The same proof by digests, for whoever may not hold the entries: it convinces as much.

    Raises:
        Malformed, Tampered: as for `read_fork_proof`.
    """
    proof = read_fork_proof(raw)
    left, right = (replace(one, entry=None) for one in proof.sides)
    return fork_proof(proof.log, proof.seq, (left, right))


def side_of(entry: Entry, inclusion: Sequence[bytes], checkpoint: Checkpoint) -> Side:
    """One view of a fork: an entry, and the proof that it is under a checkpoint."""
    return Side(checkpoint.note, tuple(inclusion), entry.body, entry.digest)


def read_fork_proof(raw: bytes) -> ForkProof:
    """The fork that these bytes prove.

    Raises:
        Malformed: the bytes are not a fork proof.
        Tampered: a signature or an inclusion in it does not hold, or the two views do not contradict each other.
    """
    said = read_canonical(raw)
    try:
        if said.keys() != {"log", "seq", "sides", "v"} or type(said["v"]) is not int or said["v"] != 1:
            raise Malformed.because("fork.fields")
        log, seq = _hexadecimal(said["log"]).hex(), said["seq"]
        if type(seq) is not int:
            raise Malformed.because("fork.fields")
        left, right = (_read_side(one) for one in said["sides"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Malformed.because("fork.fields") from None
    checkpoints = read_checkpoint(left.note, log=log), read_checkpoint(right.note, log=log)
    if not all(0 <= seq < checkpoint.size for checkpoint in checkpoints):
        raise Malformed.because("fork.place", seq=seq)
    for side, checkpoint in zip((left, right), checkpoints, strict=True):
        _check_side(side, seq, checkpoint)
    _contradict(log, seq, (left, right), checkpoints)
    place = _alike_until(seq, (left, right), checkpoints)
    cosigned = tuple(cosignature_lines(left.note)), tuple(cosignature_lines(right.note))
    return ForkProof(log, seq, place, (left, right), checkpoints, cosigned)


def first_difference(ours: Callable[[int], bytes], theirs: Callable[[int], bytes], size: int) -> int:
    """The first place at which two views of a log differ, by halves: about twenty questions for a million entries.

    Args:
        ours: our root at a size.
        theirs: the other side's root at a size, asked of whoever has it.
        size: a size at which the two roots differ.
    """
    agreed, differing = 0, size
    while differing - agreed > 1:
        middle = (agreed + differing) // 2
        if ours(middle) == theirs(middle):
            agreed = middle
        else:
            differing = middle
    return agreed


def _contradict(log: str, seq: int, sides: tuple[Side, Side], checkpoints: tuple[Checkpoint, Checkpoint]) -> None:
    """Tampered when the two views may both be true."""
    left, right = sides
    if bool(left.digest) != bool(right.digest) or left.leaves != right.leaves:
        raise Malformed.because("fork.sides")
    if not left.digest:
        if checkpoints[0].size != checkpoints[1].size or checkpoints[0].root == checkpoints[1].root:
            raise Tampered("fork.no-contradiction", log=log[:16], seq=seq)
        return
    if left.digest == right.digest:
        raise Tampered("fork.no-contradiction", log=log[:16], seq=seq)
    if left.entry is None or right.entry is None:
        return
    one, other = read_entry(left.entry), read_entry(right.entry)
    if {(one.log, one.seq), (other.log, other.seq)} != {(log, seq)}:
        raise Malformed.because("fork.other-place", seq=seq)


def _alike_until(seq: int, sides: tuple[Side, Side], checkpoints: tuple[Checkpoint, Checkpoint]) -> int:
    """Up to where both inclusion proofs show the same tree: left of a leaf they have the same subtrees at any size."""
    if not sides[0].digest:
        return 0
    left, right = (
        subtrees_before(*_among(seq, checkpoint.size, side.leaves), side.inclusion)
        for side, checkpoint in zip(sides, checkpoints, strict=True)
    )
    differing = (start * sides[0].leaves for start, root in left.items() if right[start] != root)
    return min(differing, default=seq)


def _among(seq: int, size: int, leaves: int) -> tuple[int, int]:
    """Which subtree of so many leaves begins at a place, and how many there are: they make the same tree as leaves do.

    RFC 6962 section 2.1: a tree is split at powers of two, so at multiples of any smaller one; the last may be smaller.
    """
    return seq // leaves, -(-size // leaves)


def _check_side(side: Side, seq: int, checkpoint: Checkpoint) -> None:
    if not side.digest:
        return
    if side.leaves.bit_count() != 1 or seq % side.leaves or seq + side.leaves > checkpoint.size:
        raise Malformed.because("fork.place", seq=seq)
    index, count = _among(seq, checkpoint.size, side.leaves)
    held = inclusion_holds(
        bytes.fromhex(side.digest), index, count, proof=side.inclusion, root=bytes.fromhex(checkpoint.root)
    )
    if not held:
        raise Tampered("fork.inclusion", log=checkpoint.log[:16], seq=seq)


def _side_json(side: Side) -> Json:
    said: dict[str, Json] = {"note": side.note}
    if side.digest:
        said["inclusion"] = [one.hex() for one in side.inclusion]
        if side.entry is None:
            said |= {"digest": side.digest} if side.leaves == 1 else {"digest": side.digest, "leaves": side.leaves}
        else:
            said["entry"] = base64.b64encode(side.entry).decode()
    return said


def _read_side(said: Json) -> Side:
    if said.keys() == {"note"}:
        return Side(_text(said["note"]))
    inclusion = tuple(_hexadecimal(one) for one in said["inclusion"])
    if said.keys() == _SIDE_WITH_ENTRY:
        entry = binascii.a2b_base64(_text(said["entry"]).encode("ascii"), strict_mode=True)
        if base64.b64encode(entry).decode() != said["entry"]:
            raise ValueError(said["entry"])
        return Side(_text(said["note"]), inclusion, entry, digest_of(entry))
    if said.keys() in (_SIDE_WITH_DIGEST, _SIDE_WITH_SUBTREE):
        leaves = said.get("leaves", 1)
        if type(leaves) is not int or leaves < 1 or (leaves == 1) != ("leaves" not in said):
            raise ValueError(leaves)
        return Side(_text(said["note"]), inclusion, None, _hexadecimal(said["digest"]).hex(), leaves)
    raise Malformed.because("fork.fields")


def _hexadecimal(said: Json) -> bytes:
    """32 bytes in their one form: written in capitals, one digest would look like two that contradict each other."""
    raw = bytes.fromhex(_text(said))
    if len(raw) != 32 or raw.hex() != said:
        raise ValueError(said)
    return raw


def _text(said: Json) -> str:
    if type(said) is not str:
        raise TypeError(said)
    return said
