"""Two hundred screens on one console: each frame is made once, reaches all, and none waits for one that is deaf."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from litestar import Litestar

from musterbook.console.app import create_app
from musterbook.console.live import Hub
from musterbook.console.settings import Settings
from tests.console.invented import InventedSource

SCREENS = 200
LONG = 60
"""Nothing here waits so long; whatever does has hung."""


class Screen:
    """One browser's stream on a socket of its own: the numbers of the frames it was given."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def at(cls, port: int) -> Screen:
        """A screen that has asked for the stream."""
        screen = cls(*await asyncio.open_connection("127.0.0.1", port))
        screen._writer.write(
            f"GET /live HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()
        )
        await screen._writer.drain()
        return screen

    async def next_frame(self) -> int:
        """The number of the next frame that came whole."""
        number = 0
        while line := await asyncio.wait_for(self._reader.readline(), LONG):
            if line.startswith(b"id: "):
                number = int(line[4:])
            if line == b"\n" and number:
                return number
        return -1

    def leave(self) -> None:
        """Close the page."""
        self._writer.close()


@asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[int]:
    """A console on a port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=2 * SCREENS)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="error"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield int(listening.getsockname()[1])
    server.should_exit = True
    await asyncio.wait_for(running, LONG)


async def until_nobody_listens(hub: Hub) -> None:
    while hub.listeners:  # noqa: ASYNC110  nobody is told that a stream has ended
        await asyncio.sleep(0.01)


def test_two_hundred_screens_are_given_each_frame_that_was_made_once_and_none_is_left_when_they_close() -> None:
    app = create_app(InventedSource(12), settings=Settings(frame_seconds=86_400))  # what comes sooner was nudged
    hub: Hub = app.state.hub

    async def story() -> tuple[list[int], list[int], int, int]:
        async with served(app) as port:
            deaf = await Screen.at(port)
            screens = await asyncio.gather(*(Screen.at(port) for _ in range(SCREENS)))
            first = await asyncio.gather(*(one.next_frame() for one in screens))
            listening = hub.listeners
            hub.nudge()
            second = await asyncio.gather(*(one.next_frame() for one in screens))
            made = hub.made
            for one in (*screens, deaf):
                one.leave()
            await asyncio.wait_for(until_nobody_listens(hub), LONG)
        return first, second, listening, made

    first, second, listening, made = asyncio.run(story())

    assert set(first) == {1}
    assert set(second) == {2}
    assert listening == SCREENS + 1
    assert made == 2
