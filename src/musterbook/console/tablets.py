"""Tablets: the page on which whoever keeps machines lets them in and shuts them out, and the one they are let in by."""

from __future__ import annotations

import io
import secrets
from typing import Any, Final

import segno
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.door import is_secure
from musterbook.console.lan import ENROL, TABLET_COOKIE, Lan, tablet_of
from musterbook.console.pen import Pen, proves
from musterbook.console.signin import FORM_BYTES_MAX, forbidden, form_holds, form_of, plainly
from musterbook.console.wrong import said_of
from musterbook.operation.letting_tablets_in import keepers, offer_pass, shut_out
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.moves import Objection

Ask = Request[Any, Any, Any]
PAGE: Final = "/tablets"
KEPT_SECONDS: Final = 397 * 24 * 3600
"""A tablet stays let in for as long as the server's certificate lasts at most, unless it is shut out."""
_MALFORMED, _REFUSED, _NOT_LET_IN = 400, 409, 401


def tablet_routes(desk: Desk, lan: Lan, pen: Pen | None) -> list[HTTPRouteHandler]:
    """The addresses, on a console that is reached from a network; tablets are let in on a page where it has a pen."""
    kept = [_shown(desk, lan, pen), _changed(desk, lan, pen)] if pen is not None else []
    return [*kept, *_enrolling(desk, lan)]


def code_of(text: str) -> str:
    """A text as a code to be photographed, in SVG."""
    drawing = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(drawing, kind="svg", border=3, xmldecl=False, svgclass=None, omitsize=True, dark="#000", light="#fff")
    return drawing.getvalue().decode()


def _shown(desk: Desk, lan: Lan, pen: Pen) -> HTTPRouteHandler:
    @get([PAGE, f"{PAGE}.json", f"{PAGE}.csv"], sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        return _page(desk, lan, pen, asked_of(request))

    return show


def _changed(desk: Desk, lan: Lan, pen: Pen) -> HTTPRouteHandler:
    @post(PAGE, status_code=200, request_max_body_size=FORM_BYTES_MAX)
    async def change(request: Ask) -> Response[Any]:
        said, asked = await form_of(request), asked_of(request)
        if not form_holds(request, said):
            return forbidden()
        name = said.get("name", "")
        try:
            by = await _keeper(asked, pen, said)
            if said.get("step") == "end":
                shut_out(lan.tablets, name, at=lan.clock())
                return Redirect(PAGE, status_code=303)
            made = offer_pass(lan.tablets, name, by=by, at=lan.clock())
        except (Malformed, Refused) as wrong:
            answer = _page(desk, lan, pen, asked, wrong=said_of(wrong), typed=name)
            answer.status_code = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
            return answer
        return _page(desk, lan, pen, asked, way=f"{lan.address}{ENROL}?pass={made}", typed=name)

    return change


async def _keeper(asked: Asked, pen: Pen, said: dict[str, str]) -> str:
    """Whoever is signed in, who keeps machines and shows it by opening his key."""
    officer, able = asked.looker.officer, keepers(pen.register_book())
    if officer not in able:
        values = {"officer": officer, "needed": "administrator, node-keeper, registrar", "who": ", ".join(able[:12])}
        raise Refused(Objection("account.no-keeper", values=values))
    await proves(pen, officer, said.get("phrase", ""))
    return officer


def _page(
    desk: Desk, lan: Lan, pen: Pen, asked: Asked, *, wrong: tuple[str, ...] = (), way: str = "", typed: str = ""
) -> Response[Any]:
    tablets = lan.tablets.everyone()
    return desk.answer(
        asked, "tablets.html", desk.source.stamp(), said={"tablets": tablets, "address": lan.address}, rows=tablets,
        tablets=tablets, lan=lan, trust_code=code_of(lan.trust), wrong=wrong, way=way, typed=typed,
        way_code=code_of(way) if way else "", asks=pen.asks_phrases, now=lan.clock(),
        able=asked.looker.officer in keepers(pen.register_book()),
    )  # fmt: skip


def _enrolling(desk: Desk, lan: Lan) -> list[HTTPRouteHandler]:
    """What a tablet sees before it is let in: how that is done, and, with a pass, a button."""

    @get(ENROL, sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        return _enrol_page(desk, lan, request, request.query_params.get("pass", ""))

    @post(ENROL, request_max_body_size=FORM_BYTES_MAX)
    async def enrol(request: Ask) -> Response[Any]:
        said = await form_of(request)
        secret = secrets.token_urlsafe(32)
        if not is_secure(request.scope) or not lan.tablets.enrol(said.get("pass", ""), secret, lan.clock()):
            shown = _enrol_page(desk, lan, request, "")
            shown.status_code = _NOT_LET_IN
            return shown
        cookie = Cookie(
            key=TABLET_COOKIE, value=secret, path="/", httponly=True, secure=True, samesite="strict",
            max_age=KEPT_SECONDS,
        )  # fmt: skip
        return Redirect("/sign-in?next=/handovers", status_code=303, cookies=[cookie])

    return [show, enrol]


def _enrol_page(desk: Desk, lan: Lan, request: Ask, pass_: str) -> Response[Any]:
    name = lan.tablets.offered(pass_, lan.clock()) if pass_ else ""
    shown = desk.draw(
        plainly(request), "enrol_tablet.html", name=name, pass_=pass_ if name else "", tried=bool(pass_), lan=lan,
        known_as=tablet_of(request.scope),
    )  # fmt: skip
    return Response(shown, media_type=MediaType.HTML)
