"""property, medicine, condition, welfare, fitness: what is owed to people while they are moved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli import caring_health, caring_way
from musterbook.cli.calls import rows_or, text_of
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.said_lines import lines_said
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.caring_property import BagSaid
    from musterbook.terms.people import PersonId

belongings = typer.Typer(help="Property under seal: sealed, opened, returned, kept back.", no_args_is_help=True)
BAG = "NUMBER:SEAL:KINDS:MARK[:MONEY], such as KHA-4712-M:P-77:clothes+papers:signed:20USD"
Person = Annotated[str, typer.Argument(help="Number of the person.")]
Bags = Annotated[list[str], typer.Argument(help="NUMBER:SEAL, once for each bag.")]
Mark = Annotated[str, typer.Option(help="How the owner signed: signed, thumb, refused or unable.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(belongings, name="property")
    caring_health.join(app)
    caring_way.join(app)


@belongings.command("seal")
def seal(
    ctx: typer.Context,
    bag: Annotated[list[str] | None, typer.Argument(help=f"{BAG}.")] = None,
    names: Annotated[Path | None, typer.Option("--list", help="File with one such bag a line.")] = None,
    contents: Annotated[Path | None, typer.Option(help="File with the list of what is in it; one bag only.")] = None,
) -> None:
    """Write that property was put under seals before its owners, each of whom signed, or refused to."""
    from musterbook.custody.care.facts import PropertySealed  # noqa: PLC0415  heavy
    from musterbook.operation.caring_property import seal_property  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    listed = "" if contents is None else text_of(contents)
    with asked.writing() as book:
        said = [_bag(book, row, text, listed) for row, text in lines_said(bag, names)]
        if listed and len(said) != 1:
            raise Malformed.because("care.line", wanted="one bag, where --contents says what is in it")
        entry = seal_property(book, asked.acting(book, PropertySealed), said)
        refused = sum(one.mark != "signed" for one in said)
        asked.wrote(
            entry,
            in_words(
                "{said} bags sealed, {refused} of them not signed for by their owners", said=len(said), refused=refused
            ),
        )


@belongings.command("open")
def open_(
    ctx: typer.Context,
    person: Person,
    seal: Annotated[str, typer.Argument(help="The seal that was broken.")],
    because: Annotated[str, typer.Option(help="search, damaged, medicine-in-it, owner-asked, court-order or other.")],
    reseal: Annotated[str, typer.Option(help="The seal that took its place.")] = "",
) -> None:
    """Write that a seal was broken, why, and which took its place."""
    from musterbook.custody.care.facts import PropertyOpened  # noqa: PLC0415  heavy
    from musterbook.operation.caring_property import open_property  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = open_property(
            book, asked.acting(book, PropertyOpened), number_in(book, person), seal, because=because, resealed=reseal
        )
        asked.wrote(
            entry,
            in_words(
                "{seal}: opened, {because}; now under {reseal}", seal=seal, because=code_words("property", because),
                reseal=reseal or in_words("no seal"),
            ),
        )  # fmt: skip


@belongings.command("return")
def return_(ctx: typer.Context, bag: Bags, mark: Mark = "signed") -> None:
    """Write that people have their property again, and how they signed for it."""
    from musterbook.custody.care.facts import PropertyReturned  # noqa: PLC0415  heavy
    from musterbook.operation.caring_property import return_property  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = _seals(book, bag)
        entry = return_property(book, asked.acting(book, PropertyReturned), named, mark=mark)
        asked.wrote(
            entry, in_words("{named} bags returned, {mark}", named=len(named), mark=code_words("choice.mark", mark))
        )


@belongings.command("keep-back")
def keep_back(
    ctx: typer.Context,
    bag: Bags,
    place: Annotated[str, typer.Option(help="Where it stays.")],
    because: Annotated[
        str, typer.Option(help="forbidden-aboard, too-large, evidence, owner-asked, left-at-site or other.")
    ],
) -> None:
    """Write that property stays behind: where, and why; its owner may then go without it."""
    from musterbook.custody.care.facts import PropertyKeptBack  # noqa: PLC0415  heavy
    from musterbook.operation.caring_property import keep_back_property  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = _seals(book, bag)
        entry = keep_back_property(
            book, asked.acting(book, PropertyKeptBack), named, place=place, because=because
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words(
                "{named} bags kept back at {place}, {because}", named=len(named), place=place,
                because=code_words("property", because),
            ),
        )  # fmt: skip


@belongings.command("show")
def show(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Of this person alone.")] = "",
    apart: Annotated[bool, typer.Option("--apart", help="Only what is not where its owner is.")] = False,
) -> None:
    """List bags under seal: whose, where they are, what was said of them."""
    from musterbook.operation.caring_told import property_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = property_told(book, person=number_in(book, person) if person else None, apart=apart)
    head = ("Person", "Seal", "Kinds", "At", "Owner with", "Kept at", "Returned")
    keys = ("person", "seal", "kinds", "at", "holder", "kept_at", "returned")
    shown = [{name: "" if value is None else value for name, value in row.items()} for row in rows]
    asked.show(
        rows,
        rows_or(
            shown,
            head,
            keys,
            in_words("nothing is under seal") if not apart else in_words("all property is with its owner"),
        ),
    )


def _bag(book: Book, row: int, text: str, contents: str) -> BagSaid:
    from musterbook.operation.caring_property import BagSaid  # noqa: PLC0415  heavy

    parts = text.split(":")
    if not 4 <= len(parts) <= 5:
        raise Malformed(Fault("care.line", row=row or None, values={"wanted": BAG}))
    money = parts[4] if len(parts) == 5 else ""
    return BagSaid(number_in(book, parts[0]), parts[1], parts[2], parts[3], money, contents, row)


def _seals(book: Book, bags: list[str]) -> list[tuple[PersonId, str]]:
    named = []
    for one in bags:
        number, colon, seal = one.partition(":")
        if not colon:
            raise Malformed.because("care.line", wanted="NUMBER:SEAL, such as KHA-4712-M:P-77")
        named.append((number_in(book, number), seal))
    return named
