"""What the room evidence assumes: its clocks, each a judgement of ours until an operation decides otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """The clocks of a release and what a consultation must say (casework.md section 8).

    Attributes:
        originators_days: so long an originator may take to answer; then the agency's lead is told.
        reminder_days: an originator is reminded each so many days.
        receipt_days: so long a recipient may take for his receipt; then the disclosure officer is told.
        reason_letters: a consultation's reason has at least so many letters.
    """

    originators_days: int = 10
    reminder_days: int = 3
    receipt_days: int = 5
    reason_letters: int = 10

    @property
    def originators(self) -> timedelta:
        """How long an originator may take."""
        return timedelta(days=self.originators_days)

    @property
    def reminder(self) -> timedelta:
        """The time between two reminders."""
        return timedelta(days=self.reminder_days)

    @property
    def receipt(self) -> timedelta:
        """How long a receipt may take."""
        return timedelta(days=self.receipt_days)
