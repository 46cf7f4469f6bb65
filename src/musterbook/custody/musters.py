"""Musters: counts that were ordered, counts that are complete and stand beside the roll, and three honest numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from musterbook.custody.fold import Comparison
from musterbook.ledger.facts import Digest
from musterbook.terms.custodians import CustodianId

__all__ = ["Called", "Comparison", "Headcount", "Musters", "Uncounted"]


@dataclass(frozen=True, slots=True)
class Called:
    """A count that was ordered: by `name` or `number`, for a reason, due by a time."""

    muster: str
    custodian: CustodianId
    by: str
    reason: str
    at: datetime
    due_by: datetime
    entry: Digest


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A muster of which some parts are still to come, so nothing is compared yet."""

    muster: str
    custodian: CustodianId
    parts: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Headcount:
    """Three numbers always shown together.

    Attributes:
        answered_for: people some custodian answers for.
        accounted_for: those of them not in suspense and lately confirmed by a muster by name or an acceptance.
        unaccounted: those in suspense.
    """

    answered_for: int
    accounted_for: int
    unaccounted: int

    @property
    def unconfirmed(self) -> int:
        """Neither in suspense nor lately confirmed."""
        return self.answered_for - self.accounted_for - self.unaccounted


@dataclass(frozen=True, slots=True)
class Musters:
    """All counts the book knows, as `Roll.musters` gives them."""

    called: tuple[Called, ...]
    compared: tuple[Comparison, ...]
    incomplete: tuple[Uncounted, ...]

    def of(self, custodian: CustodianId) -> tuple[Comparison, ...]:
        """The complete counts of one custodian, in order."""
        return tuple(one for one in self.compared if one.custodian == custodian)

    def last(self, custodian: CustodianId, *, before: datetime | None = None) -> Comparison | None:
        """The newest count by name of this custodian that two counters stand for, if any (up to `before`)."""
        for one in reversed(self.of(custodian)):
            if one.by == "name" and one.confirmed and (before is None or one.at <= before):
                return one
        return None

    def outstanding(self) -> tuple[Called, ...]:
        """Counts that were ordered and are not complete."""
        done = {(one.custodian, one.muster) for one in self.compared}
        return tuple(call for call in self.called if (call.custodian, call.muster) not in done)

    def overdue(self, now: datetime) -> tuple[Called, ...]:
        """Counts that were ordered, are not complete, and were due before `now`."""
        return tuple(call for call in self.outstanding() if now > call.due_by)
