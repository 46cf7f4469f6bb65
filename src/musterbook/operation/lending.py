"""Lending: a book that is open to be read is opened to write for one act, and goes on being read.

A door that serves a book all day long folds it once. When somebody signs on one of its pages the store alone is opened
again, for writing, under keys that were opened before; the readings stay warm, and the keys go with the act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.log import Store
from musterbook.operation.book import Book
from musterbook.operation.book_folder import read_book_file
from musterbook.operation.folder import KEYS, FolderKeyring, PassPhrase
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.store.keys import EXERCISE_PASS_PHRASE
from musterbook.store.opening import open_sealed, open_store
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

CatchUp = Callable[[], None]


def keyring_of(book: Book, pass_phrase: PassPhrase) -> FolderKeyring:
    """The keys beside a book, each opened when it is wanted; those of an exercise open without asking.

    Raises:
        Refused: the book lies in no folder of this machine.
    """
    if book.folder is None:
        raise Refused(Objection("book.not-lent"))
    exercise = read_book_file(book.folder).exercise
    return FolderKeyring(book.folder / KEYS, (lambda _: EXERCISE_PASS_PHRASE) if exercise else pass_phrase)


@contextmanager
def lent(book: Book, keys: KeysAtHand, *, catch_up: CatchUp) -> Iterator[Book]:
    """The book, open to write as long as the `with` lasts.

    Args:
        book: open to be read.
        keys: opened before: whoever else wants to write waits from here on, and for nobody's pass-phrase.
        catch_up: takes in what others wrote; called once nobody else can write any more.

    Raises:
        Refused: no key of this machine's logs opened, somebody else writes just now, or the book lies in no folder of
            this machine.
    """
    if book.folder is None:
        raise Refused(Objection("book.not-lent"))
    log_keys = _log_keys(keys)
    store = open_store(book.folder, operation=read_book_file(book.folder).operation, read_only=False)
    kept = book.store, book.keyring, book.sealed
    try:
        for key in log_keys:
            store.hold_key(key)
        catch_up()
        if keys.reader and book.sealed is None:
            book.sealed = open_sealed(book.folder, keys.reader_key(keys.reader))
        book.store, book.keyring = cast("Store", store), keys
        yield book
    finally:
        if book.sealed is not None and book.sealed is not kept[2]:
            book.sealed.close()
        book.store, book.keyring, book.sealed = kept
        store.close()


def _log_keys(keys: KeysAtHand) -> list[Ed25519PrivateKey]:
    """The keys of this machine's logs that open; those under other pass-phrases stay shut, and their logs unwritten."""
    opened: list[Ed25519PrivateKey] = []
    shut: list[Refused] = []
    for node in keys.nodes():
        try:
            opened.append(keys.log_key(node))
        except Refused as refused:
            shut.append(refused)
    if shut and not opened:
        raise shut[0]
    return opened
