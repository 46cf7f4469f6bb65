"""A move that someone proposes, and the objections a room may have to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from musterbook.terms.custodians import CustodianId
from musterbook.terms.people import PersonId

MoveStage = Literal["boarding", "arriving", "returning"]
"""B, A and R of the table of gates (custody.md section 8)."""

MOVE_KINDS = (
    "evacuation",
    "staging",
    "custodian_change",
    "repatriation",
    "protective",
    "emergency",
    "return_trip",
    "prison_transfer",
)


@dataclass(frozen=True, slots=True)
class Move:
    """People one custodian wants to hand to another.

    Attributes:
        people: who would be handed over.
        giver: who holds them now.
        receiver: who would hold them.
        destination: the custodian at the end of the way (the receiving facility), which agreements and
            clearances are about; the receiver itself when the move ends there.
        at: the instant the move is judged for.
        stage: boarding, arriving or returning; a gate asks only at its own stages.
        handover: reference of the handover, such as `KHA-4712-M`.
        kind: one of `MOVE_KINDS`; protective and emergency lots are judged by their own rules.
        mode: heli, fixed, road or foot.
        serial: the trip, when it is planned.
        aboard: people already with the receiver on the same carrier, for rules about who may ride together.
        seals: seals of the property that is to travel with them.
        day: local day of the giver, which caps by day count; ISO date.
    """

    people: frozenset[PersonId]
    giver: CustodianId
    receiver: CustodianId
    at: datetime
    stage: MoveStage = "boarding"
    destination: CustodianId | None = None
    handover: str = ""
    kind: str = "evacuation"
    mode: str = "road"
    serial: str = ""
    aboard: frozenset[PersonId] = frozenset()
    day: str = ""
    seals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason against: about whom (None when about the whole move), which rule, and the values its sentence needs."""

    rule: str
    person: PersonId | None = None
    values: Mapping[str, str | int | None] = field(default_factory=dict)

    def __str__(self) -> str:
        """The person first, then the values, then the rule in brackets."""
        said = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.person or 'move'}: {said} [{self.rule}]"
