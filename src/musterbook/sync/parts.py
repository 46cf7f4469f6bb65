"""Parts: a letter cut into pieces that a server takes, and put together again in whatever order they come.

A piece is `MBL1`, the first 16 bytes of the SHA-256 of the whole, its place and how many there are, and its bytes. What
is put together has that digest, or it is thrown away whole: a piece that was altered spoils its letter and no other.
What is being put together is bounded; the letter begun first goes first.
"""

from __future__ import annotations

import hashlib
import struct
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from musterbook.sync.letters import LETTER_BYTES_MAX
from musterbook.terms.errors import Malformed

HEAD: Final = struct.Struct("<4s16sHH")
PIECE_BYTES_MAX: Final = 256 * 1024
PIECE_BYTES_MIN: Final = 4 * 1024
PIECES_MAX: Final = 16_384
OPEN_MAX: Final = 64
OPEN_BYTES_MAX: Final = 2 * LETTER_BYTES_MAX
_MAGIC: Final = b"MBL1"

Source = TypeVar("Source")
"""Whatever a piece came in, to be acknowledged when its letter was dealt with."""


def split(whole: bytes, *, most: int) -> list[bytes]:
    """A letter as pieces of at most `most` bytes each, with their heads.

    Raises:
        Malformed: the letter is longer than any may be, or the server takes no pieces worth sending.
    """
    room = min(most, PIECE_BYTES_MAX) - HEAD.size
    if len(whole) > LETTER_BYTES_MAX or most < PIECE_BYTES_MIN:
        raise Malformed.because("letter.too-long", bytes=len(whole), most=most)
    name = hashlib.sha256(whole).digest()[:16]
    bodies = [whole[at : at + room] for at in range(0, len(whole), room)]
    return [HEAD.pack(_MAGIC, name, place, len(bodies)) + body for place, body in enumerate(bodies)]


@dataclass(slots=True)
class _Begun(Generic[Source]):
    count: int
    pieces: dict[int, bytes] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Joined(Generic[Source]):
    """A letter that is whole, and what its pieces came in."""

    whole: bytes
    sources: Sequence[Source]


class Joining(Generic[Source]):
    """Puts pieces together."""

    def __init__(self) -> None:
        self._begun: OrderedDict[bytes, _Begun[Source]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        """How many letters are begun and not whole."""
        return len(self._begun)

    def add(self, piece: bytes, source: Source) -> Joined[Source] | None:
        """The letter, once its last piece is here; None before that.

        Raises:
            Malformed: it is no piece, or the pieces do not make what they say; they are forgotten.
        """
        name, place, count, body = _read(piece)
        begun = self._begun.setdefault(name, _Begun(count))
        begun.sources.append(source)
        if begun.count != count:
            self._forget(name)
            raise Malformed.because("letter.parts")
        if place not in begun.pieces:
            begun.pieces[place] = body
            self._bytes += len(body)
        if len(begun.pieces) < count:
            self._make_room()
            return None
        whole = b"".join(begun.pieces[place] for place in range(count))
        self._forget(name)
        if hashlib.sha256(whole).digest()[:16] != name:
            raise Malformed.because("letter.parts")
        return Joined(whole, begun.sources)

    def _make_room(self) -> None:
        while self._begun and (len(self._begun) > OPEN_MAX or self._bytes > OPEN_BYTES_MAX):
            self._forget(next(iter(self._begun)))

    def _forget(self, name: bytes) -> None:
        self._bytes -= sum(map(len, self._begun.pop(name).pieces.values()))


def _read(piece: bytes) -> tuple[bytes, int, int, bytes]:
    try:
        magic, name, place, count = HEAD.unpack_from(piece)
    except struct.error:
        raise Malformed.because("letter.parts") from None
    body = piece[HEAD.size :]
    if magic != _MAGIC or not place < count <= PIECES_MAX or not body or len(body) > PIECE_BYTES_MAX:
        raise Malformed.because("letter.parts")
    return name, place, count, body
