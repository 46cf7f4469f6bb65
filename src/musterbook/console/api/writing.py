"""Addresses that write: an act is prepared, its signatures are given, and it is written with the last of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from musterbook.console.api import signing
from musterbook.console.api.acts import ACTS
from musterbook.console.api.answers import etag_of, heads_of
from musterbook.console.api.asking import Ask, asked_for
from musterbook.console.api.bodies import BODY_BYTES_MAX, json_of, key_of, own_key, read_as
from musterbook.console.api.collections import BY_NAME
from musterbook.console.api.declared import Act
from musterbook.console.api.reading import found_row
from musterbook.console.api.signing import Asking, PreparedAct, SignatureGiven, WrittenAct
from musterbook.console.api.source import ListSource
from musterbook.console.door import looker_of
from musterbook.console.page_kinds import API
from musterbook.console.pen import Pen, at_hand
from musterbook.console.seeing import sees_of
from musterbook.console.wrong import nothing_here
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.operation.signing_outside import Changed
from musterbook.store.programs import Answer, KeptDraft, Programs
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection

_ACCEPTED, _WRITTEN, _STALE, _SAY_WHAT, _NOT_JSON = 202, 201, 412, 428, 415
_BY_ADDRESS: Final = {act.address: act for act in ACTS}
_PATTERNS: Final = [(act, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", act.address))) for act in ACTS]


@dataclass(frozen=True, slots=True)
class Desk:
    """What acts are done with.

    Attributes:
        source: the lists, for what somebody says he saw.
        programs: what waits and what was answered.
        pen: opens the book to write.
        phrase: the pass-phrase of this machine's log; Refused where it was not given.
        seconds: this machine's clock.
    """

    source: ListSource
    programs: Programs
    pen: Pen
    phrase: Callable[[str], str]
    seconds: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Call:
    """One call that writes: by whom, under which key, and the digest of what was sent."""

    caller: str
    key: str
    asked: bytes


def writing_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """The addresses. A name in one may hold slashes, so what follows a list's own address is told apart here."""
    firsts = dict.fromkeys(f"/{act.address.split('/')[1]}" for act in ACTS)
    whole = [first for first in firsts if first in _BY_ADDRESS]
    longer = [first for first in firsts if any(act.address.startswith(f"{first}/") for act in ACTS)]
    return [*(_prepares(desk, API + one) for one in whole),
            *(_prepares(desk, f"{API}{one}/{{name:path}}") for one in longer), _signs(desk), _waits(desk)]  # fmt: skip


def act_at(path: str) -> tuple[Act, dict[str, str]] | None:
    """The act of an address, with the names in it; None when there is none."""
    for act, pattern in _PATTERNS:
        if found := pattern.fullmatch(path):
            return act, found.groupdict()
    return None


def machine_shut(_: str) -> str:
    """What a machine says whose log nobody opened for programs."""
    raise Refused(Objection("api.machine-shut"))


def _prepares(desk: Desk, address: str) -> HTTPRouteHandler:
    @post(address, status_code=_ACCEPTED, request_max_body_size=BODY_BYTES_MAX, name=f"api act {address}")
    async def prepares(request: Ask) -> Response[Any]:
        found = act_at(request.url.path.removeprefix(API))
        if found is None:
            return nothing_here(request)
        caller, (act, names) = _caller(request), found
        looker, room = looker_of(request.scope), act.room(names)
        if room and not looker.may_open(room):
            return nothing_here(request)
        said, asked = await json_of(request, told_by=_secret_of(request) if act.seals(names) else b"")
        body, call = read_as(act.body, said), Call(caller, key_of(request), asked)
        # Before the call's own key is begun: from there on nothing is waited for, and the same call sent twice is one.
        async with at_hand(desk.pen, (), desk.phrase, seals=act.seals(names)) as keys:
            if before := _before(desk, call):
                return before
            with _giving_up(desk, call):
                if not _match(desk, request, act, names):
                    desk.programs.give_up(call.caller, call.key)
                    return nothing_here(request)
                sees = sees_of(looker, lambda: desk.source.people(None))
                with desk.pen.writing(keys) as (book, now):
                    asking = Asking(act, names, body, now, sees)
                    draft = signing.prepared_draft(book, asking, caller, said=said, seconds=desk.seconds())
                desk.programs.keep(draft)
                return _answered(desk, call, _ACCEPTED, signing.told_of(draft))

    return prepares


def _signs(desk: Desk) -> HTTPRouteHandler:
    @post(f"{API}/drafts/{{draft:str}}/signatures", request_max_body_size=BODY_BYTES_MAX)
    async def signs(request: Ask) -> Response[Any]:
        caller = _caller(request)
        said, asked = await json_of(request)
        given, call = read_as(SignatureGiven, said), Call(caller, key_of(request), asked)
        draft = _draft_of(desk, request, caller)
        seals = draft is not None and signing.seals(draft)
        async with at_hand(desk.pen, (), desk.phrase, seals=seals) as keys:
            if before := _before(desk, call):
                return before
            with _giving_up(desk, call):
                draft = _draft_of(desk, request, caller)  # as it is by now: another may have signed it
                if draft is None:
                    return nothing_here(request)
                told = _signed(desk, draft, given, keys)
                number = _WRITTEN if isinstance(told, WrittenAct) else _ACCEPTED
                return _answered(desk, call, number, told)

    return signs


def _waits(desk: Desk) -> HTTPRouteHandler:
    @get(f"{API}/drafts/{{draft:str}}", sync_to_thread=False)
    def waits(request: Ask) -> Response[Any]:
        asked_for(request, ())
        draft = _draft_of(desk, request, looker_of(request.scope).officer)
        if draft is None:
            return nothing_here(request)
        return Response(
            msgspec.json.encode(signing.told_of(draft)), media_type="application/json", headers=_heads(desk)
        )

    return waits


def _signed(
    desk: Desk, draft: KeptDraft, given: SignatureGiven, keys: KeysAtHand
) -> PreparedAct | WrittenAct:  # fmt: skip
    """One more signature; with the last, the act is written. What was written before its answer got out is found."""
    with desk.pen.writing(keys) as (book, _):
        entries = signing.written_before(book, draft)
        if not entries:
            draft = signing.with_signature(book, draft, given)
            desk.programs.keep(draft)
            if not signing.is_whole(draft):
                return signing.told_of(draft)
            try:
                kept = signing.asked_in(book, draft)
                entries = signing.write_draft(book, draft, _asking_of(draft, kept), seed=kept.salts)
            except Changed:
                raise HTTPException(status_code=_STALE) from None
    told = signing.told_written(draft, entries)
    desk.programs.keep(replace(draft, digest=entries[0].digest, said=b"{}"))
    return told


def _asking_of(draft: KeptDraft, kept: signing.Kept) -> Asking:
    act = _BY_ADDRESS[draft.act]
    return Asking(act, kept.names, read_as(act.body, dict(kept.said)), signing.hour_of(draft))


def _secret_of(request: Ask) -> bytes:
    """The caller's secret: with it in the digest of a body, nobody finds out by trying what was said."""
    return request.headers.get("authorization", "").encode()


def _draft_of(desk: Desk, request: Ask, caller: str) -> KeptDraft | None:
    """The draft of an address, for whoever prepared it or signs it; None for anyone else, and when its time is over."""
    draft = desk.programs.draft(str(request.path_params["draft"]))
    if draft is None or (draft.until < desk.seconds() and not draft.digest):
        return None
    return draft if caller in (draft.officer, *dict(signing.prepared_of(draft)[0].signers)) else None


def _caller(request: Ask) -> str:
    """The program that calls; Refused for anybody who signs on pages, and JSON is wanted of it."""
    looker = looker_of(request.scope)
    if not looker.purpose:
        raise Refused(Objection("api.asks-programs"))
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(status_code=_NOT_JSON)
    return looker.officer


def _match(desk: Desk, request: Ask, act: Act, names: dict[str, str]) -> bool:
    """Whoever changes a plan or a case says what he saw of it; whether it is there, and his to see."""
    if not act.matched:
        return True
    said = request.headers.get("if-match", "")
    if not said:
        raise HTTPException(status_code=_SAY_WHAT)
    asked = asked_for(request, ())
    sees = sees_of(asked.looker, lambda: desk.source.people(None))
    found = found_row(desk.source, BY_NAME[act.matched], asked, names[act.names[0]], sees)
    if found is None:
        return False
    if said not in ("*", etag_of({"found": found})):
        raise HTTPException(status_code=_STALE)
    return True


def _before(desk: Desk, call: Call) -> Response[Any] | None:
    """The first answer under a key, where there is one. One that was begun and cut off is begun again."""
    before = desk.programs.begin(call.caller, call.key, call.asked, desk.seconds())
    if before is None:
        return None
    own_key(call.caller, asked=call.asked, before=before.asked)
    if not before.number:
        return None
    heads = {**_heads(desk), "Idempotency-Replayed": "true"}
    if before.address:
        heads["Location"] = before.address
    return Response(before.body, status_code=before.number, media_type="application/json", headers=heads)


def _answered(desk: Desk, call: Call, number: int, told: PreparedAct | WrittenAct) -> Response[Any]:
    """The answer, kept before it goes out."""
    body = msgspec.json.encode(told)
    address = f"{API}/entries/{told.entries[0]}" if isinstance(told, WrittenAct) else f"{API}/drafts/{told.draft}"
    desk.programs.answered(call.caller, call.key, Answer(call.asked, number, body, address))
    heads = {**_heads(desk), "Location": address}
    return Response(body, status_code=number, media_type="application/json", headers=heads)


@contextmanager
def _giving_up(desk: Desk, call: Call) -> Iterator[None]:
    """Nothing was done under a key when an error ends this: it may be used again, once the reason is gone."""
    try:
        yield
    except BaseException:
        desk.programs.give_up(call.caller, call.key)
        raise


def _heads(desk: Desk) -> dict[str, str]:
    return heads_of(desk.source.stamp())
