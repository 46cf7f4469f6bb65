"""Webhooks: programs are told what they may hear, signed, at least once; nothing is lost when this machine stops."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from musterbook.console.api.delivering import Deliveries, may_hear
from musterbook.console.looking import Looker
from musterbook.operation import telling_programs
from musterbook.operation.folder import open_book
from musterbook.store.webhooks import TRIES_MOST, Webhook, Webhooks
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Malformed, Refused
from tests.console.api.calling import Calls
from tests.operation.making import open_small_book

W, H, ADDRESS = "w.officer", "h.officer", "https://fleet.example/told"


@dataclass
class Listener:
    """A program that is told: it answers as it is set to, and keeps what came."""

    number: int = 204
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.came.append((dict(request.headers), request.content))
        return httpx.Response(self.number, headers={"location": "https://elsewhere.example/"})

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.came]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book, made once and copied for each test."""
    place = tmp_path_factory.mktemp("pattern")
    open_small_book(place).close()
    return place / "willow"


@pytest.fixture
def calls(tmp_path: Path, pattern: Path) -> Calls:
    shutil.copytree(pattern, tmp_path / "willow")
    calls = Calls(tmp_path / "willow" / "book")
    calls.let_in(W, H)
    return calls


def subscribed(calls: Calls, officer: str, *kinds: str, numbers: bool = False, address: str = ADDRESS) -> Webhook:
    keeper = open_book(calls.folder, pass_phrase=lambda _: "")
    hook = telling_programs.tell_from_now(
        keeper, Webhooks(calls.folder), officer, address, kinds, numbers=numbers, by="a.admin", at=1_000
    )
    keeper.close()
    return hook


def rounds(calls: Calls, listener: Listener, *, at: int = 2_000, times: int = 1) -> int:
    """The deliveries of a console that has just been started, gone round so many times."""
    deliveries = Deliveries(
        calls.book, calls.source, Webhooks(calls.folder), calls.callers, lambda: at,
        lambda: telling_programs.signer_of(calls.book, lambda _: ""),
    )  # fmt: skip

    async def go() -> int:
        async with httpx.AsyncClient(transport=httpx.MockTransport(listener), follow_redirects=False) as client:
            return sum([await deliveries.round(client) for _ in range(times)])

    return asyncio.run(go())


def held(calls: Calls, place: int) -> str:
    """Somebody is held by an act of a program; his number."""
    number = str(calls.get("/api/v1/people", W).json()["rows"][place]["number"])
    assert calls.done("/api/v1/holds", W, {"person": number, "ground": "medical"}).status_code == 201
    return number


def test_a_program_is_told_once_it_is_written_and_can_check_who_tells(calls: Calls) -> None:
    hook, listener = subscribed(calls, W, "eligibility.held"), Listener()
    number = held(calls, 0)

    assert (rounds(calls, listener), rounds(calls, listener)) == (1, 0)

    heads, body = listener.came[0]
    told = json.loads(body)
    assert (told["kind"], told["people"], told["webhook"]) == ("eligibility.held", 1, hook.id)
    assert number not in body.decode()
    assert heads["webhook-id"] == f"mbw_{hook.id}_{told['digest']}"
    assert calls.book.register.node_of(heads["musterbook-log"]) is not None
    log = Ed25519PublicKey.from_public_bytes(bytes.fromhex(heads["musterbook-log"]))
    signature = base64.b64decode(heads["webhook-signature"].removeprefix("v1a,"))
    signed = f"{heads['webhook-id']}.{heads['webhook-timestamp']}.".encode()
    log.verify(signature, signed + body)
    with pytest.raises(InvalidSignature):
        log.verify(signature, signed + body.replace(b"willow", b"harbour"))


def test_numbers_are_told_only_of_those_it_needs_to_know_of_and_names_never(calls: Calls) -> None:
    subscribed(calls, W, "eligibility.*", numbers=True)
    subscribed(calls, H, "eligibility.*", numbers=True, address="https://harbour.example/told")
    listener, number = Listener(), held(calls, 1)

    rounds(calls, listener)

    assert sorted(tuple(one["numbers"]) for one in listener.told) == [(), (number,)]
    assert "al-Demo" not in "".join(body.decode() for _, body in listener.came)


def test_what_is_not_taken_comes_again_after_ever_longer_and_is_given_up_in_the_end(calls: Calls) -> None:
    hook, listener, hooks = subscribed(calls, W, "eligibility.held"), Listener(500), Webhooks(calls.folder)
    held(calls, 2)
    held(calls, 3)

    tried = [rounds(calls, listener, at=2_000 + seconds) for seconds in (0, 0, 1, 2, 3, 7)]
    at = 10_000
    for _ in range(TRIES_MOST):
        rounds(calls, listener, at=at)
        at += 20_000

    assert tried == [0] * 6
    assert len(listener.told) < 60
    assert {one["digest"] for one in listener.told[:2]} == {listener.told[0]["digest"], listener.told[1]["digest"]}
    waiting, dead, answer = hooks.waiting()[hook.id]
    assert (dead >= 1, answer) == (True, "HTTP 500")
    listener.number, listener.came = 200, []
    assert hooks.again(hook.id, at) == waiting + dead == 2
    assert rounds(calls, listener, at=at) == 2


def test_an_address_that_takes_nothing_holds_up_itself_alone_and_is_told_in_order(tmp_path: Path) -> None:
    hooks = Webhooks(tmp_path)
    for name in ("a-dead", "b-well"):
        hook = Webhook(name, W, ADDRESS, ("custody.*",), numbers=False, made_at=1, made_by="a.admin", sizes={})
        hooks.add(hook)
        hooks.read_on(hook, {}, [(f"{place:064x}", "log", place) for place in range(60)], 1_000)

    first = hooks.due(1_000)
    hooks.failed(first[0], "HTTP 500", 1_000)
    hooks.done(first[50])
    second, third = hooks.due(1_000), hooks.due(1_001)

    assert [one.webhook for one in first] == ["a-dead"] * 50 + ["b-well"] * 50
    assert [(one.webhook, one.seq) for one in second] == [("b-well", place) for place in range(1, 51)]
    assert [(one.webhook, one.seq, one.tries) for one in third[:2]] == [("a-dead", 0, 1), ("a-dead", 1, 0)]


def test_a_redirect_is_not_followed_and_counts_as_not_taken(calls: Calls) -> None:
    hook, listener = subscribed(calls, W, "eligibility.held"), Listener(307)
    held(calls, 4)

    assert rounds(calls, listener) == 0
    assert len(listener.came) == 1
    assert Webhooks(calls.folder).waiting()[hook.id][2] == "HTTP 307"


def test_a_machine_that_stops_between_reading_and_telling_loses_nothing(calls: Calls) -> None:
    hook, hooks, listener = subscribed(calls, W, "eligibility.held"), Webhooks(calls.folder), Listener()
    held(calls, 5)
    sizes, wanted = telling_programs.newer_than(calls.book, hook)
    hooks.read_on(hook, sizes, wanted, 1_500)  # and here it stops: another process begins with what lies on the disk

    again = Calls(calls.folder, secrets=calls.secrets)

    assert (rounds(again, listener), rounds(again, listener)) == (1, 0)
    hooks.read_on(hook, hook.sizes, wanted, 1_500)  # as if it had stopped after telling and before noting that
    assert rounds(again, listener) == 1
    assert {one[0]["webhook-id"] for one in listener.came} == {f"mbw_{hook.id}_{wanted[0][0]}"}


def test_whoever_lost_his_role_is_told_nothing_more(calls: Calls) -> None:
    hook, listener = subscribed(calls, W, "eligibility.held"), Listener()
    held(calls, 6)
    calls.callers.porch.register = lambda: open_book(calls.folder).register  # as it stands
    nobody = type(calls.porch.register())()
    calls.callers.porch.register = lambda: nobody

    assert rounds(calls, listener) == 0
    assert (listener.came, Webhooks(calls.folder).waiting().get(hook.id)) == ([], None)


def test_health_and_complaints_are_told_only_to_whom_they_open() -> None:
    def looker(role: str) -> Looker:
        return Looker("x", frozenset(((role, CustodianId("willow")),)), asked=True)

    assert may_hear(looker("clinician"), "custody.treated")
    assert not may_hear(looker("site-officer"), "custody.treated")
    assert not may_hear(looker("site-officer"), "custody.complained")
    assert not may_hear(looker("site-officer"), "evidence.released")
    assert may_hear(looker("site-officer"), "custody.accepted")
    assert not may_hear(looker("administrator"), "custody.accepted")


@pytest.mark.parametrize(
    "address",
    ["http://fleet.example/", "ftp://localhost/", "https://user:word@fleet.example/", "https:///nothing", "https://[::1",
     "//fleet.example", "https://fleet.example/#part", f"https://fleet.example/{'x' * 600}", "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_is_https_or_this_machines_own(address: str) -> None:
    with pytest.raises(Malformed):
        telling_programs.check_address(address)


def test_addresses_are_given_by_an_administrator_and_kinds_are_known(calls: Calls) -> None:
    telling_programs.check_address("http://localhost:9000/told")
    with pytest.raises(Malformed):
        subscribed(calls, W, "eligibility.heldd")
    keeper = open_book(calls.folder, pass_phrase=lambda _: "")
    with pytest.raises(Refused) as refused:
        telling_programs.tell_from_now(
            keeper, Webhooks(calls.folder), W, ADDRESS, ["custody.*"], numbers=False, by="r.registrar", at=1
        )
    keeper.close()
    assert [one.rule for one in refused.value.objections] == ["account.no-keeper"]
