"""Codes: fitted on nobody's prints, alike for one finger, kept and read back."""

from __future__ import annotations

import numpy as np
import pytest

from musterbook.biometrics.matching.ours import Ours
from musterbook.biometrics.search.codes import CENTRES, LENGTH, SHORT, built_in, read, written
from musterbook.biometrics.search.fitting import fit, invented_prints
from musterbook.biometrics.search.gallery import SCALE, whole_numbers
from musterbook.biometrics.synthesis.points import finger, invented
from musterbook.terms.errors import Malformed


def test_the_parameters_in_the_box_are_the_ones_measured() -> None:
    coder = built_in()

    assert coder.axes.shape == (CENTRES * SHORT, LENGTH)
    assert coder.seed == 1


def test_codes_of_one_finger_are_more_alike_than_of_two() -> None:
    coder, ours = built_in(), Ours()
    first = np.array([coder.code(ours.template(finger(31, person, 1, 0))) for person in range(60)])
    again = np.array([coder.code(ours.template(finger(31, person, 1, 1))) for person in range(60)])

    likeness = first @ again.T

    own, other = np.diag(likeness), likeness[~np.eye(60, dtype=bool)]
    assert (own > np.quantile(other, 0.9)).mean() > 0.6
    assert own.mean() > other.mean() + 2 * other.std()


def test_ten_fingers_find_their_person_by_codes_alone() -> None:
    coder, ours = built_in(), Ours()

    def code(person: int, press: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        enrolment = invented(32, person, "X", impression=press)
        return coder.person({at: ours.template(points) for at, points in enrolment.fingers.items()})

    gallery = np.array([code(person, 0) for person in range(25)])

    found = [int((gallery @ code(person, 1)).argmax()) for person in range(25)]

    assert found == list(range(25))


def test_a_code_has_unit_length_and_one_without_points_is_nothing() -> None:
    coder, ours = built_in(), Ours()
    some = finger(1, 1, 1)

    told, nothing = coder.code(ours.template(some)), coder.code(ours.template(some.best(2.0)))

    assert abs(float(np.linalg.norm(told)) - 1) < 1e-5
    assert not nothing.any()
    assert np.abs(whole_numbers(told) / SCALE - told).max() <= 0.5 / SCALE + 1e-7


def test_products_of_whole_numbers_are_exact_in_any_order() -> None:
    codes = whole_numbers(np.full((2, 10, LENGTH), 1 / np.sqrt(LENGTH), np.float32)).reshape(2, -1)
    largest = int((codes[0].astype(np.int64) ** 2).sum())

    assert largest < 10 * SCALE**2 * 1.05
    assert 10 * (SCALE + np.sqrt(LENGTH)) ** 2 < 2**24, "single precision counts without rounding up to there"


def test_the_same_seed_fits_the_same_bytes() -> None:
    def fitted() -> bytes:
        return written(fit(invented_prints(Ours(), people=60, seed=3), 3))

    first = fitted()

    assert first == fitted()
    assert read(first).seed == 3


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"nothing of the kind" * 50])
def test_what_is_no_file_of_parameters_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(Malformed, match=r"codes\.file"):
        read(raw)
