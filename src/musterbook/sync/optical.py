"""By light: a few acts from one screen to another camera, as QR codes whose text is base45 (RFC 9285).

    MBQ1:ID8:PLACE/COUNT:CRC8:TEXT

ID8 is the beginning of the digest of the whole, PLACE counts from 1, CRC8 is the CRC-32 of TEXT; all are upper case,
because a code holds capitals, digits and nine marks in little room. The parts of one frame may come in any order and
again and again; behind the frame stands its SHA-256. THE OPTICS PROVE NOTHING: what comes out is judged as any frame.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from typing import Final

from musterbook.ledger.log import Frame
from musterbook.sync.frame import read_frame, write_frame
from musterbook.terms.errors import Malformed

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
TEXT_MAX: Final = 1_950
"""Characters of a part: with its head what a code of version 30, level M, holds."""

PARTS_MAX: Final = 64
AT_ONCE_MAX: Final = 8
"""How many things a reader puts together at a time; the oldest is dropped for a ninth."""

_PART: Final = re.compile(r"MBQ1:([0-9A-F]{8}):([1-9]\d?)/([1-9]\d?):([0-9A-F]{8}):([0-9A-Z $%*+\-./:]{1,1950})")
_VALUES: Final = {mark: value for value, mark in enumerate(ALPHABET)}
_DIGEST_BYTES: Final = 32


def base45(raw: bytes) -> str:
    """Bytes as base45: three characters for two bytes, two for one left over."""
    said = []
    for at in range(0, len(raw), 2):
        pair = raw[at : at + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, rest = divmod(value, 45)
            said.append(ALPHABET[rest])
    return "".join(said)


def read_base45(text: str) -> bytes:
    """The bytes that `base45` wrote; Malformed for anything else."""
    raw = bytearray()
    for at in range(0, len(text), 3):
        some = text[at : at + 3]
        value = sum(_VALUES.get(mark, 1 << 20) * 45**place for place, mark in enumerate(some))
        if len(some) == 1 or value >= 256 ** (len(some) - 1):
            raise Malformed.because("optical.base45")
        raw += value.to_bytes(len(some) - 1)
    return bytes(raw)


def parts_of(frame: Frame) -> list[str]:
    """The texts of the codes that carry a frame; Malformed when it needs more than 64."""
    packed = write_frame(frame)
    digest = hashlib.sha256(packed).digest()
    text = base45(packed + digest)
    pieces = [text[at : at + TEXT_MAX] for at in range(0, len(text), TEXT_MAX)]
    if len(pieces) > PARTS_MAX:
        raise Malformed.because("optical.too-much", parts=len(pieces), most=PARTS_MAX)
    head = f"MBQ1:{digest.hex()[:8].upper()}"
    return [f"{head}:{place}/{len(pieces)}:{_crc(one)}:{one}" for place, one in enumerate(pieces, 1)]


@dataclass(slots=True)
class Assembling:
    """Puts parts together as they are seen; `have` says of each thing begun how many parts are here."""

    _begun: dict[tuple[str, int], dict[int, str]] = field(default_factory=dict)

    def have(self) -> dict[str, tuple[int, int]]:
        """ID8 → parts here, parts there are."""
        return {name: (len(parts), count) for (name, count), parts in self._begun.items()}

    def see(self, text: str) -> Frame | None:
        """Take one code's text; the frame once its last part is here.

        Raises:
            Malformed: it is no part, its CRC does not fit, or the whole is not what its digest says.
        """
        match = _PART.fullmatch(text.strip())
        if match is None:
            raise Malformed.because("optical.part")
        name, place, count, crc, piece = match[1], int(match[2]), int(match[3]), match[4], match[5]
        if _crc(piece) != crc or place > count or count > PARTS_MAX:
            raise Malformed.because("optical.part")
        parts = self._begun.setdefault((name, count), {})
        parts[place] = piece
        while len(self._begun) > AT_ONCE_MAX:
            del self._begun[next(iter(self._begun))]
        if len(parts) < count:
            return None
        del self._begun[name, count]
        raw = read_base45("".join(parts[one] for one in range(1, count + 1)))
        packed, digest = raw[:-_DIGEST_BYTES], raw[-_DIGEST_BYTES:]
        if hashlib.sha256(packed).digest() != digest or digest.hex()[:8].upper() != name:
            raise Malformed.because("optical.whole")
        return read_frame(packed)


def _crc(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08X}"
