"""`plan make` with a book: read, left to others for as long as the search takes, and opened again for the proposal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from musterbook.cli.context import Asked
from musterbook.cli.plan_made import save_plan
from musterbook.cli.plan_making import Made, Wanted, planned


def planned_from_book(asked: Asked, wanted: Wanted, *, days: int, out: Path | None = None) -> Made:
    """Plan what the book says, and write that the plan was proposed and checked.

    Others may write while it is planned: the book is read first and opened again to write the proposal, which names the
    problem it answers. A plan is saved before that, so that it is not lost if somebody else keeps the book.
    """
    from musterbook.lift.planners import Proposal  # noqa: PLC0415  heavy
    from musterbook.operation.planning import write_proposal  # noqa: PLC0415  heavy
    from musterbook.operation.posing import problem_of  # noqa: PLC0415  heavy

    at = asked.moment()
    with asked.writing() as book:
        problem, read = problem_of(book, at=at, days=days), len(book.entries())
    made = planned(problem, wanted)
    if not isinstance(made.found, Proposal):
        return made
    if out is not None:
        save_plan(made, out)
    with asked.writing(again=True) as book:
        since = len(book.entries()) - read
        digest = write_proposal(
            book, made.problem, made.found.plan, made.found, at=at, written_at=asked.now(), seconds=_given(wanted),
            bound=made.bound,
        )  # fmt: skip
    return replace(made, digest=str(digest), since=since)


def _given(wanted: Wanted) -> float | None:
    """The time the planner was given; None when a number of trials ended it."""
    return wanted.seconds if wanted.trials is None else None
