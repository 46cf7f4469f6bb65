"""What people report to the watch and answer it: who may, what is refused, and what then stands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from musterbook.ledger.facts import Fact
from musterbook.operation.book import Book, Draft
from musterbook.operation.folder import open_book
from musterbook.watch.facts import AlertRaised, Why
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.numbers import number
from musterbook.watch.outcomes import Outcomes
from musterbook.watch.reliefs import Reliefs
from musterbook.watch.scenarios import Scenarios
from tests.cli.asking import Answer, Asking, done
from tests.operation.making import DESK, MORNING, TABLES, open_small_book

OFFICERS = (*TABLES["officers"], ("n.analyst", "desk", "watch-analyst"), ("i.spector", "desk", "inspector"))
WINDOW = ("--from", "220600ZJAN26", "--to", "240600ZJAN26")
RAISED = MORNING + timedelta(hours=4)


def raised(rung: str = "ready", site: str = "WLW", number_of: str = "A-1") -> AlertRaised:
    return AlertRaised(
        alert=number_of, site=site, rung=rung, cause="vacuum", p=number(0.4), owner="w.officer",
        answer_by=RAISED + timedelta(hours=4), threshold=number(0.1), expires=RAISED + timedelta(days=1),
        reasons=(Why(kind_of="part", name="vacuum", size=number(0.4), mark="J"),), changed_since=("vacuum",),
    )  # fmt: skip


def by_the_room(book: Book, *facts: Fact) -> None:
    book.write_all([Draft(DESK, fact, (), RAISED) for fact in facts])


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    book = open_small_book(tmp_path, changed={"officers": OFFICERS})
    by_the_room(book, raised(), raised("watch", number_of="B-7"))
    book.close()
    return Asking(capsys, tmp_path / "willow")


def book_of(muster: Asking) -> Book:
    return open_book(muster.folder)


def analyst(muster: Asking, at: str, *words: str, beside: tuple[str, ...] = ()) -> Answer:
    return muster.write(at, "watch", *words, "--key", "n.analyst", *beside)


def test_a_shift_is_reported_and_nobody_is_said_outright(muster: Asking) -> None:
    words = ("watch", "guards", "WLW", "--minimum", "10", "--key", "w.officer")

    done(muster.write("12:00", *words, "--filled", "6"))
    silent = muster.write("13:00", *words)
    both = muster.write("13:00", *words, "--nobody", "--filled", "2")
    done(muster.write("14:00", *words, "--nobody"))

    book = book_of(muster)
    newest = book.reading(GuardReports).newest("WLW")
    assert newest is not None
    assert (newest.value.posts_filled, newest.value.on_site) == (0, False)
    assert (silent.code, both.code) == (4, 4)
    assert "nobody said how many posts" in silent.err.lower()
    assert "2 posts are filled, and nobody is said to be on site" in both.err
    book.close()


def test_a_site_nobody_knows_is_refused(muster: Asking) -> None:
    answer = muster.write("12:00", "watch", "guards", "WLLW", "--minimum", "9", "--filled", "9", "--key", "w.officer")

    assert answer.code == 4
    assert "nobody described a site WLLW" in answer.err


def test_a_relief_is_planned_changed_and_done(muster: Asking) -> None:
    coordinator, receiver = ("--key", "c.coord"), ("--key", "h.officer")

    done(muster.write("12:00", "watch", "relief", "add", "R-1", "WLW", "--giver", "willow", *WINDOW, *coordinator))
    changed = ("--receiver", "harbour", "--present", "--signed")
    done(muster.write("13:00", "watch", "relief", "change", "R-1", *changed, *coordinator))
    book = book_of(muster)
    (open_one,) = book.reading(Reliefs).open_at("WLW")
    book.close()
    done(muster.write("14:00", "watch", "relief", "done", "R-1", "--guards", "40", *receiver))

    book = book_of(muster)
    (relief,) = book.reading(Reliefs).all
    assert (open_one.receiver_present, open_one.receiver_signed) == (True, True)
    assert (relief.fact.giver, relief.fact.receiver) == ("willow", "harbour")
    assert (relief.open, relief.guards_on_arrival) == (False, 40)
    book.close()
    unknown = muster.write("15:00", "watch", "relief", "done", "R-9", "--guards", "1", *receiver)
    assert unknown.code == 4
    assert "there is no relief R-9; there are R-1" in f"t{unknown.err[1:]}"


def test_a_scenario_is_entered_revised_and_withdrawn(muster: Asking) -> None:
    words = (
        "scenario",
        "add",
        "S-1",
        "WLW",
        "--says",
        "the guards leave",
        *WINDOW,
        "--p",
        "0.2",
        "--loss-given",
        "0.5",
    )

    done(analyst(muster, "12:00", *words))
    done(analyst(muster, "13:00", "scenario", "revise", "S-1", "--p", "0.35"))
    book = book_of(muster)
    (live,) = book.reading(Scenarios).live_at("WLW", MORNING + timedelta(days=1))
    book.close()
    done(analyst(muster, "14:00", "scenario", "withdraw", "S-1"))

    book = book_of(muster)
    assert (live.probability, live.loss_given) == (0.35, 0.5)
    assert book.reading(Scenarios).all[0].authors == ("n.analyst",)
    assert not book.reading(Scenarios).live_at("WLW", MORNING + timedelta(days=1))
    book.close()
    too_much = analyst(muster, "15:00", *words[:2], "S-2", *words[3:-3], "1.5", *words[-2:])
    assert too_much.code == 4
    assert "must lie between 0 and 1" in too_much.err


def test_an_outcome_takes_two_people(muster: Asking) -> None:
    words = ("outcome", "add", "WLW", "--source", "the desk", "--definition", "anybody out", "--best", "3")

    alone = analyst(muster, "12:00", *words)
    done(analyst(muster, "12:00", *words, beside=("--key", "i.spector")))

    assert alone.code == 3
    book = book_of(muster)
    (loss,) = book.reading(Outcomes).losses
    assert (loss.fact.subject, loss.fact.best) == ("WLW", 3)
    book.close()


def test_settings_are_shown_and_changed_with_a_reason(muster: Asking) -> None:
    before = {one["key"]: one for one in muster("watch", "settings", "--json").json}

    done(analyst(muster, "12:00", "settings", "--set", "violence.ratio=7", "--why", "a newer count"))
    after = {one["key"]: one for one in muster("watch", "settings", "--json").json}

    assert (before["violence.ratio"]["value"], after["violence.ratio"]["value"]) == (6.3, 7.0)
    assert after["violence.ratio"]["source"] == "a newer count"
    assert "violence.ratio" in muster("watch", "settings").out
    assert analyst(muster, "13:00", "settings", "--set", "violence.ratio").code == 4
    assert analyst(muster, "13:00", "settings", "--set", "no.such=1", "--why", "x").code == 4
    assert analyst(muster, "13:00", "settings", "--set", "violence.ratio=5").code == 4, "nobody said why"


def test_lowering_what_an_open_alert_rests_on_takes_two_people(muster: Asking) -> None:
    words = ("settings", "--set", "relief.absent=0.1", "--why", "too many alerts")

    alone = analyst(muster, "12:00", *words)
    done(analyst(muster, "12:00", *words, beside=("--key", "o.desk")))

    assert alone.code == 3


def test_alerts_are_listed_overdue_first_and_answered_by_their_first_signs(muster: Asking) -> None:
    early = done(muster("--happened-at", "2026-01-21T12:00:00+03:00", "watch", "alerts")).out
    late = done(muster("--happened-at", "2026-01-22T12:00:00+03:00", "watch", "alerts", "--json")).json

    assert early.splitlines()[2].startswith("A-1"), "the higher rung first"
    assert "overdue" not in early
    assert [one["overdue"] for one in late] == [True, True]
    done(muster.write("12:30", "watch", "answer", "A", "--as", "taken", "--key", "w.officer"))
    declined = muster.write("12:40", "watch", "answer", "B-7", "--as", "declined", "--key", "w.officer")
    unknown = muster.write("12:40", "watch", "answer", "C", "--as", "taken", "--key", "w.officer")
    assert declined.code == 4, "why must be said"
    assert unknown.code == 4
    assert "answered" in done(muster("--happened-at", "2026-01-21T13:00:00+03:00", "watch", "alerts")).out
