"""Curves of a plan over time: where people are, what is lost by when, and how far queues and pools are used.

Joins the plan with the check's own retelling of it, so that a page draws what was checked. Minutes after the epoch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp

from musterbook.lift.courses import Course, follow, step_value
from musterbook.lift.flows import Flows, flows_of
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Node, Problem

DAY_MIN = 1440
Points = tuple[tuple[int, float], ...]
"""Minute and value; a step holds its value until the next minute."""


@dataclass(frozen=True, slots=True)
class Use:
    """How far something scarce is used: steps of use and steps of what is there. `most` is use at its fullest.

    `tightest` is the largest share of what is there that is used at any minute; more than 1 is over.

    `kind` is escorts (out or resting, of the pool of a base), queue (heads waiting at a reception), beds (heads
    delivered, of beds open) or held (heads at a staging place).
    """

    kind: str
    place: str
    used: Points
    there: Points
    most: float
    tightest: float


@dataclass(frozen=True, slots=True)
class Curves:
    """A plan over time.

    Attributes:
        ends: minute of the last change.
        people: four steps stacked in this order: at sites, under way, staging, received.
        loss: weighted expected loss come about by each minute.
        uses: pools, queues, beds and staging places, the tightest first.
    """

    ends: int
    people: Mapping[str, Points]
    loss: Points
    uses: tuple[Use, ...]


def curves_of(problem: Problem, plan: Plan, *, samples: int = 160) -> Curves:
    """The curves of `plan`; `samples` is how many points the curve of loss has."""
    courses = follow(problem, plan)
    flows = flows_of(problem, courses)
    ends = max((visit.stop.service_end for course in courses for visit in course.visits if visit.set_down), default=0)
    uses = [*_pools(problem, courses), *_receptions(problem, flows), *_staging(problem, flows)]
    return Curves(
        ends=ends,
        people=_people(problem, flows),
        loss=_loss(problem, flows, courses, ends=ends, samples=samples),
        uses=tuple(sorted(uses, key=lambda use: (-use.tightest, use.kind, use.place))),
    )


def value_at(points: Points, minute: int) -> float:
    """The value of steps at a minute; 0 before the first."""
    value = 0.0
    for at, step in points:
        if at > minute:
            break
        value = step
    return value


def values_at(points: Points, minutes: Sequence[int]) -> list[float]:
    """The values of steps at minutes that rise."""
    found, place, value = [], 0, 0.0
    for minute in minutes:
        while place < len(points) and points[place][0] <= minute:
            value = points[place][1]
            place += 1
        found.append(value)
    return found


def _people(problem: Problem, flows: Flows) -> dict[str, Points]:
    everyone = sum(group.count for group in problem.groups)
    left = [(minute, heads) for _, minute, heads in flows.departures]
    landed = [(minute, heads) for rows in flows.delivered.values() for minute, _, heads in rows]
    staged = [change for rows in flows.held.values() for change in rows]
    return {
        "sites": _steps([(0, everyone), *((minute, -heads) for minute, heads in left)]),
        "way": _steps([*left, *((m, -h) for m, h in landed), *((m, -h) for m, h in staged)]),
        "staging": _steps(staged),
        "received": _steps(landed),
    }


def _loss(problem: Problem, flows: Flows, courses: Iterable[Course], *, ends: int, samples: int) -> Points:
    """At sites while people are there, on the way when a leg ends, at staging places over their stay."""
    weight = {group.id: problem.risk_class[group.risk].weight for group in problem.groups}
    legs = sorted(
        (visit.stop.arrive, heads * weight[group] * visit.leg.risk)
        for course in courses
        for before, visit in pairwise(course.visits)
        if visit.leg is not None and before.node.id != visit.node.id
        for group, heads in before.aboard.items()
    )
    gone: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for group, minute, heads in flows.departures:
        gone[group].append((minute, heads))
    points = []
    for minute in sorted({round(ends * place / samples) for place in range(samples + 1)}):
        lost = sum(worth for at, worth in legs if at <= minute)
        for held in problem.groups:
            steps = problem.node[held.site].hazard
            left = [(at, heads) for at, heads in gone[held.id] if at <= minute]
            there = held.count - sum(heads for _, heads in left)
            lost += weight[held.id] * (
                there * _lost(steps, minute) + sum(heads * _lost(steps, at) for at, heads in left)
            )
        for stay in flows.stays:
            if stay.start < minute:
                steps = problem.node[stay.hub].hazard
                exposed = _exposure(steps, min(stay.end, minute)) - _exposure(steps, stay.start)
                lost += weight[stay.group] * stay.heads * exposed
        points.append((minute, lost))
    return tuple(points)


def _lost(steps: Points, minute: int) -> float:
    return 1.0 - exp(-_exposure(steps, minute))


def _exposure(steps: Points, minute: int) -> float:
    """The hazard, a rate per day that holds from each step to the next, added up to a minute."""
    ends = [*(at for at, _ in steps[1:]), minute]
    spans = zip(steps, ends, strict=False)
    return sum(rate / DAY_MIN * max(0, min(end, minute) - at) for (at, rate), end in spans)


def _pools(problem: Problem, courses: Iterable[Course]) -> list[Use]:
    """Escorts out or resting, by base."""
    changes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rules = problem.rules
    for course in courses:
        for tour in course.tours:
            rest = max(rules.escort_rest_min, -(-(tour.end - tour.start) * rules.escort_rest_pct // 100))
            changes[tour.pool] += [(tour.start, tour.escorts), (tour.end + rest, -tour.escorts)]
    return [_use("escorts", node, _steps(changes[node.id]), node.escorts) for node in problem.nodes if node.escorts]


def _receptions(problem: Problem, flows: Flows) -> list[Use]:
    """Heads waiting at reception against its room, and heads delivered against the beds open."""
    found = []
    for node in problem.nodes:
        if node.kind != "dest":
            continue
        arrivals = sorted((minute, heads) for minute, _, heads in flows.delivered.get(node.id, []))
        if node.reception_cap:
            found.append(_use("queue", node, _queue(arrivals, node.intake_per_hour / 60), ((0, node.reception_cap),)))
        if node.beds:
            minutes = sorted({minute for steps in node.beds.values() for minute, _ in steps})
            beds = tuple((at, sum(step_value(steps, at) for steps in node.beds.values())) for at in minutes)
            found.append(_use("beds", node, _steps(arrivals), beds))
    return found


def _staging(problem: Problem, flows: Flows) -> list[Use]:
    return [
        _use("held", node, _steps(flows.held.get(node.id, [])), ((0, node.hold_cap),))
        for node in problem.nodes
        if node.kind == "hub"
    ]


def _queue(arrivals: Iterable[tuple[int, int]], per_minute: float) -> Points:
    """Heads waiting: each set-down adds at once, the desk takes in so many a minute; drawn straight between points."""
    points, waiting, since = [(0, 0.0)], 0.0, 0
    for minute, heads in arrivals:
        if waiting and per_minute and waiting / per_minute < minute - since:
            points.append((since + round(waiting / per_minute), 0.0))
        waiting = max(0.0, waiting - per_minute * (minute - since))
        points += [(minute, waiting), (minute, waiting + heads)]
        waiting, since = waiting + heads, minute
    if waiting and per_minute:
        points.append((since + round(waiting / per_minute), 0.0))
    return tuple(points)


def _use(kind: str, node: Node, used: Points, there: Iterable[tuple[int, float]]) -> Use:
    steps = tuple((at, float(number)) for at, number in there)
    most = max((number for _, number in used), default=0.0)
    return Use(kind, node.id, used, steps, most, _tightest(used, steps))


def _tightest(used: Points, there: Points) -> float:
    marks = sorted({minute for minute, _ in (*used, *there)})
    shares = zip(values_at(used, marks), values_at(there, marks), strict=True)
    return max((one / whole if whole else 2.0 * (one > 0) for one, whole in shares), default=0.0)


def _steps(changes: Iterable[tuple[int, int]]) -> Points:
    """Changes added up minute by minute."""
    by_minute: dict[int, int] = defaultdict(int)
    for minute, change in changes:
        by_minute[minute] += change
    minutes = sorted(by_minute)
    return tuple(zip(minutes, (float(one) for one in accumulate(by_minute[at] for at in minutes)), strict=True))
