"""Quality is the sum the document says; what is no print has none; three tries, then the best is kept."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from musterbook.biometrics.capture import quality, weights
from musterbook.biometrics.capture.leader import Leader
from musterbook.biometrics.capture.quality import Quality, judged, next_step, total_of, usable
from musterbook.biometrics.capture.ridges import seen
from musterbook.biometrics.engines import Image, Points
from tests.biometrics.capture.drawn import fur, ridges, stripes

HERE = pytest.mark.skipif(not weights.PLACE.is_file(), reason="set-up has not fetched the network's weights here")


def points_of(*confidences: float) -> Points:
    found = np.asarray(confidences, np.float32)
    zero = np.zeros(len(found), np.float32)
    return Points(zero, zero, zero, zero, found, 200, 240)


def tried(*totals: float) -> list[Quality]:
    picture = Image(ridges(), 500)
    return [judged(picture, points_of(*[0.95] * int(total))) for total in totals]


def test_each_point_counts_by_how_sure_it_is_from_three_tenths_to_ninety_five_hundredths() -> None:
    assert total_of(points_of(0.3, 0.2)) == 0
    assert total_of(points_of(0.95, 1.0)) == pytest.approx(2)
    assert total_of(points_of(0.625)) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("total", "shown", "advice"),
    [
        (60, 100, "good"), (15, 30, "good"), (14, 28, "ask-again"), (10, 20, "ask-again"), (9, 18, "flag"),
        (2, 0, "no-print"),
    ],
)  # fmt: skip
def test_what_is_shown_is_twice_the_sum_and_advice_turns_at_15_10_and_3(total: int, shown: int, advice: str) -> None:
    (found,) = tried(total)

    assert (found.shown, found.advice) == (shown, advice)
    assert bool(found.hint) == (advice != "good")


def test_a_good_try_ends_it_and_after_three_the_best_is_kept_marked_where_it_is_below_ten() -> None:
    assert next_step(tried(8)) == ("again", 0)
    assert next_step(tried(8, 20)) == ("keep", 1)
    assert next_step(tried(12, 8)) == ("again", 0)
    assert next_step(tried(8, 12, 9)) == ("keep", 1)
    assert next_step(tried(8, 6, 9)) == ("keep-marked", 2)


@pytest.mark.parametrize("dpi", [300, 500, 1000])
def test_ridges_are_known_at_every_resolution(dpi: int) -> None:
    drawn = ridges(int(240 * dpi / 500), int(200 * dpi / 500), period=9 * dpi / 500)

    assert seen(Image(drawn, dpi)).ridges_mm2 > 40


@pytest.mark.parametrize(
    "other",
    [fur(), np.random.default_rng(1).integers(0, 256, (300, 300), np.uint8), np.full((300, 300), 255, np.uint8)],
    ids=["fur", "noise", "white"],
)
def test_what_is_no_skin_shows_no_ridges_however_many_points_are_found_on_it(other: NDArray[np.uint8]) -> None:
    picture, many = Image(other, 500), points_of(*[0.9] * 40)

    found = judged(picture, many)

    assert seen(picture).ridges_mm2 < quality.RIDGES_MM2_MIN
    assert (found.shown, found.advice, found.hint) == (0, "no-print", "capture.no-print")
    assert len(usable(many, found)) == 0


@HERE
def test_a_cat_stripes_black_and_white_get_quality_0_and_keep_no_points() -> None:
    leader = Leader()

    for drawn in (fur(192, 192), stripes(128, 128), np.zeros((96, 96), np.uint8), np.full((96, 96), 255, np.uint8)):
        picture = Image(drawn, 500)
        points = leader.points(picture)
        found = judged(picture, points)

        assert found.shown == 0
        assert len(usable(points, found)) == 0


def test_the_hint_says_what_is_to_be_done() -> None:
    few = points_of(*[0.95] * 12)
    dry = (255 - (255 - ridges(320, 300).astype(float)) * 0.25).astype(np.uint8)
    wet = (ridges(320, 300).astype(float) * 0.4).astype(np.uint8)
    little = np.full((320, 300), 255, np.uint8)
    little[100:190, 100:190] = ridges(90, 90)

    hints = [judged(Image(one, 500), few).hint for one in (dry, wet, little, stripes(320, 300), ridges(320, 300))]

    assert hints == [
        "capture.too-dry", "capture.too-wet", "capture.too-little", "capture.off-edge", "capture.unclear",
    ]  # fmt: skip
