"""A command that read a large book answers whoever asks next, with what was written since, and leaves in time."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musterbook import __version__
from musterbook.cli import at_hand, staying
from musterbook.cli.at_hand import answers, from_elsewhere
from musterbook.operation.folder import open_book
from musterbook.store.at_hand import GIVE_WAY, ask
from tests.cli.asking import asked_as_if_large, in_its_own_process
from tests.operation.making import open_small_book

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")

CALLED = ("--yes", "--happened-at", "2026-01-21T07:10:00+03:00", "count", "call", "willow", "--key", "w.officer")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small book that nobody writes in."""
    place = tmp_path_factory.mktemp("staying")
    open_small_book(place).close()
    return place / "willow"


@pytest.fixture
def book(
    made: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The folder of a copy of the book, where commands stay a minute; whoever stayed is gone afterwards."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))  # short enough for a socket's path
    monkeypatch.setenv(staying.MINUTES, "1")
    folder = shutil.copytree(made, tmp_path / "willow") / "book"
    yield folder
    ask(folder, GIVE_WAY)
    waited_for(lambda: not sockets())


def waited_for(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def sockets() -> list[Path]:
    """What lies in the folder for sockets."""
    runtime = Path(os.environ["XDG_RUNTIME_DIR"]) / f"musterbook-{os.getuid()}"
    return list(runtime.iterdir()) if runtime.is_dir() else []


def answered(folder: Path) -> bool:
    """Whether somebody answers for the book."""
    return from_elsewhere(folder, "situation") is not None


@pytest.mark.parametrize("named", [".", "{book}/.."])
def test_who_asks_next_is_answered_with_what_was_written_since(named: str, book: Path) -> None:
    first = asked_as_if_large(book, "-C", named.format(book=book), "--json", "situation")
    waited_for(lambda: answered(book))
    called = in_its_own_process("-C", str(book), *CALLED)
    before = from_elsewhere(book, "situation")
    again = in_its_own_process("-C", str(book), "--json", "situation")
    afresh = in_its_own_process("-C", str(book), "--json", "situation", "--afresh")

    assert (first.code, called.code) == (0, 0), first.err + called.err
    assert first.err == "the book stays open for 1 min: who asks again is answered at once\n"
    assert before is not None
    assert before[0].told == again.json
    assert again == afresh
    assert again.json["entries"] == first.json["entries"] + 1


def test_nobody_says_twice_that_the_book_stays_open(book: Path) -> None:
    asked_as_if_large(book, "situation")
    waited_for(lambda: answered(book))

    assert asked_as_if_large(book, "situation").err == ""


@pytest.mark.parametrize(
    ("words", "minutes", "large"),
    [(("situation", "--afresh"), "1", 1), (("situation",), "0", 1), (("situation",), "1", 1_000_000)],
)
def test_nothing_stays_with_a_small_book_or_where_nobody_wants_it(
    words: tuple[str, ...], minutes: str, large: int, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(staying.MINUTES, minutes)
    told = asked_as_if_large(book, *words, large=large)

    assert (told.code, told.err) == (0, "")
    assert sockets() == []


@pytest.mark.parametrize(("said", "minutes"), [("", 10), ("3", 3), (" 3 ", 3), ("0", 0), ("-1", 10), ("long", 10)])
def test_the_environment_says_for_how_long(said: str, minutes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(staying.MINUTES, said)

    assert staying._minutes() == minutes


def test_who_stayed_leaves_to_whoever_asks_for_its_place(book: Path) -> None:
    asked_as_if_large(book, "situation")
    waited_for(lambda: answered(book))
    ask(book, GIVE_WAY)

    assert sockets() == []
    assert not answered(book)


def test_who_stays_holds_nothing_open_and_leaves_when_the_machine_stops(book: Path) -> None:
    asked_as_if_large(book, "situation")
    waited_for(lambda: answered(book))
    staying_now = [one for one in Path("/proc").glob("[0-9]*") if str(book).encode() in words_of(one)]
    assert len(staying_now) == 1
    held = {str(one.readlink()) for one in (*(staying_now[0] / "fd").iterdir(), staying_now[0] / "cwd")}
    os.kill(int(staying_now[0].name), signal.SIGTERM)
    waited_for(lambda: not sockets())

    assert {one for one in held if one.startswith("/")} == {"/", os.devnull}


def words_of(process: Path) -> bytes:
    """The words a process was started with; none of one that has just ended."""
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def stays(book: Path) -> Callable[[float], asyncio.Task[None]]:
    """Begins to stay with the book, on the running loop, for so many seconds."""
    read = open_book(book)
    answer = answers(book, read)
    read.close()
    return lambda seconds: asyncio.get_running_loop().create_task(
        staying._answer_until_quiet(read, book, answer, seconds)
    )


def asked_for(folder: Path, version: str = __version__) -> bytes:
    """What a command of that version asks now."""
    mark = at_hand._mark_of(folder)
    return json.dumps({"version": version, "reading": "situation", "language": "en", "mark": mark}).encode()


async def begins(folder: Path) -> None:
    """Wait until it answers, asked beside the loop that does."""
    await asyncio.to_thread(waited_for, lambda: answered(folder))


def test_it_leaves_when_nobody_has_asked_for_long_and_not_before(
    stays: Callable[[float], asyncio.Task[None]], book: Path
) -> None:
    async def quiet() -> list[bool]:
        alone = stays(5.0)
        await begins(book)
        await asyncio.sleep(3.0)
        told = [await asyncio.to_thread(answered, book)]
        await asyncio.sleep(3.0)
        told.append(alone.done())
        await asyncio.wait_for(alone, 20)
        return told

    assert asyncio.run(quiet()) == [True, False]
    assert sockets() == []


@pytest.mark.parametrize("loss", ["the folder", "the book", "another book"])
def test_it_leaves_when_the_book_is_gone_or_another(
    loss: str, stays: Callable[[float], asyncio.Task[None]], book: Path, tmp_path: Path
) -> None:
    def lose() -> bytes:
        question = asked_for(book)
        if loss == "the folder":
            book.rename(tmp_path / "elsewhere")
        elif loss == "the book":
            (book / "book.db").unlink()
        else:
            shutil.copy(book / "book.toml", tmp_path / "other.toml")
            (tmp_path / "other.toml").rename(book / "book.toml")
            question = asked_for(book)
        return question

    async def lost() -> None:
        alone = stays(60.0)
        await begins(book)
        question = lose()
        assert await asyncio.to_thread(ask, book, question) == b""
        await asyncio.wait_for(alone, 20)

    asyncio.run(lost())


def test_one_of_another_version_is_not_answered_and_nobody_stays_for_him(
    stays: Callable[[float], asyncio.Task[None]], book: Path
) -> None:
    async def newer() -> None:
        alone = stays(60.0)
        await begins(book)
        assert await asyncio.to_thread(ask, book, asked_for(book)) != b""
        assert await asyncio.to_thread(ask, book, asked_for(book, "99")) == b""
        await asyncio.wait_for(alone, 20)

    asyncio.run(newer())
    assert not answered(book)


def test_who_stays_has_no_key_though_the_exercise_opened_them(book: Path) -> None:
    read = open_book(book)
    had = [read.keyring, read.sealed]
    read.close()
    asyncio.run(staying._answer_until_quiet(read, book, lambda _: b"", 0.0))

    assert None not in had
    assert [read.keyring, read.sealed] == [None, None]
