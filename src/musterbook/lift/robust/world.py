"""One block of futures as the replay meets it: what is shared, how people board, and what chance does to each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from musterbook.lift.problem import VehicleType
from musterbook.lift.robust.carrier import Carrier
from musterbook.lift.robust.futures import Block
from musterbook.lift.robust.ground import Ground
from musterbook.lift.robust.shared import Bookings, Lot, Lots, Reception
from musterbook.lift.robust.spans import Mask, Minutes, Numbers, Windows
from musterbook.lift.robust.tally import Tally
from musterbook.lift.robust.timetable import Call, Line, Timetable


class World:
    """Everything but the carriers."""

    def __init__(self, ground: Ground, block: Block, timetable: Timetable) -> None:
        problem = ground.problem
        self.ground, self.block, self.size = ground, block, block.size
        self.tally = Tally(ground, len(timetable.lines), block.size)
        self.lines = timetable.lines
        self.weather = block.weather()
        self.now = 0
        self.held = {group.id: np.full(block.size, group.count, dtype=np.int64) for group in problem.groups}
        self.aboard: dict[int, dict[str, Minutes]] = {}
        self._lots: dict[tuple[str, str], Lots] = {}
        self.slots = {
            (node.id, mode): Bookings(((0, number),)) for node in problem.nodes for mode, number in node.slots.items()
        }
        self.pools = {node.id: Bookings(node.escorts) for node in problem.nodes if node.escorts}
        self.reception = {
            node.id: Reception(per_minute=node.intake_per_hour / 60, cap=node.reception_cap, size=block.size)
            for node in problem.nodes
            if node.kind == "dest"
        }
        self._short: dict[tuple[str, str], dict[str, Minutes]] = defaultdict(dict)
        self._opens: dict[str, Minutes] = {}
        self._hazards: dict[str, Numbers] = {}

    def lots(self, hub: str, group: str) -> Lots:
        """The lots of a group at a staging place."""
        return self._lots.setdefault((hub, group), Lots(self.ground.problem.node[hub].dwell_max_min))

    def open_from(self, node: str, mode: str, minute: Minutes, minutes: int) -> Minutes:
        """The first start of a service inside a window, a facility's first opening being as late as consent is."""
        windows = self.ground.windows.get((node, mode))
        windows = Windows.of(()) if windows is None else windows
        if node not in self._opens:
            place, opens = self.ground.problem.node[node], self.ground.opens(node)
            delayed = place.kind == "dest" and opens > 0
            delay = self.block.consent_delay(node) if delayed else np.zeros(self.size, dtype=np.int64)
            self._opens[node] = opens + delay
        return windows.open_from(np.maximum(minute, self._opens[node]), minutes)

    def at_least(self, call: Call) -> int:
        """How much of a service must lie inside its window: what is begun in time may overrun."""
        return min(call.handling_min, max(1, call.handling_min - self.block.futures.chances.overrun_min))

    def escort_rest(self, tour: Minutes) -> Minutes:
        """How long escorts rest after tours."""
        rules = self.ground.problem.rules
        return np.maximum(rules.escort_rest_min, -(-tour * rules.escort_rest_pct // 100))

    def waited(self, carrier: Carrier, cause: str, place: str, before: Minutes, after: Minutes) -> Minutes:
        """The minute after a wait, the wait being put down to its cause and place."""
        if after is not before:
            carrier.owe(cause, after - before)
            self.tally.wait(cause, place, after - before)
        return after

    def exposure(self, node: str, minute: Minutes) -> Numbers:
        """The hazard of a place added up to each minute, as bad as its area is."""
        if node not in self._hazards:
            self._hazards[node] = self.block.hazard_factor(node)
        return self.ground.exposure(node, minute) * self._hazards[node]

    def wanted(self, line: Line, kind: VehicleType, where: Mask) -> dict[str, Minutes]:
        """Who could go on a serial: those planned, and as far as there is room those whom earlier ones left behind."""
        none = np.zeros(self.size, dtype=np.int64)
        wanted = {group: np.where(where, heads, 0) for group, heads in line.heads.items()}
        short, problem = self._short.get(line.pair, {}), self.ground.problem
        seats, points, lying = none + line.seats_free, none + line.points_free, none + line.lying_free
        place = problem.node[line.destination]
        most = none + (int(place.reception_cap) - sum(line.heads.values()) if place.kind == "dest" else kind.seats)
        beside: list[tuple[str, Minutes]] = []
        for group in sorted(short, key=lambda one: (-self.ground.weight[one], one)):
            known = problem.group[group]
            if group not in line.beside or not short[group].any():
                continue
            each, asks = (
                kind.seats_per_stretcher if known.stretcher else 1,
                problem.risk_class[known.risk].escort_points,
            )
            more = np.minimum(np.minimum(short[group], most), seats // each)
            more = np.minimum(more, points // asks) if asks else more
            more = np.minimum(more, lying) if known.stretcher else more
            apart = [heads for tag, heads in beside if frozenset((tag, known.tag)) in problem.rules.separation]
            more = np.where(where & ~np.any([heads > 0 for heads in apart], axis=0), np.maximum(more, 0), 0)
            seats, points, most = seats - more * each, points - more * asks, most - more
            lying = lying - more if known.stretcher else lying
            beside.append((known.tag, more))
            wanted[group] = wanted.get(group, none) + more
        return wanted

    def board(self, line: Line, wanted: Mapping[str, Minutes], times: tuple[Minutes, Minutes]) -> None:
        """Those wanted board from `times[0]` to `times[1]` as far as they are there; the missing are left for later."""
        aboard: dict[str, Minutes] = {}
        short = self._short[line.pair]
        place = self.ground.problem.node[line.origin]
        for group, heads in wanted.items():
            taken = heads
            if place.kind == "hub":
                taken, arrived, overstayed = self.lots(line.origin, group).take(heads, times[0])
                self.tally.overstayed += overstayed
                stayed = taken * self.exposure(line.origin, times[1]) - arrived
                self.tally.lose("hub", group, stayed)
            else:
                self.held[group] = self.held[group] - taken
            aboard[group] = taken
            missing = line.heads.get(group, 0) - taken
            if group in short or missing.any():
                short[group] = short.get(group, np.zeros(self.size, dtype=np.int64)) + missing
        self.aboard[line.number] = aboard

    def set_down(self, line: Line, planned: int, minute: Minutes) -> None:
        """Those aboard a serial are set down."""
        hub = self.ground.problem.node[line.destination].kind == "hub"
        exposure = self.exposure(line.destination, minute) if hub else None
        for group, heads in self.aboard.pop(line.number).items():
            if exposure is None:
                self.tally.deliver(heads, minute)
            elif heads.any():
                self.lots(line.destination, group).add(Lot(planned, minute, exposure, heads))

    def close(self) -> None:
        """The world has ended: who is still at a site or a staging place is left behind."""
        end = np.maximum(self.tally.end, max((line.set_down for line in self.lines), default=0))
        left = {group: known.count for group, known in self.ground.problem.group.items()}
        for line in self.lines:
            for group, heads in line.heads.items():
                left[group] -= heads if self.ground.problem.node[line.origin].kind == "site" else 0
        for group, held in self.held.items():
            site = self.ground.problem.group[group].site
            self.tally.leave(group, held, left[group], -np.expm1(-self.exposure(site, end)))
        for (hub, group), lots in self._lots.items():
            stuck, arrived = lots.left(self.size)
            risk = np.maximum(0.0, self.exposure(hub, end) - arrived / np.maximum(stuck, 1))
            self.tally.leave(group, stuck, 0, risk)
