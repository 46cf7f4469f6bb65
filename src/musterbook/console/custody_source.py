"""Where the pages of musters, eligibility and a person's keeping get their rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from musterbook.console.custody_rows import EligibilityView, KeptPart, LossView, MustersView, RiskBox

if TYPE_CHECKING:
    from musterbook.operation.rolls_here import RollHere


class CustodySource(Protocol):
    """What a source says of counting, of who waits for what, and of what is kept for a person."""

    def musters(self, as_of: datetime | None = None) -> MustersView:
        """Counts called and made, what contradicts them, and time in nobody's hands."""
        ...

    def eligibility(self, as_of: datetime | None = None) -> EligibilityView:
        """Everyone at an origin who may not go as things stand."""
        ...

    def loss(self, custodian: str, as_of: datetime | None = None) -> LossView | None:
        """What became of everyone at a place that was lost; None for one that never was."""
        ...

    def ready_rolls(self, as_of: datetime | None = None) -> Sequence[RollHere]:
        """The last good roll of every place, as far as this machine could print it now."""
        ...

    def kept_for(self, number: str, as_of: datetime | None = None) -> Sequence[KeptPart]:
        """Sheet, warnings, medicine, looks, bed, kin, incidents, notices, contests, complaints of one person."""
        ...

    def risks_of(self, number: str, as_of: datetime | None = None) -> Sequence[RiskBox]:
        """The boxes on top of one person's escort sheet, the gravest first."""
        ...
