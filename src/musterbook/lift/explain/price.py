"""What a relaxation is worth: the plan is searched again with it and without it, same seed and seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from musterbook.lift.check import check
from musterbook.lift.explain.relaxing import relaxed
from musterbook.lift.explain.values import Answer, Help, Price, Relaxation
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem


class Searching(Protocol):
    """Whoever makes plans; its proposals have a `plan`. See `lift.planners.Planner`."""

    def plan(self, problem: Problem, *, seed: int = ..., seconds: float = ...) -> object:
        """A proposal, or word that there is no plan."""
        ...


def what_would_it_take(
    problem: Problem, plan: Plan, answer: Answer, help_: Help, *, planner: Searching, seconds: float = 5.0,
    seed: int = 1, onto: Callable[[Problem, Plan], Plan] | None = None,
) -> Price:  # fmt: skip
    """Price the relaxations of a help.

    The best plan known without them is the better of `plan` and what the planner finds in `seconds`; with them, the
    better of `plan`, what the planner finds, and the plan with the serial of the help in it (`onto` gives that one).
    Both searches use the same seed. Freeing the carrier is no relaxation of the problem and is worth only its serial.
    """
    ask = answer.question
    milder = relaxed(problem, help_.relaxations, vehicle=ask.vehicle, at=ask.at)
    before = min(_loss(problem, plan), _found(problem, planner, seed, seconds))
    candidates = [_loss(milder, plan), _found(milder, planner, seed, seconds)]
    if onto is not None:
        candidates.append(_loss(milder, onto(milder, plan)))
    return Price(help_.relaxations, before, min(before, *candidates))


def prices(
    problem: Problem, plan: Plan, ways: Sequence[tuple[Relaxation, ...]], *, vehicle: str, at: int, planner: Searching,
    seconds: float = 5.0, seed: int = 1,
) -> Iterator[Price]:  # fmt: skip
    """Price each of several ways, one after another; the search without any of them is done once."""
    before = min(_loss(problem, plan), _found(problem, planner, seed, seconds))
    for way in ways:
        milder = relaxed(problem, way, vehicle=vehicle, at=at)
        after = min(before, _loss(milder, plan), _found(milder, planner, seed, seconds))
        yield Price(way, before, after)


def priced(ways: Iterable[tuple[Relaxation, ...]]) -> list[tuple[Relaxation, ...]]:
    """Those of the ways that change the problem: a carrier taken off its serials is worth only what its serial is."""
    return [way for way in ways if all(one.kind != "free" for one in way)]


def _found(problem: Problem, planner: Searching, seed: int, seconds: float) -> float:
    plan = getattr(planner.plan(problem, seed=seed, seconds=seconds), "plan", None)
    return _loss(problem, plan) if isinstance(plan, Plan) else float("inf")


def _loss(problem: Problem, plan: Plan) -> float:
    return check(problem, plan).objective.weighted_loss
