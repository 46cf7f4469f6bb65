"""A passkey in a real browser with a lock of its own: added after a second factor, and then all one needs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from musterbook.console.app import create_app
from musterbook.console.settings import Settings
from tests.console.browsing import IN_A_BROWSER
from tests.console.invented import InventedSource
from tests.console.signing import PASSWORD, Front

pytestmark = IN_A_BROWSER
SECONDS = 20_000


@pytest.fixture
def front(tmp_path: Path) -> Front:
    made = Front(tmp_path)
    made.account("h.officer")
    return made


@contextmanager
def on_a_port(front: Front) -> Iterator[str]:
    """The console where a browser reaches it as localhost."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(8)
    app = create_app(InventedSource(12), settings=Settings(), porch=front.porch)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="error", timeout_graceful_shutdown=1))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    try:
        yield f"http://localhost:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join(timeout=10)
        listening.close()


def test_a_passkey_is_added_by_who_signed_in_and_lets_him_in_alone(front: Front, browser: Browser) -> None:
    with on_a_port(front) as address:
        context = browser.new_context()
        page = context.new_page()
        lock = context.new_cdp_session(page)
        lock.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        lock.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{address}/sign-in")
        page.get_by_label("Officer").fill("h.officer")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Six digits").fill(front.digits("h.officer"))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{address}/", timeout=SECONDS, wait_until="commit")
        page.goto(f"{address}/account")
        page.get_by_label("Name of the device").fill("gate tablet")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_text("gate tablet")).to_be_visible(timeout=SECONDS)
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url(f"{address}/sign-in", timeout=SECONDS, wait_until="commit")
        for _ in range(9):
            front.porch.accounts.failed("h.officer", front.clock.at)

        page.get_by_role("button", name="Sign in with a passkey").click()

        page.wait_for_url(f"{address}/", timeout=SECONDS, wait_until="commit")
        page.goto(f"{address}/account")
        expect(page.get_by_text("through a passkey")).to_be_visible(timeout=SECONDS)
        page.get_by_role("button", name="Take away").click()
        expect(page.get_by_text("None. With one you sign in")).to_be_visible(timeout=SECONDS)
        context.close()
    assert front.accounts.passkeys("h.officer") == []
