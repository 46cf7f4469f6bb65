"""The receipts somebody has just given, as a PDF to be printed: one page for each person, in his language."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import asked_of
from musterbook.console.deed_forms import BASE
from musterbook.console.deeds import Deeds
from musterbook.console.wrong import nothing_here
from musterbook.ledger.facts import Digest
from musterbook.operation.deeds.every import DEEDS
from musterbook.operation.on_paper.own import facts_of_receipts
from musterbook.operation.receipts_kept import given_under, receipts_given
from musterbook.papers.receipt import print_receipts

Ask = Request[Any, Any, Any]
GIVE: Final = "give-receipt"
PRINTED: Final = f"{BASE}/{{name:str}}/receipts/{{digest:str}}"


def receipt_routes(deeds: Deeds) -> list[HTTPRouteHandler]:
    """The address, on a console that has a pen."""

    @get(PRINTED)
    async def printed(request: Ask) -> Response[Any]:
        asked, digest = asked_of(request), str(request.path_params["digest"]).removesuffix(".pdf")
        book = deeds.pen.register_book()
        given = given_under(book, Digest(digest))
        if (
            given is None
            or request.path_params["name"] != GIVE
            or not all(deeds.form(asked, DEEDS[GIVE], one.person) for one in given.receipts)
        ):
            return nothing_here(request)
        receipts, marking, entry = receipts_given(book, given), book.settings.marking, book.entry(Digest(digest))
        if not receipts or entry is None:  # somebody keeps them for their owners
            return nothing_here(request)
        at = entry.happened_at
        facts = facts_of_receipts(book, entry, at)
        pdf = await asyncio.to_thread(print_receipts, receipts, marking=marking, printed_at=at, facts=facts)
        name = receipts[0]["number"] if len(receipts) == 1 else f"{len(receipts)}"
        return Response(
            pdf, media_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="receipt-{name}.pdf"'},
        )  # fmt: skip

    return [printed]
