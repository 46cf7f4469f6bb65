"""sheet begin | answer | complete | confirm | amend | doubt: the escort sheet, from the first question to a doubt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli import sheets_print, sheets_shown, sheets_watching
from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in, number_in, numbers_in
from musterbook.cli.numbers import people as people_said
from musterbook.terms.errors import Fault, Malformed
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from musterbook.custody.sheets.paper import SheetPaper
    from musterbook.ledger.entry import Entry
    from musterbook.operation.book import Book
    from musterbook.terms.people import PersonId

sheet = typer.Typer(help="The escort sheet: what whoever moves a person must know.", no_args_is_help=True)
Person = Annotated[str, typer.Argument(help="Number of the person.")]
People = Annotated[list[str] | None, typer.Argument(help="Numbers of the people.")]
Names = Annotated[Path | None, typer.Option("--list", help="File with one number a line.")]
At = Annotated[str, typer.Option(help="Everyone this custodian holds whose sheet has come so far.")]
Serial = Annotated[str, typer.Option(help="Everyone seated on this serial whose sheet has come so far.")]
Version = Annotated[str, typer.Option(help="Which questions, as youth-sheet-1.")]
Typed = Annotated[list[str] | None, typer.Argument(help="QUESTION=ANSWER, as escape-risk=no; several by commas.")]
USUAL = "escort-sheet-1"


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(sheet, name="sheet")
    sheets_shown.join(sheet)
    sheets_print.join(sheet)
    sheets_watching.join(sheet)


@sheet.command("begin")
def begin(ctx: typer.Context, person: People = None, names: Names = None, version: Version = USUAL) -> None:
    """Begin sheets: what may be copied is filled in and marked as copied; nothing is signed yet."""
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        papers = sheets.begin(book, _named(book, person, names), now=asked.moment(), version=version)
        _tell_begun(asked, book, papers)


@sheet.command("answer")
def answer(ctx: typer.Context, person: Person, answers: Typed = None, version: Version = USUAL) -> None:
    """Answer questions of someone's sheet; it is begun where it is not yet. See sheet questions for what is asked."""
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    typed = _pairs(answers)
    with asked.writing() as book:
        number = number_in(book, person)
        _tell_begun(asked, book, sheets.answer(book, {number: typed}, now=asked.moment(), version=version))


@sheet.command("load")
def load(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Table: person and a column a question; or person, question, answer.")],
    version: Version = USUAL,
    complete_too: Annotated[bool, typer.Option("--complete", help="Complete those that are whole after it.")] = False,
) -> None:
    """Answer questions of many people's sheets from a table; each bad cell is named, and good rows are kept."""
    from musterbook.custody.sheets.facts import SheetCompleted  # noqa: PLC0415  heavy
    from musterbook.operation import sheets  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_kept import questionnaire  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_loading import read_answers_table  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        loaded = read_answers_table(book, file, questionnaire(book, version))
        acting = asked.acting(book, SheetCompleted) if complete_too else None
        papers = sheets.answer(book, loaded.answers, now=asked.moment(), version=version) if loaded.answers else {}
        whole = [one for one in sorted(papers) if not sheets.missing(book, papers[one])]
        entries = sheets.complete(book, acting, whole) if acting is not None and whole else []
        wrong = [sentence(one, asked.lang) for one in loaded.faults]
        told = {
            "people": len(papers), "rows_aside": loaded.rows_aside, "whole": len(whole), "faults": wrong,
            "completed": len(whole) if entries else 0, "entries": [one.digest for one in entries],
        }  # fmt: skip
        lines = [
            *wrong,
            in_words(
                "{people_said} answered; {whole} with nothing left to ask", people_said=people_said(len(papers)),
                whole=len(whole),
            ),
        ]  # fmt: skip
        lines += (
            [in_words("{people_said}: escort sheet completed", people_said=people_said(len(whole)))] if entries else []
        )
        asked.show(told, lines)
    if loaded.faults:
        raise typer.Exit(Malformed.exit_code)


@sheet.command("complete")
def complete(
    ctx: typer.Context, person: People = None, names: Names = None, at: At = "", serial: Serial = ""
) -> None:  # fmt: skip
    """Write that every question of these sheets is answered: one act for all of them."""
    from musterbook.custody.sheets.facts import SheetCompleted  # noqa: PLC0415  heavy
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        chosen = _chosen(book, person, names, at=at, serial=serial, stages=("begun",))
        _tell_written(asked, sheets.complete(book, asked.acting(book, SheetCompleted), chosen), chosen, "completed")


@sheet.command("confirm")
def confirm(
    ctx: typer.Context, person: People = None, names: Names = None, at: At = "", serial: Serial = ""
) -> None:  # fmt: skip
    """Put your name to sheets as they stand: one act for all of them."""
    from musterbook.custody.sheets.facts import SheetConfirmed  # noqa: PLC0415  heavy
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        stages = ("completed", "confirmed", "amended")
        chosen = _chosen(book, person, names, at=at, serial=serial, stages=stages)
        _tell_written(asked, sheets.confirm(book, asked.acting(book, SheetConfirmed), chosen), chosen, "confirmed")


@sheet.command("amend")
def amend(ctx: typer.Context, person: Person, answers: Typed = None) -> None:
    """Change answers of a confirmed sheet; what stood before stays and is shown."""
    from musterbook.custody.sheets.facts import SheetAmended  # noqa: PLC0415  heavy
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    typed = _pairs(answers)
    with asked.writing() as book:
        number = number_in(book, person)
        entry = sheets.amend(book, asked.acting(book, SheetAmended), number, typed)
        asked.wrote(entry, in_words("{number}: escort sheet amended", number=number))


@sheet.command("doubt")
def doubt(
    ctx: typer.Context,
    person: Person,
    question: Annotated[str, typer.Argument(help="The question whose answer is doubted.")],
    because: Annotated[str, typer.Option(help="What was seen or said; it is sealed.")],
    instead: Annotated[str, typer.Option(help="What the answer should be.")] = "",
) -> None:
    """Write that a receiver does not believe an answer; both are shown from now on."""
    from musterbook.custody.sheets.facts import SheetDoubted  # noqa: PLC0415  heavy
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        number = number_in(book, person)
        acting = asked.acting(book, SheetDoubted)
        entry = sheets.doubt(book, acting, number, question, because=because, instead=instead)
        asked.wrote(entry, in_words("{number}: an answer is doubted", number=number))


def _pairs(answers: Sequence[str] | None) -> list[tuple[str, str]]:
    """Answers as typed; Malformed when one has no `=`, or none is given."""
    faults = [Fault("sheet.answer-form", values={"place": place}) for place, one in enumerate(answers or (), start=1)
              if "=" not in one]  # fmt: skip
    if faults or not answers:
        raise Malformed.of(faults or [Fault("sheet.answer-form", values={"place": 1})])
    split = (one.partition("=") for one in answers)
    return [(path, said) for path, _, said in split]


def _named(book: Book, person: Sequence[str] | None, names: Path | None) -> list[PersonId]:
    chosen = [number_in(book, one) for one in person or ()]
    chosen += [number_in(book, one) for one in numbers_in(names)] if names is not None else []
    if not chosen:
        raise Malformed.because("sheet.nobody-named")
    return chosen


def _chosen(
    book: Book, person: Sequence[str] | None, names: Path | None, *, at: str, serial: str, stages: Sequence[str]
) -> list[PersonId]:  # fmt: skip
    """Those named, or everyone of a custodian or serial whose sheet is at one of these stages."""
    from musterbook.custody.roll import Roll  # noqa: PLC0415  heavy
    from musterbook.operation.serials import serial_named  # noqa: PLC0415  heavy
    from musterbook.operation.sheets_shown import stages_of  # noqa: PLC0415  heavy
    from musterbook.terms.custodians import in_hand  # noqa: PLC0415  heavy

    if person or names is not None or not (at or serial):
        return _named(book, person, names)
    everyone = book.reading(Roll).on(in_hand(custodian_in(book, at))) if at else serial_named(book, serial).people
    return [one for one, stage in stages_of(book, everyone).items() if stage in stages]


def _tell_begun(asked: Asked, book: Book, papers: dict[PersonId, SheetPaper]) -> None:
    from musterbook.operation import sheets  # noqa: PLC0415  heavy

    told, lines = [], []
    for person, paper in sorted(papers.items()):
        lacks = sheets.missing(book, paper)
        copied = sum(bool(one.copied_from) for one in paper.answers.values())
        told.append({
            "person": person, "version": paper.version, "answered": len(paper.answers) + len(paper.elsewhere),
            "copied": copied, "missing": lacks,
        })  # fmt: skip
        rest = (
            in_words("{n} still to answer, next {next}", n=len(lacks), next=", ".join(lacks[:3]))
            if lacks
            else in_words("nothing left to ask")
        )
        lines.append(
            in_words(
                "{person}: {answers} answered ({copied} copied); {rest}", person=person,
                answers=len(paper.answers) + len(paper.elsewhere), copied=copied, rest=rest,
            )
        )  # fmt: skip
    asked.show(told, lines)


def _tell_written(asked: Asked, entries: Sequence[Entry], chosen: Sequence[PersonId], what: str) -> None:
    said = in_words("{people_said}: escort sheet {what}", people_said=people_said(len(chosen)), what=what)
    told = {"people": len(chosen), "entries": [one.digest for one in entries]}
    asked.show(
        told,
        [in_words("{said}; entry {digest}", said=said, digest=one.digest[:8]) for one in entries[:1]]
        or [in_words("nobody's sheet has come so far")],
    )
