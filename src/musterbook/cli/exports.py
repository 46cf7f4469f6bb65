"""export plan | map | handovers | moved | found | feed: what leaves for one reader, in the format his program reads."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.entry import Entry

To = Annotated[str, typer.Option(help="The one reader it is for.")]
Out = Annotated[Path, typer.Option(help="The file to write.")]
Names = Annotated[bool, typer.Option("--names", help="With names: his own key, a reason, and a line for each person.")]
Because = Annotated[str, typer.Option(help="Why names are opened; it is sealed and written down.")]
Custodian = Annotated[str, typer.Argument(help="Whose.")]


def join(export: typer.Typer) -> None:
    """Add the verbs to the group `export`."""
    for verb in (plan, map_, handovers, moved, found, feed):
        export.command(verb.__name__.strip("_"))(verb)


def plan(
    ctx: typer.Context,
    to: To,
    out: Out,
    owner: Annotated[str, typer.Option(help="Of this custodian, carrier, role, agency or officer alone.")] = "",
    within: Annotated[int, typer.Option(help="Only what is owed within so many hours.")] = 168,
) -> None:
    """Write serials, calls and what is owed as a calendar (iCalendar); nobody's name or number."""
    from musterbook.operation.exports.calendars import export_plan  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, _kind())
        entry, content = export_plan(book, acting, to=to, owner=owner, within=timedelta(hours=within))
        _hand_out(asked, entry, content, out)


def map_(
    ctx: typer.Context,
    to: To,
    out: Out,
    format_: Annotated[str, typer.Option("--as", help="geojson, kml or cot (Cursor on Target).")] = "geojson",
) -> None:
    """Write places, today's serials and carriers for another map; never a person."""
    from musterbook.operation.exports.maps import export_map  # noqa: PLC0415  heavy
    from musterbook.operation.positions.looking import marks_for, roles_at  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, _kind())
        carriers = marks_for(book, acting.at, roles_at(book, acting.officers[0][0], acting.at))
        entry, content = export_map(book, acting, to=to, format_=format_, carriers=carriers)
        _hand_out(asked, entry, content, out)


def handovers(
    ctx: typer.Context, custodian: Custodian, to: To, out: Out, names: Names = False, because: Because = ""
) -> None:
    """Write a custodian's handovers for another register, as NIEM's justice domain has them."""
    from musterbook.operation.exports.custody_documents import export_handovers  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting, whose = asked.acting(book, _kind()), custodian_in(book, custodian)
        entry, content = export_handovers(book, acting, to=to, custodian=whose, names=names, because=because)
        _hand_out(asked, entry, content, out)


def moved(
    ctx: typer.Context, custodian: Custodian, to: To, out: Out, names: Names = False, because: Because = ""
) -> None:
    """Write whom a custodian answers for or is to get, where each is and what moves him, in EDXL-TEP's shape."""
    from musterbook.operation.exports.custody_documents import export_moved  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting, whose = asked.acting(book, _kind()), custodian_in(book, custodian)
        entry, content = export_moved(book, acting, to=to, custodian=whose, names=names, because=because)
        _hand_out(asked, entry, content, out)


def found(
    ctx: typer.Context,
    to: To,
    out: Out,
    because: Because,
    domain: Annotated[str, typer.Option(help="Under whose name, such as locator.example.org.")],
) -> None:
    """Write who may be found by name, as a people finder reads it (PFIF 1.4); see muster locator."""
    from musterbook.operation.exports.finders import export_found  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, _kind())
        entry, content = export_found(book, acting, to=to, domain=domain, because=because)
        _hand_out(asked, entry, content, out)


def feed(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="moves (56 columns), roll, handovers or serials.")],
    to: To,
    out: Out,
    custodian: Annotated[str, typer.Option(help="Of this custodian alone.")] = "",
    names: Names = False,
    because: Because = "",
) -> None:
    """Write what changed since this reader's last list; asked again when nothing did, the same list and no entry."""
    from musterbook.operation.exports.feeds import Feed, export_feed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        whose = custodian_in(book, custodian) if custodian else None
        acting = asked.acting(book, _kind())
        entry, content = export_feed(book, acting, Feed(name, whose, names=names, because=because), to=to)
        _hand_out(asked, entry, content, out)


def _kind() -> type:
    from musterbook.custody.facts import ListExported  # noqa: PLC0415  heavy

    return ListExported


def _hand_out(asked: Asked, entry: Entry, content: bytes, out: Path) -> None:
    """Write the file when its entry is durable, readable by whoever asked alone, and say what it is."""
    from musterbook.custody.facts import ListExported  # noqa: PLC0415  heavy

    fact = entry.fact
    assert isinstance(fact, ListExported)
    out.touch(mode=0o600)
    out.write_bytes(content)
    since = " " + in_words("since {since}", since=fact.since) if fact.since else ""
    asked.wrote(
        entry,
        in_words(
            "{export}: {rows} rows{since} for {to} in {name}", export=fact.export, rows=fact.rows, since=since,
            to=fact.to, name=out.name,
        ),
        export=fact.export,
        rows=fact.rows,
    )  # fmt: skip
