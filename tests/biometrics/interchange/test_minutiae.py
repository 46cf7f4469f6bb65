"""Records of points: the bytes of the standards, both ways, and every lie of a length found."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.biometrics.engines import Points
from musterbook.biometrics.interchange.minutiae import FORMS, INCITS, ISO, NOT_SAID, View, read, write
from musterbook.terms.errors import Malformed
from tests.biometrics.interchange.making import points

BY_HAND = bytes.fromhex(
    "464d5200 20323000"  # FMR, version 20
    "0000002a"  # 42 bytes
    "0000 0190 0258 00c5 00c5 01 00"  # no device, 400 x 600, 197 a centimetre both ways, one finger
    "02 00 50 02"  # right index, first view, live plain, quality 80, two points
    "4064 00c8 40 5a"  # an ending at 100, 200, a quarter turn, quality 90
    "8012 0021 80 00"  # a fork at 18, 33, half a turn, quality not said
    "0000"  # nothing more
)


def test_a_record_written_by_hand_is_read_as_the_standard_says() -> None:
    form, (view,) = read(BY_HAND)

    assert (form, view.position, view.quality, view.impression) == (ISO, 2, 80, 0)
    assert view.points.x.tolist() == [100, 18]
    assert view.points.y.tolist() == [200, 33]
    assert np.degrees(view.points.direction).tolist() == pytest.approx([90, 180])
    assert view.points.ending.tolist() == [1, 0]
    assert view.points.confidence.tolist() == pytest.approx([0.9, NOT_SAID])
    assert (view.points.width, view.points.height) == (400, 600)


def test_the_same_finger_is_written_as_those_very_bytes() -> None:
    x, y, direction, ending, sure = np.array(
        [[100, 18], [200, 33], [np.pi / 2, np.pi], [1, 0], [0.9, 0.7]], dtype=np.float32
    )
    two = Points(x, y, direction, ending, sure, 400, 600)

    written = write([View(2, 80, two)], ISO)

    assert written == BY_HAND[:-3] + bytes([70, 0, 0])


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(
    count=st.integers(0, 60), width=st.integers(100, 2000), height=st.integers(100, 2000), quality=st.integers(0, 100)
)
def test_what_is_written_reads_back_within_a_step(
    form: object, count: int, width: int, height: int, quality: int
) -> None:
    ours = points(count, width=width, height=height)

    got, (view,) = read(write([View(7, quality, ours)], form))  # type: ignore[arg-type]  # one of the two

    assert (got, view.position, view.quality, len(view.points)) == (form, 7, quality, count)
    assert np.array_equal(view.points.x, ours.x)
    turned = np.degrees(view.points.direction - ours.direction)
    assert np.all(np.abs((turned + 180) % 360 - 180) <= got.step / 2 + 0.01)


def test_a_record_longer_than_its_short_length_is_written_and_read() -> None:
    many = [View(position, 50, points(250, width=4000, height=4000)) for position in range(1, 11)] * 5

    data = write(many, INCITS)

    assert len(data) > 0xFFFF
    assert data[8:10] == b"\0\0"
    assert [view.position for view in read(data)[1]] == [view.position for view in many]


def test_only_the_surest_leave_and_no_more_than_their_count_can_say() -> None:
    (many,) = read(write([View(1, 50, points(400, width=4000, height=4000))], ISO))[1]
    (few,) = read(write([View(1, 50, points(9, sure=0.6045))], ISO))[1]

    assert len(many.points) == 255
    assert len(few.points) == 5


def test_another_resolution_is_scaled_to_ours() -> None:
    half = bytearray(BY_HAND)
    half[18:22] = struct.pack(">HH", 394, 394)

    (view,) = read(bytes(half))[1]

    assert view.points.x.tolist() == pytest.approx([50, 9], abs=0.1)
    assert view.points.width == 200


def test_unknown_blocks_are_passed_over() -> None:
    longer = BY_HAND[:-2] + b"\0\3abc"
    longer = longer[:8] + struct.pack(">I", len(longer)) + longer[12:]

    assert len(read(longer)[1][0].points) == 2


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (b"", "not-a-record"),
        (b"FMR\0 30\0" + BY_HAND[8:], "not-a-record"),
        (BY_HAND + b"\0", "lying-length"),
        (BY_HAND[:-1], "lying-length"),
        (BY_HAND[:27] + b"\xff" + BY_HAND[28:], "cut-short"),
        (BY_HAND[:14] + b"\0\x32" + BY_HAND[16:], "outside-the-picture"),
        (BY_HAND[:18] + b"\0\0" + BY_HAND[20:], "no-resolution"),
        (BY_HAND[:24] + b"\x0b" + BY_HAND[25:], "no-such-value"),
        (BY_HAND[:-2] + b"\x01\0", "cut-short"),
    ],
)
def test_a_lie_is_named(bad: bytes, rule: str) -> None:
    with pytest.raises(Malformed, match=rule):
        read(bad)


def test_mangled_records_are_malformed_and_nothing_worse() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        mangled = bytearray(BY_HAND)
        for _ in range(chance.randrange(1, 5)):
            mangled[chance.randrange(len(mangled))] = chance.randrange(256)
        try:
            _, views = read(bytes(mangled))
        except Malformed:
            continue
        assert all(np.all(view.points.x < view.points.width) for view in views)
