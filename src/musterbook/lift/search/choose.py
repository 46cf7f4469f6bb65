"""Compiled: the rule that decides where no list does. Every simple rule is a setting of its figures (`starts`)."""

# ruff: noqa: PLR0917, C901, PLR0911, PLR0912, PLR0915  numba takes arguments by place, knows no generators,
# and is quicker with one long function than with many short ones (decision 0203)
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import math

from musterbook.lift.search.clocks import window_from
from musterbook.lift.search.columns import (
    AT_DESTS,
    AT_DWELL,
    AT_EXTRA,
    AT_FOUND,
    AT_FOUND_F,
    AT_HELD_FREE,
    AT_HOLD,
    AT_HUB,
    AT_HUBS,
    AT_KIND,
    AT_LEG,
    AT_LOST,
    AT_LOT_N,
    AT_LOTS,
    AT_MOST,
    AT_MOST_WEIGHT,
    AT_OFFER,
    AT_OFFER_SCORE,
    AT_ORDER,
    AT_ROW,
    AT_SITE_CHANGED,
    AT_SITE_LEFT,
    AT_SITES,
    AT_TOTALS,
    AT_TYPE_I,
    AT_VEHICLE,
    AT_VEHICLE_BASE,
    AT_VEHICLE_TYPE,
    AT_WINDOW_AT,
    AT_WINDOW_TO,
    DESTS,
    E_END,
    E_PEOPLE,
    ESCORTS_MIN,
    F_WEIGHT,
    GRID_MIN,
    GRIDS,
    HELD_BLOCKS,
    HELD_MIN,
    HORIZON,
    HUB,
    HUBS,
    L_COLUMNS,
    L_HEADS,
    L_SINCE,
    LARGE,
    LARGEST_SITE,
    LOTS_MAX,
    MOST_AT_RISK,
    NEAREST,
    NEVER,
    NODES,
    ONE_SITE,
    P_AHEAD,
    P_ESCORTS,
    P_FILL,
    P_FLOOR,
    P_HOLD,
    P_KIND,
    P_LEAST_ESCORTS,
    P_LOOKS,
    P_MIX,
    P_NOISE,
    P_PRICE,
    P_RELAY,
    P_SETTLE,
    P_STAGED,
    P_TO_HUB,
    P_TOUR_FILL,
    P_TOUR_WAIT,
    P_WAIT,
    R_DEPART,
    R_DOWN,
    R_ESCORTS,
    ROOMS,
    SITE,
    SITES,
    T_CHANCE,
    T_LEFT,
    T_SHARED,
    TF_LOAD,
    TF_UNLOAD,
    TY_COLUMNS,
    TY_MODE,
    TY_SEATS,
    V_COLUMNS,
    V_ESCORTS,
    V_NODE,
    V_READY,
    V_TOUR,
    WINDOW_END,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.evaluate import FOUND, NOTHING, evaluate, ground_minutes
from musterbook.lift.search.loading import escorts_for, fill, share
from musterbook.lift.search.tables import Array

DAY_MIN = 1440
WEEK_MIN = 7 * DAY_MIN
FIRST_OF_ALL = 1e12
NONE = -1e300
FAILURES_MAX = 400


@inner
def drawn(t: Array, s: Array) -> float:
    """The next number of the plan's own chance, from 0 to 1."""
    x = (s[t[AT_TOTALS] + T_CHANCE] * 1103515245 + 12345) & 0x7FFFFFFF
    s[t[AT_TOTALS] + T_CHANCE] = x
    return float(x >> 8) / 8388608.0


@inner
def lost_about(t: Array, x: Array, node: int, minute: int) -> float:
    """The chance of loss by about `minute`, for choosing only."""
    return float(x[t[AT_LOST] + node * t[GRIDS] + min(max(0, minute), t[HORIZON]) // GRID_MIN])


@inner
def rate(  # one answer per rule
    t: Array,
    x: Array,
    s: Array,
    figures: Array,
    favour: Array,
    o: int,
    d: int,
    weight: float,
    people: int,
    escorts: int,
    begin: int,
    depart: int,
    down: int,
    end: int,
) -> float:
    """How good a serial is; greater is better, NONE not worth doing."""
    minutes = max(1, end - begin)
    rule = int(figures[P_KIND])
    if t[t[AT_KIND] + o] != SITE:
        value = weight * figures[P_STAGED] * favour[d]
        return value / ((minutes + figures[P_SETTLE]) * (1.0 + figures[P_ESCORTS] * escorts))
    if rule == NEAREST:
        return 1e9 - ((down - begin) // 10) * 1e4 + people
    tomorrow = lost_about(t, x, o, depart + DAY_MIN) - lost_about(t, x, o, depart)
    plain = weight / minutes
    if rule == MOST_AT_RISK:
        return math.floor(tomorrow * 1000 + 0.5) * 1e6 + plain
    if rule == LARGEST_SITE:
        return s[t[AT_SITE_LEFT] + o] * 1e4 + plain
    if rule == ONE_SITE:
        return math.floor(lost_about(t, x, o, WEEK_MIN) * 1e6 + 0.5) * 1e3 + plain
    if rule == WINDOW_END:
        last = 0
        for k in range(3):
            row = t[t[AT_ROW] + o * 3 + k]
            if row >= 0 and t[t[AT_WINDOW_AT] + row + 1] > t[t[AT_WINDOW_AT] + row]:
                last = max(last, t[t[AT_WINDOW_TO] + t[t[AT_WINDOW_AT] + row + 1] - 1])
        return 1e9 - last * 1e3 + plain
    gain = lost_about(t, x, o, depart + int(figures[P_AHEAD])) - lost_about(t, x, o, depart) + figures[P_FLOOR]
    value = weight * gain * favour[o] - figures[P_PRICE] * people
    if value <= 0.0:
        return NONE
    value *= favour[d] * (figures[P_TO_HUB] if t[t[AT_KIND] + d] == HUB else 1.0)
    if figures[P_MIX] > 0:
        value *= (tomorrow + 1e-3) ** figures[P_MIX]
    value /= (minutes + figures[P_SETTLE]) * (1.0 + figures[P_ESCORTS] * escorts)
    if figures[P_NOISE] > 0:
        noise = drawn(t, s) + drawn(t, s) + drawn(t, s) - 1.5
        value *= math.exp(2.0 * figures[P_NOISE] * noise)
    return value


@inner
def remember_most(t: Array, x: Array, s: Array, y: Array, kind: int, o: int) -> None:
    """The best load a type could take from a site if nothing else were scarce; worked out again when people leave."""
    if s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 0] == s[t[AT_SITE_CHANGED] + o] + 1:
        return
    people, weight, points, units = fill(
        t, x, s, kind, o, -1, NEVER, NEVER, -1, t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS], NEVER
    )
    s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 0], s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 1] = (
        s[t[AT_SITE_CHANGED] + o] + 1,
        people,
    )
    s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 2], s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 3] = (
        escorts_for(t, points),
        units,
    )
    y[t[AT_MOST_WEIGHT] + kind * t[NODES] + o] = weight


@inner
def oldest_urgent(t: Array, s: Array, h: int, minute: int) -> bool:
    """Has the oldest lot of a staging place stayed more than half of its longest stay by `minute`?"""
    return (
        s[t[AT_LOT_N] + h] > 0
        and 2 * (minute - s[t[AT_LOTS] + (h * t[LOTS_MAX] + 0) * L_COLUMNS + L_SINCE]) >= t[t[AT_DWELL] + h]
    )


@inner
def shared_out(t: Array, s: Array, o: int, d: int) -> bool:
    """Has everybody gone who may go from `o` to `d`?"""
    at = share(t, o, d)
    left = 0
    for room in range(t[ROOMS]):
        left = max(left, s[at + room])
    return bool(left <= 0)


@inner
def before(y: Array, scores: int, a: int, b: int) -> bool:
    """Is offer `a` looked at before offer `b`: the better one, of equals the first?"""
    return bool(y[scores + a] > y[scores + b] or (y[scores + a] == y[scores + b] and a < b))


@inner
def sink(s: Array, y: Array, order: int, scores: int, k: int, n: int) -> None:
    """Let the offer at `k` of the heap sink to where it belongs."""
    while 2 * k + 1 < n:
        child = 2 * k + 1
        if child + 1 < n and before(y, scores, s[order + child + 1], s[order + child]):
            child += 1
        if not before(y, scores, s[order + child], s[order + k]):
            return
        s[order + k], s[order + child] = s[order + child], s[order + k]
        k = child


@inner
def sketch(t: Array, x: Array, s: Array, y: Array, figures: Array, favour: Array, v: int, begin: int) -> int:
    """What the carrier could do, each judged by legs and windows alone; how many lie in `bookings.offer`."""
    kind, base = t[t[AT_VEHICLE_TYPE] + v], t[t[AT_VEHICLE_BASE] + v]
    mode, now, n = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_MODE], s[t[AT_VEHICLE] + v * V_COLUMNS + V_NODE], 0
    aboard = s[t[AT_VEHICLE] + v * V_COLUMNS + V_ESCORTS] if s[t[AT_VEHICLE] + v * V_COLUMNS + V_TOUR] >= 0 else 0
    shared = t[LARGE] and begin < s[t[AT_TOTALS] + T_SHARED]
    for place_o in range(t[SITES] + t[HUBS]):
        at_site = place_o < t[SITES]
        o = t[t[AT_SITES] + place_o] if at_site else t[t[AT_HUBS] + place_o - t[SITES]]
        if t[t[AT_ROW] + o * 3 + mode] < 0 or t[t[AT_LEG] + (kind * t[NODES] + now) * t[NODES] + o] >= NEVER:
            continue
        if at_site:
            if s[t[AT_SITE_LEFT] + o] <= 0:
                continue
            remember_most(t, x, s, y, kind, o)
            people, escorts, units = (
                s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 1],
                s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 2],
                s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 3],
            )
            weight = y[t[AT_MOST_WEIGHT] + kind * t[NODES] + o]
        else:
            people, h = 0, t[t[AT_HUB] + o]
            for k in range(s[t[AT_LOT_N] + h]):
                people += s[t[AT_LOTS] + (h * t[LOTS_MAX] + k) * L_COLUMNS + L_HEADS]
            people = min(people, t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS])
            escorts, units, weight = t[ESCORTS_MIN], people, 1.5 * people
        if people <= 0:
            continue
        if aboard > 0 and escorts > aboard:
            weight *= aboard / escorts
        loading = ground_minutes(t, x, kind, TF_LOAD, units)
        unloading = ground_minutes(t, x, kind, TF_UNLOAD, units)
        depart = (
            window_from(
                t, t[t[AT_ROW] + o * 3 + mode], begin + t[t[AT_LEG] + (kind * t[NODES] + now) * t[NODES] + o], loading
            )
            + loading
        )
        if depart >= NEVER:
            continue
        for place in range(t[DESTS] + t[HUBS]):
            to_dest = place < t[DESTS]
            if not to_dest and (not at_site or figures[P_RELAY] <= 0):
                continue
            d = t[t[AT_DESTS] + place] if to_dest else t[t[AT_HUBS] + place - t[DESTS]]
            if shared and shared_out(t, s, o, d):
                continue
            if (
                t[t[AT_ROW] + d * 3 + mode] < 0
                or t[t[AT_LEG] + (kind * t[NODES] + o) * t[NODES] + d] >= NEVER
                or t[t[AT_LEG] + (kind * t[NODES] + d) * t[NODES] + base] >= NEVER
            ):
                continue
            if not to_dest:
                h = t[t[AT_HUB] + d]
                full = t[t[AT_HOLD] + h] - s[t[AT_HELD_FREE] + h * t[HELD_BLOCKS] + min(t[HORIZON], depart) // HELD_MIN]
                if full >= figures[P_HOLD] * t[t[AT_HOLD] + h]:
                    continue
            row = t[t[AT_ROW] + d * 3 + mode]
            down = (
                window_from(t, row, depart + t[t[AT_LEG] + (kind * t[NODES] + o) * t[NODES] + d], unloading) + unloading
            )
            if down >= NEVER:
                continue
            end = down + t[t[AT_LEG] + (kind * t[NODES] + d) * t[NODES] + base]
            score = rate(t, x, s, figures, favour, o, d, weight, people, escorts, begin, depart, down, end)
            if not at_site and oldest_urgent(t, s, t[t[AT_HUB] + o], begin):
                score += FIRST_OF_ALL
            if score > NONE:
                s[t[AT_OFFER] + n * 2 + 0], s[t[AT_OFFER] + n * 2 + 1] = o, d
                y[t[AT_OFFER_SCORE] + n] = score
                n += 1
    return n


@inner
def choose(t: Array, x: Array, s: Array, y: Array, u: Array, figures: Array, favour: Array, v: int, wait: int) -> int:
    """The best legal serial of a carrier by the rule's figures: FOUND, ready to be booked, or NOTHING."""
    begin = s[t[AT_VEHICLE] + v * V_COLUMNS + V_READY] + wait
    on_tour = s[t[AT_VEHICLE] + v * V_COLUMNS + V_TOUR] >= 0
    wait_max = wait + int(figures[P_TOUR_WAIT] if on_tour else figures[P_WAIT])
    n = sketch(t, x, s, y, figures, favour, v, begin)
    order, scores = t[AT_ORDER], t[AT_OFFER_SCORE]
    for k in range(n):
        s[order + k] = k
    for k in range(n // 2 - 1, -1, -1):
        sink(s, y, order, scores, k, n)
    kind = t[t[AT_VEHICLE_TYPE] + v]
    best, best_o, best_d, last_o, last_d, looks, failures = NONE, -1, -1, -1, -1, 0, 0
    while looks < figures[P_LOOKS] and failures < FAILURES_MAX:
        if n == 0 or y[scores + s[order]] <= best:
            break
        k = s[order]
        n -= 1
        s[order] = s[order + n]
        sink(s, y, order, scores, 0, n)
        o, d = s[t[AT_OFFER] + k * 2 + 0], s[t[AT_OFFER] + k * 2 + 1]
        last_o = -1
        if evaluate(t, x, s, y, u, v, o, d, wait, wait_max, figures[P_LEAST_ESCORTS]) != FOUND:
            failures += 1
            continue
        last_o, last_d = o, d
        people, escorts = s[t[AT_EXTRA] + E_PEOPLE], s[t[AT_FOUND] + R_ESCORTS]
        urgent = False
        if t[t[AT_KIND] + o] == HUB:
            urgent = oldest_urgent(t, s, t[t[AT_HUB] + o], begin)
            least = figures[P_FILL] * (t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS] - escorts)
            if not urgent and people < least and s[t[AT_TOTALS] + T_LEFT] > 0:
                continue
        elif on_tour and people < figures[P_TOUR_FILL] * s[t[AT_MOST] + (kind * t[NODES] + o) * 4 + 1]:
            continue
        looks += 1
        score = rate(
            t,
            x,
            s,
            figures,
            favour,
            o,
            d,
            y[t[AT_FOUND_F] + F_WEIGHT],
            people,
            escorts,
            begin,
            s[t[AT_FOUND] + R_DEPART],
            s[t[AT_FOUND] + R_DOWN],
            s[t[AT_EXTRA] + E_END],
        )
        if urgent:
            score += FIRST_OF_ALL
        if score > best:
            best, best_o, best_d = score, o, d
    if best_o < 0:
        return NOTHING
    if (best_o, best_d) == (last_o, last_d):
        return FOUND
    return evaluate(t, x, s, y, u, v, best_o, best_d, wait, wait_max, figures[P_LEAST_ESCORTS])
