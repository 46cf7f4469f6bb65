"""A console that asks who one is: officers of an invented register, their accounts, and a browser without a screen."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyotp
import uvicorn
from litestar import Litestar
from litestar.types import ASGIApp

from musterbook.console.app import create_app
from musterbook.console.porch import Porch
from musterbook.console.settings import Settings
from musterbook.operation.letting_in import Made, make_account
from musterbook.store.accounts import Accounts
from musterbook.store.keys import Cost
from musterbook.store.sessions import Sessions
from tests.console.invented import NOW, InventedSource
from tests.rights.making import Desk

PASSWORD = "seven geese cross the river"
CHEAP = Cost(memory_kib=8, passes=1)
NAMES = (
    ("h.officer", "site-officer", "hasakah"),
    ("d.desk", "operation-desk", "desk"),
    ("c.doctor", "clinician", "hasakah"),
)


@dataclass
class Clock:
    """Seconds since 1970, moved by hand."""

    at: int = 1_769_000_000

    def __call__(self) -> int:
        return self.at


@dataclass
class Front:
    """The front of a console with accounts: its porch, the officers' second factors, and one browser's cookies."""

    folder: Path
    desk: Desk = field(default_factory=Desk)
    clock: Clock = field(default_factory=Clock)
    made: dict[str, Made] = field(default_factory=dict)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    agent: str = ""

    def __post_init__(self) -> None:
        for officer, role, custodian in NAMES:
            self.desk.officer(officer, role, custodian)
        self.accounts = Accounts(self.folder)
        self.porch = Porch(
            self.accounts, Sessions(self.folder), lambda: self.desk.register, now=lambda: NOW, clock=self.clock,
            cost=CHEAP,
        )  # fmt: skip
        self.app: Litestar = create_app(InventedSource(12), settings=Settings(), porch=self.porch)

    def account(self, *officers: str) -> None:
        """Make accounts, each with the password of all tests."""
        for officer in officers:
            self.made[officer] = make_account(
                self.accounts, officer, PASSWORD, operation="willow", by="k.admin", at=self.clock.at, cost=CHEAP
            )

    def digits(self, officer: str) -> str:
        """What the officer's authenticator shows now."""
        return digits_of(self.made[officer], self.clock.at)

    def sign_in(self, officer: str, **changed: str) -> httpx.Response:
        """Fill in the form; a session's cookie is kept as a browser would."""
        said = {"officer": changed.pop("name", officer), "password": PASSWORD, "next": "/", "second": ""}
        if "second" not in changed:
            said["second"] = self.digits(officer)
        return self.post("/sign-in", {**said, **changed})

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to one request."""
        return asyncio.run(self._ask("GET", path, headers=headers))

    def post(self, path: str, said: dict[str, str], **headers: str) -> httpx.Response:
        """The answer to a form."""
        return asyncio.run(self._ask("POST", path, said, headers=headers))

    def post_bytes(self, path: str, body: bytes) -> httpx.Response:
        """The answer to a script that sends JSON."""
        heads = {"accept": "application/json", "content-type": "application/json"}
        return asyncio.run(self._ask("POST", path, body=body, headers=heads))

    def token(self) -> str:
        """The token that forms of this session carry."""
        found = re.search(r'name="token" value="([^"]+)"', self.get("/account").text)
        assert found is not None
        return found[1]

    async def _ask(
        self,
        method: str,
        path: str,
        said: dict[str, str] | None = None,
        *,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> httpx.Response:
        heads = {
            "host": "localhost:8100",
            "accept": "text/html",
            "user-agent": self.agent,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        way = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same shape
        async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100", cookies=self.cookies) as client:
            answer = await client.request(method, path, data=said, content=body, headers=heads)
            self.cookies = httpx.Cookies(client.cookies)
            return answer


def digits_of(made: Made, at: int) -> str:
    """What an authenticator shows at a second since 1970."""
    said = urllib.parse.parse_qs(urllib.parse.urlsplit(made.address).query)
    return pyotp.TOTP(said["secret"][0]).at(at)


def secret_of(made: Made) -> bytes:
    """The secret of an authenticator, from the address it was told by."""
    said = urllib.parse.parse_qs(urllib.parse.urlsplit(made.address).query)
    return base64.b32decode(said["secret"][0])


@contextmanager
def on_a_port(front: Front, around: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> Iterator[str]:
    """The console where a browser reaches it as localhost, with something `around` it."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(8)
    app = create_app(InventedSource(12), settings=Settings(), porch=front.porch)
    config = uvicorn.Config(around(app), access_log=False, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    try:
        yield f"http://localhost:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join(timeout=10)
        listening.close()
