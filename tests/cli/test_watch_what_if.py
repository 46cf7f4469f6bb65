"""watch what-if: imagined, watermarked, and nothing of it in the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.operation.folder import open_book
from tests.cli.asking import Asking, done
from tests.operation.making import open_small_book

AT = ("--happened-at", "2026-01-21T12:00:00+03:00")


@pytest.fixture
def muster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    open_small_book(tmp_path).close()
    return Asking(capsys, tmp_path / "willow")


def test_what_is_imagined_stands_beside_what_is_known_and_says_so(muster: Asking) -> None:
    told = done(muster(*AT, "watch", "what-if", "WLW", "--nobody", "--held", "1000", "--json")).json

    assert (told["what_if"], told["break"]["what_if"]) == (True, True)
    assert told["changed"] == ["guards", "people"]
    assert told["known"]["p"] < 0.01 < told["imagined"]["p"]
    assert told["imagined"]["rung"] == "now"
    assert told["break"]["held"] == 1000
    assert told["break"]["contained"]["high"] < told["break"]["collapsed"]["low"]


@pytest.mark.parametrize(
    ("words", "least"),
    [
        (("--posts", "0.5", "--incidents", "12"), 0.01),
        (("--line-km", "60", "--line-speed", "25"), 0.2),
        (("--relief-in", "1"), 0.39),
    ],
)
def test_each_input_can_be_imagined(muster: Asking, words: tuple[str, ...], least: float) -> None:
    told = done(muster(*AT, "watch", "what-if", "WLW", *words, "--json")).json

    assert told["imagined"]["p"] > least


def test_on_a_screen_the_watermark_comes_first_and_nothing_is_written(muster: Asking) -> None:
    book = open_book(muster.folder)
    before = len(book.entries())
    book.close()

    shown = done(muster(*AT, "watch", "what-if", "WLW", "--relief-in", "1")).out

    assert shown.startswith("WHAT IF: imagined, not a forecast")
    assert "would be out" in shown
    book = open_book(muster.folder)
    assert len(book.entries()) == before
    book.close()


def test_a_site_there_is_none_of_is_said(muster: Asking) -> None:
    assert muster("watch", "what-if", "Z9").code == 4
