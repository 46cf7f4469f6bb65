"""Measure what a browser shows of the console: first load and paint, the map, the grid, a tab left open.

`console.py` runs it. Chromium draws maps on the processor here, as tablets without a graphics card do.
"""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Collection, Iterator
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page
from tests.console.asking import served
from tests.console.invented import InventedSource
from tools.chromium import CHROMIUM, SOLID, chromium

Figure = tuple[str, list[float], str]
MEASURING: Final = ("--enable-precise-memory-info", "--js-flags=--expose-gc")
COLD, WITHOUT_MAP = ("/", "/people", "/handovers"), ("/handovers", "/book")
STEPS: Final = ("loads", "paints", "grid", "heap", "restart")
TIMES: Final = 5
READINGS: Final = 21
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
KEYS = f"""async () => {{
  const box = document.getElementById("search"), took = [];
  for (let round = 0; round < 4; round += 1)
    for (const text of ["k", "kh", "kha", "khal", "khali", "khalid", "", "b", "ba", "al-w"]) {{
      const began = performance.now();
      box.value = text;
      box.dispatchEvent(new Event("input"));
      await {TWO_FRAMES};
      took.push(performance.now() - began);
    }}
  return took;
}}"""
SORTS = f"""async () => {{
  const took = [];
  for (let round = 0; round < 3; round += 1)
    for (const column of ["name", "age", "nationality", "place", "number"]) {{
      const head = document.querySelector(`[data-column="${{column}}"]`);
      const press = head?.querySelector("a, button") ?? head;
      if (!press) continue;
      const began = performance.now();
      press.click();
      await {TWO_FRAMES};
      took.push(performance.now() - began);
    }}
  return took;
}}"""
SCROLLS = """async () => {
  const grid = [...document.querySelectorAll("#people-grid, #people-grid *")].find(
    (one) => one.scrollHeight > one.clientHeight + 100 && getComputedStyle(one).overflowY !== "visible",
  ) ?? document.scrollingElement;
  const took = [];
  let last = performance.now();
  for (let frame = 0; frame < 120; frame += 1) {
    grid.scrollTop += 97;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    took.push(now - last);
    last = now;
  }
  return took.slice(1);
}"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
HEAP = "(globalThis.gc?.(), performance.memory.usedJSHeapSize / 1e6)"


def figures(source: InventedSource, minutes: float, steps: Collection[str] = STEPS) -> Iterator[Figure]:
    """The figures of these steps in one browser; a tab is left open for so many minutes."""
    with served(source) as address, chromium(*MEASURING, drawn=SOLID) as browser:
        if "loads" in steps:
            yield from _loads(browser, address)
        if "paints" in steps:
            yield from _paints(browser, address)
        if "grid" in steps:
            yield from _grid(browser, address)
        if "heap" in steps:
            yield from _heap(browser, address, minutes)
    if "restart" in steps:
        yield "tabs live again after a restart", [restarted(source)], "s"


def _loads(browser: Browser, address: str) -> Iterator[Figure]:
    """What comes over the wire when nothing is kept: bytes as sent, and requests."""
    for path in dict.fromkeys((*COLD, *WITHOUT_MAP)):
        context = browser.new_context(base_url=address)
        page, seen = context.new_page(), dict[str, float]()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.responseReceived", lambda said, seen=seen: _begun(seen, said))
        wire.on("Network.loadingFinished", lambda said, seen=seen: _ended(seen, said))
        page.goto(path, wait_until="load")
        _drawn(page)
        page.wait_for_timeout(1500)
        yield f"first load of {path}, gzip", [sum(seen.values()) / 1000], "kB"
        yield f"first load of {path}, requests", [float(len(seen))], ""
        context.close()


def _begun(seen: dict[str, float], said: dict[str, Any]) -> None:
    if "/live" not in said["response"]["url"]:
        seen[said["requestId"]] = 0.0


def _ended(seen: dict[str, float], said: dict[str, Any]) -> None:
    if said["requestId"] in seen:
        seen[said["requestId"]] = said["encodedDataLength"]


def _paints(browser: Browser, address: str) -> Iterator[Figure]:
    """First paint of the overview, and when its map can be moved, from a cold cache each time."""
    painted, idle = [], []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
        page = context.new_page()
        began = time.monotonic()
        page.goto("/", wait_until="load")
        _drawn(page)
        idle.append(time.monotonic() - began)
        painted.append(page.evaluate(PAINTED) / 1000)
        context.close()
    yield "first paint of the overview", painted, "s"
    yield "map idle", idle, "s"


def _drawn(page: Page) -> None:
    if page.locator("#map").count():
        page.wait_for_selector("#map[data-by=maplibre]", timeout=60_000)


def _grid(browser: Browser, address: str) -> Iterator[Figure]:
    """Six thousand rows: a key, a press on a column, and a frame of scrolling beside a live map in another tab."""
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
    page = _opened(context, "/people", "#people-grid .grid-row")
    yield "grid, key to painted", page.evaluate(KEYS), "ms"
    yield "grid, sort", page.evaluate(SORTS), "ms"
    beside = _opened(context, "/", "#map")
    _drawn(beside)
    page.bring_to_front()
    yield "grid, a frame of scrolling", page.evaluate(SCROLLS), "ms"
    context.close()


def _opened(context: BrowserContext, path: str, shown: str) -> Page:
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector(shown)
    page.wait_for_timeout(500)
    return page


def _heap(browser: Browser, address: str, minutes: float) -> Iterator[Figure]:
    """What a tab holds after its rubbish is collected: at first, at the end, and how much more a minute.

    The line through all readings but the first is drawn by least squares: a tab that keeps what it was sent rises, one
    that lets go does not, and a run of two minutes says which.
    """
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
    page = _opened(context, "/", "#live[data-is=live]")
    _drawn(page)
    began, readings = time.monotonic(), list[tuple[float, float]]()
    for reading in range(READINGS):
        page.wait_for_timeout(max(0.0, began + reading * minutes * 60 / (READINGS - 1) - time.monotonic()) * 1000)
        readings.append(((time.monotonic() - began) / 60, page.evaluate(HEAP)))
    yield "heap of a tab at first", [readings[0][1]], "MB"
    yield f"heap of a tab after {minutes:g} min", [readings[-1][1]], "MB"
    slope = statistics.linear_regression(*zip(*readings[1:], strict=True)).slope
    yield "heap of a tab, more each minute", [slope * 1000], "kB"
    context.close()


def restarted(source: InventedSource, tabs: int = 8) -> float:
    """Seconds from a console's being there again until every tab of a browser is live."""
    kept = socket.create_server(("127.0.0.1", 0))
    with chromium(drawn=SOLID) as browser:
        with served(source, at=kept) as address:
            context = browser.new_context(base_url=address)
            pages = [_opened(context, "/handovers", "#live[data-is=live]") for _ in range(tabs)]
        for page in pages:
            page.wait_for_selector("#live[data-is=old]", timeout=60_000)
        with served(source, at=kept):
            began = time.monotonic()
            for page in pages:
                page.wait_for_selector("#live[data-is=live]", timeout=60_000)
            took = time.monotonic() - began
    kept.close()
    return took


def there() -> bool:
    """Whether there is a browser to measure with."""
    return CHROMIUM.exists()
