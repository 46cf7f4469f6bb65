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
    AT_LOSS,
    AT_MINUTE,
    AT_ROW,
    AT_SERIALS,
    AT_SITE_AT,
    AT_SITE_GROUP,
    AT_SITES,
    AT_TOTALS,
    AT_TYPE_I,
    AT_VEHICLE,
    AT_VEHICLE_BASE,
    AT_VEHICLE_TYPE,
    AT_WAKE,
    C_ACCEPTED,
    C_BEST,
    C_CHANCE,
    C_CHANGED,
    C_COST,
    C_CURRENT,
    C_CUTOFF,
    C_KEPT,
    C_LIMIT,
    C_MARGIN,
    C_SPAN,
    C_TEMPERATURE,
    C_TIES,
    C_TRIALS,
    C_WORST,
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
    R_FIRST,
    R_KIND,
    R_ORIGIN,
    R_VEHICLE,
    R_WAIT,
    SEATS,
    SITE,
    SITES,
    T_CHANCE,
    T_MAKESPAN,
    T_SERIALS,
    T_STAMP,
    TY_COLUMNS,
    TY_MODE,
    V_COLUMNS,
    V_NEXT,
    V_READY,
    V_TOUR,
    VEHICLES,
)
from musterbook.lift.search.compiled import inner, sources_digest
from musterbook.lift.search.likely import remember_end
from musterbook.lift.search.simulate import copy, copy_plan, simulate
from musterbook.lift.search.tables import Array

SIMULATE = 0
ADOPT = 1
SEARCH = 2

WAIT_MAX = 1440
ALONE = 0.7
"""Share of the trials that make one move; the others make two."""
UNTOUCHED = 0.1
"""Share of the trials that are never ended early by a guess; from those it is learnt how far a guess may be off."""
MARGIN_FIRST, MARGIN_LEAST = 0.01, 5e-4
SAME = 1e-9
CHEAPER = 0.005
"""Losses closer than this are the same; cost must fall by this much to be less."""
WORK_LEAST = 40
"""What taking up a plan put aside costs, in fillings of a carrier."""

NEW_PLACES, OTHER_DEST, SWAP_OWN, DELETE, INSERT, SWAP_CARRIERS, GIVE, SWAP_TAILS = range(8)
FREE_ONE, CUT_TAIL, WAIT, WAIT_LESS, HOME_OR_NOT, FREE_SOME, SWAP_OTHERS, BOARD_FIRST, CUT_ALL = range(8, 17)
MOVES = 17
M_WEIGHT, M_DRAWN, M_WORK, M_GAIN, M_COLUMNS = range(5)


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
        lists[v, n, Q_WAIT] = s[serial + R_WAIT]
        lists[v, n, Q_FLAGS] = minutes[v, longest] + SEATS * s[serial + R_FIRST]
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
def empty_from(t: Array, control: Array, lengths: Array, minutes: Array, from_entry: Array, minute: int) -> None:
    """Leave everything that boards from a minute on to the rule."""
    for w in range(t[VEHICLES]):
        k = lengths[w]
        while k > 0 and minutes[w, k - 1] >= minute:
            k -= 1
        if k < lengths[w]:
            lengths[w] = k
            changed(control, from_entry, w, k)


@inner
def sooner_or_cheaper(t: Array, s: Array, y: Array, control: Array) -> bool:
    """Does the plan just simulated end sooner than the current one, or at the same minute for less?"""
    span = s[t[AT_TOTALS] + T_MAKESPAN]
    return span < control[C_SPAN] or (span == control[C_SPAN] and y[t[AT_LOSS] + 1] < control[C_COST] - CHEAPER)


@inner
def some_move(control: Array, moves: Array) -> int:
    """A kind of move, drawn by their weights."""
    left = 0.0
    for move in range(MOVES):
        left += moves[move, M_WEIGHT]
    left *= draw(control)
    for move in range(MOVES):
        left -= moves[move, M_WEIGHT]
        if left < 0:
            return move
    return 0


@inner
def vary(  # one move after another
    t: Array, control: Array, favour: Array, lists: Array, lengths: Array, minutes: Array, from_entry: Array, move: int
) -> None:
    """One move of a kind somewhere."""
    v = pick(control, t[VEHICLES])
    for _ in range(20):
        if lengths[v] > 0:
            break
        v = pick(control, t[VEHICLES])
    n = lengths[v]
    if n == 0:
        return
    k = pick(control, n)
    if move == NEW_PLACES:
        o = some_origin(t, control, favour, v)
        d = some_dest(t, control, v, o) if o >= 0 else -1
        if d >= 0:
            lists[v, k, Q_ORIGIN], lists[v, k, Q_DEST] = o, d
            lists[v, k, Q_FLAGS] &= HOME_FIRST
            changed(control, from_entry, v, k)
    elif move == OTHER_DEST:
        d = some_dest(t, control, v, lists[v, k, Q_ORIGIN])
        if d >= 0 and d != lists[v, k, Q_DEST]:
            lists[v, k, Q_DEST] = d
            changed(control, from_entry, v, k)
    elif move == SWAP_OWN:
        i = min(n - 1, k + 1 + pick(control, 10))
        if i != k:
            swap(lists, v, k, v, i)
            changed(control, from_entry, v, k)
    elif move == DELETE:
        remove(lists, lengths, v, k)
        changed(control, from_entry, v, k)
    elif move == INSERT:
        o = some_origin(t, control, favour, v)
        d = some_dest(t, control, v, o) if o >= 0 else -1
        if d >= 0 and insert(lists, lengths, v, k, o, d):
            changed(control, from_entry, v, k)
    elif move in (SWAP_CARRIERS, GIVE, SWAP_TAILS, SWAP_OTHERS):
        w = pick(control, t[VEHICLES])
        for _ in range(12):
            if w != v and (move == SWAP_OTHERS or t[t[AT_VEHICLE_TYPE] + w] == t[t[AT_VEHICLE_TYPE] + v]):
                break
            w = pick(control, t[VEHICLES])
        if w == v:
            return
        i = entry_near(lengths, minutes, w, minutes[v, k])
        if i < 0:
            return
        if move == GIVE:
            o, d = lists[v, k, Q_ORIGIN], lists[v, k, Q_DEST]
            if not insert(lists, lengths, w, i, o, d):
                return
            remove(lists, lengths, v, k)
        elif move == SWAP_TAILS:
            for j in range(min(n - k, lengths[w] - i)):
                swap(lists, v, k + j, w, i + j)
        else:
            swap(lists, v, k, w, i)
        changed(control, from_entry, v, k)
        changed(control, from_entry, w, i)
    elif move == FREE_ONE:
        lists[v, k, Q_ORIGIN] = FREE
        changed(control, from_entry, v, k)
        if k + 1 < n and draw(control) < 0.5:
            lists[v, k + 1, Q_ORIGIN] = FREE
    elif move == CUT_TAIL:
        lengths[v] = k
        changed(control, from_entry, v, k)
    elif move == WAIT:
        lists[v, k, Q_WAIT] = pick(control, WAIT_MAX) if draw(control) < 0.3 else pick(control, 180)
        changed(control, from_entry, v, k)
    elif move == WAIT_LESS:
        if lists[v, k, Q_WAIT] > 0:
            lists[v, k, Q_WAIT] = lists[v, k, Q_WAIT] // 2 if draw(control) < 0.5 else 0
            changed(control, from_entry, v, k)
    elif move == HOME_OR_NOT:
        lists[v, k, Q_FLAGS] ^= HOME_FIRST
        changed(control, from_entry, v, k)
    elif move == BOARD_FIRST:
        o = lists[v, k, Q_ORIGIN]
        first = 0
        if o >= 0 and t[t[AT_KIND] + o] == SITE and t[t[AT_SITE_AT] + o + 1] > t[t[AT_SITE_AT] + o]:
            first = t[t[AT_SITE_AT] + o] + pick(control, t[t[AT_SITE_AT] + o + 1] - t[t[AT_SITE_AT] + o])
            first = -1 - t[t[AT_SITE_GROUP] + first]
        if lists[v, k, Q_FLAGS] // SEATS < 0 and draw(control) < 0.5:
            first = 0
        if first != lists[v, k, Q_FLAGS] // SEATS:
            lists[v, k, Q_FLAGS] = (lists[v, k, Q_FLAGS] & HOME_FIRST) + SEATS * first
            changed(control, from_entry, v, k)
    elif move == CUT_ALL:
        empty_from(t, control, lengths, minutes, from_entry, minutes[v, k])
    else:
        free_some(t, control, lists, lengths, minutes, from_entry, v, k)


@inner
def true_until(
    t: Array, kept_s: Array, base: int, lists: Array, lengths: Array, current: Array, current_n: Array, v: int, k: int
) -> bool:
    """Is a plan put aside (at `base`) the same for carrier `v` although its entry `k` is another one?

    It is when the entry has not been looked at, or only its wait and whether the carrier goes home first, both as
    they were.
    """
    number = kept_s[base + t[AT_VEHICLE] + v * V_COLUMNS + V_NEXT]
    return number < k or (
        number == k
        and k < lengths[v]
        and k < current_n[v]
        and lists[v, k, Q_ORIGIN] != FREE
        and current[v, k, Q_ORIGIN] != FREE
        and lists[v, k, Q_WAIT] == current[v, k, Q_WAIT]
        and (lists[v, k, Q_FLAGS] ^ current[v, k, Q_FLAGS]) & (HOME_FIRST | AT_MINUTE) == 0
        and (
            kept_s[base + t[AT_WAKE] + v] > kept_s[base + t[AT_VEHICLE] + v * V_COLUMNS + V_READY]
            or kept_s[base + t[AT_VEHICLE] + v * V_COLUMNS + V_TOUR] < 0
        )
    )


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
    lists: Array,
    lengths: Array,
    current: Array,
    current_n: Array,
) -> int:
    """Take up the plan put aside last before the first changed decision; how many of those put aside stay true."""
    slot = int(control[C_KEPT])
    while slot > 0:
        good = True
        base = (slot - 1) * len(s)
        for v in range(t[VEHICLES]):
            if from_entry[v] < NEVER and not true_until(
                t, kept_s, base, lists, lengths, current, current_n, v, from_entry[v]
            ):
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
        end: Array,
        moves: Array,
        control: Array,
        doing: int,
        trials: int,
    ) -> float:
        if sources < 0:
            return 0.0
        if doing != SEARCH:
            control[C_KEPT] = 0.0
            from_entry[:] = 0
            restart(
                t, s, y, u, start_s, start_y, start_u, kept_s, kept_y, kept_u, kept_minute, control, from_entry,
                lists, lengths, current, current_n,
            )  # fmt: skip
            s[t[AT_TOTALS] + T_CHANCE] = int(control[C_CHANCE]) & 0xFFFFFF
        for _ in range(1 if doing != SEARCH else trials):
            mark, move, alone, before = -1, 0, False, 0
            threshold, slot = control[C_CUTOFF], 0 if doing == ADOPT else -1
            if doing == SEARCH:
                copy_list(t, lists, lengths, current, current_n)
                from_entry[:] = NEVER
                control[C_CHANGED] = 0.0
                move = some_move(control, moves)
                alone = draw(control) < ALONE
                vary(t, control, favour, lists, lengths, minutes, from_entry, move)
                if not alone:
                    vary(t, control, favour, lists, lengths, minutes, from_entry, some_move(control, moves))
                control[C_TRIALS] += 1
                if control[C_CHANGED] == 0:
                    continue
                threshold = control[C_CURRENT] - control[C_TEMPERATURE] * math.log(max(1e-12, draw(control)))
                if control[C_TIES] > 0:
                    threshold = control[C_CURRENT] + SAME
                control[C_LIMIT] = 1e300 if draw(control) < UNTOUCHED else control[C_MARGIN]
                control[C_WORST] = 0.0
                mark = restart(
                    t, s, y, u, start_s, start_y, start_u, kept_s, kept_y, kept_u, kept_minute, control, from_entry,
                    lists, lengths, current, current_n,
                )  # fmt: skip
                s[t[AT_TOTALS] + T_CHANCE] = int(control[C_CHANCE]) & 0xFFFFFF
                before = s[t[AT_TOTALS] + T_STAMP]
            for again in range(2):
                if again == 1:
                    slot = restart(
                        t, s, y, u, start_s, start_y, start_u, kept_s, kept_y, kept_u, kept_minute, control, from_entry,
                        lists, lengths, current, current_n,
                    )  # fmt: skip
                    control[C_KEPT] = slot
                loss = simulate(
                    t, x, s, y, u, lists, lengths, figures, favour,
                    threshold, kept_s, kept_y, kept_u, kept_minute, control, slot, start_s, end,
                    mark if again == 0 else -1,
                )  # fmt: skip
                if doing == SIMULATE:
                    return loss
                if again == 1 or doing == ADOPT:
                    remember_end(t, x, s, y, end)
                if doing == ADOPT:
                    read_lists(t, s, current, current_n, minutes)
                    control[C_CURRENT] = loss
                    control[C_SPAN], control[C_COST] = s[t[AT_TOTALS] + T_MAKESPAN], y[t[AT_LOSS] + 1]
                    control[C_MARGIN] = MARGIN_FIRST * loss
                    return loss
                if again == 0:
                    if alone:
                        moves[move, M_DRAWN] += 1
                        moves[move, M_WORK] += s[t[AT_TOTALS] + T_STAMP] - before + WORK_LEAST
                        if loss < threshold:
                            moves[move, M_GAIN] += max(0.0, control[C_CURRENT] - loss)
                    if loss < control[C_CURRENT] - SAME:
                        if control[C_WORST] > control[C_MARGIN]:
                            control[C_MARGIN] = 1.1 * control[C_WORST]
                        else:
                            control[C_MARGIN] = max(MARGIN_LEAST * loss, control[C_MARGIN] * 0.99)
                    elif control[C_TIES] > 0:
                        if loss > threshold or not sooner_or_cheaper(t, s, y, control):
                            loss = 1e300
                    elif abs(loss - control[C_CURRENT]) < 1e-12 and draw(control) < 0.8:
                        loss = 1e300
                if again == 1 or loss >= threshold:
                    break
                read_lists(t, s, lists, lengths, minutes)
                threshold = 1e300
            if loss >= threshold:
                continue
            copy_list(t, current, current_n, lists, lengths)
            control[C_CURRENT] = loss
            control[C_SPAN], control[C_COST] = s[t[AT_TOTALS] + T_MAKESPAN], y[t[AT_LOSS] + 1]
            control[C_ACCEPTED] += 1
            if loss < control[C_BEST] - SAME or (control[C_TIES] > 0 and loss < control[C_BEST] + SAME):
                control[C_BEST] = min(loss, control[C_BEST])
                copy_list(t, best, best_n, lists, lengths)
        return float(control[C_BEST])

    return door


door = _door(sources_digest())
