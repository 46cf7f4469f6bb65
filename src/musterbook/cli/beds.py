"""beds reserve | release | assign | free | explain: beds kept for a lot, and who lies in which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in, people
from musterbook.cli.places import Place, reservation_lines
from musterbook.cli.render import table
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from musterbook.terms.people import PersonId

Numbers = Annotated[list[str] | None, typer.Argument(help="Numbers; everyone without a bed there by default.")]
beds = typer.Typer(help="Beds kept for a lot, and who lies in which.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(beds, name="beds")


@beds.command("reserve")
def reserve(
    ctx: typer.Context,
    place: Place,
    count: Annotated[int, typer.Argument(help="How many beds.")],
    lot: Annotated[str, typer.Option("--for", help="The handover, the serial, or the custodian whose people come.")],
    until: Annotated[str, typer.Option(help="Until when; then they are free by themselves.")],
    kind: Annotated[str, typer.Option(help="A kind of beds; any by default.")] = "",
    displaced_from: Annotated[
        str, typer.Option(help="The custodian whose people come because he makes room for others.")
    ] = "",
) -> None:
    """Keep beds of a place for a lot until a time."""
    from musterbook.custody.beds.facts import BedsReserved  # noqa: PLC0415  heavy
    from musterbook.operation import making_room  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        opened = making_room.opened_place(book, place)
        entry = making_room.reserve(
            book, asked.acting(book, BedsReserved, by=opened.custodian), opened.place, count=count, lot=lot,
            until=read_moment(until), kind=kind, displaced_from=displaced_from,
        )  # fmt: skip
        assert isinstance(entry.fact, BedsReserved)
        asked.wrote(
            entry,
            in_words(
                "{reservation}: {count} beds of {place} kept for {lot} until {until}",
                reservation=entry.fact.reservation, count=count, place=opened.place, lot=lot, until=until,
            ),
        )  # fmt: skip


@beds.command("release")
def release(
    ctx: typer.Context,
    reservation: Annotated[str, typer.Argument(help="The reservation.")],
    because: Annotated[str, typer.Option(help="Why.")],
    count: Annotated[int, typer.Option(help="How many of its beds; all by default.")] = 0,
) -> None:
    """Give a reservation back, wholly or so many of its beds."""
    from musterbook.custody.beds.facts import BedsReleased  # noqa: PLC0415  heavy
    from musterbook.operation import making_room  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        one = making_room.reservation_named(book, reservation)
        acting = asked.acting(book, BedsReleased, by=one.custodian)
        kept = one.open
        entry = making_room.release(book, acting, reservation, because=because, count=count)
        asked.wrote(
            entry,
            in_words(
                "{reservation}: {count} beds given back, {kept} kept", reservation=reservation, count=count or kept,
                kept=kept - (count or kept),
            ),
        )  # fmt: skip


@beds.command("assign")
def assign(
    ctx: typer.Context,
    place: Place,
    person: Annotated[
        list[str] | None, typer.Argument(help="Numbers; everyone there without a bed by default.")
    ] = None,
    bed: Annotated[str, typer.Option(help="This bed, for one person by hand; - takes him out of his bed.")] = "",
    reservation: Annotated[str, typer.Option("--from", help="The reservation the beds come out of.")] = "",
    propose: Annotated[bool, typer.Option("--propose", help="Show who would get which, and write nothing.")] = False,
) -> None:
    """Give people beds: the sick first, then the smallest cell that fits, nobody with whom he may not be."""
    from musterbook.custody.beds.facts import BedAssigned  # noqa: PLC0415  heavy
    from musterbook.operation import bedding, making_room  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if propose:
        book = asked.book()
        numbers = [number_in(book, one) for one in person or ()]
        proposal = bedding.proposed(book, place, numbers or None)
        refused = [sentence(one) for one in bedding.refusals_of(proposal)]
        told = {"placed": dict(proposal.placed), "refused": [one.person for one in proposal.refused]}
        end = in_words("{people} would get a bed", people=people(len(proposal.placed)))
        asked.show(told, [*_given(proposal.placed), *refused, end])
        return
    with asked.writing() as book:
        opened = making_room.opened_place(book, place)
        numbers = [number_in(book, one) for one in person or ()]
        if bed and len(numbers) != 1:
            raise Malformed.because("beds.one-by-hand", people=len(numbers))
        by_hand = {numbers[0]: "" if bed == "-" else bed} if bed else None
        found = None if by_hand is not None else bedding.proposed(book, place, numbers or None)
        chosen = by_hand or ({} if found is None else dict(found.placed))
        refused = [] if found is None else [sentence(one) for one in bedding.refusals_of(found)]
        if not chosen:
            asked.show({"placed": {}}, [*refused, in_words("nobody got a bed; nothing was written")])
            return
        acting = asked.acting(book, BedAssigned, by=opened.custodian)
        entry = bedding.assign(book, acting, opened.place, chosen, reservation=reservation)
        beside = [sentence(one) for one in bedding.doubles_at(book, opened.place, chosen)]
        said = {"placed": chosen, "refused": [] if found is None else [one.person for one in found.refused]}
        end = in_words("{people} in beds; entry {digest}", people=people(len(chosen)), digest=entry.digest[:8])
        asked.show({**said, "digest": entry.digest}, [*_given(chosen), *refused, *beside, end])


@beds.command("free")
def free(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(help="The place; all by default.")] = "",
) -> None:
    """Say how many beds are free, how many are promised to whom, and until when."""
    from musterbook.custody.beds.places import OpenedPlaces  # noqa: PLC0415  heavy
    from musterbook.operation import making_room  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    known = [making_room.opened_place(book, place)] if place else list(book.reading(OpenedPlaces).all())
    custodians = sorted({one.custodian for one in known})
    told: list[dict[str, Any]] = [
        {"custodian": one, "free": room.free, "promisable": room.promisable, "lost": room.lost, "at": now.isoformat(),
         "reservations": making_room.reservations_told(book, one, now)}
        for one in custodians
        for room in (making_room.room_of(book, one, now),)
    ]  # fmt: skip
    kept = [one for row in told for one in row["reservations"]]
    rows = [(row["custodian"], row["free"], row["promisable"]) for row in told]
    lines = (
        table(("Custodian", "Free", "May be promised"), rows, right=(1, 2))
        if rows
        else [in_words("no place was opened")]
    )
    asked.show(told, [in_words("at {now}", now=zulu(now)), *lines, *reservation_lines(kept)])


@beds.command("explain")
def explain(
    ctx: typer.Context,
    place: Place,
    person: Annotated[
        list[str] | None, typer.Argument(help="Numbers; everyone there without a bed by default.")
    ] = None,
) -> None:
    """Say for each person without a bed why each bed of the place is not his."""
    from musterbook.operation import bedding  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    numbers = [number_in(book, one) for one in person or ()]
    proposal = bedding.proposed(book, place, numbers or None)
    refused = bedding.refusals_of(proposal)
    lying = [one for one in (bedding.where_told(book, number) for number in numbers) if one is not None]
    told = [{"person": one.person, **one.values, "says": sentence(one)} for one in refused]
    lines = [
        *(sentence(one) for one in refused),
        *(in_words("{person} lies in {bed}", person=one["person"], bed=one["bed"]) for one in lying),
    ]
    lines += (
        [in_words("{number} would get {bed}", number=number, bed=bed) for number, bed in proposal.placed.items()]
        if numbers
        else []
    )
    asked.show(
        {"refused": told, "would_get": dict(proposal.placed), "lying": lying},
        [
            *lines,
            in_words(
                "{refused} without a bed, {placed} could get one", refused=people(len(proposal.refused)),
                placed=people(len(proposal.placed)),
            ),
        ],
    )  # fmt: skip


def _given(chosen: Mapping[PersonId, str]) -> list[str]:
    rows = [(number, bed or in_words("none")) for number, bed in sorted(chosen.items())]
    return table(("Person", "Bed"), rows) if rows else []
