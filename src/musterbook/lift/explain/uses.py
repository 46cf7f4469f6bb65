"""How far each resource is used in every six hours of a plan: escorts, slots, reception, beds, staging places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from musterbook.lift.explain.outings import Stops
from musterbook.lift.explain.values import Use
from musterbook.lift.problem import Interval, Problem, Steps

BIN_MIN = 360


def uses_of(problem: Problem, stops: Stops) -> tuple[Use, ...]:
    """Every six hours in which a resource is used at all; in the order of the places, then of time."""
    found = [*_slots(problem, stops), *_escorts(problem, stops), *_arrivals(problem, stops), *_staging(problem, stops)]
    order = {node.id: i for i, node in enumerate(problem.nodes)}
    return tuple(sorted(found, key=lambda one: (order[one.place], one.resource, one.since)))


def _slots(problem: Problem, stops: Stops) -> Iterator[Use]:
    """Minutes of service, of the minutes its slots and windows offer."""
    busy: dict[tuple[str, str, int], int] = defaultdict(int)
    for vehicle, mine in stops.items():
        kind = problem.vehicle_type[problem.vehicle[vehicle].type]
        for stop in mine:
            for start, minutes in _by_bin(stop.service_start, stop.service_end):
                busy[stop.node, kind.mode, start] += minutes
    for (place, mode, start), used in busy.items():
        node = problem.node[place]
        there = node.slots.get(mode, 0) * _open_minutes(node.open.get(mode, ()), start)
        if node.slots.get(mode, 0):
            yield Use(f"slots-{mode}", place, start, used, there)


def _escorts(problem: Problem, stops: Stops) -> Iterator[Use]:
    """The most escorts out or resting at one time, of the fewest the pool has then."""
    rules = problem.rules
    changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for vehicle, mine in stops.items():
        base, since, out = problem.vehicle[vehicle].base, 0, 0
        for stop in mine:
            if stop.escorts_off and out:
                tour = stop.service_end - since
                rest = max(rules.escort_rest_min, -(-tour * rules.escort_rest_pct // 100))
                changes[base] += [(since, out), (stop.service_end + rest, -out)]
                out = 0
            if stop.escorts_on:
                since, out = stop.service_start, stop.escorts_on
    for base, rows in changes.items():
        yield from (
            Use("escorts", base, start, used, _least(problem.node[base].escorts, start))
            for start, used in _peaks(rows, problem.horizon_min)
        )


def _arrivals(problem: Problem, stops: Stops) -> Iterator[Use]:
    """People received, of those the rate lets through; people in beds at the end, of the beds open then."""
    received: dict[tuple[str, int], int] = defaultdict(int)
    lying: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for mine in stops.values():
        for stop in mine:
            if problem.node[stop.node].kind == "dest":
                start = stop.service_end // BIN_MIN * BIN_MIN
                for group, heads in stop.alight.items():
                    received[stop.node, start] += heads
                    lying[stop.node, problem.group[group].compartment][start] += heads
    for (place, start), used in received.items():
        yield Use("reception", place, start, used, round(problem.node[place].intake_per_hour * BIN_MIN / 60))
    for (place, compartment), by_start in lying.items():
        total = 0
        for start in sorted(by_start):
            total += by_start[start]
            there = _value(problem.node[place].beds.get(compartment, ()), start + BIN_MIN - 1)
            yield Use(f"beds-{compartment}", place, start, total, there)


def _staging(problem: Problem, stops: Stops) -> Iterator[Use]:
    """The most people at a staging place at one time, of the most it may hold."""
    changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for mine in stops.values():
        for stop in mine:
            if problem.node[stop.node].kind == "hub" and (stop.alight or stop.board):
                changes[stop.node].append((stop.service_end, sum(stop.alight.values()) - sum(stop.board.values())))
    for place, rows in changes.items():
        for start, used in _peaks(rows, problem.horizon_min):
            yield Use("staging", place, start, used, problem.node[place].hold_cap)


def _peaks(changes: list[tuple[int, int]], horizon: int) -> Iterator[tuple[int, int]]:
    """The highest level in every six hours in which it is above zero."""
    level, peak, start = 0, 0, 0
    for minute, change in [*sorted(changes), (horizon + BIN_MIN, 0)]:
        while minute >= start + BIN_MIN and start < horizon:
            if peak:
                yield start, peak
            start += BIN_MIN
            peak = level
        level += change
        peak = max(peak, level)


def _by_bin(start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        at = start // BIN_MIN * BIN_MIN
        stop = min(end, at + BIN_MIN)
        yield at, stop - start
        start = stop


def _open_minutes(spans: tuple[Interval, ...], start: int) -> int:
    return sum(max(0, min(end, start + BIN_MIN) - max(begin, start)) for begin, end in spans)


def _least(steps: Steps, start: int) -> int:
    inside = [number for minute, number in steps if start <= minute < start + BIN_MIN]
    return min([_value(steps, start), *inside])


def _value(steps: Steps, minute: int) -> int:
    return next((number for at, number in reversed(steps) if at <= minute), 0)
