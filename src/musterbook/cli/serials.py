"""serial slip | scrub | reseat | divert: one serial changed, with what stands against it said before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.seen import Seen
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.facts import Fact
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book
    from musterbook.operation.serial_changes import Changed

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
    from musterbook.operation import serial_changes  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = _acting(asked, book, SerialSlipped, second_key)
        changed = serial_changes.slip(
            book, acting, serial, leaves_at=read_moment(leaves), arrives_at=read_moment(arrives) if arrives else None,
            because=because, seen=seen,
        )  # fmt: skip
        judged = changed.judged
        hours = in_words(
            "leaves {leaves_at}, arrives {arrives_at}",
            leaves_at=zulu(judged.leaves_at),
            arrives_at=zulu(judged.arrives_at),
        )
        _tell(asked, changed, f"{serial}: {hours}")


@changes.command("scrub")
def scrub(ctx: typer.Context, serial: Named, because: Because, seen: Seen = "", second_key: SecondKey = "") -> None:
    """Write that a serial does not run; its people keep their place and lose their seats."""
    from musterbook.lift.facts import SerialScrubbed  # noqa: PLC0415  heavy
    from musterbook.operation import serial_changes  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = _acting(asked, book, SerialScrubbed, second_key)
        changed = serial_changes.scrub(book, acting, serial, because=because, seen=seen)
        people = changed.judged.people
        said = in_words("{serial}: does not run, {people} people lose their seats", serial=serial, people=people)
        _tell(asked, changed, said)


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
    from musterbook.operation import serial_changes  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = _acting(asked, book, Seated, second_key)
        people = [number_in(book, one) for one in person or ()]
        changed = serial_changes.reseat(book, acting, serial, onto=to, people=people, because=because, seen=seen)
        asked.wrote(
            changed.entries[-1],
            in_words("{named} people of {serial} sit on {to}", named=len(changed.judged.named), serial=serial, to=to),
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
    from musterbook.operation import serial_changes  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Diverted)
        changed = serial_changes.divert(
            book, acting, serial, to=to, arrives_at=read_moment(arrives), because=reason, seen=seen
        )
        said = in_words(
            "{serial}: goes to {custodian}, arrives {arrives_at}", serial=serial, custodian=changed.judged.target,
            arrives_at=zulu(changed.judged.arrives_at),
        )  # fmt: skip
        _tell(asked, changed, said)


def _acting(asked: Asked, book: Book, kind: type[Fact], second_key: str) -> Acting:
    """Who signs, with the second key where one was given."""
    from musterbook.operation.adopting import seconded  # noqa: PLC0415  heavy

    acting = asked.acting(book, kind)
    return seconded(book, acting, second_key) if second_key else acting


def _tell(asked: Asked, changed: Changed, said: str) -> None:
    """What was written, and what speaks against it: it is written all the same, as it is news and no wish."""
    from musterbook.words.plans import finding  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    entry, judged = changed.entries[-1], changed.judged
    epoch = judged.epoch.isoformat() if judged.epoch else ""
    against = [finding(one, epoch, asked.lang) for one in judged.findings or ()]
    against += [sentence(one, asked.lang) for one in judged.objections]
    told = {"digest": entry.digest, "kind": entry.act.kind, "against": against, "pushed": list(judged.pushed)}
    pushed = (
        [in_words("other serials change with it: {pushed}", pushed=", ".join(judged.pushed))] if judged.pushed else []
    )
    asked.show(told, [in_words("{said}; entry {digest}", said=said, digest=entry.digest[:8]), *pushed, *against])
