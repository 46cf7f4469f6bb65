"""Offering on a page: a serial's people to its escort or onward, or people named; every objection of a gate is shown.

The act is the one of `muster offer`. Nothing is offered while a gate objects, and nothing is written then.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from musterbook.console.asked import Asked, asked_of
from musterbook.console.desk import Desk
from musterbook.console.hand_forms import numbers_in
from musterbook.console.hand_receipts import BASE
from musterbook.console.handing import PHRASE, Handing
from musterbook.console.kept_forms import KEPT, firsts, typed_in
from musterbook.console.pen import at_hand, phrases_of
from musterbook.console.signin import forbidden, form_holds, form_of
from musterbook.console.wrong import said_of
from musterbook.custody.facts import Offered
from musterbook.custody.roll import Roll
from musterbook.operation import handing_over
from musterbook.operation.acting import Acting
from musterbook.operation.deeds.doing import written_under
from musterbook.operation.keys_at_hand import KeysAtHand
from musterbook.operation.serials import handing_of
from musterbook.operation.signing_in import roles_for
from musterbook.rights.decide import who_may
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId
from musterbook.words.pages import page

Ask = Request[Any, Any, Any]
OFFER: Final = "/handovers/offer"
FORM_BYTES_MAX: Final = 500_000
DUE_MINUTES_MOST: Final = 24 * 60
_MALFORMED, _REFUSED = 400, 409


def offer_routes(desk: Desk, handing: Handing) -> list[HTTPRouteHandler]:
    """The addresses, on a console that has a pen."""

    @get(OFFER, sync_to_thread=False)
    def show(request: Ask) -> Response[Any]:
        asked, kept = asked_of(request, known=("serial", "onward", KEPT)), typed_in(request.scope)
        if kept is not None:
            return _page(desk, handing, asked, firsts(kept), wrong=(page("deed.kept"),))
        return _page(desk, handing, asked, dict(asked.filters))

    @post(OFFER, request_max_body_size=FORM_BYTES_MAX)
    async def send(request: Ask) -> Response[Any]:
        said, asked = await form_of(request), asked_of(request, known=("serial", "onward"))
        if asked.looker.asked and not form_holds(request, said):
            return forbidden()
        try:
            offer = await _offer(handing, asked, said)
        except (Malformed, Refused) as wrong:
            shown = _page(desk, handing, asked, said, wrong=said_of(wrong))
            shown.status_code = _REFUSED if isinstance(wrong, Refused) else _MALFORMED
            return shown
        return Redirect(f"{BASE}/{offer[:16]}?side=giver", status_code=303)

    return [show, send]


async def _offer(handing: Handing, asked: Asked, said: dict[str, str]) -> str:
    """Offer them: the digest of the entry, also of a form that was pressed before."""
    if before := written_under(handing.pen.register_book(), said.get("key", "")):
        return before[0].digest
    officer = said.get("officer", "").strip()
    if asked.looker.asked and officer != asked.looker.officer:
        raise Refused(Objection("console.not-yourself", values={"officer": asked.looker.officer}))
    async with at_hand(handing.pen, (officer,), phrases_of(said, {officer: PHRASE})) as keys:
        return _offered(handing, asked, said, keys)


def _offered(handing: Handing, asked: Asked, said: dict[str, str], keys: KeysAtHand) -> str:
    """The same with keys at hand: as the book stands now, in which others wrote while they were opened."""
    if before := written_under(handing.pen.register_book(), said.get("key", "")):
        return before[0].digest
    officer, minutes, people = said.get("officer", "").strip(), _minutes(said), _people(handing, asked, said)
    with handing.pen.writing(keys) as (book, now):
        by, signers = roles_for(book, Offered, (officer,), by=said.get("giver", ""))
        acting = Acting(by, signers, now, key=said.get("key", ""))
        what = handing_of(
            book, acting, said.get("serial", "").strip(), to=CustodianId(said.get("receiver", "").strip()),
            onward="onward" in said, kind="evacuation", people=people, due_by=now + timedelta(minutes=minutes),
        )  # fmt: skip
        return handing_over.offer(book, acting, what).digest


def _people(handing: Handing, asked: Asked, said: dict[str, str]) -> list[PersonId]:
    """Whom he named; Malformed for numbers nobody has, and alike for those of whom he need not know."""
    people, roll = numbers_in(said.get("people", "")), handing.pen.register_book().reading(Roll)
    unknown = [one for one in people if one not in roll.where or not asked.looker.sees(one, roll.holder(one) or "")]
    if unknown:
        raise Malformed.of([Fault("person.unknown", values={"typed": one, "near": None}) for one in unknown[:20]])
    return people


def _page(
    desk: Desk, handing: Handing, asked: Asked, typed: dict[str, str], *, wrong: tuple[str, ...] = ()
) -> Response[Any]:
    book = handing.pen.register_book()
    roles = frozenset(role for rule in book.register.rules_of(Offered.kind) for role in rule.first)
    able = dict.fromkeys(officer for officer, _ in who_may(book.register, roles, book.register.size))
    return desk.html(
        asked, "offer.html", desk.source.stamp(), typed=typed, wrong=wrong, able=tuple(able), key=handing.new_key(),
        asks=handing.pen.asks_phrases, own=OFFER,
    )  # fmt: skip


def _minutes(said: dict[str, str]) -> int:
    typed = said.get("minutes", "60").strip()
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= DUE_MINUTES_MOST):
        raise Malformed.because("console.bad-number", name="minutes", least=1, most=DUE_MINUTES_MOST)
    return int(typed)
