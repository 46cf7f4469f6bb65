"""`plan make --vary` and `--robust`: which plan is taken of those near the best."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from musterbook.terms.errors import Malformed

if TYPE_CHECKING:
    from musterbook.lift.plan import Plan
    from musterbook.lift.planners import Planner
    from musterbook.lift.problem import Problem

FUTURES = 32
ROBUST_SHARE = 0.4
"""How much of a robust search goes into looking for a plan near its best that does better in bad futures."""


def near_the_best(
    planner: Planner,
    more: dict[str, Any],
    *,
    seed: int,
    seconds: float,
    stop: Callable[[], bool],
    score: Callable[[Plan], float] | None,
) -> float:
    """Have another plan taken near the best: that with the least score, or any. The seconds left for the search.

    `more` is what the planner is given besides; a number of trials in it is shared too.

    Raises:
        Malformed: the planner does not search, and a plan cannot be varied.
    """
    from musterbook.lift.varying import SHARE, Walk  # noqa: PLC0415  heavy

    if "then" not in inspect.signature(planner.plan).parameters:
        raise Malformed.because("cli.planner-cannot", planner=planner.name, option="vary")
    share = SHARE if score is None else ROBUST_SHARE
    walk, left, trials = Walk.share_of(seed, seconds, more.get("trials"), stop, share=share)
    more["then"] = walk.walked if score is None else (lambda run: walk.least(run, score))
    if "trials" in more:
        more["trials"] = trials
    return left


def bad_futures(problem: Problem, seed: int) -> Callable[[Plan], float]:
    """What a plan comes to in bad futures: the 90th percentile of its loss over a few."""
    from musterbook.lift.robust.futures import futures  # noqa: PLC0415  heavy
    from musterbook.lift.robust.replay import replay  # noqa: PLC0415  heavy

    worlds = futures(problem, FUTURES, seed)
    return lambda plan: replay(problem, plan, worlds).loss.p90
