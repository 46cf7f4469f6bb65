"""Frames as bytes: a run of consecutive entries of one log that ends at a checkpoint (ledger.md section 7).

    u32 length ‖ header ‖ u32 length ‖ packed entries          lengths are little-endian

The header is canonical JSON `{"count","from","log","note","packed":"zstd"|"zlib"|"none","size","v":1}`; packed entries
are a sequence of u32 length ‖ entry bytes. A frame holds at most 2,000 entries or 4 MiB unpacked, and packs at most
100 to 1. All of that is checked before unpacking, and unpacking stops at the first byte too many.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final, Literal

import zstandard

from musterbook.ledger.entry import ENTRY_BYTES_MAX, canonical, read_canonical
from musterbook.ledger.facts import Json
from musterbook.ledger.log import Frame
from musterbook.terms.errors import Malformed

Packing = Literal["zstd", "zlib", "none"]

FRAME_ENTRIES_MAX: Final = 2_000
FRAME_BYTES_MAX: Final = 4 * 1024 * 1024
"""Unpacked, with the length before each entry."""

HEADER_BYTES_MAX: Final = 64 * 1024
"""A note with a hundred cosignatures is about 20 kB."""

RATIO_MAX: Final = 100
_LENGTH: Final = struct.Struct("<I")
_HEADER_FIELDS: Final = {"count", "from", "log", "note", "packed", "size", "v"}
_HEX: Final = frozenset("0123456789abcdef")
_ZLIB_LEVEL: Final = 6
_ZSTD_LEVEL: Final = 3
_ZSTD: Final = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)


def write_frame(frame: Frame, *, packed: Packing = "zstd") -> bytes:
    """The bytes of a frame. The same frame and packing give the same bytes; Malformed when it is too large.

    What would pack more than 100 to 1 is left unpacked, because no reader would believe it.
    """
    clear = b"".join(part for body in frame.bodies for part in (_LENGTH.pack(len(body)), body))
    if len(frame.bodies) > FRAME_ENTRIES_MAX or len(clear) > FRAME_BYTES_MAX:
        raise Malformed.because("frame.too-large", entries=len(frame.bodies), bytes=len(clear))
    body, packing = packed_by(clear, packed)
    header = canonical({
        "count": len(frame.bodies), "from": frame.start, "log": frame.log, "note": frame.note, "packed": packing,
        "size": frame.size, "v": 1,
    })  # fmt: skip
    return _LENGTH.pack(len(header)) + header + _LENGTH.pack(len(body)) + body


def read_frame(raw: bytes) -> Frame:
    """The frame that bytes are: the whole of them, and nothing behind. Malformed otherwise."""
    frame, end = read_frame_at(raw, 0)
    if end != len(raw):
        raise Malformed.because("frame.trailing-bytes", bytes=len(raw) - end)
    return frame


def read_frame_at(raw: bytes, start: int) -> tuple[Frame, int]:
    """The frame that begins at `start`, and where it ends. Malformed when cut off, too large, or of another shape.

    ITS ENTRIES AND NOTE ARE STILL UNCHECKED: that is `chain.judge`.
    """
    header_raw, after_header = counted(raw, start, HEADER_BYTES_MAX)
    header = _read_header(header_raw)
    packed, end = counted(raw, after_header, FRAME_BYTES_MAX)
    bodies = tuple(_bodies(unpacked_by(packed, header["packed"]), header["count"]))
    return Frame(header["log"], header["from"], header["size"], header["note"], bodies), end


def frame_end(raw: bytes, start: int) -> int:
    """Where the frame at `start` ends, by its lengths alone: how to go on behind one that cannot be read."""
    _, after_header = counted(raw, start, HEADER_BYTES_MAX)
    _, end = counted(raw, after_header, FRAME_BYTES_MAX)
    return end


def _read_header(raw: bytes) -> dict[str, Json]:
    said = read_canonical(raw)
    numbers = [said.get(name) for name in ("count", "from", "size")]
    log, note = said.get("log"), said.get("note")
    sound = (
        said.keys() == _HEADER_FIELDS
        and said["v"] == 1
        and type(said["v"]) is int
        and all(type(number) is int and number >= 0 for number in numbers)
        and said["count"] > 0
        and said["from"] + said["count"] == said["size"]
        and isinstance(log, str)
        and len(log) == 64
        and set(log) <= _HEX
        and isinstance(note, str)
    )
    if not sound:
        raise Malformed.because("frame.header")
    if said["packed"] not in ("zstd", "zlib", "none"):
        raise Malformed.because("frame.packing")
    if said["count"] > FRAME_ENTRIES_MAX:
        raise Malformed.because("frame.too-large", entries=said["count"])
    return said


def counted(raw: bytes, start: int, most: int) -> tuple[bytes, int]:
    """The bytes behind a length, and where they end; Malformed when cut off or longer than `most`."""
    begin = start + _LENGTH.size
    if begin > len(raw):
        raise Malformed.because("frame.cut-off")
    (length,) = _LENGTH.unpack_from(raw, start)
    if length > most:
        raise Malformed.because("frame.too-large", bytes=length)
    if begin + length > len(raw):
        raise Malformed.because("frame.cut-off")
    return raw[begin : begin + length], begin + length


def _bodies(clear: bytes, count: int) -> Iterator[bytes]:
    """The entries in unpacked bytes: exactly `count`, and nothing behind."""
    at = 0
    for _ in range(count):
        body, at = counted(clear, at, ENTRY_BYTES_MAX)
        yield body
    if at != len(clear):
        raise Malformed.because("frame.trailing-bytes", bytes=len(clear) - at)


def packed_by(clear: bytes, packing: Packing) -> tuple[bytes, Packing]:
    """Packed bytes and how; what would pack more than 100 to 1 is left as it is."""
    body = _pack(clear, packing)
    return (clear, "none") if len(clear) > RATIO_MAX * len(body) else (body, packing)


def _pack(clear: bytes, packed: str) -> bytes:
    if packed == "none":
        return clear
    if packed == "zlib":
        return zlib.compress(clear, _ZLIB_LEVEL)
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(clear)


def unpacked_by(packed: bytes, packing: object, *, most: int = FRAME_BYTES_MAX) -> bytes:
    """Unpacked bytes, at most 4 MiB (or `most`) and 100 times the packed; nothing may follow the packed stream."""
    if packing not in ("zstd", "zlib", "none"):
        raise Malformed.because("frame.packing")
    most = min(most, RATIO_MAX * len(packed))
    if packing == "none":
        return packed
    clear, rest = _unzlib(packed, most) if packing == "zlib" else _unzstd(packed, most)
    if rest:
        raise Malformed.because("frame.trailing-bytes", bytes=rest)
    return clear


def _unzlib(packed: bytes, most: int) -> tuple[bytes, int]:
    stream = zlib.decompressobj()
    try:
        clear = stream.decompress(packed, most + 1)
    except zlib.error:
        raise Malformed.because("frame.packing") from None
    if len(clear) > most:
        raise Malformed.because("frame.bomb", packed=len(packed))
    if not stream.eof:
        raise Malformed.because("frame.cut-off")
    return clear, len(stream.unused_data)


def _unzstd(packed: bytes, most: int) -> tuple[bytes, int]:
    """Read bounded first; only then is it safe to let the library look for what follows the stream."""
    try:
        if not 0 <= zstandard.frame_content_size(packed) <= most:
            raise Malformed.because("frame.bomb", packed=len(packed))
        clear = _ZSTD.stream_reader(packed).read(most + 1)
        if len(clear) > most:
            raise Malformed.because("frame.bomb", packed=len(packed))
        stream = _ZSTD.decompressobj()
        stream.decompress(packed)
    except zstandard.ZstdError:
        raise Malformed.because("frame.packing") from None
    if not stream.eof:
        raise Malformed.because("frame.cut-off")
    return clear, len(stream.unused_data)


def frames_of(
    bodies: Iterator[bytes], notes: Sequence[tuple[int, str]], *, log: str, start: int
) -> Iterator[tuple[Frame, list[str]]]:
    """Cut a log from `start` into the fewest frames, each ending at a checkpoint; with each, the notes inside it.

    Args:
        bodies: entries from `start` on.
        notes: sizes beyond `start` at which there is a checkpoint, with its note, smallest first.
        log: the log.
        start: sequence of the first body.

    Raises:
        Malformed: a run between two checkpoints is larger than a frame, which our own writers never make.
    """
    held: list[bytes] = []
    inside: list[str] = []
    last_note, last_size, weight = "", start, 0
    for size, note in notes:
        run = [next(bodies) for _ in range(size - last_size)]
        run_weight = sum(len(body) + _LENGTH.size for body in run)
        if held and (len(held) + len(run) > FRAME_ENTRIES_MAX or weight + run_weight > FRAME_BYTES_MAX):
            yield Frame(log, last_size - len(held), last_size, last_note, tuple(held)), inside[:-1]
            held, inside, weight = [], [], 0
        if len(run) > FRAME_ENTRIES_MAX or run_weight > FRAME_BYTES_MAX:
            raise Malformed.because("frame.too-large", entries=len(run), bytes=run_weight)
        held += run
        inside.append(note)
        last_note, last_size, weight = note, size, weight + run_weight
    if held:
        yield Frame(log, last_size - len(held), last_size, last_note, tuple(held)), inside[:-1]
