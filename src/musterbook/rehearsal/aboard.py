"""Aboard: what an escort does for people between two places: looks, water, and the temperature where they sit.

How warm it is aboard is so whether or not anybody reads it; readings are of that. Two things go wrong at hours the
scenario names: a heater that cannot be turned off, and an escort that looks and reads too late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from musterbook.custody.care.welfare import LOOK, TEMPERATURE, WATER
from musterbook.custody.roll import Roll
from musterbook.operation import caring
from musterbook.rehearsal.besides import People
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId

LOOK_FIRST: Final = timedelta(minutes=40)
LOOK_EVERY: Final = timedelta(minutes=50)
READ_FIRST: Final = timedelta(minutes=15)
READ_HOT: Final = timedelta(minutes=25)
COOLEST, WARMEST = 14.0, 24.0
"""Degrees Celsius aboard in an ordinary January: judged."""


@dataclass(slots=True)
class Aboard:
    """Looks, water and readings on every ride.

    Attributes:
        stage: the shared stage.
        said: `[care.aboard]`: `hot` (after, celsius, minutes), `late` (after, minutes).
        seed: of how warm it is.
        played: how many rides, how many of them hot, how many looks came too late, and the highest degrees anywhere.
    """

    stage: Stage
    said: Mapping[str, Any]
    seed: int
    played: dict[str, float] = field(default_factory=lambda: {"rides": 0, "hot": 0, "late": 0, "hottest": 0.0})
    _riding: dict[str, People] = field(default_factory=dict)
    _hot: tuple[str, datetime] | None = None

    def board(self, handover: str, carrier: CustodianId, people: People) -> None:
        """People are aboard: from now on until they are in other hands they are looked after."""
        stage, first = self.stage, READ_FIRST
        self.played["rides"] += 1
        self._riding[handover] = people
        hot, late = self.said["hot"], self.said["late"]
        if self._hot is None and stage.now >= hot["after"]:
            self._hot = handover, stage.now + timedelta(minutes=hot["minutes"])
            self.played["hot"] += 1
            stage.notes["aboard"] = "invented: how warm it was, a heater that stuck, an escort that looked too late"
        elif not self.played["late"] and stage.now >= late["after"]:
            self.played["late"] += 1
            first = timedelta(minutes=late["minutes"])
        stage.at(stage.now + first, lambda: self._read(handover, carrier))
        stage.at(stage.now + LOOK_FIRST, lambda: self._look(handover, carrier, 1))

    def off(self, people: People) -> None:
        """These are not aboard any more, whatever is written of them."""
        self._riding = {handover: riding - people for handover, riding in self._riding.items() if riding - people}

    def _look(self, handover: str, carrier: CustodianId, number: int) -> None:
        """The escort looks at everybody who is still aboard, reads, and every second time gives water too."""
        if not self._rides(handover, carrier):
            return
        for what in (LOOK, WATER) if number % 2 == 0 else (LOOK,):
            self._give(handover, carrier, what)
        self._write_degrees(handover, carrier)
        self.stage.at(self.stage.now + LOOK_EVERY, lambda: self._look(handover, carrier, number + 1))

    def _read(self, handover: str, carrier: CustodianId) -> None:
        """While it is hot it is read again and again, doors are opened, and there is water out of turn."""
        if not self._rides(handover, carrier):
            return
        degrees = self._write_degrees(handover, carrier)
        if degrees > self.stage.book.settings.custody.look_heat_celsius:
            self._give(handover, carrier, "ventilation-checked")
            self._give(handover, carrier, WATER)
            self.stage.at(self.stage.now + READ_HOT, lambda: self._read(handover, carrier))

    def _write_degrees(self, handover: str, carrier: CustodianId) -> float:
        degrees = self._celsius(handover, carrier)
        self.played["hottest"] = max(self.played["hottest"], degrees)
        self._give(handover, carrier, TEMPERATURE, celsius=f"{degrees:.1f}")
        return degrees

    def _celsius(self, handover: str, carrier: CustodianId) -> float:
        """How warm it is where they sit, read to a tenth of a degree."""
        if self._hot is not None and self._hot[0] == handover and self.stage.now < self._hot[1]:
            return float(self.said["hot"]["celsius"])
        chance = Random(f"aboard/{self.seed}/{carrier}/{self.stage.now.isoformat()}")
        return round(chance.uniform(COOLEST, WARMEST), 1)

    def _give(self, handover: str, carrier: CustodianId, what: str, *, celsius: str = "") -> None:
        stage = self.stage
        acting = stage.by(carrier, stage.taking(carrier))
        caring.give_welfare(stage.book, acting, handover, what=what, celsius=celsius)

    def _rides(self, handover: str, carrier: CustodianId) -> bool:
        """Whether anybody of a ride is aboard still, waiting at a gate that is shut among them."""
        riding = self._riding.get(handover, frozenset())
        if riding & self.stage.book.reading(Roll).answered_for(carrier):
            return True
        self._riding.pop(handover, None)
        return False
