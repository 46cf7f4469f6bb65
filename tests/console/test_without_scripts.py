"""Without scripts, from signing in to the paper: a person is found, offered, taken over, and the receipt is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tools.chromium import chromium

from musterbook.console.porch import Porch
from musterbook.custody.handovers import Handovers
from musterbook.custody.roll import Roll
from musterbook.operation.letting_in import Made, make_account
from musterbook.operation.verifying import verify_book
from musterbook.papers.checking import check_paper
from musterbook.store.accounts import Accounts
from musterbook.terms.custodians import in_hand
from tests.console.asking import served
from tests.console.at_a_ramp import ESCORT, GIVER, Ramp, prepared, ramp_at
from tests.console.browsing import IN_A_BROWSER
from tests.console.signing import CHEAP, PASSWORD, Clock, digits_of
from tests.operation.making import BUS, WILLOW

pytestmark = IN_A_BROWSER


@dataclass
class Desk:
    """One officer before a browser that runs no scripts."""

    page: Page
    officer: str
    made: Made
    clock: Clock

    def enters(self, path: str) -> None:
        """He asks for a page, is asked who he is, says so, and is where he wanted to be."""
        self.page.goto(path)
        self.page.wait_for_url("**/sign-in?**")
        self.page.get_by_label("Officer").fill(self.officer)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_label("Six digits").fill(digits_of(self.made, self.clock()))
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(f"**{path}")


@pytest.fixture
def ramp(tmp_path: Path) -> Iterator[Ramp]:
    """Ten people are cleared, and nobody was offered."""
    (tmp_path / "here").mkdir()
    with ramp_at(prepared(tmp_path, offered=False), tmp_path / "here") as opened:
        yield opened


@pytest.fixture
def desks(ramp: Ramp) -> Iterator[tuple[Desk, Desk]]:
    """The site's officer and the escort's commander, each with a browser of his own."""
    accounts, clock = Accounts(ramp.folder), Clock()
    made = [
        make_account(accounts, one, PASSWORD, operation="willow", by="a.admin", at=0, cost=CHEAP)
        for one in (GIVER, ESCORT)
    ]
    porch = Porch.beside(ramp.folder, ramp.book, lambda: ramp.source.stamp().as_of)
    porch.cost, porch.clock = CHEAP, clock
    with served(ramp.source, pen=ramp.source, porch=porch) as where, chromium() as browser:
        pages = [browser.new_context(base_url=where, java_script_enabled=False).new_page() for _ in made]
        giver, escort = (
            Desk(page, who, one, clock) for page, who, one in zip(pages, (GIVER, ESCORT), made, strict=True)
        )
        yield giver, escort


def test_from_signing_in_to_the_printed_receipt_no_step_needs_a_script(ramp: Ramp, desks: tuple[Desk, Desk]) -> None:
    giver, escort = desks
    number = min(ramp.book.reading(Roll).on(in_hand(WILLOW)))

    giver.enters("/people")
    giver.page.get_by_role("searchbox").fill(number)
    giver.page.get_by_role("button", name="Show", exact=True).click()
    giver.page.wait_for_url("**/people?**")
    giver.page.get_by_role("link", name=number, exact=True).click()
    expect(giver.page.get_by_role("heading", level=1)).to_have_text(number)

    giver.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Handovers").click()
    giver.page.wait_for_url("**/handovers")
    giver.page.get_by_role("link", name="Offer people").click()
    giver.page.wait_for_url("**/handovers/offer")
    giver.page.get_by_label("Receiver").fill(BUS)
    giver.page.get_by_label("Only these, by number").fill(number)
    giver.page.get_by_role("button", name="Sign the offer").click()
    giver.page.wait_for_url("**/handovers/hand/**")
    giver.page.get_by_role("button", name="Doors shut").click()
    expect(giver.page.get_by_role("button", name="Doors shut")).to_have_count(0)
    [handover] = ramp.book.reading(Handovers)

    escort.enters("/handovers")
    escort.page.get_by_role("link", name=handover.reference).click()
    expect(escort.page.get_by_role("heading", level=1)).to_have_text(f"Handover {handover.reference}")
    assert number not in escort.page.locator("main").inner_text()
    escort.page.get_by_label("People counted").fill("1")
    escort.page.get_by_role("button", name="Enter my count").click()
    expect(escort.page.locator("#difference")).to_have_text("1 let go, 1 counted: the same.")
    escort.page.get_by_role("button", name="Sign: I hold those ticked").click()
    escort.page.get_by_role("link", name="Three receipts to print").click()
    expect(escort.page.get_by_role("heading", level=1)).to_have_count(3)
    paper = escort.page.get_by_role("link", name="As a PDF").get_attribute("href")
    printed = escort.page.request.get(str(paper))

    [handover] = ramp.book.reading(Handovers)
    assert handover.accepted == {number}
    assert handover.reference in str(check_paper(printed.body(), "receipt.pdf").paper)
    assert verify_book(ramp.folder).failed == []
