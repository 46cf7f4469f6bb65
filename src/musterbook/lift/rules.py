"""The rules that one carrier's course can break by itself: R1–R9, R12–R14, R19 and R20, one function each.

What each rule says stands in design and in `docs/reference`; the numbers are the referee's. A function yields every
breach it finds and never stops at the first. It shares no code with the planner.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from musterbook.lift.courses import Course, Visit, direct_minutes
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Interval, Problem

DAY_MIN = 1440
Value = str | int | float

_LINE: Final = re.compile(r"(?P<rule>R\d+) (?P<where>\S+)(?: (?P<minute>\d+))?(?: +(?P<values>\w+=.*))?")


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of a rule: where (carrier, place or group), at which minute if one can be named, and the values."""

    rule: str
    where: str
    minute: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Rule, place, minute and values on one line."""
        said = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.rule} {self.where} {'' if self.minute is None else self.minute} {said}".strip()

    @classmethod
    def read(cls, line: str) -> Self | None:
        """The finding written as one line, as a check in the book has it; None for what is no such line."""
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        pairs = (pair.partition("=") for pair in re.split(r", (?=\w+=)", found["values"] or "") if pair)
        return cls(
            found["rule"], found["where"], int(found["minute"]) if found["minute"] else None,
            {name: _value(said) for name, _, said in pairs},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A plan before its judge: the problem, the plan, and every known carrier followed along its stops."""

    problem: Problem
    plan: Plan
    courses: tuple[Course, ...]

    def visits(self) -> Iterator[tuple[Course, Visit]]:
        """Every visit of every carrier."""
        return ((course, visit) for course in self.courses for visit in course.visits)


def r1_times_in_order(case: Case) -> Iterator[Finding]:  # noqa: C901  one rule, read as a list
    """Known ids; 0 ≤ arrive ≤ service ≤ depart ≤ horizon; counts ≥ 0; two stops at one node share their time."""
    for vehicle, stops in case.plan.stops.items():
        if stops and vehicle not in case.problem.vehicle:
            yield Finding("R1", vehicle, None, {"unknown": "vehicle"})
    for course in case.courses:
        if course.unknown_node is not None:
            yield Finding("R1", course.vehicle.id, None, {"unknown": "node", "node": course.unknown_node})
    for course, visit in case.visits():
        stop = visit.stop
        times = (0, stop.arrive, stop.service_start, stop.service_end, stop.depart, case.problem.horizon_min)
        if list(times) != sorted(times):
            yield _at(course, visit, "R1", order="times")
        if min((*stop.board.values(), *stop.alight.values(), stop.escorts_on, stop.escorts_off)) < 0:
            yield _at(course, visit, "R1", order="negative-count")
        for group in (*stop.board, *stop.alight):
            if group not in case.problem.group:
                yield _at(course, visit, "R1", unknown="group", group=group)
        if visit.leg and visit.leg.origin == stop.node and visit.leg.arrive != visit.leg.depart:
            yield _at(course, visit, "R1", order="shared-time", before=visit.leg.depart)


def r2_from_base_to_parking(case: Case) -> Iterator[Finding]:
    """The first stop is the base with arrive 0; the last is a node where vehicles may park."""
    for course in case.courses:
        first, last = course.stops[0], case.problem.node.get(course.stops[-1].node)
        if first.node != course.vehicle.base:
            yield Finding("R2", course.vehicle.id, 0, {"base": course.vehicle.base, "found": first.node})
        if first.arrive != 0 and first.node in case.problem.node:
            yield Finding("R2", course.vehicle.id, first.arrive, {"arrive": first.arrive})
        if last is None or not last.parking:
            yield Finding("R2", course.vehicle.id, None, {"last": course.stops[-1].node})


def r3_leg_time(case: Case) -> Iterator[Finding]:
    """A leg takes its leg time, at most the slack longer; by road the route must exist."""
    slack = case.problem.rules.travel_slack_min
    for course, visit in case.visits():
        leg = visit.leg
        if leg is None or leg.origin == visit.stop.node:
            continue
        if not leg.known:
            yield _at(course, visit, "R3", origin=leg.origin, route=visit.stop.route)
        taken = leg.arrive - leg.depart
        if not leg.nominal_min <= taken <= leg.nominal_min + slack:
            yield _at(course, visit, "R3", origin=leg.origin, minutes=taken, needed=leg.nominal_min, slack=slack)


def r4_not_when_unavailable(case: Case) -> Iterator[Finding]:
    """No leg and no service while the vehicle is unavailable, nor in the night if the type may not."""
    rules = case.problem.rules
    for course in case.courses:
        for start, end in course.activities():
            if _meets(start, end, course.vehicle.unavailable):
                yield Finding("R4", course.vehicle.id, start, {"until": end, "because": "unavailable"})
            if not course.type.night_ok and _in_the_night(start, end, rules.night_from, rules.night_to):
                yield Finding("R4", course.vehicle.id, start, {"until": end, "because": "night"})


def r5_inside_a_window(case: Case) -> Iterator[Finding]:
    """The mode may use the node; people are handled only inside one open window, start to end."""
    for course, visit in case.visits():
        mode, node, stop = course.type.mode, visit.node, visit.stop
        if mode not in node.slots:
            if not (node.kind == "base" and mode in node.fuel):
                yield _at(course, visit, "R5", mode=mode, because="no-place")
            if stop.board or stop.alight:
                yield _at(course, visit, "R5", mode=mode, because="no-handling")
        elif (stop.board or stop.alight) and not any(
            start <= stop.service_start and stop.service_end <= end for start, end in node.open.get(mode, ())
        ):
            yield _at(course, visit, "R5", mode=mode, start=stop.service_start, end=stop.service_end)


def r6_no_waiting_without_parking(case: Case) -> Iterator[Finding]:
    """Where parking is not allowed, service starts on arrival and departure is at its end."""
    for course, visit in case.visits():
        stop = visit.stop
        if not visit.node.parking and (stop.service_start != stop.arrive or stop.service_end != stop.depart):
            waited = stop.service_start - stop.arrive + stop.depart - stop.service_end
            yield _at(course, visit, "R6", minutes=waited)


def r7_ground_time(case: Case) -> Iterator[Finding]:
    """Service lasts at least the turn and the loading and unloading; a stretcher counts as several."""
    for course, visit in case.visits():
        stop, kind = visit.stop, course.type
        if not (stop.board or stop.alight):
            continue
        seconds = kind.load_s * _units(case, stop.board) + kind.unload_s * _units(case, stop.alight)
        needed = kind.turn_min + math.ceil(seconds / 60 - 1e-9)
        if stop.service_end - stop.service_start < needed:
            yield _at(course, visit, "R7", minutes=stop.service_end - stop.service_start, needed=needed)


def r8_range(case: Case) -> Iterator[Finding]:
    """Kilometres since the last refuelling stay within range; refuelling only where the mode is fuelled, in time."""
    for course, visit in case.visits():
        stop, kind = visit.stop, course.type
        if visit.leg and visit.km_on_arrival > kind.range_km + 1e-6:
            yield _at(course, visit, "R8", km=round(visit.km_on_arrival), range_km=kind.range_km)
        if stop.refuel and kind.mode not in visit.node.fuel:
            yield _at(course, visit, "R8", mode=kind.mode, because="no-fuel")
        if stop.refuel and stop.depart - stop.service_end < kind.refuel_min:
            yield _at(course, visit, "R8", minutes=stop.depart - stop.service_end, needed=kind.refuel_min)


def r9_duty(case: Case) -> Iterator[Finding]:
    """Every activity ends within the longest duty of the first activity after a pause of the least rest."""
    for course in case.courses:
        kind, began, last = course.type, 0, None
        for start, end in course.activities():
            if last is None or start - last >= kind.rest_least_min:
                began = start
            if end - began > kind.duty_max_min:
                values = {"minutes": end - began, "allowed": kind.duty_max_min}
                yield Finding("R9", course.vehicle.id, start, values)
            last = end


def r12_seats(case: Case) -> Iterator[Finding]:
    """On every loaded departure seats and stretchers suffice, escorts counted; empty, escorts fit the seats."""
    for course, visit in case.visits():
        kind, load = course.type, sum(visit.aboard.values())
        if visit.last:
            continue
        lying = sum(heads for group, heads in visit.aboard.items() if case.problem.group[group].stretcher)
        seats = load - lying + lying * kind.seats_per_stretcher + visit.escorts if load else visit.escorts
        if seats > kind.seats:
            yield _at(course, visit, "R12", seats_needed=seats, seats=kind.seats)
        if load and lying > kind.stretchers_max:
            yield _at(course, visit, "R12", stretchers=lying, stretchers_max=kind.stretchers_max)


def r13_kept_apart(case: Case) -> Iterator[Finding]:
    """No two tags of a keep-apart pair are aboard together."""
    for course, visit in case.visits():
        if visit.last or not sum(visit.aboard.values()):
            continue
        tags = {case.problem.group[group].tag for group, heads in visit.aboard.items() if heads}
        for pair in sorted(sorted(pair) for pair in case.problem.rules.separation):
            if len(pair) == 2 and tags.issuperset(pair):
                yield _at(course, visit, "R13", tag=pair[0], other=pair[1])


def r14_enough_escorts(case: Case) -> Iterator[Finding]:
    """While anyone is aboard, escorts cover the points of those aboard, and are at least the least number."""
    rules = case.problem.rules
    for course, visit in case.visits():
        if visit.last or not sum(visit.aboard.values()):
            continue
        points = sum(heads * _points(case, group) for group, heads in visit.aboard.items())
        needed = max(rules.escorts_min, -(-points // rules.escort_points_per_guard))
        if visit.escorts < needed:
            yield _at(course, visit, "R14", escorts=visit.escorts, needed=needed)


def r19_open_roads(case: Case) -> Iterator[Finding]:
    """No road leg overlaps a closure of its route, even by a minute."""
    for course, visit in case.visits():
        leg = visit.leg
        if leg and leg.route and _meets(leg.depart, leg.arrive, leg.route.closed):
            yield _at(course, visit, "R19", origin=leg.origin, route=visit.stop.route)


def r20_not_long_aboard(case: Case) -> Iterator[Finding]:
    """Nobody sits aboard longer than a share of the fastest direct leg and some minutes; no direct road, no limit."""
    rules = case.problem.rules
    for course, visit in case.visits():
        for lot in visit.set_down:
            direct = direct_minutes(case.problem, course.type, lot.origin, visit.node.id)
            allowed = direct * rules.aboard_max_pct / 100 + rules.aboard_extra_max_min
            aboard = visit.stop.service_start - lot.boarded
            if aboard > allowed:
                yield _at(course, visit, "R20", group=lot.group, minutes=aboard, allowed=round(allowed, 1))


def _value(said: str) -> Value:
    try:
        return int(said) if said.lstrip("-").isdigit() else float(said)
    except ValueError:
        return said


def _at(course: Course, visit: Visit, rule: str, **values: str | float) -> Finding:
    return Finding(rule, course.vehicle.id, visit.stop.arrive, {"node": visit.node.id, **values})


def _meets(start: int, end: int, spans: Iterable[Interval]) -> bool:
    return any(start < b and a < end for a, b in spans)


def _in_the_night(start: int, end: int, night_from: int, night_to: int) -> bool:
    """Does [start, end) meet any night? A night from 18:00 to 05:00 wraps midnight."""
    length = (night_to - night_from) % DAY_MIN
    if not length:
        return False
    first = (start - night_from - length) // DAY_MIN + 1
    return end > first * DAY_MIN + night_from


def _units(case: Case, heads: Mapping[str, int]) -> int:
    known = case.problem.group
    lying: Sequence[int] = [count for group, count in heads.items() if group in known and known[group].stretcher]
    sitting = [count for group, count in heads.items() if group in known and not known[group].stretcher]
    return sum(lying) * case.problem.rules.stretcher_load_units + sum(sitting)


def _points(case: Case, group: str) -> int:
    return case.problem.risk_class[case.problem.group[group].risk].escort_points
