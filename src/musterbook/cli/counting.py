"""count call | enter | compare | explain | close: counting people, and saying why a count differs."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in, numbers_in
from musterbook.cli.scanning import scanned
from musterbook.terms.custodians import Account
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

count = typer.Typer(help="Count people, compare with the roll, explain what differs.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(count, name="count")


@count.command("call")
def call(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose people are counted.")],
    reason: Annotated[str, typer.Option(help="routine, interim, before boarding, after arrival or alarm.")] = "routine",
    by: Annotated[str, typer.Option(help="name or number.")] = "name",
    minutes: Annotated[int, typer.Option(help="Due in so many minutes.")] = 60,
) -> None:
    """Order a count."""
    from musterbook.custody.facts import MusterCalled  # noqa: PLC0415  heavy
    from musterbook.operation import mustering  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, MusterCalled)
        whose = custodian_in(book, custodian)
        muster = mustering.next_reference(book, whose, acting.at)
        entry = mustering.call(
            book, acting, muster, custodian=whose, by=by, reason=reason,
            due_by=acting.at + timedelta(minutes=minutes),
        )  # fmt: skip
        said = in_words(
            "{muster}: a count by {by} is called, due at {at}", muster=muster, by=by,
            at=zulu(acting.at + timedelta(minutes=minutes)),
        )  # fmt: skip
        asked.show({"muster": muster, "digest": entry.digest}, [said])


@count.command("enter")
def enter(
    ctx: typer.Context,
    muster: Annotated[str, typer.Argument(help="Reference of the count called.")],
    counted: Annotated[int | None, typer.Option(help="The number counted.")] = None,
    names: Annotated[Path | None, typer.Option(help="File with the numbers of those present, one a line.")] = None,
    absent: Annotated[
        list[str] | None, typer.Option(help="Everyone on the roll but this number is present; once for each.")
    ] = None,
    scan: Annotated[
        bool, typer.Option("--scan", help="Bands as a scanner types them, one a line; an empty line ends the count.")
    ] = False,
) -> None:
    """Enter a count: a number, wristbands from a file or a scanner, or everyone but those named. Two officers sign."""
    from musterbook.custody.facts import Mustered  # noqa: PLC0415  heavy
    from musterbook.operation import mustering  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    given = [one for one in (counted, names, absent, scan or None) if one is not None]
    if len(given) != 1:
        raise Malformed.because("cli.count-one-way")
    read = scanned(asked, sys.stdin) if scan else []
    with asked.writing() as book:
        acting = asked.acting(book, Mustered)
        counters = [officer for officer, _ in acting.officers]
        if counted is not None:
            entries = [mustering.enter_number(book, acting, muster, counted, counters=counters)]
        elif names is not None or scan:
            present = numbers_in(names) if names is not None else read
            entries = mustering.enter_names(book, acting, muster, present, counters=counters)
        else:
            gone = {number_in(book, one) for one in absent or ()}
            present = [one for one in mustering.roll_of(book, acting.by) if one not in gone]
            entries = mustering.enter_names(book, acting, muster, present, counters=counters)
        lines = mustering.compared(book, muster)
        asked.show({"muster": muster, "digests": [one.digest for one in entries], "says": lines}, lines)


@count.command("explain")
def explain(
    ctx: typer.Context,
    discrepancy: Annotated[str, typer.Argument(help="Its twelve digits, as the situation shows them.")],
    as_: Annotated[
        str, typer.Option("--as", help="found, miscounted, departed, wrong-band, duplicate, corrected, left-open.")
    ],
    because: Annotated[str, typer.Option(help="In your own words.")] = "",
    at: Annotated[str, typer.Option(help="Account the person is at, when several hands claimed him.")] = "",
    together: Annotated[
        bool, typer.Option("--together", help="And all that show at the same entry, of the same kind and owner.")
    ] = False,
) -> None:
    """Explain a discrepancy and so close it; its owner and the other party sign."""
    from musterbook.custody.facts import Explained  # noqa: PLC0415  heavy
    from musterbook.operation import mustering  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Explained)
        entries = mustering.explain_cause(
            book, acting, discrepancy, as_=as_, because=because, at=Account(at), together=together
        )
        said = in_words("{discrepancy}: explained as {as_} and closed", discrepancy=discrepancy, as_=as_)
        if len(entries) > 1:
            said += in_words(", and {others} of the same cause with it", others=len(entries) - 1)
        asked.wrote(entries[0], said, closed=len(entries))


@count.command("due")
def due(ctx: typer.Context) -> int:
    """Whose people have to be counted again: red, amber or green, and since when they were seen."""
    from musterbook.custody.confirming import lights  # noqa: PLC0415  heavy
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = lights(book.reading(Roll), asked.seen_at(book), book.settings.custody)
    told = [
        {"custodian": one.custodian, "light": one.light, "people": one.people, "unconfirmed": one.unconfirmed,
         "missing": one.missing, "seen_since": one.since.isoformat() if one.since else None}
        for one in found
    ]  # fmt: skip
    lines = [
        in_words(
            "{light}  {custodian} {people} in hand, {unconfirmed} not seen in time, {missing} unaccounted for",
            light=f"{one.light:<5}", custodian=f"{one.custodian:<16}", people=f"{one.people:>5}",
            unconfirmed=f"{one.unconfirmed:>5}", missing=one.missing,
        )
        for one in found
    ]  # fmt: skip
    asked.show(told, lines or [in_words("nobody is held")])
    return 6 if any(one.light != "green" for one in found) else 0


@count.command("close")
def close(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose day is closed.")],
    day: Annotated[str, typer.Option(help="The local day, 2026-01-21; today by default.")] = "",
) -> None:
    """Close a custodian's day; what stays open is listed in it."""
    from musterbook.custody.facts import DayClosed  # noqa: PLC0415  heavy
    from musterbook.operation import mustering  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, DayClosed)
        local = day or acting.at.astimezone(book.settings.zone).date().isoformat()
        entry = mustering.close_day(book, acting, custodian_in(book, custodian), local)
        assert isinstance(entry.fact, DayClosed)
        open_, settled = sorted(entry.fact.open), sorted(entry.fact.settled)
        said = in_words(
            "{custodian}: the day {local} is closed, {still} discrepancies stay open", custodian=custodian,
            local=local, still=len(open_),
        )  # fmt: skip
        if settled:
            said += in_words(", {settled} that were shown settled by themselves", settled=len(settled))
        asked.wrote(entry, said, open=open_, settled=settled)
