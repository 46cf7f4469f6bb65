"""What holds in every future, however bad: seats, escorts, slots, reception, pools."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musterbook.lift.courses import step_value
from musterbook.lift.dispatch.policies import MostAtRiskFirst
from musterbook.lift.planners import Proposal, SimpleRule
from musterbook.lift.problem_file import read_problem
from musterbook.lift.robust.carrier import Carrier
from musterbook.lift.robust.chances import Chances
from musterbook.lift.robust.deciding import Deciding
from musterbook.lift.robust.futures import futures
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.reading import timetable_of
from musterbook.lift.robust.spans import Mask, Minutes, Numbers
from musterbook.lift.robust.timetable import Call
from musterbook.lift.robust.visiting import Visiting
from musterbook.lift.robust.ways import Ways
from musterbook.lift.robust.world import World

INSTANCES = Path(__file__).parents[1] / "instances"
FUTURES = 40
HARSH = replace(
    Chances(),
    breaks_per_tour={"heli": 0.15, "fixed": 0.15, "road": 0.15},
    leg_spread={"heli": 0.3, "fixed": 0.3, "road": 0.4},
    handling_spread=0.6,
    weather_per_day=0.3,
    road_shut_per_day=0.2,
)


class Witness(Visiting):
    """Calls at stops as ever, and writes down who used what when."""

    def __init__(self, world: World, ways: Ways) -> None:
        super().__init__(world, ways)
        self.services: dict[tuple[str, str], list[tuple[Minutes, Minutes]]] = defaultdict(list)
        self.received: dict[str, list[tuple[Minutes, Numbers]]] = defaultdict(list)
        self.full: list[str] = []

    def service_start(self, carrier, call, times, busy, wanted):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        start = super().service_start(carrier, call, times, busy, wanted)
        if call.handling_min:
            end = np.where(busy, start + times[1], start)
            self.services[call.node, carrier.course.kind.mode].append((start, end))
        if call.alights:
            self.received[call.node].append((start + times[1], self.heads_aboard(call)))
        return start

    def leave_loaded(self, carrier: Carrier, index: int, flown: Mask) -> None:
        super().leave_loaded(carrier, index, flown)
        self.seats(carrier, index, carrier.course.calls[index])

    def seats(self, carrier: Carrier, index: int, call: Call) -> None:
        kind, problem = carrier.course.kind, self.problem
        escorts = sum(party.escorts for party in carrier.course.parties if party.on <= index < party.off)
        seats, points, lying = escorts + np.zeros(self.size), np.zeros(self.size), np.zeros(self.size)
        tags: dict[str, Mask] = defaultdict(lambda: np.zeros(self.size, dtype=np.bool_))
        lines = [line for one in carrier.course.calls for line in one.boards if line.number in self.world.aboard]
        for line in lines:
            for group, heads in self.world.aboard[line.number].items():
                known = problem.group[group]
                seats = seats + heads * (kind.seats_per_stretcher if known.stretcher else 1)
                points = points + heads * problem.risk_class[known.risk].escort_points
                lying = lying + (heads if known.stretcher else 0)
                tags[known.tag] = tags[known.tag] | (heads > 0)
        apart = [sorted(pair) for pair in problem.rules.separation if len(pair) == 2]
        together = [bool((tags[a] & tags[b]).any()) for a, b in apart]
        guarded = escorts * problem.rules.escort_points_per_guard
        if (seats > kind.seats).any() or (points > guarded).any() or (lying > kind.stretchers_max).any():
            self.full.append(f"{carrier.course.vehicle.id} at {call.node}")
        if any(together):
            self.full.append(f"{carrier.course.vehicle.id} at {call.node}: kept apart")


def most_at_once(uses: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """How many are in use from each minute at which that changes."""
    busy, found = 0, []
    changes = sorted(change for start, end, n in uses if end > start for change in ((start, n), (end, -n)))
    for number, (minute, change) in enumerate(changes):
        busy += change
        if number + 1 == len(changes) or changes[number + 1][0] > minute:
            found.append((minute, busy))
    return found


@pytest.fixture(scope="module", params=["S1", "S2", "S3", "M1"])
def played(request: pytest.FixtureRequest) -> tuple[Witness, list[Carrier]]:
    problem = read_problem(INSTANCES / f"{request.param}.json")
    found = SimpleRule(MostAtRiskFirst()).plan(problem)
    assert isinstance(found, Proposal)
    timetable, ground = timetable_of(problem, found.plan), Ground(problem)
    world = World(ground, next(futures(problem, FUTURES, 1, HARSH).blocks()), timetable)
    ways = Ways(world)
    deciding, witness = Deciding(world, ways), Witness(world, ways)
    carriers = [Carrier(course, ground.number[course.calls[0].node], FUTURES) for course in timetable.courses]
    for minute, (number, what, index) in timetable.steps():
        world.now = minute
        if what == "leave":
            deciding.decide(carriers[number], index)
        else:
            witness.call(carriers[number], index)
    assert world.tally.scrubbed.any()
    return witness, carriers


def test_seats_stretchers_escorts_and_keep_apart_hold_on_every_departure(
    played: tuple[Witness, list[Carrier]],
) -> None:
    assert played[0].full == []


def test_no_place_handles_more_carriers_than_it_has_slots(played: tuple[Witness, list[Carrier]]) -> None:
    witness, _ = played

    for (node, mode), services in witness.services.items():
        slots = witness.problem.node[node].slots.get(mode)
        for future in range(FUTURES if slots is not None else 0):
            uses = [(int(start[future]), int(end[future]), 1) for start, end in services]
            assert max((busy for _, busy in most_at_once(uses)), default=0) <= (slots or 0), (node, mode, future)


def test_no_reception_queue_is_overrun(played: tuple[Witness, list[Carrier]]) -> None:
    witness, _ = played

    for dest, arrivals in witness.received.items():
        node = witness.problem.node[dest]
        for future in range(FUTURES if node.kind == "dest" else 0):
            waiting, before = 0.0, 0
            for minute, heads in sorted((int(minute[future]), float(heads[future])) for minute, heads in arrivals):
                if heads:
                    waiting = max(0.0, waiting - node.intake_per_hour / 60 * (minute - before)) + heads
                    before = minute
                    assert waiting <= node.reception_cap + 1e-6, (dest, future, minute)


def test_beds_hold_whoever_comes_late(played: tuple[Witness, list[Carrier]]) -> None:
    witness, _ = played
    beds = {n.id: sum(steps[-1][1] for steps in n.beds.values()) for n in witness.problem.nodes if n.kind == "dest"}

    for dest, arrivals in witness.received.items():
        if dest in beds:
            assert (sum((heads for _, heads in arrivals), np.zeros(FUTURES)) <= beds[dest]).all()


def test_pools_are_short_only_when_escorts_come_back_later_than_was_expected(
    played: tuple[Witness, list[Carrier]],
) -> None:
    witness, carriers = played
    short = minutes = 0

    for base in {carrier.course.vehicle.base for carrier in carriers}:
        claims = [c for one in carriers if one.course.vehicle.base == base for party in one.claims for c in party]
        steps = witness.problem.node[base].escorts
        for future in range(FUTURES):
            uses = [(int(c.start[future]), int(c.end[future]), c.number) for c in claims]
            for minute, out in most_at_once(uses):
                minutes += 1
                short += out > step_value(steps, minute)

    assert short <= 0.05 * minutes
