"""The earliest legal trip of a carrier from where it stands to a boarding place, a set-down place, and home.

Nothing is booked here. The search jumps: whatever blocks a trip says how much later to try, never minute by minute.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from musterbook.lift.dispatch.bookings import Bookings, Slots
from musterbook.lift.dispatch.carriers import Carrier, WayHome
from musterbook.lift.dispatch.loading import ground_minutes
from musterbook.lift.dispatch.network import NEVER, Network, Way, first_way

TRIES_MAX = 80


@dataclass(frozen=True, slots=True)
class Ask:
    """What a trip should do: board `units` at `origin`, set them down at `dest`, with `escorts` from the pool.

    When fewer are free but at least `escorts_least`, the search says how many at once instead of waiting for them.
    `heads` is what the reception queue is asked for (0 at a staging place); boarding starts no earlier than
    `board_from`, and the carrier leaves where it stands no later than `wait_max` minutes after it could.
    """

    origin: str
    dest: str
    units: int
    heads: int
    escorts: int
    escorts_least: int = 1 << 30
    board_from: int = 0
    wait_max: int = 1440


@dataclass(frozen=True, slots=True)
class Trip:
    """A legal trip: leaving (t0), boarding (s0 to s1), set-down (u0 to u1), `end` at base."""

    ask: Ask
    t0: int
    way_out: Way
    s0: int
    s1: int
    depart: int
    way_on: Way
    arrive: int
    u0: int
    u1: int
    home: WayHome | None
    end: int
    booked_until: int
    refuel_first: bool
    refuel_at_origin: bool
    km_at_dest: float
    duty_from: int
    escorts_free: int


@dataclass(frozen=True, slots=True)
class Push:
    """Why a trip could not begin at minute `since`, and the minute it was put off to.

    `cause` is one of `PUSHES`; `place` the place, road or carrier that caused it. The last push of a search is the
    step of `evaluate` (lift.md section 6) that moved the time last.
    """

    cause: str
    place: str
    since: int
    until: int

    @property
    def minutes(self) -> int:
        """How long it was put off."""
        return self.until - self.since


PUSHES = (
    "road", "calendar", "permission", "window", "slot", "fuel", "range", "reception", "aboard", "duty", "tour",
    "escorts", "horizon", "way",
)  # fmt: skip
"""Everything that can put a trip off or stop it; `permission` also stands for people who have not arrived yet."""


@dataclass(frozen=True, slots=True)
class Told:
    """A search with its reasons: the trip (or None), every push in order, and what stopped it when there is no trip.

    `escorts_free` says, when escorts are what is short, how many are free at best.
    """

    trip: Trip | None
    pushes: tuple[Push, ...]
    stopped: tuple[str, str] | None
    escorts_free: int | None = None


class Trips:
    """Finds trips against the bookings made so far."""

    def __init__(self, network: Network, bookings: Bookings) -> None:
        self.network = network
        self.bookings = bookings
        self.rules = network.problem.rules
        self.horizon = network.problem.horizon_min

    def earliest(self, carrier: Carrier, ask: Ask) -> Trip | int | None:
        """The earliest legal trip; a number when escorts are what is short (how many are free at best); None if none.

        For a carrier on tour the escorts are those aboard, and only their longer absence must find room in the pool.
        """
        kind, net = carrier.kind, self.network
        out, on = net.ways(kind, carrier.node, ask.origin), net.ways(kind, ask.origin, ask.dest)
        back = net.ways(kind, ask.dest, carrier.base)
        if not (out and on and back):
            return None
        return _Search(self, carrier, ask, (out, on, back)).run()

    def told(self, carrier: Carrier, ask: Ask) -> Told:
        """The same search, with what put the trip off step by step."""
        kind, net = carrier.kind, self.network
        places = (carrier.node, ask.origin, ask.dest, carrier.base)
        ways = [net.ways(kind, a, b) for a, b in pairwise(places)]
        for (a, b), found in zip(pairwise(places), ways, strict=True):
            if not found:
                return Told(None, (), ("way", f"{a}–{b}"))
        search = _Search(self, carrier, ask, (ways[0], ways[1], ways[2]))
        outcome = search.run()
        trip = outcome if isinstance(outcome, Trip) else None
        short = outcome if isinstance(outcome, int) else None
        return Told(trip, tuple(search.pushes), None if trip else search.blamed, short)


class _Search:
    """One search for one trip; `t` only ever grows."""

    def __init__(
        self, trips: Trips, carrier: Carrier, ask: Ask, ways: tuple[tuple[Way, ...], tuple[Way, ...], tuple[Way, ...]]
    ) -> None:
        self.trips, self.carrier, self.ask = trips, carrier, ask
        self.net, self.kind, self.rules = trips.network, carrier.kind, trips.rules
        self.out, self.on, self.back = ways
        self.t = carrier.ready
        mode, nodes = carrier.kind.mode, trips.network.node
        wait_max = ask.wait_max if nodes[carrier.node].parking else 0
        self.latest = min(trips.horizon, carrier.ready + wait_max)
        self.mode = mode
        self.parks_o, self.parks_d = nodes[ask.origin].parking, nodes[ask.dest].parking
        self.fuels_n = trips.network.fuels(carrier.node, mode)
        self.fuels_o = trips.network.fuels(ask.origin, mode)
        self.fuels_d = trips.network.fuels(ask.dest, mode)
        self.loading = ground_minutes(carrier.kind, carrier.kind.load_s, ask.units)
        self.unloading = ground_minutes(carrier.kind, carrier.kind.unload_s, ask.units)
        self.limit = trips.network.aboard_limit(carrier.kind, ask.origin, ask.dest)
        self.slots_o = trips.bookings.slots.get((ask.origin, mode))
        self.slots_d = trips.bookings.slots.get((ask.dest, mode))
        self.reception = trips.bookings.reception.get(ask.dest) if ask.heads else None
        self.short = 0
        self.blamed = ("calendar", carrier.vehicle.id)
        self.pushes: list[Push] = []

    def run(self) -> Trip | int | None:
        for _ in range(TRIES_MAX):
            if self.t > self.latest:
                break
            found = self.attempt()
            if isinstance(found, Trip):
                return found
            if found <= self.t:
                return self.short or None
            self.pushes.append(Push(*self.blamed, self.t, found))
            self.t = found
        return self.short or None

    def attempt(self) -> Trip | int:  # noqa: C901, PLR0911, PLR0912  one long thought: each block may say when to try again
        """One try from minute `t`: the trip, or the next minute to try (not later than `t`: hopeless)."""
        t, calendar, carrier = self.t, self.carrier.calendar, self.carrier
        ask = self.ask
        leave, way_out = first_way(self.out, t)
        self.blame("road", f"{carrier.node}–{ask.origin}")
        free = calendar.free_from(leave, way_out.minutes + self.loading)
        if free > leave:
            self.blame("calendar", carrier.vehicle.id)
        if free > t:
            return free
        # Boarding exactly on arrival: a place without parking allows no other, and elsewhere it keeps escorts home.
        s0 = max(t + way_out.minutes, ask.board_from)
        self.blame("permission", ask.origin)
        s0 = self.service_from(self.ask.origin, self.slots_o, s0, self.loading)
        if s0 >= NEVER:
            return -1
        if s0 > t + way_out.minutes:
            return t + (s0 - t - way_out.minutes)
        s1 = s0 + self.loading
        fuelled = self.fuel_stops(t, way_out)
        if isinstance(fuelled, int):
            return fuelled
        refuel_first, refuel_o, km = fuelled
        depart = s1 + (self.kind.refuel_min if refuel_o else 0)
        leave_o, way_on = first_way(self.on, depart)
        if leave_o > depart:
            self.blame("road", f"{ask.origin}–{ask.dest}")
            return t + leave_o - depart
        free = calendar.free_from(t, depart + way_on.minutes - t)
        if free > t:
            self.blame("calendar", carrier.vehicle.id)
            return free
        arrive = depart + way_on.minutes
        self.blame("aboard", f"{ask.origin}–{ask.dest}")
        u0 = self.set_down_from(arrive)
        if u0 >= NEVER:
            return -1
        if not self.parks_d and u0 > arrive:
            return t + u0 - arrive
        if u0 - depart > self.limit:
            return t + u0 - depart - self.limit
        u1 = u0 + self.unloading
        duty_from = carrier.duty_from
        if carrier.last_end is None or t - carrier.last_end >= self.kind.rest_least_min:
            duty_from = t
        if u1 - duty_from > self.kind.duty_max_min:
            self.blame("duty", carrier.vehicle.id)
            return self.after_rest()
        home = self.way_home(u1, duty_from, km)
        if isinstance(home, int):
            return home
        end = home.arrive if home else u1
        if end > self.trips.horizon:
            self.blame("horizon", ask.dest)
            return -1
        return self.with_escorts(
            Trip(
                ask=self.ask,
                t0=t,
                way_out=way_out,
                s0=s0,
                s1=s1,
                depart=depart,
                way_on=way_on,
                arrive=arrive,
                u0=u0,
                u1=u1,
                home=home,
                end=end,
                booked_until=0,
                refuel_first=refuel_first,
                refuel_at_origin=refuel_o,
                km_at_dest=km,
                duty_from=duty_from,
                escorts_free=0,
            )
        )

    def blame(self, cause: str, place: str) -> None:
        """Remember what a minute would be put off for, should it be."""
        self.blamed = (cause, place)

    def service_from(self, node: str, slots: Slots | None, minute: int, minutes: int) -> int:
        """The first start of a service that a window, a slot and the carrier's calendar all allow."""
        if slots is None:
            self.blame("window", node)
            return NEVER
        while minute < NEVER:
            opened = self.net.window_from(node, self.mode, minute, minutes)
            if opened > minute:
                self.blame("window", node)
            if opened >= NEVER:
                return NEVER
            free = self.carrier.calendar.free_from(opened, minutes)
            if free > opened:
                self.blame("calendar", self.carrier.vehicle.id)
            start = slots.free_from(free, minutes)
            if start > free:
                self.blame("slot", node)
            if start == minute:
                return minute
            minute = start
        return NEVER

    def set_down_from(self, arrive: int) -> int:
        """The first start of the set-down that also finds room in reception."""
        minute = arrive
        while True:
            u0 = self.service_from(self.ask.dest, self.slots_d, minute, self.unloading)
            if u0 >= NEVER or self.reception is None:
                return u0
            received = self.reception.earliest(u0 + self.unloading, self.ask.heads)
            if received == u0 + self.unloading:
                return u0
            self.blame("reception", self.ask.dest)
            if received >= NEVER:
                return NEVER
            minute = received - self.unloading

    def fuel_stops(self, t: int, way_out: Way) -> tuple[bool, bool, float] | int:
        """Refuel where the carrier stands, at the boarding place? And the km since then at the set-down place."""
        kind, carrier = self.kind, self.carrier
        on_km = max(way.km for way in self.on)
        back_km = max(way.km for way in self.back)
        after_o = on_km if self.fuels_d else on_km + back_km
        reach = way_out.km if self.fuels_o else way_out.km + after_o
        ready = carrier.ready + kind.refuel_min
        self.blame("fuel", carrier.node)
        refuel = self.fuels_n and carrier.km > 0 and (t >= ready or carrier.km + reach > kind.range_km)
        if refuel and t < ready:
            return ready
        km = (0.0 if refuel else carrier.km) + way_out.km
        self.blame("range", carrier.vehicle.id)
        if km - way_out.km + reach > kind.range_km:
            return -1
        refuel_o = km + after_o > kind.range_km
        if refuel_o and not self.fuels_o:
            return -1
        km = on_km if refuel_o else km + on_km
        return (refuel, refuel_o, km) if km <= kind.range_km else -1

    def way_home(self, u1: int, duty_from: int, km: float) -> WayHome | int | None:  # noqa: C901, PLR0911, PLR0912  one long thought, as above
        """The promised way back; None when set down at base; a number: the minute to try the trip again."""
        if self.ask.dest == self.carrier.base:
            if u1 - self.tour_from() > self.rules.escort_tour_max_min:
                return self.tour_too_long(u1)
            return None
        refuel = km + max(way.km for way in self.back) > self.kind.range_km
        self.blame("fuel" if refuel else "duty", self.ask.dest if refuel else self.carrier.vehicle.id)
        depart = u1 + (self.kind.refuel_min if refuel else 0)
        rested = False
        while True:
            opened, way = first_way(self.back, depart)
            leave = self.carrier.calendar.free_from(opened, way.minutes)
            if opened > depart:
                self.blame("road", f"{self.ask.dest}–{self.carrier.base}")
            elif leave > opened:
                self.blame("calendar", self.carrier.vehicle.id)
            if leave - u1 >= self.kind.rest_least_min:
                duty_from, rested = leave, True
            if leave > depart:
                depart = leave
            elif leave + way.minutes - duty_from > self.kind.duty_max_min:
                self.blame("duty", self.carrier.vehicle.id)
                if rested:
                    return -1
                depart = max(depart, u1 + self.kind.rest_least_min)
            else:
                break
            if depart > self.trips.horizon:
                self.blame("horizon", self.carrier.base)
                return -1
        if depart > u1 and not self.parks_d:
            return self.t + depart - u1
        end = depart + way.minutes
        if end - self.tour_from() > self.rules.escort_tour_max_min:
            return self.tour_too_long(end)
        return WayHome(depart, end, way, refuel, duty_from)

    def tour_from(self) -> int:
        """When the escorts came on, or would: as the carrier leaves."""
        return self.t if self.carrier.tour_from is None else self.carrier.tour_from

    def tour_too_long(self, end: int) -> int:
        """On tour nothing helps; at base leave later, or after a rest when the rest on the way is what is too long."""
        self.blame("tour", self.carrier.base)
        if self.carrier.on_tour:
            return -1
        over = end - self.t - self.rules.escort_tour_max_min
        rested = self.after_rest()
        return rested if self.t < rested < self.t + over else self.t + over

    def after_rest(self) -> int:
        """When a full rest from the last activity is over."""
        return -1 if self.carrier.last_end is None else self.carrier.last_end + self.kind.rest_least_min

    def with_escorts(self, trip: Trip) -> Trip | int:
        """The trip if its escorts are there from leaving to the end of their rest; else when to try again."""
        carrier, pool = self.carrier, self.trips.bookings.pools.get(self.carrier.base)
        self.blame("escorts", carrier.base)
        if pool is None:
            return -1
        start = carrier.tour_from if carrier.tour_from is not None else self.tour_start(trip)
        tour = trip.end - start
        rest = max(self.rules.escort_rest_min, math.ceil(tour * self.rules.escort_rest_pct / 100))
        until = trip.end + rest
        if carrier.on_tour:
            if until > carrier.booked_until and pool.free(carrier.booked_until, until) < carrier.escorts:
                return -1
            return _with(trip, max(until, carrier.booked_until), carrier.escorts)
        free = pool.free(start, until)
        if free >= self.ask.escorts:
            return _with(trip, until, free)
        self.short = max(self.short, free)
        if free >= self.ask.escorts_least:
            return -1
        return self.t + pool.last_short(start, until, self.ask.escorts) + 1 - start

    def tour_start(self, trip: Trip) -> int:
        """Escorts come on when the carrier leaves base, or as boarding starts when it boards at base."""
        return trip.s0 if self.ask.origin == self.carrier.base else trip.t0


def _with(trip: Trip, booked_until: int, free: int) -> Trip:
    return Trip(
        trip.ask,
        trip.t0,
        trip.way_out,
        trip.s0,
        trip.s1,
        trip.depart,
        trip.way_on,
        trip.arrive,
        trip.u0,
        trip.u1,
        trip.home,
        trip.end,
        booked_until,
        trip.refuel_first,
        trip.refuel_at_origin,
        trip.km_at_dest,
        trip.duty_from,
        free,
    )
