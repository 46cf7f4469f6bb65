"""Addresses of deeds: the form of each, what it would do, its signing, and that it is written."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.deed_forms import BASE, address_of, wrong_with
from musterbook.console.deed_rows import FormRow, Typed
from musterbook.console.deeds import Deeds, Stale
from musterbook.console.desk import Desk
from musterbook.console.door import looker_of, token_of
from musterbook.console.porch import Porch
from musterbook.console.signin import forbidden, form_holds
from musterbook.console.undo import undo_of
from musterbook.console.wrong import nothing_here
from musterbook.ledger.entry import Entry
from musterbook.operation.deeds.deed import Deed
from musterbook.operation.deeds.every import DEEDS
from musterbook.store.accounts import same
from musterbook.terms.errors import Malformed, Refused
from musterbook.words.pages import page

Ask = Request[Any, Any, Any]
FORM_BYTES_MAX: Final = 50_000_000
"""A paper is scanned; of numbers there are at most some thousands."""
_MALFORMED, _REFUSED, _STALE = 400, 409, 412
_BESIDE: Final = (
    "token", "key", "step", "shown", "officer", "officer-2", "phrase", "phrase-2", "machine", "happened_at",
    "password", "second", "undo",
)  # fmt: skip
"""What a form carries beside the fields of its deed."""


def deed_routes(desk: Desk, deeds: Deeds, porch: Porch | None) -> list[HTTPRouteHandler]:
    """The addresses, on a console that has a pen."""
    return [_shown(desk, deeds, porch), _sent(desk, deeds, porch)]


def _shown(desk: Desk, deeds: Deeds, porch: Porch | None) -> HTTPRouteHandler:
    @get(f"{BASE}/{{name:str}}", sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        deed = DEEDS.get(str(request.path_params["name"]))
        if deed is None:
            return nothing_here(request)
        asked = asked_of(request, known=("about", "done", "kept", *deed.names))
        about = asked.filters.get("about", "")
        before = Typed({name: request.query_params.getall(name) for name in _said_in_address(deed, asked)})
        unsent = _unsent(request, porch, asked, address_of(deed.name, about))
        form = deeds.form(asked, deed, about, unsent or before)
        done = asked.filters.get("done", "")
        if unsent is not None and (wrote := deeds.written(unsent)):
            return _written(deed, about, wrote)
        if form is None or (done and not deeds.wrote(deed, done)):
            return nothing_here(request)
        above = page("deed.kept") if unsent is not None else ""
        return _page(desk, asked, form, proof=_proof(deeds, porch, request), above=above)

    return show


def _said_in_address(deed: Deed, asked: Asked) -> list[str]:
    """Fields an address fills in. Its `about` is what the form is about, never a field that is called so."""
    return [name for name in deed.names if name in asked.filters and name != "about"]


def _sent(desk: Desk, deeds: Deeds, porch: Porch | None) -> HTTPRouteHandler:
    """What is looked at or signed. It runs in the loop: nothing reads the book while it is lent."""

    @post(f"{BASE}/{{name:str}}", request_max_body_size=FORM_BYTES_MAX)
    async def send(request: Ask) -> Response[Any]:
        deed = DEEDS.get(str(request.path_params["name"]))
        if deed is None:
            return nothing_here(request)
        asked, typed = asked_of(request, known=("about",)), await _typed(request, deed)
        about = asked.filters.get("about", "")
        if (turned := _turned_away(request, porch, asked, address_of(deed.name, about), typed)) is not None:
            return turned
        form = deeds.form(asked, deed, about, typed)
        if form is None or asked.as_of is not None:
            return nothing_here(request)
        proof = _proof(deeds, porch, request)
        if (again := _again(desk, deeds, asked, (deed, about, form, typed), proof=proof)) is not None:
            return again
        if proof and typed.beside.get("step") != "look" and not await _proved(porch, request, typed):
            return _page(desk, asked, form, proof=True, above=page("deed.proof-wrong"), number=_REFUSED)
        answer = await _answer(desk, deeds, asked, (deed, about, form, typed), proof=proof)
        if porch is not None and isinstance(answer, Redirect):
            porch.unsent.forget(typed.beside.get("key", ""))
        return answer

    return send


def _turned_away(
    request: Ask, porch: Porch | None, asked: Asked, address: str, typed: Typed
) -> Response[Any] | None:  # fmt: skip
    """The answer to a form that is not ours, or whose session has ended: that one is kept."""
    if not asked.looker.asked:
        return None
    if porch is not None and not asked.looker.officer:
        return _keep(request, porch, address, typed)
    return None if form_holds(request, dict(typed.beside)) else forbidden()


def _again(
    desk: Desk, deeds: Deeds, asked: Asked, sent: tuple[Deed, str, FormRow, Typed], *, proof: bool
) -> Response[Any] | None:
    """The form once more, where somebody means to change it, or undoes at once what he wrote a minute ago."""
    deed, about, form, typed = sent
    if typed.beside.get("step") == "change":
        return _page(desk, asked, form, proof=proof)
    if not deeds.too_late(typed, desk.source.stamp().as_of):
        return None
    unsaid = Typed({name: said for name, said in typed.fields.items() if name != "because"}, typed.beside)
    again = deeds.form(asked, deed, about, unsaid) or form
    return _page(desk, asked, again, proof=proof, above=page("deed.undo-late"), number=_STALE)


async def _answer(
    desk: Desk, deeds: Deeds, asked: Asked, sent: tuple[Deed, str, FormRow, Typed], *, proof: bool
) -> Response[Any]:
    deed, about, form, typed = sent
    now = desk.source.stamp().as_of
    try:
        if typed.beside.get("step") == "look":
            return _page(desk, asked, replace(form, shown=deeds.look(asked, deed, about, typed, now)), proof=proof)
        wrote = await deeds.sign(asked, deed, about, typed, now)
    except (Malformed, Refused) as wrong:
        number = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
        return _page(desk, asked, wrong_with(form, wrong), proof=proof, number=number)
    except Stale:
        again = replace(form, shown=deeds.look(asked, deed, about, typed, now))
        if not typed.beside.get("shown"):  # nobody saw yet what several people would be signed for
            return _page(desk, asked, again, proof=proof)
        return _page(desk, asked, again, proof=proof, above=page("deed.stale"), number=_STALE)
    return _written(deed, about, wrote)


def _written(deed: Deed, about: str, wrote: tuple[Entry, ...]) -> Response[Any]:
    """The way to the page that says it is in the book."""
    done = {"about": about, "done": wrote[0].digest} if about else {"done": wrote[0].digest}
    return Redirect(f"{BASE}/{deed.name}?{urlencode(done)}", status_code=303)


def _keep(request: Ask, porch: Porch, address: str, typed: Typed) -> Response[Any]:
    """Keep a form whose session has ended, and lead to signing in and from there back to it."""
    ended = porch.ended(token_of(request.scope))
    if ended is None or not same(ended.form_token, typed.beside.get("token", "")):
        return forbidden()
    name = porch.unsent.keep(ended.officer, address, typed)
    back = f"{address}{'&' if '?' in address else '?'}{urlencode({'kept': name})}" if name else address
    return Redirect(f"/sign-in?{urlencode({'next': back})}", status_code=303)


def _unsent(request: Ask, porch: Porch | None, asked: Asked, address: str) -> Typed | None:
    """What was typed into this form before the session ended, where it is kept for whoever asks."""
    name = asked.filters.get("kept", "")
    if porch is None or not name or not looker_of(request.scope).officer:
        return None
    return porch.unsent.find(name, asked.looker.officer, address)


def _page(
    desk: Desk, asked: Asked, form: FormRow, *, proof: bool = False, above: str = "", number: int = 200
) -> Response[Any]:
    """The form as a page; what is written already when it was opened with `done`."""
    done = asked.filters.get("done", "")
    back, told = desk.deeds.told(form, done) if desk.deeds is not None and done else (form.back, ())
    wrote = form.deed, form.about, done
    undo = undo_of(desk.deeds, asked, wrote, desk.source.stamp().as_of) if desk.deeds is not None and done else None
    kept = replace(form, wrong=(above, *form.wrong) if above else form.wrong)
    shown = desk.answer(
        asked, "deed.html", desk.source.stamp(asked.as_of), said={"deed": form.deed.name, "done": done}, rows=[],
        form=kept, proof=proof, done=done, back=back, told=told, undo=undo, own=address_of(form.deed.name, form.about),
        asks=desk.asks_phrases,
    )  # fmt: skip
    shown.status_code = number
    return shown


async def _typed(request: Ask, deed: Deed) -> Typed:
    """What a browser sent: fields of the deed as often as they came, a file as the digest of its bytes."""
    form, asked_for = await request.form(), set(deed.names)
    fields: dict[str, list[str]] = {}
    beside: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            if content:
                fields.setdefault(name, []).append(hashlib.sha256(content).hexdigest())
        elif name in _BESIDE and name not in asked_for:
            beside[name] = str(value)
        elif str(value).strip():
            fields.setdefault(name, []).append(str(value))
    return Typed(fields, beside)


def _proof(deeds: Deeds, porch: Porch | None, request: Ask) -> bool:
    """Whether whoever is signed in has to show again who he is: where no pass-phrase is asked for each key.

    A console that asks nobody who he is has nothing to be shown.
    """
    asks = porch is not None and porch.asks and not deeds.pen.asks_phrases
    return asks and porch is not None and not porch.fresh(token_of(request.scope))


async def _proved(porch: Porch | None, request: Ask, typed: Typed) -> bool:
    said = typed.beside.get("password", ""), typed.beside.get("second", "")
    return porch is not None and await asyncio.to_thread(porch.prove, token_of(request.scope), *said)
