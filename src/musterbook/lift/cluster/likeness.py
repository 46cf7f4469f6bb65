"""What a machine must have in common with this one before it may help: the version, and every source of the lift."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from musterbook import __version__

ROOM = Path(__file__).parents[1]


@cache
def likeness() -> str:
    """The version and a digest over the sources of the lift, those that are compiled among them."""
    return f"{__version__} {digest_of(ROOM)}"


def digest_of(folder: Path) -> str:
    """A digest over the names and bytes of all Python sources below a folder, wherever the folder is."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        for part in (file.relative_to(folder).as_posix().encode(), file.read_bytes()):
            found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()[:32]
