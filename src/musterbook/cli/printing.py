"""print: papers of the book as PDF, each with the signed entries it rests on inside, the same bytes each time."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.casework_beside import named_officer, reading_beside
from musterbook.cli.compartments import opening
from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in
from musterbook.cli.outputs import write_whole
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.operation.book import Book
    from musterbook.operation.on_paper.told import Names
    from musterbook.papers.printing import PaperToPrint


def join(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("print")(print_paper)


def print_paper(
    ctx: typer.Context,
    paper: Annotated[
        str,
        typer.Argument(
            help="manifest, seat-plan, receipt (of a handover), gate-list, count-sheet, bands, bed-cards, minutes, "
            "dossier-cover, case-sheet, blanks (forms to count on by hand) or acceptances (to take people over on)."
        ),
    ],
    subject: Annotated[str, typer.Argument(help="Serial, handover, call, dossier or case it is about.")] = "",
    site: Annotated[str, typer.Option(help="Place or custodian it is about.")] = "",
    copies: Annotated[int, typer.Option(min=1, max=500, help="How many blank forms.")] = 10,
    also: Annotated[str, typer.Option(help="Second language of the title; English, or Arabic beside it.")] = "",
    named: Annotated[bool, typer.Option("--named", help="With names; --key opens them.")] = False,
    because: Annotated[str, typer.Option(help="Why names are opened; written down first.")] = "",
    out: Annotated[Path | None, typer.Option(help="The PDF, or the folder for it.")] = None,
) -> None:
    """Print a paper in the language of --lang; what it was made from and the signed entries ride inside it.

    It is the same byte for byte when it is printed again of the same book as of the same hour, and `muster verify`
    holds it against itself and against the book. Blank forms are new ones each time, with numbers nobody had before.
    """
    from musterbook.operation.on_paper.forms import TICKS  # noqa: PLC0415  heavy
    from musterbook.operation.on_paper.kinds import PAPERS  # noqa: PLC0415  heavy
    from musterbook.papers.printing import paper_to_print  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    kind = PAPERS.get(paper)
    if kind is None:
        raise Malformed.because("paper.no-such-kind", typed=paper, known=", ".join(PAPERS))
    _language(asked.on_paper)
    if also:
        _language(also)
    book = _book(asked, paper, subject or site, signing=named and kind.named)
    whom = _subject(book, kind.subject, subject or site)
    whom = f"{whom} {copies} {_run()}" if paper in TICKS else whom
    now = asked.seen_at(book)
    names = _names(asked, book, paper, whom, because) if named else {}
    done = paper_to_print(book, paper, whom, now, language=asked.on_paper, also=also, names=names)
    paths = _written(done, out)
    asked.show(
        {"files": [str(path) for path in paths], "paper": paper, "subject": whom, "issue": done.told.issue,
         "entries": list(done.told.cites), "named": bool(names)},
        [in_words("{path}: {paper} of {subject} as of {moment}", path=path, paper=paper, subject=whom, moment=zulu(now))
         for path in paths],
    )  # fmt: skip


def _written(done: PaperToPrint, out: Path | None) -> list[Path]:
    """The files a paper was written to, for nobody else on this machine; numbered where it has several parts."""
    first = out / done.name if out is not None and out.is_dir() else out or Path(done.name)
    paths = []
    for place, part in enumerate(done.documents(), start=1):
        paths.append(first if len(done.parts) == 1 else first.with_name(f"{first.stem}-{place:02}{first.suffix}"))
        write_whole(paths[-1], part)
        paths[-1].chmod(0o600)
    return paths


def _book(asked: Asked, paper: str, subject: str, *, signing: bool) -> Book:
    """The book to print from. A dossier that the officer named with --key may not read is not there."""
    from musterbook.operation.reading_marked import dossier_for  # noqa: PLC0415  heavy

    if paper != "dossier-cover" or not subject:
        return asked.book(signing=signing)
    beside = reading_beside(asked)
    dossier_for(beside, subject, named_officer(asked, beside, subject), asked.shown_at(beside.book))
    return beside.book


def _language(typed: str) -> None:
    from musterbook.words.languages import LANGUAGES  # noqa: PLC0415  heavy

    if typed not in LANGUAGES:
        raise Malformed.because("papers.language", typed=typed, known=", ".join(LANGUAGES))


def _run() -> str:
    """What tells one printing of blank forms from every other: a few signs by chance, about a billion of them."""
    from musterbook.operation.on_paper.forms import RUN_OF, RUN_SIGNS  # noqa: PLC0415  heavy

    return "".join(secrets.choice(RUN_OF) for _ in range(RUN_SIGNS))


def _subject(book: Book, kind: str, typed: str) -> str:
    """What the paper is about, as the book calls it; a place is its custodian."""
    if not typed:
        raise Malformed.because("paper.no-subject", wanted=kind)
    return str(custodian_in(book, typed)) if kind == "place" else typed


def _names(asked: Asked, book: Book, paper: str, subject: str, because: str) -> Names:
    """Names of those on it whom whoever prints it needs to know of; each is written down as consulted first."""
    from musterbook.operation.exports.names import known_to, open_names  # noqa: PLC0415  heavy
    from musterbook.operation.on_paper.kinds import PAPERS, people_on  # noqa: PLC0415  heavy
    from musterbook.operation.sitrep.heads import book_at  # noqa: PLC0415  heavy

    if not PAPERS[paper].named:
        return {}
    acting = opening(asked, book)
    people = people_on(book_at(book, acting.at), paper, subject, acting.at)
    return open_names(book, acting, known_to(book, acting, people), because)
