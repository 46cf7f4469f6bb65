"""The command's shape: the options every verb shares, the groups of verbs, and what an error prints."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from typer import Abort, TyperException
from typer.main import get_command

from musterbook import __version__
from musterbook.cli import (
    beds,
    biometrics,
    calls,
    camps,
    caring,
    carriers,
    casework,
    checking,
    compartments,
    contests,
    counting,
    crossing,
    deciding,
    discrepancies,
    dues,
    eligible,
    enrol,
    erasing,
    evidence_groups,
    families,
    figures,
    folders,
    forms,
    gates,
    glass,
    identify,
    importing,
    incidents,
    keys,
    known_by_name,
    left_behind,
    linking,
    lists,
    locator,
    marking,
    moving,
    naming,
    node_keeping,
    places,
    planning,
    policies,
    positions,
    printing,
    programs,
    proving,
    receipts,
    redacting,
    rehearsing,
    reporting_out,
    requests,
    restoring,
    retention,
    rights_table,
    rolls,
    serials,
    sessions,
    sheets,
    showing,
    stating,
    storing,
    syncing,
    tablets,
    users,
    watching,
    way,
    wording,
)
from musterbook.cli.context import Asked
from musterbook.cli.front import hoisted
from musterbook.cli.tongue import aside, language_for
from musterbook.terms.errors import Malformed, MusterbookError, Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.words.languages import ENGLISH, speaking, spoken
from musterbook.words.lines import in_words

app = typer.Typer(
    name="muster",
    help="The muster book of an emergency custody transfer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Serve = Callable[..., None]
GROUPS = (
    rehearsing,
    folders,
    importing,
    showing,
    discrepancies,
    rolls,
    eligible,
    left_behind,
    calls,
    deciding,
    families,
    dues,
    receipts,
    locator,
    retention,
    planning,
    serials,
    carriers,
    positions,
    requests,
    checking,
    moving,
    way,
    caring,
    counting,
    forms,
    incidents,
    casework,
    crossing,
    sheets,
    watching,
    camps,
    marking,
    redacting,
    evidence_groups,
    reporting_out,
    printing,
    naming,
    enrol,
    identify,
    known_by_name,
    linking,
    contests,
    biometrics,
    beds,
    syncing,
    places,
    gates,
    figures,
    stating,
    rights_table,
    compartments,
    users,
    sessions,
    programs,
    tablets,
    keys,
    policies,
    node_keeping,
    glass,
    erasing,
    lists,
    storing,
    wording,
    proving,
    restoring,
)


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
    from_paper: Annotated[
        bool, typer.Option("--from-paper", help="It was written on paper first; the entry says so.")
    ] = False,
    as_of: Annotated[str, typer.Option(help="Show the book as it stood then.")] = "",
    lang: Annotated[
        str, typer.Option(help="Language: en, ar, ckb or kmr; by default as MUSTER_LANGUAGE or the terminal has it.")
    ] = "",
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
        lang=lang or spoken(), on_paper=lang or ENGLISH, json=as_json, yes=yes, trace=trace,
        serve=ctx.obj or _no_console, from_paper=from_paper,
    )  # fmt: skip
    ctx.call_on_close(ctx.obj.close)
    ctx.obj.moment(), ctx.obj.past()  # a time typed wrong is said before anything is opened


for group in GROUPS:
    group.join(app)


def _no_console(folder: Path, host: str, port: int) -> None:
    del folder, host, port
    raise Malformed.because("cli.no-console")


@cache
def _command(helping_in: str = ENGLISH) -> Callable[..., object]:
    """The verbs read from their functions: two hundred of them take longer than most of what they do, so once."""
    command = get_command(app)
    if helping_in != ENGLISH:
        from musterbook.cli.help_said import let_help_be_in_words  # noqa: PLC0415  only help in other languages needs it

        let_help_be_in_words(command)
    return command


def run(words: list[str], *, serve: Serve = _no_console) -> int:
    """Run the command; the exit code: 0 done, 1 our fault, 2 usage, 3 refused, 4 malformed, 5 tampered, 6 open, 130.

    Args:
        words: what stood after `muster`; the options every verb shares may stand anywhere among them.
        serve: opens the console on a book's folder, at an address and port; the doors do not know each other.
    """
    with speaking(language_for(words, os.environ)):
        return _run(words, serve)


def _run(words: list[str], serve: Serve) -> int:
    try:
        outcome = _command(spoken())(args=hoisted(words), prog_name="muster", standalone_mode=False, obj=serve)
        sys.stdout.flush()
    except TyperException as error:
        _say_usage(error, as_json="--json" in words)
        return error.exit_code
    except (KeyboardInterrupt, Abort):
        aside(in_words("stopped"))
        return 130
    except (BrokenPipeError, SystemExit):
        # Whoever read us has had enough (typer itself ends the process then); nothing more may be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # every error ends as a sentence and a code
        if "--trace" in words:
            raise
        plain = _plainly(error)
        _say(plain, as_json="--json" in words)
        return plain.exit_code if isinstance(plain, MusterbookError) else 1
    return outcome if isinstance(outcome, int) else 0


def _plainly(error: Exception) -> Exception:
    """The house's error for what the disk says; the error itself otherwise."""
    if not isinstance(error, OSError) or error.errno is None:
        return error
    rule = _SAID_BY_THE_DISK.get(error.errno)
    place = str(error.filename or ".")
    folder = place if os.path.isdir(place) else str(Path(place).parent)  # noqa: PTH112  asks where we may not look
    return error if rule is None else Refused(Objection(rule, values={"folder": folder}))


_SAID_BY_THE_DISK = {
    errno.ENOSPC: "store.disk-full", errno.EDQUOT: "store.disk-full", errno.EFBIG: "store.disk-full",
    errno.EACCES: "store.read-only-folder", errno.EPERM: "store.read-only-folder",
    errno.EROFS: "store.read-only-folder", errno.EIO: "store.disk-error",
}  # fmt: skip


def _say_usage(error: TyperException, *, as_json: bool) -> None:
    """What is wrong with the words typed, and where to read how they are meant."""
    said = error.format_message()
    if as_json:
        print(json.dumps({"type": "usage", "says": said}, ensure_ascii=False), file=sys.stderr)
        return
    from musterbook.cli.usage_said import usage_said  # noqa: PLC0415  only wrong words need it

    at, at_length = getattr(error, "ctx", None), type(error).__name__ == "NoArgsIsHelpError"
    path = at.command_path if at is not None else "muster"
    where = in_words("Try {command}", command=f"{path} --help")
    aside(said if at_length else f"{usage_said(said)}\n{where}")


def _say(error: Exception, *, as_json: bool) -> None:
    from musterbook.words.say import sentence  # noqa: PLC0415  only an error needs sentences

    if as_json:
        print(json.dumps(_problem(error), ensure_ascii=False), file=sys.stderr)
        return
    aside(sentence(error))


def _problem(error: Exception) -> dict[str, object]:
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
    if not isinstance(error, MusterbookError):
        told |= {"type": "our-fault", "says": sentence(error)}
    return told
