"""`plan replan` without files: the plan in force planned again from what the book says, and proposed.

The book is read, left to others for as long as the search takes, and opened again for the proposal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from musterbook.cli.context import Asked
from musterbook.cli.plan_made import since_line
from musterbook.words.lines import in_words, to_copy

if TYPE_CHECKING:
    from musterbook.lift.replanned import Replanned


@dataclass(frozen=True, slots=True)
class AgainMade:
    """The new plan as it was proposed; `since` counts what others wrote in the book while it was searched for."""

    found: Replanned
    digest: str
    since: int


def again_from_book(
    asked: Asked, search: Callable[..., Replanned], *, freeze: int, seed: int, out: Path | None = None
) -> AgainMade:
    """Plan the book's plan in force again with `search` (`lift.replan.replan`), and write the proposal.

    Others may write meanwhile. The plan is saved to `out` before the book is opened again, so that it is not lost if
    somebody else keeps the book.
    """
    from musterbook.lift.plan_file import write_plan  # noqa: PLC0415  heavy
    from musterbook.operation.replanning import posed_again, write_again  # noqa: PLC0415  heavy

    with asked.writing() as book:
        posed = posed_again(book, at=asked.moment())
    found = search(
        posed.problem, posed.before, now_minute=posed.now_minute, freeze_minute=posed.now_minute + freeze, checked=True
    )
    if out is not None:
        write_plan(found.plan, out)
    with asked.writing(again=True) as book:
        since = len(book.entries()) - posed.entries
        digest = write_again(book, posed, found, seed=seed, written_at=asked.now())
    return AgainMade(found, str(digest), since)


def show_again(asked: Asked, made: AgainMade) -> int:
    """Say what the proposal changes and how it is adopted; the exit code."""
    from musterbook.cli.replan_lines import replan_lines, replan_told  # noqa: PLC0415  heavy

    found, epoch = made.found, made.found.problem.epoch
    told = {"plan": made.digest, **replan_told(found, epoch, asked.lang), "entries_since": made.since}
    lines = replan_lines(found, epoch, asked.lang)
    if made.since:
        lines.append(since_line(made.since))
    name = made.digest[:8]
    adopt = to_copy(in_words("proposed as {name}; in force once adopted: muster plan adopt {name}", name=name))
    asked.show(told, [*lines, adopt])
    return 0 if not found.findings else 3
