"""Alerts as the book has them: raised, answered, ended or called off; silence closes nothing (watch.md section 5).

What the ladder asks for is `alerts`; here stands what was raised, who owns it now, and what nobody has answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from musterbook.ledger.entry import Entry
from musterbook.ledger.facts import Digest
from musterbook.watch.facts import AlertAnswered, AlertCalledOff, AlertEnded, AlertRaised
from musterbook.watch.faults import sound
from musterbook.watch.rungs import Rung


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: taken, acted, handed-on or declined; `officers` signed it, `to` is whom it is handed on to."""

    answer: str
    at: datetime
    officers: tuple[str, ...]
    to: str
    because: str
    entry: Digest


@dataclass(frozen=True, slots=True)
class End:
    """An end, by the room, or by an officer who called the alert off because of a false report."""

    because: str
    at: datetime
    called_off: bool
    officers: tuple[str, ...]
    report: Digest | None
    entry: Digest


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert from its raising on.

    Attributes:
        fact: what the room raised.
        raised_at: when.
        entry: the digest of the entry.
        answers: in order of time.
        end: how it ended first; None while it is open.
    """

    fact: AlertRaised
    raised_at: datetime
    entry: Digest
    answers: tuple[Answer, ...] = ()
    end: End | None = None

    @property
    def rung(self) -> Rung:
        """Its rung."""
        return Rung[self.fact.rung.upper()]

    @property
    def open(self) -> bool:
        """Whether nobody has ended it."""
        return self.end is None

    @property
    def answered(self) -> bool:
        """Whether its owner has said what comes of it. To hand it on is no answer: the next owner owes one."""
        return bool(self.answers) and self.answers[-1].answer != "handed-on"

    @property
    def owner(self) -> str:
        """Who owes an answer, or gave it."""
        handed = [one.to for one in self.answers if one.answer == "handed-on"]
        return handed[-1] if handed else self.fact.owner

    @property
    def answer_by(self) -> datetime:
        """By when an answer is owed. Whoever it is handed on to has as long as the first owner had."""
        handed = [one.at for one in self.answers if one.answer == "handed-on"]
        return handed[-1] + (self.fact.answer_by - self.raised_at) if handed else self.fact.answer_by

    def overdue(self, now: datetime) -> bool:
        """Whether it is open, unanswered and past its hour; shown first, and told to the owner's superior."""
        return self.open and not self.answered and now > self.answer_by


class Alerts:
    """Every alert by its number; an answer or an end may stand before the raising that it is about."""

    def __init__(self) -> None:
        self._raised: dict[str, tuple[AlertRaised, datetime, Digest]] = {}
        self._answers: dict[str, list[Answer]] = {}
        self._ends: dict[str, list[End]] = {}
        self._sorted: tuple[Alert, ...] | None = None

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """The alerts in `entries`, which stand in reading order."""
        alerts = cls()
        for entry in entries:
            alerts.add(entry)
        return alerts

    def add(self, entry: Entry) -> bool:
        """Carry on with one more entry; always possible. Of two raisings under one number the first counts."""
        if type(entry.fact) in _OURS and sound(entry):
            self._add(entry)
            self._sorted = None
        return True

    def get(self, alert: str) -> Alert | None:
        """One alert by its number."""
        return self._whole(alert) if alert in self._raised else None

    @property
    def all(self) -> tuple[Alert, ...]:
        """Every alert, by when it was raised."""
        if self._sorted is None:
            self._sorted = tuple(sorted(map(self._whole, self._raised), key=lambda one: (one.raised_at, one.entry)))
        return self._sorted

    def open(self, site: str = "") -> tuple[Alert, ...]:
        """The open alerts of a site, or of all, the highest rung first."""
        there = [one for one in self.all if one.open and site in ("", one.fact.site)]
        return tuple(sorted(there, key=lambda one: -one.rung))

    def overdue(self, now: datetime) -> tuple[Alert, ...]:
        """Open alerts that nobody answered in time, the longest overdue first."""
        return tuple(sorted((one for one in self.all if one.overdue(now)), key=lambda one: one.answer_by))

    def _add(self, entry: Entry) -> None:
        officers = tuple(one.officer for one in entry.signed)
        match entry.fact:
            case AlertRaised() as fact:
                self._raised.setdefault(fact.alert, (fact, entry.happened_at, entry.digest))
            case AlertAnswered(alert=alert, answer=answer, to=to, because=because):
                said = Answer(answer, entry.happened_at, officers, to, because, entry.digest)
                self._answers.setdefault(alert, []).append(said)
            case AlertEnded(alert=alert, because=because):
                end = End(because, entry.happened_at, False, (), None, entry.digest)  # noqa: FBT003  an end, field by field
                self._ends.setdefault(alert, []).append(end)
            case AlertCalledOff(alert=alert, because=because, report=report):
                end = End(because, entry.happened_at, True, officers, report, entry.digest)  # noqa: FBT003  the same
                self._ends.setdefault(alert, []).append(end)

    def _whole(self, alert: str) -> Alert:
        answers = sorted(self._answers.get(alert, ()), key=lambda one: (one.at, one.entry))
        end = min(self._ends.get(alert, ()), key=lambda one: (one.at, one.entry), default=None)
        return Alert(*self._raised[alert], tuple(answers), end)


_OURS = (AlertRaised, AlertAnswered, AlertEnded, AlertCalledOff)
