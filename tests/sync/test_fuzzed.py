"""Invented requests to every address of the exchange, by every kind of caller, made by schemathesis from its addresses.

No bearer, a node the register does not know, one that holds only its people, one that holds everything: none is ever
answered with an error of ours, nobody learns more than he may, and nothing of the book is changed by it.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import status_code_conformance

from musterbook.ledger.signing import public_of
from musterbook.store.memory import MemoryStore
from musterbook.sync.answering import Answering
from musterbook.sync.exchange import (
    VERSION,
    Admitted,
    Branches,
    Excerpts,
    FromLog,
    Greeting,
    Hello,
    Introduced,
    Part,
    Reply,
    Request,
)
from musterbook.sync.http import SyncApp
from musterbook.sync.meeting import sign_meeting
from tests.store.making import AT, node_key
from tests.sync.meeting_others import REGISTER_LOG, identity, node, nonces
from tests.sync.partly import May

CALLERS: Final = ("nobody", "stranger", "partial", "whole")
NUMBERS: Final[dict[str, dict[str, str]]] = {str(number): {} for number in (200, 400, 401, 403, 404, 409, 413, 426)}
DESK, DESK_LOG = node("d", 6)
MAY: Final = {1, 4}
"""Places of its log that one which holds only its people may hold."""

LOG_IDS = {"type": "string", "enum": [DESK_LOG, REGISTER_LOG, "ab" * 32, "nonsense"]}
PLACES = {"type": "integer", "minimum": -1, "maximum": 9}


def asked(name: str, **where: dict[str, Any]) -> dict[str, Any]:
    """A request without a body; what is named `log` stands in the path."""
    told = [
        {"name": key, "in": "path" if key == "log" else "query", "required": True, "schema": form}
        for key, form in where.items()
    ]
    return {f"/sync/v1/{name}": {"get": {"parameters": told, "responses": NUMBERS}}}


def brought(name: str, form: dict[str, Any]) -> dict[str, Any]:
    """A request with a body."""
    body = {"required": True, "content": {"application/json": {"schema": form}}}
    return {f"/sync/v1/{name}": {"post": {"requestBody": body, "responses": NUMBERS}}}


def document() -> dict[str, Any]:
    """The addresses of the exchange, with what they may answer (docs/reference/exchange.md)."""
    digests = {"type": "array", "maxItems": 3, "items": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
    about = {
        "type": "object", "required": ["log", "size", "places"],
        "properties": {"log": LOG_IDS, "size": PLACES, "places": {"type": "array", "maxItems": 3, "items": PLACES}},
    }  # fmt: skip
    paths = (
        asked("have"), asked("log/{log}", log=LOG_IDS, **{"from": PLACES}),
        asked("may-hold/{log}", log=LOG_IDS, **{"from": PLACES}), asked("holds/{log}", log=LOG_IDS, **{"from": PLACES}),
        asked("roots/{log}", log=LOG_IDS, at=PLACES), asked("fork/{log}", log=LOG_IDS, skip=PLACES),
        asked("proof/{log}", log=LOG_IDS, **{"from": PLACES, "to": PLACES}), brought("entries", about),
        brought("blobs", {"type": "object", "required": ["digests"], "properties": {"digests": digests}}),
        brought("lacks-blobs", {"type": "object", "required": ["digests"], "properties": {"digests": digests}}),
        brought("hello", {"type": "object"}), brought("introduced", {"type": "object"}), brought("have", {}),
        brought("frames", {}),
    )  # fmt: skip
    joined: dict[str, Any] = {}
    for one in paths:
        for path, verbs in one.items():
            joined.setdefault(path, {}).update(verbs)
    return {"openapi": "3.1.0", "info": {"title": "exchange", "version": "1"}, "paths": joined}


OPERATIONS = [
    found.ok() for found in schemathesis.openapi.from_dict(document()).get_all_operations() if isinstance(found, Ok)
]


class Desk:
    """A desk that can be called, and a bearer for each kind of caller, had by a meeting signed with his node's key."""

    def __init__(self) -> None:
        logs = {name: public_of(node_key(name)) for name in CALLERS}
        partial = May(logs["partial"], {DESK_LOG: MAY})
        self.copy: MemoryStore = DESK
        self.kept: list[str] = []
        self.given: set[bytes] = set()
        self.answering = Answering(
            identity("d"), now=lambda: AT, entropy=nonces("desk"),
            knows=lambda log: log in (logs["partial"], logs["whole"]),
            allows=lambda log: partial if log == logs["partial"] else None, whole=lambda: True,
        )  # fmt: skip
        self.app = SyncApp(
            self.answer,
            admits=self.answering.may_take, turn_away=lambda rule, _: self.kept.append(rule),
        )  # fmt: skip
        self.bearers = {"nobody": ""} | {name: self._met(name) for name in CALLERS[1:]}

    def answer(self, request: Request, token: str) -> Reply:
        """What the desk says, and which entries it gave."""
        reply = self.answering.answer(self.copy, request, token=token)
        frames = reply.frames if isinstance(reply, Part | Branches) else ()
        self.given.update(body for frame in frames for body in frame.bodies)
        if isinstance(reply, Excerpts):
            self.given.update(body for one in reply.excerpts for body in one.bodies.values())
        return reply

    def _met(self, name: str) -> str:
        key = node_key(name)
        hello = Hello("op", public_of(key), "ab" * 32, AT, VERSION)
        greeting = self.answering.answer(self.copy, hello)
        assert isinstance(greeting, Greeting)
        signed = sign_meeting(key, "calls", hello, nonce=greeting.nonce, answers=greeting.log, channel="")
        admitted = self.answering.answer(self.copy, Introduced(greeting.nonce, signed))
        assert isinstance(admitted, Admitted)
        return admitted.token

    def sent(self, case: Case, caller: str) -> httpx.Response:  # type: ignore[type-arg]  # of any document
        """The answer to an invented request."""
        told = case.as_transport_kwargs(base_url="http://localhost")
        body = json.dumps(told["json"]).encode() if "json" in told else told.get("data")

        async def go() -> httpx.Response:
            way = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=way) as client:
                return await client.request(
                    told["method"], told["url"], params=told.get("params"), content=body or b"",
                    headers={"authorization": f"Bearer {self.bearers[caller]}"},
                )  # fmt: skip

        return asyncio.run(go())


@pytest.mark.parametrize("caller", CALLERS)
def test_no_request_of_any_caller_breaks_a_node_or_gets_him_what_he_may_not_have(caller: str) -> None:
    desk = Desk()
    before, bodies = desk.copy.head(), list(desk.copy.bodies(DESK_LOG))
    may = {"whole": bodies, "partial": [bodies[place] for place in sorted(MAY)]}.get(caller, [])

    @settings(
        database=None,
        derandomize=True,
        deadline=None,
        max_examples=60,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(st.sampled_from(OPERATIONS).flatmap(lambda one: one.as_strategy()))
    def holds(case: Case) -> None:  # type: ignore[type-arg]  # of any document
        answer = desk.sent(case, caller)

        case.validate_response(answer, checks=[not_a_server_error, status_code_conformance])
        opening = case.path.endswith(("/hello", "/introduced"))
        assert caller != "nobody" or opening or answer.status_code == 401
        assert caller != "stranger" or opening or case.path.endswith("/frames") or answer.status_code != 200

    holds()
    desk.answer(FromLog(DESK_LOG, 0), desk.bearers[caller])
    assert desk.given == set(may)
    assert (desk.copy.head(), list(desk.copy.bodies(DESK_LOG))) == (before, bodies)
