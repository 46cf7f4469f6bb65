"""Putting committed stops on a desk: everything they use is booked before anybody else is dispatched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import zip_longest

from musterbook.lift.dispatch.carriers import Carrier, Draft
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.loading import Load
from musterbook.lift.dispatch.relay import Flight, Relay
from musterbook.lift.plan import Stop
from musterbook.lift.problem import VehicleType


def replay(desk: Desk, vehicle: str, stops: Iterable[Stop], *, now: int) -> None:
    """Write a carrier's committed stops and book what they use; it is ready at base after them, not before now."""
    carrier = next((one for one in desk.carriers if one.vehicle.id == vehicle), None)
    if carrier is None:
        return
    rules, started = desk.problem.rules, 0
    for stop in stops:
        draft = _draft(stop)
        last = carrier.last_stop()
        if last.node == draft.node and last.depart <= draft.arrive:
            last.depart = draft.arrive
            fuelled = desk.network.fuels(last.node, carrier.kind.mode)
            last.refuel |= fuelled and last.depart - last.service_end >= carrier.kind.refuel_min
        _follow(desk, carrier, last, draft)
        carrier.stops.append(draft)
        if draft.escorts_on:
            carrier.escorts, started = draft.escorts_on, draft.service_start
        if draft.escorts_off:
            tour = draft.service_end - started
            rest = max(rules.escort_rest_min, -(-tour * rules.escort_rest_pct // 100))
            desk.bookings.pools[carrier.base].book(started, draft.service_end + rest, draft.escorts_off)
            carrier.escorts = 0
        _people(desk, draft)
    last = carrier.last_stop()
    carrier.node, carrier.ready = last.node, max(last.depart, now)


def reopen(desk: Desk, relay: Relay, *, now: int) -> list[tuple[str, str, int, int]]:
    """Onward trips still to come take more people as far as they have room; who has no seat onward is returned.

    Those returned are (staging place, group, heads, since); everybody with a seat is booked at the staging place.
    """
    waiting: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    leaving: list[tuple[int, int, str, str, int]] = []
    for carrier in desk.carriers:
        for draft, after in zip_longest(carrier.stops, carrier.stops[1:]):
            if desk.network.node[draft.node].kind != "hub":
                continue
            for group, heads in draft.alight.items():
                waiting[draft.node, group].append([draft.service_end, heads])
            leaving += [
                (draft.service_start, draft.service_end, draft.node, group, heads)
                for group, heads in draft.board.items()
            ]
            if after is not None and draft.service_start >= now and draft.board == after.alight and not draft.alight:
                _reopened(desk, relay, carrier, draft, after)
    for queue in waiting.values():
        queue.sort()
    for start, end, hub, group, heads in sorted(leaving):
        _seat(desk, waiting[hub, group], hub, (start, end), heads)
    return [(hub, group, heads, since) for (hub, group), lots in waiting.items() for since, heads in lots if heads]


def _seat(desk: Desk, lots: list[list[int]], hub: str, leaving: tuple[int, int], heads: int) -> None:
    while heads and lots and lots[0][0] <= leaving[0]:
        some = min(heads, lots[0][1])
        desk.bookings.held[hub].book(lots[0][0], leaving[1], some)
        lots[0][1] -= some
        heads -= some
        if not lots[0][1]:
            lots.pop(0)


def _reopened(desk: Desk, relay: Relay, carrier: Carrier, boarded: Draft, landed: Draft) -> None:
    if desk.network.node[landed.node].kind != "dest":
        return
    load = _load(desk, carrier, boarded.board)
    boarded.board = landed.alight = load.heads
    kind = carrier.kind
    units = min(_units(kind, boarded, kind.load_s), _units(kind, landed, kind.unload_s))
    escorts = _escorts_at(carrier, boarded)
    flight = Flight(
        carrier,
        boarded.node,
        landed.node,
        boarded.service_start,
        boarded.service_end,
        landed.service_end,
        escorts,
        max(units, load.units),
        load.people,
        load,
        landed,
    )
    spare = max(0, carrier.kind.seats - escorts - load.seats)
    if spare and desk.bookings.reception[landed.node].earliest(landed.service_end, spare) == landed.service_end:
        desk.bookings.reception[landed.node].book(landed.service_end, spare)
        flight.received += spare
    relay.flights.setdefault(boarded.node, []).append(flight)


def _units(kind: VehicleType, draft: Draft, seconds_per_unit: float) -> int:
    """How many units the ground time of a stop is enough for."""
    seconds = (draft.service_end - draft.service_start - kind.turn_min) * 60
    return int(seconds // seconds_per_unit) if seconds_per_unit else kind.seats


def _escorts_at(carrier: Carrier, boarded: Draft) -> int:
    aboard = 0
    for draft in carrier.stops:
        aboard += draft.escorts_on
        if draft is boarded:
            return aboard
        aboard -= draft.escorts_off
    return aboard


def _load(desk: Desk, carrier: Carrier, heads: Mapping[str, int]) -> Load:
    load = Load()
    for group, count in heads.items():
        load.add(desk.loading.lot(group, carrier.kind), count)
        load.tags.add(desk.problem.group[group].tag)
    return load


def _people(desk: Desk, draft: Draft) -> None:
    kind = desk.network.node[draft.node].kind
    if kind == "site" and draft.board:
        desk.take(draft.board)
    if kind == "dest" and draft.alight:
        desk.deliver(draft.alight, draft.node, draft.service_end)


def _follow(desk: Desk, carrier: Carrier, last: Draft, draft: Draft) -> None:
    """Range, duty and slots as they stand after the stop."""
    kind = carrier.kind
    carrier.km = 0.0 if last.refuel else carrier.km
    if last.node != draft.node:
        ways = desk.network.ways(kind, last.node, draft.node)
        carrier.km += next((way.km for way in ways if way.route == draft.route), 0.0)
    for start, end in ((last.depart, draft.arrive), (draft.service_start, draft.service_end)):
        if end > start:
            if carrier.last_end is None or start - carrier.last_end >= kind.rest_least_min:
                carrier.duty_from = start
            carrier.last_end = end
    slots = desk.bookings.slots.get((draft.node, kind.mode))
    if slots and draft.service_end > draft.service_start:
        slots.book(draft.service_start, draft.service_end)


def _draft(stop: Stop) -> Draft:
    return Draft(
        stop.node,
        stop.arrive,
        stop.service_start,
        stop.service_end,
        stop.depart,
        stop.route,
        dict(stop.board),
        dict(stop.alight),
        stop.escorts_on,
        stop.escorts_off,
        stop.refuel,
    )
