"""NATS servers: the card of the one beside this node, and the file it is started with, from the cards of others.

Joins store, sync and rights. Nothing is issued by anybody: each node makes a certificate for its server, its log's key
vouches for it, and whoever reads the card asks the register whose log that is (decision 1011).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from musterbook.operation.syncing import Here, Knowing
from musterbook.sync.cards import Card, make_card, read_card
from musterbook.sync.nats import password_of
from musterbook.sync.nats_file import Listening, ServerFile, Tls
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

FOLDER: Final = "nats"
CERTIFICATE, KEY, TRUSTED, STREAMS, SERVER = "certificate.pem", "key.pem", "trusted.pem", "streams", "server.conf"
PROGRAM: Final = "/usr/sbin/nats-server"


@dataclass(frozen=True, slots=True)
class Lines:
    """How a node's server is reached, and what it reaches.

    Attributes:
        client: `host:port` at which the node finds it.
        listen: `host:port` at which other servers come; empty when none do.
        advertise: `name:port` under which they find it.
        hub: `tls://name:port` of the server it goes to; empty when it goes to none.
    """

    client: str = "127.0.0.1:4222"
    listen: str = ""
    advertise: str = ""
    hub: str = ""


def new_card(me: Here, names: Sequence[str], at: datetime) -> Path:
    """Make a certificate for the server beside this node, known under these names, and its card; where that lies.

    A certificate made before is replaced: whoever has its card needs the new one.
    """
    folder = me.place / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    card, secret = make_card(me.identity.key, me.operation, names, at)
    _keep(folder / CERTIFICATE, card.certificate.encode())
    _keep(folder / KEY, secret)
    path = folder / f"{me.name}.card"
    path.write_bytes(card.text())
    return path


def write_server_file(me: Here, cards: Sequence[bytes], lines: Lines) -> Path:
    """Write the file the server beside this node is started with; where it lies.

    Args:
        me: this node; its own card was made before.
        cards: of the nodes whose servers this one meets.
        lines: how it is reached, and what it reaches.

    Raises:
        Malformed, Tampered: a card is none, or not signed by the log it names.
        Refused: a card is of a node the register does not know as open, or this node has none of its own.
    """
    folder = me.place / FOLDER
    if not (folder / CERTIFICATE).exists():
        raise Refused(Objection("nats.no-card", values={"node": me.name}))
    others = [_known(me, read_card(raw, me.operation)) for raw in cards]
    own = (folder / CERTIFICATE).read_text("ascii")
    _keep(folder / TRUSTED, "".join([own, *(card.certificate for card in others)]).encode())
    listening = None
    if lines.listen:
        pins = [(card.log, card.pin()) for card in others]
        listening = Listening(lines.listen, lines.advertise or lines.listen, pins)
    file = ServerFile(
        me.operation, me.identity.log, password_of(me.identity.key), lines.client, folder / STREAMS,
        listening=listening, hub=lines.hub, tls=Tls(folder / CERTIFICATE, folder / KEY, folder / TRUSTED),
        version=_version(),
    )  # fmt: skip
    _keep(folder / SERVER, file.text().encode())
    return folder / SERVER


def _known(me: Here, card: Card) -> Card:
    with me.reading() as store:
        if not Knowing(store, me.identity.register_log)(card.log):
            raise Refused(Objection("nats.card-unknown", values={"log": card.log[:16]}))
    return card


def _keep(path: Path, raw: bytes) -> None:
    """A file nobody else may read: a password or a key lies in it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(raw)


def _version() -> tuple[int, ...]:
    """The version of the server on this machine; of Debian's when there is none yet."""
    program = shutil.which("nats-server") or PROGRAM
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=10).stdout  # noqa: S603  the server's own name
    except (OSError, subprocess.SubprocessError):
        return 2, 9
    found = re.search(r"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (2, 9)
