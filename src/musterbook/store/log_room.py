"""Room for a write-ahead log, made at once and before it is needed.

A file that grows under every commit has its length and its blocks to be made durable too, which took as long again as
syncing what was written. SQLite lets the log grow page by page until it is folded back for the first time, and writes
over the same bytes from then on. What lies behind its last frame it never reads as one: zeros least of all.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

FRAME_BYTES: Final = 4096 + 24
"""A page as the log holds it."""

_AT_ONCE: Final = bytes(1 << 20)


def make_room(log: Path, *, pages: int) -> None:
    """Make a log as long as so many pages need, with zeros behind what it holds. No room for it: it stays as it is.

    LEFT TO THE CALLER: that nobody writes the log meanwhile. No lock of SQLite's lies on this file, so opening and
    closing it here takes none away from a connection of this process.
    """
    with suppress(OSError):
        file = os.open(log, os.O_WRONLY | os.O_CLOEXEC)
        try:
            end, wanted = os.fstat(file).st_size, pages * FRAME_BYTES
            while end < wanted:
                end += os.pwrite(file, _AT_ONCE[: wanted - end], end)
        finally:
            os.close(file)
