"""situation, account, person, gaps, unaccounted, waiting: what the book shows."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

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


def situation(
    ctx: typer.Context,
    watch: Annotated[
        int, typer.Option(min=0, help="Show it again after so many seconds, until stopped; with --json a line each.")
    ] = 0,
) -> int:
    """Totals, sites, and what is open."""
    from musterbook.cli.render import situation_lines  # noqa: PLC0415  heavy
    from musterbook.operation.situation import situation as read  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if watch and asked.as_of:
        raise Malformed.because("cli.watch-now")
    book = asked.book(dated=True)
    if watch:
        from musterbook.cli.watched import again_and_again  # noqa: PLC0415  only who watches needs it

        return again_and_again(asked, book, watch)
    now = read(book, asked.seen_at(book), as_of=asked.past())
    asked.show(now.told(), situation_lines(now))
    return 6 if now.totals.discrepancies else 0


def account(ctx: typer.Context) -> int:
    """The account: who is where, what is open, claims beside the book, gaps, gates."""
    from musterbook.cli.render import account_lines  # noqa: PLC0415  heavy
    from musterbook.operation.account import account_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    told = account_of(book, asked.seen_at(book)).told()
    asked.show(told, account_lines(told))
    return 6 if told["discrepancies"] else 0


def unaccounted(ctx: typer.Context) -> None:
    """Everyone on a suspense account, with whose it is."""
    from musterbook.operation.rolls import in_suspense  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = in_suspense(asked.book())
    told = [{"custodian": custodian, "people": numbers} for custodian, numbers in rows]
    asked.show(
        told, [f"{number}  {custodian}" for custodian, numbers in rows for number in numbers] or [in_words("nobody")]
    )


def gaps(ctx: typer.Context) -> None:
    """Time in nobody's hands: open now, longest, person-minutes."""
    from musterbook.operation.rolls import gap_lines, gaps_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    told = gaps_told(book, asked.seen_at(book))
    asked.show(told, gap_lines(told))


def overdue(ctx: typer.Context) -> int:
    """Handovers nobody accepted in time, and discrepancies whose clock has run out."""
    from musterbook.operation.rolls import overdue_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    told = overdue_told(book, asked.seen_at(book))
    lines = [
        in_words("{what}  {owner}  {minutes} min late", what=row["what"], owner=row["owner"], minutes=row["minutes"])
        for row in told
    ]
    asked.show(told, lines or [in_words("nothing is overdue")])
    return 6 if told else 0


def waiting(ctx: typer.Context) -> None:
    """Entries that do not stand, each with the one reason why."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = asked.book().not_standing()
    told = [
        {"digest": one.entry.digest, "kind": one.entry.act.kind, "reason": one.reason, "rule": one.rule,
         "says": sentence(one)}
        for one in rows
    ]  # fmt: skip
    lines = [f"{one.entry.digest[:8]}  {one.reason:<14} {sentence(one)}" for one in rows]
    asked.show(told, lines or [in_words("everything stands")])


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
