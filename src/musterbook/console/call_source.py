"""What the pages Coordination and Agreements ask of a book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from musterbook.console.agreement_rows import AgreementsView, AgreementView, ClassRow
from musterbook.console.call_rows import CoordinationView


class CallSource(Protocol):
    """Where the pages of the call and of agreements get their rows."""

    def coordination(self, as_of: datetime | None = None) -> CoordinationView:
        """Who has not answered, the agenda, the roll call, decisions and actions."""
        ...

    def agreements(self, as_of: datetime | None = None) -> AgreementsView:
        """Every agreement, the serials that wait for one, and origin beside receiver."""
        ...

    def agreement(self, name: str, as_of: datetime | None = None) -> AgreementView | None:
        """One agreement; None when there is none of that name."""
        ...

    def covering(self, as_of: datetime | None = None) -> Sequence[ClassRow]:
        """Origin, receiver and class of people there, with the agreements that would cover them."""
        ...
