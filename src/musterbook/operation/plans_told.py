"""Plans as the account tells them: what each was expected to lose, and what it would have cost to plan nothing again.

Joins lift's facts only; reads, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.lift.facts import PlanAdopted, PlanProposed
from musterbook.operation.book import Book

REPLAN: Final = "replan"
CARRIED_ON: Final = "carried-on"
DISPATCHED_AGAIN: Final = "dispatched-again"
"""What planners at a fault are called in the book: ours, nobody, and a planner by hand who begins afresh."""


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """A plan that was adopted, with what it was expected to lose beside others.

    The others are all plans proposed for the same problem, or at the same moment: those who plan again at a fault judge
    what is under way each in its own way, so that their problems may differ.
    `loss` is the weighted number of people; `beside` has planner and loss of the others, the least loss first.
    """

    plan: Digest
    adopted_at: datetime
    because: str
    planner: str
    loss: float
    beside: tuple[tuple[str, float], ...]

    def told(self) -> dict[str, Any]:
        """The plan as JSON."""
        return {
            "plan": self.plan[:8], "adopted_at": self.adopted_at.isoformat(), "because": self.because,
            "planner": self.planner, "loss": self.loss,
            "beside": [{"planner": planner, "loss": loss} for planner, loss in self.beside],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan was expected to lose, weighted, and how many people it leaves behind."""

    loss: float
    left_behind: int

    def told(self) -> dict[str, Any]:
        """The worth as JSON."""
        return {"loss": self.loss, "left_behind": self.left_behind}


@dataclass(frozen=True, slots=True)
class PlannedAgainAt:
    """A moment at which the plan in force was planned again, beside what would have been without it.

    Attributes:
        at: the moment.
        because: why the new plan was adopted; empty when it was not, because nothing in it changed.
        again: the plan made again.
        carried_on: the plan before, carried on as it stood: what could not run any more left out, nothing else changed.
        by_hand: what a planner by hand would have made of it; None where that was not asked.
    """

    at: datetime
    because: str
    again: Worth
    carried_on: Worth
    by_hand: Worth | None

    @property
    def saved(self) -> float:
        """What carrying on would have lost more, weighted."""
        return round(self.carried_on.loss - self.again.loss, 3)

    def told(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "at": self.at.isoformat(), "because": self.because, "again": self.again.told(),
            "carried_on": self.carried_on.told(), "by_hand": None if self.by_hand is None else self.by_hand.told(),
            "saved": self.saved,
        }  # fmt: skip


def plans_of(book: Book) -> tuple[PlanInForce, ...]:
    """Every plan adopted, in order of adoption."""
    entries = list(book.entries())
    told = proposals_of(entries)
    # Of one second, an adoption may be read before the proposal it names.
    proposed = {fact.plan: (at, fact) for at, fact in told}
    found = []
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, PlanAdopted) and fact.plan in proposed:
            at, one = proposed[fact.plan]
            others = {
                (other.planner, _loss(other))
                for when, other in told
                if other.plan != one.plan and (other.problem == one.problem or when == at)
            }
            beside = tuple(sorted(others, key=lambda other: (other[1], other[0])))
            found.append(PlanInForce(one.plan, entry.happened_at, fact.because, one.planner, _loss(one), beside))
    return tuple(found)


def planned_again(book: Book) -> tuple[PlannedAgainAt, ...]:
    """Every moment at which the plan in force was planned again and compared with carrying on, in order of time."""
    entries = list(book.entries())
    adopted = [(one.happened_at, one.fact) for one in entries if isinstance(one.fact, PlanAdopted)]
    moments: dict[datetime, dict[str, PlanProposed]] = {}
    for at, fact in proposals_of(entries):
        moments.setdefault(at, {})[fact.planner] = fact
    found = []
    for at, of in sorted(moments.items(), key=lambda one: one[0]):
        if REPLAN in of and CARRIED_ON in of:
            because = next((one.because for when, one in adopted if one.plan == of[REPLAN].plan and when >= at), "")
            hand = of.get(DISPATCHED_AGAIN)
            found.append(
                PlannedAgainAt(
                    at, because, _worth(of[REPLAN]), _worth(of[CARRIED_ON]), None if hand is None else _worth(hand)
                )
            )
    return tuple(found)


def proposals_of(entries: Iterable[Entry]) -> list[tuple[datetime, PlanProposed]]:
    """Every proposal with its moment, in reading order; one plan may have been proposed more than once."""
    return [(one.happened_at, one.fact) for one in entries if isinstance(one.fact, PlanProposed)]


def _worth(proposed: PlanProposed) -> Worth:
    return Worth(_loss(proposed), proposed.objective.get("left-behind", 0))


def _loss(proposed: PlanProposed) -> float:
    return proposed.objective.get("weighted-loss-milli", 0) / 1000
