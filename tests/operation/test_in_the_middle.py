"""Somebody between two nodes, with a certificate of his own: he may pass on every byte, and is found out before any."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from musterbook.operation.catalogue import read_folder
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.syncing import Here, call, here
from musterbook.sync.channel import new_certificate, trusting_the_meeting
from musterbook.terms.errors import Tampered
from tests.house.tracked import ROOT
from tests.operation.making import BUS, MORNING, WILLOW, fill


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Here]:
    """The desk, and the forward site that went away with a copy."""
    folder = tmp_path_factory.mktemp("middle")
    place = fill(folder / "desk")
    nodes = {"forward": frozenset({WILLOW, BUS})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=nodes)).close()
    shutil.copytree(place, folder / "forward")
    return {name: here(folder / name, node=name) for name in ("desk", "forward")}


@pytest.fixture(scope="module")
def desk(two: dict[str, Here]) -> Iterator[str]:
    """The address at which the desk answers."""
    words = [sys.executable, "-m", "musterbook", "-C", str(two["desk"].place.parent), "node", "--port", "0"]
    with subprocess.Popen(
        [*words, "--as", "desk"], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    ) as running:  # fmt: skip
        assert running.stderr is not None
        yield running.stderr.readline().split(" at ")[1].split(";")[0].strip()
        running.terminate()
        running.wait(timeout=20)


class PassingOn(BaseHTTPRequestHandler):
    """Passes everything on, as it is, and reads along."""

    to: ClassVar[str] = ""
    read: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self._pass()

    def do_GET(self) -> None:
        self._pass()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def _pass(self) -> None:
        self.read.append(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        with httpx.Client(verify=trusting_the_meeting()) as client:
            got = client.request(self.command, f"{self.to}{self.path}", content=body, headers=dict(self.headers))
        self.send_response(got.status_code)
        for name in ("content-type", "content-length"):
            self.send_header(name, got.headers[name])
        self.end_headers()
        self.wfile.write(got.content)


@pytest.fixture
def middle(desk: str, tmp_path: Path) -> Iterator[str]:
    """The address of somebody in the middle."""
    PassingOn.to, PassingOn.read = desk, []
    shown, key = new_certificate(datetime.now(UTC)).write(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), PassingOn)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


def test_whoever_passes_a_meeting_on_over_his_own_certificate_is_named_and_gets_nothing(
    two: dict[str, Here], desk: str, middle: str
) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    with two["forward"].reading() as store:
        before = store.head()

    with pytest.raises(Tampered, match=r"sync\.greeting"):
        call(two["forward"], middle, now=now, entropy=os.urandom)
    straight = call(two["forward"], desk, now=now, entropy=os.urandom)

    assert PassingOn.read == ["/sync/v1/hello"]
    assert straight.contact.done
    with two["forward"].reading() as store:
        assert store.head() == before
        assert store.turned_away() == []
