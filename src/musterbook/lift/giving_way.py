"""Who gives way to a breach that news makes: one carrier's own serial, or as few as will do where many share.

Of tours on one pool the one that keeps its escorts longest gives way, else the last to come; never what is committed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from musterbook.lift.committed import Course, Courses, Movement
from musterbook.lift.freeing import Place, free
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding

NEWS = frozenset({"R4", "R5", "R10", "R11", "R15", "R16", "R17", "R19"})
"""Rules that news can break in a serial that was legal when adopted."""


def give_way(problem: Problem, courses: Courses, findings: Iterable[Finding]) -> bool:
    """Free what stands behind breaches that news makes; is there anything that can give way?"""
    eased = _Eased(problem)
    some = False
    for finding in findings:
        if finding.rule in NEWS and not eased.enough(finding):
            guilty = _guilty(problem, courses, finding)
            if guilty is not None:
                free(problem, courses, guilty, finding.rule)
                eased.add(finding, courses, guilty)
                some = True
    return some


@dataclass(slots=True)
class _Eased:
    """What those who gave way leave to others, by what was too small: from when, until when, how much."""

    problem: Problem
    spans: dict[tuple[str, str, str], list[tuple[int, int, float]]] = field(default_factory=lambda: defaultdict(list))

    def enough(self, finding: Finding) -> bool:
        """Does what was given up already make room?"""
        over = over_by(finding)
        if over is None or finding.minute is None:
            return False
        given = self.spans[_what(finding)]
        return sum(some for start, end, some in given if start <= finding.minute < end) >= over

    def add(self, finding: Finding, courses: Courses, place: Place) -> None:
        """A movement gives way to a breach of something shared."""
        vehicle, number = place
        course, problem = courses[vehicle], self.problem
        movement = course.movements[number]
        if over_by(finding) is None:
            return
        if finding.rule == "R15":
            start, end, escorts = _tour(problem, course, number)
            self.spans[_what(finding)].append((start, end, float(escorts)))
            return
        for stop in movement.stops:
            if stop.node == finding.where:
                if finding.rule == "R10":
                    self.spans[_what(finding)].append((stop.service_start, stop.service_end, 1.0))
                else:
                    heads = sum(stop.alight.values())
                    rate = problem.node[stop.node].intake_per_hour
                    longest = {
                        "waiting": 60 * heads / rate if rate else 0.0,
                        "held": 0.5 * problem.node[stop.node].dwell_max_min,
                    }
                    stay = longest.get(_what(finding)[2], float(problem.horizon_min))
                    self.spans[_what(finding)].append(
                        (stop.service_end, stop.service_end + int(stay) + 1, float(heads))
                    )


def _what(finding: Finding) -> tuple[str, str, str]:
    """What is too small: rule, place, and which of its figures."""
    for name in ("mode", "compartment", "waiting", "held"):
        if name in finding.values:
            return finding.rule, finding.where, str(finding.values[name]) if name in ("mode", "compartment") else name
    return finding.rule, finding.where, ""


def over_by(finding: Finding) -> float | None:
    """By how much something shared is too small; None for a breach by one carrier alone."""
    for asked, there in (
        ("out", "pool"),
        ("carriers", "slots"),
        ("waiting", "reception_cap"),
        ("delivered", "beds"),
        ("held", "hold_cap"),
    ):
        if asked in finding.values and there in finding.values:
            return float(finding.values[asked]) - float(finding.values[there])
    return None


def _guilty(problem: Problem, courses: Courses, finding: Finding) -> Place | None:
    """The movement that is to give way to a breach; None when all that has part in it is committed."""
    if finding.minute is None:
        return None
    if finding.where in courses:
        return _of_carrier(courses[finding.where], finding)
    every = [
        (vehicle, k)
        for vehicle, course in courses.items()
        for k in range(course.standing, len(course.movements))
        if course.stays(k)
    ]
    if finding.rule == "R15":
        return _of_pool(problem, courses, every, finding)
    found = [
        (minute, vehicle, k)
        for vehicle, k in every
        for minute in (_meets(courses[vehicle].movements[k], problem, finding),)
        if minute is not None
    ]
    return max(found)[1:] if found else None


def _of_carrier(course: Course, finding: Finding) -> Place | None:
    minute, node = finding.minute or 0, finding.values.get("node")
    found = [k for k in range(course.standing, len(course.movements))
             if course.stays(k) and course.movements[k].begin <= minute <= course.movements[k].end]  # fmt: skip
    there = [k for k in found if any(stop.node == node and stop.arrive == minute for stop in course.movements[k].stops)]
    chosen = there or found
    return (finding.where, chosen[-1]) if chosen else None


def _of_pool(problem: Problem, courses: Courses, every: Iterable[Place], finding: Finding) -> Place | None:
    """Of the tours out when a pool is short, the one that keeps its escorts longest."""
    minute = finding.minute or 0
    found = []
    for vehicle, k in every:
        if problem.vehicle[vehicle].base == finding.where:
            course = courses[vehicle]
            start, end, _ = _tour(problem, course, k)
            first = next(n for n, one in enumerate(course.movements) if one.tour == course.movements[k].tour)
            if start <= minute < end:
                found.append((k == first, end, start, vehicle, -k))
    if not found:
        return None
    _, _, _, vehicle, number = max(found)
    return vehicle, -number


def _tour(problem: Problem, course: Course, number: int) -> tuple[int, int, int]:
    """When the tour of a movement begins, when its escorts are rested, and how many they are."""
    stops = [s for one in course.movements if one.tour == course.movements[number].tour for s in one.stops]
    escorts = max((stop.escorts_on for stop in stops), default=0)
    start = next((stop.service_start for stop in stops if stop.escorts_on), stops[0].arrive)
    end = stops[-1].service_end
    rules = problem.rules
    return start, end + max(rules.escort_rest_min, -(-(end - start) * rules.escort_rest_pct // 100)), escorts


def _meets(movement: Movement, problem: Problem, finding: Finding) -> int | None:
    """The minute at which a movement has its part in a breach at a place."""
    minute, values = finding.minute or 0, finding.values
    kind = problem.vehicle_type[problem.vehicle[movement.vehicle].type]
    for stop in reversed(movement.stops):
        if stop.node != finding.where:
            continue
        if finding.rule == "R10":
            part = kind.mode == values.get("mode") and stop.service_start <= minute < stop.service_end
        elif finding.rule == "R11" or "minutes" in values:
            at = minute if finding.rule == "R11" else minute - int(values["minutes"])
            part = str(values.get("group")) in (stop.board if finding.rule == "R11" else stop.alight)
            part = part and at == (stop.service_start if finding.rule == "R11" else stop.service_end)
        else:
            room = values.get("compartment")
            part = stop.service_end <= minute and any(
                room is None or problem.group[group].compartment == room for group in stop.alight
            )
        if part:
            return stop.service_end
    return None
