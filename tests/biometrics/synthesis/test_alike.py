"""Twenty invented fingers tell a matcher that works from one that does not; they never say how well it works."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from musterbook.biometrics.capture.leader import Leader
from musterbook.biometrics.capture.weights import PLACE
from musterbook.biometrics.matching.ours import Ours, pack
from musterbook.biometrics.synthesis.chance import drawn_for
from musterbook.biometrics.synthesis.folder import finger_picture
from musterbook.biometrics.synthesis.masters import master_finger
from musterbook.biometrics.synthesis.points import finger

FINGERS, PRESSES = 20, 4


def equal_error(same: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Percent at which misses and false matches are closest."""
    thresholds = np.unique(np.concatenate([same, other]))
    misses = np.array([(same < t).mean() for t in thresholds])
    false = np.array([(other >= t).mean() for t in thresholds])
    at = np.abs(misses - false).argmin()
    return float(50 * (misses[at] + false[at]))


def test_twenty_fingers_without_pictures_are_told_apart() -> None:
    ours = Ours()
    prints = [ours.template(finger(1, one, 1, press)) for one in range(FINGERS) for press in range(PRESSES)]
    owner = np.repeat(np.arange(FINGERS), PRESSES)
    packed = pack(prints)

    scores = np.array([ours.match_many(one, packed) for one in prints])

    pairs = np.triu_indices(len(prints), 1)
    same = (owner[:, None] == owner)[pairs]
    assert equal_error(scores[pairs][same], scores[pairs][~same]) <= 2.0


@pytest.mark.skipif(not PLACE.exists(), reason="LEADER's weights are fetched at set-up and are not here")
def test_leader_finds_the_same_points_on_two_presses_of_a_grown_finger() -> None:
    leader, ours = Leader(), Ours()
    masters = [master_finger(drawn_for(9, person, 1)) for person in range(2)]
    prints = [
        [leader.points(finger_picture(9, person, 1, press, master=master)) for press in range(2)]
        for person, master in enumerate(masters)
    ]

    (a, a_again), (b, b_again) = [[ours.template(points) for points in presses] for presses in prints]

    assert all(15 <= len(one.best(0.4)) <= 90 for presses in prints for one in presses)
    assert min(ours.compare(a, a_again).score, ours.compare(b, b_again).score) > 3
    assert max(ours.compare(a, b).score, ours.compare(a_again, b_again).score) < 2
