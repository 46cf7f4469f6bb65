"""Planning again after the world changed: what has begun or is committed stands, the rest changes as little as it can.

The steps of lift.md section 7: what stands is booked with its real times; adopted serials the simulation can still
carry out keep their minute, seats and carrier; then the plan is improved with a price on every change.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from musterbook.lift.again import Again
from musterbook.lift.check import Verdict, check
from musterbook.lift.committed import (
    Course,
    committed_of,
    courses_of,
    finish_tour,
    release_who_cannot_start,
    strand_committed,
    take_only_who_may,
)
from musterbook.lift.dispatch.unmoved import unmoved_of
from musterbook.lift.explain.changes import Change, changes_between
from musterbook.lift.near import Near, near_of
from musterbook.lift.plan import Plan, Serial, serials, serials_of
from musterbook.lift.planners import never
from musterbook.lift.problem import Problem
from musterbook.lift.rules import Finding
from musterbook.lift.search.begun import Begun, NoWayHome, begun_from, with_seats
from musterbook.lift.search.change import ChangeSearch, Found, Looking, Prices, Wanted
from musterbook.lift.stretches import take_on_only_who_arrive

TRIALS = 150
FAR_SHARE_MAX = 0.1
"""At most this share of the serials the news does not touch may change."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One serial of the old plan or the new: what became of it, whether the news touches it, and because of what.

    `reason` is the rule the adopted serial would break now, or `people`, `seats`, `follows`, `better`; empty when kept.
    """

    change: Change
    near: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Replanned(Again):
    """The new plan beside the adopted one, and what became of each serial.

    Attributes:
        changes: every serial of both plans once, with its reason.
        committed: ids of the serials that had to stand; `repaired` those of them the news forbade, with the rule.
        far: serials the news does not touch; `far_changed` those of them that changed all the same.
        first_loss, first_changed: loss, and serials changed, when the adopted serials are kept as far as they can be.
        first_seconds: when that first plan stood.
    """

    changes: tuple[Changed, ...] = ()
    committed: tuple[str, ...] = ()
    repaired: Mapping[str, str] = field(default_factory=dict)
    far: int = 0
    far_changed: tuple[str, ...] = ()
    first_loss: float = 0.0
    first_changed: int = 0
    first_seconds: float = 0.0

    @property
    def changed(self) -> int:
        """How many serials are not kept."""
        return sum(one.change.kind != "kept" for one in self.changes)

    @property
    def gain_per_change(self) -> float:
        """Weighted loss that each further changed serial saves, against keeping all that can be kept."""
        return (self.first_loss - self.objective.weighted_loss) / max(1, self.changed - self.first_changed)


def replan(
    problem: Problem,
    adopted: Plan,
    *,
    now_minute: int,
    freeze_minute: int,
    seed: int = 1,
    calm: float = 1.0,
    trials: int = TRIALS,
    seconds: float | None = None,
    stop: Callable[[], bool] = never,
    clock: Callable[[], float] = time.monotonic,
) -> Replanned:
    """Plan again for the changed `problem`; serials of `adopted` that begin before `freeze_minute` stand.

    Changes are told in the problem itself: a carrier's `unavailable`, a site's windows or counts (the people already
    taken included), later permissions, other hazards. Its epoch is that of the adopted plan, and minutes mean the same.

    Args:
        problem: as it is now.
        adopted: the plan in force.
        now_minute: what began before it is under way.
        freeze_minute: nothing new begins before it.
        seed: the same seed and trials give the same plan, unless seconds or `stop` end the search.
        calm: 0 to 3, how dear change is.
        trials: how many plans are tried.
        seconds: how long, if it is limited.
        stop: asked now and then; True ends the search with the best plan so far.
        clock: of the seconds.
    """
    started = clock()

    def over() -> bool:
        return stop() or (seconds is not None and clock() - started > seconds)

    stands = _standing(problem, adopted, now=now_minute, freeze=freeze_minute)
    near = near_of(stands.problem, adopted, stands.courses, released=stands.released)
    stands, search, found = _first(stands, adopted, near, _Asked(now_minute, freeze_minute, seed, calm))
    first = _made(stands, search, found, seed)
    first_seconds = clock() - started
    best = first
    if trials > 1 and not over():
        found = search.improve(search.starts(found), trials=trials, over=over)
        best = min((first, _made(stands, search, found, seed)), key=_key_at(search))
    return _told(best, first, stands, adopted, near, first_seconds=first_seconds)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands, and the problem without those stranded."""

    problem: Problem
    courses: Mapping[str, Course]
    begun: Begun
    stranded: Mapping[str, int]
    released: Mapping[str, str]
    wakes: Mapping[str, int]
    forced: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Asked:
    now: int
    freeze: int
    seed: int
    calm: float


@dataclass(frozen=True, slots=True)
class _Made:
    plan: Plan
    verdict: Verdict
    total: float


def _first(stands: _Standing, adopted: Plan, near: Near, asked: _Asked) -> tuple[_Standing, ChangeSearch, Found]:
    """The first plan. Who waits at a staging place and is taken on by nobody, whatever is tried, stays there."""
    left: dict[int, int] = {}
    while True:
        search = _search(stands, adopted, near, seed=asked.seed, calm=asked.calm, freeze=asked.freeze)
        found = search.first()
        if search.stuck():
            found = search.rescue(found)
        stuck = search.stuck()
        if not stuck:
            return stands, search, found
        left = {k: left.get(k, 0) + stuck.get(k, 0) for k in left.keys() | stuck.keys()}
        begun = begun_from(
            stands.problem, stands.begun.stops, freeze=asked.freeze, wakes=stands.wakes, forced=stands.forced, left=left
        )
        stands = replace(stands, begun=begun)


def _standing(problem: Problem, adopted: Plan, *, now: int, freeze: int) -> _Standing:
    """What has begun or is committed, less what the news forbids of it, and the simulation's state after it."""
    finish: set[str] = set()
    cut: dict[str, int] = {}
    forced: set[str] = set()
    released: dict[str, str] = {}
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
            begun = begun_from(judged, stops, freeze=freeze, wakes=wakes, forced=forced)
        except NoWayHome as nowhere:
            (forced if nowhere.vehicle in finish else finish).add(nowhere.vehicle)
            continue
        wrong = _forbidden(judged, courses, begun, now)
        if wrong is None:
            return _Standing(judged, courses, begun, stranded, released, wakes, frozenset(forced))
        vehicle, number, rule = wrong
        cut[vehicle] = number
        finish.discard(vehicle)
        released[f"{vehicle}@{courses[vehicle].movements[number].begin}"] = rule


def _forbidden(problem: Problem, courses: Mapping[str, Course], begun: Begun, now: int) -> tuple[str, int, str] | None:
    """A committed movement not begun that breaks a rule now: carrier, its number, the rule; the last to begin."""
    findings = check(problem, begun.joined(Plan(problem.name, {}))).findings
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


NEWS = frozenset({"R4", "R5", "R10", "R11", "R15", "R16", "R17", "R19"})
"""Rules that news can break in a serial that was legal when adopted."""


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


def _search(stands: _Standing, adopted: Plan, near: Near, *, seed: int, calm: float, freeze: int) -> ChangeSearch:
    problem = stands.problem
    wanted = _wanted(problem, stands.courses, adopted, near)
    by_site = {
        node.id: [g for g, group in enumerate(problem.groups) if group.site == node.id] for node in problem.nodes
    }
    manifests = [
        [(g, one.heads.get(g, 0)) for g in by_site[problem.nodes[one.origin].id]] or sorted(one.heads.items())
        for one in wanted
    ]
    tables, addresses = with_seats(stands.begun.tables, manifests, freeze=freeze)
    wanted = [
        replace(one, seats=at if manifest else 0)
        for one, at, manifest in zip(wanted, addresses, manifests, strict=True)
    ]
    people = sum(group.count for group in problem.groups)
    weight = sum(group.count * problem.risk_class[group.risk].weight for group in problem.groups) / max(1, people)
    far = sum(not one.near for one in wanted)
    return ChangeSearch(
        Looking(problem, seed=seed, tables=tables), replace(stands.begun, tables=tables), wanted,
        Prices(weight, calm, int(FAR_SHARE_MAX * far)), random.Random(seed),
    )  # fmt: skip


def _wanted(problem: Problem, courses: Mapping[str, Course], adopted: Plan, near: Near) -> list[Wanted]:
    """The serials of the adopted plan that are not committed, in the order their carriers make them."""
    nodes = {node.id: i for i, node in enumerate(problem.nodes)}
    groups = {group.id: g for g, group in enumerate(problem.groups)}
    numbers = {vehicle.id: v for v, vehicle in enumerate(problem.vehicles)}
    found = []
    for vehicle, course in courses.items():
        named = _by_start(vehicle, adopted)
        home_first = bool(course.committed) and not course.committed[-1].carries
        for movement in course.rest:
            if not movement.carries:
                home_first = True
                continue
            begin = movement.begin
            for trip in serials_of(vehicle, tuple(movement.stops)):
                heads = {groups[group]: number for group, number in trip.heads.items() if group in groups}
                name = named.get((trip.origin, trip.destination, trip.board_start), "")
                found.append(
                    Wanted(name, numbers[vehicle], nodes[trip.origin], nodes[trip.destination], begin, heads,
                           name in near.serials, home_first)
                )  # fmt: skip
                home_first, begin = False, trip.set_down
    return found


def _by_start(vehicle: str, plan: Plan) -> dict[tuple[str, str, int], str]:
    return {
        (one.origin, one.destination, one.board_start): one.id
        for one in serials_of(vehicle, plan.stops.get(vehicle, ()))
    }


def _made(stands: _Standing, search: ChangeSearch, found: Found, seed: int) -> _Made:
    """The plan of a candidate, judged."""
    again = search.judge(found.entries, found.rule)
    plan = stands.begun.joined(search.engine.plan({"planner": "replan", "seed": seed}))
    return _Made(plan, check(stands.problem, plan), again.total)


def _key_at(_search: ChangeSearch) -> Callable[[_Made], tuple[int, float]]:
    return lambda made: (sum(one.rule != "R18" for one in made.verdict.findings), made.total)


def _told(
    best: _Made, first: _Made, stands: _Standing, adopted: Plan, near: Near, *, first_seconds: float
) -> Replanned:
    before, after = serials(adopted), {serial.id: _facts(serial) for serial in serials(best.plan)}
    kept = {serial.id for serial in before if after.get(serial.id) == _facts(serial)}
    committed = _committed(stands.courses, adopted)
    changes = tuple(
        Changed(one, _is_near(one, near), _reason(one, near)) for one in changes_between(adopted, best.plan)
    )
    far = [one for one in before if one.id not in near.serials and one.id not in committed]
    names = {one.id for one in far}
    return Replanned(
        plan=best.plan,
        problem=stands.problem,
        objective=best.verdict.objective,
        findings=best.verdict.findings,
        unmoved=unmoved_of(stands.problem, best.plan),
        kept=tuple(serial.id for serial in before if serial.id in kept),
        dropped=tuple(serial.id for serial in before if serial.id not in kept),
        stranded=stands.stranded,
        changes=changes,
        committed=tuple(one.id for one in before if one.id in committed),
        repaired={one.id: near.reasons[one.id] for one in before if one.id in near.released},
        far=len(far),
        far_changed=tuple(
            one.change.before.id
            for one in changes
            if one.change.before and one.change.kind != "kept" and one.change.before.id in names
        ),
        first_loss=first.verdict.objective.weighted_loss,
        first_changed=sum(one.kind != "kept" for one in changes_between(adopted, first.plan)),
        first_seconds=first_seconds,
    )


def _committed(courses: Mapping[str, Course], adopted: Plan) -> set[str]:
    found = set()
    for vehicle, course in courses.items():
        ends = course.committed[-1].end if course.committed else -1
        found |= {one.id for one in serials_of(vehicle, adopted.stops[vehicle]) if one.set_down <= ends}
    return found


def _is_near(change: Change, near: Near) -> bool:
    return change.before is None or change.before.id in near.serials


def _reason(change: Change, near: Near) -> str:
    if change.kind == "kept":
        return ""
    old, new = change.before, change.after
    if old is not None and old.id in near.reasons:
        return near.reasons[old.id]
    if old is None:
        return "people"
    if new is not None and old.destination == new.destination and abs(old.depart - new.depart) <= 30:
        return "seats"
    return "better"


def _facts(serial: Serial) -> tuple[str, str, str, int, int, tuple[tuple[str, int], ...]]:
    heads = tuple(sorted(serial.heads.items()))
    return (serial.vehicle, serial.origin, serial.destination, serial.depart, serial.set_down, heads)
