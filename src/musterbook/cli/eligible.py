"""hold, clear, gates, left-behind, age, agreement: who may be moved, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli import correcting, negotiating
from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in, numbers_in
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import code_words, in_words

holds = typer.Typer(help="Forbid a move, or lift the prohibition.", no_args_is_help=True)
agreements = typer.Typer(help="Agreements that open and close movement.", no_args_is_help=True)
Person = Annotated[str, typer.Argument(help="Number of the person.")]


DOUBTING = ("officer", "parent", "person")
"""Whose word opens the question of age again (custody and eligibility, section 8)."""


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(holds, name="hold")
    app.add_typer(agreements, name="agreement")
    negotiating.join(agreements)
    correcting.join(app)
    app.command("clear")(clear)
    app.command("age")(age)
    app.command("doubt")(doubt)


@holds.command("add")
def add_hold(
    ctx: typer.Context,
    person: Person,
    ground: Annotated[str, typer.Option(help="One of the listed grounds, such as medical.")],
    authority: Annotated[str, typer.Option(help="Role that may lift it; the ground's own by default.")] = "",
    review_by: Annotated[
        str,
        typer.Option(
            help="By when he must be looked at; on medical grounds he goes the earlier for it once the hold is lifted."
        ),
    ] = "",
) -> None:
    """Forbid someone's move."""
    from musterbook.custody.reasons import check_reason  # noqa: PLC0415  heavy
    from musterbook.eligibility.facts import Held  # noqa: PLC0415  heavy
    from musterbook.eligibility.grounds import AUTHORITY  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    check_reason("hold_ground", ground)
    authority = authority or AUTHORITY.get(ground, "operation-desk")
    with asked.writing() as book:
        acting = asked.acting(book, Held)
        entry = clearing.hold(
            book, acting, number_in(book, person), ground=ground, authority=authority,
            review_by=read_moment(review_by) if review_by else None,
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words(
                "{person}: held, {ground}; to be lifted by {authority}", person=number_in(book, person),
                ground=code_words("chip", ground), authority=authority,
            ),
        )  # fmt: skip


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
    from musterbook.operation.sheets_gate import orders_lacking  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, HoldLifted, ground=ground)
        number = number_in(book, person)
        entries = clearing.lift_hold(book, acting, number, ground=ground, because=because)
        beside = in_words("; the escort sheet still says that a hold stands: amend it before this person goes")
        said_so = orders_lacking(book, number)
        asked.wrote(
            entries[0],
            in_words(
                "{number}: no longer held, {ground}{beside}", number=number, ground=code_words("chip", ground),
                beside=beside if "hold" in said_so else "",
            ),
        )  # fmt: skip


def clear(
    ctx: typer.Context,
    person: Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")] = None,
    names: Annotated[Path | None, typer.Option("--list", help="File with one number a line.")] = None,
    at: Annotated[str, typer.Option(help="Everyone this custodian holds whom nothing forbids to move.")] = "",
    to: Annotated[str, typer.Option(help="Destination; the operation's by default.")] = "",
    basis: Annotated[str, typer.Option(help="Legal basis; the operation's by default.")] = "",
) -> None:
    """Permit people's move, each by an act of its own, for the hours the operation set."""
    from musterbook.eligibility.facts import Cleared  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        people = [number_in(book, one) for one in person or ()]
        people += numbers_in(names) if names is not None else []
        people += clearing.clearable(book, custodian_in(book, at)) if at else []
        entries = clearing.clear(
            book, asked.acting(book, Cleared), people, destination=CustodianId(to) or book.settings.destination,
            legal_basis=basis or book.settings.legal_basis,
        )  # fmt: skip
        until = max((entry.fact.until for entry in entries if isinstance(entry.fact, Cleared)), default=None)
        said = (
            in_words("{entries} cleared until {until}", entries=len(entries), until=zulu(until))
            if until is not None
            else in_words("nobody to clear")
        )
        asked.show({"cleared": len(entries), "until": until.isoformat() if until is not None else None}, [said])


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
        entry = clearing.decide_age(book, acting, number_in(book, person), child=child, basis=basis, panel=panel)
        found = in_words("a child") if child == "yes" else in_words("of full age")
        asked.wrote(entry, in_words("{person}: decided to be {found}", person=number_in(book, person), found=found))


def doubt(
    ctx: typer.Context,
    person: Person,
    said_by: Annotated[str, typer.Option(help="Who says so: person, parent or officer; no name.")],
    because: Annotated[str, typer.Option(help="What was said, without a name.")],
) -> None:
    """Write that someone says this person is under eighteen: he is held until a panel sits, whatever was decided."""
    from musterbook.eligibility.facts import AgeDoubted  # noqa: PLC0415  heavy
    from musterbook.operation import clearing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if said_by not in DOUBTING:
        raise Malformed.because("reason.unknown", list="said-by", word=said_by, known=", ".join(DOUBTING))
    with asked.writing() as book:
        acting, number = asked.acting(book, AgeDoubted), number_in(book, person)
        entry = clearing.doubt_age(book, acting, number, said_by=said_by, because=because)
        asked.wrote(entry, in_words("{number}: held as a possible child until a panel of three decides", number=number))


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
        entry = agreeing.meet(book, acting, agreement, condition, evidence=asked.digest_of_file(evidence))
        asked.wrote(entry, in_words("{agreement}: met: {condition}", agreement=agreement, condition=condition))


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
        entry = agreeing.sign(book, asked.acting(book, AgreementSigned), agreement, party)
        asked.wrote(entry, in_words("{agreement}: signed by {party}", agreement=agreement, party=party))


@agreements.command("list")
def list_(ctx: typer.Context) -> None:
    """List agreements, each with its stage and what is used of its caps."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation import agreeing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = agreeing.listed(book, at=asked.seen_at(book))
    cells = [
        (row["agreement"], row["stage"], row["used"], row["caps"].get("total", ""), row["caps"].get("per_day", ""),
         ", ".join(row["unsigned"]), "; ".join(row["unmet"]))
        for row in rows
    ]  # fmt: skip
    head = ("Agreement", "Stage", "Used", "Of", "A day", "Still to sign", "Still to be met")
    asked.show(rows, table(head, cells, right=(2, 3, 4)) if rows else [in_words("no agreements")])
