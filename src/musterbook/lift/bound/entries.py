"""Departures and arrivals as columns of numbers: what of a trip they decide, and by when it surely lies in the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.clock import Points
from musterbook.lift.bound.fleets import Fleet, needs_escorts
from musterbook.lift.bound.people import Flags, Reals, Wholes
from musterbook.lift.bound.rows import Rows
from musterbook.lift.bound.trips import Trips
from musterbook.lift.problem import Problem


@dataclass(frozen=True)
class Departures:
    """One element a departure.

    Attributes:
        at, after, before: the point and its neighbours.
        fleet, pool: whose carriers and escorts.
        turn, lead, tail, legs: minutes, as in `Route`.
        counted, relay: as in `Route`.
        load_min: minutes to load one unit.
        by_lead, by_legs, by_tail: the first row of `Rows.by` by whose minute the way there, the way on, and the way
            back are surely over for the carrier; `by_aboard`, `by_back`: the way on and the way back for its escorts.
    """

    at: Wholes
    after: Wholes
    before: Wholes
    fleet: Wholes
    pool: Wholes
    turn: Reals
    lead: Reals
    tail: Reals
    legs: Reals
    counted: Flags
    relay: Flags
    load_min: Reals
    by_lead: Wholes
    by_legs: Wholes
    by_tail: Wholes
    by_aboard: Wholes
    by_back: Wholes


@dataclass(frozen=True)
class Arrivals:
    """One element an arrival; `by_set_down` is the first row of `Rows.by` by whose minute the set-down is over."""

    at: Wholes
    after: Wholes
    before: Wholes
    fleet: Wholes
    pool: Wholes
    tail: Reals
    counted: Flags
    turn: Reals
    unload_min: Reals
    by_set_down: Wholes


def departures_in(problem: Problem, fleets: tuple[Fleet, ...], trips: Trips, rows: Rows) -> Departures:
    """The departures of `trips`."""
    of, routes = trips.departure_route, trips.routes
    places = [(trips.points[one.origin], trips.departure_point[one.first : one.last]) for one in routes]
    at, after, before = _moments(places)
    fleet = _whole([route.fleet for route in routes])[of]
    turn = _real([one.type.turn_min for one in fleets])[fleet]
    lead, tail, legs = (_real([getattr(one, name) for one in routes])[of] for name in ("lead", "tail", "legs"))
    moving_by, most = (_real([getattr(one, name) for one in routes])[of] for name in ("moving_by", "aboard_most"))
    back = _real([fleets[one.fleet].home(one.target, outward=False) for one in routes])[of]
    home_by = most + back if needs_escorts(problem) else np.full(len(most), np.inf)

    def by(minutes: Reals) -> Wholes:
        return np.searchsorted(rows.by, after + minutes, side="left")

    return Departures(
        at=at,
        after=after,
        before=before,
        fleet=fleet,
        pool=rows.pool_of[fleet],
        turn=turn,
        lead=lead,
        tail=tail,
        legs=legs,
        counted=np.array([route.counted for route in routes], dtype=np.bool_)[of],
        relay=np.array([route.relay for route in routes], dtype=np.bool_)[of],
        load_min=_real([one.type.load_s / 60 for one in fleets])[fleet],
        by_lead=by(0 * lead),
        by_legs=by(moving_by),
        by_tail=by(home_by),
        by_aboard=by(legs + turn),
        by_back=by(legs + turn + tail),
    )


def arrivals_in(fleets: tuple[Fleet, ...], trips: Trips, rows: Rows) -> Arrivals:
    """The arrivals of `trips`."""
    of, berths = trips.arrival_berth, trips.berths
    places = [(trips.points[one.target], trips.arrival_point[one.first : one.last]) for one in berths]
    at, after, before = _moments(places)
    fleet = _whole([berth.fleet for berth in berths])[of]
    return Arrivals(
        at=at,
        after=after,
        before=before,
        fleet=fleet,
        pool=rows.pool_of[fleet],
        tail=_real([fleets[one.fleet].tails[one.target] for one in berths])[of],
        counted=np.array([berth.counted for berth in berths], dtype=np.bool_)[of],
        turn=_real([one.type.turn_min for one in fleets])[fleet],
        unload_min=_real([one.type.unload_s / 60 for one in fleets])[fleet],
        by_set_down=np.searchsorted(rows.by, after, side="left"),
    )


def _moments(places: Sequence[tuple[Points, Wholes]]) -> tuple[Wholes, Wholes, Wholes]:
    """The chosen points of each place one after the other, and their neighbours."""
    none = [np.zeros(0, dtype=np.int64)]
    return (
        np.concatenate(none + [points.at[chosen] for points, chosen in places]),
        np.concatenate(none + [points.after[chosen] for points, chosen in places]),
        np.concatenate(none + [points.before[chosen] for points, chosen in places]),
    )


def _whole(values: Sequence[int]) -> Wholes:
    return np.array(values, dtype=np.int64)


def _real(values: Sequence[float]) -> Reals:
    return np.array(values, dtype=np.float64)
