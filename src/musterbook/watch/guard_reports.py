"""Guard reports of each site: the newest of each hand, which of those that disagree counts, and what looks odd.

Two reports of one shift that disagree are both shown; the lower figure counts (watch.md section 18).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import AlertCalledOff, GuardsReported
from musterbook.watch.faults import sound
from musterbook.watch.site_today import Guards, Reported

TOO_MANY: Final = 3
"""More posts filled than so many times the minimum is accepted, and looked at by a human."""
UNCHANGED: Final = 7
"""So many reports in a row that are the same to the digit are accepted, and looked at by a human."""


@dataclass(frozen=True, slots=True)
class GuardReport:
    """One report of a shift.

    Attributes:
        site: of which site.
        at: counted when.
        shift_hours: how long the shift is.
        guards: what was counted.
        by: the custodian in whose name.
        signed: the officers who signed.
        log: the log of the node it came from.
        entry: the digest of the entry.
        written_at: when it was written down.
    """

    site: str
    at: datetime
    shift_hours: int
    guards: Guards
    by: str
    signed: tuple[str, ...]
    log: str
    entry: Digest
    written_at: datetime

    @property
    def low(self) -> tuple[bool, float]:
        """By which reports that disagree are compared: nobody is less than anybody, then the share of posts."""
        return self.guards.on_site, self.guards.posts_filled / self.guards.posts_minimum


class GuardReports:
    """Every guard report, by site in order of counting. A report on which a false alert rested has no effect."""

    def __init__(self) -> None:
        self._reports: dict[str, list[GuardReport]] = {}
        self._false: set[Digest] = set()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The guard reports in `entries`, which stand in reading order."""
        reports = cls()
        for entry in entries:
            reports.add(entry)
        return reports

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible."""
        match entry.fact:
            case GuardsReported() as fact if sound(entry):
                known = self._reports.setdefault(fact.site, [])
                known.append(_report(fact, entry))
                known.sort(key=lambda one: (one.at, one.entry))
            case AlertCalledOff(report=report) if report is not None and sound(entry):
                self._false.add(report)
        return True

    def of_site(self, site: str) -> tuple[GuardReport, ...]:
        """All reports of a site, oldest count first, those found false among them."""
        return tuple(self._reports.get(site, ()))

    @property
    def any_report(self) -> bool:
        """Whether anybody ever reported guards."""
        return bool(self._reports)

    @property
    def any_unguarded(self) -> bool:
        """Whether the report that counts says of any site at all that nobody is on guard."""
        return any(not reports[0].guards.on_site for site in self._reports if (reports := self.current(site)))

    def false(self, report: GuardReport) -> bool:
        """Whether an alert that rested on this report was called off as false."""
        return report.entry in self._false

    def current(self, site: str) -> tuple[GuardReport, ...]:
        """What counts of the newest shift: the newest report of each custodian, the one that counts first.

        The shift is that of the newest report: one counted more than its hours before is of an earlier shift.
        """
        kept = [one for one in self._reports.get(site, ()) if one.entry not in self._false]
        if not kept:
            return ()
        since = kept[-1].at - timedelta(hours=kept[-1].shift_hours)
        of_each = {one.by: one for one in kept if one.at > since}
        return tuple(sorted(of_each.values(), key=lambda one: (one.low, -one.at.timestamp(), one.entry)))

    def disagree(self, site: str) -> bool:
        """Whether reports of the newest shift differ in what counts."""
        return len({one.low for one in self.current(site)}) > 1

    def newest(self, site: str) -> Reported[Guards] | None:
        """The report that counts: of those of the newest shift, the lowest."""
        current = self.current(site)
        return Reported(current[0].guards, current[0].at, current[0].entry) if current else None

    def flags(self, site: str) -> tuple[str, ...]:
        """What a human should look at, as codes: more posts than can be, figures that never change, disagreement."""
        said = {
            "guards-above-minimum": any(_too_many(one.guards) for one in self.current(site)),
            "guards-unchanged": any(self._unchanged(site, one.by) for one in self.current(site)),
            "guards-disagree": self.disagree(site),
        }
        return tuple(code for code, applies in said.items() if applies)

    def _unchanged(self, site: str, by: str) -> bool:
        """Whether a custodian's last seven reports are the same to the digit."""
        last = [one.guards for one in self._reports[site] if one.by == by][-UNCHANGED:]
        return len(last) == UNCHANGED and len(set(last)) == 1


def _too_many(guards: Guards) -> bool:
    return guards.posts_filled > TOO_MANY * guards.posts_minimum


def _report(fact: GuardsReported, entry: Entry) -> GuardReport:
    return GuardReport(
        fact.site, fact.counted_at, fact.shift_hours,
        Guards(fact.posts_filled, fact.posts_minimum, fact.on_site, fact.armed), entry.by,
        tuple(one.officer for one in entry.signed), entry.log, entry.digest, entry.written_at,
    )  # fmt: skip
