"""The independent check of a plan: every rule from R1 to R20, and what the plan is worth.

It shares no code with the planner, so each tests the other. A plan the check has not passed is never adopted.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from musterbook.lift.courses import follow
from musterbook.lift.flows import Flows, flows_of
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.rules import (
    Case,
    Finding,
    r1_times_in_order,
    r2_from_base_to_parking,
    r3_leg_time,
    r4_not_when_unavailable,
    r5_inside_a_window,
    r6_no_waiting_without_parking,
    r7_ground_time,
    r8_range,
    r9_duty,
    r12_seats,
    r13_kept_apart,
    r14_enough_escorts,
    r19_open_roads,
    r20_not_long_aboard,
)
from musterbook.lift.shared_rules import (
    r10_slots,
    r11_heads_add_up,
    r15_escort_pools,
    r16_reception,
    r17_staging,
    r18_cleared_in_time,
)

CARRIER_RULES = (
    r1_times_in_order,
    r2_from_base_to_parking,
    r3_leg_time,
    r4_not_when_unavailable,
    r5_inside_a_window,
    r6_no_waiting_without_parking,
    r7_ground_time,
    r8_range,
    r9_duty,
    r12_seats,
    r13_kept_apart,
    r14_enough_escorts,
    r19_open_roads,
    r20_not_long_aboard,
)
SHARED_RULES = (r10_slots, r11_heads_add_up, r15_escort_pools, r16_reception, r17_staging, r18_cleared_in_time)

DAY_MIN = 1440


@dataclass(frozen=True, slots=True)
class Objective:
    """What a plan is worth; smaller is better, compared in the order weighted loss, makespan, cost.

    Attributes:
        weighted_loss: expected number of people lost, each times the weight of the risk class.
        makespan_min: service end of the last delivery.
        cost: leg hours and escort tour hours at their prices.
        loss: expected number of people lost, unweighted.
        parts: the weighted loss by where it arises: site, transit, hub, left_behind.
        delivered, left_behind: heads.
    """

    weighted_loss: float
    makespan_min: int
    cost: float
    loss: float
    parts: Mapping[str, float]
    delivered: int
    left_behind: int

    @property
    def key(self) -> tuple[float, int, float]:
        """What plans are compared by: loss to a millionth, makespan, cost to a hundredth."""
        return (round(self.weighted_loss, 6), self.makespan_min, round(self.cost, 2))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says: the breaches found (none: feasible), and the worth, which is no promise if there are any."""

    findings: tuple[Finding, ...]
    objective: Objective

    @property
    def feasible(self) -> bool:
        """No rule is broken."""
        return not self.findings

    @property
    def broken(self) -> frozenset[str]:
        """The rules that are broken."""
        return frozenset(finding.rule for finding in self.findings)


def check(problem: Problem, plan: Plan) -> Verdict:
    """Judge `plan` against every rule and measure it. Never raises on a plan that names what is not there."""
    courses = follow(problem, plan)
    flows = flows_of(problem, courses)
    case = Case(problem, plan, courses)
    alone = [finding for rule in CARRIER_RULES for finding in rule(case)]
    shared = [finding for shared_rule in SHARED_RULES for finding in shared_rule(case, flows)]
    findings = sorted(alone + shared, key=lambda one: (int(one.rule[1:]), one.where, one.minute or 0))
    return Verdict(tuple(findings), measure(case, flows))


def measure(case: Case, flows: Flows) -> Objective:
    """The objective of FORMAT.md: loss at sites, on the way, at staging places, and of those left behind."""
    problem = case.problem
    at_sites = [(group, heads, _lost_by(problem, group, minute)) for group, minute, heads in flows.departures]
    on_the_way = [
        (group, heads, visit.leg.risk)
        for course in case.courses
        for before, visit in zip(course.visits, course.visits[1:], strict=False)
        if visit.leg and before.node.id != visit.node.id and sum(before.aboard.values())
        for group, heads in before.aboard.items()
    ]
    staged = [
        (stay.group, stay.heads, _exposure(problem, stay.hub, stay.end) - _exposure(problem, stay.hub, stay.start))
        for stay in flows.stays
    ]
    stranded = problem.rules.left_behind_loss
    left = [(group.id, max(0, group.count - flows.taken.get(group.id, 0)), stranded) for group in problem.groups]
    left += [(group, heads, stranded) for group, heads in flows.stuck]
    losses = {"site": at_sites, "transit": on_the_way, "hub": staged, "left_behind": left}
    parts = {
        name: sum(heads * loss * _weight(problem, group) for group, heads, loss in rows)
        for name, rows in losses.items()
    }
    arrivals = [arrival for rows in flows.delivered.values() for arrival in rows]
    return Objective(
        weighted_loss=sum(parts.values()),
        makespan_min=max((minute for minute, _, _ in arrivals), default=0),
        cost=_cost(case),
        loss=sum(heads * loss for rows in losses.values() for _, heads, loss in rows),
        parts=parts,
        delivered=sum(heads for _, _, heads in arrivals),
        left_behind=sum(heads for _, heads, _ in left),
    )


def _weight(problem: Problem, group: str) -> float:
    return problem.risk_class[problem.group[group].risk].weight


def _lost_by(problem: Problem, group: str, minute: int) -> float:
    return 1.0 - math.exp(-_exposure(problem, problem.group[group].site, minute))


def _exposure(problem: Problem, node: str, minute: int) -> float:
    """The hazard of a place added up from its first step to `minute`."""
    steps = problem.node[node].hazard
    count = bisect_right(steps, minute, key=lambda step: step[0])
    ends = [*(start for start, _ in steps[1:count]), minute]
    return sum(rate / DAY_MIN * (end - start) for (start, rate), end in zip(steps[:count], ends, strict=False))


def _cost(case: Case) -> float:
    legs = sum(
        (visit.leg.arrive - visit.leg.depart) / 60 * course.type.cost_per_hour
        for course, visit in case.visits()
        if visit.leg
    )
    hours = sum((tour.end - tour.start) * tour.escorts / 60 for course in case.courses for tour in course.tours)
    return legs + hours * case.problem.rules.escort_cost_per_hour
