"""Pages of custody walked in a real browser with the keyboard alone, with scripts and without; narrow and wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Locator, Page, expect

from musterbook.console.book_source import BookSource
from musterbook.operation import mustering
from musterbook.operation.folder import open_book
from tests.console.asking import served
from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource
from tests.console.test_browser import RULES
from tests.operation.making import MORNING, WILLOW, open_small_book

TABS_MOST = 200
PATHS = (
    "/people/{person}", "/eligibility", "/musters", "/agreements", "/beds", "/beds/KRK-1", "/incidents",
    "/incidents/I-karkh-3", "/due",
)  # fmt: skip

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return InventedSource(60)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, base_url=address, java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus: what cannot be reached so is not there for a keyboard."""
    expect(target).to_be_visible()
    for _ in range(TABS_MOST):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {target}")


def into(page: Page, path: str) -> None:
    """Open a page and skip to what stands on it, as whoever has no mouse does."""
    page.goto(path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def command_of(page: Page, act: str) -> Locator:
    """Open an act with the keyboard; the command it shows."""
    box = page.locator("details.deed").filter(has_text=act).first
    press(page, box.locator("summary"))
    return box.locator("code")


def test_a_person_is_walked_from_his_risks_to_what_happened_to_him(page: Page, source: InventedSource) -> None:
    into(page, f"/people/{source.people()[3].number}")
    expect(page.get_by_role("heading", name="Danger to people")).to_be_visible()
    press(page, page.locator("details.as-table summary").first)
    expect(page.locator("details.as-table[open] table").first).to_be_visible()
    press(page, page.locator("#kept-incidents a").first)

    expect(page.get_by_role("heading", level=1)).to_have_text("I-karkh-3")


def test_whoever_waits_is_narrowed_by_gate_and_the_clearing_is_at_hand(page: Page) -> None:
    into(page, "/eligibility")
    press(page, page.get_by_role("navigation", name="Gate").get_by_role("link", name="custody.sheet"))
    page.wait_for_url("**rule=custody.sheet")
    expect(page.get_by_text("for one handover two may override it").first).to_be_visible()

    expect(command_of(page, "Clear people for the move")).to_contain_text("muster clear --site SITE")


def test_an_agreement_is_opened_and_what_may_be_done_about_it_is_at_hand(page: Page) -> None:
    into(page, "/agreements")
    press(page, page.locator("table").nth(2).locator("tbody th a").first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    press(page, page.locator("details.deed summary").first)

    expect(page.locator("details.deed[open] code, details.deed[open] .bad").first).to_be_visible()


def test_beds_are_walked_from_the_tightest_place_to_whoever_gets_one(page: Page) -> None:
    into(page, "/beds")
    press(page, page.get_by_role("link", name="KRK-1").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Beds of KRK-1")

    expect(command_of(page, "Give everybody without a bed")).to_contain_text("muster beds assign KRK-1")


def test_an_incident_is_found_by_number_and_added_to(page: Page) -> None:
    into(page, "/incidents")
    tab_to(page, page.get_by_role("textbox", name="Number", exact=True))
    page.keyboard.type("kha4712m")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    press(page, page.get_by_role("link", name="I-karkh-3"))

    expect(command_of(page, "Add to it")).to_contain_text("muster incident add I-karkh-3")


def test_what_is_overdue_leads_to_whom_it_is_about(page: Page) -> None:
    into(page, "/due")
    press(page, page.get_by_role("link", name="Overdue"))
    expect(page.locator("tbody").last.locator("tr")).to_have_count(1)
    press(page, page.get_by_role("link", name="KHA-4712-M"))

    page.wait_for_url("**/people/KHA-4712-M")


@pytest.fixture
def willow(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A console on a small book on whose pages officers sign; its address, and everybody's number."""
    open_small_book(tmp_path).close()
    book = open_book(tmp_path / "willow" / "book")
    source = BookSource(book, now=lambda: MORNING + timedelta(hours=1))
    with served(source, pen=source) as where:
        yield where, [str(one) for one in mustering.roll_of(book, WILLOW)]
    book.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_count_is_called_made_by_two_and_signed_with_the_keyboard_alone(
    browser: Browser, willow: tuple[str, list[str]], *, scripts: bool
) -> None:
    address, people = willow
    context = browser.new_context(base_url=address, java_script_enabled=scripts)
    page = context.new_page()
    into(page, "/musters")
    press(page, page.get_by_text("Call a count here"))
    tab_to(page, page.get_by_label("Officer"))
    page.keyboard.type("w.officer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/musters/count/**")

    for entered, officer in enumerate(("w.officer", "w.counter"), start=1):
        box = page.locator("textarea[name=present]")
        expect(box).to_be_visible()
        if not box.evaluate("one => one === document.activeElement"):
            tab_to(page, box)
        page.keyboard.type("\n".join(people[1:]))
        tab_to(page, page.get_by_label("Officer"))
        page.keyboard.type(officer)
        page.keyboard.press("Enter")
        expect(page.locator(".steps-of .good")).to_have_count(entered)
    expect(page.get_by_text("both counters found the same")).to_be_visible()
    assert Axe().run(page, options=RULES).response["violations"] == [] if scripts else True
    sign = page.get_by_role("button", name="Sign the count of 11")
    if not sign.evaluate("one => one === document.activeElement"):
        tab_to(page, sign)
    page.keyboard.press("Enter")

    expect(page.get_by_text("On the roll and not counted")).to_be_visible()
    expect(page.get_by_role("link", name=people[0]).first).to_be_visible()
    context.close()


@pytest.mark.parametrize("theme", ["night", "day"])
def test_no_page_of_custody_is_pushed_sideways_on_a_telephone_or_a_desk(
    browser: Browser, address: str, source: InventedSource, theme: str
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page, wide = context.new_page(), {}
    over: Callable[[], int] = lambda: page.evaluate(  # noqa: E731  read at each width
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

    for path in PATHS:
        page.goto(path.format(person=source.people()[3].number))
        assert page.locator("html").get_attribute("data-theme") == theme
        for width in (390, 1400):
            page.set_viewport_size({"width": width, "height": 844})
            wide[path, width] = over()

    context.close()
    assert not any(more > 0 for more in wide.values()), wide
