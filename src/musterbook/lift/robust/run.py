"""One block of futures played: every carrier's sorties and calls in the order of the plan."""

from __future__ import annotations

from collections.abc import Callable

from musterbook.lift.dispatch.dispatcher import Progress
from musterbook.lift.robust.carrier import Carrier
from musterbook.lift.robust.deciding import Deciding
from musterbook.lift.robust.futures import Block
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.tally import Tally
from musterbook.lift.robust.timetable import Timetable
from musterbook.lift.robust.visiting import Visiting
from musterbook.lift.robust.ways import Ways
from musterbook.lift.robust.world import World

STEPS_BETWEEN_STOPS = 50


def play(
    ground: Ground, block: Block, timetable: Timetable, progress: Progress, stop: Callable[[], bool]
) -> Tally | None:
    """What happens in the futures of a block; None when told to stop. `progress` is told (steps done, steps).

    Nobody begins before the plan says. A carrier decides on a sortie when it is to leave for it: by the plan's own
    times it looks whether window, weather, night, crew and escorts let it end, waits for what can be waited for, and
    scrubs it otherwise. Once people are aboard it goes on; only weather, a shut road, a slot or a full reception can
    still stop it.
    """
    world = World(ground, block, timetable)
    ways = Ways(world)
    deciding, visiting = Deciding(world, ways), Visiting(world, ways)
    carriers = [Carrier(course, ground.number[course.calls[0].node], block.size) for course in timetable.courses]
    total = sum(len(course.calls) + len(course.sorties) for course in timetable.courses)
    for count, (minute, (number, what, index)) in enumerate(timetable.steps()):
        if count % STEPS_BETWEEN_STOPS == 0:
            progress(count, total)
            if stop():
                return None
        world.now = minute
        if what == "leave":
            deciding.decide(carriers[number], index)
        else:
            visiting.call(carriers[number], index)
    world.close()
    return world.tally
