"""What the news leaves as it is: of an adopted plan, every serial that is still legal where and when it stands.

Unaffected are the serials that news forbids neither by themselves nor through what they hang on: the tour their carrier
is on, and the people whom an earlier serial was to bring to a staging place. Where a pool, slots, reception or a
staging place is too small for all that was promised, as few serials give way as will do, the last first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from musterbook.lift.check import check
from musterbook.lift.committed import Course, Courses, Movement
from musterbook.lift.plan import Plan, Serial, Stop, serials_of
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.lift.stretches import take_on_only_who_arrive

NEWS = frozenset({"R4", "R5", "R10", "R11", "R15", "R16", "R17", "R19"})
"""Rules that news can break in a serial that was legal when adopted."""

ROOM = "room"
"""Why something gives way that the news does not touch: nothing else lets people leave a staging place in time."""

Place = tuple[str, int]
"""A movement: its carrier and its number there."""


def spare(problem: Problem, courses: Courses) -> None:
    """Mark what cannot stay (`Course.freed`) or must lose people (`Course.bent`); what is committed is left alone."""
    while True:
        _take_who_are_there(problem, courses)
        findings = [one for one in check(problem, staying_plan(problem, courses)).findings if not _too_long(one)]
        if not give_way(problem, courses, findings):
            return


def staying_plan(problem: Problem, courses: Courses) -> Plan:
    """What stays, as a plan for the check."""
    return Plan(problem.name, {vehicle: tuple(_stops(problem, courses[vehicle])) for vehicle in courses})


def _too_long(finding: Finding) -> bool:
    """Does a lot wait too long at a staging place? Somebody else may still fetch it."""
    return finding.rule == "R17" and "minutes" in finding.values


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


def free(problem: Problem, courses: Courses, place: Place, rule: str) -> None:
    """Free a movement and the rest of its tour; where the base has no fuel, whatever the carrier does later too."""
    vehicle, number = place
    course = courses[vehicle]
    tour = course.movements[number].tour
    course.freed.setdefault(number, rule)
    for later in range(number + 1, len(course.movements)):
        if course.movements[later].tour == tour or not fuelled(problem, vehicle):
            course.freed.setdefault(later, ROOM if rule == ROOM else "chain")


def free_tour(problem: Problem, courses: Courses, place: Place, rule: str) -> None:
    """Free all of a tour that is not committed."""
    vehicle, number = place
    course = courses[vehicle]
    tour = course.movements[number].tour
    first = next(k for k, one in enumerate(course.movements) if one.tour == tour and k >= course.standing)
    free(problem, courses, (vehicle, first), rule)


def fuelled(problem: Problem, vehicle: str) -> bool:
    """Can the carrier fill up at its base?"""
    one = problem.vehicle[vehicle]
    base = problem.node[one.base]
    return base.parking and problem.vehicle_type[one.type].mode in base.fuel


def reasons_of(courses: Courses, adopted: Plan) -> dict[str, str]:
    """The serials of the adopted plan that could not stay as they are, by their ids, each with its rule.

    The rule is the referee's, or `chain` (the carrier's tour is cut before), `follows` (nobody brings its people), or
    `people` (they are fewer).
    """
    found = {}
    for vehicle, course in courses.items():
        for serial in serials_of(vehicle, adopted.stops[vehicle]):
            number = number_of(course, serial)
            rule = course.freed.get(number) or course.bent.get(number)
            if rule and rule != ROOM:
                found[serial.id] = rule
    return found


def number_of(course: Course, serial: Serial) -> int:
    """The movement that carries a serial out."""
    return next(
        (k for k, one in enumerate(course.movements) if one.begin <= serial.board_start and serial.set_down <= one.end),
        -1,
    )


def _take_who_are_there(problem: Problem, courses: Courses) -> None:
    """Movements lose people who are not there any more, the last first; one without anybody left is freed."""
    before = {
        (vehicle, k): _heads(one) for vehicle, course in courses.items() for k, one in enumerate(course.movements)
    }
    left = {group.id: group.count for group in problem.groups}
    order = sorted(
        (k >= course.standing, one.begin, vehicle, k)
        for vehicle, course in courses.items()
        for k, one in enumerate(course.movements)
        if course.stays(k)
    )
    for open_still, _, vehicle, k in order:
        movement = courses[vehicle].movements[k]
        for index, stop in enumerate(movement.stops):
            if problem.node[stop.node].kind == "site":
                for group, heads in list(stop.board.items()):
                    may = min(heads, left.get(group, 0))
                    if may < heads and open_still:
                        movement.empty(index, group, heads - may)
                    if group in left:
                        left[group] -= may
    _note_who_is_missing(problem, courses, before, "people")
    before = {
        (vehicle, k): _heads(one) for vehicle, course in courses.items() for k, one in enumerate(course.movements)
    }
    take_on_only_who_arrive(problem, [one for course in courses.values() for one in course.staying])
    _note_who_is_missing(problem, courses, before, "follows")


def _note_who_is_missing(problem: Problem, courses: Courses, before: Mapping[Place, int], rule: str) -> None:
    for (vehicle, k), heads in before.items():
        course = courses[vehicle]
        now = _heads(course.movements[k])
        if course.stays(k) and k >= course.standing and now < heads:
            if now:
                course.bent.setdefault(k, rule)
            else:
                free(problem, courses, (vehicle, k), rule)


def _heads(movement: Movement) -> int:
    return sum(sum(stop.board.values()) for stop in movement.stops)


def _stops(problem: Problem, course: Course) -> Iterator[Stop]:
    """The stops that stay, for the check: a tour that is cut goes home when it would have been home."""
    last, escorts = course.first, 0
    for number, movement in enumerate(course.movements):
        if course.stays(number):
            if number and not course.stays(number - 1):
                last = replace(last, depart=movement.leaves, refuel=movement.refuelled)
            for stop in movement.stops:
                yield last
                escorts += stop.escorts_on - stop.escorts_off
                last = stop
        elif escorts:
            end = max(one.end for one in course.movements if one.tour == movement.tour)
            base = problem.vehicle[movement.vehicle].base
            yield replace(last, depart=last.service_end, refuel=False)
            last = Stop(base, end, end, end, end, escorts_off=escorts)
            escorts = 0
    yield replace(last, depart=last.service_end, refuel=False)


@dataclass(slots=True)
class _Eased:
    """What those who gave way leave to others, by what was too small: from when, until when, how much."""

    problem: Problem
    spans: dict[tuple[str, str, str], list[tuple[int, int, float]]] = field(default_factory=lambda: defaultdict(list))

    def enough(self, finding: Finding) -> bool:
        """Does what was given up already make room?"""
        over = _over(finding)
        if over is None or finding.minute is None:
            return False
        given = self.spans[_what(finding)]
        return sum(some for start, end, some in given if start <= finding.minute < end) >= over

    def add(self, finding: Finding, courses: Courses, place: Place) -> None:
        """A movement gives way to a breach of something shared."""
        vehicle, number = place
        course, problem = courses[vehicle], self.problem
        movement = course.movements[number]
        if _over(finding) is None:
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


def _over(finding: Finding) -> float | None:
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
