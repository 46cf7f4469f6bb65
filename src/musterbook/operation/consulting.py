"""The register of who opened what: signed by the node that keeps it, listed for inspectors, held against checkpoints.

A checkpoint has the form of a log's own (docs/reference/entry-format.md), under another name of the operation, so that
neither can stand for the other. One that was sent away shows lines taken out at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from musterbook.ledger.facts import Digest
from musterbook.ledger.signing import Checkpoint, make_checkpoint, read_checkpoint
from musterbook.operation.book import Book
from musterbook.operation.book_folder import read_book_file
from musterbook.store.consultations import Consultations, Sign
from musterbook.store.opening import open_consultations
from musterbook.terms.errors import Malformed, Tampered
from musterbook.terms.times import read_moment

OF: Final = "-consultations"
"""Follows the operation's name in these checkpoints."""
NOTHING: Final = (0, "0" * 64)
"""Where a log's checkpoint names the register of officers, these name nothing."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a register came to: lines, how many of them are under a checkpoint, and whose log signed it."""

    lines: int
    signed: int
    log: str


@runtime_checkable
class NodeKeys(Protocol):
    """A keyring that holds keys of nodes beside those of officers."""

    def nodes(self) -> list[str]:
        """Names of the nodes whose log keys are here."""
        ...

    def log_key(self, node: str) -> Ed25519PrivateKey:
        """The key a node's log is signed with."""
        ...


def consultations_of(book: Book, place: Path) -> Consultations:
    """The register beside a book, whose lines are signed where the key of a node is here."""
    return open_consultations(place, _signs(book, read_book_file(place).operation))


def checked(register: Consultations, operation: str, logs: Iterable[str], *, against: str = "") -> Held:
    """Hold every line against the one before, and every checkpoint against its line and its node's key.

    Args:
        register: the register beside a book.
        operation: the book's operation.
        logs: ids of the book's logs, one of which must have signed.
        against: a checkpoint that was sent away, as text.

    Raises:
        Tampered: a line was changed or taken out, or a checkpoint is not of this operation under a log's key.
    """
    lines, known = register.lines(), sorted(logs)
    notes = [note for _, note in register.notes()]
    signed, log = 0, ""
    for note in [*([against] if against else []), *notes]:
        one = _checkpoint(note, known, operation + OF)
        if one.size > len(lines) or one.root != lines[one.size - 1].digest:
            raise Tampered("consultations.taken-out", size=one.size, lines=len(lines))
        if one.size >= signed:
            signed, log = one.size, one.log
    return Held(len(lines), signed, log)


def node_key(book: Book) -> Ed25519PrivateKey | None:
    """The key of the node that signs here, which is opened for it; None where no node's key is."""
    keyring, node = book.keyring, _node(book)
    return keyring.log_key(node) if node and isinstance(keyring, NodeKeys) else None


def _node(book: Book) -> str:
    """The node that signs here: the desk's where its key is, else another that is not the register's; else empty."""
    keyring, desk = book.keyring, str(book.settings.desk)
    nodes: list[str] = keyring.nodes() if isinstance(keyring, NodeKeys) else []
    return desk if desk in nodes else next((one for one in nodes if one != "register"), "")


def _signs(book: Book, operation: str) -> Sign | None:
    """How the node that keeps the register here signs it; its key is opened when it does."""
    if not _node(book):
        return None

    def sign(size: int, digest: Digest, at: str) -> str:
        key, when = node_key(book), read_moment(at)
        assert key is not None, "a node's key went away while the book was open"
        return make_checkpoint(key, operation=operation + OF, size=size, root=digest, at=when, register=NOTHING).note

    return sign


def _checkpoint(note: str, logs: Iterable[str], operation: str) -> Checkpoint:
    for log in logs:
        try:
            one = read_checkpoint(note, log=log)
        except Malformed:
            continue
        if one.operation == operation and one.size > 0:
            return one
    raise Tampered("consultations.nobodys")
