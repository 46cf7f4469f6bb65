"""How far a contact is can be watched, it can be ended between two requests, and nobody holds a caller up for ever."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from musterbook.store.memory import MemoryStore
from musterbook.store.peers import TRIED_MAX, Peer, Tried, peer_row, read_peer, unmet, with_tried
from musterbook.sync import http
from musterbook.sync.calling import Calling, Contact
from musterbook.sync.contact import contact
from musterbook.sync.exchange import Cut, Hello
from musterbook.sync.going import EndedHere, Far, Going
from musterbook.sync.http import Link, carry
from musterbook.sync.taking import Takes
from musterbook.terms.errors import Malformed
from tests.store.making import AT
from tests.sync.meeting_others import answering, identity, node, nonces
from tests.sync.test_http import CutLink


def called(ours: MemoryStore, theirs: MemoryStore, watch: Callable[[Far], None]) -> tuple[bool, Far]:
    """One contact of the desk with a site, and how far it came."""
    so_far = Contact()
    calling = Calling(
        ours, identity("d"), Takes(ours, identity("d"), came_from="test", at=AT), lambda _: True, lambda: AT,
        nonces("d"),
    )  # fmt: skip
    with Link("http://localhost:1", transport=CutLink(theirs, answering("s"))) as link:
        going = Going(link.ask, ours, so_far, watch, lambda _: True)
        ended = carry(contact(calling, so_far), going)
    going.note()
    return ended and so_far.done, going.far


@pytest.mark.parametrize("requests", range(8))
def test_a_contact_that_is_stopped_anywhere_says_what_is_left_and_the_next_goes_on_from_there(requests: int) -> None:
    (desk, d), (site, s) = node("d", 5), node("s", 3)
    asked = []

    def watch(far: Far) -> None:
        asked.append(far.done)
        if len(asked) > requests:
            raise EndedHere

    done, far = called(desk, site, watch)
    here, there = desk.size_of(s), site.size_of(d)
    again, rest = called(desk, site, lambda _: None)

    assert far.ended_here is not done
    assert (far.came, far.went) == (here, there)
    if far.to_come is not None:
        assert (far.coming, far.going) == (3 - here, 5 - there)
    assert again
    assert (rest.to_come, rest.to_go, rest.coming, rest.going) == (3 - here, 5 - there, 0, 0)
    assert rest.done == rest.whole
    assert (len(list(desk.entries())), desk.head()) == (8, site.head())


class Told(threading.Thread):
    """A timer that goes off when it is told to, by `now`, and not by the clock; `gone_off` once it did."""

    now, gone_off = threading.Event(), threading.Event()

    def __init__(self, _seconds: float, wake: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._wake = wake

    def run(self) -> None:
        self.now.wait()
        self._wake()
        self.gone_off.set()

    def cancel(self) -> None:
        self.now.set()


@pytest.fixture
def timer(monkeypatch: pytest.MonkeyPatch) -> type[Told]:
    monkeypatch.setattr(Told, "now", threading.Event())
    monkeypatch.setattr(Told, "gone_off", threading.Event())
    monkeypatch.setattr(http, "Timer", Told)
    return Told


@contextmanager
def there(answering: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port of this machine at which one caller is answered so."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answered() -> None:
        with suppress(OSError):
            line, _ = listening.accept()
            with line:
                answering(line)

    thread = threading.Thread(target=answered, daemon=True)
    thread.start()
    with listening:
        yield listening.getsockname()[1]
        thread.join()


HELLO = Hello("op", "ab" * 32, "cd" * 32, AT)


def test_whoever_answers_with_a_byte_now_and_then_is_cut(timer: type[Told]) -> None:
    def drip(line: socket.socket) -> None:
        line.recv(65_536)
        line.sendall(b"HTTP/1.1 200 OK\r\nx-a: ")
        timer.now.set()
        while True:  # until the line breaks
            line.sendall(b"a")
            time.sleep(0.02)

    with there(drip) as port, Link(f"http://127.0.0.1:{port}") as link, pytest.raises(Cut):
        link.ask(HELLO)


def test_when_connecting_alone_took_too_long_nothing_more_is_sent(timer: type[Told]) -> None:
    came: list[bytes] = []
    timer.now.set()

    def connected(at: tuple[str, int], timeout: float, source_address: tuple[str, int] | None) -> socket.socket:
        timer.gone_off.wait()
        return connect(at, timeout, source_address)

    connect = socket.create_connection
    with pytest.MonkeyPatch.context() as patch, there(lambda line: came.append(line.recv(65_536))) as port:
        patch.setattr(socket, "create_connection", connected)
        with Link(f"http://127.0.0.1:{port}") as link, pytest.raises(Cut):
            link.ask(HELLO)

    assert came in ([b""], [])


def test_whoever_never_agrees_on_a_cipher_is_cut(timer: type[Told]) -> None:
    came: list[bytes] = []

    def silent(line: socket.socket) -> None:
        line.recv(65_536)
        timer.now.set()
        timer.gone_off.wait()
        line.settimeout(20)
        came.append(line.recv(1))

    with there(silent) as port, Link(f"https://127.0.0.1:{port}") as link, pytest.raises(Cut):
        link.ask(HELLO)

    assert came == [b""]


@pytest.mark.parametrize("address", ["https://hq:port", "https://o.desk:secret@hq.example"])
def test_an_address_that_is_none_or_has_a_password_in_it_is_not_called(address: str) -> None:
    with pytest.raises(Malformed, match=r"sync\.address"):
        Link(address)


def test_of_each_address_it_stays_known_when_a_node_was_last_met_there() -> None:
    met = Tried("https://hq", AT, AT)
    peer = with_tried(Peer(unmet("https://hq"), address="https://hq"), met)

    later = with_tried(peer, Tried("https://hq", AT + timedelta(hours=1), wrong="sync.nobody", coming=7))
    for number in range(TRIED_MAX):
        full = with_tried(later, Tried(f"https://{number}", AT))

    assert later.tried == (Tried("https://hq", AT + timedelta(hours=1), AT, "sync.nobody", 7),)
    assert read_peer(peer_row(later)) == later
    assert len(full.tried) <= TRIED_MAX
