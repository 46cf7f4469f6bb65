"""Serving on a local network beside this machine: TLS on its address, and one page from which the authority is taken.

Three listeners and no more: this machine's own as ever; the network's address over TLS; and the network's address
without TLS for the authority's certificate, as no tablet can trust TLS before it has that.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import uvicorn
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from musterbook.console.asked import Asked
from musterbook.console.desk import Desk
from musterbook.console.lan import Lan
from musterbook.console.porch import Porch
from musterbook.console.security import FIXED, content_policy
from musterbook.store.lan_authority import FOLDER, SERVING, Address, is_of_a_lan, lan_files
from musterbook.store.tablets import Tablets
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.languages import speaking, spoken, wanted

TRUST_PORT: Final = 8080
_NONCE_UNUSED: Final = "none"


@dataclass(frozen=True)
class Listeners:
    """The sockets on the network: for the console, over TLS, and for the authority's certificate."""

    secure: socket.socket
    trust: socket.socket

    def close(self) -> None:
        """Close both."""
        self.secure.close()
        self.trust.close()


def lan_of(
    folder: Path,
    porch: Porch,
    at: Address,
    names: Sequence[str],
    *,
    port: int,
    trust_port: int,
    secret: Callable[[], bytes],
) -> tuple[Lan, Listeners]:
    """Everything a console needs on a network, at an address of this machine and under names; it listens by now.

    `secret` is asked for once, and opens the private keys of the authority and of the server.

    Raises:
        Refused: nobody has an account here, so that whoever came by would be served (`console.lan-nobody-signs-in`);
            or a port is in use or not allowed.
    """
    if not porch.asks:
        raise Refused(Objection("console.lan-nobody-signs-in"))
    vouched = (at,) if is_of_a_lan(at) else ()
    files = lan_files(folder, names=names, addresses=vouched, now=datetime.now(UTC), secret=secret())
    where = f"[{at}]" if at.version == 6 else str(at)
    secure = listening_at(str(at), port)
    try:
        trust = listening_at(str(at), trust_port)
    except Refused:
        secure.close()
        raise
    ports = secure.getsockname()[1], trust.getsockname()[1]
    lan = Lan(
        frozenset((*names, where)), files, f"https://{where}:{ports[0]}", f"http://{where}:{ports[1]}/trust",
        Tablets(folder), porch.clock,
    )  # fmt: skip
    (folder / FOLDER / SERVING).write_bytes(msgspec.json.encode({"address": lan.address, "trust": lan.trust}))
    return lan, Listeners(secure, trust)


def listening_at(address: str, port: int) -> socket.socket:
    """A listening socket on one address of this machine; Refused when it cannot be had."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
        listening.listen(128)
    except PermissionError:
        listening.close()
        raise Refused(Objection("console.port-not-allowed", values={"port": port, "other": 8100})) from None
    except OSError:
        listening.close()
        other = port + 1 if port < 65_535 else 8100
        raise Refused(Objection("console.port-in-use", values={"port": port, "other": other})) from None
    return listening


class Beside(uvicorn.Server):
    """A server beside another: signals are the other's, which ends this one with itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


def run_all(own: uvicorn.Server, listening: socket.socket, app: Litestar, lan: Lan, there: Listeners) -> None:
    """Serve this machine and the network until stopped."""
    tls = {
        "ssl_certfile": str(lan.files.server), "ssl_keyfile": str(lan.files.key),
        "ssl_keyfile_password": lan.files.secret.decode(),
    }  # fmt: skip
    beside = [(_beside(app, **tls), there.secure), (_beside(TrustPage(app.state.desk, lan)), there.trust)]

    async def every() -> None:
        others = [asyncio.create_task(server.serve(sockets=[one])) for server, one in beside]
        try:
            await own.serve(sockets=[listening])
        finally:
            for server, _ in beside:
                server.should_exit = True
            await asyncio.gather(*others, return_exceptions=True)
            there.close()

    asyncio.run(every())


def _beside(app: Any, **tls: str) -> uvicorn.Server:  # noqa: ANN401  an application of whatever type
    config = uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, date_header=False, timeout_graceful_shutdown=1,
        lifespan="off", proxy_headers=False, ssl_certfile=tls.get("ssl_certfile"), ssl_keyfile=tls.get("ssl_keyfile"),
        ssl_keyfile_password=tls.get("ssl_keyfile_password"),
    )  # fmt: skip
    return Beside(config)


class TrustPage:
    """The one page without TLS: the authority's certificate, its fingerprint, and how it is trusted. Nothing else."""

    def __init__(self, desk: Desk, lan: Lan) -> None:
        self.desk = desk
        self.lan = lan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        del receive
        if scope["type"] != ScopeType.HTTP:
            return
        status, kind, body = self._answer(scope)
        heads = {
            **FIXED, "content-security-policy": content_policy(_NONCE_UNUSED), "cache-control": "no-store",
            "content-type": kind, "content-length": str(len(body)),
        }  # fmt: skip
        await send(
            {"type": "http.response.start", "status": status,
             "headers": [(name.encode(), value.encode()) for name, value in heads.items()]}
        )  # fmt: skip
        await send({"type": "http.response.body", "body": body, "more_body": False})

    def _answer(self, scope: Scope) -> tuple[int, str, bytes]:
        path = scope["path"]
        if path == "/trust/musterbook-lan.crt":
            return 200, "application/x-x509-ca-cert", self.lan.files.authority
        if path.startswith("/static/") and (leaf := self._leaf(path)) is not None:
            return 200, leaf.media, leaf.whole
        if path != "/trust":
            return 404, "text/plain; charset=utf-8", b""
        accepts = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
        with speaking(wanted(accepts.decode("latin-1"))):
            page = self.desk.draw(_plainly(), "trust.html", lan=self.lan)
        return 200, "text/html; charset=utf-8", page.encode()

    def _leaf(self, path: str) -> Any:  # noqa: ANN401  a file of the shelf, or nothing
        shelf = self.desk.shelf
        name = path.removeprefix(f"/static/{shelf.version}/")
        return shelf.leaves.get(name) if name.startswith(("css/", "assets/inter", "assets/ibm", "mark")) else None


def _plainly() -> Asked:
    """What a page asks that knows nothing of a book or of whoever looks."""
    return Asked("/trust", "html", None, {}, wall=False, theme="day", language=spoken(), nonce="")
