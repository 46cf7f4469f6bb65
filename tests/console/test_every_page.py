"""Every page there is, by day and by night, in four languages: no fault, nothing from elsewhere, usable by everyone.

Pages are read off the routes, so that none can be forgotten; forms of deeds are those that the pages of a small book
lead to. A page is loaded once for each language with all rules; then its theme is turned and what colours can break is
asked again. From right to left no page is wider than a telephone, a tablet or a desk. The frame around a page is looked
at on every routed page, and on one form of all the forms, which stand in the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # it ships no types
from litestar import Litestar
from playwright.sync_api import Browser
from tools.chromium import chromium
from tools.looks_pages import Found, fetching, find_pages, patterns_of

from musterbook.console.routes import NAMED, PLAIN
from musterbook.terms.times import zulu
from musterbook.words.languages import LANGUAGES, direction
from tests.console.asking import console_of, console_on, served
from tests.console.at_a_ramp import Ramp, prepared, ramp_at
from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource
from tests.console.watched import Watched

pytestmark = IN_A_BROWSER

NO_OTHER_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
FRAME = (".skip", ".head", ".nav", ".dock", ".foot")
"""What stands around every page, drawn by one template."""
LOOKS = f"""{AXE_SCRIPT};
addEventListener("DOMContentLoaded", () => {{
  const frame = {list(FRAME)}.filter((one) => document.querySelector(one)).map((one) => [one]);
  const told = (found) => found.violations.map((one) => `${{one.id}}: ` + one.nodes.slice(0, 3).map(
    (node) => `${{node.html.slice(0, 160)}} ${{node.any[0]?.message ?? ''}}`).join(' | '));
  window.look = ([rules, whole]) => axe.run(whole ? document : {{include: [["html"]], exclude: frame}},
    {{runOnly: rules, resultTypes: ["violations"], elementRef: false}}).then(told);
}});"""
EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
WIDTHS = (360, 820)
WIDE = "document.documentElement.scrollWidth > innerWidth ? `${innerWidth} px` : ''"
ROUTED = (
    *(path for path, *_ in PLAIN),
    *(path.replace(":str", "").replace(":path", "") for path, *_ in NAMED),
    "/plan/why",
)
FORM, AT_A_RAMP = (
    "/do/{name}",
    ("/forms", "/handovers/offer", "/handovers/hand/{name}", "/handovers/hand/{name}/receipt"),
)
OWN_TESTS = {
    "/": "the page of the routes",
    "/overview": "the same page",
    "/musters/count/{name}": "test_custody_walks",
    "/forms/{name}": "test_form_pages: a sheet has to be scanned first",
    "/scan/{name}": "test_night_at_a_ramp",
    "/scan/{name}/list": "what a tablet keeps, no page",
    "/do/{name}/receipts/{digest}": "a paper",
    "/do/{name}/list/{digest}": "a sheet",
}
"""Patterns that this file asks for nothing of, and why."""


def pages_at(address: str, app: Litestar, examples: Mapping[str, str] | None = None) -> Found:
    """The pages of a console that is served, an address for each."""
    with httpx.Client(base_url=address, timeout=60) as client:
        return find_pages(app, fetching(client), examples)


@dataclass
class Looked:
    """One console under a browser: where it is, and its pages."""

    address: str
    found: Found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium that finds nobody but the console."""
    with chromium(NO_OTHER_MACHINE) as opened:
        yield opened


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return InventedSource(240)


@pytest.fixture(scope="module")
def shown(source: InventedSource, address: str) -> Looked:
    serial = next(one for one in source.situation().serials if one.stage == "planned")
    late = zulu(serial.leaves_at + timedelta(hours=3))
    examples = {
        "/board": f"/board?serial={serial.serial}&act=slip&leaves={late}",
        "/plan/why": "/plan/why?vehicle=BUS-1&site=site-1&at=212000ZJAN26",
        "/identity/{name}": "/identity/P-1?points=yes",
        "/people/{name}": f"/people/{source.people()[11].number}",
        "/reports": "/reports?compare=211200ZJAN26",
        "/watch/{name}/what-if": "/watch/HSK-1/what-if?posts_filled=2",
    }
    return Looked(address, pages_at(address, console_on(source).app, examples))


@pytest.fixture(scope="module")
def ramp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ramp]:
    with ramp_at(prepared(tmp_path_factory.mktemp("ramp")), tmp_path_factory.mktemp("here")) as opened:
        yield opened


@pytest.fixture(scope="module")
def signed(ramp: Ramp) -> Iterator[Looked]:
    with served(ramp.source, pen=ramp.source) as address:
        yield Looked(address, pages_at(address, console_of(ramp.source).app))


def faults_of(
    browser: Browser, looked: Looked, pages: Mapping[str, str], language: str, *, framed: int | None = None
) -> dict[str, list[str]]:
    """What is wrong with each page in a language, by day and by night; nothing where a page is as it should be.

    Of the first `framed` pages the frame is looked at too, of all of them if that is None.
    """
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=looked.address)
    context.add_cookies(
        [
            {"name": name, "value": value, "url": looked.address}
            for name, value in (("theme", "day"), ("lang", language))
        ]
    )
    context.add_init_script(LOOKS)
    watched = Watched(context, looked.address, stopping=False)
    wrong: dict[str, list[str]] = {}
    for place, (pattern, address) in enumerate(pages.items()):
        wrong[pattern] = _faults(watched, address, language, whole=framed is None or place < framed)
    context.close()
    return {pattern: said for pattern, said in wrong.items() if said}


def _faults(watched: Watched, address: str, language: str, *, whole: bool) -> list[str]:
    page = watched.page
    watched.forget()
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(60)
    found: list[Any] = [f"by day {one}" for one in page.evaluate("(asked) => look(asked)", [EVERY_RULE, whole])]
    page.evaluate("document.documentElement.dataset.theme = 'night'")
    found += [f"by night {one}" for one in page.evaluate("(asked) => look(asked)", [COLOURS, whole])]
    if page.evaluate("[document.documentElement.lang, document.documentElement.dir]") != [
        language,
        direction(language),
    ]:
        found.append("speaks another language")
    for width in WIDTHS if direction(language) == "rtl" else ():
        page.set_viewport_size({"width": width, "height": 900})
        if wide := page.evaluate(WIDE):
            found.append(f"wider than {wide}")
    return [*found, *watched.faults, *watched.strangers]


def test_every_page_that_is_routed_is_looked_at(shown: Looked, signed: Looked) -> None:
    patterns = {*patterns_of(console_on().app), *(one for one in signed.found.pages if not one.startswith("/do/"))}
    forms = [one for one in signed.found.pages if one.startswith("/do/")]

    missed = patterns - {*ROUTED, *AT_A_RAMP, *OWN_TESTS}

    assert missed == set()
    assert set(ROUTED) <= set(shown.found.pages)
    assert len(forms) > 50
    assert signed.found.broken == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", range(4))
def test_every_page_can_be_used_by_everyone_in_every_language(
    browser: Browser, shown: Looked, part: int, language: str
) -> None:
    pages = {one: shown.found.pages[one] for one in ROUTED[part::4]}

    assert faults_of(browser, shown, pages, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_can_be_used_by_everyone_in_every_language(browser: Browser, signed: Looked, language: str) -> None:
    forms = [one for one in signed.found.pages if one.startswith("/do/")]
    at = list(LANGUAGES).index(language)
    ramps = [one for one in AT_A_RAMP if one in signed.found.pages]
    pages = {one: signed.found.pages[one] for one in (*ramps, *forms[at :: len(LANGUAGES)])}

    assert faults_of(browser, signed, pages, language, framed=len(ramps) + 1) == {}
