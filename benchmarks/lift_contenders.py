"""Who is measured in `lift.py`, how each is run, and how every plan is judged: the same for everyone.

Each contender has the same seconds and two processes. A rival runs once in each, from its own seed, and the better plan
counts. What a rival found is carried out by our simulation (`lift_rivals_replay`); that time is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lift_rivals_loads import Routes
from lift_rivals_replay import carried_out

from musterbook.lift.check import check
from musterbook.lift.plan import Plan
from musterbook.lift.plan_file import write_plan
from musterbook.lift.planners import Proposal, Searched
from musterbook.lift.problem import Problem

CORES: Final = 2
RUN: Final = Path(__file__).with_name("lift_rivals_run.py")
LEFT_OUT: Final[Mapping[str, str]] = {
    "OR-Tools routing": "shared escorts, slots, reception, beds, lots at staging places, windows by mode, "
    "road closures, range, keep-apart in part; loss grows by the day",
    "PyVRP": "the same, keep-apart at all, and permitted destinations; loss grows by spans of time",
    "plain CP-SAT": "staging places, range, road closures, release times, permitted destinations; tick 10 minutes, "
    "loss by steps of three hours, at most 12 serials by air and 6 by road",
}
"""What each rival is not told of the problem."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan and what it is worth. `referee` is None where there is none to ask."""

    loss: float
    left: int
    broken: tuple[str, ...]
    referee: bool | None
    seconds: float
    first_seconds: float | None = None

    @property
    def accepted(self) -> bool:
        """Neither our check nor the referee finds anything."""
        return not self.broken and self.referee is not False


@dataclass(frozen=True, slots=True)
class Court:
    """Judges the plans of one instance; `checker` is the referee's program, if it is at hand."""

    instance: Path
    problem: Problem
    checker: Path | None

    def judged(self, plan: Plan, seconds: float, first_seconds: float | None = None) -> Judged:
        """The plan judged by our check and by the referee; a loss they do not agree on is an error.

        Raises:
            ArithmeticError: they differ by more than a millionth.
        """
        verdict = check(self.problem, plan)
        loss, referee = verdict.objective.weighted_loss, None
        if self.checker is not None:
            told = self._asked(self.checker, plan)
            referee = bool(told["feasible"])
            if referee and abs(told["objective"]["expected_lost_weighted"] - loss) > 1e-6 * max(1.0, loss):
                raise ArithmeticError(f"the referee says {told['objective']}, our check {loss}")
        return Judged(loss, verdict.objective.left_behind, tuple(verdict.broken), referee, seconds, first_seconds)

    def _asked(self, checker: Path, plan: Plan) -> Mapping[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.json"
            write_plan(plan, path)
            told = subprocess.run(
                [sys.executable, str(checker), str(self.instance), str(path), "--json"],
                capture_output=True,
                text=True,
                check=False,
            )
        answer: Mapping[str, Any] = json.loads(told.stdout)
        return answer


def ours(court: Court, *, seconds: float, seed: int) -> Judged | None:
    """Our planner; the first plan's seconds are counted from the call."""
    began, first = time.monotonic(), []

    def told(_loss: float, _seconds: float, _trials: int, _bound: float | None) -> None:
        first.append(time.monotonic() - began)

    found = Searched().plan(court.problem, seed=seed, seconds=seconds, workers=CORES, told=told)
    spent = time.monotonic() - began
    return court.judged(found.plan, spent, first[0] if first else None) if isinstance(found, Proposal) else None


def rival(court: Court, name: str, *, seconds: float, seed: int) -> Judged | None:
    """A rival, in as many processes as we have, or with as many workers; None when it gave no answer."""
    seeds = [seed] if name == "plain CP-SAT" else [10 * seed + k for k in range(CORES)]
    began = time.monotonic()
    runs = [
        subprocess.Popen(
            [sys.executable, str(RUN), name, str(court.instance), str(seconds), str(one)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for one in seeds
    ]
    ended = [run.communicate() for run in runs]
    spent = time.monotonic() - began
    for run, (_, wrong) in zip(runs, ended, strict=True):
        if run.returncode:
            print(f"{name} ended with {run.returncode}: {wrong[-300:]}", file=sys.stderr)
    found: list[Routes] = [json.loads(said) for run, (said, _) in zip(runs, ended, strict=True) if not run.returncode]
    judged = [court.judged(carried_out(court.problem, routes, name), spent) for routes in found if routes]
    return min(judged, key=lambda one: (not one.accepted, one.loss), default=None)
