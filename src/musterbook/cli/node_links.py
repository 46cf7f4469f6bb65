"""nodes links | waits: the lines to other nodes and what is wrong with them, and what waits here and for what."""

from __future__ import annotations

import typer

from musterbook.cli.context import Asked
from musterbook.cli.node_keeping import nodes
from musterbook.cli.node_lines import age
from musterbook.terms.moves import Objection
from musterbook.words.lines import code_words, in_words


def join() -> None:
    """Add the verbs to `nodes`."""
    nodes.command("links")(links)
    nodes.command("waits")(waits)


def links(ctx: typer.Context) -> int:
    """Each address that is called from here: when it was tried and met last, what was wrong, and what is left."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.link_table import link_table  # noqa: PLC0415  heavy
    from musterbook.words.say import sentence  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = link_table(asked.book(), at=asked.now())
    says = [sentence(Objection(row.wrong, values={"log": row.log})) if row.wrong else "" for row in rows]
    cells = [
        (row.address, row.node or row.log or "–", age(row.tried_minutes), age(row.met_minutes), f"{row.to_come:,}",
         f"{row.to_go:,}")
        for row in rows
    ]  # fmt: skip
    lines = table(("address", "node", "tried", "met", "to come", "to go"), cells, right=(2, 3, 4, 5))
    lines += [f"{row.address}: {said}" for row, said in zip(rows, says, strict=True) if said]
    told = [{**row.told(), "says": said} for row, said in zip(rows, says, strict=True)]
    asked.show(told, lines if rows else [in_words("no node was ever called from here")])
    return 3 if any(row.wrong for row in rows) else 0


def waits(ctx: typer.Context) -> None:
    """Entries set aside: how many, since when, and what would let them stand; those blocked by them beside."""
    from musterbook.cli.render import table  # noqa: PLC0415  only lists need it
    from musterbook.operation.what_waits import what_waits  # noqa: PLC0415  heavy

    asked: Asked = ctx.obj
    rows = what_waits(asked.book(), at=asked.now())
    cells = [
        (code_words("machines.reason", row.reason), f"{code_words('machines.awaits', row.awaits)} {row.which}".strip(),
         row.node or row.log, f"{row.entries:,}", f"{row.below:,}", age(row.minutes) if row.since else "–")
        for row in rows
    ]  # fmt: skip
    lines = table(("reason", "waits for", "node", "entries", "below", "since"), cells, right=(3, 4, 5))
    asked.show([row.told() for row in rows], lines if rows else [in_words("everything stands")])
