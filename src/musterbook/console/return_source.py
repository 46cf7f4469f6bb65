"""What the pages of returns ask of a book."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from musterbook.console.return_rows import CaseView, CountryView, ReturnsView


class ReturnSource(Protocol):
    """Where the pages of returns get their rows."""

    def returns(self, as_of: datetime | None = None) -> ReturnsView:
        """Every country, what is owed, and what others say."""
        ...

    def country(self, code: str, as_of: datetime | None = None) -> CountryView | None:
        """One country; None if the book says nothing of it."""
        ...

    def case(self, name: str, as_of: datetime | None = None) -> CaseView | None:
        """One case by its name; None if there is none."""
        ...
