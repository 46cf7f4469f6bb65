"""NATS servers of one's own, for tests and benchmarks: each with streams in a temporary folder, on this machine alone.

Debian's package `nats-server` brings them. They are written as `muster nodes nats` writes them.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from musterbook.sync.nats_file import Listening, ServerFile, Tls


def free_port() -> int:
    """A port nobody listens at just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(slots=True)
class NatsServer:
    """A server for one node.

    Attributes:
        operation: whose book is kept.
        log: of the node it serves.
        password: by which it knows the node.
        leaves: of the logs whose servers may come, each with its pin; None when none may.
        hub: where it goes to.
        tls: for lines between servers.
        max_file_bytes: how much its streams may take.
    """

    operation: str
    log: str
    password: str
    leaves: list[tuple[str, str]] | None = None
    hub: str = ""
    tls: Tls | None = None
    max_file_bytes: int = 256 * 1024 * 1024
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="nats-")))
    port: int = field(default_factory=free_port)
    leaf_port: int = field(default_factory=free_port)
    advertise: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where the node finds it."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self, text: str = "") -> None:
        """Start it, with another file than ours if one is given, and wait until it listens."""
        at = f"127.0.0.1:{self.leaf_port}"
        listening = None if self.leaves is None else Listening(at, self.advertise or at, self.leaves)
        file = ServerFile(
            self.operation, self.log, self.password, f"127.0.0.1:{self.port}", self.folder / "streams",
            listening=listening, hub=self.hub, tls=self.tls, max_file_bytes=self.max_file_bytes, version=version(),
        )  # fmt: skip
        path = self.folder / "server.conf"
        path.write_text(text or file.text(), encoding="utf-8")
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen([program(), "-c", str(path)], stdout=said, stderr=said)
        wait_until_listening(self.port, self.process)

    def kill(self) -> None:
        """End it as a loss of power would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def end(self) -> None:
        """End it and take its files away."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def program() -> str:
    """Where the server is: on the path, or where Debian puts it; empty when there is none."""
    kept = Path("/usr/sbin/nats-server")
    return shutil.which("nats-server") or (str(kept) if kept.exists() else "")


def version() -> tuple[int, ...]:
    """The version of the server that is here."""
    said = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else ()


def wait_until_listening(port: int, process: subprocess.Popen[bytes], *, seconds: float = 10) -> None:
    """Wait until somebody listens at a port of this machine; RuntimeError when the server ended or never does."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as one:
            one.settimeout(0.2)
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the NATS server does not listen at {port}")


class Cable:
    """A line between two servers that can be cut and mended: what is sent to its port goes on to another."""

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self.cuts = 0
        self._to_port = to_port
        self._ends: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self._alone = threading.Lock()
        self.mend()

    def mend(self) -> None:
        """Let whoever comes through."""
        if self._listening is not None:
            return
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._welcome, args=(self._listening,), daemon=True).start()

    def cut(self) -> None:
        """End every connection, and let nobody through."""
        listening, self._listening = self._listening, None
        self.cuts += 1
        with self._alone:
            ends, self._ends = self._ends, []
        for one in (listening, *ends):
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()

    def connected(self) -> int:
        """How many connections it carries."""
        with self._alone:
            return len(self._ends) // 2

    def _welcome(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                came, _ = listening.accept()
                try:
                    goes = socket.create_connection(("127.0.0.1", self._to_port), timeout=5)
                except OSError:
                    came.close()
                    continue
                goes.settimeout(None)
                with self._alone:
                    self._ends += [came, goes]
                for one, other in ((came, goes), (goes, came)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while some := one.recv(65_536):
                other.sendall(some)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        with self._alone:
            self._ends = [end for end in self._ends if end not in (one, other)]
