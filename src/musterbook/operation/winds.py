"""Winds: a storm's outlook for every site becomes what a plan reckons with: rates of loss, and roads that close.

Joins watch with lift and the places. A site is lost to a plan when 34-knot wind has come and somebody is still there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from musterbook.operation.book import Book
from musterbook.operation.posing import Closed
from musterbook.watch.storms import REACH_HOURS, Place, WindOutlook

STEP_HOURS: Final = 6
"""The rate of loss is told anew every six hours: no finer than the advisories it comes from."""

SURVIVES_LEAST: Final = 0.001
"""A chance of 1 out of our 1,000 runs is reckoned as 999 of 1,000: a rate must be a number."""

ROADS_CLOSE_AT: Final = 0.5
"""A road closes from the hour by which the wind has come to either end as likely as not. Judged: bridges and high
vehicles stop at 34 knots, and nobody sets out on a drive that is as likely as not to end in it."""


def places_of(book: Book) -> tuple[Place, ...]:
    """Every place of the operation whose position is known, by its short name."""
    return tuple(
        Place(one.site, one.lat, one.lon)
        for one in book.places.sites.values()
        if one.lat is not None and one.lon is not None
    )


def hazards_of(outlooks: Sequence[WindOutlook]) -> dict[str, tuple[tuple[datetime, float], ...]]:
    """Site → rate of loss a day from each moment on, such that the chance of loss by an hour is that of the wind.

    Within a step the rate r is that of P(t + 6 h) = 1 - (1 - P(t))·exp(-r/4); past the forecast's reach nothing is
    known, and the rate is 0 until another advisory.
    """
    return {one.place.name: _rates(one) for one in outlooks}


def _rates(outlook: WindOutlook) -> tuple[tuple[datetime, float], ...]:
    hours = range(0, int(REACH_HOURS) + 1, STEP_HOURS)
    safe = [max(1 - outlook.chance(hour), SURVIVES_LEAST) for hour in hours]
    steps = [
        (outlook.issued_at + timedelta(hours=hour), math.log(now / then) * 24 / STEP_HOURS)
        for hour, now, then in zip(hours, safe, safe[1:], strict=False)
    ]
    return (*steps, (outlook.issued_at + timedelta(hours=REACH_HOURS), 0.0))


def closed_by(outlooks: Sequence[WindOutlook], roads: Sequence[frozenset[str]]) -> tuple[Closed, ...]:
    """The roads that close, each from the hour by which the wind is as likely as not to have come to one end."""
    shut = {one.place.name: _shut(one) for one in outlooks}
    found = []
    for ends in roads:
        moments = [moment for end in sorted(ends) if (moment := shut.get(end)) is not None]
        if moments:
            found.append(Closed(ends, min(moments)))
    return tuple(found)


def roads_of(book: Book) -> tuple[frozenset[str], ...]:
    """Every road of the operation, as the two places it joins."""
    return tuple(
        dict.fromkeys(frozenset((row.must("from", str), row.must("to", str))) for row in book.places.rows("roads"))
    )


def _shut(outlook: WindOutlook) -> datetime | None:
    hours = range(int(REACH_HOURS) + 1)
    hour = next((one for one in hours if outlook.chance(one) >= ROADS_CLOSE_AT), None)
    return None if hour is None else outlook.issued_at + timedelta(hours=hour)
