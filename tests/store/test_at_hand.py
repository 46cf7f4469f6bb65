"""A book held open answers others of the same user, and nobody waits for one that does not."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from musterbook.store import at_hand
from musterbook.store.at_hand import LONGEST_QUESTION, answering, ask

pytestmark = [
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this machine has no such sockets"),
    pytest.mark.of_no_store("what is asked of whoever holds a book open, whichever store it lies in"),
]


@pytest.fixture(autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder of this test's own, with a name short enough for a socket."""
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder / f"musterbook-{os.getuid()}"


@contextmanager
def held_open(
    book: Path, answer: Callable[[bytes], bytes], *, leave: Callable[[], None] | None = None
) -> Iterator[bool]:
    """Something that would answer for the book, on a loop of its own beside the test; whether it does."""
    begun, over, does = threading.Event(), asyncio.Event(), list[bool]()
    loop = asyncio.new_event_loop()

    async def hold() -> None:
        async with answering(book, answer, leave=leave) as answers:
            does.append(answers)
            begun.set()
            await over.wait()

    beside = threading.Thread(target=lambda: loop.run_until_complete(hold()))
    beside.start()
    begun.wait()
    try:
        yield does[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        beside.join()
        loop.close()


def shouted(question: bytes) -> bytes:
    return question.upper()


def test_who_holds_the_book_open_answers_whoever_asks_and_nobody_does_afterwards(tmp_path: Path) -> None:
    with held_open(tmp_path, shouted):
        assert ask(tmp_path, b"how many") == b"HOW MANY"
        assert ask(tmp_path / ".." / tmp_path.name, b"and now") == b"AND NOW"

    assert ask(tmp_path, b"how many") == b""


def test_an_answer_of_any_length_is_whole(tmp_path: Path) -> None:
    with held_open(tmp_path, lambda _: b"0123456789" * 100_000):
        assert ask(tmp_path, b"?") == b"0123456789" * 100_000


def test_one_book_is_not_another(tmp_path: Path) -> None:
    with held_open(tmp_path / "one", lambda _: b"one"), held_open(tmp_path / "two", lambda _: b"two"):
        assert (ask(tmp_path / "one", b"?"), ask(tmp_path / "two", b"?")) == (b"one", b"two")


def test_a_second_that_holds_it_leaves_answering_to_the_first(tmp_path: Path) -> None:
    with held_open(tmp_path, lambda _: b"first") as first:
        with held_open(tmp_path, lambda _: b"second") as second:
            assert ask(tmp_path, b"?") == b"first"
        assert ask(tmp_path, b"?") == b"first"

    assert (first, second) == (True, False)


def test_one_that_only_stayed_leaves_to_one_that_comes_and_takes_nothing_of_his_away(tmp_path: Path) -> None:
    left = list[str]()
    with ExitStack() as coming:
        with held_open(tmp_path, lambda _: b"stayed", leave=lambda: left.append("left")):
            assert ask(tmp_path, b"?") == b"stayed"
            assert coming.enter_context(held_open(tmp_path, lambda _: b"for long"))
            assert left == ["left"]
        assert ask(tmp_path, b"?") == b"for long"

    assert ask(tmp_path, b"?") == b""


@pytest.mark.parametrize("first", [None, list[str]().clear])
def test_one_that_only_stays_comes_to_nobody_who_answers(first: Callable[[], None] | None, tmp_path: Path) -> None:
    with held_open(tmp_path, lambda _: b"first", leave=first), held_open(tmp_path, shouted, leave=print) as second:
        assert (ask(tmp_path, b"?"), second) == (b"first", False)


def test_what_a_killed_process_left_is_taken_over(tmp_path: Path, runtime: Path) -> None:
    runtime.mkdir(mode=0o700)
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(runtime / at_hand._name_of(tmp_path)))
    left.close()

    with held_open(tmp_path, shouted):
        assert ask(tmp_path, b"there") == b"THERE"


@pytest.mark.parametrize("mode", [0o755, 0o701, 0o770])
def test_a_folder_that_others_may_enter_is_neither_used_nor_asked(mode: int, tmp_path: Path, runtime: Path) -> None:
    with held_open(tmp_path, shouted):
        runtime.chmod(mode)
        assert ask(tmp_path, b"there") == b""
    with held_open(tmp_path, shouted):
        runtime.chmod(0o700)
        assert ask(tmp_path, b"there") == b""


def test_a_link_to_somebodys_folder_is_no_folder_of_ones_own(tmp_path: Path, runtime: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    runtime.symlink_to(tmp_path / "elsewhere")

    with held_open(tmp_path, shouted):
        assert ask(tmp_path, b"there") == b""
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_process_that_hangs_is_not_waited_for_long(
    tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "PATIENCE_SECONDS", 0.1)
    runtime.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(runtime / at_hand._name_of(tmp_path)))
        hanging.listen()

        assert ask(tmp_path, b"there") == b""


@pytest.mark.parametrize("sent", [b"half a question", b"x" * (LONGEST_QUESTION * 2) + b"\n", b""])
def test_who_asks_too_much_or_too_little_gets_nothing_and_the_next_is_answered(
    sent: bytes, tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "PATIENCE_SECONDS", 0.3)
    with held_open(tmp_path, shouted):
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(str(runtime / at_hand._name_of(tmp_path)))
            asking.sendall(sent)
            asking.settimeout(5)
            assert received(asking) == b""

        assert ask(tmp_path, b"there") == b"THERE"


def received(asking: socket.socket) -> bytes:
    """What came until the end; a connection that was cut off brought nothing."""
    try:
        return asking.recv(100)
    except ConnectionResetError:
        return b""


def test_a_machine_without_such_sockets_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with held_open(tmp_path, shouted), monkeypatch.context() as elsewhere:
        elsewhere.delattr(socket, "AF_UNIX")

        assert ask(tmp_path, b"there") == b""
