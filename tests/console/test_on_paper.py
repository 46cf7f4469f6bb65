"""Pages printed from a wide screen: whole sheets, nothing over anything else, and the marking at the foot of each."""

from __future__ import annotations

from math import inf

import pypdfium2
import pytest
from playwright.sync_api import Browser, PdfMargins

from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource

pytestmark = IN_A_BROWSER

WIDE_PX = 1600
MARGINS = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
FOOT_MM = 20
"""The lower margin of a sheet, and a line."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return InventedSource(60)


def printed(browser: Browser, address: str, path: str, language: str) -> pypdfium2.PdfDocument:
    """A page as it comes out of a printer: A4, at the browser's own scale."""
    context = browser.new_context(viewport={"width": WIDE_PX, "height": 900}, base_url=address)
    page = context.new_page()
    page.goto(f"{path}?lang={language}", wait_until="load")
    page.wait_for_timeout(500)  # drawings are asked for again as wide as they stand
    pdf = page.pdf(format="A4", margin=MARGINS)
    context.close()
    return pypdfium2.PdfDocument(pdf)


def letters(sheet: pypdfium2.PdfPage) -> list[Box]:
    """The box around each letter on a sheet."""
    text = sheet.get_textpage()
    boxes = (text.get_charbox(place) for place in range(text.count_chars()))
    return [box for box in boxes if box[2] > box[0]]


def lowest(sheet: pypdfium2.PdfPage, word: str) -> float:
    """How far above the lower edge of a sheet the lowest such word stands, in points; infinite where there is none."""
    text, low = sheet.get_textpage(), inf
    search = text.search(word, match_case=True)
    while (found := search.get_next()) is not None:
        low = min(low, text.get_charbox(found[0])[1])
    return low


def test_the_marking_stands_at_the_foot_of_every_sheet(browser: Browser, address: str) -> None:
    *before, last = printed(browser, address, "/", "en")

    assert before
    assert max(lowest(sheet, "EXERCISE") for sheet in before) < FOOT_MM / 25.4 * 72
    assert lowest(last, "EXERCISE") < inf


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_with_an_axis_drawn_for_a_wide_screen_keeps_its_size_on_the_sheet(
    browser: Browser, address: str, source: InventedSource, language: str
) -> None:
    person = source.people()[0].number

    sheet = printed(browser, address, f"/people/{person}", language)[0]
    boxes = letters(sheet)

    ten_mm, width = 10 / 25.4 * 72, sheet.get_width()
    assert min(box[0] for box in boxes) > ten_mm - 1, "nothing runs off the sheet to the left"
    assert min(box[0] for box in boxes) < 0.25 * width
    assert max(box[2] for box in boxes) > 0.9 * width, "a drawing that is too wide makes all else smaller"
