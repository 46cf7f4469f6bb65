"""The gap clock: how long people were in nobody's hands (custody.md section 7).

A person's gap is the union of the times from let-go to acceptance or take-back, from a loss of control until it is
regained or he is seen again by a signature, and from his escort's end of duty to the next acceptance. Where two agree
that the signature which ended it was wrong, he was in nobody's hands all the while, and it runs on from where it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from musterbook.custody.facts import ControlLost, ControlRegained
from musterbook.custody.posting import Posting
from musterbook.custody.roll import Roll
from musterbook.custody.settings import CustodySettings
from musterbook.ledger.entry import Entry
from musterbook.terms.custodians import CustodianId, custodian_of, part_of
from musterbook.terms.people import PersonId

SUSPENSE: Final = ("unaccounted", "handing-over")
"""Accounts on which a clock that runs goes on."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One time of one person in nobody's hands.

    `cause` is let-go, control-lost or off-duty; `ends` is None while it is open; `custodian` answered for him.
    """

    person: PersonId
    cause: str
    custodian: CustodianId
    handover: str
    begins: datetime
    ends: datetime | None = None

    def until(self, now: datetime) -> timedelta:
        """How long it lasted, or has lasted at `now`; never negative, whatever the clocks said."""
        return max(timedelta(), (self.ends or now) - self.begins)


@dataclass(frozen=True, slots=True)
class OpenGap:
    """People in nobody's hands now, for one cause: how many, since when, for how many whole minutes."""

    cause: str
    custodian: CustodianId
    handover: str
    since: datetime
    minutes: int
    people: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class HandoverGap:
    """What one handover left open, over its people: longest and median whole minutes."""

    giver: CustodianId
    handover: str
    people: int
    longest_minutes: int
    median_minutes: int


@dataclass(frozen=True, slots=True)
class OffDuty:
    """A carrier's escort went off duty with people still in its hands; lift knows when."""

    custodian: CustodianId
    at: datetime
    people: frozenset[PersonId]


class Gaps:
    """All gaps of a book."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.all = tuple(gaps)

    @classmethod
    def of(cls, entries: Iterable[Entry], off_duty: Iterable[OffDuty] = ()) -> Self:
        """The gaps of `entries`, which stand in reading order."""
        return cls.of_roll(Roll.of(list(entries)), off_duty)

    @classmethod
    def of_roll(cls, roll: Roll, off_duty: Iterable[OffDuty] = ()) -> Self:
        """The gaps of a roll that has been read already."""
        return cls(_Clock(roll).run() + _off_duty(roll, off_duty))

    def open_at(self, now: datetime) -> tuple[OpenGap, ...]:
        """What is open at `now`, longest first."""
        groups: dict[tuple[str, CustodianId, str], list[Gap]] = {}
        for gap in self.all:
            if gap.begins <= now and (gap.ends is None or gap.ends > now):
                groups.setdefault((gap.cause, gap.custodian, gap.handover), []).append(gap)
        found = [
            OpenGap(
                cause, custodian, handover, since := min(gap.begins for gap in gaps),
                _minutes(now - since), frozenset(gap.person for gap in gaps),
            )
            for (cause, custodian, handover), gaps in groups.items()
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.since, one.custodian, one.handover)))

    def alarms(self, now: datetime, settings: CustodySettings | None = None) -> tuple[OpenGap, ...]:
        """What has been open longer than `gap_alarm_minutes` allows."""
        limit = (settings or CustodySettings()).gap_alarm_minutes
        return tuple(one for one in self.open_at(now) if one.minutes >= limit)

    def by_handover(self, now: datetime) -> tuple[HandoverGap, ...]:
        """Longest and median of each handover that let people go; what is open counts up to `now`."""
        groups: dict[tuple[CustodianId, str], list[timedelta]] = {}
        for gap in self.all:
            if gap.cause == "let-go":
                groups.setdefault((gap.custodian, gap.handover), []).append(gap.until(now))
        return tuple(
            HandoverGap(giver, handover, len(times), _minutes(max(times)), _minutes(_median(times)))
            for (giver, handover), times in groups.items()
        )

    def longest_minutes(self, now: datetime) -> int:
        """The longest time anyone was in nobody's hands without a break, in whole minutes."""
        return max((_minutes(end - start) for spans in self._spans(now).values() for start, end in spans), default=0)

    def person_minutes(self, now: datetime) -> int:
        """Everyone's gaps together, in whole minutes; overlapping gaps of one person count once."""
        total = sum((end - start for spans in self._spans(now).values() for start, end in spans), start=timedelta())
        return _minutes(total)

    def _spans(self, now: datetime) -> dict[PersonId, list[tuple[datetime, datetime]]]:
        """For each person the union of his gaps, as spans that do not touch."""
        spans: dict[PersonId, list[tuple[datetime, datetime]]] = {}
        for gap in sorted(self.all, key=lambda one: (one.person, one.begins)):
            end = gap.ends or now
            if end <= gap.begins:
                continue
            own = spans.setdefault(gap.person, [])
            if own and gap.begins <= own[-1][1]:
                own[-1] = (own[-1][0], max(own[-1][1], end))
            else:
                own.append((gap.begins, end))
        return spans


class _Clock:
    """Runs over the roll's lines and starts and stops everyone's clock."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._lost = {entry.digest: entry.fact for entry in roll.controls if isinstance(entry.fact, ControlLost)}
        self._running: dict[PersonId, Gap] = {}
        self._closed: list[Gap] = []
        self._ended_last: dict[PersonId, tuple[Gap, Gap]] = {}

    def run(self) -> tuple[Gap, ...]:
        for line in self._roll.lines:
            giver = custodian_of(line.from_account)
            lost = self._lost.get(line.entry)
            reference = self._roll.let_go_in(line.entry)
            if lost is not None:
                for person in line.people:
                    self._start(Gap(person, "control-lost", lost.site, "", lost.since))
            elif reference is not None and giver is not None and part_of(line.to_account) == "handing-over":
                for person in line.people:
                    self._start(Gap(person, "let-go", giver, reference, line.at))
            elif part_of(line.to_account) in SUSPENSE:
                if self._roll.reverses(line.entry):
                    for person in line.people:
                        self._run_on(person)
            else:
                for person in line.people:
                    self._stop(person, line.at)
        return (*self._closed, *self._regained())

    def _start(self, gap: Gap) -> None:
        self._running.setdefault(gap.person, gap)

    def _stop(self, person: PersonId, at: datetime) -> None:
        gap = self._running.pop(person, None)
        self._ended_last.pop(person, None)
        if gap is not None:
            ended = _ended(gap, self._end_of_loss(gap, at))
            self._closed.append(ended)
            self._ended_last[person] = gap, ended

    def _run_on(self, person: PersonId) -> None:
        """What ended his gap was posted back, and only the last posting can be: as if nothing had ended it."""
        gap, ended = self._ended_last.pop(person, (None, None))
        if gap is not None and ended is not None:
            self._closed.remove(ended)
            self._start(gap)

    def _regained(self) -> tuple[Gap, ...]:
        """What still runs: a loss ends for everyone when control is regained, seen or not."""
        return tuple(_ended(gap, self._end_of_loss(gap, None)) for gap in self._running.values())

    def _end_of_loss(self, gap: Gap, at: datetime | None) -> datetime | None:
        if gap.cause != "control-lost":
            return at
        regained = [
            entry.happened_at
            for entry in self._roll.controls
            if isinstance(entry.fact, ControlRegained)
            and entry.fact.site == gap.custodian
            and entry.happened_at >= gap.begins
        ]
        return min((moment for moment in (*regained, at) if moment is not None), default=None)


def _off_duty(roll: Roll, off_duty: Iterable[OffDuty]) -> tuple[Gap, ...]:
    gaps = []
    for one in off_duty:
        for person in sorted(one.people):
            later = [posting.at for posting in _not_undone(roll, person) if posting.at > one.at]
            gaps.append(Gap(person, "off-duty", one.custodian, "", one.at, min(later, default=None)))
    return tuple(gaps)


def _not_undone(roll: Roll, person: PersonId) -> list[Posting]:
    """Someone's postings without those that were posted back, and without what posted them back."""
    kept: list[Posting] = []
    for posting in roll.history(person):
        if kept and roll.reverses(posting.entry):
            kept.pop()
        else:
            kept.append(posting)
    return kept


def _ended(gap: Gap, at: datetime | None) -> Gap:
    return Gap(gap.person, gap.cause, gap.custodian, gap.handover, gap.begins, at)


def _median(times: Sequence[timedelta]) -> timedelta:
    """The middle one, the shorter of the two middle ones when they are even in number."""
    return sorted(times)[(len(times) - 1) // 2]


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
