"""Points without pictures."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.biometrics.synthesis.chance import drawn_for, smooth_noise
from musterbook.biometrics.synthesis.patterns import CLASSES, Pattern, pattern_drawn
from musterbook.biometrics.synthesis.points import ENROLLED, SEARCHED, finger, invented, quality_of


def test_the_same_seed_makes_the_same_finger_whoever_else_is_made() -> None:
    alone = finger(7, 3, 2)

    among = invented(7, 3, "XXA-1111-Y").fingers[2]

    assert np.array_equal(alone.x, among.x)
    assert np.array_equal(alone.direction, among.direction)


def test_another_seed_person_position_or_press_is_another_print() -> None:
    one = finger(7, 3, 2)

    others = [finger(8, 3, 2), finger(7, 4, 2), finger(7, 3, 1), finger(7, 3, 2, SEARCHED)]

    assert all(len(other) != len(one) or not np.array_equal(other.x, one.x) for other in others)


def test_a_print_has_about_as_many_points_as_real_ones() -> None:
    counts = [len(finger(1, person, 1)) for person in range(200)]

    assert 32 <= np.median(counts) <= 42, "real ones: 38"
    assert np.percentile(counts, 25) >= 26


def test_sureness_is_about_that_of_real_points() -> None:
    sure = np.concatenate([finger(1, person, 1).confidence for person in range(100)])

    assert 0.88 <= np.median(sure) <= 0.94, "real ones: 0.926"
    assert sure.min() >= 0.4


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 10**6), st.integers(1, 10), st.integers(0, 5))
def test_points_always_lie_in_their_picture(seed: int, person: int, position: int, impression: int) -> None:
    found = finger(seed, person, position, impression)

    assert len(found) >= 4
    assert ((found.x >= 0) & (found.x <= found.width)).all()
    assert ((found.y >= 0) & (found.y <= found.height)).all()
    assert ((found.direction >= 0) & (found.direction <= 2 * np.pi + 1e-6)).all()
    assert 0 <= quality_of(found) <= 100


def test_most_points_of_a_press_come_again_in_the_next() -> None:
    again = 0.0
    for person in range(40):
        one, other = finger(5, person, 1, ENROLLED), finger(5, person, 1, SEARCHED)
        shared = np.isin(one.ending, other.ending).mean()  # the share of endings that are the very same draw
        again += float(shared) / 40

    assert 0.45 <= again <= 0.85, "0.8 of those in both contacts are in both, and an eighth is false"


def test_ridges_run_about_a_core_as_the_model_says() -> None:
    core = Pattern("left-loop", ((0.0, 0.0),), ())

    right, below = core.orientation(np.array([10.0, 0.0]), np.array([0.0, 10.0]))

    assert right == 0
    assert below == np.pi / 4


def test_classes_are_as_frequent_as_on_fingers() -> None:
    kinds = [pattern_drawn(drawn_for(1, one), bent=False).kind for one in range(2000)]

    assert set(kinds) == set(CLASSES)
    assert abs(kinds.count("whorl") / 2000 - 0.22) < 0.04
    assert abs(kinds.count("left-loop") / 2000 - 0.338) < 0.05


def test_smooth_noise_changes_slowly_and_has_unit_deviation() -> None:
    field = smooth_noise(drawn_for(1), (200, 160), 40)

    assert abs(float(field.mean())) < 1e-3
    assert abs(float(field.std()) - 1) < 1e-3
    assert np.abs(np.diff(field, axis=0)).max() < 0.2
