"""figure state | agree: the operation's figure, folded from one custodian's copy and agreed from another's."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.words.lines import in_words

figure = typer.Typer(help="The operation's figure: stated by one, agreed by another.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(figure, name="figure")


@figure.command("state")
def state(ctx: typer.Context) -> None:
    """State how many there are on each account, folded from this copy of the book; no number is typed."""
    from musterbook.custody.facts import FigureStated  # noqa: PLC0415  heavy
    from musterbook.operation.stating import state as write  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry, counts = write(book, asked.acting(book, FigureStated))
        asked.wrote(
            entry, in_words("stated: {total} on {counts} accounts", total=counts["total"], counts=len(counts) - 1)
        )


@figure.command("agree")
def agree(
    ctx: typer.Context,
    entry: Annotated[str, typer.Argument(help="The first signs of the stated figure; the newest by default.")] = "",
) -> None:
    """Agree a stated figure from this copy of the book; refused where it gives another number."""
    from musterbook.custody.facts import FigureAgreed  # noqa: PLC0415  heavy
    from musterbook.operation.stating import agree as write  # noqa: PLC0415  heavy
    from musterbook.operation.stating import statement_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        found = statement_of(book, entry)
        written = write(book, asked.acting(book, FigureAgreed), found)
        asked.wrote(written, in_words("agreed: {total}, stated by {by}", total=found.counts["total"], by=found.by))
