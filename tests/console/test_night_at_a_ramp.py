"""One night at one ramp: two browsers and one tablet, from the list to the receipts, one man short, the network cut.

The site's officer and the escort's commander sign in, each in a browser of his own; the escort reads bands on a tablet
over TLS of this machine's own. From the offer on everything is done on pages.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tools.chromium import chromium

from musterbook.console.porch import Porch
from musterbook.operation.letting_in import Made, make_account
from musterbook.operation.letting_tablets_in import offer_pass
from musterbook.operation.verifying import verify_book
from musterbook.store.accounts import Accounts
from musterbook.store.scans import Scan
from tests.console.at_a_ramp import ESCORT, GIVER, Ramp, prepared, ramp_at
from tests.console.browsing import IN_A_BROWSER
from tests.console.lan_console import NAME, LanConsole
from tests.console.signing import CHEAP, PASSWORD, Clock, digits_of

pytestmark = IN_A_BROWSER
SECONDS = 30_000
KEEPER = "a.admin"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}
KEEPS_ITSELF = """new Promise((done) => {
  const worker = navigator.serviceWorker;
  if (worker.controller) done(true);
  worker.addEventListener("controllerchange", () => done(true));
  setTimeout(() => done(false), 20000);
})"""

SENDS_AS = """async ([way, officer]) => {
  const { token } = await (await fetch(`${way}/list?side=receiver`)).json();
  const body = JSON.stringify({ token, side: "receiver", officer, lines: [] });
  const headers = { "content-type": "application/json" };
  return (await fetch(`${way}/lines`, { method: "POST", headers, body })).status;
}"""


@dataclass
class Night:
    """The ramp, its console on this machine and on the network, and who can sign in."""

    ramp: Ramp
    console: LanConsole
    porch: Porch
    clock: Clock
    made: dict[str, Made]

    def sign_in(self, page: Page, officer: str) -> None:
        """Fill in the form that stands there, a minute later than the last, as digits count once."""
        self.clock.at += 60
        page.get_by_label("Officer").fill(officer)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Six digits").fill(digits_of(self.made[officer], self.porch.clock()))
        page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def night(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Night]:
    with ramp_at(prepared(tmp_path_factory.mktemp("ramp")), tmp_path) as ramp:
        made = {
            officer: make_account(
                Accounts(ramp.folder), officer, PASSWORD, operation="willow", by="a.admin", at=0, cost=CHEAP
            )
            for officer in (GIVER, ESCORT, KEEPER)
        }
        clock = Clock()
        porch = Porch.beside(ramp.folder, ramp.book, lambda: ramp.source.stamp().as_of)
        porch.cost, porch.clock = CHEAP, clock
        console = LanConsole.of(ramp.folder, porch, ramp.source, ramp.source)
        yield Night(ramp, console, porch, clock, made)
        console.close()


@pytest.fixture
def browser(night: Night) -> Iterator[Browser]:
    """Chromium that finds the network's name here, and takes the key of this machine's server and no other."""
    server = x509.load_pem_x509_certificate(night.console.there.files.server.read_bytes())
    key = server.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    known = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={pin}")
    with chromium(*known) as opened:
        yield opened


def usable(page: Page) -> None:
    """Everyone can use the page, as far as rules can tell."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def tablet_in(night: Night, context: BrowserContext) -> Page:
    """A tablet that is let in by its pass, and on which the escort's commander signs in."""
    page = context.new_page()
    passed = offer_pass(night.console.there.tablets, "gate-1", by="a.admin", at=night.porch.clock())
    page.goto(f"{night.console.address}/enrol-tablet?pass={passed}")
    expect(page.get_by_text(night.console.there.files.groups)).to_be_visible()
    page.get_by_role("button", name="They are the same").click()
    page.wait_for_url("**/sign-in**", timeout=SECONDS)
    night.sign_in(page, ESCORT)
    page.wait_for_url("**/handovers", timeout=SECONDS)
    return page


def read(page: Page, band: str) -> None:
    """A scanner types a band."""
    page.locator("#band").fill(band)
    page.locator("#band").press("Enter")


def read_nine_while_the_network_is_cut(night: Night, on_tablet: BrowserContext) -> None:
    """Four bands are read, the network goes, five more, one of them twice, and a band that is another's."""
    ramp, bands, people = night.ramp, night.ramp.bands(), sorted(night.ramp.handover.people)
    tablet = tablet_in(night, on_tablet)
    tablet.goto(f"{night.console.address}/scan/{ramp.handover.offer[:16]}?side=receiver")
    expect(tablet.locator("#unsent")).to_have_text("All sent", timeout=SECONDS)
    assert tablet.evaluate(KEEPS_ITSELF)
    usable(tablet)
    for place, band in enumerate(bands[1:5], start=1):
        read(tablet, band)
        expect(tablet.locator("#counted")).to_have_text(str(place))
    expect(tablet.locator("#answer")).to_have_attribute("data-is", "go")
    expect(tablet.locator("#unsent")).to_have_text("All sent", timeout=SECONDS)
    on_tablet.set_offline(True)
    taken_on_another_tablet(night, bands[6].split()[1])
    for place, band in enumerate(bands[5:], start=5):
        read(tablet, band)
        expect(tablet.locator("#counted")).to_have_text(str(place))
    read(tablet, bands[5])
    expect(tablet.locator("#answer-word")).to_have_text("ALREADY COUNTED")
    read(tablet, f"MB1 {people[0]} 0000000000000000")
    expect(tablet.locator("#answer-word")).to_have_text("WRONG BAND")
    expect(tablet.locator("#unsent")).to_have_attribute("data-n", "7")
    tablet.reload()  # the page itself opens without a network, and knows what waits
    expect(tablet.locator("#unsent")).to_have_text("7 not yet sent", timeout=SECONDS)
    assert len(night.console.scans.of(ramp.handover.offer, "receiver")) == 5
    tablet.get_by_label("Who reads here?").fill(GIVER)
    tablet.get_by_role("button", name="He reads").click()
    expect(tablet.locator("#warns")).to_contain_text(f"{GIVER} is no officer of bus-1 who may sign here")
    tablet.get_by_role("button", name="He reads").click()
    read(tablet, bands[4])
    expect(tablet.locator("#others")).to_contain_text(f"of {GIVER} wait here")
    tablet.reload()
    tablet.get_by_role("button", name=f"I am {ESCORT}").click()
    on_tablet.set_offline(False)
    expect(tablet.locator("#unsent")).to_have_text("All sent", timeout=SECONDS)
    scans = night.console.scans.of(ramp.handover.offer, "receiver")
    assert len(scans) == len({one.key for one in scans}) == 12
    assert [(one.tablet, one.officer) for one in scans if one.tablet] == [("gate-1", ESCORT)] * 11
    expect(tablet.locator("#changed li")).to_have_text(f"{people[6]}: ALREADY COUNTED (said here: GO)")
    tablet.get_by_role("button", name="Seen").click()
    expect(tablet.locator("#changed")).to_be_hidden()
    assert tablet.evaluate(SENDS_AS, [f"/scan/{ramp.handover.offer[:16]}", GIVER]) == 403
    leave_with_a_line_of_another_waiting(night, tablet)


def taken_on_another_tablet(night: Night, number: str) -> None:
    """Another tablet of this side reads somebody."""
    offer = night.ramp.handover.offer
    scan = Scan(str(uuid.uuid4()), offer, "receiver", ESCORT, "", number, number, "go", "2026-01-21T04:20:00Z", 0)
    night.console.scans.take(offer, "receiver", 0, [scan])


def leave_with_a_line_of_another_waiting(night: Night, tablet: Page) -> None:
    """The escort signs out; what the giver is said to have read stays, and is not taken for a side he is not of."""
    tablet.get_by_role("button", name="Sign out and forget this list").click()
    expect(tablet.locator("#warns")).to_contain_text("1 scan on this tablet is not sent")
    tablet.get_by_role("button", name="Sign out and forget this list").click()
    tablet.wait_for_url("**/sign-in**", timeout=SECONDS)
    night.sign_in(tablet, GIVER)
    tablet.wait_for_url(f"{night.console.address}/", timeout=SECONDS)
    tablet.goto(f"{night.console.address}/scan/{night.ramp.handover.offer[:16]}?side=giver")
    expect(tablet.locator("#stuck")).to_contain_text("is not taken by the console", timeout=SECONDS)
    read(tablet, night.ramp.bands()[0])  # the giver's own side goes on
    expect(tablet.locator("#unsent")).to_have_attribute("data-n", "1")
    expect(tablet.locator("#left")).to_have_text("9")
    again = tablet.get_by_role("button", name="Count this door again")
    again.click()
    expect(tablet.locator("#warns")).to_contain_text("Press again to count it again")
    again.click()
    expect(tablet.locator("#left")).to_have_text("10")
    assert night.console.scans.of(night.ramp.handover.offer, "giver") == []


def hand_over(night: Night, giver: Page, escort: Page) -> None:
    """Each side enters alone: the escort what was read, the giver all ten; then both see the difference, and sign."""
    ramp, people = night.ramp, sorted(night.ramp.handover.people)
    escort.goto(f"{ramp.way}?side=receiver")
    assert not any(number in escort.locator("main").inner_text() for number in people)
    letters = escort.locator("#letters").inner_text()
    escort.get_by_label("Take the 9 bands read at this door").check()
    escort.get_by_role("button", name="Enter my count").click()
    expect(escort.get_by_text("You counted 9.")).to_be_visible(timeout=SECONDS)
    giver.goto(f"{ramp.way}?side=giver")
    assert giver.locator("#letters").inner_text() == letters
    assert "9" not in giver.locator(".facts").inner_text().replace(ramp.handover.reference, "").replace(letters, "")
    giver.get_by_role("button", name="Doors shut").click()
    expect(giver.locator("#difference")).to_have_text("10 let go, 9 counted, 1 too few.", timeout=SECONDS)
    overview = giver.context.new_page()
    overview.goto("/")
    escort.goto(f"{ramp.way}?side=receiver")
    expect(escort.locator("#difference")).to_have_text("10 let go, 9 counted, 1 too few.")
    usable(escort)
    escort.get_by_label(f"What is the matter: {people[0]}").select_option("missing")
    escort.get_by_role("button", name="Sign: I hold those ticked").click()
    expect(escort.get_by_text("Nothing more is to be signed here.")).to_be_visible(timeout=SECONDS)
    expect(overview.locator("[data-live='totals.discrepancies']")).to_have_text("1")


def test_a_night_from_the_list_to_the_receipts_with_one_man_short_and_the_network_cut(
    night: Night, browser: Browser
) -> None:
    giver, escort = (browser.new_context(base_url=night.console.own).new_page() for _ in range(2))
    for page, officer in ((giver, GIVER), (escort, ESCORT)):
        page.goto("/handovers")
        night.sign_in(page, officer)
        page.wait_for_url("**/handovers", timeout=SECONDS)
    on_tablet = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True)

    read_nine_while_the_network_is_cut(night, on_tablet)
    hand_over(night, giver, escort)

    giver.goto(f"{night.ramp.way}/receipt")
    heading = f"Receipt of handover {night.ramp.handover.reference}"
    assert giver.get_by_role("heading", name=heading).count() == 3
    kinds = [one.fact.kind for one in night.ramp.book.entries()]
    assert (kinds.count("custody.let-go"), kinds.count("custody.accepted")) == (1, 1)
    assert night.ramp.handover.accepted == frozenset(sorted(night.ramp.handover.people)[1:])
    assert verify_book(night.ramp.folder).failed == []


def test_a_keeper_shows_a_pass_on_the_page_and_shuts_the_tablet_out_there(night: Night, browser: Browser) -> None:
    page = browser.new_context(base_url=night.console.own).new_page()
    page.goto("/tablets")
    night.sign_in(page, KEEPER)
    page.wait_for_url("**/tablets", timeout=SECONDS)
    page.get_by_label("Name").fill("gate-2")
    page.get_by_role("button", name="Show its pass").click()
    way = page.locator("[role=status] .mono").inner_text(timeout=SECONDS)
    page.set_viewport_size({"width": 390, "height": 844})
    stands = page.locator("[role=status] .mono").bounding_box()
    assert stands is not None
    assert stands["x"] + stands["width"] < 390
    usable(page)
    tablet = browser.new_context().new_page()
    tablet.goto(way.replace("127.0.0.1", NAME))
    usable(tablet)
    tablet.get_by_role("button", name="They are the same").click()
    tablet.wait_for_url("**/sign-in**", timeout=SECONDS)

    page.goto("/tablets")
    page.get_by_role("row", name="gate-2").get_by_role("button", name="Shut out").click()
    expect(page.get_by_text("shut out 2")).to_be_visible(timeout=SECONDS)

    tablet.goto(f"{night.console.address}/handovers")
    expect(tablet).to_have_url(f"{night.console.address}/enrol-tablet")
    trust = browser.new_context().new_page()
    trust.goto(night.console.there.trust)
    usable(trust)
