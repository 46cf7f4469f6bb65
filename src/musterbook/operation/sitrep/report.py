"""The report: its sections in the order of casework.md section 6, made from one book at one moment.

A section is one function of `Sources`; a room that comes later joins with one line in `SECTIONS`. The same heads,
moment and options give the same report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from musterbook.coordination.facts import CallOpened
from musterbook.operation.book import Book
from musterbook.operation.sitrep import agreed_on, differing, elsewhere, headcount, open_questions, standing_in_the_way
from musterbook.operation.sitrep.figures import Heads, Report, Section
from musterbook.operation.sitrep.heads import book_at
from musterbook.operation.sitrep.issued import Issued
from musterbook.operation.sitrep.outside import for_outside
from musterbook.operation.sitrep.portions import for_recipient, marked
from musterbook.operation.sitrep.sources import Sources
from musterbook.terms.times import read_moment

DAY: Final = timedelta(days=1)
MADE: Final[tuple[Callable[[Sources], Section | None], ...]] = (
    headcount.principals,
    headcount.headcount,
    headcount.moved,
    standing_in_the_way.outlooks,
    standing_in_the_way.gates,
    standing_in_the_way.overrides,
    agreed_on.decisions,
    agreed_on.actions,
    open_questions.agreements,
    open_questions.discrepancies,
    differing.differing,
    elsewhere.returns,
    elsewhere.camps,
    agreed_on.requests,
)
"""The sections; one that gives None has nothing to read and is left out."""


class Options(NamedTuple):
    """What a reader chooses.

    Attributes:
        since: from when changes are counted; from the last report to him, or a day before, where None.
        recipient: the agency it is for; empty for principals.
        outside: it leaves the operation, so that small counts of people are hidden.
    """

    since: datetime | None = None
    recipient: str = ""
    outside: bool = False


PLAIN: Final = Options()


def report_of(book: Book, now: datetime, options: Options = PLAIN, *, heads: Heads | None = None) -> Report:
    """The report as of `now`, from the book as it is or as it was at `heads`.

    Raises:
        Refused: this copy does not have all that the heads name.
        Tampered: it has other bytes there.
    """
    moment = now.replace(microsecond=0)
    then = book_at(book, moment, heads)
    issued = then.reading(Issued)
    since = options.since or issued.last_to(options.recipient) or moment - DAY
    sources = Sources(then, moment, since)
    marking = then.settings.marking
    sections = tuple(marked(then, one) for make in MADE if (one := make(sources)) is not None)
    report = Report(
        number=f"SITREP-{issued.reports + 1:04d}", operation=then.settings.name, marking=marking,
        exercise=then.settings.exercise, recipient=options.recipient, as_of=moment, since=since,
        zone=then.settings.time_zone, head=sources.head, heads=then.store.heads(), sections=sections,
    )  # fmt: skip
    read = for_recipient(then, _with_own_parts(report))
    return for_outside(read) if options.outside else read


def moment_of(book: Book, since: str) -> datetime:
    """The moment a reader means: when a call was opened, by its name, or a time; Malformed when it is neither."""
    opened = [one.happened_at for one in book.entries() if isinstance(one.fact, CallOpened) and one.fact.call == since]
    return opened[-1] if opened else read_moment(since)


def _with_own_parts(report: Report) -> Report:
    """With a loud line in front for every whole that is not the sum of its own parts."""
    found = tuple(differing.own_parts(report.figures().values()))
    if not found:
        return report
    first, *rest = report.sections
    return replace(report, sections=(replace(first, parts=(*found, *first.parts)), *rest))
