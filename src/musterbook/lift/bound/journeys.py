"""The cheapest journeys at given prices, and the bound that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.people import Flags, Reals, Wholes
from musterbook.lift.bound.pricing import Relaxation, bed_flags, hub_exposure, queue_worth
from musterbook.lift.bound.trips import Route

ROUNDING = 1e-13
"""What adding up a price in another order may make cheaper."""


@dataclass(frozen=True)
class Priced:
    """What everything costs at given prices.

    Attributes:
        value: the bound.
        setting_out: by kind and departure, all it costs to leave then and travel on in the best way.
        landing: by kind and arrival, all it costs to arrive then and travel on in the best way.
        leaving: by kind and departure, the part of `setting_out` before the arrival.
        cheapest: by cohort, what one person costs.
        room: by staging place and point, the price of having stayed there since the start.
    """

    value: float
    setting_out: Reals
    leaving: Reals
    landing: Reals
    cheapest: Reals
    room: Mapping[str, Reals]


def priced(relaxation: Relaxation, prices: Reals) -> Priced:
    """The bound at `prices`, one a row; all but those of queues must be at least 0."""
    rows = relaxation.rows
    leaving = _leaving(relaxation, prices)
    landing = _set_down(relaxation, prices)
    setting_out = leaving + _cheapest_arrival(relaxation, landing)
    _travel_on(relaxation, prices, leaving, landing, setting_out)
    cheapest = _cheapest(relaxation, setting_out)
    heads = np.array([cohort.heads for cohort in relaxation.people.cohorts], dtype=np.float64)
    value = float(heads @ cheapest) - float(rows.capacities() @ prices)
    for dest, first in rows.queue.items():
        value += queue_worth(relaxation, dest, prices[first : first + len(relaxation.trips.points[dest])])
    room = {
        hub: np.concatenate(([0.0], np.cumsum(prices[first : first + len(relaxation.trips.points[hub]) - 1])))
        for hub, first in rows.staging.items()
    }
    return Priced(value, setting_out, leaving, landing, cheapest, room)


def departures_of(relaxation: Relaxation, cohort: int) -> tuple[Wholes, Reals]:
    """The departures a cohort may use, and its own loss at each, the way's risk added."""
    one = relaxation.people.cohorts[cohort]
    kind = relaxation.people.kinds[one.kind]
    routes = routes_from(relaxation, one.site)
    if not routes:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    entries = np.arange(routes[0].first, routes[-1].last)
    entries = entries[relaxation.departure.after[entries] >= one.not_before + relaxation.departure.turn[entries]]
    return entries, kind.weight * (relaxation.lost[entries] + relaxation.risk[entries])


def routes_from(relaxation: Relaxation, origin: str) -> list[Route]:
    """The routes out of a place; they stand side by side."""
    return [route for route in relaxation.trips.routes if route.origin == origin]


def _leaving(relaxation: Relaxation, prices: Reals) -> Reals:
    """By kind and departure: the price of what a trip uses, as far as the moment of departure decides it."""
    rows, own = relaxation.rows, relaxation.departure
    fleet, pool = own.fleet, own.pool
    by_fleet, by_pool = _later(prices, rows.fleet_by, len(rows.by)), _later(prices, rows.pool_by, len(rows.by))
    carrier = own.lead * by_fleet[fleet, own.by_lead] + own.legs * by_fleet[fleet, own.by_legs]
    carrier += own.tail * by_fleet[fleet, own.by_tail]
    escort = own.lead * by_pool[pool, own.by_lead]
    escort += (own.legs + own.turn) * by_pool[pool, own.by_aboard] + own.tail * by_pool[pool, own.by_back]
    handling = own.load_min * by_fleet[fleet, own.by_lead]
    bare = np.zeros((2, len(carrier)))
    for number, (tiling, spans) in enumerate(zip(rows.tilings, relaxation.spans, strict=True)):
        of_carrier = _Clock(prices, rows.fleet_tiles[number], tiling.edges)
        of_escort = _Clock(prices, rows.pool_tiles[number], tiling.edges)
        for use, clock, owner in ((0, of_carrier, fleet), (1, of_escort, pool)):
            paid = -clock.paid_until(owner, spans.opens)
            if not tiling.held:
                paid += clock.paid_until(owner, spans.closes_least)
            (bare[use] if tiling.bare else (carrier, escort)[use])[:] += paid
    return _by_kind(relaxation, fleet, own.counted, np.stack((carrier, escort, handling)), bare)


def _set_down(relaxation: Relaxation, prices: Reals) -> Reals:
    """By kind and arrival: the price of what a trip uses, as far as the set-down decides it; no journey after it."""
    rows, own = relaxation.rows, relaxation.arrival
    fleet, pool = own.fleet, own.pool
    by_fleet = _later(prices, rows.fleet_by, len(rows.by))[fleet, own.by_set_down]
    carrier, escort, handling = own.turn * by_fleet, np.zeros(len(by_fleet)), own.unload_min * by_fleet
    bare = np.zeros((2, len(by_fleet)))
    for number, (tiling, spans) in enumerate(zip(rows.tilings, relaxation.spans, strict=True)):
        if tiling.held:
            of_carrier = _Clock(prices, rows.fleet_tiles[number], tiling.edges)
            of_escort = _Clock(prices, rows.pool_tiles[number], tiling.edges)
            for use, clock, owner in ((0, of_carrier, fleet), (1, of_escort, pool)):
                (bare[use] if tiling.bare else (carrier, escort)[use])[:] += clock.paid_until(owner, spans.closes)
    landing = _by_kind(relaxation, fleet, own.counted, np.stack((carrier, escort, handling)), bare)
    for number, berth in enumerate(relaxation.trips.berths):
        if berth.target in rows.queue:
            entries = slice(berth.first, berth.last)
            landing[:, entries] += _reception(relaxation, prices, number)
    return landing


def _reception(relaxation: Relaxation, prices: Reals, number: int) -> Reals:
    """By kind and arrival of a berth: the price of being received; infinite where a kind may not go."""
    rows, berth = relaxation.rows, relaxation.trips.berths[number]
    at = relaxation.trips.arrival_point[berth.first : berth.last]
    first = rows.queue[berth.target]
    found = np.tile(prices[first + at], (len(relaxation.people.kinds), 1))
    for kind, one in enumerate(relaxation.people.kinds):
        if one.dests is not None and berth.target not in one.dests:
            found[kind] = np.inf
            continue
        flags = bed_flags(relaxation, berth.target, one.compartment)
        bed = rows.beds[berth.target, one.compartment]
        found[kind] += (prices[bed : bed + len(flags)] @ flags)[at]
    return found


def _by_kind(relaxation: Relaxation, fleet: Wholes, counted: Flags, uses: Reals, bare: Reals) -> Reals:
    """Prices of a carrier, an escort and a loading unit as the price of a person of each kind.

    `uses` (three rows) counts where `counted`; `bare` (two rows) everywhere.
    """
    carrier, escort, handling = uses * counted
    carrier, escort = carrier + bare[0], escort + bare[1]
    share = relaxation.share[:, fleet]
    able = np.isfinite(share)
    total = np.where(able, share, 0.0) * carrier + relaxation.guards[:, None] * escort
    total += relaxation.units[:, None] * handling
    return np.where(able, total, np.inf)


def _cheapest_arrival(relaxation: Relaxation, landing: Reals, entries: slice = slice(None)) -> Reals:
    """For each departure the least of `landing` over the arrivals within its reach."""
    low, high = relaxation.trips.reach_from[entries], relaxation.trips.reach_to[entries]
    found = np.empty((len(landing), len(low)))
    if not len(low):
        return found
    level = np.frexp((high - low).astype(np.float64))[1] - 1  # the largest power of two within the reach
    table, width = landing, 1
    for power in range(int(level.max()) + 1):
        here = np.flatnonzero(level == power)
        found[:, here] = np.minimum(table[:, low[here]], table[:, high[here] - width])
        table = np.minimum(table[:, : table.shape[1] - width], table[:, width:]) if table.shape[1] > width else table
        width *= 2
    return found


def _travel_on(relaxation: Relaxation, prices: Reals, leaving: Reals, landing: Reals, setting_out: Reals) -> None:
    """Fill in what arriving at a staging place costs, all journeys onward considered, and what leads there.

    Staging places lead to one another and to themselves, so this is repeated until nothing gets cheaper: a journey left
    out would make the bound too high. Nothing on the way costs less than nothing, so no journey need be at the same
    place at the same point twice.
    """
    staging = [berth for berth in relaxation.trips.berths if berth.target in relaxation.rows.staging]
    uses = [landing[:, berth.first : berth.last].copy() for berth in staging]
    for berth in staging:
        landing[:, berth.first : berth.last] = np.inf
    places = tuple(relaxation.rows.staging)
    hubs = [hub for hub in places if routes_from(relaxation, hub)]
    spans = {hub: slice(routes_from(relaxation, hub)[0].first, routes_from(relaxation, hub)[-1].last) for hub in hubs}
    staying: dict[str, Reals] = {}
    for _ in range(sum(len(relaxation.trips.points[hub]) for hub in places) + 1):
        for entries in spans.values():
            setting_out[:, entries] = leaving[:, entries] + _cheapest_arrival(relaxation, landing, entries)
        before, staying = (
            staying,
            {hub: _staying(relaxation, prices, hub, spans.get(hub), setting_out) for hub in relaxation.rows.staging},
        )
        for berth, use in zip(staging, uses, strict=True):
            at = relaxation.trips.arrival_point[berth.first : berth.last]
            landing[:, berth.first : berth.last] = use + staying[berth.target][:, at]
        if before and all(
            (staying[hub] >= before[hub] - ROUNDING * (1.0 + np.abs(before[hub]))).all() for hub in staying
        ):
            break
    setting_out[:] = leaving + _cheapest_arrival(relaxation, landing)


def _staying(relaxation: Relaxation, prices: Reals, hub: str, entries: slice | None, setting_out: Reals) -> Reals:
    """By kind and point: what it costs to be at a staging place then and leave it in the best way, or be stuck."""
    points, first = relaxation.trips.points[hub], relaxation.rows.staging[hub]
    kinds = relaxation.people.kinds
    weight = np.array([kind.weight for kind in kinds])
    onward = np.full((len(kinds), len(points)), np.inf)
    if entries is not None:
        cost = setting_out[:, entries] + weight[:, None] * relaxation.risk[entries]
        at = relaxation.trips.departure_point[entries]
        for kind in range(len(kinds)):
            np.minimum.at(onward[kind], at, cost[kind])
    room = prices[first : first + len(points) - 1]
    exposed = hub_exposure(relaxation, hub)
    stuck = weight * relaxation.problem.rules.left_behind_loss
    for point in range(len(points) - 2, -1, -1):
        np.minimum(
            onward[:, point],
            onward[:, point + 1] + weight * exposed[point] + room[point],
            out=onward[:, point],
        )
    held = np.concatenate((np.cumsum(room[::-1])[::-1], [0.0]))
    best: Reals = np.minimum(onward, stuck[:, None] + held[None, :])
    return best


def _cheapest(relaxation: Relaxation, setting_out: Reals) -> Reals:
    """By cohort: the least one person can cost, staying behind for good among the choices."""
    found = []
    for number, cohort in enumerate(relaxation.people.cohorts):
        kind = relaxation.people.kinds[cohort.kind]
        entries, own = departures_of(relaxation, number)
        best = float((setting_out[cohort.kind, entries] + own).min()) if len(entries) else np.inf
        found.append(min(best, kind.weight * relaxation.problem.rules.left_behind_loss))
    return np.array(found)


def _later(prices: Reals, firsts: Wholes, count: int) -> Reals:
    """By owner and row: the prices of the row and all later ones added up; 0 after the last."""
    table = np.stack([prices[first : first + count] for first in firsts])
    return np.concatenate((np.cumsum(table[:, ::-1], axis=1)[:, ::-1], np.zeros((len(firsts), 1))), axis=1)


class _Clock:
    """What has been paid for a minute of each owner since the start, tile by tile."""

    def __init__(self, prices: Reals, firsts: Wholes, edges: Wholes) -> None:
        count = len(edges) - 1
        table = np.stack([prices[first : first + count] for first in firsts]) * np.diff(edges)
        self.edges = edges
        self.paid = np.concatenate((np.zeros((len(firsts), 1)), np.cumsum(table, axis=1)), axis=1)

    def paid_until(self, owner: Wholes, minutes: Reals) -> Reals:
        """The price of a minute of `owner` at each minute, added up from the start to `minutes`."""
        tile = np.clip(np.searchsorted(self.edges, minutes, side="right") - 1, 0, len(self.edges) - 2)
        start, end = self.edges[tile], self.edges[tile + 1]
        share = (minutes - start) / (end - start)
        before = self.paid[owner, tile]
        total: Reals = before + share * (self.paid[owner, tile + 1] - before)
        return total


def allowed_prices(relaxation: Relaxation, prices: Reals) -> Reals:
    """`prices` with those that would be invalid put right: none below 0 but those of queues."""
    free = np.zeros(len(prices), dtype=np.bool_)
    for dest, first in relaxation.rows.queue.items():
        free[first : first + len(relaxation.trips.points[dest])] = True
    return np.where(free, prices, np.maximum(prices, 0.0))
