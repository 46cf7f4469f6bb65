"""Compiled: when a road is open, a window, a slot, a carrier, a pool, a reception queue; and how much is lost by when.

Each answers with the first minute that works, never by trying minutes one by one where a jump will do.
"""

# ruff: noqa: PLR0917, C901  numba takes arguments by place, knows no generators,
# and is quicker with one long function than with many short ones (decision 0203)
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import math

from musterbook.lift.search.columns import (
    AT_BUSY_AT,
    AT_BUSY_FROM,
    AT_BUSY_TO,
    AT_CLOSED_AT,
    AT_CLOSED_FROM,
    AT_CLOSED_TO,
    AT_HAZARD_AT,
    AT_HAZARD_FROM,
    AT_HAZARD_RATE,
    AT_HAZARD_SUM,
    AT_KM,
    AT_LEG,
    AT_ROAD_AT,
    AT_ROAD_KM,
    AT_ROAD_MIN,
    AT_ROAD_N,
    AT_ROAD_RISK,
    AT_SLOTS,
    AT_TYPE_I,
    AT_WINDOW_AT,
    AT_WINDOW_FROM,
    AT_WINDOW_TO,
    MINUTES,
    NEVER,
    NODES,
    ROAD,
    ROADS,
    TY_COLUMNS,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.tables import Array


@inner
def span_from(at: int, end: int, t: Array, starts: int, ends: int, minute: int, minutes: int) -> int:
    """The first start of `minutes` that meets none of the spans `at` to `end` (sorted, apart from each other)."""
    low, high = at, end
    while low < high:
        middle = (low + high) // 2
        if t[ends + middle] <= minute:
            low = middle + 1
        else:
            high = middle
    while low < end and minute + minutes > t[starts + low]:
        minute = max(minute, t[ends + low])
        low += 1
    return minute


@inner
def window_from(t: Array, row: int, minute: int, minutes: int) -> int:
    """The first start of a service of `minutes` that lies inside one open window."""
    low, high = t[t[AT_WINDOW_AT] + row], t[t[AT_WINDOW_AT] + row + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if t[t[AT_WINDOW_TO] + middle] < minute + minutes:
            low = middle + 1
        else:
            high = middle
    while low < end:
        start = max(minute, t[t[AT_WINDOW_FROM] + low])
        if start + minutes <= t[t[AT_WINDOW_TO] + low]:
            return start
        low += 1
    return NEVER


@inner
def slot_from(u: Array, first: int, last: int, slots: int, minute: int, minutes: int) -> int:
    """The first start from `minute` at which a slot is free for `minutes`."""
    while minute + minutes < last:
        taken = -1
        for k in range(minute + minutes - 1, minute - 1, -1):
            if u[first + k] >= slots:
                taken = k
                break
        if taken < 0:
            return minute
        minute = taken + 1
    return NEVER


@inner
def service_from(t: Array, u: Array, vehicle: int, row: int, minute: int, minutes: int) -> int:
    """The first start of a service that a window, the carrier's calendar and a slot all allow."""
    while minute < NEVER:
        start = window_from(t, row, minute, minutes)
        if start >= NEVER:
            return NEVER
        start = span_from(
            t[t[AT_BUSY_AT] + vehicle],
            t[t[AT_BUSY_AT] + vehicle + 1],
            t,
            t[AT_BUSY_FROM],
            t[AT_BUSY_TO],
            start,
            minutes,
        )
        start = slot_from(u, row * t[MINUTES], t[MINUTES], t[t[AT_SLOTS] + row], start, minutes)
        if start == minute:
            return minute
        minute = start
    return NEVER


@inner
def way_from(t: Array, x: Array, kind: int, a: int, b: int, minute: int) -> tuple[int, int, int, float, float]:
    """The way that arrives first when leaving from `minute` on: leaving, minutes, route, km, risk of the route."""
    if a == b:
        return minute, 0, 0, 0.0, 0.0
    if t[t[AT_TYPE_I] + kind * TY_COLUMNS + 0] != ROAD:
        return minute, t[t[AT_LEG] + (kind * t[NODES] + a) * t[NODES] + b], 0, x[t[AT_KM] + a * t[NODES] + b], 0.0
    first, count = t[t[AT_ROAD_AT] + a * t[NODES] + b], t[t[AT_ROAD_N] + a * t[NODES] + b]
    best_leave, best_minutes, best = NEVER, NEVER, -1
    for route in range(first, first + count):
        minutes = t[t[AT_ROAD_MIN] + kind * t[ROADS] + route]
        leave = span_from(
            t[t[AT_CLOSED_AT] + route],
            t[t[AT_CLOSED_AT] + route + 1],
            t,
            t[AT_CLOSED_FROM],
            t[AT_CLOSED_TO],
            minute,
            minutes,
        )
        if leave + minutes < best_leave + best_minutes:
            best_leave, best_minutes, best = leave, minutes, route
    if best < 0:
        return NEVER, 0, 0, 0.0, 0.0
    return best_leave, best_minutes, best - first, x[t[AT_ROAD_KM] + best], x[t[AT_ROAD_RISK] + best]


@inner
def km_most(t: Array, x: Array, kind: int, a: int, b: int) -> float:
    """The longest of the ways from `a` to `b`."""
    if a == b:
        return 0.0
    if t[t[AT_TYPE_I] + kind * TY_COLUMNS + 0] != ROAD:
        return float(x[t[AT_KM] + a * t[NODES] + b])
    most = 0.0
    for route in range(
        t[t[AT_ROAD_AT] + a * t[NODES] + b], t[t[AT_ROAD_AT] + a * t[NODES] + b] + t[t[AT_ROAD_N] + a * t[NODES] + b]
    ):
        most = max(most, x[t[AT_ROAD_KM] + route])
    return most


@inner
def received_from(y: Array, queue: int, count: int, rate: float, cap: float, minute: int, added: float) -> int:
    """The first minute when `added` sixtieths of a head overrun neither the queue nor an arrival booked later."""
    if added > cap or rate <= 0.0:
        return NEVER if added > cap or count > 0 else minute
    at = count
    while at > 0 and y[queue + (at - 1) * 3] > minute:
        at -= 1
    while minute < NEVER:
        while at < count and y[queue + at * 3] <= minute:
            at += 1
        waiting = 0.0
        if at > 0:
            waiting = max(0.0, y[queue + (at - 1) * 3 + 2] - rate * (minute - y[queue + (at - 1) * 3]))
        over = waiting + added - cap
        if over > 1e-7:
            minute += max(1, math.ceil(over / rate - 1e-9))
            continue
        waiting += added
        before = float(minute)
        blocked = False
        for i in range(at, count):
            drained = waiting - rate * (y[queue + i * 3] - before)
            if drained <= 0.0:
                break
            before = y[queue + i * 3]
            waiting = drained + y[queue + i * 3 + 1]
            if waiting > cap + 1e-7:
                blocked = True
                minute = int(before) + 1
                break
        if not blocked:
            return minute
    return NEVER


@inner
def receive(y: Array, queue: int, count: int, rate: float, minute: int, added: float) -> int:
    """Add an arrival to a queue in order of time; the number of arrivals after it."""
    at = count
    while at > 0 and y[queue + (at - 1) * 3] > minute:
        for k in range(3):
            y[queue + at * 3 + k] = y[queue + (at - 1) * 3 + k]
        at -= 1
    y[queue + at * 3], y[queue + at * 3 + 1] = minute, added
    for i in range(at, count + 1):
        waiting = 0.0
        if i > 0:
            waiting = max(0.0, y[queue + (i - 1) * 3 + 2] - rate * (y[queue + i * 3] - y[queue + (i - 1) * 3]))
        y[queue + i * 3 + 2] = waiting + y[queue + i * 3 + 1]
    return count + 1


@inner
def exposure(t: Array, x: Array, node: int, minute: int) -> float:
    """The hazard of a place added up to `minute`."""
    low, high = t[t[AT_HAZARD_AT] + node], t[t[AT_HAZARD_AT] + node + 1]
    first = low
    while low < high:
        middle = (low + high) // 2
        if t[t[AT_HAZARD_FROM] + middle] <= minute:
            low = middle + 1
        else:
            high = middle
    at = max(first, low - 1)
    return float(x[t[AT_HAZARD_SUM] + at] + x[t[AT_HAZARD_RATE] + at] * max(0, minute - t[t[AT_HAZARD_FROM] + at]))


@inner
def lost_by(t: Array, x: Array, node: int, minute: int) -> float:
    """The chance that a person held at `node` is lost by `minute`."""
    return 1.0 - math.exp(-exposure(t, x, node, minute))
