"""Compiled: local search over the lists of decisions. Change a list, simulate, keep what loses less (or little more).

A changed list is simulated from the last moment before the change, and given up as soon as it must lose more than is
accepted. Entries the simulation left out are dropped, those the rule added are written in, so a list is always what
its plan does.
"""

# ruff: noqa: PLR0917, C901, PLR0912, PLR0915  numba takes arguments by place, knows no generators,
# and is quicker with one long function than with many short ones (decision 0203)
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

import math
from collections.abc import Callable

from numba import njit

from musterbook.lift.search.columns import (
    AT_DESTS,
    AT_HUBS,
    AT_KIND,
    AT_LEG,
    AT_ROW,
    AT_SERIALS,
    AT_SITES,
    AT_TOTALS,
    AT_TYPE_I,
    AT_VEHICLE,
    AT_VEHICLE_BASE,
    AT_VEHICLE_TYPE,
    C_ACCEPTED,
    C_BEST,
    C_CHANCE,
    C_CHANGED,
    C_CURRENT,
    C_CUTOFF,
    C_KEPT,
    C_TEMPERATURE,
    C_TRIALS,
    DESTS,
    FREE,
    HOME_FIRST,
    HUBS,
    NEVER,
    NODES,
    Q_COLUMNS,
    Q_DEST,
    Q_FLAGS,
    Q_ORIGIN,
    Q_WAIT,
    R_BOARD,
    R_COLUMNS,
    R_DEST,
    R_KIND,
    R_ORIGIN,
    R_VEHICLE,
    R_WAIT,
    SITE,
    SITES,
    T_CHANCE,
    T_SERIALS,
    TY_COLUMNS,
    TY_MODE,
    V_COLUMNS,
    V_NEXT,
    VEHICLES,
)
from musterbook.lift.search.compiled import inner, sources_digest
from musterbook.lift.search.simulate import copy, copy_plan, simulate
from musterbook.lift.search.tables import Array

SIMULATE = 0
ADOPT = 1
SEARCH = 2

WAIT_MAX = 1440


@inner
def draw(control: Array) -> float:
    """The next number of the search's chance, from 0 to 1."""
    state = (int(control[C_CHANCE]) * 25214903917 + 11) & 0xFFFFFFFFFFFF
    control[C_CHANCE] = float(state)
    return float(state >> 17) / 2147483648.0


@inner
def pick(control: Array, n: int) -> int:
    """A number from 0 to n − 1."""
    return min(n - 1, int(draw(control) * n))


@inner
def copy_list(t: Array, target: Array, target_n: Array, source: Array, source_n: Array) -> None:
    """Copy every carrier's list."""
    for v in range(t[VEHICLES]):
        target_n[v] = source_n[v]
        for k in range(source_n[v]):
            for column in range(Q_COLUMNS):
                target[v, k, column] = source[v, k, column]


@inner
def read_lists(t: Array, s: Array, lists: Array, lengths: Array, minutes: Array) -> None:
    """What the plan just simulated does, as lists, and when each serial boards."""
    for v in range(t[VEHICLES]):
        lengths[v] = 0
        minutes[v, 0] = 0
    longest = lists.shape[1]
    for v in range(t[VEHICLES]):
        minutes[v, longest] = 0
    for k in range(s[t[AT_TOTALS] + T_SERIALS]):
        serial = t[AT_SERIALS] + k * R_COLUMNS
        v = s[serial + R_VEHICLE]
        if s[serial + R_KIND] == 1:
            minutes[v, longest] = HOME_FIRST
            continue
        n = lengths[v]
        if n >= longest:
            continue
        lists[v, n, Q_ORIGIN], lists[v, n, Q_DEST] = s[serial + R_ORIGIN], s[serial + R_DEST]
        lists[v, n, Q_WAIT], lists[v, n, Q_FLAGS] = s[serial + R_WAIT], minutes[v, longest]
        minutes[v, n] = s[serial + R_BOARD]
        minutes[v, longest] = 0
        lengths[v] = n + 1


@inner
def some_origin(t: Array, control: Array, favour: Array, v: int) -> int:
    """A place to fetch people from that the carrier's mode can use; sites by how much they weigh."""
    kind = t[t[AT_VEHICLE_TYPE] + v]
    mode = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_MODE]
    for _ in range(8):
        if t[HUBS] > 0 and draw(control) < 0.15:
            o = t[t[AT_HUBS] + pick(control, t[HUBS])]
        else:
            o = t[t[AT_SITES] + pick(control, t[SITES])]
            rival = t[t[AT_SITES] + pick(control, t[SITES])]
            if favour[t[NODES] + rival] > favour[t[NODES] + o]:
                o = rival
        if (
            t[t[AT_ROW] + o * 3 + mode] >= 0
            and t[t[AT_LEG] + (kind * t[NODES] + t[t[AT_VEHICLE_BASE] + v]) * t[NODES] + o] < NEVER
        ):
            return o
    return -1


@inner
def some_dest(t: Array, control: Array, v: int, o: int) -> int:
    """A place to set people from `o` down that the carrier's mode can use."""
    kind = t[t[AT_VEHICLE_TYPE] + v]
    mode = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_MODE]
    for _ in range(8):
        if t[t[AT_KIND] + o] == SITE and t[HUBS] > 0 and draw(control) < 0.4:
            d = t[t[AT_HUBS] + pick(control, t[HUBS])]
        else:
            d = t[t[AT_DESTS] + pick(control, t[DESTS])]
        if t[t[AT_ROW] + d * 3 + mode] >= 0 and t[t[AT_LEG] + (kind * t[NODES] + o) * t[NODES] + d] < NEVER:
            return d
    return -1


@inner
def changed(control: Array, from_entry: Array, v: int, k: int) -> None:
    """Note that carrier `v`'s list differs from entry `k` on."""
    control[C_CHANGED] += 1
    from_entry[v] = min(from_entry[v], k)


@inner
def remove(lists: Array, lengths: Array, v: int, k: int) -> None:
    """Take an entry out of a list."""
    for i in range(k, lengths[v] - 1):
        for column in range(Q_COLUMNS):
            lists[v, i, column] = lists[v, i + 1, column]
    lengths[v] -= 1


@inner
def insert(lists: Array, lengths: Array, v: int, k: int, o: int, d: int) -> bool:
    """Put a new entry into a list, if there is room."""
    if lengths[v] >= lists.shape[1]:
        return False
    for i in range(lengths[v], k, -1):
        for column in range(Q_COLUMNS):
            lists[v, i, column] = lists[v, i - 1, column]
    lists[v, k, Q_ORIGIN], lists[v, k, Q_DEST], lists[v, k, Q_WAIT], lists[v, k, Q_FLAGS] = o, d, 0, 0
    lengths[v] += 1
    return True


@inner
def swap(lists: Array, v: int, k: int, w: int, i: int) -> None:
    """Exchange what two entries do; each keeps its wait."""
    for column in range(2):
        lists[v, k, column], lists[w, i, column] = lists[w, i, column], lists[v, k, column]


@inner
def entry_near(lengths: Array, minutes: Array, v: int, minute: int) -> int:
    """The entry of a carrier that boards nearest to a minute; −1 if it has none."""
    best = -1
    for k in range(lengths[v]):
        if best < 0 or abs(minutes[v, k] - minute) < abs(minutes[v, best] - minute):
            best = k
    return best


@inner
def free_some(
    t: Array, control: Array, lists: Array, lengths: Array, minutes: Array, from_entry: Array, v: int, k: int
) -> None:
    """Leave a whole neighbourhood of entry `k` of carrier `v` to the rule: a site, a destination, a day, a base."""
    kind = pick(control, 5)
    minute = minutes[v, k]
    span = 120 + pick(control, 1440)
    share = 0.4 + 0.6 * draw(control)
    o, d = lists[v, k, Q_ORIGIN], lists[v, k, Q_DEST]
    for w in range(t[VEHICLES]):
        for i in range(lengths[w]):
            if abs(minutes[w, i] - minute) > span:
                continue
            alike = False
            if kind == 0:
                alike = lists[w, i, Q_ORIGIN] == o
            elif kind == 1:
                alike = lists[w, i, Q_DEST] == d and abs(minutes[w, i] - minute) < span // 2
            elif kind == 2:
                alike = abs(minutes[w, i] - minute) < span // 4
            elif kind == 3:
                alike = t[t[AT_VEHICLE_BASE] + w] == t[t[AT_VEHICLE_BASE] + v]
            else:
                alike = w == v or t[t[AT_VEHICLE_TYPE] + w] == t[t[AT_VEHICLE_TYPE] + v]
            if alike and draw(control) < share:
                lists[w, i, Q_ORIGIN] = FREE
                changed(control, from_entry, w, i)


@inner
def vary(  # one move after another
    t: Array, control: Array, favour: Array, lists: Array, lengths: Array, minutes: Array, from_entry: Array
) -> None:
    """One move, drawn by the weights of lift.md section 6."""
    v = pick(control, t[VEHICLES])
    for _ in range(20):
        if lengths[v] > 0:
            break
        v = pick(control, t[VEHICLES])
    n = lengths[v]
    if n == 0:
        return
    k = pick(control, n)
    move = pick(control, 120)
    if move < 22:
        o = some_origin(t, control, favour, v)
        d = some_dest(t, control, v, o) if o >= 0 else -1
        if d >= 0:
            lists[v, k, Q_ORIGIN], lists[v, k, Q_DEST] = o, d
            lists[v, k, Q_FLAGS] &= HOME_FIRST
            changed(control, from_entry, v, k)
    elif move < 32:
        d = some_dest(t, control, v, lists[v, k, Q_ORIGIN])
        if d >= 0 and d != lists[v, k, Q_DEST]:
            lists[v, k, Q_DEST] = d
            changed(control, from_entry, v, k)
    elif move < 42:
        i = min(n - 1, k + 1 + pick(control, 10))
        if i != k:
            swap(lists, v, k, v, i)
            changed(control, from_entry, v, k)
    elif move < 51:
        remove(lists, lengths, v, k)
        changed(control, from_entry, v, k)
    elif move < 60:
        o = some_origin(t, control, favour, v)
        d = some_dest(t, control, v, o) if o >= 0 else -1
        if d >= 0 and insert(lists, lengths, v, k, o, d):
            changed(control, from_entry, v, k)
    elif move < 80:
        w = pick(control, t[VEHICLES])
        for _ in range(12):
            if w != v and t[t[AT_VEHICLE_TYPE] + w] == t[t[AT_VEHICLE_TYPE] + v]:
                break
            w = pick(control, t[VEHICLES])
        if w == v:
            return
        i = entry_near(lengths, minutes, w, minutes[v, k])
        if i < 0:
            return
        if move < 70:
            swap(lists, v, k, w, i)
        elif move < 75:
            o, d = lists[v, k, Q_ORIGIN], lists[v, k, Q_DEST]
            if not insert(lists, lengths, w, i, o, d):
                return
            remove(lists, lengths, v, k)
        else:
            for j in range(min(n - k, lengths[w] - i)):
                swap(lists, v, k + j, w, i + j)
        changed(control, from_entry, v, k)
        changed(control, from_entry, w, i)
    elif move < 86:
        lists[v, k, Q_ORIGIN] = FREE
        changed(control, from_entry, v, k)
        if k + 1 < n and draw(control) < 0.5:
            lists[v, k + 1, Q_ORIGIN] = FREE
    elif move < 88:
        lengths[v] = k
        changed(control, from_entry, v, k)
    elif move < 96:
        lists[v, k, Q_WAIT] = pick(control, WAIT_MAX) if draw(control) < 0.3 else pick(control, 180)
        changed(control, from_entry, v, k)
    elif move < 103:
        if lists[v, k, Q_WAIT] > 0:
            lists[v, k, Q_WAIT] = lists[v, k, Q_WAIT] // 2 if draw(control) < 0.5 else 0
            changed(control, from_entry, v, k)
    elif move < 108:
        lists[v, k, Q_FLAGS] ^= HOME_FIRST
        changed(control, from_entry, v, k)
    else:
        free_some(t, control, lists, lengths, minutes, from_entry, v, k)


@inner
def restart(
    t: Array,
    s: Array,
    y: Array,
    u: Array,
    start_s: Array,
    start_y: Array,
    start_u: Array,
    kept_s: Array,
    kept_y: Array,
    kept_u: Array,
    kept_minute: Array,
    control: Array,
    from_entry: Array,
) -> int:
    """Take up the plan put aside last before the first changed decision; how many of those put aside stay true."""
    slot = int(control[C_KEPT])
    while slot > 0:
        good = True
        base = (slot - 1) * len(s) + t[AT_VEHICLE] + V_NEXT
        for v in range(t[VEHICLES]):
            if kept_s[base + v * V_COLUMNS] >= from_entry[v]:
                good = False
                break
        if good:
            since = kept_minute[slot - 1]
            copy_plan(t, s, 0, kept_s, (slot - 1) * len(s), u, 0, kept_u, (slot - 1) * len(u), since)
            copy(y, 0, kept_y, (slot - 1) * len(y), len(y))
            return slot
        slot -= 1
    copy_plan(t, s, 0, start_s, 0, u, 0, start_u, 0, 0)
    copy(y, 0, start_y, 0, len(y))
    return 0


def _door(sources: int) -> Callable[..., float]:
    @njit(cache=True, nogil=True, error_model="numpy")
    def door(
        t: Array,
        x: Array,
        s: Array,
        y: Array,
        u: Array,
        start_s: Array,
        start_y: Array,
        start_u: Array,
        lists: Array,
        lengths: Array,
        current: Array,
        current_n: Array,
        best: Array,
        best_n: Array,
        minutes: Array,
        from_entry: Array,
        figures: Array,
        favour: Array,
        kept_s: Array,
        kept_y: Array,
        kept_u: Array,
        kept_minute: Array,
        control: Array,
        doing: int,
        trials: int,
    ) -> float:
        if sources < 0:
            return 0.0
        if doing != SEARCH:
            control[C_KEPT] = 0.0
            from_entry[:] = 0
            restart(t, s, y, u, start_s, start_y, start_u, kept_s, kept_y, kept_u, kept_minute, control, from_entry)
            s[t[AT_TOTALS] + T_CHANCE] = int(control[C_CHANCE]) & 0xFFFFFF
        for _ in range(1 if doing != SEARCH else trials):
            threshold, slot = control[C_CUTOFF], 0 if doing == ADOPT else -1
            if doing == SEARCH:
                copy_list(t, lists, lengths, current, current_n)
                from_entry[:] = NEVER
                control[C_CHANGED] = 0.0
                for _ in range(1 if draw(control) < 0.7 else 2):
                    vary(t, control, favour, lists, lengths, minutes, from_entry)
                control[C_TRIALS] += 1
                if control[C_CHANGED] == 0:
                    continue
                threshold = control[C_CURRENT] - control[C_TEMPERATURE] * math.log(max(1e-12, draw(control)))
                restart(t, s, y, u, start_s, start_y, start_u, kept_s, kept_y, kept_u, kept_minute, control, from_entry)
                s[t[AT_TOTALS] + T_CHANCE] = int(control[C_CHANCE]) & 0xFFFFFF
            for again in range(2):
                if again == 1:
                    slot = restart(
                        t, s, y, u, start_s, start_y, start_u, kept_s, kept_y, kept_u, kept_minute, control, from_entry
                    )
                    control[C_KEPT] = slot
                loss = simulate(
                    t,
                    x,
                    s,
                    y,
                    u,
                    lists,
                    lengths,
                    figures,
                    favour,
                    threshold,
                    kept_s,
                    kept_y,
                    kept_u,
                    kept_minute,
                    control,
                    slot,
                )
                if doing == SIMULATE:
                    return loss
                if doing == ADOPT:
                    read_lists(t, s, current, current_n, minutes)
                    control[C_CURRENT] = loss
                    return loss
                if again == 0 and abs(loss - control[C_CURRENT]) < 1e-12 and draw(control) < 0.8:
                    loss = 1e300
                if again == 1 or loss >= threshold:
                    break
                read_lists(t, s, lists, lengths, minutes)
                threshold = 1e300
            if loss >= threshold:
                continue
            copy_list(t, current, current_n, lists, lengths)
            control[C_CURRENT] = loss
            control[C_ACCEPTED] += 1
            if loss < control[C_BEST] - 1e-9:
                control[C_BEST] = loss
                copy_list(t, best, best_n, lists, lengths)
        return float(control[C_BEST])

    return door


door = _door(sources_digest())
