"""The matcher's loops (biometrics.md, section 6): neighbourhoods of points, their likeness, and what agrees among them.

One file, because machine code kept on disk is found again by the file of its door alone. Two doors: `describe` makes
what is compared of one finger, `match` compares one with many; each is compiled where it stands, so what it calls
stands above it. Lengths are pixels at 500 dpi, y downwards; an angle t is
minus the direction of a point, so that (cos t, sin t) points along its ridge.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from musterbook.biometrics.matching.compiled import COMPILED, door, inner

Reals = NDArray[np.float64]
Singles = NDArray[np.float32]
Wholes = NDArray[np.int64]
Laid = tuple[float, float, float, float, float, float, float]
Parts = tuple[Any, ...]
"""Arrays that go about together: of one print, or of the room that a comparison works in."""

RINGS: Final = ((16.0, 6, 8.0), (36.0, 12, 9.0), (56.0, 16, 10.5), (76.0, 20, 12.0))
"""Radius, cells, and how far a point is felt around a cell's centre (one deviation)."""
CELLS: Final = np.array([
    (radius * math.cos(2 * math.pi * a / k), radius * math.sin(2 * math.pi * a / k), spread)
    for radius, k, spread in RINGS
    for a in range(k)
])  # fmt: skip
CELL_COUNT: Final = len(CELLS)
BINS: Final = 6
BIN_SPREAD: Final = 0.6
REACH: Final = 100.0
SATURATION: Final = 0.35
HULL_GROWN: Final = 28.0
LENGTH: Final = CELL_COUNT * BINS
PADDED: Final = 56
"""Cells with two empty ones, so that sums over them run eight at a time."""

COMMON_CELLS_MIN: Final = 22
TURN_COS_MIN: Final = math.cos(1.9)
LEVELS: Final = 256
PAIRS_MAX: Final = 60
ROUNDS: Final = 6
FADED: Final = 0.02
CLOSE: Final = 14.0
CLOSE_TURN_COS: Final = math.cos(0.5)
OVERLAP_MIN: Final = 6.0
POINTS_MAX: Final = 100

NOTHING, WHOLE, TWICE, HARDLY = np.float32(0.0), np.float32(1.0), np.float32(2.0), np.float32(1e-6)
STRETCH, STRETCH_SHARE, TURN = np.float32(5.0), np.float32(0.10), np.float32(0.48)
BEARING, BEARING_NEAR, NEAR = np.float32(0.34), np.float32(4.0), np.float32(8.0)
OWN: Final = np.float32(0.3)
"""Single, so that sums of single numbers stay single."""

X, Y, T, COS, SIN = 0, 1, 2, 3, 4
"""Columns of the placed points."""


@inner()
def _within(hull: Reals, x: float, y: float) -> bool:
    """Whether a place lies in a convex polygon, corners counter-clockwise in (x, y), or within 28 px of it."""
    corners = hull.shape[0]
    inside = bool(corners > 2)
    for a in range(corners):
        b = a + 1 if a + 1 < corners else 0
        edge_x, edge_y = hull[b, 0] - hull[a, 0], hull[b, 1] - hull[a, 1]
        from_x, from_y = x - hull[a, 0], y - hull[a, 1]
        if edge_x * from_y - edge_y * from_x < 0.0:
            inside = False
        length2 = edge_x * edge_x + edge_y * edge_y
        share = 0.0
        if length2 > 0.0:
            share = min(1.0, max(0.0, (from_x * edge_x + from_y * edge_y) / length2))
        off_x, off_y = from_x - share * edge_x, from_y - share * edge_y
        if off_x * off_x + off_y * off_y <= HULL_GROWN * HULL_GROWN:
            return True
    return inside


@inner()
def _enclose(points: Reals, hull: Reals) -> int:
    """Write the corners of the convex hull into `hull` (twice as long as the points), and give their number."""
    n = points.shape[0]
    order = np.zeros(n, np.int64)
    for a in range(n):
        moved, b = a, a - 1
        while b >= 0 and (
            points[order[b], X] > points[moved, X]
            or (points[order[b], X] == points[moved, X] and points[order[b], Y] > points[moved, Y])
        ):
            order[b + 1] = order[b]
            b -= 1
        order[b + 1] = moved
    corners, floor = 0, 2
    for step in range(2 * n - 1):
        at = order[step] if step < n else order[2 * n - 2 - step]
        if step == n:
            floor = corners + 1
        x, y = points[at, X], points[at, Y]
        while corners >= floor:
            back_x, back_y = hull[corners - 2, 0], hull[corners - 2, 1]
            turn = (hull[corners - 1, 0] - back_x) * (y - back_y) - (hull[corners - 1, 1] - back_y) * (x - back_x)
            if turn > 0.0:
                break
            corners -= 1
        hull[corners, 0], hull[corners, 1] = x, y
        corners += 1
    return max(1, corners - 1)


@inner()
def _turns(turn: float, turned: Reals) -> None:
    """How much a relative direction belongs to each of the six bins."""
    for b in range(BINS):
        off = turn - b * math.pi / 3.0
        off -= 2.0 * math.pi * math.floor(off / (2.0 * math.pi) + 0.5)
        turned[b] = 0.0
        if abs(off) <= 3.0 * BIN_SPREAD:
            turned[b] = math.exp(-off * off / (2.0 * BIN_SPREAD * BIN_SPREAD))


@inner()
def _spread(u: float, v: float, turned: Reals, valid: Singles, sums: Reals) -> None:
    """Add one neighbour, at (u, v) in the frame of the point, to the valid cells around it."""
    for m in range(CELL_COUNT):
        off_u, off_v, spread = u - CELLS[m, 0], v - CELLS[m, 1], CELLS[m, 2]
        square = off_u * off_u + off_v * off_v
        if valid[m] > 0.0 and square <= 9.0 * spread * spread:
            weight = math.exp(-square / (2.0 * spread * spread))
            for b in range(BINS):
                sums[m * BINS + b] += weight * turned[b]


@door("int64(float64[:, ::1], float32[:, ::1], float32[:, ::1], float32[:, ::1], int64[::1], float64[:, ::1])")
def describe(  # noqa: PLR0917  compiled, and called by place
    points: Reals, near: Singles, energy: Singles, valid: Singles, seen: Wholes, hull: Reals
) -> int:
    """Fill in what is compared of each point, all given as zeros; gives the number of the hull's corners.

    `near` is D times V, n x 324; `energy` its squares summed over the bins and `valid` V, both n x 56 with two empty
    columns; `seen` the valid cells as bits; `hull` has room for twice as many corners as there are points.
    """
    n = points.shape[0]
    corners = _enclose(points, hull)
    turned = np.zeros(BINS)
    sums = np.zeros(LENGTH)
    for i in range(n):
        cos, sin = points[i, COS], points[i, SIN]
        for k in range(LENGTH):
            sums[k] = 0.0
        for m in range(CELL_COUNT):
            x = points[i, X] + cos * CELLS[m, 0] - sin * CELLS[m, 1]
            y = points[i, Y] + sin * CELLS[m, 0] + cos * CELLS[m, 1]
            if _within(hull[:corners], x, y):
                valid[i, m] = 1.0
                seen[i] |= 1 << m
        for j in range(n):
            off_x, off_y = points[j, X] - points[i, X], points[j, Y] - points[i, Y]
            if i == j or off_x * off_x + off_y * off_y > REACH * REACH:
                continue
            _turns(points[j, T] - points[i, T], turned)
            _spread(cos * off_x + sin * off_y, cos * off_y - sin * off_x, turned, valid[i], sums)
        for m in range(CELL_COUNT):
            for b in range(BINS):
                near[i, m * BINS + b] = sums[m * BINS + b] / (sums[m * BINS + b] + SATURATION)
                energy[i, m] += near[i, m * BINS + b] * near[i, m * BINS + b]
    return corners


@inner(sums_reordered=True)
def _products(one: Singles, many: Singles, rows: Wholes, count: int, out: Singles) -> None:
    """The sums of products of one row with the listed rows of many, four at a time; the list goes on to a fourth."""
    for at in range(0, count, 4):
        second, third, fourth, fifth = many[rows[at]], many[rows[at + 1]], many[rows[at + 2]], many[rows[at + 3]]
        a = b = c = d = NOTHING
        for k in range(one.shape[0]):
            own = one[k]
            a += own * second[k]
            b += own * third[k]
            c += own * fourth[k]
            d += own * fifth[k]
        out[at], out[at + 1], out[at + 2], out[at + 3] = a, b, c, d


def _products_plainly(one: Singles, many: Singles, rows: Wholes, count: int, out: Singles) -> None:
    """The same, where nothing is compiled and an array's own product is the quickest way."""
    out[:count] = many[rows[:count]] @ one


products: Final[Any] = _products if COMPILED else _products_plainly


@inner(sums_reordered=True)
def _candidates(cos: float, sin: float, seen: int, other: Parts, room: Parts) -> int:
    """List the points of the other print turned by at most 1.9 rad that share enough cells; gives their number."""
    cosines, sines, seen_2 = other
    rows, fit = room
    for j in range(fit.shape[0]):
        word = seen & seen_2[j]
        word -= (word >> 1) & 0x5555555555555555
        word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333)
        word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F
        word += word >> 8
        word += word >> 16
        common = (word + (word >> 32)) & 0x7F
        fit[j] = (cos * cosines[j] + sin * sines[j] >= TURN_COS_MIN) & (common >= COMMON_CELLS_MIN)
    count = 0
    for j in range(fit.shape[0]):
        rows[count] = j
        count += fit[j]
    rows[count] = rows[count + 1] = rows[count + 2] = 0
    return count


@inner()
def _eights(count: int) -> int:
    """A number raised to whole eights, which are worked out at a time; what is beyond the number is not looked at."""
    return (count + 7) // 8 * 8


@inner()
def _apart(ab: Singles, aa: Singles, bb: Singles, alike: Singles) -> None:
    """The likeness of two surroundings over the cells seen in both: 1 less their distance as a share of their sizes."""
    for at in range(alike.shape[0]):
        apart = math.sqrt(max(NOTHING, aa[at] + bb[at] - TWICE * ab[at]))
        alike[at] = WHOLE - apart / (math.sqrt(aa[at]) + math.sqrt(bb[at]) + HARDLY)


@inner()
def _likeness(probe: Parts, other: Parts, room: Parts) -> int:
    """Fill in the pairs of points that may answer to each other, with how alike they are, and give their number."""
    points, near, energy, valid, seen, _ = probe
    points_2, near_2, energy_2, valid_2, seen_2, _ = other
    left, right, alike, rows, ab, aa, bb = room
    n_2 = points_2.shape[0]
    cosines, sines, fit = np.zeros(n_2), np.zeros(n_2), np.zeros(n_2, np.int64)
    for j in range(n_2):
        cosines[j], sines[j] = points_2[j, COS], points_2[j, SIN]
    turned = (cosines, sines, seen_2)
    found = 0
    for i in range(points.shape[0]):
        count = _candidates(points[i, COS], points[i, SIN], seen[i], turned, (rows, fit))
        products(near[i], near_2, rows, count, ab)
        products(energy[i], valid_2, rows, count, aa)
        products(valid[i], energy_2, rows, count, bb)
        _apart(ab, aa, bb, alike[found : found + _eights(count)])
        for at in range(count):
            left[found + at], right[found + at] = i, rows[at]
        found += count
    return found


@inner()
def _best(left: Wholes, right: Wholes, alike: Singles, found: int) -> int:
    """Move the sixty most alike to the front, whole levels of likeness from the top while they fit; gives their number.

    Where more than sixty stand on the highest level, as when a print meets itself, the first sixty of them are taken.
    """
    levels = np.zeros(LEVELS, np.int64)
    for at in range(found):
        if alike[at] > 0.0:
            levels[min(LEVELS - 1, int(alike[at] * LEVELS))] += 1
    lowest, fit = LEVELS, 0
    while lowest > 0 and fit + levels[lowest - 1] <= PAIRS_MAX:
        lowest -= 1
        fit += levels[lowest]
    if fit == 0:
        lowest -= 1
    kept = 0
    for at in range(found):
        if kept < PAIRS_MAX and alike[at] > 0.0 and min(LEVELS - 1, int(alike[at] * LEVELS)) >= lowest:
            left[kept], right[kept], alike[kept] = left[at], right[at], alike[at]
            kept += 1
    return kept


@inner()
def _gathered(points: Reals, places: Wholes, count: int) -> tuple[Singles, Singles, Singles, Singles]:
    """Places and frames of the listed points, each column by itself."""
    room = _eights(count)
    x, y, cos, sin = (
        np.zeros(room, np.float32), np.zeros(room, np.float32), np.zeros(room, np.float32), np.zeros(room, np.float32)
    )  # fmt: skip
    for a in range(count):
        point = points[places[a]]
        x[a], y[a], cos[a], sin[a] = point[X], point[Y], point[COS], point[SIN]
    return x, y, cos, sin


@inner()
def _agreements(points: Reals, points_2: Reals, left: Wholes, right: Wholes, count: int) -> Singles:
    """How well each pair fits one rigid movement with each other, 0 to 1: lengths, turns, the bearing seen from each.

    Symmetric, nothing on the diagonal. No branch within, and single precision, so that eight are worked out at a time.
    """
    fits = np.zeros((count, _eights(count)), np.float32)
    x, y, c, s = _gathered(points, left, count)
    x_2, y_2, g, h = _gathered(points_2, right, count)
    for a in range(count):
        row = fits[a]
        x_a, y_a, c_a, s_a = x[a], y[a], c[a], s[a]
        x_2a, y_2a, g_a, h_a = x_2[a], y_2[a], g[a], h[a]
        for b in range(a // 8 * 8, _eights(count)):
            d_x, d_y, e_x, e_y = x[b] - x_a, y[b] - y_a, x_2[b] - x_2a, y_2[b] - y_2a
            d, e = math.sqrt(d_x * d_x + d_y * d_y), math.sqrt(e_x * e_x + e_y * e_y)
            shorter: Any = min(d, e)
            z_1 = abs(d - e) / (STRETCH + STRETCH_SHARE * shorter)
            turn, turn_sin = c_a * c[b] + s_a * s[b], c_a * s[b] - s_a * c[b]
            turn_2, turn_sin_2 = g_a * g[b] + h_a * h[b], g_a * h[b] - h_a * g[b]
            cos_rho = turn * turn_2 + turn_sin * turn_sin_2
            z_2 = abs(turn_sin * turn_2 - turn * turn_sin_2) / TURN
            # d in the frame of its first point and e in that of its own; then both in the frames of the second.
            along, across = d_x * c_a + d_y * s_a, d_y * c_a - d_x * s_a
            along_2, across_2 = e_x * g_a + e_y * h_a, e_y * g_a - e_x * h_a
            cos_3, sin_3 = along * along_2 + across * across_2, across * along_2 - along * across_2
            along, across = d_x * c[b] + d_y * s[b], d_y * c[b] - d_x * s[b]
            along_2, across_2 = e_x * g[b] + e_y * h[b], e_y * g[b] - e_x * h[b]
            cos_4, sin_4 = along * along_2 + across * across_2, across * along_2 - along * across_2
            allowed = WHOLE / ((BEARING + BEARING_NEAR / max(shorter, NEAR)) * max(d * e, WHOLE))
            z_3, z_4 = abs(sin_3) * allowed, abs(sin_4) * allowed
            likely = (WHOLE - z_1 * z_1) * (WHOLE - z_2 * z_2) * (WHOLE - z_3 * z_3) * (WHOLE - z_4 * z_4)
            agree = (max(z_1, z_2, z_3, z_4) < WHOLE) & (min(cos_rho, cos_3, cos_4) > NOTHING)
            row[b] = likely if agree & (shorter >= WHOLE) else NOTHING
    for a in range(count):
        fits[a, a] = NOTHING
        for b in range(a):
            fits[a, b] = fits[b, a]
    return fits


@inner(sums_reordered=True)
def _support(fits: Singles, alike: Singles, count: int) -> Singles:
    """How much each pair is borne out by the others, after six rounds; the largest is 1."""
    support, following = np.zeros(fits.shape[1], np.float32), np.zeros(count, np.float32)
    for a in range(count):
        support[a] = alike[a]
    for _ in range(ROUNDS):
        largest = NOTHING
        for a in range(count):
            row, total = fits[a], NOTHING
            for b in range(support.shape[0]):
                total += row[b] * support[b]
            following[a] = total + OWN * support[a]
            largest = max(largest, following[a])
        if largest <= NOTHING:
            break
        for a in range(count):
            support[a] = following[a] / largest
    return support


@inner()
def _choose(points: tuple[int, int], room: Parts, count: int, fits: Singles, chosen: Wholes) -> int:
    """Write the places of the pairs chosen, those best borne out first and no point twice; gives their number."""
    left, right, alike = room
    support = _support(fits, alike, count)
    order = np.zeros(count, np.int64)
    for a in range(count):
        moved, b = a, a - 1
        while b >= 0 and support[order[b]] * alike[order[b]] < support[moved] * alike[moved]:
            order[b + 1] = order[b]
            b -= 1
        order[b + 1] = moved
    used, used_2 = np.zeros(points[0], np.int64), np.zeros(points[1], np.int64)
    taken = 0
    for at in order:
        if support[at] <= FADED:
            break
        if used[left[at]] or used_2[right[at]]:
            continue
        agreeing = 0
        for a in range(taken):
            if fits[at, chosen[a]] > 0.0:
                agreeing += 1
        if 2 * agreeing >= taken:
            used[left[at]] = used_2[right[at]] = 1
            chosen[taken] = at
            taken += 1
    return taken


@inner()
def _laid(points: Reals, points_2: Reals, left: Wholes, right: Wholes, chosen: Wholes) -> Laid:
    """The rigid movement that lays the left of the chosen pairs on the right: cosine, sine, both centres, the turn."""
    x = y = x_2 = y_2 = 0.0
    for at in chosen:
        x += points[left[at], X] / len(chosen)
        y += points[left[at], Y] / len(chosen)
        x_2 += points_2[right[at], X] / len(chosen)
        y_2 += points_2[right[at], Y] / len(chosen)
    along = across = 0.0
    for at in chosen:
        from_x, from_y = points[left[at], X] - x, points[left[at], Y] - y
        to_x, to_y = points_2[right[at], X] - x_2, points_2[right[at], Y] - y_2
        along += from_x * to_x + from_y * to_y
        across += from_x * to_y - from_y * to_x
    turn = math.atan2(across, along)
    return math.cos(turn), math.sin(turn), x, y, x_2, y_2, turn


@inner()
def _accord(points: Reals, points_2: Reals, laid: Laid) -> float:
    """How closely points lie on points of like direction after the movement, each of the other print used once."""
    cos, sin, x, y, x_2, y_2, _ = laid
    used = np.zeros(points_2.shape[0], np.int64)
    accord = 0.0
    for i in range(points.shape[0]):
        from_x, from_y = points[i, X] - x, points[i, Y] - y
        at_x, at_y = x_2 + cos * from_x - sin * from_y, y_2 + sin * from_x + cos * from_y
        turn_cos = cos * points[i, COS] - sin * points[i, SIN]
        turn_sin = sin * points[i, COS] + cos * points[i, SIN]
        nearest, apart = -1, CLOSE * CLOSE
        for j in range(points_2.shape[0]):
            off_x, off_y = points_2[j, X] - at_x, points_2[j, Y] - at_y
            square = off_x * off_x + off_y * off_y
            alike = turn_cos * points_2[j, COS] + turn_sin * points_2[j, SIN]
            if square < apart and used[j] == 0 and alike >= CLOSE_TURN_COS:
                nearest, apart = j, square
        if nearest >= 0:
            used[nearest] = 1
            accord += 1.0 - apart / (CLOSE * CLOSE)
    return accord


@inner()
def _overlap(points: Reals, points_2: Reals, hulls: tuple[Reals, Reals], laid: Laid) -> float:
    """Points of each print inside the other after the movement: the geometric mean of the two numbers."""
    cos, sin, x, y, x_2, y_2, _ = laid
    inside = inside_2 = 0
    for i in range(points.shape[0]):
        from_x, from_y = points[i, X] - x, points[i, Y] - y
        if _within(hulls[1], x_2 + cos * from_x - sin * from_y, y_2 + sin * from_x + cos * from_y):
            inside += 1
    for j in range(points_2.shape[0]):
        from_x, from_y = points_2[j, X] - x_2, points_2[j, Y] - y_2
        if _within(hulls[0], x + cos * from_x + sin * from_y, y - sin * from_x + cos * from_y):
            inside_2 += 1
    return math.sqrt(inside * inside_2)


@inner()
def _score(probe: Parts, other: Parts, room: Parts, pairs: Wholes, laid_out: Reals) -> float:
    """The score of two prints; `pairs` gets the places of the chosen points, `laid_out` their number, turn, overlap."""
    laid_out[0] = laid_out[1] = laid_out[2] = 0.0
    points, points_2 = probe[0], other[0]
    left, right, alike = room[0], room[1], room[2]
    count = _best(left, right, alike, _likeness(probe, other, room))
    fits = _agreements(points, points_2, left, right, count)
    places = np.zeros(PAIRS_MAX, np.int64)
    taken = _choose((points.shape[0], points_2.shape[0]), (left, right, alike), count, fits, places)
    if taken < 2:
        return 0.0
    chosen = places[:taken]
    edge = 0.0
    for a in range(taken):
        pairs[a, 0], pairs[a, 1] = left[chosen[a]], right[chosen[a]]
        for b in range(a + 1, taken):
            edge += float(fits[chosen[a], chosen[b]])
    laid = _laid(points, points_2, left, right, chosen)
    overlap = _overlap(points, points_2, (probe[5], other[5]), laid)
    laid_out[0], laid_out[1], laid_out[2] = taken, laid[6], overlap
    return 2.0 * edge / (taken - 1) * _accord(points, points_2, laid) / max(overlap, OVERLAP_MIN)


@door(
    "void(float64[:, ::1], float32[:, ::1], float32[:, ::1], float32[:, ::1], int64[::1], float64[:, ::1],"
    " float64[:, ::1], float32[:, ::1], float32[:, ::1], float32[:, ::1], int64[::1], float64[:, ::1],"
    " int64[:, ::1], boolean[::1], float64[::1], int64[:, ::1], float64[::1])"
)
def match(  # noqa: PLR0917  compiled, and called by place
    points: Reals,
    near: Singles,
    energy: Singles,
    valid: Singles,
    seen: Wholes,
    hull: Reals,
    points_2: Reals,
    near_2: Singles,
    energy_2: Singles,
    valid_2: Singles,
    seen_2: Wholes,
    hulls_2: Reals,
    starts: Wholes,
    exchanged: NDArray[np.bool_],
    scores: Reals,
    pairs: Wholes,
    laid: Reals,
) -> None:
    """Compare one print with many that lie behind each other, and fill in the scores.

    Row g of `starts` says where the points and the hull of print g begin; there is a last row for the ends. Where
    `exchanged` holds, print g is the left one. `pairs` (60 x 2) and `laid` (number of pairs, turn, overlap) are left as
    the last comparison had them.
    """
    probe = (points, near, energy, valid, seen, hull)
    most = points.shape[0] * POINTS_MAX + 8
    room = (
        np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most, np.float32),
        np.zeros(POINTS_MAX + 4, np.int64), np.zeros(POINTS_MAX + 8, np.float32), np.zeros(POINTS_MAX + 8, np.float32),
        np.zeros(POINTS_MAX + 8, np.float32),
    )  # fmt: skip
    for g in range(scores.shape[0]):
        a, b = starts[g, 0], starts[g + 1, 0]
        hull_2 = hulls_2[starts[g, 1] : starts[g + 1, 1]]
        other = (points_2[a:b], near_2[a:b], energy_2[a:b], valid_2[a:b], seen_2[a:b], hull_2)
        if points.shape[0] == 0 or a == b:
            scores[g] = 0.0
            laid[0] = laid[1] = laid[2] = 0.0
        elif exchanged[g]:
            scores[g] = _score(other, probe, room, pairs, laid)
        else:
            scores[g] = _score(probe, other, room, pairs, laid)
