"""Notices: which sites the protecting body was told of, what was put off, and which copy was confirmed by radio.

Rule 124 of customary law and article 126 of the third convention: the body that protects detained people hears of
every place they are brought to (casework.md section 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.coordination.facts import BookConfirmed, NoticeAnswered, NoticeDeferred, Notified
from musterbook.coordination.settings import DEFAULT, CoordinationSettings
from musterbook.ledger.entry import Entry

PROTECTING_BODY: Final = "protecting-body"


class Notices:
    """Everything told and put off about sites."""

    def __init__(self) -> None:
        self._told: dict[str, datetime] = {}
        self._deferred: dict[str, list[tuple[datetime, datetime]]] = {}
        self._answers: dict[str, list[tuple[datetime, str]]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The notices after these entries."""
        notices = cls()
        for entry in entries:
            notices.add(entry)
        return notices

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry."""
        match entry.fact:
            case Notified(whom=whom, site=site) if whom == PROTECTING_BODY:
                self._told[site] = min(entry.happened_at, self._told.get(site, entry.happened_at))
            case NoticeAnswered(whom=whom, site=site, says=says) if whom == PROTECTING_BODY:
                self._answers.setdefault(site, []).append((entry.happened_at, says))
            case NoticeDeferred(site=site, until=until):
                self._deferred.setdefault(site, []).append((entry.happened_at, until))
        return True

    def told(self, names: Collection[str], now: datetime) -> bool:
        """Whether the protecting body knew of a site, under any of its names, at a moment."""
        return self.told_at(names, now) is not None

    def told_at(self, names: Collection[str], now: datetime) -> datetime | None:
        """Since when it knows of a site; None where nobody told it by that moment."""
        return min((self._told[name] for name in names if name in self._told and self._told[name] <= now), default=None)

    def answer(self, names: Collection[str], now: datetime) -> tuple[datetime, str] | None:
        """What it last answered of a site by a moment, and when; None while it is silent, which is no consent."""
        given = [one for name in names for one in self._answers.get(name, ()) if one[0] <= now]
        return max(given, default=None)

    def deferred_until(
        self, names: Collection[str], now: datetime, settings: CoordinationSettings = DEFAULT
    ) -> datetime | None:
        """Until when telling it is put off, as far as that was known at a moment; None when it never was.

        All deferrals of a site together last no longer than the settings allow from the first one on.
        """
        given = [one for name in names for one in self._deferred.get(name, ()) if one[0] <= now]
        if not given:
            return None
        first = min(at for at, _ in given)
        return min(max(until for _, until in given), first + timedelta(days=settings.defer_days))


class Confirmed:
    """Serials whose escort had the agreements confirmed by radio."""

    def __init__(self) -> None:
        self._at: dict[str, list[datetime]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What was confirmed after these entries."""
        confirmed = cls()
        for entry in entries:
            confirmed.add(entry)
        return confirmed

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; a confirmation by nobody, for no serial, or yet to come, is none."""
        fact = entry.fact
        if not isinstance(fact, BookConfirmed) or fact.confirmed_at > entry.happened_at:
            return True
        if fact.serial and fact.confirmed_by:
            self._at.setdefault(fact.serial, []).append(fact.confirmed_at)
        return True

    def holds(self, serial: str, now: datetime, settings: CoordinationSettings) -> bool:
        """Whether a serial's copy was confirmed by a moment, and not too long before it."""
        oldest = now - timedelta(hours=settings.stale_book_hours)
        return bool(serial) and any(oldest <= at <= now for at in self._at.get(serial, ()))
