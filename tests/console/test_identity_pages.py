"""Pages of identity: a pair that waits is blind, its pictures stand side by side, answers show once it is settled."""

from __future__ import annotations

import re

import pytest

from tests.console.asking import Console, console_on
from tests.console.test_pages import text_of

UNBLINDING = ("duplicate", "gallery", "swap", "x.two", "KHA-", "weight", "band", "strong")


@pytest.fixture
def console() -> Console:
    return console_on()


def test_a_pair_that_waits_says_nothing_that_would_unblind_an_examiner(console: Console) -> None:
    for path in ("/identity/P-1", "/identity/P-1.json", "/identity/P-1?points=yes", "/identity/P-2"):
        page = console.get(path).text
        shown = re.sub(r"(?s)<head>.*?</head>|<nav.*?</nav>|<header.*?</header>|<script.*?</script>", "", page)
        shown = re.sub(r"data:image/png;base64,[^\"]+", "", shown)

        assert [word for word in UNBLINDING if word in shown.replace("x.one, x.two", "")] == [], path


def test_pictures_stand_side_by_side_and_paired_points_only_when_asked(console: Console) -> None:
    plain, marked = console.get("/identity/P-1").text, console.get("/identity/P-1?points=yes&zoom=2").text

    assert plain.count("data:image/png") == 2
    assert plain.count('class="paired"') == 0
    assert marked.count('class="paired"') == 4
    assert "2 points the machine paired" in text_of(marked)
    assert 'width="320"' in marked


def test_where_pictures_are_sealed_the_page_says_how_they_are_opened(console: Console) -> None:
    assert "Only an examiner opens them" in text_of(console.get("/identity/P-2").text)
    assert "none is left" in text_of(console.get("/identity/P-3").text)


def test_once_answered_examiners_and_numbers_are_named(console: Console) -> None:
    shown = text_of(console.get("/identity/P-3").text)

    assert "x.three the same person senior examiner 60 " in shown
    assert "KHA-0011-M KHA-0012-K" in shown
    assert "contested" in shown


def test_what_waits_comes_first_and_answers_are_filtered(console: Console) -> None:
    shown = text_of(console.get("/identity").text)

    assert shown.index("P-1") < shown.index("P-2") < shown.index("P-3")
    assert "senior examiner: the first two answers differ" in shown
    assert "No pair has been answered" in text_of(console.get("/identity?answer=different").text)
    assert console.get("/identity?answer=maybe").status_code == 400
    assert console.get("/identity/P-9").status_code == 404


def test_enrolment_names_whom_to_ask_again_and_what_is_kept_too_long(console: Console) -> None:
    shown = text_of(console.get("/enrolment").text)

    assert "5,703 of 5,704 on the roll" in shown
    assert "KHA-0011-M left ring 4 , right ring 11 S2" in shown
    assert "KHA-0012-K injured" in shown
    assert "E-khl-3 KHA-0011-M" in shown
    assert console.get("/enrolment.csv").text.startswith("\ufeffperson,enrolment,station")
