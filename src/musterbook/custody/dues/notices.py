"""Notices: what was sent about whom, and what of all that is owed is due, sent, acknowledged or overdue.

A notice is known by its kind, its person and its occasion: sent twice it is the same notice, first sent when it was
first sent, and acknowledged when it was first acknowledged (F25; custody.md section 11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Self

from musterbook.custody.dues.facts import Notified
from musterbook.custody.settings import NOTICE_HOURS
from musterbook.ledger.entry import Entry
from musterbook.terms.people import PersonId

HOW: Final = ("sent", "declined", "none-known")
Stage = Literal["due", "overdue", "sent", "acknowledged", "settled"]


@dataclass(frozen=True, slots=True)
class Sending:
    """What was said once of a notice about someone."""

    at: datetime
    whom: str
    how: str
    about: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A notice that is owed.

    Attributes:
        notice: its kind.
        person: about whom.
        owner: the custodian that owes it.
        since: what happened then makes it owed; what was sent before was another notice, unless `about` names this one.
        due: by when.
        about: handover, serial or local day; empty where the moment is enough.
    """

    notice: str
    person: PersonId
    owner: str
    since: datetime
    due: datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is: first sent to whom and when, first acknowledged when."""

    occasion: Occasion
    sent_at: datetime | None = None
    whom: str = ""
    how: str = ""
    acknowledged_at: datetime | None = None

    def stage(self, now: datetime) -> Stage:
        """How it stands: settled where he declined or nobody is known whom to tell."""
        if self.sent_at is None:
            return "overdue" if self.occasion.due <= now else "due"
        if self.how != "sent":
            return "settled"
        return "sent" if self.acknowledged_at is None else "acknowledged"

    @property
    def was_late(self) -> bool:
        """Whether it was sent after it was due."""
        return self.sent_at is not None and self.sent_at > self.occasion.due


class NoticesSent:
    """Everything sent."""

    def __init__(self) -> None:
        self._sent: dict[tuple[str, PersonId], list[Sending]] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """What these entries say."""
        sent = cls()
        for entry in entries:
            sent.add(entry)
        return sent

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; an unknown kind or way of telling says nothing."""
        fact = entry.fact
        if isinstance(fact, Notified) and fact.notice in NOTICE_HOURS and fact.how in HOW:
            one = Sending(entry.happened_at, fact.whom, fact.how, fact.about, fact.acknowledged_at)
            for person in fact.people:
                self._sent.setdefault((fact.notice, person), []).append(one)
        return True

    def standing(self, occasion: Occasion, now: datetime, *, also: Iterable[Sending] = ()) -> Notice:
        """How a notice stands at a moment.

        `also` is what other rooms wrote of it. What was declined, or for which nobody is known, is so for good.
        """
        said = [
            one
            for one in (*self._sent.get((occasion.notice, occasion.person), ()), *also)
            if one.at <= now
            and (one.about == occasion.about if occasion.about else one.at >= occasion.since or one.how != "sent")
        ]
        if not said:
            return Notice(occasion)
        first = min(said, key=lambda one: (one.at, one.whom))
        newest = max(reversed(said), key=lambda one: one.at)
        acknowledged = min((one.acknowledged_at for one in said if one.acknowledged_at is not None), default=None)
        return Notice(occasion, first.at, first.whom, newest.how, acknowledged)
