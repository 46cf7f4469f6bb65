"""Plain CP-SAT on a small lift problem: every carrier has so many serials, each optional, all of them in one model.

Ticks of 10 minutes. It knows windows, night and availability, duty, tours and escort pools, seats, stretchers,
keep-apart, slots, beds and the reception queue (drained every two hours). It does not know staging places, range and
road closures; the chance of loss is read from a table of three-hour steps; serials are capped. It begins
at the plan in which nobody moves, without which it found none in a minute.
"""

from __future__ import annotations

from dataclasses import dataclass

from lift_rivals_cpsat_serials import TICK_MIN, Carriers, Serial, ticks
from lift_rivals_loads import DAY_MIN, Given, Routes
from ortools.sat.python import cp_model

from musterbook.lift.problem import Group, Problem

STEP_TICKS = 18
DRAIN_TICKS = 12
SCALE = 10_000
LONG_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Manner:
    """How many serials a carrier may have, by air and by road, and how many workers search."""

    by_air: int = 12
    by_road: int = 6
    workers: int = 2


def routes_of(problem: Problem, manner: Manner, *, seconds: float, seed: int) -> Routes:
    """The (site, destination) pairs of every carrier in the best solution found; none when there is none."""
    carriers = Carriers(Given(problem))
    chains = [carriers.carrier(vehicle, manner.by_air, manner.by_road) for vehicle in carriers.given.fetchers]
    _Week(carriers).shared([serial for chain in chains for serial in chain])
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = manner.workers
    solver.parameters.random_seed = seed
    solver.parameters.cp_model_presolve = seconds >= LONG_SECONDS  # on a busy core it takes more than a minute
    solver.parameters.linearization_level = 0
    if solver.solve(carriers.model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return {}
    return {
        chain[0].vehicle.id: [
            pair for serial in chain for pair, chosen in serial.pairs.items() if solver.boolean_value(chosen)
        ]
        for chain in chains
        if chain
    }


class _Week:
    """What the carriers of a model share, and what is lost."""

    def __init__(self, carriers: Carriers) -> None:
        self.carriers, self.given, self.problem = carriers, carriers.given, carriers.problem
        self.model, self.last = carriers.model, carriers.last

    def shared(self, serials: list[Serial]) -> None:
        """What carriers share: people, slots, escorts, beds, reception; and what is lost."""
        for group in self.problem.groups:
            self.model.add(sum(serial.heads[group.id] for serial in serials if group.id in serial.heads) <= group.count)
        self._slots(serials)
        self._pools()
        for dest in self.given.dests:
            self._reception(dest, serials)
            self._beds(dest, serials)
        saved = [self._saved(serial) for serial in serials]
        self._begin_empty(serials)
        self.model.maximize(sum(saved))

    def _begin_empty(self, serials: list[Serial]) -> None:
        """Hint at the plan in which nobody moves."""
        empty, solver = self.model.clone(), cp_model.CpSolver()
        for one in serials:
            empty.add(empty.get_bool_var_from_proto_index(one.used.index) == 0)
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_probing_level = 0
        solver.solve(empty)
        for index in range(len(self.model.proto.variables)):
            variable = self.model.get_int_var_from_proto_index(index)
            self.model.add_hint(variable, solver.value(empty.get_int_var_from_proto_index(index)))

    def _pools(self) -> None:
        """Never more escorts out or resting than the pool has; what it lacks at first is taken by a fixed span."""
        for base in sorted({base for base, _, _ in self.carriers.out}):
            steps = self.problem.node[base].escorts
            most = max(number for _, number in steps)
            ends = [start // TICK_MIN for start, _ in steps[1:]] + [self.last + DAY_MIN // TICK_MIN]
            lacking = [
                (self.model.new_fixed_size_interval_var(start // TICK_MIN, end - start // TICK_MIN, ""), most - number)
                for (start, number), end in zip(steps, ends, strict=True)
                if number < most
            ]
            own = [(span, escorts) for where, span, escorts in self.carriers.out if where == base]
            spans = [span for span, _ in own] + [span for span, _ in lacking]
            taken: list[cp_model.LinearExprT] = [*(escorts for _, escorts in own), *(number for _, number in lacking)]
            self.model.add_cumulative(spans, taken, most)

    def _slots(self, serials: list[Serial]) -> None:
        spans: dict[tuple[str, str], list[cp_model.IntervalVar]] = {}
        for one in serials:
            for site, chosen in one.sites.items():
                spans.setdefault((site, one.kind.mode), []).append(self.carriers.span(one.board, one.boarded, chosen))
            for dest, chosen in one.dests.items():
                spans.setdefault((dest, one.kind.mode), []).append(self.carriers.span(one.down, one.set_down, chosen))
        for (place, mode), handled in spans.items():
            self.model.add_cumulative(handled, [1] * len(handled), self.problem.node[place].slots[mode])

    def _reception(self, dest: str, serials: list[Serial]) -> None:
        """A reservoir: every set-down fills it, every two hours it may be drained by what was received since."""
        node, model = self.problem.node[dest], self.model
        drain = int(node.intake_per_hour * DRAIN_TICKS * TICK_MIN / 60)
        times: list[cp_model.LinearExprT] = [*range(DRAIN_TICKS, self.last, DRAIN_TICKS)]
        changes: list[cp_model.LinearExprT] = []
        changes += [model.new_int_var(-drain, 0, "") for _ in times]
        there: list[cp_model.LiteralT] = [True] * len(times)
        for one in serials:
            if dest in one.dests:
                times.append(one.set_down)
                aboard = model.new_int_var(0, one.kind.seats, "")
                model.add(aboard == sum(one.heads.values()))
                changes.append(aboard)
                there.append(one.dests[dest])
        model.add_reservoir_constraint_with_active(times, changes, there, 0, int(node.reception_cap))

    def _beds(self, dest: str, serials: list[Serial]) -> None:
        """Delivered by compartment, never above the beds open by then."""
        for compartment in sorted({group.compartment for group in self.problem.groups}):
            steps = self.problem.node[dest].beds.get(compartment, ())
            inside = [group for group in self.problem.groups if group.compartment == compartment]
            opens = [start for start, _ in steps[1:]]
            for (_, beds), until in zip(steps, [*opens, None], strict=True):
                self.model.add(sum(self._delivered(one, dest, inside, until) for one in serials) <= beds)
            if not steps:
                self.model.add(sum(self._delivered(one, dest, inside, None) for one in serials) == 0)

    def _delivered(self, one: Serial, dest: str, inside: list[Group], until: int | None) -> cp_model.LinearExprT:
        """Heads of some groups a serial sets down at a destination before a minute."""
        heads = [one.heads[group.id] for group in inside if group.id in one.heads]
        if dest not in one.dests or not heads:
            return 0
        count = self.model.new_int_var(0, one.kind.seats, "")
        when = [one.dests[dest]]
        if until is not None:
            before = self.model.new_bool_var("")
            self.model.add(one.set_down >= ticks(until)).only_enforce_if(before.negated())
            when.append(before)
        self.model.add(count >= sum(heads)).only_enforce_if(*when)
        return count

    def _saved(self, one: Serial) -> cp_model.LinearExprT:
        """Weight aboard times the chance not to have been lost when leaving, from a table by site and three hours."""
        model, steps = self.model, self.last // STEP_TICKS + 1
        table = [
            int(SCALE * (1 - self.given.lost(site, (2 * step + 1) * STEP_TICKS * TICK_MIN // 2)))
            for site in self.carriers.sites
            for step in range(steps)
        ]
        step, place = model.new_int_var(0, steps - 1, ""), model.new_int_var(0, len(table) - 1, "")
        model.add_division_equality(step, one.boarded, STEP_TICKS)
        model.add(
            place == step + sum(steps * self.carriers.sites.index(site) * chosen for site, chosen in one.sites.items())
        )
        kept = model.new_int_var(0, SCALE, "")
        model.add_element(place, table, kept)
        risk = {group.id: self.problem.risk_class[group.risk].weight for group in self.problem.groups}
        most = int(one.kind.seats * max(risk.values()))
        weight, saved = model.new_int_var(0, most, ""), model.new_int_var(0, most * SCALE, "")
        model.add(weight == sum(round(risk[group]) * n for group, n in one.heads.items()))
        model.add_multiplication_equality(saved, [weight, kept])
        return saved
