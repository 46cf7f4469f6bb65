"""F03: 150 were sent and 144 received, the same night."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.spec.telling import doubts, entries, people, registered, told

FIRST_NIGHT = (
    registered("hasakah", 1, 150)
    + f"""
06:10 hasakah custody.offered  handover=H1 people={people(1, 150)} receiver=karkh due_by=10:00 @offer
06:30 hasakah custody.let-go   handover=H1 people={people(1, 150)}
09:00 karkh   custody.accepted handover=H1 people={people(1, 144)}
"""
)


def test_six_people_are_named_with_their_owner_and_nobody_returns_by_silence() -> None:
    roll = told(FIRST_NIGHT)

    assert roll.counts == {"hasakah/unaccounted": 6, "karkh/in-hand": 144, "nowhere": -150}
    assert doubts(roll) == sorted(f"D-{number:04} was offered but not accepted" for number in range(145, 151))
    assert {one.owner for one in roll.discrepancies.open} == {"hasakah"}
    (together,) = roll.discrepancies.by_cause()
    assert len(together.people) == 6


def test_the_clock_runs_from_when_it_was_first_shown_to_an_officer() -> None:
    night = entries(FIRST_NIGHT)
    one = told(FIRST_NIGHT).discrepancies.open[0]
    shown = f"09:05 karkh custody.noticed discrepancy={one.id} kind_of={one.kind} people={one.person}"

    found = told(shown, upon=night).discrepancies

    assert found.due_at(one) == datetime(2026, 1, 21, 10, 5, tzinfo=UTC)
    assert found.overdue(datetime(2026, 1, 21, 10, 5, tzinfo=UTC)) == ()
    assert [late.id for late in found.overdue(datetime(2026, 1, 21, 10, 6, tzinfo=UTC))] == [one.id]


def test_they_come_on_the_second_aircraft_in_the_same_handover_and_nothing_stays_open() -> None:
    late = f"13:00 karkh custody.accepted handover=H1 people={people(145, 150)} offer=@offer"

    roll = told(FIRST_NIGHT + late)

    assert roll.headcount == {"karkh": 150}
    assert doubts(roll) == []
    assert len(roll.discrepancies.dissolved) == 6
