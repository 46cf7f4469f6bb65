"""One worker of the cluster: an ordinary object that lives in a process elsewhere and does what it is asked.

Everything it is given and everything it gives is bytes. It knows nothing of Ray, so that it can be tried without.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
from functools import lru_cache
from typing import Any

import numpy as np

from musterbook.lift.cluster import wire
from musterbook.lift.cluster.likeness import likeness
from musterbook.lift.planners import Proposal, never, planner_for, quiet
from musterbook.lift.robust.faults import Future
from musterbook.lift.robust.futures import Block
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.reading import timetable_of
from musterbook.lift.robust.replanned import live
from musterbook.lift.robust.replay import replay
from musterbook.lift.robust.run import play
from musterbook.lift.search.engine import Engine
from musterbook.lift.search.sequences import Budget, Hunt, Incumbent
from musterbook.lift.search.warm import prepare

logger = logging.getLogger(__name__)

read_once = lru_cache(maxsize=4)(wire.problem_heard)


class Worker:
    """Searches, replays and plans again for somebody on another machine."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._heard: list[bytes] = []
        self._found: list[Incumbent] = []
        self._hunt: Hunt | None = None
        self._failed = ""
        self._thread: threading.Thread | None = None

    def introduce(self) -> dict[str, str]:
        """Who this is, before anything is sent here: version and sources, machine, process, how the door is kept.

        The compiled simulation is at hand by then.
        """
        prepare()
        return {
            "likeness": likeness(),
            "machine": platform.node(),
            "process": str(os.getpid()),
            "door": _door(),
        }

    def begin(self, problem: bytes, turn: tuple[int, int], seconds: float, start: bytes | None) -> None:
        """Begin a search that goes on beside what else is asked; `turn` is its seed and its number."""
        self._ended.clear()
        self._found, self._hunt, self._failed = [], None, ""
        arguments = (problem, turn, seconds, start)
        self._thread = threading.Thread(target=self._search, args=arguments, name="search", daemon=True)
        self._thread.start()

    def news(self, better: bytes | None, end: bool) -> dict[str, object]:  # noqa: FBT001  Ray gives arguments by place
        """How the search goes: trials, whether it is over, what went wrong, and the best decisions not told before.

        `better` are decisions of others to take up; `end` asks the search to end.
        """
        if better is not None:
            self._heard = [better]
        if end:
            self._ended.set()
            if self._thread is not None:
                self._thread.join(2.0)
        running = self._thread is not None and self._thread.is_alive()
        with self._lock:
            found, self._found = self._found[-1:], []
        return {
            "trials": self._hunt.trials if self._hunt else 0,
            "done": not running,
            "failed": self._failed,
            "found": wire.decisions_told(found[0]) if found else None,
        }

    def foresee(self, problem: bytes, plan: bytes, futures: bytes, number: int, size: int) -> bytes:
        """The tally of a plan in one block of futures."""
        posed, known = read_once(problem), wire.plan_heard(plan)
        block = Block(wire.futures_heard(futures), number, size)
        tally = play(Ground(posed), block, timetable_of(posed, known), quiet, never)
        assert tally is not None
        return wire.tally_told(tally)

    def live(self, problem: bytes, plan: bytes, futures: bytes, number: int) -> list[float]:
        """One future lived through, planned again at each fault: the figures of `robust.replanned.Lived`."""
        posed = read_once(problem)
        lived = live(posed, wire.plan_heard(plan), Future(posed, wire.futures_heard(futures), number))
        return [lived.weighted_loss, lived.replans, lived.changed, lived.broken]

    def try_out(self, problem: bytes, plans: list[bytes], futures: bytes, seed: int | None, seconds: float) -> bytes:
        """Plan again from a seed, if one is given, and replay that plan and those given.

        The arrays `plan` (bytes of the plan found, none when nothing was), and for each plan `loss-N` and `fetched-N`.
        """
        posed = wire.problem_heard(problem)
        tried = [wire.plan_heard(plan) for plan in plans]
        told = np.zeros(0, np.uint8)
        if seed is not None:
            found = planner_for(posed).plan(posed, seed=seed, seconds=seconds)
            if isinstance(found, Proposal):
                tried.append(found.plan)
                told = np.frombuffer(wire.plan_told(found.plan), np.uint8)
        worlds = wire.futures_heard(futures)
        arrays: dict[str, np.ndarray[Any, Any]] = {"plan": told}
        for number, plan in enumerate(tried):
            outcomes = replay(posed, plan, worlds)
            arrays |= {f"loss-{number}": outcomes.weighted_loss, f"fetched-{number}": outcomes.if_fetched}
        return wire.arrays_told(arrays)

    def _search(self, problem: bytes, turn: tuple[int, int], seconds: float, start: bytes | None) -> None:
        try:
            posed = read_once(problem)
            reading = Engine(posed)
            begun = wire.decisions_heard(start, reading) if start else None
            budget = Budget(seconds, None, self._ended.is_set)

            def publish(found: Incumbent) -> None:
                if found is not begun:
                    with self._lock:
                        self._found = [found]

            hunt = Hunt(
                posed, seed=turn[0], budget=budget, publish=publish, heard=lambda: self._others(reading), turn=turn[1]
            )
            self._hunt = hunt
            hunt.run(begun)
        except Exception as fault:  # noqa: BLE001  whatever it is, the asking machine is told and gives the seed away
            logger.warning("a search on this machine failed: %s", type(fault).__name__)
            self._failed = type(fault).__name__

    def _others(self, reading: Engine) -> Incumbent | None:
        return wire.decisions_heard(self._heard.pop(), reading) if self._heard else None


def _door() -> str:
    """`token` where the cluster asks for its token; anything else where it asks nobody for anything."""
    raylet = sys.modules.get("ray._raylet")
    if raylet is None:
        return ""
    return "token" if raylet.get_authentication_mode() == raylet.AuthenticationMode.TOKEN else "open"
