"""Where the heads of each group went, over all carriers together: taken from sites, staged, delivered, left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from musterbook.lift.courses import Course
from musterbook.lift.problem import Problem


@dataclass(frozen=True, slots=True)
class Stay:
    """People of a group at a staging place from being set down to being boarded again."""

    hub: str
    group: str
    start: int
    end: int
    heads: int


@dataclass(frozen=True, slots=True)
class Early:
    """People boarded at a staging place before they had been set down there."""

    hub: str
    group: str
    minute: int
    heads: int


@dataclass(frozen=True)
class Flows:
    """All movements of people in a plan.

    Attributes:
        departures: (group, minute of departure from the site, heads).
        taken: heads boarded at sites by group.
        last_departure: the last departure with people, by the site their group is held at.
        delivered: (service end, group, heads) by destination.
        held: changes of the number at each staging place, (minute, heads).
        stays, early, stuck: what the lots at staging places, first in and first out, come to.
    """

    departures: list[tuple[str, int, int]] = field(default_factory=list)
    taken: Mapping[str, int] = field(default_factory=dict)
    last_departure: Mapping[str, int] = field(default_factory=dict)
    delivered: Mapping[str, list[tuple[int, str, int]]] = field(default_factory=dict)
    held: Mapping[str, list[tuple[int, int]]] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    early: list[Early] = field(default_factory=list)
    stuck: list[tuple[str, int]] = field(default_factory=list)


def flows_of(problem: Problem, courses: Iterable[Course]) -> Flows:
    """Add up who was boarded and set down where, carrier by carrier."""
    departures: list[tuple[str, int, int]] = []
    taken: dict[str, int] = defaultdict(int)
    last: dict[str, int] = defaultdict(int)
    delivered: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    ins: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    outs: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for visit in (visit for course in courses for visit in course.visits):
        stop, place = visit.stop, visit.node
        for group, heads in stop.alight.items():
            if group in problem.group and place.kind == "hub":
                ins[place.id, group].append((stop.service_end, heads))
            elif group in problem.group and place.kind == "dest":
                delivered[place.id].append((stop.service_end, group, heads))
        for group, heads in stop.board.items():
            if group in problem.group and place.kind == "site":
                departures.append((group, stop.depart, heads))
                taken[group] += heads
                site = problem.group[group].site
                last[site] = max(last[site], stop.depart)
            elif group in problem.group and place.kind == "hub":
                outs[place.id, group].append((stop.service_start, stop.service_end, heads))
    flows = Flows(departures, taken, last, delivered, _held(ins, outs))
    for hub, group in sorted(set(ins) | set(outs)):
        _match(flows, hub, group, sorted(ins[hub, group]), sorted(outs[hub, group]))
    return flows


def _held(
    ins: Mapping[tuple[str, str], list[tuple[int, int]]], outs: Mapping[tuple[str, str], list[tuple[int, int, int]]]
) -> dict[str, list[tuple[int, int]]]:
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (hub, _), lots in ins.items():
        held[hub] += lots
    for (hub, _), leaving in outs.items():
        held[hub] += [(end, -heads) for _, end, heads in leaving]
    return held


def _match(flows: Flows, hub: str, group: str, lots: list[tuple[int, int]], outs: list[tuple[int, int, int]]) -> None:
    """Lots of a group leave first in, first out; a lot may board from the minute it was set down."""
    for start, end, heads in outs:
        needed = heads
        while needed > 0 and lots and lots[0][0] <= start:
            since, there = lots.pop(0)
            some = min(needed, there)
            flows.stays.append(Stay(hub, group, since, end, some))
            needed -= some
            if there > some:
                lots.insert(0, (since, there - some))
        if needed > 0:
            flows.early.append(Early(hub, group, start, needed))
    if lots:
        flows.stuck.append((group, sum(heads for _, heads in lots)))
