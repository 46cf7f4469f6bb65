"""A provider of the enterprise says who somebody is (OpenID Connect: code flow, PKCE, state, nonce); never what he may.

Slow down here. Of the answer, in this order:

1. The state is one we gave to this browser, not older than ten minutes, and counts once.
2. The token comes from the provider's own address over TLS; no redirect is followed; no answer is larger than we read.
3. It is no longer than a token of this kind ever is (CVE-2025-61920).
4. Its signature is by a key the provider publishes, with an algorithm pinned here. What the token's own header says of
   keys (`jwk`, `jku`, `x5u`, `x5c`) is never looked at (CVE-2026-27962), and no shared secret signs (CVE-2024-37568).
5. Issuer, audience, nonce and times are right.
6. The subject is bound to an officer here; the register says what that officer may.
"""

from __future__ import annotations

import secrets
import time
import tomllib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from musterbook.terms.errors import Fault, Malformed

FILE: Final = "sign-in.toml"
ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
TOKEN_BYTES_MAX: Final = 16_384
ANSWER_BYTES_MAX: Final = 262_144
LIVES_SECONDS: Final = 600
WAITING_MAX: Final = 500
LEEWAY_SECONDS: Final = 120
_HERE: Final = ("localhost", "127.0.0.1")
_ASYMMETRIC: Final = ("RSA", "EC", "OKP")


class NotTaken(Exception):
    """The provider's answer was not taken; the words say why, and never what was in it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody sent to the provider: what his answer must carry, and since when we wait."""

    nonce: str
    verifier: str
    back: str
    at: float


@dataclass
class Provider:
    """The provider of one operation.

    Attributes:
        issuer: its address, over TLS. client_id: what it calls us; secret: shared with it, empty for none.
        name: what people call it.
        client: asks it; a test gives one that answers itself.
    """

    issuer: str
    client_id: str
    name: str
    secret: str = ""
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10, follow_redirects=False))
    clock: Callable[[], float] = time.time
    _waiting: OrderedDict[str, Waiting] = field(default_factory=OrderedDict)

    def begin(self, redirect: str, back: str) -> tuple[str, str]:
        """Where to send a browser, and the state it is sent with."""
        where, state = self._said("authorization_endpoint"), secrets.token_urlsafe(24)
        waiting = Waiting(secrets.token_urlsafe(24), secrets.token_urlsafe(48), back, self.clock())
        self._waiting[state] = waiting
        while len(self._waiting) > WAITING_MAX:
            self._waiting.popitem(last=False)
        asked = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": redirect, "scope": "openid",
            "state": state, "nonce": waiting.nonce, "code_challenge_method": "S256",
            "code_challenge": create_s256_code_challenge(waiting.verifier),
        }  # fmt: skip
        return f"{where}?{urlencode(asked)}", state

    def finish(self, state: str, code: str, redirect: str) -> tuple[str, str]:
        """The subject the provider names, and where he meant to go.

        Raises:
            NotTaken: any of the steps above fails.
        """
        waiting = self._waiting.pop(state, None)
        if waiting is None or self.clock() - waiting.at > LIVES_SECONDS:
            raise NotTaken("state")
        asked = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "client_id": self.client_id,
            "code_verifier": waiting.verifier,
        }  # fmt: skip
        if self.secret:
            asked["client_secret"] = self.secret
        answer = self._json(self.client.post(self._said("token_endpoint"), data=asked))
        return self._subject(str(answer.get("id_token", "")), waiting.nonce), waiting.back

    def _subject(self, token: str, nonce: str) -> str:
        if not token or len(token) > TOKEN_BYTES_MAX:
            raise NotTaken("token-size")
        published = self._json(self.client.get(self._said("jwks_uri")))
        keys = [key for key in published.get("keys", ()) if isinstance(key, dict) and key.get("kty") in _ASYMMETRIC]
        if not keys:
            raise NotTaken("keys")
        try:
            read = jwt.decode(token, KeySet.import_key_set({"keys": keys}), algorithms=list(ALGORITHMS))
            claims = CodeIDToken(
                read.claims, read.header,
                {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}},
                {"nonce": nonce, "client_id": self.client_id},
            )  # fmt: skip
            claims.validate(now=int(self.clock()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotTaken("signature-or-claims") from error
        except Exception as error:  # authlib's own claims raise errors of a family of their own
            raise NotTaken("claims") from error
        if read.claims.get("nonce") != nonce:
            raise NotTaken("nonce")
        return str(read.claims.get("sub", ""))

    def _said(self, what: str) -> str:
        """An address of the provider's, as it publishes it itself."""
        told = self._json(self.client.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))
        address = str(told.get(what, ""))
        if told.get("issuer") != self.issuer or not _is_safe(address):
            raise NotTaken("configuration")
        return address

    def _json(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code != httpx.codes.OK or len(answer.content) > ANSWER_BYTES_MAX:
            raise NotTaken("provider")
        try:
            said = answer.json()
        except ValueError as error:
            raise NotTaken("provider") from error
        if not isinstance(said, dict):
            raise NotTaken("provider")
        return said


def read_provider(folder: Path) -> Provider | None:
    """The provider that `sign-in.toml` beside the book names; None where there is no such file.

    Raises:
        Malformed: the file lacks something, or the provider is not reached over TLS.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        provider = Provider(str(said["issuer"]), str(said["client_id"]), str(said.get("name", said["issuer"])))
        if "secret_file" in said:
            provider.secret = (folder / str(said["secret_file"])).read_text("utf-8").strip()
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise Malformed(Fault("provider.file", file=FILE)) from None
    if not _is_safe(provider.issuer):
        raise Malformed(Fault("provider.not-safe", file=FILE))
    return provider


def _is_safe(address: str) -> bool:
    """Over TLS, or on this machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
