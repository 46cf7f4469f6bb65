"""roll, roll-check, after-loss: who is where by name and face, also after the place was lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.compartments import opening
from musterbook.cli.context import Asked
from musterbook.cli.numbers import custodian_in
from musterbook.cli.outputs import write_whole
from musterbook.operation.book_folder import find_book, read_book_file
from musterbook.terms.errors import Malformed
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.facts import Digest
    from musterbook.operation.book import Book
    from musterbook.operation.last_roll import LastRoll


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("roll")(roll)
    app.command("roll-check")(roll_check)
    app.command("after-loss")(after_loss)


def roll(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="Whose roll.")],
    last_good: Annotated[bool, typer.Option("--last-good", help="The last roll known to be good.")] = False,
    at: Annotated[str, typer.Option(help="The moment a last good roll stands for; the newest loss there.")] = "",
    pdf: Annotated[
        Path | None, typer.Option(help="Write it as PDF, twelve people a page, with a table and a signature beside.")
    ] = None,
    named: Annotated[bool, typer.Option("--named", help="With names, marks and photographs; --key opens.")] = False,
    because: Annotated[str, typer.Option(help="Why names are opened; sealed and written down first.")] = "",
    ahead: Annotated[
        Path | None, typer.Option(help="The .signed.json that was written ahead, here or where it was carried to.")
    ] = None,
) -> None:
    """The numbers of everyone a custodian has in hand; the last good roll also on paper, by name and face."""
    from musterbook.operation.rolls import last_good_roll, roll_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if pdf is not None or named:
        if not (last_good and pdf is not None):
            raise typer.BadParameter("--pdf and --named are for --last-good, and go together with a file")
        _carried(asked, custodian, pdf, at, because, named=named, ahead=ahead)
        return
    if ahead is not None:
        _numbers_ahead(asked, custodian, ahead)
        return
    book = asked.book(dated=not last_good)
    whose = custodian_in(book, custodian)
    moment = read_moment(at) if at else None
    lines = last_good_roll(book, whose, moment) if last_good else roll_of(book, whose, asked.past())
    which = in_words("last good roll") if last_good else in_words("roll")
    asked.show(
        {"custodian": whose, "roll": lines},
        [*lines, in_words("{lines} on the {which} of {whose}", lines=len(lines), which=which, whose=whose)],
    )


def roll_check(
    ctx: typer.Context, signed: Annotated[Path, typer.Argument(help="The .signed.json beside the roll's files.")]
) -> None:
    """Hold a carried roll against its signature and its files."""
    from musterbook.operation.roll_bundle import check_roll  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    logs = asked.book().store.heads()
    operation = read_book_file(find_book(asked.folder)).operation
    count, files = check_roll(signed, operation=operation, logs=logs)
    said = in_words("{name}: {count} people, signed by a node of this operation", name=signed.name, count=count)
    asked.show({"people": count, "files": list(files)}, [said])


def after_loss(
    ctx: typer.Context,
    custodian: Annotated[str, typer.Argument(help="The place that was lost.")],
    at: Annotated[str, typer.Option(help="Another moment than the newest loss there.")] = "",
) -> None:
    """What became of everyone on the last good roll of a place; escapes are a bracket, claims stand beside."""
    from musterbook.operation.after_loss import loss_of  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    book = asked.book()
    found = loss_of(book, custodian_in(book, custodian), at=read_moment(at) if at else None)
    asked.show(found.told(), found.lines())


def _numbers_ahead(asked: Asked, custodian: str, ahead: Path) -> None:
    """The numbers on a roll that was written ahead."""
    book = asked.book()
    found = _written_ahead(book, custodian, ahead, named=False)
    lines = [str(line.number) for line in found.lines]
    counted = (
        in_words("counted {counted_at}", counted_at=zulu(found.counted_at))
        if found.counted_at
        else in_words("never counted by name")
    )
    said = in_words(
        "{lines} on the roll of {site} written ahead, {counted}", lines=len(lines), site=found.site, counted=counted
    )
    asked.show({"custodian": found.site, "roll": lines, "head": found.head}, [*lines, said])


def _written_ahead(book: Book, custodian: str, ahead: Path, *, named: bool) -> LastRoll:
    from musterbook.operation.rolls_ahead import read_ahead  # noqa: PLC0415  heavy

    found = read_ahead(book, ahead, named=named)
    if found.site != custodian_in(book, custodian):
        raise Malformed.because("roll.other-place", file=ahead.name, site=found.site, asked=custodian)
    return found


def _carried(
    asked: Asked, custodian: str, pdf: Path, at: str, because: str, *, named: bool, ahead: Path | None
) -> None:
    """Write the documents, the table and the signature of a last good roll."""
    from musterbook.operation.last_roll import consult_roll, last_roll_of  # noqa: PLC0415  heavy
    from musterbook.operation.roll_bundle import sign_roll  # noqa: PLC0415  heavy

    book = asked.book(signing=True)
    site = custodian_in(book, custodian)
    if named:
        consult_roll(book, opening(asked, book), site, because)
    if ahead is not None:
        found = _written_ahead(book, custodian, ahead, named=named)
    else:
        found = last_roll_of(book, site, at=read_moment(at) if at else None, named=named)
    files = _written(asked, book, found, pdf)
    operation = read_book_file(find_book(asked.folder)).operation
    signed = pdf.with_suffix(".signed.json")
    write_whole(signed, sign_roll(book, found, files, operation=operation, at=asked.now()))
    told = {"people": len(found.lines), "files": [*files, signed.name], "named": named}
    asked.show(
        told,
        [
            in_words(
                "{lines} on the last good roll of {site}: {value}", lines=len(found.lines), site=site,
                value=", ".join([*files, signed.name]),
            )
        ],
    )  # fmt: skip


def _written(asked: Asked, book: Book, found: LastRoll, pdf: Path) -> dict[str, Digest]:
    """The documents and the table, written one after another; the digest of each."""
    from musterbook.operation.on_paper.own import facts_of_roll  # noqa: PLC0415  heavy
    from musterbook.papers.last_roll import documents, print_last_roll, table_of  # noqa: PLC0415  heavy
    from musterbook.tables.writing import Page, write_pages  # noqa: PLC0415  heavy
    from musterbook.words.printed import languages_of  # noqa: PLC0415  heavy

    if asked.on_paper not in (printed_in := languages_of("last_roll")):
        raise Malformed.because("papers.language", typed=asked.on_paper, known=", ".join(printed_in))
    files: dict[str, Digest] = {}
    zone, whole, show = str(book.settings.zone), documents(found), asked.progress("documents")
    at = asked.seen_at(book)
    facts = partial(facts_of_roll, book, found, as_of=at)
    printed = print_last_roll(found, language=asked.on_paper, zone=zone, printed_at=at, facts=facts)
    for place, document in enumerate(printed, start=1):
        path = pdf if whole == 1 else pdf.with_name(f"{pdf.stem}-{place}{pdf.suffix}")
        write_whole(path, document)
        files[path.name] = asked.digest_of_file(path)
        show(place, whole)
    table, (header, *rows) = pdf.with_suffix(".csv"), table_of(found, language=asked.on_paper)
    write_pages(table, [Page("roll", header, rows)])
    return {**files, table.name: asked.digest_of_file(table)}
