"""Reviews: every hold has a day on which somebody must look at it again; age panels within seventy-two hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from musterbook.eligibility.grounds import CHILD_GROUNDS
from musterbook.eligibility.holds import Hold, Holds
from musterbook.eligibility.settings import DEFAULT, EligibilitySettings
from musterbook.terms.people import PersonId
from musterbook.terms.times import minutes_between


@dataclass(frozen=True, slots=True)
class Review:
    """A hold to be looked at.

    Attributes:
        person: who is held.
        ground: on what ground.
        owner: the role that must look.
        due_by: by when.
        late_minutes: how late it is; negative while there is time.
        panel: whether three people must sit.
    """

    person: PersonId
    ground: str
    owner: str
    due_by: datetime
    late_minutes: int
    panel: bool


def reviews(holds: Holds, now: datetime, settings: EligibilitySettings = DEFAULT) -> list[Review]:
    """Every hold that stands with its review, the latest first."""
    found = [
        _review(hold, now, settings) for standing in holds.standing().values() for hold in standing
    ]  # fmt: skip
    return sorted(found, key=lambda review: (review.due_by, review.person, review.ground))


def due(holds: Holds, now: datetime, settings: EligibilitySettings = DEFAULT) -> list[Review]:
    """The reviews whose time has come."""
    return [review for review in reviews(holds, now, settings) if review.late_minutes >= 0]


def _review(hold: Hold, now: datetime, settings: EligibilitySettings) -> Review:
    """A hold that names no day gets one: a panel's hours for an age in doubt, the operation's for any other."""
    panel = hold.ground in CHILD_GROUNDS
    due_by = hold.review_by or hold.since + timedelta(hours=settings.review_hours)
    if panel:
        due_by = min(due_by, hold.since + timedelta(hours=settings.panel_hours))
    return Review(hold.person, hold.ground, hold.authority, due_by, minutes_between(due_by, now), panel)
