"""Slots, pools, reception queues and lots, in many futures at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.lift.robust.shared import Bookings, Lot, Lots, Reception
from musterbook.lift.robust.spans import NEVER


class Arrival(NamedTuple):
    """Somebody set down at a minute."""

    minute: int
    heads: int


def everywhere(size: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.ones(size, dtype=np.bool_)


def test_a_taken_slot_is_waited_for_only_where_it_is_taken() -> None:
    slot = Bookings(((0, 1),))
    slot.claim(np.array([10, 50]), np.array([30, 70]), 1)

    found = slot.earliest(np.array([15, 15]), np.array([20, 20]), 1, 0, everywhere(2))

    assert list(found) == [30, 15]


def test_a_gap_that_is_too_short_is_not_used() -> None:
    slot = Bookings(((0, 1),))
    slot.claim(np.array([10]), np.array([30]), 1)
    slot.claim(np.array([40]), np.array([60]), 1)

    assert list(slot.earliest(np.array([20]), np.array([10]), 1, 0, everywhere(1))) == [30]
    assert list(slot.earliest(np.array([20]), np.array([11]), 1, 0, everywhere(1))) == [60]


def test_escorts_are_waited_for_until_the_pool_grows() -> None:
    pool = Bookings(((0, 4), (100, 6)))
    pool.claim(np.array([0]), np.array([500]), 3)

    assert list(pool.earliest(np.array([10]), np.array([50]), 1, 0, everywhere(1))) == [10]
    assert list(pool.earliest(np.array([10]), np.array([50]), 3, 0, everywhere(1))) == [100]
    assert list(pool.earliest(np.array([10]), np.array([50]), 5, 0, everywhere(1))) == [500]


def test_an_expected_claim_is_not_forgotten_before_it_is_closed() -> None:
    pool = Bookings(((0, 1),))
    claim = pool.claim(np.array([0]), np.array([50]), 1, expected=True)
    pool.earliest(np.array([80]), np.array([5]), 1, 80, everywhere(1))

    claim.end, claim.open = np.array([120]), False

    assert list(pool.earliest(np.array([80]), np.array([5]), 1, 80, everywhere(1))) == [120]


@settings(max_examples=200, deadline=None)
@given(
    planned=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90), st.integers(1, 10)), max_size=8),
    cap=st.integers(10, 25),
    per_hour=st.sampled_from([6, 15, 60]),
)
def test_the_queue_never_overruns_and_nobody_waits_for_nothing(
    planned: list[tuple[int, int, int]], cap: int, per_hour: int
) -> None:
    queue = Reception(per_minute=per_hour / 60, cap=cap, size=1)
    booked: list[Arrival] = []

    for now, late, heads in sorted(planned):
        asked = now + late
        found = int(queue.earliest(np.array([asked]), np.array([float(heads)]), now)[0])
        queue.book(np.array([found]), np.array([float(heads)]))

        assert longest([*booked, Arrival(found, heads)], per_hour) <= cap + 1e-6
        for minute in range(asked, found):
            assert longest([*booked, Arrival(minute, heads)], per_hour) > cap
        booked.append(Arrival(found, heads))


def longest(arrivals: list[Arrival], per_hour: int) -> float:
    """The longest queue, reckoned as the check reckons it."""
    waiting, before, most = 0.0, 0, 0.0
    for minute, heads in sorted(arrivals):
        waiting = max(0.0, waiting - per_hour / 60 * (minute - before)) + heads
        before, most = minute, max(most, waiting)
    return most


def test_a_lot_boards_once_it_is_there_and_first_planned_leaves_first() -> None:
    lots = Lots(180)
    lots.add(Lot(200, np.array([200, 200]), np.array([0.2, 0.2]), np.array([5, 5])))
    lots.add(Lot(100, np.array([100, 900]), np.array([0.1, 0.9]), np.array([5, 5])))

    complete = lots.complete_at(np.array([7, 7]))
    taken, exposure, overstayed = lots.take(np.array([7, 7]), np.array([300, 300]))

    assert list(complete) == [200, 900]
    assert list(taken) == [7, 5]
    assert list(overstayed) == [5, 0]
    assert exposure == pytest.approx([5 * 0.1 + 2 * 0.2, 5 * 0.2])
    left, waited = lots.left(2)
    assert list(left) == [3, 5]
    assert waited == pytest.approx([3 * 0.2, 5 * 0.9])


def test_more_than_ever_come_are_never_complete() -> None:
    lots = Lots(180)
    lots.add(Lot(100, np.array([100]), np.array([0.0]), np.array([5])))

    assert list(lots.complete_at(np.array([6]))) == [NEVER]
    assert list(lots.complete_at(np.array([0]))) == [0]
