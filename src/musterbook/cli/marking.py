"""markings: the markings of portions and banners, held against the profile."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.outputs import must_differ, write_whole
from musterbook.terms.errors import Malformed
from musterbook.words.lines import in_words

markings = typer.Typer(help="Markings of portions and banners; a format, not an approval.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    markings.command("check")(check)
    app.add_typer(markings, name="markings")


def check(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV with the columns op, kind, input and args; test_id if you like.")],
    out: Annotated[Path, typer.Option(help="Where the answers go, as CSV, in the same order.")],
) -> None:
    """Answer a table of questions about markings: is it valid, what is the banner, may a country have it.

    op is parse (kind is portion or banner), rollup (input: portions with ; between) or release (args: the country,
    then approvals granted, with + between). Rows that ask nothing known are named and left out.
    """
    from musterbook.evidence.markings.sheet import ANSWERED, check_sheet  # noqa: PLC0415  only this verb reads it

    asked: Asked = ctx.obj
    must_differ(out, file)
    checked = check_sheet(file)
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows([ANSWERED, *checked.answers])
    write_whole(out, sheet.getvalue().encode())
    verdicts = Counter((op, _verdict(op, verdict)) for _, op, verdict, *_ in checked.answers)
    asked.show(
        {"out": str(out), "answered": len(checked.answers), "left_out": len(checked.faults)},
        [in_words("{answers} rows answered in {name}", answers=len(checked.answers), name=out.name),
         *(f"  {op} {verdict}: {count:,}" for (op, verdict), count in sorted(verdicts.items()))],
    )  # fmt: skip
    if checked.faults:
        raise Malformed.of(checked.faults)


def _verdict(op: str, verdict: str) -> str:
    """A banner is as good as any other in a count."""
    return "banner" if op == "rollup" and verdict != "error" else verdict
