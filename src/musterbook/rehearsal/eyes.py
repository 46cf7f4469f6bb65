"""Eyes: officers see what does not add up. Whoever wrote what opened it sees it at once, the desk all twice a day.

What shows only where rooms meet, such as people taken without an agreement, waits for the desk to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.operation.first_shown import notice
from musterbook.rehearsal.stage import Stage

LOOKS_EVERY: Final = timedelta(hours=12)


@dataclass(slots=True)
class Eyes:
    """Those who look at the list of discrepancies.

    Attributes:
        stage: the shared stage.
        seen: how many discrepancies of custody there were when somebody looked last.
    """

    stage: Stage
    seen: int = 0

    def set(self, begins: datetime, ends: datetime) -> None:
        """Look from the first hour to the last."""
        self.stage.after.append(self.at_once)
        hour = begins.replace(minute=0) + LOOKS_EVERY
        while hour < ends:
            self.stage.at(hour, self.look)
            hour += LOOKS_EVERY

    def at_once(self) -> None:
        """Look where something more does not add up than did before."""
        if self.stage.book.reading(Roll).discrepancies.ever > self.seen:
            self.look()

    def look(self) -> None:
        """See everything that is open; the clock of what nobody saw before starts."""
        notice(self.stage.book, self.stage.desk().at)
        self.seen = self.stage.book.reading(Roll).discrepancies.ever
