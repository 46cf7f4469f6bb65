"""welfare: people aboard are looked at, given water, treated; and what of it is due."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.calls import rows_or, text_of
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.terms.times import read_moment
from musterbook.words.lines import code_words, in_words

welfare = typer.Typer(help="People on the way: looks, water, heat, treatment, and what is due.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(welfare, name="welfare")


@welfare.command("given")
def given(
    ctx: typer.Context,
    handover: Annotated[str, typer.Argument(help="Reference of the handover they came by, or its serial.")],
    what: Annotated[str, typer.Option(help="looked-at, beverage, food, temperature-read, medicine-given and others.")],
    outcome: Annotated[str, typer.Option(help="accepted, refused or not-possible.")] = "accepted",
    person: Annotated[list[str] | None, typer.Option(help="To these alone; everyone aboard by default.")] = None,
    celsius: Annotated[str, typer.Option(help="Degrees where they sit, for temperature-read.")] = "",
    next_due: Annotated[str, typer.Option(help="When the next dose is due, for medicine-given.")] = "",
) -> None:
    """Write what people aboard were given, or what was read where they sit."""
    from musterbook.custody.care.facts import WelfareGiven  # noqa: PLC0415  heavy
    from musterbook.operation.caring import give_welfare  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = give_welfare(
            book, asked.acting(book, WelfareGiven), handover, what=what, outcome=outcome, celsius=celsius,
            people=[number_in(book, one) for one in person or ()],
            next_due=read_moment(next_due) if next_due else None,
        )  # fmt: skip
        whom = in_words("{person} of them", person=len(person)) if person else in_words("everyone aboard")
        asked.wrote(entry, f"{handover}: {what}, {whom}, {outcome}{f', {celsius} °C' if celsius else ''}")


@welfare.command("treated")
def treated(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    what: Annotated[str, typer.Option(help="aid, medicine, mental-health or drugs-or-alcohol.")],
    findings: Annotated[Path | None, typer.Option(help="File with what was found; sealed to clinicians.")] = None,
    advised_by: Annotated[str, typer.Option(help="Who advised it.")] = "",
    treated_by: Annotated[str, typer.Option(help="Who did it.")] = "",
) -> None:
    """Write that someone was treated."""
    from musterbook.custody.care.facts import Treated  # noqa: PLC0415  heavy
    from musterbook.operation.caring import treat  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = treat(
            book, asked.acting(book, Treated), number_in(book, person), what=what, advised_by=advised_by,
            treated_by=treated_by, findings="" if findings is None else text_of(findings),
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words("{person}: treated, {what}", person=number_in(book, person), what=code_words("treated", what)),
        )


@welfare.command("due")
def due(
    ctx: typer.Context,
    carrier: Annotated[str, typer.Option(help="Of this carrier alone.")] = "",
) -> int:
    """List what is owed to people aboard, the most urgent first, without any link; ends with 6 when some is late."""
    from musterbook.operation.caring_told import welfare_due_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = welfare_due_told(book, asked.seen_at(book), carrier=carrier)
    shown = [{**row, "late": in_words("{n} min late", n=row["late_minutes"]) if row["late_minutes"] > 0 else
              in_words("in {n} min", n=-row["late_minutes"])} for row in rows]  # fmt: skip
    head, keys = ("Carrier", "Handover", "What", "People", "Due"), ("carrier", "handover", "what", "people", "late")
    asked.show(rows, rows_or(shown, head, keys, "nothing is owed to anybody aboard"))
    return 6 if any(row["late_minutes"] > 0 for row in rows) else 0
