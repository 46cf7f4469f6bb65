"""Measure the live stream: hundreds of clients on raw sockets, one that never reads, and eight tabs of one browser.

    PYTHONPATH=src:. python benchmarks/console_live.py --clients 200 --seconds 20

The server runs in a process of its own and stamps each frame with the machine's monotonic clock as it gives it out; a
client subtracts that from when it has read the frame. Prints one line a figure. Say the machine and its load beside it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import selectors
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import psutil  # type: ignore[import-untyped]  # it ships no types
import uvicorn
from tests.console.invented import InventedSource

from musterbook.console.app import create_app
from musterbook.console.live import Hub

CHROMIUM = Path("/usr/bin/chromium")
PEOPLE, TABS = 6000, 8
STAMP = re.compile(rb'"sent":([0-9.]+)}')
END = b"\n\n\r\n"
"""The end of a frame, and of the piece it came in."""


def main() -> None:
    """Print every figure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clients", type=int, default=200)
    asked.add_argument("--seconds", type=float, default=20.0)
    chosen = asked.parse_args()
    measure(chosen.clients, chosen.seconds)


def measure(clients: int, seconds: float) -> None:
    """Print every figure of so many clients listening for so long."""
    with serving() as (port, process):
        before = process.memory_info().rss
        listened(port, 1, 2.0)  # so that the first frame is made before anything is measured
        processor = process.cpu_times()
        began = time.monotonic()
        delays = listened(port, clients, seconds)
        lasted, used = time.monotonic() - began, process.cpu_times()
        share = (used.user + used.system - processor.user - processor.system) / lasted * 100
        cuts = statistics.quantiles(delays, n=100)
        print(f"{clients} clients, {len(delays)} frames read, p50   {cuts[49]:8.1f} ms")
        print(f"{clients} clients, p99                        {cuts[98]:8.1f} ms")
        print(f"server, share of one core                {share:8.1f} %")
        print(f"server, memory more than before          {(process.memory_info().rss - before) / 1e6:8.1f} MB")
        if CHROMIUM.exists():
            print(f"{TABS} tabs of one browser, all live after   {tabs(port):8.1f} s")


def listened(port: int, clients: int, seconds: float) -> list[float]:
    """Milliseconds from giving a frame out to having read it, of every client but one that never reads.

    One process reads all sockets, and does as little for each as it can: what it does for one, the next one waits for.
    """
    deaf = socket.create_connection(("127.0.0.1", port))
    deaf.sendall(request(port))
    waiting, delays = selectors.DefaultSelector(), list[float]()
    for _ in range(clients):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(request(port))
        client.settimeout(0)
        waiting.register(client, selectors.EVENT_READ, Read())
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        for key, _ in waiting.select(left):
            delays.extend(key.data.take(cast("socket.socket", key.fileobj)))
    for key in list(waiting.get_map().values()):
        cast("socket.socket", key.fileobj).close()
    deaf.close()
    return delays


class Read:
    """What one client has read of a frame that is not whole yet, and how many frames it has had."""

    def __init__(self) -> None:
        self.bytes = b""
        self.frames = 0

    def take(self, client: socket.socket) -> list[float]:
        """Read what there is; the delay of a frame that is whole now, but of the first, which was there before."""
        self.bytes += client.recv(1 << 16)
        came = time.monotonic()
        found = STAMP.search(self.bytes) if self.bytes.endswith(END) else None
        if found is None:
            return []
        self.bytes, self.frames = b"", self.frames + 1
        return [(came - float(found[1])) * 1000] if self.frames > 1 else []


def request(port: int) -> bytes:
    """What a browser asks, as far as it matters."""
    return f"GET /live HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()


def tabs(port: int) -> float:
    """Seconds until every one of eight tabs says that it is live."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(base_url=f"http://localhost:{port}")
        began = time.monotonic()
        pages = [context.new_page() for _ in range(TABS)]
        for page in pages:
            page.goto("/handovers", wait_until="commit")
        for page in pages:
            page.wait_for_selector('#live[data-is="live"]', timeout=120_000)
        took = time.monotonic() - began
        browser.close()
    return took


@contextmanager
def serving() -> Iterator[tuple[int, psutil.Process]]:
    """A console in a process of its own: its port, and the process."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    process.start()
    port = int(here.recv())
    try:
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.join()


def serve(told: Connection) -> None:
    """Serve an invented account; the port is told once it listens."""
    app = create_app(InventedSource(PEOPLE))
    stamp(app.state.hub)
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    told.send(listening.getsockname()[1])
    uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="error")).run(sockets=[listening])


def stamp(hub: Hub) -> None:
    """Put into each frame when it is given out."""
    tell = hub.tell

    def told(frame: bytes) -> None:
        tell(frame[:-1] + f',"sent":{time.monotonic():.6f}}}'.encode())

    hub.tell = told  # type: ignore[method-assign]  # measured from outside


if __name__ == "__main__":
    main()
