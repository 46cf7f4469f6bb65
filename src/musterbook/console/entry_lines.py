"""Entries as rows: what a list shows of each, and how high what it names is marked."""

from __future__ import annotations

from collections.abc import Sequence

from musterbook.console.source import EntryRow, Reads
from musterbook.evidence.secrecy import ROOM, Secrecy
from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book


def entry_row(entry: Entry, book: Book) -> EntryRow:
    """One entry on a list."""
    return EntryRow(
        digest=entry.digest, log=entry.log, seq=entry.seq, kind=said_of(entry, "kind"),
        by=entry.by, happened_at=entry.happened_at, written_at=entry.written_at, via=entry.act.via,
        people=len(entry.named()), officers=tuple(one.officer for one in entry.signed),
        level=level_of_entry(entry, book),
    )  # fmt: skip


def entries_read(entries: Sequence[Entry], book: Book, reads: Reads | None) -> Sequence[Entry]:
    """The entries that whoever asks may read; all of them where nothing is asked."""
    if reads is None:
        return entries
    return [one for one in entries if reads(one.act.kind, level_of_entry(one, book))]


def level_of_entry(entry: Entry, book: Book) -> int:
    """How high what an entry names is marked now; one that does not stand is judged by what it names all the same."""
    return book.reading(Secrecy).fact(entry.fact) if entry.act.kind.startswith(ROOM) else 0


def said_of(entry: Entry, name: str) -> str:
    """What an entry has in a field that lists are filtered by."""
    return {"kind": getattr(entry.fact, "said_kind", entry.fact.kind), "by": entry.by, "log": entry.log}[name]
