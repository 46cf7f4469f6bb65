"""The six signatures that carry a serial's people from site to escort and from escort to whoever takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from musterbook.console.readings import Readings
from musterbook.custody.facts import Accepted, LetGo, Offered
from musterbook.custody.handovers import Handover
from musterbook.ledger.facts import Fact
from musterbook.lift.manifests import Manifest
from musterbook.operation.serials import bound_for, escort_of
from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

STEPS: Final = ("issue", "close", "board", "offer-on", "set-down", "receive")
"""Offered, let go and accepted at the beginning; the same three at the end."""

KINDS: Final[tuple[type[Fact], ...]] = (Offered, LetGo, Accepted) * 2
OVER: Final = ("refused", "withdrawn", "taken-back")


@dataclass(frozen=True, slots=True)
class HandStep:
    """One signature: whose it is, when it was last given, for how many of how many; `references` are its handovers.

    `waits` is the handover that the next signature is about; empty where an offer makes a new one.
    """

    key: str
    by: str
    at: datetime | None
    people: int
    of: int
    references: tuple[str, ...] = ()
    waits: str = ""

    @property
    def kind(self) -> type[Fact]:
        """The fact that is signed."""
        return KINDS[STEPS.index(self.key)]


def hand_steps(readings: Readings, one: Manifest, handovers: Iterable[Handover]) -> tuple[HandStep, ...]:
    """The six signatures of a serial, from every handover that carries its name and was not called off."""
    parts = readings.book.places.parts
    live = [handover for handover in handovers if handover.stage not in OVER]
    boardings = [handover for handover in live if parts.get(handover.receiver) == "escort"]
    landings = [handover for handover in live if parts.get(handover.giver) == "escort"]
    escort, end = escort_of(readings.book, one.carrier), bound_for(readings.book, one)
    boarded = _people(handover.accepted for handover in boardings)
    return (
        *_three(STEPS[:3], boardings, (one.giver, escort), len(one.people)),
        *_three(STEPS[3:], landings, (escort, end), len(boarded)),
    )


def next_of(steps: Sequence[HandStep]) -> HandStep | None:
    """The signature that is wanted next; None when all are given."""
    return next((step for step in steps if step.at is None), None)


def _three(
    keys: Sequence[str], handovers: Sequence[Handover], ends: tuple[CustodianId, CustodianId], seated: int
) -> tuple[HandStep, ...]:
    offered = _people(handover.people for handover in handovers)
    gone = _people(frozenset(handover.let_go) for handover in handovers)
    taken = _people(handover.accepted for handover in handovers)
    references = tuple(handover.reference for handover in handovers)
    held = [handover for handover in handovers if not handover.let_go and not handover.acceptances]
    open_ = [handover for handover in handovers if not handover.acceptances]
    giver, receiver = ends
    return (
        HandStep(keys[0], giver, max((one.at for one in handovers), default=None), len(offered), seated, references),
        HandStep(
            keys[1], giver,
            None if held or not handovers else _last(at for one in handovers for at in one.let_go.values()),
            len(gone), len(offered), references, held[0].reference if held else "",
        ),
        HandStep(
            keys[2], receiver,
            None if open_ or not handovers else _last(each.at for one in handovers for each in one.acceptances),
            len(taken), len(offered), references, open_[0].reference if open_ else "",
        ),
    )  # fmt: skip


def _last(moments: Iterable[datetime]) -> datetime | None:
    return max(moments, default=None)


def _people(each: Iterable[frozenset[PersonId]]) -> frozenset[PersonId]:
    return frozenset[PersonId]().union(*each)
