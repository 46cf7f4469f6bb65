"""The bound at given prices: whatever the prices, no plan loses less (Lagrange).

Every person takes the journey that is cheapest for them, loss and the price of all it uses added; what the resources
could earn at those prices is taken off again. A plan pays at most its loss and uses no more than there is, so it pays
no less than this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musterbook.lift.bound.clock import closing, opening
from musterbook.lift.bound.entries import Arrivals, Departures, arrivals_in, departures_in
from musterbook.lift.bound.fleets import Fleet
from musterbook.lift.bound.people import (
    Flags,
    People,
    Reals,
    escorts_each,
    exposure,
    lost_by,
    may_carry,
    share_of_carrier,
    units_of,
)
from musterbook.lift.bound.rows import Rows, Tiling, bed_steps, drains
from musterbook.lift.bound.trips import Trips
from musterbook.lift.problem import Problem


@dataclass(frozen=True)
class Spans:
    """From where and to where departures and arrivals are counted in one tiling."""

    opens: Reals
    closes_least: Reals
    closes: Reals


@dataclass(frozen=True)
class Relaxation:
    """Everything the bound is worked out from; nothing in it depends on prices.

    Attributes:
        share: share of a carrier by kind and fleet; infinite when the fleet cannot carry the kind.
        guards, units: escorts and loading units by kind.
        spans: by tiling.
        lost: the chance of being lost before each departure from a site.
        departure, arrival: every departure and arrival of `trips`, in numbers.
    """

    problem: Problem
    people: People
    fleets: tuple[Fleet, ...]
    trips: Trips
    rows: Rows
    share: Reals
    guards: Reals
    units: Reals
    spans: tuple[Spans, ...]
    lost: Reals
    risk: Reals
    departure: Departures
    arrival: Arrivals


def relaxation_of(problem: Problem, people: People, fleets: tuple[Fleet, ...], trips: Trips, rows: Rows) -> Relaxation:
    """Work out everything that does not depend on prices."""
    share = np.array(
        [
            [share_of_carrier(problem, kind, fleet.type) if may_carry(kind, fleet.type) else np.inf for fleet in fleets]
            for kind in people.kinds
        ]
    ).reshape(len(people.kinds), len(fleets))
    departure, arrival = departures_in(problem, fleets, trips, rows), arrivals_in(fleets, trips, rows)
    return Relaxation(
        problem=problem,
        people=people,
        fleets=fleets,
        trips=trips,
        rows=rows,
        share=share,
        guards=np.array([escorts_each(problem, kind) for kind in people.kinds]),
        units=np.array([units_of(problem, kind) for kind in people.kinds], dtype=np.float64),
        spans=tuple(_spans(departure, arrival, tiling) for tiling in rows.tilings),
        lost=_lost(problem, trips),
        risk=np.array([route.risk for route in trips.routes], dtype=np.float64)[trips.departure_route],
        departure=departure,
        arrival=arrival,
    )


def _spans(departure: Departures, arrival: Arrivals, tiling: Tiling) -> Spans:
    lead, tail, end = departure.lead, departure.tail, arrival.tail
    if tiling.bare:
        lead, tail, end = lead * 0, tail * 0, end * 0
    least = departure.legs + departure.turn + tail
    opens = opening(departure.at - lead, departure.after - lead, tiling.edges)
    closes_least = closing(departure.at + least, departure.before + least, tiling.edges)
    closes = closing(arrival.at + end, arrival.before + end, tiling.edges)
    return Spans(opens, np.maximum(closes_least, opens), closes)


def _lost(problem: Problem, trips: Trips) -> Reals:
    found = np.zeros(len(trips.departure_point))
    for place, points in trips.points.items():
        if problem.node[place].kind != "site":
            continue
        lost = lost_by(problem.node[place], points.at)
        for route in trips.routes:
            if route.origin == place:
                entries = slice(route.first, route.last)
                found[entries] = lost[trips.departure_point[entries]]
    return found


def hub_exposure(relaxation: Relaxation, hub: str) -> Reals:
    """The hazard of a staging place between each of its points and the next."""
    return np.diff(exposure(relaxation.problem.node[hub], relaxation.trips.points[hub].at))


def queue_worth(relaxation: Relaxation, dest: str, prices: Reals) -> float:
    """What the queue of a facility can add to the bound at these prices of arrivals: never more than nothing.

    Row j of a queue says arrivals + waiting before − waiting after − taken in = 0, where waiting lies between 0 and
    the cap and the number taken in between 0 and what the facility can take in.
    """
    node = relaxation.problem.node[dest]
    points = relaxation.trips.points[dest]
    later = np.concatenate((prices[1:], [0.0]))
    waiting = (node.reception_cap + 1e-6) * np.minimum(0.0, later - prices).sum()
    return float(waiting + (drains(relaxation.problem, dest, points) * np.minimum(0.0, -prices)).sum())


def bed_flags(relaxation: Relaxation, dest: str, compartment: str) -> Flags:
    """Rows by step of the beds, columns by point: does an arrival at the point count for the step?"""
    ends = np.array([end for end, _ in bed_steps(relaxation.problem, dest, compartment)], dtype=np.int64)
    flags: Flags = relaxation.trips.points[dest].at[None, :] < ends[:, None]
    return flags
