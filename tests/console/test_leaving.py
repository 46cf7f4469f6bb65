"""Signing out in a real browser: what was read at a door and waits there outlives the session of whoever read it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from playwright.sync_api import Browser, Page, expect

from tests.console.browsing import IN_A_BROWSER, PATIENCE_MS
from tests.console.signing import PASSWORD, Front, on_a_port

pytestmark = IN_A_BROWSER
OFFICER = "h.officer"
LATE_SECONDS = 2.0
STORES = """new Promise((done, failed) => {
  const asked = indexedDB.open("musterbook-scan", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("lines", { keyPath: "key" });
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const kept = asked.result.transaction("lines", "readwrite").objectStore("lines");
    %s
    kept.transaction.oncomplete = () => { asked.result.close(); done(counted.result); };
  };
})"""
KEEP_ONE = (
    STORES
    % """kept.put({ key: "a", officer: "another", at: "2026-01-21T04:20:00Z", sent: false });
    const counted = kept.count();"""
)
COUNT = STORES % "const counted = kept.count();"
NEVER_ANSWERS = "IDBFactory.prototype.open = () => ({});"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def address(tmp_path: Path, page: Page) -> Iterator[str]:
    """The console where an officer has signed in and stands on the page of his account."""
    front = Front(tmp_path)
    front.account(OFFICER)
    with on_a_port(front, around=late) as reached:
        page.goto(f"{reached}/sign-in?next=/account")
        page.get_by_label("Officer").fill(OFFICER)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Six digits").fill(front.digits(OFFICER))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{reached}/account")
        yield reached


def late(app: ASGIApp) -> ASGIApp:
    """The console on a slow line: whoever signs out hears of it by the stream before his form is answered."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        async def slowly(said: Message) -> None:
            if said["type"] == "http.response.start" and scope["path"] == "/account/out":
                await asyncio.sleep(LATE_SECONDS)
            await send(said)

        await app(scope, receive, slowly)

    return asked


def leave(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()


def test_whoever_signs_out_of_a_browser_where_nothing_waits_is_out(page: Page, address: str) -> None:
    leave(page)

    page.wait_for_url(f"{address}/sign-in")
    page.goto(f"{address}/people")
    assert page.url == f"{address}/sign-in?next=/people"


def test_the_end_of_the_stream_does_not_overtake_the_answer_that_wipes(page: Page, address: str) -> None:
    expect(page.locator("#live[data-is=live]")).to_be_attached(timeout=PATIENCE_MS)

    leave(page)

    page.wait_for_url(f"{address}/sign-in")  # the stream would say where to go on: ?next=/account


def test_a_second_press_does_not_run_ahead_of_what_waits(page: Page, address: str) -> None:
    assert page.evaluate(KEEP_ONE) == 1

    page.evaluate("const [out] = document.querySelectorAll('#leaving button'); out.click(); out.click(); out.click();")
    expect(page.locator("#leaving-waits")).to_be_visible(timeout=PATIENCE_MS)
    assert page.url == f"{address}/account"
    leave(page)

    page.wait_for_url(f"{address}/sign-in")
    assert page.evaluate(COUNT) == 1


def test_a_storage_that_does_not_answer_is_taken_to_keep_something(page: Page, address: str) -> None:
    page.clock.install()
    page.add_init_script(NEVER_ANSWERS)
    page.goto(f"{address}/account")

    leave(page)
    page.clock.fast_forward(6_000)
    expect(page.locator("#leaving-waits")).to_be_visible(timeout=PATIENCE_MS)
    with page.expect_response("**/account/out") as answered:
        leave(page)

    assert "clear-site-data" not in answered.value.headers
    page.wait_for_url(f"{address}/sign-in")
