"""Pages in a real browser: no fault on any, nothing from elsewhere, usable by everyone, alive and keyed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tools.chromium import SOLID, launched

from musterbook.terms.times import zulu
from musterbook.words.languages import direction
from tests.console.asking import served
from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource
from tests.console.watched import Watched

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that another theme can change
PAGES = (
    "/", "/people", "/handovers", "/book", "/sites/HSK-1", "/people/{person}", "/book/{entry}", "/nowhere", "/plan",
    "/plan/why?vehicle=BUS-1&site=site-1&at=212000ZJAN26", "/board?serial={serial}&act=slip&leaves={late}",
    "/manifests", "/serials/{serial}", "/problems/eligibility.hold", "/watch", "/watch/map", "/watch/SHD-1",
    "/watch/verify", "/watch/HSK-1/what-if?posts_filled=2", "/repatriation", "/repatriation/FRA",
    "/repatriation/cases/FRA-0001", "/coordination", "/agreements", "/agreements/matrix",
    "/agreements/AGR-09", "/camps", "/camps/al-Wahm", "/reports?compare=211200ZJAN26",
    "/dossiers", "/dossiers/D-77", "/identity", "/identity/P-1?points=yes", "/identity/P-3", "/enrolment",
    "/musters", "/eligibility", "/beds", "/beds/KRK-1", "/incidents", "/incidents/I-karkh-3", "/due",
)  # fmt: skip
LARGE = ("/", "/people", "/plan", "/nowhere")
"""Pages with everybody on them; `test_every_page.py` has each page of a smaller account, in each language."""

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def source() -> InventedSource:
    return InventedSource(6000)


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def named(path: str, source: InventedSource) -> str:
    serial = next(one for one in source.situation().serials if one.stage == "planned")
    return path.format(
        person=source.people()[11].number, entry=source.entries().rows[3].digest[:16], serial=serial.serial,
        late=zulu(serial.leaves_at + timedelta(hours=3)),
    )  # fmt: skip


@pytest.mark.parametrize("path", LARGE)
def test_a_page_has_no_fault_asks_nobody_else_and_is_usable_by_everyone(
    browser: Browser, address: str, source: InventedSource, path: str
) -> None:
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
    context.add_cookies([{"name": "theme", "value": "day", "url": address}])
    watched = Watched(context, address)
    watched.page.goto(named(path, source), wait_until="load")
    watched.page.wait_for_timeout(400)

    assert watched.page.get_attribute("html", "data-theme") == "day"
    by_day = Axe().run(watched.page, options=RULES)
    watched.page.evaluate("document.documentElement.dataset.theme = 'night'")
    by_night = Axe().run(watched.page, options=COLOURS)
    context.close()
    assert watched.faults == []
    assert watched.strangers == []
    assert by_day.violations_count == 0, by_day.generate_report()
    assert by_night.violations_count == 0, by_night.generate_report()


@pytest.mark.parametrize("language", ["kmr"])
@pytest.mark.parametrize("path", ["/musters", "/people/{person}", "/serials/{serial}"])
def test_a_page_is_usable_by_everyone_in_every_language_and_turns_round_whole(
    browser: Browser, address: str, source: InventedSource, path: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
    watched = Watched(context, address)
    watched.page.goto(f"{named(path, source)}?lang={language}", wait_until="load")
    watched.page.goto(named(path, source), wait_until="load")  # the browser remembers
    watched.page.wait_for_timeout(300)

    said = watched.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    found = Axe().run(watched.page, options=RULES)
    wide = []
    for width in (1600, 820, 360):
        watched.page.set_viewport_size({"width": width, "height": 900})
        watched.page.wait_for_timeout(100)
        wide += watched.page.evaluate("document.documentElement.scrollWidth > innerWidth ? [innerWidth] : []")
    context.close()
    assert said == [language, direction(language)]
    assert watched.faults == []
    assert wide == []
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    "path", ["/", "/people", "/handovers", "/book", "/sites/HSK-1", "/plan", "/board", "/manifests", "/serials/S-001",
     "/camps", "/camps/al-Wahm", "/reports?compare=211200ZJAN26"],
)  # fmt: skip
def test_no_page_is_wider_than_its_screen(page: Page, path: str) -> None:
    too_wide = []
    page.goto(path)

    for width in (1600, 1180, 820, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(120)
        needs, has = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if needs > has:
            too_wide.append(f"{needs} px on a screen of {has}")

    assert too_wide == []


def test_a_change_in_the_book_comes_to_the_page_by_itself(page: Page, source: InventedSource) -> None:
    page.goto("/")
    expect(page.locator("#live")).to_have_attribute("data-is", "live")
    box = page.locator('[data-live="totals.received"]')
    before = int(box.inner_text().replace(",", ""))

    source.accept_one()

    expect(box).to_have_text(f"{before + 1:,}")
    assert page.locator("#live span").inner_text() == "live"


def test_the_bar_on_the_page_is_the_bar_of_the_totals(page: Page, source: InventedSource) -> None:
    page.goto("/")
    expect(page.locator("#live")).to_have_attribute("data-is", "live")

    drawn = page.evaluate(
        "[...document.querySelectorAll('#bar rect[data-people]')].map((one) =>"
        " [Number(one.dataset.people), one.getBoundingClientRect().width])"
    )
    totals = source.situation().totals

    assert sum(people for people, _ in drawn) == totals.roll
    page.wait_for_timeout(700)
    assert all(width >= 2.99 for _, width in drawn)


def test_eight_pages_of_one_browser_are_live_through_one_connection(context: BrowserContext) -> None:
    pages = [context.new_page() for _ in range(8)]
    for page in pages:
        page.goto("/book", wait_until="domcontentloaded")

    for page in pages:
        expect(page.locator("#live")).to_have_attribute("data-is", "live")


def test_a_past_moment_is_not_live(page: Page) -> None:
    page.goto("/?as_of=211900ZJAN26")
    page.wait_for_timeout(1500)

    assert page.locator("#live").get_attribute("data-is") == "stopped"
    expect(page.locator(".past")).to_contain_text("211900ZJAN26")


def test_a_keyboard_alone_reaches_every_page_and_person(page: Page, source: InventedSource) -> None:
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/handovers")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/people")
    expect(page.locator("#people-grid .grid-row").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(source.people()[40].number)
    expect(page.get_by_role("status").filter(has_text="1 of 6,000 people")).to_have_id("people-count")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/people/{source.people()[40].number}")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.type("211900ZJAN26")
    page.keyboard.press("Enter")
    page.wait_for_url("**as_of=211900ZJAN26")


@pytest.mark.parametrize(
    ("typed", "first", "leads_to"),
    [
        ("shadd", "Shaddadi", "/sites/SHD-1"),
        ("s-004", "S-004", "/serials/S-004"),
        ("handov", "Handovers", "/handovers"),
    ],
)
def test_the_palette_goes_to_a_page_a_place_or_a_serial_by_a_few_letters(
    page: Page, typed: str, first: str, leads_to: str
) -> None:
    page.goto("/book")
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    expect(page.locator("#palette-list li").first).to_contain_text(first)
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{leads_to}")


def test_arrow_keys_walk_the_serial_board(page: Page) -> None:
    page.goto("/")
    page.wait_for_timeout(600)
    bars = page.locator(".serial-bar")
    bars.first.focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")

    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowDown")
    third = page.evaluate("document.activeElement.getAttribute('aria-label')")

    carriers = [label.split(", ")[1] for label in (first, second, third)]
    assert first != second
    assert carriers[0] == carriers[1] != carriers[2]


def test_the_grid_keeps_only_the_rows_in_sight_and_counts_every_facet(page: Page, source: InventedSource) -> None:
    page.goto("/people")
    grid = page.locator("#people-grid")
    expect(grid).to_have_attribute("aria-rowcount", "6001")
    assert page.locator("#people-grid .grid-row").count() < 80

    page.locator('#milestones a[data-value="unaccounted"]').click()

    missing = [one.number for one in source.people() if one.milestone == "unaccounted"]
    expect(page.locator("#people-count")).to_have_text(f"{len(missing)} of 6,000 people")
    assert page.locator("#people-grid .grid-row a").all_inner_texts() == missing
    expect(page).to_have_url(re.compile(r"\?milestone=unaccounted$"))


def test_the_grid_is_walked_sorted_and_printed_without_a_pointer(page: Page, source: InventedSource) -> None:
    page.goto("/people")
    page.locator("#people-grid .grid-row").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("karkh")
    page.locator("[data-column=age] button").press("Enter")
    expect(page.locator("[data-column=age]")).to_have_attribute("aria-sort", "ascending")
    grid = page.locator("#people-grid")
    found = int(grid.get_attribute("aria-rowcount") or "0") - 1

    page.set_viewport_size({"width": 820, "height": 1100})
    grid.press("End")
    under = "grid => grid.querySelector('.grid-head').getBoundingClientRect().y - grid.getBoundingClientRect().y"
    heading_stays = grid.evaluate(under) >= 0
    expect(page.locator("[data-column=age]")).to_be_hidden()
    held = page.locator("[data-column=holds]").bounding_box()
    page.set_viewport_size({"width": 390, "height": 844})
    sideways = grid.evaluate("grid => [grid.scrollWidth, grid.querySelector('.grid-row').offsetWidth]")
    page.set_viewport_size({"width": 820, "height": 1100})
    grid.evaluate("grid => { grid.scrollTop = 0; }")
    expect(page.locator("#person-0")).to_be_visible()

    assert heading_stays
    assert held is not None
    assert held["x"] + held["width"] < 820
    assert sideways[0] == sideways[1] > 390
    expect(grid).to_have_attribute("aria-activedescendant", f"person-{found - 1}")
    expect(page.locator(f"#person-{found - 1}")).to_have_attribute("aria-selected", "true")
    ages = sorted((one.age for one in source.people() if one.place == "Karkh"), key=lambda age: (not age, age))
    expect(page.locator(f"#person-{found - 1} .num")).to_have_text(ages[-1] or "—")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#people-grid .grid-row").count() == found
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#people-grid .grid-row").count() < 80


def test_the_grid_sorts_by_name_and_turns_round(page: Page, source: InventedSource) -> None:
    page.goto("/people?sort=-name")
    expect(page.locator('[data-column="name"]')).to_have_attribute("aria-sort", "descending")

    shown = page.locator("#people-grid .grid-row").first.locator("[role=gridcell]").nth(1).inner_text()

    assert shown == max(one.name for one in source.people())


def test_without_scripts_everything_can_be_read(browser: Browser, address: str, source: InventedSource) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    assert page.locator("svg.atlas .place").count() == 11
    assert page.locator(".serial-bar").count() > 10
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="People").click()
    page.get_by_role("link", name="Next 100").click()
    page.locator("#people-table a.mono").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(source.people()[100].number)
    context.close()


def test_night_turns_to_day_at_once_and_stays_on_the_next_page(page: Page) -> None:
    page.goto("/handovers")
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "day")
    page.wait_for_timeout(300)
    page.goto("/book")

    expect(page.locator("html")).to_have_attribute("data-theme", "day")


def test_the_age_of_the_numbers_is_said_when_the_link_is_cut(browser: Browser) -> None:
    with served(InventedSource(60)) as address:
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/book")
        expect(page.locator("#live")).to_have_attribute("data-is", "live")

    expect(page.locator("#live")).to_have_attribute("data-is", "old")
    expect(page.locator("#live span")).to_contain_text("s old")
    context.close()


def test_without_assets_the_map_is_drawn_and_the_page_has_no_fault(browser: Browser, tmp_path: Path) -> None:
    with served(InventedSource(600), assets=tmp_path) as address:
        context = browser.new_context(viewport={"width": 1600, "height": 1000}, base_url=address)
        watched = Watched(context, address)
        watched.page.goto("/")
        expect(watched.page.locator("#live")).to_have_attribute("data-is", "live")
        watched.page.wait_for_timeout(800)
        assert watched.page.locator("#map svg.atlas .place").count() == 11
        assert watched.faults == []
        context.close()


def test_with_assets_the_map_can_be_moved(browser: Browser, address: str) -> None:
    with launched(browser.browser_type, drawn=SOLID) as drawing:
        watched = Watched(drawing.new_context(viewport={"width": 1600, "height": 1000}), address)
        watched.page.goto(address)
        if "maplibre-gl" not in watched.page.locator('script[type="importmap"]').inner_text():
            pytest.skip("the console's assets are not installed here")

        # Drawn by the processor, and with every other test beside it, a map takes its time.
        expect(watched.page.locator("#map")).to_have_attribute("data-by", "maplibre", timeout=240_000)

        assert watched.page.locator("#map a.spot").count() == 11
        assert watched.faults == []


def test_names_in_arabic_letters_are_joined_on_the_map(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    context.add_cookies([{"name": "lang", "value": "ckb", "url": address}])
    page = context.new_page()
    page.goto("/due")
    module = (page.locator("script[data-worker]").get_attribute("src") or "").replace("console.js", "map-names.js")

    broad = page.evaluate(
        """async ([module, name]) => {
          const { faced, pictured, written } = await import(module);
          await faced();
          const drawn = [name, [...name].join("\u200c")].map((one) => pictured(`said:day:--fg:12:${one}`)[0].width);
          return [...drawn, written("en", 11, "--town")[0], pictured("room")];
        }""",
        [module, "هەڵمەت"],
    )
    context.close()

    assert broad[0] < broad[1]  # a letter that joins is narrower than one that stands alone
    assert broad[2:] == ["format", None]


def test_a_narrow_screen_reaches_every_page_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 900}, base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/due")
    every = page.locator("#all-pages")
    expect(every).to_be_hidden()

    page.get_by_role("button", name="More").click()
    expect(every).to_be_visible()
    every.get_by_role("link", name="Camps").click()
    page.wait_for_url("**/camps")

    expect(page.get_by_role("navigation", name="Used most").get_by_role("link")).to_have_count(4)
    context.close()


PUSHED_SIDEWAYS = """[...document.querySelectorAll(".scroll")]
  .filter((box) => box.querySelector(":scope > table") && box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.getAttribute("aria-label"))"""


def test_no_table_of_a_page_has_to_be_pushed_sideways(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 900}, base_url=address, java_script_enabled=False)
    page = context.new_page()
    wide = {}

    for path in ("/", "/people", "/handovers", "/plan", "/board", "/manifests", "/serials/S-001"):
        page.goto(path)
        for width in (820, 1180, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide[path, width] = page.evaluate(PUSHED_SIDEWAYS)

    context.close()
    assert not any(wide.values()), wide


def of_each_on_a_tablet(
    browser: Browser, address: str, paths: Iterable[str], asked: str, *, language: str = "en"
) -> dict[str, list[str]]:
    """What a script finds on each page at a tablet's width, where it finds anything."""
    context = browser.new_context(viewport={"width": 820, "height": 900}, base_url=address, java_script_enabled=False)
    context.add_cookies([{"name": "lang", "value": language, "url": address}])
    page = context.new_page()
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = page.evaluate(asked)
    context.close()
    return {path: said for path, said in found.items() if said}


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
def test_on_a_tablet_the_end_of_no_row_is_out_of_sight(
    browser: Browser, address: str, source: InventedSource, language: str
) -> None:
    boards = ("/due", "/musters", "/coordination", "/agreements", "/watch", "/camps", "/beds", "/repatriation")
    person = f"/people/{source.people()[3].number}"

    assert (
        of_each_on_a_tablet(browser, address, (*boards, "/incidents", person), PUSHED_SIDEWAYS, language=language) == {}
    )


def test_what_is_pressed_on_a_tablet_is_as_large_as_a_finger(browser: Browser, address: str) -> None:
    paths = ("/people", "/handovers", "/manifests", "/musters", "/identity", "/watch/HSK-1/what-if")
    small = (
        "[...document.querySelectorAll('button, summary, select, input:not([type=hidden]), .press, .pickchip')]"
        ".filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)"
        ".map((one) => one.outerHTML.slice(0, 120))"
    )

    assert of_each_on_a_tablet(browser, address, paths, small) == {}


def test_a_row_is_pressed_over_its_whole_height_with_a_finger(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 820, "height": 1100}, has_touch=True, base_url=address)
    page = context.new_page()
    page.goto("/people")
    tops = [page.locator(f"#person-{at}").bounding_box() for at in (0, 1)]
    page.goto("/handovers")
    row = page.locator(".list tbody tr").nth(1)
    whose, stands = row.locator("a").first.get_attribute("href"), row.bounding_box()
    link = row.locator("a").first.bounding_box()
    assert link is not None
    assert stands is not None
    page.touchscreen.tap(link["x"] + 8, stands["y"] + 3)
    page.wait_for_url(f"**{whose}")
    context.close()

    assert None not in tops
    assert [round(one["height"]) for one in tops if one] == [44, 44]


@pytest.mark.parametrize("language", ["en", "ar", "ckb", "kmr"])
def test_the_head_of_a_page_is_one_line_on_a_telephone(browser: Browser, address: str, language: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
    context.add_cookies([{"name": "lang", "value": language, "url": address}])
    page = context.new_page()
    page.goto("/handovers")
    expect(page.locator("#live")).to_have_attribute("data-is", "live")

    tops = page.evaluate(
        "[...document.querySelectorAll('.head .press')].filter((one) => one.checkVisibility())"
        ".map((one) => one.getBoundingClientRect().top)"
    )
    named = page.locator(".brand").inner_text()
    context.close()

    assert len(tops) > 1
    assert len(set(tops)) == 1
    assert named == "Musterbook"


def test_a_serial_dragged_to_another_hour_asks_what_the_form_asks(page: Page, source: InventedSource) -> None:
    page.goto("/board")
    expect(page.locator("#live")).to_have_attribute("data-is", "live")
    page.wait_for_timeout(500)
    bar = page.locator('.serial-bar[data-acts~="slip"]').first
    serial, box = bar.get_attribute("data-serial"), bar.locator(".box").bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 120, box["y"] + 8, steps=4)
    page.mouse.up()

    page.wait_for_url(f"**serial={serial}**act=slip**leaves=**")
    expect(page.locator(".judged h3")).to_contain_text(f"{serial} at")
    before = next(one.leaves_at for one in source.situation().serials if one.serial == serial)
    moved = page.locator("#slip-form input[name=leaves]").input_value()
    assert zulu(before + timedelta(minutes=30)) < moved < zulu(before + timedelta(hours=3))


def test_a_keyboard_alone_tries_a_change_of_a_serial(page: Page) -> None:
    page.goto("/board")
    page.wait_for_timeout(600)
    page.locator('.serial-bar[data-acts~="slip"]').first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**serial=**")
    page.locator("#slip-form input[name=leaves]").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".judged")).to_contain_text("No rule is broken")


def test_a_bar_of_the_plan_opens_its_serial_and_asks_why(page: Page) -> None:
    page.goto("/plan?hours=0")
    page.wait_for_timeout(600)
    page.locator(".gantt .serial-bar").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**serial=**")
    page.locator("#serial").get_by_role("link", name="Why is it not earlier?").click()

    expect(page.locator("#answer")).to_be_visible()


def test_shift_and_arrows_put_a_serial_to_another_hour_and_delete_tries_without_it(
    page: Page, source: InventedSource
) -> None:
    page.goto("/board")
    page.wait_for_timeout(600)
    bar = page.locator('.serial-bar[data-acts~="slip"]').first
    serial = bar.get_attribute("data-serial")
    before = next(one.leaves_at for one in source.situation().serials if one.serial == serial)
    bar.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**serial={serial}**act=slip**leaves=**")

    # A quarter of an hour later, and to the nearest five minutes.
    told = page.locator("#slip-form input[name=leaves]").input_value()
    assert zulu(before + timedelta(minutes=12)) < told < zulu(before + timedelta(minutes=18))
    page.locator(f'.serial-bar[data-serial="{serial}"]').focus()
    page.keyboard.press("Delete")
    expect(page.locator(".judged h3")).to_have_text(f"Without {serial}")


def test_a_serial_dropped_on_another_of_its_place_asks_for_seats_there(page: Page) -> None:
    page.goto("/board")
    page.wait_for_timeout(600)
    pair = page.evaluate(
        """() => { const bars = [...document.querySelectorAll('.serial-bar[data-acts~="reseat"]')];
        for (const one of bars) for (const two of bars)
            if (one !== two && one.dataset.origin === two.dataset.origin)
                return [one.dataset.serial, two.dataset.serial];
        return null; }"""
    )
    assert pair, "the invented account has two serials of one place that have not left"
    ends = [page.locator(f'.serial-bar[data-serial="{one}"] .box').bounding_box() for one in pair]
    assert ends[0] is not None
    assert ends[1] is not None

    page.mouse.move(ends[0]["x"] + ends[0]["width"] / 2, ends[0]["y"] + 8)
    page.mouse.down()
    page.mouse.move(ends[1]["x"] + ends[1]["width"] / 2, ends[1]["y"] + 8, steps=5)
    page.mouse.up()

    page.wait_for_url(f"**serial={pair[0]}**act=reseat**target={pair[1]}**")
    expect(page.locator(".judged h3")).to_have_text(f"People of {pair[0]} on {pair[1]}")


def test_the_days_of_the_control_areas_slide(page: Page) -> None:
    page.goto("/watch/map")
    slider = page.get_by_role("slider")
    slider.wait_for()
    page.wait_for_timeout(300)
    newest = page.locator(".area.hostile").get_attribute("d")

    with page.expect_response(re.compile("/fragments/watch-map")):
        slider.press("Home")
    page.wait_for_function("before => document.querySelector('.area.hostile').getAttribute('d') !== before", arg=newest)

    assert "day=2026-01-05" in page.url
    assert page.locator("[data-told]").inner_text() == "2026-01-05"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_keyboard_alone_goes_to_a_place_on_the_map(browser: Browser, address: str, scripts: bool) -> None:  # noqa: FBT001  a case of the test
    context = browser.new_context(
        viewport={"width": 1600, "height": 1000}, base_url=address, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto("/")
    place = page.locator("#map a[href*='/sites/HSK-1']").first
    place.wait_for(state="attached")

    place.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/sites/HSK-1*")
    context.close()
