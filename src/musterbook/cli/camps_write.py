"""camps count | control | guards | access | gap | told | passage | share | boys-parted | unaccompanied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.camps_project import EXIT_OPEN, say_faults
from musterbook.cli.context import Asked
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.facts import Fact

Camp = Annotated[str, typer.Argument(help="The camp.")]
Source = Annotated[str, typer.Option(help="Who says so.")]
DayOf = Annotated[str, typer.Option("--as-of-day", help="The day it holds for: 2026-01-18.")]


def join(camps: typer.Typer) -> None:
    """Add the verbs to `camps`."""
    for verb in (count, control, guards, access, gap, told, passage, share, unaccompanied):
        camps.command(verb.__name__)(verb)
    camps.command("boys-parted")(boys_parted)


def count(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Counts (camps.csv) and passages, as tables or under HXL tags.")],
    dates: Annotated[str, typer.Option(help="day-first or month-first, when a table does not show it.")] = "",
) -> int:
    """Write what files say of camps: counts and passages. A file of persons is refused, and nothing of it is kept.

    Good rows are written though others beside them are bad; what the book has already is not written again. Ends with 6
    when rows were put aside.
    """
    from musterbook.operation.camp_files import read_camp_file  # noqa: PLC0415  heavy
    from musterbook.operation.camp_reporting import kinds_of, write_camp_file  # noqa: PLC0415  heavy
    from musterbook.operation.catalogue import date_order  # noqa: PLC0415  heavy
    from musterbook.tables import Reading  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    read = [(path.name, read_camp_file(path, reading=Reading(dates=date_order(dates)))) for path in files]
    shown, lines, aside = [], [], False
    with asked.writing() as book:
        acting = {kind: asked.acting(book, kind) for _, one in read for kind in kinds_of(one)}
        for name, one in read:
            done = write_camp_file(book, one, acting)
            say_faults(asked, done.faults)
            aside = aside or bool(done.faults)
            shown.append({"file": name, "table": one.table, "written": len(done.entries), "known": done.known,
                          "aside": len({fault.row for fault in done.faults})})  # fmt: skip
            lines.append(
                in_words(
                    "{name}: {entries} {table} written, {known} known before", name=name, entries=len(done.entries),
                    table=one.table, known=done.known,
                )
            )  # fmt: skip
    asked.show(shown, lines)
    return EXIT_OPEN if aside else 0


def control(
    ctx: typer.Context,
    camp: Camp,
    source: Source,
    giver: Annotated[str, typer.Option("--from", help="Who had it; empty: nobody.")] = "",
    to: Annotated[str, typer.Option("--to", help="Who has it now; empty: nobody.")] = "",
) -> None:
    """Write that a camp passed into other hands. It asks for a recount, hourly looks, and word to a protecting body."""
    from musterbook.camps.facts import ControlChanged  # noqa: PLC0415  heavy

    at = ctx.obj.moment()
    fact = ControlChanged(camp=camp, from_=giver, to=to, at=at, source=source)
    _write(
        ctx.obj,
        fact,
        in_words(
            "{camp}: control passed from {giver} to {to}", camp=camp, giver=giver or in_words("nobody"),
            to=to or in_words("nobody"),
        ),
    )  # fmt: skip


def guards(
    ctx: typer.Context,
    camp: Camp,
    seen: Annotated[int, typer.Argument(help="How many; 0 is nobody, seen to be nobody.")],
    source: Source,
) -> None:
    """Write how many guards were seen at a camp, at the time --happened-at says."""
    from musterbook.camps.facts import GuardsSeen  # noqa: PLC0415  heavy

    fact = GuardsSeen(camp=camp, at=ctx.obj.moment(), source=source, count=seen)
    _write(
        ctx.obj,
        fact,
        in_words("{camp}: {seen} guards seen", camp=camp, seen=seen)
        if seen
        else in_words("{camp}: nobody on guard", camp=camp),
    )


def access(
    ctx: typer.Context, camp: Camp, to: Annotated[str, typer.Argument(help="full, part or none.")], source: Source
) -> None:
    """Write that those who count and help get in, or no longer."""
    from musterbook.camps.facts import AccessChanged  # noqa: PLC0415  heavy

    _write(
        ctx.obj,
        AccessChanged(camp=camp, at=ctx.obj.moment(), source=source, access=to),
        in_words("{camp}: access {to}", camp=camp, to=to),
    )


def gap(
    ctx: typer.Context,
    camp: Camp,
    kind: Annotated[str, typer.Argument(help="water, food, health or schooling.")],
    days: Annotated[int, typer.Argument(help="For how many days.")],
    since: Annotated[str, typer.Option("--from", help="From which day: 2026-01-18.")],
    source: Source,
) -> None:
    """Write that a camp went without something."""
    from musterbook.camps.facts import ServiceGap  # noqa: PLC0415  heavy

    fact = ServiceGap(camp=camp, from_=since, days=days, kind_of=kind, source=source)
    _write(
        ctx.obj,
        fact,
        in_words("{camp}: {days} days without {kind} from {since}", camp=camp, days=days, kind=kind, since=since),
    )


def told(ctx: typer.Context, camp: Camp, body: Annotated[str, typer.Option(help="Which body.")]) -> None:
    """Write that the body that protects the people of a camp was told."""
    from musterbook.camps.facts import ProtectingBodyTold  # noqa: PLC0415  heavy

    _write(
        ctx.obj,
        ProtectingBodyTold(camp=camp, at=ctx.obj.moment(), body=body),
        in_words("{camp}: {body} told", camp=camp, body=body),
    )


def passage(
    ctx: typer.Context,
    camp: Camp,
    kind: Annotated[str, typer.Argument(help="births, deaths, arrivals, departures-met, repatriated or moved-to.")],
    people: Annotated[int, typer.Argument(help="How many.")],
    since: Annotated[str, typer.Option("--from", help="The first day: 2026-01-12.")],
    until: Annotated[str, typer.Option("--until", help="The last day, itself within.")],
    other: Annotated[str, typer.Option(help="Where they came from or went to.")] = "",
) -> None:
    """Write how many came to a camp, left it, were born or died over some days."""
    from musterbook.camps.facts import PassedThrough  # noqa: PLC0415  heavy

    fact = PassedThrough(camp=camp, from_=since, until=until, kind_of=kind, count=people, other_camp=other)
    _write(
        ctx.obj,
        fact,
        in_words(
            "{camp}: {people} {kind} from {since} to {until}", camp=camp, people=people, kind=kind, since=since,
            until=until,
        ),
    )  # fmt: skip


def share(
    ctx: typer.Context, camp: Camp, value: Annotated[str, typer.Argument(help="0 to 1, such as 0.62.")], day: DayOf
) -> None:
    """Write which share of a camp's people is registered by whoever helps them."""
    from musterbook.camps.facts import RegisteredShare  # noqa: PLC0415  heavy
    from musterbook.ledger.facts import Number  # noqa: PLC0415  heavy

    fact = RegisteredShare(camp=camp, as_of=day, value=Number(value))
    _write(ctx.obj, fact, in_words("{camp}: {share} registered on {day}", camp=camp, share=value, day=day))


def boys_parted(
    ctx: typer.Context, camp: Camp, boys: Annotated[int, typer.Argument(help="How many.")], day: DayOf
) -> None:
    """Write how many boys of 12 to 17 are held apart from their families."""
    from musterbook.camps.facts import BoysParted  # noqa: PLC0415  heavy

    _write(
        ctx.obj,
        BoysParted(camp=camp, as_of=day, value=boys),
        in_words("{camp}: {boys} boys parted on {day}", camp=camp, boys=boys, day=day),
    )


def unaccompanied(
    ctx: typer.Context, camp: Camp, children: Annotated[int, typer.Argument(help="How many.")], day: DayOf
) -> None:
    """Write how many children are in a camp without anybody who answers for them."""
    from musterbook.camps.facts import Unaccompanied  # noqa: PLC0415  heavy

    _write(
        ctx.obj,
        Unaccompanied(camp=camp, as_of=day, value=children),
        in_words("{camp}: {children} unaccompanied on {day}", camp=camp, children=children, day=day),
    )


def _write(asked: Asked, fact: Fact, said: str) -> None:
    from musterbook.operation.camp_reporting import report_camp  # noqa: PLC0415  heavy

    with asked.writing() as book:
        entry = report_camp(book, asked.acting(book, type(fact)), fact)
        asked.wrote(entry, said)
