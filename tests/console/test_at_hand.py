"""A console that is open answers `muster situation` from what it holds, with what was written a moment ago."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from musterbook.cli import staying
from musterbook.cli.at_hand import from_elsewhere
from tests.cli.asking import SOURCE, asked_as_if_large, in_its_own_process
from tests.operation.making import open_small_book

HANDS = ("--key", "w.officer", "--key", "w.counter")
COUNTED = ("--yes", "--happened-at", "2026-01-21T07:10:00+03:00", "count", "call", "willow", *HANDS[:2])

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows' Python has no such sockets")


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small book, and a runtime folder of this test's own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    open_small_book(tmp_path).close()
    return tmp_path / "willow"


@contextmanager
def open_console(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`muster serve` on the book, once it has said its address."""
    words = [sys.executable, "-m", "musterbook", "-C", str(folder), "serve", "--port", "0"]
    around = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(words, env=around, stderr=subprocess.PIPE, text=True) as console:
        assert console.stderr is not None
        assert "http://localhost:" in console.stderr.readline()
        try:
            yield console
        finally:
            console.send_signal(signal.SIGINT)
            console.communicate()


def test_what_a_console_answers_is_what_the_book_says_now(folder: Path) -> None:
    with open_console(folder):
        answered(folder)
        before = in_its_own_process("-C", str(folder), "--json", "situation")
        called = in_its_own_process("-C", str(folder), *COUNTED)
        after = in_its_own_process("-C", str(folder), "--json", "situation")
        read_here = in_its_own_process("-C", str(folder), "--json", "situation", "--afresh")

    assert called.code == 0, called.err
    assert after.json["entries"] == before.json["entries"] + 1
    assert after == read_here
    assert sockets() == [], "a console that was stopped leaves nothing behind"


def test_a_console_that_was_killed_is_not_missed(folder: Path) -> None:
    with open_console(folder) as console:
        answered(folder)
        console.kill()
        console.wait()

        assert sockets() != []
        assert in_its_own_process("-C", str(folder), "--json", "situation").code == 0
    with open_console(folder):
        answered(folder)


def test_a_console_takes_the_place_of_a_command_that_stayed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(staying.MINUTES, "1")
    assert asked_as_if_large(folder, "situation").code == 0
    answered(folder)
    with open_console(folder):
        answered(folder)

    assert sockets() == [], "what answered last was the console"


def answered(folder: Path) -> None:
    """Wait until the console answers: it says its address a moment before it begins."""
    until = time.monotonic() + 60
    while from_elsewhere(folder / "book", "situation") is None:
        assert time.monotonic() < until
        time.sleep(0.05)


def sockets() -> list[Path]:
    """What lies in the runtime folder's own folder."""
    return list((Path(os.environ["XDG_RUNTIME_DIR"]) / f"musterbook-{os.getuid()}").iterdir())
