"""F31: his family and his lawyer could not find him: nobody had told them where he was brought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.custody.dues.notices import NoticesSent, Occasion
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

LAWYER = Occasion("counsel", PersonId("D-0001"), "karkh", datetime(2026, 1, 21, 9, tzinfo=UTC),
                  datetime(2026, 1, 22, 9, tzinfo=UTC))  # fmt: skip
BEFORE = "06:00 hasakah custody.notified notice=counsel people=D-0001 whom=counsel"


def stage(text: str, *, after_hours: int) -> str:
    """How word to counsel stands, so many hours after he came to Karkh."""
    now = LAWYER.since + timedelta(hours=after_hours)
    return NoticesSent.of(entries(text)).standing(LAWYER, now).stage(now)


def test_whoever_was_moved_is_owed_new_word_and_is_on_the_board_after_a_day() -> None:
    assert stage("", after_hours=23) == "due"
    assert stage("", after_hours=24) == "overdue"


def test_what_was_said_of_where_he_was_before_does_not_count() -> None:
    assert stage(BEFORE, after_hours=24) == "overdue"


def test_word_sent_late_takes_it_off_the_board_and_stays_late() -> None:
    late = "day 2026-01-22\n15:00 karkh custody.notified notice=counsel people=D-0001 whom=counsel"
    told = NoticesSent.of(entries(late)).standing(LAWYER, LAWYER.since + timedelta(hours=40))

    assert stage(late, after_hours=40) == "sent"
    assert told.was_late is True
