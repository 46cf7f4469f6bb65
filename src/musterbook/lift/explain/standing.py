"""Where a plan stands: what all its carriers have booked at a few places, and how one carrier stands at its base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from musterbook.lift.dispatch.bookings import Bookings
from musterbook.lift.dispatch.carriers import Carrier
from musterbook.lift.dispatch.network import Network
from musterbook.lift.dispatch.trips import Trip
from musterbook.lift.explain.outings import Stops
from musterbook.lift.plan import Stop
from musterbook.lift.problem import Node, Problem, Steps


class Uses:
    """Every service and every escort tour of a plan, by place; worked out once for many searches.

    Attributes:
        services: (start, end) of every service by place and mode.
        escorts: changes of the number out or resting, (minute, heads), by base.
        visitors: the carriers that stop at a place.
    """

    def __init__(self, problem: Problem, stops: Stops) -> None:
        self.services: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self.escorts: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.visitors: dict[str, dict[str, None]] = defaultdict(dict)
        for vehicle, mine in stops.items():
            known = problem.vehicle[vehicle]
            mode = problem.vehicle_type[known.type].mode
            for stop in mine:
                self.visitors[stop.node][vehicle] = None
                if stop.service_end > stop.service_start:
                    self.services[stop.node, mode].append((stop.service_start, stop.service_end))
            self.escorts[known.base] += _tours(problem, known.base, mine)


def booked(problem: Problem, uses: Uses, stops: Stops, places: Iterable[str]) -> Bookings:
    """What all carriers use at a few places: slots, escorts, reception and beds.

    People set down are counted in `stops`; slots and escorts are those of `uses`, which fewer people do not change.
    """
    wanted = set(places)
    nodes = tuple(_with_escorts_out(node, uses.escorts.get(node.id, [])) for node in problem.nodes if node.id in wanted)
    bookings = Bookings(replace(problem, nodes=nodes, groups=()))
    for (place, mode), slots in bookings.slots.items():
        for start, end in uses.services.get((place, mode), ()):
            slots.book(start, end)
    for dest in bookings.reception:
        arrivals = [
            (stop.service_end, group, heads)
            for vehicle in uses.visitors.get(dest, ())
            for stop in stops[vehicle]
            if stop.node == dest
            for group, heads in stop.alight.items()
        ]
        for minute, group, heads in sorted(arrivals):
            bookings.reception[dest].book(minute, heads)
            bookings.book_beds(dest, problem.group[group].compartment, minute, heads)
    return bookings


def _with_escorts_out(node: Node, changes: list[tuple[int, int]]) -> Node:
    """The place with the escorts it has left as its pool: booking them one tour at a time would take longer."""
    if not node.escorts:
        return node
    grows = [
        (minute, number - before) for (minute, number), before in zip(node.escorts, _before(node.escorts), strict=True)
    ]
    free: dict[int, int] = {}
    level = 0
    for minute, change in sorted([*grows, *((minute, -out) for minute, out in changes)]):
        level += change
        free[minute] = level
    return replace(node, escorts=tuple(free.items()))


def _before(steps: Steps) -> list[int]:
    return [0, *(number for _, number in steps[:-1])]


def _tours(problem: Problem, base: str, stops: Iterable[Stop]) -> list[tuple[int, int]]:
    """When escorts of one carrier come on, and when they are back and rested; first out, first back."""
    found: list[tuple[int, int]] = []
    out: list[list[int]] = []
    rules = problem.rules
    for stop in stops:
        left = stop.escorts_off if stop.node == base else 0
        while left and out:
            some = min(left, out[0][1])
            tour = stop.service_end - out[0][0]
            rest = max(rules.escort_rest_min, -(-tour * rules.escort_rest_pct // 100))
            found += [(out[0][0], some), (stop.service_end + rest, -some)]
            out[0][1] -= some
            left -= some
            if not out[0][1]:
                out.pop(0)
        if stop.escorts_on:
            out.append([stop.service_start, stop.escorts_on])
    return found


def at_base(network: Network, stops: Stops, vehicle: str, after: int, since: int) -> Carrier:
    """The carrier as it stands at base after the stop at place `after`: its km since refuelling, its duty."""
    problem = network.problem
    known = problem.vehicle[vehicle]
    kind = problem.vehicle_type[known.type]
    carrier = Carrier(known, kind, network.calendar(known), known.base, 0, ready=since)
    last: Stop | None = None
    for stop in stops[vehicle][: after + 1]:
        spans = [(stop.service_start, stop.service_end)]
        if last is not None and last.node != stop.node:
            ways = network.ways(kind, last.node, stop.node)
            carrier.km += next((way.km for way in ways if way.route == stop.route), 0.0)
            spans.insert(0, (last.depart, stop.arrive))
        for start, end in spans:
            if end > start:
                if carrier.last_end is None or start - carrier.last_end >= kind.rest_least_min:
                    carrier.duty_from = start
                carrier.last_end = end
        if stop.refuel and stop is not stops[vehicle][after]:
            carrier.km = 0.0
        last = stop
    return carrier


def stops_of_trip(trip: Trip, base: str, heads: Mapping[str, int]) -> list[Stop]:
    """The stops of an outing for one trip, from leaving base with its escorts to being back there with them."""
    out = Stop(base, trip.t0, trip.t0, trip.t0, trip.t0, escorts_on=trip.ask.escorts)
    boarded = Stop(
        trip.ask.origin, trip.t0 + trip.way_out.minutes, trip.s0, trip.s1, trip.depart, trip.way_out.route,
        board=dict(heads), refuel=trip.refuel_at_origin,
    )  # fmt: skip
    landed = Stop(trip.ask.dest, trip.arrive, trip.u0, trip.u1, trip.u1, trip.way_on.route, alight=dict(heads))
    if trip.home is None:
        return [out, boarded, replace(landed, escorts_off=trip.ask.escorts)]
    home, end = trip.home, trip.home.arrive
    landed = replace(landed, depart=home.depart, refuel=home.refuel)
    back = Stop(base, end, end, end, end, home.way.route, escorts_off=trip.ask.escorts)
    return [out, boarded, landed, back]
