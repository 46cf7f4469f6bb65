"""case open | assess | clear-contact | notify | answered | confirm | hold | free | close: what is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli import case_conditions, case_countries, case_letter, case_showing, case_steps
from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of, text_of
from musterbook.cli.numbers import number_in
from musterbook.terms.times import read_moment
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from datetime import datetime

    from musterbook.ledger.facts import Fact

cases = typer.Typer(help="Cases of people with their countries.", no_args_is_help=True)

CaseName = Annotated[str, typer.Argument(help="Name of the case, such as FRA-0007.")]
Until = Annotated[str, typer.Option(help="Until when it holds; no end by default.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(cases, name="case")
    for name, verb in (
        ("open", open_), ("assess", assess), ("clear-contact", clear_contact), ("notify", notify),
        ("answered", answered), ("confirm", confirm), ("hold", hold), ("free", free), ("close", close),
    ):  # fmt: skip
        cases.command(name)(verb)
    case_steps.join(cases)
    case_conditions.join(cases)
    case_countries.join(cases)
    case_letter.join(cases)
    case_showing.join(cases)


def open_(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="Number of the person.")],
    country: Annotated[str, typer.Argument(help="Three letters of ISO 3166, such as FRA.")],
    track: Annotated[str, typer.Option(help="return, extradition, voluntary, stateless or disputed.")] = "return",
    basis: Annotated[Path | None, typer.Option(help="File with who says so and on what; it is sealed.")] = None,
) -> None:
    """Open a case: a person who may be of a country. Whoever may be of two has a case with each."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import CaseOpened  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        acting = asked.acting(book, CaseOpened)
        entry = returning.open_case(book, acting, number, country, track=track, basis=text_of(basis))
        name = entry.fact.case if isinstance(entry.fact, CaseOpened) else ""
        asked.wrote(entry, in_words("{name}: opened for {number}", name=name, number=number))


def assess(
    ctx: typer.Context,
    case: CaseName,
    share: Annotated[list[str], typer.Option(help="COUNTRY=weight, such as FRA=0.7; give it for each.")],
    evidence: Annotated[Path | None, typer.Option(help="File with the grounds; it is sealed.")] = None,
) -> None:
    """Assess a nationality as weights; what is left to 1 is unknown. Two people sign (--key twice)."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import NationalityAssessed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    shares = dict(_split(one) for one in share)
    with asked.writing() as book:
        acting = asked.acting(book, NationalityAssessed)
        entry = returning.assess(book, acting, case, shares, evidence=text_of(evidence))
        asked.wrote(
            entry,
            in_words(
                "{case}: assessed, {shares}", case=case,
                shares=", ".join((f"{code} {weight}" for code, weight in shares.items())),
            ),
        )  # fmt: skip


def clear_contact(
    ctx: typer.Context,
    case: CaseName,
    consent: Annotated[str, typer.Option(help="What he said: yes, no or asked-refused.")],
    interpreter: Annotated[str, typer.Option(help="The language it was explained in.")] = "",
    informed: Annotated[bool, typer.Option("--informed", help="He was told what awaits him.")] = False,
) -> None:
    """Write whether someone agrees that his country be told of him; a protection officer asks him."""
    from musterbook.repatriation.facts import ContactCleared  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    fact = ContactCleared(
        case=case, consulted_person=True, consent=consent, reviewer=asked.officers[0] if asked.officers else "nobody",
        interpreter=interpreter, informed=informed,
    )  # fmt: skip
    _write(asked, fact, in_words("{case}: asked, {consent}", case=case, consent=consent))


def notify(
    ctx: typer.Context,
    case: CaseName,
    letter: Annotated[Path, typer.Option(help="The letter that went; it is sealed, and the book has its digest.")],
    channel: Annotated[str, typer.Option(help="embassy, ministry, interpol, intermediary or by-hand.")] = "embassy",
    kind: Annotated[
        str, typer.Option(help="first-notice, reminder, identifiers, conditions, thanks or refusal.")
    ] = "first-notice",
) -> None:
    """Write that a letter went to the country; it is refused unless he agreed that his country be told."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import Notified  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    content = bytes_of(letter)
    with asked.writing() as book:
        acting, known = asked.acting(book, Notified), returning.found(book, case)
        returning.refuse_uncleared(book, known, at=acting.at, kind=kind)
        digest = book.seal([(known.person, "letter", content)])[0]
        entry = returning.notify(book, acting, case, letter=digest, channel=channel, kind=kind)
        asked.wrote(
            entry,
            in_words(
                "{case}: {kind} to {country} by {channel}", case=case, kind=kind, country=known.country, channel=channel
            ),
        )


def answered(
    ctx: typer.Context,
    case: CaseName,
    answer: Annotated[str, typer.Option(help="accepts, conditional, refuses, disputes or asks-more.")],
    ref: Annotated[str, typer.Option(help="The country's own reference.")] = "",
    dated: Annotated[str, typer.Option(help="The day of its letter; when it came by default.")] = "",
    until: Until = "",
    conditions: Annotated[Path | None, typer.Option(help="File with its conditions; it is sealed.")] = None,
) -> None:
    """Write what the country answered."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import CountryAnswered  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    text = text_of(conditions)
    with asked.writing() as book:
        known, acting = returning.found(book, case), asked.acting(book, CountryAnswered)
        sealed = returning.sealed_text(book, known.person, "conditions", text) if text else None
        fact = CountryAnswered(
            case=case, answer=answer, dated=_moment(dated) or asked.moment(), ref=ref, conditions=sealed,
            until=_moment(until),
        )  # fmt: skip
        asked.wrote(
            returning.write(book, acting, fact),
            in_words("{case}: {country} answered: {answer}", case=case, country=known.country, answer=answer),
        )


def confirm(
    ctx: typer.Context,
    case: CaseName,
    factor: Annotated[
        list[str], typer.Option(help="document, biometric, consular-interview, kinship-test or family; at least two.")
    ],
) -> None:
    """Confirm who someone is, on two grounds of different kinds at least. Two people sign (--key twice)."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import IdentityConfirmed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = returning.confirm(book, asked.acting(book, IdentityConfirmed), case, factor)
        asked.wrote(entry, in_words("{case}: identity confirmed by {factor}", case=case, factor=", ".join(factor)))


def hold(
    ctx: typer.Context,
    case: CaseName,
    authority: Annotated[str, typer.Option(help="Which court or office of the host keeps him.")],
    until: Annotated[str, typer.Option(help="When it looks at it again; within 30 days by default.")] = "",
) -> None:
    """Write that the host's courts keep someone: no return, and letters go on."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import HostHeld  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = asked.acting(book, HostHeld)
        entry = returning.host_hold(book, acting, case, authority=authority, until=_moment(until))
        asked.wrote(entry, in_words("{case}: kept by {authority}", case=case, authority=authority))


def free(
    ctx: typer.Context,
    case: CaseName,
    because: Annotated[str, typer.Option(help="not-charged, acquitted, served, deferred or surrendered.")],
) -> None:
    """Write that the host's courts let someone go."""
    from musterbook.repatriation.facts import HostFreed  # noqa: PLC0415  heavy

    _write(
        ctx.obj,
        HostFreed(case=case, because=because),
        in_words("{case}: let go by the host, {because}", case=case, because=because),
    )


def close(
    ctx: typer.Context,
    case: CaseName,
    because: Annotated[
        str,
        typer.Option(
            help="done, other-country, died, stateless-settled or mistake; "
            "or, for a claim given up, wrong-country, asylum, duplicate or person-withdrew."
        ),
    ],
) -> None:
    """Close a case, or withdraw one whose claim was wrong."""
    from musterbook.repatriation.choices import WITHDRAWALS  # noqa: PLC0415  heavy
    from musterbook.repatriation.facts import CaseClosed, CaseWithdrawn  # noqa: PLC0415  heavy

    kind = CaseWithdrawn if because in WITHDRAWALS else CaseClosed
    _write(ctx.obj, kind(case=case, because=because), in_words("{case}: closed, {because}", case=case, because=because))


def _write(asked: Asked, fact: Fact, says: str) -> None:
    """Write a fact of a case by the officers named, and say so."""
    from musterbook.operation import returning  # noqa: PLC0415  heavy

    with asked.writing() as book:
        asked.wrote(returning.write(book, asked.acting(book, type(fact)), fact), says)


def _split(text: str) -> tuple[str, str]:
    code, _, weight = text.partition("=")
    return code.strip().upper(), weight.strip()


def _moment(text: str) -> datetime | None:
    return read_moment(text) if text else None
