"""The conservation bar."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from musterbook.console.bar import GAP_PX, LEAST_PX, PARTS, bar_of
from musterbook.console.source import Totals

EMPTY = Totals(
    roll=0, sites=0, escorts=0, handing_over=0, staging=0, received=0, unaccounted=0, far_side=0, discrepancies=0,
    answered_for=0, accounted_for=0,
)  # fmt: skip


def totals(**parts: int) -> Totals:
    return replace(EMPTY, roll=sum(parts.values()), **parts)


@given(st.lists(st.integers(0, 9000), min_size=6, max_size=6), st.floats(280, 4000))
def test_segments_hold_everyone_and_none_is_under_three_pixels(counts: list[int], width: float) -> None:
    whole = totals(**dict(zip(PARTS, counts, strict=True)))

    bar = bar_of(whole, width_px=width)

    assert bar.adds_up
    assert sum(one.people for one in bar.segments) == whole.roll
    assert [one.part for one in bar.segments] == [part for part in PARTS if getattr(whole, part)]
    assert all(one.width >= LEAST_PX - 0.01 for one in bar.segments)


@given(st.lists(st.integers(1, 9000), min_size=2, max_size=6), st.floats(280, 4000))
def test_the_bar_fills_its_width_and_wider_means_more_people(counts: list[int], width: float) -> None:
    whole = totals(**dict(zip(PARTS, counts, strict=False)))

    segments = bar_of(whole, width_px=width).segments

    assert abs(segments[-1].x + segments[-1].width - width) < 0.1
    assert all(abs(b.x - a.x - a.width - GAP_PX) < 0.02 for a, b in pairwise(segments))
    by_people = sorted(segments, key=lambda one: one.people)
    assert all(a.width <= b.width + 0.01 for a, b in pairwise(by_people))


def test_one_man_in_six_thousand_shows() -> None:
    bar = bar_of(totals(sites=5999, unaccounted=1), width_px=1376)

    assert [(one.part, one.width) for one in bar.segments] == [("sites", 1371.0), ("unaccounted", 3.0)]


def test_a_roll_that_its_parts_do_not_sum_to_is_not_drawn() -> None:
    bar = bar_of(replace(totals(sites=5999), roll=6000), width_px=1376)

    assert not bar.adds_up
    assert (bar.parts_sum, bar.roll, bar.segments) == (5999, 6000, ())


def test_a_count_below_nothing_is_not_drawn() -> None:
    bar = bar_of(totals(sites=10, staging=-1), width_px=1376)

    assert bar.segments == ()
