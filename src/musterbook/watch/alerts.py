"""The ladder of alerts: up at once, down after three days, one for each site, rung and cause (watch.md section 12).

A pure function of one site's readings in the order of time. Money or lives: the threshold of a rung is what acting for
nothing costs, over what the loss costs, in whatever unit the user chose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from musterbook.watch.rungs import Reading, Rung, due, threshold
from musterbook.watch.values import Values

Why = Literal["below-threshold", "expired", "superseded", "answered"]


BY_RULE: Final = ("stale", "slack", "signal")
"""Causes that a rule raises and ends, beside those that go by chance."""


class Raised(NamedTuple):
    """An alert raised: by when somebody answers, when it lapses (None: not before it is answered)."""

    rung: Rung
    cause: str
    at: datetime
    p: float
    threshold: float | None
    changed_since: tuple[str, ...]
    answer_by: datetime
    expires: datetime | None
    renews: bool = False


class Ended(NamedTuple):
    """An alert ended, and why."""

    rung: Rung
    cause: str
    at: datetime
    why: Why


Step = Raised | Ended


def addressee(owners: Sequence[str], on_duty: Collection[str], *, duty_officer: str) -> str:
    """Who gets an alert: the first of owner and deputies who is on duty, else the duty officer; never nobody."""
    return next((owner for owner in owners if owner in on_duty), duty_officer)


def ladder(
    readings: Iterable[Reading],
    values: Values,
    *,
    answered: Mapping[datetime, Collection[tuple[Rung, str]]] | None = None,
) -> list[Step]:
    """Every alert raised and ended over one site's readings, oldest first.

    `answered` says, by the moment of a reading, which alerts had been answered by then; `now` lapses only after that.
    """
    steps: list[Step] = []
    climb = _Climb(values)
    for reading in readings:
        steps += climb.on(reading, (answered or {}).get(reading.as_of, ()))
    return steps


def alarms_per_year(steps: Iterable[Step], *, days: float) -> dict[Rung, float]:
    """How many alerts of each rung a year brings, from those raised in so many days; renewals are not new alarms."""
    raised = [step.rung for step in steps if isinstance(step, Raised) and not step.renews]
    return {rung: raised.count(rung) * 365.25 / days for rung in Rung}


@dataclass(slots=True)
class _Days:
    """Days in a row on which something held at every reading."""

    count: int = 0
    last: date | None = None
    broken: date | None = None

    def after(self, day: date, *, holds: bool) -> int:
        if not holds:
            self.count, self.last, self.broken = 0, None, day
        elif day not in (self.last, self.broken):
            follows = self.last is not None and day - self.last == timedelta(1)
            self.count, self.last = (self.count + 1 if follows else 1), day
        return self.count


@dataclass(slots=True)
class _Climb:
    """One site on the ladder."""

    values: Values
    held: Rung | None = None
    before: Reading | None = None
    open: dict[tuple[Rung, str], Raised] = field(default_factory=dict)
    below: _Days = field(default_factory=_Days)
    enough: _Days = field(default_factory=_Days)

    def on(self, reading: Reading, answered: Collection[tuple[Rung, str]]) -> list[Step]:
        """What one more reading raises and ends."""
        steps = self._renewed(reading)
        steps += self._by_chance(reading)
        days = self.enough.after(reading.as_of.date(), holds=not reading.short)
        steps += self._by_rule(
            reading, (Rung.PREPARE, "slack"), holds=reading.short, ends=days >= self.values.down_days
        )
        steps += self._by_rule(reading, (Rung.WATCH, "stale"), holds=reading.stale, ends=not reading.stale)
        steps += self._by_rule(reading, (Rung.WATCH, "signal"), holds=reading.signal, ends=not reading.signal)
        unmanned = (Rung.NOW, "vacuum")
        steps += self._by_rule(
            reading, unmanned, holds=reading.nobody, ends=not reading.nobody and unmanned in answered
        )
        self.before = reading
        return steps

    def _by_chance(self, reading: Reading) -> list[Step]:
        asked = due(reading, self.values)
        if asked is not None and (self.held is None or asked > self.held):
            raised = self._raise(reading, asked, reading.chances[asked].cause)
            if not raised:
                return []
            steps = self._end_all(reading, "superseded", but=raised[0])
            self.held, self.below = asked, _Days()
            return [*steps, *raised]
        if self.held is None:
            return []
        chance, least = reading.chances[self.held], threshold(self.values, self.held) or 0.0
        low = chance.p < self.values.down_share * least
        if self.below.after(reading.as_of.date(), holds=low) >= self.values.down_days:
            steps = self._end_all(reading, "below-threshold")
            self.held, self.below = asked, _Days()
            if asked is None:
                return steps
            return [*steps, *self._raise(reading, asked, reading.chances[asked].cause, because="lowered")]
        return list(self._raise(reading, self.held, chance.cause)) if chance.p >= least else []

    def _by_rule(self, reading: Reading, name: tuple[Rung, str], *, holds: bool, ends: bool) -> list[Step]:
        if holds:
            return list(self._raise(reading, *name))
        if ends and name in self.open:
            del self.open[name]
            return [Ended(*name, reading.as_of, "answered" if name[0] is Rung.NOW else "below-threshold")]
        return []

    def _renewed(self, reading: Reading) -> list[Step]:
        """What has lapsed and is still due is raised again: a rung is due until it is lowered."""
        steps: list[Step] = []
        for name, raised in list(self.open.items()):
            if raised.expires is None or reading.as_of < raised.expires:
                continue
            del self.open[name]
            steps.append(Ended(*name, reading.as_of, "expired"))
            holds = {"stale": reading.stale, "slack": reading.short, "signal": reading.signal}
            if holds.get(name[1], True):
                steps += self._raise(reading, *name, because="renewed")
        return steps

    def _raise(self, reading: Reading, rung: Rung, cause: str, *, because: str = "") -> list[Raised]:
        """One alert, unless it is open or nothing has changed that it could name."""
        changed = (because,) if because else _changed(self.before, reading)
        if (rung, cause) in self.open or not changed:
            return []
        word = rung.name.lower()
        lasts = None if rung is Rung.NOW else timedelta(hours=self.values.of(f"{word}_expires_hours"))
        raised = Raised(
            rung,
            cause,
            reading.as_of,
            reading.chances[min(rung, Rung.MOVE)].p,
            threshold(self.values, rung),
            changed,
            reading.as_of + timedelta(hours=self.values.of(f"{word}_answer_hours")),
            None if lasts is None else reading.as_of + lasts,
            because == "renewed",
        )
        self.open[rung, cause] = raised
        return [raised]

    def _end_all(self, reading: Reading, why: Why, *, but: Raised | None = None) -> list[Step]:
        """Ends every alert that a chance raised."""
        over = [name for name, one in self.open.items() if name[1] not in BY_RULE and one is not but]
        over = [name for name in over if name[0] is not Rung.NOW]
        for name in over:
            del self.open[name]
        return [Ended(*name, reading.as_of, why) for name in over]


def _changed(before: Reading | None, now: Reading) -> tuple[str, ...]:
    """What differs from the reading before; of the first reading all is new."""
    if before is None:
        return ("first",)
    names = sorted(name for name in {*now.signs, *before.signs} if now.signs.get(name) != before.signs.get(name))
    rules = [
        ("nobody", before.nobody, now.nobody),
        ("slack", before.short, now.short),
        ("stale", before.stale, now.stale),
        ("signal", before.signal, now.signal),
    ]
    return (*names, *(name for name, was, became in rules if was != became))
