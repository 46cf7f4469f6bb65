"""The ways between stops: how long a leg takes from where a carrier stands, and when nothing stops it."""

from __future__ import annotations

import numpy as np

from musterbook.lift.robust.carrier import Carrier
from musterbook.lift.robust.spans import Mask, Minutes
from musterbook.lift.robust.timetable import Call
from musterbook.lift.robust.world import World

LOOKS_MAX = 12
"""How often a start is put off before it is taken as it stands: each wait may run into the next."""


class Ways:
    """Legs in the world of one block."""

    def __init__(self, world: World) -> None:
        self.world, self.ground, self.block, self.size = world, world.ground, world.block, world.size

    def leg_minutes(self, carrier: Carrier, index: int) -> Minutes:
        """Nominal minutes to a stop: the plan's leg from the stop before it, else the shortest way."""
        call = carrier.course.calls[index]
        before = self.ground.number[carrier.course.calls[index - 1].node if index else call.node]
        planned = carrier.place == before
        if planned.all():
            return np.full(self.size, call.leg_min, dtype=np.int64)
        other = self.ground.minutes(carrier.course.kind, carrier.place, call.node)
        return np.where(planned, call.leg_min, other)

    def clear_way(self, carrier: Carrier, index: int, leaves: Minutes, where: Mask) -> Minutes:
        """When a leg can begin that neither weather nor a shut road stops."""
        call, kind = carrier.course.calls[index], carrier.course.kind
        if not call.leg_min:
            return leaves
        if kind.mode == "heli" and self.world.weather is not None:
            clear = np.where(where, self.world.weather.free_from(leaves, call.leg_min), leaves)
            carrier.owe("weather", clear - leaves)
            leaves = clear
        if call.route is not None:
            planned = where & (carrier.place == self.ground.number[carrier.course.calls[index - 1].node])
            shut = self.block.road(call.route[0].a, call.route[0].b, call.route[1])
            clear = self.by_known_roads(call, leaves)
            for _ in range(LOOKS_MAX if shut is not None else 0):
                again = self.by_known_roads(call, shut.free_from(clear, call.leg_min)) if shut else clear
                if (again == clear).all():
                    break
                clear = again
            clear = np.where(planned, clear, leaves)
            carrier.owe("road", clear - leaves)
            leaves = clear
        return leaves

    def by_known_roads(self, call: Call, leaves: Minutes) -> Minutes:
        """When a leg can begin that no known closure of its road stops."""
        known = self.ground.road(call.route[0].a, call.route[0].b, call.route[1]) if call.route else None
        return leaves if known is None else known.free_from(leaves, max(1, call.leg_min))


def refuelling(carrier: Carrier, call: Call) -> int:
    """Minutes the plan refuels at a stop."""
    return carrier.course.kind.refuel_min if call.stop.refuel else 0
