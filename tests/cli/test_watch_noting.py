"""What a site is, who is in it, what was seen and heard of it, and an alert taken back: each written as it was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.watch.alert_book import Alerts
from musterbook.watch.guard_reports import GuardReports
from musterbook.watch.noted import NotedIncidents
from musterbook.watch.sites import Populations, Sites
from musterbook.watch.warned import Offensives, Warnings
from tests.cli.asking import Answer, Asking, done
from tests.cli.test_watch_reports import OFFICERS, by_the_room, raised
from tests.operation.making import open_small_book


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    book = open_small_book(tmp_path, changed={"officers": OFFICERS})
    by_the_room(book, raised())
    book.close()
    return Asking(capsys, tmp_path / "willow")


def analyst(muster: Asking, *words: str) -> Answer:
    return muster.write("12:00", "watch", *words, "--key", "n.analyst")


def book_of(muster: Asking) -> Book:
    return open_book(muster.folder)


def test_a_site_is_described_and_counted(muster: Asking) -> None:
    where = ("--lat", "35.95", "--lon", "40.35", "--fabric", "converted", "--hostile-to", "A", "--hostile-to", "B")

    done(analyst(muster, "site", "describe", "WLW", *where))
    done(analyst(muster, "population", "WLW", "--best", "40", "--high", "50"))

    book = book_of(muster)
    site = book.reading(Sites).all["WLW"]
    assert (site.lat, site.lon, str(site.fabric)) == (35.95, 40.35, "converted")
    assert site.hostile_to == {"A", "B"}
    counted = book.reading(Populations).newest("WLW")
    assert counted is not None
    assert counted.value == 40
    book.close()


def test_an_incident_a_warning_and_an_offensive_are_noted(muster: Asking) -> None:
    warned = ("warning", "W-1", "--kind", "specific", "--reliability", "B", "--credibility", "2", "--site", "WLW")
    fought = ("offensive", "O-1", "--side", "A", "--towards", "WLW", "--because", "seen on the road")

    done(analyst(muster, "incident", "I-1", "--kind", "attempt", "--source", "the site", "--site", "WLW"))
    done(analyst(muster, *warned, "--expires", "250600ZJAN26"))
    done(analyst(muster, *fought, "--expires", "250600ZJAN26"))
    nowhere = analyst(muster, "incident", "I-2", "--kind", "riot", "--source", "somebody")

    book = book_of(muster)
    assert [one.fact.incident for one in book.reading(NotedIncidents).attempts("WLW")] == ["I-1"]
    assert [fact.warning for fact, _ in book.reading(Warnings).all] == ["W-1"]
    assert [fact.area for fact, _ in book.reading(Offensives).all] == [{"WLW"}]
    assert (nowhere.code, "no place where it was" in nowhere.err) == (4, True)
    book.close()


def test_an_alert_that_rested_on_a_false_report_is_called_off_with_it(muster: Asking) -> None:
    reported = ("watch", "guards", "WLW", "--minimum", "10", "--nobody", "--key", "w.officer", "--json")
    digest = done(muster.write("11:00", *reported)).json["digest"]

    done(analyst(muster, "call-off", "A-1", "--because", "the shift was there", "--report", digest[:12]))
    again = analyst(muster, "call-off", "A-1", "--because", "twice")

    book = book_of(muster)
    assert book.reading(Alerts).open() == ()
    assert book.reading(GuardReports).newest("WLW") is None
    assert again.code == 4
    book.close()


def test_whoever_offers_people_reads_what_the_watch_says_of_the_place_they_go_to(muster: Asking) -> None:
    done(analyst(muster, "site", "describe", "HRB", "--lat", "36.5", "--lon", "41.3"))
    number = done(muster("roll", "willow", "--json")).json["roll"][0]
    offered = ("offer", "-", "--person", number, "--to", "bus-1", "--key", "w.officer")

    asked = done(muster("gates", number, "--to", "harbour"))
    refused = muster.write("12:30", *offered)
    told = done(muster("gates", number, "--to", "harbour", "--json")).json

    noticed = "noticed: HRB has reported no guards for a day"
    assert noticed in asked.out
    assert refused.code == 3
    assert refused.err.startswith(noticed), "it stands beside the objections"
    assert "watch.receiving-silent" not in {one["rule"] for one in told if one["stops"]}
    assert "watch.receiving-silent" in {one["rule"] for one in told}
