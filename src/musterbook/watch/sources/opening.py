"""Opening a file as it really comes: with or without a mark, packed or not, a pointer, or cut off half-way."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.sources.lfs import pointed_bytes

BYTES_MAX: Final = 1 << 30
"""Unpacked; a year of the world's incidents has about a tenth of it."""

_MARK: Final = b"\xef\xbb\xbf"
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Opened:
    """The letters of one file.

    Attributes:
        file: its name, without folders.
        digest: SHA-256 of the file as it came, packed or not.
        text: unpacked and without its mark; line ends as they stand.
        warnings: what is odd about the file as a whole.
    """

    file: str
    digest: str
    text: str
    warnings: tuple[Fault, ...] = ()


def opened(path: Path) -> Opened:
    """The letters of the file at `path`: UTF-8 with or without mark, plain, gzip, or a zip that holds one file.

    Letters that are not UTF-8 become U+FFFD, with a warning that names the first line of them. Malformed, naming the
    file: missing, empty, a Git-LFS pointer, cut off inside its packing, too large, of another encoding, or several
    files in one zip.
    """
    content = _read(path)
    digest = hashlib.sha256(content).hexdigest()
    return _spelt(_unpacked(content, path.name), path.name, digest)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > BYTES_MAX:
            raise _wrong(path.name, "source.too-large", bytes=path.stat().st_size, most=BYTES_MAX)
        return path.read_bytes()
    except OSError as denied:
        raise _wrong(path.name, "source.unreadable", because=denied.strerror or type(denied).__name__) from denied


def _unpacked(content: bytes, file: str) -> bytes:
    """What a gzip or a zip holds, and that again if it is a gzip in a zip; anything else as it is."""
    bytes_behind = pointed_bytes(content)
    if bytes_behind is not None:
        raise _wrong(file, "source.lfs-pointer", bytes=bytes_behind or None)
    if content.startswith(_GZIP):
        return _gunzipped(content, file)
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        inner = _from_zip(content, file)
        return _gunzipped(inner, file) if inner.startswith(_GZIP) else inner
    return content


def _gunzipped(content: bytes, file: str) -> bytes:
    """All members, one after the other. A cut or damaged one is refused: its end, and so its last day, is not known."""
    parts: list[bytes] = []
    left, room = content, BYTES_MAX
    while left.startswith(_GZIP):
        packed = zlib.decompressobj(wbits=31)
        try:
            part = packed.decompress(left, room + 1)
        except zlib.error as damaged:
            raise _wrong(file, "source.cut-off") from damaged
        if len(part) > room:
            raise _wrong(file, "source.too-large", bytes=len(part), most=BYTES_MAX)
        if not packed.eof:
            raise _wrong(file, "source.cut-off")
        parts.append(part)
        left, room = packed.unused_data, room - len(part)
    return b"".join(parts)


def _from_zip(content: bytes, file: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inside = [one for one in package.infolist() if _counts(one)]
            if len(inside) != 1:
                raise _wrong(file, "source.zip-of-several", files=len(inside))
            with package.open(inside[0]) as packed:
                unpacked = packed.read(BYTES_MAX + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as damaged:
        raise _wrong(file, "source.cut-off") from damaged
    if len(unpacked) > BYTES_MAX:
        raise _wrong(file, "source.too-large", bytes=len(unpacked), most=BYTES_MAX)
    return unpacked


def _counts(one: zipfile.ZipInfo) -> bool:
    """Folders and what desktops leave behind in a zip (`__MACOSX/`, names that begin with a dot) are no files."""
    parts = PurePosixPath(one.filename).parts
    return not one.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _spelt(content: bytes, file: str, digest: str) -> Opened:
    if content.startswith(_WIDE_MARKS) or b"\x00" in content[:64]:
        raise _wrong(file, "source.not-utf-8")
    content = content.removeprefix(_MARK)
    if not content.strip():
        raise _wrong(file, "source.empty")
    try:
        return Opened(file, digest, content.decode("utf-8"))
    except UnicodeDecodeError as strange:
        row = content.count(b"\n", 0, strange.start) + 1
        warning = Fault("source.broken-letters", file=file, row=row)
        return Opened(file, digest, content.decode("utf-8", errors="replace"), (warning,))


def _wrong(file: str, rule: str, **values: str | int | None) -> Malformed:
    return Malformed(Fault(rule, file=file, values=values))
