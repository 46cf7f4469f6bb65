"""Two nodes that only write each other letters by NATS: each has everything once, whatever servers and lines do."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tools.nats_server import NatsServer

from musterbook.operation import mustering
from musterbook.operation.asking_by_letter import call_by_letter, place_of
from musterbook.operation.by_letter import LetterNode
from musterbook.operation.catalogue import read_folder
from musterbook.operation.folder import open_book
from musterbook.operation.opening import Founding, open_folder
from musterbook.operation.syncing import Here, here
from musterbook.terms.errors import Refused
from musterbook.terms.moves import Objection
from tests.operation.making import BUS, MORNING, WILLOW, acting, fill
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


@contextmanager
def writing_letters(me: Here, server: NatsServer, told: list[Objection]) -> Iterator[None]:
    """A node as long as it writes and opens letters."""
    stop = threading.Event()
    node = LetterNode(
        me, place_of(me, server.address), now=lambda: datetime.now(UTC), entropy=os.urandom, say=told.append,
        again_seconds=1,
    )  # fmt: skip
    beside = threading.Thread(target=node.run, args=(stop,))
    beside.start()
    try:
        yield
    finally:
        stop.set()
        beside.join(20)
        assert not beside.is_alive()


def count_called(me: Here, minutes: int) -> None:
    """The site calls a count: one act more. A node that is just writing is waited for."""
    for left in range(100, -1, -1):
        try:
            book = open_book(me.place, read_only=False)
        except Refused:
            assert left, "never free"
            time.sleep(0.05)
            continue
        hand = acting("w.officer/site-officer", WILLOW, minutes=minutes)
        muster = mustering.next_reference(book, WILLOW, hand.at)
        mustering.call(
            book, hand, muster, custodian=WILLOW, by="name", reason="routine", due_by=hand.at + timedelta(hours=1)
        )
        book.close()
        return


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

    with writing_letters(two["desk"], servers["desk"], told):
        with writing_letters(two["forward"], servers["forward"], told):
            count_called(two["forward"], 60)
            servers["desk"].kill()
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


def met_by_letter(me: Here) -> bool:
    with me.reading() as store:
        return any(one.address == "nats" and one.last_contact for one in store.peers())


def stored_once(me: Here) -> bool:
    with me.reading() as store:
        digests = [one.digest for one in store.entries()]
        return len(digests) == len(set(digests)) and store.turned_away() == []
