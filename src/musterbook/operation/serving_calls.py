"""Serving calls: the address at which this node can be met, over a channel its log's key vouches for."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import uvicorn

from musterbook.operation.answering_calls import Answers
from musterbook.operation.syncing import Clock, Entropy, Here
from musterbook.sync.channel import new_certificate
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection


def serve_calls(
    me: Here, *, host: str, port: int, now: Clock, entropy: Entropy, say: Callable[[str], None] = lambda _: None
) -> None:
    """Answer calls until stopped. The channel is always encrypted; `say` is told the address once it listens.

    Raises:
        Refused: the address or port cannot be had.
    """
    certificate = new_certificate(now())
    answers = Answers(me, now=now, entropy=entropy, channel=certificate.digest)
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
        say(f"https://{host}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


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
