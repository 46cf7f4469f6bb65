"""Who goes aboard: fill a carrier by weight while seats, stretchers, escorts, beds and keep-apart allow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from musterbook.lift.problem import Group, Problem, VehicleType


@dataclass(slots=True)
class Load:
    """Heads by group and what they come to: weight, escorts needed, handling units."""

    heads: dict[str, int] = field(default_factory=dict)
    people: int = 0
    weight: float = 0.0
    seats: int = 0
    points: int = 0
    stretchers: int = 0
    units: int = 0
    tags: set[str] = field(default_factory=set)

    def add(self, lot: Lot, count: int) -> None:
        """Take `count` of a group aboard; a negative count takes them off again."""
        group = lot.group
        self.heads[group.id] = self.heads.get(group.id, 0) + count
        if not self.heads[group.id]:
            del self.heads[group.id]
        self.people += count
        self.weight += lot.weight * count
        self.seats += lot.seats * count
        self.points += lot.points * count
        self.stretchers += count if group.stretcher else 0
        self.units += lot.units * count


@dataclass(frozen=True, slots=True)
class Lot:
    """A group as loading sees it. `seats` is per type and left at 1 for those who sit."""

    group: Group
    weight: float
    points: int
    units: int
    seats: int = 1


class Loading:
    """Fills carriers; knows the groups of each site in the order of their weight."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rules = problem.rules
        self.apart: dict[str, frozenset[str]] = {}
        for pair in problem.rules.separation:
            for tag in pair:
                self.apart[tag] = self.apart.get(tag, frozenset()) | (pair - {tag})
        self._by_site = {node.id: self._ordered(problem.at_site(node.id)) for node in problem.nodes}
        self._lots = {group.id: self._lot(group) for group in problem.groups}
        self._for_type: dict[tuple[str, str], Lot] = {}

    def plain(self, group: str) -> Lot:
        """A group whatever the carrier."""
        return self._lots[group]

    def lot(self, group: str, kind: VehicleType) -> Lot:
        """A group as a carrier of the type sees it."""
        key = (group, kind.id)
        found = self._for_type.get(key)
        if found is None:
            plain = self._lots[group]
            seats = kind.seats_per_stretcher if plain.group.stretcher else 1
            found = self._for_type[key] = Lot(plain.group, plain.weight, plain.points, plain.units, seats)
        return found

    def escorts_for(self, points: int) -> int:
        """How many escorts R14 asks for with these points aboard."""
        return max(self.rules.escorts_min, -(-points // self.rules.escort_points_per_guard))

    def fill(
        self,
        kind: VehicleType,
        site: str,
        room: Callable[[Group], int],
        escorts_max: int,
        *,
        escorts_aboard: int | None = None,
        beds: Callable[[str], int] | None = None,
    ) -> Load:
        """The heaviest load from `site`: each tag once as the first aboard, then by weight. Empty if nobody can go.

        Args:
            kind: the type of carrier.
            site: where people are held.
            room: how many of a group may go at all (still held, permitted).
            escorts_max: escorts there are.
            beds: beds free for this load by compartment; None when they are not asked for here.
            escorts_aboard: on tour, how many are aboard already; neither more nor fewer can be.
        """
        offers = [(lot, count) for lot in self._by_site[site] if (count := room(lot.group)) > 0]
        free = {lot.group.compartment: beds(lot.group.compartment) for lot, _ in offers} if beds else {}
        best = Load()
        for tag in dict.fromkeys(lot.group.tag for lot, _ in offers):
            load = self._from(kind, offers, tag, (escorts_aboard, escorts_max), dict(free))
            if load.weight > best.weight or not best.people:
                best = load
        return best

    def most(self, kind: VehicleType, load: Load, lot: Lot, escorts: int | None, escorts_max: int) -> int:
        """How many more of `lot` fit beside `load`; `escorts` fixes how many are aboard, else as many as needed."""
        tag = lot.group.tag
        if any(other in self.apart.get(tag, ()) for other in load.tags):
            return 0
        most = kind.stretchers_max - load.stretchers if lot.group.stretcher else kind.seats
        guarded = (escorts_max if escorts is None else escorts) * self.rules.escort_points_per_guard - load.points
        if lot.points:
            most = min(most, guarded // lot.points)
        if escorts is not None:
            return max(0, min(most, (kind.seats - load.seats - escorts) // lot.seats))
        most = min(most, (kind.seats - load.seats) // max(1, lot.seats))
        while most > 0:
            needed = self.escorts_for(load.points + lot.points * most)
            over = load.seats + lot.seats * most + needed - kind.seats
            if over <= 0 and needed <= escorts_max:
                return most
            most -= max(1, math.ceil(over / (lot.seats + 1))) if over > 0 else 1
        return 0

    def _from(
        self,
        kind: VehicleType,
        offers: Iterable[tuple[Lot, int]],
        first: str,
        escorts: tuple[int | None, int],
        free: dict[str, int],
    ) -> Load:
        load = Load()
        load.tags.add(first)
        for plain, count in offers:
            lot = self.lot(plain.group.id, kind)
            where = lot.group.compartment
            some = min(count, free.get(where, count), self.most(kind, load, lot, *escorts))
            if some > 0:
                if where in free:
                    free[where] -= some
                load.add(lot, some)
                load.tags.add(lot.group.tag)
        return load

    def _ordered(self, groups: Iterable[Group]) -> list[Lot]:
        """Heaviest first; of equal weight those lying, since few carriers can take them, then the larger group."""
        lots = [self._lot(group) for group in groups]
        return sorted(lots, key=lambda lot: (-lot.weight, not lot.group.stretcher, -lot.group.count, lot.group.id))

    def _lot(self, group: Group) -> Lot:
        risk = self.problem.risk_class[group.risk]
        return Lot(group, risk.weight, risk.escort_points, self.rules.stretcher_load_units if group.stretcher else 1)


def ground_minutes(kind: VehicleType, seconds_per_unit: float, units: int) -> int:
    """How long handling `units` takes (R7); at least a minute, so that every service holds its slot."""
    return max(1, kind.turn_min + math.ceil(seconds_per_unit * units / 60 - 1e-9))
