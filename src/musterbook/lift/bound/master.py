"""The linear programme over the trips found so far; its duals are the prices to look for better trips with.

The solver is never believed: whatever prices it gives, the bound is worked out from them afresh (`journeys.priced`).
"""

from __future__ import annotations

import highspy
import numpy as np

from musterbook.lift.bound.columns import TripColumns, uses_of
from musterbook.lift.bound.journeys import allowed_prices
from musterbook.lift.bound.people import Reals, Wholes
from musterbook.lift.bound.pricing import Relaxation, hub_exposure
from musterbook.lift.bound.rows import TOLERANCE, drains

IMPRECISE = 1e-4
"""When prices and trips disagree by more than this share, the solver has not ended its work."""


class Master:
    """Cohorts choose among known trips; resources are rows, staging places balance what comes and goes.

    Rows: first all of `relaxation.rows`, then one a cohort, then one a staging place, kind and point.
    """

    def __init__(self, relaxation: Relaxation, resources: frozenset[str]) -> None:
        self.relaxation = relaxation
        self.known: set[tuple[int, ...]] = set()
        self.objective = np.inf
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (("output_flag", False), ("threads", 1), ("solver", "ipm"), ("run_crossover", "off")):
            self._solver.setOptionValue(option, setting)
        self._balance: dict[str, int] = {}
        self._add_rows(resources)
        self._add_own_columns(resources)

    def add(self, cohort: Wholes, trips: TripColumns) -> int:
        """Let people make more trips; a cohort of −1 is whoever of the kind is at the staging place then.

        Returns:
            how many of them were new.
        """
        keys = zip(
            cohort.tolist(), *(one.tolist() for one in (trips.kind, trips.departure, trips.arrival)), strict=True
        )
        new = []
        for number, key in enumerate(map(tuple, keys)):
            if key not in self.known:
                self.known.add(key)
                new.append(number)
        if not new:
            return 0
        chosen = np.array(new, dtype=np.int64)
        cohort, trips = cohort[chosen], TripColumns(trips.kind[chosen], trips.departure[chosen], trips.arrival[chosen])
        column, row, amount = self._entries(cohort, trips)
        self._add_columns(self._costs(cohort, trips), np.full(len(trips), np.inf), column, row, amount)
        return len(new)

    def prices(self) -> Reals | None:
        """Prices of all rows at the optimum over the trips known, made valid; None when the solver has none."""
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            self._again()
        solution = self._solver.getSolution()
        self.objective = self._solver.getInfo().objective_function_value
        duals = np.array(solution.row_dual[: self.relaxation.rows.count])
        if not solution.dual_valid or not np.isfinite(duals).all():
            return None
        rows, prices = self.relaxation.rows, -duals
        for first in (*rows.fleet_by, *rows.pool_by):
            block = slice(first, first + len(rows.by))
            prices[block] -= np.concatenate((prices[block][1:], [0.0]))
        return allowed_prices(self.relaxation, prices)

    def _again(self) -> None:
        """What the interior way could not end, the simplex method may; its prices are at a corner."""
        _, error = self._solver.getInfoValue("primal_dual_objective_error")
        if error > IMPRECISE:
            self._solver.setOptionValue("solver", "simplex")
            self._solver.run()
            self._solver.setOptionValue("solver", "ipm")

    def limit(self, seconds: float) -> None:
        """Stop the solver after so many seconds."""
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)

    def _add_rows(self, resources: frozenset[str]) -> None:
        relaxation = self.relaxation
        rows = relaxation.rows
        lower, upper = np.full(rows.count, -np.inf), np.full(rows.count, np.inf)
        capacities = rows.capacities()
        for block in rows.blocks:
            if block.resource in resources:
                upper[block.span] = capacities[block.span]
        for first in self._summed(resources):
            lower[first] = upper[first] = 0.0
        for dest, start in rows.queue.items() if "reception" in resources else ():
            lower[start : start + len(relaxation.trips.points[dest])] = 0.0
        heads = np.array([one.heads for one in relaxation.people.cohorts], dtype=np.float64)
        balances = 0
        for hub in rows.staging:
            self._balance[hub] = rows.count + len(heads) + balances
            balances += len(relaxation.people.kinds) * len(relaxation.trips.points[hub])
        lower = np.concatenate((lower, heads, np.zeros(balances)))
        upper = np.concatenate((upper, heads, np.zeros(balances)))
        none = np.zeros(0, dtype=np.int32)
        self._solver.addRows(len(lower), lower, upper, 0, np.zeros(len(lower), dtype=np.int32), none, np.zeros(0))

    def _summed(self, resources: frozenset[str]) -> Wholes:
        """Rows that add up from the start: each has a column for what has been used by then."""
        rows = self.relaxation.rows
        firsts = [
            *(rows.fleet_by if "carriers" in resources else ()),
            *(rows.pool_by if "escorts" in resources else ()),
        ]
        steps = np.arange(len(rows.by))
        return np.concatenate([np.zeros(0, dtype=np.int64), *(first + steps for first in firsts)])

    def _add_own_columns(self, resources: frozenset[str]) -> None:
        relaxation = self.relaxation
        rows, cohorts, kinds = relaxation.rows, relaxation.people.cohorts, relaxation.people.kinds
        stranded = relaxation.problem.rules.left_behind_loss
        left = np.array([kinds[one.kind].weight * stranded for one in cohorts])
        number = np.arange(len(cohorts))
        self._add_columns(left, np.full(len(left), np.inf), number, rows.count + number, np.ones(len(left)))
        summed = self._summed(resources)
        capacity = rows.capacities()[summed]
        last = np.isin(summed - 1, summed) & ((np.arange(len(summed)) % len(rows.by)) != 0)
        steps = np.arange(len(summed))
        self._add_columns(
            np.zeros(len(summed)),
            capacity,
            np.concatenate((steps, steps[last] - 1)),
            np.concatenate((summed, summed[last])),
            np.concatenate((np.full(len(summed), -1.0), np.ones(int(last.sum())))),
            least=-np.inf,  # tails may be less than nothing
        )
        for dest, first in rows.queue.items() if "reception" in resources else ():
            self._add_queue(dest, first)
        for hub, first in rows.staging.items():
            self._add_staging(hub, first)

    def _add_queue(self, dest: str, first: int) -> None:
        points = self.relaxation.trips.points[dest]
        cap = self.relaxation.problem.node[dest].reception_cap + TOLERANCE
        at = np.arange(len(points))
        self._add_columns(
            np.zeros(len(at)),
            np.full(len(at), cap),
            np.concatenate((at, at[:-1])),
            np.concatenate((first + at, first + at[1:])),
            np.concatenate((np.full(len(at), -1.0), np.ones(len(at) - 1))),
        )
        self._add_columns(
            np.zeros(len(at)),
            drains(self.relaxation.problem, dest, points),
            at,
            first + at,
            np.full(len(at), -1.0),
        )

    def _add_staging(self, hub: str, first: int) -> None:
        """People of each kind who stay at a staging place from a point to the next."""
        relaxation = self.relaxation
        count = len(relaxation.trips.points[hub])
        exposed = hub_exposure(relaxation, hub)
        stretch = np.arange(count - 1)
        for number, kind in enumerate(relaxation.people.kinds):
            balance = self._balance[hub] + number * count
            self._add_columns(
                kind.weight * exposed,
                np.full(count - 1, np.inf),
                np.tile(stretch, 3),
                np.concatenate((balance + stretch, balance + stretch + 1, first + stretch)),
                np.concatenate((np.full(count - 1, -1.0), np.ones(2 * (count - 1)))),
            )

    def _entries(self, cohort: Wholes, trips: TripColumns) -> tuple[Wholes, Wholes, Reals]:
        """Uses of resources, one person less in the cohort, one more or less at a staging place."""
        relaxation = self.relaxation
        rows, all_trips = relaxation.rows, relaxation.trips
        uses = uses_of(relaxation, trips)
        column, row, amount = [uses.column], [uses.row], [uses.amount]
        starting = np.flatnonzero(cohort >= 0)
        column.append(starting)
        row.append(rows.count + cohort[starting])
        amount.append(np.ones(len(starting)))
        for hub, balance in self._balance.items():
            count = len(all_trips.points[hub])
            origin = np.array([route.origin == hub for route in all_trips.routes])
            target = np.array([berth.target == hub for berth in all_trips.berths])
            for there, point, change in (
                (origin[all_trips.departure_route[trips.departure]], all_trips.departure_point[trips.departure], -1.0),
                (target[all_trips.arrival_berth[trips.arrival]], all_trips.arrival_point[trips.arrival], 1.0),
            ):
                some = np.flatnonzero(there)
                column.append(some)
                row.append(balance + trips.kind[some] * count + point[some])
                amount.append(np.full(len(some), change))
        return np.concatenate(column), np.concatenate(row), np.concatenate(amount)

    def _costs(self, cohort: Wholes, trips: TripColumns) -> Reals:
        weight = np.array([kind.weight for kind in self.relaxation.people.kinds])[trips.kind]
        lost = np.where(cohort >= 0, self.relaxation.lost[trips.departure], 0.0)
        cost: Reals = weight * (lost + self.relaxation.risk[trips.departure])
        return cost

    def _add_columns(
        self, cost: Reals, upper: Reals, column: Wholes, row: Wholes, amount: Reals, *, least: float = 0.0
    ) -> None:
        if not len(cost):
            return
        order = np.lexsort((row, column))
        column, row, amount = column[order], row[order], amount[order]
        same = np.zeros(len(order), dtype=np.bool_)
        same[1:] = (column[1:] == column[:-1]) & (row[1:] == row[:-1])
        if len(amount):
            amount = np.bincount(np.cumsum(~same) - 1, weights=amount).astype(np.float64)
        column, row = column[~same], row[~same]
        starts = np.searchsorted(column, np.arange(len(cost))).astype(np.int32)
        lower = np.full(len(cost), least)
        self._solver.addCols(
            len(cost), cost, lower, upper, len(amount), starts, row.astype(np.int32), amount.astype(np.float64)
        )
