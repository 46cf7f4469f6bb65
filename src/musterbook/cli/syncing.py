"""sync, node, forks, turned-away, nodes show: this node meets others, and what is known of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from musterbook.cli import node_links, node_servers
from musterbook.cli.context import Asked
from musterbook.cli.handed_in import text_of
from musterbook.cli.meeting_nodes import by_letter_modules, meet_all
from musterbook.cli.node_keeping import nodes
from musterbook.cli.node_lines import age, or_none, skew
from musterbook.cli.synced_lines import taken_in_lines
from musterbook.cli.tongue import aside
from musterbook.terms.errors import Malformed
from musterbook.terms.moves import Objection
from musterbook.words.lines import in_words

if TYPE_CHECKING:
    from threading import Event as Stop
    from threading import Lock

    from musterbook.operation.serving_calls import Beside
    from musterbook.operation.syncing import Here

Trust = Annotated[Path | None, typer.Option(help="Certificates in PEM by which a tls:// NATS server is known.")]
As = Annotated[str, typer.Option("--as", help="Which node this is, where the keys of several lie here.")]


def join(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.command("sync")(sync)
    app.command("node")(node)
    app.command("forks")(forks)
    app.command("turned-away")(turned_away)
    node_servers.join()
    node_links.join()


def sync(
    ctx: typer.Context,
    hosts: Annotated[
        list[str] | None, typer.Argument(help="Nodes: https://name:port or nats://localhost:4222/NODE.")
    ] = None,
    node: As = "",
    every: Annotated[int, typer.Option(help="Go on, calling each again after so many seconds.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder, such as a stick, to write a bundle into.")] = None,
    to: Annotated[str, typer.Option(help="With --out: only what this node lacks, as far as it was met.")] = "",
    in_: Annotated[list[Path] | None, typer.Option("--in", help="Bundles carried here; repeatable.")] = None,
    qr: Annotated[int, typer.Option(help="Show the last so many acts of this node as codes to be read.")] = 0,
    seen: Annotated[Path | None, typer.Option(help="File with the texts of codes that were read, one a line.")] = None,
    trust: Trust = None,
) -> int:
    """Meet other nodes, by link or by files: each gets what it lacks, once, and nothing is believed unproved."""
    asked: Asked = ctx.obj
    if not hosts and out is None and not in_ and not qr and seen is None:
        raise Malformed.because("sync.nobody-named")
    code = _take_in(asked, in_) if in_ else 0
    if seen is not None:
        code = max(code, _take_seen(asked, seen))
    if qr:
        _show_codes(asked, node, qr)
    if out is not None:
        _carry_out(asked, out, to, node)
    return max(code, meet_all(asked, _here(asked, node), hosts, every, text_of(trust))) if hosts else code


def node(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to answer at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to answer at.")] = 8440,
    node: As = "",
    nats: Annotated[str, typer.Option(help="Also by letters: this node's NATS server, nats://localhost:4222.")] = "",
    trust: Trust = None,
) -> None:
    """Answer the calls of other nodes until stopped; officers can go on writing at this machine."""
    from musterbook.operation.serving_calls import serve_calls  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    me = _here(asked, node)
    beside = _letters(asked, me, nats, text_of(trust)) if nats else None

    def say(address: str) -> None:
        where = in_words(
            "{name} answers at {address}; its log is {log}", name=me.name, address=address, log=me.identity.log
        )
        aside(where)

    serve_calls(me, host=host, port=port, now=asked.now, entropy=os.urandom, say=say, beside=beside)


@nodes.command("show")
def show(ctx: typer.Context) -> None:
    """Every node: how far its log is here and there, since when, its clock, and what is wrong."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.node_table import node_table  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = node_table(asked.book(), at=asked.now())
    cells = [
        (row.name or row.log[:16], f"{row.here:,}", or_none(row.there), age(row.age_minutes), row.carrier or "–",
         skew(row.skew_seconds), ", ".join(row.remarks) or "–")
        for row in rows
    ]  # fmt: skip
    lines = table(("node", "here", "there", "met", "by", "clock", "remarks"), cells, right=(1, 2, 3, 4, 5))
    asked.show([row.told() for row in rows], lines)


def forks(ctx: typer.Context) -> int:
    """Logs that were written in two versions: from which entry on, and how many entries of each were kept."""
    from musterbook.operation.node_table import fork_table  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = fork_table(asked.book())
    lines = [
        in_words(
            "{name}: two versions from entry {place} on; {quarantined} entries kept aside",
            name=row.name or row.log[:16], place=row.place, quarantined=row.quarantined,
        )
        for row in rows
    ]  # fmt: skip
    asked.show([row.told() for row in rows], lines or [in_words("no log was written in two versions")])
    return 5 if rows else 0


def turned_away(ctx: typer.Context) -> None:
    """What was not taken in: when, from where, by which rule, and how much; the bytes are kept for whoever looks."""
    from musterbook.operation.node_table import away_table  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = away_table(asked.book())
    lines = [f"{one['at']} {one['came_from'] or '–'}: {sentence(Objection(str(one['rule'])))}" for one in rows]
    asked.show(rows, lines or [in_words("nothing was turned away")])


def _letters(asked: Asked, me: Here, address: str, trusted: str) -> Beside:
    """Letters beside calls: what a keeper should know of them is said as it comes."""
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asking, by_letter = by_letter_modules()
    place = asking.place_of(me, address, trusted)

    def say(told: Objection) -> None:
        aside(f"{me.name}: {sentence(told)}")

    def run(alone: Lock, stop: Stop) -> None:
        by_letter.LetterNode(me, place, now=asked.now, entropy=os.urandom, alone=alone, say=say).run(stop)

    return run


def _here(asked: Asked, name: str) -> Here:
    from musterbook.operation.syncing import here  # noqa: PLC0415  heavy

    return here(asked.folder, node=name, pass_phrase=asked.pass_phrase_of)


def _take_in(asked: Asked, bundles: list[Path]) -> int:
    from musterbook.operation.copying import take_in  # noqa: PLC0415  heavy

    with asked.writing() as book:
        told = [take_in(book, one, at=asked.now()) for one in bundles]
    asked.show([one.told() for one in told], [line for one in told for line in taken_in_lines(one)])
    return max(one.exit_code for one in told)


def _show_codes(asked: Asked, name: str, count: int) -> None:
    from musterbook.operation.by_light import codes_of  # noqa: PLC0415  heavy

    texts, drawn = codes_of(_here(asked, name), count)
    asked.show({"codes": texts}, drawn)


def _take_seen(asked: Asked, seen: Path) -> int:
    from musterbook.operation.by_light import take_seen  # noqa: PLC0415  heavy

    with asked.writing() as book:
        told = take_seen(book, seen, at=asked.now())
    asked.show(told.told(), taken_in_lines(told))
    return told.exit_code


def _carry_out(asked: Asked, out: Path, to: str, name: str) -> None:
    from musterbook.operation.carrying_out import carry_out  # noqa: PLC0415  heavy

    path, entries = carry_out(_here(asked, name), out, now=asked.moment, to=to)
    told = {"bundle": str(path), "entries": entries, "bytes": path.stat().st_size}
    asked.show(
        told,
        [
            in_words(
                "{path}: {entries} entries, {st_size} bytes", path=path, entries=entries, st_size=path.stat().st_size
            )
        ],
    )
