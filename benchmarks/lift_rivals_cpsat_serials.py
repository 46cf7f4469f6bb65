"""What CP-SAT is told of one carrier by itself: its optional serials, one after another, in ticks of 10 minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from lift_rivals_loads import DAY_MIN, Given
from ortools.sat.python import cp_model

from musterbook.lift.problem import Vehicle, VehicleType

TICK_MIN = 10


@dataclass(slots=True)
class Serial:
    """The variables of one optional serial. `pairs` are its (site, destination), exactly one of them when used."""

    vehicle: Vehicle
    kind: VehicleType
    used: cp_model.IntVar
    home: cp_model.IntVar
    escorts: cp_model.IntVar
    leave: cp_model.IntVar
    board: cp_model.IntVar
    boarded: cp_model.IntVar
    down: cp_model.IntVar
    set_down: cp_model.IntVar
    end: cp_model.IntVar
    pairs: dict[tuple[str, str], cp_model.IntVar] = field(default_factory=dict)
    sites: dict[str, cp_model.IntVar] = field(default_factory=dict)
    dests: dict[str, cp_model.IntVar] = field(default_factory=dict)
    heads: dict[str, cp_model.IntVar] = field(default_factory=dict)


class Carriers:
    """A model, and the serials of carriers in it. `out` are the spans their escorts are away, by pool."""

    def __init__(self, given: Given) -> None:
        self.given, self.problem, self.model = given, given.problem, cp_model.CpModel()
        self.last = given.problem.horizon_min // TICK_MIN
        self.sites = [node.id for node in self.problem.nodes if node.kind == "site"]
        self.out: list[tuple[str, cp_model.IntervalVar, cp_model.IntVar]] = []

    def carrier(self, vehicle: Vehicle, by_air: int, by_road: int) -> list[Serial]:
        """The serials of one carrier, one after another."""
        kind = self.given.kind(vehicle)
        most = by_air if kind.mode == "heli" else by_road
        chain = [self._serial(vehicle, kind) for _ in range(most)]
        spans = [self.span(serial.leave, serial.end, serial.used) for serial in chain]
        self.model.add_no_overlap([*spans, *self._barred(vehicle, kind)])
        for before, after in pairwise(chain):
            self.model.add_implication(after.used, before.used)
            self.model.add(before.home == 1).only_enforce_if(before.used, after.used.negated())
            self.model.add(after.leave >= before.end)
        self.model.add(chain[-1].home == 1).only_enforce_if(chain[-1].used)
        self._legs_out(chain)
        self._duties(chain)
        self._escorted(chain)
        return chain

    def _time(self) -> cp_model.IntVar:
        return self.model.new_int_var(0, self.last, "")

    def span(self, start: cp_model.IntVar, end: cp_model.IntVar, there: cp_model.IntVar) -> cp_model.IntervalVar:
        """An interval that is there when a literal says so."""
        return self.model.new_optional_interval_var(start, self._time(), end, there, "")

    def _serial(self, vehicle: Vehicle, kind: VehicleType) -> Serial:
        """A serial by itself: where, whom, how long it takes, inside which windows."""
        model, flag = self.model, self.model.new_bool_var
        serial = Serial(
            vehicle=vehicle,
            kind=kind,
            used=flag(""),
            home=flag(""),
            escorts=model.new_int_var(0, kind.seats, ""),
            leave=self._time(),
            board=self._time(),
            boarded=self._time(),
            down=self._time(),
            set_down=self._time(),
            end=self._time(),
        )
        for site in self.sites:
            for dest in self.given.dests:
                leg = self.given.minutes(kind, site, dest)
                reach = self.given.minutes(kind, vehicle.base, site) is not None
                if leg is None or not reach or kind.mode not in self.problem.node[site].slots:
                    continue
                chosen = serial.pairs[site, dest] = flag("")
                rules = self.problem.rules
                aboard = int(leg * rules.aboard_max_pct / 100 + rules.aboard_extra_max_min) // TICK_MIN
                model.add(serial.down >= serial.boarded + ticks(leg)).only_enforce_if(chosen)
                model.add(serial.down <= serial.boarded + max(aboard, ticks(leg))).only_enforce_if(chosen)
                back = self.given.minutes(kind, dest, vehicle.base) or 0
                model.add(serial.end >= serial.set_down + ticks(back)).only_enforce_if(chosen, serial.home)
        model.add(sum(serial.pairs.values()) == serial.used)
        model.add(serial.end >= serial.set_down)
        for site in {site for site, _ in serial.pairs}:
            chosen = serial.sites[site] = flag("")
            model.add(sum(one for (o, _), one in serial.pairs.items() if o == site) == chosen)
            self._inside(site, kind, chosen, (serial.board, serial.boarded))
        for dest in {dest for _, dest in serial.pairs}:
            chosen = serial.dests[dest] = flag("")
            model.add(sum(one for (_, d), one in serial.pairs.items() if d == dest) == chosen)
            self._inside(dest, kind, chosen, (serial.down, serial.set_down))
        self._load(serial)
        return serial

    def _inside(
        self, place: str, kind: VehicleType, chosen: cp_model.IntVar, service: tuple[cp_model.IntVar, cp_model.IntVar]
    ) -> None:
        """A service lies inside one open window."""
        windows = []
        for start, end in self.problem.node[place].open.get(kind.mode, ()):
            within = self.model.new_bool_var("")
            windows.append(within)
            self.model.add(service[0] >= ticks(start)).only_enforce_if(within)
            self.model.add(service[1] <= end // TICK_MIN).only_enforce_if(within)
        self.model.add(sum(windows) == chosen)

    def _load(self, serial: Serial) -> None:
        """Whom it takes: of its site only, within seats and stretchers, nobody to be kept apart, guarded."""
        model, kind, rules = self.model, serial.kind, self.problem.rules
        groups = [group for site in serial.sites for group in self.problem.at_site(site)]
        tags = {tag: model.new_bool_var("") for tag in sorted({group.tag for group in groups})}
        for group in groups:
            most = min(group.count, kind.stretchers_max if group.stretcher else kind.seats)
            heads = serial.heads[group.id] = model.new_int_var(0, most, "")
            model.add(heads == 0).only_enforce_if(serial.sites[group.site].negated())
            model.add(heads == 0).only_enforce_if(tags[group.tag].negated())
        for pair in rules.separation:
            if len(pair & tags.keys()) == 2:
                model.add(sum(tags[tag] for tag in pair) <= 1)
        lying = {group.id for group in groups if group.stretcher}
        seats = {group.id: kind.seats_per_stretcher if group.id in lying else 1 for group in groups}
        units = {group.id: rules.stretcher_load_units if group.id in lying else 1 for group in groups}
        model.add(sum(seats[g] * n for g, n in serial.heads.items()) + serial.escorts <= kind.seats)
        model.add(sum(serial.heads[g] for g in lying) <= kind.stretchers_max)
        points = sum(self.problem.risk_class[group.risk].escort_points * serial.heads[group.id] for group in groups)
        model.add(rules.escort_points_per_guard * serial.escorts >= points)
        model.add(serial.escorts >= rules.escorts_min).only_enforce_if(serial.used)
        handled = sum(units[g] * n for g, n in serial.heads.items())
        for start, end, each in (
            (serial.board, serial.boarded, kind.load_s),
            (serial.down, serial.set_down, kind.unload_s),
        ):
            least = 60 * kind.turn_min + round(each) * handled
            model.add(60 * TICK_MIN * (end - start) >= least).only_enforce_if(serial.used)

    def _legs_out(self, chain: list[Serial]) -> None:
        """From the base, or from where the serial before ended unless the carrier went home."""
        for before, serial in zip([None, *chain[:-1]], chain, strict=True):
            base = serial.vehicle.base
            for site, chosen in serial.sites.items():
                home = [] if before is None else [before.home]
                out = ticks(self.given.minutes(serial.kind, base, site) or 0)
                self.model.add(serial.board >= serial.leave + out).only_enforce_if(chosen, *home)
                for dest, ended in before.dests.items() if before else ():
                    out = ticks(self.given.minutes(serial.kind, dest, site) or 0)
                    self.model.add(serial.board >= serial.leave + out).only_enforce_if(
                        chosen, ended, before.home.negated() if before else ended
                    )

    def _duties(self, chain: list[Serial]) -> None:
        """Every serial ends within a duty, every tour within its longest; a rest begins a new duty."""
        model, kind = self.model, chain[0].kind
        duty, tour = chain[0].leave, chain[0].leave
        for before, serial in zip([None, *chain[:-1]], chain, strict=True):
            if before is not None:
                rested, since, out = model.new_bool_var(""), self._time(), self._time()
                model.add(serial.leave - before.end >= ticks(kind.rest_least_min)).only_enforce_if(rested)
                model.add(since == serial.leave).only_enforce_if(rested)
                model.add(since == duty).only_enforce_if(rested.negated())
                model.add(out == serial.leave).only_enforce_if(before.home)
                model.add(out == tour).only_enforce_if(before.home.negated())
                duty, tour = since, out
            model.add(serial.end - duty <= kind.duty_max_min // TICK_MIN).only_enforce_if(serial.used)
            longest = self.problem.rules.escort_tour_max_min // TICK_MIN
            model.add(serial.end - tour <= longest).only_enforce_if(serial.used)

    def _escorted(self, chain: list[Serial]) -> None:
        """The same escorts until the carrier is home; they rest before they are free."""
        rules, model = self.problem.rules, self.model
        rest = ticks(max(rules.escort_rest_min, rules.escort_tour_max_min * rules.escort_rest_pct // 100))
        for serial, after in zip(chain, [*chain[1:], None], strict=True):
            free = model.new_int_var(0, self.last + rest, "")
            model.add(free >= serial.end + rest).only_enforce_if(serial.home)
            if after is not None:
                model.add(free >= after.leave).only_enforce_if(serial.home.negated())
                model.add(after.escorts == serial.escorts).only_enforce_if(serial.home.negated(), after.used)
            length = model.new_int_var(0, self.last + rest, "")
            span = model.new_optional_interval_var(serial.leave, length, free, serial.used, "")
            self.out.append((serial.vehicle.base, span, serial.escorts))

    def _barred(self, vehicle: Vehicle, kind: VehicleType) -> list[cp_model.IntervalVar]:
        """Out of use, and the night for those who may not go then."""
        rules = self.problem.rules
        spans = [*vehicle.unavailable]
        if not kind.night_ok:
            length = (rules.night_to - rules.night_from) % DAY_MIN
            nights = range(rules.night_from - DAY_MIN, self.problem.horizon_min, DAY_MIN)
            spans += [(max(0, start), start + length) for start in nights]
        merged: list[list[int]] = []
        for start, end in sorted((start // TICK_MIN, ticks(end)) for start, end in spans if end > 0):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        return [self.model.new_fixed_size_interval_var(start, end - start, "") for start, end in merged]


def ticks(minutes: float) -> int:
    """Minutes as ticks, rounded up."""
    return -int(-minutes // TICK_MIN)
