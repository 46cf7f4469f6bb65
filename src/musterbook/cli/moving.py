"""offer, let-go, accept, refuse, take-back, withdraw, depart, recover, lost: what moves people between accounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.despite import Despite, read_before_signing
from musterbook.cli.numbers import custodian_in, number_in, people
from musterbook.cli.seen import Seen, refuse_another_list
from musterbook.cli.tongue import aside
from musterbook.operation.book_folder import find_book
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed
from musterbook.words.lines import code_words, in_words, to_say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from musterbook.custody.facts import HandoverException
    from musterbook.operation.book import Book
    from musterbook.terms.people import PersonId

Handover = Annotated[str, typer.Argument(help="Reference of the handover.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("offer")(offer)
    app.command("let-go")(let_go)
    app.command("accept")(accept)
    app.command("refuse")(refuse)
    app.command("take-back")(take_back)
    app.command("withdraw")(withdraw)
    app.command("depart")(depart)
    app.command("recover")(recover)
    app.command("lost")(lost)
    app.command("regained")(regained)


def offer(
    ctx: typer.Context,
    serial: Annotated[str, typer.Argument(help="Serial whose manifest is offered; or - for --person.")],
    to: Annotated[str, typer.Option(help="Receiver; the serial's escort by default.")] = "",
    person: Annotated[list[str] | None, typer.Option(help="Offer these people instead of a manifest.")] = None,
    due: Annotated[int, typer.Option(help="Minutes until the receiver should have accepted.")] = 60,
    onward: Annotated[bool, typer.Option("--onward", help="The escort hands the serial's people over.")] = False,
    kind: Annotated[str, typer.Option(help="Kind of move.")] = "evacuation",
    seal: Annotated[
        list[str] | None, typer.Option(help="Seal of property that goes with them; all for every one that is here.")
    ] = None,
    seen: Seen = "",
) -> None:
    """Offer the people of a serial to its escort, or with --onward the escort's people to the place of arrival."""
    from musterbook.custody.facts import Offered  # noqa: PLC0415  heavy
    from musterbook.operation.caring_property import seals_named  # noqa: PLC0415  heavy
    from musterbook.operation.handing_over import offer as write  # noqa: PLC0415  heavy
    from musterbook.operation.serials import concerns_beside, handing_of  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Offered)
        named = serial if serial != "-" else ""
        refuse_another_list(book, named, seen)
        handing = handing_of(
            book, acting, named, to=CustodianId(to), onward=onward, kind=kind,
            people=[number_in(book, one) for one in person or ()], due_by=acting.at + timedelta(minutes=due),
        )  # fmt: skip
        handing = replace(handing, seals=seals_named(book, handing.people, acting.by, seal or ()))
        beside = [sentence(one, asked.lang) for one in concerns_beside(book, acting, handing)]
        if not asked.json:  # said before a gate refuses: they stand beside its objections too
            for one in beside:
                aside(in_words("noticed: {sentence}", sentence=one))
        entry, reference = write(book, acting, handing), handing.handover
        asked.show(
            {"handover": reference, "digest": entry.digest, "people": len(entry.named()), "concerns": beside},
            [
                in_words(
                    "{reference}: {people} offered by {by}; entry {digest}", reference=reference,
                    people=people(len(entry.named())), by=entry.by, digest=entry.digest[:8],
                )
            ],
        )  # fmt: skip


def let_go(ctx: typer.Context, handover: Handover, seen: Seen = "") -> None:
    """The doors shut: the people offered leave the giver's hands."""
    from musterbook.custody.facts import LetGo  # noqa: PLC0415  heavy
    from musterbook.operation import handing_over  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, LetGo)
        refuse_another_list(book, handing_over.found(book, handover).offered.serial, seen)
        entry = handing_over.let_go(book, acting, handover)
        who = people(len(entry.named()))
        asked.wrote(entry, in_words("{handover}: {people} let go by {by}", handover=handover, people=who, by=entry.by))


def accept(
    ctx: typer.Context,
    handover: Handover,
    count: Annotated[int, typer.Option(help="How many you counted, before looking at the list.")],
    exception: Annotated[
        list[str] | None, typer.Option("--except", help="NUMBER:code[:note], such as KHA-4712-M:missing.")
    ] = None,
    seen: Seen = "",
) -> None:
    """Accept a handover: the people offered, except those named."""
    from musterbook.custody.facts import Accepted  # noqa: PLC0415  heavy
    from musterbook.operation import handing_over  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        exceptions = [_exception(book, one) for one in exception or ()]
        which = handing_over.found(book, handover)
        refuse_another_list(book, which.offered.serial, seen)
        offered = which.people
        taken = handing_over.taken_of(offered, exceptions)
        handing_over.agrees(offered, taken, count)
        entry = handing_over.accept(book, asked.acting(book, Accepted), handover, taken, exceptions)
        left = len(handing_over.not_accepted(book, handover))
        said = in_words(
            "{handover}: {people} of {offered} offered accepted by {by}", handover=handover, people=people(len(taken)),
            offered=len(offered), by=entry.by,
        )  # fmt: skip
        asked.wrote(entry, in_words("{said}, {left} still outstanding", said=said, left=left) if left else said)


def refuse(
    ctx: typer.Context,
    handover: Handover,
    reason: Annotated[str, typer.Option(help="One of the listed reasons, such as no_space.")],
    note: Annotated[str, typer.Option(help="In your own words.")] = "",
) -> None:
    """Take nobody of a handover."""
    from musterbook.custody.facts import Refused as RefusedOffer  # noqa: PLC0415  heavy
    from musterbook.operation import handing_over  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, RefusedOffer)
        entry = handing_over.refuse(book, acting, handover, because=reason, note=note)
        why = code_words("reason", reason)
        asked.wrote(
            entry, in_words("{handover}: refused by {by}, {reason}", handover=handover, by=entry.by, reason=why)
        )


def take_back(
    ctx: typer.Context,
    handover: Handover,
    person: Annotated[list[str] | None, typer.Option(help="Whom; everyone not accepted by default.")] = None,
) -> None:
    """The giver has people of a handover again."""
    from musterbook.custody.facts import TakenBack  # noqa: PLC0415  heavy
    from musterbook.operation import handing_over  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        whom = [number_in(book, one) for one in person or ()] or handing_over.not_accepted(book, handover)
        if not whom:
            raise Malformed.because("handover.nobody-to-take-back", handover=handover)
        entry = handing_over.take_back(book, asked.acting(book, TakenBack), handover, whom)
        who = people(len(whom))
        asked.wrote(
            entry, in_words("{handover}: {people} taken back by {by}", handover=handover, people=who, by=entry.by)
        )


def withdraw(
    ctx: typer.Context, handover: Handover, reason: Annotated[str, typer.Option(help="One of the listed reasons.")]
) -> None:
    """Call an offer off, before anyone was let go."""
    from musterbook.custody.facts import Withdrawn  # noqa: PLC0415  heavy
    from musterbook.operation import handing_over  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = handing_over.withdraw(book, asked.acting(book, Withdrawn), handover, because=reason)
        said = in_words(
            "{handover}: called off by {by}, {reason}", handover=handover, by=entry.by,
            reason=code_words("reason", reason),
        )  # fmt: skip
        asked.wrote(entry, said)


def depart(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    outcome: Annotated[str, typer.Option(help="released, repatriated, escaped, deceased, void, released-in-error.")],
    papers: Annotated[Path | None, typer.Option(help="The paper that says so; the book keeps its digest.")] = None,
    incident: Annotated[str, typer.Option(help="The incident that tells of it, instead of a paper.")] = "",
    authority: Annotated[str, typer.Option(help="Who ordered it.")] = "",
    despite: Despite = None,
) -> None:
    """Write that someone left custody; pairs of prints that are open about him are read before it is signed."""
    from musterbook.custody.facts import Departed  # noqa: PLC0415  heavy
    from musterbook.operation import departing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting, number = asked.acting(book, Departed, outcome=outcome), number_in(book, person)
        paper = asked.digest_of_file(papers) if papers else departing.papers_of(book, outcome, incident)
        warned = read_before_signing(asked, book, [number], despite)
        alike = _alike(asked, book, number) if outcome == "released" else None
        entry = departing.depart(
            book, acting, number, outcome=outcome, papers=paper, authority=authority, namesakes=alike
        )  # fmt: skip
        how = code_words("choice.outcome", outcome)
        asked.wrote(entry, in_words("{number}: left custody, {outcome}", number=number, outcome=how), warned=warned)


def _alike(asked: Asked, book: Book, number: PersonId) -> Sequence[PersonId] | None:
    """Who of like name is held where he is, where the operation asks and this copy can open names."""
    from musterbook.operation.evidence_beside import evidence_beside  # noqa: PLC0415  heavy
    from musterbook.operation.identifying import Asking  # noqa: PLC0415  heavy
    from musterbook.operation.namesakes import of_like_name  # noqa: PLC0415  heavy

    if not book.settings.custody.namesakes_asked or book.sealed is None or not asked.officers:
        return None
    why = "is somebody of like name held where he is let go"
    asking = Asking(asked.officers[0], why, asked.moment(), page="depart", subject=number)
    return of_like_name(evidence_beside(book, find_book(asked.folder)), asking, number)


def recover(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    how: Annotated[str, typer.Option(help="recaptured, gave-themselves-up, sent-back or found-never-left.")],
) -> None:
    """Write that you hold someone who was gone or unaccounted for."""
    from musterbook.custody.facts import Recovered  # noqa: PLC0415  heavy
    from musterbook.operation import departing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = departing.recover(book, asked.acting(book, Recovered), number_in(book, person), how=how)
        asked.wrote(
            entry,
            in_words(
                "{person}: held by {by} again, {how}", person=number_in(book, person), by=entry.by,
                how=code_words("choice.how", how),
            ),
        )  # fmt: skip


def lost(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose place was lost.")],
    because: Annotated[str, typer.Option(help="What happened.")],
) -> None:
    """Write that a place is lost: everyone in hand there is unaccounted for until seen."""
    from musterbook.custody.facts import ControlLost  # noqa: PLC0415  heavy
    from musterbook.operation import departing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ControlLost)
        entry = departing.lose_control(book, acting, custodian_in(book, custodian), since=acting.at, because=because)
        asked.wrote(
            entry,
            in_words("{custodian}: lost; everyone in hand there is unaccounted for until seen", custodian=custodian),
        )


def regained(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose place is held again.")],
    because: Annotated[str, typer.Option(help="What happened.")],
) -> None:
    """Write that a lost place is held again; people return to the roll as they are counted or recovered."""
    from musterbook.custody.facts import ControlRegained  # noqa: PLC0415  heavy
    from musterbook.operation import departing  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, ControlRegained)
        entry = departing.regain_control(book, acting, custodian_in(book, custodian), because=because)
        said = to_say("{custodian}: held again; people return to the roll as they are counted or recovered")
        asked.wrote(entry, in_words(said, custodian=custodian))


def _exception(book: Book, text: str) -> HandoverException:
    from musterbook.custody.facts import HandoverException  # noqa: PLC0415  heavy

    about, _, rest = text.partition(":")
    code, _, note = rest.partition(":")
    if not code:
        raise Malformed.because("handover.exception-form", typed=text)
    if code.startswith("seal"):
        return HandoverException(code=code, seal=about, note=note)
    return HandoverException(code=code, person=number_in(book, about), note=note)
