"""case basis | rights | assure | papers | evidence | schedule | return | outcome: each step as it is done."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.despite import Despite, read_before_signing
from musterbook.cli.handed_in import bytes_of
from musterbook.cli.numbers import number_in, people
from musterbook.terms.custodians import CustodianId
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from musterbook.ledger.facts import Digest, Fact

CaseName = Annotated[str, typer.Argument(help="Name of the case, such as FRA-0007.")]
Until = Annotated[str, typer.Option(help="Until when it holds; no end by default.")]
Text = Annotated[Path, typer.Option(help="The paper; it is sealed, and the book has its digest.")]


def join(cases: typer.Typer) -> None:
    """Add the verbs to `case`."""
    for name, verb in (
        ("basis", basis), ("rights", rights), ("assure", assure), ("papers", papers), ("evidence", evidence),
        ("schedule", schedule), ("return", return_), ("outcome", outcome),
    ):  # fmt: skip
        cases.command(name)(verb)


def basis(
    ctx: typer.Context,
    case: CaseName,
    text: Text,
    kind: Annotated[
        str, typer.Option(help="agreement, court-order, extradition-order, deportation-order or consent.")
    ] = "agreement",
    until: Until = "",
) -> None:
    """Set on what law someone would go; a legal reviewer signs."""
    from musterbook.repatriation.facts import BasisSet  # noqa: PLC0415  heavy

    def fact(sealed: Digest) -> Fact:
        return BasisSet(case=case, kind_of=kind, text=sealed, until=_moment(until))

    _sealing(ctx.obj, case, text, "legal-basis", fact, in_words("{case}: basis set, {kind}", case=case, kind=kind))


def rights(
    ctx: typer.Context,
    case: CaseName,
    outcome: Annotated[str, typer.Option(help="no-risk, needs-assurance, risk or unknown.")],
    reasons: Text,
    needs: Annotated[
        list[str] | None,
        typer.Option(help="Wanted first: death-penalty, fair-trial, no-torture, monitoring, family-unity; again."),
    ] = None,
    days: Annotated[int, typer.Option(help="For how many days it holds; 90 at most count.")] = 90,
) -> None:
    """Write what an independent reviewer found about the risk in that country."""
    from musterbook.repatriation.facts import RightsAssessed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    until = asked.moment() + timedelta(days=days)

    def fact(sealed: Digest) -> Fact:
        return RightsAssessed(case=case, outcome=outcome, reasons=sealed, until=until, needs=frozenset(needs or ()))

    _sealing(
        asked, case, reasons, "risk-reasons", fact, in_words("{case}: assessed, {outcome}", case=case, outcome=outcome)
    )


def assure(
    ctx: typer.Context,
    case: CaseName,
    kind: Annotated[str, typer.Option(help="death-penalty, fair-trial, no-torture, monitoring or family-unity.")],
    text: Text,
    until: Until = "",
    agreement: Annotated[str, typer.Option(help="The agreement of the book it stands in.")] = "",
) -> None:
    """Write that the country promised something about someone."""
    from musterbook.repatriation.facts import Assured  # noqa: PLC0415  heavy

    def fact(sealed: Digest) -> Fact:
        return Assured(case=case, kind_of=kind, text=sealed, until=_moment(until), agreement=agreement)

    _sealing(ctx.obj, case, text, "assurance", fact, in_words("{case}: assured, {kind}", case=case, kind=kind))


def papers(
    ctx: typer.Context,
    case: CaseName,
    until: Annotated[str, typer.Option(help="Until when they are good.")],
    paper: Text,
    kind: Annotated[str, typer.Option(help="passport, laissez-passer, emergency or identity-card.")] = "laissez-passer",
) -> None:
    """Write that someone has travel papers."""
    from musterbook.repatriation.facts import PapersIssued  # noqa: PLC0415  heavy

    def fact(sealed: Digest) -> Fact:
        return PapersIssued(case=case, kind_of=kind, number=sealed, until=read_moment(until))

    _sealing(
        ctx.obj,
        case,
        paper,
        "travel-papers",
        fact,
        in_words("{case}: {kind}, good until {until}", case=case, kind=kind, until=until),
    )


def evidence(
    ctx: typer.Context,
    case: CaseName,
    package: Annotated[str, typer.Option(help="What goes along; nothing by default.")] = "",
) -> None:
    """Write that it is agreed what evidence goes along, or that none does."""
    from musterbook.repatriation.facts import EvidenceAgreed  # noqa: PLC0415  heavy

    _plain(
        ctx.obj,
        EvidenceAgreed(case=case, package=package),
        in_words("{case}: {package} goes along", case=case, package=package or in_words("no evidence")),
    )


def schedule(
    ctx: typer.Context,
    case: CaseName,
    at: Annotated[str, typer.Option(help="When he is to go.")],
    escort: Annotated[str, typer.Option(help="Which custodian escorts him.")],
) -> None:
    """Name the day of a return and its escort."""
    from musterbook.repatriation.facts import Scheduled  # noqa: PLC0415  heavy

    fact = Scheduled(case=case, at=read_moment(at), escort=CustodianId(escort))
    _plain(ctx.obj, fact, in_words("{case}: to go at {at} with {escort}", case=case, at=at, escort=escort))


def return_(
    ctx: typer.Context,
    person: Annotated[list[str], typer.Argument(help="Numbers of the people.")],
    to: Annotated[str, typer.Option(help="Who would hold them next: the escort, or the country's custodian.")],
    country: Annotated[str, typer.Option(help="The custodian that acts for the country.")],
    due: Annotated[int, typer.Option(help="Minutes until the receiver should have accepted.")] = 60,
    despite: Despite = None,
) -> None:
    """Offer people for return: to their escort, and by the escort to their country; every gate of a return is asked."""
    from musterbook.custody.facts import Offered  # noqa: PLC0415  heavy
    from musterbook.operation import returning  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, Offered)
        numbers = [number_in(book, one) for one in person]
        warned = read_before_signing(asked, book, numbers, despite)
        entry = returning.offer_return(
            book, acting, numbers, to=CustodianId(to), country=CustodianId(country),
            due_by=acting.at + timedelta(minutes=due),
        )  # fmt: skip
        reference = entry.fact.handover if isinstance(entry.fact, Offered) else ""
        asked.wrote(
            entry,
            in_words(
                "{reference}: {people} offered for return by {by}", reference=reference,
                people=people(len(entry.named())), by=entry.by,
            ),
            warned=warned,
        )  # fmt: skip


def outcome(
    ctx: typer.Context,
    case: CaseName,
    days: Annotated[int, typer.Option(help="How many days after: 30, 180 or 365.")],
    outcome: Annotated[str, typer.Option(help="free, tried, held, in-care, died or unknown.")],
    source: Annotated[str, typer.Option(help="Who says so: visit, country, family, press or none.")],
) -> None:
    """Write what became of someone who was returned."""
    from musterbook.repatriation.facts import OutcomeReported  # noqa: PLC0415  heavy

    fact = OutcomeReported(case=case, at_days=days, outcome=outcome, source=source)
    _plain(
        ctx.obj,
        fact,
        in_words(
            "{case}: after {days} days {outcome}, says {source}", case=case, days=days, outcome=outcome, source=source
        ),
    )


def _plain(asked: Asked, fact: Fact, says: str) -> None:
    from musterbook.operation import returning  # noqa: PLC0415  heavy

    with asked.writing() as book:
        asked.wrote(returning.write(book, asked.acting(book, type(fact)), fact), says)


def _sealing(asked: Asked, case: str, paper: Path, kind: str, fact: Callable[[Digest], Fact], says: str) -> None:
    """Seal a paper about the person of a case and write the fact that names its digest; what is wrong seals nothing."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.faults import check  # noqa: PLC0415  heavy

    content = bytes_of(paper)
    trial = fact(asked.digest_of_file(paper))
    check(trial)
    with asked.writing() as book:
        known, acting = returning.found(book, case), asked.acting(book, type(trial))
        digest = book.seal([(known.person, kind, content)])[0]
        asked.wrote(returning.write(book, acting, fact(digest)), says)


def _moment(text: str) -> datetime | None:
    return read_moment(text) if text else None
