"""The machines of `three_nodes.py`: a node that runs `muster node`, its NATS server, its book, and its cable."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from tools.nats_server import Cable, NatsServer

from musterbook.ledger.entry import Entry
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.syncing import Here, here
from musterbook.sync.cards import make_card
from musterbook.sync.nats import password_of
from musterbook.sync.nats_file import Tls
from musterbook.terms.errors import Refused

PATIENCE_SECONDS: Final = 60.0
CROSSES_SECONDS_MAX: Final = 300.0
"""Several times what the slowest crossing of a full run took: what has not come by then never comes."""

LINES_SAID: Final = 5
Found = TypeVar("Found")


@dataclass
class Machine:
    """One node.

    Attributes:
        name: of the node.
        folder: where its book lies.
        me: its book and its key.
        server: the NATS server beside it.
        cable: its line to the hub; None at the hub.
        process: `muster node`, while it runs.
        kills: how often that was ended by `kill -9`.
    """

    name: str
    folder: Path
    me: Here
    server: NatsServer
    cable: Cable | None = None
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        """Start the node."""
        words = ["-C", str(self.folder), "node", "--port", "0", "--as", self.name, "--nats", self.server.address]
        with (self.folder / "node.said").open("ab") as said:
            self.process = subprocess.Popen([sys.executable, "-m", "musterbook", *words], stdout=said, stderr=said)

    def said(self) -> list[str]:
        """What the node said last."""
        path = self.folder / "node.said"
        return path.read_text("utf-8").splitlines()[-LINES_SAID:] if path.exists() else []

    def kill(self) -> None:
        """End the node as a loss of power would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.kills += 1

    def stop(self) -> None:
        """End the node with a word."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """Its book, once nobody else is writing in it just then."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                book = open_book(self.me.place, read_only=False)
                break
            except Refused:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        try:
            yield book
        finally:
            book.close()

    def has(self, entry: Entry) -> bool:
        """Whether an entry is here."""
        with self.me.reading() as store:
            return store.size_of(entry.log) > entry.seq

    def head(self) -> str:
        """The head of its book."""
        with self.me.reading() as store:
            return store.head()


def wait(holds: Callable[[], bool], *, seconds: float = CROSSES_SECONDS_MAX) -> float:
    """Wait until something holds; how long that took. RuntimeError when it never does."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise RuntimeError("the nodes did not come together in time")
        time.sleep(0.1)
    return time.monotonic() - began


def set_up(folders: dict[str, Path], work: Path) -> dict[str, Machine]:
    """A machine for each folder; the first is the hub, and each of the others goes to it through a cable."""
    now = datetime.now(UTC)
    me = {name: here(folder, node=name) for name, folder in folders.items()}
    operation = next(iter(me.values())).operation
    cards = {name: make_card(one.identity.key, operation, ["127.0.0.1"], now) for name, one in me.items()}
    trusted = work / "trusted.pem"
    trusted.write_text("".join(card.certificate for card, _ in cards.values()), encoding="ascii")
    machines: dict[str, Machine] = {}
    hub, *_ = folders
    for name, (card, secret) in cards.items():
        certificate, key = work / f"{name}.pem", work / f"{name}.key"
        certificate.write_text(card.certificate, encoding="ascii")
        key.touch(mode=0o600)
        key.write_bytes(secret)
        password = password_of(me[name].identity.key)
        server = NatsServer(operation, card.log, password, tls=Tls(certificate, key, trusted))
        machines[name] = Machine(name, folders[name], me[name], server)
    machines[hub].server.leaves = [(cards[one][0].log, cards[one][0].pin()) for one in folders if one != hub]
    for name, machine in machines.items():
        if name != hub:
            machine.cable = Cable(machines[hub].server.leaf_port)
            machine.server.hub = f"tls://127.0.0.1:{machine.cable.port}"
    # Whatever the hub gossips leads nowhere: a leaf that came back past its cable would hide that it was cut.
    machines[hub].server.advertise = "127.0.0.1:9"
    for machine in machines.values():
        machine.server.start()
    return machines


def end(machines: dict[str, Machine]) -> None:
    """End everything, and take what the servers kept away."""
    for machine in machines.values():
        machine.stop()
        if machine.cable is not None:
            machine.cable.cut()
        machine.server.end()


def surroundings() -> None:
    """The nodes are started with this source."""
    source = str(Path(__file__).resolve().parents[1] / "src")
    os.environ["PYTHONPATH"] = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
