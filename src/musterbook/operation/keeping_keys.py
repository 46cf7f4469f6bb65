"""Keeping keys: their files beside the book, made and set aside, and what the register says of each."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.operation.book import Book
from musterbook.operation.registering import ROOTS
from musterbook.store.keeping import Keeping
from musterbook.store.keys import EXERCISE_PASS_PHRASE, Purpose, new_private, opened, read_key_file, write_key
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection


def make_key(book: Book, purpose: Purpose, name: str, pass_phrase: str, *, beside: bool = False) -> str:
    """Make a key of an officer or a node beside the book, under a pass-phrase; its public half, hexadecimal.

    With `beside` it waits beside the one in use until that has signed for it (`take_place`).

    Raises:
        Refused: a key of that name lies there already, or this copy has no folder.
        Malformed: the name is no name of a file.
    """
    if book.folder is None:
        raise Refused(Objection("keys.not-here", values={"officer": name}))
    if not name or name in ROOTS or any(letter in name for letter in "/\\\0") or name.startswith("."):
        raise Malformed.because("key.name", name=name)
    folder = book.folder / "keys" / f"{purpose}s"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    exercise = book.settings.exercise
    phrase = EXERCISE_PASS_PHRASE if exercise else pass_phrase
    kept = write_key(
        folder / f"{name}.{'new' if beside else 'key'}",
        new_private(),
        purpose=purpose,
        name=name,
        pass_phrase=phrase,
        exercise=exercise,
    )
    return kept.public


def new_log(book: Book, node: str, pass_phrase: str) -> str:
    """Begin the first log of a node here, before the register knows it; its id, for the registrar to open.

    Raises:
        Refused: a key of that name lies here already: whoever opens another log closes the one before it.
    """
    if book.folder is not None and (book.folder / "keys" / "logs" / f"{node}.key").exists():
        raise Refused(Objection("key.file-exists", values={"file": f"{node}.key"}))
    return make_log(book, node, pass_phrase)


def make_log(book: Book, node: str, pass_phrase: str) -> str:
    """Make the key of a node's log here and begin the log, so that this machine writes it; its id.

    A name used before gets a number: the file of the old log's key stays where it is.
    """
    store, folder = book.store, book.folder
    if folder is None or not isinstance(store, Keeping):
        raise Refused(Objection("keys.not-here", values={"officer": node}))
    taken = {path.stem for path in (folder / "keys" / "logs").glob("*.key")}
    name = next(one for one in (node, *(f"{node}-{n}" for n in range(2, 1000))) if one not in taken)
    phrase = EXERCISE_PASS_PHRASE if book.settings.exercise else pass_phrase
    public = make_key(book, "log", name, phrase)
    with opened(folder / "keys" / "logs" / f"{name}.key", phrase) as private:
        store.create_log(Ed25519PrivateKey.from_private_bytes(bytes(private)), node)
    return public


def take_place(book: Book, officer: str) -> None:
    """Put an officer's old key file aside and the new one in its place; nothing is destroyed."""
    assert book.folder is not None, "a key was made beside no book"
    path = book.folder / "keys" / "officers" / f"{officer}.key"
    if path.is_file():
        path.rename(path.with_name(f"{officer}.{read_key_file(path).public[:8]}.old"))
    path.with_suffix(".new").rename(path)


def keys_told(book: Book) -> list[dict[str, object]]:
    """Every key the register ever issued: whose, since which position, and where it was withdrawn."""
    here = keys_here(book.folder)
    return [
        {
            "officer": officer, "key": key.short, "public": key.public_key, "alg": key.alg, "since": key.since,
            "withdrawn_at": key.ended.position if key.ended else None,
            "logs_seen": len(key.ended.heads) if key.ended else 0, "here": key.public_key in here,
        }
        for officer, keys in sorted(book.register.said.keys.items())
        for key in keys
    ]  # fmt: skip


def keys_here(folder: Path | None, whose: str = "officers") -> frozenset[str]:
    """Public halves of the keys of officers, or of logs, whose files lie beside the book."""
    files = (folder / "keys" / whose).glob("*.key") if folder is not None else ()
    return frozenset(read_key_file(path).public for path in files)


def age_told(book: Book, now: datetime) -> tuple[dict[str, Any], list[str]]:
    """How far this copy's register goes and how long ago it last said anything, as JSON and in lines."""
    entries = list(book.store.entries(book.register_log))
    newest = max((one.written_at for one in entries), default=None)
    minutes = int((now - newest).total_seconds() // 60) if newest is not None else None
    aside = book.register.not_standing()
    told = {
        "log": book.register_log, "size": book.register.size, "root": book.register.root,
        "newest": newest.isoformat() if newest else None, "age_minutes": minutes, "not_counting": len(aside),
        "kept_here": book.register_log in keys_here(book.folder, "logs"),
    }  # fmt: skip
    lines = [f"{told['size']} entries, root {book.register.root[:16]}"]
    if minutes is not None:
        days, rest = divmod(minutes, 1440)
        lines.append(
            f"last entry {days} d {rest // 60} h {rest % 60} min ago; who was appointed since is not known here"
        )
    if aside:
        lines.append(f"{len(aside)} of its entries do not count: muster waiting says why")
    return told, lines
