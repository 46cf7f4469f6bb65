"""nodes card | nats | nats-server: the NATS server beside a node, by which it exchanges letters with others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from musterbook.cli.context import Asked
from musterbook.cli.handed_in import bytes_of
from musterbook.cli.node_keeping import nodes
from musterbook.words.lines import in_words

As = Annotated[str, typer.Option("--as", help="Which node this is, where the keys of several lie here.")]


def join() -> None:
    """Add the verbs to `nodes`."""
    nodes.command("card")(card)
    nodes.command("nats")(nats)
    nodes.command("nats-server")(nats_server)


def card(
    ctx: typer.Context,
    name: Annotated[list[str], typer.Option(help="Name or address under which others reach its server; repeatable.")],
    node: As = "",
) -> None:
    """Make a certificate for this node's NATS server, and a card of it, signed by its log, to hand to other nodes."""
    from musterbook.operation.nats_servers import new_card  # noqa: PLC0415  heavy
    from musterbook.operation.syncing import here  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    asked.confirm(in_words("Make a new certificate for this node's NATS server? Cards made before count no longer."))
    me = here(asked.folder, node=node, pass_phrase=asked.pass_phrase_of)
    path = new_card(me, name, asked.now())
    asked.show(
        {"card": str(path)}, [in_words("{path}: hand it to the keepers of the servers this one is to meet", path=path)]
    )


def nats(
    ctx: typer.Context,
    card: Annotated[list[Path] | None, typer.Option(help="Card of a node whose server it meets; repeatable.")] = None,
    client: Annotated[str, typer.Option(help="Where this node finds it, host:port.")] = "127.0.0.1:4222",
    listen: Annotated[str, typer.Option(help="Where the servers of the cards come to, host:port.")] = "",
    advertise: Annotated[str, typer.Option(help="Under which name:port they find it; all they are told.")] = "",
    hub: Annotated[str, typer.Option(help="Server that it goes to, tls://name:port.")] = "",
    node: As = "",
) -> None:
    """Write the file with which this node's NATS server is started, by muster nodes nats-server."""
    from musterbook.operation.nats_servers import Lines, write_server_file  # noqa: PLC0415  heavy
    from musterbook.operation.syncing import here  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    me = here(asked.folder, node=node, pass_phrase=asked.pass_phrase_of)
    cards = [bytes_of(one) for one in card or ()]
    path = write_server_file(me, cards, Lines(client, listen, advertise, hub))
    said = in_words(
        "{path}: start it with muster nodes nats-server, then muster node --nats nats://{client}",
        path=path, client=client,
    )  # fmt: skip
    asked.show({"file": str(path), "nodes": len(cards)}, [said])


def nats_server(ctx: typer.Context, node: As = "") -> None:
    """Start this node's NATS server, which gets its key and password in memory; it runs until it is ended."""
    from musterbook.operation.nats_servers import server_words  # noqa: PLC0415  heavy
    from musterbook.operation.syncing import here  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    words = server_words(here(asked.folder, node=node, pass_phrase=asked.pass_phrase_of))
    sys.stdout.flush()
    os.execv(words[0], words)  # noqa: S606  it becomes the server, so that whoever ends it ends the server
