"""The door's own guards: which names it answers to, and the headers every answer carries."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from musterbook.console.settings import HOSTS
from musterbook.words.pages import page

FIXED: Final = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
PRIVATE: Final = "private, no-store"
OVER_TLS: Final = {"strict-transport-security": "max-age=31536000"}
"""A browser that came over TLS by a name comes by that name over TLS alone for a year (RFC 6797); the page from which
the authority is taken is reached by its address, to which that does not apply."""
_WRONG_NAME, _FORBIDDEN = 421, 403


SCANS: Final = "/scan/"
"""Pages that may use the camera, and the reader of codes, which is WebAssembly."""


def content_policy(nonce: str, *, scans: bool = False) -> str:
    """What a page may load and do: only its own files, one inline import map by its nonce, no inline style.

    `scans`: it reads codes; then WebAssembly may be compiled, and still no text becomes a script.
    """
    reader = " 'wasm-unsafe-eval'" if scans else ""
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'{reader}; style-src 'self'; img-src 'self' data: blob:; "
        "worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def is_ours(host: str, names: Collection[str] = HOSTS) -> bool:
    """Whether a `Host` header is one of the names this console answers to, with or without a port."""
    name, colon, port = host.rpartition(":")
    bare = name if colon and port.isdigit() else host
    return bare.lower() in names


def is_from_here(headers: Iterable[tuple[bytes, bytes]], host: str) -> bool:
    """Whether what asks for more than to read is a page of ours: as the browser says, and by its address."""
    told = {name: value.decode("latin-1") for name, value in headers}
    origin, site = told.get(b"origin", ""), told.get(b"sec-fetch-site", "")
    if origin == "null":  # what a browser says for a form where no referrer may be sent; then only its own word counts
        return site == "same-origin"
    return (not origin or origin.partition("://")[2] == host) and site in ("", "same-origin")


class Guard:
    """Turns away strange host names before anything is read, and puts the headers on every answer.

    The nonce of the answer stands in `scope["musterbook_nonce"]` for the page that is made. `lan` are the names it
    answers to over TLS; without TLS it answers to this machine alone.
    """

    def __init__(self, app: ASGIApp, lan: Collection[str] = ()) -> None:
        self.app = app
        self.lan = lan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        tls = scope["scheme"] == "https"
        nonce, scans = secrets.token_urlsafe(16), scope["path"].startswith(SCANS)
        scope["musterbook_nonce"] = nonce  # type: ignore[typeddict-unknown-key]  # ours, beside the server's own keys

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = list(_with_headers(message["headers"], nonce, scans=scans, tls=tls))
            await send(message)

        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
        if not is_ours(host, self.lan if tls else HOSTS):
            await _turn_away(send_with_headers)
            return
        if scope["method"] not in ("GET", "HEAD") and not is_from_here(scope["headers"], host):
            await _turn_away(send_with_headers, _FORBIDDEN)
            return
        await self.app(scope, receive, send_with_headers)


def _with_headers(
    headers: Iterable[tuple[bytes, bytes]], nonce: str, *, scans: bool, tls: bool
) -> Iterable[tuple[bytes, bytes]]:  # fmt: skip
    given = list(headers)
    names = {name.lower() for name, _ in given}
    wanted = {**FIXED, "content-security-policy": content_policy(nonce, scans=scans), "cache-control": PRIVATE}
    if tls:
        wanted |= OVER_TLS
    if scans:
        wanted["permissions-policy"] = "camera=(self), microphone=(), geolocation=()"
    yield from given
    for name, value in wanted.items():
        if name.encode() not in names:
            yield name.encode(), value.encode()


async def _turn_away(send: Send, status: int = _WRONG_NAME) -> None:
    """The shortest answer: nothing of the book, not even that there is one."""
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    body = f"{page(f'wrong.{status}.title')}. {page(f'wrong.{status}.text')}\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": False})
