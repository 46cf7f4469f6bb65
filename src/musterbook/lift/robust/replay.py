"""Replaying a plan in many futures: order and manifests are kept, nobody plans again. A pessimist's figure."""

from __future__ import annotations

import logging
from collections.abc import Callable

from musterbook.lift.dispatch.dispatcher import Progress
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.robust.futures import BLOCK, Block, Futures
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.outcomes import Outcomes
from musterbook.lift.robust.reading import timetable_of
from musterbook.lift.robust.run import play
from musterbook.lift.robust.tally import Tally

logger = logging.getLogger(__name__)


def _quiet(_done: int, _total: int) -> None:
    """A listener that does nothing."""


def _never() -> bool:
    return False


def replay(
    problem: Problem,
    plan: Plan,
    futures: Futures,
    *,
    progress: Progress = _quiet,
    stop: Callable[[], bool] = _never,
) -> Outcomes:
    """What `plan` comes to in each of `futures`.

    Carriers keep the plan's order and manifests. One that is late waits for slot, window, reception, escorts and rest;
    a sortie that can no longer end within duty, escort tour or horizon is scrubbed, and its people go on later serials
    of the same pair of places that have room, or stay. Heads, seats, escorts, slots, reception and beds hold in every
    future; the longest stay and the most people at a staging place do not, nor the longest time aboard: people who are
    there are there. With `Chances.none()` the replay is the plan, to the last digit of its loss.

    Args:
        problem: what the plan is for.
        plan: a plan the check has passed; of any other the figures mean nothing.
        futures: drawn for this problem, or for one with the same places.
        progress: told (futures played, futures asked for) as it goes; a block half played counts half.
        stop: asked often; when it says so, what was played so far is the answer. The first block is always played.
    """
    ground, timetable = Ground(problem), timetable_of(problem, plan)
    tallies: list[Tally] = []
    for block in futures.blocks():
        told = _within(progress, futures, block)
        tally = play(ground, block, timetable, told, stop if tallies else _never)
        if tally is None:
            break
        tallies.append(tally)
        progress(sum(one.size for one in tallies), futures.count)
        if stop():
            break
    logger.info("plan of %s replayed in %d futures", problem.name, sum(one.size for one in tallies))
    return Outcomes.of(tallies, timetable.lines, chances=futures.chances, seed=futures.seed, asked=futures.count)


def _within(progress: Progress, futures: Futures, block: Block) -> Progress:
    """A listener for the steps of one block that tells them as futures."""
    before = block.number * BLOCK
    return lambda done, total: progress(before + block.size * done // total, futures.count)
