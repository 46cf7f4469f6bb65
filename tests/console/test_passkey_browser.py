"""A passkey in a real browser with a lock of its own: added after a second factor, and then all one needs."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.console.browsing import IN_A_BROWSER
from tests.console.signing import PASSWORD, Front, on_a_port

pytestmark = IN_A_BROWSER
SECONDS = 20_000


@pytest.fixture
def front(tmp_path: Path) -> Front:
    made = Front(tmp_path)
    made.account("h.officer")
    return made


def device_of(browser: Browser) -> tuple[Page, CDPSession, str]:
    """A page of a browser of its own, whose lock says yes to whoever is before it."""
    page = browser.new_context().new_page()
    lock = page.context.new_cdp_session(page)
    lock.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return page, lock, lock.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def add(page: Page, front: Front, address: str, officer: str) -> None:
    """Sign in by password and six digits, add a passkey, and sign out."""
    front.clock.at += 60
    page.goto(f"{address}/sign-in")
    page.get_by_label("Officer").fill(officer)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Six digits").fill(front.digits(officer))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{address}/", timeout=SECONDS, wait_until="commit")
    page.goto(f"{address}/account")
    page.get_by_label("Name of the device").fill("gate tablet")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("gate tablet")).to_be_visible(timeout=SECONDS)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{address}/sign-in", timeout=SECONDS, wait_until="commit")


def another_key() -> str:
    """A private key that nobody registered, as the lock of a browser takes it."""
    made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )  # fmt: skip
    return base64.b64encode(made).decode()


def test_passkeys_of_two_officers_let_in_each_his_own_until_his_session_ends(front: Front, browser: Browser) -> None:
    front.account("d.desk")
    with on_a_port(front) as address:
        page, _, _ = device_of(browser)
        add(page, front, address, "h.officer")
        other, lock, held = device_of(browser)
        add(other, front, address, "d.desk")
        for _ in range(9):
            front.porch.accounts.failed("h.officer", front.clock.at)

        for one in (page, other):
            one.get_by_role("button", name="Sign in with a passkey").click()
            one.wait_for_url(f"{address}/", timeout=SECONDS, wait_until="commit")

        page.goto(f"{address}/account")
        expect(page.get_by_text("through a passkey")).to_be_visible(timeout=SECONDS)
        page.get_by_role("button", name="Take away").click()
        expect(page.get_by_text("None. With one you sign in")).to_be_visible(timeout=SECONDS)
        page.goto(f"{address}/musters")
        expect(page.locator("#live[data-is=live]")).to_be_attached(timeout=SECONDS)
        front.porch.sessions.end_all("h.officer")
        page.wait_for_url(f"{address}/sign-in?next=/musters", timeout=SECONDS, wait_until="commit")
        other.goto(f"{address}/account")
        expect(other.get_by_text("d.desk").first).to_be_visible(timeout=SECONDS)

        (key,) = lock.send("WebAuthn.getCredentials", {"authenticatorId": held})["credentials"]
        lock.send("WebAuthn.removeCredential", {"authenticatorId": held, "credentialId": key["credentialId"]})
        stolen = {**key, "privateKey": another_key(), "signCount": key["signCount"] + 5}
        lock.send("WebAuthn.addCredential", {"authenticatorId": held, "credential": stolen})
        other.context.clear_cookies()
        other.goto(f"{address}/sign-in")
        other.get_by_role("button", name="Sign in with a passkey").click()
        expect(other.get_by_text("was not taken")).to_be_visible(timeout=SECONDS)
        page.context.close()
        other.context.close()
    assert front.accounts.passkeys("h.officer") == []
    assert front.accounts.passkeys("d.desk")[0].counter < stolen["signCount"]
