"""Changing an adopted plan as little as serves: serials that lost their place, what a change costs, and the search.

What stays is booked already. Every serial that lost its place is an entry with its minute and its seats, so that it is
carried out as before where it still can be. The search counts loss together with what the change asks of people: seats
taken away, serials moved.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from musterbook.lift.search import columns as c
from musterbook.lift.search.begun import Begun, exposure
from musterbook.lift.search.bookings import serial_rows, total
from musterbook.lift.search.engine import LIST_MAX, Engine
from musterbook.lift.search.sequences import Budget, Hunt
from musterbook.lift.search.starts import Figures
from musterbook.lift.search.tables import Tables

Entry = tuple[int, int, int, int]
Entries = list[list[Entry]]

PER_HEAD = 0.02
PER_SERIAL = 0.2
MOVED_MIN = 30
DAY_MIN = 1440
STUCK = 1e3
TOO_MANY = 1e3
FREE_ENTRY: Entry = (c.FREE, 0, 0, 0)
RULES = (
    Figures(),
    Figures("value-rate-soon", wait_min=240.0, tour_wait_min=240.0),
    Figures("most-at-risk-first", kind=c.MOST_AT_RISK),
)
MANNERS = 4
"""How many simple ways there are to carry out again what lost its place (`ChangeSearch.start`)."""
RESCUE = (
    Figures("staged-first", staged=50.0, fill=0.0, wait_min=4320.0, tour_wait_min=4320.0),
    Figures("staged-first-soon", staged=50.0, fill=0.0, wait_min=480.0, tour_wait_min=480.0, relay=False),
)
"""Rules that fetch those who wait at staging places before anybody else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A serial of the adopted plan that lost its place: carrier, places, groups by number; `begin` when it leaves.

    `near`: it lost it because of the news, and may change freely; else it was given up to do better.
    `home_first` when its carrier goes home before it.
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
    manner: int = 0


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
        wanted: serials that lost their place.
        prices: of change.
        seed: of what is drawn.
        carrier: the carrier behind each shift.
        own: when each shift has time of its own.
        plain: the tables without what is kept of the adopted plan, for a search that owes it nothing.
    """

    engine: Engine
    begun: Begun
    wanted: Sequence[Wanted]
    prices: Prices
    seed: int
    carrier: Sequence[int]
    own: Sequence[tuple[int, int]]
    plain: Tables
    trials: int = 0
    chance: random.Random = field(init=False)
    _fleet: dict[int, list[int]] = field(default_factory=dict)
    _near_carriers: list[int] = field(default_factory=list)
    _near_origins: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        fleet: dict[int, list[int]] = defaultdict(list)
        for v in range(self.engine.tables.vehicles):
            if self.begun.tables.start[self.engine.tables.whole[c.AT_WAKE] + v] < self.engine.tables.whole[c.HORIZON]:
                fleet[self._kind(v)].append(v)
        self._fleet = dict(fleet)
        awake = {v for some in fleet.values() for v in some}
        near = {one.vehicle for one in self.wanted}
        kinds = {self._kind(v) for v in near}
        from_min = min((one.begin for one in self.wanted), default=0) - DAY_MIN // 2
        to_min = max((one.begin for one in self.wanted), default=int(self.engine.tables.whole[c.HORIZON])) + DAY_MIN
        self._near_carriers = sorted(near & awake) or [
            v for v in sorted(awake)
            if (not kinds or self._kind(v) in kinds) and self.own[v][0] < to_min and from_min < self.own[v][1]
        ]  # fmt: skip
        self._near_origins = {one.origin for one in self.wanted}

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
        """Whatever leaves the fewest at staging places: they go first, before others take their beds and seats."""
        hubs = self.engine.tables.whole[self.engine.tables.whole[c.AT_KIND] :]
        only = self._entries(lambda one: one.entry if hubs[one.origin] != c.SITE else None)
        for entries in (found.entries, only, self._entries(lambda _: None)):
            for rule in (*RESCUE, *RULES[1:]):
                tried = self.judge(entries, rule)
                found = tried if tried.total < found.total - 1e-9 else found
            if found.total < STUCK:
                break
        self.judge(found.entries, found.rule)
        return found

    def starts(self, found: Found) -> Found:
        """Other simple ways: other rules for the rest, seats given up, serials that lost their place left open."""
        for manner in range(MANNERS):
            for rule in RULES:
                tried = self.start(manner, rule)
                found = tried if tried.total < found.total - 1e-9 else found
        return found

    def start(self, manner: int, rule: Figures) -> Found:
        """One of the simple ways.

        0: serials that lost their place as they were; 1: open to whoever is worth most; 2: an open place for each;
        3: nothing asked. Those given up of our own accord (not `near`) are never asked for.
        """
        hows: tuple[Callable[[Wanted], Entry | None], ...] = (
            lambda one: one.entry, lambda one: _loose(one.entry), lambda _: FREE_ENTRY, lambda _: None,
        )  # fmt: skip
        how = hows[manner]
        found = self.judge(self._entries(lambda one: how(one) if one.near else None), rule)
        return replace(found, manner=manner)

    def hunt(self, found: Found, *, trials: int, over: Callable[[], bool]) -> Found:
        """A free search for whatever is left to decide; what it finds counts with what it changes, like any other."""
        engine = Engine(self.engine.problem, seed=self.seed, tables=self.plain)
        budget = Budget(0.0, trials, over)
        best = Hunt(self.engine.problem, seed=self.seed, budget=budget, publish=lambda _: None, engine=engine).run()
        self.trials += trials
        if best is None:
            return found
        entries: Entries = [list(some) for some in best.lists]
        tried = self.judge(entries, replace(best.figures, noise=0.0))
        return tried if tried.total < found.total - 1e-9 else found

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
        self.begun.fresh(self.engine.bookings)
        loss = self.engine.simulate(rule, tuple(tuple(some[:LIST_MAX]) for some in entries))
        toll = self._toll()
        prices = self.prices
        price = prices.calm * prices.weight * (PER_HEAD * toll.reseated + PER_SERIAL * toll.moved)
        price += STUCK * sum(self.begun.stuck(self.engine.bookings).values()) + TOO_MANY * max(
            0, toll.far - prices.far_most
        )
        return Found(entries, rule, loss + price, loss, toll)

    def losses(self) -> list[tuple[int, int, float]]:
        """Of the plan simulated last, what each new serial from a site and each group left there loses: where, when."""
        problem, head, bookings = self.engine.problem, self.engine.tables.whole, self.engine.bookings
        weights = [problem.risk_class[group.risk].weight for group in problem.groups]
        groups, heads = bookings.whole[head[c.AT_LOAD_GROUP] :], bookings.whole[head[c.AT_LOAD_HEADS] :]
        found = []
        for row in serial_rows(self.engine.tables, bookings).tolist():
            node = problem.nodes[row[c.R_ORIGIN]]
            if not row[c.R_KIND] and node.kind == "site":
                lost = 1.0 - math.exp(-exposure(node, row[c.R_DEPART]))
                aboard = sum(int(heads[k]) * weights[groups[k]] for k in range(row[c.R_LOADS], row[c.R_LOADS_END]))
                found.append((row[c.R_ORIGIN], row[c.R_LEAVE], aboard * lost))
        numbers = {node.id: n for n, node in enumerate(problem.nodes)}
        for g, group in enumerate(problem.groups):
            left = int(bookings.whole[head[c.AT_REMAINING] + g])
            if left:
                at = numbers[group.site]
                found.append((at, problem.horizon_min, left * weights[g] * problem.rules.left_behind_loss))
        return found

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
                key = (self.carrier[row[c.R_VEHICLE]], row[c.R_ORIGIN], row[c.R_DEST])
                trips[key].append((row[c.R_LEAVE], row[c.R_LOADS], row[c.R_LOADS_END]))
        reseated = moved = far = 0
        for one in self.wanted:
            there = trips.get((self.carrier[one.vehicle], one.origin, one.dest))
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
            others = self._others(one.vehicle, one.begin)
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
            others = self._others(v, minute) if flags & c.AT_MINUTE else self._fleet.get(self._kind(v), [])
            w = chance.choice(others) if others else v
            if w != v and len(entries[w]) < LIST_MAX:
                at = sum(one[2] < minute for one in entries[w] if one[3] & c.AT_MINUTE)
                entries[w].insert(at, _loose(some.pop(k)))

    def _kind(self, v: int) -> int:
        whole = self.engine.tables.whole
        return int(whole[whole[c.AT_VEHICLE_TYPE] + v])

    def _others(self, v: int, minute: int) -> list[int]:
        """Shifts of the same type that have time of their own at a minute."""
        return [w for w in self._fleet.get(self._kind(v), ()) if w != v and self.own[w][0] <= minute < self.own[w][1]]


def _loose(entry: Entry) -> Entry:
    """The same entry, open to whoever is worth most."""
    return (*entry[:3], entry[3] % c.SEATS)
