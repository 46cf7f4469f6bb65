"""The file of a NATS server for one node: its own streams, a line to others, and who may do what there.

What the traps of leaf nodes ask for stands in it (ledger.md section 7): a domain of its own for each server, or one
answers for another's streams; `advertise`, or a leaf that was cut off comes back straight to whatever address the other
gossiped; one length of messages for all, or a line breaks at the first longer one; pings, or a dead line looks alive.
Servers meet over TLS with certificates for which the logs' keys vouch, and each may write only in its node's name and
read only what is for it. No letter depends on any of this: a server that breaks its rules can lose and delay, no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

MAX_PAYLOAD_BYTES: Final = 1024 * 1024
PING_SECONDS: Final = 15
PASSWORD: Final = "$MUSTERBOOK_PASSWORD"  # noqa: S105  it stands where none does
KEY: Final = "$MUSTERBOOK_KEY"
"""What stands in a file on a disk in the place of the password and of the key's path (decision 1087): a server that is
started with that file alone says that it does not know them, and ends."""

WRITES_BEFORE: Final = (2, 12)
"""From this version on a server can be told to write before it acknowledges."""


def root_of(operation: str) -> str:
    """What every subject of an operation begins with; it does not tell the name."""
    return f"muster.{hashlib.sha256(operation.encode()).hexdigest()[:16]}"


def name_of(log: str) -> str:
    """The name of a node's server, of its domain, and of what it is called in certificates."""
    return f"m{log[:16]}"


def alternative_name(log: str) -> str:
    """The name in a certificate by which the other servers know whose it is; no such name is on any network."""
    return f"{name_of(log)}.musterbook.invalid"


@dataclass(frozen=True, slots=True)
class Tls:
    """Files for lines between servers: the certificate, its key, and the certificates that are trusted.

    Without a key's path `KEY` stands there until the server is started.
    """

    certificate: Path
    key: Path | None
    trusted: Path


@dataclass(frozen=True, slots=True)
class Listening:
    """Where other servers come to.

    Attributes:
        address: `host:port` to listen at.
        advertise: `name:port` under which others reach it, which is all they are told.
        logs: whose servers may come, each with the SHA-256 of its public key (SubjectPublicKeyInfo, hexadecimal).
    """

    address: str
    advertise: str
    logs: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ServerFile:
    """What one node's server is to be.

    Attributes:
        operation: whose book is kept.
        log: of the node.
        password: by which the server knows the node; empty where `PASSWORD` is to stand until the server is started.
        client: `host:port` at which the node finds it.
        store: folder for its streams.
        listening: where other servers come to; None when it only goes to one.
        hub: `tls://name:port` of the server it goes to; empty when it goes to none.
        tls: for lines between servers; None only on one machine, for a trial.
        max_file_bytes: how much its streams may take.
        version: of the server, as far as known.
    """

    operation: str
    log: str
    password: str
    client: str
    store: Path
    listening: Listening | None = None
    hub: str = ""
    tls: Tls | None = None
    max_file_bytes: int = 1024**3
    version: tuple[int, ...] = field(default=(2, 9))

    def text(self) -> str:
        """The file."""
        name, writes = name_of(self.log), "sync_interval: always, " if self.version >= WRITES_BEFORE else ""
        lines = [
            f"server_name: {name}",
            f"listen: {_word(self.client)}",
            f"max_payload: {MAX_PAYLOAD_BYTES}",
            f'ping_interval: "{PING_SECONDS}s"',
            "ping_max: 2",
            f"jetstream {{ domain: {name}, store_dir: {_word(str(self.store))}",
            f"  {writes}max_memory_store: 0, max_file_store: {self.max_file_bytes} }}",
            f"authorization {{ users: [\n{self._users()}\n] }}",
        ]
        if self.listening is not None or self.hub:
            lines.append(f"leafnodes {{\n{self._leafnodes()}\n}}")
        return "\n".join(lines) + "\n"

    def _users(self) -> str:
        root, me = root_of(self.operation), self.log[:16]
        streams = ["$JS.API.>", "$JS.ACK.>"]
        own = _may(publish=[*_writes(root, me), *streams], subscribe=_reads(root, me))
        users = [f"  {{ user: {_word(me)}, password: {_word(self.password) if self.password else PASSWORD}, {own} }}"]
        leaves = [log for log, _ in self.listening.logs] if self.listening is not None else []
        for log in leaves:
            # Of a leaf the server asks both ways, what comes from it and what others want to hear of it; and what they
            # want to hear it compares place by place, so that each of them has to be named.
            others = [one[:16] for one in (self.log, *leaves) if one != log]
            both = sorted({*_writes(root, log[:16], others), *_reads(root, log[:16])})
            may = _may(publish=both, subscribe=both)
            users.append(f"  {{ user: {_word(alternative_name(log))}, {may} }}")
        return "\n".join(users)

    def _leafnodes(self) -> str:
        lines = []
        tls = self.tls
        files = (
            f"cert_file: {_word(str(tls.certificate))}, key_file: {_word(str(tls.key)) if tls.key else KEY}, "
            f"ca_file: {_word(str(tls.trusted))}, timeout: 5"
            if tls is not None else ""
        )  # fmt: skip
        if self.listening is not None:
            pins = ", ".join(_word(pin) for _, pin in self.listening.logs if pin)
            lines += [f"  listen: {_word(self.listening.address)}", f"  advertise: {_word(self.listening.advertise)}"]
            if files:
                lines.append(f"  tls {{ {files}, verify_and_map: true, pinned_certs: [{pins}] }}")
        if self.hub:
            encrypted = f", tls {{ {files} }}" if files else ""
            lines += ["  reconnect: 1", f"  remotes: [ {{ url: {_word(self.hub)}{encrypted} }} ]"]
        return "\n".join(lines)


def filled(text: str, password: str, key: str) -> str:
    """A file whose secrets were left out, with the password and the key's path: for memory, and no disk."""
    return text.replace(PASSWORD, _word(password)).replace(KEY, _word(key))


def emptied(text: str, password: str, key: str) -> str:
    """A file as earlier versions wrote it, with its secrets left out."""
    return text.replace(_word(password), PASSWORD).replace(_word(key), KEY)


def _writes(root: str, short: str, others: Sequence[str] = ("*",)) -> list[str]:
    """What a node may write: in its own name, to anybody, or to those named."""
    letters = [f"{root}.{kind}.{one}.{short}" for kind in ("to", "ask") for one in others]
    return [*letters, f"{root}.back.*.{short}.*", "_INBOX.>"]


def _reads(root: str, short: str) -> list[str]:
    """What a node may read: what is for it."""
    return [f"{root}.to.{short}.*", f"{root}.ask.{short}.*", f"{root}.back.{short}.*.*", f"_INBOX.{short}.>"]


def _may(*, publish: Sequence[str], subscribe: Sequence[str]) -> str:
    said = (", ".join(map(_word, one)) for one in (publish, subscribe))
    return "permissions: {{ publish: {{ allow: [{}] }}, subscribe: {{ allow: [{}] }} }}".format(*said)


def _word(text: str) -> str:
    """A quoted word; NATS reads JSON's escapes."""
    return orjson.dumps(text).decode()
