"""Remembering: which signatures this copy has found to hold, so that opening a book does not check them all again.

A file beside the book, of 16 bytes a signature; it can be deleted at any time, and `muster verify` never reads it. Who
can write it can also change the program: it saves time and protects nothing (docs/explanation/what-the-thief-gets.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.entry import Act, Entry, Signature, act_json, signed_hash
from musterbook.ledger.signing import public_of, sign_told, signature_holds, told_under
from musterbook.rights.signatures import SignatureCheck

FILE: Final = "signatures-checked"
_BYTES: Final = 16


class MadeHere:
    """Signs acts, and knows its own signatures again when the entry that bears them comes back from the store.

    A signature made here holds if the key is the one it was made with and the stored bytes are those that were signed:
    both are compared, which takes a tenth of the time of computing the curve again. Each is asked for once.
    """

    def __init__(self, holds: SignatureCheck = signature_holds) -> None:
        self._holds = holds
        self._made: dict[Signature, tuple[str, bytes]] = {}

    def sign(self, act: Act, *, log: str, officer: str, role: str, key: Ed25519PrivateKey) -> Signature:
        """An officer's signature under an act that is to be written in `log`."""
        told = signed_hash(act_json(act), log=log, officer=officer, role=role)
        signature = sign_told(told, officer=officer, role=role, key=key)
        self._made[signature] = public_of(key), told
        return signature

    def __call__(self, entry: Entry, signature: Signature, public_key: str, *, names: Iterable[str] = ()) -> bool:
        """Whether the signature holds: made here by this key under these bytes, or found so now."""
        made = self._made.pop(signature, None)
        if made == (public_key, told_under(entry, signature)):
            return True
        return self._holds(entry, signature, public_key, names=names)


class Remembered:
    """A signature check that keeps, beside the book, the names of those that held.

    Args:
        folder: the book's folder.
        keep: whether what is found may be written when the book is closed.
        holds: asked about every signature whose name is not there.
    """

    def __init__(self, folder: Path, *, keep: bool, holds: SignatureCheck = signature_holds) -> None:
        self._path, self._keep, self._holds = folder / FILE, keep, holds
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
        holds = self._holds(entry, signature, public_key, names=kept)
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
