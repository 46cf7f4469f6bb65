"""glass break | list | review: to look for an hour at someone one need not know of, and to answer for it."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.render import table
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

glass = typer.Typer(
    help="Looking at someone one need not know of, with a reason, and oversight of it.", no_args_is_help=True
)

Why = Annotated[
    str, typer.Option("--because", help="Why, in twenty letters or more; it is sealed, oversight reads it.")
]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(glass, name="glass")


@glass.command("break")
def break_(ctx: typer.Context, person: Annotated[str, typer.Argument(help="His number.")], because: Why) -> None:
    """Look at one person for an hour, reading only; --key is whoever looks, and his pass-phrase is asked."""
    from musterbook.operation.glass import break_glass  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("compartment.nobody-opens"))
    with asked.writing() as book:
        entry = break_glass(book, asked.officers[0], number_in(book, person), because, at=asked.moment())
        asked.wrote(
            entry,
            in_words(
                "{officers} may look for 60 minutes, signed in at this console; oversight will ask",
                officers=asked.officers[0],
            ),
        )


@glass.command("list")
def list_(ctx: typer.Context) -> int:
    """List every look behind glass: who, when, and what oversight found; 6 when one waits for longer than a day."""
    from musterbook.operation.glass import by_right  # noqa: PLC0415  heavy
    from musterbook.rights.glass import Glass  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    looks = book.reading(Glass).looks()
    told = [
        {
            "entry": one.entry.digest, "officer": one.officer, "at": one.at.isoformat(), "until": one.until.isoformat(),
            "outcome": one.outcome, "reviewer": one.reviewer, "overdue": one.overdue(now),
            "by_right": by_right(book, one),
        }
        for one in looks
    ]  # fmt: skip
    rows = [
        (
            one.entry.digest[:8], one.officer, zulu(one.at), one.outcome or _waits(one.overdue(now)), one.reviewer,
            in_words("yes") if said["by_right"] else in_words("NO"),
        )
        for one, said in zip(looks, told, strict=True)
    ]  # fmt: skip
    asked.show(
        told,
        table(("Entry", "Officer", "At", "Oversight", "By", "By right"), rows)
        if rows
        else [in_words("nobody broke the glass")],
    )
    return 6 if any(one.overdue(now) for one in looks) else 0


def _waits(overdue: bool) -> str:
    return in_words("LATE") if overdue else in_words("waits")


@glass.command("review")
def review(
    ctx: typer.Context,
    entry: Annotated[str, typer.Argument(help="The look: eight digits or more, as glass list says.")],
    outcome: Annotated[str, typer.Option("--as", help="justified or not-justified.")],
    because: Why,
) -> None:
    """Write what oversight found of a look behind glass; an inspector signs."""
    from musterbook.operation import glass as looking  # noqa: PLC0415  heavy
    from musterbook.rights.facts import GlassReviewed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        look = looking.look_named(book, entry)
        written = looking.review(book, asked.acting(book, GlassReviewed), look, outcome, because)
        asked.wrote(written, in_words("{officer}'s look is reviewed: {outcome}", officer=look.officer, outcome=outcome))
