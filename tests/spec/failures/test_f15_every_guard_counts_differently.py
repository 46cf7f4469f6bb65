"""F15: every guard counted in his own way."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.custody.musters import Headcount
from tests.spec.telling import kinds, registered, told

NOON = datetime(2026, 1, 21, 12, 0, tzinfo=UTC)
THREE = registered("hasakah", 1, 3)


def test_one_counters_muster_is_written_and_confirms_nobody() -> None:
    roll = told(THREE + "\n07:00 hasakah custody.mustered present=D-0001,D-0002 counters=guard-a")

    assert kinds(roll) == ["muster-one-counter"]
    assert roll.accounted_for(NOON) == Headcount(answered_for=3, accounted_for=0, unaccounted=0)


def test_two_counters_confirm_those_present_and_miss_the_others() -> None:
    roll = told(THREE + "\n07:00 hasakah custody.mustered present=D-0001,D-0002 counters=guard-a,guard-b")

    assert roll.accounted_for(NOON) == Headcount(answered_for=3, accounted_for=2, unaccounted=1)
    (count,) = roll.musters.compared
    assert (count.roll, count.mustered, count.difference) == (3, 2, -1)
    assert count.missing == {"D-0003"}


def test_a_confirmation_lasts_twelve_hours() -> None:
    roll = told(THREE + "\n07:00 hasakah custody.mustered present=D-0001,D-0002,D-0003 counters=guard-a,guard-b")

    assert roll.accounted_for(datetime(2026, 1, 21, 19, 0, tzinfo=UTC)).accounted_for == 3
    assert roll.accounted_for(datetime(2026, 1, 21, 19, 1, tzinfo=UTC)).accounted_for == 0


def test_a_muster_in_parts_is_compared_only_when_the_last_part_is_in() -> None:
    first = THREE + "\n07:00 hasakah custody.mustered muster=M1 present=D-0001 counters=a,b part=1 parts=2\n"

    roll = told(first)
    whole = told(first + "07:05 hasakah custody.mustered muster=M1 present=D-0002,D-0003 counters=c,d part=2 parts=2")

    assert (kinds(roll), roll.musters.compared) == ([], ())
    assert roll.musters.incomplete[0].parts == (1,)
    assert [(one.roll, one.mustered) for one in whole.musters.compared] == [(3, 3)]


def test_a_count_by_number_says_both_numbers_and_the_difference_until_one_agrees() -> None:
    hurried = THREE + "\n07:00 hasakah custody.mustered muster=M1 counted=2 counters=a,b\n"

    roll = told(hurried)
    agreed = told(hurried + "07:20 hasakah custody.mustered muster=M2 counted=3 counters=a,b")

    (differs,) = roll.discrepancies.open
    assert differs.values == {"roll": 3, "mustered": 2, "difference": -1}
    assert kinds(agreed) == []
