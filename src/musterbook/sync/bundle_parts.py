"""The parts of a bundle file, one after another: how each is told from the next, and what it says.

    MUSTERBOOK1 0x0A ‖ parts ‖ SHA-256 of everything before it (32 bytes)

    0x01 ‖ frame                                  a run of entries that ends at a checkpoint
    0x02 ‖ u32 length ‖ fork proof                canonical JSON, as `store.fork` keeps it; frames of the log's other
                                                  branches stand right behind it
    0x04 ‖ u32 length ‖ checkpoints               canonical JSON {"log","notes","v":1}
    0x03 ‖ u32 length ‖ sealed thing              for one node (`sealed_parts`), behind all others; never in a `.mbk`
    0x05 ‖ excerpt                                part of a log of which the copy may hold only some entries

The parts of one log stand together, logs sorted, frames in
sequence. Checkpoints that lie inside a frame stand right before it, so that a copy proves as much as the book it was
made from, and a reader that goes through the file once can check each root as it passes. The same book gives the same
bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from musterbook.ledger.entry import canonical, read_canonical
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.log import Frame
from musterbook.sync.excerpting import excerpt_end, read_excerpt_at, write_excerpt
from musterbook.sync.frame import Packing, frame_end, read_frame_at, write_frame
from musterbook.terms.errors import Malformed, MusterbookError, Refused
from musterbook.terms.moves import Objection

MAGIC: Final = b"MUSTERBOOK1\n"
DIGEST_BYTES: Final = 32
"""The closing digest of the file."""

FRAME_PART: Final = 1
FORK_PART: Final = 2
SEALED_PART: Final = 3
CHECKPOINTS_PART: Final = 4
EXCERPT_PART: Final = 5
NOTES_IN_A_PART: Final = 400
"""About 330 bytes each: well below the 256 KiB of canonical JSON."""

PART_BYTES_MAX: Final = 16 * 1024 * 1024
_LENGTH: Final = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Notes:
    """Checkpoints that lie inside the frame behind them."""

    log: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed thing, unread."""

    said: bytes


def frame_part(frame: Frame, packed: Packing) -> bytes:
    """A frame as a part."""
    return bytes((FRAME_PART,)) + write_frame(frame, packed=packed)


def excerpt_part(excerpt: Excerpt, packed: Packing) -> bytes:
    """An excerpt as a part."""
    return bytes((EXCERPT_PART,)) + write_excerpt(excerpt, packed=packed)


def fork_part(proof: bytes) -> bytes:
    """The proof of a fork as a part."""
    return _measured(FORK_PART, proof)


def sealed_part(sealed: bytes) -> bytes:
    """A sealed thing as a part."""
    return _measured(SEALED_PART, sealed)


def note_parts(log: str, notes: Sequence[str]) -> Iterator[bytes]:
    """Checkpoints that lie inside the frame behind them, as so many parts as they need."""
    for at in range(0, len(notes), NOTES_IN_A_PART):
        said = canonical({"log": log, "notes": list(notes[at : at + NOTES_IN_A_PART]), "v": 1})
        yield _measured(CHECKPOINTS_PART, said)


def _measured(kind: int, said: bytes) -> bytes:
    return bytes((kind,)) + _LENGTH.pack(len(said)) + said


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that begins and is long enough like a bundle.

    Raises:
        Malformed: it does not, or is not.
        Refused: it cannot be read.
    """
    try:
        raw = path.read_bytes()
    except OSError as failed:
        raise Refused(Objection("bundle.not-read", values={"file": path.name, "said": failed.strerror})) from None
    if not raw.startswith(MAGIC) or len(raw) < len(MAGIC) + DIGEST_BYTES:
        raise Malformed.because("bundle.not-a-bundle", file=path.name)
    return raw


def parts_of(raw: bytes) -> Iterator[Frame | Excerpt | Notes | Sealed | bytes | MusterbookError]:
    """Every part in turn; one that cannot be read comes as its error, and the reading goes on behind it if it can."""
    at, end = len(MAGIC), len(raw) - DIGEST_BYTES
    whole = raw[:end]
    while at < end:
        try:
            kind, begin = whole[at], at + 1
            at = _ENDS.get(kind, _part_end)(whole, begin)
        except Malformed as failed:
            yield failed
            return
        try:
            if kind == EXCERPT_PART:
                yield read_excerpt_at(whole, begin)[0]
            elif kind == FRAME_PART:
                yield read_frame_at(whole, begin)[0]
            else:
                yield _part(whole[begin + _LENGTH.size : at], kind)
        except Malformed as failed:
            yield failed


def _part_end(raw: bytes, begin: int) -> int:
    kind = raw[begin - 1]
    if kind not in (FORK_PART, SEALED_PART, CHECKPOINTS_PART):
        raise Malformed.because("bundle.part", kind=kind)
    if begin + _LENGTH.size > len(raw):
        raise Malformed.because("bundle.cut-off")
    end: int = begin + _LENGTH.size + _LENGTH.unpack_from(raw, begin)[0]
    if end > len(raw) or end - begin > PART_BYTES_MAX:
        raise Malformed.because("bundle.cut-off")
    return end


_ENDS: Final = {FRAME_PART: frame_end, EXCERPT_PART: excerpt_end}


def _part(raw: bytes, kind: int) -> Notes | Sealed | bytes:
    if kind in (FORK_PART, SEALED_PART):
        return raw if kind == FORK_PART else Sealed(raw)
    said = read_canonical(raw)
    log, notes = said.get("log"), said.get("notes")
    if said.keys() != {"log", "notes", "v"} or said["v"] != 1 or type(log) is not str or type(notes) is not list:
        raise Malformed.because("bundle.checkpoints")
    if not all(type(note) is str for note in notes):
        raise Malformed.because("bundle.checkpoints")
    return Notes(log, tuple(notes))
