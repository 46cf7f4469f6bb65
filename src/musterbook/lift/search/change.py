"""Keeping to an adopted plan while improving on it: its serials as entries, what a change costs, and the search.

Every adopted serial not yet committed is an entry with its minute and its seats. The search changes entries near the
fault first, and counts loss together with what the change asks of people: seats taken away, serials moved.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from musterbook.lift.search import columns as c
from musterbook.lift.search.begun import Begun
from musterbook.lift.search.bookings import serial_rows, total
from musterbook.lift.search.engine import LIST_MAX, Engine
from musterbook.lift.search.starts import Figures

Entry = tuple[int, int, int, int]
Entries = list[list[Entry]]

PER_HEAD = 0.02
PER_SERIAL = 0.2
MOVED_MIN = 30
STUCK = 1e3
TOO_MANY = 1e3
FREE_ENTRY: Entry = (c.FREE, 0, 0, 0)
RULES = (
    Figures(),
    Figures("value-rate-soon", wait_min=240.0, tour_wait_min=240.0),
    Figures("most-at-risk-first", kind=c.MOST_AT_RISK),
)
RESCUE = (
    Figures("staged-first", staged=50.0, fill=0.0, wait_min=4320.0, tour_wait_min=4320.0),
    Figures("staged-first-soon", staged=50.0, fill=0.0, wait_min=480.0, tour_wait_min=480.0, relay=False),
)
"""Rules that fetch those who wait at staging places before anybody else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A serial of the adopted plan that is to be kept: carrier, places, groups by number; `begin` when it leaves.

    `near` the fault it may change freely; `home_first` when its carrier goes home before it.
    """

    serial: str
    vehicle: int
    origin: int
    dest: int
    begin: int
    heads: Mapping[int, int]
    near: bool
    home_first: bool
    seats: int = 0

    @property
    def entry(self) -> Entry:
        """The entry that keeps it as it is."""
        flags = c.AT_MINUTE | (c.HOME_FIRST if self.home_first else 0) | self.seats * c.SEATS
        return (self.origin, self.dest, self.begin, flags)


@dataclass(frozen=True, slots=True)
class Toll:
    """What a plan changes: heads reseated, serials moved or gone, serials far from the fault that are not as before."""

    reseated: int = 0
    moved: int = 0
    far: int = 0


@dataclass(frozen=True, slots=True)
class Prices:
    """What change costs. `weight` is the mean weight of a head, `calm` scales all, `far_most` serials may change."""

    weight: float
    calm: float
    far_most: int


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: entries, the rule for what they leave open, and its worth; smaller is better."""

    entries: Entries
    rule: Figures
    total: float
    loss: float
    toll: Toll


class Looking(Engine):
    """An engine whose carriers look for work often once their entries are used up: news may come at any time."""

    def _idle(self, least: int, most: int) -> None:
        super()._idle(min(least, 60), min(most, 240))


@dataclass(slots=True)
class ChangeSearch:
    """Looks for a plan that loses little and changes little.

    Attributes:
        engine: starts from what is committed.
        begun: the same.
        wanted: serials to keep.
        prices: of change.
        chance: seeded.
    """

    engine: Engine
    begun: Begun
    wanted: Sequence[Wanted]
    prices: Prices
    chance: random.Random
    trials: int = 0
    _fleet: dict[int, list[int]] = field(default_factory=dict)
    _near_carriers: list[int] = field(default_factory=list)
    _near_origins: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        tables = self.engine.tables
        fleet: dict[int, list[int]] = defaultdict(list)
        for v in range(tables.vehicles):
            if self.begun.tables.start[tables.whole[c.AT_WAKE] + v] < tables.whole[c.HORIZON]:
                fleet[int(tables.whole[tables.whole[c.AT_VEHICLE_TYPE] + v])].append(v)
        self._fleet = dict(fleet)
        near = [one for one in self.wanted if one.near]
        kinds = {int(tables.whole[tables.whole[c.AT_VEHICLE_TYPE] + one.vehicle]) for one in near}
        self._near_carriers = sorted(v for kind in kinds for v in self._fleet.get(kind, ()))
        self._near_origins = {one.origin for one in near}

    def stuck(self) -> Mapping[int, int]:
        """Heads by lot whom the plan simulated last leaves at staging places (`Begun.stuck`)."""
        return self.begun.stuck(self.engine.bookings)

    def as_adopted(self) -> Entries:
        """All serials as they were."""
        return self._entries(lambda one: one.entry)

    def first(self) -> Found:
        """The adopted serials as they stand, and the first rule for the rest."""
        return self.judge(self.as_adopted(), RULES[0])

    def rescue(self, found: Found) -> Found:
        """The adopted serials as they stand, and whatever rule leaves the fewest at staging places."""
        for rule in (*RESCUE, *RULES[1:]):
            tried = self.judge(found.entries, rule)
            found = tried if tried.total < found.total - 1e-9 else found
        self.judge(found.entries, found.rule)
        return found

    def starts(self, found: Found) -> Found:
        """Other simple ways: other rules for the rest, seats near the fault given up, serials near it left open."""
        near = {(one.vehicle, one.entry) for one in self.wanted if one.near}
        sites = self._near_origins

        def loosened(one: Wanted) -> Entry:
            return _loose(one.entry) if one.origin in sites else one.entry

        ways = [self._entries(lambda one: one.entry), self._entries(loosened)]
        if near:
            ways.append(self._entries(lambda one: FREE_ENTRY if one.near else loosened(one)))
            ways.append(self._entries(lambda one: None if one.near else loosened(one)))
        for entries in ways:
            for rule in RULES:
                tried = self.judge(entries, rule)
                found = tried if tried.total < found.total - 1e-9 else found
        return found

    def improve(self, found: Found, *, trials: int, over: Callable[[], bool]) -> Found:
        """Try changed entries until the trials or the time are used up; the best that was found."""
        found = self._hand_over(found, trials, over)
        best = current = found
        while self.trials < trials and not over():
            entries = [list(some) for some in current.entries]
            rule = current.rule if self.chance.random() < 0.95 else self.chance.choice(RULES)
            for _ in range(1 if self.chance.random() < 0.7 else 2):
                self._vary(entries)
            tried = self.judge(entries, rule)
            heat = 0.0005 * best.loss * (1 - self.trials / trials) ** 2
            if tried.total <= current.total - heat * math.log(max(1e-12, self.chance.random())):
                current = tried
            best = tried if tried.total < best.total - 1e-9 else best
        return best

    def judge(self, entries: Entries, rule: Figures) -> Found:
        """Simulate entries; loss, and what they change."""
        self.trials += 1
        loss = self.engine.simulate(rule, tuple(tuple(some[:LIST_MAX]) for some in entries))
        toll = self._toll()
        prices = self.prices
        price = prices.calm * prices.weight * (PER_HEAD * toll.reseated + PER_SERIAL * toll.moved)
        price += STUCK * sum(self.begun.stuck(self.engine.bookings).values()) + TOO_MANY * max(
            0, toll.far - prices.far_most
        )
        return Found(entries, rule, loss + price, loss, toll)

    def _entries(self, how: Callable[[Wanted], Entry | None]) -> Entries:
        found: Entries = [[] for _ in range(self.engine.tables.vehicles)]
        for one in self.wanted:
            entry = how(one)
            if entry is not None:
                found[one.vehicle].append(entry)
        return found

    def _toll(self) -> Toll:
        """Compare the plan simulated last with the serials wanted."""
        head, bookings = self.engine.tables.whole, self.engine.bookings
        loads = total(self.engine.tables, bookings, c.T_LOADS)
        groups = bookings.whole[head[c.AT_LOAD_GROUP] :][:loads].tolist()
        heads = bookings.whole[head[c.AT_LOAD_HEADS] :][:loads].tolist()
        trips: dict[tuple[int, int, int], list[tuple[int, int, int]]] = defaultdict(list)
        for row in serial_rows(self.engine.tables, bookings).tolist():
            if not row[c.R_KIND]:
                key = (row[c.R_VEHICLE], row[c.R_ORIGIN], row[c.R_DEST])
                trips[key].append((row[c.R_LEAVE], row[c.R_LOADS], row[c.R_LOADS_END]))
        reseated = moved = far = 0
        for one in self.wanted:
            there = trips.get((one.vehicle, one.origin, one.dest))
            if not there:
                reseated, moved, far = reseated + sum(one.heads.values()), moved + 1, far + (not one.near)
                continue
            trip = min(there, key=lambda some, one=one: abs(some[0] - one.begin))  # type: ignore[misc]
            there.remove(trip)
            aboard: dict[int, int] = defaultdict(int)
            for k in range(trip[1], trip[2]):
                aboard[groups[k]] += heads[k]
            lost = sum(max(0, number - aboard[group]) for group, number in one.heads.items())
            late = abs(trip[0] - one.begin) > MOVED_MIN
            other = late or dict(one.heads) != {group: number for group, number in aboard.items() if number}
            reseated, moved, far = reseated + lost, moved + late, far + (other and not one.near)
        return Toll(reseated, moved, far)

    def _hand_over(self, found: Found, trials: int, over: Callable[[], bool]) -> Found:
        """What a carrier cannot do any more is offered to others of its type, one serial after another."""
        kept = {(one.vehicle, one.origin, one.dest) for one in self._done(found)}
        lost = [one for one in self.wanted if one.near and (one.vehicle, one.origin, one.dest) not in kept]
        for one in sorted(lost, key=lambda some: some.begin):
            kind = int(self.engine.tables.whole[self.engine.tables.whole[c.AT_VEHICLE_TYPE] + one.vehicle])
            others = [v for v in self._fleet.get(kind, ()) if v != one.vehicle]
            for w in self.chance.sample(others, min(3, len(others))):
                if self.trials >= trials or over():
                    return found
                entries = [list(some) for some in found.entries]
                entries[one.vehicle] = [some for some in entries[one.vehicle] if some != one.entry]
                at = sum(some[2] < one.begin for some in entries[w] if some[3] & c.AT_MINUTE)
                entries[w].insert(at, (one.origin, one.dest, one.begin, c.AT_MINUTE | c.HOME_FIRST))
                tried = self.judge(entries, found.rule)
                if tried.total < found.total - 1e-9:
                    found = tried
                    break
        return found

    def _done(self, found: Found) -> list[Wanted]:
        """The serials wanted that a candidate carries out."""
        self.engine.simulate(found.rule, tuple(tuple(some[:LIST_MAX]) for some in found.entries))
        rows = {(row[c.R_VEHICLE], row[c.R_ORIGIN], row[c.R_DEST])
                for row in serial_rows(self.engine.tables, self.engine.bookings).tolist()
                if not row[c.R_KIND]}  # fmt: skip
        return [one for one in self.wanted if (one.vehicle, one.origin, one.dest) in rows]

    def _vary(self, entries: Entries) -> None:
        """One change, near the fault two times in three."""
        chance = self.chance
        near = self._near_carriers
        v = chance.choice(near) if near and chance.random() < 2 / 3 else chance.randrange(len(entries))
        some, move = entries[v], chance.random()
        k = chance.randrange(len(some) + 1)
        if move < 0.4 or not some:
            if len(some) < LIST_MAX:
                some.insert(k, FREE_ENTRY)
            return
        k = min(k, len(some) - 1)
        origin, dest, minute, flags = some[k]
        if move < 0.55:
            some[k] = _loose(some[k])
        elif move < 0.65:
            some[k] = FREE_ENTRY
        elif move < 0.75:
            del some[k]
        elif move < 0.82:
            some[k] = (origin, dest, 0, flags & ~c.AT_MINUTE)
        elif move < 0.9:
            entries[:] = [[_loose(one) if one[0] == origin else one for one in each] for each in entries]
        else:
            kind = int(self.engine.tables.whole[self.engine.tables.whole[c.AT_VEHICLE_TYPE] + v])
            w = chance.choice(self._fleet.get(kind, [v]))
            if w != v and len(entries[w]) < LIST_MAX:
                at = sum(one[2] < minute for one in entries[w] if one[3] & c.AT_MINUTE)
                entries[w].insert(at, _loose(some.pop(k)))


def _loose(entry: Entry) -> Entry:
    """The same entry, open to whoever is worth most."""
    return (*entry[:3], entry[3] % c.SEATS)
