"""The desk where trips are booked: everything shared is taken, and the carrier's stops are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from musterbook.lift.dispatch.bookings import Bookings
from musterbook.lift.dispatch.carriers import Carrier, Draft
from musterbook.lift.dispatch.loading import Load, Loading
from musterbook.lift.dispatch.network import Network
from musterbook.lift.dispatch.trips import Trip, Trips
from musterbook.lift.plan import Plan
from musterbook.lift.problem import Group, Problem, VehicleType


class Desk:
    """The state of a plan being made: network, bookings, loading and carriers."""

    def __init__(self, problem: Problem, network: Network | None = None) -> None:
        self.problem = problem
        self.network = network or Network(problem)
        self.bookings = Bookings(problem)
        self.loading = Loading(problem)
        self.trips = Trips(self.network, self.bookings)
        self.carriers = [
            Carrier(vehicle, kind, self.network.calendar(vehicle), vehicle.base, order)
            for order, vehicle in enumerate(problem.vehicles)
            if self._usable(vehicle.base, kind := problem.vehicle_type[vehicle.type])
        ]
        self.people_left = sum(group.count for group in problem.groups)
        self.changed: dict[str, int] = {}

    def board(self, carrier: Carrier, trip: Trip, load: Load, escorts: int) -> tuple[Draft, Draft]:
        """Book a trip and write its stops; beds, reception and staging are booked by whoever fills the load."""
        self._leave(carrier, trip)
        starts = carrier.tour_from is None
        if starts:
            carrier.tour_from = self.trips_tour_start(carrier, trip)
            carrier.escorts = escorts
            if carrier.node != trip.ask.origin:
                t0 = trip.t0
                carrier.stops.append(Draft(carrier.base, t0, t0, t0, t0, escorts_on=escorts))
            self.bookings.pools[carrier.base].book(carrier.tour_from, trip.booked_until, escorts)
        elif trip.booked_until > carrier.booked_until:
            pool = self.bookings.pools[carrier.base]
            pool.book(carrier.booked_until, trip.booked_until, carrier.escorts)
        carrier.booked_until = trip.booked_until
        at_base = starts and carrier.node == trip.ask.origin
        boarded = Draft(
            trip.ask.origin,
            trip.t0 + trip.way_out.minutes,
            trip.s0,
            trip.s1,
            trip.depart,
            route=trip.way_out.route,
            board=load.heads,
            escorts_on=escorts if at_base else 0,
            refuel=trip.refuel_at_origin,
        )
        landed = Draft(trip.ask.dest, trip.arrive, trip.u0, trip.u1, trip.u1, route=trip.way_on.route)
        landed.alight = load.heads
        carrier.stops += [boarded, landed]
        for node, start, end in ((trip.ask.origin, trip.s0, trip.s1), (trip.ask.dest, trip.u0, trip.u1)):
            self.bookings.slots[node, carrier.kind.mode].book(start, end)
        self._arrived(carrier, trip, landed)
        return boarded, landed

    def take(self, load: Mapping[str, int]) -> None:
        """People leave their site."""
        for group, heads in load.items():
            self.bookings.remaining[group] -= heads
            self.people_left -= heads
            site = self.problem.group[group].site
            self.changed[site] = self.changed.get(site, 0) + 1

    def deliver(self, load: Mapping[str, int], dest: str, minute: int) -> None:
        """People are set down at a destination: beds and reception."""
        for group, heads in load.items():
            self.bookings.book_beds(dest, self.problem.group[group].compartment, minute, heads)
        self.bookings.reception[dest].book(minute, sum(load.values()))

    def go_home(self, carrier: Carrier) -> None:
        """Take the promised way back to base; the tour ends and its escorts go off."""
        home = carrier.home
        if home is None or carrier.tour_from is None:
            return
        last = carrier.last_stop()
        last.depart, last.refuel = home.depart, home.refuel
        carrier.km = (0.0 if home.refuel else carrier.km) + home.way.km
        end = home.arrive
        carrier.stops.append(Draft(carrier.base, end, end, end, end, route=home.way.route, escorts_off=carrier.escorts))
        carrier.node, carrier.ready, carrier.last_end, carrier.duty_from = carrier.base, end, end, home.duty_from
        self._tour_ends(carrier)

    def trips_tour_start(self, carrier: Carrier, trip: Trip) -> int:
        """Escorts come on when the carrier leaves base, or as boarding starts when it boards at base."""
        return trip.s0 if trip.ask.origin == carrier.base else trip.t0

    def room_at(self, dest: str | None, board_at: int) -> Callable[[Group], int]:
        """How many of a group are still held and may be boarded from `board_at` for a destination (None: for any)."""
        remaining = self.bookings.remaining

        def room(group: Group) -> int:
            barred = group.not_before > board_at or (dest and group.dests and dest not in group.dests)
            return 0 if barred else remaining[group.id]

        return room

    def plan(self, notes: Mapping[str, str | int | float]) -> Plan:
        """The stops written so far, every carrier on tour sent home first."""
        for carrier in self.carriers:
            self.go_home(carrier)
        moved = {
            carrier.vehicle.id: tuple(draft.stop() for draft in carrier.stops)
            for carrier in self.carriers
            if len(carrier.stops) > 1
        }
        return Plan(self.problem.name, moved, dict(notes))

    def _leave(self, carrier: Carrier, trip: Trip) -> None:
        last = carrier.last_stop()
        last.depart = trip.t0
        last.refuel = trip.refuel_first

    def _arrived(self, carrier: Carrier, trip: Trip, landed: Draft) -> None:
        carrier.km = trip.km_at_dest
        carrier.node, carrier.ready, carrier.last_end = trip.ask.dest, trip.u1, trip.u1
        carrier.duty_from, carrier.home = trip.duty_from, trip.home
        if trip.home is None:
            landed.escorts_off = carrier.escorts
            self._tour_ends(carrier)

    def _tour_ends(self, carrier: Carrier) -> None:
        carrier.escorts, carrier.tour_from, carrier.home, carrier.booked_until = 0, None, None, 0

    def _usable(self, base: str, kind: VehicleType) -> bool:
        """A carrier whose base may not be used by its mode, cannot be waited at, or has no escorts, never moves."""
        node = self.problem.node[base]
        return node.parking and bool(node.escorts) and self.network.may_use(node, kind.mode)
