"""A list that has left the book, as a file: for whoever signed it, and nobody else."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import asked_of
from musterbook.console.deed_forms import BASE, GROUP_OF
from musterbook.console.deeds import Deeds
from musterbook.console.wrong import nothing_here
from musterbook.custody.facts import ListExported
from musterbook.ledger.facts import Digest
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.listing import kept

Ask = Request[Any, Any, Any]
MEDIA: Final = {
    "csv": "text/csv", "ics": "text/calendar", "geojson": "application/geo+json",
    "kml": "application/vnd.google-earth.kml+xml",
}  # fmt: skip
"""What a browser is told a format is; whatever else leaves is XML."""
ENDINGS: Final = {"niem": "niem.xml", "tep": "tep.xml", "pfif": "pfif.xml", "cot": "cot.xml"}


def list_routes(deeds: Deeds) -> list[HTTPRouteHandler]:
    """The address, on a console that has a pen."""

    @get(f"{BASE}/{{name:str}}/list/{{digest:str}}", sync_to_thread=False)
    def handed_out(request: Ask) -> Response[Any]:
        asked, name = asked_of(request), str(request.path_params["name"])
        book, deed = deeds.pen.register_book(), DEEDS.get(name)
        entry = book.entry(Digest(str(request.path_params["digest"])))
        if deed is None or GROUP_OF[name] != "lists" or entry is None or not isinstance(entry.fact, ListExported):
            return nothing_here(request)
        signed = not asked.looker.asked or asked.looker.officer in {one.officer for one in entry.signed}
        content = kept(book, entry.fact) if signed and deeds.form(asked, deed, "") is not None else None
        if content is None:
            return nothing_here(request)
        ending = ENDINGS.get(entry.fact.format, entry.fact.format)
        return Response(
            content, media_type=MEDIA.get(ending, "application/xml"),
            headers={"Content-Disposition": f'attachment; filename="{entry.fact.export}.{ending}"'},
        )  # fmt: skip

    return [handed_out]
