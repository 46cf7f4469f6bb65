"""The camp of a rehearsal: made up altogether; control changes, its counts fall, and somebody must answer for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from musterbook.camps.facts import Cell, ControlChanged, Counted, GuardsSeen, PassedThrough, ProtectingBodyTold
from musterbook.ledger.facts import Fact, Number
from musterbook.operation import reporting
from musterbook.operation.camp_reporting import report_camp
from musterbook.rehearsal.stage import Stage
from musterbook.watch.facts import SiteDescribed

MONITOR: Final = "monitor:camp-monitor"
ANALYST: Final = "analyst:watch-analyst"
SOURCE: Final = "invented monitor"
SAID: Final = "invented: the camp, its place, and every count of it"
SHARES: Final = (
    ("f", "0-11", 24), ("m", "0-11", 25), ("f", "12-17", 9), ("m", "12-17", 7), ("f", "18-59", 28), ("m", "18-59", 4),
)  # fmt: skip
"""Of a hundred people, so many of each sex and age (judged); the rest are women of 60 and more."""


@dataclass(frozen=True, slots=True)
class CampEmpties:
    """One camp that empties.

    Attributes:
        said: `[casework.camp]`: `name`, `place` (north, east), `described_at`, `control` (`at`, `from`, `to`),
            `guards_at`, `told_at` and `body`, `counts` (each `at`, `as_of`, `people`) and `found` (`at`, `camp`,
            `from`, `until`, `people`): counted elsewhere.
        watched: whether a watch is kept; only then somebody looks at the camp.
    """

    stage: Stage
    said: Mapping[str, Any]
    watched: bool

    def set(self) -> None:
        """Set everything at its hour."""
        stage, said = self.stage, self.said
        stage.notes["camp"] = SAID
        if self.watched:
            stage.at(said["described_at"], self.describe)
        for one in said["counts"]:
            stage.at(one["at"], partial(self.count, one))
        control = said["control"]
        stage.at(control["at"], lambda: self._report(
            ControlChanged(camp=said["name"], from_=control["from"], to=control["to"], at=self._now(), source=SOURCE)
        ))  # fmt: skip
        stage.at(said["guards_at"], lambda: self._report(
            GuardsSeen(camp=said["name"], at=self._now(), source=SOURCE, count=0)
        ))  # fmt: skip
        stage.at(said["told_at"], lambda: self._report(
            ProtectingBodyTold(camp=said["name"], at=self._now(), body=said["body"])
        ))  # fmt: skip
        found = said["found"]
        stage.at(found["at"], lambda: self._report(
            PassedThrough(camp=found["camp"], from_=f"{found['from']}", until=f"{found['until']}", kind_of="arrivals",
                          count=found["people"], other_camp=said["name"])
        ))  # fmt: skip

    def describe(self) -> None:
        """The analyst tells the watch where the camp is, so that it is looked at every morning from now on."""
        lat, lon = self.said["place"]
        fact = SiteDescribed(site=self.said["name"], kind_of="camp", lat=Number(str(lat)), lon=Number(str(lon)))
        reporting.report(self.stage.book, self.stage.desk(ANALYST), fact)

    def count(self, said: Mapping[str, Any]) -> None:
        """A count by sex and age; nobody in it is named."""
        people = said["people"]
        cells = [Cell(count=people * share // 100, sex=sex, band=band) for sex, band, share in SHARES]
        cells.append(Cell(count=people - sum(one.count for one in cells), sex="f", band="60+"))
        self._report(Counted(camp=self.said["name"], as_of=f"{said['as_of']}", source=SOURCE, cells=tuple(cells)))

    def _report(self, fact: Fact) -> None:
        report_camp(self.stage.book, self.stage.desk(MONITOR), fact)

    def _now(self) -> datetime:
        return self.stage.now.astimezone(self.stage.zone)
