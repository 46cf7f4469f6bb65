"""Pages of custody walked in a real browser with the keyboard alone, with scripts and without; narrow and wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

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
    press(page, page.get_by_role("navigation", name="Gate").locator("a[title='custody.sheet']"))
    page.wait_for_url("**rule=custody.sheet")
    press(page, page.locator("tbody details summary").first)
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


@dataclass(frozen=True)
class Willow:
    """A page of a console on a small book, on whose pages officers sign; everybody's number; whether scripts run."""

    page: Page
    people: list[str]
    scripts: bool

    def sound(self) -> None:
        """Nothing on the page keeps anybody out; what asks is a script itself."""
        if self.scripts:
            found = Axe().run(self.page, options=RULES)
            assert found.violations_count == 0, found.generate_report()

    def reach(self, target: Locator) -> None:
        """Go there with Tab; the same forms without scripts are not walked a second time, but gone to at once."""
        if self.scripts:
            tab_to(self.page, target)
        else:
            target.focus()

    def press(self, target: Locator) -> None:
        """Go there and press Enter."""
        self.reach(target)
        self.page.keyboard.press("Enter")

    def put(self, **said: str) -> None:
        """Type into the fields of a form, in order; in a closed list typing chooses the word."""
        for name, text in said.items():
            self.reach(self.page.locator(f'form.deed-form [name="{name.replace("__", "-")}"]:visible').first)
            self.page.keyboard.type(text)

    def written(self, button: str) -> None:
        """Press the button that signs, see that it is in the book, and go back to where it was offered."""
        self.press(self.page.get_by_role("button", name=button, exact=True))
        expect(self.page.get_by_text("It is in the book")).to_be_visible()
        signed = self.page.url
        self.press(self.page.locator("main section").get_by_role("link", name="Back"))
        self.page.wait_for_url(lambda url: url != signed)

    def offered(self, path: str, deed: str) -> None:
        """Open a page and press what it offers."""
        into(self.page, path)
        link = self.page.locator("main").get_by_role("link", name=deed, exact=True).first
        if not link.is_visible():
            self.press(self.page.locator(".may summary"))  # it is folded among the other acts
        self.press(link)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(deed)


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def willow(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Willow]:
    """One server for all walks with scripts, and one for all without."""
    place = tmp_path_factory.mktemp("willow")
    open_small_book(place).close()
    book = open_book(place / "willow" / "book")
    source = BookSource(book, now=lambda: MORNING + timedelta(hours=1))
    with served(source, pen=source) as where:
        context = browser.new_context(base_url=where, java_script_enabled=request.param)
        people = [str(one) for one in mustering.roll_of(book, WILLOW)]
        yield Willow(context.new_page(), people, request.param)
        context.close()
    book.close()


def test_a_count_is_called_made_by_two_and_signed_with_the_keyboard_alone(willow: Willow) -> None:
    page, people = willow.page, willow.people
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
    willow.sound()
    sign = page.get_by_role("button", name="Sign the count of 11")
    if not sign.evaluate("one => one === document.activeElement"):
        tab_to(page, sign)
    page.keyboard.press("Enter")

    expect(page.get_by_text("On the roll and not counted")).to_be_visible()
    expect(page.get_by_role("link", name=people[0]).first).to_be_visible()


def test_a_witness_is_held_and_his_hold_lifted_by_two_with_the_keyboard_alone(willow: Willow) -> None:
    page, people = willow.page, willow.people
    willow.offered(f"/people/{people[2]}", "Hold")
    willow.sound()
    willow.put(ground="a wit", officer="s.security")
    willow.written("Hold")

    willow.offered(f"/people/{people[2]}", "Lift a hold")
    willow.put(because="heard already", officer="s.security")
    willow.press(page.get_by_role("button", name="Lift a hold"))
    expect(page.get_by_role("alert").filter(has_text="needs a second officer beside s.security")).to_be_visible()
    willow.sound()
    willow.put(officer__2="l.legal")
    willow.written("Lift a hold")

    expect(page.locator(".hold.over").filter(has_text="witness")).to_be_visible()


def test_whoever_is_marked_is_looked_at_before_he_is_cleared_with_the_keyboard_alone(willow: Willow) -> None:
    page, people = willow.page, willow.people
    into(page, "/eligibility")
    for number in (people[3], people[-1]):
        willow.reach(page.get_by_label(f"Mark {number}"))
        page.keyboard.press("Space")
    willow.press(page.get_by_role("button", name="Clear", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Clear")
    assert set(page.locator("textarea[name=people]").input_value().split()) == {people[3], people[-1]}
    willow.put(officer="e.reviewer")
    willow.press(page.get_by_role("button", name="Look at what is signed"))
    expect(page.get_by_text("Not for these, and why")).to_be_visible()
    willow.sound()
    willow.press(page.get_by_role("button", name="Clear 1, leave 1"))

    expect(page.get_by_text("It is in the book")).to_be_visible()


def test_an_agreement_is_opened_and_closed_with_the_keyboard_alone(willow: Willow) -> None:
    page = willow.page
    willow.offered("/agreements", "Open an agreement")
    willow.sound()
    willow.put(name="AGR-09", kind="memo", parties="willow\nharbour")
    willow.reach(page.get_by_label("relocation"))
    page.keyboard.press("Space")
    willow.put(scope="giver = willow and receiver = harbour")
    # The dialog in which a file is chosen is the machine's own, and no page's.
    page.locator("input[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    willow.put(total="6", until="282100ZJAN26", officer="c.coord")
    willow.written("Open an agreement")

    willow.offered("/agreements/AGR-09", "Close")
    willow.put(reason="repl", officer="c.coord", officer__2="o.desk")
    willow.written("Close")

    expect(page.locator(".chip.stage-revoked")).to_be_visible()


def test_a_contest_is_written_down_and_answered_by_another_with_the_keyboard_alone(willow: Willow) -> None:
    page, people = willow.page, willow.people
    willow.offered(f"/people/{people[4]}", "He contests what the book says")
    willow.put(about="being", statement="I do not belong here", officer="w.counter")
    willow.written("He contests what the book says")

    willow.press(page.locator("main").get_by_role("link", name="Answer a contest: being on the list at all"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Answer a contest")
    willow.put(outcome="rej", because="his papers were seen", officer="l.legal")
    willow.written("Answer a contest")

    into(page, f"/people/{people[4]}")
    expect(page.get_by_role("link", name="Answer a contest: being on the list at all")).to_have_count(0)


def test_an_incident_is_reported_and_closed_with_the_keyboard_alone(willow: Willow) -> None:
    page, people = willow.page, willow.people
    willow.offered("/incidents", "Report an incident")
    willow.put(what="fire", words="smoke in block two", people=people[5], officer="w.officer")
    willow.written("Report an incident")

    expect(page.get_by_role("heading", level=1)).to_contain_text("I-willow-1")
    willow.offered("/incidents/I-willow-1", "Close it with a finding")
    willow.put(words="a cable", officer="o.desk")
    willow.written("Close it with a finding")

    expect(page.locator(".chip").first).to_have_text("closed")


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
