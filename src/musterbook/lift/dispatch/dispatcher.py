"""The dispatch itself: whoever is ready first goes next, where the policy says, as long as anybody is left to move."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from musterbook.lift.dispatch.carriers import Carrier
from musterbook.lift.dispatch.desk import Desk
from musterbook.lift.dispatch.loading import Load, ground_minutes
from musterbook.lift.dispatch.policies import Policy, Prospect
from musterbook.lift.dispatch.relay import Relay, Seat
from musterbook.lift.dispatch.trips import Ask, Trip
from musterbook.lift.problem import Node, VehicleType

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a policy is carried out.

    Args:
        gather_min: how long an onward flight waits for others after the first who need it.
        stay_max_min: how much later than that it may board at most.
        wait_max_min: the longest a carrier stands idle for a trip rather than look again later.
        looks: how many legal prospects are compared before the best is taken.
        relay: staging places are used at all.
        near: how many destinations, and staging places, are looked at per site (0: all).
        again_min: when nothing is possible, look again after this long (doubled each time up to `again_max_min`).
    """

    gather_min: int = 240
    stay_max_min: int = 2880
    wait_max_min: int = 720
    looks: int = 5
    relay: bool = True
    near: int = 0
    again_min: int = 60
    again_max_min: int = 240


@dataclass(frozen=True, slots=True)
class Sketch:
    """A prospect judged without looking at windows, slots, queues or escorts: never later than the truth."""

    score: float
    site: str
    dest: str
    staged: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A legal prospect, ready to be booked."""

    score: float
    trip: Trip
    load: Load
    escorts: int
    staged: bool


class Dispatch:
    """One run of one policy over a desk."""

    def __init__(self, desk: Desk, policy: Policy, manner: Manner) -> None:
        self.desk, self.policy, self.manner = desk, policy, manner
        problem = desk.problem
        self.sites = [node for node in problem.nodes if node.kind == "site" and problem.at_site(node.id)]
        self.dests = [node for node in problem.nodes if node.kind == "dest"]
        self.hubs = [node for node in problem.nodes if node.kind == "hub"]
        fetching = {kind.id for kind in problem.vehicle_types if any(kind.mode in site.slots for site in self.sites)}
        self.fetchers = [carrier for carrier in desk.carriers if carrier.kind.id in fetching]
        onward = [carrier for carrier in desk.carriers if carrier.kind.id not in fetching]
        self.relay = Relay(
            desk,
            gather_min=manner.gather_min,
            stay_max_min=manner.stay_max_min,
            carriers=onward or self.fetchers,
        )
        self._targets: dict[tuple[str, str], list[tuple[str, bool]]] = {}
        self._most: dict[tuple[str, str], tuple[int, Load]] = {}

    def run(self, stop: Callable[[], bool], progress: Progress) -> None:
        """Dispatch until nobody is left to move, nothing is possible any more, or `stop` says so."""
        total = self.desk.people_left
        waiting = [(carrier.ready, carrier.order, carrier) for carrier in self.fetchers]
        heapq.heapify(waiting)
        idle: dict[int, int] = {}
        looked_at: dict[int, int] = {}
        while waiting and self.desk.people_left and not stop():
            when, order, carrier = heapq.heappop(waiting)
            if carrier.ready > max(when, looked_at.get(order, 0)):
                heapq.heappush(waiting, (carrier.ready, order, carrier))
                continue
            free = carrier.calendar.free_from(when, 1)
            if free > when and not carrier.on_tour:
                looked_at[order] = free
                heapq.heappush(waiting, (free, order, carrier))
            elif self._next_trip(carrier, when):
                idle[order] = 0
                progress(total - self.desk.people_left, total)
                heapq.heappush(waiting, (carrier.ready, order, carrier))
            elif carrier.on_tour:
                self.desk.go_home(carrier)
                heapq.heappush(waiting, (carrier.ready, order, carrier))
            else:
                idle[order] = min(self.manner.again_max_min, max(self.manner.again_min, 2 * idle.get(order, 0)))
                later = looked_at[order] = when + idle[order]
                if later < self.desk.problem.horizon_min:
                    heapq.heappush(waiting, (later, order, carrier))
        for carrier in self.fetchers:
            self.desk.go_home(carrier)
        self.relay.close()

    def _next_trip(self, carrier: Carrier, now: int) -> bool:
        """Book the best legal prospect of a carrier; False if it has none."""
        if carrier.node == carrier.base and not carrier.on_tour:
            carrier.ready = max(carrier.ready, now)
        offers: list[Offer] = []
        full: set[str] = set()
        for sketch in sorted(self._sketches(carrier), key=lambda one: (-one.score, one.site, one.dest)):
            while offers and (len(offers) >= self.manner.looks or sketch.score <= offers[0].score):
                if self._book(carrier, offers[0]):
                    return True
                full.add(offers.pop(0).trip.ask.dest)
            offer = None if sketch.staged and sketch.dest in full else self._offer(carrier, sketch)
            if offer is not None:
                offers.append(offer)
                offers.sort(key=lambda one: -one.score)
        return any(self._book(carrier, offer) for offer in offers)

    def _sketches(self, carrier: Carrier) -> list[Sketch]:
        found = []
        kind, net = carrier.kind, self.desk.network
        for site in self.sites:
            if kind.mode not in site.slots:
                continue
            most = self._most_from(kind, site.id)
            out = net.ways(kind, carrier.node, site.id)
            if not most.people or not out:
                continue
            arrive = carrier.ready + out[0].minutes
            depart = arrive + ground_minutes(kind, kind.load_s, most.units)
            for dest, staged in self._targets_of(kind, site.id):
                on, back = net.ways(kind, site.id, dest), net.ways(kind, dest, carrier.base)
                if on and back:
                    down = depart + on[0].minutes + ground_minutes(kind, kind.unload_s, most.units)
                    times = (depart, down, down + back[0].minutes)
                    score = self._score(carrier, site.id, most, times, staged=staged)
                    found.append(Sketch(score, site.id, dest, staged))
        return found

    def _score(
        self, carrier: Carrier, site: str, load: Load, times: tuple[int, int, int], *, staged: bool, escorts: int = 0
    ) -> float:
        network = self.desk.network
        return self.policy.score(
            Prospect(
                site=site,
                at_site=sum(self.desk.bookings.remaining[group.id] for group in self.desk.problem.at_site(site)),
                heads=load.people,
                weight=load.weight,
                ready=carrier.ready,
                depart=times[0],
                set_down=times[1],
                end=times[2],
                escorts=escorts or self.desk.loading.escorts_for(load.points),
                staged=staged,
                lost_by=lambda minute: network.lost_by(site, minute),
            )
        )

    def _most_from(self, kind: VehicleType, site: str) -> Load:
        """The best load the type could take from a site if nothing else were scarce; remembered until people leave."""
        version = self.desk.changed.get(site, 0)
        known = self._most.get((kind.id, site))
        if known is None or known[0] != version:
            remaining = self.desk.bookings.remaining
            load = self.desk.loading.fill(kind, site, lambda group: remaining[group.id], kind.seats)
            known = self._most[kind.id, site] = (version, load)
        return known[1]

    def _targets_of(self, kind: VehicleType, site: str) -> list[tuple[str, bool]]:
        """Where people of a site may be set down by a type: destinations and staging places, nearest first."""
        key = (kind.id, site)
        if key not in self._targets:
            dests, hubs = (self._nearest(kind, site, nodes) for nodes in (self.dests, self.hubs))
            staged = [(hub, True) for hub in hubs] if self.manner.relay else []
            self._targets[key] = [(dest, False) for dest in dests] + staged
        return self._targets[key]

    def _nearest(self, kind: VehicleType, site: str, nodes: list[Node]) -> list[str]:
        ways = {node.id: self.desk.network.ways(kind, site, node.id) for node in nodes if kind.mode in node.slots}
        ordered = sorted((found[0].minutes, name) for name, found in ways.items() if found)
        return [name for _, name in ordered[: self.manner.near or None]]

    def _offer(self, carrier: Carrier, sketch: Sketch) -> Offer | None:
        """The earliest legal trip for a sketch, its load limited by beds and escorts; None if there is none."""
        desk = self.desk
        aboard = carrier.escorts if carrier.on_tour else None
        escorts_max = carrier.kind.seats if aboard is None else aboard
        for _ in range(3):
            load = self._load(carrier, sketch, aboard, escorts_max)
            if not load.people:
                return None
            escorts = desk.loading.escorts_for(load.points)
            ask = Ask(
                sketch.site,
                sketch.dest,
                load.units,
                0 if sketch.staged else load.people,
                escorts,
                escorts_least=max(desk.problem.rules.escorts_min, (escorts + 1) // 2),
                wait_max=self.manner.wait_max_min,
            )
            found = desk.trips.earliest(carrier, ask)
            if isinstance(found, Trip):
                times = (found.depart, found.u1, found.end)
                score = self._score(carrier, sketch.site, load, times, staged=sketch.staged, escorts=escorts)
                return Offer(score, found, load, escorts, sketch.staged)
            if found is None or not desk.problem.rules.escorts_min <= found < escorts_max:
                return None
            escorts_max = found
        return None

    def _load(self, carrier: Carrier, sketch: Sketch, aboard: int | None, escorts_max: int) -> Load:
        """Whom the carrier would find at the site; beds are asked for only where they lie, not at a staging place."""
        desk, kind = self.desk, carrier.kind
        board_at = carrier.ready + desk.network.ways(kind, carrier.node, sketch.site)[0].minutes
        down_at = board_at + desk.network.ways(kind, sketch.site, sketch.dest)[0].minutes
        return desk.loading.fill(
            kind,
            sketch.site,
            desk.room_at(None if sketch.staged else sketch.dest, board_at),
            escorts_max,
            escorts_aboard=aboard,
            beds=None if sketch.staged else lambda where: desk.bookings.bed_room(sketch.dest, where, down_at),
        )

    def _book(self, carrier: Carrier, offer: Offer) -> bool:
        """Book an offer; one to a staging place only as far as onward seats are promised."""
        trip, load, desk = offer.trip, offer.load, self.desk
        if offer.staged:
            seats = self.relay.promise(trip.ask.dest, load.heads, trip.u1, feeder=carrier)
            promised = _heads(seats)
            if 2 * sum(promised.values()) < load.people:
                self.relay.give_back(seats)
                return False
            load.heads = promised
        else:
            desk.deliver(load.heads, trip.ask.dest, trip.u1)
        desk.take(load.heads)
        desk.board(carrier, trip, load, offer.escorts)
        return True


def _heads(seats: list[Seat]) -> dict[str, int]:
    heads: dict[str, int] = {}
    for seat in seats:
        heads[seat.group] = heads.get(seat.group, 0) + seat.heads
    return heads
