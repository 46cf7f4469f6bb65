"""Signing outside: an act is made here, signed where its officers keep their keys, and written when all have signed.

The act is done twice by the same function of this floor. The first time it runs until it would write: gates are asked,
and what it would write is kept. The second time, with the signatures, it must want to write the very same; then it is
written. What was decided on no longer stands as soon as anything the act follows has changed (decision 0961).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from musterbook.ledger.entry import Act, Entry, Signature, act_json, signed_hash
from musterbook.operation.book import Book
from musterbook.operation.elsewhere import Elsewhere, Made, Signed
from musterbook.operation.sealing_outside import sealing_later
from musterbook.rights.decide import signers_wanted
from musterbook.terms.errors import Malformed, Refused

Does = Callable[[Book], object]
"""An act, done on a book."""
_SIGNATURE_BYTES: Final = 64


class Changed(Exception):
    """What was prepared is not what would be written now."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One act as it is to be signed.

    Attributes:
        log: the log it will be written in.
        act: as its canonical JSON.
        signers: officers, each with the role he signs in.
    """

    log: str
    act: Mapping[str, Any]
    signers: tuple[tuple[str, str], ...]

    def told(self, officer: str) -> bytes:
        """The 32 bytes an officer signs."""
        return signed_hash(self.act, log=self.log, officer=officer, role=dict(self.signers)[officer])


class _Caught(Exception):
    def __init__(self, made: Sequence[Made]) -> None:
        self.made = made


class _Catches:
    """Stops an act where it would write."""

    def signed(self, made: Sequence[Made]) -> list[Signed]:
        raise _Caught(made)


@dataclass(frozen=True, slots=True)
class _Brings:
    """Gives an act its signatures, if it is the one they were made for."""

    prepared: Sequence[Prepared]
    signatures: Sequence[Sequence[Signature]]
    seal: Callable[[], None]

    def signed(self, made: Sequence[Made]) -> list[Signed]:
        if len(made) != len(self.prepared):
            raise Changed
        told = [
            (one.log, _the_same(one.act, kept, one.log), tuple(signatures))
            for one, kept, signatures in zip(made, self.prepared, self.signatures, strict=True)
        ]
        self.seal()
        return told


def prepare(book: Book, does: Does, *, seed: bytes | None = None) -> tuple[Prepared, ...]:
    """What an act would write: one act, or several that are written together. Nothing is sealed.

    Args:
        book: the book.
        does: the act.
        seed: of salts, for an act that says something sealed; the same again when it is written.

    Raises:
        Refused: a gate objects, or those who mean to sign may not.
        Malformed: what the act itself finds, or that it writes nothing.
    """
    with _elsewhere(book, _Catches()), sealing_later(book, seed):
        try:
            does(book)
        except _Caught as caught:
            made = caught.made
        else:
            raise Malformed.because("outside.nothing-to-write")
    objections = [
        found
        for one in made
        for found in signers_wanted(book.register, one.officers, one.act.fact, one.act.by, book.register.size)
    ]
    if objections:
        raise Refused(*{str(one): one for one in objections}.values())
    return tuple(Prepared(one.log, act_json(one.act), one.officers) for one in made)


def write(
    book: Book, does: Does, prepared: Sequence[Prepared], signatures: Sequence[Sequence[Signature]], *,
    seed: bytes | None = None,
) -> list[Entry]:  # fmt: skip
    """Do an act whose signatures were given; what was written. What it says sealed is sealed right before.

    Raises:
        Changed: it would not be the same act any more.
        Refused: a gate objects by now, or the disk is full.
    """
    before = {log: size for log, (size, _) in book.store.heads().items()}
    with sealing_later(book, seed) as seal, _elsewhere(book, _Brings(prepared, signatures, seal)):
        does(book)
    found = written(book, prepared, before)
    assert found, "an act was done and is not in the book"
    return found


def written(book: Book, prepared: Sequence[Prepared], sizes: Mapping[str, int]) -> list[Entry]:
    """The entries of acts that were prepared, if they are in their logs beyond these sizes; else none."""
    ids = {str(one.act["id"]) for one in prepared}
    logs = {one.log for one in prepared}
    entries = [entry for log in sorted(logs) for entry in book.store.entries(log, sizes.get(log, 0))]
    found = {entry.act.id: entry for entry in entries if entry.act.id in ids}
    return [found[str(one.act["id"])] for one in prepared] if found.keys() == ids else []


def signature_of(book: Book, prepared: Prepared, officer: str, raw: bytes) -> Signature | None:
    """An officer's signature under an act, by whichever of his keys it is; None when it is by none of them."""
    told = prepared.told(officer)
    for key in book.register.keys_of(officer, book.register.size):
        if key.alg == "ed25519" and len(raw) == _SIGNATURE_BYTES and _holds(key.public_key, raw, told):
            return Signature(officer, dict(prepared.signers)[officer], key.short, base64.b64encode(raw).decode("ascii"))
    return None


def _the_same(act: Act, kept: Prepared, log: str) -> Act:
    """The act as it was signed: its own id and register, if all else is what would be written now."""
    size, root = kept.act["register"]
    signed = replace(act, id=str(kept.act["id"]), register=(size, root))
    if log != kept.log or act_json(signed) != dict(kept.act):
        raise Changed
    return signed


@contextmanager
def _elsewhere(book: Book, elsewhere: Elsewhere) -> Iterator[None]:
    book.elsewhere = elsewhere
    try:
        yield
    finally:
        book.elsewhere = None


def _holds(public_key: str, raw: bytes, told: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(raw, told)
    except InvalidSignature:
        return False
    return True
