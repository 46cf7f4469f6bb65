"""The command's shape: the options every verb shares, the groups of verbs, and what an error prints."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import click
import typer

from musterbook import __version__
from musterbook.cli import counting, eligible, folders, moving, planning, proving, rehearsing, showing
from musterbook.cli.context import Asked
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered

app = typer.Typer(
    name="muster",
    help="The muster book of an emergency custody transfer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Serve = Callable[[Path, str, int], None]
GROUPS = (rehearsing, folders, showing, eligible, planning, moving, counting, proving)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"muster {__version__}")
        raise typer.Exit


@app.callback()
def shared(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Option("-C", help="Folder of the operation or of its book.")] = Path(),
    key: Annotated[list[str] | None, typer.Option("--key", help="Officer who signs; twice for two people.")] = None,
    pass_file: Annotated[Path | None, typer.Option(help="File with the pass-phrase of the keys.")] = None,
    happened_at: Annotated[str, typer.Option(help="When it happened: 212348ZJAN26 or RFC 3339.")] = "",
    as_of: Annotated[str, typer.Option(help="Show the book as it stood then.")] = "",
    lang: Annotated[str, typer.Option(help="Language of sentences.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Print the trace of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The options that stand before or after any verb."""
    del version
    ctx.obj = Asked(
        folder=folder, officers=tuple(key or ()), pass_file=pass_file, happened_at=happened_at, as_of=as_of,
        lang=lang, json=as_json, yes=yes, trace=trace, serve=ctx.obj or _no_console,
    )  # fmt: skip


for group in GROUPS:
    group.join(app)


def _no_console(folder: Path, host: str, port: int) -> None:
    del folder, host, port
    raise Malformed.because("cli.no-console")


def run(words: list[str], *, serve: Serve = _no_console) -> int:
    """Run the command; the exit code: 0 done, 1 our fault, 2 usage, 3 refused, 4 malformed, 5 tampered, 6 open, 130.

    `serve` opens the console on a book's folder, at an address and port; the doors do not know each other.
    """
    try:
        outcome = app(args=words, standalone_mode=False, obj=serve)
    except click.UsageError as error:
        error.show(file=sys.stderr)
        return 2
    except (KeyboardInterrupt, click.Abort):
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MusterbookError as error:
        if "--trace" in words:
            raise
        _say(error, as_json="--json" in words)
        return error.exit_code
    return outcome if isinstance(outcome, int) else 0


def _say(error: MusterbookError, *, as_json: bool) -> None:
    from musterbook.words.say import sentence  # noqa: PLC0415  only an error needs sentences

    if as_json:
        print(json.dumps(_problem(error), ensure_ascii=False), file=sys.stderr)
        return
    match error:
        case Refused(objections=objections):
            for objection in objections:
                print(sentence(objection), file=sys.stderr)
        case Malformed(faults=faults):
            for fault in faults:
                print(sentence(fault), file=sys.stderr)
        case Tampered():
            print(sentence(error), file=sys.stderr)


def _problem(error: MusterbookError) -> dict[str, object]:
    """The same shape as the API's problems."""
    from musterbook.words.say import sentence  # noqa: PLC0415  only an error needs sentences

    told: dict[str, object] = {"type": type(error).__name__.lower()}
    if isinstance(error, Refused):
        told["objections"] = [
            {"rule": one.rule, "person": one.person, "values": dict(one.values), "says": sentence(one)}
            for one in error.objections
        ]
    if isinstance(error, Malformed):
        told["faults"] = [
            {"rule": one.rule, "file": one.file, "row": one.row, "column": one.column, "values": dict(one.values),
             "says": sentence(one)}
            for one in error.faults
        ]  # fmt: skip
    if isinstance(error, Tampered):
        told |= {"rule": error.rule, "values": dict(error.values), "says": sentence(error)}
    return told
