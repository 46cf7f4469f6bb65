"""fear, asylum, danger, escorts, ask-gate: what is heard and found before people come into other hands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of
from musterbook.cli.numbers import number_in
from musterbook.terms.errors import Fault, Malformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from musterbook.ledger.facts import Digest, Fact
    from musterbook.terms.people import PersonId

Person = Annotated[str, typer.Argument(help="Number of the person.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("fear")(fear)
    app.command("asylum")(asylum)
    app.command("danger")(danger)
    app.command("escorts")(escorts)
    app.command("ask-gate")(ask_gate)


def fear(
    ctx: typer.Context,
    person: Person,
    answer: Annotated[Path | None, typer.Option(help="File with what he said; it is sealed.")] = None,
    interpreter: Annotated[str, typer.Option(help="The language he was asked in.")] = "",
    put_off: Annotated[int, typer.Option(help="Put the asking off by so many hours, 72 at most.")] = 0,
    because: Annotated[str, typer.Option(help="Why it is put off, without a name.")] = "",
) -> None:
    """Write that someone was asked whether he fears the move; or put it off, by a legal adviser and the chair."""
    from musterbook.eligibility.facts import FearHeard  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if put_off:
        if not because or not 0 < put_off <= 72:
            raise Malformed(Fault("fear.put-off", values={"hours": put_off, "most": 72}))
        with asked.writing() as book:
            acting, number = asked.acting(book, FearHeard, heard="deferred"), number_in(book, person)
            until = acting.at + timedelta(hours=put_off)
            fact = FearHeard(
                person=number, heard="deferred", asked_at=acting.at, deferred_until=until, because=because
            )  # fmt: skip
            asked.wrote(book.write(acting.draft(fact)), f"{number}: to be asked within {put_off} hours")
        return
    if answer is None or not interpreter:
        raise Malformed(Fault("fear.in-his-language"))

    def heard(number: PersonId, sealed: Digest) -> Fact:
        return FearHeard(
            person=number, heard="yes", asked_at=asked.moment(), interpreter=interpreter, answer=sealed
        )  # fmt: skip

    _sealing(asked, person, answer, "fear", heard, "was asked, and answered", heard="yes")


def asylum(
    ctx: typer.Context,
    person: Person,
    claim: Annotated[Path, typer.Option(help="File with the claim or the reasons; it is sealed.")],
    outcome: Annotated[
        str, typer.Option(help="open; or, by an independent reviewer, refused, granted or withdrawn.")
    ] = "open",
) -> None:
    """Write that someone asks for protection, or what an independent reviewer decided."""
    from musterbook.eligibility.facts import AsylumClaimed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    _one_of("outcome", outcome, ("open", "refused", "granted", "withdrawn"))
    reviewer = asked.officers[0] if asked.officers and outcome != "open" else ""

    def fact(number: PersonId, sealed: Digest) -> Fact:
        return AsylumClaimed(person=number, claim=sealed, outcome=outcome, reviewer=reviewer)

    _sealing(asked, person, claim, "asylum", fact, f"asylum, {outcome}", outcome=outcome)


def danger(
    ctx: typer.Context,
    person: Person,
    to: Annotated[str, typer.Option(help="Authority that would hold him: a party, a country, or a custodian.")],
    outcome: Annotated[str, typer.Option(help="no-risk, risk or unknown.")],
    reasons: Annotated[Path, typer.Option(help="File with the reasons; it is sealed.")],
    told: Annotated[bool, typer.Option("--told", help="He was told the outcome.")] = False,
) -> None:
    """Write what an independent reviewer found awaits someone in other hands; it holds for 90 days."""
    from musterbook.eligibility.facts import RefoulementAssessed  # noqa: PLC0415  heavy
    from musterbook.eligibility.refoulement import HOLDS_MOST  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    _one_of("outcome", outcome, ("no-risk", "risk", "unknown"))

    def fact(number: PersonId, sealed: Digest) -> Fact:
        until = asked.moment() + HOLDS_MOST
        return RefoulementAssessed(person=number, to=to, outcome=outcome, reasons=sealed, until=until, told=told)

    _sealing(asked, person, reasons, "risk-reasons", fact, f"in the hands of {to}: {outcome}")


def escorts(
    ctx: typer.Context,
    handover: Annotated[str, typer.Argument(help="Reference of the handover, or the serial.")],
    women: Annotated[int, typer.Option(min=0, help="How many women escort.")],
    men: Annotated[int, typer.Option(min=0, help="How many men escort.")],
    women_search: Annotated[bool, typer.Option("--women-search", help="Women search women.")] = False,
) -> None:
    """Count the women and men who escort a handover or serial."""
    from musterbook.eligibility.facts import EscortsCounted  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        fact = EscortsCounted(handover=handover, women=women, men=men, women_search=women_search)
        entry = book.write(asked.acting(book, EscortsCounted).draft(fact))
        asked.wrote(entry, f"{handover}: {women} women and {men} men escort")


def ask_gate(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(help="The gate, such as eligibility.refoulement.")],
    because: Annotated[str, typer.Option(help="Why; it stands on every day's sheet.")],
    off: Annotated[bool, typer.Option("--off", help="Do not ask it any more.")] = False,
) -> None:
    """Ask a gate again, or with --off no more; only three can be off. Administrator and a second person sign."""
    from musterbook.eligibility.asked import MAY_BE_OFF  # noqa: PLC0415  heavy
    from musterbook.eligibility.facts import GateSet  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if rule not in MAY_BE_OFF:
        raise Malformed(Fault("settings.gate-stays-on", values={"gate": rule, "known": ", ".join(MAY_BE_OFF)}))
    with asked.writing() as book:
        fact = GateSet(rule=rule, asked="no" if off else "yes", because=because)
        entry = book.write(asked.acting(book, GateSet).draft(fact))
        asked.wrote(entry, f"{rule}: {'not asked any more' if off else 'asked'}")


def _sealing(
    asked: Asked, person: str, paper: Path, kind: str, fact: Callable[[PersonId, Digest], Fact], says: str,
    **saying: str,
) -> None:  # fmt: skip
    """Seal a paper about someone and write the fact that names its digest."""
    content = bytes_of(paper)
    with asked.writing() as book:
        number = number_in(book, person)
        trial = fact(number, asked.digest_of_file(paper))
        acting = asked.acting(book, type(trial), **saying)
        sealed = book.seal([(number, kind, content)])[0]
        asked.wrote(book.write(acting.draft(fact(number, sealed))), f"{number}: {says}")


def _one_of(option: str, typed: str, known: tuple[str, ...]) -> None:
    if typed not in known:
        raise Malformed(Fault("case.unknown-choice", column=option, values={"typed": typed, "known": ", ".join(known)}))
