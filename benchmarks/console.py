"""Measure the console on an invented account of 6,000: pages on the server, frames, bytes, and the grid's keys.

    PYTHONPATH=src:. python benchmarks/console.py

Prints one line a figure: what, median, worst, unit. Say the machine and its load beside any number quoted.
"""

from __future__ import annotations

import asyncio
import gzip
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from tests.console.asking import served
from tests.console.invented import InventedSource

from musterbook.console.app import create_app
from musterbook.console.frames import frame_of

CHROMIUM = Path("/usr/bin/chromium")
TIMES = 20
KEY_TO_PAINTED = """async () => {
  const box = document.getElementById("search"), took = [];
  for (const text of ["k", "kh", "kha", "khal", "khali", "khalid", "", "b", "ba", "al-w"]) {
    const began = performance.now();
    box.value = text;
    box.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    took.push(performance.now() - began);
  }
  return took;
}"""


def main() -> None:
    """Print every figure."""
    source = InventedSource(6000)
    say("a frame made and encoded", [timed(lambda: frame_of(source.situation())) for _ in range(TIMES)], "ms")
    for path in ("/", "/people", "/handovers", "/book", "/sites/HSK-1", "/grid/people.json"):
        took, size = asyncio.run(pages(source, path))
        say(f"page {path}", took, "ms")
        say(f"bytes {path}, gzip", [size], "kB")
    if CHROMIUM.exists():
        say("grid, key to painted", grid_keys(source), "ms")


async def pages(source: InventedSource, path: str) -> tuple[list[float], float]:
    """Times of one page over ASGI in process, and its size packed."""
    app = create_app(source)
    way = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # the same shape
    took = []
    async with httpx.AsyncClient(transport=way, base_url="http://localhost:8100") as client:
        body = (await client.get(path, headers={"accept-encoding": "identity"})).content
        for _ in range(TIMES):
            began = time.perf_counter()
            await client.get(path, headers={"accept-encoding": "identity"})
            took.append((time.perf_counter() - began) * 1000)
    return took, len(gzip.compress(body, 6)) / 1000


def grid_keys(source: InventedSource) -> list[float]:
    """From a key in the search box to two animation frames later, in a real browser."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only where there is a browser

    with served(source) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{address}/people")
        page.wait_for_selector("#people-grid .grid-row")
        took: list[float] = page.evaluate(KEY_TO_PAINTED)
        browser.close()
    return took


def timed(act: Callable[[], object]) -> float:
    """Milliseconds an act takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def say(what: str, figures: list[float], unit: str) -> None:
    """One line: what, the median, the worst, the unit."""
    print(f"{what:<34} {statistics.median(figures):8.1f} {max(figures):8.1f} {unit}")


if __name__ == "__main__":
    main()
