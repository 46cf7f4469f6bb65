"""What runs short, as rows of a linear programme: carriers, escorts, reception, beds and staging places.

Every row says "what all trips use of this is at most so much". A family of rows may be left out; the bound is then
lower, never wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from musterbook.lift.bound.clock import Points
from musterbook.lift.bound.fleets import Fleet
from musterbook.lift.bound.people import People, Reals, Wholes
from musterbook.lift.problem import Problem

Resource = Literal["carriers", "escorts", "reception", "aboard"]
RESOURCES: tuple[Resource, ...] = ("carriers", "escorts", "reception", "aboard")
QUEUE_RULE = "R16 queue"
"""The rule of rows that are an equation from point to point, with columns of their own."""
TOLERANCE = 1e-6
"""What the referee lets a reception queue overflow."""


@dataclass(frozen=True)
class Tiling:
    """Stretches of time over which the use of carriers and escorts is added up.

    `held`: a trip counts from its lead to its tail as long as people are really aboard; else only as long as the way
    takes at least. `bare`: without lead and tail, relays between staging places too.
    """

    edges: Wholes
    held: bool
    bare: bool = False

    @property
    def lengths(self) -> Wholes:
        """Minutes of each tile."""
        return np.diff(self.edges)


@dataclass(frozen=True)
class Block:
    """Rows `first` to `first + len(most)` of one resource: a use of at most `most` each.

    `name` says what runs short (a fleet, a pool, a facility, a staging place), `rule` which rule makes it run short,
    `since` and `until` the minutes a row covers.
    """

    resource: Resource
    rule: str
    name: str
    first: int
    most: Reals
    since: Wholes
    until: Wholes

    @property
    def span(self) -> slice:
        """The rows of the block."""
        return slice(self.first, self.first + len(self.most))


@dataclass(frozen=True)
class Rows:
    """All rows.

    Attributes:
        tilings: how carriers and escorts are added up tile by tile; `by` the minutes by which they are added up from 0.
        pools: names of the escort pools; `pool_of` the pool of each fleet.
        fleet_tiles, pool_tiles: by tiling, the first row of each fleet and pool; then one row a tile.
        fleet_by, pool_by: the first row of each fleet and pool; then one row a minute of `by`.
        queue: by facility, the first row of its queue, one a point; the price of an arrival may have either sign.
        beds: by facility and compartment, the first row, one a step of the beds.
        staging: by staging place, the first row, one a stretch between points.
        blocks: every row with its capacity.
    """

    count: int
    tilings: tuple[Tiling, ...]
    by: Wholes
    pools: tuple[str, ...]
    pool_of: Wholes
    fleet_tiles: tuple[Wholes, ...]
    pool_tiles: tuple[Wholes, ...]
    fleet_by: Wholes
    pool_by: Wholes
    queue: Mapping[str, int]
    beds: Mapping[tuple[str, str], int]
    staging: Mapping[str, int]
    blocks: tuple[Block, ...]

    def capacities(self) -> Reals:
        """The capacity of every row; 0 for those of a queue, which has columns of its own."""
        found = np.zeros(self.count)
        for block in self.blocks:
            found[block.span] = 0.0 if block.name in self.queue and block.rule == QUEUE_RULE else block.most
        return found


def rows_of(
    problem: Problem,
    people: People,
    fleets: Sequence[Fleet],
    points: Mapping[str, Points],
    *,
    tilings: Sequence[Tiling],
    by: Wholes,
) -> Rows:
    """Rows for every resource of `problem`."""
    building = _Building(problem)
    fleet_names = [f"{fleet.type.id} {'+'.join(fleet.bases)}" for fleet in fleets]
    pools = pools_of(fleets)
    pool_of = np.array([i for one in fleets for i, pool in enumerate(pools) if one.bases[0] in pool], dtype=np.int64)
    fleet_tiles, pool_tiles = [], []
    for tiling in tilings:
        stretch = (tiling.edges[:-1], tiling.edges[1:])
        carriers: Resource = "aboard" if tiling.bare else "carriers"
        escorts: Resource = "aboard" if tiling.bare else "escorts"
        minutes = [len(fleet.vehicles) * tiling.lengths for fleet in fleets]
        fleet_tiles.append(building.add(carriers, "R12", fleet_names, minutes, stretch))
        guards = [_guard_minutes(problem, pool, *stretch) for pool in pools]
        pool_tiles.append(building.add(escorts, "R15", _names(pools), guards, stretch))
    whole = (np.zeros(len(by), dtype=np.int64), by)
    active = [fleet.active_minutes(list(by)) for fleet in fleets]
    fleet_by = building.add("carriers", "R9", fleet_names, active, whole)
    guards = [_guard_minutes(problem, pool, *whole) for pool in pools]
    pool_by = building.add("escorts", "R15", _names(pools), guards, whole)
    queue, beds, staging = building.places(people, points)
    return Rows(
        count=building.count,
        tilings=tuple(tilings),
        by=by,
        pools=tuple(_names(pools)),
        pool_of=pool_of,
        fleet_tiles=tuple(fleet_tiles),
        pool_tiles=tuple(pool_tiles),
        fleet_by=fleet_by,
        pool_by=pool_by,
        queue=queue,
        beds=beds,
        staging=staging,
        blocks=tuple(building.blocks),
    )


def pools_of(fleets: Sequence[Fleet]) -> list[tuple[str, ...]]:
    """The bases whose escorts are one pool: those that carriers of one fleet share, directly or by way of others."""
    pools: list[frozenset[str]] = []
    for fleet in fleets:
        bases = frozenset(fleet.bases)
        shared = [pool for pool in pools if pool & bases]
        pools = [pool for pool in pools if not pool & bases] + [bases.union(*shared)]
    return sorted(tuple(sorted(pool)) for pool in pools)


def bed_steps(problem: Problem, dest: str, compartment: str) -> list[tuple[int, int]]:
    """(before which minute, at most how many delivered): each step of the beds holds until the next."""
    steps = problem.node[dest].beds.get(compartment, ())
    if not steps:
        return [(problem.horizon_min + 1, 0)]
    found = [(steps[0][0], 0)] if steps[0][0] > 0 else []
    ends = [*(minute for minute, _ in steps[1:]), problem.horizon_min + 1]
    return found + [(end, number) for (_, number), end in zip(steps, ends, strict=True)]


def queue_minutes(points: Points) -> Reals:
    """For each point of a facility the minute up to which arrivals at it and before are surely counted, on average."""
    return np.where(points.after > points.at, (points.at + points.after) / 2, points.at.astype(np.float64))


def drains(problem: Problem, dest: str, points: Points) -> Reals:
    """How many heads a facility can take in from one point to the next."""
    minutes = queue_minutes(points)
    before = np.concatenate((points.at[:1].astype(np.float64), minutes[:-1]))
    return problem.node[dest].intake_per_hour / 60 * (minutes - before)


class _Building:
    """Blocks gathered one by one."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.blocks: list[Block] = []
        self.count = 0

    def add(
        self,
        resource: Resource,
        rule: str,
        names: Sequence[str],
        most: Sequence[Reals | Wholes],
        stretch: tuple[Wholes, Wholes],
    ) -> Wholes:
        """A block for each name; the answer is where each begins."""
        firsts = []
        for name, capacity in zip(names, most, strict=True):
            firsts.append(self.count)
            amounts = np.asarray(capacity, dtype=np.float64)
            self.blocks.append(Block(resource, rule, name, self.count, amounts, *stretch))
            self.count += len(capacity)
        return np.array(firsts, dtype=np.int64)

    def places(
        self, people: People, points: Mapping[str, Points]
    ) -> tuple[dict[str, int], dict[tuple[str, str], int], dict[str, int]]:
        """Rows of facilities and staging places."""
        queue, beds, staging = {}, {}, {}
        for node in self.problem.nodes:
            at = points.get(node.id)
            if at is None or not len(at) or node.kind not in ("dest", "hub"):
                continue
            if node.kind == "hub":
                most = np.full(len(at) - 1, float(node.hold_cap))
                staging[node.id] = int(self.add("reception", "R17", [node.id], [most], (at.at[:-1], at.at[1:]))[0])
                continue
            most = np.full(len(at), node.reception_cap + TOLERANCE)
            queue[node.id] = int(self.add("reception", QUEUE_RULE, [node.id], [most], (at.at, at.after))[0])
            for compartment in sorted({kind.compartment for kind in people.kinds}):
                steps = bed_steps(self.problem, node.id, compartment)
                ends = np.array([end for end, _ in steps], dtype=np.int64)
                number = np.array([heads for _, heads in steps], dtype=np.float64)
                first = self.add("reception", "R16 beds", [f"{node.id} {compartment}"], [number], (ends * 0, ends))
                beds[node.id, compartment] = int(first[0])
        return queue, beds, staging


def _names(pools: Sequence[tuple[str, ...]]) -> list[str]:
    return ["+".join(bases) for bases in pools]


def _guard_minutes(problem: Problem, bases: Sequence[str], start: Wholes, end: Wholes) -> Reals:
    """Escort minutes the pools of `bases` have between each start and end."""
    total = np.zeros(len(start))
    for base in bases:
        steps = problem.node[base].escorts
        for number, (minute, guards) in enumerate(steps):
            until = steps[number + 1][0] if number + 1 < len(steps) else problem.horizon_min
            total += guards * np.clip(np.minimum(end, until) - np.maximum(start, minute), 0, None)
    return total
