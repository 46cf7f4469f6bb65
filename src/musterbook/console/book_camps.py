"""The camps' rows from an opened book: counts as the room balances them, what is owed, and who may sign for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from musterbook.camps.census import Camp, Census
from musterbook.camps.facts import ControlChanged, Counted, GuardsSeen, ProtectingBodyTold
from musterbook.console.camp_lines import broken, by_band, control_view, count_line, indicators, owed_of
from musterbook.console.camp_rows import CampRow, CampsView, CampView, OwedLine
from musterbook.console.commands import camp_command, shown
from musterbook.console.readings import Readings
from musterbook.console.signers import Signing, signing
from musterbook.console.source import Stamp
from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book
from musterbook.operation.camp_projecting import surest
from musterbook.operation.camp_signals import camp_signals
from musterbook.operation.camps_today import CampToday, camps_today, leaving

AGES: Final = (15, 18)
AGEING_MONTHS: Final = 12
PAYS: Final[Mapping[str, type[Fact]]] = {"recount": Counted, "told": ProtectingBodyTold, "look": GuardsSeen}
"""What is owed, and the fact that pays it."""


class BookCamps(ABC):
    """The part of a source on a book that speaks of the camps."""

    _book: Book

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    @abstractmethod
    def _readings(self, stamp: Stamp) -> Readings:
        """The readings of a moment."""

    def camps(self, as_of: datetime | None = None) -> CampsView:
        """Every camp, and what is owed."""
        stamp = self.stamp(as_of)
        census = self._readings(stamp).census
        found = camps_today(census, stamp.as_of, self._book.settings.camps)
        rows = tuple(self._camp_row(one, census, stamp) for one in found)
        return CampsView(rows, tuple(line for one in found for line in self._owed(census.camps[one.camp], one)))

    def camp(self, name: str, as_of: datetime | None = None) -> CampView | None:
        """One camp; None if nothing was ever said of it."""
        stamp = self.stamp(as_of)
        census = self._readings(stamp).census
        found = camps_today(census, stamp.as_of, self._book.settings.camps)
        today = next((one for one in found if one.camp == name), None)
        if today is None:
            return None
        camp, until = census.camps[name], stamp.as_of.date()
        bands, lines = by_band(camp, until)
        counted = [one for one in camp.of(Counted) if one.access != "none" and one.as_of <= f"{until}"]
        turnings, source = surest(counted, ages=AGES, months=AGEING_MONTHS) if counted else ((), "")
        return CampView(
            row=self._camp_row(today, census, stamp), counts=tuple(count_line(camp, one) for one in today.steps[::-1]),
            bands=bands, by_band=lines, control=None if today.opened is None else control_view(camp, today.opened),
            owed=tuple(self._owed(camp, today)), turnings=tuple(turnings), turned_from=source,
            leaving=leaving(today, census),
        )  # fmt: skip

    def _camp_row(self, today: CampToday, census: Census, stamp: Stamp) -> CampRow:
        camp = census.camps[today.camp]
        counts = [count_line(camp, one) for one in today.steps]
        places = self._book.places.sites
        site = next((id_ for id_, place in places.items() if today.camp in (id_, place.name)), "")
        found = camp_signals(census, (today.camp,), stamp.as_of, self._book.settings.camps)
        signals = dict.fromkeys(one.value for one in found)
        return CampRow(
            today.camp, site, counts[-1] if counts else None, sum(1 for _ in owed_of(today.opened)), tuple(signals),
            tuple(indicators(camp, today)), tuple(broken(counts)),
        )  # fmt: skip

    def _owed(self, camp: Camp, today: CampToday) -> list[OwedLine]:
        """What is owed for the newest change of control, with the command that would pay it."""
        opened = today.opened
        if opened is None:
            return []
        entry = next(str(one.entry) for one in camp.words_of(ControlChanged) if one.fact == opened.change)
        lines = []
        for what, due in owed_of(opened):
            who: Signing = signing(self._book, PAYS[what])
            command = shown(camp_command(what, camp.name, who.officer), (who,))
            missed = opened.looks_missed if what == "look" else 0
            lines.append(OwedLine(camp.name, what, opened.change.at, due, missed, entry, command, who))
        return lines
