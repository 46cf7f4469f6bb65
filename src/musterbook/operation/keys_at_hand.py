"""Keys at hand: what one act signs and seals with is opened before a book is lent to it, and forgotten with the act.

Opening a key takes a fifth of a second of a processor and 64 MiB, on purpose. A door that serves many has it done in a
thread of its own, so that neither its pages nor the one who writes wait for anybody's pass-phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.operation.book import Book
from musterbook.operation.book_folder import read_book_file
from musterbook.operation.folder import KEYS, PassPhrase
from musterbook.operation.registering import ROOTS
from musterbook.store.keys import EXERCISE_PASS_PHRASE, opened
from musterbook.store.opening import has_sealed
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

Whose = Literal["officers", "roots", "logs", "readers"]
Opened = Ed25519PrivateKey | bytes | Exception
"""What came of opening: the key, a reader's as its 32 bytes, or why it stays shut."""

_NOT_HERE: Final = "keys.not-here"


@dataclass(frozen=True, slots=True)
class Lock:
    """A key file, and what was typed for it.

    Attributes:
        whose: the folder it lies in.
        name: officer, root, node or reader.
        path: the file.
        phrase: the pass-phrase; or why none was given.
    """

    whose: Whose
    name: str
    path: Path
    phrase: str | Refused = field(repr=False)

    def open(self) -> Opened:
        """Open it: takes as long as its file says, and needs nothing but the file, so that a thread may do it."""
        if isinstance(self.phrase, Refused):
            return self.phrase
        try:
            if not _is_name(self.name) or not self.path.is_file():
                return Refused(Objection(_NOT_HERE, values={"officer": self.name}))
            with opened(self.path, self.phrase) as raw:
                return bytes(raw) if self.whose == "readers" else Ed25519PrivateKey.from_private_bytes(raw)
        except Exception as why:  # noqa: BLE001  said to whoever wants this key, once he does
            return why.with_traceback(None)  # whose frames hold the pass-phrase


class KeysAtHand:
    """The keys of one act, opened. One that stayed shut says why only when it is wanted, as one opened then would.

    Args:
        keys: what came of opening each.
        reader: the name of the reader's key where something will be sealed.
    """

    def __init__(self, keys: Mapping[tuple[Whose, str], Opened], *, reader: str = "") -> None:
        self._keys = dict(keys)
        self.reader = reader

    def private_key(self, officer: str) -> Ed25519PrivateKey:
        """The signing key of an officer who was named before; Refused when it is not here or stays shut."""
        return self._signing("roots" if officer in ROOTS else "officers", officer)

    def nodes(self) -> list[str]:
        """Names of the nodes whose log keys are here."""
        return sorted(name for whose, name in self._keys if whose == "logs")

    def log_key(self, node: str) -> Ed25519PrivateKey:
        """The key a node's log is signed with; Refused when it stays shut."""
        return self._signing("logs", node)

    def reader_key(self, name: str) -> bytes:
        """The private key sealed things are opened with; Refused when it stays shut."""
        key = self._key("readers", name)
        assert isinstance(key, bytes), "a reader's key is kept as its bytes"
        return key

    def forget(self) -> None:
        """Let go of every key. What signed with one still has it, until that ends with the act."""
        self._keys.clear()

    def _signing(self, whose: Whose, name: str) -> Ed25519PrivateKey:
        key = self._key(whose, name)
        assert isinstance(key, Ed25519PrivateKey), "only a reader's key is kept as its bytes"
        return key

    def _key(self, whose: Whose, name: str) -> Ed25519PrivateKey | bytes:
        key = self._keys.get((whose, name))
        if key is None:
            raise Refused(Objection(_NOT_HERE, values={"officer": name}))
        if isinstance(key, Refused):
            raise Refused(*key.objections)  # anew: the same may be said to two
        if isinstance(key, Exception):
            raise key
        return key


def locks_of(book: Book, officers: Iterable[str], phrase: PassPhrase, *, seals: bool = False) -> list[Lock]:
    """The key files one act may want: those of this machine's logs, of its officers, and the reader's where it seals.

    Args:
        book: open to be read.
        officers: who signs.
        phrase: gives the pass-phrase of each key, by name; not asked in an exercise, whose keys open by themselves.
        seals: something will be sealed, or what is sealed opened.

    Raises:
        Refused: the book lies in no folder of this machine.
    """
    if book.folder is None:
        raise Refused(Objection("book.not-lent"))
    file, keys = read_book_file(book.folder), book.folder / KEYS
    wanted: list[tuple[Whose, str]] = [("logs", path.stem) for path in sorted((keys / "logs").glob("*.key"))]
    wanted += [("roots" if one in ROOTS else "officers", one) for one in dict.fromkeys(officers)]
    if seals and book.sealed is None and has_sealed(book.folder):
        wanted.append(("readers", file.reader))
    return [
        Lock(whose, name, keys / whose / f"{name}.key", EXERCISE_PASS_PHRASE if file.exercise else _said(phrase, name))
        for whose, name in wanted
    ]


def keys_from(locks: Iterable[Lock], found: Iterable[Opened]) -> KeysAtHand:
    """The keys of an act, from its locks and what came of opening each."""
    keys = {(lock.whose, lock.name): key for lock, key in zip(locks, found, strict=True)}
    return KeysAtHand(keys, reader=next((name for whose, name in keys if whose == "readers"), ""))


def _is_name(name: str) -> bool:
    """Whether somebody's name is that of a file in the folder of its kind, and leads nowhere else."""
    return not name.startswith(".") and not any(letter in name for letter in "/\\\0")


def _said(phrase: PassPhrase, name: str) -> str | Refused:
    try:
        return phrase(name)
    except Refused as refused:
        return refused
