"""Signing in through a provider: sent there with a state, taken back with a code; then the register as for anyone."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import httpx
from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.desk import Desk
from musterbook.console.devices import device_of
from musterbook.console.door import back_to, is_secure, token_of
from musterbook.console.porch import LetIn, NotLetIn, Porch
from musterbook.console.provider import LIVES_SECONDS, NotTaken, Provider
from musterbook.console.signin import drawn, kept, plainly
from musterbook.store.accounts import same
from musterbook.words.pages import page

Ask = Request[Any, Any, Any]
STATE: Final = "muster-state"
BACK: Final = "/sign-in/back"


def provider_routes(desk: Desk, porch: Porch, provider: Provider) -> list[HTTPRouteHandler]:
    """The two addresses of the code flow."""

    @get("/sign-in/provider")
    async def begin(request: Ask) -> Response[Any]:
        try:
            where, state = await asyncio.to_thread(
                provider.begin, _redirect(request), back_to(request.query_params.get("next", "/"))
            )
        except (NotTaken, httpx.HTTPError):
            return _not_taken(desk, request, "provider")
        if before := token_of(request.scope):  # the answer comes without it: a strict cookie stays behind
            porch.sessions.end(before)
        # Lax, not strict: the browser comes back from the provider's address and must still know it.
        cookie = Cookie(key=STATE, value=state, path="/sign-in", httponly=True, samesite="lax", max_age=LIVES_SECONDS,
                        secure=is_secure(request.scope))  # fmt: skip
        return Redirect(where, status_code=303, cookies=[cookie])

    @get(BACK)
    async def back(request: Ask) -> Response[Any]:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if not state or not same(request.cookies.get(STATE, ""), state):
            return _not_taken(desk, request, "state")
        try:
            subject, where = await asyncio.to_thread(provider.finish, state, code, _redirect(request))
        except NotTaken as error:
            return _not_taken(desk, request, str(error))
        except httpx.HTTPError:
            return _not_taken(desk, request, "provider")
        officer = porch.accounts.bound(provider.issuer, subject)
        entered: LetIn | NotLetIn = NotLetIn("sign-in.provider-stranger")
        if officer:
            entered = porch.let_in(
                officer, through="provider", tablet=is_secure(request.scope), device=device_of(request.scope)
            )
        if isinstance(entered, NotLetIn):
            return drawn(desk, request, said=page(entered.why), status=401)
        # A strict cookie is not sent along a redirect that began elsewhere: the page goes on by itself.
        gone = Cookie(key=STATE, value="", path="/sign-in", max_age=0)
        shown = desk.draw(plainly(request), "signed_in.html", officer=entered.officer, where=where)
        return Response(shown, media_type=MediaType.HTML, cookies=[kept(request, entered), gone])

    return [begin, back]


def _redirect(request: Ask) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', 'localhost')}{BACK}"


def _not_taken(desk: Desk, request: Ask, why: str) -> Response[Any]:
    return drawn(desk, request, said=page("sign-in.provider-failed", why=page(f"provider.{why}")), status=401)
