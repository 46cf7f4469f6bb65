"""position take | list | keep | track | check: where carriers are, from their trackers; never a person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

position = typer.Typer(help="Where carriers are, as their trackers say.", no_args_is_help=True)
Because = Annotated[str, typer.Option(help="Why; it is sealed and written down.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(position, name="position")


@position.command("take")
def take(
    ctx: typer.Context,
    file: Annotated[list[Path], typer.Argument(help="NMEA, GPX, Cursor on Target, JSON lines, or a table.")],
    carrier: Annotated[str, typer.Option(help="Whose they are, where the file does not say.")] = "",
) -> int:
    """Take in positions; the same file twice adds nothing, and what is wrong with a file comes back row by row."""
    from musterbook.operation.positions.taking import take_file  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    taken = [(path.name, take_file(book, path, asked.seen_at(book), carrier=carrier)) for path in file]
    told = [
        {"file": name, "new": one.new, "known": one.known, "carriers": list(one.carriers), "faults": len(one.faults)}
        for name, one in taken
    ]
    lines = [
        in_words(
            "{name}: {new} new, {known} known, of {carriers}", name=name, new=one.new, known=one.known,
            carriers=", ".join(one.carriers) or in_words("nobody"),
        )
        for name, one in taken
    ]  # fmt: skip
    lines += [sentence(fault, asked.lang) for _, one in taken for fault in one.faults]
    asked.show(told, lines)
    return 4 if any(one.faults for _, one in taken) else 0


@position.command("list")
def list_(ctx: typer.Context) -> int:
    """List serials under way: last position, its age, and what is wrong; with --key, as that officer may see it."""
    from musterbook.operation.positions.looking import roles_at, sights_for  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    roles = roles_at(book, asked.officers[0], now) if asked.officers else None
    found = sights_for(book, now, roles)
    told = [
        {
            "serial": one.leg.serial, "carrier": one.leg.carrier, "left_at": one.leg.left_at.isoformat(),
            "lat": one.last.lat if one.last else None, "lon": one.last.lon if one.last else None,
            "at": one.last.at.isoformat() if one.last else None, "age_minutes": one.age_minutes,
            "late": one.withheld,
            "alarms": [{"kind": each.kind, "since": each.since.isoformat(), "much": each.much} for each in one.alarms],
        }
        for one in found
    ]  # fmt: skip
    rows = [
        (
            one.leg.serial, one.leg.carrier,
            f"{one.last.lat:.4f} {one.last.lon:.4f}" if one.last else in_words("none"),
            in_words("{age_minutes} min", age_minutes=one.age_minutes) if one.age_minutes is not None else "",
            ", ".join(f"{each.kind} {each.much}" for each in one.alarms),
        )
        for one in found
    ]  # fmt: skip
    heads = ("Serial", "Carrier", "Last at", "Age", "Alarms (min or km)")
    asked.show(told, table(heads, rows) if rows else [in_words("no serial is under way")])
    return 6 if any(one.alarms for one in found) else 0


@position.command("keep")
def keep(
    ctx: typer.Context,
    serial: Annotated[list[str] | None, typer.Argument(help="The serials; every one that waits, by default.")] = None,
) -> None:
    """Write what the positions of legs that are over came to; their tracks are sealed and the readings forgotten."""
    from musterbook.lift.facts import TrackKept  # noqa: PLC0415  heavy
    from musterbook.operation.positions import keeping  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, TrackKept)
        written = (
            [keeping.keep(book, acting, one) for one in serial or ()] if serial else keeping.keep_all(book, acting)
        )
        told = [{"digest": one.digest, "serial": one.fact.serial} for one in written if isinstance(one.fact, TrackKept)]
        lines = [
            in_words(
                "{serial}: {readings} positions, {metres} km, silent for {silent_minutes} min at "
                "most, {off_way_metres} km off its way, {alarms} alarms; entry {digest}", serial=one.fact.serial,
                readings=one.fact.readings, metres=f"{one.fact.metres / 1000:.0f}",
                silent_minutes=one.fact.silent_minutes, off_way_metres=f"{one.fact.off_way_metres / 1000:.0f}",
                alarms=len(one.fact.alarms), digest=one.digest[:8],
            )
            for one in written
            if isinstance(one.fact, TrackKept)
        ]  # fmt: skip
        asked.show(told, lines or [in_words("no leg waits for its track to be kept")])


@position.command("track")
def track(ctx: typer.Context, serial: Annotated[str, typer.Argument(help="The serial.")], because: Because) -> None:
    """Print a kept track; who opens it, and why, is written in the register of consultations first."""
    from musterbook.operation.acting import Acting  # noqa: PLC0415  heavy
    from musterbook.operation.positions import keeping  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = Acting(book.settings.desk, tuple((one, "") for one in asked.officers), asked.moment())
        found = keeping.opened(book, acting, serial, because)
        told = [{"at": one.at.isoformat(), "lat": one.lat, "lon": one.lon} for one in found]
        asked.show(told, table(("At", "North", "East"), [(zulu(one.at), one.lat, one.lon) for one in found]))


@position.command("check")
def check(ctx: typer.Context) -> int:
    """List carriers that ran people within seven days and gave no position: the weekly check."""
    from musterbook.operation.positions.looking import silent_this_week  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = silent_this_week(book, asked.seen_at(book))
    told = [{"carrier": carrier, "escort": escort, "left_at": at.isoformat()} for carrier, escort, at in found]
    rows = [(carrier, escort, zulu(at)) for carrier, escort, at in found]
    asked.show(
        told,
        table(("Carrier", "Escort", "Left"), rows) if rows else [in_words("every carrier gave positions this week")],
    )
    return 6 if found else 0
