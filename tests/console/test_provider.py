"""Signing in through a provider: an invented one that answers as the standard says, and in every way it must not."""

from __future__ import annotations

import base64
import hmac
import json
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from musterbook.console.app import create_app
from musterbook.console.provider import NotTaken, Provider, read_provider
from musterbook.console.settings import Settings
from musterbook.terms.errors import Malformed
from tests.console.invented import InventedSource
from tests.console.signing import Front

ISSUER = "https://login.interior.example"
KEY = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}, private=True)
OTHER = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)


@dataclass
class Invented:
    """A provider that never leaves this process. `token` makes its answer; `asked` is what our console sent it."""

    at: float = 1_769_000_000.0
    token: Callable[[dict[str, Any]], str] | None = None
    published: list[dict[str, Any]] = field(default_factory=lambda: [dict(KEY.as_dict(private=False))])
    says_it_is: str = ISSUER
    asked: dict[str, str] = field(default_factory=dict)
    nonce: str = ""

    def provider(self) -> Provider:
        """Our side of it."""
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        return Provider(ISSUER, "musterbook", "Interior", client=client, clock=lambda: self.at)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What the provider answers."""
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={
                "issuer": self.says_it_is, "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/keys",
            })  # fmt: skip
        if request.url.path == "/keys":
            return httpx.Response(200, json={"keys": self.published})
        self.asked = dict(urllib.parse.parse_qsl(request.content.decode()))
        return httpx.Response(200, json={"id_token": (self.token or self.signed)(self.claims())})

    def claims(self, **changed: object) -> dict[str, Any]:
        """What it says of whoever signed in."""
        return {
            "iss": ISSUER, "aud": "musterbook", "sub": "u-4711", "nonce": self.nonce, "iat": int(self.at),
            "exp": int(self.at) + 300, **changed,
        }  # fmt: skip

    def signed(self, claims: dict[str, Any]) -> str:
        """Signed as it should be."""
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, KEY, algorithms=["RS256"])

    def finish(self, provider: Provider) -> tuple[str, str]:
        """One sign-in, begun and finished."""
        address, state = provider.begin("http://localhost:8100/sign-in/back", "/people")
        said = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        self.nonce = said["nonce"]
        assert (said["code_challenge_method"], said["response_type"], said["state"]) == ("S256", "code", state)
        return provider.finish(state, "a-code", "http://localhost:8100/sign-in/back")


def unsigned(claims: dict[str, Any], header: dict[str, Any], key: bytes = b"") -> str:
    def part(said: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims)}.{base64.urlsafe_b64encode(key).decode().rstrip('=')}"


def test_the_subject_comes_from_a_token_signed_by_a_published_key_with_a_proof_key() -> None:
    invented = Invented()

    assert invented.finish(invented.provider()) == ("u-4711", "/people")
    assert len(invented.asked["code_verifier"]) >= 43


def hmac_with_the_public_key(claims: dict[str, Any]) -> str:
    said = unsigned(claims, {"alg": "HS256", "kid": "k1"}).removesuffix(".")
    proof = hmac.digest(KEY.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"


def by_a_key_in_its_own_header(claims: dict[str, Any]) -> str:
    header = {"alg": "RS256", "kid": "k1", "jwk": OTHER.as_dict(private=False)}
    return jwt.encode(header, claims, OTHER, algorithms=["RS256"])


def by_a_key_at_an_address(claims: dict[str, Any]) -> str:
    header = {"alg": "RS256", "kid": "k1", "jku": "https://evil.example/keys"}
    return jwt.encode(header, claims, OTHER, algorithms=["RS256"])


FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "CVE-2026-27962, a key in the token's own header": by_a_key_in_its_own_header,
    "a key at an address the token names": by_a_key_at_an_address,
    "CVE-2024-37568, the public key as a shared secret": hmac_with_the_public_key,
    "CVE-2025-61920, a token of a megabyte": lambda claims: unsigned({**claims, "x": "a" * 10**6}, {"alg": "RS256"}),
    "no signature": lambda claims: unsigned(claims, {"alg": "none"}),
    "no token": lambda _: "",
    "not a token": lambda _: "a.b.c",
    "another key": lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, OTHER, algorithms=["RS256"]),
    "another algorithm": lambda claims: jwt.encode({"alg": "PS256", "kid": "k1"}, claims, KEY, algorithms=["PS256"]),
}  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_token_that_is_not_the_providers_is_not_taken(forged: str) -> None:
    invented = Invented(token=FORGED[forged])

    with pytest.raises(NotTaken):
        invented.finish(invented.provider())


def test_a_secret_among_the_published_keys_signs_nothing() -> None:
    secret = OctKey.import_key("a-shared-secret-that-is-long-enough")
    invented = Invented(published=[{**secret.as_dict(private=True), "kid": "k1"}])
    invented.token = lambda claims: jwt.encode({"alg": "HS256", "kid": "k1"}, claims, secret, algorithms=["HS256"])

    with pytest.raises(NotTaken, match="keys"):
        invented.finish(invented.provider())


@pytest.mark.parametrize(
    "changed",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"nonce": "another"}, {"exp": 1_768_000_000}, {"exp": None},
     {"iat": 1_869_000_000}, {"azp": "another", "aud": ["musterbook", "another"]}],
)  # fmt: skip
def test_a_token_for_another_or_of_another_time_is_not_taken(changed: dict[str, object]) -> None:
    invented = Invented()
    invented.token = lambda claims: invented.signed({**claims, **changed})

    with pytest.raises(NotTaken):
        invented.finish(invented.provider())


def test_an_answer_counts_once_and_not_for_long_and_only_where_it_was_asked() -> None:
    invented = Invented()
    provider = invented.provider()
    _, state = provider.begin("http://localhost:8100/sign-in/back", "/")
    invented.at += 601

    for one in (state, "never-given"):
        with pytest.raises(NotTaken, match="state"):
            provider.finish(one, "a-code", "http://localhost:8100/sign-in/back")


def test_a_provider_that_says_it_is_another_is_not_asked() -> None:
    with pytest.raises(NotTaken, match="configuration"):
        Invented(says_it_is="https://evil.example").provider().begin("http://localhost:8100/sign-in/back", "/")


def test_the_file_of_a_provider_names_it_over_tls_or_is_malformed(tmp_path: Path) -> None:
    assert read_provider(tmp_path) is None
    (tmp_path / "sign-in.toml").write_text(f'issuer = "{ISSUER}"\nclient_id = "musterbook"\n', "utf-8")
    found = read_provider(tmp_path)
    assert found is not None
    assert (found.issuer, found.secret) == (ISSUER, "")
    for text, rule in (
        ('issuer = "http://login.example"\nclient_id = "m"\n', "provider.not-safe"),
        ("issuer = 1", "provider.file"),
    ):
        (tmp_path / "sign-in.toml").write_text(text, "utf-8")
        with pytest.raises(Malformed, match=rule):
            read_provider(tmp_path)


def test_through_the_console_the_register_says_what_he_may_and_a_stranger_stays_out(tmp_path: Path) -> None:
    front, invented = Front(tmp_path), Invented()
    front.porch.provider = invented.provider()
    front.app = create_app(InventedSource(12), settings=Settings(), porch=front.porch)
    front.accounts.bind(ISSUER, "somebody-else", "h.officer")

    def through() -> httpx.Response:
        sent = front.get("/sign-in/provider?next=/people")
        said = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(sent.headers["location"]).query))
        invented.nonce = said["nonce"]
        return front.get(f"/sign-in/back?state={said['state']}&code=c")

    assert "Sign in with Interior" in front.get("/sign-in").text
    assert "Ask whoever keeps it" in through().text
    front.accounts.bind(ISSUER, "u-4711", "h.officer")
    assert through().status_code == 200
    assert front.get("/people").status_code == 200
    assert "through the provider" in front.get("/account").text
    kept = front.cookies["muster"]
    front.get("/sign-in/provider")
    assert front.porch.sessions.session(kept) is None
    front.cookies.clear()
    assert front.get("/sign-in/back?state=x&code=c").status_code == 401
