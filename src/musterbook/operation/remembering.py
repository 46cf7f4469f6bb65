"""Remembering: which signatures this copy has found to hold, so that opening a book does not check them all again.

A file beside the book, of 16 bytes a signature; it can be deleted at any time, and `muster verify` never reads it. Who
can write it can also change the program: it saves time and protects nothing (docs/explanation/what-the-thief-gets.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from musterbook.ledger.entry import Entry, Signature
from musterbook.ledger.signing import signature_holds

FILE: Final = "signatures-checked"
_BYTES: Final = 16


class Remembered:
    """A signature check that keeps, beside the book, the names of those that held.

    Args:
        folder: the book's folder.
        keep: whether what is found may be written when the book is closed.
    """

    def __init__(self, folder: Path, *, keep: bool) -> None:
        self._path, self._keep = folder / FILE, keep
        raw = self._path.read_bytes() if self._path.is_file() else b""
        self._held = {raw[at : at + _BYTES] for at in range(0, len(raw) - len(raw) % _BYTES, _BYTES)}
        self._known = len(self._held)

    def __call__(self, entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        """Whether the signature holds: found so before, or found so now."""
        kept = tuple(names)
        told = f"{entry.digest}{signature.officer}{signature.role}{signature.sig}{public_key}{kept}"
        name = hashlib.sha256(told.encode()).digest()[:_BYTES]
        if name in self._held:
            return True
        holds = signature_holds(entry, signature, public_key, names=kept)
        if holds:
            self._held.add(name)
        return holds

    def close(self) -> None:
        """Write what was found, if there is anything new and this copy may write."""
        if not self._keep or len(self._held) == self._known:
            return
        part = self._path.with_suffix(".part")
        part.write_bytes(b"".join(sorted(self._held)))
        part.replace(self._path)
        self._known = len(self._held)
