"""Tests of the watch of a rehearsal: reports, looks and answers from before the operation to the account."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from musterbook.cli.render import account_lines
from musterbook.custody.facts import ControlLost, Registered
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.rehearsal.casework_evidence import FOLDER
from musterbook.rehearsal.director import rehearse
from musterbook.rehearsal.scenario import Scenario, find_scenario
from musterbook.terms.errors import Malformed
from musterbook.watch.alert_book import Alerts
from musterbook.watch.facts import GuardsReported, OutlookIssued
from musterbook.watch.misses import life_of
from tests.rehearsal.conftest import ROOT, Account, Played, played_once
from tests.rehearsal.small import REGISTERED, small_scenario

BEGINS = datetime(2026, 1, 13, 3, tzinfo=UTC)
"""Later than in the whole watch, so that a run takes seconds."""


def play(into: Path) -> tuple[Account, str]:
    return rehearse(watched(into.with_name(f"{into.name}-tables")), into=into, run="gated", seed=1), ""


def watched(tables: Path) -> Scenario:
    """The small scenario with the watch of the whole one, from `BEGINS` on."""
    found = small_scenario(tables, watch=True, prints=True).watched()
    return Scenario(found.folder, {**found.said, "watch": {**found.said["watch"], "begins": BEGINS}})


@pytest.fixture(scope="session")
def warned(shelf: Path) -> Played:
    """The small rehearsal with the watch kept."""
    return played_once(shelf, "watched", play)


@pytest.fixture(scope="session")
def book(warned: Played) -> Iterator[Book]:
    """Its book."""
    opened = open_book(warned.folder)
    yield opened
    opened.close()


def told_of(account: Account, site: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in account["warning"]["sites"] if one["site"] == site)
    return found


def test_the_book_begins_with_the_watch_and_people_come_with_the_operation(book: Book) -> None:
    registered = [one.happened_at for one in book.entries() if isinstance(one.fact, Registered)]
    looks = [one.happened_at for one in book.entries() if isinstance(one.fact, OutlookIssued)]

    assert book.entries()[0].happened_at == BEGINS
    assert min(registered) == datetime(2026, 1, 17, 3, tzinfo=UTC)
    assert BEGINS < min(looks) <= datetime(2026, 1, 13, 6, tzinfo=UTC)


def test_the_operation_comes_out_as_it_does_without_the_watch(warned: Played, small: Played) -> None:
    assert warned.account["people"] == REGISTERED
    for name in ("accounts", "moved", "discrepancies", "gates", "claims", "gaps", "not_standing", "refused"):
        assert warned.account[name] == small.account[name], name


def test_the_lost_site_is_scored_like_any_other(warned: Played, book: Book) -> None:
    lost = [one.fact.since for one in book.entries() if isinstance(one.fact, ControlLost)]
    told = told_of(warned.account, "shaddadi")

    assert told["fate"] == "lost"
    assert [datetime.fromisoformat(told["at"])] == lost
    assert datetime.fromisoformat(told["said"]["as_of"]).date() < lost[0].date()
    assert 0 < told["said"]["low"] <= told["said"]["p"] <= told["said"]["high"] <= 1
    stood = [
        one for one in book.reading(Alerts).all
        if one.fact.site == "shaddadi" and one.rung > 1 and one.raised_at < lost[0] and life_of(one).open_at(lost[0])
    ]  # fmt: skip
    assert told["met"] is bool(stood)


def test_alerts_are_answered_but_for_those_of_the_lost_site(warned: Played) -> None:
    alerts = told_of(warned.account, "shaddadi")["alerts"]

    assert alerts["raised"] == alerts["in_time"] + alerts["late"] + alerts["never"]
    assert alerts["never"] > 0
    assert alerts["late"] == 1
    others = [one["alerts"] for one in warned.account["warning"]["sites"] if one["site"] != "shaddadi"]
    assert sum(one["raised"] for one in others) > 0
    assert sum(one["never"] for one in others) == 0


def test_an_alert_is_handed_on_and_taken_by_whom_it_was_handed_on_to(book: Book) -> None:
    (handed,) = (one for one in book.reading(Alerts).all if any(said.to for said in one.answers))

    assert [(said.answer, said.officers) for said in handed.answers] == [
        ("handed-on", ("shaddadi.officer",)), ("taken", ("desk.duty",)),
    ]  # fmt: skip


def test_nobody_on_guard_is_said_before_the_site_is_lost(book: Book) -> None:
    gone = [one for one in book.entries() if isinstance(one.fact, GuardsReported) and not one.fact.on_site]

    assert [one.fact.site for one in gone if isinstance(one.fact, GuardsReported)] == ["shaddadi"]


def test_the_account_says_it_in_plain_words(warned: Played) -> None:
    lines = "\n".join(account_lines(warned.account))

    assert re.search(r"shaddadi was lost at 191420ZJAN26, standing on \w+ \w+: a (hit|miss)", lines)
    assert re.search(r"scenario SC-1, given \d+% beforehand: ", lines)


def test_a_scenario_without_a_watch_of_its_own_says_so() -> None:
    storm = find_scenario("florida-storm")

    assert not storm.has_watch
    assert find_scenario("syria-2026").has_watch
    with pytest.raises(Malformed):
        storm.watched()


AGAIN = """
import json, sys
from pathlib import Path
from tests.rehearsal.test_watching import play
print(json.dumps(play(Path(sys.argv[1]))[0]))
"""


def test_the_same_seed_gives_the_same_book_account_and_package_in_another_process(
    warned: Played, tmp_path: Path
) -> None:
    surroundings = {
        **os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))), "PYTHONHASHSEED": "7"
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", AGAIN, str(tmp_path / "again")], capture_output=True, text=True, check=True, cwd=ROOT,
        env=surroundings,
    )  # fmt: skip
    again = json.loads(done.stdout)

    assert again["head"] == warned.account["head"]
    assert {**again, "seconds": 0} == {**warned.account, "seconds": 0}
    for name in ("P-0001.mbp", "P-0001.receipt.json"):
        assert (tmp_path / "again" / FOLDER / name).read_bytes() == (warned.folder / FOLDER / name).read_bytes()


def test_every_incident_of_the_watch_says_that_it_is_invented() -> None:
    folder = find_scenario(str(Path(__file__).parents[2] / "rehearsals" / "syria-2026")).folder / "watch"

    for path in folder.glob("incidents-*.csv"):
        _, *rows = path.read_text("utf-8").splitlines()
        assert all(row.startswith("INV-") and "INVENTED" in row for row in rows)


def test_the_watch_looks_at_the_camp_and_its_signal_is_answered(warned: Played, book: Book) -> None:
    (camp,) = warned.account["camps"]
    raised = [one for one in book.reading(Alerts).all if one.fact.site == "tall-demo" and one.fact.cause == "signal"]

    assert camp["signals"] == camp["answered"] == len(raised) == 1
    assert raised[0].fact.owner == "desk.duty"
    assert "tall-demo" not in {one["site"] for one in warned.account["warning"]["sites"]}, (
        "no rate of losing it is known"
    )
