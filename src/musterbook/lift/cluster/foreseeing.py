"""Futures and what-ifs over many machines, and a part of what each worker says worked out again here.

Futures are drawn by what they befall, so that every machine draws the same. The first answer of each worker is judged:
for a few futures everything is played again here, and must agree to the last digit, or the worker is sent off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from musterbook.lift.check import check
from musterbook.lift.cluster import wire
from musterbook.lift.cluster.bare import Bare, bare
from musterbook.lift.cluster.crew import Crew, Hand, Job
from musterbook.lift.dispatch.dispatcher import Progress
from musterbook.lift.plan import Plan
from musterbook.lift.planners import never, quiet
from musterbook.lift.problem import Problem
from musterbook.lift.robust.faults import Future
from musterbook.lift.robust.futures import Block, Futures
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.outcomes import Outcomes
from musterbook.lift.robust.reading import timetable_of
from musterbook.lift.robust.replanned import Lived, Replans, beside, live, worlds_of
from musterbook.lift.robust.run import play
from musterbook.lift.robust.tally import PARTS, Tally
from musterbook.lift.robust.timetable import Timetable
from musterbook.lift.robust.worth import Played, Trial, tried_here
from musterbook.terms.errors import Malformed

FUTURES_AGAIN = 8
"""How many futures of a worker's first answer are played again here."""


def replay_on(
    crew: Crew,
    problem: Problem,
    plan: Plan,
    futures: Futures,
    *,
    progress: Progress = quiet,
    stop: Callable[[], bool] = never,
) -> Outcomes:
    """What `robust.replay.replay` gives, to the last digit, with each block of futures played by some worker.

    A block nobody can play is played here. Stopped, the blocks played so far that begin with the first are the answer.
    """
    ground, timetable, left = Ground(problem), timetable_of(problem, plan), bare(problem)
    common = [wire.problem_told(left.problem), wire.plan_told(left.leaving(plan)), wire.futures_told(futures)]
    sent = [crew.put(raw) for raw in common]
    blocks = list(futures.blocks())
    heard: dict[int, Tally] = {}

    def accept(hand: Hand, job: Job, answer: Any) -> bool:  # noqa: ANN401  what a worker says may be anything
        try:
            block = blocks[job.number]
            tally = wire.tally_heard(answer, ground, lines=len(timetable.lines), size=block.size)
        except (Malformed, TypeError, ValueError):
            return False
        if not hand.checked and not _agrees(ground, timetable, block, tally):
            return False
        hand.checked = True
        heard[job.number] = tally
        return True

    jobs = [Job(block.number, "foresee", (*sent, block.number, block.size)) for block in blocks]
    for job, answer in crew.share(jobs, stop, accept):
        if answer is None:
            tally = play(ground, blocks[job.number], timetable, quiet, never)
            assert tally is not None
            heard[job.number] = tally
        progress(sum(tally.size for tally in heard.values()), futures.count)
    if 0 not in heard:
        first = play(ground, blocks[0], timetable, quiet, never)
        assert first is not None
        heard[0] = first
    whole = [heard[number] for number in range(len(blocks)) if all(earlier in heard for earlier in range(number + 1))]
    return Outcomes.of(whole, timetable.lines, chances=futures.chances, seed=futures.seed, asked=futures.count)


def replanned_on(
    crew: Crew,
    problem: Problem,
    plan: Plan,
    futures: Futures,
    count: int,
    *,
    progress: Progress = quiet,
    stop: Callable[[], bool] = never,
) -> Replans:
    """What `robust.replanned.replanned` gives, each future lived through by some worker.

    The first future of each worker is lived through here again; a future nobody can live through is lived here.
    """
    worlds, left = worlds_of(futures, count), bare(problem)
    common = [wire.problem_told(left.problem), wire.plan_told(left.leaving(plan)), wire.futures_told(worlds)]
    sent = [crew.put(raw) for raw in common]
    lived: dict[int, Lived] = {}

    def accept(hand: Hand, job: Job, answer: Any) -> bool:  # noqa: ANN401  as above
        try:
            loss, replans, changed, broken = answer
            told = Lived(float(loss), int(replans), int(changed), int(broken))
        except (TypeError, ValueError):
            return False
        if not hand.checked and live(problem, plan, Future(problem, worlds, job.number)) != told:
            return False
        hand.checked = True
        lived[job.number] = told
        return True

    jobs = [Job(number, "live", (*sent, number)) for number in range(worlds.count)]
    for job, answer in crew.share(jobs, stop, accept):
        if answer is None:
            lived[job.number] = live(problem, plan, Future(problem, worlds, job.number))
        progress(len(lived), worlds.count)
    if 0 not in lived:
        lived[0] = live(problem, plan, Future(problem, worlds, 0))
    first = [lived[number] for number in range(worlds.count) if all(one in lived for one in range(number + 1))]
    return beside(problem, plan, worlds, first, asked=count)


def _agrees(ground: Ground, timetable: Timetable, block: Block, tally: Tally) -> bool:
    """Whether the first few futures of a block, played here, are what the worker says they are."""
    few = min(FUTURES_AGAIN, block.size)
    own = play(ground, Block(block.futures, block.number, few), timetable, quiet, never)
    assert own is not None
    pairs = [(own.parts[part], tally.parts[part][:few]) for part in PARTS]
    pairs += [(getattr(own, name), getattr(tally, name)[:few]) for name in wire.PER_FUTURE]
    pairs += [(getattr(own, name), getattr(tally, name)[:, :few]) for name in wire.PER_LINE]
    return all(np.array_equal(one, other) for one, other in pairs)


@dataclass(frozen=True, slots=True)
class TriedOn:
    """Trials of `robust.worth` given to a crew; give `tried` to `worth` as its `tries`."""

    crew: Crew
    seconds: float
    stop: Callable[[], bool] = never

    def tried(self, trials: Sequence[Trial], futures: Futures) -> Iterator[tuple[int, tuple[Played, ...]]]:
        """The plans of each trial and what they come to, by the trial's number, as they come."""
        worlds = self.crew.put(wire.futures_told(futures))
        lefts = [bare(trial.problem) for trial in trials]
        answers: dict[int, tuple[Played, ...]] = {}

        def accept(hand: Hand, job: Job, answer: Any) -> bool:  # noqa: ANN401  as above
            trial = trials[job.number]
            try:
                answers[job.number] = _heard(trial, lefts[job.number], answer, futures.count)
            except (Malformed, TypeError, ValueError):
                return False
            hand.checked = hand.checked or _same(trial, answers[job.number], futures)
            return hand.checked

        asked = [self._asked(trial, left, worlds) for trial, left in zip(trials, lefts, strict=True)]
        jobs = [Job(number, "try_out", arguments) for number, arguments in enumerate(asked)]
        for job, answer in self.crew.share(jobs, self.stop, accept):
            yield job.number, answers[job.number] if answer is not None else ()

    def _asked(self, trial: Trial, left: Bare, worlds: Any) -> tuple[Any, ...]:  # noqa: ANN401  a reference of Ray's
        plans = [wire.plan_told(left.leaving(plan)) for plan in trial.plans]
        return (wire.problem_told(left.problem), plans, worlds, trial.seed, self.seconds)


def _heard(trial: Trial, left: Bare, answer: Any, futures: int) -> tuple[Played, ...]:  # noqa: ANN401  as above
    """The plans of a trial with the losses a worker gives for them; a plan our check refuses is not among them."""
    arrays = wire.arrays_heard(answer)
    plans = list(trial.plans)
    if arrays["plan"].size:
        plans.append(left.returned(wire.plan_heard(arrays["plan"].astype(np.uint8).tobytes()), trial.problem.name))
    played = []
    for number, plan in enumerate(plans):
        losses = [arrays.get(f"{name}-{number}") for name in ("loss", "fetched")]
        if any(one is None or one.shape != (futures,) or one.dtype != np.float64 for one in losses):
            raise Malformed.because("cluster.answer")
        if number < len(trial.plans) or not check(trial.problem, plan).broken - {"R18"}:
            played.append(Played(plan, *losses))  # type: ignore[arg-type]  # neither is None: looked at above
    return tuple(played)


def _same(trial: Trial, played: Sequence[Played], futures: Futures) -> bool:
    """Whether the first futures of the trial's plans, replayed here, cost what the worker says."""
    few = min(FUTURES_AGAIN, futures.count)
    some = Futures(few, futures.seed, futures.chances, futures.days, futures.areas)
    own = tried_here(Trial(trial.problem, tuple(one.plan for one in played), None), some)
    pairs = [(mine.weighted_loss, theirs.weighted_loss) for mine, theirs in zip(own, played, strict=True)]
    pairs += [(mine.if_fetched, theirs.if_fetched) for mine, theirs in zip(own, played, strict=True)]
    return all(np.array_equal(mine, theirs[:few]) for mine, theirs in pairs)
