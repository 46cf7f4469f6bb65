"""The file as bytes: older revisions, objects its table does not know, and every packed stream."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

PART: Final = re.compile(
    rb"\s+"
    rb"|%PDF-[^\r\n]*(?:\r\n?|\n)|%[^\r\n]*(?:\r\n?|\n|\Z)"
    rb"|\d+ \d+ obj\b.*?endobj\b"
    rb"|xref\b[\s\d fn]*"
    rb"|trailer\b.*?(?=startxref)"
    rb"|startxref\s+\d+",
    re.DOTALL,
)
OBJECT: Final = re.compile(rb"(?<!\d)(\d+) (\d+) obj\b")
INFO: Final = re.compile(rb"/Info\s+\d+\s+\d+\s+R")
EARLIER: Final = re.compile(rb"/Prev\s+\d+(?!\s+\d+\s+R)")
STREAM: Final = re.compile(rb"\bstream\r?\n")
UNPACKED_MAX: Final = 64_000_000


def older_parts(content: bytes, known: frozenset[tuple[int, int]]) -> list[str]:
    """Signs that the file holds more than its newest revision; `known` are the objects of its table."""
    signs = []
    ends = content.count(b"%%EOF")
    if ends != 1:
        signs.append(f"%%EOF {ends} times")
    if EARLIER.search(content):
        signs.append("/Prev")
    numbers = [(int(one[1]), int(one[2])) for one in _objects(content)]
    if len(numbers) > len(set(numbers)):
        signs.append("an object written twice")
    if set(numbers) - known:
        signs.append("an object outside the table")
    loose = _loose(content)
    if loose is not None:
        signs.append(f"bytes outside the table at {loose}")
    return signs


def tells_info(content: bytes) -> bool:
    """Whether any trailer of the file, an older one too, points to a table of who made it."""
    return bool(INFO.search(content))


def streams_in(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Every packed stream, unpacked, found by its keyword and not by any table."""
    for found in STREAM.finditer(content):
        end = content.find(b"endstream", found.end())
        packed = memoryview(content)[found.end() : end if end >= 0 else len(content)]
        try:
            yield f"byte {found.end()}", zlib.decompressobj().decompress(packed, UNPACKED_MAX)
        except zlib.error:
            continue


def _objects(content: bytes) -> Iterator[re.Match[bytes]]:
    """Objects as they are written, those inside streams left out."""
    at = 0
    while found := OBJECT.search(content, at):
        yield found
        end = content.find(b"endobj", found.end())
        at = len(content) if end < 0 else end


def _loose(content: bytes) -> int | None:
    """Where the first byte stands that belongs to no object, table or trailer."""
    at = 0
    while at < len(content):
        part = PART.match(content, at)
        if part is None or part.end() == at:
            return at
        at = part.end()
    return None
