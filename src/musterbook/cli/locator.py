"""locator allow | end | list: who may be found by name by those who look for him, each because he said so."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.numbers import people as counted
from musterbook.cli.render import table
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

locator = typer.Typer(help="Who may be found by name; by default nobody.", no_args_is_help=True)
People = Annotated[list[str], typer.Argument(help="Numbers of the people.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(locator, name="locator")


@locator.command("allow")
def allow(
    ctx: typer.Context,
    person: People,
    until: Annotated[str, typer.Option(help="Until when: 212348ZJAN26 or RFC 3339; a year at most.")],
    consent: Annotated[str, typer.Option(help="Who said it: himself, or guardian for a child.")] = "himself",
) -> None:
    """Write that these people may be found by name until a moment, because each said so; two officers sign."""
    from musterbook.custody.dues.facts import LocatorAllowed  # noqa: PLC0415  heavy
    from musterbook.operation.exports import finders  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person]
        acting = asked.acting(book, LocatorAllowed)
        entry = finders.allow(book, acting, numbers, until=read_moment(until), consent=consent)
        asked.wrote(
            entry,
            in_words(
                "{counted} may be found by name until {until}", counted=counted(len(numbers)),
                until=zulu(read_moment(until)),
            ),
        )  # fmt: skip


@locator.command("end")
def end(ctx: typer.Context, person: People, because: Annotated[str, typer.Option(help="Why; it is sealed.")]) -> None:
    """Write that these people are no longer to be found; the next file tells finders to forget them."""
    from musterbook.custody.dues.facts import LocatorEnded  # noqa: PLC0415  heavy
    from musterbook.operation.exports import finders  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person]
        entry = finders.end(book, asked.acting(book, LocatorEnded), numbers, because=because)
        asked.wrote(entry, in_words("{counted} no longer to be found by name", counted=counted(len(numbers))))


@locator.command("list")
def list_(ctx: typer.Context) -> None:
    """List everyone who may be found by name, by number, and until when."""
    from musterbook.custody.dues.locator import Locator  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    found = [one for one in book.reading(Locator).ever() if one.holds(now)]
    told = [
        {"person": one.person, "since": one.since.isoformat(), "until": one.until.isoformat(), "consent": one.consent}
        for one in found
    ]
    rows = [(one.person, zulu(one.until), one.consent) for one in found]
    asked.show(
        told, table(("Person", "Until", "Said by"), rows) if rows else [in_words("nobody is to be found by name")]
    )
