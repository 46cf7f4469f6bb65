"""Compiled: a whole plan from lists of decisions and, where they are silent, a rule. Whoever is ready first goes next.

Whatever the lists say, the plan that comes out breaks no rule: a decision that cannot be carried out is left out.
"""

from __future__ import annotations

from musterbook.lift.search.book import book, full, go_home, return_overstaying
from musterbook.lift.search.choose import choose, lost_about
from musterbook.lift.search.columns import (
    AT_BUSY_AT,
    AT_BUSY_FROM,
    AT_BUSY_TO,
    AT_EXTRA,
    AT_FOUND,
    AT_GROUP,
    AT_KIND,
    AT_LOAD_GROUP,
    AT_LOAD_HEADS,
    AT_LOSS,
    AT_MINUTE,
    AT_NAP,
    AT_PARKS,
    AT_POOL_FREE,
    AT_REMAINING,
    AT_SERIALS,
    AT_TOTALS,
    AT_TYPE_I,
    AT_VEHICLE,
    AT_VEHICLE_TYPE,
    AT_WAKE,
    AT_WEIGHT,
    C_IDLE,
    C_IDLE_MAX,
    C_KEPT,
    C_LIMIT,
    C_WORST,
    E_FIRST,
    E_PEOPLE,
    FREE,
    G_COLUMNS,
    G_SITE,
    GROUPS,
    HOME_FIRST,
    HORIZON,
    LARGE,
    MINUTES,
    NEVER,
    NODES,
    P_LEAST_ESCORTS,
    P_QUIET,
    POOL_MINUTES,
    Q_DEST,
    Q_FLAGS,
    Q_ORIGIN,
    Q_WAIT,
    R_COLUMNS,
    R_FIRST,
    ROWS,
    SEATS,
    SITE,
    T_LEFT,
    T_LOADS,
    T_SERIALS,
    T_SKIPPED,
    T_STAGED,
    T_UNTIL,
    TY_COLUMNS,
    TY_REST,
    V_COLUMNS,
    V_IDLE,
    V_LAST,
    V_NEXT,
    V_NODE,
    V_READY,
    V_TOUR,
    VEHICLES,
    X_LEFT_LOSS,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.evaluate import FOUND, evaluate
from musterbook.lift.search.likely import worse_likely
from musterbook.lift.search.promised import freeze_line, keeps_first, offer_all, offer_only_seated, seated
from musterbook.lift.search.tables import Array

AGAIN_MIN = 30
OUT_MIN, SOON_MIN = 960, 1440
"""A carrier that is out of use for longer than a night within a day says nothing of others of its type."""
LOOK_MIN = 120
"""How often it is asked whether the plan can still be good enough."""
LATE_MAX = 30
"""How many minutes later than adopted a serial may leave and still be the same."""


@inner
def copy(target: Array, to: int, source: Array, at: int, count: int) -> None:
    """Copy `count` entries of one array into another."""
    for k in range(count):
        target[to + k] = source[at + k]


@inner
def copy_plan(  # noqa: PLR0917  numba takes arguments by place
    t: Array, s: Array, to: int, source: Array, at: int, u: Array, to_u: int, source_u: Array, at_u: int, since: int
) -> None:
    """Copy a plan half made, its figures aside, into another place.

    Of serials and loads those there are; of what is booked by the minute, `since` to the last minute either has booked.
    """
    totals = at + t[AT_TOTALS]
    until = max(source[totals + T_UNTIL], s[to + t[AT_TOTALS] + T_UNTIL]) + 1
    pools = (t[AT_SERIALS] - t[AT_POOL_FREE]) // t[POOL_MINUTES]
    copy(s, to, source, at, t[AT_POOL_FREE])
    for pool in range(pools):
        first = t[AT_POOL_FREE] + pool * t[POOL_MINUTES] + since
        copy(s, to + first, source, at + first, min(until, t[POOL_MINUTES]) - since)
    copy(s, to + t[AT_SERIALS], source, at + t[AT_SERIALS], source[totals + T_SERIALS] * R_COLUMNS)
    copy(s, to + t[AT_LOAD_GROUP], source, at + t[AT_LOAD_GROUP], source[totals + T_LOADS])
    copy(s, to + t[AT_LOAD_HEADS], source, at + t[AT_LOAD_HEADS], source[totals + T_LOADS])
    for row in range(t[ROWS]):
        first = row * t[MINUTES] + since
        copy(u, to_u + first, source_u, at_u + first, min(until, t[MINUTES]) - since)


@inner
def loss_at_least(t: Array, x: Array, s: Array, y: Array, now: int) -> float:
    """What any plan that goes on from here loses: what is lost already, and those at sites leave now or later."""
    loss = y[t[AT_LOSS]]
    for g in range(t[GROUPS]):
        if s[t[AT_REMAINING] + g] > 0:
            loss += (
                s[t[AT_REMAINING] + g]
                * x[t[AT_WEIGHT] + g]
                * lost_about(t, x, t[t[AT_GROUP] + g * G_COLUMNS + G_SITE], now)
            )
    return float(loss)


@inner
def nap_of(t: Array, s: Array, v: int) -> int:
    """Where in `s` it stands until when carriers of this type that wait where this one does need not be asked."""
    return int(t[AT_NAP] + t[t[AT_VEHICLE_TYPE] + v] * t[NODES] + s[t[AT_VEHICLE] + v * V_COLUMNS + V_NODE])


@inner
def like_others(t: Array, s: Array, v: int, now: int) -> bool:
    """Can the carrier do what any other of its type could: its crew is rested, and it is not out of use for long?"""
    last = s[t[AT_VEHICLE] + v * V_COLUMNS + V_LAST]
    if last >= 0 and now - last < t[t[AT_TYPE_I] + t[t[AT_VEHICLE_TYPE] + v] * TY_COLUMNS + TY_REST]:
        return False
    for k in range(t[t[AT_BUSY_AT] + v], t[t[AT_BUSY_AT] + v + 1]):
        start, end = t[t[AT_BUSY_FROM] + k], t[t[AT_BUSY_TO] + k]
        if end - start > OUT_MIN and start < now + SOON_MIN and end > now:
            return False
    return True


@inner
def simulate(  # noqa: PLR0917, C901, PLR0912, PLR0915  one long thought: the clock of the whole plan
    t: Array,
    x: Array,
    s: Array,
    y: Array,
    u: Array,
    lists: Array,
    lengths: Array,
    figures: Array,
    favour: Array,
    cutoff: float,
    kept_s: Array,
    kept_y: Array,
    kept_u: Array,
    kept_minute: Array,
    control: Array,
    slot: int,
    start_s: Array,
    end: Array,
    mark: int,
) -> float:
    """The weighted loss of the plan made from the bookings as they are; more than `cutoff` may be cut short.

    When an adopted plan is kept, all entries come before the rule may use what they leave.

    Unless `slot` is negative, the plan half made is put aside in `kept_*` whenever the clock passes the next of
    `kept_minute`, from number `slot` on.
    """
    keep, entries_only, look_at = slot >= 0, keeps_first(t), 0
    while True:
        v = 0
        for k in range(1, t[VEHICLES]):
            if s[t[AT_WAKE] + k] < s[t[AT_WAKE] + v]:
                v = k
        now = s[t[AT_WAKE] + v]
        if now >= t[HORIZON]:
            if not entries_only:
                break
            entries_only = False
            for k in range(t[VEHICLES]):
                if s[t[AT_WAKE] + k] < NEVER:
                    s[t[AT_WAKE] + k] = max(s[t[AT_VEHICLE] + k * V_COLUMNS + V_READY], freeze_line(t))
            continue
        if keep:
            while slot < len(kept_minute) and kept_minute[slot] <= now:
                copy_plan(t, kept_s, slot * len(s), s, 0, kept_u, slot * len(u), u, 0, kept_minute[slot])
                copy(kept_y, slot * len(y), y, 0, len(y))
                slot += 1
                control[C_KEPT] = slot
        while mark >= 0 and mark < len(kept_minute) and kept_minute[mark] <= now:
            worse = worse_likely(t, s, y, kept_s, kept_y, len(kept_minute), start_s, end, mark)
            control[C_WORST] = max(control[C_WORST], worse)
            if worse > control[C_LIMIT]:
                return 1e300
            mark += 1
        if s[t[AT_TOTALS] + T_STAGED] > 0 and not entries_only:
            return_overstaying(t, x, s, y, now)
        if s[t[AT_TOTALS] + T_LEFT] <= 0 and s[t[AT_TOTALS] + T_STAGED] <= 0:
            break
        if full(t, s):
            break
        if cutoff < 1e299 and now >= look_at:
            if loss_at_least(t, x, s, y, now) > cutoff:
                return 1e300
            look_at = now + LOOK_MIN
        carrier = t[AT_VEHICLE] + v * V_COLUMNS
        number = s[carrier + V_NEXT]
        if (entries_only or figures[P_QUIET] > 0) and number >= lengths[v]:
            s[t[AT_WAKE] + v] = t[HORIZON]
            continue
        if number < lengths[v] and lists[v, number, Q_ORIGIN] != FREE:
            adopted = lists[v, number, Q_FLAGS] & AT_MINUTE
            seats = lists[v, number, Q_FLAGS] // SEATS
            if lists[v, number, Q_FLAGS] & HOME_FIRST and s[carrier + V_TOUR] >= 0:
                go_home(t, x, s, y, v)
                s[t[AT_WAKE] + v] = s[carrier + V_READY] + (0 if adopted else lists[v, number, Q_WAIT])
                continue
            due = s[carrier + V_READY] + (lists[v, number, Q_WAIT] if t[t[AT_PARKS] + s[carrier + V_NODE]] else 0)
            if adopted:
                due = max(s[carrier + V_READY], due - s[carrier + V_READY])
            # An adopted serial is booked as soon as everybody on it can be: it makes room where it fetches them.
            early = adopted and due > now
            if due > now and (not adopted or (seats == 0 and t[t[AT_KIND] + lists[v, number, Q_ORIGIN]] != SITE)):
                s[t[AT_WAKE] + v] = due
                continue
            wait = max(now, due) - s[carrier + V_READY]
            wait_max = t[HORIZON]
            if adopted:
                wait_max = max(wait, lists[v, number, Q_WAIT] + LATE_MAX - s[carrier + V_READY])
            s[t[AT_EXTRA] + E_FIRST] = seats
            if seats > 0:
                offer_only_seated(t, s, seats, lists[v, number, Q_ORIGIN])
            found = evaluate(
                t,
                x,
                s,
                y,
                u,
                v,
                lists[v, number, Q_ORIGIN],
                lists[v, number, Q_DEST],
                wait,
                wait_max,
                figures[P_LEAST_ESCORTS],
            )
            s[t[AT_EXTRA] + E_FIRST] = 0
            if seats > 0:
                offer_all(t, s, seats, lists[v, number, Q_ORIGIN])
            if early and (found != FOUND or (seats > 0 and s[t[AT_EXTRA] + E_PEOPLE] < seated(t, seats))):
                s[t[AT_WAKE] + v] = min(due, now + AGAIN_MIN)
                continue
            if found == FOUND:
                s[t[AT_FOUND] + R_FIRST] = min(0, seats)
                book(t, x, s, y, u)
                s[carrier + V_NEXT] += 1
                s[carrier + V_IDLE] = 0
                s[t[AT_WAKE] + v] = s[carrier + V_READY]
            elif s[carrier + V_TOUR] >= 0:
                go_home(t, x, s, y, v)
                s[t[AT_WAKE] + v] = s[carrier + V_READY]
            else:
                s[carrier + V_NEXT] += 1
                s[t[AT_TOTALS] + T_SKIPPED] += 1
            continue
        if t[LARGE] and number >= lengths[v] and s[carrier + V_TOUR] < 0 and s[nap_of(t, s, v)] > now:
            s[t[AT_WAKE] + v] = s[nap_of(t, s, v)]
            continue
        if choose(t, x, s, y, u, figures, favour, v, now - s[carrier + V_READY]) == FOUND:
            s[t[AT_FOUND] + R_FIRST] = 0
            book(t, x, s, y, u)
            if number < lengths[v]:
                s[carrier + V_NEXT] += 1
            s[carrier + V_IDLE] = 0
            s[t[AT_WAKE] + v] = s[carrier + V_READY]
        elif s[carrier + V_TOUR] >= 0:
            go_home(t, x, s, y, v)
            s[t[AT_WAKE] + v] = s[carrier + V_READY]
        elif number < lengths[v]:
            s[carrier + V_NEXT] += 1
        else:
            s[carrier + V_IDLE] = min(int(control[C_IDLE_MAX]), max(int(control[C_IDLE]), 2 * s[carrier + V_IDLE]))
            s[t[AT_WAKE] + v] = now + s[carrier + V_IDLE]
            if t[LARGE] and like_others(t, s, v, now):
                s[nap_of(t, s, v)] = s[t[AT_WAKE] + v]
    for v in range(t[VEHICLES]):
        if s[t[AT_VEHICLE] + v * V_COLUMNS + V_TOUR] >= 0:
            go_home(t, x, s, y, v)
    return_overstaying(t, x, s, y, NEVER)
    left = 0.0
    for g in range(t[GROUPS]):
        left += s[t[AT_REMAINING] + g] * x[t[AT_WEIGHT] + g] * x[X_LEFT_LOSS]
    y[t[AT_LOSS] + 2] = y[t[AT_LOSS]] + left
    return float(y[t[AT_LOSS] + 2])
