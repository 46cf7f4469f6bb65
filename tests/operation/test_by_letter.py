"""Two nodes that only write each other letters by NATS: each has everything once, whatever servers and lines do."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from tools.nats_server import NatsServer

from musterbook.custody.roll import Roll
from musterbook.operation import mustering, syncing
from musterbook.operation.asking_by_letter import call_by_letter, place_of
from musterbook.operation.by_letter import LetterNode
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.syncing import Here, here
from musterbook.store import opening
from musterbook.sync.letters import Pen
from musterbook.sync.nats import Post
from musterbook.sync.parts import split
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from tests.operation.making import BUS, MORNING, WILLOW, acting, fill
from tests.operation.partly import founded
from tests.operation.test_starting import site_of
from tests.sync.nats_servers import hub_and_leaf, need_server

pytestmark = [
    pytest.mark.needs_server,
    # nats-py leaves a socket to the collector when it was cut off or refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_server()
    folder = tmp_path_factory.mktemp("letters")
    place = fill(folder / "willow")
    nodes = {"forward": frozenset({WILLOW, BUS})}
    open_folder(read_folder(place, today=MORNING), Founding(place / "book", MORNING, seed=1, nodes=nodes)).close()
    return folder / "willow"


@pytest.fixture
def two(opened_once: Path, tmp_path: Path) -> dict[str, Here]:
    """The desk, and the forward site that went away with a copy."""
    for name in ("desk", "forward"):
        shutil.copytree(opened_once, tmp_path / name)
    return {name: here(tmp_path / name, node=name) for name in ("desk", "forward")}


@pytest.fixture
def servers(two: dict[str, Here], tmp_path: Path) -> Iterator[dict[str, NatsServer]]:
    keys = {name: one.identity.key for name, one in two.items()}
    (tmp_path / "nats").mkdir()
    with hub_and_leaf(tmp_path / "nats", keys, two["desk"].operation) as made:
        yield made


class Meddling(Post):
    """A line through servers of somebody who drops, doubles, holds back and alters what he carries, by a seed."""

    def __init__(self, pen: Pen, operation: str) -> None:
        super().__init__(pen, operation)
        self.chance = Random(5)
        self.held: list[tuple[str, bytes, str]] = []
        self.altered = 0

    async def post(self, receiver: str, sealed: bytes, name: str) -> None:
        what = self.chance.choice(("carry", "carry", "drop", "double", "hold", "alter", "alter and name anew"))
        if what == "hold":
            self.held.append((receiver, sealed, name))
            return
        if what == "double":
            await super().post(receiver, sealed, f"{name}:again")
        if what == "alter and name anew":
            at = self.chance.randrange(len(sealed))
            sealed = sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :]
            self.altered += 1
        if what == "alter":
            await self._lay(receiver, sealed)
        elif what != "drop":
            await super().post(receiver, sealed, name)
        while self.held and self.chance.random() < 0.5:
            await super().post(*self.held.pop())

    async def _lay(self, receiver: str, sealed: bytes) -> None:
        """A letter one piece of which was changed, laid in under its old name."""
        (piece, *_) = split(sealed, most=4_096)
        spoilt = piece[:-1] + bytes((piece[-1] ^ 1,))
        self.altered += 1
        subject = f"{self._root}.to.{receiver[:16]}.{self._me}"
        await self._js().publish(subject, spoilt[:20] + (0).to_bytes(2, "little") + b"\x01\x00" + spoilt[24:])


@contextmanager
def writing_letters(
    me: Here, server: NatsServer, told: list[Objection], post: Callable[[Pen, str], Post] = Post
) -> Iterator[None]:
    """A node as long as it writes and opens letters."""
    stop = threading.Event()
    node = LetterNode(
        me, place_of(me, server.address), now=lambda: datetime.now(UTC), entropy=os.urandom, say=told.append,
        again_seconds=1, post=post,
    )  # fmt: skip
    beside = threading.Thread(target=node.run, args=(stop,))
    beside.start()
    try:
        yield
    finally:
        stop.set()
        beside.join(20)
        assert not beside.is_alive()


Opened = TypeVar("Opened")


def patient(open_: Callable[[], Opened]) -> Opened:
    """What is opened to write, once a node that is just writing is done."""
    for left in range(100, -1, -1):
        try:
            return open_()
        except Refused:
            assert left, "never free"
            time.sleep(0.05)
    raise AssertionError


def count_called(me: Here, minutes: int) -> None:
    """The site calls a count: one act more."""
    with closing(patient(lambda: open_book(me.place, read_only=False))) as book:
        hand = acting("w.officer/site-officer", WILLOW, minutes=minutes)
        muster = mustering.next_reference(book, WILLOW, hand.at)
        mustering.call(
            book, hand, muster, custodian=WILLOW, by="name", reason="routine", due_by=hand.at + timedelta(hours=1)
        )


def head(me: Here) -> str:
    with me.reading() as store:
        return store.head()


def until(holds: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until something holds; what comes of waiting is asserted by whoever waits."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)


def alike(two: dict[str, Here]) -> bool:
    return head(two["desk"]) == head(two["forward"])


def test_what_each_wrote_alone_is_at_both_and_nothing_is_sent_on(
    two: dict[str, Here], servers: dict[str, NatsServer]
) -> None:
    told: list[Objection] = []
    count_called(two["forward"], 60)

    with writing_letters(two["desk"], servers["desk"], told), writing_letters(two["forward"], servers["forward"], told):
        until(lambda: alike(two))
        count_called(two["forward"], 90)
        until(lambda: alike(two))
        until(lambda: met_by_letter(two["desk"]) and met_by_letter(two["forward"]))

    assert alike(two)
    assert stored_once(two["desk"])
    assert {one.rule for one in told} == {"nats.listening"}
    assert met_by_letter(two["desk"])
    assert met_by_letter(two["forward"])


def test_lines_cut_and_servers_killed_delay_and_lose_nothing(
    two: dict[str, Here], servers: dict[str, NatsServer]
) -> None:
    told: list[Objection] = []
    servers["desk"].kill()

    with writing_letters(two["desk"], servers["desk"], told):
        with writing_letters(two["forward"], servers["forward"], told):
            count_called(two["forward"], 60)
            until(lambda: "nats.no-server" in {one.rule for one in told})
            count_called(two["forward"], 70)
            servers["desk"].start()
            until(lambda: alike(two))
            first = alike(two)
            servers["forward"].kill()
            shutil.rmtree(servers["forward"].folder / "streams")
            count_called(two["forward"], 80)
            servers["forward"].start()
            until(lambda: alike(two))
            second = alike(two)
        count_called(two["forward"], 90)
        with writing_letters(two["forward"], servers["forward"], told):
            until(lambda: alike(two))

    assert (first, second, alike(two)) == (True, True, True)
    assert stored_once(two["desk"])


def test_a_database_that_is_away_for_a_while_holds_letters_up_and_does_not_end_them(
    two: dict[str, Here], servers: dict[str, NatsServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    away, told, there = threading.Event(), list[Objection](), opening.open_store

    def open_store(place: Path, *, operation: str, read_only: bool = False) -> object:
        if away.is_set() and place == two["forward"].place:
            raise Refused(Objection("store.disconnected", values={"folder": "its place", "said": "57P03"}))
        return there(place, operation=operation, read_only=read_only)

    monkeypatch.setattr(syncing, "open_store", open_store)
    with (
        writing_letters(two["desk"], servers["desk"], []),
        writing_letters(two["forward"], servers["forward"], told),
    ):
        until(lambda: met_by_letter(two["desk"]))
        away.set()
        until(lambda: len(told) > 1)
        time.sleep(2)
        away.clear()
        count_called(two["forward"], 60)
        until(lambda: alike(two))

    assert alike(two)
    assert [one.rule for one in told] == ["nats.listening", "store.disconnected"], "said once, not every second"


def test_a_site_that_holds_only_its_people_is_written_no_more_and_headquarters_stays_whole(tmp_path: Path) -> None:
    founded(tmp_path / "hq").close()
    place = tmp_path / "hq" / "op" / "book"
    names = {path.stem for path in (place / "keys" / "logs").glob("*.key")} - {"forward", "register"}
    desk = here(place, node=names.pop())
    site = here(site_of(desk, tmp_path / "north", whole=False), node="north")
    (tmp_path / "nats").mkdir()
    count_called(desk, 300)
    count_called(site, 310)

    keys = {"desk": desk.identity.key, "north": site.identity.key}
    with (
        hub_and_leaf(tmp_path / "nats", keys, desk.operation) as servers,
        writing_letters(desk, servers["desk"], []),
        writing_letters(site, servers["north"], []),
    ):
        until(lambda: head(desk) == head(site))

    assert head(desk) == head(site)
    with closing(open_book(site.place)) as book:
        assert book.holding is not None
        assert len(book.reading(Roll).where) == 12, "of twenty people it holds those of its custodian"
    with closing(open_book(desk.place)) as book:
        assert book.holding is None
        assert len(book.reading(Roll).where) == 20


def test_a_letter_is_not_acknowledged_before_what_is_in_it_is_here(
    two: dict[str, Here], servers: dict[str, NatsServer]
) -> None:
    with writing_letters(two["desk"], servers["desk"], []):
        with writing_letters(two["forward"], servers["forward"], []):
            count_called(two["forward"], 60)
            until(lambda: alike(two))
            # An officer of the desk writes, and takes his time.
            with closing(patient(lambda: open_book(two["desk"].place, read_only=False))):
                count_called(two["forward"], 70)
                time.sleep(3)
                held = alike(two)
        until(lambda: alike(two))

    assert not held
    assert alike(two)
    assert stored_once(two["desk"])


def test_a_node_may_be_asked_across_the_servers_and_one_nobody_knows_is_not(
    two: dict[str, Here], servers: dict[str, NatsServer]
) -> None:
    count_called(two["forward"], 60)

    with writing_letters(two["desk"], servers["desk"], []):
        address, now = f"{servers['forward'].address}/desk", lambda: datetime.now(UTC)
        until(lambda: call_by_letter(two["forward"], address, now=now, entropy=os.urandom).contact.done, 20)
        again = call_by_letter(two["forward"], address, now=now, entropy=os.urandom)
    with pytest.raises(Refused, match=r"nats\.no-such-node"):
        call_by_letter(two["forward"], f"{servers['forward'].address}/nobody", now=now, entropy=os.urandom)

    assert again.contact.done
    assert again.exit_code == 0
    assert (again.name, again.new, again.contact.brought) == ("desk", 0, 0)
    assert alike(two)


def test_a_server_that_drops_doubles_reorders_and_alters_gets_nothing_in_and_is_named(
    two: dict[str, Here], servers: dict[str, NatsServer]
) -> None:
    lines: list[Meddling] = []

    def meddling(pen: Pen, operation: str) -> Post:
        lines.append(Meddling(pen, operation))
        return lines[-1]

    with (
        writing_letters(two["desk"], servers["desk"], []),
        writing_letters(two["forward"], servers["forward"], [], meddling),
    ):
        for minutes in range(60, 65):
            count_called(two["forward"], minutes)
            until(lambda: alike(two))

    assert alike(two)
    with two["desk"].reading() as store:
        away = [(came_from, rule) for _, came_from, rule, _ in store.turned_away()]
        digests = [one.digest for one in store.entries()]
    assert len(digests) == len(set(digests))
    assert 0 < len(away) <= lines[0].altered
    assert {came_from for came_from, _ in away} == {"nats"}
    assert {rule for _, rule in away} <= {"letter.parts", "letter.not-opened"}


def met_by_letter(me: Here) -> bool:
    with me.reading() as store:
        return any(one.address == "nats" and one.last_contact for one in store.peers())


def stored_once(me: Here) -> bool:
    with me.reading() as store:
        digests = [one.digest for one in store.entries()]
        return len(digests) == len(set(digests)) and store.turned_away() == []
