"""Threats: what the newest word on a storm means for one place, by hours from now.

A table of chances that is newer than the newest track speaks alone, for the places it names; everywhere else the track
does (watch.md section 11).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from musterbook.watch.site_today import Threat
from musterbook.watch.sources.newest_storms import StormNow
from musterbook.watch.storm_runs import Errors
from musterbook.watch.storms import AGENCY_HOURS, Place, WindOutlook, agency_chances, nearest_point, wind_outlooks


def wind_at(storm: StormNow, place: Place, *, points: Sequence[Place], errors: Errors) -> WindOutlook | None:
    """What the newest word on a storm says of a place; None where it says nothing.

    Args:
        storm: the newest word.
        place: degrees north and east.
        points: the agency's, by the names its tables use.
        errors: of its track forecasts.
    """
    told = storm.table[0] if storm.table else None
    if told is not None and (storm.advisory is None or told.issued_at > storm.advisory.issued_at):
        named = nearest_point(place, points)
        if named is not None:
            row = next((one for one in storm.table if one.point == named.name), None)
            return WindOutlook(
                place, told.storm, told.number, told.issued_at, "agency", AGENCY_HOURS, agency_chances(row), None
            )
    if storm.advisory is None:
        return None
    (found,) = wind_outlooks(storm.advisory, [place], errors=errors, points=points, rows=storm.table)
    return found


def threat_of(outlook: WindOutlook, *, now: datetime) -> Threat | None:
    """The wind at a place, by hours from now; None before the advisory, past its reach, or where none is expected."""
    if now < outlook.issued_at or not outlook.chances[-1]:
        return None
    gone = (now - outlook.issued_at) / timedelta(hours=1)
    told = zip(outlook.hours, outlook.chances, strict=True)
    ahead = [(hour - gone, chance) for hour, chance in told if hour > gone]
    if not ahead:
        return None
    hours, chances = zip(*ahead, strict=True)
    return Threat(hours, chances, f"{outlook.storm} advisory {outlook.number}")
