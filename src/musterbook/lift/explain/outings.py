"""A plan taken apart and put together again: who rides with whom, the outings of a carrier, a serial more or less.

An outing is what a carrier does between two moments at its base with no escorts out and nobody aboard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem

Stops = dict[str, list[Stop]]


@dataclass(frozen=True, slots=True)
class Ride:
    """Heads of a group from one boarding to one set-down; `board` and `alight` are places in the carrier's stops."""

    serial: str
    vehicle: str
    board: int
    alight: int
    group: str
    heads: int
    origin: str
    destination: str
    board_from: int
    departs: int
    set_down: int


@dataclass(frozen=True, slots=True)
class Outing:
    """The stops `first` to `last` of a carrier, both at its base; it is away from `start` to `end`."""

    first: int
    last: int
    start: int
    end: int


def stops_of(plan: Plan) -> Stops:
    """The stops of every carrier, to be changed."""
    return {vehicle: list(stops) for vehicle, stops in plan.stops.items()}


def rides_of(vehicle: str, stops: list[Stop]) -> list[Ride]:
    """Every ride of one carrier; serials are numbered as `lift.plan.serials` numbers them."""
    aboard: dict[str, list[list[int]]] = defaultdict(list)
    found: list[tuple[int, int, str, int]] = []
    for index, stop in enumerate(stops):
        for group, heads in stop.alight.items():
            queue, needed = aboard[group], heads
            while needed > 0 and queue:
                some = min(needed, queue[0][1])
                found.append((queue[0][0], index, group, some))
                queue[0][1] -= some
                needed -= some
                if not queue[0][1]:
                    queue.pop(0)
        for group, heads in stop.board.items():
            if heads:
                aboard[group].append([index, heads])
    number = {pair: i for i, pair in enumerate(sorted({(one[0], one[1]) for one in found}), start=1)}
    return [
        Ride(
            f"{vehicle}/{number[board, alight]}", vehicle, board, alight, group, heads, stops[board].node,
            stops[alight].node, stops[board].service_start, stops[board].depart, stops[alight].service_end,
        )
        for board, alight, group, heads in found
    ]  # fmt: skip


def outings_of(stops: list[Stop], base: str) -> list[Outing]:
    """The outings of one carrier, in order; one that never comes back lasts to the end of its stops."""
    cuts = _cuts(stops, base)
    found = []
    for first, last in pairwise(cuts):
        start, end = _leaves(stops, first), stops[last].service_end
        if last > first and any(stop.node != base for stop in stops[first : last + 1]):
            found.append(Outing(first, last, start, end))
    last_cut = cuts[-1] if cuts else 0
    if any(stop.node != base for stop in stops[last_cut:]):
        found.append(Outing(last_cut, len(stops) - 1, _leaves(stops, last_cut), 1 << 40))
    return found


def without_rides(
    problem: Problem, stops: Stops, rides: Iterable[tuple[Ride, int]], *, still_arriving: str = ""
) -> Stops:
    """So many heads of each ride neither board nor are set down; onward serials do without those who do not arrive.

    At `still_arriving` nothing changes onward: the same people come there by another serial.
    """
    changed: Stops = dict(stops)
    hubs: set[tuple[str, str]] = set()
    for ride, heads in rides:
        mine = changed[ride.vehicle] = list(changed[ride.vehicle])
        _take_off(mine, ride, heads)
        if problem.node[ride.destination].kind == "hub" and ride.destination != still_arriving:
            hubs.add((ride.destination, ride.group))
    for hub, group in sorted(hubs):
        _only_who_arrive(changed, hub, group)
    return changed


def without_outings(problem: Problem, stops: Stops, vehicle: str, dropped: list[Outing]) -> Stops:
    """The carrier stays at its base instead of these outings, and nobody rides in them."""
    inside = [
        (ride, ride.heads)
        for ride in rides_of(vehicle, stops[vehicle])
        if any(outing.first <= ride.board <= outing.last for outing in dropped)
    ]
    thinned = without_rides(problem, stops, inside)
    kind = problem.vehicle_type[problem.vehicle[vehicle].type]
    fuelled = kind.mode in problem.node[problem.vehicle[vehicle].base].fuel
    mine = thinned[vehicle] = list(thinned[vehicle])
    for outing in sorted(dropped, key=lambda one: -one.first):
        _stay_home(mine, outing, kind.refuel_min if fuelled else None)
    return thinned


def _stay_home(mine: list[Stop], outing: Outing, refuel_min: int | None) -> None:
    """Instead of the outing the carrier stands at base until the next begins, and refuels when it may."""
    first, after = outing.first, mine[outing.last]
    before = mine[first]
    if first and mine[first - 1].node == before.node and not (before.alight or before.escorts_off):
        first -= 1
        before = mine[first]
    again: list[Stop] = []
    until = before.service_end
    if outing.last + 1 < len(mine):
        until = after.service_start if after.board else after.depart
        if after.board:
            again = [replace(after, arrive=until, alight={}, escorts_off=0)]
        elif after.escorts_on:
            again = [Stop(after.node, until, until, until, until, escorts_on=after.escorts_on)]
    refuel = refuel_min is not None and until - before.service_end >= refuel_min
    mine[first : outing.last + 1] = [replace(before, depart=until, escorts_on=0, board={}, refuel=refuel), *again]


def with_serial(stops: list[Stop], after: int, serial: Iterable[Stop], refuel_min: int, *, fuelled: bool) -> list[Stop]:
    """The carrier's stops with an outing more after the stop at place `after`, where it stands at base.

    The new outing starts and ends at base; at both ends it refuels where there is fuel and time enough.
    """
    outing = list(serial)
    cut, leaves, back = stops[after], outing[0].arrive, outing[-1]
    first = replace(
        cut, depart=leaves, escorts_on=0, board={}, refuel=fuelled and leaves - cut.service_end >= refuel_min
    )
    if after + 1 == len(stops):
        return [*stops[:after], first, *outing]
    departs = max(cut.depart, back.service_end)
    back = replace(back, depart=departs, refuel=fuelled and departs - back.service_end >= refuel_min)
    again = [
        Stop(cut.node, departs, departs, departs, departs, escorts_on=cut.escorts_on, board=cut.board)
        for _ in range(1 if cut.escorts_on else 0)
    ]
    return [*stops[:after], first, *outing[:-1], back, *again, *stops[after + 1 :]]


def plan_with(plan: Plan, stops: Mapping[str, list[Stop]]) -> Plan:
    """The plan with these stops instead of its own."""
    return replace(plan, stops={vehicle: tuple(mine) for vehicle, mine in stops.items() if mine})


def _cuts(stops: list[Stop], base: str) -> list[int]:
    """Stops at base where the carrier has nobody aboard and no escorts out before any come on; one of several in a row.

    Of those in a row the last counts as the start of an outing and the first as the end of the one before: they are
    listed once each when they are the same.
    """
    cuts, escorts, people = [], 0, 0
    for index, stop in enumerate(stops):
        people -= sum(stop.alight.values())
        escorts -= stop.escorts_off
        boards_and_lands = bool(stop.alight) and bool(stop.board)
        if stop.node == base and not escorts and not people and not boards_and_lands:
            cuts.append(index)
        people += sum(stop.board.values())
        escorts += stop.escorts_on
    return cuts


def _leaves(stops: list[Stop], first: int) -> int:
    stop = stops[first]
    return stop.service_start if stop.board else stop.depart


def _take_off(stops: list[Stop], ride: Ride, heads: int) -> None:
    boarded, landed = stops[ride.board], stops[ride.alight]
    stops[ride.board] = replace(boarded, board=_less(boarded.board, ride.group, heads))
    stops[ride.alight] = replace(landed, alight=_less(landed.alight, ride.group, heads))


def _less(heads: Mapping[str, int], group: str, fewer: int) -> dict[str, int]:
    return {name: count for name, n in heads.items() if (count := n - fewer if name == group else n) > 0}


def _only_who_arrive(stops: Stops, hub: str, group: str) -> None:
    """Boardings of a group at a staging place are matched to its lots, first in first out; the rest are emptied."""
    lots: list[list[int]] = []
    outs: list[tuple[int, int, Ride]] = []
    for vehicle, mine in stops.items():
        here = (stop for stop in mine if stop.node == hub and group in stop.alight)
        lots += [[stop.service_end, stop.alight[group]] for stop in here]
        if any(stop.node == hub and group in stop.board for stop in mine):
            on = [ride for ride in rides_of(vehicle, mine) if ride.origin == hub and ride.group == group]
            outs += [(ride.board_from, mine[ride.board].service_end, ride) for ride in on]
    lots.sort()
    for start, _, ride in sorted(outs, key=lambda one: (one[0], one[1], one[2].heads)):
        needed = ride.heads
        while needed and lots and lots[0][0] <= start:
            some = min(needed, lots[0][1])
            lots[0][1] -= some
            needed -= some
            if not lots[0][1]:
                lots.pop(0)
        if needed:
            mine = stops[ride.vehicle] = list(stops[ride.vehicle])
            _take_off(mine, ride, needed)
