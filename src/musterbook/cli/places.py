"""place open | show | list: how many people each place can take, and what its day looks like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.terms.custodians import CustodianId
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from datetime import datetime

    from musterbook.custody.beds.places import Opened
    from musterbook.operation.book import Book

place = typer.Typer(help="How many people a place can take.", no_args_is_help=True)
Place = Annotated[str, typer.Argument(help="The place, as in the table sites.")]
ROOM = (
    ("maximum", to_say("at most")),
    ("certified", to_say("approved for")),
    ("working", to_say("working")),
    ("out_of_use", to_say("out of use")),
    ("answered_for", to_say("answered for")),
    ("reserved", to_say("reserved for lots")),
    ("displaced", to_say("reserved for displaced people")),
    ("uncovered", to_say("under way without a reservation")),
    ("leaving", to_say("to make room elsewhere")),
    ("free", to_say("free")),
)
"""The lines of a place's room, in the order in which they are taken from each other."""
DAY = (
    ("in_hand", to_say("on the roll")),
    ("unlock", to_say("on the roll at 06:00")),
    ("in_today", to_say("in today")),
    ("out_today", to_say("out today")),
    ("in_reception", to_say("in reception")),
    ("no_bed", to_say("no bed assigned")),
    ("still_to_arrive", to_say("still to arrive")),
    ("out_temporarily", to_say("out temporarily")),
)
"""The lines of a place's day."""


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(place, name="place")


@place.command("open")
def open_(
    ctx: typer.Context,
    name: Place,
    maximum: Annotated[int | None, typer.Option(help="The most it may ever hold.")] = None,
    working: Annotated[int | None, typer.Option(help="What it can run with; 0 closes it.")] = None,
    certified: Annotated[int | None, typer.Option(help="What it was built and approved for.")] = None,
    out_of_use: Annotated[int | None, typer.Option(help="Working places that cannot be used now.")] = None,
    kind: Annotated[str, typer.Option(help="What kind of place; the table's by default.")] = "",
    beds: Annotated[Path | None, typer.Option(help="A table of its beds: place, bed, kind, out_of_use.")] = None,
) -> None:
    """Say how many people a place can take; what is not given stays as it was said before."""
    from musterbook.custody.beds.facts import PlaceOpened  # noqa: PLC0415  heavy
    from musterbook.operation import making_room  # noqa: PLC0415  heavy
    from musterbook.operation.opening_places import beds_in  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        given = {"maximum": maximum, "working": working, "certified": certified, "out_of_use": out_of_use}
        said = making_room.filled_in(book, name, given)
        named = beds_in(beds, name, book.settings) if beds is not None else None
        entry = making_room.open_place(book, asked.acting(book, PlaceOpened), name, **said, kind=kind, beds=named)
        asked.wrote(
            entry,
            in_words(
                "{name}: {working} places working, {out_of_use} of them out of use", name=name, working=said["working"],
                out_of_use=said["out_of_use"],
            ),
        )  # fmt: skip


@place.command("show")
def show(ctx: typer.Context, name: Place) -> None:
    """Show a place: its room line by line, its day, and what is reserved."""
    from musterbook.operation.making_room import opened_place, reservations_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now, opened = asked.seen_at(book), opened_place(book, name)
    told = told_of(book, opened, now)
    kept = reservations_told(book, opened.custodian, now)
    lines = [
        in_words(
            "{place}, {kind_of}, of {custodian}", place=opened.place, kind_of=opened.kind_of, custodian=opened.custodian
        )
    ]
    lines += [f"  {told['room'][key]:>7,}  {in_words(label)}" for key, label in ROOM if told["room"][key] is not None]
    lines += [in_words("today"), *(f"  {told['day'][key]:>7,}  {in_words(label)}" for key, label in DAY)]
    if told["beds"]:
        lines += [in_words("beds"), *table(("Kind", "Beds", "Out of use", "Taken"), _kinds(told), right=(1, 2, 3))]
    asked.show({**told, "reservations": kept}, [*lines, *reservation_lines(kept)])


@place.command("list")
def list_(ctx: typer.Context) -> None:
    """List every place that was opened, with what it has free."""
    from musterbook.custody.beds.places import OpenedPlaces  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    rows = [told_of(book, one, now) for one in book.reading(OpenedPlaces).all()]
    cells = [(row["place"], row["custodian"], *(row["room"][key] for key, _ in ROOM[2:7]), row["room"]["free"])
             for row in rows]  # fmt: skip
    head = ("Place", "Custodian", "Working", "Out of use", "Answered for", "Reserved", "Displaced", "Free")
    asked.show(rows, table(head, cells, right=range(2, 8)) if rows else [in_words("no place was opened")])


def told_of(book: Book, opened: Opened, now: datetime) -> dict[str, Any]:
    """A place as data: its custodian's room and day, and its beds by kind."""
    from musterbook.operation.bedding import lines_of, taken_of  # noqa: PLC0415  heavy
    from musterbook.operation.making_room import room_of  # noqa: PLC0415  heavy

    room = room_of(book, CustodianId(opened.custodian), now)
    taken = taken_of(book, opened.place)
    kinds: dict[str, list[int]] = {}
    for bed in opened.beds.values():
        counts = kinds.setdefault(bed.kind_of, [0, 0, 0])
        counts[0] += 1
        counts[1] += bed.out_of_use
        counts[2] += bed.name in taken
    return {
        "place": opened.place, "custodian": opened.custodian, "kind": opened.kind_of,
        "room": {key: getattr(room, key) for key, _ in ROOM}, "day": lines_of(book, opened.custodian, now).counts(),
        "beds": dict(sorted(kinds.items())),
    }  # fmt: skip


def reservation_lines(kept: list[dict[str, Any]]) -> list[str]:
    """What is reserved, as a table under a heading; nothing when nothing is."""
    if not kept:
        return []
    cells = [
        (one["reservation"], one["place"], one["lot"], one["count"], one["left"], one["under_way"], one["came"],
         in_words("lapsed") if one[in_words("lapsed")] else one["until"], one["displaced_from"])
        for one in kept
    ]  # fmt: skip
    head = ("Reservation", "Place", "For", "Beds", "Left", "Under way", "Came", "Until", "Displaced from")
    return [in_words("reserved"), *table(head, cells, right=(3, 4, 5, 6))]


def _kinds(told: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(kind, *counts) for kind, counts in told["beds"].items()]
