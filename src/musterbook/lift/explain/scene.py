"""A serial tried against a plan with everything else in place: its bookings, its people, its carrier where it stands.

What is tried is put into the plan and judged by the independent check, so a serial called legal here is legal.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

from musterbook.lift.check import Verdict, check
from musterbook.lift.dispatch.bookings import Bookings
from musterbook.lift.dispatch.loading import Load, Loading
from musterbook.lift.dispatch.network import NEVER, Network
from musterbook.lift.dispatch.trips import Ask, Told, Trip, Trips
from musterbook.lift.explain.attempts import Attempt, Gap, beds_short
from musterbook.lift.explain.outings import (
    Outing,
    Ride,
    Stops,
    outings_of,
    plan_with,
    rides_of,
    stops_of,
    with_serial,
    without_outings,
    without_rides,
)
from musterbook.lift.explain.standing import Uses, at_base, booked, stops_of_trip
from musterbook.lift.explain.values import Obstacle, Question, Trial
from musterbook.lift.plan import Plan, Stop
from musterbook.lift.problem import Group, Problem, VehicleType

TARGETS_MAX = 6
REFILLS_MAX = 5
JUDGED_MAX = 3


@dataclass
class Scene:
    """A plan, perhaps without some of a carrier's outings, under a problem, perhaps relaxed; and one question.

    `attempts` keeps every search of `trial`, `refused` the rules for which the check refused a trip that was found,
    `checks` how often it was asked, `chosen` the attempt that passed.
    """

    problem: Problem
    plan: Plan
    question: Question
    before: Verdict
    dropped: tuple[Outing, ...] = ()
    attempts: list[Attempt] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    checks: int = 0
    chosen: Attempt | None = None

    @cached_property
    def stops(self) -> Stops:
        """The stops of every carrier, without the outings dropped."""
        every = stops_of(self.plan)
        every.setdefault(self.question.vehicle, [Stop(self._base, 0, 0, 0, 0)])
        return without_outings(self.problem, every, self.question.vehicle, list(self.dropped))

    @cached_property
    def uses(self) -> Uses:
        """What the carriers use."""
        return Uses(self.problem, self.stops)

    @cached_property
    def loading(self) -> Loading:
        """Who goes aboard first."""
        return Loading(self.problem)

    @cached_property
    def network(self) -> Network:
        """Legs, windows and calendars."""
        return Network(self.problem)

    @cached_property
    def rides(self) -> list[Ride]:
        """Who leaves the site after the question's minute in the plan as it stands, last ones first."""
        found = [
            ride
            for vehicle, mine in self.stops.items()
            if any(stop.node == self.question.site and stop.board for stop in mine)
            for ride in rides_of(vehicle, mine)
            if ride.origin == self.question.site
        ]
        return sorted(found, key=lambda ride: (-ride.departs, ride.serial, ride.group))

    @cached_property
    def waiting(self) -> dict[str, int]:
        """Heads by group at the site at the question's minute: those who leave later, and those who never do."""
        gone: dict[str, int] = defaultdict(int)
        for ride in self.rides:
            if ride.board_from <= self.question.at:
                gone[ride.group] += ride.heads
        groups = self.problem.at_site(self.question.site)
        return {group.id: group.count - gone[group.id] for group in groups if group.count > gone[group.id]}

    def trial(self) -> Trial | None:
        """The serial with the heaviest load that is legal and passes the check; `attempts` keeps all that was met."""
        found = [self.attempt(gap, target) for gap in self.gaps() for target in self.targets()]
        self.attempts = found
        legal = [one for one in found if one.trip is not None]
        legal.sort(key=lambda one: (-one.load.weight, one.trip.depart if one.trip else 0, one.target))
        for one in legal[:JUDGED_MAX]:
            trial = self.judged(one)
            if trial is not None:
                self.chosen = one
                return trial
        return None

    def gaps(self) -> list[Gap]:
        """When the carrier stands at base around the question's minute."""
        mine, ask = self.stops[self.question.vehicle], self.question
        outings = outings_of(mine, self._base)
        found, after, start = [], 0, mine[0].service_end
        for outing in outings:
            found.append(Gap(after, start, outing.start))
            after, start = outing.last, outing.end
        if start < self.problem.horizon_min:
            found.append(Gap(after, start, self.problem.horizon_min))
        return [gap for gap in found if gap.start < ask.at + ask.within and gap.end > ask.at]

    def targets(self) -> list[str]:
        """Where people could be set down: the place asked for, or facilities and the staging places they go through."""
        if self.question.to is not None:
            return [self.question.to]
        kind = self._carrier_type()
        through = {ride.destination for ride in self.rides if ride.board_from > self.question.at}
        groups = [self.problem.group[name] for name in self.waiting]
        near: list[tuple[int, str]] = []
        for node in self.problem.nodes:
            wanted = node.kind == "hub" and node.id in through
            wanted |= node.kind == "dest" and any(not group.dests or node.id in group.dests for group in groups)
            ways = self.network.ways(kind, self.question.site, node.id)
            if wanted and ways and kind.mode in node.slots:
                near.append((ways[0].minutes, node.id))
        return [name for _, name in sorted(near)[:TARGETS_MAX]]

    def attempt(self, gap: Gap, target: str) -> Attempt:
        """Fill the carrier and search the earliest trip; refill when escorts or beds are short."""
        kind, loading = self._carrier_type(), self.loading
        escorts_max, caps = kind.seats, dict[str, int]()
        wanted = needed = 0
        free: int | None = None
        load, taken, told = Load(), list[tuple[Ride, int]](), Told(None, (), None)
        for _ in range(REFILLS_MAX):
            room = self._room(target)
            load = loading.fill(
                kind, self.question.site, lambda group: room.get(group.id, 0), escorts_max,  # noqa: B023  called at once
                beds=(lambda where: caps.get(where, NEVER)),  # noqa: B023  called at once
            )  # fmt: skip
            if not load.people:
                told = Told(None, (), ("beds", target) if caps else ("permission", self.question.site))
                break
            escorts = loading.escorts_for(load.points)
            wanted, needed = max(wanted, load.people), max(needed, escorts)
            taken = self._taken(load, target)
            stops = without_rides(self.problem, self.stops, taken, still_arriving=target)
            bookings = booked(self.problem, self.uses, stops, (self._base, self.question.site, target))
            told = self._search(bookings, gap, self._ask(load, target, escorts, gap))
            if told.escorts_free is not None and told.trip is None:
                free = told.escorts_free
                told = replace(told, stopped=("escorts", self._base))
                if self.problem.rules.escorts_min <= free < min(escorts, escorts_max):
                    escorts_max = free
                    continue
                break
            short = beds_short(self.problem, bookings, load, told.trip) if told.trip else {}
            if not short:
                break
            caps |= short
        trip, obstacle = self._in_time(told, gap, target)
        return Attempt(gap, target, trip, load, wanted, tuple(taken), obstacle, needed, free)

    def judged(self, one: Attempt) -> Trial | None:
        """The plan with the serial, if the check finds nothing that it does not find without."""
        if one.trip is None:
            return None
        plan, vehicle = self.plan_of(one), self.question.vehicle
        alone = check(self.problem, replace(plan, stops={vehicle: plan.stops[vehicle]}))
        if own := {finding.rule for finding in alone.findings if finding.where == vehicle and finding.rule != "R11"}:
            self.refused |= own
            return None
        self.checks += 1
        verdict = check(self.problem, plan)
        known = {(finding.rule, finding.where) for finding in self.before.findings}
        new = {one.rule for one in verdict.findings if (one.rule, one.where) not in known}
        if new:
            self.refused |= new
            return None
        trip = one.trip
        return Trial(
            origin=self.question.site, target=one.target, leaves_base=trip.t0, board_from=trip.s0, departs=trip.depart,
            set_down=trip.u1, ends=trip.end, heads=dict(one.load.heads), wanted=one.wanted, escorts=trip.ask.escorts,
            taken_from=tuple(dict.fromkeys(ride.serial for ride, _ in one.taken)), dropped=self._dropped_serials(),
            loss_more=verdict.objective.weighted_loss - self.before.objective.weighted_loss,
            left_more=verdict.objective.left_behind - self.before.objective.left_behind,
        )  # fmt: skip

    def plan_of(self, one: Attempt) -> Plan:
        """The plan with the serial of an attempt that found a trip."""
        if one.trip is None:
            return self.plan
        stops = without_rides(self.problem, self.stops, one.taken, still_arriving=one.target)
        kind, vehicle = self._carrier_type(), self.question.vehicle
        fuelled = self.network.fuels(self._base, kind.mode)
        serial = stops_of_trip(one.trip, self._base, one.load.heads)
        stops[vehicle] = with_serial(stops[vehicle], one.gap.after, serial, kind.refuel_min, fuelled=fuelled)
        return plan_with(self.plan, stops)

    def _search(self, bookings: Bookings, gap: Gap, ask: Ask) -> Told:
        carrier = at_base(self.network, self.stops, self.question.vehicle, gap.after, gap.start)
        return Trips(self.network, bookings).told(carrier, ask)

    def _ask(self, load: Load, target: str, escorts: int, gap: Gap) -> Ask:
        permitted = max(self.problem.group[name].not_before for name in load.heads)
        heads = load.people if self.problem.node[target].kind == "dest" else 0
        latest = self.question.at + self.question.within
        return Ask(
            self.question.site, target, load.units, heads, escorts, board_from=max(self.question.at, permitted),
            wait_max=max(0, latest - gap.start),
        )  # fmt: skip

    def _in_time(self, told: Told, gap: Gap, target: str) -> tuple[Trip | None, Obstacle | None]:
        """The trip, if it boards in time and is over before the carrier is wanted again; else what was met last."""
        trip, ask = told.trip, self.question
        if trip is None:
            cause, place = told.stopped or ("horizon", target)
            return None, Obstacle(target, self._by_night(cause), place)
        if trip.end > gap.end:
            return None, Obstacle(target, "carrier", ask.vehicle, gap.end)
        if trip.s0 <= ask.at + ask.within:
            return trip, None
        pushes = [push for push in told.pushes if push.cause != "permission" or push.until > ask.at]
        if not pushes:
            return None, Obstacle(target, "carrier", ask.vehicle, gap.start)
        last = pushes[-1]
        return None, Obstacle(target, self._by_night(last.cause), last.place, last.until)

    def _by_night(self, cause: str) -> str:
        """A calendar without any time out of use near the asked hour is barred by the night."""
        ask, span = self.question, self.problem.rules.escort_tour_max_min
        out = self.problem.vehicle[ask.vehicle].unavailable
        near = any(start < ask.at + ask.within + span and end > ask.at - span for start, end in out)
        return "night" if cause == "calendar" and not near else cause

    def _room(self, target: str) -> dict[str, int]:
        """How many of each group could be taken to the target."""
        latest = self.question.at + self.question.within
        hub = self.problem.node[target].kind == "hub"
        found = {}
        for name, heads in self.waiting.items():
            group = self.problem.group[name]
            through = sum(
                ride.heads
                for ride in self.rides
                if ride.group == name and ride.board_from > self.question.at and ride.destination == target
            )
            if self._may(group, target, latest):
                found[name] = through if hub else heads
        return found

    def _may(self, group: Group, target: str, latest: int) -> bool:
        to_dest = self.problem.node[target].kind == "dest"
        return group.not_before <= latest and not (to_dest and group.dests and target not in group.dests)

    def _taken(self, load: Load, target: str) -> list[tuple[Ride, int]]:
        """From which later serials the people come: the latest first; to a staging place, from those that go there."""
        hub, found = self.problem.node[target].kind == "hub", []
        for group, heads in load.heads.items():
            # Those whom the plan leaves behind go first of all, and are in no ride.
            riding = sum(r.heads for r in self.rides if r.group == group and r.board_from > self.question.at)
            needed = heads if hub else max(0, heads - (self.waiting[group] - riding))
            for ride in self.rides:
                fits = ride.group == group and ride.board_from > self.question.at
                if needed and fits and (not hub or ride.destination == target):
                    found.append((ride, min(needed, ride.heads)))
                    needed -= min(needed, ride.heads)
        return found

    def _dropped_serials(self) -> tuple[str, ...]:
        mine = list(self.plan.stops.get(self.question.vehicle, ())) if self.dropped else []
        inside = (
            ride.serial
            for ride in rides_of(self.question.vehicle, mine)
            if any(one.first <= ride.board <= one.last for one in self.dropped)
        )
        return tuple(dict.fromkeys(inside))

    def _carrier_type(self) -> VehicleType:
        return self.problem.vehicle_type[self.problem.vehicle[self.question.vehicle].type]

    @property
    def _base(self) -> str:
        return self.problem.vehicle[self.question.vehicle].base
