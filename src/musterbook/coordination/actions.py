"""Actions: what one officer of one agency owes by a time, and who hears of it when it is late.

The ladder (casework.md section 6): nobody has taken it up after 2 h, the deputy hears; a quarter of the time is left,
the owner; it is overdue, the agency's lead; a day more, or 4 h while any site is at ready or above, the chair; two days
more, the principals. Every rung is computed from facts. Handing on starts no clock again, and a time that was moved
leaves the first one to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.coordination.facts import (
    ActionBlocked,
    ActionCancelled,
    ActionDone,
    ActionDueMoved,
    ActionHandedOn,
    ActionSet,
    ActionTakenUp,
    ActionVerified,
)
from musterbook.coordination.settings import DEFAULT, CoordinationSettings
from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest

LADDER: Final = ("deputy", "owner", "lead", "chair", "principals")
"""Who hears of a late action, from the lowest rung to the highest."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Who hears of an action, and since when he should have."""

    to: str
    since: datetime


@dataclass(slots=True)
class Action:
    """One action as it stands in the book.

    Attributes:
        name: such as ACT-021.
        terms: the fact that set it.
        set_at: when.
        owner_agency, owner: who owes it now.
        due: by when, as last moved; `terms.due` is the first date.
        taken_up_at: when its present owner took it up; None while he has not.
        blocked: why it cannot go on; None while it can.
        done_at, done_by, proof: when and by whom it was done, and what shows it.
        verified_by: somebody else who has seen it.
        cancelled_at: since when nobody wants it.
        hands: how often it was handed on.
    """

    name: str
    terms: ActionSet
    set_at: datetime
    owner_agency: str
    owner: str
    due: datetime
    taken_up_at: datetime | None = None
    blocked: Digest | None = None
    done_at: datetime | None = None
    done_by: str = ""
    proof: Digest | None = None
    verified_by: str = ""
    cancelled_at: datetime | None = None
    hands: int = 0

    @property
    def stage(self) -> str:
        """set, taken-up, blocked, done, verified or cancelled, at the end of the book."""
        if self.cancelled_at is not None:
            return "cancelled"
        if self.done_at is not None:
            return "verified" if self.verified_by else "done"
        if self.blocked is not None:
            return "blocked"
        return "taken-up" if self.taken_up_at is not None else "set"

    @property
    def open(self) -> bool:
        """Whether anything is still owed."""
        return self.done_at is None and self.cancelled_at is None

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.open and self.due <= now

    def rungs(self, now: datetime, *, crisis: bool, settings: CoordinationSettings = DEFAULT) -> tuple[Rung, ...]:
        """Everyone who should have heard of it by now, the lowest rung first; nobody once it is done or called off.

        Args:
            now: the moment.
            crisis: whether any site is at ready or above, which shortens the way to the chair.
            settings: the clocks.
        """
        if not self.open:
            return ()
        to_chair = settings.crisis_hours if crisis else settings.chair_hours
        warned = self.due - (self.due - self.set_at) * settings.warn_percent / 100
        clocks = {
            "deputy": self.set_at + timedelta(hours=settings.taken_up_hours),
            "owner": warned,
            "lead": self.due,
            "chair": self.due + timedelta(hours=to_chair),
            "principals": self.due + timedelta(hours=settings.principals_hours),
        }
        if self.taken_up_at is not None:
            del clocks["deputy"]
        return tuple(Rung(to, clocks[to]) for to in LADDER if to in clocks and clocks[to] <= now)


class Actions:
    """Every action in the book."""

    def __init__(self) -> None:
        self._named: dict[str, Action] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The actions after these entries."""
        actions = cls()
        for entry in entries:
            actions.add(entry)
        return actions

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry. What is said of an action that nobody set is said of nothing."""
        fact, at = entry.fact, entry.happened_at
        if isinstance(fact, ActionSet):
            fresh = Action(fact.action, fact, at, fact.owner_agency, fact.owner, fact.due)
            self._named.setdefault(fact.action, fresh)
        elif (one := self._named.get(getattr(fact, "action", ""))) is not None and one.cancelled_at is None:
            _carry_on(one, entry)
        return True

    def all(self) -> tuple[Action, ...]:
        """Every action, by when it is due."""
        return tuple(sorted(self._named.values(), key=lambda one: (one.due, one.name)))

    def action(self, name: str) -> Action | None:
        """One action by its name."""
        return self._named.get(name)

    def open(self) -> tuple[Action, ...]:
        """Everything still owed, by when it is due."""
        return tuple(one for one in self.all() if one.open)

    def overdue(self, now: datetime) -> tuple[Action, ...]:
        """Everything that should have been done by now."""
        return tuple(one for one in self.all() if one.overdue(now))

    def waiting_for(self, one: Action) -> tuple[str, ...]:
        """Which of the actions it waits for are still owed, or not known here."""
        return tuple(sorted(name for name in one.terms.waits_for if (other := self.action(name)) is None or other.open))


def _carry_on(one: Action, entry: Entry) -> None:
    """What one more fact makes of an action."""
    match entry.fact:
        case ActionDueMoved(due=due):
            one.due = due
        case ActionTakenUp():
            one.taken_up_at, one.blocked = entry.happened_at, None
            one.done_at, one.done_by, one.proof, one.verified_by = None, "", None, ""
        case ActionHandedOn(to_agency=agency, to_owner=owner):
            one.owner_agency, one.owner, one.taken_up_at = agency, owner, None
            one.hands += 1
        case ActionBlocked(because=because):
            one.blocked = because
        case ActionDone(by=by, proof=proof, entry=shown):
            one.done_at, one.done_by, one.proof, one.verified_by = entry.happened_at, by, proof or shown, ""
        case ActionVerified(by=by) if one.done_at is not None and by != one.done_by:
            one.verified_by = by
        case ActionCancelled():
            one.cancelled_at = entry.happened_at
