"""What the API asks of a book: all that pages ask, and what only programs read as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from musterbook.console.lift_rows import WholeSource
from musterbook.console.listed_rows import BundleRow, ClearedRow, EnrolledRow, HeldRow, RollRow
from musterbook.console.return_rows import CaseRow


@runtime_checkable
class ListSource(WholeSource, Protocol):
    """A source that can be listed whole."""

    def rolls(self, as_of: datetime | None = None) -> Sequence[RollRow]:
        """Every custodian who answers for somebody, counted."""
        ...

    def holds(self, as_of: datetime | None = None) -> Sequence[HeldRow]:
        """Every hold that stands."""
        ...

    def clearances(self, as_of: datetime | None = None) -> Sequence[ClearedRow]:
        """Every clearance ever given."""
        ...

    def enrolments(self, as_of: datetime | None = None) -> Sequence[EnrolledRow]:
        """Every sitting that counts."""
        ...

    def cases(self, as_of: datetime | None = None) -> Sequence[CaseRow]:
        """Every case of every country."""
        ...

    def bundles(self, as_of: datetime | None = None) -> Sequence[BundleRow]:
        """Every log this copy has."""
        ...
