"""A slap is cut into its fingers by itself where that is sure, and otherwise somebody is asked."""

from __future__ import annotations

import io

import numpy as np
import PIL.Image
import pytest

from musterbook.biometrics.capture import slaps
from musterbook.biometrics.capture.pictures import read_finger
from musterbook.biometrics.engines import Image
from musterbook.biometrics.interchange import itl
from musterbook.terms.errors import Malformed
from tests.biometrics.capture.drawn import ridges, slap
from tests.house.tracked import ROOT

SAMPLES = ROOT / "../shared/data/fingerprints/an2/valid1.8.an2"


def rule_of(image: Image, **how: frozenset[int]) -> str:
    with pytest.raises(Malformed) as caught:
        slaps.cut(image, **how)
    return caught.value.faults[0].rule


@pytest.mark.parametrize(("position", "order"), [(13, (2, 3, 4, 5)), (14, (10, 9, 8, 7)), (15, (1, 6))])
def test_fingers_are_told_by_the_hand_and_from_left_to_right(position: int, order: tuple[int, ...]) -> None:
    page = slap(len(order))

    fingers = {one.position: one for one in slaps.cut(Image(page, 500, position))}

    assert set(fingers) == set(order)
    for place, finger in enumerate(order):
        left, top = 50 + 300 * place, 120 + 40 * abs(place - 1)
        whole = page[top : top + 320, left : left + 240]
        assert (fingers[finger].pixels < 128).sum() == pytest.approx((whole < 128).sum(), rel=0.12)


@pytest.mark.parametrize("turned", [-20, -10, 10, 20])
def test_a_hand_turned_a_little_is_cut_all_the_same(turned: int) -> None:
    fingers = slaps.cut(Image(slap(turned=turned), 500, 13))

    assert [one.position for one in fingers] == [2, 3, 4, 5]
    assert all(200 < one.pixels.shape[1] < 400 for one in fingers)


def test_a_hand_turned_more_than_25_degrees_is_asked_about() -> None:
    assert rule_of(Image(slap(turned=33, joints=False), 500, 13)) == "capture.slap-turned"


def test_another_number_of_fingers_than_there_should_be_is_asked_about_unless_one_is_said_missing() -> None:
    three = Image(slap(3), 500, 14)

    assert rule_of(three) == "capture.slap-parts"
    assert [one.position for one in slaps.cut(three, absent={9})] == [7, 8, 10]


def test_an_empty_page_and_a_page_of_noise_have_no_four_fingers() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (600, 900), np.uint8)

    for page in (np.full((600, 900), 255, np.uint8), noise):
        assert rule_of(Image(page, 500, 13)) == "capture.slap-parts"


def test_at_1000_dpi_the_same_fingers_are_cut() -> None:
    page = np.kron(slap(), np.ones((2, 2), np.uint8))

    once, twice = slaps.cut(Image(slap(), 500, 13)), slaps.cut(Image(page, 1000, 13))

    for one, two in zip(once, twice, strict=True):
        assert two.pixels.shape == tuple(2 * length for length in one.pixels.shape)


def test_a_person_may_draw_where_each_finger_is_but_only_on_the_picture_and_of_that_hand() -> None:
    page = Image(slap(), 500, 13)

    (finger,) = slaps.as_drawn(page, {3: (350, 120, 590, 440)})

    assert finger.position == 3
    assert np.array_equal(finger.pixels, ridges(320, 240, seed=2))
    for wrong in ({3: (350, 120, 5900, 440)}, {3: (590, 120, 350, 440)}, {8: (350, 120, 590, 440)}):
        with pytest.raises(Malformed) as caught:
            slaps.as_drawn(page, wrong)
        assert caught.value.faults[0].rule == "capture.slap-box"


def test_a_cut_finger_is_kept_without_loss_and_says_its_resolution() -> None:
    finger = slaps.cut(Image(slap(), 500, 13))[0]

    with PIL.Image.open(io.BytesIO(slaps.png(finger))) as opened:
        assert np.array_equal(np.asarray(opened), finger.pixels)
        assert round(opened.info["dpi"][0]) == 500


@pytest.mark.skipif(not SAMPLES.is_file(), reason="NIST's sample of three slaps is not on this machine")
def test_three_slaps_of_a_real_hand_are_cut_into_ten_fingers_without_their_lower_joints() -> None:
    records = [record for record in itl.read(SAMPLES.read_bytes()) if record.type == 14]

    fingers = [
        finger
        for record in records
        for finger in slaps.cut(read_finger(record.data, position=record.whole(13), dpi=500)[0])
    ]

    assert sorted(finger.position for finger in fingers) == list(range(1, 11))
    for finger in fingers:
        height, width = finger.pixels.shape
        assert 250 < width < 760
        assert 0.6 < height / width < 1.7
