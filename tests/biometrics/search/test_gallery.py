"""A packed gallery: small, the same after it is kept, and refused when altered or another engine's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.biometrics.engines import Enrolment, Made
from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.codes import built_in
from musterbook.biometrics.search.gallery import Gallery, joined, packed, restored, shrunk
from musterbook.biometrics.search.gallery_file import ARRAYS, heard, told
from musterbook.biometrics.synthesis.points import finger, invented
from musterbook.terms.errors import Malformed, Refused, Tampered

PEOPLE = 6
OURS = Ours()


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return packed((invented(3, person, f"G-{person}") for person in range(PEOPLE)), OURS, built_in())


def alike(one: Gallery, other: Gallery) -> bool:
    arrays = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
    return arrays and (one.people, one.made, one.coder) == (other.people, other.made, other.coder)


def test_a_hundred_thousand_people_take_less_than_eight_tenths_of_a_gigabyte(gallery: Gallery) -> None:
    assert gallery.bytes_held / PEOPLE * 100_000 < 0.8e9


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 3))
def test_points_are_kept_within_a_sixteenth_of_a_pixel_and_packing_them_again_changes_nothing(
    person: int, press: int
) -> None:
    points = finger(9, person, 1, press)

    once = shrunk(points)
    again = shrunk(restored(*once))

    best = points.best(0.4)
    assert np.abs(restored(*once).x - best.x).max() <= 1 / 16 + 1e-4
    assert np.abs(np.angle(np.exp(1j * (restored(*once).direction - best.direction)))).max() < 1e-4
    assert np.array_equal(once[0], again[0])
    assert np.array_equal(once[1], again[1])


def test_what_is_kept_and_read_back_is_the_same_to_the_last_number(gallery: Gallery) -> None:
    raw = told(gallery)

    found = heard(raw, made=OURS.made, coder=built_in().digest)

    assert alike(found, gallery)
    assert told(found) == raw


def test_a_gallery_altered_by_one_byte_is_never_searched(gallery: Gallery) -> None:
    raw = bytearray(told(gallery))
    raw[-100] ^= 1

    with pytest.raises(Tampered, match=r"gallery\.altered"):
        heard(bytes(raw), made=OURS.made, coder=built_in().digest)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 something else", b"musterbook gallery 2 abc\n"])
def test_what_is_no_gallery_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"gallery\.file"):
        heard(raw, made=OURS.made, coder="")


@pytest.mark.parametrize(("made", "coder"), [(Made("musterbook", "0"), None), (None, "f" * 64)])
def test_another_engine_or_other_parameters_are_refused(gallery: Gallery, made: Made | None, coder: str | None) -> None:
    with pytest.raises(Refused, match=r"gallery\.another-engine"):
        heard(told(gallery), made=made or OURS.made, coder=coder or built_in().digest)


def test_people_enrolled_later_stand_behind_the_others(gallery: Gallery) -> None:
    later = packed([invented(3, PEOPLE, "G-new")], OURS, built_in())

    both = gallery.with_more(later)

    assert both.people == (*gallery.people, "G-new")
    assert np.array_equal(both.points(PEOPLE, 4).x, later.points(0, 4).x)
    assert alike(both.part(np.arange(PEOPLE)), gallery)


def test_parts_put_together_again_are_the_whole(gallery: Gallery) -> None:
    rows = np.arange(PEOPLE)

    assert alike(joined([gallery.part(rows[:2]), gallery.part(rows[2:])]), gallery)


def test_a_finger_with_too_few_points_is_kept_and_not_compared() -> None:
    poor = finger(3, 0, 1).best(0.0)
    few = Enrolment("F", {1: poor.best(2.0), 2: poor}, {1: 0, 2: 60})

    found = packed([few], OURS, built_in())

    assert found.usable[0].tolist() == [False, True, *[False] * 8]
    assert not found.codes[0, :128].any()
