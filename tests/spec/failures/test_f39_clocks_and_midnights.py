"""F39: clocks and midnights differ between two sides of a border."""

from __future__ import annotations

from musterbook.custody.handovers import Handovers
from tests.spec.telling import entries, told

ACROSS_MIDNIGHT = """
day 2026-01-21 +02:00
20:00 hasakah custody.registered person=D-0001
23:59 hasakah custody.offered    handover=H1 people=D-0001 receiver=karkh @offer
day 2026-01-22 +03:00
01:01 karkh   custody.accepted   handover=H1 people=D-0001 written=05:01 via=paper
"""


def test_two_minutes_across_a_border_are_two_minutes_and_each_side_keeps_its_own_day() -> None:
    (handover,) = Handovers.of(entries(ACROSS_MIDNIGHT)).called("H1")
    (accepted,) = handover.acceptances

    assert (accepted.at - handover.at).total_seconds() == 120
    assert (handover.at.date().isoformat(), accepted.at.date().isoformat()) == ("2026-01-21", "2026-01-22")


def test_late_on_paper_is_normal_and_says_by_how_much() -> None:
    (handover,) = Handovers.of(entries(ACROSS_MIDNIGHT)).called("H1")

    assert (handover.on_paper, handover.late_minutes) == (True, 240)
    assert told(ACROSS_MIDNIGHT).headcount == {"karkh": 1}
