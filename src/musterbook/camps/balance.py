"""The balance of a camp: what two counts and the passages between them leave unexplained (casework.md section 12).

unexplained = previous + births + arrivals - deaths - departures met - observed. Only counts of one source and one
definition are compared; another one begins a series of its own, joined only where it states what the old one says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from musterbook.camps.census import people
from musterbook.camps.choices import COMINGS
from musterbook.camps.facts import Counted, PassedThrough
from musterbook.camps.settings import DEFAULT, CampsSettings

Verdict = Literal["first", "balanced", "alert", "emptying", "swelling", "no-access", "part-access"]
LOSING: Final = ("alert", "emptying")
WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Step:
    """One count beside the one before it in its series.

    Attributes:
        camp: which.
        source, definition: its series.
        until: the day of the count.
        observed: how many were counted; None without access: unknown, never zero.
        verdict: first of a series, balanced, alert, emptying, swelling; or that access was part (observed is then the
            least there are) or none, and nothing is compared.
        since: the day of the count before; None where nothing is compared.
        previous: how many that one counted.
        came, left: births and arrivals, deaths and departures met, in between.
        unexplained: fewer than expected; below nought, more.
        total: unexplained in all since the last good count before this one.
        good: the last good count, by day and people; this one where it is.
        weeks_missing: weeks between the two without a count.
    """

    camp: str
    source: str
    definition: str
    until: date
    observed: int | None
    verdict: Verdict
    since: date | None = None
    previous: int = 0
    came: int = 0
    left: int = 0
    unexplained: int = 0
    total: int = 0
    good: tuple[date, int] | None = None
    weeks_missing: int = 0

    @property
    def expected(self) -> int:
        """How many there should have been."""
        return self.previous + self.came - self.left


def balance(
    counts: Sequence[Counted], passages: Sequence[PassedThrough], settings: CampsSettings = DEFAULT
) -> tuple[Step, ...]:
    """Every count of one camp beside the one before it, by day. Of two series each goes its own way."""
    last: dict[tuple[str, str], Step] = {}
    found: list[Step] = []
    for count in sorted(counts, key=lambda one: (one.as_of, one.source, one.definition)):
        key, until = (count.source, count.definition), date.fromisoformat(count.as_of)
        if count.access != "full":
            observed = None if count.access == "none" else people(count)
            verdict: Verdict = "no-access" if observed is None else "part-access"
            found.append(Step(count.camp, *key, until, observed, verdict))
            continue
        before, observed = last.get(key), people(count)
        if before is None and count.overlap is not None and last:
            # What the old series says of this day is compared with it; from here on the new one is counted from.
            before = max(last.values(), key=lambda one: one.until)
            step = replace(_step(before, count, count.overlap, passages, settings), observed=observed)
            step = replace(step, good=(until, observed) if step.good and step.good[0] == until else step.good)
        elif before is None:
            step = Step(count.camp, *key, until, observed, "first", good=(until, observed))
        else:
            step = _step(before, count, observed, passages, settings)
        last[key] = step
        found.append(step)
    return tuple(found)


def passed(passages: Sequence[PassedThrough], since: date, until: date) -> tuple[int, int]:
    """How many came and how many left after one day and up to another; a longer span is shared out by its days."""
    came = sum(_within(one, since, until) for one in passages if one.kind_of in COMINGS)
    left = sum(_within(one, since, until) for one in passages if one.kind_of not in COMINGS)
    return came, left


def _within(passage: PassedThrough, since: date, until: date) -> int:
    """Whole people by a day less whole people by the other, so that all parts of a span make its count."""
    return _by(passage, until) - _by(passage, since)


def _by(passage: PassedThrough, day: date) -> int:
    first, last = date.fromisoformat(passage.from_), date.fromisoformat(passage.until)
    days = (last - first).days + 1
    return passage.count * min(days, max(0, (day - first).days + 1)) // days


def _step(
    before: Step, count: Counted, observed: int, passages: Sequence[PassedThrough], settings: CampsSettings
) -> Step:
    assert before.observed is not None, "only counts with access are compared"
    until = date.fromisoformat(count.as_of)
    came, left = passed(passages, before.until, until)
    expected = before.observed + came - left
    unexplained = expected - observed
    good = before.good or (before.until, before.observed)
    total = unexplained + (0 if good[0] == before.until else before.total)
    verdict = _verdict(unexplained, total, expected, good[1], settings)
    if abs(unexplained) <= settings.bound(expected):
        # A count at rest is a good one, whatever was missing before it: from here on it is counted anew.
        good = (until, observed)
    days = (until - before.until).days
    return Step(
        count.camp, count.source, count.definition, until, observed, verdict, before.until, before.observed, came,
        left, unexplained, total, good, max(0, round(days / WEEK_DAYS) - 1),
    )  # fmt: skip


def _verdict(unexplained: int, total: int, expected: int, good: int, settings: CampsSettings) -> Verdict:
    bound = settings.bound(expected)
    if unexplained > settings.emptying_share * expected and unexplained > 0:
        return "emptying"
    if unexplained > 0 and total > settings.emptying_total_share * good:
        return "emptying"
    if unexplained > bound:
        return "alert"
    return "swelling" if unexplained < -bound else "balanced"
