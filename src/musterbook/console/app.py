"""The console as a web application: its addresses, its live stream, and what it says when something is wrong."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, Final

from litestar import Litestar, Request, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.types import ASGIApp

from musterbook.console.api.serving import Api, api_routes
from musterbook.console.api.writing import machine_shut
from musterbook.console.asked import Asked, asked_of
from musterbook.console.count_routes import count_routes
from musterbook.console.deed_routes import deed_routes
from musterbook.console.deeds import Deeds
from musterbook.console.desk import Desk
from musterbook.console.door import Door
from musterbook.console.entering import entering
from musterbook.console.errands import Errands
from musterbook.console.first_drawn import FirstDrawn, log_shut
from musterbook.console.form_routes import form_routes
from musterbook.console.hand_receipts import hand_receipt_routes
from musterbook.console.hand_routes import hand_routes
from musterbook.console.handing import Handing
from musterbook.console.lan import Lan, LanGate
from musterbook.console.lift_rows import WholeSource
from musterbook.console.list_routes import list_routes
from musterbook.console.live import Hub
from musterbook.console.live_route import hub_on, live_route
from musterbook.console.metrics import Counts, counted, metrics_of
from musterbook.console.offer_routes import offer_routes
from musterbook.console.pages import board, people, plan, watch, why
from musterbook.console.pen import Pen
from musterbook.console.porch import Porch
from musterbook.console.receipt_routes import receipt_routes
from musterbook.console.routes import FRAGMENTS, NAMED, PLAIN, OnePage, Page
from musterbook.console.scan_routes import scan_routes
from musterbook.console.security import Guard
from musterbook.console.settings import Settings
from musterbook.console.shelf import Shelf
from musterbook.console.tablets import tablet_routes
from musterbook.console.tongues import Tongues
from musterbook.console.wrong import HANDLERS, nothing_here
from musterbook.store.door_counts import KeptCounts
from musterbook.store.scans import Scans

Ask = Request[Any, Any, Any]
Beside = Callable[[], contextlib.AbstractAsyncContextManager[object]]

_KEPT_FOREVER: Final = "public, max-age=31536000, immutable"


def create_app(
    source: WholeSource, *, settings: Settings | None = None, shelf: Shelf | None = None, porch: Porch | None = None,
    pen: Pen | None = None, api: Api | None = None, lan: Lan | None = None, beside: Beside | None = None,
) -> Litestar:  # fmt: skip
    """The console on a source. It holds no state but the frame it last made and counts that nobody has signed yet.

    With a porch it asks who one is as soon as somebody has an account; without one it serves whoever sits here. With a
    pen officers sign on its pages; without one it only reads. With an API programs read, and have acts written. With a
    LAN it is reached from a network too, by tablets that were let in. `beside` is entered as long as it serves.
    """
    chosen = settings or Settings()
    deeds = Deeds(pen) if pen is not None else None
    first = FirstDrawn(pen, lambda: source.stamp().as_of, _phrase_of(api)) if pen is not None else None
    plain = _desk(source, chosen, shelf or Shelf(), porch, deeds)
    desk = replace(plain, on_lan=lan is not None and pen is not None, first=first)
    counts, errands = Counts(), Errands()
    hub = hub_on(source, chosen, porch)

    @contextlib.asynccontextmanager
    async def streaming(_: Litestar) -> AsyncIterator[None]:
        running = [asyncio.create_task(hub.run())]
        if api is not None and api.deliveries is not None:
            running.append(asyncio.create_task(api.deliveries.run()))
        if first is not None:
            running.append(asyncio.create_task(first.run(hub.nudge)))
        async with beside() if beside is not None else contextlib.nullcontext():
            yield
        errands.close()
        hub.close()
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    app = Litestar(
        route_handlers=[
            *_pages(desk), *_fragments(desk), *_why(desk, errands), *_plain_ones(desk, hub, counts, porch),
            *(api_routes(api, errands, pen) if api is not None else ()), *_writing(desk, pen, porch, _scans(pen)),
            *(tablet_routes(desk, lan, pen) if lan is not None else ()),
        ],
        exception_handlers=HANDLERS,  # type: ignore[arg-type]  # keyed by error and by number, as Litestar reads it
        lifespan=[streaming],
        compression_config=CompressionConfig(backend="gzip", minimum_size=800, exclude=["^/live", "^/static/"]),
        openapi_config=None,
        logging_config=None,
    )  # fmt: skip
    app.asgi_handler = _guarded(counted(app.asgi_handler, counts), porch, api, lan)
    app.state.desk = desk
    app.state.hub = hub
    app.state.errands = errands
    return app


def _guarded(inner: ASGIApp, porch: Porch | None, api: Api | None, lan: Lan | None) -> ASGIApp:
    """What stands around everything, so that an address nobody routes is guarded like any other."""
    door = Door(inner, porch, api.callers if api else None) if porch else inner
    gated = LanGate(door, lan) if lan is not None else door
    return Guard(Tongues(gated), lan.names if lan is not None else ())


def _writing(desk: Desk, pen: Pen | None, porch: Porch | None, scans: Scans | None) -> list[HTTPRouteHandler]:
    """Addresses by which officers come in and sign."""
    entered = entering(desk, porch) if porch is not None else []
    if pen is None or desk.deeds is None:
        return entered
    handing = Handing(pen, scans, KeptCounts(pen.register_book().folder))
    return [
        *count_routes(desk, pen), *form_routes(desk, pen), *deed_routes(desk, desk.deeds, porch),
        *receipt_routes(desk.deeds),
        *list_routes(desk.deeds), *offer_routes(desk, handing), *hand_routes(desk, handing),
        *hand_receipt_routes(desk, handing),
        *scan_routes(desk, handing, porch), *entered,
    ]  # fmt: skip


def _scans(pen: Pen | None) -> Scans | None:
    """Where scans lie: beside the book, where that is a folder of this machine."""
    folder = pen.register_book().folder if pen is not None else None
    return Scans(folder) if folder is not None else None


def _phrase_of(api: Api | None) -> Callable[[str], str]:
    """The pass-phrase of this machine's log, where it was given when the console was started."""
    return log_shut if api is None or api.phrase is machine_shut else api.phrase


def _plain_ones(desk: Desk, hub: Hub, counts: Counts, porch: Porch | None) -> list[HTTPRouteHandler]:
    """Addresses that are no pages: files, the stream, colours, and what watches over the console."""
    return [_static(desk.shelf), live_route(hub, porch), _look(), _healthz(), _metrics(desk, counts), _readyz(desk)]


def _desk(source: WholeSource, settings: Settings, shelf: Shelf, porch: Porch | None, deeds: Deeds | None) -> Desk:
    """What pages are made with; with a porch they know of oversight and of a provider."""
    if porch is None:
        return Desk(source, settings, shelf, signs=deeds is not None, deeds=deeds)
    name = porch.provider.name if porch.provider is not None else ""
    return Desk(
        source, settings, shelf, oversees=porch.oversight is not None, provider_name=name, signs=deeds is not None,
        deeds=deeds,
    )  # fmt: skip


def _pages(desk: Desk) -> list[HTTPRouteHandler]:
    """Every page with its twins, and the rows of the grid."""
    handlers = [_plain(desk, path, base, page, known) for path, base, page, known in PLAIN]
    handlers += [_named(desk, path, page, known) for path, page, known in NAMED]

    @get("/grid/people.json", sync_to_thread=False)
    def grid(request: Ask) -> Response[bytes]:
        return Response(people.grid_rows(desk, asked_of(request)), media_type="application/json")

    return [*handlers, grid]


def _plain(desk: Desk, path: str, base: str, page: Page, known: tuple[str, ...]) -> HTTPRouteHandler:
    @get([path, f"{base}.json", f"{base}.csv"], sync_to_thread=False, name=base)
    def show(request: Ask) -> Response[Any]:
        asked = asked_of(request, known=known)
        return page(desk, asked)

    return show


def _named(desk: Desk, path: str, page: OnePage, known: tuple[str, ...]) -> HTTPRouteHandler:
    twins = [] if path.endswith("}") else [f"{path}.json", f"{path}.csv"]

    @get([path, *twins], sync_to_thread=False, name=path)
    def show(request: Ask) -> Response[Any]:
        asked, name = asked_of(request, known=known), str(request.path_params["name"]).strip("/")
        return page(desk, asked, name.removesuffix(f".{asked.shape}")) or nothing_here(request)

    return show


def _fragments(desk: Desk) -> list[HTTPRouteHandler]:
    def one(path: str, draw: Callable[[Desk, Asked], str]) -> HTTPRouteHandler:
        @get(path, sync_to_thread=False, name=path)
        def show(request: Ask) -> Response[str]:
            asked = asked_of(
                request, known=("width", "height", "number", "chart", *plan.KNOWN, *board.KNOWN, *watch.MAP_KNOWN)
            )
            return Response(draw(desk, asked), media_type="text/html")

        return show

    return [one(path, draw) for path, draw in FRAGMENTS]


def _static(shelf: Shelf) -> HTTPRouteHandler:
    @get("/static/{version:str}/{name:path}", sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        leaf = shelf.leaves.get(str(request.path_params["name"]).strip("/"))
        if leaf is None or request.path_params["version"] != shelf.version:
            return nothing_here(request)
        heads = {"Cache-Control": _KEPT_FOREVER, "Vary": "Accept-Encoding"}
        sent, coding = leaf.sent_as(request.headers.get("accept-encoding", ""))
        return Response(sent, media_type=leaf.media, headers={**heads, "Content-Encoding": coding} if coding else heads)

    return show


def _look() -> HTTPRouteHandler:
    @get("/look", sync_to_thread=False)
    def look(request: Ask) -> Redirect:
        """Keep the colours someone chose, and go back to where he was: an address of ours and no other."""
        theme, back = request.query_params.get("theme", "night"), request.query_params.get("back", "/")
        kept = Cookie(
            key="theme", value="day" if theme == "day" else "night", path="/", samesite="strict", max_age=31_536_000
        )
        ours = back.startswith("/") and not back.startswith("//") and "\\" not in back
        return Redirect(back if ours else "/", status_code=303, cookies=[kept])

    return look


def _why(desk: Desk, errands: Errands) -> list[HTTPRouteHandler]:
    """Questions about a plan. Searching takes a second or two: it runs beside the loop, on values nothing changes."""

    @get(["/plan/why", "/plan/why.json", "/plan/why.csv"])
    async def show(request: Ask) -> Response[Any]:
        asked = asked_of(request, known=why.KNOWN)
        found = await asyncio.to_thread(why.search(desk, asked))
        return why.page(desk, asked, found, errands)

    @post("/plan/why/price", status_code=303)
    async def price(request: Ask) -> Redirect:
        asked = asked_of(request, known=why.KNOWN)
        pricing = why.pricing_of(desk, asked, await asyncio.to_thread(why.search(desk, asked)))
        if pricing is not None:
            errands.ask(why.question(asked), pricing)
        return Redirect(f"/plan/why?{why.question(asked)}#price", status_code=303)

    @post("/plan/why/stop", status_code=303, sync_to_thread=False)
    def stop(request: Ask) -> Redirect:
        asked = asked_of(request, known=why.KNOWN)
        errands.stop(why.question(asked))
        return Redirect(f"/plan/why?{why.question(asked)}#price", status_code=303)

    @get("/fragments/price", sync_to_thread=False)
    def progress(request: Ask) -> Response[str]:
        asked = asked_of(request, known=why.KNOWN)
        parts = why.price_parts(asked, None, errands)
        return Response(desk.draw(asked, "_price.html", **parts), media_type="text/html")

    return [show, price, stop, progress]


def _metrics(desk: Desk, counts: Counts) -> HTTPRouteHandler:
    @get("/metrics", sync_to_thread=False)
    def metrics() -> Response[str]:
        return Response(metrics_of(desk.source.situation(), counts), media_type="text/plain; version=0.0.4")

    return metrics


def _healthz() -> HTTPRouteHandler:
    @get("/healthz", sync_to_thread=False)
    def healthz() -> dict[str, str]:
        return {"alive": "yes"}

    return healthz


def _readyz(desk: Desk) -> HTTPRouteHandler:
    @get("/readyz", sync_to_thread=False)
    def readyz() -> dict[str, str | int]:
        stamp = desk.source.stamp()
        return {"head": stamp.head, "entries": stamp.entries}

    return readyz
