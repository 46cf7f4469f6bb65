"""Retake the console's pictures in `docs/pictures/` from a rehearsal's book, in a real browser.

    python tools/looks.py BOOK                      overview, people, person, book, at three widths, night and day
    python tools/looks.py BOOK --as-of 210130ZJAN26 as of a moment of the rehearsal, when serials are under way

Needs Chromium and Playwright. Exit codes: 0 taken, 1 no browser here.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from musterbook.console.app import create_app
from musterbook.console.book_source import BookSource
from musterbook.console.lift_rows import WholeSource
from musterbook.console.serve import clock_of, open_port
from musterbook.operation.folder import open_book

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
]  # fmt: skip
SETTLED_MS = 1500
MAP_MS = 30_000
HEIGHT_MOST = 1900


def main() -> int:
    """Take the pictures; the exit code."""
    asked = argparse.ArgumentParser(description="Retake the console's pictures from a rehearsal's book.")
    asked.add_argument("book", type=Path)
    asked.add_argument("--as-of", default="", help="a moment such as 210130ZJAN26")
    asked.add_argument("--into", type=Path, default=PICTURES)
    given = asked.parse_args()
    if not CHROMIUM.exists():
        print("Chromium is not installed here.", file=sys.stderr)
        return 1
    given.into.mkdir(parents=True, exist_ok=True)
    book = open_book(given.book)
    source = BookSource(book, now=clock_of(book, started=datetime.now(UTC)))
    with console_of(source) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for name, path, width, theme in shots(source):
            take(browser, address, at(path, given.as_of), given.into / f"{name}.png", width=width, theme=theme)
            print(given.into / f"{name}.png")
        browser.close()
    return 0


def shots(source: WholeSource) -> list[tuple[str, str, int, str]]:
    """Name, address, width and theme of each picture; the person is the one who went through most hands."""
    people = source.people()[:400]
    most = max(people, key=lambda one: len(view.hands) if (view := source.person(one.number)) else 0)
    return [
        ("overview-night", "/", 1600, "night"),
        ("overview-small-day", "/", 1180, "day"),
        ("overview-tablet-day", "/", 820, "day"),
        ("people-night", "/people", 1600, "night"),
        ("handovers-night", "/handovers", 1600, "night"),
        ("person-night", f"/people/{most.number}", 1600, "night"),
        ("book-day", "/book", 1600, "day"),
    ]


def take(browser: Browser, address: str, path: str, into: Path, *, width: int, theme: str) -> None:
    """One picture of a whole page, once it has settled and the map can be moved or is drawn."""
    context = browser.new_context(viewport={"width": width, "height": 1200}, base_url=address)
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page = context.new_page()
    page.goto(path)
    page.wait_for_timeout(SETTLED_MS)
    if path.startswith("/?") or path == "/":
        with contextlib.suppress(Exception):  # without assets the drawing stays
            page.wait_for_selector("#map[data-by=maplibre]", timeout=MAP_MS)
        page.wait_for_timeout(SETTLED_MS)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, HEIGHT_MOST)})
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=str(into))
    context.close()


def at(path: str, as_of: str) -> str:
    """The address as of a moment, if one is asked for."""
    return f"{path}?{urllib.parse.urlencode({'as_of': as_of})}" if as_of else path


@contextlib.contextmanager
def console_of(source: WholeSource) -> Iterator[str]:
    """A console on a free port, in a thread of its own; its address."""
    listening = open_port(0)
    config = uvicorn.Config(create_app(source), access_log=False, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join(timeout=10)
        listening.close()


if __name__ == "__main__":
    sys.exit(main())
