"""SQLite on simulated disks: a file system for apsw, and its connections in the clothes of the standard driver.

Contents live on a `Disk`; locks and the shared index of the write-ahead log stay with the system's own file system, on
empty files in the folder, because what they hold does not outlive a machine either. A folder belongs to the disk it
was given.
"""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path
from typing import Any, Final, cast

import apsw

from musterbook.rehearsal.simulator.chance import Chance
from musterbook.rehearsal.simulator.disk import Disk, Failed, Full
from musterbook.rehearsal.simulator.dressed import Dressed, as_the_driver_says
from musterbook.store.engine import Opening

_NUMBERS: Final = itertools.count()
"""SQLite knows file systems by name for as long as the process lives: one each, or the newest gets all folders."""
_FLAGS: Final = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
_NO_SYNC: Final = ".beneath"


class Machines:
    """The simulated disks of this process, by folder, and the file system that serves them."""

    def __init__(self) -> None:
        self._disks: dict[str, Disk] = {}
        self._open: dict[str, list[Dressed]] = {}
        self._name = f"musterbook-simulator-{next(_NUMBERS)}"
        self._system = _System(self._name, self._disks)
        self._chance = Chance(f"{self._name}-chance")

    def begin(self, seed: str) -> None:
        """What SQLite draws from now on, such as the salts of its write-ahead log, follows from `seed`."""
        self._chance.begin(seed)

    def put(self, folder: Path, disk: Disk) -> None:
        """From now on files in `folder` lie on `disk`."""
        self._disks[str(folder)] = disk

    def take_away(self, folder: Path) -> None:
        """Forget a folder's disk."""
        self.shut(folder)
        self._disks.pop(str(folder), None)

    def shut(self, folder: Path) -> None:
        """Close every connection to files of a folder, as the end of a process does.

        One left over would lend its locks and its index of the write-ahead log to the next process, and for how long
        would be for Python's collector to say.
        """
        for connection in self._open.pop(str(folder), ()):
            connection.close()

    def opening(self, folder: Path) -> Opening:
        """How the store opens its files in a folder on these disks."""

        def opened(address: str) -> sqlite3.Connection:
            with as_the_driver_says():
                connection = Dressed(apsw.Connection(address, flags=_FLAGS, vfs=self._name))
            self._open.setdefault(str(folder), []).append(connection)
            return cast("sqlite3.Connection", connection)

        return opened


class _System(apsw.VFS):
    """The file system itself."""

    def __init__(self, name: str, disks: dict[str, Disk]) -> None:
        super().__init__(name, "")
        self._disks = disks

    def excepthook(self, etype: object, evalue: object, etraceback: object) -> bool:
        """SQLite is told of every failure by its code."""
        del etype, evalue, etraceback
        return True

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: ANN401, N802  apsw's names
        """Open a file on its disk."""
        if name is None:
            return apsw.VFSFile("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        disk, own = self._disk(path), _own(path)
        try:
            if not disk.open(own, create=bool(flags[0] & apsw.SQLITE_OPEN_CREATE)):
                raise _failed(apsw.CantOpenError, apsw.SQLITE_CANTOPEN)
        except Failed:
            raise _failed(apsw.CantOpenError, apsw.SQLITE_CANTOPEN) from None
        return _Open(disk, path, [flags[0] | apsw.SQLITE_OPEN_CREATE, flags[1]])

    def xAccess(self, path: str, flags: int) -> bool:  # noqa: N802
        """Whether a file is there."""
        del flags
        return self._disk(path).has(_own(path))

    def xDelete(self, path: str, syncdir: bool) -> None:  # noqa: FBT001, N802
        """Take a file away."""
        del syncdir
        self._disk(path).remove(_own(path))

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        """Paths are given whole."""
        return name

    def _disk(self, path: str) -> Disk:
        return self._disks[path.rpartition("/")[0]]


class _Open(apsw.VFSFile):
    """One open file: its locks and shared memory are the system's, its bytes the disk's."""

    def __init__(self, disk: Disk, path: str, flags: list[int]) -> None:
        beneath = flags[0] & ~apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_READWRITE
        super().__init__("", path + _NO_SYNC, [beneath, flags[1]])
        self._disk, self._path, self._turn = disk, _own(path), disk.turns

    def excepthook(self, etype: object, evalue: object, etraceback: object) -> bool:
        """SQLite is told of every failure by its code."""
        del etype, evalue, etraceback
        return True

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        """Bytes."""
        self._alive(apsw.SQLITE_IOERR_READ)
        return self._disk.read(self._path, offset, amount)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Write."""
        self._alive(apsw.SQLITE_IOERR_WRITE)
        try:
            self._disk.write(self._path, offset, bytes(data))
        except Full:
            raise _failed(apsw.FullError, apsw.SQLITE_FULL) from None
        except Failed:
            raise _failed(apsw.IOError, apsw.SQLITE_IOERR_WRITE) from None

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Make durable."""
        del flags
        self._alive(apsw.SQLITE_IOERR_FSYNC)
        try:
            self._disk.sync(self._path)
        except Failed:
            raise _failed(apsw.IOError, apsw.SQLITE_IOERR_FSYNC) from None

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Cut."""
        self._alive(apsw.SQLITE_IOERR_TRUNCATE)
        self._disk.truncate(self._path, newsize)

    def xFileSize(self) -> int:  # noqa: N802
        """Length."""
        self._alive(apsw.SQLITE_IOERR_FSTAT)
        return self._disk.size(self._path)

    def xSectorSize(self) -> int:  # noqa: N802
        """Bytes that are written together."""
        return 512

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        """Nothing is promised: neighbours of a written sector may be torn with it."""
        return 0

    def _alive(self, code: int) -> None:
        if self._turn != self._disk.turns or not self._disk.has(self._path):
            raise _failed(apsw.IOError, code)


def _own(path: str) -> str:
    """A file's name on its disk."""
    return path.rpartition("/")[2]


def _failed(kind: type[apsw.Error], code: int) -> apsw.Error:
    failed = kind("simulated")
    setattr(failed, "extendedresult", code)  # noqa: B010  apsw reads it, and its types do not know it
    return failed
