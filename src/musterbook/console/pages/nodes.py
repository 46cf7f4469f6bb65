"""Nodes: every machine that writes, how far its log is here and there, since when, its clock, and what is wrong."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import asked_of
from musterbook.console.desk import Desk
from musterbook.console.oversight import Oversight
from musterbook.operation.node_table import away_table, fork_table, node_table, waiting_table
from musterbook.operation.told_table import told_table

Ask = Request[Any, Any, Any]
SHOWN_MOST: Final = 200


def nodes_routes(desk: Desk, oversight: Oversight) -> list[HTTPRouteHandler]:
    """The address of the page and its twins."""

    @get(["/nodes", "/nodes.json", "/nodes.csv"], sync_to_thread=False)
    def nodes(request: Ask) -> Response[Any]:
        asked, book = asked_of(request), oversight.book
        rows = node_table(book, at=oversight.now())
        waiting, away, told = waiting_table(book), away_table(book), told_table(oversight.folder)
        said = {"nodes": rows, "forks": fork_table(book), "waiting": waiting, "turned_away": away, "webhooks": told}
        return desk.answer(
            asked, "nodes.html", desk.source.stamp(), said=said, rows=rows, nodes=rows, forks=said["forks"],
            waiting=waiting, away=away[-SHOWN_MOST:][::-1], away_all=len(away), webhooks=told,
        )  # fmt: skip

    return [nodes]
