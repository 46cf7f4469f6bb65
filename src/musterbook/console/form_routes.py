"""Addresses of forms that came back by scan: the list, bringing them in, and one sheet beside its fields."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.forms_desk import FormsDesk
from musterbook.console.kept_forms import KEPT, firsts, typed_in
from musterbook.console.pen import Pen
from musterbook.console.signin import forbidden, form_holds, form_of
from musterbook.console.wrong import nothing_here, said_of
from musterbook.operation.forms_entering import digest_of_typed
from musterbook.operation.forms_scanned import Judged
from musterbook.operation.forms_typed import stands
from musterbook.papers.scan import FILE_BYTES_MAX, read_scan
from musterbook.store.forms import Forms
from musterbook.terms.errors import Malformed, Refused
from musterbook.words.pages import page as words

Ask = Request[Any, Any, Any]
BASE: Final = "/forms"
TYPED_BYTES_MAX: Final = 200_000
_MALFORMED, _REFUSED = 400, 409


def form_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """The addresses, on a console that has a pen."""
    own = FormsDesk(pen, Forms(pen.register_book().folder))
    return [_list(desk, own), _brought(desk, own), _shown(desk, own), _typed(desk, own)]


def _list(desk: Desk, own: FormsDesk) -> HTTPRouteHandler:
    @get([BASE, f"{BASE}.json", f"{BASE}.csv"])
    async def show(request: Ask) -> Response[Any]:
        return _listed(desk, own, asked_of(request))

    return show


def _brought(desk: Desk, own: FormsDesk) -> HTTPRouteHandler:
    """A scan is brought in. It is read beside the loop, in a process of its own; then its pictures are sealed."""

    @post(BASE, request_max_body_size=FILE_BYTES_MAX + TYPED_BYTES_MAX, status_code=200)
    async def take(request: Ask) -> Response[Any]:
        asked, form = asked_of(request), await request.form()
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        sent = form.get("scan")
        try:
            if not isinstance(sent, UploadFile):
                raise Malformed.because("scan.unreadable")
            pages = await asyncio.to_thread(read_scan, await sent.read())
            found, kept = await own.take(asked, said, pages, desk.source.stamp().as_of)
        except (Malformed, Refused) as wrong:
            return _listed(desk, own, asked, wrong=wrong)
        return _listed(desk, own, asked, found=found, kept=kept)

    return take


def _shown(desk: Desk, own: FormsDesk) -> HTTPRouteHandler:
    @get(f"{BASE}/{{name:str}}")
    async def show(request: Ask) -> Response[Any]:
        asked, kept = asked_of(request, known=(KEPT,)), typed_in(request.scope)
        name = str(request.path_params["name"]).removesuffix(f".{asked.shape}")
        return _page(desk, own, asked, name, typed=firsts(kept)) or nothing_here(request)

    return show


def _typed(desk: Desk, own: FormsDesk) -> HTTPRouteHandler:
    """What is opened, typed, settled, signed or begun again. It runs in the loop: nothing reads the book while lent."""

    @post(f"{BASE}/{{name:str}}", request_max_body_size=TYPED_BYTES_MAX, status_code=200)
    async def send(request: Ask) -> Response[Any]:
        asked, said, name = asked_of(request), await form_of(request), str(request.path_params["name"])
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        if own.sheet(asked, name) is None:
            return nothing_here(request)
        try:
            if said.get("step") == "withdraw":
                await _withdrawn(desk, own, asked, name, said)
                return Redirect(asked.at(BASE), status_code=303)
            if await _done(desk, own, asked, name, said):
                return Redirect(asked.at(f"{BASE}/{quote(name)}"), status_code=303)
            picture = await _picture(desk, own, asked, name, said)
        except (Malformed, Refused) as wrong:
            again = await _picture_again(desk, own, asked, name, said)
            return _page(desk, own, asked, name, wrong=wrong, typed=said, picture=again) or nothing_here(request)
        return _page(desk, own, asked, name, typed=said, picture=picture) or nothing_here(request)

    return send


async def _done(desk: Desk, own: FormsDesk, asked: Asked, name: str, said: dict[str, str]) -> bool:
    """Whether something was done that the page is shown anew for; False where the sheet is to be opened."""
    found, now = own.sheet(asked, name), desk.source.stamp().as_of
    assert found is not None, "it was found before"
    match said.get("step"):
        case "type":
            await own.type_in(asked, found[0], said, now)
        case "settle":
            await own.settle(asked, found[0], said, now)
        case "sign":
            await own.sign(found[0], said, now)
        case "again":
            await own.again(asked, found[0], said)
        case _:
            return False
    return True


async def _withdrawn(desk: Desk, own: FormsDesk, asked: Asked, name: str, said: dict[str, str]) -> None:
    found = own.sheet(asked, name)
    assert found is not None, "it was found before"
    await own.withdraw(asked, found[0], said, desk.source.stamp().as_of)


async def _picture(desk: Desk, own: FormsDesk, asked: Asked, name: str, said: dict[str, str]) -> str:
    found = own.sheet(asked, name)
    return await own.picture(asked, found[0], said, desk.source.stamp().as_of) if found is not None else ""


async def _picture_again(desk: Desk, own: FormsDesk, asked: Asked, name: str, said: dict[str, str]) -> str:
    """The picture once more beside what was typed wrong; nothing where it does not open, as when a key stays shut."""
    if said.get("step") not in ("type", "settle"):
        return ""
    try:
        return await _picture(desk, own, asked, name, said)
    except (Malformed, Refused):
        return ""


def _listed(
    desk: Desk, own: FormsDesk, asked: Asked, *, wrong: Malformed | Refused | None = None,
    found: list[Judged] | None = None, kept: int = 0,
) -> Response[Any]:  # fmt: skip
    """The list, with what came of a scan above it."""
    rows = own.rows(asked)
    pages = [
        (one.page.number, one.code.form if one.code else "", said_of(Malformed.of([one.wrong])) if one.wrong else (),
         tuple(words(key, **values) for key, values in one.notes))
        for one in found or ()
    ]  # fmt: skip
    answer = desk.answer(
        asked, "forms.html", desk.source.stamp(asked.as_of), said={"forms": rows}, rows=rows, sheets=rows, pages=pages,
        kept=kept, tried=found is not None, wrong=said_of(wrong) if wrong is not None else (),
        asks=own.pen.asks_phrases, able=(),
    )  # fmt: skip
    return _numbered(answer, wrong)


def _page(
    desk: Desk, own: FormsDesk, asked: Asked, name: str, *, wrong: Malformed | Refused | None = None,
    typed: dict[str, str] | None = None, picture: str = "",
) -> Response[Any] | None:  # fmt: skip
    """One sheet: to be opened, typed, settled or signed; None if there is none."""
    found = own.sheet(asked, name)
    if found is None:
        return None
    sheet, row = found
    both = row.stage in ("differs", "alike")
    said = stands(own.typed(sheet)) if row.stage == "alike" else None
    answer = desk.answer(
        asked, "form.html", desk.source.stamp(asked.as_of), said={"form": row}, rows=[row], row=row, sheet=sheet,
        fields=own.fields(sheet, shown=both), stands=dict(said or {}), picture=picture, typed=typed or {},
        digest=digest_of_typed(said) if said is not None else "", able=own.able(sheet),
        own=f"{BASE}/{quote(name)}", asks=own.pen.asks_phrases, wrong=said_of(wrong) if wrong is not None else (),
    )  # fmt: skip
    return _numbered(answer, wrong)


def _numbered(answer: Response[Any], wrong: Malformed | Refused | None) -> Response[Any]:
    if wrong is not None:
        answer.status_code = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
    return answer
