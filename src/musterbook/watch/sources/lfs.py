"""A pointer of Git-LFS: 130 bytes that stand where a large file should be."""

from __future__ import annotations

import re
from typing import Final

_FIRST_LINE: Final = b"version https://git-lfs"
_SIZE: Final = re.compile(rb"^size (\d{1,18})\s*$", re.MULTILINE)
_POINTER_BYTES_MAX: Final = 1024


def pointed_bytes(content: bytes) -> int | None:
    """How many bytes the real file has when `content` is a pointer (0: the pointer does not say); None: no pointer."""
    if not content.startswith(_FIRST_LINE):
        return None
    size = _SIZE.search(content[:_POINTER_BYTES_MAX])
    return int(size[1]) if size else 0
