"""case letter: a letter to a country as PDF, in English, French, Arabic or Russian; it is printed, not written down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import text_of
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

Enclosed = "enclosed"


def join(cases: typer.Typer) -> None:
    """Add the verb to `case`."""
    cases.command("letter")(letter)


def letter(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(help="Name of the case.")],
    kind: Annotated[
        str, typer.Option(help="first-notice, reminder, identifiers, conditions, thanks or refusal.")
    ] = "first-notice",
    language: Annotated[str, typer.Option(help="en, fr, ar or ru.")] = "en",
    out: Annotated[Path | None, typer.Option(help="The file; by default the case, the kind and the language.")] = None,
    name: Annotated[str, typer.Option(help="His name, where the particulars do not say it rightly.")] = "",
    forename: Annotated[str, typer.Option(help="His forename, likewise.")] = "",
    description: Annotated[Path | None, typer.Option(help="File with his description.")] = None,
    photograph: Annotated[bool, typer.Option("--photograph", help="A photograph is enclosed.")] = False,
    prints: Annotated[bool, typer.Option("--prints", help="Finger-prints are enclosed.")] = False,
    dna: Annotated[bool, typer.Option("--dna", help="A DNA profile is enclosed.")] = False,
) -> None:
    """Print a letter to the country of a case; when it has gone, write it down with muster case notify.

    It is refused unless he agreed that his country be told, and identifiers below the public minimum are never printed.
    """
    from musterbook.operation import case_letters, returning  # noqa: PLC0415  heavy
    from musterbook.papers.case_letter import CaseLetter, print_letter  # noqa: PLC0415  heavy
    from musterbook.words.case_letters import KINDS, LANGUAGES  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    if language not in LANGUAGES:
        raise Malformed.because("papers.language", typed=language, known=", ".join(LANGUAGES))
    returning.one_of("kind", kind, KINDS)
    given = {"name": name, "forename": forename, "description": text_of(description)}
    given |= {said: Enclosed for said, there in (("photograph", photograph), ("prints", prints), ("dna", dna)) if there}
    book = asked.book()
    found, now = returning.found(book, case), asked.seen_at(book)
    case_letters.may_be_written(book, found, kind, at=now)
    identifiers = case_letters.identifiers_to_send(book, found, given) if kind == "identifiers" else {}
    since, days = case_letters.waited(found, at=now)
    told = CaseLetter(
        kind, found.name, found.country, book.settings.name, f"{now:%Y-%m-%d}", book.settings.marking,
        f"{since:%Y-%m-%d}" if since is not None else "–", days, identifiers,
    )  # fmt: skip
    path = out or Path(f"{found.name}-{kind}-{language}.pdf")
    path.write_bytes(print_letter(told, language=language, printed_at=now))
    asked.show(
        {"file": str(path), "case": found.name, "kind": kind, "language": language, "fields": sorted(identifiers)},
        [
            in_words(
                "{path}: {kind} to {country}; when it has gone: muster case notify {name} --letter {path}", path=path,
                kind=kind, country=found.country, name=found.name,
            )
        ],
    )  # fmt: skip
