"""The files of a package that came from elsewhere, whatever holds them: named, measured piece by piece, never unpacked.

A package may be larger than memory. Only what is read as a whole (the manifest, signatures, labels) has a limit.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from musterbook.terms.errors import Fault, Malformed

FILES_MAX: Final = 100_000
WHOLE_MAX: Final = 64 * 1024**2
"""Bytes of a file that is read as a whole."""
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """Files by name, each to be opened when it is asked for; `name` is the package's own, for faults."""

    name: str
    openers: Mapping[str, Callable[[], IO[bytes]]]

    def __contains__(self, file: str) -> bool:
        """Whether there is a file of that name."""
        return file in self.openers

    def names(self) -> frozenset[str]:
        """The names of all files."""
        return frozenset(self.openers)

    def digest(self, file: str) -> str:
        """SHA-256 of a file."""
        measured = hashlib.sha256()
        with self._open(file) as source:
            for piece in iter(lambda: self._read(source, _PIECE), b""):
                measured.update(piece)
        return measured.hexdigest()

    def whole(self, file: str) -> bytes:
        """A file that is no item, whole; empty where there is none. Malformed when it is far too long for one."""
        if file not in self:
            return b""
        with self._open(file) as source:
            raw = self._read(source, WHOLE_MAX + 1)
        if len(raw) > WHOLE_MAX:
            raise Malformed(Fault("package.no-package", file=self.name))
        return raw

    def _open(self, file: str) -> IO[bytes]:
        try:
            return self.openers[file]()
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise Malformed(Fault("package.no-package", file=self.name)) from None

    def _read(self, source: IO[bytes], most: int) -> bytes:
        try:
            return source.read(most)
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError):
            raise Malformed(Fault("package.no-package", file=self.name)) from None


def files_of(files: Mapping[str, bytes], name: str = "package") -> PackageFiles:
    """Files that are in memory already."""
    return PackageFiles(name, {file: _opener(raw) for file, raw in files.items()})


@contextmanager
def read_package(path: Path) -> Iterator[PackageFiles]:
    """The files of a package, a folder or a zip; Malformed when it is neither, or a name leads outside or stands twice.

    Of two files with one name, whoever unpacks takes one and whoever checks the other.
    """
    if path.is_dir():
        found = [one for one in sorted(path.rglob("*")) if one.is_file()]
        yield PackageFiles(path.name, {one.relative_to(path).as_posix(): _reader(one) for one in found})
        return
    try:
        with zipfile.ZipFile(path) as archive:
            known = [one for one in archive.infolist() if not one.is_dir()]
            _refuse(path.name, [one.filename for one in known])
            yield PackageFiles(path.name, {one.filename: _member(archive, one) for one in known})
    except FileNotFoundError:
        raise Malformed(Fault("file.unreadable", file=path.name)) from None
    except (zipfile.BadZipFile, OSError):
        raise Malformed(Fault("package.no-package", file=path.name)) from None


def _refuse(name: str, files: list[str]) -> None:
    outside = any(one.startswith("/") or ".." in one.replace("\\", "/").split("/") for one in files)
    if outside or len(files) > FILES_MAX or len(set(files)) != len(files):
        raise Malformed(Fault("package.no-package", file=name))


def _opener(raw: bytes) -> Callable[[], IO[bytes]]:
    return lambda: io.BytesIO(raw)


def _reader(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _member(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(one)
