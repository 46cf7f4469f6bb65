"""hold, clear, gates, left-behind, age, agreement: who may be moved, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId, read_number

holds = typer.Typer(help="Forbid a move, or lift the prohibition.", no_args_is_help=True)
agreements = typer.Typer(help="Agreements that open and close movement.", no_args_is_help=True)
Person = Annotated[str, typer.Argument(help="Number of the person.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(holds, name="hold")
    app.add_typer(agreements, name="agreement")
    app.command("clear")(clear)
    app.command("age")(age)
    app.command("gates")(gates)
    app.command("left-behind")(left_behind)


@holds.command("add")
def add_hold(
    ctx: typer.Context,
    person: Person,
    ground: Annotated[str, typer.Option(help="One of the listed grounds, such as medical.")],
    authority: Annotated[str, typer.Option(help="Role that may lift it.")] = "operation-desk",
) -> None:
    """Forbid someone's move."""
    from musterbook.custody.reasons import check_reason  # noqa: PLC0415  heavy
    from musterbook.eligibility.facts import Held  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    check_reason("hold_ground", ground)
    with asked.writing() as book:
        acting = asked.acting(book, Held)
        asked.wrote(clearing.hold(book, acting, _number(person), ground=ground, authority=authority))


@holds.command("lift")
def lift_hold(
    ctx: typer.Context,
    person: Person,
    ground: Annotated[str, typer.Option(help="Ground of the hold.")],
    because: Annotated[str, typer.Option(help="Why it may be lifted.")],
) -> None:
    """Lift a hold; the authority that may do so signs."""
    from musterbook.eligibility.facts import HoldLifted  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, HoldLifted)
        asked.wrote(clearing.lift_hold(book, acting, _number(person), ground=ground, because=because))


def clear(
    ctx: typer.Context,
    person: Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")] = None,
    names: Annotated[Path | None, typer.Option("--list", help="File with one number a line.")] = None,
    at: Annotated[str, typer.Option(help="Everyone this custodian holds whom nothing forbids to move.")] = "",
    to: Annotated[str, typer.Option(help="Destination; the operation's by default.")] = "",
    basis: Annotated[str, typer.Option(help="Legal basis; the operation's by default.")] = "",
) -> None:
    """Permit people's move, each by an act of its own, for the hours the operation set."""
    from musterbook.cli.counting import _listed  # noqa: PLC0415  heavy
    from musterbook.eligibility.facts import Cleared  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        people = [_number(one) for one in person or ()]
        people += _listed(names) if names is not None else []
        people += clearing.clearable(book, CustodianId(at)) if at else []
        entries = clearing.clear(
            book, asked.acting(book, Cleared), people, destination=CustodianId(to) or book.settings.destination,
            legal_basis=basis or book.settings.legal_basis,
        )  # fmt: skip
        asked.show({"cleared": len(entries)}, [f"{len(entries)} cleared"])


def age(
    ctx: typer.Context,
    person: Person,
    child: Annotated[str, typer.Option(help="yes or no.")],
    panel: Annotated[list[str], typer.Option(help="The three who decided; give it three times.")],
    basis: Annotated[str, typer.Option(help="What the panel went by.")] = "decided",
) -> None:
    """Write a panel's decision whether someone is a child."""
    from musterbook.eligibility.facts import AgeDecided  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if child not in ("yes", "no"):
        raise Malformed.because("age.yes-or-no", typed=child)
    with asked.writing() as book:
        acting = asked.acting(book, AgeDecided)
        asked.wrote(clearing.decide_age(book, acting, _number(person), child=child, basis=basis, panel=panel))


def gates(ctx: typer.Context, person: Person, to: Annotated[str, typer.Option(help="Destination.")] = "") -> None:
    """Say why someone may not be moved now, and who could change it."""
    from musterbook.operation.gates import why_not  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    objections = why_not(book, _number(person), at=asked.moment(), destination=CustodianId(to))
    told = [{"rule": one.rule, "values": dict(one.values), "says": sentence(one)} for one in objections]
    asked.show(told, [one["says"] for one in told] or ["nothing is in the way"])  # type: ignore[misc]  # says is text


def left_behind(ctx: typer.Context, custodian: Annotated[str, typer.Argument(help="Whose people.")]) -> None:
    """Say for each person still held there why he has not moved."""
    from musterbook.operation.gates import left_at  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = left_at(book, CustodianId(custodian), at=asked.moment())
    told = [{"person": person, "grounds": list(grounds)} for person, grounds in rows]
    lines = [f"{person}: {', '.join(grounds) or 'cleared, waiting for a seat'}" for person, grounds in rows]
    asked.show(told, [*lines, f"{len(rows)} still at {custodian}"])


@agreements.command("meet")
def meet(
    ctx: typer.Context,
    agreement: Annotated[str, typer.Argument(help="Its short name.")],
    condition: Annotated[str, typer.Argument(help="The condition, as the agreement words it.")],
    evidence: Annotated[Path, typer.Option(help="The paper that shows it; the book keeps its digest.")],
) -> None:
    """Write that a condition of an agreement is met."""
    from musterbook.coordination.facts import ConditionMet  # noqa: PLC0415  heavy
    from musterbook.operation import agreeing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ConditionMet)
        asked.wrote(agreeing.meet(book, acting, agreement, condition, evidence=asked.digest_of_file(evidence)))


@agreements.command("sign")
def sign(
    ctx: typer.Context,
    agreement: Annotated[str, typer.Argument(help="Its short name.")],
    party: Annotated[str, typer.Option(help="The party that has signed.")],
) -> None:
    """Write that one more party has signed an agreement."""
    from musterbook.coordination.facts import AgreementSigned  # noqa: PLC0415  heavy
    from musterbook.operation import agreeing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        asked.wrote(agreeing.sign(book, asked.acting(book, AgreementSigned), agreement, party))


@agreements.command("list")
def list_(ctx: typer.Context) -> None:
    """List agreements, each with its stage and what is used of its caps."""
    from musterbook.operation import agreeing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = agreeing.listed(asked.book(), at=asked.moment())
    asked.show(rows, [f"{row['agreement']}  {row['stage']}  {row['used']}" for row in rows])


def _number(text: str) -> PersonId:
    number = read_number(text)
    if number is None:
        raise Malformed.because("person.bad-number", typed=text)
    return number
