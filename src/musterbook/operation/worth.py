"""What a proposal says of itself in the book: its loss in parts, the time it was given, the bound, and what runs short.

Joins lift's plans and bounds with the facts the book keeps of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from musterbook.ledger.facts import Digest
from musterbook.lift.explain.outings import stops_of
from musterbook.lift.explain.uses import BIN_MIN, uses_of
from musterbook.lift.facts import PlanProposed, Scarce
from musterbook.lift.plan import Plan
from musterbook.lift.planners import Proposal
from musterbook.lift.problem import Problem

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound

SCARCE_MAX: Final = 8
"""So many of what runs short are told with a proposal."""

FULL: Final = 0.95
"""A resource used to this share of what there is counts as full."""


def proposed(
    digest: Digest, posed: Digest, problem: Problem, found: Proposal, *, seconds: float | None, bound: Bound | None
) -> PlanProposed:
    """The fact that a plan was proposed. `digest` names its paper, `posed` that of the problem it answers."""
    return PlanProposed(
        plan=digest, problem=posed, planner=found.planner, seed=found.seed, objective=_objective(found),
        seconds=None if seconds is None else math.ceil(seconds),
        # Down, never up: what is written must still be a number that no plan can go below.
        bound=None if bound is None else math.floor(bound.value * 1000),
        binding=scarce(problem, found.plan, bound),
    )  # fmt: skip


def scarce(problem: Problem, plan: Plan, bound: Bound | None = None) -> tuple[Scarce, ...]:
    """What runs short, the dearest first: by the prices of the bound, else what the plan uses to the full."""
    epoch = datetime.fromisoformat(problem.epoch)

    def moment(minute: int) -> datetime:
        return epoch + timedelta(minutes=min(minute, problem.horizon_min))

    if bound is not None and bound.best.binding:
        return tuple(
            Scarce(resource=one.resource, place=one.name, since=moment(one.since_min), until=moment(one.until_min),
                   worth=worth)
            for one in bound.best.binding[:SCARCE_MAX]
            if (worth := round(one.worth * 10)) > 0
        )  # fmt: skip
    return tuple(
        Scarce(resource=resource, place=place, since=moment(min(starts)), until=moment(max(starts) + BIN_MIN))
        for (resource, place), starts in _full(problem, plan)[:SCARCE_MAX]
    )


def _objective(found: Proposal) -> Mapping[str, int]:
    worth = found.objective
    parts = {f"{name.replace('_', '-')}-milli": round(loss * 1000) for name, loss in worth.parts.items()}
    return {
        **parts, "cost": round(worth.cost), "left-behind": worth.left_behind, "loss-milli": round(worth.loss * 1000),
        "makespan-minutes": worth.makespan_min, "weighted-loss-milli": round(worth.weighted_loss * 1000),
    }  # fmt: skip


def _full(problem: Problem, plan: Plan) -> list[tuple[tuple[str, str], list[int]]]:
    """Resource and place with the starts of the six hours in which it is used to the full; the longest first."""
    full: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in uses_of(problem, stops_of(plan)):
        if one.there and one.used >= FULL * one.there:
            full[one.resource.partition("-")[0], one.place].append(one.since)
    return sorted(full.items(), key=lambda item: (-len(item[1]), item[0]))
