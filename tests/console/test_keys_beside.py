"""Keys are opened beside the loop: pages answer meanwhile, and an act is judged by what stands afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from musterbook.console.book_source import BookSource
from musterbook.console.opener import Opener
from musterbook.custody.facts import Mustered
from musterbook.custody.roll import Roll
from musterbook.eligibility.facts import Held
from musterbook.operation.book import Book
from musterbook.operation.folder import open_book
from musterbook.operation.keys_at_hand import Lock, keys_from
from musterbook.store.keys import exercise_key, exercise_noise, write_key
from musterbook.terms.custodians import in_hand
from musterbook.terms.errors import Refused
from tests.console.asking import Console, console_of
from tests.console.test_deeds import key_in
from tests.operation.making import MORNING, WILLOW, open_small_book

GUARD, COUNTERS = "s.security", ("w.officer", "w.counter")
TURNS = 10_000
"""Of the loop, after which a test gives up waiting."""


class OpenedWhenTold(Executor):
    """Opens nothing before it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
        coming: Future[Any] = Future()
        self.waiting.append((coming, lambda: fn(*args, **kwargs)))
        return coming

    def open(self) -> int:
        """Open what waits, in order; how many keys that were."""
        waiting, self.waiting = self.waiting, []
        for coming, key in waiting:
            if coming.set_running_or_notify_cancel():
                coming.set_result(key())
        return len(waiting)

    async def all_done(self, sent: Iterable[asyncio.Task[Any]]) -> None:
        """Open whatever is asked for until all of these are done."""
        for _ in range(TURNS):
            self.open()
            if all(one.done() for one in sent):
                return
            await asyncio.sleep(0)
        raise AssertionError(self.waiting)

    async def asked(self, least: int = 1) -> None:
        """Wait until so many keys wait to be opened."""
        for _ in range(TURNS):
            if len(self.waiting) >= least:
                return
            await asyncio.sleep(0)
        raise AssertionError(self.waiting)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    place = tmp_path_factory.mktemp("keys")
    open_small_book(place).close()
    opened = open_book(place / "willow" / "book")
    yield opened
    opened.close()


def console_on(book: Book) -> tuple[Console, OpenedWhenTold]:
    beside = OpenedWhenTold()
    source = BookSource(book, now=lambda: MORNING + timedelta(hours=1), opener=Opener(beside))
    return console_of(source), beside


def client_of(console: Console) -> httpx.AsyncClient:
    way = httpx.ASGITransport(app=console.app)  # type: ignore[arg-type]  # the same shape
    return httpx.AsyncClient(transport=way, base_url="http://localhost:8100")


def hold_of(console: Console, book: Book, number: int) -> tuple[str, dict[str, str]]:
    """The form that holds one of Willow's people, filled in."""
    person = sorted(book.reading(Roll).on(in_hand(WILLOW)))[number]
    path = f"/do/hold?about={person}"
    key = key_in(console.get(path).text)
    return path, {"key": key, "step": "sign", "person": person, "ground": "security", "officer": GUARD}


def held(book: Book, said: dict[str, str]) -> int:
    found = [one.fact for one in book.entries() if isinstance(one.fact, Held) and one.fact.ground == "security"]
    return sum(one.person == said["person"] for one in found)


def test_a_page_answers_while_keys_are_opened_and_a_form_sent_twice_meanwhile_is_written_once(book: Book) -> None:
    console, beside = console_on(book)
    path, said = hold_of(console, book, 0)

    async def order() -> tuple[int, list[bool], list[int], list[str]]:
        async with client_of(console) as client:
            sent = [asyncio.create_task(client.post(path, data=said)) for _ in range(2)]
            await beside.asked()
            page = await client.get("/musters")
            early = [one.done() for one in sent]
            beside.open()
            answers = await asyncio.gather(*sent)
            return page.status_code, early, [one.status_code for one in answers], [
                one.headers["location"] for one in answers
            ]  # fmt: skip

    page, early, answers, places = asyncio.run(order())

    assert (page, early, answers) == (200, [False, False], [303, 303])
    assert (len(set(places)), held(book, said)) == (1, 1)


def test_a_count_that_is_begun_again_while_its_keys_are_opened_is_not_signed_as_it_was_shown(book: Book) -> None:
    console, beside = console_on(book)
    call = {"custodian": WILLOW, "reason": "routine", "by": "number", "minutes": "60", "officer": COUNTERS[0]}

    async def order() -> tuple[list[int], str]:
        async with client_of(console) as client:

            async def send(path: str, **said: str) -> httpx.Response:
                sent = asyncio.create_task(client.post(path, data=said))
                await beside.all_done([sent])
                return await sent

            count = (await send("/musters/call", **call)).headers["location"]
            for officer in COUNTERS:
                await send(count, officer=officer, counted="12")
            shown = (await client.get(count)).text.partition('name="digest" value="')[2][:12]
            signed = asyncio.create_task(client.post(count, data={"step": "sign", "digest": shown}))
            await beside.asked()
            again = await client.post(count, data={"step": "again"})
            await beside.all_done([signed])
            return [again.status_code, (await signed).status_code], shown

    numbers, shown = asyncio.run(order())

    assert (numbers, len(shown)) == ([303, 409], 12)
    assert not any(isinstance(one.fact, Mustered) for one in book.entries())


def test_a_request_that_ends_while_its_key_is_opened_writes_nothing_and_holds_nobody_up(book: Book) -> None:
    console, beside = console_on(book)
    path, said = hold_of(console, book, 2)

    async def order() -> tuple[int, int]:
        async with client_of(console) as client:
            sent = asyncio.create_task(client.post(path, data=said))
            await beside.asked()
            sent.cancel()
            await asyncio.wait([sent])
            between = held(book, said)
            again = asyncio.create_task(client.post(path, data=said))
            await beside.all_done([again])
            return between, (await again).status_code

    assert asyncio.run(order()) == (0, 303)
    assert held(book, said) == 1


def lock_of(folder: Path, name: str, phrase: str) -> Lock:
    """A key file that costs little, under a pass-phrase of its own; asked for with another."""
    path = folder / f"{name}.key"
    if not path.exists():
        write_key(
            path, exercise_key(1, "officer", name), purpose="officer", name=name, pass_phrase=f"the phrase of {name}",
            exercise=True, noise=exercise_noise(1, name),
        )  # fmt: skip
    return Lock("officers", name, path, phrase)


def test_one_file_is_tried_with_one_pass_phrase_at_a_time_and_the_same_one_is_tried_once_for_all(
    tmp_path: Path,
) -> None:
    beside = OpenedWhenTold()
    opener, right = Opener(beside), lock_of(tmp_path, "k.officer", "the phrase of k.officer")
    wrong, other = lock_of(tmp_path, "k.officer", "guessed"), lock_of(tmp_path, "m.officer", "the phrase of m.officer")

    async def order() -> tuple[list[int], list[bool]]:
        asked = [asyncio.create_task(opener.open([lock])) for lock in (right, wrong, right, other)]
        opened = []
        for least in (2, 1):
            await beside.asked(least)
            opened.append(beside.open())
        found = [
            keys.private_key(name).public_key().public_bytes_raw() if opens else None
            for keys, name, opens in zip(
                await asyncio.gather(*asked), ("k.officer", "k.officer", "k.officer", "m.officer"),
                (True, False, True, True), strict=True,
            )
        ]  # fmt: skip
        with pytest.raises(Refused, match=r"key\.pass-phrase"):
            (await asked[1]).private_key("k.officer")
        return opened, [found[0] == found[2], found[0] == found[3]]

    assert asyncio.run(order()) == ([2, 1], [True, False])


def test_keys_that_are_forgotten_are_not_at_hand_and_a_name_that_leads_elsewhere_never_is(tmp_path: Path) -> None:
    there = lock_of(tmp_path, "k.officer", "the phrase of k.officer")
    (tmp_path / "officers").mkdir()
    elsewhere = Lock("officers", "../k.officer", tmp_path / "officers" / "../k.officer.key", there.phrase)
    keys = keys_from([there, elsewhere], [there.open(), elsewhere.open()])

    assert len(keys.private_key("k.officer").sign(b"this")) == 64
    with pytest.raises(Refused, match=r"keys\.not-here"):
        keys.private_key("../k.officer")
    keys.forget()
    with pytest.raises(Refused, match=r"keys\.not-here"):
        keys.private_key("k.officer")
    assert "phrase of" not in repr(there)
