"""Watched: everything the watch reads of a book, now or as this copy knew it at a moment.

Joins watch with custody, lift and camps. Late news changes nothing that was known before it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.camps.census import Census
from musterbook.camps.settings import DEFAULT as DEFAULT_OF_CAMPS
from musterbook.camps.settings import CampsSettings
from musterbook.custody.roll import Roll
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Book
from musterbook.operation.lift_situation import Runs
from musterbook.watch.alert_book import Alerts
from musterbook.watch.assumed import Assumed
from musterbook.watch.files_loaded import FilesLoaded
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.issued import Forecasts, Outlooks
from musterbook.watch.known import as_known_at
from musterbook.watch.looked import Looked
from musterbook.watch.noted import NotedIncidents
from musterbook.watch.outcomes import Outcomes
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios
from musterbook.watch.settings import DEFAULT, FILE, Assumptions, read_assumptions
from musterbook.watch.sites import Populations, Sites
from musterbook.watch.warned import Offensives, Warnings


@dataclass(frozen=True, slots=True)
class Watched:
    """The readings of one set of entries.

    Attributes:
        began: when the oldest of them happened: from then on the operation's sites are counted; None without any.
        camps: from which figures on a camp is said to lose its people.
    """

    began: datetime | None
    sites: Sites
    populations: Populations
    guards: GuardReports
    noted: NotedIncidents
    reliefs: Reliefs
    warnings: Warnings
    offensives: Offensives
    scenarios: Scenarios
    assumed: Assumed
    alerts: Alerts
    outlooks: Outlooks
    looked: Looked
    forecasts: Forecasts
    outcomes: Outcomes
    files: FilesLoaded
    roll: Roll
    runs: Runs
    census: Census
    camps: CampsSettings = DEFAULT_OF_CAMPS

    @classmethod
    def now(cls, book: Book) -> Self:
        """All that a book says; its warm readings."""
        entries = book.entries()
        read = book.reading
        return cls(
            entries[0].happened_at if entries else None, read(Sites), read(Populations), read(GuardReports),
            read(NotedIncidents), read(Reliefs), read(Warnings), read(Offensives), read(Scenarios),
            read(Assumed, own_assumptions(book)), read(Alerts), read(Outlooks), read(Looked), read(Forecasts),
            read(Outcomes), read(FilesLoaded), read(Roll), read(Runs), read(Census),
            book.settings.camps,
        )  # fmt: skip

    @classmethod
    def at(cls, book: Book, moment: datetime) -> Self:
        """What this copy of a book knew at a moment, by when each entry reached it (watch.md section 15)."""
        entries = book.entries()
        received: Mapping[Digest, datetime] = book.store.received_at(entry.digest for entry in entries)
        return cls.of(as_known_at(entries, moment, received), own_assumptions(book), book.settings.camps)

    @classmethod
    def of(cls, entries: list[Entry], base: Assumptions = DEFAULT, camps: CampsSettings = DEFAULT_OF_CAMPS) -> Self:
        """What `entries` say, which stand in reading order; `base` are the operation's own assumptions."""
        return cls(
            entries[0].happened_at if entries else None, Sites.of(entries), Populations.of(entries),
            GuardReports.of(entries), NotedIncidents.of(entries), Reliefs.of(entries), Warnings.of(entries),
            Offensives.of(entries), Scenarios.of(entries), Assumed.of(entries, base), Alerts.of(entries),
            Outlooks.of(entries), Looked.of(entries), Forecasts.of(entries), Outcomes.of(entries),
            FilesLoaded.of(entries), Roll.of(entries), Runs.of(entries), Census.of(entries), camps,
        )  # fmt: skip


def own_assumptions(book: Book) -> Assumptions:
    """The assumptions an operation says in `watch.toml` of its folder, or the defaults; Malformed for a bad file."""
    path = book.places.folder / FILE
    return read_assumptions(path.read_text("utf-8")) if path.is_file() else DEFAULT
