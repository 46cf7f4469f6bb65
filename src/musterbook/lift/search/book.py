"""Compiled: the serial that `evaluate` found is written down and everything it takes is taken."""

# ruff: noqa: PLR0917, SIM110  numba takes arguments by place, knows no generators,
# and is quicker with one long function than with many short ones (decision 0203)
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from musterbook.lift.search.clocks import exposure, lost_by, receive
from musterbook.lift.search.columns import (
    AT_BED_FREE,
    AT_BED_FROM,
    AT_BED_N,
    AT_DEST,
    AT_DWELL,
    AT_EXTRA,
    AT_FOUND,
    AT_FOUND_F,
    AT_GROUP,
    AT_HELD_FREE,
    AT_HUB,
    AT_HUB_ROOMS,
    AT_HUBS,
    AT_INTAKE,
    AT_KIND,
    AT_KM_RUN,
    AT_LOAD_GROUP,
    AT_LOAD_HEADS,
    AT_LOSS,
    AT_LOT_N,
    AT_LOTS,
    AT_PICK_GROUP,
    AT_PICK_HEADS,
    AT_PICK_LOT,
    AT_PICK_N,
    AT_POOL,
    AT_POOL_FREE,
    AT_QUEUE,
    AT_QUEUE_N,
    AT_REMAINING,
    AT_ROW,
    AT_SERIAL_RISK,
    AT_SERIALS,
    AT_SITE_CHANGED,
    AT_SITE_LEFT,
    AT_TOTALS,
    AT_TYPE_F,
    AT_TYPE_I,
    AT_VEHICLE,
    AT_VEHICLE_BASE,
    AT_VEHICLE_TYPE,
    AT_WEIGHT,
    BEDS,
    DEST,
    DESTS,
    E_DUTY,
    E_END,
    E_HOME_ARRIVE,
    E_HOME_DEPART,
    E_HOME_DUTY,
    E_HOME_REFUEL,
    E_HOME_ROUTE,
    E_LEG,
    E_PEOPLE,
    E_TOUR,
    E_UNTIL,
    F_HOME_KM,
    F_KM,
    F_RISK,
    F_WEIGHT,
    G_COLUMNS,
    G_COMPARTMENT,
    G_SITE,
    HELD_BLOCKS,
    HELD_MIN,
    HORIZON,
    HUB,
    HUB_GROUND_MAX,
    HUBS,
    L_COLUMNS,
    L_GROUP,
    L_HEADS,
    L_LOAD,
    L_SERIAL,
    L_SINCE,
    LARGE,
    LOADS_MAX,
    LOSSES,
    LOTS_MAX,
    MINUTES,
    PICKS_MAX,
    POOL_MINUTES,
    QUEUE_MAX,
    R_ARRIVE_ORIGIN,
    R_BOARD,
    R_BOARDED,
    R_COLUMNS,
    R_DEPART,
    R_DEST,
    R_DOWN,
    R_ENDS_TOUR,
    R_ESCORTS,
    R_KIND,
    R_LEAVE,
    R_LOADS,
    R_LOADS_END,
    R_ORIGIN,
    R_REFUEL_FIRST,
    R_ROUTE_ON,
    R_SET_DOWN,
    R_STARTS_TOUR,
    R_VEHICLE,
    ROOMS,
    SERIALS_MAX,
    SITE,
    T_LEFT,
    T_LOADS,
    T_MAKESPAN,
    T_RETURNED,
    T_SERIALS,
    T_STAGED,
    T_UNTIL,
    TF_COLUMNS,
    TF_COST,
    TY_COLUMNS,
    TY_MODE,
    V_BOOKED,
    V_COLUMNS,
    V_DUTY,
    V_ESCORTS,
    V_HOME_ARRIVE,
    V_HOME_DEPART,
    V_HOME_DUTY,
    V_HOME_REFUEL,
    V_HOME_ROUTE,
    V_LAST,
    V_NODE,
    V_READY,
    V_TOUR,
    VEHICLES,
    X_ESCORT_COST,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.loading import share
from musterbook.lift.search.tables import Array


@inner
def full(t: Array, s: Array) -> bool:
    """Is the memory for serials nearly used up? Never in a plan that moves people; a guard against endless tours."""
    if s[t[AT_TOTALS] + T_SERIALS] + t[VEHICLES] + 2 >= t[SERIALS_MAX]:
        return True
    if s[t[AT_TOTALS] + T_LOADS] + t[PICKS_MAX] >= t[LOADS_MAX]:
        return True
    for d in range(t[DESTS]):
        if s[t[AT_QUEUE_N] + d] + 2 >= t[QUEUE_MAX]:
            return True
    for h in range(t[HUBS]):
        if s[t[AT_LOT_N] + h] + 32 >= t[LOTS_MAX]:
            return True
    return False


@inner
def book(t: Array, x: Array, s: Array, y: Array, u: Array) -> None:
    """Write down the serial last found; it must have been found with the bookings as they are."""
    v, o, d = s[t[AT_FOUND] + R_VEHICLE], s[t[AT_FOUND] + R_ORIGIN], s[t[AT_FOUND] + R_DEST]
    kind = t[t[AT_VEHICLE_TYPE] + v]
    mode, carrier = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_MODE], t[AT_VEHICLE] + v * V_COLUMNS
    serial = s[t[AT_TOTALS] + T_SERIALS]
    s[t[AT_FOUND] + R_LOADS] = s[t[AT_TOTALS] + T_LOADS]
    s[t[AT_FOUND] + R_LOADS_END] = s[t[AT_TOTALS] + T_LOADS] + s[t[AT_PICK_N]]
    for column in range(R_COLUMNS):
        s[t[AT_SERIALS] + serial * R_COLUMNS + column] = s[t[AT_FOUND] + column]
    y[t[AT_SERIAL_RISK] + serial] = y[t[AT_FOUND_F] + F_RISK]
    s[t[AT_TOTALS] + T_SERIALS] += 1
    for minute in range(s[t[AT_FOUND] + R_BOARD], s[t[AT_FOUND] + R_BOARDED]):
        u[(t[t[AT_ROW] + o * 3 + mode]) * t[MINUTES] + minute] += 1
    for minute in range(s[t[AT_FOUND] + R_SET_DOWN], s[t[AT_FOUND] + R_DOWN]):
        u[(t[t[AT_ROW] + d * 3 + mode]) * t[MINUTES] + minute] += 1
    pool = t[t[AT_POOL] + t[t[AT_VEHICLE_BASE] + v]]
    booked_from = s[carrier + V_BOOKED]
    if s[t[AT_FOUND] + R_STARTS_TOUR]:
        booked_from = s[t[AT_EXTRA] + E_TOUR]
        s[carrier + V_TOUR], s[carrier + V_ESCORTS] = s[t[AT_EXTRA] + E_TOUR], s[t[AT_FOUND] + R_ESCORTS]
    for minute in range(booked_from, s[t[AT_EXTRA] + E_UNTIL]):
        s[t[AT_POOL_FREE] + pool * t[POOL_MINUTES] + minute] -= s[carrier + V_ESCORTS]
    s[carrier + V_BOOKED] = s[t[AT_EXTRA] + E_UNTIL]
    s[t[AT_TOTALS] + T_UNTIL] = max(s[t[AT_TOTALS] + T_UNTIL], s[carrier + V_BOOKED])
    board(t, x, s, y, serial)
    if t[t[AT_KIND] + d] == DEST:
        place = t[t[AT_DEST] + d]
        s[t[AT_QUEUE_N] + place] = receive(
            y,
            t[AT_QUEUE] + place * t[QUEUE_MAX] * 3,
            s[t[AT_QUEUE_N] + place],
            x[t[AT_INTAKE] + place],
            s[t[AT_FOUND] + R_DOWN],
            s[t[AT_EXTRA] + E_PEOPLE] * 60.0,
        )
        s[t[AT_TOTALS] + T_MAKESPAN] = max(s[t[AT_TOTALS] + T_MAKESPAN], s[t[AT_FOUND] + R_DOWN])
    y[t[AT_LOSS]] += y[t[AT_FOUND_F] + F_WEIGHT] * y[t[AT_FOUND_F] + F_RISK]
    minutes = s[t[AT_FOUND] + R_ARRIVE_ORIGIN] - s[t[AT_FOUND] + R_LEAVE] + s[t[AT_EXTRA] + E_LEG]
    y[t[AT_LOSS] + 1] += minutes / 60 * x[t[AT_TYPE_F] + kind * TF_COLUMNS + TF_COST]
    s[carrier + V_NODE], s[carrier + V_READY], s[carrier + V_LAST] = d, s[t[AT_FOUND] + R_DOWN], s[t[AT_FOUND] + R_DOWN]
    s[carrier + V_DUTY] = s[t[AT_EXTRA] + E_DUTY]
    y[t[AT_KM_RUN] + v * 2 + 0] = y[t[AT_FOUND_F] + F_KM]
    s[carrier + V_HOME_DEPART], s[carrier + V_HOME_ARRIVE] = (
        s[t[AT_EXTRA] + E_HOME_DEPART],
        s[t[AT_EXTRA] + E_HOME_ARRIVE],
    )
    s[carrier + V_HOME_ROUTE], s[carrier + V_HOME_REFUEL] = (
        s[t[AT_EXTRA] + E_HOME_ROUTE],
        s[t[AT_EXTRA] + E_HOME_REFUEL],
    )
    s[carrier + V_HOME_DUTY] = s[t[AT_EXTRA] + E_HOME_DUTY]
    y[t[AT_KM_RUN] + v * 2 + 1] = y[t[AT_FOUND_F] + F_HOME_KM]
    if s[t[AT_FOUND] + R_ENDS_TOUR]:
        end_tour(t, x, s, y, v, s[t[AT_EXTRA] + E_END])


@inner
def board(t: Array, x: Array, s: Array, y: Array, serial: int) -> None:
    """Take the picked people from their site or staging place, and set them down: beds, lots, losses."""
    o, d = s[t[AT_FOUND] + R_ORIGIN], s[t[AT_FOUND] + R_DEST]
    lost = lost_by(t, x, o, s[t[AT_FOUND] + R_DEPART]) if t[t[AT_KIND] + o] == SITE else 0.0
    for k in range(s[t[AT_PICK_N]]):
        group, heads = s[t[AT_PICK_GROUP] + k], s[t[AT_PICK_HEADS] + k]
        room, weight = t[t[AT_GROUP] + group * G_COLUMNS + G_COMPARTMENT], x[t[AT_WEIGHT] + group]
        load = s[t[AT_TOTALS] + T_LOADS]
        s[t[AT_LOAD_GROUP] + load], s[t[AT_LOAD_HEADS] + load] = group, heads
        s[t[AT_TOTALS] + T_LOADS] += 1
        if t[LARGE]:
            s[share(t, o, d) + room] -= heads
        if t[t[AT_KIND] + o] == SITE:
            s[t[AT_REMAINING] + group] -= heads
            s[t[AT_SITE_LEFT] + o] -= heads
            s[t[AT_TOTALS] + T_LEFT] -= heads
            y[t[AT_LOSS]] += heads * weight * lost
            y[t[AT_LOSS] + LOSSES + group] += heads * weight * (lost + y[t[AT_FOUND_F] + F_RISK])
        else:
            h = t[t[AT_HUB] + o]
            since = s[t[AT_LOTS] + (h * t[LOTS_MAX] + s[t[AT_PICK_LOT] + k]) * L_COLUMNS + L_SINCE]
            waited = exposure(t, x, o, s[t[AT_FOUND] + R_BOARDED]) - exposure(t, x, o, since)
            y[t[AT_LOSS]] += heads * weight * waited
            y[t[AT_LOSS] + LOSSES + group] += heads * weight * (waited + y[t[AT_FOUND_F] + F_RISK])
            s[t[AT_LOTS] + (h * t[LOTS_MAX] + s[t[AT_PICK_LOT] + k]) * L_COLUMNS + L_HEADS] -= heads
            s[t[AT_HUB_ROOMS] + room] -= heads
            s[t[AT_TOTALS] + T_STAGED] -= heads
            hold(t, s, h, s[t[AT_FOUND] + R_BOARDED], since + t[t[AT_DWELL] + h], -heads)
        if t[t[AT_KIND] + d] == DEST:
            deliver(t, s, t[t[AT_DEST] + d], room, s[t[AT_FOUND] + R_DOWN], heads)
        elif t[t[AT_KIND] + d] == HUB:
            stage(t, s, t[t[AT_HUB] + d], group, heads, load, serial)
    if t[t[AT_KIND] + o] == SITE:
        s[t[AT_SITE_CHANGED] + o] += 1
    else:
        close_lots(t, s, t[t[AT_HUB] + o])


@inner
def hold(t: Array, s: Array, h: int, start: int, end: int, heads: int) -> None:
    """Take room at a staging place from `start` to the end of the longest stay; negative heads give it back.

    Whole blocks are taken, and those given back are wholly after `start`.
    """
    first = start // HELD_MIN if heads > 0 else -(-start // HELD_MIN)
    for block in range(first, min(t[HORIZON], end) // HELD_MIN + 1):
        s[t[AT_HELD_FREE] + h * t[HELD_BLOCKS] + block] -= heads


@inner
def deliver(t: Array, s: Array, dest: int, room: int, minute: int, heads: int) -> None:
    """Take beds from the step that holds at `minute` on."""
    n = t[t[AT_BED_N] + dest * t[ROOMS] + room]
    for k in range(n):
        if k + 1 == n or t[t[AT_BED_FROM] + (dest * t[ROOMS] + room) * t[BEDS] + k + 1] > minute:
            s[t[AT_BED_FREE] + (dest * t[ROOMS] + room) * t[BEDS] + k] -= heads


@inner
def stage(t: Array, s: Array, h: int, group: int, heads: int, load: int, serial: int) -> None:
    """Set a lot down at a staging place, in order of time."""
    since = s[t[AT_FOUND] + R_DOWN]
    at = s[t[AT_LOT_N] + h]
    while at > 0 and s[t[AT_LOTS] + (h * t[LOTS_MAX] + at - 1) * L_COLUMNS + L_SINCE] > since:
        for column in range(L_COLUMNS):
            s[t[AT_LOTS] + (h * t[LOTS_MAX] + at) * L_COLUMNS + column] = s[
                t[AT_LOTS] + (h * t[LOTS_MAX] + at - 1) * L_COLUMNS + column
            ]
        at -= 1
    (
        s[t[AT_LOTS] + (h * t[LOTS_MAX] + at) * L_COLUMNS + L_GROUP],
        s[t[AT_LOTS] + (h * t[LOTS_MAX] + at) * L_COLUMNS + L_HEADS],
    ) = group, heads
    (
        s[t[AT_LOTS] + (h * t[LOTS_MAX] + at) * L_COLUMNS + L_SINCE],
        s[t[AT_LOTS] + (h * t[LOTS_MAX] + at) * L_COLUMNS + L_LOAD],
    ) = since, load
    s[t[AT_LOTS] + (h * t[LOTS_MAX] + at) * L_COLUMNS + L_SERIAL] = serial
    s[t[AT_LOT_N] + h] += 1
    s[t[AT_HUB_ROOMS] + t[t[AT_GROUP] + group * G_COLUMNS + G_COMPARTMENT]] += heads
    s[t[AT_TOTALS] + T_STAGED] += heads
    hold(t, s, h, since, since + t[t[AT_DWELL] + h], heads)


@inner
def close_lots(t: Array, s: Array, h: int) -> None:
    """Forget lots nobody is left of."""
    kept = 0
    for k in range(s[t[AT_LOT_N] + h]):
        if s[t[AT_LOTS] + (h * t[LOTS_MAX] + k) * L_COLUMNS + L_HEADS] > 0:
            if kept < k:
                for column in range(L_COLUMNS):
                    s[t[AT_LOTS] + (h * t[LOTS_MAX] + kept) * L_COLUMNS + column] = s[
                        t[AT_LOTS] + (h * t[LOTS_MAX] + k) * L_COLUMNS + column
                    ]
            kept += 1
    s[t[AT_LOT_N] + h] = kept


@inner
def end_tour(t: Array, x: Array, s: Array, y: Array, v: int, end: int) -> None:
    """The escorts are back and off."""
    carrier = t[AT_VEHICLE] + v * V_COLUMNS
    y[t[AT_LOSS] + 1] += (end - s[carrier + V_TOUR]) / 60 * s[carrier + V_ESCORTS] * x[X_ESCORT_COST]
    s[carrier + V_ESCORTS], s[carrier + V_TOUR], s[carrier + V_BOOKED], s[carrier + V_HOME_DEPART] = 0, -1, 0, -1


@inner
def go_home(t: Array, x: Array, s: Array, y: Array, v: int) -> None:
    """Take the promised way back to base; it can always be taken."""
    carrier = t[AT_VEHICLE] + v * V_COLUMNS
    base = t[t[AT_VEHICLE_BASE] + v]
    serial = t[AT_SERIALS] + s[t[AT_TOTALS] + T_SERIALS] * R_COLUMNS
    s[t[AT_TOTALS] + T_SERIALS] += 1
    for column in range(R_COLUMNS):
        s[serial + column] = 0
    s[serial + R_VEHICLE], s[serial + R_KIND], s[serial + R_ORIGIN], s[serial + R_DEST] = (
        v,
        1,
        s[carrier + V_NODE],
        base,
    )
    s[serial + R_DEPART], s[serial + R_DOWN] = s[carrier + V_HOME_DEPART], s[carrier + V_HOME_ARRIVE]
    s[serial + R_ROUTE_ON], s[serial + R_REFUEL_FIRST] = s[carrier + V_HOME_ROUTE], s[carrier + V_HOME_REFUEL]
    s[serial + R_ESCORTS] = s[carrier + V_ESCORTS]
    minutes = s[carrier + V_HOME_ARRIVE] - s[carrier + V_HOME_DEPART]
    y[t[AT_LOSS] + 1] += minutes / 60 * x[t[AT_TYPE_F] + (t[t[AT_VEHICLE_TYPE] + v]) * TF_COLUMNS + TF_COST]
    y[t[AT_KM_RUN] + v * 2 + 0] = (0.0 if s[carrier + V_HOME_REFUEL] else y[t[AT_KM_RUN] + v * 2 + 0]) + y[
        t[AT_KM_RUN] + v * 2 + 1
    ]
    s[carrier + V_NODE], s[carrier + V_READY], s[carrier + V_LAST] = (
        base,
        s[carrier + V_HOME_ARRIVE],
        s[carrier + V_HOME_ARRIVE],
    )
    s[carrier + V_DUTY] = s[carrier + V_HOME_DUTY]
    end_tour(t, x, s, y, v, s[carrier + V_HOME_ARRIVE])


@inner
def return_overstaying(t: Array, x: Array, s: Array, y: Array, now: int) -> None:
    """Lots that nobody can take on in time any more never boarded: they are still at their site.

    Carriers are asked in order of time, so nothing booked from `now` on can board a lot whose last minute has passed.
    What their serial took for them (room, escorts, minutes) it keeps.
    """
    for h in range(t[HUBS]):
        returned = False
        for k in range(s[t[AT_LOT_N] + h]):
            lot = t[AT_LOTS] + (h * t[LOTS_MAX] + k) * L_COLUMNS
            if s[lot + L_SINCE] + t[t[AT_DWELL] + h] - t[HUB_GROUND_MAX] >= now or s[lot + L_HEADS] <= 0:
                continue
            returned = True
            group, heads, serial = s[lot + L_GROUP], s[lot + L_HEADS], s[lot + L_SERIAL]
            site, weight = t[t[AT_GROUP] + group * G_COLUMNS + G_SITE], x[t[AT_WEIGHT] + group]
            lost = lost_by(t, x, site, s[t[AT_SERIALS] + serial * R_COLUMNS + R_DEPART])
            y[t[AT_LOSS]] -= heads * weight * (lost + y[t[AT_SERIAL_RISK] + serial])
            y[t[AT_LOSS] + LOSSES + group] -= heads * weight * (lost + y[t[AT_SERIAL_RISK] + serial])
            s[t[AT_LOAD_HEADS] + s[lot + L_LOAD]] -= heads
            s[t[AT_REMAINING] + group] += heads
            s[t[AT_SITE_LEFT] + site] += heads
            s[t[AT_SITE_CHANGED] + site] += 1
            room = t[t[AT_GROUP] + group * G_COLUMNS + G_COMPARTMENT]
            s[t[AT_HUB_ROOMS] + room] -= heads
            if t[LARGE]:
                s[share(t, site, t[t[AT_HUBS] + h]) + room] += heads
            s[t[AT_TOTALS] + T_LEFT] += heads
            s[t[AT_TOTALS] + T_STAGED] -= heads
            s[t[AT_TOTALS] + T_RETURNED] += heads
            hold(t, s, h, s[lot + L_SINCE] // HELD_MIN * HELD_MIN, s[lot + L_SINCE] + t[t[AT_DWELL] + h], -heads)
            s[lot + L_HEADS] = 0
        if returned:
            close_lots(t, s, h)
