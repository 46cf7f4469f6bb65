"""Serving calls: the address at which this node can be met, over a channel its log's key vouches for."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

import uvicorn

from musterbook.operation.answering_calls import Answers
from musterbook.operation.syncing import Clock, Entropy, Here
from musterbook.sync.channel import new_certificate
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

STOPS_SECONDS: Final = 10.0

Beside = Callable[[threading.Lock, threading.Event], None]
"""Another carrier of this node: runs until the second is set, and writes only while it holds the first. What it raises
ends the node: one that answered calls and wrote no letters any more would pass for whole."""


def serve_calls(
    me: Here, *, host: str, port: int, now: Clock, entropy: Entropy, say: Callable[[str], None] = lambda _: None,
    beside: Beside | None = None,
) -> None:  # fmt: skip
    """Answer calls until stopped. The channel is always encrypted; `say` is told the address once it listens.

    Raises:
        Refused: the address or port cannot be had.
        Exception: whatever ended `beside`.
    """
    certificate, alone = new_certificate(now()), threading.Lock()
    answers = Answers(me, now=now, entropy=entropy, channel=certificate.digest, alone=alone)
    listening = _listening(host, port)
    with tempfile.TemporaryDirectory() as folder:
        shown, key = certificate.write(Path(folder))
        config = uvicorn.Config(
            answers.app(), access_log=False, log_level="warning", server_header=False, ssl_certfile=str(shown),
            ssl_keyfile=str(key), timeout_graceful_shutdown=1,
        )  # fmt: skip
        config.load()
        shown.unlink()
        key.unlink()
        server = uvicorn.Server(config)
        with _running(beside, alone, server) if beside is not None else nullcontext():
            say(f"https://{host}:{listening.getsockname()[1]}")
            server.run(sockets=[listening])


@contextmanager
def _running(beside: Beside, alone: threading.Lock, server: uvicorn.Server) -> Iterator[None]:
    """The other carrier in a thread of its own, until calls are no longer answered; neither goes on alone."""
    stop, failed = threading.Event(), list[Exception]()

    def run() -> None:
        try:
            beside(alone, stop)
        except Exception as wrong:  # noqa: BLE001  it is raised below, where somebody hears of it
            failed.append(wrong)
            server.should_exit = True

    running = threading.Thread(target=run, daemon=True)
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join(STOPS_SECONDS)
    if failed:
        raise failed[0]


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(64)
    except OSError as failed:
        raise Refused(
            Objection("sync.no-address", values={"host": host, "port": port, "said": failed.strerror})
        ) from None
    return listening
