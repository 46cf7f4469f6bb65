"""situation, account, person, gaps, unaccounted, waiting: what the book shows."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.at_hand import show as show_reading
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu

people = typer.Typer(help="People, by number.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("situation")(situation)
    app.command("account")(account)
    app.command("unaccounted")(unaccounted)
    app.command("gaps")(gaps)
    app.command("overdue")(overdue)
    app.command("waiting")(waiting)
    app.add_typer(people, name="person")


Afresh = Annotated[
    bool, typer.Option("--afresh", help="Read the book itself, even where a process that has it open could answer.")
]


def situation(
    ctx: typer.Context,
    watch: Annotated[
        int, typer.Option(min=0, help="Show it again after so many seconds, until stopped; with --json a line each.")
    ] = 0,
    afresh: Afresh = False,
) -> int:
    """Totals, sites, and what is open."""
    asked: Asked = ctx.obj
    if watch and asked.as_of:
        raise Malformed.because("cli.watch-now")
    if watch:
        from musterbook.cli.watched import again_and_again  # noqa: PLC0415  only who watches needs it

        return again_and_again(asked, asked.book(), watch)
    if not asked.as_of:
        return show_reading(asked, "situation", afresh=afresh)
    from musterbook.cli.render import situation_lines  # noqa: PLC0415  heavy
    from musterbook.operation.situation import situation as read  # noqa: PLC0415  heavy

    book = asked.book(dated=True)
    then = read(book, asked.seen_at(book), as_of=asked.past())
    asked.show(then.told(), situation_lines(then))
    return 6 if then.totals.discrepancies else 0


def account(ctx: typer.Context) -> int:
    """The account: who is where, what is open, claims beside the book, gaps, gates."""
    from musterbook.cli.render import account_lines  # noqa: PLC0415  heavy
    from musterbook.operation.account import account_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    told = account_of(book, asked.seen_at(book)).told()
    asked.show(told, account_lines(told))
    return 6 if told["discrepancies"] else 0


def unaccounted(ctx: typer.Context, afresh: Afresh = False) -> int:
    """Everyone on a suspense account, with whose it is."""
    return show_reading(ctx.obj, "unaccounted", afresh=afresh)


def gaps(ctx: typer.Context) -> None:
    """Time in nobody's hands: open now, longest, person-minutes."""
    from musterbook.operation.rolls import gap_lines, gaps_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    told = gaps_told(book, asked.seen_at(book))
    asked.show(told, gap_lines(told))


def overdue(ctx: typer.Context, afresh: Afresh = False) -> int:
    """Handovers nobody accepted in time, and discrepancies whose clock has run out."""
    return show_reading(ctx.obj, "overdue", afresh=afresh)


def waiting(ctx: typer.Context, afresh: Afresh = False) -> int:
    """Entries that do not stand, each with the one reason why."""
    return show_reading(ctx.obj, "waiting", afresh=afresh)


@people.command("show")
def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="Number of the person.")],
    whole: Annotated[
        bool, typer.Option("--whole", help="And act by act what was written of the way, but for health and complaints.")
    ] = False,
) -> None:
    """Whose hands someone was in, since when, and what stands against moving him."""
    from musterbook.operation.journey import journey  # noqa: PLC0415  heavy
    from musterbook.operation.journey_written import written_of  # noqa: PLC0415  heavy
    from musterbook.words.catalogue import read_catalogue  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    person = number_in(book, number)
    told = journey(book, person)
    written = written_of(book, person) if whole else []
    kinds = read_catalogue("en").codes["kind"]
    lines = [
        f"  {zulu(one.at)}  {kinds.get(one.kind, one.kind)}{more}, {one.by}  {one.entry}"
        for one in written
        for more in [f" ({one.more})" if one.more else ""]
    ]
    asked.show(
        {**told.told(), **({"written": [one.told() for one in written]} if whole else {})}, [*told.lines(), *lines]
    )
