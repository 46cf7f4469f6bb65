"""A console on a local network: its own authority, tablets let in by a pass and shut out, and nothing else served."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from musterbook.console.door import COOKIE, SECURE_COOKIE
from musterbook.console.lan import TABLET_COOKIE, address_here
from musterbook.console.serving_lan import _beside, lan_of
from musterbook.operation.letting_tablets_in import PASS_SECONDS, offer_pass, shut_out
from musterbook.store.lan_authority import LanFiles, lan_files
from musterbook.terms.errors import Malformed, Refused
from tests.console.lan_console import NAME, SECRET, LanConsole
from tests.console.signing import PASSWORD, Front

NOW = datetime(2026, 1, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def front(tmp_path: Path) -> Front:
    made = Front(tmp_path)
    made.account("h.officer")
    return made


@pytest.fixture
def lan(front: Front) -> Iterator[LanConsole]:
    console = LanConsole.on(front)
    yield console
    console.close()


def made_at(folder: Path, now: datetime, *addresses: str) -> LanFiles:
    found = [ipaddress.ip_address(one) for one in addresses]
    return lan_files(folder, names=[NAME], addresses=found, now=now, secret=SECRET)


def verified(files: LanFiles, name: str, at: datetime) -> bool:
    """Whether an independent verifier takes the server's certificate for a name, trusting the authority alone."""
    store = Store([x509.load_der_x509_certificate(files.authority)])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(x509.DNSName(name))
    try:
        verifier.verify(x509.load_pem_x509_certificate(files.server.read_bytes()), [])
    except VerificationError:
        return False
    return True


def test_the_server_is_vouched_for_under_its_name_and_no_other_until_its_end(tmp_path: Path) -> None:
    files = made_at(tmp_path, NOW, "192.168.8.2")

    assert verified(files, NAME, NOW)
    assert not verified(files, "elsewhere.lan", NOW)
    assert verified(files, NAME, NOW + timedelta(days=395))
    assert not verified(files, NAME, NOW + timedelta(days=397))


def test_the_authority_can_vouch_for_nothing_outside_a_local_network(tmp_path: Path) -> None:
    files = lan_files(tmp_path, names=["bank.example"], addresses=[], now=NOW, secret=SECRET)

    assert not verified(files, "bank.example", NOW)


def test_keys_are_for_their_owner_alone_and_what_is_good_is_kept(tmp_path: Path) -> None:
    first = made_at(tmp_path, NOW, "192.168.8.2")
    before = first.server.read_bytes()

    again = made_at(tmp_path, NOW + timedelta(days=300), "192.168.8.2")
    assert (again.digest, again.server.read_bytes(), again.renewed) == (first.digest, before, False)
    moved = made_at(tmp_path, NOW + timedelta(days=300), "10.0.0.4")
    assert (moved.digest, moved.server.read_bytes() == before) == (first.digest, False)
    late = made_at(tmp_path, NOW + timedelta(days=701), "10.0.0.4")
    assert late.renewed
    assert late.digest != first.digest
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "lan").iterdir()} == {0o600}
    assert len(first.groups.split()) == 8


def test_private_keys_lie_sealed_and_stay_shut_for_whoever_has_the_disk_alone(tmp_path: Path) -> None:
    first = made_at(tmp_path, NOW, "192.168.8.2")
    keys = [tmp_path / "lan" / name for name in ("authority-key.pem", "server-key.pem")]

    for key in keys:
        assert b"ENCRYPTED" in key.read_bytes()
        with pytest.raises(TypeError):
            serialization.load_pem_private_key(key.read_bytes(), password=None)
        with pytest.raises(ValueError, match=r"password|decrypt"):
            serialization.load_pem_private_key(key.read_bytes(), password=b"this is only an exercise")
    other = lan_files(tmp_path, names=[NAME], addresses=[], now=NOW, secret=bytes(32))
    assert (other.renewed, other.digest == first.digest) == (True, False)


def test_keys_that_lay_in_clear_are_sealed_when_they_are_next_used(tmp_path: Path) -> None:
    first = made_at(tmp_path, NOW, "192.168.8.2")
    path = tmp_path / "lan" / "authority-key.pem"
    clear = serialization.load_pem_private_key(path.read_bytes(), password=SECRET.hex().encode())
    path.write_bytes(clear.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip

    again = made_at(tmp_path, NOW, "192.168.8.2")

    assert again.digest == first.digest
    assert b"ENCRYPTED" in path.read_bytes()


@pytest.mark.parametrize("host", ["8.8.8.8", "203.0.113.9", "not-an-address"])
def test_an_address_that_is_of_no_local_network_is_refused(host: str) -> None:
    with pytest.raises(Refused) as refused:
        address_here(host)

    assert refused.value.objections[0].rule == "console.no-lan"


def test_what_comes_over_the_network_cannot_say_of_itself_that_it_came_otherwise(lan: LanConsole) -> None:
    assert _beside(lan.app).config.proxy_headers is False


def test_a_console_where_nobody_signs_in_is_not_put_on_a_network(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        lan_of(tmp_path, Front(tmp_path).porch, ipaddress.ip_address("127.0.0.1"), [NAME], port=0, trust_port=0,
               secret=lambda: SECRET)  # fmt: skip

    assert refused.value.objections[0].rule == "console.lan-nobody-signs-in"


@dataclass
class Tablet:
    """A tablet on the network: it trusts the authority, and keeps its cookies."""

    lan: LanConsole
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, **heads: str) -> httpx.Response:
        return self._ask("GET", path, heads=heads)

    def post(self, path: str, said: dict[str, str]) -> httpx.Response:
        return self._ask("POST", path, said)

    def _ask(
        self, method: str, path: str, said: dict[str, str] | None = None, heads: dict[str, str] | None = None
    ) -> httpx.Response:
        trusts = ssl.create_default_context(cadata=self.lan.there.files.authority)
        trusts.check_hostname = False  # the name is mapped to this machine by hand; the chain is still verified
        port = self.lan.there.address.rpartition(":")[2]
        asked = {"host": f"{NAME}:{port}", "accept": "text/html", **(heads or {})}
        where = f"https://127.0.0.1:{port}"
        with httpx.Client(verify=trusts, base_url=where, cookies=self.cookies) as client:
            answer = client.request(method, path, data=said, headers=asked)
            self.cookies = httpx.Cookies(client.cookies)
        return answer


def test_a_tablet_is_let_in_once_by_its_pass_and_whoever_works_on_it_signs_in(lan: LanConsole, front: Front) -> None:
    tablet = Tablet(lan)
    passed = offer_pass(lan.there.tablets, "gate-1", by="a.admin", at=front.clock())

    assert tablet.get("/").headers["location"] == "/enrol-tablet"
    assert tablet.get("/live", accept="application/json").status_code == 403
    shown = tablet.get(f"/enrol-tablet?pass={passed}").text
    assert "gate-1" in shown
    assert lan.there.files.groups in shown
    let_in = tablet.post("/enrol-tablet", {"pass": passed})
    assert let_in.status_code == 303
    cookie = let_in.headers["set-cookie"]
    assert cookie.startswith(f"{TABLET_COOKIE}=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"))
    assert tablet.get("/").headers["location"] == "/sign-in?next=/"
    said = {"officer": "h.officer", "password": PASSWORD, "second": front.digits("h.officer")}
    signed = tablet.post("/sign-in", said)
    assert signed.headers["set-cookie"].startswith(f"{SECURE_COOKIE}=")
    assert tablet.get("/").status_code == 200
    token = signed.cookies[SECURE_COOKIE]
    session = front.porch.sessions.session(token)
    assert session is not None
    assert session.idle_seconds == 15 * 60
    assert Tablet(lan).post("/enrol-tablet", {"pass": passed}).status_code == 401


def test_a_tablet_that_was_shut_out_gets_nothing_from_then_on(lan: LanConsole, front: Front) -> None:
    tablet = Tablet(lan)
    tablet.post("/enrol-tablet", {"pass": offer_pass(lan.there.tablets, "gate-1", by="a.admin", at=front.clock())})
    assert tablet.get("/").headers["location"] == "/sign-in?next=/"
    with pytest.raises(Refused):
        offer_pass(lan.there.tablets, "gate-1", by="a.admin", at=front.clock())

    shut_out(lan.there.tablets, "gate-1", at=front.clock())

    assert tablet.get("/").headers["location"] == "/enrol-tablet"
    with pytest.raises(Malformed):
        shut_out(lan.there.tablets, "gate-1", at=front.clock())


def test_a_pass_is_good_for_a_quarter_of_an_hour(lan: LanConsole, front: Front) -> None:
    passed = offer_pass(lan.there.tablets, "gate-1", by="a.admin", at=front.clock())
    front.clock.at += PASS_SECONDS + 1

    assert Tablet(lan).post("/enrol-tablet", {"pass": passed}).status_code == 401


def test_names_of_the_network_are_answered_over_tls_alone_and_this_machines_own_are_not(
    lan: LanConsole, front: Front
) -> None:
    assert "strict-transport-security" not in front.get("/").headers
    assert Tablet(lan).get("/").headers["strict-transport-security"] == "max-age=31536000"
    assert front.get("/", host=f"{NAME}:8100").status_code == 421
    assert Tablet(lan).get("/", host="localhost").status_code == 421
    assert Tablet(lan).get("/", host="elsewhere.lan").status_code == 421


def test_a_session_of_this_machine_is_worth_nothing_over_the_network(lan: LanConsole, front: Front) -> None:
    front.sign_in("h.officer")
    tablet = Tablet(lan)
    tablet.post("/enrol-tablet", {"pass": offer_pass(lan.there.tablets, "gate-1", by="a.admin", at=front.clock())})

    tablet.cookies.set(COOKIE, front.cookies[COOKIE])

    assert tablet.get("/").headers["location"] == "/sign-in?next=/"


def test_without_tls_the_network_finds_the_authority_and_nothing_else(lan: LanConsole) -> None:
    trust = lan.there.trust
    page = httpx.get(trust)

    assert lan.there.files.groups in page.text
    assert httpx.get(f"{trust}/musterbook-lan.crt").content == lan.there.files.authority
    root = trust.removesuffix("/trust")
    paths = ("/", "/people", "/live", "/sign-in", "/static/x/y")
    assert {httpx.get(root + path).status_code for path in paths} == {404}
