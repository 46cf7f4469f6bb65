"""The planning desk of a rehearsal: the first plan, planning again at every fault, and nobody forgotten in the end."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from musterbook.custody.roll import Roll
from musterbook.lift.planners import Proposal
from musterbook.operation import planning, replanning
from musterbook.operation.posing import Beds, Planned, plannable
from musterbook.rehearsal.lifting import Lifting
from musterbook.rehearsal.scenario import Scenario
from musterbook.rehearsal.stage import Stage
from musterbook.terms.custodians import CustodianId, in_hand

_log = logging.getLogger(__name__)

FREEZE_MINUTES: Final = 300
ROUND: Final = 8
BY_HAND: Final = "most-at-risk-first"
"""The rule a planner follows by hand, and what every plan is measured beside."""


@dataclass(slots=True)
class PlanningDesk:
    """Plans the move of a scenario, and has each plan carried out by `lifting`.

    Attributes:
        stage: the shared stage.
        scenario: what happens; `[plan]` says when it is planned and with what.
        seed: of every search.
        out: whom, where to and on what.
        lifting: carries out what is adopted.
        replans: how often the plan was changed.
        first: the first plan, once it is made.
        full: receiving places that take nobody beyond those who came or are under way, with how many those are.
    """

    stage: Stage
    scenario: Scenario
    seed: int
    out: Planned
    lifting: Lifting
    replans: int = 0
    first: planning.Made | None = None
    full: dict[CustodianId, int] = field(default_factory=dict)
    _rooms: dict[CustodianId, int] = field(default_factory=dict)

    def plan(self, *, nobody_is_right: bool = False) -> bool:
        """The first plan for everyone who may go; beside it, what a planner by hand would have proposed.

        Returns:
            Whether there is one. Without `nobody_is_right` it is taken for a fault of the folder if there is none.
        """
        said = self.scenario.said["plan"]
        self._rooms = {end: self._room_at(end) for end in self.out.ends}
        self.first = made = planning.propose(
            self.stage.book, at=self._now(), days=said["days"], seed=self.seed, trials=said["trials"],
            beds=self._beds(), planned=self.out,
        )  # fmt: skip
        if made.plan is None and nobody_is_right:
            return False
        planning.proposed_for(self.stage.book, made.problem, at=self._now(), planner=BY_HAND, seed=self.seed)
        self._adopt(self.lifting, made, because="first plan")
        return True

    def plan_by_hand(self, planned: Planned, lifting: Lifting, *, days: int, because: str, tag: str) -> None:
        """A plan by the rule of thumb for others than the scenario is about, carried out by a lifting of its own."""
        made = planning.propose(
            self.stage.book, at=self._now(), days=days, planner=BY_HAND, seed=self.seed, planned=planned
        )
        self._adopt(lifting, made, because=because, tag=tag)

    def plan_again(self, because: str) -> None:
        """The rest is planned again from what the book says now; committed serials are kept."""
        said = self.scenario.said["plan"]
        again = replanning.plan_again(
            self.stage.book, at=self._now(), freeze_minutes=said.get("freeze_minutes", FREEZE_MINUTES), seed=self.seed,
            trials=said.get("trials_again", replanning.TRIALS), beds=self._beds(), planned=self.out, beside=True,
            by_hand=said.get("by_hand_again", True),
        )  # fmt: skip
        found = again.found
        if not found.changed:
            _log.info("planned again (%s): nothing changes", because)
            return
        self.replans += 1
        _log.info("planned again (%s): %d serials kept, %d dropped", because, len(found.kept), len(found.dropped))
        planning.adopt(
            self.stage.book,
            self.stage.desk("duty:operation-desk"),
            again.digest,
            because=because,
            changed=found.dropped[:200],
        )
        self.lifting.adopt(found.plan, found.problem, again.digest, tag=_tag(self.replans))

    def fetch_who_was_left(self) -> None:
        """In the last days: whoever may go, or stands on the ramp, and has no seat coming to him is planned for."""
        if any(lacking > 0 for lacking in self._lacking().values()):
            self.plan_again("people were left behind")

    def _lacking(self) -> Counter[CustodianId]:
        """For each origin and the ramp, how many more are there, or are to come there, than are to be fetched."""
        book, ramp = self.stage.book, CustodianId(self.scenario.said["staging"])
        lacking = Counter({ramp: len(book.reading(Roll).on(in_hand(ramp)))})
        for origin in self.out.origins:
            free = plannable(book, origin, self.out.destination, self._now())
            lacking[origin] = sum(one not in self.stage.seated for one in free)
        for trip in self.lifting.trips.values():
            if trip.scrubbed or trip.arrives_at <= self.stage.now:
                continue
            if trip.destination == ramp:
                lacking[ramp] += trip.serial.people
            if trip.origin == ramp and not trip.boarded:
                lacking[ramp] -= self.lifting.room(trip)
            elif trip.origin != ramp and not trip.named:
                lacking[trip.origin] -= trip.serial.people
        return lacking

    def _adopt(self, lifting: Lifting, made: planning.Made, *, because: str, tag: str = "") -> None:
        if not isinstance(made.found, Proposal) or made.digest is None:
            raise AssertionError("nobody can be moved: the scenario's folder does not hang together")
        planning.adopt(self.stage.book, self.stage.desk("duty:operation-desk"), made.digest, because=because)
        lifting.adopt(made.found.plan, made.problem, made.digest, tag=tag)

    def _now(self) -> datetime:
        return self.stage.now.astimezone(self.stage.zone)

    def _beds(self) -> Beds:
        """How many each receiving place can have taken in all under the plans.

        Where the scenario tells arrivals day by day, those by each local midnight, less those of the first night.
        """
        if "arrivals" not in self.scenario.said:
            since = self.scenario.begins
            return {str(end): [(since, self.full.get(end, room))] for end, room in self._rooms.items()}
        already = int(self.scenario.faults.get("first_night", {}).get("offered", 0))
        return {
            str(self.out.destination): [
                (_midnight(one["date"], self.stage), int(one["cumulative"]) - already)
                for one in self.scenario.said["arrivals"]
            ]
        }

    def _room_at(self, end: CustodianId) -> int:
        """Places at a receiving custodian that a plan may fill: less those it answers for, and those kept free."""
        place = self.stage.book.places.place_of(end)
        if place is None or place.capacity is None:
            return 0
        taken = len(self.stage.book.reading(Roll).answered_for(end)) + int(
            self.scenario.said["plan"].get("kept_free", 0)
        )
        return max(0, place.capacity - taken)


def _tag(replans: int) -> str:
    """What tells the serials of a plan from those of plans before: b to h, then a, and so round."""
    return "abcdefgh"[replans % 8] if replans < ROUND else f"{'abcdefgh'[replans % 8]}{replans // 8}"


def _midnight(day: date, stage: Stage) -> datetime:
    """The first instant of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=stage.zone)
