"""Two NATS servers on this machine, one a leaf of the other, each serving a node; and the nodes' posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tools.nats_server import NatsServer, program

from musterbook.ledger.signing import public_of
from musterbook.store.reading_keys import reading_private, reading_public
from musterbook.sync.cards import make_card
from musterbook.sync.letters import Pen
from musterbook.sync.nats import Place, Post, password_of
from musterbook.sync.nats_file import Tls
from tests.store.making import node_key
from tests.sync.meeting_others import nonces

DESK, SITE = (public_of(node_key(name)) for name in "ds")


def need_server() -> None:
    """Skip where there is no server."""
    if not program():
        pytest.skip("Debian's package nats-server is not installed")


@contextmanager
def hub_and_leaf(
    folder: Path,
    keys: Mapping[str, Ed25519PrivateKey] | None = None,
    operation: str = "op",
    through: Callable[[int], int] = lambda port: port,
) -> Iterator[dict[str, NatsServer]]:
    """A server for each node: of the first, and of the others, which go to it. Desk and site if none are given.

    `through` gives the port by which they go to its port, and which it tells them.
    """
    need_server()
    now = datetime.now(UTC)  # the servers ask the machine's own clock whether a certificate is good
    keys = keys or {name: node_key(name) for name in "ds"}
    cards = {name: make_card(key, operation, ["127.0.0.1", "localhost"], now) for name, key in keys.items()}
    trusted = folder / "trusted.pem"
    trusted.write_text("".join(card.certificate for card, _ in cards.values()))
    made: dict[str, NatsServer] = {}
    try:
        for name, (card, secret) in cards.items():
            (folder / f"{name}.pem").write_text(card.certificate)
            (folder / f"{name}.key").write_bytes(secret)
            made[name] = NatsServer(
                operation, card.log, password_of(keys[name]),
                tls=Tls(folder / f"{name}.pem", folder / f"{name}.key", trusted),
            )  # fmt: skip
        hub, *leaves = made
        made[hub].leaves = [(made[one].log, cards[one][0].pin()) for one in leaves]
        port = through(made[hub].leaf_port)
        made[hub].advertise = f"127.0.0.1:{port}"
        for one in leaves:
            made[one].hub = f"tls://127.0.0.1:{port}"
        for server in made.values():
            server.start()
        yield made
    finally:
        for server in made.values():
            server.end()


def post(name: str, operation: str = "op") -> Post:
    key = node_key(name)
    return Post(Pen(operation, key, reading_private(key), reader=reading_public, entropy=nonces(name)), operation)


def place(server: NatsServer, name: str) -> Place:
    return Place(server.address, password_of(node_key(name)))
