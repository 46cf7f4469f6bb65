"""The exchange over HTTP: the same bytes, cut anywhere, and nothing large is read from a stranger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import httpx
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from musterbook.ledger.log import Frame
from musterbook.store.memory import MemoryStore
from musterbook.sync import exchange as said
from musterbook.sync.answering import Answering
from musterbook.sync.calling import Calling, Contact
from musterbook.sync.contact import contact
from musterbook.sync.http import Link, SyncApp, carry
from musterbook.sync.retrying import Retrying
from musterbook.sync.taking import Takes
from musterbook.sync.wire import SMALL_BYTES_MAX, Got, read_reply, read_sent, replied, sent
from musterbook.terms.errors import Malformed, Refused
from tests.store.making import AT
from tests.sync.meeting_others import answering, identity, node, nonces, write

LOG = "ab" * 32


@dataclass(slots=True)
class CutLink(httpx.BaseTransport):
    """A link to a copy in this process, on which every reply may be cut in its body."""

    copy: MemoryStore
    other: Answering
    cut: Callable[[int], int | None] = lambda _: None
    asked: int = 0
    turned_away: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        app = SyncApp(
            lambda one, token: self.other.answer(self.copy, one, token=token),
            admits=self.other.may_take,
            turn_away=lambda rule, _: self.turned_away.append(rule),
        )
        got = asyncio.run(_answered(app, request))
        self.asked += 1
        at = self.cut(self.asked)
        if at is not None:
            if at == 0:
                raise httpx.ReadError("cut", request=request)
            return httpx.Response(got.number, headers=got.headers, stream=_Torn(got.body[: at % (len(got.body) + 1)]))
        return httpx.Response(got.number, headers=got.headers, stream=httpx.ByteStream(got.body))


class _Torn(httpx.SyncByteStream):
    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        raise httpx.RemoteProtocolError("peer closed connection")


async def _answered(app: SyncApp, request: httpx.Request) -> Got:
    told: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": request.read(), "more_body": False}

    async def send(message: object) -> None:
        told.append(dict(message))  # type: ignore[call-overload]

    await app(
        {
            "type": "http", "method": request.method, "path": request.url.path,
            "query_string": request.url.query, "headers": [(k.lower(), v) for k, v in request.headers.raw],
        },
        receive, send,
    )  # fmt: skip
    headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}  # type: ignore[attr-defined]
    headers.pop("content-length")
    return Got(int(str(told[0]["status"])), headers, bytes(told[1]["body"]))  # type: ignore[call-overload]


def call(ours: MemoryStore, name: str, transport: CutLink) -> Contact:
    so_far = Contact()
    takes = Takes(ours, identity(name), came_from="http", at=AT)
    with Link("http://localhost:1", transport=transport) as link:
        calling = Calling(ours, identity(name), takes, lambda _: True, lambda: AT, nonces(name))
        carry(contact(calling, so_far), link.ask)
    return so_far


def test_both_have_everything_after_one_call() -> None:
    (desk, _), (site, _) = node("d", 5), node("s", 3)

    came = call(site, "s", CutLink(desk, answering("d")))

    assert came.done
    assert site.head() == desk.head()


@pytest.mark.parametrize("seed", range(3))
def test_a_link_that_is_cut_again_and_again_loses_nothing_and_stores_nothing_twice(seed: int) -> None:
    (desk, d), (site, _) = node("d"), node("s", 3)
    for start in range(0, 1_500, 50):
        write(desk, d, 50, start=start)
    chance = Random(seed)
    link = CutLink(desk, answering("d"), cut=lambda _: chance.choice([None, 0, chance.randrange(1, 200_000)]))
    cuts = 0

    while not (came := call(site, "s", link)).done:
        cuts += 1
        assert cuts < 200, came

    assert site.head() == desk.head()
    assert len(list(site.entries(d))) == len(set(site.digests(d))) == 1_500


def test_what_goes_over_the_link_is_hardly_more_than_the_entries_packed() -> None:
    (desk, d), (site, _) = node("d"), node("s")
    write(desk, d, 2_000)
    packed = zstandard.ZstdCompressor(level=3).compress(b"".join(desk.bodies(d)))
    so_far, takes = Contact(), Takes(site, identity("s"), came_from="http", at=AT)

    with Link("http://localhost:1", transport=CutLink(desk, answering("d"))) as link:
        calling = Calling(site, identity("s"), takes, lambda _: True, lambda: AT, nonces("s"))
        carry(contact(calling, so_far), link.ask)

    assert so_far.done
    assert link.bytes_in <= 1.3 * len(packed)


def test_what_is_no_frame_is_turned_away_with_its_bytes() -> None:
    (desk, _), (site, _) = node("d", 1), node("s", 1)
    link = CutLink(desk, answering("d"))
    call(site, "s", link)
    with Link("http://localhost:1", transport=link) as one:
        one._token = next(iter(link.other._bearers))
        one._got("POST", "/sync/v1/frames", b"\x01" + b"\xff" * 40, {"authorization": f"Bearer {one._token}"})

    assert link.turned_away != []


def test_a_stranger_is_answered_before_his_body_is_read() -> None:
    desk, _ = node("d", 1)
    link = CutLink(desk, answering("d"))

    def posted(name: str, length: int) -> int:
        request = httpx.Request("POST", f"http://localhost:1/sync/v1/{name}", content=b"x" * length)
        return link.handle_request(request).status_code

    assert (posted("hello", SMALL_BYTES_MAX + 1), posted("frames", 1_000_000)) == (413, 401)


def test_an_address_that_is_not_encrypted_is_this_machine_or_none() -> None:
    with pytest.raises(Refused, match=r"sync\.not-encrypted"):
        Link("http://desk.example")


FRAME = Frame(LOG, 0, 1, "note\n", (b"{}",))
REQUESTS = [
    said.Hello("op", LOG, LOG, AT), said.Introduced(LOG, "s"), said.WhatHave(), said.Tell(said.Have("op")),
    said.FromLog(LOG, 7), said.RootsAt(LOG, (1, 2, 3)), said.ProofBetween(LOG, 1, 2), said.TheFork(LOG, 8),
    said.TheBlobs((LOG,)), said.Bring((FRAME,), (b"{}",)),
]  # fmt: skip
REPLIES = [
    said.Greeting("op", LOG, LOG, AT, "s"), said.Admitted("t", 900, known=True),
    said.Have("op", (said.LogHave(LOG, 3, "n", 2, (LOG,)),)), said.Heard(), said.Part(LOG, 1, (FRAME,)),
    said.Roots(LOG, ("aa", "", "bb")), said.Proof((LOG,)), said.Branches(LOG, b"{}", (FRAME,), more=True),
    said.Blobs((said.SealedBlob(LOG, "K-1", "photo", "", b"e", (said.Wrap("K-1", b"r", b"w"),)),)),
    said.Taken({LOG: 4}, {LOG: "frame.root"}),
]  # fmt: skip


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: type(one).__name__)
def test_every_request_is_read_back_as_it_was_sent(request_: said.Request) -> None:
    out = sent(request_)

    assert read_sent(out.method, out.target, out.body) == request_


@pytest.mark.parametrize(("request_", "reply"), list(zip(REQUESTS, REPLIES, strict=True)))
def test_every_reply_is_read_back_as_it_was_sent(request_: said.Request, reply: said.Reply) -> None:
    assert read_reply(request_, replied(reply)) == reply
    assert read_reply(request_, replied(said.Denied("sync.bearer", 3))) == said.Denied("sync.bearer", 3)


@given(
    method=st.sampled_from(["GET", "POST"]),
    path=st.sampled_from(["hello", "have", "frames", "blobs", f"log/{LOG}", f"roots/{LOG}", "log/../..", "x"]),
    asked=st.sampled_from(["", "from=1", "from=-1", "from=9e9", "at=1,,2", "at=" + "1," * 200, "skip=x"]),
    body=st.binary(max_size=60),
)
@settings(deadline=None)
def test_whatever_comes_is_a_request_or_malformed(method: str, path: str, asked: str, body: bytes) -> None:
    try:
        read_sent(method, f"/sync/v1/{path}?{asked}", body)
    except Malformed:
        return


def test_waits_double_to_five_minutes_and_begin_again_when_something_came() -> None:
    retrying = Retrying(Random(1))

    waits = [retrying.wait_seconds() for _ in range(12)]
    retrying.went_on()

    assert all(min(300, 2**place) / 2 <= wait <= min(300, 2**place) for place, wait in enumerate(waits))
    assert retrying.wait_seconds() <= 1
