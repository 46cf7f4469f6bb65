"""How finely time is cut, and how prices found on one cut are carried over to a finer one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from musterbook.lift.bound.clock import Pace, paced
from musterbook.lift.bound.fleets import Fleet
from musterbook.lift.bound.people import People, Reals, Wholes
from musterbook.lift.bound.pricing import Relaxation, relaxation_of
from musterbook.lift.bound.rows import Tiling, rows_of
from musterbook.lift.bound.trips import trips_of
from musterbook.lift.problem import Problem


@dataclass(frozen=True, slots=True)
class Grain:
    """A cut of time.

    Attributes:
        pace: how far apart the points of places are.
        tiles: how far apart the edges of short tiles are, until `tiles_until`; none when 0.
        long_tiles_min: length of the long tiles that follow.
        by: how far apart the minutes are by which use is added up from the start.
        aboard_tiles_min: length of the tiles that only count people aboard; points of staging places lie on all edges.
        marks: more points, by place.
    """

    pace: Pace
    tiles: Pace
    tiles_until: int
    long_tiles_min: tuple[int, ...]
    by: Pace
    aboard_tiles_min: int = 1440
    marks: Mapping[str, frozenset[int]] = field(default_factory=dict)


def cut(
    problem: Problem, people: People, fleets: tuple[Fleet, ...], grain: Grain, *, prompt: bool = False
) -> Relaxation:
    """The relaxation of `problem` at this grain; for prompt plans alone when `prompt`."""
    horizon = problem.horizon_min
    tilings = []
    if grain.tiles_until:
        tilings.append(Tiling(paced(min(grain.tiles_until, horizon), grain.tiles), held=True))
    tilings += [Tiling(paced(horizon, ((0, length),)), held=True) for length in grain.long_tiles_min]
    tilings.append(Tiling(paced(horizon, ((0, grain.aboard_tiles_min),)), held=True, bare=True))
    marks = dict(grain.marks)
    for node in problem.nodes:
        if node.kind == "hub":
            edges = paced(horizon, ((0, grain.aboard_tiles_min),))
            marks[node.id] = marks.get(node.id, frozenset()) | frozenset(edges.tolist())
    trips = trips_of(problem, fleets, grain.pace, marks, prompt=prompt)
    by = paced(horizon, grain.by)[1:]
    rows = rows_of(problem, people, fleets, trips.points, tilings=tilings, by=by)
    return relaxation_of(problem, people, fleets, trips, rows)


def carried(prices: Reals, old: Relaxation, new: Relaxation) -> Reals:
    """`prices` of `old` as prices of `new`: a minute, a head or a bed costs what it cost at that time."""
    found = np.zeros(new.rows.count)
    _carry_tiles(prices, old, new, found)
    for firsts, starts in ((old.rows.fleet_by, new.rows.fleet_by), (old.rows.pool_by, new.rows.pool_by)):
        row = np.searchsorted(new.rows.by, old.rows.by)
        kept = row < len(new.rows.by)
        for first, start in zip(firsts, starts, strict=True):
            np.add.at(found, start + row[kept], prices[first : first + len(old.rows.by)][kept])
    for dest, start in new.rows.queue.items():
        if dest in old.rows.queue:
            before, after = old.trips.points[dest], new.trips.points[dest]
            first = old.rows.queue[dest]
            found[start : start + len(after)] = np.interp(after.at, before.at, prices[first : first + len(before)])
    for hub, start in new.rows.staging.items():
        if hub in old.rows.staging:
            found[start : start + len(new.trips.points[hub]) - 1] = _spread(
                prices[old.rows.staging[hub] :][: len(old.trips.points[hub]) - 1],
                old.trips.points[hub].at,
                new.trips.points[hub].at,
            )
    for key, start in new.rows.beds.items():
        count = next(len(block.most) for block in new.rows.blocks if block.first == start)
        if key in old.rows.beds:
            found[start : start + count] = prices[old.rows.beds[key] : old.rows.beds[key] + count]
    return found


def _carry_tiles(prices: Reals, old: Relaxation, new: Relaxation, found: Reals) -> None:
    """Prices a minute: the tiles of the new cut share what the tiles of the old one cost at that minute."""
    for firsts, starts in ((old.rows.fleet_tiles, new.rows.fleet_tiles), (old.rows.pool_tiles, new.rows.pool_tiles)):
        for number, tiling in enumerate(new.rows.tilings):
            back = len(new.rows.tilings) - number  # tilings are alike by their place from the last
            for i in [len(old.rows.tilings) - back] if back <= len(old.rows.tilings) else []:
                edges = old.rows.tilings[i].edges
                middle = (tiling.edges[:-1] + tiling.edges[1:]) / 2
                tile = np.searchsorted(edges, middle, side="right") - 1
                kept = tile < len(edges) - 1
                for first, start in zip(firsts[i], starts[number], strict=True):
                    found[start + np.flatnonzero(kept)] += prices[first + tile[kept]]


def _spread(price: Reals, edges: Wholes, finer: Wholes) -> Reals:
    """A price for staying over each stretch, spread evenly over its minutes, added up over other stretches."""
    paid = np.concatenate(([0.0], np.cumsum(price)))
    spread: Reals = np.diff(np.interp(finer, edges, paid))
    return spread
