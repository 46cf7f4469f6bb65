"""serial slip | scrub | reseat | divert: one serial changed, with what stands against it said before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.seen import Seen, refuse_another_list
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.entry import Entry
    from musterbook.ledger.facts import Fact
    from musterbook.lift.manifests import Manifest
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book
    from musterbook.operation.serial_moves import Judged

changes = typer.Typer(help="Change one serial.", no_args_is_help=True)
Because = Annotated[str, typer.Option(help="Why.")]
SecondKey = Annotated[
    str, typer.Option("--second-key", help="A second officer's key, when the serial is about to leave.")
]
Named = Annotated[str, typer.Argument(help="The serial.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(changes, name="serial")


@changes.command("slip")
def slip(
    ctx: typer.Context,
    serial: Named,
    leaves: Annotated[str, typer.Option(help="When it leaves now: 212348ZJAN26 or RFC 3339.")],
    because: Because,
    arrives: Annotated[str, typer.Option(help="When it arrives; as much later as it leaves later by default.")] = "",
    seen: Seen = "",
    second_key: SecondKey = "",
) -> None:
    """Write that a serial runs at other hours."""
    from musterbook.lift.facts import SerialSlipped  # noqa: PLC0415  heavy
    from musterbook.operation import serial_moves  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = _acting(asked, book, SerialSlipped, second_key)
        manifest = serial_named(book, serial)
        judged = serial_moves.slip(book, manifest, leaves_at=read_moment(leaves), now=acting.at)
        arrives_at = read_moment(arrives) if arrives else judged.arrives_at
        if arrives_at <= judged.leaves_at:
            raise Malformed.because("cli.arrives-before-it-leaves", leaves=leaves, arrives=zulu(arrives_at))
        _guard(manifest, judged, acting, seen)
        entry = serial_moves.write_slip(
            book, acting, serial, leaves_at=judged.leaves_at, arrives_at=arrives_at, because=because
        )
        hours = in_words(
            "leaves {leaves_at}, arrives {arrives_at}", leaves_at=zulu(judged.leaves_at), arrives_at=zulu(arrives_at)
        )
        _tell(asked, entry, f"{serial}: {hours}", judged)


@changes.command("scrub")
def scrub(ctx: typer.Context, serial: Named, because: Because, seen: Seen = "", second_key: SecondKey = "") -> None:
    """Write that a serial does not run; its people keep their place and lose their seats."""
    from musterbook.lift.facts import SerialScrubbed  # noqa: PLC0415  heavy
    from musterbook.operation import serial_moves  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = _acting(asked, book, SerialScrubbed, second_key)
        manifest = serial_named(book, serial)
        judged = serial_moves.scrub(book, manifest, now=acting.at)
        _guard(manifest, judged, acting, seen)
        entry = serial_moves.write_scrub(book, acting, serial, because=because)
        _tell(
            asked,
            entry,
            in_words("{serial}: does not run, {people} people lose their seats", serial=serial, people=judged.people),
            judged,
        )


@changes.command("reseat")
def reseat(
    ctx: typer.Context,
    serial: Named,
    to: Annotated[str, typer.Option("--to", help="The serial they go on instead.")],
    because: Because,
    person: Annotated[list[str] | None, typer.Option("--person", help="Who; everyone by default.")] = None,
    seen: Seen = "",
    second_key: SecondKey = "",
) -> None:
    """Seat people of a serial on another one; refused when a gate objects to them there."""
    from musterbook.lift.facts import Seated  # noqa: PLC0415  heavy
    from musterbook.operation import serial_moves  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = _acting(asked, book, Seated, second_key)
        source, target = serial_named(book, serial), serial_named(book, to)
        people = frozenset(number_in(book, one) for one in person or ()) or source.people
        judged = serial_moves.reseat(book, source, target, people, now=acting.at)
        _guard(source, judged, acting, seen)
        if judged.objections:
            raise Refused(*judged.objections)
        written = serial_moves.write_reseat(book, acting, serial, to, people, because=because)
        if not written:
            raise Malformed.because("cli.nobody-to-reseat", serial=serial)
        asked.wrote(
            written[-1],
            in_words("{named} people of {serial} sit on {to}", named=len(judged.named), serial=serial, to=to),
        )


@changes.command("divert")
def divert(
    ctx: typer.Context,
    serial: Named,
    to: Annotated[str, typer.Argument(help="The place it goes to instead.")],
    reason: Annotated[str, typer.Option(help="One of the listed reasons, such as weather.")],
    arrives: Annotated[str, typer.Option(help="When it should be there: 212348ZJAN26 or RFC 3339.")],
    seen: Seen = "",
) -> None:
    """Write that a serial under way goes to another place; its people stay with the escort until both sign there."""
    from musterbook.custody.facts import Diverted  # noqa: PLC0415  heavy
    from musterbook.operation import diverting  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Diverted)
        refuse_another_list(book, serial, seen)
        judged = diverting.divert(book, serial_named(book, serial), to, arrives_at=read_moment(arrives), now=acting.at)
        custodian = CustodianId(judged.target)
        entry = diverting.write_divert(
            book, acting, serial, custodian, arrives_at=judged.arrives_at, because=reason
        )  # fmt: skip
        _tell(
            asked,
            entry,
            in_words(
                "{serial}: goes to {custodian}, arrives {arrives_at}", serial=serial, custodian=custodian,
                arrives_at=zulu(judged.arrives_at),
            ),
            judged,
        )  # fmt: skip


def _acting(asked: Asked, book: Book, kind: type[Fact], second_key: str) -> Acting:
    """Who signs, with the second key where one was given."""
    from musterbook.operation.adopting import seconded  # noqa: PLC0415  heavy

    acting = asked.acting(book, kind)
    return seconded(book, acting, second_key) if second_key else acting


def _guard(manifest: Manifest, judged: Judged, acting: Acting, seen: str) -> None:
    """Refused when the list is another than was seen, or a second key is wanted."""
    from musterbook.operation.adopting import stands_against_change  # noqa: PLC0415  heavy

    objections = stands_against_change(manifest, judged, acting, seen=seen)
    if objections:
        raise Refused(*objections)


def _tell(asked: Asked, entry: Entry, said: str, judged: Judged) -> None:
    """What was written, and what speaks against it: it is written all the same, as it is news and no wish."""
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    epoch = judged.epoch.isoformat() if judged.epoch else ""
    against = [finding(one, epoch, asked.lang) for one in judged.findings or ()]
    against += [sentence(one, asked.lang) for one in judged.objections]
    told = {"digest": entry.digest, "kind": entry.act.kind, "against": against, "pushed": list(judged.pushed)}
    pushed = (
        [in_words("other serials change with it: {pushed}", pushed=", ".join(judged.pushed))] if judged.pushed else []
    )
    asked.show(told, [in_words("{said}; entry {digest}", said=said, digest=entry.digest[:8]), *pushed, *against])
