"""What of an adopted plan has to stand: movements begun or about to begin, less what the news forbids of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from musterbook.lift.check import check
from musterbook.lift.committed import (
    Course,
    Courses,
    Movement,
    committed_of,
    courses_of,
    finish_tour,
    release_who_cannot_start,
    strand_committed,
    take_only_who_may,
)
from musterbook.lift.freeing import ROOM, Place, free, free_tour
from musterbook.lift.giving_way import NEWS
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.lift.search.begun import NoWayHome, Waiting, begun_from
from musterbook.lift.spared import staying_plan
from musterbook.lift.stretches import take_on_only_who_arrive


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands.

    Attributes:
        problem: without those stranded.
        courses: each carrier's movements, with how many are committed.
        stranded: heads by group who sit in a carrier that failed.
        wakes: carriers that may begin something else before the freeze line, and from when.
        forced: carriers that have to go home whatever it breaks.
        freeze: nothing new begins before it.
        findings: what the committed movements break by themselves; nothing that is planned can mend it.
    """

    problem: Problem
    courses: Courses
    stranded: Mapping[str, int]
    wakes: Mapping[str, int]
    forced: frozenset[str]
    freeze: int
    findings: tuple[Finding, ...] = ()


def standing_of(problem: Problem, adopted: Plan, *, now: int, freeze: int) -> Standing:
    """What has begun or is committed; committed movements that the news forbids are freed."""
    finish: set[str] = set()
    cut: dict[str, int] = {}
    forced: set[str] = set()
    released: dict[tuple[str, int], str] = {}
    while True:
        courses = courses_of(problem, adopted, now=now, freeze=freeze)
        for vehicle, course in courses.items():
            course.standing = min(course.standing, cut.get(vehicle, course.standing))
        release_who_cannot_start(problem, courses)
        for vehicle in finish:
            finish_tour(courses[vehicle])
        take_only_who_may(problem, courses, now=now)
        judged, stranded = strand_committed(problem, courses)
        take_on_only_who_arrive(judged, committed_of(courses))
        stops = {vehicle: course.stops() for vehicle, course in courses.items()}
        wakes = {v: max(now, min(freeze, one.rest[0].begin)) for v, one in courses.items() if one.rest}
        try:
            begun_from(judged, stops, freeze=freeze, wakes=wakes, forced=forced)
        except NoWayHome as nowhere:
            (forced if nowhere.vehicle in finish else finish).add(nowhere.vehicle)
            continue
        alone = {vehicle: replace(one, freed=_all_but_committed(one)) for vehicle, one in courses.items()}
        findings = check(judged, staying_plan(judged, alone)).findings
        wrong = _forbidden(judged, courses, findings, now)
        if wrong is None:
            _free(judged, courses, released, forced)
            return Standing(judged, courses, stranded, wakes, frozenset(forced), freeze, findings)
        vehicle, number, rule = wrong
        cut[vehicle] = number
        finish.discard(vehicle)
        released[vehicle, courses[vehicle].movements[number].begin] = rule


def _all_but_committed(course: Course) -> dict[int, str]:
    return dict.fromkeys(range(course.standing, len(course.movements)), "later")


def _free(problem: Problem, courses: Courses, released: Mapping[tuple[str, int], str], forced: Collection[str]) -> None:
    """Free what was committed and is forbidden, and what carriers that are forced home would do later."""
    for vehicle, course in courses.items():
        for number in range(course.standing, len(course.movements)):
            rule = released.get((vehicle, course.movements[number].begin))
            if rule or vehicle in forced:
                free(problem, courses, (vehicle, number), rule or "chain")


def _forbidden(
    problem: Problem, courses: Mapping[str, Course], findings: Iterable[Finding], now: int
) -> tuple[str, int, str] | None:
    """A committed movement not begun that breaks a rule now: carrier, its number, the rule; the last to begin."""
    for finding in findings:
        if finding.rule not in NEWS or finding.minute is None:
            continue
        guilty = [
            (movement.begin, vehicle, number)
            for vehicle, course in courses.items()
            for number, movement in enumerate(course.committed)
            if movement.begin >= now and movement.carries and number >= course.begun
            and _touches(problem, vehicle, course, number, finding)
        ]  # fmt: skip
        if guilty:
            _, vehicle, number = max(guilty)
            return vehicle, number, finding.rule
    return None


def _touches(problem: Problem, vehicle: str, course: Course, number: int, finding: Finding) -> bool:
    movement = course.movements[number]
    minute = finding.minute or 0
    if finding.where == vehicle:
        return movement.begin <= minute <= movement.end
    if finding.where == problem.vehicle[vehicle].base:
        return movement.begin <= minute
    return any(
        stop.node == finding.where and stop.service_start <= minute and (stop.board or stop.alight)
        for stop in movement.stops
    )


def make_room(standing: Standing, lots: Sequence[Waiting], step: int) -> bool:
    """Free what stands in the way of people waiting at staging places; is there anything?

    The first time whoever boards others there while they wait; then, a few more each time, tours that begin while they
    wait, those with the least at stake first.
    """
    problem, courses = standing.problem, standing.courses
    until = {lot.hub: lot.since + problem.node[lot.hub].dwell_max_min for lot in lots}
    for lot in lots:
        until[lot.hub] = max(until[lot.hub], lot.since + problem.node[lot.hub].dwell_max_min)
    there: list[Place] = []
    others: list[tuple[float, int, Place]] = []
    for vehicle, course in courses.items():
        for number in range(course.standing, len(course.movements)):
            movement = course.movements[number]
            if not course.stays(number) or not movement.carries:
                continue
            if any(stop.board and stop.service_start <= until.get(stop.node, -1) for stop in movement.stops):
                there.append((vehicle, number))
            elif movement.begin <= max(until.values()):
                others.append((at_stake(problem, movement), movement.begin, (vehicle, number)))
    chosen = there if step == 0 and there else [place for _, _, place in sorted(others)[: max(3, len(others) // 12)]]
    for place in chosen:
        if courses[place[0]].stays(place[1]):
            free_tour(problem, courses, place, ROOM)
    return bool(chosen)


def at_stake(problem: Problem, movement: Movement) -> float:
    """What a movement saves by going when it goes: the weight of its people times the danger of the next day."""
    total = 0.0
    for stop in movement.stops:
        node = problem.node[stop.node]
        rate = next((rate for minute, rate in reversed(node.hazard) if minute <= stop.service_start), 0.0)
        total += rate * sum(
            heads * problem.risk_class[problem.group[group].risk].weight for group, heads in stop.board.items()
        )
    return total
