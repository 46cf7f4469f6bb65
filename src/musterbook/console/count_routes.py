"""Addresses of counting: the page of one count, what each counter enters, what both sign, and ordering a count."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.counting import Counting
from musterbook.console.desk import Desk
from musterbook.console.kept_forms import KEPT, firsts, typed_in
from musterbook.console.pen import Pen
from musterbook.console.signin import forbidden, form_holds, form_of
from musterbook.console.tallies import Tallies, Tally
from musterbook.console.wrong import nothing_here, said_of
from musterbook.custody.musters import Called
from musterbook.terms.errors import Malformed, Refused
from musterbook.words.pages import page as words

Ask = Request[Any, Any, Any]
BASE: Final = "/musters/count"
FORM_BYTES_MAX: Final = 2_000_000
"""A place of a hundred thousand, scanned one by one."""
_MALFORMED, _REFUSED = 400, 409


def count_routes(desk: Desk, pen: Pen) -> list[HTTPRouteHandler]:
    """The addresses, on a console that has a pen."""
    counting = Counting(pen, Tallies())
    return [_shown(desk, counting), _entered(desk, counting), _called(desk, counting)]


def _shown(desk: Desk, counting: Counting) -> HTTPRouteHandler:
    @get(f"{BASE}/{{name:path}}", sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        asked, muster, kept = asked_of(request, known=(KEPT,)), _name(request), typed_in(request.scope)
        name = muster.removesuffix(f".{asked.shape}")
        return _page(desk, counting, asked, name, typed=firsts(kept)) or nothing_here(request)

    return show


def _entered(desk: Desk, counting: Counting) -> HTTPRouteHandler:
    """What is entered, signed or begun again. It runs in the loop: nothing reads the book while it is lent."""

    @post(f"{BASE}/{{name:path}}", request_max_body_size=FORM_BYTES_MAX)
    async def enter(request: Ask) -> Response[Any]:
        said, asked, muster = await form_of(request), asked_of(request), _name(request)
        called = counting.called(muster)
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        if called is None:
            return nothing_here(request)
        try:
            await _do(desk, counting, asked, called, said)
        except (Malformed, Refused) as wrong:
            typed = {name: said.get(name, "") for name in ("officer", "counted", "present")}
            return _page(desk, counting, asked, muster, wrong=wrong, typed=typed) or nothing_here(request)
        return Redirect(asked.at(f"{BASE}/{quote(muster)}"), status_code=303)

    return enter


def _called(desk: Desk, counting: Counting) -> HTTPRouteHandler:
    @post("/musters/call", request_max_body_size=FORM_BYTES_MAX)
    async def call(request: Ask) -> Response[Any]:
        said, asked = await form_of(request), asked_of(request)
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        try:
            muster = await counting.call(asked, said)
        except (Malformed, Refused) as wrong:
            return _wrong_call(desk, asked, wrong)
        return Redirect(f"{BASE}/{quote(muster)}", status_code=303)

    return call


async def _do(desk: Desk, counting: Counting, asked: Asked, called: Called, said: dict[str, str]) -> None:
    now = desk.source.stamp().as_of
    match said.get("step"):
        case "sign":
            await counting.sign(called, said, now)
        case "again":
            counting.tallies.forget(called.muster)
        case _:
            await counting.enter(asked, called, said, now)


def _page(
    desk: Desk, counting: Counting, asked: Asked, muster: str, *, wrong: Malformed | Refused | None = None,
    typed: dict[str, str] | None = None,
) -> Response[Any] | None:  # fmt: skip
    """One count: still to be entered, agreed and to be signed, or in the book beside the roll; None if it is none."""
    stamp = desk.source.stamp(asked.as_of)
    view = desk.source.musters(asked.as_of)
    row = next((one for one in view.counts if one.muster == muster), None)
    called = counting.called(muster) if row is None and not stamp.past else None
    if row is None and called is None:
        return None
    tally = counting.tallies.of(muster, stamp.as_of) if row is None else Tally(muster)
    named = {*row.missing, *row.over} if row is not None else set[str]()
    found = [one for one in view.discrepancies if named & set(one.numbers)]
    above = (words("deed.kept"),) if typed else ()
    page = desk.answer(
        asked, "count.html", stamp, said={"count": row or _stage(tally)}, rows=[row] if row else [], row=row,
        called=called, tally=tally, able=counting.able(called.custodian) if called else (), discrepancies=found,
        asks=counting.pen.asks_phrases, wrong=above if wrong is None else said_of(wrong), typed=typed or {},
        muster=muster,
    )  # fmt: skip
    if wrong is not None:
        page.status_code = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
    return page


def _stage(tally: Tally) -> dict[str, object]:
    """What a twin may say of a count under way: who has entered, and not what."""
    return {"muster": tally.muster, "entered": tally.counters, "agreed": tally.agreed, "rounds": tally.rounds}


def _wrong_call(desk: Desk, asked: Asked, wrong: Malformed | Refused) -> Response[Any]:
    number = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
    title, text = words("count.refused"), " ".join(said_of(wrong))
    page = desk.html(asked, "wrong.html", desk.source.stamp(), title=title, text=text, number=number)
    page.status_code = number
    return page


def _name(request: Ask) -> str:
    return str(request.path_params["name"]).strip("/")
