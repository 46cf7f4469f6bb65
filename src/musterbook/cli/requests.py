"""request make | approve | decline | cancel | move | list, leg …, night …: moves that are asked for, and their way."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in, people
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import code_words, in_words

request = typer.Typer(help="Moves that are asked for, and what became of the asking.", no_args_is_help=True)
leg = typer.Typer(help="Legs of a way, as planned.", no_args_is_help=True)
night = typer.Typer(help="Nights on the way, as planned.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(help="Reference of the request, such as M-hasakah-1.")]
People = Annotated[list[str] | None, typer.Option("--person", help="Number of a person; may be given again.")]
From = Annotated[str, typer.Option("--from", help="Earliest hour.")]
Until = Annotated[str, typer.Option(help="Latest hour.")]
Reason = Annotated[str, typer.Option(help="One of the listed reasons.")]
Words = Annotated[str, typer.Option(help="In your own words; they are sealed. The reason other needs them.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(request, name="request")
    app.add_typer(leg, name="leg")
    app.add_typer(night, name="night")


@request.command("make")
def make(
    ctx: typer.Context,
    to: Annotated[str, typer.Option(help="Who should take them.")],
    from_: From,
    until: Until,
    giver: Annotated[str, typer.Option(help="Who has them; whoever signs otherwise.")] = "",
    person: People = None,
    count: Annotated[int, typer.Option(help="How many, when they are named later.")] = 0,
    kind: Annotated[str, typer.Option(help="Kind of move.")] = "evacuation",
    propose: Annotated[bool, typer.Option("--propose", help="Propose it only.")] = False,
    request: Annotated[str, typer.Option(help="Reference of a request there is, asked again: to name people.")] = "",
) -> None:
    """Ask for a move of people, or of a number of people to be named later, as `--request` names them.

    A request that was declined or cancelled and is asked again stands once more, and wants new approvals.
    """
    from musterbook.lift.facts import Requested  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Requested)
        entry = booking.request(
            book, acting, receiver=custodian_in(book, to), giver=custodian_in(book, giver) if giver else acting.by,
            from_=read_moment(from_), until=read_moment(until), count=count, move=kind, proposed=propose,
            people=[number_in(book, one) for one in person or ()],
            reference=booking.request_called(book, request).reference if request else "",
        )  # fmt: skip
        fact = entry.fact
        assert isinstance(fact, Requested)
        asked.wrote(
            entry,
            in_words(
                "{request}: {stage}, {people} to {to}", request=fact.request, stage=fact.stage,
                people=people(len(fact.people) or fact.count), to=to,
            ),
        )  # fmt: skip


@request.command("approve")
def approve(
    ctx: typer.Context,
    reference: Reference,
    capacity: Annotated[str, typer.Option("--as", help="population-desk or carrier.")],
) -> None:
    """Approve a request: as the desk that keeps the figures, or as whoever will drive."""
    from musterbook.lift.facts import RequestApproved  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, RequestApproved, capacity=capacity)
        entry = booking.approve(book, acting, reference, capacity=capacity)
        asked.wrote(entry, f"{reference}: {booking.request_called(book, reference).stage}")


@request.command("decline")
def decline(ctx: typer.Context, reference: Reference, reason: Reason, words: Words = "") -> None:
    """Turn a request down."""
    from musterbook.lift.facts import RequestDeclined  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = booking.decline(book, asked.acting(book, RequestDeclined), reference, because=reason, words=words)
        asked.wrote(
            entry, in_words("{reference}: declined, {reason}", reference=reference, reason=code_words("reason", reason))
        )


@request.command("cancel")
def cancel(ctx: typer.Context, reference: Reference, reason: Reason, person: People = None, words: Words = "") -> None:
    """Call a move off, for everyone or for some; refused for whom was let go already."""
    from musterbook.lift.facts import Cancelled  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = [number_in(book, one) for one in person or ()]
        acting = asked.acting(book, Cancelled)
        entry = booking.cancel(book, acting, reference, because=reason, people=named, words=words)
        asked.wrote(
            entry,
            in_words(
                "{reference}: called off[[ for {whom}]], {reason}", reference=reference,
                whom=people(len(named)) if named else "", reason=code_words("reason", reason),
            ),
        )  # fmt: skip


@request.command("move")
def move(
    ctx: typer.Context,
    reference: Reference,
    to: Annotated[str, typer.Option(help="The hour at which it should begin.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Put a requested move to another time; what it was before stays on the book."""
    from musterbook.lift.facts import Rescheduled  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        at = read_moment(to)
        entry = booking.reschedule(book, asked.acting(book, Rescheduled), reference, at, because=reason)
        asked.wrote(entry, in_words("{reference}: begins {at}", reference=reference, at=zulu(at)))


@request.command("list")
def list_(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(help="One request; all by default.")] = "",
) -> None:
    """Requests, each with how far it has come; of one, how far each person has."""
    from musterbook.lift.requests import Requests  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = [booking.request_called(book, reference)] if reference else list(book.reading(Requests).all())
    told = [
        {"request": one.reference, "stage": one.stage, "from": one.asked.giver, "to": one.asked.receiver,
         "people": one.heads, "begins": one.begins.isoformat(),
         "moved": [{"by": again.by, "to": again.to.isoformat()} for again in one.moved]}
        for one in found
    ]  # fmt: skip
    lines = [
        in_words(
            "{reference} {stage} {giver} to {receiver}, {people}, begins {begins}", reference=f"{one.reference:<16}",
            stage=f"{code_words('request.stage', one.stage):<10}", giver=one.asked.giver, receiver=one.asked.receiver,
            people=people(one.heads), begins=zulu(one.begins),
        )
        for one in found
    ]  # fmt: skip
    if reference:
        stages = {number: booking.stage_of(book, found[0], number) for number in sorted(found[0].asked.people)}
        told[0] |= {"stages": stages}
        lines += [f"  {number}  {code_words('request.stage', stage)}" for number, stage in stages.items()]
    asked.show(told, lines or [in_words("nobody has asked for a move")])


@leg.command("plan")
def plan_leg(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the leg; the same name again plans it otherwise.")],
    from_: Annotated[str, typer.Option("--from", help="Where it begins.")],
    to: Annotated[str, typer.Option(help="Where it ends.")],
    leaves: Annotated[str, typer.Option(help="When it leaves.")],
    arrives: Annotated[str, typer.Option(help="When it arrives.")],
    serial: Annotated[str, typer.Option(help="Of which serial.")] = "",
    of: Annotated[str, typer.Option("--request", help="Of which request.")] = "",
    carrier: Annotated[str, typer.Option(help="On which carrier.")] = "",
    person: People = None,
) -> None:
    """Plan a leg, or plan it otherwise."""
    from musterbook.lift.facts import LegPlanned  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        fact = LegPlanned(
            leg=name, from_=from_, to=to, leaves_at=read_moment(leaves), arrives_at=read_moment(arrives), request=of,
            serial=serial, carrier=carrier, people=frozenset(number_in(book, one) for one in person or ()),
        )  # fmt: skip
        entry = booking.plan_leg(book, asked.acting(book, LegPlanned), fact)
        asked.wrote(
            entry,
            in_words(
                "{name}: {from_} to {to}, {leaves_at} to {arrives_at}", name=name, from_=from_, to=to,
                leaves_at=zulu(fact.leaves_at), arrives_at=zulu(fact.arrives_at),
            ),
        )  # fmt: skip


@leg.command("cancel")
def cancel_leg(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the leg.")],
    reason: Annotated[str, typer.Option(help="One of the listed reasons, or declined.")],
    words: Words = "",
) -> None:
    """Write that a leg is not run."""
    from musterbook.lift.facts import LegCancelled  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = booking.cancel_leg(book, asked.acting(book, LegCancelled), name, because=reason, words=words)
        asked.wrote(entry, in_words("{name}: not run, {reason}", name=name, reason=code_words("reason", reason)))


@night.command("plan")
def plan_night(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the night; the same name again plans it otherwise.")],
    place: Annotated[str, typer.Option(help="Where.")],
    from_: From,
    until: Until,
    reason: Reason = "overnight_lodging",
    of: Annotated[str, typer.Option("--request", help="Of which request.")] = "",
    person: People = None,
) -> None:
    """Plan a night on the way, or plan it otherwise."""
    from musterbook.lift.facts import LodgingPlanned  # noqa: PLC0415  heavy
    from musterbook.lift.requests import Requests  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        before = book.reading(Requests).nights.get(name)
        fact = LodgingPlanned(
            lodging=name, place=place, from_=read_moment(from_), until=read_moment(until), because=reason, request=of,
            replaces=before.entry if before else None,
            people=frozenset(number_in(book, one) for one in person or ()),
        )  # fmt: skip
        entry = booking.plan_night(book, asked.acting(book, LodgingPlanned), fact)
        asked.wrote(
            entry,
            in_words(
                "{name}: a night at {place}, {from_} to {until}", name=name, place=place, from_=zulu(fact.from_),
                until=zulu(fact.until),
            ),
        )  # fmt: skip


@night.command("cancel")
def cancel_night(ctx: typer.Context, name: Annotated[str, typer.Argument(help="Name of the night.")]) -> None:
    """Write that a night on the way is no longer meant."""
    from dataclasses import replace  # noqa: PLC0415  heavy

    from musterbook.lift.facts import LodgingPlanned  # noqa: PLC0415  heavy
    from musterbook.operation import booking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        known = booking.night_called(book, name)
        fact = replace(known.planned, cancelled=True, replaces=known.entry)
        entry = booking.plan_night(book, asked.acting(book, LodgingPlanned), fact)
        asked.wrote(entry, in_words("{name}: no longer meant", name=name))
