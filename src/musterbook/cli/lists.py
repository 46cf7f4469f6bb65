"""band, empty, passed-over, export roll | verify: what a card is worth, whether a place is empty, whose a list is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli import exports
from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, people
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import code_words, in_words

export = typer.Typer(help="Lists that leave the book, each for one reader.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("band")(band)
    app.command("empty")(empty)
    app.command("passed-over")(passed_over)
    exports.join(export)
    app.add_typer(export, name="export")


def band(
    ctx: typer.Context,
    read: Annotated[list[str], typer.Argument(help="What the scanner read, or the number typed.")],
    here: Annotated[str, typer.Option(help="Where you read it.")] = "",
) -> int:
    """Say what the book answers to a band, a card or a number that was read."""
    from musterbook.custody.bands import answer  # noqa: PLC0415  heavy
    from musterbook.custody.people import People  # noqa: PLC0415  heavy
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    place = custodian_in(book, here) if here else book.settings.desk
    found = answer(" ".join(read), people=book.reading(People), roll=book.reading(Roll), here=place)
    said = " ".join(filter(None, (
        found.holder and in_words("held by {holder}", holder=found.holder), found.outcome,
        found.instead and in_words("instead of it {instead} answers", instead=found.instead),
    )))  # fmt: skip
    told = {
        "answer": found.answer, "person": found.person, "holder": found.holder, "instead": found.instead,
        "outcome": found.outcome, "refused": found.refused,
    }  # fmt: skip
    worth = in_words("REFUSED") if found.refused else in_words("good")
    who, answers = found.person or " ".join(read), code_words("band", found.answer)
    asked.show(told, [f"{worth}: {who} {answers}  {said}".rstrip()])
    return 3 if found.refused else 0


def empty(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose place is empty.")],
    seen_by: Annotated[list[str], typer.Option(help="Who went through it; twice.")],
) -> None:
    """Mark a place empty; refused while the book has anybody there."""
    from musterbook.custody.facts import Emptied  # noqa: PLC0415  heavy
    from musterbook.operation.emptying import mark_empty  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        site = custodian_in(book, custodian)
        entry = mark_empty(book, asked.acting(book, Emptied), site, seen_by=seen_by)
        asked.wrote(entry, in_words("{site}: empty, seen by {seen_by}", site=site, seen_by=" and ".join(seen_by)))


def passed_over(ctx: typer.Context) -> int:
    """Places with people that no serial serves and nobody decided about."""
    from musterbook.operation.emptying import passed_over as read  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = read(book, asked.seen_at(book))
    told = [
        {"site": one.place.site, "custodian": one.place.custodian, "people": one.people, "protective": one.protective}
        for one in found
    ]
    lines = [
        in_words(
            "{site} {custodian} {people}, {protective} for a protective lot; decide with "
            "muster decide --affects site:{site_2}", site=f"{one.place.site:<8}",
            custodian=f"{one.place.custodian:<16}", people=people(one.people), protective=one.protective,
            site_2=one.place.site,
        )
        for one in found
    ]  # fmt: skip
    asked.show(told, lines or [in_words("no place is passed over")])
    return 6 if found else 0


@export.command("roll")
def export_roll(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose roll.")],
    to: Annotated[str, typer.Option(help="The one reader it is for.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
) -> None:
    """Write a roll as a list for one reader, numbered, signed and marked."""
    from musterbook.custody.facts import ListExported  # noqa: PLC0415  heavy
    from musterbook.operation import listing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ListExported)
        entry, content = listing.export_roll(book, acting, custodian_in(book, custodian), to=to)
        out.write_bytes(content)
        fact = entry.fact
        assert isinstance(fact, ListExported)
        asked.wrote(
            entry,
            in_words(
                "{export}: {rows} numbers for {to} in {name}", export=fact.export, rows=fact.rows, to=to, name=out.name
            ),
        )


@export.command("verify")
def verify(ctx: typer.Context, file: Annotated[Path, typer.Argument(help="The list that turned up.")]) -> int:
    """Say whether a list that turned up is ours, altered, a copy, or foreign."""
    from musterbook.operation import listing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    try:
        content = file.read_bytes()
    except OSError:
        raise Malformed(Fault("file.unreadable", file=file.name)) from None
    found = listing.verify_list(asked.book(), content)
    told = {
        "verdict": found.verdict, "export": found.export, "to": found.to, "signed_by": found.signed_by,
        "rows": found.rows, "known": found.known,
    }  # fmt: skip
    whose = (
        " "
        + in_words(
            "{export}, given to {to}, signed by {signed_by};", export=found.export, to=found.to,
            signed_by=found.signed_by,
        )
        if found.export
        else ""
    )  # fmt: skip
    asked.show(
        told,
        [
            in_words(
                "{verdict}:{whose} {known} of its {rows} numbers are in this book", verdict=found.verdict, whose=whose,
                known=found.known, rows=found.rows,
            )
        ],
    )  # fmt: skip
    return 0 if found.verdict == "ours" else 5
