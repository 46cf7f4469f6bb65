"""Addresses of reading bands at a door: the page, its list, the worker that keeps both without a network, and lines.

A line carries a key made where it was read. Whoever sends it again, because the answer was lost on the way, gets the
first answer and is counted once. Nothing here is in the book: it is the count of whoever stands there until he signs.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.door import looker_of
from musterbook.console.handing import Handing
from musterbook.console.lan import tablet_of
from musterbook.console.porch import Porch
from musterbook.console.signin import FORM_BYTES_MAX, forbidden, form_holds, form_of
from musterbook.console.wrong import nothing_here
from musterbook.custody.facts import Accepted, LetGo
from musterbook.custody.handovers import Handover
from musterbook.operation.at_the_door import ANSWERS, COUNTS, PAST, list_of, said_of_band
from musterbook.store.scans import Scan, Scans
from musterbook.terms.errors import Malformed
from musterbook.terms.people import read_number

Ask = Request[Any, Any, Any]
BASE: Final = "/scan"
LINES_MOST: Final = 500
BODY_BYTES_MAX: Final = 500_000
READ_LETTERS_MOST: Final = 120
KEY: Final = re.compile(r"[0-9a-f-]{36}")
SCAN_WORDS: Final = (
    *(f"scan.answer.{one}" for one in ANSWERS), "scan.ready", "scan.sent", "scan.age", "scan.online", "scan.offline",
    "scan.other-officer", "scan.camera", "scan.camera-off", "scan.camera-stop", "scan.out-failed", "scan.changed-line",
    "scan.again-sure",
    "scan.who-unknown", "sign-in.title", "length.days", "length.hours", "length.minutes",
)  # fmt: skip
SCAN_COUNTS: Final = ("scan.unsent", "scan.out-waiting", "scan.stuck")
"""Words and counted sentences the page's script puts there."""
SIGNS: Final = {"giver": LetGo, "receiver": Accepted}
"""What either side signs in the end: who may sign that may read bands for it."""
WORKER: Final = Path(__file__).parent / "static" / "islands" / "scan-worker.js"


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """One band as it was read: the key of the line, what stood there, and when by the clock that read it.

    `begun` is which of the side's counts it was read for, as `/list` said it; none for the one that is under way.
    """

    key: str
    read: str
    at: str
    begun: int | None = None


class Lines(msgspec.Struct, forbid_unknown_fields=True):
    """What a tablet sends: the token of its session's forms, its side, lines, and who read them."""

    token: str
    side: str
    lines: list[Line]
    officer: str | None = None


def scan_routes(desk: Desk, handing: Handing, porch: Porch | None) -> list[HTTPRouteHandler]:
    """The addresses, on a console whose book lies in a folder of this machine."""
    if handing.scans is None:
        return []
    return [
        _page(desk, handing), _list(handing, handing.scans), _taken(handing, handing.scans, porch),
        _again(handing, handing.scans), _worker(desk),
    ]  # fmt: skip


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


def _list(handing: Handing, scans: Scans) -> HTTPRouteHandler:
    """Numbers, the beginnings of their bands' digests and whether they are held: no name, no ground."""

    @get(f"{BASE}/{{name:str}}/list")
    async def listed(request: Ask) -> Response[Any]:
        asked = asked_of(request, known=("side",))
        found = _found(handing, asked, str(request.path_params["name"]))
        if found is None:
            return nothing_here(request)
        one, side = found
        before = await asyncio.to_thread(scans.before, one.offer, side)
        rows = list_of(handing.pen.register_book(), one)
        told = {
            "handover": one.reference, "side": side, "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "token": asked.looker.token, "officer": asked.looker.officer, "counted": list(_counted(before.lines)),
            "begun": before.begun, "able": list(handing.able(one, SIGNS[side], side)),
            "custodian": one.giver if side == "giver" else one.receiver,
            "people": [[row.number, row.digest, row.held and side == "giver"] for row in rows],
        }  # fmt: skip
        return Response(msgspec.json.encode(told), media_type=MediaType.JSON)

    return listed


def _taken(handing: Handing, scans: Scans, porch: Porch | None) -> HTTPRouteHandler:
    one_by_one = asyncio.Lock()

    @post(f"{BASE}/{{name:str}}/lines", status_code=200, request_max_body_size=BODY_BYTES_MAX)
    async def take(request: Ask) -> Response[Any]:
        sent = _lines_in(await request.body())
        asked = asked_of(request)
        found = _found(handing, asked, str(request.path_params["name"]), sent.side)
        if asked.looker.asked and not (form_holds(request, {"token": sent.token}) and _is_whose(asked, sent)):
            return forbidden()
        if found is None:
            return nothing_here(request)
        seconds = porch.clock() if porch is not None else int(datetime.now(UTC).timestamp())
        async with one_by_one:
            answers, begun = await _take_in(handing, scans, found, sent.lines, (request, seconds))
        return Response(msgspec.json.encode({"answers": answers, "begun": begun}), media_type=MediaType.JSON)

    return take


def _lines_in(body: bytes) -> Lines:
    """What was sent, each line with a key of its own and something read."""
    try:
        sent = msgspec.json.decode(body, type=Lines)
    except msgspec.DecodeError:
        raise Malformed.because("scan.no-key") from None
    sent.lines = sent.lines[:LINES_MOST]
    if not all(KEY.fullmatch(line.key) and 0 < len(line.read) <= READ_LETTERS_MOST for line in sent.lines):
        raise Malformed.because("scan.no-key")
    return sent


def _is_whose(asked: Asked, sent: Lines) -> bool:
    """Whether whoever is signed in is who read the lines: nobody's are filed under another."""
    return sent.officer is None or sent.officer == asked.looker.officer


async def _take_in(
    handing: Handing, scans: Scans, where: tuple[Handover, str], lines: list[Line], by: tuple[Ask, int]
) -> tuple[list[dict[str, str]], int]:
    """Lines judged and kept, and how often the side began anew; the first answer where a key is known.

    The file is read once and written once, away from the loop; the book is asked on it, as by every page.
    """
    one, side = where
    before = await asyncio.to_thread(scans.before, one.offer, side, [line.key for line in lines])
    counted, judged = set(_counted(before.lines)), dict(before.known)
    for line in lines:
        if line.key in judged or line.begun not in (None, before.begun):
            continue
        judged[line.key] = scan = _judged(handing, where, line, counted, by)
        if scan.answer in COUNTS:
            counted.add(scan.number)
    fresh = [scan for scan in judged.values() if scan.key not in before.known]
    kept = {**before.known, **(await asyncio.to_thread(scans.take, one.offer, side, before.begun, fresh))}
    return [_answer(line, kept.get(line.key)) for line in lines], before.begun


def _judged(
    handing: Handing, where: tuple[Handover, str], line: Line, counted: Collection[str], by: tuple[Ask, int]
) -> Scan:
    (one, side), (request, seconds) = where, by
    said = said_of_band(handing.pen.register_book(), one, side, line.read, counted)
    return Scan(
        line.key, one.offer, side, looker_of(request.scope).officer, tablet_of(request.scope), line.read,
        said.number, said.answer, line.at[:40], seconds,
    )  # fmt: skip


def _answer(line: Line, kept: Scan | None) -> dict[str, str]:
    """What is answered of a line; one of a count that was begun again since is kept nowhere."""
    if kept is not None:
        return {"key": line.key, "answer": kept.answer, "number": kept.number}
    words = line.read.split()
    number = read_number(words[1] if words[0] == "MB1" and len(words) > 1 else line.read) if words else None
    return {"key": line.key, "answer": PAST, "number": number or ""}


def _counted(lines: Iterable[Scan]) -> tuple[str, ...]:
    """The numbers that lines count, each once, in order."""
    return tuple(dict.fromkeys(line.number for line in lines if line.answer in COUNTS and line.number))


def _again(handing: Handing, scans: Scans) -> HTTPRouteHandler:
    """A side counts its door again: what it has read is forgotten here, and on every tablet when it hears of it."""

    @post(f"{BASE}/{{name:str}}/again", request_max_body_size=FORM_BYTES_MAX)
    async def again(request: Ask) -> Response[Any]:
        asked, said = asked_of(request), await form_of(request)
        found = _found(handing, asked, str(request.path_params["name"]), said.get("side", ""))
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        if found is None:
            return nothing_here(request)
        one, side = found
        await asyncio.to_thread(scans.begin_again, one.offer, side)
        return Redirect(f"{BASE}/{one.offer[:16]}?side={side}", status_code=303)

    return again


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
    "islands/scan.js", "islands/scan-camera.js", "islands/scan-queue.js", "islands/words.js", "assets/zxing-reader.js",
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
