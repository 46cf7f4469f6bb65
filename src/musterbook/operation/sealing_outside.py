"""Sealing for what is signed outside: an act that says something sealed is done twice and must be the same twice.

What was said comes in once, lies closed under this node's own key while the act waits, and is sealed for its readers
only when every signature is there: an act that nobody signs leaves nothing behind. Salts and nonces are drawn from a
seed that waits with it, so that both runs name the same digests (decision 0988).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.store.keys import Noise
from musterbook.store.sealed import Clear, SealedStore
from musterbook.terms.errors import Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId

SEED_BYTES: Final = 32
PURPOSE: Final = b"musterbook/draft/1"
_MARK: Final = b"\x00closed\x00"
"""What is not closed begins with a brace."""
_NONCE_BYTES: Final = 12


class SealsLater:
    """A sealed store in which nothing is sealed before it is said that it shall be; all else it answers as it does."""

    def __init__(self, store: SealedStore) -> None:
        self._store = store
        self._waits: list[Callable[[], object]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store answers
        return getattr(self._store, name)

    def wrap(self, key: bytes, readers: Sequence[bytes], *, compartment: str) -> int:
        """Wrap a key for readers, later."""
        self._waits.append(partial(self._store.wrap, key, tuple(readers), compartment=compartment))
        return len(readers)

    def seal(self, person: PersonId, kind: str, clear: bytes, *, salt: bytes, **how: Any) -> Digest:  # noqa: ANN401
        """Seal one thing, later; its digest."""
        return self.seal_many([Clear(person, kind, clear, salt)], **how)[0]

    def seal_many(self, things: Iterable[Clear], **how: Any) -> list[Digest]:  # noqa: ANN401  as the store takes it
        """Seal many things, later; digests in the order given."""
        given = list(things)
        self._waits.append(partial(self._store.seal_many, given, **how))
        return [one.digest for one in given]

    def seal_now(self) -> None:
        """Seal what waits, in its order."""
        waits, self._waits = self._waits, []
        for one in waits:
            one()


def noise_of(seed: bytes) -> Noise:
    """Bytes that follow from a seed, other ones each time."""
    drawn = 0

    def noise(count: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return hashlib.shake_256(PURPOSE + seed + drawn.to_bytes(8, "big")).digest(count)

    return noise


@contextmanager
def sealing_later(book: Book, seed: bytes | None) -> Iterator[Callable[[], None]]:
    """The book as long as nothing is sealed in it; gives what seals all that waits. Without a seed all is as it was."""
    kept = book.sealed, book.entropy
    if seed is None or book.sealed is None:
        yield lambda: None
        return
    later = SealsLater(book.sealed)
    book.sealed, book.entropy = cast("SealedStore", later), noise_of(seed)
    try:
        yield later.seal_now
    finally:
        book.sealed, book.entropy = kept


def closed(book: Book, name: str, said: bytes) -> bytes:
    """What was said for the draft of that name, closed under this node's own key.

    Raises:
        Refused: this copy opens nothing sealed.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return _MARK + nonce + AESGCM(_key(book)).encrypt(nonce, said, name.encode())


def is_closed(said: bytes) -> bool:
    """Whether something is closed so."""
    return said.startswith(_MARK)


def opened(book: Book, name: str, said: bytes) -> bytes:
    """The same, opened; as it is where it was not closed.

    Raises:
        Tampered: it was changed, or is of another draft or another node.
    """
    if not is_closed(said):
        return said
    box = said.removeprefix(_MARK)
    try:
        return AESGCM(_key(book)).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], name.encode())
    except InvalidTag:
        raise Tampered("outside.draft-differs", draft=name) from None


def _key(book: Book) -> bytes:
    if book.sealed is None:
        raise Refused(Objection("sealed.no-key"))
    return book.sealed.own_key(PURPOSE)
