"""Lifts asked for in a rehearsal: proposed, requested, approved by the desk and the carrier, or not; and put off.

Nobody is moved by a request. One is never answered: the account has to say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from musterbook.operation import booking
from musterbook.operation.posing import plannable
from musterbook.rehearsal.legs_asked import plan_way
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId

OFFICER: Final = "officer:site-officer"
DUTY: Final = "duty:operation-desk"
PLANNER: Final = "planner:planner"


@dataclass(slots=True)
class LiftsAskedFor:
    """Requests of sites, each a table of `[[care.requests]]`.

    Attributes:
        stage: the shared stage.
        said: for each `at`, `giver`, `receiver`, `from`, `until`, `answer` (approved, declined, cancelled or none),
            `answered_hours`; `because` where it is declined or cancelled; `put_off_hours` where it is put off; `legs`
            and `night` where its way is planned (`legs_asked`).
        played: how many there were, by answer.
    """

    stage: Stage
    said: Sequence[Mapping[str, Any]]
    played: dict[str, int] = field(default_factory=dict)

    def set(self) -> None:
        """Set each at its hour."""
        for one in self.said:
            self.stage.at(one["at"], lambda one=one: self._ask(one))  # type: ignore[misc]  # bound at once

    def _ask(self, one: Mapping[str, Any]) -> None:
        """A site proposes, and requests, that those be moved against whom nobody objects: a number, nobody by name."""
        stage, giver, receiver = self.stage, CustodianId(one["giver"]), CustodianId(one["receiver"])
        count = len(plannable(stage.book, giver, receiver, stage.now)) or 1
        reference = ""
        for proposed in (True, False):
            entry = booking.request(
                stage.book, stage.by(giver, OFFICER), giver=giver, receiver=receiver, from_=self._local(one["from"]),
                until=self._local(one["until"]), count=count, proposed=proposed, reference=reference,
            )  # fmt: skip
            reference = str(getattr(entry.fact, "request", ""))
        self.played[one["answer"]] = self.played.get(one["answer"], 0) + 1
        stage.notes["requests"] = "invented: who asked for a lift, and what was answered"
        if one["answer"] != "none":
            later = stage.now + timedelta(hours=one["answered_hours"])
            stage.at(later, lambda: self._answer(one, reference))

    def _answer(self, one: Mapping[str, Any], reference: str) -> None:
        book, stage = self.stage.book, self.stage
        match one["answer"]:
            case "approved":
                booking.approve(book, stage.desk(DUTY), reference, capacity="population-desk")
                booking.approve(book, stage.desk(PLANNER), reference, capacity="carrier")
            case "declined":
                booking.decline(book, stage.desk(DUTY), reference, because=one["because"])
            case "cancelled":
                booking.cancel(book, stage.desk(DUTY), reference, because=one["because"])
        if "legs" in one:
            plan_way(stage, reference, one)
        if "put_off_hours" in one:
            to = self._local(one["from"] + timedelta(hours=one["put_off_hours"]))
            booking.reschedule(book, stage.desk(PLANNER), reference, to, because="the condition is not met yet")

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.stage.zone)
