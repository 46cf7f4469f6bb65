"""What the watch makes of a storm: each advisory warns, what was warned of is answered, and the wind is entered.

The advisories lie where files of the watch do, so that the room foretells the wind and raises its alerts as for any
operation; what the agency says is known from the moment it was issued, and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from musterbook.operation.warning import warn
from musterbook.rehearsal.stage import Stage
from musterbook.watch.control import Area
from musterbook.watch.facts import AlertAnswered, AlertRaised, OutcomeEntered, SiteDescribed
from musterbook.watch.incidents import Incident
from musterbook.watch.numbers import number
from musterbook.watch.site_today import Threat
from musterbook.watch.storms import Place, WindOutlook
from musterbook.watch.threats import threat_of

LAYER: Final = "wind"
ANSWERED: Final = timedelta(minutes=15)
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


@dataclass(slots=True)
class Advisories:
    """Where the watch looks for threats: the newest outlook of each place. Nobody fights here, and no line moves."""

    newest: dict[str, WindOutlook] = field(default_factory=dict)

    def take(self, outlooks: Iterable[WindOutlook]) -> None:
        """An advisory came; its outlooks take the place of those before."""
        self.newest = {one.place.name: one for one in outlooks}

    def incidents(self, *, now: datetime) -> Iterator[Incident]:
        """None."""
        del now
        yield from ()

    def by_file(self, *, now: datetime) -> Iterator[tuple[Incident, ...]]:
        """None."""
        del now
        yield from ()

    def areas(self, *, now: datetime) -> Iterator[Area]:
        """None."""
        del now
        yield from ()

    def threats(self, site: str, *, lat: float, lon: float, now: datetime) -> Iterator[Threat]:
        """The wind at a site, by hours from now; none before the advisory, and none where it is out of the question."""
        del lat, lon
        told = self.newest.get(site)
        threat = None if told is None else threat_of(told, now=now)
        if threat is not None:
            yield threat


def warn_of(stage: Stage, advisories: Advisories) -> None:
    """The watch looks at every site and writes what it finds; the desk answers each alert as one it acts on."""
    book = stage.book
    book.incidents = advisories
    written = warn(book, advisories, stage.now.astimezone(stage.zone))
    for alert in [one.fact.alert for one in written if isinstance(one.fact, AlertRaised)]:
        stage.at(stage.now + ANSWERED, lambda name=alert: _answer(stage, name))  # type: ignore[misc]  # bound at once


def _answer(stage: Stage, alert: str) -> None:
    acting = stage.desk("duty:operation-desk")
    stage.book.write(acting.draft(AlertAnswered(alert=alert, answer="acted", because="planned by advisories")))


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
