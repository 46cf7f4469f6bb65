"""Nodes: every machine that writes, how far its log is here and there, since when, its clock, and what is wrong."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import asked_of
from musterbook.console.desk import Desk
from musterbook.console.oversight import Oversight
from musterbook.operation.link_table import link_table
from musterbook.operation.node_table import away_table, fork_table, node_table
from musterbook.operation.told_table import told_table
from musterbook.operation.what_waits import what_waits
from musterbook.terms.moves import Objection
from musterbook.words.say import without_rule

Ask = Request[Any, Any, Any]
SHOWN_MOST: Final = 200


def nodes_routes(desk: Desk, oversight: Oversight) -> list[HTTPRouteHandler]:
    """The address of the page and its twins."""

    @get(["/nodes", "/nodes.json", "/nodes.csv"], sync_to_thread=False)
    def nodes(request: Ask) -> Response[Any]:
        asked, book = asked_of(request), oversight.book
        rows = node_table(book, at=oversight.now())
        waiting, away, told = what_waits(book, at=oversight.now()), away_table(book), told_table(oversight.folder)
        links = link_table(book, at=oversight.now())
        said = {
            "nodes": rows, "links": [{**one.told(), "says": _why(one.wrong, one.log)} for one in links],
            "forks": fork_table(book), "waiting": waiting, "turned_away": away, "webhooks": told,
        }  # fmt: skip
        return desk.answer(
            asked, "nodes.html", desk.source.stamp(), said=said, rows=rows, nodes=rows, forks=said["forks"],
            links=[(one, _why(one.wrong, one.log)) for one in links],
            waiting=waiting, away=away[-SHOWN_MOST:][::-1], away_all=len(away), webhooks=told,
        )  # fmt: skip

    return [nodes]


def _why(rule: str, log: str = "") -> str:
    """A rule in a sentence that names nobody; nothing where there is none."""
    return without_rule(Objection(rule, values={"log": log})) if rule else ""
