"""correction say | agree, clear-withdraw, apart order | end: what was written or ordered, taken back by a new act."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in, numbers_in
from musterbook.terms.errors import Malformed
from musterbook.words.lines import code_words, counted_words, in_words

corrections = typer.Typer(help="Put an entry of one's own right; the other party agrees.", no_args_is_help=True)
orders = typer.Typer(help="Keep two people apart, or no longer.", no_args_is_help=True)
Person = Annotated[str, typer.Argument(help="Number of the person.")]
Other = Annotated[str, typer.Argument(help="Number of the other person.")]
Because = Annotated[str, typer.Option(help="Why.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    corrections.command("say")(say)
    corrections.command("agree")(agree)
    app.add_typer(corrections, name="correction")
    orders.command("order")(order)
    orders.command("end")(end)
    app.add_typer(orders, name="apart")
    app.command("clear-withdraw")(clear_withdraw)


def say(
    ctx: typer.Context,
    entry: Annotated[str, typer.Argument(help="First signs of the digest of the entry that is wrong.")],
    because: Because,
    person: Annotated[
        list[str] | None, typer.Option(help="Only about this person; else about everyone it moved. May be given again.")
    ] = None,
    instead: Annotated[str, typer.Option(help="What should have stood there.")] = "",
) -> None:
    """Write that an entry of one's own was wrong; nobody moves until the other party agrees."""
    from musterbook.custody.facts import Corrected  # noqa: PLC0415  heavy
    from musterbook.operation import correcting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        people = [number_in(book, one) for one in person or ()]
        acting = asked.acting(book, Corrected)
        written = correcting.correct(book, acting, entry, because=because, people=people, instead=instead)
        asked.wrote(
            written,
            in_words(
                "{named} corrected; the other party agrees with muster correction agree", named=len(written.named())
            ),
        )


def agree(
    ctx: typer.Context,
    correction: Annotated[str, typer.Argument(help="First signs of the digest of the correction.")],
) -> None:
    """Agree to a correction, as the other party: whoever it names goes back to where he was."""
    from musterbook.custody.facts import CorrectionAgreed  # noqa: PLC0415  heavy
    from musterbook.operation import correcting  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        written = correcting.agree(book, asked.acting(book, CorrectionAgreed), correction)
        asked.wrote(written, in_words("the correction about {named} is agreed", named=len(written.named())))


def order(
    ctx: typer.Context,
    person: Person,
    other: Other,
    reach: Annotated[str, typer.Option(help="cell, landing, wing, holding, carrier, serial, site or camp.")],
    because: Annotated[str, typer.Option(help="One of the listed reasons, such as FEUD.")],
) -> None:
    """Order, as a security officer, that two people stay apart within a reach."""
    from musterbook.eligibility.facts import KeptApart  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        pair = number_in(book, person), number_in(book, other)
        (entry,) = clearing.keep_apart(book, asked.acting(book, KeptApart), [pair], reach=reach, because=because)
        asked.wrote(
            entry,
            in_words("{one} and {other}: apart, {reach}", one=pair[0], other=pair[1], reach=code_words("reach", reach)),
        )


def end(ctx: typer.Context, person: Person, other: Other, because: Because) -> None:
    """Write, as a security officer, that two people need not be kept apart any more."""
    from musterbook.eligibility.facts import KeepApartEnded  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        one, two = number_in(book, person), number_in(book, other)
        entry = clearing.end_keep_apart(book, asked.acting(book, KeepApartEnded), one, other=two, because=because)
        asked.wrote(entry, in_words("{one} and {other}: no longer kept apart", one=one, other=two))


def clear_withdraw(
    ctx: typer.Context,
    because: Because,
    person: Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")] = None,
    names: Annotated[Path | None, typer.Option("--list", help="File with one number a line.")] = None,
) -> None:
    """Take the permission for people's move back, all in one act; before they go they are cleared anew."""
    from musterbook.eligibility.facts import ClearanceWithdrawn  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        people = [number_in(book, one) for one in person or ()]
        people += numbers_in(names) if names is not None else []
        if not people:
            raise Malformed.because("cli.nobody-named")
        acting = asked.acting(book, ClearanceWithdrawn)
        entries = clearing.withdraw_clearance(book, acting, list(dict.fromkeys(people)), because=because)
        if len(entries) == 1:
            asked.wrote(entries[0], in_words("{person}: no longer cleared", person=people[0]))
        else:
            said = counted_words("{n} person is no longer cleared", "{n} people are no longer cleared", len(entries))
            asked.show({"withdrawn": len(entries), "digests": [one.digest for one in entries]}, [said])
