"""Addresses of reading bands at a door: the page, its list, the worker that keeps both without a network, and lines.

A line carries a key made where it was read. Whoever sends it again, because the answer was lost on the way, gets the
first answer and is counted once. Nothing here is in the book: it is the count of whoever stands there until he signs.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.door import looker_of
from musterbook.console.handing import Handing
from musterbook.console.lan import tablet_of
from musterbook.console.porch import Porch
from musterbook.console.signin import forbidden, form_holds
from musterbook.console.wrong import nothing_here
from musterbook.custody.handovers import Handover
from musterbook.operation.at_the_door import ANSWERS, list_of, said_of_band
from musterbook.store.scans import Scan, Scans
from musterbook.terms.errors import Malformed

Ask = Request[Any, Any, Any]
BASE: Final = "/scan"
LINES_MOST: Final = 500
BODY_BYTES_MAX: Final = 500_000
READ_LETTERS_MOST: Final = 120
KEY: Final = re.compile(r"[0-9a-f-]{36}")
SCAN_WORDS: Final = (
    *(f"scan.answer.{one}" for one in ANSWERS), "scan.ready", "scan.sent", "scan.age", "scan.online", "scan.offline",
    "scan.other-officer", "scan.out-unsent", "scan.camera-off", "sign-in.title", "length.days", "length.hours",
    "length.minutes",
)  # fmt: skip
SCAN_COUNTS: Final = ("scan.unsent",)
"""Words and counted sentences the page's script puts there."""
WORKER: Final = Path(__file__).parent / "static" / "islands" / "scan-worker.js"


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """One band as it was read: the key of the line, what stood there, and when by the clock that read it."""

    key: str
    read: str
    at: str


class Lines(msgspec.Struct, forbid_unknown_fields=True):
    """What a tablet sends: the token of its session's forms, its side, and lines."""

    token: str
    side: str
    lines: list[Line]


def scan_routes(desk: Desk, handing: Handing, porch: Porch | None) -> list[HTTPRouteHandler]:
    """The addresses, on a console whose book lies in a folder of this machine."""
    if handing.scans is None:
        return []
    return [_page(desk, handing), _list(handing), _taken(handing, handing.scans, porch), _worker(desk)]


def _page(desk: Desk, handing: Handing) -> HTTPRouteHandler:
    @get(f"{BASE}/{{name:str}}", sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        asked = asked_of(request, known=("side",))
        found = _found(handing, asked, str(request.path_params["name"]))
        if found is None:
            return nothing_here(request)
        one, side = found
        return desk.html(asked, "scan.html", desk.source.stamp(), one=one, side=side, officer=asked.looker.officer,
            words=desk.words_json(SCAN_WORDS, SCAN_COUNTS))  # fmt: skip

    return show


def _list(handing: Handing) -> HTTPRouteHandler:
    """Numbers, the beginnings of their bands' digests and whether they are held: no name, no ground."""

    @get(f"{BASE}/{{name:str}}/list", sync_to_thread=False)
    def listed(request: Ask) -> Response[Any]:
        asked = asked_of(request, known=("side",))
        found = _found(handing, asked, str(request.path_params["name"]))
        if found is None:
            return nothing_here(request)
        one, side = found
        rows = list_of(handing.pen.register_book(), one)
        told = {
            "handover": one.reference, "side": side, "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "token": asked.looker.token, "officer": asked.looker.officer, "counted": handing.scanned(one, side),
            "people": [[row.number, row.digest, row.held and side == "giver"] for row in rows],
        }  # fmt: skip
        return Response(msgspec.json.encode(told), media_type=MediaType.JSON)

    return listed


def _taken(handing: Handing, scans: Scans, porch: Porch | None) -> HTTPRouteHandler:
    @post(f"{BASE}/{{name:str}}/lines", status_code=200, request_max_body_size=BODY_BYTES_MAX)
    async def take(request: Ask) -> Response[Any]:
        try:
            sent = msgspec.json.decode(await request.body(), type=Lines)
        except msgspec.DecodeError:
            raise Malformed.because("scan.no-key") from None
        asked = asked_of(request)
        found = _found(handing, asked, str(request.path_params["name"]), sent.side)
        if asked.looker.asked and not form_holds(request, {"token": sent.token}):
            return forbidden()
        if found is None:
            return nothing_here(request)
        seconds = porch.clock() if porch is not None else int(datetime.now(UTC).timestamp())
        answers = [_take_in(handing, scans, found, line, (request, seconds)) for line in sent.lines[:LINES_MOST]]
        return Response(msgspec.json.encode({"answers": answers}), media_type=MediaType.JSON)

    return take


def _take_in(
    handing: Handing, scans: Scans, where: tuple[Handover, str], line: Line, by: tuple[Ask, int]
) -> dict[str, str]:
    """One line judged and kept; the first answer where its key is known."""
    one, side = where
    request, seconds = by
    if not KEY.fullmatch(line.key) or not 0 < len(line.read) <= READ_LETTERS_MOST:
        raise Malformed.because("scan.no-key")
    known = scans.known(line.key)
    if known is None:
        before = handing.scanned(one, side)
        said = said_of_band(handing.pen.register_book(), one, side, line.read, before)
        known = Scan(
            line.key, one.offer, side, looker_of(request.scope).officer, tablet_of(request.scope), line.read,
            said.number, said.answer, line.at[:40], seconds,
        )  # fmt: skip
        scans.take(known)
    return {"key": known.key, "answer": known.answer, "number": known.number}


def _worker(desk: Desk) -> HTTPRouteHandler:
    """The worker that keeps the page, from an address below which alone it works."""

    @get(f"{BASE}/worker.js", sync_to_thread=False)
    def worker() -> Response[bytes]:
        kept = [desk.shelf.address(name) for name in KEPT if desk.shelf.has(name)]
        told = msgspec.json.encode({"version": desk.shelf.version, "files": kept})
        text = b"const kept = " + told + b";\n" + WORKER.read_bytes()
        return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-store"})

    return worker


KEPT: Final = (
    "css/tokens.css", "css/frame.css", "css/parts.css", "css/sign.css", "css/fonts.css", "css/doors.css",
    "islands/scan.js", "islands/scan-queue.js", "islands/words.js", "assets/zxing-reader.js",
    "assets/zxing_reader.wasm", "assets/inter-latin-wght-normal.woff2",
    "assets/ibm-plex-sans-arabic-arabic-400-normal.woff2", "assets/ibm-plex-sans-arabic-arabic-600-normal.woff2",
    "mark.svg",
)  # fmt: skip
"""What the page needs to be whole without a network."""


def _found(handing: Handing, asked: Asked, name: str, side: str = "") -> tuple[Handover, str] | None:
    """The handover and the side whoever asks stands on."""
    one = handing.found(name)
    if one is None:
        return None
    sides, wanted = handing.sides(asked, one), side or asked.filters.get("side", "")
    if not sides or (wanted and wanted not in sides):
        return None
    return one, wanted or sides[0]
