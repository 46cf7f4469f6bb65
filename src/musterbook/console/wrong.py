"""What the console says when something is wrong: a plain page to people, problem+json to programs."""

from __future__ import annotations

import logging
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException

from musterbook.console.asked import Asked
from musterbook.console.faults import place_of
from musterbook.terms.errors import Fault, Malformed, Refused, Tampered
from musterbook.terms.moves import Objection
from musterbook.words.languages import spoken
from musterbook.words.pages import has, page
from musterbook.words.say import sentence

log = logging.getLogger(__name__)
Ask = Request[Any, Any, Any]

_HTML_SAYS: Final = ("text/html", "*/*")
_NOT_FOUND, _MALFORMED, _REFUSED, _OUR_FAULT, _TAMPERED = 404, 400, 409, 500, 503


def nothing_here(request: Ask, _: Exception | None = None) -> Response[Any]:
    """404: the book has nothing under this address."""
    return _said(request, _NOT_FOUND, "wrong.404", page("wrong.404.text"))


def malformed(request: Ask, error: Malformed) -> Response[Any]:
    """400: the address asks for what a page does not know; every fault is said."""
    return _said(
        request, _MALFORMED, "wrong.400", " ".join(_sentence(one) for one in error.faults), faults=error.faults
    )


def refused(request: Ask, error: Refused) -> Response[Any]:
    """409: the book says no; every objection is said."""
    text = " ".join(_sentence(one) for one in error.objections)
    return _said(request, _REFUSED, "wrong.409", text, objections=error.objections)


def tampered(request: Ask, error: Tampered) -> Response[Any]:
    """503: the book does not hold. Stop and investigate."""
    return _said(request, _TAMPERED, "wrong.503", page("wrong.503.text", rule=error.rule))


def http_said(request: Ask, error: HTTPException) -> Response[Any]:
    """What the server itself refuses: a method, a shape."""
    number = error.status_code
    key = f"wrong.{number}" if has(f"wrong.{number}.title") else "wrong.404"
    text = page(f"{key}.text") if has(f"{key}.text") else ""
    return _said(request, number, key, text)


def our_fault(request: Ask, error: Exception) -> Response[Any]:
    """500: the page could not be made; the terminal says more."""
    log.error("a page could not be made: %s", place_of(error))
    return _said(request, _OUR_FAULT, "wrong.500", page("wrong.500.text"))


def said_of(error: Malformed | Refused) -> tuple[str, ...]:
    """What is wrong, one sentence for each fault or objection, with its line where it has one."""
    found: tuple[Fault | Objection, ...] = error.faults if isinstance(error, Malformed) else error.objections
    return tuple(_sentence(one) for one in found)


HANDLERS: Final = {
    Malformed: malformed,
    Refused: refused,
    Tampered: tampered,
    HTTPException: http_said,
    Exception: our_fault,
}


def _said(
    request: Ask, number: int, key: str, text: str, *, faults: tuple[Fault, ...] = (),
    objections: tuple[Objection, ...] = (),
) -> Response[Any]:  # fmt: skip
    path = request.url.path
    wants_page = any(kind in request.headers.get("accept", "*/*") for kind in _HTML_SAYS)
    if path.endswith((".json", ".csv")) or path.startswith("/api/") or not wants_page:
        problem = {
            "type": f"/problems/{key.removeprefix('wrong.')}",
            "title": page(f"{key}.title"),
            "status": number,
            "detail": text,
            "instance": path,
        }
        if faults:
            problem["faults"] = [
                {"pointer": _pointer(one), "rule": one.rule, "values": one.values, "says": _sentence(one)}
                for one in faults
            ]
        if objections:
            problem["objections"] = [
                {"rule": one.rule, "person": one.person, "values": one.values, "says": _sentence(one)}
                for one in objections
            ]
        return Response(msgspec.json.encode(problem), status_code=number, media_type="application/problem+json")
    desk = request.app.state.desk
    asked = Asked("/", "html", None, {}, wall=False, theme=_theme(request), language=spoken(), nonce=_nonce(request))
    drawn = desk.draw(asked, "wrong.html", title=page(f"{key}.title"), text=text, number=number)
    return Response(drawn, status_code=number, media_type=MediaType.HTML)


def _pointer(fault: Fault) -> str:
    """Where in what was sent a fault stands, as RFC 6901 writes it; empty for the whole."""
    place = fault.column or ""
    return place if place.startswith("/") or not place else f"/{place}"


def _sentence(fault: Fault | Objection) -> str:
    """The console's own words, or, of another room's fault, the sentence that every door says."""
    if not has(fault.rule):
        return sentence(fault)
    return page(fault.rule, **{name: value for name, value in fault.values.items() if value is not None})


def _theme(request: Ask) -> str:
    return "day" if request.cookies.get("theme") == "day" else "night"


def _nonce(request: Ask) -> str:
    return str(request.scope.get("musterbook_nonce", ""))
