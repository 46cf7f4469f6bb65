"""Files that a verb writes: whole or not at all, and never over what it reads."""

from __future__ import annotations

import os
from pathlib import Path

from musterbook.terms.errors import Fault, Malformed


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody ever reads half of it.

    Raises:
        Malformed: the folder it is to lie in is not there.
    """
    if not path.parent.is_dir():
        raise Malformed(Fault("file.no-folder", file=path.name, values={"folder": str(path.parent)}))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def must_differ(out: Path, *read: Path) -> None:
    """Malformed when an output is one of the files read, by whatever name or link."""
    for one in read:
        if out.resolve() == one.resolve() or (out.exists() and one.exists() and out.samefile(one)):
            raise Malformed.because("file.onto-itself", name=one.name)
