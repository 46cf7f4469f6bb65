"""A scanned file read: within limits of size, pages, pixels, time and memory, in a process of its own."""

from __future__ import annotations

from typing import Final

import msgspec

from musterbook.operation.on_paper.scanned import Read, ReadPage
from musterbook.papers.apart import Spent, done_apart
from musterbook.terms.errors import Fault, Malformed

FILE_BYTES_MAX: Final = 50_000_000
PAGES_MAX: Final = 40
MEGAPIXELS_MAX: Final = 60
TOO_MANY_PAGES: Final = "too-many-pages"
TOO_MANY_PIXELS: Final = "too-many-pixels"
UNREADABLE: Final = "unreadable"
"""Why a file is not read, as its reader answers."""


def read_scan(content: bytes, file: str = "") -> tuple[ReadPage, ...]:
    """The pages of a PDF, PNG or JPEG.

    Raises:
        Malformed: it is none, is larger than it may be, or reading it took more than it may.
    """
    if len(content) > FILE_BYTES_MAX:
        raise Malformed(Fault("scan.too-large", file=file, values={"most": FILE_BYTES_MAX // 1_000_000}))
    try:
        read = msgspec.msgpack.decode(done_apart("musterbook.papers.scan_reading", "read_file", content), type=Read)
    except (Spent, msgspec.MsgspecError):
        raise Malformed(Fault("scan.took-too-much", file=file)) from None
    if read.wrong == TOO_MANY_PAGES:
        raise Malformed(Fault("scan.too-many-pages", file=file, values={"most": PAGES_MAX}))
    if read.wrong == TOO_MANY_PIXELS:
        raise Malformed(Fault("scan.too-many-pixels", file=file, values={"most": MEGAPIXELS_MAX}))
    if read.wrong:
        raise Malformed(Fault("scan.unreadable", file=file))
    return read.pages
