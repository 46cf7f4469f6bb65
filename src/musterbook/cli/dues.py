"""due, told, notices, authority: what is owed to people and to those who must hear of them, and by when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from musterbook.cli.calls import rows_or, text_of
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.cli.numbers import people as counted
from musterbook.terms.times import read_moment
from musterbook.words.lines import code_words, in_words

notices = typer.Typer(help="Notices about people: due, sent, acknowledged, overdue.", invoke_without_command=True)
authority = typer.Typer(help="By what authority people are held.", no_args_is_help=True)

People = Annotated[list[str], typer.Argument(help="Numbers of the people.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("due")(due)
    app.command("told")(told)
    app.add_typer(notices, name="notices")
    app.add_typer(authority, name="authority")


def due(
    ctx: typer.Context,
    owner: Annotated[str, typer.Option(help="Of this custodian, role, agency or officer alone.")] = "",
    within: Annotated[int, typer.Option(help="Only what is due within so many hours; what is overdue always.")] = 24,
    everything: Annotated[bool, typer.Option("--all", help="Whatever its hour.")] = False,
) -> int:
    """List everything that is owed, by who owes it: notices, receipts, answers, papers, reviews, counts, duties."""
    from musterbook.operation.owed import by_owner, owed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    rows = owed(book, now, within=None if everything else timedelta(hours=within), owner=owner)
    told = [one.told(now) for one in rows]
    shown = [{**row, "when": in_words("overdue") if row["overdue"] else in_words("due")} for row in told]
    keys = ("owner", "when", "due", "what", "about", "people")
    lines = rows_or(shown, ("Owner", "", "By", "What", "About", "People"), keys, "nothing is owed")
    sums = [
        in_words("{owner}: {overdue} overdue, {due} due", owner=row["owner"], overdue=row["overdue"], due=row["due"])
        for row in by_owner(rows, now)
    ]
    asked.show(told, [*lines, *([""] if sums else []), *sums])
    return 6 if any(row["overdue"] for row in told) else 0


def told(
    ctx: typer.Context,
    person: Annotated[list[str] | None, typer.Argument(help="Numbers; by default all of the handover.")] = None,
    handover: Annotated[str, typer.Option(help="The handover: it says who takes them, and whither.")] = "",
    custodian: Annotated[str, typer.Option(help="Who takes them, where no handover says it.")] = "",
    destination: Annotated[str, typer.Option(help="Where they go in the end.")] = "",
    what: Annotated[str, typer.Option(help="move, or rights: why they are held, complaints, contests.")] = "move",
    aboard: Annotated[str, typer.Option(help="They were told aboard only: why; it is sealed.")] = "",
    not_understood: Annotated[list[str] | None, typer.Option(help="A number: he did not understand.")] = None,
    interpreter: Annotated[str, typer.Option(help="Who interpreted, or into which languages.")] = "",
) -> None:
    """Write that people were told where they go and into whose hands, before it or, with the reason, aboard."""
    from musterbook.custody.dues.facts import Told  # noqa: PLC0415  heavy
    from musterbook.operation.handing_over import found  # noqa: PLC0415  heavy
    from musterbook.operation.telling import tell  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person or ()]
        named = numbers or (sorted(found(book, handover).people) if handover else [])
        unclear = [number_in(book, one) for one in not_understood or ()]
        entry = tell(
            book, asked.acting(book, Told), named, what=what, custodian=custodian, destination=destination,
            handover=handover, when="aboard" if aboard else "before", because=aboard, not_understood=unclear,
            interpreter=interpreter,
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words("{counted} told; {unclear} to be told again", counted=counted(len(named)), unclear=len(unclear)),
        )


@notices.callback()
def listed(
    ctx: typer.Context,
    stage: Annotated[str, typer.Option(help="overdue, due, sent, acknowledged or settled alone.")] = "",
    custodian: Annotated[str, typer.Option(help="Of this custodian alone.")] = "",
) -> int:
    """List notices about people, the overdue first; without a further word."""
    if ctx.invoked_subcommand is not None:
        return 0
    from musterbook.operation.noticing import notices_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = notices_told(book, asked.seen_at(book), stage=stage, custodian=custodian)
    keys = ("stage", "notice", "owner", "about", "people", "due", "late")
    head = ("", "Notice", "Owner", "About", "People", "By", "Sent late")
    asked.show(rows, rows_or(rows, head, keys, "no notice is asked for, or nobody is in custody"))
    return 6 if any(row["stage"] == "overdue" for row in rows) else 0


@notices.command("send")
def send(
    ctx: typer.Context,
    notice: Annotated[str, typer.Argument(help="receiving-site, family, counsel, court, consulate, protecting-list …")],
    person: Annotated[list[str] | None, typer.Argument(help="Numbers; by default everyone of whom it is owed.")] = None,
    to: Annotated[str, typer.Option(help="Who was told.")] = "",
    how: Annotated[str, typer.Option(help="sent, declined or none-known.")] = "sent",
    about: Annotated[str, typer.Option(help="The serial, or the day of a list.")] = "",
    letter: Annotated[Path | None, typer.Option(help="File with what was written; it is sealed.")] = None,
) -> None:
    """Write that somebody was told of people, that he declined, or that nobody is known whom to tell."""
    from musterbook.coordination.facts import FamilyTold  # noqa: PLC0415  heavy
    from musterbook.custody.dues.facts import Notified  # noqa: PLC0415  heavy
    from musterbook.operation import noticing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, FamilyTold if notice == "family" else Notified)
        numbers = [number_in(book, one) for one in person or ()]
        named = numbers or noticing.owed_of(book, acting, notice, about=about)
        words = "" if letter is None else text_of(letter)
        entry = noticing.send(book, acting, notice, named, whom=to, how=how, about=about, letter=words)
        asked.wrote(
            entry,
            in_words(
                "{notice}: {how}, about {counted}", notice=notice, how=code_words("choice.how", how),
                counted=counted(len(named)),
            ),
        )  # fmt: skip


@notices.command("acknowledge")
def acknowledge(
    ctx: typer.Context,
    notice: Annotated[str, typer.Argument(help="Which notice.")],
    person: Annotated[list[str] | None, typer.Argument(help="Numbers; by default everyone it was sent about.")] = None,
    at: Annotated[str, typer.Option(help="When it was acknowledged; now by default.")] = "",
    by: Annotated[str, typer.Option(help="Who did; whoever was told by default.")] = "",
    about: Annotated[str, typer.Option(help="The serial, or the day of a list.")] = "",
) -> None:
    """Write that whoever was told has said so; sent again it stays the same notice."""
    from musterbook.custody.dues.facts import Notified  # noqa: PLC0415  heavy
    from musterbook.operation import noticing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Notified)
        numbers = [number_in(book, one) for one in person or ()]
        named = numbers or noticing.sent_of(book, acting, notice, about=about)
        moment = read_moment(at) if at else acting.at
        entry = noticing.acknowledge(book, acting, notice, named, at=moment, whom=by, about=about)
        asked.wrote(
            entry, in_words("{notice}: acknowledged, about {counted}", notice=notice, counted=counted(len(named)))
        )


@authority.command("note")
def note(
    ctx: typer.Context,
    person: People,
    kind: Annotated[str, typer.Option(help="warrant, order, agreement, sentence, release or none.")],
    issuer: Annotated[str, typer.Option(help="Who gave it.")] = "",
    begins: Annotated[str, typer.Option("--from", help="From when; now by default.")] = "",
    until: Annotated[str, typer.Option(help="When it ends; open by default.")] = "",
    paper: Annotated[Path | None, typer.Option(help="File with the paper; its digest is written.")] = None,
) -> None:
    """Write by what authority people are held, that there is none, or that they are to be let go."""
    from musterbook.custody.dues.facts import AuthorityNoted  # noqa: PLC0415  heavy
    from musterbook.operation.overheld import note as write  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        numbers = [number_in(book, one) for one in person]
        entry = write(
            book, asked.acting(book, AuthorityNoted), numbers, kind=kind, issuer=issuer,
            begins=read_moment(begins) if begins else None, ends=read_moment(until) if until else None,
            paper=asked.digest_of_file(paper) if paper is not None else None,
        )  # fmt: skip
        asked.wrote(entry, f"{kind}: {counted(len(numbers))}")


@authority.command("list")
def list_(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Of this custodian alone.")] = "",
    lacking: Annotated[bool, typer.Option("--overheld", help="Only those whom nobody may hold any more.")] = False,
) -> int:
    """List by what authority everyone is held; --overheld lists who should have been let go, with the days."""
    from musterbook.operation.overheld import authorities_told  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows: list[dict[str, Any]] = authorities_told(book, asked.seen_at(book), custodian=custodian, lacking=lacking)
    keys = ("person", "custodian", "kind", "issuer", "until", "lack", "days")
    head = ("Person", "Custodian", "Held under", "By", "Until", "Lacking", "Days over")
    asked.show(rows, rows_or(rows, head, keys, "everyone is held under something that runs"))
    return 6 if any(row["alarm"] for row in rows) else 0
