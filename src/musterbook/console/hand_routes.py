"""Addresses of handing over: the page of one handover for each side, and what each enters and signs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.hand_counts import AtDoor, Counted
from musterbook.console.hand_receipts import BASE, one_device
from musterbook.console.handing import STEPS, Handing, returnable
from musterbook.console.kept_forms import KEPT, firsts, typed_in
from musterbook.console.signin import forbidden, form_holds
from musterbook.console.wrong import nothing_here, said_of
from musterbook.custody.facts import Accepted, LetGo
from musterbook.custody.handovers import Handover
from musterbook.custody.reasons import reasons
from musterbook.operation.at_the_door import letters_of
from musterbook.operation.handing_over import LEAVES_OUT
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.terms.errors import Malformed, Refused
from musterbook.terms.people import PersonId
from musterbook.words.pages import page as words

Ask = Request[Any, Any, Any]
Where = tuple[Handover, AtDoor]
FORM_BYTES_MAX: Final = 2_000_000
_MALFORMED, _REFUSED = 400, 409


@dataclass(frozen=True, slots=True)
class HandView:
    """One handover as one side may see it: the receiver learns neither list nor number before both sides are in.

    `off` is how many more were counted than let go, once both are in and both are known here; `back` are those the
    giver may have again.
    """

    side: str
    stage: str
    letters: str
    both_in: bool
    giver_in: bool
    counts: Counted
    scanned: tuple[str, ...]
    off: int | None
    ticked: frozenset[PersonId]
    one_device: bool
    back: frozenset[PersonId]

    @property
    def counted(self) -> int | None:
        """How many the receiver counted, where that is known here."""
        return self.counts.half.counted if self.counts.half is not None else None

    @property
    def blind(self) -> bool:
        """Whether the list stays hidden."""
        return self.side == "receiver" and not self.both_in and self.stage in ("offered", "handing-over")


def hand_routes(desk: Desk, handing: Handing) -> list[HTTPRouteHandler]:
    """The addresses, on a console that has a pen."""

    @get(f"{BASE}/{{name:str}}")
    async def show(request: Ask) -> Response[Any]:
        asked, kept = asked_of(request, known=("side", KEPT)), typed_in(request.scope)
        one = handing.found(_name(request, asked))
        if one is None:
            return nothing_here(request)
        ticked = kept.fields.get("taken") if kept is not None else None
        door = await asyncio.to_thread(handing.at_door, one)
        shown = _page(desk, handing, asked, (one, door), typed=firsts(kept), ticked=ticked, kept=kept is not None)
        return shown or nothing_here(request)

    @post(f"{BASE}/{{name:str}}", request_max_body_size=FORM_BYTES_MAX)
    async def act(request: Ask) -> Response[Any]:
        form, asked = await request.form(), asked_of(request, known=("side",))
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        ticked = [value for value in form.getall("taken", []) if isinstance(value, str)]
        one = handing.found(_name(request, asked))
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        if one is None or said.get("step") not in STEPS:
            return nothing_here(request)
        where = f"{BASE}/{one.offer[:16]}?side={_side(handing, asked, one)}"
        try:
            if not handing.done(said):
                await _signed(desk, handing, asked, one, (said, ticked))
        except (Malformed, Refused) as wrong:
            door = await asyncio.to_thread(handing.at_door, one)
            shown = _page(desk, handing, asked, (one, door), wrong=wrong, typed=said, ticked=ticked)
            return shown or nothing_here(request)
        return Redirect(where, status_code=303)

    return [show, act]


async def _signed(
    desk: Desk, handing: Handing, asked: Asked, one: Handover, sent: tuple[dict[str, str], list[str]]
) -> None:
    """One step, with keys opened before: what stands by then is what counts, and a form sent twice is done once."""
    async with handing.keys(asked, one, sent[0], _side(handing, asked, one)) as keys:
        now_stands = handing.found(one.offer) or one
        door = await asyncio.to_thread(handing.at_door, now_stands)
        if not handing.done(sent[0]):
            await _do(handing, asked, (now_stands, door), sent, desk.source.stamp().as_of, keys=keys)


async def _do(
    handing: Handing,
    asked: Asked,
    where: Where,
    sent: tuple[dict[str, str], list[str]],
    now: datetime,
    *,
    keys: KeysAtHand,
) -> None:
    (one, door), (said, ticked) = where, sent
    match said["step"]:
        case "let-go":
            handing.let_go(asked, one, said, ticked, keys=keys)
        case "count":
            await handing.count(asked, one, said, now, door, keys=keys)
        case "recount":
            await handing.recount(asked, one, said, keys=keys)
        case "accept":
            handing.accept(asked, one, said, ticked, handing.counted(one, door, now), keys=keys)
        case "refuse":
            handing.refuse(asked, one, said, keys=keys)
        case "withdraw":
            handing.withdraw(asked, one, said, keys=keys)
        case "take-back":
            handing.take_back(asked, one, said, ticked, keys=keys)
        case _:
            had = _looked_at(one, handing.counted(one, door, now), door)
            handing.note(asked, one, _side(handing, asked, one), said, had, keys=keys)


def _looked_at(one: Handover, counted: Counted, door: AtDoor) -> frozenset[PersonId]:
    """Whom the receiver has had before him, by name: those he took, or else counted or read, of those offered."""
    present = counted.half.present if counted.half is not None else None
    return one.accepted or (present or frozenset(map(PersonId, door.scanned["receiver"]))) & one.people


def _page(
    desk: Desk, handing: Handing, asked: Asked, where: Where, *, wrong: Malformed | Refused | None = None,
    typed: dict[str, str] | None = None, ticked: Sequence[str] | None = None, kept: bool = False,
) -> Response[Any] | None:  # fmt: skip
    one = where[0]
    sides = handing.sides(asked, one)
    if not sides:
        return None
    stamp = desk.source.stamp()
    view = _view(handing, where, _side(handing, asked, one), stamp.as_of)
    shown = desk.answer(
        asked, "handing.html", stamp, said=_told(one, view), rows=[_told(one, view)], one=one, view=view, sides=sides,
        wrong=said_of(wrong) if wrong is not None else (words("deed.kept"),) if kept else (), typed=typed or {},
        ticked=frozenset(map(PersonId, ticked)) if ticked is not None else view.ticked,
        key=handing.new_key(), asks=handing.pen.asks_phrases, codes=sorted(LEAVES_OUT),
        able=handing.able(one, Accepted if view.side == "receiver" else LetGo, view.side),
        refusals=sorted(reasons()["handover_refused"]), cancels=sorted(reasons()["cancel"]),
        own=f"{BASE}/{one.offer[:16]}?side={view.side}",
    )  # fmt: skip
    if wrong is not None:
        shown.status_code = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
    return shown


def _view(handing: Handing, where: Where, side: str, now: datetime) -> HandView:
    one, door = where
    counts = handing.counted(one, door, now)
    half, gone = counts.half, frozenset(one.let_go)
    both = bool(half is not None and gone)
    ticked = one.people
    if side == "receiver" and half is not None and both:
        ticked = half.present & one.people if half.present is not None else frozenset()
        ticked = one.people if half.counted == len(gone) == len(one.people) and half.present is None else ticked
    return HandView(
        side, one.stage, letters_of(one.offer), both, bool(gone), counts, door.scanned[side],
        half.counted - len(gone) if both and half is not None else None, ticked,
        one_device(handing.pen.register_book(), one), returnable(one) if side == "giver" else frozenset(),
    )  # fmt: skip


def _told(one: Handover, view: HandView) -> dict[str, object]:
    """What a twin may say: how far it is, who has entered, and numbers once both sides are in."""
    told: dict[str, object] = {
        "handover": one.reference, "offer": one.offer, "letters": view.letters, "stage": view.stage,
        "giver": one.giver, "receiver": one.receiver, "serial": one.offered.serial, "giver_in": view.giver_in,
        "receiver_in": view.counts.made or bool(one.acceptances), "set_aside": view.counts.aside,
    }  # fmt: skip
    if not view.blind:
        told |= {"offered": len(one.people), "let_go": len(one.let_go), "accepted": len(one.accepted)}
    if view.off is not None and view.counted is not None:
        told |= {"counted": view.counted, "off": view.off}
    return told


def _side(handing: Handing, asked: Asked, one: Handover) -> str:
    sides, wanted = handing.sides(asked, one), asked.filters.get("side", "")
    return wanted if wanted in sides else next(iter(sides), "giver")


def _name(request: Ask, asked: Asked) -> str:
    return str(request.path_params["name"]).removesuffix(f".{asked.shape}")
