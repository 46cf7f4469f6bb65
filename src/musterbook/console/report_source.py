"""What the page of reports asks of a book."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from musterbook.console.report_rows import ReportsView


class ReportAsked(NamedTuple):
    """What a reader chooses: changes counted from a call or a time, for which agency, compared with which moment."""

    since: str = ""
    to: str = ""
    compare: datetime | None = None


class ReportSource(Protocol):
    """Where the page of reports gets its rows."""

    def reports(self, asked: ReportAsked, as_of: datetime | None = None) -> ReportsView:
        """The report, and the figures beside it. Malformed or Refused for a choice that cannot be."""
        ...
