"""What a copy holds of a log of which it may hold only some entries, and how each is shown to be in the log.

An excerpt is kept as two things: its entries and digests by place, and the run, which says from where to where it goes,
which places it gives and by which hashes all the rest is covered. A body can be erased: its digest stays, and with it
the proof. Every run can be shown again from these and the checkpoints alone.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

from musterbook.ledger.chain import TurnedAway, Unfit, canonical_entry
from musterbook.ledger.entry import digest_of
from musterbook.ledger.excerpt import Excerpt, Shown, frontier_after, judge_excerpt
from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Frame
from musterbook.ledger.tree import Frontier
from musterbook.terms.errors import Malformed, Tampered

_OF_ANOTHER_VIEW: Final = b"\x01"
_LENGTH: Final = struct.Struct("<I")


class Held(NamedTuple):
    """One place of a log: the digest there, and the bytes of the entry where this copy has them."""

    seq: int
    digest: Digest
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Run:
    """How a stretch of a log was shown: its places are among those held, its hashes cover all others.

    Attributes:
        start: from where.
        size: up to which checkpoint.
        places: the places given, in order.
        hashes: as in the excerpt.
        note: of a log that forked, the checkpoint it ends at where the one kept of that size is of another view; else
            empty. What it gives lies before the place where they part.
    """

    start: int
    size: int
    places: tuple[int, ...]
    hashes: tuple[bytes, ...]
    note: str = ""

    def excerpt(self, log: str, note: str, held: Mapping[int, Held]) -> Excerpt:
        """The run by digests alone, whichever of its entries are still here."""
        return Excerpt(log, self.start, self.size, note, {}, {at: held[at].digest for at in self.places}, self.hashes)

    def packed(self) -> tuple[bytes, bytes]:
        """Start and places as u64, little-endian, and the hashes one behind the other.

        With a checkpoint of its own one more byte behind the places says so, and the hashes are u32 length ‖ note ‖
        hashes.
        """
        places, hashes = struct.pack(f"<{1 + len(self.places)}Q", self.start, *self.places), b"".join(self.hashes)
        note = self.note.encode()
        return (places + _OF_ANOTHER_VIEW, _LENGTH.pack(len(note)) + note + hashes) if note else (places, hashes)


def run_of(excerpt: Excerpt, *, note: str = "") -> Run:
    """How an excerpt is kept; `note` is its checkpoint where the one kept of that size is of another view."""
    places = tuple(sorted({*excerpt.bodies, *excerpt.digests}))
    return Run(excerpt.start, excerpt.size, places, excerpt.hashes, note)


def read_run(size: int, places: bytes, hashes: bytes) -> Run:
    """The run that `packed` wrote; Malformed when it is none."""
    note = ""
    if len(places) % 8 == 1 and places.endswith(_OF_ANOTHER_VIEW) and len(hashes) >= _LENGTH.size:
        end = _LENGTH.size + _LENGTH.unpack_from(hashes)[0]
        note, places, hashes = hashes[_LENGTH.size : end].decode(errors="replace"), places[:-1], hashes[end:]
    if not places or len(places) % 8 or len(hashes) % 32:
        raise Malformed.because("excerpt.places")
    start, *given = struct.unpack(f"<{len(places) // 8}Q", places)
    return Run(start, size, tuple(given), tuple(hashes[at : at + 32] for at in range(0, len(hashes), 32)), note)


def as_excerpt(frame: Frame) -> Excerpt:
    """A frame as the excerpt that gives everything."""
    return Excerpt(frame.log, frame.start, frame.size, frame.note, dict(enumerate(frame.bodies, frame.start)), {}, ())


class Parted(Protocol):
    """What is asked of a store about a log in part that forked."""

    def tree_at(self, log: str, size: int) -> Frontier | None:
        """The tree of a log at a size where this copy has a checkpoint; None elsewhere."""
        ...

    def held(self, log: str) -> list[Held]:
        """The places known of a log in part."""
        ...

    def runs(self, log: str) -> list[Run]:
        """How they were shown."""
        ...


class Grows(Parted, Protocol):
    """What is asked of a store while an excerpt is judged."""

    @property
    def operation(self) -> str:
        """Name of the operation."""
        ...

    def size_of(self, log: str) -> int:
        """How many entries of a log were shown."""
        ...

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ."""
        ...


def shown_by(store: Grows, excerpt: Excerpt, *, operation: str) -> Shown | TurnedAway:
    """The verdict on an excerpt: that goes on from us, or that shows more of what we were shown before.

    One from 0 may end at a checkpoint we never had: whoever gives it is behind us, or was shown the log otherwise than
    we were. What it says of places that are known here must be what is known. Of a log that forked one that reaches
    beyond the place may end at a size of which we have the checkpoint of another view: up to the place they are alike.
    """
    log, size = excerpt.log, store.size_of(excerpt.log)
    place = store.forked_at(log)
    before = store.tree_at(log, excerpt.start)
    again = store.tree_at(log, excerpt.size)
    if before is None or (excerpt.start not in (0, size) and again is None):
        return TurnedAway("excerpt.gap", excerpt.start, size)
    beyond = place is not None and excerpt.size > place
    root = again.root().hex() if again and not beyond else None
    verdict = judge_excerpt(excerpt, before, operation=operation, root=root, forked_at=place)
    if isinstance(verdict, Shown):
        known = {one.seq: one.digest for one in store.held(log)}
        told = rows_of_excerpt(excerpt, verdict)
        other = [one.seq for one in told if known.get(one.seq, one.digest) != one.digest]
        if other:
            return TurnedAway("excerpt.root", other[0], size, signed=True)
        if beyond and place is not None and not _alike_before(store, excerpt, verdict, (before, place)):
            return TurnedAway("excerpt.root", place, size, signed=True)
    return verdict


def run_shown(store: Grows, excerpt: Excerpt, shown: Shown) -> Run:
    """How an excerpt that was shown is kept: with its own checkpoint where the one here of that size is another."""
    here = store.tree_at(excerpt.log, excerpt.size)
    other = here is not None and here.root().hex() != shown.checkpoint.root
    return run_of(excerpt, note=shown.checkpoint.note if other else "")


def _alike_before(store: Grows, excerpt: Excerpt, shown: Shown, where: tuple[Frontier, int]) -> bool:
    """Whether an excerpt that reaches beyond the place where a log's views part has the tree there that we have."""
    before, place = where
    ours = tree_before(store, excerpt.log, place)
    theirs = frontier_after(excerpt, before, {one.seq: one.digest for one in shown.entries}, until=place)
    return ours is None or ours.root() == theirs.root()


def tree_before(store: Parted, log: str, place: int) -> Frontier | None:
    """The tree of a log in part up to the place where its views part, if something here was shown that ends there."""
    held: dict[int, Held] = {}
    for run in store.runs(log):
        before = store.tree_at(log, run.start)
        if not run.start < place <= run.size or place - 1 not in run.places or before is None:
            continue
        held = held or {one.seq: one for one in store.held(log)}
        return frontier_after(run.excerpt(log, "", held), before, {}, until=place)
    return None


def rows_of_excerpt(excerpt: Excerpt, shown: Shown) -> list[Held]:
    """The places of an excerpt that was shown, in order."""
    entries = [Held(one.seq, one.digest, one.body) for one in shown.entries]
    return sorted([*entries, *(Held(place, digest, None) for place, digest in excerpt.digests.items())])


def held_by(excerpts: Iterable[Excerpt]) -> list[Held]:
    """The places that excerpts of one log tell of, by place; an entry goes before its digest alone."""
    known: dict[int, Held] = {}
    for one in excerpts:
        for place, digest in one.digests.items():
            known.setdefault(place, Held(place, digest, None))
        known |= {place: Held(place, digest_of(body), body) for place, body in one.bodies.items()}
    return [known[place] for place in sorted(known)]


def excerpts_kept(log: str, held: Sequence[Held], runs: Sequence[Run], notes: Mapping[int, str]) -> Iterator[Excerpt]:
    """The excerpts by which what is held can be shown to somebody else: each entry in the last that has its place."""
    known = {one.seq: one for one in held}
    ordered = sorted(runs, key=lambda one: (one.size, bool(one.note), -one.start))
    last = {place: number for number, run in enumerate(ordered) for place in run.places}
    for number, run in enumerate(ordered):
        told = run.excerpt(log, run.note or notes[run.size], known)
        bodies = {at: body for at in run.places if last[at] == number and (body := known[at].body) is not None}
        yield replace(told, bodies=bodies, digests={at: one for at, one in told.digests.items() if at not in bodies})


def check_held(
    log: str, begun: Frontier, held: Sequence[Held], runs: Sequence[Run], notes: Mapping[int, str], *, operation: str,
    forked: bool,
) -> Iterator[Tampered | Malformed]:  # fmt: skip
    """Everything that does not hold of what lies here of a log in part; nothing when all of it does.

    1. each entry's bytes are those of its digest, canonical, of this log and place, and name the digest before where
    that is known; 2. every run leads from one checkpoint here to another, or of a log that forked to one of another
    view, and gives the root the log signed; 3. every place held is shown by some run, and every checkpoint behind the
    whole beginning is the end of one.

    Args:
        log: the log.
        begun: the tree over the entries at its beginning that are here without gap.
        held: the places behind them.
        runs: how they were shown.
        notes: size → note of every checkpoint here behind the beginning.
        operation: name of the operation.
        forked: whether a proof is here that the log forked.
    """
    known, trees = {one.seq: one for one in held}, {0: Frontier(), begun.size: begun}
    for one in held:
        yield from _check_body(log, one, known.get(one.seq - 1))
    covered, ends = set[int](), set[int]()
    for run in sorted(runs, key=lambda one: (one.size, -one.start)):
        lacking = [place for place in run.places if place not in known]
        if lacking or run.size not in notes or run.start not in trees or (run.note and not forked):
            yield Tampered("verify.run-lacking", log=log[:16], seq=lacking[0] if lacking else run.start)
            continue
        excerpt = run.excerpt(log, run.note or notes[run.size], known)
        seen = judge_excerpt(excerpt, trees[run.start], operation=operation, root=None)
        if isinstance(seen, TurnedAway):
            yield Tampered(_SAID.get(seen.rule, seen.rule), log=log[:16], size=run.size)
            continue
        covered |= set(run.places)
        if not run.note:
            trees.setdefault(run.size, seen.frontier)
            ends.add(run.size)
    for one in held:
        if one.seq not in covered:
            yield Tampered("verify.not-shown", log=log[:16], seq=one.seq)
    for size in sorted(notes.keys() - ends - {begun.size}):
        yield Tampered("verify.entries-missing", log=log[:16], size=size, got=begun.size)


def _check_body(log: str, one: Held, before: Held | None) -> Iterator[Tampered]:
    if one.body is None:
        return
    if digest_of(one.body) != one.digest:
        yield Tampered("verify.column", log=log[:16], seq=one.seq)
    try:
        entry = canonical_entry(one.body, one.seq)
    except Unfit as unfit:
        yield Tampered(unfit.rule, log=log[:16], seq=one.seq)
        return
    if (entry.log, entry.seq) != (log, one.seq):
        yield Tampered("entry.sequence", log=log[:16], seq=one.seq)
    elif before is not None and before.digest != entry.prev:
        yield Tampered("entry.prev", log=log[:16], seq=one.seq)


_SAID: Final = {"excerpt.root": "verify.root"}
