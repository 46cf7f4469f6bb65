"""`plan replan` without files: the plan in force of a book planned again from what the book says, and proposed."""

from __future__ import annotations

from pathlib import Path

from musterbook.cli.context import Asked


def again_from_book(asked: Asked, *, freeze: int, seed: int, calm: float, trials: int, out: Path | None) -> int:
    """Plan the book's plan in force again, write the proposal, and say what it changes and how it is adopted."""
    from musterbook.cli.replan_lines import replan_lines, replan_told  # noqa: PLC0415  heavy
    from musterbook.lift.plan_file import write_plan  # noqa: PLC0415  heavy
    from musterbook.operation.replanning import plan_again  # noqa: PLC0415  heavy

    with asked.writing() as book:
        again = plan_again(book, at=asked.moment(), freeze_minutes=freeze, seed=seed, calm=calm, trials=trials)
    found, digest = again.found, str(again.digest)
    if out is not None:
        write_plan(found.plan, out)
    told = {"plan": digest, **replan_told(found, found.problem.epoch, asked.lang)}
    lines = replan_lines(found, found.problem.epoch, asked.lang)
    asked.show(told, [*lines, f"proposed as {digest[:8]}; in force once adopted: muster plan adopt {digest[:8]}"])
    return 0 if not found.findings else 3
