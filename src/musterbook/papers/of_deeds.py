"""The texts that deeds sign: what a report or a statement says, in the language of whoever signs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Report
from musterbook.operation.sitrep.statement import Drafted
from musterbook.papers.sitrep_json import PAPER, report_bytes
from musterbook.papers.statement import statement_text
from musterbook.words.languages import spoken
from musterbook.words.printed import language_for


def statement_of(book: Book, drafted: Drafted) -> str:
    """A statement in the language spoken, or in English where statements are not printed in it."""
    settings = book.settings
    language = language_for(PAPER, spoken())
    return statement_text(drafted, operation=settings.name, zone=settings.time_zone, language=language)


def _statement(book: Book, drafted: Drafted) -> bytes:
    return statement_of(book, drafted).encode()


def _report(_: Book, report: Report) -> bytes:
    return report_bytes(report, language_for(PAPER, spoken()))


PRINTS: Final[Mapping[str, Callable[[Book, Any], bytes]]] = {
    "clear-statement": _statement, "issue-report": _report,
}  # fmt: skip
"""By the name of the deed; what it is given is what its function drafted."""
