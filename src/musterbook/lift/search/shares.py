"""Who goes to which beds, where places are so many that near beds go to people who could also go elsewhere.

On a large problem a carrier fills the nearest beds first, and those who can reach no others stay behind. So before
anybody moves, the beds are shared out: how many of each site and compartment go to which destination, straight or over
which staging place, so that the weight left behind and the danger until the beds open are least (decision 0440). It is
a flow: a linear programme of some ten thousand columns, solved in a second.
"""

from __future__ import annotations

from collections import defaultdict

import highspy
import numpy as np

from musterbook.lift.problem import MODES, Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.starts import Taste
from musterbook.lift.search.tables import Array, Tables, compartments

Shares = tuple[tuple[int, int, int, int], ...]
"""From where, to where (numbers of places), compartment, heads. What is not named may not go; no shares: all may."""

SEATS_USUAL = 40
HANDLING_MIN = 60
HUB_STAY_DAYS = 1.5
DAY_MIN = 1440


class Sharing:
    """One problem whose beds are shared out again and again, by different tastes."""

    def __init__(self, problem: Problem, tables: Tables) -> None:
        self.problem, self.tables = problem, tables
        self._minutes = minutes_between(tables, problem)

    def shares(self, taste: Taste) -> Shares:
        """How the beds are best shared out; empty when the solver finds nothing."""
        return _Flow(self.problem, self.tables, self._minutes, taste).solved()


def minutes_between(tables: Tables, problem: Problem) -> Array:
    """The fewest minutes of a usual carrier from its base over one place to another and home; NEVER if none may."""
    head, nodes = tables.whole, tables.nodes
    legs = _part(head, c.AT_LEG, (len(problem.vehicle_types), nodes, nodes))
    rows = _part(head, c.AT_ROW, (nodes, len(MODES)))
    kinds = _part(head, c.AT_TYPE_I, (len(problem.vehicle_types), c.TY_COLUMNS))
    fuels = _part(head, c.AT_FUELS, (nodes, len(MODES))).astype(bool)
    fleets = set(zip(_part(head, c.AT_VEHICLE_TYPE, (tables.vehicles,)).tolist(),
                     _part(head, c.AT_VEHICLE_BASE, (tables.vehicles,)).tolist(), strict=True))  # fmt: skip
    best = np.full((nodes, nodes), float(c.NEVER))
    for k, base in sorted(fleets):
        mode, kind = int(kinds[k, c.TY_MODE]), problem.vehicle_types[k]
        usable = rows[:, mode] >= 0
        leg = legs[k].astype(np.float64)
        whole = leg[base][:, np.newaxis] + leg + leg[:, base][np.newaxis, :] + HANDLING_MIN
        km = np.where(leg >= c.NEVER, np.inf, np.maximum(0.0, leg - kind.leg_overhead_min) * kind.speed_kmh / 60)
        behind = np.where(fuels[:, mode], 0.0, km[:, base])
        far = km[base][:, np.newaxis] + km + behind[np.newaxis, :]
        may = usable[:, np.newaxis] & usable[np.newaxis, :] & (far <= kind.range_km)
        may &= whole <= min(kind.duty_max_min, problem.rules.escort_tour_max_min)
        best = np.minimum(best, np.where(may, whole * SEATS_USUAL / kind.seats, float(c.NEVER)))
    return best


class _Flow:
    """The linear programme: columns are ways of people of a site, compartment and weight, and of those at hubs."""

    def __init__(self, problem: Problem, tables: Tables, minutes: Array, taste: Taste) -> None:
        self.problem, self.tables, self.minutes, self.taste = problem, tables, minutes, taste
        head = tables.whole
        self.sites, self.hubs, self.dests = (
            _part(head, at, (int(head[n]),)).tolist()
            for at, n in ((c.AT_SITES, c.SITES), (c.AT_HUBS, c.HUBS), (c.AT_DESTS, c.DESTS))
        )
        self.rooms = int(head[c.ROOMS])
        self.lost = _part(tables.figures, head[c.AT_LOST], (tables.nodes, int(head[c.GRIDS])), plain=True)
        self.beds, self.opens = self._beds()
        self.ways: list[tuple[int, int, int]] = []
        self.cost: list[float] = []
        self.entries: list[list[tuple[int, float]]] = []
        self.upper: list[float] = []
        self.lower: list[float] = []

    def solved(self) -> Shares:
        """The shares of the best flow."""
        bed_row = {key: self._row(-np.inf, float(heads)) for key, heads in self.beds.items()}
        hub_row = {(hub, room): self._row(0.0, 0.0) for hub in self.hubs for room in range(self.rooms)}
        room_row = {hub: self._row(-np.inf, self._through(hub)) for hub in self.hubs}
        for (site, room, weight, permitted), heads in self._people().items():
            own = self._row(-np.inf, float(heads))
            stays = weight * (self._lost(site, self.problem.horizon_min) + self.problem.rules.left_behind_loss)
            for to in (*self.dests, *self.hubs):
                minutes = self.minutes[site, to]
                if minutes >= c.NEVER or (to, room) not in (bed_row if to in self.dests else hub_row):
                    continue
                if permitted and to in self.dests and self.problem.nodes[to].id not in permitted:
                    continue
                leaves = self.taste.first_min
                into = [(own, 1.0)]
                if to in self.dests:
                    opens = self.opens[to, room]
                    leaves = max(leaves, opens + self.taste.after_min) if opens > 0 else leaves
                    into.append((bed_row[to, room], 1.0))
                else:
                    into += [(hub_row[to, room], 1.0), (room_row[to], 1.0)]
                if to < len(self.taste.reached_min) and self.taste.reached_min[to] > 0:
                    leaves = self.taste.reached_min[to]
                self._way((site, to, room), weight * self._lost(site, int(leaves)) - stays, minutes, into)
        for (hub, room), row in hub_row.items():
            for to in self.dests:
                if self.minutes[hub, to] < c.NEVER and (to, room) in bed_row:
                    self._way((hub, to, room), 0.0, self.minutes[hub, to], [(row, -1.0), (bed_row[to, room], 1.0)])
        return self._flow()

    def _way(self, way: tuple[int, int, int], cost: float, minutes: float, into: list[tuple[int, float]]) -> None:
        self.ways.append(way)
        self.cost.append(cost + self.taste.minute_price * float(minutes))
        self.entries.append(into)

    def _row(self, lower: float, upper: float) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.upper) - 1

    def _people(self) -> dict[tuple[int, int, float, frozenset[str]], int]:
        """Heads by site, compartment, weight and the destinations they are permitted (none: all)."""
        number = {node.id: n for n, node in enumerate(self.problem.nodes)}
        rooms = {room: r for r, room in enumerate(compartments(self.problem))}
        found: dict[tuple[int, int, float, frozenset[str]], int] = defaultdict(int)
        for group in self.problem.groups:
            weight = self.problem.risk_class[group.risk].weight
            key = (number[group.site], rooms[group.compartment], weight, frozenset(group.dests or ()))
            found[key] += group.count
        return found

    def _beds(self) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
        """By destination and compartment: beds in the end, and from when half of them are open."""
        beds, opens = {}, {}
        for node in self.dests:
            for room, name in enumerate(compartments(self.problem)):
                steps = self.problem.nodes[node].beds.get(name, ())
                if steps and steps[-1][1] > 0:
                    beds[node, room] = steps[-1][1]
                    opens[node, room] = next(start for start, number in steps if 2 * number >= steps[-1][1])
        return beds, opens

    def _through(self, hub: int) -> float:
        """How many a staging place can hold one after another."""
        days = self.problem.horizon_min / DAY_MIN / HUB_STAY_DAYS
        return self.problem.nodes[hub].hold_cap * days

    def _lost(self, site: int, minute: int) -> float:
        return float(self.lost[site, min(max(0, minute), self.problem.horizon_min) // c.GRID_MIN])

    def _flow(self) -> Shares:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (("output_flag", False), ("threads", 1)):
            solver.setOptionValue(option, setting)
        none, nothing = np.array([], np.int32), np.array([], np.float64)
        solver.addRows(len(self.upper), np.array(self.lower), np.array(self.upper), 0, none, none, nothing)
        starts = np.cumsum([0, *map(len, self.entries)])[:-1].astype(np.int32)
        rows = np.array([row for into in self.entries for row, _ in into], np.int32)
        amounts = np.array([amount for into in self.entries for _, amount in into], np.float64)
        n = len(self.ways)
        solver.addCols(n, np.array(self.cost), np.zeros(n), np.full(n, np.inf), len(rows), starts, rows, amounts)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return ()
        heads: dict[tuple[int, int, int], float] = defaultdict(float)
        for way, value in zip(self.ways, solver.getSolution().col_value, strict=True):
            heads[way] += value
        return tuple((o, d, room, round(some)) for (o, d, room), some in heads.items() if round(some) > 0)


def _part(head: Array, at: int, shape: tuple[int, ...], *, plain: bool = False) -> Array:
    """A table of `head` by its address, or by where it begins."""
    first = int(at) if plain else int(head[at])
    size = int(np.prod(shape))
    return head[first : first + size].reshape(shape)
