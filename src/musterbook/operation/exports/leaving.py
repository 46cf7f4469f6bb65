"""Leaving: one file made, signed in the book and kept; nothing is handed out before the entry is durable."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from musterbook.custody.facts import ListExported
from musterbook.custody.watermark import marked
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.listing import next_export, opened_export
from musterbook.tables.formats import Stamp
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


@dataclass(frozen=True, slots=True)
class Made:
    """A file as its maker made it: the bytes, how many rows, whose names are in it, and the index of a feed."""

    content: bytes
    rows: int
    named: frozenset[PersonId] = frozenset()
    index: bytes = b""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to leave.

    Attributes:
        to: the one reader.
        of: what it lists, with its filter.
        format: in what.
        since: the export its reader had before, where only what changed is listed.
    """

    to: str
    of: str
    format: str
    since: str = ""


def leave(book: Book, acting: Acting, wanted: Wanted, make: Callable[[Stamp], Made]) -> tuple[Entry, bytes]:
    """Make a file, sign it in the book and keep it; a file with names is kept sealed.

    Raises:
        Malformed: it is for nobody in particular.
        Refused: whoever signs has no role for it; there are names in it and this copy cannot seal.
    """
    if not wanted.to.strip():
        raise Malformed.because("export.for-nobody")
    stamp = stamp_of(book, acting, wanted)
    made = make(stamp)
    (sealed, index) = _kept_closed(book, stamp.export, made) if made.named else (None, _digest(made.index))
    fact = ListExported(
        export=stamp.export, to=wanted.to, of=wanted.of, as_of=acting.at, rows=made.rows,
        content=Digest(hashlib.sha256(made.content).hexdigest()), format=wanted.format, names=bool(made.named),
        people=made.named, sealed=sealed, since=wanted.since, head=Digest(stamp.head), index=index,
    )  # fmt: skip
    entry = book.write(acting.draft(fact))
    if sealed is None:
        book.papers.keep(fact.content, made.content)
        if index is not None:
            book.papers.keep(index, made.index)
    return entry, made.content


def stamp_of(book: Book, acting: Acting, wanted: Wanted) -> Stamp:
    """The stamp of the next export of whoever acts."""
    return Stamp(
        next_export(book, acting), wanted.to, wanted.of, acting.at, book.head(), book.settings.marking,
        book.settings.name,
    )  # fmt: skip


def exports_to(book: Book, to: str, of: str) -> list[Entry]:
    """What left for one reader under one name, oldest first."""
    return [
        entry for entry in book.entries()
        if isinstance(entry.fact, ListExported) and (entry.fact.to, entry.fact.of) == (to, of)
    ]  # fmt: skip


def index_of(book: Book, fact: ListExported) -> bytes | None:
    """What each row of a feed said when it left; None where this copy does not have it, or cannot open it."""
    return None if fact.index is None else opened_export(book, fact.index, fact.index if fact.names else None)


def held_by_key(book: Book, acting: Acting) -> None:
    """Refused unless whoever acts opens his own key here and now: what he is asked for before a name leaves."""
    for officer, _ in acting.officers[:1]:
        if book.keyring is None:
            raise Refused(Objection("keys.not-here", values={"officer": officer}))
        book.keyring.private_key(officer)


def in_order(people: Iterable[PersonId], export: str) -> list[PersonId]:
    """People in the order that marks an export."""
    return [PersonId(one) for one in marked(sorted(people), export)]


def _kept_closed(book: Book, export: str, made: Made) -> tuple[Digest, Digest | None]:
    """A file with names, and what its rows said, kept under one key, so that both are destroyed together."""
    things = [made.content, made.index] if made.index else [made.content]
    digests = book.seal([(PersonId(f"export {export}"), "export", one) for one in things])
    return digests[0], digests[1] if made.index else None


def _digest(content: bytes) -> Digest | None:
    return Digest(hashlib.sha256(content).hexdigest()) if content else None
