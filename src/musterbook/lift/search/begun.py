"""The state a simulation starts from after what has begun or is committed: everything those stops use is booked.

A carrier stands where its last committed stop leaves it. If escorts are out with it, a way home within duty, tour and
calendar is promised, as after every serial the simulation finds itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Node, Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.bookings import Bookings
from musterbook.lift.search.promised import MARK
from musterbook.lift.search.tables import DAY_MIN, Array, Tables, compartments, tables_of

Lot = tuple[int, int, int, str]
"""People at a staging place with no seat onward yet: group, heads, since, who brought them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lot that waits at a staging place: where, who brought it, when it was set down, and where its heads lie."""

    hub: str
    brought_by: str
    since: int
    load: int
    heads: int


class NoWayHome(Exception):
    """A carrier with escorts out cannot come home within the rules from where its committed stops leave it."""

    def __init__(self, vehicle: str) -> None:
        super().__init__(vehicle)
        self.vehicle = vehicle


@dataclass(frozen=True, slots=True)
class Begun:
    """Tables that start from what is committed.

    Attributes:
        tables: as `tables_of`, with `start`, `start_f` and `start_slots` after the committed stops.
        stops: the committed stops by carrier.
        lots: those who wait at staging places.
    """

    tables: Tables
    stops: Mapping[str, Sequence[Stop]]
    lots: tuple[Waiting, ...] = ()

    def fresh(self, bookings: Bookings) -> None:
        """Let those who wait at staging places wait again, before another plan is simulated in the same arrays."""
        at = int(self.tables.whole[c.AT_LOAD_HEADS])
        for lot in self.lots:
            bookings.whole[at + lot.load] = lot.heads

    def stuck(self, bookings: Bookings) -> dict[int, int]:
        """Of those who wait at staging places, how many of each lot nobody takes on in a plan simulated."""
        at = int(self.tables.whole[c.AT_LOAD_HEADS])
        found = {k: lot.heads - int(bookings.whole[at + lot.load]) for k, lot in enumerate(self.lots)}
        return {k: heads for k, heads in found.items() if heads}

    def joined(self, plan: Plan) -> Plan:
        """The committed stops, and behind them those of a plan emitted from here."""
        found = {}
        for vehicle in dict.fromkeys((*self.stops, *plan.stops)):
            before, after = tuple(self.stops.get(vehicle, ())), tuple(plan.stops.get(vehicle, ()))
            if before and after:
                last, first = before[-1], after[0]
                here = Stop(last.node, last.arrive, last.service_start, last.service_end, first.depart, last.route,
                            last.board, last.alight, last.escorts_on, last.escorts_off, first.refuel)  # fmt: skip
                found[vehicle] = (*before[:-1], here, *after[1:])
            elif after or len(before) > 1:
                found[vehicle] = after or before
        return Plan(plan.instance, found, plan.notes)


def begun_from(
    problem: Problem, stops: Mapping[str, Sequence[Stop]], *, freeze: int, wakes: Mapping[str, int],
    forced: Collection[str] = (), left: Mapping[int, int] | None = None,
    after: Mapping[str, tuple[str, int]] | None = None,
) -> Begun:  # fmt: skip
    """Book `stops` that stand (each carrier's begin with its base).

    Args:
        problem: what is to be planned.
        stops: by carrier.
        freeze: nothing else begins before this minute,
        wakes: except on these carriers, from the minutes given.
        forced: carriers that go home at once whatever it breaks, because no legal way is left.
        left: heads that nobody can take on in time, by lot (see `Begun.stuck`): they stay at their staging place.
        after: shifts of one carrier are carriers here; the shift before each, and when the duty begins it goes on with
            (see `lift.shifts`).

    Raises:
        NoWayHome: from where the committed stops leave a carrier.
    """
    tables = tables_of(problem)
    desk = _Desk(problem, tables, frozenset(forced))
    for vehicle, some in stops.items():
        desk.follow(vehicle, some, freeze=freeze, wake=wakes.get(vehicle, freeze), after=(after or {}).get(vehicle))
    for v, one in enumerate(problem.vehicles):
        if one.id not in stops and desk.wake[v] < c.NEVER:
            desk.wake[v] = max(desk.wake[v], freeze)
    desk.deliver()
    lots = desk.stage(left or {})
    ready = tables._replace(start=desk.whole, start_f=desk.figures, start_slots=desk.slots)
    return Begun(ready, dict(stops), tuple(lots))


def with_seats(
    tables: Tables, manifests: Sequence[Sequence[tuple[int, int]]], *, freeze: int
) -> tuple[Tables, list[int]]:
    """The tables with seats of serials and the freeze line behind them (see `promised`), and the address of each."""
    at = len(tables.whole)
    found: list[int] = []
    words: list[int] = []
    for manifest in manifests:
        found.append(at + len(words))
        words.append(len(manifest))
        for group, heads in manifest:
            words += [group, heads, 0]
    words += [*[0] * int(tables.whole[c.LOTS_MAX]), freeze, MARK]
    return tables._replace(whole=np.concatenate([tables.whole, np.array(words, np.int64)])), found


@dataclass(slots=True)
class _Carrier:
    """A carrier as it is followed along its stops."""

    km: float = 0.0
    duty: int = 0
    last: int = -1
    escorts: int = 0
    tour: int = -1
    aboard: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class _Desk:
    """The arrays while they are filled."""

    def __init__(self, problem: Problem, tables: Tables, forced: frozenset[str]) -> None:
        self.problem, self.tables, self.forced = problem, tables, forced
        self.head = head = tables.whole
        self.whole, self.figures, self.slots = (
            tables.start.copy(), tables.start_f.copy(), tables.start_slots.copy(),
        )  # fmt: skip
        self.nodes = {node.id: i for i, node in enumerate(problem.nodes)}
        self.groups = {group.id: i for i, group in enumerate(problem.groups)}
        self.vehicles = {vehicle.id: i for i, vehicle in enumerate(problem.vehicles)}
        self.weights = {group.id: problem.risk_class[group.risk].weight for group in problem.groups}
        self.pools = {node.id: p for p, node in enumerate(node for node in problem.nodes if node.escorts)}
        self.rooms = {room: i for i, room in enumerate(compartments(problem))}
        self.wake = self._view(c.AT_WAKE, len(problem.vehicles))
        self.carriers = self._view(c.AT_VEHICLE, len(problem.vehicles) * c.V_COLUMNS).reshape(-1, c.V_COLUMNS)
        self.totals = self._view(c.AT_TOTALS, c.T_COLUMNS)
        self.minutes = int(head[c.MINUTES])
        self.arrivals: list[tuple[int, int, int, int]] = []
        self.ended: dict[str, _Carrier] = {}
        self.set_down: dict[str, list[list[Any]]] = defaultdict(list)
        self.boarded: list[tuple[int, int, str, int, int]] = []

    def follow(
        self, vehicle: str, stops: Sequence[Stop], *, freeze: int, wake: int, after: tuple[str, int] | None
    ) -> None:
        """One carrier along its stops: slots, escorts, people, range, duty; where it stands then."""
        carrier, v = _Carrier(), self.vehicles[vehicle]
        if after is not None:
            carrier = _Carrier(self.ended[after[0]].km, after[1], stops[0].depart)
        self.ended[vehicle] = carrier
        before: Stop | None = None
        for stop in stops:
            if before is not None:
                self._leg(vehicle, carrier, before, stop)
            self._service(vehicle, carrier, stop)
            before = stop
        if before is None:
            return
        row = self.carriers[v]
        row[c.V_NODE], row[c.V_READY] = self.nodes[before.node], before.service_end
        row[c.V_DUTY], row[c.V_LAST] = carrier.duty, carrier.last
        self.figures[self.head[c.AT_KM_RUN] + v * 2] = carrier.km
        if self.wake[v] < c.NEVER:
            self.wake[v] = max(before.service_end, wake)
        if carrier.escorts > 0:
            self._promise_home(vehicle, carrier, before, max(before.service_end, freeze, wake))

    def deliver(self) -> None:
        """Beds and reception queues, arrivals in order of time."""
        head, queues = self.head, self.figures
        counts: dict[int, int] = defaultdict(int)
        dests = [node for node in self.problem.nodes if node.kind == "dest"]
        together: dict[tuple[int, int], int] = defaultdict(int)
        for minute, dest, room, heads in sorted(self.arrivals):
            together[minute, dest] += heads
            steps = (dest * int(head[c.ROOMS]) + room) * int(head[c.BEDS])
            n = int(head[head[c.AT_BED_N] + dest * int(head[c.ROOMS]) + room])
            starts = [int(head[head[c.AT_BED_FROM] + steps + k]) for k in range(n)]
            for k in range(n):
                if k + 1 == n or starts[k + 1] > minute:
                    self.whole[head[c.AT_BED_FREE] + steps + k] -= heads
        for (minute, dest), heads in sorted(together.items()):
            at = int(head[c.AT_QUEUE]) + dest * int(head[c.QUEUE_MAX]) * 3
            k = counts[dest]
            waiting = 0.0
            if k:
                since = queues[at + (k - 1) * 3]
                waiting = max(0.0, queues[at + (k - 1) * 3 + 2] - dests[dest].intake_per_hour * (minute - since))
            queues[at + k * 3 : at + k * 3 + 3] = minute, heads * 60.0, waiting + heads * 60.0
            counts[dest] += 1
            self.totals[c.T_MAKESPAN] = max(self.totals[c.T_MAKESPAN], minute)
        for dest, number in counts.items():
            self.whole[head[c.AT_QUEUE_N] + dest] = number

    def stage(self, left: Mapping[int, int]) -> list[Waiting]:
        """Lots at staging places: those boarded again, first in, first out; the others wait there.

        A lot that would stay too long is not boarded again if there is another: somebody may still fetch it in time.
        """
        hubs = {node.id: h for h, node in enumerate(node for node in self.problem.nodes if node.kind == "hub")}
        for lots in self.set_down.values():
            lots.sort()
        blocks = int(self.head[c.HELD_BLOCKS])
        held = self._view(c.AT_HELD_FREE, len(hubs) * blocks).reshape(-1, blocks)
        unmet: list[tuple[int, int, str, int, int]] = []
        for in_time, asked in ((True, sorted(self.boarded)), (False, unmet)):
            for start, end, place, boarded, group in asked:
                heads, node, weight = boarded, self.problem.node[place], self.weights[self.problem.groups[group].id]
                for lot in self.set_down[place]:
                    may = lot[2] == group and lot[0] <= start and (not in_time or end - lot[0] <= node.dwell_max_min)
                    some = min(heads, lot[1]) if may else 0
                    if some:
                        lot[1] -= some
                        heads -= some
                        held[hubs[place], lot[0] // c.HELD_MIN : -(-end // c.HELD_MIN)] -= some
                        lost = exposure(node, end) - exposure(node, lot[0])
                        self.figures[self.head[c.AT_LOSS]] += some * weight * lost
                if heads and in_time:
                    unmet.append((start, end, place, heads, group))
        waiting: list[Waiting] = []
        for place, lots in self.set_down.items():
            there = [(group, heads, since, who) for since, heads, group, who in lots if heads > 0]
            dwell = self.problem.node[place].dwell_max_min
            gone = [left.get(len(waiting) + k, 0) for k in range(len(there))]
            for (_, heads, since, _), stays in zip(there, gone, strict=True):
                first = since // c.HELD_MIN
                held[hubs[place], first : (since + dwell) // c.HELD_MIN + 1] -= heads - stays
                held[hubs[place], first:] -= stays
            onward = [(group, heads - stays, since, who)
                      for (group, heads, since, who), stays in zip(there, gone, strict=True)]  # fmt: skip
            waiting += self._wait(place, hubs[place], onward, len(waiting))
        return waiting

    def _wait(self, place: str, hub: int, there: Sequence[Lot], number: int) -> list[Waiting]:
        head, found, n = self.head, [], 0
        for k, (group, heads, since, who) in enumerate(there):
            # What the begun lots stand on lies at the far end of the arrays, where the simulation never writes.
            load = int(head[c.LOADS_MAX]) - 1 - number - k
            self.whole[head[c.AT_LOAD_GROUP] + load], self.whole[head[c.AT_LOAD_HEADS] + load] = group, heads
            found.append(Waiting(place, who, since, load, heads))
            if not heads:
                continue
            at = int(head[c.AT_LOTS]) + (hub * int(head[c.LOTS_MAX]) + n) * c.L_COLUMNS
            n += 1
            self.whole[at : at + c.L_COLUMNS] = group, heads, since, load, int(head[c.SERIALS_MAX]) - 1
            self.whole[head[c.AT_HUB_ROOMS] + self.rooms[self.problem.groups[group].compartment]] += heads
            self.totals[c.T_STAGED] += heads
        self.whole[head[c.AT_LOT_N] + hub] = n
        return found

    def _leg(self, vehicle: str, carrier: _Carrier, before: Stop, stop: Stop) -> None:
        problem, kind = self.problem, self.problem.vehicle_type[self.problem.vehicle[vehicle].type]
        carrier.km = 0.0 if before.refuel else carrier.km
        if before.node == stop.node:
            return
        risk, minutes = 0.0, stop.arrive - before.depart
        if kind.mode == "road":
            roads = problem.routes.get((before.node, stop.node), ())
            if stop.route < len(roads):
                carrier.km += roads[stop.route].km
                risk = roads[stop.route].risk
        else:
            places = self.nodes[before.node] * len(problem.nodes) + self.nodes[stop.node]
            carrier.km += float(self.tables.figures[self.head[c.AT_KM] + places])
        _active(carrier, before.depart, stop.arrive, kind.rest_least_min)
        loss = int(self.head[c.AT_LOSS])
        weight = sum(heads * self.weights[group] for group, heads in carrier.aboard.items())
        self.figures[loss] += weight * (risk + kind.risk_per_hour * minutes / 60)
        self.figures[loss + 1] += minutes / 60 * kind.cost_per_hour

    def _service(self, vehicle: str, carrier: _Carrier, stop: Stop) -> None:
        kind = self.problem.vehicle_type[self.problem.vehicle[vehicle].type]
        node, number = self.problem.node[stop.node], self.nodes[stop.node]
        _active(carrier, stop.service_start, stop.service_end, kind.rest_least_min)
        row = int(self.head[self.head[c.AT_ROW] + number * 3 + ("heli", "fixed", "road").index(kind.mode)])
        if row >= 0:
            self.slots[row * self.minutes + stop.service_start : row * self.minutes + stop.service_end] += 1
        if stop.escorts_on:
            carrier.escorts += stop.escorts_on
            carrier.tour = stop.service_start if carrier.tour < 0 else carrier.tour
        for group, heads in stop.alight.items():
            carrier.aboard[group] -= heads
            if node.kind == "dest":
                room = self.rooms[self.problem.group[group].compartment]
                self.arrivals.append((stop.service_end, self._dest(number), room, heads))
            elif node.kind == "hub":
                self.set_down[stop.node].append([stop.service_end, heads, self.groups[group], vehicle])
        for group, heads in stop.board.items():
            carrier.aboard[group] += heads
            if node.kind == "site":
                self._leave_site(node, group, heads, stop.depart)
            else:
                self.boarded.append((stop.service_start, stop.service_end, stop.node, heads, self.groups[group]))
        if stop.escorts_off:
            tour = stop.service_end - carrier.tour
            self._out(vehicle, carrier.tour, stop.service_end, stop.escorts_off)
            self.figures[self.head[c.AT_LOSS] + 1] += (
                tour / 60 * stop.escorts_off * self.problem.rules.escort_cost_per_hour
            )
            carrier.escorts -= stop.escorts_off
            carrier.tour = carrier.tour if carrier.escorts > 0 else -1

    def _leave_site(self, node: Node, group: str, heads: int, minute: int) -> None:
        head, number = self.head, self.nodes[node.id]
        self.whole[head[c.AT_REMAINING] + self.groups[group]] -= heads
        self.whole[head[c.AT_SITE_LEFT] + number] -= heads
        self.totals[c.T_LEFT] -= heads
        lost = 1.0 - float(np.exp(-exposure(node, minute)))
        self.figures[head[c.AT_LOSS]] += heads * self.weights[group] * lost

    def _dest(self, node: int) -> int:
        return int(self.head[self.head[c.AT_DEST] + node])

    def _out(self, vehicle: str, start: int, end: int, escorts: int) -> int:
        """Escorts out from `start` to `end` and resting after it; until when."""
        rules, size = self.problem.rules, int(self.head[c.POOL_MINUTES])
        until = end + max(rules.escort_rest_min, -(-(end - start) * rules.escort_rest_pct // 100))
        pool = self.pools.get(self.problem.vehicle[vehicle].base)
        if pool is not None:
            at = int(self.head[c.AT_POOL_FREE]) + pool * size
            self.whole[at + start : at + min(until, size)] -= escorts
        return until

    def _promise_home(self, vehicle: str, carrier: _Carrier, last: Stop, earliest: int) -> None:
        v = self.vehicles[vehicle]
        home = _way_home(self, vehicle, carrier, last, earliest)
        if home is None and vehicle in self.forced:
            home = _at_once(self, vehicle, carrier, last)
        if home is None:
            raise NoWayHome(vehicle)
        row = self.carriers[v]
        row[c.V_ESCORTS], row[c.V_TOUR] = carrier.escorts, carrier.tour
        row[c.V_BOOKED] = self._out(vehicle, carrier.tour, home.arrive, carrier.escorts)
        row[c.V_HOME_DEPART], row[c.V_HOME_ARRIVE], row[c.V_HOME_ROUTE] = home.depart, home.arrive, home.route
        row[c.V_HOME_REFUEL], row[c.V_HOME_DUTY] = home.refuel, home.duty
        self.figures[self.head[c.AT_KM_RUN] + v * 2 + 1] = home.km

    def busy(self, v: int) -> list[tuple[int, int]]:
        """When a carrier may not be active."""
        head = self.head
        first, end = int(head[head[c.AT_BUSY_AT] + v]), int(head[head[c.AT_BUSY_AT] + v + 1])
        return [(int(head[head[c.AT_BUSY_FROM] + k]), int(head[head[c.AT_BUSY_TO] + k])) for k in range(first, end)]

    def _view(self, address: int, length: int) -> Array:
        at = int(self.head[address])
        return self.whole[at : at + length]


@dataclass(frozen=True, slots=True)
class _Home:
    depart: int
    arrive: int
    route: int
    refuel: bool
    km: float
    duty: int


def exposure(node: Node, minute: int) -> float:
    """The hazard of a place added up to `minute`."""
    total = 0.0
    for k, (start, rate) in enumerate(node.hazard):
        end = node.hazard[k + 1][0] if k + 1 < len(node.hazard) else minute
        total += rate / DAY_MIN * max(0, min(end, minute) - start)
    return total


def _active(carrier: _Carrier, start: int, end: int, rest: int) -> None:
    """A leg or a service: a duty begins with the first after a pause."""
    if end > start:
        if carrier.last < 0 or start - carrier.last >= rest:
            carrier.duty = start
        carrier.last = end


def _way_home(desk: _Desk, vehicle: str, carrier: _Carrier, last: Stop, earliest: int) -> _Home | None:
    """The first legal way home from where a carrier stands, as `evaluate` would promise it."""
    problem, base = desk.problem, desk.problem.vehicle[vehicle].base
    kind = problem.vehicle_type[problem.vehicle[vehicle].type]
    here, ready = problem.node[last.node], last.service_end
    ways = _ways(desk, vehicle, last.node, base)
    if not ways:
        return None
    refuel = carrier.km + max(km for _, _, km, _ in ways) > kind.range_km + 1e-9
    if refuel and (kind.mode not in here.fuel or not here.parking):
        return None
    depart = max(earliest if here.parking else ready, ready + (kind.refuel_min if refuel else 0))
    busy = desk.busy(desk.vehicles[vehicle])
    while depart <= problem.horizon_min:
        arrive, minutes, route, km = min(
            (_free(depart, minutes, closed) + minutes, minutes, route, km) for route, minutes, km, closed in ways
        )
        leave = _free(arrive - minutes, minutes, busy)
        if leave > depart:
            depart = leave
            continue
        rested = leave - ready >= kind.rest_least_min
        duty = leave if rested else carrier.duty
        if arrive - duty > kind.duty_max_min:
            if rested:
                return None
            depart = max(depart + 1, ready + kind.rest_least_min)
            continue
        late = arrive > problem.horizon_min or arrive - carrier.tour > problem.rules.escort_tour_max_min
        if late or (leave > ready and not here.parking):
            return None
        return _Home(leave, arrive, route, refuel, km, duty)
    return None


def _at_once(desk: _Desk, vehicle: str, carrier: _Carrier, last: Stop) -> _Home | None:
    """The quickest way home, whatever rule stands against it."""
    ways = _ways(desk, vehicle, last.node, desk.problem.vehicle[vehicle].base)
    if not ways:
        return None
    route, minutes, km, _ = min(ways, key=lambda way: way[1])
    depart = min(last.service_end, desk.problem.horizon_min - minutes)
    return _Home(depart, depart + minutes, route, refuel=False, km=km, duty=carrier.duty)


def _ways(desk: _Desk, vehicle: str, a: str, b: str) -> list[tuple[int, int, float, Sequence[tuple[int, int]]]]:
    """Route, minutes, km and closures of each way."""
    problem, head = desk.problem, desk.head
    kind = problem.vehicle[vehicle].type
    k = next(number for number, one in enumerate(problem.vehicle_types) if one.id == kind)
    i, j, nodes = desk.nodes[a], desk.nodes[b], len(problem.nodes)
    if a == b:
        return [(0, 0, 0.0, ())]
    if problem.vehicle_type[kind].mode != "road":
        minutes = int(head[head[c.AT_LEG] + (k * nodes + i) * nodes + j])
        return [(0, minutes, float(desk.tables.figures[head[c.AT_KM] + i * nodes + j]), ())]
    first = int(head[head[c.AT_ROAD_AT] + i * nodes + j])
    return [
        (number, int(head[head[c.AT_ROAD_MIN] + k * int(head[c.ROADS]) + first + number]), road.km, sorted(road.closed))
        for number, road in enumerate(problem.routes.get((a, b), ()))
    ]


def _free(minute: int, minutes: int, spans: Sequence[tuple[int, int]]) -> int:
    """The first start of `minutes` that meets none of the spans (sorted)."""
    for start, end in spans:
        if minute < end and start < minute + minutes:
            minute = end
    return minute
