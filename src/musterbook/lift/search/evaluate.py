"""Compiled: the earliest legal serial of a carrier from where it stands. Nothing is booked here.

The search for the minute jumps: whatever stands in the way says how much later to try. What is found lies in
`bookings.found`, `extra`, `found_f` and, who is aboard, in `bookings.pick_*`.
"""

# ruff: noqa: PLR0917, C901, PLR0911, PLR0912, PLR0915  numba takes arguments by place, knows no generators,
# and is quicker with one long function than with many short ones (decision 0203)
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import math

from musterbook.lift.search.clocks import km_most, received_from, service_from, span_from, way_from, window_from
from musterbook.lift.search.columns import (
    ABOARD_EXTRA,
    ABOARD_PCT,
    AT_BUSY_AT,
    AT_BUSY_FROM,
    AT_BUSY_TO,
    AT_DEST,
    AT_DWELL,
    AT_EXTRA,
    AT_FOUND,
    AT_FOUND_F,
    AT_FUELS,
    AT_HELD_FREE,
    AT_HUB,
    AT_INTAKE,
    AT_KIND,
    AT_KM_RUN,
    AT_LEG,
    AT_LOTS,
    AT_PARKS,
    AT_PICK_LOT,
    AT_PICK_N,
    AT_POOL,
    AT_POOL_FREE,
    AT_QUEUE,
    AT_QUEUE_N,
    AT_RECEPTION,
    AT_ROW,
    AT_TYPE_F,
    AT_TYPE_I,
    AT_VEHICLE,
    AT_VEHICLE_BASE,
    AT_VEHICLE_TYPE,
    BASE,
    DEST,
    E_DUTY,
    E_END,
    E_HOME_ARRIVE,
    E_HOME_DEPART,
    E_HOME_DUTY,
    E_HOME_REFUEL,
    E_HOME_ROUTE,
    E_LEG,
    E_PEOPLE,
    E_POINTS,
    E_TOUR,
    E_UNTIL,
    ESCORTS_MIN,
    F_HOME_KM,
    F_KM,
    F_RISK,
    F_WEIGHT,
    HELD_BLOCKS,
    HELD_MIN,
    HORIZON,
    HUB,
    HUB_GROUND_MAX,
    L_COLUMNS,
    L_SINCE,
    LOTS_MAX,
    NEVER,
    NODES,
    POOL_MINUTES,
    QUEUE_MAX,
    R_ARRIVE,
    R_ARRIVE_ORIGIN,
    R_BOARD,
    R_BOARDED,
    R_DEPART,
    R_DEST,
    R_DOWN,
    R_ENDS_TOUR,
    R_ESCORTS,
    R_KIND,
    R_LEAVE,
    R_ORIGIN,
    R_REFUEL_FIRST,
    R_REFUEL_ORIGIN,
    R_ROUTE_ON,
    R_ROUTE_OUT,
    R_SET_DOWN,
    R_STARTS_TOUR,
    R_VEHICLE,
    R_WAIT,
    REST_MIN,
    REST_PCT,
    SITE,
    TF_COLUMNS,
    TF_LOAD,
    TF_RANGE,
    TF_RISK,
    TF_UNLOAD,
    TOUR_MAX,
    TY_COLUMNS,
    TY_DUTY,
    TY_MODE,
    TY_REFUEL,
    TY_REST,
    TY_SEATS,
    TY_TURN,
    V_BOOKED,
    V_COLUMNS,
    V_DUTY,
    V_ESCORTS,
    V_LAST,
    V_NODE,
    V_READY,
    V_TOUR,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.loading import escorts_for, fill
from musterbook.lift.search.tables import Array

TRIES_MAX = 60
FOUND = 1
NOTHING = 0


@inner
def ground_minutes(t: Array, x: Array, kind: int, column: int, units: int) -> int:
    """How long handling `units` takes (R7); at least a minute, so that every service holds its slot."""
    return max(
        1,
        t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_TURN]
        + math.ceil(x[t[AT_TYPE_F] + kind * TF_COLUMNS + column] * units / 60 - 1e-9),
    )


@inner
def evaluate(
    t: Array,
    x: Array,
    s: Array,
    y: Array,
    u: Array,
    v: int,
    o: int,
    d: int,
    wait: int,
    wait_max: int,
    least_escorts: float,
) -> int:
    """FOUND when carrier `v` can take somebody from `o` to `d`, leaving `wait` to `wait_max` minutes after it is ready.

    The load is filled for the escorts there are; when fewer are free than it needs, but at least the share
    `least_escorts`, it is filled again for those rather than left waiting.
    """
    kind = t[t[AT_VEHICLE_TYPE] + v]
    mode = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_MODE]
    now, ready = s[t[AT_VEHICLE] + v * V_COLUMNS + V_NODE], s[t[AT_VEHICLE] + v * V_COLUMNS + V_READY] + wait
    row_o, row_d = t[t[AT_ROW] + o * 3 + mode], t[t[AT_ROW] + d * 3 + mode]
    if row_o < 0 or row_d < 0 or t[t[AT_KIND] + d] == SITE or t[t[AT_KIND] + d] == BASE:
        return NOTHING
    if t[t[AT_KIND] + o] != SITE and (t[t[AT_KIND] + o] != HUB or t[t[AT_KIND] + d] != DEST):
        return NOTHING
    out, on, back = (
        t[t[AT_LEG] + (kind * t[NODES] + now) * t[NODES] + o],
        t[t[AT_LEG] + (kind * t[NODES] + o) * t[NODES] + d],
        t[t[AT_LEG] + (kind * t[NODES] + d) * t[NODES] + t[t[AT_VEHICLE_BASE] + v]],
    )
    if out >= NEVER or on >= NEVER or back >= NEVER:
        return NOTHING
    on_tour = s[t[AT_VEHICLE] + v * V_COLUMNS + V_TOUR] >= 0
    aboard = s[t[AT_VEHICLE] + v * V_COLUMNS + V_ESCORTS] if on_tour else -1
    escorts_max = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS]
    people_max = NEVER
    if t[t[AT_KIND] + d] == DEST:
        people_max = int(x[t[AT_RECEPTION] + t[t[AT_DEST] + d]] // 60)
    board_at = window_from(t, row_o, ready + out, t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_TURN])
    for _ in range(4):
        people, weight, points, units = fill(
            t, x, s, kind, o, d, board_at, board_at + on, aboard, escorts_max, people_max
        )
        if people <= 0:
            return NOTHING
        s[t[AT_EXTRA] + E_PEOPLE], s[t[AT_EXTRA] + E_POINTS] = people, points
        y[t[AT_FOUND_F] + F_WEIGHT] = weight
        s[t[AT_FOUND] + R_ESCORTS] = aboard if on_tour else escorts_for(t, points)
        short = timed(t, x, s, y, u, v, o, d, ready, wait_max - wait, units, least_escorts)
        if short == FOUND:
            s[t[AT_FOUND] + R_WAIT] = wait
            return FOUND
        if short >= 0:
            return NOTHING
        if short <= -NEVER:
            people_max = -short - NEVER
            if people_max <= 0:
                return NOTHING
        else:
            escorts_max = -short
            if escorts_max < t[ESCORTS_MIN]:
                return NOTHING
    return NOTHING


@inner
def timed(  # one long thought: each block may say when to try again
    t: Array,
    x: Array,
    s: Array,
    y: Array,
    u: Array,
    v: int,
    o: int,
    d: int,
    ready: int,
    wait_max: int,
    units: int,
    least_escorts: float,
) -> int:
    """The earliest minutes for the load picked.

    FOUND, NOTHING, −escorts when only so many are free, or −NEVER − people when the staging place holds only so many
    more.
    """
    kind = t[t[AT_VEHICLE_TYPE] + v]
    mode, base, now = (
        t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_MODE],
        t[t[AT_VEHICLE_BASE] + v],
        s[t[AT_VEHICLE] + v * V_COLUMNS + V_NODE],
    )
    row_o, row_d, pool = t[t[AT_ROW] + o * 3 + mode], t[t[AT_ROW] + d * 3 + mode], t[t[AT_POOL] + base]
    people, escorts = s[t[AT_EXTRA] + E_PEOPLE], s[t[AT_FOUND] + R_ESCORTS]
    tour_from, last_end = s[t[AT_VEHICLE] + v * V_COLUMNS + V_TOUR], s[t[AT_VEHICLE] + v * V_COLUMNS + V_LAST]
    busy, busy_end = t[t[AT_BUSY_AT] + v], t[t[AT_BUSY_AT] + v + 1]
    rest, duty_max = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_REST], t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_DUTY]
    refuel_min, km_max = (
        t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_REFUEL],
        x[t[AT_TYPE_F] + kind * TF_COLUMNS + TF_RANGE] + 1e-9,
    )
    loading = ground_minutes(t, x, kind, TF_LOAD, units)
    unloading = ground_minutes(t, x, kind, TF_UNLOAD, units)
    aboard_max = math.floor(
        t[t[AT_LEG] + (kind * t[NODES] + o) * t[NODES] + d] * t[ABOARD_PCT] / 100 + t[ABOARD_EXTRA] + 1e-9
    )
    at_dest, at_hub = t[t[AT_KIND] + d] == DEST, t[t[AT_KIND] + d] == HUB
    board_from, board_by = 0, NEVER
    if t[t[AT_KIND] + o] == HUB:
        h = t[t[AT_HUB] + o]
        for k in range(s[t[AT_PICK_N]]):
            since = s[t[AT_LOTS] + (h * t[LOTS_MAX] + s[t[AT_PICK_LOT] + k]) * L_COLUMNS + L_SINCE]
            board_from = max(board_from, since)
            board_by = min(board_by, since + t[t[AT_DWELL] + h] - t[HUB_GROUND_MAX])
    back_km = 0.0 if t[t[AT_FUELS] + d * 3 + mode] else km_most(t, x, kind, d, base)
    latest = min(t[HORIZON], ready + (wait_max if t[t[AT_PARKS] + now] else 0))
    leaving = ready
    for _ in range(TRIES_MAX):
        if leaving > latest:
            return NOTHING
        # (1) Leaving, so that boarding starts on arrival: a place without parking allows no other.
        leave, minutes_out, route_out, km_out, _ = way_from(t, x, kind, now, o, leaving)
        if leave > leaving:
            leaving = leave
            continue
        arrive_o = leaving + minutes_out
        s0 = service_from(t, u, v, row_o, max(arrive_o, board_from), loading)
        if s0 >= NEVER or s0 > board_by:
            return NOTHING
        if s0 > arrive_o:
            leaving += s0 - arrive_o
            continue
        # (2) The loaded leg, with fuel for it and for the way home from a place without.
        s1 = s0 + loading
        leave, minutes_on, route_on, km_on, risk = way_from(t, x, kind, o, d, s1)
        after_o = km_on + back_km
        since_fuel = y[t[AT_KM_RUN] + v * 2 + 0]
        reach = km_out if t[t[AT_FUELS] + o * 3 + mode] else km_out + after_o
        refuel_first = False
        if t[t[AT_FUELS] + now * 3 + mode] and since_fuel > 0:
            refuel_first = leaving >= s[t[AT_VEHICLE] + v * V_COLUMNS + V_READY] + refuel_min
            if not refuel_first and since_fuel + reach > km_max:
                leaving = s[t[AT_VEHICLE] + v * V_COLUMNS + V_READY] + refuel_min
                continue
        km = (0.0 if refuel_first else since_fuel) + km_out
        if km - km_out + reach > km_max:
            return NOTHING
        refuel_o = km + after_o > km_max
        depart = s1
        if refuel_o:
            if not t[t[AT_FUELS] + o * 3 + mode]:
                return NOTHING
            depart = s1 + refuel_min
            leave, minutes_on, route_on, km_on, risk = way_from(t, x, kind, o, d, depart)
            km = 0.0
        km += km_on
        if km + back_km > km_max:
            return NOTHING
        if leave > depart:
            leaving += leave - depart
            continue
        arrive = depart + minutes_on
        free = span_from(busy, busy_end, t, t[AT_BUSY_FROM], t[AT_BUSY_TO], leaving, arrive - leaving)
        if free > leaving:
            leaving = free
            continue
        # (3) The set-down: window, slot, reception with all it has promised later, time aboard.
        u0 = arrive
        while True:
            u0 = service_from(t, u, v, row_d, u0, unloading)
            if u0 >= NEVER or not at_dest:
                break
            place = t[t[AT_DEST] + d]
            received = received_from(
                y,
                t[AT_QUEUE] + place * t[QUEUE_MAX] * 3,
                s[t[AT_QUEUE_N] + place],
                x[t[AT_INTAKE] + place],
                x[t[AT_RECEPTION] + place],
                u0 + unloading,
                people * 60.0,
            )
            if received >= NEVER:
                u0 = NEVER
            if u0 >= NEVER or received == u0 + unloading:
                break
            u0 = received - unloading
        if u0 >= NEVER:
            return NOTHING
        if u0 > arrive and not t[t[AT_PARKS] + d]:
            leaving += u0 - arrive
            continue
        if u0 - depart > aboard_max:
            leaving += u0 - depart - aboard_max
            continue
        u1 = u0 + unloading
        # (4) Duty.
        duty_from = s[t[AT_VEHICLE] + v * V_COLUMNS + V_DUTY]
        if last_end < 0 or leaving - last_end >= rest:
            duty_from = leaving
        if u1 - duty_from > duty_max:
            if duty_from < leaving < last_end + rest:
                leaving = last_end + rest
            elif duty_from == leaving and u0 > arrive:
                leaving += u1 - duty_from - duty_max
            else:
                return NOTHING
            continue
        # (5) The way home, within duty, tour, calendar and range.
        start = tour_from
        if start < 0:
            start = s0 if o == base else leaving
        end, home_depart, home_route, home_refuel, home_km = u1, -1, 0, 0, 0.0
        if d != base:
            home_refuel = 1 if km + km_most(t, x, kind, d, base) > km_max else 0
            if home_refuel and not t[t[AT_FUELS] + d * 3 + mode]:
                return NOTHING
            home_depart = u1 + (refuel_min if home_refuel else 0)
            rested = False
            while True:
                if home_depart > t[HORIZON]:
                    return NOTHING
                leave, minutes, home_route, home_km, _ = way_from(t, x, kind, d, base, home_depart)
                leave = span_from(busy, busy_end, t, t[AT_BUSY_FROM], t[AT_BUSY_TO], leave, minutes)
                if leave - u1 >= rest:
                    duty_from, rested = leave, True
                if leave > home_depart:
                    home_depart = leave
                elif leave + minutes - duty_from > duty_max:
                    if rested:
                        return NOTHING
                    home_depart = max(home_depart + 1, u1 + rest)
                else:
                    end = leave + minutes
                    break
            if home_km > km_max:
                return NOTHING
            if home_depart > u1 and not t[t[AT_PARKS] + d]:
                leaving += home_depart - u1
                continue
        if end > t[HORIZON]:
            return NOTHING
        over = end - start - t[TOUR_MAX]
        if over > 0:
            if tour_from >= 0:
                return NOTHING
            if leaving < last_end + rest < leaving + over:
                leaving = last_end + rest
            elif u0 > arrive or home_depart > u1:
                leaving += over
            else:
                return NOTHING
            continue
        # (6) Room at a staging place for the longest stay.
        if at_hub:
            h = t[t[AT_HUB] + d]
            room = NEVER
            for block in range(u1 // HELD_MIN, min(t[HORIZON], u1 + t[t[AT_DWELL] + h]) // HELD_MIN + 1):
                room = min(room, s[t[AT_HELD_FREE] + h * t[HELD_BLOCKS] + block])
            if room < people:
                return -NEVER - max(0, room)
        # (7) Escorts from leaving to the end of their rest.
        until = end + max(t[REST_MIN], -(-(end - start) * t[REST_PCT] // 100))
        if pool < 0:
            return NOTHING
        if tour_from >= 0:
            for minute in range(s[t[AT_VEHICLE] + v * V_COLUMNS + V_BOOKED], until):
                if s[t[AT_POOL_FREE] + pool * t[POOL_MINUTES] + minute] < escorts:
                    return NOTHING
            until = max(until, s[t[AT_VEHICLE] + v * V_COLUMNS + V_BOOKED])
        else:
            least = NEVER
            for minute in range(start, until):
                least = min(least, s[t[AT_POOL_FREE] + pool * t[POOL_MINUTES] + minute])
            if least < escorts:
                if least >= max(t[ESCORTS_MIN], least_escorts * escorts):
                    return -least
                last_short = until - 1
                while s[t[AT_POOL_FREE] + pool * t[POOL_MINUTES] + last_short] >= escorts:
                    last_short -= 1
                leaving += last_short + 1 - start
                continue
        s[t[AT_FOUND] + R_VEHICLE], s[t[AT_FOUND] + R_KIND], s[t[AT_FOUND] + R_ORIGIN], s[t[AT_FOUND] + R_DEST] = (
            v,
            0,
            o,
            d,
        )
        s[t[AT_FOUND] + R_LEAVE], s[t[AT_FOUND] + R_ROUTE_OUT], s[t[AT_FOUND] + R_REFUEL_FIRST] = (
            leaving,
            route_out,
            refuel_first,
        )
        s[t[AT_FOUND] + R_ARRIVE_ORIGIN], s[t[AT_FOUND] + R_BOARD], s[t[AT_FOUND] + R_BOARDED] = arrive_o, s0, s1
        s[t[AT_FOUND] + R_REFUEL_ORIGIN], s[t[AT_FOUND] + R_DEPART], s[t[AT_FOUND] + R_ROUTE_ON] = (
            refuel_o,
            depart,
            route_on,
        )
        s[t[AT_FOUND] + R_ARRIVE], s[t[AT_FOUND] + R_SET_DOWN], s[t[AT_FOUND] + R_DOWN] = arrive, u0, u1
        s[t[AT_FOUND] + R_STARTS_TOUR], s[t[AT_FOUND] + R_ENDS_TOUR] = tour_from < 0, d == base
        s[t[AT_EXTRA] + E_END], s[t[AT_EXTRA] + E_UNTIL], s[t[AT_EXTRA] + E_TOUR] = end, until, start
        s[t[AT_EXTRA] + E_DUTY] = (
            leaving if last_end < 0 or leaving - last_end >= rest else s[t[AT_VEHICLE] + v * V_COLUMNS + V_DUTY]
        )
        s[t[AT_EXTRA] + E_HOME_DEPART], s[t[AT_EXTRA] + E_HOME_ARRIVE] = home_depart, end
        s[t[AT_EXTRA] + E_HOME_ROUTE], s[t[AT_EXTRA] + E_HOME_REFUEL], s[t[AT_EXTRA] + E_HOME_DUTY] = (
            home_route,
            home_refuel,
            duty_from,
        )
        s[t[AT_EXTRA] + E_LEG] = minutes_on
        y[t[AT_FOUND_F] + F_KM], y[t[AT_FOUND_F] + F_HOME_KM] = km, home_km
        y[t[AT_FOUND_F] + F_RISK] = risk + x[t[AT_TYPE_F] + kind * TF_COLUMNS + TF_RISK] * minutes_on / 60
        return FOUND
    return NOTHING
