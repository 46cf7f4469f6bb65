"""agreement add | suspend | resume | revoke | close | matrix | would | duty | duties | finding | answer | confirm."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.calls import rows_or
from musterbook.cli.context import Asked
from musterbook.cli.numbers import number_in
from musterbook.terms.custodians import CustodianId
from musterbook.terms.times import read_moment
from musterbook.words.lines import code_words, in_words

Name = Annotated[str, typer.Argument(help="Its short name.")]
Because = Annotated[str, typer.Option(help="Why, in a few words.")]
Start = Annotated[str, typer.Option("--from", help="From when; now by default.")]


def join(agreements: typer.Typer) -> None:
    """Add the verbs to `agreement`."""
    for name, verb in (
        ("add", add), ("suspend", suspend), ("resume", resume), ("revoke", revoke), ("close", close),
        ("matrix", matrix), ("would", would), ("duty", duty), ("duties", duties), ("finding", finding),
        ("answer", answer), ("confirm", confirm),
    ):  # fmt: skip
        agreements.command(name)(verb)


def add(
    ctx: typer.Context,
    agreement: Name,
    kind: Annotated[str, typer.Option(help="consent, note-verbale, memorandum, assurance or quota.")],
    party: Annotated[list[str], typer.Option(help="Who is bound by it; once for each.")],
    act: Annotated[list[str], typer.Option(help="What it allows: relocation, custody-change, return …; for each.")],
    scope: Annotated[str, typer.Option(help="For whom: giver = a and receiver = b and sex = male.")],
    text: Annotated[Path, typer.Option(help="The paper; the book keeps its digest.")],
    start: Start = "",
    until: Annotated[str, typer.Option(help="Until when; until revoked by default.")] = "",
    total: Annotated[int | None, typer.Option(help="Most people in all.")] = None,
    per_day: Annotated[int | None, typer.Option(help="Most people a day.")] = None,
    condition: Annotated[list[str] | None, typer.Option(help="What must be met first; for each.")] = None,
    duty: Annotated[
        list[str] | None, typer.Option(help="What is owed: visit every 30 days by PARTY; for each.")
    ] = None,
    suspends_on: Annotated[list[str] | None, typer.Option(help="What suspends it by itself; for each.")] = None,
    country: Annotated[str, typer.Option(help="The country an assurance is of.")] = "",
) -> None:
    """Draft an agreement; its parties sign it with agreement sign."""
    from musterbook.coordination.facts import AgreementMade  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    caps = {name: most for name, most in (("total", total), ("per_day", per_day)) if most is not None}
    with asked.writing() as book:
        acting = asked.acting(book, AgreementMade)
        entry = negotiating.make(
            book, acting, agreement, kind=kind, parties=party, acts=act, scope=scope, text=asked.digest_of_file(text),
            from_=read_moment(start) if start else acting.at, until=read_moment(until) if until else None, caps=caps,
            conditions=condition or (), duties=duty or (), suspends_on=suspends_on or (),
            country=country,
        )  # fmt: skip
        asked.wrote(
            entry,
            in_words(
                "{agreement}: drafted; to be signed by {party}", agreement=agreement,
                party=", ".join(sorted(set(party))),
            ),
        )  # fmt: skip


def suspend(
    ctx: typer.Context,
    agreement: Name,
    party: Annotated[str, typer.Option(help="The party that suspends it; one alone may.")],
    because: Because,
    start: Start = "",
) -> None:
    """Suspend an agreement: nobody moves under it."""
    from musterbook.coordination.facts import AgreementSuspended  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, AgreementSuspended)
        from_ = read_moment(start) if start else acting.at
        entry = negotiating.suspend(book, acting, agreement, because=because, party=party, from_=from_)
        asked.wrote(entry, in_words("{agreement}: suspended by {party}", agreement=agreement, party=party))


def resume(ctx: typer.Context, agreement: Name, because: Because, start: Start = "") -> None:
    """Let a suspended agreement run again; two people sign."""
    from musterbook.coordination.facts import AgreementResumed  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, AgreementResumed)
        from_ = read_moment(start) if start else acting.at
        entry = negotiating.resume(book, acting, agreement, because=because, from_=from_)
        stage = negotiating.agreement_named(book, agreement).stage(max(acting.at, from_))
        asked.wrote(entry, f"{agreement}: {stage}")


def revoke(ctx: typer.Context, agreement: Name, because: Because, start: Start = "") -> None:
    """End an agreement that still runs; two people sign. Whoever is under way stays with the escort."""
    from musterbook.coordination.facts import AgreementRevoked  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, AgreementRevoked)
        from_ = read_moment(start) if start else acting.at
        entry = negotiating.revoke(book, acting, agreement, because=because, from_=from_)
        asked.wrote(entry, in_words("{agreement}: revoked", agreement=agreement))


def close(
    ctx: typer.Context,
    agreement: Name,
    reason: Annotated[str, typer.Option(help="expired, fulfilled or replaced.")] = "expired",
) -> None:
    """Close an agreement that is done with; two people sign."""
    from musterbook.coordination.facts import AgreementRevoked  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = negotiating.close(book, asked.acting(book, AgreementRevoked), agreement, reason=reason)
        asked.wrote(
            entry,
            in_words("{agreement}: closed, {reason}", agreement=agreement, reason=code_words("choice.reason", reason)),
        )


def matrix(ctx: typer.Context) -> None:
    """Print for every site, receiver and class of people there which agreement would cover them."""
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    rows = negotiating.matrix(book, at=asked.seen_at(book))
    shown = [{**row, "covered": ", ".join(row["agreements"]) or in_words("none")} for row in rows]
    head = ("From", "To", "Sex", "Child", "Legal", "Nationality", "People", "Agreement")
    keys = ("giver", "receiver", "sex", "child", "legal", "nationality", "people", "covered")
    asked.show(rows, rows_or(shown, head, keys, "nobody is at any site"))


def would(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    to: Annotated[str, typer.Option(help="Destination; the operation's by default.")] = "",
) -> None:
    """Say under which agreement someone would go now, or what each that nearly fits lacks."""
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    end = CustodianId(to) or book.settings.destination
    found = negotiating.would(book, number_in(book, person), at=asked.seen_at(book), to=end)
    covered = [
        in_words(
            "{person} would go to {end} under {agreement}", person=found["person"], end=end,
            agreement=found["agreement"],
        )
    ]  # fmt: skip
    lacking = [
        in_words("no agreement lets {person} go to {end}", person=found["person"], end=end),
        *(in_words("lacking: {what}", what=one) for one in found["lacks"]),
    ]
    asked.show(found, covered if found["agreement"] else lacking)


def duty(
    ctx: typer.Context,
    agreement: Name,
    what: Annotated[str, typer.Argument(help="The duty, as the agreement words it.")],
    evidence: Annotated[Path, typer.Option(help="The paper that shows it; the book keeps its digest.")],
) -> None:
    """Write that a duty of an agreement was done once more."""
    from musterbook.coordination.facts import DutyDone  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, DutyDone)
        entry = negotiating.do_duty(book, acting, agreement, what, evidence=asked.digest_of_file(evidence))
        asked.wrote(entry, in_words("{agreement}: done: {what}", agreement=agreement, what=what))


def duties(
    ctx: typer.Context,
    owner: Annotated[str, typer.Option(help="Of this party alone.")] = "",
    within: Annotated[int | None, typer.Option(help="Due within so many days, or overdue.", min=0)] = None,
) -> None:
    """Print what is owed under agreements that run, by who owes it and when it is due next."""
    from musterbook.operation.agreeing import duties_owed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    days = None if within is None else timedelta(days=within)
    rows = duties_owed(book, asked.seen_at(book), within=days, owner=owner)
    shown = [{**row, "late": in_words("overdue") if row["overdue"] else ""} for row in rows]
    head, keys = ("Owed by", "Agreement", "Duty", "Due", ""), ("owner", "agreement", "duty", "due", "late")
    asked.show(rows, rows_or(shown, head, keys, "nothing is owed under any agreement that runs"))


def finding(
    ctx: typer.Context,
    agreement: Name,
    text: Annotated[str, typer.Argument(help="What was found; it is sealed.")],
    grave: Annotated[bool, typer.Option("--grave", help="Unanswered for 72 hours, it suspends the agreement.")] = False,
) -> None:
    """Write that something was found that should not be so under an agreement."""
    from musterbook.coordination.facts import FindingRaised  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = negotiating.raise_finding(book, asked.acting(book, FindingRaised), agreement, text=text, grave=grave)
        fact = entry.fact
        assert isinstance(fact, FindingRaised)
        asked.wrote(
            entry,
            in_words("{finding}: raised{grave}", finding=fact.finding, grave=in_words(", grave") if grave else ""),
        )


def answer(
    ctx: typer.Context,
    finding: Annotated[str, typer.Argument(help="Its name, such as AGR-07-F-001.")],
    text: Annotated[str, typer.Argument(help="The answer; it is sealed.")],
) -> None:
    """Answer a finding; two people sign."""
    from musterbook.coordination.facts import FindingAnswered  # noqa: PLC0415  heavy
    from musterbook.operation import negotiating  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = negotiating.answer_finding(book, asked.acting(book, FindingAnswered), finding, answer=text)
        asked.wrote(entry, in_words("{finding}: answered", finding=finding))


def confirm(
    ctx: typer.Context,
    serial: Annotated[str, typer.Argument(help="The serial.")],
    by: Annotated[str, typer.Option(help="Who confirmed the agreements by radio.")],
    at: Annotated[str, typer.Option(help="When; now by default.")] = "",
) -> None:
    """Write who confirmed the agreements by radio, for one serial that boards from an old copy."""
    from musterbook.coordination.facts import BookConfirmed  # noqa: PLC0415  heavy
    from musterbook.operation import old_copy  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, BookConfirmed)
        entry = old_copy.confirm(book, acting, serial, by=by, at=read_moment(at) if at else acting.at)
        asked.wrote(entry, in_words("{serial}: agreements confirmed by {by}", serial=serial, by=by))
