"""Climbing to good prices: solve over the trips known, look for better trips at its prices, add them, repeat.

Every step gives a bound; the best one is kept, so the climb may be stopped at any moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from musterbook.lift.bound.columns import TripColumns
from musterbook.lift.bound.journeys import Priced, departures_of, priced, routes_from
from musterbook.lift.bound.master import Master
from musterbook.lift.bound.people import Reals, Wholes
from musterbook.lift.bound.pricing import Relaxation, hub_exposure

CLOSE_ENOUGH = 0.002
"""So near, as a share, a climb is at its end."""
STRETCHES = 24
"""Into so many stretches of time the first trips are spread."""
FEWEST_TRIPS = 6
"""So many routes of each cohort are added whatever they cost."""
NONE = -1
"""Stands where there is no departure."""


@dataclass(frozen=True, slots=True)
class _Onward:
    """Departures of one kind out of a staging place: `by_route` the cheapest of each route.

    `later`: the cheapest at each point or after it; first of ways to facilities, then of relays.
    """

    by_route: Wholes
    later: Wholes


@dataclass
class Climb:
    """One climb. `value` is the best bound so far, `prices` what it was found with.

    Args:
        relaxation: what to climb on.
        resources: whose rows count.
        clock: for the time limit.
        near: the climb ends when the solver's own optimum over the known trips is this near, as a share.
    """

    relaxation: Relaxation
    resources: frozenset[str]
    clock: Callable[[], float] = time.monotonic
    near: float = CLOSE_ENOUGH
    value: float = -np.inf
    prices: Reals = field(default_factory=lambda: np.zeros(0))
    rounds: int = 0
    optimum: float = np.inf

    def run(self, seconds: float, stop: Callable[[], bool]) -> float:
        """Climb until close enough, out of time or stopped."""
        ends = self.clock() + seconds
        master = Master(self.relaxation, self.resources)
        self._look(master, self.prices if len(self.prices) else np.zeros(self.relaxation.rows.count))
        trust = 0.5  # how far the next prices keep to the best known ones
        while not stop() and (left := ends - self.clock()) > 0:
            self.rounds += 1
            master.limit(left)
            found = master.prices()
            if found is None:
                break
            self.optimum = master.objective
            if self.optimum - self.value <= self.near * abs(self.optimum):
                break
            gained, new = self._look(master, found)
            if trust > 0:  # near the best known prices too: the solver's own swing from one corner to another
                nearer, more = self._look(master, trust * self.prices + (1 - trust) * found)
                gained, new = gained or nearer, new + more
            if not new:
                break
            trust = min(0.8, trust + 0.1) if gained else max(0.0, trust - 0.2)
        return self.value

    def _look(self, master: Master, prices: Reals) -> tuple[bool, int]:
        """The bound at `prices`, and better trips for the solver: did the bound rise, and how many trips were new."""
        at = priced(self.relaxation, prices)
        gained = at.value > self.value
        if gained:
            self.value, self.prices = at.value, prices
        return gained, master.add(*promising(self.relaxation, at, throughout=self.rounds == 0))


def promising(relaxation: Relaxation, at: Priced, *, throughout: bool = False) -> tuple[Wholes, TripColumns]:
    """For each cohort the best trip of each route that costs little more than its cheapest, and all trips onward.

    `throughout`: also the best trip of each stretch of time, so that whoever must wait finds a later one.
    """
    cohort, kind, departure = [], [], []
    for number, one in enumerate(relaxation.people.cohorts):
        entries, own = departures_of(relaxation, number)
        if not len(entries):
            continue
        cost = at.setting_out[one.kind, entries] + own
        chosen = _best_of_each(relaxation.trips.departure_route[entries], cost)
        near = at.cheapest[number] + 0.02 * abs(at.cheapest[number]) + 1e-9
        some = np.sort(cost[chosen])[:FEWEST_TRIPS][-1]
        chosen = chosen[cost[chosen] <= max(near, some)]
        if throughout:
            stretch = relaxation.departure.at[entries] * STRETCHES // (relaxation.problem.horizon_min + 1)
            chosen = np.union1d(chosen, _best_of_each(stretch, cost))
        chosen = chosen[np.isfinite(cost[chosen])]
        cohort += [number] * len(chosen)
        kind += [one.kind] * len(chosen)
        departure += entries[chosen].tolist()
    kinds = np.array(kind, dtype=np.int64)
    trips = _arriving(relaxation, at, kinds, np.array(departure, dtype=np.int64))
    onward = _onward(relaxation, at, trips)
    return (
        np.concatenate((np.array(cohort, dtype=np.int64), np.full(len(onward), -1))),
        TripColumns(
            np.concatenate((trips.kind, onward.kind)),
            np.concatenate((trips.departure, onward.departure)),
            np.concatenate((trips.arrival, onward.arrival)),
        ),
    )


def _best_of_each(group: Wholes, cost: Reals) -> Wholes:
    """The index of the least cost of every group."""
    order = np.lexsort((cost, group))
    kept: Wholes = order[np.concatenate(([True], group[order][1:] != group[order][:-1]))]
    return kept


def _arriving(relaxation: Relaxation, at: Priced, kind: Wholes, departure: Wholes) -> TripColumns:
    """The best arrival of each departure; of a relay one that comes later, if there is any."""
    low, high = _reach(relaxation, departure)
    arrival = [
        start + int(at.landing[one, start:end].argmin())
        for one, start, end in zip(kind.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    return TripColumns(kind, departure, np.array(arrival, dtype=np.int64))


def _reach(relaxation: Relaxation, departure: Wholes) -> tuple[Wholes, Wholes]:
    """The arrivals to look for each departure's best among: of a relay those that come later, if there are any.

    At one point people could change carriers for ever at no price, and as cheaply as by the best way on; a search that
    does not leave them out finds nothing else.
    """
    low, high = relaxation.trips.reach_from[departure].copy(), relaxation.trips.reach_to[departure]
    relay = relaxation.departure.relay[departure]
    while True:
        same = relay & (relaxation.arrival.at[low] <= relaxation.departure.at[departure]) & (low < high - 1)
        if not same.any():
            return low, high
        low[same] += 1


def _onward(relaxation: Relaxation, at: Priced, trips: TripColumns) -> TripColumns:
    """The trips that take people on from the staging places where `trips` set them down, to the end of their way."""
    found, seen = [], set[tuple[str, int, int]]()
    known: dict[tuple[str, int], _Onward] = {}
    while wanted := _staged(relaxation, trips) - seen:
        seen |= wanted
        kind: list[int] = []
        departure: list[int] = []
        for hub, of_kind in sorted({one[:2] for one in wanted}):
            best: set[int] = set()
            if (hub, of_kind) not in known:
                known[hub, of_kind] = _best_onward(relaxation, at, hub, of_kind)
                best.update(known[hub, of_kind].by_route.tolist())
            arrived = [one[2] for one in wanted if one[:2] == (hub, of_kind)]
            best.update(known[hub, of_kind].later[:, arrived].ravel().tolist())
            best.discard(NONE)
            kind += [of_kind] * len(best)
            departure += sorted(best)
        trips = _arriving(relaxation, at, np.array(kind, dtype=np.int64), np.array(departure, dtype=np.int64))
        found.append(trips)
    none = np.zeros(0, dtype=np.int64)
    return TripColumns(
        np.concatenate((none, *(one.kind for one in found))),
        np.concatenate((none, *(one.departure for one in found))),
        np.concatenate((none, *(one.arrival for one in found))),
    )


def _staged(relaxation: Relaxation, trips: TripColumns) -> set[tuple[str, int, int]]:
    """(staging place, kind, point) of every trip that ends at a staging place."""
    berth = relaxation.trips.arrival_berth[trips.arrival]
    wanted: set[tuple[str, int, int]] = set()
    for number, one in enumerate(relaxation.trips.berths):
        if one.target in relaxation.rows.staging:
            here = berth == number
            points = relaxation.trips.arrival_point[trips.arrival[here]]
            wanted |= {(one.target, k, p) for k, p in zip(trips.kind[here].tolist(), points.tolist(), strict=True)}
    return wanted


def _best_onward(relaxation: Relaxation, at: Priced, hub: str, kind: int) -> _Onward:
    """The cheapest departures of a kind out of a staging place, at these prices."""
    routes, count = routes_from(relaxation, hub), len(relaxation.trips.points[hub])
    if not routes:
        return _Onward(np.zeros(0, dtype=np.int64), np.full((2, count), NONE))
    entries = np.arange(routes[0].first, routes[-1].last)
    points = relaxation.trips.departure_point[entries]
    weight = relaxation.people.kinds[kind].weight
    exposed = np.concatenate(([0.0], np.cumsum(hub_exposure(relaxation, hub))))
    relay = relaxation.departure.relay[entries]
    setting_out, relays = at.setting_out[kind, entries], np.flatnonzero(relay)
    onward = _arriving(relaxation, at, np.full(len(relays), kind), entries[relays])
    setting_out[relays] = at.leaving[kind, onward.departure] + at.landing[kind, onward.arrival]
    cost = setting_out + weight * (relaxation.risk[entries] + exposed[points]) + at.room[hub][points]
    by_route = _best_of_each(relaxation.trips.departure_route[entries], cost)
    later = np.full((2, count), NONE)
    for number in (0, 1):  # the way to a facility, though changing carriers here for ever costs as little
        some = np.flatnonzero((relay == bool(number)) & np.isfinite(cost))
        best = _cheapest_later(points[some], cost[some], count)
        later[number, best != NONE] = entries[some[best[best != NONE]]]
    return _Onward(entries[by_route[np.isfinite(cost[by_route])]], later)


def _cheapest_later(points: Wholes, cost: Reals, count: int) -> Wholes:
    """For each of `count` points the index of the least cost there or at a later point; `NONE` after the last."""
    found = np.full(count, NONE)
    best, least = NONE, np.inf
    for one in _best_of_each(points, cost)[::-1].tolist() if len(points) else ():
        if cost[one] <= least:
            best, least = one, cost[one]
        found[points[one]] = best
    for point in range(count - 2, -1, -1):
        if found[point] == NONE:
            found[point] = found[point + 1]
    return found
