"""Portions: which sections a recipient may read. What he may not is dropped, and only how many were is said.

Each section carries a marking: the operation's own, or the one that the settings give it. Unknown is no permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from musterbook.coordination.agencies import Agencies
from musterbook.evidence.markings.reading import read_mark
from musterbook.operation.book import Book
from musterbook.operation.sitrep.figures import Report, Section
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

MayRead = Callable[[str], bool]
"""Whether a recipient may read what bears a marking."""


def for_recipient(book: Book, report: Report) -> Report:
    """The report as its recipient may read it; whole for principals.

    What bears the operation's own marking goes to every agency that takes part; any other marking it must read by name.
    Refused: no such agency takes part.
    """
    if not report.recipient:
        return report
    agencies = book.reading(Agencies).taking_part(report.as_of)
    agency = next((one for one in agencies if one.name == report.recipient), None)
    if agency is None:
        known = ", ".join(one.name for one in agencies)
        raise Refused(Objection("report.no-such-agency", values={"agency": report.recipient, "known": known}))
    reads = {report.marking} | {_normal(one) for one in agency.reads}
    return released(report, lambda marking: marking == report.marking or _normal(marking) in reads)


def _normal(marking: str) -> str:
    """A marking as its profile writes it, so that two ways of writing one are one; as it stands where it is of none."""
    return read_mark(marking, "banner").normalised or marking


def released(report: Report, may_read: MayRead) -> Report:
    """The report without the sections that its recipient may not read; their figures go with them."""
    kept = tuple(one for one in report.sections if may_read(one.marking))
    return replace(report, sections=kept, dropped=len(report.sections) - len(kept))


def marked(book: Book, section: Section) -> Section:
    """The section with the marking that the settings give it, or the operation's own."""
    return replace(section, marking=book.settings.report_marks.get(section.name, book.settings.marking))
