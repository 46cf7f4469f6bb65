"""carrier withdraw: a carrier cannot be had for some time, and the plan in force must do without it."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

carriers = typer.Typer(help="Say what carriers there are.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.add_typer(carriers, name="carrier")


@carriers.command("withdraw")
def withdraw(
    ctx: typer.Context,
    carrier: Annotated[str, typer.Argument(help="The carrier, as the folder names it.")],
    until: Annotated[str, typer.Option(help="When it can be had again: 212348ZJAN26 or RFC 3339.")],
    because: Annotated[str, typer.Option(help="broken, crew-rest, weather, threat or not-released.")],
    since: Annotated[str, typer.Option(help="From when; the moment of writing by default.")] = "",
) -> None:
    """Write that a carrier cannot be had, and name the serials it was to run."""
    from musterbook.lift.facts import CarrierWithdrawn  # noqa: PLC0415  heavy
    from musterbook.operation.serial_changes import withdraw_carrier  # noqa: PLC0415  heavy
    from musterbook.operation.serials import runs_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, CarrierWithdrawn)
        begins, ends = read_moment(since) if since else acting.at, read_moment(until)
        entry = withdraw_carrier(book, acting, carrier, because=because, until=ends, since=begins)
        lost = [one.serial for one in runs_of(book, carrier, begins, ends)]
        told = {"digest": entry.digest, "carrier": carrier, "since": zulu(begins), "until": zulu(ends), "serials": lost}
        lines = [
            in_words(
                "{carrier}: cannot be had from {begins} to {ends}; entry {digest}", carrier=carrier,
                begins=zulu(begins), ends=zulu(ends), digest=entry.digest[:8],
            )
        ]  # fmt: skip
        if lost:
            lines.append(
                in_words(
                    "{n} serials cannot run so: {serials}. Plan again with muster plan replan", n=len(lost),
                    serials=", ".join(lost),
                )
            )  # fmt: skip
        asked.show(told, lines)
