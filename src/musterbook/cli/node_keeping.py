"""nodes open | close: which machines write, for whom, and up to where."""

from __future__ import annotations

from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.keys import Because, phrase_of, registrar
from musterbook.terms.custodians import CustodianId
from musterbook.words.lines import in_words

nodes = typer.Typer(help="Machines that write in the book.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(nodes, name="nodes")


@nodes.command("open")
def open_(
    ctx: typer.Context,
    node: Annotated[str, typer.Argument(help="The machine's name.")],
    custodian: Annotated[list[str], typer.Option(help="For whom it writes; repeatable.")],
    log: Annotated[str, typer.Option(help="Its log, as keys new --node printed it there; made here otherwise.")] = "",
    previous: Annotated[str, typer.Option(help="The node or log it takes the place of, which closes here.")] = "",
) -> None:
    """Let a machine's log count from now on: a new site, or a laptop in the place of a lost one."""
    from musterbook.operation.keeping_keys import make_log  # noqa: PLC0415  heavy
    from musterbook.operation.keeping_rights import node_named, open_node  # noqa: PLC0415  heavy
    from musterbook.rights.facts import NodeOpened  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        acting = registrar(asked, book, NodeOpened)
        before = node_named(book, previous).log if previous else ""
        chosen = log.lower() or make_log(book, node, phrase_of(asked, book))
        entry = open_node(book, acting, node, chosen, [CustodianId(one) for one in custodian], previous=before)
        asked.wrote(
            entry,
            in_words(
                "{node}: log {chosen} is open for {custodian}", node=node, chosen=chosen[:16],
                custodian=", ".join(custodian),
            ),
            log=chosen,
        )  # fmt: skip


@nodes.command("close")
def close(
    ctx: typer.Context,
    node: Annotated[str, typer.Argument(help="Its name, or the beginning of its log.")],
    because: Because,
    at_size: Annotated[
        int | None, typer.Option(help="Entries that stand; as many as were seen here otherwise.")
    ] = None,
) -> None:
    """Let nothing in a machine's log count beyond a place: it was lost, taken, or is no longer trusted."""
    from musterbook.operation.keeping_rights import close_node, node_named  # noqa: PLC0415  heavy
    from musterbook.rights.facts import NodeClosed  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = close_node(book, registrar(asked, book, NodeClosed), node_named(book, node), because, at_size=at_size)
        aside = sum(one.rule == "after-close" for one in book.not_standing())
        asked.wrote(
            entry, in_words("{node}: closed; {aside} entries set aside", node=node, aside=aside), set_aside=aside
        )


@nodes.command("hold")
def hold(
    ctx: typer.Context,
    node: Annotated[str, typer.Argument(help="Its name, or the beginning of its log.")],
    what: Annotated[str, typer.Argument(help="its-people, or everything.")],
) -> None:
    """Say what a machine may hold: only whom its custodians hold, held or will receive, or everything."""
    from musterbook.operation.keeping_rights import node_named, set_holding  # noqa: PLC0415  heavy
    from musterbook.rights.facts import NodeHolds  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        entry = set_holding(book, registrar(asked, book, NodeHolds), node_named(book, node), what)
        asked.wrote(entry, in_words("{node}: holds {what} from now on", node=node, what=what))


@nodes.command("put-out")
def put_out_(ctx: typer.Context) -> None:
    """At a site that holds only its people: stop holding those who left it long enough ago, and say so in the book."""
    from musterbook.operation.putting_out import put_out, to_put_out  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    with asked.writing() as book:
        count = len(to_put_out(book, asked.moment()))
        entry, erased = put_out(book, asked.moment())
        told = {"people": count, "erased": erased, "digest": entry.digest if entry is not None else None}
        asked.show(
            told,
            [in_words("{count} people put out; {erased} entries about them erased here", count=count, erased=erased)],
        )
