"""A replay on a screen: a table for each day, then the way of the fighting day by day, then why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isinf
from typing import TYPE_CHECKING, Final

import numpy as np

from musterbook.cli.render import table
from musterbook.watch.forecast import FIGHTING, LINE, LOSS, NEAR, Forecast
from musterbook.watch.placed import day_of
from musterbook.watch.replay.way import Near, Way, WayDays
from musterbook.words.forecasts import chance, reason
from musterbook.words.lines import counted_words, in_words, to_say
from musterbook.words.pages import page

if TYPE_CHECKING:
    from musterbook.watch.replay.days import OneDay, Wanted
    from musterbook.watch.replay.world import World

EXPLAINED: Final = 3
"""Sites of the last day whose reasons are printed."""

REACHED_SHOWN: Final = 4
NO_FRONT: Final = to_say(
    "Only lethal incidents are counted here. They say where there is fighting, not when a place is lost: ground can "
    "change hands with hardly a death."
)
A_DASH: Final = to_say(
    "A dash: nothing can be said. Of fighting within 25 km, until a year of files has been learnt from; of fighting "
    "within 15 km, where it is routine or the files are late."
)
HEADS: Final = {
    LOSS: to_say("People lost"),
    LINE: to_say("Hostile ground here"),
    FIGHTING: to_say("Fighting in 25 km"),
    NEAR: to_say("Fighting in 15 km"),
}


def lines(days: Sequence[OneDay], world: World, wanted: Wanted, *, top: int, language: str) -> list[str]:
    """Everything printed for people."""
    if not days:
        return [in_words("nothing is known of these days")]
    shown = [site for site in world.sites if not wanted.sites or site.site in wanted.sites]
    names = [f"{site.name} ({site.site})" if site.name != site.site else site.site for site in shown]
    lat, lon = np.array([one.lat for one in shown]), np.array([one.lon for one in shown])
    walk = WayDays(world.placed(wanted.days[-1]), lat, lon)
    ways = [walk.on(day_of(one.day)) for one in days]
    ids = [site.site for site in shown]
    said: list[str] = []
    for one, way in zip(days, ways, strict=True):
        said += [*_day_lines(one, way, ids, names, wanted, top), ""]
    said += [
        in_words("The way of the fighting, day by day"),
        *_way_table(ways, names),
        "",
        in_words(NO_FRONT),
        in_words(A_DASH),
        page("chance.key"),
    ]
    return [*said, *_why_lines(days[-1], ways[-1], ids, names, language)]


def _day_lines(
    one: OneDay, way: Way, ids: Sequence[str], names: Sequence[str], wanted: Wanted, top: int
) -> Iterator[str]:
    """The table of one day: whoever is likeliest to lose its people, then whoever is nearest to fighting."""
    by_site = _by_site(one)
    near = {one.site: one for one in way.near}
    order = _order(by_site, near, ids)
    notable = [at for at in order if at in near or (LINE, wanted.horizons[0]) in by_site.get(ids[at], {})]
    columns = _columns(one)
    head = [
        "Site",
        in_words("Nearest lethal incident, 7 days"),
        in_words("Day before"),
        *(_head(*column) for column in columns),
    ]
    rows = [
        [names[at], *_near_cells(near.get(at)), *(_cell(by_site.get(ids[at], {}).get(column)) for column in columns)]
        for at in (notable or order)[:top]
    ]
    yield f"{one.day:%A} {one.day.day} {one.day:%B %Y}"
    yield from table(head, rows)
    rest = len(ids) - len(rows)
    if notable and len(notable) > top:
        more, none = len(notable) - top, len(ids) - len(notable)
        yield in_words(
            "{more} more with a lethal incident within 100 km in 7 days; {none} with none", more=more, none=none
        )
    elif rest:
        yield counted_words(
            "{n} site with no lethal incident known within 100 km in 7 days",
            "{n} sites with no lethal incident known within 100 km in 7 days", rest,
        )  # fmt: skip


def _order(by_site: dict[str, dict[tuple[str, int], Forecast]], near: dict[int, Near], ids: Sequence[str]) -> list[int]:
    """Numbers of sites, the likeliest loss first, and of equal ones the nearest to fighting."""

    def rank(at: int) -> tuple[float, float, int]:
        losses = [said.p for (layer, _), said in by_site.get(ids[at], {}).items() if layer == LOSS]
        return -round(max(losses, default=0.0), 4), near[at].nearest.km if at in near else inf, at

    return sorted(range(len(ids)), key=rank)


def _by_site(one: OneDay) -> dict[str, dict[tuple[str, int], Forecast]]:
    found: dict[str, dict[tuple[str, int], Forecast]] = {}
    for said in one.forecasts:
        found.setdefault(said.site, {})[said.layer, said.horizon_days] = said
    return found


def _columns(one: OneDay) -> list[tuple[str, int]]:
    there = {(said.layer, said.horizon_days) for said in one.forecasts}
    return sorted(there, key=lambda column: (list(HEADS).index(column[0]), column[1]))


def _head(layer: str, horizon_days: int) -> str:
    return f"{in_words(HEADS[layer])}, {horizon_days} d"


def _near_cells(near: Near | None) -> tuple[str, str]:
    if near is None:
        return in_words("none within 100 km"), ""
    from musterbook.watch.replay.near import side_of  # noqa: PLC0415  only here

    before = in_words("none") if isinf(near.before_km) else _km(near.before_km)
    return _km(
        near.nearest.km, side_of(near.nearest)
    ), f"{before}{'  ' + in_words('nearer now') if near.nearer else ''}"


def _km(km: float, side: str = "") -> str:
    """A distance, with its side where it has one worth saying."""
    return in_words("here") if km < 1 else in_words("{km} km {side}", km=f"{km:,.0f}", side=side).rstrip()


def _cell(said: Forecast | None) -> str:
    return "–" if said is None else chance(said.p, said.low, said.high)


def _way_table(ways: Sequence[Way], names: Sequence[str]) -> list[str]:
    """A line for each day: what became known near sites, where it was new, and whom it came nearest."""
    rows = []
    for way in ways:
        reached = [
            in_words("{names} itself", names=names[one.site])
            if one.km < 1
            else in_words("{km} of {names}", km=_km(one.km, one.side), names=names[one.site])
            for one in way.reached[:REACHED_SHOWN]
        ]
        more = len(way.reached) - len(reached)
        first = way.near[0] if way.near else None
        nearest = "–" if first is None else f"{names[first.site]}, {_km(first.nearest.km)}"
        rows.append(
            (
                f"{way.day.day} {way.day:%b}",
                f"{way.incidents:,}",
                f"{way.deaths:,}",
                nearest,
                "; ".join([*reached, *([in_words("{more} more", more=more)] if more else [])]) or "–",
            )
        )
    head = ("Day", "Incidents", "Dead", "Nearest in 7 days", "Reached for the first time in 90 days")
    return table(head, rows, right=(1, 2))


def _why_lines(one: OneDay, way: Way, ids: Sequence[str], names: Sequence[str], language: str) -> list[str]:
    """The reasons of the last day, for the sites that stand first on it."""
    by_site, said = _by_site(one), []
    for at in _order(by_site, {near.site: near for near in way.near}, ids)[:EXPLAINED]:
        for (layer, horizon), found in by_site.get(ids[at], {}).items():
            head = f"{names[at]}: {_head(layer, horizon).lower()}: {chance(found.p, found.low, found.high)}"
            said += ["", head, *(f"  {reason(because, language)}." for because in found.reasons)]
    when = f"{one.day.day} {one.day:%B %Y}"
    return ["", in_words("Why, on {when}", when=when), *said] if said else []
