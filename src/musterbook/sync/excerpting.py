"""Excerpts as bytes, and excerpts made for a node that may hold only some entries of a log.

    u32 length ‖ header ‖ u32 length ‖ packed content          lengths are little-endian

The header is canonical JSON `{"bodies":[…],"digests":[…],"from","hashes","log","note","packed","size","v":1}`: places
of the entries given, places of digests, and how many hashes there are. The content is u32 length ‖ bytes of each entry,
then the digests, then the hashes, 32 bytes each. Limits are those of a frame, and are checked before unpacking.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, Protocol

from musterbook.ledger.entry import canonical, digest_of, read_canonical
from musterbook.ledger.excerpt import HASHES_MAX, PLACES_MAX, Excerpt, excerpt_of, places_that_fit
from musterbook.ledger.facts import Digest, Json
from musterbook.ledger.log import Frame
from musterbook.sync.copies import Meets, cosigned
from musterbook.sync.frame import FRAME_BYTES_MAX, Packing, counted, packed_by, unpacked_by
from musterbook.terms.errors import Malformed

HEADER_BYTES_MAX: Final = 256 * 1024
_CONTENT_BYTES_MAX: Final = FRAME_BYTES_MAX + 32 * (PLACES_MAX + HASHES_MAX)
_LENGTH: Final = struct.Struct("<I")
_FIELDS: Final = {"bodies", "digests", "from", "hashes", "log", "note", "packed", "size", "v"}
_WHOLE_MAX: Final = 2**53 - 1


class Allowed(Protocol):
    """Which entries a node may hold, as whoever answers it finds in the register and the book."""

    def whole(self, log: str) -> bool:
        """Whether it may hold a log whole: the register, and what it writes itself."""
        ...

    def places(self, log: str) -> tuple[Sequence[int], Sequence[int]]:
        """Places whose entries it may hold, and places it may know the digest of, each sorted."""
        ...


def excerpts_from(copy: Meets, allowed: Allowed, log: str, start: int) -> Iterator[Excerpt]:
    """The fewest excerpts of a log from a size on, each ending at a checkpoint; nothing where it is here in part.

    Of a log that forked up to the place where its views part, which may lie inside a commit: the last ends beyond it.
    """
    place = copy.forked_at(log)
    size = copy.size_of(log) if place is None else copy.newest_note(log, copy.heads().get(log, (0, ""))[0])[0]
    if log in copy.in_part():
        return
    given, known = allowed.places(log)
    while start < size:
        until = _until(copy, log, (start, size), given, known)
        yield excerpt_between(
            copy, log, start, until, given=[one for one in given if start <= one < until],
            known=[one for one in known if start <= one < until],
        )  # fmt: skip
        start = until
    if place is not None and start < place:
        yield from islice(excerpts_reaching(copy, log, start, place + 1, given=given, known=known), 1)


def excerpts_reaching(
    copy: Meets, log: str, start: int, least: int, *, given: Sequence[int], known: Sequence[int]
) -> Iterator[Excerpt]:
    """Excerpts of a log that forked, under a checkpoint at or beyond `least`, of what lies before the place.

    The last entry before it is given by digest at least, so that whoever takes it knows the tree at the place. The
    first is of the view that is ours, the others of every other that begins there: one of them is the asker's.
    """
    place = copy.forked_at(log)
    if place and least > place:
        bodies = [one for one in given if start <= one < place]
        digests = sorted({one for one in known if start <= one < place} | {place - 1} - set(bodies))
        for size in copy.sizes(log, least, 1):
            yield excerpt_between(copy, log, start, size, given=bodies, known=digests)
        for frame in copy.branches(log):
            if start <= frame.start <= place and frame.size >= least:
                told = [bytes.fromhex(one) for one in copy.digests(log, start, frame.start)]
                told += [bytes.fromhex(digest_of(body)) for body in frame.bodies]
                shown = {one: next(copy.bodies(log, one, one + 1)) for one in bodies}
                note = Frame(log, start, frame.size, frame.note, ())
                yield excerpt_of(note, told, given=shown, known=digests)


def excerpt_between(
    copy: Meets, log: str, start: int, size: int, *, given: Sequence[int], known: Sequence[int]
) -> Excerpt:  # fmt: skip
    """One excerpt between two sizes, of which the second has a checkpoint; Malformed when it has none."""
    at, note = copy.newest_note(log, size)
    if at != size or not note:
        raise Malformed.because("sync.no-such-size")
    digests = [bytes.fromhex(one) for one in copy.digests(log, start, size)]
    bodies = {place: next(copy.bodies(log, place, place + 1)) for place in given}
    frame = cosigned(copy, Frame(log, start, size, note, ()))
    return excerpt_of(frame, digests, given=bodies, known=known)


def _until(copy: Meets, log: str, within: tuple[int, int], given: Sequence[int], known: Sequence[int]) -> int:
    """The largest checkpoint up to which everything allowed fits into one excerpt."""
    start, size = within
    ahead = [one for one in given if start <= one < size]
    fit = places_that_fit(lambda place: len(next(copy.bodies(log, place, place + 1))), ahead)
    most = size if fit == len(ahead) else ahead[fit]
    digests = [one for one in known if start <= one < most]
    room = PLACES_MAX - min(fit, PLACES_MAX)
    most = min(most, digests[room]) if len(digests) > room else most
    at, _ = copy.newest_note(log, most)
    if at <= start:
        raise Malformed.because("frame.too-large", entries=most - start)
    return at


def write_excerpt(excerpt: Excerpt, *, packed: Packing = "zstd") -> bytes:
    """The bytes of an excerpt. The same excerpt gives the same bytes."""
    bodies, digests = sorted(excerpt.bodies.items()), sorted(excerpt.digests.items())
    clear = b"".join([
        *(part for _, body in bodies for part in (_LENGTH.pack(len(body)), body)),
        *(bytes.fromhex(digest) for _, digest in digests), *excerpt.hashes,
    ])  # fmt: skip
    body, packing = packed_by(clear, packed)
    header = canonical({
        "bodies": [place for place, _ in bodies], "digests": [place for place, _ in digests], "from": excerpt.start,
        "hashes": len(excerpt.hashes), "log": excerpt.log, "note": excerpt.note, "packed": packing,
        "size": excerpt.size, "v": 1,
    })  # fmt: skip
    return _LENGTH.pack(len(header)) + header + _LENGTH.pack(len(body)) + body


def read_excerpt_at(raw: bytes, start: int) -> tuple[Excerpt, int]:
    """The excerpt that begins at `start`, and where it ends. Malformed when cut off, too large, or of another shape.

    WHAT IT SHOWS IS STILL UNCHECKED: that is `excerpt.judge_excerpt`.
    """
    header_raw, after_header = counted(raw, start, HEADER_BYTES_MAX)
    header = _read_header(header_raw)
    packed, end = counted(raw, after_header, _CONTENT_BYTES_MAX)
    clear, at = unpacked_by(packed, header["packed"], most=_CONTENT_BYTES_MAX), 0
    bodies: dict[int, bytes] = {}
    for place in header["bodies"]:
        bodies[place], at = counted(clear, at, FRAME_BYTES_MAX)
    count = len(header["digests"]) + header["hashes"]
    if len(clear) != at + 32 * count:
        raise Malformed.because("excerpt.places")
    raws = [clear[begin : begin + 32] for begin in range(at, len(clear), 32)]
    digests = {place: Digest(one.hex()) for place, one in zip(header["digests"], raws, strict=False)}
    return Excerpt(
        header["log"], header["from"], header["size"], header["note"], bodies, digests, tuple(raws[len(digests) :])
    ), end  # fmt: skip


def excerpt_end(raw: bytes, start: int) -> int:
    """Where the excerpt at `start` ends, by its lengths alone."""
    _, after_header = counted(raw, start, HEADER_BYTES_MAX)
    return counted(raw, after_header, _CONTENT_BYTES_MAX)[1]


def to_runs(places: Sequence[int]) -> tuple[int, ...]:
    """Sorted places as (first, how many) pairs, one behind the other."""
    runs: list[int] = []
    for place in places:
        if runs and runs[-2] + runs[-1] == place:
            runs[-1] += 1
        else:
            runs += [place, 1]
    return tuple(runs)


def from_runs(runs: Sequence[int], most: int) -> list[int]:
    """The places that runs say, at most so many; Malformed when they are none."""
    if len(runs) % 2 or sum(runs[1::2]) > most:
        raise Malformed.because("excerpt.places")
    return [place for first, count in zip(runs[::2], runs[1::2], strict=True) for place in range(first, first + count)]


def _read_header(raw: bytes) -> dict[str, Json]:
    said = read_canonical(raw)
    sound = said.keys() == _FIELDS and said["v"] == 1 and type(said["v"]) is int
    sound = sound and all(_is_whole(said[name]) for name in ("from", "size", "hashes"))
    sound = sound and all(_is_ascending(said[name]) for name in ("bodies", "digests"))
    sound = sound and isinstance(said["note"], str) and isinstance(said["log"], str)
    if not sound or len(said["log"]) != 64 or not set(said["log"]) <= set("0123456789abcdef"):
        raise Malformed.because("frame.header")
    if len(said["bodies"]) + len(said["digests"]) > PLACES_MAX or said["hashes"] > HASHES_MAX:
        raise Malformed.because("frame.too-large", entries=len(said["bodies"]))
    return said


def _is_whole(value: Json) -> bool:
    return type(value) is int and 0 <= value <= _WHOLE_MAX


def _is_ascending(value: Json) -> bool:
    return isinstance(value, list) and all(map(_is_whole, value)) and all(one < two for one, two in pairwise(value))
