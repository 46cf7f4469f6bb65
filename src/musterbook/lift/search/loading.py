"""Compiled: who goes aboard. A carrier is filled by weight while seats, stretchers, escorts, beds and keep-apart allow.

The result lies in `bookings.pick_group`, `pick_heads`, `pick_lot` (the first `pick_n[0]`).
"""

# ruff: noqa: PLR0917, C901, PLR0912, PLR0915, SIM110  numba takes arguments by place, knows no generators,
# and is quicker with one long function than with many short ones (decision 0203)
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from musterbook.lift.search.columns import (
    AT_APART,
    AT_BED_FREE,
    AT_BED_FROM,
    AT_BED_N,
    AT_DEST,
    AT_DWELL,
    AT_EXTRA,
    AT_GROUP,
    AT_HUB,
    AT_HUB_ROOMS,
    AT_KIND,
    AT_LOT_N,
    AT_LOTS,
    AT_PERMITTED,
    AT_PICK_GROUP,
    AT_PICK_HEADS,
    AT_PICK_LOT,
    AT_PICK_N,
    AT_REMAINING,
    AT_ROOM_FREE,
    AT_SHARE,
    AT_SITE,
    AT_SITE_AT,
    AT_SITE_GROUP,
    AT_TAG_SEEN,
    AT_TOTALS,
    AT_TYPE_I,
    AT_WEIGHT,
    BEDS,
    DEST,
    DESTS,
    E_FIRST,
    ESCORTS_MIN,
    G_COLUMNS,
    G_COMPARTMENT,
    G_LYING,
    G_NOT_BEFORE,
    G_POINTS,
    G_TAG,
    G_UNITS,
    GROUPS,
    HUB_GROUND_MAX,
    HUBS,
    L_COLUMNS,
    L_GROUP,
    L_HEADS,
    L_SINCE,
    LARGE,
    LOTS_MAX,
    NEVER,
    PER_GUARD,
    PICKS_MAX,
    ROOMS,
    SITE,
    SITES,
    T_SHARED,
    T_STAMP,
    TAGS,
    TY_COLUMNS,
    TY_SEATS,
    TY_SEATS_LYING,
    TY_STRETCHERS,
)
from musterbook.lift.search.compiled import inner
from musterbook.lift.search.tables import Array


@inner
def escorts_for(t: Array, points: int) -> int:
    """How many escorts R14 asks for with these points aboard."""
    return max(t[ESCORTS_MIN], -(-points // t[PER_GUARD]))


@inner
def heads_fitting(
    t: Array, group: int, kind: int, seats_used: int, points: int, lying: int, aboard: int, escorts_max: int
) -> int:
    """How many of a group fit beside what is aboard; `aboard` escorts if not negative, else as many as needed."""
    seats = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS]
    own_points = t[t[AT_GROUP] + group * G_COLUMNS + G_POINTS]
    own_seats, most = 1, seats
    if t[t[AT_GROUP] + group * G_COLUMNS + G_LYING]:
        own_seats, most = (
            t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS_LYING],
            t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_STRETCHERS] - lying,
        )
    escorts = escorts_max if aboard < 0 else aboard
    if own_points > 0:
        most = min(most, (escorts * t[PER_GUARD] - points) // own_points)
    if aboard >= 0:
        if own_seats > 0:
            most = min(most, (seats - seats_used - aboard) // own_seats)
        return max(0, most)
    if own_seats > 0:
        most = min(most, (seats - seats_used) // own_seats)
    while most > 0:
        needed = escorts_for(t, points + own_points * most)
        over = seats_used + own_seats * most + needed - seats
        if over <= 0 and needed <= escorts_max:
            return most
        most -= max(1, over // (own_seats + 1))
    return 0


@inner
def bed_room(t: Array, s: Array, dest: int, room: int, minute: int) -> int:
    """How many more can be delivered at `minute` without taking a bed promised to a later delivery."""
    least = 0
    for k in range(t[t[AT_BED_N] + dest * t[ROOMS] + room] - 1, -1, -1):
        free = s[t[AT_BED_FREE] + (dest * t[ROOMS] + room) * t[BEDS] + k]
        if k == t[t[AT_BED_N] + dest * t[ROOMS] + room] - 1 or free < least:
            least = free
        if t[t[AT_BED_FROM] + (dest * t[ROOMS] + room) * t[BEDS] + k] <= minute:
            return least
    return 0


@inner
def share(t: Array, origin: int, to: int) -> int:
    """Where in `s` it stands how many may still go from `origin` to `to`, by compartment (large problems only)."""
    row = t[t[AT_SITE] + origin] if t[t[AT_KIND] + origin] == SITE else t[SITES] + t[t[AT_HUB] + origin]
    column = t[t[AT_DEST] + to] if t[t[AT_KIND] + to] == DEST else t[DESTS] + t[t[AT_HUB] + to]
    return t[AT_SHARE] + (row * (t[DESTS] + t[HUBS]) + column) * t[ROOMS]


@inner
def rooms_for(t: Array, s: Array, origin: int, to: int, minute: int) -> None:
    """Beds a load may count on, by compartment: those who stay at staging places keep theirs."""
    kept = t[t[AT_KIND] + origin] == SITE
    for room in range(t[ROOMS]):
        free = NEVER
        if t[t[AT_KIND] + to] == DEST:
            free = bed_room(t, s, t[t[AT_DEST] + to], room, minute)
        if kept and s[t[AT_HUB_ROOMS] + room] + (NEVER - free) > 0:
            at = NEVER if t[t[AT_KIND] + to] == DEST else minute + t[t[AT_DWELL] + t[t[AT_HUB] + to]] // 2
            every = 0
            for dest in range(t[DESTS]):
                every += bed_room(t, s, dest, room, at)
            free = min(free, every - s[t[AT_HUB_ROOMS] + room])
        if t[LARGE] and minute < s[t[AT_TOTALS] + T_SHARED]:
            free = min(free, s[share(t, origin, to) + room])
        s[t[AT_ROOM_FREE] + room] = free


@inner
def may_go(t: Array, group: int, to: int) -> bool:
    """Is the group allowed there: a permitted destination, or a staging place on the way to one?"""
    if t[t[AT_KIND] + to] == DEST:
        return bool(t[t[AT_PERMITTED] + group * t[DESTS] + t[t[AT_DEST] + to]])
    for dest in range(t[DESTS]):
        if t[t[AT_PERMITTED] + group * t[DESTS] + dest]:
            return True
    return False


@inner
def fill_first(  # one pass over those who could go, in their order
    t: Array,
    x: Array,
    s: Array,
    kind: int,
    origin: int,
    to: int,
    board_at: int,
    aboard: int,
    escorts_max: int,
    people_max: int,
    first: int,
    ahead: int,
) -> tuple[int, float, int, int]:
    """Fill a carrier with tag `first` aboard from the start: people, weight, points, handling units.

    Group `ahead`, unless negative, boards before all others.
    """
    held_at_site = t[t[AT_KIND] + origin] == SITE
    hub = t[t[AT_HUB] + origin]
    start, end = 0, 0
    if held_at_site:
        start, end = t[t[AT_SITE_AT] + origin], t[t[AT_SITE_AT] + origin + 1]
    else:
        end = s[t[AT_LOT_N] + hub]
    people, weight, points, units, lying, seats, n = 0, 0.0, 0, 0, 0, 0, 0
    seats_most = t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS] - (t[ESCORTS_MIN] if aboard < 0 else aboard)
    for i in range(start if ahead < 0 else start - 1, end):
        if seats >= seats_most or people >= people_max:
            break
        lot = -1
        if held_at_site:
            group = ahead if i < start else t[t[AT_SITE_GROUP] + i]
            if group == ahead and i >= start:
                continue
            heads = s[t[AT_REMAINING] + group]
            if heads <= 0 or t[t[AT_GROUP] + group * G_COLUMNS + G_NOT_BEFORE] > board_at:
                continue
        else:
            lot = i
            group = s[t[AT_LOTS] + (hub * t[LOTS_MAX] + i) * L_COLUMNS + L_GROUP]
            heads = s[t[AT_LOTS] + (hub * t[LOTS_MAX] + i) * L_COLUMNS + L_HEADS]
            since = s[t[AT_LOTS] + (hub * t[LOTS_MAX] + i) * L_COLUMNS + L_SINCE]
            if since > board_at or since + t[t[AT_DWELL] + hub] - t[HUB_GROUND_MAX] < board_at:
                continue
        tag = t[t[AT_GROUP] + group * G_COLUMNS + G_TAG]
        apart = t[t[AT_APART] + first * t[TAGS] + tag]
        for k in range(n):
            apart = (
                apart
                or t[t[AT_APART] + (t[t[AT_GROUP] + (s[t[AT_PICK_GROUP] + k]) * G_COLUMNS + G_TAG]) * t[TAGS] + tag]
            )
        if apart or (to >= 0 and not may_go(t, group, to)):
            continue
        room = t[t[AT_GROUP] + group * G_COLUMNS + G_COMPARTMENT]
        if to >= 0:
            heads = min(heads, s[t[AT_ROOM_FREE] + room])
        heads = min(heads, people_max - people)
        if heads > 0:
            heads = min(heads, heads_fitting(t, group, kind, seats, points, lying, aboard, escorts_max))
        if heads <= 0 or n >= t[PICKS_MAX]:
            continue
        s[t[AT_PICK_GROUP] + n], s[t[AT_PICK_HEADS] + n], s[t[AT_PICK_LOT] + n] = group, heads, lot
        n += 1
        if to >= 0:
            s[t[AT_ROOM_FREE] + room] -= heads
        people += heads
        weight += x[t[AT_WEIGHT] + group] * heads
        points += t[t[AT_GROUP] + group * G_COLUMNS + G_POINTS] * heads
        units += t[t[AT_GROUP] + group * G_COLUMNS + G_UNITS] * heads
        if t[t[AT_GROUP] + group * G_COLUMNS + G_LYING]:
            lying += heads
            seats += t[t[AT_TYPE_I] + kind * TY_COLUMNS + TY_SEATS_LYING] * heads
        else:
            seats += heads
    s[t[AT_PICK_N]] = n
    return people, weight, points, units


@inner
def fill(
    t: Array,
    x: Array,
    s: Array,
    kind: int,
    origin: int,
    to: int,
    board_at: int,
    down_at: int,
    aboard: int,
    escorts_max: int,
    people_max: int,
) -> tuple[int, float, int, int]:
    """The heaviest load: each tag there once as the first aboard. `to` −1 asks for the most if nothing were scarce."""
    best, best_weight, tried = -1, 0.0, 0
    people, weight, points, units = 0, 0.0, 0, 0
    s[t[AT_TOTALS] + T_STAMP] += 1
    stamp = s[t[AT_TOTALS] + T_STAMP]
    at_site = t[t[AT_KIND] + origin] == SITE
    ahead = -1 - s[t[AT_EXTRA] + E_FIRST]
    known = 0 <= ahead < t[GROUPS]
    if at_site and known and s[t[AT_REMAINING] + ahead] > 0 and t[t[AT_GROUP] + ahead * G_COLUMNS] == origin:
        if to >= 0:
            rooms_for(t, s, origin, to, down_at)
        tag = t[t[AT_GROUP] + ahead * G_COLUMNS + G_TAG]
        people, weight, points, units = fill_first(
            t, x, s, kind, origin, to, board_at, aboard, escorts_max, people_max, tag, ahead
        )
        if people > 0:
            return people, weight, points, units
    start, end = 0, 0
    if at_site:
        start, end = t[t[AT_SITE_AT] + origin], t[t[AT_SITE_AT] + origin + 1]
    else:
        end = s[t[AT_LOT_N] + t[t[AT_HUB] + origin]]
    for i in range(start, end):
        group = (
            t[t[AT_SITE_GROUP] + i]
            if at_site
            else s[t[AT_LOTS] + ((t[t[AT_HUB] + origin]) * t[LOTS_MAX] + i) * L_COLUMNS + L_GROUP]
        )
        heads = (
            s[t[AT_REMAINING] + group]
            if at_site
            else s[t[AT_LOTS] + ((t[t[AT_HUB] + origin]) * t[LOTS_MAX] + i) * L_COLUMNS + L_HEADS]
        )
        tag = t[t[AT_GROUP] + group * G_COLUMNS + G_TAG]
        if heads <= 0 or s[t[AT_TAG_SEEN] + tag] == stamp:
            continue
        s[t[AT_TAG_SEEN] + tag] = stamp
        if to >= 0:
            rooms_for(t, s, origin, to, down_at)
        tried += 1
        people, weight, points, units = fill_first(
            t, x, s, kind, origin, to, board_at, aboard, escorts_max, people_max, tag, -1
        )
        if weight + 1e-6 * people > best_weight + 1e-9:
            best, best_weight = tag, weight + 1e-6 * people
    if best < 0:
        s[t[AT_PICK_N]] = 0
        return 0, 0.0, 0, 0
    if tried == 1:
        return people, weight, points, units
    if to >= 0:
        rooms_for(t, s, origin, to, down_at)
    return fill_first(t, x, s, kind, origin, to, board_at, aboard, escorts_max, people_max, best, -1)
