"""The serials of a finished simulation as a plan: the stops of every carrier that moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.bookings import Bookings, serial_rows
from musterbook.lift.search.tables import Array, Tables

Row = list[int]


@dataclass(slots=True)
class _Draft:
    """A stop whose departure is known only when the next leg is."""

    node: int
    arrive: int
    service_start: int
    service_end: int
    depart: int
    route: int = 0
    board: Mapping[str, int] = field(default_factory=dict)
    alight: Mapping[str, int] = field(default_factory=dict)
    escorts_on: int = 0
    escorts_off: int = 0
    refuel: bool = False


def plan_of(problem: Problem, tables: Tables, bookings: Bookings, notes: Mapping[str, str | int | float]) -> Plan:
    """The plan the simulation wrote into `bookings`; carriers that never move are left out."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in serial_rows(tables, bookings).tolist():
        rows[row[c.R_VEHICLE]].append(row)
    groups = [group.id for group in problem.groups]
    head = tables.whole
    loads = _Loads(groups, bookings.whole[head[c.AT_LOAD_GROUP] :], bookings.whole[head[c.AT_LOAD_HEADS] :])
    numbers = {node.id: number for number, node in enumerate(problem.nodes)}
    stops = {}
    for v, vehicle in enumerate(problem.vehicles):
        if v in rows:
            drafts = _drafts(rows[v], numbers[vehicle.base], loads)
            stops[vehicle.id] = tuple(_stop(problem, draft) for draft in drafts)
    return Plan(problem.name, stops, dict(notes))


@dataclass(frozen=True, slots=True)
class _Loads:
    groups: list[str]
    group: Array
    heads: Array

    def of(self, row: Row) -> dict[str, int]:
        """Heads by group; those returned to their site are not aboard."""
        found: dict[str, int] = {}
        for k in range(row[c.R_LOADS], row[c.R_LOADS_END]):
            heads = int(self.heads[k])
            if heads > 0:
                name = self.groups[int(self.group[k])]
                found[name] = found.get(name, 0) + heads
        return found


def _drafts(rows: list[Row], base: int, loads: _Loads) -> list[_Draft]:
    drafts = [_Draft(base, 0, 0, 0, 0)]
    for row in rows:
        last = drafts[-1]
        last.refuel = bool(row[c.R_REFUEL_FIRST])
        if row[c.R_KIND]:
            last.depart = row[c.R_DEPART]
            end = row[c.R_DOWN]
            drafts.append(_Draft(base, end, end, end, end, row[c.R_ROUTE_ON], escorts_off=row[c.R_ESCORTS]))
            continue
        leave, escorts = row[c.R_LEAVE], row[c.R_ESCORTS] if row[c.R_STARTS_TOUR] else 0
        last.depart = leave
        if escorts and row[c.R_ORIGIN] != base:
            drafts.append(_Draft(base, leave, leave, leave, leave, escorts_on=escorts))
            escorts = 0
        heads = loads.of(row)
        drafts.append(
            _Draft(
                row[c.R_ORIGIN],
                row[c.R_ARRIVE_ORIGIN],
                row[c.R_BOARD],
                row[c.R_BOARDED],
                row[c.R_DEPART],
                row[c.R_ROUTE_OUT],
                board=heads,
                escorts_on=escorts,
                refuel=bool(row[c.R_REFUEL_ORIGIN]),
            )
        )
        down = row[c.R_DOWN]
        drafts.append(
            _Draft(
                row[c.R_DEST],
                row[c.R_ARRIVE],
                row[c.R_SET_DOWN],
                down,
                down,
                row[c.R_ROUTE_ON],
                alight=heads,
                escorts_off=row[c.R_ESCORTS] if row[c.R_ENDS_TOUR] else 0,
            )
        )
    return drafts


def _stop(problem: Problem, draft: _Draft) -> Stop:
    return Stop(
        node=problem.nodes[draft.node].id,
        arrive=draft.arrive,
        service_start=draft.service_start,
        service_end=draft.service_end,
        depart=draft.depart,
        route=draft.route,
        board=draft.board,
        alight=draft.alight,
        escorts_on=draft.escorts_on,
        escorts_off=draft.escorts_off,
        refuel=draft.refuel,
    )
