"""watch verify: what was missed comes first, what is too little to judge by has no score, what alarms cost is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation import warning
from musterbook.operation.book import Book, Draft
from musterbook.watch.facts import OutcomeEntered
from tests.cli.asking import Asking, done
from tests.operation.making import DESK
from tests.operation.watching import ANALYST, at, guards, open_watched_book

LOST_AT = 50


def lost_unwarned(folder: Path) -> Book:
    """Guards are full and a look finds nothing; two days later Willow is lost."""
    book = open_watched_book(folder)
    guards(book, 10, hours=0)
    warning.warn(book, None, at(1))
    fact = OutcomeEntered(
        layer="loss", subject="WLW", at=at(LOST_AT), certainty="day", definition="people outside", best=12,
        source="the site's own log",
    )  # fmt: skip
    book.write(Draft(DESK, fact, (ANALYST, ("o.desk", "operation-desk")), at(LOST_AT + 1)))
    return book


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    lost_unwarned(tmp_path).close()
    return Asking(capsys, tmp_path / "willow")


def test_a_loss_nobody_was_warned_of_stands_first_in_words(muster: Asking) -> None:
    lines = done(muster("watch", "verify")).out.splitlines()

    head = lines.index("What we missed")
    assert "Willow was lost, and no alert had asked anybody to prepare. The day before we said" in lines[head + 1]
    assert head < lines.index("Alerts") < lines.index("What so few can show")
    assert lines.index("What so few can show") < lines.index("What the alarms of each rung would have cost")
    assert "Losses missed: 1 (none was)" in lines
    assert any(line.startswith("From 5 losses one can tell how often losses come only to within") for line in lines)


def test_few_happenings_have_no_score_and_counts_beside_them(muster: Asking) -> None:
    told = done(muster("--happened-at", "2026-03-01T06:00:00+03:00", "watch", "verify", "--json")).json

    (fortnight,) = (one for one in told["layers"] if (one["layer"], one["days"]) == ("loss", 14.0))
    assert (fortnight["kept"], fortnight["judged"], fortnight["observed"]) == (2, 2, 1)
    assert (fortnight["too_few"], fortnight["scores"]) == (True, None)
    assert told["misses"][0]["site"] == "WLW"
    assert told["alerts"]["misses"] == 1
    assert [one["rung"] for one in told["burden"]] == ["watch", "prepare", "ready", "move"]
    assert [one["losses"] for one in told["seen"]] == [5, 10, 20]
    shown = done(muster("--happened-at", "2026-03-01T06:00:00+03:00", "watch", "verify")).out
    assert "Loss of custody, 14 days: 2 judged, 1 came" in shown
    assert "Too few to judge by. By our figures" in shown


def test_one_layer_is_shown_alone_and_another_is_refused(muster: Asking) -> None:
    words = ("watch", "verify", "--layer")

    guards_alone = done(muster(*words, "guards", "--json")).json
    unknown = muster(*words, "weather")

    assert {one["layer"] for one in guards_alone["layers"]} == {"guards"}
    assert unknown.code == 4
    assert "weather is no layer" in unknown.err


def test_what_was_not_known_then_is_not_shown(muster: Asking) -> None:
    before = done(muster("--as-of", at(49).isoformat(), "watch", "verify")).out

    assert "No site was lost that we know of." in before
