"""Which serials of an adopted plan the news touches: those it would break, and those that live on the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from musterbook.lift.check import check
from musterbook.lift.committed import Course
from musterbook.lift.plan import Plan, Serial, serials
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding


@dataclass(frozen=True, slots=True)
class Near:
    """Serials near the fault by their ids, and the rule (or `people`, `follows`) that makes each of them so.

    `released` were committed and cannot stand.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    released: frozenset[str] = frozenset()

    @property
    def serials(self) -> frozenset[str]:
        """All of them."""
        return frozenset(self.reasons)


def near_of(  # noqa: C901  one road from findings to serials, in the order in which they touch each other
    problem: Problem, adopted: Plan, courses: Mapping[str, Course], *, released: Mapping[str, str]
) -> Near:
    """Judge the adopted plan against the changed problem, and see whom the findings touch.

    Touched are the serials of a carrier, place, pool or group that a finding names (of a carrier only around its
    minute), those of sites with more people than the adopted plan moves, and what takes on people from a staging place
    that a touched serial was to bring.
    """
    known = {vehicle: stops for vehicle, stops in adopted.stops.items() if vehicle in courses}
    every = serials(Plan(adopted.instance, known))
    reasons: dict[str, str] = {}
    for finding in check(problem, Plan(adopted.instance, known)).findings:
        if finding.rule != "R18":
            for serial in every:
                if serial.id not in reasons and _hit(problem, serial, finding):
                    reasons[serial.id] = finding.rule
    for serial in every:
        begins = [int(key.split("@")[1]) for key in released if key.split("@")[0] == serial.vehicle]
        if any(begin <= serial.board_start for begin in begins):
            reasons.setdefault(serial.id, next(iter(released.values())))
    more = _sites_with_more(problem, every)
    for serial in every:
        if serial.origin in more:
            reasons.setdefault(serial.id, "people")
    arrivals = [(one.destination, one.set_down) for one in every if one.id in reasons]
    for serial in every:
        hub = problem.node[serial.origin]
        fed = hub.kind == "hub" and any(
            where == hub.id and minute <= serial.board_start <= minute + hub.dwell_max_min for where, minute in arrivals
        )
        if fed:
            reasons.setdefault(serial.id, "follows")
    late = frozenset(
        one.id
        for one in every
        for key in released
        if key.split("@")[0] == one.vehicle and int(key.split("@")[1]) <= one.board_start
    )
    return Near(reasons, frozenset(sorted(late)[: len(released)]))


def _hit(problem: Problem, serial: Serial, finding: Finding) -> bool:
    minute = finding.minute
    if finding.where == serial.vehicle:
        return minute is None or serial.board_start - 24 * 60 <= minute <= serial.set_down
    if finding.where in (serial.origin, serial.destination):
        return minute is None or minute <= serial.set_down
    if finding.where == problem.vehicle[serial.vehicle].base:
        return minute is None or minute <= serial.set_down + 24 * 60
    return finding.where in serial.heads


def _sites_with_more(problem: Problem, every: tuple[Serial, ...]) -> set[str]:
    moved: dict[str, int] = defaultdict(int)
    for serial in every:
        if problem.node[serial.origin].kind == "site":
            for group, heads in serial.heads.items():
                moved[group] += heads
    return {group.site for group in problem.groups if moved[group.id] < group.count}
