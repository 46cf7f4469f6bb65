"""Clocks: what is owed in each case, by when, and who is told when it is not done (casework.md section 11, judged)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from musterbook.repatriation import facts as said
from musterbook.repatriation.case import Case, End
from musterbook.repatriation.choices import AT_DAYS
from musterbook.repatriation.settings import DEFAULT, RepatriationSettings
from musterbook.repatriation.stages import REPLY_CLOCKS

Ends = tuple[End, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Something owed.

    Attributes:
        case: in which case.
        country: with which country.
        clock: reply, host-review, papers, rights or outcome.
        due_at: by when.
        to: who is told: a role, the ambassador, the minister's office or the principals.
        days: of which step of the clock: 14, 30, 60 or 90 of a reply, 30, 180 or 365 of an outcome; else 0.
    """

    case: str
    country: str
    clock: str
    due_at: datetime
    to: str
    days: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether it has run out."""
        return self.due_at <= now


def due(
    cases: Iterable[tuple[Case, Ends]], now: datetime, *, within: timedelta = timedelta(),
    settings: RepatriationSettings = DEFAULT,
) -> tuple[Due, ...]:  # fmt: skip
    """What is over, or will be within a time, the oldest first. Of a letter only the highest step that is over."""
    found = [
        one
        for case, ends in cases
        for one in (*_while_open(case, ends, now, settings), *_outcomes(case, ends))
        if one.due_at <= now + within
    ]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.case, one.clock)))


def _while_open(case: Case, ends: Ends, now: datetime, settings: RepatriationSettings) -> Iterator[Due]:
    if not case.is_open(ends):
        return
    yield from _reply(case, now)
    held = case.host_hold(now)
    if held is not None:
        by = min(held.fact.until_review, held.at + timedelta(days=settings.host_review_days))
        yield Due(case.name, case.country, "host-review", by, "judicial-liaison")
    until = case.papers_until()
    if until is not None:
        yield Due(case.name, case.country, "papers", until - settings.papers_margin, "repatriation-desk")
    assessed = case.newest(said.RightsAssessed)
    if assessed is not None:
        ends_at = min(assessed.fact.until, assessed.at + settings.rights_last)
        yield Due(case.name, case.country, "rights", ends_at, "independent-reviewer")


def _reply(case: Case, now: datetime) -> Iterator[Due]:
    """The highest step that is over, and the next: the desk does not hear of day 14 again on day 60."""
    waiting = case.unanswered
    if not waiting:
        return
    steps = [(waiting[0].at + timedelta(days=one.days), one) for one in REPLY_CLOCKS]
    over = [step for step in steps if step[0] <= now]
    for due_at, step in [*over[-1:], *[step for step in steps if step[0] > now][:1]]:
        yield Due(case.name, case.country, "reply", due_at, step.to, step.days)


def _outcomes(case: Case, ends: Ends) -> Iterator[Due]:
    """What became of him, 30, 180 and 365 days after his country took him; owed also when the case is closed."""
    taken = [end.at for end in ends if end.kind == "received" and end.country in ("", case.country)]
    if not taken:
        return
    reported = {one.fact.at_days for one in case.all(said.OutcomeReported)}
    for days in AT_DAYS:
        if days not in reported:
            due_at = min(taken) + timedelta(days=days)
            yield Due(case.name, case.country, "outcome", due_at, "repatriation-desk", days)
