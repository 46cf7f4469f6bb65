"""NATS servers: the card of the one beside this node, and the file it is started with, from the cards of others.

Joins store, sync and rights. Nothing is issued by anybody: each node makes a certificate for its server, its log's key
vouches for it, and whoever reads the card asks the register whose log that is (decision 1011).

The server is another program, which opens nothing sealed. So its key lies sealed under a secret that follows from the
log's key, the password stands in no file, and the server is started with both in memory that it inherits (1087).
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

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from musterbook.operation.syncing import Here, Knowing
from musterbook.sync.cards import Card, make_card, read_card
from musterbook.sync.nats import password_of
from musterbook.sync.nats_file import Listening, ServerFile, Tls, emptied, filled
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

FOLDER: Final = "nats"
CERTIFICATE, KEY, TRUSTED, STREAMS, SERVER = "certificate.pem", "key.pem", "trusted.pem", "streams", "server.conf"
PROGRAM: Final = "/usr/sbin/nats-server"
_SECRET: Final = b"musterbook/nats-key/1"


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
    _keep(folder / KEY, _sealed(secret, me.identity.key))
    path = folder / f"{me.name}.card"
    path.write_bytes(card.text())
    return path


def write_server_file(me: Here, cards: Sequence[bytes], lines: Lines) -> Path:
    """Write the file the server beside this node is started with, but for what is secret; where it lies.

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
        me.operation, me.identity.log, "", lines.client, folder / STREAMS,
        listening=listening, hub=lines.hub, tls=Tls(folder / CERTIFICATE, None, folder / TRUSTED),
        version=_version(),
    )  # fmt: skip
    _keep(folder / SERVER, file.text().encode())
    return folder / SERVER


def server_words(me: Here) -> list[str]:
    """The words by which the server beside this node is started; its key and password lie in memory they inherit.

    What an earlier version left in clear on the disk is sealed, or taken out.

    Raises:
        Refused: no file was written for a server here, its key is not for this log's, or there is no server to start.
    """
    folder, password = me.place / FOLDER, password_of(me.identity.key)
    program = shutil.which("nats-server") or (PROGRAM if Path(PROGRAM).exists() else "")
    if not (folder / SERVER).exists() or not (folder / KEY).exists():
        raise Refused(Objection("nats.no-file", values={"node": me.name}))
    if not program or not hasattr(os, "memfd_create"):
        raise Refused(Objection("nats.no-program"))
    key = in_memory("key", _opened(folder / KEY, me))
    kept = (folder / SERVER).read_text("utf-8")
    text = emptied(kept, password, str(folder / KEY))
    if text != kept:
        _keep(folder / SERVER, text.encode())
    return [program, "-c", in_memory("file", filled(text, password, key).encode())]


def in_memory(name: str, raw: bytes) -> str:
    """A file that lies in memory alone, for programs this process starts or becomes; its path for them (Linux)."""
    file = os.memfd_create(name)
    os.set_inheritable(file, True)  # noqa: FBT003  it takes it so alone
    with os.fdopen(os.dup(file), "wb") as writing:
        writing.write(raw)
    return f"/proc/self/fd/{file}"


def _secret(key: Ed25519PrivateKey) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=_SECRET).derive(key.private_bytes_raw()).hex().encode()


def _sealed(pem: bytes, key: Ed25519PrivateKey) -> bytes:
    """A private key as it lies on the disk."""
    found = load_pem_private_key(pem, password=None)
    return found.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_secret(key)))


def _opened(path: Path, me: Here) -> bytes:
    """The key in clear, for memory; one that an earlier version left in clear is sealed on the disk from now on."""
    raw = path.read_bytes()
    try:
        found = load_pem_private_key(raw, password=_secret(me.identity.key))
    except TypeError:  # it is not sealed
        _keep(path, _sealed(raw, me.identity.key))
        return raw
    except ValueError:  # another log's, or spoilt
        raise Refused(Objection("nats.no-card", values={"node": me.name})) from None
    return found.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


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
