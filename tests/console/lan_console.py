"""A console on this machine and on a network of its own, under a name of that network."""

from __future__ import annotations

import ipaddress
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from litestar import Litestar

from musterbook.console.app import create_app
from musterbook.console.lan import Lan
from musterbook.console.lift_rows import WholeSource
from musterbook.console.pen import Pen
from musterbook.console.porch import Porch
from musterbook.console.serving_lan import Listeners, lan_of, run_all
from musterbook.console.settings import Settings
from musterbook.store.scans import Scans
from tests.console.signing import Front

NAME = "forward.lan"
SECRET = b"the secret of an invented log.32"


@dataclass
class LanConsole:
    """The console, served in a thread of its own; `own` is its address at this machine, `there` the network."""

    own: str
    there: Lan
    app: Litestar
    scans: Scans
    _server: uvicorn.Server
    _running: threading.Thread

    @classmethod
    def on(cls, front: Front, source: WholeSource | None = None, pen: Pen | None = None) -> LanConsole:
        """A console with the accounts of `front`; on its own people unless a source is given."""
        shown = source if source is not None else front.app.state.desk.source
        return cls.of(front.folder, front.porch, shown, pen)

    @classmethod
    def of(cls, folder: Path, porch: Porch, source: WholeSource, pen: Pen | None = None) -> LanConsole:
        """A console with these accounts on a source; `folder` is where the authority lies, and what is scanned."""
        here = ipaddress.ip_address("127.0.0.1")
        there, listeners = lan_of(folder, porch, here, [NAME], port=0, trust_port=0, secret=lambda: SECRET)
        app = create_app(source, settings=Settings(), porch=porch, pen=pen, lan=there)
        return cls._serving(app, there, listeners, Scans(folder))

    @classmethod
    def _serving(cls, app: Litestar, there: Lan, listeners: Listeners, scans: Scans) -> LanConsole:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        config = uvicorn.Config(app, access_log=False, log_level="error", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        running = threading.Thread(target=run_all, args=(server, listening, app, there, listeners), daemon=True)
        running.start()
        own = f"http://localhost:{listening.getsockname()[1]}"
        _wait_for(own, there.trust)
        return cls(own, there, app, scans, server, running)

    @property
    def address(self) -> str:
        """Where a browser finds it that maps the network's name to this machine."""
        return f"https://{NAME}:{self.there.address.rpartition(':')[2]}"

    def close(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._running.join(timeout=10)


def _wait_for(*addresses: str) -> None:
    for address in addresses:
        for _ in range(200):
            try:
                httpx.get(address, timeout=1)
            except httpx.TransportError:
                threading.Event().wait(0.05)
            else:
                break
