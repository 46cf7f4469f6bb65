"""The package guard: what an .xlsx or .ods file may unpack to, decided before anything opens it as a spreadsheet.

Both are zip files. A small one can hold a great deal (a zip bomb), a lying directory, or names that climb out of a
folder. Everything is checked against the directory first and then by unpacking to nowhere, so the reader that comes
next meets no surprise.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from musterbook.terms.errors import Malformed

UNPACKED_BYTES_MAX: Final = 500 * 1024 * 1024
UNPACKED_RATIO_MAX: Final = 100
PARTS_MAX: Final = 2_000
# Below this size a high ratio harms nobody: a sheet of few, equal rows packs very well.
_RATIO_FROM_BYTES: Final = 1024 * 1024
_CHUNK: Final = 1024 * 1024


def checked_package(content: bytes) -> zipfile.ZipFile:
    """`content` as a zip whose parts are safe to unpack; Malformed with the rule broken otherwise.

    Rules: at most 2,000 parts, 500 MB unpacked in all and 100 times the packed size (above 1 MB); no part named
    twice, absolute, or through `..`; nothing encrypted; stored or deflated only; parts do not share bytes; each
    part unpacks to exactly the size and checksum the directory gives.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as broken:
        raise Malformed.because("file.broken-package") from broken
    parts = package.infolist()
    _check_directory(parts, len(content))
    for part in parts:
        _check_size(content, part)
    return package


def _check_directory(parts: list[zipfile.ZipInfo], packed_bytes: int) -> None:
    if len(parts) > PARTS_MAX:
        raise Malformed.because("file.too-many-parts", parts=len(parts), most=PARTS_MAX)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_BYTES_MAX:
        raise Malformed.because("file.unpacks-too-large", unpacked_bytes=unpacked, most=UNPACKED_BYTES_MAX)
    if unpacked > _RATIO_FROM_BYTES and unpacked > UNPACKED_RATIO_MAX * packed_bytes:
        raise Malformed.because("file.unpacks-too-much", ratio=unpacked // packed_bytes, most=UNPACKED_RATIO_MAX)
    if sum(part.compress_size for part in parts) > packed_bytes:
        raise Malformed.because("file.parts-overlap")
    if len({part.filename for part in parts}) != len(parts):
        raise Malformed.because("file.part-twice")
    for part in parts:
        if _climbs(part.filename):
            raise Malformed.because("file.part-climbs", part=part.filename[:80])
        if part.flag_bits & 0x1:
            raise Malformed.because("file.locked")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Malformed.because("file.packed-unusually")


def _climbs(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name


def _check_size(content: bytes, part: zipfile.ZipInfo) -> None:
    """Unpack one part to nowhere: a directory may say 1 KB of a part that unpacks to gigabytes."""
    start = _start_of(content, part)
    packed = content[start : start + part.compress_size]
    stored = part.compress_type == zipfile.ZIP_STORED
    size, check = (len(packed), zlib.crc32(packed)) if stored else _unpacked(packed, at_most=part.file_size)
    if size != part.file_size:
        raise Malformed.because("file.size-lies", part=part.filename[:80])
    if check != part.CRC:
        raise Malformed.because("file.broken-package")


def _start_of(content: bytes, part: zipfile.ZipInfo) -> int:
    header = content[part.header_offset : part.header_offset + 30]
    if len(header) != 30 or header[:4] != b"PK\x03\x04":
        raise Malformed.because("file.broken-package")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    return part.header_offset + 30 + int(name_length) + int(extra_length)


def _unpacked(packed: bytes, *, at_most: int) -> tuple[int, int]:
    """Size and checksum of a deflated part, unpacked no further than one byte past `at_most`."""
    unpacker = zlib.decompressobj(-15)
    size = check = 0
    waiting = packed
    try:
        while not unpacker.eof and size <= at_most:
            piece = unpacker.decompress(waiting, min(_CHUNK, at_most - size + 1))
            waiting = unpacker.unconsumed_tail
            size += len(piece)
            check = zlib.crc32(piece, check)
            if not piece and not waiting:
                break
    except zlib.error as broken:
        raise Malformed.because("file.broken-package") from broken
    return size, check
