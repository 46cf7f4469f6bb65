"""Signing in and out, and one's own account: the forms, their tokens, and the cookie that a browser keeps."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.devices import device_of
from musterbook.console.door import back_to, is_secure, looker_of, session_cookie, token_of
from musterbook.console.looking import Looker
from musterbook.console.pages.nodes import nodes_routes
from musterbook.console.pages.oversight import oversight_routes
from musterbook.console.porch import LetIn, NotLetIn, Porch
from musterbook.store.accounts import same
from musterbook.terms.moves import Objection
from musterbook.words.pages import page
from musterbook.words.say import sentence

log = logging.getLogger(__name__)

Ask = Request[Any, Any, Any]
FORM_BYTES_MAX: Final = 16_384
_NOT_LET_IN, _TOO_SOON, _FORBIDDEN, _UNPROCESSABLE = 401, 429, 403, 422


def sign_in_routes(desk: Desk, porch: Porch) -> list[HTTPRouteHandler]:
    """The addresses of signing in and out, and of the account of whoever is signed in."""
    seen = []
    if porch.oversight is not None:
        seen = [*oversight_routes(desk, porch.oversight), *nodes_routes(desk, porch.oversight)]
    return [
        _shown(desk, porch),
        _tried(desk, porch),
        _out(porch),
        _account(desk, porch),
        _password(desk, porch),
        _one_ended(porch),
        *seen,
    ]


def form_holds(request: Ask, said: dict[str, str]) -> bool:
    """Whether a form carries the token of the session it came with: no other page can have made it."""
    looker = looker_of(request.scope)
    return bool(looker.token) and same(looker.token, said.get("token", ""))


async def form_of(request: Ask) -> dict[str, str]:
    """The text fields of a form; files and repeats are left out."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


def kept(request: Ask, found: LetIn) -> Cookie:
    """The cookie of a session: for this site only, out of reach of scripts, gone with the browser."""
    return _cookie(request, found.token)


def _cookie(request: Ask, value: str, *, max_age: int | None = None) -> Cookie:
    return Cookie(
        key=session_cookie(request.scope), value=value, path="/", httponly=True, samesite="strict",
        secure=is_secure(request.scope), max_age=max_age,
    )  # fmt: skip


def drawn(desk: Desk, request: Ask, *, said: str = "", status: int = 200, back: str = "/") -> Response[Any]:
    """The page of signing in, with a sentence when a try failed."""
    provider = desk.provider_name
    shown = desk.draw(plainly(request), "sign_in.html", said=said, back=back, provider=provider)
    return Response(shown, status_code=status, media_type=MediaType.HTML)


def plainly(request: Ask) -> Asked:
    """What a page asks that shows nothing of the book."""
    asked = asked_of(request, known=tuple(request.query_params))
    return Asked(
        "/sign-in", "html", None, {}, wall=False, theme=asked.theme, language=asked.language, nonce=asked.nonce
    )  # fmt: skip


def _shown(desk: Desk, porch: Porch) -> HTTPRouteHandler:
    @get("/sign-in", sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        back = back_to(request.query_params.get("next", "/"))
        if not porch.asks or looker_of(request.scope).officer:
            return Redirect(back, status_code=303)
        return drawn(desk, request, back=back)

    return show


def _tried(desk: Desk, porch: Porch) -> HTTPRouteHandler:
    @post("/sign-in", request_max_body_size=FORM_BYTES_MAX)
    async def try_in(request: Ask) -> Response[Any]:
        said = await form_of(request)
        back = back_to(said.get("next", "/"))
        found = await asyncio.to_thread(
            porch.sign_in, said.get("officer", ""), said.get("password", ""), said.get("second", ""),
            tablet="tablet" in said or is_secure(request.scope),  # over the network come tablets
            device=device_of(request.scope),
        )  # fmt: skip
        if isinstance(found, NotLetIn):
            status = _TOO_SOON if found.wait_seconds and found.why == "sign-in.wait" else _NOT_LET_IN
            return drawn(
                desk, request, said=page(found.why, seconds=found.wait_seconds), status=status, back=back
            )  # fmt: skip
        old = token_of(request.scope)
        if old:
            porch.sessions.end(old)  # what was known of this browser before is worth nothing now
        return Redirect(back, status_code=303, cookies=[kept(request, found)])

    return try_in


def _out(porch: Porch) -> HTTPRouteHandler:
    @post("/account/out", request_max_body_size=FORM_BYTES_MAX)
    async def out(request: Ask) -> Response[Any]:
        said = await form_of(request)
        looker = looker_of(request.scope)
        if not form_holds(request, said):
            return forbidden()
        if "everywhere" in said:
            porch.sessions.end_all(looker.officer)
        porch.sessions.end(token_of(request.scope))
        gone = _cookie(request, "", max_age=0)
        # The browser says where bands it read still wait: these are in its storage, and nowhere else.
        # "cache" is not asked for (1091): no page of ours is in it, and Chromium is said to stand still over it.
        left = {} if "waiting" in said else {"Clear-Site-Data": '"storage"'}
        return Redirect("/sign-in", status_code=303, cookies=[gone], headers=left)

    return out


def forbidden() -> Response[Any]:
    """The answer to a form that is not ours."""
    text = f"{page('wrong.403.title')}. {page('wrong.403.text')}\n"
    return Response(text, status_code=_FORBIDDEN, media_type=MediaType.TEXT)


def _account(desk: Desk, porch: Porch) -> HTTPRouteHandler:
    @get("/account", sync_to_thread=False)
    def account(request: Ask) -> Response[Any]:
        looker, asked = looker_of(request.scope), asked_of(request, known=("changed", "anew"))
        if not looker.officer:
            return Redirect("/sign-in" if porch.asks else "/", status_code=303)
        stamp = desk.source.stamp()
        said = page("account.password-changed") if asked.filters.get("changed") else ""
        wrong = page("account.sign-in-anew") if asked.filters.get("anew") else ""
        shown = _of(porch, request, looker)
        return desk.html(asked, "account.html", stamp, changed=said, wrong=wrong, **shown)

    return account


def _password(desk: Desk, porch: Porch) -> HTTPRouteHandler:
    @post("/account/password", request_max_body_size=FORM_BYTES_MAX)
    async def change(request: Ask) -> Response[Any]:
        said = await form_of(request)
        looker = looker_of(request.scope)
        if not looker.officer or not form_holds(request, said):
            return forbidden()
        found = await asyncio.to_thread(
            porch.change_password, token_of(request.scope), {**said, "device": device_of(request.scope)}
        )
        if isinstance(found, LetIn):
            return Redirect("/account?changed=yes", status_code=303, cookies=[kept(request, found)])
        asked = replace(asked_of(request), path="/account")
        shown = desk.html(
            asked, "account.html", desk.source.stamp(), changed="", wrong=_why(found),
            **_of(porch, request, looker),
        )  # fmt: skip
        shown.status_code = _TOO_SOON if found.why == "sign-in.wait" else _UNPROCESSABLE
        return shown

    return change


def _one_ended(porch: Porch) -> HTTPRouteHandler:
    @post("/account/session", request_max_body_size=FORM_BYTES_MAX)
    async def end(request: Ask) -> Response[Any]:
        said = await form_of(request)
        looker = looker_of(request.scope)
        if not looker.officer or not form_holds(request, said):
            return forbidden()
        name = said.get("session", "")[:40]
        if porch.sessions.end_named(looker.officer, name):
            log.info("sign-in: %r ended one of his sessions", looker.officer)
        own = name == porch.sessions.name_of(token_of(request.scope))
        return Redirect("/sign-in" if own else "/account#sessions", status_code=303)

    return end


def _why(found: NotLetIn) -> str:
    """Why the password was not changed, in words."""
    if found.why.startswith("account.password-") and found.why != "account.password-wrong":
        return sentence(Objection(found.why))
    return page(found.why, seconds=found.wait_seconds)


def _of(porch: Porch, request: Ask, looker: Looker) -> dict[str, object]:
    register = porch.register()
    grants = [one for one in register.grants_at(register.size, when=porch.now()) if one.officer == looker.officer]
    account = next((one for one in porch.accounts.everyone() if one.officer == looker.officer), None)
    return {
        "grants": sorted(grants, key=lambda one: (one.role, one.custodian)),
        "account": account,
        "session": porch.sessions.session(token_of(request.scope)),
        "sessions": porch.sessions_of(looker.officer),
        "here": porch.sessions.name_of(token_of(request.scope)),
    }
