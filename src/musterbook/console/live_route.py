"""The address of the live stream: open for as long as its reader is signed in and may all that he might then."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from musterbook.console.door import looker_of, token_of
from musterbook.console.frames import frame_of
from musterbook.console.lift_rows import WholeSource
from musterbook.console.live import Hub
from musterbook.console.porch import Porch
from musterbook.console.settings import Settings


def hub_on(source: WholeSource, settings: Settings, porch: Porch | None) -> Hub:
    """What makes the frames of a source; it wakes whenever a session ends here."""
    hub = Hub(lambda: frame_of(source.situation()), every_seconds=settings.frame_seconds)
    if porch is not None:
        porch.sessions.over = hub.nudge
    return hub


def live_route(hub: Hub, porch: Porch | None) -> HTTPRouteHandler:
    """`/live`."""

    @get("/live")
    async def live(request: Request[Any, Any, Any]) -> Stream:
        token, began = token_of(request.scope), looker_of(request.scope)

        def goes_on() -> bool:
            return porch is None or porch.goes_on(token, began)

        return Stream(hub.listen(goes_on), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    return live
