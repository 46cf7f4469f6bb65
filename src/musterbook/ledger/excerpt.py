"""Excerpts: what a copy may hold of a run of a log, and the hashes that show it under the log's own checkpoint.

A copy that may hold only some entries gets those whole, some others by digest and place (what its own follow), and
for all the rest the roots of the largest perfect subtrees they fall into. From the tree so far these give the tree
after the run, so one list of hashes shows three things at once: every entry given is in the log where it is said to be,
nothing of what was shown before has changed, and how many entries there are that are not here (RFC 6962 section 2.1;
for scattered entries about as many hashes as separate proofs have once what they share is sent once).

An excerpt from 0 to a size that was seen before brings entries that may be held only now: it must give the same root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from musterbook.ledger.chain import TurnedAway, Unfit, canonical_entry
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Frame
from musterbook.ledger.signing import Checkpoint, checkpoint_holds, parse_checkpoint
from musterbook.ledger.tree import Frontier
from musterbook.terms.errors import Malformed

ENTRIES_MAX: Final = 2_000
BYTES_MAX: Final = 4 * 1024 * 1024
PLACES_MAX: Final = 10_000
"""Entries and digests together."""

HASHES_MAX: Final = 64_000
"""2,000 entries scattered over a million need about 18,000."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of the entries of a log from `start` up to `size`, at which its checkpoint stands.

    Attributes:
        log: whose entries they are.
        start: from where the rest is shown.
        size: size of the log that the checkpoint signs.
        note: the checkpoint; lines of cosignatures may follow its own.
        bodies: place → the bytes of an entry, by place.
        digests: place → the digest of an entry that is not given, by place.
        hashes: the roots of the perfect subtrees between them, 32 bytes each, from left to right.
    """

    log: str
    start: int
    size: int
    note: str
    bodies: Mapping[int, bytes]
    digests: Mapping[int, Digest]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The excerpt holds.

    Attributes:
        entries: the entries given, in sequence.
        digests: place → digest of those known by it alone.
        checkpoint: the checkpoint they are under.
        frontier: the tree at its size.
    """

    entries: tuple[Entry, ...]
    digests: Mapping[int, Digest]
    checkpoint: Checkpoint
    frontier: Frontier


def excerpt_of(
    frame: Frame, digests: Sequence[bytes], *, given: Mapping[int, bytes], known: Sequence[int]
) -> Excerpt:  # fmt: skip
    """An excerpt made by whoever has the whole run.

    Args:
        frame: log, start, size and note; its bodies are not looked at.
        digests: of every entry from `start` up to `size`.
        given: place → bytes of the entries to give.
        known: places of which the digest is to be given.
    """
    places = sorted({*given, *known})
    hashes = tuple(_root(digests[at - frame.start : at - frame.start + leaves])
                   for at, leaves in between(frame.start, frame.size, places))  # fmt: skip
    told = {place: Digest(digests[place - frame.start].hex()) for place in sorted(set(known) - given.keys())}
    return Excerpt(frame.log, frame.start, frame.size, frame.note, dict(sorted(given.items())), told, hashes)


def judge_excerpt(
    excerpt: Excerpt, before: Frontier, *, operation: str, root: str | None, forked_at: int | None = None
) -> Shown | TurnedAway:
    """Whether an excerpt may be kept. Never raises for what arrived.

    1. Framing: within its limits, a checkpoint of this log and operation at its size, places in order within the run.
    2. It begins where we are, or at 0 and ends where we were, and reaches no further than a log that forked is good; or
    it gives the last entry before that place and nothing behind it, so that the tree there can be told.
    3. Entries are canonical, of this log, at their places, and name the digest before where that is given too.
    4. The tree before, the entries, digests and hashes give the root that the checkpoint says; nothing is left over.
    5. The log's key signed the checkpoint.

    Args:
        excerpt: what arrived.
        before: our tree at its start.
        operation: name of the operation.
        root: our root at its size, if we were there already; None where it goes on from us.
        forked_at: the first place where two signed views of the log differ, once that is proved.
    """
    signed = False
    try:
        checkpoint = _framed(excerpt, operation)
        signed = checkpoint_holds(checkpoint)
        _require(excerpt.start == before.size, "excerpt.gap")
        _require(forked_at is None or excerpt.size <= forked_at or _ends_before(excerpt, forked_at), "log.forked")
        entries = _entries(excerpt)
        frontier = frontier_after(excerpt, before, {one.seq: one.digest for one in entries})
        _require(frontier.root().hex() == checkpoint.root and root in (None, checkpoint.root), "excerpt.root")
        _require(signed, "checkpoint.signature")
    except Unfit as unfit:
        return TurnedAway(unfit.rule, unfit.seq, before.size, signed)
    return Shown(entries, excerpt.digests, checkpoint, frontier)


def frontier_after(
    excerpt: Excerpt, before: Frontier, digests: Mapping[int, Digest], *, until: int | None = None
) -> Frontier:  # fmt: skip
    """The tree at an excerpt's size, from the tree at its start; Unfit when its hashes do not fill the places.

    Args:
        excerpt: the excerpt.
        before: the tree at its start.
        digests: the digests of the entries it gives, by place.
        until: only up to here, where the entry before is given; up to its size when None.
    """
    leaves = {**excerpt.digests, **digests}
    frontier, hashes = before.copy(), iter(excerpt.hashes)
    places = sorted(leaves)
    gaps = list(between(excerpt.start, excerpt.size, places))
    _require(len(gaps) == len(excerpt.hashes), "excerpt.hashes")
    for at, count in sorted([*gaps, *((place, 0) for place in places)]):
        if at == until:
            break
        if count:
            frontier.append_tree(next(hashes), count)
        else:
            frontier.append(bytes.fromhex(leaves[at]))
    return frontier


def places_that_fit(bodies: Callable[[int], int], places: Sequence[int]) -> int:
    """How many of these places, from the first, one excerpt may give; `bodies` tells how many bytes a place has."""
    weight = 0
    for count, place in enumerate(places):
        weight += bodies(place) + 4
        if count == ENTRIES_MAX or weight > BYTES_MAX:
            return count
    return len(places)


def _ends_before(excerpt: Excerpt, place: int) -> bool:
    """Whether the last place an excerpt gives is the one before: up to there both views of a log that forked agree."""
    return max((*excerpt.bodies, *excerpt.digests), default=-1) == place - 1 >= 0


def _framed(excerpt: Excerpt, operation: str) -> Checkpoint:
    try:
        checkpoint = parse_checkpoint(excerpt.note, log=excerpt.log)
    except Malformed as malformed:
        raise Unfit(malformed.faults[0].rule) from None
    _require(checkpoint.operation == operation, "checkpoint.other-operation")
    _require(checkpoint.size == excerpt.size and 0 <= excerpt.start < excerpt.size, "frame.other-size")
    weight = sum(map(len, excerpt.bodies.values()))
    few = len(excerpt.bodies) <= ENTRIES_MAX and len(excerpt.bodies) + len(excerpt.digests) <= PLACES_MAX
    _require(few and weight <= BYTES_MAX and len(excerpt.hashes) <= HASHES_MAX, "frame.too-large")
    within = all(excerpt.start <= place < excerpt.size for place in (*excerpt.bodies, *excerpt.digests))
    _require(within and not excerpt.bodies.keys() & excerpt.digests.keys(), "excerpt.places")
    _require(all(len(one) == 32 for one in excerpt.hashes), "excerpt.hashes")
    return checkpoint


def _entries(excerpt: Excerpt) -> tuple[Entry, ...]:
    entries = {place: canonical_entry(body, place) for place, body in sorted(excerpt.bodies.items())}
    for place, entry in entries.items():
        _require(entry.log == excerpt.log, "entry.other-log", place)
        _require(entry.seq == place, "entry.sequence", place)
        before = entries[place - 1].digest if place - 1 in entries else excerpt.digests.get(place - 1)
        _require(before in (None, entry.prev), "entry.prev", place)
    return tuple(entries.values())


def between(start: int, size: int, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the largest perfect subtrees begin that cover everything but `places`, and how many leaves each has."""
    at = start
    for place in (*places, size):
        while at < place:
            leaves = at & -at if at else 1 << (place.bit_length() - 1)
            while leaves > place - at:
                leaves >>= 1
            yield at, leaves
            at += leaves
        at = place + 1


def _root(leaves: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def _require(holds: bool, rule: str, seq: int | None = None) -> None:  # noqa: FBT001  reads as a sentence
    if not holds:
        raise Unfit(rule, seq)
