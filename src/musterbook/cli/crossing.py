"""fear, asylum, danger, escorts, ask-gate: what is heard and found before people come into other hands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of
from musterbook.cli.numbers import number_in
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import code_words, in_words

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
    from musterbook.operation import safeguarding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if put_off:
        with asked.writing() as book:
            acting, number = asked.acting(book, FearHeard, heard="deferred"), number_in(book, person)
            until = acting.at + timedelta(hours=put_off)
            entry = safeguarding.put_off_fear(book, acting, number, until=until, because=because)
            asked.wrote(entry, in_words("{number}: to be asked within {put_off} hours", number=number, put_off=put_off))
        return
    if answer is None:
        raise Malformed(Fault("fear.in-his-language"))
    said = bytes_of(answer)
    with asked.writing() as book:
        number, acting = number_in(book, person), asked.acting(book, FearHeard, heard="yes")
        entry = safeguarding.hear_fear(book, acting, number, answer=said, interpreter=interpreter)
        asked.wrote(entry, in_words("{number}: was asked, and answered", number=number))


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
    from musterbook.operation import safeguarding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    said = bytes_of(claim)
    with asked.writing() as book:
        number, acting = number_in(book, person), asked.acting(book, AsylumClaimed, outcome=outcome)
        entry = safeguarding.claim_asylum(book, acting, number, claim=said, outcome=outcome)
        asked.wrote(
            entry, in_words("{number}: asylum, {outcome}", number=number, outcome=code_words("choice.outcome", outcome))
        )


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
    from musterbook.operation import safeguarding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    said = bytes_of(reasons)
    with asked.writing() as book:
        number, acting = number_in(book, person), asked.acting(book, RefoulementAssessed)
        entry = safeguarding.assess_danger(book, acting, number, to=to, outcome=outcome, reasons=said, told=told)
        asked.wrote(
            entry,
            in_words(
                "{number}: in the hands of {to}: {outcome}", number=number, to=to,
                outcome=code_words("choice.outcome", outcome),
            ),
        )  # fmt: skip


def escorts(
    ctx: typer.Context,
    handover: Annotated[str, typer.Argument(help="Reference of the handover, or the serial.")],
    women: Annotated[int, typer.Option(min=0, help="How many women escort.")],
    men: Annotated[int, typer.Option(min=0, help="How many men escort.")],
    women_search: Annotated[bool, typer.Option("--women-search", help="Women search women.")] = False,
) -> None:
    """Count the women and men who escort a handover or serial."""
    from musterbook.eligibility.facts import EscortsCounted  # noqa: PLC0415  heavy
    from musterbook.operation import safeguarding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, EscortsCounted)
        entry = safeguarding.count_escorts(book, acting, handover, women=women, men=men, women_search=women_search)
        asked.wrote(
            entry, in_words("{handover}: {women} women and {men} men escort", handover=handover, women=women, men=men)
        )


def ask_gate(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(help="The gate, such as eligibility.refoulement.")],
    because: Annotated[str, typer.Option(help="Why; it stands on every day's sheet.")],
    off: Annotated[bool, typer.Option("--off", help="Do not ask it any more.")] = False,
) -> None:
    """Ask a gate again, or with --off no more; only three can be off. Administrator and a second person sign."""
    from musterbook.eligibility.facts import GateSet  # noqa: PLC0415  heavy
    from musterbook.operation import safeguarding  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = safeguarding.ask_gate(book, asked.acting(book, GateSet), rule, because=because, off=off)
        asked.wrote(entry, in_words("{rule}: not asked any more" if off else "{rule}: asked", rule=rule))
