"""Deciding on a sortie when it is to be left for: wait, go, or scrub it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from musterbook.lift.robust.carrier import Carrier
from musterbook.lift.robust.spans import NEVER, Mask, Minutes
from musterbook.lift.robust.tally import CAUSE
from musterbook.lift.robust.timetable import Party, Sortie
from musterbook.lift.robust.ways import LOOKS_MAX, Ways, refuelling
from musterbook.lift.robust.world import World


@dataclass(slots=True)
class Look:
    """A sortie looked at before it is left for: its first service's start, its last one's end, where it never can end.

    `waits` are (cause, place, minutes) it would stand waiting on the way.
    """

    first: Minutes
    end: Minutes
    never: Mask
    waits: list[tuple[str, str, Minutes]]

    def add(self, cause: str, place: str, minutes: Minutes) -> None:
        """It would wait somewhere."""
        if minutes.any():
            self.waits.append((cause, place, minutes))


class Deciding:
    """Decides for the carriers of one block."""

    def __init__(self, world: World, ways: Ways) -> None:
        self.world, self.ways, self.ground, self.block = world, ways, world.ground, world.block
        self.problem, self.chances, self.size = world.ground.problem, world.block.futures.chances, world.size

    def decide(self, carrier: Carrier, number: int) -> None:
        """When to leave for a sortie, in which futures not at all."""
        sortie = carrier.course.sorties[number]
        minute = self.fit_to_leave(carrier, sortie)
        approach = self.ways.leg_minutes(carrier, sortie.first)
        out = carrier.course.parties
        parties = [index for index, one in enumerate(out) if one.on < sortie.last and one.off > sortie.first]
        unsettled = np.zeros(self.size, dtype=np.bool_)
        for _ in range(LOOKS_MAX):
            later = self.put_off(carrier, sortie, minute, approach)
            for index in parties:
                later = self.with_escorts(carrier, sortie, index, later)
            unsettled, minute = later != minute, later
            if not unsettled.any():
                break
        look = self.forecast(carrier, sortie, minute, approach)
        begins = np.where(approach > 0, minute, look.first)
        scrubbed = unsettled | look.never | (look.end > self.problem.horizon_min)
        scrubbed |= self.too_long(carrier, sortie, begins, look.end, parties)
        cause = carrier.cause(np.where(look.never, CAUSE["window"], CAUSE["crew"]))
        for index in range(sortie.first, sortie.last + 1):
            for line in carrier.course.calls[index].boards:
                self.world.tally.scrub(line, scrubbed, cause)
        carrier.flown[number], carrier.departure = ~scrubbed, minute
        for index in parties:
            self.take_escorts(carrier, sortie, index, minute, ~scrubbed)

    def fit_to_leave(self, carrier: Carrier, sortie: Sortie) -> Minutes:
        """When carrier and crew are fit to leave: repaired if this is where it fails, rested if the plan rests here."""
        kind, minute = carrier.course.kind, np.maximum(carrier.ready, sortie.leave)
        drawn = self.block.breakdown(carrier.course.vehicle.id, sortie.tour, kind.mode)
        if drawn is not None:
            broken, through, out = drawn
            fails = broken & (np.floor(through * sortie.turns) == sortie.turn)
            minute = np.where(fails, minute + out, minute)
            carrier.ready = np.where(fails, minute, carrier.ready)
            carrier.owe("breakdown", np.where(fails, out, 0))
        if sortie.rested:
            rested = np.maximum(minute, carrier.last_end + kind.rest_least_min)
            carrier.owe("crew", rested - minute)
            minute = rested
        return minute

    def put_off(self, carrier: Carrier, sortie: Sortie, minute: Minutes, approach: Minutes) -> Minutes:
        """Leave later, as far as windows and known roads, the calendar and the weather ask."""
        course = carrier.course
        look = self.forecast(carrier, sortie, minute, approach)
        for cause, place, wait in look.waits:
            self.world.waited(carrier, cause, place, minute, minute + wait)
            minute = minute + wait  # and the end stays what it is: it is waited here instead of there
        calendar = self.ground.calendar(course.vehicle)
        late = minute > sortie.leave
        if calendar is not None and late.any():
            # Who is on time keeps the plan's own pauses; only who is late must find the whole sortie free.
            span = np.maximum(1, look.end - minute - self.chances.overrun_min)
            by_day = np.where(late, calendar.free_from(minute, span), minute)
            carrier.owe("night", by_day - minute)
            look.end, minute = look.end + by_day - minute, by_day
        if self.world.weather is not None and course.kind.mode == "heli":
            clear = self.world.weather.free_from(minute, np.maximum(1, look.end - minute))
            carrier.owe("weather", clear - minute)
            minute = clear
        return minute

    def forecast(self, carrier: Carrier, sortie: Sortie, minute: Minutes, approach: Minutes) -> Look:
        """How a sortie would go by the plan's own times if it were left for at `minute`."""
        course, leaves = carrier.course, minute
        look = Look(minute, minute, np.zeros(self.size, dtype=np.bool_), [])
        for index in range(sortie.first, sortie.last + 1):
            call = course.calls[index]
            if index > sortie.first:
                clear = self.ways.by_known_roads(call, leaves)
                look.add("road", call.node, clear - leaves)
                leaves = clear
            start = np.maximum(leaves + (approach if index == sortie.first else call.leg_min), call.stop.service_start)
            if call.boards or call.alights:
                opens = self.world.open_from(call.node, course.kind.mode, start, self.world.at_least(call))
                shut = opens >= NEVER
                look.never |= shut
                look.add("window", call.node, np.where(shut, 0, opens - start))
                start = np.where(shut, start, opens)
            look.first = start if index == sortie.first else look.first
            look.end = start + call.handling_min
            leaves = np.maximum(look.end + refuelling(carrier, call), call.stop.depart)
        return look

    def too_long(self, carrier: Carrier, sortie: Sortie, begins: Minutes, end: Minutes, parties: list[int]) -> Mask:
        """Where the crew's duty, or the tour of the escorts already out, would not last until the sortie's end."""
        overrun, tail_end = self.chances.overrun_min, end + sortie.tail_min
        long = tail_end - carrier.duty_start(begins) > carrier.course.kind.duty_max_min + overrun
        for index in parties:
            out = carrier.out_since[index]
            long |= (out < NEVER) & (tail_end - out > self.problem.rules.escort_tour_max_min + overrun)
        return long

    def with_escorts(self, carrier: Carrier, sortie: Sortie, index: int, minute: Minutes) -> Minutes:
        """Leave when the pool has enough escorts, where the party is not out yet."""
        party = carrier.course.parties[index]
        pool = self.world.pools.get(carrier.course.vehicle.base)
        pending = carrier.out_since[index] == NEVER
        if pool is None or not pending.any():
            return minute
        back = self.back_by(carrier, party, sortie, minute)
        found = pool.earliest(minute, np.maximum(1, back - minute), party.escorts, self.world.now, pending)
        carrier.owe("escorts", found - minute)
        self.world.tally.wait("escorts", carrier.course.vehicle.base, found - minute)
        return found

    def take_escorts(self, carrier: Carrier, sortie: Sortie, index: int, minute: Minutes, where: Mask) -> None:
        """A party goes out with the sortie, where it goes and the party is not out yet."""
        party, pool = carrier.course.parties[index], self.world.pools.get(carrier.course.vehicle.base)
        goes = where & (carrier.out_since[index] == NEVER)
        if pool is None or not goes.any():
            return
        back = np.where(goes, self.back_by(carrier, party, sortie, minute), 0)
        carrier.claims[index].append(pool.claim(np.where(goes, minute, 0), back, party.escorts, expected=True))
        carrier.out_since[index] = np.where(goes, minute, carrier.out_since[index])

    def back_by(self, carrier: Carrier, party: Party, sortie: Sortie, minute: Minutes) -> Minutes:
        """When a party that leaves at `minute` will have come back and rested, if nothing more goes wrong."""
        end = carrier.course.calls[party.off].stop.service_end + np.maximum(0, minute - sortie.leave)
        return end + self.world.escort_rest(end - minute)
