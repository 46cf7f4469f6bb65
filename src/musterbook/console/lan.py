"""The console on a local network: which addresses it has there, and the gate that only enrolled tablets pass.

On this machine the console is reached as ever. From the network it is reached over TLS alone, under the names and
addresses its own authority vouches for, and by tablets that were let in; every other answer says how that is done.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from musterbook.console.door import cookie_of, wants_page
from musterbook.store.lan_authority import Address, LanFiles, is_of_a_lan
from musterbook.store.tablets import Tablets
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from musterbook.words.pages import page

TABLET_COOKIE: Final = "__Host-muster-tablet"
TABLET: Final = "musterbook_tablet"
ENROL: Final = "/enrol-tablet"
OPEN: Final = (ENROL, "/static/", "/healthz")
"""Addresses a tablet finds before it is let in: nothing of the book is behind them."""
_PROBES: Final = ("192.168.255.254", "10.255.255.254", "172.31.255.254")
"""Addresses of a LAN by way of which the machine is asked for its own; nothing is sent to them."""


@dataclass(frozen=True)
class Lan:
    """What a console on a network is served with.

    Attributes:
        names: under which it answers there, in small letters: host names and addresses.
        files: the authority and the server's certificate.
        address: where tablets find the console; trust: where they find the authority.
        tablets: those that were let in; clock: this machine's, in seconds since 1970.
    """

    names: frozenset[str]
    files: LanFiles
    address: str
    trust: str
    tablets: Tablets
    clock: Callable[[], int]


class LanGate:
    """Lets what comes over the network pass only from a tablet that was let in; what comes from this machine, always.

    The tablet's name stands in `scope` for whoever wants to say where something was done.
    """

    def __init__(self, app: ASGIApp, lan: Lan) -> None:
        self.app = app
        self.lan = lan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP or scope["scheme"] != "https":
            await self.app(scope, receive, send)
            return
        name = self.lan.tablets.of_secret(cookie_of(scope, TABLET_COOKIE), self.lan.clock())
        scope[TABLET] = name  # type: ignore[typeddict-unknown-key]  # ours, beside the server's own keys
        if name or scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
            return
        await _not_enrolled(scope, send)


def tablet_of(scope: Scope) -> str:
    """The name of the tablet something was asked from; empty at this machine itself."""
    return str(scope.get(TABLET, ""))


def address_here(named: str = "") -> Address:
    """The address of this machine on its local network, or the one that was named.

    Raises:
        Refused: there is none, or it is not of a local network, so that the authority could not vouch for it.
    """
    found = [_address(named)] if named else _asked_for()
    good = next((one for one in found if one is not None and is_of_a_lan(one)), None)
    if good is None:
        if not named:
            raise Refused(Objection("console.no-lan-here"))
        raise Refused(Objection("console.no-lan", values={"host": named}))
    return good


def names_here() -> tuple[str, ...]:
    """The names of this machine under the endings that local networks use."""
    name = socket.gethostname().partition(".")[0].lower()
    plain = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter == "-")).strip("-")
    return (f"{plain}.local", f"{plain}.lan") if plain else ()


def _asked_for() -> list[Address | None]:
    """The address this machine would send from to each private network; a datagram's socket sends nothing by itself."""
    found: list[Address | None] = []
    for probe in _PROBES:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asking, suppress(OSError):
            asking.connect((probe, 9))
            found.append(_address(str(asking.getsockname()[0])))
    return found


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


async def _not_enrolled(scope: HTTPScope, send: Send) -> None:
    """A page is answered with how a tablet is let in; anything else with problem+json."""
    if scope["method"] == "GET" and wants_page(scope):
        heads = [(b"location", ENROL.encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 303, "headers": heads})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    said = {"type": "/problems/403", "title": page("tablet.not-in"), "status": 403, "detail": page("tablet.not-in-how")}
    body = msgspec.json.encode(said)
    heads = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": heads})
    await send({"type": "http.response.body", "body": body, "more_body": False})
