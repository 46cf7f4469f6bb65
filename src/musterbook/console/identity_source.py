"""What the pages of identity and enrolment ask of a book."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from musterbook.console.identity_rows import EnrolmentView, IdentityView, PairView


class IdentitySource(Protocol):
    """Where the pages of identity get their rows."""

    def identity(self, as_of: datetime | None = None) -> IdentityView:
        """Pairs before examiners, what they came to, identifications, lists of others."""
        ...

    def pair(self, number: str, as_of: datetime | None = None) -> PairView | None:
        """One pair by its number; None if there is none."""
        ...

    def enrolment(self, as_of: datetime | None = None) -> EnrolmentView:
        """Who is enrolled, whom to ask again, who was not, and what is here too long."""
        ...
