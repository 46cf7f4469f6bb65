"""Losses and alerts side by side: hits, misses, alerts for nothing, lead, and who did not answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from musterbook.ledger.notation import told
from musterbook.watch.alert_book import Alerts
from musterbook.watch.frozen import Frozen
from musterbook.watch.misses import AlertLife, Tally, life_of, loss_rows, tally
from musterbook.watch.rungs import Rung
from tests.watch.judging import AFTER, alert, forecast, happened, on


def counted(*alerts: AlertLife, lost: tuple[float, ...] = ()) -> Tally:
    return tally(loss_rows([happened(day) for day in lost], alerts, []), alerts, now=AFTER)


def daily(*, until: int) -> list[Frozen]:
    """An outlook every morning, one per cent higher each day."""
    return [replace(forecast(number / 100, number), remarks=("guards-stale",)) for number in range(until)]


def test_a_loss_under_an_open_alert_is_a_hit_with_its_lead() -> None:
    found = counted(alert(Rung.READY, 3, 9), lost=(7,))

    assert (found.hits, found.misses, found.false, found.lead_days_median) == (1, 0, 0, 4)


def test_rung_watch_met_nothing() -> None:
    found = counted(alert(Rung.WATCH, 3, 9), lost=(7,))

    assert (found.hits, found.misses, found.false) == (0, 1, 0)


def test_an_alert_that_ended_before_the_loss_did_not_meet_it_and_was_not_for_nothing() -> None:
    found = counted(alert(Rung.READY, 3, 5), lost=(7,))

    assert (found.hits, found.misses, found.false) == (0, 1, 0)


def test_an_alert_without_a_loss_in_thirty_days_was_for_nothing() -> None:
    assert counted(alert(Rung.READY, 3, 5), lost=(33.1,)).false == 1
    assert counted(alert(Rung.READY, 3, 5), lost=(32.9,)).false == 0


def test_of_an_alert_that_stands_or_is_young_it_is_too_early_to_say() -> None:
    young, standing = alert(Rung.READY, 3, 5), alert(Rung.MOVE, 3, None, site="beta")

    found = tally([], [young, standing], now=on(20))

    assert (found.false, found.undecided) == (0, 2)


def test_alerts_that_follow_or_overlap_are_one() -> None:
    """Raised, renewed when it lapsed, and another cause beside it: one warning, of ten days."""
    found = counted(
        alert(Rung.PREPARE, 0, 3), alert(Rung.READY, 3, 6), alert(Rung.READY, 5, 12, cause="base"), lost=(10,)
    )

    assert (found.hits, found.false, found.lead_days_median) == (1, 0, 10)


def test_an_answer_after_its_time_is_none_and_one_in_time_is() -> None:
    found = counted(
        alert(Rung.WATCH, 0, 5, answered=0.4),
        alert(Rung.WATCH, 0, 5, answered=0.6),
        alert(Rung.READY, 0, 5),
        alert(Rung.READY, 0, 0.2),
    )

    assert found.unanswered == 2


def test_a_loss_row_shows_the_figure_of_the_day_before_and_what_was_not_known() -> None:
    """Lost on the eighth day at six: that morning's own outlook is not of the day before."""
    (row,) = loss_rows([happened(8)], [alert(Rung.WATCH, 6, None)], daily(until=12))

    assert row.before is not None
    assert (row.before.p, row.before.as_of) == (0.07, on(7))
    assert row.before.remarks == ("guards-stale",)
    assert (row.rung, row.lead_days) == (Rung.WATCH, None)


def test_what_was_written_later_was_no_figure_of_the_day_before() -> None:
    late = forecast(0.9, 7, late_hours=24)

    (row,) = loss_rows([happened(8)], [], [*daily(until=7), late])

    assert row.before is not None
    assert row.before.p == 0.06


def test_of_several_horizons_the_fortnight_is_shown() -> None:
    said = [forecast(0.3, 7, days=30), forecast(0.2, 7), forecast(0.1, 7, days=5)]

    (row,) = loss_rows([happened(8)], [], said)

    assert row.before is not None
    assert row.before.p == 0.2


def test_a_site_without_any_outlook_has_a_row_all_the_same() -> None:
    (row,) = loss_rows([happened(8)], [], [])

    assert (row.before, row.rung, row.lead_days) == (None, None, None)


def test_losses_come_newest_first_and_what_did_not_happen_is_none() -> None:
    rows = loss_rows([happened(8), happened(20, subject="beta"), happened(9, yes=False)], [], [])

    assert [row.outcome.subject for row in rows] == ["beta", "alpha"]


def test_a_loss_known_to_the_week_must_be_met_from_its_first_day() -> None:
    lost = happened(10, certainty="week")

    early, late = ([alert(Rung.READY, day, 20)] for day in (5, 8))

    assert loss_rows([lost], early, [])[0].lead_days == 1.5
    assert loss_rows([lost], late, [])[0].lead_days is None


RAISED = "06:00 desk watch.alert-raised alert=A1 site=alpha rung=ready cause=base p=0.1 owner=o.desk answer_by=10:00"


def test_an_alert_of_the_book_was_answered_by_whoever_had_it_last() -> None:
    book = (
        RAISED
        + "\n07:00 desk watch.alert-answered alert=A1 answer=handed-on to=w.officer"
        + "\n12:00 desk watch.alert-answered alert=A1 answer=taken"
        + "\n13:00 desk watch.alert-answered alert=A1 answer=acted"
        + "\n15:00 desk watch.alert-ended alert=A1 because=below-threshold"
    )

    (whole,), (open_still,) = (map(life_of, Alerts.of(told(story)).all) for story in (book, RAISED))

    assert (whole.site, whole.rung, whole.cause, whole.renewed) == ("alpha", Rung.READY, "base", False)
    assert [moment.hour for moment in (whole.raised_at, whole.answer_by)] == [6, 11]
    assert (whole.answered_at, whole.ended_at) == (
        whole.raised_at + timedelta(hours=6),
        whole.raised_at + timedelta(hours=9),
    )
    assert whole.unanswered(whole.answer_by + timedelta(days=1))
    assert (open_still.answered_at, open_still.ended_at) == (None, None)
