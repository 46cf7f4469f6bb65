"""The seal of a closed file: its size and SHA-256, written beside it at a clean close and taken away before a write.

Signatures cover every byte that means something. A SQLite file also holds bytes that mean nothing (free space, change
counters), and a changed one would pass. The seal makes any changed byte of a cleanly closed book visible. It is a
checksum, not a signature: whoever can write the file can write the seal, but he cannot write the book.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from musterbook.ledger.entry import canonical, read_canonical
from musterbook.store.disk import sync_folder
from musterbook.terms.errors import Malformed, Tampered

CHECKED_AT_OPENING_BYTES: Final = 256 * 1024 * 1024
"""A larger file is held against its seal by `verify` only, so that opening stays quick."""


def write_seal(path: Path) -> bool:
    """Seal a closed file; False when it is not whole by itself, because a write-ahead log still lies beside it."""
    log = path.with_name(path.name + "-wal")
    if not path.exists() or (log.exists() and log.stat().st_size):
        return False
    part = path.with_name(path.name + ".seal.part")
    with part.open("wb") as file:
        file.write(canonical(_measured(path)))
        file.flush()
        os.fsync(file.fileno())
    part.replace(seal_of(path))
    sync_folder(path.parent)
    return True


def drop_seal(path: Path) -> None:
    """Take the seal away before anything is written."""
    if seal_of(path).exists():
        seal_of(path).unlink()
        sync_folder(path.parent)


def check_seal(path: Path, *, up_to_bytes: int = CHECKED_AT_OPENING_BYTES) -> bool:
    """Hold a file against its seal: True when it holds, False when there is none; Tampered when it differs."""
    try:
        told = read_canonical(seal_of(path).read_bytes())
    except FileNotFoundError:
        return False
    except Malformed:
        raise Tampered("store.seal-unreadable", file=path.name) from None
    if not path.exists() or told.get("bytes") != path.stat().st_size:
        raise Tampered("store.seal-differs", file=path.name)
    if path.stat().st_size > up_to_bytes:
        return True
    if told != _measured(path):
        raise Tampered("store.seal-differs", file=path.name)
    return True


def seal_of(path: Path) -> Path:
    """Where the seal of a file lies."""
    return path.with_name(path.name + ".seal")


def _measured(path: Path) -> dict[str, str | int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "file": path.name, "sha256": digest, "v": 1}
