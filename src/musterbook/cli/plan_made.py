"""What `plan make` says of the plan it made: what it is worth, how far from the best it may be, who stays and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from musterbook.cli.context import Asked
from musterbook.cli.plan_making import Made
from musterbook.words.lines import counted_words, in_words

if TYPE_CHECKING:
    from musterbook.lift.bound import Bound
    from musterbook.lift.explain.values import Left, Reason
    from musterbook.lift.plan import Plan

REASONS_MAX = 12
"""For so many groups it is worked out what bars them; of the others it is said only that they are not moved."""


def save_plan(made: Made, path: Path) -> None:
    """Write the plan as `muster-lift-plan/1`, with the bound where there is one; nothing when there is no plan."""
    from musterbook.lift.plan_file import write_plan  # noqa: PLC0415  heavy

    if made.plan is not None:
        notes = made.plan.notes if made.bound is None else {**made.plan.notes, "bound": made.bound.value}
        write_plan(replace(made.plan, notes=notes), path)


def made_told(asked: Asked, made: Made, left: list[str]) -> dict[str, Any]:
    """The outcome as JSON."""
    from musterbook.lift.planners import Proposal  # noqa: PLC0415  heavy
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    told: dict[str, Any] = {
        "unmoved": [
            {"group": one.group, "heads": one.heads, "rule": one.reason, "values": dict(one.values),
             "says": sentence(one, asked.lang)}
            for one in made.found.unmoved
        ],
        "cannot_be_moved": left,
    }  # fmt: skip
    if isinstance(made.found, Proposal):
        worth = made.found.objective
        told |= {
            "plan": made.digest, "planner": made.found.planner, "seed": made.found.seed,
            "serials": _serials(made.found.plan), "delivered": worth.delivered, "left_behind": worth.left_behind,
            "weighted_loss": worth.weighted_loss, "loss": worth.loss, "parts": dict(worth.parts),
            "makespan_min": worth.makespan_min, "cost": worth.cost, "feasible": not made.late,
            "late": [finding(one, made.problem.epoch, asked.lang) for one in made.found.late],
            "bound": None if made.bound is None else made.bound.told(worth.weighted_loss),
            "entries_since": made.since,
        }  # fmt: skip
    return told


def made_lines(asked: Asked, made: Made, left: list[str]) -> list[str]:
    """The outcome in lines: what it is worth, what of it is not feasible, who cannot be moved and why."""
    from musterbook.lift.planners import Proposal  # noqa: PLC0415  heavy
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy

    lines = []
    if isinstance(made.found, Proposal):
        worth = made.found.objective
        name = in_words("plan {digest}", digest=made.digest[:8]) if made.digest else in_words("plan")
        lines.append(
            in_words(
                "{name}: {serials} serials, {delivered} delivered, {left_behind} left behind, "
                "expected loss {weighted} weighted ({people} people), by {planner}", name=name,
                serials=_serials(made.found.plan), delivered=worth.delivered, left_behind=worth.left_behind,
                weighted=_people(worth.weighted_loss), people=_people(worth.loss), planner=made.found.planner,
            )
        )  # fmt: skip
        if made.bound is not None:
            lines.append(_gap_line(worth.weighted_loss, made.bound))
        lines += [finding(one, made.problem.epoch, asked.lang) for one in made.found.late]
        if made.since:
            lines.append(since_line(made.since))
    return [*lines, *left] or [in_words("nobody is to be moved")]


def since_line(since: int) -> str:
    """That others wrote in the book while it was planned."""
    return counted_words(
        "{n} entry came into the book meanwhile; the plan does not know of it",
        "{n} entries came into the book meanwhile; the plan does not know of them", since,
    )  # fmt: skip


def left_lines(asked: Asked, made: Made) -> list[str]:
    """Who is not moved, the loss it counts, and what bars them; what a late site lacks."""
    from musterbook.lift.explain.account import left_of  # noqa: PLC0415  heavy
    from musterbook.lift.explain.impossible import late_sites  # noqa: PLC0415  heavy
    from musterbook.lift.explain.telling import tell_all_left  # noqa: PLC0415  heavy
    from musterbook.lift.plan import Plan  # noqa: PLC0415  heavy
    from musterbook.words.plans import paragraph  # noqa: PLC0415  heavy

    problem, plan = made.problem, made.plan or Plan(made.problem.name, {})
    left: tuple[Left, ...] = left_of(
        problem,
        plan,
        reasons_max=REASONS_MAX,
        unmoved=made.found.unmoved if made.plan is not None else None,
        progress=asked.progress("reasons"),
    )
    late: tuple[tuple[str, tuple[Reason, ...]], ...] = late_sites(problem, plan) if made.late else ()
    lines = [paragraph(one, problem.epoch, asked.lang) for one in tell_all_left(left)]
    return [*lines, *(paragraph(reasons, problem.epoch, asked.lang) for _, reasons in late)]


def _gap_line(loss: float, bound: Bound) -> str:
    from musterbook.lift.bound import gap  # noqa: PLC0415  heavy

    share = gap(loss, bound)
    said = in_words(
        "no plan whatever loses less than {people} weighted: at most {share} could be saved",
        people=_people(bound.value), share=f"{share:.0%}",
    )  # fmt: skip
    return said if len(bound.layers) > 1 else in_words("{said} (--bound 60 looks for a sharper proof)", said=said)


def _people(lost: float) -> str:
    """An expected number of people lost: hundredths, and below one person three figures that count."""
    return f"{lost:.2f}" if lost >= 1 or lost == 0 else f"{lost:.3g}"


def _serials(plan: Plan) -> int:
    from musterbook.lift.plan import serials  # noqa: PLC0415  heavy

    return len(serials(plan))
