"""receipt: what each person gets in his hands: who holds him, since when, by what authority, what he may do."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in
from musterbook.cli.numbers import people as counted
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.entry import Entry
    from musterbook.operation.book import Book
    from musterbook.operation.receipts import Made
    from musterbook.terms.people import PersonId

PRINTED_MOST = 3
"""So many receipts are also printed on the screen; a serial's are in the file."""


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("receipt")(receipt)


def receipt(
    ctx: typer.Context,
    person: Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")] = None,
    handover: Annotated[str, typer.Option(help="Everyone taken in this handover.")] = "",
    lacking: Annotated[str, typer.Option(help="Everyone this custodian holds who has none from it.")] = "",
    language: Annotated[str, typer.Option(help="en or ar for all; by default what each speaks.")] = "",
    refused: Annotated[list[str] | None, typer.Option(help="A number: he did not take it.")] = None,
    unable: Annotated[list[str] | None, typer.Option(help="A number: he could give no mark.")] = None,
    read_aloud: Annotated[list[str] | None, typer.Option(help="A number: it was read to him; `all` for all.")] = None,
    keep_with: Annotated[str, typer.Option(help="Print none: this protecting body keeps them for people.")] = "",
    out: Annotated[Path | None, typer.Option(help="The PDF; by default the number, or the handover.")] = None,
    sample: Annotated[str, typer.Option(help="Only a sample in this language, for a native reader: kmr or ckb.")] = "",
) -> None:
    """Give receipts and print them, one page each in one PDF, each in his language; one entry for all of them."""
    asked: Asked = ctx.obj
    if sample:
        _sample(asked, sample, out)
        return
    from musterbook.custody.dues.facts import ReceiptGiven  # noqa: PLC0415  heavy
    from musterbook.operation import receipts  # noqa: PLC0415  heavy

    _may_be_given(language)
    with asked.writing() as book:
        people = _people(book, asked, person or [], handover, lacking)
        taken = receipts.Taken(
            frozenset(number_in(book, one) for one in refused or ()),
            frozenset(number_in(book, one) for one in unable or ()),
            frozenset(people if read_aloud == ["all"] else [number_in(book, one) for one in read_aloud or ()]),
        )
        acting = asked.acting(book, ReceiptGiven)
        entry, made = receipts.give(book, acting, _languages(book, people, language), taken=taken, kept_by=keep_with)
        if keep_with:
            whose = counted(len(made))
            asked.wrote(entry, in_words("{whose}: kept by {body}, none printed", whose=whose, body=keep_with))
            return
        path = out or Path(f"receipt-{made[0].person if len(made) == 1 else handover or lacking or len(made)}.pdf")
        lines = _print(book, entry, made, path)
        told = {"digest": entry.digest, "kind": entry.act.kind, "by": entry.by, "people": len(made), "file": str(path)}
        values = {"path": path, "whose": counted(len(made)), "digest": entry.digest[:8]}
        asked.show(told, [*lines, in_words("{path}: receipts of {whose}; entry {digest}", **values)])


def _print(book: Book, entry: Entry, made: list[Made], path: Path) -> list[str]:
    """Dated by the entry that gives them, which rides inside, so that they can be printed again to the same bytes."""
    from musterbook.operation.on_paper.own import facts_of_receipts  # noqa: PLC0415  heavy
    from musterbook.papers.receipt import print_receipts, text_of  # noqa: PLC0415  heavy

    said = [_said(one) for one in made]
    at, marking = entry.happened_at, book.settings.marking
    path.write_bytes(print_receipts(said, marking=marking, printed_at=at, facts=facts_of_receipts(book, entry, at)))
    shown = said if len(said) <= PRINTED_MOST else []
    return [line for one in shown for line in (*text_of(one), "")]


def _said(one: Made) -> dict[str, Any]:
    told = {name: value for name, value in asdict(one).items() if name not in ("person", "content")}
    return {**one.content, **told}


def _people(book: Book, asked: Asked, person: list[str], handover: str, lacking: str) -> list[PersonId]:
    """Whoever is named, whoever was taken in the handover, and whoever has none yet."""
    from musterbook.operation import handing_over, receipts  # noqa: PLC0415  heavy

    found = {number_in(book, one) for one in person}
    if handover:
        found |= handing_over.found(book, handover).accepted
    if lacking:
        whose = custodian_in(book, lacking)
        found |= {one for one, _, _ in receipts.without_receipt(book, asked.moment(), custodian=whose)}
    return sorted(found)


def _languages(book: Book, people: list[PersonId], language: str) -> dict[PersonId, str]:
    from musterbook.operation.receipt_languages import language_for  # noqa: PLC0415  heavy
    from musterbook.operation.receipts import languages_spoken  # noqa: PLC0415  heavy

    if language:
        return dict.fromkeys(people, language)
    return {one: language_for(spoken) for one, spoken in languages_spoken(book, people).items()}


def _may_be_given(language: str) -> None:
    from musterbook.words.receipts import LANGUAGES, may_be_given  # noqa: PLC0415  heavy

    known = ", ".join(one for one in LANGUAGES if may_be_given(one))
    if not language:
        return
    if language not in LANGUAGES:
        raise Malformed.because("papers.language", typed=language, known=known)
    if not may_be_given(language):
        raise Malformed.because("receipt.awaiting-reader", language=language, known=known)


def _sample(asked: Asked, language: str, out: Path | None) -> None:
    """One page for whoever is to read the wording; nobody's, and nothing is written."""
    from musterbook.papers.receipt import print_receipts  # noqa: PLC0415  heavy
    from musterbook.words.receipts import LANGUAGES  # noqa: PLC0415  heavy

    if language not in LANGUAGES:
        raise Malformed.because("papers.language", typed=language, known=", ".join(LANGUAGES))
    content = {
        "number": "AAA-0000", "holder": "…", "place": "…", "place_ar": "…", "since": "…", "authority": "order",
        "issuer": "…", "until": "", "contest_days": 7, "complaint_days": 7, "head": "", "at": "…", "operation": "…",
        "language": language,
    }  # fmt: skip
    path = out or Path(f"receipt-sample-{language}.pdf")
    path.write_bytes(print_receipts([content], marking="SAMPLE", printed_at=asked.moment()))
    asked.show(
        {"file": str(path), "language": language}, [in_words("{path}: a sample, for a native reader", path=path)]
    )
