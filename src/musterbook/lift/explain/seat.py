"""One seat more on a serial: the head is put there, all else in place, and the independent check says what it breaks.

Loading takes its minutes, escorts are raised to what the load asks for, and whoever is moved gives up his seat on the
serial that takes him in the plan. What is named as the cause is what that check found.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from musterbook.lift.check import Verdict, check
from musterbook.lift.explain.outings import Ride, Stops, rides_of, stops_of
from musterbook.lift.explain.relaxing import DUTY_MIN, RECEPTION_PER_HOUR, TOUR_MIN, WINDOW_MIN, relaxed
from musterbook.lift.explain.values import Relaxation
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Group, Problem
from musterbook.lift.rules import Finding

STAY_MIN: Final = 60


@dataclass(frozen=True, slots=True)
class Seat:
    """What comes of one person more of a group on a serial.

    Attributes:
        vehicle, at: its carrier, and the minute from which it boards.
        instead, leaves_instead: the serial that has one person less, and when it leaves; None for someone left behind.
        findings: what the check finds then and not before; none means that he may go.
        loss_more: weighted expected loss of the plan so changed, less that of the plan.
        helps: every single relaxation with which the check finds nothing; else one pair, or none.
    """

    serial: str
    group: str
    vehicle: str
    at: int
    instead: str | None
    leaves_instead: int | None
    findings: tuple[Finding, ...]
    loss_more: float
    helps: tuple[tuple[Relaxation, ...], ...] = ()


def one_more(problem: Problem, plan: Plan, serial: str, group: str, *, instead: str = "") -> Seat | None:
    """One person more of `group` on `serial`; None when the plan has no such serial from the group's site.

    Args:
        problem: the problem the plan answers.
        plan: a plan the check has passed.
        serial: the serial by its name in the plan.
        group: who he is.
        instead: the serial he is on in the plan; the last that takes people of his group by default.
    """
    stops = stops_of(plan)
    rides = [ride for vehicle, mine in stops.items() for ride in rides_of(vehicle, mine)]
    to = next((ride for ride in rides if ride.serial == serial and ride.origin == problem.group[group].site), None)
    if to is None:
        return None
    given_up = _given_up(problem.group[group], rides, serial, instead)
    if given_up is not None:
        _less(stops, given_up)
    elif _taken(problem.group[group], rides) >= problem.group[group].count:
        problem = _counted_in(problem, group)
    _more(problem, stops, to, group)
    changed = replace(plan, stops={vehicle: tuple(mine) for vehicle, mine in stops.items()})
    before, after = check(problem, plan), check(problem, changed)
    findings = _new(before, after)
    return Seat(
        serial, group, to.vehicle, to.board_from, given_up.serial if given_up else None,
        given_up.departs if given_up else None, findings,
        after.objective.weighted_loss - before.objective.weighted_loss,
        tuple(_helps(problem, changed, before, to, findings)) if findings else (),
    )  # fmt: skip


def _given_up(group: Group, rides: Sequence[Ride], serial: str, instead: str) -> Ride | None:
    """The ride that has one less: the one named, or the group's last; none while someone of it is left behind."""
    mine = [ride for ride in rides if ride.group == group.id and ride.origin == group.site and ride.serial != serial]
    named = [ride for ride in mine if ride.serial == instead]
    if named:
        return named[0]
    last = max(mine, key=lambda ride: (ride.departs, ride.serial), default=None)
    return last if _taken(group, rides) >= group.count else None


def _taken(group: Group, rides: Sequence[Ride]) -> int:
    return sum(ride.heads for ride in rides if ride.group == group.id and ride.origin == group.site)


def _counted_in(problem: Problem, group: str) -> Problem:
    """The problem with somebody in it whom the plan never counted: he is held, or came later."""
    return replace(
        problem, groups=tuple(replace(one, count=one.count + 1) if one.id == group else one for one in problem.groups)
    )


def _less(stops: Stops, ride: Ride) -> None:
    """One head less; escorts of a tour on which nobody is left stay at their base."""
    mine = stops[ride.vehicle]
    board, alight = mine[ride.board], mine[ride.alight]
    mine[ride.board] = replace(board, board=_counted(board.board, ride.group, -1))
    mine[ride.alight] = replace(alight, alight=_counted(alight.alight, ride.group, -1))
    first = next((at for at in range(ride.board, -1, -1) if mine[at].escorts_on), None)
    last = next((at for at in range(ride.alight, len(mine)) if mine[at].escorts_off), None)
    if first is not None and last is not None and not any(stop.board for stop in mine[first : last + 1]):
        mine[first], mine[last] = replace(mine[first], escorts_on=0), replace(mine[last], escorts_off=0)


def _more(problem: Problem, stops: Stops, ride: Ride, group: str) -> None:
    """One more head, the minutes it takes to load and unload, and as many escorts as the load asks for."""
    mine = stops[ride.vehicle]
    mine[ride.board] = replace(mine[ride.board], board=_counted(mine[ride.board].board, group, 1))
    mine[ride.alight] = replace(mine[ride.alight], alight=_counted(mine[ride.alight].alight, group, 1))
    for place in (ride.board, ride.alight):
        _lengthen(problem, mine, place, ride.vehicle)
    escorts, points = 0, 0
    for stop in mine[: ride.board + 1]:
        escorts += stop.escorts_on - stop.escorts_off
        for name, heads in (*stop.board.items(), *((one, -count) for one, count in stop.alight.items())):
            points += heads * problem.risk_class[problem.group[name].risk].escort_points
    rules = problem.rules
    lacking = max(rules.escorts_min, -(-points // rules.escort_points_per_guard)) - escorts
    if lacking > 0:
        first = next(at for at in range(ride.board, -1, -1) if mine[at].escorts_on)
        last = next((at for at in range(ride.alight, len(mine)) if mine[at].escorts_off), None)
        mine[first] = replace(mine[first], escorts_on=mine[first].escorts_on + lacking)
        if last is not None:
            mine[last] = replace(mine[last], escorts_off=mine[last].escorts_off + lacking)


def _lengthen(problem: Problem, mine: list[Stop], place: int, vehicle: str) -> None:
    """The service as long as its load needs; what follows gives way only as far as it must."""
    kind = problem.vehicle_type[problem.vehicle[vehicle].type]
    units = {
        name: problem.rules.stretcher_load_units if problem.group[name].stretcher else 1
        for name in (*mine[place].board, *mine[place].alight)
    }
    on, off = (
        sum(heads * units[name] for name, heads in some.items()) for some in (mine[place].board, mine[place].alight)
    )
    needed = kind.turn_min + math.ceil((kind.load_s * on + kind.unload_s * off) / 60 - 1e-9)
    later = needed - (mine[place].service_end - mine[place].service_start)
    if later <= 0:
        return
    end = mine[place].service_end + later
    slack = mine[place].depart - mine[place].service_end
    mine[place] = replace(mine[place], service_end=end, depart=max(mine[place].depart, end))
    push = max(0, later - slack)
    for at in range(place + 1, len(mine)):
        if not push:
            return
        one = mine[at]
        moved = replace(
            one, arrive=one.arrive + push, service_start=one.service_start + push, service_end=one.service_end + push
        )
        push = max(0, moved.service_end - one.depart)
        mine[at] = replace(moved, depart=one.depart + push)


def _helps(
    problem: Problem, changed: Plan, before: Verdict, ride: Ride, findings: Sequence[Finding]
) -> Iterator[tuple[Relaxation, ...]]:
    """Single relaxations with which the changed plan breaks nothing new; all of them together when none is enough."""
    wanted: dict[tuple[str, str], Relaxation] = {}
    for one in (one for finding in findings for one in _against(problem, finding, ride)):
        most = wanted.get((one.kind, one.place), one)
        wanted[one.kind, one.place] = one if one.amount >= most.amount else most
    known = list(wanted.values())

    def enough(relaxations: tuple[Relaxation, ...]) -> bool:
        milder = relaxed(problem, relaxations, vehicle=ride.vehicle, at=ride.board_from)
        return not _new(before, check(milder, changed))

    singles = [(one,) for one in known if enough((one,))]
    yield from singles
    if not singles and len(known) > 1 and enough(tuple(known)):
        yield tuple(known)


def _against(problem: Problem, finding: Finding, ride: Ride) -> Iterator[Relaxation]:
    """What would answer a finding, in the amount it says."""
    values, base = finding.values, problem.vehicle[ride.vehicle].base
    out, pool = values.get("out"), values.get("pool")
    if finding.rule == "R15" and isinstance(out, int) and isinstance(pool, int):
        yield Relaxation("escorts", finding.where, out - pool)
    elif finding.rule == "R15" and "allowed" in values:
        yield Relaxation("tour", base, TOUR_MIN)
    elif finding.rule == "R16" and "beds" in values:
        yield Relaxation("beds", finding.where)
    elif finding.rule == "R16" and "waiting" in values:
        yield Relaxation("reception", finding.where, RECEPTION_PER_HOUR)
    elif finding.rule == "R17" and "hold_cap" in values:
        yield Relaxation("room", finding.where, int(values["held"]) - int(values["hold_cap"]))
    elif finding.rule == "R17":
        yield Relaxation("stay", finding.where, STAY_MIN)
    elif finding.rule == "R10":
        yield Relaxation("slot", finding.where, 1)
    elif finding.rule == "R5" and "node" in values:
        yield Relaxation("window", str(values["node"]), WINDOW_MIN)
    elif finding.rule == "R9":
        yield Relaxation("duty", ride.vehicle, DUTY_MIN)


def _new(before: Verdict, after: Verdict) -> tuple[Finding, ...]:
    known = {(one.rule, one.where) for one in before.findings}
    return tuple(one for one in after.findings if (one.rule, one.where) not in known)


def _counted(heads: Mapping[str, int], group: str, more: int) -> dict[str, int]:
    counts = dict(heads)
    counts[group] = counts.get(group, 0) + more
    return {name: count for name, count in counts.items() if count > 0}
