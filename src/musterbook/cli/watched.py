"""situation --watch: the situation shown again and again, read anew when the book has changed, until Ctrl-C."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Final

import typer

from musterbook.cli.context import Asked
from musterbook.cli.stopping import Stopping
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.situation import Situation

WAKES_SECONDS: Final = 0.2
CLEARED: Final = "\x1b[2J\x1b[H"
"""Empties a terminal; a file and a pipe get one situation after the other, an empty line between."""


def again_and_again(asked: Asked, book: Book, every: int) -> int:
    """Show it every so many seconds until stopped; the exit code of the last one shown."""
    from musterbook.operation.situation import situation  # noqa: PLC0415  heavy

    at = _shape(book)
    with Stopping(in_words("stopped")) as stopping:
        while True:
            now = situation(book, asked.seen_at(book))
            _show(asked, now)
            due = time.monotonic() + every
            while time.monotonic() < due and not stopping.asked():
                time.sleep(WAKES_SECONDS)
            if stopping.asked():
                return 6 if now.totals.discrepancies else 0
            if (seen := _shape(book)) != at:
                asked.opened.remove(book)
                book.close()
                book, at = asked.book(), seen


def _shape(book: Book) -> tuple[object, ...]:
    """What the copy has; of a log in part every place counts, since one may have come while another was erased."""
    store = book.store
    parts = ((log, *((one.seq, one.body is None) for one in store.held(log))) for log in sorted(store.in_part()))
    return book.head(), tuple(store.parted()), *parts


def _show(asked: Asked, now: Situation) -> None:
    from musterbook.cli.render import situation_lines  # noqa: PLC0415  heavy

    if asked.json:
        typer.echo(json.dumps(now.told(), ensure_ascii=False, default=str))
    else:
        asked.show({}, [*([CLEARED] if sys.stdout.isatty() else []), *situation_lines(now), ""])
    sys.stdout.flush()
