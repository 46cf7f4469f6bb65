"""Deeds about what is said outside: the situation report that leaves, and the statement of one agreed number.

What is signed is a text, and texts are made on the floor above: the door hands in what prints it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from musterbook.ledger.entry import Entry
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.sitrep import statement
from musterbook.operation.sitrep.figures import Report
from musterbook.operation.sitrep.issued import issue
from musterbook.operation.sitrep.report import Options, moment_of, report_of
from musterbook.operation.sitrep.statement import Drafted


def issue_report(
    book: Book, acting: Acting, *, since: str = "", to: str = "", outside: bool = False,
    printing: Callable[[Report], bytes],
) -> Entry:  # fmt: skip
    """The situation report of now leaves, with every whole number in it; `since` is a call, or a time."""
    options = Options(moment_of(book, since) if since else None, to, outside)
    report = report_of(book, _whole_second(acting.at), options)
    return issue(book, acting, report, printing(report))


def clear_statement(
    book: Book, acting: Acting, *, which: str = "on-the-roll", corrects: str = "", printing: Callable[[Drafted], bytes]
) -> Entry:
    """Spokesman and a principal clear what may be said in public of a figure that both custodians agreed."""
    drafted = statement.draft(book, figure=which, corrects=corrects)
    return statement.clear(book, acting, drafted, printing(drafted))


def _whole_second(at: datetime) -> datetime:
    """The first whole second from a moment on: a report has no parts of one, and what has happened stands in it."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
