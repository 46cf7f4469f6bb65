"""sitrep, sitrep verify: the situation report for principals and agencies, and whether a report still holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed
from musterbook.terms.times import zulu
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.ledger.entry import Entry
    from musterbook.operation.book import Book
    from musterbook.operation.sitrep.figures import Report

TAMPERED = 5
sitrep = typer.Typer(help="The situation report: every number a reading of the book.", invoke_without_command=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(sitrep, name="sitrep")


@sitrep.callback()
def make(
    ctx: typer.Context,
    since: Annotated[str, typer.Option(help="Count changes from a call, or a time; else from the last report.")] = "",
    to: Annotated[str, typer.Option("--to", help="The agency it is for: leaves out what it may not read.")] = "",
    kind: Annotated[str, typer.Option("--as", help="md, html, json or pdf.")] = "md",
    out: Annotated[
        Path | None, typer.Option(help="The file; a PDF has a name of its own, the rest is printed.")
    ] = None,
    compare: Annotated[Path | None, typer.Option(help="An older report (JSON): say what has changed since.")] = None,
    outside: Annotated[
        bool, typer.Option("--outside", help="For readers outside the operation: counts under five are hidden.")
    ] = False,
    issued: Annotated[bool, typer.Option("--issue", help="Write in the book that it leaves; --key signs.")] = False,
) -> None:
    """Make the situation report of now, or of --as-of: headcount, moves, gates, agreements, what is open, who differs.

    --lang ar says it in Arabic. The same heads, moment and options give the same bytes.
    """
    if ctx.invoked_subcommand is not None:
        return
    from musterbook.papers.sitrep import KINDS  # noqa: PLC0415  heavy
    from musterbook.words.printed import languages_of  # noqa: PLC0415  as the rest

    asked: Asked = ctx.obj
    kind = "json" if asked.json else kind
    if asked.on_paper not in (printed_in := languages_of("sitrep")):
        raise Malformed.because("papers.language", typed=asked.on_paper, known=", ".join(printed_in))
    if kind not in KINDS:
        raise Malformed.because("report.no-such-kind", typed=kind, known=", ".join(KINDS))
    if issued:
        with asked.writing() as book:
            _issue(asked, book, _report(asked, book, since, to, outside=outside), kind, out)
        return
    book = asked.book(dated=True)
    report = _report(asked, book, since, to, outside=outside)
    if compare is not None:
        _compare(asked, book, report, compare)
    else:
        _print(asked, book, report, kind, out)


@sitrep.command("verify")
def verify(
    ctx: typer.Context, report: Annotated[Path, typer.Argument(help="The report as JSON, such as lies in its PDF.")]
) -> int:
    """Make every figure of a report again from the heads it names, and name each that differs."""
    from musterbook.papers.sitrep_check import recomputed  # noqa: PLC0415  heavy
    from musterbook.papers.sitrep_json import digest_of_report, read_report  # noqa: PLC0415  as above

    asked: Asked = ctx.obj
    text = _bytes_of(report)
    told = read_report(text, report.name)
    figures, found = recomputed(asked.book(), told, report.name)
    lines = [
        in_words(
            "{what}: {field} is {told} in the report, the book gives {found}", what=one.what, field=one.field,
            told=f"{one.told!r}", found=f"{one.found!r}",
        )
        for one in found
    ]  # fmt: skip
    sound = in_words(
        "{name}: {figures} figures made again from their heads, {found} differ", name=report.name, figures=figures,
        found=len(found),
    )  # fmt: skip
    asked.show(
        {"report": told["number"], "sha256": digest_of_report(text), "figures": figures,
         "differing": [{"what": one.what, "field": one.field, "told": one.told, "found": one.found} for one in found]},
        [*lines, sound],
    )  # fmt: skip
    return TAMPERED if found else 0


def _report(asked: Asked, book: Book, since: str, to: str, *, outside: bool = False) -> Report:
    from musterbook.operation.sitrep.report import Options, moment_of, report_of  # noqa: PLC0415  heavy

    options = Options(moment_of(book, since) if since else None, to, outside)
    return report_of(book, asked.past() or asked.seen_at(book), options)


def _print(
    asked: Asked, book: Book, report: Report, kind: str, out: Path | None, issued: Entry | None = None
) -> None:  # fmt: skip
    """To the file, or to standard output; a PDF always to a file, with the entry inside by which the report left."""
    from musterbook.operation.on_paper.own import facts_of_report  # noqa: PLC0415  heavy
    from musterbook.papers.sitrep import name_of, printed  # noqa: PLC0415  heavy

    facts = facts_of_report(book, report, issued) if kind == "pdf" else ""
    text = printed(report, asked.on_paper, kind, facts=facts)
    if out is None and kind != "pdf":
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
        return
    path = out or Path(name_of(report, asked.on_paper, kind))
    path.write_bytes(text)
    figures = len(report.figures())
    told: dict[str, Any] = {"file": str(path), "report": report.number, "figures": figures, "dropped": report.dropped}
    asked.show(
        told,
        [
            in_words(
                "{path}: {number}, {figures} figures as of {as_of}", path=path, number=report.number, figures=figures,
                as_of=zulu(report.as_of),
            )
        ],
    )  # fmt: skip


def _issue(asked: Asked, book: Book, report: Report, kind: str, out: Path | None) -> None:
    """Write that it leaves, and print it."""
    from musterbook.coordination.facts import ReportIssued  # noqa: PLC0415  heavy
    from musterbook.operation.sitrep.issued import issue  # noqa: PLC0415  heavy
    from musterbook.papers.sitrep_json import report_bytes  # noqa: PLC0415  heavy

    issued = issue(book, asked.acting(book, ReportIssued), report, report_bytes(report, asked.on_paper))
    _print(asked, book, report, kind, out, issued)


def _compare(asked: Asked, book: Book, report: Report, older: Path) -> None:
    """Every line that has changed, and the entries between."""
    from musterbook.papers.sitrep_check import between, compared  # noqa: PLC0415  heavy
    from musterbook.papers.sitrep_json import read_report, report_told  # noqa: PLC0415  as above

    old, new = read_report(_bytes_of(older), older.name), report_told(report, asked.on_paper)
    entries, named = between(book, old, new)
    found = compared(old, new)
    lines = [f"{one['happened_at']} {one['by']} {one['kind']} {one['digest'][:8]}" for one in named]
    lines += [f"{one.what}: {_short(one.told)} → {_short(one.found)}" for one in found]
    said = in_words(
        "{entries} entries and {found} lines between {old} and {new}", entries=entries, found=len(found),
        old=old["number"], new=report.number,
    )  # fmt: skip
    asked.show(
        {"entries": entries, "named": named,
         "lines": [{"line": one.what, "was": one.told, "is": one.found} for one in found]},
        [*lines, said],
    )  # fmt: skip


def _short(said: object) -> str:
    if isinstance(said, dict):
        return ", ".join(f"{name} {one}" for name, one in said.items())
    return " · ".join(str(one) for one in said) if isinstance(said, list) else "–"


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise Malformed.because("report.no-file", file=path.name)
    return path.read_bytes()
