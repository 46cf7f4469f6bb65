"""What tests in a real browser share: Chromium, and the console served on the source of the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.console.asking import served
from tests.console.browsing import CHROMIUM, FLAGS, PATIENCE_MS
from tests.console.invented import InventedSource

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def address(source: InventedSource) -> Iterator[str]:
    """Where the console is served on `source`, which each file makes as large as it wants it."""
    with served(source) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()
