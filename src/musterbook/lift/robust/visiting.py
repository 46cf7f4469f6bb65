"""Calling at a stop: the leg to it, waiting, boarding and setting down, and when the carrier may leave again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from musterbook.lift.robust.carrier import Carrier
from musterbook.lift.robust.spans import NEVER, Mask, Minutes, Numbers
from musterbook.lift.robust.timetable import Call, Line
from musterbook.lift.robust.ways import LOOKS_MAX, Ways, refuelling
from musterbook.lift.robust.world import World


class Visiting:
    """Calls at stops in the world of one block."""

    def __init__(self, world: World, ways: Ways) -> None:
        self.world, self.ways, self.ground, self.block = world, ways, world.ground, world.block
        self.problem, self.chances, self.size = world.ground.problem, world.block.futures.chances, world.size

    def call(self, carrier: Carrier, index: int) -> None:
        """Go to a stop and do what is to be done there, in the futures in which the carrier comes."""
        call = carrier.course.calls[index]
        everywhere = np.ones(self.size, dtype=np.bool_)
        if call.sortie is None:
            previous = carrier.course.calls[index - 1].stop.depart if index else 0
            self.visit(carrier, index, np.maximum(carrier.ready, previous), everywhere)
            return
        sortie, flown = carrier.course.sorties[call.sortie], carrier.flown[call.sortie]
        left = carrier.departure if index == sortie.first else carrier.leaving
        waiting = [
            out < NEVER
            for out, party in zip(carrier.out_since, carrier.course.parties, strict=True)
            if party.off == index
        ]
        homeward = np.any(waiting, axis=0) & ~flown if waiting else ~everywhere
        comes = flown | homeward
        self.visit(carrier, index, np.where(flown, left, carrier.ready), comes, flown)

    def visit(self, carrier: Carrier, index: int, leaves: Minutes, comes: Mask, handled: Mask | None = None) -> None:
        """Go, wait, be handled, and be ready to leave again. `handled`: where there are people to board or set down."""
        course, call, world = carrier.course, carrier.course.calls[index], self.world
        flown = np.zeros(self.size, dtype=np.bool_) if handled is None else handled
        arrive = self.move(carrier, index, leaves, comes)
        wanted = {line: world.wanted(line, course.kind, flown) for line in call.boards}
        busy = flown if call.boards or call.alights else comes
        minutes = np.where(busy, self.service_minutes(carrier, call, wanted, busy), 0)
        start = self.service_start(carrier, call, (arrive, minutes), busy, wanted)
        end = np.where(comes, start + minutes, carrier.ready)
        carrier.act(start, end, comes)
        for line in call.alights:
            self.set_down(carrier, line, flown, end)
        for line, heads in wanted.items():
            world.board(line, heads, (start, end))
        for number, party in enumerate(course.parties):
            if party.off == index:
                self.release(carrier, number, end, comes)
        carrier.ready = np.where(comes, end + refuelling(carrier, call), carrier.ready)
        carrier.on_time(comes & (start <= call.stop.service_start))
        if call.sortie is not None and index < course.sorties[call.sortie].last:
            self.leave_loaded(carrier, index, flown)

    def move(self, carrier: Carrier, index: int, leaves: Minutes, comes: Mask) -> Minutes:
        """The leg to a stop, from wherever the carrier stands; those aboard run its risk. When it arrives."""
        course, call = carrier.course, carrier.course.calls[index]
        nominal = self.ways.leg_minutes(carrier, index)
        leaves = self.ways.clear_way(carrier, index, leaves, comes)
        factor = self.block.leg_factor(course.vehicle.id, call.name, course.kind.mode) if nominal.any() else None
        minutes = nominal if factor is None else np.ceil(nominal * factor - 1e-9).astype(np.int64)
        carrier.owe("leg", np.where(comes, np.maximum(0, minutes - nominal), 0))
        carrier.act(leaves, leaves + minutes, comes)
        carrier.place = np.where(comes, self.ground.number[call.node], carrier.place)
        if call.sortie is not None and index > course.sorties[call.sortie].first:
            risk = call.leg_risk + call.leg_hours_risk * (1.0 if factor is None else factor)
            self.risk_on_the_way(carrier, index, risk)
        return leaves + minutes

    def risk_on_the_way(self, carrier: Carrier, index: int, risk: Numbers | float) -> None:
        """Those aboard on the leg to a stop run its risk."""
        sortie = carrier.course.sorties[carrier.course.calls[index].sortie or 0]
        for before in range(sortie.first, index):
            for line in carrier.course.calls[before].boards:
                for group, heads in self.world.aboard.get(line.number, {}).items():
                    self.world.tally.lose("transit", group, heads * risk)

    def service_minutes(
        self, carrier: Carrier, call: Call, wanted: Mapping[Line, Mapping[str, Minutes]], busy: Mask
    ) -> Minutes:
        """How long a service lasts: the plan's time, longer for more people than planned, times chance."""
        if not (call.boards or call.alights):
            return np.full(self.size, call.handling_min, dtype=np.int64)
        kind = carrier.course.kind
        seconds = np.zeros(self.size)
        for line, heads in wanted.items():
            seconds += kind.load_s * np.maximum(0, self.units(heads) - self.units(line.heads))
        for line in call.alights:
            heads = self.world.aboard.get(line.number, {})
            seconds += kind.unload_s * np.maximum(0, self.units(heads) - self.units(line.heads))
        minutes = call.handling_min + np.ceil(seconds / 60 - 1e-9).astype(np.int64)
        factor = self.block.handling_factor(carrier.course.vehicle.id, call.name)
        if factor is None:
            return minutes
        taken = np.ceil(minutes * factor - 1e-9).astype(np.int64)
        carrier.owe("handling", np.where(busy, np.maximum(0, taken - call.handling_min), 0))
        return taken

    def units(self, heads: Mapping[str, Minutes] | Mapping[str, int]) -> Minutes:
        """Handling units: a stretcher counts as several."""
        groups, each = self.problem.group, self.problem.rules.stretcher_load_units
        units: Minutes = np.zeros(self.size, dtype=np.int64)
        for group, count in heads.items():
            units = units + count * (each if groups[group].stretcher else 1)
        return units

    def service_start(
        self,
        carrier: Carrier,
        call: Call,
        times: tuple[Minutes, Minutes],
        busy: Mask,
        wanted: Mapping[Line, Mapping[str, Minutes]],
    ) -> Minutes:
        """When a service begins that window, slot, reception and the people to board let begin; the slot is taken."""
        arrive, minutes = times
        start = np.maximum(arrive, call.stop.service_start)
        start = self.connection(carrier, start, wanted)
        mode, handled = carrier.course.kind.mode, bool(call.boards or call.alights)
        slots = self.world.slots.get((call.node, mode)) if call.handling_min else None
        reception = self.world.reception.get(call.node) if call.alights else None
        heads = self.heads_aboard(call)
        for _ in range(LOOKS_MAX):
            before = start
            if handled:
                opens = self.world.open_from(call.node, mode, start, self.world.at_least(call))
                # Nobody aboard is turned back: where no window is left, they are set down all the same.
                opens = np.where(busy & (opens < NEVER), opens, start)
                start = self.world.waited(carrier, "window", call.node, start, opens)
            if slots is not None:
                free = slots.earliest(start, minutes, 1, self.world.now, busy)
                start = self.world.waited(carrier, "slot", call.node, start, free)
            if reception is not None:
                received = reception.earliest(start + minutes, heads, self.world.now) - minutes
                start = self.world.waited(carrier, "reception", call.node, start, received)
            if (start == before).all():
                break
        if slots is not None:
            slots.claim(np.where(busy, start, 0), np.where(busy, start + minutes, 0), 1)
        if reception is not None:
            reception.book(start + minutes, heads)
        return start

    def heads_aboard(self, call: Call) -> Numbers:
        """How many are to be set down at a stop."""
        heads = np.zeros(self.size)
        for line in call.alights:
            for count in self.world.aboard.get(line.number, {}).values():
                heads += count
        return heads

    def connection(self, carrier: Carrier, start: Minutes, wanted: Mapping[Line, Mapping[str, Minutes]]) -> Minutes:
        """At a staging place, wait some time for those of the manifest who have not come yet."""
        found, until = start, start + self.chances.connection_wait_min
        for line in wanted:
            if self.problem.node[line.origin].kind != "hub":
                continue
            for group in line.heads:
                there = self.world.lots(line.origin, group).complete_at(
                    np.minimum(wanted[line][group], line.heads[group])
                )
                found = np.where(there <= until, np.maximum(found, there), found)
        carrier.owe("connection", found - start)
        return found

    def set_down(self, carrier: Carrier, line: Line, flown: Mask, end: Minutes) -> None:
        """A serial has arrived."""
        self.world.set_down(line, line.set_down, end)
        self.world.tally.arrive(line, flown, end, carrier.cause())

    def leave_loaded(self, carrier: Carrier, index: int, flown: Mask) -> None:
        """When the carrier leaves with people; until then they stood in the site's hazard."""
        call = carrier.course.calls[index]
        leaves = np.maximum(carrier.ready, call.stop.depart)
        carrier.leaving = self.ways.clear_way(carrier, index + 1, leaves, flown)
        if self.problem.node[call.node].kind != "site":
            return
        lost: Numbers = -np.expm1(-self.world.exposure(call.node, carrier.leaving))
        for line in call.boards:
            for group, heads in self.world.aboard[line.number].items():
                self.world.tally.lose("site", group, heads * lost)

    def release(self, carrier: Carrier, index: int, end: Minutes, comes: Mask) -> None:
        """Escorts go off and rest."""
        back = comes & (carrier.out_since[index] < NEVER)
        rested = end + self.world.escort_rest(end - np.where(back, carrier.out_since[index], end))
        for claim in carrier.claims[index]:
            claim.end = np.where(back & (claim.end > claim.start), rested, claim.end)
            claim.open = False
