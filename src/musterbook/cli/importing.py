"""import: a table of people in a hurry, shown before it is written; what is wrong comes back with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book
    from musterbook.operation.importing import Looked
    from musterbook.tables import Notice
    from musterbook.terms.errors import Fault


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("import")(import_)


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table like people.csv: .csv, .xlsx, .xls or .ods.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in; write nothing.")] = False,
    bad: Annotated[Path | None, typer.Option(help="Where rows that are wrong come back, as the same sheet.")] = None,
    how: Annotated[str, typer.Option(help="received, captured, unexpected or born.")] = "received",
    dates: Annotated[str, typer.Option(help="day-first or month-first, where a column does not show it.")] = "",
) -> int:
    """Take in a table of people: good rows in, faulty ones named; the same file twice writes nothing."""
    from musterbook.custody.facts import Registered  # noqa: PLC0415  heavy
    from musterbook.operation import importing  # noqa: PLC0415  heavy
    from musterbook.operation.catalogue import date_order  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    looked = importing.look_through(asked.book(), file, dates=date_order(dates))
    told, lines = looked.told(), _lines(asked, looked)
    if bad is not None and (back := importing.send_back(looked, bad, lambda fault: _why(asked, fault))):
        lines.append(
            in_words("{back} rows went back to {name}; mend them there and import that file", back=back, name=bad.name)
        )
    if dry_run or looked.before is not None:
        asked.show({**told, "registered": []}, lines)
        return 4 if looked.table.faults else 0
    with asked.writing() as book:
        acting, papers = asked.acting(book, Registered), _papers(asked, book)
        numbers = importing.take_in(book, acting, looked, how=how, papers=papers)
    asked.show(
        {**told, "registered": numbers},
        [*lines, in_words("{n} registered: {numbers}", n=len(numbers), numbers=", ".join(numbers))],
    )
    return 4 if looked.table.faults else 0


def _lines(asked: Asked, looked: Looked) -> list[str]:
    """Columns, what was guessed or left out, every fault, and the sums."""
    told = looked.told()
    lines = table(("Header", "Column"), list(told["columns"].items())) if told["columns"] else []
    lines += [_why(asked, notice) for notice in looked.table.notices]
    lines += [_why(asked, fault) for fault in looked.table.faults]
    lines.append(
        in_words(
            "{good} rows good, {faulty} faulty, {repeats} in the book already", good=told["good"],
            faulty=told["faulty"], repeats=len(looked.repeats),
        )
    )  # fmt: skip
    if looked.begun and looked.before is None:
        lines.append(
            in_words(
                "this file was cut short before: {begun} of its rows are registered; it goes on",
                begun=len(looked.begun),
            )
        )
    if looked.before is not None:
        lines.append(
            in_words(
                "this file was taken in before, entry {digest}: nothing is written", digest=looked.before.digest[:8]
            )
        )
    return lines


def _why(asked: Asked, one: Fault | Notice) -> str:
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    return sentence(one, asked.lang)


def _papers(asked: Asked, book: Book) -> Acting | None:
    """Who signs by what newcomers are held; None where nobody who signs has a role for it."""
    from musterbook.custody.dues.facts import AuthorityNoted  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Refused  # noqa: PLC0415  as the rest

    try:
        return asked.acting(book, AuthorityNoted)
    except Refused:
        return None
