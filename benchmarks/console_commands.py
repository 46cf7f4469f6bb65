"""Measure commands and setting up: processor time of a command as a user starts it, and how long a set-up takes.

`console.py` runs it. A book of the size that the figures name is given: `muster demo --no-serve` leaves one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from musterbook.cli.at_hand import from_elsewhere
from musterbook.operation.book_folder import find_book
from musterbook.store.at_hand import GIVE_WAY, ask

Figure = tuple[str, list[float], str]
ROOT: Final = Path(__file__).resolve().parent.parent
TIMES: Final = 5
MUSTER: Final = (sys.executable, "-c", "from musterbook.main import main; main()")


def figures(book: Path | None) -> Iterator[Figure]:
    """Processor seconds of each command, the best of five."""
    yield "muster --help", [best((*MUSTER, "--help"))], "s"
    if book is not None:
        asked = (*MUSTER, "-C", str(book), "situation")
        yield "muster situation, from the book itself", [best((*asked, "--afresh"))], "s"
        with _one_that_stayed(book, asked):
            yield "muster situation, asked again within ten minutes", [best(asked)], "s"
        with _console_on(book):
            yield "muster situation, beside a console", [best(asked)], "s"


def best(words: Sequence[str]) -> float:
    """The least processor time of several runs."""
    return min(_processor(words) for _ in range(TIMES))


@contextmanager
def _one_that_stayed(book: Path, asked: Sequence[str]) -> Iterator[None]:
    """A command that read the book and stayed; it leaves afterwards."""
    _processor(asked)
    until = time.monotonic() + 10
    while from_elsewhere(find_book(book), "situation") is None:
        if time.monotonic() > until:
            raise RuntimeError("nothing stayed: the book is small, MUSTER_STAYS is 0, or this is not Linux")
        time.sleep(0.1)
    try:
        yield
    finally:
        ask(find_book(book), GIVE_WAY)


@contextmanager
def _console_on(book: Path) -> Iterator[None]:
    """A console on the book, once it answers what it has at hand."""
    place = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen((*MUSTER, "-C", str(book), "serve", "--port", "0"), env=place) as console:
        try:
            while from_elsewhere(find_book(book), "situation") is None:
                if console.poll() is not None:
                    raise RuntimeError(f"the console ended with {console.returncode}")
                time.sleep(0.1)
            yield
        finally:
            console.send_signal(signal.SIGINT)


def _processor(words: Sequence[str]) -> float:
    place = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=place)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode not in (0, 6):
        raise RuntimeError(f"{words[-1]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def setting_up() -> Iterator[Figure]:
    """Seconds by the clock from nothing to an answer, and of the next start, in a copy of what is tracked."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(("git", "archive", "HEAD"), cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(("tar", "x", "-C", folder), input=packed, check=True)
        for what in ("set-up, cold", "second start"):
            began = time.monotonic()
            subprocess.run((sys.executable, "run.py", "--help"), cwd=folder, check=True, stdout=subprocess.DEVNULL)
            yield what, [time.monotonic() - began], "s"
