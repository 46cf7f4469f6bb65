"""Shapes: what is malformed before it is written (custody.md section 18). What is merely unwelcome is never refused."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from musterbook.custody.facts import (
    Accepted,
    Departed,
    Explained,
    FigureStated,
    Offered,
    Recovered,
    Refused,
    Registered,
)
from musterbook.custody.figures import check_figure
from musterbook.custody.reasons import check_reason
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Fact
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed

HOW_REGISTERED: Final = ("captured", "received", "opening", "unexpected", "born")
EXPLAINED_AS: Final = ("found", "miscounted", "departed", "wrong-band", "duplicate", "corrected", "left-open")


def check_offer(fact: Offered, *, by: CustodianId, at: datetime, settings: CustodySettings | None = None) -> None:
    """Malformed, with every fault at once, for an offer of nobody, to oneself, due before it is made, or too large."""
    most = (settings or CustodySettings()).people_per_offer_max
    faults = []
    if not fact.people:
        faults.append(Fault("offer.nobody", values={"handover": fact.handover}))
    if fact.receiver == by:
        faults.append(Fault("offer.to-oneself", values={"handover": fact.handover, "giver": by}))
    if fact.due_by < at:
        faults.append(Fault("offer.due-before-made", values={"handover": fact.handover}))
    if len(fact.people) > most:
        faults.append(
            Fault("offer.too-many", values={"handover": fact.handover, "people": len(fact.people), "most": most})
        )
    if faults:
        raise Malformed.of(faults)


def check_acceptance(fact: Accepted, *, by: CustodianId, keys: frozenset[str], offer: Entry | None) -> None:
    """Malformed when the giver answers his own offer, in his own name or with one of the keys he offered with (F23).

    Args:
        fact: the acceptance.
        by: in whose name it would be written.
        keys: short names of the keys that would sign it.
        offer: the offer's entry, if it is here.
    """
    for exception in fact.exceptions:
        check_reason("handover_exception", exception.code)
    if offer is None:
        return
    if offer.by == by:
        raise Malformed.because("acceptance.by-giver", handover=fact.handover, giver=by)
    if keys & {signature.key for signature in offer.signed}:
        raise Malformed.because("acceptance.key-of-giver", handover=fact.handover, giver=offer.by)


def check_words(fact: Fact) -> None:
    """Malformed for a word outside its closed list, and for a figure whose parts do not sum."""
    if isinstance(fact, Departed):
        check_reason("departed", fact.outcome)
    elif isinstance(fact, Recovered):
        check_reason("recovered", fact.how)
    elif isinstance(fact, Refused):
        check_reason("handover_refused", fact.because)
    elif isinstance(fact, Registered) and fact.how not in HOW_REGISTERED:
        raise Malformed.because("reason.unknown", list="registered", word=fact.how, known=", ".join(HOW_REGISTERED))
    elif isinstance(fact, Explained) and fact.as_ not in EXPLAINED_AS:
        raise Malformed.because("reason.unknown", list="explained", word=fact.as_, known=", ".join(EXPLAINED_AS))
    elif isinstance(fact, FigureStated):
        check_figure(fact.counts)
