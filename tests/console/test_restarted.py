"""A console that ends and begins again: every tab says how old its numbers are meanwhile, and then lives by itself."""

from __future__ import annotations

import socket

import pytest
from playwright.sync_api import Browser, expect

from tests.console.asking import served
from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource

TABS = ("/", "/people", "/handovers")

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return InventedSource(60)


def test_every_tab_says_how_old_it_is_while_the_console_is_away_and_is_live_when_it_is_back(
    browser: Browser, source: InventedSource
) -> None:
    kept = socket.create_server(("127.0.0.1", 0))  # stays taken, as by whatever starts the console again
    with served(source, at=kept) as address:
        context = browser.new_context(base_url=address)
        pages = [context.new_page() for _ in TABS]
        for page, path in zip(pages, TABS, strict=True):
            page.goto(path, wait_until="domcontentloaded")
            expect(page.locator("#live")).to_have_attribute("data-is", "live")

    for page in pages:
        expect(page.locator("#live")).to_have_attribute("data-is", "old")
        expect(page.locator("#live span")).to_contain_text("s old")
        expect(page.locator("#foot-zulu")).not_to_be_empty()

    source.accept_one()
    received = f"{source.situation().totals.received:,}"
    with served(source, at=kept):
        for page in pages:
            expect(page.locator("#live")).to_have_attribute("data-is", "live")
        expect(pages[0].locator('[data-live="totals.received"]')).to_have_text(received)
    context.close()
    kept.close()
