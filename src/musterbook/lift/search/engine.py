"""The compiled simulation as Python sees it: one problem, one plan being made, its lists, and a search over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from musterbook.lift.plan import Plan
from musterbook.lift.problem import Problem
from musterbook.lift.search import columns as c
from musterbook.lift.search.bookings import new_bookings, serial_rows, total
from musterbook.lift.search.compiled import make_ready
from musterbook.lift.search.emit import plan_of
from musterbook.lift.search.moves import adapt, new_moves
from musterbook.lift.search.shares import Shares
from musterbook.lift.search.starts import Figures
from musterbook.lift.search.tables import Array, Tables, tables_of
from musterbook.lift.search.vary import ADOPT, SEARCH, SIMULATE, door

Lists = tuple[tuple[tuple[int, int, int, int], ...], ...]
"""For each carrier its decisions: from where, to where (numbers of places), minutes to wait first, flags."""

KEPT_BYTES_MAX = 64_000_000
LIST_MAX = 128
LARGE_KEPT = 8


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan is worth, as the check will find it: smaller is better, compared in this order."""

    loss: float
    makespan: int
    cost: float

    @property
    def key(self) -> tuple[float, int, float]:
        """What plans are compared by."""
        return (round(self.loss, 6), self.makespan, round(self.cost, 2))


class Engine:
    """One problem in memory, and one plan at a time."""

    def __init__(self, problem: Problem, *, seed: int = 1, tables: Tables | None = None) -> None:
        self.problem = problem
        self.tables = tables or tables_of(problem)
        self.bookings = new_bookings(self.tables)
        vehicles, nodes = self.tables.vehicles, self.tables.nodes
        self.favour = np.ones(2 * nodes, np.float64)
        self.favour[nodes:] = self._weights_at_sites()
        self._slots, self._kept = self._room_to_put_aside()
        self._kept_minute = np.zeros(0, np.int64)
        self.lists, self.current, self.best = (np.zeros((vehicles, LIST_MAX, c.Q_COLUMNS), np.int64) for _ in range(3))
        self.lengths, self.current_n, self.best_n = (np.zeros(vehicles, np.int64) for _ in range(3))
        self._minutes = np.zeros((vehicles, LIST_MAX + 1), np.int64)
        self._from_entry = np.zeros(vehicles, np.int64)
        self._end = np.zeros(2 * int(self.tables.whole[c.GROUPS]) + 1, np.float64)
        self.moves = new_moves()
        self.control = np.zeros(c.C_COLUMNS, np.float64)
        self.control[c.C_CHANCE] = float((seed * 7919 + 12345) & 0xFFFFFFFFFFFF)
        self.figures = np.zeros(c.P_COLUMNS, np.float64)
        self._ready = False
        self._shares: Shares = ()
        self._row = self._numbers((c.AT_SITES, c.SITES), (c.AT_HUBS, c.HUBS))
        self._column = self._numbers((c.AT_DESTS, c.DESTS), (c.AT_HUBS, c.HUBS))

    def simulate(self, figures: Figures, lists: Lists | None = None, *, cutoff: float = 1e300) -> float:
        """The loss of the plan that `lists` and, where they are silent, the rule with `figures` make."""
        self._take(figures, lists)
        self.control[c.C_CUTOFF] = cutoff
        return self._call(SIMULATE, 1)

    def adopt(self, figures: Figures, lists: Lists) -> float:
        """Start the search from `lists`; its loss. Plans half made are put aside at even numbers of serials."""
        self._take(figures, lists)
        self.control[c.C_CUTOFF] = 1e300
        loss = self._call(SIMULATE, 1)
        leaving = np.sort(serial_rows(self.tables, self.bookings)[:, c.R_LEAVE])
        at = [len(leaving) * k // (self._slots + 1) for k in range(1, self._slots + 1)] if len(leaving) else []
        self._kept_minute = np.unique(leaving[at]) if at else np.zeros(0, np.int64)
        loss = self._call(ADOPT, 1)
        self.best[:], self.best_n[:] = self.current, self.current_n
        self.control[c.C_BEST] = loss
        return loss

    def search(self, trials: int, *, temperature: float, ties: bool = False) -> float:
        """Try as many changed lists; the best loss so far. `best_lists` are what it was found with.

        With `ties` a plan of the same loss is better when it ends sooner, or at the same minute for less cost.
        """
        self.control[c.C_TEMPERATURE], self.control[c.C_TIES] = temperature, float(ties)
        self._idle(480, 2880)
        adapt(self.moves)
        return self._call(SEARCH, trials)

    def judge_by(self, figures: Figures) -> None:
        """Let the rule go by other figures from here on; the lists stay, and so does what a leaving carrier needs."""
        needed = self.figures[c.P_LEAST_ESCORTS]
        self._figure(figures)
        self.figures[c.P_LEAST_ESCORTS] = needed

    def plan(self, notes: dict[str, str | int | float]) -> Plan:
        """The plan simulated last."""
        return plan_of(self.problem, self.tables, self.bookings, notes)

    def worth(self) -> Worth:
        """What the plan simulated last is worth."""
        at = self.tables.whole[c.AT_LOSS]
        figures = self.bookings.figures
        makespan = total(self.tables, self.bookings, c.T_MAKESPAN)
        return Worth(float(figures[at + 2]), makespan, float(figures[at + 1]))

    def lists_done(self, until: int = c.NEVER) -> Lists:
        """The decisions of the plan simulated last, of serials that leave before a minute."""
        found: list[list[tuple[int, int, int, int]]] = [[] for _ in range(self.tables.vehicles)]
        home = [0] * self.tables.vehicles
        for row in serial_rows(self.tables, self.bookings).tolist():
            v = row[c.R_VEHICLE]
            if max(row[c.R_LEAVE], row[c.R_DEPART]) >= until:
                continue
            if row[c.R_KIND]:
                home[v] = c.HOME_FIRST
            else:
                flags = home[v] + c.SEATS * row[c.R_FIRST]
                found[v].append((row[c.R_ORIGIN], row[c.R_DEST], row[c.R_WAIT], flags))
                home[v] = 0
        return tuple(tuple(entries) for entries in found)

    def best_lists(self) -> Lists:
        """The decisions of the best plan the search has found."""
        return tuple(
            tuple(tuple(entry) for entry in self.best[v, : self.best_n[v]].tolist())
            for v in range(self.tables.vehicles)
        )

    def _idle(self, least: int, most: int) -> None:
        """How long a carrier that can do nothing waits before it is asked again."""
        self.control[c.C_IDLE], self.control[c.C_IDLE_MAX] = least, most

    def _take(self, figures: Figures, lists: Lists | None) -> None:
        self._figure(figures)
        self._share_out(figures)
        large = bool(self.tables.whole[c.LARGE])
        idle_min = 60 if large else max(1, figures.idle_min)
        self._idle(*((480, 2880) if lists and not large else (idle_min, 8 * idle_min)))
        self.lengths[:] = 0
        for v, entries in enumerate(lists or ()):
            some = entries[:LIST_MAX]
            if some:
                self.lists[v, : len(some)] = some
                self.lengths[v] = len(some)

    def make_ready(self) -> None:
        """Have the machine code at hand; on a machine that has none yet this takes most of a minute."""
        make_ready(door, self._arguments(SIMULATE, 1))
        self._ready = True

    def _share_out(self, figures: Figures) -> None:
        """Say how the beds are shared out in what a plan starts with; without shares everybody may go anywhere."""
        head, start = self.tables.whole, self.tables.start
        if not head[c.LARGE]:
            return
        start[head[c.AT_TOTALS] + c.T_SHARED] = int(figures.shared_min) if figures.shares else 0
        if figures.shares is self._shares:
            return
        self._shares = figures.shares
        rooms, across = int(head[c.ROOMS]), int(head[c.DESTS] + head[c.HUBS])
        ways = (int(head[c.SITES]) + int(head[c.HUBS])) * across
        share = start[head[c.AT_SHARE] : head[c.AT_SHARE] + ways * rooms].reshape(-1, across, rooms)
        share[:] = 0 if figures.shares else c.NEVER
        for o, d, room, heads in figures.shares:
            if o in self._row and d in self._column and 0 <= room < rooms:
                share[self._row[o], self._column[d], room] = heads

    def _figure(self, figures: Figures) -> None:
        self.figures[:] = figures.values()
        self.favour[: self.tables.nodes] = 1.0
        self.favour[: len(figures.favour)] = figures.favour

    def _call(self, doing: int, trials: int) -> float:
        if not self._ready:
            self.make_ready()
        return float(door(*self._arguments(doing, trials)))

    def _arguments(self, doing: int, trials: int) -> tuple[Any, ...]:
        tables = self.tables
        return (
            tables.whole,
            tables.figures,
            *self.bookings,
            tables.start,
            tables.start_f,
            tables.start_slots,
            self.lists,
            self.lengths,
            self.current,
            self.current_n,
            self.best,
            self.best_n,
            self._minutes,
            self._from_entry,
            self.figures,
            self.favour,
            *self._kept,
            self._kept_minute,
            self._end,
            self.moves,
            self.control,
            doing,
            trials,
        )

    def _room_to_put_aside(self) -> tuple[int, list[Array]]:
        """Room for plans half made. Large ones touch only what is used, but pools must be whole from the start."""
        large, size = bool(self.tables.whole[c.LARGE]), sum(array.nbytes for array in self.bookings)
        slots = LARGE_KEPT if large else max(0, min(16, KEPT_BYTES_MAX // size))
        if not large:
            return slots, [np.tile(array, slots) for array in self.bookings]
        kept = [np.zeros(slots * len(array), array.dtype) for array in self.bookings]
        pools = slice(self.tables.whole[c.AT_POOL_FREE], self.tables.whole[c.AT_SERIALS])
        kept[0].reshape(slots, -1)[:, pools] = self.bookings.whole[pools]
        return slots, kept

    def _numbers(self, *tables: tuple[int, int]) -> dict[int, int]:
        """The places of some tables numbered one after the other."""
        head = self.tables.whole
        places = [int(place) for at, n in tables for place in head[head[at] : head[at] + head[n]]]
        return {place: number for number, place in enumerate(places)}

    def _weights_at_sites(self) -> Sequence[float]:
        """How much is at stake at each place: weights of those held there times the chance of loss in five days."""
        problem, nodes = self.problem, self.tables.nodes
        head = self.tables.whole
        grid = min(int(head[c.GRIDS]) - 1, 7200 // c.GRID_MIN)
        numbers = {node.id: number for number, node in enumerate(problem.nodes)}
        found = [0.0] * nodes
        for group in problem.groups:
            at = numbers[group.site]
            lost = float(self.tables.figures[head[c.AT_LOST] + at * int(head[c.GRIDS]) + grid])
            found[at] += group.count * problem.risk_class[group.risk].weight * lost
        return found
