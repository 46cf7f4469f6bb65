"""Pages of the camps over HTTP: what is owed first, unknown that is not nought, and twins without small cells."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musterbook.console.camp_chart import camp_chart, spark_paths
from musterbook.console.camp_leaving import count_out
from tests.console.asking import Console, console_on
from tests.console.invented_camps import BIG, SHUT, SMALL, counts
from tests.console.test_pages import text_of

FEW = st.integers(0, 60)


@pytest.fixture(scope="module")
def console() -> Console:
    return console_on()


def test_what_is_owed_stands_first_with_its_command_or_why_nobody_may(console: Console) -> None:
    page = console.get("/camps").text
    text = text_of(page)

    assert text.index("tell the protecting body") < text.index("look every hour") < text.index("Unexplained is")
    assert "muster camps told al-Wahm --body BODY --key m.monitor" in page
    assert "m.monitor signs" in text
    assert "44 hours passed without a look" in text
    assert "Nobody may." in text


def test_the_camp_that_empties_stands_at_the_top(console: Console) -> None:
    found = re.findall(r'<th scope="row"><a href="/camps/([^"]+)"', console.get("/camps").text)

    assert found == [BIG, SHUT, SMALL.replace(" ", "%20")]


def test_without_access_is_unknown_and_never_nought(console: Console) -> None:
    table, one = text_of(console.get("/camps").text), text_of(console.get(f"/camps/{SHUT}").text)

    assert "unknown: no access" in table
    assert "none for 9 days" in table
    assert one.count("unknown: no access") >= 3
    assert console.get("/camps.json").json()["camps"][1]["observed"] is None


def test_a_page_of_a_camp_says_what_control_opened_and_never_that_it_is_solved(console: Console) -> None:
    text = text_of(console.get(f"/camps/{BIG}").text)

    assert "the old guard to nobody, 20 JAN 04:00Z" in text
    assert "Counted again owed" in text
    assert "Protecting body told owed" in text
    assert "Found elsewhere 33" in text
    assert "Nothing here is ever called solved" in text


def test_bands_are_told_as_hundreds_with_their_range_and_unknown_ages_as_unknown(console: Console) -> None:
    text = text_of(console.get(f"/camps/{BIG}").text)

    assert "15 years 2027-01-20 3 &lt;5 620 1,100 Hundreds. Only bands" in text
    assert "18 years 2027-01-20 not known" in text
    assert "40 were counted without an age" in text


def test_a_small_cell_is_exact_inside_and_in_no_twin(console: Console) -> None:
    address = "/camps/" + SMALL.replace(" ", "%20")
    page, twin, sheet = (console.get(f"{address}{end}") for end in ("", ".json", ".csv"))

    assert "Little Demo" in page.text
    told = twin.json()["camp"]["counts"][0]
    assert (told["came"], told["unexplained"], told["observed"]) == ("<5", "<5", 311)
    assert (told["left"], told["expected"], told["total"], told["previous"]) == ("hidden", "hidden", "<5", "hidden")
    assert "<5,hidden,hidden,<5" not in sheet.text.splitlines()[2]
    assert ",313," not in sheet.text
    assert twin.json()["camp"]["indicators"][4]["value"] == "<5"


def test_few_found_at_one_site_take_the_others_and_the_sum_along(console: Console) -> None:
    control = console.get(f"/camps/{BIG}.json").json()["camp"]["control"]

    assert [one["found"] for one in control["follow_on"]] == ["<5", "hidden"]
    assert control["found"] == "hidden"


@given(previous=FEW, came=FEW, left=FEW, observed=FEW)
def test_nothing_that_leaves_lets_a_small_figure_be_worked_out(
    previous: int, came: int, left: int, observed: int
) -> None:
    line = counts(SMALL)[0]
    unexplained = previous + came - left - observed
    made = type(line)(
        line.day, "monitor", "", observed, part=False, verdict="balanced", entry=line.entry, since=line.since,
        previous=previous, came=came, left=left, expected=previous + came - left, unexplained=unexplained,
        total=unexplained,
    )  # fmt: skip

    told = count_out(made)

    shown = [name for name in ("previous", "came", "left", "expected", "unexplained") if isinstance(told[name], int)]
    if any(0 < abs(n) < 5 for n in (previous, came, left, observed, unexplained, previous + came - left)):
        assert shown == []
    assert all(told[name] == 0 or abs(int(str(told[name]))) >= 5 for name in shown)


def test_the_line_of_counts_breaks_where_nobody_got_in() -> None:
    chart = camp_chart(counts(SHUT))

    assert chart is not None
    assert chart.paths == ()
    assert len(chart.unknown) == 1
    whole = camp_chart(counts(BIG))
    assert whole is not None
    assert len(whole.paths) == 1


def test_a_small_line_begins_anew_after_a_gap() -> None:
    assert spark_paths((5, None)) == ""
    assert spark_paths((5, 4, None, 3)).count("M") == 2
    assert spark_paths((5, 4, 3)).count("M") == 1


@pytest.mark.parametrize("path", ["/camps?colour=red", f"/camps/{BIG}?person=1"])
def test_what_a_page_of_the_camps_does_not_know_is_said(console: Console, path: str) -> None:
    assert console.get(path).status_code == 400


def test_a_camp_of_which_nothing_was_said_is_not_there(console: Console) -> None:
    assert console.get("/camps/Nowhere").status_code == 404


@pytest.mark.parametrize("path", ["/camps", f"/camps/{BIG}"])
def test_no_page_of_the_camps_lists_people_or_moves_anybody(console: Console, path: str) -> None:
    page = console.get(path).text
    main = page[page.index("<main") : page.index("</main>")]

    assert "/people/" not in main
    assert "<form" not in main
    assert "muster offer" not in main
