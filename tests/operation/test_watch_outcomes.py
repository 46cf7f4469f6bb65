"""What came of forecasts: known when somebody wrote it, and not when it happened."""

from __future__ import annotations

from datetime import UTC, datetime

from musterbook.ledger.notation import told
from musterbook.operation.watch_outcomes import outcomes_of
from musterbook.operation.watched import Watched

PLANNED = "06:00 desk watch.relief-planned relief=R1 site=alpha giver=one receiver=two from=06:00 to=12:00\n"


def at(hour: int) -> datetime:
    return datetime(2026, 1, 21, hour, tzinfo=UTC)


def test_a_relief_told_of_late_was_not_known_on_the_hour_it_was_completed() -> None:
    done = "11:00 two watch.relief-completed relief=R1 site=alpha at=09:00 guards_on_arrival=12 written=18:00\n"

    (outcome,) = outcomes_of(Watched.of(told(PLANNED + done)), {}, None, at(20), margin_km=10)

    assert (outcome.layer, outcome.subject, outcome.at, outcome.known_at) == ("relief", "R1", at(9), at(18))


def test_a_relief_that_nobody_completed_has_no_outcome() -> None:
    assert outcomes_of(Watched.of(told(PLANNED)), {}, None, at(20), margin_km=10) == []
