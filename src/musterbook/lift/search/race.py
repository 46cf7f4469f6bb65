"""Several searches at once, one process each, from different seeds; they tell each other their best plan.

The first plan is made here before any process is started. A process that dies is named and the rest go on. One worker
means no processes at all, and the same plan for the same seed and number of trials.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.going_on import DECISIONS, begun_from, decisions_of
from musterbook.lift.search.sequences import Budget, Hunt, Incumbent

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.05
EXCHANGE_SECONDS = 5.0
TELL_SECONDS = 1.0
START_SECONDS = 3.0
END_SECONDS = 5.0
STILL_AT_WORK = "still at work"

Told = Callable[[float, float, int, float | None], None]
"""Told of the best loss, seconds, trials and the bound if one is known, at every gain and each second."""


def untold(_best: float, _seconds: float, _trials: int, _bound: float | None) -> None:
    """A listener that does nothing."""


@dataclass(frozen=True, slots=True)
class Race:
    """What a race found: the best plan and some it improved on (best first), trials, seconds, workers lost."""

    problem: Problem
    found: tuple[Incumbent, ...]
    trials: int
    seconds: float
    lost: tuple[str, ...]

    def plan(self, number: int, notes: dict[str, str | int | float]) -> Plan:
        """The stops of plan `number`, 0 the best."""
        engine, found = Engine(self.problem), self.found[number]
        engine.simulate(found.figures, found.lists)
        return engine.plan({**notes, DECISIONS: decisions_of(found)})


@dataclass(slots=True)
class _Worker:
    """A process at work; `seen` is the best loss it was told."""

    name: str
    process: BaseProcess
    pipe: Connection
    trials: int = 0
    seen: float = float("inf")
    done: bool = False


def race(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 1,
    workers: int = 1,
    trials: int | None = None,
    told: Told = untold,
    stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
    start: Plan | None = None,
) -> Race:
    """Search for the best plan until the time is up, the trials are used, or `stop()` says so.

    With `start` the search goes on from that plan.
    """
    course = _Course(problem, seconds, trials, told, stop, clock, start)
    if workers <= 1 or seconds < START_SECONDS:
        course.alone(seed)
    else:
        course.together(seed, workers)
    return Race(problem, tuple(course.found), course.trials, clock() - course.began, tuple(course.lost))


class _Course:
    """One race as it goes."""

    def __init__(  # noqa: PLR0917  handed through from `race`, in its order
        self,
        problem: Problem,
        seconds: float,
        trials: int | None,
        told: Told,
        stop: Callable[[], bool],
        clock: Callable[[], float],
        start: Plan | None,
    ) -> None:
        self.problem, self.seconds, self.limit, self.start = problem, seconds, trials, start
        self.told, self.stop, self.clock = told, stop, clock
        self.began = clock()
        self.trials = 0
        self.found: list[Incumbent] = []
        self.lost: list[str] = []
        self._spoke = self.began
        self._interrupted = False
        self._crew: list[_Worker] = []

    def alone(self, seed: int) -> None:
        """Search in this process."""
        hunt: list[Hunt] = []

        def stop() -> bool:
            self.trials = hunt[0].trials if hunt else 0
            self.speak()
            return self.stop()

        budget = Budget(self.seconds, self.limit, stop, self.clock)
        hunt.append(Hunt(self.problem, seed=seed, budget=budget, publish=self.gained))
        with contextlib.suppress(KeyboardInterrupt):
            hunt[0].run(self._begun(hunt[0].engine))
        self.trials = hunt[0].trials

    def together(self, seed: int, workers: int) -> None:
        """The simple rules here, then one process for each worker."""
        budget = Budget(self.seconds, None, self.stop, self.clock)
        first = Hunt(self.problem, seed=seed, budget=budget, publish=self.gained)
        with contextlib.suppress(KeyboardInterrupt):
            begun = self._begun(first.engine)
            if begun is not None:
                self.gained(begun)
            first.rules(1 if first.large else None)
            self.trials = first.trials
            self._crew = crew = [self._started(number, seed) for number in range(workers)]
            try:
                self._watch(crew)
            except KeyboardInterrupt:
                logger.info("asked to stop: the best plan so far is given")
            finally:
                self._end(crew)
            self.trials += sum(worker.trials for worker in crew)
            self._crew = []

    def gained(self, found: Incumbent) -> None:
        """A new best plan."""
        if not self.found or found.worth.key < self.found[0].worth.key:
            self.found.insert(0, found)
            del self.found[8:]
            self.speak(now=True)

    def speak(self, *, now: bool = False) -> None:
        """Tell how it goes, each second or `now`."""
        if self.found and (now or self.clock() - self._spoke >= TELL_SECONDS):
            self._spoke = self.clock()
            trials = self.trials + sum(worker.trials for worker in self._crew)
            self.told(self.found[0].worth.loss, self._spoke - self.began, trials, None)

    def _begun(self, engine: Engine) -> Incumbent | None:
        return begun_from(engine, self.start) if self.start is not None else None

    def _first(self) -> Incumbent | None:
        return self.found[0] if self.found else None

    def _started(self, number: int, seed: int) -> _Worker:
        context = _context()
        here, there = context.Pipe()
        left = max(0.1, self.seconds - (self.clock() - self.began))
        name = f"worker {number + 1}"
        arguments = (there, self.problem, (seed + 1000 * number, number), left, self.limit, self._first())
        process = context.Process(target=work, args=arguments, name=name, daemon=True)
        process.start()
        there.close()
        return _Worker(name, process, here)

    def _watch(self, crew: list[_Worker]) -> None:
        exchanged = self.clock()
        while any(not worker.done for worker in crew):
            if self.stop() or self.clock() - self.began >= self.seconds:
                return
            for worker in crew:
                self._hear(worker)
            if self.clock() - exchanged >= EXCHANGE_SECONDS:
                exchanged = self.clock()
                self._exchange(crew)
            self.speak()
            time.sleep(LOOK_SECONDS)

    def _hear(self, worker: _Worker) -> None:
        """Take what a worker has sent; one that is gone is named."""
        try:
            while not worker.done and worker.pipe.poll():
                worker.trials, found = worker.pipe.recv()
                if found is None:
                    worker.done = True
                elif isinstance(found, Incumbent):
                    worker.seen = min(worker.seen, found.worth.loss)
                    self.gained(found)
        except (EOFError, OSError):
            worker.done = True
            self.lost.append(worker.name)
            logger.warning("%s of the lift search died; the others go on", worker.name)

    def _exchange(self, crew: list[_Worker]) -> None:
        for worker in crew:
            if not worker.done and self.found and self.found[0].worth.loss < worker.seen - 1e-9:
                worker.seen = self.found[0].worth.loss
                with contextlib.suppress(OSError):
                    worker.pipe.send(self.found[0])

    def _end(self, crew: list[_Worker]) -> None:
        for worker in crew:
            with contextlib.suppress(OSError):
                worker.pipe.send(None)
        ends = time.monotonic() + END_SECONDS
        while time.monotonic() < ends and any(not worker.done for worker in crew):
            for worker in crew:
                self._hear(worker)
            time.sleep(LOOK_SECONDS)
        for worker in crew:
            if worker.process.is_alive():
                worker.process.terminate()
            worker.process.join(END_SECONDS)
            worker.pipe.close()


def _context() -> SpawnContext | ForkContext:
    """A copy of this process where that is safe (no other thread is running): it has the machine code already."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def work(  # noqa: PLR0917  a process is given its arguments by place
    pipe: Connection,
    problem: Problem,
    turn: tuple[int, int],
    seconds: float,
    trials: int | None,
    start: Incumbent | None,
) -> None:
    """One worker: search, send every new best plan, take up those of others, end when told.

    `turn` is its seed and its number.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended: list[bool] = []
    waiting: list[Incumbent] = []
    hunts: list[Hunt] = []
    parent = os.getppid()
    told = [time.monotonic()]

    def look() -> None:
        try:
            while not ended and pipe.poll():
                found = pipe.recv()
                if found is None:
                    ended.append(True)
                else:
                    waiting[:] = [found]
        except (EOFError, OSError):
            ended.append(True)

    def stop() -> bool:
        look()
        if hunts and not ended and time.monotonic() - told[0] >= TELL_SECONDS:
            told[0] = time.monotonic()
            with contextlib.suppress(OSError):
                pipe.send((hunts[0].trials, STILL_AT_WORK))
        # A copy of this process holds its brothers' pipes open, so that only the parent's number tells that it is gone.
        return bool(ended) or os.getppid() != parent

    def heard() -> Incumbent | None:
        look()
        return waiting.pop() if waiting else None

    def publish(found: Incumbent) -> None:
        if found is not start:
            pipe.send((hunts[0].trials, found))

    budget = Budget(seconds, trials, stop)
    hunts.append(Hunt(problem, seed=turn[0], budget=budget, publish=publish, heard=heard, turn=turn[1]))
    with contextlib.suppress(OSError):
        hunts[0].run(start)
        pipe.send((hunts[0].trials, None))
