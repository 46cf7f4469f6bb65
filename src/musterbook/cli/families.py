"""family told | due: whose families heard where they are, and whose have not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.calls import rows_or, text_of
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.words.lines import code_words, in_words

families = typer.Typer(help="Word to families: within a week, and again after a move.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    families.command("told")(told)
    families.command("due")(due)
    app.add_typer(families, name="family")


@families.callback()
def group() -> None:
    """Word to families."""


def told(
    ctx: typer.Context,
    person: Annotated[list[str], typer.Argument(help="Numbers of the people.")],
    how: Annotated[str, typer.Option(help="sent, declined or none-known.")] = "sent",
    letter: Annotated[Path | None, typer.Option(help="File with what was written; it is sealed.")] = None,
) -> None:
    """Write that families were told where people are, that they declined, or that nobody knows of a family."""
    from musterbook.coordination.facts import FamilyTold  # noqa: PLC0415  heavy
    from musterbook.operation.family_word import tell_families  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        people = [number_in(book, one) for one in person]
        words = "" if letter is None else text_of(letter)
        entry = tell_families(book, asked.acting(book, FamilyTold), people, how=how, letter=words)
        asked.wrote(
            entry, in_words("families of {people}: {how}", people=len(people), how=code_words("choice.how", how))
        )


def due(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Of this custodian alone, by number; else counts of all.")] = "",
) -> None:
    """Print whose families are overdue to hear where they are: counts by custodian, or one custodian's by number."""
    from musterbook.operation.family_word import families_by_custodian, families_due  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    if custodian:
        rows = families_due(book, now, custodian=custodian)
        asked.show(rows, rows_or(rows, ("Person", "Due"), ("person", "due"), "nobody's family waits for word"))
        return
    counts = families_by_custodian(book, now)
    head, keys = ("Custodian", "People", "First due"), ("custodian", "people", "due")
    asked.show(counts, rows_or(counts, head, keys, "nobody's family waits for word"))
