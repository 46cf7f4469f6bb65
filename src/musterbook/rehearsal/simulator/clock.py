"""Clocks: the world's, and each node's own, which may be hours back or weeks ahead and jump."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(slots=True)
class World:
    """The world's time."""

    now: datetime


@dataclass(slots=True)
class Clock:
    """What one node's clock shows."""

    world: World
    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        """The hour by this clock, to the second, as entries have it."""
        return (self.world.now + self.ahead).replace(microsecond=0)
