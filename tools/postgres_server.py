"""A PostgreSQL server of one's own, for tests and benchmarks: in a temporary folder, reached by a socket alone.

Debian's package `postgresql` brings it. It runs as a user that is not root, and is gone when it has been ended.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from musterbook.store.address import Address

KEEPER = "keeper"
CHECKSUMS = "--data-checksums"
SETTINGS = (
    "listen_addresses=''", "shared_buffers=16MB", "max_connections=80", "max_wal_size=256MB", "log_min_messages=fatal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its folder, in which its socket lies too."""

    folder: Path

    def address(self, schema: str, *, database: str = "postgres") -> Address:
        """A place for a book of its own, as its keeper reaches it."""
        return Address(f"postgresql:///{database}?host={self.folder}&user={KEEPER}", schema, "clerk")

    def start(self) -> None:
        """Start it."""
        options = " ".join(f"-c {one}" for one in (*SETTINGS, f"unix_socket_directories={self.folder}"))
        run("pg_ctl", "-D", self.folder / "base", "-w", "-l", self.folder / "said", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: `immediate` as a loss of power would, `fast` with a goodbye."""
        run("pg_ctl", "-D", self.folder / "base", "-w", "-m", how, "stop")


def program(name: str) -> str:
    """Where a program of the server is: on the path, or where Debian puts it."""
    found = shutil.which(name)
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return found or (str(kept[-1]) if kept else "")


def run(name: str, *words: str | Path) -> None:
    """Run a program of the server as somebody who is not root."""
    user = {"user": owner(), "group": pwd.getpwnam(owner()).pw_gid, "extra_groups": ()} if os.geteuid() == 0 else {}
    subprocess.run(
        [program(name), *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **user,  # type: ignore[call-overload]
    )  # fmt: skip


def owner() -> str:
    """Who runs the server when root may not."""
    return "postgres" if any(one.pw_name == "postgres" for one in pwd.getpwall()) else "nobody"


def new_server(*words: str) -> Server:
    """A server with new files, started."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, owner())
    run("initdb", "-D", folder / "base", "-U", KEEPER, "-A", "trust", "-E", "UTF8", "--no-sync", *words)
    made = Server(folder)
    made.start()
    return made


def end(server: Server) -> None:
    """Stop a server and take its files away."""
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)
