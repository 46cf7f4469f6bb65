"""discrepancies: what does not add up, by cause, with owner and clock. Whoever is shown one first starts its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from musterbook.operation.contradictions import Shown


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("discrepancies")(discrepancies)


def discrepancies(
    ctx: typer.Context,
    settled: Annotated[
        bool, typer.Option("--settled", help="What was shown once and settled by itself, with what settled it.")
    ] = False,
) -> int:
    """What the book contradicts itself about, with owner and clock. What nobody was shown before is noticed by it."""
    from musterbook.cli.first_seen import noticed  # noqa: PLC0415  heavy
    from musterbook.operation.contradictions import (  # noqa: PLC0415  heavy
        contradictions,
        contradictions_told,
        settled_told,
    )

    asked: Asked = ctx.obj
    book = asked.book()
    if settled:
        rows = settled_told(book, asked.seen_at(book))
        asked.show(rows, _settled_lines(rows))
        return 0
    book = noticed(asked, book, asked.shown_at(book))
    now = asked.seen_at(book)
    shown = contradictions(book, now)
    asked.show(
        contradictions_told(book, now), [line for one in shown for line in _lines(one)] or [in_words("nothing is open")]
    )
    return 6 if shown else 0


def _lines(one: Shown) -> list[str]:
    """One line for what has one cause, and one for each person below it where they are several."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    group = one.together
    said = to_say("overdue since {at}") if one.overdue else to_say("due {at}")
    clock = in_words("no clock yet") if one.due is None else in_words(said, at=zulu(one.due))
    head = f"{group.found[0].id}  {group.owner:<16} {clock}  {sentence(group)}"
    if len(group.found) == 1:
        return [head]
    return [head, *(f"  {found.id}  {found.person or found.owner}" for found in group.found)]


def _settled_lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        f"{row['id']}  {row['kind']}  {', '.join(row['people']) or '-'}  "
        + (in_words("dissolved by {by}", by=row["by"][:8]) if row["by"] else in_words("no longer found"))
        for row in rows
    ]
    return lines or [in_words("nothing that was shown has settled by itself")]
