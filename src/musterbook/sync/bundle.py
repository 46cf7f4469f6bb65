"""Bundles: files of frames to carry, and `.mbk`, a whole copy of a book that a standard library can read.

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

import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from musterbook.ledger.entry import Entry, canonical, read_canonical, read_entry
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.facts import Digest
from musterbook.ledger.forks import ForkProof, read_fork_proof, without_entries
from musterbook.ledger.held import Held, Run, excerpts_kept, held_by, run_of
from musterbook.ledger.log import Frame
from musterbook.sync.bundle_sides import Copied, Ingesting
from musterbook.sync.excerpting import excerpt_end, read_excerpt_at, write_excerpt
from musterbook.sync.frame import Packing, frame_end, frames_of, read_frame_at, write_frame
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection

MAGIC: Final = b"MUSTERBOOK1\n"
FRAME_PART: Final = 1
FORK_PART: Final = 2
SEALED_PART: Final = 3
CHECKPOINTS_PART: Final = 4
EXCERPT_PART: Final = 5
NOTES_IN_A_PART: Final = 400
"""About 330 bytes each: well below the 256 KiB of canonical JSON."""

PART_BYTES_MAX: Final = 16 * 1024 * 1024
_LENGTH: Final = struct.Struct("<I")
_DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle file says, decoded and within its limits. NOTHING IN IT IS CHECKED BUT ITS SHAPE.

    Attributes:
        frames: in the order of the file, without those of other branches of a log that forked.
        inside: notes of checkpoints that lie inside frames, by log.
        proofs: fork proofs.
        beside: frames of such other branches.
        excerpts: of logs of which the copy holds only some entries.
    """

    frames: tuple[Frame, ...] = ()
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    proofs: tuple[bytes, ...] = ()
    beside: tuple[Frame, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()

    def logs(self) -> dict[str, str]:
        """Every log in the file; a bundle does not say the names of nodes."""
        return dict.fromkeys(sorted({*(one.log for one in self.frames), *(one.log for one in self.excerpts)}), "")

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log, as the frames hold them one behind the other."""
        seq = 0
        for frame in self.frames:
            if frame.log != log:
                continue
            if until is not None and seq >= until:
                return
            yield from frame.bodies[max(0, start - seq) : None if until is None else until - seq]
            seq += len(frame.bodies)

    def entries(self) -> Iterator[Entry]:
        """Every entry, by log and sequence, read by the strict road."""
        for log in self.logs():
            yield from (read_entry(body) for body in self.bodies(log))
            yield from (read_entry(one.body) for one in self.held(log) if one.body is not None)

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be in the file."""
        return frozenset(one.log for one in self.excerpts)

    def held(self, log: str) -> list[Held]:
        """The places of such a log that the file tells of."""
        return held_by(one for one in self.excerpts if one.log == log)

    def runs(self, log: str) -> list[Run]:
        """How they are shown."""
        ours = self._ends(log)
        return [
            run_of(one, note="" if _said_root(one.note) == _said_root(ours[one.size]) else one.note)
            for one in self.excerpts
            if one.log == log
        ]

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ, by those proofs in the file that hold."""
        return min((one.place for one in map(_proof_in, self.proofs) if one and one.log == log), default=None)

    def _ends(self, log: str) -> dict[int, str]:
        """The note of each size at which excerpts of a log end; where there are two views, the first in the file."""
        ends: dict[int, str] = {}
        for one in self.excerpts:
            if one.log == log:
                ends.setdefault(one.size, one.note)
        return ends

    def known_by_digest(self) -> dict[Digest, tuple[str, int]]:
        """Entries of which the file tells only digest, log and place."""
        return {one.digest: (log, one.seq) for log in self.in_part() for one in self.held(log) if one.body is None}

    def branches(self, log: str) -> list[Frame]:
        """The frames of other versions of a log that forked, in the order of the file."""
        return [one for one in self.beside if one.log == log]

    def notes(self, log: str, start: int = 0) -> Iterator[str]:
        """The notes of all checkpoints of a log in the file, smallest first, cosignatures behind them."""
        ends = [frame.note for frame in self.frames if frame.log == log]
        ours, shown = self._ends(log), (one for one in self.excerpts if one.log == log)
        alike = (one.note for one in shown if _said_root(one.note) == _said_root(ours[one.size]))
        ends = list(dict.fromkeys([*ends, *alike]))
        every = [*self.inside.get(log, ()), *ends]
        return (note for size, note in sorted((_said_size(note), note) for note in every) if size >= start)


@dataclass(slots=True)
class Ingested:
    """What became of a bundle.

    Attributes:
        verdicts: what the store said to each frame, in order of the file.
        failures: what could not be read or was refused; the rest went in.
        proved: how many proofs of forks were new.
        left: logs of which the file shows only some entries, to a copy that takes whole logs.
        sealed: sealed things in it, unread.
    """

    verdicts: list[tuple[Frame | Excerpt, object]] = field(default_factory=list)
    failures: list[MusterbookError] = field(default_factory=list)
    proved: int = 0
    left: set[str] = field(default_factory=set)
    sealed: list[bytes] = field(default_factory=list)


def write_bundle(
    store: Copied,
    path: Path,
    *,
    logs: Iterable[str] | None = None,
    since: Mapping[str, int] | None = None,
    packed: Packing = "zlib",
    shown: Callable[[str, int], Iterable[Excerpt] | None] = lambda _log, _start: None,
    sealed: Iterable[bytes] = (),
) -> int:
    """Write a bundle as `path`: to `.part`, synced, renamed. How many entries it holds.

    Args:
        store: where from.
        path: where to; replaced when it is there.
        logs: which logs; all when not given.
        since: for each log the size the receiver has; 0 where not named.
        packed: `zlib` for `.mbk`, `zstd` between nodes.
        shown: the excerpts of a log from a size on, for a receiver that may hold only some of its entries; None where
            he may hold it whole.
        sealed: sealed things for that receiver.

    Raises:
        Refused: the disk is full or may not be written.
    """
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with part.open("wb") as file:
            digest = hashlib.sha256()
            chosen = sorted(store.logs() if logs is None else logs)
            beside = ((bytes((SEALED_PART,)) + _LENGTH.pack(len(one)) + one, 0) for one in sealed)
            for piece, entries in chain(_pieces(store, chosen, since or {}, packed=packed, shown=shown), beside):
                digest.update(piece)
                file.write(piece)
                count += entries
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as failed:
        part.unlink(missing_ok=True)
        raise Refused(Objection("bundle.not-written", values={"file": path.name, "said": failed.strerror})) from None
    return count


def read_bundle(path: Path) -> Bundle:
    """The bundle a file holds, whole: its closing digest holds and every part has its shape.

    Raises:
        Malformed: not a bundle, cut off, too large a part, or of another shape.
        Tampered: the closing digest does not hold.
    """
    raw = _read(path)
    if hashlib.sha256(raw[:-_DIGEST_BYTES]).digest() != raw[-_DIGEST_BYTES:]:
        raise Tampered("bundle.digest", file=path.name)
    frames: list[Frame] = []
    inside: dict[str, tuple[str, ...]] = {}
    proofs: list[bytes] = []
    excerpts: list[Excerpt] = []
    beside: list[Frame] = []
    for part in _parts(raw):
        if isinstance(part, MusterbookError):
            raise part
        if isinstance(part, _Sealed):
            raise Malformed.because("bundle.part", kind=SEALED_PART)
        if isinstance(part, Frame):
            (beside if proofs else frames).append(part)
        elif isinstance(part, Excerpt):
            excerpts.append(part)
        elif isinstance(part, bytes):
            proofs.append(part)
        else:
            inside[part.log] = (*inside.get(part.log, ()), *part.notes)
    return Bundle(tuple(frames), inside, tuple(proofs), tuple(beside), tuple(excerpts))


def ingest_bundle(
    store: Ingesting, path: Path, *, at: datetime, came_from: str = "", whole: bool = False
) -> Ingested:  # fmt: skip
    """Take a bundle in, frame by frame: what is bad is listed, the rest goes in, and twice changes nothing.

    Checkpoints that lie inside a frame follow it, so that a copy of a copy proves as much as the first.

    Args:
        store: where to.
        path: the file.
        at: when it arrived, by our clock.
        came_from: carrier and sender for the store's list; the file's name when not given.
        whole: this copy holds everything, and takes whole logs only.

    Raises:
        Malformed: the file is no bundle at all.
    """
    raw = _read(path)
    told = Ingested()
    if hashlib.sha256(raw[:-_DIGEST_BYTES]).digest() != raw[-_DIGEST_BYTES:]:
        told.failures.append(Tampered("bundle.digest", file=path.name))
    ahead: dict[str, list[str]] = {}
    for part in _parts(raw):
        if isinstance(part, MusterbookError):
            told.failures.append(part)
        elif isinstance(part, bytes):
            _keep_proof(store, part, told)
        elif isinstance(part, _Sealed):
            told.sealed.append(part.said)
        elif isinstance(part, _Notes):
            ahead.setdefault(part.log, []).extend(part.notes)
        elif whole and isinstance(part, Excerpt):
            told.left.add(part.log)
        elif _take_part(store, part, told, came_from or f"file:{path.name}", at) and (notes := ahead.pop(part.log, ())):
            told.failures += store.keep_checkpoints(part.log, notes)
    return told


def _take_part(store: Ingesting, part: Frame | Excerpt, told: Ingested, came_from: str, at: datetime) -> bool:
    """Take a frame or an excerpt in; whether the store had an answer to it."""
    try:
        if isinstance(part, Frame):
            verdict = store.ingest(part, came_from=came_from, at=at)
        else:
            verdict = store.take_excerpt(part, came_from=came_from, at=at)
    except (Malformed, Tampered) as failed:
        told.failures.append(failed)
        return False
    told.verdicts.append((part, verdict))
    return True


def _keep_proof(store: Ingesting, proof: bytes, told: Ingested) -> None:
    try:
        told.proved += store.keep_fork(proof)
    except (Malformed, Tampered) as failed:
        told.failures.append(failed)


@dataclass(frozen=True, slots=True)
class _Notes:
    """Checkpoints that lie inside the frame behind them."""

    log: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A sealed thing, unread."""

    said: bytes


def _pieces(
    store: Copied,
    logs: Sequence[str],
    since: Mapping[str, int],
    *,
    packed: Packing,
    shown: Callable[[str, int], Iterable[Excerpt] | None],
) -> Iterator[tuple[bytes, int]]:
    """The bytes of a bundle before its digest, each with the number of entries in it."""
    yield MAGIC, 0
    partly = set[str]()
    for log in logs:
        start, until = since.get(log, 0), None
        if (excerpts := shown(log, start)) is not None:
            partly.add(log)
            for one in excerpts:
                yield bytes((EXCERPT_PART,)) + write_excerpt(one, packed=packed), len(one.bodies)
            continue
        if log in store.in_part():
            until = sum(1 for _ in store.bodies(log))
        notes = list(zip(store.sizes(log, start + 1), store.notes(log, start + 1), strict=True))
        beyond = [one for one in notes if until is not None and one[0] > until]
        notes = notes[: len(notes) - len(beyond)]
        for frame, inside in frames_of(store.bodies(log, start), notes, log=log, start=start):
            yield from ((piece, 0) for piece in _note_pieces(log, inside))
            full = Frame(log, frame.start, frame.size, frame.note + _cosigned(store, frame), frame.bodies)
            yield bytes((FRAME_PART,)) + write_frame(full, packed=packed), len(frame.bodies)
        for excerpt in excerpts_kept(log, store.held(log), store.runs(log), dict(beyond)) if beyond else ():
            yield bytes((EXCERPT_PART,)) + write_excerpt(excerpt, packed=packed), len(excerpt.bodies)
    proofs = store.forks()
    for log in sorted(proofs.keys() & partly):
        bare = without_entries(proofs[log])
        yield bytes((FORK_PART,)) + _LENGTH.pack(len(bare)) + bare, 0
    for log in sorted(proofs.keys() & set(logs) - partly):
        yield bytes((FORK_PART,)) + _LENGTH.pack(len(proofs[log])) + proofs[log], 0
        for branch in store.branches(log):
            yield bytes((FRAME_PART,)) + write_frame(branch, packed=packed), len(branch.bodies)


def _cosigned(store: Copied, frame: Frame) -> str:
    return "".join(f"{line}\n" for line in store.cosignatures(frame.log, frame.size))


def _note_pieces(log: str, notes: Sequence[str]) -> Iterator[bytes]:
    for at in range(0, len(notes), NOTES_IN_A_PART):
        said = canonical({"log": log, "notes": list(notes[at : at + NOTES_IN_A_PART]), "v": 1})
        yield bytes((CHECKPOINTS_PART,)) + _LENGTH.pack(len(said)) + said


def _read(path: Path) -> bytes:
    """The bytes of a file that begins and is long enough like a bundle."""
    try:
        raw = path.read_bytes()
    except OSError as failed:
        raise Refused(Objection("bundle.not-read", values={"file": path.name, "said": failed.strerror})) from None
    if not raw.startswith(MAGIC) or len(raw) < len(MAGIC) + _DIGEST_BYTES:
        raise Malformed.because("bundle.not-a-bundle", file=path.name)
    return raw


def _parts(raw: bytes) -> Iterator[Frame | Excerpt | _Notes | _Sealed | bytes | MusterbookError]:
    """Every part in turn; one that cannot be read comes as its error, and the reading goes on behind it if it can."""
    at, end = len(MAGIC), len(raw) - _DIGEST_BYTES
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


def _part(raw: bytes, kind: int) -> _Notes | _Sealed | bytes:
    if kind in (FORK_PART, SEALED_PART):
        return raw if kind == FORK_PART else _Sealed(raw)
    said = read_canonical(raw)
    log, notes = said.get("log"), said.get("notes")
    if said.keys() != {"log", "notes", "v"} or said["v"] != 1 or type(log) is not str or type(notes) is not list:
        raise Malformed.because("bundle.checkpoints")
    if not all(type(note) is str for note in notes):
        raise Malformed.because("bundle.checkpoints")
    return _Notes(log, tuple(notes))


def _proof_in(raw: bytes) -> ForkProof | None:
    """What a proof proves; None when it does not hold, which is found wrong elsewhere."""
    try:
        return read_fork_proof(raw)
    except (Malformed, Tampered):
        return None


def _said_root(note: str) -> str:
    """The root a note speaks of, as it stands there."""
    return "".join(note.split("\n", 3)[2:3])


def _said_size(note: str) -> int:
    """The size a note speaks of, for sorting; unread notes come first and are found wrong later."""
    lines = note.split("\n", 2)
    return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else -1
