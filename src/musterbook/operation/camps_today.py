"""Camps today: of each camp the newest balance, what a change of control opened, and the indicators beside it.

Joins the readings of camps; of the book, or of files of counts without one. There is no score of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from musterbook.camps.balance import Step, balance
from musterbook.camps.census import KEYS, Camp, Census, Word
from musterbook.camps.control import Opened, opened
from musterbook.camps.facts import (
    AccessChanged,
    BoysParted,
    Counted,
    GuardsSeen,
    PassedThrough,
    RegisteredShare,
    ServiceGap,
    Unaccompanied,
)
from musterbook.camps.settings import DEFAULT, CampsSettings
from musterbook.camps.small import released
from musterbook.ledger.facts import Digest, Fact
from musterbook.operation.camp_files import CampFile

GAPS_DAYS = 30


@dataclass(frozen=True, slots=True)
class CampToday:
    """One camp as of a moment.

    Attributes:
        camp: its name.
        steps: every count beside the one before it, oldest first.
        opened: what the newest change of control opened; None when control never changed.
        days_without_access: whole days since access ended; None while there is access, or nobody said.
        guards: how many were last seen, and when; None when nobody looked.
        gaps: days of service gaps by kind, begun in the last 30 days.
        registered, boys_parted, unaccompanied: the newest figure of each with its day; None when nobody said.
    """

    camp: str
    steps: tuple[Step, ...]
    opened: Opened | None
    days_without_access: int | None
    guards: tuple[int, datetime] | None
    gaps: dict[str, int]
    registered: tuple[str, str] | None
    boys_parted: tuple[str, str] | None
    unaccompanied: tuple[str, str] | None


def camps_today(census: Census, now: datetime, settings: CampsSettings = DEFAULT) -> list[CampToday]:
    """Every camp by name, by what happened up to a moment."""
    return [_today(camp, census, now, settings) for _, camp in sorted(census.camps.items())]


def census_of_files(read: Iterable[CampFile]) -> Census:
    """A census of files alone, for those who have no book."""
    census = Census()
    for one in read:
        for _, fact in one.facts:
            camp = census.camps.setdefault(fact.camp, Camp(fact.camp))
            key = tuple(getattr(fact, name) for name in KEYS[type(fact)])
            camp.words.setdefault(type(fact), {})[key] = Word(
                fact, Digest(one.digest), datetime.max.replace(tzinfo=UTC)
            )
    return census


def steps_of(camp: Camp, now: datetime, settings: CampsSettings = DEFAULT) -> tuple[Step, ...]:
    """Its balance by the counts up to a day."""
    counts = [one for one in camp.of(Counted) if one.as_of <= f"{now.date() + timedelta(1)}"]
    return balance(counts, camp.of(PassedThrough), settings)


def _today(camp: Camp, census: Census, now: datetime, settings: CampsSettings) -> CampToday:
    guards = [one for one in camp.of(GuardsSeen) if one.at <= now]
    return CampToday(
        camp.name, steps_of(camp, now, settings), opened(camp, census.camps, now, settings), _without_access(camp, now),
        (guards[-1].count, guards[-1].at) if guards else None, _gaps(camp, now.date()),
        _figure(camp, RegisteredShare), _figure(camp, BoysParted), _figure(camp, Unaccompanied),
    )  # fmt: skip


def _without_access(camp: Camp, now: datetime) -> int | None:
    """Whole days since the newest change that ended access; a count made with access later ends it too."""
    changes = [one for one in camp.of(AccessChanged) if one.at <= now]
    if not changes or changes[-1].access != "none":
        return None
    since = changes[-1].at
    for change in reversed(changes[:-1]):
        if change.access != "none":
            break
        since = change.at
    counted = any(one.access != "none" and one.as_of > f"{changes[-1].at.date()}" for one in camp.of(Counted))
    return None if counted else (now - since).days


def _gaps(camp: Camp, today: date) -> dict[str, int]:
    days: dict[str, int] = {}
    for one in camp.of(ServiceGap):
        if timedelta(0) <= today - date.fromisoformat(one.from_) <= timedelta(GAPS_DAYS):
            days[one.kind_of] = days.get(one.kind_of, 0) + one.days
    return days


def _figure(camp: Camp, kind: type[Fact]) -> tuple[str, str] | None:
    """The newest figure of a kind with its day."""
    word = camp.newest(kind)
    match word.fact if word is not None else None:
        case RegisteredShare() | BoysParted() | Unaccompanied() as fact:
            return str(fact.value), fact.as_of
    return None


def leaving(camp: CampToday, census: Census) -> tuple[tuple[str, ...], ...]:
    """Its newest count by sex and age as it may leave: small cells hidden so that nobody can work them out."""
    whole = [one for one in census.camps[camp.camp].of(Counted) if one.access == "full"]
    cells: dict[tuple[str, str], int] = {}
    for cell in whole[-1].cells if whole else ():
        key = cell.sex, cell.band or cell.born[:4] or ("" if cell.age is None else str(cell.age)) or "not said"
        cells[key] = cells.get(key, 0) + cell.count
    return released(cells) if cells else ()
