"""What tests in a real browser share: Chromium, and the console served on the source of the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tools.chromium import chromium

from tests.console.asking import served
from tests.console.browsing import PATIENCE_MS
from tests.console.invented import InventedSource

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def address(source: InventedSource) -> Iterator[str]:
    """Where the console is served on `source`, which each file makes as large as it wants it."""
    with served(source) as where:
        yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, which shows of a map the picture that came with the page."""
    with chromium() as opened:
        yield opened
