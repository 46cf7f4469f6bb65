"""`plan make --vary` and `--robust`: which plan is taken of those near the best."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from musterbook.terms.errors import Malformed

if TYPE_CHECKING:
    from musterbook.cli.plan_making import Wanted
    from musterbook.lift.plan import Plan
    from musterbook.lift.planners import Planner
    from musterbook.lift.problem import Problem

FUTURES = 32
ROBUST_SHARE = 0.4
"""How much of a robust search goes into looking for a plan near its best that does better in bad futures."""


def near_the_best(problem: Problem, wanted: Wanted, planner: Planner, more: dict[str, Any]) -> float:
    """Have another plan taken near the best: any, or the one that does best in bad futures. What the search has left.

    Raises:
        Malformed: the planner does not search, and a plan cannot be varied.
    """
    from musterbook.lift.varying import SHARE, Walk  # noqa: PLC0415  heavy

    if "then" not in inspect.signature(planner.plan).parameters:
        raise Malformed.because("cli.planner-cannot", planner=planner.name, option="vary")
    share = ROBUST_SHARE if wanted.robust else SHARE
    walk, seconds, trials = Walk.share_of(wanted.seed, wanted.seconds, wanted.trials, wanted.stop, share=share)
    score = bad_futures(problem, wanted.futures_seed)
    more["then"] = (lambda run: walk.least(run, score)) if wanted.robust else walk.walked
    if wanted.trials is not None:
        more["trials"] = trials
    return seconds


def bad_futures(problem: Problem, seed: int) -> Callable[[Plan], float]:
    """What a plan comes to in bad futures: the 90th percentile of its loss over a few."""
    from musterbook.lift.robust.futures import futures  # noqa: PLC0415  heavy
    from musterbook.lift.robust.replay import replay  # noqa: PLC0415  heavy

    worlds = futures(problem, FUTURES, seed)
    return lambda plan: replay(problem, plan, worlds).loss.p90
