"""Acts on the serial board, the manifest and the plan in a real browser: dragged, typed, by letter, without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return InventedSource(600)


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 1000}, base_url=address)
    yield opened
    opened.close()


@pytest.fixture
def board(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/board")
    expect(page.locator("#drops")).to_be_visible()
    page.wait_for_timeout(500)
    return page


def bar_that(page: Page, act: str) -> tuple[str, tuple[float, float]]:
    """A serial that can do so, and a point on its bar where it can be taken hold of."""
    bar = page.locator(f'.serial-bar[data-acts~="{act}"]').first
    box, serial = bar.locator(".box").bounding_box(), bar.get_attribute("data-serial")
    assert box is not None
    assert serial is not None
    return serial, (box["x"] + box["width"] / 2, box["y"] + 8)


def drop(page: Page, start: tuple[float, float], onto: str) -> None:
    """Drag from a point onto what a selector finds, and let go."""
    box = page.locator(onto).first.bounding_box()
    assert box is not None
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 12, start[1], steps=2)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()


@pytest.mark.parametrize(
    ("bar", "onto", "heading"),
    [
        ("leave", '.drop[data-act="leave"]', "Issue: offer"),
        ("arrive", '.drop[data-act="arrive"]', "Offer onward"),
        ("slip", '.drop[data-act="wait"]', "waits: leaves"),
        ("arrive", '.drop[data-act="wait"]', "waits: leaves"),
        ("divert", '.drop[data-act="divert"][data-target="{other}"]', "to {other} instead"),
    ],
)
def test_a_serial_dropped_on_an_act_asks_for_it(board: Page, bar: str, onto: str, heading: str) -> None:
    serial, start = bar_that(board, bar)
    there = board.locator(f'.serial-bar[data-serial="{serial}"]').get_attribute("data-destination")
    other = next(place for place in ("KAJ-T", "KRK-R") if place != there)

    drop(board, start, onto.format(other=other))

    board.wait_for_url(f"**serial={serial}**act=**")
    expect(board.locator("#judged h3")).to_contain_text(heading.format(other=other))
    expect(board.locator("#judged")).to_contain_text(serial)


def test_what_a_serial_cannot_do_is_said_while_it_is_dragged_and_asks_nothing(board: Page) -> None:
    serial, start = bar_that(board, "leave")
    box = board.locator('.drop[data-act="arrive"]').bounding_box()
    assert box is not None

    board.mouse.move(*start)
    board.mouse.down()
    board.mouse.move(box["x"] + 10, box["y"] + 10, steps=4)
    expect(board.locator("#drag-voice")).to_have_text(f"{serial} cannot do that now")
    board.mouse.up()

    board.wait_for_timeout(300)
    assert "act=" not in board.url
    assert board.locator('.serial-bar[data-serial="%s"]' % serial).get_attribute("transform") is None  # noqa: UP031  braces are the selector's own


def test_a_serial_under_way_dragged_later_waits_so_much_longer(board: Page) -> None:
    serial, (x, y) = bar_that(board, "arrive")

    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(x + 60, y, steps=4)
    board.mouse.up()

    board.wait_for_url(f"**serial={serial}**act=wait**minutes=**")
    expect(board.locator("#judged h3")).to_contain_text(f"{serial} waits")


@pytest.mark.parametrize(("letter", "act"), [("l", "leave"), ("a", "arrive")])
def test_a_letter_asks_what_is_signed_next(board: Page, letter: str, act: str) -> None:
    bar = board.locator(f'.serial-bar[data-acts~="{act}"]').first
    serial = bar.get_attribute("data-serial")
    bar.focus()

    board.keyboard.press(letter)

    board.wait_for_url(f"**serial={serial}**act={act}**")
    expect(board.locator("#judged .command")).to_contain_text("muster")


@pytest.mark.parametrize(("letter", "act"), [("w", "wait"), ("d", "divert")])
def test_a_letter_opens_the_form_where_more_must_be_said(board: Page, letter: str, act: str) -> None:
    board.locator(f'.serial-bar[data-acts~="{act}"]').first.focus()

    board.keyboard.press(letter)
    board.wait_for_url(f"**#{act}-form")

    expect(board.locator(f"#{act}-form select").first).to_be_focused()


def test_g_and_a_letter_still_go_to_a_page(board: Page) -> None:
    board.locator('.serial-bar[data-acts~="leave"]').first.focus()

    board.keyboard.press("g")
    board.keyboard.press("l")

    board.wait_for_url("**/book")


@pytest.mark.parametrize(
    ("stage", "act"),
    [("planned", "leave"), ("planned", "wait"), ("planned", "scrub"), ("planned", "slip"), ("planned", "reseat"),
     ("planned", "again"), ("under-way", "arrive"), ("under-way", "wait"), ("under-way", "divert"),
     ("under-way", "again")],
)  # fmt: skip
def test_every_act_has_a_form_that_needs_no_script(
    browser: Browser, address: str, source: InventedSource, stage: str, act: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    serial = next(one.serial for one in source.situation().serials if one.stage == stage)
    page.goto(f"/board?serial={serial}")

    page.locator(f"#{act}-form button").click()

    expect(page.locator("#judged .command")).to_contain_text("muster")
    assert f"act={act}" in page.url
    context.close()


def test_an_officer_without_the_right_is_refused_in_words_on_the_board(board: Page, source: InventedSource) -> None:
    serial = next(one.serial for one in source.situation().serials if one.stage == "planned")
    board.goto(f"/board?serial={serial}&act=leave")

    board.locator("#judged input[name=signer]").fill("w.counter")
    board.locator("#judged").get_by_role("button", name="Use these").click()

    expect(board.locator("#judged [role=alert]")).to_contain_text("w.counter may not sign this")
    assert board.locator("#judged .command").count() == 0


def test_a_manifest_is_issued_and_closed_by_buttons_and_by_keyboard(board: Page, source: InventedSource) -> None:
    serial = next(one.serial for one in source.situation().serials if one.stage == "planned")
    board.goto(f"/serials/{serial}")

    board.get_by_role("link", name="Issue", exact=True).click()
    expect(board.locator("#sign .command")).to_contain_text(f"muster offer {serial}")
    board.get_by_role("link", name="Close", exact=True).focus()
    board.keyboard.press("Enter")
    board.wait_for_url("**act=close**")

    expect(board.locator("#sign")).to_contain_text("The doors are shut")


def test_a_bar_of_the_plan_dragged_to_another_hour_is_tried_on_the_board(board: Page) -> None:
    board.goto("/plan?hours=24")
    board.wait_for_timeout(500)
    bar = board.locator(".gantt .serial-bar[data-serial]").first
    serial, box = bar.get_attribute("data-serial"), bar.locator(".box").bounding_box()
    assert box is not None

    bar.scroll_into_view_if_needed()
    box = bar.locator(".box").bounding_box()
    assert box is not None
    board.mouse.move(box["x"] + box["width"] / 2, box["y"] + 6)
    board.mouse.down()
    board.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + 6, steps=4)
    board.mouse.up()

    board.wait_for_url(f"**/board?**serial={serial}**act=slip**")
    expect(board.locator("#judged h3")).to_contain_text(f"{serial} at")


@pytest.mark.parametrize("path", ["/plan?hours=24", "/plan?hours=24&by=place", "/board"])
def test_the_freeze_line_lies_after_now_and_says_what_it_is(board: Page, path: str) -> None:
    board.goto(path)
    board.wait_for_timeout(400)

    drawn = board.evaluate(
        "[...document.querySelectorAll('svg :is(.now, .freeze-line)')].filter((one) => one.closest('.board-scroll'))"
        ".map((one) => [one.getAttribute('class'), one.getBoundingClientRect().x])"
    )

    now = next(x for name, x in drawn if name == "now")
    line = [x for name, x in drawn if name == "freeze-line"]
    assert line
    assert all(x > now for x in line)
    expect(board.locator(".freeze-key")).to_contain_text("freeze line")


def test_adopting_says_which_keys_it_asks_for_and_who_may_not(board: Page) -> None:
    board.goto("/plan?run=b2b2b2b2")
    expect(board.locator("#adopt .second")).to_contain_text("k.loads")
    expect(board.locator("#adopt .second")).to_contain_text("needed: the check found one thing against it")

    board.locator("#adopt input[name=signer]").fill("w.counter")
    board.locator("#adopt").get_by_role("button", name="Use these").click()

    expect(board.locator("#adopt [role=alert]")).to_contain_text("w.counter may not sign")
    assert board.locator("#adopt .command").count() == 0
