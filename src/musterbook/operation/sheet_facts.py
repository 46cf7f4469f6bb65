"""Sheet facts: what one row of each table of the watch says, as the facts it becomes.

Joins watch with the tables. Columns are named as the fields, so that a fault of a fact names the column of its table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from musterbook.ledger.facts import Fact
from musterbook.tables import Row, Table
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed
from musterbook.watch.facts import (
    GuardsReported,
    IncidentNoted,
    PopulationReported,
    ReliefCompleted,
    ReliefPlanned,
    ScenarioEntered,
    SiteDescribed,
    WarningReceived,
)
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.numbers import Number, number

SHIFT_HOURS: Final = 24
"""Of a report that does not say how long the shift is."""


class Minimums:
    """How many posts each site's list asked for, by when: where a report does not say it, the one before it did."""

    def __init__(self, table: Table, reports: GuardReports) -> None:
        self._reports = reports
        self._said: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
        for row in table.rows:
            posts = row.get("posts_minimum", int)
            if posts is not None:
                self._said[row.must("site", str)].append((row.must("counted_at", datetime), posts))

    def at(self, site: str, counted_at: datetime) -> int:
        """The minimum of the newest report before; Malformed where there is none."""
        known = [(one.at, one.guards.posts_minimum) for one in self._reports.of_site(site)] + self._said[site]
        newest = max((one for one in known if one[0] < counted_at), default=None)
        if newest is None:
            raise Malformed(Fault("watch.no-minimum", column="posts_minimum", values={"site": site}))
        return newest[1]


def _guards(row: Row, minimums: Minimums | None) -> Iterator[Fact]:
    site, counted_at = row.must("site", str), row.must("counted_at", datetime)
    posts = row.get("posts_minimum", int)
    if posts is None and minimums is not None:
        posts = minimums.at(site, counted_at)
    on_site = row.get("on_site", bool)
    yield GuardsReported(
        site=site, counted_at=counted_at, shift_hours=row.get("shift_hours", int) or SHIFT_HOURS,
        posts_minimum=posts or 0, posts_filled=row.must("posts_filled", int),
        armed=row.get("armed", str) or "unknown", on_site=on_site is not False,
    )  # fmt: skip


def _sites(row: Row, _: Minimums | None) -> Iterator[Fact]:
    yield SiteDescribed(
        site=row.must("site", str), kind_of=row.must("kind_of", str), lat=_must(row, "lat"), lon=_must(row, "lon"),
        error_km=_number(row, "error_km") or Number("0"), province=row.get("province", str) or "",
        capacity=row.get("capacity", int), fabric=row.get("fabric", str) or "",
        surge_zone=row.get("surge_zone", str) or "", hostile_to=frozenset(row.listed("hostile_to")),
    )  # fmt: skip


def _population(row: Row, _: Minimums | None) -> Iterator[Fact]:
    best = row.must("best", int)
    counts = {name: count for name, count in row.wild("category_").items() if isinstance(count, int)}
    yield PopulationReported(
        site=row.must("site", str), counted_at=row.must("counted_at", datetime), low=_or(row, "low", best), best=best,
        high=_or(row, "high", best), categories=counts or None,
    )  # fmt: skip


def _incidents(row: Row, _: Minimums | None) -> Iterator[Fact]:
    best = row.get("best", int)
    low, high = row.get("low", int), row.get("high", int)
    yield IncidentNoted(
        incident=row.must("incident", str), kind_of=row.must("kind_of", str), at=row.must("at", datetime),
        source=row.must("source", str), site=row.get("site", str) or "", province=row.get("province", str) or "",
        lat=_number(row, "lat"), lon=_number(row, "lon"), low=best if low is None else low, best=best,
        high=best if high is None else high,
    )  # fmt: skip


def _reliefs(row: Row, _: Minimums | None) -> Iterator[Fact]:
    """That a relief is planned, and, where it says when, that it is done."""
    relief, site, receiver = row.must("relief", str), row.must("site", str), row.get("receiver", str)
    yield ReliefPlanned(
        relief=relief, site=site, giver=CustodianId(row.must("giver", str)), from_=row.must("from", datetime),
        to=row.must("to", datetime), receiver=None if receiver is None else CustodianId(receiver),
        receiver_present=row.get("receiver_present", bool) or False,
        receiver_signed=row.get("receiver_signed", bool) or False, agreement=row.get("agreement", str) or "",
        called_off=row.get("called_off", bool) or False,
    )  # fmt: skip
    done = row.get("completed_at", datetime)
    if done is not None:
        yield ReliefCompleted(relief=relief, site=site, at=done, guards_on_arrival=row.must("guards_on_arrival", int))


def _warnings(row: Row, _: Minimums | None) -> Iterator[Fact]:
    yield WarningReceived(
        warning=row.must("warning", str), kind_of=row.must("kind_of", str), reliability=row.must("reliability", str),
        credibility=row.must("credibility", int), expires=row.must("expires", datetime),
        site=row.get("site", str) or "", province=row.get("province", str) or "",
    )  # fmt: skip


def _scenarios(row: Row, _: Minimums | None) -> Iterator[Fact]:
    yield ScenarioEntered(
        scenario=row.must("scenario", str), site=row.must("site", str), sentence=row.must("sentence", str),
        from_=row.must("from", datetime), to=row.must("to", datetime), probability=_must(row, "probability"),
        loss_given=_must(row, "loss_given"), expires=row.must("expires", datetime),
        withdrawn=row.get("withdrawn", bool) or False, speaks_for=row.get("speaks_for", str) or "",
        speaks_against=row.get("speaks_against", str) or "", would_change=row.get("would_change", str) or "",
    )  # fmt: skip


FACTS: Final[Mapping[str, Callable[[Row, Minimums | None], Iterator[Fact]]]] = {
    "watch-sites": _sites,
    "guards": _guards,
    "population": _population,
    "incidents": _incidents,
    "reliefs": _reliefs,
    "warnings": _warnings,
    "scenarios": _scenarios,
}
"""The facts of one row, by its table."""


def _must(row: Row, column: str) -> Number:
    return number(float(row.must(column, Decimal)))


def _number(row: Row, column: str) -> Number | None:
    found = row.get(column, Decimal)
    return None if found is None else number(float(found))


def _or(row: Row, column: str, best: int) -> int:
    found = row.get(column, int)
    return best if found is None else found
