"""Outlines as drawn: fewer points, and nobody could tell."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.console.outlines import OFF_PX, path_of, simplified

SHEET = (100, 50)
SPOT = st.tuples(st.integers(-60, 160).map(float), st.integers(-60, 110).map(float))
LINES = st.lists(SPOT, min_size=2, max_size=30)


@settings(max_examples=60)
@given(LINES)
def test_every_point_that_was_left_out_lies_beside_the_line_that_is_drawn(line: list[tuple[float, float]]) -> None:
    drawn = simplified(line)

    assert (drawn[0], drawn[-1]) == (line[0], line[-1])
    assert all(_nearest(point, drawn) <= OFF_PX + 1e-9 for point in line)


@settings(max_examples=60)
@given(LINES)
def test_what_is_in_sight_of_a_line_is_drawn_and_nothing_else_comes_into_sight(line: list[tuple[float, float]]) -> None:
    drawn = _points(path_of([line], SHEET, closed=False))

    for point in _along(line):
        if drawn and 0 <= point[0] <= SHEET[0] and 0 <= point[1] <= SHEET[1]:
            assert _nearest(point, drawn) <= OFF_PX + 1e-9
    for point in _along(drawn):
        if 0 <= point[0] <= SHEET[0] and 0 <= point[1] <= SHEET[1]:
            assert _nearest(point, line) <= OFF_PX + 1e-9


def test_points_on_a_straight_line_are_drawn_as_its_two_ends() -> None:
    line = [(float(x), 20.0) for x in range(11)]

    assert path_of([line], SHEET, closed=False) == "M0,20L10,20"


def test_a_shore_that_runs_round_outside_the_sheet_is_followed_by_its_corners_alone() -> None:
    shore = [(50.0, 25.0), (150.0, 25.0), (151.0, 40.0), (152.0, 60.0), (151.0, 90.0), (50.0, 90.0)]

    assert path_of([shore], SHEET, closed=True) == "M50,25L150,25L151,90L50,90Z"


def test_a_line_that_comes_nowhere_near_the_sheet_is_not_drawn() -> None:
    assert path_of([[(-30.0, -30.0), (-10.0, -5.0)]], SHEET, closed=False) == ""


def _points(path: str) -> list[tuple[float, float]]:
    said = [one.split(",") for one in path.removeprefix("M").split("L") if one]
    return [(float(x), float(y)) for x, y in said]


def _along(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points every sixteenth of each stretch."""
    return [
        (a[0] + (b[0] - a[0]) * part / 16, a[1] + (b[1] - a[1]) * part / 16)
        for a, b in pairwise(line)
        for part in range(17)
    ]


def _nearest(point: tuple[float, float], line: list[tuple[float, float]]) -> float:
    """How far a point lies from a line, stretch by stretch by the areas it makes: another road than the code's."""
    return min(_to_stretch(point, a, b) for a, b in pairwise(line))


def _to_stretch(point: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    to_a, to_b, length = math.dist(point, a), math.dist(point, b), math.dist(a, b)
    past_an_end = to_a**2 >= to_b**2 + length**2 or to_b**2 >= to_a**2 + length**2
    if length == 0 or past_an_end:
        return min(to_a, to_b)
    return abs((b[0] - a[0]) * (a[1] - point[1]) - (a[0] - point[0]) * (b[1] - a[1])) / length
