"""Pages over HTTP: what they show, how they are guarded, and what they say when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest

from musterbook.console.security import is_ours
from musterbook.console.source import BookView, Reads, Situation
from musterbook.console.twins import safe_cell
from musterbook.terms.markings import EXERCISE
from musterbook.terms.times import zulu
from tests.console.asking import Console, console_on
from tests.console.invented import NOW, InventedSource

PAGES = ("/", "/people", "/handovers", "/book", "/sites/HSK-1", "/plan", "/board", "/manifests", "/serials/S-001",
         "/camps", "/camps/al-Wahm", "/reports")  # fmt: skip
TWINS = ("/overview", "/people", "/handovers", "/book", "/sites/HSK-1", "/plan", "/board", "/manifests",
         "/camps", "/camps/al-Wahm", "/reports")  # fmt: skip


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def text_of(answer: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", answer, flags=re.DOTALL))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_its_marking_at_top_and_foot_and_the_guards_of_the_door(console: Console, path: str) -> None:
    answer = console.get(path)

    assert answer.status_code == 200
    assert answer.text.count(EXERCISE) >= 2
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in answer.text
    assert "unsafe" not in policy
    assert {name: answer.headers[name] for name in ("x-content-type-options", "referrer-policy", "cache-control")} == {
        "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "private, no-store",
    }  # fmt: skip
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_a_page_says_in_its_own_language_that_it_is_an_exercise(console: Console) -> None:
    sorani = console.get("/book?lang=ckb").text

    assert sorani.count("مەشق · کەسانی داهێنراو") >= 2
    assert EXERCISE not in sorani
    assert sorani.count("\u2068EXERCISE\u2069") >= 2, "a stranger must know it too"


def test_two_pages_never_share_a_nonce(console: Console) -> None:
    policies = {console.get("/book").headers["content-security-policy"] for _ in range(3)}

    assert len(policies) == 3


@pytest.mark.parametrize("path", TWINS)
def test_every_page_has_its_twins(console: Console, path: str) -> None:
    told, sheet = console.get(f"{path}.json"), console.get(f"{path}.csv")

    assert json.loads(told.text)["stamp"]["marking"] == EXERCISE
    assert told.headers["musterbook-head"] == console.source.stamp().head
    lines = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert lines
    assert {line["marking"] for line in lines} == {EXERCISE}


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    assert [safe_cell(text) for text in ("=1+1", "+964", "-x", "@SUM", "\tx", "Khalid", -5)] == [
        "'=1+1", "'+964", "'-x", "'@SUM", "'\tx", "Khalid", -5,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.example:8100", "", "[::2]:80"]
)
def test_a_strange_host_name_is_turned_away_with_nothing_of_the_book(console: Console, host: str) -> None:
    answer = console.get("/", host=host)

    assert answer.status_code == 421
    assert "WILLOW" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8100", "127.0.0.1:9", "[::1]", "[::1]:8100", "LOCALHOST:1"])
def test_our_own_names_are_ours(host: str) -> None:
    assert is_ours(host)


def test_whoever_nobody_confirmed_lately_is_said_beside_the_three_so_that_they_add_up(console: Console) -> None:
    totals = console.source.situation().totals
    left = totals.answered_for - totals.accounted_for - totals.unaccounted

    text = text_of(console.get("/").text)

    assert left == 12
    assert f"unaccounted {totals.unaccounted} · not confirmed lately 12" in text


def test_the_overview_says_three_numbers_together(console: Console) -> None:
    totals = console.source.situation().totals

    text = text_of(console.get("/").text)

    trio = (
        f"answered for {totals.answered_for} · accounted for {totals.accounted_for} · unaccounted {totals.unaccounted}"
    )
    assert trio in text
    assert "does not add up" not in text.lower()


def test_a_roll_that_does_not_add_up_is_said_in_place_of_the_bar() -> None:
    class Broken(InventedSource):
        def situation(self, as_of: datetime | None = None) -> Situation:
            told = super().situation(as_of)
            return replace(told, totals=replace(told.totals, roll=told.totals.roll + 1))

    text = text_of(console_on(Broken(600)).get("/").text)

    assert "Does not add up: 599 of 600" in text


def test_a_past_moment_is_read_afresh_said_so_and_not_live(console: Console) -> None:
    moment = zulu(NOW - timedelta(hours=6))

    answer = console.get(f"/?as_of={moment}")

    assert 'data-stream="stopped"' in answer.text
    assert f"You are reading the book as it stands for {moment}" in text_of(answer.text)
    assert f"/people?as_of={moment}" in answer.text


@pytest.mark.parametrize(
    "path", ["/?as_of=yesterday", "/people?colour=red", "/people?page=0", "/people?sort=shoe", "/book?after=-1"]
)
def test_an_address_the_page_does_not_know_is_said_and_not_guessed(console: Console, path: str) -> None:
    page, problem = console.get(path), console.get(path, accept="application/json")

    assert page.status_code == problem.status_code == 400
    assert "<h1>" in page.text
    assert problem.headers["content-type"].startswith("application/problem+json")
    assert json.loads(problem.text)["faults"]


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/sites/XXX", "/people/KHA-4712-X", "/people/nobody", "/book/abcdef0123456789", "/static/1/x.js"],
)
def test_what_is_not_there_is_said_in_words(console: Console, path: str) -> None:
    answer = console.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_fault_of_ours_shows_nothing_of_itself() -> None:
    class Failing(InventedSource):
        def book(self, as_of: datetime | None = None, reads: Reads | None = None) -> BookView:
            raise RuntimeError(f"the inside of the machine at {as_of} {reads}")

    answer = console_on(Failing(60)).get("/book")

    assert answer.status_code == 500
    assert "inside of the machine" not in answer.text
    assert "This is our fault" in answer.text


def test_a_log_line_of_a_fault_says_where_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(InventedSource):
        def book(self, as_of: datetime | None = None, reads: Reads | None = None) -> BookView:
            raise KeyError(f"KHA-4712-M at {as_of} {reads}")

    console_on(Failing(60)).get("/book")

    assert "KeyError at test_pages.py" in caplog.text
    assert "4712" not in caplog.text


def test_people_are_found_by_number_name_and_arabic_letters(console: Console) -> None:
    someone = console.source.people()[5]
    bare = someone.number.replace("-", "").lower()

    for words in (someone.number, bare, someone.name.upper(), someone.name_ar.replace("أ", "ا")):
        answer = console.get("/people.json", accept="*/*") if not words else console.get(f"/people.json?q={words}")
        assert someone.number in {one["number"] for one in json.loads(answer.text)["people"]}


def test_facets_count_under_the_other_filters(console: Console) -> None:
    people = console.source.people()
    received = sum(one.milestone == "received" for one in people)
    medical = sum(one.milestone == "received" and "medical" in one.holds for one in people)

    text = text_of(console.get("/people?milestone=received").text)

    assert f"{received} of {len(people)} people" in text
    assert f"medical ({medical})" in text


def test_the_total_of_sites_leads_to_whoever_is_cleared_or_seated_there_too(console: Console) -> None:
    way = re.search(r'<a class="total t-sites" href="/people([^"]+)"', console.get("/").text)
    assert way is not None
    wanted = {"in-hand", "cleared", "seated", "offered"}
    everyone = console.get("/people.json").json()["people"]

    listed = console.get(f"/people.json{unescape(way[1])}").json()["people"]

    assert {one["milestone"] for one in listed} >= {"in-hand", "cleared"}
    assert listed == [one for one in everyone if one["milestone"] in wanted]


def test_without_scripts_people_come_a_hundred_at_a_time(console: Console) -> None:
    first, last = console.get("/people").text, console.get("/people?page=6").text

    assert first.count('<td><a class="mono"') == 100
    assert "1 to 100 of 600" in text_of(first)
    assert "501 to 600 of 600" in text_of(last)
    assert 'rel="next"' not in last


def test_a_number_may_be_typed_in_any_form(console: Console) -> None:
    number = console.source.people()[0].number

    answers = [console.get(f"/people/{typed}") for typed in (number, number.lower(), number.replace("-", ""))]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_real_operation_shows_numbers_and_no_names() -> None:
    console = console_on(InventedSource(600, exercise=False))

    text = console.get("/people").text

    assert "al-Wahmi" not in text
    assert "Names are sealed" in text
    assert ">Name<" not in text


def test_colours_are_kept_and_the_way_back_is_ours_alone(console: Console) -> None:
    kept, strange = console.get("/look?theme=day&back=/people"), console.get("/look?theme=day&back=//evil.example/")

    assert (kept.status_code, kept.headers["location"]) == (303, "/people")
    assert "theme=day" in kept.headers["set-cookie"]
    assert "samesite=strict" in kept.headers["set-cookie"].lower()
    assert strange.headers["location"] == "/"


def test_files_carry_their_version_and_may_be_kept_for_ever(console: Console) -> None:
    address = re.search(r'href="(/static/[0-9a-f]{12}/css/pages\.css)"', console.get("/").text)

    assert address is not None
    answer = console.get(address[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_the_program_says_that_it_lives_and_what_it_has_read(console: Console) -> None:
    assert console.get("/healthz").json() == {"alive": "yes"}
    assert console.get("/readyz").json() == {"head": console.source.stamp().head, "entries": 18_204}


def test_nothing_is_written_through_any_address(console: Console) -> None:
    """Two buttons begin and end a search; they read plan and problem, and write nothing."""
    methods = {route.path: set(getattr(route, "methods", ())) for route in console.app.routes}

    more = {path for path, some in methods.items() if not some <= {"GET", "HEAD", "OPTIONS"}}
    assert more == {"/plan/why/price", "/plan/why/stop"}
