"""Moves and codes for the stories of this room."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.terms.custodians import CustodianId
from musterbook.terms.moves import Move, MoveStage, Objection
from musterbook.terms.people import PersonId

HASAKAH, CHINOOK, KARKH = CustodianId("hasakah"), CustodianId("chinook"), CustodianId("karkh")
ADULT = "sex=man legal=untried family=no identity=claimed basis=document"


def at(hour: str, day: int = 21) -> datetime:
    """An hour of January 2026, UTC."""
    return datetime.fromisoformat(f"2026-01-{day:02} {hour}").replace(tzinfo=UTC)


def people(*numbers: int) -> frozenset[PersonId]:
    """D-0001 and so on."""
    return frozenset(PersonId(f"D-{number:04}") for number in numbers)


def person(number: int) -> PersonId:
    """D-0001 and so on."""
    return PersonId(f"D-{number:04}")


def move(
    *numbers: int, hour: str = "12:00", day: int = 21, stage: MoveStage = "boarding", kind: str = "evacuation",
    handover: str = "H1", aboard: frozenset[PersonId] = frozenset(),
) -> Move:  # fmt: skip
    """People of hasakah onto chinook, bound for karkh."""
    return Move(
        people(*numbers), HASAKAH, CHINOOK, at(hour, day), stage=stage, destination=KARKH, handover=handover,
        kind=kind, aboard=aboard,
    )  # fmt: skip


def said(objections: list[Objection], *names: str) -> list[str]:
    """Objections in short: the person and some of the values."""
    return [" ".join([str(one.person), *(str(one.values[name]) for name in names)]) for one in objections]
