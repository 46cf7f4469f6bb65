"""Section 6 of biometrics.md written again as slowly and plainly as it reads, to hold the compiled matcher against.

It shares no code and no constant with it: angles are angles, distances distances, and everything is double precision.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

from musterbook.biometrics.engines import Points

Place = tuple[float, float]
RINGS = ((16, 6, 8.0), (36, 12, 9.0), (56, 16, 10.5), (76, 20, 12.0))


@dataclass(frozen=True)
class Slow:
    """A template: points as (x, y, t), surroundings of each, and the hull."""

    points: list[tuple[float, float, float]]
    around: list[list[list[float] | None]]
    """Of each point and cell the six directions, or None where the cell is not on the print."""
    hull: list[Place]


def wrap(angle: float) -> float:
    return math.remainder(angle, 2 * math.pi)


def slow_template(points: Points) -> Slow:
    rows = zip(points.x, points.y, points.direction, points.confidence, strict=True)
    best = sorted((row for row in rows if row[3] >= 0.4), key=lambda row: -row[3])[:100]
    placed = [(float(x), float(y), -float(direction)) for x, y, direction, _ in best]
    if len(placed) < 4:
        return Slow([], [], [])
    hull = convex([(x, y) for x, y, _ in placed])
    return Slow(placed, [surroundings(i, placed, hull) for i in range(len(placed))], hull)


def surroundings(i: int, placed: list[tuple[float, float, float]], hull: list[Place]) -> list[list[float] | None]:
    x, y, t = placed[i]
    cells: list[list[float] | None] = []
    for radius, k, sigma in RINGS:
        for a in range(k):
            cell = (radius * math.cos(2 * math.pi * a / k), radius * math.sin(2 * math.pi * a / k))
            turned = rotate(cell, t)
            if distance_to_hull((x + turned[0], y + turned[1]), hull) > 28:
                cells.append(None)
                continue
            sums = [0.0] * 6
            for j, (x_2, y_2, t_2) in enumerate(placed):
                if j == i or math.hypot(x_2 - x, y_2 - y) > 100:
                    continue
                u, v = rotate((x_2 - x, y_2 - y), -t)
                off = math.hypot(u - cell[0], v - cell[1])
                if off > 3 * sigma:
                    continue
                for b in range(6):
                    turn = wrap(t_2 - t - b * math.pi / 3)
                    if abs(turn) <= 1.8:
                        sums[b] += math.exp(-(off**2) / (2 * sigma**2)) * math.exp(-(turn**2) / (2 * 0.6**2))
            cells.append([value / (value + 0.35) for value in sums])
    return cells


def rotate(place: Place, angle: float) -> Place:
    cos, sin = math.cos(angle), math.sin(angle)
    return place[0] * cos - place[1] * sin, place[0] * sin + place[1] * cos


def convex(places: list[Place]) -> list[Place]:
    """Gift wrapping."""
    start = min(places)
    hull, at = [start], start
    while True:
        following = places[0] if places[0] != at else places[-1]
        for place in places:
            turn = (following[0] - at[0]) * (place[1] - at[1]) - (following[1] - at[1]) * (place[0] - at[0])
            if turn < 0 or (turn == 0 and math.dist(at, place) > math.dist(at, following)):
                following = place
        if following == start or len(hull) > len(places):
            return hull
        hull.append(following)
        at = following


def distance_to_hull(place: Place, hull: list[Place]) -> float:
    edges = list(zip(hull, hull[1:] + hull[:1], strict=True))
    turns = [(b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0]) for a, b in edges]
    if len(hull) > 2 and all(turn >= 0 for turn in turns):
        return 0.0
    return min(distance_to_edge(place, a, b) for a, b in edges)


def distance_to_edge(place: Place, a: Place, b: Place) -> float:
    length2 = math.dist(a, b) ** 2
    along = ((place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1])) / length2 if length2 else 0.0
    along = min(1.0, max(0.0, along))
    return math.dist(place, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def likeness(one: list[list[float] | None], other: list[list[float] | None]) -> float:
    common = [(p, g) for p, g in zip(one, other, strict=True) if p is not None and g is not None]
    if len(common) < 22:
        return 0.0
    left, right = [x for p, _ in common for x in p], [x for _, g in common for x in g]
    aa, bb, ab = summed(left, left), summed(right, right), summed(left, right)
    return 1 - math.sqrt(max(0.0, aa + bb - 2 * ab)) / (math.sqrt(aa) + math.sqrt(bb) + 1e-6)


def summed(one: list[float], other: list[float]) -> float:
    return math.fsum(map(operator.mul, one, other))


def compatibility(p: Slow, g: Slow, a: tuple[int, int], b: tuple[int, int]) -> float:
    (x, y, t), (x_2, y_2, t_2) = p.points[a[0]], p.points[b[0]]
    (u, v, s), (u_2, v_2, s_2) = g.points[a[1]], g.points[b[1]]
    d, e = math.hypot(x_2 - x, y_2 - y), math.hypot(u_2 - u, v_2 - v)
    if d < 1 or e < 1:
        return 0.0
    m = min(d, e)
    rho = (t_2 - t) - (s_2 - s)
    bearing, other = math.atan2(y_2 - y, x_2 - x), math.atan2(v_2 - v, u_2 - u)
    phi, phi_2 = (bearing - t) - (other - s), (bearing - t_2) - (other - s_2)
    z = [abs(d - e) / (5 + 0.10 * m), abs(math.sin(rho)) / 0.48]
    z += [abs(math.sin(angle)) / (0.34 + 4 / max(m, 8)) for angle in (phi, phi_2)]
    if max(z) >= 1 or min(math.cos(rho), math.cos(phi), math.cos(phi_2)) <= 0:
        return 0.0
    return math.prod(1 - value**2 for value in z)


def best_pairs(p: Slow, g: Slow) -> tuple[list[tuple[float, int, int]], float]:
    """The pairs kept, and how near the first one left out, or the last one kept, is to the edge of its level."""
    pairs = []
    for i, (_, _, t) in enumerate(p.points):
        for j, (_, _, s) in enumerate(g.points):
            w = likeness(p.around[i], g.around[j]) if abs(wrap(t - s)) <= 1.9 else 0.0
            if w > 0:
                pairs.append((w, i, j))
    level = 256
    while level > 0 and sum(min(255, int(w * 256)) >= level - 1 for w, _, _ in pairs) <= 60:
        level -= 1
    if not any(min(255, int(w * 256)) >= level for w, _, _ in pairs):
        level -= 1
    kept = [pair for pair in pairs if min(255, int(pair[0] * 256)) >= level][:60]
    return kept, min((abs(w - level / 256) for w, _, _ in pairs), default=1.0)


def chosen_pairs(pairs: list[tuple[float, int, int]], c: list[list[float]]) -> list[int]:
    w = [pair[0] for pair in pairs]
    v = w[:]
    for _ in range(6):
        v = [0.3 * v[a] + sum(x * y for x, y in zip(c[a], v, strict=True)) for a in range(len(v))]
        if not v or max(v) <= 0:
            return []
        v = [value / max(v) for value in v]
    chosen: list[int] = []
    for a in sorted(range(len(v)), key=lambda a: -v[a] * w[a]):
        if v[a] <= 0.02:
            break
        if any(pairs[a][1] == pairs[b][1] or pairs[a][2] == pairs[b][2] for b in chosen):
            continue
        if 2 * sum(c[a][b] > 0 for b in chosen) >= len(chosen):
            chosen.append(a)
    return chosen


def slow_score(p: Slow, g: Slow) -> tuple[float, float]:
    """The score of a left and a right print, and how near the choice of its pairs came to falling otherwise."""
    pairs, margin = best_pairs(p, g)
    c = [[compatibility(p, g, a[1:], b[1:]) if a != b else 0.0 for b in pairs] for a in pairs]
    chosen = chosen_pairs(pairs, c)
    k = len(chosen)
    if k < 2:
        return 0.0, margin
    edge = 2 * sum(c[chosen[a]][chosen[b]] for a in range(k) for b in range(a + 1, k)) / (k - 1)
    left = [p.points[pairs[a][1]] for a in chosen]
    right = [g.points[pairs[a][2]] for a in chosen]
    centre = (sum(x for x, _, _ in left) / k, sum(y for _, y, _ in left) / k)
    middle = (sum(x for x, _, _ in right) / k, sum(y for _, y, _ in right) / k)
    cross = dot = 0.0
    for (x, y, _), (u, v, _) in zip(left, right, strict=True):
        cross += (x - centre[0]) * (v - middle[1]) - (y - centre[1]) * (u - middle[0])
        dot += (x - centre[0]) * (u - middle[0]) + (y - centre[1]) * (v - middle[1])
    turn = math.atan2(cross, dot)
    laid = [(*moved((x, y), centre, middle, turn), t + turn) for x, y, t in p.points]
    inside = sum(distance_to_hull((x, y), g.hull) <= 28 for x, y, _ in laid)
    inside_2 = sum(distance_to_hull(moved((x, y), middle, centre, -turn), p.hull) <= 28 for x, y, _ in g.points)
    return edge * accord(laid, g.points) / max(math.sqrt(inside * inside_2), 6), margin


def moved(place: Place, centre: Place, middle: Place, turn: float) -> Place:
    x, y = rotate((place[0] - centre[0], place[1] - centre[1]), turn)
    return x + middle[0], y + middle[1]


def accord(laid: list[tuple[float, float, float]], points: list[tuple[float, float, float]]) -> float:
    unused = set(range(len(points)))
    total = 0.0
    for x, y, t in laid:
        near = [
            (math.dist((x, y), points[j][:2]), j)
            for j in unused
            if math.dist((x, y), points[j][:2]) < 14 and abs(wrap(t - points[j][2])) <= 0.5
        ]
        if near:
            apart, j = min(near)
            unused.discard(j)
            total += 1 - apart**2 / 14**2
    return total
