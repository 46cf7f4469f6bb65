"""What the watch writes of a storm: each advisory's chances frozen before their outcome, and the wind when it came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from musterbook.ledger.entry import canonical, digest_of
from musterbook.ledger.facts import Digest
from musterbook.operation.book import Draft
from musterbook.rehearsal.stage import Stage
from musterbook.watch.facts import ForecastIssued, OutcomeEntered, SiteDescribed
from musterbook.watch.numbers import number
from musterbook.watch.storm_runs import Errors
from musterbook.watch.storms import REACH_HOURS, Advisory, Place, WindOutlook

LAYER: Final = "wind"
MODEL: Final = "wind-own-runs"
ANALYST: Final = "analyst:watch-analyst"


def describe_sites(stage: Stage, places: Iterable[Place]) -> None:
    """The analyst writes what is watched: every place with its position."""
    acting = stage.desk(ANALYST)
    capacity = {one.site: one.capacity for one in stage.book.places.sites.values()}
    stage.book.write_all(
        [
            acting.draft(
                SiteDescribed(
                    site=one.name, kind_of="prison", lat=number(one.lat), lon=number(one.lon),
                    capacity=capacity[one.name],
                )
            )
            for one in places
        ]
    )  # fmt: skip


def freeze(stage: Stage, advisory: Advisory, outlooks: Iterable[WindOutlook], errors: Errors) -> None:
    """Write each place's chance of wind before the forecast ends, in the name of the desk; nothing of a storm gone by.

    The window begins now and ends 120 h after the advisory; a chance of none is a forecast like any, as long as the
    wind is likely anywhere.
    """
    found = list(outlooks)
    if not any(one.chances[-1] for one in found):
        return
    book, now = stage.book, stage.now.astimezone(stage.zone)
    until = (advisory.issued_at + timedelta(hours=REACH_HOURS)).astimezone(stage.zone)
    assumptions = digest_of(canonical({"medians_km": [[str(lead), str(km)] for lead, km in errors.medians_km]}))
    inputs = _digest(advisory)
    facts = (
        ForecastIssued(
            layer=LAYER, subject=one.place.name, as_of=now, from_=now, to=until, p=number(one.chances[-1]), model=MODEL,
            assumptions=assumptions, inputs=inputs, storm=advisory.storm,
        )
        for one in found
    )  # fmt: skip
    book.write_all([Draft(book.settings.desk, fact, (), now) for fact in facts])


def write_outcome(stage: Stage, site: str, at: datetime) -> None:
    """The analyst enters that the wind came, and the duty officer signs with him."""
    acting = stage.desk(ANALYST, "duty:operation-desk")
    stage.book.write(
        acting.draft(
            OutcomeEntered(
                subject=site, layer=LAYER, at=at.astimezone(stage.zone), certainty="day", source="report of the site",
                definition="34-knot wind",
            )
        )
    )  # fmt: skip


def _digest(advisory: Advisory) -> Digest:
    """The digest of what an advisory says."""
    points = [
        [one.at.isoformat(), str(one.lat), str(one.lon), str(one.wind_kt)]
        for one in (advisory.centre, *advisory.forecast)
    ]
    return digest_of(canonical({"storm": advisory.storm, "number": advisory.number, "points": points}))
