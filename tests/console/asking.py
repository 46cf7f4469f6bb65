"""A console on an invented account, asked in process; and one on a real port, for browsers."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from litestar import Litestar

from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.lift_rows import WholeSource
from musterbook.console.pen import Pen
from musterbook.console.porch import Porch
from musterbook.console.settings import Settings
from musterbook.console.shelf import Shelf
from tests.console.invented import InventedSource


@dataclass
class Console:
    """A console's application and the account it stands on."""

    app: Litestar
    source: WholeSource

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to one request, without following where it points."""
        return asyncio.run(self._get(path, {name.replace("_", "-"): value for name, value in headers.items()}))

    def post(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a button pressed, without following where it points."""
        return asyncio.run(self._get(path, {name.replace("_", "-"): v for name, v in headers.items()}, "POST"))

    def send_json(self, path: str, body: bytes) -> httpx.Response:
        """The answer to a script that sends JSON."""
        return asyncio.run(self._get(path, {"content-type": "application/json"}, "POST", body=body))

    def send_body(self, path: str, body: bytes, kind: str) -> httpx.Response:
        """The answer to a body of a kind, such as a form with a file in it."""
        return asyncio.run(self._get(path, {"content-type": kind}, "POST", body=body))

    def send(self, path: str, **fields: str) -> httpx.Response:
        """The answer to a form sent, without following where it points."""
        return asyncio.run(self._get(path, {}, "POST", fields))

    async def _get(
        self, path: str, headers: dict[str, str], method: str = "GET", fields: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> httpx.Response:  # fmt: skip
        asked = {"host": "localhost:8100", "accept": "text/html", **headers}
        way = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same shape
        async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100") as client:
            return await client.request(method, path, headers=asked, data=fields, content=body)


def console_on(source: InventedSource | None = None) -> Console:
    """A console on an account; of 600 people unless one is given."""
    chosen = source or InventedSource(600)
    return Console(create_app(chosen, settings=Settings()), chosen)


def pages_on(source: WholeSource) -> Callable[[str], httpx.Response]:
    """Asks pages of a console on any source."""
    return Console(create_app(source, settings=Settings()), source).get


def console_of(source: BookSource) -> Console:
    """A console on a book, on whose pages officers can sign."""
    return Console(create_app(source, settings=Settings(), pen=source), source)


@contextmanager
def served(
    source: WholeSource, *, assets: Path | None = None, pen: Pen | None = None, at: socket.socket | None = None,
    porch: Porch | None = None,
) -> Iterator[str]:  # fmt: skip
    """A console on a free port of this machine, in a thread of its own; its address.

    `assets` is where they lie; with a pen officers can sign on its pages, with a porch they sign in first. `at` is a
    port kept from one console to the next.
    """
    listening = socket.create_server(("127.0.0.1", 0)) if at is None else at.dup()
    shelf = Shelf(assets=assets) if assets is not None else Shelf()
    config = uvicorn.Config(
        create_app(source, settings=Settings(), shelf=shelf, pen=pen, porch=porch),
        access_log=False,
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    _wait_for(address)
    try:
        yield address
    finally:
        server.should_exit = True
        running.join(timeout=10)
        listening.close()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"{address}/healthz", timeout=1)
        except httpx.TransportError:
            threading.Event().wait(0.05)
        else:
            return
    raise TimeoutError(address)
