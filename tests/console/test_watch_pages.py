"""Pages of the watch over HTTP: the table, one site, the map and its days, scores, and what is no forecast."""

from __future__ import annotations

import re

import pytest

from musterbook.console.pages.watch import owed_first, spark
from musterbook.console.watch_atlas import watch_atlas
from musterbook.console.watch_rows import RUNGS, WatchMap
from tests.console.asking import Console, console_on
from tests.console.invented_watch import NASTY, alerts, outlook_rows
from tests.console.test_pages import text_of


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def test_the_most_pressing_site_stands_first_and_every_chance_has_its_range(console: Console) -> None:
    page = console.get("/watch").text
    text = text_of(page)

    found = re.findall(r'<th scope="row"><a href="/watch/([\w-]+)"', page)
    assert found[: len(RUNGS)] == ["SHD-1", "HSK-1", "QAM-1", "RQA-1", "TBQ-1", "KRK-R"]
    assert "94% (86–97%)" in text
    assert '&lt;1%</b> <span class="range">(&lt;1%)' in page
    assert text.count("within 14 days") == len(outlook_rows())


def test_old_and_missing_guard_reports_are_told_and_what_rests_on_them_is_grey(console: Console) -> None:
    page = console.get("/watch").text

    assert "1 d 7 h" in text_of(page)
    assert "never" in text_of(page)
    assert page.count('class="chance grey"') == sum(row.stale for row in outlook_rows())


def test_only_the_top_of_a_range_raises_nothing_and_is_said(console: Console) -> None:
    assert "could reach ready" in text_of(console.get("/watch").text)


def test_no_data_is_told_as_no_data(console: Console) -> None:
    assert "no data for 22 days" in text_of(console.get("/watch").text)


def test_who_owes_an_answer_stands_first() -> None:
    assert [one.alert for one in owed_first(alerts())] == ["AL-0031", "AL-0030", "AL-0029"]


def test_a_page_of_a_site_keeps_the_three_numbers_apart(console: Console) -> None:
    text = text_of(console.get("/watch/SHD-1").text)

    assert "Arrival" in text
    assert "2 to 14 d, eight times in ten" in text
    assert "no plan: assumed" in text
    assert "no time for a lift of 21 days" in text


def test_a_site_shows_every_part_also_one_that_is_not_known(console: Console) -> None:
    text = text_of(console.get("/watch/SHD-1").text)

    assert "Hostile forces may reach it 90%" in text
    assert "An analyst expects what may cost it not known" in text
    assert "× 6.30" in text
    assert "judged, not tested" in text


def test_what_somebody_typed_stays_text(console: Console) -> None:
    page = console.get("/watch/SHD-1").text

    assert NASTY not in page
    assert "&lt;script&gt;" in page


def test_the_map_can_show_another_day_and_leave_out_layers(console: Console) -> None:
    newest, oldest = console.get("/watch/map").text, console.get("/watch/map?day=2026-01-05").text
    bare = console.get("/watch/map?layers=rings").text

    areas = [re.search(r'class="area hostile"[^>]* d="([^"]+)"', page) for page in (newest, oldest)]
    assert areas[0] is not None
    assert areas[1] is not None
    assert areas[0][1] != areas[1][1]
    assert 'class="area' not in bare
    assert 'class="incident' not in bare[: bare.index("key-line")]
    assert 'class="ring"' in bare


def test_all_that_the_map_says_stands_in_its_table(console: Console) -> None:
    text = text_of(console.get("/watch/map").text)

    for row in outlook_rows():
        assert text.count(row.name) >= 2
    assert "24 JAN 13:07Z" in text


def test_sites_stand_on_the_map_in_the_language_that_is_read() -> None:
    row = next(one for one in outlook_rows() if one.lat is not None)

    drawn = watch_atlas(WatchMap((row,)), layers=(), width=900, height=600, language="ar", named={row.id: "الميناء"})

    assert [one.text for one in drawn.labels if one.kind == "site"] == ["الميناء"]


def test_misses_come_before_scores_and_few_are_not_judged(console: Console) -> None:
    text = text_of(console.get("/watch/verify").text)

    assert text.index("What we missed") < text.index("Losses warned of") < text.index("Loss of custody")
    assert "Too few to judge by. By our figures 1.40 should have come, and 2 came." in text
    assert "wherever the true figure lies from 0.36 to 6.30." in text
    assert "one written too late, not scored" in text
    assert text.count("Better than each site&#39;s own average") == 1


def test_what_if_is_marked_on_the_page_and_in_its_twin(console: Console) -> None:
    page = console.get("/watch/HSK-1/what-if?posts_filled=2")
    twin = console.get("/watch/HSK-1/what-if.json?posts_filled=2").json()

    assert page.text.count("NOT A FORECAST") == 2
    assert "with other Posts filled" in text_of(page.text)
    assert twin["what_if"] is True


@pytest.mark.parametrize(
    "path", ["/watch?colour=red", "/watch/map?day=soon", "/watch/map?layers=secrets",
             "/watch/HSK-1/what-if?posts_filled=many", "/watch/HSK-1/what-if?rejoin_low=200"],
)  # fmt: skip
def test_what_a_page_of_the_watch_does_not_know_is_said(console: Console, path: str) -> None:
    assert console.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/watch/NONE", "/watch/NONE/what-if"])
def test_a_site_the_watch_does_not_know_is_not_there(console: Console, path: str) -> None:
    assert console.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/watch", "/watch/map", "/watch/verify", "/watch/SHD-1"])
def test_every_page_has_its_twins(console: Console, path: str) -> None:
    assert console.get(f"{path}.json").json()["stamp"]["operation"] == "EXERCISE WILLOW"
    assert "EXERCISE" in console.get(f"{path}.csv").text
    assert "Line(" not in console.get(f"{path}.csv").text


def test_a_line_of_days_needs_two_and_keeps_to_its_box() -> None:
    assert spark((0.2,)) == ""

    ys = [float(y) for y in re.findall(r",([\d.]+)", spark((0.0, 0.5, 1.0, 0.3)))]
    assert min(ys) >= 0
    assert max(ys) <= 18
