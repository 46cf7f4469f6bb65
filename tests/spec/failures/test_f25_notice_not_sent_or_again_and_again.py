"""F25: a notice was not sent, or its lost reply made it be sent again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from musterbook.custody.dues.notices import NoticesSent, Occasion
from musterbook.terms.people import PersonId
from tests.spec.telling import entries

MOVE = Occasion("receiving-site", PersonId("D-0001"), "hasakah", datetime(2026, 1, 21, 6, tzinfo=UTC),
                datetime(2026, 1, 21, 6, tzinfo=UTC), about="AIR-01")  # fmt: skip
SENT = "05:00 hasakah custody.notified notice=receiving-site people=D-0001 whom=karkh about=AIR-01\n"


def at(hour: int) -> datetime:
    return datetime(2026, 1, 21, hour, tzinfo=UTC)


def test_a_lost_reply_is_answered_by_sending_again_and_it_is_one_notice() -> None:
    once = NoticesSent.of(entries(SENT)).standing(MOVE, at(9))

    again = NoticesSent.of(entries(SENT + SENT.replace("05:00", "07:00") + SENT.replace("05:00", "08:00"))).standing(
        MOVE, at(9)
    )

    assert once == again
    assert (again.sent_at, again.stage(at(9)), again.was_late) == (at(5), "sent", False)


def test_acknowledged_once_it_stays_acknowledged_when_it_was() -> None:
    notice = NoticesSent.of(
        entries(
            SENT
            + """
            07:00 hasakah custody.notified notice=receiving-site people=D-0001 about=AIR-01 acknowledged_at=06:30
            08:00 hasakah custody.notified notice=receiving-site people=D-0001 whom=karkh about=AIR-01
            """
        )
    ).standing(MOVE, at(9))

    assert notice.stage(at(9)) == "acknowledged"
    assert notice.acknowledged_at == at(6) + timedelta(minutes=30)


def test_what_was_sent_of_another_serial_leaves_this_one_overdue() -> None:
    notice = NoticesSent.of(entries(SENT.replace("AIR-01", "AIR-02"))).standing(MOVE, at(9))

    assert notice.stage(at(9)) == "overdue"
