"""Serving the console on this machine alone: one worker, loopback, no access log."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from musterbook.console.app import create_app
from musterbook.console.settings import Settings
from musterbook.console.source import Source
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

HOST: Final = "127.0.0.1"


def serve(source: Source, *, settings: Settings, on_open: Callable[[str], None] | None = None) -> None:
    """Serve a source until stopped by Ctrl+C; `on_open` is called with the address once the port is ours.

    Raises:
        Refused: the port is in use (`console.port-in-use`) or may not be opened by this user
            (`console.port-not-allowed`), each with `port` and one to try instead (`other`).
    """
    listening = open_port(settings.port)
    try:
        config = uvicorn.Config(
            create_app(source, settings=settings),
            access_log=False,
            log_level="warning",
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        if on_open is not None:
            on_open(f"http://localhost:{listening.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def open_port(port: int) -> socket.socket:
    """A listening socket on the loopback address; port 0 takes any that is free. Refused when it cannot be had."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except PermissionError:
        listening.close()
        raise Refused(Objection("console.port-not-allowed", values={"port": port, "other": 8100})) from None
    except OSError:
        listening.close()
        other = port + 1 if port < 65_535 else 8100
        raise Refused(Objection("console.port-in-use", values={"port": port, "other": other})) from None
    return listening
