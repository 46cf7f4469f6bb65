"""First seen: what a verb shows an officer for the first time is noticed in the book, and its clock is said.

What was asked or written stands whatever becomes of that: a disk that is full, a key that stays shut or a copy that is
only read leave it unnoticed, and standard error says why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from musterbook.cli.tongue import aside
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

if TYPE_CHECKING:
    from datetime import datetime

    from musterbook.operation.book import Book

OPENING: Final = ("custody.", "coordination.agreement")
"""How the kinds of facts begin by which something may stop adding up."""


class Opens(Protocol):
    """Whoever was asked, as far as he can open the book to write."""

    def can_open_keys(self, book: Book) -> bool:
        """Whether this machine's keys open without asking anybody for a pass-phrase."""
        ...

    def opened_to_write(self) -> Book:
        """The book, opened to write; Refused where somebody else writes."""
        ...


def sizes_of(book: Book) -> dict[str, int]:
    """How many entries each log of this machine has."""
    heads = book.store.heads()
    return {log: heads[log][0] for log in book.store.own_logs() if log in heads}


def say_opened(book: Book, sizes: Mapping[str, int], now: datetime) -> None:
    """Say on standard error what does not add up by what was written since those sizes, and notice it."""
    from musterbook.operation.agreeing import discrepancies_of  # noqa: PLC0415  heavy
    from musterbook.operation.first_shown import notice, opened_by  # noqa: PLC0415  heavy

    fresh = [one for log, size in sizes_of(book).items() for one in book.store.entries(log, sizes.get(log, 0))]
    if not any(one.act.kind.startswith(OPENING) for one in fresh):
        return
    try:
        found = opened_by(book, discrepancies_of(book, now), fresh)
        shown = {one.id for one in found}
        if shown:
            notice(book, now, shown)
    except (Refused, OSError) as error:
        _say_why(error)
    else:
        _say(book, now, shown)


def noticed(asked: Opens, book: Book, now: datetime) -> Book:
    """The book with everything noticed that is about to be shown: another one, opened to write, where that was new."""
    from musterbook.operation.agreeing import discrepancies_of  # noqa: PLC0415  heavy
    from musterbook.operation.first_shown import notice, unnoticed_of  # noqa: PLC0415  heavy

    fresh = unnoticed_of(book, discrepancies_of(book, now))
    if not fresh:
        return book
    try:
        writing = _opened(asked, book)
        notice(writing, now, {one.id for one in fresh})
    except (Refused, OSError) as error:
        _say_why(error)
        return book
    return writing


def _opened(asked: Opens, book: Book) -> Book:
    """The book opened to write; Refused where no log is this machine's, its key stays shut or somebody writes."""
    if not book.own_logs:
        raise Refused(Objection("discrepancy.no-log"))
    if not asked.can_open_keys(book):
        raise Refused(Objection("discrepancy.log-shut"))
    return asked.opened_to_write()


def _say(book: Book, now: datetime, shown: Collection[str]) -> None:
    """Each group of what is shown, with the hour by which its owner explains it."""
    from musterbook.operation.agreeing import discrepancies_of  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence, without_rule  # noqa: PLC0415  heavy

    if not shown:
        return
    discrepancies, settings = discrepancies_of(book, now), book.settings.custody
    for group in discrepancies.by_cause():
        seen = [one for one in group.found if one.id in shown]
        if seen:
            values = {"said": without_rule(group), "due": _hour(discrepancies.due_at(seen[0], settings))}
            aside(sentence(Objection("discrepancy.shown", values=values)))


def _hour(due: datetime | None) -> str | None:
    return due.isoformat() if due else None


def _say_why(error: Exception) -> None:
    """Why what is shown is not noticed. What the disk says is said by its kind alone: its message names a path."""
    from musterbook.words.say import sentence, without_rule  # noqa: PLC0415  heavy

    why = error.objections[0] if isinstance(error, Refused) else Objection("discrepancy.disk")
    said = sentence(Objection("discrepancy.not-noticed", values={"said": without_rule(why)}))
    aside(said)
