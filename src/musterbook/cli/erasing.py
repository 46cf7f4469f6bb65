"""erase, erasures, erasures carry-out: to destroy what is sealed about someone, on every machine that holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.keys import registrar
from musterbook.cli.numbers import number_in
from musterbook.cli.render import table
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

erasures = typer.Typer(
    help="Orders to destroy what is sealed about people, and who obeyed.", invoke_without_command=True
)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("erase")(erase)
    app.add_typer(erasures, name="erasures")


def erase(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="His number.")],
    basis: Annotated[str, typer.Option(help="The law or order it rests on, in a word; it stands in clear.")],
    papers: Annotated[Path, typer.Option(help="The paper that orders it; its digest is kept.")],
) -> None:
    """Order that everything sealed about someone is destroyed, and do it here; two sign, and it cannot be undone."""
    from musterbook.operation import erasing  # noqa: PLC0415  heavy
    from musterbook.operation.kept_by_holds import unanswered  # noqa: PLC0415  heavy
    from musterbook.rights.facts import ErasureOrdered  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    digest = asked.digest_of_file(papers)
    with asked.writing() as book:
        number, acting = number_in(book, person), registrar(asked, book, ErasureOrdered)
        entry = erasing.order(book, acting, number, basis=basis, papers=digest)
        answered = erasing.carry_out(book, asked.moment())
        others = next(nodes for one, nodes in unanswered(book) if one.person == number)
        waits = in_words("; still to answer: {others}", others=", ".join(others)) if others else ""
        asked.wrote(
            entry,
            in_words("{number}: destroyed here{waits}", number=number, waits=waits),
            destroyed=len(answered),
            unanswered=list(others),
        )


@erasures.callback()
def show(ctx: typer.Context) -> int:
    """List every order, and by name the machines that have not answered; 6 while there is one."""
    from musterbook.operation.erasing import keeping  # noqa: PLC0415  heavy
    from musterbook.operation.kept_by_holds import unanswered  # noqa: PLC0415  heavy

    if ctx.invoked_subcommand is not None:
        return 0
    asked: Asked = ctx.obj
    book = asked.book()
    found = unanswered(book)
    told = [
        {"person": one.person, "ordered_at": one.order.happened_at.isoformat(), "answered": sorted(one.answered),
         "unanswered": list(others), "kept_by": list(keeping(book, one.person))}
        for one, others in found
    ]  # fmt: skip
    rows = [
        (one.person, zulu(one.order.happened_at), ", ".join(others) or "–", ", ".join(keeping(book, one.person)) or "–")
        for one, others in found
    ]
    asked.show(
        told,
        table(("Person", "Ordered", "Not answered", "Kept by"), rows)
        if rows
        else [in_words("nothing was ordered to be erased")],
    )
    return 6 if any(others for _, others in found) else 0


@erasures.command("carry-out")
def carry_out(ctx: typer.Context) -> None:
    """Destroy here what orders from elsewhere name, where that could not be done as they arrived."""
    from musterbook.operation import erasing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        written = erasing.carry_out(book, asked.moment())
        asked.show({"destroyed": len(written)}, [in_words("{written} erased here", written=len(written))])
