"""By light: the last acts of this node as codes on a screen, and what another read of such codes taken in."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import cast

import segno

from musterbook.ledger.chain import Accepted, TurnedAway
from musterbook.operation.book import Book
from musterbook.operation.copying import TakenIn
from musterbook.operation.erasing import obey
from musterbook.operation.syncing import Here
from musterbook.sync.copies import Meets, frames_from
from musterbook.sync.optical import Assembling, parts_of
from musterbook.terms.errors import Fault, Malformed


def codes_of(me: Here, count: int) -> tuple[list[str], list[str]]:
    """The last `count` acts of this node's log: the texts of the codes, and each code drawn for a terminal.

    A little more than was asked for where no checkpoint lies just there: a frame goes from checkpoint to checkpoint.
    """
    with me.reading() as store:
        log = me.identity.log
        size = store.size_of(log)
        start, _ = store.newest_note(log, max(0, size - count))
        texts = [text for frame in frames_from(cast("Meets", store), log, start) for text in parts_of(frame)]
    return texts, [_drawn(text) for text in texts]


def take_seen(book: Book, seen: Path, *, at: datetime) -> TakenIn:
    """Take in what the texts of codes in a file say, in any order; a line that is none of ours is listed."""
    try:
        lines = seen.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Malformed(Fault("file.unreadable", file=seen.name)) from None
    told, reading = TakenIn(seen.name), Assembling()
    for row, line in enumerate(filter(None, lines), 1):
        try:
            frame = reading.see(line)
        except Malformed as wrong:
            told.turned_away.append(str(Fault(wrong.faults[0].rule, file=seen.name, row=row)))
            told.exit_code = 4
            continue
        verdict = book.store.ingest(frame, came_from="light", at=at) if frame is not None else None
        if isinstance(verdict, Accepted):
            told.new += len(verdict.entries)
            told.known += not verdict.entries
            book.take_in(verdict.entries)
        elif isinstance(verdict, TurnedAway):
            told.turned_away.append(verdict.rule)
            told.exit_code = 4
        elif verdict is not None:
            book.take_in_forks()
            told.exit_code = 5
    told.erased = obey(book, at)
    told.turned_away += [f"{name}: {here} of {count} codes read" for name, (here, count) in reading.have().items()]
    return told


def _drawn(text: str) -> str:
    drawn = io.StringIO()
    segno.make(text, error="m", boost_error=False, micro=False).terminal(drawn, compact=True, border=2)
    return drawn.getvalue()
