"""What the exchange asks of a copy, whatever it is made of, and who a node is when it meets another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import digest_of, read_canonical
from musterbook.ledger.excerpt import Excerpt
from musterbook.ledger.held import Run
from musterbook.ledger.log import Frame, HeldPlace
from musterbook.ledger.signing import public_of
from musterbook.sync.exchange import Have, LogHave
from musterbook.sync.frame import FRAME_BYTES_MAX, FRAME_ENTRIES_MAX
from musterbook.terms.errors import Malformed

LENGTH_BYTES: Final = 4
"""Before each entry in a frame stands its length."""


class Meets(Protocol):
    """A copy that meets others: any store."""

    @property
    def operation(self) -> str:
        """Name of the operation."""
        ...

    def logs(self) -> Mapping[str, str]:
        """Every log, with the name of its node."""
        ...

    def heads(self) -> Mapping[str, tuple[int, str]]:
        """Size and root of every log that has entries; of one that forked, up to where its views differ."""
        ...

    def size_of(self, log: str) -> int:
        """How many entries of a log are here; of one that forked, of the branch that came first."""
        ...

    def bodies(self, log: str, start: int = 0, until: int | None = None) -> Iterator[bytes]:
        """The bytes of the entries of a log, in sequence."""
        ...

    def digests(self, log: str, start: int = 0, until: int | None = None) -> Iterator[str]:
        """The digests of the entries of a log, in sequence."""
        ...

    def sizes(self, log: str, start: int = 0, most: int | None = None) -> list[int]:
        """The sizes at which a log has a checkpoint, from `start` on; the first `most`, or all."""
        ...

    def newest_note(self, log: str, most: int) -> tuple[int, str]:
        """Size and note of the newest checkpoint at or below a size; (0, "") when there is none."""
        ...

    def cosignatures(self, log: str, size: int) -> Sequence[str]:
        """The lines of those who cosigned a checkpoint."""
        ...

    def root_at(self, log: str, size: int) -> str | None:
        """The root of a log when it had so many entries; None when they are not here."""
        ...

    def consistency(self, log: str, smaller: int, size: int) -> list[bytes]:
        """The proof that a log at a size begins with the log at a smaller one."""
        ...

    def forks(self) -> Mapping[str, bytes]:
        """The proof of every fork known, by log."""
        ...

    def forked_at(self, log: str) -> int | None:
        """The first place where two signed views of a log differ."""
        ...

    def branches(self, log: str) -> Sequence[Frame]:
        """The frames of a forked log beside the branch that came first."""
        ...

    def in_part(self) -> frozenset[str]:
        """Logs of which only some entries may be here."""
        ...

    def held(self, log: str) -> Sequence[HeldPlace]:
        """The places known of such a log, behind its whole beginning."""
        ...

    def runs(self, log: str) -> Sequence[Run]:
        """How they were shown."""
        ...

    def take_excerpt(self, excerpt: Excerpt, *, came_from: str, at: datetime) -> object:
        """Judge an excerpt and keep it if it holds."""
        ...

    def erase(self, log: str, places: Iterable[int]) -> int:
        """Erase the bytes of entries of a log in part; their digests and the proofs stay. How many places."""
        ...

    def ingest(self, frame: Frame, *, came_from: str, at: datetime) -> object:
        """Judge a frame and keep it if it is accepted."""
        ...

    def keep_cosignatures(self, log: str, size: int, lines: Iterable[str]) -> int:
        """Keep those lines that hold under a checkpoint here; how many were new."""
        ...

    def keep_fork(self, proof: bytes) -> bool:
        """Keep the proof of a fork if it proves one lower than any known; whether it was kept."""
        ...

    def turn_away(self, rule: str, raw: bytes, *, came_from: str, at: datetime) -> None:
        """Keep what could not even be read, within the bounds of such things."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a node is when it meets another: the log it writes and that log's key.

    Attributes:
        key: private key of the log.
        register_log: the log that is the register, which a stranger may bring.
    """

    key: Ed25519PrivateKey
    register_log: str

    @property
    def log(self) -> str:
        """The log."""
        return public_of(self.key)


Clock = Callable[[], datetime]


def have_of(copy: Meets) -> Have:
    """Everything a copy can say of the logs it knows, those too that forked at their very first entry."""
    sizes = dict.fromkeys(copy.forks(), 0) | {log: size for log, (size, _) in copy.heads().items()}
    return Have(copy.operation, tuple(_log_have(copy, log, size) for log, size in sorted(sizes.items())))


def _log_have(copy: Meets, log: str, size: int) -> LogHave:
    at, note = copy.newest_note(log, size)
    said = note + "".join(f"{line}\n" for line in copy.cosignatures(log, at)) if at else ""
    place, partial = copy.forked_at(log), log in copy.in_part()
    tips = branch_tips(copy, log) if place is not None and not partial else ()
    return LogHave(log, size, said, place, tips, partial)


def places_here(copy: Meets, log: str) -> tuple[list[int], list[int]]:
    """Of a log in part: places whose entries are here, and places of which only the digest is, each sorted."""
    whole = list(range(sum(1 for _ in copy.digests(log))))
    held = copy.held(log)
    return [*whole, *(one.seq for one in held if one.body is not None)], [one.seq for one in held if one.body is None]


def branch_tips(copy: Meets, log: str) -> tuple[str, ...]:
    """The digests at which the branches known of a forked log end, sorted; a branch that goes on has one end."""
    ends, inner = set[str](), set[str]()
    size, place = copy.size_of(log), copy.forked_at(log) or 0
    if size > place:
        ends |= set(copy.digests(log, size - 1, size))
    for frame in copy.branches(log):
        prev, last = ends_of(frame)
        inner.add(prev)
        ends.add(last)
    return tuple(sorted(ends - inner))


def ends_of(frame: Frame) -> tuple[str, str]:
    """The digest a frame follows, and the digest of its last entry."""
    return str(read_canonical(frame.bodies[0])["prev"]), digest_of(frame.bodies[-1])


def frames_from(copy: Meets, log: str, start: int) -> Iterator[Frame]:
    """The fewest frames of a log from a size on, each ending at a checkpoint and bearing its cosignatures.

    Checkpoints inside a frame stay at home: each is about as long as an entry, and what they sign is signed again at
    the end (decision 0915). A log that is here in part has no frames to give.
    """
    if log in copy.in_part():
        return
    while sizes := [
        size for size in copy.sizes(log, start + 1, FRAME_ENTRIES_MAX) if size <= start + FRAME_ENTRIES_MAX
    ]:
        bodies = list(copy.bodies(log, start, sizes[-1]))
        weights = list(accumulate(len(body) + LENGTH_BYTES for body in bodies))
        fitting = [size for size in sizes if weights[size - start - 1] <= FRAME_BYTES_MAX]
        if not fitting:
            raise Malformed.because("frame.too-large", entries=sizes[0] - start, bytes=weights[sizes[0] - start - 1])
        size, note = copy.newest_note(log, fitting[-1])
        yield cosigned(copy, Frame(log, start, size, note, tuple(bodies[: size - start])))
        start = size


def cosigned(copy: Meets, frame: Frame) -> Frame:
    """A frame with the lines of those who cosigned its checkpoint."""
    lines = "".join(f"{line}\n" for line in copy.cosignatures(frame.log, frame.size))
    return Frame(frame.log, frame.start, frame.size, frame.note + lines, frame.bodies)
