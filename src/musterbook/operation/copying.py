"""Copying: a whole copy of the book for an inspector, and what other nodes wrote taken in from files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from musterbook.operation.book import Book
from musterbook.operation.book_folder import find_book
from musterbook.operation.carrying_by_hand import take_in_sealed
from musterbook.operation.erasing import obey
from musterbook.operation.held_here import holds_everything
from musterbook.store.opening import open_store
from musterbook.sync.bundle_sides import Ingesting
from musterbook.sync.bundle_taking import ingest_bundle
from musterbook.sync.bundle_writing import write_bundle
from musterbook.terms.errors import MusterbookError, Tampered


def back_up(folder: Path, copy: Path) -> tuple[int, int]:
    """Write a whole copy of the book in `folder`; entries in it, and its bytes.

    No private key, no sealed thing and no consultation is ever in a copy.
    """
    store = open_store(find_book(folder), read_only=True)
    try:
        entries = write_bundle(store, copy)
    finally:
        store.close()
    return entries, copy.stat().st_size


@dataclass(slots=True)
class TakenIn:
    """What became of one bundle."""

    file: str
    new: int = 0
    known: int = 0
    turned_away: list[str] = field(default_factory=list)
    left: int = 0
    exit_code: int = 0
    erased: int = 0
    sealed: int = 0

    def told(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {
            "file": self.file, "new": self.new, "known": self.known, "left": self.left,
            "turned_away": self.turned_away, "erased": self.erased, "sealed": self.sealed,
        }  # fmt: skip


def take_in(book: Book, bundle: Path, *, at: datetime) -> TakenIn:
    """Take a bundle in: good frames count at once, bad ones are listed, what is here already changes nothing."""
    before = {log: size for log, (size, _) in book.store.heads().items()}
    whole = holds_everything(book.register, book.own_logs)
    outcome = ingest_bundle(cast("Ingesting", book.store), bundle, at=at, whole=whole)
    told = TakenIn(bundle.name, left=len(outcome.left))
    for log, (size, _) in book.store.heads().items():
        have = before.get(log, 0)
        if size > have:
            fresh = list(book.store.entries(log, have))
            told.new += len(fresh)
            book.take_in(fresh)
    if book.store.in_part():
        book.read_afresh()  # what came may lie before what was read, and bring people into the holding
    book.take_in_forks()
    things = take_in_sealed(book, outcome.sealed, at=at, came_from=f"file:{bundle.name}")
    told.sealed = things.kept
    if things.turned_away:
        told.turned_away, told.exit_code = list(things.turned_away), 5
    told.erased = obey(book, at)
    told.known = sum(1 for _ in outcome.verdicts) - (1 if told.new else 0)
    for failure in outcome.failures:
        told.turned_away.append(_rule(failure))
        told.exit_code = max(told.exit_code, 5 if isinstance(failure, Tampered) else 4)
    return told


def _rule(error: MusterbookError) -> str:
    return error.rule if isinstance(error, Tampered) else str(error)
