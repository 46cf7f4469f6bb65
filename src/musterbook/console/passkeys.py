"""Passkeys: an officer signs in by the lock of his device, on localhost or by a name. py_webauthn judges every answer.

A passkey that verified its owner is two factors in one. Challenges live here for two minutes and count once; none needs
the name of an officer, so that nobody learns who has one.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import webauthn
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from musterbook.console.devices import device_of
from musterbook.console.door import is_secure, looker_of, token_of
from musterbook.console.porch import NotLetIn, Porch
from musterbook.console.signin import FORM_BYTES_MAX, forbidden, form_holds, form_of, kept
from musterbook.store.accounts import Passkey
from musterbook.words.pages import page

Ask = Request[Any, Any, Any]
LIVES_SECONDS: Final = 120
WAITING_MAX: Final = 500
LABEL_MAX: Final = 40
NAME: Final = "Musterbook"
_NOT_TAKEN: Final = 401


@dataclass
class Challenges:
    """Challenges that wait for an answer, each good once and for a short time; the oldest go when they are too many."""

    clock: Callable[[], float] = time.monotonic
    _waiting: OrderedDict[bytes, float] = field(default_factory=OrderedDict)

    def new(self) -> bytes:
        """A new one."""
        made = secrets.token_bytes(32)
        self._waiting[made] = self.clock()
        while len(self._waiting) > WAITING_MAX:
            self._waiting.popitem(last=False)
        return made

    def take(self, challenge: bytes) -> bool:
        """Whether it waited here; it does no longer."""
        at = self._waiting.pop(challenge, None)
        return at is not None and self.clock() - at <= LIVES_SECONDS


def passkey_routes(porch: Porch, challenges: Challenges | None = None) -> list[HTTPRouteHandler]:
    """The addresses by which a browser asks for a challenge and answers it."""
    waiting = challenges or Challenges()
    return [_asked(waiting), _answered(porch, waiting), _offered(porch, waiting), _added(porch, waiting), _gone(porch)]


def _asked(waiting: Challenges) -> HTTPRouteHandler:
    @post("/sign-in/passkey/ask", status_code=200, sync_to_thread=False, request_max_body_size=FORM_BYTES_MAX)
    def ask(request: Ask) -> Response[Any]:
        options = webauthn.generate_authentication_options(
            rp_id=_name(request), challenge=waiting.new(), user_verification=UserVerificationRequirement.REQUIRED
        )
        return _json(webauthn.options_to_json(options))

    return ask


def _answered(porch: Porch, waiting: Challenges) -> HTTPRouteHandler:
    @post("/sign-in/passkey", status_code=200, request_max_body_size=FORM_BYTES_MAX)
    async def answer(request: Ask) -> Response[Any]:
        said = await _body(request)
        challenge = _challenge(said)
        key = porch.accounts.passkey(_bytes(said.get("rawId", "")))
        if key is None or not waiting.take(challenge):
            return _refused("sign-in.passkey-failed")
        try:
            found = webauthn.verify_authentication_response(
                credential=said, expected_challenge=challenge, expected_rp_id=_name(request),
                expected_origin=_origin(request), credential_public_key=key.public,
                credential_current_sign_count=key.counter, require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return _refused("sign-in.passkey-failed")
        porch.accounts.used_passkey(key.credential, found.new_sign_count)
        entered = porch.let_in(
            key.officer, through="passkey", tablet=is_secure(request.scope), device=device_of(request.scope),
            before=token_of(request.scope),
        )  # fmt: skip
        if isinstance(entered, NotLetIn):
            return _refused(entered.why)
        return Response(b"{}", media_type="application/json", cookies=[kept(request, entered)])

    return answer


def _offered(porch: Porch, waiting: Challenges) -> HTTPRouteHandler:
    @post("/account/passkey/ask", status_code=200, request_max_body_size=FORM_BYTES_MAX)
    async def offer(request: Ask) -> Response[Any]:
        looker = looker_of(request.scope)
        said = await _body(request)
        if not looker.officer or not form_holds(request, {"token": str(said.get("token", ""))}):
            return forbidden()
        if not porch.fresh(token_of(request.scope)):
            return _refused("account.sign-in-anew")
        known = [PublicKeyCredentialDescriptor(id=one.credential) for one in porch.accounts.passkeys(looker.officer)]
        options = webauthn.generate_registration_options(
            rp_id=_name(request), rp_name=NAME, user_name=looker.officer, challenge=waiting.new(),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=known,
        )  # fmt: skip
        return _json(webauthn.options_to_json(options))

    return offer


def _added(porch: Porch, waiting: Challenges) -> HTTPRouteHandler:
    @post("/account/passkey", status_code=200, request_max_body_size=FORM_BYTES_MAX)
    async def add(request: Ask) -> Response[Any]:
        looker, said = looker_of(request.scope), await _body(request)
        if not looker.officer or not form_holds(request, {"token": str(said.get("token", ""))}):
            return forbidden()
        credential = said.get("credential", {})
        challenge = _challenge(credential)
        if not waiting.take(challenge) or not porch.fresh(token_of(request.scope)):
            return _refused("account.sign-in-anew")
        try:
            made = webauthn.verify_registration_response(
                credential=credential, expected_challenge=challenge, expected_rp_id=_name(request),
                expected_origin=_origin(request), require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return _refused("sign-in.passkey-failed")
        label = str(said.get("label", "")).strip()[:LABEL_MAX] or page("account.a-device")
        key = Passkey(
            made.credential_id, looker.officer, made.credential_public_key, made.sign_count, label
        )  # fmt: skip
        porch.accounts.add_passkey(key, porch.clock())
        return _json("{}")

    return add


def _gone(porch: Porch) -> HTTPRouteHandler:
    @post("/account/passkey/forget", request_max_body_size=FORM_BYTES_MAX)
    async def forget(request: Ask) -> Response[Any]:
        said = await form_of(request)
        if not form_holds(request, said):
            return forbidden()
        if not porch.fresh(token_of(request.scope)):
            return Redirect("/account?anew=yes", status_code=303)
        porch.accounts.forget_passkey(looker_of(request.scope).officer, said.get("label", ""))
        return Redirect("/account", status_code=303)

    return forget


def _name(request: Ask) -> str:
    """The name a passkey is bound to: that of this console without its port."""
    return request.headers.get("host", "localhost").rpartition(":")[0] or "localhost"


def _origin(request: Ask) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"


async def _body(request: Ask) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(await request.body() or b"{}")
    except msgspec.DecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _challenge(said: Any) -> bytes:  # noqa: ANN401  what a browser sent
    """The challenge an answer says it answers; empty when it says none."""
    try:
        client = msgspec.json.decode(_bytes(said["response"]["clientDataJSON"]))
        return _bytes(client["challenge"])
    except (KeyError, TypeError, msgspec.DecodeError):
        return b""


def _bytes(text: Any) -> bytes:  # noqa: ANN401  as above
    try:
        return webauthn.base64url_to_bytes(text) if isinstance(text, str) else b""
    except ValueError:
        return b""


def label_of(credential: bytes) -> str:
    """A short name of a credential, for lists of those that have none."""
    return bytes_to_base64url(credential)[:8]


def _json(text: str) -> Response[Any]:
    return Response(text.encode(), media_type="application/json")


def _refused(key: str) -> Response[Any]:
    return Response(
        msgspec.json.encode({"says": page(key)}), status_code=_NOT_TAKEN, media_type="application/problem+json"
    )  # fmt: skip
