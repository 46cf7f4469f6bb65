"""What a bundle says: a file of frames to carry, or `.mbk`, a whole copy of a book that a standard library can read.

How its parts lie in the file is `bundle_parts`; it is written by `bundle_writing` and taken in by `bundle_taking`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from musterbook.ledger.entry import Entry, read_entry
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.facts import Digest
from musterbook.ledger.forks import ForkProof, read_fork_proof
from musterbook.ledger.held import Held, Run, held_by, run_of
from musterbook.ledger.log import Frame
from musterbook.sync.bundle_parts import DIGEST_BYTES, SEALED_PART, Sealed, bytes_of, parts_of
from musterbook.terms.errors import Malformed, MusterbookError, Tampered


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


def read_bundle(path: Path) -> Bundle:
    """The bundle a file holds, whole: its closing digest holds and every part has its shape.

    Raises:
        Malformed: not a bundle, cut off, too large a part, or of another shape.
        Tampered: the closing digest does not hold.
    """
    raw = bytes_of(path)
    if hashlib.sha256(raw[:-DIGEST_BYTES]).digest() != raw[-DIGEST_BYTES:]:
        raise Tampered("bundle.digest", file=path.name)
    frames: list[Frame] = []
    inside: dict[str, tuple[str, ...]] = {}
    proofs: list[bytes] = []
    excerpts: list[Excerpt] = []
    beside: list[Frame] = []
    for part in parts_of(raw):
        if isinstance(part, MusterbookError):
            raise part
        if isinstance(part, Sealed):
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
