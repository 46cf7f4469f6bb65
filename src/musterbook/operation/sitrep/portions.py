"""Portions: which sections a recipient may read. What he may not is dropped, and only how many were is said.

Each section carries a marking: the operation's own, or the one that the settings give it. Unknown is no permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Report, Section
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

MayRead = Callable[[str], bool]
"""Whether a recipient may read what bears a marking."""


def for_recipient(book: Book, report: Report) -> Report:
    """The report as its recipient may read it; whole for principals.

    Refused: nobody knows what the agency may read.
    """
    if not report.recipient:
        return report
    del book  # until agencies say in the book what they read, none may have a report
    raise Refused(Objection("report.no-such-agency", values={"agency": report.recipient, "known": ""}))


def released(report: Report, may_read: MayRead) -> Report:
    """The report without the sections that its recipient may not read; their figures go with them."""
    kept = tuple(one for one in report.sections if may_read(one.marking))
    return replace(report, sections=kept, dropped=len(report.sections) - len(kept))


def marked(section: Section, marking: str) -> Section:
    """The section with its marking, unless it bears one of its own."""
    return section if section.marking else replace(section, marking=marking)
