"""sheet print: escort sheets as PDF, or a blank one for hours without power or network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in
from musterbook.cli.outputs import write_whole
from musterbook.terms.errors import Malformed
from musterbook.words.languages import LANGUAGES
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from musterbook.operation.book import Book
    from musterbook.terms.people import PersonId

PRINTED_IN = LANGUAGES


def join(sheet: typer.Typer) -> None:
    """Add the verb to the group."""
    sheet.command("print")(print_them)


def print_them(
    ctx: typer.Context,
    person: Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")] = None,
    serial: Annotated[str, typer.Option(help="Everyone seated on this serial.")] = "",
    at: Annotated[str, typer.Option(help="Everyone this custodian holds.")] = "",
    blank: Annotated[str, typer.Option(help="An empty sheet of these questions, as escort-sheet-1.")] = "",
    language: Annotated[
        str, typer.Option(help="en, ar, ckb or kmr; a wording nobody has reviewed stands in English.")
    ] = "en",
    faces: Annotated[bool, typer.Option("--faces", help="With photographs; --key opens them.")] = False,
    because: Annotated[str, typer.Option(help="Why photographs are opened; written down first.")] = "",
    out: Annotated[Path, typer.Option(help="The PDF to write.")] = Path("escort-sheets.pdf"),
) -> None:
    """Print escort sheets: risks in boxes on top, a code to the full sheet; what only few may read is never printed."""
    from musterbook.operation.on_paper.own import facts_of_sheets  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_kept import questionnaire  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_shown import shown  # noqa: PLC0415  heavy
    from musterbook.papers.escort_sheet import Around, print_sheets  # noqa: PLC0415  heavy
    from musterbook.papers.escort_sheet_blank import print_blank  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if language not in PRINTED_IN:
        raise Malformed.because("papers.language", typed=language, known=", ".join(PRINTED_IN))
    book = asked.book(signing=not blank)
    now = asked.seen_at(book)
    around = Around(book.settings.name, book.settings.marking, language, book.settings.time_zone, now)
    if blank:
        write_whole(out, print_blank(questionnaire(book, blank), around))
        asked.show(
            {"file": out.name, "sheets": 0}, [in_words("blank sheet of {blank} in {name}", blank=blank, name=out.name)]
        )
        return
    people = _people(book, person, serial=serial, at=at)
    sheets = [shown(book, one, now, signed_only=True) for one in people]
    opened = _faces(asked, book, people, because) if faces else None
    facts = facts_of_sheets(book, sheets, now, faces=faces)
    write_whole(out, print_sheets(sheets, around, facts=facts, faces=opened))
    unsure = [one.person for one in sheets if one.stage not in ("confirmed", "amended")]
    lines = [in_words("{sheets} escort sheets in {name}", sheets=len(sheets), name=out.name)]
    lines += [in_words("not confirmed, and the page says so: {unsure}", unsure=", ".join(unsure))] if unsure else []
    asked.show({"file": out.name, "sheets": len(sheets), "not_confirmed": unsure}, lines)


def _faces(asked: Asked, book: Book, people: Sequence[PersonId], because: str) -> dict[PersonId, bytes]:
    """Photographs of those whom whoever prints needs to know of; each is written down as consulted first."""
    from musterbook.cli.compartments import opening  # noqa: PLC0415  heavy
    from musterbook.operation.exports.names import known_to, open_faces  # noqa: PLC0415  heavy

    acting = opening(asked, book)
    return open_faces(book, acting, known_to(book, acting, people), because)


def _people(book: Book, person: Sequence[str] | None, *, serial: str, at: str) -> list[PersonId]:
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy
    from musterbook.terms.custodians import in_hand  # noqa: PLC0415  heavy

    chosen = [number_in(book, one) for one in person or ()]
    chosen += sorted(serial_named(book, serial).people) if serial else []
    chosen += sorted(book.reading(Roll).on(in_hand(custodian_in(book, at)))) if at else []
    if not chosen:
        raise Malformed.because("sheet.nobody-named")
    return list(dict.fromkeys(chosen))
