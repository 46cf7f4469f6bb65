"""Measure every figure of the console that its design names, on an invented account of 6,000.

    PYTHONPATH=src:. python benchmarks/console.py                      pages, browser, live, papers, commands
    PYTHONPATH=src:. python benchmarks/console.py --book FOLDER        and `muster situation` on a book that was played
    PYTHONPATH=src:. python benchmarks/console.py --parts pages,live   only these
    PYTHONPATH=src:. python benchmarks/console.py --parts grid,heap    only these steps in the browser
    PYTHONPATH=src:. python benchmarks/console.py --parts set-up       setting up from nothing: fetches packages
    PYTHONPATH=src:. python benchmarks/console.py --minutes 10         how long a tab is left open for its heap

Prints one line a figure: what, median, 95th of a hundred, worst, unit. Say the machine and its load beside any number
quoted.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import console_browser
import console_commands
import console_live
import console_papers
import httpx
from tests.console.invented import InventedSource
from tests.console.test_browser import PAGES, named

from musterbook.console.app import create_app
from musterbook.console.frames import frame_of

Figure = tuple[str, list[float], str]
PEOPLE, TIMES = 6000, 20
PARTS: Final = ("pages", "browser", "live", "papers", "commands")
SIZED: Final = ("/", "/people", "/handovers", "/book", "/grid/people.json")
NOT_MEASURED: Final = ("/nowhere",)


def main() -> None:
    """Print every figure asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--parts", default=",".join(PARTS), help="of pages, browser or its steps, live, papers, commands, set-up"
    )
    asked.add_argument("--book", type=Path, help="the folder of a book that was played")
    asked.add_argument("--minutes", type=float, default=1.0)
    chosen = asked.parse_args()
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    for part in chosen.parts.split(","):
        for what, figures, unit in _figures(part.strip(), chosen.book, chosen.minutes):
            say(what, figures, unit)
    print(f"load average {os.getloadavg()[0]:.1f}")


def _figures(part: str, book: Path | None, minutes: float) -> Iterator[Figure]:
    if part == "pages":
        yield from pages(InventedSource(PEOPLE))
    elif part in ("browser", *console_browser.STEPS) and console_browser.there():
        steps = console_browser.STEPS if part == "browser" else (part,)
        yield from console_browser.figures(InventedSource(PEOPLE), minutes, steps)
    elif part == "live":
        for clients in (200, 500):
            console_live.measure(clients, 20.0)
    elif part == "papers":
        yield from console_papers.figures()
    elif part == "commands":
        yield from console_commands.figures(book)
    elif part == "set-up":
        yield from console_commands.setting_up()


def pages(source: InventedSource) -> Iterator[Figure]:
    """A frame, every page on the server in process, and the bytes of the largest."""
    yield "a frame made and encoded", [timed(lambda: frame_of(source.situation())) for _ in range(TIMES)], "ms"
    every: list[float] = []
    for path in dict.fromkeys((*SIZED, *(named(one, source) for one in PAGES if one not in NOT_MEASURED))):
        took, size = asyncio.run(page(source, path))
        every += took if path != "/grid/people.json" else []
        yield f"page {path}", took, "ms"
        if path in SIZED:
            yield f"bytes {path}, gzip", [size], "kB"
    yield "every page together", every, "ms"


async def page(source: InventedSource, path: str) -> tuple[list[float], float]:
    """Times of one page over ASGI in process, after one that reads its templates, and its size packed."""
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


def timed(act: Callable[[], object]) -> float:
    """Milliseconds an act takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def say(what: str, figures: list[float], unit: str) -> None:
    """One line: what, the median, the 95th of a hundred, the worst, the unit."""
    high = statistics.quantiles(figures, n=20)[18] if len(figures) > 1 else figures[0]
    print(f"{what:<44} {statistics.median(figures):8.2f} {high:8.2f} {max(figures):8.2f} {unit}", flush=True)


if __name__ == "__main__":
    main()
