"""Serving calls: the address at which this node can be met, over a channel its log's key vouches for."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
"""Another carrier of this node: runs until the second is set, and writes only while it holds the first."""


def serve_calls(
    me: Here, *, host: str, port: int, now: Clock, entropy: Entropy, say: Callable[[str], None] = lambda _: None,
    beside: Beside | None = None,
) -> None:  # fmt: skip
    """Answer calls until stopped. The channel is always encrypted; `say` is told the address once it listens.

    Raises:
        Refused: the address or port cannot be had.
    """
    certificate, alone = new_certificate(now()), threading.Lock()
    answers = Answers(me, now=now, entropy=entropy, channel=certificate.digest, alone=alone)
    listening = _listening(host, port)
    with tempfile.TemporaryDirectory() as folder, _running(beside, alone):
        shown, key = certificate.write(Path(folder))
        config = uvicorn.Config(
            answers.app(), access_log=False, log_level="warning", server_header=False, ssl_certfile=str(shown),
            ssl_keyfile=str(key), timeout_graceful_shutdown=1,
        )  # fmt: skip
        config.load()
        shown.unlink()
        key.unlink()
        say(f"https://{host}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _running(beside: Beside | None, alone: threading.Lock) -> Iterator[None]:
    """The other carrier in a thread of its own, until calls are no longer answered."""
    stop = threading.Event()
    running = threading.Thread(target=beside, args=(alone, stop), daemon=True) if beside is not None else None
    if running is not None:
        running.start()
    try:
        yield
    finally:
        stop.set()
        if running is not None:
            running.join(STOPS_SECONDS)


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
