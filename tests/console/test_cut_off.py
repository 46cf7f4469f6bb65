"""What is cut off of a name is its end, whichever way the page runs; and of a board on paper nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Locator

from musterbook.console.source import PersonRow, Situation
from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource

LONG = "Bartholomew Alexander Montgomery-Featherstonehaugh of Upper Nowhere"
LONG_AR = "عبدالرحمن عبدالعزيز عبداللطيف عبدالوهاب المختلق من مكان لا وجود له"

A4_BETWEEN_MARGINS_PX = 718
"""190 mm, which a browser leaves of the 210."""

pytestmark = IN_A_BROWSER

ENDS = """cell => {
  const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode(), box = cell.getBoundingClientRect();
  const inside = (from) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, from + 1);
    const at = range.getBoundingClientRect();
    return at.left >= box.left - 1 && at.right <= box.right + 1;
  };
  return [inside(0), inside(text.data.length - 1)];
}"""
SIDE = """cell => {
  const range = document.createRange(), box = cell.getBoundingClientRect();
  range.selectNodeContents(cell);
  const at = range.getBoundingClientRect();
  return at.left - box.left < box.right - at.right ? "left" : "right";
}"""


OUTSIDE = """board => {
  const card = board.closest(".card").getBoundingClientRect();
  return [...board.querySelectorAll("th, td")].filter((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const at = range.getBoundingClientRect();
    return at.left < card.left || at.right > card.right;
  }).map((cell) => cell.textContent);
}"""


class _LongNames(InventedSource):
    """Somebody with a long name stands first, and one of the places has one, too."""

    def people(self, as_of: datetime | None = None) -> Sequence[PersonRow]:
        first, *rest = super().people(as_of)
        return [replace(first, name=LONG, name_ar=LONG_AR, place=LONG), *rest]

    def situation(self, as_of: datetime | None = None) -> Situation:
        told = super().situation(as_of)
        first, *rest = told.sites
        return replace(told, sites=(replace(first, name=LONG, name_ar=""), *rest))


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return _LongNames(60)


def seen(browser: Browser, address: str, path: str, language: str, cells: str) -> Locator:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, base_url=address)
    page = context.new_page()
    page.goto(f"{path}?lang={language}", wait_until="load")
    found = page.locator(cells).first
    found.wait_for()
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_name_in_the_grid_keeps_its_beginning_in_whichever_letters(
    browser: Browser, address: str, language: str
) -> None:
    row = seen(browser, address, "/people", language, "#people-grid .grid-row")

    ends = row.evaluate(f"row => [...row.children].slice(1).filter(one => one.textContent.length > 40).map({ENDS})")
    row.page.context.close()
    assert ends == [[True, False]] * 3


def test_a_short_name_stands_where_its_page_begins(browser: Browser, address: str) -> None:
    second = seen(browser, address, "/people", "ar", "#people-grid .grid-row:nth-child(2)")

    side = second.locator("> *").nth(1).evaluate(SIDE)
    second.page.context.close()
    assert side == "right"


def test_a_place_with_a_long_name_folds_beside_the_map_and_loses_nothing(browser: Browser, address: str) -> None:
    name = seen(browser, address, "/", "ckb", f".places th a:has-text('{LONG[:11]}')")

    ends = name.evaluate(ENDS)
    name.page.context.close()
    assert ends == [True, True]


@pytest.mark.parametrize("language", ["en", "ar", "kmr"])
def test_the_board_of_countries_is_whole_on_an_upright_sheet_of_a4(
    browser: Browser, address: str, language: str
) -> None:
    board = seen(browser, address, "/repatriation", language, ".country-board")
    board.page.emulate_media(media="print")
    board.page.set_viewport_size({"width": A4_BETWEEN_MARGINS_PX, "height": 1000})

    outside = board.evaluate(OUTSIDE)
    sideways = board.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    board.page.context.close()
    assert outside == []
    assert sideways <= 0
