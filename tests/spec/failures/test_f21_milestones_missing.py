"""F21: the carrier's milestones were missing and were made up later."""

from __future__ import annotations

from musterbook.custody.incidents.milestones import Milestones
from tests.spec.telling import entries, moment

BEGUN = """
06:00 bus custody.passed    point=leg-begun serial=S-1 leg=L1
06:10 bus custody.announced what=eta serial=S-1 to=karkh expected_at=09:00
"""


def open_legs(text: str, hour: str) -> list[tuple[str, int | None]]:
    """Legs that have not ended, with the minutes each is late at an hour."""
    legs = Milestones.of(entries(text)).open_legs()
    return [(leg.name, leg.overdue_minutes(moment(hour), 240)) for leg in legs]


def test_a_leg_begun_and_not_ended_shows_until_somebody_says_where_it_ended() -> None:
    assert open_legs(BEGUN, "09:00") == [("L1", None)]
    assert open_legs(BEGUN, "10:30") == [("L1", 90)]
    assert open_legs(f"{BEGUN}09:20 bus custody.passed point=leg-ended serial=S-1 leg=L1", "10:30") == []


def test_what_is_written_days_later_says_that_it_was() -> None:
    text = f"""{BEGUN}
        day 2026-01-23
        09:00 desk custody.remarked
        day 2026-01-21
        09:20 bus custody.passed point=leg-ended serial=S-1 leg=L1 written=23:20 via=paper
        """

    late = [(one.fact.kind, one.late_minutes) for one in Milestones.of(entries(text)).all() if one.late_minutes]

    assert late == [("custody.passed", 840)]
