"""The live stream: one frame a second, encoded once, the same bytes to everyone; the slow skip to the newest."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Final

from musterbook.console.faults import place_of

log = logging.getLogger(__name__)

RETRY_MS: Final = 2000
LOOKED_AGAIN_SECONDS: Final = 1.0
"""So often at least a stream asks whether its session goes on, however seldom frames are made (decision 1004)."""
NUDGED_SECONDS_LEAST: Final = 0.1
"""A hundred officers who write at once make ten frames a second and not a hundred."""

CLOSED: Final = b""
"""What a listener gets when the console stops."""
OVER: Final = b"event: over\ndata: {}\n\n"
"""The last a listener gets who may not listen any more: his page knows that what it shows is nobody's to see."""


class Hub:
    """Makes frames while anyone listens and gives each listener the newest: each second, and at once when nudged.

    A listener's queue holds one frame: whoever reads slowly misses frames and is never given an old one for a new one.
    """

    def __init__(self, make: Callable[[], bytes], *, every_seconds: float = 1.0) -> None:
        self._make = make
        self._every_seconds = every_seconds
        self._listeners: set[asyncio.Queue[bytes]] = set()
        self._newest: bytes | None = None
        self._wanted = asyncio.Event()
        self._nudged = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False
        self.made = 0

    @property
    def listeners(self) -> int:
        """How many read the stream now."""
        return len(self._listeners)

    def nudge(self) -> None:
        """Something was written elsewhere: make the next frame now. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._nudged.set)

    async def run(self) -> None:
        """Make a frame each second, aligned to the clock, as long as somebody listens. Ends by being cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            if not self._listeners:
                self._newest = None
                self._wanted.clear()
                await self._wanted.wait()
            try:
                self.tell(self._make())
            except Exception as error:  # noqa: BLE001  the stream must outlive one frame
                # The stream falls silent and every page says how old its numbers are; the next second tries again.
                log.error("no frame could be made: %s", place_of(error))  # noqa: TRY400  a message may name someone
            with contextlib.suppress(TimeoutError):
                left = self._every_seconds - time.monotonic() % self._every_seconds
                await asyncio.wait_for(self._nudged.wait(), left)
                await asyncio.sleep(NUDGED_SECONDS_LEAST)
            self._nudged.clear()

    def tell(self, frame: bytes) -> None:
        """Give a frame to everyone, in place of one not yet read."""
        self.made += 1
        self._newest = b"id: %d\ndata: " % self.made + frame + b"\n\n"
        for queue in self._listeners:
            _put_newest(queue, self._newest)

    def close(self) -> None:
        """End every listener's stream."""
        self._stopped = True
        for queue in self._listeners:
            _put_newest(queue, CLOSED)

    async def listen(self, goes_on: Callable[[], bool] = lambda: True) -> AsyncIterator[bytes]:
        """The stream of one listener: first how soon to come back, then the newest frame, then each as it is made.

        `goes_on` is asked before every frame, and as often where none comes: nothing follows once it says no.
        """
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
        self._listeners.add(queue)
        self._wanted.set()
        try:
            yield b"retry: %d\n\n" % RETRY_MS
            if self._newest is not None:
                _put_newest(queue, self._newest)
            while not self._stopped:
                frame = await _within(queue, min(self._every_seconds, LOOKED_AGAIN_SECONDS))
                if frame == CLOSED:
                    return
                if not goes_on():
                    yield OVER
                    return
                if frame is not None:
                    yield frame
        finally:
            self._listeners.discard(queue)


async def _within(queue: asyncio.Queue[bytes], seconds: float) -> bytes | None:
    """The next of a queue; None where nothing came for so long."""
    try:
        return await asyncio.wait_for(queue.get(), seconds)
    except TimeoutError:
        return None


def _put_newest(queue: asyncio.Queue[bytes], frame: bytes) -> None:
    with contextlib.suppress(asyncio.QueueEmpty):
        queue.get_nowait()
    queue.put_nowait(frame)
