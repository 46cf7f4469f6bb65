"""Debian's Chromium without a window, as tests, pictures and figures start it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
FLAT = ("--disable-gpu", "--disable-3d-apis")
"""A map stays the picture that its page came with; without a graphics card, pages are drawn for a fifth of the cost."""
SOLID = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
"""A map is drawn in three dimensions, by the processor where there is nothing else."""


def launched(kind: BrowserType, *more: str, drawn: Iterable[str] = FLAT) -> Browser:
    """Chromium with `more` switches of one's own; it is closed by whoever opens it with `with`."""
    return kind.launch(executable_path=str(CHROMIUM), args=[*QUIET, *drawn, *more])


@contextmanager
def chromium(*more: str, drawn: Iterable[str] = FLAT) -> Iterator[Browser]:
    """Chromium, while nothing else of this process drives a browser."""
    with sync_playwright() as playwright, launched(playwright.chromium, *more, drawn=drawn) as opened:
        yield opened
