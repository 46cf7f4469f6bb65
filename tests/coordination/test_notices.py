"""Notices: who was told of a site, how long it may be put off, and for which serial a copy was confirmed."""

from __future__ import annotations

import pytest

from musterbook.coordination.notices import Confirmed, Notices
from musterbook.coordination.settings import CoordinationSettings
from musterbook.ledger.notation import told
from musterbook.terms.errors import Malformed
from tests.coordination.test_agreements import at

ON = CoordinationSettings(stale_book_hours=12, protecting_body=True)
RADIO = "12:00 chinook coordination.book-confirmed serial=S-001 confirmed_by={} confirmed_at=2026-01-21T{}:00+00:00\n"


@pytest.mark.parametrize(
    ("serial", "moment", "holds"),
    [
        ("S-001", "2026-01-21 12:00", True),
        ("S-001", "2026-01-21 11:29", False),
        ("S-001", "2026-01-21 23:30", True),
        ("S-001", "2026-01-21 23:31", False),
        ("S-002", "2026-01-21 12:00", False),
        ("", "2026-01-21 12:00", False),
    ],
)
def test_a_copy_is_confirmed_for_one_serial_and_twelve_hours(serial: str, moment: str, *, holds: bool) -> None:
    assert Confirmed.of(told(RADIO.format("duty.officer", "11:30"))).holds(serial, at(moment), ON) is holds


@pytest.mark.parametrize(("who", "hour"), [('""', "11:30"), ("duty.officer", "12:30")])
def test_nobody_confirms_and_nobody_confirms_ahead(who: str, hour: str) -> None:
    confirmed = Confirmed.of(told(RADIO.format(who, hour)))

    assert not confirmed.holds("S-001", at("2026-01-21 13:00"), ON)


def test_all_deferrals_together_last_seven_days_from_the_first() -> None:
    story = """
        day 2026-01-21
        06:00 desk coordination.notice-deferred site=HRB until=2026-01-25T06:00:00+00:00
        day 2026-01-24
        06:00 desk coordination.notice-deferred site=HRB until=2026-01-31T06:00:00+00:00
    """
    notices = Notices.of(told(story))

    assert notices.deferred_until({"HRB"}, at("2026-01-22 06:00"), ON) == at("2026-01-25 06:00")
    assert notices.deferred_until({"HRB"}, at("2026-01-24 06:00"), ON) == at("2026-01-28 06:00")
    assert notices.deferred_until({"XXX"}, at("2026-01-24 06:00"), ON) is None


def test_told_is_told_from_its_hour_on_and_only_to_the_protecting_body() -> None:
    story = "06:00 desk coordination.notified whom={} site=HRB\n"
    body, press = (Notices.of(told(story.format(whom))) for whom in ("protecting-body", "press"))

    assert [body.told({"HRB"}, at(f"2026-01-21 {hour}")) for hour in ("05:59", "06:00")] == [False, True]
    assert not press.told({"HRB"}, at("2026-01-21 07:00"))


@pytest.mark.parametrize(("name", "value"), [("stale_book_hours", 49), ("defer_days", 8), ("read_back_hours", 0)])
def test_a_setting_outside_its_limits_is_malformed(name: str, value: int) -> None:
    with pytest.raises(Malformed):
        CoordinationSettings(**{name: value})  # type: ignore[arg-type]  # one of its whole numbers
