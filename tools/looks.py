"""Take a picture of every page of the console, in a real browser, and set them side by side.

    python -m tools.looks BOOK                          every page, night and day, in four languages, into `looks/`
    python -m tools.looks BOOK --only watch,board       pages whose address begins so
    python -m tools.looks BOOK --languages en,ar --themes night --width 1280
    python -m tools.looks BOOK --beside FOLDER          with the pictures of another folder beside them in the index
    python -m tools.looks BOOK --documents              the pictures of `docs/pictures/`, and no others

BOOK is the folder of a book that was played, as `muster demo --no-serve` leaves it. The console is served as
`muster serve` serves it, on this machine alone; nothing on it is pressed. Pages are read off the
routes, and each thing shown is one that the console itself leads to; a page that nothing leads to is named at the end.
A picture that lies there already is kept with `--keep`, and so is the list of pages: a run that was stopped goes on.
Besides, every page is taken as printed and at a tablet's width, in the first of the languages.

Needs Chromium and Playwright. Exit codes: 0 taken, 1 no browser here, 3 a page answered with an error, 130 stopped.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import httpx
from litestar import Litestar
from playwright.sync_api import Browser, FloatRect, Page
from playwright.sync_api import TimeoutError as TookTooLong

from musterbook.words.languages import LANGUAGES
from tools.chromium import CHROMIUM, SOLID, chromium
from tools.looks_console import serving
from tools.looks_index import write_index
from tools.looks_pages import Found, fetching, find_pages

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
THEMES: Final = ("night", "day")
SETTLED_MS, MAP_MS, SLOWEST_MS = 400, 30_000, 180_000
HEIGHT_MOST = 4000
TABLET_WIDTH: Final = 820
PAPER_WIDTH: Final = 720
"""A sheet of A4 between its margins, in the pixels of a browser."""
PAGES_KEPT: Final = "pages.json"
AT_A_RAMP: Final = ("/scan/", "/handovers/hand/", "/musters/count/", "/enrol-tablet")
"""Pages used on a tablet: taken at its width in every language."""
DOCUMENTED: Final = (
    ("overview-night", "/", 1600, "night"), ("overview-small-day", "/", 1180, "day"),
    ("overview-tablet-day", "/", 820, "day"), ("people-night", "/people", 1600, "night"),
    ("handovers-night", "/handovers", 1600, "night"), ("person-night", "/people/{name}", 1600, "night"),
    ("book-day", "/book", 1600, "day"),
)  # fmt: skip
"""Name, pattern, width and theme of the pictures in the documentation."""
_DONE, _NO_BROWSER, _WRONG, _STOPPED = 0, 1, 3, 130


@dataclass(frozen=True, slots=True)
class Look:
    """One picture: of which page, in which language and theme, so many pixels wide; `media` is screen or print."""

    pattern: str
    address: str
    language: str
    theme: str
    width: int
    media: str = "screen"

    @property
    def name(self) -> str:
        """The picture's name among the others."""
        page = self.pattern.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "overview"
        manner = "print" if self.media == "print" else f"{self.theme}-{self.width}"
        return f"{page}-{self.language}-{manner}.png"


def main(words: list[str] | None = None) -> int:
    """Take the pictures; the exit code."""
    given = _asked(words)
    if not CHROMIUM.exists():
        print("Chromium is not installed here.", file=sys.stderr)
        return _NO_BROWSER
    try:
        with serving(given.book) as (app, address), chromium(drawn=SOLID) as browser:
            found = _found(app, address, given)
            taken = _document(browser, address, found) if given.documents else _take_all(browser, address, found, given)
    except KeyboardInterrupt:
        print("Stopped. What was taken is kept; with --keep the next run goes on from here.", file=sys.stderr)
        return _STOPPED
    for pattern in found.without:
        print(f"no picture: nothing in this book leads to {pattern}")
    for broken, number in found.broken.items():
        print(f"wrong: {broken} answers {number}")
    return _WRONG if found.broken or not taken else _DONE


def _found(app: Litestar, address: str, given: argparse.Namespace) -> Found:
    """The pages of this console; with `--keep` those that the run before found."""
    kept = given.into / PAGES_KEPT
    if given.keep and kept.exists():
        return Found(**json.loads(kept.read_text("utf-8")))
    with httpx.Client(base_url=address, timeout=120) as client:
        found = find_pages(app, fetching(client))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(found), indent=1), "utf-8")
    return found


def _asked(words: list[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(description="Take a picture of every page of the console.")
    asked.add_argument("book", type=Path, help="the folder of a book that was played")
    asked.add_argument("--into", type=Path, default=ROOT / "looks", help="where pictures go; default: looks/")
    asked.add_argument("--beside", type=Path, help="a folder of pictures to compare with")
    asked.add_argument("--only", type=_list, default=(), help="pages whose address begins so, without the first /")
    asked.add_argument("--languages", type=_list, default=tuple(LANGUAGES))
    asked.add_argument("--themes", type=_list, default=THEMES)
    asked.add_argument("--width", type=int, default=1600)
    asked.add_argument("--media", type=_list, default=("screen", "print"))
    asked.add_argument("--keep", action="store_true", help="do not take again what lies there")
    asked.add_argument("--documents", action="store_true", help="retake the pictures of docs/pictures/")
    return asked.parse_args(words)


def _list(said: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in said.split(",") if one.strip())


def _take_all(browser: Browser, address: str, found: Found, given: argparse.Namespace) -> int:
    """Every picture asked for, with an index of them; how many there are."""
    wanted = list(looks(found, given))
    before: Page | None = None
    manner: tuple[object, ...] = ()
    for count, look in enumerate(wanted, start=1):
        if given.keep and (given.into / look.name).exists():
            continue
        if before is None or manner != (look.language, look.theme, look.width, look.media):
            if before is not None:
                before.context.close()
            before, manner = _page(browser, address, look), (look.language, look.theme, look.width, look.media)
        print(f"{count:4} of {len(wanted)}  {look.name}", flush=True)
        take(before, look, given.into / look.name)
    write_index(given.into, wanted, given.beside)
    print(given.into / "index.html")
    return len(wanted)


def looks(found: Found, given: argparse.Namespace) -> Iterator[Look]:
    """Every picture asked for: those of one language and theme together, print and tablets in that of the first."""
    starts = tuple(f"/{one.lstrip('/')}" for one in given.only) or ("",)
    pages = [(pattern, address) for pattern, address in found.pages.items() if pattern.startswith(starts)]
    for language in given.languages:
        if "screen" not in given.media:
            break
        for theme in given.themes:
            for pattern, address in pages:
                yield Look(pattern, address, language, theme, given.width)
        for pattern, address in pages:
            if language == given.languages[0] or pattern.startswith(AT_A_RAMP):
                yield Look(pattern, address, language, given.themes[-1], TABLET_WIDTH)
    for pattern, address in pages if "print" in given.media else ():
        yield Look(pattern, address, given.languages[0], given.themes[-1], PAPER_WIDTH, "print")


def take(page: Page, look: Look, into: Path) -> None:
    """One picture of a whole page, once it has settled and the map can be moved or is drawn."""
    page.goto(look.address, wait_until="load", timeout=SLOWEST_MS)
    _settle(page)
    page.evaluate(
        "document.querySelector('.dock')?.style.setProperty('position', 'static')"
    )  # else it lies on the page
    page.screenshot(path=str(into), full_page=True, clip=_clip(page, look.width), timeout=SLOWEST_MS)


def _settle(page: Page) -> None:
    page.wait_for_timeout(SETTLED_MS)
    if page.locator("#map").count():
        try:
            page.wait_for_selector("#map[data-by=maplibre]", timeout=MAP_MS)
        except TookTooLong:  # without assets, or with nothing to draw it on, the drawing stays
            return
        page.wait_for_timeout(3 * SETTLED_MS)


def _clip(page: Page, width: int) -> FloatRect:
    height = page.evaluate("document.documentElement.scrollHeight")
    return {"x": 0, "y": 0, "width": width, "height": min(height, HEIGHT_MOST)}


def _page(browser: Browser, address: str, look: Look) -> Page:
    """A page to take pictures with: one for all that are alike, because a new one costs more than the picture."""
    context = browser.new_context(viewport={"width": look.width, "height": 1100}, base_url=address)
    chosen = {"theme": look.theme, "lang": look.language}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in chosen.items()])
    page = context.new_page()
    page.emulate_media(media=look.media, reduced_motion="reduce")  # type: ignore[arg-type]  # one of the two it knows
    return page


def _document(browser: Browser, address: str, found: Found) -> int:
    """The pictures of the documentation."""
    for name, pattern, width, theme in DOCUMENTED:
        look = Look(pattern, found.pages[pattern], "en", theme, width)
        page = _page(browser, address, look)
        take(page, look, PICTURES / f"{name}.png")
        page.context.close()
        print(PICTURES / f"{name}.png")
    return len(DOCUMENTED)


if __name__ == "__main__":
    sys.exit(main())
