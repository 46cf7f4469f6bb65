"""Where a plan stands: what all its carriers have booked at a few places, and how one carrier stands at its base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from musterbook.lift.dispatch.bookings import Bookings
from musterbook.lift.dispatch.carriers import Carrier
from musterbook.lift.dispatch.network import Network
from musterbook.lift.explain.outings import Stops
from musterbook.lift.plan import Stop
from musterbook.lift.problem import Problem


def booked(problem: Problem, stops: Stops, places: Iterable[str]) -> Bookings:
    """What all carriers use at a few places: slots, escorts, reception and beds."""
    wanted = set(places)
    few = replace(problem, nodes=tuple(node for node in problem.nodes if node.id in wanted), groups=())
    bookings = Bookings(few)
    arrivals: list[tuple[int, str, str, int]] = []
    for vehicle, mine in stops.items():
        known = problem.vehicle[vehicle]
        mode = problem.vehicle_type[known.type].mode
        for stop in mine:
            if stop.node not in wanted:
                continue
            slots = bookings.slots.get((stop.node, mode))
            if slots and stop.service_end > stop.service_start:
                slots.book(stop.service_start, stop.service_end)
            if stop.node in bookings.reception:
                arrivals += [(stop.service_end, stop.node, group, heads) for group, heads in stop.alight.items()]
        if known.base in bookings.pools:
            _book_escorts(problem, bookings, known.base, mine)
    for minute, dest, group, heads in sorted(arrivals):
        bookings.reception[dest].book(minute, heads)
        bookings.book_beds(dest, problem.group[group].compartment, minute, heads)
    return bookings


def _book_escorts(problem: Problem, bookings: Bookings, base: str, stops: Iterable[Stop]) -> None:
    out: list[list[int]] = []
    rules = problem.rules
    for stop in stops:
        left = stop.escorts_off if stop.node == base else 0
        while left and out:
            some = min(left, out[0][1])
            tour = stop.service_end - out[0][0]
            rest = max(rules.escort_rest_min, -(-tour * rules.escort_rest_pct // 100))
            bookings.pools[base].book(out[0][0], stop.service_end + rest, some)
            out[0][1] -= some
            left -= some
            if not out[0][1]:
                out.pop(0)
        if stop.escorts_on:
            out.append([stop.service_start, stop.escorts_on])


def at_base(network: Network, stops: Stops, vehicle: str, after: int, since: int) -> Carrier:
    """The carrier as it stands at base after the stop at place `after`: how far it has come since it refuelled, its duty."""
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
