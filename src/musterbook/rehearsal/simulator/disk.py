"""A disk that fails on purpose: what was not synced may be kept, lost or torn, sector by sector.

Files are bytes in memory. A write is seen by readers at once and is durable only when the file is synced; `cut_power`
decides for every sector of every write since then. A disk may also be full, fail to read or write, say that it synced
when it did not, and turn single bits over while nobody looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final

SECTOR_BYTES: Final = 512
_KEPT, _LOST, _TORN = range(3)


class Full(OSError):
    """No room for a write."""


class Failed(OSError):
    """The disk reports an error."""


@dataclass(slots=True)
class Trouble:
    """How often a disk fails: chances for each call.

    Attributes:
        full: that a write which makes a file longer finds no room.
        write: that a write fails, having written nothing.
        sync: that a sync fails, having made some of the writes durable.
        opening: that a file cannot be opened.
        lies: whether syncs are reported and not done.
    """

    full: float = 0.0
    write: float = 0.0
    sync: float = 0.0
    opening: float = 0.0
    lies: bool = False


QUIET: Final = Trouble()
"""A disk that does what it says."""


@dataclass(slots=True)
class Met:
    """How often a disk failed."""

    full: int = 0
    errors: int = 0
    torn: int = 0
    cuts: int = 0
    flipped: int = 0


@dataclass(slots=True)
class _File:
    """What readers see, what is durable, and the writes and cuts between the two, in order."""

    seen: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes] | int] = field(default_factory=list)
    named: bool = False


class Disk:
    """One disk.

    Attributes:
        trouble: how often it fails now.
        met: how often it failed.
        turns: how many times the machine went down; a file opened before that is of no use after it.
        dark: whether the machine is down: nothing can be opened.
    """

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._files: dict[str, _File] = {}
        self.trouble = QUIET
        self.met = Met()
        self.turns = 0
        self.dark = False
        self._fuse = -1

    def has(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self._files

    def light_fuse(self, calls: int) -> None:
        """Cut the power in the middle of the so-manieth write or sync from now."""
        self._fuse = calls

    def open(self, name: str, *, create: bool) -> bool:
        """Open a file; False when there is none and none may be made. Failed by chance, and in the dark."""
        if self.dark:
            raise Failed
        self._may_fail(self.trouble.opening)
        if name not in self._files and create:
            self._files[name] = _File()
        return name in self._files

    def read(self, name: str, start: int, count: int) -> bytes:
        """Bytes as they are seen now; fewer at the end of the file."""
        return bytes(self._files[name].seen[start : start + count])

    def write(self, name: str, start: int, raw: bytes) -> None:
        """Write; Full or Failed by chance, and then nothing is written."""
        file = self._files[name]
        self._burn(file, start, raw)
        if start + len(raw) > len(file.seen) and self._falls(self.trouble.full):
            self.met.full += 1
            raise Full
        self._may_fail(self.trouble.write)
        _put(file.seen, start, raw)
        file.pending.append((start, raw))

    def truncate(self, name: str, size: int) -> None:
        """Cut a file to a size."""
        file = self._files[name]
        del file.seen[size:]
        file.pending.append(size)

    def size(self, name: str) -> int:
        """Length in bytes as it is seen now."""
        return len(self._files[name].seen)

    def sync(self, name: str) -> None:
        """Make what was written durable. Failed by chance, some of it durable; a disk that lies does nothing."""
        file = self._files[name]
        self._burn(file, 0, b"")
        if self.trouble.lies:
            return
        if self._falls(self.trouble.sync):
            self.met.errors += 1
            kept = self._chance.randrange(len(file.pending) + 1)
            _apply(file.durable, file.pending[:kept])
            del file.pending[:kept]
            raise Failed
        _apply(file.durable, file.pending)
        file.pending.clear()
        file.named = True

    def remove(self, name: str) -> None:
        """Take a file away, for good."""
        self._files.pop(name, None)

    def kill(self) -> None:
        """The process ends; the machine goes on, and keeps what was written and not yet synced."""
        self.turns += 1
        self.met.cuts += 1
        self._fuse = -1

    def cut_power(self) -> None:
        """Lose what was not durable, or some of it; a file that was never synced may be gone with its name."""
        self.kill()
        mood = self._chance.choice((_KEPT, _LOST, _TORN, _TORN))
        for name in sorted(self._files):
            file = self._files[name]
            if not file.named and self._chance.random() < 0.5:
                del self._files[name]
                continue
            for one in file.pending:
                self._settle(file.durable, one, mood)
            file.seen, file.pending = bytearray(file.durable), []

    def image(self) -> dict[str, bytes]:
        """Everything on the disk as it is seen now: what a careful backup of a closed book would hold."""
        return {name: bytes(file.seen) for name, file in sorted(self._files.items())}

    def load(self, image: dict[str, bytes]) -> None:
        """Put files there in place of everything, durable."""
        self.turns += 1
        self._files = {name: _File(bytearray(raw), bytearray(raw), [], named=True) for name, raw in image.items()}

    def flip(self, name: str, bits: int) -> list[int]:
        """Turn single bits of a file over while nobody has it open; the places of the bytes."""
        file = self._files[name]
        places = [self._chance.randrange(len(file.seen)) for _ in range(bits)] if file.seen else []
        for place in places:
            file.seen[place] ^= 1 << self._chance.randrange(8)
        file.durable, file.pending = bytearray(file.seen), []
        self.met.flipped += len(places)
        return places

    def _burn(self, file: _File, start: int, raw: bytes) -> None:
        """What is being written when the power goes is itself kept, lost or torn."""
        if self._fuse < 0:
            return
        self._fuse -= 1
        if self._fuse < 0:
            if raw:
                file.pending.append((start, raw))
            self.cut_power()
            self.dark = True
            raise Failed

    def _settle(self, durable: bytearray, one: tuple[int, bytes] | int, mood: int) -> None:
        if isinstance(one, int):
            if mood == _KEPT or (mood == _TORN and self._chance.random() < 0.5):
                del durable[one:]
            return
        if mood == _LOST:
            return
        start, raw = one
        if mood == _KEPT:
            _put(durable, start, raw)
            return
        for at in range(0, len(raw), SECTOR_BYTES):
            self._sector(durable, start + at, raw[at : at + SECTOR_BYTES])

    def _sector(self, durable: bytearray, start: int, raw: bytes) -> None:
        drawn = self._chance.random()
        if drawn < 0.45:
            _put(durable, start, raw)
        elif drawn > 0.9:
            self.met.torn += 1
            _put(durable, start, raw[: self._chance.randrange(len(raw))])

    def _falls(self, rate: float) -> bool:
        return rate > 0 and self._chance.random() < rate

    def _may_fail(self, rate: float) -> None:
        if self._falls(rate):
            self.met.errors += 1
            raise Failed


def _put(into: bytearray, start: int, raw: bytes) -> None:
    if start > len(into):
        into.extend(bytes(start - len(into)))
    into[start : start + len(raw)] = raw


def _apply(into: bytearray, writes: list[tuple[int, bytes] | int]) -> None:
    for one in writes:
        if isinstance(one, int):
            del into[one:]
        else:
            _put(into, *one)
