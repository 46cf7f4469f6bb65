"""programs add | show | end: programs outside that may call this machine, each under a secret shown once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from musterbook.cli import webhooks
from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.times import read_moment, zulu
from musterbook.words.lines import in_words

programs = typer.Typer(help="Programs outside that may call this machine's API.", no_args_is_help=True)
Officer = Annotated[str, typer.Argument(help="The program, by the name the register knows it under.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(programs, name="programs")
    webhooks.join(app)


@programs.command("add")
def add(
    ctx: typer.Context,
    officer: Officer,
    purpose: Annotated[str, typer.Option(help="For what it is let in; stands behind everything it opens.")],
    until: Annotated[str, typer.Option(help="When the secret ends: 212348ZJAN26 or RFC 3339; no end otherwise.")] = "",
    label: Annotated[str, typer.Option(help="Which of its secrets; a new one of a label ends the old.")] = "first",
) -> None:
    """Let a program call, under a secret that is shown once; --key is a keeper of machines or of the register.

    Name it first with muster users add, give it a key of its own with muster keys, and a role with muster users grant.
    """
    from musterbook.operation.letting_programs_in import let_in  # noqa: PLC0415  heavy
    from musterbook.store.accounts import Accounts  # noqa: PLC0415  heavy
    from musterbook.store.programs import Programs  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    asked.confirm(in_words("Let the program {officer} call this machine?", officer=officer))
    place = find_book(asked.folder)
    secret = let_in(
        asked.book(signing=True), Programs(place), Accounts(place), officer, purpose=purpose, by=asked.officers[0],
        at=asked.now(), label=label, until=read_moment(until) if until else None,
    )  # fmt: skip
    lines = [
        secret,
        "",
        in_words(
            "{officer} calls with the head Authorization: Bearer and this secret. It is shown once.", officer=officer
        ),
    ]
    asked.show({"officer": officer, "label": label, "secret": secret}, lines)


@programs.command("show")
def show(ctx: typer.Context) -> None:
    """Show which programs may call, for what, and until when; secrets are kept nowhere."""
    from musterbook.store.programs import Programs  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = [
        {
            "officer": one.officer, "label": one.label, "purpose": one.purpose, "since": _hour(one.made_at),
            "by": one.made_by, "until": _hour(one.until) if one.until else "",
        }
        for one in Programs(find_book(asked.folder)).everyone()
    ]  # fmt: skip
    cells = [[row[name] or "–" for name in ("officer", "label", "purpose", "since", "by", "until")] for row in told]
    head = ("Program", "Secret", "For", "Since", "Let in by", "Until")
    asked.show(told, table(head, cells) if told else [in_words("no program may call")])


@programs.command("end")
def end(
    ctx: typer.Context,
    officer: Officer,
    label: Annotated[str, typer.Option(help="Only this secret; all of them otherwise.")] = "",
) -> None:
    """End a program's secrets at once; its rights stay in the register. --key is a keeper of machines."""
    from musterbook.operation.letting_in import keeps  # noqa: PLC0415  heavy
    from musterbook.store.programs import Programs  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    asked.confirm(in_words("End the secrets of {officer}?", officer=officer))
    keeps(asked.book(signing=True), asked.officers[0])
    gone = Programs(find_book(asked.folder)).end(officer, label)
    if not gone:
        raise Malformed.because("program.none", officer=officer)
    asked.show(
        {"officer": officer, "ended": gone},
        [in_words("{officer} can no longer call: {gone} ended", officer=officer, gone=gone)],
    )


def _hour(seconds: int) -> str:
    return zulu(datetime.fromtimestamp(seconds, UTC))
