"""A plan that is there already, as lists of decisions, so that the search goes on from it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from musterbook.lift.plan import Plan, Stop, serials_of
from musterbook.lift.problem import Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.engine import LIST_MAX, Engine, Lists
from musterbook.lift.search.sequences import Incumbent, made
from musterbook.lift.search.starts import Figures
from musterbook.lift.search.written import NotDecisions, decisions_heard, decisions_told

GOING_ON = "going-on"
DECISIONS = "decisions"
"""The note of a plan that holds the decisions it was made by."""
PATIENT_MIN, SOON_MIN = 1440.0, 240.0


def begun_from(engine: Engine, plan: Plan) -> Incumbent:
    """What the simulation makes of `plan`: the plan itself where it brings the decisions it was made by.

    Any other plan is followed as nearly as the simulation can: serials keep their minute or their wait, whoever is
    worth most is seated, and who is left over goes by the rule. Of several ways the one that loses least is taken.
    """
    found: list[Incumbent] = []
    with contextlib.suppress(NotDecisions):
        found.append(decisions_heard(str(plan.notes.get(DECISIONS, "")).encode(), engine))
    for timed in (True, False):
        lists = lists_of(engine.problem, plan, timed=timed)
        for wait_min in (PATIENT_MIN, SOON_MIN):
            for least in (1.0, 0.5):
                figures = Figures(GOING_ON, wait_min=wait_min, tour_wait_min=wait_min, least_escorts=least)
                found.append(made(engine, figures, lists, GOING_ON))
    return min(found, key=lambda one: one.worth.key)


def decisions_of(found: Incumbent) -> str:
    """The decisions and figures behind a plan, to stand in its notes."""
    return decisions_told(found).decode()


def lists_of(problem: Problem, plan: Plan, *, timed: bool) -> Lists:
    """The serials of `plan` by carrier: `timed` with the minute the carrier leaves for it, else with its wait."""
    number = {node.id: place for place, node in enumerate(problem.nodes)}
    found = []
    for vehicle in problem.vehicles:
        trips = _trips(vehicle.id, plan.stops.get(vehicle.id, ()))
        entries = [
            (
                number[trip.origin],
                number[trip.dest],
                trip.leave if timed else max(0, trip.leave - trip.ready),
                (c.AT_MINUTE if timed else 0) | (c.HOME_FIRST if trip.home_first else 0),
            )
            for trip in trips
        ]
        found.append(tuple(entries[:LIST_MAX]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Trip:
    """A serial as its carrier sees it: `ready` from when it could leave, `leave` when it did."""

    origin: str
    dest: str
    ready: int
    leave: int
    home_first: bool


def _trips(vehicle: str, stops: tuple[Stop, ...]) -> list[_Trip]:
    found: list[_Trip] = []
    before, ready = 0, 0
    for serial in sorted(serials_of(vehicle, stops), key=lambda one: (one.board_start, one.set_down)):
        at = next(k for k, stop in enumerate(stops) if stop.service_start == serial.board_start and stop.board)
        between = [stop for stop in stops[before + 1 : at] if stop.escorts_off]
        ready = between[-1].service_end if between else ready
        leave = stops[at - 1].depart if at > 0 else 0
        found.append(_Trip(serial.origin, serial.destination, ready, leave, bool(between)))
        ready = serial.set_down
        before = next(k for k, stop in enumerate(stops) if k > at and stop.service_end == serial.set_down)
    return found
