"""What is scarce and shared, minute by minute: slots, escort pools, reception, beds, room at staging places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from musterbook.lift.dispatch.network import NEVER
from musterbook.lift.problem import Node, Problem, Steps

SLOTS_MAX = 255


class Slots:
    """Free handling slots of one place and mode by minute; more than 255 count as 255."""

    def __init__(self, slots: int, minutes: int) -> None:
        self._free = bytearray([min(slots, SLOTS_MAX)]) * (minutes + 1)

    def free_from(self, minute: int, minutes: int) -> int:
        """The first start from `minute` at which a slot is free for `minutes`; `NEVER` past the horizon."""
        while minute + minutes < len(self._free):
            taken = self._free.rfind(0, minute, minute + minutes)
            if taken < 0:
                return minute
            minute = taken + 1
        return NEVER

    def book(self, start: int, end: int, number: int = 1) -> None:
        """Take one slot from start to end, or `number`; a negative number gives back."""
        for minute in range(start, end):
            self._free[minute] -= number


class Stock:
    """A number free at every minute: escorts in a pool, or places at a staging place."""

    def __init__(self, steps: Steps, minutes: int) -> None:
        self._free = [0] * (minutes + 1)
        ends = [start for start, _ in steps[1:]] + [minutes + 1]
        for (start, number), end in zip(steps, ends, strict=False):
            self._free[start:end] = [number] * len(self._free[start:end])

    def free(self, start: int, end: int) -> int:
        """The most that can be taken over the whole of [start, end)."""
        return min(self._free[start:end], default=self._free[-1])

    def last_short(self, start: int, end: int, number: int) -> int:
        """The last minute of [start, end) with fewer than `number` free; start − 1 if none."""
        for minute in range(min(end, len(self._free)) - 1, start - 1, -1):
            if self._free[minute] < number:
                return minute
        return start - 1

    def book(self, start: int, end: int, number: int) -> None:
        """Take `number` over [start, end); a negative number gives back."""
        self._free[start:end] = [free - number for free in self._free[start:end]]


class Reception:
    """The queue at a destination: set-downs add heads, and it drains at a constant rate.

    Counted in sixtieths of a head, so that whole rates an hour leave no rounding behind.
    """

    def __init__(self, node: Node) -> None:
        self._rate = node.intake_per_hour
        self._cap = node.reception_cap * 60
        self._minutes: list[int] = []
        self._heads: list[int] = []
        self._after: list[float] = []

    def earliest(self, minute: int, heads: int) -> int:
        """The first minute from `minute` when `heads` more overrun neither the queue nor an arrival booked later."""
        if heads * 60 > self._cap:
            return NEVER
        while (later := self._next_try(minute, heads * 60)) > minute:
            minute = later
        return minute

    def book(self, minute: int, heads: int) -> None:
        """Add an arrival; negative heads take back part of one."""
        at = bisect_left(self._minutes, minute)
        if at == len(self._minutes) or self._minutes[at] != minute:
            self._minutes.insert(at, minute)
            self._heads.insert(at, 0)
        self._heads[at] += heads
        del self._after[at:]
        waiting, before = self._before(at)
        for when, count in zip(self._minutes[at:], self._heads[at:], strict=True):
            waiting = max(0.0, waiting - self._rate * (when - before)) + count * 60
            self._after.append(waiting)
            before = when

    def _before(self, at: int) -> tuple[float, int]:
        return (self._after[at - 1], self._minutes[at - 1]) if at else (0.0, 0)

    def _next_try(self, minute: int, added: float) -> int:
        """`minute` itself if it works; otherwise a later minute to try, `NEVER` if none can work."""
        if minute >= NEVER:
            return minute
        at = bisect_right(self._minutes, minute)
        waiting, before = self._before(at)
        waiting = max(0.0, waiting - self._rate * (minute - before))
        over = waiting + added - self._cap
        if over > 0:
            return minute + max(1, int(-(-over // self._rate))) if self._rate else NEVER
        waiting, before = waiting + added, minute
        for i in range(at, len(self._minutes)):
            drained = waiting - self._rate * (self._minutes[i] - before)
            waiting, before = max(0.0, drained) + self._heads[i] * 60, self._minutes[i]
            if waiting > self._cap:
                return before + 1
            if drained <= 0:
                return minute
        return minute


class Beds:
    """Beds of one compartment at one destination: deliveries never exceed what is open by then."""

    def __init__(self, steps: Steps) -> None:
        self._starts = [start for start, _ in steps]
        self._free = [number for _, number in steps]

    def room(self, minute: int) -> int:
        """How many more can be delivered at `minute` without taking a bed promised to a later delivery."""
        at = bisect_right(self._starts, minute) - 1
        return min(self._free[at:]) if at >= 0 else 0

    def book(self, minute: int, heads: int) -> None:
        """Deliver heads at `minute`; negative heads give beds back."""
        at = max(0, bisect_right(self._starts, minute) - 1)
        self._free[at:] = [free - heads for free in self._free[at:]]


class Bookings:
    """Everything shared, with nothing booked yet."""

    def __init__(self, problem: Problem) -> None:
        rules, minutes = problem.rules, problem.horizon_min
        rest = max(rules.escort_rest_min, -(-rules.escort_tour_max_min * rules.escort_rest_pct // 100))
        self.slots = {(node.id, mode): Slots(n, minutes) for node in problem.nodes for mode, n in node.slots.items()}
        self.pools = {node.id: Stock(node.escorts, minutes + rest) for node in problem.nodes if node.escorts}
        self.reception = {node.id: Reception(node) for node in problem.nodes if node.kind == "dest"}
        self.held = {node.id: Stock(((0, node.hold_cap),), minutes) for node in problem.nodes if node.kind == "hub"}
        self.remaining = {group.id: group.count for group in problem.groups}
        self._beds = {
            (node.id, where): Beds(steps) for node in problem.nodes for where, steps in node.beds.items() if steps
        }

    def bed_room(self, dest: str, compartment: str, minute: int) -> int:
        """Beds free in a compartment for a delivery at `minute`."""
        beds = self._beds.get((dest, compartment))
        return beds.room(minute) if beds else 0

    def book_beds(self, dest: str, compartment: str, minute: int, heads: int) -> None:
        """Deliver heads to a compartment; negative heads give beds back."""
        beds = self._beds.get((dest, compartment))
        if beds:
            beds.book(minute, heads)
