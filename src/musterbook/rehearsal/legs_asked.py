"""Legs of a rehearsal: the way of a request is planned, with a night on it, and planned otherwise for the weather."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from musterbook.ledger.facts import Digest
from musterbook.lift.facts import LegPlanned, LodgingPlanned
from musterbook.operation import booking
from musterbook.rehearsal.stage import Stage

PLANNER: Final = "planner:planner"
OTHERWISE: Final = "-b"
"""What a leg's name has behind it when another is planned in its place."""


def plan_way(stage: Stage, request: str, said: Mapping[str, Any]) -> None:
    """Plan the legs and the night of a request.

    Args:
        stage: the shared stage.
        request: its reference.
        said: `legs`, each with `from`, `to`, `leaves_at`, `arrives_at` and perhaps `otherwise_at`, when it is not run
            for the weather and another leaves so; `night` with `place`, `from`, `until`, `because` and perhaps
            `longer`.
    """
    for number, leg in enumerate(said["legs"], start=1):
        _plan_leg(stage, request, f"{request}-{number}", leg)
    night = said.get("night")
    if night is not None:
        _plan_night(stage, request, night)


def _plan_leg(stage: Stage, request: str, name: str, said: Mapping[str, Any]) -> None:
    length = said["arrives_at"] - said["leaves_at"]

    def leg(called: str, leaves: datetime) -> LegPlanned:
        return LegPlanned(
            leg=called, from_=said["from"], to=said["to"], leaves_at=leaves.astimezone(stage.zone),
            arrives_at=(leaves + length).astimezone(stage.zone), request=request,
        )  # fmt: skip

    booking.plan_leg(stage.book, stage.desk(PLANNER), leg(name, said["leaves_at"]))
    if "otherwise_at" in said:
        booking.cancel_leg(stage.book, stage.desk(PLANNER), name, because="weather")
        booking.plan_leg(stage.book, stage.desk(PLANNER), leg(f"{name}{OTHERWISE}", said["otherwise_at"]))


def _plan_night(stage: Stage, request: str, said: Mapping[str, Any]) -> None:
    lodging = f"L-{request}"

    def night(until: datetime, replaces: Digest | None = None) -> LodgingPlanned:
        return LodgingPlanned(
            lodging=lodging, place=said["place"], from_=said["from"].astimezone(stage.zone),
            until=until.astimezone(stage.zone), because=said["because"], request=request, replaces=replaces,
        )  # fmt: skip

    planned = booking.plan_night(stage.book, stage.desk(PLANNER), night(said["until"]))
    if "longer" in said:
        booking.plan_night(stage.book, stage.desk(PLANNER), night(said["longer"], planned.digest))
