"""Something owed: by whom, what, about whom, and by when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed.

    Attributes:
        owner: a custodian, a role, an agency or an officer: whoever the room says owes it.
        what: a code, such as `notice.family` or `discrepancy.missing`.
        about: a person, handover, agreement or another name; empty where there are many.
        due: by when.
        people: how many it is about; 0 where it is about none.
    """

    owner: str
    what: str
    about: str
    due: datetime
    people: int = 1

    def told(self, now: datetime) -> dict[str, Any]:
        """The row as JSON."""
        return {**asdict(self), "due": self.due.isoformat(), "overdue": self.due <= now}
