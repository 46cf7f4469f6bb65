"""webhooks add | show | again | end: programs outside that are told of entries as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.render import table
from musterbook.operation.book_folder import find_book
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from musterbook.store.webhooks import Webhooks

webhooks = typer.Typer(help="Programs outside that are told of entries.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The webhook, as webhooks show names it.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(webhooks, name="webhooks")


@webhooks.command("add")
def add(
    ctx: typer.Context,
    officer: Annotated[str, typer.Argument(help="The program, by the name the register knows it under.")],
    address: Annotated[str, typer.Argument(help="Where it is told: https, or this machine's own.")],
    kind: Annotated[list[str], typer.Option(help="Kind of fact, such as custody.accepted, or custody.*; repeatable.")],
    numbers: Annotated[bool, typer.Option("--numbers", help="Tell of whom too, as far as it needs to know.")] = False,
) -> None:
    """Tell a program of facts from now on, as far as its role may see them; --key is an administrator.

    Notes are signed by this machine's log and carry digests, never names; each comes again until it is taken, in
    order; after 24 tries, about a day and a half, it is given up, and webhooks show says so.
    """
    from musterbook.operation.telling_programs import tell_from_now  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    keeper = _keeper(asked)
    asked.confirm(in_words("Tell {officer} at {address}?", officer=officer, address=address))
    book = asked.book(signing=True)
    hook = tell_from_now(
        book, _hooks(asked), officer, address, kind, numbers=numbers, by=keeper, at=int(asked.now().timestamp())
    )
    asked.show(
        {"webhook": hook.id, "officer": officer},
        [in_words("{id}: {officer} is told from now on at {address}", id=hook.id, officer=officer, address=address)],
    )


@webhooks.command("show")
def show(ctx: typer.Context) -> None:
    """Show who is told of what, where, and what waits or was given up."""
    from musterbook.operation.told_table import told_table  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    told = told_table(find_book(asked.folder))
    cells = [
        (one["webhook"], one["officer"], one["address"], " ".join(one["kinds"]), one["waiting"], one["given_up"],
         one["last"] or "–")
        for one in told
    ]  # fmt: skip
    head = ("Webhook", "Program", "Told at", "Of", "Waiting", "Given up", "Last answer")
    asked.show(told, table(head, cells, right=(4, 5)) if told else [in_words("nobody is told of anything")])


@webhooks.command("again")
def again(ctx: typer.Context, webhook: Name) -> None:
    """Try everything that waits for a webhook again at once, what was given up too; --key is a keeper of machines."""
    asked: Asked = ctx.obj
    _vouches(asked)
    found = _hooks(asked).again(webhook, int(asked.now().timestamp()))
    if not found and webhook not in {one.id for one in _hooks(asked).everyone()}:
        raise Malformed.because("webhook.none", webhook=webhook)
    asked.show(
        {"webhook": webhook, "again": found},
        [in_words("{webhook}: {found} are tried again", webhook=webhook, found=found)],
    )


@webhooks.command("end")
def end(ctx: typer.Context, webhook: Name) -> None:
    """Tell a program no more; what waits for it is forgotten. --key is a keeper of machines."""
    asked: Asked = ctx.obj
    _vouches(asked)
    if not _hooks(asked).end(webhook):
        raise Malformed.because("webhook.none", webhook=webhook)
    asked.show({"webhook": webhook, "ended": True}, [in_words("{webhook}: told no more", webhook=webhook)])


def _hooks(asked: Asked) -> Webhooks:
    from musterbook.store.webhooks import Webhooks as Kept  # noqa: PLC0415  heavy

    return Kept(find_book(asked.folder))


def _keeper(asked: Asked) -> str:
    if not asked.officers:
        raise Refused(Objection("account.nobody-vouches"))
    return asked.officers[0]


def _vouches(asked: Asked) -> None:
    from musterbook.operation.letting_in import keeps  # noqa: PLC0415  heavy

    keeper = _keeper(asked)
    asked.confirm(in_words("Change what programs are told?"))
    keeps(asked.book(signing=True), keeper)
