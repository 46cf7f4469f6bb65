"""statement draft | clear | check: one agreed number for the public, and published parts held against their whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.custody.wholes import PartsTold
    from musterbook.operation.book import Book
    from musterbook.operation.sitrep.statement import Drafted

OPEN = 6
AT_ITS_END = timedelta(seconds=1)
"""A claim about a day is as of its end."""
statement = typer.Typer(help="One agreed number for the public.", no_args_is_help=True)
Which = Annotated[str, typer.Option(help="on-the-roll or received.")]
First = Annotated[str, typer.Option(help="The first statement that this one puts right.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(statement, name="statement")


@statement.command("draft")
def draft(ctx: typer.Context, figure: Which = "on-the-roll", corrects: First = "") -> None:
    """Write out what may be said of a figure: one number both custodians agreed, or refused. Nothing is written."""
    from musterbook.operation.sitrep.statement import draft as drafted_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    drafted = drafted_of(book, figure=figure, corrects=corrects)
    _show(asked, drafted, _text(asked, book, drafted))


@statement.command("clear")
def clear(ctx: typer.Context, figure: Which = "on-the-roll", corrects: First = "") -> None:
    """Write that it may be said: --key of the spokesman, then --key of a principal."""
    from musterbook.coordination.facts import StatementCleared  # noqa: PLC0415  heavy
    from musterbook.operation.sitrep import statement as making  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, StatementCleared)
        drafted = making.draft(book, figure=figure, corrects=corrects)
        text = _text(asked, book, drafted)
        making.clear(book, acting, drafted, text.encode())
        _show(asked, drafted, text)


@statement.command("check")
def check(ctx: typer.Context, file: Annotated[Path, typer.Argument(help="A table of claims.")]) -> int:
    """Sum published parts and hold them against the whole their source gave; ends with 6 where they differ."""
    from musterbook.operation.sitrep.claimed import parts_in  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not file.is_file():
        raise Malformed.because("report.no-file", file=file.name)
    found = parts_in(file)
    asked.show(
        [{"source": one.source, "as_of": one.as_of.isoformat(), "scope": one.scope, "sum": one.total,
          "parts": {part.scope: part.value for part in one.parts}, "wholes": [whole.value for whole in one.wholes],
          "apart": list(one.apart), "holds": one.holds} for one in found],
        [_checked(one) for one in found] or [in_words("no parts of a whole in this table (column part_of)")],
    )  # fmt: skip
    return OPEN if any(not one.holds for one in found) else 0


def _checked(one: PartsTold) -> str:
    sum_of = " + ".join(f"{part.value:,}" for part in one.parts)
    said = f"{one.source}, {one.as_of - AT_ITS_END:%d %b %Y}, {one.scope}: {sum_of} = {one.total:,}"
    if not one.wholes:
        return in_words("{said}; no whole was given", said=said)
    wholes = ", ".join(f"{whole.value:,}" for whole in one.wholes)
    return (
        in_words("{said}, as given", said=said)
        if one.holds
        else in_words(
            "PARTS DO NOT SUM: {said} against {wholes}, {apart} apart", said=said, wholes=wholes,
            apart=f"{one.apart[0]:+,}",
        )
    )  # fmt: skip


def _text(asked: Asked, book: Book, drafted: Drafted) -> str:
    from musterbook.papers.statement import statement_text  # noqa: PLC0415  heavy
    from musterbook.words.printed import languages_of  # noqa: PLC0415  as above

    if asked.on_paper not in (printed_in := languages_of("sitrep")):
        raise Malformed.because("papers.language", typed=asked.on_paper, known=", ".join(printed_in))
    settings = book.settings
    return statement_text(drafted, operation=settings.name, zone=settings.time_zone, language=asked.on_paper)


def _show(asked: Asked, drafted: Drafted, text: str) -> None:
    asked.show(
        {"statement": drafted.name, "figure": drafted.figure, "value": drafted.value, "parts": dict(drafted.parts),
         "other": drafted.other, "as_of": drafted.as_of.isoformat(), "corrects": drafted.corrects, "text": text},
        text.splitlines(),
    )  # fmt: skip
