"""First drawn: what a page lists for whoever is signed in, and nobody was shown before, is noticed beside the serving.

A page never waits for it and never fails by it. What cannot be written now is tried again, and pages say why meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from musterbook.console.asked import Asked
from musterbook.console.faults import place_of
from musterbook.console.pen import Pen, at_hand
from musterbook.console.source import DiscrepancyRow
from musterbook.operation.agreeing import discrepancies_of
from musterbook.operation.book import Book
from musterbook.operation.first_shown import notice, unnoticed_of
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.pages import page
from musterbook.words.say import without_rule

log = logging.getLogger(__name__)

AGAIN_SECONDS: Final = 15.0
"""After so long what could not be written is tried again: somebody else wrote, or the disk was full."""


SHUT: Final = frozenset(("discrepancy.log-shut", "discrepancy.no-log"))
"""What stays as it is while the book stands as it does."""


def log_shut(_: str) -> str:
    """What a machine says whose log nobody opened when its console was started."""
    raise Refused(Objection("discrepancy.log-shut"))


@dataclass
class FirstDrawn:
    """What one console showed and has yet to notice.

    Attributes:
        pen: opens the book to write.
        now: the operation's clock.
        phrase: the pass-phrase of this machine's log; Refused where it was not given.
        why: why the last try wrote nothing; None when it did.
    """

    pen: Pen
    now: Callable[[], datetime]
    phrase: Callable[[str], str] = log_shut
    why: Objection | None = None
    _drawn: set[str] = field(default_factory=set)
    _done: set[str] = field(default_factory=set)
    _shut_at: tuple[object, ...] = ()
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def draws(self, asked: Asked, rows: Sequence[DiscrepancyRow]) -> str:
        """Remember that a page draws these rows for whoever asks; what it says of clocks that do not run, if any."""
        fresh = {row.id for row in rows if row.unnoticed} - self._done
        if not fresh or asked.as_of is not None:
            return ""
        if not asked.looker.officer or asked.looker.purpose:
            return page("open.clock-nobody")
        if not fresh <= self._drawn:
            self._drawn |= fresh
            self._wanted.set()
        return page("open.clock-not", why=without_rule(self.why)) if self.why else page("open.clock-starts")

    async def run(self, written: Callable[[], None]) -> None:
        """Notice what is drawn, for as long as the console is served; `written` is called when something was."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            if await self.write():
                written()
            if self.why is not None:
                await asyncio.sleep(AGAIN_SECONDS)
                self._wanted.set()

    async def write(self) -> int:
        """Notice what was drawn; how many entries that took. What stands against it is in `why`."""
        try:
            drawn = frozenset(self._drawn)  # others may be drawn while the key is opened
            count = await self._write()
        except Refused as refused:
            why = refused.objections[0]
            self.why = Objection("discrepancy.busy") if why.rule == "store.in-use" else why  # which names a path
        except Exception as error:  # noqa: BLE001  pages go on, and say that the clocks do not run
            log.warning("not noticed: %s", place_of(error))
            self.why = Objection("discrepancy.disk")
        else:
            self.why = None
            self._done |= drawn  # what has no clock even now is not this copy's to notice
            self._drawn -= drawn
            return count
        return 0

    async def _write(self) -> int:
        book = self.pen.register_book()
        stands = book.head(), book.parted, frozenset(self._drawn)
        if self.why is not None and self.why.rule in SHUT and self._shut_at == stands:
            raise Refused(self.why)  # only another entry can open the log: nothing is looked for by the clock
        self._shut_at = stands
        if not unnoticed_of(book, discrepancies_of(book, self.now()), self._among(book, self.now())):
            return 0  # nothing is opened for what was noticed meanwhile
        async with at_hand(self.pen, (), self.phrase) as keys:
            with self.pen.writing(keys) as (writing, now):
                return len(notice(writing, now, self._among(writing, now)))

    def _among(self, book: Book, now: datetime) -> set[str]:
        """Everything of the causes that were drawn: a row stands for all it counts."""
        groups = discrepancies_of(book, now).by_cause()
        return {
            one.id for group in groups if any(one.id in self._drawn for one in group.found) for one in group.found
        }  # fmt: skip
