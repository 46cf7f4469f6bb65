"""person find | register, item who, case match: who on the register may be the one named; a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.casework import cases
from musterbook.cli.casework_beside import named_officer, reading_beside, writing_beside
from musterbook.cli.casework_marks import items
from musterbook.cli.context import Asked
from musterbook.cli.showing import people
from musterbook.words.lines import in_words, to_say

if TYPE_CHECKING:
    from musterbook.operation.acting import Acting
    from musterbook.operation.book import Book
    from musterbook.operation.evidence_beside import EvidenceBeside
    from musterbook.operation.identifying import Asking, Proposal

Because = Annotated[str, typer.Option(help="Why you look; it is written down before anything opens.")]
Born = Annotated[str, typer.Option(help="Birth: YYYY or YYYY-MM-DD.")]
Nationality = Annotated[str, typer.Option(help="Nationality, three letters.")]
Most = Annotated[int, typer.Option(help="How many to show at most.", min=1, max=400)]
DECIDES = to_say("proposals to look through, no finding: a person decides, two to merge")


def join(app: typer.Typer) -> None:  # noqa: ARG001  the verbs join groups that are there already
    """Add the verbs to `person`, `item` and `case`."""
    people.command("find")(find)
    people.command("register")(register)
    items.command("who")(who)
    cases.command("match")(match)


def find(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="The name, in each writing you have of it.")],
    born: Born = "",
    nationality: Nationality = "",
    most: Most = 10,
    prior: Annotated[str, typer.Option(help="1/N: nobody is expected; expected: he is; or a share.")] = "1/N",
    because: Because = "",
) -> None:
    """Rank who on the register may be the one named, in Arabic, Latin or Cyrillic letters, with reasons."""
    asked: Asked = ctx.obj
    beside = reading_beside(asked)
    told = [{"name": name, "born": born, "nationality": nationality} for name in names]
    found = _one_list(_proposed(asked, beside, told, because, page="person find", most=most, prior=prior), most)
    asked.show(
        _told(found, asked.lang),
        [*_lines(found, asked.lang), in_words(DECIDES) if found else in_words("nobody is like that")],
    )


def register(
    ctx: typer.Context,
    sheet: Annotated[Path | None, typer.Argument(help="A table like people.csv; or describe one person.")] = None,
    name: Annotated[str, typer.Option(help="Name, in Latin letters.")] = "",
    name_ar: Annotated[str, typer.Option(help="Name, in Arabic letters.")] = "",
    kunya: Annotated[str, typer.Option(help="Kunya.")] = "",
    born: Annotated[str, typer.Option(help="Birth, as people.csv has it.")] = "",
    sex: Annotated[str, typer.Option(help="male or female.")] = "",
    nationality: Nationality = "",
    site: Annotated[str, typer.Option(help="Where he is; your own site by default.")] = "",
    how: Annotated[str, typer.Option(help="received, captured, unexpected or born.")] = "received",
    because: Because = "is somebody of these on the register already",
) -> None:
    """Register newcomers; shows first whom of them the register may know already. That never stands in the way."""
    from musterbook.custody.dues.facts import AuthorityNoted  # noqa: PLC0415  heavy
    from musterbook.custody.facts import Registered  # noqa: PLC0415  heavy
    from musterbook.operation import newcomers  # noqa: PLC0415  heavy
    from musterbook.operation.intake_papers import papers_in  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Malformed  # noqa: PLC0415  as the rest
    from musterbook.words.say import sentence  # noqa: PLC0415  only faults need it

    asked: Asked = ctx.obj
    before = reading_beside(asked)
    if sheet is not None:
        coming = newcomers.sheet(before.book, sheet)
    else:
        typed = {"name": name, "name_ar": name_ar, "kunya": kunya, "born": born, "sex": sex, "site": site}
        coming = newcomers.one({**typed, "nationality": nationality})
    known = newcomers.perhaps_known(before, _asking(asked, before, because, page="person register"), coming)
    lines = _may_be_known(known, asked.lang)
    if not asked.json and lines:
        typer.echo("\n".join([*lines, in_words(DECIDES)]))
    with writing_beside(asked) as beside:
        acting, papers = asked.acting(beside.book, Registered), _papers(asked, beside.book)
        numbers, written = newcomers.come_in(beside.book, acting, coming, how=how, papers=papers)
    untold = papers_in(coming.rows) if not any(isinstance(one.fact, AuthorityNoted) for one in written) else 0
    unnoted = in_words(
        "by what {untold} of them are held is not noted: a register clerk does it, muster authority note", untold=untold
    )
    told = [
        {"number": number, "may_be": _told(proposals, asked.lang)}
        for number, proposals in zip(numbers, known, strict=True)
    ]
    said = [sentence(fault, asked.lang) for fault in coming.faults]
    end = in_words("{n} registered: {numbers}", n=len(numbers), numbers=", ".join(numbers))
    lines = [*said, *([unnoted] if untold else ()), end]
    asked.show({"registered": told, "faults": said, "papers_not_noted": untold}, lines)
    if coming.faults:
        raise Malformed.of(coming.faults)


def _may_be_known(known: Sequence[Sequence[Proposal]], language: str) -> list[str]:
    """Each newcomer who may be on the register already, and as whom."""
    return [
        line
        for place, proposals in enumerate(known, start=1)
        if proposals
        for line in (
            in_words("newcomer {place} may be on the register already:", place=place),
            *_lines(proposals, language),
        )
    ]


def _papers(asked: Asked, book: Book) -> Acting | None:
    """Who signs by what newcomers are held; None where nobody who signs has a role for it."""
    from musterbook.custody.dues.facts import AuthorityNoted  # noqa: PLC0415  heavy
    from musterbook.terms.errors import Refused  # noqa: PLC0415  as the rest

    try:
        return asked.acting(book, AuthorityNoted)
    except Refused:
        return None


def who(
    ctx: typer.Context,
    item: Annotated[str, typer.Argument(help="Its number.")],
    name: Annotated[list[str], typer.Option(help="A name it says, in each writing; several times.")],
    born: Born = "",
    nationality: Nationality = "",
    most: Most = 10,
    because: Because = "",
) -> None:
    """Propose of whom on the register an item may speak; `item link` is what a reviewer writes then."""
    from musterbook.operation.casework import known_item  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    beside = reading_beside(asked)
    known_item(beside, item)
    told = [{"name": one, "born": born, "nationality": nationality} for one in name]
    listed = _proposed(asked, beside, told, because, page="item who", most=most, prior="1/N", subject=item)
    found = _one_list(listed, most)
    asked.show(
        _told(found, asked.lang),
        [*_lines(found, asked.lang), in_words(DECIDES) if found else in_words("nobody is like that")],
    )


def match(
    ctx: typer.Context,
    country: Annotated[str, typer.Argument(help="Whose list it is, three letters.")],
    table: Annotated[Path, typer.Argument(help="The list: id, name, and dob, nat, pob where they are known.")],
    most: Most = 3,
    because: Because = "",
) -> None:
    """Propose who on the register those on a country's list may be; nothing is told to anybody by it."""
    from musterbook.operation.country_lists import match_list  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    beside = reading_beside(asked)
    asking = _asking(asked, beside, because, page="case match", subject=country.upper())
    matched = match_list(beside, asking, table, country=country, most=most)
    told = [
        {"row": one.row, "id": one.id, "cases": list(one.cases), "may_be": _told(one.proposals, asked.lang)}
        for one in matched
    ]
    lines = [
        line
        for one in matched
        for line in (
            in_words(
                "row {row}  {id}{proposals}", row=one.row, id=one.id,
                proposals="" if one.proposals else "  " + in_words("nobody is like that"),
            ),
            *_lines(one.proposals, asked.lang),
            *(f"     {case}" for case in one.cases),
        )
    ]  # fmt: skip
    hits = sum(bool(one.proposals) for one in matched)
    asked.show(
        told,
        [
            *lines,
            in_words(
                "{hits} of {matched} may be on the register; {decides}", hits=hits, matched=len(matched),
                decides=in_words(DECIDES),
            ),
        ],
    )  # fmt: skip


def _asking(asked: Asked, beside: EvidenceBeside, why: str, *, page: str, subject: str = "") -> Asking:
    from musterbook.operation.identifying import SUBJECT, Asking  # noqa: PLC0415  heavy

    return Asking(named_officer(asked, beside, subject or SUBJECT), why, asked.moment(), page, subject or SUBJECT)


def _proposed(
    asked: Asked, beside: EvidenceBeside, told: list[dict[str, str]], why: str,
    *, page: str, most: int, prior: str, subject: str = "",
) -> list[list[Proposal]]:  # fmt: skip
    from musterbook.biometrics.names.people import prior_of  # noqa: PLC0415  heavy
    from musterbook.operation.identifying import Register, refuse_unreadable  # noqa: PLC0415  heavy

    for one in told:
        refuse_unreadable(one)
    register = Register(beside, _asking(asked, beside, why, page=page, subject=subject))
    return register.proposals(told, most=most, prior=prior_of(prior, len(register)))


def _one_list(listed: Sequence[Sequence[Proposal]], most: int) -> list[Proposal]:
    """Those found by any writing of one name, each once by his likeliest."""
    best: dict[str, Proposal] = {}
    for one in sorted((one for found in listed for one in found), key=lambda one: -one.weight):
        best.setdefault(one.person, one)
    return list(best.values())[:most]


def _told(proposals: Sequence[Proposal], language: str) -> list[dict[str, Any]]:
    from musterbook.words.name_reasons import name_reason  # noqa: PLC0415  heavy

    return [
        {"person": one.person, "search_p": round(one.search_p, 6), "pair_p": round(one.pair_p, 4), "claim": one.claim,
         "reasons": [{"code": reason.code, "values": list(reason.values), "says": name_reason(reason, language)}
                     for reason in one.reasons]}
        for one in proposals
    ]  # fmt: skip


def _lines(proposals: Sequence[Proposal], language: str) -> list[str]:
    from musterbook.words.name_reasons import name_reason  # noqa: PLC0415  heavy

    return [
        line
        for one in proposals
        for line in (
            in_words(
                "{person}  {search_p}  (pair {pair_p})", person=one.person, search_p=f"{one.search_p:.4f}",
                pair_p=f"{one.pair_p:.4f}",
            ),
            *(f"     {name_reason(reason, language)}" for reason in one.reasons[:3]),
        )
    ]  # fmt: skip
