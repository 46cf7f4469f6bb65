"""Rights and Consultations: who may do what, who looked behind glass, who opened what is sealed, and why is sealed."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import asked_of
from musterbook.console.desk import Desk
from musterbook.console.oversight import Oversight

Ask = Request[Any, Any, Any]
KNOWN: Final = ("officer", "person")
SHOWN_MOST: Final = 500


def oversight_routes(desk: Desk, oversight: Oversight) -> list[HTTPRouteHandler]:
    """The addresses of both pages and their twins."""

    @get(["/rights", "/rights.json", "/rights.csv"], sync_to_thread=False)
    def rights(request: Ask) -> Response[Any]:
        asked, stamp = asked_of(request, known=("officer",)), desk.source.stamp()
        view = oversight.rights()
        officer = asked.filters.get("officer", "")
        rows = [one for one in view.rights if officer in ("", one.officer)]
        return desk.answer(asked, "rights.html", stamp, said={"rights": view}, rows=rows, view=view, shown=rows)

    @get(["/consultations", "/consultations.json", "/consultations.csv"], sync_to_thread=False)
    def consultations(request: Ask) -> Response[Any]:
        asked, stamp = asked_of(request, known=KNOWN), desk.source.stamp()
        view = oversight.consultations(officer=asked.filters.get("officer", ""), person=asked.filters.get("person", ""))
        return desk.answer(
            asked, "consultations.html", stamp, said={"consultations": view}, rows=view.openings, view=view,
            shown=view.openings[:SHOWN_MOST],
        )  # fmt: skip

    return [rights, consultations]
