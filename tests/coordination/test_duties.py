"""What is owed under an agreement is read as people say it, and falls due so many days after it was last done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from musterbook.coordination.duties import Owed, owed, read_duty
from musterbook.coordination.facts import Duty
from musterbook.terms.errors import Malformed

PARTIES = ("coalition", "iraq")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("visit every 30 days", Duty(what="visit", every_days=30)),
        ("visit=30", Duty(what="visit", every_days=30)),
        ("list to ICRC every 7 d by iraq", Duty(what="list to ICRC", every_days=7, owner="iraq")),
        ("  report  every 1 day ", Duty(what="report", every_days=1)),
        ("talk on every 3 items every 14 days", Duty(what="talk on every 3 items", every_days=14)),
    ],
)  # fmt: skip
def test_a_duty_says_what_how_often_and_by_whom(said: str, meant: Duty) -> None:
    assert read_duty(said, PARTIES) == meant


@pytest.mark.parametrize("said", ["visit", "visit every day", "visit every 0 days", "every 30 days", "=30", ""])
def test_a_duty_that_does_not_say_how_often_is_none(said: str) -> None:
    with pytest.raises(Malformed) as raised:
        read_duty(said, PARTIES)

    assert raised.value.faults[0].rule == "agreement.bad-duty"


def test_nobody_but_a_party_owes_anything() -> None:
    with pytest.raises(Malformed) as raised:
        read_duty("visit every 30 days by the press", PARTIES)

    assert raised.value.faults[0].rule == "agreement.no-such-owner"


def test_it_falls_due_after_it_was_last_done_as_far_as_that_is_known() -> None:
    duties = [Duty(what="visit", every_days=30, owner="iraq")]
    began, first, second = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 5, 20))
    done = [("visit", first), ("visit", second), ("another", second)]

    due = [owed(duties, done, began, now)[0] for now in (began, first, second)]

    assert due == [
        Owed("visit", datetime(2026, 1, 31, tzinfo=UTC), "iraq"),
        Owed("visit", datetime(2026, 2, 4, tzinfo=UTC), "iraq"),
        Owed("visit", datetime(2026, 2, 19, tzinfo=UTC), "iraq"),
    ]
