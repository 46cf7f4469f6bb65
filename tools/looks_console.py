"""The console on a book, served on this machine as `muster serve` serves it, for whoever looks at its pages."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from litestar import Litestar

from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.porch import Porch
from musterbook.console.serve import clock_of, open_port
from musterbook.console.settings import Settings
from musterbook.evidence.policies import FILE, read_policies
from musterbook.operation.book_folder import find_book
from musterbook.operation.folder import open_book


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[Litestar, str]]:
    """A console on a free port, in a thread of its own, and its address."""
    beside = find_book(folder)
    book = open_book(folder)
    clock = clock_of(book, started=datetime.now(UTC))
    source = BookSource(book, now=clock, policies=read_policies(beside / "operation" / FILE))
    source.people()
    porch = Porch.beside(beside, book, clock)
    listening = open_port(0)
    settings = Settings(clocks=book.settings.clocks or Settings().clocks)
    app = create_app(source, settings=settings, porch=porch, pen=source)
    config = uvicorn.Config(app, access_log=False, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    try:
        yield app, f"http://localhost:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join(timeout=10)
        listening.close()
        book.close()
