"""The folder of a book: where its files lie, and how it is made, opened and found.

BOOK/book.toml      whose book this is: operation, register log, exercise or not
BOOK/book.db        entries and checkpoints (store)
BOOK/sealed.db      particulars, sealed apart so that they can be destroyed
BOOK/store.toml     the PostgreSQL database in which book, sealed things and consultations lie instead, where they do
BOOK/incidents.db   rows of the files an analyst loaded, under their digests
BOOK/keys/          private keys under pass-phrases: logs, officers, readers; roots/ is to be taken away
BOOK/papers/        manifests by digest: numbers and codes, no names
BOOK/rolls/         the last good roll of each place, written ahead: signed; names sealed as in sealed.db
BOOK/operation/     the operation folder as it was when the book was opened
BOOK/restored.toml   of a copy restored from a backup: the log it took the place of; its own waits for the register
BOOK/signatures-checked  which signatures were found to hold; may be deleted at any time
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.facts import Digest
from musterbook.ledger.log import Store
from musterbook.operation.book import Book
from musterbook.operation.book_folder import BookFile, find_book, read_book_file
from musterbook.operation.incident_store import IncidentsBeside
from musterbook.operation.places import Places
from musterbook.operation.registering import ROOTS
from musterbook.operation.remembering import MadeHere, Remembered
from musterbook.operation.settings import FILE, read_settings
from musterbook.store.keeping import Keeping
from musterbook.store.kept import Kept
from musterbook.store.keys import EXERCISE_PASS_PHRASE, opened
from musterbook.store.opening import has_sealed, open_sealed, open_store
from musterbook.store.sealed import SealedStore
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.watch.files_loaded import FilesLoaded

DATABASE: Final = "book.db"
SEALED: Final = "sealed.db"
KEYS: Final = "keys"
PAPERS: Final = "papers"
OPERATION: Final = "operation"
RESTORED: Final = "restored.toml"
PassPhrase = Callable[[str], str]


def open_book(folder: Path, *, read_only: bool = True, pass_phrase: PassPhrase | None = None) -> Book:
    """Open the book in `folder`.

    Args:
        folder: the book's folder, or the operation's that holds it.
        read_only: a reader may open beside a writer; nothing can be written.
        pass_phrase: asked once for each key that must be opened, with its name. The keys of an exercise guard nothing
            and are opened without asking.

    Raises:
        Malformed: there is no book, or its files are damaged in shape.
        Tampered: its files are not what was written.
        Refused: another process writes, or the disk does not take writes.
    """
    place = find_book(folder)
    file = read_book_file(place)
    settings = read_settings(place / OPERATION / FILE)
    if file.exercise:
        pass_phrase = _exercise_pass_phrase
    keyring = FolderKeyring(place / KEYS, pass_phrase) if pass_phrase is not None else None
    store = open_store(place, operation=file.operation, read_only=read_only)
    try:
        if keyring is not None and isinstance(store, Keeping):
            for node in keyring.nodes():
                store.hold_key(keyring.log_key(node))
        signing = MadeHere()
        checked = Remembered(place, keep=not read_only, holds=signing)
        book = Book(
            cast("Store", store),  # a store open to read lacks only what writes, and such a book is never written
            settings,
            register_log=file.register_log,
            keyring=keyring,
            sealed=_sealed(place, file, keyring),
            papers=Papers(place / PAPERS),
            places=Places(place / OPERATION, settings),
            signing=signing,
            holds=checked,
            when_closed=checked.close,
            own_logs=own_logs(store, place),
        )
    except BaseException:
        store.close()
        raise
    book.folder = place
    book.restored = (place / RESTORED).is_file()
    book.incidents = IncidentsBeside(place, lambda: book.reading(FilesLoaded))
    return book


def own_logs(store: Kept, place: Path) -> list[str]:
    """Logs this machine writes: those whose keys are open, or else those whose key files lie here.

    Of a copy restored from a backup also the log it took the place of: while its own is not known yet, that tells whose
    people it holds.
    """
    before = _took_the_place_of(place)
    if isinstance(store, Keeping) and store.own_logs():
        return [*before, *store.own_logs()]
    names = {path.stem for path in (place / KEYS / "logs").glob("*.key")}
    return [*before, *(log for log, name in store.logs().items() if name in names and log not in before)]


def _took_the_place_of(place: Path) -> list[str]:
    try:
        return [str(tomllib.loads((place / RESTORED).read_text(encoding="utf-8"))["previous"])]
    except FileNotFoundError:
        return []
    except (OSError, tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError):
        raise Malformed(Fault("book.file-damaged", file=RESTORED)) from None


def book_beside(place: Path, store: Kept) -> Book:
    """The book of a store that is open already, to be asked and not written; nothing sealed opens in it."""
    file = read_book_file(place)
    settings = read_settings(place / OPERATION / FILE)
    return Book(
        cast("Store", store), settings, register_log=file.register_log, papers=Papers(place / PAPERS),
        places=Places(place / OPERATION, settings), own_logs=own_logs(store, place),
        holds=Remembered(place, keep=False, holds=MadeHere()),
    )  # fmt: skip


def _sealed(place: Path, file: BookFile, keyring: FolderKeyring | None) -> SealedStore | None:
    """The sealed things, where this copy may open them: in an exercise, or when pass-phrases can be asked."""
    if keyring is None or not has_sealed(place):
        return None
    return open_sealed(place, keyring.reader_key(file.reader))


def _exercise_pass_phrase(name: str) -> str:
    del name
    return EXERCISE_PASS_PHRASE


class Papers:
    """Manifests and plans kept by digest beside the book: numbers and codes, never a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, digest: Digest, paper: bytes) -> None:
        """Keep a paper under its digest; durable when this returns."""
        target = self._folder / f"{digest}.json"
        if target.exists():
            return
        self._folder.mkdir(exist_ok=True)
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            file.write(paper)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)

    def read(self, digest: Digest) -> bytes | None:
        """The paper of that digest; None when it is not here."""
        target = self._folder / f"{digest}.json"
        return target.read_bytes() if target.is_file() else None


class FolderKeyring:
    """Keys in files under pass-phrases; each is opened when it is needed and its pass-phrase asked once."""

    def __init__(self, folder: Path, pass_phrase: PassPhrase) -> None:
        self._folder = folder
        self._ask = pass_phrase
        self._said: dict[str, str] = {}

    def private_key(self, officer: str) -> Ed25519PrivateKey:
        """The signing key of an officer, or of a root where these still lie here; Refused when there is none."""
        path = self._folder / ("roots" if officer in ROOTS else "officers") / f"{officer}.key"
        if not path.is_file():
            raise Refused(Objection("keys.not-here", values={"officer": officer}))
        return Ed25519PrivateKey.from_private_bytes(self._open(path, officer))

    def nodes(self) -> list[str]:
        """Names of the nodes whose log keys are here."""
        return sorted(path.stem for path in (self._folder / "logs").glob("*.key"))

    def log_key(self, node: str) -> Ed25519PrivateKey:
        """The key a node's log is signed with."""
        return Ed25519PrivateKey.from_private_bytes(self._open(self._folder / "logs" / f"{node}.key", node))

    def has_reader(self, name: str) -> bool:
        """Whether a reader's key is here."""
        return (self._folder / "readers" / f"{name}.key").is_file()

    def reader_key(self, name: str) -> bytes:
        """The private key sealed things are opened with."""
        return self._open(self._folder / "readers" / f"{name}.key", name)

    def _open(self, path: Path, name: str) -> bytes:
        """The private key; a pass-phrase that opened another key is tried before one is asked for."""
        if name not in self._said:
            for phrase in dict.fromkeys(self._said.values()):
                try:
                    return self._opened(path, name, phrase)
                except Refused:
                    continue
            return self._opened(path, name, self._ask(name))
        return self._opened(path, name, self._said[name])

    def _opened(self, path: Path, name: str, phrase: str) -> bytes:
        with opened(path, phrase) as raw:
            self._said[name] = phrase
            return bytes(raw)
