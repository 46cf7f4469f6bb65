"""A rival's routes carried out by our own simulation: the kindest repair there is.

A route says only who goes where next. Our simulation supplies the waiting, the loads, the escorts and the way home, and
sends whoever is done on by value rate, so that people a rival could not place go with the rest. A rival does not know
of reception or escorts: where a carrier would stand waiting for them, value rate decides instead. How long it may stand
is tried at several lengths, and the best plan of all counts for the rival.
"""

from __future__ import annotations

from collections.abc import Sequence

from lift_rivals_loads import Routes

from musterbook.lift.plan import Plan, Serial, serials_of
from musterbook.lift.problem import Problem
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.starts import SIMPLE_RULES, Figures

STANDS_MAX_MIN = (1_000_000, 1440, 720, 360, 180)
ROUNDS_MAX = 60
BY_RULE = (-1, -1, 0, 0)
Entries = list[tuple[int, int, int, int]]


def carried_out(problem: Problem, routes: Routes, name: str) -> Plan:
    """The best plan our simulation makes of `routes`."""
    engine = Engine(problem)
    plans = {}
    for stands_max in STANDS_MAX_MIN if routes else STANDS_MAX_MIN[:1]:
        lists = _lists(problem, routes)
        for _ in range(ROUNDS_MAX):
            engine.simulate(Figures(), tuple(tuple(entries) for entries in lists))
            plan = engine.plan({"planner": name})
            plans[engine.worth().key] = plan
            if not _given_up(problem, plan, lists, stands_max):
                break
    return plans[min(plans)]


def by_rule(problem: Problem, name: str) -> Plan:
    """The plan of one of our simple rules."""
    engine = Engine(problem)
    engine.simulate(SIMPLE_RULES[name])
    return engine.plan({"planner": name})


def _lists(problem: Problem, routes: Routes) -> list[Entries]:
    number = {node.id: n for n, node in enumerate(problem.nodes)}
    return [[(number[o], number[d], 0, 0) for o, d in routes.get(vehicle.id, ())] for vehicle in problem.vehicles]


def _given_up(problem: Problem, plan: Plan, lists: list[Entries], stands_max: int) -> bool:
    """Give to the rule each carrier's first entry that made it stand too long; False when there is none."""
    found = False
    for vehicle, entries in zip(problem.vehicles, lists, strict=True):
        done = sorted(serials_of(vehicle.id, plan.stops.get(vehicle.id, ())), key=lambda serial: serial.board_start)
        late = _first_late(problem, entries, done, stands_max)
        if late is not None:
            entries[late] = BY_RULE
            found = True
    return found


def _first_late(problem: Problem, entries: Entries, done: Sequence[Serial], stands_max: int) -> int | None:
    """The first entry carried out more than `stands_max` after the carrier's serial before it."""
    at, free = 0, 0
    for serial in done:
        while at < len(entries) and entries[at] != BY_RULE and _pair(problem, entries[at]) != _ends(serial):
            at += 1  # left out by the simulation: no longer possible
        if at >= len(entries):
            return None
        if entries[at] != BY_RULE and serial.board_start - free > stands_max:
            return at
        at, free = at + 1, serial.set_down
    return None


def _pair(problem: Problem, entry: tuple[int, int, int, int]) -> tuple[str, str]:
    return problem.nodes[entry[0]].id, problem.nodes[entry[1]].id


def _ends(serial: Serial) -> tuple[str, str]:
    return serial.origin, serial.destination
