"""Outlines of the map as drawn: no point that nobody could tell from the line beside it, and none that is out of sight.

A page that draws a map brings these lines before anything else is seen, and a machine without a graphics card strokes
each of their points by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

Point = tuple[float, float]

OFF_PX: Final = 0.4
"""So far at most a point that was left out lies beside the line that is drawn."""
BEYOND_PX: Final = 8
"""So far outside the sheet a line is still followed: its stroke has a width."""


def path_of(lines: Iterable[Sequence[Point]], sheet: tuple[int, int], *, closed: bool) -> str:
    """Lines in px as one SVG path, of a sheet so wide and high; what nowhere comes near the sheet is left out."""
    drawn = []
    for line in lines:
        if _touches(line, sheet):
            points = simplified(_in_sight(line, sheet))
            drawn.append("M" + "L".join(f"{x:g},{y:g}" for x, y in points) + ("Z" if closed else ""))
    return "".join(drawn)


def simplified(points: Sequence[Point], off_px: float = OFF_PX) -> list[Point]:
    """The fewest of these points that keep every other one within `off_px` of the line (Douglas and Peucker, 1973)."""
    if len(points) < 3:
        return list(points)
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, middle = max(((_off(points[at], points[first], points[last]), at) for at in range(first + 1, last)),
                          default=(0.0, first))  # fmt: skip
        if far > off_px:
            kept.add(middle)
            spans += [(first, middle), (middle, last)]
    return [points[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the straight line between two others, in px."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    share = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * across, point[1] - start[1] - share * down)


def _in_sight(points: Sequence[Point], sheet: tuple[int, int]) -> list[Point]:
    """Of points that lie one after another beyond one side of the sheet only the first and the last."""
    kept, beyond = list(points[:1]), _side(points[0], sheet)
    for at in range(1, len(points) - 1):
        beyond &= _side(points[at], sheet)
        if not beyond & _side(points[at + 1], sheet):  # the straight line from the last kept to the next may be seen
            kept.append(points[at])
            beyond = _side(points[at], sheet)
    return [*kept, points[-1]]


def _side(point: Point, sheet: tuple[int, int]) -> int:
    """Beyond which sides a point lies: one bit each, none in sight."""
    (x, y), (width, height) = point, sheet
    return (x < -BEYOND_PX) | (x > width + BEYOND_PX) << 1 | (y < -BEYOND_PX) << 2 | (y > height + BEYOND_PX) << 3


def _touches(points: Sequence[Point], sheet: tuple[int, int]) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return len(points) > 1 and max(xs) >= 0 and min(xs) <= sheet[0] and max(ys) >= 0 and min(ys) <= sheet[1]
