"""The door inside the guard: who asks, and whether he is asked to sign in first. Everything but signing in waits."""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import quote

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from musterbook.console.callers import Callers, secret_of
from musterbook.console.kept_forms import KEPT, TYPED, find_for, page_after
from musterbook.console.looking import NOBODY, Looker
from musterbook.console.page_kinds import API, kind_of
from musterbook.console.porch import Porch
from musterbook.words.pages import page

log = logging.getLogger(__name__)

COOKIE: Final = "muster"
SECURE_COOKIE: Final = "__Host-muster"
"""The session's cookie over TLS: a browser takes one of this name only from here, and sends it only over TLS."""
LOOKER: Final = "musterbook_looker"
OPEN: Final = ("/sign-in", "/enrol-tablet", "/static/", "/healthz", f"{API}/openapi.json")
"""Addresses that answer before anybody has signed in: nothing of the book is behind them."""
BY_ITSELF: Final = b"musterbook-by-itself"
"""The head of what a page fetches while nobody touches it: that keeps no session from being idle."""
NOWHERE: Final = "/nowhere"
"""An address that nobody has."""
FORMS: Final = "/do/"
"""Forms of deeds, which keep themselves when their session has ended; nothing of the book is shown or written then."""
_TWINS: Final = (".json", ".csv")


class Door:
    """Puts who asks into `scope`, and sends whoever has to sign in there.

    A page is answered with the way to signing in; anything else with problem+json.
    """

    def __init__(self, app: ASGIApp, porch: Porch, callers: Callers | None = None) -> None:
        self.app = app
        self.porch = porch
        self.callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        looker = self._looker(scope)
        scope[LOOKER] = looker  # type: ignore[typeddict-unknown-key]  # ours, beside the server's own keys
        if looker.asked and not looker.officer and not scope["path"].startswith(OPEN) and not self._keeps(scope):
            await self._ask_first(scope, receive, send)
            return
        if looker.officer and KEPT in scope["query_string"].decode("latin-1"):
            found = find_for(scope, self.porch.unsent, looker.officer)
            scope[TYPED] = found  # type: ignore[typeddict-unknown-key]  # as above
        if looker.officer and not looker.opens(scope["path"]):
            log.warning("not shown: %s to %r", kind_of(scope["path"]), looker.officer)
            await self._not_there(scope, receive, send)
            return
        if looker.purpose and self.callers is not None and (seconds := self.callers.too_many(looker.officer)):
            await _problem(scope, send, 429, [(b"retry-after", str(seconds).encode())])
            return
        await self.app(scope, receive, send)

    async def _not_there(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """What he may not see is not there: for people the very page of an address that nobody has, word for word."""
        if wants_page(scope):
            nowhere: HTTPScope = {**scope, "path": NOWHERE, "raw_path": NOWHERE.encode(), "query_string": b""}
            await self.app(nowhere, receive, send)
        else:
            await _nothing(scope, send)

    def _keeps(self, scope: HTTPScope) -> bool:
        """Whether this is a form that was filled in while somebody was signed in: it is kept until he is again."""
        sent = scope["method"] == "POST" and scope["path"].startswith(FORMS)
        return sent and self.porch.ended(token_of(scope)) is not None

    async def _ask_first(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Lead to signing in; a form that was filled in before its session ended is kept, and he is led back to it."""
        ended = self.porch.ended(token_of(scope)) if scope["method"] == "POST" and wants_page(scope) else None
        if ended is None:
            await _ask_first(scope, send)
            return
        after = await page_after(scope, receive, self.porch.unsent, ended)
        if after is None:
            await _problem(scope, send, 403, [])
            return
        await _lead_to_sign_in(send, after)

    def _looker(self, scope: HTTPScope) -> Looker:
        """Who asks: a program by the secret it shows, and otherwise whoever is signed in."""
        of_api = self.callers is not None and (scope["path"] + "/").startswith(f"{API}/")
        if of_api and self.callers is not None:
            secret = secret_of(scope)
            if secret or not self.porch.asks:
                return self.callers.looker(secret) if secret or self.callers.asks else NOBODY
        return self.porch.looker(token_of(scope), used=_somebody_asks(scope)) if self.porch.asks else NOBODY


def _somebody_asks(scope: HTTPScope) -> bool:
    """Whether a request comes of somebody's hand: an open page says what it fetches by itself."""
    return scope["path"] != "/live" and all(name != BY_ITSELF for name, _ in scope["headers"])


def looker_of(scope: Scope) -> Looker:
    """Who asks, as the door found him."""
    found = scope.get(LOOKER, NOBODY)
    return found if isinstance(found, Looker) else NOBODY


def token_of(scope: Scope) -> str:
    """The token of the session in the request's cookie; empty when there is none."""
    return cookie_of(scope, session_cookie(scope))


def session_cookie(scope: Scope) -> str:
    """The name of the session's cookie: another one over TLS, so that neither can be put in the other's place."""
    return SECURE_COOKIE if is_secure(scope) else COOKIE


def is_secure(scope: Scope) -> bool:
    """Whether a request came over TLS."""
    return scope.get("scheme") == "https"


def cookie_of(scope: Scope, wanted: str) -> str:
    """What a request says under the name of a cookie; empty when it says nothing."""
    said = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    for one in said.split(";"):
        name, _, value = one.strip().partition("=")
        if name == wanted:
            return value[:100]
    return ""


def back_to(address: str) -> str:
    """An address of ours to go to after signing in; the first page when it is none."""
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address and "\r" not in address
    return address if ours and "\n" not in address and not address.startswith("/sign-in") else "/"


async def _nothing(scope: HTTPScope, send: Send) -> None:
    """The same to programs."""
    problem = {
        "type": "/problems/404", "title": page("wrong.404.title"), "status": 404, "detail": page("wrong.404.text"),
        "instance": scope["path"],
    }  # fmt: skip
    body = msgspec.json.encode(problem)
    heads = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 404, "headers": heads})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def wants_page(scope: HTTPScope) -> bool:
    """Whether somebody reads the answer, and no program."""
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"*/*").decode("latin-1")
    return "text/html" in accept and not scope["path"].endswith(_TWINS) and scope["path"] != "/live"


async def _ask_first(scope: HTTPScope, send: Send) -> None:
    path = scope["path"]
    if scope["method"] == "GET" and wants_page(scope):
        query = scope["query_string"].decode("latin-1")
        await _lead_to_sign_in(send, f"{path}?{query}" if query else path)
        return
    of_api = (path + "/").startswith(f"{API}/")
    await _problem(scope, send, 401, [(b"www-authenticate", b'Bearer realm="musterbook"')] if of_api else [])


async def _lead_to_sign_in(send: Send, after: str) -> None:
    """The way to signing in, and from there to an address of ours."""
    heads = [(b"location", f"/sign-in?next={quote(after)}".encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": heads})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _problem(scope: HTTPScope, send: Send, number: int, more: list[tuple[bytes, bytes]]) -> None:
    """What is wrong, as programs read it."""
    problem = {
        "type": f"/problems/{number}", "title": page(f"wrong.{number}.title"), "status": number,
        "detail": page(f"wrong.{number}.text"), "instance": scope["path"],
    }  # fmt: skip
    body = msgspec.json.encode(problem)
    heads = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": number, "headers": heads})
    await send({"type": "http.response.body", "body": body, "more_body": False})
