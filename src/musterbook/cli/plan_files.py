"""What the verbs about plans read: an instance and a plan, from files or from the book; and a minute as it is typed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.terms.times import minutes_between, read_moment

if TYPE_CHECKING:
    from musterbook.lift.plan import Plan
    from musterbook.lift.problem import Problem

ProblemFile = Annotated[
    Path | None, typer.Option("--problem", help="Instance in muster-lift/1, .json or .json.gz; the book by default.")
]


def problem_and_plan(asked: Asked, problem: Path | None, plan: str) -> tuple[Problem, Plan]:
    """An instance file and a plan file; without an instance, a plan of the book by its digest (none: that in force)."""
    from musterbook.lift.plan_file import read_plan  # noqa: PLC0415  heavy
    from musterbook.lift.problem_file import read_problem  # noqa: PLC0415  heavy
    from musterbook.operation.explaining import plan_kept  # noqa: PLC0415  heavy

    if problem is not None:
        if not plan:
            raise Malformed.because("cli.plan-wanted")
        posed = read_problem(problem)
        return posed, answering(posed, read_plan(Path(plan)))
    if Path(plan).is_file():
        raise Malformed.because("cli.problem-wanted", plan=Path(plan).name)
    return plan_kept(asked.book(), plan)


def answering(problem: Problem, plan: Plan) -> Plan:
    """The plan, if it names only carriers, places and groups of the problem.

    Raises:
        Malformed: it is a plan for another instance.
    """
    strange = [name for name in plan.stops if name not in problem.vehicle]
    strange += [stop.node for stops in plan.stops.values() for stop in stops if stop.node not in problem.node]
    strange += [
        group
        for stops in plan.stops.values()
        for stop in stops
        for group in (*stop.board, *stop.alight)
        if group not in problem.group
    ]
    if strange:
        raise Malformed.because("cli.plan-of-another", id=strange[0], plan=plan.instance, problem=problem.name)
    return plan


def minute_typed(text: str, problem: Problem) -> int:
    """A minute after the epoch, typed as a number of minutes or as a moment."""
    if text.strip().isdigit():
        return int(text)
    return minutes_between(datetime.fromisoformat(problem.epoch), read_moment(text))
