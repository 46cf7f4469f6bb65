"""Letters by real NATS servers, one a leaf of the other: what their traps do, and that nothing is believed of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tools.nats_server import Cable, NatsServer

from musterbook.sync import exchange as said
from musterbook.sync.mailbox import Came, Mailbox
from musterbook.sync.nats import NotPosted, Place, Post
from musterbook.terms.errors import Malformed, Refused
from tests.store.making import AT
from tests.sync.nats_servers import DESK, SITE, hub_and_leaf, place, post

pytestmark = [
    pytest.mark.needs_server,
    # nats-py leaves a socket to the collector when it was cut off or refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
TELL = said.Tell(said.Have("op"))
HELLO = said.Hello("op", SITE, "ab" * 32, AT)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, NatsServer]]:
    with hub_and_leaf(tmp_path_factory.mktemp("nats")) as made:
        yield made


async def connected(servers: dict[str, NatsServer]) -> tuple[Post, Post]:
    desk, site = post("d"), post("s")
    await desk.connect(place(servers["d"], "d"))
    await site.connect(place(servers["s"], "s"))
    return desk, site


async def lying(mailbox: Mailbox, count: int = 1, *, seconds: float = 5) -> list[Came]:
    """The letters that come within some seconds, as many as are waited for."""
    found: list[Came] = []
    async with asyncio.timeout(seconds + 10):
        for _ in range(int(seconds * 5)):
            found += [one async for one in mailbox.letters(0.2, now=0)]
            if len(found) >= count:
                break
    return found


async def posted(sender: Post, receiver: str, sealed: bytes, name: str) -> None:
    """Post as soon as the line between the servers is up."""
    for left in range(50, -1, -1):
        try:
            await sender.post(receiver, sealed, name)
        except NotPosted:
            assert left, "never posted"
            await asyncio.sleep(0.2)
        else:
            return


def test_a_letter_crosses_from_leaf_to_hub_once_and_comes_again_until_it_was_dealt_with(
    servers: dict[str, NatsServer],
) -> None:
    async def told() -> tuple[list[Came], list[Came], list[Came]]:
        desk, site = await connected(servers)
        box = desk.mailbox()
        await box.open()
        _, sealed = site.pen.asks(DESK, TELL)
        for _ in range(3):
            await posted(site, DESK, sealed, "one")
        first = await lying(box)
        await first[0].early(0.2)
        again = await lying(box)
        await again[0].taken()
        after = await lying(box, seconds=1)
        await asyncio.gather(desk.close(), site.close())
        return first, again, after

    first, again, after = asyncio.run(told())

    assert [len(one) for one in (first, again, after)] == [1, 1, 0]
    assert first[0].sealed == again[0].sealed
    assert post("d").pen.open(first[0].sealed).request() == TELL


def test_a_letter_longer_than_the_server_takes_goes_in_parts(servers: dict[str, NatsServer]) -> None:
    long = said.Tell(said.Have("op", tuple(said.LogHave(f"{one:064x}", 1, "n" * 3_000) for one in range(700))))

    async def told() -> tuple[int, Came]:
        desk, site = await connected(servers)
        box = site.mailbox()
        await box.open()
        _, sealed = desk.pen.asks(SITE, long)
        await posted(desk, SITE, sealed, "long")
        (came,) = await lying(box)
        await came.taken()
        await asyncio.gather(desk.close(), site.close())
        return len(sealed), came

    length, came = asyncio.run(told())

    assert length > 2 * 1024 * 1024
    assert len(came.pieces) > 8
    assert post("s").pen.open(came.sealed).request() == long


def test_what_is_asked_is_answered_across_the_servers(servers: dict[str, NatsServer]) -> None:
    async def answered() -> tuple[said.Reply, bool]:
        desk, site = await connected(servers)

        async def answer(sealed: bytes) -> bytes | None:
            letter = desk.pen.open(sealed)
            assert letter.request() == HELLO
            return desk.pen.answers(letter, said.Denied("sync.version", 7))

        async def wrong(fault: Malformed, _: bytes) -> None:
            raise fault

        await desk.answer(answer, wrong)
        reply = await ask(site, DESK)
        cut = False
        try:
            await desk.ask(SITE, HELLO)
        except said.Cut:
            cut = True
        await asyncio.gather(desk.close(), site.close())
        return reply, cut

    assert asyncio.run(answered()) == (said.Denied("sync.version", 7), True)


async def ask(sender: Post, receiver: str) -> said.Reply:
    for left in range(50, -1, -1):
        try:
            return await sender.ask(receiver, HELLO)
        except said.Cut:
            assert left, "never answered"
            await asyncio.sleep(0.2)
    raise AssertionError


def test_a_mailbox_that_was_deleted_or_purged_is_made_anew(servers: dict[str, NatsServer]) -> None:
    async def told() -> list[Came]:
        desk, site = await connected(servers)
        box = desk.mailbox()
        await box.open()
        await posted(site, DESK, site.pen.asks(DESK, TELL)[1], "before")
        stream = desk._js()
        await stream.delete_stream(f"MUSTER-{DESK[:16]}")
        gone = False
        try:
            await site.post(DESK, site.pen.asks(DESK, TELL)[1], "into nothing")
        except NotPosted:
            gone = True
        assert gone
        found = [one async for one in box.letters(0.2, now=1_000.0)]
        assert found == []
        await posted(site, DESK, site.pen.asks(DESK, TELL)[1], "after")
        found = await lying(box)
        await stream.delete_consumer(f"MUSTER-{DESK[:16]}", "node")
        found += [one async for one in box.letters(0.2, now=2_000.0)]
        await asyncio.gather(desk.close(), site.close())
        return found

    found = asyncio.run(told())

    assert len(found) == 2
    assert found[0].sealed == found[1].sealed


def test_a_leaf_that_was_cut_off_does_not_come_back_past_the_line(tmp_path: Path) -> None:
    cables: list[Cable] = []

    def through(port: int) -> int:
        cables.append(Cable(port))
        return cables[0].port

    async def told(servers: dict[str, NatsServer]) -> bool:
        desk, site = await connected(servers)
        await desk.mailbox().open()
        sealed = site.pen.asks(DESK, TELL)[1]
        await posted(site, DESK, sealed, "before")
        cables[0].cut()
        past = False
        for place_ in range(8):
            await asyncio.sleep(0.5)
            with suppress(NotPosted):
                await site.post(DESK, sealed, f"cut off {place_}")
                past = True
        cables[0].mend()
        await posted(site, DESK, sealed, "mended")
        await asyncio.gather(desk.close(), site.close())
        return past

    with hub_and_leaf(tmp_path, through=through) as servers:
        past = asyncio.run(told(servers))
    cables[0].cut()

    assert not past


def test_a_mailbox_that_is_full_takes_no_more_and_says_so(servers: dict[str, NatsServer]) -> None:
    async def filled() -> int:
        desk, site = await connected(servers)
        box = site.mailbox(most_bytes=20_000)
        await box.open()
        sealed = [desk.pen.asks(SITE, TELL)[1] for _ in range(100)]
        await posted(desk, SITE, sealed[0], "0")
        taken = 1
        try:
            for place_, one in enumerate(sealed[1:], 1):
                await desk.post(SITE, one, str(place_))
                taken += 1
        except NotPosted:
            pass
        for came in await lying(box, taken):
            await came.taken()
        await posted(desk, SITE, sealed[99], "room again")
        await site.mailbox().open()
        await asyncio.gather(desk.close(), site.close())
        return taken

    assert 10 < asyncio.run(filled()) < 100


def test_nobody_reads_or_writes_in_anothers_name_even_at_the_servers(servers: dict[str, NatsServer]) -> None:
    async def tried() -> list[str]:
        site = post("s")
        errors: list[str] = []
        await site.connect(place(servers["s"], "s"))

        async def note(error: Exception) -> None:
            errors.append(str(error))

        site._client._error_cb = note
        root = site._root
        await site._client.publish(f"{root}.to.{SITE[:16]}.{DESK[:16]}", b"x")
        await site._client.subscribe(f"{root}.to.{DESK[:16]}.*")
        await site._client.flush()
        await asyncio.sleep(0.3)
        await site.close()
        return errors

    errors = asyncio.run(tried())

    assert len([one for one in errors if "ermissions" in one]) == 2


def test_who_has_no_password_gets_no_line_and_addresses_are_this_machine_or_encrypted(
    servers: dict[str, NatsServer],
) -> None:
    with pytest.raises(Refused, match=r"nats\.no-server"):
        asyncio.run(post("s").connect(Place(servers["s"].address, "guessed")))
    with pytest.raises(Refused, match=r"nats\.address"):
        Place("nats://desk.example:4222")
    with pytest.raises(Refused, match=r"nats\.address"):
        Place("http://localhost:4222")


@pytest.mark.parametrize(
    ("jetstream", "rule"),
    [("", "nats.no-domain"), ("domain: apart, max_file_store: 1000", "nats.no-mailbox"), (None, "nats.no-mailbox")],
)
def test_a_server_that_cannot_keep_a_mailbox_is_named_with_its_reason(jetstream: str | None, rule: str) -> None:
    async def tried(server: NatsServer) -> None:
        site = post("s")
        await site.connect(Place(server.address))
        try:
            await site.mailbox().open()
        finally:
            await site.close()

    server = NatsServer("op", SITE, "")
    server.folder.mkdir(exist_ok=True)
    streams = "" if jetstream is None else f'jetstream {{ store_dir: "{server.folder}", {jetstream} }}\n'
    server.start(text=f'listen: "127.0.0.1:{server.port}"\n{streams}')
    try:
        with pytest.raises(Refused, match=re.escape(rule)):
            asyncio.run(tried(server))
    finally:
        server.end()
