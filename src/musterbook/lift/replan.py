"""Planning again after the world changed: whatever the news leaves legal stays as it is, the rest is found a new place.

The steps of lift.md section 7: what has begun or is committed stands with its real times; every other adopted serial
that is still legal stays at its minute with its seats (`spared`); those that are not are carried out again between what
stays, as they were where that is possible; then the plan is improved with a price on every change, and of the serials
the news does not touch only a tenth may change.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from musterbook.lift.between import Asked, Between, between
from musterbook.lift.freeing import free
from musterbook.lift.giving_up import Hurt, Tour, changed, tours_of
from musterbook.lift.giving_way import give_way
from musterbook.lift.plan import Plan
from musterbook.lift.planners import never
from musterbook.lift.problem import Problem
from musterbook.lift.replanned import Made, Replanned, carried_on_of, changed_of, told, unaffected
from musterbook.lift.search.begun import NoWayHome, Waiting
from musterbook.lift.search.change import MANNERS, RULES, Found, Prices
from musterbook.lift.soundness import refuse_unless_sound
from musterbook.lift.spared import spare
from musterbook.lift.standing import Standing, make_room, standing_of

TRIALS = 150
ROOM_STEPS = 12
FAR_SHARE_MAX = 0.1
"""At most this share of the serials the news does not touch may change."""


def replan(
    problem: Problem, adopted: Plan, *, now_minute: int, freeze_minute: int, seed: int = 1, calm: float = 1.0,
    far_share: float = FAR_SHARE_MAX, before: Problem | None = None, checked: bool = False, trials: int = TRIALS,
    seconds: float | None = None, stop: Callable[[], bool] = never, clock: Callable[[], float] = time.monotonic,
) -> Replanned:  # fmt: skip
    """Plan again for the changed `problem`; serials of `adopted` that begin before `freeze_minute` stand.

    Changes are told in the problem itself: a carrier's `unavailable`, a site's windows or counts (the people already
    taken included), later permissions, other hazards. Its epoch is that of the adopted plan.

    Args:
        problem: as it is now.
        adopted: the plan in force.
        now_minute: what began before it is under way.
        freeze_minute: nothing new begins before it.
        seed: the same seed and trials give the same plan, unless seconds or `stop` end the search.
        calm: 0 to 3, how dear change is.
        far_share: of the serials the news does not touch, so many may change (but see `Replanned.room`).
        before: the problem the plan was adopted for, if it is known.
        checked: the plan was found sound when it was adopted, so that whatever it breaks now was told since.
        trials: how many plans are tried.
        seconds: how long, if it is limited.
        stop: asked now and then; True ends the search with the best plan so far.
        clock: of the seconds.

    Raises:
        Refused: the adopted plan breaks rules that no news explains.
    """
    if not checked:
        refuse_unless_sound(problem, adopted, before=before)
    started = clock()
    over = _until(stop, seconds, clock)
    standing = standing_of(problem, adopted, now=now_minute, freeze=freeze_minute)
    spare(standing.problem, standing.courses)
    carried_on = carried_on_of(standing, adopted)
    asked = Asked(adopted, freeze_minute, seed, Prices(_mean_weight(standing.problem), calm, 0))
    first = _first(standing, asked)
    far, first_seconds = unaffected(standing, adopted), clock() - started
    best = first[2]
    if trials > 1 and not over():
        asked = asked.allowing(int(far_share * len(far)) - len(changed_of(adopted, best.plan, far)))
        best = _Climb(standing, asked, random.Random(seed), trials, over).best(*first)
    return told(best, first[2], standing, adopted, far, first_seconds=first_seconds, carried_on=carried_on)


def _until(stop: Callable[[], bool], seconds: float | None, clock: Callable[[], float]) -> Callable[[], bool]:
    started = clock()
    return lambda: stop() or (seconds is not None and clock() - started > seconds)


def _first(standing: Standing, asked: Asked) -> tuple[Between, Found, Made]:
    """The first plan: what stays as it is, the rest between it. What turns out not to fit after all gives way.

    Nobody is left at a staging place if it can be helped: first who brings people there gives way, then who would take
    others on from there, then who uses the time and the escorts they need.
    """
    left: dict[int, int] = {}
    room = 0
    while True:
        here = between(standing, asked, left=left)
        found = here.search.first()
        if here.search.stuck():
            found = here.search.rescue(found)
        stuck = here.stuck()
        if stuck:
            given = [_give_up_bringing(standing, here, lot) for _, lot, _ in stuck]
            if any(given) or (room < ROOM_STEPS and make_room(standing, [lot for _, lot, _ in stuck], room)):
                room += not any(given)
                spare(standing.problem, standing.courses)
                left = {}
            else:
                left = {**left, **{k: left.get(k, 0) + heads for k, _, heads in stuck}}
            continue
        made = _made(here, found)
        if not give_way(standing.problem, standing.courses, made.verdict.findings):
            return here, found, made
        spare(standing.problem, standing.courses)
        left = {}


def _give_up_bringing(standing: Standing, here: Between, lot: Waiting) -> bool:
    """Free the movement that brings a lot to a staging place, unless it is committed."""
    vehicle = next((one.vehicle for one in here.shifts if one.id == lot.brought_by), "")
    course = standing.courses[vehicle]
    for number in range(course.standing, len(course.movements)):
        if course.stays(number) and any(
            stop.alight and stop.node == lot.hub and stop.service_end == lot.since
            for stop in course.movements[number].stops
        ):
            free(standing.problem, standing.courses, (vehicle, number), "follows")
            return True
    return False


def _made(here: Between, found: Found) -> Made:
    plan = here.made(found)
    return Made(plan, here.judged(plan), found.total)


@dataclass(slots=True)
class _Climb:
    """Better plans, step by step: serials that could stay are given up, a few at a time, where that pays."""

    standing: Standing
    asked: Asked
    chance: random.Random
    trials: int
    over: Callable[[], bool]
    tried: int = 0

    def best(self, here: Between, found: Found, first: Made) -> Made:
        """The best plan that was found."""
        found = here.search.starts(found)
        free = here.search.hunt(found, trials=self.trials // 3, over=self.over)
        made = [_made(here, found), _made(here, free)]
        self.tried = here.search.trials
        there, found = self._give_up(here, found)
        there.search.trials = 0
        rest = max(1, self.trials - self.tried)
        found = there.search.hunt(found, trials=rest // 2, over=self.over)
        found = there.search.improve(found, trials=rest, over=self.over)
        return min((first, *made, _made(there, found)), key=lambda one: one.key)

    def _give_up(self, here: Between, found: Found) -> tuple[Between, Found]:
        """Give up a few serials more, or take some back, as long as trials for it are left."""
        given: list[Tour] = []
        tours = tours_of(self.standing)
        names = [node.id for node in self.standing.problem.nodes]
        hurts = self._hurts(here, found)
        while self.tried < self.trials * 3 // 4 and not self.over():
            other = changed(tours, given, hurts, names, self.chance)
            self.tried += 1
            places = {place for tour in other for place in tour.places}
            try:
                there = between(self.standing, self.asked, given=sorted(places))
            except NoWayHome:
                continue
            tried = self._tried(there, found)
            self.tried += there.search.trials
            if tried.total < found.total - 1e-9:
                here, found, given = there, tried, other
                hurts = self._hurts(here, found)
        return here, found

    def _tried(self, there: Between, found: Found) -> Found:
        ways = [(found.manner, found.rule), (0, RULES[0]), (self.chance.randrange(MANNERS), self.chance.choice(RULES))]
        return min((there.search.start(*way) for way in dict.fromkeys(ways)), key=lambda one: one.total)

    def _hurts(self, here: Between, found: Found) -> list[Hurt]:
        here.search.judge(found.entries, found.rule)
        return here.search.losses()


def _mean_weight(problem: Problem) -> float:
    people = sum(group.count for group in problem.groups)
    return sum(group.count * problem.risk_class[group.risk].weight for group in problem.groups) / max(1, people)
