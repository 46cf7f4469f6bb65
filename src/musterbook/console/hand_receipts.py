"""Addresses of a handover's three receipts: a page to read, and the paper with the signed entries inside."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.handing import Handing
from musterbook.console.wrong import nothing_here
from musterbook.custody.handovers import Handover
from musterbook.operation.at_the_door import letters_of
from musterbook.operation.book import Book
from musterbook.operation.on_paper.kinds import PAPERS
from musterbook.papers.framed import name_of_file, parts_of, print_told
from musterbook.papers.printing import around_of

Ask = Request[Any, Any, Any]
BASE: Final = "/handovers/hand"
COPIES: Final = ("giver", "receiver", "file")


def hand_receipt_routes(desk: Desk, handing: Handing) -> list[HTTPRouteHandler]:
    """The addresses, on a console that has a pen."""

    @get(f"{BASE}/{{name:str}}/receipt", sync_to_thread=False)
    def receipt(request: Ask) -> Response[Any]:
        asked = asked_of(request)
        one = _signed(handing, asked, str(request.path_params["name"]))
        return _page(desk, handing.pen.register_book(), asked, one) if one is not None else nothing_here(request)

    @get(f"{BASE}/{{name:str}}/receipt.pdf")
    async def printed(request: Ask) -> Response[Any]:
        asked, book = asked_of(request), handing.pen.register_book()
        one = _signed(handing, asked, str(request.path_params["name"]))
        if one is None:
            return nothing_here(request)
        # The book is read on the loop, as by every page; only the setting of it, which takes longest, is beside it.
        # It is dated by the newest entry there is, since it is told from all of them: a check reads the book so far.
        at = max(entry.happened_at for entry in book.entries())
        told = PAPERS["receipt"].make(book, one.offer, at, {})
        around = around_of(book, told, language=asked.language)
        parts = await asyncio.to_thread(lambda: [print_told(part, around) for part in parts_of(told)])
        name = name_of_file(told, asked.language)
        return Response(
            parts[0], media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
        )  # fmt: skip

    return [receipt, printed]


def one_device(book: Book, one: Handover) -> bool:
    """Whether both halves were written in one log: then they were signed on one device."""
    halves = (one.offer, *(each.entry for each in one.acceptances))
    logs = {entry.log for digest in halves if (entry := book.entry(digest)) is not None}
    return bool(one.acceptances) and len(logs) == 1


def _signed(handing: Handing, asked: Asked, name: str) -> Handover | None:
    """The handover, when both have signed and whoever asks is of one of its sides."""
    one = handing.found(name)
    return one if one is not None and one.acceptances and handing.sides(asked, one) else None


def _page(desk: Desk, book: Book, asked: Asked, one: Handover) -> Response[Any]:
    signed = []
    for kind, digest in (("offer", one.offer), *(("acceptance", each.entry) for each in one.acceptances)):
        entry = book.entry(digest)
        if entry is not None:
            signed.append((kind, entry, [each.officer for each in entry.signed]))
    return desk.html(
        asked, "hand_receipt.html", desk.source.stamp(), one=one, signed=signed, letters=letters_of(one.offer),
        one_device=one_device(book, one), copies=COPIES,
    )  # fmt: skip
