"""The watch's rows from an opened book: outlooks of now, alerts and their owners, layers of the map, scores.

The figures are those `operation.warning` makes; what was frozen stands in the line of ninety days. Of a past moment the
pages show what this copy of the book knew then.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from musterbook.console.book_standing import Standing, standing
from musterbook.console.imagining import imagined, now_of
from musterbook.console.readings import Readings
from musterbook.console.source import Situation, Stamp
from musterbook.console.watch_lines import (
    alert_row,
    arrivals_of,
    dots,
    factors_of,
    fighting_of,
    history_of,
    inputs_of,
    known_rows,
    order_of,
    rung_of,
    scenarios_of,
    yesterday,
)
from musterbook.console.watch_rows import PARTS, AreaShape, OutlookRow, OutlookView, WatchMap, WatchView
from musterbook.console.watch_score_rows import VerifyView, WhatIfLine, WhatIfView
from musterbook.console.watch_scores import layer_score, missed_of
from musterbook.ledger.entry import Entry
from musterbook.operation.incident_rows import IncidentRows
from musterbook.operation.warning import Today, today
from musterbook.operation.watched import Watched
from musterbook.operation.were_we_right import burden_of, were_we_right
from musterbook.watch.breaks import Ends, break_of
from musterbook.watch.leadtime import lead_time
from musterbook.watch.likelihood import likelihood, sureness
from musterbook.watch.looking import SHOWN_DAYS
from musterbook.watch.numbers import value_of
from musterbook.watch.outlook import outlook
from musterbook.watch.rungs import BY_CHANCE, due, horizon_days, reading, threshold
from musterbook.watch.whatif import what_if
from musterbook.words import watch_sentences as said
from musterbook.words.pages import known

KEPT_LOOKS: Final = 4
LOOK_EVERY: Final = timedelta(minutes=5)
"""A look is not made anew within so long while the book says nothing new."""
BREAK_SEED: Final = 1


class BookWatch(ABC):
    """The part of a source on a book that speaks of the watch; `rows` is the incident store beside it, if any."""

    def __init__(self, rows: IncidentRows | None = None) -> None:
        self._incident_rows = rows
        self._looks: OrderedDict[tuple[Standing, datetime], Today] = OrderedDict()

    @abstractmethod
    def stamp(self, as_of: datetime | None = None) -> Stamp:
        """Which book this is and where it stands."""

    @abstractmethod
    def situation(self, as_of: datetime | None = None) -> Situation:
        """The whole account."""

    @abstractmethod
    def _readings(self, stamp: Stamp) -> Readings:
        """The readings of a moment."""

    def watch(self, as_of: datetime | None = None) -> WatchView:
        """Every site, every open alert, and how far each source speaks."""
        found = self._look(as_of)
        verified = were_we_right(found.watched, found.sites, self._incident_rows, found.now, found.assumed)
        names = self._names(as_of)
        costs = burden_of(found.watched, found.sites, found.now, found.assumed) if found.watched.outlooks.sites else ()
        return WatchView(
            rows=tuple(self._outlook_rows(found, as_of)),
            alerts=tuple(alert_row(one, names, found) for one in found.watched.alerts.open()),
            known=tuple(known_rows(found)),
            misses=tuple(missed_of(verified, names)),
            burden=tuple(said.cost(one, rung.name.lower()) for one, rung in zip(costs, BY_CHANCE, strict=False)),
        )

    def outlook(self, place: str, as_of: datetime | None = None) -> OutlookView | None:
        """One site; None if the watch does not know it."""
        found = self._look(as_of)
        row = next((one for one in self._outlook_rows(found, as_of) if one.id == place), None)
        if row is None:
            return None
        known_now, names = found.known[place], self._names(as_of)
        whole = outlook(known_now, found.assumed, horizon_days=SHOWN_DAYS)
        sure = sureness(whole, found.assumed.values)
        return OutlookView(
            row=row,
            parts={name: getattr(whole.parts, name) for name in PARTS},
            factors=tuple(factors_of(found, known_now)),
            inputs=tuple(inputs_of(found, place, self._entries_by_digest(as_of))),
            history=tuple(history_of(found, place)),
            alerts=tuple(
                alert_row(one, names, found) for one in reversed(found.watched.alerts.all) if one.fact.site == place
            ),
            scenarios=tuple(scenarios_of(found, place)),
            fighting=fighting_of(found, place),
            confidence=known(f"confidence.{sure.confidence}"),
        )

    def watch_map(self, shown: date | None = None, as_of: datetime | None = None) -> WatchMap:
        """Layers of the map, with the control areas known on a day; the newest by default."""
        found = self._look(as_of)
        rows = tuple(self._outlook_rows(found, as_of))
        if self._incident_rows is None:
            return WatchMap(rows=rows)
        areas = [one for one in self._incident_rows.areas(now=found.now) if one.at <= found.now]
        dates = tuple(sorted({one.at.date() for one in areas}))
        day = shown if shown in dates else dates[-1] if dates else None
        hostile = {name for site in found.sites.values() if site.described for name in site.described.hostile_to}
        return WatchMap(
            rows=rows,
            incidents=tuple(dots(self._incident_rows, found.now)),
            areas=tuple(
                AreaShape(one.controller, hostile=one.controller in hostile, rings=tuple(map(tuple, polygon)))
                for one in areas
                if one.at.date() == day
                for polygon in one.polygons
            ),
            dates=dates,
            shown=day,
            arrivals=dict(arrivals_of(found)),
        )

    def verification(self, as_of: datetime | None = None) -> VerifyView:
        """How earlier forecasts did."""
        found, names = self._look(as_of), self._names(as_of)
        right = were_we_right(found.watched, found.sites, self._incident_rows, found.now, found.assumed)
        return VerifyView(
            misses=tuple(missed_of(right, names)),
            hits=right.alerts.hits,
            missed=right.alerts.misses,
            false_alarms=right.alerts.false,
            median_lead_days=right.alerts.lead_days_median,
            unanswered=right.alerts.unanswered,
            layers=tuple(layer_score(one) for one in right.layers),
            can_see=tuple(said.seen(one) for one in right.seen),
        )

    def what_if(
        self, place: str, changes: Mapping[str, str], rejoining: Sequence[float], as_of: datetime | None = None
    ) -> WhatIfView | None:
        """A site with inputs changed; None if the watch does not know it."""
        found = self._look(as_of)
        row = next((one for one in self._outlook_rows(found, as_of) if one.id == place), None)
        if row is None:
            return None
        known_now, look = found.known[place], found.looks[place]
        lift_days = look.lift_days if look.planned else None
        other = imagined(known_now, changes)
        told = what_if(known_now, other, found.assumed, horizon_days=SHOWN_DAYS, lift_days=lift_days)
        seen, values = reading(other, found.assumed, lift_days=lift_days), found.assumed.values
        least, most = sorted(rejoining)
        broken = break_of(row.people or 0, seed=BREAK_SEED, rejoining=(least, most))
        return WhatIfView(
            row=row,
            fields=now_of(known_now),
            lines=tuple(
                WhatIfLine(
                    rung.name.lower(), days := horizon_days(values, rung, look.lift_days), seen.chances[rung].p,
                    outlook(other, found.assumed, horizon_days=days).low, seen.chances[rung].high,
                    level := threshold(values, rung) or 0.0, reached=seen.chances[rung].p >= level,
                )
                for rung in BY_CHANCE
            ),
            ends={
                "out": _whole(broken.out), "contained": _whole(broken.contained),
                "collapsed": _whole(broken.collapsed), "at-large": _whole(broken.at_large),
                "rejoining": _whole(broken.rejoining),
            },
            changed=tuple(changes),
            rung=told.imagined.rung or "none",
        )  # fmt: skip

    def _look(self, as_of: datetime | None) -> Today:
        """What the room makes of every site, kept while the book stands and for some minutes."""
        stamp = self.stamp(as_of)
        book = self._readings(stamp).book
        key = standing(book, stamp), stamp.as_of if stamp.past else _floored(stamp.as_of)
        if key not in self._looks:
            watched = Watched.at(book, stamp.as_of) if stamp.past else None
            self._looks[key] = today(book, self._incident_rows, stamp.as_of, watched=watched)
            while len(self._looks) > KEPT_LOOKS:
                self._looks.popitem(last=False)
        return self._looks[key]

    def _names(self, as_of: datetime | None) -> dict[str, str]:
        return {row.id: row.name for row in self.situation(as_of).sites}

    def _outlook_rows(self, found: Today, as_of: datetime | None) -> Iterator[OutlookRow]:
        places = {row.id: row for row in self.situation(as_of).sites}
        for name, look in found.looks.items():
            site, place, known_now = found.sites[name], places.get(name), found.known[name]
            fact = next(one for one in look.facts if value_of(one.horizon_days) == SHOWN_DAYS)
            lead = lead_time(known_now, found.assumed, lift_days=look.lift_days if look.planned else None)
            history = [p for _, p, _, _ in history_of(found, name)]
            rung, top = rung_of(found, name), due(look.reading, found.assumed.values, top=True)
            p = value_of(fact.p)
            yield OutlookRow(
                id=name,
                name=place.name if place else name,
                kind=str(site.kind),
                people=None if known_now.people is None else known_now.people.value,
                rung=rung,
                p=p if found.foretold(name) else None,
                low=value_of(fact.low),
                high=value_of(fact.high),
                said=known(f"likelihood.{likelihood(p)}"),
                horizon_days=SHOWN_DAYS,
                lift_days=lead.lift_days,
                planned=lead.planned,
                reasons=tuple(said.reason(one, SHOWN_DAYS) for one in fact.reasons),
                stale=look.reading.stale,
                guards_age_hours=known_now.guards_age_hours,
                before=yesterday(found, name),
                slack_days=lead.slack_days,
                arrival_days=None
                if lead.arrival is None
                else (lead.arrival.early_days, lead.arrival.median_days, lead.arrival.late_days),
                could_reach=top.name.lower() if top is not None and order_of(top.name.lower()) > order_of(rung) else "",
                remarks=said.remarks(fact.remarks),
                spark=tuple(history),
                lat=site.lat,
                lon=site.lon,
                lost=place.lost if place else False,
                receiving=place is not None and place.role == "receiving",
            )

    def _entries_by_digest(self, as_of: datetime | None) -> dict[str, Entry]:
        return {entry.digest: entry for entry in self._readings(self.stamp(as_of)).entries}


def _floored(moment: datetime) -> datetime:
    """The moment of the last look that was due."""
    return datetime.fromtimestamp(moment.timestamp() // LOOK_EVERY.total_seconds() * LOOK_EVERY.total_seconds(), UTC)


def _whole(ends: Ends) -> tuple[int, int, int]:
    low, middle, high = (round(end) for end in ends)
    return low, middle, high
