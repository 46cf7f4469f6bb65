"""pass, announce, lockout, lodge, lodge-end, court, under, remark, under-way: the way; none of it moves anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in, people
from musterbook.terms.times import minutes_between, read_moment, zulu
from musterbook.words.lines import code_words, in_words

if TYPE_CHECKING:
    from datetime import datetime

    from musterbook.operation.book import Book
    from musterbook.operation.passing import Overheld, UnderWay, Whom

Serial = Annotated[str, typer.Option(help="Serial; everyone with its escort, unless --person names some.")]
People = Annotated[list[str] | None, typer.Option("--person", help="Number of a person; may be given again.")]
Leg = Annotated[str, typer.Option(help="Name of the leg.")]
Place = Annotated[str, typer.Option(help="Where.")]
Words = Annotated[str, typer.Option(help="In your own words; they are sealed.")]
Reason = Annotated[str, typer.Option(help="One of the listed reasons, such as no_space.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("pass")(pass_)
    app.command("announce")(announce)
    app.command("lockout")(lockout)
    app.command("lodge")(lodge)
    app.command("lodge-end")(lodge_end)
    app.command("court")(court)
    app.command("under")(under)
    app.command("remark")(remark)
    app.command("under-way")(under_way)


def pass_(
    ctx: typer.Context,
    point: Annotated[str, typer.Argument(help="The point, such as leg-begun, boarded, leg-ended, out, back.")],
    serial: Serial = "",
    person: People = None,
    leg: Leg = "",
    place: Place = "",
    from_: Annotated[str, typer.Option("--from", help="Carrier they leave, of a change.")] = "",
    to: Annotated[str, typer.Option(help="Carrier they go on with, of a change.")] = "",
    due_back: Annotated[str, typer.Option(help="When who goes out is due back.")] = "",
    words: Words = "",
) -> None:
    """Write that a point of the way was passed; out asks when they are due back."""
    from musterbook.custody.incidents.facts import Passed  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about = _whom(book, serial, person, leg)
        entry = passing.passed(
            book, asked.acting(book, Passed), point, about, place=place, from_=from_, to=to,
            due_back=read_moment(due_back) if due_back else None, because=words,
        )  # fmt: skip
        asked.wrote(entry, f"{_named(about)}: {point}")


def announce(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(help="eta, pick-up-eta, drop-off-eta, collection-expected or "
                                        "arrival-in-30-minutes.")],
    expected: Annotated[str, typer.Option(help="When they will be there.")],
    to: Annotated[str, typer.Option(help="The custodian who was told.")],
    serial: Serial = "",
    person: People = None,
) -> None:  # fmt: skip
    """Write that somebody was told when they will be there; said again it is the same announcement."""
    from musterbook.custody.incidents.facts import Announced  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about, at = _whom(book, serial, person), read_moment(expected)
        acting = asked.acting(book, Announced)
        entry = passing.announce(book, acting, what, about, to=custodian_in(book, to), expected_at=at)
        asked.wrote(entry, in_words("{named}: {to} told of {at}", named=_named(about), to=to, at=zulu(at)))


def lockout(
    ctx: typer.Context,
    place: Annotated[str, typer.Option(help="Where the door stayed shut.")],
    reason: Reason,
    serial: Serial = "",
    person: People = None,
    leg: Leg = "",
    words: Words = "",
) -> None:
    """Write that they arrived and were not let in."""
    from musterbook.custody.incidents.facts import LockedOut  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about = _whom(book, serial, person, leg)
        acting = asked.acting(book, LockedOut)
        entry = passing.lock_out(book, acting, about, place=place, because=reason, words=words)
        asked.wrote(
            entry,
            in_words(
                "{named}: not let in at {place}, {reason}", named=_named(about), place=place,
                reason=code_words("reason", reason),
            ),
        )  # fmt: skip


def lodge(
    ctx: typer.Context,
    place: Annotated[str, typer.Option(help="Where they spend the night.")],
    until: Annotated[str, typer.Option(help="Until when.")],
    reason: Annotated[str, typer.Option(help="One of the listed reasons.")] = "overnight_lodging",
    serial: Serial = "",
    person: People = None,
    leg: Leg = "",
    words: Words = "",
) -> None:
    """Write that they spend a night on the way; who answers for them does not change."""
    from musterbook.custody.incidents.facts import Lodged  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about, end = _whom(book, serial, person, leg), read_moment(until)
        acting = asked.acting(book, Lodged)
        entry = passing.lodge(book, acting, about, place=place, because=reason, until=end, words=words)
        asked.wrote(
            entry, in_words("{named}: lodged at {place} until {end}", named=_named(about), place=place, end=zulu(end))
        )


def lodge_end(
    ctx: typer.Context,
    place: Annotated[str, typer.Option(help="Where they were lodged.")],
    serial: Serial = "",
    person: People = None,
) -> None:
    """Write that they go on from where they spent the night."""
    from musterbook.custody.incidents.facts import LodgingEnded  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about = _whom(book, serial, person)
        entry = passing.end_lodging(book, asked.acting(book, LodgingEnded), about, place=place)
        asked.wrote(entry, in_words("{named}: on from {place}", named=_named(about), place=place))


def court(
    ctx: typer.Context,
    step: Annotated[str, typer.Argument(help="The step, such as to-dock, hearing, bail-granted, release-ordered.")],
    court: Annotated[str, typer.Option("--at-court", help="Which court.")],
    person: Annotated[list[str], typer.Option(help="Number of a person; may be given again.")],
    words: Words = "",
) -> None:
    """Write a step at a court; orders and hours are sealed."""
    from musterbook.custody.incidents.facts import CourtStep  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        named = [number_in(book, one) for one in person]
        entry = passing.court_step(book, asked.acting(book, CourtStep), step, named, court=court, words=words)
        asked.wrote(entry, in_words("{people}: {step} at {court}", people=people(len(named)), step=step, court=court))


def under(
    ctx: typer.Context,
    operation: Annotated[str, typer.Argument(help="Name of the operation, such as courts, safeguard or tornado.")],
    authority: Annotated[str, typer.Option(help="Who ordered it.")],
    serial: Serial = "",
    person: People = None,
    place: Place = "",
) -> None:
    """Write that they move under a named operation."""
    from musterbook.custody.incidents.facts import UnderOperation  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about = _whom(book, serial, person)
        acting = asked.acting(book, UnderOperation)
        entry = passing.under_operation(book, acting, about, operation=operation, authority=authority, place=place)
        asked.wrote(
            entry,
            in_words(
                "{named}: under {operation}, by {authority}", named=_named(about), operation=operation,
                authority=authority,
            ),
        )  # fmt: skip


def remark(
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(help="What is worth keeping; it is sealed.")],
    serial: Serial = "",
    person: People = None,
    from_: Annotated[str, typer.Option("--from", help="Who said it; whoever signs otherwise.")] = "",
) -> None:
    """Write down what no other verb says."""
    from musterbook.custody.incidents.facts import Remarked  # noqa: PLC0415  heavy
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        about = _whom(book, serial, person)
        entry = passing.remark(book, asked.acting(book, Remarked), about, words, from_=from_)
        asked.wrote(entry, in_words("{named}: remarked", named=_named(about)))


def under_way(ctx: typer.Context) -> int:
    """Legs not ended, who is out and due back, who is lodged, and who is held though a court freed him."""
    from musterbook.operation import passing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    now = asked.seen_at(book)
    found, held = passing.under_way(book, now), passing.overheld(book, now)
    lines = [*_leg_lines(found, now, book.settings.custody.leg_minutes), *_away_lines(found, now), *_held_lines(held)]
    told = {
        "legs": [
            {"leg": one.name, "serial": one.serial, "by": one.by, "since": one.begun_at.isoformat(),
             "late": one in found.late} for one in found.legs
        ],
        "out": [{"person": one.person, "place": one.place, "due_back": str(one.until or "")} for one in found.out],
        "lodged": [{"person": one.person, "place": one.place, "until": str(one.until or "")} for one in found.lodged],
        "overheld": [
            {"person": one.person, "custodian": one.custodian, "step": one.step, "days": one.days} for one in held
        ],
    }  # fmt: skip
    asked.show(told, lines or [in_words("nothing is under way")])
    return 6 if found.late or held else 0


def _leg_lines(found: UnderWay, now: datetime, allowed_minutes: int) -> list[str]:
    lines = []
    for one in found.legs:
        late = one.overdue_minutes(now, allowed_minutes)
        said = in_words(", {late} min late", late=late) if late is not None else ""
        lines.append(
            in_words(
                "leg   {serial} {name} since {begun_at}{said}", serial=f"{one.serial or one.by:<16}",
                name=f"{one.name:<8}", begun_at=zulu(one.begun_at), said=said,
            )
        )  # fmt: skip
    return lines


def _away_lines(found: UnderWay, now: datetime) -> list[str]:
    lines = []
    for what, absences in (("out", found.out), ("night", found.lodged)):
        for one in absences:
            late = one.until is not None and now > one.until
            said = (
                in_words(", {minutes_between} min late", minutes_between=minutes_between(one.until, now))
                if late and one.until
                else ""
            )
            until = " " + in_words("until {until}", until=zulu(one.until)) if one.until else ""
            lines.append(f"{what:<5} {one.person:<16} {one.place}{until}{said}")
    return lines


def _held_lines(held: tuple[Overheld, ...]) -> list[str]:
    return [
        in_words(
            "held  {person} {custodian}, {step} {days} days ago", person=f"{one.person:<16}", custodian=one.custodian,
            step=one.step, days=one.days,
        )
        for one in held
    ]  # fmt: skip


def _whom(book: Book, serial: str, person: list[str] | None, leg: str = "") -> Whom:
    from musterbook.operation.passing import whom  # noqa: PLC0415  heavy

    return whom(book, serial=serial, people=[number_in(book, one) for one in person or ()], leg=leg)


def _named(about: Whom) -> str:
    return about.serial or people(len(about.people))
