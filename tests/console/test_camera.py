"""A tablet's camera reads wristbands off a film of the printed ones, turned and blurred, into the count of a door."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect
from tools.chromium import chromium

from musterbook.papers.printing import printed_paper
from musterbook.store.scans import Scans
from tests.console.asking import served
from tests.console.at_a_ramp import ESCORT, GIVER, Ramp, prepared, ramp_at
from tests.console.browsing import IN_A_BROWSER
from tests.operation.making import MORNING

pytestmark = IN_A_BROWSER

BANDS, DPI, WIDE, HIGH = 6, 110, 1280, 720
TURNED = (0, 15, -15, 7, -10, 12)
"""Degrees, band by band."""
PICTURES_OF_EACH = 30
"""A band is in sight for a second; then the next, and after the last the first again."""
PATIENCE_MS = 90_000
IS_KEPT = """new Promise((done) => {
  const worker = navigator.serviceWorker;
  if (worker.controller) done();
  else worker.addEventListener("controllerchange", () => done());
  setTimeout(done, 60000);
})"""
"""Waits until the tablet keeps the page and its reader of codes."""


def filmed(band: Image.Image, degrees: float) -> bytes:
    """A band held before a camera: turned, a little out of focus, in front of something grey."""
    scene = Image.new("L", (WIDE, HIGH), 90)
    held = band.convert("L").rotate(degrees, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    scene.paste(held, ((WIDE - held.width) // 2, (HIGH - held.height) // 2))
    written = io.BytesIO()
    scene.filter(ImageFilter.GaussianBlur(1.1)).convert("RGB").save(written, "JPEG", quality=80)
    return written.getvalue()


def film_of(ramp: Ramp, to: Path) -> Path:
    """The first six bands as the console prints them, one after another, as pictures joined end to end."""
    pdf = printed_paper(ramp.book, "bands", "willow", MORNING + timedelta(minutes=79), language="en").parts[0]
    with pypdfium2.PdfDocument(pdf) as pages, to.open("wb") as film:
        for place, degrees in enumerate(TURNED):
            film.write(filmed(pages[place].render(scale=DPI / 72).to_pil(), degrees) * PICTURES_OF_EACH)
    return to


@pytest.fixture
def ramp(tmp_path: Path) -> Iterator[Ramp]:
    (tmp_path / "here").mkdir()
    with ramp_at(prepared(tmp_path), tmp_path / "here") as opened:
        yield opened


@pytest.fixture
def tablet(ramp: Ramp, tmp_path: Path) -> Iterator[Page]:
    """A tablet whose camera sees the film, on a console of this machine."""
    film = film_of(ramp, tmp_path / "film.mjpeg")
    seeing = (
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )  # fmt: skip
    with served(ramp.source, pen=ramp.source) as where, chromium(*seeing) as browser:
        page = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True, base_url=where).new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield page


def test_bands_on_a_film_are_read_without_a_network_and_counted_once_each(ramp: Ramp, tablet: Page) -> None:
    offer, people = ramp.handover.offer, sorted(ramp.handover.people)
    tablet.goto(f"/scan/{offer[:16]}?side=receiver")
    expect(tablet.locator("#age")).not_to_be_empty()
    tablet.evaluate(IS_KEPT)
    tablet.context.set_offline(True)
    tablet.get_by_role("button", name="Camera", exact=True).click()
    expect(tablet.locator("#counted")).to_have_text(str(BANDS), timeout=PATIENCE_MS)
    tablet.get_by_role("button", name="Camera off").click()
    expect(tablet.locator("#film")).to_be_hidden()
    assert Scans(ramp.folder).of(offer, "receiver") == []
    tablet.context.set_offline(False)
    expect(tablet.locator("#unsent")).to_have_text("All sent", timeout=PATIENCE_MS)

    scans = Scans(ramp.folder).of(offer, "receiver")
    assert sorted(one.number for one in scans if one.answer == "go") == people[:BANDS]
    assert {one.answer for one in scans} <= {"go", "already"}
    assert {one.read for one in scans} == set(ramp.bands()[:BANDS])

    tablet.goto(f"{ramp.way}?side=receiver")
    tablet.get_by_label(f"Take the {BANDS} bands read at this door").check()
    tablet.get_by_label("Officer").first.fill(ESCORT)
    tablet.get_by_role("button", name="Enter my count").click()
    expect(tablet.get_by_text(f"You counted {BANDS}.")).to_be_visible()
    tablet.goto(f"{ramp.way}?side=giver")
    tablet.get_by_label("Officer").first.fill(GIVER)
    tablet.get_by_role("button", name="Doors shut").click()
    expect(tablet.locator("#difference")).to_have_text(f"10 let go, {BANDS} counted, 4 too few.")
