"""A change of control over a camp, and what it opens: recount, hourly looks, word to the protecting body, other sites.

The last count before it is frozen: what is missing is measured from there. People found elsewhere are a share of those
unexplained; nothing is ever called solved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from musterbook.camps.balance import passed
from musterbook.camps.census import Camp, people
from musterbook.camps.facts import (
    AccessChanged,
    ControlChanged,
    Counted,
    GuardsSeen,
    PassedThrough,
    ProtectingBodyTold,
)
from musterbook.camps.settings import DEFAULT, CampsSettings

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FollowOn:
    """A place where people of the camp were counted in: how many came from it, and its own newest count."""

    camp: str
    found: int
    counted: tuple[date, int] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a change of control opened.

    Attributes:
        change: the change.
        frozen: the last whole count before it, by day and people; None where there was none.
        recount: the first whole count after it; None while it is owed.
        told_at: when the protecting body was told; None while that is owed.
        looks_missed: hours of those that have passed in which nobody looked.
        look_by: by when somebody looks next; None when the hours are over.
        unexplained: of the frozen count, people whom the newest whole count and the passages do not explain; None
            while nobody has counted since.
        follow_on: where some of them were found.
    """

    change: ControlChanged
    frozen: tuple[date, int] | None
    recount: tuple[date, int] | None
    told_at: datetime | None
    looks_missed: int
    look_by: datetime | None
    unexplained: int | None
    follow_on: tuple[FollowOn, ...]

    @property
    def found(self) -> int:
        """People of the camp counted elsewhere."""
        return sum(one.found for one in self.follow_on)

    @property
    def open(self) -> bool:
        """Whether anything is still owed."""
        return self.recount is None or self.told_at is None or self.look_by is not None


def opened(camp: Camp, others: Mapping[str, Camp], now: datetime, settings: CampsSettings = DEFAULT) -> Opened | None:
    """What the newest change of control over a camp opened, as of now; None when control never changed."""
    changes = [one for one in camp.of(ControlChanged) if one.at <= now]
    if not changes:
        return None
    change = changes[-1]
    day = change.at.date().isoformat()
    whole = [one for one in camp.of(Counted) if one.access == "full"]
    before = [one for one in whole if one.as_of < day]
    frozen = before[-1] if before else None
    series = None if frozen is None else (frozen.source, frozen.definition)
    after = [one for one in whole if one.as_of >= day]
    same = [one for one in after if (one.source, one.definition) == series]
    told = [one.at for one in camp.of(ProtectingBodyTold) if one.at >= change.at]
    missed, look_by = _looks(camp, change, now, settings)
    return Opened(
        change, _figure(frozen), _figure(after[0] if after else None), min(told, default=None), missed, look_by,
        None if frozen is None or not same else _unexplained(camp, frozen, same[-1]),
        tuple(_follow_on(camp.name, others, change.at.date())),
    )  # fmt: skip


def _figure(count: Counted | None) -> tuple[date, int] | None:
    return None if count is None else (date.fromisoformat(count.as_of), people(count))


def _unexplained(camp: Camp, frozen: Counted, newest: Counted) -> int:
    since, until = date.fromisoformat(frozen.as_of), date.fromisoformat(newest.as_of)
    came, left = passed(camp.of(PassedThrough), since, until)
    return people(frozen) + came - left - people(newest)


def _looks(camp: Camp, change: ControlChanged, now: datetime, settings: CampsSettings) -> tuple[int, datetime | None]:
    """Hours since the change in which nobody looked, and by when the next look is due."""
    looks = [*(one.at for one in camp.of(GuardsSeen)), *(one.at for one in camp.of(AccessChanged))]
    ends = change.at + settings.looks_hours * HOUR
    hours = int((min(now, ends) - change.at) / HOUR)
    seen = {int((at - change.at) / HOUR) for at in looks if change.at <= at < ends}
    missed = sum(hour not in seen for hour in range(hours))
    return missed, None if now >= ends else change.at + (hours + 1) * HOUR


def _follow_on(camp: str, others: Mapping[str, Camp], since: date) -> list[FollowOn]:
    """Other camps that say people came to them from this one since a day."""
    found = []
    for name, other in sorted(others.items()):
        came = sum(
            one.count
            for one in other.of(PassedThrough)
            if one.kind_of == "arrivals" and one.other_camp == camp and one.until >= since.isoformat()
        )
        if came and name != camp:
            whole = [one for one in other.of(Counted) if one.access == "full"]
            found.append(FollowOn(name, came, _figure(whole[-1] if whole else None)))
    return found
