"""By how much each report of a site multiplies the usual rate of loss (watch.md section 7).

Every multiplier but two is judged; no public case has guard figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Final, NamedTuple

from musterbook.watch.site_today import Fabric, Reported, SiteToday
from musterbook.watch.values import Values


class Multiplier(NamedTuple):
    """One factor on the usual rate: the setting it comes from, how much, and which report says so."""

    setting: str
    factor: float
    source: str


def posts_share(today: SiteToday, values: Values) -> float | None:
    """Share of the minimum posts that was filled; None when nobody said, or too long ago (72 hours)."""
    age = today.guards_age_hours
    if today.guards is None or age is None or age > values.guards_unknown_hours:
        return None
    return today.guards.value.posts_filled / today.guards.value.posts_minimum


def multipliers(today: SiteToday, values: Values, share: float | None) -> list[Multiplier]:
    """What multiplies the usual rate of this site, given the share of its posts that is filled (None: unknown)."""
    found = list(_of_reports(today, values))
    if share is not None and share < 1:
        factor = values.guards_cap if share <= 0 else min(values.guards_cap, share**-values.guards_exponent)
        found.append(Multiplier("guards_exponent", factor, "" if today.guards is None else today.guards.source))
    if today.people is not None and today.capacity is not None and today.capacity.value > 0:
        held = today.people.value / today.capacity.value
        if held > 1:
            factor = min(values.occupancy_cap, held**values.occupancy_exponent)
            found.append(Multiplier("occupancy_exponent", factor, today.people.source))
    return found


def strain(factors: Iterable[Multiplier], values: Values) -> float:
    """All multipliers together, 50 at the most."""
    return min(values.multipliers_cap, prod(one.factor for one in factors))


def _of_reports(today: SiteToday, values: Values) -> Iterator[Multiplier]:
    """The multipliers that apply whole or not at all."""
    now = today.as_of
    if today.violence is not None and today.violence.value >= values.violence_incidents:
        yield Multiplier("violence_ratio", values.violence_ratio, today.violence.source)
    walls = None if today.fabric is None else _WALLS.get(today.fabric.value)
    if today.fabric is not None and walls is not None:
        yield Multiplier(walls, values.of(walls), today.fabric.source)
    for setting, said, days in (
        ("history_ratio", today.broken, values.days_history),
        ("staff_attacked", today.staff_attacked, values.days_staff_attacked),
        ("campaign", today.campaign, values.days_campaign),
        ("warning_specific", today.warning, values.days_warning),
        ("search_found", _not_cleared(today), values.days_search_found),
    ):
        if said is not None and said.holds(now, days):
            yield Multiplier(setting, values.of(setting), said.source)
    if today.searched is not None and not today.searched.holds(now, values.days_search_overdue):
        yield Multiplier("search_overdue", values.search_overdue, today.searched.source)


def _not_cleared(today: SiteToday) -> Reported[str] | None:
    """The newest find, unless a clean search came after it."""
    cleared = today.searched is not None and today.searched.value
    if today.found is not None and cleared and today.searched is not None and today.searched.at > today.found.at:
        return None
    return today.found


_WALLS: Final[Mapping[Fabric, str]] = {Fabric.CONVERTED: "fabric_converted", Fabric.DAMAGED: "fabric_damaged"}
